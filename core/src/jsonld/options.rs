//! What the caller decides about an expansion, and the contexts that it brings.

use super::contexts::{self, Bundled};
use crate::digest::DigestAlgorithm;
use crate::json::{NodeId, Value};
use std::collections::BTreeMap;

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
    /// What bundled URLs mean if it is not their newest text: another one, or none.
    chosen: BTreeMap<&'static str, Option<&'static Bundled>>,
}

impl<'l> Loader<'l> {
    /// The bundled contexts.
    #[must_use]
    pub fn bundled() -> Self {
        Self { bundled: true, supplied: Vec::new(), chosen: BTreeMap::new() }
    }

    /// No context at all.
    #[must_use]
    pub fn empty() -> Self {
        Self { bundled: false, ..Self::bundled() }
    }

    /// Adds a context document by its URL. A bundled context is only replaced where it was set aside.
    pub fn supply(&mut self, url: &'l str, document: Value<'l>) {
        self.supplied.push((url, document));
    }

    /// Lets a URL mean the bundled text of that SHA-256, in hexadecimal; says whether there is one.
    ///
    /// # Examples
    /// ```
    /// use credstone::jsonld::{Loader, contexts};
    ///
    /// let url = "https://www.w3.org/ns/credentials/status/v1";
    /// let [newest, earlier] = contexts::texts(url) else { panic!("two texts") };
    /// let mut loader = Loader::bundled();
    /// assert!(loader.choose(url, earlier.sha256));
    /// assert!(!loader.choose(url, "of another text"));
    /// ```
    pub fn choose(&mut self, url: &str, sha256: &str) -> bool {
        let found = contexts::texts(url).iter().find(|text| text.sha256.eq_ignore_ascii_case(sha256));
        found.is_some_and(|text| {
            self.chosen.insert(text.url, Some(text));
            true
        })
    }

    /// Lets a bundled URL mean none of its bundled texts, but the supplied one, if there is one.
    pub fn set_aside(&mut self, url: &str) {
        if let Some(text) = contexts::bundled(url) {
            self.chosen.insert(text.url, None);
        }
    }

    /// The URLs that a document names as contexts, at any depth, and that have several texts to try: how many. Where one
    /// was chosen, there is nothing to try.
    #[must_use]
    pub fn alternatives(&self, document: Value<'_>) -> BTreeMap<&'static str, usize> {
        let mut found = BTreeMap::new();
        self.add_alternatives(document, false, &mut found);
        found
    }

    fn add_alternatives(&self, value: Value<'_>, is_context: bool, found: &mut BTreeMap<&'static str, usize>) {
        match value.as_str() {
            Some(url) if is_context => found.extend(self.alternative(url)),
            _ => value.items().for_each(|item| self.add_alternatives(item, is_context, found)),
        }
        value.members().for_each(|member| self.add_alternatives(member.value, member.name() == "@context", found));
    }

    /// The URL and how many texts of it there are to try, if that is more than one.
    pub(super) fn alternative(&self, url: &str) -> Option<(&'static str, usize)> {
        let is_open = self.bundled && !self.chosen.contains_key(url);
        let newest = contexts::bundled(url).filter(|_| is_open)?;
        let count = contexts::alternatives(url).count();
        (count > 1).then_some((newest.url, count))
    }

    /// The bundled contexts, with what was chosen among them.
    pub(crate) fn without_supplied(&self) -> Loader<'static> {
        Loader { bundled: self.bundled, supplied: Vec::new(), chosen: self.chosen.clone() }
    }

    /// The bundled text that a URL means.
    pub(super) fn bundled_text(&self, url: &str) -> Option<&'static Bundled> {
        match self.chosen.get(url) {
            _ if !self.bundled => None,
            Some(chosen) => *chosen,
            None => contexts::bundled(url),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::jsonld::{Expanded, JsonLdError, RdfOptions, expand};
    use crate::limits::Limits;

    const BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
    const STATUS: &str = "https://www.w3.org/ns/credentials/status/v1";

    /// The statements of something of type `Achievement` under the Open Badges context.
    fn badge(loader: &Loader<'_>, check: impl FnOnce(&Expanded<'_>)) -> Result<String, JsonLdError> {
        let limits = Limits::default();
        let text = format!(r#"{{"@context": "{BADGES}", "id": "urn:a", "type": "Achievement"}}"#);
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let options = Options::default();
        let expanded = expand(document.root(), loader, &options, &limits)?;
        check(&expanded);
        Ok(expanded.to_dataset(RdfOptions::default(), &limits).unwrap().to_nquads())
    }

    #[test]
    fn a_url_means_its_newest_text_unless_another_is_chosen() {
        let mut loader = Loader::bundled();
        let alternatives =
            |want: &'static [(&str, usize)]| move |expanded: &Expanded<'_>| assert_eq!(expanded.alternatives(), want);
        let newest = badge(&loader, alternatives(&[(BADGES, 4)])).unwrap();
        assert!(newest.contains("<https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement>"), "{newest}");
        let texts: Vec<_> = contexts::alternatives(BADGES).collect();
        assert_eq!(
            texts.iter().map(|text| text.sha256.get(..8).unwrap()).collect::<Vec<_>>(),
            ["b077fa13", "b8ba91eb", "514f289c", "e41a5c58"]
        );
        assert!(loader.choose(BADGES, &texts[1].sha256.to_uppercase()));
        let earlier = badge(&loader, alternatives(&[])).unwrap();
        assert!(earlier.contains("<https://purl.imsglobal.org/spec/ob/vocab.html#Achievement>"), "{earlier}");
        assert!(!loader.choose(BADGES, contexts::texts(STATUS)[0].sha256), "a text of another URL");
        assert_eq!(badge(&loader, alternatives(&[])).unwrap(), earlier);
        assert_eq!(badge(&loader.without_supplied(), alternatives(&[])).unwrap(), earlier);
        assert!(loader.choose(BADGES, texts[0].sha256));
        assert_eq!(badge(&loader, alternatives(&[])).unwrap(), newest);
    }

    #[test]
    fn a_url_that_was_set_aside_means_what_is_supplied() {
        let limits = Limits::default();
        let mut loader = Loader::bundled();
        loader.set_aside("https://a.example/1");
        loader.set_aside(BADGES);
        let unknown = badge(&loader, |_| ());
        assert!(matches!(&unknown, Err(JsonLdError::UnknownContexts(list)) if list[0].url == BADGES), "{unknown:?}");
        let text = br#"{"@context": {"id": "@id", "type": "@type", "Achievement": "urn:v:Achievement"}}"#;
        let document = Document::parse(text, &limits).unwrap();
        loader.supply(BADGES, document.root());
        let supplied = badge(&loader, |expanded| assert_eq!(expanded.alternatives(), [])).unwrap();
        assert!(supplied.contains("<urn:v:Achievement>"), "{supplied}");
    }

    #[test]
    fn contexts_with_several_texts_are_found_before_a_document_is_read() {
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", {{"x": {{"@context": "{STATUS}"}}}}],
                "a": [{{"@context": "{BADGES}", "b": "{BADGES}"}}]}}"#
        );
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let found = |loader: &Loader<'_>| loader.alternatives(document.root()).into_iter().collect::<Vec<_>>();
        let mut loader = Loader::bundled();
        assert_eq!(found(&loader), [(BADGES, 4), (STATUS, 2)]);
        assert_eq!(found(&Loader::empty()), []);
        loader.set_aside(STATUS);
        assert_eq!(found(&loader), [(BADGES, 4)]);
        let text = r#"{"b": "https://www.w3.org/ns/credentials/status/v1"}"#;
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        assert!(loader.alternatives(document.root()).is_empty());
    }
}
