//! The forms that a document may have.

#[cfg(feature = "anchors")]
pub(super) mod blockcerts;
pub(super) mod credential;
pub(super) mod enveloped;
#[cfg(feature = "anchors")]
pub(super) mod open_attestation;
#[cfg(feature = "anchors")]
pub(super) mod timestamp;
#[cfg(not(feature = "anchors"))]
#[path = "timestamp_absent.rs"]
pub(super) mod timestamp;
