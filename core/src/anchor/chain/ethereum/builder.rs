//! Builds tries, their proofs and the state of a contract for tests: by the definition of the trie, not by the code under
//! test.

use super::header::tests::Draft;
use super::{Address, Hash, keccak256};
use crate::resources::ContractState;
use std::collections::BTreeMap;

/// A trie with all its entries.
pub(in super::super) struct Trie {
    entries: BTreeMap<Vec<u8>, Vec<u8>>,
}

type Entry<'t> = (Vec<u8>, &'t [u8]);

impl Trie {
    pub(in super::super) fn new(entries: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        Self { entries: entries.into_iter().collect() }
    }

    pub(in super::super) fn keys(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.entries.keys()
    }

    pub(in super::super) fn root(&self) -> Hash {
        keccak256(&node(&self.nibbles()))
    }

    /// The nodes from the root to `key`, or to where it would be.
    pub(in super::super) fn proof(&self, key: &[u8]) -> Vec<Vec<u8>> {
        let mut proof = Vec::new();
        if !self.entries.is_empty() {
            collect(&self.nibbles(), &to_nibbles(key), true, &mut proof);
        }
        proof
    }

    fn nibbles(&self) -> Vec<Entry<'_>> {
        self.entries.iter().map(|(key, value)| (to_nibbles(key), value.as_slice())).collect()
    }
}

/// The root of a state in which `contract` has this storage, and what proves `slots` of it; the block is still to be named.
pub(crate) fn state(contract: &Address, storage: &[(Hash, Hash)], slots: &[Hash]) -> (Hash, ContractState) {
    let integer = |word: &Hash| string(&word[word.iter().take_while(|byte| **byte == 0).count()..]);
    let storage = Trie::new(storage.iter().map(|(slot, word)| (keccak256(slot).to_vec(), integer(word))));
    let account = [string(&[1]), string(&[]), string(&storage.root()), string(&[5; 32])].concat();
    let account = framed(0xc0, &account);
    let other = (keccak256(&[0x11; 20]).to_vec(), account.clone());
    let accounts = Trie::new([(keccak256(contract.as_bytes()).to_vec(), account), other]);
    let slots = slots.iter().map(|slot| (*slot, storage.proof(&keccak256(slot)))).collect();
    let account = accounts.proof(&keccak256(contract.as_bytes()));
    (accounts.root(), ContractState { block: String::new(), account, slots })
}

/// The header of the block with this number after which the state has this root.
pub(crate) fn block(number: u64, state_root: Hash) -> Vec<u8> {
    Draft { state_root, number, ..Draft::default() }.write()
}

/// What [`super::trie::prove`] takes.
pub(in super::super) fn slices(nodes: &[Vec<u8>]) -> Vec<&[u8]> {
    nodes.iter().map(Vec::as_slice).collect()
}

fn to_nibbles(key: &[u8]) -> Vec<u8> {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

fn string(content: &[u8]) -> Vec<u8> {
    match content {
        [byte] if *byte < 128 => vec![*byte],
        _ => framed(0x80, content),
    }
}

fn framed(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=55 => vec![kind + length as u8],
        56..=255 => vec![kind + 56, length as u8],
        _ => vec![kind + 57, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

fn hex_prefix(nibbles: &[u8], leaf: bool) -> Vec<u8> {
    let flag = if leaf { 2 } else { 0 };
    let head = if nibbles.len() % 2 == 1 { vec![flag + 1] } else { vec![flag, 0] };
    [head.as_slice(), nibbles].concat().chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// How many nibbles all keys begin with.
fn common(entries: &[Entry<'_>]) -> usize {
    let (first, last) = (&entries[0].0, &entries[entries.len() - 1].0);
    first.iter().zip(last).take_while(|(a, b)| a == b).count()
}

fn without<'t>(entries: &[Entry<'t>], count: usize) -> Vec<Entry<'t>> {
    entries.iter().map(|(key, value)| (key[count..].to_vec(), *value)).collect()
}

fn under<'t>(entries: &[Entry<'t>], nibble: u8) -> Vec<Entry<'t>> {
    let under: Vec<_> = entries.iter().filter(|(key, _)| key.first() == Some(&nibble)).cloned().collect();
    without(&under, 1)
}

fn node(entries: &[Entry<'_>]) -> Vec<u8> {
    let [(key, value)] = entries else {
        if entries.is_empty() {
            return string(&[]);
        }
        let shared = common(entries);
        if shared > 0 {
            let path = string(&hex_prefix(&entries[0].0[..shared], false));
            return framed(0xc0, &[path, reference(&without(entries, shared))].concat());
        }
        let mut items: Vec<u8> = (0..16).flat_map(|nibble| reference(&under(entries, nibble))).collect();
        items.extend(string(entries.iter().find(|(key, _)| key.is_empty()).map_or(&[], |(_, value)| value)));
        return framed(0xc0, &items);
    };
    framed(0xc0, &[string(&hex_prefix(key, true)), string(value)].concat())
}

fn reference(entries: &[Entry<'_>]) -> Vec<u8> {
    let node = node(entries);
    if node.len() < 32 { node } else { string(&keccak256(&node)) }
}

fn collect(entries: &[Entry<'_>], key: &[u8], root: bool, proof: &mut Vec<Vec<u8>>) {
    if entries.is_empty() {
        return;
    }
    let node = node(entries);
    if root || node.len() >= 32 {
        proof.push(node);
    }
    let shared = common(entries);
    if entries.len() > 1 && shared > 0 && key.starts_with(&entries[0].0[..shared]) {
        collect(&without(entries, shared), &key[shared..], false, proof);
    } else if entries.len() > 1
        && shared == 0
        && let Some((nibble, rest)) = key.split_first()
    {
        collect(&under(entries, *nibble), rest, false, proof);
    }
}
