//! One document's way through the checks, top to bottom.

mod checks;
mod verified;

pub use verified::{VerificationError, Verified};

/// What a verified document is built from when somebody asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Secured {}

impl Secured {
    fn to_json(&self) -> Option<String> {
        None
    }
}
