//! A spelling on its way: the tree of one document or proof, with a name for every node.

use super::super::source::Source;
use super::super::statements::{Quad, Supplied, bare};
use super::super::tree::{id_of, items, object_mut, objects, replace_texts, walk};
use super::VALUES;
use super::moves::MOVES;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What nodes without a name are called while they are moved.
const ANONYMOUS: &str = "urn:anonymous:";

/// A document or proof, with a name for every node and all contexts in force.
#[derive(Debug)]
pub(super) struct Spelling {
    place: String,
    proof: bool,
    tree: Value,
    /// Its own context, as it was.
    context: Option<Value>,
    /// The values of a proof, which it does not sign.
    values: Map<String, Value>,
    /// The nodes of the default graph.
    nodes: BTreeSet<String>,
    pub(super) quads: Vec<Quad>,
}

impl Spelling {
    pub(super) fn of(document: &Value, place: &str, proof: bool, supplied: &Supplied) -> Option<Self> {
        let mut tree = document.pointer(place)?.clone();
        let context = tree.get("@context").cloned();
        let members = tree.as_object_mut()?;
        let mut values = Map::new();
        for name in VALUES.iter().filter(|_| proof) {
            values.extend(members.shift_remove(*name).map(|value| ((*name).to_owned(), value)));
        }
        if place.is_empty() {
            members.shift_remove("proof");
        }
        members.shift_remove("@context");
        members.shift_insert(0, "@context".to_owned(), contexts_at(document, place));
        let quads = name_nodes(&mut tree, supplied)?;
        let graph = quads.iter().filter(|quad| quad.graph.is_none());
        let nodes = graph.flat_map(|quad| [&quad.subject, &quad.object]).map(|term| bare(term).to_owned()).collect();
        Some(Self { place: place.to_owned(), proof, tree, context, values, nodes, quads })
    }
}

impl Spelling {
    pub(super) fn is_proof(&self) -> bool {
        self.proof
    }
}

/// All contexts in force at `place`.
fn contexts_at(document: &Value, place: &str) -> Value {
    let ends = place.match_indices('/').map(|(at, _)| at).chain([place.len()]);
    let objects = ends.filter_map(|end| document.pointer(&place[..end]));
    Value::Array(objects.flat_map(|object| items(object.get("@context"))).collect())
}

/// Names every node that has no name, and tells the statements.
fn name_nodes(tree: &mut Value, supplied: &Supplied) -> Option<Vec<Quad>> {
    let mut quads = supplied.quads(tree)?;
    for (index, place) in objects(tree).iter().enumerate() {
        let object = tree.pointer(place)?;
        if object.get("id").is_some() || object.get("@id").is_some() || object.get("@value").is_some() {
            continue;
        }
        let name = format!("{ANONYMOUS}{index}");
        let term = format!("<{name}>");
        for keyword in ["id", "@id"] {
            let mut named = tree.clone();
            object_mut(&mut named, place)?.insert(keyword.to_owned(), name.as_str().into());
            let Some(told) = supplied.quads(&named) else { continue };
            if told.len() == quads.len() && told.iter().any(|quad| quad.subject == term || quad.object == term) {
                (*tree, quads) = (named, told);
                break;
            }
        }
    }
    Some(quads)
}

/// The tree while it is changed.
pub(super) struct Draft<'s> {
    pub(super) spelling: &'s Spelling,
    supplied: &'s Supplied,
    pub(super) tree: Value,
    inline: Map<String, Value>,
    how: Vec<&'static str>,
}

impl<'s> Draft<'s> {
    pub(super) fn new(spelling: &'s Spelling, supplied: &'s Supplied) -> Self {
        Self { tree: spelling.tree.clone(), spelling, supplied, inline: Map::new(), how: Vec::new() }
    }

    /// Makes one move; one that cannot be made leaves everything as it was.
    pub(super) fn change(&mut self, source: &mut Source<'_>) {
        let Some((name, make)) = source.pick(MOVES) else { return };
        let (tree, inline) = (self.tree.clone(), self.inline.clone());
        match make(self, source) {
            Some(()) => self.how.push(name),
            None => (self.tree, self.inline) = (tree, inline),
        }
    }

    pub(super) fn how(&self) -> String {
        format!("{} at {:?}", self.how.join(", "), self.spelling.place)
    }

    /// The statements of the tree as it stands.
    pub(super) fn quads(&self) -> Option<Vec<Quad>> {
        let mut tree = self.tree.clone();
        append(&mut tree["@context"], &self.inline);
        self.supplied.quads(&tree)
    }

    /// The objects that are nodes of the default graph, with their names.
    pub(super) fn nodes(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        walk(&self.tree, &mut String::new(), &mut |place, value| {
            let id = value.is_object().then(|| id_of(value)).flatten();
            found.extend(id.filter(|id| self.spelling.nodes.contains(*id)).map(|id| (place.to_owned(), id.to_owned())));
        });
        found
    }

    /// The texts that refer to `id`.
    pub(super) fn references(&self, id: &str) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.tree, &mut String::new(), &mut |place, value| {
            let names = ["/id", "/@id", "/type", "/@type"];
            if value.as_str() == Some(id) && !names.iter().any(|name| place.ends_with(name)) {
                found.push(place.to_owned());
            }
        });
        found
    }

    /// A new name with this definition in a context of our own.
    pub(super) fn define(&mut self, definition: Value) -> String {
        let name = format!("z{}", self.inline.len());
        self.inline.insert(name.clone(), definition);
        name
    }

    /// The whole document with this part in its place.
    pub(super) fn finish(self, document: &Value) -> Option<Value> {
        let Spelling { place, proof, context, values, .. } = self.spelling;
        let (mut part, mut whole) = (self.tree, document.clone());
        forget_names(&mut part);
        let members = part.as_object_mut()?;
        members.extend(values.clone());
        if place.is_empty() {
            members.extend(document.get("proof").map(|proof| ("proof".to_owned(), proof.clone())));
            append(&mut part["@context"], &self.inline);
            return Some(part);
        }
        let contexts = members.shift_remove("@context");
        if let (Some(own), false) = (context, *proof) {
            // A part that has contexts of its own takes ours too; what came in front of it stays where it is.
            let inherited = items(contexts.as_ref()).len().saturating_sub(items(Some(own)).len());
            let own = items(contexts.as_ref()).split_off(inherited);
            members.shift_insert(0, "@context".to_owned(), Value::Array(own));
            append(&mut part["@context"], &self.inline);
        } else {
            append(&mut whole["@context"], &self.inline);
        }
        *whole.pointer_mut(place)? = part;
        Some(whole)
    }
}

/// How a node says its name.
const KEYWORDS: [&str; 2] = ["id", "@id"];

/// Names that one object alone has are not needed; others are labels.
fn forget_names(part: &mut Value) {
    let mut seen = Vec::new();
    replace_texts(part, &|_| None);
    walk(part, &mut String::new(), &mut |_, value| {
        seen.extend(value.as_str().filter(|text| text.starts_with(ANONYMOUS)).map(str::to_owned));
    });
    let alone = |text: &str| seen.iter().filter(|name| *name == text).count() < 2;
    for place in objects(part) {
        if let Some(members) = object_mut(part, &place) {
            let keep = |name: &String, value: &mut Value| {
                !KEYWORDS.contains(&name.as_str())
                    || !value.as_str().is_some_and(|text| text.starts_with(ANONYMOUS) && alone(text))
            };
            members.retain(keep);
        }
    }
    replace_texts(part, &|text| text.strip_prefix(ANONYMOUS).map(|number| format!("_:z{number}")));
}

/// Adds a context of our own to those of a document.
fn append(contexts: &mut Value, inline: &Map<String, Value>) {
    if !inline.is_empty() {
        let mut all = items(Some(&*contexts));
        all.push(json!(inline));
        *contexts = Value::Array(all);
    }
}
