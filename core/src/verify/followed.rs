//! The entries of ledgers that are known to hold.

use crate::anchor::ladder::{Anchor, Place, Standing};
use std::collections::BTreeMap;

/// Entries of ledgers that are known to hold: what follows from policy and resources alone, for all inputs of a batch.
///
/// What does not hold is not kept, and a transaction that was supplied holds one value: inputs cannot make a batch grow.
#[derive(Debug, Default)]
pub(super) struct Followed(BTreeMap<Key, Standing>);

/// The chain, the transaction and its value.
type Key = (&'static str, String, Vec<u8>);

impl Followed {
    /// How far an anchor leads, if it is known to hold; otherwise as `follow` finds, which is kept if it holds.
    pub(super) fn once(&mut self, anchor: &Anchor, follow: impl FnOnce() -> Standing) -> Standing {
        let key = key(anchor);
        if let Some(known) = key.as_ref().and_then(|key| self.0.get(key)) {
            return known.clone();
        }
        let standing = follow();
        // In a chain for tests everything holds, and nothing was supplied for it.
        if let Some(key) = key.filter(|_| standing.holds() && standing.transaction.is_passed()) {
            self.0.insert(key, standing.clone());
        }
        standing
    }
}

fn key(anchor: &Anchor) -> Option<Key> {
    match &anchor.place {
        Place::Transaction { chain, id } => Some((chain.caip2, id.clone(), anchor.value.clone())),
        _ => None,
    }
}
