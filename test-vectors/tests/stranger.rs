//! Stranger: what somebody else's key signs names nobody but that key's own DID, whatever it is made of.

use test_vectors::oracle::Tally;
use test_vectors::oracle::source::Source;
use test_vectors::oracle::stranger::Stranger;
use test_vectors::oracle::{Finding, in_halves, rounds, summary};

#[test]
fn a_stranger_signs_for_nobody_else() {
    let stranger = Stranger::new();
    let judged = in_halves(&[(); 16], |number, ()| {
        let mut tally = Tally::default();
        let judge = |round| stranger.judge(&mut Source::seeded(number << 32 | round), &mut tally);
        let findings: Vec<Finding> = (0..rounds(250)).filter_map(judge).collect();
        (tally, findings)
    });
    let tally = judged.iter().fold(Tally::default(), |sum, (tally, _)| sum + *tally);
    let findings: Vec<_> = judged.into_iter().flat_map(|(_, findings)| findings).collect();
    println!("{tally:?}");
    assert!(tally.verified > 500, "hardly anything verifies: {tally:?}");
    assert!(findings.is_empty(), "{}", summary(&findings));
}
