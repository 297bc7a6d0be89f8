//! Which block to trust: one that the caller pinned, or one that a chain of parent hashes ties to a pinned one.
//!
//! A pinned hash fixes all blocks before it and none after it: without judging votes or work, anyone can write a header on
//! top of a block. So only ancestors are trusted.

use super::{Hash, Header};
use crate::limits::{Limit, LimitReached, Limits};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A block that the caller trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its hash.
    pub hash: Hash,
    /// Its number, if the caller says so.
    pub number: Option<u64>,
}

/// How far a block is from one that the caller trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The trusted block.
    pub checkpoint: Hash,
    /// How many blocks later it came: none if it is the block itself. Each is a confirmation.
    pub links: u64,
}

/// Why a block is not tied to one that the caller trusts.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// There are more headers than the limit.
    Limit(LimitReached),
    /// The caller trusts no block of this chain.
    NoCheckpoint,
    /// A block does not have the number that its checkpoint or its place between two blocks gives it.
    Number {
        /// The number it should have.
        expected: u64,
        /// The number it has.
        found: u64,
    },
    /// No checkpoint is, or descends by the headers at hand from, the block.
    Unlinked,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(_) => f.write_str("a limit was reached"),
            Self::NoCheckpoint => f.write_str("no block of this chain is trusted"),
            Self::Number { expected, found } => write!(f, "a block has the number {found} instead of {expected}"),
            Self::Unlinked => f.write_str("no headers tie the block to one that is trusted"),
        }
    }
}

impl std::error::Error for LedgerError {}

/// Looks for a way from a checkpoint down to `block`, through the parents of `headers`.
///
/// Of several ways the first in the order of the checkpoints is taken.
///
/// # Errors
/// [`LedgerError`] if there is none.
pub fn find_trust(
    block: &Header,
    headers: &[Header],
    checkpoints: &[Checkpoint],
    limits: &Limits,
) -> Result<Trust, LedgerError> {
    if u32::try_from(headers.len()).map_or(true, |count| count > limits.headers) {
        return Err(LedgerError::Limit(Limit::Headers.reached(limits.headers)));
    }
    if checkpoints.is_empty() {
        return Err(LedgerError::NoCheckpoint);
    }
    let by_hash: BTreeMap<Hash, &Header> =
        headers.iter().chain([block]).map(|header| (header.hash(), header)).collect();
    // No header is walked over twice, so many checkpoints on one chain cost no more than one.
    let mut seen = BTreeSet::new();
    for checkpoint in checkpoints {
        let mut at = Checkpoint { ..*checkpoint };
        let mut links: u64 = 0;
        while let Some(header) = by_hash.get(&at.hash) {
            check_number(at.number, header)?;
            if header.hash() == block.hash() {
                return Ok(Trust { checkpoint: checkpoint.hash, links });
            }
            if !seen.insert(at.hash) {
                break;
            }
            at = Checkpoint { hash: header.parent_hash(), number: header.number().checked_sub(1) };
            links = links.saturating_add(1);
        }
    }
    Err(LedgerError::Unlinked)
}

fn check_number(expected: Option<u64>, header: &Header) -> Result<(), LedgerError> {
    match expected {
        Some(expected) if expected != header.number() => Err(LedgerError::Number { expected, found: header.number() }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::tests::Draft;
    use super::*;

    fn chain(length: u64) -> Vec<Header> {
        let mut headers: Vec<Header> = Vec::new();
        for number in 100..100 + length {
            let parent_hash = headers.last().map_or([1; 32], Header::hash);
            headers.push(Draft { parent_hash, number, ..Draft::default() }.header());
        }
        headers
    }

    fn find_trust(block: &Header, headers: &[Header], pins: &[Checkpoint]) -> Result<Trust, LedgerError> {
        super::find_trust(block, headers, pins, &Limits::default())
    }

    #[test]
    fn headers_have_a_limit() {
        let chain = chain(5);
        for (headers, want) in [(5, true), (4, false)] {
            let limits = Limits { headers, ..Limits::default() };
            let trust = super::find_trust(&chain[0], &chain, &[pin(&chain[4])], &limits);
            assert_eq!(trust.is_ok(), want);
            assert!(want || trust == Err(LedgerError::Limit(Limit::Headers.reached(4))));
        }
    }

    fn pin(header: &Header) -> Checkpoint {
        Checkpoint { hash: header.hash(), number: None }
    }

    #[test]
    fn trusts_a_pinned_block_and_its_ancestors() {
        let chain = chain(20);
        for (at, block) in chain.iter().enumerate() {
            for (top, pinned) in chain.iter().enumerate().skip(at) {
                let want = Trust { checkpoint: pinned.hash(), links: (top - at) as u64 };
                assert_eq!(find_trust(block, &chain, &[pin(pinned)]), Ok(want));
                let between: Vec<Header> = chain[at..=top].iter().rev().cloned().collect();
                assert_eq!(find_trust(block, &between, &[pin(pinned)]), Ok(want));
            }
        }
        assert_eq!(find_trust(&chain[3], &[], &[pin(&chain[3])]).unwrap().links, 0);
    }

    #[test]
    fn does_not_trust_what_comes_after() {
        let chain = chain(20);
        assert_eq!(find_trust(&chain[10], &chain, &[pin(&chain[9])]), Err(LedgerError::Unlinked));
        assert_eq!(find_trust(&chain[10], &chain, &[]), Err(LedgerError::NoCheckpoint));
        let fork = Draft { number: 110, parent_hash: chain[9].hash(), fields: 20, ..Draft::default() }.header();
        let all = [&chain[..], std::slice::from_ref(&fork)].concat();
        assert_eq!(find_trust(&fork, &all, &[pin(&chain[19])]), Err(LedgerError::Unlinked));
    }

    #[test]
    fn every_link_is_needed() {
        let chain = chain(12);
        for missing in 1..12 {
            let mut headers = chain.clone();
            headers.remove(missing);
            assert_eq!(find_trust(&chain[0], &headers, &[pin(&chain[11])]), Err(LedgerError::Unlinked), "{missing}");
        }
    }

    #[test]
    fn numbers_must_agree() {
        let chain = chain(3);
        let numbered = |number| Checkpoint { hash: chain[2].hash(), number: Some(number) };
        assert_eq!(find_trust(&chain[0], &chain, &[numbered(102)]).unwrap().links, 2);
        let wrong = find_trust(&chain[0], &chain, &[numbered(103)]);
        assert_eq!(wrong, Err(LedgerError::Number { expected: 103, found: 102 }));
        let child = Draft { number: 105, parent_hash: chain[2].hash(), ..Draft::default() }.header();
        let headers = [&chain[..], std::slice::from_ref(&child)].concat();
        let jump = find_trust(&chain[2], &headers, &[pin(&child)]);
        assert_eq!(jump, Err(LedgerError::Number { expected: 104, found: 102 }));
    }

    #[test]
    fn any_checkpoint_will_do() {
        let chain = chain(8);
        let elsewhere = Checkpoint { hash: [9; 32], number: None };
        let pins = [elsewhere, pin(&chain[1]), pin(&chain[2]), pin(&chain[6])];
        let want = Trust { checkpoint: chain[6].hash(), links: 2 };
        assert_eq!(find_trust(&chain[4], &chain, &pins), Ok(want));
    }
}
