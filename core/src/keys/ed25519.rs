//! Ed25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)) under one strict rule, the same in every language.
//!
//! Keys and `R` must be canonical and not of small order, `S` below the group order. Standards leave room here;
//! whoever accepts less than all cannot be told two stories by one signature.

use super::{KeyError, SignatureError};
use ed25519_dalek::{Signature, VerifyingKey};

/// A decompressed Ed25519 key.
#[derive(Clone, PartialEq)]
pub(super) struct Key(VerifyingKey);

impl Key {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Invalid)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Invalid)?;
        if key.is_weak() || !is_canonical(bytes) { Err(KeyError::Invalid) } else { Ok(Self(key)) }
    }

    pub(super) fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Encoding)?;
        self.0.verify_strict(message, &signature).map_err(|_| SignatureError::Invalid)
    }
}

/// Whether `y` is below the field's prime 2^255 − 19. The other second encodings, of x = 0, are of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    *low < 0xed || high & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
}
