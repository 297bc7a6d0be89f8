//! base64 with padding ([RFC 4648, section 4](https://www.rfc-editor.org/rfc/rfc4648#section-4)), one text for each value.

use data_encoding::{BASE64, BASE64_NOPAD};

/// Decodes `text`; `None` if it has white space, another alphabet, unused bits that are not zero, or padding that is not
/// the right one at the very end.
///
/// A padded decoder alone takes two texts one after the other for a third one of their bytes.
///
/// # Examples
/// ```
/// use credstone::multiformat::base64::decode;
/// assert_eq!(decode("AAE="), Some(vec![0, 1]));
/// assert_eq!(decode("AA==AQ=="), None);
/// ```
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let bare = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let bytes = BASE64_NOPAD.decode(bare.as_bytes()).ok()?;
    (BASE64.encode_len(bytes.len()) == text.len()).then_some(bytes)
}

/// Encodes `bytes`.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_the_text_of_its_bytes_or_none() {
        let characters = || "AEQg+/=-_ \n".chars();
        let mut texts = vec![String::new()];
        let mut accepted = 0;
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| characters().map(move |next| format!("{text}{next}"))).collect();
            for text in &texts {
                let bytes = decode(text);
                accepted += usize::from(bytes.is_some());
                assert!(bytes.is_none_or(|bytes| encode(&bytes) == *text), "{text:?}");
            }
        }
        assert!(accepted > 6 * 6 * 6, "{accepted}");
    }

    #[test]
    fn padding_stands_at_the_end_only() {
        let cases = [
            ("", Some(Vec::new())),
            ("AA==", Some(vec![0])),
            ("AAA=", Some(vec![0, 0])),
            ("AAAA", Some(vec![0, 0, 0])),
            ("AA==AA==", None),
            ("AA==AAAA", None),
            ("AAA=AAA=", None),
            ("AA=", None),
            ("AA", None),
            ("AAA", None),
            ("AAAA=", None),
            ("AAAA==", None),
            ("AAAA====", None),
            ("=", None),
            ("====", None),
            ("AB==", None),
            ("AAB=", None),
        ];
        for (text, want) in cases {
            assert_eq!(decode(text), want, "{text}");
        }
    }
}
