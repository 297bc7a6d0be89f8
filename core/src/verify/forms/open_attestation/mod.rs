//! The way of an OpenAttestation document through the checks, `OpenCerts` among them: its hash is recomputed leaf by leaf,
//! and then it is asked who issued the root of the batch, whether they revoked it, and who they are.
//!
//! Version 2 is a format of its own. Version 3 is a credential by its data model, but what is hashed are its JSON leaves,
//! so contexts give it no meaning here.

mod chains;
mod contract;
mod hashed;
mod identity;
mod issuer;
mod place;
mod revocation;
mod secured;
mod signed;
#[cfg(test)]
mod tests;

use super::Given;
use super::read::{Covered, Opened, Opening, Views};
use crate::anchor::open_attestation::issuance::{self, Issuance, Signature};
use crate::anchor::open_attestation::{v2, v3};
use crate::credential::{
    self, Claims, DetectError, Detected, Kind, Member, Moment, Party, Profile, View, full_date, profile_date,
};
use crate::json::{Document, Value};
use crate::limits::Limit;
use crate::policy::{Policy, Proofs};
use crate::proof::data_integrity::ProofOptions;
use crate::report::{CheckId, Coverage, CoveredBy, Finding, Format, Outcome, Reason, Secured};
use crate::verify::claims::revocation_list::Asked;
use crate::verify::claims::{self, model, profile};
use crate::verify::found::{Found, Subject};
use crate::verify::secured::coverage;
use crate::verify::secured::frame::{Frame, TEXTS, strangers};
use crate::verify::securing::judged::{Judged, demands};
use crate::verify::securing::signature;
use crate::verify::session::Session;
use crate::verify::steps::anchored;
use hashed::{Hashed, Version, decision, hidden};
use secured::Content;
use std::borrow::Cow;
use std::sync::Arc;

/// What a report calls the data model of version 2.
const MODEL_2: &str = "open-attestation-2.0";

/// What documents of version 2 are made of.
const FRAME_2: &Frame = &Frame::Members(&[
    ("data", &Frame::Secured),
    ("privacy", &Frame::Members(&[("obfuscatedData", TEXTS)])),
    (
        "proof",
        &Frame::Some(&Frame::Each(&Frame::Members(&[
            ("created", &Frame::Text),
            ("proofPurpose", &Frame::Text),
            ("signature", &Frame::Text),
            ("type", &Frame::Text),
            ("verificationMethod", &Frame::Text),
        ]))),
    ),
    ("schema", &Frame::Text),
    (
        "signature",
        &Frame::Members(&[
            ("merkleRoot", &Frame::Text),
            ("proof", TEXTS),
            ("targetHash", &Frame::Text),
            ("type", &Frame::Text),
        ]),
    ),
    ("version", &Frame::Text),
]);

/// What holds the hashes in documents of version 3.
const FRAME_3: &Frame = &Frame::Members(&[
    ("key", &Frame::Text),
    ("merkleRoot", &Frame::Text),
    ("privacy", &Frame::Members(&[("obfuscated", TEXTS)])),
    ("proofPurpose", &Frame::Text),
    ("proofs", TEXTS),
    ("salts", &Frame::Text),
    ("signature", &Frame::Text),
    ("targetHash", &Frame::Text),
    ("type", &Frame::Text),
]);

/// When a document begins and ends, by the names that version 2 has for it.
const TIMES_2: &[&str] = &["issuedOn", "expiresOn"];

/// The same of version 3: those of both data models.
const TIMES_3: &[&str] = &["issuanceDate", "validFrom", "expirationDate", "validUntil"];

pub(super) fn is_version_2(given: &Given<'_, '_>) -> Option<Format> {
    let is_it = matches!(given, Given::Json(_, Err(DetectError::Unsupported(credential::Format::OpenAttestation2))));
    is_it.then(|| Format { model: Some(MODEL_2), profile: None, securing: vec![securing(Version::V2)] })
}

pub(super) fn is_version_3(given: &Given<'_, '_>) -> Option<Format> {
    let Given::Json(document, Ok(detected)) = given else { return None };
    let suite = document.get("proof").and_then(|proof| proof.get("type")).and_then(Value::as_str);
    let is_it = detected.kind == Kind::Credential && suite == Some(Version::V3.suite());
    is_it.then(|| Format {
        model: Some(detected.model.name()),
        profile: Some(Profile::OpenAttestation3.name()),
        securing: vec![securing(Version::V3)],
    })
}

fn securing(version: Version) -> String {
    format!("open-attestation/{}", version.suite())
}

pub(super) fn open_2<'s>(
    _: &mut Session<'_>,
    opening: Opening<'s>,
    _: &Given<'_, 's>,
    _: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    let (document, limits) = (opening.subject.value, &opening.policy.limits);
    let unsalted = document.get("data").map(v2::unsalted);
    let data = unsalted.as_deref().and_then(|text| Document::parse(text.as_bytes(), limits).ok());
    let issuance = data.as_ref().map(|data| issuance::read_2(data.root())).unwrap_or_default();
    let salted = document.get("data").unwrap_or(document);
    let claims = data.as_ref().map(|data| claims_2(data.root(), salted)).unwrap_or_default();
    let has_unread_end = data.as_ref().is_some_and(|data| ends_sometime(data.root()));
    Some(Box::new(Attested {
        policy: opening.policy,
        subject: opening.subject,
        hashed: Hashed::new(opening.policy, document, Version::V2, v2::recompute(document, limits)),
        signatures: issuance::signatures_2(document).collect(),
        issuance,
        detected: None,
        claims,
        has_unread_end,
    }))
}

pub(super) fn open_3<'s>(
    _: &mut Session<'_>,
    opening: Opening<'s>,
    given: &Given<'_, 's>,
    _: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    let Given::Json(document, Ok(detected)) = given else { return None };
    let recomputed = v3::recompute(*document, &opening.policy.limits);
    Some(Box::new(Attested {
        policy: opening.policy,
        subject: opening.subject,
        hashed: Hashed::new(opening.policy, *document, Version::V3, recomputed),
        issuance: issuance::read_3(*document),
        signatures: issuance::signature_3(*document).into_iter().collect(),
        detected: Some(Detected { profile: Some(Profile::OpenAttestation3), ..*detected }),
        claims: Claims::default(),
        has_unread_end: false,
    }))
}

/// A document whose leaves are hashed.
struct Attested<'s> {
    policy: &'s Policy,
    subject: &'s Subject<'s>,
    hashed: Hashed,
    issuance: Issuance,
    signatures: Vec<Signature<'s>>,
    /// What a document of version 3 is.
    detected: Option<Detected>,
    /// What one of version 2 says without its salts.
    claims: Claims<'static>,
    /// Whether one of version 2 ends at a time that is no date.
    has_unread_end: bool,
}

impl Attested<'_> {
    /// Whether there are more issuers or signatures than may be followed.
    fn is_over(&self) -> bool {
        let most = self.policy.limits.signatures;
        let over = |count: usize| u32::try_from(count).map_or(true, |count| count > most);
        over(self.issuance.issuers.len()) || over(self.signatures.len())
    }

    /// Whether there are more proofs beside the hashes than issuers who sign.
    fn has_strange_proofs(&self, judged: &[Judged<'_>]) -> bool {
        let listed = self.subject.value.get("proof").filter(|_| self.hashed.version == Version::V2);
        let signing = judged.iter().filter(|judged| !judged.is_anchor).count();
        listed.is_some_and(|listed| listed.items_or_self().count() > signing)
    }

    /// What a document does not say, it may say behind a hash: whoever holds it may have hidden when it begins or ends, who
    /// else issued it, or what its issuer says of its status.
    fn withheld(&self, found: &mut Found<'_>) {
        let document = self.subject.value;
        let (object, times) = match self.hashed.version {
            Version::V2 => (document.get("data"), TIMES_2),
            Version::V3 => (Some(document), TIMES_3),
        };
        // An empty object is not hashed, so anybody can put it there.
        let is_leaf = |value: Value<'_>| !value.is_array() && !value.is_object();
        let says = |name: &str| object.and_then(|object| object.get(name)).is_some_and(is_leaf);
        let absent: Vec<_> = times.iter().filter(|name| !says(name)).copied().collect();
        let of_lists = match self.hashed.version {
            // A list that loses its last items shows no hole.
            Version::V2 => (!self.issuance.issuers.is_empty()).then_some((CheckId::ModelMembers, "/data", "issuers")),
            Version::V3 => {
                let status = document.get("credentialStatus").filter(|status| status.is_object());
                status.is_none().then_some((CheckId::StatusEntry, "", "credentialStatus"))
            }
        };
        let absent = absent.join(", ");
        let of_times = (!absent.is_empty()).then_some((CheckId::Validity, "", absent.as_str()));
        for (id, scope, name) in of_times.into_iter().chain(of_lists) {
            found.checks.add(id, scope, hidden(name));
            found.needs.add(decision(id).at(scope));
        }
    }

    /// Holds what stands beside the hashes, which nothing secures, against what the caller asks.
    fn answer(&self, session: &Session<'_>, found: &mut Found<'_>) {
        let version = self.hashed.version;
        let Some(proof) = self.subject.value.get(version.member()) else { return };
        let demands = demands(session.policy, Kind::Credential, self.subject.depth);
        let mut judged = Judged::of_anchor(version.scope().into());
        signature::options_of_anchor(session, &ProofOptions::new(proof), &demands, &mut judged);
        judged.write(found, true);
    }
}

impl<'s> Opened<'s> for Attested<'s> {
    fn judge(&mut self, session: &mut Session<'_>) -> Vec<Judged<'s>> {
        let issuers = self.issuance.issuers.iter().filter(|_| !self.is_over());
        let judge = |issuer| issuer::judge(session, &self.hashed, &self.issuance, issuer, &self.signatures);
        issuers.map(judge).collect()
    }

    /// The issuer is the one who is proven, not `issuer.id`, which anybody can write.
    fn views(&self, judged: &[Judged<'s>]) -> Views<'_> {
        let id = judged.first().and_then(|judged| judged.identity.clone()).map(Cow::Owned);
        let document = self.subject.value;
        if self.detected.is_some() {
            let mut view = View::of_json(document, usize::MAX);
            view.claims.issuer.iter_mut().for_each(|issuer| issuer.id = id.clone());
            return Views::one(view);
        }
        let issuer = self.issuance.issuers.first();
        let issuer = issuer.map(|issuer| Party { at: document.id(), id, name: issuer.name.clone().map(Cow::Owned) });
        Views::one(View::of_claims(document, Claims { issuer, ..self.claims.clone() }))
    }

    fn write(&self, session: &Session<'_>, found: &mut Found<'_>, judged: &[Judged<'s>], attached: &[Judged<'_>]) {
        write(self, found, judged, attached);
        self.answer(session, found);
    }

    fn rules(&self, found: &mut Found<'_>, view: &View<'_>) {
        match &self.detected {
            Some(detected) => {
                model::check(found, self.subject.value, detected, view);
                profile::check(found, self.subject.value, detected.profile, detected.model, view);
            }
            None => {
                found.checks.pass(CheckId::ModelType, "");
                let absent = [CheckId::ModelContext, CheckId::ModelProfile];
                absent.into_iter().for_each(|id| found.checks.add(id, "", Finding::absent()));
            }
        }
        // Contexts give nothing a meaning here.
        let contexts = [CheckId::ContextKnown, CheckId::ContextTerms];
        contexts.into_iter().for_each(|id| found.checks.add(id, "", Finding::absent()));
        members(found, &self.hashed, &self.issuance);
        if self.has_unread_end {
            let finding = Finding::undetermined(Reason::DateInvalid).with("name", "expiresOn");
            found.checks.add(CheckId::Validity, "/data/expiresOn", finding);
        }
        if self.hashed.may_withhold() {
            self.withheld(found);
        }
    }

    fn asked<'v>(&'v self, _: &'v View<'_>, _: &[Judged<'s>]) -> Option<Asked<'v>> {
        None
    }

    fn covered(&self, _: &mut Session<'_>, _: &Views<'_>, _: &[Judged<'s>]) -> Covered {
        let (document, version) = (self.subject.value, self.hashed.version);
        let shown = covered(&self.hashed);
        let strangers = match (version, document.get(version.member())) {
            (Version::V2, _) => strangers(document, "", FRAME_2),
            (Version::V3, Some(proof)) => strangers(proof, version.scope(), FRAME_3),
            (Version::V3, None) => Vec::new(),
        };
        let asked = coverage::refusable(&shown).filter(|entry| entry.pointer != version.scope());
        let asked = asked.chain(strangers).collect();
        Covered { shown, asked }
    }

    fn content(self: Box<Self>, _: &Session<'_>, _: &[Judged<'s>]) -> Option<Arc<dyn Secured>> {
        Some(Arc::new(Content::new(self.subject, self.hashed.version)))
    }
}

/// What version 2 has of the members that a summary shows. `salted` is the same data in the document itself.
fn claims_2(data: Value<'_>, salted: Value<'_>) -> Claims<'static> {
    let text = |object: Value<'_>, name: &str| {
        object.get(name).and_then(Value::as_str).map(|text| Cow::Owned(text.to_owned()))
    };
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
        period: period_2(data, salted),
        ..Claims::default()
    }
}

/// When a document of version 2 begins and ends, as `OpenCerts` says it. Others may use the names for whatever they like.
fn period_2(data: Value<'_>, salted: Value<'_>) -> Vec<Moment<'static>> {
    let moment = |(member, name): (Member, &str)| {
        let text = data.get(name).and_then(Value::as_str).filter(|text| profile_date(text).is_ok())?;
        Some(Moment { member, at: salted.get(name)?.id(), text: Cow::Owned(full_date(text).into_owned()) })
    };
    [Member::IssuedOn, Member::Expires].into_iter().zip(TIMES_2.iter().copied()).filter_map(moment).collect()
}

/// Whether a document of version 2 ends at a time that cannot be read.
fn ends_sometime(data: Value<'_>) -> bool {
    data.get("expiresOn").is_some_and(|end| !end.is_null() && end.as_str().is_none_or(|end| profile_date(end).is_err()))
}

/// Writes down how far the document's hash, each of its issuers and what is attached reach.
fn write(attested: &Attested<'_>, found: &mut Found<'_>, judged: &[Judged<'_>], attached: &[Judged<'_>]) {
    let (hashed, issuance) = (&attested.hashed, &attested.issuance);
    let lower = hashed.rungs().map(|(_, finding)| finding.outcome);
    let outcome = Outcome::worst(lower.into_iter().chain(judged.iter().map(Judged::outcome)));
    let present = match () {
        () if attested.is_over() => Finding::limit(Limit::Signatures.reached(found.policy.limits.signatures)),
        () if judged.is_empty() => Finding::failed(Reason::ProofMissing),
        () if found.policy.proofs == Proofs::All && attested.has_strange_proofs(judged) => {
            Finding::undetermined(Reason::CheckUnsupported).with("name", "proofs of nobody who issued it")
        }
        () => proven(outcome),
    };
    found.checks.add(CheckId::ProofPresent, "", present);
    let contracts: Vec<_> = judged.iter().filter(|judged| judged.is_anchor).map(Judged::outcome).collect();
    let contracts = (!contracts.is_empty()).then(|| Outcome::worst(contracts.into_iter().chain(lower)));
    let anchors: Vec<_> = contracts.into_iter().chain(attached.iter().map(Judged::outcome)).collect();
    found.checks.add(CheckId::AnchorPresent, "", anchored(&anchors));
    let scope = hashed.version.scope();
    hashed.rungs().into_iter().for_each(|(id, finding)| found.checks.add(id, scope, finding.clone()));
    if judged.is_empty() {
        found.checks.not_reached(&[CheckId::AnchorRoot, CheckId::IssuerBinding]);
    }
    write_issuers(found, issuance, judged);
    attached.iter().for_each(|one| one.write(found, true));
}

/// The members that say who issued the document.
fn members(found: &mut Found<'_>, hashed: &Hashed, issuance: &Issuance) {
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

fn write_issuers(found: &mut Found<'_>, issuance: &Issuance, judged: &[Judged<'_>]) {
    for (index, (issuer, judged)) in issuance.issuers.iter().zip(judged).enumerate() {
        judged.write(found, true);
        // The first is the one of whom the summary speaks.
        if let Some(trusted) = found.policy.trusted_issuers.as_ref().filter(|_| index > 0) {
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
        Coverage { pointer: pointer.to_owned(), by, proofs, ..Coverage::none() }
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
