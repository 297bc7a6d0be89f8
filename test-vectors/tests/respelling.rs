//! Respelling: the same statements spelled otherwise are not verified, or say the same and have the same parts checked.

use test_vectors::oracle::respell::Tally;
use test_vectors::oracle::source::Source;
use test_vectors::oracle::{Finding, genuine, in_halves, rounds, summary};

#[test]
fn the_same_statements_spelled_otherwise_say_no_more() {
    let subjects = genuine::subjects();
    let judged = in_halves(&subjects, |number, subject| {
        let mut tally = Tally::default();
        let judge = |round| subject.judge(&mut Source::seeded(number << 32 | round), &mut tally);
        let findings: Vec<Finding> = (0..rounds(15 * subject.weight())).filter_map(judge).collect();
        (tally, findings)
    });
    let tally = judged.iter().fold(Tally::default(), |sum, (tally, _)| sum + *tally);
    let findings: Vec<_> = judged.into_iter().flat_map(|(_, findings)| findings).collect();
    println!("{} subjects, {tally:?}", subjects.len());
    assert!(tally.equal > 1_000, "hardly any spelling says the same: {tally:?}");
    assert!(findings.is_empty(), "{}", summary(&findings));
}
