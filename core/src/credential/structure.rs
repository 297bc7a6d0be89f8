//! The structure rules of VCDM 1.1 and 2.0 for one document: which members must be there, and what form each has.
//!
//! Members are read by meaning ([`ViewValue`]). What is inside a part is judged when that part is read as a document.
//! Clauses: <https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts>, `#advanced-concepts`; <https://www.w3.org/TR/vc-data-model/>.

use super::detect::Kind;
use super::members::{Member, is_single};
use super::model::Model;
use super::parts::is_compact;
use super::problem::{Problem, ProblemKind};
use super::view::{View, ViewValue};
use crate::json::NodeId;
use crate::time::{Timestamp, Zone};
use std::collections::BTreeSet;

/// Judges one document by the rules of its data model; no problem means that it conforms.
///
/// It is read as a document of this kind and model, whatever else it may be.
///
/// # Examples
/// ```
/// use credstone::{credential::{Kind, Member, Model, ProblemKind, View, structure}, json::Document, limits::Limits};
/// let text = br#"{ "@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential",
///                  "issuer": "did:example:a", "credentialSubject": {} }"#;
/// let document = Document::parse(text, &Limits::default()).unwrap();
/// let view = View::of_json(document.root(), usize::MAX);
/// let problems = structure(&view, Kind::Credential, Model::Vcdm20);
/// assert_eq!((problems[0].kind, problems[0].member), (ProblemKind::Empty, Member::CredentialSubject));
/// ```
#[must_use]
pub fn structure(view: &View<'_>, kind: Kind, model: Model) -> Vec<Problem> {
    let (mut rules, document) = (Rules { model, problems: Vec::new() }, view.object());
    match kind {
        Kind::Credential => rules.credential(document),
        Kind::EnvelopedCredential | Kind::EnvelopedPresentation => rules.enveloped(document),
        Kind::Presentation => rules.presentation(document),
    }
    for at in &view.parts.misplaced {
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

struct Rules {
    model: Model,
    problems: Vec<Problem>,
}

impl Rules {
    fn credential(&mut self, document: ViewValue<'_>) {
        let mut seen = Seen::default();
        let (mut from, mut until) = (None, None);
        for entry in document.members() {
            let Some(member) = entry.member else { continue };
            let value = entry.value;
            seen.add(self, member, entry.key);
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

    fn presentation(&mut self, document: ViewValue<'_>) {
        let mut seen = Seen::default();
        for entry in document.members() {
            let Some(member) = entry.member else { continue };
            seen.add(self, member, entry.key);
            match member {
                Member::Holder => self.party(member, entry.value),
                Member::VerifiableCredential => self.each(member, entry.value, Self::presented),
                _ => self.common(member, entry.value),
            }
        }
        seen.require(self, &[Member::Context, Member::Type], document);
        if self.model == Model::Vcdm20 && !seen.has(Member::Holder) && self.holds_self_asserted(document) {
            self.report(ProblemKind::Missing, Member::Holder, document.at());
        }
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials>
    fn enveloped(&mut self, document: ViewValue<'_>) {
        let mut seen = Seen::default();
        for entry in document.members() {
            let Some(member) = entry.member else { continue };
            seen.add(self, member, entry.key);
            match member {
                Member::Id if !entry.value.as_str().is_some_and(|id| id.starts_with("data:")) => {
                    self.report(ProblemKind::Envelope, member, entry.value.at());
                }
                Member::Context | Member::Type => self.common(member, entry.value),
                _ => {}
            }
        }
        seen.require(self, &[Member::Context, Member::Id, Member::Type], document);
    }

    /// The members that mean the same wherever they stand on a document.
    fn common(&mut self, member: Member, value: ViewValue<'_>) {
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

    fn context(&mut self, value: ViewValue<'_>) {
        let first = value.items_or_self().next();
        let Some(first) = first else { return self.report(ProblemKind::Empty, Member::Context, value.at()) };
        if first.as_str() != Some(self.model.base_context()) {
            self.report(ProblemKind::ContextOrder, Member::Context, first.at());
        }
        for entry in value.items_or_self() {
            match entry.as_str() {
                Some(url) if is_url(url) => {}
                Some(_) => self.report(ProblemKind::NotUrl, Member::Context, entry.at()),
                None if entry.is_object() => {}
                None => self.report(ProblemKind::WrongType, Member::Context, entry.at()),
            }
        }
    }

    fn types(&mut self, value: ViewValue<'_>) {
        self.each(Member::Type, value, |rules, entry| match entry.as_str() {
            Some("") => rules.report(ProblemKind::Empty, Member::Type, entry.at()),
            Some(_) => {}
            None => rules.report(ProblemKind::WrongType, Member::Type, entry.at()),
        });
    }

    /// A single URL.
    fn url(&mut self, member: Member, value: ViewValue<'_>) {
        let kind = match value.as_str() {
            Some(url) if is_url(url) => return,
            Some(_) => ProblemKind::NotUrl,
            None if value.is_array() => ProblemKind::Cardinality,
            None => ProblemKind::WrongType,
        };
        self.report(kind, member, value.at());
    }

    /// An issuer or holder: a URL, or an object whose `id` is one.
    fn party(&mut self, member: Member, value: ViewValue<'_>) {
        if !value.is_object() {
            self.url(member, value);
            return self.identifier(member, value);
        }
        let mut seen = Seen::default();
        for entry in value.members() {
            let Some(inner) = entry.member else { continue };
            seen.add(self, inner, entry.key);
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
    fn identifier(&mut self, member: Member, value: ViewValue<'_>) {
        if value.as_str().is_some_and(|id| id.starts_with("did:") && id.contains(['/', '?', '#'])) {
            self.report(ProblemKind::NotIdentifier, member, value.at());
        }
    }

    fn subject(&mut self, value: ViewValue<'_>) {
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, Member::CredentialSubject, value.at());
        }
        if value.members().next().is_none() {
            return self.report(ProblemKind::Empty, Member::CredentialSubject, value.at());
        }
        self.object(Member::CredentialSubject, value, Demand { id: Need::Optional, type_: Need::Optional });
    }

    fn object(&mut self, member: Member, value: ViewValue<'_>, demand: Demand) {
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, member, value.at());
        }
        let mut seen = Seen::default();
        for entry in value.members() {
            let Some(inner) = entry.member else { continue };
            match inner {
                Member::Id => {
                    seen.add(self, inner, entry.key);
                    self.url(inner, entry.value);
                }
                Member::Type => {
                    seen.add(self, inner, entry.key);
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
    fn time(&mut self, member: Member, home: Model, key: NodeId, value: ViewValue<'_>) -> Option<(Timestamp, NodeId)> {
        if home != self.model {
            self.report(ProblemKind::ForeignMember, member, key);
        }
        let Some(text) = value.as_str() else {
            let kind = if value.is_array() { ProblemKind::Cardinality } else { ProblemKind::WrongType };
            self.report(kind, member, value.at());
            return None;
        };
        // Without a zone it is read as UTC: https://www.w3.org/TR/vc-data-model-2.0/#representing-time
        match Timestamp::parse(text, Zone::Utc) {
            Ok(parsed) => Some((parsed.timestamp, value.at())),
            Err(_) => {
                self.report(ProblemKind::Date, member, value.at());
                None
            }
        }
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#language-and-base-direction>
    fn language_value(&mut self, member: Member, value: ViewValue<'_>) {
        self.each(member, value, |rules, entry| {
            if entry.is_object() {
                if !rules.is_language_value(entry) {
                    rules.report(ProblemKind::LanguageValue, member, entry.at());
                }
            } else if entry.as_str().is_none() {
                rules.report(ProblemKind::WrongType, member, entry.at());
            }
        });
    }

    fn is_language_value(&self, value: ViewValue<'_>) -> bool {
        let exact = value.members().all(|entry| match (entry.member, entry.value.as_str()) {
            (Some(Member::Direction), Some(direction)) => matches!(direction, "ltr" | "rtl"),
            (Some(Member::Language), Some(tag)) => oxilangtag::LanguageTag::parse(tag).is_ok(),
            (Some(Member::Value), Some(_)) => true,
            _ => false,
        });
        exact && value.values(Member::Value).count() == 1
    }

    /// <https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources>
    fn related_resources(&mut self, value: ViewValue<'_>) {
        let member = Member::RelatedResource;
        self.each(member, value, |rules, entry| {
            rules.object(member, entry, Demand { id: Need::Required, type_: Need::Optional });
            let digest = |digest: Member| entry.values(digest).next();
            if entry.is_object() && digest(Member::DigestMultibase).or_else(|| digest(Member::DigestSri)).is_none() {
                rules.report(ProblemKind::Missing, Member::DigestSri, entry.at());
            }
        });
        let mut ids = BTreeSet::new();
        for entry in value.items_or_self() {
            for id in entry.values(Member::Id) {
                let Some(text) = id.as_str() else { continue };
                if !ids.insert(text) {
                    self.report(ProblemKind::Duplicate, Member::Id, id.at());
                }
            }
        }
    }

    fn presented(&mut self, value: ViewValue<'_>) {
        if let Some(text) = value.as_str()
            && self.model == Model::Vcdm11
            && is_compact(text)
        {
            return;
        }
        if !value.is_object() {
            return self.report(ProblemKind::WrongType, Member::VerifiableCredential, value.at());
        }
        if !matches!(value.kind(), Some(Kind::Credential | Kind::EnvelopedCredential)) {
            self.report(ProblemKind::Type, Member::Type, value.at());
        }
    }

    /// Whether a presented credential has no proof of its own: then only the presentation secures it, and its holder must
    /// be named (<https://www.w3.org/TR/vc-data-model-2.0/#presentations-including-holder-claims>).
    fn holds_self_asserted(&self, document: ViewValue<'_>) -> bool {
        let mut presented = document.values(Member::VerifiableCredential).flat_map(ViewValue::items_or_self);
        presented.any(|value| value.kind() == Some(Kind::Credential) && value.values(Member::Proof).next().is_none())
    }

    /// Each proof says of which type it is; the rest of it belongs to others.
    fn each_proof(&mut self, value: ViewValue<'_>) {
        for proof in value.items_or_self().filter(|proof| proof.is_object()) {
            match proof.values(Member::Type).next() {
                Some(type_) => self.types(type_),
                None => self.report(ProblemKind::Missing, Member::Type, proof.at()),
            }
        }
    }

    /// A value, or an array of them that is not empty.
    fn each(&mut self, member: Member, value: ViewValue<'_>, mut rule: impl FnMut(&mut Self, ViewValue<'_>)) {
        if value.is_array() && value.items().next().is_none() {
            return self.report(ProblemKind::Empty, member, value.at());
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
    fn add(&mut self, rules: &mut Rules, member: Member, key: NodeId) {
        if !self.has(member) {
            self.0.push(member);
        } else if is_single(member) {
            rules.report(ProblemKind::Cardinality, member, key);
        }
    }

    fn has(&self, member: Member) -> bool {
        self.0.contains(&member)
    }

    fn require(&self, rules: &mut Rules, members: &[Member], object: ViewValue<'_>) {
        for member in members.iter().filter(|member| !self.has(**member)) {
            rules.report(ProblemKind::Missing, *member, object.at());
        }
    }
}

pub(crate) fn is_url(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok()
}

#[cfg(test)]
mod tests;
