//! Context definitions as JSON, term by term ([Create Term Definition](https://www.w3.org/TR/json-ld11-api/#create-term-definition)).

use super::context::{ActiveId, ContextSpace, Draft, How, Local, Resolved};
use super::contexts::ContextId;
use super::definition::{Definition, Direction, container, flag};
use super::error::{ErrorCode, IssueKind, JsonLdError};
use super::iri;
use super::keyword;
use super::options::InlineContexts;
use super::symbols::{Symbol, Text};
use crate::json::{Kind, NodeId, Value};
use crate::limits::Limit;
use std::collections::BTreeMap;

/// Terms that may stand on one another's definitions. Real contexts stop at three; each takes room on the stack, so no
/// policy raises it.
const DEPENDENCIES: u32 = 32;

/// A context definition at work.
struct Definer<'d> {
    local: Local<'d>,
    how: How,
    draft: Draft,
    terms: BTreeMap<&'d str, Term<'d>>,
    /// Whether its terms are protected unless they say otherwise.
    protected: bool,
    depth: u32,
}

/// A member of a context definition.
#[derive(Clone, Copy)]
struct Term<'d> {
    key: NodeId,
    value: Value<'d>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Underway,
    Done,
}

/// The members of an expanded term definition.
#[derive(Default)]
struct Entry<'d> {
    container: Option<Value<'d>>,
    context: Option<Value<'d>>,
    direction: Option<Value<'d>>,
    id: Option<Value<'d>>,
    index: Option<Value<'d>>,
    language: Option<Value<'d>>,
    nest: Option<Value<'d>>,
    prefix: Option<Value<'d>>,
    protected: Option<Value<'d>>,
    reverse: Option<Value<'d>>,
    type_: Option<Value<'d>>,
    simple: bool,
    /// Whether there is a member that term definitions do not have.
    foreign: bool,
}

impl<'d> Entry<'d> {
    fn read(value: Value<'d>) -> Option<Self> {
        match value.kind() {
            Kind::Null => Some(Self { id: Some(value), ..Self::default() }),
            Kind::String => Some(Self { id: Some(value), simple: true, ..Self::default() }),
            Kind::Object => Some(Self::read_members(value)),
            _ => None,
        }
    }

    fn read_members(value: Value<'d>) -> Self {
        let mut entry = Self::default();
        for member in value.members() {
            let place = match member.name() {
                "@container" => &mut entry.container,
                "@context" => &mut entry.context,
                "@direction" => &mut entry.direction,
                "@id" => &mut entry.id,
                "@index" => &mut entry.index,
                "@language" => &mut entry.language,
                "@nest" => &mut entry.nest,
                "@prefix" => &mut entry.prefix,
                "@protected" => &mut entry.protected,
                "@reverse" => &mut entry.reverse,
                "@type" => &mut entry.type_,
                _ => {
                    entry.foreign = true;
                    continue;
                }
            };
            *place = Some(member.value);
        }
        entry
    }
}

impl<'d> ContextSpace<'d> {
    /// Applies one context definition.
    pub(super) fn layer(&mut self, active: ActiveId, local: Local<'d>, how: How) -> Result<ActiveId, JsonLdError> {
        self.check_inline(local);
        let mut definer = Definer {
            local,
            how,
            draft: Draft::new(self, active),
            terms: self.read_terms(local)?,
            protected: false,
            depth: 0,
        };
        self.read_settings(&mut definer)?;
        let names: Vec<&str> = definer.terms.keys().copied().filter(|name| !is_setting(name)).collect();
        for name in names {
            self.define(&mut definer, name)?;
        }
        self.close(active, definer.draft)
    }

    fn check_inline(&mut self, local: Local<'d>) {
        if !local.inline {
            return;
        }
        match self.options.inline {
            InlineContexts::Accept => (),
            InlineContexts::Refuse => self.issue(IssueKind::InlineContext, local.value.id(), ""),
            InlineContexts::Add => {
                for member in local.value.members() {
                    // A vocabulary is an issue of its own; only taking one away is a mere setting.
                    let is_setting = match member.name() {
                        "@vocab" => member.value.is_null(),
                        name => matches!(name, "@base" | "@import" | "@propagate"),
                    };
                    if is_setting {
                        self.issue(IssueKind::InlineSetting, member.key.id(), member.name());
                    }
                }
            }
        }
    }

    /// The members by name, over those of an imported context.
    fn read_terms(&mut self, local: Local<'d>) -> Result<BTreeMap<&'d str, Term<'d>>, JsonLdError> {
        let mut terms = BTreeMap::new();
        if let Some(import) = local.value.get("@import") {
            let url = import.as_str().ok_or(ErrorCode::InvalidImportValue.at(self.at))?;
            if let Some(imported) = self.import(url, local.base)? {
                terms.extend(imported.members().map(|member| (member.name(), Term::new(self.at, member.value))));
            }
        }
        for member in local.value.members() {
            let key = if local.inline { member.key.id() } else { self.at };
            terms.insert(member.name(), Term::new(key, member.value));
        }
        Ok(terms)
    }

    /// `@version`, `@base`, `@vocab`, `@language`, `@direction`, `@propagate` and `@protected`.
    fn read_settings(&mut self, definer: &mut Definer<'d>) -> Result<(), JsonLdError> {
        let at = self.at;
        if definer.setting("@version").is_some_and(|version| !matches!(version.as_f64(), Some(1.1 | 1.2))) {
            return Err(ErrorCode::InvalidVersionValue.at(at));
        }
        if let Some(base) = definer.setting("@base").filter(|_| self.inclusions.is_empty()) {
            definer.draft.active.base = self.read_base(base, definer.draft.active.base)?;
        }
        if let Some(vocab) = definer.setting("@vocab") {
            self.read_vocab(definer, vocab)?;
        }
        if let Some(language) = definer.setting("@language") {
            definer.draft.active.language = self.read_language(language, ErrorCode::InvalidDefaultLanguage)?;
        }
        if let Some(direction) = definer.setting("@direction") {
            definer.draft.active.direction = read_direction(direction).ok_or(ErrorCode::InvalidBaseDirection.at(at))?;
        }
        if definer.setting("@propagate").is_some_and(|propagate| propagate.as_bool().is_none()) {
            return Err(ErrorCode::InvalidPropagateValue.at(at));
        }
        if let Some(protected) = definer.setting("@protected") {
            definer.protected = protected.as_bool().ok_or(ErrorCode::InvalidProtectedValue.at(at))?;
        }
        Ok(())
    }

    fn read_base(&mut self, value: Value<'d>, current: Text) -> Result<Text, JsonLdError> {
        let invalid = ErrorCode::InvalidBaseIri.at(self.at);
        if value.is_null() {
            return Ok(keyword::NONE);
        }
        let text = value.as_str().ok_or(invalid.clone())?;
        if iri::has_form(text) {
            return Ok(self.texts.push(text)?);
        }
        if current == keyword::NONE {
            return Err(invalid);
        }
        let resolved = iri::resolve(self.texts.text(current), text).ok_or(invalid)?;
        Ok(self.texts.push(&resolved)?)
    }

    fn read_vocab(&mut self, definer: &mut Definer<'d>, value: Value<'d>) -> Result<(), JsonLdError> {
        if value.is_null() {
            definer.draft.active.vocab = keyword::NONE;
            return Ok(());
        }
        let text = value.as_str().ok_or(ErrorCode::InvalidVocabMapping.at(self.at))?;
        let vocab = match self.resolve(&definer.draft.active, self.symbols.find(text), text, true) {
            Resolved::AsIs => self.texts.push(text)?,
            Resolved::Joined(head, tail) => self.texts.join(head, tail)?,
            Resolved::Known(known) if !keyword::is(known) => known,
            Resolved::Known(_) | Resolved::KeywordLike | Resolved::Null => {
                return Err(ErrorCode::InvalidVocabMapping.at(self.at));
            }
            Resolved::Relative => self.resolve_reference(definer.draft.active.base, text)?,
        };
        definer.draft.active.vocab = vocab;
        self.report_vocab(vocab);
        Ok(())
    }

    /// A reference against a base; without a base, as it is.
    pub(super) fn resolve_reference(&mut self, base: Text, reference: &str) -> Result<Text, JsonLdError> {
        let resolved = if base == keyword::NONE { None } else { iri::resolve(self.texts.text(base), reference) };
        Ok(self.texts.push(resolved.as_deref().unwrap_or(reference))?)
    }

    fn read_language(&mut self, value: Value<'d>, code: ErrorCode) -> Result<Text, JsonLdError> {
        match value.as_str() {
            Some(language) => Ok(self.texts.push(language)?),
            None if value.is_null() => Ok(keyword::NONE),
            None => Err(code.at(self.at)),
        }
    }

    /// Makes the definition of one term.
    fn define(&mut self, definer: &mut Definer<'d>, name: &'d str) -> Result<(), JsonLdError> {
        let Some(term) = definer.terms.get_mut(name) else { return Ok(()) };
        match term.state {
            State::Done => return Ok(()),
            State::Underway => return Err(ErrorCode::CyclicIriMapping.at(term.key)),
            State::Waiting => term.state = State::Underway,
        }
        let term = *term;
        definer.depth = definer.depth.saturating_add(1);
        if definer.depth > DEPENDENCIES {
            return Err(Limit::Chain.reached(DEPENDENCIES).into());
        }
        self.spend_terms(1)?;
        let at = std::mem::replace(&mut self.at, term.key);
        self.define_term(definer, name, term.value)?;
        self.at = at;
        definer.depth = definer.depth.saturating_sub(1);
        if let Some(term) = definer.terms.get_mut(name) {
            term.state = State::Done;
        }
        Ok(())
    }

    fn define_term(&mut self, definer: &mut Definer<'d>, name: &'d str, value: Value<'d>) -> Result<(), JsonLdError> {
        let at = self.at;
        if name.is_empty() {
            return Err(ErrorCode::InvalidTermDefinition.at(at));
        }
        if name == "@type" {
            check_type_term(value).map_err(|code| code.at(at))?;
            if definer.local.inline && self.options.inline == InlineContexts::Add {
                self.issue(IssueKind::InlineRedefinition, at, name);
            }
        } else if keyword::of(self.symbols.find(name)).is_some() {
            return Err(ErrorCode::KeywordRedefinition.at(at));
        } else if keyword::form(name) {
            self.issue(IssueKind::KeywordLike, at, name);
            return Ok(());
        }
        let symbol = self.symbols.define(name);
        self.remove(&mut definer.draft, symbol);
        let entry = Entry::read(value).ok_or(ErrorCode::InvalidTermDefinition.at(at))?;
        let mut definition =
            Definition { flags: definer.first_flags(&entry).map_err(|code| code.at(at))?, ..Definition::EMPTY };
        definition.type_ = self.read_type(definer, &entry)?;
        let mapped = match (entry.reverse, entry.id) {
            (Some(reverse), _) => self.read_reverse(definer, &entry, reverse, &mut definition)?,
            (None, Some(id)) if id.as_str() != Some(name) => {
                self.read_id(definer, &entry, name, id, &mut definition)?
            }
            _ => self.read_own_iri(definer, name, &mut definition)?,
        };
        if !mapped {
            return Ok(());
        }
        if entry.reverse.is_none() {
            self.read_container(&entry, &mut definition)?;
        }
        if definer.local.inline && !self.trial && definition.rearranges() {
            self.rearranging.push((self.at, definition.iri));
        }
        self.read_rest(definer, &entry, name, &mut definition)?;
        self.finish_definition(&mut definer.draft, symbol, definition, definer.how, name)
    }

    fn read_type(&mut self, definer: &mut Definer<'d>, entry: &Entry<'d>) -> Result<Text, JsonLdError> {
        let Some(value) = entry.type_ else { return Ok(keyword::NONE) };
        let invalid = ErrorCode::InvalidTypeMapping.at(self.at);
        let name = value.as_str().ok_or(invalid.clone())?;
        match self.expand_name(definer, name)? {
            Some(keyword::ID | keyword::JSON | keyword::NO_INDEX | keyword::VOCAB) if !iri::has_form(name) => (),
            Some(text) if !keyword::is(text) && iri::has_form(self.texts.text(text)) => return Ok(text),
            _ => return Err(invalid),
        }
        Ok(self.expand_name(definer, name)?.unwrap_or(keyword::NONE))
    }

    /// Gives false where a term is to be left undefined.
    fn read_reverse(
        &mut self,
        definer: &mut Definer<'d>,
        entry: &Entry<'d>,
        reverse: Value<'d>,
        definition: &mut Definition,
    ) -> Result<bool, JsonLdError> {
        if entry.id.is_some() || entry.nest.is_some() {
            return Err(ErrorCode::InvalidReverseProperty.at(self.at));
        }
        let name = reverse.as_str().ok_or(ErrorCode::InvalidIriMapping.at(self.at))?;
        if keyword::form(name) {
            self.issue(IssueKind::KeywordLike, self.at, name);
            return Ok(false);
        }
        definition.iri = self.expand_mapping(definer, name)?;
        definition.container = match entry.container.filter(|value| !value.is_null()).map(Value::as_str) {
            None => 0,
            Some(Some("@set")) => container::SET,
            Some(Some("@index")) => container::INDEX,
            Some(_) => return Err(ErrorCode::InvalidReverseProperty.at(self.at)),
        };
        definition.flags |= flag::REVERSE;
        Ok(true)
    }

    /// The IRI mapping from `@id`. Gives false where a term is to be left undefined.
    fn read_id(
        &mut self,
        definer: &mut Definer<'d>,
        entry: &Entry<'d>,
        name: &'d str,
        id: Value<'d>,
        definition: &mut Definition,
    ) -> Result<bool, JsonLdError> {
        if id.is_null() {
            return Ok(true);
        }
        let invalid = ErrorCode::InvalidIriMapping.at(self.at);
        let text = id.as_str().ok_or(invalid.clone())?;
        if keyword::form(text) && keyword::of(self.symbols.find(text)).is_none() {
            self.issue(IssueKind::KeywordLike, self.at, text);
            return Ok(false);
        }
        definition.iri = self.expand_name(definer, text)?.ok_or(invalid.clone())?;
        if definition.iri == keyword::CONTEXT {
            return Err(ErrorCode::InvalidKeywordAlias.at(self.at));
        }
        let is_keyword = keyword::is(definition.iri);
        let mapping = self.texts.text(definition.iri);
        if !is_keyword && !iri::is_absolute(mapping) {
            return Err(invalid);
        }
        let inside = name.char_indices().any(|(at, c)| c == ':' && at > 0 && at < name.len().saturating_sub(1));
        let is_simple_iri = !name.contains([':', '/'])
            && entry.simple
            && (mapping.starts_with("_:") || (!is_keyword && iri::ends_with_delimiter(mapping)));
        if is_simple_iri {
            definition.flags |= flag::PREFIX;
        }
        if !self.allows_odd_terms && (inside || name.contains('/')) {
            if let Some(term) = definer.terms.get_mut(name) {
                term.state = State::Done;
            }
            let own = self.expand_name(definer, name)?;
            if !own.is_some_and(|own| self.texts.same(own, definition.iri)) {
                return Err(invalid);
            }
        }
        Ok(true)
    }

    /// The IRI mapping of a term that says nothing about it.
    fn read_own_iri(
        &mut self,
        definer: &mut Definer<'d>,
        name: &'d str,
        definition: &mut Definition,
    ) -> Result<bool, JsonLdError> {
        let at = self.at;
        if let Some((prefix, suffix)) = iri::split(name) {
            if let Some((key, _)) = definer.terms.get_key_value(prefix) {
                let key = *key;
                self.define(definer, key)?;
            }
            let found = self.definition_in(&definer.draft.active, self.symbols.find(prefix)).map(|found| found.iri);
            definition.iri = match found.filter(|iri| *iri != keyword::NONE) {
                Some(head) => self.texts.join(head, suffix)?,
                None => self.texts.push(name)?,
            };
        } else if name.contains('/') {
            let resolved = self.resolve(&definer.draft.active, Symbol::UNKNOWN, name, true);
            let Resolved::Joined(head, tail) = resolved else { return Err(ErrorCode::InvalidIriMapping.at(at)) };
            definition.iri = self.texts.join(head, tail)?;
            if !iri::has_form(self.texts.text(definition.iri)) {
                return Err(ErrorCode::InvalidIriMapping.at(at));
            }
        } else if name == "@type" {
            definition.iri = keyword::TYPE;
        } else if definer.draft.active.vocab == keyword::NONE {
            return Err(ErrorCode::InvalidIriMapping.at(at));
        } else {
            definition.iri = self.texts.join(definer.draft.active.vocab, name)?;
        }
        Ok(true)
    }

    fn read_container(&mut self, entry: &Entry<'d>, definition: &mut Definition) -> Result<(), JsonLdError> {
        let Some(value) = entry.container else { return Ok(()) };
        definition.container = read_container(value).ok_or(ErrorCode::InvalidContainerMapping.at(self.at))?;
        if definition.contains(container::TYPE) {
            match definition.type_ {
                keyword::NONE => definition.type_ = keyword::ID,
                keyword::ID | keyword::VOCAB => (),
                _ => return Err(ErrorCode::InvalidTypeMapping.at(self.at)),
            }
        }
        Ok(())
    }

    /// `@index`, `@context`, `@language`, `@direction`, `@nest` and `@prefix`.
    fn read_rest(
        &mut self,
        definer: &mut Definer<'d>,
        entry: &Entry<'d>,
        name: &'d str,
        definition: &mut Definition,
    ) -> Result<(), JsonLdError> {
        let invalid = ErrorCode::InvalidTermDefinition.at(self.at);
        if let Some(value) = entry.index {
            let index = value.as_str().filter(|_| definition.contains(container::INDEX)).ok_or(invalid.clone())?;
            let expanded = self.expand_name(definer, index)?;
            if !expanded.is_some_and(|text| !keyword::is(text) && iri::has_form(self.texts.text(text))) {
                return Err(invalid);
            }
            definition.index = self.texts.push(index)?;
        }
        if let Some(value) = entry.context {
            definition.context = self.read_scoped(definer, value)?;
        }
        if let Some(value) = entry.language.filter(|_| entry.type_.is_none()) {
            definition.language = self.read_language(value, ErrorCode::InvalidLanguageMapping)?;
            definition.flags |= flag::LANGUAGE;
        }
        if let Some(value) = entry.direction.filter(|_| entry.type_.is_none()) {
            definition.direction = read_direction(value).ok_or(ErrorCode::InvalidBaseDirection.at(self.at))?;
            definition.flags |= flag::DIRECTION;
        }
        if let Some(value) = entry.nest {
            let nest = value.as_str().filter(|nest| *nest == "@nest" || keyword::of(self.symbols.find(nest)).is_none());
            definition.nest = self.texts.push(nest.ok_or(ErrorCode::InvalidNestValue.at(self.at))?)?;
        }
        if let Some(value) = entry.prefix {
            let prefix = value.as_bool().ok_or(ErrorCode::InvalidPrefixValue.at(self.at))?;
            if name.contains([':', '/']) || (prefix && keyword::is(definition.iri)) {
                return Err(invalid);
            }
            definition.flags = definition.flags & !flag::PREFIX | if prefix { flag::PREFIX } else { 0 };
        }
        if entry.foreign { Err(invalid) } else { Ok(()) }
    }

    fn read_scoped(&mut self, definer: &mut Definer<'d>, value: Value<'d>) -> Result<ContextId, JsonLdError> {
        let context = self.add_local(Local { value, ..definer.local });
        self.try_scoped(&mut definer.draft, context)?;
        Ok(context)
    }

    fn expand_mapping(&mut self, definer: &mut Definer<'d>, name: &'d str) -> Result<Text, JsonLdError> {
        let expanded = self.expand_name(definer, name)?;
        let absolute = |text: &Text| !keyword::is(*text) && iri::is_absolute(self.texts.text(*text));
        expanded.filter(absolute).ok_or(ErrorCode::InvalidIriMapping.at(self.at))
    }

    /// Expands a name in a context definition, defining first what it stands on.
    fn expand_name(&mut self, definer: &mut Definer<'d>, name: &'d str) -> Result<Option<Text>, JsonLdError> {
        if keyword::of(self.symbols.find(name)).is_none() && !keyword::form(name) {
            self.define_if_waiting(definer, name)?;
            if let Some((prefix, suffix)) = iri::split(name)
                && prefix != "_"
                && !suffix.starts_with("//")
            {
                self.define_if_waiting(definer, prefix)?;
            }
        }
        Ok(match self.resolve(&definer.draft.active, self.symbols.find(name), name, true) {
            Resolved::Known(text) => Some(text),
            Resolved::AsIs | Resolved::Relative => Some(self.texts.push(name)?),
            Resolved::Joined(head, tail) => Some(self.texts.join(head, tail)?),
            Resolved::KeywordLike | Resolved::Null => None,
        })
    }

    fn define_if_waiting(&mut self, definer: &mut Definer<'d>, name: &str) -> Result<(), JsonLdError> {
        match definer.terms.get_key_value(name) {
            Some((key, term)) if term.state != State::Done && !is_setting(key) => {
                let key = *key;
                self.define(definer, key)
            }
            _ => Ok(()),
        }
    }
}

impl<'d> Term<'d> {
    fn new(key: NodeId, value: Value<'d>) -> Self {
        Self { key, value, state: State::Waiting }
    }
}

impl<'d> Definer<'d> {
    fn setting(&self, name: &str) -> Option<Value<'d>> {
        self.terms.get(name).map(|term| term.value)
    }

    fn first_flags(&self, entry: &Entry<'_>) -> Result<u8, ErrorCode> {
        let protected = match entry.protected {
            Some(value) => value.as_bool().ok_or(ErrorCode::InvalidProtectedValue)?,
            None => self.protected,
        };
        let inline = if self.local.inline { flag::INLINE } else { 0 };
        Ok(inline | if protected { flag::PROTECTED } else { 0 })
    }
}

/// Whether a member of a context definition is no term.
fn is_setting(name: &str) -> bool {
    matches!(
        name,
        "@base" | "@direction" | "@import" | "@language" | "@propagate" | "@protected" | "@version" | "@vocab"
    )
}

/// `@type` may only be given a set container and protection.
fn check_type_term(value: Value<'_>) -> Result<(), ErrorCode> {
    let fits = |member: crate::json::Member<'_>| match member.name() {
        "@container" => member.value.as_str() == Some("@set"),
        "@protected" => true,
        _ => false,
    };
    let is_fit = value.is_object() && value.members().next().is_some() && value.members().all(fits);
    if is_fit { Ok(()) } else { Err(ErrorCode::KeywordRedefinition) }
}

fn read_direction(value: Value<'_>) -> Option<Direction> {
    if value.is_null() { Some(Direction::None) } else { value.as_str().and_then(Direction::parse) }
}

/// The container mapping, if it is one of the combinations that the standard names.
fn read_container(value: Value<'_>) -> Option<u8> {
    use container::{GRAPH, ID, INDEX, LANGUAGE, LIST, SET, TYPE};
    let mut bits = 0;
    for item in value.items_or_self() {
        bits |= match item.as_str()? {
            "@graph" => GRAPH,
            "@id" => ID,
            "@index" => INDEX,
            "@language" => LANGUAGE,
            "@list" => LIST,
            "@set" => SET,
            "@type" => TYPE,
            _ => return None,
        };
    }
    let single = matches!(bits & !SET, 0 | GRAPH | ID | INDEX | LANGUAGE | TYPE);
    let graph = bits & GRAPH != 0 && matches!(bits & !(SET | GRAPH), ID | INDEX);
    (bits != 0 && (bits == LIST || single || graph)).then_some(bits)
}
