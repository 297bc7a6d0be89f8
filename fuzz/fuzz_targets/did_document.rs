//! Any JSON is a document about keys or a reason why not; a method that is found has the id that was asked for.

#![no_main]

use credstone::did::{ControllerDocument, Relationship, same_url};
use credstone::json::Document;
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(json) = Document::parse(bytes, &Limits::default()) else { return };
    let Ok(document) = ControllerDocument::from_json(json.root(), &Limits::default()) else { return };
    for method in document.methods() {
        if let Ok(found) = document.find(&method.id, Relationship::AssertionMethod) {
            assert!(same_url(&found.id, &method.id) && document.lists(&found.id, Relationship::AssertionMethod));
        }
    }
});
