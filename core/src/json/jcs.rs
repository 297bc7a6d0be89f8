//! Canonical JSON text: the JSON Canonicalization Scheme (RFC 8785), of a value or of a value with edits.
//!
//! A proof secures a document without its proof, so canonicalization leaves out and replaces places on the way instead of copying trees. It knows
//! nothing of why a place is left out.

use super::document::{Items, Kind, Member, NodeId, Value};
use super::text::{write_number, write_string};
use crate::digest::{Digest, DigestAlgorithm, Hasher};
use std::cmp::Ordering;
use std::fmt;

/// Why a value has no canonical text.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JcsError {
    /// An integer beyond ±(2^53 − 1) and written without exponent, which programs that read numbers as doubles would change
    /// ([RFC 7493, section 2.2](https://www.rfc-editor.org/rfc/rfc7493#section-2.2)).
    NumberNotInteroperable {
        /// The number, in its own document.
        at: NodeId,
    },
}

impl fmt::Display for JcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NumberNotInteroperable { .. } => f.write_str("an integer is too large to be read alike everywhere"),
        }
    }
}

impl std::error::Error for JcsError {}

/// What to leave out of a value or replace in it while it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Edits<'e> {
    /// Members, by their name's or their value's place, and array items.
    pub omit: &'e [NodeId],
    /// Values written in place of others, as they are: edits do not reach into them. They may belong to another document.
    pub replace: &'e [(NodeId, Value<'e>)],
}

/// Appends the canonical text of `value` to `out`.
///
/// # Errors
/// [`JcsError`] if a number cannot be written faithfully; `out` then holds a part of the text.
pub fn canonicalize(value: Value<'_>, out: &mut String) -> Result<(), JcsError> {
    canonicalize_edited(value, &Edits::default(), out)
}

/// Appends the canonical text of `value`, with `edits` made, to `out`.
///
/// # Errors
/// [`JcsError`] if a number cannot be written faithfully; `out` then holds a part of the text.
pub fn canonicalize_edited<'v>(value: Value<'v>, edits: &Edits<'v>, out: &mut String) -> Result<(), JcsError> {
    out.reserve(value.source_length());
    write(value, edits, out, |_| ())
}

/// Hashes the canonical text of `value`, with `edits` made, without holding the whole of it.
///
/// # Errors
/// [`JcsError`] if a number cannot be written faithfully.
pub fn hash_edited<'v>(value: Value<'v>, edits: &Edits<'v>, algorithm: DigestAlgorithm) -> Result<Digest, JcsError> {
    let mut hasher = Hasher::new(algorithm);
    let mut buffer = String::with_capacity(HASHED_AT_ONCE.saturating_add(512).min(value.source_length()));
    write(value, edits, &mut buffer, |buffer| {
        if buffer.len() >= HASHED_AT_ONCE {
            hasher.update(buffer.as_bytes());
            buffer.clear();
        }
    })?;
    hasher.update(buffer.as_bytes());
    Ok(hasher.finish())
}

/// Enough that the hash function works in long runs, little enough to stay in the fastest cache.
const HASHED_AT_ONCE: usize = 4_096;

fn write<'v>(
    value: Value<'v>,
    edits: &Edits<'v>,
    out: &mut String,
    after_each: impl FnMut(&mut String),
) -> Result<(), JcsError> {
    let mut omit = edits.omit.to_vec();
    omit.sort_unstable();
    let mut replace = edits.replace.to_vec();
    replace.sort_unstable_by_key(|(at, _)| *at);
    let edited = !(omit.is_empty() && replace.is_empty());
    Writer { omit, replace, out, after_each, open: Vec::with_capacity(8), members: Vec::with_capacity(32) }
        .run(value, edited)
}

struct Writer<'v, 'o, F> {
    omit: Vec<NodeId>,
    replace: Vec<(NodeId, Value<'v>)>,
    out: &'o mut String,
    after_each: F,
    /// The containers we are in, so that depth costs heap and not stack.
    open: Vec<Open<'v>>,
    /// The members still to be written of all open objects, each object's last one first.
    members: Vec<Sortable<'v>>,
}

/// A container that is partly written.
struct Open<'v> {
    rest: Rest<'v>,
    /// Whether something was written in it.
    begun: bool,
    /// Whether edits apply in it: not in replacements.
    edited: bool,
}

enum Rest<'v> {
    Array(Items<'v>),
    /// The members above this height of `Writer::members`.
    Object(usize),
}

struct Sortable<'v> {
    /// The first eight bytes of the name, so ordered that most comparisons end here.
    prefix: u64,
    member: Member<'v>,
}

impl<'v, F: FnMut(&mut String)> Writer<'v, '_, F> {
    fn run(mut self, value: Value<'v>, edited: bool) -> Result<(), JcsError> {
        self.value(value, edited)?;
        while let Some(open) = self.open.last_mut() {
            let edited = open.edited;
            let (name, value) = match &mut open.rest {
                Rest::Array(items) => match items.next() {
                    Some(item) => (None, item),
                    None => {
                        self.close(']');
                        continue;
                    }
                },
                Rest::Object(floor) if self.members.len() > *floor => match self.members.pop() {
                    Some(Sortable { member, .. }) => (Some(member.key), member.value),
                    None => break,
                },
                Rest::Object(_) => {
                    self.close('}');
                    continue;
                }
            };
            if edited && self.omit.binary_search(&value.id()).is_ok() {
                continue;
            }
            if open.begun {
                self.out.push(',');
            }
            open.begun = true;
            if let Some(name) = name {
                self.string(name);
                self.out.push(':');
            }
            self.value(value, edited)?;
            (self.after_each)(self.out);
        }
        Ok(())
    }

    fn value(&mut self, value: Value<'v>, edited: bool) -> Result<(), JcsError> {
        if edited && let Ok(found) = self.replace.binary_search_by_key(&value.id(), |(at, _)| *at) {
            return match self.replace.get(found) {
                Some((_, replacement)) => self.value(*replacement, false),
                None => Ok(()),
            };
        }
        match value.kind() {
            Kind::Null => self.out.push_str("null"),
            Kind::Boolean(true) => self.out.push_str("true"),
            Kind::Boolean(false) => self.out.push_str("false"),
            Kind::Number => return self.number(value),
            Kind::String => self.string(value),
            Kind::Array => self.open('[', Rest::Array(value.items()), edited),
            Kind::Object => {
                let floor = self.members.len();
                self.sort_members(value, edited, floor);
                self.open('{', Rest::Object(floor), edited);
            }
        }
        Ok(())
    }

    fn open(&mut self, bracket: char, rest: Rest<'v>, edited: bool) {
        self.out.push(bracket);
        self.open.push(Open { rest, begun: false, edited });
    }

    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.open.pop();
    }

    /// Puts the members on the pile, last name first, so that they are taken off in order.
    fn sort_members(&mut self, object: Value<'v>, edited: bool, floor: usize) {
        let omit = &self.omit;
        let kept = |member: &Member<'_>| !edited || omit.binary_search(&member.key.id()).is_err();
        let sortable = |member: Member<'v>| Sortable { prefix: prefix(member.name()), member };
        self.members.extend(object.members().filter(kept).map(sortable));
        if let Some(members) = self.members.get_mut(floor..) {
            members.sort_unstable_by(|left, right| {
                let by_prefix = right.prefix.cmp(&left.prefix);
                by_prefix.then_with(|| compare_utf16(right.member.name(), left.member.name()))
            });
        }
    }

    /// A string that was written without escapes needs none, so its text is canonical already.
    fn string(&mut self, string: Value<'v>) {
        match string.quoted_source() {
            Some(text) => self.out.push_str(text),
            None => write_string(self.out, string.as_str().unwrap_or_default()),
        }
    }

    /// An integer is refused where its text is one and where its canonical text would be one: else a text could be read, and its canonical text not.
    fn number(&mut self, number: Value<'v>) -> Result<(), JcsError> {
        let text = number.as_number_text().unwrap_or_default();
        let refused = JcsError::NumberNotInteroperable { at: number.id() };
        if text.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            let value = number.as_f64().unwrap_or_default();
            if (FIRST_SHARED_DOUBLE..FIRST_WITH_EXPONENT).contains(&value.abs()) {
                return Err(refused);
            }
            write_number(self.out, value);
            return Ok(());
        }
        match text.parse::<i64>() {
            Ok(0) => self.out.push('0'),
            Ok(integer) if integer.unsigned_abs() <= LARGEST_SAFE_INTEGER => self.out.push_str(text),
            _ => return Err(refused),
        }
        Ok(())
    }
}

/// Up to here every integer is a double of its own.
const LARGEST_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// The double that 2^53 and 2^53 + 1 share.
const FIRST_SHARED_DOUBLE: f64 = 9_007_199_254_740_992.0;

/// From here on ECMAScript writes an exponent.
const FIRST_WITH_EXPONENT: f64 = 1e21;

/// Eight bytes as a number that orders like the names they begin.
fn prefix(name: &str) -> u64 {
    // ASCII is in the order of its bytes.
    if let Some(first) = name.as_bytes().first_chunk().filter(|first: &&[u8; 8]| first.is_ascii()) {
        return u64::from_be_bytes(*first);
    }
    let mut first = [0; 8];
    first.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = utf16_rank(from));
    u64::from_be_bytes(first)
}

/// Compares as UTF-16 code units do
/// ([RFC 8785, section 3.2.3](https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3)).
fn compare_utf16<'n>(left: &'n str, right: &'n str) -> Ordering {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let alike = left.chunks_exact(32).zip(right.chunks_exact(32)).take_while(|(left, right)| left == right).count();
    let rest = |name: &'n [u8]| name.iter().skip(alike.saturating_mul(32)).copied().map(utf16_rank);
    rest(left).cmp(rest(right))
}

/// UTF-8 bytes order as code points do, UTF-16 units nearly so: only U+E000 to U+FFFF, whose UTF-8 begins with EE or EF, come after the
/// supplementary characters, which UTF-16 writes with surrogates. EE and EF stand nowhere else in UTF-8.
fn utf16_rank(byte: u8) -> u8 {
    if matches!(byte, 0xee | 0xef) { byte | 0x10 } else { byte }
}

/// Whether two values have the same canonical text.
pub(crate) fn same(one: Value<'_>, other: Value<'_>) -> bool {
    if let (Some(one), Some(other)) = (one.as_str(), other.as_str()) {
        return one == other;
    }
    let text = |value| {
        let mut text = String::new();
        canonicalize(value, &mut text).ok().map(|()| text)
    };
    text(one).is_some_and(|one| Some(one) == text(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;

    fn parse(text: &str) -> Document<'_> {
        Document::parse(text.as_bytes(), &Limits::default()).unwrap()
    }

    fn jcs(text: &str) -> Result<String, JcsError> {
        let mut out = String::new();
        canonicalize(parse(text).root(), &mut out).map(|()| out)
    }

    #[test]
    fn writes_canonical_text() {
        let cases = [
            (
                "scalars",
                r#"[null, true, false, "a\u0062\/", 1.0, -0, -0.0, 1e2]"#,
                r#"[null,true,false,"ab/",1,0,0,100]"#,
            ),
            ("empty", " { } ", "{}"),
            ("nested", r#"{"b":[{},[]],"a":{"d":1,"c":[2]}}"#, r#"{"a":{"c":[2],"d":1},"b":[{},[]]}"#),
            (
                "prefixes",
                r#"{"ab":1,"a":2,"":3,"abcdefghi":4,"abcdefgh":5}"#,
                r#"{"":3,"a":2,"ab":1,"abcdefgh":5,"abcdefghi":4}"#,
            ),
            ("zero byte", r#"{"a\u0000":1,"a":2}"#, r#"{"a":2,"a\u0000":1}"#),
            (
                "large numbers",
                "[9007199254740991,-90071992547409910e-1,1E21]",
                "[9007199254740991,-9007199254740991,1e+21]",
            ),
        ];
        for (name, text, want) in cases {
            assert_eq!(jcs(text).as_deref(), Ok(want), "{name}");
        }
    }

    #[test]
    fn sorts_by_utf16_units() {
        let names = [
            "a",
            "é",
            "\u{d7ff}",
            "😀",
            "\u{10ffff}",
            "\u{e000}",
            "\u{fb33}",
            "\u{ffff}",
            "aaaaaaaa😀",
            "aaaaaaaa\u{ffff}",
            "a name longer than one block of bytes 😀",
            "a name longer than one block of bytes \u{ffff}",
            "a name longer than one block of byt",
        ];
        for left in names {
            for right in names {
                let want = left.encode_utf16().cmp(right.encode_utf16());
                assert_eq!(compare_utf16(left, right), want, "{left} {right}");
                assert_ne!(
                    prefix(left).cmp(&prefix(right)),
                    if want.is_eq() { Ordering::Less } else { want.reverse() }
                );
            }
        }
    }

    #[test]
    fn refuses_integers_that_a_double_changes() {
        for text in ["9007199254740992", "-9007199254740993", "100000000000000000000", "1e20", "-9007199254740992.0"] {
            assert_eq!(jcs(&format!("[1,{text}]")), Err(JcsError::NumberNotInteroperable { at: NodeId(2) }), "{text}");
        }
    }

    #[test]
    fn makes_edits() {
        type Case<'c> = (&'c str, &'c [NodeId], &'c [(NodeId, Value<'c>)], &'c str);
        let document = parse(r#"{"b":[1,2,3],"a":{"x":1,"y":{"z":0}},"c":4}"#);
        let other = parse(r#"{"q":[5,{"r":6}]}"#);
        let root = document.root();
        let at = |name: &str| root.get(name).unwrap();
        let key = |name: &str| root.members().find(|member| member.name() == name).unwrap().key.id();
        let second = at("b").items().nth(1).unwrap().id();
        let cases: [Case<'_>; 6] = [
            ("by name", &[key("a")], &[], r#"{"b":[1,2,3],"c":4}"#),
            ("by value", &[at("c").id(), at("a").id(), second], &[], r#"{"b":[1,3]}"#),
            ("replace", &[], &[(at("a").id(), other.root())], r#"{"a":{"q":[5,{"r":6}]},"b":[1,2,3],"c":4}"#),
            ("by one within", &[second], &[(at("a").id(), at("b"))], r#"{"a":[1,2,3],"b":[1,3],"c":4}"#),
            ("both", &[at("a").id()], &[(at("a").id(), other.root())], r#"{"b":[1,2,3],"c":4}"#),
            ("the root", &[], &[(NodeId::ROOT, at("b"))], "[1,2,3]"),
        ];
        for (name, omit, replace, want) in cases {
            let mut out = String::new();
            canonicalize_edited(root, &Edits { omit, replace }, &mut out).unwrap();
            assert_eq!(out, want, "{name}");
        }
    }

    #[test]
    fn hashes_what_it_would_write() {
        let text = format!("[{}0]", "\"0123456789\",".repeat(2_000));
        let document = parse(&text);
        let omit = [NodeId(3)];
        let edits = Edits { omit: &omit, ..Edits::default() };
        let mut out = String::new();
        canonicalize_edited(document.root(), &edits, &mut out).unwrap();
        assert!(out.len() > 3 * HASHED_AT_ONCE);
        let algorithm = DigestAlgorithm::Sha256;
        assert_eq!(hash_edited(document.root(), &edits, algorithm), Ok(algorithm.hash(out.as_bytes())));
    }
}
