//! The rules of profiles: what 1EdTech demands of badges, endorsements and learner records beyond the data model.

use super::{jcs, plain, rdfc};
use crate::documents::{OPEN_BADGES, VCDM_1, VCDM_2, badge, issuer};
use crate::sign::{options, secure_with};
use crate::table::{Family, Table, failed, renamed, set, undetermined, without};
use serde_json::{Value, json};

const CLR: &str = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json";
const ACHIEVEMENT: &str = "/credentialSubject/achievement";
const IDENTITY: &str = "/credentialSubject/identifier/0";
const VOCABULARY: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

pub(super) fn cases(table: &mut Table) {
    badges(&mut table.family("profile", "https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential"));
    subjects(&mut table.family("profile", "https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject"));
    achievements(&mut table.family("profile", "https://www.imsglobal.org/spec/ob/v3p0/#achievement"));
    identities(&mut table.family("profile", "https://www.imsglobal.org/spec/ob/v3p0/#identityobject"));
    endorsements(&mut table.family("profile", "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential"));
    records(&mut table.family("profile", "https://www.imsglobal.org/spec/clr/v2p0/#clrcredential"));
    detection(&mut table.family("profile", "https://www.w3.org/TR/vc-data-model-2.0/#types"));
}

fn award() -> Value {
    badge(&issuer().did())
}

/// A badge of the data model 1.1.
fn older(context: &str) -> Value {
    let badge = set(&award(), "/@context", json!([VCDM_1, context, "https://w3id.org/security/data-integrity/v2"]));
    renamed(&renamed(&badge, "/validFrom", "issuanceDate"), "/validUntil", "expirationDate")
}

fn badges(family: &mut Family<'_>) {
    for (name, title, badge, scope, reason) in [
        ("no-id", "A badge without identifier.", without(&award(), "/id"), "", "model.missing"),
        ("no-valid-from", "A badge that says not since when.", without(&award(), "/validFrom"), "", "model.missing"),
        ("issuer-untyped", "An issuer without type.", without(&award(), "/issuer/type"), "/issuer", "model.missing"),
        (
            "issuer-type",
            "An issuer of another type.",
            set(&award(), "/issuer/type", json!(["Address"])),
            "/issuer/type",
            "model.object_type",
        ),
    ] {
        family.case(name, title).input(&jcs(&badge)).rejected(&[failed("model.profile", scope, reason)]);
    }
    let older = older(OPEN_BADGES);
    family.case("older", "A badge of the data model 1.1.").input(&jcs(&older)).verified(&[]);
    family
        .case("older-no-name", "A badge of the data model 1.1 without name.")
        .input(&jcs(&without(&older, "/name")))
        .rejected(&[failed("model.profile", "", "model.missing")]);
    family
        .case("issuer-as-text", "An issuer who is only an identifier.")
        .input(&jcs(&set(&award(), "/issuer", issuer().did())))
        .verified(&[]);
}

fn subjects(family: &mut Family<'_>) {
    let subject = "/credentialSubject";
    let one = award()["credentialSubject"].clone();
    for (name, title, badge, scope, reason) in [
        (
            "subject-untyped",
            "A recipient without type.",
            without(&award(), "/credentialSubject/type"),
            subject,
            "model.missing",
        ),
        (
            "subject-type",
            "A recipient of another type.",
            set(&award(), "/credentialSubject/type", json!(["Profile"])),
            "/credentialSubject/type",
            "model.object_type",
        ),
        ("two-subjects", "A badge for two.", set(&award(), subject, json!([one, one])), subject, "model.cardinality"),
        ("no-achievement", "A badge for nothing.", without(&award(), ACHIEVEMENT), subject, "model.missing"),
        (
            "two-achievements",
            "A badge for two things.",
            set(&award(), ACHIEVEMENT, json!([one["achievement"], one["achievement"]])),
            ACHIEVEMENT,
            "model.cardinality",
        ),
        (
            "achievement-as-text",
            "An achievement that is only an address.",
            set(&award(), ACHIEVEMENT, "https://neustadt.example/modules/soil-science-1"),
            ACHIEVEMENT,
            "model.wrong_type",
        ),
    ] {
        family.case(name, title).input(&jcs(&badge)).rejected(&[failed("model.profile", scope, reason)]);
    }
    let nobody = without(&without(&award(), "/credentialSubject/id"), "/credentialSubject/identifier");
    family
        .case("nobody", "A badge that says not whose it is: whoever has it is told, as so many badges are like that.")
        .input(&jcs(&nobody))
        .verified(&[failed("model.profile", subject, "model.missing")]);
}

fn achievements(family: &mut Family<'_>) {
    let at = |name: &str| format!("{ACHIEVEMENT}/{name}");
    for (name, title, edited, scope, reason) in [
        ("achievement-no-id", "An achievement without identifier.", without(&award(), &at("id")), "", "model.missing"),
        (
            "achievement-id",
            "An identifier of an achievement that is no URL.",
            set(&award(), &at("id"), "soil-science-1"),
            "/id",
            "model.not_url",
        ),
        ("achievement-untyped", "An achievement without type.", without(&award(), &at("type")), "", "model.missing"),
        (
            "achievement-type",
            "An achievement of another type.",
            set(&award(), &at("type"), "Alignment"),
            "/type",
            "model.object_type",
        ),
        ("achievement-no-name", "An achievement without name.", without(&award(), &at("name")), "", "model.missing"),
        ("achievement-name-empty", "An empty name.", set(&award(), &at("name"), ""), "/name", "model.empty"),
        ("no-description", "No description.", without(&award(), &at("description")), "", "model.missing"),
        ("no-criteria", "No criteria.", without(&award(), &at("criteria")), "", "model.missing"),
        (
            "criteria-as-text",
            "Criteria that are only an address.",
            set(&award(), &at("criteria"), "https://neustadt.example/modules/soil-science-1/criteria"),
            "/criteria",
            "model.wrong_type",
        ),
    ] {
        let expected = failed("model.profile", &format!("{ACHIEVEMENT}{scope}"), reason);
        family.case(name, title).input(&jcs(&edited)).rejected(&[expected]);
    }
    let silent = set(&award(), &at("criteria"), json!({ "type": "Criteria" }));
    family.case("criteria-silent", "Criteria that say nothing.").input(&jcs(&silent)).verified(&[failed(
        "model.profile",
        &at("criteria"),
        "model.missing",
    )]);
    family
        .case("statements", "The statements of a badge lack the criteria.")
        .input(&rdfc(&without(&award(), &at("criteria"))))
        .rejected(&[failed("model.profile", ACHIEVEMENT, "model.missing")]);
    family
        .case("criteria-iri", "Criteria by their IRI, which is not spelled as the name is.")
        .input(&renamed(&rdfc(&award()), &at("criteria"), &format!("{VOCABULARY}Criteria")))
        .verified(&[]);
}

fn identities(family: &mut Family<'_>) {
    let at = |name: &str| format!("{IDENTITY}/{name}");
    for (name, title, edited, scope, reason) in [
        ("identity-untyped", "An identity without type.", without(&award(), &at("type")), "", "model.missing"),
        (
            "identity-type",
            "An identity of another type.",
            set(&award(), &at("type"), "Profile"),
            "/type",
            "model.object_type",
        ),
        ("identity-no-hash", "An identity of nobody.", without(&award(), &at("identityHash")), "", "model.missing"),
    ] {
        let expected = failed("model.profile", &format!("{IDENTITY}{scope}"), reason);
        family.case(name, title).input(&jcs(&edited)).rejected(&[expected]);
    }
    // What many issuers leave out or write as a text is a remark.
    for (name, title, edited, scope, reason) in [
        (
            "identity-no-hashed",
            "An identity that may be hashed or not.",
            without(&award(), &at("hashed")),
            "",
            "model.missing",
        ),
        (
            "identity-hashed-text",
            "A text for yes or no.",
            set(&award(), &at("hashed"), "false"),
            "/hashed",
            "model.wrong_type",
        ),
        ("identity-no-kind", "An identity of no kind.", without(&award(), &at("identityType")), "", "model.missing"),
    ] {
        let remark = failed("model.profile", &format!("{IDENTITY}{scope}"), reason);
        family.case(name, title).input(&jcs(&edited)).verified(&[remark]);
    }
}

fn endorsement() -> Value {
    let mut document = plain();
    document["@context"] = json!([VCDM_2, OPEN_BADGES]);
    document["type"] = json!(["VerifiableCredential", "EndorsementCredential"]);
    document["issuer"] = json!({ "id": issuer().did(), "type": ["Profile"], "name": "University of Neustadt" });
    document["credentialSubject"] = json!({
        "id": award()["id"],
        "type": ["EndorsementSubject"],
        "endorsementComment": "Counts towards the bachelor's degree in Soil Ecology."
    });
    document
}

fn endorsements(family: &mut Family<'_>) {
    let subject = "/credentialSubject";
    family.case("endorsement", "An endorsement of a badge.").input(&rdfc(&endorsement())).verified(&[]);
    for (name, title, edited, scope, reason) in [
        (
            "endorsement-of-nothing",
            "An endorsement that says not of what.",
            without(&endorsement(), "/credentialSubject/id"),
            subject,
            "model.missing",
        ),
        (
            "endorsement-type",
            "What is endorsed is of another type.",
            set(&endorsement(), "/credentialSubject/type", "Achievement"),
            "/credentialSubject/type",
            "model.object_type",
        ),
    ] {
        family.case(name, title).input(&jcs(&edited)).rejected(&[failed("model.profile", scope, reason)]);
    }
    family
        .case("endorsement-no-name", "An endorsement without name, as 1EdTech's own example.")
        .input(&jcs(&without(&endorsement(), "/name")))
        .verified(&[failed("model.profile", "", "model.missing")]);
}

fn record() -> Value {
    let mut document = plain();
    document["@context"] = json!([VCDM_2, CLR, OPEN_BADGES]);
    document["type"] = json!(["VerifiableCredential", "ClrCredential"]);
    document["issuer"] = json!({ "id": issuer().did(), "type": ["Profile"], "name": "University of Neustadt" });
    document["credentialSubject"] = json!({
        "id": award()["credentialSubject"]["id"],
        "type": ["ClrSubject"],
        "verifiableCredential": [jcs(&award())]
    });
    document
}

fn records(family: &mut Family<'_>) {
    let parts = "/credentialSubject/verifiableCredential";
    family.case("record", "A learner record of one badge.").input(&jcs(&record())).verified(&[]);
    for (name, title, edited, scope, reason) in [
        ("record-no-name", "A learner record without name.", without(&record(), "/name"), "", "model.missing"),
        (
            "record-type",
            "A learner of another type.",
            set(&record(), "/credentialSubject/type", "AchievementSubject"),
            "/credentialSubject/type",
            "model.object_type",
        ),
        (
            "record-no-credentials",
            "A learner record of nothing.",
            without(&record(), parts),
            "/credentialSubject",
            "model.missing",
        ),
        ("record-empty", "A learner record of no credentials.", set(&record(), parts, json!([])), parts, "model.empty"),
        (
            "record-achievement",
            "A learner record with an achievement without criteria.",
            set(
                &record(),
                ACHIEVEMENT,
                json!([without(&award(), &format!("{ACHIEVEMENT}/criteria"))["credentialSubject"]["achievement"]]),
            ),
            "/credentialSubject/achievement/0",
            "model.missing",
        ),
    ] {
        family.case(name, title).input(&jcs(&edited)).rejected(&[failed("model.profile", scope, reason)]);
    }
    let bad = set(&record(), parts, json!([jcs(&without(&award(), "/id"))]));
    family.case("record-part", "A badge in a learner record that is no badge.").input(&jcs(&bad)).rejected(&[failed(
        "part",
        &format!("{parts}/0"),
        "nested.rejected",
    )]);
}

/// A recipient and an achievement with what every version of Open Badges 3.0 knows.
fn small() -> Value {
    json!({
        "id": award()["credentialSubject"]["id"],
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://neustadt.example/modules/soil-science-1",
            "type": ["Achievement"],
            "name": "Soil Science I",
            "description": "Formation, structure and chemistry of soils.",
            "criteria": { "narrative": "Written examination." }
        }
    })
}

fn detection(family: &mut Family<'_>) {
    let numbered = |number: &str| format!("https://purl.imsglobal.org/spec/ob/v3p0/context{number}.json");
    for (name, badge) in [
        ("context-3.0.0", older(&numbered(""))),
        ("context-3.0.1", older(&numbered("-3.0.1"))),
        ("context-3.0.2", set(&award(), "/@context/1", numbered("-3.0.2"))),
    ] {
        let badge = set(&badge, "/credentialSubject", small());
        let badge = set(&badge, "/issuer", json!({ "id": issuer().did(), "type": ["Profile"] }));
        let title = "A badge under an older context, which calls the achievement by another IRI.";
        family.case(name, title).input(&rdfc(&badge)).verified(&[]);
        let title = "The same, and the achievement has no criteria.";
        family
            .case(&format!("{name}-no-criteria"), title)
            .input(&rdfc(&without(&badge, &format!("{ACHIEVEMENT}/criteria"))))
            .rejected(&[failed("model.profile", ACHIEVEMENT, "model.missing")]);
    }
    let mut aliased = rdfc(&without(&award(), &format!("{ACHIEVEMENT}/criteria")));
    aliased["@context"] = json!([VCDM_2, OPEN_BADGES, { "Award": format!("{VOCABULARY}OpenBadgeCredential") }]);
    aliased["type"] = json!(["VerifiableCredential", "Award"]);
    family
        .case("type-alias", "A badge whose type has another name is a badge all the same.")
        .input(&aliased)
        .rejected(&[failed("model.profile", ACHIEVEMENT, "model.missing")]);
    let unknown = "https://neustadt.example/contexts/badge.json";
    let unread = set(&rdfc(&without(&award(), "/id")), "/@context", json!([VCDM_2, OPEN_BADGES, unknown]));
    family
        .case("context-unknown", "While a context is unknown, nobody knows what a badge lacks.")
        .input(&unread)
        .need("context", unknown)
        .indeterminate(&[undetermined("context.known", "/@context/2", "context.unknown")]);
    let mut signed = plain();
    signed["type"] = json!(["VerifiableCredential", "OpenBadgeCredential"]);
    let under = |contexts: Value| {
        let options = set(&options("eddsa-jcs-2022", &issuer().method()), "/@context", contexts.clone());
        let signed = secure_with(&set(&signed, "/@context", contexts), &options, &issuer());
        set(&signed, "/@context", json!([VCDM_2, OPEN_BADGES]))
    };
    family
        .case("context-added", "A context that is not signed makes no badge.")
        .spec("https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022")
        .input(&under(json!([VCDM_2])))
        .verified(&[]);
    family
        .case("contexts-added", "No context is signed, and somebody added all that make a badge.")
        .spec("https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022")
        .input(&under(json!([])))
        .rejected(&[
            failed("model.profile", "/credentialSubject", "model.missing"),
            failed("model.profile", "/issuer", "model.missing"),
            failed("proof.transformation", "/proof", "proof.context"),
        ]);
}
