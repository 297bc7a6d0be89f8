//! All proofs of one document: judged in an order in which each comes after those it names, then weighed by the policy
//! ([Verify Proof Sets and Chains](https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains)).

use super::attached;
use super::binding::{self, Binding};
use super::climb::Climb;
use super::document::Findings;
use super::proof::{self, Demands, Judged};
use super::session::Session;
use super::transform::{Transformer, same};
use crate::credential::{self, ChainError, Claims, Detected, Kind, Names, ProofRef, ProofsError};
use crate::did::Relationship;
use crate::json::Value;
use crate::policy::{Policy, Proofs};
use crate::proof::data_integrity::{NamedSuite, ProofOptions, Transformation};
use crate::report::{CheckId, Finding, Outcome, Reason, Weight, clipped};

/// The media types of documents that hold keys.
const KEY_DOCUMENTS: &str = "application/did+json, application/json";

/// What a proof says secures the document.
pub(super) fn securing(proof: &ProofRef<'_>) -> Option<String> {
    match ProofOptions::new(proof.value).suite() {
        Ok(NamedSuite::Known(suite)) => Some(securing_name(suite.name)),
        Ok(NamedSuite::Unknown(name)) => Some(securing_name(&clipped(name))),
        Err(_) => None,
    }
}

pub(super) fn securing_name(suite: &str) -> String {
    format!("data-integrity/{suite}")
}

/// Whether a proof of the document secures statements; if no proof is known, that is what most would secure.
pub(super) fn signs_statements(proofs: &[ProofRef<'_>]) -> bool {
    let secures = |wanted| {
        proofs.iter().any(|proof| match ProofOptions::new(proof.value).suite() {
            Ok(NamedSuite::Known(suite)) => suite.transformation == wanted,
            _ => false,
        })
    };
    secures(Transformation::Rdfc) || proofs.iter().any(is_anchor) || !secures(Transformation::Jcs)
}

/// Whether a proof anchors statements in a ledger.
fn is_anchor(proof: &ProofRef<'_>) -> bool {
    match ProofOptions::new(proof.value).suite() {
        #[cfg(feature = "anchors")]
        Ok(NamedSuite::Unknown(name)) => super::anchors::is_format(name),
        _ => false,
    }
}

/// Judges the proofs in an order in which each comes after those it names.
pub(super) fn judge<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    detected: &Detected,
    depth: u32,
    names: Names<'_>,
) -> Vec<Judged<'d>> {
    let policy = session.policy;
    let demands = demands(policy, detected.kind, depth);
    let proofs = transformer.proofs;
    let chain = credential::chain(proofs, names);
    let mut judged: Vec<Option<Judged<'d>>> = proofs.iter().map(|_| None).collect();
    let unordered = (0..proofs.len()).filter(|index| !chain.order.contains(index));
    let mut climbs = attached::within(session, transformer);
    let anchored = attached::anchored_times(policy, &climbs);
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
        let climb = climbs.get_mut(index).and_then(Option::take);
        let one = proof::judge(session, transformer, proof, &demands, named, finding, climb);
        if let Some(place) = judged.get_mut(index) {
            *place = Some(one);
        }
    }
    judged.into_iter().flatten().collect()
}

/// What is demanded of the proofs of a document: what the caller expects, the outermost alone has to answer.
pub(super) fn demands(policy: &Policy, kind: Kind, depth: u32) -> Demands<'_> {
    const ALONE: &[Relationship] = &Relationship::ALL;
    let outermost = depth == 0;
    let challenge = policy.presentation.challenge.as_deref().filter(|_| outermost);
    let domain = policy.presentation.domain.as_deref().filter(|_| outermost);
    let stated = policy.purpose.as_deref().filter(|_| outermost);
    let chosen = stated.and_then(Relationship::from_name);
    let purposes = match (chosen, stated, kind, challenge) {
        (Some(chosen), ..) => ALONE.chunks(1).find(|one| one.contains(&chosen)).unwrap_or_default(),
        (None, Some(_), ..) => &[],
        (None, None, Kind::Presentation, Some(_)) => &[Relationship::Authentication],
        (None, None, Kind::Presentation, None) => &[Relationship::Authentication, Relationship::AssertionMethod],
        (None, None, ..) => &[Relationship::AssertionMethod],
    };
    Demands { purposes, other_purpose: stated.filter(|_| chosen.is_none()), domain, challenge, anchored: None }
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
pub(super) enum Signer<'c> {
    /// Somebody must be named.
    Issuer(Option<&'c str>),
    /// Somebody may be named.
    Holder(Option<&'c str>),
}

pub(super) fn signer<'c>(detected: &Detected, claims: &'c Claims<'_>) -> Signer<'c> {
    match detected.kind {
        Kind::Presentation => Signer::Holder(claims.holder.as_ref().and_then(|holder| holder.id.as_deref())),
        _ => Signer::Issuer(claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref())),
    }
}

/// What the proofs of a document come to under the policy.
pub(super) struct Weighed {
    bindings: Vec<Binding>,
    outcomes: Vec<Outcome>,
    /// Which proofs count and passed all their checks.
    pub(super) proven: Vec<bool>,
}

impl Weighed {
    /// What the proven proofs secure, if there are any: the JSON itself, as soon as one of them does.
    pub(super) fn form(&self, judged: &[Judged<'_>]) -> Option<Transformation> {
        let proven = judged.iter().zip(&self.proven).filter(|(_, proven)| **proven);
        let mut forms = proven.filter_map(|(judged, _)| judged.transformation()).peekable();
        let first = forms.peek().copied();
        if forms.any(|form| form == Transformation::Jcs) { Some(Transformation::Jcs) } else { first }
    }
}

/// Ties each proof to who should have made it, by the claims that it secures, and tells which are proven.
pub(super) fn weigh<'c>(
    session: &mut Session<'_>,
    judged: &[Judged<'_>],
    signer: impl Fn(&Judged<'_>) -> Signer<'c>,
) -> Weighed {
    let bindings: Vec<Binding> = judged
        .iter()
        .map(|judged| match signer(judged) {
            Signer::Holder(None) => Finding::absent().into(),
            Signer::Holder(id) | Signer::Issuer(id) => match &judged.climb {
                Some(climb) => binding::bind_entries(session, judged, climb, id),
                None => binding::bind(session, judged, id),
            },
        })
        .collect();
    let outcome = |judged: &Judged<'_>, binding: &Binding| {
        let period = binding.period.as_ref().map(|period| period.outcome);
        Outcome::worst([judged.outcome(), binding.finding.outcome].into_iter().chain(period))
    };
    let outcomes: Vec<_> = judged.iter().zip(&bindings).map(|(judged, binding)| outcome(judged, binding)).collect();
    let passed = |(judged, outcome): (&Judged<'_>, &Outcome)| {
        session.policy.proofs.counts(&judged.name) && *outcome == Outcome::Passed
    };
    let proven = judged.iter().zip(&outcomes).map(passed).collect();
    Weighed { bindings, outcomes, proven }
}

/// Writes the proofs down with the weight that the policy gives each.
pub(super) fn write(
    session: &Session<'_>,
    found: &mut Findings<'_>,
    kind: Kind,
    judged: &[Judged<'_>],
    error: Option<&ProofsError>,
    weighed: &Weighed,
    attached: &[Climb],
) {
    let (bindings, outcomes) = (&weighed.bindings, &weighed.outcomes);
    let counts = |judged: &Judged<'_>| session.policy.proofs.counts(&judged.name);
    let counting: Vec<_> =
        judged.iter().zip(outcomes).filter(|(judged, _)| counts(judged)).map(|(_, one)| *one).collect();
    found.checks.add(CheckId::ProofPresent, "", present(&session.policy.proofs, kind, judged.len(), &counting, error));
    let anchors = judged.iter().zip(outcomes).filter(|(judged, _)| judged.climb.is_some()).map(|(_, one)| *one);
    let anchors = anchors.chain(attached.iter().map(Climb::outcome));
    let anchored = anchored(&anchors.collect::<Vec<_>>());
    // Where any proof will do and a signature does, an anchor beside it may be somebody else's.
    let is_signed = judged.iter().zip(&weighed.proven).any(|(judged, proven)| judged.climb.is_none() && *proven);
    let is_beside = judged.iter().any(|judged| judged.climb.is_some()) && attached.is_empty();
    let is_aside = session.policy.proofs == Proofs::Any && is_signed && is_beside;
    let weight = if is_aside { Weight::Informative } else { Weight::Required };
    found.checks.add_weighted(CheckId::AnchorPresent, "", anchored, weight);
    for (judged, binding) in judged.iter().zip(bindings) {
        let required = counts(judged) && (bindings.len() == 1 || session.policy.proofs != Proofs::Any);
        write_proof(found, judged, binding, required);
    }
    if judged.is_empty() {
        found.checks.not_reached(&[CheckId::IssuerBinding]);
    }
    attached.iter().for_each(|climb| write_climb(found, climb));
}

/// Writes a detached proof down: all depends on it, for the caller added it, but not on the anchors that it can do without.
pub(super) fn write_climb(found: &mut Findings<'_>, climb: &Climb) {
    for (id, scope, finding) in &climb.rungs {
        let weight = if climb.aside.contains(scope) { Weight::Informative } else { Weight::Required };
        found.checks.add_weighted(*id, scope.clone(), finding.clone(), weight);
    }
    for (kind, key, id, scope) in &climb.needs {
        found.needs.resource(*kind, key, (*id, scope.to_string()));
    }
}

/// Whether there is an anchor that counts.
pub(super) fn anchored(outcomes: &[Outcome]) -> Finding {
    if outcomes.is_empty() {
        Finding::absent()
    } else if outcomes.contains(&Outcome::Passed) {
        Finding::passed()
    } else if outcomes.contains(&Outcome::Undetermined) {
        Finding::undetermined(Reason::ProofNotProven)
    } else {
        Finding::failed(Reason::ProofNotProven)
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

/// The steps in which a proof shows that it is over the document and nothing else.
const OVER_THE_DOCUMENT: [CheckId; 4] =
    [CheckId::ProofSignature, CheckId::AnchorTarget, CheckId::AnchorPath, CheckId::AnchorRoot];

/// A proof on which all depends is required step by step. Among several of which any will do, only a wrong signature, or
/// an anchor of something else, counts against the document: it means tampering or a mistake.
fn write_proof(found: &mut Findings<'_>, judged: &Judged<'_>, binding: &Binding, required: bool) {
    let weight = |id: CheckId, finding: &Finding| {
        let wrong = OVER_THE_DOCUMENT.contains(&id) && finding.outcome == Outcome::Failed;
        if required || wrong { Weight::Required } else { Weight::Informative }
    };
    for (id, scope, finding) in judged.findings() {
        found.checks.add_weighted(id, scope.clone(), finding.clone(), weight(id, finding));
    }
    if judged.climb.is_some() {
        let id = CheckId::AnchorPeriod;
        let undated = match binding.finding.outcome {
            Outcome::Passed | Outcome::NotApplicable => Finding::absent(),
            Outcome::Failed | Outcome::Undetermined => Finding::not_reached(),
        };
        let period = binding.period.clone().unwrap_or(undated);
        let weight = weight(id, &period);
        found.checks.add_weighted(id, judged.scope.clone(), period, weight);
    }
    let id = CheckId::IssuerBinding;
    found.checks.add_weighted(id, judged.scope.clone(), binding.finding.clone(), weight(id, &binding.finding));
    if let Some((key, fetch)) = &judged.missing {
        found.needs.document(key, fetch.as_deref(), KEY_DOCUMENTS, (CheckId::ProofMethod, judged.scope.to_string()));
    }
    for (kind, key, id, scope) in judged.climb.iter().flat_map(|climb| &climb.needs) {
        found.needs.resource(*kind, key, (*id, scope.to_string()));
    }
    if let Some((key, fetch)) = &binding.missing {
        found.needs.document(key, fetch.as_deref(), KEY_DOCUMENTS, (id, judged.scope.to_string()));
    }
}
