//! One proof's way through its checks, in the order of
//! [Verify Proof](https://www.w3.org/TR/vc-data-integrity/#verify-proof).

use super::judged::{Demands, Judged};
use super::method::{self, Sought};
use super::readings::{self, Reading};
use super::transform::{Transformer, Try};
use crate::credential::ProofRef;
use crate::did::{Relationship, VerificationMethod};
use crate::digest::DigestAlgorithm;
use crate::keys::{PublicKey, SignatureError};
use crate::limits::{Limit, LimitReached};
use crate::proof::data_integrity::{
    KeyRow, Malformed, NamedSuite, ProofOptions, SignatureFault, SignatureValue, Suite, ValueError,
};
use crate::proof::jose::jws::JwsError;
use crate::rdf::Ambiguities;
use crate::report::{CheckId, Finding, Outcome, Reason, clipped};
use crate::time::Parsed;
use crate::verify::claims::period;
use crate::verify::session::{Session, spend};

/// Judges one proof. `previous` are the places of the proofs that it names, none if they cannot be told, and how those are.
pub(crate) fn judge<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    proof: &ProofRef<'d>,
    demands: &Demands<'_>,
    previous: Option<&[usize]>,
    on_previous: Finding,
) -> Judged<'d> {
    let options = ProofOptions::new(proof.value);
    let mut judged = Judged::of_signature(proof.pointer(), proof.value);
    judged.key_instant = period::key_instant(session, created(proof.value), demands.anchored);
    judged.set(CheckId::ProofPrevious, on_previous);
    let suite = match suite(session, &options, &mut judged) {
        Ok(suite) => suite,
        Err(finding) => {
            judged.set(CheckId::ProofSuite, finding);
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
    let signed = any_row.zip(previous).map(|(row, previous)| Signed { suite, options, digest: row.digest, previous });
    let hashes = signed.as_ref().map(|signed| signed.hashes(session, transformer, Reading::default()));
    if let Some(hashes) = &hashes {
        judged.set(CheckId::ProofTransformation, hashes.as_ref().map_or_else(Clone::clone, |_| Finding::passed()));
    }
    if let (Some(signed), Some(Ok(mut tries))) = (signed, hashes) {
        tries.truncate(transformer.tries);
        if let (Ok(signature), Ok(row), Some(key)) = (&signature, &row, found.key()) {
            let by = By { signature, row: *row, key };
            let finding = first_verified(session, transformer, &signed, &mut tries, by, &mut judged);
            judged.set(CheckId::ProofSignature, finding);
        }
        judged.tries = tries.len();
        if let Some(trace) = &mut session.trace {
            let pointer = proof.value.document().pointer(proof.value.id());
            trace.add(pointer, tries.into_iter().map(|one| one.traced(&transformer.texts)).collect());
        }
    }
    judged.method = found.found;
    found.missing.into_iter().for_each(|missing| judged.need(missing));
    judged
}

/// What a proof may be over: the document with the proofs that it names, and its own options.
struct Signed<'a, 'd> {
    suite: &'static Suite,
    options: ProofOptions<'d>,
    digest: DigestAlgorithm,
    previous: &'a [usize],
}

impl<'d> Signed<'_, 'd> {
    /// What a signature may be over in a reading.
    fn hashes(
        &self,
        session: &mut Session<'_>,
        transformer: &mut Transformer<'_, 'd>,
        reading: Reading,
    ) -> Result<Vec<Try>, Finding> {
        let work = &mut session.left.canonicalization;
        transformer.hashes(reading, self.suite, &self.options, self.digest, self.previous, work)
    }

    /// The other readings in which it may be signed.
    fn other_readings(&self, tries: &[Try]) -> impl Iterator<Item = Reading> + use<> {
        let ambiguous = tries.iter().map(Try::ambiguous).reduce(Ambiguities::or).unwrap_or_default();
        readings::others(ambiguous, readings::is_before_rdfc(self.suite))
    }
}

/// A signature, and the key that may have made it.
#[derive(Clone, Copy)]
struct By<'a, 's> {
    signature: &'a SignatureValue<'s>,
    row: KeyRow,
    key: &'a PublicKey,
}

/// How the signature ends: with the first try, and then the first reading, under which it matches, or as it does in the
/// first reading. Other readings are only made if it does not match in the first; what was tried is added to `tries`.
fn first_verified<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    signed: &Signed<'_, 'd>,
    tries: &mut Vec<Try>,
    by: By<'_, '_>,
    judged: &mut Judged<'d>,
) -> Finding {
    let first = match matching(session, transformer, tries, by) {
        Ok(found) => return settled(transformer, found, judged),
        Err(finding) if finding.reason == Some(Reason::SignatureInvalid) => finding,
        Err(finding) => return finding,
    };
    for reading in signed.other_readings(tries) {
        let more = signed.hashes(session, transformer, reading);
        let mut more = match more {
            Ok(more) => more,
            // It may be signed in the reading that is too much to make.
            Err(finding) if finding.outcome == Outcome::Undetermined => return finding,
            Err(_) => continue,
        };
        more.truncate(transformer.tries.saturating_sub(tries.len()));
        let outcome = matching(session, transformer, &more, by);
        let found = outcome.map(|found| settled(transformer, found, judged));
        tries.append(&mut more);
        match found {
            Ok(finding) => return finding,
            Err(finding) if finding.reason != Some(Reason::SignatureInvalid) => return finding,
            Err(_) if tries.len() >= transformer.tries => break,
            Err(_) => {}
        }
    }
    first
}

/// The first try under which a signature matches, or how the last one ended.
fn matching<'t>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, '_>,
    tries: &'t [Try],
    by: By<'_, '_>,
) -> Result<&'t Try, Finding> {
    let mut outcome = Err(SignatureError::Invalid);
    for one in tries {
        count_signature(session, transformer).map_err(Finding::limit)?;
        outcome = by.signature.verify(by.row, by.key, &one.options.digest, &one.document.digest);
        if outcome.is_ok() {
            return Ok(one);
        }
    }
    Err(signature_finding(outcome))
}

/// Notes what a proof was found to be over: from here on the document is what was signed.
fn settled(transformer: &mut Transformer<'_, '_>, found: &Try, judged: &mut Judged<'_>) -> Finding {
    match transformer.settle(found.reading) {
        Ok(reading) => {
            judged.reading = reading;
            judged.origins.clone_from(&found.origins);
            Finding::passed()
        }
        Err(finding) => finding,
    }
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

/// Judges what an anchor says of itself, and how the proofs before it are that it names; it covers them whatever it says of
/// them.
pub(crate) fn judge_options<'d>(
    session: &Session<'_>,
    mut anchor: Judged<'d>,
    proof: &ProofRef<'d>,
    demands: &Demands<'_>,
    on_previous: Finding,
) -> Judged<'d> {
    if on_previous.outcome != Outcome::NotApplicable {
        anchor.set(CheckId::ProofPrevious, on_previous);
    }
    let options = ProofOptions::new(proof.value);
    options_of_anchor(session, &options, demands, &mut anchor);
    if options.value().get("proofPurpose").is_none() {
        anchor.set(CheckId::ProofPurpose, malformed(Malformed("proofPurpose")));
    }
    Judged { names_method: true, ..anchor }
}

/// What an anchor says of itself must not contradict what is asked. No hash covers it, so that it agrees proves nothing:
/// who has seen one presentation can write any challenge into it. An anchor asserts; that it does more, it cannot prove.
pub(crate) fn options_of_anchor(
    session: &Session<'_>,
    options: &ProofOptions<'_>,
    demands: &Demands<'_>,
    judged: &mut Judged<'_>,
) {
    let may_assert = session.policy.purpose.is_none() || demands.purposes.contains(&Relationship::AssertionMethod);
    if options.value().get("proofPurpose").is_none() && may_assert {
        let is_asked = session.policy.purpose.is_some();
        judged.set(CheckId::ProofPurpose, if is_asked { Finding::passed() } else { Finding::absent() });
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
        if is_unproven && judged.has_passed(id) {
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

fn find_method(session: &mut Session<'_>, options: &ProofOptions<'_>, relationship: Relationship) -> Sought {
    match options.value().get("verificationMethod") {
        Some(value) if value.is_object() => Sought::nothing(Finding::failed(Reason::VmEmbedded)),
        Some(value) => match value.as_str() {
            Some(url) => method::find(session, url, relationship),
            None => Sought::nothing(malformed(Malformed("verificationMethod"))),
        },
        // As proofs were written before there were verification methods.
        None if options.value().get("creator").is_some() => {
            Sought::nothing(Finding::undetermined(Reason::ProofUnsupported).with("name", "creator"))
        }
        None => Sought::nothing(malformed(Malformed("verificationMethod"))),
    }
}

/// The row of the suite for the key that was found, or why there is none.
fn accepted_row(session: &Session<'_>, suite: &Suite, found: &Sought) -> Result<KeyRow, Finding> {
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
    let finding = period::period_finding(method, judged.key_instant.as_ref());
    judged.set(CheckId::ProofKeyPeriod, finding);
}

fn created(proof: crate::json::Value<'_>) -> Option<&str> {
    proof.get("created").and_then(crate::json::Value::as_str)
}

fn signature_finding(result: Result<(), SignatureError>) -> Finding {
    match result {
        Ok(()) => Finding::passed(),
        Err(SignatureError::Encoding) => Finding::failed(Reason::SignatureEncoding),
        Err(SignatureError::KeyType) => Finding::failed(Reason::JwsAlg),
        Err(_) => Finding::failed(Reason::SignatureInvalid),
    }
}

pub(crate) fn malformed(fault: Malformed) -> Finding {
    Finding::failed(Reason::ProofMalformed).with("name", fault.0)
}
