//! The W3C test suites of JSON-LD 1.1 for expansion and deserialization to RDF.
//!
//! Cases of JSON-LD 1.0, by specification or processing mode, are not counted. Contexts are the suite's own files.

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::json::Document;
use credstone::jsonld::{self, JsonLdError, Loader, Options, Predicates, RdfDirection, RdfOptions};
use credstone::limits::Limits;
use credstone::rdf::Dataset;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const BASE: &str = "https://w3c.github.io/json-ld-api/tests/";

#[test]
fn expand() {
    run("expand", 367);
}

#[test]
fn to_rdf() {
    run("toRdf", 448);
}

fn run(name: &str, cases: usize) {
    let Some(folder) = common::suite("json-ld-api", cases) else { return };
    let tests = folder.join("tests");
    let manifest = common::read_json(tests.join(format!("{name}-manifest.jsonld")));
    let mut tally = common::Tally::new(&format!("json-ld-api/{name}"));
    let (files, limits) = (context_files(&tests), Limits::default());
    let parsed: Vec<(&str, Document<'_>)> =
        files.iter().filter_map(|(url, bytes)| Some((url.as_str(), Document::parse(bytes, &limits).ok()?))).collect();
    let mut loader = Loader::empty();
    parsed.iter().for_each(|(url, document)| loader.supply(url, document.root()));
    let (mut older, mut run) = (0, 0);
    for case in manifest["sequence"].as_array().unwrap() {
        let modes = [&case["option"]["specVersion"], &case["option"]["processingMode"]];
        if modes.contains(&&Value::from("json-ld-1.0")) {
            older += 1;
            continue;
        }
        run += 1;
        tally.case(case["@id"].as_str().unwrap(), check(&tests, case, &loader));
    }
    println!("json-ld-api/{name}: {run} cases of 1.1 run, {older} of 1.0 left out");
    tally.finish(cases);
}

/// Every file of the suite that may serve as a context, by its URL.
fn context_files(tests: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in ["", "expand/", "expand/c031/", "toRdf/", "toRdf/c031/"] {
        for entry in std::fs::read_dir(tests.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".jsonld") && (name.contains("context") || name.starts_with(['c', 'e', 's', 'p'])) {
                files.push((format!("{BASE}{folder}{name}"), common::read(&path)));
            }
        }
    }
    files
}

fn check(tests: &Path, case: &Value, loader: &Loader<'_>) -> Result<(), String> {
    let limits = Limits::default();
    let input = case["input"].as_str().unwrap();
    let bytes = common::read(tests.join(input));
    let document = Document::parse(&bytes, &limits).map_err(|error| error.to_string())?;
    let option = &case["option"];
    let expand_context = option["expandContext"].as_str().map(|path| common::read(tests.join(path)));
    let expand_context = expand_context.as_ref().map(|bytes| Document::parse(bytes, &limits).unwrap());
    let base = option["base"].as_str().map_or_else(|| format!("{BASE}{input}"), str::to_owned);
    let options = Options {
        base: Some(&base),
        expand_context: expand_context.as_ref().map(Document::root),
        mode: jsonld::Mode::Lenient,
        inline: jsonld::InlineContexts::Accept,
        vocab: jsonld::Vocab::Accept,
        ..Options::default()
    };
    let is_rdf = case["@type"].as_array().unwrap().contains(&Value::from("jld:ToRDFTest"));
    let outcome = jsonld::expand(document.root(), loader, &options, &limits).and_then(|expanded| {
        if is_rdf {
            Ok(Outcome::Rdf(Box::new(expanded.to_dataset(rdf_options(option), &limits)?)))
        } else {
            Ok(Outcome::Json(serde_json::from_str(&expanded.to_json()).unwrap()))
        }
    });
    let expected = case["expect"].as_str().map(|path| tests.join(path));
    match (case["expectErrorCode"].as_str(), outcome) {
        (None, Ok(outcome)) => expected.map_or(Ok(()), |path| outcome.compare(&path)),
        (None, Err(error)) => Err(format!("failed: {}", code(&error))),
        (Some(want), Ok(_)) => Err(format!("passed instead of {want}")),
        (Some(want), Err(error)) if want == code(&error) => Ok(()),
        (Some(want), Err(error)) => Err(format!("{} instead of {want}", code(&error))),
    }
}

fn code(error: &JsonLdError) -> String {
    match error {
        JsonLdError::UnknownContexts(_) => "loading remote context failed".to_owned(),
        other => other.to_string(),
    }
}

fn rdf_options(option: &Value) -> RdfOptions {
    RdfOptions {
        direction: match option["rdfDirection"].as_str() {
            Some("i18n-datatype") => RdfDirection::I18nDatatype,
            Some("compound-literal") => RdfDirection::CompoundLiteral,
            _ => RdfDirection::None,
        },
        predicates: match option["produceGeneralizedRdf"].as_bool() {
            Some(true) => Predicates::Generalized,
            _ => Predicates::Iris,
        },
        ..RdfOptions::default()
    }
}

enum Outcome {
    Json(Value),
    Rdf(Box<Dataset>),
}

impl Outcome {
    fn compare(&self, path: &Path) -> Result<(), String> {
        match self {
            Self::Json(actual) => {
                let (actual, want) = (sorted(actual, false), sorted(&common::read_json(path), false));
                if actual == want { Ok(()) } else { Err(format!("{actual} instead of {want}")) }
            }
            Self::Rdf(actual) => {
                let limits = Limits::default();
                let want = Dataset::parse(&common::read_text(path), &limits).map_err(|error| error.to_string())?;
                let [actual, want] = [actual, &want].map(|dataset| {
                    dataset.canonicalize(DigestAlgorithm::Sha256, &limits).map(|canonical| canonical.nquads()).unwrap()
                });
                if actual == want { Ok(()) } else { Err(format!("\n{actual}instead of\n{want}")) }
            }
        }
    }
}

/// Arrays in one order, but for lists and JSON literals.
fn sorted(value: &Value, is_ordered: bool) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| sorted(item, false)).collect();
            if !is_ordered {
                items.sort_by_key(Value::to_string);
            }
            Value::Array(items)
        }
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| {
                let value = if name == "@value" { value.clone() } else { sorted(value, name == "@list") };
                (name.clone(), value)
            };
            // By name, whatever order the JSON library keeps: features of other crates decide that.
            Value::Object(members.iter().map(member).collect::<BTreeMap<_, _>>().into_iter().collect())
        }
        other => other.clone(),
    }
}
