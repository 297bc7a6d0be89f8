//! Paths that say for themselves on which side each sibling stands, or whose leaf has an index in a tree of unknown size.
//!
//! Such a path leads from a leaf to a root and says nothing of how many leaves there are. That the leaf is a leaf and not
//! an inner node, the format has to see to.

use super::{Hash, MerkleError, Rule};
use crate::limits::{Limit, Limits};

/// On which side of the way a sibling stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The sibling is hashed before the node on the way.
    Left,
    /// The sibling is hashed after it.
    Right,
}

/// One sibling on the way to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it stands.
    pub side: Side,
    /// The sibling.
    pub hash: Hash,
}

/// The way from a leaf to the root, no longer than the limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(Vec<Step>);

impl Path {
    /// A path of these steps, from the bottom up.
    ///
    /// # Errors
    /// [`MerkleError::Limit`] if there are more than `limits.path`.
    ///
    /// # Examples
    /// ```
    /// use credstone::limits::Limits;
    /// use credstone::merkle::{Path, Rule, Side, Step};
    /// let rule = Rule::Sha256Pairs;
    /// let [leaf, sibling] = [rule.leaf(b"mine"), rule.leaf(b"another's")];
    /// let path = Path::new(vec![Step { side: Side::Left, hash: sibling }], &Limits::default())?;
    /// assert_eq!(path.root(rule, &leaf)?, rule.node(&sibling, &leaf));
    /// # Ok::<(), credstone::merkle::MerkleError>(())
    /// ```
    pub fn new(steps: Vec<Step>, limits: &Limits) -> Result<Self, MerkleError> {
        within(steps.len(), limits)?;
        Ok(Self(steps))
    }

    /// A path whose sides are the bits of the leaf's index, the lowest first.
    ///
    /// # Errors
    /// [`MerkleError::Index`] if a tree of this height has no such leaf, [`MerkleError::Limit`] as [`Path::new`].
    pub fn at_index(index: u64, siblings: &[Hash], limits: &Limits) -> Result<Self, MerkleError> {
        within(siblings.len(), limits)?;
        let height = u32::try_from(siblings.len()).unwrap_or(u32::MAX);
        if index.checked_shr(height).unwrap_or(0) > 0 {
            return Err(MerkleError::Index { index, size: 1_u64.checked_shl(height).unwrap_or(u64::MAX) });
        }
        let side = |level| if index.checked_shr(level).unwrap_or(0) & 1 == 1 { Side::Left } else { Side::Right };
        Ok(Self((0..).zip(siblings).map(|(level, hash)| Step { side: side(level), hash: *hash }).collect()))
    }

    /// A path under a rule that sorts siblings, where sides mean nothing.
    ///
    /// # Errors
    /// [`MerkleError::Limit`] as [`Path::new`].
    pub fn unsided(siblings: &[Hash], limits: &Limits) -> Result<Self, MerkleError> {
        within(siblings.len(), limits)?;
        Ok(Self(siblings.iter().map(|hash| Step { side: Side::Right, hash: *hash }).collect()))
    }

    /// The steps, from the bottom up.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The root that the path leads to from `leaf`; without steps the leaf itself.
    ///
    /// # Errors
    /// [`MerkleError::Duplicate`] under [`Rule::Bitcoin`] if siblings are equal where both are real. The node that is
    /// paired with its copy is the last of its level, so on no level above it may another stand on its right.
    pub fn root(&self, rule: Rule, leaf: &Hash) -> Result<Hash, MerkleError> {
        let (mut hash, mut last) = (*leaf, false);
        for step in &self.0 {
            let copy = rule == Rule::Bitcoin && step.hash == hash;
            match step.side {
                Side::Left if copy => return Err(MerkleError::Duplicate),
                Side::Right if last && !copy => return Err(MerkleError::Duplicate),
                Side::Left => hash = rule.node(&step.hash, &hash),
                Side::Right => hash = rule.node(&hash, &step.hash),
            }
            last |= copy;
        }
        Ok(hash)
    }
}

fn within(steps: usize, limits: &Limits) -> Result<(), MerkleError> {
    let fits = u32::try_from(steps).is_ok_and(|steps| steps <= limits.path);
    if fits { Ok(()) } else { Err(MerkleError::Limit(Limit::Path.reached(limits.path))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{proof, root};

    fn leaves(count: u8) -> Vec<Hash> {
        (0..count).map(|index| [index; 32]).collect()
    }

    #[test]
    fn leads_from_every_leaf_to_the_root() {
        for size in 1..=33 {
            let leaves = leaves(size);
            for (index, leaf) in (0..).zip(&leaves) {
                let siblings = proof(Rule::Bitcoin, &leaves, index as usize).unwrap();
                let path = Path::at_index(index, &siblings, &Limits::default()).unwrap();
                assert_eq!(path.root(Rule::Bitcoin, leaf), root(Rule::Bitcoin, &leaves), "{index} of {size}");
                let siblings = proof(Rule::OpenAttestation, &leaves, index as usize).unwrap();
                let path = Path::unsided(&siblings, &Limits::default()).unwrap();
                assert_eq!(path.root(Rule::OpenAttestation, leaf), root(Rule::OpenAttestation, &leaves));
            }
        }
    }

    #[test]
    fn sides_come_from_the_index() {
        let side = |index| Path::at_index(index, &[[1; 32], [2; 32]], &Limits::default()).unwrap().0[0].side;
        assert_eq!([side(0), side(1), side(2), side(3)], [Side::Right, Side::Left, Side::Right, Side::Left]);
    }

    #[test]
    fn refuses_an_index_that_the_height_has_no_room_for() {
        let limits = Limits::default();
        for (index, height) in [(1, 0), (2, 1), (4, 2), (u64::MAX, 63), (1 << 63, 63)] {
            let siblings: Vec<Hash> = (0..height).map(|level| [level; 32]).collect();
            let error = Path::at_index(index, &siblings, &limits).unwrap_err();
            assert!(matches!(error, MerkleError::Index { .. }), "{index}: {error:?}");
        }
        assert!(Path::at_index(u64::MAX, &[[0; 32]; 64], &limits).is_ok());
    }

    #[test]
    fn refuses_a_path_over_the_limit() {
        let limits = Limits { path: 3, ..Limits::default() };
        let error = Err(MerkleError::Limit(Limit::Path.reached(3)));
        let step = Step { side: Side::Left, hash: [0; 32] };
        assert_eq!(Path::new(vec![step; 4], &limits), error);
        assert_eq!(Path::at_index(0, &[[0; 32]; 4], &limits), error);
        assert_eq!(Path::unsided(&[[0; 32]; 4], &limits), error);
        assert_eq!(Path::new(vec![step; 3], &limits).unwrap().steps().len(), 3);
    }

    #[test]
    fn bitcoin_pairs_only_the_last_node_with_itself() {
        let [a, b] = [[1; 32], [2; 32]];
        let pair = |hash: &Hash| Rule::Bitcoin.node(hash, hash);
        let cases = [
            ("a copy on the right", 0, vec![a], true),
            ("a copy on the left", 1, vec![a], false),
            ("a copy, then a copy of that", 0, vec![a, pair(&a)], true),
            ("a copy, then a node on the right", 0, vec![a, b], false),
            ("a copy, then a node on the left", 2, vec![a, b], true),
            ("a node on the right, then a copy", 0, vec![b, Rule::Bitcoin.node(&a, &b)], true),
        ];
        for (name, index, siblings, want) in cases {
            let path = Path::at_index(index, &siblings, &Limits::default()).unwrap();
            assert_eq!(path.root(Rule::Bitcoin, &a).is_ok(), want, "{name}");
            assert!(path.root(Rule::Sha256Pairs, &a).is_ok(), "{name}");
        }
    }
}
