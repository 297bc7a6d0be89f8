//! Serde values into JSON text: members in the order of their declaration, escapes and numbers as in JCS.

use super::text::{Writer, write_number};
use serde::Serialize;
use serde::ser;
use std::fmt;

/// The JSON text of `value`, without white space.
///
/// It is empty if a map has names that are not text, or if a `Serialize` written by hand fails: none of ours does.
#[must_use]
pub fn to_text(value: &(impl Serialize + ?Sized)) -> String {
    let mut writer = Writer::new();
    match value.serialize(Serializer { writer: &mut writer }) {
        Ok(()) => writer.finish(),
        Err(Failed) => String::new(),
    }
}

/// A value has no JSON text.
#[derive(Debug)]
struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no JSON text")
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Serializer<'w> {
    writer: &'w mut Writer,
}

/// An array or object that is partly written, and what closes it.
struct Open<'w> {
    writer: &'w mut Writer,
    end: &'static [char],
}

impl<'w> Serializer<'w> {
    fn open(self, bracket: char, end: &'static [char]) -> Open<'w> {
        self.writer.open(bracket);
        Open { writer: self.writer, end }
    }

    /// The object `{"variant": …}` around the content of an enum's variant.
    fn variant(&mut self, variant: &str) {
        self.writer.open('{');
        self.writer.member(variant);
    }
}

impl Open<'_> {
    fn item(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Failed> {
        value.serialize(Serializer { writer: self.writer })
    }

    fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), Failed> {
        self.writer.member(name);
        self.item(value)
    }

    fn close(self) {
        for bracket in self.end {
            self.writer.close(*bracket);
        }
    }
}

impl<'w> ser::Serializer for Serializer<'w> {
    type Ok = ();
    type Error = Failed;
    type SerializeSeq = Open<'w>;
    type SerializeTuple = Open<'w>;
    type SerializeTupleStruct = Open<'w>;
    type SerializeTupleVariant = Open<'w>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeStructVariant = Open<'w>;

    fn serialize_bool(self, value: bool) -> Result<(), Failed> {
        self.writer.boolean(value);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Failed> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Failed> {
        self.writer.signed(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Failed> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Failed> {
        self.writer.unsigned(value);
        Ok(())
    }

    /// In its own shortest form: as a double, 0.1 would become 0.10000000149011612.
    fn serialize_f32(self, value: f32) -> Result<(), Failed> {
        self.serialize_f64(value.to_string().parse().unwrap_or(f64::NAN))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Failed> {
        let mut text = String::new();
        write_number(&mut text, value);
        self.writer.raw(&text);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Failed> {
        self.writer.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Failed> {
        self.writer.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<(), Failed> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Failed> {
        self.writer.null();
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Failed> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Failed> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Failed> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Failed> {
        self.variant(variant);
        value.serialize(Serializer { writer: self.writer })?;
        self.writer.close('}');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>, Failed> {
        Ok(self.open('[', &[']']))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'w>, Failed> {
        Ok(self.open('[', &[']']))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Failed> {
        Ok(self.open('[', &[']']))
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Failed> {
        self.variant(variant);
        Ok(self.open('[', &[']', '}']))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>, Failed> {
        Ok(self.open('{', &['}']))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w>, Failed> {
        Ok(self.open('{', &['}']))
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'w>, Failed> {
        self.variant(variant);
        Ok(self.open('{', &['}', '}']))
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.item(value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.item(value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.item(value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.item(value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Failed;

    /// A name must be text: whatever else it writes does not end in a quote.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Failed> {
        let text = to_text(name);
        if !text.starts_with('"') {
            return Err(Failed);
        }
        self.writer.raw(&text);
        self.writer.colon();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.item(value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Failed> {
        self.member(name, value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Open<'_> {
    type Ok = ();
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Failed> {
        self.member(name, value)
    }

    fn end(self) -> Result<(), Failed> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Example {
        zulu_first: Option<u8>,
        alpha: (i64, f64, f32),
        kinds: Vec<Kinds>,
        map: BTreeMap<char, bool>,
    }

    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    enum Kinds {
        Unit,
        Newtype(&'static str),
        Tuple(u8, u8),
        Struct { a: u8, b: () },
    }

    #[test]
    fn writes_members_as_declared() {
        let example = Example {
            zulu_first: None,
            alpha: (-1, 1e21, 0.1),
            kinds: vec![Kinds::Unit, Kinds::Newtype("\u{1}"), Kinds::Tuple(1, 2), Kinds::Struct { a: 3, b: () }],
            map: BTreeMap::from([('a', true), ('"', false)]),
        };
        let want = concat!(
            r#"{"zuluFirst":null,"alpha":[-1,1e+21,0.1],"kinds":["unit",{"newtype":"\u0001"},{"tuple":[1,2]},{"struct":{"a":3,"b":null}}],"#,
            r#""map":{"\"":false,"a":true}}"#
        );
        assert_eq!(to_text(&example), want);
    }

    #[test]
    fn has_no_text_for_names_that_are_none() {
        assert_eq!(to_text(&BTreeMap::from([(1, 2)])), "");
        assert_eq!(to_text(&[BTreeMap::from([(vec![1], 2)])]), "");
    }
}
