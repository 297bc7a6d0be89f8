//! Base58 with Bitcoin's alphabet ([base58 draft](https://datatracker.ietf.org/doc/html/draft-msporny-base58-03)): every text is the one text of its bytes.
//!
//! Both directions take time quadratic in the length, so callers bound it first.

/// The characters that the text of `bytes` bytes can have at most.
#[must_use]
pub fn max_text(bytes: usize) -> usize {
    // log(256) / log(58) is 1.3657…
    bytes.saturating_mul(1_366).div_ceil(1_000).saturating_add(1)
}

const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Characters that are read at once: as many as one word holds.
const AT_ONCE: usize = 10;

/// The digit that each byte stands for, or [`NONE`].
const DIGITS: [u8; 256] = digits();

const NONE: u8 = 58;

#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a table, made by the compiler"
)]
const fn digits() -> [u8; 256] {
    let mut digits = [NONE; 256];
    let mut digit = 0;
    while digit < NONE {
        digits[ALPHABET[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
}

/// Decodes `text`; `None` if a character lies outside the alphabet.
///
/// A proof of an anchor has hundreds of characters: ten of them are taken at once, and the number that they make grows by
/// whole words.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut words = Vec::with_capacity(text.len().div_ceil(AT_ONCE));
    for characters in text.as_bytes().chunks(AT_ONCE) {
        let (mut value, mut scale) = (0_u64, 1_u64);
        for character in characters {
            let digit = DIGITS.get(usize::from(*character)).filter(|digit| **digit != NONE)?;
            value = value.wrapping_mul(58).wrapping_add(u64::from(*digit));
            scale = scale.wrapping_mul(58);
        }
        append(&mut words, scale, value);
    }
    let zeros = text.bytes().take_while(|character| *character == b'1').count();
    let mut bytes = Vec::with_capacity(words.len().saturating_mul(8).saturating_add(zeros));
    bytes.resize(zeros, 0);
    let mut words = words.into_iter().rev();
    bytes.extend(words.next().map(u64::to_be_bytes).into_iter().flatten().skip_while(|byte| *byte == 0));
    words.for_each(|word| bytes.extend_from_slice(&word.to_be_bytes()));
    Some(bytes)
}

/// Multiplies a number, its last word first, by `scale` and adds `value`.
fn append(words: &mut Vec<u64>, scale: u64, value: u64) {
    let low = |sum: u128| u64::try_from(sum & u128::from(u64::MAX)).unwrap_or_default();
    let mut carry = u128::from(value);
    for word in &mut *words {
        // The product of two words and a carry of one word fit into two.
        let sum = u128::from(*word).wrapping_mul(u128::from(scale)).wrapping_add(carry);
        *word = low(sum);
        carry = sum >> 64;
    }
    if carry > 0 {
        words.push(low(carry));
    }
}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

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

    /// Another decoder, and every length around that of a word.
    #[test]
    fn agrees_with_another_decoder() {
        let mut state = 1_u32;
        for length in (0..200).chain([750, 3_001]) {
            for zeros in [0, 1, 9, 10, 11, length] {
                let random = (0..length).map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    char::from(ALPHABET[(state >> 16) as usize % 58])
                });
                let text = "1".repeat(zeros) + &random.collect::<String>();
                assert_eq!(decode(&text), bs58::decode(&text).into_vec().ok(), "{text}");
            }
        }
        let largest = "z".repeat(500);
        assert_eq!(decode(&largest), bs58::decode(&largest).into_vec().ok());
    }

    #[test]
    fn refuses_characters_outside_the_alphabet() {
        for character in (0..=255_u8).filter(|character| !ALPHABET.contains(character)) {
            assert_eq!(decode(&format!("2{}2", char::from(character))), None, "{character}");
        }
    }
}
