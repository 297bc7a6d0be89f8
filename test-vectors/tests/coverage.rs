//! Coverage: what a report calls covered cannot be changed, and nothing can be added where that is refused.
//!
//! Changes in covered places that say the same in the same statements are listed by kind in `coverage.accepted.txt`, which
//! a person reads.

#![allow(clippy::disallowed_methods, reason = "a test reads its list")]

use std::collections::BTreeSet;
use std::fs;
use test_vectors::folder;
use test_vectors::oracle::coverage::{Covered, Verdicts};
use test_vectors::oracle::source::Source;
use test_vectors::oracle::{Finding, genuine, in_halves, rounds, summary};

const ACCEPTED: &str = "tests/coverage.accepted.txt";

#[test]
fn what_is_covered_cannot_be_changed() {
    // The proofs of this set are over two readings: whoever takes the first one away shows the other, which is signed too.
    let sound = genuine::sound().into_iter().filter(|seed| !seed.name.starts_with("reading/set"));
    let covered: Vec<_> = sound.filter_map(Covered::of).collect();
    let judged = in_halves(&covered, |number, covered| {
        (0..rounds(60)).map(|round| covered.change(&mut Source::seeded(number << 32 | round))).collect::<Vec<_>>()
    });
    let (mut wrong, mut same, mut refused) = (Vec::new(), BTreeSet::new(), 0);
    for verdict in judged.into_iter().flatten() {
        match verdict {
            Verdicts::Refused => refused += 1,
            Verdicts::Same(kind) => drop(same.insert(kind)),
            Verdicts::Wrong(finding) => wrong.push(finding),
        }
    }
    println!("{} documents, {refused} changes refused, accepted: {same:#?}", covered.len());
    assert!(wrong.is_empty(), "{}", summary(&wrong));
    let reviewed = fs::read_to_string(folder().join(ACCEPTED)).expect("the list is there");
    let reviewed: BTreeSet<_> = reviewed.lines().filter(|line| !line.starts_with('#')).collect();
    let new: Vec<_> = same.iter().filter(|kind| !reviewed.contains(kind.as_str())).collect();
    assert!(new.is_empty(), "{ACCEPTED}: not reviewed {new:#?}");
}

#[test]
fn nothing_is_added_where_that_is_refused() {
    let covered: Vec<_> = genuine::sound().into_iter().filter_map(Covered::of).collect();
    let findings = in_halves(&covered, |number, covered| {
        let insert = |round| covered.insert(&mut Source::seeded(number << 32 | round));
        (0..rounds(60)).filter_map(insert).collect::<Vec<Finding>>()
    });
    let findings: Vec<_> = findings.into_iter().flatten().collect();
    assert!(findings.is_empty(), "{}", summary(&findings));
}
