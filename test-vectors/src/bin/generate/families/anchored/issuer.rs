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
        ("address-twice", "The issuer publishes the address twice, with other dates."),
        |s| s.published = publish(&[address_key(&address()), dated("revoked", "2026-01-01T00:00:00Z")]),
        &[not_its_own()],
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
