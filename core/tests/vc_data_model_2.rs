//! The W3C test suite of VCDM 2.0, as far as it asks about structure and meaning: 120 unsigned documents.
//!
//! The suite's documents are templates. Its own runner lets an implementation issue them, which puts in the issuer, and
//! signs credentials before it presents them. Here the issuer, a placeholder proof and the two dates are put in instead.

#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod common;

use credstone::credential::{Detected, Kind, Problem, Role, View, detect, structure};
use credstone::json::{Document, Value};
use credstone::jsonld::{Loader, Options, Vocab, expand};
use credstone::limits::Limits;
use serde_json::json;
use std::path::Path;

const CASES: usize = 120;

#[test]
fn structure_of_vcdm_2_0() {
    let Some(folder) = common::suite("vc-data-model-2.0-test-suite", CASES) else { return };
    let mut tally = common::Tally::new("vc-data-model-2.0-test-suite");
    let input = folder.join("tests/input");
    for folder in [input.join("names-and-descriptions"), input] {
        for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
        {
            let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
            tally.case(&id, judge(&id, &file));
        }
    }
    tally.finish(CASES);
}

fn judge(id: &str, file: &Path) -> Result<(), String> {
    let faults = faults(&instance(id, common::read_json(file)).to_string());
    let found = faults.join(", ");
    if id.ends_with("-ok") {
        return if faults.is_empty() { Ok(()) } else { Err(format!("refused: {found}")) };
    }
    match REFUSED.iter().find(|(name, _)| *name == id) {
        Some((_, want)) if faults.iter().any(|fault| fault == want) => Ok(()),
        Some((_, want)) if faults.is_empty() => Err(format!("accepted, not {want}")),
        Some((_, want)) => Err(format!("refused for {found}, not {want}")),
        None if ACCEPTED.contains(&id) && faults.is_empty() => Ok(()),
        None => Err(format!("not in a table; {found}")),
    }
}

/// Puts in what the suite's own runner has the implementation put in.
fn instance(id: &str, mut document: serde_json::Value) -> serde_json::Value {
    let members = document.as_object_mut().unwrap();
    if id.starts_with("presentation") {
        let presented = members.get_mut("verifiableCredential").and_then(|value| value.as_array_mut());
        for credential in presented.into_iter().flatten().filter_map(|value| value.as_object_mut()) {
            if credential.contains_key("issuer") && !id.contains("self-asserted") {
                credential.insert("proof".to_owned(), json!({ "type": "DataIntegrityProof" }));
            }
        }
    } else if id != "credential-no-issuer-fail" {
        match members.entry("issuer").or_insert_with(|| json!("did:example:issuer")) {
            serde_json::Value::Object(issuer) if !issuer.contains_key("id") => {
                issuer.insert("id".to_owned(), json!("did:example:issuer"));
            }
            _ => {}
        }
    }
    for (_, value) in members {
        match value.as_str() {
            Some("PAST DATE") => *value = json!("2020-01-01T00:00:00Z"),
            Some("FUTURE DATE") => *value = json!("2120-01-01T00:00:00Z"),
            _ => {}
        }
    }
    document
}

/// What is wrong with a document and with the ones inside it: kind and member, or why it is no document.
fn faults(text: &str) -> Vec<String> {
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let mut faults = Vec::new();
    collect(document.root(), &mut faults);
    if faults.is_empty() {
        faults = losses(document.root());
    }
    faults
}

/// What JSON-LD refuses or would lose, placeholder proofs left aside.
fn losses(document: Value<'_>) -> Vec<String> {
    let presented = document.get("verifiableCredential").into_iter().flat_map(Value::items);
    let proofs: Vec<_> = presented.chain([document]).filter_map(|value| Some(value.get("proof")?.id())).collect();
    let options = Options { omit: &proofs, vocab: Vocab::Accept, ..Options::default() };
    match expand(document, &Loader::bundled(), &options, &Limits::default()) {
        Ok(expanded) => expanded.issues().iter().map(|issue| format!("{:?}", issue.kind)).collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn collect(document: Value<'_>, faults: &mut Vec<String>) {
    let detected = match detect(document) {
        Ok(detected) => detected,
        Err(error) => return faults.push(error.to_string()),
    };
    let view = View::of_json(document, usize::MAX);
    let inside = &view.parts;
    faults.extend(structure(&view, detected.kind, detected.model).iter().filter(is_fault).map(name));
    for part in &inside.documents {
        let value = document.document().value(part.at).unwrap();
        if value.is_object() {
            assert!(matches!((detected, part.role), (Detected { kind: Kind::Presentation, .. }, Role::Presented)));
            collect(value, faults);
        }
    }
}

fn is_fault(problem: &&Problem) -> bool {
    !problem.kind.is_informative()
}

fn name(problem: &Problem) -> String {
    format!("{} {}", problem.kind.name(), problem.member.term())
}

/// Cases without a suffix that break no rule of structure: the presented credential has no proof, which is for others to say.
const ACCEPTED: &[&str] =
    &["presentation-self-asserted-vc-holder-mismatch", "presentation-self-asserted-vc-issuer-mismatch"];

/// The fault of each case that must be refused.
const REFUSED: &[(&str, &str)] = &[
    ("credential-context-combo3-fail", "not_url @context"),
    ("credential-context-combo4-fail", "wrong_type @context"),
    ("credential-description-extra-prop-en-fail", "language_value description"),
    ("credential-evidence-missing-type-fail", "missing type"),
    ("credential-id-multi-fail", "cardinality id"),
    ("credential-id-nonidentifier-fail", "wrong_type id"),
    ("credential-id-not-url-fail", "not_url id"),
    ("credential-id-subject-multi-fail", "cardinality id"),
    ("credential-issuer-no-url-fail", "not_url issuer"),
    ("credential-issuer-null-fail", "wrong_type issuer"),
    ("credential-issuer-object-id-no-url-fail", "not_url id"),
    ("credential-issuer-object-id-null-fail", "wrong_type id"),
    ("credential-missing-base-context-fail-or-inject", "@context names no version of the data model"),
    ("credential-missing-required-type-fail", "no known format"),
    ("credential-name-extra-prop-en-fail", "language_value name"),
    ("credential-no-context-fail-or-inject", "@context names no version of the data model"),
    ("credential-no-issuer-fail", "missing issuer"),
    ("credential-no-subject-fail", "missing credentialSubject"),
    ("credential-no-type-fail", "no known format"),
    ("credential-proof-missing-type-fail", "missing type"),
    ("credential-redef-type-fail", "protected term redefinition"),
    ("credential-redef-type2-fail", "protected term redefinition"),
    ("credential-refresh-no-type-fail", "missing type"),
    ("credential-schema-no-id-fail", "missing id"),
    ("credential-schema-no-type-fail", "missing type"),
    ("credential-schema-non-url-id-fail", "not_url id"),
    ("credential-status-missing-type-fail", "missing type"),
    ("credential-status-multiple-id-fail", "cardinality id"),
    ("credential-status-nonurl-id-fail", "not_url id"),
    ("credential-status-type-nonurl-fail", "wrong_type type"),
    ("credential-subject-multiple-empty-fail", "empty credentialSubject"),
    ("credential-subject-no-claims-fail", "empty credentialSubject"),
    ("credential-termsofuse-missing-type-fail", "missing type"),
    ("credential-termsofuse-no-type-fail", "missing type"),
    ("credential-type-mapped-nonurl-fail", "invalid IRI mapping"),
    ("credential-type-unmapped-fail", "UndefinedTerm"),
    ("credential-validUntil-validFrom-fail", "period_reversed validUntil"),
    ("credential-validfrom-invalid-fail", "date validFrom"),
    ("credential-validuntil-invalid-fail", "date validUntil"),
    ("issuer-description-extra-prop-en-fail", "language_value description"),
    ("issuer-name-extra-prop-en-fail", "language_value name"),
    ("presentation-context-order-fail", "context_order @context"),
    ("presentation-enveloped-vc-missing-type-fail", "type type"),
    ("presentation-holder-fail", "not_url holder"),
    ("presentation-holder-name-fail", "missing id"),
    ("presentation-holder-object-fail", "not_url id"),
    ("presentation-missing-base-context-fail", "@context names no version of the data model"),
    ("presentation-missing-required-type-fail", "no known format"),
    ("presentation-no-context-fail-or-inject", "@context names no version of the data model"),
    ("presentation-no-type-fail", "no known format"),
    ("presentation-self-asserted-vc-no-holder", "missing holder"),
    ("presentation-vc-as-string-fail", "wrong_type verifiableCredential"),
    ("presentation-vc-missing-required-type-fail", "type type"),
];
