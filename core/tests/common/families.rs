//! Families of inputs made to be expensive, and the public functions that must bear them.

#![allow(dead_code, unreachable_pub, reason = "a module of tests and of a benchmark, none of which uses all of it")]

use credstone::json::{Document, canonicalize};
use credstone::jsonld::{Loader, Options, RdfOptions, expand};
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::resources::Resources;
use credstone::time::Timestamp;
use credstone::verify::Verifier;

/// A public function under test; what it answers does not matter here, only what it costs.
pub const STAGES: &[(&str, fn(&[u8]))] = &[("json", read), ("jcs", write), ("jsonld", to_rdf), ("verify", verify)];

/// An input of about this many bytes.
pub type Family = fn(usize) -> String;

pub const FAMILIES: &[(&str, Family)] = &[
    ("deep arrays", |size| "[".repeat(size)),
    ("deep arrays, closed", |size| nested(size, "[", "]")),
    ("deep objects", |size| nested(size, "{\"a\":", "}")),
    ("arrays at the depth limit", |size| list(size, |_| nested(120, "[", "]"))),
    ("empty arrays", |size| list(size, |_| "[]".to_owned())),
    ("empty objects", |size| list(size, |_| "{}".to_owned())),
    ("digits", |size| list(size, |_| "1".to_owned())),
    ("long number", |size| "1".repeat(size)),
    ("long string", |size| format!("\"{}\"", "a".repeat(size))),
    ("long escaped string", |size| format!("\"{}\"", "\\u00e9".repeat(size / 6))),
    ("many members", |size| object(size, |n| format!("\"m{n}\":0"))),
    ("members with escapes", |size| object(size, |n| format!("\"\\u006d{n}\":0"))),
    ("members in reverse", |size| object(size, |n| format!("\"m{}\":0", 9_999_999 - n))),
    ("one member twice, at the ends", |size| object(size, |n| format!("\"m{}\":0", if n < 2 { 0 } else { n }))),
    ("many contexts", |size| credential(&list(size, |n| format!("\"https://c.example/{n}\"")), "{}")),
    ("many inline contexts", |size| {
        credential(&list(size, |n| format!("{{\"t{n}\":\"https://c.example/{n}\"}}")), "{}")
    }),
    ("many terms", |size| credential(&object(size, |n| format!("\"t{n}\":\"https://c.example/{n}\"")), "{}")),
    ("many undefined names", |size| credential(V2, &object(size, |n| format!("\"u{n}\":0")))),
    ("many proofs", |size| credential(V2, "{}").replace("\"proof\":{}", &format!("\"proof\":{}", list(size, proof)))),
    ("many types", |size| credential(V2, &format!("{{\"type\":{}}}", list(size, |n| format!("\"urn:t:{n}\""))))),
    ("ring of blank nodes", |size| credential(V2, &list(size, |n| node(n, &[n + 1])))),
    ("blank nodes that know all", |size| credential(V2, &list(size, |n| node(n, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, n])))),
    ("equal anonymous nodes", |size| credential(V2, &list(size, |_| "{\"type\":\"urn:t\"}".to_owned()))),
];

fn read(bytes: &[u8]) {
    drop(Document::parse(bytes, &Limits::default()));
}

fn write(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(document) = Document::parse(bytes, &limits) else { return };
    let _ = canonicalize(document.root(), &mut String::new());
}

fn to_rdf(bytes: &[u8]) {
    let (limits, loader, options) = (Limits::default(), Loader::bundled(), Options::default());
    let Ok(document) = Document::parse(bytes, &limits) else { return };
    if let Ok(expanded) = expand(document.root(), &loader, &options, &limits) {
        drop(expanded.to_dataset(RdfOptions::default(), &limits));
    }
}

pub fn verify(bytes: &[u8]) {
    drop(Verifier::new(Policy::at(Timestamp::from_unix(1_795_262_400))).verify(bytes, &Resources::default()));
}

fn credential(contexts: &str, subject: &str) -> String {
    format!(
        "{{\"@context\":{contexts},\"type\":\"VerifiableCredential\",\"issuer\":\"did:example:i\",\
         \"credentialSubject\":{subject},\"proof\":{{}}}}"
    )
}

fn proof(n: usize) -> String {
    format!(
        "{{\"id\":\"urn:p:{n}\",\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",\
         \"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"did:example:i#k\",\"proofValue\":\"z1\"}}"
    )
}

fn node(n: usize, others: &[usize]) -> String {
    let others: Vec<String> = others.iter().map(|other| format!("\"_:b{other}\"")).collect();
    format!("{{\"id\":\"_:b{n}\",\"type\":[{}]}}", others.join(","))
}

fn nested(size: usize, open: &str, close: &str) -> String {
    let depth = size / (open.len() + close.len());
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

pub fn list(size: usize, item: impl Fn(usize) -> String) -> String {
    format!("[{}]", joined(size, item))
}

pub fn object(size: usize, member: impl Fn(usize) -> String) -> String {
    format!("{{{}}}", joined(size, member))
}

fn joined(size: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = item(0);
    for n in 1.. {
        if text.len() >= size {
            break;
        }
        text.push(',');
        text.push_str(&item(n));
    }
    text
}

pub const V2: &str = "\"https://www.w3.org/ns/credentials/v2\"";
