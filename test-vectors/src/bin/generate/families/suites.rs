//! The suites: for each a genuine credential and everything that may happen to it and to its proof.

use super::signatures;
use crate::documents::{badge, bare, credential, issuer, older};
use crate::keys::Key;
use crate::sign::{options, secure, secure_with, sign_with_header};
use crate::table::{Case, Family, Row, Table, failed, renamed, set, without};
use credstone::keys::KeyType;
use credstone::multiformat::multibase;
use serde_json::{Value, json};

/// One suite with one type of key.
struct Suite {
    family: &'static str,
    name: &'static str,
    key: KeyType,
    spec: &'static str,
    base: Base,
}

/// The credential that is signed, by the issuer's DID.
#[derive(Clone, Copy)]
enum Base {
    Badge,
    Plain,
    Older(Option<&'static str>),
    /// Under the context of the data model 1.1 and the prefixes that its terms for this suite want.
    Bare,
}

const EDDSA: &str = "https://www.w3.org/TR/vc-di-eddsa/";
const ECDSA: &str = "https://www.w3.org/TR/vc-di-ecdsa/";
const ED_2018: Base = Base::Older(None);
const ED_2020: Base = Base::Older(Some("https://w3id.org/security/suites/ed25519-2020/v1"));
const JWS_2020: Base = Base::Older(Some("https://w3id.org/security/suites/jws-2020/v1"));
const JWS: &str = "https://www.w3.org/TR/vc-jws-2020/";

const SUITES: &[Suite] = &[
    Suite {
        family: "suite-eddsa-rdfc-2022",
        name: "eddsa-rdfc-2022",
        key: KeyType::Ed25519,
        spec: EDDSA,
        base: Base::Badge,
    },
    Suite {
        family: "suite-eddsa-jcs-2022",
        name: "eddsa-jcs-2022",
        key: KeyType::Ed25519,
        spec: EDDSA,
        base: Base::Plain,
    },
    Suite {
        family: "suite-ecdsa-rdfc-2019-p256",
        name: "ecdsa-rdfc-2019",
        key: KeyType::P256,
        spec: ECDSA,
        base: Base::Plain,
    },
    Suite {
        family: "suite-ecdsa-rdfc-2019-p384",
        name: "ecdsa-rdfc-2019",
        key: KeyType::P384,
        spec: ECDSA,
        base: Base::Badge,
    },
    Suite {
        family: "suite-ecdsa-jcs-2019-p256",
        name: "ecdsa-jcs-2019",
        key: KeyType::P256,
        spec: ECDSA,
        base: Base::Plain,
    },
    Suite {
        family: "suite-ecdsa-jcs-2019-p384",
        name: "ecdsa-jcs-2019",
        key: KeyType::P384,
        spec: ECDSA,
        base: Base::Plain,
    },
    Suite {
        family: "suite-ed25519-signature-2020",
        name: "Ed25519Signature2020",
        key: KeyType::Ed25519,
        spec: EDDSA,
        base: ED_2020,
    },
    Suite {
        family: "suite-ed25519-signature-2018",
        name: "Ed25519Signature2018",
        key: KeyType::Ed25519,
        spec: "https://w3c-ccg.github.io/lds-ed25519-2018/",
        base: ED_2018,
    },
    Suite {
        family: "suite-json-web-signature-2020-ed25519",
        name: "JsonWebSignature2020",
        key: KeyType::Ed25519,
        spec: JWS,
        base: JWS_2020,
    },
    Suite {
        family: "suite-json-web-signature-2020-p256",
        name: "JsonWebSignature2020",
        key: KeyType::P256,
        spec: JWS,
        base: JWS_2020,
    },
    Suite {
        family: "suite-json-web-signature-2020-p384",
        name: "JsonWebSignature2020",
        key: KeyType::P384,
        spec: JWS,
        base: JWS_2020,
    },
    Suite {
        family: "suite-json-web-signature-2020-secp256k1",
        name: "JsonWebSignature2020",
        key: KeyType::Secp256k1,
        spec: JWS,
        base: JWS_2020,
    },
    Suite {
        family: "suite-json-web-signature-2020-rsa",
        name: "JsonWebSignature2020",
        key: KeyType::Rsa,
        spec: JWS,
        base: JWS_2020,
    },
    Suite {
        family: "suite-ecdsa-secp256k1-signature-2019",
        name: "EcdsaSecp256k1Signature2019",
        key: KeyType::Secp256k1,
        spec: "https://w3c-ccg.github.io/lds-ecdsa-secp256k1-2019/",
        base: ED_2018,
    },
    Suite {
        family: "suite-rsa-signature-2018",
        name: "RsaSignature2018",
        key: KeyType::Rsa,
        spec: "https://w3c-ccg.github.io/lds-rsa2018/",
        base: Base::Bare,
    },
];

pub(super) fn cases(table: &mut Table) {
    for suite in SUITES {
        let mut family = table.family(suite.family, suite.spec);
        genuine(&mut family, suite);
        keys(&mut family, suite);
        // What does not depend on the type of the key is tried with one.
        if suite.is_first() {
            options_changed(&mut family, suite);
            if suite.is_jws() { jws(&mut family, suite) } else { proof_values(&mut family, suite) }
        }
        signatures::cases(&mut family, &suite.signed(), suite.key);
        if suite.name == "JsonWebSignature2020" {
            other_algorithm(&mut family, suite);
        }
    }
    outside(table);
}

impl Suite {
    /// Whether it stands before the same suite with other types of key.
    fn is_first(&self) -> bool {
        SUITES.iter().find(|suite| suite.name == self.name).is_some_and(|first| first.key == self.key)
    }

    fn is_jws(&self) -> bool {
        !self.name.ends_with("2022") && !self.name.ends_with("-2019") && self.name != "Ed25519Signature2020"
    }

    fn is_jcs(&self) -> bool {
        self.name.contains("-jcs-")
    }

    fn key(&self) -> Key {
        Key::of(self.key, "issuer")
    }

    fn unsigned(&self, issuer: &str) -> Value {
        match self.base {
            Base::Badge => badge(issuer),
            Base::Plain => credential(issuer),
            Base::Older(context) => older(issuer, context),
            Base::Bare => bare(issuer),
        }
    }

    fn signed(&self) -> Value {
        secure(&self.unsigned(&self.key().any_did()), self.name, &self.key())
    }

    /// A member that everybody would like to change.
    fn claim(&self) -> &'static str {
        match self.base {
            Base::Badge => "/credentialSubject/result/0/value",
            Base::Plain => "/credentialSubject/name",
            Base::Older(_) => "/credentialSubject/degree/name",
            Base::Bare => "/credentialSubject/http:~1~1schema.org~1jobTitle",
        }
    }
}

fn bad_signature() -> Row {
    failed("proof.signature", "/proof", "signature.invalid")
}

fn genuine(family: &mut Family<'_>, suite: &Suite) {
    let signed = suite.signed();
    family.case("genuine", "A genuine credential.").input(&signed).verified(&[]);
    family
        .case("claim-changed", "A claim is changed.")
        .input(&set(&signed, suite.claim(), "1.0"))
        .rejected(&[bad_signature()]);
    family
        .case("claim-removed", "A claim is left out.")
        .input(&without(&signed, suite.claim()))
        .rejected(&[bad_signature()]);
    let id = "urn:uuid:00000000-0000-4000-8000-000000000000";
    family
        .case("id-changed", "The identifier is changed.")
        .input(&set(&signed, "/id", id))
        .rejected(&[bad_signature()]);
    let end = if matches!(suite.base, Base::Older(_) | Base::Bare) { "/expirationDate" } else { "/validUntil" };
    family
        .case("end-changed", "The end is put off.")
        .input(&set(&signed, end, "2099-01-01T00:00:00Z"))
        .rejected(&[bad_signature()]);
    let mut shuffled = signed.clone();
    shuffled.as_object_mut().expect("an object").sort_keys();
    family.case("members-sorted", "The order of members means nothing.").input(&shuffled).verified(&[]);
}

fn options_changed(family: &mut Family<'_>, suite: &Suite) {
    let signed = suite.signed();
    for (name, title, member, value) in [
        ("created-changed", "The time of the proof is changed.", "created", "2026-01-15T09:30:01Z"),
        ("domain-added", "A domain is added to the proof.", "domain", "employer.example"),
        ("challenge-added", "A challenge is added to the proof.", "challenge", "a-challenge"),
        ("nonce-added", "A nonce is added to the proof.", "nonce", "a-nonce"),
        ("expires-added", "An end is added to the proof.", "expires", "2031-01-01T00:00:00Z"),
        ("id-added", "An identifier is added to the proof.", "id", "urn:uuid:7d6f1c1e-6a0e-4f0e-9b53-0d5d5c9e1a01"),
    ] {
        family.case(name, title).input(&set(&signed, &format!("/proof/{member}"), value)).rejected(&[bad_signature()]);
    }
    family
        .case("created-removed", "The time of the proof is left out.")
        .input(&without(&signed, "/proof/created"))
        .rejected(&[bad_signature()]);
    family
        .case("previous-added", "The proof says that it builds on another one, which is not there.")
        .input(&set(&signed, "/proof/previousProof", "urn:uuid:7d6f1c1e-6a0e-4f0e-9b53-0d5d5c9e1a01"))
        .rejected(&[failed("proof.previous", "/proof", "proof.previous_missing")]);
    let purpose = set(&signed, "/proof/proofPurpose", "authentication");
    family
        .case("purpose-changed", "The purpose of the proof is changed.")
        .input(&purpose)
        .rejected(&[failed("proof.purpose", "/proof", "proof.purpose_mismatch"), bad_signature()]);
    let remark = set(&signed, "/proof/remark", "checked");
    let row = if suite.is_jcs() { bad_signature() } else { failed("proof.transformation", "/proof", "jsonld.dropped") };
    family.case("member-added", "The proof has a member that nobody knows.").input(&remark).rejected(&[row]);
    let malformed = |id: &str| failed(id, "/proof", "proof.malformed");
    let value = if suite.is_jws() { "jws" } else { "proofValue" };
    for (name, title, member, rows) in [
        ("no-method", "The proof names no key.", "verificationMethod", vec![malformed("proof.method")]),
        ("no-purpose", "The proof has no purpose.", "proofPurpose", vec![malformed("proof.purpose"), bad_signature()]),
        ("no-value", "The proof has no signature.", value, vec![malformed("proof.encoding")]),
    ] {
        family.case(name, title).input(&without(&signed, &format!("/proof/{member}"))).rejected(&rows);
    }
    let second = if suite.is_jws() { "proofValue" } else { "jws" };
    family
        .case("second-value", "The proof has a second signature under another name.")
        .input(&set(&signed, &format!("/proof/{second}"), "z3"))
        .rejected(&[malformed("proof.encoding")]);
}

fn keys(family: &mut Family<'_>, suite: &Suite) {
    let key = suite.key();
    let document = suite.unsigned(&key.any_did());
    let wrong = secure_with(&document, &options(suite.name, &key.any_method()), &suite.stranger());
    family
        .case("wrong-key", "Somebody else signed in the name of the issuer.")
        .input(&wrong)
        .rejected(&[bad_signature()]);
    let swapped = set(&suite.signed(), "/proof/verificationMethod", suite.stranger().any_method());
    family
        .case("method-changed", "The proof names the key of somebody else.")
        .input(&swapped)
        .rejected(&[bad_signature(), failed("issuer.binding", "/proof", "issuer.mismatch")]);
    let other = Key::of(if matches!(suite.key, KeyType::Ed25519) { KeyType::P256 } else { KeyType::Ed25519 }, "issuer");
    let signed = suite.signed();
    let other = set(&set_issuer(&signed, &other.did()), "/proof/verificationMethod", other.method());
    let row = if suite.name == "JsonWebSignature2020" {
        failed("proof.signature", "/proof", "jws.alg")
    } else {
        failed("proof.method", "/proof", "key.type")
    };
    family.case("other-key-type", "The key is of a type that the signature is not.").input(&other).rejected(&[row]);
}

/// A header that names the algorithm of another key: the key decides.
fn other_algorithm(family: &mut Family<'_>, suite: &Suite) {
    let key = suite.key();
    let other = match suite.key {
        KeyType::P256 => "ES384",
        KeyType::P384 | KeyType::Secp256k1 => "ES256",
        KeyType::Rsa => "RS256",
        _ => return,
    };
    let document = suite.unsigned(&key.any_did());
    let header = format!(r#"{{"alg":"{other}","b64":false,"crit":["b64"]}}"#);
    let mut secured = document.clone();
    secured["proof"] = sign_with_header(&document, &options(suite.name, &key.any_method()), &key, &header);
    family
        .case("alg-other-key", "The header names the algorithm of another type of key.")
        .input(&secured)
        .rejected(&[failed("proof.signature", "/proof", "jws.alg")]);
}

fn set_issuer(document: &Value, issuer: &str) -> Value {
    let pointer = if document["issuer"].is_object() { "/issuer/id" } else { "/issuer" };
    set(document, pointer, issuer)
}

impl Suite {
    /// Another key of the same type. There is one RSA key, so its stranger is of another type.
    fn stranger(&self) -> Key {
        Key::of(self.key, "stranger")
    }
}

fn proof_values(family: &mut Family<'_>, suite: &Suite) {
    let signed = suite.signed();
    let text = signed["proof"]["proofValue"].as_str().expect("a proof value").to_owned();
    let bytes = multibase::decode(&text, 200).expect("multibase");
    let encoding = failed("proof.encoding", "/proof", "proof.value_encoding");
    let with = |family: &mut Family<'_>, name: &str, title: &str, value: &str, row: Row| {
        family.case(name, title).input(&set(&signed, "/proof/proofValue", value)).rejected(&[row]);
    };
    with(
        family,
        "value-base58",
        "A character that base58 does not have.",
        &format!("{}0", &text[..text.len() - 1]),
        encoding.clone(),
    );
    with(
        family,
        "value-base64url",
        "The signature in base64url.",
        &multibase::encode_base64url(&bytes),
        encoding.clone(),
    );
    with(family, "value-empty", "An empty text as signature.", "", encoding.clone());
    with(family, "value-no-prefix", "A signature without the letter of its base.", &text[1..], encoding.clone());
    with(family, "value-space", "A signature with white space.", &format!("{text} "), encoding.clone());
    with(
        family,
        "value-leading-zero",
        "A signature with a leading zero.",
        &format!("z1{}", &text[1..]),
        failed("proof.signature", "/proof", "signature.encoding"),
    );
    with(
        family,
        "value-short",
        "A signature without its last byte.",
        &multibase::encode_base58btc(&bytes[..bytes.len() - 1]),
        failed("proof.signature", "/proof", "signature.encoding"),
    );
    with(
        family,
        "value-zero",
        "A signature of zeros.",
        &multibase::encode_base58btc(&vec![0; bytes.len()]),
        if suite.key == KeyType::Ed25519 {
            bad_signature()
        } else {
            failed("proof.signature", "/proof", "signature.encoding")
        },
    );
    let mut flipped = bytes.clone();
    flipped[5] ^= 1;
    with(
        family,
        "value-flipped",
        "One bit of the signature is flipped.",
        &multibase::encode_base58btc(&flipped),
        bad_signature(),
    );
    family
        .case("value-as-jws", "The signature in the member of older suites.")
        .input(&renamed(&signed, "/proof/proofValue", "jws"))
        .rejected(&[failed("proof.encoding", "/proof", "proof.member")]);
    family
        .case("value-number", "A number as signature.")
        .input(&set(&signed, "/proof/proofValue", 7))
        .rejected(&[failed("proof.encoding", "/proof", "proof.malformed")]);
}

fn jws(family: &mut Family<'_>, suite: &Suite) {
    let key = suite.key();
    let document = suite.unsigned(&key.any_did());
    let proof_options = options(suite.name, &key.any_method());
    let algorithm = key.algorithm(suite.name).name();
    let headed = |header: &str| {
        let mut secured = document.clone();
        secured["proof"] = sign_with_header(&document, &proof_options, &key, header);
        secured
    };
    let other = if algorithm == "EdDSA" { "ES256" } else { "EdDSA" };
    let headers: [(&str, &str, String, &str); 17] = [
        (
            "alg-none",
            "The header names no algorithm: none.",
            r#"{"alg":"none","b64":false,"crit":["b64"]}"#.into(),
            "jws.alg",
        ),
        (
            "alg-hmac",
            "The header names a keyed hash.",
            r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#.into(),
            "jws.alg",
        ),
        ("alg-missing", "The header names no algorithm.", r#"{"b64":false,"crit":["b64"]}"#.into(), "jws.alg"),
        (
            "b64-missing",
            "The header does not say that the payload is unencoded.",
            format!(r#"{{"alg":"{algorithm}"}}"#),
            "jws.b64",
        ),
        (
            "b64-true",
            "The header says that the payload is encoded.",
            format!(r#"{{"alg":"{algorithm}","b64":true,"crit":["b64"]}}"#),
            "jws.b64",
        ),
        (
            "crit-missing",
            "The header does not mark b64 as critical.",
            format!(r#"{{"alg":"{algorithm}","b64":false}}"#),
            "jws.b64",
        ),
        (
            "crit-unknown",
            "The header marks something unknown as critical.",
            format!(r#"{{"alg":"{algorithm}","b64":false,"crit":["b64","exp"],"exp":1}}"#),
            "jws.crit",
        ),
        (
            "alg-array",
            "The header names a list of algorithms.",
            format!(r#"{{"alg":["{algorithm}"],"b64":false,"crit":["b64"]}}"#),
            "jws.alg",
        ),
        (
            "alg-case",
            "The header names the algorithm in other letters.",
            format!(r#"{{"alg":"{}","b64":false,"crit":["b64"]}}"#, algorithm.to_ascii_lowercase()),
            "jws.alg",
        ),
        (
            "b64-text",
            "The header says with a text that the payload is unencoded.",
            format!(r#"{{"alg":"{algorithm}","b64":"false","crit":["b64"]}}"#),
            "jws.b64",
        ),
        (
            "crit-empty",
            "The header marks nothing as critical.",
            format!(r#"{{"alg":"{algorithm}","b64":false,"crit":[]}}"#),
            "jws.b64",
        ),
        (
            "crit-text",
            "The header marks b64 as critical, but in no list.",
            format!(r#"{{"alg":"{algorithm}","b64":false,"crit":"b64"}}"#),
            "jws.b64",
        ),
        (
            "crit-twice",
            "The header marks b64 as critical twice.",
            format!(r#"{{"alg":"{algorithm}","b64":false,"crit":["b64","b64"]}}"#),
            "jws.crit",
        ),
        (
            "crit-registered",
            "The header marks its algorithm as critical.",
            format!(r#"{{"alg":"{algorithm}","b64":false,"crit":["b64","alg"]}}"#),
            "jws.crit",
        ),
        (
            "header-duplicate",
            "The header names its algorithm twice.",
            format!(r#"{{"alg":"none","alg":"{algorithm}","b64":false,"crit":["b64"]}}"#),
            "jws.format",
        ),
        ("header-array", "The header is a list.", format!(r#"["{algorithm}"]"#), "jws.format"),
        ("header-no-json", "The header is no JSON.", "header".into(), "jws.format"),
    ];
    for (name, title, header, reason) in headers {
        family.case(name, title).input(&headed(&header)).rejected(&[failed("proof.encoding", "/proof", reason)]);
    }
    family
        .case("header-key", "The header brings a key of its own.")
        .input(&headed(&format!(
            r#"{{"alg":"{algorithm}","b64":false,"crit":["b64"],"jwk":{}}}"#,
            Key::ed25519("stranger").jwk()
        )))
        .rejected(&[failed("proof.encoding", "/proof", "vm.embedded")]);
    for (name, title, member) in [
        ("header-jku", "The header says where to fetch a key.", r#""jku":"https://evil.example/keys.json""#),
        ("header-x5u", "The header says where to fetch a certificate.", r#""x5u":"https://evil.example/cert.pem""#),
        ("header-x5c", "The header brings a certificate.", r#""x5c":["AAAA"]"#),
    ] {
        family
            .case(name, title)
            .input(&headed(&format!(r#"{{"alg":"{algorithm}","b64":false,"crit":["b64"],{member}}}"#)))
            .rejected(&[failed("proof.encoding", "/proof", "vm.embedded")]);
    }
    let mismatch = headed(&format!(r#"{{"alg":"{other}","b64":false,"crit":["b64"]}}"#));
    family
        .case("alg-other", "The header names another algorithm than the key's.")
        .input(&mismatch)
        .rejected(&[failed("proof.signature", "/proof", "jws.alg")]);
    let signed = suite.signed();
    let text = signed["proof"]["jws"].as_str().expect("a JWS").to_owned();
    let (header, signature) = text.split_once("..").expect("detached");
    for (name, title, value) in [
        ("jws-padded", "A signature with padding.", format!("{text}=")),
        ("jws-alphabet", "A signature in the other base64 alphabet.", format!("{header}..+/{}", &signature[2..])),
        ("jws-one-part", "Only the signature.", signature.to_owned()),
        ("jws-empty", "An empty text as signature.", String::new()),
        ("jws-line-feed", "A signature with a line feed.", format!("{text}\n")),
        ("jws-space", "White space before the signature.", format!("{header}.. {signature}")),
        ("jws-header-padded", "A header with padding.", format!("{header}=..{signature}")),
        ("jws-four-parts", "A signature twice.", format!("{text}.{signature}")),
        ("jws-unused-bits", "A signature whose last letter has bits that belong to nothing.", unused_bits(&text)),
    ] {
        family.case(name, title).input(&set(&signed, "/proof/jws", value)).rejected(&[failed(
            "proof.encoding",
            "/proof",
            "jws.format",
        )]);
    }
    family
        .case("jws-payload", "A signature with its payload.")
        .input(&set(&signed, "/proof/jws", format!("{header}.e30.{signature}")))
        .rejected(&[failed("proof.encoding", "/proof", "jws.attached")]);
    family
        .case("jws-as-value", "The signature in the member of newer suites.")
        .input(&renamed(&signed, "/proof/jws", "proofValue"))
        .rejected(&[failed("proof.encoding", "/proof", "proof.member")]);
    family
        .case("jws-no-signature", "A signature of no bytes.")
        .input(&set(&signed, "/proof/jws", format!("{header}..")))
        .rejected(&[failed("proof.signature", "/proof", "signature.encoding")]);
}

/// The same bytes in base64url with another last letter.
fn unused_bits(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let next = LETTERS.find(last).expect("base64url") + 1;
    format!("{rest}{}", &LETTERS[next..=next])
}

/// Suites that are not there, and suites that the policy does not want.
fn outside(table: &mut Table) {
    let mut family = table.family("suite", "https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites");
    let key = issuer();
    let document = credential(&key.did());
    let signed = secure(&document, "eddsa-jcs-2022", &key);
    let suite = |value: Value| set(&signed, "/proof/cryptosuite", value);
    let unknown = |case: &mut Case| {
        case.indeterminate(&[crate::table::undetermined("proof.suite", "/proof", "proof.unsupported")]);
    };
    unknown(
        family.case("unknown-cryptosuite", "A suite that nobody knows yet.").input(&suite(json!("mldsa44-jcs-2024"))),
    );
    unknown(
        family
            .case("upper-case", "The name of a suite in capital letters is another name.")
            .input(&suite(json!("EDDSA-JCS-2022"))),
    );
    unknown(family.case("unknown-type", "A type of proof that nobody knows yet.").input(&set(
        &signed,
        "/proof/type",
        "QuantumProof2035",
    )));
    for (name, title, input) in [
        ("no-cryptosuite", "A proof without the name of its suite.", without(&signed, "/proof/cryptosuite")),
        ("cryptosuite-number", "A number as the name of a suite.", suite(json!(2022))),
        ("cryptosuite-array", "Two suites.", suite(json!(["eddsa-jcs-2022", "eddsa-rdfc-2022"]))),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("proof.suite", "/proof", "proof.malformed")]);
    }
    family
        .case("suite-swapped", "The name of the suite is changed to its sister's.")
        .input(&suite(json!("eddsa-rdfc-2022")))
        .rejected(&[bad_signature()]);
    let not_accepted = [failed("proof.suite", "/proof", "proof.not_accepted")];
    family
        .case("not-accepted", "The policy accepts another suite only.")
        .policy("suites", json!(["ecdsa-rdfc-2019"]))
        .input(&signed)
        .rejected(&not_accepted);
    family
        .case("none-accepted", "The policy accepts no suite.")
        .policy("suites", json!([]))
        .input(&signed)
        .rejected(&not_accepted);
    family
        .case("accepted", "The policy accepts this suite only.")
        .policy("suites", json!(["eddsa-jcs-2022"]))
        .input(&signed)
        .verified(&[]);
    family
        .case("algorithm-not-accepted", "The policy accepts another algorithm only.")
        .policy("algorithms", json!(["ES256"]))
        .input(&signed)
        .rejected(&[failed("proof.suite", "/proof", "proof.not_accepted")]);
    let other = set(&options("eddsa-jcs-2022", &key.method()), "/@context", document["@context"].clone());
    let contexts = "https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022";
    family
        .case("proof-context", "A proof with the contexts of the document.")
        .spec(contexts)
        .input(&secure_with(&document, &other, &key))
        .verified(&[]);
    let appended =
        set(&secure_with(&document, &other, &key), "/@context/1", "https://w3id.org/security/data-integrity/v2");
    family
        .case("proof-context-prefix", "A context was appended after signing; it is not covered.")
        .spec(contexts)
        .input(&appended)
        .verified(&[]);
    let foreign = set(&other, "/@context", json!(["https://www.w3.org/2018/credentials/v1"]));
    family
        .case("proof-context-other", "A proof with contexts that the document does not begin with.")
        .spec(contexts)
        .input(&secure_with(&document, &foreign, &key))
        .rejected(&[failed("proof.transformation", "/proof", "proof.context")]);
    let spelled = set(&options("eddsa-rdfc-2022", &key.method()), "/https:~1~1w3id.org~1security#challenge", "f7a1c2");
    family
        .case("option-iri", "An option of a proof by its IRI would be signed, and not be seen.")
        .spec("https://www.w3.org/TR/vc-data-integrity/#proofs")
        .input(&secure_with(&document, &spelled, &key))
        .rejected(&[failed("proof.transformation", "/proof", "proof.term")]);
    let rsa = Key::of(KeyType::Rsa, "issuer");
    let alone = set(&bare(&rsa.any_did()), "/@context", json!(["https://www.w3.org/2018/credentials/v1"]));
    family
        .case(
            "rsa-2018-prefix",
            "The context of 1.1 leaves the prefixes of RsaSignature2018 undefined, and so it is signed.",
        )
        .spec("https://w3c-ccg.github.io/lds-rsa2018/")
        .input(&secure(&alone, "RsaSignature2018", &rsa))
        .verified(&[]);
    let statements = secure(&document, "eddsa-rdfc-2022", &key);
    family
        .case("proof-context-rdfc", "A proof over statements with contexts other than the document's.")
        .spec("https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-rdfc-2022")
        .input(&set(&statements, "/proof/@context", "https://www.w3.org/2018/credentials/v1"))
        .rejected(&[failed("proof.transformation", "/proof", "proof.context")]);
}
