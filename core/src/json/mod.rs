//! JSON: bytes into a tree with positions, JSON pointers (RFC 6901) and canonical text (JCS, RFC 8785).
//!
//! Nothing here knows of credentials, URLs or time.

#[cfg(feature = "json-syntax")]
mod convert;
mod de;
mod document;
mod jcs;
mod pointer;
mod read;
mod ser;
mod text;

#[cfg(feature = "json-syntax")]
pub use convert::from_json_syntax;
pub use de::{DeserializeError, FromTextError, from_text, from_value};
pub use document::{Document, Items, Kind, Member, Members, NodeId, Value};
pub(crate) use jcs::same;
pub use jcs::{Edits, JcsError, canonicalize, canonicalize_edited, hash_edited};
pub use pointer::PointerError;
pub(crate) use pointer::{push_index, push_name};
pub use read::{JsonError, JsonErrorKind};
pub use ser::to_text;
pub(crate) use text::is_clean;
pub use text::{Writer, write_number, write_string};
