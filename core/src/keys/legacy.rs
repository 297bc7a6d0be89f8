//! The key texts of older verification methods: `publicKeyBase58`, `publicKeyHex` and PEM.

use super::{KeyError, KeyType, PublicKey};
use crate::multiformat::base58;
use data_encoding::{BASE64, HEXLOWER};
use spki::der::{Decode, asn1::ObjectIdentifier};

/// Bytes of the largest key: RSA 8192 as `SubjectPublicKeyInfo` takes 1,062.
const MAX_BYTES: usize = 2_048;

/// Object identifiers of curves ([RFC 5480](https://www.rfc-editor.org/rfc/rfc5480#section-2.1.1.1), SEC 2).
const CURVES: [(&str, KeyType); 4] = [
    ("1.2.840.10045.3.1.7", KeyType::P256),
    ("1.3.132.0.34", KeyType::P384),
    ("1.3.132.0.35", KeyType::P521),
    ("1.3.132.0.10", KeyType::Secp256k1),
];

impl PublicKey {
    /// Reads the bytes that [`PublicKey::from_bytes`] takes from base58 text without a prefix.
    ///
    /// # Errors
    /// [`KeyError`] if the text is not base58 or its bytes are not exactly one sound key of that type.
    pub fn from_base58(key_type: KeyType, text: &str) -> Result<Self, KeyError> {
        if text.len() > base58::max_text(MAX_BYTES) {
            return Err(KeyError::Encoding);
        }
        Self::from_bytes(key_type, &base58::decode(text).ok_or(KeyError::Encoding)?)
    }

    /// Reads the bytes that [`PublicKey::from_bytes`] takes from lower-case hexadecimal text.
    ///
    /// # Errors
    /// [`KeyError`] if the text is not hexadecimal or its bytes are not exactly one sound key of that type.
    pub fn from_hex(key_type: KeyType, text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_BYTES.saturating_mul(2) {
            return Err(KeyError::Encoding);
        }
        Self::from_bytes(key_type, &HEXLOWER.decode(text.as_bytes()).map_err(|_| KeyError::Encoding)?)
    }

    /// Reads PEM ([RFC 7468](https://www.rfc-editor.org/rfc/rfc7468)) of a `SubjectPublicKeyInfo` or a PKCS#1 `RSAPublicKey`.
    ///
    /// One block and nothing around it but a last line end; lines of 64 characters, ended by LF or CRLF.
    ///
    /// # Errors
    /// [`KeyError::PrivateMaterial`] for a block of a private key, [`KeyError::Unsupported`] for any other label.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, bytes) = pem(text).ok_or(KeyError::Encoding)?;
        match label {
            "PUBLIC KEY" => Self::from_spki(&bytes),
            "RSA PUBLIC KEY" => Self::from_bytes(KeyType::Rsa, &bytes),
            private if private.ends_with("PRIVATE KEY") => Err(KeyError::PrivateMaterial),
            other => Err(KeyError::unsupported(other)),
        }
    }

    /// Reads a DER `SubjectPublicKeyInfo` ([RFC 5280, section 4.1.2.7](https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7)).
    ///
    /// # Errors
    /// [`KeyError`] if the bytes are not DER of exactly one sound key.
    pub fn from_spki(bytes: &[u8]) -> Result<Self, KeyError> {
        let info = spki::SubjectPublicKeyInfoRef::from_der(bytes).map_err(|_| KeyError::Encoding)?;
        let key = info.subject_public_key.as_bytes().ok_or(KeyError::Encoding)?;
        let parameters = info.algorithm.parameters;
        match info.algorithm.oid.to_string().as_str() {
            "1.3.101.112" if parameters.is_none() => Self::from_bytes(KeyType::Ed25519, key),
            "1.2.840.113549.1.1.1" if parameters.is_some_and(|value| value.is_null()) => {
                Self::from_bytes(KeyType::Rsa, key)
            }
            "1.2.840.10045.2.1" => {
                let curve = parameters.ok_or(KeyError::Encoding)?;
                // The alternative, explicit parameters, is where curves are forged (CVE-2020-0601).
                let curve: ObjectIdentifier = curve.decode_as().map_err(|_| KeyError::unsupported("explicit curve"))?;
                Self::from_bytes(named_curve(&curve.to_string())?, key)
            }
            "1.3.101.112" | "1.2.840.113549.1.1.1" => Err(KeyError::Encoding),
            other => Err(KeyError::unsupported(other)),
        }
    }
}

fn named_curve(oid: &str) -> Result<KeyType, KeyError> {
    CURVES.iter().find(|row| row.0 == oid).map(|row| row.1).ok_or_else(|| KeyError::unsupported(oid))
}

/// The label and the content of the one block that `text` is.
fn pem(text: &str) -> Option<(&str, Vec<u8>)> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let label = lines.next()?.strip_prefix("-----BEGIN ")?.strip_suffix("-----")?;
    let end = lines.next_back()?.strip_prefix("-----END ")?.strip_suffix("-----")?;
    let mut body = String::new();
    for line in lines {
        // A line that does not follow 64 characters follows the last line.
        let whole = body.len().is_multiple_of(64) && !line.is_empty() && line.len() <= 64;
        if !whole || body.len() > MAX_BYTES.saturating_mul(2) {
            return None;
        }
        body.push_str(line);
    }
    if label != end || body.is_empty() { None } else { Some((label, BASE64.decode(body.as_bytes()).ok()?)) }
}
