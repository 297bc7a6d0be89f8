//! Expansion ([Expansion Algorithm](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)), of values and node objects.
//!
//! What the standard builds as maps and arrays is written straight into a [`Tree`]; a property that comes from several
//! members keeps one entry for each, which means the same.

use super::context::{ActiveId, ContextSpace, How, Local, Resolved};
use super::contexts::ContextId;
use super::definition::{Definition, Direction, container, flag};
use super::error::{ErrorCode, IssueKind, JsonLdError};
use super::iri::{self, Form};
use super::keyword;
use super::options::{Contexts, Mode};
use super::symbols::{Symbol, Text};
use super::tree::{self, Chain, Data, Entry, EntryId, Iri, Item, ItemId, Literal, Node, Tree, Word};
use crate::json::{Document, Kind, NodeId, Value};
use oxilangtag::LanguageTag;

/// An expansion at work.
pub(super) struct Expander<'d> {
    pub(super) document: &'d Document<'d>,
    /// The value that is expanded, which need not be its document's root.
    root: NodeId,
    pub(super) space: ContextSpace<'d>,
    pub(super) tree: Tree,
    /// The members of the objects we are in; those of the innermost come last.
    slots: Vec<Slot<'d>>,
    /// Names of types, while they are sorted.
    names: Vec<(&'d str, Symbol)>,
}

/// A member of an object that is being expanded.
#[derive(Clone, Copy)]
pub(super) struct Slot<'d> {
    pub(super) symbol: Symbol,
    pub(super) key: Value<'d>,
    pub(super) value: Value<'d>,
}

/// The active property.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    /// None: the document itself, or `@included`.
    None,
    /// `@graph`.
    Graph,
    /// `@reverse`.
    Reverse,
    /// A member, by the symbol of its name.
    Named(Symbol),
}

impl Property {
    /// Whether values have nothing to belong to.
    fn is_free(self) -> bool {
        matches!(self, Self::None | Self::Graph)
    }

    fn symbol(self) -> Symbol {
        match self {
            Self::Named(symbol) => symbol,
            _ => Symbol::UNKNOWN,
        }
    }
}

/// The map that expanding an object fills.
struct Outcome<'d> {
    origin: NodeId,
    node: Node,
    /// The keywords it has, as bits.
    keywords: u32,
    /// Whether it has properties, reverse properties or types; `@type` alone is counted in `keywords`.
    has_properties: bool,
    value: Option<Value<'d>>,
    datatype: Option<Iri>,
    is_type_array: bool,
    is_json: bool,
    language: Option<Word>,
    is_language_valid: bool,
    direction: Direction,
    index: Option<Word>,
    list: Chain,
    set: Chain,
}

impl Outcome<'_> {
    fn new(origin: NodeId) -> Self {
        Self {
            origin,
            node: Node { id: None, first: EntryId::NONE, last: EntryId::NONE },
            keywords: 0,
            has_properties: false,
            value: None,
            datatype: None,
            is_type_array: false,
            is_json: false,
            language: None,
            is_language_valid: true,
            direction: Direction::None,
            index: None,
            list: Chain::NULL,
            set: Chain::NULL,
        }
    }

    fn has(&self, keyword: Text) -> bool {
        self.keywords & bit(keyword) != 0
    }

    /// Whether it has nothing but some of these keywords.
    fn has_only(&self, keywords: &[Text]) -> bool {
        !self.has_properties && self.keywords & !keywords.iter().fold(0, |bits, keyword| bits | bit(*keyword)) == 0
    }
}

fn bit(keyword: Text) -> u32 {
    1_u32.checked_shl(keyword.0).unwrap_or(0)
}

impl<'d> Expander<'d> {
    pub(super) fn new(space: ContextSpace<'d>, value: Value<'d>) -> Self {
        let nodes = value.end().index().saturating_sub(value.id().index());
        Self {
            document: value.document(),
            root: value.id(),
            space,
            tree: Tree::with_room(nodes),
            slots: Vec::with_capacity(64),
            names: Vec::new(),
        }
    }

    /// Expands a document.
    pub(super) fn run(&mut self, value: Value<'d>) -> Result<Chain, JsonLdError> {
        let mut active = ActiveId(0);
        let base = self.space.active(active).base;
        if let Some(context) = self.space.options.expand_context {
            let value = context.get("@context").unwrap_or(context);
            active = self.space.process(active, &Local { value, base, inline: false }, How::LOCAL)?;
        }
        if let Contexts::Given(values) = &self.space.options.contexts {
            for value in *values {
                self.space.at = value.id();
                active = self.space.process(active, &Local { value: *value, base, inline: true }, How::LOCAL)?;
            }
        }
        self.expand(active, Property::None, value, false)
    }

    pub(super) fn is_omitted(&self, id: NodeId) -> bool {
        self.space.options.omit.contains(&id)
    }

    pub(super) fn definition(&self, active: ActiveId, symbol: Symbol) -> Option<Definition> {
        if symbol == Symbol::UNKNOWN { None } else { self.space.lookup(active, symbol).copied() }
    }

    fn apply(&mut self, active: ActiveId, context: ContextId, how: How, at: NodeId) -> Result<ActiveId, JsonLdError> {
        if context == ContextId::NONE {
            return Ok(active);
        }
        self.space.at = at;
        self.space.apply(active, context, how)
    }

    /// Expands any value.
    pub(super) fn expand(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
        from_map: bool,
    ) -> Result<Chain, JsonLdError> {
        match element.kind() {
            Kind::Null => Ok(Chain::NULL),
            Kind::Array => self.expand_array(active, property, element, from_map),
            Kind::Object => self.expand_object(active, property, element, from_map),
            _ => self.expand_scalar(active, property, element),
        }
    }

    fn expand_array(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
        from_map: bool,
    ) -> Result<Chain, JsonLdError> {
        let is_list = self.definition(active, property.symbol()).is_some_and(|found| found.contains(container::LIST));
        let mut all = Chain { is_array: true, ..Chain::NULL };
        for item in element.items() {
            if self.is_omitted(item.id()) {
                continue;
            }
            let mut chain = self.expand(active, property, item, from_map)?;
            if is_list && chain.is_array {
                chain = self.tree.add(item.id(), Data::List(chain.first));
            }
            self.tree.append(&mut all, chain);
        }
        Ok(all)
    }

    fn expand_scalar(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
    ) -> Result<Chain, JsonLdError> {
        if property.is_free() {
            self.space.issue(IssueKind::FreeValue, element.id(), "");
            return Ok(Chain::NULL);
        }
        let mut active = active;
        let mut definition = self.definition(active, property.symbol());
        if let Some(found) = definition
            && found.context != ContextId::NONE
        {
            active = self.apply(active, found.context, How::PROPERTY, element.id())?;
            definition = self.definition(active, property.symbol());
        }
        self.expand_value(active, definition, element)
    }

    /// [Value Expansion](https://www.w3.org/TR/json-ld11-api/#value-expansion).
    pub(super) fn expand_value(
        &mut self,
        active: ActiveId,
        definition: Option<Definition>,
        element: Value<'d>,
    ) -> Result<Chain, JsonLdError> {
        let definition = definition.unwrap_or(Definition::EMPTY);
        let is_string = element.as_str().is_some();
        if is_string && matches!(definition.type_, keyword::ID | keyword::VOCAB) {
            let id = self.expand_reference(active, element, definition.type_ == keyword::VOCAB)?;
            let node = Node { id: Some(id), first: EntryId::NONE, last: EntryId::NONE };
            return Ok(self.tree.add(element.id(), Data::Node(node)));
        }
        let mut literal = Literal {
            value: element.id(),
            datatype: None,
            language: None,
            is_language_valid: true,
            direction: Direction::None,
        };
        match definition.type_ {
            keyword::NONE | keyword::NO_INDEX | keyword::ID | keyword::VOCAB if is_string => {
                let active = self.space.active(active);
                let language = if definition.is(flag::LANGUAGE) { definition.language } else { active.language };
                literal.direction =
                    if definition.is(flag::DIRECTION) { definition.direction } else { active.direction };
                if language != keyword::NONE {
                    literal.language = Some(Word::Text(language));
                    literal.is_language_valid = is_language_tag(self.space.texts.text(language));
                }
            }
            keyword::NONE | keyword::NO_INDEX | keyword::ID | keyword::VOCAB => (),
            datatype => literal.datatype = Some(self.known(datatype)),
        }
        self.check_literal(&literal, element);
        Ok(self.tree.add(element.id(), Data::Value(literal)))
    }

    /// What safe mode has to say about a literal.
    fn check_literal(&mut self, literal: &Literal, element: Value<'d>) {
        if self.space.options.mode == Mode::Lenient {
            return;
        }
        if !literal.is_language_valid {
            self.space.issue(IssueKind::InvalidLanguage, element.id(), "");
        }
        if let Some(datatype) = literal.datatype.filter(|datatype| !datatype.is_keyword(keyword::JSON)) {
            self.check(datatype, element.id());
        }
        if let Some(number) = element.as_number_text()
            && !super::number::is_interoperable(number)
        {
            self.space.issue(IssueKind::NumberNotInteroperable, element.id(), number);
        }
    }

    /// Expands a string that refers to a node.
    pub(super) fn expand_reference(
        &mut self,
        active: ActiveId,
        value: Value<'d>,
        vocab: bool,
    ) -> Result<Iri, JsonLdError> {
        let name = value.as_str().unwrap_or_default();
        // Only a keyword's alias would matter, and none has a colon.
        let is_absolute = !vocab && name.contains(':');
        let symbol = if is_absolute { Symbol::UNKNOWN } else { self.space.symbols.find(name) };
        let expanded = self.expand_iri(active, symbol, value, vocab, true)?;
        if let Some(id) = expanded {
            self.check(id, value.id());
        }
        Ok(expanded.unwrap_or(Iri::NULL))
    }

    /// [IRI Expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion) of a string in the document. A keyword comes back
    /// as one; a name that stands for nothing, as none, and is written down.
    pub(super) fn expand_iri(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        value: Value<'d>,
        vocab: bool,
        relative: bool,
    ) -> Result<Option<Iri>, JsonLdError> {
        let name = value.as_str().unwrap_or_default();
        let current = self.space.active(active);
        let text = match self.space.resolve(current, symbol, name, vocab) {
            Resolved::Known(text) => return Ok(Some(self.known(text))),
            Resolved::AsIs => return Ok(Some(Iri { word: Word::Source(value.id()), form: iri::form(name) })),
            Resolved::Joined(head, tail) => self.space.texts.join(head, tail)?,
            Resolved::KeywordLike => {
                self.space.issue(IssueKind::KeywordLike, value.id(), name);
                return Ok(None);
            }
            Resolved::Null => {
                self.space.issue(IssueKind::UndefinedTerm, value.id(), name);
                return Ok(None);
            }
            Resolved::Relative if relative && current.base != keyword::NONE => {
                let base = current.base;
                self.space.resolve_reference(base, name)?
            }
            Resolved::Relative => return Ok(Some(Iri { word: Word::Source(value.id()), form: iri::form(name) })),
        };
        Ok(Some(Iri { word: Word::Text(text), form: iri::form(self.space.texts.text(text)) }))
    }

    /// The IRI of a definition. Those that are compiled in were checked when they were.
    pub(super) fn known(&self, text: Text) -> Iri {
        if keyword::is(text) {
            return Iri::keyword(text);
        }
        let form = if self.space.texts.is_bundled(text) { Form::Iri } else { iri::form(self.space.texts.text(text)) };
        Iri { word: Word::Text(text), form }
    }

    /// Writes down an IRI that RDF cannot use.
    pub(super) fn check(&mut self, iri: Iri, at: NodeId) {
        let kind = match iri.form {
            Form::Blank | Form::Iri => return,
            Form::Invalid => IssueKind::InvalidIri,
            Form::Relative => IssueKind::RelativeIri,
        };
        let name = tree::text(iri.word, &self.space.texts, self.document).to_owned();
        self.space.issue(kind, at, &name);
    }

    fn expand_object(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
        from_map: bool,
    ) -> Result<Chain, JsonLdError> {
        let start = self.slots.len();
        self.read_slots(element);
        let chain = self.expand_slots(active, property, element, from_map, start);
        self.slots.truncate(start);
        chain
    }

    fn read_slots(&mut self, element: Value<'d>) {
        for member in element.members() {
            if !self.is_omitted(member.key.id()) && !self.is_omitted(member.value.id()) {
                let symbol = self.space.symbols.find(member.name());
                self.slots.push(Slot { symbol, key: member.key, value: member.value });
            }
        }
    }

    fn slot(&self, at: usize) -> Option<Slot<'d>> {
        self.slots.get(at).copied()
    }

    fn slots_from(&self, start: usize) -> &[Slot<'d>] {
        self.slots.get(start..).unwrap_or_default()
    }

    /// Whether a name expands to this keyword.
    fn means(&self, active: ActiveId, slot: &Slot<'d>, keyword: Text) -> bool {
        keyword::of(slot.symbol) == Some(keyword)
            || self.space.lookup(active, slot.symbol).is_some_and(|found| found.iri == keyword)
    }

    fn expand_slots(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
        from_map: bool,
        start: usize,
    ) -> Result<Chain, JsonLdError> {
        let scoped = self.space.lookup(active, property.symbol()).map_or(ContextId::NONE, |found| found.context);
        let mut active = self.return_to_previous(active, from_map, start);
        active = self.apply(active, scoped, How::PROPERTY, element.id())?;
        active = self.apply_own_context(active, element, start)?;
        let type_scoped = active;
        active = self.apply_type_contexts(active, start)?;
        let mut outcome = Outcome::new(element.id());
        self.expand_members(active, type_scoped, property, &mut outcome, start)?;
        self.finish(property, outcome)
    }

    /// A context that does not propagate ends where a new node begins.
    fn return_to_previous(&self, active: ActiveId, from_map: bool, start: usize) -> ActiveId {
        let Some(previous) = self.space.active(active).previous.filter(|_| !from_map) else { return active };
        let slots = self.slots_from(start);
        let is_value = slots.iter().any(|slot| self.means(active, slot, keyword::VALUE));
        let is_reference = matches!(slots, [slot] if self.means(active, slot, keyword::ID));
        if is_value || is_reference { active } else { previous }
    }

    fn apply_own_context(
        &mut self,
        active: ActiveId,
        element: Value<'d>,
        start: usize,
    ) -> Result<ActiveId, JsonLdError> {
        let slots = self.slots_from(start);
        let Some(own) = slots.iter().find(|slot| keyword::of(slot.symbol) == Some(keyword::CONTEXT)) else {
            return Ok(active);
        };
        if element.id() == self.root && matches!(self.space.options.contexts, Contexts::Given(_)) {
            return Ok(active);
        }
        let value = own.value;
        let base = self.space.active(ActiveId(0)).base;
        self.space.at = value.id();
        let active = self.space.process(active, &Local { value, base, inline: true }, How::LOCAL)?;
        // The context may have brought names that were unknown before.
        for at in start..self.slots.len() {
            if let Some(slot) = self.slots.get_mut(at).filter(|slot| slot.symbol == Symbol::UNKNOWN) {
                slot.symbol = self.space.symbols.find(slot.key.as_str().unwrap_or_default());
            }
        }
        Ok(active)
    }

    fn apply_type_contexts(&mut self, active: ActiveId, start: usize) -> Result<ActiveId, JsonLdError> {
        let type_scoped = active;
        let is_type = |slot: &&Slot<'d>| self.means(type_scoped, slot, keyword::TYPE);
        let mut found = self.slots_from(start).iter().filter(is_type);
        let Some(first) = found.next().copied() else { return Ok(active) };
        if found.next().is_none() {
            return self.apply_types(active, type_scoped, first.value);
        }
        let mut all: Vec<Slot<'d>> = self.slots_from(start).iter().filter(is_type).copied().collect();
        all.sort_by_key(|slot| slot.key.as_str());
        all.iter().try_fold(active, |active, slot| self.apply_types(active, type_scoped, slot.value))
    }

    fn apply_types(
        &mut self,
        active: ActiveId,
        type_scoped: ActiveId,
        value: Value<'d>,
    ) -> Result<ActiveId, JsonLdError> {
        let (start, mut active) = (self.names.len(), active);
        for name in value.items_or_self().filter_map(Value::as_str) {
            let symbol = self.space.symbols.find(name);
            if symbol != Symbol::UNKNOWN {
                self.names.push((name, symbol));
            }
        }
        if let Some(names) = self.names.get_mut(start..) {
            names.sort_unstable();
        }
        for at in start..self.names.len() {
            let symbol = self.names.get(at).map_or(Symbol::UNKNOWN, |(_, symbol)| *symbol);
            let context = self.space.lookup(type_scoped, symbol).map_or(ContextId::NONE, |found| found.context);
            active = self.apply(active, context, How::TYPE, value.id())?;
        }
        self.names.truncate(start);
        Ok(active)
    }

    /// Steps 13 and 14 of the algorithm.
    fn expand_members(
        &mut self,
        active: ActiveId,
        type_scoped: ActiveId,
        property: Property,
        outcome: &mut Outcome<'d>,
        start: usize,
    ) -> Result<(), JsonLdError> {
        let end = self.slots.len();
        let mut has_nests = false;
        for at in start..end {
            let Some(slot) = self.slot(at) else { continue };
            if keyword::of(slot.symbol) == Some(keyword::CONTEXT) {
                continue;
            }
            let definition = self.definition(active, slot.symbol);
            let expanded = match definition {
                Some(found) if found.iri != keyword::NONE => Some(self.known(found.iri)),
                _ => self.expand_iri(active, slot.symbol, slot.key, true, false)?,
            };
            let Some(name) = expanded else { continue };
            match name.word {
                Word::Text(keyword::NEST) => {
                    self.check_shape(keyword::NEST, &slot);
                    has_nests = true;
                }
                Word::Text(found) if keyword::is(found) => {
                    self.check_shape(found, &slot);
                    self.expand_keyword(active, type_scoped, property, outcome, found, slot, start)?;
                }
                _ if !self.is_property(name) => {
                    let text = slot.key.as_str().unwrap_or_default();
                    self.space.issue(IssueKind::UndefinedTerm, slot.key.id(), text);
                }
                _ => self.expand_property(active, outcome, name, definition, slot)?,
            }
        }
        if has_nests { self.expand_nests(active, type_scoped, outcome, start, end) } else { Ok(()) }
    }

    /// A property is what has a colon in it; whether it is a good IRI is asked later.
    fn is_property(&self, name: Iri) -> bool {
        match (name.form, name.word) {
            (Form::Relative, Word::Text(text)) => self.space.texts.text(text).contains(':'),
            (Form::Relative, Word::Source(_)) => false,
            _ => true,
        }
    }

    fn check_shape(&mut self, found: Text, slot: &Slot<'d>) {
        if matches!(found, keyword::GRAPH | keyword::INCLUDED | keyword::NEST | keyword::REVERSE) {
            self.space.issue(IssueKind::Shape, slot.key.id(), slot.key.as_str().unwrap_or_default());
        }
    }

    fn expand_nests(
        &mut self,
        active: ActiveId,
        type_scoped: ActiveId,
        outcome: &mut Outcome<'d>,
        start: usize,
        end: usize,
    ) -> Result<(), JsonLdError> {
        for at in start..end {
            let Some(slot) = self.slot(at).filter(|slot| self.means(active, slot, keyword::NEST)) else { continue };
            let scoped = self.definition(active, slot.symbol).map_or(ContextId::NONE, |found| found.context);
            for nested in slot.value.items_or_self() {
                let invalid = ErrorCode::InvalidNestValue.at(nested.id());
                if !nested.is_object() {
                    return Err(invalid);
                }
                let active = self.apply(active, scoped, How::PROPERTY, nested.id())?;
                let from = self.slots.len();
                self.read_slots(nested);
                if self.slots_from(from).iter().any(|slot| self.means(active, slot, keyword::VALUE)) {
                    return Err(invalid);
                }
                self.expand_members(active, type_scoped, Property::Named(slot.symbol), outcome, from)?;
                self.slots.truncate(from);
            }
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the state of one step of the algorithm")]
    fn expand_keyword(
        &mut self,
        active: ActiveId,
        type_scoped: ActiveId,
        property: Property,
        outcome: &mut Outcome<'d>,
        found: Text,
        slot: Slot<'d>,
        start: usize,
    ) -> Result<(), JsonLdError> {
        let (key, value) = (slot.key.id(), slot.value);
        if property == Property::Reverse {
            return Err(ErrorCode::InvalidReversePropertyMap.at(key));
        }
        if outcome.has(found) && !matches!(found, keyword::INCLUDED | keyword::TYPE) {
            return Err(ErrorCode::CollidingKeywords.at(key));
        }
        match found {
            keyword::ID => {
                value.as_str().ok_or(ErrorCode::InvalidIdValue.at(value.id()))?;
                outcome.node.id = Some(self.expand_reference(active, value, false)?);
            }
            keyword::TYPE => self.expand_types(type_scoped, outcome, slot)?,
            keyword::GRAPH => {
                let values = self.expand(active, Property::Graph, value, false)?;
                self.add_entry(outcome, Iri::keyword(keyword::GRAPH), key, values.first);
            }
            keyword::INCLUDED => self.expand_included(active, outcome, slot)?,
            keyword::VALUE => self.read_value(active, outcome, value, start)?,
            keyword::LANGUAGE => {
                let tag = value.as_str().ok_or(ErrorCode::InvalidLanguageTaggedString.at(value.id()))?;
                outcome.language = Some(Word::Source(value.id()));
                outcome.is_language_valid = is_language_tag(tag);
                if !outcome.is_language_valid {
                    self.space.issue(IssueKind::InvalidLanguage, value.id(), tag);
                }
            }
            keyword::DIRECTION => {
                let direction = value.as_str().and_then(Direction::parse);
                outcome.direction = direction.ok_or(ErrorCode::InvalidBaseDirection.at(value.id()))?;
            }
            keyword::INDEX => {
                value.as_str().ok_or(ErrorCode::InvalidIndexValue.at(value.id()))?;
                outcome.index = Some(Word::Source(value.id()));
            }
            keyword::LIST if property.is_free() => {
                self.space.issue(IssueKind::FreeValue, value.id(), "");
                return Ok(());
            }
            keyword::LIST => outcome.list = self.expand_list(active, property, value)?,
            keyword::SET => outcome.set = self.expand(active, property, value, false)?,
            keyword::REVERSE => return self.expand_reverse(active, outcome, slot),
            _ => (),
        }
        outcome.keywords |= bit(found);
        Ok(())
    }

    /// The items of a list; what is expanded to a list of lists stays one.
    fn expand_list(&mut self, active: ActiveId, property: Property, value: Value<'d>) -> Result<Chain, JsonLdError> {
        let mut chain = self.expand(active, property, value, false)?;
        chain.is_array = true;
        Ok(chain)
    }

    fn add_entry(&mut self, outcome: &mut Outcome<'d>, property: Iri, key: NodeId, values: ItemId) {
        let entry = Entry { property, is_reverse: false, key, values, next: EntryId::NONE };
        self.tree.add_entry(&mut outcome.node, entry);
    }

    fn expand_types(
        &mut self,
        type_scoped: ActiveId,
        outcome: &mut Outcome<'d>,
        slot: Slot<'d>,
    ) -> Result<(), JsonLdError> {
        let mut chain = Chain::NULL;
        outcome.is_type_array = slot.value.is_array() || outcome.has(keyword::TYPE);
        for item in slot.value.items_or_self() {
            if self.is_omitted(item.id()) {
                continue;
            }
            let name = item.as_str().ok_or(ErrorCode::InvalidTypeValue.at(item.id()))?;
            let symbol = self.space.symbols.find(name);
            let Some(type_) = self.expand_iri(type_scoped, symbol, item, true, true)? else { continue };
            match type_.word {
                Word::Text(keyword::JSON) => (),
                Word::Source(_) if type_.form == Form::Relative && !name.contains([':', '/', '#']) => {
                    self.space.issue(IssueKind::UndefinedTerm, item.id(), name);
                }
                _ => self.check(type_, item.id()),
            }
            outcome.datatype = outcome.datatype.or(Some(type_));
            let more = self.tree.add(item.id(), Data::Type(type_));
            self.tree.append(&mut chain, more);
        }
        self.add_entry(outcome, Iri::keyword(keyword::TYPE), slot.key.id(), chain.first);
        Ok(())
    }

    fn expand_included(
        &mut self,
        active: ActiveId,
        outcome: &mut Outcome<'d>,
        slot: Slot<'d>,
    ) -> Result<(), JsonLdError> {
        let values = self.expand(active, Property::None, slot.value, false)?;
        let all_nodes = self.tree.items(values.first).all(|(_, item)| matches!(item.data, Data::Node(_)));
        if values.first == ItemId::NONE || !all_nodes {
            return Err(ErrorCode::InvalidIncludedValue.at(slot.value.id()));
        }
        outcome.has_properties = true;
        self.add_entry(outcome, Iri::keyword(keyword::INCLUDED), slot.key.id(), values.first);
        Ok(())
    }

    fn read_value(
        &mut self,
        active: ActiveId,
        outcome: &mut Outcome<'d>,
        value: Value<'d>,
        start: usize,
    ) -> Result<(), JsonLdError> {
        outcome.is_json = self.is_json_typed(active, start);
        if !outcome.is_json && (value.is_object() || value.is_array()) {
            return Err(ErrorCode::InvalidValueObjectValue.at(value.id()));
        }
        outcome.value = Some(value);
        Ok(())
    }

    /// Whether the last value of the first `@type` is `@json`.
    fn is_json_typed(&self, active: ActiveId, start: usize) -> bool {
        let types = self.slots_from(start).iter().filter(|slot| self.means(active, slot, keyword::TYPE));
        let first = types.min_by_key(|slot| slot.key.as_str());
        let Some(last) = first.and_then(|slot| slot.value.items_or_self().last()).and_then(Value::as_str) else {
            return false;
        };
        let symbol = self.space.symbols.find(last);
        let known = self.space.resolve(self.space.active(active), symbol, last, true);
        matches!(known, Resolved::Known(keyword::JSON))
    }

    fn expand_reverse(
        &mut self,
        active: ActiveId,
        outcome: &mut Outcome<'d>,
        slot: Slot<'d>,
    ) -> Result<(), JsonLdError> {
        if !slot.value.is_object() {
            return Err(ErrorCode::InvalidReverseValue.at(slot.value.id()));
        }
        let chain = self.expand(active, Property::Reverse, slot.value, false)?;
        let Some(Item { data: Data::Node(node), .. }) = self.tree.item(chain.first).copied() else { return Ok(()) };
        let mut next = node.first;
        while let Some(entry) = self.tree.entry(next).copied() {
            if !entry.is_reverse {
                self.check_reverse_values(entry.values)?;
            }
            // What is reversed twice points forward again.
            if let Some(entry) = self.tree.entry_mut(next) {
                entry.is_reverse = !entry.is_reverse;
            }
            self.tree.link_entry(&mut outcome.node, next);
            outcome.has_properties = true;
            next = entry.next;
        }
        Ok(())
    }

    fn check_reverse_values(&self, values: ItemId) -> Result<(), JsonLdError> {
        match self.tree.items(values).find(|(_, item)| !matches!(item.data, Data::Node(_))) {
            Some((_, item)) => Err(ErrorCode::InvalidReversePropertyValue.at(item.origin)),
            None => Ok(()),
        }
    }

    fn expand_property(
        &mut self,
        active: ActiveId,
        outcome: &mut Outcome<'d>,
        name: Iri,
        definition: Option<Definition>,
        slot: Slot<'d>,
    ) -> Result<(), JsonLdError> {
        let definition = definition.unwrap_or(Definition::EMPTY);
        let mut chain = self.expand_contained(active, &definition, &slot)?;
        if chain.is_null() {
            return Ok(());
        }
        if definition.contains(container::LIST) && !self.is_list(&chain) {
            chain = self.tree.add(slot.value.id(), Data::List(chain.first));
        }
        if definition.contains(container::GRAPH) && !definition.contains(container::ID | container::INDEX) {
            chain = self.wrap_graphs(chain, slot.key.id());
        }
        let is_reverse = definition.is(flag::REVERSE);
        if is_reverse {
            self.check_reverse_values(chain.first)?;
        }
        self.check(name, slot.key.id());
        if name.form == Form::Blank {
            self.space.issue(IssueKind::BlankPredicate, slot.key.id(), slot.key.as_str().unwrap_or_default());
        }
        outcome.has_properties = true;
        let entry = Entry { property: name, is_reverse, key: slot.key.id(), values: chain.first, next: EntryId::NONE };
        self.tree.add_entry(&mut outcome.node, entry);
        Ok(())
    }

    fn is_list(&self, chain: &Chain) -> bool {
        !chain.is_array && self.tree.item(chain.first).is_some_and(|item| matches!(item.data, Data::List(_)))
    }

    fn wrap_graphs(&mut self, chain: Chain, key: NodeId) -> Chain {
        let mut all = Chain { is_array: true, ..Chain::NULL };
        let mut next = chain.first;
        while let Some(item) = self.tree.item(next).copied() {
            let wrapped = self.wrap_graph(next, key);
            self.tree.append(&mut all, wrapped);
            next = item.next;
        }
        all
    }

    /// A graph object with one item, which leaves its chain.
    pub(super) fn wrap_graph(&mut self, id: ItemId, key: NodeId) -> Chain {
        let mut origin = key;
        if let Some(item) = self.tree.item_mut(id) {
            item.next = ItemId::NONE;
            origin = item.origin;
        }
        let mut node = Node { id: None, first: EntryId::NONE, last: EntryId::NONE };
        let property = Iri::keyword(keyword::GRAPH);
        self.tree.add_entry(&mut node, Entry { property, is_reverse: false, key, values: id, next: EntryId::NONE });
        self.tree.add(origin, Data::Node(node))
    }

    /// Steps 15 to 20: what kind of object it is, and whether it may stay.
    fn finish(&mut self, property: Property, outcome: Outcome<'d>) -> Result<Chain, JsonLdError> {
        let origin = outcome.origin;
        let mut chain = if outcome.has(keyword::VALUE) {
            match self.finish_value(&outcome)? {
                Some(literal) => self.tree.add(origin, Data::Value(literal)),
                None => return Ok(Chain::NULL),
            }
        } else if outcome.has(keyword::TYPE) {
            if outcome.has(keyword::LIST) || outcome.has(keyword::SET) {
                return Err(ErrorCode::InvalidSetOrListObject.at(origin));
            }
            self.tree.add(origin, Data::Node(outcome.node))
        } else if outcome.has(keyword::LIST) || outcome.has(keyword::SET) {
            let both = outcome.has(keyword::LIST) && outcome.has(keyword::SET);
            if both || !outcome.has_only(&[keyword::LIST, keyword::SET, keyword::INDEX]) {
                return Err(ErrorCode::InvalidSetOrListObject.at(origin));
            }
            if outcome.has(keyword::SET) {
                return Ok(outcome.set);
            }
            self.tree.add(origin, Data::List(outcome.list.first))
        } else if outcome.has(keyword::LANGUAGE) && outcome.has_only(&[keyword::LANGUAGE]) {
            self.space.issue(IssueKind::FreeValue, origin, "");
            return Ok(Chain::NULL);
        } else {
            self.tree.add(origin, Data::Node(outcome.node))
        };
        if let Some(item) = self.tree.item_mut(chain.first) {
            item.index = outcome.index;
        }
        if property.is_free() && self.is_floating(&outcome) {
            self.space.issue(IssueKind::FreeValue, origin, "");
            chain = Chain::NULL;
        }
        Ok(chain)
    }

    /// Whether it says nothing about any node.
    fn is_floating(&self, outcome: &Outcome<'d>) -> bool {
        outcome.has(keyword::VALUE)
            || outcome.has(keyword::LIST)
            || outcome.has_only(&[])
            || outcome.has_only(&[keyword::ID])
    }

    fn finish_value(&mut self, outcome: &Outcome<'d>) -> Result<Option<Literal>, JsonLdError> {
        use keyword::{DIRECTION, INDEX, LANGUAGE, TYPE, VALUE};
        let (origin, Some(value)) = (outcome.origin, outcome.value) else { return Ok(None) };
        let is_typed = outcome.has(TYPE);
        if !outcome.has_only(&[DIRECTION, INDEX, LANGUAGE, TYPE, VALUE])
            || (is_typed && (outcome.has(LANGUAGE) || outcome.has(DIRECTION)))
        {
            return Err(ErrorCode::InvalidValueObject.at(origin));
        }
        if value.is_null() && !outcome.is_json {
            return Ok(None);
        }
        if value.as_str().is_none() && outcome.has(LANGUAGE) {
            return Err(ErrorCode::InvalidLanguageTaggedValue.at(origin));
        }
        let is_iri = |datatype: &Iri| !outcome.is_type_array && datatype.form == Form::Iri;
        if is_typed && !outcome.is_json && !outcome.datatype.as_ref().is_some_and(is_iri) {
            return Err(ErrorCode::InvalidTypedValue.at(origin));
        }
        let literal = Literal {
            value: value.id(),
            datatype: if outcome.is_json { Some(Iri::keyword(keyword::JSON)) } else { outcome.datatype },
            language: outcome.language,
            is_language_valid: outcome.is_language_valid,
            direction: outcome.direction,
        };
        if !outcome.is_json {
            let checked = Literal { is_language_valid: true, datatype: None, ..literal };
            self.check_literal(&checked, value);
        }
        Ok(Some(literal))
    }
}

/// Whether a language tag is well-formed (BCP 47, section 2.2.9).
pub(super) fn is_language_tag(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok()
}
