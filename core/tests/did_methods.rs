//! Other people's DIDs and documents: what we derive and read, compared on keys and relationships.
//!
//! The expected relationships are taken from the JSON as it stands; the expected keys are read from their own encoding
//! there (JWK, base58), which is never the one in the DID.

mod common;

use credstone::did::{ControllerDocument, Derived, MethodError, Relationship, Supplied, derive};
use credstone::json::Document;
use credstone::keys::KeyError;
use credstone::limits::Limits;
use serde_json::Value;

/// The document within `json`, read by us.
fn supplied(json: &Value) -> Result<ControllerDocument, String> {
    let text = json.to_string();
    let document = Document::parse(text.as_bytes(), &Limits::default()).map_err(|error| error.to_string())?;
    ControllerDocument::from_json(document.root(), &Limits::default()).map_err(|error| error.to_string())
}

/// Derives the document of `did` and says how it differs from `wanted`.
fn compare(did: &str, wanted: &Value) -> Result<(), String> {
    let Derived::Document(ours) = derive(did) else { return Err(format!("{:?}", derive(did))) };
    let theirs = supplied(wanted)?;
    let mut differences = Vec::new();
    let mut differ = |what: &str, ours: Vec<String>, theirs: Vec<String>| {
        let (missing, extra) = (without(&theirs, &ours), without(&ours, &theirs));
        if !missing.is_empty() || !extra.is_empty() {
            differences.push(format!("{what}: missing {missing:?}, extra {extra:?}"));
        }
    };
    differ("id", vec![ours.id().to_owned()], texts(&wanted["id"]));
    differ("methods", ours.methods().map(|method| method.id.clone()).collect(), texts(&wanted["verificationMethod"]));
    for relationship in Relationship::ALL {
        let listed = ours.methods_under(relationship).map(|method| method.id.clone()).collect();
        differ(relationship.name(), listed, texts(&wanted[relationship.name()]));
    }
    for method in ours.methods() {
        let same =
            theirs.methods().filter(|other| other.id == method.id).all(|other| match (&method.key, &other.key) {
                (Ok(key), Ok(other)) => key == other,
                (Err(KeyError::Unsupported(_)), Err(KeyError::Unsupported(_))) => true,
                _ => false,
            });
        let account = |document: &ControllerDocument| {
            document.methods().find(|other| other.id == method.id).and_then(|other| other.account.clone())
        };
        let account_differs = account(&theirs).is_some_and(|account| Some(account) != method.account);
        // No departure covers another key.
        assert!(same && !account_differs, "the key of {}", method.id);
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
}

fn without(some: &[String], others: &[String]) -> Vec<String> {
    some.iter().filter(|text| !others.contains(text)).cloned().collect()
}

/// The strings of an array, or the ids of its objects.
fn texts(value: &Value) -> Vec<String> {
    let single = value.as_str().map(str::to_owned);
    let many = value.as_array().into_iter().flatten();
    single.into_iter().chain(many.map(|item| item["id"].as_str().or(item.as_str()).unwrap().to_owned())).collect()
}

/// The JSON files below `folder`, in order, with their names.
fn files(folder: &std::path::Path) -> Vec<(String, Value)> {
    let mut folders = vec![folder.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".json") || name.ends_with(".jsonld") {
                files.push((name, common::read_json(&path)));
            }
        }
    }
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

#[test]
fn did_key_spec() {
    let Some(folder) = common::suite("did-key-spec", 30) else { return };
    let mut tally = common::Tally::new("did-key-spec");
    for (_, json) in files(&folder) {
        for (name, value) in json.as_object().unwrap() {
            let documents: Vec<_> = match name.as_str() {
                "didDocument" => value.as_object().unwrap().iter().collect(),
                _ => vec![(name, &value["didDocument"])],
            };
            documents.into_iter().for_each(|(did, document)| tally.case(did, compare(did, document)));
        }
    }
    tally.finish(30);
}

#[test]
fn did_key_transmute() {
    let Some(folder) = common::suite("did-key-transmute", 42) else { return };
    let mut tally = common::Tally::new("did-key-transmute");
    for (name, json) in files(&folder) {
        for form in ["application/did+json", "application/did+ld+json"] {
            let document = &json[form]["didDocument"];
            tally.case(&format!("{name} {form}"), compare(document["id"].as_str().unwrap(), document));
        }
    }
    tally.finish(42);
}

#[test]
fn did_jwk() {
    let Some(folder) = common::suite("did-jwk", 2) else { return };
    let mut tally = common::Tally::new("did-jwk");
    for (name, json) in files(&folder) {
        let did = common::read_text(folder.join(name.replace(".did-document.json", ".did.txt")));
        tally.case(&name, compare(did.trim_end(), &json));
    }
    tally.finish(2);
}

#[test]
fn did_pkh() {
    let Some(folder) = common::suite("ssi", 18) else { return };
    let mut tally = common::Tally::new("ssi-did-pkh");
    for (name, json) in files(&folder.join("crates/dids/methods/pkh/tests")) {
        if name.starts_with("did-") {
            tally.case(&name, compare(json["id"].as_str().unwrap(), &json));
        }
    }
    tally.finish(18);
}

/// Documents from the field and from issuers' test sets, and what a proof would find in them.
#[test]
fn documents_at_hand() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 12) else { return };
    let shared = folder.parent().unwrap();
    use Relationship::{AssertionMethod, Authentication};
    let ion = "did:ion:EiA_Z6LQILbB2zj_eVrqfQ2xDm4HNqeJUw5Kj2Z7bFOOeQ";
    let profile = "https://www.blockcerts.org/samples/3.0/issuer-blockcerts.json";
    let dcc = "did:web:digitalcredentials.github.io:vc-test-fixtures:dids";
    let ed = "z6MkjXe1vZvPRqFuc9nRBtZ3e1Y9XKDFSbjFAfzLfW2bD6cZ";
    let blockcerts = "blockcerts-cert-verifier-js/test/fixtures";
    let mut tally = common::Tally::new("did-documents");
    for (name, file, method, relationship, want) in [
        ("embedded only", "dcc-vc-test-fixtures/dids/legacy/did.json".into(), format!("{dcc}:legacy#{ed}"), AssertionMethod, Ok(())),
        ("written twice", "dcc-vc-test-fixtures/dids/oidf/did.json".into(), format!("{dcc}:oidf#{ed}"), AssertionMethod, Ok(())),
        ("no fragment", "dcc-vc-test-fixtures/dids/oidf/did.json".into(), format!("{dcc}:oidf"), AssertionMethod, Ok(())),
        ("host in capitals", "dcc-vc-test-fixtures/dids/oidf/did.json".into(), format!("{dcc}:oidf#{ed}").replace("github", "GitHub"), AssertionMethod, Ok(())),
        ("another document", "dcc-vc-test-fixtures/dids/oidf/did.json".into(), format!("{dcc}:legacy#{ed}"), AssertionMethod, Err(MethodError::NotFound)),
        ("relative", format!("{blockcerts}/did/did-ion-EiA_Z6LQILbB2zj_eVrqfQ2xDm4HNqeJUw5Kj2Z7bFOOeQ.json"), format!("{ion}#key-1"), Authentication, Ok(())),
        ("relative, not listed", format!("{blockcerts}/did/did-ion-EiA_Z6LQILbB2zj_eVrqfQ2xDm4HNqeJUw5Kj2Z7bFOOeQ.json"), format!("{ion}#key-1"), AssertionMethod, Err(MethodError::Relationship)),
        ("empty controller", format!("{blockcerts}/did/modified-key-did-ion-EiA_Z6LQILbB2zj_eVrqfQ2xDm4HNqeJUw5Kj2Z7bFOOeQ.json"), format!("{ion}#key-1"), Authentication, Ok(())),
        ("profile", format!("{blockcerts}/issuer-blockcerts.json"), format!("{profile}#key-1"), AssertionMethod, Ok(())),
        ("profile, no such key", format!("{blockcerts}/issuer-blockcerts.json"), format!("{profile}#key-0"), AssertionMethod, Err(MethodError::NotFound)),
        ("profile, address", format!("{blockcerts}/issuer-blockcerts.json"), "ecdsa-koblitz-pubkey:1862cjGVHodmYyvfumSgrgfnWcpCMHK9sq".into(), AssertionMethod, Err(MethodError::NotFound)),
        ("other profile", "blockcerts-cert-verifier-js/test/assertions/hyland-issuer-profile-secp256k1.json".into(), "https://issuer.dev.hylandcredentials.com/93d02af5-8683-452a-a79c-959deae72495/issuer_profile.json#ckKpEaMGujwETK7Zpp8Rw6w9gTjmSbR5pZomLdxStq6j".into(), AssertionMethod, Ok(())),
    ] {
        let document = supplied(&common::read_json(shared.join(file))).unwrap();
        let found = document.find(&method, relationship);
        let usable = found.map(|method| assert!(method.key.is_ok(), "{name}: {:?}", method.key));
        tally.case(name, if usable == want { Ok(()) } else { Err(format!("{usable:?}")) });
    }
    tally.finish(12);
}

/// Every JSON text of every suite: reading it as a document of keys never panics.
#[test]
fn reads_any_json() {
    let Some(shared) = common::shared() else {
        eprintln!("SKIPPED: any JSON: shared data absent");
        return;
    };
    let mut documents = 0;
    let mut folders = vec![shared.join("conformance")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json" || extension == "jsonld") {
                let bytes = common::read(&path);
                let Ok(json) = Document::parse(&bytes, &Limits::default()) else { continue };
                if let Ok(Supplied::Controller(document)) = Supplied::from_json(json.root(), &Limits::default()) {
                    documents += usize::from(document.methods().next().is_some());
                    for method in document.methods() {
                        let _ = document.find(&method.id, Relationship::AssertionMethod);
                    }
                }
            }
        }
    }
    println!("any JSON: {documents} documents with methods");
    assert!(documents > 40, "{documents}");
}
