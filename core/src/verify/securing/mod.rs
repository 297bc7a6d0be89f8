//! What secures a document, and how far that is proven: signatures, anchors, and who made them.

#[cfg(feature = "anchors")]
pub(super) mod anchor;
#[cfg(feature = "anchors")]
pub(super) mod attached;
#[cfg(not(feature = "anchors"))]
#[path = "attached_absent.rs"]
pub(super) mod attached;
pub(super) mod binding;
pub(super) mod context;
pub(super) mod issuer;
pub(super) mod judged;
pub(super) mod method;
mod named;
pub(super) mod readings;
pub(super) mod set;
pub(super) mod signature;
pub(super) mod terms;
pub(super) mod texts;
pub(super) mod transform;
