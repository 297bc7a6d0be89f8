//! Trees of known size: the root of their leaves, and proofs that a leaf is among them
//! ([RFC 9162, sections 2.1.1 to 2.1.3](https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1)).
//!
//! Size and index settle on which side each node of a proof stands and how many there are, so a proof carries neither.
//! Splitting at the largest power of two, as the RFC does, gives the same tree as pairing level by level with lone nodes
//! moved up; only Bitcoin's tree has another form.

use super::{Hash, MerkleError, Rule};

/// What is known of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// How many leaves it has.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Computes the root of a tree.
///
/// # Errors
/// [`MerkleError::Empty`] without leaves, except under [`Rule::Rfc9162`], where the root is then the hash of nothing;
/// [`MerkleError::Duplicate`] if another list of leaves has the same root.
///
/// # Examples
/// ```
/// use credstone::merkle::{Rule, root};
/// let rule = Rule::Rfc9162;
/// let [a, b] = [rule.leaf(b"a"), rule.leaf(b"b")];
/// assert_eq!(root(rule, &[a, b])?, rule.node(&a, &b));
/// # Ok::<(), credstone::merkle::MerkleError>(())
/// ```
pub fn root(rule: Rule, leaves: &[Hash]) -> Result<Hash, MerkleError> {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = parents(rule, &level)?;
    }
    match level.first() {
        Some(root) => Ok(*root),
        None if rule == Rule::Rfc9162 => Ok(super::sha256(&[])),
        None => Err(MerkleError::Empty),
    }
}

/// Computes the proof that the leaf at `index` is among `leaves`, from the bottom up.
///
/// # Errors
/// [`MerkleError::Index`] if there is no such leaf, [`MerkleError::Duplicate`] as [`root`].
///
/// # Examples
/// ```
/// use credstone::merkle::{Rule, Tree, proof, root, verify_inclusion};
/// let rule = Rule::Sha256Pairs;
/// let leaves: Vec<_> = ["Ada", "Grace", "Lise"].iter().map(|name| rule.leaf(name.as_bytes())).collect();
/// let tree = Tree { size: 3, root: root(rule, &leaves)? };
/// let path = proof(rule, &leaves, 1)?;
/// verify_inclusion(rule, &leaves[1], 1, &path, &tree)?;
/// # Ok::<(), credstone::merkle::MerkleError>(())
/// ```
pub fn proof(rule: Rule, leaves: &[Hash], index: usize) -> Result<Vec<Hash>, MerkleError> {
    if index >= leaves.len() {
        let wide = |count| u64::try_from(count).unwrap_or(u64::MAX);
        return Err(MerkleError::Index { index: wide(index), size: wide(leaves.len()) });
    }
    let (mut level, mut at, mut nodes) = (leaves.to_vec(), index, Vec::new());
    while level.len() > 1 {
        let lone = level.get(at).filter(|_| rule == Rule::Bitcoin);
        nodes.extend(level.get(at ^ 1).or(lone));
        level = parents(rule, &level)?;
        at >>= 1;
    }
    Ok(nodes)
}

/// Verifies that a leaf is at `index` of a tree.
///
/// Under [`Rule::OpenAttestation`] it is in the tree, and where is not proven: siblings are sorted before they are hashed.
///
/// # Errors
/// [`MerkleError`]: `Index` and `Length` if the proof has not the form that the size asks for, `Duplicate` as [`root`],
/// `Root` if it leads to another root.
///
/// # Examples
/// ```
/// use credstone::merkle::{MerkleError, Rule, Tree, verify_inclusion};
/// let rule = Rule::Rfc9162;
/// let [first, second] = [rule.leaf(b"first"), rule.leaf(b"second")];
/// let tree = Tree { size: 2, root: rule.node(&first, &second) };
/// assert_eq!(verify_inclusion(rule, &second, 1, &[first], &tree), Ok(()));
/// assert_eq!(verify_inclusion(rule, &second, 0, &[first], &tree), Err(MerkleError::Root));
/// ```
pub fn verify_inclusion(rule: Rule, leaf: &Hash, index: u64, proof: &[Hash], tree: &Tree) -> Result<(), MerkleError> {
    let outside = MerkleError::Index { index, size: tree.size };
    let mut last = tree.size.checked_sub(1).filter(|last| index <= *last).ok_or(outside)?;
    if u32::try_from(proof.len()) != Ok(length(rule, index, last)) {
        return Err(MerkleError::Length);
    }
    let (mut hash, mut at, mut nodes) = (*leaf, index, proof.iter());
    while last > 0 {
        let lone = at == last && at & 1 == 0;
        if !lone || rule == Rule::Bitcoin {
            let node = nodes.next().ok_or(MerkleError::Length)?;
            if rule == Rule::Bitcoin && (hash == *node) != lone {
                return Err(MerkleError::Duplicate);
            }
            hash = if at & 1 == 1 { rule.node(node, &hash) } else { rule.node(&hash, node) };
        }
        (at, last) = (at >> 1, last >> 1);
    }
    if hash == tree.root { Ok(()) } else { Err(MerkleError::Root) }
}

/// How many nodes the proof for the leaf at `index` has where `last` is the index of the last leaf.
fn length(rule: Rule, index: u64, last: u64) -> u32 {
    if rule == Rule::Bitcoin {
        return bit_length(last);
    }
    // Up to where the ways of the leaf and of the last leaf meet there is a node on each level; above, only on the left.
    let inner = bit_length(index ^ last);
    inner.saturating_add(index.checked_shr(inner).unwrap_or(0).count_ones())
}

/// The position of the highest bit that is set, counted from 1.
pub(super) fn bit_length(number: u64) -> u32 {
    u64::BITS.saturating_sub(number.leading_zeros())
}

fn parents(rule: Rule, level: &[Hash]) -> Result<Vec<Hash>, MerkleError> {
    let parent = |pair: &[Hash]| match (pair.first(), pair.get(1)) {
        (Some(left), Some(right)) if rule == Rule::Bitcoin && left == right => Err(MerkleError::Duplicate),
        (Some(left), Some(right)) => Ok(rule.node(left, right)),
        (Some(lone), None) => Ok(rule.lone(lone)),
        (None, _) => Err(MerkleError::Empty),
    };
    level.chunks(2).map(parent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::DigestAlgorithm;

    const RULES: [Rule; 4] = [Rule::Bitcoin, Rule::OpenAttestation, Rule::Rfc9162, Rule::Sha256Pairs];

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|index| Rule::Sha256Pairs.leaf(&index.to_be_bytes())).collect()
    }

    fn tree(rule: Rule, leaves: &[Hash]) -> Tree {
        Tree { size: leaves.len() as u64, root: root(rule, leaves).unwrap() }
    }

    /// The definition of the RFC: split at the largest power of two below the size.
    fn split_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Rule::Sha256Pairs.leaf(b""),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                Rule::Rfc9162.node(&split_root(left), &split_root(right))
            }
        }
    }

    #[test]
    fn agrees_with_the_definition_of_the_rfc() {
        for size in 0..=256 {
            assert_eq!(root(Rule::Rfc9162, &leaves(size)), Ok(split_root(&leaves(size))), "{size}");
        }
    }

    /// The proofs for all leaves, from one pass over the levels.
    fn proofs(rule: Rule, leaves: &[Hash]) -> Vec<Vec<Hash>> {
        let mut levels = vec![leaves.to_vec()];
        while levels[levels.len() - 1].len() > 1 {
            levels.push(parents(rule, &levels[levels.len() - 1]).unwrap());
        }
        let siblings = |index: usize| {
            let way = levels[..levels.len() - 1].iter().enumerate();
            way.filter_map(move |(height, level)| {
                let at = index >> height;
                level.get(at ^ 1).or((rule == Rule::Bitcoin).then_some(&level[at])).copied()
            })
        };
        (0..leaves.len()).map(|index| siblings(index).collect()).collect()
    }

    #[test]
    fn every_leaf_of_every_tree_to_256_is_included() {
        for rule in RULES {
            for size in 1..=256 {
                let leaves = leaves(size);
                let tree = tree(rule, &leaves);
                for (index, path) in proofs(rule, &leaves).iter().enumerate() {
                    let verified = verify_inclusion(rule, &leaves[index], index as u64, path, &tree);
                    assert_eq!(verified, Ok(()), "{rule:?}: {index} of {size}");
                    if size <= 33 {
                        assert_eq!(proof(rule, &leaves, index).as_ref(), Ok(path), "{rule:?}: {index} of {size}");
                    }
                }
            }
        }
    }

    #[test]
    fn no_other_index_size_or_leaf_passes() {
        for rule in RULES {
            for size in 1..=20_u64 {
                let leaves = leaves(size as usize);
                let tree = tree(rule, &leaves);
                for index in 0..size {
                    let leaf = leaves[index as usize];
                    let proof = proof(rule, &leaves, index as usize).unwrap();
                    for wrong in (0..size + 3).filter(|wrong| *wrong != index) {
                        // Siblings are sorted there: which of two neighbours a leaf is, its proof does not say.
                        if rule == Rule::OpenAttestation {
                            continue;
                        }
                        let verified = verify_inclusion(rule, &leaf, wrong, &proof, &tree);
                        assert!(verified.is_err(), "{rule:?}: {index} of {size} as {wrong}");
                    }
                    let other = leaves[((index + 1) % size) as usize];
                    if size > 1 {
                        assert!(verify_inclusion(rule, &other, index, &proof, &tree).is_err(), "{rule:?}: {index}");
                    }
                    let at_the_end = Tree { size: index, ..tree };
                    let verified = verify_inclusion(rule, &leaf, index, &proof, &at_the_end);
                    assert_eq!(verified, Err(MerkleError::Index { index, size: index }));
                }
            }
        }
    }

    #[test]
    fn no_altered_proof_passes() {
        for rule in RULES {
            for size in 1..=20 {
                let leaves = leaves(size);
                let tree = tree(rule, &leaves);
                for (index, leaf) in leaves.iter().enumerate() {
                    let proof = proof(rule, &leaves, index).unwrap();
                    let verify = |proof: &[Hash]| verify_inclusion(rule, leaf, index as u64, proof, &tree);
                    for at in 0..proof.len() {
                        let mut altered = proof.clone();
                        altered[at][31] ^= 1;
                        assert!(verify(&altered).is_err(), "{rule:?}: {index} of {size}, node {at}");
                        altered.remove(at);
                        assert_eq!(verify(&altered), Err(MerkleError::Length));
                    }
                    for at in 0..=proof.len() {
                        let mut altered = proof.clone();
                        altered.insert(at, tree.root);
                        assert_eq!(verify(&altered), Err(MerkleError::Length));
                    }
                    let mut reversed = proof.clone();
                    reversed.reverse();
                    assert!(reversed == proof || verify(&reversed).is_err());
                }
            }
        }
    }

    #[test]
    fn counts_stay_exact_at_the_end_of_the_numbers() {
        let cases = [
            (0, 0, 0),
            (0, 1, 1),
            (2, 2, 1),
            (0, u64::MAX, 64),
            (u64::MAX, u64::MAX, 64),
            (1 << 63, 1 << 63, 1),
            ((1 << 63) - 1, 1 << 63, 64),
            ((1 << 63) - 1, (1 << 63) - 1, 63),
            (u64::MAX - 1, u64::MAX - 1, 63),
        ];
        for (index, last, want) in cases {
            assert_eq!(length(Rule::Rfc9162, index, last), want, "{index} of {last}");
        }
        let leaf = Rule::Rfc9162.leaf(b"");
        let root = Rule::Rfc9162.node(&[7; 32], &leaf);
        let tree = Tree { size: (1 << 63) + 1, root };
        assert_eq!(verify_inclusion(Rule::Rfc9162, &leaf, 1 << 63, &[[7; 32]], &tree), Ok(()));
    }

    #[test]
    fn an_empty_tree_includes_nothing() {
        for rule in RULES {
            let tree = Tree { size: 0, root: super::super::sha256(&[]) };
            let error = MerkleError::Index { index: 0, size: 0 };
            assert_eq!(verify_inclusion(rule, &tree.root, 0, &[], &tree), Err(error));
            assert_eq!(proof(rule, &[], 0), Err(error));
            let want = if rule == Rule::Rfc9162 { Ok(tree.root) } else { Err(MerkleError::Empty) };
            assert_eq!(root(rule, &[]), want);
        }
    }

    #[test]
    fn bitcoin_refuses_leaves_that_were_repeated() {
        let [a, b, c] = [[1; 32], [2; 32], [3; 32]];
        let honest = tree(Rule::Bitcoin, &[a, b, c]);
        assert_eq!(root(Rule::Bitcoin, &[a, b, c, c]), Err(MerkleError::Duplicate));
        let left = Rule::Bitcoin.node(&a, &b);
        assert_eq!(verify_inclusion(Rule::Bitcoin, &c, 2, &[c, left], &honest), Ok(()));
        let mutated = Tree { size: 4, ..honest };
        for index in [2, 3] {
            let verified = verify_inclusion(Rule::Bitcoin, &c, index, &[c, left], &mutated);
            assert_eq!(verified, Err(MerkleError::Duplicate), "{index}");
        }
        // Six leaves, the last two once more.
        let six = [a, b, c, [4; 32], [5; 32], [6; 32]];
        let eight = [&six[..], &six[4..]].concat();
        assert!(root(Rule::Bitcoin, &six).is_ok());
        assert_eq!(root(Rule::Bitcoin, &eight), Err(MerkleError::Duplicate));
    }

    /// Written out by hand, once for each rule.
    #[test]
    fn three_leaves_under_each_rule() {
        let [a, b, c] = [[0xaa; 32], [0x0b; 32], [0xcc; 32]];
        let sha = |parts: &[&[u8]]| DigestAlgorithm::Sha256.hash(&parts.concat()).as_bytes().to_vec();
        let keccak = |parts: &[&[u8]]| DigestAlgorithm::Keccak256.hash(&parts.concat()).as_bytes().to_vec();
        let twice = |parts: &[&[u8]]| sha(&[&sha(parts)]);
        let cases = [
            (Rule::Bitcoin, twice(&[&twice(&[&a, &b]), &twice(&[&c, &c])])),
            (Rule::Rfc9162, sha(&[&[1], &sha(&[&[1], &a, &b]), &c])),
            (Rule::Sha256Pairs, sha(&[&sha(&[&a, &b]), &c])),
        ];
        for (rule, want) in cases {
            assert_eq!(root(rule, &[a, b, c]).unwrap().to_vec(), want, "{rule:?}");
        }
        let sorted = |x: Vec<u8>, y: Vec<u8>| if x < y { keccak(&[&x, &y]) } else { keccak(&[&y, &x]) };
        let want = sorted(keccak(&[&b, &a]), c.to_vec());
        assert_eq!(root(Rule::OpenAttestation, &[a, b, c]).unwrap().to_vec(), want);
    }
}
