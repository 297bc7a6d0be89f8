//! What a verified document is built from, once somebody asks for it.

use crate::digest::DigestAlgorithm;
use crate::json::{self, Document, Edits, NodeId, Value};
use crate::jsonld::{Loader, normal_form};
use crate::limits::Limits;
use crate::proof::data_integrity::Transformation;
use crate::rdf::{Canonical, Dataset, Term};
use crate::report::Secured;
use crate::verify::found::Subject;
use crate::verify::securing::judged::Judged;
use crate::verify::securing::readings::Reading;
use crate::verify::securing::set;
use crate::verify::securing::transform::Transformer;
use crate::verify::session::Session;
use std::sync::Arc;

/// The secured part of a document.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// JSON text, as JCS signs it.
    Json {
        /// The input that the document is part of.
        input: Arc<[u8]>,
        /// Where in it the document stands.
        at: NodeId,
        /// What the signature leaves out.
        omit: Vec<NodeId>,
        /// The contexts of the document, and those of the proof that take their place.
        contexts: Option<(NodeId, NodeId)>,
    },
    /// Statements, as RDF suites sign them.
    Statements(Box<SecuredStatements>),
}

/// Statements, and what their document is written with.
#[derive(Clone, Debug)]
pub(crate) struct SecuredStatements {
    dataset: Dataset,
    /// Their canonical form, unless no proof asked for it.
    canonical: Option<Canonical>,
    /// What they are about.
    root: Term,
    /// The contexts that give them names.
    contexts: Vec<String>,
    /// Those that the policy pins.
    pinned: Vec<(String, Arc<Document<'static>>)>,
    /// The bundled ones, in the texts under which they were read.
    bundled: Loader<'static>,
    limits: Limits,
}

impl SecuredStatements {
    fn new(session: &Session<'_>, transformer: Transformer<'_, '_>, reading: Reading) -> Option<Self> {
        let own = transformer.document.get("@context");
        let contexts = own.into_iter().flat_map(Value::items_or_self).filter_map(Value::as_str).map(str::to_owned);
        let (contexts, pinned, limits) = (contexts.collect(), session.contexts.to_owned(), transformer.limits.clone());
        let bundled = transformer.loader.without_supplied();
        let statements = transformer.statements?.ok()?;
        let root = statements.root_in(statements.reading(reading))?;
        let (dataset, canonical) = statements.into_reading(reading).into_parts();
        Some(Self { dataset, canonical, root, contexts, pinned, bundled, limits })
    }

    fn to_json(&self) -> Option<String> {
        let own = match self.canonical {
            Some(_) => None,
            None => Some(self.dataset.canonicalize(DigestAlgorithm::Sha256, &self.limits).ok()?),
        };
        let canonical = self.canonical.as_ref().or(own.as_ref())?;
        let mut loader = self.bundled.clone();
        self.pinned.iter().for_each(|(url, document)| loader.supply(url, document.root()));
        normal_form(&self.dataset, canonical, self.root, &self.contexts, &loader, &self.limits)
    }
}

impl Content {
    /// Keeps what `transformer` read; the first proven proof decides in which form.
    pub(crate) fn new(
        session: &Session<'_>,
        subject: &Subject<'_>,
        transformer: Transformer<'_, '_>,
        judged: &[Judged<'_>],
    ) -> Option<Self> {
        let by_json = |judged: &Judged<'_>| judged.transformation() == Some(Transformation::Jcs);
        let mut proofs = judged.iter().filter(|judged| judged.is_proven);
        let own = transformer.document.get("@context");
        if let Some(judged) = proofs.find(|judged| by_json(judged)) {
            let stated = judged.contexts();
            let contexts = own.zip(stated).map(|(own, stated)| (own.id(), stated.id()));
            let (input, at) = (Arc::clone(&subject.input), subject.value.id());
            return Some(Self::Json { input, at, omit: transformer.omitted(&[]), contexts });
        }
        let reading = set::form(judged).map(|form| form.reading).unwrap_or_default();
        SecuredStatements::new(session, transformer, reading).map(|statements| Self::Statements(Box::new(statements)))
    }
}

impl Secured for Content {
    fn to_json(&self) -> Option<String> {
        match self {
            Self::Json { input, at, omit, contexts } => {
                // The input has been read before, so it is within the limits that counted.
                let limits = Limits { input: u32::MAX, nodes: u32::MAX, depth: u32::MAX, ..Limits::default() };
                let document = Document::parse(input, &limits).ok()?;
                let replace = contexts.and_then(|(own, stated)| Some((own, document.value(stated)?)));
                let edits = Edits { omit, replace: replace.as_slice() };
                let mut text = String::new();
                json::canonicalize_edited(document.value(*at)?, &edits, &mut text).ok()?;
                Some(text)
            }
            Self::Statements(statements) => statements.to_json(),
        }
    }
}
