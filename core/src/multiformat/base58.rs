//! Base58 with Bitcoin's alphabet ([base58 draft](https://datatracker.ietf.org/doc/html/draft-msporny-base58-03)): every text is the one text of its bytes.
//!
//! Both directions take time quadratic in the length, so callers bound it first.

/// The characters that the text of `bytes` bytes can have at most.
#[must_use]
pub fn max_text(bytes: usize) -> usize {
    // log(256) / log(58) is 1.3657…
    bytes.saturating_mul(1_366).div_ceil(1_000).saturating_add(1)
}

/// Decodes `text`; `None` if a character lies outside the alphabet.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    bs58::decode(text).into_vec().ok()
}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    bs58::encode(bytes).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

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

    #[test]
    fn refuses_characters_outside_the_alphabet() {
        for character in (0..=255_u8).filter(|character| !ALPHABET.contains(character)) {
            assert_eq!(decode(&format!("2{}2", char::from(character))), None, "{character}");
        }
    }
}
