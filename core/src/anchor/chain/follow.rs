//! From the entry that a proof names to a block that the policy trusts, through what the caller supplied.

use crate::anchor::ladder::{Anchor, Place, Standing};
use crate::policy::Policy;
use crate::report::{Finding, Reason};
use crate::resources::Resources;

/// Follows an anchor up the ladder.
pub(crate) fn follow(anchor: &Anchor, _resources: &Resources, _policy: &Policy) -> Standing {
    match &anchor.place {
        Place::Judged(standing) => standing.clone(),
        Place::Pending(_) => Standing::nothing(Finding::undetermined(Reason::AnchorPending)),
        Place::Unknown(name) => {
            Standing::nothing(Finding::undetermined(Reason::AnchorUnsupported).with("name", name.as_str()))
        }
        Place::Transaction { .. } | Place::BlockRoot { .. } => {
            Standing::nothing(Finding::undetermined(Reason::CheckNotReached))
        }
    }
}
