//! What a caller can get wrong about resources.

use crate::json::FromTextError;
use std::fmt;

/// Two entries of one key that differ: a mistake of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictingResource {
    /// The kind of entry, by its name in the JSON form.
    pub kind: &'static str,
    /// The key: a URL, or a chain and what is looked up there.
    pub key: String,
}

impl ConflictingResource {
    pub(super) fn new(kind: &'static str, key: String) -> Self {
        Self { kind, key }
    }
}

impl fmt::Display for ConflictingResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two different entries of `{}` were supplied for {}", self.kind, self.key)
    }
}

impl std::error::Error for ConflictingResource {}

/// Why something does not describe resources: a mistake of the caller.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourcesError {
    /// Two entries of one key differ.
    Conflict(ConflictingResource),
    /// A chain, hash or address is not well-formed.
    Key {
        /// What it should be.
        expected: &'static str,
        /// What it is, in at most 100 characters.
        found: String,
    },
    /// A member or entry is unknown, or has another shape.
    Shape {
        /// The JSON pointer to it.
        pointer: String,
    },
    /// It is not JSON that we read.
    Text(FromTextError),
}

impl ResourcesError {
    pub(super) fn key(expected: &'static str, found: &str) -> Self {
        Self::Key { expected, found: found.chars().take(100).collect() }
    }
}

impl From<ConflictingResource> for ResourcesError {
    fn from(conflict: ConflictingResource) -> Self {
        Self::Conflict(conflict)
    }
}

impl fmt::Display for ResourcesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::Key { expected, found } => write!(f, "{found:?} is not {expected}"),
            Self::Shape { pointer } => write!(f, "the resource at `{pointer}` has an unknown member or another shape"),
            Self::Text(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ResourcesError {}
