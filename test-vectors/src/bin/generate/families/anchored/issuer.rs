//! Who made the entry: an address of the issuer's, which it published for the time of the block.
//!
//! The block was mined some time between 22:00 on the 19th of January and 02:00 on the 20th.

use super::bitcoin::{Making, sound};
use super::{
    AT, PROFILE, REGISTRAR, Scene, address_key, holds, koblitz, of_did, of_profile, profile, registrar, spoiled,
    stranger,
};
use crate::bitcoin::{Lock, REGTEST, shown};
use crate::blockcerts::{batch, certificate};
use crate::documents::controller;
use crate::table::{Family, Row, Table, failed, set, undetermined};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    let spec = "https://w3c-ccg.github.io/lds-merkle-proof-2019/";
    who(&mut table.family("anchored-issuer", spec));
    documents(&mut table.family("anchored-issuer", spec));
    again(&mut table.family("anchored-issuer", spec));
    texts(&mut table.family("anchored-issuer", spec));
    aliases(&mut table.family("anchored-issuer", spec));
    dates(&mut table.family("anchored-issuer", spec));
    method_dates(&mut table.family("anchored-issuer", "https://www.w3.org/TR/cid-1.0/#verification-methods"));
}

fn address() -> String {
    Lock::KeyHash.address(&registrar())
}

fn not_its_own() -> Row {
    failed("issuer.binding", AT, "issuer.mismatch")
}

fn who(family: &mut Family<'_>) {
    let by_stranger = |scene: Scene| Making { key: stranger(), ..Making::default() }.anchor(scene);
    let other = Lock::KeyHash.address(&stranger());
    let stated = failed("anchor.signer", AT, "anchor.issuer");
    let scene = by_stranger(of_profile());
    spoiled(
        family,
        &scene,
        ("stranger", "Somebody else made the entry."),
        |_| {},
        &[stated.clone(), not_its_own()],
        &[],
    );
    spoiled(
        family,
        &scene,
        ("stranger-told", "The same, and the proof says so."),
        |s| s.method = koblitz(&other),
        &[not_its_own()],
        &[],
    );
    spoiled(
        family,
        &by_stranger(of_did()),
        ("stranger-did", "The entry was made with a key that the DID document does not list."),
        |_| {},
        &[stated.clone(), not_its_own()],
        &[],
    );
    spoiled(
        family,
        &sound(),
        ("other-address-told", "The issuer made the entry, and the proof says that somebody else did."),
        |s| s.method = koblitz(&other),
        &[stated],
        &[],
    );
    let witness = Making { lock: Lock::Witness, ..Making::default() }.anchor(of_did());
    let spent = shown(&crate::bitcoin::twice(&witness.previous[0]));
    spoiled(
        family,
        &witness,
        ("unknown", "Whose coins were spent, only the transaction says that paid them, and it is missing."),
        |s| s.previous.clear(),
        &[undetermined("anchor.signer", AT, "resource.missing")],
        &[("transaction", format!("{REGTEST}/{spent}"))],
    );
    let document = certificate(&registrar().did());
    let own = Scene { method: registrar().method(), ..Scene::of(document.clone(), batch(&document)) };
    holds(family, &Making::default().anchor(own), ("did-key", "The issuer is its key: no document is needed."), |_| {});
}

fn documents(family: &mut Family<'_>) {
    let (sound, did) = (sound(), Making::default().anchor(of_did()));
    // It may also say where the issuer lists what it takes back.
    let lacks = [("issuer.binding", AT), ("status.entry", "")];
    let lacks = lacks.map(|(id, scope)| undetermined(id, scope, "resource.missing"));
    spoiled(
        family,
        &sound,
        ("no-profile", "What the issuer publishes is missing."),
        |s| s.published = None,
        &lacks,
        &[("document", PROFILE.to_owned())],
    );
    spoiled(
        family,
        &did,
        ("no-did-document", "The issuer's DID document is missing."),
        |s| s.published = None,
        &[&lacks[..], &[undetermined("proof.method", AT, "resource.missing")]].concat(),
        &[("document", REGISTRAR.to_owned())],
    );
    let other = Lock::KeyHash.address(&stranger());
    let publish = |keys: &[Value]| Some((PROFILE, profile(keys)));
    spoiled(
        family,
        &sound,
        ("other-address", "The issuer publishes another address."),
        |s| s.published = publish(&[address_key(&other)]),
        &[not_its_own()],
        &[],
    );
    holds(family, &sound, ("two-addresses", "The issuer publishes another address too."), |s| {
        s.published = publish(&[address_key(&other), address_key(&address())]);
    });
    spoiled(
        family,
        &sound,
        (
            "address-twice",
            "The issuer publishes the address twice, once as revoked: who revokes may only add to a list.",
        ),
        |s| s.published = publish(&[address_key(&address()), dated("revoked", "2026-01-01T00:00:00Z")]),
        &[failed("anchor.period", AT, "key.revoked")],
        &[],
    );
    spoiled(
        family,
        &sound,
        (
            "address-in-capitals",
            "The issuer publishes the address with letters of the other case, which are other ones.",
        ),
        |s| s.published = publish(&[address_key(&address().to_uppercase())]),
        &[not_its_own()],
        &[],
    );
    spoiled(
        family,
        &did,
        ("other-key", "The issuer's DID document lists another key."),
        |s| s.published = Some((REGISTRAR, controller(REGISTRAR, &stranger()))),
        &[failed("anchor.signer", AT, "anchor.issuer"), not_its_own()],
        &[],
    );
    spoiled(
        family,
        &did,
        ("key-for-authentication", "The issuer's DID document lists the key for another purpose."),
        |s| {
            let mut document = controller(REGISTRAR, &registrar());
            document["authentication"] = document["assertionMethod"].take();
            document["assertionMethod"] = json!([]);
            s.published = Some((REGISTRAR, document));
        },
        &[failed("proof.relationship", AT, "vm.relationship"), not_its_own()],
        &[],
    );
}

/// An address that the issuer gave up, and took up again.
fn again(family: &mut Family<'_>) {
    let sound = sound();
    let term = |created: &str| set(&address_key(&address()), "/created", created);
    let first = set(&term("2020-01-01T00:00:00Z"), "/revoked", "2022-01-01T00:00:00Z");
    let publish = |keys: &[Value]| Some((PROFILE, profile(keys)));
    let second = "The issuer publishes the address for two times, of which the second covers the entry.";
    holds(family, &sound, ("address-again", second), |s| {
        s.published = publish(&[first.clone(), term("2025-10-01T00:00:00Z")]);
    });
    holds(family, &sound, ("address-again-first", "The same in the other order."), |s| {
        s.published = publish(&[term("2025-10-01T00:00:00Z"), first.clone()]);
    });
    spoiled(
        family,
        &sound,
        ("address-between", "The issuer publishes the address for two times, and the entry was made between them."),
        |s| s.published = publish(&[first.clone(), term("2026-06-01T00:00:00Z")]),
        &[failed("anchor.period", AT, "key.revoked")],
        &[],
    );
    spoiled(
        family,
        &sound,
        ("address-given-up", "The issuer publishes the address for two times, and both are over."),
        |s| {
            let second = set(&term("2023-01-01T00:00:00Z"), "/expires", "2024-01-01T00:00:00Z");
            s.published = publish(&[first.clone(), second]);
        },
        &[failed("anchor.period", AT, "key.revoked")],
        &[],
    );
}

/// Keys that are written as texts.
fn texts(family: &mut Family<'_>) {
    let sound = sound();
    let publish = |keys: Value| Some((PROFILE, set(&profile(&[]), "/publicKey", keys)));
    let (own, other) = (koblitz(&address()), koblitz(&Lock::KeyHash.address(&stranger())));
    let elsewhere = "https://neustadt.example/keys/1";
    holds(family, &sound, ("address-text", "The issuer publishes the address as a text."), |s| {
        s.published = publish(json!(own));
    });
    holds(family, &sound, ("address-texts", "The issuer publishes addresses as texts."), |s| {
        s.published = publish(json!([other, own]));
    });
    holds(
        family,
        &sound,
        ("key-elsewhere-beside", "The issuer publishes the address, and a key that stands elsewhere."),
        |s| {
            s.published = publish(json!([elsewhere, own]));
        },
    );
    let title = "The issuer publishes another address, and a key that stands elsewhere: it may be the one.";
    spoiled(
        family,
        &sound,
        ("key-elsewhere", title),
        |s| s.published = publish(json!([other, elsewhere])),
        &[undetermined("issuer.binding", AT, "issuer.keys")],
        &[],
    );
    spoiled(
        family,
        &sound,
        ("address-text-other", "The issuer publishes another address as a text."),
        |s| s.published = publish(json!(other)),
        &[not_its_own()],
        &[],
    );
    let pem = json!([{ "id": koblitz(&Lock::KeyHash.address(&stranger())) }, { "id": "urn:key", "publicKeyPem": "…" }]);
    spoiled(
        family,
        &sound,
        ("key-unread", "The issuer publishes another address, and a key in a form that is not read."),
        |s| s.published = publish(pem.clone()),
        &[undetermined("issuer.binding", AT, "issuer.keys")],
        &[],
    );
}

/// A profile that calls itself otherwise than certificates name the issuer.
fn aliases(family: &mut Family<'_>) {
    const MOVED: &str = "https://www.neustadt.example/issuer.json";
    const LIST: &str = "https://neustadt.example/revoked.json";
    let moved = set(&profile(&[address_key(&address())]), "/id", MOVED);
    let scene = Scene { published: Some((PROFILE, moved.clone())), ..sound() };
    let doubts =
        [("issuer.binding", AT), ("status.entry", "")].map(|(id, scope)| undetermined(id, scope, "issuer.alias"));
    let question = [("policy", format!("profileAliases/{PROFILE}"))];
    let case = family.case("alias", "What the issuer publishes calls itself otherwise: the policy is asked.");
    super::not_proven(scene.play(case), &doubts, &question);
    let alias = |url: &str, id: &str| json!([{ "url": url, "id": id }]);
    let case =
        family.case("alias-accepted", "What the issuer publishes calls itself otherwise, and the policy knows it.");
    scene.play(case).policy("profileAliases", alias(PROFILE, MOVED)).verified(&[super::unchecked()]);
    let case = family.case("alias-other", "The policy knows another name of the issuer.");
    let case = scene.play(case).policy("profileAliases", alias(PROFILE, "https://other.example/issuer.json"));
    super::not_proven(case, &doubts, &question);
    let case = family.case("alias-elsewhere", "The policy knows that name, but of another issuer.");
    let case = scene.play(case).policy("profileAliases", alias("https://other.example/issuer.json", MOVED));
    super::not_proven(case, &doubts, &question);
    let listing = Scene { published: Some((PROFILE, set(&moved, "/revocationList", LIST))), ..scene };
    let list = json!({ "id": LIST, "type": "RevocationList", "revokedAssertions": [{ "id": listing.document["id"] }] });
    let case = family.case(
        "alias-revoked",
        "What the issuer publishes calls itself otherwise, and names a list that takes it back.",
    );
    for (kind, key) in &question {
        case.need(kind, key);
    }
    let present = ["anchor.present", "proof.present"].map(|id| undetermined(id, "", "proof.not_proven"));
    let rows = [&doubts[..], &present, &[super::unchecked(), failed("status.entry", LIST, "status.revoked")]].concat();
    listing.play(case).document(LIST, &list).rejected(&rows);
}

/// The address with a date.
fn dated(member: &str, date: &str) -> Value {
    set(&address_key(&address()), &format!("/{member}"), date)
}

/// Dates before the block was mined, within the time in which it was, and after it.
const DATES: [(&str, &str, &str); 3] = [
    ("before", "before the block was mined", "2026-01-19T00:00:00Z"),
    ("within", "at a time when the block may have been mined or not", "2026-01-20T00:30:00Z"),
    ("after", "after the block was mined", "2026-01-21T00:00:00Z"),
];

fn dates(family: &mut Family<'_>) {
    let sound = sound();
    // By the place of the date, whether the key was good.
    for (member, what, outcomes, reason) in [
        ("created", "The address was published", [true, false, false], "anchor.too_early"),
        ("revoked", "The address was revoked", [false, false, true], "key.revoked"),
        ("expires", "The address expired", [false, false, true], "key.expired"),
    ] {
        for ((place, when, date), is_good) in DATES.into_iter().zip(outcomes) {
            let (name, title) = (format!("{member}-{place}"), format!("{what} {when}."));
            let scene = Scene { published: Some((PROFILE, profile(&[dated(member, date)]))), ..sound.clone() };
            period(family, &scene, (&name, &title), is_good, place, reason);
        }
    }
    holds(family, &sound, ("no-dates", "The address has no dates."), |s| {
        s.published = Some((PROFILE, profile(&[json!({ "id": koblitz(&address()) })])));
    });
    holds(family, &sound, ("dates", "The address was published and revoked around the block."), |s| {
        let both = set(&dated("revoked", "2026-03-01T00:00:00Z"), "/expires", "2026-02-01T00:00:00Z");
        s.published = Some((PROFILE, profile(&[both])));
    });
}

/// The keys of DID documents have an end too.
fn method_dates(family: &mut Family<'_>) {
    let did = Making::default().anchor(of_did());
    for (member, what, reason) in
        [("revoked", "The key was revoked", "key.revoked"), ("expires", "The key expired", "key.expired")]
    {
        for ((place, when, date), is_good) in DATES.into_iter().zip([false, false, true]) {
            let (name, title) = (format!("key-{member}-{place}"), format!("{what} {when}."));
            let document = set(&controller(REGISTRAR, &registrar()), &format!("/verificationMethod/0/{member}"), date);
            let scene = Scene { published: Some((REGISTRAR, document)), ..did.clone() };
            period(family, &scene, (&name, &title), is_good, place, reason);
        }
    }
}

fn period(
    family: &mut Family<'_>,
    scene: &Scene,
    (name, title): (&str, &str),
    is_good: bool,
    place: &str,
    reason: &str,
) {
    let case = scene.play(family.case(name, title));
    if is_good {
        return case.verified(&[super::unchecked()]);
    }
    let row = if place == "within" { undetermined } else { failed };
    super::not_proven(case, &[row("anchor.period", AT, reason)], &[]);
}
