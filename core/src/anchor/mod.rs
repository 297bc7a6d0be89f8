//! Anchors: from a hash of a document to the ledger or log that carries it, one file or folder for each format.
//!
//! A proof's bytes become the values that it leads to and the places that must hold them; `chain` proves that a place does.
//! Nothing here knows what the rest of the document says, or whom the caller trusts.

pub mod blockcerts_1;
pub mod chain;
pub mod chainpoint;
pub(crate) mod ladder;
pub mod merkle_proof;
pub mod merkle_proof_2017;
pub mod merkle_proof_2019;
pub mod open_attestation;
pub mod open_timestamps;
pub mod transparency_log;
