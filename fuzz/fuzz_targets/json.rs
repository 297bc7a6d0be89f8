//! The strict reader never panics, and what it accepts is UTF-8 whose places lie within the text.

#![no_main]

use credstone::json::Document;
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = Document::parse(bytes, &Limits::default()) else { return };
    let root = document.root();
    assert_eq!(document.source().as_bytes(), bytes);
    assert_eq!(root.end().index(), document.node_count());
    assert!(root.members().all(|member| root.contains(member.value.id()) && member.value.offset() < bytes.len()));
});
