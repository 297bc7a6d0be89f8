//! What is read as an instant is the same instant when its own text is read.

#![no_main]

use credstone::time::{Timestamp, Zone};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(parsed) = Timestamp::parse(text, Zone::Utc) else { return };
    let again = Timestamp::parse(&parsed.timestamp.to_string(), Zone::Required).expect("our own text");
    assert_eq!(again.timestamp, parsed.timestamp);
});
