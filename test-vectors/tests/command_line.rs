//! A file that the command line cannot read is rejected like any other, with a reason of its own.

#![allow(clippy::disallowed_methods, reason = "a test runs the program")]

use serde_json::Value;
use std::process::{Command, Output};
use test_vectors::folder;

/// Runs the example `verify` of the core.
fn verify(arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("the test has a path");
    let program = test.ancestors().nth(2).expect("deps lies within the target folder").join("examples/verify");
    if !program.exists() {
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "--package", "credstone", "--example", "verify"]);
        assert!(build.current_dir(folder()).status().expect("cargo runs").success());
    }
    Command::new(program).args(["--at", "2026-11-21T12:00:00Z", "--json"]).args(arguments).output().expect("it runs")
}

#[test]
fn a_file_that_cannot_be_read_is_rejected() {
    let genuine = folder().join("samples/genuine-badge.json");
    let output = verify(&["no-such-file.json", genuine.to_str().expect("a text")]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let lines = String::from_utf8(output.stdout).expect("UTF-8");
    let reports: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let verdicts: Vec<_> = reports.iter().map(|report| report["report"]["verdict"].as_str()).collect();
    assert_eq!(verdicts, [Some("rejected"), Some("verified")], "the next file is verified all the same");
    let failed = |check: &&Value| check["outcome"] == "failed";
    let reasons: Vec<_> = reports[0]["report"]["checks"].as_array().expect("a list").iter().filter(failed).collect();
    assert_eq!(reasons.len(), 1);
    assert_eq!((&reasons[0]["id"], &reasons[0]["reason"]), (&"container".into(), &"input.unreadable".into()));
}
