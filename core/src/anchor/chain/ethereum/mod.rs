//! Ethereum from bytes: a transaction or a contract's storage, proven up to the hash of a block.
//!
//! Implements what the [yellow paper](https://ethereum.github.io/yellowpaper/paper.pdf) fixes of RLP, tries, transactions
//! and headers, as far as an anchor needs it. Every chain of the same design is read the same way; which chain and which
//! block the caller trusts comes from outside. No block is judged by its work or by its validators' votes: a block is
//! trusted by its hash, or through links from such a block ([`ancestry`]).

pub mod address;
pub mod ancestry;
#[cfg(test)]
pub(crate) mod builder;
pub mod document_store;
pub mod header;
pub mod inclusion;
pub mod rlp;
pub mod state;
pub mod transaction;
pub mod trie;

pub use address::{Address, AddressError, PersonalSignatureError, recover_personal};
pub use ancestry::{Checkpoint, LedgerError, Trust, find_trust};
pub use header::{Header, HeaderError};
pub use inclusion::{ExecutionStatus, InclusionError, check_receipt, check_transaction};
pub use rlp::RlpError;
pub use state::{Account, StateError, Storage, mapping_slot, prove_account};
pub use transaction::{ChainBinding, Transaction, TransactionError, TransactionType};
pub use trie::{Proven, TrieError, prove};

use crate::digest::DigestAlgorithm;

/// A Keccak-256 hash.
pub type Hash = [u8; 32];

/// The Keccak-256 hash of `bytes`.
#[must_use]
pub fn keccak256(bytes: &[u8]) -> Hash {
    DigestAlgorithm::Keccak256.hash(bytes).as_bytes().try_into().unwrap_or_default()
}
