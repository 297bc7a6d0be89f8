//! Members whose objects are not nodes: JSON literals, language maps, and maps by index, id or type
//! ([Expansion Algorithm](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm), steps 13.6 to 13.8).

use super::context::{ActiveId, How};
use super::contexts::ContextId;
use super::definition::{Definition, Direction, container, flag};
use super::error::{ErrorCode, IssueKind, JsonLdError};
use super::expand::{Expander, Property, Slot};
use super::keyword;
use super::symbols::{Symbol, Text};
use super::tree::{self, Chain, Data, Entry, EntryId, Iri, Item, ItemId, Literal, Node, Word};
use super::value::is_language_tag;
use crate::json::{Member, Value};

/// A map by index, id or type, and what its keys mean.
struct Map<'d> {
    definition: Definition,
    property: Symbol,
    /// The property that an index is a value of, if it is not just `@index`.
    index: Option<(Symbol, Iri)>,
    member: Member<'d>,
}

impl<'d> Expander<'d> {
    /// The value of a member, by the container of its term.
    pub(super) fn expand_contained(
        &mut self,
        active: ActiveId,
        definition: &Definition,
        slot: &Slot<'d>,
    ) -> Result<Chain, JsonLdError> {
        if definition.type_ == keyword::JSON {
            let literal = plain(slot.value, Some(Iri::keyword(keyword::JSON)));
            return Ok(self.tree.add(slot.value.id(), Data::Value(literal)));
        }
        if slot.value.is_object() && definition.contains(container::LANGUAGE) {
            return self.expand_language_map(active, definition, slot.value);
        }
        if slot.value.is_object() && definition.contains(container::INDEX | container::ID | container::TYPE) {
            return self.expand_map(active, definition, slot);
        }
        self.expand(active, Property::Named(slot.symbol), slot.value, false)
    }

    fn expand_language_map(
        &mut self,
        active: ActiveId,
        definition: &Definition,
        map: Value<'d>,
    ) -> Result<Chain, JsonLdError> {
        let own = if definition.is(flag::DIRECTION) { Some(definition.direction) } else { None };
        let direction = own.unwrap_or(self.space.active(active).direction);
        let mut all = Chain { is_array: true, ..Chain::NULL };
        for member in map.members() {
            if self.is_omitted(member.key.id()) || self.is_omitted(member.value.id()) {
                continue;
            }
            let symbol = self.space.symbols.find(member.name());
            let is_none = keyword::of(symbol) == Some(keyword::NO_INDEX)
                || self.space.lookup(active, symbol).is_some_and(|found| found.iri == keyword::NO_INDEX);
            let is_language_valid = is_none || is_language_tag(member.name());
            if !is_language_valid {
                self.space.issue(IssueKind::InvalidLanguage, member.key.id(), member.name());
            }
            let language = if is_none { None } else { Some(Word::Source(member.key.id())) };
            for item in member.value.items_or_self().filter(|item| !item.is_null()) {
                item.as_str().ok_or(ErrorCode::InvalidLanguageMapValue.at(item.id()))?;
                let literal = Literal { language, is_language_valid, direction, ..plain(item, None) };
                let more = self.tree.add(item.id(), Data::Value(literal));
                self.tree.append(&mut all, more);
            }
        }
        Ok(all)
    }

    fn expand_map(&mut self, active: ActiveId, definition: &Definition, slot: &Slot<'d>) -> Result<Chain, JsonLdError> {
        let index =
            if definition.index == keyword::NONE { None } else { self.index_property(active, definition.index)? };
        let mut all = Chain { is_array: true, ..Chain::NULL };
        for member in slot.value.members() {
            if self.is_omitted(member.key.id()) || self.is_omitted(member.value.id()) {
                continue;
            }
            let map = Map { definition: *definition, property: slot.symbol, index, member };
            let chain = self.expand_map_member(active, &map)?;
            self.tree.append(&mut all, chain);
        }
        Ok(all)
    }

    /// The symbol and the IRI of the property that indexes become values of.
    fn index_property(&mut self, active: ActiveId, index: Text) -> Result<Option<(Symbol, Iri)>, JsonLdError> {
        use super::context::Resolved;
        let name = self.space.texts.text(index).to_owned();
        let symbol = self.space.symbols.find(&name);
        let text = match self.space.resolve(self.space.active(active), symbol, &name, true) {
            Resolved::Known(text) => text,
            Resolved::Joined(head, tail) => self.space.texts.join(head, tail)?,
            _ => index,
        };
        Ok(Some((symbol, self.known(text))).filter(|_| text != keyword::INDEX))
    }

    fn expand_map_member(&mut self, active: ActiveId, map: &Map<'d>) -> Result<Chain, JsonLdError> {
        let key = map.member.key;
        let symbol = self.space.symbols.find(map.member.name());
        let mut map_context = active;
        if map.definition.contains(container::TYPE) {
            let outer = self.space.active(active).previous.unwrap_or(active);
            let scoped = self.space.lookup(outer, symbol).map_or(ContextId::NONE, |found| found.context);
            if scoped != ContextId::NONE {
                self.space.at = key.id();
                map_context = self.space.apply(outer, scoped, How::LOCAL)?;
            }
        }
        let is_none = keyword::of(symbol) == Some(keyword::NO_INDEX)
            || self.space.lookup(active, symbol).is_some_and(|found| found.iri == keyword::NO_INDEX);
        if map.definition.contains(container::INDEX) && map.index.is_none() {
            self.tree.aliases.push((key.id(), keyword::INDEX));
        }
        let items = self.expand(map_context, Property::Named(map.property), map.member.value, true)?;
        let mut all = Chain { is_array: true, ..Chain::NULL };
        let mut next = items.first;
        while let Some(item) = self.tree.item(next).copied() {
            let follows = item.next;
            let is_bare = map.definition.contains(container::GRAPH) && !self.tree.is_graph(&item);
            let wrapped = if is_bare { self.wrap_graph(next, key.id()) } else { self.take(next) };
            if !is_none {
                self.set_index(active, map, symbol, wrapped.first)?;
            }
            self.tree.append(&mut all, wrapped);
            next = follows;
        }
        Ok(all)
    }

    /// One item, out of its chain.
    fn take(&mut self, id: ItemId) -> Chain {
        if let Some(item) = self.tree.item_mut(id) {
            item.next = ItemId::NONE;
        }
        Chain { first: id, last: id, is_array: false }
    }

    /// Gives an item what the key of the map says.
    fn set_index(&mut self, active: ActiveId, map: &Map<'d>, symbol: Symbol, id: ItemId) -> Result<(), JsonLdError> {
        let Some(mut item) = self.tree.item(id).copied() else { return Ok(()) };
        let key = map.member.key;
        if map.definition.contains(container::INDEX) {
            match map.index {
                None => item.index = item.index.or(Some(Word::Source(key.id()))),
                Some((symbol, property)) => {
                    let definition = self.definition(active, symbol);
                    let values = self.expand_value(active, definition, key)?;
                    self.prepend(&mut item, property, key, values)?;
                }
            }
        } else if map.definition.contains(container::ID) {
            let Data::Node(node) = &mut item.data else { return Err(ErrorCode::InvalidValueObject.at(key.id())) };
            let keyed = self.expand_reference(active, key, false)?;
            let text = |iri: Iri| tree::text(iri.word, &self.space.texts, self.document);
            match node.id {
                None => node.id = Some(keyed),
                // The standard lets the node's own identifier win, and then nothing says what the key was.
                Some(own) if text(own) != text(keyed) => {
                    self.space.issue(IssueKind::IgnoredKey, key.id(), map.member.name());
                }
                Some(_) => {}
            }
        } else if let Some(type_) = self.expand_iri(active, symbol, key, true, true)? {
            self.check(type_, key.id());
            let values = self.tree.add(key.id(), Data::Type(type_));
            self.prepend(&mut item, Iri::keyword(keyword::TYPE), key, values)?;
        }
        if let Some(place) = self.tree.item_mut(id) {
            *place = item;
        }
        Ok(())
    }

    /// Puts a value before those that a node has.
    fn prepend(&mut self, item: &mut Item, property: Iri, key: Value<'d>, values: Chain) -> Result<(), JsonLdError> {
        let Data::Node(node) = &mut item.data else { return Err(ErrorCode::InvalidValueObject.at(key.id())) };
        let entry = Entry { property, is_reverse: false, key: key.id(), values: values.first, next: EntryId::NONE };
        let mut head = Node { id: node.id, first: EntryId::NONE, last: EntryId::NONE };
        self.tree.add_entry(&mut head, entry);
        if node.first == EntryId::NONE {
            *node = head;
        } else {
            if let Some(entry) = self.tree.entry_mut(head.first) {
                entry.next = node.first;
            }
            node.first = head.first;
        }
        Ok(())
    }
}

fn plain(value: Value<'_>, datatype: Option<Iri>) -> Literal {
    Literal { value: value.id(), datatype, language: None, is_language_valid: true, direction: Direction::None }
}
