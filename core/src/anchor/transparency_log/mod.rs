//! Transparency logs: a `.tlog-proof` file, a leaf and a policy into the signed tree head that includes the leaf.
//!
//! The file is that of [C2SP tlog-proof](https://c2sp.org/tlog-proof): an inclusion proof (RFC 9162, section 2.1.3) and a
//! [checkpoint](https://c2sp.org/tlog-checkpoint), which is a [signed note](https://c2sp.org/signed-note) that a log signs
//! and witnesses [cosign](https://c2sp.org/tlog-cosignature). Which logs and witnesses count is an argument. What the leaf
//! stands for, and when a cosignature is too old, is for the caller to find out.

mod key;
mod ladder;
mod note;
mod policy;

pub(crate) use ladder::to_ladder;

pub use key::{SignatureType, VerifierKey, VerifierKeyError};
pub use note::{Checkpoint, Note, NoteError, NoteErrorKind, NoteSignature};
pub use policy::{LogPolicy, LogPolicyError};

use crate::keys::SignatureError;
use crate::limits::{Limit, LimitReached, Limits};
use crate::merkle::{self, MerkleError, Rule, Tree};
use crate::multiformat::base64;
use note::{decimal, hash};
use std::fmt;

pub(crate) const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// An inclusion proof and the checkpoint that it leads to, as they are written; nothing is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof<'a> {
    /// What the application put beside the proof; nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The leaf's place in the log, from 0.
    pub index: u64,
    /// The siblings, from the leaf's up.
    pub path: Vec<[u8; 32]>,
    /// The signed tree head.
    pub checkpoint: Checkpoint<'a>,
    /// The tree head's text and signatures.
    pub note: Note<'a>,
}

/// A leaf that a log has, as far as the policy asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included<'a> {
    /// The log.
    pub origin: &'a str,
    /// The leaf's place in it, from 0.
    pub index: u64,
    /// How many leaves the log had.
    pub size: u64,
    /// The root of its tree.
    pub root: [u8; 32],
    /// Every signature of the checkpoint and what became of it, in the order of the text.
    pub signatures: Vec<Signed<'a>>,
}

/// A signature of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The name of the key.
    pub name: &'a str,
    /// The id of the key.
    pub id: [u8; 4],
    /// What became of it.
    pub outcome: SignedOutcome,
}

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedOutcome {
    /// The log signed.
    Log {
        /// When, in seconds since 1970, if the signature says so.
        timestamp: Option<u64>,
    },
    /// The policy does not name the key: ignored.
    Unknown,
    /// The policy names the key, but this library cannot check its signatures: ignored.
    Unsupported,
    /// A witness of the policy cosigned.
    Witness {
        /// When, in seconds since 1970, by its own clock.
        timestamp: u64,
    },
}

/// Why bytes are not a proof of inclusion that we read, or do not prove it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlogError {
    /// A signature of a key that the policy names does not hold; the whole note counts for nothing.
    Cosignature {
        /// The name of the key.
        name: String,
        /// What is wrong with the signature.
        error: SignatureError,
    },
    /// The extra data is not in strict base64.
    Extra,
    /// The file does not begin like a proof.
    Header,
    /// The siblings do not lead from the leaf to the root.
    Inclusion,
    /// The index is missing or not a decimal number without leading zeros.
    Index,
    /// A limit was reached.
    Limit(LimitReached),
    /// No log of the policy signed the checkpoint.
    Log,
    /// The checkpoint is not one.
    Note(NoteError),
    /// A sibling is not the strict base64 of a hash.
    PathNode,
    /// Fewer witnesses of the policy cosigned than it asks for.
    Quorum {
        /// How many did.
        found: usize,
        /// How many must.
        wanted: usize,
    },
    /// The index is not in the tree, or the number of siblings is not that of its place.
    Shape,
    /// The file ends too early.
    Truncated,
    /// The only signature of the log is of a kind this library cannot check.
    UnsupportedLog,
}

impl<'a> TlogProof<'a> {
    /// Reads a proof, without verifying it.
    ///
    /// # Errors
    /// [`TlogError`] with the first fault.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, TlogError> {
        if u32::try_from(bytes.len()).map_or(true, |length| length > limits.input) {
            return Err(TlogError::Limit(Limit::Input.reached(limits.input)));
        }
        let text = note::text(bytes).map_err(TlogError::Note)?;
        let (header, mut rest) = line(text)?;
        if header != HEADER {
            return Err(TlogError::Header);
        }
        let (mut next, mut after) = line(rest)?;
        let mut extra = None;
        if let Some(data) = next.strip_prefix("extra ") {
            extra = Some(base64::decode(data).ok_or(TlogError::Extra)?);
            (next, after) = line(after)?;
        }
        rest = after;
        let index = next.strip_prefix("index ").and_then(decimal).ok_or(TlogError::Index)?;
        let mut path = Vec::new();
        loop {
            let (node, after) = line(rest)?;
            rest = after;
            if node.is_empty() {
                break;
            }
            if u32::try_from(path.len()).map_or(true, |length| length >= limits.path) {
                return Err(TlogError::Limit(Limit::Path.reached(limits.path)));
            }
            path.push(hash(node).ok_or(TlogError::PathNode)?);
        }
        let note = Note::parse(rest, limits).map_err(TlogError::from)?;
        let checkpoint = Checkpoint::parse(note.text).map_err(TlogError::from)?;
        Ok(Self { extra, index, path, checkpoint, note })
    }

    /// Verifies that the log of the checkpoint has `leaf`, [`Rule::leaf`] of an entry, as the policy asks.
    ///
    /// # Errors
    /// [`TlogError`] with the first of these: a known key's signature fails, no known log signed, too few witnesses
    /// cosigned, the siblings do not lead to the root.
    pub fn verify(&self, leaf: &[u8; 32], policy: &LogPolicy) -> Result<Included<'a>, TlogError> {
        let Checkpoint { origin, size, root, .. } = self.checkpoint;
        let signatures = policy.judge(&self.note, origin)?;
        let tree = Tree { size, root };
        merkle::verify_inclusion(Rule::Rfc9162, leaf, self.index, &self.path, &tree).map_err(|error| match error {
            MerkleError::Root => TlogError::Inclusion,
            _ => TlogError::Shape,
        })?;
        Ok(Included { origin, index: self.index, size, root, signatures })
    }
}

/// The first line, and what follows its end.
fn line(text: &str) -> Result<(&str, &str), TlogError> {
    text.split_once('\n').ok_or(TlogError::Truncated)
}

impl From<NoteError> for TlogError {
    fn from(error: NoteError) -> Self {
        match error.kind {
            NoteErrorKind::Limit(reached) => Self::Limit(reached),
            _ => Self::Note(error),
        }
    }
}

impl fmt::Display for TlogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cosignature { name, error } => write!(f, "the signature of {name:?} does not hold: {error}"),
            Self::Extra => f.write_str("the extra data is not in base64"),
            Self::Header => f.write_str("the file does not begin like a proof"),
            Self::Inclusion => f.write_str("the siblings do not lead to the root"),
            Self::Index => f.write_str("the index is not a decimal number"),
            Self::Limit(reached) => write!(f, "the limit of {} on {:?} was reached", reached.value, reached.limit),
            Self::Log => f.write_str("no known log signed the checkpoint"),
            Self::Note(error) => error.fmt(f),
            Self::PathNode => f.write_str("a sibling is not the base64 of a hash"),
            Self::Quorum { found, wanted } => write!(f, "{found} known witnesses cosigned, {wanted} are asked for"),
            Self::Shape => f.write_str("the number of siblings is not that of the leaf's place"),
            Self::Truncated => f.write_str("the proof ends too early"),
            Self::UnsupportedLog => f.write_str("the log's signature is of a kind that cannot be checked"),
        }
    }
}

impl std::error::Error for TlogError {}

#[cfg(test)]
mod tests;
