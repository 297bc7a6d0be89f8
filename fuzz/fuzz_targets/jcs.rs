//! Canonical text is JSON, and canonicalizing it changes nothing.

#![no_main]

use credstone::json::{Document, JcsError, canonicalize};
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes, &Limits::default()) else { return };
    let Ok(once) = canonical(&document) else { return };
    let again = Document::parse(once.as_bytes(), &Limits::default()).expect("canonical text is JSON");
    match canonical(&again) {
        Ok(twice) => assert_eq!(twice, once),
        // 1e20 is written as an integer, and an integer of that length is refused.
        Err(JcsError::NumberNotInteroperable { .. }) => {}
        Err(error) => panic!("{error}"),
    }
});

fn canonical(document: &Document<'_>) -> Result<String, JcsError> {
    let mut text = String::new();
    canonicalize(document.root(), &mut text).map(|()| text)
}
