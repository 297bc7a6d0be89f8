//! The ladder from a document to a ledger, in one form for every format and chain: a format reads the lower rungs from its
//! proof, a chain proves the upper ones from what the caller supplied.

use super::chain::Chain;
use crate::digest::DigestAlgorithm;
use crate::policy::WeakDigests;
use crate::report::{CheckId, Finding, Need, Outcome, Reason};
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
        Self { encoding, target: Finding::not_reached(), path: Finding::not_reached(), anchors: Vec::new() }
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
    /// What the caller could supply to learn more.
    pub(crate) needs: Vec<Need>,
}

impl Standing {
    /// Whether the value is proven to be in a ledger that the policy trusts.
    pub(crate) fn holds(&self) -> bool {
        let rungs = [&self.root, &self.transaction, &self.inclusion];
        let open = |rung: &&Finding| !matches!(rung.outcome, Outcome::Passed | Outcome::NotApplicable);
        self.ledger.is_passed() && !rungs.iter().any(open)
    }

    /// Nothing is known of any rung, for one reason.
    pub(crate) fn nothing(root: Finding) -> Self {
        Self {
            root,
            transaction: Finding::not_reached(),
            inclusion: Finding::not_reached(),
            ledger: Finding::not_reached(),
            signer: None,
            time: None,
            needs: Vec::new(),
        }
    }
}

/// A decision that only the policy can make, by its member: which ledger, and whose word on it, to trust.
pub(crate) fn decision(member: &str) -> Need {
    Need::policy(CheckId::AnchorLedger, format!("anchors.{member}"))
}

/// Who made an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Signer {
    /// The address that a transaction was sent from, as its chain writes it.
    Address { chain: Chain, text: String },
    /// Whoever may write to a contract or a log, by its name.
    Named(String),
}

/// The texts of which one should have the hash that a detached proof starts from, as far as somebody knows them.
pub(crate) trait Texts {
    /// How `anchor.target` ends: whether `is_it` holds for one of them. `key` says what is looked for.
    fn target(&mut self, key: &str, is_it: &mut dyn FnMut(&[u8]) -> bool) -> Finding;
}

/// How `anchor.target` ends for a proof that starts from `digest`, made by one of `algorithms`.
pub(super) fn target(
    texts: &mut dyn Texts,
    algorithms: &[DigestAlgorithm],
    digest: &[u8],
    weak: WeakDigests,
) -> Finding {
    let name = algorithms.first().map_or("hash", |algorithm| name(*algorithm));
    let key = format!("{name}:{}", data_encoding::HEXLOWER.encode(digest));
    let mut weakness = None;
    let found = texts.target(&key, &mut |text| {
        let by = algorithms.iter().find(|algorithm| algorithm.hash(text).as_bytes() == digest);
        weakness = by.and_then(|algorithm| self::weak(*algorithm, weak));
        by.is_some()
    });
    weakness.filter(|_| found.is_passed()).unwrap_or(found)
}

/// Why a hash by this function does not count, unless the policy accepts weak ones: who made the text may have made a
/// second one with the same hash.
fn weak(algorithm: DigestAlgorithm, weak: WeakDigests) -> Option<Finding> {
    let is_weak = matches!(algorithm, DigestAlgorithm::Sha1 | DigestAlgorithm::Ripemd160);
    (is_weak && weak == WeakDigests::Refuse).then(|| weak_digest(name(algorithm)))
}

/// What only the policy can accept.
pub(super) fn weak_digest(name: &str) -> Finding {
    Finding::undetermined(Reason::AnchorWeakDigest).with("name", name)
}

fn name(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Sha256 => "sha256",
        DigestAlgorithm::Sha384 => "sha384",
        DigestAlgorithm::Sha512 => "sha512",
        DigestAlgorithm::Sha224 => "sha224",
        DigestAlgorithm::Sha1 => "sha1",
        DigestAlgorithm::Ripemd160 => "ripemd160",
        DigestAlgorithm::Keccak256 => "keccak256",
        DigestAlgorithm::Sha3_224 => "sha3-224",
        DigestAlgorithm::Sha3_256 => "sha3-256",
        DigestAlgorithm::Sha3_384 => "sha3-384",
        DigestAlgorithm::Sha3_512 => "sha3-512",
    }
}
