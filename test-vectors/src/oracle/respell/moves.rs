//! The moves: each takes something out of the tree and puts it back another way.

use super::super::source::Source;
use super::super::statements::{Quad, bare};
use super::super::tree::{add, id_of, items, object_mut, remove, rename, types_of};
use super::draft::Draft;
use super::emit;
use serde_json::{Map, Value, json};

/// A move; nothing if there is none to make here.
pub(super) type Move = fn(&mut Draft<'_>, &mut Source<'_>) -> Option<()>;

/// All moves by name.
pub(super) const MOVES: &[(&str, Move)] = &[
    ("members to a second mention", second_mention),
    ("statements to a second mention", second_mention_of_statements),
    ("statements spelled anew", retell),
    ("another root", reroot),
    ("a member renamed", alias),
    ("members to a second mention", second_mention),
    ("statements to a second mention", second_mention_of_statements),
    ("members nested", nest),
    ("another root", reroot),
    ("a keyword renamed", keyword),
    ("a graph at the top", graph),
    ("contexts in another order", contexts),
];

/// What was taken out of a node.
struct Taken {
    place: String,
    id: String,
    types: Option<Value>,
    members: Map<String, Value>,
}

/// Takes some members, or all, out of a node.
fn take(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<Taken> {
    let nodes = draft.nodes();
    // The root most often: it is what decides.
    let (place, id) = if source.once_in(2) { source.pick(&nodes)? } else { nodes.first()? }.clone();
    let object = object_mut(&mut draft.tree, &place)?;
    let types = object.get("type").or_else(|| object.get("@type")).cloned();
    let mut names: Vec<_> = object.keys().filter(|name| !KEPT.contains(&name.as_str())).cloned().collect();
    if !source.once_in(4) {
        // Of a proof one: most of the others must stand where they are.
        let count = if draft.spelling.is_proof() { 1 } else { 1 + source.below(3) };
        while names.len() > count {
            names.remove(source.below(names.len()));
        }
    }
    let taken = names.iter().filter_map(|name| Some((name.clone(), object.shift_remove(name)?)));
    let members: Map<_, _> = taken.collect();
    (!members.is_empty()).then_some(Taken { place, id, types, members })
}

const KEPT: [&str; 3] = ["@context", "id", "@id"];

fn second_mention(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let before = draft.quads()?;
    let Taken { id, types, members, .. } = take(draft, source)?;
    let lost = lost(&before, draft)?;
    let mut mention = Map::new();
    mention.insert("id".to_owned(), id.as_str().into());
    mention.extend(types.map(|types| ("type".to_owned(), types)));
    for (name, value) in members {
        let says = |quad: &&Quad| bare(&quad.subject) == id && bare(&quad.predicate).ends_with(&name);
        let other = if source.once_in(3) { lost.iter().find(says) } else { None };
        match other.and_then(|quad| named_anew(draft, source, &lost, quad, &value)) {
            Some((name, value)) => mention.insert(name, value),
            None => mention.insert(name, value),
        };
    }
    attach(draft, source, &id, mention.into())
}

fn second_mention_of_statements(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let before = draft.quads()?;
    let Taken { id, .. } = take(draft, source)?;
    let lost = lost(&before, draft)?;
    for object in emit::objects(draft, source, &lost, &id)? {
        let id = id_of(&object)?.to_owned();
        attach(draft, source, &id, object)?;
    }
    Some(())
}

/// The same statements at the same node, in other words.
fn retell(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let before = draft.quads()?;
    let Taken { place, id, .. } = take(draft, source)?;
    let lost = lost(&before, draft)?;
    let mut objects = emit::objects(draft, source, &lost, &id)?.into_iter();
    let Some(Value::Object(first)) = objects.next() else { return None };
    let node = object_mut(&mut draft.tree, &place)?;
    for (name, value) in first.into_iter().filter(|(name, _)| name != "@id") {
        add(node, &name, value);
    }
    for object in objects {
        add(object_mut(&mut draft.tree, "")?, "@included", object);
    }
    Some(())
}

/// The statements that the tree no longer makes.
fn lost(before: &[Quad], draft: &Draft<'_>) -> Option<Vec<Quad>> {
    let after = draft.quads()?;
    let lost: Vec<_> = before.iter().filter(|quad| !after.contains(quad)).cloned().collect();
    (!lost.is_empty()).then_some(lost)
}

/// Puts another mention of `id` somewhere.
fn attach(draft: &mut Draft<'_>, source: &mut Source<'_>, id: &str, mention: Value) -> Option<()> {
    match source.below(12) {
        0 | 1 => attach_as_reference(draft, source, id, mention),
        2..=6 => attach_in_reverse(draft, source, id, mention),
        7..=10 => attach_by_sibling(draft, source, id, mention),
        _ => {
            let nodes = draft.nodes();
            let (place, _) = source.pick(&nodes)?;
            add(object_mut(&mut draft.tree, place)?, "@included", mention);
            Some(())
        }
    }
}

/// Where a text refers to it.
fn attach_as_reference(draft: &mut Draft<'_>, source: &mut Source<'_>, id: &str, mention: Value) -> Option<()> {
    let references = draft.references(id);
    *draft.tree.pointer_mut(source.pick(&references)?)? = mention;
    Some(())
}

/// Under a value that it has, in reverse.
fn attach_in_reverse(draft: &mut Draft<'_>, source: &mut Source<'_>, id: &str, mention: Value) -> Option<()> {
    let statement = links(draft, |quad| bare(&quad.subject) == id, source)?;
    let value = bare(&statement.object).to_owned();
    let nodes = draft.nodes();
    let mut places: Vec<_> = nodes.into_iter().filter(|(_, known)| *known == value).map(|(place, _)| place).collect();
    if places.is_empty() {
        let references = draft.references(&value);
        let place = source.pick(&references)?.clone();
        *draft.tree.pointer_mut(&place)? = json!({ "@id": value });
        places.push(place);
    }
    let place = source.pick(&places)?.clone();
    add_reverse(draft, source, &place, bare(&statement.predicate), mention)
}

/// At a node that has a value in common with it: that value again, and from it in reverse.
fn attach_by_sibling(draft: &mut Draft<'_>, source: &mut Source<'_>, id: &str, mention: Value) -> Option<()> {
    let statement = links(draft, |quad| bare(&quad.subject) == id, source)?;
    let nodes = draft.nodes();
    let is_placed = |quad: &Quad| nodes.iter().any(|(_, known)| known == bare(&quad.subject));
    let shared = |quad: &Quad| quad.object == statement.object && is_placed(quad);
    let other = links(draft, shared, source)?;
    let (place, _) = nodes.iter().find(|(_, known)| known == bare(&other.subject))?;
    let name = bare(&other.predicate).to_owned();
    add(object_mut(&mut draft.tree, place)?, &name, json!({ "@id": bare(&other.object) }));
    let members = object_mut(&mut draft.tree, place)?;
    let at = match members.get(&name)? {
        Value::Array(items) => format!("{place}/{}/{}", super::super::tree::escape(&name), items.len() - 1),
        _ => format!("{place}/{}", super::super::tree::escape(&name)),
    };
    add_reverse(draft, source, &at, bare(&statement.predicate), mention)
}

/// A statement of the document whose value is no literal.
fn links(draft: &Draft<'_>, wanted: impl Fn(&Quad) -> bool, source: &mut Source<'_>) -> Option<Quad> {
    let is_link = |quad: &&Quad| quad.graph.is_none() && !quad.object.starts_with('"') && wanted(quad);
    let links: Vec<_> = draft.spelling.quads.iter().filter(is_link).collect();
    source.pick(&links).map(|quad| (*quad).clone())
}

/// Adds `subject` as what has the node at `place` as its `predicate`.
fn add_reverse(
    draft: &mut Draft<'_>,
    source: &mut Source<'_>,
    place: &str,
    predicate: &str,
    subject: Value,
) -> Option<()> {
    if source.once_in(8) {
        let reverse = object_mut(&mut draft.tree, place)?.entry("@reverse").or_insert_with(|| json!({}));
        add(reverse.as_object_mut()?, predicate, subject);
        return Some(());
    }
    let name = draft.define(json!({ "@reverse": predicate }));
    add(object_mut(&mut draft.tree, place)?, &name, subject);
    Some(())
}

/// The tree hung up at another of its nodes.
fn reroot(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let nodes = draft.nodes();
    let is_document = |(place, _): &&(String, String)| {
        let types = draft.tree.pointer(place).map(types_of).unwrap_or_default();
        types.iter().any(|name| name.ends_with("Credential") || name.ends_with("Presentation"))
    };
    // Another document most often: it may be taken for the whole.
    let documents: Vec<_> = nodes.iter().filter(is_document).cloned().collect();
    let choice = if source.once_in(4) { source.pick(&nodes) } else { source.pick(&documents) };
    let (place, _) = choice?.clone();
    let is_above = |above: &str| place.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let chain: Vec<_> = nodes.into_iter().filter(|(above, _)| is_above(above)).collect();
    let mut carried: Option<(String, Value)> = None;
    let old = draft.tree.clone();
    for pair in chain.windows(2) {
        let [(above, parent), (below, child)] = pair else { return None };
        let statement = links(draft, |quad| bare(&quad.subject) == parent && bare(&quad.object) == child, source)?;
        draft.tree = old.pointer(above)?.clone();
        cut(&mut draft.tree, &below[above.len()..])?;
        hang(draft, source, carried.take())?;
        carried = Some((bare(&statement.predicate).to_owned(), draft.tree.take()));
    }
    draft.tree = old.pointer(&place)?.clone();
    let own = items(draft.tree.get("@context"));
    hang(draft, source, Some(carried?))?;
    let mut contexts = items(old.get("@context"));
    let new: Vec<_> = own.into_iter().filter(|context| !contexts.contains(context)).collect();
    contexts.extend(new);
    let members = draft.tree.as_object_mut()?;
    members.shift_remove("@context");
    members.shift_insert(0, "@context".to_owned(), Value::Array(contexts));
    Some(())
}

/// Removes the value at `place`, and the list that it leaves empty.
fn cut(tree: &mut Value, place: &str) -> Option<()> {
    remove(tree, place)?;
    let (list, _) = place.rsplit_once('/')?;
    if tree.pointer(list).is_some_and(|list| list.as_array().is_some_and(Vec::is_empty)) {
        remove(tree, list)?;
    }
    Some(())
}

fn hang(draft: &mut Draft<'_>, source: &mut Source<'_>, carried: Option<(String, Value)>) -> Option<()> {
    let Some((predicate, mut above)) = carried else { return Some(()) };
    above.as_object_mut()?.shift_remove("@context");
    add_reverse(draft, source, "", &predicate, above)
}

/// A member under a name of our own, in a container.
fn alias(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let before = draft.quads()?;
    let nodes = draft.nodes();
    let (place, id) = source.pick(&nodes)?.clone();
    let object = object_mut(&mut draft.tree, &place)?;
    let names: Vec<_> = object.keys().filter(|name| !name.starts_with('@') && *name != "id").cloned().collect();
    // What holds documents most often.
    let held = names.iter().find(|name| ["verifiableCredential", "endorsement"].contains(&name.as_str()));
    let name = if source.once_in(2) { held.or(source.pick(&names)) } else { source.pick(&names) }?.clone();
    let value = object.get(&name)?.clone();
    object.insert(name.clone(), json!([]));
    let lost = lost(&before, draft)?;
    let mut own = lost.iter().filter(|quad| bare(&quad.subject) == id);
    let first = own.next()?.clone();
    let (new, wrapped) = named_anew(draft, source, &lost, &first, &value)?;
    let object = object_mut(&mut draft.tree, &place)?;
    rename(object, &name, &new);
    object.insert(new, wrapped);
    Some(())
}

/// The member whose first statement is `first`, under a name of our own.
fn named_anew(
    draft: &mut Draft<'_>,
    source: &mut Source<'_>,
    lost: &[Quad],
    first: &Quad,
    value: &Value,
) -> Option<(String, Value)> {
    let of_graphs = lost.iter().any(|quad| quad.graph.as_ref() == Some(&first.object));
    let (container, wrapped) = contained(source, of_graphs, value.clone())?;
    let mut definition = json!({ "@id": bare(&first.predicate), "@container": container });
    if let Some(type_) = coercion(value, &first.object) {
        definition["@type"] = type_;
    }
    if container.as_array().is_some_and(Vec::is_empty) {
        definition.as_object_mut()?.shift_remove("@container");
    }
    Some((draft.define(definition), wrapped))
}

/// What makes a bare text the value that it was.
fn coercion(value: &Value, term: &str) -> Option<Value> {
    if !items(Some(value)).iter().any(Value::is_string) {
        return None;
    }
    match term.rsplit_once("^^") {
        Some((_, datatype)) => Some(bare(datatype).into()),
        None if term.starts_with('"') => None,
        None => Some("@id".into()),
    }
}

/// A container, and the value as it stands in it.
fn contained(source: &mut Source<'_>, graphs: bool, value: Value) -> Option<(Value, Value)> {
    let list = items(Some(&value));
    let mut container = if graphs { vec![json!("@graph")] } else { Vec::new() };
    let wrapped = match source.below(6) {
        0 => json!({ "k": value }),
        1 => json!({ "k": value, "@none": [] }),
        2 => Value::Array(list),
        3 if graphs => json!({ "_:graph": value }),
        3 => by_name(&list)?,
        4 => by_type(&list)?,
        _ => value,
    };
    match &wrapped {
        Value::Object(map) if map.contains_key("k") => container.push("@index".into()),
        Value::Object(map) if map.keys().any(|key| key.contains(':')) => container.push("@id".into()),
        Value::Object(map) if !map.contains_key("@none") && source.once_in(2) => container.push("@type".into()),
        Value::Array(_) => container.push("@set".into()),
        _ => {}
    }
    Some((Value::Array(container), wrapped))
}

fn by_name(items: &[Value]) -> Option<Value> {
    let mut map = Map::new();
    for item in items {
        let id = id_of(item).or(item.as_str())?;
        let mut members = item.as_object().cloned().unwrap_or_default();
        members.retain(|name, _| !KEPT.contains(&name.as_str()));
        map.insert(id.to_owned(), members.into());
    }
    Some(map.into())
}

fn by_type(items: &[Value]) -> Option<Value> {
    let mut map = Map::new();
    for item in items {
        let types = types_of(item);
        let first = (*types.first()?).to_owned();
        let mut members = item.as_object()?.clone();
        members.insert("type".to_owned(), json!(types[1..]));
        add(&mut map, &first, members.into());
    }
    Some(map.into())
}

/// Members moved into `@nest`, or an alias of it.
fn nest(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let Taken { place, members, .. } = take(draft, source)?;
    let name = if source.once_in(2) { "@nest".to_owned() } else { draft.define("@nest".into()) };
    add(object_mut(&mut draft.tree, &place)?, &name, members.into());
    Some(())
}

/// `id` and `type` by their other names.
fn keyword(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let nodes = draft.nodes();
    let (place, _) = source.pick(&nodes)?.clone();
    let (short, long) = *source.pick(&[("type", "@type"), ("id", "@id")])?;
    let new = if source.once_in(2) { long.to_owned() } else { draft.define(long.into()) };
    let object = object_mut(&mut draft.tree, &place)?;
    let old = [short, long].into_iter().find(|name| object.contains_key(*name))?;
    rename(object, old, &new);
    Some(())
}

/// The document as the only item of a graph, or beside its own members.
fn graph(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let mut members = draft.tree.as_object()?.clone();
    let contexts = members.shift_remove("@context")?;
    let mut graph = vec![Value::Object(members)];
    if let (true, Some(parts)) = (source.once_in(2), graph[0].get("@included").cloned()) {
        graph[0].as_object_mut()?.shift_remove("@included");
        graph.extend(items(Some(&parts)));
    }
    if source.once_in(2) {
        graph.reverse();
    }
    draft.tree = json!({ "@context": contexts, "@graph": graph });
    Some(())
}

/// Two contexts swapped, or one named twice.
fn contexts(draft: &mut Draft<'_>, source: &mut Source<'_>) -> Option<()> {
    let list = (!draft.spelling.is_proof()).then(|| draft.tree.get_mut("@context"))??.as_array_mut()?;
    let (first, second) = (source.below(list.len()), source.below(list.len()));
    if source.once_in(3) {
        list.push(list.get(first)?.clone());
    } else {
        list.swap(first, second);
    }
    Some(())
}
