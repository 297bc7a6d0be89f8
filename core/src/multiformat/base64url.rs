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
