//! Verifies W3C Verifiable Credentials, Open Badges and presentations from bytes alone.
//!
//! A verification is a pure function: bytes, [`Resources`] and a [`Policy`] go in, a [`Report`] comes out. There is no
//! network, no clock, no randomness and no global state in it; what is missing is named in the report, never fetched.
//! The same three inputs give the same report, byte for byte, today and in thirty years.
//!
//! ```
//! use credstone::{Policy, Resources, Timestamp, Verifier, Zone};
//!
//! # let bytes = br#"{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential"}"#;
//! let now = Timestamp::parse("2026-11-21T12:00:00Z", Zone::Required)?.timestamp; // time is an argument
//! let verifier = Verifier::new(Policy::at(now));
//! let report = verifier.verify(bytes, &Resources::default());
//! match report.into_verified() {
//!     Ok(diploma) => println!("{}", diploma.json()),
//!     Err(error) => println!("{error}"),
//! }
//! # Ok::<(), credstone::time::DateError>(())
//! ```
//!
//! # What is verified
//! Credentials and presentations of the Verifiable Credentials Data Model 1.1 and 2.0 with Data Integrity proofs
//! ([`proof::data_integrity::CRYPTOSUITES`]), under keys of any kind in [`keys::KeyType`], for issuers that are DIDs
//! (`did:key`, `did:jwk`, `did:pkh` from the identifier, any other from a supplied document) or URLs. With the feature
//! `anchors`, also what is anchored in ledgers: Blockcerts 1.2, 2 and 3, `OpenAttestation` 2 and 3, and detached timestamps.
//!
//! # What is not, yet
//! Status lists and schemas are reported as undetermined. Credentials secured with JOSE or COSE, baked badges, Open Badges 2
//! that are not anchored, and Blockcerts 1.1 are recognised and reported as unsupported.
//!
//! # Reading a report
//! [`Report::into_verified`] is the only road to claims that passed. [`Report::needs`](Report#structfield.needs) lists what
//! the caller could supply to decide more. The checks and reasons are documented in [`report::CheckId`] and
//! [`report::Reason`].

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

#[cfg(feature = "anchors")]
pub mod anchor;
pub mod credential;
pub mod did;
pub mod digest;
pub mod json;
pub mod jsonld;
pub mod keys;
pub mod limits;
#[cfg(feature = "anchors")]
pub mod merkle;
pub mod multiformat;
pub mod policy;
pub mod proof;
pub mod rdf;
pub mod report;
pub mod resources;
mod standalone;
pub mod time;
pub mod verify;

pub use policy::Policy;
pub use report::{Report, Verdict};
pub use resources::Resources;
pub use standalone::{CanonicalizationError, jcs, rdfc, to_nquads};
pub use time::{Timestamp, Zone};
pub use verify::{Inspection, VerificationError, Verified, Verifier, inspect};
