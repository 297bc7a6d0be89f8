//! Places in a document: as many as are reported on, their pointers, and what is known of each.

use crate::json::{NodeId, Value};
use crate::limits::Limit;
use crate::policy::Policy;
use crate::report::Finding;

/// Leaves the first entries of a list, as many as are reported on, and says whether there were more.
pub(super) fn within_limit<T>(entries: &mut Vec<T>, policy: &Policy) -> Option<Finding> {
    let most = policy.limits.entries;
    let over = u32::try_from(entries.len()).map_or(true, |count| count > most);
    entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    over.then(|| Finding::limit(Limit::Entries.reached(most)))
}

/// The longest JSON pointer of a place, in bytes. In the credentials of the fixtures none has more than 150, and names
/// that are IRIs make one of several hundred; a place further down is told by what it stands in.
pub(super) const LONGEST_POINTER: usize = 512;

/// The JSON pointers of places, relative to the document they are part of, found in one walk over it.
pub(super) fn pointers(document: Value<'_>, places: Vec<NodeId>) -> Vec<String> {
    if places.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<_> = places.into_iter().enumerate().collect();
    order.sort_unstable_by_key(|(_, at)| *at);
    let found = document.pointers_up_to(LONGEST_POINTER, order.iter().map(|(_, at)| *at));
    let mut found: Vec<_> = found.zip(&order).map(|(pointer, (index, _))| (*index, pointer)).collect();
    found.sort_unstable_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, pointer)| pointer).collect()
}

/// Something about each place of a document, which may be a small part of a large one.
pub(super) struct Places<T> {
    first: usize,
    list: Vec<T>,
    elsewhere: T,
}

impl<T: Copy> Places<T> {
    pub(super) fn new(document: Value<'_>, elsewhere: T) -> Self {
        let first = document.id().index();
        let count = document.end().index().saturating_sub(first);
        Self { first, list: vec![elsewhere; count], elsewhere }
    }

    pub(super) fn set(&mut self, at: NodeId, what: T) {
        let place = at.index().checked_sub(self.first).and_then(|place| self.list.get_mut(place));
        if let Some(place) = place {
            *place = what;
        }
    }

    pub(super) fn at(&self, at: NodeId) -> T {
        let place = at.index().checked_sub(self.first).and_then(|place| self.list.get(place));
        place.copied().unwrap_or(self.elsewhere)
    }
}
