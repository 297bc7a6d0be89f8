//! A batch of Blockcerts 3, from one of the samples: certificates, the tree over their hashes, and the transaction with its
//! root in a block.

#![allow(dead_code, unreachable_pub, reason = "a module of a test and of a benchmark, of which each uses a part")]

use crate::regtest::{REGTEST, chain, hash, sha256, shown};
use credstone::anchor::chain::bitcoin::{Address, Network};
use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Value};
use credstone::jsonld::{Loader, Options, RdfOptions, expand};
use credstone::limits::Limits;
use credstone::multiformat::multibase::encode_base58btc;
use credstone::policy::Policy;
use credstone::resources::{Inclusion, InclusionProof, Resources, Transaction};
use serde_json::json;

pub const ISSUER: &str = "https://uni.example/issuer.json";

/// The script that locks coins for the issuer's address.
const LOCK: [u8; 25] = [0x76, 0xa9, 20, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 0x88, 0xac];

/// A batch, and everything that its verification takes.
pub struct Issued {
    pub certificates: Vec<Vec<u8>>,
    pub resources: Resources,
    pub policy: Policy,
    /// The transaction.
    pub id: String,
}

/// The sample that certificates are made from.
pub fn sample() -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/samples/genuine-badge.json");
    std::fs::read(path).expect("a sample")
}

/// The hash of a credential without its proof, from its bytes on.
pub fn target(credential: &[u8]) -> [u8; 32] {
    let limits = Limits::default();
    let document = Document::parse(credential, &limits).expect("JSON");
    let omit = document.root().get("proof").map(Value::id);
    let options = Options { omit: omit.as_slice(), ..Options::default() };
    let expanded = expand(document.root(), &Loader::bundled(), &options, &limits).expect("JSON-LD");
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).expect("statements");
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &limits).expect("within limits");
    canonical.hash(DigestAlgorithm::Sha256).as_bytes().try_into().expect("32 bytes")
}

impl Issued {
    /// So many certificates like `sample`, issued in one transaction.
    pub fn new(sample: &[u8], count: usize) -> Self {
        Self::issue(sample, count, None)
    }

    /// Certificates that say they were issued in another transaction.
    pub fn naming(sample: &[u8], count: usize, id: &str) -> Self {
        Self::issue(sample, count, Some(id))
    }

    fn issue(sample: &[u8], count: usize, named: Option<&str>) -> Self {
        let mut certificates: Vec<_> = (0..count).map(|number| certificate(sample, number)).collect();
        let targets: Vec<_> = certificates.iter().map(|one| target(one.to_string().as_bytes())).collect();
        let levels = levels(&targets);
        let root = levels[levels.len() - 1][0];
        let previous = transaction(&[3; 32], &[&LOCK]);
        let raw = transaction(&hash(&previous), &[&LOCK, &[&[0x6a, 32][..], &root].concat()]);
        let id = shown(hash(&raw));
        for (number, certificate) in certificates.iter_mut().enumerate() {
            let value = encode_base58btc(&proof(&levels, number, named.unwrap_or(&id)));
            certificate["proof"] = json!({
                "type": "DataIntegrityProof",
                "cryptosuite": "merkle-proof-2019",
                "created": "2026-02-02T10:00:00Z",
                "proofPurpose": "assertionMethod",
                "verificationMethod": format!("{ISSUER}#key-1"),
                "proofValue": value
            });
        }
        let (resources, policy) = world(raw, previous, &id);
        let certificates = certificates.iter().map(|one| one.to_string().into_bytes()).collect();
        Self { certificates, resources, policy, id }
    }
}

fn certificate(sample: &[u8], number: usize) -> serde_json::Value {
    let mut credential: serde_json::Value = serde_json::from_slice(sample).expect("JSON");
    credential.as_object_mut().expect("an object").remove("proof");
    credential["@context"].as_array_mut().expect("contexts").insert(1, "https://w3id.org/blockcerts/v3.2".into());
    credential["type"].as_array_mut().expect("types").push("BlockcertsCredential".into());
    credential["id"] = format!("urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-{number:012}").into();
    credential["credentialSubject"]["id"] = format!("did:example:graduate-{number}").into();
    credential["issuer"]["id"] = ISSUER.into();
    credential
}

/// The tree over some leaves, from the leaves to the root. Where a hash has no neighbour, it moves up.
fn levels(leaves: &[[u8; 32]]) -> Vec<Vec<[u8; 32]>> {
    let mut levels = vec![leaves.to_vec()];
    while levels[levels.len() - 1].len() > 1 {
        let node = |pair: &[[u8; 32]]| match pair {
            [left, right] => sha256(&[*left, *right].concat()).try_into().expect("32 bytes"),
            alone => alone[0],
        };
        levels.push(levels[levels.len() - 1].chunks(2).map(node).collect());
    }
    levels
}

/// The proof of a leaf, in CBOR.
fn proof(levels: &[Vec<[u8; 32]>], leaf: usize, id: &str) -> Vec<u8> {
    let mut at = leaf;
    let mut steps = Vec::new();
    for level in levels {
        if let Some(sibling) = level.get(at ^ 1) {
            steps.push(pair(u8::from(at.is_multiple_of(2)), &bytes(&bytes(sibling))));
        }
        at /= 2;
    }
    let link = text(&format!("blink:btc:regtest:{id}"));
    let root = levels[levels.len() - 1][0];
    let members = [array(&steps), bytes(&bytes(&root)), bytes(&bytes(&levels[0][leaf])), array(&[link])];
    let members = [3, 0, 1, 2].into_iter().zip(&members).map(|(key, value)| pair(key, value));
    array(&members.collect::<Vec<_>>())
}

fn pair(key: u8, value: &[u8]) -> Vec<u8> {
    array(&[vec![key], value.to_vec()])
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [vec![0x80 + u8::try_from(items.len()).expect("fewer than 24")], items.concat()].concat()
}

fn bytes(content: &[u8]) -> Vec<u8> {
    [&[0x58, u8::try_from(content.len()).expect("a byte")][..], content].concat()
}

fn text(content: &str) -> Vec<u8> {
    [&[0x78, u8::try_from(content.len()).expect("a byte")][..], content.as_bytes()].concat()
}

/// A transaction that spends the first output of another one.
fn transaction(spent: &[u8], scripts: &[&[u8]]) -> Vec<u8> {
    let count = |number: usize| u8::try_from(number).expect("a byte");
    let mut raw = [&[2, 0, 0, 0, 1][..], spent, &[0; 5], &[0xff; 4], &[count(scripts.len())]].concat();
    for script in scripts {
        raw.extend([&[1, 0, 0, 0, 0, 0, 0, 0, count(script.len())][..], script].concat());
    }
    [raw, vec![0; 4]].concat()
}

/// A block of two thousand transactions with this one among them, six blocks on it, and the issuer's profile.
fn world(raw: Vec<u8>, previous: Vec<u8>, id: &str) -> (Resources, Policy) {
    const HEIGHT: u64 = 100;
    let siblings: Vec<_> = (1..=11).map(|level| sha256(&[level])).collect();
    let root = siblings.iter().fold(hash(&raw), |below, sibling| hash(&[below.as_slice(), sibling].concat()));
    let headers = chain(&root, 1_770_000_000);
    let shown_bytes = |hash: &Vec<u8>| {
        let mut hash: [u8; 32] = hash.as_slice().try_into().expect("32 bytes");
        hash.reverse();
        hash
    };
    let siblings = siblings.iter().map(shown_bytes).collect();
    let branch = InclusionProof::Branch { index: 0, siblings, coinbase: None };
    let mut resources = Resources::default();
    let inclusion = Inclusion { block: shown(hash(&headers[0])), proof: branch };
    resources.add_transaction(REGTEST, id, Transaction { raw, previous: vec![previous] }).expect("a transaction");
    resources.add_inclusion(REGTEST, id, inclusion).expect("an inclusion");
    headers.iter().for_each(|header| resources.add_header(REGTEST, header.clone()).expect("a header"));
    let address = Address::from_script(&LOCK, Network::Regtest).expect("an address");
    let profile = json!({
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "type": "Profile",
        "id": ISSUER,
        "name": "University of Neustadt",
        "publicKey": [{ "id": format!("ecdsa-koblitz-pubkey:{address}"), "created": "2020-01-01T00:00:00Z" }]
    });
    resources.add_document(ISSUER, profile.to_string().into_bytes()).expect("a profile");
    let last = &headers[headers.len() - 1];
    let checkpoint = json!({
        "chain": REGTEST, "height": HEIGHT + headers.len() as u64 - 1, "hash": shown(hash(last))
    });
    let policy = json!({
        "at": "2026-11-21T12:00:00Z",
        "anchors": { "chains": [REGTEST], "checkpoints": [checkpoint] }
    });
    (resources, Policy::from_json(policy.to_string().as_bytes()).expect("a policy"))
}
