//! Active contexts and how they change ([Context Processing](https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm)).
//!
//! An active context maps symbols to definitions through a list of pages, so deriving one copies the list and the pages it
//! changes. What a context makes of an active context is remembered by the two numbers: a document applies the same few
//! contexts again and again.

use super::contexts::{Bundled, Compiled, ContextId, Free, Layer, Step, table};
use super::definition::{Definition, Direction, flag};
use super::error::{ErrorCode, Issue, IssueKind, JsonLdError, UnknownContext};
use super::iri;
use super::keyword;
use super::options::{InlineContexts, Loader, Mode, Options, Vocab};
use super::symbols::{Symbol, Symbols, Text, Texts, count, index};
use crate::json::{Kind, NodeId, Value};
use crate::limits::{Limit, Limits};
use std::collections::{BTreeMap, BTreeSet};

/// Definitions on one page.
const PAGE: usize = 32;

/// Contexts that may include one another, one in the other. Real ones stop at three; each takes room on the stack, so no
/// policy raises it.
const INCLUSIONS: usize = 16;

/// An active context's number; 0 is the one without any definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ActiveId(pub(super) u32);

/// An active context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Active {
    /// The page of each 32 symbols.
    pages: Vec<u32>,
    pub(super) vocab: Text,
    pub(super) base: Text,
    pub(super) language: Text,
    pub(super) direction: Direction,
    /// What to return to where this one does not propagate.
    pub(super) previous: Option<ActiveId>,
    /// Whether a term that looks like an IRI is defined as null, which compiled contexts do not expect.
    pub(super) hides_iris: bool,
}

/// How a context is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct How {
    /// Whether protected terms may be redefined.
    pub(super) overrides: bool,
    /// Whether the outcome reaches into nested nodes.
    pub(super) propagates: bool,
}

impl How {
    /// As the value of `@context`.
    pub(super) const LOCAL: Self = Self { overrides: false, propagates: true };
    /// As the context of a property.
    pub(super) const PROPERTY: Self = Self { overrides: true, propagates: true };
    /// As the context of a type.
    pub(super) const TYPE: Self = Self { overrides: false, propagates: false };

    /// One number for an active context, a context and this.
    fn key(self, active: ActiveId, context: ContextId) -> u64 {
        let how = u64::from(self.overrides) | u64::from(self.propagates) << 1;
        u64::from(active.0) << 34 | u64::from(context.0) << 2 | how
    }
}

/// A context that is not compiled: where its text is.
#[derive(Clone, Copy)]
pub(super) struct Local<'d> {
    pub(super) value: Value<'d>,
    /// What relative URLs in it are resolved against; none without a base.
    pub(super) base: Text,
    /// Whether it stands in the document itself.
    pub(super) inline: bool,
}

/// A name, resolved as far as the active context can.
pub(super) enum Resolved<'t> {
    /// It is an absolute IRI or a blank node identifier itself.
    AsIs,
    /// A text and what follows it.
    Joined(Text, &'t str),
    /// It looks like a keyword and is none.
    KeywordLike,
    /// A text or a keyword.
    Known(Text),
    /// The term is defined as null.
    Null,
    /// None of these.
    Relative,
}

/// All contexts of one expansion.
pub(super) struct ContextSpace<'d> {
    pub(super) symbols: Symbols,
    pub(super) texts: Texts,
    pub(super) issues: Vec<Issue>,
    pub(super) unknown: Vec<UnknownContext>,
    /// The terms of contexts written into the document that turn values round or sort them into maps and graphs: where
    /// each is defined, and its IRI.
    pub(super) rearranging: Vec<(NodeId, Text)>,
    /// The place in the document that asked for the context at work.
    pub(super) at: NodeId,
    /// Whether the context at work is only tried, to find its errors.
    pub(super) trial: bool,
    /// Whether terms that look like compact IRIs may mean something else, as they might in JSON-LD 1.0.
    pub(super) allows_odd_terms: bool,
    pub(super) options: &'d Options<'d>,
    pub(super) limits: &'d Limits,
    loader: &'d Loader<'d>,
    definitions: Vec<Definition>,
    /// The terms that they define.
    defined: Vec<Symbol>,
    pages: Vec<[u32; PAGE]>,
    actives: Vec<Active>,
    locals: Vec<Local<'d>>,
    /// Supplied contexts that were met.
    supplied: BTreeMap<&'d str, ContextId>,
    /// By active context, context and how it is applied.
    outcomes: BTreeMap<u64, ActiveId>,
    /// The contexts, by URL, that we are in.
    pub(super) inclusions: Vec<ContextId>,
    loaded: BTreeSet<ContextId>,
    /// The URLs met that have several texts to try.
    pub(super) alternatives: Vec<(&'static str, usize)>,
    tried: BTreeSet<ContextId>,
    /// How many definitions were processed.
    terms: u32,
    original_base: Text,
}

impl<'d> ContextSpace<'d> {
    pub(super) fn new(
        loader: &'d Loader<'d>,
        options: &'d Options<'d>,
        limits: &'d Limits,
        room: usize,
    ) -> Result<Self, JsonLdError> {
        let mut texts = Texts::new(room);
        let original_base = match options.base {
            Some(base) => texts.push(base)?,
            None => keyword::NONE,
        };
        let first = Active {
            pages: Vec::new(),
            vocab: keyword::NONE,
            base: original_base,
            language: keyword::NONE,
            direction: Direction::None,
            previous: None,
            hides_iris: false,
        };
        Ok(Self {
            symbols: Symbols::default(),
            texts,
            issues: Vec::new(),
            unknown: Vec::new(),
            rearranging: Vec::new(),
            at: NodeId::ROOT,
            trial: false,
            allows_odd_terms: false,
            options,
            limits,
            loader,
            definitions: Vec::new(),
            defined: Vec::new(),
            pages: with_first([0; PAGE], 64),
            actives: with_first(first, 16),
            locals: Vec::new(),
            supplied: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            inclusions: Vec::new(),
            loaded: BTreeSet::new(),
            alternatives: Vec::new(),
            tried: BTreeSet::new(),
            terms: 0,
            original_base,
        })
    }

    /// How many distinct contexts were loaded.
    pub(super) fn context_count(&self) -> usize {
        self.loaded.len()
    }

    /// The active context of that number.
    pub(super) fn active(&self, id: ActiveId) -> &Active {
        // Numbers are only made by `push`, and nothing is ever taken out; the first is always there.
        self.actives.get(index(id.0)).or(self.actives.first()).unwrap_or(const { &Active::EMPTY })
    }

    /// What `symbol` means in an active context.
    pub(super) fn lookup(&self, id: ActiveId, symbol: Symbol) -> Option<&Definition> {
        self.definition_in(self.active(id), symbol)
    }

    pub(super) fn definition_in(&self, active: &Active, symbol: Symbol) -> Option<&Definition> {
        match self.number_in(active, symbol) {
            0 => None,
            number => Some(self.definition(number)),
        }
    }

    /// The number of what `symbol` means in an active context; 0 is nothing.
    pub(super) fn number_in(&self, active: &Active, symbol: Symbol) -> u32 {
        let (page, place) = split(symbol);
        let page = active.pages.get(page).copied().unwrap_or(0);
        self.pages.get(index(page)).and_then(|page| page.get(place)).copied().unwrap_or(0)
    }

    /// The definition of that number, which is not 0.
    pub(super) fn definition(&self, number: u32) -> &Definition {
        let id = index(number);
        table::DEFINITIONS
            .get(id)
            .or_else(|| self.definitions.get(id.saturating_sub(table::DEFINITIONS.len())))
            .unwrap_or(const { &Definition::EMPTY })
    }

    /// The terms that contexts at hand define, and are not compiled in, from the given one on.
    pub(super) fn defined_from(&self, start: usize) -> impl Iterator<Item = (Symbol, &Definition)> {
        self.defined.iter().copied().zip(&self.definitions).skip(start)
    }

    /// Sets or, with 0, removes what a symbol means.
    fn set(&mut self, draft: &mut Active, first_own: usize, symbol: Symbol, number: u32) {
        let (page, place) = split(symbol);
        if draft.pages.len() <= page {
            draft.pages.resize(page.saturating_add(1), 0);
        }
        let Some(current) = draft.pages.get_mut(page) else { return };
        if index(*current) < first_own {
            let copy = self.pages.get(index(*current)).copied().unwrap_or([0; PAGE]);
            *current = count(self.pages.len());
            self.pages.push(copy);
        }
        if let Some(entry) = self.pages.get_mut(index(*current)).and_then(|page| page.get_mut(place)) {
            *entry = number;
        }
    }

    fn push(&mut self, active: Active) -> Result<ActiveId, JsonLdError> {
        let next = count(self.actives.len());
        if next >= self.limits.active_contexts {
            return Err(Limit::ActiveContexts.reached(self.limits.active_contexts).into());
        }
        self.actives.push(active);
        Ok(ActiveId(next))
    }

    pub(super) fn spend_terms(&mut self, terms: u32) -> Result<(), JsonLdError> {
        self.terms = self.terms.saturating_add(terms);
        if self.terms > self.limits.terms {
            return Err(Limit::Terms.reached(self.limits.terms).into());
        }
        Ok(())
    }

    /// A context that is not compiled, to be applied later.
    pub(super) fn add_local(&mut self, local: Local<'d>) -> ContextId {
        let next = count(table::CONTEXTS.len()).saturating_add(count(self.locals.len()));
        self.locals.push(local);
        ContextId(next)
    }

    pub(super) fn local(&self, context: ContextId) -> Option<Local<'d>> {
        index(context.0).checked_sub(table::CONTEXTS.len()).and_then(|at| self.locals.get(at)).copied()
    }

    /// The outcome of applying a context to an active context.
    pub(super) fn apply(&mut self, active: ActiveId, context: ContextId, how: How) -> Result<ActiveId, JsonLdError> {
        let key = how.key(active, context);
        if let Some(outcome) = self.outcomes.get(&key) {
            return Ok(*outcome);
        }
        let outcome = match self.local(context) {
            Some(local) => self.process(active, &local, how)?,
            None => match table::CONTEXTS.get(index(context.0)) {
                Some(compiled) => self.apply_compiled(active, compiled, how)?,
                None => active,
            },
        };
        if !self.trial {
            self.outcomes.insert(key, outcome);
        }
        Ok(outcome)
    }

    /// Tries a scoped context where its term is defined, once.
    pub(super) fn try_scoped(&mut self, draft: &mut Draft, context: ContextId) -> Result<(), JsonLdError> {
        if !self.tried.insert(context) {
            return Ok(());
        }
        let (trial, actives, unknown) = (self.trial, self.actives.len(), self.unknown.len());
        let active = draft.snapshot(self)?;
        self.trial = true;
        let outcome = self.apply(active, context, How::PROPERTY);
        self.trial = trial;
        self.actives.truncate(actives);
        match outcome {
            Err(JsonLdError::Invalid { at, .. }) if self.unknown.len() == unknown => {
                Err(ErrorCode::InvalidScopedContext.at(at))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        }
    }

    /// Applies the text of a context, at the beginning of which nothing is known yet.
    pub(super) fn process(&mut self, active: ActiveId, local: &Local<'d>, how: How) -> Result<ActiveId, JsonLdError> {
        let own = local.value.get("@propagate").and_then(Value::as_bool);
        let propagates = own.unwrap_or(how.propagates);
        let mut result = self.detach(active, propagates)?;
        if local.value.is_array() && count(local.value.items().count()) > self.limits.context_entries {
            return Err(Limit::ContextEntries.reached(self.limits.context_entries).into());
        }
        for item in local.value.items_or_self() {
            if local.inline {
                self.at = item.id();
            }
            result = match item.kind() {
                Kind::Null => {
                    self.check_inline_null(result, local.inline);
                    self.clear(result, propagates, how)?
                }
                Kind::String => self.include_text(result, item.as_str().unwrap_or_default(), local.base, how)?,
                Kind::Object => self.layer(result, Local { value: item, ..*local }, how)?,
                _ => return Err(ErrorCode::InvalidLocalContext.at(self.at)),
            };
        }
        Ok(result)
    }

    /// The active context that a context which does not propagate is applied to.
    fn detach(&mut self, active: ActiveId, propagates: bool) -> Result<ActiveId, JsonLdError> {
        let current = self.active(active);
        if propagates || current.previous.is_some() {
            return Ok(active);
        }
        let detached = Active { previous: Some(active), ..current.clone() };
        self.push(detached)
    }

    /// Where terms are cancelled, any name may be made anew: also within the context of one term.
    fn check_inline_null(&mut self, active: ActiveId, inline: bool) {
        if inline && !self.active(active).pages.is_empty() {
            match self.options.inline {
                InlineContexts::Accept => (),
                InlineContexts::Add => self.issue(IssueKind::InlineRedefinition, self.at, "null"),
                InlineContexts::Refuse => self.issue(IssueKind::InlineContext, self.at, "null"),
            }
        }
    }

    fn clear(&mut self, active: ActiveId, propagates: bool, how: How) -> Result<ActiveId, JsonLdError> {
        if !how.overrides && self.has_protected(active) {
            return Err(ErrorCode::InvalidContextNullification.at(self.at));
        }
        let previous = if propagates { None } else { Some(active) };
        let cleared = Active { base: self.original_base, previous, ..Active::EMPTY };
        self.push(cleared)
    }

    fn has_protected(&self, active: ActiveId) -> bool {
        let pages = self.active(active).pages.iter().filter_map(|page| self.pages.get(index(*page)));
        pages.flatten().any(|number| *number != 0 && self.definition(*number).is(flag::PROTECTED))
    }

    /// Applies a context given by URL.
    fn include_text(&mut self, active: ActiveId, url: &str, base: Text, how: How) -> Result<ActiveId, JsonLdError> {
        if base == keyword::NONE {
            return self.include(active, url, how);
        }
        match iri::resolve(self.texts.text(base), url) {
            Some(url) => self.include(active, &url, how),
            None => Err(ErrorCode::LoadingDocumentFailed.at(self.at)),
        }
    }

    /// Applies the context of a URL.
    pub(super) fn include(&mut self, active: ActiveId, url: &str, how: How) -> Result<ActiveId, JsonLdError> {
        if !iri::has_form(url) {
            return Err(ErrorCode::LoadingDocumentFailed.at(self.at));
        }
        // Contexts that only include others cost something too.
        self.spend_terms(1)?;
        let Some(context) = self.load(url)? else { return Ok(active) };
        if self.trial && self.inclusions.contains(&context) {
            return Ok(active);
        }
        if self.inclusions.contains(&context) {
            return Err(ErrorCode::ContextOverflow.at(self.at));
        }
        if self.inclusions.len() >= INCLUSIONS {
            return Err(Limit::Chain.reached(count(INCLUSIONS)).into());
        }
        self.inclusions.push(context);
        let outcome = self.apply(active, context, How { propagates: true, ..how });
        self.inclusions.pop();
        outcome
    }

    /// The bundled context that a URL means.
    pub(super) fn bundled(&self, url: &str) -> Option<&'static Bundled> {
        self.loader.bundled_text(url)
    }

    /// The context of that URL; none if it is not known, which is written down.
    fn load(&mut self, url: &str) -> Result<Option<ContextId>, JsonLdError> {
        let context = match self.bundled(url) {
            Some(bundled) => bundled.context(),
            None => match self.load_supplied(url)? {
                Some(context) => context,
                None => {
                    self.note_unknown(url, self.at);
                    return Ok(None);
                }
            },
        };
        if self.loaded.insert(context) {
            self.alternatives.extend(self.loader.alternative(url));
        }
        if count(self.loaded.len()) > self.limits.contexts {
            return Err(Limit::Contexts.reached(self.limits.contexts).into());
        }
        Ok(Some(context))
    }

    fn note_unknown(&mut self, url: &str, at: NodeId) {
        let is_new = !self.unknown.iter().any(|unknown| unknown.url == url);
        // More than a document may have need not be told apart.
        if is_new && count(self.unknown.len()) < self.limits.contexts {
            self.unknown.push(UnknownContext { url: url.to_owned(), at });
        }
    }

    /// Notes what else is unknown in a document of which one context is: names that lead there may not be defined yet.
    pub(super) fn seek_unknown(&mut self, value: Value<'_>) {
        value.items().for_each(|item| self.seek_unknown(item));
        for member in value.members() {
            let omit = self.options.omit;
            if omit.contains(&member.key.id()) || omit.contains(&member.value.id()) {
                continue;
            }
            if member.name() != "@context" {
                self.seek_unknown(member.value);
                continue;
            }
            for context in member.value.items_or_self() {
                let Some(url) = context.as_str().filter(|url| iri::has_form(url)) else { continue };
                if self.bundled(url).is_none() && self.loader.find(url).is_none() {
                    self.note_unknown(url, context.id());
                }
            }
        }
    }

    fn load_supplied(&mut self, url: &str) -> Result<Option<ContextId>, JsonLdError> {
        if let Some(context) = self.supplied.get(url) {
            return Ok(Some(*context));
        }
        let Some((url, document)) = self.loader.find(url) else { return Ok(None) };
        if count(document.document().source().len()) > self.limits.context_bytes {
            return Err(Limit::ContextBytes.reached(self.limits.context_bytes).into());
        }
        let value = document.get("@context").ok_or(ErrorCode::InvalidRemoteContext.at(self.at))?;
        let base = self.texts.push(url)?;
        let context = self.add_local(Local { value, base, inline: false });
        self.supplied.insert(url, context);
        Ok(Some(context))
    }

    /// The context definition that an `@import` names.
    pub(super) fn import(&mut self, url: &str, base: Text) -> Result<Option<Value<'d>>, JsonLdError> {
        let resolved = if base == keyword::NONE { None } else { iri::resolve(self.texts.text(base), url) };
        let url = resolved.as_deref().unwrap_or(url);
        // Only the definitions of a bundled context are at hand, not the text that an import is merged into: that must be
        // supplied, and be the official one.
        let found = if self.bundled(url).is_none_or(|bundled| self.loader.has_text_of(bundled)) {
            self.load_supplied(url)?
        } else {
            None
        };
        let Some(context) = found else {
            self.note_unknown(url, self.at);
            return Ok(None);
        };
        let value = self.local(context).map(|local| local.value).filter(|value| value.is_object());
        let value = value.ok_or(ErrorCode::InvalidRemoteContext.at(self.at))?;
        match value.get("@import") {
            Some(_) => Err(ErrorCode::InvalidContextEntry.at(self.at)),
            None => Ok(Some(value)),
        }
    }

    fn apply_compiled(
        &mut self,
        active: ActiveId,
        compiled: &'static Compiled,
        how: How,
    ) -> Result<ActiveId, JsonLdError> {
        let propagates = compiled.propagate.unwrap_or(how.propagates);
        let mut result = self.detach(active, propagates)?;
        for step in compiled.steps {
            result = match step {
                Step::Clear => self.clear(result, propagates, how)?,
                Step::Include(context) => self.apply(result, *context, How { propagates: true, ..how })?,
                Step::Layer(layer) => self.apply_layer(result, layer, how)?,
                Step::Missing(url) => self.include(result, url, how)?,
            };
        }
        Ok(result)
    }

    fn apply_layer(&mut self, active: ActiveId, layer: &'static Layer, how: How) -> Result<ActiveId, JsonLdError> {
        let prefixes = self.check_free(active, layer);
        let mut draft = Draft::new(self, active);
        if let Some(vocab) = layer.vocab {
            draft.active.vocab = vocab;
            self.report_vocab(vocab);
        }
        self.spend_terms(count(layer.entries.len()))?;
        for (symbol, number) in layer.entries {
            let symbol = Symbol(u32::from(*symbol));
            let number = self.with_prefixes(symbol, u32::from(*number), &prefixes)?;
            self.redefine(&mut draft, symbol, number, how.overrides)?;
        }
        self.close(active, draft)
    }

    /// A compiled definition, with compact IRIs resolved whose prefix was not known when it was compiled.
    fn with_prefixes(&mut self, symbol: Symbol, number: u32, prefixes: &[(&str, Text)]) -> Result<u32, JsonLdError> {
        if prefixes.is_empty() {
            return Ok(number);
        }
        let before = *self.definition(number);
        let mut after = before;
        for text in [&mut after.iri, &mut after.type_] {
            let suffix =
                iri::split(self.texts.text(*text)).map(|(prefix, suffix)| (prefix.to_owned(), suffix.to_owned()));
            let Some((prefix, suffix)) = suffix.filter(|(_, suffix)| !suffix.starts_with("//")) else { continue };
            if let Some((_, head)) = prefixes.iter().find(|(name, _)| *name == prefix) {
                *text = self.texts.join(*head, &suffix)?;
            }
        }
        Ok(if after == before { number } else { self.add_definition(symbol, after) })
    }

    fn add_definition(&mut self, symbol: Symbol, definition: Definition) -> u32 {
        let number = count(table::DEFINITIONS.len()).saturating_add(count(self.definitions.len()));
        self.definitions.push(definition);
        self.defined.push(symbol);
        number
    }

    /// Finishes an active context; one that is the same as before keeps its number.
    pub(super) fn close(&mut self, before: ActiveId, draft: Draft) -> Result<ActiveId, JsonLdError> {
        if *self.active(before) == draft.active {
            return Ok(before);
        }
        self.push(draft.active)
    }

    /// Puts a definition in the place of another, which must not be protected unless it is the same.
    fn redefine(&mut self, draft: &mut Draft, symbol: Symbol, number: u32, overrides: bool) -> Result<(), JsonLdError> {
        let before = self.number_in(&draft.active, symbol);
        if before == number {
            return Ok(());
        }
        if before != 0 && !overrides && self.definition(before).is(flag::PROTECTED) {
            let same = self.is_same(self.definition(before), self.definition(number));
            return if same { Ok(()) } else { Err(ErrorCode::ProtectedTermRedefinition.at(self.at)) };
        }
        self.set(&mut draft.active, draft.first_own, symbol, number);
        Ok(())
    }

    /// Ends the definition of a term in a context that is not compiled.
    pub(super) fn finish_definition(
        &mut self,
        draft: &mut Draft,
        symbol: Symbol,
        definition: Definition,
        how: How,
        name: &str,
    ) -> Result<(), JsonLdError> {
        let before = draft.removed(symbol);
        let inline = definition.is(flag::INLINE);
        if before != 0 {
            let previous = *self.definition(before);
            let same = self.is_same(&previous, &definition);
            if !how.overrides && previous.is(flag::PROTECTED) {
                if !same {
                    return Err(ErrorCode::ProtectedTermRedefinition.at(self.at));
                }
                self.set(&mut draft.active, draft.first_own, symbol, before);
                return Ok(());
            }
            if inline && !same && !previous.is(flag::INLINE) && self.options.inline == InlineContexts::Add {
                self.issue(IssueKind::InlineRedefinition, self.at, name);
            }
        }
        let number = self.add_definition(symbol, definition);
        draft.active.hides_iris |= definition.iri == keyword::NONE && name.contains(':');
        self.set(&mut draft.active, draft.first_own, symbol, number);
        Ok(())
    }

    /// Takes a term's definition away while it is made anew.
    pub(super) fn remove(&mut self, draft: &mut Draft, symbol: Symbol) {
        let number = self.number_in(&draft.active, symbol);
        if number != 0 {
            draft.removed.insert(symbol, number);
            self.set(&mut draft.active, draft.first_own, symbol, 0);
        }
    }

    fn is_same(&self, a: &Definition, b: &Definition) -> bool {
        const COMPARED: u8 = flag::PREFIX | flag::REVERSE | flag::LANGUAGE | flag::DIRECTION;
        self.texts.same(a.iri, b.iri)
            && self.texts.same(a.type_, b.type_)
            && self.texts.same(a.language, b.language)
            && self.texts.same(a.index, b.index)
            && self.texts.same(a.nest, b.nest)
            && (a.container, a.direction, a.flags & COMPARED) == (b.container, b.direction, b.flags & COMPARED)
            && self.is_same_context(a.context, b.context)
    }

    fn is_same_context(&self, a: ContextId, b: ContextId) -> bool {
        a == b
            || match (self.local(a), self.local(b)) {
                (Some(a), Some(b)) => is_same_value(a.value, b.value),
                _ => false,
            }
    }

    /// A compiled layer assumes what certain names stand for; other meanings are reported, never guessed at. Gives the
    /// prefixes that stood for nothing and now stand for something: what depends on them can be made up for.
    fn check_free(&mut self, active: ActiveId, layer: &'static Layer) -> Vec<(&'static str, Text)> {
        let (mut prefixes, mut holds) = (Vec::new(), !self.active(active).hides_iris);
        for free in layer.free {
            let (found, want) = match *free {
                Free::Prefix(symbol, iri) => (self.prefix(active, symbol), iri),
                Free::Term(symbol, iri) => (self.lookup(active, symbol).map_or(keyword::NONE, |found| found.iri), iri),
                Free::Vocab(vocab) => (self.active(active).vocab, vocab),
            };
            match free {
                Free::Prefix(symbol, keyword::NONE) if found != keyword::NONE => {
                    prefixes.extend(table::TERMS.get(index(symbol.0)).map(|name| (*name, found)));
                }
                _ => holds &= self.texts.same(found, want),
            }
        }
        if !holds {
            self.issue(IssueKind::ContextOrder, self.at, "");
        }
        prefixes
    }

    /// The IRI that a term stands for as a prefix.
    fn prefix(&self, active: ActiveId, symbol: Symbol) -> Text {
        let definition = self.lookup(active, symbol).filter(|found| found.is(flag::PREFIX));
        definition.map_or(keyword::NONE, |found| found.iri)
    }

    /// What a name stands for, as far as the active context knows.
    pub(super) fn resolve<'t>(&self, active: &Active, symbol: Symbol, name: &'t str, vocab: bool) -> Resolved<'t> {
        if let Some(keyword) = keyword::of(symbol) {
            return Resolved::Known(keyword);
        }
        if keyword::form(name) {
            return Resolved::KeywordLike;
        }
        match self.definition_in(active, symbol) {
            Some(definition) if keyword::is(definition.iri) => return Resolved::Known(definition.iri),
            Some(definition) if vocab && definition.iri == keyword::NONE => return Resolved::Null,
            Some(definition) if vocab => return Resolved::Known(definition.iri),
            _ => (),
        }
        if let Some((prefix, suffix)) = iri::split(name) {
            if prefix == "_" || suffix.starts_with("//") {
                return Resolved::AsIs;
            }
            let definition = self.definition_in(active, self.symbols.find(prefix));
            if let Some(definition) = definition.filter(|found| found.is(flag::PREFIX) && found.iri != keyword::NONE) {
                return Resolved::Joined(definition.iri, suffix);
            }
            if iri::has_form(name) {
                return Resolved::AsIs;
            }
        }
        if vocab && active.vocab != keyword::NONE {
            return Resolved::Joined(active.vocab, name);
        }
        Resolved::Relative
    }

    pub(super) fn report_vocab(&mut self, vocab: Text) {
        if self.options.vocab == Vocab::Ask {
            let name = self.texts.text(vocab).to_owned();
            self.issue(IssueKind::Vocab, self.at, &name);
        }
    }

    /// Writes an issue down, in safe mode.
    pub(super) fn issue(&mut self, kind: IssueKind, at: NodeId, name: &str) {
        if self.options.mode == Mode::Safe && !self.trial {
            let name = name.char_indices().take_while(|(at, _)| *at < 256).map(|(_, c)| c).collect();
            self.issues.push(Issue { kind, at, name });
        }
    }
}

impl Active {
    /// Whether it defines nothing.
    pub(super) fn is_bare(&self) -> bool {
        self.pages.is_empty() && self.vocab == keyword::NONE
    }

    const EMPTY: Self = Self {
        pages: Vec::new(),
        vocab: keyword::NONE,
        base: keyword::NONE,
        language: keyword::NONE,
        direction: Direction::None,
        previous: None,
        hides_iris: false,
    };
}

/// An active context in the making.
pub(super) struct Draft {
    pub(super) active: Active,
    /// Pages from this number on are its own, and not shared yet.
    first_own: usize,
    /// What terms meant before this context defined them.
    removed: BTreeMap<Symbol, u32>,
}

impl Draft {
    pub(super) fn new(space: &ContextSpace<'_>, active: ActiveId) -> Self {
        Self { active: space.active(active).clone(), first_own: space.pages.len(), removed: BTreeMap::new() }
    }

    fn removed(&self, symbol: Symbol) -> u32 {
        self.removed.get(&symbol).copied().unwrap_or(0)
    }

    /// The draft as it stands, as an active context to try scoped contexts on; its pages are shared from now on.
    fn snapshot(&mut self, space: &mut ContextSpace<'_>) -> Result<ActiveId, JsonLdError> {
        self.first_own = space.pages.len();
        space.push(self.active.clone())
    }
}

/// A list that begins with `first`, with as much room as a credential of two or three contexts takes.
fn with_first<T>(first: T, room: usize) -> Vec<T> {
    let mut list = Vec::with_capacity(room);
    list.push(first);
    list
}

/// The page of a symbol, and its place there.
fn split(symbol: Symbol) -> (usize, usize) {
    let symbol = index(symbol.0);
    (symbol >> 5, symbol & 31)
}

/// Whether two JSON values are the same, whatever the order of members.
fn is_same_value(a: Value<'_>, b: Value<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Array, Kind::Array) => {
            a.items().count() == b.items().count() && a.items().zip(b.items()).all(|(a, b)| is_same_value(a, b))
        }
        (Kind::Object, Kind::Object) => {
            let mut members: Vec<_> = a.members().map(|member| (member.name(), member.value)).collect();
            let mut others: Vec<_> = b.members().map(|member| (member.name(), member.value)).collect();
            members.sort_unstable_by_key(|(name, _)| *name);
            others.sort_unstable_by_key(|(name, _)| *name);
            let same = |((a, left), (b, right)): (&(_, _), &(_, _))| a == b && is_same_value(*left, *right);
            members.len() == others.len() && members.iter().zip(&others).all(same)
        }
        (Kind::Number, Kind::Number) => a.as_f64() == b.as_f64(),
        (Kind::String, Kind::String) => a.as_str() == b.as_str(),
        (a, b) => a == b,
    }
}
