//! A batch of Blockcerts: what one certificate is told does not change what the next one is.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

#[path = "common/batch.rs"]
mod batch;
#[path = "common/regtest.rs"]
mod regtest;

use batch::{ISSUER, Issued};
use credstone::report::{Outcome, Verdict};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use regtest::REGTEST;

/// The length of the batch decides where a hash has no neighbour.
#[test]
fn a_batch_of_any_length_is_verified() {
    let sample = batch::sample();
    for count in [1, 2, 3, 7, 8] {
        let issued = Issued::new(&sample, count);
        let verifier = Verifier::new(issued.policy.clone());
        let mut batch = verifier.batch(&issued.resources);
        for certificate in &issued.certificates {
            let report = batch.verify(certificate);
            assert_eq!(report.verdict, Verdict::Verified, "{count}: {}", report.to_json());
            assert_eq!(report.to_json(), verifier.verify(certificate, &issued.resources).to_json(), "{count}");
        }
    }
}

/// The transaction holds the root of one batch. After a certificate of that one, those of another are still refused.
#[test]
fn what_holds_for_one_root_holds_for_no_other() {
    let sample = batch::sample();
    let (issued, other) = (Issued::new(&sample, 4), Issued::new(&sample, 5));
    let verifier = Verifier::new(issued.policy.clone());
    let mut batch = verifier.batch(&issued.resources);
    assert_eq!(batch.verify(&issued.certificates[0]).verdict, Verdict::Verified);
    let foreign = Issued::naming(&sample, 5, &issued.id);
    let report = batch.verify(&foreign.certificates[0]);
    let root = report.checks.iter().find(|check| check.id.code() == "anchor.root").unwrap();
    assert_eq!((root.outcome, root.reason.unwrap().code()), (Outcome::Failed, "anchor.value"));
    assert_eq!(report.to_json(), verifier.verify(&foreign.certificates[0], &issued.resources).to_json());
    // The transaction of the other batch was not supplied at all.
    assert_eq!(batch.verify(&other.certificates[0]).verdict, Verdict::Indeterminate);
    let mut tampered: serde_json::Value = serde_json::from_slice(&issued.certificates[1]).unwrap();
    tampered["credentialSubject"]["id"] = "did:example:somebody-else".into();
    let report = batch.verify(tampered.to_string().as_bytes());
    let target = report.checks.iter().find(|check| check.id.code() == "anchor.target").unwrap();
    assert_eq!((target.outcome, report.verdict), (Outcome::Failed, Verdict::Rejected));
}

/// An anchor is what makes a credential one of Blockcerts: its issuer takes it back by the list in its profile, whatever
/// other profile the types name, and whether or not the contexts, which nobody signs, still say so.
#[test]
fn a_badge_that_was_taken_back_is_refused() {
    let list = "https://uni.example/revoked.json";
    let issued = Issued::new(&batch::sample(), 1);
    let mut certificate: serde_json::Value = serde_json::from_slice(&issued.certificates[0]).unwrap();
    let mut profile: serde_json::Value = serde_json::from_slice(issued.resources.document(ISSUER).unwrap()).unwrap();
    profile["revocationList"] = list.into();
    let mut resources = Resources::default();
    resources.add_document(ISSUER, profile.to_string().into_bytes()).unwrap();
    let revoked = serde_json::json!({ "revokedAssertions": [certificate["id"]] });
    resources.add_document(list, revoked.to_string().into_bytes()).unwrap();
    let (ledger, id) = (&issued.resources, issued.id.as_str());
    resources.add_transaction(REGTEST, id, ledger.transaction(REGTEST, id).unwrap().clone()).unwrap();
    let included = ledger.inclusions(REGTEST, id).cloned();
    included.for_each(|inclusion| resources.add_inclusion(REGTEST, id, inclusion).unwrap());
    ledger.headers(REGTEST).for_each(|header| resources.add_header(REGTEST, header.to_vec()).unwrap());
    let verifier = Verifier::new(issued.policy.clone());
    let refused = |certificate: &serde_json::Value| {
        let report = verifier.verify(certificate.to_string().as_bytes(), &resources);
        let failed: Vec<_> = report.checks.iter().filter(|check| check.outcome == Outcome::Failed).collect();
        let [status] = failed.as_slice() else { panic!("{}", report.to_json()) };
        assert_eq!(
            (status.id.code(), status.scope.as_ref(), report.verdict),
            ("status.entry", list, Verdict::Rejected)
        );
    };
    refused(&certificate);
    let contexts = certificate["@context"].as_array_mut().unwrap();
    contexts.retain(|context| !context.as_str().unwrap().contains("blockcerts"));
    let types = certificate["type"].as_array_mut().unwrap();
    *types.last_mut().unwrap() = "https://w3id.org/blockcerts#BlockcertsCredential".into();
    refused(&certificate);
}
