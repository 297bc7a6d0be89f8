//! Keys in their controllers' documents: how they are found, for what and how long they are good.

use crate::documents::{controller, credential, issuer, older, student};
use crate::keys::{Key, Padding};
use crate::sign::{options, secure_with, sign_by};
use crate::table::{Row, Table, failed, set, undetermined, without};
use credstone::keys::KeyType;
use credstone::multiformat::{base64url, multibase};
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
    // The time of verification is 2026-11-21T12:00:00Z, and clocks may differ by 300 seconds. The proof says it was made in
    // January. At the instant of its end a key is good no more.
    for (name, title, member, date, reason) in [
        ("expired-at-skew", "The key expired 300 seconds ago.", "expires", "2026-11-21T11:55:00Z", "key.expired"),
        ("expired-within-skew", "The key expired 299 seconds ago.", "expires", "2026-11-21T11:55:01Z", ""),
        ("revoked-at-skew", "The key was revoked 300 seconds ago.", "revoked", "2026-11-21T11:55:00Z", "key.revoked"),
        ("revoked-within-skew", "The key was revoked 299 seconds ago.", "revoked", "2026-11-21T11:55:01Z", ""),
    ] {
        let case = family.case(name, title).document(DID, &method(member, date)).input(&usual());
        if reason.is_empty() {
            case.verified(&[]);
        } else {
            case.rejected(&[failed("proof.key_period", "/proof", reason)]);
        }
    }
    family
        .case("expires-now", "The key expires at the very time of verification, and the policy grants no skew.")
        .policy("clockSkew", 0)
        .document(DID, &method("expires", crate::documents::AT))
        .input(&usual())
        .rejected(&[failed("proof.key_period", "/proof", "key.expired")]);
    family
        .case("revoked-and-expired", "The key expired and was revoked.")
        .document(
            DID,
            &set(&method("expires", "2026-06-01T00:00:00Z"), "/verificationMethod/0/revoked", "2026-05-01T00:00:00Z"),
        )
        .input(&usual())
        .rejected(&[failed("proof.key_period", "/proof", "key.revoked")]);
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
        .indeterminate(&[undetermined("proof.key_period", "/proof", "key.time_unproven")]);
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
        (
            "jwk-operations",
            "A JWK that may not verify.",
            jwk(set(&issuer().jwk(), "/key_ops", json!(["sign"]))),
            "key.invalid",
        ),
        ("jwk-algorithm", "A JWK of another algorithm.", jwk(set(&issuer().jwk(), "/alg", "ES256")), "key.invalid"),
        ("jwk-hmac", "A JWK of a keyed hash.", jwk(set(&issuer().jwk(), "/alg", "HS256")), "key.invalid"),
        (
            "jwk-symmetric",
            "A key that both sides share.",
            jwk(json!({ "kty": "oct", "k": "AAAA" })),
            "key.private_material",
        ),
        (
            "jwk-long",
            "A JWK with a coordinate too long.",
            jwk(set(&issuer().jwk(), "/x", format!("AA{}", issuer().jwk()["x"].as_str().expect("a text")))),
            "key.invalid",
        ),
        (
            "jwk-off-curve",
            "A JWK whose point is not on its curve.",
            jwk({
                let point = Key::of(KeyType::P256, "issuer").jwk();
                set(&point, "/y", point["x"].clone())
            }),
            "key.invalid",
        ),
    ] {
        family.case(name, title).document(DID, &document).input(&usual()).rejected(&row(reason));
    }
    for (name, title, member, value) in [
        ("jwk-operations-verify", "A JWK that may verify.", "key_ops", json!(["verify"])),
        ("jwk-algorithm-own", "A JWK of the algorithm of its type.", "alg", json!("EdDSA")),
        ("jwk-use-signatures", "A JWK for signatures.", "use", json!("sig")),
        ("jwk-name", "A JWK with a name, which nobody asked for.", "kid", json!("https://evil.example/key")),
    ] {
        family
            .case(name, title)
            .document(DID, &jwk(set(&issuer().jwk(), &format!("/{member}"), value)))
            .input(&usual())
            .verified(&[]);
    }
    let bytes = multibase::decode(&issuer().multikey(), 64).expect("a key");
    let bare = multibase::encode_base58btc(&bytes[2..]);
    let method = set(&document(), "/verificationMethod/0/publicKeyMultibase", bare);
    family
        .case("multibase-without-code", "A key whose type says what it is, and which itself does not.")
        .document(DID, &set(&method, "/verificationMethod/0/type", "Ed25519VerificationKey2020"))
        .input(&usual())
        .rejected(&row("key.invalid"));
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
    let modulus = |bytes: usize| {
        let mut modulus = vec![0xb7; bytes];
        modulus[bytes - 1] = 0xb5;
        base64url::encode(&modulus)
    };
    for (name, title, member, value) in [
        ("rsa-exponent-three", "An RSA key with the exponent 3.", "e", base64url::encode(&[3])),
        ("rsa-exponent-even", "An RSA key with an even exponent.", "e", base64url::encode(&[1, 0, 2])),
        ("rsa-exponent-long", "An RSA key with an exponent of 40 bits.", "e", base64url::encode(&[1, 0, 0, 0, 1])),
        ("rsa-8200", "An RSA key of 8200 bits.", "n", modulus(1_025)),
    ] {
        let jwk = set(&strong.jwk(), &format!("/{member}"), value);
        let document = set(&document(&strong), "/verificationMethod/0/publicKeyJwk", jwk);
        family.case(name, title).document(DID, &document).input(&input(&strong)).rejected(&[failed(
            "proof.method",
            "/proof",
            "key.weak",
        )]);
    }
    for (name, title, padding) in [
        ("rsa-other-padding", "A signature in the padding of RS256, under a header that says PS256.", Padding::Pkcs1),
        ("rsa-no-salt", "A signature in PSS without salt.", Padding::Pss(0)),
        ("rsa-short-salt", "A signature in PSS with a salt of 20 bytes.", Padding::Pss(20)),
    ] {
        let header = r#"{"alg":"PS256","b64":false,"crit":["b64"]}"#;
        let options = options("JsonWebSignature2020", &format!("{DID}#key-1"));
        let signature = |message: &[u8]| strong.sign_padded(padding, message);
        let mut secured = credential.clone();
        secured["proof"] = sign_by(&credential, &options, &strong, header, signature);
        family.case(name, title).document(DID, &document(&strong)).input(&secured).rejected(&[failed(
            "proof.signature",
            "/proof",
            "signature.invalid",
        )]);
    }
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
        .case("purpose-other", "A credential that was signed for authentication.")
        .input(&{
            let options = set(&options("eddsa-jcs-2022", &issuer().method()), "/proofPurpose", "authentication");
            secure_with(&crate::documents::credential(&issuer().did()), &options, &issuer())
        })
        .rejected(&[failed("proof.purpose", "/proof", "proof.purpose_mismatch")]);
    for (name, title, after) in [
        ("method-query", "A DID URL with a query.", "?versionId=1"),
        ("method-path", "A DID URL with a path.", "/keys"),
    ] {
        let method = format!("{DID}{after}#key-1");
        family
            .case(name, title)
            .document(DID, &self::document())
            .input(&set(&usual(), "/proof/verificationMethod", method))
            .indeterminate(&[undetermined("proof.method", "/proof", "did.unsupported")]);
    }
    family
        .case("method-relative", "A relative name of a key.")
        .document(DID, &self::document())
        .input(&set(&usual(), "/proof/verificationMethod", "#key-1"))
        .rejected(&[failed("proof.method", "/proof", "did.syntax")]);
}
