//! [Verifier keys](https://c2sp.org/signed-note#verifier-keys) of logs and witnesses, and the signatures they check.

use super::note::is_name;
use super::{NoteSignature, SignedOutcome};
use crate::digest::{DigestAlgorithm, Hasher};
use crate::keys::{self, KeyType, PublicKey, SignatureAlgorithm, SignatureError};
use crate::multiformat::base64;
use std::fmt;

const ED25519: u8 = 0x01;
const COSIGNATURE: u8 = 0x04;
const ML_DSA_COSIGNATURE: u8 = 0x06;

/// Bytes of an ML-DSA-44 public key (FIPS 204).
const ML_DSA_KEY: usize = 1_312;

/// A key that the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    material: Material,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Cosignature(PublicKey),
    Ed25519(PublicKey),
    MlDsaCosignature(Vec<u8>),
}

/// The kinds of signature a key makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureType {
    /// A timestamped Ed25519 cosignature (0x04).
    Cosignature,
    /// Ed25519 over the note (0x01).
    Ed25519,
    /// A timestamped ML-DSA-44 cosignature (0x06), which is not verified yet.
    MlDsaCosignature,
}

/// Why a text is not a verifier key.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifierKeyError {
    /// It does not consist of a name, an id in lower-case hexadecimal and a key in strict base64.
    Format,
    /// The id is not that of the name and the key.
    Id,
    /// The key is malformed or weak.
    Key,
    /// The name is empty or has a space or a plus sign.
    Name,
    /// A type of signature that this library does not know.
    Unsupported(u8),
}

impl VerifierKey {
    /// Reads a key from its text, `name+id+key`.
    ///
    /// # Errors
    /// [`VerifierKeyError`] if it is not the one text of a key of a known type.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::transparency_log::VerifierKey;
    /// let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")?;
    /// assert_eq!(key.name(), "example.com/foo");
    /// # Ok::<(), credstone::anchor::transparency_log::VerifierKeyError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, VerifierKeyError> {
        let (name, rest) = text.split_once('+').ok_or(VerifierKeyError::Format)?;
        // Base64 has plus signs of its own.
        let (id, key) = rest.split_once('+').ok_or(VerifierKeyError::Format)?;
        if !is_name(name) || name.contains(char::is_control) {
            return Err(VerifierKeyError::Name);
        }
        let id = data_encoding::HEXLOWER.decode(id.as_bytes()).ok();
        let id: Option<[u8; 4]> = id.and_then(|id| id.try_into().ok());
        let key = base64::decode(key);
        let (Some(id), Some(key)) = (id, key) else { return Err(VerifierKeyError::Format) };
        let (kind, bytes) = key.split_first().ok_or(VerifierKeyError::Key)?;
        let ed25519 = || PublicKey::from_bytes(KeyType::Ed25519, bytes).map_err(|_| VerifierKeyError::Key);
        let material = match *kind {
            ED25519 => Material::Ed25519(ed25519()?),
            COSIGNATURE => Material::Cosignature(ed25519()?),
            ML_DSA_COSIGNATURE if bytes.len() == ML_DSA_KEY => Material::MlDsaCosignature(bytes.to_vec()),
            ML_DSA_COSIGNATURE => return Err(VerifierKeyError::Key),
            other => return Err(VerifierKeyError::Unsupported(other)),
        };
        // The recommended computation is a must for cosignatures, and all keys in use follow it.
        if key_id(name, &key) != id {
            return Err(VerifierKeyError::Id);
        }
        Ok(Self { name: name.to_owned(), id, material })
    }

    /// Its name; for a log, the origin of its checkpoints.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Which signatures it makes.
    #[must_use]
    pub fn signature_type(&self) -> SignatureType {
        match self.material {
            Material::Cosignature(_) => SignatureType::Cosignature,
            Material::Ed25519(_) => SignatureType::Ed25519,
            Material::MlDsaCosignature(_) => SignatureType::MlDsaCosignature,
        }
    }

    /// Whether the two have the same key material, whatever their names and types.
    pub(super) fn same_material(&self, other: &Self) -> bool {
        match (&self.material, &other.material) {
            (Material::MlDsaCosignature(one), Material::MlDsaCosignature(other)) => one == other,
            (
                Material::Cosignature(one) | Material::Ed25519(one),
                Material::Cosignature(other) | Material::Ed25519(other),
            ) => one == other,
            _ => false,
        }
    }

    /// Whether a signature line names this key.
    pub(super) fn made(&self, signature: &NoteSignature<'_>) -> bool {
        self.name == signature.name && self.id == signature.id
    }

    /// Checks a signature over the text of a note, and gives the time in it.
    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Result<Verified, SignatureError> {
        match &self.material {
            Material::Cosignature(key) => cosignature(key, text, signature).map(Verified::At),
            Material::Ed25519(key) => {
                keys::verify(SignatureAlgorithm::EdDsa, key, text.as_bytes(), signature).map(|()| Verified::Untimed)
            }
            Material::MlDsaCosignature(_) => Ok(Verified::Unsupported),
        }
    }
}

/// What a signature of a known key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verified {
    /// It holds, and was made at this time.
    At(u64),
    /// It cannot be checked.
    Unsupported,
    /// It holds.
    Untimed,
}

impl Verified {
    pub(super) fn by_log(self) -> SignedOutcome {
        match self {
            Self::At(timestamp) => SignedOutcome::Log { timestamp: Some(timestamp) },
            Self::Unsupported => SignedOutcome::Unsupported,
            Self::Untimed => SignedOutcome::Log { timestamp: None },
        }
    }

    pub(super) fn by_witness(self) -> SignedOutcome {
        match self {
            Self::At(timestamp) => SignedOutcome::Witness { timestamp },
            // No policy takes a witness without time.
            Self::Unsupported | Self::Untimed => SignedOutcome::Unsupported,
        }
    }
}

fn cosignature(key: &PublicKey, text: &str, signature: &[u8]) -> Result<u64, SignatureError> {
    let (timestamp, signature) = signature.split_first_chunk().ok_or(SignatureError::Encoding)?;
    let timestamp = u64::from_be_bytes(*timestamp);
    if i64::try_from(timestamp).is_err() {
        return Err(SignatureError::Encoding);
    }
    let message = format!("cosignature/v1\ntime {timestamp}\n{text}");
    keys::verify(SignatureAlgorithm::EdDsa, key, message.as_bytes(), signature).map(|()| timestamp)
}

fn key_id(name: &str, key: &[u8]) -> [u8; 4] {
    let mut hasher = Hasher::new(DigestAlgorithm::Sha256);
    [name.as_bytes(), b"\n", key].iter().for_each(|part| hasher.update(part));
    hasher.finish().as_bytes().first_chunk().copied().unwrap_or_default()
}

impl fmt::Display for VerifierKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format => f.write_str("the text is not that of a verifier key"),
            Self::Id => f.write_str("the id is not that of the name and the key"),
            Self::Key => f.write_str("the key is malformed"),
            Self::Name => f.write_str("the name of the key is not one"),
            Self::Unsupported(kind) => write!(f, "signatures of type {kind:#04x} are not known"),
        }
    }
}

impl std::error::Error for VerifierKeyError {}
