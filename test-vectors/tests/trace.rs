//! What is tried to find what a proof is over: little, in a fixed order, and told.

use credstone::verify::{TracedProof, TracedTry};
use test_vectors::{Case, cases};

fn traced(case: &Case) -> Vec<TracedProof> {
    case.verifier().trace(&case.input, &case.resources).proofs
}

#[test]
fn no_proof_is_tried_more_than_eight_times() {
    let most = cases().iter().flat_map(traced).map(|proof| proof.tries.len()).max();
    assert_eq!(most, Some(8));
}

#[test]
fn the_newest_texts_of_contexts_are_tried_first() {
    // How many of the letters with which its hash begins tell a text.
    let text = |(_, sha256): &(&str, &'static str)| sha256.get(..4).expect("a hash");
    let texts = |one: &TracedTry| one.contexts.iter().map(text).collect::<Vec<_>>().join(" ");
    for (name, want) in [
        ("newest", &[""][..]),
        ("2022-11-03", &["", "b8ba"]),
        ("2022-09-08-first", &["", "b8ba", "514f", "e41a"]),
        ("2022-09-08-changed", &["", "b8ba", "514f", "e41a"]),
        ("pinned", &[""]),
        ("pinned-newest", &[""]),
        ("two-contexts-second", &["", "b8ba", "22ce"]),
        ("two-contexts", &["", "b8ba", "22ce", "514f", "b8ba 22ce"]),
        ("two-contexts-oldest", &["", "b8ba", "22ce", "514f", "b8ba 22ce", "e41a", "514f 22ce", "e41a 22ce"]),
        ("language", &["", "", "b8ba", "b8ba", "514f", "514f"]),
    ] {
        let case = cases().into_iter().find(|case| case.name == format!("text/{name}")).expect(name);
        let tries: Vec<_> = traced(&case).iter().flat_map(|proof| proof.tries.iter().map(texts)).collect();
        assert_eq!(tries, want, "{name}");
    }
}
