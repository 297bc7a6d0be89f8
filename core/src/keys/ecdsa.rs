//! ECDSA (FIPS 186-5) on P-256, P-384, P-521 and secp256k1, each with the hash that JOSE and Data Integrity give it.

use super::{KeyError, KeyType, SignatureError};
use p256::ecdsa::signature::Verifier;

/// A decompressed point on one of four curves.
#[derive(Clone, PartialEq)]
pub(super) enum Key {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Secp256k1(k256::ecdsa::VerifyingKey),
}

impl Key {
    /// Reads a SEC1 point, compressed or not; the point at infinity, hybrid and compact forms are refused.
    pub(super) fn from_sec1(key_type: KeyType, bytes: &[u8]) -> Result<Self, KeyError> {
        if !matches!(bytes.first(), Some(2..=4)) {
            return Err(KeyError::Invalid);
        }
        let key = match key_type {
            KeyType::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P256).ok(),
            KeyType::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P384).ok(),
            KeyType::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P521).ok(),
            KeyType::Secp256k1 => k256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::Secp256k1).ok(),
            KeyType::Ed25519 | KeyType::Rsa => None,
        };
        key.ok_or(KeyError::Invalid)
    }

    /// Reads the two coordinates of a JWK, each exactly as long as the field.
    pub(super) fn from_coordinates(key_type: KeyType, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        if x.len() != y.len() {
            return Err(KeyError::Invalid);
        }
        Self::from_sec1(key_type, &[&[4], x, y].concat())
    }

    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::P256(_) => KeyType::P256,
            Self::P384(_) => KeyType::P384,
            Self::P521(_) => KeyType::P521,
            Self::Secp256k1(_) => KeyType::Secp256k1,
        }
    }

    pub(super) fn bits(&self) -> u32 {
        match self {
            Self::P256(_) | Self::Secp256k1(_) => 256,
            Self::P384(_) => 384,
            Self::P521(_) => 521,
        }
    }

    pub(super) fn to_compressed(&self) -> Vec<u8> {
        self.to_sec1(true)
    }

    /// The coordinates, each exactly as long as the field.
    pub(super) fn to_coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        let point = self.to_sec1(false);
        let coordinates = point.get(1..).unwrap_or_default();
        let (x, y) = coordinates.split_at_checked(coordinates.len() / 2).unwrap_or_default();
        (x.to_vec(), y.to_vec())
    }

    fn to_sec1(&self, compress: bool) -> Vec<u8> {
        match self {
            Self::P256(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::P384(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::P521(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::Secp256k1(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
        }
    }

    /// Checks `r ‖ s` in full width, `r` and `s` from 1 to n − 1, either half of the range.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let encoding = |_| SignatureError::Encoding;
        let verified = match self {
            Self::P256(key) => key.verify(message, &p256::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            Self::P384(key) => key.verify(message, &p384::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            Self::P521(key) => key.verify(message, &p521::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            // The curve's crate refuses high `s`, which is Bitcoin's rule; JOSE and Data Integrity have none.
            Self::Secp256k1(key) => {
                key.verify(message, &k256::ecdsa::Signature::from_slice(signature).map_err(encoding)?.normalize_s())
            }
        };
        verified.map_err(|_| SignatureError::Invalid)
    }
}
