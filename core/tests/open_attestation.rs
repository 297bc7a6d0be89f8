//! Wrapped documents of `OpenAttestation`, its verifier and `OpenCerts`: target hash, Merkle path and signatures by DID.

#![cfg(feature = "anchors")]

mod common;

use common::Tally;
use credstone::anchor::chain::ethereum::{Address, recover_personal};
use credstone::anchor::open_attestation::{Attestation, OpenAttestationError, v2, v3};
use credstone::json::{Document, Value};
use credstone::limits::Limits;
use std::path::{Path, PathBuf};

#[test]
fn open_attestation() {
    run("open-attestation", "test/fixtures", 7);
}

#[test]
fn open_attestation_samples() {
    run("open-attestation", "src", 4);
}

#[test]
fn oa_verify() {
    run("oa-verify", "test/fixtures", 54);
}

#[test]
fn opencerts() {
    run("opencerts", "src", 21);
}

#[test]
fn opencerts_demo() {
    run("opencerts", "public", 3);
}

/// What is wrong, by design of the suites, with the documents and signatures that are not sound.
const FAULTS: [(&str, &str); 10] = [
    // The suite's own remark: hiding all members of an object leaves an empty one behind, which is hashed.
    ("test/fixtures/v2/obfuscated-wrapped.json", "the document has another target hash"),
    ("test/fixtures/v2/tamperedDocument.tamperedDocument.json", "the document has another target hash"),
    ("test/fixtures/v2/tamperedDocument.tamperedDocumentInvalid.json", "the document has another target hash"),
    ("test/fixtures/v2/documentMainnetInvalidWithOddLengthMerkleRoot.json", NO_ROOT),
    ("test/fixtures/v2/documentDidWrongSignature.json#proof/0", "another account signed"),
    // Both carry one signature, made for a third document: the suite looks up their names and not their signatures.
    (
        "test/fixtures/v2/documentDnsDidMixedTokenRegistry.documentDnsDidMixedTokenRegistryInvalid.json#proof/0",
        "another account signed",
    ),
    (
        "test/fixtures/v2/documentDnsDidMixedTokenRegistry.documentDnsDidMixedTokenRegistryValid.json#proof/0",
        "another account signed",
    ),
    // The store's address was shortened by hand.
    ("src/sagas/sagatests/invalidstore.opencert", "the document has another target hash"),
    ("src/sagas/sagatests/wrong-merkle-arrayify-value.opencert", NO_ROOT),
    ("src/sagas/sagatests/wrong-merkle-odd-length.opencert", NO_ROOT),
];

const NO_ROOT: &str = "merkleRoot has a hash that is not 64 hexadecimal digits";

/// The two documents with a broken root are sound with the right one.
#[test]
fn wrong_merkle_roots() {
    let Some(root) = common::suite("opencerts", 2) else { return };
    for (file, wrong) in [("wrong-merkle-arrayify-value", "9abK"), ("wrong-merkle-odd-length", "9ab")] {
        let text = common::read_text(root.join(format!("src/sagas/sagatests/{file}.opencert")));
        let text = text.replace(&format!("{wrong}\""), "9aba\"");
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(judge(attest(document.root()).unwrap()), Ok(()), "{file}");
    }
}

#[track_caller]
fn run(suite: &str, folder: &str, cases: usize) {
    let Some(root) = common::suite(suite, cases) else { return };
    let name = format!("{suite}/{folder}");
    let mut tally = Tally::new(&name);
    let mut signed = 0;
    for file in files(&root.join(folder)) {
        let bytes = common::read(&file);
        let limits = Limits::default();
        let Ok(document) = Document::parse(&bytes, &limits) else { continue };
        let Some(attestation) = attest(document.root()) else { continue };
        let id = file.strip_prefix(&root).unwrap().display().to_string();
        tally.case(&id, expect(&id, judge(attestation).map_err(|error| error.to_string())));
        for (what, outcome) in signatures(document.root()) {
            signed += 1;
            let id = format!("{id}#{what}");
            tally.case(&id, expect(&id, outcome));
        }
    }
    println!("{name}: {signed} signatures");
    tally.finish(cases);
}

/// Whether the outcome is the one that the suite means.
fn expect(id: &str, outcome: Result<(), String>) -> Result<(), String> {
    match (FAULTS.iter().find(|(file, _)| *file == id), outcome) {
        (None, outcome) => outcome,
        (Some((_, fault)), Err(found)) if found == *fault => Ok(()),
        (Some((_, fault)), found) => Err(format!("{found:?} instead of {fault}")),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Recomputes the hash of a wrapped document; none if it is not wrapped.
fn attest(document: Value<'_>) -> Option<Result<Attestation, OpenAttestationError>> {
    if document.get("data").is_some() && document.get("signature").is_some() {
        return Some(v2::recompute(document, &Limits::default()));
    }
    let proof = document.get("proof").filter(|proof| proof.get("merkleRoot").is_some())?;
    proof.get("salts")?;
    Some(v3::recompute(document, &Limits::default()))
}

fn judge(attestation: Result<Attestation, OpenAttestationError>) -> Result<(), OpenAttestationError> {
    let attestation = attestation?;
    attestation.check_target()?;
    attestation.check_path().map(|_| ())
}

/// The signatures by `did:ethr` over the Merkle root, and whether the account of the DID made them.
fn signatures(document: Value<'_>) -> Vec<(String, Result<(), String>)> {
    let mut found = Vec::new();
    let Some(proof) = document.get("proof") else { return found };
    let root = document.get("signature").unwrap_or(proof).get("merkleRoot").and_then(Value::as_str).unwrap_or_default();
    for (index, proof) in proof.items_or_self().enumerate() {
        let text = |name| proof.get(name).and_then(Value::as_str);
        let Some(method) = text("verificationMethod").or_else(|| text("key")) else { continue };
        let Some(signature) = text("signature") else { continue };
        found.push((format!("proof/{index}"), check(method, signature, root)));
    }
    found
}

fn check(method: &str, signature: &str, root: &str) -> Result<(), String> {
    let account = method.strip_prefix("did:ethr:").and_then(|rest| rest.split('#').next()).ok_or("no did:ethr")?;
    let account = Address::parse(account).map_err(|error| error.to_string())?;
    let bytes = |hex: &str| {
        let digits = hex.strip_prefix("0x").unwrap_or(hex);
        data_encoding::HEXLOWER.decode(digits.as_bytes()).map_err(|error| error.to_string())
    };
    let signer = recover_personal(&bytes(root)?, &bytes(signature)?).map_err(|error| error.to_string())?;
    if signer == account { Ok(()) } else { Err("another account signed".to_owned()) }
}

/// For each single edit of a sound document: it is no longer sound, or what is shown of it is the same.
#[test]
fn every_edit_is_noticed_or_without_effect() {
    let suites = [
        ("open-attestation", "test/fixtures/v2/did-wrapped.json"),
        ("open-attestation", "test/fixtures/v3/obfuscated-wrapped.json"),
        ("oa-verify", "test/fixtures/v3/did-wrapped.json"),
        ("oa-verify", "test/fixtures/v2/documentSepoliaObfuscated.json"),
    ];
    for (suite, file) in suites {
        let Some(root) = common::suite(suite, 1) else { return };
        let original = common::read_json(root.join(file));
        let shown = show(&original).expect("the document is sound");
        let (mut edits, mut sound) = (0, 0);
        let mut pointers = Vec::new();
        collect(&original, String::new(), &mut pointers);
        for pointer in &pointers {
            for edited in edits_at(&original, pointer) {
                edits += 1;
                let Some(now) = show(&edited) else { continue };
                sound += 1;
                // What the hash leaves open of the type is flagged, and shown as it is.
                let (now, shown) =
                    if is_v3(&original) { (as_texts(&now), as_texts(&shown)) } else { (now, shown.clone()) };
                assert_eq!(now, shown, "{file}: an edit at {pointer}");
            }
        }
        println!("{file}: {edits} edits, {sound} without effect on the hash");
        assert!(sound > 0 && edits > 10 * sound, "{file}: {edits} {sound}");
    }
}

fn is_v3(document: &serde_json::Value) -> bool {
    document.get("data").is_none()
}

/// What a sound document shows of what it secures.
fn show(document: &serde_json::Value) -> Option<serde_json::Value> {
    let text = document.to_string();
    let document = Document::parse(text.as_bytes(), &Limits::default()).ok()?;
    judge(attest(document.root())?).ok()?;
    let shown = match document.root().get("data") {
        Some(data) => v2::unsalted(data),
        None => v3::covered(document.root()),
    };
    Some(serde_json::from_str(&shown).unwrap())
}

/// The same with every leaf as the text that is hashed.
fn as_texts(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value::{Array, Object, String};
    match value {
        Array(items) => items.iter().map(as_texts).collect(),
        Object(members) => members.iter().map(|(name, value)| (name.clone(), as_texts(value))).collect(),
        String(text) => String(text.clone()),
        other => String(other.to_string()),
    }
}

fn collect(value: &serde_json::Value, pointer: String, pointers: &mut Vec<String>) {
    let step = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| collect(item, step(&at.to_string()), pointers));
        }
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(name, value)| collect(value, step(name), pointers));
        }
        _ => {}
    }
    pointers.push(pointer);
}

/// The document with the value at `pointer` changed, retyped, moved into a container, or with something beside or in it.
fn edits_at(document: &serde_json::Value, pointer: &str) -> Vec<serde_json::Value> {
    use serde_json::{Value, json};
    let at = document.pointer(pointer).unwrap();
    let mut values = vec![json!(null), json!({}), json!([]), json!(""), json!(0), json!([at]), json!({ "0": at })];
    match at {
        Value::String(text) => {
            values.extend([json!(format!("{text} ")), json!(format!("x{text}")), json!(text.to_uppercase())]);
            values.extend(serde_json::from_str::<Value>(text));
        }
        Value::Array(items) => {
            values.push(items.iter().enumerate().map(|(at, item)| (at.to_string(), item.clone())).collect());
            values.push(items.iter().rev().cloned().collect());
            values.extend(
                [json!({}), json!(null), json!("x"), json!([])]
                    .map(|more| items.iter().cloned().chain([more]).collect()),
            );
            values.push(items.iter().skip(1).cloned().collect());
        }
        Value::Object(members) => {
            for more in [json!({}), json!(null), json!("x"), json!([])] {
                values.push(members.clone().into_iter().chain([("more".to_owned(), more)]).collect());
            }
            for name in members.keys() {
                let rest = members.iter().filter(|(other, _)| *other != name);
                values.push(rest.clone().map(|(name, value)| (name.clone(), value.clone())).collect());
                let renamed = [(format!("{name}x"), members[name].clone())];
                values.push(rest.map(|(name, value)| (name.clone(), value.clone())).chain(renamed).collect());
            }
        }
        other => values.extend([json!(other.to_string()), json!([other.clone(), other.clone()])]),
    }
    let edit = |value| {
        let mut edited = document.clone();
        *edited.pointer_mut(pointer).unwrap() = value;
        edited
    };
    values.into_iter().filter(|value| value != at).map(edit).collect()
}
