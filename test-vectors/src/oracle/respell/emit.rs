//! Statements written as members, in one of many ways.

use super::super::source::Source;
use super::super::statements::{Quad, bare, expanded};
use super::super::tree::add;
use super::draft::Draft;
use serde_json::{Map, Value, json};

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// The objects that say `quads`; the first is about `id`. Nothing if some stand in another graph.
pub(super) fn objects(draft: &mut Draft<'_>, source: &mut Source<'_>, quads: &[Quad], id: &str) -> Option<Vec<Value>> {
    let mut nodes: Vec<(String, Map<String, Value>)> = vec![(id.to_owned(), Map::new())];
    for quad in quads {
        if quad.graph.is_some() {
            return None;
        }
        let (name, value) = member(draft, source, quad);
        let subject = bare(&quad.subject);
        let at = nodes.iter().position(|(known, _)| known == subject).unwrap_or_else(|| {
            nodes.push((subject.to_owned(), Map::new()));
            nodes.len() - 1
        });
        add(&mut nodes[at].1, &name, value);
    }
    let named = |(id, members): (String, Map<String, Value>)| {
        let id = [("@id".to_owned(), Value::from(id))];
        Value::Object(id.into_iter().chain(members).collect())
    };
    Some(nested(source, nodes.into_iter().map(named).collect()))
}

/// Most nodes stand where something refers to them.
fn nested(source: &mut Source<'_>, nodes: Vec<Value>) -> Vec<Value> {
    let mut placed: Vec<Value> = Vec::new();
    for node in nodes {
        let reference = json!({ "@id": node["@id"] });
        let free = placed.iter_mut().find_map(|value| find(value, &reference));
        match free {
            Some(place) if !source.once_in(4) => *place = node,
            _ => placed.push(node),
        }
    }
    placed
}

fn find<'v>(value: &'v mut Value, reference: &Value) -> Option<&'v mut Value> {
    if value == reference {
        return Some(value);
    }
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| find(item, reference)),
        Value::Object(members) => members.values_mut().find_map(|member| find(member, reference)),
        _ => None,
    }
}

/// A statement as a member of its subject.
fn member(draft: &mut Draft<'_>, source: &mut Source<'_>, quad: &Quad) -> (String, Value) {
    let (iri, value) = (bare(&quad.predicate), expanded(&quad.object));
    if iri == TYPE && !source.once_in(4) {
        return ("@type".to_owned(), value["@id"].clone());
    }
    match source.below(8) {
        0 | 1 => (iri.to_owned(), value),
        2 => compact(draft, iri, value),
        3 => coerced(draft, iri, &value),
        4 => (draft.define(json!({ "@id": iri, "@container": "@index" })), json!({ "k": value })),
        5 => (draft.define(json!({ "@id": iri, "@container": "@set" })), json!([value])),
        6 => mapped(draft, iri, &value),
        _ => (draft.define(iri.into()), value),
    }
}

/// Under a name with a prefix.
fn compact(draft: &mut Draft<'_>, iri: &str, value: Value) -> (String, Value) {
    let at = iri.rfind(['#', '/']).map_or(0, |at| at + 1);
    let (prefix, rest) = iri.split_at(at);
    (format!("{}:{rest}", draft.define(prefix.into())), value)
}

/// Under a name that knows the type of its values.
fn coerced(draft: &mut Draft<'_>, iri: &str, value: &Value) -> (String, Value) {
    match (value.get("@id"), value.get("@type")) {
        (Some(id), _) => (draft.define(json!({ "@id": iri, "@type": "@id" })), id.clone()),
        (_, Some(datatype)) => (draft.define(json!({ "@id": iri, "@type": datatype })), value["@value"].clone()),
        _ => (draft.define(json!({ "@id": iri, "@language": value.get("@language") })), value["@value"].clone()),
    }
}

/// In a map of names or languages.
fn mapped(draft: &mut Draft<'_>, iri: &str, value: &Value) -> (String, Value) {
    if let Some(id) = value.get("@id").and_then(Value::as_str) {
        return (draft.define(json!({ "@id": iri, "@container": "@id" })), json!({ id: {} }));
    }
    if value.get("@type").is_some() {
        return (iri.to_owned(), value.clone());
    }
    let language = value.get("@language").and_then(Value::as_str).unwrap_or("@none");
    (draft.define(json!({ "@id": iri, "@container": "@language" })), json!({ language: value["@value"] }))
}
