//! Base58 with Bitcoin's alphabet ([base58 draft](https://datatracker.ietf.org/doc/html/draft-msporny-base58-03)): every text is the one text of its bytes.
//!
//! Both directions take time quadratic in the length, so callers bound it first. Ten characters go through one
//! multiplication per 64-bit limb, which makes a signature cost a fraction of a microsecond.

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The value of each ASCII character, 255 for those outside the alphabet.
const VALUES: [u8; 128] = values();

/// The characters that the text of `bytes` bytes can have at most.
#[must_use]
pub fn max_text(bytes: usize) -> usize {
    // log(256) / log(58) is 1.3657…
    bytes.saturating_mul(1_366).div_ceil(1_000).saturating_add(1)
}

/// Decodes `text`; `None` if a character lies outside the alphabet.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    let zeros = text.iter().take_while(|character| **character == b'1').count();
    let mut limbs: Vec<u64> = Vec::with_capacity(text.len().div_ceil(10));
    for chunk in text.get(zeros..)?.chunks(10) {
        let (mut factor, mut carry) = (1_u64, 0_u64);
        for character in chunk {
            let value = VALUES.get(usize::from(*character)).filter(|value| **value < 58)?;
            factor = factor.wrapping_mul(58);
            carry = carry.wrapping_mul(58).wrapping_add(u64::from(*value));
        }
        for limb in &mut limbs {
            (*limb, carry) = limb.carrying_mul(factor, carry);
        }
        if carry != 0 {
            limbs.push(carry);
        }
    }
    let mut bytes = vec![0; zeros];
    bytes.extend(limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).skip_while(|byte| *byte == 0));
    Some(bytes)
}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    /// 58^9, the largest power that leaves room for one more byte in a word.
    const BASE: u64 = 58_u64.pow(9);
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let mut digits: Vec<u64> = Vec::new();
    for byte in bytes {
        let mut carry = u64::from(*byte);
        for digit in &mut digits {
            let value = digit.wrapping_mul(256).wrapping_add(carry);
            (*digit, carry) = (value.wrapping_rem(BASE), value.wrapping_div(BASE));
        }
        if carry != 0 {
            digits.push(carry);
        }
    }
    let mut reversed: Vec<u8> = digits.iter().flat_map(|digit| characters(*digit)).collect();
    reversed
        .truncate(reversed.iter().rposition(|character| *character != b'1').map_or(0, |last| last.saturating_add(1)));
    reversed.resize(reversed.len().saturating_add(zeros), b'1');
    reversed.iter().rev().map(|character| char::from(*character)).collect()
}

/// The nine characters of `digit`, the last one first.
fn characters(mut digit: u64) -> [u8; 9] {
    std::array::from_fn(|_| {
        let value = usize::try_from(digit.wrapping_rem(58)).unwrap_or_default();
        digit = digit.wrapping_div(58);
        ALPHABET.get(value).copied().unwrap_or_default()
    })
}

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a constant, computed once by the compiler"
)]
const fn values() -> [u8; 128] {
    let mut values = [255; 128];
    let mut value = 0;
    while value < ALPHABET.len() {
        values[ALPHABET[value] as usize] = value as u8;
        value += 1;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::DigestAlgorithm;

    #[test]
    fn agrees_with_the_examples_of_the_draft() {
        let cases: [(&[u8], &str); 3] = [
            (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
            (
                b"The quick brown fox jumps over the lazy dog.",
                "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            ),
            (&[0, 0, 0x28, 0x7f, 0xb4, 0xcd], "11233QC4"),
        ];
        for (bytes, text) in cases {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn agrees_with_another_implementation() {
        for length in 0..300_u16 {
            let mut bytes: Vec<u8> = Vec::new();
            while bytes.len() < usize::from(length) {
                let seed = [length.to_be_bytes().as_slice(), &bytes].concat();
                bytes.extend_from_slice(DigestAlgorithm::Sha512.hash(&seed).as_bytes());
            }
            bytes.truncate(usize::from(length));
            bytes.iter_mut().take(usize::from(length % 5)).for_each(|byte| *byte = 0);
            let text = bs58::encode(&bytes).into_string();
            assert_eq!(encode(&bytes), text);
            assert_eq!(decode(&text), Some(bytes));
            assert!(text.len() <= max_text(usize::from(length)));
        }
    }

    #[test]
    fn bounds_the_largest_values() {
        for length in 0..600 {
            assert!(encode(&vec![255; length]).len() <= max_text(length), "{length}");
        }
    }

    #[test]
    fn every_short_text_is_the_text_of_its_bytes() {
        let text = |a: u8, b: u8, c: u8| String::from_utf8(vec![a, b, c]).unwrap();
        for (a, b) in ALPHABET.iter().flat_map(|a| ALPHABET.iter().map(move |b| (*a, *b))) {
            for c in *ALPHABET {
                assert_eq!(encode(&decode(&text(a, b, c)).unwrap()), text(a, b, c));
            }
        }
    }

    #[test]
    fn refuses_characters_outside_the_alphabet() {
        for character in (0..=255_u8).filter(|character| !ALPHABET.contains(character)) {
            assert_eq!(decode(&format!("2{}2", char::from(character))), None, "{character}");
        }
    }
}
