//! Nothing is lost in silence: what expands without an issue makes the same statements when its expanded form is expanded again.

#![no_main]

use credstone::digest::{Digest, DigestAlgorithm};
use credstone::json::Document;
use credstone::jsonld::{Expanded, Loader, Options, RdfOptions, expand};
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (limits, loader, options) = (Limits::default(), Loader::bundled(), Options::default());
    let Ok(document) = Document::parse(bytes, &limits) else { return };
    let Ok(once) = expand(document.root(), &loader, &options, &limits) else { return };
    if !once.issues().is_empty() {
        return;
    }
    let text = once.to_json();
    // The expanded form nests deeper than what it came from.
    let Ok(document) = Document::parse(text.as_bytes(), &Limits { depth: 256, ..limits.clone() }) else { return };
    let twice = expand(document.root(), &loader, &options, &limits).expect("the expanded form expands");
    if let (Some(once), Some(twice)) = (statements(&once), statements(&twice)) {
        assert_eq!(once, twice);
    }
});

fn statements(expanded: &Expanded<'_>) -> Option<Digest> {
    let limits = Limits::default();
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).ok()?;
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &limits).ok()?;
    Some(canonical.hash(DigestAlgorithm::Sha256))
}
