//! Inclusion and consistency proofs of RFC 6962 and RFC 9162, and of parts of such trees, as transparency logs test them.
//!
//! Our types hold no roots, leaves and nodes of another length than 32 bytes. Proofs of inclusion with such are all to be
//! refused. Proofs of consistency are not, where equal words of any length are to count as equal roots: there the SHA-256
//! of the word stands for it.

#![cfg(feature = "anchors")]

mod common;

use common::{Tally, read_json};
use credstone::digest::DigestAlgorithm;
use credstone::merkle::{Hash, MerkleError, Rule, Subtree, Tree, verify_consistency, verify_inclusion};
use serde_json::Value;
use std::path::{Path, PathBuf};

const CASES: usize = 518;

type Verify = fn(&Value) -> Result<(), MerkleError>;

const KINDS: [(&str, Verify); 4] = [
    ("consistency", |case| {
        let old = Tree { size: number(case, "size1"), root: hash(&case["root1"]) };
        let new = Tree { size: number(case, "size2"), root: hash(&case["root2"]) };
        verify_consistency(&old, &new, &nodes(case))
    }),
    ("inclusion", |case| {
        let (leaf, index) = (exact(&case["leafHash"])?, number(case, "leafIdx"));
        let tree = Tree { size: number(case, "treeSize"), root: exact(&case["root"])? };
        verify_inclusion(Rule::Rfc9162, &leaf, index, &nodes(case), &tree)
    }),
    ("subtreeconsistency", |case| {
        let tree = Tree { size: number(case, "size"), root: hash(&case["root2"]) };
        let (start, end) = (number(case, "start"), number(case, "end"));
        Subtree { start, end, root: hash(&case["root1"]) }.verify_consistency(&tree, &nodes(case))
    }),
    ("subtreeinclusion", |case| {
        let (leaf, index) = (exact(&case["leafHash"])?, number(case, "leafIdx"));
        let (start, end) = (number(case, "start"), number(case, "end"));
        Subtree { start, end, root: exact(&case["root"])? }.verify_inclusion(&leaf, index, &nodes(case))
    }),
];

#[test]
fn proofs() {
    let Some(folder) = common::suite("merkle-rfc6962", CASES) else { return };
    let mut tally = Tally::new("merkle-rfc6962");
    for (kind, verify) in KINDS {
        let mut files = Vec::new();
        collect(&folder.join("testdata").join(kind), &mut files);
        for file in files {
            let case = read_json(&file);
            let id = file.strip_prefix(&folder).unwrap().display().to_string();
            let want = !case["wantErr"].as_bool().unwrap();
            let outcome = verify(&case);
            tally.case(&id, if outcome.is_ok() == want { Ok(()) } else { Err(format!("{outcome:?}")) });
        }
    }
    tally.finish(CASES);
}

fn number(case: &Value, name: &str) -> u64 {
    case[name].as_u64().unwrap_or_else(|| panic!("{case} has no {name}"))
}

fn nodes(case: &Value) -> Vec<Hash> {
    case["proof"].as_array().map(|nodes| nodes.iter().map(hash).collect()).unwrap_or_default()
}

fn exact(text: &Value) -> Result<Hash, MerkleError> {
    bytes(text).try_into().map_err(|_| MerkleError::Length)
}

fn hash(text: &Value) -> Hash {
    let word = |_| DigestAlgorithm::Sha256.hash(&bytes(text)).as_bytes().try_into().unwrap();
    exact(text).unwrap_or_else(word)
}

fn bytes(text: &Value) -> Vec<u8> {
    data_encoding::BASE64.decode(text.as_str().unwrap_or_default().as_bytes()).unwrap()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { collect(&entry, files) } else { files.push(entry) }
    }
    files.sort();
}
