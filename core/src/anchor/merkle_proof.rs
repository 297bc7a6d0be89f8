//! What the Merkle proofs of Blockcerts say, whichever way they are written: a hash, the path from it to a root, and the
//! transactions whose data should be that root.
//!
//! The path is that of [Chainpoint 2](https://chainpoint.org): SHA-256 over pairs, with the document's hash itself as the
//! leaf. Which document has the hash, what a transaction holds, and which chains count is not known here.

use super::chain::{Chain, Family};
use super::ladder;
use crate::limits::{Limit, LimitReached, Limits};
use crate::merkle::{Hash, Path, Rule, Step};
use crate::report::{Finding, Reason, clipped};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use std::fmt;

/// A Merkle proof, read but not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerkleProof {
    /// The hash that was anchored for the document.
    pub target: Hash,
    /// The way from there to the root.
    pub path: Path,
    /// The root, as the proof states it.
    pub root: Hash,
    /// The transactions that should hold the root, in the order of the proof. Without any, the proof proves nothing.
    pub entries: Vec<Entry>,
}

/// A transaction, by its chain and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The chain, as Blockcerts names it: `btc:mainnet`, `eth:sepolia`, `mocknet`. A chain that has no name here goes by
    /// whatever the proof calls it.
    pub chain: String,
    /// The transaction's id: of the chains that are known, in lower-case hexadecimal as people are shown it.
    pub id: String,
}

/// Why a Merkle proof cannot be read.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MerkleProofError {
    /// An anchor lacks a part, has one twice, or has an id that is none of its chain.
    Anchor {
        /// How many anchors come before it.
        index: usize,
    },
    /// The bytes are not CBOR, or not in the one form that a value has.
    Cbor,
    /// A hash is not 32 bytes.
    Hash(&'static str),
    /// A key that no part of a proof has.
    Key,
    /// A limit was reached.
    Limit(LimitReached),
    /// A part is missing, there twice, or of another kind.
    Member(&'static str),
    /// A node of the path is no hash, or on neither side or on both.
    Node {
        /// How many nodes come before it.
        index: usize,
    },
    /// The text is not base58btc behind the letter `z`.
    Text,
}

impl fmt::Display for MerkleProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor { index } => write!(f, "anchor {index} has no transaction id of its chain"),
            Self::Cbor => f.write_str("the bytes are not CBOR in its one form"),
            Self::Hash(name) => write!(f, "{name} is not a hash of 32 bytes"),
            Self::Key => f.write_str("the proof has a part that is not known"),
            Self::Limit(reached) => write!(f, "the limit of {} on {:?} was reached", reached.value, reached.limit),
            Self::Member(name) => write!(f, "{name} is missing, there twice or of the wrong kind"),
            Self::Node { index } => write!(f, "node {index} of the path is not a hash on one side"),
            Self::Text => f.write_str("the text is not base58btc"),
        }
    }
}

impl std::error::Error for MerkleProofError {}

impl From<LimitReached> for MerkleProofError {
    fn from(reached: LimitReached) -> Self {
        Self::Limit(reached)
    }
}

impl MerkleProof {
    /// Checks that the path leads from the target to the root.
    ///
    /// # Errors
    /// The root that it leads to instead.
    pub fn check_path(&self) -> Result<(), Hash> {
        // Only the rule of Bitcoin refuses a path.
        let root = self.path.root(Rule::Sha256Pairs, &self.target).unwrap_or_default();
        if root == self.root { Ok(()) } else { Err(root) }
    }

    /// The lower rungs for a document whose hash is `target`.
    fn ladder(&self, target: &Hash) -> ladder::Proof {
        let encoding = if self.entries.is_empty() { Finding::failed(Reason::AnchorMissing) } else { Finding::passed() };
        ladder::Proof {
            encoding,
            target: self.target_finding(target),
            path: self.path_finding(),
            anchors: self.entries.iter().map(|entry| self.anchor(entry)).collect(),
        }
    }

    fn target_finding(&self, target: &Hash) -> Finding {
        if self.target == *target {
            return Finding::passed();
        }
        let finding = Finding::failed(Reason::MerkleTarget).with("anchored", HEXLOWER.encode(&self.target));
        finding.with("document", HEXLOWER.encode(target))
    }

    fn path_finding(&self) -> Finding {
        let Err(reached) = self.check_path() else { return Finding::passed() };
        let finding = Finding::failed(Reason::MerkleRoot).with("stated", HEXLOWER.encode(&self.root));
        finding.with("reached", HEXLOWER.encode(&reached))
    }

    fn anchor(&self, entry: &Entry) -> ladder::Anchor {
        ladder::Anchor { value: self.root.to_vec(), place: entry.place() }
    }
}

/// The lower rungs of what was read, or why there are none.
pub(super) fn ladder(read: Result<MerkleProof, MerkleProofError>, target: &Hash) -> ladder::Proof {
    match read {
        Ok(proof) => proof.ladder(target),
        Err(error) => ladder::Proof::unreadable(error.finding()),
    }
}

impl MerkleProofError {
    pub(super) fn finding(self) -> Finding {
        match self {
            Self::Limit(reached) => Finding::limit(reached),
            Self::Node { index } => {
                Finding::failed(Reason::MerkleNode).with("index", u32::try_from(index).unwrap_or(u32::MAX))
            }
            _ => Finding::failed(Reason::ProofEncoding),
        }
    }
}

/// The id of a transaction, as proofs give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Id<'p> {
    Bytes(&'p [u8]),
    /// In hexadecimal of either case, with or without `0x`; of a mock chain, anything.
    Text(&'p str),
}

impl Entry {
    /// A transaction of the chain with that name; `None` if the chain has no such ids.
    pub(super) fn new(chain: String, id: Id<'_>) -> Option<Self> {
        let id = match (Chain::named(&chain).map(|chain| chain.family), id) {
            (Some(Family::Bitcoin | Family::Ethereum), id) => HEXLOWER.encode(&id.hash()?),
            (Some(Family::Mock) | None, id) => id.shown(),
        };
        if id.is_empty() { None } else { Some(Self { chain, id }) }
    }

    /// A transaction as `blink:<chain>:<network>:<id>`, with or without `:<block>`, which the ledger knows better; of the
    /// mock chain, `blink:mocknet:<id>` or `blink:mocknet:mocknet:<id>`.
    pub(super) fn from_blink(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        match *parts {
            ["blink", "mocknet", id] | ["blink", "mocknet", "mocknet", id] => {
                Self::new("mocknet".to_owned(), Id::Text(id))
            }
            ["blink", chain, network, id] => Self::new(clipped(&format!("{chain}:{network}")), Id::Text(id)),
            ["blink", chain, network, id, block] if is_block(block) => {
                Self::new(clipped(&format!("{chain}:{network}")), Id::Text(id))
            }
            _ => None,
        }
    }

    fn place(&self) -> ladder::Place {
        match Chain::named(&self.chain) {
            Some(chain) => ladder::Place::Transaction { chain, id: self.id.clone() },
            None => ladder::Place::Unknown(self.chain.clone()),
        }
    }
}

/// A block by its height or hash; nothing rests on it.
fn is_block(text: &str) -> bool {
    (1..=66).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Id<'_> {
    /// The hash that it is.
    pub(super) fn hash(self) -> Option<Hash> {
        match self {
            Self::Bytes(bytes) => bytes.try_into().ok(),
            Self::Text(text) => hash(text),
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Bytes(bytes) => clipped(&HEXLOWER.encode(bytes)),
            Self::Text(text) => clipped(text),
        }
    }
}

/// The 32 bytes that `text` gives in hexadecimal, of either case, with or without `0x`: all of these are found.
pub(super) fn hash(text: &str) -> Option<Hash> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    // Nothing longer is decoded to find out that it is too long.
    let bytes = if digits.len() == 64 { HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()? } else { return None };
    bytes.try_into().ok()
}

/// A path of these steps.
pub(super) fn path(steps: Vec<Step>, limits: &Limits) -> Result<Path, MerkleProofError> {
    Path::new(steps, limits).map_err(|_| Limit::Path.reached(limits.path).into())
}

/// Refuses more entries than are reported on: each is followed by itself.
pub(super) fn check_entries(count: u64, limits: &Limits) -> Result<(), MerkleProofError> {
    if count > u64::from(limits.entries) { Err(Limit::Entries.reached(limits.entries).into()) } else { Ok(()) }
}

/// Keeps the first value of a part.
pub(super) fn once<T>(slot: &mut Option<T>, value: T, name: &'static str) -> Result<(), MerkleProofError> {
    if slot.replace(value).is_some() { Err(MerkleProofError::Member(name)) } else { Ok(()) }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::merkle::Side;
    use crate::report::Outcome;

    /// A proof that holds, with one step.
    pub(crate) fn proof() -> MerkleProof {
        let (target, sibling) = ([1; 32], [2; 32]);
        let step = Step { side: Side::Left, hash: sibling };
        MerkleProof {
            target,
            path: Path::new(vec![step], &Limits::default()).unwrap(),
            root: Rule::Sha256Pairs.node(&sibling, &target),
            entries: vec![Entry { chain: "btc:mainnet".to_owned(), id: "ab".repeat(32) }],
        }
    }

    #[test]
    fn the_rungs_say_what_holds() {
        let outcomes = |proof: &MerkleProof| {
            let rungs = proof.ladder(&[1; 32]);
            [rungs.encoding, rungs.target, rungs.path].map(|finding| (finding.outcome, finding.reason))
        };
        let (passed, failed) = ((Outcome::Passed, None), |reason| (Outcome::Failed, Some(reason)));
        assert_eq!(outcomes(&proof()), [passed; 3]);
        let cases: [(&str, fn(&mut MerkleProof), [_; 3]); 5] = [
            (
                "another document",
                |proof| proof.target = [3; 32],
                [passed, failed(Reason::MerkleTarget), failed(Reason::MerkleRoot)],
            ),
            ("another root", |proof| proof.root = [3; 32], [passed, passed, failed(Reason::MerkleRoot)]),
            ("a root of zeros", |proof| proof.root = [0; 32], [passed, passed, failed(Reason::MerkleRoot)]),
            ("no path", |proof| proof.path = Path::default(), [passed, passed, failed(Reason::MerkleRoot)]),
            ("no anchor", |proof| proof.entries.clear(), [failed(Reason::AnchorMissing), passed, passed]),
        ];
        for (name, edit, want) in cases {
            let mut proof = proof();
            edit(&mut proof);
            assert_eq!(outcomes(&proof), want, "{name}");
        }
        let alone = MerkleProof { path: Path::default(), root: [1; 32], ..proof() };
        assert_eq!(outcomes(&alone), [passed; 3], "a batch of one");
    }

    #[test]
    fn findings_show_the_hashes() {
        let rungs = proof().ladder(&[3; 32]);
        let data =
            Finding::failed(Reason::MerkleTarget).with("anchored", "01".repeat(32)).with("document", "03".repeat(32));
        assert_eq!(rungs.target, data);
    }

    #[test]
    fn every_entry_is_an_anchor_of_the_root() {
        let mut proof = proof();
        proof.entries.push(Entry { chain: "7:9".to_owned(), id: "x".to_owned() });
        let rungs = proof.ladder(&[1; 32]);
        assert!(rungs.anchors.iter().all(|anchor| anchor.value == proof.root));
        let [known, unknown] = &rungs.anchors[..] else { panic!("{rungs:?}") };
        assert!(matches!(&known.place, ladder::Place::Transaction { chain, id } if chain.is_main && id.len() == 64));
        assert!(matches!(&unknown.place, ladder::Place::Unknown(name) if name == "7:9"));
    }

    #[test]
    fn errors_become_findings() {
        let reached = Limit::Path.reached(64);
        let cases = [
            (MerkleProofError::Anchor { index: 0 }, Finding::failed(Reason::ProofEncoding)),
            (MerkleProofError::Cbor, Finding::failed(Reason::ProofEncoding)),
            (MerkleProofError::Hash("merkleRoot"), Finding::failed(Reason::ProofEncoding)),
            (MerkleProofError::Key, Finding::failed(Reason::ProofEncoding)),
            (MerkleProofError::Limit(reached), Finding::limit(reached)),
            (MerkleProofError::Member("anchors"), Finding::failed(Reason::ProofEncoding)),
            (MerkleProofError::Node { index: 3 }, Finding::failed(Reason::MerkleNode).with("index", 3_u32)),
            (MerkleProofError::Text, Finding::failed(Reason::ProofEncoding)),
        ];
        for (error, want) in cases {
            assert_eq!(error.finding(), want, "{error}");
            let rungs = ladder(Err(error), &[1; 32]);
            assert_eq!((rungs.encoding, rungs.anchors.len()), (want, 0), "{error}");
            assert_eq!(rungs.target, Finding::not_reached(), "{error}");
        }
    }

    #[test]
    fn reads_transactions_as_text() {
        let id = "ab".repeat(32);
        let cases = [
            (format!("blink:btc:mainnet:{id}"), Some(("btc:mainnet", id.as_str()))),
            (format!("blink:eth:sepolia:0x{}", id.to_uppercase()), Some(("eth:sepolia", &id))),
            (format!("blink:btc:mainnet:{id}:812345"), Some(("btc:mainnet", &id))),
            (format!("blink:base:mainnet:{id}"), Some(("base:mainnet", &id))),
            ("blink:mocknet:just a test".to_owned(), Some(("mocknet", "just a test"))),
            ("blink:mocknet:mocknet:ab".to_owned(), Some(("mocknet", "ab"))),
            (format!("blink:btc:mainnet:{id}:"), None),
            (format!("blink:btc:mainnet:{id}:1:2"), None),
            (format!("blink:btc:mainnet:{id}:-1"), None),
            (format!("blink:btc:mainnet:{}", &id[1..]), None),
            (format!("blink:btc:mainnet:{id}00"), None),
            (format!("blink:btc:mainnet:0X{id}"), None),
            ("blink:btc:mainnet:".to_owned(), None),
            ("blink:mocknet:".to_owned(), None),
            (format!("blink:btc:{id}"), None),
            (format!("btc:mainnet:{id}"), None),
            (String::new(), None),
        ];
        for (text, want) in cases {
            let entry = Entry::from_blink(&text);
            assert_eq!(entry.as_ref().map(|entry| (entry.chain.as_str(), entry.id.as_str())), want, "{text}");
        }
    }

    #[test]
    fn what_a_proof_says_of_a_chain_is_clipped() {
        let entry = Entry::from_blink(&format!("blink:{}\u{7}:b:{}", "a".repeat(9_000), "c".repeat(9_000))).unwrap();
        assert!(entry.chain.len() < 300 && entry.id.len() < 300);
    }
}
