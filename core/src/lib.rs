//! Verifies W3C Verifiable Credentials and Merkle anchor proofs from bytes alone.
//!
//! A verification is a pure function: bytes, [`Resources`] and a [`Policy`] go in, a [`Report`] comes out.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::todo,
    clippy::unimplemented,
    clippy::unreachable,
    clippy::unwrap_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::string_slice
    )
)]

pub mod credential;
pub mod did;
pub mod digest;
pub mod json;
pub mod jsonld;
pub mod keys;
pub mod limits;
pub mod multiformat;
pub mod policy;
pub mod proof;
pub mod rdf;
pub mod report;
pub mod resources;
pub mod time;
pub mod verify;
