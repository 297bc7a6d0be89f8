//! Documents within documents, and resources beside them.

use super::{jcs, plain, rdfc};
use crate::documents::{OPEN_BADGES, VCDM_2, badge, credential, issuer, presentation, student};
use crate::sign::{options, secure_with};
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
