//! Every case and every report is what its schema says, and the schemas name every check and reason.

#![allow(clippy::disallowed_methods, reason = "a test reads the vectors")]

use boon::{Compiler, Schemas};
use credstone::report::{CheckId, Reason};
use serde_json::Value;
use std::fs;
use test_vectors::{cases, folder};

const BASE: &str = "https://credstone.example/";

fn read(name: &str) -> Value {
    let path = folder().join(name);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn validate(schema: &str, files: impl Iterator<Item = String>) {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    for name in ["case.schema.json", "report.schema.json"] {
        compiler.add_resource(&format!("{BASE}{name}"), read(name)).expect("a schema");
    }
    let index = compiler.compile(&format!("{BASE}{schema}"), &mut schemas).expect("a schema");
    let mut count = 0;
    for file in files {
        if let Err(error) = schemas.validate(&read(&file), index) {
            panic!("{file}: {error:#}");
        }
        count += 1;
    }
    println!("{count} files");
    assert!(count > 0);
}

#[test]
fn cases_follow_their_schema() {
    validate("case.schema.json", cases().iter().map(|case| format!("{}/case.json", case.name)));
}

#[test]
fn reports_follow_their_schema() {
    validate("report.schema.json", cases().iter().map(|case| format!("{}/report.json", case.name)));
}

#[test]
fn the_schema_names_every_check_and_reason() {
    let schema = read("report.schema.json");
    let ids: Vec<_> = CheckId::ALL.iter().map(|id| id.code()).collect();
    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(schema["$defs"]["checkId"]["enum"], Value::from(ids));
    assert_eq!(schema["$defs"]["reason"]["enum"], Value::from(reasons));
}
