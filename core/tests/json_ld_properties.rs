//! Properties of JSON-LD on real credentials: order of members means nothing, and nothing is lost in silence.

mod common;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Kind, NodeId, Value};
use credstone::jsonld::{self, InlineContexts, Loader, Options, RdfOptions, Vocab};
use credstone::limits::Limits;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// JSON documents with an `@context`, from three suites.
fn documents() -> Vec<PathBuf> {
    let Some(shared) = common::shared() else {
        eprintln!("SKIPPED: properties of JSON-LD, shared data absent");
        return Vec::new();
    };
    let mut found = Vec::new();
    for suite in ["dcc-vc-test-fixtures", "vc-data-model-rec-examples", "1edtech-public-validator", "vc-di-eddsa"] {
        seek(&shared.join("conformance").join(suite), &mut found);
    }
    found.sort();
    found
}

fn seek(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            seek(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "json" || extension == "jsonld") {
            found.push(entry);
        }
    }
}

fn options() -> Options<'static> {
    Options { inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() }
}

fn canonical(text: &[u8]) -> Option<String> {
    let limits = Limits::default();
    let document = Document::parse(text, &limits).ok()?;
    let expanded = jsonld::expand(document.root(), &Loader::bundled(), &options(), &limits).ok()?;
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).ok()?;
    Some(dataset.canonicalize(DigestAlgorithm::Sha256, &limits).ok()?.nquads())
}

/// Writes a value with the members of its objects in another order.
fn reordered(value: Value<'_>, seed: &mut u64, out: &mut String) {
    match value.kind() {
        Kind::Object => {
            let mut members: Vec<_> = value.members().collect();
            for at in (1..members.len()).rev() {
                *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                members.swap(at, usize::try_from(*seed >> 33).unwrap() % (at + 1));
            }
            out.push('{');
            for (at, member) in members.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&serde_json::Value::from(member.name()).to_string());
                out.push(':');
                reordered(member.value, seed, out);
            }
            out.push('}');
        }
        Kind::Array => {
            out.push('[');
            for (at, item) in value.items().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                reordered(item, seed, out);
            }
            out.push(']');
        }
        Kind::String => out.push_str(&serde_json::Value::from(value.as_str().unwrap()).to_string()),
        Kind::Number => out.push_str(value.as_number_text().unwrap()),
        Kind::Boolean(value) => write!(out, "{value}").unwrap(),
        Kind::Null => out.push_str("null"),
    }
}

#[test]
fn the_order_of_members_means_nothing() {
    let (mut compared, mut seed) = (0, 2026);
    for path in documents() {
        let text = common::read(&path);
        let Some(want) = canonical(&text) else { continue };
        let limits = Limits::default();
        let document = Document::parse(&text, &limits).unwrap();
        let mut other = String::new();
        reordered(document.root(), &mut seed, &mut other);
        assert_eq!(canonical(other.as_bytes()).as_ref(), Some(&want), "{}", path.display());
        compared += 1;
    }
    println!("json-ld: {compared} documents with their members in another order");
}

/// Leaves below `value`, by place; contexts, nulls and what is not signed by rule are left out.
fn leaves(value: Value<'_>, name: &str, found: &mut BTreeSet<NodeId>) {
    match value.kind() {
        Kind::Object => value.members().for_each(|member| leaves(member.value, member.name(), found)),
        Kind::Array => value.items().for_each(|item| leaves(item, name, found)),
        Kind::Null => {}
        _ if matches!(name, "@context" | "id" | "@id" | "@index" | "@direction" | "@language" | "@value" | "@type") => {
        }
        _ => drop(found.insert(value.id())),
    }
}

#[test]
fn every_leaf_makes_a_statement_or_an_issue() {
    let (mut checked, mut all) = (0, 0);
    let limits = Limits::default();
    for path in documents() {
        let text = common::read(&path);
        let Ok(document) = Document::parse(&text, &limits) else { continue };
        if document.root().get("@context").is_none() {
            continue;
        }
        let (loader, options) = (Loader::bundled(), options());
        let Ok(expanded) = jsonld::expand(document.root(), &loader, &options, &limits) else { continue };
        if !expanded.issues().is_empty() {
            continue;
        }
        let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
        let origins: BTreeSet<NodeId> = dataset.quads().iter().map(|quad| quad.origin).collect();
        let mut want = BTreeSet::new();
        for member in document.root().members().filter(|member| member.name() != "@context") {
            leaves(member.value, member.name(), &mut want);
        }
        // A JSON literal is one statement for all that is in it.
        let literals: Vec<Value<'_>> = origins.iter().filter_map(|origin| document.value(*origin)).collect();
        for leaf in &want {
            let is_covered = origins.contains(leaf)
                || literals.iter().any(|literal| literal.contains(*leaf) && is_json(*literal, &dataset));
            assert!(is_covered, "{}: {:?}", path.display(), document.value(*leaf).and_then(Value::as_str));
        }
        checked += 1;
        all += want.len();
    }
    println!("json-ld: {checked} documents, {all} leaves");
}

fn is_json(literal: Value<'_>, dataset: &credstone::rdf::Dataset) -> bool {
    let quads = dataset.quads().iter().filter(|quad| quad.origin == literal.id());
    quads.into_iter().any(|quad| dataset.text(quad.object).ends_with("rdf-syntax-ns#JSON>"))
}
