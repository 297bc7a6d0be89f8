//! JSON values into serde types, through the strict reader: policies and resources are read as strictly as credentials.
//!
//! Whether unknown members are refused is the type's word (`deny_unknown_fields`). Integers are read exactly or not at all.

use super::document::{Document, Items, Kind, Members, NodeId, Value};
use super::read::JsonError;
use crate::limits::Limits;
use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer as _, Visitor};
use std::fmt;

/// Why a text does not describe the value asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FromTextError {
    /// It is not JSON that we read.
    Json(JsonError),
    /// It is JSON of another shape.
    Shape {
        /// The JSON pointer to the member or item that does not fit.
        pointer: String,
        /// What was expected and found there.
        detail: String,
    },
}

impl fmt::Display for FromTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::Shape { pointer, detail } if pointer.is_empty() => f.write_str(detail),
            Self::Shape { pointer, detail } => write!(f, "{pointer}: {detail}"),
        }
    }
}

impl std::error::Error for FromTextError {}

/// Reads a value from JSON text.
///
/// # Errors
/// [`FromTextError`] if the text is not JSON that we read, or not of the type's shape.
pub fn from_text<T: DeserializeOwned>(text: &[u8], limits: &Limits) -> Result<T, FromTextError> {
    let document = Document::parse(text, limits).map_err(FromTextError::Json)?;
    from_value(document.root()).map_err(|error| FromTextError::Shape {
        pointer: bounded(&document.pointer(error.at.unwrap_or(NodeId::ROOT))),
        detail: error.detail,
    })
}

/// Reads a value from a JSON value.
///
/// # Errors
/// [`DeserializeError`] if that is not of the type's shape.
pub fn from_value<'d, T: Deserialize<'d>>(value: Value<'d>) -> Result<T, DeserializeError> {
    T::deserialize(value)
}

/// Why a JSON value is not of a type's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeserializeError {
    /// The innermost value or member name that does not fit.
    pub at: Option<NodeId>,
    /// What was expected and found there: one line, bounded.
    pub detail: String,
}

impl DeserializeError {
    fn or_at(mut self, value: Value<'_>) -> Self {
        self.at.get_or_insert(value.id());
        self
    }
}

impl fmt::Display for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for DeserializeError {}

impl de::Error for DeserializeError {
    fn custom<T: fmt::Display>(detail: T) -> Self {
        Self { at: None, detail: bounded(&detail.to_string()) }
    }
}

/// At most 500 characters, control characters escaped: the text may quote what was read.
fn bounded(text: &str) -> String {
    let escaped = text.chars().flat_map(|character| {
        let control = character.is_control();
        let escaped = control.then(|| character.escape_default()).into_iter().flatten();
        escaped.chain((!control).then_some(character))
    });
    escaped.take(500).collect()
}

impl<'d> de::Deserializer<'d> for Value<'d> {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        let value = match self.kind() {
            Kind::Null => visitor.visit_unit(),
            Kind::Boolean(value) => visitor.visit_bool(value),
            Kind::Number => visit_number(self, visitor),
            Kind::String => visitor.visit_borrowed_str(self.as_str().unwrap_or_default()),
            Kind::Array => visit_items(self, visitor),
            Kind::Object => visit_members(self, visitor),
        };
        value.map_err(|error| error.or_at(self))
    }

    fn deserialize_option<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }.map_err(|error| error.or_at(self))
    }

    fn deserialize_newtype_struct<V: Visitor<'d>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        visitor.visit_newtype_struct(self).map_err(|error| error.or_at(self))
    }

    fn deserialize_enum<V: Visitor<'d>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        let mut members = self.members();
        let read = match (self.as_str(), members.next(), members.next()) {
            (Some(variant), ..) => visitor.visit_enum(variant.into_deserializer()),
            (None, Some(member), None) => visitor.visit_enum(Variant { name: member.key, content: member.value }),
            _ => Err(de::Error::custom("expected a name, or an object with one member")),
        };
        read.map_err(|error| error.or_at(self))
    }

    fn deserialize_ignored_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'d>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier
    }
}

/// An integer literal is an integer, and one that 64 bits cannot hold is refused; anything else is a double.
fn visit_number<'d, V: Visitor<'d>>(value: Value<'d>, visitor: V) -> Result<V::Value, DeserializeError> {
    let text = value.as_number_text().unwrap_or_default();
    if text.contains(['.', 'e', 'E']) {
        return visitor.visit_f64(value.as_f64().unwrap_or_default());
    }
    match (text.parse(), text.parse()) {
        (Ok(unsigned), _) => visitor.visit_u64(unsigned),
        (_, Ok(signed)) => visitor.visit_i64(signed),
        _ => Err(de::Error::custom("the integer is too large")),
    }
}

fn visit_items<'d, V: Visitor<'d>>(value: Value<'d>, visitor: V) -> Result<V::Value, DeserializeError> {
    let mut access = ItemAccess { items: value.items() };
    let read = visitor.visit_seq(&mut access)?;
    match access.items.next() {
        None => Ok(read),
        Some(item) => Err(<DeserializeError as de::Error>::custom("one item too many").or_at(item)),
    }
}

fn visit_members<'d, V: Visitor<'d>>(value: Value<'d>, visitor: V) -> Result<V::Value, DeserializeError> {
    let mut access = MemberAccess { members: value.members(), value: None };
    let read = visitor.visit_map(&mut access)?;
    match access.members.next() {
        None => Ok(read),
        Some(member) => Err(<DeserializeError as de::Error>::custom("one member too many").or_at(member.key)),
    }
}

struct ItemAccess<'d> {
    items: Items<'d>,
}

impl<'d> de::SeqAccess<'d> for ItemAccess<'d> {
    type Error = DeserializeError;

    fn next_element_seed<T: DeserializeSeed<'d>>(&mut self, seed: T) -> Result<Option<T::Value>, DeserializeError> {
        self.items.next().map(|item| seed.deserialize(item).map_err(|error| error.or_at(item))).transpose()
    }
}

struct MemberAccess<'d> {
    members: Members<'d>,
    value: Option<Value<'d>>,
}

impl<'d> de::MapAccess<'d> for MemberAccess<'d> {
    type Error = DeserializeError;

    fn next_key_seed<K: DeserializeSeed<'d>>(&mut self, seed: K) -> Result<Option<K::Value>, DeserializeError> {
        let Some(member) = self.members.next() else { return Ok(None) };
        self.value = Some(member.value);
        let name = BorrowedStrDeserializer::<DeserializeError>::new(member.name());
        seed.deserialize(name).map(Some).map_err(|error| error.or_at(member.key))
    }

    fn next_value_seed<S: DeserializeSeed<'d>>(&mut self, seed: S) -> Result<S::Value, DeserializeError> {
        let value =
            self.value.take().ok_or_else(|| <DeserializeError as de::Error>::custom("a value before its name"))?;
        seed.deserialize(value).map_err(|error| error.or_at(value))
    }
}

/// An enum written as `{"variant": content}`.
struct Variant<'d> {
    name: Value<'d>,
    content: Value<'d>,
}

impl<'d> de::EnumAccess<'d> for Variant<'d> {
    type Error = DeserializeError;
    type Variant = Content<'d>;

    fn variant_seed<S: DeserializeSeed<'d>>(self, seed: S) -> Result<(S::Value, Content<'d>), DeserializeError> {
        let variant = seed.deserialize(self.name).map_err(|error| error.or_at(self.name))?;
        Ok((variant, Content(self.content)))
    }
}

struct Content<'d>(Value<'d>);

impl<'d> de::VariantAccess<'d> for Content<'d> {
    type Error = DeserializeError;

    fn unit_variant(self) -> Result<(), DeserializeError> {
        Err(<DeserializeError as de::Error>::custom("this variant has no content").or_at(self.0))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'d>>(self, seed: S) -> Result<S::Value, DeserializeError> {
        seed.deserialize(self.0).map_err(|error| error.or_at(self.0))
    }

    fn tuple_variant<V: Visitor<'d>>(self, _: usize, visitor: V) -> Result<V::Value, DeserializeError> {
        de::Deserializer::deserialize_any(self.0, visitor)
    }

    fn struct_variant<V: Visitor<'d>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        de::Deserializer::deserialize_any(self.0, visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::to_text;
    use serde::Serialize;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Example {
        name: String,
        #[serde(default)]
        clock_skew: Option<u32>,
        #[serde(default)]
        list: Vec<Choice>,
        #[serde(default)]
        map: BTreeMap<String, f64>,
        #[serde(default)]
        limits: Limits,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Choice {
        Any,
        One(i64),
        Pair(u8, u8),
        Named { flag: bool },
    }

    fn read(text: &str) -> Result<Example, FromTextError> {
        from_text(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn reads_what_is_written() {
        let text = concat!(
            r#"{"name":"a\né","clockSkew":300,"list":["any",{"one":-9223372036854775808},{"pair":[1,2]},{"named":{"flag":true}}],"#,
            r#""map":{"x":1,"y":2.5},"limits":{"depth":5}}"#
        );
        let example = read(text).unwrap();
        assert_eq!(example.clock_skew, Some(300));
        assert_eq!(example.list[3], Choice::Named { flag: true });
        assert_eq!(example.limits, Limits { depth: 5, ..Limits::default() });
        assert_eq!(read(&to_text(&example)).unwrap(), example);
        assert_eq!(read(r#"{"name":"","clockSkew":null}"#).unwrap().clock_skew, None);
    }

    #[test]
    fn says_what_does_not_fit_and_where() {
        let cases = [
            (r#"{"name":"a","more":1}"#, "/more", "unknown field `more`"),
            (r#"{"clockSkew":1}"#, "", "missing field `name`"),
            (r#"{"name":"a","clockSkew":1.0}"#, "/clockSkew", "floating point"),
            (r#"{"name":"a","clockSkew":-1}"#, "/clockSkew", "-1"),
            (r#"{"name":"a","clockSkew":4294967296}"#, "/clockSkew", "4294967296"),
            (r#"{"name":"a","clockSkew":18446744073709551616}"#, "/clockSkew", "too large"),
            (r#"{"name":"a","list":["any",{"pair":[1,2,3]}]}"#, "/list/1/pair/2", "one item too many"),
            (r#"{"name":"a","list":["other"]}"#, "/list/0", "unknown variant `other`"),
            (r#"{"name":"a","list":[{"one":1,"any":2}]}"#, "/list/0", "one member"),
            (r#"{"name":"a","list":[{"any":null}]}"#, "/list/0/any", "no content"),
            (r#"{"name":"a","list":["one"]}"#, "/list/0", "unit variant"),
            (r#"{"name":"a","limits":{"depth":"5"}}"#, "/limits/depth", "string"),
            (r#"{"name":"a","a\u0000b":1}"#, "/a\\u{0}b", "unknown field `a\\u{0}b`"),
        ];
        for (text, pointer, detail) in cases {
            match read(text) {
                Err(FromTextError::Shape { pointer: found, detail: text }) if found == pointer => {
                    assert!(text.contains(detail), "{text}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn reads_strictly_and_says_little() {
        assert!(matches!(read(r#"{"name":"a","n\u0061me":"b"}"#), Err(FromTextError::Json(_))));
        let long = format!(r#"{{"name":"a","{}":1}}"#, "x".repeat(100_000));
        assert!(read(&long).unwrap_err().to_string().len() < 1_024);
    }
}
