//! The certificates, issuer profiles and revocation lists of the Blockcerts projects.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::anchor::chain::bitcoin::Address;
use credstone::anchor::merkle_proof::MerkleProof;
use credstone::anchor::{blockcerts_1, merkle_proof_2017, merkle_proof_2019};
use credstone::credential::{IssuerProfile, ProfileError, RevocationList};
use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, NodeId, Value};
use credstone::jsonld::{self, JsonLdError, Loader, Options, RdfOptions};
use credstone::limits::Limits;
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

/// The hash of a credential without the members and items of `omit`.
fn target(credential: Value<'_>, omit: &[NodeId]) -> Result<[u8; 32], String> {
    let limits = Limits::default();
    let options = Options { omit, ..Options::default() };
    let expanded = jsonld::expand(credential, &Loader::bundled(), &options, &limits).map_err(|error| match error {
        JsonLdError::UnknownContexts(contexts) => {
            format!(
                "not bundled: {}",
                contexts.iter().map(|context| context.url.as_str()).collect::<Vec<_>>().join(" ")
            )
        }
        error => format!("{error:?}"),
    })?;
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).map_err(|error| format!("{error:?}"))?;
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &limits).map_err(|error| format!("{error:?}"))?;
    let issues: Vec<_> = expanded.issues().iter().map(|issue| format!("{:?} {}", issue.kind, issue.name)).collect();
    if !issues.is_empty() {
        println!("  issues: {}", issues.join(", "));
    }
    Ok(canonical.hash(DigestAlgorithm::Sha256).as_bytes().try_into().unwrap())
}

fn holds(proof: &MerkleProof, target: [u8; 32]) -> Result<(), String> {
    if proof.target != target {
        Err("another target hash".to_owned())
    } else if proof.check_path().is_err() {
        Err("another root".to_owned())
    } else if proof.entries.is_empty() {
        Err("no anchor".to_owned())
    } else {
        Ok(())
    }
}

/// The credentials in a document, each with its pointer: itself, and those that a presentation shows.
fn credentials(document: Value<'_>) -> Vec<(String, Value<'_>)> {
    let shown = document.get("verifiableCredential").into_iter().flat_map(Value::items_or_self);
    let shown = shown.enumerate().map(|(index, shown)| (format!("/verifiableCredential/{index}"), shown));
    std::iter::once((String::new(), document)).chain(shown).collect()
}

fn is_merkle_proof(proof: Value<'_>) -> bool {
    let text = |name| proof.get(name).and_then(Value::as_str).unwrap_or_default();
    // The proofs of one project say that they are signatures, and are not.
    let long = text("type") == "EcdsaSecp256k1Signature2019" && text("proofValue").len() > 200;
    text("type") == "MerkleProof2019"
        || text("cryptosuite") == "merkle-proof-2019"
        || text("chainedProofType") == "MerkleProof2019"
        || long
}

/// A proof is over the credential with the proofs before it, and no other.
fn version_3(credential: Value<'_>, proof: Value<'_>) -> Result<(), String> {
    let all = credential.get("proof").unwrap();
    let later = all.items().skip_while(|item| item.id() != proof.id()).map(Value::id);
    let omit: Vec<NodeId> = match all.items().next() {
        Some(first) if first.id() != proof.id() => later.collect(),
        _ => vec![all.id()],
    };
    let value = proof.get("proofValue").and_then(Value::as_str).ok_or("no proof value")?;
    let read = merkle_proof_2019::decode(value, &Limits::default()).map_err(|error| error.to_string())?;
    holds(&read, target(credential, &omit)?)
}

#[test]
fn certificates_of_version_3() {
    let Some(files) = files(41) else { return };
    let mut tally = common::Tally::new("blockcerts-3");
    let mut cases = 0;
    for (name, bytes) in files {
        let document = Document::parse(&bytes, &Limits::default()).unwrap();
        for (pointer, credential) in credentials(document.root()) {
            let proofs = credential.get("proof").into_iter().flat_map(Value::items_or_self).enumerate();
            for (index, proof) in proofs.filter(|(_, proof)| is_merkle_proof(*proof)) {
                cases += 1;
                let id = format!("{name}#{pointer}/proof/{index}");
                println!("{id}");
                tally.case(&id, version_3(credential, proof));
            }
        }
    }
    tally.finish(cases);
    assert_eq!(cases, 41);
}

#[test]
fn certificates_of_version_2() {
    let Some(files) = files(16) else { return };
    let mut tally = common::Tally::new("blockcerts-2");
    let (mut cases, mut nameless) = (0, 0);
    for (name, bytes) in files {
        let limits = Limits::default();
        let document = Document::parse(&bytes, &limits).unwrap();
        let root = document.root();
        let Some(signature) = root.get("signature").filter(|signature| signature.is_object()) else { continue };
        cases += 1;
        let verification = root.get("verification").unwrap();
        let address = verification.get("publicKey").or(verification.get("creator")).and_then(Value::as_str);
        let read = merkle_proof_2017::decode(signature, merkle_proof_2017::Form::Signature, address, &limits);
        let outcome = read.map_err(|error| error.to_string()).and_then(|proof| {
            let unknown = proof.entries.iter().any(|entry| !entry.chain.contains(':') && entry.chain != "mocknet");
            nameless += usize::from(unknown);
            holds(&proof, target(root, &[signature.id()])?)
        });
        println!("{name}");
        tally.case(&name, outcome);
    }
    tally.finish(cases);
    assert_eq!((cases, nameless), (12, 0));
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
    let profile = IssuerProfile::from_json(profile.root()).unwrap();
    let address = &profile.keys[0].address;
    let read = blockcerts_1::decode(document.root(), Some(address), &limits).map_err(|error| error.to_string());
    let hash = target(document.root().get("document").unwrap(), &[]);
    tally.case("receipt", read.and_then(|proof| holds(&proof, hash?)));
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
            let read = IssuerProfile::from_json(root);
            keys += read.as_ref().map_or(0, |profile| profile.keys.len());
            tally.case(
                &name,
                read.map_err(|error: ProfileError| error.to_string()).and_then(|profile| {
                    let found = profile
                        .keys
                        .iter()
                        .all(|key| profile.key_for(&key.address) == Ok(key) && key.created.is_some());
                    if found { Ok(()) } else { Err("a key is not found".to_owned()) }
                }),
            );
        }
    }
    println!("{profiles} profiles with {keys} keys, {lists} lists with {revoked} entries");
    tally.finish(profiles + lists);
    assert_eq!((profiles, keys, lists, revoked), (0, 0, 0, 0));
}
