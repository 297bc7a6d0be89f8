//! What is covered cannot be changed, and nothing can be added where that is refused.

#![no_main]

use std::sync::LazyLock;
use test_vectors::oracle::coverage::{Covered, Verdicts};
use test_vectors::oracle::genuine;
use test_vectors::oracle::source::Source;

static COVERED: LazyLock<Vec<Covered>> =
    LazyLock::new(|| genuine::sound().into_iter().filter_map(Covered::of).collect());

libfuzzer_sys::fuzz_target!(init: { LazyLock::force(&COVERED); }, |bytes: &[u8]| {
    let mut source = Source::of(bytes);
    let Some(covered) = source.pick(&COVERED) else { return };
    let wrong = match covered.change(&mut source.clone()) {
        Verdicts::Wrong(finding) => Some(finding),
        _ => covered.insert(&mut source),
    };
    assert!(wrong.is_none(), "{}", wrong.expect("there is one"));
});
