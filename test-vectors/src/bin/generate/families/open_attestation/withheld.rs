//! What a holder hides may never help: what would decide and is absent may be hidden.

use super::{
    AT, AT_3, certificate, credential, did, dns, leaf_3, leaf_hash, leaves, owned, record, salted, sign_2, signing,
    wallet, wrap_2, wrap_3,
};
use crate::table::{Case, Family, Row, set, undetermined};
use serde_json::{Value, json};

/// A signed document of which the holder hides what stands at these places.
fn hiding(data: &Value, places: &[&str]) -> Value {
    let mut shown = salted(data, "data");
    let hashes = places.iter().flat_map(|place| hide(&mut shown, place)).collect::<Vec<_>>();
    sign_2(&wrap_2(&shown, &hashes), &wallet())
}

/// Takes away what stands at `place`; what is left are the hashes of its leaves.
pub(super) fn hide(data: &mut Value, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    leaves(&take(data, place), &dotted(place), |at| format!(".{at}"), &mut found);
    found.iter().map(|(path, value)| leaf_hash(path, value)).collect()
}

fn take(data: &mut Value, place: &str) -> Value {
    let (parent, name) = place.rsplit_once('/').expect("a pointer");
    match data.pointer_mut(parent).expect("there is something") {
        Value::Object(members) => members.shift_remove(name).expect("a member"),
        // A list shows no hole if its last item is taken.
        Value::Array(items) => items.pop().expect("an item"),
        _ => panic!("{place}: nothing there"),
    }
}

fn dotted(place: &str) -> String {
    place.trim_start_matches('/').replace('/', ".")
}

/// The same of version 3.
pub(super) fn cases_3(family: &mut Family<'_>) {
    let metadata = |member: &str| format!("/openAttestationMetadata/{member}");
    let withheld = |id: &str| undetermined(id, AT_3, "oa.withheld");
    let unproven = || undetermined("proof.present", "", "proof.not_proven");
    for (name, title, place, rows) in [
        (
            "hidden-credits",
            "The holder hides the credits: it might be when the credential ends.",
            "/credentialSubject/credits".to_owned(),
            vec![],
        ),
        (
            "hidden-identity",
            "The holder hides the domain of the issuer, which may have given up the key.",
            metadata("identityProof"),
            vec![withheld("issuer.binding"), unproven()],
        ),
        (
            "hidden-domain",
            "The holder hides which domain the issuer is.",
            metadata("identityProof/identifier"),
            vec![withheld("issuer.binding"), unproven()],
        ),
        (
            "hidden-revocation",
            "The holder hides how the document would be revoked.",
            metadata("proof/revocation"),
            vec![withheld("status.entry")],
        ),
        (
            "hidden-method",
            "The holder hides whether a key or a contract issued it.",
            metadata("proof/method"),
            vec![withheld("anchor.root"), unproven()],
        ),
    ] {
        let mut shown = credential();
        let mut found = Vec::new();
        leaves(&take(&mut shown, &place), &dotted(&place), |at| format!("[{at}]"), &mut found);
        let hashes: Vec<_> = found.iter().map(|(path, value)| leaf_3(path, value)).collect();
        let case = known(family.case(name, title), &wrap_3(&shown, &hashes)).need("policy", "disclosure.absentMembers");
        let always = ["status.entry", "validity"].map(|id| undetermined(id, "", "oa.withheld"));
        let profile = undetermined("model.profile", "", "check.unsupported");
        case.indeterminate(&[&rows[..], &always, &[profile]].concat());
    }
}

/// Whoever is asked knows the DID and its domain.
fn known<'c>(case: &'c mut Case, document: &Value) -> &'c mut Case {
    case.input(document).resource("dns", dns(&[record()])).document(&did(), &owned())
}

/// What every document that hides something leaves open, and these.
fn open(rows: &[Row]) -> Vec<Row> {
    let always = [undetermined("model.members", "/data", "oa.withheld"), undetermined("validity", "", "oa.withheld")];
    [rows, &always].concat()
}

pub(super) fn cases(family: &mut Family<'_>) {
    let plain = certificate(&signing());
    let grade = hiding(&plain, &["/transcript/0/grade"]);
    let asked = "disclosure.absentMembers";
    known(
        family.case("hidden", "The holder hides a grade; it might be another issuer, or when the document ends."),
        &grade,
    )
    .need("policy", asked)
    .indeterminate(&open(&[]));
    known(family.case("hidden-accepted", "The holder hides a grade, and the policy bears it."), &grade)
        .policy("disclosure", json!({ "absentMembers": "accept" }))
        .verified(&[]);
    let ended = set(&plain, "/expiresOn", "2026-02-15T09:30:00+01:00");
    known(family.case("hidden-end", "The holder hides that it has ended."), &hiding(&ended, &["/expiresOn"]))
        .need("policy", asked)
        .indeterminate(&open(&[]));
    let mut two = plain.clone();
    let second = json!({ "name": "Board of Examiners", "documentStore": "0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" });
    two["issuers"].as_array_mut().expect("a list").push(second);
    known(family.case("hidden-issuer", "The holder hides an issuer that revoked it."), &hiding(&two, &["/issuers/1"]))
        .need("policy", asked)
        .indeterminate(&open(&[]));
    let unproven = undetermined("proof.present", "", "proof.not_proven");
    let identity = hiding(&plain, &["/issuers/0/identityProof"]);
    known(
        family.case("hidden-identity", "The holder hides the domain of an issuer, which may have given up the key."),
        &identity,
    )
    .need("policy", asked)
    .indeterminate(&open(&[
        undetermined("anchor.signer", AT, "oa.withheld"),
        undetermined("issuer.binding", AT, "oa.withheld"),
        unproven.clone(),
    ]));
    let key = hiding(&plain, &["/issuers/0/identityProof/key"]);
    known(family.case("hidden-key", "The holder hides which key of the DID must have signed."), &key)
        .need("policy", asked)
        .indeterminate(&open(&[undetermined("anchor.signer", AT, "oa.withheld"), unproven]));
    let revocation = hiding(&plain, &["/issuers/0/revocation"]);
    known(family.case("hidden-revocation", "The holder hides how the document would be revoked."), &revocation)
        .need("policy", asked)
        .indeterminate(&open(&[undetermined("status.entry", AT, "oa.withheld")]));
    let title = "The holder hides how the document would be revoked: if the policy takes it for not said, it is open.";
    known(family.case("hidden-revocation-accepted", title), &revocation)
        .policy("disclosure", json!({ "absentMembers": "accept" }))
        .indeterminate(&[undetermined("status.entry", AT, "oa.revocation")]);
}
