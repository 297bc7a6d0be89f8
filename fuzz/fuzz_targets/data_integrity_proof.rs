//! Whatever stands in the place of a genuine credential's proof: the credential is not verified, or says the same.

#![no_main]

use std::sync::LazyLock;

use credstone::policy::Policy;
use credstone::resources::Resources;
use credstone::time::{Timestamp, Zone};
use credstone::verify::Verifier;

static GENUINE: &str = include_str!("../../test-vectors/samples/genuine-badge.json");
static SAYS: LazyLock<String> = LazyLock::new(|| verified(GENUINE.as_bytes()).expect("the sample is genuine"));

libfuzzer_sys::fuzz_target!(|proof: &[u8]| {
    let (claims, _) = GENUINE.rsplit_once("\"proof\"").expect("the proof is the last member");
    let edited = [claims.as_bytes(), b"\"proof\":", proof, b"}"].concat();
    let genuine = SAYS.as_str();
    assert!(verified(&edited).is_none_or(|says| says == genuine));
});

fn verified(bytes: &[u8]) -> Option<String> {
    let at = Timestamp::parse("2026-11-21T12:00:00Z", Zone::Required).expect("a date").timestamp;
    let report = Verifier::new(Policy::at(at)).verify(bytes, &Resources::default());
    report.into_verified().ok().map(|verified| verified.json().to_owned())
}
