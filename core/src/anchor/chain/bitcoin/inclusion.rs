//! Inclusion: from the id of a transaction to the Merkle root of its block, by a branch or by a `merkleblock`
//! ([BIP-37](https://github.com/bitcoin/bips/blob/master/bip-0037.mediawiki#partial-merkle-branch-format)).
//!
//! Neither proves how many transactions a block has. That an inner node passes for a transaction is kept out by
//! [`super::Transaction`], which refuses the 64 bytes that it would have. That a mined transaction of 64 bytes passes for an
//! inner node takes great work to arrange (CVE-2017-12842); [`Branch::check_height`] and [`MerkleBlock::check_height`] keep
//! it out where the block's first transaction is supplied, which is as deep as all others.

use super::bytes::{ReadError, Reader};
use super::header::Header;
use super::transaction::Transaction;
use crate::limits::{LimitReached, Limits};
use crate::merkle::{Hash, MerkleError, Path, Rule};
use std::fmt;

/// The siblings on the way from a transaction to the root, as nodes and explorers hand them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The transaction's position in its block.
    pub index: u32,
    /// The siblings in the order of the wire, from the bottom up.
    pub siblings: Vec<Hash>,
}

/// Why a transaction is not shown to be in a block.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InclusionError {
    /// What is given as the first transaction of the block is not the one that pays the miner.
    Coinbase,
    /// A size is written longer than it need be.
    CompactSize,
    /// Two siblings are equal where both are real: the same root would stand for other transactions (CVE-2012-2459).
    Duplicate,
    /// The branch is longer or shorter than the one of the block's first transaction.
    Height,
    /// A tree of this height has no leaf with this index.
    Index,
    /// The branch is longer than the limit.
    Limit(LimitReached),
    /// The root of the tree is not the one in the header.
    Root,
    /// The block has no transactions, more than fit, or fewer than there are hashes.
    Transactions,
    /// Bytes follow the block.
    Trailing,
    /// The bytes end within the block.
    Truncated,
    /// Hashes or bits are left over, or there are not enough of them.
    Unused,
}

impl fmt::Display for InclusionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Coinbase => "the first transaction of a block pays the miner, and this one does not",
            Self::CompactSize => "a size in the block is written longer than it need be",
            Self::Duplicate => "two siblings of the Merkle tree are equal",
            Self::Height => "the branch is not as long as that of the first transaction of the block",
            Self::Index => "a tree of this height has no leaf with this index",
            Self::Limit(reached) => return write!(f, "the branch has more than {} nodes", reached.value),
            Self::Root => "the root of the tree is not the one in the header",
            Self::Transactions => "a block cannot have so many or so few transactions",
            Self::Trailing => "bytes follow the block",
            Self::Truncated => "the bytes end within the block",
            Self::Unused => "hashes or bits of the tree are left over or missing",
        })
    }
}

impl std::error::Error for InclusionError {}

impl From<ReadError> for InclusionError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::End => Self::Truncated,
            ReadError::Size => Self::CompactSize,
        }
    }
}

impl Branch {
    /// The root that the branch leads to from a transaction.
    ///
    /// # Errors
    /// [`InclusionError`]: `Index`, `Limit` or `Duplicate`.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::Branch;
    /// use credstone::limits::Limits;
    /// // A block of one transaction has its id as root.
    /// let branch = Branch { index: 0, siblings: Vec::new() };
    /// assert_eq!(branch.root(&[7; 32], &Limits::default()), Ok([7; 32]));
    /// ```
    pub fn root(&self, transaction: &Hash, limits: &Limits) -> Result<Hash, InclusionError> {
        let path = Path::at_index(u64::from(self.index), &self.siblings, limits);
        path.and_then(|path| path.root(Rule::Bitcoin, transaction)).map_err(|error| match error {
            MerkleError::Limit(reached) => InclusionError::Limit(reached),
            MerkleError::Index { .. } => InclusionError::Index,
            _ => InclusionError::Duplicate,
        })
    }

    /// Checks that the branch is as long as that of the block's first transaction, which leads to the same root.
    ///
    /// # Errors
    /// [`InclusionError`]: `Coinbase`, `Root` or `Height`, and those of [`Branch::root`].
    pub fn check_height(
        &self,
        coinbase: &Transaction,
        siblings: &[Hash],
        root: &Hash,
        limits: &Limits,
    ) -> Result<(), InclusionError> {
        if height_by(coinbase, siblings, root, limits)? == self.siblings.len() {
            Ok(())
        } else {
            Err(InclusionError::Height)
        }
    }
}

/// How high the tree of a block is, by its first transaction.
fn height_by(coinbase: &Transaction, siblings: &[Hash], root: &Hash, limits: &Limits) -> Result<usize, InclusionError> {
    if !coinbase.is_coinbase() {
        return Err(InclusionError::Coinbase);
    }
    let first = Branch { index: 0, siblings: siblings.to_vec() };
    if first.root(coinbase.id(), limits)? == *root { Ok(siblings.len()) } else { Err(InclusionError::Root) }
}

/// A header with the part of its tree that leads to some of its transactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerkleBlock {
    header: Header,
    transactions: u32,
    matched: Vec<(u32, Hash)>,
}

/// The most transactions that fit a block: 4,000,000 units of weight, 240 for the smallest transaction.
const MOST_TRANSACTIONS: u32 = 16_666;

impl MerkleBlock {
    /// Reads a `merkleblock` message, or what `gettxoutproof` answers, and checks its tree against its header.
    ///
    /// # Errors
    /// [`InclusionError`].
    pub fn parse(bytes: &[u8]) -> Result<Self, InclusionError> {
        let mut reader = Reader::new(bytes);
        let header = Header::parse(reader.take(80)?).map_err(|_| InclusionError::Truncated)?;
        let transactions = reader.u32()?;
        let count = reader.count(32)?;
        let (hashes, _) = reader.take(count.saturating_mul(32))?.as_chunks::<32>();
        let flags = reader.prefixed()?;
        if !reader.rest().is_empty() {
            return Err(InclusionError::Trailing);
        }
        let fits = (1..=MOST_TRANSACTIONS).contains(&transactions);
        if !fits || u32::try_from(count).map_or(true, |count| count > transactions) {
            return Err(InclusionError::Transactions);
        }
        let mut walk = Walk { transactions, hashes: hashes.iter(), flags, bits: 0, matched: Vec::new() };
        let root = walk.node(height(transactions), 0)?;
        walk.finish()?;
        if root != header.merkle_root() {
            return Err(InclusionError::Root);
        }
        Ok(Self { header, transactions, matched: walk.matched })
    }

    /// The header of the block.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The position of a transaction in the block, if it is among those that the tree leads to.
    #[must_use]
    pub fn index_of(&self, transaction: &Hash) -> Option<u32> {
        self.matched.iter().find(|(_, id)| id == transaction).map(|(index, _)| *index)
    }

    /// Checks that the tree is as high as the branch of the block's first transaction is long.
    ///
    /// # Errors
    /// [`InclusionError`]: `Coinbase`, `Root` or `Height`, and those of [`Branch::root`].
    pub fn check_height(
        &self,
        coinbase: &Transaction,
        siblings: &[Hash],
        limits: &Limits,
    ) -> Result<(), InclusionError> {
        let by_first = height_by(coinbase, siblings, &self.header.merkle_root(), limits)?;
        let is_same = u32::try_from(by_first).is_ok_and(|by_first| by_first == height(self.transactions));
        if is_same { Ok(()) } else { Err(InclusionError::Height) }
    }
}

/// The levels above the leaves.
fn height(transactions: u32) -> u32 {
    u32::BITS.saturating_sub(transactions.saturating_sub(1).leading_zeros())
}

/// The way through a tree, depth first, left before right.
struct Walk<'b> {
    transactions: u32,
    hashes: std::slice::Iter<'b, Hash>,
    flags: &'b [u8],
    /// How many flags were read.
    bits: usize,
    matched: Vec<(u32, Hash)>,
}

impl Walk<'_> {
    /// The hash of a node; recursion is as deep as the tree is high, which is 15 at most.
    fn node(&mut self, height: u32, at: u32) -> Result<Hash, InclusionError> {
        let leads_to_match = self.flag()?;
        if height == 0 || !leads_to_match {
            let hash = *self.hashes.next().ok_or(InclusionError::Unused)?;
            if height == 0 && leads_to_match {
                self.matched.push((at, hash));
            }
            return Ok(hash);
        }
        let (below, left_at) = (height.saturating_sub(1), at.saturating_mul(2));
        let left = self.node(below, left_at)?;
        let right_at = left_at.saturating_add(1);
        if right_at >= self.width(below) {
            return Ok(Rule::Bitcoin.node(&left, &left));
        }
        let right = self.node(below, right_at)?;
        if left == right { Err(InclusionError::Duplicate) } else { Ok(Rule::Bitcoin.node(&left, &right)) }
    }

    /// How many nodes the tree has at a height.
    fn width(&self, height: u32) -> u32 {
        self.transactions.div_ceil(1_u32.checked_shl(height).unwrap_or(u32::MAX))
    }

    fn flag(&mut self) -> Result<bool, InclusionError> {
        let byte = *self.flags.get(self.bits / 8).ok_or(InclusionError::Unused)?;
        let flag = (byte.rotate_right(u32::try_from(self.bits % 8).unwrap_or(0)) & 1) == 1;
        self.bits = self.bits.saturating_add(1);
        Ok(flag)
    }

    /// Nothing may be left over, but for the zero bits that fill the last byte.
    fn finish(&mut self) -> Result<(), InclusionError> {
        while !self.bits.is_multiple_of(8) {
            if self.flag()? {
                return Err(InclusionError::Unused);
            }
        }
        let all = self.bits == self.flags.len().saturating_mul(8) && self.hashes.len() == 0;
        if all { Ok(()) } else { Err(InclusionError::Unused) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::tests::{STAMP, raw};
    use super::super::transaction::tests::{GENESIS, hex, stamp};
    use super::*;
    use crate::limits::Limit;
    use crate::merkle::{proof, root};

    fn ids(count: u32) -> Vec<Hash> {
        (0..count).map(|index| Rule::Bitcoin.leaf(&index.to_be_bytes())).collect()
    }

    /// From the document of the first OpenTimestamps proof to the block of 28 May 2015 that holds its transaction.
    #[test]
    fn a_published_transaction_is_in_its_block() {
        // Side and sibling, as the proof has them.
        let steps = [
            (1, "a987f716c533913c314c78e35d35884cac943fa42cac49d2b2c69f4003f85f88"),
            (1, "dec55b3487e1e3f722a49b55a7783215862785f4a3acb392846019f71dc64a9d"),
            (1, "b2ca18f485e080478e025dab3d464b416c0e1ecb6629c9aefce8c8214d042432"),
            (0, "11b0e90661196ff4b0813c3eda141bab5e91604837bdf7a0c9df37db0e3a1198"),
            (0, "c34bc1a4a1093ffd148c016b1e664742914e939efabe4d3d356515914b26d9e2"),
            (0, "c3e6e7c38c69f6af24c2be34ebac48257ede61ec0a21b9535e4443277be30646"),
            (1, "0798bf8606e00024e5d5d54bf0c960f629dfb9dad69157455b6f2652c0e8de81"),
            (0, "3f9ada6d60baa244006bb0aad51448ad2fafb9d4b6487a0999cff26b91f0f536"),
            (1, "c703019e959a8dd3faef7489bb328ba485574758e7091f01464eb65872c975c8"),
            (0, "cbfefff513ff84b915e3fed6f9d799676630f8364ea2a6c7557fad94a5b5d788"),
            (1, "0be23709859913babd4460bbddf8ed213e7c8773a4b1face30f8acfdf093b705"),
        ];
        let siblings = steps.iter().map(|(_, text)| hex(text).try_into().unwrap()).collect();
        let index = (0..).zip(steps).map(|(level, (side, _))| side << level).sum();
        let branch = Branch { index, siblings };
        let transaction = Transaction::parse(&stamp()).unwrap();
        let header = Header::parse(&hex(STAMP)).unwrap();
        assert_eq!(branch.root(transaction.id(), &Limits::default()), Ok(header.merkle_root()));
        for bit in 0..11 {
            let other = Branch { index: index ^ 1 << bit, ..branch.clone() };
            assert_ne!(other.root(transaction.id(), &Limits::default()), Ok(header.merkle_root()), "bit {bit}");
        }
        let over = Branch { index: index | 1 << 11, ..branch };
        assert_eq!(over.root(transaction.id(), &Limits::default()), Err(InclusionError::Index));
    }

    #[test]
    fn branches_lead_to_the_root_and_altered_ones_elsewhere() {
        for count in 1..=17 {
            let ids = ids(count);
            let want = root(Rule::Bitcoin, &ids).unwrap();
            for index in 0..count {
                let siblings = proof(Rule::Bitcoin, &ids, index as usize).unwrap();
                let branch = Branch { index, siblings };
                assert_eq!(branch.root(&ids[index as usize], &Limits::default()), Ok(want));
                for at in 0..branch.siblings.len() {
                    let mut altered = branch.clone();
                    altered.siblings[at][0] ^= 1;
                    assert_ne!(altered.root(&ids[index as usize], &Limits::default()), Ok(want));
                }
            }
        }
    }

    #[test]
    fn the_first_transaction_measures_the_height() {
        let coinbase = Transaction::parse(&hex(GENESIS)).unwrap();
        let ids = [&[*coinbase.id()][..], &ids(4)].concat();
        let root = root(Rule::Bitcoin, &ids).unwrap();
        let first = proof(Rule::Bitcoin, &ids, 0).unwrap();
        let branch = Branch { index: 3, siblings: proof(Rule::Bitcoin, &ids, 3).unwrap() };
        let limits = Limits::default();
        assert_eq!(branch.check_height(&coinbase, &first, &root, &limits), Ok(()));
        let longer = Branch { siblings: [&branch.siblings[..], &[[0; 32]]].concat(), ..branch };
        assert_eq!(longer.check_height(&coinbase, &first, &root, &limits), Err(InclusionError::Height));
        assert_eq!(branch.check_height(&coinbase, &first[1..], &root, &limits), Err(InclusionError::Root));
        let other = Transaction::parse(&stamp()).unwrap();
        assert_eq!(branch.check_height(&other, &first, &root, &limits), Err(InclusionError::Coinbase));
    }

    #[test]
    fn the_first_transaction_measures_partial_trees_too() {
        let coinbase = Transaction::parse(&hex(GENESIS)).unwrap();
        let limits = Limits::default();
        for others in 0..=8 {
            let ids = [&[*coinbase.id()][..], &ids(others)].concat();
            let root = root(Rule::Bitcoin, &ids).unwrap();
            let first = proof(Rule::Bitcoin, &ids, 0).unwrap();
            let bytes = Parts::new(&ids, &[others]).bytes(&root, others + 1);
            let block = MerkleBlock::parse(&bytes).unwrap();
            assert_eq!(block.check_height(&coinbase, &first, &limits), Ok(()), "{others}");
            let other = Transaction::parse(&stamp()).unwrap();
            assert_eq!(block.check_height(&other, &first, &limits), Err(InclusionError::Coinbase));
            if others > 0 {
                assert_eq!(block.check_height(&coinbase, &first[1..], &limits), Err(InclusionError::Root));
                // As if the two halves of the tree were its transactions.
                let halves = [first_half(&ids), second_half(&ids)];
                let low = Parts::new(&halves, &[1]).bytes(&root, 2);
                let low = MerkleBlock::parse(&low).unwrap();
                let want = if first.len() == 1 { Ok(()) } else { Err(InclusionError::Height) };
                assert_eq!(low.check_height(&coinbase, &first, &limits), want, "{others}");
            }
        }
    }

    /// The node below the root on the left.
    fn first_half(ids: &[Hash]) -> Hash {
        root(Rule::Bitcoin, &ids[..1 << (height(ids.len() as u32) - 1)]).unwrap()
    }

    /// The node below the root on the right: the last step of the way of the first transaction.
    fn second_half(ids: &[Hash]) -> Hash {
        *proof(Rule::Bitcoin, ids, 0).unwrap().last().unwrap()
    }

    #[test]
    fn refuses_equal_siblings_and_long_branches() {
        let [a, b] = [[1; 32], [2; 32]];
        let left = Branch { index: 1, siblings: vec![a] };
        assert_eq!(left.root(&a, &Limits::default()), Err(InclusionError::Duplicate));
        let then = Branch { index: 0, siblings: vec![a, b] };
        assert_eq!(then.root(&a, &Limits::default()), Err(InclusionError::Duplicate));
        let limits = Limits { path: 1, ..Limits::default() };
        let error = InclusionError::Limit(Limit::Path.reached(1));
        assert_eq!(Branch { index: 0, siblings: vec![b, b] }.root(&a, &limits), Err(error));
    }

    /// The tree that leads to the transactions at `wanted`, by the definition of BIP-37.
    struct Parts {
        hashes: Vec<Hash>,
        flags: Vec<bool>,
    }

    impl Parts {
        fn new(ids: &[Hash], wanted: &[u32]) -> Self {
            let mut parts = Self { hashes: Vec::new(), flags: Vec::new() };
            parts.add(ids, wanted, height(ids.len() as u32), 0);
            parts
        }

        fn add(&mut self, ids: &[Hash], wanted: &[u32], height: u32, at: u32) {
            let (start, end) = (at << height, ((at + 1) << height).min(ids.len() as u32));
            let leads = wanted.iter().any(|index| (start..end).contains(index));
            self.flags.push(leads);
            if height == 0 || !leads {
                let mut hash = root(Rule::Bitcoin, &ids[start as usize..end as usize]).unwrap();
                // A part at the right edge is lower than its place: it is paired with itself up to there.
                for _ in self::height(end - start)..height {
                    hash = Rule::Bitcoin.node(&hash, &hash);
                }
                self.hashes.push(hash);
                return;
            }
            self.add(ids, wanted, height - 1, at * 2);
            if (at * 2 + 1) << (height - 1) < ids.len() as u32 {
                self.add(ids, wanted, height - 1, at * 2 + 1);
            }
        }

        fn bytes(&self, root: &Hash, transactions: u32) -> Vec<u8> {
            let mut flags = vec![0; self.flags.len().div_ceil(8)];
            for (at, flag) in self.flags.iter().enumerate() {
                flags[at / 8] |= u8::from(*flag) << (at % 8);
            }
            let mut bytes = raw(&[0; 32], root, 0, 0, 0);
            bytes.extend(transactions.to_le_bytes());
            bytes.push(self.hashes.len() as u8);
            bytes.extend(self.hashes.concat());
            bytes.push(flags.len() as u8);
            [bytes, flags].concat()
        }
    }

    #[test]
    fn merkle_blocks_show_where_their_transactions_stand() {
        for count in 1..=20 {
            let ids = ids(count);
            let root = root(Rule::Bitcoin, &ids).unwrap();
            for (first, second) in (0..count).flat_map(|first| (first..count).map(move |second| (first, second))) {
                let bytes = Parts::new(&ids, &[first, second]).bytes(&root, count);
                let block = MerkleBlock::parse(&bytes).unwrap();
                assert_eq!(block.header().merkle_root(), root);
                for (index, id) in (0..).zip(&ids) {
                    let want = (index == first || index == second).then_some(index);
                    assert_eq!(block.index_of(id), want, "{index} of {count}");
                }
            }
        }
    }

    #[test]
    fn refuses_other_trees() {
        let ids = ids(5);
        let root = root(Rule::Bitcoin, &ids).unwrap();
        let parts = || Parts::new(&ids, &[1]);
        let good = parts().bytes(&root, 5);
        let mut more_hashes = parts();
        more_hashes.hashes.push([0; 32]);
        let mut fewer_hashes = parts();
        fewer_hashes.hashes.pop();
        let mut more_flags = parts();
        more_flags.flags.extend([false; 8]);
        let mut padding = parts();
        padding.flags.resize(8, false);
        *padding.flags.last_mut().unwrap() = true;
        let mut fewer_flags = good.clone();
        let length = fewer_flags.len();
        fewer_flags[length - 2] = 0;
        fewer_flags.pop();
        let cases = [
            ("trailing", [&good[..], &[0]].concat(), InclusionError::Trailing),
            ("a hash more", more_hashes.bytes(&root, 5), InclusionError::Unused),
            ("a hash less", fewer_hashes.bytes(&root, 5), InclusionError::Unused),
            ("a byte of flags more", more_flags.bytes(&root, 5), InclusionError::Unused),
            ("padding that is not zero", padding.bytes(&root, 5), InclusionError::Unused),
            ("no flags", fewer_flags, InclusionError::Unused),
            ("no transactions", parts().bytes(&root, 0), InclusionError::Transactions),
            ("too many transactions", parts().bytes(&root, 16_667), InclusionError::Transactions),
            ("fewer transactions than hashes", parts().bytes(&root, 2), InclusionError::Transactions),
            ("another root", parts().bytes(&[9; 32], 5), InclusionError::Root),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(MerkleBlock::parse(&bytes), Err(want), "{name}");
        }
        for end in 0..good.len() {
            assert_eq!(MerkleBlock::parse(&good[..end]), Err(InclusionError::Truncated), "{end}");
        }
        for (at, bit) in (76 + 4..good.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = good.clone();
            changed[at] ^= 1 << bit;
            let same = MerkleBlock::parse(&changed).is_ok_and(|block| block.index_of(&ids[1]) == Some(1));
            // Neither the count of transactions is in the hash nor which leaves are asked for: the first is also there.
            let unhashed = at < 84 || (at, bit) == (good.len() - 1, 3);
            assert!(!same || unhashed, "byte {at}, bit {bit}");
        }
    }

    #[test]
    fn refuses_transactions_that_were_repeated() {
        let three = ids(3);
        let root = root(Rule::Bitcoin, &three).unwrap();
        let mutated = [&three[..], &three[2..]].concat();
        let mut parts = Parts { hashes: vec![], flags: vec![true, false, true, true, true] };
        parts.hashes = vec![Rule::Bitcoin.node(&three[0], &three[1]), mutated[2], mutated[3]];
        assert_eq!(MerkleBlock::parse(&parts.bytes(&root, 4)), Err(InclusionError::Duplicate));
    }
}
