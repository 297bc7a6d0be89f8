//! The verification method that an anchor names: it must be there, be its controller's, and have made the entry.

use super::bitcoin::{Making, sound};
use super::{
    AT, PROFILE, Scene, Told, address_key, koblitz, not_proven, of_did, profile, registrar, stranger, unchecked,
};
use crate::bitcoin::Lock;
use crate::documents::controller;
use crate::table::{Family, Row, Table, failed, set, undetermined, without};
use serde_json::{Value, json};

/// Somebody else's identifier.
const OTHER: &str = "did:web:other.example";

pub(super) fn cases(table: &mut Table) {
    let family = &mut table.family("anchored-method", "https://www.w3.org/TR/vc-data-integrity/#proofs");
    members(family);
    others(family);
    chains(family);
}

/// A certificate of which the proof was edited: no hash covers what it says of itself.
fn edited(family: &mut Family<'_>, (name, title): Told, edit: impl Fn(&Value) -> Value, row: Row) {
    let scene = Making::default().anchor(of_did());
    not_proven(scene.show(family.case(name, title), &edit(&scene.input())), &[row], &[]);
}

/// A proof of Data Integrity has these members, and they are texts.
fn members(family: &mut Family<'_>) {
    let method = |value: Value| move |input: &Value| set(input, "/proof/verificationMethod", value.clone());
    let purpose = |value: Value| move |input: &Value| set(input, "/proof/proofPurpose", value.clone());
    let malformed = |id| failed(id, AT, "proof.malformed");
    let key = json!({ "id": format!("{OTHER}#key-1"), "controller": OTHER });
    let missing = |member: &'static str| move |input: &Value| without(input, member);
    edited(
        family,
        ("missing", "The proof names no method."),
        missing("/proof/verificationMethod"),
        malformed("proof.method"),
    );
    edited(family, ("number", "The proof names a number as its method."), method(json!(7)), malformed("proof.method"));
    edited(
        family,
        ("object", "The proof brings its method along."),
        method(key),
        failed("proof.method", AT, "vm.embedded"),
    );
    edited(
        family,
        ("relative", "The proof names its method by a fragment alone."),
        method(json!("#key-1")),
        failed("proof.method", AT, "did.syntax"),
    );
    let unlisted = format!("{}#key-2", super::REGISTRAR);
    edited(
        family,
        ("not-found", "The issuer's document has no such method."),
        method(json!(unlisted)),
        failed("proof.method", AT, "vm.not_found"),
    );
    let rows = |more: &[Row]| {
        let malformed = [failed("proof.suite", AT, "proof.malformed"), failed("proof.present", "", "proof.not_proven")];
        [&malformed[..], more, &[unchecked()]].concat()
    };
    let scene = Making::default().anchor(of_did());
    let typed = |value: Value| set(&scene.input(), "/proof/type", value);
    let case = family.case("type-list", "The type of the proof is a list.");
    scene.show(case, &typed(json!(["DataIntegrityProof"]))).rejected(&rows(&[]));
    let case = family.case("type-number", "The type of the proof is a number.");
    let wrong = failed("model.members", "/proof/type", "model.wrong_type");
    scene.show(case, &typed(json!(7))).rejected(&rows(&[wrong]));
    edited(
        family,
        ("no-purpose", "The proof states no purpose."),
        missing("/proof/proofPurpose"),
        malformed("proof.purpose"),
    );
    edited(family, ("purpose-number", "The purpose is a number."), purpose(json!(7)), malformed("proof.purpose"));
}

/// The proof names a method of somebody else.
fn others(family: &mut Family<'_>) {
    let key = format!("{OTHER}#key-1");
    let named = |method: &str| Scene { method: method.to_owned(), ..sound() };
    let unknown = undetermined("proof.method", AT, "resource.missing");
    let need = [("document", OTHER.to_owned())];
    let case = family.case("other-missing", "The method is somebody else's, whose document is missing.");
    not_proven(named(&key).play(case), &[unknown], &need);
    let case = family.case("other", "The method is somebody else's: its key did not make the entry.");
    let case = named(&key).play(case).document(OTHER, &controller(OTHER, &stranger()));
    not_proven(case, &[failed("anchor.signer", AT, "anchor.issuer")], &[]);
    let address = format!("https://other.example/issuer.json#{}", koblitz(&own()));
    let case =
        family.case("other-profile", "The address is the one that made the entry, but of somebody else's profile.");
    not_proven(named(&address).play(case), &[failed("proof.method", AT, "vm.controller")], &[]);
    let case = family.case("other-name", "The method is another name of the key that made the entry.");
    let case = named(&key).play(case).document(OTHER, &controller(OTHER, &registrar()));
    case.verified(&[unchecked()]);
    let case =
        family.case("own-unlisted", "The method is one of the issuer's profile, which lists addresses and no methods.");
    named(&format!("{PROFILE}#key-1")).play(case).verified(&[unchecked()]);
    let listing = set(
        &profile(&[address_key(&own())]),
        "/verificationMethod",
        json!([{
            "id": format!("{PROFILE}#key-2"), "type": "Multikey", "controller": PROFILE, "publicKeyMultibase": registrar().multikey()
        }]),
    );
    let case = family.case("own-other", "The method is one of the issuer's profile, which lists another one.");
    let scene = Scene { published: Some((PROFILE, listing)), ..named(&format!("{PROFILE}#key-1")) };
    not_proven(scene.play(case), &[failed("proof.method", AT, "vm.not_found")], &[]);
    let case = family.case("own-profile", "The address is one of the issuer's profile, and named so.");
    named(&format!("{PROFILE}#{}", koblitz(&own()))).play(case).verified(&[unchecked()]);
}

/// The address that makes the entries.
fn own() -> String {
    Lock::KeyHash.address(&registrar())
}

/// An address of Ethereum cannot be compared with one of Bitcoin, even if one key is behind both.
fn chains(family: &mut Family<'_>) {
    let uncompared = undetermined("anchor.signer", AT, "anchor.other_chain");
    let scene = Scene { method: koblitz(&registrar().account()), ..sound() };
    let case =
        family.case("other-chain", "The proof states an address of another kind of chain; the issuer made the entry.");
    scene.play(case).verified(&[unchecked(), uncompared.clone()]);
    let strange = profile(&[address_key(&Lock::KeyHash.address(&stranger()))]);
    let case = family.case("other-chain-stranger", "The same, but the issuer does not publish who made the entry.");
    let scene = Scene { published: Some((PROFILE, strange)), ..scene };
    not_proven(scene.play(case), &[uncompared, failed("issuer.binding", AT, "issuer.mismatch")], &[]);
    let scene = Scene { published: None, ..scene };
    let case = family.case("other-chain-unknown", "The same, but what the issuer publishes is missing.");
    let lacks = [("issuer.binding", AT), ("status.entry", "")];
    let lacks = lacks.map(|(id, scope)| undetermined(id, scope, "resource.missing"));
    let rows = [&lacks[..], &[undetermined("anchor.signer", AT, "anchor.other_chain")]].concat();
    not_proven(scene.play(case), &rows, &[("document", PROFILE.to_owned())]);
}
