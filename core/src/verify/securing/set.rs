//! All proofs of one document: judged in an order in which each comes after those it names, then weighed by the policy
//! ([Verify Proof Sets and Chains](https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains)).

use super::attached;
use super::binding;
use super::judged::{Demands, Judged, demands};
use super::named;
use super::readings::Form;
use super::signature;
use super::transform::Transformer;
use crate::credential::{self, ChainError, Kind, ProofRef, ProofsError, View};
use crate::json::{Value, same};
use crate::policy::Proofs;
use crate::proof::data_integrity::{NamedSuite, ProofOptions, Transformation};
use crate::report::{CheckId, Finding, Outcome, Reason, Weight, clipped};
use crate::verify::found::Found;
use crate::verify::session::Session;
use crate::verify::steps::anchored;
use std::sync::Arc;

/// What a proof says secures the document.
pub(crate) fn securing(proof: &ProofRef<'_>) -> Option<String> {
    match ProofOptions::new(proof.value).suite() {
        Ok(NamedSuite::Known(suite)) => Some(securing_name(suite.name)),
        Ok(NamedSuite::Unknown(name)) => Some(securing_name(&clipped(name))),
        Err(_) => None,
    }
}

pub(crate) fn securing_name(suite: &str) -> String {
    format!("data-integrity/{suite}")
}

/// Whether a proof of the document secures statements; if no proof is known, that is what most would secure.
pub(crate) fn signs_statements(proofs: &[ProofRef<'_>]) -> bool {
    let secures = |wanted| {
        proofs.iter().any(|proof| match ProofOptions::new(proof.value).suite() {
            Ok(NamedSuite::Known(suite)) => suite.transformation == wanted,
            _ => false,
        })
    };
    secures(Transformation::Rdfc) || proofs.iter().any(is_anchor) || !secures(Transformation::Jcs)
}

/// Whether a proof anchors statements in a ledger.
pub(crate) fn is_anchor(proof: &ProofRef<'_>) -> bool {
    match ProofOptions::new(proof.value).suite() {
        #[cfg(feature = "anchors")]
        Ok(NamedSuite::Unknown(name)) => super::anchor::is_format(name),
        _ => false,
    }
}

/// Judges the proofs in an order in which each comes after those it names.
pub(crate) fn judge<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    kind: Kind,
    depth: u32,
) -> Vec<Judged<'d>> {
    let policy = session.policy;
    let demands = demands(policy, kind, depth);
    let proofs = Arc::clone(&transformer.proofs);
    let proofs = &*proofs;
    let chain = credential::chain(proofs);
    let mut judged: Vec<Option<Judged<'d>>> = proofs.iter().map(|_| None).collect();
    let unordered = (0..proofs.len()).filter(|index| !chain.order.contains(index));
    let mut anchors = attached::within(session, transformer);
    let anchored = attached::anchored_times(policy, &anchors);
    for index in chain.order.iter().copied().chain(unordered) {
        let (Some(proof), Some(named)) = (proofs.get(index), chain.previous.get(index)) else { continue };
        let copied = copied_proof(proofs, index);
        let (named, finding) = match named {
            Ok(named) => (Some(named.as_slice()), previous_finding(named, &judged)),
            Err(_) if copied.is_some() => (None, previous_finding(copied.as_slice(), &judged)),
            Err(error) => (None, chain_finding(error)),
        };
        let later = anchored.iter().filter(|(anchor, _)| *anchor > index).map(|(_, time)| time);
        let stamped = session.stamped.clone();
        let anchored = later.chain(&stamped).min();
        let demands = Demands { anchored, ..demands };
        let one = match anchors.get_mut(index).and_then(Option::take) {
            Some(anchor) => signature::judge_options(session, anchor, proof, &demands, finding),
            None => signature::judge(session, transformer, proof, &demands, named, finding),
        };
        if let Some(place) = judged.get_mut(index) {
            *place = Some(one);
        }
    }
    judged.into_iter().flatten().collect()
}

/// The place of the earlier proof of which `previousProof` is a copy, as `ChainedProof2021` names it.
fn copied_proof(proofs: &[ProofRef<'_>], index: usize) -> Option<usize> {
    let chained = |proof: &&ProofRef<'_>| proof.value.get("type").and_then(Value::as_str) == Some("ChainedProof2021");
    let copy = proofs.get(index).filter(chained)?.value.get("previousProof").filter(|copy| copy.is_object())?;
    proofs.iter().take(index).position(|proof| same(proof.value, copy))
}

/// A chained proof counts only if every proof it names passed.
fn previous_finding(named: &[usize], judged: &[Option<Judged<'_>>]) -> Finding {
    if named.is_empty() {
        return Finding::absent();
    }
    let outcomes = named.iter().map(|index| judged.get(*index).and_then(Option::as_ref).map(Judged::outcome));
    let outcomes: Vec<_> = outcomes.collect();
    if outcomes.contains(&Some(Outcome::Failed)) {
        Finding::failed(Reason::ProofPreviousNotProven)
    } else if outcomes.iter().all(|outcome| *outcome == Some(Outcome::Passed)) {
        Finding::passed()
    } else {
        Finding::undetermined(Reason::ProofPreviousNotProven)
    }
}

fn chain_finding(error: &ChainError) -> Finding {
    match error {
        ChainError::Cycle | ChainError::Own(_) => Finding::failed(Reason::ProofPreviousCycle),
        ChainError::Missing(_) => Finding::failed(Reason::ProofPreviousMissing),
        ChainError::DuplicateId(_) => Finding::failed(Reason::ProofMalformed).with("name", "id"),
        _ => Finding::failed(Reason::ProofMalformed).with("name", "previousProof"),
    }
}

/// Who should have signed: the issuer of a credential, the holder of a presentation.
#[derive(Clone, Copy)]
pub(crate) enum Signer<'c> {
    /// Somebody must be named.
    Issuer(Option<&'c str>),
    /// Somebody may be named.
    Holder(Option<&'c str>),
}

impl<'c> Signer<'c> {
    fn id(self) -> Option<&'c str> {
        match self {
            Self::Holder(id) | Self::Issuer(id) => id,
        }
    }
}

pub(crate) fn signer<'c>(view: &'c View<'_>) -> Signer<'c> {
    let claims = &view.claims;
    match view.kind {
        Ok(Kind::Presentation) => Signer::Holder(claims.holder.as_ref().and_then(|holder| holder.id.as_deref())),
        _ => Signer::Issuer(claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref())),
    }
}

/// What the proven proofs secure, if there are any: the JSON itself, as soon as one of them does; else what the first one
/// was read as.
pub(crate) fn form(judged: &[Judged<'_>]) -> Option<Form> {
    let proven = judged.iter().filter(|judged| judged.is_proven);
    let mut forms = proven.filter_map(Judged::form).peekable();
    let first = forms.peek().copied();
    forms.find(|form| form.transformation == Transformation::Jcs).or(first)
}

/// Whether a proven proof is by a key of who is named: the issuer or holder of what it secures.
pub(crate) fn is_bound(judged: &[Judged<'_>]) -> bool {
    judged.iter().any(|judged| judged.is_proven && judged.has_passed(CheckId::IssuerBinding))
}

/// Ties each proof to who should have made it, by the claims that it secures, and tells which are proven.
pub(crate) fn weigh<'c>(
    session: &mut Session<'_>,
    judged: &mut [Judged<'_>],
    signer: impl Fn(&Judged<'_>) -> Signer<'c>,
) {
    for judged in judged {
        // Of some forms it is said already, with what they say of themselves.
        if judged.has(CheckId::IssuerBinding) {
            continue;
        }
        if judged.names_method {
            named::judge(session, judged, signer(judged).id());
        }
        let binding = match signer(judged) {
            Signer::Holder(None) => Finding::absent().into(),
            Signer::Holder(id) | Signer::Issuer(id) if judged.is_anchor => binding::bind_entries(session, judged, id),
            Signer::Holder(id) | Signer::Issuer(id) => binding::bind(session, judged, id),
        };
        binding.write(judged);
        judged.is_proven = session.policy.proofs.counts(&judged.name) && judged.outcome() == Outcome::Passed;
    }
}

/// Writes the proofs down with the weight that the policy gives each. One on which all depends is required step by step;
/// of several any will do, unless the policy says otherwise.
pub(crate) fn write(
    session: &Session<'_>,
    found: &mut Found<'_>,
    kind: Kind,
    judged: &[Judged<'_>],
    error: Option<&ProofsError>,
    attached: &[Judged<'_>],
) {
    let policy = session.policy;
    let counts = |judged: &&Judged<'_>| policy.proofs.counts(&judged.name);
    let counting: Vec<_> = judged.iter().filter(counts).map(Judged::outcome).collect();
    found.checks.add(CheckId::ProofPresent, "", present(&policy.proofs, kind, judged.len(), &counting, error));
    let anchors = judged.iter().filter(|judged| judged.is_anchor).chain(attached);
    let anchored = anchored(&anchors.map(Judged::outcome).collect::<Vec<_>>());
    // Where any proof will do and a signature does, an anchor beside it may be somebody else's.
    let is_signed = judged.iter().any(|judged| !judged.is_anchor && judged.is_proven);
    let is_beside = judged.iter().any(|judged| judged.is_anchor) && attached.is_empty();
    let is_aside = policy.proofs == Proofs::Any && is_signed && is_beside;
    let weight = if is_aside { Weight::Informative } else { Weight::Required };
    found.checks.add_weighted(CheckId::AnchorPresent, "", anchored, weight);
    let is_required = |one: &Judged<'_>| counts(&one) && (judged.len() == 1 || policy.proofs != Proofs::Any);
    judged.iter().for_each(|one| one.write(found, is_required(one)));
    if judged.is_empty() {
        found.checks.not_reached(&[CheckId::IssuerBinding]);
    }
    // All depends on a detached proof, for the caller added it.
    attached.iter().for_each(|one| one.write(found, true));
}

/// Of a proof that secures something else than what is shown, whoever made that is not who is shown: it counts only if
/// what it secures is by the same.
pub(crate) fn hold_to<'v>(judged: &mut [Judged<'_>], shown: &View<'v>, secured: impl Fn(&Judged<'_>) -> &'v View<'v>) {
    for judged in judged.iter_mut().filter(|judged| judged.has_passed(CheckId::IssuerBinding)) {
        let own = secured(judged);
        if own.kind == shown.kind && signer(own).id() == signer(shown).id() {
            continue;
        }
        let expected = signer(shown).id().map(clipped).unwrap_or_default();
        let method = judged.method.as_ref().map(|method| clipped(&method.id)).unwrap_or_default();
        let finding = Finding::failed(Reason::IssuerMismatch).with("document", expected).with("method", method);
        judged.set(CheckId::IssuerBinding, finding);
        judged.is_proven = false;
    }
}

/// Whether there is a proof that counts.
fn present(proofs: &Proofs, kind: Kind, listed: usize, counting: &[Outcome], error: Option<&ProofsError>) -> Finding {
    match error {
        Some(ProofsError::Limit(reached)) => return Finding::limit(*reached),
        Some(ProofsError::Malformed(_)) => return Finding::failed(Reason::ProofMalformed).with("name", "proof"),
        // Nothing is proven bad about credentials that somebody shows without signing.
        Some(ProofsError::Absent(_)) if kind == Kind::Presentation => {
            return Finding::undetermined(Reason::ProofMissing);
        }
        Some(_) => return Finding::failed(Reason::ProofMissing),
        None => {}
    }
    let passed = counting.iter().filter(|outcome| **outcome == Outcome::Passed).count();
    let enough = match proofs {
        Proofs::Any => passed > 0,
        Proofs::All | Proofs::Accept(_) => passed > 0 && passed == counting.len(),
    };
    if enough {
        Finding::passed()
    } else if counting.is_empty() && listed > 0 {
        Finding::failed(Reason::ProofNotAccepted).with("name", "any of its proofs")
    } else if counting.contains(&Outcome::Undetermined) {
        Finding::undetermined(Reason::ProofNotProven)
    } else {
        Finding::failed(Reason::ProofNotProven)
    }
}
