//! A batch gives the reports of single calls, byte for byte, whatever it has verified before.

use credstone::report::Report;
use credstone::resources::Resources;
use std::collections::BTreeMap;
use test_vectors::{Case, cases};

/// Others come between: what is learnt from one input must not show in the next.
#[test]
fn cases_with_resources_are_the_same_after_others() {
    let cases: Vec<_> = cases().into_iter().filter(|case| case.resources != Resources::default()).collect();
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let (verifier, other) = (case.verifier(), &cases[(index + 1) % cases.len()].input);
        let mut batch = verifier.batch(&case.resources);
        for input in [&case.input, &case.input, other, &case.input] {
            if both(batch.verify(input)) != both(verifier.verify(input, &case.resources)) {
                wrong.push(case.name.as_str());
            }
        }
    }
    println!("{} batches", cases.len());
    assert!(cases.len() > 50);
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// All inputs of one policy in one batch, with everything that any of them needs, as far as it fits together.
#[test]
fn cases_with_one_policy_share_a_batch() {
    let cases = cases();
    let mut policies: BTreeMap<&str, Vec<&Case>> = BTreeMap::new();
    cases.iter().for_each(|case| policies.entry(&case.policy).or_default().push(case));
    let mut wrong = Vec::new();
    for cases in policies.values() {
        let mut resources = Resources::default();
        for case in cases {
            let mut more = resources.clone();
            if more.extend(case.resources.clone()).is_ok() {
                resources = more;
            }
        }
        let verifier = cases[0].verifier();
        let mut batch = verifier.batch(&resources);
        for case in cases.iter().chain(cases) {
            if both(batch.verify(&case.input)) != both(verifier.verify(&case.input, &resources)) {
                wrong.push(case.name.as_str());
            }
        }
    }
    let largest = policies.values().map(Vec::len).max();
    println!("{} policies, of which one has {largest:?} inputs", policies.len());
    assert!(largest > Some(100));
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Both texts that a report can give.
fn both(report: Report) -> (String, Option<String>) {
    (report.to_json(), report.into_verified().ok().map(|verified| verified.json().to_owned()))
}
