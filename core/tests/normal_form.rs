//! The normal form of statements, on every JSON-LD document of the suites: expanding it gives the same statements back,
//! and safe mode finds nothing in it that would be lost.

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, NodeId, Value};
use credstone::jsonld::{InlineContexts, IssueKind, Loader, Mode, Options, Vocab, normal_form};
use credstone::limits::Limits;
use credstone::proof::data_integrity::Statements;
use credstone::rdf::Dataset;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The suites whose documents are read.
const SUITES: [&str; 16] = [
    "1edtech-openbadges-specification",
    "1edtech-public-validator",
    "blockcerts-cert-verifier-js",
    "blockcerts-merkleproof2019",
    "dcc-vc-test-fixtures",
    "dcc-verifier-core",
    "jws-test-suite",
    "ssi",
    "vc-bitstring-status-list",
    "vc-data-integrity",
    "vc-data-model-2.0-test-suite",
    "vc-data-model-rec-examples",
    "vc-di-bbs",
    "vc-di-ecdsa",
    "vc-di-eddsa",
    "vc-test-suite-1.1",
];

#[derive(Default)]
struct Counts {
    documents: usize,
    shaped: usize,
    failures: Vec<String>,
}

#[test]
fn documents_come_back_from_their_statements() {
    let Some(shared) = common::shared() else {
        eprintln!("SKIPPED: normal form: 16 suites not run, shared data absent");
        return;
    };
    let mut files = Vec::new();
    for suite in SUITES {
        collect(&shared.join("conformance").join(suite), &mut files);
    }
    collect(&shared.join("bench"), &mut files);
    assert_eq!(run("suites", &files), (702, 2));
}

#[test]
fn test_vectors_come_back_from_their_statements() {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors"), &mut files);
    run("test vectors", &files);
}

/// How many documents there are, and how many of them have a shape that no credential has.
#[track_caller]
fn run(name: &str, files: &[PathBuf]) -> (usize, usize) {
    let mut counts = Counts::default();
    for file in files {
        check(file, &mut counts);
    }
    let Counts { documents, shaped, failures } = counts;
    println!("normal form: {name}: {documents} documents, {shaped} of them with @included or @graph");
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    (documents, shaped)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json" || extension == "jsonld") {
            files.push(path);
        }
    }
}

fn check(file: &Path, counts: &mut Counts) {
    let limits = Limits::default();
    let bytes = common::read(file);
    let Ok(document) = Document::parse(&bytes, &limits) else { return };
    let root = document.root();
    if root.get("@context").is_none() {
        return;
    }
    let mut omit = Vec::new();
    proofs(root, &mut omit);
    let loader = Loader::bundled();
    let options = Options { omit: &omit, ..lenient() };
    let Ok(statements) = Statements::read(root, &loader, &options, &limits) else { return };
    let Some(about) = statements.root() else { return };
    let contexts: Vec<String> =
        root.get("@context").unwrap().items_or_self().filter_map(|url| url.as_str().map(str::to_owned)).collect();
    // Some are made to take more work than is allowed: they have no canonical form.
    let Ok(canonical) = statements.first().dataset.canonicalize(DigestAlgorithm::Sha256, &limits) else { return };
    counts.documents += 1;
    let text = normal_form(&statements.first().dataset, &canonical, about, &contexts, &loader, &limits);
    let Some(text) = text else {
        counts.failures.push(format!("{}: no normal form", file.display()));
        return;
    };
    counts.shaped += usize::from(text.contains("\"@included\"") || text.contains("\"@graph\""));
    if let Err(what) = compare(&text, &canonical.nquads(), &loader) {
        counts.failures.push(format!("{}: {what}\n{text}", file.display()));
    }
}

fn lenient<'o>() -> Options<'o> {
    Options { mode: Mode::Lenient, inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() }
}

/// The proofs of a document, which no signature covers.
fn proofs(value: Value<'_>, omit: &mut Vec<NodeId>) {
    omit.extend(value.get("proof").map(Value::id));
}

/// What is wrong with a normal form.
fn compare(text: &str, want: &str, loader: &Loader<'_>) -> Result<(), String> {
    let limits = Limits::default();
    let document = Document::parse(text.as_bytes(), &limits).map_err(|error| error.to_string())?;
    let mut jcs = String::new();
    credstone::json::canonicalize(document.root(), &mut jcs).map_err(|error| error.to_string())?;
    if jcs != text {
        return Err("not in canonical form".to_owned());
    }
    let options = Options { mode: Mode::Safe, vocab: Vocab::Accept, ..Options::default() };
    let again = Statements::read(document.root(), loader, &options, &limits).map_err(|error| error.to_string())?;
    let lossy = again.expanded.issues().iter().find(|issue| issue.kind != IssueKind::Shape);
    if let Some(issue) = lossy {
        return Err(format!("{issue:?}"));
    }
    let found = canonical(&again.first().dataset);
    if found == want { Ok(()) } else { Err(difference(&found, want)) }
}

fn canonical(dataset: &Dataset) -> String {
    dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap().nquads()
}

fn difference(found: &str, want: &str) -> String {
    let [found, want]: [BTreeSet<&str>; 2] = [found.lines().collect(), want.lines().collect()];
    let more: Vec<_> = found.difference(&want).take(5).collect();
    let less: Vec<_> = want.difference(&found).take(5).collect();
    format!("more: {more:#?} less: {less:#?}")
}
