//! One proof's way through its checks, in the order of
//! [Verify Proof](https://www.w3.org/TR/vc-data-integrity/#verify-proof).

use super::checks::Scope;
use super::climb::Climb;
use super::method::{self, Found};
use super::period;
use super::session::{Session, spend};
use super::trace::TracedProof;
use super::transform::{Transformer, Try};
use crate::credential::ProofRef;
use crate::did::{Relationship, VerificationMethod};
use crate::json::NodeId;
use crate::keys::{PublicKey, SignatureError};
use crate::limits::{Limit, LimitReached};
use crate::policy::KeyInstant;
use crate::proof::data_integrity::{
    KeyRow, Malformed, NamedSuite, ProofOptions, SignatureFault, SignatureValue, Suite, Transformation, ValueError,
};
use crate::proof::jose::jws::JwsError;
use crate::report::{CheckId, Data, Finding, Outcome, Reason, clipped};
use crate::time::{Parsed, Timestamp};

/// The checks of a proof, in the order in which a report lists them.
const STEPS: [CheckId; 12] = [
    CheckId::ProofSuite,
    CheckId::ProofEncoding,
    CheckId::ProofTransformation,
    CheckId::ProofMethod,
    CheckId::ProofRelationship,
    CheckId::ProofPurpose,
    CheckId::ProofPeriod,
    CheckId::ProofKeyPeriod,
    CheckId::ProofDomain,
    CheckId::ProofChallenge,
    CheckId::ProofPrevious,
    CheckId::ProofSignature,
];

/// How a step ended that an earlier one left nothing to go on with.
static NOT_REACHED: Finding =
    Finding { outcome: Outcome::Undetermined, reason: Some(Reason::CheckNotReached), data: Data(Vec::new()) };

/// What is demanded of the proofs of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demands<'p> {
    /// The purposes that are acceptable.
    pub(super) purposes: &'p [Relationship],
    /// The purpose that the policy names, if it is no verification relationship.
    pub(super) other_purpose: Option<&'p str>,
    pub(super) domain: Option<&'p str>,
    pub(super) challenge: Option<&'p str>,
    /// By when the proof was made, as an anchor proves.
    pub(super) anchored: Option<&'p Timestamp>,
}

/// A proof that was judged.
#[derive(Debug)]
pub(super) struct Judged<'d> {
    pub(super) scope: Scope,
    pub(super) value: crate::json::Value<'d>,
    pub(super) suite: Option<&'static Suite>,
    /// What the proof calls its suite.
    pub(super) name: String,
    /// In the order of [`STEPS`]; none of a step that was not reached.
    findings: [Option<Finding>; STEPS.len()],
    /// The relationship under which the key must stand.
    pub(super) relationship: Relationship,
    pub(super) method: Option<VerificationMethod>,
    /// The document that would have held the method, if nobody supplied it, and where to fetch it.
    pub(super) missing: Option<(String, Option<String>)>,
    /// The places in its options that became statements.
    pub(super) origins: Vec<NodeId>,
    /// The instant at which the policy wants its key to be good; nothing if it wants one that nothing proves.
    pub(super) key_instant: Option<Timestamp>,
    /// How far it leads, if it is one of an anchor and not a signature.
    pub(super) climb: Option<Climb>,
}

impl<'d> Judged<'d> {
    /// A proof at `scope` of which nothing is known yet.
    fn new(scope: Scope, value: crate::json::Value<'d>) -> Self {
        Self {
            scope,
            value,
            suite: None,
            name: String::new(),
            findings: [const { None }; STEPS.len()],
            relationship: Relationship::AssertionMethod,
            method: None,
            missing: None,
            origins: Vec::new(),
            key_instant: None,
            climb: None,
        }
    }

    /// A proof of the kind `name` that was followed to a ledger.
    #[cfg(feature = "anchors")]
    pub(super) fn of_anchor(scope: Scope, value: crate::json::Value<'d>, name: &str, climb: Climb) -> Self {
        Self { name: name.to_owned(), climb: Some(climb), ..Self::new(scope, value) }
    }
}

impl Judged<'_> {
    /// The findings and their places, in the order of the report; a step that was not reached says so.
    pub(super) fn findings(&self) -> impl Iterator<Item = (CheckId, &Scope, &Finding)> {
        // Of an anchor's options only some mean anything.
        let steps = STEPS.into_iter().zip(&self.findings).filter(|(_, found)| self.climb.is_none() || found.is_some());
        let steps = steps.map(|(id, found)| (id, &self.scope, found.as_ref().unwrap_or(&NOT_REACHED)));
        let rungs = self.climb.iter().flat_map(|climb| &climb.rungs);
        steps.chain(rungs.map(|(id, scope, finding)| (*id, scope, finding)))
    }

    fn finding(&self, id: CheckId) -> &Finding {
        self.findings().find(|(step, ..)| *step == id).map_or(&NOT_REACHED, |(_, _, finding)| finding)
    }

    /// The worst outcome of all steps: failed before undetermined before passed.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome::worst(self.findings().map(|(_, _, finding)| finding.outcome))
    }

    /// Whether its signature matches or its anchor holds, whoever made it.
    pub(super) fn is_signed(&self) -> bool {
        match &self.climb {
            Some(climb) => climb.is_anchored(),
            None => self.finding(CheckId::ProofSignature).is_passed(),
        }
    }

    /// How its suite transforms the document, if the suite is known. Anchors are over statements.
    pub(super) fn transformation(&self) -> Option<Transformation> {
        let anchored = self.climb.as_ref().map(|_| Transformation::Rdfc);
        anchored.or_else(|| self.suite.map(|suite| suite.transformation))
    }

    fn set(&mut self, id: CheckId, finding: Finding) {
        let place = STEPS.iter().position(|step| *step == id).and_then(|step| self.findings.get_mut(step));
        if let Some(place) = place {
            *place = Some(finding);
        }
    }
}

/// Judges one proof. `previous` are the places of the proofs that it names, none if they cannot be told, and how those are;
/// `climb` is how far it leads if it is one of an anchor.
pub(super) fn judge<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    proof: &ProofRef<'d>,
    demands: &Demands<'_>,
    previous: Option<&[usize]>,
    on_previous: Finding,
    climb: Option<Climb>,
) -> Judged<'d> {
    let options = ProofOptions::new(proof.value);
    let key_instant = key_instant(session, created(proof.value), demands.anchored);
    let mut judged = Judged { key_instant, ..Judged::new(proof.pointer(), proof.value) };
    judged.set(CheckId::ProofPrevious, on_previous);
    let suite = match suite(session, &options, &mut judged) {
        Ok(suite) => suite,
        Err(finding) => {
            match climb {
                Some(climb) => {
                    let climb = climb.after(&judged.scope, judged.finding(CheckId::ProofPrevious));
                    judged.findings = [const { None }; STEPS.len()];
                    options_of_anchor(session, &options, demands, &mut judged);
                    judged.climb = Some(climb);
                }
                None => judged.set(CheckId::ProofSuite, finding),
            }
            return judged;
        }
    };
    judged.suite = Some(suite);
    let signature = signature(session, suite, &options);
    judged.set(CheckId::ProofEncoding, signature.as_ref().map_or_else(Clone::clone, |_| Finding::passed()));
    purpose(&options, demands, &mut judged);
    period_of(session, &options, &mut judged);
    domain_and_challenge(&options, demands, &mut judged);
    let found = find_method(session, &options, judged.relationship);
    key_period(found.found.as_ref(), &mut judged);
    let row = accepted_row(session, suite, &found);
    judged.set(CheckId::ProofSuite, suite_finding(session, suite, row.as_ref().ok().copied()));
    judged.set(CheckId::ProofRelationship, found.relationship.clone());
    judged.set(CheckId::ProofMethod, row.as_ref().map_or_else(Clone::clone, |_| found.method.clone()));
    // Without a usable key the document is still transformed: its own faults show all the same.
    let any_row = row.as_ref().ok().or_else(|| suite.keys.first());
    let hashes = any_row.zip(previous).map(|(row, previous)| transformer.hashes(suite, &options, row.digest, previous));
    if let Some(hashes) = &hashes {
        judged.set(CheckId::ProofTransformation, hashes.as_ref().map_or_else(Clone::clone, |_| Finding::passed()));
    }
    if let Some(Ok(tries)) = hashes {
        if let (Ok(signature), Ok(row), Some(key)) = (&signature, &row, found.key()) {
            let (origins, finding) = first_verified(session, transformer, &tries, signature, *row, key);
            judged.set(CheckId::ProofSignature, finding);
            judged.origins = origins;
        }
        if let Some(trace) = &mut session.trace {
            let pointer = proof.value.document().pointer(proof.value.id());
            trace.proofs.push(TracedProof { scope: pointer, tries: tries.into_iter().map(Into::into).collect() });
        }
    }
    judged.method = found.found;
    judged.missing = found.missing;
    judged
}

/// The places that became statements in the first try under which the signature matches, or how the last one ended.
fn first_verified(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, '_>,
    tries: &[Try],
    signature: &SignatureValue<'_>,
    row: KeyRow,
    key: &PublicKey,
) -> (Vec<NodeId>, Finding) {
    let mut outcome = Err(SignatureError::Invalid);
    for one in tries {
        if let Err(reached) = count_signature(session, transformer) {
            return (Vec::new(), Finding::limit(reached));
        }
        outcome = signature.verify(row, key, &one.options.digest, &one.document.digest);
        if outcome.is_ok() {
            return (one.origins.clone(), signature_finding(outcome));
        }
    }
    (Vec::new(), signature_finding(outcome))
}

/// Counts one more signature, of the document and of the whole input.
fn count_signature(session: &mut Session<'_>, transformer: &mut Transformer<'_, '_>) -> Result<(), LimitReached> {
    let limits = transformer.limits;
    if transformer.signatures >= limits.signatures {
        return Err(Limit::Signatures.reached(limits.signatures));
    }
    transformer.signatures = transformer.signatures.saturating_add(1);
    spend(&mut session.left.signatures, 1).ok_or(Limit::InputSignatures.reached(limits.input_signatures))
}

fn suite(
    session: &Session<'_>,
    options: &ProofOptions<'_>,
    judged: &mut Judged<'_>,
) -> Result<&'static Suite, Finding> {
    match options.suite().map_err(malformed)? {
        NamedSuite::Known(suite) => {
            suite.name.clone_into(&mut judged.name);
            Ok(suite)
        }
        NamedSuite::Unknown(name) => {
            judged.name = clipped(name);
            Err(if session.policy.accepts_suite(name) {
                Finding::undetermined(Reason::ProofUnsupported).with("name", judged.name.as_str())
            } else {
                Finding::failed(Reason::ProofNotAccepted).with("name", judged.name.as_str())
            })
        }
    }
}

/// Whether the policy accepts the suite and, once the key is known, its algorithm.
fn suite_finding(session: &Session<'_>, suite: &Suite, row: Option<KeyRow>) -> Finding {
    if !session.policy.accepts_suite(suite.name) {
        return Finding::failed(Reason::ProofNotAccepted).with("name", suite.name);
    }
    match row.map(|row| row.algorithm.name()) {
        Some(algorithm) if !session.policy.accepts_algorithm(algorithm) => {
            Finding::failed(Reason::ProofNotAccepted).with("name", algorithm)
        }
        _ => Finding::passed(),
    }
}

fn signature<'d>(
    session: &Session<'_>,
    suite: &Suite,
    options: &ProofOptions<'d>,
) -> Result<SignatureValue<'d>, Finding> {
    let (_, text) = options.signature(suite.value).map_err(signature_fault)?;
    SignatureValue::decode(suite.value, text, &session.policy.limits).map_err(|error| {
        Finding::failed(match error {
            ValueError::Jws(JwsError::Limit(reached)) => return Finding::limit(reached),
            ValueError::Jws(JwsError::Algorithm(_)) => Reason::JwsAlg,
            ValueError::Jws(JwsError::EmbeddedKey) => Reason::VmEmbedded,
            ValueError::Jws(JwsError::Attached) => Reason::JwsAttached,
            ValueError::Jws(JwsError::B64) => Reason::JwsB64,
            ValueError::Jws(JwsError::Crit) => Reason::JwsCrit,
            ValueError::Jws(JwsError::Format) => Reason::JwsFormat,
            ValueError::Base58 => Reason::ProofEncoding,
        })
    })
}

fn signature_fault(fault: SignatureFault) -> Finding {
    match fault {
        SignatureFault::Malformed(name) => malformed(Malformed(name)),
        SignatureFault::Misplaced { expected, found } => {
            Finding::failed(Reason::ProofMember).with("expected", expected).with("found", found)
        }
    }
}

fn purpose(options: &ProofOptions<'_>, demands: &Demands<'_>, judged: &mut Judged<'_>) {
    let found = match options.text("proofPurpose") {
        Ok(Some(found)) => found,
        Ok(None) => return judged.set(CheckId::ProofPurpose, malformed(Malformed("proofPurpose"))),
        Err(fault) => return judged.set(CheckId::ProofPurpose, malformed(fault)),
    };
    let relationship = Relationship::from_name(found);
    let expected = relationship.filter(|found| demands.purposes.contains(found));
    judged.relationship = relationship.unwrap_or(judged.relationship);
    let finding = if expected.is_some() || demands.other_purpose == Some(found) {
        Finding::passed()
    } else {
        let names = demands.purposes.iter().map(|purpose| purpose.name().to_owned());
        let names: Vec<_> = names.chain(demands.other_purpose.map(str::to_owned)).collect();
        Finding::failed(Reason::ProofPurpose).with("found", clipped(found)).with("expected", names)
    };
    judged.set(CheckId::ProofPurpose, finding);
}

/// What an anchor says of itself must not contradict what is asked. No hash covers it, so that it agrees proves nothing:
/// who has seen one presentation can write any challenge into it. An anchor asserts; that it does more, it cannot prove.
pub(super) fn options_of_anchor(
    session: &Session<'_>,
    options: &ProofOptions<'_>,
    demands: &Demands<'_>,
    judged: &mut Judged<'_>,
) {
    let may_assert = session.policy.purpose.is_none() || demands.purposes.contains(&Relationship::AssertionMethod);
    if options.value().get("proofPurpose").is_none() && may_assert {
        judged.set(CheckId::ProofPurpose, Finding::absent());
    } else {
        purpose(options, demands, judged);
    }
    period_of(session, options, judged);
    domain_and_challenge(options, demands, judged);
    let other_purpose = judged.relationship != Relationship::AssertionMethod || demands.other_purpose.is_some();
    for (id, name, is_unproven) in [
        (CheckId::ProofPurpose, "a purpose", other_purpose && session.policy.purpose.is_some()),
        (CheckId::ProofDomain, "a domain", true),
        (CheckId::ProofChallenge, "a challenge", true),
    ] {
        if is_unproven && judged.finding(id).is_passed() {
            let name = format!("{name} that no hash covers");
            judged.set(id, Finding::undetermined(Reason::CheckUnsupported).with("name", name));
        }
    }
}

fn period_of(session: &Session<'_>, options: &ProofOptions<'_>, judged: &mut Judged<'_>) {
    let policy = session.policy;
    let time = |name| -> Option<Result<Parsed, Finding>> {
        options.value().get(name).map(|value| period::parse(policy, name, value.as_str()))
    };
    let created = time("created").map(|created| match created {
        Ok(created) => period::reached(policy, &created, "created", Reason::ProofCreatedFuture),
        Err(finding) => finding,
    });
    let expires = time("expires").map(|expires| match expires {
        Ok(expires) => period::not_past(policy, &expires, "expires", Reason::ProofExpired),
        Err(finding) => finding,
    });
    let finding = match (created, expires) {
        (None, None) => Finding::absent(),
        (Some(finding), None) | (None, Some(finding)) => finding,
        (Some(created), Some(expires)) => {
            if created.is_passed() {
                expires
            } else {
                created
            }
        }
    };
    judged.set(CheckId::ProofPeriod, finding);
}

/// Domain and challenge are compared as the caller gave them; what the caller did not ask for proves nothing.
fn domain_and_challenge(options: &ProofOptions<'_>, demands: &Demands<'_>, judged: &mut Judged<'_>) {
    let domain = match demands.domain {
        None => Finding::not_applicable(Reason::PolicyNotRequested),
        Some(expected) => match options.texts("domain") {
            Ok(found) if found == [expected] => Finding::passed(),
            Ok(_) => Finding::failed(Reason::ProofDomain).with("expected", expected),
            Err(fault) => malformed(fault),
        },
    };
    judged.set(CheckId::ProofDomain, domain);
    let challenge = match demands.challenge {
        None => Finding::not_applicable(Reason::PolicyNotRequested),
        Some(expected) => match options.text("challenge") {
            Ok(Some(found)) if found == expected => Finding::passed(),
            Ok(_) => Finding::failed(Reason::ProofChallenge),
            Err(fault) => malformed(fault),
        },
    };
    judged.set(CheckId::ProofChallenge, challenge);
}

fn find_method(session: &mut Session<'_>, options: &ProofOptions<'_>, relationship: Relationship) -> Found {
    match options.value().get("verificationMethod") {
        Some(value) if value.is_object() => Found::nothing(Finding::failed(Reason::VmEmbedded)),
        Some(value) => match value.as_str() {
            Some(url) => method::find(session, url, relationship),
            None => Found::nothing(malformed(Malformed("verificationMethod"))),
        },
        // As proofs were written before there were verification methods.
        None if options.value().get("creator").is_some() => {
            Found::nothing(Finding::undetermined(Reason::ProofUnsupported).with("name", "creator"))
        }
        None => Found::nothing(malformed(Malformed("verificationMethod"))),
    }
}

/// The row of the suite for the key that was found, or why there is none.
fn accepted_row(session: &Session<'_>, suite: &Suite, found: &Found) -> Result<KeyRow, Finding> {
    let Some(key) = found.key() else { return Err(found.method.clone()) };
    let row = suite.row(key.key_type());
    let row = row.filter(|row| key.allows(row.algorithm));
    let row = row.ok_or_else(|| Finding::failed(Reason::KeyType).with("found", key.key_type().name()))?;
    if key.key_type() == crate::keys::KeyType::Rsa && key.bits() < session.policy.minimum_rsa_bits {
        return Err(Finding::failed(Reason::KeyWeak).with("found", key.bits()));
    }
    Ok(row)
}

/// Whether the key is good at the instant that the policy names
/// ([CID 1.0](https://www.w3.org/TR/cid-1.0/#verification-methods): not at or after `expires` or `revoked`).
fn key_period(method: Option<&VerificationMethod>, judged: &mut Judged<'_>) {
    let Some(method) = method else { return };
    let finding = period_finding(method, judged.key_instant.as_ref());
    judged.set(CheckId::ProofKeyPeriod, finding);
}

/// The same for a method and an instant; nothing proves one where there is none.
pub(super) fn period_finding(method: &VerificationMethod, instant: Option<&Timestamp>) -> Finding {
    match instant {
        _ if method.expires.is_none() && method.revoked.is_none() => Finding::absent(),
        Some(instant) => key_finding(method, instant),
        None => Finding::undetermined(Reason::KeyTimeUnproven),
    }
}

fn created(proof: crate::json::Value<'_>) -> Option<&str> {
    proof.get("created").and_then(crate::json::Value::as_str)
}

/// The instant at which the policy wants the key of a proof to be good, as late as clocks allow; nothing if it wants one
/// that nothing proves. Who wants an anchor's word gets the end of its interval, and nothing on top. `created` is when the
/// proof says that it was made.
pub(super) fn key_instant(
    session: &Session<'_>,
    created: Option<&str>,
    anchored: Option<&Timestamp>,
) -> Option<Timestamp> {
    let within_skew = |instant: &Timestamp| instant.minus_seconds(session.policy.clock_skew);
    match session.policy.key_instant {
        KeyInstant::At => Some(within_skew(&session.policy.at)),
        KeyInstant::Anchored => anchored.cloned(),
        KeyInstant::Created => {
            let created = period::parse(session.policy, "created", created).ok();
            created.map(|created| within_skew(&created.timestamp))
        }
    }
}

/// Whether a method is in force at an instant, the end excluded.
pub(super) fn key_finding(method: &VerificationMethod, instant: &Timestamp) -> Finding {
    let ended = |end: &Option<Timestamp>| end.as_ref().filter(|end| *end <= instant).map(Timestamp::to_string);
    match (ended(&method.revoked), ended(&method.expires)) {
        (Some(revoked), _) => Finding::failed(Reason::KeyRevoked).with("revoked", revoked),
        (None, Some(expires)) => Finding::failed(Reason::KeyExpired).with("expires", expires),
        (None, None) => Finding::passed(),
    }
}

fn signature_finding(result: Result<(), SignatureError>) -> Finding {
    match result {
        Ok(()) => Finding::passed(),
        Err(SignatureError::Encoding) => Finding::failed(Reason::SignatureEncoding),
        Err(SignatureError::KeyType) => Finding::failed(Reason::JwsAlg),
        Err(_) => Finding::failed(Reason::SignatureInvalid),
    }
}

pub(super) fn malformed(fault: Malformed) -> Finding {
    Finding::failed(Reason::ProofMalformed).with("name", fault.0)
}
