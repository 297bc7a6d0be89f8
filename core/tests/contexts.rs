//! Which contexts the bundled ones and the fixtures refer to, and which of those are deliberately not bundled.

mod common;

use common::{read, read_json};
use credstone::jsonld::contexts::bundled;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Suites that are about JSON, JSON-LD or RDF, not about credentials.
const OTHERS: [&str; 3] = ["json-ld-api", "json-test-suite", "rdf-canon"];

#[test]
fn every_context_is_bundled_or_listed() {
    let Some(shared) = common::shared() else {
        return eprintln!("SKIPPED: contexts: 2 folders not walked, shared data absent");
    };
    let mut found = BTreeMap::new();
    collect(&shared.join("contexts"), &mut found);
    for entry in std::fs::read_dir(shared.join("conformance")).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !OTHERS.iter().any(|other| entry.ends_with(other)) {
            collect(&entry, &mut found);
        }
    }
    let all = found.len();
    found.retain(|url, _| bundled(url).is_none());
    for (url, place) in &found {
        println!("{url} in {place}");
    }
    println!("contexts: {all} referenced, {} not bundled", found.len());
    let listed = read_json(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unbundled_contexts.json"));
    let listed: BTreeSet<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert!(entry["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{entry}");
            entry["url"].as_str().unwrap().to_owned()
        })
        .collect();
    let found: BTreeSet<_> = found.into_keys().collect();
    assert_eq!(found, listed, "review tests/unbundled_contexts.json");
}

fn collect(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(&entry, found);
        } else if let Ok(document) = serde_json::from_slice(&read(&entry)) {
            references(&document, false, &entry.display().to_string(), found);
        }
    }
}

/// Finds the URLs in `@context` and `@import`, at any depth.
fn references(value: &Value, in_context: bool, place: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let is_reference = matches!(name.as_str(), "@context" | "@import");
                references(value, is_reference, place, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, in_context, place, found)),
        Value::String(url) if in_context => {
            found.entry(url.clone()).or_insert_with(|| place.to_owned());
        }
        _ => {}
    }
}
