//! Whether an issuer that signs revoked the document.

use super::*;

fn responder() -> Scene {
    let mut scene = Scene::signed();
    scene.issuer()["revocation"] = json!({ "type": "OCSP_RESPONDER", "location": format!("https://{DOMAIN}/status") });
    scene.answer(|_, hash| json!({ "revoked": false, "documentHash": hash }));
    scene
}

fn store() -> Scene {
    let mut scene = Scene::signed();
    scene.issuer()["revocation"] = json!({ "type": "REVOCATION_STORE", "location": CONTRACT.to_string() });
    scene.storage = |_| vec![(word(2), text("2.3.0")), (word(9), ONE)];
    scene.proven = Some(slots);
    scene.content["network"] = json!({ "chain": "ETH", "chainId": "1" });
    scene
}

#[test]
fn each_kind_of_revocation_is_known_or_open() {
    const OPEN: &[&str] = &["? status.entry /data/issuers/0 oa.revocation"];
    assert_faults(
        &Scene::signed(),
        &[
            ("none", |_| (), &[]),
            ("not said", |s| s.issuer()["revocation"] = json!({}), OPEN),
            (
                "unknown",
                |s| s.issuer()["revocation"]["type"] = json!("CARRIER_PIGEON"),
                &["? status.entry /data/issuers/0 status.unsupported"],
            ),
            ("a service nowhere", |s| s.issuer()["revocation"]["type"] = json!("OCSP_RESPONDER"), OPEN),
            ("a contract nowhere", |s| s.issuer()["revocation"]["type"] = json!("REVOCATION_STORE"), OPEN),
            (
                "hidden",
                |s| {
                    s.issuer()["revocation"] = json!({});
                    s.hidden = vec!["ab".repeat(32)];
                },
                &[
                    "? model.members /data oa.withheld",
                    "? validity  oa.withheld",
                    "? status.entry /data/issuers/0 oa.withheld",
                ],
            ),
            (
                "not said, as the policy has it",
                |s| {
                    s.issuer()["revocation"] = json!({});
                    s.hidden = vec!["ab".repeat(32)];
                    s.policy["disclosure"] = json!({ "absentMembers": "accept" });
                },
                OPEN,
            ),
        ],
    );
}

#[test]
fn nothing_is_asked_about_a_document_without_root() {
    let mut scene = responder();
    scene.changes = vec![("/signature/merkleRoot", json!("00"))];
    scene.documents.clear();
    let report = scene.report();
    assert_eq!(faults(&report), ["! anchor.encoding /signature oa.hash"]);
    assert_eq!(check(&report, CheckId::StatusEntry).reason, Some(Reason::CheckNotReached));
    assert!(report.needs.is_empty(), "{:?}", needs(&report));
}

#[test]
fn each_answer_of_a_service_counts() {
    const REVOKED: &[&str] = &["! status.entry /data/issuers/0 status.revoked"];
    const MALFORMED: &[&str] = &["? status.entry /data/issuers/0 resource.malformed"];
    fn revoking(scene: &mut Scene, which: usize) {
        scene.answer(|index, hash| json!({ "revoked": index == which, "documentHash": hash }));
    }
    assert_faults(
        &responder(),
        &[
            ("not revoked", |_| (), &[]),
            ("hash without 0x", |s| s.answer(|_, hash| json!({ "revoked": false, "documentHash": hash[2..] })), &[]),
            ("the target", |s| revoking(s, 0), REVOKED),
            ("an ancestor", |s| revoking(s, 1), REVOKED),
            ("the root", |s| revoking(s, 2), REVOKED),
            (
                "no answer for an ancestor",
                |s| drop(s.documents.remove(2)),
                &["? status.entry /data/issuers/0 resource.missing"],
            ),
            ("no JSON", |s| s.answer(|_, _| json!("{")), MALFORMED),
            (
                "about another document",
                |s| s.answer(|_, _| json!({ "revoked": false, "documentHash": "0x00" })),
                MALFORMED,
            ),
            ("about none", |s| s.answer(|_, _| json!({ "revoked": false })), MALFORMED),
            ("a text", |s| s.answer(|_, hash| json!({ "revoked": "false", "documentHash": hash })), MALFORMED),
            (
                "revoked outweighs what is missing",
                |s| {
                    revoking(s, 2);
                    s.documents.remove(1);
                },
                REVOKED,
            ),
        ],
    );
    let mut asking = responder();
    let urls: Vec<_> = asking.documents.drain(1..).map(|(url, _)| format!("document {url} for status.entry")).collect();
    let mut asked = needs(&asking.report());
    asked.sort();
    let mut want = urls;
    want.sort();
    assert_eq!(asked, want);
}

#[test]
fn each_step_of_a_revocation_store_is_spoiled_alone() {
    const MISSING: &[&str] = &["? status.entry /data/issuers/0 resource.missing"];
    assert_faults(
        &store(),
        &[
            ("not revoked", |_| (), &[]),
            (
                "an ancestor revoked",
                |s| s.storage = |hashes| vec![(word(2), text("2.3.0")), (STORES[0].revoked_slot(&hashes[1]), ONE)],
                &["! status.entry /data/issuers/0 status.revoked"],
            ),
            (
                "no address",
                |s| s.issuer()["revocation"]["location"] = json!("0x5a"),
                &["! status.entry /data/issuers/0 oa.address"],
            ),
            (
                "unknown chain",
                |s| s.content["network"] = json!({ "chainId": "999" }),
                &["! status.entry /data/issuers/0 anchor.chain"],
            ),
            ("no state", |s| s.proven = None, MISSING),
            ("no header", |s| s.header = false, MISSING),
            ("a slot not proven", |s| s.proven = Some(|hashes| slots(hashes)[..4].to_vec()), MISSING),
            (
                "nobody trusted",
                |s| s.policy["anchors"] = json!({}),
                &["? status.entry /data/issuers/0 anchor.no_checkpoint"],
            ),
            (
                "no layout",
                |s| s.proven = Some(|hashes| slots(hashes)[1..].to_vec()),
                &["? status.entry /data/issuers/0 eth.layout"],
            ),
        ],
    );
}

/// Everything that would tell the status is asked for on its behalf.
#[test]
fn what_a_revocation_store_lacks_is_asked_for() {
    let asked = |spoil: Spoil| {
        let mut scene = store();
        spoil(&mut scene);
        needs(&scene.report())
    };
    for (name, spoil, kind) in [
        ("state", (|s| s.proven = None) as Spoil, "state eip155:1/5a5a"),
        ("header", |s| s.header = false, "header eip155:1/"),
        ("checkpoint", |s| s.policy["anchors"] = json!({}), "policy anchors.checkpoints"),
    ] {
        let asked = asked(spoil);
        assert!(asked[0].starts_with(kind), "{name}: {asked:?}");
        assert!(asked.iter().all(|need| need.ends_with(" for status.entry")), "{name}: {asked:?}");
    }
}
