//! Runs every case: the report is what a person said, and both files are the same byte for byte.

#![allow(clippy::disallowed_methods, reason = "a test reads the vectors")]

use credstone::report::Report;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use test_vectors::{Case, Expect, cases};

#[test]
fn every_case_gives_the_expected_report() {
    let cases = cases();
    let wrong: Vec<String> = cases.iter().filter_map(|case| judge(case).err()).collect();
    println!("{} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn judge(case: &Case) -> Result<(), String> {
    let report = case.verify();
    let found = Expect::of(&report);
    if found != case.expect {
        return Err(format!("{}:\n{}", case.name, case.expect.difference(&found)));
    }
    same(case, "report.json", Some(&report.to_json()))?;
    let verified = report.into_verified().ok();
    same(case, "verified.json", verified.as_ref().map(credstone::verify::Verified::json))
}

fn same(case: &Case, name: &str, text: Option<&str>) -> Result<(), String> {
    match fs::read_to_string(case.folder.join(name)).ok().as_deref() == text {
        true => Ok(()),
        false => Err(format!("{}/{name} is another text; `make bless` writes it, `git diff` shows it", case.name)),
    }
}

#[test]
fn the_inputs_are_what_the_table_says() {
    let status = Command::new(env!("CARGO_BIN_EXE_generate")).arg("--check").status().expect("it runs");
    assert!(status.success());
}

#[test]
fn negative_cases_outnumber_positive_ones() {
    let cases = cases();
    let verified = cases.iter().filter(|case| case.expect.verdict == "verified").count();
    println!("{verified} verified, {} not", cases.len() - verified);
    assert!(cases.len() - verified >= 3 * verified, "three cases that do not verify for each that does");
}

#[test]
fn no_report_has_a_check_twice() {
    for case in cases() {
        once(&case.name, &case.verify());
    }
}

fn once(name: &str, report: &Report) {
    let mut seen = BTreeSet::new();
    for check in &report.checks {
        assert!(seen.insert((check.id, &check.scope)), "{name}: {} at {:?} twice", check.id.code(), check.scope);
    }
    report.nested.iter().for_each(|nested| once(name, &nested.report));
}
