//! Merkle-Patricia tries: a root, a key and a list of nodes into the key's value, or into the proof that it has none
//! ([Merkle Patricia Trie](https://ethereum.org/en/developers/docs/data-structures-and-encoding/patricia-merkle-trie/)).
//!
//! Each node of the list is used once, in order, and none is left over: there is one proof for each key. Whether keys are
//! hashed before, and what values mean, is not known here.

use super::rlp::{self, Fields, Item, RlpError};
use super::{Hash, keccak256};
use std::fmt;

/// The root of the trie without keys: the hash of the empty string.
pub const EMPTY_ROOT: Hash = [
    0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6, 0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8, 0x6e, 0x5b, 0x48, 0xe0,
    0x1b, 0x99, 0x6c, 0xad, 0xc0, 0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21,
];

/// What a proof proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proven<'p> {
    /// The trie has keys, and this is not one of them.
    Absent,
    /// The trie has no keys at all.
    EmptyTrie,
    /// The value of the key.
    Included(&'p [u8]),
}

/// Why a list of nodes proves nothing about a key.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrieError {
    /// There are no nodes, though the trie has keys.
    EmptyProof,
    /// Nodes are left that the way to the key does not need.
    ExtraNodes,
    /// The way to the key needs a node that is not there.
    MissingNode,
    /// A node is not what the node before it refers to.
    NodeHash {
        /// Its place in the list.
        node: usize,
    },
    /// A node is no RLP of a node.
    NodeRlp {
        /// Its place in the list.
        node: usize,
        /// What is wrong with it.
        error: RlpError,
    },
    /// A node has a shape that no trie gives it.
    NodeShape {
        /// Its place in the list.
        node: usize,
    },
}

impl fmt::Display for TrieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyProof => f.write_str("the proof is empty"),
            Self::ExtraNodes => f.write_str("the proof has nodes that are not on the way to the key"),
            Self::MissingNode => f.write_str("the proof ends before the key"),
            Self::NodeHash { node } => write!(f, "node {node} of the proof has another hash than is referred to"),
            Self::NodeRlp { node, error } => write!(f, "node {node} of the proof is malformed: {error}"),
            Self::NodeShape { node } => write!(f, "node {node} of the proof has no shape of a trie's node"),
        }
    }
}

impl std::error::Error for TrieError {}

/// Follows `key` from `root` through `nodes`.
///
/// # Errors
/// [`TrieError`] if the nodes prove neither that the key has a value nor that it has none.
pub fn prove<'p>(root: &Hash, key: &[u8], nodes: &[&'p [u8]]) -> Result<Proven<'p>, TrieError> {
    if *root == EMPTY_ROOT {
        // Some clients prove the empty trie by no node, some by the encoding of the empty string.
        return match nodes {
            [] | [[0x80]] => Ok(Proven::EmptyTrie),
            _ => Err(TrieError::ExtraNodes),
        };
    }
    if nodes.is_empty() {
        return Err(TrieError::EmptyProof);
    }
    let mut walk = Walk { nodes, taken: 0 };
    let proven = walk.run(root, Nibbles { bytes: key, start: 0 })?;
    if walk.taken < nodes.len() { Err(TrieError::ExtraNodes) } else { Ok(proven) }
}

/// The way from the root to the key.
struct Walk<'n, 'p> {
    nodes: &'n [&'p [u8]],
    taken: usize,
}

/// Where a node is to be found.
enum Reference<'p> {
    /// The next of the list, with this hash.
    Hash(Hash),
    /// In its parent.
    Inline(Item<'p>),
}

/// A node's content.
enum Node<'p> {
    Branch { children: Fields<'p>, value: &'p [u8] },
    Extension { path: Path<'p>, child: Item<'p> },
    Leaf { path: Path<'p>, value: &'p [u8] },
}

impl<'p> Walk<'_, 'p> {
    /// Each turn but an extension's uses up a nibble of the key, and no extension follows another.
    fn run(&mut self, root: &Hash, mut key: Nibbles<'_>) -> Result<Proven<'p>, TrieError> {
        let mut next = Reference::Hash(*root);
        let mut after_extension = false;
        loop {
            let node = self.take(&next)?;
            let child = match node {
                Node::Leaf { path, value } => {
                    let here = path.is_start_of(key) && path.length() == key.length();
                    return self.after_extension(after_extension).map(|()| included(here.then_some(value)));
                }
                Node::Extension { path, child } => {
                    self.after_extension(after_extension)?;
                    after_extension = true;
                    if !path.is_start_of(key) {
                        return Ok(Proven::Absent);
                    }
                    key = key.skip(path.length());
                    child
                }
                Node::Branch { children, value } => {
                    after_extension = false;
                    let Some(nibble) = key.first() else { return Ok(included(Some(value))) };
                    key = key.skip(1);
                    self.child(children, nibble)?
                }
            };
            match self.reference(child)? {
                None => return Ok(Proven::Absent),
                Some(reference) => next = reference,
            }
        }
    }

    /// Only a branch stands under an extension: anything else would have been merged with it.
    fn after_extension(&self, after_extension: bool) -> Result<(), TrieError> {
        if after_extension { Err(self.shape()) } else { Ok(()) }
    }

    fn take(&mut self, reference: &Reference<'p>) -> Result<Node<'p>, TrieError> {
        match reference {
            Reference::Inline(item) => self.read(*item),
            Reference::Hash(hash) => {
                let bytes = *self.nodes.get(self.taken).ok_or(TrieError::MissingNode)?;
                if keccak256(bytes) != *hash {
                    return Err(TrieError::NodeHash { node: self.taken });
                }
                self.taken = self.taken.saturating_add(1);
                // A node shorter than a hash stands in its parent, so only a root may be short.
                if bytes.len() < 32 && self.taken > 1 {
                    return Err(self.shape());
                }
                let item = rlp::decode(bytes).map_err(|error| self.rlp(error))?;
                self.read(item)
            }
        }
    }

    fn read(&self, item: Item<'p>) -> Result<Node<'p>, TrieError> {
        let rlp = |error| self.rlp(error);
        let children = item.fields().map_err(rlp)?;
        let mut fields = children;
        let (first, second) = (fields.item().map_err(rlp)?, fields.item().map_err(rlp)?);
        if fields.is_empty() {
            return self.read_short(first.string().map_err(rlp)?, second);
        }
        let mut occupied = [first, second].iter().filter(|child| !is_empty(**child)).count();
        for _ in 2..16 {
            occupied = occupied.saturating_add(usize::from(!is_empty(fields.item().map_err(rlp)?)));
        }
        let value = fields.string().map_err(rlp)?;
        fields.finish().map_err(rlp)?;
        occupied = occupied.saturating_add(usize::from(!value.is_empty()));
        // With a single entry it would have been a leaf or an extension.
        if occupied < 2 { Err(self.shape()) } else { Ok(Node::Branch { children, value }) }
    }

    fn read_short(&self, path: &'p [u8], second: Item<'p>) -> Result<Node<'p>, TrieError> {
        let (leaf, path) = Path::read(path).ok_or_else(|| self.shape())?;
        if leaf {
            let value = second.string().map_err(|error| self.rlp(error))?;
            return if value.is_empty() { Err(self.shape()) } else { Ok(Node::Leaf { path, value }) };
        }
        if path.length() == 0 || is_empty(second) {
            return Err(self.shape());
        }
        Ok(Node::Extension { path, child: second })
    }

    fn child(&self, mut children: Fields<'p>, nibble: u8) -> Result<Item<'p>, TrieError> {
        for _ in 0..nibble {
            children.item().map_err(|error| self.rlp(error))?;
        }
        children.item().map_err(|error| self.rlp(error))
    }

    fn reference(&self, child: Item<'p>) -> Result<Option<Reference<'p>>, TrieError> {
        if is_empty(child) {
            return Ok(None);
        }
        if child.is_list() {
            // What is as long as a hash is referred to by its hash.
            return if child.raw().len() < 32 { Ok(Some(Reference::Inline(child))) } else { Err(self.shape()) };
        }
        let hash = child.string().ok().and_then(|bytes| bytes.try_into().ok());
        hash.map(|hash| Some(Reference::Hash(hash))).ok_or_else(|| self.shape())
    }

    fn rlp(&self, error: RlpError) -> TrieError {
        TrieError::NodeRlp { node: self.taken.saturating_sub(1), error }
    }

    fn shape(&self) -> TrieError {
        TrieError::NodeShape { node: self.taken.saturating_sub(1) }
    }
}

fn included(value: Option<&[u8]>) -> Proven<'_> {
    value.filter(|value| !value.is_empty()).map_or(Proven::Absent, Proven::Included)
}

fn is_empty(child: Item<'_>) -> bool {
    child.raw() == [0x80]
}

/// What is left of a key, four bits at a time.
#[derive(Clone, Copy)]
struct Nibbles<'k> {
    bytes: &'k [u8],
    start: usize,
}

impl Nibbles<'_> {
    fn at(self, index: usize) -> Option<u8> {
        let index = self.start.saturating_add(index);
        let byte = *self.bytes.get(index >> 1)?;
        Some(if index & 1 == 0 { byte >> 4 } else { byte & 0xf })
    }

    fn first(self) -> Option<u8> {
        self.at(0)
    }

    fn length(self) -> usize {
        self.bytes.len().saturating_mul(2).saturating_sub(self.start)
    }

    fn skip(self, count: usize) -> Self {
        Self { start: self.start.saturating_add(count), ..self }
    }
}

/// The path of a leaf or extension.
#[derive(Clone, Copy)]
struct Path<'p>(Nibbles<'p>);

impl<'p> Path<'p> {
    /// Reads the hex-prefix encoding: two flag bits, for a leaf and for an odd number of nibbles, then the nibbles.
    fn read(bytes: &'p [u8]) -> Option<(bool, Self)> {
        let first = *bytes.first()?;
        let odd = first & 0x10 != 0;
        if first >= 0x40 || (!odd && first & 0xf != 0) {
            return None;
        }
        let start = if odd { 1 } else { 2 };
        Some((first & 0x20 != 0, Self(Nibbles { bytes, start })))
    }

    fn length(self) -> usize {
        self.0.length()
    }

    fn is_start_of(self, key: Nibbles<'_>) -> bool {
        self.length() <= key.length() && (0..self.length()).all(|index| self.0.at(index) == key.at(index))
    }
}

#[cfg(test)]
mod tests {
    use super::super::builder::{Trie, slices};
    use super::*;
    use data_encoding::HEXLOWER;

    fn trie(entries: &[(&str, &str)]) -> Trie {
        Trie::new(entries.iter().map(|(key, value)| (key.as_bytes().to_vec(), value.as_bytes().to_vec())))
    }

    /// The tries of the shared Ethereum tests, with their roots.
    const TRIES: [(&[(&str, &str)], &str); 6] = [
        (
            &[("A", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")],
            "d23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab",
        ),
        (
            &[("doe", "reindeer"), ("dog", "puppy"), ("dogglesworth", "cat")],
            "8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3",
        ),
        (
            &[("do", "verb"), ("horse", "stallion"), ("doge", "coin"), ("dog", "puppy")],
            "5991bb8c6514148a29db676a14ac506cd2cd5775ace63c30a4fe457715e9ac84",
        ),
        (&[("foo", "bar"), ("food", "bass")], "17beaa1648bafa633cda809c90c04af50fc8aed3cb40d16efbddee6fdf63c4c3"),
        (
            &[("be", "e"), ("dog", "puppy"), ("bed", "d")],
            "3f67c7a47520f79faa29255d2d3c084a7a6df0453116ed7232ff10277a8be68b",
        ),
        (&[("test", "test"), ("te", "testy")], "8452568af70d8d140f58d941338542f645fcca50094b20f3c3d8c3df49337928"),
    ];

    #[test]
    fn proves_every_key_and_every_other_of_the_shared_tries() {
        for (entries, root) in TRIES {
            let trie = trie(entries);
            assert_eq!(HEXLOWER.encode(&trie.root()), root);
            for (key, value) in entries {
                let proof = trie.proof(key.as_bytes());
                let proven = prove(&trie.root(), key.as_bytes(), &slices(&proof));
                assert_eq!(proven, Ok(Proven::Included(value.as_bytes())), "{key}");
            }
            for key in ["", "B", "d", "dof", "doges", "dogs", "horses", "hors", "fo", "bee", "tes", "tests", "\u{0}"] {
                let proof = trie.proof(key.as_bytes());
                assert_eq!(prove(&trie.root(), key.as_bytes(), &slices(&proof)), Ok(Proven::Absent), "{key}");
            }
        }
    }

    #[test]
    fn the_empty_trie_is_a_case_of_its_own() {
        let root = keccak256(&[0x80]);
        assert_eq!(root, EMPTY_ROOT);
        assert_eq!(Trie::new([]).root(), EMPTY_ROOT);
        assert_eq!(prove(&root, b"dog", &[]), Ok(Proven::EmptyTrie));
        assert_eq!(prove(&root, b"dog", &[&[0x80]]), Ok(Proven::EmptyTrie));
        assert_eq!(prove(&root, b"dog", &[&[0x80], &[0x80]]), Err(TrieError::ExtraNodes));
        assert_eq!(prove(&[7; 32], b"dog", &[]), Err(TrieError::EmptyProof));
        assert_eq!(prove(&keccak256(&[]), b"dog", &[]), Err(TrieError::EmptyProof));
        let no_list = prove(&keccak256(&[0x81, 0x80]), b"dog", &[&[0x81, 0x80]]);
        assert_eq!(no_list, Err(TrieError::NodeRlp { node: 0, error: RlpError::ExpectedList }));
    }

    /// 120 hashed keys, as of accounts and storage.
    fn large() -> Trie {
        Trie::new((0..120_u32).map(|n| (keccak256(&n.to_be_bytes()).to_vec(), vec![7; 1 + n as usize % 40])))
    }

    #[test]
    fn proves_in_a_large_trie() {
        let trie = large();
        let root = trie.root();
        for n in 0..180_u32 {
            let key = keccak256(&n.to_be_bytes());
            let proof = trie.proof(&key);
            let value = vec![7; 1 + n as usize % 40];
            let want = if n < 120 { Proven::Included(&value) } else { Proven::Absent };
            assert_eq!(prove(&root, &key, &slices(&proof)), Ok(want), "{n}");
        }
    }

    /// Keys as of transactions and receipts, with values short enough to stand in their parents.
    #[test]
    fn proves_with_inline_nodes() {
        let key = |index: u64| {
            let mut key = Vec::new();
            rlp::write_integer(&mut key, index);
            key
        };
        let trie = Trie::new((0..200).map(|index| (key(index), vec![1, index as u8 | 1])));
        for index in 0..200 {
            let proof = trie.proof(&key(index));
            let proven = prove(&trie.root(), &key(index), &slices(&proof));
            assert_eq!(proven, Ok(Proven::Included(&[1, index as u8 | 1])));
        }
        let proof = trie.proof(&key(200));
        assert_eq!(prove(&trie.root(), &key(200), &slices(&proof)), Ok(Proven::Absent));
    }

    #[test]
    fn every_node_is_used_once_and_in_order() {
        let trie = large();
        let key = keccak256(&5_u32.to_be_bytes());
        let proof = trie.proof(&key);
        let nodes = slices(&proof);
        assert!(nodes.len() >= 3);
        let root = trie.root();
        for end in 1..nodes.len() {
            assert_eq!(prove(&root, &key, &nodes[..end]), Err(TrieError::MissingNode));
        }
        assert_eq!(prove(&root, &key, &[]), Err(TrieError::EmptyProof));
        let more = [&nodes[..], &nodes[nodes.len() - 1..]].concat();
        assert_eq!(prove(&root, &key, &more), Err(TrieError::ExtraNodes));
        assert_eq!(prove(&root, &key, &nodes[1..]), Err(TrieError::NodeHash { node: 0 }));
        let mut swapped = nodes.clone();
        swapped.swap(1, 2);
        assert_eq!(prove(&root, &key, &swapped), Err(TrieError::NodeHash { node: 1 }));
        let mut doubled = nodes.clone();
        doubled.insert(1, nodes[0]);
        assert_eq!(prove(&root, &key, &doubled), Err(TrieError::NodeHash { node: 1 }));
        // The proof of another key is not one of this.
        let other = trie.proof(&keccak256(&6_u32.to_be_bytes()));
        assert!(prove(&root, &key, &slices(&other)).is_err());
    }

    #[test]
    fn no_bit_of_a_proof_may_change() {
        for trie in [large(), trie(TRIES[2].0)] {
            let key = trie.keys().next().unwrap().clone();
            let (root, proof) = (trie.root(), trie.proof(&key));
            for node in 0..proof.len() {
                for bit in 0..proof[node].len() * 8 {
                    let mut other = proof.clone();
                    other[node][bit / 8] ^= 1 << (bit % 8);
                    assert_eq!(prove(&root, &key, &slices(&other)), Err(TrieError::NodeHash { node }));
                }
                for end in 0..proof[node].len() {
                    let mut other = proof.clone();
                    other[node].truncate(end);
                    assert_eq!(prove(&root, &key, &slices(&other)), Err(TrieError::NodeHash { node }));
                }
            }
        }
    }

    fn strings(strings: &[&[u8]]) -> Vec<u8> {
        let mut payload = Vec::new();
        strings.iter().for_each(|string| rlp::write_string(&mut payload, string));
        rlp::list(&payload)
    }

    /// Nodes that hash to what is asked for, made by someone who chooses the root.
    #[test]
    fn refuses_shapes_that_no_trie_has() {
        let shape = |node| Err(TrieError::NodeShape { node });
        let rlp = |error| Err(TrieError::NodeRlp { node: 0, error });
        let key = [0x12, 0x34];
        let prove_root = |node: &[u8]| prove(&keccak256(node), &key, &[node]).map(|_| ());
        let branch = |set: &[usize]| {
            let items: Vec<&[u8]> = (0..17).map(|n| if set.contains(&n) { &[7; 32][..] } else { &[] }).collect();
            strings(&items)
        };
        let leaf_path = [0x20, 0x12, 0x34];
        for (name, node, want) in [
            ("a leaf", strings(&[&leaf_path, b"value"]), Ok(())),
            ("a leaf of an odd path elsewhere", strings(&[&[0x31, 0x23], b"value"]), Ok(())),
            ("no path at all", strings(&[&[], b"value"]), shape(0)),
            ("a flag that is none", strings(&[&[0x40, 0x12, 0x34], b"value"]), shape(0)),
            ("padding that is not zero", strings(&[&[0x21, 0x12, 0x34], b"value"]), shape(0)),
            ("a leaf without value", strings(&[&leaf_path, b""]), shape(0)),
            (
                "a leaf whose value is a list",
                rlp::list(&[&[0x83][..], &leaf_path, &[0xc0]].concat()),
                rlp(RlpError::ExpectedString),
            ),
            ("an extension without path", strings(&[&[0x00], &[7; 32]]), shape(0)),
            ("an extension without child", strings(&[&[0x11], &[]]), shape(0)),
            ("an extension to no hash", strings(&[&[0x11], &[7; 31]]), shape(0)),
            ("a branch of one", branch(&[5]), shape(0)),
            ("a branch of nothing", branch(&[]), shape(0)),
            ("a branch of two", branch(&[5, 6]), Ok(())),
            ("a branch of a child and a value", branch(&[5, 16]), Ok(())),
            ("a list of one", strings(&[b"1"]), rlp(RlpError::MissingItem)),
            ("a list of three", strings(&[b"1", b"2", b"3"]), rlp(RlpError::MissingItem)),
            ("a list of 16", strings(&[&[7; 32][..]; 16]), rlp(RlpError::MissingItem)),
            ("a list of 18", strings(&[&[7; 32][..]; 18]), rlp(RlpError::Leftover)),
            ("trailing bytes", [strings(&[&leaf_path, b"value"]), vec![0]].concat(), rlp(RlpError::TrailingBytes)),
        ] {
            assert_eq!(prove_root(&node), want, "{name}");
        }
    }

    #[test]
    fn refuses_children_in_the_wrong_place() {
        let key = [0x12, 0x34];
        // A long leaf within its parent, and a short one beside it.
        let leaf = strings(&[&[0x32, 0x34], &[9; 40]]);
        let inline = |child: &[u8]| {
            let mut payload = vec![0x80];
            payload.extend_from_slice(child);
            rlp::write_string(&mut payload, &[7; 32]);
            payload.extend([0x80; 14]);
            rlp::list(&payload)
        };
        let node = inline(&leaf);
        assert_eq!(prove(&keccak256(&node), &key, &[&node]), Err(TrieError::NodeShape { node: 0 }));
        let short = strings(&[&[0x32, 0x34], b"value"]);
        let node = inline(&short);
        assert_eq!(prove(&keccak256(&node), &key, &[&node]), Ok(Proven::Included(b"value")));
        let mut hashed = Vec::new();
        rlp::write_string(&mut hashed, &keccak256(&short));
        let node = inline(&hashed);
        assert_eq!(prove(&keccak256(&node), &key, &[&node, &short]), Err(TrieError::NodeShape { node: 1 }));
        // An extension over a leaf, and one over an extension.
        for under in [strings(&[&[0x20, 0x34], &[9; 40]]), strings(&[&[0x00, 0x34], &[9; 32]])] {
            let node = strings(&[&[0x00, 0x12], &keccak256(&under)]);
            assert_eq!(prove(&keccak256(&node), &key, &[&node, &under]), Err(TrieError::NodeShape { node: 1 }));
        }
    }
}
