//! Merkle trees, level by level: the ways from their leaves up.

/// A hash of 32 bytes.
pub(crate) type Hash = [u8; 32];

/// How a tree is built.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    /// What is above two nodes.
    pub(crate) node: fn(&Hash, &Hash) -> Hash,
    /// Whether a node without another at its side is paired with itself; otherwise it moves up.
    pub(crate) copies: bool,
}

/// A node beside the way.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) is_left: bool,
    pub(crate) hash: Hash,
}

/// The way from the leaf at `index` up, and the root.
pub(crate) fn way(leaves: &[Hash], mut index: usize, rule: Rule) -> (Vec<Step>, Hash) {
    let (mut level, mut steps) = (leaves.to_vec(), Vec::new());
    while level.len() > 1 {
        let copy = rule.copies.then(|| level[index]);
        let beside = level.get(index ^ 1).copied().or(copy);
        steps.extend(beside.map(|hash| Step { is_left: index % 2 == 1, hash }));
        let above = |pair: &[Hash]| match pair {
            [left, right] => (rule.node)(left, right),
            _ if rule.copies => (rule.node)(&pair[0], &pair[0]),
            _ => pair[0],
        };
        level = level.chunks(2).map(above).collect();
        index /= 2;
    }
    (steps, level[0])
}
