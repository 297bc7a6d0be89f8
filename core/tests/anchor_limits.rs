//! What proofs of anchors may cost: heap and stack, for inputs made to be expensive.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test measures in a thread")]

use credstone::anchor::chain::ethereum::{Header, Transaction, keccak256, prove, rlp};
use credstone::anchor::open_attestation::{v2, v3};
use credstone::json::Document;
use credstone::limits::Limits;
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const FIXED_HEAP: usize = 4 << 20;
const HEAP_PER_BYTE: usize = 32;
const STACK: usize = 256 << 10;

/// One test, so that nothing else allocates meanwhile.
#[test]
fn costs_stay_in_bounds() {
    let leaves = ["0,".repeat(199_000), "\"\",".repeat(20_000), "[],".repeat(20_000), "{},".repeat(20_000)];
    for leaves in leaves {
        let leaves = leaves.trim_end_matches(',');
        measure("version 2, small leaves", wrapped_2(&format!(r#"{{"a":[{leaves}]}}"#)), attest);
        measure("version 3, small leaves", wrapped_3(&format!(r#""a":[{leaves}]"#), "[]"), attest);
    }
    let members: Vec<String> = (0..30_000).rev().map(|n| format!(r#""{n}":0"#)).collect();
    measure("version 2, an object like an array", wrapped_2(&format!("{{{}}}", members.join(","))), attest);
    let nested = |open: &str, close: &str, depth| [open.repeat(depth), "0".to_owned(), close.repeat(depth)].concat();
    for depth in [1, 59] {
        measure("version 2, depth", wrapped_2(&format!(r#"{{"a":{}}}"#, nested("[", "]", depth))), attest);
        measure("version 2, depth", wrapped_2(&format!(r#"{{"a":{}}}"#, nested(r#"{"a":"#, "}", depth))), attest);
        measure("version 3, depth", wrapped_3(&format!(r#""a":{}"#, nested("[", "]", depth)), "[]"), attest);
    }
    let salts: Vec<String> = (0..20_000).map(|n| format!(r#"{{"value":"{n:064x}","path":"a[{n}]"}}"#)).collect();
    let zeros = "0,".repeat(20_000);
    let many = wrapped_3(&format!(r#""a":[{}]"#, zeros.trim_end_matches(',')), &format!("[{}]", salts.join(",")));
    measure("version 3, salts", many, attest);
    measure("RLP, one level", rlp::list(&vec![0xc0; 600_000]), read_rlp);
    measure("RLP, deep", (0..2_000).fold(Vec::new(), |inner, _| rlp::list(&inner)), read_rlp);
    measure("RLP, small strings", rlp::list(&vec![1; 600_000]), read_rlp);
}

#[track_caller]
fn measure(name: &str, input: Vec<u8>, run: fn(&[u8])) {
    let length = input.len();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || run(&input));
    thread.expect("a thread starts").join().expect("no panic");
    let peak = HEAP.peak_usage().saturating_sub(before);
    println!("{name}: {length} bytes, peak {} KiB", peak >> 10);
    assert!(peak <= HEAP_PER_BYTE * length + FIXED_HEAP, "{name}: {peak} bytes of heap for {length}");
}

fn wrapped_2(data: &str) -> Vec<u8> {
    let hash = "00".repeat(32);
    let signature = format!(r#"{{"type":"SHA3MerkleProof","targetHash":"{hash}","proof":[],"merkleRoot":"{hash}"}}"#);
    format!(r#"{{"data":{data},"signature":{signature}}}"#).into_bytes()
}

fn wrapped_3(members: &str, salts: &str) -> Vec<u8> {
    let (hash, salts) = ("00".repeat(32), data_encoding::BASE64.encode(salts.as_bytes()));
    format!(
        r#"{{{members},"proof":{{"type":"OpenAttestationMerkleProofSignature2018","targetHash":"{hash}","proofs":[],"merkleRoot":"{hash}","salts":"{salts}","privacy":{{"obfuscated":[]}}}}}}"#
    )
    .into_bytes()
}

fn attest(bytes: &[u8]) {
    let limits = Limits::default();
    let Ok(document) = Document::parse(bytes, &limits) else { panic!("the input is JSON") };
    match document.root().get("data") {
        Some(data) => {
            let _ = v2::recompute(document.root(), &limits);
            let _ = v2::unsalted(data);
        }
        None => {
            let _ = v3::recompute(document.root(), &limits);
            let _ = v3::covered(document.root());
        }
    }
}

fn read_rlp(bytes: &[u8]) {
    let _ = rlp::decode(bytes);
    let _ = Header::parse(bytes);
    let _ = Transaction::parse(bytes);
    let _ = prove(&keccak256(bytes), &[0; 32], &[bytes]);
}
