//! The credentials of the Digital Credentials Consortium: vc-test-fixtures and the fixtures of verifier-core.
//!
//! The name of a file says what it is: `[registry]-[status]-[expiry]`, and `tampered` where it is. Registries are not asked
//! about here; what has a status is judged check by check, what has none by the verdict too.

mod common;

use common::reports::{self, faults, none, refused, resources, signed, verified};
use common::{Tally, read, read_json};
use credstone::report::{CheckId, Reason, Report};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const FIXTURES: usize = 64;
const CORE: usize = 17;
const DIDS: &str = "did:web:digitalcredentials.github.io:vc-test-fixtures:dids";

#[test]
fn vc_test_fixtures() {
    let Some(folder) = common::suite("dcc-vc-test-fixtures", FIXTURES) else { return };
    let document = |name| (format!("{DIDS}:{name}"), read_json(folder.join("dids").join(name).join("did.json")));
    let documents = ["legacy", "oidf"].map(document);
    let resources = resources(&documents.each_ref().map(|(did, document)| (did.as_str(), document.clone())));
    run("dcc-vc-test-fixtures", &folder.join("verifiableCredentials"), &resources, FIXTURES);
}

/// The two did:web documents of this suite are not in it; each is made from the key that the method names.
#[test]
fn verifier_core() {
    let Some(folder) = common::suite("dcc-verifier-core", CORE) else { return };
    let key = "z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q";
    let dids = [
        "did:web:digitalcredentials.github.io:dcc-did-web",
        "did:web:digitalcredentials.github.io:dcc-did-web:multikey",
    ];
    let documents = dids.map(|did| {
        let method =
            json!({ "id": format!("{did}#{key}"), "type": "Multikey", "controller": did, "publicKeyMultibase": key });
        (did, json!({ "id": did, "assertionMethod": [method] }))
    });
    let folder = folder.join("src/test-fixtures/verifiableCredentials");
    run("dcc-verifier-core", &folder, &resources(&documents), CORE);
}

fn run(suite: &str, folder: &Path, resources: &Resources, cases: usize) {
    let mut tally = Tally::new(suite);
    let verifier = Verifier::new(reports::policy("2026-03-01T00:00:00Z"));
    let mut files = Vec::new();
    collect(folder, &mut files);
    for file in files {
        let id = file.strip_prefix(folder).unwrap().to_str().unwrap().trim_end_matches(".json");
        let bytes = read(&file);
        let report = verifier.verify(&bytes, resources);
        tally.case(id, judge(id.rsplit('/').next().unwrap(), &bytes, &report));
    }
    tally.finish(cases);
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { collect(&entry, files) } else { files.push(entry) }
    }
}

fn judge(name: &str, bytes: &[u8], report: &Report) -> Result<(), String> {
    match name {
        "legacy-noStatus-noExpiry-tampered" => {
            return refused(report, CheckId::ProofSignature, Reason::SignatureInvalid);
        }
        "safeModeBreaker" => return refused(report, CheckId::ContextTerms, Reason::JsonldDropped),
        _ => {}
    }
    signed(report)?;
    let about = |id: CheckId| {
        let code = id.code();
        code.starts_with("model.") || code.starts_with("context.") || id == CheckId::IssuerBinding
    };
    if name.ends_with("badSchema") {
        return refused(report, CheckId::ModelProfile, Reason::ModelMissing);
    }
    // Half of these badges name no recipient, which is a remark.
    let mut faults_of_model = faults(report, about);
    faults_of_model.retain(|fault| fault != "model.profile /credentialSubject failed model.missing");
    none(&faults_of_model)?;
    if is_expired(name) {
        refused(report, CheckId::Validity, Reason::ValidityExpired)
    } else if name.ends_with("notYetValid") {
        refused(report, CheckId::Validity, Reason::ValidityNotYet)
    } else {
        none(&faults(report, |id| id == CheckId::Validity))?;
        let document: Value = serde_json::from_slice(bytes).unwrap();
        if document.get("credentialStatus").is_some() { Ok(()) } else { verified(report) }
    }
}

fn is_expired(name: &str) -> bool {
    let name = name.trim_start_matches("v1").trim_start_matches("v2");
    name.starts_with("Expired")
        || name.ends_with("Expired") && !name.ends_with("notExpired")
        || name.ends_with("-expired")
}
