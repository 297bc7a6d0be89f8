//! Signatures of a DID over the root.

use super::*;

/// The DID's document, with these members of its method.
fn document(own: &Value) -> Value {
    let mut document = owned_by(&account(&OWN));
    for (name, value) in own.as_object().unwrap() {
        document["verificationMethod"][0][name] = value.clone();
    }
    document
}

fn supply(scene: &mut Scene, document: Value) {
    scene.documents = vec![(did(), document)];
}

fn jwk(secret: &[u8; 32]) -> Value {
    let point = SigningKey::from_slice(secret).unwrap().verifying_key().to_sec1_point(false);
    let [x, y] = [1, 33].map(|at| data_encoding::BASE64URL_NOPAD.encode(&point.as_bytes()[at..at + 32]));
    json!({ "blockchainAccountId": null, "publicKeyJwk": { "kty": "EC", "crv": "secp256k1", "x": x, "y": y } })
}

#[test]
fn each_fault_of_a_signature_has_its_name() {
    const ENCODING: &[&str] = &["! anchor.signer /data/issuers/0 signature.encoding"];
    const MISSING: &[&str] = &["! anchor.signer /data/issuers/0 proof.missing"];
    const ISSUER: &[&str] = &["! anchor.signer /data/issuers/0 anchor.issuer"];
    const PLACE: &str = "/proof/0/signature";
    assert_faults(
        &Scene::signed(),
        &[
            ("sound", |_| (), &[]),
            ("none", |s| s.signatures.clear(), MISSING),
            ("of another method", |s| s.signatures[0].0 = format!("{}#delegate-1", did()), MISSING),
            ("of another kind", |s| s.changes = vec![("/proof/0/type", json!("Seal"))], MISSING),
            ("by a stranger", |s| s.signatures[0].1 = STRANGE, ISSUER),
            ("over another root", |s| s.changes = vec![(PLACE, json!(sign(&[1; 32], &OWN)))], ISSUER),
            ("right and wrong", |s| s.signatures.push((method(), STRANGE)), ISSUER),
            ("wrong and right", |s| s.signatures.insert(0, (method(), STRANGE)), ISSUER),
            ("without 0x", |s| s.changes = vec![(PLACE, json!(sign(&[1; 32], &OWN)[2..]))], ENCODING),
            ("no digits", |s| s.changes = vec![(PLACE, json!("0xzz"))], ENCODING),
            ("short", |s| s.changes = vec![(PLACE, json!("0x00"))], ENCODING),
            ("no recovery", |s| s.changes = vec![(PLACE, json!(format!("0x{}05", "11".repeat(64))))], ENCODING),
            (
                "zeros",
                |s| s.changes = vec![(PLACE, json!(format!("0x{}1b", "00".repeat(64))))],
                &["! anchor.signer /data/issuers/0 signature.invalid"],
            ),
            (
                "an algorithm that is not accepted",
                |s| s.policy["algorithms"] = json!(["EdDSA"]),
                &["! anchor.signer /data/issuers/0 proof.not_accepted"],
            ),
            (
                "too many",
                |s| s.policy["limits"] = json!({ "inputSignatures": 0 }),
                &["? anchor.signer /data/issuers/0 limit.input_signatures"],
            ),
        ],
    );
}

/// Without `key`, any method of the DID may have signed.
#[test]
fn a_document_need_not_name_the_key() {
    let mut scene = Scene::signed();
    scene.issuer()["identityProof"] = json!({ "type": "DNS-DID", "location": DOMAIN });
    assert_faults(
        &scene,
        &[
            ("sound", |_| (), &[]),
            (
                "of another DID",
                |s| s.signatures[0].0 = "did:ethr:0x01#controller".into(),
                &["! anchor.signer /data/issuers/0 proof.missing"],
            ),
        ],
    );
}

#[test]
fn each_fault_of_a_supplied_document_has_its_name() {
    const ISSUER: &[&str] = &["! anchor.signer /data/issuers/0 anchor.issuer"];
    assert_faults(
        &Scene::signed(),
        &[
            ("its account", |s| supply(s, document(&json!({}))), &[]),
            ("its key", |s| supply(s, document(&jwk(&OWN))), &[]),
            (
                "another account",
                |s| supply(s, document(&json!({ "blockchainAccountId": format!("eip155:1:{}", account(&STRANGE)) }))),
                ISSUER,
            ),
            ("another key", |s| supply(s, document(&jwk(&STRANGE))), ISSUER),
            (
                "an account of another kind of chain",
                |s| {
                    supply(
                        s,
                        document(&json!({ "blockchainAccountId": "bip122:000000000019d6689c085ae165831e93:1Bit" })),
                    );
                },
                ISSUER,
            ),
            ("without it", |s| supply(s, json!({ "id": did() })), &["! anchor.signer /data/issuers/0 vm.not_found"]),
            (
                "for another purpose",
                |s| {
                    let mut document = document(&json!({}));
                    document["authentication"] = document["assertionMethod"].take();
                    supply(s, document);
                },
                &["! anchor.signer /data/issuers/0 vm.relationship"],
            ),
            (
                "expired",
                |s| supply(s, document(&json!({ "expires": "2026-01-01T00:00:00Z" }))),
                &["! anchor.signer /data/issuers/0 key.expired"],
            ),
            (
                "revoked",
                |s| supply(s, document(&json!({ "revoked": "2026-01-01T00:00:00Z" }))),
                &["! anchor.signer /data/issuers/0 key.revoked"],
            ),
            ("broken", |s| supply(s, json!("{")), &["? anchor.signer /data/issuers/0 resource.malformed"]),
            (
                "of somebody else",
                |s| supply(s, json!({ "id": "did:ethr:0x01" })),
                &["! anchor.signer /data/issuers/0 did.id_mismatch"],
            ),
            (
                "a method alone",
                |s| {
                    supply(
                        s,
                        json!({ "id": did(), "type": "JsonWebKey", "controller": did(), "publicKeyJwk": jwk(&OWN)["publicKeyJwk"] }),
                    );
                },
                &["? anchor.signer /data/issuers/0 issuer.unpublished"],
            ),
        ],
    );
}

/// The registry may have given the DID another owner: only the policy can do without its document.
#[test]
fn the_owner_of_an_account_is_derived_only_if_the_policy_says_so() {
    let mut scene = Scene::signed();
    scene.documents.clear();
    let report = scene.report();
    assert_eq!(faults(&report), ["? anchor.signer /data/issuers/0 resource.missing"]);
    assert_eq!(needs(&report), [format!("document {} for anchor.signer", did())]);
    scene.policy["ethrOwner"] = json!("derived");
    assert_faults(
        &scene,
        &[
            ("derived", |_| (), &[]),
            ("by a stranger", |s| s.signatures[0].1 = STRANGE, &["! anchor.signer /data/issuers/0 anchor.issuer"]),
            (
                "a document comes first",
                |s| supply(s, owned_by(&account(&STRANGE))),
                &["! anchor.signer /data/issuers/0 anchor.issuer"],
            ),
            (
                "a delegate",
                |s| {
                    s.issuer()["identityProof"]["key"] = json!(format!("{}#delegate-1", did()));
                    s.signatures[0].0 = format!("{}#delegate-1", did());
                    s.records = Some(vec![method_record().replace("#controller", "#delegate-1")]);
                },
                &["? anchor.signer /data/issuers/0 resource.missing"],
            ),
        ],
    );
    assert_eq!(datum(&scene.report(), CheckId::AnchorSigner, "derived"), Some(Datum::Boolean(true)));
}

#[test]
fn a_document_that_nobody_can_derive_is_asked_for() {
    let mut scene = Scene::signed();
    let (web, key) = ("did:web:uni.example", "did:web:uni.example#key-1");
    scene.issuer()["id"] = json!(web);
    scene.issuer()["identityProof"]["key"] = json!(key);
    scene.signatures = vec![(key.to_owned(), OWN)];
    scene.records = Some(vec![format!("openatts a=dns-did; p={key}; v=1.0;")]);
    let report = scene.report();
    assert_eq!(faults(&report), ["? anchor.signer /data/issuers/0 resource.missing"]);
    assert_eq!(needs(&report), ["document did:web:uni.example for anchor.signer"]);
}
