//! The rules of the data models: which members there must be, and what form each has.

use super::{jcs, plain, rdfc};
use crate::documents::{VCDM_1, VCDM_2, issuer, older, student};
use crate::sign::secure;
use crate::table::{Table, failed, set, undetermined, without};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    formats(table);
    newer(table);
    older_model(table);
    contexts(table);
}

fn formats(table: &mut Table) {
    let mut family = table.family("model", "https://www.w3.org/TR/vc-data-model-2.0/#types");
    let badge_2 = json!({
        "@context": "https://w3id.org/openbadges/v2",
        "id": "https://neustadt.example/assertions/1",
        "type": "Assertion",
        "recipient": { "type": "email", "hashed": false, "identity": "mira.lindqvist@student.neustadt.example" },
        "badge": "https://neustadt.example/badges/1",
        "verification": { "type": "hosted" },
        "issuedOn": "2026-01-15T09:30:00Z"
    });
    family.case("open-badges-2", "An Open Badge of generation 2.").input(&badge_2).indeterminate(&[undetermined(
        "model.type",
        "",
        "format.unsupported",
    )]);
    let jws = json!({ "payload": "e30", "signatures": [{ "protected": "e30", "signature": "AA" }] });
    family.case("jws-json", "A JWS in JSON.").input(&jws).indeterminate(&[undetermined(
        "model.type",
        "",
        "format.unsupported",
    )]);
    for (name, title, input) in [
        ("array", "An array.", json!([jcs(&plain())])),
        ("empty-object", "An object without members.", json!({})),
        ("no-type", "A credential without a type.", without(&jcs(&plain()), "/type")),
        ("other-type", "A type that is neither credential nor presentation.", set(&jcs(&plain()), "/type", "Diploma")),
        ("text", "A string.", json!("VerifiableCredential")),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("model.type", "", "format.unknown")]);
    }
    let both = set(&jcs(&plain()), "/type", json!(["VerifiableCredential", "VerifiablePresentation"]));
    family.case("two-kinds", "A credential and a presentation at once.").input(&both).rejected(&[failed(
        "model.type",
        "",
        "format.ambiguous",
    )]);
    family.case("not-json", "A text that is no JSON at all.").bytes(b"Soil Science I: passed\n").rejected(&[failed(
        "json",
        "",
        "json.syntax",
    )]);
    family.case("jwt", "A compact JWS.").bytes(b"eyJhbGciOiJFZERTQSJ9.e30.AA").indeterminate(&[undetermined(
        "container",
        "",
        "format.unsupported",
    )]);
    family.case("png", "The first bytes of a picture.").bytes(b"\x89PNG\r\n\x1a\n").indeterminate(&[undetermined(
        "container",
        "",
        "format.unsupported",
    )]);
}

fn newer(table: &mut Table) {
    let mut family = table.family("model", "https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts");
    let member = |name: &str, value: Value| jcs(&set(&plain(), &format!("/{name}"), value));
    for (name, title, input) in [
        ("types", "A type as a string.", member("type", json!("VerifiableCredential"))),
        ("no-id", "A credential without identifier.", jcs(&without(&plain(), "/id"))),
        ("subject-without-id", "A subject without identifier.", jcs(&without(&plain(), "/credentialSubject/id"))),
        (
            "two-subjects",
            "Two subjects.",
            member("credentialSubject", json!([{ "id": student().did() }, { "name": "Jonas Weber" }])),
        ),
        (
            "languages",
            "A name in two languages.",
            member(
                "name",
                json!([{ "@value": "Membership", "@language": "en" }, { "@value": "Mitgliedschaft", "@language": "de", "@direction": "ltr" }]),
            ),
        ),
        ("issuer-as-text", "An issuer who is only an identifier.", member("issuer", json!(issuer().did()))),
        (
            "terms-of-use",
            "Terms of use and evidence of types that nobody checks.",
            jcs(&set(
                &set(&plain(), "/termsOfUse", json!({ "type": "TrustFrameworkPolicy" })),
                "/evidence",
                json!([{ "type": "Evidence" }]),
            )),
        ),
    ] {
        family.case(name, title).input(&input).verified(&[]);
    }
    for (name, title, input, scope, reason) in [
        ("no-issuer", "No issuer.", jcs(&without(&plain(), "/issuer")), "", "model.missing"),
        ("no-subject", "No subject.", jcs(&without(&plain(), "/credentialSubject")), "", "model.missing"),
        (
            "subject-empty",
            "A subject of whom nothing is said.",
            member("credentialSubject", json!({})),
            "/credentialSubject",
            "model.empty",
        ),
        (
            "subjects-empty",
            "No subject, as an empty array.",
            member("credentialSubject", json!([])),
            "/credentialSubject",
            "model.empty",
        ),
        (
            "subject-text",
            "A subject that is only a text.",
            member("credentialSubject", json!("did:example:student")),
            "/credentialSubject",
            "model.wrong_type",
        ),
        ("id-relative", "An identifier that is no URL.", member("id", json!("credential-1")), "/id", "model.not_url"),
        ("id-array", "Two identifiers.", member("id", json!(["urn:uuid:1", "urn:uuid:2"])), "/id", "model.cardinality"),
        ("id-number", "A number as identifier.", member("id", json!(7)), "/id", "model.wrong_type"),
        (
            "issuer-relative",
            "An issuer who is no URL.",
            member("issuer", json!("University of Neustadt")),
            "/issuer",
            "model.not_url",
        ),
        (
            "issuer-did-url",
            "An issuer who is a key of somebody.",
            member("issuer", json!(issuer().method())),
            "/issuer",
            "model.not_identifier",
        ),
        (
            "issuer-without-id",
            "An issuer without identifier.",
            member("issuer", json!({ "name": "University of Neustadt" })),
            "/issuer",
            "model.missing",
        ),
        (
            "issuer-array",
            "Two issuers.",
            member("issuer", json!([issuer().did(), student().did()])),
            "/issuer",
            "model.cardinality",
        ),
        (
            "type-number",
            "A number as type.",
            member("type", json!(["VerifiableCredential", 1])),
            "/type/1",
            "model.wrong_type",
        ),
        ("name-number", "A number as name.", member("name", json!(1)), "/name", "model.wrong_type"),
        (
            "name-language",
            "A language that does not exist.",
            member("name", json!({ "@value": "Membership", "@language": "not a language" })),
            "/name",
            "model.language_value",
        ),
        (
            "name-value-object",
            "A name with more than text, language and direction.",
            member("name", json!({ "@value": "Membership", "@type": "xsd:string" })),
            "/name",
            "model.language_value",
        ),
        (
            "date-number",
            "A number as date.",
            member("validFrom", json!(1_768_469_400)),
            "/validFrom",
            "model.wrong_type",
        ),
        (
            "dates",
            "Two beginnings.",
            member("validFrom", json!(["2026-01-15T09:30:00Z", "2026-01-16T09:30:00Z"])),
            "/validFrom",
            "model.cardinality",
        ),
        (
            "status-without-type",
            "A status without type.",
            member("credentialStatus", json!({ "id": "https://neustadt.example/status/3#94567" })),
            "/credentialStatus",
            "model.missing",
        ),
        (
            "status-text",
            "A status that is only a text.",
            member("credentialStatus", json!("https://neustadt.example/status/3#94567")),
            "/credentialStatus",
            "model.wrong_type",
        ),
        (
            "schema-without-id",
            "A schema without address.",
            member("credentialSchema", json!({ "type": "JsonSchema" })),
            "/credentialSchema",
            "model.missing",
        ),
        (
            "evidence-without-type",
            "Evidence without type.",
            member("evidence", json!([{ "id": "https://neustadt.example/exams/1" }])),
            "/evidence/0",
            "model.missing",
        ),
        (
            "terms-without-type",
            "Terms of use without type.",
            member("termsOfUse", json!({ "id": "https://neustadt.example/terms" })),
            "/termsOfUse",
            "model.missing",
        ),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("model.members", scope, reason)]);
    }
    let related = |digest: Value| {
        let mut entry = json!({ "id": "https://neustadt.example/a.png" });
        entry.as_object_mut().expect("an object").extend(digest.as_object().expect("an object").clone());
        member("relatedResource", json!([entry]))
    };
    let unknown = json!({ "digestSRI": "sha3-AAAA" });
    family
        .case("related-digest-unknown", "The digest of a related resource is of a kind that nobody knows yet.")
        .input(&related(unknown))
        .verified(&[undetermined("resource", "/relatedResource/0", "check.unsupported")]);
    let digest = failed("resource", "/relatedResource/0", "resource.digest_malformed");
    for (name, title, value) in [
        (
            "related-digest-short",
            "The digest of a related resource is too short.",
            json!({ "digestSRI": "sha384-AAAA" }),
        ),
        (
            "related-digest-encoding",
            "The digest of a related resource is in no base.",
            json!({ "digestMultibase": "?" }),
        ),
    ] {
        family.case(name, title).input(&related(value)).rejected(std::slice::from_ref(&digest));
    }
    family.case("related-without-digest", "A related resource without digest.").input(&related(json!({}))).rejected(&[
        failed("model.members", "/relatedResource/0", "model.missing"),
        failed("resource", "/relatedResource/0", "model.missing"),
    ]);
    let sri = format!("sha384-{}", "A".repeat(64));
    let twice = json!([0, 1].map(|_| json!({ "id": "https://neustadt.example/a.png", "digestSRI": sri })));
    let related_twice = family.case("related-twice", "A related resource twice.");
    related_twice.need("content", "https://neustadt.example/a.png").input(&member("relatedResource", twice)).rejected(
        &[
            failed("model.members", "/relatedResource/1/id", "model.duplicate"),
            undetermined("resource", "/relatedResource/0", "resource.missing"),
            undetermined("resource", "/relatedResource/1", "resource.missing"),
        ],
    );
    family
        .case("foreign-member", "A date that belongs to the data model 1.1 is told, and counts.")
        .input(&member("expirationDate", json!("2029-01-15T09:30:00Z")))
        .verified(&[failed("model.members", "/expirationDate", "model.foreign_member")]);
}

fn older_model(table: &mut Table) {
    let mut family = table.family("model-1.1", "https://www.w3.org/TR/vc-data-model/#basic-concepts");
    let document = older(&issuer().did(), None);
    let signed = |document: &Value| secure(document, "eddsa-jcs-2022", &issuer());
    let member = |name: &str, value: Value| signed(&set(&document, &format!("/{name}"), value));
    family.case("genuine", "A degree.").input(&signed(&document)).verified(&[]);
    for (name, title, input, scope, reason) in [
        ("no-issuance-date", "No date of issuance.", signed(&without(&document, "/issuanceDate")), "", "model.missing"),
        (
            "issuance-date-malformed",
            "A date of issuance that is none.",
            member("issuanceDate", json!("yesterday")),
            "/issuanceDate",
            "date.invalid",
        ),
        ("no-issuer", "No issuer.", signed(&without(&document, "/issuer")), "", "model.missing"),
        (
            "status-without-id",
            "A status without address.",
            member("credentialStatus", json!({ "type": "RevocationList2020Status" })),
            "/credentialStatus",
            "model.missing",
        ),
        (
            "evidence-without-type",
            "Evidence without type.",
            member("evidence", json!({ "id": "https://neustadt.example/exams/1" })),
            "/evidence",
            "model.missing",
        ),
        (
            "refresh-without-type",
            "A refresh service without type.",
            member("refreshService", json!({ "id": "https://neustadt.example/refresh" })),
            "/refreshService",
            "model.missing",
        ),
        (
            "schema-without-type",
            "A schema without type.",
            member("credentialSchema", json!({ "id": "https://neustadt.example/schema.json" })),
            "/credentialSchema",
            "model.missing",
        ),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("model.members", scope, reason)]);
    }
    family
        .case("foreign-member", "A date that belongs to the data model 2.0 is told, and counts.")
        .input(&member("validUntil", json!("2029-01-15T09:30:00Z")))
        .verified(&[failed("model.members", "/validUntil", "model.foreign_member")]);
}

fn contexts(table: &mut Table) {
    let mut family = table.family("model", "https://www.w3.org/TR/vc-data-model-2.0/#contexts");
    let with = |contexts: Value| jcs(&set(&plain(), "/@context", contexts));
    for (name, title, input, id, scope, reason) in [
        (
            "context-missing",
            "No context.",
            jcs(&without(&plain(), "/@context")),
            "model.context",
            "",
            "model.context_missing",
        ),
        (
            "context-other",
            "No context of a data model.",
            with(json!(["https://www.w3.org/ns/did/v1"])),
            "model.context",
            "",
            "model.context_missing",
        ),
        (
            "context-mixed",
            "The contexts of both data models.",
            with(json!([VCDM_2, VCDM_1])),
            "model.context",
            "",
            "model.context_mixed",
        ),
        (
            "context-second",
            "The context of the data model is the second one.",
            with(json!(["https://www.w3.org/ns/credentials/examples/v2", VCDM_2])),
            "model.context",
            "/@context",
            "model.context_order",
        ),
        (
            "context-number",
            "A number as context.",
            with(json!([VCDM_2, 2])),
            "model.members",
            "/@context/1",
            "model.wrong_type",
        ),
        (
            "context-relative",
            "A context that is no URL.",
            with(json!([VCDM_2, "v2"])),
            "model.members",
            "/@context/1",
            "model.not_url",
        ),
        ("context-empty", "An empty list of contexts.", with(json!([])), "model.context", "", "model.context_missing"),
        (
            "context-object",
            "The context of the data model, written out.",
            with(json!({ "@vocab": "https://www.w3.org/2018/credentials#" })),
            "model.context",
            "",
            "model.context_missing",
        ),
    ] {
        family.case(name, title).input(&input).rejected(&[failed(id, scope, reason)]);
    }
    family
        .case("context-as-text", "A single context need not be in an array.")
        .input(&rdfc(&set(&plain(), "/@context", VCDM_2)))
        .verified(&[]);
}
