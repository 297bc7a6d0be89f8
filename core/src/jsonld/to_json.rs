//! An expanded document as JSON, the way the standard shows it: for the W3C's suite, and for people.

use super::keyword;
use super::symbols::Texts;
use super::tree::{Data, Entry, Iri, Item, ItemId, Literal, Node, Tree, Word, text};
use crate::json::{Document, Kind, NodeId, Value, write_string};
use std::collections::BTreeMap;

pub(super) struct Printer<'e> {
    pub(super) tree: &'e Tree,
    pub(super) texts: &'e Texts,
    pub(super) document: &'e Document<'e>,
    pub(super) out: String,
}

/// The values of one property, gathered from its entries.
type Properties<'e> = BTreeMap<&'e str, Vec<ItemId>>;

impl<'e> Printer<'e> {
    pub(super) fn array(&mut self, first: ItemId) {
        self.chains(&[first]);
    }

    fn chains(&mut self, firsts: &[ItemId]) {
        let tree = self.tree;
        self.out.push('[');
        let items = firsts.iter().flat_map(|first| tree.items(*first));
        for (at, (_, item)) in items.enumerate() {
            self.comma(at);
            self.item(item);
        }
        self.out.push(']');
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push(',');
        }
    }

    fn item(&mut self, item: &'e Item) {
        match &item.data {
            Data::List(first) => {
                self.out.push_str("{\"@list\":");
                self.array(*first);
                self.end(item);
            }
            Data::Node(node) => self.node(node, item),
            Data::Type(type_) => self.iri(*type_),
            Data::Value(literal) => {
                self.literal(literal);
                self.end(item);
            }
        }
    }

    /// Ends an object, with its `@index`.
    fn end(&mut self, item: &Item) {
        if let Some(index) = item.index {
            self.name("@index");
            self.word(index);
        }
        self.out.push('}');
    }

    /// The name of a member, after a comma unless it is the first.
    fn name(&mut self, name: &str) {
        if !self.out.ends_with('{') {
            self.out.push(',');
        }
        write_string(&mut self.out, name);
        self.out.push(':');
    }

    fn node(&mut self, node: &'e Node, item: &Item) {
        self.out.push('{');
        if let Some(id) = node.id {
            self.name("@id");
            self.iri(id);
        }
        let (mut forward, mut reverse) = (Properties::new(), Properties::new());
        let tree = self.tree;
        for (_, entry) in tree.entries(node) {
            let to = if entry.is_reverse { &mut reverse } else { &mut forward };
            to.entry(self.property(entry)).or_default().push(entry.values);
        }
        self.properties(&forward);
        if !reverse.is_empty() {
            self.name("@reverse");
            self.out.push('{');
            self.properties(&reverse);
            self.out.push('}');
        }
        self.end(item);
    }

    fn property(&self, entry: &Entry) -> &'e str {
        text(entry.property.word, self.texts, self.document)
    }

    fn properties(&mut self, properties: &Properties<'e>) {
        for (name, values) in properties {
            self.name(name);
            self.chains(values);
        }
    }

    /// A value object, left open for its `@index`.
    fn literal(&mut self, literal: &Literal) {
        self.out.push('{');
        if let Some(datatype) = literal.datatype {
            self.name("@type");
            self.iri(datatype);
        }
        if let Some(language) = literal.language {
            self.name("@language");
            self.word(language);
        }
        if let Some(direction) = literal.direction.as_str() {
            self.name("@direction");
            write_string(&mut self.out, direction);
        }
        self.name("@value");
        self.source(literal.value);
    }

    fn iri(&mut self, iri: Iri) {
        if iri.is_keyword(keyword::NONE) { self.out.push_str("null") } else { self.word(iri.word) }
    }

    fn word(&mut self, word: Word) {
        write_string(&mut self.out, text(word, self.texts, self.document));
    }

    /// A value of the document: a string by its content, for it may have been a member's name, anything else as written.
    fn source(&mut self, id: NodeId) {
        let Some(value) = self.document.value(id) else { return };
        write_value(&mut self.out, value);
    }
}

fn write_value(to: &mut String, value: Value<'_>) {
    match value.kind() {
        Kind::Null => to.push_str("null"),
        Kind::Boolean(value) => to.push_str(if value { "true" } else { "false" }),
        Kind::Number => to.push_str(value.as_number_text().unwrap_or_default()),
        Kind::String => write_string(to, value.as_str().unwrap_or_default()),
        Kind::Array => {
            to.push('[');
            for (at, item) in value.items().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                write_value(to, item);
            }
            to.push(']');
        }
        Kind::Object => {
            to.push('{');
            for (at, member) in value.members().enumerate() {
                if at > 0 {
                    to.push(',');
                }
                write_string(to, member.name());
                to.push(':');
                write_value(to, member.value);
            }
            to.push('}');
        }
    }
}
