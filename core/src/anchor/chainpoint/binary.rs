//! The binary form: [MessagePack](https://github.com/msgpack/msgpack/blob/master/spec.md) under zlib (RFC 1950), as it
//! is, in base64 or in hexadecimal, into the JSON text that it stands for.
//!
//! Only what proofs consist of is read: maps with text keys, arrays, texts and integers, each in its shortest form. Doubled
//! keys and nesting are for the JSON reader to refuse.

use super::{ChainpointError, ChainpointErrorKind};
use crate::json::write_string;
use crate::limits::{Limit, Limits};
use crate::multiformat::base64;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// The first byte of zlib with a window of 32 KiB, which all encoders write.
const ZLIB: u8 = 0x78;

/// What follows it at each of the four levels of compression that RFC 1950 knows.
const LEVELS: [u8; 4] = [0x01, 0x5e, 0x9c, 0xda];

/// Whether bytes begin like a binary proof: like no JSON document, and like no token.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let text = bytes.get(..4);
    let hexadecimal = text.and_then(|text| data_encoding::HEXLOWER.decode(text).ok());
    let base64 = text.and_then(|text| std::str::from_utf8(text).ok()).and_then(base64::decode);
    let is_zlib = |bytes: &[u8]| matches!(bytes, [ZLIB, level, ..] if LEVELS.contains(level));
    is_zlib(bytes) || [hexadecimal, base64].iter().flatten().any(|bytes| is_zlib(bytes))
}

/// The JSON text of a binary proof; `None` if the bytes are none.
pub(super) fn to_json(bytes: &[u8], limits: &Limits) -> Result<Option<String>, ChainpointError> {
    if u32::try_from(bytes.len()).map_or(true, |length| length > limits.input) {
        return Err(ChainpointErrorKind::Limit(Limit::Input.reached(limits.input)).at(0));
    }
    let decoded = match bytes.first() {
        Some(&ZLIB) => None,
        // Its first byte, in hexadecimal and in base64. Files of text end with a line feed.
        Some(b'7') => Some(data_encoding::HEXLOWER.decode(line(bytes)).ok()),
        Some(b'e') => Some(std::str::from_utf8(line(bytes)).ok().and_then(base64::decode)),
        _ => return Ok(None),
    };
    let decoded = decoded.map(|decoded| decoded.ok_or_else(|| ChainpointErrorKind::Encoding.at(0))).transpose()?;
    let packed = inflate(decoded.as_deref().unwrap_or(bytes), limits)?;
    Transcoder { rest: &packed, total: packed.len(), limits, open: Vec::new(), out: String::new() }.run().map(Some)
}

fn line(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

/// Undoes the compression, which must end where the bytes end and give no more than the limit.
fn inflate(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, ChainpointError> {
    let most = usize::try_from(limits.inflate).unwrap_or(usize::MAX);
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let (mut rest, mut written) = (bytes, 0_usize);
    let mut out = vec![0; bytes.len().saturating_mul(4).min(most)];
    loop {
        let (status, read, wrote) = decompress(&mut state, rest, &mut out, written, flags);
        rest = rest.get(read..).unwrap_or_default();
        written = written.saturating_add(wrote);
        match status {
            TINFLStatus::Done if rest.is_empty() => {
                out.truncate(written);
                return Ok(out);
            }
            TINFLStatus::HasMoreOutput if out.len() >= most => {
                return Err(ChainpointErrorKind::Limit(Limit::Inflate.reached(limits.inflate)).at(0));
            }
            TINFLStatus::HasMoreOutput => out.resize(out.len().saturating_mul(2).clamp(1, most), 0),
            _ => return Err(ChainpointErrorKind::Compression.at(bytes.len().saturating_sub(rest.len()))),
        }
    }
}

struct Transcoder<'a, 'l> {
    rest: &'a [u8],
    total: usize,
    limits: &'l Limits,
    open: Vec<Open>,
    out: String,
}

/// A map or array of which more is to come.
struct Open {
    map: bool,
    /// Values to come, and for a map its keys.
    left: u64,
    /// Whether it is a key that comes next.
    key: bool,
    first: bool,
}

/// A value of `MessagePack`, or how one begins.
enum Item<'a> {
    Array(u64),
    Integer(i128),
    Map(u64),
    Text(&'a str),
}

impl<'a> Transcoder<'a, '_> {
    fn run(mut self) -> Result<String, ChainpointError> {
        loop {
            let item = self.item().ok_or_else(|| self.fault())?;
            let key = self.separate();
            match item {
                Item::Text(text) => write_string(&mut self.out, text),
                _ if key => return Err(self.fault()),
                Item::Integer(number) => self.out.push_str(&number.to_string()),
                Item::Array(items) => self.begin(false, items)?,
                Item::Map(members) => self.begin(true, members.saturating_mul(2))?,
            }
            while self.open.last().is_some_and(|open| open.left == 0) {
                let map = self.open.pop().is_some_and(|open| open.map);
                self.out.push(if map { '}' } else { ']' });
            }
            if u32::try_from(self.out.len()).map_or(true, |length| length > self.limits.input) {
                return Err(ChainpointErrorKind::Limit(Limit::Input.reached(self.limits.input)).at(0));
            }
            if self.open.is_empty() {
                return if self.rest.is_empty() { Ok(self.out) } else { Err(self.fault()) };
            }
        }
    }

    /// Writes what stands before the next value, and says whether that is a key.
    fn separate(&mut self) -> bool {
        let Some(open) = self.open.last_mut() else { return false };
        let key = open.key;
        if !open.first {
            self.out.push(if open.map && !key { ':' } else { ',' });
        }
        open.first = false;
        open.key = open.map && !key;
        open.left = open.left.saturating_sub(1);
        key
    }

    fn begin(&mut self, map: bool, left: u64) -> Result<(), ChainpointError> {
        if u32::try_from(self.open.len()).map_or(true, |depth| depth >= self.limits.depth) {
            return Err(ChainpointErrorKind::Limit(Limit::Depth.reached(self.limits.depth)).at(0));
        }
        self.out.push(if map { '{' } else { '[' });
        self.open.push(Open { map, left, key: map, first: true });
        Ok(())
    }

    fn item(&mut self) -> Option<Item<'a>> {
        let marker = self.number(1)?;
        Some(match marker {
            0x00..=0x7f => Item::Integer(i128::from(marker)),
            0x80..=0x8f => Item::Map(marker & 0x0f),
            0x90..=0x9f => Item::Array(marker & 0x0f),
            0xa0..=0xbf => self.text(marker & 0x1f)?,
            0xcc => Item::Integer(i128::from(self.number_above(1, 0x7f)?)),
            0xcd => Item::Integer(i128::from(self.number_above(2, 0xff)?)),
            0xce => Item::Integer(i128::from(self.number_above(4, 0xffff)?)),
            0xcf => Item::Integer(i128::from(self.number_above(8, 0xffff_ffff)?)),
            0xd0 => self.negative(1, -0x20)?,
            0xd1 => self.negative(2, -0x80)?,
            0xd2 => self.negative(4, -0x8000)?,
            0xd3 => self.negative(8, -0x8000_0000)?,
            0xd9 => self.number_above(1, 0x1f).and_then(|length| self.text(length))?,
            0xda => self.number_above(2, 0xff).and_then(|length| self.text(length))?,
            0xdb => self.number_above(4, 0xffff).and_then(|length| self.text(length))?,
            0xdc => Item::Array(self.number_above(2, 0x0f)?),
            0xdd => Item::Array(self.number_above(4, 0xffff)?),
            0xde => Item::Map(self.number_above(2, 0x0f)?),
            0xdf => Item::Map(self.number_above(4, 0xffff)?),
            0xe0..=0xff => Item::Integer(i128::from(marker).saturating_sub(0x100)),
            _ => return None,
        })
    }

    /// A number of `width` bytes, the most significant first.
    fn number(&mut self, width: usize) -> Option<u64> {
        let (bytes, rest) = self.rest.split_at_checked(width)?;
        self.rest = rest;
        Some(bytes.iter().fold(0, |number, byte| number.wrapping_shl(8) | u64::from(*byte)))
    }

    /// A number that does not fit into a shorter form, the largest number of which is `shorter`.
    fn number_above(&mut self, width: usize, shorter: u64) -> Option<u64> {
        self.number(width).filter(|number| *number > shorter)
    }

    /// A negative number below `shorter`, the least that fits into a shorter form.
    fn negative(&mut self, width: u32, shorter: i128) -> Option<Item<'a>> {
        let number = i128::from(self.number(usize::try_from(width).ok()?)?);
        let number = number.saturating_sub(1_i128.wrapping_shl(width.saturating_mul(8)));
        let least = 1_i128.wrapping_shl(width.saturating_mul(8).saturating_sub(1)).saturating_neg();
        (least <= number && number < shorter).then_some(Item::Integer(number))
    }

    fn text(&mut self, length: u64) -> Option<Item<'a>> {
        let (bytes, rest) = self.rest.split_at_checked(usize::try_from(length).ok()?)?;
        self.rest = rest;
        std::str::from_utf8(bytes).ok().map(Item::Text)
    }

    fn fault(&self) -> ChainpointError {
        ChainpointErrorKind::MessagePack.at(self.total.saturating_sub(self.rest.len()))
    }
}
