//! Why a document cannot be expanded, and what safe mode has to say about one that can.

use crate::json::NodeId;
use crate::limits::LimitReached;
use std::fmt;

/// Why expansion stopped.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonLdError {
    /// The document or one of its contexts breaks a rule of JSON-LD.
    Invalid {
        /// The rule.
        code: ErrorCode,
        /// The place in the document: the value, the term, or the `@context` that brings the fault in.
        at: NodeId,
    },
    /// A limit was reached.
    Limit(LimitReached),
    /// Contexts that are neither bundled nor supplied; all of them, so that each can be asked for.
    UnknownContexts(Vec<UnknownContext>),
}

impl From<LimitReached> for JsonLdError {
    fn from(limit: LimitReached) -> Self {
        Self::Limit(limit)
    }
}

impl fmt::Display for JsonLdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { code, .. } => f.write_str(code.as_str()),
            Self::Limit(reached) => write!(f, "the limit of {} on {:?} was reached", reached.value, reached.limit),
            Self::UnknownContexts(contexts) => write!(f, "{} contexts are not known", contexts.len()),
        }
    }
}

impl std::error::Error for JsonLdError {}

/// A context that a document names and nobody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownContext {
    /// Its absolute URL.
    pub url: String,
    /// The place in the document that asks for it.
    pub at: NodeId,
}

/// What safe mode found: something a lenient processor would drop, ignore or resolve against a guess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// What is the matter.
    pub kind: IssueKind,
    /// Where: the member name, the value, or the `@context` in question.
    pub at: NodeId,
    /// The term, IRI, tag or URL it is about, cut after 256 bytes.
    pub name: String,
}

/// The kinds of [`Issue`].
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IssueKind {
    /// A property that is a blank node: RDF 1.1 has no such statements.
    BlankPredicate,
    /// A compiled context stands after definitions it was not compiled for.
    ContextOrder,
    /// A value that belongs to no node.
    FreeValue,
    /// A key of a map by id, beside another identifier that the node has itself.
    IgnoredKey,
    /// An inline context, where the policy accepts none.
    InlineContext,
    /// An inline context that redefines a term of a pinned context, or wipes the terms out.
    InlineRedefinition,
    /// An inline context with `@base`, `@vocab`, `@import` or `@propagate`.
    InlineSetting,
    /// An IRI that RFC 3987 does not allow.
    InvalidIri,
    /// A language tag that BCP 47 does not allow.
    InvalidLanguage,
    /// A name that looks like a keyword and is none.
    KeywordLike,
    /// An integer beyond 2^53, which signers in JavaScript have already changed.
    NumberNotInteroperable,
    /// A relative IRI reference without a base.
    RelativeIri,
    /// `@graph`, `@included`, `@nest` or `@reverse` in the document itself.
    Shape,
    /// A name that no context defines.
    UndefinedTerm,
    /// A context with `@vocab`: every name would be defined.
    Vocab,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)*) => {
        /// The error codes of the standard ([JsonLdErrorCode](https://www.w3.org/TR/json-ld11-api/#dom-jsonlderrorcode)).
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "each is the code of that name")]
        pub enum ErrorCode { $($variant,)* }

        impl ErrorCode {
            /// The code as the standard writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

codes! {
    CollidingKeywords = "colliding keywords",
    ConflictingIndexes = "conflicting indexes",
    ContextOverflow = "context overflow",
    CyclicIriMapping = "cyclic IRI mapping",
    InvalidBaseDirection = "invalid base direction",
    InvalidBaseIri = "invalid base IRI",
    InvalidContainerMapping = "invalid container mapping",
    InvalidContextEntry = "invalid context entry",
    InvalidContextNullification = "invalid context nullification",
    InvalidDefaultLanguage = "invalid default language",
    InvalidIdValue = "invalid @id value",
    InvalidImportValue = "invalid @import value",
    InvalidIncludedValue = "invalid @included value",
    InvalidIndexValue = "invalid @index value",
    InvalidIriMapping = "invalid IRI mapping",
    InvalidKeywordAlias = "invalid keyword alias",
    InvalidLanguageMapValue = "invalid language map value",
    InvalidLanguageMapping = "invalid language mapping",
    InvalidLanguageTaggedString = "invalid language-tagged string",
    InvalidLanguageTaggedValue = "invalid language-tagged value",
    InvalidLocalContext = "invalid local context",
    InvalidNestValue = "invalid @nest value",
    InvalidPrefixValue = "invalid @prefix value",
    InvalidPropagateValue = "invalid @propagate value",
    InvalidProtectedValue = "invalid @protected value",
    InvalidRemoteContext = "invalid remote context",
    InvalidReverseProperty = "invalid reverse property",
    InvalidReversePropertyMap = "invalid reverse property map",
    InvalidReversePropertyValue = "invalid reverse property value",
    InvalidReverseValue = "invalid @reverse value",
    InvalidScopedContext = "invalid scoped context",
    InvalidSetOrListObject = "invalid set or list object",
    InvalidTermDefinition = "invalid term definition",
    InvalidTypeMapping = "invalid type mapping",
    InvalidTypeValue = "invalid type value",
    InvalidTypedValue = "invalid typed value",
    InvalidValueObject = "invalid value object",
    InvalidValueObjectValue = "invalid value object value",
    InvalidVersionValue = "invalid @version value",
    InvalidVocabMapping = "invalid vocab mapping",
    KeywordRedefinition = "keyword redefinition",
    LoadingDocumentFailed = "loading document failed",
    ProtectedTermRedefinition = "protected term redefinition",
}

impl ErrorCode {
    /// This code, found at a place.
    pub(super) fn at(self, at: NodeId) -> JsonLdError {
        JsonLdError::Invalid { code: self, at }
    }
}
