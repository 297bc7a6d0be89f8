//! Deserialization of an expanded document to RDF
//! ([Deserialize JSON-LD to RDF](https://www.w3.org/TR/json-ld11-api/#deserialize-json-ld-to-rdf-algorithm)), without the
//! node map: a dataset is a set, so what the map would merge may as well be said twice.

use super::error::{ErrorCode, JsonLdError};
use super::iri::Form;
use super::keyword;
use super::number;
use super::symbols::{Text, Texts, count, index};
use super::tree::{Data, Entry, Iri, Item, ItemId, Literal, Node, Tree, Word, text};
use crate::json::{self, Document, Kind, NodeId};
use crate::limits::{Limit, Limits};
use crate::rdf::{Ambiguities, Dataset, Escapes, Quad, Term};
use std::collections::BTreeMap;

const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
const RDF_VALUE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
const RDF_LANGUAGE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
const RDF_DIRECTION: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
const RDF_LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
pub(super) const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";
const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const I18N: &str = "https://www.w3.org/ns/i18n#";

/// How an expanded document becomes RDF: verification begins with the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RdfOptions {
    /// What becomes of `@direction`.
    pub direction: RdfDirection,
    /// Whether blank nodes may be predicates.
    pub predicates: Predicates,
    /// How language tags are written.
    pub languages: Languages,
    /// Which characters of literals are escaped.
    pub escapes: Escapes,
}

impl RdfOptions {
    /// What makes the same statements of a document of which so much is ambiguous, with as few deviations as possible.
    pub(crate) fn within(self, ambiguous: Ambiguities) -> Self {
        let default = Self::default();
        Self {
            direction: if ambiguous.direction { self.direction } else { default.direction },
            languages: if ambiguous.capital { self.languages } else { default.languages },
            escapes: if ambiguous.escape { self.escapes } else { default.escapes },
            predicates: self.predicates,
        }
    }
}

/// How language tags are written: JSON-LD 1.1 lets processors
/// [choose](https://www.w3.org/TR/json-ld11-api/#value-expansion).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Languages {
    /// As the document or the context has them.
    #[default]
    AsWritten,
    /// In lower case.
    LowerCase,
}

/// What becomes of `@direction` ([`rdfDirection`](https://www.w3.org/TR/json-ld11-api/#dom-jsonldoptions-rdfdirection)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RdfDirection {
    /// A blank node with value, language and direction.
    CompoundLiteral,
    /// A datatype with language and direction in its IRI.
    I18nDatatype,
    /// Nothing: it is lost.
    #[default]
    None,
}

/// Which terms may be predicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Predicates {
    /// Blank nodes too: generalized RDF.
    Generalized,
    /// IRIs.
    #[default]
    Iris,
}

/// A deserialization at work.
pub(super) struct Writer<'e> {
    pub(super) tree: &'e Tree,
    pub(super) texts: &'e Texts,
    pub(super) document: &'e Document<'e>,
    pub(super) options: RdfOptions,
    pub(super) limits: &'e Limits,
    /// How much text the terms may take.
    pub(super) room: usize,
    pub(super) dataset: Dataset,
    /// The terms of numbered texts, as numbers from 1 into `known`.
    numbers: Vec<u16>,
    known: Vec<Term>,
    /// Terms of the vocabulary of RDF.
    vocabulary: [Option<Term>; 4],
    blanks: BTreeMap<&'e str, Term>,
    /// The index of each node that has one.
    indexes: BTreeMap<(Option<&'e str>, &'e str), &'e str>,
    scratch: String,
}

/// Where a statement is made: the graph, and the name it has in the document.
#[derive(Clone, Copy)]
struct Graph<'e> {
    term: Option<Term>,
    name: Option<&'e str>,
    /// Whether its statements are left out, as its name is no term.
    is_void: bool,
}

impl<'e> Writer<'e> {
    /// `room` is how much text the terms may take, `length` how long the JSON text is.
    pub(super) fn new(
        (tree, texts, document): (&'e Tree, &'e Texts, &'e Document<'e>),
        options: RdfOptions,
        limits: &'e Limits,
        (room, length): (usize, usize),
    ) -> Self {
        Self {
            tree,
            texts,
            document,
            options,
            limits,
            room,
            // A credential's statements take up about twice its bytes, and one for every 32 of them.
            dataset: Dataset::with_capacity(length.saturating_mul(2), length >> 5)
                .writing(options.escapes, options.direction == RdfDirection::I18nDatatype),
            numbers: vec![0; texts.len()],
            known: Vec::with_capacity(64),
            vocabulary: [None; 4],
            blanks: BTreeMap::new(),
            indexes: BTreeMap::new(),
            scratch: String::new(),
        }
    }

    /// Writes the nodes of the default graph.
    pub(super) fn run(mut self, first: ItemId) -> Result<Dataset, JsonLdError> {
        let graph = Graph { term: None, name: None, is_void: false };
        self.nodes(first, graph)?;
        Ok(self.dataset)
    }

    fn nodes(&mut self, first: ItemId, graph: Graph<'e>) -> Result<(), JsonLdError> {
        let tree = self.tree;
        for (_, item) in tree.items(first) {
            if let Data::Node(node) = &item.data {
                self.node(node, item, graph)?;
            }
        }
        Ok(())
    }

    /// Writes all that a node object says; gives the node, if RDF can name it.
    fn node(&mut self, node: &'e Node, item: &'e Item, graph: Graph<'e>) -> Result<Option<Term>, JsonLdError> {
        let subject = match node.id {
            Some(id) => self.iri(id),
            None => Some(self.dataset.blank()),
        };
        if let (Some(id), Some(index)) = (node.id, item.index) {
            self.check_index(graph, id, index, item.origin)?;
        }
        let tree = self.tree;
        for (_, entry) in tree.entries(node) {
            match entry.property.word {
                Word::Text(keyword::TYPE) => self.types(subject, entry, graph)?,
                Word::Text(keyword::GRAPH) => {
                    let name = node.id.map(|id| text(id.word, self.texts, self.document)).or(Some(""));
                    let inner = Graph { term: subject, name, is_void: subject.is_none() };
                    self.nodes(entry.values, inner)?;
                }
                Word::Text(keyword::INCLUDED) => self.nodes(entry.values, graph)?,
                _ => self.property(subject, entry, graph)?,
            }
        }
        Ok(subject)
    }

    /// Two indexes for one node cannot both be right.
    fn check_index(&mut self, graph: Graph<'e>, id: Iri, index: Word, at: NodeId) -> Result<(), JsonLdError> {
        let (id, index) = (text(id.word, self.texts, self.document), text(index, self.texts, self.document));
        match self.indexes.insert((graph.name, id), index) {
            Some(other) if other != index => Err(ErrorCode::ConflictingIndexes.at(at)),
            _ => Ok(()),
        }
    }

    fn types(&mut self, subject: Option<Term>, entry: &'e Entry, graph: Graph<'e>) -> Result<(), JsonLdError> {
        let tree = self.tree;
        for (_, item) in tree.items(entry.values) {
            let Data::Type(type_) = item.data else { continue };
            if let (Some(subject), Some(object)) = (subject, self.iri(type_)) {
                let predicate = self.vocabulary(0, RDF_TYPE);
                self.push(subject, predicate, object, graph, item.origin)?;
            }
        }
        Ok(())
    }

    fn property(&mut self, subject: Option<Term>, entry: &'e Entry, graph: Graph<'e>) -> Result<(), JsonLdError> {
        let is_predicate = match entry.property.form {
            Form::Iri => true,
            Form::Blank => self.options.predicates == Predicates::Generalized,
            Form::Invalid | Form::Relative => false,
        };
        let predicate = if is_predicate { self.iri(entry.property) } else { None };
        let tree = self.tree;
        for (_, item) in tree.items(entry.values) {
            let object = self.object(item, graph)?;
            if let (Some(subject), Some(predicate), Some(object)) = (subject, predicate, object) {
                let (subject, object) = if entry.is_reverse { (object, subject) } else { (subject, object) };
                self.push(subject, predicate, object, graph, item.origin)?;
            }
        }
        Ok(())
    }

    /// [Object to RDF Conversion](https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion).
    fn object(&mut self, item: &'e Item, graph: Graph<'e>) -> Result<Option<Term>, JsonLdError> {
        match &item.data {
            Data::Node(node) => self.node(node, item, graph),
            Data::List(first) => self.list(*first, graph).map(Some),
            Data::Value(literal) => self.literal(literal, item.origin, graph),
            Data::Type(type_) => Ok(self.iri(*type_)),
        }
    }

    /// [List to RDF Conversion](https://www.w3.org/TR/json-ld11-api/#list-to-rdf-conversion).
    fn list(&mut self, first: ItemId, graph: Graph<'e>) -> Result<Term, JsonLdError> {
        let tree = self.tree;
        let (mut head, mut last) = (None, None);
        for (_, item) in tree.items(first) {
            let cell = self.dataset.blank();
            head = head.or(Some(cell));
            if let Some((before, origin)) = last.replace((cell, item.origin)) {
                let rest = self.vocabulary(2, RDF_REST);
                self.push(before, rest, cell, graph, origin)?;
            }
            if let Some(object) = self.object(item, graph)? {
                let predicate = self.vocabulary(1, RDF_FIRST);
                self.push(cell, predicate, object, graph, item.origin)?;
            }
        }
        let nil = self.vocabulary(3, RDF_NIL);
        if let Some((before, origin)) = last {
            let rest = self.vocabulary(2, RDF_REST);
            self.push(before, rest, nil, graph, origin)?;
        }
        Ok(head.unwrap_or(nil))
    }

    fn literal(&mut self, literal: &Literal, origin: NodeId, graph: Graph<'e>) -> Result<Option<Term>, JsonLdError> {
        let Some(value) = self.document.value(literal.value) else { return Ok(None) };
        let datatype = match literal.datatype {
            Some(datatype) if datatype.is_keyword(keyword::JSON) => Some(RDF_JSON),
            Some(datatype) if !datatype.form.is_usable() => return Ok(None),
            Some(datatype) => Some(text(datatype.word, self.texts, self.document)),
            None => None,
        };
        let language = literal.language.map(|language| text(language, self.texts, self.document));
        if language.is_some() && !literal.is_language_valid {
            return Ok(None);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        let (lexical, implied) = match value.kind() {
            _ if datatype == Some(RDF_JSON) => {
                // What JCS cannot write is no JSON literal either: I-JSON has no such numbers.
                if json::canonicalize(value, &mut scratch).is_err() {
                    return Ok(None);
                }
                (scratch.as_str(), RDF_JSON)
            }
            Kind::Boolean(true) => ("true", XSD_BOOLEAN),
            Kind::Boolean(false) => ("false", XSD_BOOLEAN),
            Kind::Number => {
                let number = value.as_number_text().unwrap_or_default();
                let is_double = number::write(&mut scratch, number, datatype == Some(XSD_DOUBLE));
                (scratch.as_str(), if is_double { XSD_DOUBLE } else { XSD_INTEGER })
            }
            _ if language.is_some() => (value.as_str().unwrap_or_default(), RDF_LANG_STRING),
            _ => (value.as_str().unwrap_or_default(), XSD_STRING),
        };
        let direction = literal.direction.as_str();
        if direction.is_some() {
            self.dataset.note_direction();
        }
        let term = match (direction.filter(|_| self.options.direction != RdfDirection::None), language) {
            (Some(direction), _) => self.directed(lexical, language, direction, origin, graph)?,
            (None, Some(language)) if self.options.languages == Languages::LowerCase => {
                self.dataset.literal(lexical, RDF_LANG_STRING, Some(&language.to_ascii_lowercase()))
            }
            (None, _) => self.dataset.literal(lexical, datatype.unwrap_or(implied), language),
        };
        self.scratch = scratch;
        Ok(Some(term))
    }

    /// A text with a direction, in one of the two forms that keep it.
    fn directed(
        &mut self,
        lexical: &str,
        language: Option<&str>,
        direction: &str,
        origin: NodeId,
        graph: Graph<'e>,
    ) -> Result<Term, JsonLdError> {
        let language = language.map(str::to_ascii_lowercase);
        if self.options.direction == RdfDirection::I18nDatatype {
            let datatype = [I18N, language.as_deref().unwrap_or_default(), "_", direction].concat();
            return Ok(self.dataset.literal(lexical, &datatype, None));
        }
        let compound = self.dataset.blank();
        let parts = [(RDF_VALUE, Some(lexical)), (RDF_LANGUAGE, language.as_deref()), (RDF_DIRECTION, Some(direction))];
        for (predicate, value) in parts {
            if let Some(value) = value {
                let (predicate, object) =
                    (self.dataset.valid_iri(predicate), self.dataset.literal(value, XSD_STRING, None));
                self.push(compound, predicate, object, graph, origin)?;
            }
        }
        Ok(compound)
    }

    /// The term of an IRI or blank node identifier, if it is one.
    fn iri(&mut self, iri: Iri) -> Option<Term> {
        match (iri.form, iri.word) {
            (Form::Invalid | Form::Relative, _) => None,
            (Form::Blank, word) => {
                let label = text(word, self.texts, self.document);
                let dataset = &mut self.dataset;
                Some(*self.blanks.entry(label).or_insert_with(|| dataset.blank()))
            }
            (Form::Iri, Word::Text(known)) => Some(self.known(known)),
            (Form::Iri, word) => Some(self.dataset.valid_iri(text(word, self.texts, self.document))),
        }
    }

    /// The term of a numbered text, written once.
    fn known(&mut self, known: Text) -> Term {
        let number = self.numbers.get(index(known.0)).copied().unwrap_or(0);
        if let Some(term) = usize::from(number).checked_sub(1).and_then(|at| self.known.get(at)) {
            return *term;
        }
        let term = self.dataset.valid_iri(self.texts.text(known));
        self.known.push(term);
        // Past 65,535 different IRIs the rest is written each time.
        if let Some(number) = self.numbers.get_mut(index(known.0)) {
            *number = u16::try_from(self.known.len()).unwrap_or(0);
        }
        term
    }

    fn vocabulary(&mut self, at: usize, iri: &str) -> Term {
        if let Some(Some(term)) = self.vocabulary.get(at) {
            return *term;
        }
        let term = self.dataset.valid_iri(iri);
        if let Some(place) = self.vocabulary.get_mut(at) {
            *place = Some(term);
        }
        term
    }

    fn push(
        &mut self,
        subject: Term,
        predicate: Term,
        object: Term,
        graph: Graph<'e>,
        origin: NodeId,
    ) -> Result<(), JsonLdError> {
        if graph.is_void {
            return Ok(());
        }
        if count(self.dataset.quads().len()) >= self.limits.quads {
            return Err(Limit::Quads.reached(self.limits.quads).into());
        }
        if self.dataset.text_len() > self.room {
            return Err(Limit::Canonicalization.reached(count(self.room)).into());
        }
        self.dataset.push(Quad { subject, predicate, object, graph: graph.term, origin });
        Ok(())
    }
}
