//! Multicodec: an unsigned varint that says what the bytes after it are, with the codes that name keys.
//!
//! Codes are those of the [multicodec table](https://github.com/multiformats/multicodec/blob/master/table.csv).

use std::fmt;

/// The bytes do not begin with a minimal varint of at most nine bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VarintError;

impl fmt::Display for VarintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the bytes do not begin with a minimal varint")
    }
}

impl std::error::Error for VarintError {}

/// Splits `bytes` into their leading [unsigned varint](https://github.com/multiformats/unsigned-varint) and the rest.
///
/// # Errors
/// [`VarintError`] if the varint is cut off, over nine bytes, or longer than it must be.
pub fn split(bytes: &[u8]) -> Result<(u64, &[u8]), VarintError> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        let shift = u32::try_from(index).unwrap_or_default().saturating_mul(7);
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            let minimal = *byte != 0 || index == 0;
            let rest = bytes.get(index.saturating_add(1)..).unwrap_or_default();
            return if minimal { Ok((value, rest)) } else { Err(VarintError) };
        }
    }
    Err(VarintError)
}

/// Encodes `code` as a varint.
#[must_use]
pub fn encode(mut code: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2);
    loop {
        let low = u8::try_from(code & 0x7f).unwrap_or_default();
        code >>= 7;
        if code == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// Whether `code` is that of a private or symmetric key.
#[must_use]
pub fn is_secret(code: u64) -> bool {
    // 0x1300 to 0x13ff is where the table keeps private keys, the ones yet to come as well.
    matches!(code, 0xa0..=0xa4 | 0x1300..=0x13ff)
}

/// The name of a public-key code that this library has no signatures for.
#[must_use]
pub fn key_name(code: u64) -> Option<&'static str> {
    let name = match code {
        0xea => "bls12_381-g1-pub",
        0xeb => "bls12_381-g2-pub",
        0xec => "x25519-pub",
        0xee => "bls12_381-g1g2-pub",
        0xef => "sr25519-pub",
        0x1203 => "ed448-pub",
        0x1204 => "x448-pub",
        0x1206 => "sm2-pub",
        _ => return None,
    };
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for code in (0..=70_000).chain([u64::from(u32::MAX), (1 << 63) - 1]) {
            let mut bytes = encode(code);
            bytes.extend_from_slice(b"\x80rest");
            assert_eq!(split(&bytes), Ok((code, &b"\x80rest"[..])));
        }
    }

    #[test]
    fn refuses_what_it_would_not_write() {
        let cases: [(&str, &[u8]); 6] = [
            ("empty", &[]),
            ("cut", &[0x80]),
            ("not minimal", &[0xed, 0x81, 0x00]),
            ("zero in two bytes", &[0x80, 0x00]),
            ("ten bytes", &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
            ("never ends", &[0xff; 64]),
        ];
        for (name, bytes) in cases {
            assert_eq!(split(bytes), Err(VarintError), "{name}");
        }
    }

    #[test]
    fn every_two_byte_varint_has_one_reading() {
        for (first, second) in (0..=255_u8).flat_map(|first| (0..=255_u8).map(move |second| (first, second))) {
            if let Ok((code, rest)) = split(&[first, second]) {
                assert_eq!([encode(code), rest.to_vec()].concat(), [first, second]);
            }
        }
    }
}
