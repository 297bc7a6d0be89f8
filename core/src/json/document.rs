//! A parsed JSON text: one flat list of nodes in document order, strings borrowed from the text wherever they can be.

use std::borrow::Cow;
use std::fmt;

/// A JSON text that passed the strict reader.
pub struct Document<'a> {
    pub(super) source: Cow<'a, str>,
    /// In pre-order. A member's name is a string node right before its value.
    pub(super) nodes: Vec<Node>,
    /// The contents of the strings that were written with escapes.
    pub(super) unescaped: String,
}

/// One value, or one member name, in the list.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// Whether `text` lies in `unescaped` instead of the source.
    pub(super) escaped: bool,
    /// Where the value begins in the source.
    pub(super) offset: u32,
    /// A string's content without quotes, or a number's text.
    pub(super) text: (u32, u32),
    /// The index after the last node of this subtree.
    pub(super) end: u32,
}

/// The kinds of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, kept as it was written.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// The place of a value or member name in its document: stable, ordered as in the text, cheap to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The root of every document.
    pub const ROOT: Self = Self(0);

    /// The number behind the place, from 0 to the document's node count.
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl Document<'_> {
    /// The outermost value.
    #[must_use]
    pub fn root(&self) -> Value<'_> {
        Value { document: self, id: NodeId::ROOT }
    }

    /// The value or member name at `id`, if this document has one there.
    #[must_use]
    pub fn value(&self, id: NodeId) -> Option<Value<'_>> {
        (id.index() < self.nodes.len()).then_some(Value { document: self, id })
    }

    #[cfg(feature = "json-syntax")]
    pub(super) fn value_at(&self, index: usize) -> Option<Value<'_>> {
        self.value(NodeId(u32::try_from(index).ok()?))
    }

    /// How many nodes there are, member names included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The text it was read from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The same document with a text of its own, for whoever keeps it longer than the text it was read from.
    #[must_use]
    pub fn into_owned(mut self) -> Document<'static> {
        self.nodes.shrink_to_fit();
        Document { source: Cow::Owned(self.source.into_owned()), nodes: self.nodes, unescaped: self.unescaped }
    }

    #[inline]
    fn node(&self, id: NodeId) -> &Node {
        const ABSENT: &Node = &Node { kind: Kind::Null, escaped: false, offset: 0, text: (0, 0), end: 0 };
        self.nodes.get(id.index()).unwrap_or(ABSENT)
    }

    #[inline]
    fn text(&self, node: &Node) -> &str {
        let from = if node.escaped { self.unescaped.as_str() } else { &self.source };
        let (start, end) = (usize::try_from(node.text.0), usize::try_from(node.text.1));
        start.ok().zip(end.ok()).and_then(|(start, end)| from.get(start..end)).unwrap_or_default()
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("nodes", &self.nodes.len()).finish_non_exhaustive()
    }
}

/// A value of a [`Document`]: a handle, free to copy.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    id: NodeId,
}

impl<'d> Value<'d> {
    /// The document it belongs to.
    #[must_use]
    pub fn document(self) -> &'d Document<'d> {
        self.document
    }

    /// Its place in the document.
    #[must_use]
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The place after the last node of this value: every node within it has an id in `id()..end()`.
    #[must_use]
    pub fn end(self) -> NodeId {
        NodeId(self.node().end)
    }

    /// Whether the node at `id` is this value or lies within it.
    #[must_use]
    pub fn contains(self, id: NodeId) -> bool {
        self.id <= id && id < self.end()
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it begins in the source, in bytes.
    #[must_use]
    pub fn offset(self) -> usize {
        usize::try_from(self.node().offset).unwrap_or(usize::MAX)
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// The text of a string.
    #[must_use]
    #[inline]
    pub fn as_str(self) -> Option<&'d str> {
        let node = self.node();
        (node.kind == Kind::String).then(|| self.document.text(node))
    }

    /// The boolean.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::Boolean(value) => Some(value),
            _ => None,
        }
    }

    /// A number, exactly as it was written.
    #[must_use]
    pub fn as_number_text(self) -> Option<&'d str> {
        let node = self.node();
        (node.kind == Kind::Number).then(|| self.document.text(node))
    }

    /// A number, as the nearest double. Never infinite: the reader refuses what a double cannot hold.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        self.as_number_text()?.parse().ok()
    }

    /// The items of an array, in order; nothing for any other kind.
    #[must_use]
    pub fn items(self) -> Items<'d> {
        let node = self.node();
        let next = if node.kind == Kind::Array { self.id.0.saturating_add(1) } else { node.end };
        Items { document: self.document, next, end: node.end }
    }

    /// The items of an array, or the value itself as the only one: how JSON-LD reads most members.
    pub fn items_or_self(self) -> impl Iterator<Item = Self> {
        let single = (!self.is_array()).then_some(self);
        single.into_iter().chain(self.items())
    }

    /// The members of an object, in the order of the text; nothing for any other kind.
    #[must_use]
    pub fn members(self) -> Members<'d> {
        let node = self.node();
        let next = if node.kind == Kind::Object { self.id.0.saturating_add(1) } else { node.end };
        Members { document: self.document, next, end: node.end }
    }

    /// The member called `name`.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Self> {
        self.members().find(|member| member.is_named(name)).map(|member| member.value)
    }

    /// A string as it was written, quotes included, if it was written without escapes.
    pub(super) fn quoted_source(self) -> Option<&'d str> {
        let node = self.node();
        let (start, end) = (usize::try_from(node.offset).ok()?, usize::try_from(node.text.1).ok()?.checked_add(1)?);
        if node.kind == Kind::String && !node.escaped { self.document.source.get(start..end) } else { None }
    }

    /// How much text may belong to it: from its beginning to that of what follows.
    pub(crate) fn source_length(self) -> usize {
        let end = self.document.value(self.end()).map_or(self.document.source.len(), Value::offset);
        end.saturating_sub(self.offset())
    }

    #[inline]
    fn node(self) -> &'d Node {
        self.document.node(self.id)
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Value").field("id", &self.id).field("kind", &self.kind()).finish_non_exhaustive()
    }
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Member<'d> {
    /// The string node of its name.
    pub key: Value<'d>,
    /// Its value.
    pub value: Value<'d>,
}

impl<'d> Member<'d> {
    /// Its name.
    #[must_use]
    #[inline]
    pub fn name(&self) -> &'d str {
        self.key.as_str().unwrap_or_default()
    }

    /// Whether it has that name: most names differ in length, and are not looked at further.
    #[inline]
    fn is_named(&self, name: &str) -> bool {
        let (start, end) = self.key.node().text;
        usize::try_from(end.wrapping_sub(start)) == Ok(name.len()) && self.name() == name
    }
}

/// The items of an array.
#[derive(Clone, Debug)]
pub struct Items<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let value = Value { document: self.document, id: NodeId(self.next) };
        self.next = value.end().0;
        Some(value)
    }
}

/// The members of an object.
#[derive(Clone, Debug)]
pub struct Members<'d> {
    document: &'d Document<'d>,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let key = Value { document: self.document, id: NodeId(self.next) };
        let value = Value { document: self.document, id: NodeId(self.next.saturating_add(1)) };
        self.next = value.end().0;
        Some(Member { key, value })
    }
}
