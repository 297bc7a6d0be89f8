//! Documents and proof options into hashes, as each suite transforms them; what several proofs share is done once.

use super::checks::Finding;
use super::context::issue_finding;
use super::session::clipped;
use crate::credential::{Claims, Member, ProofRef};
use crate::digest::{Digest, DigestAlgorithm};
use crate::json::{self, Edits, JcsError, NodeId, Value};
use crate::jsonld::{Contexts, JsonLdError, Loader, Options};
use crate::limits::{Limit, LimitReached, Limits};
use crate::proof::data_integrity::{ProofOptions, Statements, Suite, Transformation, suites::NamedBy};
use crate::report::Reason;

/// What a signature may be over.
pub(super) struct Hashes {
    /// The hashes of proof options and document: one pair, or for legacy suites up to two, in the order to try.
    pub(super) tries: Vec<(Digest, Digest)>,
    /// The places in the proof options that became statements.
    pub(super) origins: Vec<NodeId>,
}

/// Transforms one document for all its proofs.
pub(super) struct Transformer<'s, 'd> {
    pub(super) document: Value<'d>,
    pub(super) proofs: &'s [ProofRef<'d>],
    pub(super) loader: &'s Loader<'s>,
    /// How documents are expanded under the policy.
    pub(super) expansion: Options<'s>,
    pub(super) limits: &'s Limits,
    /// The document without its proofs, or why it makes no statements; nothing if no suite asks.
    pub(super) statements: Option<Result<Statements<'d>, Finding>>,
}

impl<'s, 'd> Transformer<'s, 'd> {
    /// The hashes that a signature of `suite` may be over.
    pub(super) fn hashes(
        &mut self,
        suite: &Suite,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
    ) -> Result<Hashes, Finding> {
        match suite.transformation {
            Transformation::Jcs => self.jcs_hashes(options, digest, previous),
            Transformation::Rdfc => self.rdfc_hashes(suite, options, digest, previous),
        }
    }

    /// The document is hashed with the contexts that the proof states, which must be the first of its own
    /// ([vc-di-eddsa](https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022)).
    fn jcs_hashes(
        &self,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
    ) -> Result<Hashes, Finding> {
        let mut replace = Vec::new();
        if let Some(stated) = options.value().get("@context") {
            let own = self.document.get("@context").filter(|own| begins_with(*own, stated));
            replace.push((own.ok_or_else(|| Finding::failed(Reason::ProofContext))?.id(), stated));
        }
        let omit = self.omitted(previous);
        let document = json::hash_edited(self.document, &Edits { omit: &omit, replace: &replace }, digest);
        let signature = signature_members(options.value());
        let options = json::hash_edited(options.value(), &Edits { omit: &signature, replace: &[] }, digest);
        Ok(Hashes { tries: vec![(options.map_err(jcs_finding)?, document.map_err(jcs_finding)?)], origins: Vec::new() })
    }

    fn rdfc_hashes(
        &mut self,
        suite: &Suite,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
    ) -> Result<Hashes, Finding> {
        let document = self.document_hash(digest, previous)?;
        let own = self.document.get("@context");
        let stated = options.value().get("@context");
        let mut tries: Vec<Vec<Value<'d>>> = vec![own.into_iter().chain(stated).collect()];
        match (suite.named_by, stated) {
            (NamedBy::Cryptosuite, Some(stated)) if !own.is_some_and(|own| same(own, stated)) => {
                return Err(Finding::failed(Reason::ProofContext));
            }
            (NamedBy::Cryptosuite, _) => tries = vec![own.into_iter().collect()],
            // Some signers let the contexts of the proof take the place of the document's.
            (NamedBy::Type, Some(stated)) => tries.push(vec![stated]),
            (NamedBy::Type, None) => {}
        }
        let omit = signature_members(options.value());
        let mut hashes = Hashes { tries: Vec::with_capacity(tries.len()), origins: Vec::new() };
        let mut first_fault = None;
        for contexts in &tries {
            match self.options_hash(options, contexts, &omit, digest, &mut hashes.origins) {
                Ok(hash) => hashes.tries.push((hash, document.clone())),
                Err(finding) => first_fault = first_fault.or(Some(finding)),
            }
        }
        match first_fault {
            Some(finding) if hashes.tries.is_empty() => Err(finding),
            _ => Ok(hashes),
        }
    }

    fn options_hash(
        &self,
        options: &ProofOptions<'d>,
        contexts: &[Value<'d>],
        omit: &[NodeId],
        digest: DigestAlgorithm,
        origins: &mut Vec<NodeId>,
    ) -> Result<Digest, Finding> {
        let expansion = Options { contexts: Contexts::Given(contexts), omit, ..self.expansion.clone() };
        let mut statements = Statements::read(options.value(), self.loader, &expansion, self.limits)
            .map_err(|error| jsonld_finding(&error))?;
        if let Some(issue) = statements.expanded.issues().first() {
            return Err(issue_finding(issue));
        }
        if let Some(at) = respelled(&statements) {
            return Err(Finding::failed(Reason::JsonldShape).with("name", clipped(at)));
        }
        origins.extend(statements.dataset.quads().iter().map(|quad| quad.origin));
        statements.hash(digest, self.limits).map_err(limit_finding)
    }

    /// The hash of the document with the proofs that are named, and no other.
    fn document_hash(&mut self, digest: DigestAlgorithm, previous: &[usize]) -> Result<Digest, Finding> {
        if !previous.is_empty() {
            let omit = self.omitted(previous);
            let expansion = Options { omit: &omit, ..self.expansion.clone() };
            let statements = Statements::read(self.document, self.loader, &expansion, self.limits);
            return statements
                .map_err(|error| jsonld_finding(&error))?
                .hash(digest, self.limits)
                .map_err(limit_finding);
        }
        match &mut self.statements {
            Some(Ok(statements)) if statements.dataset.quads().is_empty() => Err(Finding::failed(Reason::JsonldEmpty)),
            Some(Ok(statements)) => statements.hash(digest, self.limits).map_err(limit_finding),
            Some(Err(finding)) => Err(finding.clone()),
            None => Err(Finding::undetermined(Reason::CheckNotReached)),
        }
    }

    /// What the names of the document's members mean, where statements are what is secured; sorted by place.
    pub(super) fn names(&self) -> Option<Vec<(NodeId, Member)>> {
        let statements = self.statements.as_ref()?.as_ref().ok()?;
        Some(names(statements, self.document))
    }

    /// What the document claims, read from what its proofs secure.
    pub(super) fn claims(&self) -> Claims<'_> {
        let statements = self.statements.as_ref().and_then(|statements| statements.as_ref().ok());
        match statements.and_then(|statements| Some((statements, statements.root()?))) {
            Some((statements, root)) => Claims::from_statements(&statements.dataset, root),
            None => Claims::from_json(self.document),
        }
    }

    /// The proofs that are left out of what a proof signs: all but those it names.
    pub(super) fn omitted(&self, previous: &[usize]) -> Vec<NodeId> {
        if previous.is_empty() {
            return self.document.get("proof").map(Value::id).into_iter().collect();
        }
        let others = self.proofs.iter().enumerate().filter(|(index, _)| !previous.contains(index));
        others.map(|(_, proof)| proof.value.id()).collect()
    }
}

/// A proof option under another name than its own: it would be signed, but not be seen by whoever reads the options.
fn respelled<'s>(statements: &'s Statements<'_>) -> Option<&'s str> {
    const OPTIONS: [(&str, &str); 9] = [
        ("challenge", "https://w3id.org/security#challenge"),
        ("created", "http://purl.org/dc/terms/created"),
        ("cryptosuite", "https://w3id.org/security#cryptosuite"),
        ("domain", "https://w3id.org/security#domain"),
        ("expires", "https://w3id.org/security#expiration"),
        ("nonce", "https://w3id.org/security#nonce"),
        ("previousProof", "https://w3id.org/security#previousProof"),
        ("proofPurpose", "https://w3id.org/security#proofPurpose"),
        ("verificationMethod", "https://w3id.org/security#verificationMethod"),
    ];
    let members = statements.expanded.members();
    let mut respelled = members.filter(|(name, iri)| OPTIONS.iter().any(|(option, own)| own == iri && option != name));
    respelled.next().map(|(name, _)| name)
}

/// Signatures are never part of what is signed.
fn signature_members(proof: Value<'_>) -> Vec<NodeId> {
    let names = ["proofValue", "jws", "signatureValue"];
    names.iter().filter_map(|name| proof.get(name)).map(Value::id).collect()
}

fn names(statements: &Statements<'_>, document: Value<'_>) -> Vec<(NodeId, Member)> {
    let mut names: Vec<_> = statements
        .expanded
        .member_keys()
        .filter_map(|(key, iri)| Some((key, if iri == "@type" { Member::Type } else { Member::of_iri(iri)? })))
        .collect();
    // Proofs are not among these statements; their members go by their plain names.
    if let Some(member) = document.members().find(|member| member.name() == "proof") {
        names.push((member.key.id(), Member::Proof));
        let options = member.value.items_or_self().flat_map(Value::members);
        names.extend(options.filter_map(|option| Some((option.key.id(), Member::of_term(option.name())?))));
    }
    names.sort_unstable_by_key(|(key, _)| *key);
    names
}

/// Whether the contexts `stated` are the first of `own`, in order.
fn begins_with(own: Value<'_>, stated: Value<'_>) -> bool {
    let mut own = own.items_or_self();
    stated.items_or_self().all(|stated| own.next().is_some_and(|own| same(own, stated)))
}

/// Whether two values have the same canonical text.
pub(super) fn same(one: Value<'_>, other: Value<'_>) -> bool {
    if let (Some(one), Some(other)) = (one.as_str(), other.as_str()) {
        return one == other;
    }
    let text = |value| {
        let mut text = String::new();
        json::canonicalize(value, &mut text).ok().map(|()| text)
    };
    text(one).is_some_and(|one| Some(one) == text(other))
}

pub(super) fn limit_finding(reached: LimitReached) -> Finding {
    let reason = match reached.limit {
        Limit::Canonicalization => Reason::LimitCanonicalization,
        Limit::ContextBytes => Reason::LimitContextBytes,
        Limit::ContextEntries => Reason::LimitContextEntries,
        Limit::Contexts => Reason::LimitContexts,
        Limit::Depth => Reason::LimitDepth,
        Limit::Documents => Reason::LimitDocuments,
        Limit::Input => Reason::LimitInput,
        Limit::Nesting => Reason::LimitNesting,
        Limit::Nodes => Reason::LimitNodes,
        Limit::Proofs => Reason::LimitProofs,
        Limit::Quads => Reason::LimitQuads,
        Limit::Signatures => Reason::LimitSignatures,
        Limit::Terms => Reason::LimitTerms,
    };
    Finding::undetermined(reason).with("limit", reached.value)
}

fn jcs_finding(error: JcsError) -> Finding {
    match error {
        JcsError::NumberNotInteroperable { .. } => Finding::failed(Reason::JsonNumberNotInteroperable),
    }
}

/// Why JSON-LD makes no statements, where no check of its own says so.
pub(super) fn jsonld_finding(error: &JsonLdError) -> Finding {
    match error {
        JsonLdError::Limit(reached) => limit_finding(*reached),
        JsonLdError::Invalid { code, .. } => Finding::failed(Reason::JsonldInvalid).with("name", code.as_str()),
        JsonLdError::UnknownContexts(contexts) => {
            let urls: Vec<_> = contexts.iter().map(|context| clipped(&context.url)).collect();
            Finding::undetermined(Reason::ContextUnknown).with("url", urls)
        }
    }
}
