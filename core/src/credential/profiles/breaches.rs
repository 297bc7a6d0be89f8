//! The profile of a document by what is secured of it, and the walk that holds the document against its rules.
//!
//! Only the objects that a table leads to are visited, and nothing is allocated as long as nothing is wrong. What the data
//! model itself demands is judged in `structure`.

use super::super::claims::Claims;
use super::super::members::{Member, TYPES};
use super::super::model::Model;
use super::super::problem::{Problem, ProblemKind};
use super::super::structure::is_url;
use super::super::view::{View, ViewValue};
use super::rules::{Class, Form, MOST_RULES, Obligation, Rule};
use super::{PROFILES, Profile, ProfileRow};
use crate::json::NodeId;

impl Profile {
    /// The profile of a document by what is secured of it; `named` is the one that its text names.
    #[must_use]
    pub fn of_view(view: &View<'_>, named: Option<Self>) -> Option<Self> {
        if view.has_statements() {
            return Self::of_statements(&view.claims, named);
        }
        Self::of_names(|| view.context_urls(), &view.claims.types)
    }

    /// The profile of a document that makes statements: the IRI of its type tells, whatever the names are; `named` is the
    /// one that the names say, for the profiles that have no such type.
    pub(super) fn of_statements(claims: &Claims<'_>, named: Option<Self>) -> Option<Self> {
        let stated = |row: &&ProfileRow| row.types.iter().any(|name| claims.types.iter().any(|type_| type_ == name));
        // These are recognised by contexts alone, or their types have IRIs that nobody here knows.
        let is_named = |row: &&ProfileRow| {
            Some(row.profile) == named && !row.types.iter().any(|name| TYPES.iter().any(|(term, _)| term == name))
        };
        PROFILES.iter().find(stated).or_else(|| PROFILES.iter().find(is_named)).map(|row| row.profile)
    }
}

/// A rule of a profile that a document breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What is wrong, and where.
    pub problem: Problem,
    /// Whether everybody must follow the rule.
    pub obligation: Obligation,
}

/// Judges a document by the rules of its profile, in document order; nothing if its rules are not checked.
///
/// # Examples
/// ```
/// use credstone::{credential::{Member, Model, ProblemKind, Profile, View, breaches}, json::Document, limits::Limits};
/// let text = br#"{ "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
///                  "type": ["VerifiableCredential", "OpenBadgeCredential"], "validFrom": "2026-01-01T00:00:00Z" }"#;
/// let document = Document::parse(text, &Limits::default()).unwrap();
/// let view = View::of_json(document.root(), usize::MAX);
/// let broken = breaches(&view, Profile::OpenBadges3, Model::Vcdm20).unwrap();
/// assert_eq!((broken[0].problem.kind, broken[0].problem.member), (ProblemKind::Missing, Member::Id));
/// ```
#[must_use]
pub fn breaches(view: &View<'_>, profile: Profile, model: Model) -> Option<Vec<Breach>> {
    let row = PROFILES.iter().find(|row| row.profile == profile)?;
    let mut walk = Walk { model, breaches: Vec::new() };
    walk.object(row.class?, view.object());
    walk.breaches.sort_by_key(|breach| (breach.problem.at, breach.obligation));
    Some(walk.breaches)
}

struct Walk {
    model: Model,
    breaches: Vec<Breach>,
}

impl Walk {
    /// The classes lead to each other in no circle, so this ends whatever the document holds.
    fn object(&mut self, class: &Class, object: ViewValue<'_>) {
        let (mut met, mut is_typed, mut has_one) =
            ([false; MOST_RULES], class.type_.is_none(), class.one_of.is_empty());
        for entry in object.members() {
            let Some(member) = entry.member else { continue };
            has_one |= class.one_of.contains(&member);
            if member == Member::Type {
                is_typed = true;
                self.type_(class, entry.value);
            }
            let mut rules = class.rules.iter().zip(&mut met);
            let Some((rule, met)) = rules.find(|(rule, _)| rule.member == member) else { continue };
            if *met && rule.is_single {
                self.must(ProblemKind::Cardinality, member, entry.key);
            }
            *met = true;
            self.value(rule, entry.value);
        }
        for (rule, _) in class.rules.iter().zip(met).filter(|(_, met)| !met) {
            if let Some(obligation) = rule.presence.filter(|_| rule.model.is_none_or(|model| model == self.model)) {
                self.report(obligation, ProblemKind::Missing, rule.member, object.at());
            }
        }
        if !is_typed {
            self.must(ProblemKind::Missing, Member::Type, object.at());
        }
        if let Some(first) = class.one_of.first().filter(|_| !has_one) {
            self.report(Obligation::Should, ProblemKind::Missing, *first, object.at());
        }
    }

    fn type_(&mut self, class: &Class, value: ViewValue<'_>) {
        let Some(wanted) = class.type_ else { return };
        if !value.items_or_self().any(|type_| type_.type_term() == Some(wanted)) {
            self.must(ProblemKind::Type, Member::Type, value.at());
        }
    }

    fn value(&mut self, rule: &Rule, value: ViewValue<'_>) {
        let count = if value.is_array() { value.items().take(2).count() } else { 1 };
        if count == 0 && rule.presence == Some(Obligation::Must) {
            self.must(ProblemKind::Empty, rule.member, value.at());
        } else if count > 1 && rule.is_single {
            self.must(ProblemKind::Cardinality, rule.member, value.at());
        }
        for item in value.items_or_self() {
            self.item(rule, item);
        }
    }

    fn item(&mut self, rule: &Rule, item: ViewValue<'_>) {
        let kind = match (rule.form, item.as_str()) {
            (Form::Object(class) | Form::Reference(class), None) if item.is_object() => {
                return self.object(class, item);
            }
            (Form::Text, Some("")) => ProblemKind::Empty,
            (Form::Any, _) | (Form::Reference(_) | Form::Text, Some(_)) => return,
            (Form::Boolean, None) if item.as_bool().is_some() => return,
            (Form::Text, None) if item.values(Member::Value).any(|text| text.as_str().is_some()) => return,
            (Form::Url, Some(url)) if is_url(url) => return,
            (Form::Url, Some(_)) => ProblemKind::NotUrl,
            _ => ProblemKind::WrongType,
        };
        // What need not be there need not be well-formed either.
        let obligation = if rule.presence == Some(Obligation::Should) { Obligation::Should } else { Obligation::Must };
        self.report(obligation, kind, rule.member, item.at());
    }

    fn must(&mut self, kind: ProblemKind, member: Member, at: NodeId) {
        self.report(Obligation::Must, kind, member, at);
    }

    fn report(&mut self, obligation: Obligation, kind: ProblemKind, member: Member, at: NodeId) {
        self.breaches.push(Breach { problem: Problem { kind, member, at }, obligation });
    }
}
