//! JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)): types `EC`, `OKP` and `RSA`, public members only.

use super::{ALGORITHMS, KeyError, KeyType, Material, PublicKey, SignatureAlgorithm, ecdsa, ed25519, rsa};
use crate::json::{Document, Value};
use crate::limits::Limits;
use crate::multiformat::base64url;
use std::sync::Arc;

/// The members that only private and symmetric keys have.
const SECRET: [&str; 9] = ["d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi"];

/// Algorithms that use a shared secret, or no key at all: a public key that names one is a trap.
const KEYLESS: [&str; 4] = ["HS256", "HS384", "HS512", "none"];

impl PublicKey {
    /// Reads a JWK.
    ///
    /// Members that say nothing about the key or its use are ignored; `x5c`, `x5u` and the like are never followed.
    ///
    /// # Errors
    /// [`KeyError`]; a JWK with private members is refused even if its public part is sound.
    pub fn from_jwk(jwk: Value<'_>) -> Result<Self, KeyError> {
        let kty = text(jwk, "kty")?;
        if kty == "oct" || jwk.members().any(|member| SECRET.contains(&member.name())) {
            return Err(KeyError::PrivateMaterial);
        }
        let material = match kty {
            "EC" => elliptic(jwk)?,
            "OKP" => octets(jwk)?,
            "RSA" => Material::Rsa(Arc::new(rsa::Key::from_components(&bytes(jwk, "n")?, &bytes(jwk, "e")?)?)),
            other => return Err(KeyError::unsupported(other)),
        };
        let key = Self { material, only: None };
        let only = restriction(jwk, key.key_type())?;
        Ok(Self { only, ..key })
    }

    /// Writes the key as a JWK with its required members in canonical form, as a thumbprint hashes it (RFC 7638).
    #[must_use]
    pub fn to_jwk(&self) -> String {
        let name = self.key_type().name();
        match &self.material {
            Material::Ecdsa(key) => {
                let (x, y) = key.to_coordinates();
                let (x, y) = (base64url::encode(&x), base64url::encode(&y));
                format!(r#"{{"crv":"{name}","kty":"EC","x":"{x}","y":"{y}"}}"#)
            }
            Material::Ed25519(key) => {
                format!(r#"{{"crv":"{name}","kty":"OKP","x":"{}"}}"#, base64url::encode(&key.to_bytes()))
            }
            Material::Rsa(key) => {
                let (n, e) = key.components();
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, base64url::encode(&e), base64url::encode(&n))
            }
        }
    }
}

/// Reads the content of `jwk_jcs-pub`: required members only, in canonical form (RFC 8785).
///
/// For these members that form is one fixed text, so the text that the key would write is the only one accepted.
pub(super) fn from_canonical(bytes: &[u8]) -> Result<PublicKey, KeyError> {
    let document = Document::parse(bytes, &Limits::default()).map_err(|_| KeyError::Encoding)?;
    let key = PublicKey::from_jwk(document.root())?;
    if key.to_jwk().as_bytes() == bytes { Ok(key) } else { Err(KeyError::Encoding) }
}

fn elliptic(jwk: Value<'_>) -> Result<Material, KeyError> {
    let key_type = match text(jwk, "crv")? {
        "P-256" => KeyType::P256,
        "P-384" => KeyType::P384,
        "P-521" => KeyType::P521,
        "secp256k1" => KeyType::Secp256k1,
        other => return Err(KeyError::unsupported(other)),
    };
    ecdsa::Key::from_coordinates(key_type, &bytes(jwk, "x")?, &bytes(jwk, "y")?).map(Material::Ecdsa)
}

fn octets(jwk: Value<'_>) -> Result<Material, KeyError> {
    match text(jwk, "crv")? {
        "Ed25519" => ed25519::Key::from_bytes(&bytes(jwk, "x")?).map(Material::Ed25519),
        other => Err(KeyError::unsupported(other)),
    }
}

/// The one algorithm that `alg` names, once `alg`, `use` and `key_ops` agree with the key and with checking signatures.
fn restriction(jwk: Value<'_>, key_type: KeyType) -> Result<Option<SignatureAlgorithm>, KeyError> {
    if jwk.get("use").is_some_and(|usage| usage.as_str() != Some("sig")) {
        return Err(KeyError::Contradiction("use"));
    }
    if jwk.get("key_ops").is_some_and(|operations| !may_verify(operations)) {
        return Err(KeyError::Contradiction("key_ops"));
    }
    if jwk.get("alg").is_none() {
        return Ok(None);
    }
    let name = text(jwk, "alg")?;
    match ALGORITHMS.iter().find(|row| row.0 == name) {
        Some((_, algorithm, takes)) if *takes == key_type => Ok(Some(*algorithm)),
        None if !KEYLESS.contains(&name) => Err(KeyError::unsupported(name)),
        _ => Err(KeyError::Contradiction("alg")),
    }
}

/// Whether `operations` is a list of distinct texts with `verify` among them (RFC 7517, section 4.3).
fn may_verify(operations: Value<'_>) -> bool {
    let verify = operations.items().filter(|operation| operation.as_str() == Some("verify")).count();
    verify == 1 && operations.items().all(|operation| operation.as_str().is_some())
}

fn text<'d>(jwk: Value<'d>, name: &'static str) -> Result<&'d str, KeyError> {
    jwk.get(name).and_then(Value::as_str).ok_or(KeyError::Member(name))
}

fn bytes(jwk: Value<'_>, name: &'static str) -> Result<Vec<u8>, KeyError> {
    base64url::decode(text(jwk, name)?).ok_or(KeyError::Encoding)
}
