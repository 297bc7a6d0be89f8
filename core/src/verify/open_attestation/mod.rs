//! The way of an OpenAttestation document through the checks, `OpenCerts` among them: its hash is recomputed leaf by leaf,
//! and then it is asked who issued the root of the batch, whether they revoked it, and who they are.
//!
//! Version 2 is a format of its own. Version 3 is a credential by its data model, but what is hashed are its JSON leaves,
//! so contexts give it no meaning here.

mod contract;
mod identity;
mod issuer;
mod revocation;
mod secured;
mod signed;
#[cfg(test)]
mod tests;

use super::checks::Checks;
use super::climb::Climb;
use super::document::{self, Findings, Shown, Subject, conclude, pointers};
use super::session::Session;
use super::summary::summary;
use super::{attached, claims, coverage, nested, profile, proof, proofs};
use crate::anchor::open_attestation::issuance::{self, Issuance, Signature};
use crate::anchor::open_attestation::{Attestation, Flag, FlagKind, Hash, OpenAttestationError, v2, v3};
use crate::credential::{self, Claims, Detected, Kind, Names, Party, Profile};
use crate::json::{Document, Value};
use crate::jsonld::Loader;
use crate::limits::Limit;
use crate::policy::{AbsentMembers, Policy};
use crate::proof::data_integrity::ProofOptions;
use crate::report::{CheckId, Coverage, CoveredBy, Datum, Finding, Nested, Outcome, Reason, Report, clipped};
use issuer::Judged;
use secured::Content;
use std::borrow::Cow;
use std::sync::Arc;

/// What a report calls the data model of version 2.
pub(super) const MODEL_2: &str = "open-attestation-2.0";

/// The members that documents of version 2 are made of.
const FRAME_2: &[&str] = &["data", "privacy", "proof", "schema", "signature", "version"];

/// A version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V2,
    V3,
}

impl Version {
    /// What the member that holds the hashes calls itself.
    fn suite(self) -> &'static str {
        match self {
            Self::V2 => "SHA3MerkleProof",
            Self::V3 => "OpenAttestationMerkleProofSignature2018",
        }
    }

    /// The member that holds the hashes.
    fn member(self) -> &'static str {
        match self {
            Self::V2 => "signature",
            Self::V3 => "proof",
        }
    }

    /// Where it stands.
    fn scope(self) -> &'static str {
        match self {
            Self::V2 => "/signature",
            Self::V3 => "/proof",
        }
    }
}

/// What a report calls the mechanism that secures documents of version 2.
pub(super) fn securing_2() -> String {
    securing(Version::V2)
}

/// The same for version 3.
pub(super) fn securing_3() -> String {
    securing(Version::V3)
}

fn securing(version: Version) -> String {
    format!("open-attestation/{}", version.suite())
}

/// Whether a credential is one of version 3.
pub(super) fn is_version_3(credential: Value<'_>, detected: &Detected) -> bool {
    let suite = credential.get("proof").and_then(|proof| proof.get("type")).and_then(Value::as_str);
    detected.kind == Kind::Credential && suite == Some(Version::V3.suite())
}

/// Judges a document of version 2.
pub(super) fn verify_2(session: &mut Session<'_>, subject: &Subject<'_>, mut found: Findings<'_>) -> Report {
    // 1. What is it?
    let value = subject.value;
    found.format.model = Some(MODEL_2);
    found.format.securing = vec![securing_2()];
    found.checks.pass(CheckId::ModelType, "");
    let model = [CheckId::ModelContext, CheckId::ModelProfile, CheckId::ContextKnown, CheckId::ContextTerms];
    model.into_iter().for_each(|id| found.checks.add(id, "", Finding::absent()));

    // 2. What does it say, without its salts?
    let unsalted = value.get("data").map(v2::unsalted);
    let data = unsalted.as_deref().and_then(|text| Document::parse(text.as_bytes(), &session.policy.limits).ok());
    let issuance = data.as_ref().map(|data| issuance::read_2(data.root())).unwrap_or_default();

    // 3. Is it what was hashed, and who issued it? What is attached comes first: it may prove when that was.
    let attached = attached::judge(session, subject, None);
    let hashed = Hashed::new(session.policy, value, Version::V2, v2::recompute(value, &session.policy.limits));
    let signatures: Vec<_> = issuance::signatures_2(value).collect();
    let identities = judge(session, &mut found, &hashed, &issuance, &signatures, &attached);
    answer(session, &mut found, subject, Version::V2);

    // 4. For whom is it, and is its issuer trusted?
    let mut claims = data.as_ref().map(|data| claims_2(data.root())).unwrap_or_default();
    claims.issuer = issuance.issuers.first().map(|issuer| Party {
        at: value.id(),
        id: identities.first().cloned().flatten().map(Cow::Owned),
        name: issuer.name.clone().map(Cow::Owned),
    });
    let detected = Detected { kind: Kind::Credential, model: credential::Model::Vcdm11, profile: None };
    claims::check(session, &mut found, value, &detected, &claims);
    finish(session, subject, found, &hashed, &claims, Vec::new())
}

/// What version 2 has of the members that a summary shows.
fn claims_2(data: Value<'_>) -> Claims<'_> {
    let text =
        |object: Value<'_>, name: &str| object.get(name).and_then(Value::as_str).map(|text| text.to_owned().into());
    let recipient = data.get("recipient").filter(|recipient| recipient.is_object());
    let subject = recipient.map(|recipient| Party {
        at: recipient.id(),
        id: text(recipient, "id").or_else(|| text(recipient, "did")),
        name: text(recipient, "name"),
    });
    Claims {
        id: text(data, "id"),
        name: text(data, "name"),
        subjects: subject.into_iter().collect(),
        ..Claims::default()
    }
}

/// Judges a credential of version 3.
pub(super) fn verify_3(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'_>,
    mut found: Findings<'_>,
    detected: &Detected,
) -> Report {
    // 1. Does it follow its data model?
    let value = subject.value;
    let detected = Detected { profile: Some(Profile::OpenAttestation3), ..*detected };
    found.format.profile = detected.profile.map(Profile::name);
    found.format.securing = vec![securing_3()];
    let parts = credential::parts(value, Names::Plain);
    document::model(&mut found.checks, session.policy, value, &detected, Names::Plain, &parts);
    profile::check(&mut found.checks, session.policy, value, &detected, Some(Names::Plain));
    [CheckId::ContextKnown, CheckId::ContextTerms]
        .into_iter()
        .for_each(|id| found.checks.add(id, "", Finding::absent()));

    // 2. Is it what was hashed, and who issued it? What is attached comes first: it may prove when that was.
    let attached = attached::judge(session, subject, Some(loader));
    let hashed = Hashed::new(session.policy, value, Version::V3, v3::recompute(value, &session.policy.limits));
    let issuance = issuance::read_3(value);
    let signature = issuance::signature_3(value);
    let identities = judge(session, &mut found, &hashed, &issuance, signature.as_slice(), &attached);
    answer(session, &mut found, subject, Version::V3);

    // 3. Is it in force, trusted, and for whom it should be? The issuer is the one who is proven, not `issuer.id`.
    let mut claims = Claims::from_json(value);
    if let Some(issuer) = &mut claims.issuer {
        issuer.id = identities.first().cloned().flatten().map(Cow::Owned);
    }
    claims::check(session, &mut found, value, &detected, &claims);
    withheld(session.policy, &mut found.checks, &hashed, &claims);

    // 4. Do the documents within it hold?
    let nested = nested::verify(session, loader, subject, &mut found, &parts.documents);
    finish(session, subject, found, &hashed, &claims, nested)
}

/// What a credential does not say, it may say behind a hash.
fn withheld(policy: &Policy, checks: &mut Checks<'_>, hashed: &Hashed, claims: &Claims<'_>) {
    if !hashed.is_hiding() || policy.disclosure.absent_members == AbsentMembers::Accept {
        return;
    }
    let ends = |moment: &credential::Moment<'_>| {
        matches!(moment.member, credential::Member::ValidUntil | credential::Member::ExpirationDate)
    };
    if !claims.period.iter().any(ends) {
        checks.add(CheckId::Validity, "", hidden("expirationDate"));
    }
    if claims.status.is_empty() {
        checks.add(CheckId::StatusEntry, "", hidden("credentialStatus"));
    }
}

fn hidden(member: &str) -> Finding {
    Finding::undetermined(Reason::OaWithheld).with("name", member)
}

/// A document and the hashes that it states, its own recomputed.
#[derive(Debug)]
struct Hashed {
    version: Version,
    encoding: Finding,
    target: Finding,
    path: Finding,
    /// What could be read.
    attestation: Option<Attestation>,
    /// Where something is not hashed.
    uncovered: Vec<String>,
}

impl Hashed {
    fn new(
        policy: &Policy,
        document: Value<'_>,
        version: Version,
        recomputed: Result<Attestation, OpenAttestationError>,
    ) -> Self {
        let unread = |encoding| Self {
            version,
            encoding,
            target: Finding::not_reached(),
            path: Finding::not_reached(),
            attestation: None,
            uncovered: Vec::new(),
        };
        let suite = version.suite();
        if !policy.accepts_suite(suite) || !policy.proofs.counts(suite) {
            return unread(Finding::failed(Reason::ProofNotAccepted).with("name", suite));
        }
        let attestation = match recomputed {
            Ok(attestation) => attestation,
            Err(error) => return unread(fault(document, error)),
        };
        let of = |result: Result<(), _>| result.map_or_else(|error| fault(document, error), |()| Finding::passed());
        let target = with_remarks(of(attestation.check_target()), document, &attestation);
        let path = of(attestation.check_path().map(|_| ()));
        let uncovered = attestation.flags.iter().filter(|flag| flag.kind == FlagKind::NotCovered).map(|flag| flag.at);
        let uncovered = pointers(document, uncovered.collect());
        Self { version, encoding: Finding::passed(), target, path, attestation: Some(attestation), uncovered }
    }

    fn rungs(&self) -> [(CheckId, &Finding); 3] {
        [
            (CheckId::AnchorEncoding, &self.encoding),
            (CheckId::AnchorTarget, &self.target),
            (CheckId::AnchorPath, &self.path),
        ]
    }

    /// The root that issuers stand for.
    fn root(&self) -> Option<&Hash> {
        self.attestation.as_ref().map(|attestation| &attestation.stated.root)
    }

    /// Every hash that revokes the document: the target, the root, and those between them.
    fn hashes(&self) -> Vec<Hash> {
        let Some(attestation) = &self.attestation else { return Vec::new() };
        let mut hashes = attestation.stated.hashes();
        if hashes.last() != Some(&attestation.stated.root) {
            hashes.push(attestation.stated.root);
        }
        hashes
    }

    /// Whether leaves are hidden, which may have stood anywhere.
    fn is_hiding(&self) -> bool {
        self.attestation.as_ref().is_some_and(|attestation| attestation.obfuscated > 0)
    }

    fn is_sound(&self) -> bool {
        self.rungs().iter().all(|(_, finding)| finding.is_passed())
    }
}

/// Adds what the hash leaves open, and how much of the document it hides.
fn with_remarks(mut finding: Finding, document: Value<'_>, attestation: &Attestation) -> Finding {
    const MOST: usize = 16;
    let count = |number: usize| Datum::Integer(u64::try_from(number).unwrap_or(u64::MAX));
    if attestation.obfuscated > 0 {
        finding = finding.with("obfuscated", count(attestation.obfuscated));
    }
    let (shown, rest) = attestation.flags.split_at_checked(MOST).unwrap_or((&attestation.flags, &[]));
    if shown.is_empty() {
        return finding;
    }
    let places = pointers(document, shown.iter().map(|flag| flag.at).collect());
    let shown: Vec<_> = shown.iter().zip(&places).map(|(flag, at)| remark(*flag, at)).collect();
    finding = finding.with("remarks", shown);
    if rest.is_empty() { finding } else { finding.with("moreRemarks", count(rest.len())) }
}

fn remark(flag: Flag, at: &str) -> String {
    let what = match flag.kind {
        FlagKind::ArrayLike => "array_like",
        FlagKind::Mistyped => "mistyped",
        FlagKind::NotCovered => "not_covered",
        FlagKind::TypeNotCovered => "type_not_covered",
        FlagKind::Unsalted => "unsalted",
    };
    format!("{what} {}", clipped(at))
}

/// How an error of the format is reported.
fn fault(document: Value<'_>, error: OpenAttestationError) -> Finding {
    use OpenAttestationError as Error;
    let at =
        |reason, at| Finding::failed(reason).with("at", clipped(&document.pointers([at]).next().unwrap_or_default()));
    match error {
        Error::Hash { member, at: place } => at(Reason::OaHash, place).with("name", member),
        Error::Limit(reached) => Finding::limit(reached),
        Error::Member(name) => Finding::failed(Reason::OaMember).with("name", name),
        Error::Name { at: place } => at(Reason::OaName, place),
        Error::NoLeaves => Finding::failed(Reason::OaNoLeaves),
        Error::Number { at: place } => at(Reason::JsonNumberNotInteroperable, place),
        Error::Root => Finding::failed(Reason::MerkleRoot),
        Error::SaltMissing { at: place } => at(Reason::OaSalts, place).with("fault", error.to_string()),
        Error::SaltDoubled | Error::SaltUnused | Error::Salts => {
            Finding::failed(Reason::OaSalts).with("fault", error.to_string())
        }
        Error::Target => Finding::failed(Reason::MerkleTarget),
        Error::Unsupported => Finding::undetermined(Reason::ProofUnsupported).with("name", "hashes of another type"),
    }
}

/// Writes down how far the document's hash, each of its issuers and what is attached reach; says who the issuers are.
fn judge(
    session: &mut Session<'_>,
    found: &mut Findings<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    signatures: &[Signature<'_>],
    attached: &[Climb],
) -> Vec<Option<String>> {
    members(found, hashed, issuance);
    let most = session.policy.limits.signatures;
    let over = |count: usize| u32::try_from(count).map_or(true, |count| count > most);
    let over = over(issuance.issuers.len()) || over(signatures.len());
    let issuers = issuance.issuers.iter().filter(|_| !over);
    let judged: Vec<_> = issuers.map(|issuer| issuer::judge(session, hashed, issuance, issuer, signatures)).collect();
    let lower = hashed.rungs().map(|(_, finding)| finding.outcome);
    let upper = |judged: &Judged| Outcome::worst(judged.rungs.iter().map(|(_, finding)| finding.outcome));
    let outcome = Outcome::worst(lower.into_iter().chain(judged.iter().map(upper)));
    let present = match () {
        () if over => Finding::limit(Limit::Signatures.reached(most)),
        () if judged.is_empty() => Finding::failed(Reason::ProofMissing),
        () => proven(outcome),
    };
    found.checks.add(CheckId::ProofPresent, "", present);
    let contracts: Vec<_> = judged.iter().filter(|judged| judged.is_anchored).map(upper).collect();
    let contracts = (!contracts.is_empty()).then(|| Outcome::worst(contracts.into_iter().chain(lower)));
    let anchors: Vec<_> = contracts.into_iter().chain(attached.iter().map(Climb::outcome)).collect();
    found.checks.add(CheckId::AnchorPresent, "", proofs::anchored(&anchors));
    let scope = hashed.version.scope();
    hashed.rungs().into_iter().for_each(|(id, finding)| found.checks.add(id, scope, finding.clone()));
    if judged.is_empty() {
        found.checks.not_reached(&[CheckId::AnchorRoot, CheckId::IssuerBinding]);
    }
    write(session.policy, found, issuance, &judged);
    attached.iter().for_each(|climb| proofs::write_climb(found, climb));
    judged.into_iter().map(|judged| judged.identity).collect()
}

/// Holds what stands beside the hashes, which nothing secures, against what the caller asks.
fn answer(session: &Session<'_>, found: &mut Findings<'_>, subject: &Subject<'_>, version: Version) {
    let Some(proof) = subject.value.get(version.member()) else { return };
    let demands = proofs::demands(session.policy, Kind::Credential, subject.depth);
    let mut judged = proof::Judged::of_anchor(version.scope().into(), proof, version.suite(), Climb::default());
    proof::options_of_anchor(session, &ProofOptions::new(proof), &demands, &mut judged);
    for (id, scope, finding) in judged.findings() {
        found.checks.add(id, scope.clone(), finding.clone());
    }
}

/// The members that say who issued the document.
fn members(found: &mut Findings<'_>, hashed: &Hashed, issuance: &Issuance) {
    let (at, name, network) = match hashed.version {
        Version::V2 => ("/data", "issuers", "/data/network/chainId"),
        Version::V3 => ("", "openAttestationMetadata", "/network/chainId"),
    };
    let mut passed = hashed.version == Version::V2;
    if issuance.issuers.is_empty() {
        let missing = Finding::failed(Reason::ModelMissing).with("name", name);
        found.checks.add(CheckId::ModelMembers, at, if hashed.is_hiding() { hidden(name) } else { missing });
        passed = false;
    }
    if matches!(issuance.chain, Some(Err(_))) {
        let wrong = Finding::failed(Reason::ModelWrongType).with("name", "chainId");
        found.checks.add(CheckId::ModelMembers, network, wrong);
        passed = false;
    }
    if passed {
        found.checks.pass(CheckId::ModelMembers, "");
    }
}

fn write(policy: &Policy, found: &mut Findings<'_>, issuance: &Issuance, judged: &[Judged]) {
    for (index, (issuer, judged)) in issuance.issuers.iter().zip(judged).enumerate() {
        for (id, finding) in judged.rungs.iter().chain(std::iter::once(&judged.status)) {
            found.checks.add(*id, issuer.at.clone(), finding.clone());
        }
        for (need, id) in &judged.needs {
            let mut need = need.clone();
            need.wanted_by = vec![(*id, issuer.at.clone())];
            found.needs.add(need);
        }
        // The first is the one of whom the summary speaks.
        if let Some(trusted) = policy.trusted_issuers.as_ref().filter(|_| index > 0) {
            let identity = judged.identity.as_deref().unwrap_or_default();
            found.checks.add(CheckId::IssuerTrusted, issuer.at.clone(), claims::trust(trusted, identity));
        }
    }
}

fn proven(outcome: Outcome) -> Finding {
    match outcome {
        Outcome::Failed => Finding::failed(Reason::ProofNotProven),
        Outcome::Undetermined => Finding::undetermined(Reason::ProofNotProven),
        Outcome::NotApplicable | Outcome::Passed => Finding::passed(),
    }
}

/// What the hash covers of the document.
fn covered(hashed: &Hashed) -> Vec<Coverage> {
    if !hashed.is_sound() {
        return vec![Coverage::none()];
    }
    let part = |pointer: &str, by| {
        let proofs = if by == CoveredBy::Hash { vec![hashed.version.scope().to_owned()] } else { Vec::new() };
        Coverage { pointer: pointer.to_owned(), by, proofs }
    };
    match hashed.version {
        Version::V2 => vec![Coverage::none(), part("/data", CoveredBy::Hash)],
        Version::V3 => {
            let uncovered = hashed.uncovered.iter().map(String::as_str).chain(["/proof"]);
            let uncovered = uncovered.map(|pointer| part(pointer, CoveredBy::None));
            std::iter::once(part("", CoveredBy::Hash)).chain(uncovered).collect()
        }
    }
}

fn finish(
    session: &Session<'_>,
    subject: &Subject<'_>,
    mut found: Findings<'_>,
    hashed: &Hashed,
    claims: &Claims<'_>,
    nested: Vec<Nested>,
) -> Report {
    let covered = covered(hashed);
    let asked = covered.iter().filter(|entry| entry.pointer != hashed.version.scope()).cloned();
    let frame = (hashed.version == Version::V2).then_some(FRAME_2);
    let beside = frame.into_iter().flat_map(|frame| coverage::beside(subject.value, frame));
    coverage::check(session.policy, &mut found.checks, &asked.chain(beside).collect::<Vec<_>>());
    let shown = Shown { summary: summary(claims, session.policy), coverage: covered, nested };
    conclude(session, found, shown, || Some(Arc::new(Content::new(subject, hashed.version))))
}
