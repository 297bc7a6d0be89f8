//! From what was found to a report.

use crate::credential::DetectError;
use crate::report::{CheckId, Coverage, Finding, InputDigest, Nested, Reason, Report, Secured, Summary, Verdict};
use crate::verify::found::{Found, Subject};
use crate::verify::session::Session;
use std::sync::Arc;

/// What a report shows besides its checks.
pub(crate) struct Shown {
    pub(crate) summary: Summary,
    pub(crate) coverage: Vec<Coverage>,
    pub(crate) nested: Vec<Nested>,
}

/// The report that the checks make; what is secured is kept only if they make it verified.
pub(crate) fn conclude(
    session: &Session<'_>,
    found: Found<'_>,
    subject: Option<&Subject<'_>>,
    shown: Shown,
    content: impl FnOnce() -> Option<Arc<dyn Secured>>,
) -> Report {
    let (checks, needs, format) = found.conclude(subject);
    let verdict = Verdict::of(&checks);
    let is_verified = verdict == Verdict::Verified;
    Report {
        at: session.policy.at.to_string(),
        input: InputDigest::default(),
        policy: session.policy_digest.to_owned(),
        verdict,
        format,
        summary: Summary { secured: is_verified, ..shown.summary },
        checks,
        needs,
        coverage: shown.coverage,
        nested: shown.nested,
        secured: if is_verified { content() } else { None },
    }
}

/// The report on something that is no document we read.
pub(crate) fn unreadable(session: &Session<'_>, mut found: Found<'_>, error: &DetectError) -> Report {
    let (id, finding) = match error {
        DetectError::Ambiguous => (CheckId::ModelType, Finding::failed(Reason::FormatAmbiguous)),
        DetectError::ContextMissing(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMissing)),
        DetectError::ContextMixed(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMixed)),
        DetectError::Unsupported(format) => {
            (CheckId::ModelType, Finding::undetermined(Reason::FormatUnsupported).with("name", format.name()))
        }
        DetectError::Unknown => (CheckId::ModelType, Finding::failed(Reason::FormatUnknown)),
    };
    if id == CheckId::ModelContext {
        found.checks.pass(CheckId::ModelType, "");
    }
    found.checks.add(id, "", finding);
    found.stop();
    undecided(session, found)
}

/// A report that says what was found before there was a document to judge.
pub(crate) fn undecided(session: &Session<'_>, found: Found<'_>) -> Report {
    let shown = Shown { summary: Summary::default(), coverage: vec![Coverage::none()], nested: Vec::new() };
    conclude(session, found, None, shown, || None)
}
