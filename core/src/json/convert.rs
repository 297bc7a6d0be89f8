//! Our values into those of json-syntax and back: for callers who hold such values already. Neither way is used in a verification.

use super::document::{Kind, Value};
use super::text::Writer;
use crate::limits::{Limit, LimitReached, Limits};
use json_syntax::object::Entry;
use json_syntax::{NumberBuf, Value as Syntax};

impl Value<'_> {
    /// The same value as one of json-syntax: members in the same order, numbers as they were written.
    #[must_use]
    pub fn to_json_syntax(self) -> Syntax {
        // Children come after their container in a document: taken backwards, each container finds its own finished on the pile, first one on top.
        let mut finished: Vec<Syntax> = Vec::new();
        let document = self.document();
        let places = (self.id().index()..self.end().index()).rev();
        for value in places.filter_map(|index| document.value_at(index)) {
            let converted = match value.kind() {
                Kind::Array => Syntax::Array(value.items().filter_map(|_| finished.pop()).collect()),
                Kind::Object => Syntax::Object(
                    value
                        .members()
                        .filter_map(|_| Some((finished.pop()?, finished.pop()?)))
                        .filter_map(entry)
                        .collect(),
                ),
                _ => scalar(value),
            };
            finished.push(converted);
        }
        finished.pop().unwrap_or(Syntax::Null)
    }
}

fn entry((name, value): (Syntax, Syntax)) -> Option<Entry> {
    Some(Entry::new(name.as_str()?.into(), value))
}

fn scalar(value: Value<'_>) -> Syntax {
    match value.kind() {
        Kind::Boolean(value) => Syntax::Boolean(value),
        Kind::Number => {
            let text = value.as_number_text().unwrap_or_default();
            NumberBuf::new(text.bytes().collect()).map_or(Syntax::Null, Syntax::Number)
        }
        Kind::String => Syntax::String(value.as_str().unwrap_or_default().into()),
        _ => Syntax::Null,
    }
}

/// The JSON text of a value of json-syntax, for [`Document::parse`](super::Document::parse).
///
/// Duplicate members and numbers out of range are written as they are: the strict reader refuses them.
///
/// # Errors
/// [`LimitReached`] if it is deeper, larger or longer than the reader agrees to read.
pub fn from_json_syntax(value: &Syntax, limits: &Limits) -> Result<String, LimitReached> {
    let mut writer = Bounded { writer: Writer::new(), limits, nodes: 0, open: Vec::new() };
    writer.value(value)?;
    while let Some(open) = writer.open.last_mut() {
        let next = match open {
            Open::Array(items) => items.next(),
            Open::Object(entries) => entries.next().map(|entry| {
                writer.writer.member(&entry.key);
                &entry.value
            }),
        };
        match next {
            Some(next) => writer.value(next)?,
            None => writer.close()?,
        }
    }
    Ok(writer.writer.finish())
}

struct Bounded<'s> {
    writer: Writer,
    limits: &'s Limits,
    nodes: u32,
    open: Vec<Open<'s>>,
}

enum Open<'s> {
    Array(std::slice::Iter<'s, Syntax>),
    Object(std::slice::Iter<'s, Entry>),
}

impl<'s> Bounded<'s> {
    fn value(&mut self, value: &'s Syntax) -> Result<(), LimitReached> {
        self.nodes = self.nodes.saturating_add(1);
        within(Limit::Nodes, self.nodes, self.limits.nodes)?;
        match value {
            Syntax::Null => self.writer.null(),
            Syntax::Boolean(value) => self.writer.boolean(*value),
            Syntax::Number(number) => self.writer.raw(number.as_str()),
            Syntax::String(text) => self.writer.string(text),
            Syntax::Array(items) => self.open('[', Open::Array(items.iter()))?,
            Syntax::Object(object) => self.open('{', Open::Object(object.entries().iter()))?,
        }
        self.within_input()
    }

    fn open(&mut self, bracket: char, open: Open<'s>) -> Result<(), LimitReached> {
        self.open.push(open);
        within(Limit::Depth, u32::try_from(self.open.len()).unwrap_or(u32::MAX), self.limits.depth)?;
        self.writer.open(bracket);
        Ok(())
    }

    fn close(&mut self) -> Result<(), LimitReached> {
        let bracket = if matches!(self.open.pop(), Some(Open::Array(_))) { ']' } else { '}' };
        self.writer.close(bracket);
        self.within_input()
    }

    fn within_input(&self) -> Result<(), LimitReached> {
        within(Limit::Input, u32::try_from(self.writer.length()).unwrap_or(u32::MAX), self.limits.input)
    }
}

fn within(limit: Limit, count: u32, value: u32) -> Result<(), LimitReached> {
    if count > value { Err(limit.reached(value)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use json_syntax::{Object, Parse as _};

    const TEXT: &str = r#"{"b":[1,-2.50e+3,"x\u0001é\"",[],{}],"a":{"":null,"c":[true,false,{"d":[]}]},"e":"twenty or more characters"}"#;

    #[test]
    fn goes_there_and_back() {
        let document = Document::parse(TEXT.as_bytes(), &Limits::default()).unwrap();
        let theirs = document.root().to_json_syntax();
        assert_eq!(theirs, Syntax::parse_str(TEXT).unwrap().0);
        assert_eq!(from_json_syntax(&theirs, &Limits::default()).unwrap(), TEXT);
        let part = document.root().at("/a/c").unwrap().unwrap();
        assert_eq!(part.to_json_syntax(), Syntax::parse_str(r#"[true,false,{"d":[]}]"#).unwrap().0);
    }

    #[test]
    fn leaves_duplicates_to_the_reader() {
        let twice = Syntax::Object(Object::from_vec(vec![
            Entry::new("a".into(), Syntax::Null),
            Entry::new("a".into(), Syntax::Null),
        ]));
        let text = from_json_syntax(&twice, &Limits::default()).unwrap();
        assert!(Document::parse(text.as_bytes(), &Limits::default()).is_err());
    }

    #[test]
    fn stops_where_the_reader_stops() {
        let limits = Limits { depth: 3, nodes: 4, input: 20, ..Limits::default() };
        for text in [
            "[[[]]]",
            "[[[[]]]]",
            "[1,2,3]",
            "[1,2,3,4]",
            "[\"345678901234567\"]",
            "[\"3456789012345678\"]",
            "[\"34567890123456789\"]",
        ] {
            let ours = Document::parse(text.as_bytes(), &limits).is_ok();
            let theirs = from_json_syntax(&Syntax::parse_str(text).unwrap().0, &limits);
            assert_eq!(theirs.is_ok(), ours, "{text}");
        }
    }
}
