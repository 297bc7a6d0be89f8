//! The strict reader: one pass over the text, without recursion. What RFC 8259 leaves open is refused by name.

use super::document::{Document, Kind, Node};
use crate::limits::{Limit, LimitReached, Limits};
use std::borrow::Cow;
use std::fmt;

/// Why a text is not the JSON we read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Bytes before the fault.
    pub offset: usize,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in bytes, from 1.
    pub column: usize,
}

/// What is wrong with a JSON text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// An object has two members of one name, compared after unescaping (RFC 7493, section 2.3).
    DuplicateKey,
    /// Not UTF-8, or with a byte order mark.
    Encoding,
    /// An escape that is half of a surrogate pair.
    InvalidUnicode,
    /// Larger than we agreed to read.
    Limit(LimitReached),
    /// A number that no double can hold.
    NumberRange,
    /// Not JSON (RFC 8259).
    Syntax,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            JsonErrorKind::DuplicateKey => "two members of one object have the same name",
            JsonErrorKind::Encoding => "the text is not UTF-8 without a byte order mark",
            JsonErrorKind::InvalidUnicode => "an escape is half of a surrogate pair",
            JsonErrorKind::Limit(_) => "the text is over a limit",
            JsonErrorKind::NumberRange => "a number is too large for a double",
            JsonErrorKind::Syntax => "the text is not JSON",
        };
        write!(f, "{what} at line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for JsonError {}

impl<'a> Document<'a> {
    /// Reads a JSON text ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259), I-JSON where that is stricter).
    ///
    /// # Errors
    /// [`JsonError`] with the first fault and its place.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, JsonError> {
        let at = |fault: Fault| fault.locate(bytes);
        if u32::try_from(bytes.len()).map_or(true, |length| length > limits.input) {
            return Err(at(Fault { kind: JsonErrorKind::Limit(Limit::Input.reached(limits.input)), offset: 0 }));
        }
        let source = std::str::from_utf8(bytes)
            .map_err(|error| at(Fault { kind: JsonErrorKind::Encoding, offset: error.valid_up_to() }))?;
        if source.starts_with('\u{feff}') {
            return Err(at(Fault { kind: JsonErrorKind::Encoding, offset: 0 }));
        }
        Reader::new(source, limits).read().map_err(at)
    }
}

/// A fault before its line and column are known: those are counted only when it is reported.
struct Fault {
    kind: JsonErrorKind,
    offset: usize,
}

impl Fault {
    fn locate(self, bytes: &[u8]) -> JsonError {
        let before = bytes.get(..self.offset).unwrap_or(bytes);
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count().saturating_add(1);
        JsonError { kind: self.kind, offset: self.offset, line, column }
    }
}

/// What the reader looks for next.
enum Expect {
    /// A value; `first` also allows the end of an empty array.
    Item { first: bool },
    /// A member name; `first` also allows the end of an empty object.
    Name { first: bool },
    /// A comma or the end of the innermost container.
    Next,
}

struct Reader<'a, 'l> {
    source: &'a str,
    bytes: &'a [u8],
    position: usize,
    limits: &'l Limits,
    nodes: Vec<Node>,
    unescaped: String,
    /// The indexes of the containers we are in.
    open: Vec<usize>,
    /// How many values there are: nodes without the member names.
    values: u32,
}

impl<'a, 'l> Reader<'a, 'l> {
    fn new(source: &'a str, limits: &'l Limits) -> Self {
        // Credentials have about one node for every 20 bytes.
        let nodes = Vec::with_capacity(source.len() >> 4);
        let (bytes, open) = (source.as_bytes(), Vec::new());
        Self { source, bytes, position: 0, limits, nodes, unescaped: String::new(), open, values: 0 }
    }

    fn read(mut self) -> Result<Document<'a>, Fault> {
        let mut expect = Expect::Item { first: false };
        loop {
            self.skip_space();
            expect = match (expect, self.peek()) {
                (Expect::Item { first: true }, Some(b']')) | (Expect::Name { first: true }, Some(b'}')) => {
                    self.close()?;
                    Expect::Next
                }
                (Expect::Item { .. }, Some(byte)) => self.value(byte)?,
                (Expect::Name { .. }, Some(b'"')) => self.name()?,
                (Expect::Next, Some(byte)) => match (self.innermost(), byte) {
                    (Some(Kind::Array), b',') => self.skip(Expect::Item { first: false }),
                    (Some(Kind::Object), b',') => self.skip(Expect::Name { first: false }),
                    (Some(Kind::Array), b']') | (Some(Kind::Object), b'}') => {
                        self.close()?;
                        Expect::Next
                    }
                    _ => return Err(self.fault(JsonErrorKind::Syntax)),
                },
                (Expect::Next, None) if self.open.is_empty() => {
                    return Ok(Document {
                        source: Cow::Borrowed(self.source),
                        nodes: self.nodes,
                        unescaped: self.unescaped,
                    });
                }
                _ => return Err(self.fault(JsonErrorKind::Syntax)),
            };
        }
    }

    fn value(&mut self, first: u8) -> Result<Expect, Fault> {
        self.values = self.values.saturating_add(1);
        if self.values > self.limits.nodes {
            return Err(self.fault(JsonErrorKind::Limit(Limit::Nodes.reached(self.limits.nodes))));
        }
        match first {
            b'{' => return self.open(Kind::Object, Expect::Name { first: true }),
            b'[' => return self.open(Kind::Array, Expect::Item { first: true }),
            b'"' => self.string()?,
            b'n' => self.literal("null", Kind::Null)?,
            b't' => self.literal("true", Kind::Boolean(true))?,
            b'f' => self.literal("false", Kind::Boolean(false))?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(self.fault(JsonErrorKind::Syntax)),
        }
        Ok(Expect::Next)
    }

    fn name(&mut self) -> Result<Expect, Fault> {
        self.string()?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err(self.fault(JsonErrorKind::Syntax));
        }
        Ok(self.skip(Expect::Item { first: false }))
    }

    fn open(&mut self, kind: Kind, expect: Expect) -> Result<Expect, Fault> {
        if u32::try_from(self.open.len()).map_or(true, |depth| depth >= self.limits.depth) {
            return Err(self.fault(JsonErrorKind::Limit(Limit::Depth.reached(self.limits.depth))));
        }
        self.open.push(self.nodes.len());
        self.push(kind, self.position, (0, 0), false);
        Ok(self.skip(expect))
    }

    fn close(&mut self) -> Result<(), Fault> {
        self.advance(1);
        let Some(start) = self.open.pop() else { return Ok(()) };
        let end = index(self.nodes.len());
        let Some(node) = self.nodes.get_mut(start) else { return Ok(()) };
        node.end = end;
        if node.kind == Kind::Object { self.refuse_duplicates(start, end) } else { Ok(()) }
    }

    /// Names are compared after unescaping, and only in objects where two names have the same mark.
    fn refuse_duplicates(&self, object: usize, end: u32) -> Result<(), Fault> {
        let mut seen = 0_u128;
        let suspicious = self.names(object, end).any(|name| {
            let mark = self.mark(name);
            let again = seen & mark != 0;
            seen |= mark;
            again
        });
        let duplicate = if suspicious { self.first_duplicate(self.names(object, end).collect()) } else { None };
        duplicate.map_or(Ok(()), |offset| {
            let offset = usize::try_from(offset).unwrap_or(usize::MAX);
            Err(Fault { kind: JsonErrorKind::DuplicateKey, offset })
        })
    }

    fn names(&self, object: usize, end: u32) -> impl Iterator<Item = Node> {
        let mut next = index(object).saturating_add(1);
        std::iter::from_fn(move || {
            let name = if next < end { self.node(next)? } else { return None };
            next = self.node(next.saturating_add(1)).map_or(end, |value| value.end);
            Some(name)
        })
    }

    /// One bit of 128, the same for equal names.
    fn mark(&self, name: Node) -> u128 {
        let text = self.text(name).as_bytes();
        let (first, last) = (text.first().copied().unwrap_or_default(), text.last().copied().unwrap_or_default());
        let mixed = index(text.len()).wrapping_mul(7) ^ u32::from(first).wrapping_mul(5) ^ u32::from(last);
        1_u128.wrapping_shl(mixed)
    }

    /// Pairwise while they are few, sorted once they are many.
    fn first_duplicate(&self, mut names: Vec<Node>) -> Option<u32> {
        let length = |name: &Node| name.text.1.wrapping_sub(name.text.0);
        let same = |left: &Node, right: &Node| length(left) == length(right) && self.text(*left) == self.text(*right);
        if names.len() <= 32 {
            let earlier = |count, name| names.iter().take(count).any(|other| same(other, name));
            return names.iter().enumerate().find(|(count, name)| earlier(*count, name)).map(|(_, name)| name.offset);
        }
        names.sort_unstable_by_key(|name| (length(name), self.text(*name), name.offset));
        let pairs = names.iter().zip(names.iter().skip(1));
        pairs.filter(|(left, right)| same(left, right)).map(|(_, right)| right.offset).min()
    }

    fn literal(&mut self, text: &str, kind: Kind) -> Result<(), Fault> {
        if !self.rest().starts_with(text.as_bytes()) {
            return Err(self.fault(JsonErrorKind::Syntax));
        }
        self.push(kind, self.position, (0, 0), false);
        self.advance(text.len());
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.advance(1);
        }
        match self.digits() {
            0 => return Err(self.fault(JsonErrorKind::Syntax)),
            1 => {}
            _ if self
                .source
                .get(start..self.position)
                .is_some_and(|text| text.trim_start_matches('-').starts_with('0')) =>
            {
                return Err(Fault { kind: JsonErrorKind::Syntax, offset: start });
            }
            _ => {}
        }
        if self.peek() == Some(b'.') {
            self.advance(1);
            if self.digits() == 0 {
                return Err(self.fault(JsonErrorKind::Syntax));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.advance(1);
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.advance(1);
            }
            if self.digits() == 0 {
                return Err(self.fault(JsonErrorKind::Syntax));
            }
        }
        let text = self.source.get(start..self.position).unwrap_or_default();
        if text.len() > 20 || text.contains(['e', 'E']) {
            let fits = text.parse().is_ok_and(f64::is_finite);
            if !fits {
                return Err(Fault { kind: JsonErrorKind::NumberRange, offset: start });
            }
        }
        self.push(Kind::Number, start, (index(start), index(self.position)), false);
        Ok(())
    }

    fn digits(&mut self) -> usize {
        let count = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.advance(count);
        count
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.position;
        self.advance(1);
        let content = self.position;
        self.plain_run();
        match self.peek() {
            Some(b'"') => {
                self.push(Kind::String, start, (index(content), index(self.position)), false);
                self.advance(1);
                Ok(())
            }
            Some(b'\\') => self.escaped_string(start, content),
            _ => Err(self.fault(JsonErrorKind::Syntax)),
        }
    }

    fn escaped_string(&mut self, start: usize, content: usize) -> Result<(), Fault> {
        let text = index(self.unescaped.len());
        let mut run = content;
        loop {
            self.unescaped.push_str(self.source.get(run..self.position).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let unescaped = self.escape()?;
                    self.unescaped.push(unescaped);
                }
                _ => return Err(self.fault(JsonErrorKind::Syntax)),
            }
            run = self.position;
            self.plain_run();
        }
        self.advance(1);
        self.push(Kind::String, start, (text, index(self.unescaped.len())), true);
        Ok(())
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.position;
        self.advance(1);
        let byte = self.peek();
        self.advance(1);
        match byte {
            Some(b'"') => Ok('"'),
            Some(b'\\') => Ok('\\'),
            Some(b'/') => Ok('/'),
            Some(b'b') => Ok('\u{8}'),
            Some(b'f') => Ok('\u{c}'),
            Some(b'n') => Ok('\n'),
            Some(b'r') => Ok('\r'),
            Some(b't') => Ok('\t'),
            Some(b'u') => {
                let first = self.hex4(start)?;
                let second = if matches!(first, 0xd800..=0xdbff) && self.rest().starts_with(b"\\u") {
                    self.advance(2);
                    Some(self.hex4(start)?)
                } else {
                    None
                };
                let mut decoded = char::decode_utf16([first].into_iter().chain(second));
                match (decoded.next(), decoded.next()) {
                    (Some(Ok(character)), None) => Ok(character),
                    _ => Err(Fault { kind: JsonErrorKind::InvalidUnicode, offset: start }),
                }
            }
            _ => Err(Fault { kind: JsonErrorKind::Syntax, offset: start }),
        }
    }

    fn hex4(&mut self, escape: usize) -> Result<u16, Fault> {
        let digits = self.source.get(self.position..self.position.saturating_add(4)).unwrap_or_default();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Fault { kind: JsonErrorKind::Syntax, offset: escape });
        }
        self.advance(4);
        u16::from_str_radix(digits, 16).map_err(|_| Fault { kind: JsonErrorKind::Syntax, offset: escape })
    }

    /// Skips to the next quote, backslash or control character, eight bytes at a time.
    fn plain_run(&mut self) {
        let mut rest = self.rest();
        while let Some((word, after)) = rest.split_first_chunk() {
            match special_byte(u64::from_le_bytes(*word)) {
                Some(at) => {
                    self.position = self.bytes.len().saturating_sub(rest.len()).saturating_add(at);
                    return;
                }
                None => rest = after,
            }
        }
        let stop = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len());
        self.position = self.bytes.len().saturating_sub(rest.len()).saturating_add(stop);
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.advance(1);
        }
    }

    fn push(&mut self, kind: Kind, offset: usize, text: (u32, u32), escaped: bool) {
        let end = index(self.nodes.len()).saturating_add(1);
        self.nodes.push(Node { kind, escaped, offset: index(offset), text, end });
    }

    fn node(&self, at: u32) -> Option<Node> {
        self.nodes.get(usize::try_from(at).ok()?).copied()
    }

    fn text(&self, node: Node) -> &str {
        let from = if node.escaped { self.unescaped.as_str() } else { self.source };
        let (start, end) = (usize::try_from(node.text.0), usize::try_from(node.text.1));
        start.ok().zip(end.ok()).and_then(|(start, end)| from.get(start..end)).unwrap_or_default()
    }

    fn innermost(&self) -> Option<Kind> {
        self.nodes.get(*self.open.last()?).map(|node| node.kind)
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn advance(&mut self, count: usize) {
        self.position = self.position.saturating_add(count);
    }

    fn skip(&mut self, then: Expect) -> Expect {
        self.advance(1);
        then
    }

    fn fault(&self, kind: JsonErrorKind) -> Fault {
        Fault { kind, offset: self.position }
    }
}

/// Where the first quote, backslash or control character stands among eight bytes, the lowest first.
fn special_byte(word: u64) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const SPACE: u64 = u64::from_le_bytes([b' '; 8]);
    const QUOTE: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASH: u64 = u64::from_le_bytes([b'\\'; 8]);
    // A byte below `n` borrows from its own high bit; what that borrow upsets lies above it, and only the lowest hit counts.
    let zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let hits = (word.wrapping_sub(SPACE) & !word | zero(word ^ QUOTE) | zero(word ^ BACKSLASH)) & HIGH;
    if hits == 0 { None } else { usize::try_from(hits.trailing_zeros() >> 3).ok() }
}

/// Positions fit in 32 bits because the input limit does.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(text: &str) -> JsonErrorKind {
        Document::parse(text.as_bytes(), &Limits::default()).unwrap_err().kind
    }

    #[test]
    fn reads_a_nested_text() {
        let text = br#"{"a": [1, -2.5e3, "x\u00e9\ud83d\ude00"], "b": {"c": null, "d": true}}"#;
        let document = Document::parse(text, &Limits::default()).unwrap();
        let root = document.root();
        let items: Vec<_> = root.get("a").unwrap().items().collect();
        assert_eq!(items[1].as_f64(), Some(-2500.0));
        assert_eq!(items[2].as_str(), Some("xé😀"));
        assert!(root.get("b").unwrap().get("c").unwrap().is_null());
        assert_eq!(root.members().map(|member| member.name()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn outlives_its_text() {
        let text = br#"{"a\u00e9": ["x\n", "y", 1.50]}"#.to_vec();
        let owned = Document::parse(&text, &Limits::default()).unwrap().into_owned();
        let source = String::from_utf8(text.clone()).unwrap();
        drop(text);
        let member = owned.root().members().next().unwrap();
        let items: Vec<_> = member.value.items().map(|item| item.as_str().or(item.as_number_text())).collect();
        assert_eq!((member.name(), items), ("aé", vec![Some("x\n"), Some("y"), Some("1.50")]));
        assert_eq!(owned.source(), source);
    }

    #[test]
    fn refuses_by_name() {
        let cases = [
            (r#"{"a":1,"\u0061":2}"#, JsonErrorKind::DuplicateKey),
            (r#""\ud800""#, JsonErrorKind::InvalidUnicode),
            (r#""\ude00\ud83d""#, JsonErrorKind::InvalidUnicode),
            ("\u{feff}{}", JsonErrorKind::Encoding),
            ("1e400", JsonErrorKind::NumberRange),
            ("01", JsonErrorKind::Syntax),
            ("[1,]", JsonErrorKind::Syntax),
            ("{} {}", JsonErrorKind::Syntax),
            ("", JsonErrorKind::Syntax),
            ("// no\n1", JsonErrorKind::Syntax),
        ];
        for (text, want) in cases {
            assert_eq!(kind_of(text), want, "{text}");
        }
    }

    #[test]
    fn says_where() {
        let error = Document::parse(b"{\n  \"a\": tru\n}", &Limits::default()).unwrap_err();
        assert_eq!((error.offset, error.line, error.column), (9, 2, 8));
    }

    #[test]
    fn finds_duplicates_among_many_names() {
        let mut text: String = (0..100).map(|n| format!("\"k{n}\":0,")).collect();
        text.push_str("\"k57\":0");
        assert_eq!(kind_of(&format!("{{{text}}}")), JsonErrorKind::DuplicateKey);
    }

    #[test]
    fn stops_at_each_limit() {
        let limits = Limits { depth: 3, nodes: 4, input: 20, ..Limits::default() };
        let reached = |text: &str| match Document::parse(text.as_bytes(), &limits) {
            Err(JsonError { kind: JsonErrorKind::Limit(reached), .. }) => Some(reached.limit),
            _ => None,
        };
        assert_eq!(reached("[[[]]]"), None);
        assert_eq!(reached("[[[[]]]]"), Some(Limit::Depth));
        assert_eq!(reached("[1,2,3]"), None);
        assert_eq!(reached("[1,2,3,4]"), Some(Limit::Nodes));
        assert_eq!(reached("[1, 2, 3]           "), None);
        assert_eq!(reached("[1, 2, 3]            "), Some(Limit::Input));
    }
}
