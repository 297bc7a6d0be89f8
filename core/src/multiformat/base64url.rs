//! base64url without padding ([RFC 4648, section 5](https://www.rfc-editor.org/rfc/rfc4648#section-5)), as JOSE and multibase `u` use it.

use data_encoding::BASE64URL_NOPAD;

/// Decodes `text`; `None` if it has padding, white space, another alphabet, or unused bits that are not zero.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_short_text_is_the_text_of_its_bytes_or_none() {
        let characters = || (0..=127_u8).map(char::from);
        let pairs = || characters().flat_map(|first| characters().map(move |second| [first, second]));
        for text in pairs().map(String::from_iter).chain(pairs().map(|[a, b]| format!("A{a}{b}"))) {
            assert!(decode(&text).is_none_or(|bytes| encode(&bytes) == text), "{text:?}");
        }
        assert_eq!(pairs().filter(|pair| decode(&String::from_iter(pair)).is_some()).count(), 256);
    }
}
