//! The signed documents in the sources of ssi: linked-data proofs of many suites, and some that must fail.
//!
//! Upstream's DID resolver for examples knows the documents beside them; they are supplied here. `did:example:12345` and
//! most others stand in `tests/`.

// Half of its documents are signed with RSA.
#![cfg(feature = "rsa")]

mod common;

use common::reports::{self, refused, resources, signed, signed_with_presented, verified};
use common::{Tally, read, read_json};
use credstone::report::{CheckId, Reason};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde_json::{Value, json};
use std::path::Path;

/// Documents that upstream verifies.
const GOOD: &[&str] = &[
    "crates/dids/methods/ethr/tests/vc.jsonld",
    "crates/dids/methods/pkh/tests/vc-celo-epsig.jsonld",
    "crates/dids/methods/pkh/tests/vc-eth-eip712sig.jsonld",
    "crates/dids/methods/pkh/tests/vc-eth-eip712vm.jsonld",
    "crates/dids/methods/pkh/tests/vc-eth-epsig.jsonld",
    "crates/dids/methods/pkh/tests/vc-poly-eip712sig.jsonld",
    "crates/dids/methods/pkh/tests/vc-poly-epsig.jsonld",
    "crates/dids/methods/pkh/tests/vc-tz1-jcs.jsonld",
    "crates/dids/methods/pkh/tests/vc-tz1.jsonld",
    "crates/status/examples/files/local-status-list-credential.jsonld",
    "crates/status/examples/files/status_list_revocable_1.jsonld",
    "crates/status/examples/files/status_list_revocable_3.jsonld",
    "examples/files/vc-jws2020-inline-context.jsonld",
    "examples/files/vc.jsonld",
    "examples/files/vp-jwtvc.jsonld",
    "examples/files/vp.jsonld",
    "examples/files/zcap_delegation.jsonld",
    "examples/files/zcap_invocation.jsonld",
    "tests/esrs2020-vc.jsonld",
    "tests/lds-ed25519-2020-vc0.jsonld",
    "tests/lds-ed25519-2020-vp0.jsonld",
    "tests/revocationList.json",
    "tests/statusList.json",
];

/// Documents that upstream refuses, with the step at which they must fail: names of the proof are given another meaning.
const BAD: &[(&str, CheckId, Reason)] = &[
    ("vc-jws2020-bad-method", CheckId::ProofTransformation, Reason::ProofTerm),
    ("vc-jws2020-bad-method-json", CheckId::ProofPurpose, Reason::ProofPurpose),
    ("vc-jws2020-bad-purpose", CheckId::ProofTransformation, Reason::ProofTerm),
    ("vc-jws2020-bad-purpose-json", CheckId::ProofPurpose, Reason::ProofMalformed),
    ("vc-jws2020-bad-type", CheckId::ProofTransformation, Reason::ProofTerm),
    ("vc-jws2020-bad-type-json", CheckId::ProofSuite, Reason::ProofUnsupported),
];

/// Cases of ecdsa-rdfc-2019, with the member that holds the signed document.
const ECDSA: &[(&str, &str)] = &[
    ("p256_signature", "expectedOutput"),
    ("p256_verification", "input"),
    ("p384_signature", "expectedOutput"),
    ("p384_verification", "input"),
];

#[test]
fn signed_documents() {
    let cases = GOOD.len() + BAD.len() + ECDSA.len();
    let Some(folder) = common::suite("ssi", cases) else { return };
    let mut tally = Tally::new("ssi");
    let known = known(&folder);
    let verifier = Verifier::new(reports::examples("2024-10-01T00:00:00Z"));
    for file in GOOD {
        tally.case(file, signed_with_presented(&verifier.verify(&read(folder.join(file)), &known)));
    }
    for (name, id, reason) in BAD {
        let file = folder.join("examples/files").join(format!("{name}.jsonld"));
        tally.case(name, refused(&verifier.verify(&read(file), &known), *id, *reason));
    }
    for (name, member) in ECDSA {
        let path = format!("crates/claims/crates/data-integrity/tests/ecdsa_rdfc_2019/{name}.json");
        tally.case(name, is_verified(&verifier, &read_json(folder.join(path)), member));
    }
    tally.finish(cases);
}

fn known(folder: &Path) -> Resources {
    let files = ["foo", "bar", "12345", "test-holder", "test-issuer"].map(|name| format!("did-example-{name}.json"));
    let files = files.iter().map(String::as_str).chain(["lds-ed25519-2020-issuer0.jsonld"]);
    let documents: Vec<_> = files.map(|file| read_json(folder.join("tests").join(file))).collect();
    let documents: Vec<_> =
        documents.iter().map(|document| (document["id"].as_str().unwrap(), document.clone())).collect();
    resources(&documents)
}

/// The methods of these cases belong to their issuer, whose document is made of them.
fn is_verified(verifier: &Verifier, case: &Value, member: &str) -> Result<(), String> {
    let issuer = case[member]["issuer"].as_str().unwrap();
    let methods: Vec<_> = case["verificationMethods"].as_object().unwrap().values().collect();
    let resources = resources(&[(issuer, json!({ "id": issuer, "assertionMethod": methods }))]);
    let report = verifier.verify(case[member].to_string().as_bytes(), &resources);
    verified(&report)
}

/// Which contexts the options of a proof have is told by none of the suites before Data Integrity.
#[test]
fn contexts_of_legacy_proofs() {
    let Some(folder) = common::suite("ssi", 3) else { return };
    let known = known(&folder);
    let verifier = Verifier::new(reports::policy("2024-10-01T00:00:00Z"));
    let mut tally = Tally::new("ssi, contexts of proofs");
    for file in ["examples/files/vc.jsonld", "tests/revocationList.json", "tests/statusList.json"] {
        tally.case(file, contexts_of_proof(&verifier, read_json(folder.join(file)), &known));
    }
    tally.finish(3);
}

/// With the context in the proof, with none, where the pinned one is added, and with one that nobody published.
fn contexts_of_proof(verifier: &Verifier, mut document: Value, known: &Resources) -> Result<(), String> {
    let verify = |document: &Value| verifier.verify(document.to_string().as_bytes(), known);
    signed(&verify(&document))?;
    document["proof"].as_object_mut().unwrap().remove("@context");
    signed(&verify(&document))?;
    document["proof"]["@context"] = json!({ "JsonWebSignature2020": "https://w3id.org/security#JsonWebSignature2020" });
    refused(&verify(&document), CheckId::ProofTransformation, Reason::ProofContext)
}
