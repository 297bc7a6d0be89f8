//! Every reason that the library can give is given in at least one case, and every check fails for one in at least one.

use credstone::report::{CheckId, Reason};
use std::collections::BTreeSet;
use test_vectors::cases;

/// Reasons that no case gives yet, with why.
const REASONS_WITHOUT_CASE: &[(Reason, &str)] =
    &[(Reason::InputUnreadable, "only the command line gives it: a file cannot be read")];

/// Checks that never fail or stay undecided yet, with why.
const CHECKS_WITHOUT_CASE: &[(CheckId, &str)] = &[];

#[test]
fn every_reason_has_a_case() {
    let cases = cases();
    let given: BTreeSet<&str> = cases.iter().flat_map(|case| &case.expect.checks).map(|row| row[3].as_str()).collect();
    let excused = |reason: Reason| REASONS_WITHOUT_CASE.iter().any(|(excused, _)| *excused == reason);
    for reason in Reason::ALL {
        let found = given.contains(reason.code());
        assert!(!(found && excused(*reason)), "{} has a case: strike it from the list", reason.code());
    }
    let missing: Vec<_> =
        Reason::ALL.iter().filter(|reason| !given.contains(reason.code()) && !excused(**reason)).collect();
    assert!(missing.is_empty(), "reasons without a case: {missing:?}");
}

#[test]
fn every_check_has_a_case() {
    let cases = cases();
    let rows = cases
        .iter()
        .flat_map(|case| &case.expect.checks)
        .filter(|row| row[2] != "not_applicable" && row[3] != "check.not_reached");
    let given: BTreeSet<&str> = rows.map(|row| row[0].as_str()).collect();
    let excused = |id: CheckId| CHECKS_WITHOUT_CASE.iter().any(|(excused, _)| *excused == id);
    for id in CheckId::ALL {
        let found = given.contains(id.code());
        assert!(!(found && excused(*id)), "{} has a case: strike it from the list", id.code());
    }
    let missing: Vec<_> = CheckId::ALL.iter().filter(|id| !given.contains(id.code()) && !excused(**id)).collect();
    assert!(missing.is_empty(), "checks without a case: {missing:?}");
}
