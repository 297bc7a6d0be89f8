//! A Chainpoint proof says the same as JSON and as MessagePack under zlib; bytes of either form never harm.

#![no_main]

use credstone::anchor::chainpoint::Chainpoint;
use credstone::json::{Document, Kind, Value};
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let first = Chainpoint::parse(bytes, &limits);
    assert!(first.as_ref().is_ok_and(|found| !found.anchors.is_empty()) || first.is_err());
    // Whatever this is as MessagePack, behind a compression that holds.
    drop(Chainpoint::parse(&stored(bytes), &limits));
    let Ok(document) = Document::parse(bytes, &limits) else { return };
    // A number alone, such as 7, begins like the hexadecimal form.
    if !document.root().is_object() {
        return;
    }
    let mut packed = Vec::new();
    if pack(document.root(), &mut packed).is_none() {
        return;
    }
    let second = Chainpoint::parse(&stored(&packed), &limits);
    assert_eq!(first.map_err(|error| error.kind), second.map_err(|error| error.kind));
});

/// MessagePack in its shortest form; `None` for what no proof consists of.
fn pack(value: Value<'_>, out: &mut Vec<u8>) -> Option<()> {
    match value.kind() {
        Kind::Object => {
            head(value.members().count(), 0x80, 16, &[(0xde, 2), (0xdf, 4)], out);
            for member in value.members() {
                pack(member.key, out)?;
                pack(member.value, out)?;
            }
        }
        Kind::Array => {
            head(value.items().count(), 0x90, 16, &[(0xdc, 2), (0xdd, 4)], out);
            for item in value.items() {
                pack(item, out)?;
            }
        }
        Kind::String => {
            let text = value.as_str()?;
            head(text.len(), 0xa0, 32, &[(0xd9, 1), (0xda, 2), (0xdb, 4)], out);
            out.extend_from_slice(text.as_bytes());
        }
        Kind::Number => {
            let text = value.as_number_text()?;
            let number: usize = text.parse().ok().filter(|number: &usize| number.to_string() == text)?;
            head(number, 0x00, 0x80, &[(0xcc, 1), (0xcd, 2), (0xce, 4), (0xcf, 8)], out);
        }
        Kind::Boolean(_) | Kind::Null => return None,
    }
    Some(())
}

fn head(number: usize, short: u8, below: usize, long: &[(u8, usize)], out: &mut Vec<u8>) {
    if number < below {
        return out.push(short + number as u8);
    }
    let (marker, width) =
        long.iter().find(|(_, width)| *width == 8 || number < 1 << (8 * width)).expect("no such size");
    out.push(*marker);
    out.extend_from_slice(&number.to_be_bytes()[8 - width..]);
}

/// zlib that stores its content as it is.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = if bytes.is_empty() { vec![bytes] } else { bytes.chunks(0xffff).collect() };
    for (at, block) in blocks.iter().enumerate() {
        let length = block.len() as u16;
        out.push(u8::from(at + 1 == blocks.len()));
        out.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        out.extend_from_slice(block);
    }
    let (a, b) = bytes
        .iter()
        .fold((1, 0), |(a, b), byte| ((a + u32::from(*byte)) % 65_521, (b + a + u32::from(*byte)) % 65_521));
    out.extend((b << 16 | a).to_be_bytes());
    out
}
