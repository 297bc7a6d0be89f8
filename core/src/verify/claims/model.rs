//! Whether a document follows the rules of its data model.

use crate::credential::{self, DetectError, Detected, Kind, ProblemKind, View};
use crate::json::Value;
use crate::report::{CheckId, Finding, Reason, Weight};
use crate::verify::faults::problem_reason;
use crate::verify::found::Found;
use crate::verify::places::{pointers, within_limit};

/// Holds a document against the rules of its data model.
pub(crate) fn check(found: &mut Found<'_>, value: Value<'_>, detected: &Detected, view: &View<'_>) {
    let (policy, checks) = (found.policy, &mut found.checks);
    let problems = credential::structure(view, detected.kind, detected.model);
    checks.add(CheckId::ModelType, "", kind(view, detected.kind));
    let at_context = |kind| kind == ProblemKind::ContextOrder;
    if problems.iter().any(|problem| at_context(problem.kind)) {
        checks.add(CheckId::ModelContext, "/@context", Finding::failed(Reason::ModelContextOrder));
    } else {
        checks.pass(CheckId::ModelContext, "/@context");
    }
    // Several faults of one place are one check: the first is what a person mends first.
    let mut faults: Vec<_> = problems.iter().filter(|problem| !at_context(problem.kind)).collect();
    faults.sort_by_key(|problem| (problem.at, problem.kind.is_informative()));
    faults.dedup_by_key(|problem| problem.at);
    let over = within_limit(&mut faults, policy);
    let scopes = pointers(value, faults.iter().map(|problem| problem.at).collect());
    let mut passed = true;
    for (problem, scope) in faults.iter().zip(scopes) {
        let finding = Finding::failed(problem_reason(problem.kind)).with("name", problem.member.term());
        let weight = if problem.kind.is_informative() { Weight::Informative } else { Weight::Required };
        passed &= problem.kind.is_informative();
        checks.add_weighted(CheckId::ModelMembers, scope, finding, weight);
    }
    match over {
        Some(finding) => checks.add(CheckId::ModelMembers, "", finding),
        None if passed => checks.pass(CheckId::ModelMembers, ""),
        None => {}
    }
}

/// Whether what is secured is the kind of document that the input shows.
fn kind(view: &View<'_>, shown: Kind) -> Finding {
    match &view.kind {
        Ok(kind) if *kind == shown => Finding::passed(),
        Err(DetectError::Unknown) => Finding::failed(Reason::FormatUnknown),
        _ => Finding::failed(Reason::FormatAmbiguous),
    }
}
