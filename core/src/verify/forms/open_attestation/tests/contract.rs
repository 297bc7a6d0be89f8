//! The word of a document store and of a token registry.

use super::super::place::Place;
use super::*;
use crate::anchor::chain::ethereum::document_store::{REGISTRIES, StoreLayout};
use crate::anchor::open_attestation::issuance::{BadChain, Issuance};
use crate::time::Timestamp;
use std::collections::BTreeSet;

const STATE: &str = "state eip155:1/5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a";

/// The store also lists one of the hashes as revoked.
fn revoking(hashes: &Hashes, which: usize) -> Vec<(Hash, Hash)> {
    [issued(hashes), vec![(STORES[0].revoked_slot(&hashes[which]), ONE)]].concat()
}

#[test]
fn each_step_of_a_store_is_spoiled_alone() {
    let sound = Scene::stored();
    assert_eq!(datum(&sound.report(), CheckId::AnchorRoot, "layout"), Some("DocumentStore 2-3".into()));
    assert_eq!(datum(&sound.report(), CheckId::StatusEntry, "block"), Some(Datum::Integer(100)));
    assert_faults(
        &sound,
        &[
            ("sound", |_| (), &[]),
            (
                "no address",
                |s| s.issuer()["documentStore"] = json!("0x5a5a"),
                &["! anchor.root /data/issuers/0 oa.address"],
            ),
            (
                "unknown chain",
                |s| s.content["network"] = json!({ "chainId": "999" }),
                &["! anchor.ledger /data/issuers/0 anchor.chain"],
            ),
            (
                "no chain",
                |s| s.content["network"] = json!({ "chainId": "0x1" }),
                &["! model.members /data/network/chainId model.wrong_type"],
            ),
            (
                "a chain that is not accepted",
                |s| s.policy["anchors"] = json!({ "chains": [] }),
                &["! anchor.ledger /data/issuers/0 anchor.chain"],
            ),
            (
                "no state",
                |s| s.proven = None,
                &[
                    "? anchor.inclusion /data/issuers/0 resource.missing",
                    "? status.entry /data/issuers/0 resource.missing",
                ],
            ),
            ("no header", |s| s.header = false, &["? anchor.inclusion /data/issuers/0 resource.missing"]),
            (
                "nobody trusted",
                |s| s.policy["anchors"] = json!({}),
                &["? anchor.ledger /data/issuers/0 anchor.no_checkpoint"],
            ),
            (
                "not listed",
                |s| s.storage = |hashes| issued(&[hashes[2], hashes[2], hashes[0]]),
                &["! anchor.root /data/issuers/0 oa.not_issued"],
            ),
            (
                "the target revoked",
                |s| s.storage = |hashes| revoking(hashes, 0),
                &["! status.entry /data/issuers/0 status.revoked"],
            ),
            (
                "an ancestor revoked",
                |s| s.storage = |hashes| revoking(hashes, 1),
                &["! status.entry /data/issuers/0 status.revoked"],
            ),
            (
                "the root revoked",
                |s| s.storage = |hashes| revoking(hashes, 2),
                &["! status.entry /data/issuers/0 status.revoked"],
            ),
            (
                "another document revoked",
                |s| s.storage = |hashes| revoking(&[[0x51; 32], hashes[1], hashes[2]], 0),
                &[],
            ),
            (
                "issuance not proven",
                |s| s.proven = Some(|hashes| without(slots(hashes), 1)),
                &["? anchor.root /data/issuers/0 resource.missing"],
            ),
            (
                "revocation of an ancestor not proven",
                |s| s.proven = Some(|hashes| without(slots(hashes), 3)),
                &["? status.entry /data/issuers/0 resource.missing"],
            ),
            (
                "no layout",
                |s| s.proven = Some(|hashes| without(slots(hashes), 0)),
                &["? anchor.root /data/issuers/0 eth.layout", "? status.entry /data/issuers/0 resource.missing"],
            ),
        ],
    );
}

/// A contract that is none of those that are known: there is nothing to ask for.
#[test]
fn an_unknown_contract_says_nothing() {
    let mut scene = Scene::stored();
    scene.storage = |_| vec![(word(9), ONE)];
    scene.proven =
        Some(|_| STORES.iter().flat_map(StoreLayout::witnesses).collect::<BTreeSet<_>>().into_iter().collect());
    let report = scene.report();
    assert_eq!(faults(&report), ["? anchor.root /data/issuers/0 eth.layout"]);
    assert_eq!(check(&report, CheckId::StatusEntry).reason, Some(Reason::CheckNotReached));
    assert_eq!(needs(&report), Vec::<String>::new());
}

fn without(mut slots: Vec<Hash>, index: usize) -> Vec<Hash> {
    slots.remove(index);
    slots
}

/// Of a hash that is revoked, the report says which one it is.
#[test]
fn the_revoked_hash_is_told() {
    let mut scene = Scene::stored();
    scene.storage = |hashes| revoking(hashes, 1);
    let between = hex(&scene.document().1[1]);
    assert_eq!(datum(&scene.report(), CheckId::StatusEntry, "hash"), Some(between.into()));
}

/// In the first stores, what is revoked stands where later ones keep what is issued.
#[test]
fn a_revocation_in_an_old_store_is_never_an_issuance() {
    let old = STORES[3];
    let mut scene = Scene::stored();
    scene.storage = |hashes| {
        let old = STORES[3];
        vec![(word(1), text("Institute")), (old.issued_slot(&hashes[2]), ONE), (old.revoked_slot(&hashes[2]), ONE)]
    };
    scene.proven = Some(|hashes| {
        let revoked = hashes.iter().map(|hash| STORES[3].revoked_slot(hash));
        [word(1), word(2), STORES[3].issued_slot(&hashes[2])].into_iter().chain(revoked).collect()
    });
    let report = scene.report();
    assert_eq!(datum(&report, CheckId::AnchorRoot, "layout"), Some(old.name.into()));
    assert_eq!(faults(&report), ["! status.entry /data/issuers/0 status.revoked"]);
    // With the slot left out that tells the two apart, it is neither.
    scene.proven = Some(|hashes| vec![word(1), STORES[3].issued_slot(&hashes[2]), STORES[3].revoked_slot(&hashes[2])]);
    assert_eq!(
        faults(&scene.report()),
        ["? anchor.root /data/issuers/0 eth.layout", "? status.entry /data/issuers/0 resource.missing"]
    );
}

#[test]
fn what_is_missing_is_asked_for_by_whom_it_concerns() {
    let mut scene = Scene::stored();
    let (_, hashes) = scene.document();
    scene.proven = None;
    let asked = needs(&scene.report());
    assert_eq!(asked[0], format!("{STATE} for anchor.inclusion status.entry"), "{asked:?}");
    assert!(asked.len() > 1 && asked.iter().all(|need| need.starts_with(STATE)), "{asked:?}");
    scene.proven = Some(|hashes| without(without(slots(hashes), 3), 1));
    let mut want = [
        format!("{STATE}/{} for anchor.root", hex(&STORES[0].issued_slot(&hashes[2]))),
        format!("{STATE}/{} for status.entry", hex(&STORES[0].revoked_slot(&hashes[1]))),
    ];
    want.sort();
    assert_eq!(needs(&scene.report()), want);
}

/// Nothing is asked of a contract about a document of which there is no root.
#[test]
fn without_a_root_a_store_says_nothing() {
    let mut scene = Scene::stored();
    scene.changes = vec![("/signature/merkleRoot", json!("00"))];
    let report = scene.report();
    assert_eq!(faults(&report), ["! anchor.encoding /signature oa.hash"]);
    for id in [CheckId::AnchorRoot, CheckId::AnchorLedger, CheckId::AnchorSigner, CheckId::StatusEntry] {
        assert_eq!(check(&report, id).reason, Some(Reason::CheckNotReached), "{id:?}");
    }
}

fn registry() -> Scene {
    let mut scene = Scene::stored();
    scene.issuer()["tokenRegistry"] = scene.issuer()["documentStore"].take();
    scene.issuer().as_object_mut().unwrap().remove("documentStore");
    scene.storage = |hashes| owned(hashes, [0x77; 20]);
    scene.proven = Some(|hashes| vec![word(10), REGISTRIES[0].owner_slot(&hashes[2])]);
    scene
}

fn owned(hashes: &Hashes, owner: [u8; 20]) -> Vec<(Hash, Hash)> {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&owner);
    vec![(super::word(10), text("Registry")), (REGISTRIES[0].owner_slot(&hashes[2]), word)]
}

#[test]
fn each_step_of_a_registry_is_spoiled_alone() {
    let sound = registry();
    let owner = Address::from_bytes([0x77; 20]).to_string();
    assert_eq!(datum(&sound.report(), CheckId::AnchorRoot, "owner"), Some(owner.into()));
    assert_faults(
        &sound,
        &[
            ("sound", |_| (), &[]),
            (
                "a token of another root",
                |s| s.storage = |hashes| owned(&[hashes[2], hashes[2], hashes[0]], [0x77; 20]),
                &["! anchor.root /data/issuers/0 oa.not_issued"],
            ),
            (
                "taken out of circulation",
                |s| {
                    s.storage = |hashes| {
                        let mut burnt = [0; 20];
                        burnt[18..].copy_from_slice(&[0xde, 0xad]);
                        owned(hashes, burnt)
                    }
                },
                &["! status.entry /data/issuers/0 status.revoked"],
            ),
            (
                "owner not proven",
                |s| s.proven = Some(|_| vec![word(10)]),
                &["? anchor.root /data/issuers/0 resource.missing", "? status.entry /data/issuers/0 resource.missing"],
            ),
            (
                "the layout of another contract",
                |s| s.storage = issued,
                &["? anchor.root /data/issuers/0 eth.layout", "? status.entry /data/issuers/0 resource.missing"],
            ),
        ],
    );
}

#[test]
fn a_document_without_chain_is_asked_on_each_that_the_policy_accepts() {
    let places = |chain: Option<Result<String, BadChain>>, accepted: Option<&[&str]>| {
        let mut policy = Policy::at(Timestamp::from_unix(0));
        policy.anchors.chains = accepted.map(|chains| chains.iter().map(|chain| (*chain).to_owned()).collect());
        let issuance = Issuance { chain, issuers: Vec::new() };
        let places = Place::all(&policy, &issuance, &CONTRACT.to_string()).ok()?;
        Some(places.iter().map(|place| place.chain.caip2).collect::<Vec<_>>())
    };
    let (bitcoin, main, sepolia) = ("bip122:000000000019d6689c085ae165831e93", "eip155:1", "eip155:11155111");
    for (accepted, want) in [
        (None, vec![main, "eip155:137", "eip155:8453"]),
        (Some(&[] as &[_]), vec![main]),
        (Some(&[bitcoin]), vec![main]),
        (Some(&[sepolia]), vec![sepolia]),
        (Some(&[bitcoin, sepolia, "eip155:5"]), vec!["eip155:5", sepolia]),
        (Some(&[sepolia, main, "eip155:999"]), vec![main, sepolia]),
    ] {
        assert_eq!(places(None, accepted), Some(want), "{accepted:?}");
    }
    assert_eq!(places(Some(Ok(sepolia.to_owned())), None), Some(vec![sepolia]));
    assert_eq!(places(Some(Ok("eip155:999".to_owned())), None), None);
    assert_eq!(places(Some(Err(BadChain)), None), None);
}
