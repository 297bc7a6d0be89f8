//! Consistency: that a later tree still holds what an earlier one held
//! ([RFC 9162, section 2.1.4](https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4)), and the same for a part of a tree
//! ([Merkle Tree Certificates, section 4](https://datatracker.ietf.org/doc/html/draft-ietf-plants-merkle-tree-certs-02#section-4)).
//!
//! Only logs under RFC 9162 have such proofs, so nothing here takes a rule.

use super::tree::bit_length;
use super::{Hash, MerkleError, Rule, Tree, sha256, verify_inclusion};

/// Verifies that the leaves of `old` are the first leaves of `new`.
///
/// # Errors
/// [`MerkleError`]: `Sizes` if the old tree is empty or the larger one, `Length` if the proof has another number of nodes
/// than the sizes ask for, `OldRoot` and `Root` if it does not lead to these roots.
///
/// # Examples
/// ```
/// use credstone::merkle::{Rule, Tree, verify_consistency};
/// let [a, b] = [Rule::Rfc9162.leaf(b"a"), Rule::Rfc9162.leaf(b"b")];
/// let old = Tree { size: 1, root: a };
/// let new = Tree { size: 2, root: Rule::Rfc9162.node(&a, &b) };
/// assert_eq!(verify_consistency(&old, &new, &[b]), Ok(()));
/// ```
pub fn verify_consistency(old: &Tree, new: &Tree, proof: &[Hash]) -> Result<(), MerkleError> {
    if old.size == 0 {
        return Err(MerkleError::Sizes { old: old.size, new: new.size });
    }
    Subtree { start: 0, end: old.size, root: old.root }.verify_consistency(new, proof)
}

/// A part of a tree that is complete in itself: leaves `start` up to but not including `end`, under one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subtree {
    /// The index of its first leaf, a multiple of the next power of two that holds all its leaves.
    pub start: u64,
    /// The index after its last leaf.
    pub end: u64,
    /// The node above its leaves.
    pub root: Hash,
}

impl Subtree {
    /// Verifies that a leaf is at `index` of the whole tree, within this part.
    ///
    /// # Errors
    /// [`MerkleError::Subtree`] if there is no such part, otherwise as [`verify_inclusion`].
    ///
    /// # Examples
    /// ```
    /// use credstone::merkle::{Rule, Subtree};
    /// let [c, d] = [Rule::Rfc9162.leaf(b"c"), Rule::Rfc9162.leaf(b"d")];
    /// let part = Subtree { start: 2, end: 4, root: Rule::Rfc9162.node(&c, &d) };
    /// assert_eq!(part.verify_inclusion(&d, 3, &[c]), Ok(()));
    /// ```
    pub fn verify_inclusion(&self, leaf: &Hash, index: u64, proof: &[Hash]) -> Result<(), MerkleError> {
        let size = self.size()?;
        let outside = MerkleError::Index { index, size: self.end };
        let within = index.checked_sub(self.start).filter(|within| *within < size).ok_or(outside)?;
        verify_inclusion(Rule::Rfc9162, leaf, within, proof, &Tree { size, root: self.root })
    }

    /// Verifies that this part is one of `tree`.
    ///
    /// A part without leaves belongs to every tree, as the draft has it; nothing is included in it.
    ///
    /// # Errors
    /// [`MerkleError::Subtree`] if there is no such part, otherwise as [`verify_consistency`].
    ///
    /// # Examples
    /// ```
    /// use credstone::merkle::{Rule, Subtree, Tree};
    /// let [ab, c] = [[1; 32], Rule::Rfc9162.leaf(b"c")];
    /// let part = Subtree { start: 2, end: 3, root: c };
    /// let tree = Tree { size: 3, root: Rule::Rfc9162.node(&ab, &c) };
    /// assert_eq!(part.verify_consistency(&tree, &[ab]), Ok(()));
    /// ```
    pub fn verify_consistency(&self, tree: &Tree, proof: &[Hash]) -> Result<(), MerkleError> {
        let size = self.size()?;
        if self.end > tree.size {
            return Err(MerkleError::Sizes { old: self.end, new: tree.size });
        }
        if size == 0 {
            return match proof {
                [] if self.root == sha256(&[]) => Ok(()),
                [] => Err(MerkleError::OldRoot),
                _ => Err(MerkleError::Length),
            };
        }
        let (old, new) = Climb::new(self, tree).roots(self, proof)?;
        match (old == self.root, new == tree.root) {
            (true, true) => Ok(()),
            (false, _) => Err(MerkleError::OldRoot),
            (true, false) => Err(MerkleError::Root),
        }
    }

    /// How many leaves it has, if a tree can have such a part.
    fn size(&self) -> Result<u64, MerkleError> {
        let misplaced = MerkleError::Subtree { start: self.start, end: self.end };
        let size = self.end.checked_sub(self.start).ok_or(misplaced)?;
        let room = size.checked_next_power_of_two();
        let aligned = room.map_or(self.start == 0, |room| self.start.is_multiple_of(room));
        if aligned { Ok(size) } else { Err(misplaced) }
    }
}

/// The way up: the positions of the first and last node of the part, and of the last node of the tree, on one level.
struct Climb {
    first: u64,
    last: u64,
    end: u64,
}

impl Climb {
    /// Begins at the lowest level where a node of the part is also one of the tree and has a sibling to be told.
    fn new(part: &Subtree, tree: &Tree) -> Self {
        let [last, end] = [part.end, tree.size].map(|after| after.saturating_sub(1));
        let mut climb = Self { first: part.start, last, end };
        let whole = bit_length(climb.first ^ climb.last);
        climb.rise(if last == end { whole } else { whole.min(last.trailing_ones()) });
        climb
    }

    fn rise(&mut self, levels: u32) {
        for position in [&mut self.first, &mut self.last, &mut self.end] {
            *position = position.checked_shr(levels).unwrap_or(0);
        }
    }

    /// The roots of the part and of the tree that follow from the proof.
    fn roots(mut self, part: &Subtree, proof: &[Hash]) -> Result<(Hash, Hash), MerkleError> {
        let mut nodes = proof.iter();
        let seed = if self.first == self.last { Some(&part.root) } else { nodes.next() };
        let seed = *seed.ok_or(MerkleError::Length)?;
        let (mut old, mut new) = (seed, seed);
        for node in nodes {
            if self.end == 0 {
                return Err(MerkleError::Length);
            }
            if self.last & 1 == 1 || self.last == self.end {
                if self.first < self.last {
                    old = Rule::Rfc9162.node(node, &old);
                }
                new = Rule::Rfc9162.node(node, &new);
                // Lone nodes move up.
                self.rise(self.last.trailing_zeros());
            } else {
                new = Rule::Rfc9162.node(&new, node);
            }
            self.rise(1);
        }
        if self.end == 0 { Ok((old, new)) } else { Err(MerkleError::Length) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::root;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|index| Rule::Rfc9162.leaf(&index.to_be_bytes())).collect()
    }

    fn root_of(leaves: &[Hash]) -> Hash {
        root(Rule::Rfc9162, leaves).unwrap()
    }

    /// The definition of the draft; with `start` 0 that of RFC 9162, section 2.1.4.1.
    fn prove(start: usize, end: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
        if start == 0 && end == leaves.len() {
            return if known { Vec::new() } else { vec![root_of(leaves)] };
        }
        let middle = leaves.len().next_power_of_two() / 2;
        let (left, right) = leaves.split_at(middle);
        let (mut proof, other) = if end <= middle {
            (prove(start, end, left, known), right)
        } else if middle <= start {
            (prove(start - middle, end - middle, right, known), left)
        } else {
            (prove(0, end - middle, right, false), left)
        };
        proof.push(root_of(other));
        proof
    }

    fn case(start: u64, end: u64, leaves: &[Hash]) -> (Subtree, Tree, Vec<Hash>) {
        let bounds = start as usize..end as usize;
        let part = Subtree { start, end, root: root_of(&leaves[bounds.clone()]) };
        let tree = Tree { size: leaves.len() as u64, root: root_of(leaves) };
        (part, tree, prove(bounds.start, bounds.end, leaves, true))
    }

    #[test]
    fn every_pair_of_sizes_to_128_is_consistent() {
        let all = leaves(128);
        let roots: Vec<Hash> = (0..=128).map(|size| root_of(&all[..size])).collect();
        for new in 1..=128 {
            for old in 1..=new {
                let proof = prove(0, old, &all[..new], true);
                let [old, new] = [old, new].map(|size| Tree { size: size as u64, root: roots[size] });
                assert_eq!(verify_consistency(&old, &new, &proof), Ok(()), "{} in {}", old.size, new.size);
            }
        }
    }

    #[test]
    fn every_part_of_every_tree_to_40_is_consistent() {
        let all = leaves(40);
        let mut parts = 0;
        for size in 1..=40 {
            for (start, end) in (0..size).flat_map(|start| (start + 1..=size).map(move |end| (start, end))) {
                if (Subtree { start, end, root: all[0] }).size().is_ok() {
                    let (part, tree, proof) = case(start, end, &all[..size as usize]);
                    assert_eq!(part.verify_consistency(&tree, &proof), Ok(()), "{start}..{end} of {size}");
                    parts += 1;
                }
            }
        }
        assert!(parts > 2_000, "{parts}");
    }

    #[test]
    fn no_altered_proof_passes() {
        let all = leaves(24);
        for (old, new) in (1..=24).flat_map(|new| (1..=new).map(move |old| (old, new))) {
            let (part, tree, proof) = case(0, old, &all[..new as usize]);
            let before = Tree { size: old, root: part.root };
            let refused = |before: &Tree, tree: &Tree, proof: &[Hash], what: &str| {
                assert!(verify_consistency(before, tree, proof).is_err(), "{old} in {new}: {what}");
            };
            for at in 0..proof.len() {
                let mut altered = proof.clone();
                altered[at][0] ^= 1;
                refused(&before, &tree, &altered, "a bit of a node");
                altered.remove(at);
                refused(&before, &tree, &altered, "a node less");
            }
            for at in 0..=proof.len() {
                for node in [tree.root, before.root] {
                    let mut altered = proof.clone();
                    altered.insert(at, node);
                    refused(&before, &tree, &altered, "a node more");
                }
            }
            for other in (0..=25).filter(|size| *size != old) {
                refused(&Tree { size: other, ..before }, &tree, &proof, "another old size");
            }
            let mut altered = (before, tree);
            altered.0.root[31] ^= 1;
            refused(&altered.0, &tree, &proof, "another old root");
            altered.1.root[31] ^= 1;
            refused(&before, &altered.1, &proof, "another root");
            if old != new {
                refused(&tree, &before, &proof, "backwards");
            }
        }
    }

    #[test]
    fn names_the_cause() {
        let all = leaves(8);
        let (part, tree, proof) = case(0, 6, &all);
        let cases = [
            ("another part", Subtree { root: all[0], ..part }, tree, proof.clone(), MerkleError::OldRoot),
            ("another tree", part, Tree { root: all[0], ..tree }, proof.clone(), MerkleError::Root),
            ("no proof", part, tree, Vec::new(), MerkleError::Length),
            ("too small", part, Tree { size: 5, ..tree }, proof.clone(), MerkleError::Sizes { old: 6, new: 5 }),
            ("crooked", Subtree { start: 2, ..part }, tree, proof, MerkleError::Subtree { start: 2, end: 6 }),
            ("same tree with nodes", case(0, 8, &all).0, tree, vec![all[0]], MerkleError::Length),
        ];
        for (name, part, tree, proof, want) in cases {
            assert_eq!(part.verify_consistency(&tree, &proof), Err(want), "{name}");
        }
    }

    #[test]
    fn holds_at_the_end_of_the_numbers() {
        let [low, high] = [[1; 32], [2; 32]];
        let tree = Tree { size: u64::MAX, root: Rule::Rfc9162.node(&low, &high) };
        let half = Subtree { start: 0, end: 1 << 63, root: low };
        assert_eq!(half.verify_consistency(&tree, &[high]), Ok(()));
        let rest = Subtree { start: 1 << 63, end: u64::MAX, root: high };
        assert_eq!(rest.verify_consistency(&tree, &[low]), Ok(()));
        let over = Subtree { start: 1, end: (1 << 63) + 2, root: low };
        assert!(matches!(over.verify_consistency(&tree, &[]), Err(MerkleError::Subtree { .. })));
        assert_eq!(verify_consistency(&tree, &tree, &[]), Ok(()));
        let empty = Tree { size: 0, root: sha256(&[]) };
        assert_eq!(verify_consistency(&empty, &empty, &[]), Err(MerkleError::Sizes { old: 0, new: 0 }));
    }
}
