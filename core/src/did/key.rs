//! `did:key`: a Multikey, into the document with that one key
//! ([did:key, section 3.1](https://w3c-ccg.github.io/did-key-spec/#document-creation-algorithm)).
//!
//! Encryption keys derived from signature keys are left out: nothing here encrypts.

use super::Relationship;
use super::document::{ControllerDocument, VerificationMethod};
use super::syntax::{Did, DidError};
use crate::keys::{KeyError, KeyType, PublicKey};

/// The document of `did`.
pub(super) fn document(did: Did<'_>) -> Result<ControllerDocument, DidError> {
    let key = match PublicKey::from_multikey(did.identifier()) {
        Err(error) if !matches!(error, KeyError::Unsupported(_)) => return Err(DidError::Key(error)),
        key => key,
    };
    let relationships = relationships(&key);
    let id = format!("{did}#{}", did.identifier());
    let method = VerificationMethod::new(id, did.as_str(), "Multikey", key);
    Ok(ControllerDocument::new(did.as_str()).with(method, relationships))
}

/// What a key of that kind can do. NIST curves, secp256k1 and RSA also encrypt; the Montgomery curves do nothing else.
fn relationships(key: &Result<PublicKey, KeyError>) -> &'static [Relationship] {
    match key {
        Ok(key) if key.key_type() != KeyType::Ed25519 => &Relationship::ALL,
        Err(KeyError::Unsupported(name)) if matches!(name.as_str(), "x25519-pub" | "x448-pub") => {
            &[Relationship::KeyAgreement]
        }
        // The same document in a build that has no RSA.
        Err(KeyError::Unsupported(name)) if name == KeyType::Rsa.name() => &Relationship::ALL,
        _ => &Relationship::SIGNING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::did::{Derived, derive};
    use crate::multiformat::{multibase, multicodec};

    const ED: &str = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";

    /// The DID of these bytes under this codec.
    fn did(code: u64, key: &[u8]) -> String {
        format!("did:key:{}", multibase::encode_base58btc(&[&multicodec::encode(code), key].concat()))
    }

    #[test]
    fn holds_its_one_key() {
        let did = format!("did:key:{ED}");
        let Derived::Document(document) = derive(&did) else { panic!() };
        let method = document.find(&format!("{did}#{ED}"), Relationship::AssertionMethod).unwrap();
        assert_eq!(method.key.as_ref().unwrap().to_multikey(), ED);
        assert_eq!(document.find(&did, Relationship::Authentication), Ok(method));
        for other in [format!("{did}#0"), format!("{did}#"), format!("{did}?#{ED}"), format!("{did}1#{ED}")] {
            assert!(document.find(&other, Relationship::AssertionMethod).is_err(), "{other}");
        }
        assert!(document.find(&did, Relationship::KeyAgreement).is_err());
    }

    /// A DID of the kind that EBSI gives to natural persons.
    #[test]
    fn reads_a_key_written_as_a_jwk() {
        let did = "did:key:z2dmzD81cgPx8Vki7JbuuMmFYrWPgYoytykUZ3eyqht1j9KbsEYvdrjxMjQ4tpnje9BDBTzuNDP3knn6qLZErzd4bJ5go2CChoPjd5GAH3zpFJP5fuwSk66U5Pq6EhF4nKnHzDnznEP8fX99nZGgwbAh1o7Gj1X52Tdhf7U4KTk66xsA5r";
        let Derived::Document(document) = derive(did) else { panic!() };
        let found = document.find(did, Relationship::AssertionMethod).unwrap();
        assert_eq!(found.key.as_ref().map(PublicKey::key_type), Ok(KeyType::P256));
        assert_eq!(found.id, format!("{did}#{}", &did[8..]));
    }

    #[test]
    fn refuses_what_is_no_key() {
        let zeros = [0; 66];
        for (name, did, want) in [
            ("short", did(0xed, &zeros[..31]), KeyError::Invalid),
            ("long", did(0xed, &zeros[..33]), KeyError::Invalid),
            ("small order", did(0xed, &zeros[..32]), KeyError::Invalid),
            ("not on the curve", did(0x1200, &[&[2], &[0xff; 32][..]].concat()), KeyError::Invalid),
            ("private", did(0x1300, &zeros[..32]), KeyError::PrivateMaterial),
            (
                "varint not minimal",
                format!("did:key:{}", multibase::encode_base58btc(&[0xed, 0x81, 0])),
                KeyError::Encoding,
            ),
            ("base64url", format!("did:key:{}", multibase::encode_base64url(&[0xed, 1])), KeyError::Encoding),
            ("no base58", "did:key:z0".to_owned(), KeyError::Encoding),
            ("version", format!("did:key:1.1:{ED}"), KeyError::Encoding),
        ] {
            assert_eq!(derive(&did), Derived::Invalid(DidError::Key(want)), "{name}");
        }
    }

    #[test]
    fn names_keys_it_does_not_use() {
        for (code, name, relationships) in [
            (0xec, "x25519-pub", &[Relationship::KeyAgreement][..]),
            (0xeb, "bls12_381-g2-pub", &Relationship::SIGNING),
            (0x7f, "0x7f", &Relationship::SIGNING),
        ] {
            let did = did(code, &[7; 32]);
            let Derived::Document(document) = derive(&did) else { panic!("{name}") };
            let method = document.methods().next().unwrap();
            assert_eq!(method.key, Err(KeyError::Unsupported(name.to_owned())));
            let listed = Relationship::ALL.into_iter().filter(|relationship| document.lists(&method.id, *relationship));
            assert!(listed.eq(relationships.iter().copied()), "{name}");
        }
    }
}
