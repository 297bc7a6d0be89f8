//! The certificates, issuer profiles and revocation lists of the Blockcerts projects.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::anchor::chain::bitcoin::Address;
use credstone::anchor::merkle_proof::MerkleProof;
use credstone::anchor::merkle_proof_2017::Form;
use credstone::anchor::{blockcerts_1, merkle_proof_2017, merkle_proof_2019};
use credstone::credential::{IssuerProfile, ProfileError, RevocationList};
use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, NodeId, Value};
use credstone::jsonld::{self, JsonLdError, Loader, Mode, Options, RdfOptions};
use credstone::limits::Limits;
use credstone::merkle::Side;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const SUITES: [&str; 3] = ["blockcerts-cert-schema", "blockcerts-cert-verifier-js", "blockcerts-merkleproof2019"];

/// Every JSON file of the suites but for schemas and contexts, with its path from `conformance/`.
fn files(cases: usize) -> Option<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for suite in SUITES {
        let folder = common::suite(suite, cases)?;
        let above = folder.parent().unwrap().to_owned();
        let mut found = Vec::new();
        walk(&folder, &mut found);
        for path in found {
            let name = path.strip_prefix(&above).unwrap().display().to_string();
            if !["/cert_schema/", "/contexts/", "/expected/"].iter().any(|part| name.contains(part)) {
                files.push((name, common::read(&path)));
            }
        }
    }
    files.sort();
    Some(files)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

/// The canonical statements of a credential without the members and items of `omit`.
fn statements(credential: Value<'_>, omit: &[NodeId]) -> Result<String, String> {
    let limits = Limits::default();
    // What safe mode would refuse is dropped here: whoever issued these certificates dropped it too.
    let options = Options { omit, mode: Mode::Lenient, ..Options::default() };
    let expanded = jsonld::expand(credential, &Loader::bundled(), &options, &limits).map_err(|error| match error {
        JsonLdError::UnknownContexts(contexts) => {
            let urls: Vec<_> = contexts.iter().map(|context| context.url.as_str()).collect();
            format!("not bundled: {}", urls.join(" "))
        }
        error => format!("{error:?}"),
    })?;
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).map_err(|error| format!("{error:?}"))?;
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &limits).map_err(|error| format!("{error:?}"))?;
    Ok(canonical.nquads())
}

/// Whether a proof leads from the hash of a credential, without the members and items of `omit`, to its root.
fn holds(proof: &MerkleProof, credential: Value<'_>, omit: &[NodeId]) -> Result<(), String> {
    if proof.check_path().is_err() {
        return Err("another root".to_owned());
    }
    if proof.entries.is_empty() {
        return Err("no anchor".to_owned());
    }
    let hash = DigestAlgorithm::Sha256.hash(statements(credential, omit)?.as_bytes());
    if hash.as_bytes() == proof.target { Ok(()) } else { Err("another target hash".to_owned()) }
}

/// Whether safe mode would lose something of a credential.
fn is_lossy(credential: Value<'_>, omit: &[NodeId]) -> bool {
    let options = Options { omit, ..Options::default() };
    let expanded = jsonld::expand(credential, &Loader::bundled(), &options, &Limits::default());
    expanded.is_ok_and(|expanded| !expanded.issues().is_empty())
}

/// The credentials in a document, each with its pointer: itself, and those that a presentation shows.
fn credentials(document: Value<'_>) -> Vec<(String, Value<'_>)> {
    let shown = document.get("verifiableCredential").into_iter().flat_map(Value::items_or_self);
    let shown = shown.enumerate().map(|(index, shown)| (format!("/verifiableCredential/{index}"), shown));
    std::iter::once((String::new(), document)).chain(shown).collect()
}

fn is_merkle_proof(proof: Value<'_>) -> bool {
    let text = |name| proof.get(name).and_then(Value::as_str).unwrap_or_default();
    // The proofs of one company say that they are signatures, and are not.
    let long = text("type") == "EcdsaSecp256k1Signature2019" && text("proofValue").len() > 200;
    text("type") == "MerkleProof2019"
        || text("cryptosuite") == "merkle-proof-2019"
        || text("chainedProofType") == "MerkleProof2019"
        || long
}

/// What a proof is not over: the members of itself and of the proofs after it.
fn later_proofs(credential: Value<'_>, proof: Value<'_>) -> Vec<NodeId> {
    let all = credential.get("proof").unwrap();
    match all.items().next() {
        Some(first) if first.id() != proof.id() => {
            all.items().skip_while(|item| item.id() != proof.id()).map(Value::id).collect()
        }
        _ => vec![all.id()],
    }
}

#[test]
fn certificates_of_version_3() {
    let Some(files) = files(41) else { return };
    let mut tally = common::Tally::new("blockcerts-3");
    let mut chains = BTreeMap::new();
    let (mut cases, mut lossy) = (0, Vec::new());
    for (name, bytes) in files {
        let document = Document::parse(&bytes, &Limits::default()).unwrap();
        for (pointer, credential) in credentials(document.root()) {
            let proofs = credential.get("proof").into_iter().flat_map(Value::items_or_self).enumerate();
            for (index, proof) in proofs.filter(|(_, proof)| is_merkle_proof(*proof)) {
                cases += 1;
                let id = format!("{name}#{pointer}/proof/{index}");
                let value = proof.get("proofValue").and_then(Value::as_str).unwrap();
                let read = merkle_proof_2019::decode(value, &Limits::default()).map_err(|error| error.to_string());
                for entry in read.iter().flat_map(|read| &read.entries) {
                    *chains.entry(entry.chain.clone()).or_insert(0) += 1;
                }
                let omit = later_proofs(credential, proof);
                if is_lossy(credential, &omit) {
                    lossy.push(id.clone());
                }
                tally.case(&id, read.and_then(|read| holds(&read, credential, &omit)));
            }
        }
    }
    println!("{chains:?}; {} lose something in JSON-LD: {}", lossy.len(), lossy.join(" "));
    tally.finish(41);
    assert_eq!((cases, lossy.len()), (41, 6));
}

#[test]
fn certificates_of_version_2() {
    let Some(files) = files(13) else { return };
    let mut tally = common::Tally::new("blockcerts-2");
    let mut chains = BTreeMap::new();
    for (name, bytes) in files {
        let limits = Limits::default();
        let document = Document::parse(&bytes, &limits).unwrap();
        let root = document.root();
        let Some(signature) = root.get("signature").filter(|signature| signature.is_object()) else { continue };
        let verification = root.get("verification").unwrap();
        let address = verification.get("publicKey").or(verification.get("creator")).and_then(Value::as_str);
        let read = merkle_proof_2017::decode(signature, Form::Signature, address, &limits);
        for entry in read.iter().flat_map(|read| &read.entries) {
            *chains.entry(entry.chain.clone()).or_insert(0) += 1;
        }
        assert!(!is_lossy(root, &[signature.id()]), "{name}");
        let read = read.map_err(|error| error.to_string());
        tally.case(&name, read.and_then(|read| holds(&read, root, &[signature.id()])));
    }
    println!("{chains:?}");
    tally.finish(13);
    let seen: Vec<_> = chains.into_iter().collect();
    let want = [("btc:mainnet", 3), ("btc:regtest", 1), ("btc:testnet", 5), ("eth:ropsten", 3), ("mocknet", 1)];
    assert_eq!(seen, want.map(|(chain, count)| (chain.to_owned(), count)));
}

/// What the reference software reads from proof values, as JSON.
#[test]
fn decoded_proofs() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 2) else { return };
    let mut tally = common::Tally::new("blockcerts-decoded");
    for (certificate, decoded) in [
        ("fixtures/v3/testnet-v3-did.json", "assertions/testnet-v3.0-did-signature-merkle2019.json"),
        ("fixtures/v3/blockcerts-3.0-beta.json", "assertions/v3.0-beta-signature-merkle2019.json"),
    ] {
        let read = |name: &str| common::read_json(folder.join("test").join(name));
        let (certificate, want) = (read(certificate), read(decoded));
        let value = certificate["proof"]["proofValue"].as_str().unwrap();
        let proof = merkle_proof_2019::decode(value, &Limits::default()).unwrap();
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let path: Vec<_> = proof
            .path
            .steps()
            .iter()
            .map(|step| {
                let side = if step.side == Side::Left { "left" } else { "right" };
                serde_json::json!({ side: hex(&step.hash) })
            })
            .collect();
        let anchors: Vec<_> = proof.entries.iter().map(|entry| format!("blink:{}:{}", entry.chain, entry.id)).collect();
        let found = serde_json::json!({
            "path": path, "merkleRoot": hex(&proof.root), "targetHash": hex(&proof.target), "anchors": anchors,
        });
        tally.case(decoded, if found == want { Ok(()) } else { Err(found.to_string()) });
    }
    tally.finish(2);
}

/// A certificate with two proofs, both of them part of its statements.
#[test]
fn statements_of_a_certificate() {
    let Some(folder) = common::suite("blockcerts-cert-schema", 1) else { return };
    let mut tally = common::Tally::new("blockcerts-statements");
    let bytes = common::read(folder.join("examples/3.1/example.3.1.multisigned.json"));
    let want = common::read_text(folder.join("tests/assertions/normalized-example.3.1.multisigned.txt"));
    let document = Document::parse(&bytes, &Limits::default()).unwrap();
    let found = statements(document.root(), &[]);
    tally.case(
        "example.3.1.multisigned",
        found.and_then(|found| if found.trim() == want.trim() { Ok(()) } else { Err(found) }),
    );
    tally.finish(1);
}

#[test]
fn certificates_of_version_1() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let mut tally = common::Tally::new("blockcerts-1");
    let limits = Limits::default();
    let bytes = common::read(folder.join("test/fixtures/v1/testnet-valid-1.2.json"));
    let document = Document::parse(&bytes, &limits).unwrap();
    let profile = common::read(folder.join("test/data/v1.2-issuer-profile.json"));
    let profile = Document::parse(&profile, &limits).unwrap();
    let profile = IssuerProfile::from_json(profile.root(), &limits).unwrap();
    let address = &profile.keys[0].address;
    let read = blockcerts_1::decode(document.root(), Some(address), &limits).map_err(|error| error.to_string());
    let hashed = document.root().get("document").unwrap();
    tally.case("receipt", read.and_then(|proof| holds(&proof, hashed, &[])));
    let signed = blockcerts_1::verify_uid(document.root(), &Address::parse(address).unwrap());
    tally.case("uid", signed.map_err(|error| error.to_string()));
    tally.finish(2);
}

#[test]
fn issuer_profiles_and_revocation_lists() {
    let Some(files) = files(19) else { return };
    let mut tally = common::Tally::new("blockcerts-profiles");
    let (mut profiles, mut lists, mut keys, mut revoked) = (0, 0, 0, 0);
    for (name, bytes) in files {
        let document = Document::parse(&bytes, &Limits::default()).unwrap();
        let root = document.root();
        if root.get("revokedAssertions").is_some() {
            lists += 1;
            let read = RevocationList::from_json(root);
            revoked += read.as_ref().map_or(0, RevocationList::len);
            tally.case(&name, read.map(drop).map_err(|error| error.to_string()));
        } else if ["publicKey", "publicKeys", "issuerKeys", "revocationKeys"].iter().any(|key| root.get(key).is_some())
        {
            profiles += 1;
            let read = IssuerProfile::from_json(root, &Limits::default());
            keys += read.as_ref().map_or(0, |profile| profile.keys.len());
            tally.case(
                &name,
                read.map_err(|error: ProfileError| error.to_string()).and_then(|profile| {
                    let found = profile
                        .keys
                        .iter()
                        .all(|key| profile.keys_for(&key.address).eq([key]) && key.created.is_some());
                    if found { Ok(()) } else { Err("a key is not found".to_owned()) }
                }),
            );
        }
    }
    println!("{profiles} profiles with {keys} keys, {lists} lists with {revoked} entries");
    tally.finish(profiles + lists);
    assert_eq!((profiles, keys, lists, revoked), (14, 25, 5, 12));
}
