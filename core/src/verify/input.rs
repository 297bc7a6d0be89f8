//! Bytes into a document: what form they have, and whether they can be read.

use super::document;
use super::forms::{self, Given, read::Opening};
use super::found::{Found, Subject};
use super::secured::report::undecided;
use super::session::Session;
use crate::json::{Document, JsonError, JsonErrorKind};
use crate::jsonld::Loader;
use crate::limits::Limits;
use crate::report::{CheckId, Finding, Format, Need, Reason, Report};
use std::sync::Arc;

/// What an input is, without any word on whether it is genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What it is.
    pub format: Format,
    /// What a verification will certainly need.
    pub needs: Vec<Need>,
}

/// Says what `bytes` are.
#[must_use]
pub fn inspect(bytes: &[u8]) -> Inspection {
    let recognised = |given: &Given<'_, '_>| forms::recognise(given).map(|(_, format)| format);
    let format = recognised(&Given::Bytes(bytes)).or_else(|| {
        let document = Document::parse(bytes, &Limits::default()).ok()?;
        recognised(&Given::json(document.root()))
    });
    Inspection { format: format.unwrap_or_default(), needs: Vec::new() }
}

/// Judges an input from its first byte on.
pub(super) fn verify(session: &mut Session<'_>, loader: &Loader<'_>, bytes: &[u8]) -> Report {
    let mut found = Found::new(session.policy);
    let (given, nothing) = (Given::Bytes(bytes), Document::parse(b"null", &Limits::default()));
    if let (Some(_), Ok(nothing)) = (forms::recognise(&given), nothing) {
        let subject = Subject { value: nothing.root(), input: Arc::from(bytes), depth: 0, answers: true };
        forms::open(session, Opening { policy: session.policy, loader, subject: &subject }, &given, &mut found);
        return undecided(session, found);
    }
    found.checks.pass(CheckId::Container, "");
    match Document::parse(bytes, &session.policy.limits) {
        Ok(document) => {
            found.checks.pass(CheckId::Json, "");
            let subject = Subject { value: document.root(), input: Arc::from(bytes), depth: 0, answers: true };
            document::verify(session, loader, &subject, found)
        }
        Err(error) => {
            found.checks.add(CheckId::Json, "", json_finding(&error));
            found.stop();
            undecided(session, found)
        }
    }
}

/// The report on an input that could not be read.
pub(super) fn unreadable(session: &Session<'_>) -> Report {
    let mut found = Found::new(session.policy);
    found.checks.add(CheckId::Container, "", Finding::failed(Reason::InputUnreadable));
    found.stop();
    undecided(session, found)
}

fn json_finding(error: &JsonError) -> Finding {
    let reason = match error.kind {
        JsonErrorKind::DuplicateKey => Reason::JsonDuplicateKey,
        JsonErrorKind::Encoding => Reason::JsonEncoding,
        JsonErrorKind::InvalidUnicode => Reason::JsonInvalidUnicode,
        JsonErrorKind::Limit(reached) => return Finding::limit(reached),
        JsonErrorKind::NumberRange => Reason::JsonNumberRange,
        JsonErrorKind::Syntax => Reason::JsonSyntax,
    };
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Finding::failed(reason)
        .with("offset", number(error.offset))
        .with("line", number(error.line))
        .with("column", number(error.column))
}
