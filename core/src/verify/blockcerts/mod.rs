//! The way of a Blockcerts certificate of the first two generations through the checks: what was anchored is the hash of
//! its statements, as of Blockcerts 3, but it is no verifiable credential.
//!
//! The second generation is an assertion of Open Badges 2 with the member `signature`; the first has its `receipt` beside the
//! `document` that is hashed.

mod recipient;
mod uid;

use super::checks::Checks;
use super::climb::Climb;
use super::document::{Findings, Shown, Subject, conclude, pointers, within_limit};
use super::issuer::{self, Published};
use super::proof::{Demands, Judged, options_of_anchor};
use super::proofs::Signer;
use super::revocation::{self, Asked};
use super::secured::Content;
use super::session::Session;
use super::summary::summary;
use super::transform::{Hashed, Transformer};
use super::{anchors, attached, claims, context, coverage, profile, proofs};
use crate::anchor::ladder::Proof;
use crate::anchor::{blockcerts_1, merkle_proof_2017};
use crate::credential::{
    self, Certificate, Claims, DetectError, Detected, Kind, Names, ProofsError, Version, full_date,
};
use crate::digest::DigestAlgorithm;
use crate::json::Value;
use crate::jsonld::Loader;
use crate::limits::Limits;
use crate::policy::Policy;
use crate::proof::data_integrity::{ProofOptions, Transformation};
use crate::report::{CheckId, Coverage, CoveredBy, Finding, Format, Reason, Report, clipped};
use std::sync::Arc;

/// What documents of a version are called, and where their parts stand.
struct Row {
    model: &'static str,
    profile: credential::Format,
    /// What the proof calls itself.
    suite: &'static str,
    /// The member that holds the proof, and its place.
    proof: (&'static str, &'static str),
    /// The place of what is hashed.
    hashed: &'static str,
    /// The members beside it that make up the format, if it does not take up the whole.
    frame: Option<&'static [&'static str]>,
}

fn row(version: Version) -> Row {
    match version {
        Version::V1 => Row {
            model: "blockcerts-1.2",
            profile: credential::Format::Blockcerts1,
            suite: "ChainpointSHA256v2",
            proof: ("receipt", "/receipt"),
            hashed: "/document",
            frame: Some(&["@context", "document", "receipt", "type"]),
        },
        Version::V2 => Row {
            model: "open-badges-2.0",
            profile: credential::Format::Blockcerts2,
            suite: "MerkleProof2017",
            proof: ("signature", "/signature"),
            hashed: "",
            frame: None,
        },
    }
}

/// The version of a document of which detection says no more than that it is no verifiable credential.
///
/// Blockcerts 1.1 does not say where it was anchored, and is not read.
pub(super) fn version(document: Value<'_>, error: &DetectError) -> Option<Version> {
    match error {
        DetectError::Unsupported(credential::Format::Blockcerts2) => Some(Version::V2),
        DetectError::Unsupported(credential::Format::Blockcerts1) => {
            document.get("document").filter(|hashed| hashed.is_object()).map(|_| Version::V1)
        }
        _ => None,
    }
}

/// What a report calls a document of a version.
pub(super) fn format(document: Value<'_>, version: Version) -> Format {
    let row = row(version);
    let securing = document.get(row.proof.0).map(|_| format!("blockcerts/{}", row.suite));
    Format { model: Some(row.model), profile: Some(row.profile.name()), securing: securing.into_iter().collect() }
}

/// Judges a certificate.
pub(super) fn verify(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'_>,
    mut found: Findings<'_>,
    version: Version,
) -> Report {
    // 1. What is it?
    let (value, row) = (subject.value, row(version));
    found.format = format(value, version);
    found.checks.pass(CheckId::ModelType, "");
    found.checks.pass(CheckId::ModelContext, "/@context");

    // 2. Read it as the statements that are hashed.
    let part = match version {
        Version::V1 => value.get("document").unwrap_or(value),
        Version::V2 => value,
    };
    let proof = value.get(row.proof.0);
    let omit: Vec<_> = proof.filter(|_| version == Version::V2).map(Value::id).into_iter().collect();
    let mut context = context::Findings::new(session.policy);
    let mut transformer = transformer(session, loader, part);
    transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    let target = transformer.document_hash(DigestAlgorithm::Sha256, &[]);
    let read = certificate(&transformer, version);
    let (is_read, certificate) = (read.is_some(), read.unwrap_or_default());
    let issuer = certificate.claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref());

    // 3. Does the proof lead to the ledger, and from there to the issuer?
    let attached = attached::judge(session, subject, Some(loader));
    let demands = proofs::demands(session.policy, Kind::Credential, subject.depth);
    let entry = Anchored { whole: value, version, target, certificate: &certificate, issuer, demands };
    let judged: Vec<_> = proof.map(|proof| judge(session, entry, proof)).into_iter().collect();
    let weighed = proofs::weigh(session, &judged, |_| Signer::Issuer(issuer));

    // 4. Does it follow its data model, and does every term have one meaning?
    if is_read {
        members(&mut found.checks, session.policy, value, &certificate);
    } else {
        found.checks.not_reached(&[CheckId::ModelMembers]);
    }
    profile::unknown(&mut found.checks);
    context.write(&mut found, value);
    let missing = judged.is_empty().then(|| ProofsError::Missing(value.id()));
    proofs::write(session, &mut found, Kind::Credential, &judged, missing.as_ref(), &weighed, &attached);

    // 5. Is it in force, trusted, taken back, and for whom it should be?
    if is_read {
        told(session, &mut found, value, &certificate, version);
    } else {
        found.checks.not_reached(&TOLD);
    }

    // 6. The verdict.
    let meanings = transformer.meanings(Transformation::Rdfc);
    let names = meanings.as_ref().map_or(Names::Plain, Names::Mapped);
    let covered = placed(coverage::coverage(&transformer, names, &judged, &weighed.proven), row.hashed);
    let asked = covered.iter().filter(|entry| entry.pointer != row.proof.1).cloned();
    let beside = row.frame.into_iter().flat_map(|frame| coverage::beside(value, frame));
    coverage::check(session.policy, &mut found.checks, &asked.chain(beside).collect::<Vec<_>>());
    let shown = Shown { summary: summary(&certificate.claims, session.policy), coverage: covered, nested: Vec::new() };
    drop(certificate);
    conclude(session, found, shown, || {
        let content = Content::new(session, subject, transformer, &judged, &weighed.proven)?;
        Some(Arc::new(content))
    })
}

fn transformer<'s, 'd>(session: &Session<'s>, loader: &'s Loader<'s>, document: Value<'d>) -> Transformer<'s, 'd> {
    Transformer {
        document,
        proofs: &[],
        loader,
        expansion: context::expansion(session.policy),
        limits: &session.policy.limits,
        statements: None,
        keeps_texts: false,
        signatures: 0,
    }
}

/// What the certificate says, if there are statements about it.
fn certificate<'t>(transformer: &'t Transformer<'_, '_>, version: Version) -> Option<Certificate<'t>> {
    let Some(Ok(statements)) = &transformer.statements else { return None };
    let at = transformer.document.id();
    statements.root().map(|root| Certificate::from_statements(&statements.dataset, root, at, version))
}

/// A certificate whose proof is to be followed.
struct Anchored<'c> {
    whole: Value<'c>,
    version: Version,
    /// The hash of its statements.
    target: Result<Hashed, Finding>,
    certificate: &'c Certificate<'c>,
    issuer: Option<&'c str>,
    demands: Demands<'c>,
}

fn judge<'d>(session: &mut Session<'_>, anchored: Anchored<'_>, proof: Value<'d>) -> Judged<'d> {
    let Anchored { whole, version, target, certificate, issuer, demands } = anchored;
    let row = row(version);
    let stated = certificate.address.as_deref();
    // An old proof leaves open which network of Bitcoin it means; the issuer's address tells.
    let published = issuer.filter(|_| stated.is_none()).map(|issuer| issuer::profile(session, issuer));
    let address = stated.or_else(|| first_address(published.as_ref()?));
    let limits = &session.policy.limits;
    let read = |target: &[u8; 32]| read(whole, proof, version, address, target, limits);
    let read = anchors::read_as(session.policy, row.suite, || target, read);
    let stated = stated.map(|stated| stated.strip_prefix("ecdsa-koblitz-pubkey:").unwrap_or(stated));
    let mut climb = anchors::climb(session, &row.proof.1.into(), &read, stated);
    if let Some(Published::Missing(url, _)) = &published {
        name_what_tells_the_chain(url, &mut climb);
    }
    if version == Version::V1 {
        let signed = uid::judge(session, whole, &climb);
        climb.rungs.insert(0, (CheckId::ProofSignature, "/document/signature".into(), signed));
    }
    let mut judged = Judged::of_anchor(row.proof.1.into(), proof, row.suite, climb);
    options_of_anchor(session, &ProofOptions::new(proof), &demands, &mut judged);
    judged
}

fn read(
    whole: Value<'_>,
    proof: Value<'_>,
    version: Version,
    address: Option<&str>,
    target: &[u8; 32],
    limits: &Limits,
) -> Proof {
    match version {
        Version::V1 => blockcerts_1::read(whole, address, target, limits),
        Version::V2 => merkle_proof_2017::read(proof, merkle_proof_2017::Form::Signature, address, target, limits),
    }
}

fn first_address(published: &Published) -> Option<&str> {
    match published {
        Published::Profile(profile) => profile.keys.first().map(|key| key.address.as_str()),
        _ => None,
    }
}

/// Where only the issuer's profile could tell on which chain the entry is, it is the profile that is missing.
fn name_what_tells_the_chain(url: &str, climb: &mut Climb) {
    for (_, _, finding) in &mut climb.rungs {
        if finding.reason == Some(Reason::AnchorUnsupported) {
            *finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url));
        }
    }
}

/// The members that every certificate has.
fn members(checks: &mut Checks<'_>, policy: &Policy, document: Value<'_>, certificate: &Certificate<'_>) {
    let id = CheckId::ModelMembers;
    let mut faults = certificate.faults.clone();
    let over = within_limit(&mut faults, policy);
    let scopes = pointers(document, faults.iter().map(|fault| fault.at).collect());
    for (fault, scope) in faults.iter().zip(scopes) {
        checks.add(id, scope, Finding::failed(claims::problem_reason(fault.kind)).with("name", fault.name));
    }
    match over {
        Some(finding) => checks.add(id, "", finding),
        None if faults.is_empty() => checks.pass(id, ""),
        None => {}
    }
}

/// The checks of what a certificate says.
const TOLD: [CheckId; 7] = [
    CheckId::IssuerTrusted,
    CheckId::Validity,
    CheckId::StatusEntry,
    CheckId::Schema,
    CheckId::Resource,
    CheckId::Recipient,
    CheckId::Evidence,
];

/// Holds what the certificate says against the policy.
fn told(
    session: &Session<'_>,
    found: &mut Findings<'_>,
    document: Value<'_>,
    certificate: &Certificate<'_>,
    version: Version,
) {
    let claims = &certificate.claims;
    let detected = Detected { kind: Kind::Credential, model: credential::Model::Vcdm11, profile: None };
    found.checks.add(CheckId::IssuerTrusted, "", claims::trusted(session, &detected, claims));
    claims::validity(session, &mut found.checks, document, &dated(claims));
    let asked = Asked {
        issuer: claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()),
        names: certificate.names.iter().map(AsRef::as_ref).collect(),
        lists: certificate.revocation_lists.iter().map(AsRef::as_ref).collect(),
        output: (version == Version::V1).then_some(certificate.has_revocation_key),
    };
    revocation::check(session, found, &asked);
    for id in [CheckId::Schema, CheckId::Resource, CheckId::Evidence] {
        found.checks.add(id, "", Finding::absent());
    }
    let recipient = recipient::finding(session.policy, certificate.identity.as_ref());
    found.checks.add(CheckId::Recipient, "", recipient);
}

/// The claims with their times in the form that everybody reads.
fn dated<'c>(claims: &Claims<'c>) -> Claims<'c> {
    let mut claims = claims.clone();
    for moment in &mut claims.period {
        moment.text = full_date(&moment.text).into_owned().into();
    }
    claims
}

/// What is secured of a part that stands at `place`.
fn placed(covered: Vec<Coverage>, place: &str) -> Vec<Coverage> {
    let is_secured = covered.first().is_some_and(|entry| entry.by != CoveredBy::None);
    if place.is_empty() || !is_secured {
        return covered;
    }
    let within = |entry: Coverage| Coverage { pointer: format!("{place}{}", entry.pointer), ..entry };
    std::iter::once(Coverage::none()).chain(covered.into_iter().map(within)).collect()
}
