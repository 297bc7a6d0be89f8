//! Literals of canonical N-Quads: their parts, and the JSON that says the same
//! ([Data Round Tripping](https://www.w3.org/TR/json-ld11-api/#data-round-tripping)).

use super::super::number;
use super::super::value::is_language_tag;
use crate::json::{self, Document, is_clean, write_string};
use crate::limits::Limits;
use std::borrow::Cow;

pub(super) const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
pub(super) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";

/// A literal in its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Literal<'s> {
    /// The lexical form, with the escapes of N-Quads.
    escaped: &'s str,
    /// What follows it: language or datatype, unless it is a plain text.
    tag: &'s str,
    /// What the datatype says, if it stands for language and base direction.
    directed: Option<(&'s str, &'s str)>,
}

impl<'s> Literal<'s> {
    /// Takes a literal of canonical N-Quads apart.
    pub(super) fn of(text: &'s str) -> Option<Self> {
        let text = text.strip_prefix('"')?;
        let (escaped, tag) = match text.strip_suffix('"') {
            Some(escaped) => (escaped, ""),
            None => text.rsplit_once('"')?,
        };
        Some(Self { escaped, tag, directed: None })
    }

    /// The same with the language and direction that its datatype stands for; not with those that no value object has.
    pub(super) fn directed(self, directed: Option<(&'s str, &'s str)>) -> Self {
        let is_own = |language: &str| {
            let is_lower = !language.bytes().any(|byte| byte.is_ascii_uppercase());
            language.is_empty() || (is_lower && is_language_tag(language))
        };
        Self { directed: directed.filter(|(language, _)| is_own(language)), ..self }
    }

    /// The IRI of the datatype; empty with a language or a direction.
    pub(super) fn datatype(&self) -> &'s str {
        if self.directed.is_some() {
            return "";
        }
        match self.tag.strip_prefix("^^<").and_then(|tag| tag.strip_suffix('>')) {
            Some(datatype) => datatype,
            None if self.tag.is_empty() => XSD_STRING,
            None => "",
        }
    }

    /// The language.
    pub(super) fn language(&self) -> Option<&'s str> {
        match self.directed {
            Some((language, _)) => Some(language).filter(|language| !language.is_empty()),
            None => self.tag.strip_prefix('@'),
        }
    }

    /// The base direction.
    pub(super) fn direction(&self) -> Option<&'s str> {
        self.directed.map(|(_, direction)| direction)
    }

    /// The lexical form.
    fn lexical(&self) -> Cow<'s, str> {
        unescape(self.escaped)
    }

    /// Writes the lexical form as a JSON string, which needs no escape where N-Quads has none.
    pub(super) fn write(&self, out: &mut String) {
        if is_clean(self.escaped, |byte| byte == b'\\') {
            quote(out, self.escaped);
        } else {
            write_string(out, &self.lexical());
        }
    }

    /// Whether it is a text without language.
    pub(super) fn is_plain(&self) -> bool {
        self.tag.is_empty()
    }

    /// The boolean or number of JSON that becomes this very literal, where the term's type is that of the literal or,
    /// if not `typed`, where it has none.
    pub(super) fn native(&self, typed: bool) -> Option<Cow<'s, str>> {
        if self.is_plain() {
            return None;
        }
        let datatype = self.datatype();
        let is_implied = matches!(datatype, XSD_BOOLEAN | XSD_DOUBLE | XSD_INTEGER);
        // Some contexts have XML Schema at https, and other types of it than JSON-LD knows.
        if !(typed || is_implied) {
            return None;
        }
        let (_, name) = datatype.rsplit_once('#').filter(|(space, _)| space.ends_with("/XMLSchema"))?;
        match name {
            "boolean" if matches!(self.escaped, "true" | "false") => Some(self.escaped.into()),
            "decimal" | "double" | "float" | "integer" | "nonNegativeInteger" | "positiveInteger" => self.number(typed),
            _ => None,
        }
    }

    fn number(&self, typed: bool) -> Option<Cow<'s, str>> {
        let is_double = self.datatype() == XSD_DOUBLE;
        if !is_double && is_small_integer(self.escaped) {
            return Some(self.escaped.into());
        }
        let value: f64 = self.escaped.parse().ok().filter(|value: &f64| value.is_finite())?;
        let (mut text, mut back) = (String::new(), String::new());
        json::write_number(&mut text, value);
        let becomes_double = number::write(&mut back, &text, is_double && typed);
        // The datatype is that of the term, or the one that the number implies.
        let is_same_type = typed || becomes_double == is_double;
        let is_same = is_same_type && back == self.escaped && number::is_interoperable(&text);
        is_same.then_some(text.into())
    }

    /// The JSON text of a JSON literal, if it is canonical.
    pub(super) fn json(&self) -> Option<Cow<'s, str>> {
        let (text, limits) = (self.lexical(), Limits { nodes: u32::MAX, input: u32::MAX, ..Limits::default() });
        let document = Document::parse(text.as_bytes(), &limits).ok()?;
        let mut canonical = String::new();
        json::canonicalize(document.root(), &mut canonical).ok()?;
        (canonical == text).then_some(text)
    }
}

/// Whether a text is an integer that JSON writes just so, and far from what a double cannot hold.
fn is_small_integer(text: &str) -> bool {
    let is_plain = text == "0" || !text.starts_with('0');
    is_plain && matches!(text.len(), 1..=15) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes a JSON string that needs no escape.
pub(super) fn quote(out: &mut String, text: &str) {
    out.reserve(text.len().saturating_add(2));
    out.push('"');
    out.push_str(text);
    out.push('"');
}

/// A text without the escapes of N-Quads.
fn unescape(text: &str) -> Cow<'_, str> {
    let Some((head, _)) = text.split_once('\\') else { return text.into() };
    let mut out = String::with_capacity(text.len());
    out.push_str(head);
    let mut rest = text.get(head.len()..).unwrap_or_default();
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut characters = escape.chars();
        match characters.next() {
            Some('b') => out.push('\u{8}'),
            Some('t') => out.push('\t'),
            Some('n') => out.push('\n'),
            Some('f') => out.push('\u{c}'),
            Some('r') => out.push('\r'),
            Some('u') => out.extend(hex(&mut characters)),
            Some(other) => out.push(other),
            None => (),
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
    out.into()
}

/// The character of four hexadecimal digits: canonical N-Quads escapes nothing beyond U+FFFF.
fn hex(characters: &mut std::str::Chars<'_>) -> Option<char> {
    let digit = |code: u32, character: char| Some(code.wrapping_shl(4) | character.to_digit(16)?);
    let code = characters.by_ref().take(4).try_fold(0, digit)?;
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_come_apart() {
        let cases = [
            (r#""a""#, "a", XSD_STRING, None),
            (r#""a\"b"@en"#, "a\"b", "", Some("en")),
            (r#""\\u\t\u007F\u0001"^^<urn:d>"#, "\\u\t\u{7f}\u{1}", "urn:d", None),
            (r#""@en""#, "@en", XSD_STRING, None),
            (r#""\uFFFE\r\b""#, "\u{fffe}\r\u{8}", XSD_STRING, None),
        ];
        for (text, lexical, datatype, language) in cases {
            let literal = Literal::of(text).unwrap();
            assert_eq!((&*literal.lexical(), literal.datatype(), literal.language()), (lexical, datatype, language));
        }
    }

    #[test]
    fn numbers_are_native_where_they_come_back() {
        let cases = [
            ("5", XSD_INTEGER, Some("5"), Some("5")),
            ("05", XSD_INTEGER, None, None),
            ("+5", XSD_INTEGER, None, None),
            ("-0", XSD_INTEGER, None, None),
            ("9007199254740991", XSD_INTEGER, Some("9007199254740991"), Some("9007199254740991")),
            ("9007199254740993", XSD_INTEGER, None, None),
            ("5.5E0", XSD_DOUBLE, Some("5.5"), Some("5.5")),
            ("5.50E0", XSD_DOUBLE, None, None),
            ("1.0E1", XSD_DOUBLE, None, Some("10")),
            ("1.0E21", XSD_DOUBLE, Some("1e+21"), Some("1e+21")),
            ("1.0E20", XSD_DOUBLE, None, None),
            ("INF", XSD_DOUBLE, None, None),
            ("true", XSD_BOOLEAN, Some("true"), Some("true")),
            ("1", XSD_BOOLEAN, None, None),
            ("5", "http://www.w3.org/2001/XMLSchema#decimal", None, Some("5")),
            ("5.0", "http://www.w3.org/2001/XMLSchema#decimal", None, None),
            ("5.5E0", "https://www.w3.org/2001/XMLSchema#float", None, Some("5.5")),
            ("true", "https://www.w3.org/2001/XMLSchema#boolean", None, Some("true")),
            ("5", "http://www.w3.org/2001/XMLSchema#gYear", None, None),
        ];
        for (text, datatype, untyped, typed) in cases {
            let text = format!("\"{text}\"^^<{datatype}>");
            let literal = Literal::of(&text).unwrap();
            assert_eq!(literal.native(false).as_deref(), untyped, "{text} {datatype}");
            assert_eq!(literal.native(true).as_deref(), typed, "{text} {datatype}");
        }
    }
}
