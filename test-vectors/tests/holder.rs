//! Holder: whoever edits a document without a key gets one that is not verified, or one that says the same.

use test_vectors::oracle::Tally;
use test_vectors::oracle::holder::Holder;
use test_vectors::oracle::source::Source;
use test_vectors::oracle::{Finding, genuine, in_halves, rounds, summary};

#[test]
fn a_holder_changes_nothing_that_verifies() {
    // The proofs of this set are over two readings: whoever takes the first one away shows the other, which is signed too.
    let sound = genuine::sound().into_iter().filter(|seed| !seed.name.starts_with("reading/set"));
    let holders: Vec<_> = sound.map(Holder::of).collect();
    let judged = in_halves(&holders, |number, holder| {
        let mut tally = Tally::default();
        let judge = |round| holder.judge(&mut Source::seeded(number << 32 | round), &mut tally);
        let findings: Vec<Finding> = (0..rounds(80)).filter_map(judge).collect();
        (tally, findings)
    });
    let tally = judged.iter().fold(Tally::default(), |sum, (tally, _)| sum + *tally);
    let findings: Vec<_> = judged.into_iter().flat_map(|(_, findings)| findings).collect();
    println!("{} documents, {tally:?}", holders.len());
    assert!(tally.verified > 100, "hardly anything verifies: {tally:?}");
    assert!(findings.is_empty(), "{}", summary(&findings));
}
