//! The check that a document follows the rules of its profile.

use crate::credential::{self, Model, Obligation, Profile, View};
use crate::json::Value;
use crate::report::{CheckId, Finding, Reason, Weight};
use crate::verify::checks::Checks;
use crate::verify::faults::problem_reason;
use crate::verify::found::Found;
use crate::verify::places::{pointers, within_limit};

/// Holds the document against the rules of its profile. While the statements that are signed cannot be read, there are no
/// rules: a type, and what a rule asks for, is known by what the contexts make of it.
pub(crate) fn check(
    found: &mut Found<'_>,
    document: Value<'_>,
    profile: Option<Profile>,
    model: Model,
    view: &View<'_>,
) {
    let (policy, checks) = (found.policy, &mut found.checks);
    let id = CheckId::ModelProfile;
    let Some(profile) = profile else {
        return checks.add(id, "", Finding::absent());
    };
    if view.is_guessed {
        return checks.not_reached(&[id]);
    }
    let Some(mut breaches) = credential::breaches(view, profile, model) else {
        return unknown(checks);
    };
    // Several faults of one place are one check, as in `model.members`.
    breaches.dedup_by_key(|breach| breach.problem.at);
    let passed = breaches.iter().all(|breach| breach.obligation == Obligation::Should);
    let over = within_limit(&mut breaches, policy);
    let scopes = pointers(document, breaches.iter().map(|breach| breach.problem.at).collect());
    for (breach, scope) in breaches.iter().zip(scopes) {
        let finding = Finding::failed(problem_reason(breach.problem.kind)).with("name", breach.problem.member.term());
        let weight = if breach.obligation == Obligation::Must { Weight::Required } else { Weight::Informative };
        checks.add_weighted(id, scope, finding, weight);
    }
    match over {
        Some(finding) => checks.add(id, "", finding),
        None if passed => checks.pass(id, ""),
        None => {}
    }
}

/// Writes down that the rules of a profile are not known.
pub(crate) fn unknown(checks: &mut Checks<'_>) {
    let unsupported = Finding::undetermined(Reason::CheckUnsupported).with("name", "the rules of this profile");
    checks.add_weighted(CheckId::ModelProfile, "", unsupported, Weight::Informative);
}
