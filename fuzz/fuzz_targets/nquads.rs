//! What is read as N-Quads is written as N-Quads that reads the same.

#![no_main]

use credstone::limits::Limits;
use credstone::rdf::Dataset;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(dataset) = Dataset::parse(text, &Limits::default()) else { return };
    let written = dataset.to_nquads();
    let again = Dataset::parse(&written, &Limits::default()).expect("our own text");
    assert_eq!(again.to_nquads(), written);
});
