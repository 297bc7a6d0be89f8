//! Multibase ([CID 1.0, section 2.4](https://www.w3.org/TR/cid-1.0/#multibase-0)): a letter that names the encoding, then the text.
//!
//! Only the two encodings that the standards ask for: `z` base58btc and `u` base64url without padding.

use super::{base58, base64url};
use std::fmt;

/// Why a text is not a multibase value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MultibaseError {
    /// A character outside the alphabet, padding, or unused bits that are not zero.
    Encoding,
    /// More bytes than the caller agreed to read.
    TooLong,
    /// No letter, or one of an encoding other than `z` and `u`.
    UnknownBase,
}

impl fmt::Display for MultibaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the text is not in the encoding that its first letter names",
            Self::TooLong => "the value is longer than it can be here",
            Self::UnknownBase => "the value begins neither with `z` (base58btc) nor with `u` (base64url)",
        })
    }
}

impl std::error::Error for MultibaseError {}

/// Decodes a multibase text of at most `max` bytes.
///
/// # Errors
/// [`MultibaseError`]; the length is judged before anything is decoded.
pub fn decode(text: &str, max: usize) -> Result<Vec<u8>, MultibaseError> {
    let bytes = match (text.strip_prefix('z'), text.strip_prefix('u')) {
        (Some(rest), _) if rest.len() > base58::max_text(max) => return Err(MultibaseError::TooLong),
        (_, Some(rest)) if rest.len() > max.saturating_mul(4).div_ceil(3) => return Err(MultibaseError::TooLong),
        (Some(rest), _) => base58::decode(rest),
        (_, Some(rest)) => base64url::decode(rest),
        (None, None) => return Err(MultibaseError::UnknownBase),
    };
    let bytes = bytes.ok_or(MultibaseError::Encoding)?;
    if bytes.len() > max { Err(MultibaseError::TooLong) } else { Ok(bytes) }
}

/// Encodes `bytes` as base58btc with its letter `z`.
#[must_use]
pub fn encode_base58btc(bytes: &[u8]) -> String {
    format!("z{}", base58::encode(bytes))
}

/// Encodes `bytes` as base64url without padding, with its letter `u`.
#[must_use]
pub fn encode_base64url(bytes: &[u8]) -> String {
    format!("u{}", base64url::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_the_two_bases() {
        let hello = Ok(b"hello world".to_vec());
        assert_eq!(decode("zStV1DL6CwTryKyV", 11), hello);
        assert_eq!(decode("uaGVsbG8gd29ybGQ", 11), hello);
        assert_eq!(encode_base58btc(b"hello world"), "zStV1DL6CwTryKyV");
        assert_eq!(encode_base64url(b"hello world"), "uaGVsbG8gd29ybGQ");
    }

    #[test]
    fn refuses_everything_else() {
        let cases = [
            ("nothing", "", MultibaseError::UnknownBase),
            ("another base", "f68656c6c6f", MultibaseError::UnknownBase),
            ("upper-case letter", "ZStV1DL6CwTryKyV", MultibaseError::UnknownBase),
            ("zero in base58", "zStV0DL6CwTryKyV", MultibaseError::Encoding),
            ("space in base58", "zStV1DL6 CwTryKyV", MultibaseError::Encoding),
            ("not ASCII", "zStV1é", MultibaseError::Encoding),
            ("padding", "uaGVsbG8=", MultibaseError::Encoding),
            ("unused bits", "uaGVsbG9", MultibaseError::Encoding),
            ("impossible length", "uaGVsb", MultibaseError::Encoding),
            ("other alphabet", "u-+==", MultibaseError::Encoding),
            ("newline", "uaGVs\nbG8", MultibaseError::Encoding),
            ("too long in base58", "zStV1DL6CwTryKyVStV1DL6CwTryKyV", MultibaseError::TooLong),
            ("one byte too long", "z111111111111", MultibaseError::TooLong),
            ("too long in base64url", "uaGVsbG8gd29ybGQA", MultibaseError::TooLong),
        ];
        for (name, text, want) in cases {
            assert_eq!(decode(text, 11), Err(want), "{name}");
        }
    }
}
