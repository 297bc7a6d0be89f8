//! How far an anchored proof reaches: the rungs of its ladder, each a check of its own, and who stands at the top.

use super::checks::Scope;
use super::found::Found;
use crate::report::{CheckId, Finding, Need, Outcome, Reason, Weight};
use crate::time::Timestamp;

/// An anchored proof that was followed as far as it leads.
#[derive(Debug, Default)]
pub(super) struct Climb {
    /// The checks, in the order of the report.
    pub(super) rungs: Vec<(CheckId, Scope, Finding)>,
    /// What the caller could supply.
    pub(super) needs: Vec<Need>,
    /// Whether the one whom the document names made every entry.
    pub(super) binding: Option<SignedBy>,
    /// By when the document existed, if that is proven.
    #[cfg(feature = "anchors")]
    pub(super) time: Option<Timestamp>,
    /// The places of rungs on which nothing depends: of several anchors one is enough, and these are the others.
    pub(super) aside: Vec<Scope>,
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

impl Climb {
    /// With how the proofs before it are that it names; it covers them whatever it says of them.
    pub(super) fn after(mut self, scope: &Scope, on_previous: &Finding) -> Self {
        if on_previous.outcome != Outcome::NotApplicable {
            self.rungs.insert(0, (CheckId::ProofPrevious, scope.clone(), on_previous.clone()));
        }
        self
    }

    /// Whether the hash of the document is proven to be in a ledger that the policy trusts, whoever put it there.
    pub(super) fn is_anchored(&self) -> bool {
        let below = |id: CheckId| id <= CheckId::AnchorLedger;
        let mut rungs = self.rungs.iter().filter(|(id, ..)| below(*id)).peekable();
        let holds = |finding: &Finding| matches!(finding.outcome, Outcome::Passed | Outcome::NotApplicable);
        rungs.peek().is_some() && rungs.all(|(_, _, finding)| holds(finding)) && self.has(CheckId::AnchorLedger)
    }

    /// The worst outcome of the rungs on which something depends.
    pub(super) fn outcome(&self) -> Outcome {
        let rungs = self.rungs.iter().filter(|(_, scope, _)| !self.aside.contains(scope));
        Outcome::worst(rungs.map(|(_, _, finding)| finding.outcome))
    }

    fn has(&self, wanted: CheckId) -> bool {
        self.rungs.iter().any(|(id, _, finding)| *id == wanted && finding.is_passed())
    }
}

/// Writes a detached proof down: all depends on it, for the caller added it, but not on the anchors that it can do without.
pub(super) fn write_climb(found: &mut Found<'_>, climb: &Climb) {
    for (id, scope, finding) in &climb.rungs {
        let weight = if climb.aside.contains(scope) { Weight::Informative } else { Weight::Required };
        found.checks.add_weighted(*id, scope.clone(), finding.clone(), weight);
    }
    climb.needs.iter().for_each(|need| found.needs.add(need.clone()));
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
