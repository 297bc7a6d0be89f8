//! Writes JSON text without white space, with the escapes and number forms of JCS (RFC 8785, section 3.2.2).
//!
//! The order of members is the caller's business here; `jcs` sorts them.

/// Writes `value` in quotes, escaped only where JSON demands it
/// ([RFC 8785, section 3.2.2.2](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.2)).
pub fn write_string(out: &mut String, value: &str) {
    out.reserve(value.len().saturating_add(2));
    out.push('"');
    let mut rest = value;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
        let (plain, special) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut characters = special.chars();
        if let Some(character) = characters.next() {
            write_escape(out, character);
        }
        rest = characters.as_str();
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
}
