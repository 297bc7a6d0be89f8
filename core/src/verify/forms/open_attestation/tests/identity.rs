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
            (
                "another chain",
                |s| {
                    s.content["network"] = json!({ "chainId": "1" });
                    s.records = Some(vec![contract_record().replace("netId=1", "netId=137")]);
                },
                MISMATCH,
            ),
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
    asking.content["network"] = json!({ "chainId": "1" });
    assert_eq!(needs(&asking.report()), ["dns uni.example/TXT for issuer.binding"]);
}

#[test]
fn a_contract_without_name_is_known_to_the_policy_or_nobody() {
    let mut scene = Scene::stored();
    scene.issuer().as_object_mut().unwrap().remove("identityProof");
    let own = format!("eip155:1:{CONTRACT}");
    scene.content["network"] = json!({ "chainId": "1" });
    assert_eq!(needs(&scene.report()), [format!("policy trustedIssuers/{own} for issuer.binding")]);
    scene.content.as_object_mut().unwrap().remove("network");
    assert_eq!(scene.report().summary.issuer.unwrap().id.as_deref(), Some(own.as_str()));
    assert_faults(
        &scene,
        &[
            ("unknown", |_| (), &["? issuer.binding /data/issuers/0 oa.unnamed"]),
            (
                "hidden",
                |s| {
                    s.hidden = vec!["ab".repeat(32)];
                    s.content["network"] = json!({ "chainId": "1" });
                    s.content["issuedOn"] = json!("2026-01-15");
                    s.content["expiresOn"] = json!("2036-01-15");
                },
                &["? model.members /data oa.withheld", "? issuer.binding /data/issuers/0 oa.withheld"],
            ),
            ("known", |s| s.policy["trustedIssuers"] = json!([{ "id": format!("eip155:1:{CONTRACT}") }]), &[]),
            (
                "another known",
                |s| {
                    s.content["network"] = json!({ "chainId": "1" });
                    s.policy["trustedIssuers"] = json!([{ "id": format!("eip155:137:{CONTRACT}") }]);
                },
                &["? issuer.binding /data/issuers/0 oa.unnamed", "! issuer.trusted  issuer.not_trusted"],
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

/// Whoever hides who the issuer is could hide a domain that gave it up.
#[test]
fn who_an_issuer_is_may_be_hidden() {
    let mut scene = Scene::signed();
    scene.hidden = vec!["ab".repeat(32)];
    const HIDDEN: &[&str] = &[
        "? model.members /data oa.withheld",
        "? issuer.binding /data/issuers/0 oa.withheld",
        "? validity  oa.withheld",
    ];
    let accept: Spoil = |s| s.policy["disclosure"] = json!({ "absentMembers": "accept" });
    let cases: &[(&str, Spoil, &[&str])] = &[
        (
            "all of it",
            |s| drop(s.issuer().as_object_mut().unwrap().remove("identityProof")),
            &[
                "? model.members /data oa.withheld",
                "? anchor.signer /data/issuers/0 oa.withheld",
                "? issuer.binding /data/issuers/0 oa.withheld",
                "? validity  oa.withheld",
            ],
        ),
        ("its kind", |s| s.issuer()["identityProof"] = json!({ "key": method() }), HIDDEN),
        ("its domain", |s| s.issuer()["identityProof"] = json!({ "type": "DNS-DID", "key": method() }), HIDDEN),
        (
            "its key",
            |s| s.issuer()["identityProof"] = json!({ "type": "DID" }),
            &[
                "? model.members /data oa.withheld",
                "? anchor.signer /data/issuers/0 oa.withheld",
                "? validity  oa.withheld",
            ],
        ),
    ];
    assert_faults(&scene, cases);
    for index in [0, 3] {
        let mut borne = scene.clone();
        accept(&mut borne);
        cases[index].1(&mut borne);
        assert_eq!(faults(&borne.report()), Vec::<String>::new(), "{}", cases[index].0);
    }
    let asked = needs(&scene.report());
    assert_eq!(asked, ["policy disclosure.absentMembers for validity model.members"]);
}
