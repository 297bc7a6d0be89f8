//! The statements of a document: the only file of the oracles that knows how the library makes them.

use credstone::digest::DigestAlgorithm;
use credstone::json::Document;
use credstone::jsonld::{self, InlineContexts, Loader, Options, RdfOptions, Vocab};
use credstone::limits::Limits;
use credstone::rdf::Dataset;
use credstone::resources::Resources;
use serde_json::Value;
use std::sync::Arc;

/// The contexts that the caller supplies beside the bundled ones.
#[derive(Debug, Default)]
pub struct Supplied(Vec<(String, Arc<Document<'static>>)>);

/// A statement; its terms as N-Quads writes them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quad {
    /// What it is about.
    pub subject: String,
    /// Which property.
    pub predicate: String,
    /// The value.
    pub object: String,
    /// The graph, unless it is the default one.
    pub graph: Option<String>,
}

impl Supplied {
    /// The contexts that `document` names and `resources` have.
    #[must_use]
    pub fn of(document: &Value, resources: &Resources) -> Self {
        let mut urls = Vec::new();
        gather(document, false, &mut urls);
        urls.sort();
        urls.dedup();
        let supplied = urls.into_iter().filter_map(|url| {
            let text = resources.document_entry(&url)?.json(&Limits::default()).ok()?;
            Some((url, text))
        });
        Self(supplied.collect())
    }

    /// The canonical statements of `value`, whatever is lost; nothing if it is not JSON-LD.
    #[must_use]
    pub fn canonical(&self, value: &Value) -> Option<String> {
        let canonical = |dataset: &Dataset| dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default());
        self.read(value, |dataset| canonical(dataset).ok().map(|canonical| canonical.nquads()))
    }

    /// The statements of `value` in its order.
    #[must_use]
    pub fn quads(&self, value: &Value) -> Option<Vec<Quad>> {
        let text = self.read(value, |dataset| Some(dataset.to_nquads()))?;
        text.lines().map(quad).collect()
    }

    fn read<T>(&self, value: &Value, make: impl FnOnce(&Dataset) -> Option<T>) -> Option<T> {
        let limits = Limits::default();
        let text = value.to_string();
        let document = Document::parse(text.as_bytes(), &limits).ok()?;
        let mut loader = Loader::bundled();
        self.0.iter().for_each(|(url, document)| loader.supply(url, document.root()));
        let options = Options { inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() };
        let expanded = jsonld::expand(document.root(), &loader, &options, &limits).ok()?;
        make(&expanded.to_dataset(RdfOptions::default(), &limits).ok()?)
    }
}

/// The URLs of all contexts.
fn gather(value: &Value, in_context: bool, urls: &mut Vec<String>) {
    match value {
        Value::String(url) if in_context => urls.push(url.clone()),
        Value::Array(items) => items.iter().for_each(|item| gather(item, in_context, urls)),
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| gather(member, !in_context && name == "@context", urls));
        }
        _ => {}
    }
}

/// One line of N-Quads, as the library writes it.
fn quad(line: &str) -> Option<Quad> {
    let (subject, rest) = line.strip_suffix(" .")?.split_once(' ')?;
    let (predicate, rest) = rest.split_once(' ')?;
    let end = if rest.starts_with('"') { literal_end(rest) } else { rest.find(' ').unwrap_or(rest.len()) };
    let (object, graph) = rest.split_at(end);
    let graph = Some(graph.trim()).filter(|graph| !graph.is_empty()).map(str::to_owned);
    Some(Quad { subject: subject.to_owned(), predicate: predicate.to_owned(), object: object.to_owned(), graph })
}

/// Where the literal that `text` begins with ends, type and language included.
fn literal_end(text: &str) -> usize {
    let mut escaped = false;
    let closing = text.char_indices().skip(1).find(|(_, character)| {
        let closes = *character == '"' && !escaped;
        escaped = *character == '\\' && !escaped;
        closes
    });
    let after = closing.map_or(text.len(), |(at, _)| at + 1);
    text[after..].find(' ').map_or(text.len(), |length| after + length)
}

/// A term of N-Quads as expanded JSON-LD.
#[must_use]
pub fn expanded(term: &str) -> Value {
    let Some(rest) = term.strip_prefix('"') else {
        return serde_json::json!({ "@id": bare(term) });
    };
    let end = literal_end(term);
    let closing = term[..end].rfind('"').unwrap_or(1);
    let text = unescape(&rest[..closing - 1]);
    let suffix = &term[closing + 1..end];
    if let Some(language) = suffix.strip_prefix('@') {
        return serde_json::json!({ "@value": text, "@language": language });
    }
    match suffix.strip_prefix("^^").map(bare) {
        None => serde_json::json!({ "@value": text }),
        Some("http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON") => {
            serde_json::json!({ "@value": serde_json::from_str::<Value>(&text).unwrap_or_default(), "@type": "@json" })
        }
        Some(datatype) => serde_json::json!({ "@value": text, "@type": datatype }),
    }
}

/// An IRI without its brackets; a label as it is.
#[must_use]
pub fn bare(term: &str) -> &str {
    term.strip_prefix('<').and_then(|term| term.strip_suffix('>')).unwrap_or(term)
}

fn unescape(text: &str) -> String {
    let json = text.replace("\\'", "'");
    let quoted = format!("\"{}\"", long_escapes(&json));
    serde_json::from_str(&quoted).unwrap_or(json)
}

/// `\UXXXXXXXX` is no escape of JSON; canonical N-Quads has none, plain ones neither in our texts.
fn long_escapes(text: &str) -> String {
    text.replace("\\U0000", "\\u")
}
