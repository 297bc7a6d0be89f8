//! Compiles the official context documents into `table.rs`, with the same processor that reads contexts at run time.
//!
//! `CREDSTONE_BLESS=1` writes the table; without it the test compares. Everything is numbered anew from the texts, so the
//! outcome does not depend on the table that this was built with.

use super::super::context::{ActiveId, ContextSpace, How, Local};
use super::super::definition::{Definition, Direction, flag};
use super::super::iri;
use super::super::keyword;
use super::super::options::{InlineContexts, Loader, Mode, Options, Vocab};
use super::super::symbols::{Text, slot};
use crate::json::{Document, Kind, Value};
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A context, by what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CompiledText {
    propagate: Option<bool>,
    steps: Vec<StepText>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum StepText {
    Clear,
    Include(usize),
    Layer(LayerText),
    Missing(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LayerText {
    vocab: Option<String>,
    entries: Vec<(String, Option<DefinitionText>)>,
    free: BTreeSet<FreeText>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum FreeText {
    Prefix(String, String),
    Term(String, String),
    Vocab(String),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct DefinitionText {
    iri: String,
    type_: String,
    language: String,
    index: String,
    nest: String,
    context: Option<usize>,
    container: u8,
    direction: Direction,
    flags: u8,
}

struct Compiler<'d> {
    space: ContextSpace<'d>,
    documents: BTreeMap<&'d str, Value<'d>>,
    contexts: Vec<CompiledText>,
    by_url: BTreeMap<&'d str, usize>,
    /// The URLs that have several texts.
    several: &'d BTreeSet<&'d str>,
}

impl<'d> Compiler<'d> {
    /// The number of the context of that URL.
    fn url(&mut self, url: &'d str) -> usize {
        if let Some(known) = self.by_url.get(url) {
            return *known;
        }
        let number = self.document(url, self.documents[url]);
        self.by_url.insert(url, number);
        number
    }

    /// The number of the context that a document holds.
    fn document(&mut self, url: &str, document: Value<'d>) -> usize {
        let value = document.get("@context").expect("a context document");
        let base = self.space.texts.push(url).unwrap();
        self.context(Local { value, base, inline: false }, ActiveId(0), How::LOCAL)
    }

    fn context(&mut self, local: Local<'d>, active: ActiveId, how: How) -> usize {
        let mut compiled =
            CompiledText { propagate: local.value.get("@propagate").and_then(Value::as_bool), steps: Vec::new() };
        let mut active = active;
        for item in local.value.items_or_self() {
            let step = match item.kind() {
                Kind::Null => StepText::Clear,
                Kind::String => self.include(item.as_str().unwrap(), local.base),
                _ => StepText::Layer(self.layer(item, local, active, how)),
            };
            compiled.steps.push(step);
            active =
                self.space.process(active, &Local { value: item, ..local }, How { overrides: true, ..how }).unwrap();
        }
        match self.contexts.iter().position(|known| *known == compiled) {
            Some(known) => known,
            None => {
                self.contexts.push(compiled);
                self.contexts.len() - 1
            }
        }
    }

    fn include(&mut self, url: &str, base: Text) -> StepText {
        let url = iri::resolve(self.space.texts.text(base), url).unwrap();
        match self.documents.get_key_value(url.as_str()).map(|(url, _)| *url) {
            Some(url) => {
                assert!(!self.several.contains(url), "which text of {url} is meant is not known here");
                StepText::Include(self.url(url))
            }
            None => StepText::Missing(url),
        }
    }

    fn layer(&mut self, value: Value<'d>, local: Local<'d>, active: ActiveId, how: How) -> LayerText {
        for unsupported in ["@import", "@language", "@direction", "@base"] {
            assert!(value.get(unsupported).is_none(), "the table has no room for {unsupported}");
        }
        let how = How { overrides: true, ..how };
        let after = self.space.layer(active, Local { value, ..local }, how);
        let after = after.unwrap_or_else(|error| panic!("{}: {error}", self.space.texts.text(local.base)));
        let mut entries = Vec::new();
        for member in value.members().filter(|member| !member.name().starts_with('@') || member.name() == "@type") {
            let symbol = self.space.symbols.find(member.name());
            let definition = self.space.lookup(after, symbol).copied();
            let definition = definition.map(|definition| self.definition(&definition, after));
            entries.push((member.name().to_owned(), definition));
        }
        // Contexts that differ in the order of members alone are the same: protected terms may be defined twice so.
        entries.sort();
        let vocab = value.get("@vocab").map(|_| self.space.texts.text(self.space.active(after).vocab).to_owned());
        LayerText { vocab, entries, free: self.free(value, active) }
    }

    fn definition(&mut self, definition: &Definition, active: ActiveId) -> DefinitionText {
        let text = |text: Text| self.space.texts.text(text).to_owned();
        let (iri, type_) = (text(definition.iri), text(definition.type_));
        let (language, index, nest) = (text(definition.language), text(definition.index), text(definition.nest));
        let scoped = self.space.local(definition.context);
        let context = scoped.map(|local| self.context(local, active, How::PROPERTY));
        let Definition { container, direction, flags, .. } = *definition;
        assert!(iri.starts_with('@') || iri.is_empty() || iri::form(&iri) == iri::Form::Iri, "{iri} is no IRI");
        DefinitionText { iri, type_, language, index, nest, context, container, direction, flags }
    }

    /// The names that definitions take from outside, found by reading them again.
    fn free(&self, context: Value<'d>, active: ActiveId) -> BTreeSet<FreeText> {
        let mut free = BTreeSet::new();
        let has_vocab = context.get("@vocab").is_some();
        let mut add = |name: &str, is_term: bool| self.add_free(context, active, (name, is_term, has_vocab), &mut free);
        for member in context.members().filter(|member| !member.name().starts_with('@')) {
            match member.value.kind() {
                Kind::String => add(member.value.as_str().unwrap(), false),
                Kind::Object => {
                    let names = ["@id", "@reverse", "@type", "@index"].map(|name| member.value.get(name));
                    names.iter().flatten().filter_map(|value| value.as_str()).for_each(|name| add(name, false));
                    if names[0].is_none() && names[1].is_none() {
                        add(member.name(), true);
                    }
                }
                _ => (),
            }
        }
        free
    }

    fn add_free(
        &self,
        context: Value<'d>,
        active: ActiveId,
        (name, is_own, has_vocab): (&str, bool, bool),
        free: &mut BTreeSet<FreeText>,
    ) {
        let mapping = |name: &str, flags: u8| {
            let found = self.space.lookup(active, self.space.symbols.find(name));
            let found = found.filter(|found| flags == 0 || found.is(flags));
            found.map_or_else(String::new, |found| self.space.texts.text(found.iri).to_owned())
        };
        if keyword::form(name) {
            return;
        }
        if let Some((prefix, suffix)) = iri::split(name) {
            if prefix != "_" && !suffix.starts_with("//") && context.get(prefix).is_none() {
                free.insert(FreeText::Prefix(prefix.to_owned(), mapping(prefix, flag::PREFIX)));
            }
            return;
        }
        if !is_own && context.get(name).is_none() {
            free.insert(FreeText::Term(name.to_owned(), mapping(name, 0)));
        }
        if (is_own || context.get(name).is_none()) && !has_vocab {
            free.insert(FreeText::Vocab(self.space.texts.text(self.space.active(active).vocab).to_owned()));
        }
    }
}

/// Numbers for texts, in order of their first use.
#[derive(Default)]
struct Numbers<T> {
    known: BTreeMap<T, usize>,
    all: Vec<T>,
}

impl<T: Clone + Ord> Numbers<T> {
    fn of(&mut self, value: &T) -> usize {
        if let Some(known) = self.known.get(value) {
            return *known;
        }
        self.known.insert(value.clone(), self.all.len());
        self.all.push(value.clone());
        self.all.len() - 1
    }
}

struct Printer {
    terms: Numbers<String>,
    texts: Numbers<String>,
    definitions: Numbers<Option<DefinitionText>>,
    out: String,
}

impl Printer {
    fn print(contexts: &[CompiledText], bundled: &str) -> String {
        let mut printer = Self {
            terms: Numbers::default(),
            texts: Numbers::default(),
            definitions: Numbers::default(),
            out: String::new(),
        };
        for keyword in keyword::KEYWORDS {
            printer.terms.of(&keyword.to_owned());
            printer.texts.of(&keyword.to_owned());
        }
        printer.definitions.of(&None);
        printer.contexts(contexts);
        printer.definitions();
        printer.inverse(contexts);
        let tables = std::mem::take(&mut printer.out);
        printer.names();
        format!("{HEADER}{}{tables}{bundled}", printer.out)
    }

    fn names(&mut self) {
        let lists = [("TERMS", &self.terms.all), ("TEXTS", &self.texts.all)];
        for (name, list) in lists {
            write!(self.out, "\npub(in super::super) static {name}: &[&str] = &[\n").unwrap();
            list.iter().for_each(|text| writeln!(self.out, "{text:?},").unwrap());
            self.out.push_str("];\n");
        }
        // The lookup ends at a free slot: a third of them are, at least, so that it does soon.
        let mut slots = vec![0_usize; (self.terms.all.len() * 3 / 2).next_power_of_two()];
        for (symbol, term) in self.terms.all.iter().enumerate().skip(1) {
            let mut at = slot(term, slots.len());
            while slots[at] != 0 {
                at = (at + 1) % slots.len();
            }
            slots[at] = symbol;
        }
        self.out.push_str("\npub(in super::super) static SLOTS: &[u16] = &[");
        for (at, symbol) in slots.iter().enumerate() {
            write!(self.out, "{}{symbol},", if at % 32 == 0 { "\n" } else { "" }).unwrap();
        }
        self.out.push_str("\n];\n");
    }

    fn contexts(&mut self, contexts: &[CompiledText]) {
        self.out.push_str("\npub(in super::super) static CONTEXTS: &[Compiled] = &[\nc(None, &[]),\n");
        for context in contexts {
            write!(self.out, "c({:?}, &[", context.propagate).unwrap();
            context.steps.iter().for_each(|step| self.step(step));
            self.out.push_str("]),\n");
        }
        self.out.push_str("];\n");
    }

    fn step(&mut self, step: &StepText) {
        match step {
            StepText::Clear => self.out.push_str("Step::Clear, "),
            StepText::Include(context) => write!(self.out, "Step::Include(ContextId({})), ", context + 1).unwrap(),
            StepText::Missing(url) => write!(self.out, "Step::Missing({url:?}), ").unwrap(),
            StepText::Layer(layer) => {
                let vocab = layer.vocab.as_ref().map(|vocab| self.texts.of(vocab));
                write!(self.out, "l({}, &[", vocab.unwrap_or(0)).unwrap();
                for (term, definition) in &layer.entries {
                    let (term, definition) = (self.terms.of(term), self.definitions.of(definition));
                    write!(self.out, "({term},{definition}),").unwrap();
                }
                self.out.push_str("], &[");
                for free in &layer.free {
                    let text = match free {
                        FreeText::Prefix(name, iri) => format!("p({},{})", self.terms.of(name), self.texts.of(iri)),
                        FreeText::Term(name, iri) => {
                            format!("Free::Term(Symbol({}),Text({}))", self.terms.of(name), self.texts.of(iri))
                        }
                        FreeText::Vocab(iri) => format!("Free::Vocab(Text({}))", self.texts.of(iri)),
                    };
                    write!(self.out, "{text},").unwrap();
                }
                self.out.push_str("]), ");
            }
        }
    }

    fn definitions(&mut self) {
        self.out.push_str("\npub(in super::super) static DEFINITIONS: &[Definition] = &[\nDefinition::EMPTY,\n");
        for definition in self.definitions.all.clone().into_iter().flatten() {
            let [iri, type_, language, index, nest] =
                [&definition.iri, &definition.type_, &definition.language, &definition.index, &definition.nest]
                    .map(|text| self.texts.of(text));
            let context = definition.context.map_or(0, |context| context + 1);
            let (container, flags) = (definition.container, definition.flags);
            assert!(
                definition.direction == Direction::None && language + index + nest == 0 && flags & flag::DIRECTION == 0
            );
            writeln!(self.out, "d({iri},{type_},{context},{container},{flags}),").unwrap();
        }
        self.out.push_str("];\n");
    }
}

impl Printer {
    /// The terms by IRI, where a term is not the IRI's own last part.
    fn inverse(&mut self, contexts: &[CompiledText]) {
        let layers = contexts.iter().flat_map(|context| &context.steps).filter_map(|step| match step {
            StepText::Layer(layer) => Some(layer),
            _ => None,
        });
        let mut terms = BTreeSet::new();
        for (term, definition) in layers.flat_map(|layer| &layer.entries) {
            let Some(definition) = definition else { continue };
            let iri = definition.iri.as_str();
            let is_name = !iri.is_empty() && !iri.starts_with('@') && definition.flags & flag::REVERSE == 0;
            if is_name && iri::last_part(iri) != term {
                terms.insert((iri, term));
            }
        }
        self.out.push_str("\npub(in super::super) static INVERSE: &[(u16, u16)] = &[\n");
        for (iri, term) in terms {
            writeln!(self.out, "({},{}),", self.texts.of(&iri.to_owned()), self.terms.of(term)).unwrap();
        }
        self.out.push_str("];\n");
    }
}

const HEADER: &str = "\
//! Generated from the official context documents by `compile.rs`; `make contexts` writes it anew.

use super::super::definition::Definition;
use super::super::symbols::{Symbol, Text};
use super::{Bundled, Compiled, ContextId, Free, Layer, Step};

const fn c(propagate: Option<bool>, steps: &'static [Step]) -> Compiled {
    Compiled { propagate, steps }
}

const fn l(vocab: u32, entries: &'static [(u16, u16)], free: &'static [Free]) -> Step {
    Step::Layer(Layer { vocab: if vocab == 0 { None } else { Some(Text(vocab)) }, entries, free })
}

const fn p(symbol: u32, iri: u32) -> Free {
    Free::Prefix(Symbol(symbol), Text(iri))
}

const fn d(iri: u32, type_: u32, context: u32, container: u8, flags: u8) -> Definition {
    Definition { iri: Text(iri), type_: Text(type_), context: ContextId(context), container, flags, ..Definition::EMPTY }
}
";

/// What `index.json` says of one context.
struct Entry {
    urls: Vec<String>,
    /// The day of a text that another has followed.
    published: Option<String>,
    text: Vec<u8>,
    digests: [String; 3],
}

/// The entries; of those of one URL, the newest text comes first.
fn read_index(folder: &Path) -> Vec<Entry> {
    let index: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let entries = index.as_array().unwrap().iter().map(|entry| {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        let aliases = entry["aliases"].as_array().unwrap().iter().map(|alias| alias.as_str().unwrap().to_owned());
        Entry {
            urls: std::iter::once(text("url")).chain(aliases).collect(),
            published: entry["published"].as_str().map(str::to_owned),
            text: without_duplicates(std::fs::read(folder.join(text("file"))).unwrap()),
            digests: ["sha256", "sha384", "sha512"].map(text),
        }
    });
    let mut entries: Vec<_> = entries.collect();
    entries.sort_by(|a, b| match (&a.published, &b.published) {
        (Some(a), Some(b)) => b.cmp(a),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    entries
}

/// One official context has a member twice; as in ECMAScript, the last one counts.
fn without_duplicates(text: Vec<u8>) -> Vec<u8> {
    if Document::parse(&text, &Limits::default()).is_ok() {
        return text;
    }
    let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
    value.to_string().into_bytes()
}

fn compile(entries: &[Entry]) -> String {
    let limits = Limits { contexts: 1_000, terms: u32::MAX, ..Limits::default() };
    let options =
        Options { mode: Mode::Lenient, inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() };
    let documents: Vec<Document<'_>> =
        entries.iter().map(|entry| Document::parse(&entry.text, &limits).unwrap()).collect();
    let mut loader = Loader::empty();
    let mut by_url: BTreeMap<&str, Value<'_>> = BTreeMap::new();
    for (entry, document) in entries.iter().zip(&documents).filter(|(entry, _)| entry.published.is_none()) {
        for url in &entry.urls {
            assert!(by_url.insert(url, document.root()).is_none(), "two newest texts of {url}");
        }
    }
    by_url.iter().for_each(|(url, document)| loader.supply(url, *document));
    let earlier = entries.iter().filter(|entry| entry.published.is_some());
    let several = earlier.flat_map(|entry| &entry.urls).map(String::as_str).collect();
    let mut contexts = Vec::new();
    let mut bundled: BTreeMap<&str, Vec<(usize, &Entry)>> = BTreeMap::new();
    let mut compiler: Option<BTreeMap<&str, usize>> = None;
    for (entry, document) in entries.iter().zip(&documents) {
        // A space of its own for each context: their active contexts are many.
        let mut space = ContextSpace::new(&loader, &options, &limits, 1 << 24).unwrap();
        // Blockcerts v1 was written for JSON-LD 1.0 and has such a term.
        space.allows_odd_terms = true;
        let mut one = Compiler {
            space,
            documents: by_url.clone(),
            contexts: std::mem::take(&mut contexts),
            by_url: compiler.take().unwrap_or_default(),
            several: &several,
        };
        let number = match entry.published {
            None => one.url(&entry.urls[0]),
            Some(_) => one.document(&entry.urls[0], document.root()),
        };
        entry.urls.iter().for_each(|url| bundled.entry(url).or_default().push((number, entry)));
        contexts = one.contexts;
        compiler = Some(one.by_url);
    }
    let mut table = String::from("\npub(in super::super) static BUNDLED: &[Bundled] = &[\n");
    for (url, texts) in &bundled {
        for (at, (number, entry)) in texts.iter().enumerate() {
            let is_tried = !texts[..at].iter().any(|(newer, _)| covers(&contexts, *newer, *number));
            writeln!(table, "Bundled::new({url:?}, {}, {is_tried}, {:?}),", number + 1, entry.digests).unwrap();
        }
    }
    table.push_str("];\n");
    Printer::print(&contexts, &table)
}

/// Whether a context says what an older one says, and perhaps more.
fn covers(contexts: &[CompiledText], newer: usize, older: usize) -> bool {
    let (newer, older) = (&contexts[newer], &contexts[older]);
    let same_definition = |newer: &DefinitionText, older: &DefinitionText| {
        let scoped = match (newer.context, older.context) {
            (Some(newer), Some(older)) => covers(contexts, newer, older),
            (newer, older) => newer == older,
        };
        scoped && DefinitionText { context: None, ..newer.clone() } == DefinitionText { context: None, ..older.clone() }
    };
    let has = |newer: &LayerText, (term, older): &(String, Option<DefinitionText>)| {
        newer.entries.iter().any(|(known, newer)| match (newer, older) {
            _ if known != term => false,
            (Some(newer), Some(older)) => same_definition(newer, older),
            (newer, older) => newer == older,
        })
    };
    let step = |(newer, older): (&StepText, &StepText)| match (newer, older) {
        (StepText::Layer(newer), StepText::Layer(older)) if newer.vocab.is_none() && older.vocab.is_none() => {
            older.entries.iter().all(|entry| has(newer, entry))
        }
        (newer, older) => newer == older,
    };
    newer.propagate == older.propagate
        && newer.steps.len() == older.steps.len()
        && newer.steps.iter().zip(&older.steps).all(step)
}

#[test]
fn a_text_is_not_tried_if_a_newer_one_says_the_same_and_more() {
    let entry = |published: Option<&str>, context: &str| Entry {
        urls: vec!["https://a.example/1".to_owned()],
        published: published.map(str::to_owned),
        text: format!(r#"{{"@context": {context}}}"#).into_bytes(),
        digests: ["a", "b", "c"].map(str::to_owned),
    };
    let newest = r#"{"a": "urn:a", "b": {"@id": "urn:b", "@context": {"c": "urn:c", "d": "urn:d"}}}"#;
    for (older, want) in [
        (r#"{"a": "urn:a"}"#, false),
        (r#"{"b": {"@id": "urn:b", "@context": {"d": "urn:d"}}}"#, false),
        (r#"{"b": {"@id": "urn:b", "@context": {"d": "urn:e"}}}"#, true),
        (r#"{"b": "urn:b"}"#, true),
        (r#"{"a": "urn:b"}"#, true),
        (r#"{"a": "urn:a", "e": "urn:e"}"#, true),
        (r#"{"a": "urn:a", "@propagate": false}"#, true),
        (r#"{"a": "urn:a", "@vocab": "urn:v:"}"#, true),
    ] {
        let table = compile(&[entry(None, newest), entry(Some("2024-01-01"), older)]);
        let tried: Vec<_> = table.lines().filter(|line| line.contains("a.example/1\"")).collect();
        assert!(tried.len() == 2 && tried[0].contains("true"), "{older}: {tried:?}");
        assert_eq!(tried[1].contains("true"), want, "{older}: {tried:?}");
    }
}

#[test]
fn the_table_is_what_the_official_contexts_say() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("CREDSTONE_SHARED").map_or_else(|| here.join("../../shared"), PathBuf::from);
    if !shared.join("contexts/index.json").is_file() {
        eprintln!("SKIPPED: the table of contexts was not compared, shared data absent");
        return;
    }
    let want = compile(&read_index(&shared.join("contexts")));
    let path = here.join("src/jsonld/contexts/table.rs");
    if std::env::var_os("CREDSTONE_BLESS").is_some() {
        std::fs::write(&path, &want).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == want, "run again with CREDSTONE_BLESS=1");
}
