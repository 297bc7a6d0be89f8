//! Documents that a key or a contract issued: they hold, and each of their steps is spoiled alone.

mod contract;
mod document;
mod identity;
mod revocation;
mod signed;

use super::hashed::Version;
use crate::anchor::chain::ethereum::builder;
use crate::anchor::chain::ethereum::document_store::STORES;
use crate::anchor::chain::ethereum::{Address, Hash, keccak256};
use crate::anchor::open_attestation::{Attestation, v2, v3};
use crate::json::Document;
use crate::limits::Limits;
use crate::multiformat::base64;
use crate::policy::Policy;
use crate::report::{Check, CheckId, Datum, Outcome, Reason, Report, Verdict, Weight};
use crate::resources::Resources;
use crate::verify::Verifier;
use data_encoding::HEXLOWER;
use k256::ecdsa::SigningKey;
use serde_json::{Value, json};

const DOMAIN: &str = "uni.example";
const CONTRACT: Address = Address::from_bytes([0x5a; 20]);
/// The secrets of the account that is named, and of another.
const OWN: [u8; 32] = [0x46; 32];
const STRANGE: [u8; 32] = [0x47; 32];
const ONE: Hash = word(1);

/// A number as storage keeps it.
const fn word(number: u8) -> Hash {
    let mut word = [0; 32];
    word[31] = number;
    word
}

/// A short text as storage keeps it.
fn text(text: &str) -> Hash {
    let mut word = word(2 * text.len() as u8);
    word[..text.len()].copy_from_slice(text.as_bytes());
    word
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn account(secret: &[u8; 32]) -> String {
    let key = SigningKey::from_slice(secret).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    Address::of_key(point.as_bytes()[1..].try_into().unwrap()).to_string().to_lowercase()
}

fn did() -> String {
    format!("did:ethr:{}", account(&OWN))
}

fn method() -> String {
    format!("{}#controller", did())
}

/// The DID's document, which gives its account.
fn owned_by(account: &str) -> Value {
    json!({
        "id": did(),
        "verificationMethod": [{
            "id": method(), "type": "EcdsaSecp256k1RecoveryMethod2020", "controller": did(),
            "blockchainAccountId": format!("eip155:1:{account}")
        }],
        "assertionMethod": [method()]
    })
}

fn method_record() -> String {
    format!("openatts a=dns-did; p={}; v=1.0;", method())
}

fn contract_record() -> String {
    format!("openatts net=ethereum netId=1 addr={CONTRACT}")
}

/// Signs as wallets do ([EIP-191](https://eips.ethereum.org/EIPS/eip-191)), with the library of the curve.
fn sign(message: &[u8], secret: &[u8; 32]) -> String {
    let prefix = format!("\x19Ethereum Signed Message:\n{}", message.len());
    let key = SigningKey::from_slice(secret).unwrap();
    let (signature, id) = key.sign_prehash_recoverable(&keccak256(&[prefix.as_bytes(), message].concat()));
    format!("0x{}", hex(&[&signature.to_bytes()[..], &[27 + u8::from(id.is_y_odd())]].concat()))
}

/// The target hash, the one between, and the root.
type Hashes = [Hash; 3];

/// Everything that a document's verification depends on.
#[derive(Clone)]
struct Scene {
    version: Version,
    /// What is wrapped.
    content: Value,
    /// Hashes of leaves that the holder hides.
    hidden: Vec<String>,
    /// The method and the secret of each signature.
    signatures: Vec<(String, [u8; 32])>,
    /// What is written over in the document that is wrapped and signed.
    changes: Vec<(&'static str, Value)>,
    /// What the domain lists.
    records: Option<Vec<String>>,
    documents: Vec<(String, Value)>,
    /// What the contract's storage holds.
    storage: fn(&Hashes) -> Vec<(Hash, Hash)>,
    /// The slots of it that are proven, if its state is supplied at all.
    proven: Option<fn(&Hashes) -> Vec<Hash>>,
    /// Whether the header of the block is supplied.
    header: bool,
    policy: Value,
}

/// A scene, spoiled.
type Spoil = fn(&mut Scene);

impl Scene {
    fn new(version: Version, content: Value) -> Self {
        Self {
            version,
            content,
            hidden: Vec::new(),
            signatures: Vec::new(),
            changes: Vec::new(),
            records: None,
            documents: Vec::new(),
            storage: issued,
            proven: None,
            header: true,
            policy: json!({ "at": "2026-11-22T00:00:00Z" }),
        }
    }

    /// Version 2, signed by the account of a DID that a domain lists.
    fn signed() -> Self {
        let mut scene = Self::new(
            Version::V2,
            json!({
                "name": "Certificate",
                "issuers": [{
                    "id": did(),
                    "name": "University",
                    "revocation": { "type": "NONE" },
                    "identityProof": { "type": "DNS-DID", "location": DOMAIN, "key": method() }
                }]
            }),
        );
        scene.signatures = vec![(method(), OWN)];
        scene.documents = vec![(did(), owned_by(&account(&OWN)))];
        scene.records = Some(vec![method_record()]);
        scene
    }

    /// Version 2, issued by the document store of a domain.
    fn stored() -> Self {
        let mut scene = Self::new(
            Version::V2,
            json!({
                "name": "Certificate",
                "issuers": [{
                    "name": "University",
                    "documentStore": CONTRACT.to_string(),
                    "identityProof": { "type": "DNS-TXT", "location": DOMAIN }
                }]
            }),
        );
        scene.records = Some(vec![contract_record()]);
        scene.proven = Some(slots);
        scene
    }

    /// Version 3, signed like the one of version 2.
    fn credential() -> Self {
        let mut scene = Self::new(
            Version::V3,
            json!({
                "@context": ["https://www.w3.org/2018/credentials/v1"],
                "type": ["VerifiableCredential", "OpenAttestationCredential"],
                "issuanceDate": "2026-01-15T09:30:00Z",
                "expirationDate": "2029-01-15T09:30:00Z",
                "issuer": { "id": "https://uni.example", "type": "OpenAttestationIssuer", "name": "University" },
                "credentialSubject": { "id": "did:example:mira", "credits": 6 },
                "openAttestationMetadata": {
                    "proof": {
                        "type": "OpenAttestationProofMethod",
                        "method": "DID",
                        "value": did(),
                        "revocation": { "type": "NONE" }
                    },
                    "identityProof": { "type": "DNS-DID", "identifier": DOMAIN }
                }
            }),
        );
        scene.signatures = vec![(method(), OWN)];
        scene.documents = vec![(did(), owned_by(&account(&OWN)))];
        scene.records = Some(vec![method_record()]);
        scene
    }

    /// The first issuer.
    fn issuer(&mut self) -> &mut Value {
        &mut self.content["issuers"][0]
    }

    /// The document, wrapped and signed, and its hashes.
    fn document(&self) -> (Value, Hashes) {
        let mut document = self.unhashed([[0; 32]; 3]);
        let target = attestation(self.version, &document).target;
        let mut stated = attestation(self.version, &document).stated;
        stated.target = target;
        let hashes: Hashes = stated.hashes().try_into().unwrap();
        document = self.unhashed(hashes);
        for (place, value) in &self.changes {
            let (above, name) = place.rsplit_once('/').unwrap();
            match document.pointer_mut(above).unwrap() {
                Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
                object => object[name] = value.clone(),
            }
        }
        (document, hashes)
    }

    /// The document with these hashes, the target among them.
    fn unhashed(&self, [target, _, root]: Hashes) -> Value {
        let path = [[0x51; 32], [0x52; 32]].map(|sibling| hex(&sibling));
        let signatures = self.signatures.iter().map(|(method, secret)| (method, sign(&root, secret)));
        let (target, root) = (hex(&target), hex(&root));
        match self.version {
            Version::V2 => json!({
                "version": "https://schema.openattestation.com/2.0/schema.json",
                "data": salted(&self.content),
                "signature": {
                    "type": "SHA3MerkleProof", "targetHash": target, "proof": path, "merkleRoot": root
                },
                "privacy": { "obfuscatedData": self.hidden },
                "proof": signatures.map(|(method, signature)| json!({
                    "type": "OpenAttestationSignature2018",
                    "proofPurpose": "assertionMethod",
                    "verificationMethod": method,
                    "signature": signature
                })).collect::<Vec<_>>()
            }),
            Version::V3 => {
                let mut leaves = Vec::new();
                paths(&self.content, "", &mut leaves);
                let salts: Vec<_> = leaves
                    .iter()
                    .map(|path| json!({ "value": hex(&keccak256(path.as_bytes())), "path": path }))
                    .collect();
                let mut document = self.content.clone();
                document["proof"] = json!({
                    "type": "OpenAttestationMerkleProofSignature2018",
                    "proofPurpose": "assertionMethod",
                    "targetHash": target, "proofs": path, "merkleRoot": root,
                    "salts": base64::encode(json!(salts).to_string().as_bytes()),
                    "privacy": { "obfuscated": self.hidden }
                });
                for (method, signature) in signatures {
                    document["proof"]["key"] = json!(method);
                    document["proof"]["signature"] = json!(signature);
                }
                document
            }
        }
    }

    fn report(&self) -> Report {
        let (document, hashes) = self.document();
        let (root, mut state) = builder::state(
            &CONTRACT,
            &(self.storage)(&hashes),
            &self.proven.map(|slots| slots(&hashes)).unwrap_or_default(),
        );
        let header = builder::block(100, root);
        let block = hex(&keccak256(&header));
        let mut policy = self.policy.clone();
        if policy.get("anchors").is_none() {
            let checkpoint = json!({ "chain": "eip155:1", "height": 100, "hash": block });
            policy["anchors"] = json!({ "checkpoints": [checkpoint] });
        }
        let mut resources = Resources::default();
        if self.header {
            resources.add_header("eip155:1", header).unwrap();
        }
        if self.proven.is_some() {
            state.block = block;
            resources.add_state("eip155:1", &CONTRACT.to_string(), state).unwrap();
        }
        if let Some(records) = &self.records {
            resources.add_dns(DOMAIN, "TXT", records.clone()).unwrap();
        }
        for (url, document) in &self.documents {
            let bytes = document.as_str().map_or_else(|| document.to_string(), str::to_owned).into_bytes();
            resources.add_document(url, bytes).unwrap();
        }
        let policy = Policy::from_json(policy.to_string().as_bytes()).unwrap();
        Verifier::new(policy).verify(document.to_string().as_bytes(), &resources)
    }

    /// The answer of a service for each of the hashes.
    fn answer(&mut self, answer: impl Fn(usize, &str) -> Value) {
        let (_, hashes) = self.document();
        let hashes = hashes.map(|hash| format!("0x{}", hex(&hash)));
        let answers = hashes.iter().enumerate();
        let answers = answers.map(|(index, hash)| (format!("https://{DOMAIN}/status/{hash}"), answer(index, hash)));
        self.documents.truncate(1);
        self.documents.extend(answers);
    }
}

fn attestation(version: Version, document: &Value) -> Attestation {
    let text = document.to_string();
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let recompute = match version {
        Version::V2 => v2::recompute,
        Version::V3 => v3::recompute,
    };
    recompute(document.root(), &Limits::default()).unwrap()
}

/// Each value with a salt and its type.
fn salted(value: &Value) -> Value {
    let (kind, text) = match value {
        Value::Object(members) => return members.iter().map(|(name, value)| (name.clone(), salted(value))).collect(),
        Value::Array(items) => return items.iter().map(salted).collect(),
        Value::String(text) => ("string", text.clone()),
        Value::Number(number) => ("number", number.to_string()),
        Value::Bool(value) => ("boolean", value.to_string()),
        Value::Null => ("null", "null".to_owned()),
    };
    json!(format!("ee7f3323-1634-4dea-8c12-f0bb83aff874:{kind}:{text}"))
}

/// The places of the leaves, as version 3 writes them.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    let dot = if path.is_empty() { "" } else { "." };
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| paths(value, &format!("{path}{dot}{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| paths(value, &format!("{path}[{at}]"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

/// A document store that lists the root.
fn issued(hashes: &Hashes) -> Vec<(Hash, Hash)> {
    vec![(word(2), text("2.3.0")), (STORES[0].issued_slot(&hashes[2]), ONE)]
}

/// The slots that say what a document store is, what it issued, and what it revoked.
fn slots(hashes: &Hashes) -> Vec<Hash> {
    let revoked = hashes.iter().map(|hash| STORES[0].revoked_slot(hash));
    [word(2), STORES[0].issued_slot(&hashes[2])].into_iter().chain(revoked).collect()
}

/// What did not pass of what counts: `!` what failed, `?` what is undetermined; then check, place and reason. What sums up
/// others is left out, and so is what was not reached.
fn faults(report: &Report) -> Vec<String> {
    let is_sum = |id| matches!(id, CheckId::ProofPresent | CheckId::AnchorPresent | CheckId::ModelProfile);
    let told = report.checks.iter().filter(|check| check.weight == Weight::Required && !is_sum(check.id));
    let told = told.filter(|check| check.reason != Some(Reason::CheckNotReached));
    let line = |check: &Check| {
        let mark = match check.outcome {
            Outcome::Failed => "!",
            Outcome::Undetermined => "?",
            Outcome::NotApplicable | Outcome::Passed => return None,
        };
        Some(format!("{mark} {} {} {}", check.id.code(), check.scope, check.reason.unwrap().code()))
    };
    told.filter_map(line).collect()
}

/// The first check of that name.
#[track_caller]
fn check(report: &Report, id: CheckId) -> &Check {
    report.checks.iter().find(|check| check.id == id).unwrap()
}

fn datum(report: &Report, id: CheckId, name: &str) -> Option<Datum> {
    check(report, id).data.find(name).cloned()
}

/// What is asked for, each with the checks that ask.
fn needs(report: &Report) -> Vec<String> {
    let by = |need: &crate::report::Need| need.wanted_by.iter().map(|(id, _)| id.code()).collect::<Vec<_>>().join(" ");
    report.needs.iter().map(|need| format!("{} {} for {}", need.kind.code(), need.key, by(need))).collect()
}

/// Asserts what each spoiled scene comes to. What fails makes the document rejected, what is open leaves it undecided.
#[track_caller]
fn assert_faults(sound: &Scene, cases: &[(&str, Spoil, &[&str])]) {
    let mut wrong = Vec::new();
    for (name, spoil, want) in cases {
        let mut scene = sound.clone();
        spoil(&mut scene);
        let report = scene.report();
        let verdict = match () {
            () if want.iter().any(|fault| fault.starts_with('!')) => Verdict::Rejected,
            () if want.is_empty() => Verdict::Verified,
            () => Verdict::Indeterminate,
        };
        let found = faults(&report);
        if found != *want || report.verdict != verdict {
            wrong.push(format!("{name}: {} {found:?}", report.verdict.code()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
