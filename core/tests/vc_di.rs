//! The test vectors of vc-di-eddsa and vc-di-ecdsa: every stage of every proof, and the signed documents.
//!
//! The issuers of these vectors publish nothing. Their controller documents are made here; without them a document must be
//! undecided for that reason alone.

mod common;

use common::reports::{self, controller, faults, is_step_of_proof, issuer, none, resources, signed, verified};
use common::{Tally, read_json, read_text};
use credstone::multiformat::multibase;
use credstone::report::{CheckId, Outcome, Verdict};
use credstone::resources::Resources;
use credstone::verify::{Trace, TracedTry, Verifier};
use serde_json::Value;
use std::path::Path;

/// A folder of stages, and the end of their names.
const EDDSA: &[(&str, &str)] = &[
    ("Ed25519Signature2020", "EdSig"),
    ("eddsa-jcs-2022", "JCS"),
    ("eddsa-rdfc-2022", "DataInt"),
    ("eddsa-rdfc-2022/employ", "DataInt"),
];

const ECDSA: &[(&str, &str)] = &[
    ("ecdsa-jcs-2019-p256", "JCSECDSAP256"),
    ("ecdsa-jcs-2019-p384", "JCSECDSAP384"),
    ("ecdsa-rdfc-2019-p256", "ECDSAP256"),
    ("ecdsa-rdfc-2019-p256/employ", "ECDSAP256"),
    ("ecdsa-rdfc-2019-p384", "ECDSAP384"),
    ("ecdsa-rdfc-2019-p384/employ", "ECDSAP384"),
];

const SETS_AND_CHAINS: [&str; 4] = ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"];

/// Five stages, the signature, and the signed document without and with its issuer's document.
const STAGES: usize = 8;

#[test]
fn vc_di_eddsa() {
    let cases = EDDSA.len() * STAGES + SETS_AND_CHAINS.len() * 2;
    let Some(folder) = common::suite("vc-di-eddsa", cases) else { return };
    let mut tally = Tally::new("vc-di-eddsa");
    stages(&mut tally, &folder.join("TestVectors"), EDDSA);
    for name in SETS_AND_CHAINS {
        let document = read_json(folder.join("TestVectors/proof-set-chain").join(format!("{name}.json")));
        tally.case(&format!("{name}/signed"), is_signed_by_somebody(&document));
        tally.case(&format!("{name}/verified"), is_verified(&document));
    }
    tally.finish(cases);
}

#[test]
fn vc_di_ecdsa() {
    let cases = ECDSA.len() * STAGES;
    let Some(folder) = common::suite("vc-di-ecdsa", cases) else { return };
    let mut tally = Tally::new("vc-di-ecdsa");
    stages(&mut tally, &folder.join("TestVectors"), ECDSA);
    tally.finish(cases);
}

fn stages(tally: &mut Tally, vectors: &Path, sets: &[(&str, &str)]) {
    for (set, end) in sets {
        let stage = |name: &str| read_text(vectors.join(set).join(format!("{name}{end}.txt"))).trim_end().to_owned();
        let document = read_json(vectors.join(set).join(format!("signed{end}.json")));
        let trace = verifier().trace(document.to_string().as_bytes(), &Resources::default());
        let own = only_try(&trace);
        let json: Value = serde_json::from_str(&trace.to_json()).unwrap();
        assert_eq!(json["proofs"][0]["tries"][0]["documentHash"], own.document_hash.as_str());
        let stages = [
            ("canonDoc", own.document_canonical.trim_end().to_owned()),
            ("docHash", own.document_hash.clone()),
            ("proofCanon", own.options_canonical.trim_end().to_owned()),
            ("proofHash", own.options_hash.clone()),
            ("combinedHash", format!("{}{}", own.options_hash, own.document_hash)),
        ];
        for (name, own) in stages {
            tally.case(&format!("{set}/{name}"), equal(&own, &stage(name)));
        }
        let text = document["proof"]["proofValue"].as_str().unwrap();
        let bytes = multibase::decode(text, 96).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let signature = equal(text, &stage("sigBTC58")).and_then(|()| equal(&hex, &stage("sigHex")));
        tally.case(&format!("{set}/signature"), signature);
        tally.case(&format!("{set}/signed"), is_signed_by_somebody(&document));
        tally.case(&format!("{set}/verified"), is_verified(&document));
    }
}

fn verifier() -> Verifier {
    Verifier::new(reports::examples("2024-06-01T00:00:00Z"))
}

fn only_try(trace: &Trace) -> &TracedTry {
    match trace.proofs.as_slice() {
        [proof] if proof.tries.len() == 1 => &proof.tries[0],
        proofs => panic!("{proofs:?}"),
    }
}

fn equal(own: &str, want: &str) -> Result<(), String> {
    if own == want { Ok(()) } else { Err(format!("{own:?} instead of {want:?}")) }
}

/// Without the issuer's document, all that is missing is the word of the issuer.
fn is_signed_by_somebody(document: &Value) -> Result<(), String> {
    let report = verifier().verify(document.to_string().as_bytes(), &Resources::default());
    signed(&report)?;
    let bindings: Vec<_> = report.checks.iter().filter(|check| check.id == CheckId::IssuerBinding).collect();
    if bindings.is_empty() || bindings.iter().any(|check| check.outcome != Outcome::Undetermined) {
        return Err(faults(&report, |id| id == CheckId::IssuerBinding).join(", "));
    }
    if report.verdict == Verdict::Indeterminate { Ok(()) } else { Err(report.verdict.code().to_owned()) }
}

fn is_verified(document: &Value) -> Result<(), String> {
    let resources = resources(&[(issuer(document), controller(document, issuer(document)))]);
    let report = verifier().verify(document.to_string().as_bytes(), &resources);
    verified(&report)?;
    none(&faults(&report, is_step_of_proof))
}
