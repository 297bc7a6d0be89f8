//! Keys in their controllers' documents: how they are found, for what and how long they are good.

use crate::documents::{controller, credential, issuer, older, student};
use crate::keys::Key;
use crate::sign::{options, secure_with};
use crate::table::{Row, Table, failed, set, undetermined, without};
use credstone::keys::KeyType;
use credstone::multiformat::multibase;
use serde_json::{Value, json};

const DID: &str = "did:web:registrar.neustadt.example";

pub(super) fn cases(table: &mut Table) {
    found(table);
    periods(table);
    material(table);
    refused(table);
}

/// A credential of the issuer, signed under `method`.
fn signed(method: &str) -> Value {
    secure_with(&credential(DID), &options("eddsa-jcs-2022", method), &issuer())
}

fn usual() -> Value {
    signed(&format!("{DID}#key-1"))
}

fn document() -> Value {
    controller(DID, &issuer())
}

/// The usual document with another member of its method.
fn method(name: &str, value: impl Into<Value>) -> Value {
    set(&document(), &format!("/verificationMethod/0/{name}"), value)
}

fn found(table: &mut Table) {
    let mut family = table.family("key", "https://www.w3.org/TR/cid-1.0/#retrieve-verification-method");
    let key = document()["verificationMethod"][0].clone();
    let relative = set(&set(&document(), "/assertionMethod", json!(["#key-1"])), "/verificationMethod/0/id", "#key-1");
    let embedded = json!({ "id": DID, "assertionMethod": [key] });
    let no_type = method("type", "SomethingNew2035");
    let jwk = set(
        &without(&method("type", "JsonWebKey"), "/verificationMethod/0/publicKeyMultibase"),
        "/verificationMethod/0/publicKeyJwk",
        issuer().jwk(),
    );
    for (name, title, document) in [
        ("relative", "Identifiers relative to the document's.", relative),
        ("embedded-in-relationship", "The method stands within its relationship.", embedded),
        ("other-type", "A type of method that nobody knows; the key counts.", no_type),
        ("jwk", "The key as JWK.", jwk),
        ("ed25519-2020", "The type of an older suite.", method("type", "Ed25519VerificationKey2020")),
        ("no-context", "A document without contexts.", without(&document(), "/@context")),
    ] {
        family.case(name, title).document(DID, &document).input(&usual()).verified(&[]);
    }
    family
        .case("no-fragment", "The issuer in place of its one key.")
        .document(DID, &document())
        .input(&signed(DID))
        .verified(&[]);
    let row = |reason: &str| [failed("proof.method", "/proof", reason)];
    let mut two = document();
    let second = set(&key, "/id", format!("{DID}#key-2"));
    two["verificationMethod"].as_array_mut().expect("an array").push(set(
        &second,
        "/publicKeyMultibase",
        student().multikey(),
    ));
    two["assertionMethod"].as_array_mut().expect("an array").push(format!("{DID}#key-2").into());
    family.case("two", "One of two keys.").document(DID, &two).input(&usual()).verified(&[]);
    family
        .case("no-fragment-two", "The issuer in place of one of its two keys.")
        .document(DID, &two)
        .input(&signed(DID))
        .rejected(&row("vm.ambiguous"));
    let mut twice = document();
    twice["verificationMethod"].as_array_mut().expect("an array").push(set(
        &key,
        "/publicKeyMultibase",
        student().multikey(),
    ));
    family
        .case("ambiguous", "Two keys under one name.")
        .document(DID, &twice)
        .input(&usual())
        .rejected(&row("vm.ambiguous"));
    family
        .case("not-found", "A key that the document does not have.")
        .document(DID, &document())
        .input(&signed(&format!("{DID}#key-9")))
        .rejected(&row("vm.not_found"));
    family
        .case("controller", "The method belongs to somebody else.")
        .document(DID, &method("controller", student().did()))
        .input(&usual())
        .rejected(&row("vm.controller"));
    for (name, title, document) in [
        ("no-relationship", "The document lists the key for nothing.", without(&document(), "/assertionMethod")),
        ("other-relationship", "The document lists the key for authentication only.", {
            let mut document = without(&document(), "/assertionMethod");
            document["authentication"] = json!([format!("{DID}#key-1")]);
            document
        }),
        (
            "empty-relationship",
            "The document lists no key for assertion.",
            set(&document(), "/assertionMethod", json!([])),
        ),
    ] {
        family
            .case(name, title)
            .spec("https://www.w3.org/TR/cid-1.0/#verification-relationships")
            .document(DID, &document)
            .input(&usual())
            .rejected(&[
                failed("proof.relationship", "/proof", "vm.relationship"),
                failed("issuer.binding", "/proof", "issuer.mismatch"),
            ]);
    }
}

fn periods(table: &mut Table) {
    let mut family = table.family("key", "https://www.w3.org/TR/cid-1.0/#verification-methods");
    // The time of verification is 2026-11-21T12:00:00Z; the proof says it was made in January.
    for (name, title, member, date, reason) in [
        ("expires-later", "The key expires next year.", "expires", "2027-01-01T00:00:00Z", ""),
        (
            "expired",
            "The key expired after the proof was made, before now.",
            "expires",
            "2026-06-01T00:00:00Z",
            "key.expired",
        ),
        (
            "expired-before",
            "The key expired before the proof was made.",
            "expires",
            "2025-06-01T00:00:00Z",
            "key.expired",
        ),
        ("revoked-later", "The key will be revoked.", "revoked", "2027-01-01T00:00:00Z", ""),
        (
            "revoked",
            "The key was revoked after the proof was made, before now.",
            "revoked",
            "2026-06-01T00:00:00Z",
            "key.revoked",
        ),
        (
            "revoked-before",
            "The key was revoked before the proof was made.",
            "revoked",
            "2025-06-01T00:00:00Z",
            "key.revoked",
        ),
    ] {
        let case = family.case(name, title).document(DID, &method(member, date)).input(&usual());
        if reason.is_empty() {
            case.verified(&[]);
        } else {
            case.rejected(&[failed("proof.key_period", "/proof", reason)]);
        }
    }
    family
        .case("expires-malformed", "The key expires on no day.")
        .document(DID, &method("expires", "2026-02-30T00:00:00Z"))
        .input(&usual())
        .rejected(&[failed("proof.method", "/proof", "key.invalid")]);
    family
        .case("revoked-created", "The key was revoked after the proof says it was made, and the policy takes its word.")
        .policy("keyInstant", "created")
        .document(DID, &method("revoked", "2026-06-01T00:00:00Z"))
        .input(&usual())
        .verified(&[]);
    family
        .case(
            "revoked-before-created",
            "The key was revoked before the proof says it was made, and the policy takes its word.",
        )
        .policy("keyInstant", "created")
        .document(DID, &method("revoked", "2025-06-01T00:00:00Z"))
        .input(&usual())
        .rejected(&[failed("proof.key_period", "/proof", "key.revoked")]);
    family
        .case("anchored", "The policy wants a proven time, and nothing proves one.")
        .policy("keyInstant", "anchored")
        .document(DID, &method("expires", "2027-01-01T00:00:00Z"))
        .input(&usual())
        .indeterminate(&[undetermined("proof.key_period", "/proof", "check.unsupported")]);
}

fn material(table: &mut Table) {
    let mut family = table.family("key", "https://www.w3.org/TR/cid-1.0/#verification-material");
    let row = |reason: &str| [failed("proof.method", "/proof", reason)];
    let jwk = |jwk: Value| {
        let document = without(&method("type", "JsonWebKey"), "/verificationMethod/0/publicKeyMultibase");
        set(&document, "/verificationMethod/0/publicKeyJwk", jwk)
    };
    let bytes = multibase::decode(&issuer().multikey(), 64).expect("a key");
    let short = multibase::encode_base58btc(&bytes[..bytes.len() - 1]);
    let both = set(&method("publicKeyJwk", student().jwk()), "/verificationMethod/0/type", "JsonWebKey");
    for (name, title, document, reason) in [
        (
            "private-multikey",
            "The document shows the private key.",
            method("secretKeyMultibase", issuer().secret_multikey()),
            "key.private_material",
        ),
        (
            "private-as-public",
            "The private key in place of the public one.",
            method("publicKeyMultibase", issuer().secret_multikey()),
            "key.private_material",
        ),
        (
            "private-jwk",
            "A JWK with its private part.",
            jwk(set(&issuer().jwk(), "/d", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
            "key.private_material",
        ),
        (
            "no-material",
            "A method without a key.",
            without(&document(), "/verificationMethod/0/publicKeyMultibase"),
            "key.invalid",
        ),
        ("short", "A key with a letter too few.", method("publicKeyMultibase", short), "key.invalid"),
        ("not-base58", "A key in no base.", method("publicKeyMultibase", "z0OIl"), "key.invalid"),
        (
            "small-order",
            "A point of small order.",
            method("publicKeyMultibase", "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"),
            "key.invalid",
        ),
        ("two-keys", "Two keys that differ in one method.", both, "key.invalid"),
        (
            "jwk-short",
            "A JWK with a coordinate too short.",
            jwk(json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" })),
            "key.invalid",
        ),
        ("jwk-use", "A JWK for encryption.", jwk(set(&issuer().jwk(), "/use", "enc")), "key.invalid"),
    ] {
        family.case(name, title).document(DID, &document).input(&usual()).rejected(&row(reason));
    }
    let unknown = jwk(json!({ "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA" }));
    family
        .case("unknown", "A type of key that nobody knows yet.")
        .document(DID, &unknown)
        .input(&usual())
        .indeterminate(&[undetermined("proof.method", "/proof", "key.unsupported")]);
}

fn refused(table: &mut Table) {
    let mut family = table.family("key", "https://www.rfc-editor.org/rfc/rfc7518#section-3.3");
    let weak = Key::weak_rsa();
    let context = "https://w3id.org/security/suites/jws-2020/v1";
    let credential = older(DID, Some(context));
    let input = |key: &Key| secure_with(&credential, &options("JsonWebSignature2020", &format!("{DID}#key-1")), key);
    let document = |key: &Key| {
        let document = without(&method("type", "JsonWebKey2020"), "/verificationMethod/0/publicKeyMultibase");
        set(&document, "/verificationMethod/0/publicKeyJwk", key.jwk())
    };
    family
        .case("weak-rsa", "An RSA key of 1024 bits.")
        .document(DID, &document(&weak))
        .input(&input(&weak))
        .rejected(&[failed("proof.method", "/proof", "key.weak")]);
    let strong = Key::of(KeyType::Rsa, "issuer");
    family
        .case("rsa-2048", "An RSA key of 2048 bits.")
        .document(DID, &document(&strong))
        .input(&input(&strong))
        .verified(&[]);
    family
        .case("rsa-2048-policy", "An RSA key of 2048 bits, and the policy wants 3072.")
        .policy("minimumRsaBits", 3072)
        .document(DID, &document(&strong))
        .input(&input(&strong))
        .rejected(&[failed("proof.method", "/proof", "key.weak")]);
    let mut family = table.family("key", "https://www.w3.org/TR/vc-data-integrity/#proofs");
    let method = self::document()["verificationMethod"][0].clone();
    let own: Row = failed("proof.method", "/proof", "vm.embedded");
    family
        .case("in-proof", "The proof brings its own key.")
        .document(DID, &self::document())
        .input(&set(&usual(), "/proof/verificationMethod", method))
        .rejected(std::slice::from_ref(&own));
    for (name, title, value) in [
        ("method-number", "A number as the name of a key.", json!(1)),
        ("method-array", "Two names of keys.", json!([format!("{DID}#key-1"), format!("{DID}#key-2")])),
        ("method-null", "No name of a key.", Value::Null),
    ] {
        family
            .case(name, title)
            .document(DID, &self::document())
            .input(&set(&usual(), "/proof/verificationMethod", value))
            .rejected(&[failed("proof.method", "/proof", "proof.malformed")]);
    }
    family
        .case("method-relative", "A relative name of a key.")
        .document(DID, &self::document())
        .input(&set(&usual(), "/proof/verificationMethod", "#key-1"))
        .rejected(&[failed("proof.method", "/proof", "did.syntax")]);
}
