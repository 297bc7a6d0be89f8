//! JSON-LD 1.1: a JSON value and its contexts into an expanded document, and that into RDF, in safe mode
//! ([JSON-LD 1.1 Processing Algorithms and API](https://www.w3.org/TR/json-ld11-api/)).
//!
//! Nothing is fetched: contexts are bundled, compiled ahead of time, or supplied by the caller. Nothing is dropped in
//! silence: what has no meaning in RDF is an [`Issue`] with its place, and every quad remembers the JSON node it came from.
//! Nothing here knows of proofs, issuers or time.

mod context;
pub mod contexts;
mod define;
mod definition;
mod error;
mod expand;
mod iri;
mod keyword;
mod maps;
mod normal_form;
mod number;
mod object;
mod options;
mod symbols;
mod to_json;
mod to_rdf;
mod tree;
mod value;
mod walk;

pub use error::{ErrorCode, Issue, IssueKind, JsonLdError, UnknownContext};
pub use normal_form::normal_form;
pub use options::{Contexts, InlineContexts, Loader, Mode, Options, Vocab};
pub use to_rdf::{Languages, Predicates, RdfDirection, RdfOptions};
pub use walk::{List, Literal, Node, Object, Property};

use crate::json::{Document, NodeId, Value};
use crate::limits::Limits;
use crate::rdf::Dataset;
use context::ContextSpace;
use expand::Expander;
use std::fmt;
use symbols::{Text, Texts};
use tree::{Data, EntryId, ItemId, Tree};

/// An expanded document.
pub struct Expanded<'d> {
    document: &'d Document<'d>,
    tree: Tree,
    texts: Texts,
    issues: Vec<Issue>,
    /// The terms of contexts written into the document that turn values round or sort them into maps and graphs.
    rearranging: Vec<(NodeId, Text)>,
    first: ItemId,
    /// What the text of its terms may take: a short name can stand for a long IRI, often.
    room: usize,
    /// How many distinct contexts were in force in it.
    contexts: usize,
    alternatives: Vec<(&'static str, usize)>,
    /// How many bytes of JSON text it was.
    length: usize,
}

/// Expands a JSON value ([Expansion](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)).
///
/// # Errors
/// [`JsonLdError`] if a rule of JSON-LD is broken, a context is not known, or a limit is reached.
///
/// # Examples
/// A document whose context is bundled:
///
/// ```
/// use credstone::json::Document;
/// use credstone::jsonld::{Loader, Options, RdfOptions, expand};
/// use credstone::limits::Limits;
///
/// let limits = Limits::default();
/// let text = br#"{"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:a", "name": "Ada"}"#;
/// let document = Document::parse(text, &limits).unwrap();
/// let (loader, options) = (Loader::bundled(), Options::default());
/// let expanded = expand(document.root(), &loader, &options, &limits).unwrap();
/// let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
/// assert!(expanded.issues().is_empty());
/// assert_eq!(dataset.to_nquads(), "<urn:a> <https://schema.org/name> \"Ada\" .\n");
/// ```
pub fn expand<'d>(
    value: Value<'d>,
    loader: &Loader<'_>,
    options: &Options<'_>,
    limits: &Limits,
) -> Result<Expanded<'d>, JsonLdError> {
    // The bound of a canonical form: sixteen times its input and a mebibyte.
    let room = value.document().source().len().saturating_mul(16).saturating_add(1 << 20);
    let space = ContextSpace::new(loader, options, limits, room)?;
    let mut expander = Expander::new(space, value);
    let outcome = expander.run(value);
    let (tree, mut space) = (expander.tree, expander.space);
    // What cannot be known without a context is no fault yet.
    if !space.unknown.is_empty() && !matches!(outcome, Err(JsonLdError::Limit(_))) {
        space.seek_unknown(value);
        return Err(JsonLdError::UnknownContexts(space.unknown));
    }
    let contexts = space.context_count();
    let (first, length) = (unwrap_graph(&tree, outcome?.first), value.source_length());
    Ok(Expanded {
        document: value.document(),
        tree,
        texts: space.texts,
        issues: space.issues,
        rearranging: space.rearranging,
        first,
        room,
        contexts,
        alternatives: space.alternatives,
        length,
    })
}

/// A document that is nothing but a graph is what the graph holds.
fn unwrap_graph(tree: &Tree, first: ItemId) -> ItemId {
    let Some(item) = tree.item(first) else { return first };
    match &item.data {
        Data::Node(node)
            if node.id.is_none() && item.index.is_none() && item.next == ItemId::NONE && tree.is_graph(item) =>
        {
            tree.entry(node.first).filter(|entry| entry.next == EntryId::NONE).map_or(first, |entry| entry.values)
        }
        _ => first,
    }
}

impl Expanded<'_> {
    /// What safe mode found, in the order it was met.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The URLs of contexts in force that have several texts to try, [`Loader::choose`], and how many of them. Where one
    /// was chosen, there is nothing to try.
    #[must_use]
    pub fn alternatives(&self) -> &[(&'static str, usize)] {
        &self.alternatives
    }

    /// The expanded document as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let (tree, texts) = (&self.tree, &self.texts);
        let mut printer = to_json::Printer { tree, texts, document: self.document, out: String::new() };
        printer.array(self.first);
        printer.out
    }

    /// The statements it makes
    /// ([Deserialize JSON-LD to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm)).
    ///
    /// # Errors
    /// [`JsonLdError::Limit`] if there are too many, or [`ErrorCode::ConflictingIndexes`].
    pub fn to_dataset(&self, options: RdfOptions, limits: &Limits) -> Result<Dataset, JsonLdError> {
        let sizes = (self.room, self.length);
        to_rdf::Writer::new((&self.tree, &self.texts, self.document), options, limits, sizes).run(self.first)
    }
}

impl fmt::Debug for Expanded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expanded").field("issues", &self.issues).finish_non_exhaustive()
    }
}
