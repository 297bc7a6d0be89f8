//! What proofs of anchors may cost: heap and stack, for inputs made to be expensive.

#![cfg(feature = "anchors")]

#[path = "common/cost.rs"]
mod cost;

use cost::measure;
use credstone::anchor::chain::ethereum::{Header, Transaction, keccak256, prove, rlp};
use credstone::anchor::open_attestation::{v2, v3};
use credstone::json::Document;
use credstone::limits::Limits;

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
