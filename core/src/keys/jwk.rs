//! JSON Web Keys ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517)): types `EC`, `OKP` and `RSA`, public members only.

use super::{ALGORITHMS, KeyError, KeyType, Material, PublicKey, SignatureAlgorithm, ecdsa, ed25519, rsa};
use crate::json::{Document, Value};
use crate::limits::Limits;
use crate::multiformat::base64url;
use std::collections::BTreeSet;
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
    let mut seen = BTreeSet::new();
    operations.items().all(|operation| operation.as_str().is_some_and(|name| seen.insert(name)))
        && seen.contains("verify")
}

fn text<'d>(jwk: Value<'d>, name: &'static str) -> Result<&'d str, KeyError> {
    jwk.get(name).and_then(Value::as_str).ok_or(KeyError::Member(name))
}

fn bytes(jwk: Value<'_>, name: &'static str) -> Result<Vec<u8>, KeyError> {
    base64url::decode(text(jwk, name)?).ok_or(KeyError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test vectors of did:key.
    const ED25519: &str = r#"{"crv":"Ed25519","kty":"OKP","x":"O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik"}"#;
    const P256: &str = r#"{"crv":"P-256","kty":"EC","x":"igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns","y":"efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM"}"#;

    fn read(text: &str) -> Result<PublicKey, KeyError> {
        PublicKey::from_jwk(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root())
    }

    /// `jwk` with more members.
    fn with(jwk: &str, members: &str) -> String {
        jwk.replacen('{', &format!("{{{members},"), 1)
    }

    #[test]
    fn writes_back_what_it_read() {
        for text in [ED25519, P256] {
            assert_eq!(read(text).unwrap().to_jwk(), text);
        }
        let multikey = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";
        assert_eq!(read(P256), PublicKey::from_multikey(multikey));
    }

    #[test]
    fn refuses_malformed_keys() {
        let unsupported = |name: &str| KeyError::Unsupported(name.to_owned());
        let (x, y) = ("igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns", "efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM");
        let swapped = format!(r#"{{"crv":"P-256","kty":"EC","x":"{y}","y":"{x}"}}"#);
        let cases = [
            ("not an object", "[]".to_owned(), KeyError::Member("kty")),
            ("no kty", "{}".to_owned(), KeyError::Member("kty")),
            ("kty no text", r#"{"kty":["EC"]}"#.to_owned(), KeyError::Member("kty")),
            ("kty in lower case", P256.replace("EC", "ec"), unsupported("ec")),
            ("no crv", P256.replace("crv", "curve"), KeyError::Member("crv")),
            ("unknown curve", P256.replace("P-256", "BP-256"), unsupported("BP-256")),
            ("X25519", ED25519.replace("Ed25519", "X25519"), unsupported("X25519")),
            ("Ed25519 as EC", ED25519.replace("OKP", "EC"), unsupported("Ed25519")),
            ("another curve", P256.replace("P-256", "secp256k1"), KeyError::Invalid),
            ("larger curve", P256.replace("P-256", "P-384"), KeyError::Invalid),
            ("no x", P256.replace("\"x\"", "\"X\""), KeyError::Member("x")),
            ("no y", P256.replace("\"y\"", "\"Y\""), KeyError::Member("y")),
            ("coordinates swapped", swapped, KeyError::Invalid),
            ("padding", P256.replace("vzns\"", "vzns=\""), KeyError::Encoding),
            ("unused bits", P256.replace("vzns\"", "vznt\""), KeyError::Encoding),
            ("other alphabet", ED25519.replace("O2on", "+/on"), KeyError::Encoding),
            ("newline", P256.replace("vzns\"", "vz\\nns\""), KeyError::Encoding),
            ("short x", P256.replace(x, &x[..42]), KeyError::Encoding),
            ("shorter x", P256.replace(x, "igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzg"), KeyError::Invalid),
            ("zero before x", P256.replace(x, &format!("AAAA{x}")), KeyError::Invalid),
            ("long Ed25519", ED25519.replace("2ik\"", "2ikAAAA\""), KeyError::Invalid),
            ("empty Ed25519", r#"{"crv":"Ed25519","kty":"OKP","x":""}"#.to_owned(), KeyError::Invalid),
            ("post-quantum", r#"{"kty":"AKP","alg":"ML-DSA-44","pub":""}"#.to_owned(), unsupported("AKP")),
        ];
        for (name, text, want) in cases {
            assert_eq!(read(&text), Err(want), "{name}");
        }
    }

    #[test]
    fn refuses_private_material() {
        for member in SECRET {
            assert_eq!(read(&with(P256, &format!(r#""{member}":"AA""#))), Err(KeyError::PrivateMaterial), "{member}");
            assert_eq!(
                read(&with(ED25519, &format!(r#""{member}":null"#))),
                Err(KeyError::PrivateMaterial),
                "{member}"
            );
        }
        assert_eq!(read(r#"{"kty":"oct"}"#), Err(KeyError::PrivateMaterial));
    }

    #[test]
    fn refuses_contradictions() {
        let contradiction = KeyError::Contradiction;
        let cases = [
            (r#""use":"enc""#, contradiction("use")),
            (r#""use":"SIG""#, contradiction("use")),
            (r#""use":null"#, contradiction("use")),
            (r#""key_ops":["sign"]"#, contradiction("key_ops")),
            (r#""key_ops":[]"#, contradiction("key_ops")),
            (r#""key_ops":"verify""#, contradiction("key_ops")),
            (r#""key_ops":["verify","verify"]"#, contradiction("key_ops")),
            (r#""key_ops":["verify","sign","sign"]"#, contradiction("key_ops")),
            (r#""key_ops":["verify",1]"#, contradiction("key_ops")),
            (r#""alg":"ES384""#, contradiction("alg")),
            (r#""alg":"ES256K""#, contradiction("alg")),
            (r#""alg":"EdDSA""#, contradiction("alg")),
            (r#""alg":"RS256""#, contradiction("alg")),
            (r#""alg":"HS256""#, contradiction("alg")),
            (r#""alg":"none""#, contradiction("alg")),
            (r#""alg":["ES256"]"#, KeyError::Member("alg")),
            (r#""alg":"es256""#, KeyError::Unsupported("es256".to_owned())),
            (r#""alg":"ECDH-ES""#, KeyError::Unsupported("ECDH-ES".to_owned())),
        ];
        for (members, want) in cases {
            assert_eq!(read(&with(P256, members)), Err(want), "{members}");
        }
    }

    #[test]
    fn keeps_to_the_algorithm_that_it_names() {
        for members in [
            r#""alg":"ES256""#,
            r#""use":"sig""#,
            r#""key_ops":["verify"]"#,
            r#""key_ops":["sign","verify"],"use":"sig""#,
            r#""kid":"1","x5u":"https://example.com","ext":true"#,
        ] {
            let key = read(&with(P256, members)).unwrap();
            assert!(key.allows(SignatureAlgorithm::Es256) && !key.allows(SignatureAlgorithm::Es256K), "{members}");
        }
        for name in ["EdDSA", "Ed25519"] {
            assert!(read(&with(ED25519, &format!(r#""alg":"{name}""#))).unwrap().allows(SignatureAlgorithm::EdDsa));
        }
    }

    #[test]
    fn names_of_strangers_are_cut_and_escaped() {
        let error = read(&format!(r#"{{"kty":"\u0007{}"}}"#, "x".repeat(10_000))).unwrap_err().to_string();
        assert!(error.len() < 200 && error.contains(r"\u{7}"), "{error}");
    }
}
