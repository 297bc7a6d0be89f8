//! Writes `report.json` and `verified.json` of every case and says which checks ended differently: a person reads that.

#![allow(clippy::disallowed_methods, reason = "vectors are files")]

use std::fs;
use test_vectors::{Case, Expect, cases};

fn main() {
    let cases = cases();
    let written = cases.iter().filter(|case| bless(case)).count();
    println!("{} cases, {written} changed", cases.len());
}

/// Whether anything changed.
fn bless(case: &Case) -> bool {
    let report = case.verify();
    let found = Expect::of(&report);
    if found != case.expect {
        println!("{}: not what the case expects\n{}", case.name, case.expect.difference(&found));
    }
    let report_changed = write(case, "report.json", Some(report.to_json()));
    let verified = report.into_verified().ok().map(|verified| verified.json().to_owned());
    let verified_changed = write(case, "verified.json", verified);
    report_changed || verified_changed
}

fn write(case: &Case, name: &str, text: Option<String>) -> bool {
    let path = case.folder.join(name);
    if fs::read_to_string(&path).ok() == text {
        return false;
    }
    println!("{}/{name}", case.name);
    match text {
        Some(text) => fs::write(path, text).expect("the folder is ours"),
        None => fs::remove_file(path).expect("the folder is ours"),
    }
    true
}
