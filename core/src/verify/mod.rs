//! From bytes to a report. `document` is one document's way through the checks, top to bottom: the file to read first.

mod batch;
mod checks;
mod claims;
mod document;
mod faults;
#[cfg(feature = "anchors")]
mod followed;
mod forms;
mod found;
mod input;
mod nested;
mod places;
mod secured;
mod securing;
mod session;
mod steps;
mod trace;

pub use batch::Batch;
pub use input::{Inspection, inspect};
pub use secured::verified::{VerificationError, Verified};
pub use trace::{Trace, TracedProof, TracedTry};

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
        input::unreadable(&self.batch(&Resources::default()).session(0))
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
