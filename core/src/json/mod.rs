//! JSON: bytes into a tree with positions, JSON pointers (RFC 6901) and canonical text (JCS, RFC 8785).
//!
//! Nothing here knows of credentials, URLs or time.

mod document;
mod read;

pub use document::{Document, Items, Kind, Member, Members, NodeId, Value};
pub use read::{JsonError, JsonErrorKind};
