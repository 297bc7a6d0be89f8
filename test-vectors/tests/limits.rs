//! Every limit has a case that reaches it, with its value in the report, and one of the same input that it lets through.

use credstone::limits::Limits;
use serde_json::Value;
use test_vectors::{Case, cases};

#[test]
fn every_limit_has_a_case_on_either_side() {
    let cases: Vec<Case> = cases().into_iter().filter(|case| case.name.starts_with("limits/")).collect();
    let limits = serde_json::to_value(Limits::default()).expect("limits are JSON");
    // A report that is cut says so, and its verdict stays: `core/tests/report_limits.rs` looks at those.
    let names = limits.as_object().expect("an object").keys().filter(|name| *name != "report");
    let missing: Vec<_> = names.filter(|name| !cases.iter().any(|case| is_edge(name, case, &cases))).collect();
    assert!(missing.is_empty(), "limits without a case on either side: {missing:?}");
}

/// Whether a case is undecided for a limit, and the same input verifies under one that is one higher.
fn is_edge(name: &str, case: &Case, cases: &[Case]) -> bool {
    let Some(value) = limit(name, case) else { return false };
    let enough = |other: &&Case| other.input == case.input && limit(name, other) == Some(value + 1);
    case.expect.verdict == "indeterminate"
        && tells(case, value)
        && cases.iter().find(enough).is_some_and(|other| other.expect.verdict == "verified")
}

fn limit(name: &str, case: &Case) -> Option<u64> {
    let policy: Value = serde_json::from_str(&case.policy).expect("a policy is JSON");
    policy["limits"][name].as_u64()
}

/// Whether a check of the report says that a limit of that value was reached.
fn tells(case: &Case, value: u64) -> bool {
    let report: Value = serde_json::from_str(&case.verify().to_json()).expect("a report is JSON");
    tells_within(&report, value)
}

fn tells_within(report: &Value, value: u64) -> bool {
    let list = |name: &str| report[name].as_array().expect("a list").iter();
    let reached = list("checks").any(|check| {
        let reason = check["reason"].as_str().unwrap_or_default();
        check["outcome"] == "undetermined" && reason.starts_with("limit.") && check["data"]["limit"] == value
    });
    reached || list("nested").any(|nested| tells_within(&nested["report"], value))
}
