//! Writes the inputs, resources and expectations of the test vectors, always the same ones.
//!
//! `generate` writes them; `generate --check` says whether what is there is what it would write.

#![allow(clippy::disallowed_methods, reason = "vectors are files")]

mod bitcoin;
mod blockcerts;
mod documents;
mod ethereum;
mod families;
mod merkle;
mod samples;
mod table;

use credstone::report::{CheckId, Reason};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use table::{Case, pretty};
use test_vectors::{keys, sign};

fn main() -> ExitCode {
    let files = files();
    let stale = stale_folders(&files);
    if std::env::args().nth(1).as_deref() == Some("--check") {
        return check(&files, &stale);
    }
    for folder in stale {
        fs::remove_dir_all(test_vectors::folder().join(folder)).expect("the folder is ours");
    }
    for (name, bytes) in &files {
        let path = test_vectors::folder().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is ours");
        fs::write(path, bytes).expect("the folder is ours");
    }
    println!("{} files", files.len());
    ExitCode::SUCCESS
}

/// Every file by its path.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut manifest = BTreeMap::new();
    for case in families::all().cases {
        let folder = format!("{}/{}", case.family, case.name);
        let input = format!("input.{}", extension(&case.input));
        let row =
            json!({ "name": folder, "input": input, "resources": case.resources().is_some(), "verdict": case.verdict });
        assert!(manifest.insert(folder.clone(), row).is_none(), "{folder} stands twice in the table");
        write(&mut files, &folder, &input, &case);
    }
    for (name, sample) in samples::all() {
        files.insert(format!("samples/{name}"), pretty(&sample).into_bytes());
    }
    files.insert("report.schema.json".to_owned(), schema().into_bytes());
    let manifest = json!({ "cases": manifest.into_values().collect::<Vec<_>>() });
    files.insert("manifest.json".to_owned(), pretty(&manifest).into_bytes());
    files
}

fn write(files: &mut BTreeMap<String, Vec<u8>>, folder: &str, input: &str, case: &Case) {
    files.insert(format!("{folder}/case.json"), pretty(&case.description()).into_bytes());
    files.insert(format!("{folder}/{input}"), case.input.clone());
    if let Some(resources) = case.resources() {
        files.insert(format!("{folder}/resources.json"), pretty(&resources).into_bytes());
    }
}

/// The schema of the report, as a person wrote it, with the names of all checks and reasons.
fn schema() -> String {
    let text = fs::read(test_vectors::folder().join("report.schema.json")).expect("the schema is there");
    let mut schema: Value = serde_json::from_slice(&text).expect("the schema is JSON");
    schema["$defs"]["checkId"]["enum"] = CheckId::ALL.iter().map(|id| id.code()).collect();
    schema["$defs"]["reason"]["enum"] = Reason::ALL.iter().map(|reason| reason.code()).collect();
    pretty(&schema)
}

/// What is JSON is called so; everything else is bytes.
fn extension(input: &[u8]) -> &'static str {
    if serde_json::from_slice::<serde_json::Value>(input).is_ok() { "json" } else { "bin" }
}

/// Folders of cases that are in no table any more.
fn stale_folders(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    let folders = |path: &Path| -> Vec<String> {
        let entries = fs::read_dir(path).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir());
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    };
    let mut stale = BTreeSet::new();
    for family in
        folders(test_vectors::folder()).iter().filter(|name| !["samples", "src", "tests"].contains(&name.as_str()))
    {
        for case in folders(&test_vectors::folder().join(family)) {
            if !files.contains_key(&format!("{family}/{case}/case.json")) {
                stale.insert(format!("{family}/{case}"));
            }
        }
    }
    stale
}

fn check(files: &BTreeMap<String, Vec<u8>>, stale: &BTreeSet<String>) -> ExitCode {
    let differs =
        |(name, bytes): &(&String, &Vec<u8>)| fs::read(test_vectors::folder().join(name)).ok().as_ref() != Some(*bytes);
    let wrong: Vec<_> = files.iter().filter(differs).map(|(name, _)| name).chain(stale).collect();
    for name in &wrong {
        eprintln!("{name} is not what the table says; run `cargo run -p test-vectors --bin generate`");
    }
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
