//! Whether a transaction is in a block, and what its execution came to, by the tries under the block's header.
//!
//! Whether the block is trusted, and what the transaction is taken for, is decided elsewhere.

use super::rlp::{self, RlpError};
use super::{Header, Proven, TrieError, prove};
use std::fmt;

/// Why a transaction is not proven to be in a block.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InclusionError {
    /// The block has no transaction, or no receipt, at the index.
    Absent,
    /// The block has another transaction at the index.
    OtherTransaction,
    /// The receipt is malformed.
    Receipt(RlpError),
    /// The receipt is of a type that is not known.
    ReceiptType(u8),
    /// The receipt's status is neither 0 nor 1.
    Status,
    /// The nodes prove nothing.
    Trie(TrieError),
}

impl fmt::Display for InclusionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("the block has nothing at this index"),
            Self::OtherTransaction => f.write_str("the block has another transaction at this index"),
            Self::Receipt(error) => write!(f, "the receipt is malformed: {error}"),
            Self::ReceiptType(kind) => write!(f, "receipts of type {kind} are not known"),
            Self::Status => f.write_str("the receipt's status is neither 0 nor 1"),
            Self::Trie(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for InclusionError {}

impl From<TrieError> for InclusionError {
    fn from(error: TrieError) -> Self {
        Self::Trie(error)
    }
}

impl From<RlpError> for InclusionError {
    fn from(error: RlpError) -> Self {
        Self::Receipt(error)
    }
}

/// What the execution of a transaction came to.
///
/// A transaction that failed is in the block all the same, with its sender and its input; only what it did to contracts is
/// undone. So the status is reported beside the inclusion and not folded into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionStatus {
    /// Its effects were undone.
    Failed,
    /// Receipts of that time did not say ([EIP-658](https://eips.ethereum.org/EIPS/eip-658)).
    NotRecorded,
    /// It took effect.
    Succeeded,
}

/// Checks that the transaction at `index` of the block is the one with the envelope `envelope`.
///
/// # Errors
/// [`InclusionError`] if `nodes` do not prove it.
pub fn check_transaction(header: &Header, index: u64, envelope: &[u8], nodes: &[&[u8]]) -> Result<(), InclusionError> {
    let value = value_at(&header.transactions_root(), index, nodes)?;
    if value == envelope { Ok(()) } else { Err(InclusionError::OtherTransaction) }
}

/// The execution status in the receipt of the transaction at `index` of the block.
///
/// # Errors
/// [`InclusionError`] if `nodes` do not prove a receipt, or it is malformed.
pub fn check_receipt(header: &Header, index: u64, nodes: &[&[u8]]) -> Result<ExecutionStatus, InclusionError> {
    let value = value_at(&header.receipts_root(), index, nodes)?;
    let payload = match value.split_first() {
        Some((1..=4, payload)) => payload,
        Some((&kind @ 0..=0x7f, _)) => return Err(InclusionError::ReceiptType(kind)),
        _ => value,
    };
    let mut fields = rlp::decode_list(payload)?;
    let status = match fields.string()? {
        [] => ExecutionStatus::Failed,
        [1] => ExecutionStatus::Succeeded,
        // Before Byzantium the state's root stood here.
        root if root.len() == 32 => ExecutionStatus::NotRecorded,
        _ => return Err(InclusionError::Status),
    };
    fields.u64()?; // gas used so far
    fields.array::<256>()?; // logs bloom
    fields.item()?.fields()?; // logs
    fields.finish()?;
    Ok(status)
}

fn value_at<'p>(root: &super::Hash, index: u64, nodes: &[&'p [u8]]) -> Result<&'p [u8], InclusionError> {
    let mut key = Vec::new();
    rlp::write_integer(&mut key, index);
    match prove(root, &key, nodes)? {
        Proven::Included(value) => Ok(value),
        Proven::Absent | Proven::EmptyTrie => Err(InclusionError::Absent),
    }
}

#[cfg(test)]
mod tests {
    use super::super::builder::{Trie, slices};
    use super::super::header;
    use super::super::transaction::tests::Draft;
    use super::super::{Transaction, TransactionType};
    use super::*;

    fn key(index: u64) -> Vec<u8> {
        let mut key = Vec::new();
        rlp::write_integer(&mut key, index);
        key
    }

    fn trie(values: &[Vec<u8>]) -> Trie {
        Trie::new(values.iter().enumerate().map(|(index, value)| (key(index as u64), value.clone())))
    }

    fn transactions() -> Vec<Vec<u8>> {
        let kinds = [TransactionType::Legacy, TransactionType::AccessList, TransactionType::DynamicFee];
        (0..150_u8)
            .map(|n| Draft { kind: kinds[usize::from(n) % 3], input: vec![n; 32], ..Draft::default() }.sign())
            .collect()
    }

    #[test]
    fn finds_every_transaction_of_a_block_at_its_index_only() {
        let transactions = transactions();
        let trie = trie(&transactions);
        let header =
            header::tests::Draft { transactions_root: trie.root(), ..header::tests::Draft::default() }.header();
        // Keys of one byte and of two, small bytes and large.
        for index in [0, 1, 2, 15, 16, 126, 127, 128, 129, 149] {
            let envelope = &transactions[index as usize];
            let proof = trie.proof(&key(index));
            let nodes = slices(&proof);
            assert!(Transaction::parse(envelope).unwrap().check_commitment(&[index as u8; 32]).is_ok());
            assert_eq!(check_transaction(&header, index, envelope, &nodes), Ok(()));
            let other = &transactions[(index as usize + 1) % 150];
            assert_eq!(check_transaction(&header, index, other, &nodes), Err(InclusionError::OtherTransaction));
            assert!(check_transaction(&header, index + 1, envelope, &nodes).is_err());
            assert!(check_transaction(&header, index, envelope, &nodes[1..]).is_err());
        }
        let proof = trie.proof(&key(150));
        let beyond = check_transaction(&header, 150, &transactions[0], &slices(&proof));
        assert_eq!(beyond, Err(InclusionError::Absent));
        let nothing = check_transaction(&header, 0, &transactions[0], &[]);
        assert_eq!(nothing, Err(InclusionError::Trie(TrieError::EmptyProof)));
    }

    #[test]
    fn an_empty_block_has_no_transaction() {
        let root = super::super::trie::EMPTY_ROOT;
        let header = header::tests::Draft { transactions_root: root, ..header::tests::Draft::default() }.header();
        assert_eq!(check_transaction(&header, 0, &[], &[]), Err(InclusionError::Absent));
    }

    fn receipt(kind: &[u8], status: &[u8], rest: &[u8]) -> Vec<u8> {
        let mut payload = Vec::new();
        rlp::write_string(&mut payload, status);
        rlp::write_integer(&mut payload, 21_000);
        rlp::write_string(&mut payload, &[0; 256]);
        payload.extend_from_slice(rest);
        [kind, &rlp::list(&payload)].concat()
    }

    #[test]
    fn reads_the_status_of_receipts() {
        let logs = &[0xc0][..];
        let cases = [
            (receipt(&[], &[1], logs), Ok(ExecutionStatus::Succeeded)),
            (receipt(&[], &[], logs), Ok(ExecutionStatus::Failed)),
            (receipt(&[], &[7; 32], logs), Ok(ExecutionStatus::NotRecorded)),
            (receipt(&[1], &[1], logs), Ok(ExecutionStatus::Succeeded)),
            (receipt(&[2], &[], logs), Ok(ExecutionStatus::Failed)),
            (receipt(&[4], &[1], logs), Ok(ExecutionStatus::Succeeded)),
            (receipt(&[5], &[1], logs), Err(InclusionError::ReceiptType(5))),
            (receipt(&[], &[2], logs), Err(InclusionError::Status)),
            (receipt(&[], &[0], logs), Err(InclusionError::Status)),
            (receipt(&[], &[1; 31], logs), Err(InclusionError::Status)),
            (receipt(&[], &[1], &[]), Err(InclusionError::Receipt(RlpError::MissingItem))),
            (receipt(&[], &[1], &[0xc0, 0x01]), Err(InclusionError::Receipt(RlpError::Leftover))),
            (receipt(&[], &[1], &[0x80]), Err(InclusionError::Receipt(RlpError::ExpectedList))),
            (receipt(&[1, 1], &[1], logs), Err(InclusionError::Receipt(RlpError::TrailingBytes))),
        ];
        let receipts: Vec<Vec<u8>> = cases.iter().map(|(receipt, _)| receipt.clone()).collect();
        let trie = trie(&receipts);
        let header = header::tests::Draft { receipts_root: trie.root(), ..header::tests::Draft::default() }.header();
        for (index, (_, want)) in (0..).zip(cases) {
            let proof = trie.proof(&key(index));
            assert_eq!(check_receipt(&header, index, &slices(&proof)), want, "{index}");
        }
        let proof = trie.proof(&key(14));
        assert_eq!(check_receipt(&header, 14, &slices(&proof)), Err(InclusionError::Absent));
        assert!(check_receipt(&header, 0, &[]).is_err());
    }
}
