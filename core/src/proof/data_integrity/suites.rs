//! The cryptosuites: each a row that says how a document is transformed, which keys sign it, and where the signature stands.

use crate::digest::DigestAlgorithm;
use crate::keys::{KeyType, SignatureAlgorithm};

/// A cryptosuite.
#[derive(Debug, PartialEq, Eq)]
pub struct Suite {
    /// The value of `cryptosuite`, or of `type` for the suites that came before it.
    pub name: &'static str,
    /// How a proof names it.
    pub named_by: NamedBy,
    /// How the document and the options become bytes.
    pub transformation: Transformation,
    /// Where the signature stands, and what it is over.
    pub value: ProofValue,
    /// The keys that may sign, with what each entails.
    pub keys: &'static [KeyRow],
    /// The context that defines it, if signers add that where a document lacks it.
    pub context: Option<&'static str>,
}

/// Which member of a proof names its suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// `cryptosuite`, beside the type `DataIntegrityProof`.
    Cryptosuite,
    /// `type`, in suites older than Data Integrity.
    Type,
}

/// How a document and the proof options become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transformation {
    /// RFC 8785, the JSON itself.
    Jcs,
    /// RDFC-1.0, the statements that the JSON-LD makes.
    Rdfc,
}

/// Where the signature stands, and what it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofValue {
    /// `proofValue`, multibase base58btc; over both hashes.
    Base58Btc,
    /// `jws`, detached with unencoded payload; over its header and both hashes.
    DetachedJws,
}

/// A key type with the algorithm and the hash that it entails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The signature algorithm; it names the key type too.
    pub algorithm: SignatureAlgorithm,
    /// The hash of document and options, and within RDFC-1.0.
    pub digest: DigestAlgorithm,
}

impl Suite {
    /// What a key of this type entails, if it may sign under this suite.
    #[must_use]
    pub fn row(&self, key: KeyType) -> Option<KeyRow> {
        self.keys.iter().find(|row| row.algorithm.key_type() == key).copied()
    }

    /// The suite called `name`, if it is one of this library.
    #[must_use]
    pub fn find(named_by: NamedBy, name: &str) -> Option<&'static Self> {
        CRYPTOSUITES.iter().find(|suite| suite.named_by == named_by && suite.name == name)
    }
}

const fn key(algorithm: SignatureAlgorithm, digest: DigestAlgorithm) -> KeyRow {
    KeyRow { algorithm, digest }
}

const EDDSA: KeyRow = key(SignatureAlgorithm::EdDsa, DigestAlgorithm::Sha256);
const ES256: KeyRow = key(SignatureAlgorithm::Es256, DigestAlgorithm::Sha256);
const ES256K: KeyRow = key(SignatureAlgorithm::Es256K, DigestAlgorithm::Sha256);
// With P-384 everything is hashed with SHA-384 (vc-di-ecdsa, section 3); the older JWS suite keeps SHA-256.
const ES384: KeyRow = key(SignatureAlgorithm::Es384, DigestAlgorithm::Sha384);
const ES384_SHA256: KeyRow = key(SignatureAlgorithm::Es384, DigestAlgorithm::Sha256);
const PS256: KeyRow = key(SignatureAlgorithm::Ps256, DigestAlgorithm::Sha256);
const RS256: KeyRow = key(SignatureAlgorithm::Rs256, DigestAlgorithm::Sha256);

/// Every suite that can be verified.
pub const CRYPTOSUITES: &[Suite] = &[
    // https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
    data_integrity("eddsa-rdfc-2022", Transformation::Rdfc, &[EDDSA]),
    // https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
    data_integrity("eddsa-jcs-2022", Transformation::Jcs, &[EDDSA]),
    // https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019
    data_integrity("ecdsa-rdfc-2019", Transformation::Rdfc, &[ES256, ES384]),
    // https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019
    data_integrity("ecdsa-jcs-2019", Transformation::Jcs, &[ES256, ES384]),
    // https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
    legacy("Ed25519Signature2020", "https://w3id.org/security/suites/ed25519-2020/v1", ProofValue::Base58Btc, &[EDDSA]),
    // https://w3c-ccg.github.io/lds-ed25519-2018/
    legacy(
        "Ed25519Signature2018",
        "https://w3id.org/security/suites/ed25519-2018/v1",
        ProofValue::DetachedJws,
        &[EDDSA],
    ),
    // https://www.w3.org/TR/vc-jws-2020/
    legacy(
        "JsonWebSignature2020",
        "https://w3id.org/security/suites/jws-2020/v1",
        ProofValue::DetachedJws,
        &[EDDSA, ES256, ES256K, ES384_SHA256, PS256],
    ),
    // https://w3c-ccg.github.io/lds-ecdsa-secp256k1-2019/
    legacy(
        "EcdsaSecp256k1Signature2019",
        "https://w3id.org/security/suites/secp256k1-2019/v1",
        ProofValue::DetachedJws,
        &[ES256K],
    ),
    // https://w3c-ccg.github.io/lds-rsa2018/
    legacy("RsaSignature2018", "https://w3id.org/security/v2", ProofValue::DetachedJws, &[RS256]),
];

const fn data_integrity(name: &'static str, transformation: Transformation, keys: &'static [KeyRow]) -> Suite {
    let (named_by, value) = (NamedBy::Cryptosuite, ProofValue::Base58Btc);
    Suite { name, named_by, transformation, value, keys, context: None }
}

const fn legacy(name: &'static str, context: &'static str, value: ProofValue, keys: &'static [KeyRow]) -> Suite {
    let (named_by, transformation) = (NamedBy::Type, Transformation::Rdfc);
    Suite { name, named_by, transformation, value, keys, context: Some(context) }
}
