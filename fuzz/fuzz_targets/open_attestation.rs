//! Any JSON is a wrapped document or a reason why not; what is shown of its data is JSON, and has the same hash in any order.

#![no_main]

use credstone::anchor::open_attestation::{v2, v3};
use credstone::json::{Document, canonicalize};
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let Ok(document) = Document::parse(bytes, &limits) else { return };
    let mut sorted = String::new();
    let sorted_too = canonicalize(document.root(), &mut sorted).is_ok();
    let sorted = sorted_too.then(|| Document::parse(sorted.as_bytes(), &limits).expect("canonical text is JSON"));
    if let Ok(attestation) = v2::recompute(document.root(), &limits) {
        let shown = document.root().get("data").map(v2::unsalted).expect("the data were hashed");
        Document::parse(shown.as_bytes(), &limits).expect("what is shown is JSON");
        if let Some(sorted) = &sorted {
            assert_eq!(v2::recompute(sorted.root(), &limits).map(|sorted| sorted.target), Ok(attestation.target));
        }
    }
    if let Ok(attestation) = v3::recompute(document.root(), &limits) {
        let shown = v3::covered(document.root());
        Document::parse(shown.as_bytes(), &limits).expect("what is shown is JSON");
        if let Some(sorted) = &sorted {
            assert_eq!(v3::recompute(sorted.root(), &limits).map(|sorted| sorted.target), Ok(attestation.target));
        }
    }
});
