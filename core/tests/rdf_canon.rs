//! The W3C test suite of RDFC-1.0, all of it, under the default limits.

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::limits::{Limit, Limits};
use credstone::rdf::{Canonical, Dataset};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn w3c_suite() {
    let Some(folder) = common::suite("rdf-canon", 86) else { return };
    let tests = folder.join("tests");
    let manifest = common::read_json(tests.join("manifest.jsonld"));
    let mut tally = common::Tally::new("rdf-canon");
    let mut kinds = BTreeMap::new();
    for entry in manifest["entries"].as_array().unwrap() {
        let kind = entry["type"].as_str().unwrap();
        *kinds.entry(kind).or_insert(0) += 1;
        tally.case(entry["id"].as_str().unwrap(), run(&tests, entry, kind));
    }
    println!("rdf-canon: {kinds:?}");
    tally.finish(86);
}

fn run(tests: &Path, entry: &Value, kind: &str) -> Result<(), String> {
    let text = |name: &str| common::read_text(tests.join(entry[name].as_str().unwrap()));
    let algorithm = match entry["hashAlgorithm"].as_str() {
        None => DigestAlgorithm::Sha256,
        Some("SHA384") => DigestAlgorithm::Sha384,
        Some(other) => return Err(format!("hash algorithm {other}")),
    };
    let limits = Limits::default();
    let dataset = Dataset::parse(&text("action"), &limits).map_err(|error| error.to_string())?;
    let canonical = dataset.canonicalize(algorithm, &limits);
    match (kind, canonical) {
        ("rdfc:RDFC10NegativeEvalTest", Err(reached)) => same(&reached.limit, &Limit::Canonicalization),
        ("rdfc:RDFC10EvalTest", Ok(canonical)) => {
            same(&canonical.lines().collect::<String>(), &canonical.nquads())?;
            same(&canonical.nquads(), &text("result"))
        }
        ("rdfc:RDFC10MapTest", Ok(canonical)) => {
            same(&labels(&dataset, &canonical), &serde_json::from_str(&text("result")).unwrap())
        }
        (_, Ok(_)) => Err("was canonicalized".to_owned()),
        (_, Err(reached)) => Err(format!("{reached:?}")),
    }
}

/// The labels that the text gives to blank nodes, and those that they get.
fn labels(dataset: &Dataset, canonical: &Canonical) -> BTreeMap<String, String> {
    let terms = dataset.quads().iter().flat_map(|quad| [Some(quad.subject), Some(quad.object), quad.graph]);
    let label = |term| Some((dataset.text(term).strip_prefix("_:")?.to_owned(), canonical.label(term)?.to_owned()));
    terms.flatten().filter_map(label).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(actual: &T, expected: &T) -> Result<(), String> {
    if actual == expected { Ok(()) } else { Err(format!("{actual:?} instead of {expected:?}")) }
}
