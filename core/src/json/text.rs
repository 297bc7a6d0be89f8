//! Writes JSON text without white space, with the escapes and number forms of JCS (RFC 8785, section 3.2.2).
//!
//! The order of members is the caller's business here; `jcs` sorts them.

use std::fmt;
use std::fmt::Write as _;

/// Whether a text has no byte of a kind: nearly every text is clean.
///
/// Bytes are looked at in blocks, without a way out within one, which the compiler turns into vector instructions as long
/// as the kind is told without branches. The last block reaches back into the one before it.
#[inline]
pub(crate) fn is_clean(text: &str, is_special: impl Fn(u8) -> bool + Copy) -> bool {
    #[inline(always)]
    fn holds<const N: usize>(block: Option<&[u8; N]>, is_special: impl Fn(u8) -> bool) -> bool {
        block.is_some_and(|block| block.iter().fold(0, |found, byte| found | u8::from(is_special(*byte))) == 0)
    }
    let bytes = text.as_bytes();
    match bytes.len() {
        0..4 => !bytes.iter().any(|byte| is_special(*byte)),
        4..8 => holds(bytes.first_chunk::<4>(), is_special) && holds(bytes.last_chunk::<4>(), is_special),
        8..16 => holds(bytes.first_chunk::<8>(), is_special) && holds(bytes.last_chunk::<8>(), is_special),
        _ => {
            let (blocks, _) = bytes.as_chunks::<16>();
            blocks.iter().all(|block| holds(Some(block), is_special)) && holds(bytes.last_chunk::<16>(), is_special)
        }
    }
}

/// Writes `value` in quotes, escaped only where JSON demands it
/// ([RFC 8785, section 3.2.2.2](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2)).
pub fn write_string(out: &mut String, value: &str) {
    let special = |byte: u8| (byte == b'"') | (byte == b'\\') | (byte < 0x20);
    out.push('"');
    let mut rest = value;
    if !is_clean(value, special) {
        while let Some(at) = rest.bytes().position(special) {
            let (plain, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.push_str(plain);
            let mut characters = special.chars();
            if let Some(character) = characters.next() {
                write_escape(out, character);
            }
            rest = characters.as_str();
        }
    }
    out.push_str(rest);
    out.push('"');
}

fn write_escape(out: &mut String, character: char) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    match character {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\u{8}' => out.push_str("\\b"),
        '\t' => out.push_str("\\t"),
        '\n' => out.push_str("\\n"),
        '\u{c}' => out.push_str("\\f"),
        '\r' => out.push_str("\\r"),
        control => {
            let code = usize::try_from(u32::from(control)).unwrap_or_default();
            out.push_str("\\u00");
            out.extend([code >> 4, code & 0xf].iter().filter_map(|digit| HEX.get(*digit)));
        }
    }
}

/// Writes `value` as ECMAScript does ([RFC 8785, section 3.2.2.3](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3)):
/// shortest form, `-0` as `0`; what is not finite has no JSON form and becomes `null`.
pub fn write_number(out: &mut String, value: f64) {
    if value.is_finite() {
        out.push_str(ryu_js::Buffer::new().format_finite(value));
    } else {
        out.push_str("null");
    }
}

/// Writes one JSON text, value by value; commas come by themselves.
///
/// ```
/// let mut writer = credstone::json::Writer::new();
/// writer.object(|writer| {
///     writer.member("report").unsigned(1);
///     writer.member("needs").array(|writer| writer.string("a\nb"));
/// });
/// assert_eq!(writer.finish(), r#"{"report":1,"needs":["a\nb"]}"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Writer {
    out: String,
}

impl Writer {
    /// Starts an empty text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts an empty text with room for that many bytes.
    pub(crate) fn with_capacity(room: usize) -> Self {
        Self { out: String::with_capacity(room) }
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    /// Writes an object whose members `members` writes.
    pub fn object(&mut self, members: impl FnOnce(&mut Self)) {
        self.open('{');
        members(self);
        self.close('}');
    }

    /// Writes an array whose items `items` writes.
    pub fn array(&mut self, items: impl FnOnce(&mut Self)) {
        self.open('[');
        items(self);
        self.close(']');
    }

    /// Writes the name of the next member; its value has to follow.
    pub fn member(&mut self, name: &str) -> &mut Self {
        self.string(name);
        self.out.push(':');
        self
    }

    /// Writes the name of the next member, one of ours, in which nothing has to be escaped.
    pub(crate) fn field(&mut self, name: &'static str) -> &mut Self {
        self.code(name);
        self.out.push(':');
        self
    }

    /// Writes a string that is one of ours, in which nothing has to be escaped.
    pub(crate) fn code(&mut self, value: &'static str) {
        self.separate();
        self.out.reserve(value.len().saturating_add(3));
        self.out.push('"');
        self.out.push_str(value);
        self.out.push('"');
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.separate();
        write_string(&mut self.out, value);
    }

    /// Writes a string, or `null`.
    pub fn optional_string(&mut self, value: Option<&str>) {
        match value {
            Some(value) => self.string(value),
            None => self.null(),
        }
    }

    /// Writes an integer.
    pub fn unsigned(&mut self, value: u64) {
        self.separate();
        self.push_displayed(value);
    }

    /// Writes an integer.
    pub fn signed(&mut self, value: i64) {
        self.separate();
        self.push_displayed(value);
    }

    /// Writes a double.
    pub fn double(&mut self, value: f64) {
        self.separate();
        write_number(&mut self.out, value);
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.raw(if value { "true" } else { "false" });
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.raw("null");
    }

    /// Writes a value whose JSON text is there already.
    pub fn raw(&mut self, text: &str) {
        self.separate();
        self.out.push_str(text);
    }

    /// The bytes written so far.
    #[cfg(feature = "json-syntax")]
    pub(super) fn length(&self) -> usize {
        self.out.len()
    }

    pub(super) fn open(&mut self, bracket: char) {
        self.separate();
        self.out.push(bracket);
    }

    pub(super) fn close(&mut self, bracket: char) {
        self.out.push(bracket);
    }

    /// After a member name, which ends the text with a quote.
    pub(super) fn colon(&mut self) {
        self.out.push(':');
    }

    /// A value or name follows an opening bracket or a colon directly, and anything else after a comma: no value ends in these.
    fn separate(&mut self) {
        if !matches!(self.out.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.out.push(',');
        }
    }

    fn push_displayed(&mut self, value: impl fmt::Display) {
        // A `String` takes every write.
        let _ = write!(self.out, "{value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_strings() {
        let cases = [
            ("", r#""""#),
            ("plain é 😀 \u{7f}\u{2028}", "\"plain é 😀 \u{7f}\u{2028}\""),
            ("\"\\/", r#""\"\\/""#),
            ("\u{8}\t\n\u{c}\r", r#""\b\t\n\f\r""#),
            ("a\u{0}b\u{1f}", r#""a\u0000b\u001f""#),
        ];
        for (value, want) in cases {
            let mut out = String::new();
            write_string(&mut out, value);
            assert_eq!(out, want);
        }
    }

    #[test]
    fn writes_numbers() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (5e-324, "5e-324"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-1.5, "-1.5"),
            (f64::NAN, "null"),
        ];
        for (value, want) in cases {
            let mut out = String::new();
            write_number(&mut out, value);
            assert_eq!(out, want);
        }
    }

    #[test]
    fn puts_commas_where_they_belong() {
        let mut writer = Writer::new();
        writer.array(|writer| {
            writer.object(|_| ());
            writer.array(|_| ());
            writer.object(|writer| {
                writer.member("a").null();
                writer.member("b:[{").string(":[{");
                writer.member("c").array(|writer| {
                    writer.unsigned(u64::MAX);
                    writer.signed(i64::MIN);
                    writer.double(0.5);
                    writer.boolean(true);
                    writer.optional_string(None);
                    writer.raw("{}");
                });
            });
            writer.string("");
        });
        let want =
            r#"[{},[],{"a":null,"b:[{":":[{","c":[18446744073709551615,-9223372036854775808,0.5,true,null,{}]},""]"#;
        assert_eq!(writer.finish(), want);
    }
}
