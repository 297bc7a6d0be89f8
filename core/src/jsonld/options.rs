//! What the caller decides about an expansion, and the contexts that it brings.

use super::contexts::Bundled;
use crate::digest::DigestAlgorithm;
use crate::json::{NodeId, Value};

/// How to expand.
#[derive(Clone, Debug, Default)]
pub struct Options<'o> {
    /// The document's own URL; without one, relative references stay relative. Verification has none.
    pub base: Option<&'o str>,
    /// Where the outermost `@context` comes from.
    pub contexts: Contexts<'o>,
    /// Members, by name or value, and items that are left out as if they were not there.
    pub omit: &'o [NodeId],
    /// Whether what would be lost is recorded.
    pub mode: Mode,
    /// What inline contexts may do; only safe mode asks.
    pub inline: InlineContexts,
    /// What `@vocab` may do; only safe mode asks.
    pub vocab: Vocab,
    /// A context applied before the document's own (`expandContext`).
    pub expand_context: Option<Value<'o>>,
}

/// Where the outermost `@context` comes from.
#[derive(Clone, Debug, Default)]
pub enum Contexts<'o> {
    /// From the value itself.
    #[default]
    Own,
    /// From these values of `@context` members, applied in order; the value's own is left out.
    Given(&'o [Value<'o>]),
}

/// What happens to what JSON-LD would silently drop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is dropped.
    Lenient,
    /// It is dropped and recorded as an [`Issue`](super::Issue).
    #[default]
    Safe,
}

/// What context objects within the document may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InlineContexts {
    /// Anything that JSON-LD allows.
    Accept,
    /// Add names that no pinned context defines.
    #[default]
    Add,
    /// Nothing.
    Refuse,
}

/// What `@vocab` may do, in any context.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vocab {
    /// Define every name.
    Accept,
    /// The same, and be recorded.
    #[default]
    Ask,
}

/// The contexts at hand: the bundled ones and those the caller supplies.
#[derive(Clone, Debug)]
pub struct Loader<'l> {
    bundled: bool,
    supplied: Vec<(&'l str, Value<'l>)>,
}

impl<'l> Loader<'l> {
    /// The bundled contexts.
    #[must_use]
    pub fn bundled() -> Self {
        Self { bundled: true, supplied: Vec::new() }
    }

    /// No context at all.
    #[must_use]
    pub fn empty() -> Self {
        Self { bundled: false, supplied: Vec::new() }
    }

    /// Adds a context document by its URL. A bundled context is never replaced.
    pub fn supply(&mut self, url: &'l str, document: Value<'l>) {
        self.supplied.push((url, document));
    }

    pub(super) fn has_bundled(&self) -> bool {
        self.bundled
    }

    /// Whether the official text of a bundled context was added too.
    pub(super) fn has_text_of(&self, bundled: &Bundled) -> bool {
        let hash = |document: Value<'_>| DigestAlgorithm::Sha256.hash(document.document().source().as_bytes()).to_hex();
        self.find(bundled.url).is_some_and(|(_, document)| hash(document) == bundled.sha256)
    }

    pub(super) fn find(&self, url: &str) -> Option<(&'l str, Value<'l>)> {
        self.supplied.iter().find(|(known, _)| *known == url).copied()
    }
}
