//! Data Integrity 1.0 and the linked-data suites before it: two hashes, a key and a proof value into valid, or a typed no.

pub mod options;
pub mod statements;
pub mod suites;

pub use options::{Malformed, NamedSuite, ProofOptions, SIGNATURE_MEMBERS, SignatureFault};
pub use statements::{Reading, Statements};
pub use suites::{CRYPTOSUITES, KeyRow, ProofValue, Suite, Transformation};

use crate::digest::Digest;
use crate::keys::{self, PublicKey, SignatureError};
use crate::limits::Limits;
use crate::multiformat::multibase;
use crate::proof::jose::jws::{Detached, JwsError};

/// The longest signature of any suite, in bytes: P-521 needs 132.
const MAX_SIGNATURE: usize = 132;

/// A signature, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureValue<'d> {
    /// The bytes alone.
    Raw(Vec<u8>),
    /// With a header of its own.
    Jws(Detached<'d>),
}

/// Why the text of a signature is not in the encoding of its suite.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueError {
    /// Not multibase base58btc.
    Base58,
    /// Not a detached JWS as the suite asks for.
    Jws(JwsError),
}

impl<'d> SignatureValue<'d> {
    /// Decodes the text of a signature.
    ///
    /// # Errors
    /// [`ValueError`] if it is in any other encoding than the one of its suite.
    pub fn decode(kind: ProofValue, text: &'d str, limits: &Limits) -> Result<Self, ValueError> {
        match kind {
            ProofValue::Base58Btc if !text.starts_with('z') => Err(ValueError::Base58),
            ProofValue::Base58Btc => {
                multibase::decode(text, MAX_SIGNATURE).map(Self::Raw).map_err(|_| ValueError::Base58)
            }
            ProofValue::DetachedJws => Detached::parse(text, limits).map(Self::Jws).map_err(ValueError::Jws),
        }
    }

    /// Checks this signature over the hashes of the proof options and of the document
    /// ([Data Integrity, section 4.4](https://www.w3.org/TR/vc-data-integrity/#verify-proof)).
    ///
    /// # Errors
    /// [`SignatureError::KeyType`] also if a header names another algorithm than the key entails.
    pub fn verify(
        &self,
        row: KeyRow,
        key: &PublicKey,
        options: &Digest,
        document: &Digest,
    ) -> Result<(), SignatureError> {
        let hashes = [options.as_bytes(), document.as_bytes()].concat();
        match self {
            Self::Raw(signature) => keys::verify(row.algorithm, key, &hashes, signature),
            Self::Jws(jws) if jws.algorithm != row.algorithm => Err(SignatureError::KeyType),
            Self::Jws(jws) => keys::verify(row.algorithm, key, &jws.message(&hashes), &jws.signature),
        }
    }
}
