//! RLP: bytes into nested strings and lists, strictly, and back
//! ([Recursive Length Prefix](https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/)).
//!
//! Every value has exactly one encoding and no other is read. What the items mean is not known here.

use std::fmt;

/// Why bytes are not the RLP that is asked for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RlpError {
    /// A string stands where a list belongs.
    ExpectedList,
    /// A list stands where a string belongs.
    ExpectedString,
    /// An integer has more bytes than its type.
    IntegerTooLarge,
    /// An integer begins with a zero byte.
    LeadingZero,
    /// A list has more items than belong in it.
    Leftover,
    /// A list has fewer items than belong in it.
    MissingItem,
    /// A length is not written in the shortest form, or a single small byte not as itself.
    NotMinimal,
    /// Lists are nested deeper than anywhere in Ethereum.
    TooDeep,
    /// Bytes follow the item.
    TrailingBytes,
    /// The bytes end within an item.
    Truncated,
    /// A string of fixed length has another length.
    WrongLength {
        /// The length it must have.
        expected: usize,
        /// The length it has.
        found: usize,
    },
}

impl fmt::Display for RlpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ExpectedList => "a string stands where a list belongs",
            Self::ExpectedString => "a list stands where a string belongs",
            Self::IntegerTooLarge => "an integer is too large",
            Self::LeadingZero => "an integer begins with a zero byte",
            Self::Leftover => "a list has too many items",
            Self::MissingItem => "a list has too few items",
            Self::NotMinimal => "a length is not in its shortest form",
            Self::TooDeep => "lists are nested too deeply",
            Self::TrailingBytes => "bytes follow the item",
            Self::Truncated => "the bytes end within an item",
            Self::WrongLength { expected, found } => {
                return write!(f, "{found} bytes stand where {expected} belong");
            }
        })
    }
}

impl std::error::Error for RlpError {}

/// A string or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    raw: &'a [u8],
    payload: &'a [u8],
    list: bool,
}

impl<'a> Item<'a> {
    /// Its whole encoding.
    #[must_use]
    pub fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(self) -> bool {
        self.list
    }

    /// The content of a string.
    ///
    /// # Errors
    /// [`RlpError::ExpectedString`] if it is a list.
    pub fn string(self) -> Result<&'a [u8], RlpError> {
        if self.list { Err(RlpError::ExpectedString) } else { Ok(self.payload) }
    }

    /// The items of a list.
    ///
    /// # Errors
    /// [`RlpError::ExpectedList`] if it is a string.
    pub fn fields(self) -> Result<Fields<'a>, RlpError> {
        if self.list { Ok(Fields { rest: self.payload }) } else { Err(RlpError::ExpectedList) }
    }
}

/// Reads one item that takes up all of `bytes`, well-formed at every depth.
///
/// # Errors
/// [`RlpError`] with the first fault.
pub fn decode(bytes: &[u8]) -> Result<Item<'_>, RlpError> {
    let (item, rest) = split(bytes)?;
    if !rest.is_empty() {
        return Err(RlpError::TrailingBytes);
    }
    let mut open: Vec<&[u8]> = Vec::new();
    open.extend(item.list.then_some(item.payload));
    while let Some(rest) = open.last_mut() {
        if rest.is_empty() {
            open.pop();
            continue;
        }
        let (item, after) = split(rest)?;
        *rest = after;
        if item.list {
            if open.len() >= MAX_DEPTH {
                return Err(RlpError::TooDeep);
            }
            open.push(item.payload);
        }
    }
    Ok(item)
}

/// Reads the list that takes up all of `bytes`, well-formed at every depth.
///
/// # Errors
/// [`RlpError`] with the first fault.
pub fn decode_list(bytes: &[u8]) -> Result<Fields<'_>, RlpError> {
    decode(bytes)?.fields()
}

/// The rest of a list, read item by item.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Whether no item is left.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    /// The encoding of what is left.
    #[must_use]
    pub fn raw(self) -> &'a [u8] {
        self.rest
    }

    /// The next item.
    ///
    /// # Errors
    /// [`RlpError::MissingItem`] after the last; as all the other functions here.
    pub fn item(&mut self) -> Result<Item<'a>, RlpError> {
        if self.rest.is_empty() {
            return Err(RlpError::MissingItem);
        }
        let (item, rest) = split(self.rest)?;
        self.rest = rest;
        Ok(item)
    }

    /// The next item, a string of any length.
    ///
    /// # Errors
    /// [`RlpError`] if it is none.
    pub fn string(&mut self) -> Result<&'a [u8], RlpError> {
        self.item()?.string()
    }

    /// The next item, a string of exactly `N` bytes.
    ///
    /// # Errors
    /// [`RlpError`] if it is none.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], RlpError> {
        let string = self.string()?;
        string.try_into().map_err(|_| RlpError::WrongLength { expected: N, found: string.len() })
    }

    /// The next item, an integer of at most 32 bytes, in big-endian order without leading zeros.
    ///
    /// # Errors
    /// [`RlpError`] if it is none.
    pub fn integer(&mut self) -> Result<&'a [u8], RlpError> {
        integer(self.string()?)
    }

    /// The next item, an integer as a full word.
    ///
    /// # Errors
    /// [`RlpError`] if it is none.
    pub fn word(&mut self) -> Result<[u8; 32], RlpError> {
        self.integer().map(left_pad)
    }

    /// The next item, an integer of 64 bits.
    ///
    /// # Errors
    /// [`RlpError`] if it is none.
    pub fn u64(&mut self) -> Result<u64, RlpError> {
        let integer = self.integer()?;
        if integer.len() > 8 {
            return Err(RlpError::IntegerTooLarge);
        }
        Ok(integer.iter().fold(0, |value: u64, byte| value.wrapping_shl(8) | u64::from(*byte)))
    }

    /// Ends the list.
    ///
    /// # Errors
    /// [`RlpError::Leftover`] if items are left.
    pub fn finish(self) -> Result<(), RlpError> {
        if self.rest.is_empty() { Ok(()) } else { Err(RlpError::Leftover) }
    }
}

/// Checks that a string is an integer of at most 32 bytes.
///
/// # Errors
/// [`RlpError`] if it is none.
pub fn integer(string: &[u8]) -> Result<&[u8], RlpError> {
    if string.first() == Some(&0) {
        return Err(RlpError::LeadingZero);
    }
    if string.len() > 32 { Err(RlpError::IntegerTooLarge) } else { Ok(string) }
}

/// The integer `bytes` as a word of 32 bytes; what is longer loses its front.
#[must_use]
pub fn left_pad(bytes: &[u8]) -> [u8; 32] {
    let mut word = [0; 32];
    word.iter_mut().rev().zip(bytes.iter().rev()).for_each(|(to, from)| *to = *from);
    word
}

/// Takes the first item off `bytes`. The items within a list are not looked at.
fn split(bytes: &[u8]) -> Result<(Item<'_>, &[u8]), RlpError> {
    let (&prefix, rest) = bytes.split_first().ok_or(RlpError::Truncated)?;
    if prefix < 0x80 {
        let (raw, rest) = bytes.split_at_checked(1).ok_or(RlpError::Truncated)?;
        return Ok((Item { raw, payload: raw, list: false }, rest));
    }
    let list = prefix >= 0xc0;
    let count = usize::from(prefix & 0x3f);
    let (length, rest) = if count <= SHORT { (count, rest) } else { long_length(count.saturating_sub(SHORT), rest)? };
    let (payload, after) = rest.split_at_checked(length).ok_or(RlpError::Truncated)?;
    if !list && matches!(payload, [..=0x7f]) {
        return Err(RlpError::NotMinimal);
    }
    let (raw, _) = bytes.split_at_checked(bytes.len().saturating_sub(after.len())).ok_or(RlpError::Truncated)?;
    Ok((Item { raw, payload, list }, after))
}

/// A length written in `width` bytes of its own, which only lengths over [`SHORT`] are.
fn long_length(width: usize, bytes: &[u8]) -> Result<(usize, &[u8]), RlpError> {
    let (digits, rest) = bytes.split_at_checked(width).ok_or(RlpError::Truncated)?;
    if digits.first() == Some(&0) {
        return Err(RlpError::NotMinimal);
    }
    // No input is so long that its length does not fit: such an item is cut off.
    let length = digits.iter().try_fold(0_usize, |length, digit| {
        length.checked_mul(256).and_then(|length| length.checked_add(usize::from(*digit)))
    });
    let length = length.ok_or(RlpError::Truncated)?;
    if length <= SHORT { Err(RlpError::NotMinimal) } else { Ok((length, rest)) }
}

/// Appends a string.
pub fn write_string(out: &mut Vec<u8>, string: &[u8]) {
    if !matches!(string, [..=0x7f]) {
        write_length(out, 0x80, string.len());
    }
    out.extend_from_slice(string);
}

/// Appends an integer.
pub fn write_integer(out: &mut Vec<u8>, value: u64) {
    let bytes = value.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    write_string(out, bytes.get(zeros..).unwrap_or_default());
}

/// The list of items whose encodings are `payload`.
#[must_use]
pub fn list(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len().saturating_add(9));
    write_length(&mut out, 0xc0, payload.len());
    out.extend_from_slice(payload);
    out
}

fn write_length(out: &mut Vec<u8>, kind: u8, length: usize) {
    match u8::try_from(length).ok().filter(|length| usize::from(*length) <= SHORT) {
        Some(length) => out.push(kind.saturating_add(length)),
        None => {
            let digits = length.to_be_bytes();
            let zeros = digits.iter().take_while(|digit| **digit == 0).count();
            let digits = digits.get(zeros..).unwrap_or_default();
            let width = u8::try_from(digits.len()).unwrap_or_default();
            out.push(kind.saturating_add(55).saturating_add(width));
            out.extend_from_slice(digits);
        }
    }
}

/// The longest content whose length stands in the first byte.
const SHORT: usize = 55;

/// The deepest nesting: a transaction's access list and a receipt's logs have four levels; four times that.
const MAX_DEPTH: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn string(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_string(&mut out, content);
        out
    }

    /// The examples of the format's own description.
    #[test]
    fn reads_and_writes_the_examples() {
        let lorem = b"Lorem ipsum dolor sit amet, consectetur adipisicing elit";
        let long = [b"\xb8\x38".as_slice(), lorem].concat();
        let cases: [(&[u8], &[u8]); 7] = [
            (b"dog", b"\x83dog"),
            (b"", b"\x80"),
            (b"\x00", b"\x00"),
            (b"\x0f", b"\x0f"),
            (b"\x80", b"\x81\x80"),
            (b"\x04\x00", b"\x82\x04\x00"),
            (lorem, &long),
        ];
        for (content, encoding) in cases {
            assert_eq!(string(content), encoding);
            let item = decode(encoding).unwrap();
            assert_eq!((item.string(), item.raw(), item.is_list()), (Ok(content), encoding, false));
        }
        assert_eq!(list(b"\x83cat\x83dog"), b"\xc8\x83cat\x83dog");
        assert_eq!(list(b""), b"\xc0");
        let mut fields = decode_list(b"\xc8\x83cat\x83dog").unwrap();
        assert_eq!((fields.string(), fields.string(), fields.finish()), (Ok(&b"cat"[..]), Ok(&b"dog"[..]), Ok(())));
        // The set-theoretical three: [ [], [[]], [ [], [[]] ] ].
        assert!(decode(b"\xc7\xc0\xc1\xc0\xc3\xc0\xc1\xc0").is_ok());
    }

    #[test]
    fn every_length_comes_back() {
        for length in (0..600).chain([65_535, 65_536, 70_000]) {
            let content = vec![0xab; length];
            let encoding = string(&content);
            assert_eq!(decode(&encoding).unwrap().string(), Ok(&content[..]));
            let encoding = list(&content.iter().map(|_| 5).collect::<Vec<u8>>());
            assert_eq!(decode_list(&encoding).unwrap().raw().len(), length);
        }
    }

    #[test]
    fn refuses_what_is_not_the_one_encoding() {
        let mut padded = vec![0xb9, 0, 56];
        padded.extend([1; 56]);
        let mut short = vec![0xb8, 55];
        short.extend([1; 55]);
        let cases: [(&str, &[u8], RlpError); 14] = [
            ("nothing", b"", RlpError::Truncated),
            ("a small byte with a length", b"\x81\x7f", RlpError::NotMinimal),
            ("a long length for little", &short, RlpError::NotMinimal),
            ("a length with a leading zero", &padded, RlpError::NotMinimal),
            ("a long list of nothing", b"\xf8\x00", RlpError::NotMinimal),
            ("a string cut off", b"\x83do", RlpError::Truncated),
            ("a length cut off", b"\xb9\x01", RlpError::Truncated),
            ("a length beyond all memory", b"\xbf\xff\xff\xff\xff\xff\xff\xff\xff", RlpError::Truncated),
            ("a list cut off", b"\xc2\x01", RlpError::Truncated),
            ("an item beyond its list", b"\xc2\x01\x82", RlpError::Truncated),
            ("a bad item within", b"\xc2\x81\x00", RlpError::NotMinimal),
            ("two items", b"\x01\x02", RlpError::TrailingBytes),
            ("an item after a list", b"\xc1\x01\x02", RlpError::TrailingBytes),
            ("a bad item two levels down", b"\xc3\xc2\x81\x00", RlpError::NotMinimal),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(decode(bytes), Err(want), "{name}");
        }
    }

    #[test]
    fn nesting_has_an_end() {
        let nested = |depth: usize| (0..depth).fold(Vec::new(), |inner, _| list(&inner));
        assert!(decode(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(decode(&nested(MAX_DEPTH + 1)), Err(RlpError::TooDeep));
        assert_eq!(decode(&nested(2_000)), Err(RlpError::TooDeep));
    }

    #[test]
    fn reads_fields_by_type() {
        let of = |items: &[&[u8]]| list(&items.iter().flat_map(|item| string(item)).collect::<Vec<_>>());
        let mut integers = Vec::new();
        [0, 1, 127, 128, 256, u64::MAX].iter().for_each(|value| write_integer(&mut integers, *value));
        let integers = list(&integers);
        let mut fields = decode_list(&integers).unwrap();
        for want in [0, 1, 127, 128, 256, u64::MAX] {
            assert_eq!(fields.u64(), Ok(want));
        }
        assert_eq!(fields.u64(), Err(RlpError::MissingItem));
        let encoding = of(&[&[0, 1], &[1; 9], &[1; 33], &[7; 20], &[1]]);
        let mut fields = decode_list(&encoding).unwrap();
        assert_eq!(fields.integer(), Err(RlpError::LeadingZero));
        assert_eq!(fields.u64(), Err(RlpError::IntegerTooLarge));
        assert_eq!(fields.integer(), Err(RlpError::IntegerTooLarge));
        assert_eq!(fields.array::<32>(), Err(RlpError::WrongLength { expected: 32, found: 20 }));
        assert_eq!(fields.finish(), Err(RlpError::Leftover));
        assert_eq!(decode_list(b"\x01").err(), Some(RlpError::ExpectedList));
        assert_eq!(decode(b"\xc0").unwrap().string(), Err(RlpError::ExpectedString));
        assert_eq!(left_pad(&[1, 2])[29..], [0, 1, 2]);
    }

    /// What is read is read from one text only: every byte string of up to three bytes that decodes encodes to itself.
    #[test]
    fn what_is_read_is_written_alike() {
        let mut read = 0;
        for length in 1..=3_u32 {
            for value in 0..256_u32.pow(length) {
                let bytes = &value.to_be_bytes()[4 - length as usize..];
                let Ok(item) = decode(bytes) else { continue };
                let again = match item.fields() {
                    Ok(fields) => list(fields.raw()),
                    Err(_) => string(item.string().unwrap()),
                };
                assert_eq!(again, bytes);
                read += 1;
            }
        }
        // One byte: 128 small ones, "" and []. Two and three follow from these by counting.
        assert_eq!(read, 130 + (128 + 130) + (65_536 + 130 * 130 + (128 + 130)));
    }
}
