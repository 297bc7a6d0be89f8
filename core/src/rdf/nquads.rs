//! Reads [RDF 1.1 N-Quads](https://www.w3.org/TR/n-quads/), strictly by its grammar, into a dataset.

use super::dataset::{Dataset, Quad, Term, is_iri_byte, write_escaped};
use crate::json::NodeId;
use crate::limits::{Limit, LimitReached, Limits};
use std::collections::BTreeMap;
use std::fmt;

/// Why a text is not the N-Quads we read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NQuadsError {
    /// What is wrong.
    pub kind: NQuadsErrorKind,
    /// Bytes before the fault.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
}

/// What is wrong with an N-Quads text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NQuadsErrorKind {
    /// An escape that the grammar does not have, or of what is no character.
    Escape,
    /// Not an absolute IRI (RFC 3987).
    Iri,
    /// Not a blank node label.
    Label,
    /// Not a language tag.
    Language,
    /// Larger than we agreed to read.
    Limit(LimitReached),
    /// Not a statement on a line of its own.
    Syntax,
}

impl fmt::Display for NQuadsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            NQuadsErrorKind::Escape => "an escape stands for no character",
            NQuadsErrorKind::Iri => "an IRI is not absolute or not well-formed",
            NQuadsErrorKind::Label => "a blank node label is not well-formed",
            NQuadsErrorKind::Language => "a language tag is not well-formed",
            NQuadsErrorKind::Limit(_) => "the text is over a limit",
            NQuadsErrorKind::Syntax => "the text is not N-Quads",
        };
        write!(f, "{what} at line {}, byte {}", self.line, self.offset)
    }
}

impl std::error::Error for NQuadsError {}

impl Dataset {
    /// Reads an [N-Quads](https://www.w3.org/TR/n-quads/#sec-grammar) text; blank nodes keep their labels.
    ///
    /// # Errors
    /// [`NQuadsError`] with the first fault and its place.
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, NQuadsError> {
        let mut reader = Reader::new(text);
        reader.read(limits).map_err(|kind| {
            let before = text.as_bytes().get(..reader.position).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
            NQuadsError { kind, offset: reader.position, line }
        })?;
        reader.dataset.read_labels = reader.longest_run_of_b().saturating_add(1);
        Ok(reader.dataset)
    }
}

type Outcome<T> = Result<T, NQuadsErrorKind>;

struct Reader<'t> {
    source: &'t str,
    position: usize,
    dataset: Dataset,
    labels: BTreeMap<&'t str, Term>,
}

impl<'t> Reader<'t> {
    fn new(source: &'t str) -> Self {
        Self { source, position: 0, dataset: Dataset::new(), labels: BTreeMap::new() }
    }

    fn read(&mut self, limits: &Limits) -> Outcome<()> {
        if u32::try_from(self.source.len()).map_or(true, |length| length > limits.input) {
            return Err(NQuadsErrorKind::Limit(Limit::Input.reached(limits.input)));
        }
        while self.position < self.source.len() {
            self.skip_space();
            if !matches!(self.peek(), None | Some(b'\n' | b'\r' | b'#')) {
                if u32::try_from(self.dataset.quads.len()).map_or(true, |quads| quads >= limits.quads) {
                    return Err(NQuadsErrorKind::Limit(Limit::Quads.reached(limits.quads)));
                }
                self.statement()?;
            }
            self.end_of_line()?;
        }
        Ok(())
    }

    fn statement(&mut self) -> Outcome<()> {
        let subject = self.resource()?;
        self.skip_space();
        let predicate = self.iri()?;
        self.skip_space();
        let object = if self.peek() == Some(b'"') { self.literal()? } else { self.resource()? };
        self.skip_space();
        let graph = if self.peek() == Some(b'.') { None } else { Some(self.resource()?) };
        self.skip_space();
        self.expect(b'.')?;
        self.dataset.push(Quad { subject, predicate, object, graph, origin: NodeId::ROOT });
        Ok(())
    }

    /// White space, a comment, and a line end or the end of the text.
    fn end_of_line(&mut self) -> Outcome<()> {
        self.skip_space();
        if self.peek() == Some(b'#') {
            self.skip_while(|byte| !matches!(byte, b'\n' | b'\r'));
        }
        match self.peek() {
            None => Ok(()),
            Some(b'\n' | b'\r') => {
                self.skip(1);
                Ok(())
            }
            Some(_) => Err(NQuadsErrorKind::Syntax),
        }
    }

    fn resource(&mut self) -> Outcome<Term> {
        match self.peek() {
            Some(b'<') => self.iri(),
            Some(b'_') => self.blank(),
            _ => Err(NQuadsErrorKind::Syntax),
        }
    }

    fn iri(&mut self) -> Outcome<Term> {
        let start = self.dataset.text.len();
        self.write_iri()?;
        Ok(self.dataset.term_since(start))
    }

    /// Copies an `IRIREF`, its escapes resolved: none is needed for what an IRI may hold.
    fn write_iri(&mut self) -> Outcome<()> {
        let before = self.position;
        self.expect(b'<')?;
        self.dataset.text.push('<');
        let start = self.dataset.text.len();
        loop {
            let plain = self.skip_while(is_iri_byte);
            self.dataset.text.push_str(plain);
            match self.peek() {
                Some(b'>') => break,
                Some(b'\\') => {
                    let character = self.escape(false)?;
                    self.dataset.text.push(character);
                }
                _ => return Err(NQuadsErrorKind::Iri),
            }
        }
        if oxiri::Iri::parse(self.dataset.text.get(start..).unwrap_or_default()).is_err() {
            self.position = before;
            return Err(NQuadsErrorKind::Iri);
        }
        self.dataset.text.push('>');
        self.expect(b'>')
    }

    fn blank(&mut self) -> Outcome<Term> {
        let before = self.position;
        let label = self.label().ok_or(NQuadsErrorKind::Label)?;
        if let Some(term) = self.labels.get(label) {
            return Ok(*term);
        }
        let number = u32::try_from(self.labels.len()).unwrap_or(u32::MAX);
        let start = self.dataset.text.len();
        self.dataset.text.push_str(self.source.get(before..self.position).unwrap_or_default());
        let span = self.dataset.term_since(start);
        self.dataset.blanks.push((span.start, span.end));
        self.labels.insert(label, Term::of_blank(number));
        Ok(Term::of_blank(number))
    }

    /// `BLANK_NODE_LABEL` without its `_:`.
    fn label(&mut self) -> Option<&'t str> {
        let rest = self.source.get(self.position..)?.strip_prefix("_:")?;
        let length = rest.find(|c| c != '.' && !is_pn_char(c)).unwrap_or(rest.len());
        let label = rest.get(..length)?.trim_end_matches('.');
        label.starts_with(|c: char| is_pn_char_u(c) || c.is_ascii_digit()).then_some(())?;
        self.skip(label.len().saturating_add(2));
        Some(label)
    }

    fn literal(&mut self) -> Outcome<Term> {
        let start = self.dataset.text.len();
        self.expect(b'"')?;
        self.dataset.text.push('"');
        loop {
            let plain = self.skip_while(|byte| !matches!(byte, b'"' | b'\\' | b'\n' | b'\r'));
            write_escaped(&mut self.dataset.text, plain);
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let character = self.escape(true)?;
                    write_escaped(&mut self.dataset.text, character.encode_utf8(&mut [0; 4]));
                }
                _ => return Err(NQuadsErrorKind::Syntax),
            }
        }
        self.skip(1);
        self.dataset.text.push('"');
        match self.peek() {
            Some(b'@') => self.language()?,
            Some(b'^') => self.datatype()?,
            _ => {}
        }
        Ok(self.dataset.term_since(start))
    }

    fn language(&mut self) -> Outcome<()> {
        self.skip(1);
        let tag = self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let alphabetic = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let well_formed =
            tag.split('-').enumerate().all(|(index, part)| !part.is_empty() && (index > 0 || alphabetic(part)));
        if !well_formed {
            return Err(NQuadsErrorKind::Language);
        }
        self.dataset.text.extend(["@", tag]);
        Ok(())
    }

    fn datatype(&mut self) -> Outcome<()> {
        self.expect(b'^')?;
        self.expect(b'^')?;
        let start = self.dataset.text.len();
        self.dataset.text.push_str("^^");
        self.write_iri()?;
        let written = self.dataset.text.get(start..).and_then(|text| text.strip_prefix("^^<")?.strip_suffix('>'));
        if written == Some(super::dataset::XSD_STRING) {
            self.dataset.text.truncate(start);
        }
        Ok(())
    }

    /// `UCHAR`, and in strings `ECHAR`.
    fn escape(&mut self, in_string: bool) -> Outcome<char> {
        let rest = self.source.as_bytes().get(self.position..).unwrap_or_default();
        let digits = match rest.get(1) {
            Some(b'u') => 4usize,
            Some(b'U') => 8,
            Some(byte) if in_string => {
                let character = match byte {
                    b't' => '\t',
                    b'b' => '\u{8}',
                    b'n' => '\n',
                    b'r' => '\r',
                    b'f' => '\u{c}',
                    b'"' | b'\'' | b'\\' => char::from(*byte),
                    _ => return Err(NQuadsErrorKind::Escape),
                };
                self.skip(2);
                return Ok(character);
            }
            _ => return Err(NQuadsErrorKind::Escape),
        };
        let end = digits.saturating_add(2);
        let hex = rest.get(2..end).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let scalar = hex.and_then(|hex| u32::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        let character = scalar.and_then(char::from_u32).ok_or(NQuadsErrorKind::Escape)?;
        if !in_string && character.is_ascii() && !u8::try_from(character).is_ok_and(is_iri_byte) {
            return Err(NQuadsErrorKind::Iri);
        }
        self.skip(end);
        Ok(character)
    }

    /// How many `b` some label begins with at most.
    fn longest_run_of_b(&self) -> usize {
        self.labels.keys().map(|label| label.bytes().take_while(|byte| *byte == b'b').count()).max().unwrap_or(0)
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.position).copied()
    }

    fn expect(&mut self, byte: u8) -> Outcome<()> {
        if self.peek() != Some(byte) {
            return Err(NQuadsErrorKind::Syntax);
        }
        self.skip(1);
        Ok(())
    }

    fn skip(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes);
    }

    fn skip_space(&mut self) {
        self.skip_while(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// Passes over bytes and gives them back. `passes` has to treat all bytes above ASCII alike.
    fn skip_while(&mut self, passes: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.source.get(self.position..).unwrap_or_default();
        let length = rest.bytes().position(|byte| !passes(byte)).unwrap_or(rest.len());
        self.skip(length);
        rest.get(..length).unwrap_or_default()
    }
}

/// `PN_CHARS_U`.
fn is_pn_char_u(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_' | ':'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// `PN_CHARS`.
fn is_pn_char(c: char) -> bool {
    is_pn_char_u(c) || matches!(c, '-' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn canonical(line: &str) -> String {
        Dataset::parse(line, &Limits::default()).unwrap().to_nquads()
    }

    #[test]
    fn reads_the_grammar_and_nothing_else() {
        let good = [
            ("", ""),
            ("# nothing\r\n\n \t\n#", ""),
            ("<p:s>\t<p:p>  <p:o> . # why", "<p:s> <p:p> <p:o> .\n"),
            ("<p:s><p:p>\"o\".", "<p:s> <p:p> \"o\" .\n"),
            ("_:a<p:p>_:b.c-d<p:g>.", "_:a <p:p> _:b.c-d <p:g> .\n"),
            ("<p:s> <p:p> \"\\u0041\\U0001F600\\'\\t\\u0000\" <p:g> .", "<p:s> <p:p> \"A😀'\\t\\u0000\" <p:g> .\n"),
            ("<p:s> <p:p> \"a\tb\u{7f}\" .", "<p:s> <p:p> \"a\\tb\\u007F\" .\n"),
            ("<p:\\u00e9> <p:p> <p:\\U000000E9> .", "<p:é> <p:p> <p:é> .\n"),
            ("<p:s> <p:p> \"o\"^^<http://www.w3.org/2001/XMLSchema#string> .", "<p:s> <p:p> \"o\" .\n"),
            (
                "<p:s> <p:p> \"o\"^^<p:t> .\r<p:s> <p:p> \"o\"@en-GB-x1 .",
                "<p:s> <p:p> \"o\"^^<p:t> .\n<p:s> <p:p> \"o\"@en-GB-x1 .\n",
            ),
        ];
        for (text, want) in good {
            assert_eq!(canonical(text), want);
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        use NQuadsErrorKind::{Escape, Iri, Label, Language, Syntax};
        let bad = [
            ("<p:s> <p:p> <p:o>", Syntax, 17),
            ("<p:s> <p:p> <p:o> <p:g> <p:h> .", Syntax, 24),
            ("<p:s> <p:p> <p:o> . <p:s> <p:p> <p:o> .", Syntax, 20),
            ("<p:s>\n<p:p> <p:o> .", Syntax, 5),
            ("\"s\" <p:p> <p:o> .", Syntax, 0),
            ("<p:s> _:p <p:o> .", Syntax, 6),
            ("<p:s> <p:p> \"o\" \"g\" .", Syntax, 16),
            ("<p:s> <p:p> \"a\nb\" .", Syntax, 14),
            ("<p:s> <p:p> \"o\"^^\"t\" .", Syntax, 17),
            ("<p:s> <p:p> \"o\" ^^<p:t> .", Syntax, 16),
            ("<p:s> <p:p> 'o' .", Syntax, 12),
            ("\u{feff}<p:s> <p:p> <p:o> .", Syntax, 0),
            ("<s> <p:p> <p:o> .", Iri, 0),
            ("<> <p:p> <p:o> .", Iri, 0),
            ("<p:s s> <p:p> <p:o> .", Iri, 4),
            ("<p:s\\u0020s> <p:p> <p:o> .", Iri, 4),
            ("<p:s\\u003E> <p:p> <p:o> .", Iri, 4),
            ("<p:%zz> <p:p> <p:o> .", Iri, 0),
            ("<p:s\\n> <p:p> <p:o> .", Escape, 4),
            ("<p:s> <p:p> \"\\x\" .", Escape, 13),
            ("<p:s> <p:p> \"\\u00G0\" .", Escape, 13),
            ("<p:s> <p:p> \"\\u00\" .", Escape, 13),
            ("<p:s> <p:p> \"\\uD83D\\uDE00\" .", Escape, 13),
            ("<p:s> <p:p> \"\\U00110000\" .", Escape, 13),
            ("_:-a <p:p> <p:o> .", Label, 0),
            ("_: <p:p> <p:o> .", Label, 0),
            ("<p:s> <p:p> \"o\"@1 .", Language, 17),
            ("<p:s> <p:p> \"o\"@en- .", Language, 19),
            ("<p:s> <p:p> \"o\"@ .", Language, 16),
        ];
        for (text, kind, offset) in bad {
            let error = Dataset::parse(&format!("# one\n{text}"), &Limits::default()).unwrap_err();
            assert_eq!((error.kind, error.offset, error.line), (kind, offset + 6, 2), "{text}");
        }
    }

    #[test]
    fn stops_at_each_limit() {
        let text = "<p:s> <p:p> <p:o> .\n".repeat(3);
        let with = |quads, input| Dataset::parse(&text, &Limits { input, quads, ..Limits::default() });
        assert_eq!(with(3, 60).unwrap().quads().len(), 3);
        assert_eq!(with(2, 60).unwrap_err().kind, NQuadsErrorKind::Limit(Limit::Quads.reached(2)));
        assert_eq!(with(3, 59).unwrap_err().kind, NQuadsErrorKind::Limit(Limit::Input.reached(59)));
    }

    #[test]
    fn keeps_labels_apart_from_fresh_ones() {
        let mut dataset = Dataset::parse("_:b0 <p:p> _:bbb7 .", &Limits::default()).unwrap();
        let fresh = dataset.blank();
        assert_eq!(dataset.text(fresh), "_:bbbbb2");
    }
}
