//! Numbers that a signature does not cover digit by digit.

use super::{jcs, plain, rdfc};
use crate::documents::{self, OPEN_BADGES};
use crate::table::{Table, failed, pretty, set};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    let mut family = table.family("numbers", "https://www.rfc-editor.org/rfc/rfc8785#section-3.2.2.3");
    // 10 ÷ 3 needs 17 digits; xsd:double in JSON-LD has 16.
    let precise = rdfc(&credits(json!(3.333_333_333_333_333_5)));
    family
        .case("seventeen-digits", "A number that is signed with one digit less than it is written with.")
        .spec("https://www.w3.org/TR/json-ld11-api/#data-round-tripping")
        .input(&precise)
        .verified(&[]);
    family
        .case("seventeen-digits-exact", "The same, and the policy wants numbers to be exact.")
        .spec("https://www.w3.org/TR/json-ld11-api/#data-round-tripping")
        .policy("numbers", "exact")
        .input(&precise)
        .rejected(&[failed("context.terms", "/credentialSubject/creditsEarned", "jsonld.number_precision")]);
    family
        .case("sixteenth-digit", "A digit that is signed is changed.")
        .input(&set(&precise, "/credentialSubject/creditsEarned", 3.333_333_333_333_335))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    let spelled = json!({ "@value": 3.333_333_333_333_333_5, "@type": "https://www.w3.org/2001/XMLSchema#float" });
    family
        .case("seventeen-digits-spelled", "A number with its type, and the policy wants numbers to be exact.")
        .spec("https://www.w3.org/TR/json-ld11-api/#data-round-tripping")
        .policy("numbers", "exact")
        .input(&set(&precise, "/credentialSubject/creditsEarned", spelled))
        .rejected(&[failed("context.terms", "/credentialSubject/creditsEarned", "jsonld.number_precision")]);
    let third = rdfc(&credits(json!(0.3)));
    let nearly = set(&third, "/credentialSubject/creditsEarned", 0.1 + 0.2);
    family
        .case("three-tenths", "A digit is changed that is not signed: what is shown is what was signed.")
        .spec("https://www.w3.org/TR/json-ld11-api/#data-round-tripping")
        .input(&nearly)
        .verified(&[]);
    family
        .case("three-tenths-exact", "The same, and the policy wants numbers to be exact.")
        .spec("https://www.w3.org/TR/json-ld11-api/#data-round-tripping")
        .policy("numbers", "exact")
        .input(&nearly)
        .rejected(&[failed("context.terms", "/credentialSubject/creditsEarned", "jsonld.number_precision")]);
    let tiny = rdfc(&credits(json!(1e-16)));
    family.case("tiny", "A number close to zero.").input(&tiny).verified(&[]);
    family
        .case("tiny-to-zero", "A number close to zero becomes zero.")
        .input(&set(&tiny, "/credentialSubject/creditsEarned", 0))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    family
        .case("integer-as-double", "5.0 and 5 are one number.")
        .bytes(pretty(&rdfc(&credits(json!(5)))).replace("creditsEarned\": 5", "creditsEarned\": 5.0").as_bytes())
        .verified(&[]);
    let points = |points: Value| set(&plain(), "/credentialSubject/points", points);
    for (name, title, number) in [
        ("largest-integer", "2⁵³ − 1.", json!(9_007_199_254_740_991_u64)),
        ("exponent", "10²¹ is written with an exponent.", json!(1e21)),
        ("subnormal", "The smallest number above zero.", json!(5e-324)),
        ("negative-zero", "Minus zero is zero.", json!(-0.0)),
    ] {
        family.case(name, title).input(&jcs(&points(number))).verified(&[]);
    }
    let integer =
        pretty(&jcs(&points(json!(9_007_199_254_740_992_u64 - 1)))).replace("9007199254740991", "9007199254740993");
    family
        .case("integer-jcs", "2⁵³ + 1 in a credential that is signed as JSON.")
        .bytes(integer.as_bytes())
        .rejected(&[failed("proof.transformation", "/proof", "json.number_not_interoperable")]);
    let integer =
        pretty(&rdfc(&credits(json!(9_007_199_254_740_991_u64)))).replace("9007199254740991", "9007199254740993");
    family
        .case("integer-rdfc", "2⁵³ + 1 in a credential that is signed as statements.")
        .bytes(integer.as_bytes())
        .rejected(&[failed("context.terms", "/credentialSubject/creditsEarned", "json.number_not_interoperable")]);
}

/// An Open Badge that gives `credits`.
fn credits(credits: Value) -> Value {
    let mut badge = documents::credential(&documents::issuer().did());
    badge["@context"] = json!([documents::VCDM_2, OPEN_BADGES]);
    badge["type"] = json!(["VerifiableCredential", "OpenBadgeCredential"]);
    badge["issuer"]["type"] = "Profile".into();
    badge["credentialSubject"] = json!({
        "id": documents::student().did(),
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://neustadt.example/modules/soil-science-1",
            "type": ["Achievement"],
            "name": "Soil Science I",
            "description": "Formation, structure and chemistry of soils.",
            "criteria": { "narrative": "Written examination." }
        }
    });
    badge["credentialSubject"]["creditsEarned"] = credits;
    badge
}
