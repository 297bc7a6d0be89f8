//! RLP and Merkle-Patricia tries, with the proofs of what is in them.

use credstone::anchor::chain::ethereum::{Hash, keccak256};

/// A Merkle-Patricia trie, by the nibbles of its keys. What it holds is too long to stand within another node.
pub(super) struct Trie {
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Trie {
    /// The trie of values by their keys, or by the hashes of these.
    pub(super) fn new(entries: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) -> Self {
        Self { entries: entries.map(|(key, value)| (nibbles(&key), value)).collect() }
    }

    pub(super) fn root(&self) -> Hash {
        keccak256(&node(&self.entries.iter().collect::<Vec<_>>(), 0))
    }

    /// The nodes from the root on towards a key, as far as they go.
    pub(super) fn prove(&self, key: &[u8]) -> Vec<Vec<u8>> {
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

fn nibbles(key: &[u8]) -> Vec<u8> {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// Nibbles as bytes, with their parity and whether they end at a value.
fn compact(path: &[u8], ends: bool) -> Vec<u8> {
    let flag = if ends { 2 } else { 0 };
    let head = if path.len() % 2 == 1 { vec![flag + 1] } else { vec![flag, 0] };
    [&head[..], path].concat().chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// RLP of bytes.
pub(super) fn string(bytes: &[u8]) -> Vec<u8> {
    if let [byte @ 0..0x80] = bytes { vec![*byte] } else { with_length(0x80, bytes) }
}

/// RLP of a number.
pub(super) fn integer(number: u64) -> Vec<u8> {
    string(trimmed(&number.to_be_bytes()))
}

/// Big-endian bytes without the zeros before them.
pub(super) fn trimmed(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.iter().take_while(|byte| **byte == 0).count()..]
}

/// RLP of a list.
pub(super) fn list(items: &[&[u8]]) -> Vec<u8> {
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
