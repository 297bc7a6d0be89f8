//! Documents that do not say on which chain their contract is: it is asked on each that the policy accepts.
//!
//! At one address, several chains may have contracts of different owners, so only those count that belong to the issuer. On
//! one of these the document must be issued, and on none revoked.

use crate::report::{CheckId, Finding, Outcome, Reason};
use crate::verify::securing::judged::Judged;

/// Of a contract that was asked on several chains, what decides; with it, whatever else is missing.
pub(super) fn deciding(asked: Vec<Judged<'static>>) -> Option<Judged<'static>> {
    let own = of_issuer(asked);
    let first = own.iter().map(standing).min()?;
    let needs: Vec<_> =
        own.iter().filter(|judged| standing(judged) == first).flat_map(|judged| judged.needs.clone()).collect();
    let judged = own.into_iter().find(|judged| standing(judged) == first)?;
    Some(if first == Standing::Open { Judged { needs, ..judged } } else { judged })
}

/// Those that belong to the issuer; if that is not known of any, those that may.
fn of_issuer(asked: Vec<Judged<'static>>) -> Vec<Judged<'static>> {
    let binding = |judged: &Judged<'_>| step(judged, CheckId::IssuerBinding).map(|finding| finding.outcome);
    let wanted = [Outcome::Passed, Outcome::Undetermined];
    match wanted.into_iter().find(|wanted| asked.iter().any(|judged| binding(judged) == Some(*wanted))) {
        Some(wanted) => asked.into_iter().filter(|judged| binding(judged) == Some(wanted)).collect(),
        None => asked,
    }
}

/// What a contract says on one chain, in the order in which it decides. Of one that may be somebody else's, its word is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Revoked,
    /// What was supplied proves something else.
    Wrong,
    Open,
    Issued,
    /// It says nothing of the document, or is not there.
    Silent,
}

fn standing(judged: &Judged<'_>) -> Standing {
    let reason = |id| step(judged, id).and_then(|finding| finding.reason);
    let outcome = |id| step(judged, id).map(|finding| finding.outcome);
    let (status, binding) = (outcome(CheckId::StatusEntry), outcome(CheckId::IssuerBinding));
    let is_revoked = reason(CheckId::StatusEntry) == Some(Reason::StatusRevoked);
    match judged.outcome() {
        _ if is_revoked && binding == Some(Outcome::Passed) => Standing::Revoked,
        _ if is_silent(reason(CheckId::AnchorRoot)) => Standing::Silent,
        _ if binding == Some(Outcome::Undetermined) => Standing::Open,
        Outcome::Failed => Standing::Wrong,
        Outcome::Undetermined => Standing::Open,
        _ if status == Some(Outcome::Undetermined) => Standing::Open,
        _ => Standing::Issued,
    }
}

/// Whether there is nothing on a chain that speaks of the document.
fn is_silent(reason: Option<Reason>) -> bool {
    matches!(reason, Some(Reason::OaNoContract | Reason::OaNotIssued))
}

fn step<'j>(judged: &'j Judged<'_>, id: CheckId) -> Option<&'j Finding> {
    judged.steps.iter().find(|step| step.id == id).map(|step| &step.finding)
}
