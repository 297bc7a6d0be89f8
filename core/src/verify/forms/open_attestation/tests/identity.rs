//! Who issued it.

use super::*;

#[test]
fn a_domain_stands_for_its_contract() {
    let sound = Scene::stored();
    assert_eq!(sound.report().summary.issuer.unwrap().id.as_deref(), Some(DOMAIN));
    const MISMATCH: &[&str] = &["! issuer.binding /data/issuers/0 issuer.mismatch"];
    const UNSUPPORTED: &[&str] = &["? issuer.binding /data/issuers/0 check.unsupported"];
    assert_faults(
        &sound,
        &[
            ("in capitals", |s| s.issuer()["identityProof"]["location"] = json!("UNI.Example"), &[]),
            ("among others", |s| s.records = Some(vec!["v=spf1".into(), contract_record()]), &[]),
            ("not asked", |s| s.records = None, &["? issuer.binding /data/issuers/0 resource.missing"]),
            ("nothing listed", |s| s.records = Some(Vec::new()), MISMATCH),
            (
                "another contract",
                |s| s.records = Some(vec![contract_record().replace("5a", "5b").replace("5A", "5b")]),
                MISMATCH,
            ),
            ("another chain", |s| s.records = Some(vec![contract_record().replace("netId=1", "netId=137")]), MISMATCH),
            ("a key", |s| s.records = Some(vec![method_record()]), MISMATCH),
            (
                "no domain",
                |s| s.issuer()["identityProof"]["location"] = json!("https://uni.example"),
                &["! issuer.binding /data/issuers/0 oa.member"],
            ),
            ("the DID of a contract", |s| s.issuer()["identityProof"] = json!({ "type": "DID" }), UNSUPPORTED),
            ("a key's domain", |s| s.issuer()["identityProof"]["type"] = json!("DNS-DID"), UNSUPPORTED),
            ("unknown", |s| s.issuer()["identityProof"]["type"] = json!("SEAL"), UNSUPPORTED),
        ],
    );
    let mut asking = sound;
    asking.records = None;
    assert_eq!(needs(&asking.report()), ["dns uni.example/TXT for issuer.binding"]);
}

#[test]
fn a_contract_without_name_is_known_to_the_policy_or_nobody() {
    let mut scene = Scene::stored();
    scene.issuer().as_object_mut().unwrap().remove("identityProof");
    let own = format!("eip155:1:{CONTRACT}");
    assert_eq!(scene.report().summary.issuer.unwrap().id.as_deref(), Some(own.as_str()));
    assert_faults(
        &scene,
        &[
            ("unknown", |_| (), &["? issuer.binding /data/issuers/0 issuer.unpublished"]),
            ("hidden", |s| s.hidden = vec!["ab".repeat(32)], &["? issuer.binding /data/issuers/0 oa.withheld"]),
            ("known", |s| s.policy["trustedIssuers"] = json!([{ "id": format!("eip155:1:{CONTRACT}") }]), &[]),
            (
                "another known",
                |s| s.policy["trustedIssuers"] = json!([{ "id": format!("eip155:137:{CONTRACT}") }]),
                &["? issuer.binding /data/issuers/0 issuer.unpublished", "! issuer.trusted  issuer.not_trusted"],
            ),
        ],
    );
}

#[test]
fn a_domain_stands_for_its_key() {
    let sound = Scene::signed();
    assert_eq!(sound.report().summary.issuer.unwrap().id.as_deref(), Some(DOMAIN));
    const MISMATCH: &[&str] = &["! issuer.binding /data/issuers/0 issuer.mismatch"];
    assert_faults(
        &sound,
        &[
            ("sound", |_| (), &[]),
            ("letters of the account", |s| s.records = Some(vec![method_record().replace("0x9d", "0x9D")]), &[]),
            ("not asked", |s| s.records = None, &["? issuer.binding /data/issuers/0 resource.missing"]),
            ("nothing listed", |s| s.records = Some(Vec::new()), MISMATCH),
            (
                "another key",
                |s| s.records = Some(vec![method_record().replace("#controller", "#delegate-1")]),
                MISMATCH,
            ),
            ("a contract", |s| s.records = Some(vec![contract_record()]), MISMATCH),
            (
                "no domain",
                |s| s.issuer()["identityProof"]["location"] = json!("uni example"),
                &["! issuer.binding /data/issuers/0 oa.member"],
            ),
            (
                "a contract's domain",
                |s| s.issuer()["identityProof"]["type"] = json!("DNS-TXT"),
                &["? issuer.binding /data/issuers/0 check.unsupported"],
            ),
            ("the key of another DID", |s| s.issuer()["id"] = json!("did:ethr:0x01"), MISMATCH),
        ],
    );
}

#[test]
fn a_did_is_its_own_name() {
    let mut scene = Scene::signed();
    scene.records = None;
    for identity in [json!({ "type": "DID", "key": method() }), Value::Null] {
        scene.issuer()["identityProof"] = identity;
        if scene.issuer()["identityProof"].is_null() {
            scene.issuer().as_object_mut().unwrap().remove("identityProof");
        }
        assert_eq!(scene.report().summary.issuer.unwrap().id, Some(did()));
        assert_faults(
            &scene,
            &[
                ("sound", |_| (), &[]),
                ("trusted", |s| s.policy["trustedIssuers"] = json!([{ "id": did() }]), &[]),
                ("not trusted", |s| s.policy["trustedIssuers"] = json!([]), &["! issuer.trusted  issuer.not_trusted"]),
                // Whoever did not sign is bound to nothing.
                (
                    "signed by a stranger",
                    |s| s.signatures[0].1 = STRANGE,
                    &["! anchor.signer /data/issuers/0 anchor.issuer"],
                ),
            ],
        );
    }
}
