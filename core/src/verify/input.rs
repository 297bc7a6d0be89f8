//! Bytes into a document: what form they have, and whether they can be read.

use super::document;
use super::forms::timestamp;
#[cfg(feature = "anchors")]
use super::forms::{blockcerts, open_attestation};
use super::found::{Found, Subject};
use super::secured::report::undecided;
use super::securing::attached;
use super::securing::set;
use super::session::Session;
use crate::credential;
#[cfg(feature = "anchors")]
use crate::credential::DetectError;
use crate::json::{Document, JsonError, JsonErrorKind, Value};
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
    let mut format = Format::default();
    if let Some(stamp) = attached::format_of_input(bytes) {
        format.securing.push(stamp.name().to_owned());
    } else if container(bytes).is_none()
        && let Ok(document) = Document::parse(bytes, &Limits::default())
    {
        match attached::format_of_json(document.root()) {
            Some(stamp) => format.securing.push(stamp.name().to_owned()),
            None => format = inspected(document.root()),
        }
    }
    Inspection { format, needs: Vec::new() }
}

fn inspected(document: Value<'_>) -> Format {
    match credential::detect(document) {
        #[cfg(feature = "anchors")]
        Ok(detected) if open_attestation::is_version_3(document, &detected) => Format {
            model: Some(detected.model.name()),
            profile: Some(credential::Profile::OpenAttestation3.name()),
            securing: vec![open_attestation::securing_3()],
        },
        Ok(detected) => {
            let listed = credential::proofs(document, &Limits::default()).unwrap_or_default();
            Format {
                model: Some(detected.model.name()),
                profile: detected.profile.map(credential::Profile::name),
                securing: listed.iter().filter_map(set::securing).collect(),
            }
        }
        #[cfg(feature = "anchors")]
        Err(DetectError::Unsupported(credential::Format::OpenAttestation2)) => Format {
            model: Some(open_attestation::MODEL_2),
            profile: None,
            securing: vec![open_attestation::securing_2()],
        },
        #[cfg(feature = "anchors")]
        Err(error) => {
            let version = blockcerts::version(document, &error);
            version.map(|version| blockcerts::format(document, version)).unwrap_or_default()
        }
        #[cfg(not(feature = "anchors"))]
        Err(_) => Format::default(),
    }
}

/// Judges an input from its first byte on.
pub(super) fn verify(session: &mut Session<'_>, loader: &Loader<'_>, bytes: &[u8]) -> Report {
    let mut found = Found::new(session.policy);
    if let Some(stamp) = attached::format_of_input(bytes) {
        found.checks.pass(CheckId::Container, "");
        found.checks.add(CheckId::Json, "", Finding::absent());
        return timestamp::report(session, found, stamp, bytes);
    }
    if let Some(name) = container(bytes) {
        let unsupported = Finding::undetermined(Reason::FormatUnsupported).with("name", name);
        found.checks.add(CheckId::Container, "", unsupported);
        found.checks.add(CheckId::Json, "", Finding::not_reached());
        found.stop();
        return undecided(session, found);
    }
    found.checks.pass(CheckId::Container, "");
    match Document::parse(bytes, &session.policy.limits) {
        Ok(document) => {
            found.checks.pass(CheckId::Json, "");
            if let Some(stamp) = attached::format_of_json(document.root()) {
                return timestamp::report(session, found, stamp, bytes);
            }
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
    found.checks.add(CheckId::Json, "", Finding::not_reached());
    found.stop();
    undecided(session, found)
}

/// The name of a form that is recognised by its first bytes, and is not JSON text.
fn container(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: [(&[u8], &str); 4] =
        [(b"\x89PNG\r\n\x1a\n", "PNG"), (b"\x00OpenTimestamps", "OpenTimestamps"), (b"\xd2", "COSE"), (b"<", "SVG")];
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name);
    magic.or_else(|| compact_token(bytes))
}

/// A compact JWS has three parts in base64url; an SD-JWT has tildes after them.
fn compact_token(bytes: &[u8]) -> Option<&'static str> {
    let is_text = |part: &[u8]| {
        !part.is_empty() && part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // JSON text is most of what comes in, and is not searched through for this.
    if !bytes.first().is_some_and(|first| is_text(&[*first])) {
        return None;
    }
    let end = bytes.iter().position(|byte| *byte == b'~').unwrap_or(bytes.len());
    let mut parts = bytes.get(..end)?.split(|byte| *byte == b'.');
    let token = parts.by_ref().take(3).filter(|part| is_text(part)).count() == 3 && parts.next().is_none();
    token.then_some(if end < bytes.len() { "SD-JWT" } else { "JWT" })
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
