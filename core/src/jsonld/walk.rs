//! Reading an expanded document by IRI, whatever names its members had.

use super::Expanded;
use super::definition::Direction;
use super::keyword;
use super::number;
use super::symbols::{Texts, index};
use super::to_rdf::XSD_DOUBLE;
use super::tree::{self, Data, EntryId, Iri, ItemId, Tree, Word};
use crate::json::{Document, NodeId, Value};
use std::fmt;

impl Expanded<'_> {
    /// How many distinct contexts were in force in it.
    #[must_use]
    pub fn context_count(&self) -> usize {
        self.contexts
    }

    /// The numbers whose canonical form as `xsd:double` is another number: what is signed is rounded.
    pub fn rounded(&self) -> impl Iterator<Item = NodeId> {
        self.tree.all_items().filter_map(|item| match &item.data {
            Data::Value(literal) if !literal.datatype.is_some_and(|datatype| datatype.is_keyword(keyword::JSON)) => {
                let number = self.document.value(literal.value)?.as_number_text()?;
                let datatype = literal.datatype.map(|iri| tree::text(iri.word, &self.texts, self.document));
                (!number::is_exact(number, datatype == Some(XSD_DOUBLE))).then_some(literal.value)
            }
            _ => None,
        })
    }

    /// The values that are JSON literals as they stand, because their terms say so.
    pub fn json_values(&self) -> impl Iterator<Item = NodeId> {
        self.tree.all_items().filter_map(|item| match &item.data {
            Data::Value(literal) if literal.datatype.is_some_and(|datatype| datatype.is_keyword(keyword::JSON)) => {
                Some(item.origin).filter(|origin| *origin == literal.value)
            }
            _ => None,
        })
    }

    /// Every member of the document that is a property, gives types or stands for another keyword under a name of its own:
    /// the place of its name, and what `meaning` makes of the IRI or keyword. It is asked once for each that a context
    /// defines.
    pub fn meanings<'e, T: Copy + 'e>(
        &'e self,
        meaning: impl Fn(&str) -> T + 'e,
    ) -> impl Iterator<Item = (NodeId, T)> + 'e {
        let view = View { tree: &self.tree, texts: &self.texts, document: self.document };
        let mut known = vec![None; self.texts.len()];
        let properties = self.tree.all_entries().map(|entry| (entry.key, entry.property.word));
        let aliases = self.tree.aliases.iter().map(|(key, keyword)| (*key, Word::Text(*keyword)));
        properties.chain(aliases).map(move |(key, word)| {
            let asked = || meaning(tree::text(word, view.texts, view.document));
            let place = match word {
                Word::Text(text) => known.get_mut(index(text.0)),
                Word::Source(_) => None,
            };
            (key, place.map_or_else(asked, |place| *place.get_or_insert_with(asked)))
        })
    }

    /// The same members: the names as they are written, and the IRIs or keywords.
    pub fn members(&self) -> impl Iterator<Item = (&str, &str)> {
        let view = View { tree: &self.tree, texts: &self.texts, document: self.document };
        let name = |key| self.document.value(key).and_then(Value::as_str).unwrap_or_default();
        self.tree.all_entries().map(move |entry| (name(entry.key), view.iri(entry.property)))
    }

    /// The terms that contexts written into the document define so that their values point here, or stand in maps by index,
    /// id or type, or in graphs of their own: where each is defined, and the IRI that it means.
    pub fn rearranging(&self) -> impl Iterator<Item = (NodeId, &str)> {
        self.rearranging.iter().map(|(at, iri)| (*at, self.texts.text(*iri)))
    }

    /// The outermost nodes: of a credential, one.
    pub fn roots(&self) -> impl Iterator<Item = Node<'_>> {
        let view = View { tree: &self.tree, texts: &self.texts, document: self.document };
        view.objects(self.first).filter_map(|object| match object {
            Object::Node(node) => Some(node),
            _ => None,
        })
    }
}

/// What all parts of the reading share.
#[derive(Clone, Copy)]
struct View<'e> {
    tree: &'e Tree,
    texts: &'e Texts,
    document: &'e Document<'e>,
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl<'e> View<'e> {
    fn objects(self, first: ItemId) -> impl Iterator<Item = Object<'e>> {
        self.tree.items(first).map(move |(id, item)| match item.data {
            Data::List(_) => Object::List(List { view: self, id }),
            Data::Value(_) => Object::Literal(Literal { view: self, id }),
            Data::Node(_) | Data::Type(_) => Object::Node(Node { view: self, id }),
        })
    }

    fn origin(self, id: ItemId) -> NodeId {
        self.tree.item(id).map_or(NodeId::ROOT, |item| item.origin)
    }

    fn iri(self, iri: Iri) -> &'e str {
        tree::text(iri.word, self.texts, self.document)
    }
}

/// A value of a property.
#[derive(Clone, Copy, Debug)]
pub enum Object<'e> {
    /// An ordered list.
    List(List<'e>),
    /// A literal.
    Literal(Literal<'e>),
    /// A node, or a reference to one.
    Node(Node<'e>),
}

impl Object<'_> {
    /// Its place in the document.
    #[must_use]
    pub fn origin(&self) -> NodeId {
        match self {
            Self::List(list) => list.view.origin(list.id),
            Self::Literal(literal) => literal.origin(),
            Self::Node(node) => node.origin(),
        }
    }
}

/// A node object.
#[derive(Clone, Copy, Debug)]
pub struct Node<'e> {
    view: View<'e>,
    id: ItemId,
}

impl<'e> Node<'e> {
    /// Its IRI or blank node identifier, if it has one.
    #[must_use]
    pub fn id(&self) -> Option<&'e str> {
        match self.view.tree.item(self.id)?.data {
            Data::Node(node) => node.id.filter(|id| id.form.is_usable()).map(|id| self.view.iri(id)),
            _ => None,
        }
    }

    /// Its place in the document.
    #[must_use]
    pub fn origin(&self) -> NodeId {
        self.view.origin(self.id)
    }

    /// The IRIs of its types, with their places.
    pub fn types(&self) -> impl Iterator<Item = (&'e str, NodeId)> + use<'e> {
        let view = self.view;
        self.entries().filter(|entry| entry.property.is_keyword(keyword::TYPE)).flat_map(move |entry| {
            view.tree.items(entry.values).filter_map(move |(_, item)| match item.data {
                Data::Type(type_) => Some((view.iri(type_), item.origin)),
                _ => None,
            })
        })
    }

    /// Whether it is of a type.
    #[must_use]
    pub fn is_a(&self, type_: &str) -> bool {
        self.types().any(|(iri, _)| iri == type_)
    }

    /// Its properties, one for each member of the document that is one; those that point here are left out.
    pub fn properties(&self) -> impl Iterator<Item = Property<'e>> + use<'e> {
        self.links().filter(|property| !property.is_reverse)
    }

    /// The same, with those that point here.
    pub fn links(&self) -> impl Iterator<Item = Property<'e>> + use<'e> {
        let view = self.view;
        let is_keyword = |entry: &tree::Entry| matches!(entry.property.word, Word::Text(text) if keyword::is(text));
        let links = self.entries().filter(move |entry| !is_keyword(entry));
        links.map(move |entry| {
            let (iri, is_reverse) = (view.iri(entry.property), entry.is_reverse);
            Property { view, iri, is_reverse, key: entry.key, values: entry.values }
        })
    }

    /// Where the names stand of all its members that say something, but for its own name.
    pub fn keys(&self) -> impl Iterator<Item = NodeId> + use<'e> {
        self.entries().map(|entry| entry.key)
    }

    /// Whether nothing is said of it here: it is only named.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.entries().next().is_none()
    }

    /// The values of a property, by its IRI.
    pub fn get(&self, iri: &str) -> impl Iterator<Item = Object<'e>> {
        self.properties().filter(move |property| property.iri == iri).flat_map(|property| property.values())
    }

    /// The nodes of the graph that it names.
    pub fn graph(&self) -> impl Iterator<Item = Self> + use<'e> {
        let view = self.view;
        let graphs = self.entries().filter(|entry| entry.property.is_keyword(keyword::GRAPH));
        graphs.flat_map(move |entry| view.objects(entry.values)).filter_map(|object| match object {
            Object::Node(node) => Some(node),
            _ => None,
        })
    }

    fn entries(&self) -> impl Iterator<Item = &'e tree::Entry> + use<'e> {
        let tree = self.view.tree;
        let first = match tree.item(self.id).map(|item| item.data) {
            Some(Data::Node(node)) => node.first,
            _ => EntryId::NONE,
        };
        std::iter::successors(tree.entry(first), move |entry| tree.entry(entry.next))
    }
}

/// A property of a node, from one member of the document.
#[derive(Clone, Copy, Debug)]
pub struct Property<'e> {
    view: View<'e>,
    iri: &'e str,
    is_reverse: bool,
    key: NodeId,
    values: ItemId,
}

impl<'e> Property<'e> {
    /// Its IRI.
    #[must_use]
    pub fn iri(&self) -> &'e str {
        self.iri
    }

    /// Whether its values point here.
    #[must_use]
    pub fn is_reverse(&self) -> bool {
        self.is_reverse
    }

    /// The place of the member's name.
    #[must_use]
    pub fn key(&self) -> NodeId {
        self.key
    }

    /// Its values.
    pub fn values(&self) -> impl Iterator<Item = Object<'e>> + use<'e> {
        self.view.objects(self.values)
    }
}

/// A value object.
#[derive(Clone, Copy, Debug)]
pub struct Literal<'e> {
    view: View<'e>,
    id: ItemId,
}

impl<'e> Literal<'e> {
    /// Its place in the document.
    #[must_use]
    pub fn origin(&self) -> NodeId {
        self.view.origin(self.id)
    }

    /// The JSON value.
    #[must_use]
    pub fn value(&self) -> Option<Value<'e>> {
        self.view.document.value(self.data()?.value)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&'e str> {
        self.value()?.as_str()
    }

    /// The IRI of the datatype it is given; none for what has just the type of its JSON value.
    #[must_use]
    pub fn datatype(&self) -> Option<&'e str> {
        self.data()?.datatype.filter(|datatype| !datatype.is_keyword(keyword::JSON)).map(|iri| self.view.iri(iri))
    }

    /// Whether it is a JSON literal.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let datatype = self.data().and_then(|data| data.datatype);
        datatype.is_some_and(|datatype| datatype.is_keyword(keyword::JSON))
    }

    /// The language tag.
    #[must_use]
    pub fn language(&self) -> Option<&'e str> {
        self.data()?.language.map(|language| tree::text(language, self.view.texts, self.view.document))
    }

    /// Whether it has a base direction, which RDF does not keep.
    #[must_use]
    pub fn has_direction(&self) -> bool {
        self.data().is_some_and(|data| data.direction != Direction::None)
    }

    fn data(&self) -> Option<tree::Literal> {
        match self.view.tree.item(self.id)?.data {
            Data::Value(literal) => Some(literal),
            _ => None,
        }
    }
}

/// A list object.
#[derive(Clone, Copy, Debug)]
pub struct List<'e> {
    view: View<'e>,
    id: ItemId,
}

impl<'e> List<'e> {
    /// Its items.
    pub fn items(&self) -> impl Iterator<Item = Object<'e>> + use<'e> {
        let first = match self.view.tree.item(self.id).map(|item| item.data) {
            Some(Data::List(first)) => first,
            _ => ItemId::NONE,
        };
        self.view.objects(first)
    }
}
