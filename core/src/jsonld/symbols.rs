//! Numbers for names: terms become symbols, IRIs and other texts of definitions become texts. The bundled contexts' names
//! have theirs from the start; what a document or a supplied context brings is numbered after them.

use super::contexts::table;
use crate::limits::{Limit, LimitReached};
use std::collections::BTreeMap;

/// A term's number; 0 is a name that nobody defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Symbol(pub(super) u32);

/// A text's number; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text(pub(super) u32);

impl Symbol {
    pub(super) const UNKNOWN: Self = Self(0);
}

/// The terms.
#[derive(Default)]
pub(super) struct Symbols {
    own: BTreeMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Symbols {
    /// The symbol of a name, unknown if no context brought it.
    pub(super) fn find(&self, name: &str) -> Symbol {
        match bundled(name) {
            Symbol::UNKNOWN if !self.own.is_empty() => Symbol(self.own.get(name).copied().unwrap_or(0)),
            symbol => symbol,
        }
    }

    /// The symbol of a name that a context defines.
    pub(super) fn define(&mut self, name: &str) -> Symbol {
        let found = self.find(name);
        if found != Symbol::UNKNOWN {
            return found;
        }
        let next = count(table::TERMS.len()).saturating_add(count(self.own.len()));
        self.own.insert(name.into(), next);
        self.names.push(name.into());
        Symbol(next)
    }

    /// The name that a symbol stands for.
    pub(super) fn name(&self, symbol: Symbol) -> &str {
        let id = index(symbol.0);
        let own = || self.names.get(id.saturating_sub(table::TERMS.len())).map(|name| &**name);
        table::TERMS.get(id).copied().or_else(own).unwrap_or_default()
    }
}

/// The slot of the bundled hash table where a name is looked for first.
pub(super) fn slot(name: &str, slots: usize) -> usize {
    let bytes = name.as_bytes();
    let shift = |sum: u64, byte: &u8| sum.rotate_left(7) ^ u64::from(*byte);
    let head = bytes.first_chunk().map_or_else(|| bytes.iter().fold(0, shift), |head| u64::from_le_bytes(*head));
    let tail = bytes.last_chunk().map_or(0, |tail| u64::from_le_bytes(*tail));
    let length = u64::from(count(bytes.len()));
    let mixed = (head ^ tail.rotate_left(23) ^ length).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    usize::try_from(mixed >> 40).unwrap_or(0) & slots.wrapping_sub(1)
}

/// The symbol of a bundled term.
fn bundled(name: &str) -> Symbol {
    let mut at = slot(name, table::SLOTS.len());
    loop {
        match table::SLOTS.get(at).copied() {
            None | Some(0) => return Symbol::UNKNOWN,
            Some(symbol) if table::TERMS.get(usize::from(symbol)).is_some_and(|term| *term == name) => {
                return Symbol(u32::from(symbol));
            }
            Some(_) => at = at.wrapping_add(1) & table::SLOTS.len().wrapping_sub(1),
        }
    }
}

/// The texts: IRIs, language tags, names of `@index` properties.
pub(super) struct Texts {
    bytes: String,
    /// Where each text that is not bundled ends.
    ends: Vec<u32>,
    /// What `bytes` may grow to: a short name may stand for a long IRI, often.
    room: usize,
}

impl Texts {
    pub(super) fn new(room: usize) -> Self {
        Self { bytes: String::new(), ends: Vec::new(), room }
    }

    pub(super) fn text(&self, text: Text) -> &str {
        let id = index(text.0);
        match table::TEXTS.get(id) {
            Some(text) => text,
            None => self.own(id.saturating_sub(table::TEXTS.len())),
        }
    }

    fn own(&self, id: usize) -> &str {
        let end = self.ends.get(id).copied().unwrap_or(0);
        let start = id.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.bytes.get(index(start)..index(end)).unwrap_or_default()
    }

    /// A new text.
    pub(super) fn push(&mut self, text: &str) -> Result<Text, LimitReached> {
        self.bytes.push_str(text);
        self.close()
    }

    /// A new text: an older one and what follows it.
    pub(super) fn join(&mut self, head: Text, tail: &str) -> Result<Text, LimitReached> {
        let head = self.text(head).to_owned();
        self.bytes.push_str(&head);
        self.push(tail)
    }

    fn close(&mut self) -> Result<Text, LimitReached> {
        let end = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        if self.bytes.len() > self.room || end == u32::MAX {
            return Err(Limit::Canonicalization.reached(u32::try_from(self.room).unwrap_or(u32::MAX)));
        }
        let next = count(table::TEXTS.len()).saturating_add(count(self.ends.len()));
        self.ends.push(end);
        Ok(Text(next))
    }

    /// How many texts there are, the bundled ones included.
    pub(super) fn len(&self) -> usize {
        table::TEXTS.len().saturating_add(self.ends.len())
    }

    pub(super) fn is_bundled(&self, text: Text) -> bool {
        index(text.0) < table::TEXTS.len()
    }

    pub(super) fn same(&self, a: Text, b: Text) -> bool {
        a == b || (a.0 != 0 && b.0 != 0 && self.text(a) == self.text(b))
    }
}

/// A count as a number of ours. Tables never reach 2^32: the reader allows 2^32 bytes at most.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A number of ours as an index.
pub(super) fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
