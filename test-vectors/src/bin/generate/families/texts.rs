//! Badges that were signed under an earlier text of a context whose address never changed.

use crate::documents::{BADGES, VCDM_1, badge, issuer, presentation, student};
use crate::keys::Key;
use crate::sign::{options, secure, secure_with, sign_knowing};
use crate::table::{Case, Row, Table, failed, set, undetermined, without};
use credstone::jsonld::{Loader, contexts};
use serde_json::{Value, json};

const STATUS: &str = "https://www.w3.org/ns/credentials/status/v1";
const INTEGRITY: &str = "https://w3id.org/security/data-integrity/v2";
const SUITE: &str = "https://w3id.org/security/suites/ed25519-2020/v1";

/// When the earlier texts of the Open Badges context were given out, the latest first; on one day there were two.
const EARLIER: [&str; 3] = ["2022-11-03", "2022-09-08", "2022-09-08-first"];

pub(super) fn cases(table: &mut Table) {
    signed_under_each(table);
    pinned(table);
    beside_others(table);
    within(table);
}

/// A badge as it was given out in those days; its issuer is whose DID this is.
fn early_badge(issuer: &str) -> Value {
    let mut badge = badge(issuer);
    badge["@context"] = json!([VCDM_1, BADGES, SUITE]);
    badge["issuanceDate"] = "2022-11-04T12:32:03Z".into();
    for member in [
        "/validFrom",
        "/validUntil",
        "/credentialSubject/identifier",
        "/issuer/address",
        "/credentialSubject/achievement/inLanguage",
    ] {
        badge = without(&badge, member);
    }
    badge
}

/// The contexts of a processor that fetched each of these URLs when its text was as old as it says: 0 is the newest.
fn processor(ages: &[(&'static str, usize)]) -> Loader<'static> {
    let mut loader = Loader::bundled();
    for (url, age) in ages {
        assert!(loader.choose(url, text(url, *age)), "a bundled text");
    }
    loader
}

fn text(url: &str, age: usize) -> &'static str {
    contexts::texts(url)[age].sha256
}

fn signed_by(key: &Key, ages: &[(&'static str, usize)], document: &Value, suite: &str) -> Value {
    let options = options(suite, &key.method());
    set(document, "/proof", sign_knowing(processor(ages), document, &options, key))
}

/// `document`, signed by the usual issuer.
fn signed(ages: &[(&'static str, usize)], document: &Value) -> Value {
    signed_by(&issuer(), ages, document, "Ed25519Signature2020")
}

fn invalid() -> [Row; 1] {
    [failed("proof.signature", "/proof", "signature.invalid")]
}

fn signed_under_each(table: &mut Table) {
    let mut family = table.family("text", "https://www.w3.org/TR/vc-data-integrity/#validating-contexts");
    let badge = early_badge(&issuer().did());
    family
        .case("newest", "A badge that was signed under the newest text of its context.")
        .input(&signed(&[(BADGES, 0)], &badge))
        .verified(&[]);
    for (age, published) in (1..).zip(EARLIER) {
        let ages = [(BADGES, age)];
        let one = signed(&ages, &badge);
        let title = format!("A badge that was signed under the text of its context of {published}");
        family.case(published, &format!("{title}.")).input(&one).verified(&[]);
        family
            .case(&format!("{published}-cryptosuite"), &format!("{title}, by a cryptosuite."))
            .input(&signed_by(&issuer(), &ages, &set(&badge, "/@context/2", INTEGRITY), "eddsa-rdfc-2022"))
            .verified(&[]);
        family
            .case(&format!("{published}-changed"), &format!("{title}; then its achievement was given another name."))
            .input(&set(&one, "/credentialSubject/achievement/name", "Soil Science II"))
            .rejected(&invalid());
        family
            .case(&format!("{published}-expired"), &format!("{title}; it is out of date."))
            .input(&signed(&ages, &set(&badge, "/expirationDate", "2024-11-04T12:32:03Z")))
            .rejected(&[failed("validity", "/expirationDate", "validity.expired")]);
    }
    let added = set(&signed(&[(BADGES, 1)], &badge), "/@context/3", INTEGRITY);
    family
        .case("context-added", "A badge under an earlier text to which another known context was added.")
        .input(&added)
        .verified(&[]);
    family
        .case("profile", "A badge under an earlier text that awards no achievement.")
        .input(&signed(&[(BADGES, 1)], &without(&badge, "/credentialSubject/achievement")))
        .rejected(&[failed("model.profile", "/credentialSubject", "model.missing")]);
}

/// Whoever pins a text has decided.
fn pinned(table: &mut Table) {
    let mut family = table.family("text", "https://www.w3.org/TR/vc-data-integrity/#validating-contexts");
    let badge = signed(&[(BADGES, 1)], &early_badge(&issuer().did()));
    let pin = |case: &mut Case, age: usize| {
        case.policy("contexts", json!([{ "url": BADGES, "sha256": text(BADGES, age) }])).input(&badge);
    };
    let case = family.case("pinned", "The policy pins the earlier text under which a badge was signed.");
    pin(case, 1);
    case.verified(&[]);
    for (name, age) in [("pinned-newest", 0), ("pinned-older", 2)] {
        let case = family.case(name, "The policy pins another text than the one under which a badge was signed.");
        pin(case, age);
        case.rejected(&invalid());
    }
}

/// Two contexts of which there are several texts, and texts that can be read in several ways.
fn beside_others(table: &mut Table) {
    let mut family = table.family("text", "https://www.w3.org/TR/vc-data-integrity/#validating-contexts");
    let badge = early_badge(&issuer().did());
    let listed = set(&badge, "/@context/2", STATUS);
    let listed = set(&listed, "/@context/3", SUITE);
    // A name that the newest text of the context of status lists no longer has there.
    let evidence = json!({
        "id": "urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-6f3a2d1b9c78",
        "type": ["Evidence", "BitstringStatusList"],
        "statusReference": "https://neustadt.example/lists/3/meaning"
    });
    let listed = set(&listed, "/evidence", json!([evidence]));
    for (name, ages) in [
        ("two-contexts", [(BADGES, 1), (STATUS, 1)]),
        ("two-contexts-second", [(BADGES, 0), (STATUS, 1)]),
        ("two-contexts-oldest", [(BADGES, 3), (STATUS, 1)]),
    ] {
        family
            .case(name, "A badge with two contexts of which there are several texts.")
            .input(&signed(&ages, &listed))
            .verified(&[]);
    }
    let elsewhere = set(&listed, "/issuer/id", "did:web:neustadt.example");
    let mut proof = signed(&[(STATUS, 1)], &elsewhere)["proof"].clone();
    proof["verificationMethod"] = "did:web:neustadt.example#key-1".into();
    family
        .case("two-contexts-key-unknown", "Such a badge of an issuer whose keys are not at hand.")
        .input(&set(&elsewhere, "/proof", proof))
        .need("document", "did:web:neustadt.example")
        .indeterminate(&[
            undetermined("proof.method", "/proof", "resource.missing"),
            undetermined("issuer.binding", "/proof", "resource.missing"),
        ]);
    let named =
        set(&set(&badge, "/@context/2", INTEGRITY), "/name", json!({ "@value": "Soil Science", "@language": "en-GB" }));
    let options = options("eddsa-rdfc-2022", &issuer().method());
    let lowered = set(&named, "/name/@language", "en-gb");
    let proof = sign_knowing(processor(&[(BADGES, 2)]), &lowered, &options, &issuer());
    family
        .case("language", "A badge under an earlier text, with a language that was signed in lower case.")
        .input(&set(&named, "/proof", proof))
        .verified(&[]);
}

/// What an earlier text calls by another name is the same for all that.
fn within(table: &mut Table) {
    let mut family = table.family("text", "https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential");
    let (stranger, ages) = (Key::ed25519("stranger"), [(BADGES, 1)]);
    let badge = early_badge(&issuer().did());
    let endorsement = |issuer: &Key| {
        json!({
            "@context": [VCDM_1, BADGES, SUITE],
            "id": "urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-6f3a2d1b9c79",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsement",
            "issuer": { "id": issuer.did(), "type": ["Profile"] },
            "issuanceDate": "2022-11-05T12:32:03Z",
            "credentialSubject": { "id": badge["id"], "type": ["EndorsementSubject"] }
        })
    };
    let with = |endorsement: Value| signed(&ages, &set(&badge, "/endorsement", json!([endorsement])));
    let endorser = Key::ed25519("endorser");
    family
        .case("endorsed", "An endorsement within a badge, both signed under an earlier text.")
        .input(&with(signed_by(&endorser, &ages, &endorsement(&endorser), "Ed25519Signature2020")))
        .verified(&[]);
    let forged = signed_by(&stranger, &ages, &endorsement(&endorser), "Ed25519Signature2020");
    family
        .case("endorsed-by-stranger", "An endorsement within such a badge that somebody else signed.")
        .input(&with(forged))
        .verified(&[failed("endorsement", "/endorsement/0", "nested.rejected")]);
    family
        .case("endorsed-unsigned", "An endorsement within such a badge that nobody signed.")
        .input(&with(endorsement(&endorser)))
        .verified(&[failed("endorsement", "/endorsement/0", "nested.rejected")]);
    let presented = presentation(&student().did(), &[signed(&ages, &badge)]);
    let mut shows = options("eddsa-rdfc-2022", &student().method());
    shows["proofPurpose"] = "authentication".into();
    let presented = secure_with(&presented, &shows, &student());
    family
        .case("presented", "A badge under an earlier text, presented by its holder under the newest one.")
        .input(&presented)
        .verified(&[]);
    let newest = secure(&badge, "Ed25519Signature2020", &issuer());
    let both = json!([newest["proof"], signed(&ages, &badge)["proof"]]);
    family
        .case("set", "Two proofs of the issuer, each under another text: the newest decides.")
        .input(&set(&badge, "/proof", both))
        .rejected(&[failed("proof.signature", "/proof/1", "signature.invalid")]);
}
