//! The verified document: rebuilt from what was signed, so that it says that and nothing else.

mod common;

use common::reports::policy;
use credstone::digest::DigestAlgorithm;
use credstone::json::Document;
use credstone::jsonld::{Loader, Options};
use credstone::limits::Limits;
use credstone::policy::{PinnedContext, Policy, UnsignedMembers};
use credstone::proof::data_integrity::Statements;
use credstone::rdf::CanonicalizationWork;
use credstone::report::{CoveredBy, Report, Verdict};
use credstone::resources::Resources;
use credstone::verify::{Verified, Verifier};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use std::path::PathBuf;

const AT: &str = "2026-11-21T12:00:00Z";
const OB3: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
const V2: &str = "https://www.w3.org/ns/credentials/v2";

/// The folder of credentials made for measuring.
fn bench() -> Option<PathBuf> {
    let folder = common::shared().map(|shared| shared.join("bench")).filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("SKIPPED: bench: 4 credentials not verified, shared data absent");
    }
    folder
}

fn verify(bytes: &[u8]) -> Report {
    Verifier::new(policy(AT)).verify(bytes, &Resources::default())
}

#[track_caller]
fn verified(bytes: &[u8]) -> Verified {
    verify(bytes).into_verified().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_badge_comes_back_as_it_was_signed() {
    let Some(folder) = bench() else { return };
    for name in ["ob3-eddsa-rdfc-2022", "ob3-ecdsa-rdfc-2019-p256", "ob3b-eddsa-rdfc-2022", "ob3b-ecdsa-rdfc-2019-p256"]
    {
        let bytes = common::read(folder.join(name).with_extension("json"));
        let mut want: Value = serde_json::from_slice(&bytes).unwrap();
        want.as_object_mut().unwrap().remove("proof");
        let mut found: Value = serde_json::from_str(verified(&bytes).json()).unwrap();
        let (mut paths, mut other) = (Vec::new(), Vec::new());
        differences(&mut want, &mut found, "", &mut paths, &mut other);
        assert!(other.is_empty(), "{name}: {other:#?}");
        // Sets of one were written as arrays there, which nothing signs.
        paths.retain(|path| !path.ends_with("/type"));
        assert!(paths.is_empty(), "{name}: {paths:?}");
    }
}

/// Sets are compared as sets; what else differs is listed by its place.
fn differences(want: &mut Value, found: &mut Value, at: &str, places: &mut Vec<String>, other: &mut Vec<String>) {
    match (want, found) {
        (Value::Object(want), Value::Object(found)) => {
            let names: std::collections::BTreeSet<String> = want.keys().chain(found.keys()).cloned().collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (want.get_mut(&name), found.get_mut(&name)) {
                    (Some(want), Some(found)) => differences(want, found, &at, places, other),
                    _ => other.push(at),
                }
            }
        }
        (Value::Array(want), Value::Array(found)) if want.len() == found.len() => {
            if !at.ends_with("/allowedValue") && !at.ends_with("/@context") {
                for items in [&mut *want, &mut *found] {
                    items.sort_by_key(|item| item.get("id").or(item.get("targetCode")).unwrap_or(item).to_string());
                }
            }
            for (nth, (want, found)) in want.iter_mut().zip(found).enumerate() {
                differences(want, found, &format!("{at}/{nth}"), places, other);
            }
        }
        (want, found) if want == found => (),
        (Value::Array(want), found) if want.len() == 1 && want[0] == *found => places.push(at.to_owned()),
        (want, found) => other.push(format!("{at}: {found} instead of {want}")),
    }
}

#[test]
fn parts_are_found_by_pointer() {
    let Some(folder) = bench() else { return };
    let verified = verified(&common::read(folder.join("ob3-eddsa-rdfc-2022.json")));
    let cases = [
        ("/credentialSubject/id", Some(r#""did:example:ebfeb1f712ebc6f1c276e12ec21""#)),
        (
            "/credentialSubject/achievement/criteria/id",
            Some(r#""https://polytechnic.example.edu/achievements/crypto-eng-2/criteria""#),
        ),
        ("/credentialSubject/achievement/resultDescription/1/allowedValue", Some(r#"["A","B","C","D","F"]"#)),
        ("/type", Some(r#"["OpenBadgeCredential","VerifiableCredential"]"#)),
        ("/proof", None),
    ];
    for (pointer, want) in cases {
        assert_eq!(verified.find(pointer).as_deref(), want, "{pointer}");
    }
}

#[test]
fn what_nothing_signs_changes_nothing() {
    let Some(folder) = bench() else { return };
    let bytes = common::read(folder.join("ob3-eddsa-rdfc-2022.json"));
    let want = verified(&bytes).json().to_owned();
    let edits: [fn(&mut Value); 5] = [
        |badge| badge["name"] = json!([badge["name"]]),
        |badge| badge["@context"] = json!([V2, OB3, V2]),
        |badge| badge["credentialSubject"]["achievement"]["tag"].as_array_mut().unwrap().reverse(),
        |badge| badge["credentialSubject"]["achievement"]["related"] = json!([]),
        |badge| {
            let id = badge.as_object_mut().unwrap().remove("id").unwrap();
            badge["@id"] = id;
        },
    ];
    for (nth, edit) in edits.into_iter().enumerate() {
        let mut badge: Value = serde_json::from_slice(&bytes).unwrap();
        edit(&mut badge);
        let report = verify(badge.to_string().as_bytes());
        let verified = report.into_verified().unwrap_or_else(|error| panic!("edit {nth}: {error}"));
        assert_eq!(verified.json(), want, "edit {nth}");
    }
}

#[test]
fn an_issuer_is_written_thus() {
    let Some(folder) = bench() else { return };
    let found = verified(&common::read(folder.join("ob3-eddsa-rdfc-2022.json")));
    let issuer = concat!(
        r#"{"email":"registrar@polytechnic.example.edu","#,
        r#""id":"did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd","#,
        r#""image":{"caption":"Example Polytechnic University seal","#,
        r#""id":"https://polytechnic.example.edu/images/logo.png","type":"Image"},"#,
        r#""name":"Example Polytechnic University","type":"Profile","url":"https://polytechnic.example.edu/"}"#,
    );
    assert_eq!(found.find("/issuer").as_deref(), Some(issuer));
    assert!(found.json().starts_with(&format!(r#"{{"@context":["{V2}","{OB3}"],"credentialSubject":"#)));
}

/// A credential under a context that is not bundled, signed here; the context's text comes with the resources.
fn pinned(context: &str, credential: &Value) -> (Policy, Resources, Vec<u8>) {
    let mut policy = policy(AT);
    let sha256 = DigestAlgorithm::Sha256.hash(context.as_bytes()).to_hex();
    policy.contexts.push(PinnedContext { url: OWN.to_owned(), sha256 });
    let mut resources = Resources::default();
    resources.add_document(OWN, context.as_bytes().to_vec()).unwrap();
    (policy, resources, signed(credential, context).to_string().into_bytes())
}

const OWN: &str = "https://shoes.example/context";
const DID: &str = "did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd";

/// Adds a proof with eddsa-rdfc-2022, made with the key 00 01 02 … 1f.
fn signed(credential: &Value, context: &str) -> Value {
    let mut options = json!({
        "@context": credential["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": format!("{DID}{}", DID.replace("did:key:", "#")),
        "proofPurpose": "assertionMethod",
    });
    let message = [hash(&options, context), hash(credential, context)].concat();
    let seed: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let signature = SigningKey::from_bytes(&seed).sign(&message);
    options.as_object_mut().unwrap().remove("@context");
    options["proofValue"] = json!(format!("z{}", bs58::encode(signature.to_bytes()).into_string()));
    let mut credential = credential.clone();
    credential["proof"] = options;
    credential
}

/// The hash of the statements that a document makes.
fn hash(document: &Value, context: &str) -> Vec<u8> {
    let (limits, text) = (Limits::default(), document.to_string());
    let context = Document::parse(context.as_bytes(), &limits).unwrap();
    let mut loader = Loader::bundled();
    loader.supply(OWN, context.root());
    let document = Document::parse(text.as_bytes(), &limits).unwrap();
    let mut statements = Statements::read(document.root(), &loader, &Options::default(), &limits).unwrap();
    statements
        .first_mut()
        .hash(DigestAlgorithm::Sha256, &mut CanonicalizationWork::new(&limits))
        .unwrap()
        .as_bytes()
        .to_vec()
}

const SHOES: &str = r#"{"@context":{"@protected":true,"shoe":"https://shoes.example/ns#shoe","shoes":
    "https://shoes.example/ns#","size":{"@id":"shoes:size","@type":"http://www.w3.org/2001/XMLSchema#double"},
    "colours":{"@id":"shoes:colour","@container":"@list"},"Runner":"shoes:Runner"}}"#;

/// Reviewed by hand: terms of the pinned context, the size as it was signed, a list in its order and a set in that of its
/// N-Quads, the friend whole where it is first mentioned, an added name by its IRI.
#[test]
fn a_small_credential_is_written_thus() {
    let credential = json!({
        "@context": [V2, OWN, {"laces": "https://laces.example/#laces"}],
        "issuer": DID,
        "type": ["VerifiableCredential"],
        "name": "Shoes",
        "credentialSubject": [{
            "type": "Runner",
            "size": 0.30000000000000004,
            "shoe": {"id": "urn:shoe:2", "colours": ["white", "black"]},
            "laces": ["round", "flat"],
        }, {"id": "did:example:b", "shoe": [{"id": "urn:shoe:2"}, {"id": "urn:shoe:1"}]}],
        "validFrom": "2026-01-01T00:00:00Z",
    });
    let (policy, resources, bytes) = pinned(SHOES, &credential);
    let report = Verifier::new(policy).verify(&bytes, &resources);
    // The report outlives what was verified with.
    drop(resources);
    let verified = report.into_verified().unwrap_or_else(|error| panic!("{error}"));
    let want = [
        r#"{"@context":["https://www.w3.org/ns/credentials/v2","https://shoes.example/context"],"#,
        r#""credentialSubject":["#,
        r#"{"id":"did:example:b","shoe":[{"id":"urn:shoe:1"},{"colours":["white","black"],"id":"urn:shoe:2"}]},"#,
        r#"{"https://laces.example/#laces":["flat","round"],"shoe":{"id":"urn:shoe:2"},"size":0.3,"type":"Runner"}],"#,
        r#""issuer":"did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd","#,
        r#""name":"Shoes","#,
        r#""type":"VerifiableCredential","#,
        r#""validFrom":"2026-01-01T00:00:00Z"}"#,
    ];
    assert_eq!(verified.json(), want.concat());
    assert_eq!(verified.find("/credentialSubject/1/size").as_deref(), Some("0.3"));
}

/// Whoever refuses what nothing signs refuses a repetition and an index; the order of a set says nothing, and stays.
#[test]
fn what_nothing_signs_can_be_refused() {
    let credential = json!({
        "@context": [V2, OWN, {"laces": "https://laces.example/#laces",
            "pairs": {"@id": "https://laces.example/#pair", "@container": "@index"}}],
        "issuer": {"id": DID, "name": "Shoemaker"},
        "type": ["VerifiableCredential"],
        "credentialSubject": {
            "type": "Runner",
            "laces": ["round", "flat"],
            "shoe": [{"id": "urn:shoe:1", "name": "Left"}, {"id": "urn:shoe:2", "name": "Right"}],
            // Told once more in full, as issuers often are.
            "https://laces.example/#maker": {"id": DID, "name": "Shoemaker"},
            "pairs": ["both"],
        },
        "validFrom": "2026-01-01T00:00:00Z",
    });
    let (mut policy, resources, bytes) = pinned(SHOES, &credential);
    policy.unsigned_members = UnsignedMembers::Refuse;
    let verifier = Verifier::new(policy);
    let signed: Value = serde_json::from_slice(&bytes).unwrap();
    let shoes = &signed["credentialSubject"]["shoe"];
    let cases = [
        ("as it was signed", "type", json!("Runner"), None),
        ("another order", "laces", json!(["flat", "round"]), None),
        (
            "the order of nodes",
            "shoe",
            json!([{"id": "urn:shoe:2", "name": "Right"}, {"id": "urn:shoe:1", "name": "Left"}]),
            None,
        ),
        ("a text again", "laces", json!(["round", "flat", "round"]), Some("/laces/2")),
        ("a node again", "shoe", json!([shoes[0], shoes[1], {"id": "urn:shoe:1", "name": "Left"}]), Some("/shoe/2")),
        ("a name that signatures have", "proofValue", json!(null), Some("/proofValue")),
        ("an index", "pairs", json!({"best": "both"}), Some("/pairs")),
    ];
    for (name, member, value, refused) in cases {
        let mut edited = signed.clone();
        edited["credentialSubject"][member] = value;
        let report = verifier.verify(edited.to_string().as_bytes(), &resources);
        let uncovered = report.coverage.iter().filter(|entry| entry.by == CoveredBy::None);
        let uncovered: Vec<_> =
            uncovered.filter_map(|entry| entry.pointer.strip_prefix("/credentialSubject")).collect();
        assert_eq!(uncovered, refused.as_slice(), "{name}");
        let want = if refused.is_some() { Verdict::Rejected } else { Verdict::Verified };
        assert_eq!(report.verdict, want, "{name}: {:?}", report.first_fault());
    }
}
