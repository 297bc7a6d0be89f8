//! A small Ethereum: the storage of one contract, in the state after one block, with its proofs.

use credstone::anchor::chain::ethereum::{Address, Hash, keccak256};
use serde_json::{Value, json};

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
        let trimmed = |word: &Hash| word.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
        let storage = Trie::new(slots.iter().map(|(slot, word)| (*slot, string(&trimmed(word)))));
        let account = list(&[&string(&[1]), &string(&[]), &string(&storage.root()), &string(&[7; 32])]);
        let accounts = Trie { entries: vec![(nibbles(&keccak256(contract.as_bytes())), account)] };
        let header = header(&accounts.root());
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
        json!({ "chain": "eip155:1", "raw": hex(&self.header) })
    }

    /// The entry in `state` that proves these slots.
    pub(crate) fn state(&self, slots: &[Hash]) -> Value {
        let texts = |nodes: Vec<Vec<u8>>| nodes.iter().map(|node| hex(node)).collect::<Vec<_>>();
        let account = texts(self.accounts.prove(&keccak256(self.contract.as_bytes())));
        let slots =
            slots.iter().map(|slot| json!({ "key": hex(slot), "proof": texts(self.storage.prove(&keccak256(slot))) }));
        json!({
            "chain": "eip155:1", "block": self.hash(), "contract": self.contract.to_string(),
            "account": account, "slots": slots.collect::<Vec<_>>()
        })
    }
}

/// A header of the first fork, of which only the state matters here.
fn header(state_root: &Hash) -> Vec<u8> {
    let hash = string(&[3; 32]);
    let number = string(&Block::NUMBER.to_be_bytes()[7..]);
    let time = string(&1_700_000_000_u32.to_be_bytes());
    let (bloom, beneficiary, nonce) = (string(&[0; 256]), string(&[5; 20]), string(&[0; 8]));
    let nothing = string(&[]);
    list(&[
        &hash,
        &hash,
        &beneficiary,
        &string(state_root),
        &hash,
        &hash,
        &bloom,
        &nothing,
        &number,
        &nothing,
        &nothing,
        &time,
        &nothing,
        &hash,
        &nonce,
    ])
}

/// A Merkle-Patricia trie, by the nibbles of the hashed keys.
struct Trie {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Trie {
    fn new(entries: impl Iterator<Item = (Hash, Vec<u8>)>) -> Self {
        Self { entries: entries.map(|(key, value)| (nibbles(&keccak256(&key)), value)).collect() }
    }

    fn root(&self) -> Hash {
        keccak256(&node(&self.entries.iter().collect::<Vec<_>>(), 0))
    }

    /// The nodes from the root on towards a hashed key, as far as they go.
    fn prove(&self, key: &Hash) -> Vec<Vec<u8>> {
        let key = nibbles(key);
        let mut entries: Vec<_> = self.entries.iter().collect();
        let (mut nodes, mut depth) = (Vec::new(), 0);
        while !entries.is_empty() {
            nodes.push(node(&entries, depth));
            if entries.len() == 1 {
                break;
            }
            let shared = shared(&entries, depth);
            if shared > 0 {
                if entries[0].0[depth..depth + shared] != key[depth..depth + shared] {
                    break;
                }
                depth += shared;
                nodes.push(node(&entries, depth));
            }
            entries.retain(|(path, _)| path[depth] == key[depth]);
            depth += 1;
        }
        nodes
    }
}

type Entry<'t> = &'t (Vec<u8>, Vec<u8>);

fn node(entries: &[Entry<'_>], depth: usize) -> Vec<u8> {
    if let [(path, value)] = entries {
        return list(&[&string(&compact(&path[depth..], true)), &string(value)]);
    }
    let shared = shared(entries, depth);
    if shared > 0 {
        let below = keccak256(&node(entries, depth + shared));
        return list(&[&string(&compact(&entries[0].0[depth..depth + shared], false)), &string(&below)]);
    }
    let child = |nibble: u8| {
        let below: Vec<_> = entries.iter().copied().filter(|(path, _)| path[depth] == nibble).collect();
        if below.is_empty() { string(&[]) } else { string(&keccak256(&node(&below, depth + 1))) }
    };
    let mut children: Vec<_> = (0..16).map(child).collect();
    children.push(string(&[]));
    list(&children.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// How many nibbles from `depth` on are the same in all.
fn shared(entries: &[Entry<'_>], depth: usize) -> usize {
    let first = &entries[0].0;
    let same = |at: &usize| entries.iter().all(|(path, _)| path[*at] == first[*at]);
    (depth..first.len()).take_while(same).count()
}

fn nibbles(key: &Hash) -> Vec<u8> {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// Nibbles as bytes, with their parity and whether they end at a value.
fn compact(path: &[u8], ends: bool) -> Vec<u8> {
    let flag = if ends { 2 } else { 0 };
    let head = if path.len() % 2 == 1 { vec![flag + 1] } else { vec![flag, 0] };
    [&head[..], path].concat().chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    if let [byte @ 0..0x80] = bytes { vec![*byte] } else { with_length(0x80, bytes) }
}

fn list(items: &[&[u8]]) -> Vec<u8> {
    with_length(0xc0, &items.concat())
}

fn with_length(offset: u8, bytes: &[u8]) -> Vec<u8> {
    let length = bytes.len();
    let head = match u8::try_from(length) {
        Ok(short @ 0..56) => vec![offset + short],
        Ok(byte) => vec![offset + 56, byte],
        Err(_) => vec![offset + 57, (length >> 8) as u8, (length & 0xff) as u8],
    };
    [&head[..], bytes].concat()
}

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
