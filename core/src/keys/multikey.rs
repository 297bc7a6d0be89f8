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
