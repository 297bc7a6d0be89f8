//! Expansion ([Expansion Algorithm](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm)), of values and node objects.
//!
//! What the standard builds as maps and arrays is written straight into a [`Tree`]; a property that comes from several
//! members keeps one entry for each, which means the same.

use super::context::{ActiveId, ContextSpace, How, Local, Resolved};
use super::contexts::ContextId;
use super::definition::{Definition, Direction, container, flag};
use super::error::{ErrorCode, IssueKind, JsonLdError};
use super::iri::Form;
use super::keyword;
use super::object::{Outcome, bit};
use super::options::Contexts;
use super::symbols::{Symbol, Text};
use super::tree::{Chain, Data, Entry, EntryId, Iri, Item, ItemId, Node, Tree, Word};
use super::value::is_language_tag;
use crate::json::{Document, Kind, NodeId, Value};

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
    /// The number of what the name means in the active context that was last looked into; 0 is nothing.
    definition: u32,
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
    pub(super) fn is_free(self) -> bool {
        matches!(self, Self::None | Self::Graph)
    }

    pub(super) fn symbol(self) -> Symbol {
        match self {
            Self::Named(symbol) => symbol,
            _ => Symbol::UNKNOWN,
        }
    }
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

    pub(super) fn apply(
        &mut self,
        active: ActiveId,
        context: ContextId,
        how: How,
        at: NodeId,
    ) -> Result<ActiveId, JsonLdError> {
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
                self.slots.push(Slot { symbol, definition: 0, key: member.key, value: member.value });
            }
        }
    }

    /// Looks up what the names mean: once for all that is asked of them until the active context changes.
    fn define_slots(&mut self, active: ActiveId, start: usize) {
        let active = self.space.active(active);
        for slot in self.slots.get_mut(start..).unwrap_or_default() {
            slot.definition = self.space.number_in(active, slot.symbol);
        }
    }

    /// What a name means in the active context that was last looked into.
    fn definition_of(&self, slot: &Slot<'d>) -> Option<&Definition> {
        if slot.definition == 0 { None } else { Some(self.space.definition(slot.definition)) }
    }

    /// Whether a name means this keyword there.
    fn stands_for(&self, slot: &Slot<'d>, keyword: Text) -> bool {
        keyword::of(slot.symbol) == Some(keyword) || self.definition_of(slot).is_some_and(|found| found.iri == keyword)
    }

    fn slot(&self, at: usize) -> Option<Slot<'d>> {
        self.slots.get(at).copied()
    }

    fn slots_from(&self, start: usize) -> &[Slot<'d>] {
        self.slots.get(start..).unwrap_or_default()
    }

    /// Whether a name expands to this keyword in an active context.
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
        self.define_slots(active, start);
        active = self.apply_type_contexts(active, start)?;
        if active != type_scoped {
            self.define_slots(active, start);
        }
        let mut outcome = Outcome::new(element.id());
        self.expand_members(active, type_scoped, property, &mut outcome, start)?;
        self.finish(property, &outcome)
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
        let is_type = |slot: &&Slot<'d>| self.stands_for(slot, keyword::TYPE);
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
            let definition = self.definition_of(&slot).copied();
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
            let Some(slot) = self.slot(at).filter(|slot| self.stands_for(slot, keyword::NEST)) else { continue };
            let scoped = self.definition_of(&slot).map_or(ContextId::NONE, |found| found.context);
            for nested in slot.value.items_or_self() {
                let invalid = ErrorCode::InvalidNestValue.at(nested.id());
                if !nested.is_object() {
                    return Err(invalid);
                }
                let active = self.apply(active, scoped, How::PROPERTY, nested.id())?;
                let from = self.slots.len();
                self.read_slots(nested);
                self.define_slots(active, from);
                if self.slots_from(from).iter().any(|slot| self.stands_for(slot, keyword::VALUE)) {
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
        if keyword::of(slot.symbol) != Some(found) && !matches!(slot.key.as_str(), Some("id" | "type")) {
            self.tree.aliases.push((key, found));
        }
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
            keyword::TYPE => self.expand_types(type_scoped, outcome, slot, start)?,
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
            // The other keywords belong into contexts and values: as a member each is lost.
            _ => self.space.issue(IssueKind::UndefinedTerm, key, slot.key.as_str().unwrap_or_default()),
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
        start: usize,
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
                // The type of a value; a node is of no such type.
                Word::Text(keyword::JSON) if self.has_value(start) => (),
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

    fn has_value(&self, start: usize) -> bool {
        self.slots_from(start).iter().any(|slot| self.stands_for(slot, keyword::VALUE))
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
        let types = self.slots_from(start).iter().filter(|slot| self.stands_for(slot, keyword::TYPE));
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
            // Of what is no node, or of a name of which nothing is said, a graph keeps no trace.
            if !matches!(item.data, Data::Node(node) if node.first != EntryId::NONE || node.id.is_none()) {
                self.space.issue(IssueKind::FreeValue, origin, "");
            }
        }
        let mut node = Node { id: None, first: EntryId::NONE, last: EntryId::NONE };
        let property = Iri::keyword(keyword::GRAPH);
        self.tree.add_entry(&mut node, Entry { property, is_reverse: false, key, values: id, next: EntryId::NONE });
        self.tree.add(origin, Data::Node(node))
    }
}
