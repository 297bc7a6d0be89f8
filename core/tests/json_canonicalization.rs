//! The test data of RFC 8785: documents and numbers in canonical form.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Edits, canonicalize, hash_edited, write_number};
use credstone::limits::Limits;

#[test]
fn documents() {
    let Some(folder) = common::suite("json-canonicalization", 6) else { return };
    let mut tally = common::Tally::new("json-canonicalization");
    for name in ["arrays", "french", "structures", "unicode", "values", "weird"] {
        let file = |kind: &str| common::read(folder.join(format!("testdata/{kind}/{name}.json")));
        let (input, want) = (file("input"), String::from_utf8(file("output")).unwrap());
        let document = Document::parse(&input, &Limits::default()).unwrap();
        let mut found = String::new();
        canonicalize(document.root(), &mut found).unwrap();
        let hash = hash_edited(document.root(), &Edits::default(), DigestAlgorithm::Sha256).unwrap();
        let equal = found == want && hash == DigestAlgorithm::Sha256.hash(want.as_bytes());
        tally.case(name, if equal { Ok(()) } else { Err(found) });
    }
    tally.finish(6);
}

#[test]
fn numbers() {
    let Some(folder) = common::suite("json-canonicalization", 10_000) else { return };
    let mut tally = common::Tally::new("json-canonicalization-numbers");
    for line in common::read_text(folder.join("testdata/es6testfile10000.txt")).lines() {
        let (bits, want) = line.split_once(',').unwrap();
        let number = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        let mut found = String::new();
        write_number(&mut found, number);
        tally.case(bits, if found == want { Ok(()) } else { Err(found) });
    }
    tally.finish(10_000);
}
