//! The receipts and proofs of the Chainpoint projects.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::anchor::chainpoint::{Chainpoint, Network, Place, TransactionDigest};
use credstone::digest::DigestAlgorithm;
use credstone::limits::Limits;
use serde_json::Value;

#[test]
fn receipts() {
    let Some(folder) = common::suite("chainpoint", 134) else { return };
    let mut tally = common::Tally::new("chainpoint-validate");
    let cases = common::read_json(folder.join("chainpoint-validate/cases.json"));
    for (number, case) in cases.as_array().unwrap().iter().enumerate() {
        // Some receipts are given as the text of the JSON.
        let text = case["receipt"].as_str().map_or_else(|| case["receipt"].to_string(), ToOwned::to_owned);
        let found = Chainpoint::parse(text.as_bytes(), &Limits::default());
        let expect = &case["expect"];
        let outcome = match (expect["isValid"].as_bool().unwrap(), found) {
            (true, Ok(found)) => as_expected(&found, expect),
            (true, Err(error)) => Err(error.to_string()),
            (false, Ok(_)) => Err(format!("accepted, not {}", expect["error"])),
            (false, Err(_)) => Ok(()),
        };
        tally.case(&format!("{number} {}", case["name"].as_str().unwrap()), outcome);
    }
    tally.finish(134);
}

fn as_expected(found: &Chainpoint, expect: &Value) -> Result<(), String> {
    let first = &found.anchors[0];
    let (kind, source) = match &first.place {
        Place::BitcoinBlock { height, .. } => ("BTCBlockHeader", height.to_string()),
        Place::BitcoinTransaction { id } => ("BTCOpReturn", data_encoding::HEXLOWER.encode(id)),
        Place::EthereumTransaction { id } => ("ETHData", data_encoding::HEXLOWER.encode(id)),
        other => return Err(format!("{other:?}")),
    };
    let value = first.transaction.as_ref().map_or(&first.value, |transaction| &transaction.value);
    let root = data_encoding::HEXLOWER.encode(value);
    let same_root = expect["merkleRoot"].as_str().is_none_or(|want| want == root);
    if (expect["type"].as_str(), expect["sourceId"].as_str()) == (Some(kind), Some(source.as_str())) && same_root {
        Ok(())
    } else {
        Err(format!("{kind} {source} {root}"))
    }
}

/// File, anchors; of its Bitcoin anchor the height, the Merkle root as explorers show it, and the transaction.
const PROOFS: &[(&str, usize, Option<(u64, &str, TransactionDigest)>)] = &[
    (
        "chainpoint-binary/docs/samples/chainpoint-proof-v4.chp.json",
        2,
        Some((1_664_848, "d0249268f4929fe044bcd476952a5f4496e031571c5d48c41c0e3295fd9c8b86", TransactionDigest::Txid)),
    ),
    (
        "chainpoint-binary/docs/samples/chainpoint-proof-v5.chp.json",
        2,
        Some((625_836, "e8886527b676a2d835e8fd8417b3884c0158ff7ec38647012fe15f5ae448d825", TransactionDigest::Txid)),
    ),
    ("chainpoint-binary/docs/samples/real-proof-v5.chp.json", 1, None),
    (
        "chainpoint-parse/test/data/chainpoint-proof-v4-t.chp.json",
        2,
        Some((1_663_547, "a6d38c264c1cc0e855c33e1678fcfd6d83afca3e13c903903b410c427d60a24a", TransactionDigest::Wtxid)),
    ),
    (
        "chainpoint-parse/test/data/chainpoint-proof-v4.chp.json",
        2,
        Some((707_505, "269b833efd1deaa80456cb50d13d311b81806519c00239de9671d8f1d47412dd", TransactionDigest::Txid)),
    ),
    (
        "chainpoint-parse/test/data/chainpoint-proof-v5.chp.json",
        2,
        Some((707_505, "269b833efd1deaa80456cb50d13d311b81806519c00239de9671d8f1d47412dd", TransactionDigest::Txid)),
    ),
];

#[test]
fn proofs() {
    let Some(folder) = common::suite("chainpoint", PROOFS.len()) else { return };
    let mut tally = common::Tally::new("chainpoint-proofs");
    for (name, anchors, bitcoin) in PROOFS {
        let bytes = common::read(folder.join(name));
        let found = Chainpoint::parse(&bytes, &Limits::default()).map_err(|error| error.to_string());
        tally.case(name, found.and_then(|found| has_anchors(&found, *anchors, bitcoin.as_ref())));
    }
    tally.finish(PROOFS.len());
}

fn has_anchors(
    found: &Chainpoint,
    anchors: usize,
    bitcoin: Option<&(u64, &str, TransactionDigest)>,
) -> Result<(), String> {
    let block = found.anchors.iter().find_map(|anchor| match &anchor.place {
        Place::BitcoinBlock { height, .. } => Some((*height, anchor)),
        _ => None,
    });
    let shown = block.map(|(height, anchor)| {
        let root: Vec<u8> = anchor.value.iter().rev().copied().collect();
        (height, data_encoding::HEXLOWER.encode(&root), anchor.transaction.as_ref().unwrap())
    });
    let seen = shown.as_ref().map(|(height, root, transaction)| (*height, root.as_str(), transaction.digest));
    if found.anchors.len() != anchors || seen.as_ref() != bitcoin {
        return Err(format!("{} anchors, {seen:?}", found.anchors.len()));
    }
    let Some((_, _, transaction)) = shown else { return Ok(()) };
    let output = [[0x6a, 0x20].as_slice(), &transaction.value].concat();
    let carries = transaction.raw.windows(output.len()).any(|window| window == output);
    if carries { Ok(()) } else { Err("the transaction does not carry the value".to_owned()) }
}

/// The same proof as JSON, as bytes, and in base64 and hexadecimal.
#[test]
fn binary_forms() {
    let Some(folder) = common::suite("chainpoint", 3) else { return };
    let mut tally = common::Tally::new("chainpoint-binary");
    let file = |name: &str| {
        common::read(folder.join("chainpoint-binary/docs/samples/chainpoint-proof-v4.chp").with_extension(name))
    };
    let want = Chainpoint::parse(&file("chp.json"), &Limits::default()).unwrap();
    let hex = data_encoding::HEXLOWER.encode(&file("chp")).into_bytes();
    for (name, bytes) in [("raw", file("chp")), ("base64", file("chp.b64")), ("hexadecimal", hex)] {
        let outcome = match Chainpoint::parse(&bytes, &Limits::default()) {
            Ok(found) if found == want => Ok(()),
            Ok(found) => Err(format!("{found:?}")),
            Err(error) => Err(error.to_string()),
        };
        tally.case(name, outcome);
    }
    tally.finish(3);
    assert!(want.anchors.iter().any(|anchor| matches!(anchor.place, Place::Calendar { network: Network::Test, .. })));
    assert_eq!(want.hash.len(), DigestAlgorithm::Sha256.output_size());
}
