//! The profile of a document, by what is signed of it, and the check that the document follows its rules.

use super::checks::Checks;
use super::claims::problem_reason;
use super::document::{pointers, within_limit};
use super::proof::Judged;
use super::proofs::Weighed;
use crate::credential::{self, Claims, Detected, Names, Obligation, Profile};
use crate::json::Value;
use crate::policy::Policy;
use crate::proof::data_integrity::Transformation;
use crate::report::{CheckId, Finding, Reason, Weight};

/// The profile, by the types that are stated or, where the JSON is signed, by the contexts that are signed with it: those
/// that a proof does not state anybody may have added.
pub(super) fn signed(
    form: Transformation,
    document: Value<'_>,
    detected: &Detected,
    claims: &Claims<'_>,
    judged: &[Judged<'_>],
    weighed: &Weighed,
) -> Option<Profile> {
    if form == Transformation::Rdfc {
        return Profile::of_statements(claims, detected.profile);
    }
    let proven = judged.iter().zip(&weighed.proven).filter(|(_, proven)| **proven).map(|(judged, _)| judged);
    let json = proven.filter(|judged| judged.transformation() == Some(Transformation::Jcs));
    let stated = json.filter_map(|judged| judged.value.get("@context")).map(|stated| stated.items_or_self().count());
    match stated.min() {
        Some(stated) => Profile::of_names(document, stated),
        None => detected.profile,
    }
}

/// Holds the document against the rules of its profile. While the statements that are signed cannot be read, there are no
/// `names`: a type, and what a rule asks for, is known by what the contexts make of it.
pub(super) fn check(
    checks: &mut Checks<'_>,
    policy: &Policy,
    document: Value<'_>,
    detected: &Detected,
    names: Option<Names<'_>>,
) {
    let id = CheckId::ModelProfile;
    if detected.profile.is_none() {
        return checks.add(id, "", Finding::absent());
    }
    let Some(names) = names else {
        return checks.not_reached(&[id]);
    };
    let Some(mut breaches) = credential::breaches(document, detected, names) else {
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
pub(super) fn unknown(checks: &mut Checks<'_>) {
    let unsupported = Finding::undetermined(Reason::CheckUnsupported).with("name", "the rules of this profile");
    checks.add_weighted(CheckId::ModelProfile, "", unsupported, Weight::Informative);
}
