//! The steps in which a securing mechanism is followed, each a check of its own, and who stands at the end.

use super::checks::Scope;
use crate::report::{CheckId, Finding, Outcome, Reason};
use crate::time::Timestamp;

/// How one step ended, and where.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) id: CheckId,
    pub(super) scope: Scope,
    pub(super) finding: Finding,
}

/// Who made the entries, as far as that is proven.
#[cfg_attr(not(feature = "anchors"), expect(dead_code, reason = "nothing climbs in a build without anchors"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignedBy {
    /// These addresses.
    Addresses(Vec<Entry>),
    /// Nobody in particular: the policy accepts a chain of which anybody can make entries.
    Anybody,
}

/// An entry's signer, and when it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The chain, as its CAIP-2 identifier.
    pub(super) chain: &'static str,
    /// The address, as the chain writes it.
    pub(super) address: String,
    /// Between these two, in the order of time.
    pub(super) time: Option<(Timestamp, Timestamp)>,
}

/// Whether there is an anchor that counts.
pub(super) fn anchored(outcomes: &[Outcome]) -> Finding {
    if outcomes.is_empty() {
        Finding::absent()
    } else if outcomes.contains(&Outcome::Passed) {
        Finding::passed()
    } else if outcomes.contains(&Outcome::Undetermined) {
        Finding::undetermined(Reason::ProofNotProven)
    } else {
        Finding::failed(Reason::ProofNotProven)
    }
}
