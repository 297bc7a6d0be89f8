//! What can be wrong with a document by the rules of its data model or profile.

use super::members::Member;
use crate::json::NodeId;

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
