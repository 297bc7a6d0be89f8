//! The document itself, and all of its issuers together.

use super::*;

#[test]
fn each_fault_of_a_document_has_its_name() {
    assert_faults(
        &Scene::signed(),
        &[
            (
                "tampered",
                |s| s.changes = vec![("/data/name", salted(&json!("Another")))],
                &["! anchor.target /signature merkle.target"],
            ),
            (
                "another path",
                |s| s.changes = vec![("/signature/proof/1", json!("53".repeat(32)))],
                &["! anchor.path /signature merkle.root"],
            ),
            (
                "no hash",
                |s| s.changes = vec![("/signature/targetHash", json!("5"))],
                &["! anchor.encoding /signature oa.hash"],
            ),
            (
                "no path",
                |s| s.changes = vec![("/signature/proof", json!(null))],
                &["! anchor.encoding /signature oa.member"],
            ),
            (
                "a name with a dot",
                |s| s.changes = vec![("/data/a.b", json!("x"))],
                &["! anchor.encoding /signature oa.name"],
            ),
            (
                "a large integer",
                |s| s.changes = vec![("/data/n", json!(9_007_199_254_740_993_u64))],
                &["! anchor.encoding /signature json.number_not_interoperable"],
            ),
            (
                "hashes of another type",
                |s| s.changes = vec![("/signature/type", json!("SHA4MerkleProof"))],
                &["? anchor.encoding /signature proof.unsupported"],
            ),
            (
                "a long path",
                |s| s.policy["limits"] = json!({ "path": 1 }),
                &["? anchor.encoding /signature limit.path"],
            ),
            (
                "a suite that is not accepted",
                |s| s.policy["suites"] = json!(["eddsa-jcs-2022"]),
                &["! anchor.encoding /signature proof.not_accepted"],
            ),
            (
                "nothing in it",
                |s| s.changes = vec![("/data", json!({}))],
                &["! model.members /data model.missing", "! anchor.encoding /signature oa.no_leaves"],
            ),
        ],
    );
}

#[test]
fn each_fault_of_a_credential_has_its_name() {
    assert_faults(
        &Scene::credential(),
        &[
            ("sound", |_| (), &[]),
            (
                "tampered",
                |s| s.changes = vec![("/credentialSubject/credits", json!(7))],
                &["! anchor.target /proof merkle.target"],
            ),
            (
                "a value without salt",
                |s| s.changes = vec![("/credentialSubject/grade", json!("A"))],
                &["! anchor.encoding /proof oa.salts"],
            ),
            (
                "no salts",
                |s| s.changes = vec![("/proof/salts", json!("AA==AA=="))],
                &["! anchor.encoding /proof oa.salts"],
            ),
            (
                "another path",
                |s| s.changes = vec![("/proof/proofs/0", json!("53".repeat(32)))],
                &["! anchor.path /proof merkle.root"],
            ),
            ("not signed", |s| s.signatures.clear(), &["! anchor.signer /openAttestationMetadata proof.missing"]),
            (
                "by a stranger",
                |s| s.signatures[0].1 = STRANGE,
                &["! anchor.signer /openAttestationMetadata anchor.issuer"],
            ),
            (
                "ended",
                |s| s.content["expirationDate"] = json!("2026-02-01T00:00:00Z"),
                &["! validity /expirationDate validity.expired"],
            ),
        ],
    );
}

/// What the holder hides may be when the credential ends, or where its status stands.
#[test]
fn a_hole_may_hide_what_would_count() {
    let mut hiding = Scene::credential();
    hiding.hidden = vec!["ab".repeat(32)];
    assert_eq!(datum(&hiding.report(), CheckId::AnchorTarget, "obfuscated"), Some(Datum::Integer(1)));
    assert_faults(
        &hiding,
        &[
            ("another end and the status", |_| (), &["? validity  oa.withheld", "? status.entry  oa.withheld"]),
            (
                "the status",
                |s| {
                    s.content["validFrom"] = json!("2026-01-15T09:30:00Z");
                    s.content["validUntil"] = json!("2029-01-15T09:30:00Z");
                },
                &["? status.entry  oa.withheld"],
            ),
            (
                "an empty object shows nothing",
                |s| {
                    s.changes = vec![("/validUntil", json!({}))];
                    s.content["validFrom"] = json!("2026-01-15T09:30:00Z");
                },
                &[
                    "! model.members /validUntil model.wrong_type",
                    "? validity  oa.withheld",
                    "! validity /validUntil date.invalid",
                    "? status.entry  oa.withheld",
                ],
            ),
            ("which the policy bears", |s| s.policy["disclosure"] = json!({ "absentMembers": "accept" }), &[]),
            (
                "how it is revoked",
                |s| {
                    s.policy["disclosure"] = json!({ "absentMembers": "accept" });
                    s.content["openAttestationMetadata"]["proof"].as_object_mut().unwrap().remove("revocation");
                },
                &["? status.entry /openAttestationMetadata oa.revocation"],
            ),
            (
                "by what it was issued",
                |s| {
                    s.policy["disclosure"] = json!({ "absentMembers": "accept" });
                    s.content["openAttestationMetadata"].as_object_mut().unwrap().remove("proof");
                },
                &["? anchor.root /openAttestationMetadata oa.withheld"],
            ),
        ],
    );
    let mut issuers = Scene::signed();
    issuers.hidden = vec!["ab".repeat(32)];
    issuers.content.as_object_mut().unwrap().remove("issuers");
    let report = issuers.report();
    assert_eq!(faults(&report), ["? model.members /data oa.withheld", "? validity  oa.withheld"]);
    assert_eq!(check(&report, CheckId::ProofPresent).reason, Some(Reason::ProofMissing));
}

/// What is hidden is hashed: a hole that is filled with another hash is found.
#[test]
fn a_hole_keeps_its_hash() {
    let mut scene = Scene::signed();
    scene.hidden = vec!["ab".repeat(32)];
    scene.policy["disclosure"] = json!({ "absentMembers": "accept" });
    assert_faults(
        &scene,
        &[
            ("as it was", |_| (), &[]),
            (
                "another hash",
                |s| s.changes = vec![("/privacy/obfuscatedData", json!(["ac".repeat(32)]))],
                &["! anchor.target /signature merkle.target"],
            ),
            (
                "no hash",
                |s| s.changes = vec![("/privacy/obfuscatedData", json!(["ab"]))],
                &["! anchor.encoding /signature oa.hash"],
            ),
            (
                "filled up",
                |s| s.changes = vec![("/privacy/obfuscatedData", json!([]))],
                &["! anchor.target /signature merkle.target"],
            ),
        ],
    );
}

/// An issuer that uses a contract, and one that signs.
fn two() -> Scene {
    let mut scene = Scene::signed();
    let stored = Scene::stored();
    let second = stored.content["issuers"][0].clone();
    scene.content["issuers"].as_array_mut().unwrap().push(second);
    scene.records = Some(vec![method_record(), contract_record()]);
    scene.proven = stored.proven;
    scene
}

#[test]
fn every_issuer_must_have_issued() {
    assert_faults(
        &two(),
        &[
            ("both", |_| (), &[]),
            ("the first did not sign", |s| s.signatures.clear(), &["! anchor.signer /data/issuers/0 proof.missing"]),
            (
                "the second did not issue",
                |s| s.storage = |_| vec![(word(2), text("2.3.0"))],
                &["! anchor.root /data/issuers/1 oa.not_issued"],
            ),
            (
                "nobody knows of the second",
                |s| s.proven = None,
                &[
                    "? anchor.inclusion /data/issuers/1 resource.missing",
                    "? status.entry /data/issuers/1 resource.missing",
                ],
            ),
            (
                "the second is not who it says",
                |s| s.records = Some(vec![method_record()]),
                &["! issuer.binding /data/issuers/1 issuer.mismatch"],
            ),
            (
                "the second says nothing",
                |s| s.content["issuers"][1] = json!({ "name": "University" }),
                &["! anchor.root /data/issuers/1 oa.issuance"],
            ),
            (
                "the second revoked it",
                |s| s.storage = |hashes| [issued(hashes), vec![(STORES[0].revoked_slot(&hashes[0]), ONE)]].concat(),
                &["! status.entry /data/issuers/1 status.revoked"],
            ),
            (
                "only the first is trusted",
                |s| {
                    s.content["issuers"][1]["identityProof"]["location"] = json!("else.example");
                    s.records = Some(vec![method_record()]);
                    s.policy["trustedIssuers"] = json!([{ "id": DOMAIN }]);
                },
                &[
                    "? issuer.binding /data/issuers/1 resource.missing",
                    "! issuer.trusted /data/issuers/1 issuer.not_trusted",
                ],
            ),
        ],
    );
}

/// What needs no ledger is anchored in none.
#[test]
fn only_contracts_are_anchors() {
    let present = |scene: &Scene| check(&scene.report(), CheckId::AnchorPresent).outcome;
    assert_eq!(present(&Scene::signed()), Outcome::NotApplicable);
    assert_eq!(present(&Scene::stored()), Outcome::Passed);
    assert_eq!(present(&two()), Outcome::Passed);
    let mut unproven = two();
    unproven.proven = None;
    assert_eq!(present(&unproven), Outcome::Undetermined);
    unproven.changes = vec![("/data/name", salted(&json!("Another")))];
    assert_eq!(present(&unproven), Outcome::Failed);
}

#[test]
fn there_are_as_many_issuers_and_signatures_as_signatures_may_be() {
    let many = |issuers: usize, signatures: usize| {
        let mut scene = Scene::signed();
        let issuer = scene.issuer().clone();
        scene.content["issuers"] = json!(vec![issuer; issuers]);
        scene.signatures = vec![(method(), OWN); signatures];
        scene.policy["limits"] = json!({ "signatures": 2 });
        check(&scene.report(), CheckId::ProofPresent).reason
    };
    assert_eq!(many(2, 2), None);
    assert_eq!(many(3, 2), Some(Reason::LimitSignatures));
    assert_eq!(many(2, 3), Some(Reason::LimitSignatures));
    assert_eq!(many(0, 2), Some(Reason::ProofMissing));
}

/// Where less is hashed than is written, the report says so, for a few places one by one.
#[test]
fn what_the_hash_leaves_open_is_told() {
    let mut scene = Scene::credential();
    let numbers: Vec<_> = (0..20).collect();
    scene.content["credentialSubject"]["numbers"] = json!(numbers);
    scene.changes = vec![("/credentialSubject/empty", json!({}))];
    let report = scene.report();
    let Some(Datum::List(remarks)) = datum(&report, CheckId::AnchorTarget, "remarks") else { panic!("remarks") };
    assert_eq!(remarks.len(), 16);
    assert_eq!(remarks[0], "type_not_covered /credentialSubject/credits");
    assert_eq!(datum(&report, CheckId::AnchorTarget, "moreRemarks"), Some(Datum::Integer(6)));
    let covered: Vec<_> = report.coverage.iter().map(|part| (part.pointer.as_str(), part.by)).collect();
    let want = [
        ("", super::super::CoveredBy::Hash),
        ("/credentialSubject/empty", super::super::CoveredBy::None),
        ("/proof", super::super::CoveredBy::None),
    ];
    assert_eq!(covered, want);
    scene.changes = vec![("/credentialSubject/credits", json!(7))];
    assert_eq!(scene.report().coverage.len(), 1, "what does not hold covers nothing");
}

/// What the caller asks, nothing that is hashed can answer.
#[test]
fn a_document_answers_no_challenge() {
    let cases: &[(&str, Spoil, &[&str])] = &[
        (
            "a challenge",
            |s| s.policy["presentation"] = json!({ "challenge": "7" }),
            &["! proof.challenge /signature proof.challenge_mismatch"],
        ),
        (
            "a domain",
            |s| s.policy["presentation"] = json!({ "domain": DOMAIN }),
            &["! proof.domain /signature proof.domain_mismatch"],
        ),
        (
            "an answer that no hash covers",
            |s| {
                s.policy["presentation"] = json!({ "challenge": "7" });
                s.changes = vec![("/signature/challenge", json!("7"))];
            },
            &["? proof.challenge /signature check.unsupported"],
        ),
        (
            "a purpose",
            |s| s.policy["purpose"] = json!("authentication"),
            &["! proof.purpose /signature proof.malformed"],
        ),
    ];
    assert_faults(&Scene::signed(), cases);
    let cases: &[(&str, Spoil, &[&str])] = &[
        (
            "a challenge",
            |s| s.policy["presentation"] = json!({ "challenge": "7" }),
            &["! proof.challenge /proof proof.challenge_mismatch"],
        ),
        (
            "another purpose",
            |s| s.policy["purpose"] = json!("authentication"),
            &["! proof.purpose /proof proof.purpose_mismatch"],
        ),
    ];
    assert_faults(&Scene::credential(), cases);
}

#[test]
fn what_stands_beside_the_data_is_refused_if_the_policy_says_so() {
    let cases: &[(&str, Spoil, &[&str])] = &[
        ("nothing", |s| s.policy["unsignedMembers"] = json!("refuse"), &[]),
        (
            "a member",
            |s| {
                s.policy["unsignedMembers"] = json!("refuse");
                s.changes = vec![("/grade", json!("excellent"))];
            },
            &["! context.terms /grade jsonld.dropped"],
        ),
    ];
    assert_faults(&Scene::signed(), cases);
}

/// `OpenCerts` says when a certificate begins and ends; other documents may use the names for whatever they like.
#[test]
fn a_document_of_version_2_may_have_an_end() {
    assert_faults(
        &Scene::signed(),
        &[
            ("in force", |s| s.content["expiresOn"] = json!("2036-01-15T09:30:00+08:00"), &[]),
            (
                "over",
                |s| s.content["expiresOn"] = json!("2026-01-15T09:30:00+08:00"),
                &["! validity /data/expiresOn validity.expired"],
            ),
            (
                "not begun",
                |s| s.content["issuedOn"] = json!("2036-01-15"),
                &["! validity /data/issuedOn validity.not_yet"],
            ),
            ("issued in other words", |s| s.content["issuedOn"] = json!("in spring"), &[]),
            (
                "over in other words",
                |s| s.content["expiresOn"] = json!("in spring"),
                &["? validity /data/expiresOn date.invalid"],
            ),
            ("no end", |s| s.content["expiresOn"] = json!(null), &[]),
        ],
    );
}
