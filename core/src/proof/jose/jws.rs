//! A detached JWS with unencoded payload (RFC 7515 appendix F, RFC 7797) into its parts.
//!
//! The algorithm is read before any key is: an attacker cannot steer how a key is used.

use crate::json::{Document, JsonErrorKind, Value};
use crate::keys::SignatureAlgorithm;
use crate::limits::{LimitReached, Limits};
use crate::multiformat::base64url;
use std::fmt;

/// A detached JWS: `header..signature`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detached<'a> {
    /// The protected header as it was written; it is part of what is signed.
    header: &'a str,
    /// The algorithm that the header names.
    pub algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Why a text is not a detached JWS as the linked-data suites use it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwsError {
    /// `alg` is missing or names no algorithm that we know.
    Algorithm(Option<String>),
    /// `header.payload.signature`: it brings a payload of its own.
    Attached,
    /// `b64` is not `false`, or not protected by `crit`.
    B64,
    /// `crit` names more than `b64`.
    Crit,
    /// The header brings a key or says where to fetch one.
    EmbeddedKey,
    /// Not `header..signature` in canonical base64url around a JSON object.
    Format,
    /// The header is more JSON than the limits allow.
    Limit(LimitReached),
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Algorithm(_) => "the header names no known algorithm",
            Self::Attached => "the text brings its own payload",
            Self::B64 => "the payload is not declared as unencoded",
            Self::Crit => "the header marks unknown members as critical",
            Self::EmbeddedKey => "the header brings a key",
            Self::Format => "the text is not a detached JWS",
            Self::Limit(_) => "the header is more than the limits allow",
        })
    }
}

impl std::error::Error for JwsError {}

/// Header members that bring a key or its address (RFC 7515, section 4.1); none is ever used.
const KEY_MEMBERS: [&str; 4] = ["jku", "jwk", "x5c", "x5u"];

impl<'a> Detached<'a> {
    /// Reads `header..signature`.
    ///
    /// # Errors
    /// [`JwsError`] with the first fault.
    pub fn parse(text: &'a str, limits: &Limits) -> Result<Self, JwsError> {
        let (header, signature) = text.split_once("..").ok_or_else(|| without_gap(text))?;
        let signature = base64url::decode(signature).ok_or(JwsError::Format)?;
        let json = base64url::decode(header).ok_or(JwsError::Format)?;
        let json = Document::parse(&json, limits).map_err(|error| match error.kind {
            JsonErrorKind::Limit(reached) => JwsError::Limit(reached),
            _ => JwsError::Format,
        })?;
        let algorithm = algorithm(json.root())?;
        Ok(Self { header, algorithm, signature })
    }

    /// What the signature is over, for the unencoded `payload`.
    #[must_use]
    pub fn message(&self, payload: &[u8]) -> Vec<u8> {
        [self.header.as_bytes(), b".", payload].concat()
    }
}

/// Why a text without an empty payload is no detached JWS: it may be a whole one.
fn without_gap(text: &str) -> JwsError {
    let parts: Vec<_> = text.splitn(4, '.').collect();
    let is_whole = parts.len() == 3 && parts.iter().all(|part| base64url::decode(part).is_some());
    if is_whole { JwsError::Attached } else { JwsError::Format }
}

fn algorithm(header: Value<'_>) -> Result<SignatureAlgorithm, JwsError> {
    if !header.is_object() {
        return Err(JwsError::Format);
    }
    if KEY_MEMBERS.iter().any(|name| header.get(name).is_some()) {
        return Err(JwsError::EmbeddedKey);
    }
    let alg = header.get("alg").and_then(Value::as_str);
    let algorithm = alg.and_then(SignatureAlgorithm::from_name);
    let algorithm = algorithm.ok_or_else(|| JwsError::Algorithm(alg.map(str::to_owned)))?;
    let critical: Vec<_> = header.get("crit").into_iter().flat_map(Value::items).map(Value::as_str).collect();
    if critical.iter().any(|name| *name != Some("b64")) || critical.len() > 1 {
        return Err(JwsError::Crit);
    }
    if critical.is_empty() || header.get("b64").and_then(Value::as_bool) != Some(false) {
        return Err(JwsError::B64);
    }
    Ok(algorithm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limit;

    fn parse(header: &str) -> Result<SignatureAlgorithm, JwsError> {
        let text = format!("{}..AAAA", base64url::encode(header.as_bytes()));
        Detached::parse(&text, &Limits::default()).map(|jws| jws.algorithm)
    }

    #[test]
    fn reads_the_header_and_refuses_by_name() {
        let cases = [
            (r#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#, Ok(SignatureAlgorithm::EdDsa)),
            (r#"{"alg":"none","b64":false,"crit":["b64"]}"#, Err(JwsError::Algorithm(Some("none".into())))),
            (r#"{"alg":["EdDSA"],"b64":false,"crit":["b64"]}"#, Err(JwsError::Algorithm(None))),
            (r#"{"b64":false,"crit":["b64"]}"#, Err(JwsError::Algorithm(None))),
            (r#"{"alg":"EdDSA","b64":true,"crit":["b64"]}"#, Err(JwsError::B64)),
            (r#"{"alg":"EdDSA","b64":false}"#, Err(JwsError::B64)),
            (r#"{"alg":"EdDSA","b64":false,"crit":[]}"#, Err(JwsError::B64)),
            (r#"{"alg":"EdDSA","b64":false,"crit":["b64","b64"]}"#, Err(JwsError::Crit)),
            (r#"{"alg":"EdDSA","b64":false,"crit":["b64","exp"]}"#, Err(JwsError::Crit)),
            (r#"{"alg":"EdDSA","b64":false,"crit":["b64"],"jwk":{}}"#, Err(JwsError::EmbeddedKey)),
            (r#"["alg"]"#, Err(JwsError::Format)),
            (r#"{"alg":"EdDSA","alg":"EdDSA","b64":false,"crit":["b64"]}"#, Err(JwsError::Format)),
        ];
        for (header, want) in cases {
            assert_eq!(parse(header), want, "{header}");
        }
    }

    #[test]
    fn a_header_beyond_a_limit_is_not_malformed() {
        let text = format!("{}..AAAA", base64url::encode(br#"{"alg":"EdDSA","b64":false,"crit":["b64"]}"#));
        let read = |depth| Detached::parse(&text, &Limits { depth, ..Limits::default() }).map(|jws| jws.algorithm);
        assert_eq!(read(1), Err(JwsError::Limit(Limit::Depth.reached(1))));
        assert_eq!(read(2), Ok(SignatureAlgorithm::EdDsa));
    }

    #[test]
    fn refuses_other_forms() {
        for text in [
            "",
            "..",
            ".",
            "e30.AAAA",
            "e30.AAAA.AAAA.AAAA",
            "e30.A A.AAAA",
            "e30=..AAAA",
            "e30..AAAB=",
            "e30..A A",
            "e30...AAAA",
        ] {
            assert_eq!(Detached::parse(text, &Limits::default()), Err(JwsError::Format), "{text}");
        }
        assert_eq!(Detached::parse("e30.AAAA.AAAA", &Limits::default()), Err(JwsError::Attached));
    }
}
