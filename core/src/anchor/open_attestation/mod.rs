//! OpenAttestation wrapped documents: the target hash recomputed from the document, and the Merkle path from it to the root
//! that a contract or a key of the issuer stands for.
//!
//! [OpenAttestation](https://www.openattestation.com/docs/docs-section/how-does-it-work/integrity) hashes a document leaf
//! by leaf, each with a salt, so that a holder can hide leaves behind their hashes. Whether the root was issued, by whom,
//! and whether any of the hashes on the path is revoked is decided elsewhere.

pub mod dns;
pub mod issuance;
pub mod v2;
pub mod v3;

use super::chain::ethereum::keccak256;
use crate::digest::DigestAlgorithm;
use crate::json::{JsonErrorKind, Kind, NodeId, Value, write_number, write_string};
use crate::limits::{Limit, LimitReached, Limits};
use crate::merkle::Rule;
use std::fmt;

/// A Keccak-256 hash.
pub type Hash = [u8; 32];

/// A wrapped document, its target hash recomputed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation {
    /// The target hash that the document has.
    pub target: Hash,
    /// What the document says of its hashes.
    pub stated: Wrapping,
    /// Leaves that are to be seen.
    pub leaves: usize,
    /// Leaves of which only the hash is there. They may have stood anywhere, and have said anything.
    pub obfuscated: usize,
    /// Where less is hashed than is written.
    pub flags: Vec<Flag>,
}

impl Attestation {
    /// Checks that the document has the target hash that it states.
    ///
    /// # Errors
    /// [`OpenAttestationError::Target`] if it has another.
    pub fn check_target(&self) -> Result<(), OpenAttestationError> {
        if self.target == self.stated.target { Ok(()) } else { Err(OpenAttestationError::Target) }
    }

    /// Checks that the path leads from the stated target hash to the stated root.
    ///
    /// Returns every hash on the way, the target first and the root last: a document is revoked by any of them.
    ///
    /// # Errors
    /// [`OpenAttestationError::Root`] if the path leads elsewhere.
    pub fn check_path(&self) -> Result<Vec<Hash>, OpenAttestationError> {
        let hashes = self.stated.hashes();
        if hashes.last() == Some(&self.stated.root) { Ok(hashes) } else { Err(OpenAttestationError::Root) }
    }
}

/// The hashes that a document states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapping {
    /// The target hash: that of the document.
    pub target: Hash,
    /// The hashes beside the way to the root.
    pub path: Vec<Hash>,
    /// The Merkle root of the batch.
    pub root: Hash,
}

impl Wrapping {
    /// The target hash and what each step of the path makes of it.
    #[must_use]
    pub fn hashes(&self) -> Vec<Hash> {
        let mut hashes = vec![self.target];
        let mut hash = self.target;
        for sibling in &self.path {
            hash = Rule::OpenAttestation.node(&hash, sibling);
            hashes.push(hash);
        }
        hashes
    }

    /// Reads the members `names` of `object`: target hash, path and root.
    ///
    /// The array behind a target hash has at least 68 bytes and a node of the tree 64, so neither is taken for the other.
    fn read(object: Value<'_>, names: [&'static str; 3], limits: &Limits) -> Result<Self, OpenAttestationError> {
        let [target, path, root] = names;
        let member = |name| object.get(name).ok_or(OpenAttestationError::Member(name));
        let path = hashes(member(path)?, path)?;
        if u32::try_from(path.len()).map_or(true, |steps| steps > limits.path) {
            return Err(Limit::Path.reached(limits.path).into());
        }
        Ok(Self { target: hash(member(target)?, target)?, path, root: hash(member(root)?, root)? })
    }
}

/// A place where less is hashed than is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What is not hashed.
    pub kind: FlagKind,
    /// Where.
    pub at: NodeId,
}

/// What the hash of a place leaves open.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// An object whose names are 0, 1, 2 and so on: it has the hash of an array and is read as one.
    ArrayLike,
    /// A value that names a type and is not of it: it is read as a string.
    Mistyped,
    /// An object or array without leaves: it is not hashed.
    NotCovered,
    /// A value that has the hash of a value of another type with the same text.
    TypeNotCovered,
    /// A value without salt: whoever can guess it finds it behind its hash.
    Unsalted,
}

/// Why a document is not a sound wrapped document.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAttestationError {
    /// A hash is not 64 lower-case hexadecimal digits.
    Hash {
        /// The member it stands in.
        member: &'static str,
        /// Where.
        at: NodeId,
    },
    /// A limit was reached.
    Limit(LimitReached),
    /// A member is missing or of another kind.
    Member(&'static str),
    /// A member's name has a character that separates names in paths, or is empty at the top.
    Name {
        /// Where.
        at: NodeId,
    },
    /// There is nothing to hash.
    NoLeaves,
    /// An integer that programs do not all read alike.
    Number {
        /// Where.
        at: NodeId,
    },
    /// The Merkle path leads to another root.
    Root,
    /// Two salts name one place.
    SaltDoubled,
    /// A value has no salt.
    SaltMissing {
        /// Where.
        at: NodeId,
    },
    /// A salt names a place that has no value.
    SaltUnused,
    /// The list of salts is malformed.
    Salts,
    /// The document has another target hash.
    Target,
    /// The hashes are of a type that is not known.
    Unsupported,
}

impl fmt::Display for OpenAttestationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hash { member, .. } => return write!(f, "{member} has a hash that is not 64 hexadecimal digits"),
            Self::Limit(_) => "a limit was reached",
            Self::Member(name) => return write!(f, "{name} is missing or of the wrong kind"),
            Self::Name { .. } => "a member's name cannot stand in a path",
            Self::NoLeaves => "there is nothing to hash",
            Self::Number { .. } => "an integer is too large to be read alike everywhere",
            Self::Root => "the Merkle path leads to another root",
            Self::SaltDoubled => "two salts name one place",
            Self::SaltMissing { .. } => "a value has no salt",
            Self::SaltUnused => "a salt names a place that has no value",
            Self::Salts => "the list of salts is malformed",
            Self::Target => "the document has another target hash",
            Self::Unsupported => "the hashes are of an unknown type",
        })
    }
}

impl std::error::Error for OpenAttestationError {}

impl From<LimitReached> for OpenAttestationError {
    fn from(reached: LimitReached) -> Self {
        Self::Limit(reached)
    }
}

/// How a version writes the way to a leaf.
trait Paths {
    /// What names must not contain.
    const SEPARATORS: &'static [char];
    /// Whether an empty object or array is a leaf.
    const EMPTY_IS_LEAF: bool;
    /// Appends an array's index.
    fn push_index(path: &mut String, index: usize);
}

/// Walks over the leaves of `value`, with the path of each. The depth is that of the JSON text, which its reader bounds.
struct Walk<'w, P, F> {
    path: String,
    /// Bytes that paths may take, and how many of them are left: a long name counts once for every leaf under it.
    room: Room,
    /// Containers without leaves, where those are not leaves themselves.
    flags: &'w mut Vec<Flag>,
    visit: F,
    paths: std::marker::PhantomData<P>,
}

impl<'d, P: Paths, F: FnMut(&str, Value<'d>) -> Result<(), OpenAttestationError>> Walk<'_, P, F> {
    fn member(&mut self, key: Value<'d>, value: Value<'d>) -> Result<(), OpenAttestationError> {
        let name = key.as_str().unwrap_or_default();
        // An empty name at the top would vanish from the paths under it.
        if name.contains(P::SEPARATORS) || (name.is_empty() && self.path.is_empty()) {
            return Err(OpenAttestationError::Name { at: key.id() });
        }
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        self.value(value)?;
        self.path.truncate(length);
        Ok(())
    }

    fn value(&mut self, value: Value<'d>) -> Result<(), OpenAttestationError> {
        match value.kind() {
            Kind::Object | Kind::Array if is_empty(value) && !P::EMPTY_IS_LEAF => {
                self.flags.push(Flag { kind: FlagKind::NotCovered, at: value.id() });
                Ok(())
            }
            Kind::Object if !is_empty(value) => {
                value.members().try_for_each(|member| self.member(member.key, member.value))
            }
            Kind::Array if !is_empty(value) => {
                let length = self.path.len();
                for (index, item) in value.items().enumerate() {
                    P::push_index(&mut self.path, index);
                    self.value(item)?;
                    self.path.truncate(length);
                }
                Ok(())
            }
            _ => {
                self.room.spend(self.path.len())?;
                (self.visit)(&self.path, value)
            }
        }
    }
}

/// How many bytes the paths of a document may take: as much as canonical forms may.
struct Room {
    allowed: usize,
    left: usize,
}

impl Room {
    fn of(value: Value<'_>) -> Self {
        let allowed = value.document().source().len().saturating_mul(16).saturating_add(1 << 20);
        Self { allowed, left: allowed }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), LimitReached> {
        let allowed = u32::try_from(self.allowed).unwrap_or(u32::MAX);
        self.left = self.left.checked_sub(bytes).ok_or(Limit::Canonicalization.reached(allowed))?;
        Ok(())
    }
}

fn is_empty(value: Value<'_>) -> bool {
    value.items().next().is_none() && value.members().next().is_none()
}

/// The hash of a leaf: that of the JSON object with the path as its only name.
fn leaf_hash(path: &str, value_text: &str) -> Hash {
    let mut text = String::with_capacity(path.len().saturating_add(value_text.len()).saturating_add(8));
    text.push('{');
    write_string(&mut text, path);
    text.push(':');
    text.push_str(value_text);
    text.push('}');
    keccak256(text.as_bytes())
}

/// The target hash: that of the JSON array of all leaf hashes, sorted.
fn target_hash(mut leaves: Vec<Hash>) -> Result<Hash, OpenAttestationError> {
    if leaves.is_empty() {
        return Err(OpenAttestationError::NoLeaves);
    }
    leaves.sort_unstable();
    let mut hasher = crate::digest::Hasher::new(DigestAlgorithm::Keccak256);
    hasher.update(b"[");
    for (index, leaf) in leaves.iter().enumerate() {
        hasher.update(if index == 0 { b"\"" } else { b",\"" });
        hasher.update(data_encoding::HEXLOWER.encode(leaf).as_bytes());
        hasher.update(b"\"");
    }
    hasher.update(b"]");
    Ok(hasher.finish().as_bytes().try_into().unwrap_or_default())
}

/// Appends a number as ECMAScript writes it. An integer that a double does not hold would be hashed as another.
fn push_number(out: &mut String, value: Value<'_>) -> Result<(), OpenAttestationError> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    let number = value.as_f64().unwrap_or_default();
    let integer = value.as_number_text().is_some_and(|text| !text.contains(['.', 'e', 'E']));
    if integer && number.abs() > LARGEST {
        return Err(OpenAttestationError::Number { at: value.id() });
    }
    write_number(out, number);
    Ok(())
}

/// Whether `text` is how ECMAScript writes a number.
fn is_number_text(text: &str) -> bool {
    let Ok(number) = text.parse::<f64>() else { return false };
    let mut written = String::new();
    write_number(&mut written, number);
    number.is_finite() && written == text
}

fn hashes(value: Value<'_>, member: &'static str) -> Result<Vec<Hash>, OpenAttestationError> {
    if !value.is_array() {
        return Err(OpenAttestationError::Member(member));
    }
    value.items().map(|item| hash(item, member)).collect()
}

fn hash(value: Value<'_>, member: &'static str) -> Result<Hash, OpenAttestationError> {
    let bytes = value.as_str().and_then(|text| data_encoding::HEXLOWER.decode(text.as_bytes()).ok());
    let hash = bytes.and_then(|bytes| bytes.try_into().ok());
    hash.ok_or(OpenAttestationError::Hash { member, at: value.id() })
}

fn json_error(kind: JsonErrorKind) -> OpenAttestationError {
    match kind {
        JsonErrorKind::Limit(reached) => OpenAttestationError::Limit(reached),
        _ => OpenAttestationError::Salts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_may_have_any_number_of_steps_to_64() {
        let text = |steps: usize| format!("[{}]", vec![format!("\"{}\"", "ab".repeat(32)); steps].join(","));
        let of = |steps| {
            let text = format!(r#"{{"t":"{0}","r":"{0}","p":{1}}}"#, "ab".repeat(32), text(steps));
            let limits = Limits::default();
            let document = crate::json::Document::parse(text.as_bytes(), &limits).unwrap();
            Wrapping::read(document.root(), ["t", "p", "r"], &limits).map(|wrapping| wrapping.hashes().len())
        };
        for steps in 0..=64 {
            assert_eq!(of(steps), Ok(steps + 1));
        }
        assert_eq!(of(65), Err(OpenAttestationError::Limit(Limit::Path.reached(64))));
    }

    #[test]
    fn knows_how_numbers_are_written() {
        for (text, want) in [
            ("0", true),
            ("-1.5", true),
            ("1e+21", true),
            ("1e21", false),
            ("1.0", false),
            ("-0", false),
            ("NaN", false),
            ("", false),
            ("0x1", false),
            ("Infinity", false),
            ("+1", false),
        ] {
            assert_eq!(is_number_text(text), want, "{text}");
        }
    }
}
