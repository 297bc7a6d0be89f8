//! From bytes to a report. `document` is one document's way through the checks, top to bottom: the file to read first.

#[cfg(feature = "anchors")]
mod anchors;
#[cfg(feature = "anchors")]
mod attached;
#[cfg(not(feature = "anchors"))]
#[path = "attached_absent.rs"]
mod attached;
mod batch;
mod binding;
#[cfg(feature = "anchors")]
mod blockcerts;
mod checks;
mod claims;
mod context;
mod coverage;
mod credential;
mod document;
mod enveloped;
mod faults;
#[cfg(feature = "anchors")]
mod followed;
mod found;
mod input;
mod issuer;
mod judged;
mod method;
mod model;
mod nested;
#[cfg(feature = "anchors")]
mod open_attestation;
mod period;
mod places;
mod profile;
mod proof;
mod proofs;
mod repeats;
mod report;
mod resource;
mod revocation;
mod secured;
mod session;
mod steps;
mod summary;
mod terms;
#[cfg(feature = "anchors")]
mod timestamp;
#[cfg(not(feature = "anchors"))]
#[path = "timestamp_absent.rs"]
mod timestamp;
mod trace;
mod transform;
mod validity;
mod verified;

pub use batch::Batch;
pub use input::{Inspection, inspect};
pub use trace::{Trace, TracedProof, TracedTry};
pub use verified::{VerificationError, Verified};

use crate::digest::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::Report;
use crate::resources::Resources;

/// Verifies documents under one policy. Immutable, cheap to share between threads.
#[derive(Clone, Debug)]
pub struct Verifier {
    policy: Policy,
    /// SHA-256 of the policy's JSON text.
    policy_digest: String,
}

impl Verifier {
    /// A verifier that judges by `policy`.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let policy_digest = DigestAlgorithm::Sha256.hash(policy.to_json().as_bytes()).to_hex();
        Self { policy, policy_digest }
    }

    /// The report on an input that the caller could not read.
    pub fn unreadable(&self) -> Report {
        input::unreadable(&self.batch(&Resources::default()).session())
    }

    /// The policy that it judges by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Verifies a document in any supported form: JSON-LD credentials and presentations with Data Integrity proofs.
    ///
    /// Broken input is a rejected report that says where; nothing is fetched: what is missing, the report lists.
    /// The same bytes, resources and policy give the same report.
    pub fn verify(&self, bytes: &[u8], resources: &Resources) -> Report {
        self.batch(resources).verify(bytes)
    }

    /// Verifies many inputs with the same resources: what follows from policy and resources is worked out once.
    #[must_use]
    pub fn batch<'v>(&'v self, resources: &'v Resources) -> Batch<'v> {
        Batch::new(&self.policy, &self.policy_digest, resources)
    }

    /// Shows what the signatures of a document are over, proof by proof: canonical forms and hashes.
    pub fn trace(&self, bytes: &[u8], resources: &Resources) -> Trace {
        self.batch(resources).trace(bytes)
    }
}
