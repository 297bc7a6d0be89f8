//! Cases that once came out wrong, kept outside the repository, and what each must come to.

#![allow(clippy::disallowed_methods, reason = "a test reads its cases")]

use credstone::policy::Policy;
use credstone::report::{CheckId, Outcome, Report, Verdict};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde::Deserialize;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The name that only forgeries bear.
const FAMOUS: &str = "Famous University";

#[derive(Deserialize)]
struct Row {
    case: String,
    input: String,
    expect: String,
    at: Option<String>,
    policy: Option<String>,
    resources: Option<String>,
}

#[test]
fn what_came_out_wrong_once_does_not_again() {
    let Some(folder) = folder() else {
        println!("SKIPPED: no folder `found`; CREDSTONE_SHARED says where it is");
        return;
    };
    let rows = fs::read(folder.join("cases.json")).expect("the table is there");
    let rows: Vec<Row> = serde_json::from_slice(&rows).expect("the table is well-formed");
    let mut wrong = Vec::new();
    for row in &rows {
        if let Err(found) = row.judge(&folder) {
            wrong.push(format!("{}: expected {}, found {found}", row.case, row.expect));
        }
    }
    println!("{} cases", rows.len());
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = env::var_os("CREDSTONE_SHARED").map_or(beside, PathBuf::from);
    Some(shared.join("found")).filter(|folder| folder.join("cases.json").is_file())
}

impl Row {
    fn judge(&self, folder: &Path) -> Result<(), String> {
        let read = |name: &String| fs::read(folder.join(name)).expect("a file of the table");
        let policy = match (&self.policy, &self.at) {
            (Some(name), _) => read(name),
            (None, at) => format!(r#"{{"at":"{}"}}"#, at.as_ref().expect("a time or a policy")).into_bytes(),
        };
        let policy = Policy::from_json(&policy).expect("a policy");
        let resources = self.resources.as_ref().map(|name| Resources::from_json(&read(name)).expect("resources"));
        let input = read(&self.input);
        let report = Verifier::new(policy).verify(&input, &resources.unwrap_or_default());
        match self.holds(&report, input.len()) {
            true => Ok(()),
            false => Err(report.verdict.code().to_owned()),
        }
    }

    fn holds(&self, report: &Report, length: usize) -> bool {
        let verdict = report.verdict;
        match self.expect.as_str() {
            "verified" => verdict == Verdict::Verified,
            "rejected" => verdict == Verdict::Rejected,
            "indeterminate" => verdict == Verdict::Indeterminate,
            "not_verified" => verdict != Verdict::Verified,
            "not_rejected" => verdict != Verdict::Rejected,
            "not_named" => !any(report, &|report| report.verdict == Verdict::Verified && names_famous(report)),
            "endorsement_not_passed" => !passes(report, CheckId::Endorsement),
            "ledger_not_passed" => !passes(report, CheckId::AnchorLedger),
            "report_at_most_linear" => report.to_json().len() <= 4 * length + 65_536,
            other => panic!("{}: nobody knows what {other} means", self.case),
        }
    }
}

/// Whether that holds of a report or one within it.
fn any(report: &Report, holds: &impl Fn(&Report) -> bool) -> bool {
    holds(report) || report.nested.iter().any(|nested| any(&nested.report, holds))
}

fn names_famous(report: &Report) -> bool {
    let issuer = report.summary.issuer.as_ref();
    issuer.and_then(|issuer| issuer.name.as_deref()).is_some_and(|name| name.contains(FAMOUS))
}

fn passes(report: &Report, id: CheckId) -> bool {
    any(report, &|report| report.checks.iter().any(|check| check.id == id && check.outcome == Outcome::Passed))
}
