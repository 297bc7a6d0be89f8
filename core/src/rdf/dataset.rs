//! Quads whose terms are spans of one text, kept as [canonical N-Quads][c] has them, so that nothing is escaped twice.
//!
//! [c]: https://www.w3.org/TR/rdf-canon/#canonical-quads

use crate::json::{NodeId, is_clean};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;

pub(super) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// An RDF dataset: a list of quads and the text of their terms.
///
/// Quads pushed twice are one quad to everything that reads the dataset as the set it is.
#[derive(Clone, Default)]
pub struct Dataset {
    pub(super) text: String,
    pub(super) quads: Vec<Quad>,
    /// The spans of the blank nodes' labels.
    pub(super) blanks: Vec<(u32, u32)>,
    /// How many more `b` begin a fresh label than any label that was read: keeps the two kinds apart.
    pub(super) read_labels: usize,
    /// Whether the text is as long as it may be; terms made since then are empty.
    pub(super) full: bool,
    escapes: Escapes,
    ambiguous: Ambiguities,
    /// Whether datatypes of the i18n namespace stand for base directions.
    has_directions: bool,
}

/// Which characters of literals are escaped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escapes {
    /// Those of [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads).
    #[default]
    Canonical,
    /// Backslash, quotation mark, line feed and carriage return alone, as it was before RDFC-1.0.
    Four,
}

/// What stands in a dataset that processors write in more than one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ambiguities {
    /// A language tag with a capital.
    pub(crate) capital: bool,
    /// A text that was given a base direction.
    pub(crate) direction: bool,
    /// A character that not everybody escapes.
    pub(crate) escape: bool,
}

impl Ambiguities {
    /// What is ambiguous in either of two datasets.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            capital: self.capital || other.capital,
            direction: self.direction || other.direction,
            escape: self.escape || other.escape,
        }
    }
}

/// A term of one [`Dataset`]: a handle, free to copy, meaningless elsewhere.
///
/// Two terms that compare equal are the same; two that do not may still have [the same text](Dataset::same).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Of a blank node, its number.
    pub(super) start: u32,
    /// Of a blank node, [`Term::BLANK`].
    pub(super) end: u32,
}

impl Term {
    const BLANK: u32 = u32::MAX;

    pub(super) fn of_blank(number: u32) -> Self {
        Self { start: number, end: Self::BLANK }
    }

    /// The number of a blank node.
    #[inline]
    pub(crate) fn blank(self) -> Option<u32> {
        (self.end == Self::BLANK).then_some(self.start)
    }

    /// A number that equal terms have in common.
    #[inline]
    pub(crate) fn number(self) -> u32 {
        self.start
    }

    /// How many bytes the text of any other term has.
    pub(super) fn length(self) -> usize {
        position(self.end.saturating_sub(self.start))
    }
}

/// A statement in a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quad {
    /// An IRI or a blank node.
    pub subject: Term,
    /// An IRI.
    pub predicate: Term,
    /// Any term.
    pub object: Term,
    /// The name of the graph, an IRI or a blank node; `None` is the default graph.
    pub graph: Option<Term>,
    /// The JSON node it was made from; [`NodeId::ROOT`] where there was none.
    pub origin: NodeId,
}

impl Dataset {
    /// The text a dataset may have, far above what any default limit lets through: positions fit 32 bits.
    const MAX_TEXT: usize = 1 << 30;

    /// Makes an empty dataset.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty dataset with room for that many bytes of text and that many quads.
    #[must_use]
    pub fn with_capacity(text: usize, quads: usize) -> Self {
        Self { text: String::with_capacity(text), quads: Vec::with_capacity(quads), ..Self::default() }
    }

    /// The same, with the escapes that its literals get, and whether datatypes of the i18n namespace are directions in it.
    pub(crate) fn writing(self, escapes: Escapes, has_directions: bool) -> Self {
        Self { escapes, has_directions, ..self }
    }

    /// What stands in it that processors write in more than one way.
    pub(crate) fn ambiguous(&self) -> Ambiguities {
        self.ambiguous
    }

    /// The language in lower case, empty if there is none, and the base direction that stand in the datatype of a literal,
    /// if that is how this dataset keeps directions.
    pub(crate) fn direction(&self, literal: Term) -> Option<(&str, &str)> {
        if !self.has_directions {
            return None;
        }
        let (_, datatype) = self.text(literal).strip_suffix('>')?.rsplit_once("\"^^<https://www.w3.org/ns/i18n#")?;
        datatype.rsplit_once('_').filter(|(_, direction)| matches!(*direction, "ltr" | "rtl"))
    }

    /// Whether datatypes of the i18n namespace stand for base directions.
    pub(crate) fn has_directions(&self) -> bool {
        self.has_directions
    }

    /// Notes that a text was given a base direction.
    pub(crate) fn note_direction(&mut self) {
        self.ambiguous.direction = true;
    }

    /// Adds an IRI, which may not have been added before, and writes what an IRI cannot hold as `\u` escapes.
    pub fn iri(&mut self, iri: &str) -> Term {
        let start = self.text.len();
        self.write_iri(iri);
        self.term_since(start)
    }

    /// Adds an IRI that is known to hold to RFC 3987, so that nothing in it needs an escape.
    pub(crate) fn valid_iri(&mut self, iri: &str) -> Term {
        let start = self.text.len();
        self.push_iri(iri);
        self.term_since(start)
    }

    /// Adds a literal with the IRI of its datatype; with a language, the datatype is `rdf:langString` and not written.
    pub fn literal(&mut self, value: &str, datatype: &str, language: Option<&str>) -> Term {
        let start = self.text.len();
        self.text.push('"');
        match self.escapes {
            Escapes::Canonical => self.ambiguous.escape |= write_escaped(&mut self.text, value),
            Escapes::Four => write_four_escapes(&mut self.text, value),
        }
        self.text.push('"');
        if let Some(language) = language {
            self.ambiguous.capital |= language.bytes().any(|byte| byte.is_ascii_uppercase());
            self.text.push('@');
            self.text.push_str(language);
        } else if datatype != XSD_STRING {
            self.text.push_str("^^");
            self.write_iri(datatype);
        }
        self.term_since(start)
    }

    /// Adds a blank node that is not any other.
    pub fn blank(&mut self) -> Term {
        let start = self.text.len();
        let number = u32::try_from(self.blanks.len()).unwrap_or(Term::BLANK);
        self.text.push_str("_:b");
        (0..self.read_labels).for_each(|_| self.text.push('b'));
        push_decimal(&mut self.text, number);
        let label = self.term_since(start);
        self.blanks.push((label.start, label.end));
        Term::of_blank(number)
    }

    /// Adds a quad of terms of this dataset.
    #[inline]
    pub fn push(&mut self, quad: Quad) {
        self.quads.push(quad);
    }

    /// The quads, in the order they were pushed.
    #[must_use]
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// The quads as N-Quads, in the order they were pushed, each once.
    #[must_use]
    pub fn to_nquads(&self) -> String {
        let (mut text, mut seen) = (String::new(), BTreeSet::new());
        for quad in &self.quads {
            let graph = quad.graph.map(|graph| self.text(graph));
            let terms = [quad.subject, quad.predicate, quad.object].map(|term| self.text(term));
            if seen.insert((terms, graph)) {
                terms.into_iter().chain(graph).for_each(|term| text.extend([term, " "]));
                text.push_str(".\n");
            }
        }
        text
    }

    /// A term as canonical N-Quads has it: `<…>`, `"…"` with language or datatype, or `_:…` with the label it has here.
    #[must_use]
    #[inline]
    pub fn text(&self, term: Term) -> &str {
        let (start, end) = match term.blank() {
            Some(number) => self.label_span(number),
            None => (term.start, term.end),
        };
        span(&self.text, start, end)
    }

    /// The same as bytes, of any term but a blank node: for comparing and copying, which need not look for characters.
    #[inline]
    pub(super) fn bytes(&self, term: Term) -> &[u8] {
        self.text.as_bytes().get(position(term.start)..position(term.end)).unwrap_or_default()
    }

    /// How many bytes the text of all terms has, labels included.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// How many blank nodes there are.
    #[must_use]
    pub fn blank_count(&self) -> usize {
        self.blanks.len()
    }

    /// Whether a term is a blank node.
    #[must_use]
    pub fn is_blank(&self, term: Term) -> bool {
        term.blank().is_some()
    }

    /// Whether two terms are the same term.
    #[must_use]
    pub fn same(&self, a: Term, b: Term) -> bool {
        a == b
            || (a.length() == b.length() && a.blank().is_none() && b.blank().is_none() && self.text(a) == self.text(b))
    }

    /// Orders terms in some way in which the same are equal: by length first, as IRIs begin alike.
    pub(crate) fn order(&self, a: Term, b: Term) -> Ordering {
        // The length of a blank node says which it is.
        let texts = || if a == b { Ordering::Equal } else { self.bytes(a).cmp(self.bytes(b)) };
        a.length().cmp(&b.length()).then_with(texts)
    }

    fn label_span(&self, number: u32) -> (u32, u32) {
        self.blanks.get(position(number)).copied().unwrap_or((0, 0))
    }

    fn write_iri(&mut self, iri: &str) {
        if is_clean(iri, |byte| !is_iri_byte(byte)) {
            self.push_iri(iri);
            return;
        }
        self.text.push('<');
        let mut clean = 0;
        for (at, byte) in iri.bytes().enumerate().filter(|(_, byte)| !is_iri_byte(*byte)) {
            self.text.push_str(iri.get(clean..at).unwrap_or_default());
            push_unicode_escape(&mut self.text, byte);
            clean = at.saturating_add(1);
        }
        self.text.push_str(iri.get(clean..).unwrap_or_default());
        self.text.push('>');
    }

    fn push_iri(&mut self, iri: &str) {
        self.text.reserve(iri.len().saturating_add(2));
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
    }

    /// The term whose text was written from `start` on.
    pub(super) fn term_since(&mut self, start: usize) -> Term {
        let end = self.text.len();
        if self.full || end > Self::MAX_TEXT {
            self.full = true;
            self.text.truncate(start);
            return Term { start: 0, end: 0 };
        }
        // Both are at most `MAX_TEXT`.
        Term { start: u32::try_from(start).unwrap_or(0), end: u32::try_from(end).unwrap_or(0) }
    }
}

impl fmt::Debug for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dataset").field("quads", &self.quads.len()).field("blanks", &self.blanks.len()).finish()
    }
}

/// The text between two positions.
#[inline]
pub(super) fn span(text: &str, start: u32, end: u32) -> &str {
    text.get(position(start)..position(end)).unwrap_or_default()
}

/// A number or offset as an index.
#[inline]
pub(super) fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Whether `IRIREF` may hold a byte unescaped. Without `||`, so that no byte is a branch.
#[inline]
pub(crate) fn is_iri_byte(byte: u8) -> bool {
    let bracket = (byte == b'<') | (byte == b'>') | (byte == b'{') | (byte == b'}');
    let other = (byte == b'"') | (byte == b'|') | (byte == b'^') | (byte == b'`') | (byte == b'\\');
    (byte > 0x20) & !bracket & !other
}

/// Writes the content of a literal with the escapes that [canonical N-Quads](https://www.w3.org/TR/rdf-canon/#canonical-quads)
/// asks for, and no others. Says whether there are any that not everybody writes.
pub(super) fn write_escaped(to: &mut String, value: &str) -> bool {
    let (mut clean, mut is_ambiguous) = (0, false);
    let bytes = value.as_bytes();
    // U+FFFE and U+FFFF, the only scalar values above DEL outside XML 1.1's Char, begin with EF BF.
    // Without `||`, so that no byte is a branch.
    let suspect = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (byte == 0x7f) | (byte == 0xef);
    if is_clean(value, suspect) {
        to.push_str(value);
        return false;
    }
    for (at, byte) in bytes.iter().copied().enumerate().filter(|(_, byte)| suspect(*byte)) {
        let length = if byte == 0xef { 3 } else { 1usize };
        let next = at.saturating_add(length);
        let short = match (byte, value.get(at..next)) {
            (0x08, _) => "\\b",
            (b'\t', _) => "\\t",
            (b'\n', _) => "\\n",
            (0x0c, _) => "\\f",
            (b'\r', _) => "\\r",
            (b'"', _) => "\\\"",
            (b'\\', _) => "\\\\",
            (0xef, Some("\u{fffe}")) => "\\uFFFE",
            (0xef, Some("\u{ffff}")) => "\\uFFFF",
            (0xef, _) => continue,
            _ => "",
        };
        is_ambiguous |= !matches!(byte, b'\n' | b'\r' | b'"' | b'\\');
        to.push_str(value.get(clean..at).unwrap_or_default());
        if short.is_empty() {
            push_unicode_escape(to, byte);
        } else {
            to.push_str(short);
        }
        clean = next;
    }
    to.push_str(value.get(clean..).unwrap_or_default());
    is_ambiguous
}

/// Writes the content of a literal with the escapes of [`Escapes::Four`].
fn write_four_escapes(to: &mut String, value: &str) {
    for piece in value.split_inclusive(['\\', '"', '\n', '\r']) {
        let (plain, escape) = match piece.as_bytes().last() {
            Some(b'\\') => (piece.strip_suffix('\\'), "\\\\"),
            Some(b'"') => (piece.strip_suffix('"'), "\\\""),
            Some(b'\n') => (piece.strip_suffix('\n'), "\\n"),
            Some(b'\r') => (piece.strip_suffix('\r'), "\\r"),
            _ => (None, ""),
        };
        to.extend([plain.unwrap_or(piece), escape]);
    }
}

/// Writes `\u00XX`.
fn push_unicode_escape(to: &mut String, byte: u8) {
    to.push_str("\\u00");
    for digit in [byte >> 4, byte & 0xf] {
        to.push(char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase());
    }
}

/// Writes a number in decimal digits.
pub(super) fn push_decimal(to: &mut String, number: u32) {
    let mut digits = [b'0'; 10];
    let (mut rest, mut first) = (number, 0);
    for (at, slot) in digits.iter_mut().enumerate().rev() {
        *slot = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or(0));
        (rest, first) = (rest / 10, at);
        if rest == 0 {
            break;
        }
    }
    digits.iter().skip(first).for_each(|digit| to.push(char::from(*digit)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";

    #[test]
    fn writes_canonical_terms() {
        let mut dataset = Dataset::new();
        let cases = [
            (dataset.iri("https://example.org/ä"), "<https://example.org/ä>"),
            (dataset.iri("a> <b\\{\u{1f}"), "<a\\u003E\\u0020\\u003Cb\\u005C\\u007B\\u001F>"),
            (dataset.literal("", XSD_STRING, None), "\"\""),
            (dataset.literal("7", INTEGER, None), "\"7\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
            (dataset.literal("Diplôme", XSD_STRING, Some("fr-CH")), "\"Diplôme\"@fr-CH"),
            (dataset.literal("\u{8}\t\n\u{c}\r\"\\'", XSD_STRING, None), "\"\\b\\t\\n\\f\\r\\\"\\\\'\""),
            (dataset.literal("\0\u{b}\u{1f}\u{7f}", XSD_STRING, None), "\"\\u0000\\u000B\\u001F\\u007F\""),
            (dataset.literal("\u{fffe}\u{ffff}", XSD_STRING, None), "\"\\uFFFE\\uFFFF\""),
            (dataset.literal("\u{80}\u{85}\u{fffd}\u{1fffe}", XSD_STRING, None), "\"\u{80}\u{85}\u{fffd}\u{1fffe}\""),
            (dataset.blank(), "_:b0"),
            (dataset.blank(), "_:b1"),
        ];
        for (term, want) in cases {
            assert_eq!(dataset.text(term), want);
            assert_eq!(dataset.is_blank(term), want.starts_with('_'));
        }
    }

    #[test]
    fn is_a_set_to_its_readers() {
        let mut dataset = Dataset::new();
        let (one, other) = (dataset.iri("p:a"), dataset.iri("p:a"));
        let (x, y) = (dataset.blank(), dataset.blank());
        for (subject, predicate) in [(x, one), (y, one), (x, other)] {
            dataset.push(Quad { subject, predicate, object: one, graph: None, origin: NodeId::ROOT });
        }
        assert!(dataset.same(one, other) && dataset.same(x, x) && !dataset.same(x, y) && !dataset.same(x, one));
        assert_eq!(dataset.to_nquads(), "_:b0 <p:a> <p:a> .\n_:b1 <p:a> <p:a> .\n");
    }

    #[test]
    fn writes_decimal_numbers() {
        for number in [0, 9, 10, 100, 4_294_967_295] {
            let mut text = String::new();
            push_decimal(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }
}
