//! A document that its holder edits is not verified, or says the same.

#![no_main]

use std::sync::LazyLock;
use test_vectors::oracle::Tally;
use test_vectors::oracle::genuine;
use test_vectors::oracle::holder::Holder;
use test_vectors::oracle::source::Source;

static HOLDERS: LazyLock<Vec<Holder>> = LazyLock::new(|| genuine::sound().into_iter().map(Holder::of).collect());

libfuzzer_sys::fuzz_target!(init: { LazyLock::force(&HOLDERS); }, |bytes: &[u8]| {
    let mut source = Source::of(bytes);
    let finding = source.pick(&HOLDERS).and_then(|holder| holder.judge(&mut source, &mut Tally::default()));
    assert!(finding.is_none(), "{}", finding.expect("there is one"));
});
