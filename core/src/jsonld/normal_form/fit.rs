//! Which term says a property and its value best, and in which form the value then stands
//! ([Term Selection](https://www.w3.org/TR/json-ld11-api/#term-selection) asks the same of the tree that it is given).

use super::super::context::{ActiveId, ContextSpace, How, Resolved};
use super::super::contexts::{ContextId, table};
use super::super::definition::{Definition, container, flag};
use super::super::iri;
use super::super::keyword;
use super::super::symbols::{Symbol, Text};
use super::Unwritable;
use super::literal::{Literal, RDF_JSON};
use super::place::Written;
use crate::rdf::Term;
use std::collections::BTreeMap;

/// A value to be written.
#[derive(Clone, Copy, Debug)]
pub(super) enum What<'s> {
    /// A blank node that nothing is said about.
    Empty,
    /// A graph whose name is said nowhere else, with one node that leads to all others.
    Graph(Term, usize),
    /// The place of `@included`.
    Included,
    /// A list, by its first cell.
    List(Option<usize>),
    Literal(Literal<'s>),
    /// The IRI or label of a node that is not written out here.
    Mention(&'s str),
    /// A node that is written out here.
    Node(Term, Written),
    /// The contexts.
    Contexts,
    /// A type, by name.
    Type(Name<'s>),
}

/// The name of a member, or of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'s> {
    Iri(&'s str),
    Keyword(&'static str),
    Term(Symbol),
}

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The string of a reference.
    Id,
    /// The value of a JSON literal.
    Json,
    /// A member of a language map.
    LanguageMap,
    /// An array that is a list.
    List,
    /// A boolean or a number; whether the term has its type.
    Native(bool),
    /// An object: node, value, list or reference.
    Object,
    /// A string.
    Text,
    /// The name of a reference.
    Vocab,
}

/// What the values of a property have in common.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Run {
    /// Whether all of them are texts.
    pub(super) all_texts: bool,
    /// Whether one at most is a list.
    pub(super) one_list: bool,
    /// Whether it is one JSON literal.
    pub(super) one_value: bool,
    /// Whether they are the items of a list.
    pub(super) in_list: bool,
}

impl Run {
    pub(super) fn of<'w>(values: &(impl ExactSizeIterator<Item = &'w What<'w>> + Clone)) -> Self {
        let is_text = |what: &What<'_>| matches!(what, What::Literal(literal) if literal.is_plain() || literal.language().is_some());
        let lists = values.clone().filter(|what| matches!(what, What::List(_))).count();
        Self {
            all_texts: values.clone().all(is_text),
            one_list: lists < 2,
            one_value: values.len() == 1,
            in_list: false,
        }
    }
}

/// A name and a form for a value; the lower the score the better.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// Whether the name is a term, and not the IRI of the property.
    pub(super) is_term: bool,
    pub(super) symbol: Symbol,
    pub(super) form: Form,
    /// The containers of the term.
    pub(super) container: u8,
    score: u8,
}

/// The terms that contexts at hand give to IRIs.
#[derive(Default)]
pub(super) struct Inverse {
    terms: BTreeMap<Box<str>, Vec<Symbol>>,
    /// How many definitions were read.
    read: usize,
}

impl Inverse {
    /// The terms that may stand for an IRI, other than its own last part.
    fn candidates(&mut self, space: &ContextSpace<'_>, iri: &str, own: Symbol) -> Vec<Symbol> {
        for (symbol, definition) in space.defined_from(self.read) {
            self.read = self.read.saturating_add(1);
            if definition.iri != keyword::NONE && !keyword::is(definition.iri) && !definition.is(flag::REVERSE) {
                let terms = self.terms.entry(space.texts.text(definition.iri).into()).or_default();
                if !terms.contains(&symbol) {
                    terms.push(symbol);
                }
            }
        }
        let text = |entry: &(u16, u16)| space.texts.text(Text(u32::from(entry.0)));
        let start = table::INVERSE.partition_point(|entry| text(entry) < iri);
        let bundled = table::INVERSE.get(start..).unwrap_or_default().iter().take_while(|entry| text(entry) == iri);
        let mut all: Vec<Symbol> =
            bundled.map(|(_, symbol)| Symbol(u32::from(*symbol))).filter(|symbol| *symbol != own).collect();
        all.extend(self.terms.get(iri).into_iter().flatten().filter(|symbol| **symbol != own));
        all
    }
}

/// A keyword, and the term that most contexts have for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alias {
    short: &'static str,
    symbol: Symbol,
    keyword: Text,
    long: &'static str,
}

/// Chooses names and forms.
pub(super) struct Fitter<'w> {
    pub(super) space: ContextSpace<'w>,
    pub(super) id: Alias,
    pub(super) type_: Alias,
    inverse: Inverse,
    /// Whether statements keep base directions.
    has_directions: bool,
}

impl<'w> Fitter<'w> {
    pub(super) fn new(space: ContextSpace<'w>, has_directions: bool) -> Self {
        let alias = |short, keyword, long| Alias { short, symbol: space.symbols.find(short), keyword, long };
        let (id, type_) = (alias("id", keyword::ID, "@id"), alias("type", keyword::TYPE, "@type"));
        Self { space, id, type_, inverse: Inverse::default(), has_directions }
    }

    pub(super) fn definition(&self, active: ActiveId, symbol: Symbol) -> Definition {
        if symbol == Symbol::UNKNOWN {
            return Definition::EMPTY;
        }
        self.space.lookup(active, symbol).copied().unwrap_or(Definition::EMPTY)
    }

    pub(super) fn apply(&mut self, active: ActiveId, context: ContextId, how: How) -> Result<ActiveId, Unwritable> {
        if context == ContextId::NONE { Ok(active) } else { Ok(self.space.apply(active, context, how)?) }
    }

    /// Whether a text stands for itself.
    pub(super) fn is_verbatim(&self, active: ActiveId, text: &str, vocab: bool) -> bool {
        let symbol = self.space.symbols.find(text);
        matches!(self.space.resolve(self.space.active(active), symbol, text, vocab), Resolved::AsIs)
    }

    /// The alias of a keyword, if it is one in all of the active contexts.
    pub(super) fn alias(&self, alias: Alias, actives: &[ActiveId]) -> Name<'static> {
        let is_alias = |active: &ActiveId| self.definition(*active, alias.symbol).iri == alias.keyword;
        Name::Keyword(if actives.iter().all(is_alias) { alias.short } else { alias.long })
    }

    pub(super) fn text<'n>(&'n self, name: Name<'n>) -> &'n str {
        match name {
            Name::Iri(text) | Name::Keyword(text) => text,
            Name::Term(symbol) => self.space.symbols.name(symbol),
        }
    }

    /// The definition of a term, if that stands for an IRI.
    fn meaning(&self, active: ActiveId, symbol: Symbol, iri: &str) -> Option<Definition> {
        let definition = self.space.lookup(active, symbol).filter(|_| symbol != Symbol::UNKNOWN)?;
        let is_name = definition.iri != keyword::NONE && !definition.is(flag::REVERSE);
        (is_name && self.space.texts.text(definition.iri) == iri).then_some(*definition)
    }

    /// The name of a type, or of what a vocabulary defines.
    pub(super) fn vocab_name<'s>(&mut self, active: ActiveId, iri: &'s str) -> Result<Name<'s>, Unwritable> {
        let own = self.space.symbols.find(iri::last_part(iri));
        if self.meaning(active, own, iri).is_some() {
            return Ok(Name::Term(own));
        }
        let all = self.inverse.candidates(&self.space, iri, own);
        let fitting = all.into_iter().filter(|symbol| self.meaning(active, *symbol, iri).is_some());
        let best = fitting.min_by(|a, b| self.space.symbols.name(*a).cmp(self.space.symbols.name(*b)));
        match best {
            Some(symbol) => Ok(Name::Term(symbol)),
            None if self.is_verbatim(active, iri, true) => Ok(Name::Iri(iri)),
            None => Err(Unwritable),
        }
    }

    /// The best name and form for a value; `own` is the term that the property ends with.
    pub(super) fn choose(
        &mut self,
        active: ActiveId,
        property: &str,
        own: Symbol,
        what: &What<'_>,
        run: Run,
    ) -> Result<Choice, Unwritable> {
        let mut best: Option<Choice> = None;
        self.consider(active, property, own, what, run, &mut best)?;
        if let Some(best) = best.filter(|best| best.score == 0) {
            return Ok(best);
        }
        for symbol in self.inverse.candidates(&self.space, property, own) {
            self.consider(active, property, symbol, what, run, &mut best)?;
        }
        match best {
            Some(best) => Ok(best),
            None => self.spell_out(active, property, what, run),
        }
    }

    fn consider(
        &mut self,
        active: ActiveId,
        property: &str,
        symbol: Symbol,
        what: &What<'_>,
        run: Run,
        best: &mut Option<Choice>,
    ) -> Result<(), Unwritable> {
        let Some(definition) = self.meaning(active, symbol, property) else { return Ok(()) };
        let Some((score, form)) = self.fit_under(active, symbol, &definition, what, run)? else { return Ok(()) };
        let is_better = |best: &Choice| {
            let names = [best.symbol, symbol].map(|symbol| self.space.symbols.name(symbol));
            let is_own = names[0] == iri::last_part(property);
            score < best.score || (score == best.score && !is_own && names[1] < names[0])
        };
        if best.as_ref().is_none_or(is_better) {
            *best = Some(Choice { is_term: true, symbol, form, container: definition.container, score });
        }
        Ok(())
    }

    /// A property by its IRI.
    fn spell_out(&mut self, active: ActiveId, property: &str, what: &What<'_>, run: Run) -> Result<Choice, Unwritable> {
        if !self.is_verbatim(active, property, true) {
            return Err(Unwritable);
        }
        let symbol = self.space.symbols.find(property);
        let definition = self.definition(active, symbol);
        let fit = self.fit_under(active, symbol, &definition, what, run)?;
        let (score, form) = fit.ok_or(Unwritable)?;
        Ok(Choice { is_term: false, symbol, form, container: definition.container, score })
    }

    /// How well a value can stand under a term, and in which form. The best are those that say no more than the value.
    pub(super) fn fit(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        what: &What<'_>,
        run: Run,
    ) -> Result<Option<(u8, Form)>, Unwritable> {
        self.fit_under(active, symbol, &self.definition(active, symbol), what, run)
    }

    /// The same, with the definition of the term.
    fn fit_under(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        outer: &Definition,
        what: &What<'_>,
        run: Run,
    ) -> Result<Option<(u8, Form)>, Unwritable> {
        if outer.type_ == keyword::JSON {
            let is_json = matches!(what, What::Literal(literal) if literal.datatype() == RDF_JSON);
            let is_alone = run.one_value && !run.in_list && !outer.contains(container::LIST | container::GRAPH);
            return Ok((is_json && is_alone).then_some((0, Form::Json)));
        }
        if outer.contains(container::GRAPH) {
            let is_graph = matches!(what, What::Empty | What::Graph(..));
            let is_simple = !run.in_list && !outer.contains(container::ID | container::INDEX);
            return Ok((is_graph && is_simple).then_some((0, Form::Object)));
        }
        if outer.contains(container::LIST) && !run.in_list {
            // The writer asks whether all items fit.
            return Ok((matches!(what, What::List(_)) && run.one_list).then_some((0, Form::List)));
        }
        let inner = self.apply(active, outer.context, How::PROPERTY)?;
        let own = (inner != active).then(|| self.definition(inner, symbol));
        let definition = own.as_ref().unwrap_or(outer);
        let as_object = if definition.type_ == keyword::NONE { 1 } else { 2 };
        Ok(Some(match what {
            What::Empty | What::Node(..) => match definition.type_ {
                keyword::ID | keyword::VOCAB => (0, Form::Object),
                keyword::NONE | keyword::NO_INDEX => (1, Form::Object),
                _ => (2, Form::Object),
            },
            What::Mention(id) => match definition.type_ {
                keyword::ID if self.is_verbatim(inner, id, false) => (0, Form::Id),
                keyword::VOCAB if self.vocab_name(inner, id).is_ok() => (0, Form::Vocab),
                _ => (as_object, Form::Object),
            },
            What::Literal(literal) => match self.fit_literal(inner, definition, literal) {
                Some(form) => (0, form),
                None if outer.contains(container::LANGUAGE)
                    && run.all_texts
                    && !run.in_list
                    && literal.language().is_some_and(|language| self.is_language_key(active, language))
                    && self.has_direction(active, outer, literal) =>
                {
                    (0, Form::LanguageMap)
                }
                None => (as_object, Form::Object),
            },
            _ => (1, Form::Object),
        }))
    }

    /// The form of a literal that a term's type or language completes.
    fn fit_literal(&self, active: ActiveId, definition: &Definition, literal: &Literal<'_>) -> Option<Form> {
        let is_untyped = matches!(definition.type_, keyword::NONE | keyword::NO_INDEX);
        let own = definition.is(flag::LANGUAGE).then_some(definition.language);
        let language = own.unwrap_or(self.space.active(active).language);
        if let Some(tag) = literal.language() {
            let is_implied = is_untyped
                && language != keyword::NONE
                && self.space.texts.text(language) == tag
                && self.has_direction(active, definition, literal);
            return is_implied.then_some(Form::Text);
        }
        if literal.direction().is_some() {
            return None;
        }
        let datatype = literal.datatype();
        let is_typed =
            !is_untyped && !keyword::is(definition.type_) && self.space.texts.text(definition.type_) == datatype;
        if datatype == RDF_JSON {
            return None;
        }
        if (is_typed || is_untyped) && literal.native(is_typed).is_some() {
            return Some(Form::Native(is_typed));
        }
        let is_bare =
            literal.is_plain() && language == keyword::NONE && self.has_direction(active, definition, literal);
        (is_typed || (is_untyped && is_bare)).then_some(Form::Text)
    }

    /// Whether a text gets the direction of a literal from its term or context, as far as statements keep directions.
    fn has_direction(&self, active: ActiveId, definition: &Definition, literal: &Literal<'_>) -> bool {
        let own = definition.is(flag::DIRECTION).then_some(definition.direction);
        let direction = own.unwrap_or(self.space.active(active).direction);
        !self.has_directions || direction.as_str() == literal.direction()
    }

    /// Whether a language map takes a key for a language.
    fn is_language_key(&self, active: ActiveId, key: &str) -> bool {
        let symbol = self.space.symbols.find(key);
        keyword::of(symbol).is_none() && self.definition(active, symbol).iri != keyword::NO_INDEX
    }
}
