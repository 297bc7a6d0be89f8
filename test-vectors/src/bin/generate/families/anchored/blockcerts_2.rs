//! Blockcerts 2: assertions of Open Badges 2, of which the statements are anchored.

use super::bitcoin::Making;
use super::{PROFILE, Scene, address_key, and, koblitz, profile, registrar, stranger, unchecked};
use crate::bitcoin::{Lock, carrier};
use crate::blockcerts::{MerkleProof, batch};
use crate::ethereum::hex;
use crate::table::{Case, Family, Row, Table, failed, set, undetermined, without};
use serde_json::{Value, json};

const AT: &str = "/signature";
const LIST: &str = "https://neustadt.example/revoked.json";

pub(super) fn cases(table: &mut Table) {
    let spec = "https://w3c-dvcg.github.io/lds-merkleproof2017/";
    whole(&mut table.family("blockcerts-2", spec));
    written(&mut table.family("blockcerts-2", spec));
    path(&mut table.family("blockcerts-2", spec));
    chain(&mut table.family("blockcerts-2", spec));
    let spec = "https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html";
    issuer(&mut table.family("blockcerts-2", spec));
    claims(&mut table.family("blockcerts-2", spec));
}

fn assertion(address: &str) -> Value {
    json!({
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "type": "Assertion",
        "id": "urn:uuid:3d0b6d1b-5f0c-44a2-8f0e-9a3e0f6c2f4a",
        "issuedOn": "2026-01-15T09:30:00+00:00",
        "recipient": { "type": "email", "identity": "mira.lindqvist@student.neustadt.example", "hashed": false },
        "recipientProfile": { "type": ["RecipientProfile", "Extension"], "name": "Mira Lindqvist" },
        "badge": {
            "type": "BadgeClass",
            "id": "urn:uuid:5f0c6d1b-3d0b-44a2-8f0e-9a3e0f6c2f4a",
            "name": "Soil Science I / Bodenkunde I",
            "description": "Formation, structure and chemistry of soils; classification in the field.",
            "criteria": { "narrative": "Written examination of 90 minutes and a field report of 15 pages." },
            "issuer": {
                "type": "Profile",
                "id": PROFILE,
                "name": "University of Neustadt",
                "url": "https://neustadt.example",
                "email": "registrar@neustadt.example"
            }
        },
        "verification": { "type": ["MerkleProofVerification2017", "Extension"], "publicKey": koblitz(address) }
    })
}

/// An assertion in its batch, anchored by the address that it tells.
fn anchored(document: &Value, making: &Making) -> Scene {
    let address = making.lock.address(&registrar());
    let published = Some((PROFILE, profile(&[address_key(&address)])));
    making.anchor(Scene { published, ..Scene::of(document.clone(), batch(document)) })
}

fn sound() -> Scene {
    let making = Making::default();
    anchored(&assertion(&making.lock.address(&registrar())), &making)
}

/// The proof as it was written then.
fn signature(scene: &Scene) -> Value {
    let side = |is_left| if is_left { "left" } else { "right" };
    let path = scene.proof.path.iter().map(|step| json!({ side(step.is_left): hex(&step.hash) }));
    json!({
        "type": ["MerkleProof2017", "Extension"],
        "targetHash": hex(&scene.proof.target),
        "merkleRoot": hex(&scene.proof.root),
        "proof": path.collect::<Vec<_>>(),
        "anchors": [{ "type": "BTCOpReturn", "chain": "bitcoinRegtest", "sourceId": scene.named }]
    })
}

fn signed(scene: &Scene) -> Value {
    set(&scene.document, AT, signature(scene))
}

/// The end of a case: verified if there are no rows.
fn end(case: &mut Case, rows: &[Row]) {
    if rows.is_empty() {
        case.verified(&[unchecked()]);
    } else if rows.iter().any(|[_, _, outcome, _]| outcome == "failed") {
        case.rejected(&and(rows));
    } else {
        case.indeterminate(&and(rows));
    }
}

fn whole(family: &mut Family<'_>) {
    let sound = sound();
    end(
        sound.show(
            family.case("whole", "A block under the policy's has the root, and the issuer's address paid."),
            &signed(&sound),
        ),
        &[],
    );
    let alone = Scene { proof: MerkleProof::alone(&sound.document), ..sound.clone() };
    let alone = Making::default().anchor(alone);
    end(alone.show(family.case("alone", "The assertion is anchored by itself."), &signed(&alone)), &[]);
    let upper = signed(&sound)[&AT[1..]]["merkleRoot"].as_str().expect("a text").to_uppercase();
    let case = family.case("capitals", "The root is written in capitals.");
    end(sound.show(case, &set(&signed(&sound), "/signature/merkleRoot", upper)), &[]);
    for (name, title, pointer, value) in [
        ("name-changed", "The name of the recipient is changed.", "/recipientProfile/name", "Mira Lindquist"),
        ("achievement-changed", "What was achieved is changed.", "/badge/name", "Soil Science II / Bodenkunde II"),
        ("issuer-changed", "The name of the issuer is changed.", "/badge/issuer/name", "University of Altstadt"),
        ("date-changed", "The day is changed.", "/issuedOn", "2025-01-15T09:30:00+00:00"),
        ("end-added", "An end is added.", "/expires", "2099-01-15T09:30:00+00:00"),
    ] {
        let case = sound.show(family.case(name, title), &set(&signed(&sound), pointer, value));
        end(case, &[failed("anchor.target", AT, "merkle.target")]);
    }
}

/// How the proof is written.
fn written(family: &mut Family<'_>) {
    let sound = sound();
    let valid = signed(&sound);
    let encoding = |reason| [failed("anchor.encoding", AT, reason)];
    let node = "51".repeat(32);
    for (name, title, pointer, value, reason) in [
        (
            "both-sides",
            "A node of the path is on both sides.",
            "/signature/proof/0",
            json!({ "left": node, "right": node }),
            "merkle.node",
        ),
        (
            "neither-side",
            "A node of the path is on neither side.",
            "/signature/proof/0",
            json!({ "middle": node }),
            "merkle.node",
        ),
        ("no-node", "A node of the path says nothing.", "/signature/proof/0", json!({}), "merkle.node"),
        (
            "odd-digits",
            "A node of the path has 63 digits.",
            "/signature/proof/0",
            json!({ "right": &node[1..] }),
            "merkle.node",
        ),
        (
            "short-node",
            "A node of the path has 31 bytes.",
            "/signature/proof/0",
            json!({ "right": &node[2..] }),
            "merkle.node",
        ),
        (
            "other-digits",
            "A node of the path is not hexadecimal.",
            "/signature/proof/0",
            json!({ "right": "5g".repeat(32) }),
            "merkle.node",
        ),
        (
            "short-target",
            "The target has 31 bytes.",
            "/signature/targetHash",
            json!(&node[2..]),
            "proof.value_encoding",
        ),
        ("short-root", "The root has 31 bytes.", "/signature/merkleRoot", json!(&node[2..]), "proof.value_encoding"),
        (
            "short-id",
            "The transaction's id has 31 bytes.",
            "/signature/anchors/0/sourceId",
            json!(&node[2..]),
            "proof.value_encoding",
        ),
        (
            "other-type",
            "The proof says that it is of another kind.",
            "/signature/type",
            json!(["MerkleProof2031", "Extension"]),
            "proof.value_encoding",
        ),
        (
            "other-kind-of-anchor",
            "The chain has no anchors of that kind.",
            "/signature/anchors/0/type",
            json!("ETHData"),
            "proof.value_encoding",
        ),
        ("no-anchor", "The proof leads to no transaction.", "/signature/anchors", json!([]), "anchor.missing"),
    ] {
        end(sound.show(family.case(name, title), &set(&valid, pointer, value)), &encoding(reason));
    }
    let case = sound.show(family.case("no-path", "The proof has no path."), &without(&valid, "/signature/proof"));
    end(case, &encoding("proof.value_encoding"));
}

fn path(family: &mut Family<'_>) {
    let sound = sound();
    let astray = [failed("anchor.path", AT, "merkle.root")];
    let cases: [(_, fn(&mut Scene)); 3] = [
        (("node-changed", "A node of the path is another one."), |s| s.proof.path[1].hash[0] ^= 1),
        (("node-on-other-side", "A node of the path is on the other side."), |s| s.proof.path[0].is_left = true),
        (("path-cut", "The path lacks its last node."), |s| s.proof.path.truncate(2)),
    ];
    for ((name, title), spoil) in cases {
        let mut scene = sound.clone();
        spoil(&mut scene);
        end(scene.show(family.case(name, title), &signed(&scene)), &astray);
    }
    let scripts: fn(&crate::merkle::Hash) -> Vec<Vec<u8>> = |_| vec![carrier(&[5; 32])];
    let making = Making { scripts, ..Making::default() };
    let other = anchored(&sound.document, &making);
    let case = other.show(family.case("other-value", "The transaction carries another value."), &signed(&other));
    end(case, &[failed("anchor.root", AT, "anchor.value")]);
}

fn chain(family: &mut Family<'_>) {
    let sound = sound();
    let refused = [failed("anchor.ledger", AT, "anchor.chain")];
    let case = sound
        .show(family.case("test-network", "Test networks do not count unless the policy names them."), &signed(&sound));
    case.policy("anchors", json!({}));
    end(case, &refused);
    let mock = set(
        &signed(&sound),
        "/signature/anchors/0",
        json!({ "type": "Mock", "chain": "mockchain", "sourceId": "anything" }),
    );
    let case = sound.show(family.case("mock", "The proof says that it is in no chain at all."), &mock);
    end(case, &refused);
    let unnamed = without(&signed(&sound), "/signature/anchors/0/chain");
    let case = sound.show(
        family.case("no-chain", "The chain is not named: the address is one of the test network that is older."),
        &unnamed,
    );
    end(case, &refused);
    let lock = Lock::Witness;
    let making = Making { lock, ..Making::default() };
    let witness = anchored(&assertion(&lock.address(&registrar())), &making);
    let unnamed = without(&signed(&witness), "/signature/anchors/0/chain");
    end(
        witness.show(
            family.case("chain-of-address", "The chain is not named: only one has addresses like that."),
            &unnamed,
        ),
        &[],
    );
    let unknown = set(&signed(&sound), "/signature/anchors/0/chain", "litecoinMainnet");
    let case = sound.show(family.case("unknown-chain", "A chain that nobody here follows."), &unknown);
    end(case, &[undetermined("anchor.root", AT, "anchor.unsupported")]);
}

fn issuer(family: &mut Family<'_>) {
    let sound = sound();
    let other = Lock::KeyHash.address(&stranger());
    let told = anchored(&assertion(&other), &Making::default());
    let case = told.show(
        family.case("other-address-told", "The assertion tells another address than made the entry."),
        &signed(&told),
    );
    end(case, &[failed("anchor.signer", AT, "anchor.issuer")]);
    let published = Some((PROFILE, profile(&[address_key(&other)])));
    let elsewhere = Scene { published, ..sound.clone() };
    let case =
        elsewhere.show(family.case("other-address", "The issuer publishes another address."), &signed(&elsewhere));
    end(case, &[failed("issuer.binding", AT, "issuer.mismatch")]);
    let dated = |member: &str, date: &str| {
        let key = set(&address_key(&Lock::KeyHash.address(&registrar())), &format!("/{member}"), date);
        Scene { published: Some((PROFILE, profile(&[key]))), ..sound.clone() }
    };
    for (name, title, member, date, reason) in [
        (
            "revoked-earlier",
            "The address was revoked before the block was mined.",
            "revoked",
            "2026-01-19T00:00:00Z",
            "key.revoked",
        ),
        (
            "expired-earlier",
            "The address expired before the block was mined.",
            "expires",
            "2026-01-19T00:00:00Z",
            "key.expired",
        ),
        (
            "published-later",
            "The address was published after the block was mined.",
            "created",
            "2026-01-21T00:00:00Z",
            "anchor.too_early",
        ),
    ] {
        let scene = dated(member, date);
        end(scene.show(family.case(name, title), &signed(&scene)), &[failed("anchor.period", AT, reason)]);
    }
    let missing = Scene { published: None, ..sound };
    let case = missing.show(family.case("no-profile", "What the issuer publishes is missing."), &signed(&missing));
    case.need("document", PROFILE);
    let rows = [("issuer.binding", AT), ("status.entry", "")];
    end(case, &rows.map(|(id, scope)| undetermined(id, scope, "resource.missing")));
}

/// What the assertion says beside its proof.
fn claims(family: &mut Family<'_>) {
    let sound = sound();
    let listing = |list: Option<Value>, case: &mut Case| {
        let profile = sound.published.as_ref().map(|(url, profile)| (*url, set(profile, "/revocationList", LIST)));
        Scene { published: profile, ..sound.clone() }.show(case, &signed(&sound));
        if let Some(revoked) = list {
            case.document(LIST, &json!({ "id": LIST, "issuer": PROFILE, "revokedAssertions": revoked }));
        }
    };
    let case = family.case("listed", "The issuer's list of what it took back has others.");
    listing(Some(json!([{ "id": "urn:uuid:00000000-0000-4000-8000-000000000000" }])), case);
    end(case, &[]);
    let case = family.case("revoked", "The issuer's list of what it took back has the assertion.");
    listing(Some(json!([{ "id": sound.document["id"], "revocationReason": "Issued in error." }])), case);
    case.rejected(&[unchecked(), failed("status.entry", LIST, "status.revoked")]);
    let case = family.case("no-list", "The issuer's list of what it took back is missing.");
    listing(None, case);
    case.need("document", LIST);
    case.indeterminate(&[unchecked(), undetermined("status.entry", LIST, "resource.missing")]);
    let expired = anchored(&set(&sound.document, "/expires", "2026-06-15T09:30:00+00:00"), &Making::default());
    let case = expired.show(family.case("expired", "The assertion has expired."), &signed(&expired));
    case.rejected(&[unchecked(), failed("validity", "/expires", "validity.expired")]);
    let case = sound.show(
        family.case("other-recipient", "It was given to somebody else than the policy expects."),
        &signed(&sound),
    );
    case.policy("expectedRecipient", "ada.berg@student.neustadt.example");
    case.rejected(&[unchecked(), failed("recipient", "", "recipient.differs")]);
    let case = sound.show(family.case("no-signature", "Nothing in it proves anything."), &sound.document);
    case.rejected(&[unchecked(), failed("proof.present", "", "proof.missing")]);
}
