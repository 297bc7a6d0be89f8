//! Presentations: what a holder shows, to whom, and in answer to what.

use super::{jcs, plain};
use crate::documents::{VCDM_1, issuer, presentation, student};
use crate::keys::Key;
use crate::sign::{options, secure_with, sign};
use crate::table::{Family, Table, failed, set, undetermined, without};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    let spec = "https://www.w3.org/TR/vc-data-integrity/#verify-proof";
    answers(&mut table.family("presentation", spec));
    holders(&mut table.family("presentation", "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"));
    credentials(&mut table.family("presentation", "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"));
}

/// `document`, signed by `key` for authentication, with these members in the proof.
fn present(document: &Value, key: &Key, more: &[(&str, Value)]) -> Value {
    let mut options = set(&options("eddsa-jcs-2022", &key.method()), "/proofPurpose", "authentication");
    for (name, value) in more {
        options[*name] = value.clone();
    }
    secure_with(document, &options, key)
}

fn shown() -> Value {
    presentation(&student().did(), &[jcs(&plain())])
}

fn answers(family: &mut Family<'_>) {
    let input = |more: &[(&str, Value)]| present(&shown(), &student(), more);
    let asked = |challenge: Value, domain: Value| json!({ "challenge": challenge, "domain": domain });
    let both = [("challenge", json!("f7a1c2")), ("domain", json!("employer.example"))];
    family.case("genuine", "A presentation that nobody asked for.").input(&input(&[])).verified(&[]);
    family
        .case("answer", "The answer to a challenge, for a domain.")
        .policy("presentation", asked(json!("f7a1c2"), json!("employer.example")))
        .input(&input(&both))
        .verified(&[]);
    family
        .case("domain-array", "A domain in an array of one.")
        .policy("presentation", asked(Value::Null, json!("employer.example")))
        .input(&input(&[("domain", json!(["employer.example"]))]))
        .verified(&[]);
    let nameless = without(&shown(), "/holder");
    family
        .case("answer-of-nobody", "The answer to a challenge does not say whose it is.")
        .policy("presentation", asked(json!("f7a1c2"), json!("employer.example")))
        .input(&present(&nameless, &Key::ed25519("eve"), &both))
        .verified(&[undetermined("presentation.holder", "", "holder.missing")]);
    let challenge = failed("proof.challenge", "/proof", "proof.challenge_mismatch");
    let domain = failed("proof.domain", "/proof", "proof.domain_mismatch");
    for (name, title, policy, more, row) in [
        (
            "challenge-other",
            "The answer to another challenge.",
            asked(json!("f7a1c3"), Value::Null),
            vec![both[0].clone()],
            challenge.clone(),
        ),
        (
            "challenge-missing",
            "No answer to the challenge.",
            asked(json!("f7a1c2"), Value::Null),
            vec![],
            challenge.clone(),
        ),
        (
            "challenge-case",
            "The challenge in other letters.",
            asked(json!("F7A1C2"), Value::Null),
            vec![both[0].clone()],
            challenge,
        ),
        (
            "challenge-array",
            "The challenge in an array of one.",
            asked(json!("f7a1c2"), Value::Null),
            vec![("challenge", json!(["f7a1c2"]))],
            failed("proof.challenge", "/proof", "proof.malformed"),
        ),
        (
            "domain-number",
            "A number as domain.",
            asked(Value::Null, json!("employer.example")),
            vec![("domain", json!(7))],
            failed("proof.domain", "/proof", "proof.malformed"),
        ),
        (
            "domain-other",
            "Made for somebody else.",
            asked(Value::Null, json!("bank.example")),
            vec![both[1].clone()],
            domain.clone(),
        ),
        (
            "domain-missing",
            "Made for nobody in particular.",
            asked(Value::Null, json!("bank.example")),
            vec![],
            domain.clone(),
        ),
        (
            "domain-more",
            "Made for somebody else too.",
            asked(Value::Null, json!("employer.example")),
            vec![("domain", json!(["employer.example", "bank.example"]))],
            domain.clone(),
        ),
        (
            "domain-prefix",
            "A domain that begins like the right one.",
            asked(Value::Null, json!("employer.example")),
            vec![("domain", json!("employer.example.org"))],
            domain,
        ),
    ] {
        family.case(name, title).policy("presentation", policy).input(&input(&more)).rejected(&[row]);
    }
    family
        .case("credential-alone", "A credential in place of a presentation answers no challenge.")
        .policy("presentation", asked(json!("f7a1c2"), Value::Null))
        .input(&jcs(&plain()))
        .rejected(&[failed("proof.challenge", "/proof", "proof.challenge_mismatch")]);
    let asserted = secure_with(&shown(), &options("eddsa-jcs-2022", &student().method()), &student());
    family
        .case("purpose-asked", "A challenge is answered with an assertion, not an authentication.")
        .policy("presentation", asked(json!("f7a1c2"), Value::Null))
        .input(&{
            let options = set(&options("eddsa-jcs-2022", &student().method()), "/challenge", "f7a1c2");
            secure_with(&shown(), &options, &student())
        })
        .rejected(&[failed("proof.purpose", "/proof", "proof.purpose_mismatch")]);
    family
        .case("purpose-assertion", "A presentation that nobody asked for may be an assertion.")
        .input(&asserted)
        .verified(&[]);
    family
        .case("purpose-policy", "The policy asks for another purpose.")
        .policy("purpose", "capabilityInvocation")
        .input(&input(&[]))
        .rejected(&[failed("proof.purpose", "/proof", "proof.purpose_mismatch")]);
    family
        .case("purpose-unknown", "A purpose that does not exist.")
        .input(&{
            let options = set(&options("eddsa-jcs-2022", &student().method()), "/proofPurpose", "decoration");
            secure_with(&shown(), &options, &student())
        })
        .rejected(&[failed("proof.purpose", "/proof", "proof.purpose_mismatch")]);
}

fn holders(family: &mut Family<'_>) {
    let stranger = Key::ed25519("stranger");
    let mismatch = failed("issuer.binding", "/proof", "issuer.mismatch");
    family
        .case("holder-other", "Somebody else shows the holder's credentials.")
        .input(&present(&shown(), &stranger, &[]))
        .rejected(&[mismatch]);
    let anonymous = without(&shown(), "/holder");
    family
        .case("holder-none", "A presentation by nobody in particular.")
        .input(&present(&anonymous, &student(), &[]))
        .verified(&[]);
    let thief = presentation(&stranger.did(), &[jcs(&plain())]);
    family
        .case("holder-not-subject", "The holder is not the subject.")
        .input(&present(&thief, &stranger, &[]))
        .verified(&[]);
    family
        .case("holder-must-be-subject", "The holder is not the subject, and the policy wants that.")
        .policy("presentation", json!({ "holderIsSubject": "require" }))
        .input(&present(&thief, &stranger, &[]))
        .rejected(&[failed("presentation.holder", "", "recipient.differs")]);
    family
        .case("holder-is-subject", "The holder is the subject, as the policy wants.")
        .policy("presentation", json!({ "holderIsSubject": "require" }))
        .input(&present(&shown(), &student(), &[]))
        .verified(&[]);
    family
        .case("holder-changed", "The holder is changed.")
        .input(&set(&present(&shown(), &student(), &[]), "/holder", stranger.did()))
        .rejected(&[
            failed("proof.signature", "/proof", "signature.invalid"),
            failed("issuer.binding", "/proof", "issuer.mismatch"),
        ]);
    let unsigned =
        [undetermined("proof.present", "", "proof.missing"), undetermined("presentation.holder", "", "proof.missing")];
    family
        .case("unsigned", "A presentation without proof around a credential that verifies.")
        .input(&shown())
        .indeterminate(&unsigned);
    family
        .case("unsigned-holder-asked", "The same, and the policy wants to know whose it is.")
        .policy("presentation", json!({ "holderIsSubject": "require" }))
        .input(&shown())
        .indeterminate(&unsigned);
    family
        .case("unsigned-tampered", "A presentation without proof around a credential that was changed.")
        .input(&set(&shown(), "/verifiableCredential/0/credentialSubject/name", "Eve"))
        .rejected(&[
            unsigned[0].clone(),
            unsigned[1].clone(),
            failed("presentation.credential", "/verifiableCredential/0", "nested.rejected"),
        ]);
    for (name, title, proof) in
        [("proof-empty", "An empty list of proofs.", json!([])), ("proof-null", "Nothing as proof.", Value::Null)]
    {
        let input = set(&present(&shown(), &student(), &[]), "/proof", proof);
        family.case(name, title).input(&input).rejected(&[
            failed("proof.present", "", "proof.missing"),
            undetermined("presentation.holder", "", "proof.missing"),
        ]);
    }
}

fn credentials(family: &mut Family<'_>) {
    let nested = |credentials: &[Value]| present(&presentation(&student().did(), credentials), &student(), &[]);
    let good = jcs(&plain());
    let credential = |scope: &str| failed("presentation.credential", scope, "nested.rejected");
    let tampered = set(&good, "/credentialSubject/name", "Eve");
    family
        .case("two-credentials", "Two credentials.")
        .input(&nested(&[good.clone(), super::rdfc(&set(&plain(), "/id", "urn:uuid:2"))]))
        .verified(&[]);
    family
        .case("credential-tampered", "A presented credential was changed before it was presented.")
        .input(&nested(&[good.clone(), tampered]))
        .rejected(&[credential("/verifiableCredential/1")]);
    let expired = jcs(&set(&plain(), "/validUntil", "2026-02-01T00:00:00Z"));
    family
        .case("credential-expired", "A presented credential has expired.")
        .input(&nested(&[expired]))
        .rejected(&[credential("/verifiableCredential/0")]);
    let undecided = secure_with(
        &crate::documents::credential("did:web:registrar.neustadt.example"),
        &options("eddsa-jcs-2022", &issuer().method()),
        &issuer(),
    );
    family
        .case("credential-undecided", "A presented credential whose issuer's document is not there.")
        .input(&nested(&[undecided]))
        .need("document", "did:web:registrar.neustadt.example")
        .indeterminate(&[undetermined("presentation.credential", "/verifiableCredential/0", "nested.undetermined")]);
    family
        .case("credential-unsigned", "A presented credential without a proof of its own.")
        .input(&nested(&[plain()]))
        .rejected(&[credential("/verifiableCredential/0")]);
    family
        .case("credential-swapped", "A presented credential was exchanged after it was presented.")
        .input(&set(&nested(&[plain()]), "/verifiableCredential/0", good.clone()))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    family.case("no-credentials", "A presentation of nothing.").input(&nested(&[])).rejected(&[failed(
        "model.members",
        "/verifiableCredential",
        "model.empty",
    )]);
    family.case("credential-number", "A number as credential.").input(&nested(&[json!(7)])).rejected(&[failed(
        "model.members",
        "/verifiableCredential/0",
        "model.wrong_type",
    )]);
    let inner = nested(std::slice::from_ref(&good));
    family.case("nested-presentation", "A presentation within a presentation.").input(&nested(&[inner])).rejected(&[
        failed("model.members", "/verifiableCredential/0", "model.object_type"),
        failed("presentation.credential", "/verifiableCredential/0", "model.object_type"),
    ]);
    let older = set(&presentation(&student().did(), std::slice::from_ref(&good)), "/@context", json!([VCDM_1]));
    family
        .case("older", "A presentation of the data model 1.1.")
        .input(&present(&older, &student(), &[]))
        .verified(&[]);
    family
        .case("proof-number", "A number among the proofs.")
        .input(&set(&nested(std::slice::from_ref(&good)), "/proof", json!([1])))
        .rejected(&[
            failed("proof.present", "", "proof.malformed"),
            undetermined("presentation.holder", "", "proof.missing"),
        ]);
    let two = presentation(&student().did(), &[good]);
    let options = |created: &str| {
        let options = set(&options("eddsa-jcs-2022", &student().method()), "/proofPurpose", "authentication");
        set(&options, "/created", created)
    };
    let proofs =
        ["2026-11-21T11:00:00Z", "2026-11-21T11:00:01Z"].map(|created| sign(&two, &options(created), &student()));
    let two = set(&two, "/proof", json!(proofs));
    family
        .case("too-many-signatures", "More signatures than the policy allows, and it wants all proofs.")
        .policy("proofs", "all")
        .policy("limits", json!({ "signatures": 1 }))
        .input(&two)
        .indeterminate(&[undetermined("proof.signature", "/proof/1", "limit.signatures")]);
    family
        .case("two-signatures", "As many signatures as the policy allows.")
        .policy("proofs", "all")
        .policy("limits", json!({ "signatures": 2 }))
        .input(&two)
        .verified(&[]);
}
