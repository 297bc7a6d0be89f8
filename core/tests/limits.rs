//! What one input may cost: heap, stack and growth, for families of inputs made to be expensive.

#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test measures with threads and clocks")]

use std::time::{Duration, Instant};

use credstone::json::{Document, canonicalize};
use credstone::jsonld::{Loader, Options, RdfOptions, expand};
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::resources::Resources;
use credstone::time::Timestamp;
use credstone::verify::Verifier;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Peak heap is at most 32 bytes for each byte of input, and this much more.
const FIXED_HEAP: usize = 4 << 20;
const HEAP_PER_BYTE: usize = 32;

/// The smallest stack that hosts give to a thread of their own.
const STACK: usize = 256 << 10;

/// A public function under test; what it answers does not matter here, only what it costs.
const STAGES: &[(&str, fn(&[u8]))] = &[("json", read), ("jcs", write), ("jsonld", to_rdf), ("verify", verify)];

/// An input of about this many bytes.
type Family = fn(usize) -> String;

const FAMILIES: &[(&str, Family)] = &[
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
    ("many proofs", |size| credential(V2, "{}").replace("\"proof\":{}", &format!("\"proof\":{}", list(size, proof)))),
    ("many types", |size| credential(V2, &format!("{{\"type\":{}}}", list(size, |n| format!("\"urn:t:{n}\""))))),
    ("ring of blank nodes", |size| credential(V2, &list(size, |n| node(n, &[n + 1])))),
    ("blank nodes that know all", |size| credential(V2, &list(size, |n| node(n, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, n])))),
    ("equal anonymous nodes", |size| credential(V2, &list(size, |_| "{\"type\":\"urn:t\"}".to_owned()))),
];

/// One test, so that nothing else allocates meanwhile.
#[test]
fn costs_stay_in_bounds() {
    for (stage, run) in STAGES {
        for (family, make) in FAMILIES {
            let peak = peak_heap(*run, make(600_000));
            println!("{stage}: {family}: peak {} KiB", peak >> 10);
            assert!(peak <= HEAP_PER_BYTE * 600_000 + FIXED_HEAP, "{stage}: {family}: {peak} bytes of heap");
            assert!(
                grows_linearly(*run, *make),
                "{stage}: {family}: four times the input costs over eight times the time"
            );
        }
    }
}

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

fn verify(bytes: &[u8]) {
    drop(Verifier::new(Policy::at(Timestamp::from_unix(1_795_262_400))).verify(bytes, &Resources::default()));
}

fn peak_heap(run: fn(&[u8]), input: String) -> usize {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    on_a_small_stack(run, input);
    HEAP.peak_usage().saturating_sub(before)
}

/// Whether four times the input costs less than eight times the time: linear is 4, quadratic 16.
///
/// A busy machine can spoil a measurement, never every one of them.
fn grows_linearly(run: fn(&[u8]), make: Family) -> bool {
    let (small, large) = (make(100_000), make(400_000));
    (0..4).any(|_| {
        let (small, large) = (quickest(run, &small), quickest(run, &large));
        println!("  {small:?} for 100 kB, {large:?} for 400 kB");
        large <= small * 8 || large < Duration::from_millis(5)
    })
}

/// The quickest of three runs: the one that was disturbed least.
fn quickest(run: fn(&[u8]), input: &str) -> Duration {
    let time = || {
        let start = Instant::now();
        run(input.as_bytes());
        start.elapsed()
    };
    std::iter::repeat_with(time).take(3).min().unwrap_or_default()
}

#[track_caller]
fn on_a_small_stack(run: fn(&[u8]), input: String) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(input.as_bytes()));
    thread.expect("a thread starts").join().expect("no panic");
}

const V2: &str = "\"https://www.w3.org/ns/credentials/v2\"";

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

fn list(size: usize, item: impl Fn(usize) -> String) -> String {
    format!("[{}]", joined(size, item))
}

fn object(size: usize, member: impl Fn(usize) -> String) -> String {
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
