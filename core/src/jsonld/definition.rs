//! A term definition, in numbers.

use super::contexts::ContextId;
use super::keyword;
use super::symbols::Text;

/// What a term means ([term definition](https://www.w3.org/TR/json-ld11-api/#dfn-term-definition)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Definition {
    /// The IRI mapping: an IRI, a blank node identifier or a keyword; none for a term that is defined as null.
    pub(super) iri: Text,
    /// The type mapping.
    pub(super) type_: Text,
    /// The language mapping, if `flags` has one; none is null.
    pub(super) language: Text,
    /// The index mapping, as it was written.
    pub(super) index: Text,
    /// The nest value.
    pub(super) nest: Text,
    /// The scoped context.
    pub(super) context: ContextId,
    /// The container mapping.
    pub(super) container: u8,
    /// The direction mapping, if `flags` has one.
    pub(super) direction: Direction,
    /// The flags.
    pub(super) flags: u8,
}

/// A base direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direction {
    None,
    LeftToRight,
    RightToLeft,
}

impl Direction {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "ltr" => Some(Self::LeftToRight),
            "rtl" => Some(Self::RightToLeft),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::LeftToRight => Some("ltr"),
            Self::RightToLeft => Some("rtl"),
        }
    }
}

/// The bits of a container mapping.
pub(super) mod container {
    pub(in super::super) const GRAPH: u8 = 1;
    pub(in super::super) const ID: u8 = 2;
    pub(in super::super) const INDEX: u8 = 4;
    pub(in super::super) const LANGUAGE: u8 = 8;
    pub(in super::super) const LIST: u8 = 16;
    pub(in super::super) const SET: u8 = 32;
    pub(in super::super) const TYPE: u8 = 64;
}

/// The bits of `flags`.
pub(super) mod flag {
    pub(in super::super) const PROTECTED: u8 = 1;
    pub(in super::super) const PREFIX: u8 = 2;
    pub(in super::super) const REVERSE: u8 = 4;
    pub(in super::super) const LANGUAGE: u8 = 8;
    pub(in super::super) const DIRECTION: u8 = 16;
    /// From a context object within the document.
    pub(in super::super) const INLINE: u8 = 32;
}

impl Definition {
    /// The definition of a name that has none.
    pub(super) const EMPTY: Self = Self {
        iri: keyword::NONE,
        type_: keyword::NONE,
        language: keyword::NONE,
        index: keyword::NONE,
        nest: keyword::NONE,
        context: ContextId::NONE,
        container: 0,
        direction: Direction::None,
        flags: 0,
    };

    pub(super) fn is(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn contains(&self, containers: u8) -> bool {
        self.container & containers != 0
    }

    /// Whether its values stand elsewhere, in the document or among the statements, than those of a plain term.
    pub(super) fn rearranges(&self) -> bool {
        use container::{GRAPH, ID, INDEX, LIST, TYPE};
        self.is(flag::REVERSE) || self.contains(GRAPH | ID | INDEX | LIST | TYPE)
    }
}
