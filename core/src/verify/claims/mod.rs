//! What a document claims, held against the policy: when it is in force, whom it is for, what its issuer says of it elsewhere.

pub(super) mod model;
pub(super) mod period;
pub(super) mod presented;
pub(super) mod profile;
pub(super) mod resource;
pub(super) mod revocation_list;
pub(super) mod validity;

use crate::credential::{Claims, Detected, Entry, Kind};
use crate::json::Value;
use crate::policy::{Policy, TrustedIssuer};
use crate::report::{CheckId, Finding, Reason, clipped};
use crate::verify::checks::Checks;
use crate::verify::found::{Found, Subject};
use crate::verify::places::{pointers, within_limit};
use crate::verify::session::Session;

/// Checks everything that follows from the claims alone.
pub(crate) fn check(
    session: &Session<'_>,
    found: &mut Found<'_>,
    subject: &Subject<'_>,
    detected: &Detected,
    claims: &Claims<'_>,
) {
    let document = subject.value;
    let mut repeated = claims.repeated.clone();
    repeated.dedup();
    let over = within_limit(&mut repeated, session.policy);
    let scopes = pointers(document, repeated.iter().map(|(_, at)| *at).collect());
    for ((member, _), scope) in repeated.iter().zip(scopes) {
        let finding = Finding::failed(Reason::ModelCardinality).with("name", member.term());
        found.checks.add(CheckId::ModelMembers, scope, finding);
    }
    if let Some(finding) = over {
        found.checks.add(CheckId::ModelMembers, "", finding);
    }
    found.checks.add(CheckId::IssuerTrusted, "", trusted(session, detected, claims));
    validity::check(session, &mut found.checks, document, claims);
    entries(&mut found.checks, session.policy, CheckId::StatusEntry, document, &claims.status, |entry| {
        Finding::undetermined(Reason::StatusUnsupported).with("name", type_of(entry))
    });
    entries(&mut found.checks, session.policy, CheckId::Schema, document, &claims.schemas, |entry| {
        Finding::undetermined(Reason::SchemaUnsupported).with("name", type_of(entry))
    });
    entries(&mut found.checks, session.policy, CheckId::Resource, document, &claims.related_resources, |entry| {
        resource::finding(session, entry)
    });
    // Of a presentation what it presents answers.
    if detected.kind != Kind::Presentation {
        found.checks.add(CheckId::Recipient, "", recipient(session.policy, subject, claims));
    }
    entries(&mut found.checks, session.policy, CheckId::Evidence, document, &claims.evidence, |_| {
        Finding::not_applicable(Reason::PolicyNotRequested)
    });
}

pub(crate) fn trusted(session: &Session<'_>, detected: &Detected, claims: &Claims<'_>) -> Finding {
    let Some(trusted) = session.policy.trusted_issuers.as_ref().filter(|_| detected.kind == Kind::Credential) else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    match claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()) {
        None => Finding::failed(Reason::IssuerMissing),
        Some(issuer) => trust(trusted, issuer),
    }
}

/// Whether an issuer is among the trusted ones.
pub(crate) fn trust(trusted: &[TrustedIssuer], issuer: &str) -> Finding {
    if trusted.iter().any(|trusted| trusted.id == issuer) {
        Finding::passed()
    } else {
        Finding::failed(Reason::IssuerNotTrusted).with("issuer", clipped(issuer))
    }
}

/// One check for each entry, or one that says there is none.
fn entries<'c, 'd>(
    checks: &mut Checks<'_>,
    policy: &Policy,
    id: CheckId,
    document: Value<'_>,
    entries: &'c [Entry<'d>],
    judge: impl Fn(&'c Entry<'d>) -> Finding,
) {
    let mut listed: Vec<_> = entries.iter().collect();
    let over = within_limit(&mut listed, policy);
    let scopes = pointers(document, listed.iter().map(|entry| entry.at).collect());
    for (entry, scope) in listed.into_iter().zip(scopes) {
        checks.add(id, scope, judge(entry));
    }
    if let Some(finding) = over {
        checks.add(id, "", finding);
    } else if entries.is_empty() {
        checks.add(id, "", Finding::absent());
    }
}

fn type_of(entry: &Entry<'_>) -> String {
    entry.types.first().map_or_else(|| "none".to_owned(), |name| clipped(name))
}

/// Whether a credential is about whom the caller expects.
fn recipient(policy: &Policy, subject: &Subject<'_>, claims: &Claims<'_>) -> Finding {
    let Some(expected) = policy.expected_recipient.as_deref().filter(|_| subject.answers) else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    if claims.subjects.iter().any(|subject| subject.id.as_deref() == Some(expected)) {
        Finding::passed()
    } else {
        Finding::failed(Reason::RecipientDiffers)
    }
}
