//! How a profile says what its documents look like: tables of members by meaning.

use super::super::members::Member;
use super::super::model::Model;

/// How much a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obligation {
    /// A document that breaks it is not one of this profile.
    Must,
    /// A document that breaks it is one all the same.
    Should,
}

/// What the objects of one kind look like.
#[derive(Debug)]
pub(in crate::credential) struct Class {
    /// The term of the type that each must have, if that is not how the object was found.
    pub(super) type_: Option<&'static str>,
    pub(super) rules: &'static [Rule],
    /// Members one of which should be there.
    pub(super) one_of: &'static [Member],
}

/// What holds for one member.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) member: Member,
    /// Whether it is to be there.
    pub(super) presence: Option<Obligation>,
    /// The one data model under which it is to be there.
    pub(super) model: Option<Model>,
    pub(super) is_single: bool,
    pub(super) form: Form,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    Any,
    Boolean,
    Object(&'static Class),
    /// An object, or its URL in its place.
    Reference(&'static Class),
    /// A text that is not empty, or one with language.
    Text,
    Url,
}

impl Rule {
    /// It may be there, any number of times, and be anything.
    pub(super) const fn new(member: Member) -> Self {
        Self { member, presence: None, model: None, is_single: false, form: Form::Any }
    }

    pub(super) const fn must(self) -> Self {
        Self { presence: Some(Obligation::Must), ..self }
    }

    pub(super) const fn should(self) -> Self {
        Self { presence: Some(Obligation::Should), ..self }
    }

    /// It is only documents of this data model that must or should have it.
    pub(super) const fn under(self, model: Model) -> Self {
        Self { model: Some(model), ..self }
    }

    /// It has one value.
    pub(super) const fn single(self) -> Self {
        Self { is_single: true, ..self }
    }

    pub(super) const fn boolean(self) -> Self {
        Self { form: Form::Boolean, ..self }
    }

    pub(super) const fn object(self, class: &'static Class) -> Self {
        Self { form: Form::Object(class), ..self }
    }

    pub(super) const fn reference(self, class: &'static Class) -> Self {
        Self { form: Form::Reference(class), ..self }
    }

    pub(super) const fn text(self) -> Self {
        Self { form: Form::Text, ..self }
    }

    pub(super) const fn url(self) -> Self {
        Self { form: Form::Url, ..self }
    }
}

/// No class has more.
pub(super) const MOST_RULES: usize = 8;
