//! The key texts of older verification methods: `publicKeyBase58`, `publicKeyHex` and PEM.

use super::{KeyError, KeyType, PublicKey};
use crate::multiformat::{base58, base64};
use data_encoding::HEXLOWER;
use spki::der::Decode;
use spki::der::asn1::{AnyRef, ObjectIdentifier};

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
            "1.2.840.113549.1.1.1" if parameters.is_some_and(AnyRef::is_null) => Self::from_bytes(KeyType::Rsa, key),
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
    if label != end || body.is_empty() { None } else { Some((label, base64::decode(&body)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8410, section 10.1.
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
    const HEX: &str = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";

    #[test]
    fn reads_one_key_in_every_form() {
        let key = PublicKey::from_hex(KeyType::Ed25519, HEX).unwrap();
        let base58 = base58::encode(&key.to_bytes());
        assert_eq!(PublicKey::from_base58(KeyType::Ed25519, &base58).as_ref(), Ok(&key));
        for pem in [PEM.to_owned(), PEM.trim_end().to_owned(), PEM.replace('\n', "\r\n")] {
            assert_eq!(PublicKey::from_pem(&pem).as_ref(), Ok(&key), "{pem:?}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        let long = "1".repeat(1_000_000);
        for (name, text) in [("zero", "0"), ("space", " 2"), ("multibase", "z2"), ("long", &long), ("line end", "2\n")]
        {
            let want = if name == "multibase" { KeyError::Invalid } else { KeyError::Encoding };
            assert_eq!(PublicKey::from_base58(KeyType::Ed25519, text), Err(want), "{name}");
        }
        for (name, text) in
            [("upper case", HEX.to_uppercase()), ("odd", HEX[1..].to_owned()), ("0x", format!("0x{HEX}"))]
        {
            assert_eq!(PublicKey::from_hex(KeyType::Ed25519, &text), Err(KeyError::Encoding), "{name}");
        }
        for key_type in [KeyType::P256, KeyType::P384, KeyType::P521, KeyType::Secp256k1] {
            assert_eq!(PublicKey::from_hex(key_type, HEX), Err(KeyError::Invalid), "{key_type}");
        }
    }

    #[test]
    fn refuses_other_pem() {
        let unsupported = |name: &str| KeyError::Unsupported(name.to_owned());
        let cases = [
            ("nothing", String::new(), KeyError::Encoding),
            ("text before it", format!("key:\n{PEM}"), KeyError::Encoding),
            ("text after it", format!("{PEM}key"), KeyError::Encoding),
            ("empty line after it", format!("{PEM}\n"), KeyError::Encoding),
            ("two keys", format!("{PEM}{PEM}"), KeyError::Encoding),
            ("labels differ", PEM.replace("END PUBLIC", "END RSA PUBLIC"), KeyError::Encoding),
            ("no content", PEM.replace(&PEM[27..88], ""), KeyError::Encoding),
            ("short line", PEM.replace("MCow", "MCow\n"), KeyError::Encoding),
            ("space", PEM.replace("MCow", " MCow"), KeyError::Encoding),
            ("no padding", PEM.replace("ZuE=", "ZuE"), KeyError::Encoding),
            ("unused bits", PEM.replace("ZuE=", "ZuF="), KeyError::Encoding),
            ("padding within", PEM.replace("MCow", "MA==KjA="), KeyError::Encoding),
            ("not DER", PEM.replace("MCow", "MCsw"), KeyError::Encoding),
            ("unused bits in the bit string", PEM.replace("AyEA", "AyEB"), KeyError::Encoding),
            ("X25519", PEM.replace("K2Vw", "K2Vu"), unsupported("1.3.101.110")),
            ("certificate", PEM.replace("PUBLIC KEY", "CERTIFICATE"), unsupported("CERTIFICATE")),
            ("private key", PEM.replace("PUBLIC KEY", "PRIVATE KEY"), KeyError::PrivateMaterial),
            ("another private key", PEM.replace("PUBLIC KEY", "EC PRIVATE KEY"), KeyError::PrivateMaterial),
        ];
        for (name, text, want) in cases {
            assert_eq!(PublicKey::from_pem(&text), Err(want), "{name}");
        }
        assert_eq!(PublicKey::from_pem(&"-----BEGIN ".repeat(100_000)), Err(KeyError::Encoding));
    }

    #[test]
    fn refuses_other_curves_and_parameters() {
        let spki = |algorithm: &[u8], key: &[u8]| {
            let element = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
            element(0x30, &[element(0x30, algorithm), element(3, &[&[0], key].concat())].concat())
        };
        let ec = [6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
        let unsupported = |name: &str| KeyError::Unsupported(name.to_owned());
        let cases = [
            ("curve missing", spki(&ec, &[]), KeyError::Encoding),
            ("explicit curve", spki(&[&ec[..], &[0x30, 0]].concat(), &[]), unsupported("explicit curve")),
            ("P-224", spki(&[&ec[..], &[6, 5, 0x2b, 0x81, 4, 0, 0x21]].concat(), &[]), unsupported("1.3.132.0.33")),
            ("no point", spki(&[&ec[..], &[6, 5, 0x2b, 0x81, 4, 0, 0x22]].concat(), &[]), KeyError::Invalid),
            ("Ed25519 with parameters", spki(&[6, 3, 0x2b, 0x65, 0x70, 5, 0], &[0; 32]), KeyError::Encoding),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(PublicKey::from_spki(&bytes), Err(want), "{name}");
        }
    }
}
