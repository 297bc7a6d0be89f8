//! What a JSON document is: credential or presentation, of which data model and profile, judged by `@context` and `type`.
//!
//! Formats that are recognised by their shape but not read are named, so that a report can say so.

use super::members::type_term;
use super::model::Model;
use super::profiles::Profile;
use crate::json::{NodeId, Value};
use std::fmt;

/// What kind of secured document it is.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A verifiable credential.
    Credential,
    /// An `EnvelopedVerifiableCredential`: its `id` is a `data:` URL that holds the secured credential.
    EnvelopedCredential,
    /// An `EnvelopedVerifiablePresentation`.
    EnvelopedPresentation,
    /// A verifiable presentation.
    Presentation,
}

/// A format that is recognised but is no verifiable credential.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Blockcerts 1.1 or 1.2.
    Blockcerts1,
    /// Blockcerts 2.
    Blockcerts2,
    /// An enveloped credential or presentation: its `id` is a `data:` URL that holds the secured document.
    Enveloped,
    /// A JWS in JSON serialisation, `JAdES` among them.
    JwsJson,
    /// `OpenAttestation` 2, `OpenCerts` among them.
    OpenAttestation2,
    /// Open Badges before 2.0.
    OpenBadges1,
    /// Open Badges 2.0 or 2.1.
    OpenBadges2,
}

impl Format {
    /// The name in a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Blockcerts1 => "blockcerts-1",
            Self::Blockcerts2 => "blockcerts-2",
            Self::Enveloped => "enveloped",
            Self::JwsJson => "jws-json",
            Self::OpenAttestation2 => "open-attestation-2",
            Self::OpenBadges1 => "open-badges-1",
            Self::OpenBadges2 => "open-badges-2",
        }
    }
}

/// What a document says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// Credential or presentation.
    pub kind: Kind,
    /// The data model.
    pub model: Model,
    /// The profile, if a known one.
    pub profile: Option<Profile>,
}

/// Why it cannot be said what a document is.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectError {
    /// It is two things at once.
    Ambiguous,
    /// Its type is that of a credential or presentation, but `@context` names no data model; at `@context`, or the root.
    ContextMissing(NodeId),
    /// `@context` names both data models; at the second.
    ContextMixed(NodeId),
    /// Nothing that we know.
    Unknown,
    /// A format that we know but do not read.
    Unsupported(Format),
}

impl fmt::Display for DetectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous => f.write_str("the document has the marks of two formats"),
            Self::ContextMissing(_) => f.write_str("@context names no version of the data model"),
            Self::ContextMixed(_) => f.write_str("@context names two versions of the data model"),
            Self::Unknown => f.write_str("no known format"),
            Self::Unsupported(format) => write!(f, "the format {} is not supported", format.name()),
        }
    }
}

impl std::error::Error for DetectError {}

/// Says what a document is, from its `@context`, `type` and shape.
///
/// # Errors
/// [`DetectError`] if it is nothing known, two things at once, or names both data models.
///
/// # Examples
/// ```
/// use credstone::{credential::{Kind, Model, detect}, json::Document, limits::Limits};
/// let text = br#"{ "@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential" }"#;
/// let document = Document::parse(text, &Limits::default()).unwrap();
/// let detected = detect(document.root()).unwrap();
/// assert_eq!((detected.kind, detected.model), (Kind::Credential, Model::Vcdm20));
/// ```
pub fn detect(value: Value<'_>) -> Result<Detected, DetectError> {
    match (kind(value)?, foreign_shape(value)) {
        (Some(kind), None) => {
            let model = model(value)?;
            let types: Vec<_> = types(value).collect();
            Ok(Detected { kind, model, profile: Profile::of_names(|| context_urls(value), &types) })
        }
        (Some(_), Some(_)) => Err(DetectError::Ambiguous),
        (None, Some(format)) => Err(DetectError::Unsupported(format)),
        // Credentials also use the contexts of older formats, so these tell only what is no credential.
        (None, None) => Err(foreign_context(value).map_or(DetectError::Unknown, DetectError::Unsupported)),
    }
}

/// The kind that the types name: exactly one, none, or an error.
pub(super) fn kind(value: Value<'_>) -> Result<Option<Kind>, DetectError> {
    let mut found = None;
    for name in types(value) {
        let Some(kind) = kind_of(name) else { continue };
        if found.is_some_and(|other| other != kind) {
            return Err(DetectError::Ambiguous);
        }
        found = Some(kind);
    }
    Ok(found)
}

/// Whether `term` is the type of a credential or presentation, secured or enveloped.
pub(super) fn is_document_type(term: &str) -> bool {
    kind_of(term).is_some()
}

pub(super) fn kind_of(term: &str) -> Option<Kind> {
    Some(match term {
        "EnvelopedVerifiableCredential" => Kind::EnvelopedCredential,
        "EnvelopedVerifiablePresentation" => Kind::EnvelopedPresentation,
        "VerifiableCredential" => Kind::Credential,
        "VerifiablePresentation" => Kind::Presentation,
        _ => return None,
    })
}

/// The types as written, known IRIs as their terms.
pub(super) fn types(value: Value<'_>) -> impl Iterator<Item = &str> {
    let members = value.members().filter(|member| matches!(member.name(), "type" | "@type"));
    members.flat_map(|member| member.value.items_or_self()).filter_map(Value::as_str).map(type_term)
}

pub(super) fn contexts(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    value.get("@context").into_iter().flat_map(Value::items_or_self)
}

fn context_urls(value: Value<'_>) -> impl Iterator<Item = &str> {
    contexts(value).filter_map(Value::as_str)
}

fn model(value: Value<'_>) -> Result<Model, DetectError> {
    let mut found = None;
    for entry in contexts(value) {
        let Some(model) = entry.as_str().and_then(Model::of_context) else { continue };
        if found.is_some_and(|other| other != model) {
            return Err(DetectError::ContextMixed(entry.id()));
        }
        found = Some(model);
    }
    found.ok_or_else(|| DetectError::ContextMissing(value.get("@context").unwrap_or(value).id()))
}

/// The other format that the members of the document make up.
fn foreign_shape(value: Value<'_>) -> Option<Format> {
    let has = |name: &str| value.get(name).is_some();
    if has("payload") && (has("signatures") || has("signature")) {
        return Some(Format::JwsJson);
    }
    if has("data") && value.get("signature").is_some_and(|signature| signature.get("targetHash").is_some()) {
        return Some(Format::OpenAttestation2);
    }
    None
}

/// The other format that the contexts name; or one from before there were contexts.
fn foreign_context(value: Value<'_>) -> Option<Format> {
    let has = |name: &str| value.get(name).is_some();
    let context = |marks: &[&str]| context_urls(value).any(|url| marks.iter().any(|mark| url.starts_with(mark)));
    if context(BLOCKCERTS_2) {
        return Some(Format::Blockcerts2);
    }
    if context(BLOCKCERTS_1) || (has("document") && has("receipt")) || (has("certificate") && has("assertion")) {
        return Some(Format::Blockcerts1);
    }
    if context(OPEN_BADGES_2) {
        return Some(Format::OpenBadges2);
    }
    let badge = has("recipient") && has("badge") && (has("verify") || has("uid") || has("issued_on"));
    (context(OPEN_BADGES_1) || badge).then_some(Format::OpenBadges1)
}

const BLOCKCERTS_1: &[&str] = &["https://w3id.org/blockcerts/v1", "https://w3id.org/blockcerts/schema/1."];
const BLOCKCERTS_2: &[&str] = &[
    "https://w3id.org/blockcerts/v2",
    "https://w3id.org/blockcerts/2.",
    "https://w3id.org/blockcerts/schema/2.",
    "https://www.blockcerts.org/schema/2.",
];
const OPEN_BADGES_1: &[&str] = &["https://w3id.org/openbadges/v1"];
const OPEN_BADGES_2: &[&str] = &["https://w3id.org/openbadges/v2", "https://openbadgespec.org/v2/"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::Document, limits::Limits};

    fn of(text: &str) -> Result<Detected, DetectError> {
        detect(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root())
    }

    #[test]
    fn names_kind_model_and_profile() {
        let v1 = "https://www.w3.org/2018/credentials/v1";
        let v2 = "https://www.w3.org/ns/credentials/v2";
        let ob = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
        let cases = [
            (v1, "https://example.org/c", "[\"VerifiableCredential\"]", Kind::Credential, Model::Vcdm11, None),
            (v1, "https://w3id.org/openbadges/v2", "[\"VerifiableCredential\"]", Kind::Credential, Model::Vcdm11, None),
            (v2, "https://example.org/c", "\"VerifiablePresentation\"", Kind::Presentation, Model::Vcdm20, None),
            (
                v2,
                "https://example.org/c",
                "\"EnvelopedVerifiableCredential\"",
                Kind::EnvelopedCredential,
                Model::Vcdm20,
                None,
            ),
            (
                v2,
                ob,
                "[\"VerifiableCredential\", \"OpenBadgeCredential\"]",
                Kind::Credential,
                Model::Vcdm20,
                Some(Profile::OpenBadges3),
            ),
            (
                v2,
                ob,
                "[\"VerifiableCredential\", \"EndorsementCredential\"]",
                Kind::Credential,
                Model::Vcdm20,
                Some(Profile::Endorsement3),
            ),
            (
                v2,
                "https://example.org/c",
                "[\"VerifiableCredential\", \"OpenBadgeCredential\"]",
                Kind::Credential,
                Model::Vcdm20,
                None,
            ),
            (
                v2,
                "https://example.org/c",
                "[\"https://www.w3.org/2018/credentials#VerifiableCredential\", \"BitstringStatusListCredential\"]",
                Kind::Credential,
                Model::Vcdm20,
                Some(Profile::BitstringStatusList),
            ),
        ];
        for (base, context, types, kind, model, profile) in cases {
            let text = format!(r#"{{"@context": ["{base}", "{context}"], "type": {types}}}"#);
            assert_eq!(of(&text), Ok(Detected { kind, model, profile }), "{text}");
        }
    }

    #[test]
    fn refuses_by_name() {
        let cases = [
            ("[]", DetectError::Unknown),
            ("{}", DetectError::Unknown),
            (r#"{"type": "Person"}"#, DetectError::Unknown),
            (
                r#"{"@context": "https://www.w3.org/ns/credentials/v2", "type": ["VerifiableCredential", "VerifiablePresentation"]}"#,
                DetectError::Ambiguous,
            ),
            (
                r#"{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential", "payload": "", "signatures": []}"#,
                DetectError::Ambiguous,
            ),
            (r#"{"payload": "", "signatures": []}"#, DetectError::Unsupported(Format::JwsJson)),
            (
                r#"{"version": "", "data": {}, "signature": {"targetHash": ""}}"#,
                DetectError::Unsupported(Format::OpenAttestation2),
            ),
            (
                r#"{"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}"#,
                DetectError::Unsupported(Format::OpenBadges2),
            ),
            (
                r#"{"@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"], "type": "Assertion"}"#,
                DetectError::Unsupported(Format::Blockcerts2),
            ),
            (r#"{"document": {}, "receipt": {}}"#, DetectError::Unsupported(Format::Blockcerts1)),
            (r#"{"recipient": "", "badge": "", "verify": {}}"#, DetectError::Unsupported(Format::OpenBadges1)),
        ];
        for (text, want) in cases {
            assert_eq!(of(text), Err(want), "{text}");
        }
    }

    #[test]
    fn says_where_the_context_is_wrong() {
        let mixed = r#"{"@context": ["https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"], "type": "VerifiableCredential"}"#;
        let missing = r#"{"type": "VerifiableCredential", "@context": ["https://example.org/c"]}"#;
        assert!(matches!(of(mixed), Err(DetectError::ContextMixed(at)) if at.index() == 4));
        assert!(matches!(of(missing), Err(DetectError::ContextMissing(at)) if at.index() == 4));
    }
}
