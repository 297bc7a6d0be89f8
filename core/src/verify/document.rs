//! One document's way through the checks: read this file first.

use super::binding::{self, Binding};
use super::checks::{Checks, Finding};
use super::claims;
use super::context;
use super::coverage;
use super::proof::{self, Demands, Judged};
use super::secured::Content;
use super::session::{Needs, Session, clipped};
use super::summary::summary;
use super::transform::{Transformer, limit_finding};
use crate::credential::{
    self, ChainError, Claims, DetectError, Detected, Kind, Names, Part, ProblemKind, ProofRef, ProofsError,
};
use crate::did::Relationship;
use crate::digest::DigestAlgorithm;
use crate::json::{self, Value};
use crate::jsonld::Loader;
use crate::limits::Limit;
use crate::policy::Proofs;
use crate::proof::data_integrity::{NamedSuite, ProofOptions, Transformation};
use crate::report::{
    CheckId, Coverage, Format, InputDigest, Nested, Outcome, Reason, Report, Role, Summary, Verdict, Weight,
};
use std::sync::Arc;

/// What is judged only once it is clear what a document is.
pub(super) const LATER: [CheckId; 9] = [
    CheckId::ModelMembers,
    CheckId::ContextKnown,
    CheckId::ContextTerms,
    CheckId::ProofPresent,
    CheckId::IssuerBinding,
    CheckId::IssuerTrusted,
    CheckId::Validity,
    CheckId::StatusEntry,
    CheckId::Schema,
];

/// A document to judge, and where it stands.
pub(super) struct Subject<'d> {
    pub(super) value: Value<'d>,
    /// The whole input, to build the verified document from.
    pub(super) input: Arc<[u8]>,
    /// How deep it is nested; only the outermost answers to what the caller expects of a presentation.
    pub(super) depth: u32,
}

/// What has been found out about a document.
pub(super) struct Findings<'p> {
    pub(super) checks: Checks<'p>,
    pub(super) needs: Needs,
    pub(super) format: Format,
}

/// Judges one document: `checks` already holds what was found before it could be read.
pub(super) fn verify<'d>(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'d>,
    mut found: Findings<'_>,
) -> Report {
    // 1. What is it?
    let value = subject.value;
    let detected = match credential::detect(value) {
        Ok(detected) if matches!(detected.kind, Kind::Credential | Kind::Presentation) => detected,
        Ok(_) => return unreadable(session, subject, found, &DetectError::Unknown),
        Err(error) => return unreadable(session, subject, found, &error),
    };
    found.format.model = Some(detected.model.name());
    found.format.profile = detected.profile.map(credential::Profile::name);

    // 2. Read it as what its proofs secure: statements, or the JSON itself.
    let proofs = credential::proofs(value, &session.policy.limits);
    let listed = proofs.as_deref().unwrap_or_default();
    let mut transformer = Transformer {
        document: value,
        proofs: listed,
        loader,
        expansion: context::expansion(session.policy),
        limits: &session.policy.limits,
        statements: None,
    };
    let mut context = context::Findings::default();
    if signs_statements(listed) {
        let omit = transformer.omitted(&[]);
        transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    }
    let names = transformer.names();
    let names = names.as_deref().map_or(Names::Plain, Names::Mapped);
    let parts = credential::parts(value, names);

    // 3. Does it follow its data model, and does every term have one meaning?
    model(&mut found.checks, value, &detected, names, &parts);
    context.write(&mut found, value);

    // 4. Does a proof hold?
    let judged = judge_proofs(session, &mut transformer, &detected, subject.depth, names);
    found.format.securing = judged.iter().map(|judged| securing_name(&judged.name)).collect();
    let claims = transformer.claims();
    let proven = write_proofs(session, &mut found, &judged, proofs.as_ref().err(), party_of(&detected, &claims));

    // 5. Is it in force, trusted, and for whom it should be?
    claims::check(session, &mut found, value, &detected, &claims);

    // 6. Do the documents within it hold?
    let nested = nested(session, loader, subject, &mut found, &parts.documents);
    claims::check_holder(session, &mut found.checks, &detected, &claims, &nested);

    // 7. The verdict.
    let mut summary = summary(&claims, session.policy);
    drop(claims);
    let covered = coverage::coverage(&transformer, &judged);
    let mut checks = found.checks;
    coverage::check(session.policy, &mut checks, &covered);
    let checks = checks.into_list();
    let verdict = Verdict::of(&checks);
    summary.secured = verdict == Verdict::Verified;
    let secured = if summary.secured { Content::new(subject, transformer, &judged, &proven) } else { None };
    Report {
        at: session.policy.at.to_string(),
        input: InputDigest::default(),
        policy: session.policy_digest.to_owned(),
        verdict,
        format: found.format,
        summary,
        checks,
        needs: found.needs.into_list(),
        coverage: covered,
        nested,
        secured: secured.map(|content| Arc::new(content) as Arc<dyn crate::report::Secured>),
    }
}

/// What a proof says secures the document.
pub(super) fn securing(proof: &ProofRef<'_>) -> Option<String> {
    match ProofOptions::new(proof.value).suite() {
        Ok(NamedSuite::Known(suite)) => Some(securing_name(suite.name)),
        Ok(NamedSuite::Unknown(name)) => Some(securing_name(&clipped(name))),
        Err(_) => None,
    }
}

fn securing_name(suite: &str) -> String {
    format!("data-integrity/{suite}")
}

/// Whether a proof of the document secures statements; if no proof is known, that is what most would secure.
fn signs_statements(proofs: &[ProofRef<'_>]) -> bool {
    let secures = |wanted| {
        proofs.iter().any(|proof| match ProofOptions::new(proof.value).suite() {
            Ok(NamedSuite::Known(suite)) => suite.transformation == wanted,
            _ => false,
        })
    };
    secures(Transformation::Rdfc) || !secures(Transformation::Jcs)
}

/// The report on something that is no document we read.
pub(super) fn unreadable(
    session: &Session<'_>,
    subject: &Subject<'_>,
    mut found: Findings<'_>,
    error: &DetectError,
) -> Report {
    let (id, finding) = match error {
        DetectError::Ambiguous => (CheckId::ModelType, Finding::failed(Reason::FormatAmbiguous)),
        DetectError::ContextMissing(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMissing)),
        DetectError::ContextMixed(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMixed)),
        DetectError::Unsupported(format) => {
            (CheckId::ModelType, Finding::undetermined(Reason::FormatUnsupported).with("name", format.name()))
        }
        DetectError::Unknown if subject.value.is_object() => {
            (CheckId::ModelType, Finding::failed(Reason::FormatUnknown))
        }
        DetectError::Unknown => (CheckId::ModelType, Finding::failed(Reason::FormatUnknown)),
    };
    let reached = id == CheckId::ModelContext;
    if reached {
        found.checks.pass(CheckId::ModelType, "");
    }
    found.checks.add(id, "", finding);
    if !reached {
        found.checks.not_reached(&[CheckId::ModelContext]);
    }
    found.checks.not_reached(&LATER);
    undecided(session, found)
}

/// A report that says what was found before there was a document to judge.
pub(super) fn undecided(session: &Session<'_>, found: Findings<'_>) -> Report {
    let checks = found.checks.into_list();
    Report {
        at: session.policy.at.to_string(),
        input: InputDigest::default(),
        policy: session.policy_digest.to_owned(),
        verdict: Verdict::of(&checks),
        format: found.format,
        summary: Summary::default(),
        checks,
        needs: found.needs.into_list(),
        coverage: vec![Coverage::none()],
        nested: Vec::new(),
        secured: None,
    }
}

fn model(checks: &mut Checks<'_>, value: Value<'_>, detected: &Detected, names: Names<'_>, parts: &credential::Parts) {
    let problems = credential::structure(value, detected, names, parts);
    checks.pass(CheckId::ModelType, "");
    let at_context = |kind| kind == ProblemKind::ContextOrder;
    if problems.iter().any(|problem| at_context(problem.kind)) {
        checks.add(CheckId::ModelContext, "/@context", Finding::failed(Reason::ModelContextOrder));
    } else {
        checks.pass(CheckId::ModelContext, "/@context");
    }
    let mut passed = true;
    let mut last = None;
    for problem in problems.iter().filter(|problem| !at_context(problem.kind)) {
        // Several faults of one place are one check: the first is what a person mends first.
        if last.replace(problem.at) == Some(problem.at) {
            continue;
        }
        let finding = Finding::failed(claims::problem_reason(problem.kind)).with("name", problem.member.term());
        let weight = if problem.kind.is_informative() { Weight::Informative } else { Weight::Required };
        passed &= problem.kind.is_informative();
        checks.add_weighted(CheckId::ModelMembers, pointer(value, problem.at), finding, weight);
    }
    if passed {
        checks.pass(CheckId::ModelMembers, "");
    }
}

/// The JSON pointer of a place, relative to the document it is part of.
pub(super) fn pointer(document: Value<'_>, at: json::NodeId) -> String {
    let whole = document.document().pointer(at);
    if document.id() == json::NodeId::ROOT {
        return whole;
    }
    let base = document.document().pointer(document.id());
    whole.strip_prefix(&base).map_or_else(|| whole.clone(), str::to_owned)
}

/// Judges the proofs in an order in which each comes after those it names.
fn judge_proofs<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    detected: &Detected,
    depth: u32,
    names: Names<'_>,
) -> Vec<Judged<'d>> {
    let policy = session.policy;
    let presentation = detected.kind == Kind::Presentation;
    let outermost = depth == 0;
    let challenge = policy.presentation.challenge.as_deref().filter(|_| outermost);
    let domain = policy.presentation.domain.as_deref().filter(|_| outermost);
    let stated = policy.purpose.as_deref().filter(|_| outermost);
    let chosen = stated.and_then(Relationship::from_name);
    let purposes = match (&chosen, stated, presentation, challenge) {
        (Some(chosen), ..) => std::slice::from_ref(chosen),
        (None, Some(_), ..) => &[],
        (None, None, true, Some(_)) => &[Relationship::Authentication],
        (None, None, true, None) => &[Relationship::Authentication, Relationship::AssertionMethod],
        (None, None, false, _) => [Relationship::AssertionMethod].as_slice(),
    };
    let demands = Demands { purposes, other_purpose: stated.filter(|_| chosen.is_none()), domain, challenge };
    let proofs = transformer.proofs;
    let chain = credential::chain(proofs, names);
    let mut judged: Vec<Option<Judged<'d>>> = proofs.iter().map(|_| None).collect();
    let unordered = (0..proofs.len()).filter(|index| !chain.order.contains(index));
    for index in chain.order.iter().copied().chain(unordered) {
        let (Some(proof), Some(named)) = (proofs.get(index), chain.previous.get(index)) else { continue };
        let (named, finding) = match named {
            Ok(named) => (Some(named.as_slice()), previous_finding(named, &judged)),
            Err(error) => (None, chain_finding(error)),
        };
        let one = proof::judge(session, transformer, proof, &demands, named, finding);
        if let Some(place) = judged.get_mut(index) {
            *place = Some(one);
        }
    }
    judged.into_iter().flatten().collect()
}

/// A chained proof counts only if every proof it names passed.
fn previous_finding(named: &[usize], judged: &[Option<Judged<'_>>]) -> Finding {
    if named.is_empty() {
        return Finding::not_applicable(Reason::MemberAbsent);
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
enum Signer<'c> {
    /// Somebody must be named.
    Issuer(Option<&'c str>),
    /// Somebody may be named.
    Holder(Option<&'c str>),
}

fn party_of<'c>(detected: &Detected, claims: &'c Claims<'_>) -> Signer<'c> {
    match detected.kind {
        Kind::Presentation => Signer::Holder(claims.holder.as_ref().and_then(|holder| holder.id.as_deref())),
        _ => Signer::Issuer(claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref())),
    }
}

/// Writes the proofs down with the weight that the policy gives each, and returns those that are proven.
fn write_proofs(
    session: &mut Session<'_>,
    found: &mut Findings<'_>,
    judged: &[Judged<'_>],
    error: Option<&ProofsError>,
    signer: Signer<'_>,
) -> Vec<bool> {
    let bindings: Vec<Binding> = judged
        .iter()
        .map(|judged| match signer {
            Signer::Holder(None) => Finding::not_applicable(Reason::MemberAbsent).into(),
            Signer::Holder(id) | Signer::Issuer(id) => binding::bind(session, judged, id),
        })
        .collect();
    let outcome = |judged: &Judged<'_>, binding: &Binding| match (judged.outcome(), binding.finding.outcome) {
        (Outcome::Failed, _) | (_, Outcome::Failed) => Outcome::Failed,
        (Outcome::Undetermined, _) | (_, Outcome::Undetermined) => Outcome::Undetermined,
        _ => Outcome::Passed,
    };
    let outcomes: Vec<_> = judged.iter().zip(&bindings).map(|(judged, binding)| outcome(judged, binding)).collect();
    let counts = |judged: &Judged<'_>| match &session.policy.proofs {
        Proofs::Accept(suites) => suites.iter().any(|suite| *suite == judged.name),
        Proofs::All | Proofs::Any => true,
    };
    let counting: Vec<_> =
        judged.iter().zip(&outcomes).filter(|(judged, _)| counts(judged)).map(|(_, one)| *one).collect();
    found.checks.add(CheckId::ProofPresent, "", present(&session.policy.proofs, judged.len(), &counting, error));
    for (judged, binding) in judged.iter().zip(&bindings) {
        let required = counts(judged) && (bindings.len() == 1 || session.policy.proofs != Proofs::Any);
        write_proof(found, judged, binding, required);
    }
    if judged.is_empty() {
        found.checks.not_reached(&[CheckId::IssuerBinding]);
    }
    let passed = |(judged, outcome): (&Judged<'_>, &Outcome)| counts(judged) && *outcome == Outcome::Passed;
    judged.iter().zip(&outcomes).map(passed).collect()
}

/// Whether there is a proof that counts.
fn present(proofs: &Proofs, listed: usize, counting: &[Outcome], error: Option<&ProofsError>) -> Finding {
    match error {
        Some(ProofsError::Limit(reached)) => return limit_finding(*reached),
        Some(ProofsError::Malformed(_)) => return Finding::failed(Reason::ProofMalformed).with("name", "proof"),
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

/// A proof on which all depends is required step by step. Among several of which any will do, only a wrong signature
/// counts against the document: it means tampering or a mistake.
fn write_proof(found: &mut Findings<'_>, judged: &Judged<'_>, binding: &Binding, required: bool) {
    let weight = |id: CheckId, finding: &Finding| {
        let wrong = id == CheckId::ProofSignature && finding.outcome == Outcome::Failed;
        if required || wrong { Weight::Required } else { Weight::Informative }
    };
    for (id, finding) in judged.findings() {
        let weight = weight(id, &finding);
        found.checks.add_weighted(id, judged.scope.clone(), finding, weight);
    }
    let id = CheckId::IssuerBinding;
    found.checks.add_weighted(id, judged.scope.clone(), binding.finding.clone(), weight(id, &binding.finding));
    const ACCEPT: &str = "application/did+json, application/json";
    if let Some((key, fetch)) = &judged.missing {
        found.needs.document(key, fetch.as_deref(), ACCEPT, (CheckId::ProofMethod, judged.scope.clone()));
    }
    if let Some((key, fetch)) = &binding.missing {
        found.needs.document(key, fetch.as_deref(), ACCEPT, (id, judged.scope.clone()));
    }
}

/// Judges the documents within a document, each on its own.
fn nested(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'_>,
    found: &mut Findings<'_>,
    parts: &[Part],
) -> Vec<Nested> {
    let mut nested = Vec::new();
    for part in parts {
        let (role, id) = match part.role {
            credential::Role::Presented => (Role::Presented, CheckId::PresentationCredential),
            credential::Role::Part => (Role::Part, CheckId::Part),
            credential::Role::Endorsement => (Role::Endorsement, CheckId::Endorsement),
        };
        let at = pointer(subject.value, part.at);
        let Some(value) = subject.value.document().value(part.at) else { continue };
        let policy = session.policy;
        let depth = subject.depth.saturating_add(1);
        let finding = if !value.is_object() {
            Finding::undetermined(Reason::CheckUnsupported).with("name", "credentials secured with JOSE")
        } else if depth > policy.limits.nesting {
            limit_finding(Limit::Nesting.reached(policy.limits.nesting))
        } else if session.documents_left == 0 {
            limit_finding(Limit::Documents.reached(policy.limits.documents))
        } else {
            session.documents_left = session.documents_left.saturating_sub(1);
            let inner = Subject { value, input: Arc::clone(&subject.input), depth };
            let checks = Checks::new(policy);
            let report = verify(
                session,
                loader,
                &inner,
                Findings { checks, needs: Needs::default(), format: Format::default() },
            );
            let finding = nested_finding(&report);
            for need in &report.needs {
                let mut need = need.clone();
                need.wanted_by.iter_mut().for_each(|(_, scope)| *scope = format!("{at}{scope}"));
                found.needs.add(need);
            }
            nested.push(Nested { role, at: at.clone(), report: identified(report, value) });
            finding
        };
        found.checks.add(id, at, finding);
    }
    nested
}

fn nested_finding(report: &Report) -> Finding {
    let issuer = report.summary.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()).map(clipped);
    let finding = match report.verdict {
        Verdict::Verified => Finding::passed(),
        Verdict::Rejected => Finding::failed(Reason::NestedRejected),
        Verdict::Indeterminate => Finding::undetermined(Reason::NestedUndetermined),
    };
    match issuer {
        Some(issuer) => finding.with("issuer", issuer),
        None => finding,
    }
}

/// The input of a nested document is its canonical JSON: it has no bytes of its own.
fn identified(mut report: Report, value: Value<'_>) -> Report {
    let mut text = String::new();
    if json::canonicalize(value, &mut text).is_ok() {
        report.input =
            InputDigest { sha256: DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex(), bytes: text.len() };
    }
    report
}
