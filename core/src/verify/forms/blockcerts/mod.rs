//! The way of a Blockcerts certificate of the first two generations through the checks: what was anchored is the hash of
//! its statements, as of Blockcerts 3, but it is no verifiable credential.
//!
//! The second generation is an assertion of Open Badges 2 with the member `signature`; the first has its `receipt` beside the
//! `document` that is hashed.

mod uid;

use super::Given;
use super::read::{Covered, Opened, Opening, Views};
use crate::anchor::ladder::Proof;
use crate::anchor::{blockcerts_1, merkle_proof_2017};
use crate::credential::{self, Certificate, DetectError, Fault, Kind, ProofsError, Version, View, full_date};
use crate::json::Value;
use crate::limits::Limits;
use crate::proof::data_integrity::ProofOptions;
use crate::report::{CheckId, Coverage, CoveredBy, Finding, Format, Reason, Secured, clipped};
use crate::verify::claims::profile;
use crate::verify::claims::revocation_list::Asked;
use crate::verify::faults::problem_reason;
use crate::verify::found::{Found, Subject};
use crate::verify::places::{pointers, within_limit};
use crate::verify::secured::content::Content;
use crate::verify::secured::coverage;
use crate::verify::secured::frame::{Frame, TEXTS, strangers};
use crate::verify::secured::idle::idle;
use crate::verify::securing::context::Uncovered;
use crate::verify::securing::issuer::{self, Published};
use crate::verify::securing::judged::{Judged, demands};
use crate::verify::securing::readings::{MOST_TRIES, Reading};
use crate::verify::securing::signature::options_of_anchor;
use crate::verify::securing::transform::Transformer;
use crate::verify::securing::{anchor, context, set};
use crate::verify::session::Session;
use std::borrow::Cow;
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
    /// What stands beside it, or all of it if it takes up the whole but for its proof.
    frame: &'static Frame,
}

/// What proofs of both generations are made of.
const PROOF: &Frame = &Frame::Members(&[
    ("@context", &Frame::Secured),
    ("anchors", &Frame::Each(&Frame::Members(&[("chain", &Frame::Text), ("sourceId", &Frame::Text), ("type", TEXTS)]))),
    ("merkleRoot", &Frame::Text),
    ("proof", &Frame::Each(&Frame::Members(&[("left", &Frame::Text), ("right", &Frame::Text)]))),
    ("targetHash", &Frame::Text),
    ("type", &Frame::Each(&Frame::Word(&["ChainpointSHA256v2", "Extension", "MerkleProof2017"]))),
]);

fn row(version: Version) -> Row {
    match version {
        Version::V1 => Row {
            model: "blockcerts-1.2",
            profile: credential::Format::Blockcerts1,
            suite: "ChainpointSHA256v2",
            proof: ("receipt", "/receipt"),
            hashed: "/document",
            frame: &Frame::Members(&[
                ("@context", &Frame::Secured),
                ("document", &Frame::Secured),
                ("receipt", PROOF),
                ("type", TEXTS),
            ]),
        },
        Version::V2 => Row {
            model: "open-badges-2.0",
            profile: credential::Format::Blockcerts2,
            suite: "MerkleProof2017",
            proof: ("signature", "/signature"),
            hashed: "",
            frame: PROOF,
        },
    }
}

pub(super) fn is_version_1(given: &Given<'_, '_>) -> Option<Format> {
    is_version(given, Version::V1)
}

pub(super) fn is_version_2(given: &Given<'_, '_>) -> Option<Format> {
    is_version(given, Version::V2)
}

/// What a report calls a document of a version. Blockcerts 1.1 does not say where it was anchored, and is not read.
fn is_version(given: &Given<'_, '_>, version: Version) -> Option<Format> {
    let row = row(version);
    match given {
        Given::Json(document, Err(DetectError::Unsupported(format))) if *format == row.profile => {
            part(*document, version)?;
            let securing = document.get(row.proof.0).map(|_| format!("blockcerts/{}", row.suite));
            let profile = Some(row.profile.name());
            Some(Format { model: Some(row.model), profile, securing: securing.into_iter().collect() })
        }
        _ => None,
    }
}

/// What is hashed of a document.
fn part(document: Value<'_>, version: Version) -> Option<Value<'_>> {
    match version {
        Version::V1 => document.get("document").filter(|hashed| hashed.is_object()),
        Version::V2 => Some(document),
    }
}

pub(super) fn open_1<'s>(
    session: &mut Session<'_>,
    opening: Opening<'s>,
    _: &Given<'_, 's>,
    _: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    Some(Box::new(open(session, opening, Version::V1)))
}

pub(super) fn open_2<'s>(
    session: &mut Session<'_>,
    opening: Opening<'s>,
    _: &Given<'_, 's>,
    _: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    Some(Box::new(open(session, opening, Version::V2)))
}

/// Reads a certificate as the statements that are hashed.
fn open<'s>(session: &mut Session<'_>, opening: Opening<'s>, version: Version) -> Anchored<'s> {
    let Opening { policy, loader, subject } = opening;
    let proof = subject.value.get(row(version).proof.0);
    let omit: Vec<_> = proof.filter(|_| version == Version::V2).map(Value::id).into_iter().collect();
    let mut context = context::Findings::new(policy).leaving(uncovered(version));
    let mut transformer = Transformer {
        document: part(subject.value, version).unwrap_or(subject.value),
        proofs: [].into(),
        loader: Cow::Borrowed(loader),
        texts: Vec::new(),
        expansion: context::expansion(policy),
        limits: &policy.limits,
        statements: None,
        keeps_texts: false,
        signatures: 0,
        tries: MOST_TRIES,
    };
    transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    Anchored { subject, version, proof, transformer, context }
}

/// All certificates of the first generation say in which language they are, which its context does not know. Those of the
/// second were always refused for such members.
fn uncovered(version: Version) -> Uncovered {
    match version {
        Version::V1 => Uncovered::Members,
        Version::V2 => Uncovered::Nothing,
    }
}

/// Whether that is how a certificate of the first generation says in which language it is.
fn is_language(whole: Value<'_>, pointer: &str) -> bool {
    const LONGEST: usize = 35;
    let language = || whole.get("document")?.get("certificate")?.get("language")?.as_str();
    let is_tag =
        |text: &str| text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    pointer == "/document/certificate/language" && language().is_some_and(is_tag)
}

/// A certificate whose proof is to be followed.
struct Anchored<'s> {
    subject: &'s Subject<'s>,
    version: Version,
    proof: Option<Value<'s>>,
    transformer: Transformer<'s, 's>,
    context: context::Findings,
}

impl Anchored<'_> {
    /// What the certificate says, if there are statements about it.
    fn certificate(&self, reading: Reading) -> Option<Certificate<'_>> {
        let Some(Ok(statements)) = &self.transformer.statements else { return None };
        let at = self.transformer.document.id();
        let reading = statements.reading(reading);
        let root = statements.root_in(reading)?;
        Some(Certificate::from_statements(&reading.dataset, root, at, self.version))
    }

    fn view(&self, reading: Reading) -> Option<View<'_>> {
        let Some(Ok(statements)) = &self.transformer.statements else { return None };
        let mut certificate = self.certificate(reading)?;
        let reading = statements.reading(reading);
        let root = statements.root_in(reading)?;
        // In the form that everybody reads.
        for moment in &mut certificate.claims.period {
            moment.text = full_date(&moment.text).into_owned().into();
        }
        let (expanded, dataset) = (&statements.expanded, &reading.dataset);
        Some(View::of_certificate(expanded, dataset, root, self.transformer.document, certificate))
    }
}

impl<'s> Opened<'s> for Anchored<'s> {
    fn judge(&mut self, session: &mut Session<'_>) -> Vec<Judged<'s>> {
        self.proof.map(|proof| judge(session, self, proof)).into_iter().collect()
    }

    fn views(&self, judged: &[Judged<'s>]) -> Views<'_> {
        let reading = judged.first().map(|judged| judged.reading).unwrap_or_default();
        Views::one(self.view(reading).unwrap_or_else(|| View::unread(self.transformer.document)))
    }

    fn write(&self, session: &Session<'_>, found: &mut Found<'_>, judged: &[Judged<'s>], attached: &[Judged<'_>]) {
        let missing = judged.is_empty().then(|| ProofsError::Missing(self.subject.value.id()));
        set::write(session, found, Kind::Credential, judged, missing.as_ref(), attached);
    }

    fn rules(&self, found: &mut Found<'_>, view: &View<'_>) {
        found.checks.pass(CheckId::ModelType, "");
        found.checks.pass(CheckId::ModelContext, "/@context");
        match &view.certificate {
            Some(certificate) => members(found, self.subject.value, &certificate.faults),
            None => found.checks.not_reached(&[CheckId::ModelMembers]),
        }
        profile::unknown(&mut found.checks);
        self.context.write(found, self.subject.value, view);
    }

    fn asked<'v>(&'v self, view: &'v View<'_>, _: &[Judged<'s>]) -> Option<Asked<'v>> {
        let certificate = view.certificate.as_ref()?;
        Some(Asked {
            issuer: view.claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()),
            names: certificate.names.iter().map(AsRef::as_ref).collect(),
            lists: certificate.revocation_lists.iter().map(AsRef::as_ref).collect(),
            output: (self.version == Version::V1).then_some(certificate.has_revocation_key),
        })
    }

    fn covered(&self, session: &mut Session<'_>, views: &Views<'_>, judged: &[Judged<'s>]) -> Covered {
        let room = &mut session.left.coverage;
        let row = row(self.version);
        let shown = placed(coverage::coverage(&self.transformer, views.own().names(), judged, room), row.hashed);
        let strangers = match (self.version, self.proof) {
            (Version::V1, _) => strangers(self.subject.value, "", row.frame),
            (Version::V2, Some(proof)) => strangers(proof, row.proof.1, row.frame),
            (Version::V2, None) => Vec::new(),
        };
        let is_known =
            |entry: &Coverage| entry.pointer == row.proof.1 || is_language(self.subject.value, &entry.pointer);
        let asked = coverage::refusable(&shown).filter(|entry| !is_known(entry));
        let asked = asked.chain(strangers).chain(idle(self.subject.value, session.policy)).collect();
        Covered { shown, asked }
    }

    fn content(self: Box<Self>, session: &Session<'_>, judged: &[Judged<'s>]) -> Option<Arc<dyn Secured>> {
        let content = Content::new(session, self.subject, self.transformer, judged)?;
        Some(Arc::new(content))
    }
}

/// Follows the proof of a certificate.
fn judge<'s>(session: &mut Session<'_>, anchored: &mut Anchored<'s>, proof: Value<'s>) -> Judged<'s> {
    let (whole, version, row) = (anchored.subject.value, anchored.version, row(anchored.version));
    let (stated, published) = addresses(session, anchored);
    // An old proof leaves open which network of Bitcoin it means; the issuer's address tells.
    let address = stated.as_deref().or_else(|| first_address(published.as_ref()?));
    let limits = &session.policy.limits;
    let read = |target: &[u8; 32]| read(whole, proof, version, address, target, limits);
    let (read, reading) = anchor::read_as(session, &mut anchored.transformer, row.suite, &[], read);
    let stated = stated.as_deref().map(|stated| stated.strip_prefix("ecdsa-koblitz-pubkey:").unwrap_or(stated));
    let judged = anchor::climb(session, &row.proof.1.into(), &read, stated);
    let mut judged = Judged { value: Some(proof), name: row.suite.to_owned(), reading, ..judged };
    if let Some(Published::Missing(url, _)) = &published {
        name_what_tells_the_chain(url, &mut judged);
    }
    if version == Version::V1 {
        let signed = uid::judge(session, whole, &judged);
        judged.step_at(CheckId::ProofSignature, "/document/signature".into(), signed);
    }
    let demands = demands(session.policy, Kind::Credential, anchored.subject.depth);
    options_of_anchor(session, &ProofOptions::new(proof), &demands, &mut judged);
    judged
}

/// The address that a certificate states, or else the profile in which its issuer does.
fn addresses(session: &mut Session<'_>, anchored: &Anchored<'_>) -> (Option<String>, Option<Published>) {
    let certificate = anchored.certificate(Reading::default()).unwrap_or_default();
    let stated = certificate.address.as_deref().map(str::to_owned);
    let issuer = certificate.claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref());
    let published = issuer.filter(|_| stated.is_none()).map(|issuer| issuer::profile(session, issuer));
    (stated, published)
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
        Published::Other(_, profile) | Published::Profile(profile) => {
            profile.keys.first().map(|key| key.address.as_str())
        }
        _ => None,
    }
}

/// Where only the issuer's profile could tell on which chain the entry is, it is the profile that is missing.
fn name_what_tells_the_chain(url: &str, judged: &mut Judged<'_>) {
    for step in &mut judged.steps {
        if step.finding.reason == Some(Reason::AnchorUnsupported) {
            step.finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url));
        }
    }
}

/// The members that every certificate has.
fn members(found: &mut Found<'_>, document: Value<'_>, faults: &[Fault]) {
    let (id, checks) = (CheckId::ModelMembers, &mut found.checks);
    let mut faults = faults.to_vec();
    let over = within_limit(&mut faults, found.policy);
    let scopes = pointers(document, faults.iter().map(|fault| fault.at).collect());
    for (fault, scope) in faults.iter().zip(scopes) {
        checks.add(id, scope, Finding::failed(problem_reason(fault.kind)).with("name", fault.name));
    }
    match over {
        Some(finding) => checks.add(id, "", finding),
        None if faults.is_empty() => checks.pass(id, ""),
        None => {}
    }
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
