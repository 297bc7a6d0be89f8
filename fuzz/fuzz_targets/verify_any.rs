//! A genuine credential with one edit is not verified, or says the same.

#![no_main]

use std::sync::LazyLock;

use credstone::policy::Policy;
use credstone::resources::Resources;
use credstone::time::{Timestamp, Zone};
use credstone::verify::Verifier;

static GENUINE: &[u8] = include_bytes!("../../test-vectors/samples/genuine-badge.json");
static SAYS: LazyLock<String> = LazyLock::new(|| verified(GENUINE).expect("the sample is genuine"));

/// Where, how many bytes are cut out there, and what is put in their place.
type Edit<'e> = (u16, u8, &'e [u8]);

libfuzzer_sys::fuzz_target!(|edit: Edit<'_>| {
    let (at, cut, paste) = edit;
    let start = usize::from(at) % GENUINE.len();
    let end = (start + usize::from(cut)).min(GENUINE.len());
    let edited = [&GENUINE[..start], paste, &GENUINE[end..]].concat();
    let genuine = SAYS.as_str();
    assert!(verified(&edited).is_none_or(|says| says == genuine));
});

fn verified(bytes: &[u8]) -> Option<String> {
    let at = Timestamp::parse("2026-11-21T12:00:00Z", Zone::Required).expect("a date").timestamp;
    let report = Verifier::new(Policy::at(at)).verify(bytes, &Resources::default());
    assert!(report.to_json().len() <= 4 * bytes.len() + 65_536, "the report grows faster than its input");
    report.into_verified().ok().map(|verified| verified.json().to_owned())
}
