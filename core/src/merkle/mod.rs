//! Merkle trees: leaves into a root, and proofs into a yes or a typed no, under each hashing rule that ledgers and logs use.
//!
//! Everything is a hash of 32 bytes. What a leaf stands for, who vouches for a root and how a proof is written down are
//! the business of other rooms.

mod consistency;
mod path;
mod tree;

pub use consistency::{Subtree, verify_consistency};
pub use path::{Path, Side, Step};
pub use tree::{Tree, proof, root, verify_inclusion};

use crate::digest::{DigestAlgorithm, Hasher};
use crate::limits::LimitReached;
use std::fmt;

/// A node of a Merkle tree.
pub type Hash = [u8; 32];

/// How the nodes of a tree are hashed, and what becomes of a node without a sibling.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// SHA-256 twice; a lone node is paired with itself ([Bitcoin developer reference](https://developer.bitcoin.org/reference/block_chain.html#merkle-trees)).
    ///
    /// Two equal siblings are refused wherever both are real: the same root would stand for two lists of leaves
    /// (CVE-2012-2459).
    Bitcoin,
    /// Keccak-256 of the two nodes in the order of their bytes; a lone node moves up as it is (OpenAttestation).
    OpenAttestation,
    /// SHA-256 with a leading 0 for leaves and 1 for nodes; a lone node moves up as it is
    /// ([RFC 9162, section 2.1](https://www.rfc-editor.org/rfc/rfc9162#section-2.1), and RFC 6962).
    Rfc9162,
    /// SHA-256 of the left and the right node and nothing else; a lone node moves up as it is (Chainpoint, Blockcerts).
    ///
    /// Nothing tells a node from a leaf of 64 bytes, so a format must say what its leaves are.
    Sha256Pairs,
}

impl Rule {
    /// Hashes the bytes of an entry into a leaf.
    ///
    /// # Examples
    /// ```
    /// use credstone::merkle::Rule;
    /// assert_ne!(Rule::Rfc9162.leaf(b"entry"), Rule::Sha256Pairs.leaf(b"entry"));
    /// ```
    #[must_use]
    pub fn leaf(self, entry: &[u8]) -> Hash {
        match self {
            Self::Bitcoin => sha256(&[&sha256(&[entry])]),
            Self::OpenAttestation => keccak256(&[entry]),
            Self::Rfc9162 => sha256(&[&[0], entry]),
            Self::Sha256Pairs => sha256(&[entry]),
        }
    }

    /// Hashes two siblings into their parent.
    #[must_use]
    pub fn node(self, left: &Hash, right: &Hash) -> Hash {
        match self {
            Self::Bitcoin => sha256(&[&sha256(&[left, right])]),
            Self::OpenAttestation => keccak256(&[left.min(right), left.max(right)]),
            Self::Rfc9162 => sha256(&[&[1], left, right]),
            Self::Sha256Pairs => sha256(&[left, right]),
        }
    }

    /// What stands above a node that has no sibling.
    fn lone(self, hash: &Hash) -> Hash {
        if self == Self::Bitcoin { self.node(hash, hash) } else { *hash }
    }
}

/// SHA-256 of the parts, one after the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    hash(DigestAlgorithm::Sha256, parts)
}

fn keccak256(parts: &[&[u8]]) -> Hash {
    hash(DigestAlgorithm::Keccak256, parts)
}

fn hash(algorithm: DigestAlgorithm, parts: &[&[u8]]) -> Hash {
    let mut hasher = Hasher::new(algorithm);
    parts.iter().for_each(|part| hasher.update(part));
    // Both hash functions have an output of 32 bytes.
    hasher.finish().as_bytes().first_chunk().copied().unwrap_or_default()
}

/// Why a Merkle proof does not hold, or a tree has no root.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MerkleError {
    /// Two siblings are equal where both are real, or a lone node is not beside its copy (CVE-2012-2459).
    Duplicate,
    /// A tree without leaves has no root under this rule.
    Empty,
    /// There is no leaf with this index.
    Index {
        /// The index of the leaf.
        index: u64,
        /// How many leaves there are, or can be.
        size: u64,
    },
    /// The proof has more or fewer nodes than index and size ask for.
    Length,
    /// The path is longer than the limit.
    Limit(LimitReached),
    /// The earlier root does not follow from the proof.
    OldRoot,
    /// The root does not follow from the proof.
    Root,
    /// The earlier tree is empty, or larger than the later one.
    Sizes {
        /// Leaves of the earlier tree, or the end of the subtree.
        old: u64,
        /// Leaves of the later tree.
        new: u64,
    },
    /// No complete part of a tree has these bounds.
    Subtree {
        /// The index of its first leaf.
        start: u64,
        /// The index after its last leaf.
        end: u64,
    },
}

impl fmt::Display for MerkleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate => f.write_str("a node stands beside its copy where it must not, or not where it must"),
            Self::Empty => f.write_str("a tree without leaves has no root"),
            Self::Index { index, size } => write!(f, "there is no leaf {index} among {size}"),
            Self::Length => f.write_str("the proof has more or fewer nodes than the tree asks for"),
            Self::Limit(reached) => write!(f, "the path has more than {} nodes", reached.value),
            Self::OldRoot => f.write_str("the earlier root does not follow from the proof"),
            Self::Root => f.write_str("the root does not follow from the proof"),
            Self::Sizes { old, new } => write!(f, "a tree of {old} leaves proves nothing about one of {new}"),
            Self::Subtree { start, end } => write!(f, "no complete part of a tree begins at {start} and ends at {end}"),
        }
    }
}

impl std::error::Error for MerkleError {}
