//! Documents and proof options into hashes, as each suite transforms them; what several proofs share is done once.

use super::readings::{self, Form, Reading};
use super::terms;
use crate::credential::{self, Misplaced, ProofRef, View};
use crate::digest::{Digest, DigestAlgorithm};
use crate::json::{self, Document, Edits, NodeId, Value};
use crate::jsonld::contexts::Bundled;
use crate::jsonld::{self, Contexts, Expanded, Loader, Options};
use crate::limits::Limits;
use crate::proof::data_integrity::{
    self, ProofOptions, SIGNATURE_MEMBERS, Statements, Suite, Transformation, suites::NamedBy,
};
use crate::rdf::{Ambiguities, CanonicalizationWork};
use crate::report::{Finding, Reason, clipped};
use crate::verify::faults::{issue_finding, jcs_finding, jsonld_finding};
use crate::verify::trace::TracedTry;
use std::borrow::Cow;
use std::sync::Arc;

/// What a signature may be over: of a legacy suite two things in each reading, which are tried in turn.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) options: Hashed,
    pub(crate) document: Hashed,
    /// The places in the proof options that became statements.
    pub(crate) origins: Vec<NodeId>,
    /// How the document and the options were read.
    pub(crate) reading: Reading,
}

impl Try {
    /// What can be read otherwise of what it is over.
    pub(crate) fn ambiguous(&self) -> Ambiguities {
        self.options.ambiguous.or(self.document.ambiguous)
    }
}

/// A canonical form, as its hash.
#[derive(Clone, Debug)]
pub(crate) struct Hashed {
    pub(crate) digest: Digest,
    /// The canonical form itself, if a trace is kept.
    pub(crate) text: Option<String>,
    /// What can be read otherwise of what it is the form of.
    pub(crate) ambiguous: Ambiguities,
}

/// Transforms one document for all its proofs.
pub(crate) struct Transformer<'s, 'd> {
    pub(crate) document: Value<'d>,
    pub(crate) proofs: Arc<[ProofRef<'d>]>,
    pub(crate) loader: Cow<'s, Loader<'s>>,
    /// The earlier texts of contexts that the loader was told to take.
    pub(crate) texts: Vec<&'static Bundled>,
    /// How documents are expanded under the policy.
    pub(crate) expansion: Options<'s>,
    pub(crate) limits: &'s Limits,
    /// The document without its proofs, or why it makes no statements; nothing if no suite asks.
    pub(crate) statements: Option<Result<Statements<'d>, Finding>>,
    /// Whether the canonical forms are wanted, and not only their hashes.
    pub(crate) keeps_texts: bool,
    /// How many signatures of this document were checked.
    pub(crate) signatures: u32,
    /// How many hashes may be tried for each proof.
    pub(crate) tries: usize,
}

/// The canonical statements of a whole document, its proofs included.
#[cfg(feature = "anchors")]
pub(crate) fn nquads(
    document: Value<'_>,
    loader: &Loader<'_>,
    expansion: &Options<'_>,
    limits: &Limits,
    work: &mut CanonicalizationWork,
) -> Result<String, Finding> {
    let statements = Statements::read(document, loader, expansion, limits);
    let mut statements = statements.map_err(|error| jsonld_finding(&error))?;
    // What is lost on the way to statements, their hash does not cover.
    if let Some(issue) = statements.expanded.issues().first() {
        return Err(issue_finding(issue));
    }
    let canonical = statements.first_mut().canonical(DigestAlgorithm::Sha256, work).map_err(Finding::limit)?;
    Ok(canonical.nquads())
}

impl<'s, 'd> Transformer<'s, 'd> {
    /// What a signature of `suite` may be over in a reading, in the order to try; at least one.
    pub(crate) fn hashes(
        &mut self,
        reading: Reading,
        suite: &Suite,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
        work: &mut CanonicalizationWork,
    ) -> Result<Vec<Try>, Finding> {
        match suite.transformation {
            Transformation::Jcs => self.jcs_hashes(suite, options, digest, previous).map(|only| vec![only]),
            Transformation::Rdfc => self.rdfc_hashes(reading, suite, options, digest, previous, work),
        }
    }

    /// The document is hashed with the contexts that the proof states, which must be the first of its own
    /// ([vc-di-eddsa](https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-jcs-2022)).
    fn jcs_hashes(
        &self,
        suite: &Suite,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
    ) -> Result<Try, Finding> {
        let mut replace = Vec::new();
        if let Some(stated) = options.value().get("@context") {
            // With no context signed, whoever adds one would decide what the document is.
            let own = self.document.get("@context").filter(|own| !is_empty(stated) && begins_with(*own, stated));
            replace.push((own.ok_or_else(|| Finding::failed(Reason::ProofContext))?.id(), stated));
        }
        if brings_names(self.document) {
            self.retold_options(suite, options)?;
        }
        let omit = self.omitted(previous);
        let document = self.jcs_hash(self.document, &Edits { omit: &omit, replace: &replace }, digest)?;
        let signature = signature_members(options.value());
        let options = self.jcs_hash(options.value(), &Edits { omit: &signature, replace: &[] }, digest)?;
        Ok(Try { options, document, origins: Vec::new(), reading: Reading::default() })
    }

    /// Whoever reads the options of a proof over JSON as JSON-LD sees nothing else than whoever reads them as JSON.
    fn retold_options(&self, suite: &Suite, options: &ProofOptions<'d>) -> Result<(), Finding> {
        let own: Vec<_> = self.document.get("@context").into_iter().collect();
        let omit = signature_members(options.value());
        let expansion = Options { contexts: Contexts::Given(&own), omit: &omit, ..self.expansion.clone() };
        let expanded = jsonld::expand(options.value(), &self.loader, &expansion, self.limits);
        told_plainly(&expanded.map_err(|error| jsonld_finding(&error))?, suite, options)
    }

    fn jcs_hash(&self, value: Value<'d>, edits: &Edits<'d>, digest: DigestAlgorithm) -> Result<Hashed, Finding> {
        let text = if self.keeps_texts {
            let mut text = String::new();
            json::canonicalize_edited(value, edits, &mut text).map_err(jcs_finding)?;
            Some(text)
        } else {
            None
        };
        let digest = json::hash_edited(value, edits, digest).map_err(jcs_finding)?;
        Ok(Hashed { digest, text, ambiguous: Ambiguities::default() })
    }

    fn rdfc_hashes(
        &mut self,
        reading: Reading,
        suite: &Suite,
        options: &ProofOptions<'d>,
        digest: DigestAlgorithm,
        previous: &[usize],
        work: &mut CanonicalizationWork,
    ) -> Result<Vec<Try>, Finding> {
        let document = self.document_hash(reading, digest, previous, work)?;
        let own: Vec<_> = self.document.get("@context").into_iter().collect();
        let mut tries = Vec::new();
        let mut attempt = |this: &Self, contexts: &[Value<'_>]| match this
            .options_hash(reading, suite, options, contexts, digest, work)
        {
            Ok((options, origins)) => {
                tries.push(Try { options, document: document.clone(), origins, reading });
                None
            }
            Err(finding) => Some(finding),
        };
        let fault = match contexts_of(suite, options, own.first().copied())? {
            ProofContexts::Documents => {
                let fault = attempt(self, &own);
                let lacks_terms = fault.as_ref().is_some_and(|fault| fault.reason == Some(Reason::JsonldDropped));
                // Signers add the context of a legacy suite where the document lacks it.
                if let Some(url) = suite.context.filter(|_| lacks_terms) {
                    let text = format!("\"{url}\"");
                    let context = Document::parse(text.as_bytes(), self.limits).ok();
                    let context = context.as_ref().map(Document::root);
                    attempt(self, &own.iter().copied().chain(context).collect::<Vec<_>>());
                }
                fault
            }
            ProofContexts::Stated(stated) => {
                let fault = attempt(self, &own.iter().copied().chain([stated]).collect::<Vec<_>>());
                // Some signers let the contexts of the proof take the place of the document's.
                fault.or(attempt(self, &[stated]))
            }
        };
        match fault {
            Some(finding) if tries.is_empty() => Err(finding),
            _ => Ok(tries),
        }
    }

    fn options_hash(
        &self,
        reading: Reading,
        suite: &Suite,
        options: &ProofOptions<'d>,
        contexts: &[Value<'_>],
        digest: DigestAlgorithm,
        work: &mut CanonicalizationWork,
    ) -> Result<(Hashed, Vec<NodeId>), Finding> {
        let omit = signature_members(options.value());
        let expansion = Options { contexts: Contexts::Given(contexts), omit: &omit, ..self.expansion.clone() };
        let mut statements = Statements::read_as(reading, options.value(), &self.loader, &expansion, self.limits)
            .map_err(|error| jsonld_finding(&error))?;
        if let Some(issue) = statements.expanded.issues().first() {
            return Err(issue_finding(issue));
        }
        told_plainly(&statements.expanded, suite, options)?;
        let origins = statements.first().dataset.quads().iter().map(|quad| quad.origin).collect();
        let hashed = hashed(statements.first_mut(), digest, work, self.keeps_texts)?;
        Ok((hashed, origins))
    }

    /// The hash of the document with the proofs that are named, and no other.
    pub(crate) fn document_hash(
        &mut self,
        reading: Reading,
        digest: DigestAlgorithm,
        previous: &[usize],
        work: &mut CanonicalizationWork,
    ) -> Result<Hashed, Finding> {
        if !previous.is_empty() {
            let omit = self.omitted(previous);
            let expansion = Options { omit: &omit, ..self.expansion.clone() };
            let statements = Statements::read_as(reading, self.document, &self.loader, &expansion, self.limits);
            let statements = statements.map_err(|error| jsonld_finding(&error))?;
            // The document's own issues are told elsewhere; those of the proofs it keeps are told here.
            if let Some(issue) = statements.expanded.issues().first() {
                return Err(issue_finding(issue));
            }
            // The JSON-LD is let go of first: the document's own statements are still there.
            return hashed(&mut statements.into_reading(reading), digest, work, self.keeps_texts);
        }
        match &mut self.statements {
            Some(Ok(statements)) if statements.root().is_none() => Err(Finding::failed(Reason::JsonldEmpty)),
            Some(Ok(statements)) => {
                let ambiguous = statements.first().dataset.ambiguous();
                let read = statements.make(reading, self.limits).map_err(|error| jsonld_finding(&error))?;
                Ok(Hashed { ambiguous, ..hashed(read, digest, work, self.keeps_texts)? })
            }
            Some(Err(finding)) => Err(finding.clone()),
            None => Err(Finding::not_reached()),
        }
    }

    /// Makes the statements of the document in the reading that fits, as they are shown; gives that reading.
    pub(crate) fn settle(&mut self, reading: Reading) -> Result<Reading, Finding> {
        let Some(Ok(statements)) = &mut self.statements else { return Ok(Reading::default()) };
        let shown = readings::shown(reading).within(statements.first().dataset.ambiguous());
        statements.make(shown, self.limits).map_err(|error| jsonld_finding(&error))?;
        Ok(shown)
    }

    /// What a proof secures of the document; `contexts` is how many of its contexts one over JSON does.
    pub(crate) fn view(&self, form: Form, contexts: usize) -> View<'_> {
        match &self.statements {
            Some(Ok(statements)) if form.transformation == Transformation::Rdfc => {
                let reading = statements.reading(form.reading);
                let root = statements.root_in(reading);
                View::of_statements(&statements.expanded, &reading.dataset, root, self.document)
            }
            _ if form.transformation == Transformation::Rdfc => View::guessed(self.document),
            _ => {
                let mut view = View::of_json(self.document, contexts);
                match self.retold() {
                    Ok(misplaced) => view.misplaced = misplaced,
                    Err(finding) => view.untold = Some(finding),
                }
                view
            }
        }
    }

    /// Where whoever reads a document of which the JSON is signed as JSON-LD would see something else, if it brings names
    /// of its own; or why nobody can tell.
    fn retold(&self) -> Result<Vec<Misplaced>, Finding> {
        if !brings_names(self.document) {
            return Ok(Vec::new());
        }
        let omit = self.omitted(&[]);
        let expansion = Options { omit: &omit, ..self.expansion.clone() };
        let expanded = jsonld::expand(self.document, &self.loader, &expansion, self.limits);
        Ok(credential::retold(&expanded.map_err(|error| jsonld_finding(&error))?, self.document))
    }

    /// The proofs that are left out of what a proof signs: all but those it names.
    pub(crate) fn omitted(&self, previous: &[usize]) -> Vec<NodeId> {
        if previous.is_empty() {
            return self.document.get("proof").map(Value::id).into_iter().collect();
        }
        let others = self.proofs.iter().enumerate().filter(|(index, _)| !previous.contains(index));
        others.map(|(_, proof)| proof.value.id()).collect()
    }
}

/// The options of a proof are told by their plain names, in one place.
fn told_plainly(expanded: &Expanded<'_>, suite: &Suite, options: &ProofOptions<'_>) -> Result<(), Finding> {
    if terms::told_elsewhere(expanded, options.value()).is_some() {
        return Err(Finding::failed(Reason::JsonldShape).with("name", "a second place that tells about the proof"));
    }
    match terms::misnamed(expanded, suite, options.value()) {
        Some(name) => Err(Finding::failed(Reason::ProofTerm).with("name", clipped(name))),
        None => Ok(()),
    }
}

/// Whether a document has a context within it, or names that only JSON-LD gives a meaning.
fn brings_names(document: Value<'_>) -> bool {
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        for member in value.members() {
            let name = member.name();
            let is_context = name == "@context" && member.value.items_or_self().any(Value::is_object);
            let is_keyword = matches!(name, "@graph" | "@included" | "@nest" | "@reverse");
            if is_context || is_keyword || name.contains(':') {
                return true;
            }
            open.extend(Some(member.value).filter(|value| value.is_object() || value.is_array()));
        }
        open.extend(value.items().filter(|item| item.is_object() || item.is_array()));
    }
    false
}

/// The contexts under which the options of a proof were signed.
enum ProofContexts<'d> {
    /// The document's.
    Documents,
    /// The document's and then these, or these alone.
    Stated(Value<'d>),
}

/// A proof that names a cryptosuite has the document's contexts and no other; before there were cryptosuites, proofs could
/// bring their own. They are URLs: what a context written into a proof says, nobody has published.
fn contexts_of<'d>(
    suite: &Suite,
    options: &ProofOptions<'d>,
    own: Option<Value<'d>>,
) -> Result<ProofContexts<'d>, Finding> {
    match options.value().get("@context") {
        None => Ok(ProofContexts::Documents),
        Some(stated) if own.is_some_and(|own| begins_with(own, stated) && begins_with(stated, own)) => {
            Ok(ProofContexts::Documents)
        }
        Some(stated) if suite.named_by == NamedBy::Type && is_urls(stated) => Ok(ProofContexts::Stated(stated)),
        Some(_) => Err(Finding::failed(Reason::ProofContext)),
    }
}

fn is_urls(contexts: Value<'_>) -> bool {
    let mut contexts = contexts.items_or_self().peekable();
    contexts.peek().is_some() && contexts.all(|context| context.as_str().is_some())
}

fn hashed(
    read: &mut data_integrity::Reading,
    digest: DigestAlgorithm,
    work: &mut CanonicalizationWork,
    keeps_text: bool,
) -> Result<Hashed, Finding> {
    let ambiguous = read.dataset.ambiguous();
    let canonical = read.canonical(digest, work).map_err(Finding::limit)?;
    Ok(Hashed { digest: canonical.hash(digest), text: keeps_text.then(|| canonical.nquads()), ambiguous })
}

/// Signatures are never part of what is signed.
fn signature_members(proof: Value<'_>) -> Vec<NodeId> {
    SIGNATURE_MEMBERS.iter().filter_map(|name| proof.get(name)).map(Value::id).collect()
}

fn is_empty(contexts: Value<'_>) -> bool {
    contexts.items_or_self().next().is_none()
}

/// Whether the contexts `stated` are the first of `own`, in order.
fn begins_with(own: Value<'_>, stated: Value<'_>) -> bool {
    let mut own = own.items_or_self();
    stated.items_or_self().all(|stated| own.next().is_some_and(|own| json::same(own, stated)))
}

impl Try {
    /// What a trace says of it; `texts` are those under which it was read.
    pub(crate) fn traced(self, texts: &[&'static Bundled]) -> TracedTry {
        let one = self;
        TracedTry {
            reading: readings::names(one.reading),
            contexts: texts.iter().map(|text| (text.url, text.sha256)).collect(),
            options_hash: one.options.digest.to_hex(),
            document_hash: one.document.digest.to_hex(),
            options_canonical: one.options.text.unwrap_or_default(),
            document_canonical: one.document.text.unwrap_or_default(),
        }
    }
}
