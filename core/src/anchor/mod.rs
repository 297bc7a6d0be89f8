//! Anchors: from a hash of a document to the ledger or log that carries it, each step proven from the caller's bytes.
//!
//! Nothing here reads the document beyond what is hashed, or knows which ledger, block or issuer the caller trusts.

pub mod chain;
pub mod open_attestation;
