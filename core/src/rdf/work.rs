//! What telling blank nodes apart may cost: calls of Hash N-Degree Quads and bytes, of each dataset and of all together.

use super::dataset::position;
use crate::limits::{Limit, LimitReached, Limits};

/// The work that canonicalizations may still do, each by itself and all together.
///
/// Whoever canonicalizes several datasets on behalf of one input passes the same value to each, so that many hard ones
/// cost no more than a few.
#[derive(Clone, Copy, Debug)]
pub struct CanonicalizationWork {
    each: Share,
    all: Share,
    /// What is left of the two.
    one_left: Share,
    all_left: Share,
}

#[derive(Clone, Copy, Debug)]
struct Share {
    calls: u32,
    bytes: u32,
}

impl CanonicalizationWork {
    /// What `limits` allow one input.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let each = Share { calls: limits.canonicalization_calls, bytes: limits.canonicalization_bytes };
        let all = Share { calls: limits.input_canonicalization_calls, bytes: limits.input_canonicalization_bytes };
        Self { each, all, one_left: each, all_left: all }
    }

    /// Begins with another dataset.
    pub(super) fn begin(&mut self) {
        self.one_left = self.each;
    }

    /// Pays for a call of the algorithm or for one more permutation in it.
    pub(super) fn call(&mut self) -> Result<(), LimitReached> {
        spend(&mut self.one_left.calls, 1, self.each.calls)?;
        spend(&mut self.all_left.calls, 1, self.all.calls)
    }

    /// Pays for bytes that are hashed, compared or copied.
    pub(super) fn bytes(&mut self, bytes: usize) -> Result<(), LimitReached> {
        spend(&mut self.one_left.bytes, bytes, self.each.bytes)?;
        spend(&mut self.all_left.bytes, bytes, self.all.bytes)
    }
}

/// Takes so much from what is left; nothing is left if that is too little.
fn spend(left: &mut u32, much: usize, limit: u32) -> Result<(), LimitReached> {
    let rest = position(*left).checked_sub(much).and_then(|rest| u32::try_from(rest).ok());
    *left = rest.unwrap_or(0);
    rest.map(|_| ()).ok_or(Limit::Canonicalization.reached(limit))
}
