//! The structure rules of VCDM 1.1 and 2.0 for one document: which members must be there, and what form each has.
//!
//! Members are read by meaning ([`Names`]). What is inside a part is judged when that part is read as a document.
//! Clauses: <https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts>, `#advanced-concepts`; <https://www.w3.org/TR/vc-data-model/>.

use super::detect::{self, Detected, Kind, Model};
use super::members::{Member, Names};
use super::parts::{Parts, is_compact};
use crate::json::{NodeId, Value};
use crate::time::{Timestamp, Zone};
use std::collections::BTreeSet;

/// A rule of the data model that a document breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The member it is wrong with.
    pub member: Member,
    /// The value or member name at fault; the object, if a member is missing.
    pub at: NodeId,
}

/// What can be wrong with a member.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemKind {
    /// It has another number of values than one.
    Cardinality,
    /// The first entry of `@context` is not the base context of the model.
    ContextOrder,
    /// Not an `xsd:dateTimeStamp`.
    Date,
    /// A value that must be unique stands twice.
    Duplicate,
    /// It has no value, or one that says nothing.
    Empty,
    /// The `id` of an enveloped credential is not a `data:` URL.
    Envelope,
    /// It belongs to the other version of the data model. Informative.
    ForeignMember,
    /// An object in place of a text that is no exact language value object.
    LanguageValue,
    /// It must be there.
    Missing,
    /// A DID with path, query or fragment, where one that identifies somebody is needed.
    NotIdentifier,
    /// Not an absolute URL.
    NotUrl,
    /// The period ends before it begins.
    PeriodReversed,
    /// A `proof` on something that is no secured document, or under another name.
    ProofLocation,
    /// The type of this object does not say what it must be.
    Type,
    /// The value has a JSON type that it must not have.
    WrongType,
}

impl ProblemKind {
    /// The name in the data of a report's check.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cardinality => "cardinality",
            Self::ContextOrder => "context_order",
            Self::Date => "date",
            Self::Duplicate => "duplicate",
            Self::Empty => "empty",
            Self::Envelope => "envelope",
            Self::ForeignMember => "foreign_member",
            Self::LanguageValue => "language_value",
            Self::Missing => "missing",
            Self::NotIdentifier => "not_identifier",
            Self::NotUrl => "not_url",
            Self::PeriodReversed => "period_reversed",
            Self::ProofLocation => "proof_location",
            Self::Type => "type",
            Self::WrongType => "wrong_type",
        }
    }

    /// Whether it is a remark rather than a fault.
    #[must_use]
    pub fn is_informative(self) -> bool {
        self == Self::ForeignMember
    }
}

/// Judges one document by the rules of its data model; no problem means that it conforms.
///
/// `parts` is what [`super::parts`] found in the same document under the same names.
///
/// # Examples
/// ```
/// use credstone::{credential::{Member, Names, ProblemKind, detect, parts, structure}, json::Document, limits::Limits};
/// let text = br#"{ "@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential",
///                  "issuer": "did:example:a", "credentialSubject": {} }"#;
/// let document = Document::parse(text, &Limits::default()).unwrap();
/// let root = document.root();
/// let problems = structure(root, &detect(root).unwrap(), Names::Plain, &parts(root, Names::Plain));
/// assert_eq!((problems[0].kind, problems[0].member), (ProblemKind::Empty, Member::CredentialSubject));
/// ```
#[must_use]
pub fn structure(document: Value<'_>, detected: &Detected, names: Names<'_>, parts: &Parts) -> Vec<Problem> {
    let mut rules = Rules { model: detected.model, names, problems: Vec::new() };
    match detected.kind {
        Kind::Credential => rules.credential(document),
        Kind::EnvelopedCredential | Kind::EnvelopedPresentation => rules.enveloped(document),
        Kind::Presentation => rules.presentation(document),
    }
    for at in &parts.misplaced {
        rules.report(ProblemKind::ProofLocation, Member::Proof, *at);
    }
    rules.problems.sort_by_key(|problem| problem.at);
    rules.problems
}

/// Whether a member must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    Optional,
    Required,
}

/// What an object that stands for a thing of some type must have.
#[derive(Clone, Copy)]
struct Demand {
    id: Need,
    type_: Need,
}

struct Rules<'r> {
    model: Model,
    names: Names<'r>,
    problems: Vec<Problem>,
}

impl Rules<'_> {
    fn credential(&mut self, document: Value<'_>) {
        let mut seen = Seen::default();
        let (mut from, mut until) = (None, None);
        for entry in document.members() {
            let Some(member) = self.names.of(entry.key) else { continue };
            let value = entry.value;
            seen.add(self, member, entry.key.id());
            match member {
                Member::CredentialSubject => self.each(member, value, Self::subject),
                Member::Description | Member::Name if self.model == Model::Vcdm20 => self.language_value(member, value),
                Member::ExpirationDate | Member::IssuanceDate | Member::Issued => {
                    self.time(member, Model::Vcdm11, entry.key, value);
                }
                Member::Issuer => self.party(member, value),
                Member::ValidFrom => from = self.time(member, Model::Vcdm20, entry.key, value),
                Member::ValidUntil => until = self.time(member, Model::Vcdm20, entry.key, value),
                _ => self.common(member, value),
            }
        }
        if self.model == Model::Vcdm20
            && let (Some((from, _)), Some((until, at))) = (from, until)
            && from > until
        {
            self.report(ProblemKind::PeriodReversed, Member::ValidUntil, at);
        }
        seen.require(self, &[Member::Context, Member::Type, Member::Issuer, Member::CredentialSubject], document);
        if self.model == Model::Vcdm11 {
            seen.require(self, &[Member::IssuanceDate], document);
        }
    }

    fn presentation(&mut self, document: Value<'_>) {
        let mut seen = Seen::default();
        for entry in document.members() {
            let Some(member) = self.names.of(entry.key) else { continue };
            seen.add(self, member, entry.key.id());
            match member {
                Member::Holder => self.party(member, entry.value),
                Member::VerifiableCredential => self.each(member, entry.value, Self::presented),
                _ => self.common(member, entry.value),
            }
        }
        seen.require(self, &[Member::Context, Member::Type], document);
        if self.model == Model::Vcdm20 && !seen.has(Member::Holder) && self.holds_self_asserted(document) {
            self.report(ProblemKind::Missing, Member::Holder, document.id());
        }
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials>
    fn enveloped(&mut self, document: Value<'_>) {
        let mut seen = Seen::default();
        for entry in document.members() {
            let Some(member) = self.names.of(entry.key) else { continue };
            seen.add(self, member, entry.key.id());
            match member {
                Member::Id if !entry.value.as_str().is_some_and(|id| id.starts_with("data:")) => {
                    self.report(ProblemKind::Envelope, member, entry.value.id());
                }
                Member::Context | Member::Type => self.common(member, entry.value),
                _ => {}
            }
        }
        seen.require(self, &[Member::Context, Member::Id, Member::Type], document);
    }

    /// The members that mean the same wherever they stand on a document.
    fn common(&mut self, member: Member, value: Value<'_>) {
        let typed = Demand { id: Need::Optional, type_: Need::Required };
        let identified = Demand { id: Need::Required, type_: Need::Required };
        // VCDM 1.1 asks status entries and refresh services for an `id` too.
        let older = if self.model == Model::Vcdm11 { identified } else { typed };
        match member {
            Member::ConfidenceMethod | Member::Evidence | Member::RenderMethod | Member::TermsOfUse => {
                self.each(member, value, |rules, value| rules.object(member, value, typed));
            }
            Member::Context => self.context(value),
            Member::CredentialSchema => {
                self.each(member, value, |rules, value| rules.object(member, value, identified));
            }
            Member::CredentialStatus | Member::RefreshService => {
                self.each(member, value, |rules, value| rules.object(member, value, older));
            }
            Member::Id => self.url(member, value),
            Member::Proof => self.each_proof(value),
            Member::RelatedResource if self.model == Model::Vcdm20 => self.related_resources(value),
            Member::Type => self.types(value),
            _ => {}
        }
    }

    fn context(&mut self, value: Value<'_>) {
        let first = value.items_or_self().next();
        let Some(first) = first else { return self.report(ProblemKind::Empty, Member::Context, value.id()) };
        if first.as_str() != Some(self.model.base_context()) {
            self.report(ProblemKind::ContextOrder, Member::Context, first.id());
        }
        for entry in value.items_or_self() {
            match entry.as_str() {
                Some(url) if is_url(url) => {}
                Some(_) => self.report(ProblemKind::NotUrl, Member::Context, entry.id()),
                None if entry.is_object() => {}
                None => self.report(ProblemKind::WrongType, Member::Context, entry.id()),
            }
        }
    }

    fn types(&mut self, value: Value<'_>) {
        self.each(Member::Type, value, |rules, entry| match entry.as_str() {
            Some("") => rules.report(ProblemKind::Empty, Member::Type, entry.id()),
            Some(_) => {}
            None => rules.report(ProblemKind::WrongType, Member::Type, entry.id()),
        });
    }

    /// A single URL.
    fn url(&mut self, member: Member, value: Value<'_>) {
        let kind = match value.as_str() {
            Some(url) if is_url(url) => return,
            Some(_) => ProblemKind::NotUrl,
            None if value.is_array() => ProblemKind::Cardinality,
            None => ProblemKind::WrongType,
        };
        self.report(kind, member, value.id());
    }

    /// An issuer or holder: a URL, or an object whose `id` is one.
    fn party(&mut self, member: Member, value: Value<'_>) {
        if !value.is_object() {
            self.url(member, value);
            return self.identifier(member, value);
        }
        let mut seen = Seen::default();
        for entry in value.members() {
            let Some(inner) = self.names.of(entry.key) else { continue };
            seen.add(self, inner, entry.key.id());
            match inner {
                Member::Description | Member::Name if self.model == Model::Vcdm20 => {
                    self.language_value(inner, entry.value);
                }
                Member::Id => {
                    self.url(inner, entry.value);
                    self.identifier(inner, entry.value);
                }
                _ => {}
            }
        }
        seen.require(self, &[Member::Id], value);
    }

    /// A DID URL names a resource of somebody, not somebody (<https://www.w3.org/TR/did-1.0/#did-url-syntax>).
    fn identifier(&mut self, member: Member, value: Value<'_>) {
        if value.as_str().is_some_and(|id| id.starts_with("did:") && id.contains(['/', '?', '#'])) {
            self.report(ProblemKind::NotIdentifier, member, value.id());
        }
    }

    fn subject(&mut self, value: Value<'_>) {
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, Member::CredentialSubject, value.id());
        }
        if value.members().next().is_none() {
            return self.report(ProblemKind::Empty, Member::CredentialSubject, value.id());
        }
        self.object(Member::CredentialSubject, value, Demand { id: Need::Optional, type_: Need::Optional });
    }

    fn object(&mut self, member: Member, value: Value<'_>, demand: Demand) {
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, member, value.id());
        }
        let mut seen = Seen::default();
        for entry in value.members() {
            let Some(inner) = self.names.of(entry.key) else { continue };
            match inner {
                Member::Id => {
                    seen.add(self, inner, entry.key.id());
                    self.url(inner, entry.value);
                }
                Member::Type => {
                    seen.add(self, inner, entry.key.id());
                    self.types(entry.value);
                }
                _ => {}
            }
        }
        for (member, need) in [(Member::Id, demand.id), (Member::Type, demand.type_)] {
            if need == Need::Required {
                seen.require(self, &[member], value);
            }
        }
    }

    /// One time; what it is, if it can be read.
    fn time(&mut self, member: Member, home: Model, key: Value<'_>, value: Value<'_>) -> Option<(Timestamp, NodeId)> {
        if home != self.model {
            self.report(ProblemKind::ForeignMember, member, key.id());
        }
        let Some(text) = value.as_str() else {
            let kind = if value.is_array() { ProblemKind::Cardinality } else { ProblemKind::WrongType };
            self.report(kind, member, value.id());
            return None;
        };
        // Without a zone it is read as UTC: https://www.w3.org/TR/vc-data-model-2.0/#representing-time
        match Timestamp::parse(text, Zone::Utc) {
            Ok(parsed) => Some((parsed.timestamp, value.id())),
            Err(_) => {
                self.report(ProblemKind::Date, member, value.id());
                None
            }
        }
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction>
    fn language_value(&mut self, member: Member, value: Value<'_>) {
        self.each(member, value, |rules, entry| {
            if entry.is_object() {
                if !rules.is_language_value(entry) {
                    rules.report(ProblemKind::LanguageValue, member, entry.id());
                }
            } else if entry.as_str().is_none() {
                rules.report(ProblemKind::WrongType, member, entry.id());
            }
        });
    }

    fn is_language_value(&self, value: Value<'_>) -> bool {
        let exact = value.members().all(|entry| match (self.names.of(entry.key), entry.value.as_str()) {
            (Some(Member::Direction), Some(direction)) => matches!(direction, "ltr" | "rtl"),
            (Some(Member::Language), Some(tag)) => oxilangtag::LanguageTag::parse(tag).is_ok(),
            (Some(Member::Value), Some(_)) => true,
            _ => false,
        });
        exact && self.names.values(value, Member::Value).count() == 1
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources>
    fn related_resources(&mut self, value: Value<'_>) {
        let member = Member::RelatedResource;
        self.each(member, value, |rules, entry| {
            rules.object(member, entry, Demand { id: Need::Required, type_: Need::Optional });
            let digest = |digest: Member| rules.names.values(entry, digest).next();
            if entry.is_object() && digest(Member::DigestMultibase).or_else(|| digest(Member::DigestSri)).is_none() {
                rules.report(ProblemKind::Missing, Member::DigestSri, entry.id());
            }
        });
        let mut ids = BTreeSet::new();
        for entry in value.items_or_self() {
            for id in self.names.values(entry, Member::Id) {
                let Some(text) = id.as_str() else { continue };
                if !ids.insert(text) {
                    self.report(ProblemKind::Duplicate, Member::Id, id.id());
                }
            }
        }
    }

    fn presented(&mut self, value: Value<'_>) {
        if let Some(text) = value.as_str()
            && self.model == Model::Vcdm11
            && is_compact(text)
        {
            return;
        }
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, Member::VerifiableCredential, value.id());
        }
        let enveloped = matches!(detect::kind(value), Ok(Some(Kind::EnvelopedCredential)));
        if !(enveloped || matches!(detect::kind(value), Ok(Some(Kind::Credential)))) {
            self.report(ProblemKind::Type, Member::Type, value.id());
        }
    }

    /// Whether a presented credential has no proof of its own: then only the presentation secures it, and its holder must
    /// be named (<https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims>).
    fn holds_self_asserted(&self, document: Value<'_>) -> bool {
        let mut presented = self.names.values(document, Member::VerifiableCredential).flat_map(Value::items_or_self);
        presented.any(|value| {
            let plain = matches!(detect::kind(value), Ok(Some(Kind::Credential)));
            plain && self.names.values(value, Member::Proof).next().is_none()
        })
    }

    /// Each proof says of which type it is; the rest of it belongs to others.
    fn each_proof(&mut self, value: Value<'_>) {
        for proof in value.items_or_self().filter(|proof| proof.is_object()) {
            match self.names.values(proof, Member::Type).next() {
                Some(type_) => self.types(type_),
                None => self.report(ProblemKind::Missing, Member::Type, proof.id()),
            }
        }
    }

    /// A value, or an array of them that is not empty.
    fn each(&mut self, member: Member, value: Value<'_>, mut rule: impl FnMut(&mut Self, Value<'_>)) {
        if value.is_array() && value.items().next().is_none() {
            return self.report(ProblemKind::Empty, member, value.id());
        }
        for entry in value.items_or_self() {
            rule(self, entry);
        }
    }

    fn report(&mut self, kind: ProblemKind, member: Member, at: NodeId) {
        self.problems.push(Problem { kind, member, at });
    }
}

/// The members met on one object.
#[derive(Default)]
struct Seen(Vec<Member>);

impl Seen {
    /// Two spellings of a member that has one value are two values.
    fn add(&mut self, rules: &mut Rules<'_>, member: Member, key: NodeId) {
        if !self.has(member) {
            self.0.push(member);
        } else if is_single(member) {
            rules.report(ProblemKind::Cardinality, member, key);
        }
    }

    fn has(&self, member: Member) -> bool {
        self.0.contains(&member)
    }

    fn require(&self, rules: &mut Rules<'_>, members: &[Member], object: Value<'_>) {
        for member in members.iter().filter(|member| !self.has(**member)) {
            rules.report(ProblemKind::Missing, *member, object.id());
        }
    }
}

/// The members of which an object has one value.
pub(super) fn is_single(member: Member) -> bool {
    matches!(
        member,
        Member::ExpirationDate
            | Member::Holder
            | Member::Id
            | Member::IssuanceDate
            | Member::Issued
            | Member::Issuer
            | Member::ValidFrom
            | Member::ValidUntil
    )
}

pub(super) fn is_url(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok()
}

#[cfg(test)]
mod tests;
