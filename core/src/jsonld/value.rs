//! Scalars, references and IRIs of the document
//! ([Value Expansion](https://www.w3.org/TR/json-ld11-api/#value-expansion),
//! [IRI Expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion)), and what safe mode has to say about them.

use super::context::{ActiveId, How, Resolved};
use super::contexts::ContextId;
use super::definition::{Definition, Direction, flag};
use super::error::{IssueKind, JsonLdError};
use super::expand::{Expander, Property};
use super::iri::{self, Form};
use super::keyword;
use super::number;
use super::options::Mode;
use super::symbols::{Symbol, Text};
use super::tree::{self, Chain, Data, EntryId, Iri, Literal, Node, Word};
use crate::json::{NodeId, Value};
use oxilangtag::LanguageTag;

impl<'d> Expander<'d> {
    pub(super) fn expand_scalar(
        &mut self,
        active: ActiveId,
        property: Property,
        element: Value<'d>,
    ) -> Result<Chain, JsonLdError> {
        if property.is_free() {
            self.space.issue(IssueKind::FreeValue, element.id(), "");
            return Ok(Chain::NULL);
        }
        let mut active = active;
        let mut definition = self.definition(active, property.symbol());
        if let Some(found) = definition
            && found.context != ContextId::NONE
        {
            active = self.apply(active, found.context, How::PROPERTY, element.id())?;
            definition = self.definition(active, property.symbol());
        }
        self.expand_value(active, definition, element)
    }

    /// [Value Expansion](https://www.w3.org/TR/json-ld11-api/#value-expansion).
    pub(super) fn expand_value(
        &mut self,
        active: ActiveId,
        definition: Option<Definition>,
        element: Value<'d>,
    ) -> Result<Chain, JsonLdError> {
        let definition = definition.unwrap_or(Definition::EMPTY);
        let is_string = element.as_str().is_some();
        if is_string && matches!(definition.type_, keyword::ID | keyword::VOCAB) {
            let id = self.expand_reference(active, element, definition.type_ == keyword::VOCAB)?;
            let node = Node { id: Some(id), first: EntryId::NONE, last: EntryId::NONE };
            return Ok(self.tree.add(element.id(), Data::Node(node)));
        }
        let mut literal = Literal {
            value: element.id(),
            datatype: None,
            language: None,
            is_language_valid: true,
            direction: Direction::None,
        };
        match definition.type_ {
            keyword::NONE | keyword::NO_INDEX | keyword::ID | keyword::VOCAB if is_string => {
                let active = self.space.active(active);
                let language = if definition.is(flag::LANGUAGE) { definition.language } else { active.language };
                literal.direction =
                    if definition.is(flag::DIRECTION) { definition.direction } else { active.direction };
                if language != keyword::NONE {
                    literal.language = Some(Word::Text(language));
                    literal.is_language_valid = is_language_tag(self.space.texts.text(language));
                }
            }
            keyword::NONE | keyword::NO_INDEX | keyword::ID | keyword::VOCAB => (),
            datatype => literal.datatype = Some(self.known(datatype)),
        }
        self.check_literal(&literal, element);
        Ok(self.tree.add(element.id(), Data::Value(literal)))
    }

    /// What safe mode has to say about a literal.
    pub(super) fn check_literal(&mut self, literal: &Literal, element: Value<'d>) {
        if self.space.options.mode == Mode::Lenient {
            return;
        }
        if !literal.is_language_valid {
            self.space.issue(IssueKind::InvalidLanguage, element.id(), "");
        }
        if let Some(datatype) = literal.datatype.filter(|datatype| !datatype.is_keyword(keyword::JSON)) {
            self.check(datatype, element.id());
        }
        if let Some(number) = element.as_number_text()
            && !number::is_interoperable(number)
        {
            self.space.issue(IssueKind::NumberNotInteroperable, element.id(), number);
        }
    }

    /// Expands a string that refers to a node.
    pub(super) fn expand_reference(
        &mut self,
        active: ActiveId,
        value: Value<'d>,
        vocab: bool,
    ) -> Result<Iri, JsonLdError> {
        let name = value.as_str().unwrap_or_default();
        // Only a keyword's alias would matter, and none has a colon.
        let is_absolute = !vocab && name.contains(':');
        let symbol = if is_absolute { Symbol::UNKNOWN } else { self.space.symbols.find(name) };
        let expanded = self.expand_iri(active, symbol, value, vocab, true)?;
        if let Some(id) = expanded {
            self.check(id, value.id());
        }
        Ok(expanded.unwrap_or(Iri::NULL))
    }

    /// [IRI Expansion](https://www.w3.org/TR/json-ld11-api/#iri-expansion) of a string in the document. A keyword comes back
    /// as one; a name that stands for nothing, as none, and is written down.
    pub(super) fn expand_iri(
        &mut self,
        active: ActiveId,
        symbol: Symbol,
        value: Value<'d>,
        vocab: bool,
        relative: bool,
    ) -> Result<Option<Iri>, JsonLdError> {
        let name = value.as_str().unwrap_or_default();
        let current = self.space.active(active);
        let text = match self.space.resolve(current, symbol, name, vocab) {
            Resolved::Known(text) => return Ok(Some(self.known(text))),
            Resolved::Joined(head, tail) => self.space.texts.join(head, tail)?,
            Resolved::KeywordLike => {
                self.space.issue(IssueKind::KeywordLike, value.id(), name);
                return Ok(None);
            }
            Resolved::Null => {
                self.space.issue(IssueKind::UndefinedTerm, value.id(), name);
                return Ok(None);
            }
            Resolved::Relative if relative && current.base != keyword::NONE => {
                let base = current.base;
                self.space.resolve_reference(base, name)?
            }
            Resolved::AsIs | Resolved::Relative => {
                return Ok(Some(Iri { word: Word::Source(value.id()), form: iri::form(name) }));
            }
        };
        Ok(Some(Iri { word: Word::Text(text), form: iri::form(self.space.texts.text(text)) }))
    }

    /// The IRI of a definition. Those that are compiled in were checked when they were.
    pub(super) fn known(&self, text: Text) -> Iri {
        if keyword::is(text) {
            return Iri::keyword(text);
        }
        let form = if self.space.texts.is_bundled(text) { Form::Iri } else { iri::form(self.space.texts.text(text)) };
        Iri { word: Word::Text(text), form }
    }

    /// Writes down an IRI that RDF cannot use.
    pub(super) fn check(&mut self, iri: Iri, at: NodeId) {
        let kind = match iri.form {
            Form::Blank | Form::Iri => return,
            Form::Invalid => IssueKind::InvalidIri,
            Form::Relative => IssueKind::RelativeIri,
        };
        let name = tree::text(iri.word, &self.space.texts, self.document).to_owned();
        self.space.issue(kind, at, &name);
    }
}

/// Whether a language tag is well-formed (BCP 47, section 2.2.9).
pub(super) fn is_language_tag(tag: &str) -> bool {
    LanguageTag::parse(tag).is_ok()
}
