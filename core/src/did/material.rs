//! The key material of a verification method, in whatever encoding its document uses, into one public key
//! ([CID 1.0, section 2.2](https://www.w3.org/TR/cid-1.0/#verification-methods)).
//!
//! The material decides. The method's `type` only says the curve where the encoding does not, and must not contradict it.

use crate::json::Value;
use crate::keys::{KeyError, KeyType, PublicKey};

/// Reads the key of a method with that `type`.
pub(super) fn read(method: Value<'_>, type_: &str) -> Result<PublicKey, KeyError> {
    if PRIVATE.iter().any(|name| member(method, name).is_some()) {
        return Err(KeyError::PrivateMaterial);
    }
    let expected = expectation(type_);
    let encodings = ENCODINGS.iter().filter_map(|(name, read)| member(method, name).map(|value| read(value, expected)));
    let key = encodings.reduce(agreed).unwrap_or_else(|| Err(without_key(method)));
    match (&key, expected) {
        (Ok(found), Expectation::Key(wanted)) if found.key_type() != wanted => Err(KeyError::Invalid),
        (Ok(_), Expectation::Other(_)) => Err(KeyError::Invalid),
        _ => key,
    }
}

/// Whether an object has key material of any kind, as a verification method standing alone does.
pub(super) fn is_present(value: Value<'_>) -> bool {
    let names = ENCODINGS.iter().map(|(name, _)| *name).chain(PRIVATE).chain(KEYLESS);
    names.into_iter().any(|name| member(value, name).is_some())
}

/// What a type says of its keys.
#[derive(Clone, Copy)]
enum Expectation {
    /// Nothing.
    Any,
    /// They are of this type.
    Key(KeyType),
    /// They are of a kind that is not for signatures, or not supported; its name.
    Other(&'static str),
}

fn expectation(type_: &str) -> Expectation {
    let known = KEY_TYPES.iter().find(|(name, _)| *name == type_).map(|(_, key_type)| Expectation::Key(*key_type));
    let other = || OTHER_TYPES.iter().find(|name| **name == type_).map(|name| Expectation::Other(name));
    known.or_else(other).unwrap_or(Expectation::Any)
}

type Reader = fn(Value<'_>, Expectation) -> Result<PublicKey, KeyError>;

/// The members that hold a public key. The JWK is first: of equal keys it is kept, with what it allows.
const ENCODINGS: [(&str, Reader); 5] = [
    ("publicKeyJwk", |value, _| PublicKey::from_jwk(value)),
    ("publicKeyMultibase", multikey),
    ("publicKeyBase58", |value, expected| PublicKey::from_base58(named(expected, "publicKeyBase58")?, text(value)?)),
    ("publicKeyHex", |value, expected| PublicKey::from_hex(named(expected, "publicKeyHex")?, text(value)?)),
    ("publicKeyPem", |value, _| PublicKey::from_pem(text(value)?)),
];

/// The members that hold the private half.
const PRIVATE: [&str; 7] = [
    "privateKeyBase58",
    "privateKeyHex",
    "privateKeyJwk",
    "privateKeyMultibase",
    "privateKeyPem",
    "secretKeyJwk",
    "secretKeyMultibase",
];

/// The members that stand in for a key without being one we read.
const KEYLESS: [&str; 5] =
    ["blockchainAccountId", "ethereumAddress", "publicKeyBase64", "publicKeyGpg", "publicKeyWif"];

/// The types that mean one type of key.
const KEY_TYPES: [(&str, KeyType); 10] = [
    ("EcdsaSecp256k1RecoveryMethod2020", KeyType::Secp256k1),
    ("EcdsaSecp256k1VerificationKey2019", KeyType::Secp256k1),
    ("EcdsaSecp256r1VerificationKey2019", KeyType::P256),
    ("Ed25519VerificationKey2018", KeyType::Ed25519),
    ("Ed25519VerificationKey2020", KeyType::Ed25519),
    ("P256Key2021", KeyType::P256),
    ("P384Key2021", KeyType::P384),
    ("P521Key2021", KeyType::P521),
    ("RsaVerificationKey2018", KeyType::Rsa),
    ("Secp256k1VerificationKey2018", KeyType::Secp256k1),
];

/// The types that mean a key we do not use.
const OTHER_TYPES: [&str; 4] =
    ["Bls12381G1Key2020", "Bls12381G2Key2020", "X25519KeyAgreementKey2019", "X25519KeyAgreementKey2020"];

/// The member `name`, unless it is `null`, which says nothing.
fn member<'d>(value: Value<'d>, name: &str) -> Option<Value<'d>> {
    value.get(name).filter(|value| !value.is_null())
}

/// A key that says itself what it is. Where the type says it too, a code that is unknown is no new type of key: the code
/// is missing, and what stands in its place are bytes of the key.
fn multikey(value: Value<'_>, expected: Expectation) -> Result<PublicKey, KeyError> {
    match (PublicKey::from_multikey(text(value)?), expected) {
        (Err(KeyError::Unsupported(_)), Expectation::Key(_)) => Err(KeyError::Invalid),
        (read, _) => read,
    }
}

fn text(value: Value<'_>) -> Result<&str, KeyError> {
    value.as_str().ok_or(KeyError::Encoding)
}

/// The type of key that `member`, which does not say so itself, holds.
fn named(expected: Expectation, member: &str) -> Result<KeyType, KeyError> {
    match expected {
        Expectation::Key(key_type) => Ok(key_type),
        Expectation::Other(name) => Err(KeyError::Unsupported(name.to_owned())),
        Expectation::Any => Err(KeyError::Unsupported(format!("{member} without a type of key"))),
    }
}

/// What two encodings of one method's key say together: the same, or nothing.
fn agreed(one: Result<PublicKey, KeyError>, other: Result<PublicKey, KeyError>) -> Result<PublicKey, KeyError> {
    match (one, other) {
        (Ok(one), Ok(other)) if one == other => Ok(one),
        (Err(KeyError::PrivateMaterial), _) | (_, Err(KeyError::PrivateMaterial)) => Err(KeyError::PrivateMaterial),
        (Err(KeyError::Unsupported(name)), Err(KeyError::Unsupported(_))) => Err(KeyError::Unsupported(name)),
        _ => Err(KeyError::Invalid),
    }
}

fn without_key(method: Value<'_>) -> KeyError {
    let stand_in = KEYLESS.iter().find(|name| member(method, name).is_some());
    stand_in.map_or(KeyError::Invalid, |name| KeyError::Unsupported((*name).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;

    const ED: &str = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    const ED_58: &str = "4zvwRjXUKGfvwnParsHAS3HuSVzV5cA4McphgmoCtajS";
    const K1: &str = "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme";
    const P256: &str = r#"{"kty":"EC","crv":"P-256","x":"acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0","y":"_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE"}"#;

    fn key(type_: &str, members: &str) -> Result<KeyType, KeyError> {
        let json = format!("{{{members}}}");
        let document = Document::parse(json.as_bytes(), &Limits::default()).unwrap();
        read(document.root(), type_).map(|key| key.key_type())
    }

    #[test]
    fn judges_the_material() {
        let multibase = |key: &str| format!(r#""publicKeyMultibase":"{key}""#);
        let base58 = format!(r#""publicKeyBase58":"{ED_58}""#);
        let jwk = format!(r#""publicKeyJwk":{P256}"#);
        let hex = r#""publicKeyHex":"027560af3387d375e3342a6968179ef3c6d04f5d33b2b611cf326d4708badd7770""#.to_owned();
        let unsupported = |name: &str| Err(KeyError::Unsupported(name.to_owned()));
        for (name, type_, members, want) in [
            ("Multikey", "Multikey", multibase(ED), Ok(KeyType::Ed25519)),
            ("unknown type", "Key2099", multibase(ED), Ok(KeyType::Ed25519)),
            ("older type, newer encoding", "Ed25519VerificationKey2018", multibase(ED), Ok(KeyType::Ed25519)),
            ("type contradicts", "Ed25519VerificationKey2020", multibase(K1), Err(KeyError::Invalid)),
            ("encryption type, signature key", "X25519KeyAgreementKey2020", multibase(ED), Err(KeyError::Invalid)),
            ("base58", "Ed25519VerificationKey2018", base58.clone(), Ok(KeyType::Ed25519)),
            (
                "base58, type says nothing",
                "Multikey",
                base58.clone(),
                unsupported("publicKeyBase58 without a type of key"),
            ),
            (
                "base58, other type",
                "X25519KeyAgreementKey2019",
                base58.clone(),
                unsupported("X25519KeyAgreementKey2019"),
            ),
            ("base58, wrong curve", "EcdsaSecp256k1VerificationKey2019", base58.clone(), Err(KeyError::Invalid)),
            ("hex", "EcdsaSecp256k1RecoveryMethod2020", hex, Ok(KeyType::Secp256k1)),
            ("JWK", "JsonWebKey2020", jwk.clone(), Ok(KeyType::P256)),
            ("JWK contradicts type", "EcdsaSecp256k1VerificationKey2019", jwk.clone(), Err(KeyError::Invalid)),
            ("no multicodec", "Ed25519VerificationKey2020", multibase(&format!("z{ED_58}")), Err(KeyError::Invalid)),
            ("two equal", "Ed25519VerificationKey2018", format!("{base58},{}", multibase(ED)), Ok(KeyType::Ed25519)),
            ("two differing", "JsonWebKey2020", format!("{jwk},{}", multibase(ED)), Err(KeyError::Invalid)),
            ("one broken", "JsonWebKey2020", format!("{jwk},{}", multibase("z6Mk")), Err(KeyError::Invalid)),
            (
                "key and account",
                "Multikey",
                format!(r#"{},"blockchainAccountId":"a:b:c""#, multibase(ED)),
                Ok(KeyType::Ed25519),
            ),
            ("account", "x", r#""blockchainAccountId":"a:b:c""#.to_owned(), unsupported("blockchainAccountId")),
            ("null", "Multikey", format!(r#"{},"privateKeyJwk":null"#, multibase(ED)), Ok(KeyType::Ed25519)),
            ("nothing", "Multikey", String::new(), Err(KeyError::Invalid)),
            ("no string", "Multikey", r#""publicKeyMultibase":1"#.to_owned(), Err(KeyError::Encoding)),
            (
                "private JWK",
                "JsonWebKey2020",
                jwk.replace("}", r#","d":"gPh-VvVS8MbvKQ9LSVVmfnxnKjHn4Tqj0bmbpehRlpc"}"#),
                Err(KeyError::PrivateMaterial),
            ),
        ] {
            assert_eq!(key(type_, &members), want, "{name}");
        }
        for private in PRIVATE {
            assert_eq!(
                key("Multikey", &format!(r#"{},"{private}":"""#, multibase(ED))),
                Err(KeyError::PrivateMaterial)
            );
        }
    }
}
