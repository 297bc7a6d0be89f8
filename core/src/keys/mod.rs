//! Public keys, read from every form that DID documents and JOSE give them, and the signatures they check.
//!
//! Text or bytes become a [`PublicKey`], which exists only if its point lies on its curve, its modulus is strong enough
//! and its text was the one text of its value; a key, a message and a signature become valid or a typed no.
//! Nothing here knows whose key it is, when it may be used, or for what.

mod ecdsa;
mod ed25519;
mod error;
mod jwk;
mod legacy;
mod multikey;
#[cfg(feature = "anchors")]
mod recovery;
#[cfg(feature = "rsa")]
mod roca;
#[cfg_attr(not(feature = "rsa"), path = "rsa_absent.rs")]
mod rsa;

pub use error::{KeyError, SignatureError};
#[cfg(feature = "anchors")]
pub use recovery::{HighS, RecoveryError, recover_secp256k1};

use std::fmt;
use std::sync::Arc;

/// The kinds of public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyType {
    /// Ed25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)).
    Ed25519,
    /// NIST P-256, also called secp256r1.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// RSA, 2048 to 8192 bits.
    Rsa,
    /// The curve of Bitcoin and Ethereum.
    Secp256k1,
}

impl KeyType {
    /// The name a reader knows it by: the JWK curve name, or `RSA`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Rsa => "RSA",
            Self::Secp256k1 => "secp256k1",
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The signature algorithms, by their JOSE names ([RFC 7518, section 3.1](https://www.rfc-editor.org/rfc/rfc7518#section-3.1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignatureAlgorithm {
    /// Ed25519.
    EdDsa,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// ECDSA with secp256k1 and SHA-256.
    Es256K,
    /// ECDSA with P-384 and SHA-384.
    Es384,
    /// ECDSA with P-521 and SHA-512.
    Es512,
    /// RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes.
    Ps256,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
}

/// Which key checks which algorithm, under which names.
const ALGORITHMS: [(&str, SignatureAlgorithm, KeyType); 8] = [
    ("EdDSA", SignatureAlgorithm::EdDsa, KeyType::Ed25519),
    // RFC 9864 gives the polymorphic name a second, exact one.
    ("Ed25519", SignatureAlgorithm::EdDsa, KeyType::Ed25519),
    ("ES256", SignatureAlgorithm::Es256, KeyType::P256),
    ("ES256K", SignatureAlgorithm::Es256K, KeyType::Secp256k1),
    ("ES384", SignatureAlgorithm::Es384, KeyType::P384),
    ("ES512", SignatureAlgorithm::Es512, KeyType::P521),
    ("PS256", SignatureAlgorithm::Ps256, KeyType::Rsa),
    ("RS256", SignatureAlgorithm::Rs256, KeyType::Rsa),
];

impl SignatureAlgorithm {
    /// The algorithm of a JOSE `alg` value, matched exactly.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        ALGORITHMS.iter().find(|row| row.0 == name).map(|row| row.1)
    }

    /// Its JOSE name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
            Self::Es256K => "ES256K",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    /// The kind of key it takes.
    #[must_use]
    pub fn key_type(self) -> KeyType {
        match self {
            Self::EdDsa => KeyType::Ed25519,
            Self::Es256 => KeyType::P256,
            Self::Es256K => KeyType::Secp256k1,
            Self::Es384 => KeyType::P384,
            Self::Es512 => KeyType::P521,
            Self::Ps256 | Self::Rs256 => KeyType::Rsa,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A public key, its point decompressed and checked, ready to verify.
///
/// Two keys are equal if their material is, whatever form each was read from.
#[derive(Clone)]
pub struct PublicKey {
    material: Material,
    /// The one algorithm that its JWK allows.
    only: Option<SignatureAlgorithm>,
}

#[derive(Clone, PartialEq)]
enum Material {
    Ed25519(ed25519::Key),
    Ecdsa(ecdsa::Key),
    Rsa(Arc<rsa::Key>),
}

impl PublicKey {
    /// Reads a key from raw bytes: 32 bytes of Ed25519, a SEC1 point (compressed or not), or a PKCS#1 `RSAPublicKey`.
    ///
    /// # Errors
    /// [`KeyError`] if the bytes are not exactly one sound key of that type.
    pub fn from_bytes(key_type: KeyType, bytes: &[u8]) -> Result<Self, KeyError> {
        let material = match key_type {
            KeyType::Ed25519 => Material::Ed25519(ed25519::Key::from_bytes(bytes)?),
            KeyType::Rsa => Material::Rsa(Arc::new(rsa::Key::from_pkcs1(bytes)?)),
            KeyType::P256 | KeyType::P384 | KeyType::P521 | KeyType::Secp256k1 => {
                Material::Ecdsa(ecdsa::Key::from_sec1(key_type, bytes)?)
            }
        };
        Ok(Self { material, only: None })
    }

    /// What kind of key it is.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        match &self.material {
            Material::Ed25519(_) => KeyType::Ed25519,
            Material::Ecdsa(key) => key.key_type(),
            Material::Rsa(_) => KeyType::Rsa,
        }
    }

    /// Its size in bits: of the field for curves, of the modulus for RSA.
    #[must_use]
    pub fn bits(&self) -> u32 {
        match &self.material {
            Material::Ed25519(_) => 255,
            Material::Ecdsa(key) => key.bits(),
            Material::Rsa(key) => key.bits(),
        }
    }

    /// Its bytes in the form Multikey uses: 32 bytes of Ed25519, a compressed SEC1 point, or a PKCS#1 `RSAPublicKey`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        match &self.material {
            Material::Ed25519(key) => key.to_bytes().to_vec(),
            Material::Ecdsa(key) => key.to_compressed(),
            Material::Rsa(key) => key.to_pkcs1(),
        }
    }

    /// An elliptic curve point with both coordinates, uncompressed SEC1: what addresses of ledgers are made of.
    #[cfg(feature = "anchors")]
    pub(crate) fn to_uncompressed(&self) -> Option<Vec<u8>> {
        match &self.material {
            Material::Ecdsa(key) => Some(key.to_uncompressed()),
            _ => None,
        }
    }

    /// Whether it may check `algorithm`: the key's type takes it, and its JWK does not name another.
    #[must_use]
    pub fn allows(&self, algorithm: SignatureAlgorithm) -> bool {
        self.key_type() == algorithm.key_type() && self.only.is_none_or(|only| only == algorithm)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.material == other.material
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.key_type(), self.to_multikey())
    }
}

/// Checks `signature` over `message`.
///
/// ECDSA signatures are `r ‖ s` in their full width (IEEE P1363), high `s` included; Ed25519 is strict
/// (`S < L`, no small-order or non-canonical point); an RSA signature is as long as its modulus.
///
/// # Errors
/// [`SignatureError::KeyType`] if the key may not check this algorithm, [`SignatureError::Encoding`] if the bytes cannot
/// be a signature at all, [`SignatureError::Invalid`] if they are not this key's over this message.
pub fn verify(
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    if !key.allows(algorithm) {
        return Err(SignatureError::KeyType);
    }
    match &key.material {
        Material::Ed25519(key) => key.verify(message, signature),
        Material::Ecdsa(key) => key.verify(message, signature),
        Material::Rsa(key) => key.verify(algorithm, message, signature),
    }
}
