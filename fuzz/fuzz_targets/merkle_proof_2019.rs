//! A proof value that can be read, written anew in the form with byte strings, is read alike; bytes never harm.

#![no_main]

use credstone::anchor::merkle_proof::MerkleProof;
use credstone::anchor::merkle_proof_2019::decode;
use credstone::limits::Limits;
use credstone::merkle::Side;
use credstone::multiformat::multibase::encode_base58btc;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    if let Ok(text) = std::str::from_utf8(bytes) {
        drop(decode(text, &limits));
    }
    // Encoding takes time that grows with the square of the length.
    if bytes.len() > 1_024 {
        return;
    }
    let Ok(proof) = decode(&encode_base58btc(bytes), &limits) else { return };
    assert!(proof.path.steps().len() <= 64);
    // What is written anew can be too long to be read.
    let Some(again) = written(&proof).filter(|again| again.len() < 2_048) else { return };
    assert_eq!(decode(&encode_base58btc(&again), &limits).as_ref(), Ok(&proof));
});

fn written(proof: &MerkleProof) -> Option<Vec<u8>> {
    let path = proof.path.steps().iter().map(|step| {
        let side = if step.side == Side::Left { 0 } else { 1 };
        array(&[vec![side], wrapped(2, &step.hash)])
    });
    let anchors: Vec<_> = proof.entries.iter().map(|entry| anchor(&entry.chain, &entry.id)).collect::<Option<_>>()?;
    Some(array(&[
        array(&[vec![0], wrapped(2, &proof.root)]),
        array(&[vec![1], wrapped(2, &proof.target)]),
        array(&[vec![2], array(&anchors)]),
        array(&[vec![3], array(&path.collect::<Vec<_>>())]),
    ]))
}

/// A transaction; `None` for chains that have no name, and go by whatever a proof calls them.
fn anchor(chain: &str, id: &str) -> Option<Vec<u8>> {
    match chain {
        "mocknet" => Some(array(&[array(&[vec![0], vec![0x20]]), array(&[vec![2], wrapped(3, id.as_bytes())])])),
        "btc:mainnet" | "btc:testnet" | "eth:mainnet" | "eth:sepolia" | "mtc:mainnet" => {
            let text = format!("blink:{chain}:{id}");
            Some([head(3, text.len() as u64), text.into_bytes()].concat())
        }
        _ => None,
    }
}

fn array(items: &[Vec<u8>]) -> Vec<u8> {
    [head(4, items.len() as u64), items.concat()].concat()
}

/// Bytes or text, as CBOR within a byte string.
fn wrapped(major: u8, content: &[u8]) -> Vec<u8> {
    let inner = [&head(major, content.len() as u64)[..], content].concat();
    [head(2, inner.len() as u64), inner].concat()
}

fn head(major: u8, number: u64) -> Vec<u8> {
    let (info, width) = match number {
        0..=23 => return vec![(major << 5) | number as u8],
        24..=0xff => (24, 1),
        0x100..=0xffff => (25, 2),
        0x1_0000..=0xffff_ffff => (26, 4),
        _ => (27, 8),
    };
    [&[(major << 5) | info][..], &number.to_be_bytes()[8 - width..]].concat()
}
