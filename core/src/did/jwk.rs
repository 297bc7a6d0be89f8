//! `did:jwk`: a JSON Web Key, into the document with that one key
//! ([did:jwk](https://github.com/quartzjer/did-jwk/blob/main/spec.md)).

use super::Relationship;
use super::document::{ControllerDocument, VerificationMethod};
use super::syntax::{Did, DidError};
use crate::json::{Document, Value};
use crate::keys::{KeyError, PublicKey};
use crate::limits::Limits;
use crate::multiformat::base64url;

/// The document of `did`.
pub(super) fn document(did: Did<'_>) -> Result<ControllerDocument, DidError> {
    let text = base64url::decode(did.identifier()).ok_or(DidError::Jwk)?;
    let json = Document::parse(&text, &Limits::default()).map_err(|_| DidError::Jwk)?;
    let jwk = json.root();
    if !jwk.is_object() {
        return Err(DidError::Jwk);
    }
    let key = match PublicKey::from_jwk(jwk) {
        // A key that is not for signatures still has its document.
        Err(error) if !matches!(error, KeyError::Contradiction(_) | KeyError::Unsupported(_)) => {
            return Err(DidError::Key(error));
        }
        key => key,
    };
    let method = VerificationMethod::new(format!("{did}#0"), did.as_str(), "JsonWebKey2020", key);
    Ok(ControllerDocument::new(did.as_str()).with(method, relationships(jwk)))
}

fn relationships(jwk: Value<'_>) -> &'static [Relationship] {
    match jwk.get("use").and_then(Value::as_str) {
        Some("enc") => &[Relationship::KeyAgreement],
        Some("sig") => &Relationship::SIGNING,
        _ => &Relationship::ALL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::did::{Derived, derive};
    use crate::multiformat::base64url::encode;

    const P256: &str = r#""kty":"EC","crv":"P-256","x":"acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0","y":"_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE""#;

    #[track_caller]
    fn derived(json: &str) -> Derived {
        derive(&format!("did:jwk:{}", encode(json.as_bytes())))
    }

    #[track_caller]
    fn under(json: &str) -> Vec<Relationship> {
        let Derived::Document(document) = derived(json) else { panic!("{json}") };
        let id = format!("{}#0", document.id());
        Relationship::ALL.into_iter().filter(|relationship| document.lists(&id, *relationship)).collect()
    }

    #[test]
    fn lists_the_key_by_its_use() {
        assert_eq!(under(&format!("{{{P256}}}")), Relationship::ALL);
        assert_eq!(under(&format!(r#"{{{P256},"use":"sig"}}"#)), Relationship::SIGNING);
        assert_eq!(under(&format!(r#"{{{P256},"use":"enc"}}"#)), [Relationship::KeyAgreement]);
    }

    #[test]
    fn refuses_what_is_not_one_public_key() {
        let private = format!(r#"{{{P256},"d":"gPh-VvVS8MbvKQ9LSVVmfnxnKjHn4Tqj0bmbpehRlpc"}}"#);
        assert_eq!(derived(&private), Derived::Invalid(DidError::Key(KeyError::PrivateMaterial)));
        for json in ["[]", "", "{", r#"{"kty":"EC","kty":"EC"}"#, "{} "] {
            assert!(matches!(derived(json), Derived::Invalid(_)), "{json}");
        }
        assert_eq!(derive("did:jwk:e30."), Derived::Invalid(DidError::Jwk));
        assert_eq!(derive("did:jwk:e31"), Derived::Invalid(DidError::Jwk));
    }
}
