//! The W3C test suite of VCDM 1.0 and 1.1, as far as it asks about structure: 53 unsigned documents.

#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod common;

use credstone::credential::{View, detect, proofs, structure};
use credstone::json::{Document, Value};
use credstone::limits::Limits;
use std::path::Path;

const CASES: usize = 53;

#[test]
fn structure_of_vcdm_1_1() {
    let Some(folder) = common::suite("vc-test-suite-1.1", CASES) else { return };
    let mut tally = common::Tally::new("vc-test-suite-1.1");
    for entry in std::fs::read_dir(folder.join("test/vc-data-model-1.0/input")).unwrap() {
        let file = entry.unwrap().path();
        let id = file.file_name().unwrap().to_str().unwrap().to_owned();
        tally.case(&id, judge(&id, &file));
    }
    tally.finish(CASES);
}

fn judge(id: &str, file: &Path) -> Result<(), String> {
    if id.ends_with(".jwt") {
        return judge_token(&common::read_text(file));
    }
    let text = common::read(file);
    let document = Document::parse(&text, &Limits::default()).map_err(|error| error.to_string())?;
    let faults = faults(document.root(), id.contains("proof"));
    let found = faults.join(", ");
    match REFUSED.iter().find(|(name, _)| *name == id) {
        None if faults.is_empty() => Ok(()),
        None => Err(format!("refused: {found}")),
        Some((_, want)) if faults.iter().any(|fault| fault == want) => Ok(()),
        Some((_, want)) if faults.is_empty() => Err(format!("accepted, not {want}")),
        Some((_, want)) => Err(format!("refused for {found}, not {want}")),
    }
}

/// The one token is kept for the mapping of JWT claims, which is not asked here.
fn judge_token(text: &str) -> Result<(), String> {
    if text.trim().split('.').count() == 3 { Ok(()) } else { Err("not a compact JWS".to_owned()) }
}

/// What is wrong with a document and with the ones inside it, and with their proofs if the case is about those.
fn faults(document: Value<'_>, with_proofs: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open = vec![document];
    while let Some(document) = open.pop() {
        let detected = match detect(document) {
            Ok(detected) => detected,
            Err(error) => return vec![error.to_string()],
        };
        let view = View::of_json(document, usize::MAX);
        for problem in structure(&view, detected.kind, detected.model) {
            if !problem.kind.is_informative() {
                faults.push(format!("{} {}", problem.kind.name(), problem.member.term()));
            }
        }
        if let (true, Err(error)) = (with_proofs, proofs(document, &Limits::default())) {
            faults.push(error.to_string());
        }
        open.extend(
            view.parts
                .documents
                .iter()
                .filter_map(|part| document.document().value(part.at))
                .filter(|value| value.is_object()),
        );
    }
    faults
}

/// The fault of each case that must be refused.
const REFUSED: &[(&str, &str)] = &[
    ("example-014-bad-no-credential-subject.jsonld", "missing credentialSubject"),
    ("example-015-zkp-bad-no-credential-schema-id.jsonld", "missing id"),
    ("example-015-zkp-bad-no-credential-schema-type.jsonld", "missing type"),
    ("example-015-zkp-bad-no-credential-schema.jsonld", "missing credentialSchema"),
    ("example-015-zkp-bad-no-proof.jsonld", "the document has no proof"),
    ("example-015-zkp-bad-proof-missing-type.jsonld", "missing type"),
    ("example-015-zkp-vp-bad-missing-proof.jsonld", "the document has no proof"),
    ("example-015-zkp-vp-bad-no-credential-schema.jsonld", "missing credentialSchema"),
    ("example-1-bad-cardinality.jsonld", "@context names no version of the data model"),
    ("example-1-bad-url.jsonld", "context_order @context"),
    ("example-2-bad-cardinality.jsonld", "cardinality id"),
    ("example-3-bad-cardinality.jsonld", "no known format"),
    ("example-3-bad-missing-type.jsonld", "no known format"),
    ("example-4-bad-issuanceDate-cardinality.jsonld", "cardinality issuanceDate"),
    ("example-4-bad-issuanceDate.jsonld", "date issuanceDate"),
    ("example-4-bad-issuer-cardinality.jsonld", "cardinality issuer"),
    ("example-4-bad-issuer-uri.jsonld", "not_url issuer"),
    ("example-4-bad-missing-issuanceDate.jsonld", "missing issuanceDate"),
    ("example-4-bad-missing-issuer.jsonld", "missing issuer"),
    ("example-5-bad-proof-missing-type.jsonld", "missing type"),
    ("example-6-bad-cardinality.jsonld", "cardinality expirationDate"),
    ("example-6-bad-expirationDate.jsonld", "date expirationDate"),
    ("example-7-bad-missing-id.jsonld", "missing id"),
    ("example-7-bad-missing-type.jsonld", "missing type"),
    ("example-8-bad-missing-proof-type.jsonld", "missing type"),
    ("example-8-bad-type.jsonld", "no known format"),
];
