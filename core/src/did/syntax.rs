//! The text of a DID or a DID URL into its parts ([DID 1.0, section 3](https://www.w3.org/TR/did-1.0/#identifier)).
//!
//! Exactly the grammar of the standard: nothing is decoded, folded or repaired. What a method asks of its own
//! identifiers is the method's file.

use std::fmt;

use crate::keys::KeyError;

/// A DID: `did:`, a method, and what the method makes of the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Did<'t> {
    text: &'t str,
    method: &'t str,
    identifier: &'t str,
}

/// A DID with what may follow it: a path, a query, a fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DidUrl<'t> {
    did: Did<'t>,
    path: &'t str,
    query: Option<&'t str>,
    fragment: Option<&'t str>,
}

/// Why a text is not a DID of its method.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DidError {
    /// A `did:pkh` that is not followed by a CAIP-10 account, or by one that cannot exist on its chain.
    Account,
    /// The text does not have the form that DID 1.0 gives to a DID or DID URL.
    Form,
    /// A `did:web` whose host is no domain name: an IP address, user information, an empty or over-long label.
    Host,
    /// A `did:jwk` that is not base64url, without padding or unused bits, of one JSON object.
    Jwk,
    /// The key within the DID cannot be one.
    Key(KeyError),
    /// A `did:web` with an empty, dotted or dangerously encoded path segment.
    Path,
    /// A `did:web` whose port is not `%3A` and a number from 1 to 65535.
    Port,
}

impl<'t> Did<'t> {
    /// Reads a DID without path, query or fragment.
    ///
    /// # Errors
    /// [`DidError::Form`] if `text` is not exactly that.
    ///
    /// # Examples
    /// ```
    /// use credstone::did::Did;
    /// let did = Did::parse("did:web:example.com:staff")?;
    /// assert_eq!((did.method(), did.identifier()), ("web", "example.com:staff"));
    /// # Ok::<(), credstone::did::DidError>(())
    /// ```
    pub fn parse(text: &'t str) -> Result<Self, DidError> {
        let rest = text.strip_prefix("did:").ok_or(DidError::Form)?;
        let (method, identifier) = rest.split_once(':').ok_or(DidError::Form)?;
        let named = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let identified =
            !identifier.is_empty() && !identifier.ends_with(':') && consists_of(identifier, is_id_character);
        if named && identified { Ok(Self { text, method, identifier }) } else { Err(DidError::Form) }
    }

    /// The whole DID.
    #[must_use]
    pub fn as_str(&self) -> &'t str {
        self.text
    }

    /// The name of its method.
    #[must_use]
    pub fn method(&self) -> &'t str {
        self.method
    }

    /// What follows the method's name.
    #[must_use]
    pub fn identifier(&self) -> &'t str {
        self.identifier
    }
}

impl<'t> DidUrl<'t> {
    /// Reads a DID URL; a bare DID is one too.
    ///
    /// # Errors
    /// [`DidError::Form`] if `text` is not exactly that.
    pub fn parse(text: &'t str) -> Result<Self, DidError> {
        let (rest, fragment) = split_off(text, '#');
        let (rest, query) = split_off(rest, '?');
        let end = rest.find('/').unwrap_or(rest.len());
        let (did, path) = rest.split_at_checked(end).ok_or(DidError::Form)?;
        let sound = consists_of(path, |byte| byte == b'/' || is_path_character(byte))
            && [query, fragment].iter().flatten().all(|part| consists_of(part, is_query_character));
        if sound { Ok(Self { did: Did::parse(did)?, path, query, fragment }) } else { Err(DidError::Form) }
    }

    /// The DID at its beginning.
    #[must_use]
    pub fn did(&self) -> Did<'t> {
        self.did
    }

    /// The path with its leading slash, or nothing.
    #[must_use]
    pub fn path(&self) -> &'t str {
        self.path
    }

    /// What follows `?`.
    #[must_use]
    pub fn query(&self) -> Option<&'t str> {
        self.query
    }

    /// What follows `#`.
    #[must_use]
    pub fn fragment(&self) -> Option<&'t str> {
        self.fragment
    }
}

fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Whether `text` is made of bytes that pass `allowed` and of percent signs followed by two hexadecimal digits.
fn consists_of(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let encoded = byte == b'%' && [bytes.next(), bytes.next()].iter().all(|digit| is_hex_digit(*digit));
        if !encoded && !allowed(byte) {
            return false;
        }
    }
    true
}

fn is_hex_digit(byte: Option<u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_hexdigit())
}

/// `idchar` and the colons between.
fn is_id_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".-_:".contains(&byte)
}

/// `pchar` of RFC 3986.
fn is_path_character(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte)
}

fn is_query_character(byte: u8) -> bool {
    is_path_character(byte) || byte == b'/' || byte == b'?'
}

impl fmt::Display for Did<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "did:{}:{}", self.method, self.identifier)
    }
}

impl fmt::Display for DidUrl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.did, self.path)?;
        self.query.map_or(Ok(()), |query| write!(f, "?{query}"))?;
        self.fragment.map_or(Ok(()), |fragment| write!(f, "#{fragment}"))
    }
}

impl fmt::Display for DidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account => f.write_str("the did:pkh does not hold a blockchain account"),
            Self::Form => f.write_str("the text does not have the form of a DID"),
            Self::Host => f.write_str("the host of the did:web is not a domain name"),
            Self::Jwk => f.write_str("the did:jwk does not hold the base64url text of one JSON object"),
            Self::Key(error) => write!(f, "the key in the DID: {error}"),
            Self::Path => f.write_str("the path of the did:web has an empty, dotted or wrongly encoded segment"),
            Self::Port => f.write_str("the port of the did:web is not %3A and a number from 1 to 65535"),
        }
    }
}

impl std::error::Error for DidError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dids() {
        for text in [
            "did:a:b",
            "did:example:123456789abcdefghi",
            "did:web:example.com%3A3000:a:b",
            "did:example::b",
            "did:0:.-_%ff",
            "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
        ] {
            assert_eq!(Did::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "did:",
            "did:a",
            "did:a:",
            "did::b",
            "did:a:b:",
            "DID:a:b",
            "did:A:b",
            "did:a-b:c",
            "did:a:b c",
            "did:a:b%",
            "did:a:b%4",
            "did:a:b%4g",
            "did:a:é",
            "did:a:b/",
            "did:a:b?q",
            "did:a:b#f",
            "did:a:b;c",
            " did:a:b",
            "did:a:b\n",
            "https://example.com",
        ] {
            assert_eq!(Did::parse(text), Err(DidError::Form), "{text}");
        }
    }

    #[test]
    fn reads_did_urls() {
        let url = DidUrl::parse("did:example:123/a/%20?versionId=1&x=/?#key-1").unwrap();
        assert_eq!(url.did().as_str(), "did:example:123");
        assert_eq!((url.path(), url.query(), url.fragment()), ("/a/%20", Some("versionId=1&x=/?"), Some("key-1")));
        let empty = DidUrl::parse("did:example:123?#").unwrap();
        assert_eq!((empty.path(), empty.query(), empty.fragment()), ("", Some(""), Some("")));
        for text in ["#key-1", "did:a:b#a#b", "did:a:b#a b", "did:a:b#%zz", "did:a:b/[", "did:a:b?\"", "did:a:b#é"] {
            assert_eq!(DidUrl::parse(text), Err(DidError::Form), "{text}");
        }
    }

    /// Texts over a small alphabet that the grammar cares about, all of them up to a length, then random longer ones.
    #[test]
    fn prints_what_it_reads() {
        let pieces = ["did:", "a:", "b", ":", "%41", "%", "/", "?", "#", "Z", ".", "é", "~", ""];
        let mut accepted = 0;
        let mut state = 1_u64;
        for round in 0..60_000_u64 {
            let mut text = String::from(if round % 8 == 0 { "" } else { "did:a:" });
            for _ in 0..6 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            if let Ok(url) = DidUrl::parse(&text) {
                accepted += 1;
                assert_eq!(url.to_string(), text);
                assert_eq!(Did::parse(url.did().as_str()), Ok(url.did()));
            }
        }
        assert!(accepted > 1_000, "{accepted}");
    }
}
