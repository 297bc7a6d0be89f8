//! A small Ethereum: blocks with a state or a transaction in them, and the proofs of these.

mod transaction;
mod trie;

pub(crate) use transaction::{Form, Transaction};

use credstone::anchor::chain::ethereum::{Address, Hash, keccak256};
use serde_json::{Value, json};
use trie::{Trie, integer, list, string, trimmed};

/// The main network.
pub(crate) const MAIN: &str = "eip155:1";

/// What matters here of a block header.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) parent: Hash,
    pub(crate) state: Hash,
    pub(crate) transactions: Hash,
    pub(crate) receipts: Hash,
    pub(crate) number: u64,
    pub(crate) time: u32,
}

/// Stands for what does not matter.
const ANYTHING: Hash = [3; 32];

impl Header {
    /// A header in which nothing matters but its number and time.
    pub(crate) fn new(number: u64, time: u32) -> Self {
        Self { parent: ANYTHING, state: ANYTHING, transactions: ANYTHING, receipts: ANYTHING, number, time }
    }

    /// The header in the form of the first fork, with so many fields more than that has.
    pub(crate) fn write(&self, more: usize) -> Vec<u8> {
        let (anything, nothing) = (string(&ANYTHING), string(&[]));
        let (bloom, beneficiary, nonce) = (string(&[0; 256]), string(&[5; 20]), string(&[0; 8]));
        let roots = [&self.state, &self.transactions, &self.receipts].map(|root| string(root));
        let mut fields = vec![string(&self.parent), anything.clone(), beneficiary];
        fields.extend(roots);
        fields.extend([bloom, nothing.clone(), integer(self.number), nothing.clone(), nothing.clone()]);
        fields.extend([string(&self.time.to_be_bytes()), nothing.clone(), anything, nonce]);
        fields.extend(vec![nothing; more]);
        list(&fields.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }
}

/// A block after which a contract has the given storage.
pub(crate) struct Block {
    contract: Address,
    accounts: Trie,
    storage: Trie,
    header: Vec<u8>,
}

impl Block {
    /// The block with this storage of `contract`: slots and what they hold, zeros left out.
    pub(crate) fn new(contract: Address, slots: &[(Hash, Hash)]) -> Self {
        let storage = Trie::new(slots.iter().map(|(slot, word)| (keccak256(slot).to_vec(), string(trimmed(word)))));
        let account = list(&[&string(&[1]), &string(&[]), &string(&storage.root()), &string(&[7; 32])]);
        let accounts = Trie::new(std::iter::once((keccak256(contract.as_bytes()).to_vec(), account)));
        let header = Header { state: accounts.root(), ..Header::new(Self::NUMBER, 1_700_000_000) }.write(0);
        Self { contract, accounts, storage, header }
    }

    /// Its hash.
    pub(crate) fn hash(&self) -> String {
        hex(&keccak256(&self.header))
    }

    /// Its number.
    pub(crate) const NUMBER: u64 = 100;

    /// The entry in `headers`.
    pub(crate) fn header(&self) -> Value {
        json!({ "chain": MAIN, "raw": hex(&self.header) })
    }

    /// The entry in `state` that proves these slots.
    pub(crate) fn state(&self, slots: &[Hash]) -> Value {
        let slots =
            slots.iter().map(|slot| json!({ "key": hex(slot), "proof": texts(&self.storage.prove(&keccak256(slot))) }));
        self.account(self.contract, &slots.collect::<Vec<_>>())
    }

    /// The entry in `state` that proves that there is nothing at an address.
    pub(crate) fn nothing_at(&self, address: Address) -> Value {
        self.account(address, &[])
    }

    fn account(&self, address: Address, slots: &[Value]) -> Value {
        json!({
            "chain": MAIN, "block": self.hash(), "contract": address.to_string(),
            "account": texts(&self.accounts.prove(&keccak256(address.as_bytes()))), "slots": slots
        })
    }
}

/// The root of a block's transactions or receipts, and the nodes that lead to the one at `index`.
pub(crate) fn in_block(values: &[Vec<u8>], index: u64) -> (Hash, Vec<String>) {
    let trie = Trie::new((0..).zip(values).map(|(index, value)| (integer(index), value.clone())));
    (trie.root(), texts(&trie.prove(&integer(index))))
}

/// The receipt of a transaction with a dynamic fee: `status` is 1 if its execution took effect, and else nothing.
pub(crate) fn receipt(status: &[u8]) -> Vec<u8> {
    [&[2], &list(&[&string(status), &integer(21_000), &string(&[0; 256]), &list(&[])])[..]].concat()
}

fn texts(nodes: &[Vec<u8>]) -> Vec<String> {
    nodes.iter().map(|node| hex(node)).collect()
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
