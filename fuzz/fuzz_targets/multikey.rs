//! A public key has one Multikey text, but for the codec that wraps a JWK.

#![no_main]

use credstone::keys::PublicKey;
use credstone::multiformat::{multibase, multicodec};

const JWK_JCS: u64 = 0xeb51;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(key) = PublicKey::from_multikey(text) else { return };
    let bytes = multibase::decode(text, text.len()).expect("read before");
    let wrapped = matches!(multicodec::split(&bytes), Ok((JWK_JCS, _)));
    assert!(wrapped || key.to_multikey() == text);
    assert_eq!(PublicKey::from_multikey(&key.to_multikey()), Ok(key));
});
