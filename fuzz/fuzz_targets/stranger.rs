//! What a stranger signs names nobody else, whatever it is made of.

#![no_main]

use std::sync::LazyLock;
use test_vectors::oracle::Tally;
use test_vectors::oracle::source::Source;
use test_vectors::oracle::stranger::Stranger;

static STRANGER: LazyLock<Stranger> = LazyLock::new(Stranger::new);

libfuzzer_sys::fuzz_target!(init: { LazyLock::force(&STRANGER); }, |bytes: &[u8]| {
    let finding = STRANGER.judge(&mut Source::of(bytes), &mut Tally::default());
    assert!(finding.is_none(), "{}", finding.expect("there is one"));
});
