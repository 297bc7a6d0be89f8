//! The keywords of JSON-LD 1.1, numbered: the first symbols and the first texts of every table.

use super::symbols::{Symbol, Text};

/// The keywords, after an empty name that stands for "none"; the tables repeat them.
#[cfg(test)]
pub(super) const KEYWORDS: [&str; 24] = [
    "",
    "@id",
    "@type",
    "@value",
    "@language",
    "@direction",
    "@index",
    "@list",
    "@set",
    "@graph",
    "@included",
    "@reverse",
    "@nest",
    "@context",
    "@json",
    "@none",
    "@vocab",
    "@base",
    "@container",
    "@import",
    "@prefix",
    "@propagate",
    "@protected",
    "@version",
];

/// How many numbers the keywords take, the empty name included.
pub(super) const COUNT: u32 = 24;

pub(super) const NONE: Text = Text(0);
pub(super) const ID: Text = Text(1);
pub(super) const TYPE: Text = Text(2);
pub(super) const VALUE: Text = Text(3);
pub(super) const LANGUAGE: Text = Text(4);
pub(super) const DIRECTION: Text = Text(5);
pub(super) const INDEX: Text = Text(6);
pub(super) const LIST: Text = Text(7);
pub(super) const SET: Text = Text(8);
pub(super) const GRAPH: Text = Text(9);
pub(super) const INCLUDED: Text = Text(10);
pub(super) const REVERSE: Text = Text(11);
pub(super) const NEST: Text = Text(12);
pub(super) const CONTEXT: Text = Text(13);
pub(super) const JSON: Text = Text(14);
pub(super) const NO_INDEX: Text = Text(15);
pub(super) const VOCAB: Text = Text(16);

/// The text of `symbol`, if it is a keyword.
pub(super) fn of(symbol: Symbol) -> Option<Text> {
    (symbol.0 > 0 && symbol.0 < COUNT).then_some(Text(symbol.0))
}

/// Whether `text` is a keyword.
pub(super) fn is(text: Text) -> bool {
    text.0 > 0 && text.0 < COUNT
}

/// Whether a name has the form of a keyword: `"@"1*ALPHA`.
pub(super) fn form(name: &str) -> bool {
    name.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}
