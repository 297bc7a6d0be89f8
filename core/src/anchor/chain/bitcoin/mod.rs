//! Bitcoin: the bytes of a transaction, of its way into a block and of block headers into the steps that hold, as the
//! [consensus rules](https://developer.bitcoin.org/reference/block_chain.html) prescribe them.
//!
//! A transaction carries a value and is signed by an address ([`Transaction`], [`Address`]); a Merkle branch leads from its
//! id to the root in a header ([`Branch`], [`MerkleBlock`]); headers lead to a block that the caller trusts ([`standing`]).
//! Scripts are not run: that a transaction was valid, the work on its block says, and what must not rest on that is checked
//! here. Which network, block or address counts is not known here.

mod address;
mod bech32;
mod bytes;
mod header;
mod inclusion;
mod ledger;
mod message;
mod network;
mod signer;
mod transaction;
mod uint256;

pub use address::{Address, AddressError};
pub use header::{Header, HeaderError};
pub use inclusion::{Branch, InclusionError, MerkleBlock};
pub(super) use ledger::LOOSENESS;
pub use ledger::{Checkpoint, Interval, LedgerError, Relation, Standing, standing};
pub use message::{MessageError, message_key, verify_message};
pub use network::Network;
pub use signer::{SignerError, key_address, spent_address};
pub use transaction::{CommitmentError, Input, Output, Transaction, TransactionError};
pub use uint256::Uint256;

use crate::merkle::Hash;

/// Reads the id of a transaction or block as it is shown to people: 64 lower-case hexadecimal digits, last byte first.
///
/// # Examples
/// ```
/// use credstone::anchor::chain::bitcoin::{id, id_text};
/// let text = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
/// assert_eq!(id(text).map(|id| id_text(&id)).as_deref(), Some(text));
/// assert_eq!(id("4A5E"), None);
/// ```
#[must_use]
pub fn id(text: &str) -> Option<Hash> {
    let mut hash: Hash = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()?;
    hash.reverse();
    Some(hash)
}

/// Writes an id as it is shown to people.
#[must_use]
pub fn id_text(id: &Hash) -> String {
    let mut shown = *id;
    shown.reverse();
    data_encoding::HEXLOWER.encode(&shown)
}
