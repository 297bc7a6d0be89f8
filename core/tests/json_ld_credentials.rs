//! Real credentials through JSON-LD in safe mode: no issue, and the statements that others signed.

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, NodeId};
use credstone::jsonld::{self, Expanded, Loader, Options, RdfOptions};
use credstone::limits::Limits;

fn nquads(expanded: &Expanded<'_>) -> String {
    let limits = Limits::default();
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
    dataset.canonicalize(DigestAlgorithm::Sha256, &limits).unwrap().nquads()
}

#[test]
fn an_open_badge_says_what_its_issuer_signed() {
    let Some(shared) = common::shared() else {
        eprintln!("SKIPPED: bench documents, shared data absent");
        return;
    };
    let want = common::read_text(shared.join("bench/ob3-document.nq"));
    let limits = Limits::default();
    let unsigned = common::read(shared.join("bench/ob3-unsigned.json"));
    let unsigned = Document::parse(&unsigned, &limits).unwrap();
    let (loader, options) = (Loader::bundled(), Options::default());
    let expanded = jsonld::expand(unsigned.root(), &loader, &options, &limits).unwrap();
    assert_eq!(expanded.issues(), []);
    assert_eq!(nquads(&expanded), want);

    let signed = common::read(shared.join("bench/ob3-eddsa-rdfc-2022.json"));
    let signed = Document::parse(&signed, &limits).unwrap();
    let proof: [NodeId; 1] = [signed.root().get("proof").unwrap().id()];
    let options = Options { omit: &proof, ..Options::default() };
    let expanded = jsonld::expand(signed.root(), &loader, &options, &limits).unwrap();
    assert_eq!(expanded.issues(), []);
    assert_eq!(nquads(&expanded), want);
}

#[test]
fn a_proof_is_expanded_under_the_document_s_context() {
    let Some(shared) = common::shared() else {
        eprintln!("SKIPPED: bench documents, shared data absent");
        return;
    };
    let limits = Limits::default();
    let signed = common::read(shared.join("bench/ob3-eddsa-rdfc-2022.json"));
    let signed = Document::parse(&signed, &limits).unwrap();
    let (proof, context) = (signed.root().get("proof").unwrap(), [signed.root().get("@context").unwrap()]);
    let omit = [proof.get("proofValue").unwrap().id()];
    let loader = Loader::bundled();
    let options = Options { omit: &omit, contexts: jsonld::Contexts::Given(&context), ..Options::default() };
    let expanded = jsonld::expand(proof, &loader, &options, &limits).unwrap();
    assert_eq!(expanded.issues(), []);
    assert_eq!(nquads(&expanded), common::read_text(shared.join("bench/ob3-proof.nq")));
}
