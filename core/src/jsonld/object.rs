//! What the members of an object add up to: a value, a list, a set or a node
//! ([Expansion Algorithm](https://www.w3.org/TR/json-ld11-api/#expansion-algorithm), steps 15 to 20).

use super::definition::Direction;
use super::error::{ErrorCode, IssueKind, JsonLdError};
use super::expand::{Expander, Property};
use super::iri::Form;
use super::keyword;
use super::symbols::Text;
use super::tree::{Chain, Data, EntryId, Iri, Literal, Node, Word};
use crate::json::{NodeId, Value};

/// The map that expanding an object fills.
pub(super) struct Outcome<'d> {
    pub(super) origin: NodeId,
    pub(super) node: Node,
    /// The keywords it has, as bits.
    pub(super) keywords: u32,
    /// Whether it has properties, reverse properties or types; `@type` alone is counted in `keywords`.
    pub(super) has_properties: bool,
    pub(super) value: Option<Value<'d>>,
    pub(super) datatype: Option<Iri>,
    pub(super) is_type_array: bool,
    pub(super) is_json: bool,
    pub(super) language: Option<Word>,
    pub(super) is_language_valid: bool,
    pub(super) direction: Direction,
    pub(super) index: Option<Word>,
    pub(super) list: Chain,
    pub(super) set: Chain,
}

impl Outcome<'_> {
    pub(super) fn new(origin: NodeId) -> Self {
        Self {
            origin,
            node: Node { id: None, first: EntryId::NONE, last: EntryId::NONE },
            keywords: 0,
            has_properties: false,
            value: None,
            datatype: None,
            is_type_array: false,
            is_json: false,
            language: None,
            is_language_valid: true,
            direction: Direction::None,
            index: None,
            list: Chain::NULL,
            set: Chain::NULL,
        }
    }

    pub(super) fn has(&self, keyword: Text) -> bool {
        self.keywords & bit(keyword) != 0
    }

    /// Whether it has nothing but some of these keywords.
    fn has_only(&self, keywords: &[Text]) -> bool {
        !self.has_properties && self.keywords & !keywords.iter().fold(0, |bits, keyword| bits | bit(*keyword)) == 0
    }
}

pub(super) fn bit(keyword: Text) -> u32 {
    1_u32.checked_shl(keyword.0).unwrap_or(0)
}

impl<'d> Expander<'d> {
    /// Steps 15 to 20: what kind of object it is, and whether it may stay.
    pub(super) fn finish(&mut self, property: Property, outcome: &Outcome<'d>) -> Result<Chain, JsonLdError> {
        let origin = outcome.origin;
        // Language and direction are a value's; beside anything else they are lost.
        for (keyword, name) in [(keyword::LANGUAGE, "@language"), (keyword::DIRECTION, "@direction")] {
            if outcome.has(keyword) && !outcome.has(keyword::VALUE) && !outcome.has_only(&[keyword::LANGUAGE]) {
                self.space.issue(IssueKind::UndefinedTerm, origin, name);
            }
        }
        let mut chain = if outcome.has(keyword::VALUE) {
            match self.finish_value(outcome)? {
                Some(literal) => self.tree.add(origin, Data::Value(literal)),
                None => return Ok(Chain::NULL),
            }
        } else if outcome.has(keyword::TYPE) {
            if outcome.has(keyword::LIST) || outcome.has(keyword::SET) {
                return Err(ErrorCode::InvalidSetOrListObject.at(origin));
            }
            self.tree.add(origin, Data::Node(outcome.node))
        } else if outcome.has(keyword::LIST) || outcome.has(keyword::SET) {
            let both = outcome.has(keyword::LIST) && outcome.has(keyword::SET);
            if both || !outcome.has_only(&[keyword::LIST, keyword::SET, keyword::INDEX]) {
                return Err(ErrorCode::InvalidSetOrListObject.at(origin));
            }
            if outcome.has(keyword::SET) {
                return Ok(outcome.set);
            }
            self.tree.add(origin, Data::List(outcome.list.first))
        } else if outcome.has(keyword::LANGUAGE) && outcome.has_only(&[keyword::LANGUAGE]) {
            self.space.issue(IssueKind::FreeValue, origin, "");
            return Ok(Chain::NULL);
        } else {
            self.tree.add(origin, Data::Node(outcome.node))
        };
        if let Some(item) = self.tree.item_mut(chain.first) {
            item.index = outcome.index;
        }
        if property.is_free() && self.is_floating(outcome) {
            self.space.issue(IssueKind::FreeValue, origin, "");
            chain = Chain::NULL;
        }
        Ok(chain)
    }

    /// Whether it says nothing about any node.
    fn is_floating(&self, outcome: &Outcome<'d>) -> bool {
        outcome.has(keyword::VALUE)
            || outcome.has(keyword::LIST)
            || outcome.has_only(&[])
            || outcome.has_only(&[keyword::ID])
    }

    fn finish_value(&mut self, outcome: &Outcome<'d>) -> Result<Option<Literal>, JsonLdError> {
        use keyword::{DIRECTION, INDEX, LANGUAGE, TYPE, VALUE};
        let (origin, Some(value)) = (outcome.origin, outcome.value) else { return Ok(None) };
        let is_typed = outcome.has(TYPE);
        if !outcome.has_only(&[DIRECTION, INDEX, LANGUAGE, TYPE, VALUE])
            || (is_typed && (outcome.has(LANGUAGE) || outcome.has(DIRECTION)))
        {
            return Err(ErrorCode::InvalidValueObject.at(origin));
        }
        if value.is_null() && !outcome.is_json {
            return Ok(None);
        }
        if value.as_str().is_none() && outcome.has(LANGUAGE) {
            return Err(ErrorCode::InvalidLanguageTaggedValue.at(origin));
        }
        let is_iri = |datatype: &Iri| !outcome.is_type_array && datatype.form == Form::Iri;
        if is_typed && outcome.is_json && outcome.is_type_array {
            return Err(ErrorCode::InvalidTypedValue.at(origin));
        }
        if is_typed && !outcome.is_json && !outcome.datatype.as_ref().is_some_and(is_iri) {
            return Err(ErrorCode::InvalidTypedValue.at(origin));
        }
        let literal = Literal {
            value: value.id(),
            datatype: if outcome.is_json { Some(Iri::keyword(keyword::JSON)) } else { outcome.datatype },
            language: outcome.language,
            is_language_valid: outcome.is_language_valid,
            direction: outcome.direction,
        };
        if !outcome.is_json {
            let checked = Literal { is_language_valid: true, datatype: None, ..literal };
            self.check_literal(&checked, value);
        }
        Ok(Some(literal))
    }
}
