//! One document's way through the checks: read this file first.

use super::checks::Checks;
use super::proof::Judged;
use super::revocation::{self, Asked};
use super::session::{Needs, Session, spend};
use super::summary::summary;
use super::transform::Transformer;
use super::{attached, claims, context, coverage, nested, profile, proofs, secured::Content};
#[cfg(feature = "anchors")]
use super::{blockcerts, open_attestation};
use crate::credential::{
    self, Claims, DetectError, Detected, Kind, Meanings, Names, ProblemKind, ProofRef, ProofsError,
};
use crate::json::{self, Value};
use crate::jsonld::Loader;
use crate::limits::Limit;
use crate::policy::Policy;
use crate::proof::data_integrity::Transformation;
use crate::report::{
    CheckId, Coverage, Finding, Format, InputDigest, Nested, Reason, Report, Secured, Summary, Verdict, Weight,
};
use std::sync::Arc;

/// What is judged only once it is clear what a document is.
pub(super) const LATER: [CheckId; 11] = [
    CheckId::ModelMembers,
    CheckId::ModelProfile,
    CheckId::ContextKnown,
    CheckId::ContextTerms,
    CheckId::ProofPresent,
    CheckId::AnchorPresent,
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
        Ok(detected) => return enveloped(session, found, value, &detected),
        #[cfg(feature = "anchors")]
        Err(DetectError::Unsupported(credential::Format::OpenAttestation2)) => {
            return open_attestation::verify_2(session, subject, found);
        }
        Err(error) => {
            #[cfg(feature = "anchors")]
            if let Some(version) = blockcerts::version(value, &error) {
                return blockcerts::verify(session, loader, subject, found, version);
            }
            return unreadable(session, found, &error);
        }
    };
    found.format.model = Some(detected.model.name());
    found.format.profile = detected.profile.map(credential::Profile::name);
    #[cfg(feature = "anchors")]
    if open_attestation::is_version_3(value, &detected) {
        return open_attestation::verify_3(session, loader, subject, found, &detected);
    }

    // 2. Read it as what its proofs secure: statements, or the JSON itself.
    let found_proofs = credential::proofs(value, &session.policy.limits).and_then(|found| count_proofs(session, found));
    let listed = found_proofs.as_deref().unwrap_or_default();
    let mut transformer = Transformer {
        document: value,
        proofs: listed,
        loader,
        expansion: context::expansion(session.policy),
        limits: &session.policy.limits,
        statements: None,
        keeps_texts: session.trace.is_some(),
        signatures: 0,
    };
    let mut context = context::Findings::new(session.policy);
    if proofs::signs_statements(listed) {
        let omit = transformer.omitted(&[]);
        transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    }
    let read_as = if transformer.statements.is_some() { Transformation::Rdfc } else { Transformation::Jcs };

    // 3. Does a proof hold? What is proven decides what is read from here on: statements mean what contexts make of them,
    //    and the contexts of a document whose JSON is signed may not be.
    //    What is attached comes first: it may prove when the proofs were made.
    let meanings = transformer.meanings(read_as);
    let attached = attached::judge(session, subject, Some(loader));
    let judged = proofs::judge(session, &mut transformer, &detected, subject.depth, names_of(meanings.as_ref()));
    found.format.securing = judged.iter().map(|judged| proofs::securing_name(&judged.name)).collect();
    let claims = Readings::new(&transformer, read_as, &judged);
    let weighed = proofs::weigh(session, &judged, |judged| {
        proofs::signer(&detected, claims.of(judged.transformation().unwrap_or(read_as)))
    });
    let form = weighed.form(&judged).unwrap_or(read_as);
    let claims = claims.of(form);

    // 4. Does it follow its data model, and does every term have one meaning?
    let names = names_of(meanings.as_ref().filter(|_| form == read_as));
    let parts = credential::parts(value, names);
    let detected = Detected { profile: profile::signed(form, value, &detected, claims, &judged, &weighed), ..detected };
    found.format.profile = detected.profile.map(credential::Profile::name);
    model(&mut found.checks, session.policy, value, &detected, names, &parts);
    let legible = form == Transformation::Jcs || matches!(transformer.statements, Some(Ok(_)));
    profile::check(&mut found.checks, session.policy, value, &detected, legible.then_some(names));
    context.write(&mut found, value);
    proofs::write(session, &mut found, detected.kind, &judged, found_proofs.as_ref().err(), &weighed, &attached);

    // 5. Is it in force, trusted, and for whom it should be?
    claims::check(session, &mut found, value, &detected, claims);
    if let Some(asked) = Asked::of_credential(&detected, claims, &judged) {
        revocation::check(session, &mut found, &asked);
    }

    // 6. Do the documents within it hold?
    let nested = nested::verify(session, loader, subject, &mut found, &parts.documents);
    if detected.kind == Kind::Presentation && value.get("proof").is_none() && judged.is_empty() {
        // Who shows it is not known, whoever is asked for.
        found.checks.add(CheckId::PresentationHolder, "", Finding::undetermined(Reason::ProofMissing));
    } else {
        claims::check_holder(session, &mut found.checks, &detected, claims, &nested);
    }

    // 7. The verdict.
    let covered = coverage::coverage(&transformer, names_of(meanings.as_ref()), &judged, &weighed.proven);
    coverage::check(session.policy, &mut found.checks, &covered);
    let shown = Shown { summary: summary(claims, session.policy), coverage: covered, nested };
    conclude(session, found, shown, || {
        let content = Content::new(session, subject, transformer, &judged, &weighed.proven)?;
        Some(Arc::new(content))
    })
}

/// What a report shows besides its checks.
pub(super) struct Shown {
    pub(super) summary: Summary,
    pub(super) coverage: Vec<Coverage>,
    pub(super) nested: Vec<Nested>,
}

/// The report that the checks make; what is secured is kept only if they make it verified.
pub(super) fn conclude(
    session: &Session<'_>,
    found: Findings<'_>,
    shown: Shown,
    content: impl FnOnce() -> Option<Arc<dyn Secured>>,
) -> Report {
    let checks = found.checks.into_list();
    let verdict = Verdict::of(&checks);
    let is_verified = verdict == Verdict::Verified;
    Report {
        at: session.policy.at.to_string(),
        input: InputDigest::default(),
        policy: session.policy_digest.to_owned(),
        verdict,
        format: found.format,
        summary: Summary { secured: is_verified, ..shown.summary },
        checks,
        needs: found.needs.into_list(),
        coverage: shown.coverage,
        nested: shown.nested,
        secured: if is_verified { content() } else { None },
    }
}

/// Counts the proofs of one more document of the input.
fn count_proofs<'d>(session: &mut Session<'_>, found: Vec<ProofRef<'d>>) -> Result<Vec<ProofRef<'d>>, ProofsError> {
    let reached = Limit::InputProofs.reached(session.policy.limits.input_proofs);
    spend(&mut session.left.proofs, found.len()).map(|()| found).ok_or(ProofsError::Limit(reached))
}

/// What a document claims, by what its proofs secure: its statements, its JSON, or one proof this and one that.
struct Readings<'r> {
    read_as: Transformation,
    own: Claims<'r>,
    other: Option<Claims<'r>>,
}

impl<'r> Readings<'r> {
    fn new(transformer: &'r Transformer<'_, '_>, read_as: Transformation, judged: &[Judged<'_>]) -> Self {
        let others = judged.iter().filter_map(Judged::transformation).find(|form| *form != read_as);
        Self { read_as, own: transformer.claims(read_as), other: others.map(|form| transformer.claims(form)) }
    }

    fn of(&self, form: Transformation) -> &Claims<'r> {
        self.other.as_ref().filter(|_| form != self.read_as).unwrap_or(&self.own)
    }
}

fn names_of(meanings: Option<&Meanings>) -> Names<'_> {
    meanings.map_or(Names::Plain, Names::Mapped)
}

/// The report on an envelope: it is not opened, but what is no envelope at all is told.
fn enveloped(session: &Session<'_>, mut found: Findings<'_>, value: Value<'_>, detected: &Detected) -> Report {
    let name = credential::Format::Enveloped.name();
    found.checks.add(CheckId::ModelType, "", Finding::undetermined(Reason::FormatUnsupported).with("name", name));
    let parts = credential::parts(value, Names::Plain);
    model(&mut found.checks, session.policy, value, detected, Names::Plain, &parts);
    let later: Vec<_> = LATER.into_iter().filter(|id| *id != CheckId::ModelMembers).collect();
    found.checks.not_reached(&later);
    undecided(session, found)
}

/// The report on something that is no document we read.
pub(super) fn unreadable(session: &Session<'_>, mut found: Findings<'_>, error: &DetectError) -> Report {
    let (id, finding) = match error {
        DetectError::Ambiguous => (CheckId::ModelType, Finding::failed(Reason::FormatAmbiguous)),
        DetectError::ContextMissing(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMissing)),
        DetectError::ContextMixed(_) => (CheckId::ModelContext, Finding::failed(Reason::ModelContextMixed)),
        DetectError::Unsupported(format) => {
            (CheckId::ModelType, Finding::undetermined(Reason::FormatUnsupported).with("name", format.name()))
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
    let shown = Shown { summary: Summary::default(), coverage: vec![Coverage::none()], nested: Vec::new() };
    conclude(session, found, shown, || None)
}

/// Holds a document against the rules of its data model.
pub(super) fn model(
    checks: &mut Checks<'_>,
    policy: &Policy,
    value: Value<'_>,
    detected: &Detected,
    names: Names<'_>,
    parts: &credential::Parts,
) {
    let problems = credential::structure(value, detected, names, parts);
    checks.pass(CheckId::ModelType, "");
    let at_context = |kind| kind == ProblemKind::ContextOrder;
    if problems.iter().any(|problem| at_context(problem.kind)) {
        checks.add(CheckId::ModelContext, "/@context", Finding::failed(Reason::ModelContextOrder));
    } else {
        checks.pass(CheckId::ModelContext, "/@context");
    }
    // Several faults of one place are one check: the first is what a person mends first.
    let mut faults: Vec<_> = problems.iter().filter(|problem| !at_context(problem.kind)).collect();
    faults.sort_by_key(|problem| (problem.at, problem.kind.is_informative()));
    faults.dedup_by_key(|problem| problem.at);
    let over = within_limit(&mut faults, policy);
    let scopes = pointers(value, faults.iter().map(|problem| problem.at).collect());
    let mut passed = true;
    for (problem, scope) in faults.iter().zip(scopes) {
        let finding = Finding::failed(claims::problem_reason(problem.kind)).with("name", problem.member.term());
        let weight = if problem.kind.is_informative() { Weight::Informative } else { Weight::Required };
        passed &= problem.kind.is_informative();
        checks.add_weighted(CheckId::ModelMembers, scope, finding, weight);
    }
    match over {
        Some(finding) => checks.add(CheckId::ModelMembers, "", finding),
        None if passed => checks.pass(CheckId::ModelMembers, ""),
        None => {}
    }
}

/// Leaves the first entries of a list, as many as are reported on, and says whether there were more.
pub(super) fn within_limit<T>(entries: &mut Vec<T>, policy: &Policy) -> Option<Finding> {
    let most = policy.limits.entries;
    let over = u32::try_from(entries.len()).map_or(true, |count| count > most);
    entries.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    over.then(|| Finding::limit(Limit::Entries.reached(most)))
}

/// The JSON pointers of places, relative to the document they are part of, found in one walk over it.
pub(super) fn pointers(document: Value<'_>, places: Vec<json::NodeId>) -> Vec<String> {
    if places.is_empty() {
        return Vec::new();
    }
    let mut order: Vec<_> = places.into_iter().enumerate().collect();
    order.sort_unstable_by_key(|(_, at)| *at);
    let found = document.pointers(order.iter().map(|(_, at)| *at));
    let mut found: Vec<_> = found.zip(&order).map(|(pointer, (index, _))| (*index, pointer)).collect();
    found.sort_unstable_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, pointer)| pointer).collect()
}
