//! What belongs to one ledger: transactions, where they are included, headers, contract state, and what explorers say.

use super::error::{ConflictingResource, ResourcesError};
use crate::time::Timestamp;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// A transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// Its bytes: of Bitcoin with or without witnesses, of Ethereum the envelope that is hashed.
    pub raw: Vec<u8>,
    /// The transactions whose outputs it spends, as far as they are known: they say who signed it. In any order.
    pub previous: Vec<Vec<u8>>,
}

/// Where in a block a transaction lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The block's hash.
    pub block: String,
    /// What proves it.
    pub proof: InclusionProof,
}

/// What proves that a transaction lies in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InclusionProof {
    /// Bitcoin: a Merkle branch.
    Branch {
        /// The transaction's number in the block, from 0.
        index: u64,
        /// The hashes beside the way from the transaction to the Merkle root, from the transaction on, each as explorers
        /// write it: the last byte of the computed hash first.
        siblings: Vec<[u8; 32]>,
        /// The block's first transaction, if it is known.
        coinbase: Option<Coinbase>,
    },
    /// Bitcoin: a partial Merkle tree with the header of its block
    /// ([BIP-37](https://github.com/bitcoin/bips/blob/master/bip-0037.mediawiki#partial-merkle-branch-format)), as nodes
    /// answer `gettxoutproof`.
    MerkleBlock {
        /// Its bytes.
        raw: Vec<u8>,
        /// The block's first transaction, if it is known.
        coinbase: Option<Coinbase>,
    },
    /// Ethereum: Merkle-Patricia proofs.
    Trie {
        /// The transaction's number in the block, from 0.
        index: u64,
        /// The RLP nodes from the root of the transactions on.
        transaction: Vec<Vec<u8>>,
        /// The transaction's receipt, which says whether it succeeded.
        receipt: Option<Receipt>,
    },
}

/// The first transaction of a Bitcoin block, and its way to the Merkle root: all others are as deep in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coinbase {
    /// Its bytes, with or without witnesses.
    pub raw: Vec<u8>,
    /// The hashes beside the way, as those of a branch.
    pub siblings: Vec<[u8; 32]>,
}

/// The receipt of an Ethereum transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its bytes: the envelope that is hashed.
    pub raw: Vec<u8>,
    /// The RLP nodes from the root of the receipts on.
    pub trie: Vec<Vec<u8>>,
}

/// What an explorer says of a transaction: an assertion, no proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplorerAnswer {
    /// The data that the transaction carries: of `OP_RETURN`, or the input of a call.
    pub data: Vec<u8>,
    /// The address that issued it, as the explorer writes it.
    pub from: Option<String>,
    /// When it was confirmed.
    pub time: Option<Timestamp>,
    /// Who says so.
    pub source: String,
}

/// The state of a contract at a block, with its Merkle-Patricia proofs
/// ([EIP-1186](https://eips.ethereum.org/EIPS/eip-1186)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractState {
    /// The block's hash.
    pub block: String,
    /// The RLP nodes from the root of the state to the account.
    pub account: Vec<Vec<u8>>,
    /// For each storage slot, by its key, the RLP nodes from the root of the account's storage on.
    pub slots: BTreeMap<[u8; 32], Vec<Vec<u8>>>,
}

/// Everything of one chain, by identifiers in their normal form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ledger {
    pub(super) transactions: BTreeMap<String, Transaction>,
    /// By transaction, then by block.
    pub(super) inclusions: BTreeMap<String, BTreeMap<String, Inclusion>>,
    pub(super) headers: BTreeSet<Vec<u8>>,
    /// By transaction, then by source.
    pub(super) explorers: BTreeMap<String, BTreeMap<String, ExplorerAnswer>>,
    /// By contract, then by block.
    pub(super) states: BTreeMap<String, BTreeMap<String, ContractState>>,
}

/// There is another entry of that key.
#[derive(Debug)]
pub(super) struct Differs;

impl Differs {
    pub(super) fn at(self, kind: &'static str, chain: &str, key: &str) -> ConflictingResource {
        ConflictingResource::new(kind, format!("{chain} {key}"))
    }
}

impl Ledger {
    pub(super) fn add_transaction(&mut self, id: &str, mut transaction: Transaction) -> Result<(), Differs> {
        if let Some(present) = self.transactions.get(id) {
            if present.raw != transaction.raw {
                return Err(Differs);
            }
            transaction.previous.extend_from_slice(&present.previous);
        }
        transaction.previous.sort();
        transaction.previous.dedup();
        self.transactions.insert(id.to_owned(), transaction);
        Ok(())
    }

    pub(super) fn add_inclusion(&mut self, transaction: &str, inclusion: Inclusion) -> Result<(), Differs> {
        insert(self.inclusions.entry(transaction.to_owned()).or_default(), inclusion.block.clone(), inclusion)
    }

    pub(super) fn add_explorer_answer(&mut self, transaction: &str, answer: ExplorerAnswer) -> Result<(), Differs> {
        insert(self.explorers.entry(transaction.to_owned()).or_default(), answer.source.clone(), answer)
    }

    pub(super) fn add_state(&mut self, contract: &str, state: ContractState) -> Result<(), Differs> {
        let blocks = self.states.entry(contract.to_owned()).or_default();
        match blocks.get_mut(&state.block) {
            Some(present) if present.account != state.account => Err(Differs),
            Some(present) => {
                state.slots.into_iter().try_for_each(|(key, proof)| insert(&mut present.slots, key, proof))
            }
            None => insert(blocks, state.block.clone(), state),
        }
    }

    /// Adds everything of the same chain that `more` holds.
    pub(super) fn extend(&mut self, chain: &str, more: Self) -> Result<(), ConflictingResource> {
        for (id, transaction) in more.transactions {
            self.add_transaction(&id, transaction).map_err(|differs| differs.at("transactions", chain, &id))?;
        }
        for (id, inclusion) in flattened(more.inclusions) {
            self.add_inclusion(&id, inclusion).map_err(|differs| differs.at("inclusions", chain, &id))?;
        }
        for (id, answer) in flattened(more.explorers) {
            self.add_explorer_answer(&id, answer).map_err(|differs| differs.at("explorers", chain, &id))?;
        }
        for (contract, state) in flattened(more.states) {
            self.add_state(&contract, state).map_err(|differs| differs.at("state", chain, &contract))?;
        }
        self.headers.extend(more.headers);
        Ok(())
    }
}

fn flattened<T>(entries: BTreeMap<String, BTreeMap<String, T>>) -> impl Iterator<Item = (String, T)> {
    entries.into_iter().flat_map(|(key, inner)| inner.into_values().map(move |value| (key.clone(), value)))
}

/// Adds an entry; one that is already there must be the same.
pub(super) fn insert<K: Ord, V: PartialEq>(map: &mut BTreeMap<K, V>, key: K, value: V) -> Result<(), Differs> {
    match map.entry(key) {
        Entry::Vacant(free) => {
            free.insert(value);
            Ok(())
        }
        Entry::Occupied(present) if *present.get() == value => Ok(()),
        Entry::Occupied(_) => Err(Differs),
    }
}

/// Whether hexadecimal texts of a chain may begin with `0x`.
pub(super) fn is_prefixed(chain: &str) -> bool {
    chain.starts_with("eip155:")
}

/// A chain as [CAIP-2](https://standards.chainagnostic.org/CAIPs/caip-2) writes it: a namespace and a reference.
pub(super) fn chain(text: &str) -> Result<&str, ResourcesError> {
    let of = |text: &str, length: std::ops::RangeInclusive<usize>, extra: fn(u8) -> bool| {
        length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-' || extra(byte))
    };
    let well_formed = text.split_once(':').is_some_and(|(namespace, reference)| {
        of(namespace, 3..=8, |byte| byte.is_ascii_lowercase())
            && of(reference, 1..=32, |byte| byte.is_ascii_alphabetic() || byte == b'_')
    });
    if well_formed { Ok(text) } else { Err(ResourcesError::key("a CAIP-2 chain identifier", text)) }
}

/// The normal form of a hash on `chain`: 32 bytes in lower-case hexadecimal, without `0x`.
pub(super) fn hash<'t>(chain: &str, text: &'t str) -> Result<&'t str, ResourcesError> {
    let digits = if is_prefixed(chain) { text.strip_prefix("0x").unwrap_or(text) } else { text };
    let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let well_formed = digits.len() == 64 && digits.bytes().all(is_digit);
    if well_formed {
        Ok(digits)
    } else {
        Err(ResourcesError::key("a hash of 32 bytes in lower-case hexadecimal", text))
    }
}

/// The normal form of the address of a contract: 20 bytes in lower-case hexadecimal, without `0x`. Upper case in it is
/// the checksum of [EIP-55](https://eips.ethereum.org/EIPS/eip-55).
pub(super) fn address(text: &str) -> Result<String, ResourcesError> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let well_formed = digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if well_formed {
        Ok(digits.to_ascii_lowercase())
    } else {
        Err(ResourcesError::key("an address of 20 bytes in hexadecimal", text))
    }
}
