//! What must hold of every canonicalization: the same output for the same dataset however it is written, the same as
//! another implementation's, and bounded work for any input.

#![allow(clippy::disallowed_methods, reason = "a small stack needs a thread")]

use credstone::digest::DigestAlgorithm;
use credstone::limits::{Limit, LimitReached, Limits};
use credstone::rdf::{Canonical, Dataset, Quad, Term};
use sophia_api::MownStr;
use sophia_api::term::{BnodeId, IriRef, SimpleTerm};
use std::collections::BTreeSet;

/// `SplitMix64`: small, fixed, good enough to vary inputs.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// A quad before it has labels.
#[derive(Clone, Copy)]
enum Part {
    Blank(usize),
    Iri(usize),
    Literal(usize),
}

type Statement = (Part, Part, Part, Option<Part>);

/// Few terms, so that many blank nodes look alike.
fn statements(random: &mut Random) -> Vec<Statement> {
    let blanks = 1 + random.below(6);
    let node = |random: &mut Random| match random.below(5) {
        0 => Part::Iri(random.below(2)),
        _ => Part::Blank(random.below(blanks)),
    };
    let statement = |random: &mut Random| {
        let subject = node(random);
        let predicate = Part::Iri(random.below(2));
        let object = if random.below(4) == 0 { Part::Literal(random.below(4)) } else { node(random) };
        let graph = (random.below(4) == 0).then(|| node(random));
        (subject, predicate, object, graph)
    };
    (0..1 + random.below(12)).map(|_| statement(random)).collect()
}

const LITERALS: [&str; 4] = ["\"a\"", "\"a\"@en", "\"a\"^^<http://e.example/t>", "\"\\n\\u007F\""];

fn write(statements: &[Statement], label: impl Fn(usize) -> usize) -> String {
    let term = |part: Part| match part {
        Part::Blank(number) => format!("_:x{}", label(number)),
        Part::Iri(number) => format!("<http://e.example/{number}>"),
        Part::Literal(number) => LITERALS[number].to_owned(),
    };
    let line = |(subject, predicate, object, graph): &Statement| {
        let graph = graph.map_or_else(String::new, |graph| term(graph) + " ");
        format!("{} {} {} {graph}.\n", term(*subject), term(*predicate), term(*object))
    };
    statements.iter().map(line).collect()
}

fn parse(text: &str) -> Dataset {
    Dataset::parse(text, &Limits { input: u32::MAX, ..Limits::default() }).unwrap()
}

fn canonicalize(text: &str) -> Result<Canonical, LimitReached> {
    parse(text).canonicalize(DigestAlgorithm::Sha256, &Limits::default())
}

fn sophia_term(dataset: &Dataset, term: Term) -> SimpleTerm<'static> {
    let text = dataset.text(term);
    let iri = |text: &str| IriRef::new_unchecked(MownStr::from(text.trim_matches(['<', '>']).to_owned()));
    if let Some(label) = text.strip_prefix("_:") {
        return SimpleTerm::BlankNode(BnodeId::new_unchecked(MownStr::from(label.to_owned())));
    }
    match LITERALS.iter().position(|literal| *literal == text) {
        None => SimpleTerm::Iri(iri(text)),
        Some(1) => {
            let language = sophia_api::term::LanguageTag::new_unchecked(MownStr::from("en"));
            SimpleTerm::LiteralLanguage(MownStr::from("a"), language, None)
        }
        Some(2) => SimpleTerm::LiteralDatatype(MownStr::from("a"), iri("http://e.example/t")),
        Some(other) => {
            let value = if other == 0 { "a" } else { "\n\u{7f}" };
            SimpleTerm::LiteralDatatype(MownStr::from(value), iri("http://www.w3.org/2001/XMLSchema#string"))
        }
    }
}

/// The canonical form by `sophia_c14n`, unless that finds the dataset too hard.
fn by_sophia(dataset: &Dataset) -> Option<String> {
    let term = |term| sophia_term(dataset, term);
    let quad = |quad: &Quad| ([term(quad.subject), term(quad.predicate), term(quad.object)], quad.graph.map(term));
    let quads: BTreeSet<_> = dataset.quads().iter().map(quad).collect();
    let mut text = Vec::new();
    sophia_c14n::rdfc10::normalize(&quads, &mut text).ok()?;
    Some(String::from_utf8(text).unwrap())
}

/// Whether a quad names a blank node twice. `sophia_c14n` 0.10 lists such a quad twice among those that mention the node,
/// where the standard and `rdf-canonize` have a set.
fn names_one_twice(dataset: &Dataset) -> bool {
    dataset.quads().iter().any(|quad| {
        let graph = quad.graph.filter(|graph| dataset.is_blank(*graph));
        let object = Some(quad.object).filter(|object| dataset.is_blank(*object));
        graph == Some(quad.subject) || object == Some(quad.subject) || (graph.is_some() && graph == object)
    })
}

#[test]
fn says_the_same_as_sophia() {
    let (mut random, mut compared) = (Random(1), 0);
    for _ in 0..5_000 {
        let dataset = parse(&write(&statements(&mut random), |blank| blank));
        let ours = dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap();
        let theirs = if names_one_twice(&dataset) { None } else { by_sophia(&dataset) };
        if let Some(theirs) = theirs {
            assert_eq!(ours.nquads(), theirs, "{}", dataset.to_nquads());
            compared += 1;
        }
    }
    println!("sophia_c14n: {compared} of 5000 datasets compared");
    assert!(compared > 1_000);
}

#[test]
fn order_labels_and_repetitions_make_no_difference() {
    let mut random = Random(2);
    for _ in 0..2_000 {
        let mut statements = statements(&mut random);
        let canonical = canonicalize(&write(&statements, |blank| blank)).unwrap().nquads();
        let repeated = statements[random.below(statements.len())];
        statements.push(repeated);
        random.shuffle(&mut statements);
        let mut labels: Vec<_> = (0..10).collect();
        random.shuffle(&mut labels);
        let text = write(&statements, |blank| labels[blank]);
        assert_eq!(canonicalize(&text).unwrap().nquads(), canonical, "{text}");
        // What is canonical already stays as it is.
        assert_eq!(canonicalize(&canonical).unwrap().nquads(), canonical);
    }
}

/// Edges among a few blank nodes, so many that each is linked to most: where the path of one hash names nodes of the next.
fn dense(random: &mut Random) -> Vec<Statement> {
    let blanks = 4 + random.below(4);
    let edge = |random: &mut Random| {
        let predicate = Part::Iri(random.below(8) / 7);
        (Part::Blank(random.below(blanks)), predicate, Part::Blank(random.below(blanks)), None)
    };
    (0..2 * blanks + random.below(blanks)).map(|_| edge(random)).collect()
}

#[test]
fn order_and_labels_make_no_difference_to_dense_graphs() {
    let mut random = Random(5);
    for _ in 0..3_000 {
        let mut statements = dense(&mut random);
        let Ok(canonical) = canonicalize(&write(&statements, |blank| blank)) else { continue };
        random.shuffle(&mut statements);
        let mut labels: Vec<_> = (0..8).collect();
        random.shuffle(&mut labels);
        let text = write(&statements, |blank| labels[blank]);
        assert_eq!(canonicalize(&text).map(|other| other.nquads()).as_ref(), Ok(&canonical.nquads()), "{text}");
    }
}

/// The path of one hash can name blank nodes of a later one: not all of those have labels then.
#[test]
fn nodes_that_got_a_label_on_the_way_are_told_from_those_without() {
    const EDGES: [(usize, usize); 13] =
        [(1, 1), (1, 4), (1, 5), (1, 6), (4, 4), (4, 5), (4, 6), (5, 1), (5, 4), (5, 5), (6, 1), (6, 3), (6, 6)];
    let want: String = EDGES.iter().map(|(from, to)| format!("_:c14n{from} <urn:q> _:c14n{to} .\n")).collect();
    let mut random = Random(6);
    for _ in 0..50 {
        let mut labels: Vec<_> = (0..7).collect();
        random.shuffle(&mut labels);
        let edge = |(from, to): &(usize, usize)| format!("_:x{} <urn:q> _:x{} .\n", labels[*from], labels[*to]);
        let text = EDGES.iter().map(edge).collect::<String>() + "_:x8 <urn:p> _:x9 .\n";
        let lines = canonicalize(&text).unwrap().nquads();
        assert_eq!(
            lines,
            want.replace("_:c14n4 <urn:q> _:c14n4", "_:c14n2 <urn:p> _:c14n0 .\n_:c14n4 <urn:q> _:c14n4")
        );
    }
}

#[test]
fn a_change_of_one_term_makes_a_difference() {
    let mut random = Random(3);
    for _ in 0..500 {
        let statements = statements(&mut random);
        let canonical = canonicalize(&write(&statements, |blank| blank)).unwrap().nquads();
        let mut changed = statements.clone();
        changed[random.below(statements.len())].1 = Part::Iri(7);
        assert_ne!(canonicalize(&write(&changed, |blank| blank)).unwrap().nquads(), canonical);
    }
}

fn clique(size: usize) -> String {
    let edges = (0..size).flat_map(|a| (0..size).filter(move |b| a != *b).map(move |b| (a, b)));
    edges.map(|(a, b)| format!("_:n{a} <p:p> _:n{b} .\n")).collect()
}

fn ring(size: usize) -> String {
    (0..size).map(|node| format!("_:n{node} <p:p> _:n{} .\n", (node + 1) % size)).collect()
}

fn list(size: usize) -> String {
    (0..size).map(|node| format!("_:n{node} <p:first> \"0\" .\n_:n{node} <p:rest> _:n{} .\n", node + 1)).collect()
}

/// Several blank nodes, each with equal ones that are linked to it alone.
fn stars(centres: usize, leaves: usize) -> String {
    let edges = (0..centres).flat_map(|centre| (0..leaves).map(move |leaf| (centre, leaf)));
    edges.map(|(centre, leaf)| format!("_:c{centre} <p:p> _:l{centre}x{leaf} .\n")).collect()
}

fn equals(size: usize) -> String {
    (0..size).map(|node| format!("_:n{node} <p:p> \"a\" .\n")).collect()
}

fn pairs(size: usize) -> String {
    (0..size).map(|node| format!("_:n{node} <p:p> _:m{node} .\n_:m{node} <p:q> \"a\" .\n")).collect()
}

/// Runs in the stack that every input must do with.
fn in_small_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        std::thread::Builder::new().stack_size(256 << 10).spawn_scoped(scope, run).unwrap().join().unwrap()
    })
}

#[test]
fn hard_graphs_end_within_the_budget() {
    let cases = [(4..=6).map(clique).collect::<Vec<_>>(), [3, 10, 100].map(ring).into(), [2, 10, 100].map(list).into()];
    for text in cases.iter().flatten() {
        assert!(in_small_stack(|| canonicalize(text)).is_ok(), "{}", &text[..60]);
    }
    let cases = [(7..=20).map(clique).collect::<Vec<_>>(), [1_000, 100_000].map(ring).into(), vec![list(5_000)]];
    for text in cases.iter().flatten() {
        let limits = Limits::default();
        let reached = in_small_stack(|| canonicalize(text).map(|_| ())).unwrap_err();
        assert_eq!(reached.limit, Limit::Canonicalization);
        assert!([limits.canonicalization_calls, limits.canonicalization_bytes].contains(&reached.value));
    }
}

/// The fewest calls that are enough, found by trying: a count of the work that no clock disturbs.
fn calls(text: &str) -> u32 {
    let dataset = parse(text);
    let enough = |calls: u32| {
        let limits = Limits { canonicalization_calls: calls, canonicalization_bytes: u32::MAX, ..Limits::default() };
        let outcome = dataset.canonicalize(DigestAlgorithm::Sha256, &limits);
        outcome.map_err(|reached| assert_eq!(reached, Limit::Canonicalization.reached(calls))).is_ok()
    };
    let (mut low, mut high) = (0, 1 << 12);
    while low < high {
        let middle = low + (high - low) / 2;
        (low, high) = if enough(middle) { (low, middle) } else { (middle + 1, high) };
    }
    low
}

#[test]
fn equal_blank_nodes_cost_linear_work() {
    for size in [2, 30, 300] {
        assert_eq!(calls(&equals(size)), 1, "{size} equal");
        assert_eq!(calls(&pairs(size)), 2 * u32::try_from(size).unwrap(), "{size} pairs");
    }
    for size in [1, 10, 100] {
        let (once, twice) = (calls(&stars(2, size)), calls(&stars(2, 2 * size)));
        assert!(twice <= 2 * once, "{once} calls for 2 stars of {size}, {twice} for 2 stars of {}", 2 * size);
    }
    assert!(canonicalize(&equals(10_000)).is_ok());
    assert!(canonicalize(&stars(2, 1_000)).is_ok());
}

#[test]
fn equal_blank_nodes_are_labelled_as_one_would_expect() {
    let want = |size: usize| {
        let mut lines: Vec<_> = (0..size).map(|number| format!("_:c14n{number} <p:p> \"a\" .\n")).collect();
        lines.sort();
        lines.concat()
    };
    assert_eq!(canonicalize(&equals(1_000)).unwrap().nquads(), want(1_000));
}

#[test]
fn limits_hold_to_the_last_call_and_byte() {
    let dataset = parse(&ring(5));
    let with = |canonicalization_calls, canonicalization_bytes| {
        let limits = Limits { canonicalization_calls, canonicalization_bytes, ..Limits::default() };
        dataset.canonicalize(DigestAlgorithm::Sha256, &limits).map(|_| ())
    };
    assert_eq!(with(25, 1 << 20), Ok(()));
    assert_eq!(with(24, 1 << 20), Err(Limit::Canonicalization.reached(24)));
    let bytes = (0..1 << 14).find(|bytes| with(25, *bytes).is_ok()).unwrap();
    assert_eq!(with(25, bytes - 1), Err(Limit::Canonicalization.reached(bytes - 1)));
}
