//! Multiformats: texts and bytes that name their own encoding, each value with exactly one text.
//!
//! Prefixed and bare base-58 and base64url texts into bytes, bytes into a code and its content, digests into an
//! algorithm and its output. Nothing here knows what a key is.

pub mod base58;
pub mod base64;
pub mod base64url;
pub mod multibase;
pub mod multicodec;
pub mod multihash;
