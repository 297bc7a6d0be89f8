//! Wrapped documents of `OpenAttestation`, its verifier and `OpenCerts`, from bytes to a report.
//!
//! The suites ask a ledger and the DNS while they verify; here nobody answers for the contracts. So a document that a
//! contract issued must reach exactly as far as its bytes lead: its hash holds, and the state of the contract is asked for.
//! For signed documents the DNS answer is supplied that the suites describe.

#![cfg(feature = "anchors")]

mod common;

use common::Tally;
use common::reports::{faults, none, refused};
use credstone::json::Document;
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::report::{CheckId, NeedKind, Outcome, Reason, Report, Verdict};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[test]
fn open_attestation() {
    run("open-attestation", 14);
}

#[test]
fn oa_verify() {
    run("oa-verify", 39);
}

#[test]
fn opencerts() {
    run("opencerts", 22);
}

/// The chains that the documents of the suites were issued on, most of them for tests. No registry is asked for the owners of
/// their accounts.
fn policy() -> Policy {
    let text = r#"{ "at": "2026-11-21T12:00:00Z", "disclosure": { "absentMembers": "accept" }, "ethrOwner": "derived", "anchors": { "chains":
        ["eip155:1", "eip155:3", "eip155:5", "eip155:137", "eip155:80002", "eip155:11155111"] } }"#;
    Policy::from_json(text.as_bytes()).unwrap()
}

/// What the domains of the suites list, as their documentation shows it.
fn resources() -> Resources {
    let mut resources = Resources::default();
    let method = |account: &str| format!("openatts a=dns-did; p=did:ethr:{account}#controller; v=1.0;");
    let (demo, other) = ("0xE712878f6E8d5d4F9e87E10DA604F9cB564C9a89", "0x1245e5B64D785b25057f7438F715f4aA5D965733");
    let third = "0xB26B4941941C51a4885E5B7D3A1B861E54405f90";
    for (domain, records) in [
        ("example.tradetrust.io", vec![method(demo)]),
        ("example.com", vec![]),
        ("notinuse.tradetrust.io", vec![]),
        ("example.openattestation.com", vec![method(third), method(other)]),
        ("demo-tradetrust.openattestation.com", vec![method(other)]),
    ] {
        resources.add_dns(domain, "TXT", records).unwrap();
    }
    resources
}

#[track_caller]
fn run(suite: &str, cases: usize) {
    let Some(root) = common::suite(suite, cases) else { return };
    let mut tally = Tally::new(&format!("{suite} documents"));
    let (verifier, listed, nothing) = (Verifier::new(policy()), resources(), Resources::default());
    let mut verdicts = [0; 3];
    for file in files(&root) {
        let bytes = common::read(&file);
        let Ok(document) = serde_json::from_slice::<Value>(&bytes) else { continue };
        if !is_document(&document) {
            continue;
        }
        let report = verifier.verify(&bytes, if uses_contract(&document) { &nothing } else { &listed });
        verdicts[report.verdict as usize] += 1;
        let id = file.strip_prefix(&root).unwrap().display().to_string();
        tally.case(&id, judge(&id, &document, report));
    }
    let [verified, rejected, indeterminate] = verdicts;
    println!("{suite}: {verified} verified, {rejected} rejected, {indeterminate} indeterminate");
    tally.finish(cases);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() { files.extend(self::files(&entry)) } else { files.push(entry) }
    }
    files.sort();
    files
}

/// A document of either version, wrapped or not; schemas, registries and collections are none.
fn is_document(document: &Value) -> bool {
    let wrapped = document.get("data").is_some() && document.get("signature").is_some();
    wrapped || document.get("openAttestationMetadata").is_some()
}

fn judge(id: &str, document: &Value, report: Report) -> Result<(), String> {
    let name = id.rsplit('/').next().unwrap();
    if document.get("signature").is_none() && document["proof"].get("merkleRoot").is_none() {
        return refused(&report, CheckId::ProofPresent, Reason::ProofMissing);
    }
    if let Some((_, check, reason)) = FAULTS.iter().find(|(fault, ..)| id.ends_with(fault)) {
        refused(&report, *check, *reason)?;
        // Each of these has one fault, and everything else that can be said of it holds.
        let mut below = below(&report);
        below.retain(|fault| !fault.contains(check.code()) && !fault.contains("not_reached"));
        return none(&below);
    }
    none(&below(&report))?;
    if name == "multipleinvalidstores.opencert" {
        return refused(&report, CheckId::AnchorRoot, Reason::OaAddress);
    }
    if let Some(reason) = UNDECIDED.iter().find(|(undecided, _)| *undecided == name).map(|(_, reason)| *reason) {
        let status =
            report.checks.iter().find(|check| check.id == CheckId::StatusEntry && check.reason == Some(reason));
        return status.map(|_| ()).filter(|()| report.verdict == Verdict::Indeterminate).ok_or_else(|| all(&report));
    }
    if let Some((_, reason)) = UNSIGNED.iter().find(|(unsigned, _)| *unsigned == name) {
        return refused(&report, CheckId::AnchorSigner, *reason);
    }
    if uses_contract(document) { asks_for_state(&report) } else { signed(document, report) }
}

/// What is wrong below the issuers. The documents of version 3 have a member of the next data model, which is a remark.
fn below(report: &Report) -> Vec<String> {
    let mut faults = faults(report, |id| id < CheckId::AnchorRoot && !is_summary(id));
    faults.retain(|fault| fault != "model.members /validFrom failed model.foreign_member");
    faults
}

/// What sums up others, and what is not judged yet.
fn is_summary(id: CheckId) -> bool {
    matches!(id, CheckId::ProofPresent | CheckId::AnchorPresent | CheckId::ModelProfile)
}

/// Documents of which the hash does not hold, by the design of the suites.
const FAULTS: &[(&str, CheckId, Reason)] = &[
    // The suite's own remark: hiding all members of an object leaves an empty one behind, which is hashed.
    ("v2/obfuscated-wrapped.json", CheckId::AnchorTarget, Reason::MerkleTarget),
    ("tamperedDocument.tamperedDocument.json", CheckId::AnchorTarget, Reason::MerkleTarget),
    ("tamperedDocument.tamperedDocumentInvalid.json", CheckId::AnchorTarget, Reason::MerkleTarget),
    ("documentMainnetInvalidWithOddLengthMerkleRoot.json", CheckId::AnchorEncoding, Reason::OaHash),
    ("wrong-merkle-arrayify-value.opencert", CheckId::AnchorEncoding, Reason::OaHash),
    ("wrong-merkle-odd-length.opencert", CheckId::AnchorEncoding, Reason::OaHash),
    ("invalidstore.opencert", CheckId::AnchorTarget, Reason::MerkleTarget),
];

/// Signed documents of which nobody can say whether they are revoked.
const UNDECIDED: &[(&str, Reason)] = &[
    ("did-revocation-store-signed-no-location.json", Reason::OaRevocation),
    ("documentDidObfuscatedRevocation.json", Reason::OaRevocation),
    ("documentDidCustomRevocation.json", Reason::StatusUnsupported),
];

/// Documents that lack a signature, or have one by another key.
const UNSIGNED: &[(&str, Reason)] = &[
    ("documentDidMissingProof.json", Reason::ProofMissing),
    ("documentDidWrongSignature.json", Reason::AnchorIssuer),
    ("did-wrapped.json", Reason::ProofMissing),
    ("did-signed-ocsp-responder.json", Reason::ProofMissing),
    ("sample-verifiable-credential-did.json", Reason::ProofMissing),
    // Both carry one signature, made for a third document: the suite looks up their names and not their signatures.
    ("documentDnsDidMixedTokenRegistry.documentDnsDidMixedTokenRegistryInvalid.json", Reason::AnchorIssuer),
    ("documentDnsDidMixedTokenRegistry.documentDnsDidMixedTokenRegistryValid.json", Reason::AnchorIssuer),
];

fn uses_contract(document: &Value) -> bool {
    let text = document.to_string();
    let marks = ["certificateStore", "documentStore", "tokenRegistry", "DOCUMENT_STORE", "TOKEN_REGISTRY"];
    marks.iter().any(|mark| text.contains(&format!("\"{mark}\"")))
}

/// Nothing is wrong, and the state of each contract is asked for; who they are is asked of the DNS, or of the policy.
fn asks_for_state(report: &Report) -> Result<(), String> {
    let wrong = |check: &&credstone::report::Check| {
        let informative = check.weight == credstone::report::Weight::Informative;
        check.outcome == Outcome::Failed && !informative
    };
    let wrong: Vec<_> = report.checks.iter().filter(wrong).map(|check| format!("{:?}", check.reason)).collect();
    let asks = report.needs.iter().any(|need| need.kind == NeedKind::State);
    let only = report.needs.iter().all(|need| match need.kind {
        NeedKind::Dns | NeedKind::State => true,
        NeedKind::Policy => need.key.starts_with("trustedIssuers/"),
        _ => false,
    });
    if wrong.is_empty() && asks && only && report.verdict == Verdict::Indeterminate { Ok(()) } else { Err(all(report)) }
}

/// The signature is that of the DID; who that is, the DNS says; what remains is how it is revoked.
fn signed(document: &Value, report: Report) -> Result<(), String> {
    let text = document.to_string();
    let signer = report.checks.iter().find(|check| check.id == CheckId::AnchorSigner);
    if signer.is_none_or(|check| check.outcome != Outcome::Passed) {
        return Err(all(&report));
    }
    if text.contains("notinuse.tradetrust.io") {
        return refused(&report, CheckId::IssuerBinding, Reason::IssuerMismatch);
    }
    if text.contains("REVOCATION_STORE") || text.contains("OCSP_RESPONDER") {
        let kind = if text.contains("REVOCATION_STORE") { NeedKind::State } else { NeedKind::Document };
        let only = report.needs.iter().all(|need| need.kind == kind) && !report.needs.is_empty();
        let left = faults(&report, |id| id >= CheckId::AnchorRoot && id != CheckId::StatusEntry);
        return if only && left.is_empty() { Ok(()) } else { Err(all(&report)) };
    }
    let shown = all(&report);
    let verified = report.into_verified().map_err(|_| shown)?;
    let json = Document::parse(verified.json().as_bytes(), &Limits::default()).map_err(|error| error.to_string())?;
    if json.root().members().next().is_some() { Ok(()) } else { Err("nothing is secured".to_owned()) }
}

fn all(report: &Report) -> String {
    let needs: Vec<_> = report.needs.iter().map(|need| need.key.as_str()).collect();
    format!("{}: {}; {}", report.verdict.code(), faults(report, |_| true).join(", "), needs.join(" "))
}
