//! The JWS Test Suite: `JsonWebSignature2020` over credentials and presentations, signed by six implementations with five keys.
//!
//! An implementation must verify what the others signed. Credentials with an empty subject or a sixtieth second are among
//! them, so the proofs are judged and not the documents. The contexts have `@vocab`, which a policy must accept.

// Half of its documents are signed with RSA.
#![cfg(feature = "rsa")]

mod common;

use common::reports::{self, resources, signed_with_presented};
use common::{Tally, read, read_json};
use credstone::report::CheckId;
use credstone::verify::Verifier;
use serde_json::json;

const CASES: usize = 167;
const DID: &str = "did:example:123";
const KEYS: [&str; 5] = ["key-0-ed25519", "key-1-secp256k1", "key-2-secp256r1", "key-3-secp384r1", "key-4-rsa2048"];

#[test]
fn linked_data_proofs() {
    let Some(folder) = common::suite("jws-test-suite", CASES) else { return };
    let data = folder.join("data");
    let methods: Vec<_> = KEYS
        .iter()
        .map(|name| {
            let mut method = read_json(data.join("keys").join(format!("{name}.json")));
            method.as_object_mut().unwrap().remove("privateKeyJwk");
            method
        })
        .collect();
    let ids: Vec<_> = methods.iter().map(|method| method["id"].clone()).collect();
    let document = json!({ "id": DID, "verificationMethod": methods, "assertionMethod": ids, "authentication": ids });
    let resources = resources(&[(DID, document)]);
    let verifier = Verifier::new(reports::examples("2023-01-01T00:00:00Z"));
    let mut tally = Tally::new("jws-test-suite");
    for implementation in ["afgo", "danubetech", "microsoft", "spruce", "tbd", "transmute"] {
        let folder = data.join("implementations").join(implementation);
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
            let name = entry.file_name().into_string().unwrap();
            if !name.ends_with(".vc.json") && !name.ends_with(".vp.json") {
                continue;
            }
            let report = verifier.verify(&read(entry.path()), &resources);
            tally.case(&format!("{implementation}/{name}"), signed_with_presented(&report));
        }
    }
    tally.finish(CASES);
}

/// The inputs are the templates that the implementations signed; unsigned, none of them proves anything.
#[test]
fn unsigned_inputs() {
    let Some(folder) = common::suite("jws-test-suite", 7) else { return };
    let verifier = Verifier::new(reports::examples("2023-01-01T00:00:00Z"));
    let mut count = 0;
    // Of what is shown unsigned nothing is proven bad.
    for (kind, outcome) in [("credentials", "failed"), ("presentations", "undetermined")] {
        for entry in std::fs::read_dir(folder.join("data").join(kind)).unwrap().map(|entry| entry.unwrap()) {
            let report = verifier.verify(&read(entry.path()), &resources(&[]));
            let missing = reports::faults(&report, |id| id == CheckId::ProofPresent);
            assert_eq!(missing, [format!("proof.present  {outcome} proof.missing")], "{}", entry.path().display());
            count += 1;
        }
    }
    println!("jws-test-suite: {count} unsigned inputs refused");
    assert_eq!(count, 7);
}
