//! What a document claims, held against the policy: when it is in force, whom it is for, what its issuer says of it elsewhere.

pub(super) mod model;
pub(super) mod period;
pub(super) mod presented;
pub(super) mod profile;
mod recipient;
pub(super) mod resource;
pub(super) mod revocation_list;
pub(super) mod validity;

use crate::credential::{Claims, Entry, Kind, View};
use crate::did::same_url;
use crate::json::Value;
use crate::policy::{Policy, TrustedIssuer};
use crate::report::{CheckId, Finding, Reason, clipped};
use crate::verify::checks::Checks;
use crate::verify::found::{Found, Subject};
use crate::verify::places::{pointers, within_limit};
use crate::verify::session::Session;

/// The checks of what a document claims.
const OF_CLAIMS: [CheckId; 7] = [
    CheckId::IssuerTrusted,
    CheckId::Validity,
    CheckId::StatusEntry,
    CheckId::Schema,
    CheckId::Resource,
    CheckId::Recipient,
    CheckId::Evidence,
];

/// Checks everything that follows from the claims alone.
pub(crate) fn check(session: &Session<'_>, found: &mut Found<'_>, subject: &Subject<'_>, view: &View<'_>) {
    if !view.is_read {
        return found.checks.not_reached(&OF_CLAIMS);
    }
    let (document, claims, checks) = (subject.value, &view.claims, &mut found.checks);
    repeated(checks, session.policy, document, claims);
    validity::check(session, checks, document, claims);
    entries(checks, session.policy, CheckId::StatusEntry, document, &claims.status, |entry, _| {
        Finding::undetermined(Reason::StatusUnsupported).with("name", type_of(entry))
    });
    entries(checks, session.policy, CheckId::Schema, document, &claims.schemas, |entry, _| {
        Finding::undetermined(Reason::SchemaUnsupported).with("name", type_of(entry))
    });
    let needs = &mut found.needs;
    entries(checks, session.policy, CheckId::Resource, document, &claims.related_resources, |entry, scope| {
        let (finding, need) = resource::judge(session, entry);
        need.into_iter().for_each(|need| needs.add(need.at(scope)));
        finding
    });
    // Of a presentation what it presents answers.
    if view.kind != Ok(Kind::Presentation) {
        checks.add(CheckId::IssuerTrusted, "", trusted(session.policy, view));
        checks.add(CheckId::Recipient, "", recipient::finding(session.policy, subject, claims));
    }
    entries(checks, session.policy, CheckId::Evidence, document, &claims.evidence, |_, _| {
        Finding::not_applicable(Reason::PolicyNotRequested)
    });
}

/// Writes down which members have more values than they may.
fn repeated(checks: &mut Checks<'_>, policy: &Policy, document: Value<'_>, claims: &Claims<'_>) {
    let mut repeated = claims.repeated.clone();
    repeated.dedup();
    let over = within_limit(&mut repeated, policy);
    let scopes = pointers(document, repeated.iter().map(|(_, at)| *at).collect());
    for ((member, _), scope) in repeated.iter().zip(scopes) {
        let finding = Finding::failed(Reason::ModelCardinality).with("name", member.term());
        checks.add(CheckId::ModelMembers, scope, finding);
    }
    if let Some(finding) = over {
        checks.add(CheckId::ModelMembers, "", finding);
    }
}

fn trusted(policy: &Policy, view: &View<'_>) -> Finding {
    let Some(trusted) = policy.trusted_issuers.as_ref() else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    match view.claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()) {
        None => Finding::failed(Reason::IssuerMissing),
        Some(issuer) => trust(trusted, issuer),
    }
}

/// Whether an issuer is among the trusted ones.
pub(crate) fn trust(trusted: &[TrustedIssuer], issuer: &str) -> Finding {
    if trusted.iter().any(|trusted| is_of(trusted, issuer)) {
        Finding::passed()
    } else {
        Finding::failed(Reason::IssuerNotTrusted).with("issuer", clipped(issuer))
    }
}

/// Whether an entry of the policy's list is about an issuer.
pub(crate) fn is_of(trusted: &TrustedIssuer, issuer: &str) -> bool {
    same_url(&trusted.id, issuer)
}

/// One check for each entry, or one that says there is none.
fn entries<'c, 'd>(
    checks: &mut Checks<'_>,
    policy: &Policy,
    id: CheckId,
    document: Value<'_>,
    entries: &'c [Entry<'d>],
    mut judge: impl FnMut(&'c Entry<'d>, &str) -> Finding,
) {
    let mut listed: Vec<_> = entries.iter().collect();
    let over = within_limit(&mut listed, policy);
    let scopes = pointers(document, listed.iter().map(|entry| entry.at).collect());
    for (entry, scope) in listed.into_iter().zip(scopes) {
        let finding = judge(entry, &scope);
        checks.add(id, scope, finding);
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
