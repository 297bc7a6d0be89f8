//! Which items of a set say what the set says already: statements are a set themselves, so no signature over statements
//! secures how often one is made ([RDF graphs](https://www.w3.org/TR/rdf11-concepts/#section-rdf-graph)).
//!
//! A node may be mentioned in several places with all its members, as the issuer is in many badges: each of these places
//! says something. An item is a repetition if an item before it makes the same statement about the same mention of a
//! node, and if nothing within it is new.

use crate::json::{NodeId, Value};
use crate::rdf::{Dataset, Quad};
use crate::verify::places::Places;
use std::cmp::Ordering;

/// The places in `document` of the items that are repetitions.
pub(crate) fn repeats(document: Value<'_>, dataset: &Dataset) -> Vec<NodeId> {
    let mut quads: Vec<_> = dataset.quads().iter().collect();
    quads.sort_by(|one, other| order(dataset, one, other).then(one.origin.cmp(&other.origin)));
    let groups = || quads.chunk_by(|one, other| order(dataset, one, other).is_eq());
    let mut news: Vec<_> = groups().filter_map(|group| group.first()).map(|quad| quad.origin).collect();
    news.sort_unstable();
    let mentions = mentions(document, dataset);
    let mut found = Vec::new();
    for group in groups().filter(|group| group.len() > 1) {
        let mut places: Vec<_> = group.iter().map(|quad| (mentions.at(quad.origin), quad.origin)).collect();
        places.sort_unstable();
        let again = places.chunk_by(|one, next| one.0 == next.0).flat_map(|places| places.iter().skip(1));
        found.extend(again.map(|(_, at)| *at));
    }
    let says_nothing_new = |item: Value<'_>| {
        let after = news.partition_point(|at| *at < item.id());
        !news.get(after).is_some_and(|at| item.contains(*at))
    };
    found.retain(|at| document.document().value(*at).is_some_and(says_nothing_new));
    found
}

/// Orders statements in some way in which the same are equal.
fn order(dataset: &Dataset, one: &Quad, other: &Quad) -> Ordering {
    let terms = [
        (Some(one.subject), Some(other.subject)),
        (Some(one.predicate), Some(other.predicate)),
        (Some(one.object), Some(other.object)),
        (one.graph, other.graph),
    ];
    let orders = terms.into_iter().map(|terms| match terms {
        (Some(one), Some(other)) => dataset.order(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    });
    orders.fold(Ordering::Equal, Ordering::then)
}

/// For each place the node that is mentioned around it.
fn mentions(document: Value<'_>, dataset: &Dataset) -> Places<NodeId> {
    let mut is_mention = Places::new(document, false);
    dataset.quads().iter().for_each(|quad| is_mention.set(quad.origin, true));
    let mut found = Places::new(document, document.id());
    enter(document, document.id(), &is_mention, &mut found);
    found
}

/// Notes `around` for a value and all within it that has no node of its own; the depth is the reader's. Objects that only
/// sort values, such as maps of languages, make no statement and mention no node.
fn enter(value: Value<'_>, around: NodeId, is_mention: &Places<bool>, found: &mut Places<NodeId>) {
    found.set(value.id(), around);
    let around = if value.is_object() && is_mention.at(value.id()) { value.id() } else { around };
    value.items().for_each(|item| enter(item, around, is_mention, found));
    value.members().for_each(|member| enter(member.value, around, is_mention, found));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::jsonld::{Loader, Options, RdfOptions, expand};
    use crate::limits::Limits;

    fn found(subject: &str) -> Vec<String> {
        let limits = Limits::default();
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", {{"knows": "https://schema.org/knows",
                "label": {{"@id": "https://schema.org/label", "@container": "@language"}}}}],
                "type": "VerifiableCredential", "issuer": {{"id": "urn:i", "name": "I"}}, "credentialSubject": {subject}}}"#
        );
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let expanded = expand(document.root(), &Loader::bundled(), &Options::default(), &limits).unwrap();
        let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
        let mut found = repeats(document.root(), &dataset);
        found.sort_unstable();
        let pointers = document.root().pointers(found);
        pointers.map(|pointer| pointer.trim_start_matches("/credentialSubject").to_owned()).collect()
    }

    #[test]
    fn tells_items_that_say_nothing_new() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("texts", r#"{"knows": ["a", "b", "a", "a"]}"#, &["/knows/2", "/knows/3"]),
            ("one text in two forms", r#"{"knows": ["a", {"@value": "a"}]}"#, &["/knows/1"]),
            ("texts in two languages", r#"{"label": {"de": "a", "en": "a"}}"#, &[]),
            ("texts of a language", r#"{"label": {"de": ["a", "a"], "en": "b"}}"#, &["/label/de/1"]),
            ("sets in sets", r#"{"knows": [["a"], {"@set": ["a"]}]}"#, &["/knows/1/@set/0"]),
            ("types", r#"{"type": ["urn:t", "urn:u", "urn:t"]}"#, &["/type/2"]),
            (
                "one member by two names",
                r#"{"knows": "a", "https://schema.org/knows": "a"}"#,
                &["/https:~1~1schema.org~1knows"],
            ),
            ("references", r#"{"knows": [{"id": "urn:a"}, {"id": "urn:a"}]}"#, &["/knows/1"]),
            (
                "a node told twice",
                r#"{"knows": [{"id": "urn:a", "name": "A"}, {"id": "urn:a", "name": "A"}]}"#,
                &["/knows/1"],
            ),
            ("a node of which more is told", r#"{"knows": [{"id": "urn:a"}, {"id": "urn:a", "name": "A"}]}"#, &[]),
            (
                "subjects of which each says something",
                r#"[{"id": "urn:a", "name": "A"}, {"id": "urn:a", "name": "B"}]"#,
                &[],
            ),
            ("nodes without a name", r#"{"knows": [{"name": "A"}, {"name": "A"}]}"#, &[]),
            (
                "a node mentioned elsewhere",
                r#"{"id": "urn:s", "name": "S", "knows": {"id": "urn:i", "name": "I"}}"#,
                &[],
            ),
            ("repeated where mentioned again", r#"{"knows": {"id": "urn:i", "name": ["I", "I"]}}"#, &["/knows/name/1"]),
            ("lists", r#"{"knows": {"@list": ["a", "a"]}}"#, &[]),
            ("itself", r#"{"id": "urn:a", "knows": {"id": "urn:a", "knows": {"id": "urn:a"}}}"#, &[]),
        ];
        for (name, subject, want) in cases {
            assert_eq!(found(subject), *want, "{name}");
        }
    }
}
