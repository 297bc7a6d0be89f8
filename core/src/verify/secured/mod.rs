//! What is secured of a document, and what a report shows of it.

pub(super) mod bounds;
pub(super) mod content;
pub(super) mod coverage;
#[cfg(feature = "anchors")]
pub(super) mod frame;
pub(super) mod idle;
pub(super) mod repeats;
pub(super) mod report;
pub(super) mod summary;
pub(super) mod verified;
