//! An expanded document: items and their entries in two lists, linked by numbers.

use super::definition::Direction;
use super::iri::Form;
use super::keyword;
use super::symbols::{Text, Texts, count, index};
use crate::json::{Document, NodeId};

/// Text: from the tables, or a string of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Source(NodeId),
    Text(Text),
}

/// A word that stands where an IRI is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Iri {
    pub(super) word: Word,
    pub(super) form: Form,
}

impl Iri {
    /// A keyword, where `@type` has one.
    pub(super) const fn keyword(text: Text) -> Self {
        Self { word: Word::Text(text), form: Form::Relative }
    }

    /// What is left of a name that looked like a keyword.
    pub(super) const NULL: Self = Self { word: Word::Text(keyword::NONE), form: Form::Relative };

    pub(super) fn is_keyword(self, keyword: Text) -> bool {
        self.word == Word::Text(keyword)
    }
}

/// The number of an item, from 1; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ItemId(u32);

/// The number of an entry, from 1; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryId(u32);

impl ItemId {
    pub(super) const NONE: Self = Self(0);
}

impl EntryId {
    pub(super) const NONE: Self = Self(0);
}

/// A node object, value object or list object, or an item of `@type`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Where it was read.
    pub(super) origin: NodeId,
    /// The next one of the same property, list or graph.
    pub(super) next: ItemId,
    /// `@index`.
    pub(super) index: Option<Word>,
    pub(super) data: Data,
}

/// What an item is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Data {
    List(ItemId),
    Node(Node),
    Type(Iri),
    Value(Literal),
}

/// A node object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) id: Option<Iri>,
    pub(super) first: EntryId,
    pub(super) last: EntryId,
}

/// A value object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal {
    /// The JSON value.
    pub(super) value: NodeId,
    /// `@type`; `@json` for a JSON literal.
    pub(super) datatype: Option<Iri>,
    pub(super) language: Option<Word>,
    /// Whether the language tag holds to BCP 47.
    pub(super) is_language_valid: bool,
    pub(super) direction: Direction,
}

/// A property of a node object with its values; one for each member, so a property may have several.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The IRI, or `@type`, `@graph` or `@included`.
    pub(super) property: Iri,
    /// Whether the values point here.
    pub(super) is_reverse: bool,
    /// The member's name.
    pub(super) key: NodeId,
    pub(super) values: ItemId,
    pub(super) next: EntryId,
}

/// What expanding a value gives: nothing, one item, or an array of items.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Chain {
    pub(super) first: ItemId,
    pub(super) last: ItemId,
    pub(super) is_array: bool,
}

impl Chain {
    pub(super) const NULL: Self = Self { first: ItemId::NONE, last: ItemId::NONE, is_array: false };

    pub(super) fn is_null(&self) -> bool {
        self.first == ItemId::NONE && !self.is_array
    }
}

/// The lists.
pub(super) struct Tree {
    items: Vec<Item>,
    entries: Vec<Entry>,
    /// The members that stand for keywords under names of their own: their names' places, and the keywords.
    pub(super) aliases: Vec<(NodeId, Text)>,
}

impl Tree {
    pub(super) fn with_room(nodes: usize) -> Self {
        Self { items: Vec::with_capacity(nodes >> 1), entries: Vec::with_capacity(nodes >> 1), aliases: Vec::new() }
    }

    pub(super) fn item(&self, id: ItemId) -> Option<&Item> {
        id.0.checked_sub(1).and_then(|at| self.items.get(index(at)))
    }

    pub(super) fn item_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        id.0.checked_sub(1).and_then(|at| self.items.get_mut(index(at)))
    }

    pub(super) fn entry(&self, id: EntryId) -> Option<&Entry> {
        id.0.checked_sub(1).and_then(|at| self.entries.get(index(at)))
    }

    pub(super) fn entry_mut(&mut self, id: EntryId) -> Option<&mut Entry> {
        id.0.checked_sub(1).and_then(|at| self.entries.get_mut(index(at)))
    }

    pub(super) fn add(&mut self, origin: NodeId, data: Data) -> Chain {
        self.items.push(Item { origin, next: ItemId::NONE, index: None, data });
        let id = ItemId(count(self.items.len()));
        Chain { first: id, last: id, is_array: false }
    }

    /// Puts the items of one chain behind those of another.
    pub(super) fn append(&mut self, to: &mut Chain, more: Chain) {
        if more.first == ItemId::NONE {
            return;
        }
        match self.item_mut(to.last) {
            Some(last) => last.next = more.first,
            None => to.first = more.first,
        }
        to.last = more.last;
    }

    /// Adds an entry at the end of a list of entries.
    pub(super) fn add_entry(&mut self, node: &mut Node, entry: Entry) {
        self.entries.push(Entry { next: EntryId::NONE, ..entry });
        self.link_entry(node, EntryId(count(self.entries.len())));
    }

    /// Puts an entry, which ends its list or is about to, at the end of another.
    pub(super) fn link_entry(&mut self, node: &mut Node, id: EntryId) {
        if let Some(entry) = self.entry_mut(id) {
            entry.next = EntryId::NONE;
        }
        match self.entry_mut(node.last) {
            Some(last) => last.next = id,
            None => node.first = id,
        }
        node.last = id;
    }

    /// All items, in the order they were read.
    pub(super) fn all_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter()
    }

    /// All entries, in the order they were read.
    pub(super) fn all_entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The items from `first` on.
    pub(super) fn items(&self, first: ItemId) -> impl Iterator<Item = (ItemId, &Item)> {
        let step = |id: ItemId| self.item(id).map(|item| (id, item));
        std::iter::successors(step(first), move |(_, item)| step(item.next))
    }

    /// The entries of a node.
    pub(super) fn entries(&self, node: &Node) -> impl Iterator<Item = (EntryId, &Entry)> {
        let step = |id: EntryId| self.entry(id).map(|entry| (id, entry));
        std::iter::successors(step(node.first), move |(_, entry)| step(entry.next))
    }

    /// Whether an item is a graph object: nothing but a graph, perhaps named.
    pub(super) fn is_graph(&self, item: &Item) -> bool {
        match &item.data {
            Data::Node(node) => {
                node.first != EntryId::NONE
                    && self.entries(node).all(|(_, entry)| entry.property.is_keyword(keyword::GRAPH))
            }
            _ => false,
        }
    }
}

/// The text of a word.
pub(super) fn text<'t>(word: Word, texts: &'t Texts, document: &'t Document<'t>) -> &'t str {
    match word {
        Word::Source(id) => document.value(id).and_then(crate::json::Value::as_str).unwrap_or_default(),
        Word::Text(text) => texts.text(text),
    }
}
