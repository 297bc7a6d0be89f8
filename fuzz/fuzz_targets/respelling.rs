//! The same statements spelled otherwise are not verified, or say the same.

#![no_main]

use std::sync::LazyLock;
use test_vectors::oracle::genuine;
use test_vectors::oracle::respell::{Subject, Tally};
use test_vectors::oracle::source::Source;

static SUBJECTS: LazyLock<Vec<Subject>> = LazyLock::new(genuine::subjects);

libfuzzer_sys::fuzz_target!(init: { LazyLock::force(&SUBJECTS); }, |bytes: &[u8]| {
    let mut source = Source::of(bytes);
    let finding = source.pick(&SUBJECTS).and_then(|subject| subject.judge(&mut source, &mut Tally::default()));
    assert!(finding.is_none(), "{}", finding.expect("there is one"));
});
