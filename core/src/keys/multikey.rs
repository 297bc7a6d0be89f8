//! Multikey ([CID 1.0, section 2.2.2](https://www.w3.org/TR/cid-1.0/#Multikey)): `z`, base58btc of a multicodec and a key.

use super::{KeyError, KeyType, PublicKey, jwk};
use crate::multiformat::{multibase, multicodec};

/// Bytes of the largest Multikey: RSA 8192 as a JWK takes about 1,450.
const MAX_BYTES: usize = 2_048;

/// The code of `jwk_jcs-pub`.
const JWK_JCS: u64 = 0xeb51;

/// The codes of the keys we use.
const CODES: [(u64, KeyType); 6] = [
    (0xe7, KeyType::Secp256k1),
    (0xed, KeyType::Ed25519),
    (0x1200, KeyType::P256),
    (0x1201, KeyType::P384),
    (0x1202, KeyType::P521),
    (0x1205, KeyType::Rsa),
];

impl PublicKey {
    /// Reads a Multikey: base58btc only, points compressed, not a byte too many.
    ///
    /// The codec `jwk_jcs-pub` is read as well: a JWK with only its required members, in canonical form (RFC 8785).
    ///
    /// # Errors
    /// [`KeyError::PrivateMaterial`] for the codec of a private key, [`KeyError::Unsupported`] for one we do not know.
    pub fn from_multikey(text: &str) -> Result<Self, KeyError> {
        if !text.starts_with('z') {
            return Err(KeyError::Encoding);
        }
        let bytes = multibase::decode(text, MAX_BYTES).map_err(|_| KeyError::Encoding)?;
        let (code, key) = multicodec::split(&bytes).map_err(|_| KeyError::Encoding)?;
        if code == JWK_JCS {
            return jwk::from_canonical(key);
        }
        match CODES.iter().find(|row| row.0 == code) {
            // Only the compressed form of a point has a multicodec.
            Some((_, KeyType::P256 | KeyType::P384 | KeyType::P521 | KeyType::Secp256k1))
                if key.first() == Some(&4) =>
            {
                Err(KeyError::Invalid)
            }
            Some((_, key_type)) => Self::from_bytes(*key_type, key),
            None if multicodec::is_secret(code) => Err(KeyError::PrivateMaterial),
            None => {
                Err(KeyError::Unsupported(multicodec::key_name(code).map_or_else(|| format!("0x{code:x}"), Into::into)))
            }
        }
    }

    /// Writes the key as a Multikey.
    #[must_use]
    pub fn to_multikey(&self) -> String {
        let code = CODES.iter().find(|row| row.1 == self.key_type()).map_or(0, |row| row.0);
        let mut bytes = multicodec::encode(code);
        bytes.extend_from_slice(&self.to_bytes());
        multibase::encode_base58btc(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the test vectors of did:key.
    const ED25519: &str = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    const P256: &str = "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv";

    fn bytes(multikey: &str) -> Vec<u8> {
        multibase::decode(multikey, MAX_BYTES).unwrap()
    }

    fn read(bytes: &[u8]) -> Result<PublicKey, KeyError> {
        PublicKey::from_multikey(&multibase::encode_base58btc(bytes))
    }

    #[test]
    fn writes_back_what_it_read() {
        for text in [
            ED25519,
            P256,
            "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
            "z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7",
            "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        ] {
            assert_eq!(PublicKey::from_multikey(text).unwrap().to_multikey(), text);
        }
    }

    #[test]
    fn refuses_malformed_and_foreign_keys() {
        let (ed25519, p256) = (bytes(ED25519), bytes(P256));
        let with_code = |code: u64| [multicodec::encode(code), vec![7; 32]].concat();
        let unsupported = |name: &str| KeyError::Unsupported(name.to_owned());
        let uncompressed = {
            let key = PublicKey::from_multikey(P256).unwrap();
            let (x, y) = crate::keys::ecdsa::Key::from_sec1(KeyType::P256, &key.to_bytes()).unwrap().to_coordinates();
            [&p256[..2], &[4], &x, &y].concat()
        };
        let cases = [
            ("nothing", vec![], KeyError::Encoding),
            ("code alone", ed25519[..2].to_vec(), KeyError::Invalid),
            ("code cut", vec![0xed], KeyError::Encoding),
            ("a zero byte before it", [&[0], &ed25519[..]].concat(), unsupported("0x0")),
            ("code not minimal", [&[0xed, 0x81, 0], &ed25519[2..]].concat(), KeyError::Encoding),
            ("a byte short", ed25519[..33].to_vec(), KeyError::Invalid),
            ("a byte long", [&ed25519[..], &[0]].concat(), KeyError::Invalid),
            ("the code of another curve", [&[0x81, 0x24], &p256[2..]].concat(), KeyError::Invalid),
            ("Ed25519 under the code of P-256", [&p256[..2], &ed25519[2..]].concat(), KeyError::Invalid),
            ("uncompressed point", uncompressed, KeyError::Invalid),
            ("X25519", with_code(0xec), unsupported("x25519-pub")),
            ("BLS12-381 G2", with_code(0xeb), unsupported("bls12_381-g2-pub")),
            ("a hash", with_code(0x12), unsupported("0x12")),
            ("private Ed25519", with_code(0x1300), KeyError::PrivateMaterial),
            ("private secp256k1", with_code(0x1301), KeyError::PrivateMaterial),
            ("private P-256", with_code(0x1306), KeyError::PrivateMaterial),
            ("private RSA", with_code(0x1305), KeyError::PrivateMaterial),
            ("AES", with_code(0xa2), KeyError::PrivateMaterial),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(read(&bytes), Err(want), "{name}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        let base64url = multibase::encode_base64url(&bytes(ED25519));
        let cases = [
            ("nothing", String::new()),
            ("base64url", base64url),
            ("no letter", ED25519[1..].to_owned()),
            ("space", format!("{ED25519} ")),
            ("fragment", format!("{ED25519}#{ED25519}")),
            ("a million characters", format!("z{}", "2".repeat(1_000_000))),
        ];
        for (name, text) in cases {
            assert_eq!(PublicKey::from_multikey(&text), Err(KeyError::Encoding), "{name}");
        }
    }

    #[test]
    fn reads_a_jwk_in_canonical_form() {
        let key = PublicKey::from_multikey(P256).unwrap();
        let canonical = key.to_jwk();
        let wrap = |text: &str| read(&[multicodec::encode(JWK_JCS), text.as_bytes().to_vec()].concat());
        assert_eq!(wrap(&canonical), Ok(key));
        let cases = [
            ("space", canonical.replace(':', ": ")),
            ("other order", canonical.replace(r#""crv":"P-256","kty":"EC""#, r#""kty":"EC","crv":"P-256""#)),
            ("member too many", canonical.replace(r#""kty""#, r#""kid":"1","kty""#)),
            ("escape", canonical.replace("EC", r"\u0045C")),
            ("text after it", format!("{canonical} ")),
            ("no JSON", "jwk".to_owned()),
        ];
        for (name, text) in cases {
            assert_eq!(wrap(&text), Err(KeyError::Encoding), "{name}");
        }
        assert_eq!(wrap(&canonical.replace(r#""kty""#, r#""d":"AA","kty""#)), Err(KeyError::PrivateMaterial));
    }

    #[test]
    fn every_changed_character_changes_or_breaks_the_key() {
        let key = PublicKey::from_multikey(ED25519).unwrap();
        for (index, character) in (0..ED25519.len()).flat_map(|index| "129Zaz0l+ ".chars().map(move |c| (index, c))) {
            let mut text: Vec<char> = ED25519.chars().collect();
            let same = std::mem::replace(&mut text[index], character) == character;
            let read = PublicKey::from_multikey(&text.into_iter().collect::<String>());
            assert_eq!(read == Ok(key.clone()), same, "{index} {character}");
        }
    }
}
