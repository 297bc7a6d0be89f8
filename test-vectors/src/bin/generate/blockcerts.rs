//! Blockcerts 3: a certificate, the batch that it is anchored with, and the proof that leads from one to the other.

use crate::bitcoin::sha256;
use crate::documents::{VCDM_1, VCDM_2, student};
use crate::merkle::{Hash, Rule, Step, way};
use crate::sign::{statements, statements_as};
use crate::table::set;
use credstone::digest::DigestAlgorithm;
use credstone::jsonld::RdfOptions;
use credstone::multiformat::multibase;
use serde_json::{Value, json};

/// A micro-credential of the data model 2.0, not anchored yet.
pub(crate) fn certificate(issuer: &str) -> Value {
    json!({
        "@context": [VCDM_2, "https://w3id.org/blockcerts/v3.2"],
        "id": "urn:uuid:6d1b5f0c-84a2-4f0e-9a3e-0f6c2f4a7b31",
        "type": ["VerifiableCredential", "BlockcertsCredential"],
        "name": "Soil Science I / Bodenkunde I",
        "issuer": issuer,
        "validFrom": "2026-01-15T09:30:00Z",
        "credentialSubject": {
            "id": student().did(),
            "name": "Mira Lindqvist",
            "claim": {
                "name": "Soil Science I",
                "description": "5 ECTS at level 6 of the European Qualifications Framework, grade 1.7"
            }
        },
        "metadata": "{\"semester\":\"2025-W\"}",
        "display": { "contentMediaType": "text/html", "content": "<h1>Bodenkunde I</h1><p>Mira Lindqvist</p>" }
    })
}

/// The same of the data model 1.1, as it was issued before.
pub(crate) fn older(issuer: &str) -> Value {
    let newer = certificate(issuer);
    json!({
        "@context": [
            VCDM_1,
            "https://w3id.org/security/suites/merkle-2019/v1",
            "https://w3id.org/security/suites/chained-2021/v1",
            "https://w3id.org/blockcerts/v3.1"
        ],
        "id": newer["id"],
        "type": newer["type"],
        "issuer": issuer,
        "issuanceDate": "2026-01-15T09:30:00Z",
        "credentialSubject": { "id": student().did(), "claim": newer["credentialSubject"]["claim"] },
        "metadata": newer["metadata"],
        "display": newer["display"]
    })
}

/// What the proof of a certificate says, before it is written down.
#[derive(Clone)]
pub(crate) struct MerkleProof {
    pub(crate) root: Hash,
    pub(crate) target: Hash,
    pub(crate) entries: Vec<Entry>,
    pub(crate) path: Vec<Step>,
    /// Whether hashes are written as text.
    pub(crate) texts: bool,
}

/// Where the root is anchored.
#[derive(Clone)]
pub(crate) enum Entry {
    /// By the numbers of chain and network, and the bytes of the transaction's id.
    Numbers(u8, u8, Vec<u8>),
    /// As `blink:<chain>:<network>:<id>`.
    Text(String),
}

/// The hash of a document as it stands.
pub(crate) fn target(document: &Value) -> Hash {
    sha256(statements(document, DigestAlgorithm::Sha256).as_bytes())
}

/// The proof of a document in a batch with four more certificates.
pub(crate) fn batch(document: &Value) -> MerkleProof {
    batch_as(RdfOptions::default(), document)
}

/// The same of whoever reads the document in a way of their own.
pub(crate) fn batch_as(reading: RdfOptions, document: &Value) -> MerkleProof {
    let fellow = |name: &&str| {
        target(&set(&certificate("https://neustadt.example/issuer.json"), "/credentialSubject/name", *name))
    };
    let mut leaves: Vec<Hash> = ["Ada Berg", "Noor Haddad", "Jan Novak", "Leila Sahin"].iter().map(fellow).collect();
    leaves.insert(2, sha256(statements_as(reading, document, DigestAlgorithm::Sha256).as_bytes()));
    let rule = Rule { node: |left, right| sha256(&[*left, *right].concat()), copies: false };
    let (path, root) = way(&leaves, 2, rule);
    MerkleProof { root, target: leaves[2], entries: Vec::new(), path, texts: false }
}

impl MerkleProof {
    /// The proof of a document that is anchored by itself.
    pub(crate) fn alone(document: &Value) -> Self {
        let target = target(document);
        Self { root: target, target, entries: Vec::new(), path: Vec::new(), texts: false }
    }

    /// The value of the proof.
    pub(crate) fn text(&self) -> String {
        multibase::encode_base58btc(&self.encode())
    }

    /// The same before it is written in letters: CBOR.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let step = |step: &Step| pair(u8::from(!step.is_left), &self.scalar(&step.hash));
        let path: Vec<_> = self.path.iter().map(step).collect();
        let entries: Vec<_> = self.entries.iter().map(|entry| self.entry(entry)).collect();
        array(&[
            pair(0, &self.scalar(&self.root)),
            pair(1, &self.scalar(&self.target)),
            pair(2, &array(&entries)),
            pair(3, &array(&path)),
        ])
    }

    fn entry(&self, entry: &Entry) -> Vec<u8> {
        match entry {
            Entry::Numbers(chain, network, id) => array(&[
                pair(0, &head(0, usize::from(*chain))),
                pair(1, &head(0, usize::from(*network))),
                pair(2, &self.scalar(id)),
            ]),
            Entry::Text(text) => string(3, text.as_bytes()),
        }
    }

    /// A byte string that is CBOR again.
    fn scalar(&self, bytes: &[u8]) -> Vec<u8> {
        let text = crate::ethereum::hex(bytes);
        string(2, &if self.texts { string(3, text.as_bytes()) } else { string(2, bytes) })
    }
}

/// A number and a value.
pub(crate) fn pair(number: u8, value: &[u8]) -> Vec<u8> {
    array(&[head(0, usize::from(number)), value.to_vec()])
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len()), items.concat()].concat()
}

fn string(major: u8, bytes: &[u8]) -> Vec<u8> {
    [&head(major, bytes.len()), bytes].concat()
}

fn head(major: u8, number: usize) -> Vec<u8> {
    let kind = major << 5;
    match u8::try_from(number).expect("short") {
        number @ 0..24 => vec![kind | number],
        number => vec![kind | 24, number],
    }
}

/// The proof of the data model 2.0.
pub(crate) fn proof(value: &str, method: &str) -> Value {
    json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "merkle-proof-2019",
        "created": "2026-01-20T00:30:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "proofValue": value
    })
}
