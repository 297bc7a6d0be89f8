//! The document itself, member by member. Depth costs heap and not stack.

use super::super::context::{ActiveId, ContextSpace, How};
use super::super::definition::container;
use super::super::iri;
use super::super::keyword;
use super::super::symbols::Symbol;
use super::fit::{Choice, Fitter, Form, Name, Run, What};
use super::literal::{Literal, RDF_JSON, quote};
use super::place::{Layout, Place, Written};
use super::{Unwritable, bare, plain};
use crate::json::write_string;
use crate::rdf::Term;
use std::cmp::Ordering;

/// How deep a node may stand, so that whatever it holds is within the depth that readers allow.
const DEEPEST: u32 = 59;

/// Writes one document.
pub(super) struct Writer<'w, 's> {
    fitter: Fitter<'w>,
    layout: Layout<'s>,
    contexts: Vec<&'s str>,
    out: String,
    /// The members of the objects we are in; those of the innermost come last.
    entries: Vec<Entry<'s>>,
    /// The same, those of each object in the order in which they are written.
    order: Vec<Ordered>,
    /// What is known of each property.
    known: Vec<Known>,
    open: Vec<Open>,
    /// What would stand too deep.
    deferred: Vec<(Term, Written)>,
    /// Where `@included` goes, and the active context there.
    included: (usize, ActiveId),
}

/// A member, or one value of a member that has several.
#[derive(Clone, Copy, Debug)]
struct Entry<'s> {
    name: Name<'s>,
    symbol: Symbol,
    form: Form,
    what: What<'s>,
    /// Whether it stands in an array even if it is alone.
    in_array: bool,
    /// Of a type, the statement.
    statement: usize,
}

/// An entry, and where its name belongs as far as a few bytes tell.
#[derive(Clone, Copy, Debug)]
struct Ordered {
    prefix: u64,
    entry: usize,
}

/// What was found out about a property.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// The term that it ends with.
    own: Symbol,
    /// The last choice made for a value whose shape alone decides: siblings have the same properties.
    last: Option<(ActiveId, Shape, Choice)>,
}

/// Values for which the same choice is made whatever they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Node,
    Text,
}

impl Shape {
    fn of(what: &What<'_>) -> Option<Self> {
        match what {
            What::Literal(literal) if literal.is_plain() => Some(Self::Text),
            What::Node(..) => Some(Self::Node),
            _ => None,
        }
    }
}

/// An object or a list that is partly written.
#[derive(Clone, Copy, Debug)]
enum Open {
    Members { active: ActiveId, start: usize, next: usize, end: usize, depth: u32, in_array: bool },
    Items { active: ActiveId, symbol: Symbol, cell: Option<usize>, begun: bool, depth: u32, close: &'static str },
}

impl<'w, 's> Writer<'w, 's> {
    pub(super) fn new(space: ContextSpace<'w>, layout: Layout<'s>, contexts: Vec<&'s str>) -> Self {
        Self {
            fitter: Fitter::new(space, layout.has_directions()),
            known: vec![Known { own: Symbol::UNKNOWN, last: None }; layout.properties.len()],
            entries: Vec::with_capacity(layout.statements.len()),
            order: Vec::with_capacity(layout.statements.len()),
            layout,
            contexts,
            out: String::new(),
            open: Vec::with_capacity(16),
            deferred: Vec::new(),
            included: (0, ActiveId(0)),
        }
    }

    pub(super) fn run(mut self, root: Term) -> Result<String, Unwritable> {
        self.out.reserve(self.layout.statements.len().saturating_mul(64));
        if self.layout.root.graph.is_some() {
            self.layout.name(root);
        }
        self.open_node(root, self.layout.root, ActiveId(0), Symbol::UNKNOWN, 1, true)?;
        self.follow()?;
        self.include_rest()?;
        Ok(self.out)
    }

    /// Writes `@included`, if anything belongs there.
    fn include_rest(&mut self) -> Result<(), Unwritable> {
        let (at, active) = self.included;
        let main = std::mem::take(&mut self.out);
        let mut rest = std::mem::take(&mut self.layout.rest);
        rest.append(&mut self.deferred);
        while !rest.is_empty() {
            for (term, written) in rest {
                self.out.push_str(if self.out.is_empty() { ",\"@included\":[" } else { "," });
                self.open_node(term, written, active, Symbol::UNKNOWN, 3, false)?;
                self.follow()?;
            }
            rest = std::mem::take(&mut self.deferred);
            if rest.is_empty() {
                self.out.push(']');
            }
        }
        let rest = std::mem::replace(&mut self.out, main);
        if self.out.is_char_boundary(at) {
            self.out.insert_str(at, &rest);
        }
        Ok(())
    }

    fn follow(&mut self) -> Result<(), Unwritable> {
        while let Some(open) = self.open.last().copied() {
            match open {
                Open::Members { next, end, in_array, start, .. } if next >= end => {
                    if in_array {
                        self.out.push(']');
                    }
                    self.out.push('}');
                    self.entries.truncate(start);
                    self.order.truncate(start);
                    self.open.pop();
                }
                Open::Members { .. } => self.write_member()?,
                Open::Items { cell: None, close, .. } => {
                    self.out.push_str(close);
                    self.open.pop();
                }
                Open::Items { cell: Some(cell), .. } => self.write_item(cell)?,
            }
        }
        Ok(())
    }

    fn write_member(&mut self) -> Result<(), Unwritable> {
        let Some(Open::Members { active, start, next: at, end, depth, in_array }) = self.open.last_mut() else {
            return Ok(());
        };
        let (active, start, end, depth, current) = (*active, *start, *end, *depth, *at);
        *at = current.saturating_add(1);
        let entry_at = |at: &Ordered| self.entries.get(at.entry);
        let Some(entry) = self.order.get(current).and_then(entry_at).copied() else { return Ok(()) };
        let before = if current == start { None } else { self.order.get(current.wrapping_sub(1)).and_then(entry_at) };
        if before.is_some_and(|before| before.name == entry.name) {
            self.out.push(',');
        } else {
            if std::mem::take(in_array) {
                self.out.push(']');
            }
            if matches!(entry.what, What::Included) {
                self.included = (self.out.len(), active);
                return Ok(());
            }
            if current != start {
                self.out.push(',');
            }
            write_string(&mut self.out, self.fitter.text(entry.name));
            self.out.push(':');
            let group = self.order.get(current..end).unwrap_or_default().iter().map_while(entry_at);
            let group = group.take_while(|other| other.name == entry.name);
            let (mut count, mut is_array, mut is_map) = (0_usize, false, false);
            for other in group {
                count = count.saturating_add(1);
                is_array |= other.in_array;
                is_map |= other.form == Form::LanguageMap;
            }
            if is_map {
                return self.write_language_map(current, count);
            }
            if is_array || count > 1 {
                self.out.push('[');
                if let Some(Open::Members { in_array, .. }) = self.open.last_mut() {
                    *in_array = true;
                }
            }
        }
        let in_array = matches!(self.open.last(), Some(Open::Members { in_array: true, .. }));
        let depth = depth.saturating_add(if in_array { 2 } else { 1 });
        self.write_value(active, &entry, depth)
    }

    /// Writes the texts from `at` on as one object, by language.
    fn write_language_map(&mut self, at: usize, count: usize) -> Result<(), Unwritable> {
        let end = at.saturating_add(count);
        let mut texts = Vec::with_capacity(count);
        for at in self.order.get(at..end).unwrap_or_default() {
            let what = self.entries.get(at.entry).map(|entry| entry.what);
            let Some(What::Literal(literal)) = what else { return Err(Unwritable) };
            texts.push((literal.language().unwrap_or("@none"), literal));
        }
        texts.sort_by(|a, b| a.0.cmp(b.0));
        for (nth, group) in texts.chunk_by(|a, b| a.0 == b.0).enumerate() {
            self.out.push(if nth == 0 { '{' } else { ',' });
            let Some((language, _)) = group.first() else { continue };
            write_string(&mut self.out, language);
            self.out.push_str(if group.len() > 1 { ":[" } else { ":" });
            for (nth, (_, literal)) in group.iter().enumerate() {
                self.out.push_str(if nth == 0 { "" } else { "," });
                literal.write(&mut self.out);
            }
            self.out.push_str(if group.len() > 1 { "]" } else { "" });
        }
        self.out.push('}');
        if let Some(Open::Members { next, .. }) = self.open.last_mut() {
            *next = end;
        }
        Ok(())
    }

    fn write_item(&mut self, cell: usize) -> Result<(), Unwritable> {
        let Some((first, rest)) = self.layout.cell(cell) else { return Err(Unwritable) };
        let Some(Open::Items { active, symbol, cell, begun, depth, .. }) = self.open.last_mut() else {
            return Ok(());
        };
        self.out.push_str(if *begun { "," } else { "" });
        (*cell, *begun) = (rest, true);
        let (active, symbol, depth) = (*active, *symbol, depth.saturating_add(1));
        let what = self.describe(first, depth)?;
        let fit = self.fitter.fit(active, symbol, &what, Run { in_list: true, ..Run::default() })?;
        let (_, form) = fit.ok_or(Unwritable)?;
        self.write_value(active, &Entry { symbol, form, ..entry(Name::Keyword(""), what, false) }, depth)
    }

    fn write_value(&mut self, active: ActiveId, entry: &Entry<'s>, depth: u32) -> Result<(), Unwritable> {
        match &entry.what {
            What::Contexts => self.write_contexts(),
            What::Included => (),
            What::Type(name) => write_string(&mut self.out, self.fitter.text(*name)),
            What::Empty => self.out.push_str("{}"),
            What::Literal(literal) => self.write_literal(literal, entry.form)?,
            What::Mention(id) => self.write_mention(active, entry.symbol, id, entry.form)?,
            What::Node(term, written) => self.open_node(*term, *written, active, entry.symbol, depth, false)?,
            What::Graph(name, graph) => {
                let top = self.layout.graphs.get(*graph).and_then(|graph| graph.tops.first()).copied();
                let node = top.and_then(|top| self.layout.nodes.get(top)).ok_or(Unwritable)?;
                let (term, written) = if self.fitter.definition(active, entry.symbol).contains(container::GRAPH) {
                    (node.term, Written { node: top, graph: None })
                } else {
                    (*name, Written { node: None, graph: Some(*graph) })
                };
                self.open_node(term, written, active, entry.symbol, depth, false)?;
            }
            What::List(cell) => self.open_list(active, entry.symbol, *cell, entry.form, depth)?,
        }
        Ok(())
    }

    fn write_contexts(&mut self) {
        for (nth, context) in self.contexts.iter().enumerate() {
            self.out.push_str(if nth == 0 { "" } else { "," });
            write_string(&mut self.out, context);
        }
    }

    fn write_literal(&mut self, literal: &Literal<'_>, form: Form) -> Result<(), Unwritable> {
        match form {
            Form::Json => self.out.push_str(&literal.json().ok_or(Unwritable)?),
            Form::Native(typed) => self.out.push_str(&literal.native(typed).ok_or(Unwritable)?),
            Form::Object => return self.write_value_object(literal),
            _ => literal.write(&mut self.out),
        }
        Ok(())
    }

    fn write_value_object(&mut self, literal: &Literal<'_>) -> Result<(), Unwritable> {
        if literal.language().is_some() || literal.direction().is_some() {
            let members = [("@direction", literal.direction()), ("@language", literal.language())];
            let mut before = '{';
            for (name, value) in members.into_iter().filter_map(|(name, value)| Some((name, value?))) {
                self.out.push(before);
                quote(&mut self.out, name);
                self.out.push(':');
                write_string(&mut self.out, value);
                before = ',';
            }
        } else if literal.datatype() == RDF_JSON {
            self.out.push_str("{\"@type\":\"@json\",\"@value\":");
            self.out.push_str(&literal.json().ok_or(Unwritable)?);
            self.out.push('}');
            return Ok(());
        } else if !literal.is_plain() {
            // A name for a datatype would have to be looked up in a context; its IRI needs none.
            self.out.push_str("{\"@type\":");
            write_string(&mut self.out, plain(literal.datatype())?);
        } else {
            self.out.push_str("{\"@value\":");
            literal.write(&mut self.out);
            self.out.push('}');
            return Ok(());
        }
        self.out.push_str(",\"@value\":");
        match literal.native(true) {
            Some(native) => self.out.push_str(&native),
            None => literal.write(&mut self.out),
        }
        self.out.push('}');
        Ok(())
    }

    fn write_mention(&mut self, active: ActiveId, symbol: Symbol, id: &str, form: Form) -> Result<(), Unwritable> {
        // To be of this form, it has been found to stand for itself.
        if form == Form::Id {
            quote(&mut self.out, id);
            return Ok(());
        }
        let context = self.fitter.definition(active, symbol).context;
        let inner = self.fitter.apply(active, context, How::PROPERTY)?;
        match form {
            Form::Vocab => {
                let name = self.fitter.vocab_name(inner, id)?;
                write_string(&mut self.out, self.fitter.text(name));
            }
            _ if !self.fitter.is_verbatim(inner, id, false) => return Err(Unwritable),
            _ => {
                let key = self.fitter.alias(self.fitter.id, &[active, inner]);
                self.out.push('{');
                quote(&mut self.out, self.fitter.text(key));
                self.out.push(':');
                quote(&mut self.out, id);
                self.out.push('}');
            }
        }
        Ok(())
    }

    fn open_list(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        cell: Option<usize>,
        form: Form,
        depth: u32,
    ) -> Result<(), Unwritable> {
        let (begin, close, depth, active) = match form {
            Form::List => ("[", "]", depth, active),
            // An object begins a new node, even if it turns out to be a list.
            _ => ("{\"@list\":[", "]}", depth.saturating_add(1), self.enter(active, symbol)?),
        };
        self.out.push_str(begin);
        self.open.push(Open::Items { active, symbol, cell, begun: false, depth, close });
        Ok(())
    }

    /// The active context within an object.
    fn enter(&mut self, active: ActiveId, symbol: Symbol) -> Result<ActiveId, Unwritable> {
        let context = self.fitter.definition(active, symbol).context;
        let outer = self.fitter.space.active(active).previous.unwrap_or(active);
        self.fitter.apply(outer, context, How::PROPERTY)
    }

    fn open_node(
        &mut self,
        term: Term,
        written: Written,
        active: ActiveId,
        symbol: Symbol,
        depth: u32,
        is_root: bool,
    ) -> Result<(), Unwritable> {
        let start = self.entries.len();
        let mut active = self.enter(active, symbol)?;
        // Some terms begin anew, such as those of the credentials in a presentation.
        if is_root || (!self.contexts.is_empty() && self.fitter.space.active(active).is_bare()) {
            for nth in 0..self.contexts.len() {
                let Some(url) = self.contexts.get(nth).copied() else { break };
                active = self.fitter.space.include(active, url, How::LOCAL)?;
            }
            self.add(Name::Keyword("@context"), What::Contexts, true);
        }
        active = self.add_types(active, written.node, depth)?;
        if self.layout.is_named(term) {
            let id = self.id(term)?;
            if !self.fitter.is_verbatim(active, id, false) {
                return Err(Unwritable);
            }
            let name = self.fitter.alias(self.fitter.id, &[active]);
            self.entries.push(Entry { form: Form::Id, ..entry(name, What::Mention(id), false) });
        }
        if let Some(graph) = written.graph {
            let tops = self.layout.graphs.get(graph).map(|graph| graph.tops.clone()).unwrap_or_default();
            for top in tops {
                let term = self.layout.nodes.get(top).ok_or(Unwritable)?.term;
                let node = Written { node: Some(top), graph: None };
                self.add(Name::Keyword("@graph"), What::Node(term, node), true);
            }
        }
        if is_root {
            self.add(Name::Keyword("@included"), What::Included, false);
        }
        self.add_properties(active, written.node, depth)?;
        self.put_in_order(start);
        self.out.push('{');
        let end = self.entries.len();
        self.open.push(Open::Members { active, start, next: start, end, depth, in_array: false });
        Ok(())
    }

    /// Orders the entries from `start` on by name; those of one name stay as they are.
    fn put_in_order(&mut self, start: usize) {
        let (fitter, entries) = (&self.fitter, &self.entries);
        let name = |at: usize| entries.get(at).map_or("", |entry| fitter.text(entry.name));
        self.order.extend((start..entries.len()).map(|entry| Ordered { prefix: prefix(name(entry)), entry }));
        let by_name = |a: &Ordered, b: &Ordered| {
            let by_prefix = a.prefix.cmp(&b.prefix);
            by_prefix.then_with(|| in_order(name(a.entry), name(b.entry))).then(a.entry.cmp(&b.entry))
        };
        self.order.get_mut(start..).unwrap_or_default().sort_unstable_by(by_name);
    }

    fn add(&mut self, name: Name<'s>, what: What<'s>, in_array: bool) {
        self.entries.push(entry(name, what, in_array));
    }

    /// Adds the types of a node; gives the active context that they make.
    fn add_types(&mut self, active: ActiveId, node: Option<usize>, depth: u32) -> Result<ActiveId, Unwritable> {
        let (start, mut inner) = (self.entries.len(), active);
        for at in self.layout.statements_of(node) {
            if !self.is_type(at) {
                continue;
            }
            if let What::Mention(iri) = self.describe(at, depth.saturating_add(1))? {
                // Rare enough to be spelt out.
                if is_label(iri) {
                    continue;
                }
                let name = self.fitter.vocab_name(active, iri)?;
                self.entries.push(Entry { statement: at, ..entry(Name::Keyword("@type"), What::Type(name), false) });
            }
        }
        match self.entries.len().saturating_sub(start) {
            0 => return Ok(active),
            1 => inner = self.enter_type(active, inner, start)?,
            _ => {
                for at in self.by_name(start) {
                    inner = self.enter_type(active, inner, at)?;
                }
            }
        }
        let name = self.fitter.alias(self.fitter.type_, &[active, inner]);
        let is_set = self.fitter.definition(inner, Symbol(keyword::TYPE.0)).contains(container::SET);
        for entry in self.entries.get_mut(start..).unwrap_or_default() {
            (entry.name, entry.in_array) = (name, is_set);
        }
        Ok(inner)
    }

    /// The active context that a type makes of another.
    fn enter_type(&mut self, active: ActiveId, inner: ActiveId, at: usize) -> Result<ActiveId, Unwritable> {
        let Some(Entry { what: What::Type(Name::Term(symbol)), .. }) = self.entries.get(at) else { return Ok(inner) };
        let context = self.fitter.definition(active, *symbol).context;
        match self.fitter.apply(inner, context, How::TYPE) {
            Ok(next) => Ok(next),
            // Two types whose terms contradict each other: one of them goes by its IRI, which brings no terms.
            Err(_) => self.spell_out_type(active, at).map(|()| inner),
        }
    }

    /// The entries from `start` on in the order in which their types' contexts are applied.
    fn by_name(&self, start: usize) -> Vec<usize> {
        let name = |at: &usize| match self.entries.get(*at).map(|entry| &entry.what) {
            Some(What::Type(name)) => self.fitter.text(*name),
            _ => "",
        };
        let mut order: Vec<usize> = (start..self.entries.len()).collect();
        order.sort_by(|a, b| name(a).cmp(name(b)));
        order
    }

    fn spell_out_type(&mut self, active: ActiveId, at: usize) -> Result<(), Unwritable> {
        let Some(entry) = self.entries.get_mut(at) else { return Ok(()) };
        let What::Type(_) = entry.what else { return Ok(()) };
        let statement = self.layout.statements.get(entry.statement).ok_or(Unwritable)?;
        let iri = bare(self.layout.text(statement.object))?;
        if !self.fitter.is_verbatim(active, iri, true) {
            return Err(Unwritable);
        }
        entry.what = What::Type(Name::Iri(iri));
        Ok(())
    }

    fn add_properties(&mut self, active: ActiveId, node: Option<usize>, depth: u32) -> Result<(), Unwritable> {
        let mut rest = self.layout.statements_of(node);
        while let Some(at) = rest.next() {
            let (number, property) = self.layout.property_of(at).ok_or(Unwritable)?;
            let is_same = |at: &usize| self.layout.property_of(*at).is_some_and(|(other, _)| other == number);
            let next = rest.clone().find(|at| !is_same(at)).unwrap_or(rest.end);
            let is_value = |what: &What<'_>| !property.is_type || !matches!(what, What::Mention(id) if !is_label(id));
            let first = self.entries.len();
            for at in at..next {
                let what = self.describe(at, depth.saturating_add(1))?;
                if is_value(&what) {
                    self.add(Name::Iri(property.iri), what, false);
                }
            }
            let run = Run::of(&self.entries.get(first..).unwrap_or_default().iter().map(|entry| &entry.what));
            for at in first..self.entries.len() {
                self.fit_entry(at, active, number, run, depth)?;
            }
            rest.start = next;
        }
        Ok(())
    }

    /// Gives an entry, named by the IRI of its property, the best name and form.
    fn fit_entry(
        &mut self,
        at: usize,
        active: ActiveId,
        property: usize,
        run: Run,
        depth: u32,
    ) -> Result<(), Unwritable> {
        let mut choice = self.choose(at, active, property, run)?;
        if choice.form == Form::List
            && let Some(Entry { what: What::List(cell), .. }) = self.entries.get(at)
            && !self.all_fit(active, choice.symbol, *cell, depth)?
        {
            choice = self.choose(at, active, property, Run { one_list: false, ..run })?;
        }
        let contains = |containers: u8| choice.container & containers != 0;
        let by_key = container::ID | container::INDEX | container::TYPE;
        let is_map = contains(by_key) || (contains(container::LANGUAGE) && !run.all_texts);
        let is_object = contains(container::LANGUAGE) && choice.form == Form::Object;
        let in_array =
            choice.form != Form::Json && choice.form != Form::List && (contains(container::SET) || is_map || is_object);
        let Some(entry) = self.entries.get_mut(at) else { return Err(Unwritable) };
        (entry.symbol, entry.form, entry.in_array) = (choice.symbol, choice.form, in_array);
        if choice.is_term {
            entry.name = Name::Term(choice.symbol);
        }
        Ok(())
    }

    fn choose(&mut self, at: usize, active: ActiveId, property: usize, run: Run) -> Result<Choice, Unwritable> {
        let what = &self.entries.get(at).ok_or(Unwritable)?.what;
        let known = self.known.get_mut(property).ok_or(Unwritable)?;
        let shape = Shape::of(what);
        match known.last {
            Some((last, same, choice)) if last == active && shape == Some(same) => return Ok(choice),
            _ => (),
        }
        let iri = self.layout.properties.get(property).ok_or(Unwritable)?.iri;
        if known.own == Symbol::UNKNOWN {
            known.own = self.fitter.space.symbols.find(iri::last_part(iri));
        }
        let choice = self.fitter.choose(active, iri, known.own, what, run)?;
        if let Some(shape) = shape {
            known.last = Some((active, shape, choice));
        }
        Ok(choice)
    }

    /// Whether all items of a list can stand in an array under a term.
    fn all_fit(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        cell: Option<usize>,
        depth: u32,
    ) -> Result<bool, Unwritable> {
        let mut next = cell;
        while let Some(cell) = next {
            let Some((first, rest)) = self.layout.cell(cell) else { return Ok(false) };
            let what = self.describe(first, depth.saturating_add(2))?;
            let fit = self.fitter.fit(active, symbol, &what, Run { in_list: true, ..Run::default() })?;
            if fit.is_none() {
                return Ok(false);
            }
            next = rest;
        }
        Ok(true)
    }

    /// What stands in the place of an object, at a depth. What would stand too deep is put off.
    #[inline(always)]
    fn describe(&mut self, at: usize, depth: u32) -> Result<What<'s>, Unwritable> {
        let statement = self.layout.statements.get(at).copied().ok_or(Unwritable)?;
        let term = statement.object;
        let written = match statement.place {
            Place::Literal => {
                let literal = Literal::of(self.layout.text(term)).ok_or(Unwritable)?;
                return Ok(What::Literal(literal.directed(self.layout.direction(term))));
            }
            Place::List(None) => return Ok(What::List(None)),
            Place::List(Some(cell)) if depth <= DEEPEST => return Ok(What::List(Some(cell))),
            Place::List(node) => Written { node, graph: None },
            Place::Node(written) => written,
        };
        if written == Written::default() {
            return Ok(if self.layout.is_named(term) { What::Mention(self.id(term)?) } else { What::Empty });
        }
        if depth > DEEPEST {
            self.layout.name(term);
            self.deferred.push((term, written));
            if let Some(statement) = self.layout.statements.get_mut(at) {
                statement.place = Place::Node(Written::default());
            }
            return Ok(What::Mention(self.id(term)?));
        }
        let graph = written.graph.filter(|_| written.node.is_none() && !self.layout.is_named(term));
        let is_simple = |graph: &usize| self.layout.graphs.get(*graph).is_some_and(|graph| graph.tops.len() == 1);
        Ok(match graph.filter(is_simple) {
            Some(graph) => What::Graph(term, graph),
            None => What::Node(term, written),
        })
    }

    fn is_type(&self, at: usize) -> bool {
        self.layout.property_of(at).is_some_and(|(_, property)| property.is_type)
    }

    /// The IRI of a node, or its label.
    fn id(&self, term: Term) -> Result<&'s str, Unwritable> {
        let text = self.layout.text(term);
        if is_label(text) { Ok(text) } else { bare(text) }
    }
}

/// Whether a mention is that of a blank node.
fn is_label(id: &str) -> bool {
    id.starts_with("_:")
}

/// The beginning of a name: where two differ in it, the names have the same order.
fn prefix(name: &str) -> u64 {
    let mut prefix = [0; 8];
    match name.as_bytes().first_chunk() {
        Some(head) => prefix = *head,
        None => prefix.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from),
    }
    if let Some(at) = prefix.iter().position(|byte| !byte.is_ascii()) {
        prefix.iter_mut().skip(at).for_each(|byte| *byte = u8::MAX);
    }
    u64::from_be_bytes(prefix)
}

fn entry<'s>(name: Name<'s>, what: What<'s>, in_array: bool) -> Entry<'s> {
    Entry { name, symbol: Symbol::UNKNOWN, form: Form::Object, what, in_array, statement: usize::MAX }
}

/// The order of members in canonical JSON: by UTF-16 code units.
fn in_order(a: &str, b: &str) -> Ordering {
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        // Only characters of three and four bytes stand in another order in UTF-16.
        Some((a, b)) if a.min(b) < 0xe0 => a.cmp(&b),
        Some(_) => a.encode_utf16().cmp(b.encode_utf16()),
        None => a.len().cmp(&b.len()),
    }
}
