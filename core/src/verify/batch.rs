//! Many inputs under one policy with the same resources: what follows from those two alone is worked out once.

use super::input;
use super::secured::bounds;
use super::session::{Contexts, Controllers, Session, Totals, longest_report};
use super::trace::Trace;
use crate::digest::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::{InputDigest, Report};
use crate::resources::Resources;

/// Verifies many inputs under one policy with the same resources.
///
/// It keeps what follows from policy and resources between the inputs: controller documents, the contexts that the
/// policy pins, the entries of ledgers that hold. Nothing of an input outlives its call: each report is, byte for byte,
/// that of [`Verifier::verify`].
///
/// # Examples
/// ```
/// use credstone::{Policy, Resources, Timestamp, Verifier};
/// let verifier = Verifier::new(Policy::at(Timestamp::from_unix(1_795_262_400)));
/// let resources = Resources::default();
/// let mut batch = verifier.batch(&resources);
/// for input in [b"{}".as_slice(), b"[]"] {
///     assert_eq!(batch.verify(input).to_json(), verifier.verify(input, &resources).to_json());
/// }
/// ```
///
/// [`Verifier::verify`]: super::Verifier::verify
#[derive(Debug)]
pub struct Batch<'v> {
    policy: &'v Policy,
    policy_digest: &'v str,
    resources: &'v Resources,
    contexts: Contexts<'v>,
    controllers: Controllers,
    #[cfg(feature = "anchors")]
    followed: super::followed::Followed,
}

impl<'v> Batch<'v> {
    pub(super) fn new(policy: &'v Policy, policy_digest: &'v str, resources: &'v Resources) -> Self {
        let contexts = Contexts::pinned(policy, resources);
        Self {
            policy,
            policy_digest,
            resources,
            contexts,
            controllers: Controllers::default(),
            #[cfg(feature = "anchors")]
            followed: super::followed::Followed::default(),
        }
    }

    /// Verifies one input, as [`Verifier::verify`](super::Verifier::verify) does.
    pub fn verify(&mut self, bytes: &[u8]) -> Report {
        self.run(bytes, None).0
    }

    pub(super) fn trace(&mut self, bytes: &[u8]) -> Trace {
        self.run(bytes, Some(Trace::default())).1.unwrap_or_default()
    }

    fn run(&mut self, bytes: &[u8], trace: Option<Trace>) -> (Report, Option<Trace>) {
        let (most, entries) = (longest_report(&self.policy.limits, bytes.len()), self.policy.limits.entries);
        let mut session = self.session(bytes.len());
        session.trace = trace;
        let contexts = session.contexts;
        let mut report = input::verify(&mut session, &contexts.loader(), bytes);
        report.input = InputDigest { sha256: DigestAlgorithm::Sha256.hash(bytes).to_hex(), bytes: bytes.len() };
        bounds::bound(&mut report, most, entries);
        (report, session.trace)
    }

    /// What the verification of one input of so many bytes begins with.
    pub(super) fn session(&mut self, bytes: usize) -> Session<'_> {
        Session {
            policy: self.policy,
            policy_digest: self.policy_digest,
            resources: self.resources,
            contexts: &self.contexts,
            supplied: &mut self.controllers,
            derived: Controllers::default(),
            #[cfg(feature = "anchors")]
            followed: &mut self.followed,
            left: Totals::of(&self.policy.limits, bytes),
            stamped: None,
            trace: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckId, Outcome, Reason};
    use crate::time::Timestamp;
    use crate::verify::Verifier;
    use std::sync::Arc;

    const ISSUER: &str = "did:web:uni.example";

    /// A credential of `issuer` whose proof names its key and is wrong.
    fn credential(issuer: &str) -> Vec<u8> {
        format!(
            r##"{{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential", "issuer": "{issuer}",
                "credentialSubject": {{"id": "urn:s"}},
                "proof": {{"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "assertionMethod",
                          "verificationMethod": "{issuer}#key-1", "proofValue": "z2"}}}}"##
        )
        .into_bytes()
    }

    fn resources() -> Resources {
        let document = format!(
            r##"{{"id": "{ISSUER}", "assertionMethod": [{{"id": "#key-1", "type": "Multikey", "controller": "{ISSUER}",
                "publicKeyMultibase": "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}}]}}"##
        );
        let mut resources = Resources::default();
        resources.add_document(ISSUER, document.into_bytes()).unwrap();
        resources.add_document("did:web:broken.example", b"{".to_vec()).unwrap();
        resources
    }

    fn verifier() -> Verifier {
        Verifier::new(Policy::at(Timestamp::from_unix(1_795_262_400)))
    }

    #[test]
    fn a_supplied_document_is_read_once() {
        let (verifier, resources) = (verifier(), resources());
        let mut batch = verifier.batch(&resources);
        let first = batch.verify(&credential(ISSUER));
        let method = first.checks.iter().find(|check| check.id == CheckId::ProofMethod).unwrap();
        assert_eq!(method.outcome, Outcome::Passed);
        let known = Arc::clone(batch.controllers.find(ISSUER).unwrap());
        assert_eq!(batch.verify(&credential(ISSUER)).to_json(), first.to_json());
        assert!(Arc::ptr_eq(&known, batch.controllers.find(ISSUER).unwrap()));
        let parsed =
            |resources: &Resources| resources.document_entry(ISSUER).unwrap().json(&verifier.policy().limits).unwrap();
        let before = parsed(&resources);
        let _ = verifier.verify(&credential(ISSUER), &resources);
        assert!(Arc::ptr_eq(&before, &parsed(&resources)), "single calls share the JSON value");
    }

    #[test]
    fn only_what_was_supplied_is_kept() {
        let (verifier, resources) = (verifier(), resources());
        let mut batch = verifier.batch(&resources);
        let key = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
        for issuer in [key, "did:web:elsewhere.example", "urn:uuid:1", "did:web:broken.example", ISSUER] {
            let _ = batch.verify(&credential(issuer));
        }
        let kept = batch.controllers.identifiers().collect::<Vec<_>>();
        assert_eq!(kept, ["did:web:broken.example", ISSUER], "inputs cannot make a batch grow");
    }

    #[test]
    fn a_broken_document_stays_broken() {
        let (verifier, resources) = (verifier(), resources());
        let mut batch = verifier.batch(&resources);
        for _ in 0..2 {
            let report = batch.verify(&credential("did:web:broken.example"));
            let method = report.checks.iter().find(|check| check.id == CheckId::ProofMethod).unwrap();
            assert_eq!((method.outcome, method.reason), (Outcome::Undetermined, Some(Reason::ResourceMalformed)));
        }
    }

    #[test]
    fn goes_where_it_is_needed() {
        fn sent<T: Send + Sync>() {}
        sent::<Batch<'_>>();
    }
}
