//! The ladder from a document to a ledger, in one form for every format and chain: a format reads the lower rungs from its
//! proof, a chain proves the upper ones from what the caller supplied.

use super::chain::Chain;
use crate::report::{Finding, NeedKind, Reason};
use crate::time::Timestamp;

/// The lower rungs: what a proof says, as far as its own bytes and the document's hash tell.
#[derive(Clone, Debug)]
pub(crate) struct Proof {
    /// `anchor.encoding`: whether it could be read.
    pub(crate) encoding: Finding,
    /// `anchor.target`: whether the hash that was anchored is the document's.
    pub(crate) target: Finding,
    /// `anchor.path`: whether the path leads from there to the values below.
    pub(crate) path: Finding,
    /// Where the values should be found, one for each entry that the proof names.
    pub(crate) anchors: Vec<Anchor>,
}

impl Proof {
    /// A proof that could not be read: what comes after it is not reached.
    pub(crate) fn unreadable(encoding: Finding) -> Self {
        Self { encoding, target: not_reached(), path: not_reached(), anchors: Vec::new() }
    }
}

/// A value, and the entry of a ledger that must hold it.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) value: Vec<u8>,
    pub(crate) place: Place,
}

/// Where a value should be found.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In the data of a transaction, by the id that people are shown, in lower-case hexadecimal.
    Transaction { chain: Chain, id: String },
    /// As the Merkle root of the transactions of the Bitcoin block at this height, in the order of its header.
    BlockRoot { chain: Chain, height: u64 },
    /// In a log or ledger that says by itself how far the proof reaches, such as a transparency log.
    Judged(Standing),
    /// Nowhere yet; at this URL there may be more one day.
    Pending(String),
    /// In a place that we do not know, by its name.
    Unknown(String),
}

/// The upper rungs: how far a ledger proves that it holds a value.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    /// `anchor.root`: whether the entry holds the value.
    pub(crate) root: Finding,
    /// `anchor.transaction`: whether the entry is the one that was named.
    pub(crate) transaction: Finding,
    /// `anchor.inclusion`: whether it is in a block.
    pub(crate) inclusion: Finding,
    /// `anchor.ledger`: whether the block is part of a ledger that the policy trusts. Passed, its data say how far the proof
    /// reaches: `reach` is `checkpoint`, `explorer` or `mock`, and how many `confirmations`.
    pub(crate) ledger: Finding,
    /// Who made the entry, as far as its bytes or an accepted explorer prove it.
    pub(crate) signer: Option<Signer>,
    /// When it was made: between these two.
    pub(crate) time: Option<(Timestamp, Timestamp)>,
    /// What the caller could supply to learn more: kind, and the key of the resource.
    pub(crate) needs: Vec<(NeedKind, String)>,
}

impl Standing {
    /// Nothing is known of any rung, for one reason.
    pub(crate) fn nothing(root: Finding) -> Self {
        Self {
            root,
            transaction: not_reached(),
            inclusion: not_reached(),
            ledger: not_reached(),
            signer: None,
            time: None,
            needs: Vec::new(),
        }
    }
}

/// Who made an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signer {
    /// The address that a transaction was sent from, as its chain writes it.
    Address { chain: Chain, text: String },
    /// Whoever may write to a contract or a log, by its name.
    Named(String),
}

pub(super) fn not_reached() -> Finding {
    Finding::undetermined(Reason::CheckNotReached)
}
