//! The ledger: from the header of a block, over headers that name each other by hash, to a block that the caller trusts.
//!
//! To an ancestor of a trusted block the links are proof enough, for a hash has one past. A descendant has to show work:
//! each header on the way must carry the target that consensus prescribes, for whoever makes headers could otherwise choose
//! cheap ones, and together they must have cost as much as the hardest blocks that are known. Of several trusted blocks only
//! the latest says what comes after it: what leaves the chain before it is another chain, whatever it cost. Which blocks are
//! trusted, and how many must lie on an anchor, is the caller's.

use super::header::{Header, HeaderError, compact, target, within};
use super::network::{Adjustment, Network};
use super::uint256::Uint256;
use crate::limits::{LimitReached, Limits};
use crate::merkle::Hash;
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::fmt;

/// A block that the caller trusts to be part of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many blocks come before it.
    pub height: u64,
    /// Its hash, in the order of the wire.
    pub hash: Hash,
    /// Its target in the compact form; needed for blocks after it unless its header is supplied.
    pub bits: Option<u32>,
    /// The time of the first block of its period of 2,016; needed from the next period on, unless that header is supplied.
    pub period_start: Option<u32>,
}

/// Where a block stands towards a trusted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It comes before it.
    Ancestor,
    /// It comes after it.
    Descendant,
    /// It is the trusted block.
    Itself,
}

/// What headers prove of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands towards the trusted block.
    pub relation: Relation,
    /// The hash of that block.
    pub checkpoint: Hash,
    /// How many blocks come before it, if the height of the trusted block is right.
    pub height: u64,
    /// How many linked headers lie on it: up to the trusted block, and on from it.
    pub confirmations: u32,
    /// How many of those the trusted block itself fixes.
    pub links: u32,
    /// The work of the hardest block that is trusted, or fixed by one that is, as far as it is known.
    pub hardest: Uint256,
    /// The work that was checked: of the headers after the trusted block, from the block itself on.
    pub work: Uint256,
    /// When it was mined.
    pub time: Interval,
    /// Why further headers on it do not count.
    pub stopped: Option<LedgerError>,
}

impl Standing {
    /// Whether so many blocks lie on it, or it is itself the trusted block. Those that the trusted block does not fix must
    /// have cost as much as so many of the hardest ones.
    #[must_use]
    pub fn is_confirmed(&self, confirmations: u32) -> bool {
        let unfixed = confirmations.saturating_sub(self.links);
        let is_worked = self.work >= self.hardest.scaled(unfixed, 1);
        self.relation == Relation::Itself || (self.confirmations >= confirmations && is_worked)
    }
}

/// When a block was mined: two hours around the time in its header.
///
/// Nodes refuse a header whose time is more than two hours ahead, so the block is not older than that. It cannot be dated
/// back behind the median of the eleven blocks before it, which lies about an hour back: two hours are that and as much
/// again. The interval follows from the block alone, so that it is the same whatever other headers are supplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub to: Timestamp,
}

impl Interval {
    /// The interval of a block.
    #[must_use]
    pub fn of(block: &Header) -> Self {
        let time = Timestamp::from_unix(i64::from(block.time()));
        Self { from: time.minus_seconds(LOOSENESS), to: time.plus_seconds(LOOSENESS) }
    }
}

/// Why a block is not shown to be part of the chain.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// A header does not carry the target that consensus prescribes.
    Bits {
        /// Its height.
        height: u64,
        /// The target that it should carry, in the compact form.
        expected: u32,
        /// The target that it carries.
        found: u32,
    },
    /// Which target consensus prescribes does not follow from what was supplied, or not by rules that are known.
    BitsUnproven {
        /// The height of the first such header.
        height: u64,
    },
    /// The block is on a branch that leaves the chain before a trusted block.
    Fork,
    /// The trusted block has not so many ancestors as its links show.
    Height,
    /// There are more headers than the limit.
    Limit(LimitReached),
    /// No trusted block is given.
    NoCheckpoint,
    /// A header's time is not after the median of the eleven before it.
    Time {
        /// Its height.
        height: u64,
    },
    /// The headers do not lead from the block to a trusted one.
    Unlinked,
    /// A header is not worth its target.
    Work(HeaderError),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bits { height, expected, found } => {
                write!(f, "block {height} carries the target {found:08x}, and should carry {expected:08x}")
            }
            Self::BitsUnproven { height } => write!(f, "which target block {height} should carry is not known"),
            Self::Fork => f.write_str("the block is on a branch that leaves the chain before a trusted block"),
            Self::Height => f.write_str("the trusted block has not so many ancestors"),
            Self::Limit(reached) => write!(f, "there are more than {} headers", reached.value),
            Self::NoCheckpoint => f.write_str("no trusted block is given"),
            Self::Time { height } => write!(f, "the time of block {height} is not after those before it"),
            Self::Unlinked => f.write_str("the headers do not lead to a trusted block"),
            Self::Work(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LedgerError {}

/// Seconds by which the time in a header may be off.
pub(in super::super) const LOOSENESS: u32 = 2 * 60 * 60;

/// Blocks for which a target holds.
const PERIOD: u64 = 2_016;

/// Seconds that so many blocks should take.
const PERIOD_SECONDS: u32 = 14 * 24 * 60 * 60;

/// Blocks whose median time a block must come after.
const MEDIAN_OF: u64 = 11;

/// Finds where a block stands towards the trusted ones, over the supplied headers, in whatever order they are.
///
/// Of several trusted blocks that one counts towards which most headers lie on the block; of several continuations, the
/// one with most work.
///
/// # Errors
/// [`LedgerError`]; `Unlinked` and `BitsUnproven` say that something is missing, `Bits`, `Time` and `Work` that the way to
/// the trusted block breaks a rule.
///
/// # Examples
/// ```
/// use credstone::anchor::chain::bitcoin::{Checkpoint, Header, Network, Relation, standing};
/// use credstone::limits::Limits;
/// let block = Header::parse(&[7; 80])?;
/// let trusted = Checkpoint { height: 800_000, hash: block.hash(), bits: None, period_start: None };
/// let standing = standing(&block, &[], &[trusted], Network::Main, &Limits::default())?;
/// assert_eq!((standing.relation, standing.height), (Relation::Itself, 800_000));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn standing(
    block: &Header,
    headers: &[Header],
    checkpoints: &[Checkpoint],
    network: Network,
    limits: &Limits,
) -> Result<Standing, LedgerError> {
    within(headers.len(), limits).map_err(LedgerError::Limit)?;
    let rules = Rules { limit: network.limit(), adjustment: network.adjustment() };
    Ledger::new(block, headers, rules).standing(checkpoints)
}

/// What consensus says of targets.
#[derive(Clone, Copy, Debug)]
struct Rules {
    limit: Uint256,
    adjustment: Adjustment,
}

/// The supplied headers by hash.
struct Ledger<'h> {
    block: &'h Header,
    headers: BTreeMap<Hash, &'h Header>,
    rules: Rules,
}

impl<'h> Ledger<'h> {
    fn new(block: &'h Header, headers: &'h [Header], rules: Rules) -> Self {
        let headers = headers.iter().chain([block]).map(|header| (header.hash(), header)).collect();
        Self { block, headers, rules }
    }

    fn standing(&self, checkpoints: &[Checkpoint]) -> Result<Standing, LedgerError> {
        let mut best = Err(LedgerError::NoCheckpoint);
        let Some(latest) = checkpoints.iter().max_by_key(|checkpoint| checkpoint.height) else { return best };
        for checkpoint in checkpoints {
            let next = self.towards(checkpoint, latest);
            let better = match (&best, &next) {
                (Ok(best), Ok(next)) => rank(next) > rank(best),
                (Err(LedgerError::NoCheckpoint | LedgerError::Unlinked), _) | (Err(_), Ok(_)) => true,
                (_, Err(_)) => false,
            };
            if better {
                best = next;
            }
        }
        best
    }

    fn towards(&self, checkpoint: &Checkpoint, latest: &Checkpoint) -> Result<Standing, LedgerError> {
        if checkpoint.hash == self.block.hash() {
            return Ok(self.found(checkpoint, Relation::Itself, checkpoint.height, 0));
        }
        if let Some(links) = self.links_back(checkpoint) {
            let height = checkpoint.height.checked_sub(u64::from(links)).ok_or(LedgerError::Height)?;
            let mut standing = self.found(checkpoint, Relation::Ancestor, height, links);
            standing.links = links;
            let line = Line::up_to(checkpoint, self);
            standing.hardest = line.hardest();
            return Ok(self.extend(standing, line, checkpoint.hash));
        }
        let way = self.way_from(checkpoint).ok_or(LedgerError::Unlinked)?;
        if checkpoint.height < latest.height {
            return Err(self.before(checkpoint, latest, &way));
        }
        self.descendant(checkpoint, way)
    }

    /// What is known of a block that comes after a trusted one that is not the latest, which decides.
    fn before(&self, checkpoint: &Checkpoint, latest: &Checkpoint, way: &[&Header]) -> LedgerError {
        if way.iter().any(|header| header.hash() == latest.hash) {
            return LedgerError::Unlinked;
        }
        let length = u64::try_from(way.len()).unwrap_or(u64::MAX);
        let Some(back) = latest.height.checked_sub(checkpoint.height.saturating_add(length)) else {
            return LedgerError::Fork;
        };
        let fixed = usize::try_from(back).ok().and_then(|back| {
            let previous = |hash: &Hash| self.headers.get(hash).map(|header| header.previous());
            std::iter::successors(Some(latest.hash), previous).nth(back)
        });
        if fixed.is_some_and(|fixed| fixed != self.block.hash()) { LedgerError::Fork } else { LedgerError::Unlinked }
    }

    fn found(&self, checkpoint: &Checkpoint, relation: Relation, height: u64, confirmations: u32) -> Standing {
        let (checkpoint, time) = (checkpoint.hash, Interval::of(self.block));
        let (links, work, hardest) = (0, Uint256::ZERO, Uint256::ZERO);
        Standing { relation, checkpoint, height, confirmations, links, hardest, work, time, stopped: None }
    }

    /// The headers from the one of this hash back to the first that is not supplied.
    fn back_from(&self, hash: Hash) -> impl Iterator<Item = &'h Header> {
        let first = self.headers.get(&hash).copied();
        std::iter::successors(first, |header| self.headers.get(&header.previous()).copied())
    }

    /// How many links lead from the trusted block back to ours.
    fn links_back(&self, checkpoint: &Checkpoint) -> Option<u32> {
        let links = self.back_from(checkpoint.hash).position(|header| header.previous() == self.block.hash())?;
        u32::try_from(links).ok()?.checked_add(1)
    }

    /// The headers after the trusted block, up to ours.
    fn way_from(&self, checkpoint: &Checkpoint) -> Option<Vec<&'h Header>> {
        let mut way = Vec::new();
        for header in self.back_from(self.block.hash()) {
            way.push(header);
            if header.previous() == checkpoint.hash {
                way.reverse();
                return Some(way);
            }
        }
        None
    }

    fn descendant(&self, checkpoint: &Checkpoint, way: Vec<&'h Header>) -> Result<Standing, LedgerError> {
        let mut line = Line::up_to(checkpoint, self);
        let hardest = line.hardest();
        for header in way {
            line.push(header, &self.rules)?;
        }
        let height = line.next.saturating_sub(1);
        let mut standing = self.found(checkpoint, Relation::Descendant, height, 0);
        (standing.work, standing.hardest) = (work_of(self.block), hardest);
        Ok(self.extend(standing, line, self.block.hash()))
    }

    /// Counts the headers that follow on the last one of the line, as far as they keep the rules.
    fn extend(&self, mut standing: Standing, mut line: Line<'h, '_>, last: Hash) -> Standing {
        for header in self.continuation(last) {
            if let Err(error) = line.push(header, &self.rules) {
                standing.stopped = Some(error);
                break;
            }
            standing.confirmations = standing.confirmations.saturating_add(1);
            standing.work = standing.work.plus(&work_of(header));
        }
        standing
    }

    /// The headers that follow on a block, along the branch with most work.
    fn continuation(&self, last: Hash) -> Vec<&'h Header> {
        let mut children: BTreeMap<Hash, Vec<&'h Header>> = BTreeMap::new();
        for header in self.headers.values().filter(|header| header.meets(&self.rules.limit).is_ok()) {
            children.entry(header.previous()).or_default().push(header);
        }
        let (mut best, mut tip) = (Uint256::ZERO, last);
        let mut open = vec![(last, Uint256::ZERO)];
        let mut work_by_bits = BTreeMap::new();
        while let Some((hash, work)) = open.pop() {
            if work > best {
                (best, tip) = (work, hash);
            }
            for child in children.get(&hash).into_iter().flatten() {
                let own = work_by_bits.entry(child.bits()).or_insert_with(|| work_of(child));
                open.push((child.hash(), work.plus(own)));
            }
        }
        let mut way: Vec<_> = self.back_from(tip).take_while(|header| header.hash() != last).collect();
        way.reverse();
        way
    }
}

/// The trusted block itself first, then by the headers that lie on the block.
fn rank(standing: &Standing) -> (bool, u32) {
    (standing.relation == Relation::Itself, standing.confirmations)
}

fn work_of(header: &Header) -> Uint256 {
    header.target().map_or(Uint256::ZERO, |target| target.work())
}

/// Headers of consecutive heights that end with the last one judged, as far as they are supplied.
struct Line<'h, 'c> {
    checkpoint: &'c Checkpoint,
    headers: Vec<&'h Header>,
    /// The height of the header that comes next.
    next: u64,
}

impl<'h, 'c> Line<'h, 'c> {
    /// The trusted block and its ancestors; what is not supplied of them is not needed for every rule.
    fn up_to(checkpoint: &'c Checkpoint, ledger: &Ledger<'h>) -> Self {
        let next = checkpoint.height.saturating_add(1);
        let most = usize::try_from(next).unwrap_or(usize::MAX);
        let mut headers: Vec<_> = ledger.back_from(checkpoint.hash).take(most).collect();
        headers.reverse();
        Self { checkpoint, headers, next }
    }

    /// The work of the hardest header, or of the trusted block by its stated target.
    fn hardest(&self) -> Uint256 {
        let stated = self.checkpoint.bits.and_then(target).map(|target| target.work());
        self.headers.iter().map(|header| work_of(header)).chain(stated).max().unwrap_or(Uint256::ZERO)
    }

    /// Judges the next header and adds it.
    fn push(&mut self, header: &'h Header, rules: &Rules) -> Result<(), LedgerError> {
        let height = self.next;
        header.meets(&rules.limit).map_err(LedgerError::Work)?;
        let expected = self.expected_bits(rules).ok_or(LedgerError::BitsUnproven { height })?;
        if header.bits() != expected {
            return Err(LedgerError::Bits { height, expected, found: header.bits() });
        }
        if self.median_time().is_some_and(|median| header.time() <= median) {
            return Err(LedgerError::Time { height });
        }
        self.headers.push(header);
        self.next = height.saturating_add(1);
        Ok(())
    }

    fn at(&self, height: u64) -> Option<&'h Header> {
        let back = usize::try_from(self.next.checked_sub(height)?).ok()?;
        self.headers.get(self.headers.len().checked_sub(back)?).copied()
    }

    /// The target that the next header must carry, in the compact form.
    fn expected_bits(&self, rules: &Rules) -> Option<u32> {
        let before = self.next.checked_sub(1)?;
        let at_checkpoint = self.checkpoint.bits.filter(|_| before == self.checkpoint.height);
        let bits = self.at(before).map(Header::bits).or(at_checkpoint)?;
        match rules.adjustment {
            Adjustment::Unknown => None,
            Adjustment::Periodic if self.next.is_multiple_of(PERIOD) => {
                let first = self.next.checked_sub(PERIOD)?;
                let own = self.checkpoint.height / PERIOD == first / PERIOD;
                let at_checkpoint = self.checkpoint.period_start.filter(|_| own);
                let first = self.at(first).map(Header::time).or(at_checkpoint)?;
                adjusted(bits, first, self.at(before)?.time(), &rules.limit)
            }
            Adjustment::Never | Adjustment::Periodic => Some(bits),
        }
    }

    /// The median of the times that the next header must come after, if all of them are supplied.
    fn median_time(&self) -> Option<u32> {
        let first = self.next.saturating_sub(MEDIAN_OF);
        let mut times: Vec<u32> =
            (first..self.next).map(|height| self.at(height).map(Header::time)).collect::<Option<_>>()?;
        times.sort_unstable();
        times.get(times.len() / 2).copied()
    }
}

/// The target of a new period: the old one by the time that its blocks took, at most four times easier or harder.
fn adjusted(bits: u32, first: u32, last: u32, limit: &Uint256) -> Option<u32> {
    let took = last.saturating_sub(first).clamp(PERIOD_SECONDS / 4, PERIOD_SECONDS.saturating_mul(4));
    let next = target(bits)?.scaled(took, PERIOD_SECONDS).min(*limit);
    Some(compact(&next))
}

#[cfg(test)]
mod tests {
    use super::super::header::tests::raw;
    use super::*;
    use crate::limits::Limit;

    const EASY: u32 = 0x207f_ffff;

    /// As on the main network, but at the difficulty of a network of one's own.
    fn periodic() -> Rules {
        Rules { limit: Network::Regtest.limit(), adjustment: Adjustment::Periodic }
    }

    /// Mines a header: the first nonce that does.
    fn mine(previous: Hash, time: u32, bits: u32) -> Header {
        mine_over(previous, [7; 32], time, bits)
    }

    fn mine_over(previous: Hash, root: Hash, time: u32, bits: u32) -> Header {
        let limit = Network::Regtest.limit();
        let mut headers = (0..).map(|nonce| Header::parse(&raw(&previous, &root, time, bits, nonce)).unwrap());
        headers.find(|header| header.meets(&limit).is_ok()).unwrap()
    }

    /// So many headers, each `spacing` seconds after the one before, with the targets that consensus prescribes.
    fn chain(count: usize, spacing: u32) -> Vec<Header> {
        let mut headers = vec![mine([0; 32], 1_000_000, EASY)];
        while headers.len() < count {
            let last = headers[headers.len() - 1];
            let height = headers.len() as u64;
            let bits = if height.is_multiple_of(PERIOD) {
                let first = &headers[headers.len() - PERIOD as usize];
                adjusted(last.bits(), first.time(), last.time(), &Network::Regtest.limit()).unwrap()
            } else {
                last.bits()
            };
            headers.push(mine(last.hash(), last.time() + spacing, bits));
        }
        headers
    }

    fn trusted(headers: &[Header], height: usize) -> Checkpoint {
        Checkpoint { height: height as u64, hash: headers[height].hash(), bits: None, period_start: None }
    }

    fn judge(block: &Header, headers: &[Header], checkpoint: Checkpoint) -> Result<Standing, LedgerError> {
        standing(block, headers, &[checkpoint], Network::Regtest, &Limits::default())
    }

    #[test]
    fn finds_every_block_from_every_trusted_one() {
        let headers = chain(30, 600);
        let mut shuffled = headers.clone();
        shuffled.sort_by_key(Header::hash);
        for (height, block) in headers.iter().enumerate() {
            for checkpoint in 0..headers.len() {
                let standing = judge(block, &shuffled, trusted(&headers, checkpoint)).unwrap();
                let last = headers.len() - 1;
                let (relation, on_it, worked) = match height.cmp(&checkpoint) {
                    std::cmp::Ordering::Less => (Relation::Ancestor, last - height, last - checkpoint),
                    std::cmp::Ordering::Equal => (Relation::Itself, 0, 0),
                    std::cmp::Ordering::Greater => (Relation::Descendant, last - height, last - height + 1),
                };
                assert_eq!((standing.relation, standing.confirmations as usize), (relation, on_it));
                assert_eq!((standing.height, standing.stopped), (height as u64, None));
                // A header of this network takes two hashes.
                assert_eq!(standing.work, Uint256::from(2 * worked as u32));
            }
        }
    }

    #[test]
    fn confirmations_are_counted() {
        let headers = chain(10, 600);
        let at = |block: usize, checkpoint| judge(&headers[block], &headers, trusted(&headers, checkpoint)).unwrap();
        for (block, checkpoint, want) in [(3, 9, 6), (4, 9, 5), (3, 0, 6), (4, 0, 5), (9, 9, u32::MAX)] {
            let standing = at(block, checkpoint);
            assert!(standing.is_confirmed(want), "{block} towards {checkpoint}");
            assert_eq!(standing.is_confirmed(7), want == u32::MAX, "{block} towards {checkpoint}");
        }
    }

    #[test]
    fn a_gap_leads_nowhere() {
        let headers = chain(12, 600);
        for missing in 1..11 {
            let mut some = headers.clone();
            some.remove(missing);
            let back = judge(&headers[0], &some, trusted(&headers, 11));
            assert_eq!(back, Err(LedgerError::Unlinked), "{missing}");
            let on = judge(&headers[11], &some, trusted(&headers, 0));
            assert_eq!(on, Err(LedgerError::Unlinked), "{missing}");
        }
        assert_eq!(judge(&headers[3], &[], trusted(&headers, 9)), Err(LedgerError::Unlinked));
        let other = mine([9; 32], 5, EASY);
        assert_eq!(judge(&other, &headers, trusted(&headers, 9)), Err(LedgerError::Unlinked));
    }

    #[test]
    fn someone_must_be_trusted() {
        let headers = chain(8, 600);
        let with = |checkpoints: &[Checkpoint], limits: &Limits| {
            standing(&headers[1], &headers, checkpoints, Network::Regtest, limits)
        };
        assert_eq!(with(&[], &Limits::default()), Err(LedgerError::NoCheckpoint));
        let limits = Limits { headers: 7, ..Limits::default() };
        assert_eq!(with(&[trusted(&headers, 7)], &limits), Err(LedgerError::Limit(Limit::Headers.reached(7))));
        let nowhere = Checkpoint { hash: [9; 32], ..trusted(&headers, 0) };
        let near = trusted(&headers, 2);
        let far = trusted(&headers, 7);
        for checkpoints in [[nowhere, near, far], [far, near, nowhere], [near, nowhere, far]] {
            assert_eq!(with(&checkpoints, &Limits::default()).unwrap().confirmations, 6);
        }
        let itself = trusted(&headers, 1);
        assert_eq!(with(&[near, itself, far], &Limits::default()).unwrap().relation, Relation::Itself);
        let low = Checkpoint { height: 3, ..far };
        assert_eq!(with(&[low], &Limits::default()), Err(LedgerError::Height));
    }

    #[test]
    fn descendants_need_the_target_of_the_trusted_block() {
        let headers = chain(8, 600);
        let after = &headers[3..];
        let bare = trusted(&headers, 2);
        assert_eq!(judge(&headers[4], after, bare), Err(LedgerError::BitsUnproven { height: 3 }));
        let told = Checkpoint { bits: Some(EASY), ..bare };
        assert_eq!(judge(&headers[4], after, told).unwrap().confirmations, 3);
        let harder = Checkpoint { bits: Some(0x1d00_ffff), ..bare };
        let error = LedgerError::Bits { height: 3, expected: 0x1d00_ffff, found: EASY };
        assert_eq!(judge(&headers[4], after, harder), Err(error));
        // What the header says is certain, what the caller remembers is not.
        assert!(judge(&headers[4], &headers[2..], harder).is_ok());
        let on_main = standing(&headers[4], after, &[told], Network::Main, &Limits::default());
        assert_eq!(on_main, Err(LedgerError::Work(HeaderError::TooEasy { bits: EASY })));
        let limit = Network::Testnet3.limit_bits();
        let testnet = Checkpoint { bits: Some(limit), ..bare };
        let on_testnet = standing(&headers[4], after, &[testnet], Network::Testnet3, &Limits::default());
        assert_eq!(on_testnet, Err(LedgerError::Work(HeaderError::TooEasy { bits: EASY })));
    }

    #[test]
    fn networks_with_rules_of_their_own_are_not_judged() {
        let headers = chain(8, 600);
        let rules = Rules { adjustment: Adjustment::Unknown, ..periodic() };
        let ledger = Ledger::new(&headers[4], &headers, rules);
        let on = ledger.standing(&[trusted(&headers, 2)]);
        assert_eq!(on, Err(LedgerError::BitsUnproven { height: 3 }));
        assert_eq!(ledger.standing(&[trusted(&headers, 7)]).unwrap().relation, Relation::Ancestor);
        assert_eq!(Network::Testnet3.adjustment(), Adjustment::Unknown);
    }

    #[test]
    fn other_targets_count_for_nothing() {
        let mut headers = chain(6, 600);
        let last = headers[5];
        let harder = mine(last.hash(), last.time() + 1, 0x203f_ffff);
        headers.push(harder);
        let standing = judge(&headers[4], &headers, trusted(&headers, 0)).unwrap();
        let error = LedgerError::Bits { height: 6, expected: EASY, found: 0x203f_ffff };
        assert_eq!((standing.confirmations, standing.stopped), (1, Some(error)));
        assert_eq!(judge(&harder, &headers, trusted(&headers, 0)), Err(error));
    }

    #[test]
    fn work_that_was_not_done_counts_for_nothing() {
        let headers = chain(6, 600);
        let limit = Network::Regtest.limit();
        let idle =
            (0..).map(|nonce| Header::parse(&raw(&headers[5].hash(), &[1; 32], 1_003_600, EASY, nonce)).unwrap());
        let idle = idle.into_iter().find(|header| header.meets(&limit).is_err()).unwrap();
        let all = [&headers[..], &[idle]].concat();
        assert_eq!(judge(&headers[5], &all, trusted(&headers, 0)).unwrap().confirmations, 0);
        let error = LedgerError::Work(HeaderError::Work);
        assert_eq!(judge(&idle, &all, trusted(&headers, 0)), Err(error));
        // Towards an ancestor no work is asked for: the links are proof.
        let trusted = Checkpoint { height: 6, hash: idle.hash(), bits: None, period_start: None };
        assert_eq!(judge(&headers[0], &all, trusted).unwrap().confirmations, 6);
    }

    #[test]
    fn time_must_move_on() {
        let headers = chain(12, 600);
        let median = headers[6].time();
        let child = |time| mine(headers[11].hash(), time, EASY);
        for (time, want) in [(median - 1, false), (median, false), (median + 1, true)] {
            let block = child(time);
            let outcome = judge(&block, &headers, trusted(&headers, 5));
            assert_eq!(outcome.is_ok(), want, "{time}");
            if !want {
                assert_eq!(outcome, Err(LedgerError::Time { height: 12 }));
            }
            // With fewer than eleven headers before it the rule cannot be applied.
            assert!(judge(&block, &headers[5..], trusted(&headers, 5)).is_ok());
        }
    }

    #[test]
    fn the_branch_with_most_work_continues() {
        let headers = chain(10, 600);
        let mut fork = vec![mine_over(headers[5].hash(), [8; 32], headers[5].time() + 1, EASY)];
        for _ in 0..8 {
            let last = fork[fork.len() - 1];
            fork.push(mine_over(last.hash(), [8; 32], last.time() + 600, EASY));
        }
        let all = [&fork[..], &headers].concat();
        assert_eq!(judge(&headers[5], &all, trusted(&headers, 0)).unwrap().confirmations, 9);
        assert_eq!(judge(&headers[6], &all, trusted(&headers, 0)).unwrap().confirmations, 3);
    }

    /// The adjustments of the main network that its own nodes are tested with.
    #[test]
    fn adjusts_as_the_main_network_did() {
        let cases = [
            ("harder", 0x1d00_ffff, 1_261_130_161, 1_262_152_739, 0x1d00_d86a),
            ("not easier than the limit", 0x1d00_ffff, 1_231_006_505, 1_233_061_996, 0x1d00_ffff),
            ("at most four times harder", 0x1c05_a3f4, 1_279_008_237, 1_279_297_671, 0x1c01_68fd),
            ("at most four times easier", 0x1c38_7f6f, 1_263_163_443, 1_269_211_443, 0x1d00_e1fd),
            ("backwards", 0x1c05_a3f4, 1_279_297_671, 1_279_008_237, 0x1c01_68fd),
        ];
        for (name, bits, first, last, want) in cases {
            assert_eq!(adjusted(bits, first, last, &Network::Main.limit()), Some(want), "{name}");
        }
    }

    #[test]
    fn a_new_period_has_a_new_target() {
        let headers = chain(2_024, 300);
        assert_ne!(headers[2_016].bits(), EASY);
        let from = |first: usize, checkpoint| {
            Ledger::new(&headers[2_017], &headers[first..], periodic()).standing(&[checkpoint])
        };
        let genesis = trusted(&headers, 0);
        assert_eq!(from(0, genesis).unwrap().confirmations, 6);
        let late = trusted(&headers, 2_010);
        assert_eq!(from(2_010, late), Err(LedgerError::BitsUnproven { height: 2_016 }));
        let told = Checkpoint { period_start: Some(headers[0].time()), ..late };
        assert_eq!(from(2_010, told).unwrap().confirmations, 6);
        assert_eq!(from(2_011, told), Err(LedgerError::BitsUnproven { height: 2_011 }));
        let told = Checkpoint { bits: Some(EASY), ..told };
        assert_eq!(from(2_011, told).unwrap().confirmations, 6);
        let wrong = Checkpoint { period_start: Some(headers[0].time() + 600_000), ..told };
        assert!(matches!(from(2_011, wrong), Err(LedgerError::Bits { height: 2_016, .. })));
        // The start of an earlier period is not the start of this one.
        let last = Checkpoint { period_start: Some(headers[0].time()), ..trusted(&headers, 2_015) };
        assert_eq!(from(2_015, last).unwrap().confirmations, 6);
        assert_eq!(
            from(2_016, Checkpoint { bits: Some(EASY), ..last }),
            Err(LedgerError::BitsUnproven { height: 2_016 })
        );
        // Whoever keeps the old target mines cheaper blocks.
        let mut cheap = headers[..2_016].to_vec();
        for _ in 0..8 {
            let last = cheap[cheap.len() - 1];
            cheap.push(mine(last.hash(), last.time() + 300, EASY));
        }
        let outcome = Ledger::new(&cheap[2_017], &cheap, periodic()).standing(&[genesis]);
        let error = LedgerError::Bits { height: 2_016, expected: headers[2_016].bits(), found: EASY };
        assert_eq!(outcome, Err(error));
    }

    #[test]
    fn the_time_of_a_block_is_an_interval() {
        let block = mine([0; 32], 1_432_827_678, EASY);
        let interval = Interval::of(&block);
        assert_eq!(interval.from.to_string(), "2015-05-28T13:41:18Z");
        assert_eq!(interval.to.to_string(), "2015-05-28T17:41:18Z");
    }
}
