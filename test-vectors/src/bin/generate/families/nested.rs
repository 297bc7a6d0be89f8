//! Documents within documents, and resources beside them.

use super::{jcs, plain, rdfc};
use crate::documents::{OPEN_BADGES, VCDM_2, badge, credential, issuer, presentation, student};
use crate::keys::Key;
use crate::sign::{options, secure, secure_with};
use crate::table::{Family, Table, failed, renamed, set, undetermined};
use credstone::digest::DigestAlgorithm;
use credstone::jsonld::contexts::texts;
use credstone::multiformat::multibase;
use serde_json::{Value, json};

const JWT: &str = "data:application/vc+jwt,eyJhbGciOiJFZERTQSJ9.e30.AA";
const PICTURE: &str = "https://neustadt.example/seal.svg";

pub(super) fn cases(table: &mut Table) {
    parts(&mut table.family("nested", "https://www.imsglobal.org/spec/clr/v2p0/#clrsubject"));
    endorsements(&mut table.family("nested", "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential"));
    enveloped(&mut table.family("nested", "https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials"));
    resources(&mut table.family("resource", "https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources"));
}

fn undecided() -> Value {
    let missing = credential("did:web:registrar.neustadt.example");
    secure_with(&missing, &options("eddsa-jcs-2022", &issuer().method()), &issuer())
}

fn tampered() -> Value {
    set(&jcs(&plain()), "/credentialSubject/name", "Eve")
}

fn parts(family: &mut Family<'_>) {
    let transcript = |parts: Value| jcs(&set(&plain(), "/credentialSubject/verifiableCredential", parts));
    let part = "/credentialSubject/verifiableCredential";
    family.case("part", "A transcript of one credential.").input(&transcript(json!([jcs(&plain())]))).verified(&[]);
    family
        .case("part-tampered", "A part was changed before the whole was signed.")
        .input(&transcript(json!([jcs(&plain()), tampered()])))
        .rejected(&[failed("part", &format!("{part}/1"), "nested.rejected")]);
    family
        .case("part-undecided", "A part whose issuer's document is not there.")
        .input(&transcript(json!([undecided()])))
        .need("document", "did:web:registrar.neustadt.example")
        .indeterminate(&[undetermined("part", &format!("{part}/0"), "nested.undetermined")]);
    family
        .case("part-unsigned", "A part without a proof of its own.")
        .input(&transcript(json!([plain()])))
        .rejected(&[failed("part", &format!("{part}/0"), "nested.rejected")]);
}

fn endorsements(family: &mut Family<'_>) {
    let endorsed = |by: Value| jcs(&set(&plain(), "/endorsement", json!([by])));
    let rejected = failed("endorsement", "/endorsement/0", "nested.rejected");
    family.case("endorsement", "An endorsement.").input(&endorsed(jcs(&plain()))).verified(&[]);
    let bad = endorsed(tampered());
    family
        .case("endorsement-tampered", "A forged endorsement is told, and spoils nothing.")
        .input(&bad)
        .verified(std::slice::from_ref(&rejected));
    family
        .case("endorsement-required", "A forged endorsement, and the policy requires endorsements to hold.")
        .policy("endorsements", "required")
        .input(&bad)
        .rejected(std::slice::from_ref(&rejected));
    let mut badge = badge(&issuer().did());
    badge["@context"] = json!([VCDM_2, OPEN_BADGES, { "kind": "@type" }]);
    let mut forged = plain();
    forged["type"] = json!(["VerifiableCredential", "EndorsementCredential"]);
    let hidden = renamed(&forged, "/type", "kind");
    badge["endorsement"] = json!([hidden]);
    family
        .case("endorsement-alias", "An endorsement without a proof, its type under another name.")
        .policy("endorsements", "required")
        .input(&rdfc(&badge))
        .rejected(std::slice::from_ref(&rejected));
    words(family);
}

/// What an endorsement says, its issuer says: the badge says no more for it.
fn words(family: &mut Family<'_>) {
    let endorser = Key::ed25519("endorser");
    let badge = badge(&issuer().did());
    let endorsement = |subject: Value| {
        json!({
            "@context": [VCDM_2, OPEN_BADGES],
            "id": "urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-6f3a2d1b9c79",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement",
            "issuer": { "id": endorser.did(), "type": ["Profile"] },
            "validFrom": "2026-08-01T10:00:00Z",
            "credentialSubject": subject
        })
    };
    let endorsed = |by: Value| rdfc(&set(&badge, "/endorsement", json!([by])));
    let signed = |subject: Value| secure(&endorsement(subject), "eddsa-rdfc-2022", &endorser);
    let achievement = json!({
        "id": "https://aaa.example/medicine", "type": ["Achievement"], "name": "AAA Doctor of Medicine",
        "description": "All of it.", "criteria": { "narrative": "None." }
    });
    let learner = json!({
        "id": student().did(), "type": ["EndorsementSubject", "AchievementSubject"], "name": "A. Aaronson",
        "achievement": achievement
    });
    family
        .case(
            "endorsement-of-learner",
            "An endorser says more about the learner: the badge is for what its issuer says.",
        )
        .input(&endorsed(signed(learner.clone())))
        .verified(&[]);
    family
        .case("endorsement-of-learner-unsigned", "The same, and nobody signed the endorsement.")
        .input(&endorsed(endorsement(learner)))
        .verified(&[failed("endorsement", "/endorsement/0", "nested.rejected")]);
    let renaming = json!({ "id": badge["id"], "type": ["EndorsementSubject"], "name": "A licence to practise" });
    family
        .case("endorsement-renames", "An endorser gives the badge another name: it keeps its own.")
        .input(&endorsed(signed(renaming)))
        .verified(&[]);
    let university =
        json!({ "id": issuer().did(), "type": ["EndorsementSubject", "Profile"], "name": "AAA University" });
    family
        .case("endorsement-of-issuer", "An endorser gives the issuer another name: it keeps its own.")
        .input(&endorsed(signed(university)))
        .verified(&[]);
    let typing = json!({ "id": badge["id"], "type": ["EndorsementSubject", "ClrCredential"] });
    let typed = endorsement(set(&typing, "/type/1", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"));
    family
        .case("endorsement-types", "An endorser makes the badge a record: whose statement that is, nobody could tell.")
        .input(&endorsed(secure(&typed, "eddsa-rdfc-2022", &endorser)))
        .rejected(&[failed("context.terms", "/endorsement/0/credentialSubject", "jsonld.shape")]);
    let one = signed(json!({ "id": issuer().did(), "type": ["EndorsementSubject"] }));
    let twice = set(&badge, "/issuer/endorsement", json!([one]));
    let twice = set(&twice, "/credentialSubject/achievement/creator", twice["issuer"].clone());
    family
        .case("endorsement-twice", "An issuer's profile with an endorsement, written out in two places.")
        .input(&rdfc(&twice))
        .verified(&[]);
    let mut differs = rdfc(&twice);
    differs["credentialSubject"]["achievement"]["creator"]["endorsement"][0]["name"] = "Another".into();
    family.case("endorsement-twice-changed", "The same, and one of them is changed.").input(&differs).rejected(&[
        failed("context.terms", "/credentialSubject/achievement/creator/endorsement/0", "jsonld.shape"),
        failed("proof.signature", "/proof", "signature.invalid"),
        failed("endorsement", "/credentialSubject/achievement/creator/endorsement/0", "nested.rejected"),
    ]);
    let link = set(&badge, "/endorsement", json!(["https://endorser.example/endorsements/17"]));
    for (name, input) in [("endorsement-link", rdfc(&link)), ("endorsement-link-json", jcs(&link))] {
        family.case(name, "An endorsement that is only linked to.").input(&input).verified(&[undetermined(
            "endorsement",
            "/endorsement/0",
            "check.unsupported",
        )]);
    }
}

fn enveloped(family: &mut Family<'_>) {
    let shown = |id: &str| {
        let envelope = json!({ "@context": VCDM_2, "id": id, "type": "EnvelopedVerifiableCredential" });
        let document = presentation(&student().did(), &[envelope]);
        let authentication = set(&options("eddsa-jcs-2022", &student().method()), "/proofPurpose", "authentication");
        secure_with(&document, &authentication, &student())
    };
    family
        .case("enveloped", "A presented credential in an envelope that is not read yet.")
        .input(&shown(JWT))
        .indeterminate(&[undetermined("presentation.credential", "/verifiableCredential/0", "nested.undetermined")]);
    for (name, title, id) in [
        (
            "envelope-link",
            "An envelope that only says where the credential is.",
            "https://neustadt.example/credentials/1",
        ),
        ("envelope-urn", "An envelope that only says what the credential is called.", "urn:uuid:1"),
    ] {
        family.case(name, title).input(&shown(id)).rejected(&[failed(
            "presentation.credential",
            "/verifiableCredential/0",
            "nested.rejected",
        )]);
    }
    family
        .case("envelope-alone", "An envelope that is not read yet.")
        .input(&json!({ "@context": VCDM_2, "id": JWT, "type": "EnvelopedVerifiableCredential" }))
        .indeterminate(&[undetermined("model.type", "", "format.unsupported")]);
    family
        .case("envelope-alone-link", "An envelope that only says where the credential is.")
        .input(&json!({ "@context": VCDM_2, "id": "https://neustadt.example/credentials/1", "type": "EnvelopedVerifiableCredential" }))
        .rejected(&[
            undetermined("model.type", "", "format.unsupported"),
            failed("model.members", "/id", "model.envelope"),
        ]);
    family
        .case("envelope-without-id", "An envelope of nothing.")
        .input(&json!({ "@context": VCDM_2, "type": "EnvelopedVerifiablePresentation" }))
        .rejected(&[
            undetermined("model.type", "", "format.unsupported"),
            failed("model.members", "", "model.missing"),
        ]);
    family
        .case("enveloped-twice", "Two envelopes.")
        .input(&{
            let document = shown(JWT);
            set(
                &document,
                "/verifiableCredential/0/type",
                json!(["EnvelopedVerifiableCredential", "VerifiableCredential"]),
            )
        })
        .rejected(&[
            failed("model.members", "/verifiableCredential/0", "model.object_type"),
            failed("presentation.credential", "/verifiableCredential/0", "nested.rejected"),
            failed("proof.signature", "/proof", "signature.invalid"),
        ]);
}

fn resources(family: &mut Family<'_>) {
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    let hash = DigestAlgorithm::Sha256.hash(text.as_bytes());
    let digest = multibase::encode_base58btc(&[&[0x12, 0x20][..], hash.as_bytes()].concat());
    let linked = |url: &str, digest: &str| {
        jcs(&set(&plain(), "/relatedResource", json!([{ "id": url, "digestMultibase": digest }])))
    };
    let input = linked(PICTURE, &digest);
    family.case("same", "A linked resource, as it was linked.").text(PICTURE, text).input(&input).verified(&[]);
    family
        .case("changed", "A linked resource was changed.")
        .text(PICTURE, &text.replace("/>", " />"))
        .input(&input)
        .rejected(&[failed("resource", "/relatedResource/0", "resource.digest")]);
    family
        .case("missing", "A linked resource is not there; that alone decides nothing.")
        .input(&input)
        .need("content", PICTURE)
        .verified(&[undetermined("resource", "/relatedResource/0", "resource.missing")]);
    family
        .case("missing-required", "A linked resource is not there, and the policy requires it.")
        .policy("resources", "required")
        .input(&input)
        .need("content", PICTURE)
        .indeterminate(&[undetermined("resource", "/relatedResource/0", "resource.missing")]);
    let linked_to = |url: &str| json!({ "id": url, "digestMultibase": digest });
    let three = json!([
        linked_to(PICTURE),
        linked_to("https://neustadt.example/seal-2.svg"),
        linked_to("https://neustadt.example/seal-3.svg")
    ]);
    family
        .case("too-many", "More linked resources than the policy wants to hear of.")
        .policy("limits", json!({ "entries": 2 }))
        .policy("resources", "required")
        .text(PICTURE, text)
        .text("https://neustadt.example/seal-2.svg", text)
        .input(&jcs(&set(&plain(), "/relatedResource", three)))
        .indeterminate(&[undetermined("resource", "", "limit.entries")]);
    let earlier = texts("https://purl.imsglobal.org/spec/ob/v3p0/context.json").last().expect("an earlier text");
    let byte = |at: usize| u8::from_str_radix(&earlier.sha256[2 * at..2 * at + 2], 16).expect("hexadecimal");
    let hash: Vec<u8> = [0x12, 0x20].into_iter().chain((0..32).map(byte)).collect();
    family
        .case("earlier-context", "A digest of an earlier text of a context.")
        .input(&linked(earlier.url, &multibase::encode_base58btc(&hash)))
        .verified(&[]);
    family
        .case("bundled-context", "A digest of a context that is not the context's.")
        .input(&linked(VCDM_2, &digest))
        .rejected(&[failed("resource", "/relatedResource/0", "resource.digest")]);
    family
        .case("earlier-context-none", "A digest of none of the texts of a context.")
        .input(&linked(earlier.url, &digest))
        .rejected(&[failed("resource", "/relatedResource/0", "resource.digest")]);
}
