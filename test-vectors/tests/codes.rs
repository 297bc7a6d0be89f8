//! Every reason that the library can give is given in at least one case, and every check fails or stays undecided in one.

use credstone::report::{CheckId, Outcome, Reason, Report};
use std::collections::BTreeSet;
use test_vectors::cases;

/// Reasons that no case gives, with why.
const REASONS_WITHOUT_CASE: &[(Reason, &str)] =
    &[(Reason::InputUnreadable, "only the command line gives it: `command_line.rs` tests that")];

/// Checks that never fail or stay undecided yet, with why.
const CHECKS_WITHOUT_CASE: &[(CheckId, &str)] = &[
    (CheckId::ProofCertificate, "certificates come later"),
    (CheckId::ProofDisclosure, "selective disclosure comes later"),
    (CheckId::ProofKeyBinding, "selective disclosure comes later"),
];

#[test]
fn every_reason_has_a_case() {
    let mut given = BTreeSet::new();
    cases().iter().for_each(|case| reasons(&case.verify(), &mut given));
    for (reason, _) in REASONS_WITHOUT_CASE {
        assert!(!given.contains(reason), "{} has a case: strike it from the list", reason.code());
    }
    given.extend(REASONS_WITHOUT_CASE.iter().map(|(reason, _)| *reason));
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !given.contains(reason)).collect();
    assert!(missing.is_empty(), "reasons without a case: {missing:?}");
}

fn reasons(report: &Report, given: &mut BTreeSet<Reason>) {
    given.extend(report.checks.iter().filter_map(|check| check.reason));
    report.nested.iter().for_each(|nested| reasons(&nested.report, given));
}

#[test]
fn every_check_has_a_case() {
    let cases = cases();
    let expected: BTreeSet<&str> =
        cases.iter().flat_map(|case| &case.expect.checks).map(|row| row[0].as_str()).collect();
    let excused = |id: CheckId| CHECKS_WITHOUT_CASE.iter().any(|(excused, _)| *excused == id);
    for id in CheckId::ALL.iter().filter(|id| excused(**id)) {
        assert!(!expected.contains(id.code()), "{} has a case: strike it from the list", id.code());
    }
    let missing: Vec<_> = CheckId::ALL.iter().filter(|id| !expected.contains(id.code()) && !excused(**id)).collect();
    assert!(missing.is_empty(), "checks without a case: {missing:?}");
}

#[test]
fn every_check_passes_in_a_case() {
    let mut passed = BTreeSet::new();
    for case in cases() {
        let report = case.verify();
        passed.extend(report.checks.iter().filter(|check| check.outcome == Outcome::Passed).map(|check| check.id));
    }
    let never: Vec<_> = CheckId::ALL.iter().filter(|id| !passed.contains(id)).collect();
    println!("never passed: {never:?}");
    let excused = |id: CheckId| {
        // Status and schemas come later; evidence is shown, not judged.
        let later = [CheckId::Evidence, CheckId::Schema, CheckId::StatusEntry];
        later.contains(&id) || CHECKS_WITHOUT_CASE.iter().any(|(excused, _)| *excused == id)
    };
    assert!(never.iter().all(|id| excused(**id)), "checks that no case passes: {never:?}");
}
