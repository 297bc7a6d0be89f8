//! The bundled contexts: official texts, compiled ahead of time into tables of term definitions.

#[cfg(test)]
mod compile;
#[rustfmt::skip]
pub(super) mod table;

use super::symbols::{Symbol, Text};

/// Texts of one URL that are tried.
const ALTERNATIVES: usize = 4;

/// A context whose definitions are compiled in.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The URL that it was asked for by: the official one or an alias.
    pub url: &'static str,
    /// The SHA-256 of the official text, in hexadecimal.
    pub sha256: &'static str,
    /// The SHA-384 of the official text, in hexadecimal.
    pub sha384: &'static str,
    /// The SHA-512 of the official text, in hexadecimal.
    pub sha512: &'static str,
    context: ContextId,
    /// Whether it says anything that no newer text of its URL says.
    is_tried: bool,
}

impl Bundled {
    pub(super) const fn new(
        url: &'static str,
        context: u32,
        is_tried: bool,
        [sha256, sha384, sha512]: [&'static str; 3],
    ) -> Self {
        Self { url, sha256, sha384, sha512, context: ContextId(context), is_tried }
    }

    pub(super) fn context(&self) -> ContextId {
        self.context
    }
}

/// The bundled context of that URL, in its newest text.
#[must_use]
pub fn bundled(url: &str) -> Option<&'static Bundled> {
    texts(url).first()
}

/// All bundled texts of that URL, the newest first.
#[must_use]
pub fn texts(url: &str) -> &'static [Bundled] {
    let start = table::BUNDLED.partition_point(|bundled| bundled.url < url);
    let rest = table::BUNDLED.get(start..).unwrap_or_default();
    rest.get(..rest.iter().take_while(|bundled| bundled.url == url).count()).unwrap_or_default()
}

/// The texts of that URL to try in turn, at most four, the newest first; without those of which a newer text says the same
/// and more.
pub fn alternatives(url: &str) -> impl Iterator<Item = &'static Bundled> {
    texts(url).iter().filter(|text| text.is_tried).take(ALTERNATIVES)
}

/// All bundled contexts, by URL, and those of one URL the newest first; aliases are entries of their own.
pub fn all() -> impl Iterator<Item = &'static Bundled> {
    table::BUNDLED.iter()
}

/// A context's number: compiled ones first, then those met in this expansion; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ContextId(pub(super) u32);

impl ContextId {
    pub(super) const NONE: Self = Self(0);
}

/// A compiled context.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Whether its definitions reach into nested nodes, if it says so.
    pub(super) propagate: Option<bool>,
    pub(super) steps: &'static [Step],
}

/// What a compiled context does to the active one.
#[derive(Debug)]
pub(super) enum Step {
    /// `null`: begins anew.
    Clear,
    /// Another compiled context, by URL.
    Include(ContextId),
    /// A context definition.
    Layer(Layer),
    /// A context, by URL, that is not bundled.
    Missing(&'static str),
}

/// A compiled context definition.
#[derive(Debug)]
pub(super) struct Layer {
    /// The vocabulary mapping that it sets.
    pub(super) vocab: Option<Text>,
    /// Terms and the numbers of their definitions.
    pub(super) entries: &'static [(u16, u16)],
    /// Names that it takes from the active context, and what they stood for when it was compiled.
    pub(super) free: &'static [Free],
}

/// A name that a compiled definition takes from the active context.
#[allow(dead_code, reason = "the contexts bundled today have prefixes alone")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Free {
    /// As the prefix of a compact IRI.
    Prefix(Symbol, Text),
    /// As a term.
    Term(Symbol, Text),
    /// The vocabulary mapping.
    Vocab(Text),
}
