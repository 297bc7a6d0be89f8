//! From bytes to a report. `document` is one document's way through the checks, top to bottom: the file to read first.

mod binding;
mod checks;
mod claims;
mod context;
mod coverage;
mod document;
mod input;
mod method;
mod nested;
mod period;
mod proof;
mod proofs;
mod secured;
mod session;
mod summary;
mod terms;
mod trace;
mod transform;
mod verified;

pub use input::{Inspection, inspect};
pub use trace::{Trace, TracedProof, TracedTry};
pub use verified::{VerificationError, Verified};

use crate::digest::DigestAlgorithm;
use crate::json::Document;
use crate::jsonld::Loader;
use crate::policy::Policy;
use crate::report::{InputDigest, Report};
use crate::resources::Resources;
use session::Session;

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
        let resources = Resources::default();
        input::unreadable(&Session::new(&self.policy, &self.policy_digest, &resources))
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
        self.run(&mut Session::new(&self.policy, &self.policy_digest, resources), bytes)
    }

    /// Shows what the signatures of a document are over, proof by proof: canonical forms and hashes.
    pub fn trace(&self, bytes: &[u8], resources: &Resources) -> Trace {
        let mut session = Session::new(&self.policy, &self.policy_digest, resources);
        session.trace = Some(Trace::default());
        let _ = self.run(&mut session, bytes);
        session.trace.unwrap_or_default()
    }

    fn run(&self, session: &mut Session<'_>, bytes: &[u8]) -> Report {
        let pinned = session.pinned_contexts();
        let parsed: Vec<_> =
            pinned.iter().map(|(url, text)| (*url, Document::parse(text, &self.policy.limits))).collect();
        let mut loader = Loader::bundled();
        for (url, document) in &parsed {
            if let Ok(document) = document {
                loader.supply(url, document.root());
            }
        }
        let mut report = input::verify(session, &loader, bytes);
        report.input = InputDigest { sha256: DigestAlgorithm::Sha256.hash(bytes).to_hex(), bytes: bytes.len() };
        report
    }
}
