//! Whether the issuer itself publishes the key that signed, and whether anybody trusts the issuer.

use super::{jcs, plain};
use crate::documents::{badge, controller, credential, issuer, student};
use crate::keys::Key;
use crate::sign::{options, secure, secure_with};
use crate::table::{Family, Row, Table, failed, set, undetermined, without};
use credstone::digest::DigestAlgorithm;
use credstone::keys::KeyType;
use credstone::multiformat::multibase;
use serde_json::{Value, json};

const DID: &str = "did:web:registrar.neustadt.example";
const PROFILE: &str = "https://neustadt.example/issuers/registrar";
const SUITE: &str = "eddsa-jcs-2022";

pub(super) fn cases(table: &mut Table) {
    let spec = "https://www.w3.org/TR/vc-data-integrity/#verify-proof";
    derived(&mut table.family("issuer", spec));
    supplied(&mut table.family("issuer", spec));
    foreign_key(&mut table.family("issuer", spec));
    identifiers(&mut table.family("issuer", "https://www.w3.org/TR/did-1.0/#did-syntax"));
    trusted(&mut table.family("issuer", "https://www.w3.org/TR/vc-data-model-2.0/#issuer"));
}

/// A credential of `issuer`, signed by `key` under the name `method`.
fn signed(issuer: &str, method: &str, key: &Key) -> Value {
    secure_with(&credential(issuer), &options(SUITE, method), key)
}

fn mismatch() -> [[String; 4]; 1] {
    [failed("issuer.binding", "/proof", "issuer.mismatch")]
}

fn derived(family: &mut Family<'_>) {
    let key = issuer();
    let method = key.method();
    family.case("did-key", "The key is the issuer.").input(&signed(&key.did(), &method, &key)).verified(&[]);
    family
        .case("did-key-no-fragment", "The issuer in place of its one key.")
        .input(&signed(&key.did(), &key.did(), &key))
        .verified(&[]);
    family
        .case("did-jwk", "The key, as JWK, is the issuer.")
        .input(&signed(&key.did_jwk(), &format!("{}#0", key.did_jwk()), &key))
        .verified(&[]);
    family
        .case("did-key-other", "The key of somebody else.")
        .input(&signed(&student().did(), &method, &key))
        .rejected(&mismatch());
    family
        .case("did-jwk-other", "The issuer's key under another of its names.")
        .input(&signed(&key.did(), &format!("{}#0", key.did_jwk()), &key))
        .verified(&[]);
    family
        .case("did-key-wrong-fragment", "A key that the DID does not have.")
        .input(&signed(&key.did(), &format!("{}#key-1", key.did()), &key))
        .rejected(&[failed("proof.method", "/proof", "vm.not_found")]);
    family
        .case("did-key-document-ignored", "A supplied document never takes the place of a derived one.")
        .document(&student().did(), &controller(&student().did(), &key))
        .input(&signed(&student().did(), &format!("{}#key-1", student().did()), &key))
        .rejected(&[failed("proof.method", "/proof", "vm.not_found")]);
}

fn supplied(family: &mut Family<'_>) {
    let key = issuer();
    let method = format!("{DID}#key-1");
    let document = controller(DID, &key);
    let input = signed(DID, &method, &key);
    family.case("did-web", "The issuer's document lists the key.").document(DID, &document).input(&input).verified(&[]);
    family
        .case("did-web-missing", "The issuer's document is not there.")
        .input(&input)
        .need("document", DID)
        .indeterminate(&[
            undetermined("proof.method", "/proof", "resource.missing"),
            undetermined("issuer.binding", "/proof", "resource.missing"),
        ]);
    family
        .case("did-web-other-key", "The issuer's document lists another key under that name.")
        .document(DID, &controller(DID, &student()))
        .input(&input)
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    let other = "did:web:faculty.neustadt.example";
    family
        .case("did-web-other-issuer", "The key of another department.")
        .document(DID, &controller(DID, &student()))
        .document(other, &controller(other, &key))
        .input(&signed(DID, &format!("{other}#key-1"), &key))
        .rejected(&mismatch());
    let mut pinned = controller(DID, &student());
    pinned["verificationMethod"][0]["id"] = json!(format!("{other}#key-1"));
    pinned["assertionMethod"] = json!([format!("{other}#key-1")]);
    family
        .case(
            "did-web-other-key-pinned",
            "The issuer lists a key of the department, which now has another of that name.",
        )
        .document(DID, &pinned)
        .document(other, &controller(other, &key))
        .input(&signed(DID, &format!("{other}#key-1"), &key))
        .rejected(&mismatch());
    family
        .case("did-web-other-id", "The document supplied for the issuer is about somebody else.")
        .document(DID, &controller(other, &key))
        .input(&input)
        .rejected(&[failed("proof.method", "/proof", "did.id_mismatch")]);
    family
        .case("did-web-not-json", "The document supplied for the issuer is a page that says: not found.")
        .text(DID, "<html><title>404</title></html>")
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "resource.malformed")]);
    family
        .case("did-web-no-document", "The document supplied for the issuer is JSON, but no DID document.")
        .document(DID, &json!({ "id": 1 }))
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "did.document")]);
    family
        .case("did-web-relationship-number", "The document supplied for the issuer lists a number as key.")
        .document(DID, &set(&document, "/assertionMethod", json!([1])))
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "did.document")]);
    family
        .case("did-web-deactivated", "The issuer gave its identifier up.")
        .document(DID, &json!({ "didDocument": document, "didDocumentMetadata": { "deactivated": true } }))
        .input(&input)
        .rejected(&[failed("proof.method", "/proof", "did.deactivated")]);
    for (name, answer) in [
        ("did-web-deactivated-alone", json!({ "didDocument": null, "didDocumentMetadata": { "deactivated": true } })),
        (
            "did-web-deactivated-error",
            json!({ "didDocument": document, "didResolutionMetadata": { "error": "deactivated" } }),
        ),
    ] {
        family
            .case(name, "The issuer gave its identifier up, as another resolver says it.")
            .document(DID, &answer)
            .input(&input)
            .rejected(&[failed("proof.method", "/proof", "did.deactivated")]);
    }
    let published = "https://registrar.neustadt.example/.well-known/did.json";
    family
        .case("did-web-under-url", "The issuer's document under the URL at which it is published.")
        .document(published, &document)
        .input(&input)
        .verified(&[]);
    family
        .case("did-web-under-both", "The issuer's document under its DID and under its URL.")
        .document(DID, &document)
        .text(published, &serde_json::to_string_pretty(&document).expect("JSON"))
        .input(&input)
        .verified(&[]);
    family
        .case("did-web-under-both-other", "Another document under the DID than under its URL.")
        .document(DID, &document)
        .document(published, &controller(DID, &student()))
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "resource.conflict")]);
    family
        .case("did-web-resolved", "The issuer's document in the answer of a resolver.")
        .document(DID, &json!({ "didDocument": document, "didDocumentMetadata": { "deactivated": false } }))
        .input(&input)
        .verified(&[]);
    family
        .case("did-unknown-method", "A DID of a method that nobody can resolve offline, with its document.")
        .document("did:example:registrar", &controller("did:example:registrar", &key))
        .input(&signed("did:example:registrar", "did:example:registrar#key-1", &key))
        .verified(&[]);
    family
        .case("profile", "The issuer is a page that lists the key.")
        .document(PROFILE, &controller(PROFILE, &key))
        .input(&signed(PROFILE, &format!("{PROFILE}#key-1"), &key))
        .verified(&[]);
    family
        .case("profile-missing", "The issuer is a page that is not there.")
        .input(&signed(PROFILE, &format!("{PROFILE}#key-1"), &key))
        .need("document", PROFILE)
        .indeterminate(&[
            undetermined("proof.method", "/proof", "resource.missing"),
            undetermined("issuer.binding", "/proof", "resource.missing"),
        ]);
}

/// The key stands for itself; only the issuer's document ties it to the issuer.
fn foreign_key(family: &mut Family<'_>) {
    let key = issuer();
    let unbound = |reason: &str| [undetermined("issuer.binding", "/proof", reason)];
    let urn = "urn:uuid:5b6d1f1c-2d53-4c37-8f3b-6b0a7d6a9f10";
    for (name, title, id) in [
        ("did-web-foreign-key", "A key that stands for itself; the issuer's document embeds it.", DID),
        ("profile-foreign-key", "A key that stands for itself; the issuer's page embeds it.", PROFILE),
        (
            "urn-foreign-key",
            "A key that stands for itself; the issuer's document, supplied by its name, embeds it.",
            urn,
        ),
    ] {
        family
            .case(name, title)
            .document(id, &controller(id, &key))
            .input(&signed(id, &key.method(), &key))
            .verified(&[]);
        let others = set(&controller(id, &key), "/verificationMethod/0/controller", "did:web:elsewhere.example");
        family
            .case(&format!("{name}-controlled"), "The issuer's document embeds a key that somebody else controls.")
            .document(id, &others)
            .input(&signed(id, &key.method(), &key))
            .rejected(&[failed("issuer.binding", "/proof", "issuer.mismatch")]);
        family
            .case(&format!("{name}-other"), "A key that stands for itself; the issuer's document does not list it.")
            .document(id, &controller(id, &student()))
            .input(&signed(id, &key.method(), &key))
            .rejected(&mismatch());
        family
            .case(&format!("{name}-missing"), "A key that stands for itself; the issuer's document is not there.")
            .input(&signed(id, &key.method(), &key))
            .need("document", id)
            .indeterminate(&unbound("resource.missing"));
    }
    let reference = json!({ "id": DID, "assertionMethod": [key.method()] });
    family
        .case("did-web-reference", "The issuer's document refers to a key that stands for itself.")
        .document(DID, &reference)
        .input(&signed(DID, &key.method(), &key))
        .verified(&[]);
    let other = "did:web:faculty.neustadt.example";
    let referred = format!("{other}#key-1");
    let unlisted = set(&controller(other, &key), "/assertionMethod", json!([]));
    family
        .case("did-web-reference-unlisted", "The issuer refers to a key that its own controller lists for nothing.")
        .document(DID, &json!({ "id": DID, "assertionMethod": [referred] }))
        .document(other, &unlisted)
        .input(&signed(DID, &referred, &key))
        .rejected(&[failed("proof.relationship", "/proof", "vm.relationship")]);
    let purpose = json!({ "id": DID, "authentication": [key.method()] });
    family
        .case("did-web-reference-purpose", "The issuer's document refers to the key for another purpose.")
        .document(DID, &purpose)
        .input(&signed(DID, &key.method(), &key))
        .rejected(&mismatch());
    for (name, title, id) in [
        ("unpublished-mail", "An issuer who is a mail address publishes no keys.", "mailto:registrar@neustadt.example"),
        ("unpublished-tag", "An issuer who is a tag publishes no keys.", "tag:neustadt.example,2026:registrar"),
        ("unpublished-data", "An issuer who is data publishes no keys.", "data:,registrar"),
    ] {
        family.case(name, title).input(&signed(id, &key.method(), &key)).indeterminate(&unbound("issuer.unpublished"));
    }
}

fn identifiers(family: &mut Family<'_>) {
    let key = issuer();
    for (name, title, id) in [
        ("did-web-port", "A host with a port.", "did:web:neustadt.example%3A8443"),
        ("did-web-path", "A host with a path.", "did:web:neustadt.example:issuers:registrar"),
    ] {
        family
            .case(name, title)
            .document(id, &controller(id, &key))
            .input(&signed(id, &format!("{id}#key-1"), &key))
            .verified(&[]);
    }
    let bytes = multibase::decode(&key.multikey(), 64).expect("a key");
    let short = format!("did:key:{}", multibase::encode_base58btc(&bytes[..bytes.len() - 1]));
    for (name, title, id) in [
        ("did-web-address", "An address in place of a name.", "did:web:192.0.2.7"),
        ("did-web-dots", "A path that leads upwards.", "did:web:neustadt.example:..:admin"),
        ("did-web-encoded-slash", "A slash in disguise.", "did:web:neustadt.example%2Fadmin"),
        ("did-web-empty", "An empty part of a path.", "did:web:neustadt.example::registrar"),
        ("did-key-short", "A did:key with a byte too few.", short.as_str()),
        ("did-key-other-base", "A did:key in another base.", "did:key:u7QHXHuNwl3nHjAx0WjJaz8N5yHhbY4n3x9hH0Hq4mQ5bqQ"),
        ("did-upper-case", "A DID whose method is in capital letters.", "did:WEB:neustadt.example"),
    ] {
        family
            .case(name, title)
            .document(id, &controller(id, &key))
            .input(&signed(id, &format!("{id}#key-1"), &key))
            .rejected(&[failed("proof.method", "/proof", "did.syntax")]);
    }
    let secp = Key::of(KeyType::Secp256k1, "issuer");
    let document = credential(&secp.did());
    let proof = options(SUITE, &secp.method());
    family
        .case("did-key-other-suite", "A did:key of a type that the suite does not take.")
        .input(&secure_with(&document, &proof, &key))
        .rejected(&[failed("proof.method", "/proof", "key.type")]);
}

fn trusted(family: &mut Family<'_>) {
    let input = jcs(&plain());
    let not_trusted = [failed("issuer.trusted", "", "issuer.not_trusted")];
    let list = |id: &str| json!([{ "id": id, "name": "Universität Neustadt" }]);
    family
        .case("trusted", "The issuer is one whom the policy trusts, by the name that the policy gives it.")
        .policy("trustedIssuers", list(&issuer().did()))
        .input(&input)
        .verified(&[]);
    family
        .case("not-trusted", "The issuer is not one whom the policy trusts.")
        .policy("trustedIssuers", list(&student().did()))
        .input(&input)
        .rejected(&not_trusted);
    family
        .case("nobody-trusted", "The policy trusts nobody.")
        .policy("trustedIssuers", json!([]))
        .input(&input)
        .rejected(&not_trusted);
    family
        .case("trusted-prefix", "An identifier that begins like a trusted one is another one.")
        .policy("trustedIssuers", list(&issuer().did()[..40]))
        .input(&input)
        .rejected(&not_trusted);
    let recipient = |id: &str| Value::from(id);
    family
        .case("recipient", "The expected recipient.")
        .policy("expectedRecipient", recipient(&student().did()))
        .input(&input)
        .verified(&[]);
    family
        .case("recipient-other", "Somebody else's credential.")
        .policy("expectedRecipient", recipient(&issuer().did()))
        .input(&input)
        .rejected(&[failed("recipient", "", "recipient.differs")]);
    let anonymous = secure(&set(&plain(), "/credentialSubject", json!({ "name": "Mira Lindqvist" })), SUITE, &issuer());
    family
        .case("recipient-anonymous", "A credential about nobody in particular.")
        .policy("expectedRecipient", recipient(&student().did()))
        .input(&anonymous)
        .indeterminate(&[undetermined("recipient", "", "recipient.unnamed")]);
    recipients(family);
}

/// A badge tells whom it was given to by an identifier or its hash.
fn recipients(family: &mut Family<'_>) {
    let mail = "mira.lindqvist@student.neustadt.example";
    let hash = |text: &str| format!("sha256${}", DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex());
    let hashed = json!({
        "type": "IdentityObject", "hashed": true, "identityHash": hash(&format!("{mail}soil")), "salt": "soil",
        "identityType": "emailAddress"
    });
    let number = json!({
        "type": "IdentityObject", "hashed": false, "identityHash": "2023-4711", "identityType": "sourcedId"
    });
    let bearer = without(&badge(&issuer().did()), "/credentialSubject/id");
    let other = [failed("recipient", "", "recipient.differs")];
    let unnamed = [undetermined("recipient", "", "recipient.unnamed")];
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        let mut case = |name: &str, title: &str, identity: Option<&Value>, expected: &str, rows: &[Row]| {
            let given = match identity {
                Some(identity) => set(&bearer, "/credentialSubject/identifier/0", identity.clone()),
                None => bearer.clone(),
            };
            let case = family.case(&format!("recipient-{name}-{suite}"), title);
            case.policy("expectedRecipient", expected).input(&secure(&given, suite, &issuer()));
            match rows {
                [] => case.verified(rows),
                [[_, _, outcome, _]] if outcome == "failed" => case.rejected(rows),
                _ => case.indeterminate(rows),
            }
        };
        case("mail", "A badge given to an address of e-mail.", None, mail, &[]);
        case(
            "mail-written-otherwise",
            "The same address as a URL, with a capital.",
            None,
            &format!("mailto:M{}", &mail[1..]),
            &[],
        );
        case("mail-other", "A badge given to another address.", None, "eve@example.org", &other);
        case(
            "mail-or-did",
            "Expected is a DID, and the badge names an address only.",
            None,
            &student().did(),
            &unnamed,
        );
        case("hashed", "A badge given to the hash of an address.", Some(&hashed), mail, &[]);
        case("hashed-other", "A badge given to the hash of another address.", Some(&hashed), "eve@example.org", &other);
        case("number", "Expected is an address, and the badge names a number only.", Some(&number), mail, &unnamed);
        case("number-same", "A badge given to a number.", Some(&number), "2023-4711", &[]);
    }
}
