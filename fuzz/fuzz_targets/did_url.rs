//! A document derived from a DID is that DID's own, and each of its methods can be found again.

#![no_main]

use credstone::did::{Derived, DidUrl, derive};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(url) = DidUrl::parse(text) {
        assert!(text.starts_with(url.did().as_str()));
    }
    let Derived::Document(document) = derive(text) else { return };
    assert_eq!(document.id(), text);
    assert!(document.methods().all(|method| DidUrl::parse(&method.id).is_ok_and(|url| url.did().as_str() == text)));
});
