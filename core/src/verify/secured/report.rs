//! From what was found to a report.

use crate::report::{Coverage, InputDigest, Nested, Report, Secured, Summary, Verdict};
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

/// A report that says what was found before there was a document to judge.
pub(crate) fn undecided(session: &Session<'_>, found: Found<'_>) -> Report {
    let shown = Shown { summary: Summary::default(), coverage: vec![Coverage::none()], nested: Vec::new() };
    conclude(session, found, None, shown, || None)
}
