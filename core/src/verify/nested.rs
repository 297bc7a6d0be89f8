//! The documents within a document, each judged on its own.

use super::found::{Found, Subject};
use super::places::pointers;
use super::session::Session;
use crate::credential::{self, Kind, Part};
use crate::digest::DigestAlgorithm;
use crate::json::{self, Value};
use crate::jsonld::Loader;
use crate::limits::Limit;
use crate::report::{CheckId, Finding, InputDigest, Nested, Outcome, Reason, Report, Role, Verdict, clipped};
use std::sync::Arc;

/// One document's way through the checks.
pub(super) type Corridor = fn(&mut Session<'_>, &Loader<'_>, &Subject<'_>, Found<'_>) -> Report;

/// What was found about the documents within a document.
#[derive(Debug, Default)]
pub(super) struct Within {
    /// Their reports, as many as there is room for.
    pub(super) reports: Vec<Nested>,
    /// How each of them ended.
    pub(super) endings: Vec<Ending>,
    /// Whether one of those that share the statements of this one is not known to be by whom it says.
    pub(super) is_unclear: bool,
}

/// How a document within another one ended, as far as that one depends on it.
#[derive(Debug)]
pub(super) struct Ending {
    pub(super) role: Role,
    pub(super) is_verified: bool,
    /// Whether it is about whom the caller expects.
    pub(super) recipient: Option<Outcome>,
    /// Whom it is about, if that is one.
    pub(super) subject: Option<String>,
}

impl Ending {
    fn of(role: Role, report: &Report) -> Self {
        let mut subjects = report.summary.subjects.iter().map(|subject| subject.id.as_deref());
        let first = subjects.next().flatten();
        Self {
            role,
            is_verified: report.verdict == Verdict::Verified,
            recipient: report.outcome_of(CheckId::Recipient),
            subject: first.filter(|_| subjects.all(|subject| subject == first)).map(str::to_owned),
        }
    }
}

/// The check that tells how documents of a role ended.
pub(super) fn check_of(role: Role) -> CheckId {
    match role {
        Role::Presented => CheckId::PresentationCredential,
        Role::Part => CheckId::Part,
        Role::Endorsement => CheckId::Endorsement,
    }
}

/// Judges the documents within a document, each on its own, by the same way that it goes itself. Of all of them the checks
/// tell; their reports are kept until those of the whole input have no room.
pub(super) fn verify(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'_>,
    found: &mut Found<'_>,
    parts: &[Part],
    corridor: Corridor,
) -> Within {
    let mut within = Within::default();
    let scopes = pointers(subject.value, parts.iter().map(|part| part.at).collect());
    for (part, at) in parts.iter().zip(scopes) {
        let role = match part.role {
            credential::Role::Presented => Role::Presented,
            credential::Role::Part => Role::Part,
            credential::Role::Endorsement => Role::Endorsement,
        };
        let id = check_of(role);
        let Some(value) = subject.value.document().value(part.at) else { continue };
        let policy = session.policy;
        let depth = subject.depth.saturating_add(1);
        let is_link = is_link(value);
        let finding = if is_link {
            // What stands there today, nobody signed.
            Finding::undetermined(Reason::CheckUnsupported).with("name", "documents that are only linked to")
        } else if value.as_str().is_some_and(|text| !credential::is_compact(text)) {
            Finding::failed(Reason::ModelWrongType).with("name", "a text that is no credential")
        } else if !value.is_object() {
            Finding::undetermined(Reason::CheckUnsupported).with("name", "credentials secured with JOSE")
        } else if depth > policy.limits.nesting {
            Finding::limit(Limit::Nesting.reached(policy.limits.nesting))
        } else if session.left.documents == 0 {
            Finding::limit(Limit::Documents.reached(policy.limits.documents))
        } else {
            session.left.documents = session.left.documents.saturating_sub(1);
            let answers = subject.answers && part.role == credential::Role::Presented;
            let inner = Subject { value, input: Arc::clone(&subject.input), depth, answers };
            let report = corridor(session, loader, &inner, Found::of_part(policy));
            let finding = if is_presentation(value) {
                Finding::failed(Reason::ModelObjectType).with("name", "type")
            } else {
                nested_finding(&report)
            };
            for need in &report.needs {
                found.needs.add(need.clone().at(&at));
            }
            within.endings.push(Ending::of(role, &report));
            let nested = Nested { role, at: at.clone(), report: identified(report, value) };
            keep(session, &mut within.reports, nested);
            finding
        };
        within.is_unclear |= role != Role::Presented && !is_link && !finding.is_passed();
        found.checks.add(id, at, finding);
    }
    within
}

/// Keeps a report if there is room; that of what it has within it is taken already. After the first for which there is
/// none, no other is kept, so that it can be told where they end.
fn keep(session: &mut Session<'_>, reports: &mut Vec<Nested>, nested: Nested) {
    let length = nested.report.own_length().saturating_add(nested.at.len()).saturating_add(FRAME);
    match session.left.report.checked_sub(length) {
        Some(rest) => {
            session.left.report = rest;
            reports.push(nested);
        }
        None => session.left.report = 0,
    }
}

/// What a report within another one takes beside itself and its place.
const FRAME: usize = 64;

/// Whether it only says where a document is that is not shown: what that says, nobody knows.
fn is_link(value: Value<'_>) -> bool {
    let mut members = value.members();
    match (members.next(), members.next()) {
        (Some(only), None) if matches!(only.name(), "@id" | "id") => only.value.as_str().is_some(),
        (None, None) => value.as_str().is_some_and(credential::is_url),
        _ => false,
    }
}

/// Whether it is shown as a presentation. Where a credential is expected nothing else will do; what shows itself as one
/// and is not is rejected in its own report.
fn is_presentation(value: Value<'_>) -> bool {
    let shown = credential::detect(value).map(|detected| detected.kind);
    matches!(shown, Ok(Kind::Presentation | Kind::EnvelopedPresentation))
}

/// How a document within another one ended. Who issued it is told only if that is proven.
fn nested_finding(report: &Report) -> Finding {
    let issuer = report.summary.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()).map(clipped);
    let finding = match report.verdict {
        Verdict::Verified => Finding::passed(),
        Verdict::Rejected => Finding::failed(Reason::NestedRejected),
        Verdict::Indeterminate => Finding::undetermined(Reason::NestedUndetermined),
    };
    match issuer {
        Some(issuer) if finding.is_passed() => finding.with("issuer", issuer),
        _ => finding,
    }
}

/// The input of a nested document is its canonical JSON: it has no bytes of its own.
fn identified(mut report: Report, value: Value<'_>) -> Report {
    let mut text = String::new();
    if json::canonicalize(value, &mut text).is_ok() {
        report.input =
            InputDigest { sha256: DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex(), bytes: text.len() };
    }
    report
}
