//! Where each node is written out: at the place nearest to the root, the first in canonical order if there are several.
//!
//! Everywhere else it is only mentioned. What no place leads to, such as a circle of nodes, begins a tree of its own.

use super::super::symbols::index;
use super::{Unwritable, bare};
use crate::rdf::{Canonical, Dataset, Quad, Term};
use std::collections::VecDeque;

const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDF_NIL: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>";

/// No number: no node, no statement.
const NONE: usize = usize::MAX;

/// How many properties are told apart at first sight; of any number more, some are read again.
const SLOTS: usize = 128;

/// A statement, and what is written in the place of its object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement {
    /// Its property; one number has one IRI, but not the other way round.
    pub(super) property: usize,
    pub(super) object: Term,
    /// The node that it is about.
    subject: usize,
    /// The node that its object is, if the same graph says something about it.
    target: usize,
    pub(super) place: Place,
}

/// What statements say of their subjects.
#[derive(Clone, Copy, Debug)]
pub(super) struct Property<'s> {
    term: Term,
    pub(super) iri: &'s str,
    pub(super) is_type: bool,
}

/// What is written in the place of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A literal.
    Literal,
    /// The list that begins with this node; none for the empty list.
    List(Option<usize>),
    /// The node, with what is said about it here and the graph that it names, or only its mention.
    Node(Written),
}

/// What is written out of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The statements about it.
    pub(super) node: Option<usize>,
    /// The graph that it names.
    pub(super) graph: Option<usize>,
}

/// What one graph says about one term.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) term: Term,
    pub(super) graph: usize,
    /// Its statements.
    pub(super) start: usize,
    pub(super) end: usize,
    is_placed: bool,
    /// Whether it is part of a list that JSON-LD can write as one.
    is_cell: bool,
}

/// A graph; the first is the default graph.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    pub(super) name: Option<Term>,
    /// Its nodes.
    start: usize,
    end: usize,
    /// Where those that have IRIs end; they come first.
    named: usize,
    is_placed: bool,
    /// The nodes that lead to all others of it.
    pub(super) tops: Vec<usize>,
}

/// A blank node.
#[derive(Clone, Copy, Debug)]
struct Blank {
    mentions: usize,
    /// The last statement that mentions it.
    mention: usize,
    /// How many graphs say something about it.
    nodes: usize,
    /// What the last of them says.
    node: usize,
    /// How often it would be written.
    appearances: usize,
}

/// The statements of a dataset, and the place of each.
pub(super) struct Layout<'s> {
    dataset: &'s Dataset,
    canonical: &'s Canonical,
    /// By graph, subject, predicate and object.
    pub(super) statements: Vec<Statement>,
    pub(super) properties: Vec<Property<'s>>,
    /// Properties, by what their terms have in common.
    slots: [usize; SLOTS],
    /// Which lengths the IRIs of nodes have, by their last six bits: most other IRIs have none of them.
    lengths: u64,
    pub(super) nodes: Vec<Node>,
    pub(super) graphs: Vec<Graph>,
    /// By the numbers they have in the dataset.
    blanks: Vec<Blank>,
    queue: VecDeque<usize>,
    /// What the root leads to.
    pub(super) root: Written,
    /// What it does not.
    pub(super) rest: Vec<(Term, Written)>,
}

impl<'s> Layout<'s> {
    pub(super) fn new(dataset: &'s Dataset, canonical: &'s Canonical, root: Term) -> Result<Self, Unwritable> {
        let none = Blank { mentions: 0, mention: NONE, nodes: 0, node: NONE, appearances: 0 };
        let mut layout = Self {
            dataset,
            canonical,
            statements: Vec::with_capacity(dataset.quads().len()),
            properties: Vec::with_capacity(SLOTS / 2),
            slots: [NONE; SLOTS],
            lengths: 0,
            nodes: Vec::with_capacity(dataset.quads().len() / 2),
            graphs: Vec::new(),
            blanks: vec![none; dataset.blank_count()],
            queue: VecDeque::with_capacity(16),
            root: Written::default(),
            rest: Vec::new(),
        };
        layout.read()?;
        layout.aim();
        layout.find_lists();
        layout.place_root(root);
        layout.place_rest();
        Ok(layout)
    }

    /// A term as canonical N-Quads has it.
    #[inline]
    pub(super) fn text(&self, term: Term) -> &'s str {
        self.canonical.text(self.dataset, term)
    }

    /// The language and the base direction that the datatype of a literal stands for.
    pub(super) fn direction(&self, literal: Term) -> Option<(&'s str, &'s str)> {
        self.dataset.direction(literal)
    }

    pub(super) fn has_directions(&self) -> bool {
        self.dataset.has_directions()
    }

    fn blank(&self, term: Term) -> Option<&Blank> {
        self.blanks.get(index(term.blank()?))
    }

    fn blank_mut(&mut self, term: Term) -> Option<&mut Blank> {
        self.blanks.get_mut(index(term.blank()?))
    }

    /// The statements in canonical order, graph by graph.
    fn read(&mut self) -> Result<(), Unwritable> {
        let quads = self.dataset.quads();
        let in_order =
            (0..self.canonical.lines().len()).filter_map(|line| quads.get(self.canonical.quad_of_line(line)));
        let mut sorted: Vec<_> = in_order.collect();
        if sorted.iter().any(|quad| quad.graph.is_some()) {
            sorted.sort_by_key(|quad| quad.graph.map(|graph| self.text(graph)));
        }
        self.graphs.push(Graph { name: None, start: 0, end: 0, named: 0, is_placed: true, tops: Vec::new() });
        for quad in sorted {
            let named = self.graphs.last().and_then(|graph| graph.name);
            if quad.graph.map(|name| self.text(name)) != named.map(|name| self.text(name)) {
                let (start, name) = (self.nodes.len(), quad.graph);
                self.graphs.push(Graph { name, start, end: start, named: start, is_placed: false, tops: Vec::new() });
            }
            self.read_statement(quad)?;
        }
        Ok(())
    }

    fn read_statement(&mut self, quad: &Quad) -> Result<(), Unwritable> {
        let at = self.statements.len();
        self.read_subject(quad.subject, at);
        if let Some(blank) = self.blank_mut(quad.object) {
            (blank.mentions, blank.mention) = (blank.mentions.saturating_add(1), at);
            blank.appearances = blank.mentions;
        }
        let (property, subject) = (self.property(quad.predicate)?, self.nodes.len().saturating_sub(1));
        self.statements.push(Statement { property, object: quad.object, subject, target: NONE, place: Place::Literal });
        Ok(())
    }

    /// Goes on with the last node, or begins the next.
    fn read_subject(&mut self, term: Term, at: usize) {
        let (graph, id) = (self.graphs.len().saturating_sub(1), self.nodes.len());
        let end = at.saturating_add(1);
        match self.nodes.last_mut() {
            Some(node) if node.graph == graph && self.dataset.same(node.term, term) => node.end = end,
            _ => {
                self.nodes.push(Node { term, graph, start: at, end, is_placed: false, is_cell: false });
                let is_named = match self.blank_mut(term) {
                    Some(blank) => {
                        (blank.nodes, blank.node) = (blank.nodes.saturating_add(1), id);
                        false
                    }
                    None => {
                        self.lengths |= length_bit(self.text(term));
                        true
                    }
                };
                if let Some(graph) = self.graphs.last_mut() {
                    graph.end = id.saturating_add(1);
                    graph.named = if is_named { graph.end } else { graph.named };
                }
            }
        }
    }

    /// The number of a property: that of the statement before, if it has the same.
    fn property(&mut self, term: Term) -> Result<usize, Unwritable> {
        let is_same = |number: &usize| {
            self.properties.get(*number).is_some_and(|property| self.dataset.same(property.term, term))
        };
        if let Some(last) = self.statements.last().map(|statement| statement.property).filter(is_same) {
            return Ok(last);
        }
        let slot = index(term.number().wrapping_mul(0x9e37_79b1) >> 25);
        let known = self.slots.get(slot).copied().unwrap_or(NONE);
        if self.properties.get(known).is_some_and(|property| property.term == term) {
            return Ok(known);
        }
        let (iri, next) = (bare(self.dataset.text(term))?, self.properties.len());
        self.properties.push(Property { term, iri, is_type: iri == RDF_TYPE });
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = next;
        }
        Ok(next)
    }

    /// Finds the node that each object is, and takes all of them for mentions.
    fn aim(&mut self) {
        for at in 0..self.statements.len() {
            let Some(Statement { object, subject, .. }) = self.statements.get(at).copied() else { continue };
            let text = self.text(object);
            if text.starts_with('"') {
                continue;
            }
            let graph = self.nodes.get(subject).map_or(0, |node| node.graph);
            let target = self.find(graph, object).unwrap_or(NONE);
            let place = if text == RDF_NIL { Place::List(None) } else { Place::Node(Written::default()) };
            if let Some(statement) = self.statements.get_mut(at) {
                (statement.target, statement.place) = (target, place);
            }
        }
    }

    /// What a graph says about a term.
    fn find(&self, graph: usize, term: Term) -> Option<usize> {
        let blank = self.blank(term);
        if let Some(Blank { nodes: 0 | 1, node, .. }) = blank {
            return self.nodes.get(*node).filter(|node| node.graph == graph).map(|_| *node);
        }
        let (graph, text) = (self.graphs.get(graph)?, self.text(term));
        if blank.is_none() && self.lengths & length_bit(text) == 0 {
            return None;
        }
        let end = if blank.is_none() { graph.named } else { graph.end };
        let nodes = self.nodes.get(graph.start..end)?;
        let at = nodes.binary_search_by(|node| self.text(node.term).cmp(text)).ok()?;
        graph.start.checked_add(at)
    }

    /// The graph of that name.
    fn graph_named(&self, name: Term) -> Option<usize> {
        let names = self.graphs.get(1..).filter(|names| !names.is_empty())?;
        let text = self.text(name);
        let at = names.binary_search_by(|graph| graph.name.map_or("", |name| self.text(name)).cmp(text)).ok()?;
        at.checked_add(1)
    }

    /// Marks the cells of well-formed lists, from the last of each to its first.
    fn find_lists(&mut self) {
        for at in 0..self.statements.len() {
            let mut rest = at;
            while let Some(statement) = self.statements.get(rest).copied() {
                let is_end = rest != at || statement.place == Place::List(None);
                if !is_end || !self.is_cell(statement.subject, rest) {
                    break;
                }
                let Some(node) = self.nodes.get_mut(statement.subject) else { break };
                node.is_cell = true;
                let term = node.term;
                rest = self.blank(term).map_or(NONE, |blank| blank.mention);
            }
        }
    }

    /// Whether a node has one first and one rest, the statement given, and one mention in its own graph.
    fn is_cell(&self, id: usize, rest: usize) -> bool {
        let Some(node) = self.nodes.get(id).filter(|node| !node.is_cell) else { return false };
        let Some(blank) = self.blank(node.term) else { return false };
        let Some([first, last]) = self.statements.get(node.start..node.end) else { return false };
        let is = |statement: &Statement, iri: &str| {
            self.properties.get(statement.property).is_some_and(|property| property.iri == iri)
        };
        is(first, RDF_FIRST)
            && is(last, RDF_REST)
            && rest == node.start.saturating_add(1)
            && (blank.mentions, blank.nodes) == (1, 1)
            && self.statements.get(blank.mention).is_some_and(|mention| mention.target == id)
            && self.graph_named(node.term).is_none()
    }

    fn place_root(&mut self, root: Term) {
        let (node, graph) = (self.find(0, root), self.graph_named(root));
        self.root = self.write(node, graph);
        self.appear(root);
        self.follow();
    }

    /// Begins trees of their own for what is left.
    fn place_rest(&mut self) {
        for top in self.find_tops(0) {
            let Some(term) = self.nodes.get(top).map(|node| node.term) else { continue };
            let graph = self.graph_named(term);
            self.begin(term, Some(top), graph);
        }
        for graph in 1..self.graphs.len() {
            if let Some(Graph { name: Some(name), is_placed: false, .. }) = self.graphs.get(graph) {
                let name = *name;
                self.begin(name, None, Some(graph));
            }
        }
    }

    fn begin(&mut self, term: Term, node: Option<usize>, graph: Option<usize>) {
        let written = self.write(node, graph);
        if written != Written::default() {
            self.appear(term);
            self.rest.push((term, written));
            self.follow();
        }
    }

    fn appear(&mut self, term: Term) {
        if let Some(blank) = self.blank_mut(term) {
            blank.appearances = blank.appearances.saturating_add(1);
        }
    }

    /// The statements about a node.
    pub(super) fn statements_of(&self, node: Option<usize>) -> std::ops::Range<usize> {
        node.and_then(|node| self.nodes.get(node)).map_or(0..0, |node| node.start..node.end)
    }

    /// The property of a statement, and its number.
    pub(super) fn property_of(&self, statement: usize) -> Option<(usize, Property<'s>)> {
        let number = self.statements.get(statement)?.property;
        Some((number, *self.properties.get(number)?))
    }

    /// Of the cell of a list, the statement with its item, and the next cell.
    pub(super) fn cell(&self, id: usize) -> Option<(usize, Option<usize>)> {
        let node = self.nodes.get(id)?;
        match self.statements.get(node.start.checked_add(1)?)?.place {
            Place::List(next) => Some((node.start, next)),
            _ => None,
        }
    }

    /// Whether a term has to be named where it is written: IRIs, and blank nodes that are written more than once.
    pub(super) fn is_named(&self, term: Term) -> bool {
        self.blank(term).is_none_or(|blank| blank.appearances > 1)
    }

    /// Has a blank node named.
    pub(super) fn name(&mut self, term: Term) {
        self.appear(term);
        self.appear(term);
    }

    /// Writes out here what is not written elsewhere.
    fn write(&mut self, node: Option<usize>, graph: Option<usize>) -> Written {
        let mut written = Written::default();
        if let Some(id) = node
            && let Some(node) = self.nodes.get_mut(id).filter(|node| !node.is_placed)
        {
            node.is_placed = true;
            written.node = Some(id);
            self.queue.push_back(id);
        }
        if let Some(id) = graph
            && let Some(graph) = self.graphs.get_mut(id).filter(|graph| !graph.is_placed)
        {
            graph.is_placed = true;
            written.graph = Some(id);
            self.open_graph(id);
        }
        written
    }

    fn open_graph(&mut self, id: usize) {
        let tops = self.find_tops(id);
        for top in tops.iter().copied() {
            let Some(node) = self.nodes.get_mut(top) else { continue };
            node.is_placed = true;
            let term = node.term;
            self.appear(term);
            self.queue.push_back(top);
        }
        if let Some(graph) = self.graphs.get_mut(id) {
            graph.tops = tops;
        }
    }

    /// Finds the places of what the nodes in the queue mention.
    fn follow(&mut self) {
        while let Some(id) = self.queue.pop_front() {
            let Some(node) = self.nodes.get(id) else { continue };
            for at in node.start..node.end {
                self.place(at);
            }
        }
    }

    fn place(&mut self, at: usize) {
        let Some(statement) = self.statements.get(at).copied() else { return };
        let Place::Node(_) = statement.place else { return };
        let target = self.nodes.get(statement.target);
        let place = match target {
            Some(node) if node.is_cell && !node.is_placed => {
                self.write(Some(statement.target), None);
                Place::List(Some(statement.target))
            }
            _ => {
                let node = target.map(|_| statement.target);
                let graph = self.graph_named(statement.object);
                Place::Node(self.write(node, graph))
            }
        };
        if let Some(statement) = self.statements.get_mut(at) {
            statement.place = place;
        }
    }

    /// The fewest nodes of a graph, among those without a place, that lead to all others.
    fn find_tops(&self, graph: usize) -> Vec<usize> {
        let Some(Graph { start, end, .. }) = self.graphs.get(graph).cloned() else { return Vec::new() };
        let is_free = |id: &usize| self.nodes.get(*id).is_some_and(|node| !node.is_placed);
        let free: Vec<usize> = (start..end).filter(is_free).collect();
        if free.len() <= 1 {
            return free;
        }
        let mut reached = Reached { layout: self, start, seen: vec![false; end.saturating_sub(start)] };
        let mut mentioned = vec![false; end.saturating_sub(start)];
        for id in &free {
            for target in self.targets(*id).filter(|target| target != id) {
                if let Some(place) = mentioned.get_mut(target.wrapping_sub(start)) {
                    *place = true;
                }
            }
        }
        let is_mentioned = |id: &usize| mentioned.get(id.wrapping_sub(start)).copied().unwrap_or(false);
        let mut tops: Vec<usize> = free.iter().copied().filter(|id| !is_mentioned(id)).collect();
        for top in &tops {
            reached.from(*top);
        }
        // What is left are circles and what hangs on them; the node that most is said about comes first.
        let mut left: Vec<usize> = free.into_iter().filter(|id| !reached.has(*id)).collect();
        left.sort_by_key(|id| std::cmp::Reverse(self.targets(*id).count()));
        let chosen: Vec<usize> = left.into_iter().filter(|id| reached.from(*id)).collect();
        // A later one may lead to an earlier one, but not the other way round.
        let seen = vec![false; end.saturating_sub(start)];
        let mut again = Reached { layout: self, start, seen };
        tops.extend(chosen.into_iter().rev().filter(|id| again.from(*id)));
        tops.sort_unstable();
        tops
    }

    /// The nodes that the statements about a node mention; other objects count as no node.
    fn targets(&self, id: usize) -> impl Iterator<Item = usize> {
        let range = self.nodes.get(id).map_or(0..0, |node| node.start..node.end);
        self.statements.get(range).unwrap_or_default().iter().map(|statement| statement.target)
    }
}

/// The bit of a text's length.
fn length_bit(text: &str) -> u64 {
    1 << (text.len() & 63)
}

/// The nodes of a graph that were reached so far.
struct Reached<'l, 's> {
    layout: &'l Layout<'s>,
    start: usize,
    seen: Vec<bool>,
}

impl Reached<'_, '_> {
    fn has(&self, id: usize) -> bool {
        self.seen.get(id.wrapping_sub(self.start)).copied().unwrap_or(true)
    }

    /// Goes wherever a node leads; false if it was reached before.
    fn from(&mut self, id: usize) -> bool {
        if self.has(id) {
            return false;
        }
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.has(id) {
                continue;
            }
            if let Some(seen) = self.seen.get_mut(id.wrapping_sub(self.start)) {
                *seen = true;
            }
            open.extend(self.layout.targets(id).filter(|target| *target != NONE && !self.has(*target)));
        }
        true
    }
}
