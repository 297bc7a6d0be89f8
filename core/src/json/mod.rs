//! JSON: bytes into a tree with positions, JSON pointers (RFC 6901) and canonical text (JCS, RFC 8785).
//!
//! Nothing here knows of credentials, URLs or time.

mod document;
mod jcs;
mod read;
mod text;

pub use document::{Document, Items, Kind, Member, Members, NodeId, Value};
pub use jcs::{Edits, JcsError, canonicalize, canonicalize_edited, hash_edited};
pub use read::{JsonError, JsonErrorKind};
pub use text::{write_number, write_string};
