//! A batch of Blockcerts: what one certificate is told does not change what the next one is.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "a test")]

#[path = "common/batch.rs"]
mod batch;
#[path = "common/regtest.rs"]
mod regtest;

use batch::Issued;
use credstone::report::{Outcome, Verdict};
use credstone::verify::Verifier;

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
