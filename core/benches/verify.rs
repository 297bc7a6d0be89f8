//! Measures verification against the signature alone and canonicalization against a peer, in CPU time, in one run.
//!
//! Inputs: `bench/` of the shared folder if it is there, else the samples of the test vectors.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program that measures does I/O"
)]

mod rows;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Value};
use credstone::jsonld::{Loader, Options, RdfOptions, expand};
use credstone::keys::{self, PublicKey, SignatureAlgorithm};
use credstone::limits::Limits;
use credstone::multiformat::multibase;
use credstone::policy::Policy;
use credstone::rdf::Dataset;
use credstone::resources::Resources;
use credstone::time::{Timestamp, Zone};
use credstone::verify::Verifier;
use rows::{BATCH, Row, measure, row};
use sophia_api::MownStr;
use sophia_api::term::{BnodeId, IriRef, SimpleTerm};
use std::cell::RefCell;
use std::collections::HashSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn main() {
    let folder = folder();
    let rdfc = read(&folder, "ob3-eddsa-rdfc-2022.json");
    let jcs = read(&folder, "ob3-eddsa-jcs-2022.json");
    let ecdsa = read(&folder, "ob3-ecdsa-rdfc-2019-p256.json");
    let unsorted = String::from_utf8(read(&folder, "ob3-document.unsorted.nq")).expect("N-Quads are UTF-8");
    let limits = Limits::default();
    let at = Timestamp::parse("2026-11-21T12:00:00Z", Zone::Required).expect("a timestamp").timestamp;
    let verifier = Verifier::new(Policy::at(at));
    let resources = Resources::default();
    let message = Message::of(&rdfc);
    let jcs_message = Message::of(&jcs);
    let ecdsa_message = Message::of(&ecdsa);
    let report = verifier.verify(&rdfc, &resources);
    let reports = RefCell::new(Vec::new());
    let dataset = Dataset::parse(&unsorted, &limits).expect("the dataset is N-Quads");
    let peer = peer_dataset(&dataset);
    let large = with_results(&rdfc, 10);

    let mut rows = vec![
        row("Ed25519: key decoding + strict verification", None, || message.verify()),
        row("eddsa-rdfc-2022: verify", Some(("Ed25519: key decoding + strict verification", 2.2)), || {
            let _ = black_box(verifier.verify(black_box(&rdfc), &resources));
        }),
        row("Ed25519, jcs message", None, || jcs_message.verify()),
        row("eddsa-jcs-2022: verify", Some(("Ed25519, jcs message", 1.5)), || {
            let _ = black_box(verifier.verify(black_box(&jcs), &resources));
        }),
        row("P-256: key decoding + verification", None, || ecdsa_message.verify()),
        row("ecdsa-rdfc-2019: verify", Some(("P-256: key decoding + verification", 2.2)), || {
            let _ = black_box(verifier.verify(black_box(&ecdsa), &resources));
        }),
        Row {
            prepare: Box::new(|| reports.borrow_mut().resize_with(BATCH, || report.clone())),
            ..row("to_json + verified document", Some(("Ed25519: key decoding + strict verification", 0.4)), || {
                black_box(report.to_json());
                black_box(reports.borrow_mut().pop().expect("one for each run").into_verified()).ok();
            })
        },
        row("JSON: read 3.8 KB", None, || {
            black_box(Document::parse(black_box(&rdfc), &limits)).ok();
        }),
        row("JSON-LD: expand and to statements", None, || {
            let document = Document::parse(&rdfc, &limits).expect("JSON");
            let omit = document.root().get("proof").map(Value::id);
            let options = Options { omit: omit.as_slice(), ..Options::default() };
            let loader = Loader::bundled();
            let expanded = expand(document.root(), &loader, &options, &limits).expect("JSON-LD");
            black_box(expanded.to_dataset(RdfOptions::default(), &limits)).ok();
        }),
        row("sophia_c14n: RDFC-1.0, 93 quads", None, || peer_canonicalize(&peer)),
        row("RDFC-1.0, 93 quads", Some(("sophia_c14n: RDFC-1.0, 93 quads", 0.25)), || {
            let canonical = black_box(&dataset).canonicalize(DigestAlgorithm::Sha256, &limits).expect("within limits");
            black_box(canonical.nquads());
        }),
        row("unsigned badge, statements and hash", None, || statements(&rdfc, &limits)),
        row("ten times the results", Some(("unsigned badge, statements and hash", 11.0)), || {
            statements(&large, &limits);
        }),
    ];
    measure(&mut rows);
}

/// A key, a message and a signature, as text and bytes.
struct Message {
    algorithm: SignatureAlgorithm,
    key: String,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Message {
    /// What the proof of a credential signs.
    fn of(credential: &[u8]) -> Self {
        let limits = Limits::default();
        let document = Document::parse(credential, &limits).expect("JSON");
        let proof = document.root().get("proof").expect("a proof");
        let text = |name| proof.get(name).and_then(Value::as_str).expect("a text").to_owned();
        let key = text("verificationMethod").split_once('#').expect("a fragment").1.to_owned();
        let signature = multibase::decode(&text("proofValue"), 128).expect("base58");
        let at = Timestamp::parse("2026-11-21T12:00:00Z", Zone::Required).expect("a timestamp").timestamp;
        let trace = Verifier::new(Policy::at(at)).trace(credential, &Resources::default());
        let hashes = &trace.proofs[0].tries[0];
        let bytes = |hex: &str| data_encoding::HEXLOWER.decode(hex.as_bytes()).expect("hexadecimal");
        let message = [bytes(&hashes.options_hash), bytes(&hashes.document_hash)].concat();
        let algorithm = if key.starts_with("z6Mk") { SignatureAlgorithm::EdDsa } else { SignatureAlgorithm::Es256 };
        let one = Self { algorithm, key, message, signature };
        one.verify();
        one
    }

    fn verify(&self) {
        let key = PublicKey::from_multikey(black_box(&self.key)).expect("a key");
        keys::verify(self.algorithm, &key, &self.message, &self.signature).expect("a good signature");
    }
}

fn statements(credential: &[u8], limits: &Limits) {
    let document = Document::parse(credential, limits).expect("JSON");
    let omit = document.root().get("proof").map(Value::id);
    let options = Options { omit: omit.as_slice(), ..Options::default() };
    let loader = Loader::bundled();
    let expanded = expand(document.root(), &loader, &options, limits).expect("JSON-LD");
    let dataset = expanded.to_dataset(RdfOptions::default(), limits).expect("statements");
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, limits).expect("within limits");
    black_box(canonical.hash(DigestAlgorithm::Sha256));
}

/// The credential with every result, alignment and description `times` times, each a little different.
fn with_results(credential: &[u8], times: usize) -> Vec<u8> {
    let mut value: serde_json::Value = serde_json::from_slice(credential).expect("JSON");
    let subject = value["credentialSubject"].clone();
    let copies = (0..times).map(|copy| {
        let text = subject.to_string().replace("urn:uuid:", &format!("urn:uuid:{copy}-"));
        let mut subject: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        subject["id"] = format!("did:example:{copy}").into();
        subject
    });
    value["credentialSubject"] = copies.collect();
    value.to_string().into_bytes()
}

type PeerQuad = sophia_api::quad::Spog<SimpleTerm<'static>>;

/// The dataset in the form that the peer takes.
fn peer_dataset(dataset: &Dataset) -> HashSet<PeerQuad> {
    let iri = |text: &str| SimpleTerm::Iri(IriRef::new_unchecked(MownStr::from(text.to_owned())));
    let term = |term| {
        let text = dataset.text(term);
        if let Some(label) = text.strip_prefix("_:") {
            return SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(label.to_owned())));
        }
        let Some(literal) = text.strip_prefix('"') else { return iri(text.trim_matches(['<', '>'])) };
        let (value, datatype) = literal.rsplit_once('"').expect("a closing quote");
        let datatype = datatype.strip_prefix("^^").unwrap_or("<http://www.w3.org/2001/XMLSchema#string>");
        let datatype = IriRef::new_unchecked(MownStr::from(datatype.trim_matches(['<', '>']).to_owned()));
        SimpleTerm::LiteralDatatype(MownStr::from(value.to_owned()), datatype)
    };
    let quads = dataset.quads().iter();
    quads.map(|quad| ([term(quad.subject), term(quad.predicate), term(quad.object)], quad.graph.map(term))).collect()
}

fn peer_canonicalize(dataset: &HashSet<PeerQuad>) {
    let mut out = Vec::new();
    sophia_c14n::rdfc10::normalize(dataset, &mut out).expect("a canonical form");
    black_box(out);
}

fn folder() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    std::env::var_os("CREDSTONE_SHARED").map_or_else(beside, PathBuf::from).join("bench")
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    let path = folder.join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
