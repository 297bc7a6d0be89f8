//! The tools that others need too: canonical JSON, canonical statements, statements of JSON-LD.

use crate::digest::DigestAlgorithm;
use crate::json::{Document, JcsError, JsonError, canonicalize};
use crate::jsonld::{Issue, JsonLdError, Loader, Options, RdfOptions, expand};
use crate::limits::{LimitReached, Limits};
use crate::rdf::{Dataset, NQuadsError};
use std::fmt;

/// Why a text has no canonical form, or makes no statements.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CanonicalizationError {
    /// It is not JSON that we read.
    Json(JsonError),
    /// It has a number that software reads differently.
    Jcs(JcsError),
    /// It is not well-formed JSON-LD, or asks for a context that is not bundled.
    JsonLd(JsonLdError),
    /// Read as statements, some of it would be lost or ambiguous; the first such place.
    Lossy(Issue),
    /// It is not N-Quads.
    NQuads(NQuadsError),
    /// It takes more work than the limits allow.
    Limit(LimitReached),
}

impl fmt::Display for CanonicalizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::Jcs(error) => error.fmt(f),
            Self::JsonLd(error) => error.fmt(f),
            Self::Lossy(issue) => write!(f, "`{}` would be lost or is ambiguous", issue.name),
            Self::NQuads(error) => error.fmt(f),
            Self::Limit(reached) => write!(f, "the limit of {} was reached", reached.value),
        }
    }
}

impl std::error::Error for CanonicalizationError {}

/// Canonicalizes a JSON text ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)).
///
/// # Errors
/// [`CanonicalizationError::Json`] if the bytes are not JSON with one reading, [`CanonicalizationError::Jcs`] if a number
/// cannot be written faithfully.
///
/// # Examples
/// ```
/// assert_eq!(credstone::jcs(br#"{ "b": 1.0, "a": "\u00e9" }"#)?, r#"{"a":"é","b":1}"#);
/// # Ok::<(), credstone::CanonicalizationError>(())
/// ```
pub fn jcs(json: &[u8]) -> Result<String, CanonicalizationError> {
    let document = Document::parse(json, &Limits::default()).map_err(CanonicalizationError::Json)?;
    let mut text = String::with_capacity(json.len());
    canonicalize(document.root(), &mut text).map_err(CanonicalizationError::Jcs)?;
    Ok(text)
}

/// Canonicalizes a dataset in N-Quads with [RDFC-1.0](https://www.w3.org/TR/rdf-canon/) and SHA-256.
///
/// # Errors
/// [`CanonicalizationError::NQuads`] if the text is not N-Quads, [`CanonicalizationError::Limit`] if its blank nodes are so
/// alike that telling them apart takes more work than the default limits allow.
///
/// # Examples
/// ```
/// let canonical = credstone::rdfc("_:x <http://example.org/p> \"a\" .\n")?;
/// assert_eq!(canonical, "_:c14n0 <http://example.org/p> \"a\" .\n");
/// # Ok::<(), credstone::CanonicalizationError>(())
/// ```
pub fn rdfc(nquads: &str) -> Result<String, CanonicalizationError> {
    let limits = Limits::default();
    let dataset = Dataset::parse(nquads, &limits).map_err(CanonicalizationError::NQuads)?;
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &limits).map_err(CanonicalizationError::Limit)?;
    Ok(canonical.nquads())
}

/// Reads a JSON-LD document under the bundled contexts and returns its statements as N-Quads, in document order.
///
/// # Errors
/// [`CanonicalizationError`] if the document is not JSON-LD, asks for an unknown context, or would lose anything.
///
/// # Examples
/// ```
/// let text = br#"{"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:a", "name": "Ada"}"#;
/// assert_eq!(credstone::to_nquads(text)?, "<urn:a> <https://schema.org/name> \"Ada\" .\n");
/// # Ok::<(), credstone::CanonicalizationError>(())
/// ```
pub fn to_nquads(json: &[u8]) -> Result<String, CanonicalizationError> {
    let limits = Limits::default();
    let document = Document::parse(json, &limits).map_err(CanonicalizationError::Json)?;
    let (loader, options) = (Loader::bundled(), Options::default());
    let expanded = expand(document.root(), &loader, &options, &limits).map_err(CanonicalizationError::JsonLd)?;
    if let Some(issue) = expanded.issues().first() {
        return Err(CanonicalizationError::Lossy(issue.clone()));
    }
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).map_err(CanonicalizationError::JsonLd)?;
    Ok(dataset.to_nquads())
}
