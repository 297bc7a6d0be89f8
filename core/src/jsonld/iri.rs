//! IRIs (RFC 3987): their form, their validity, and how references are resolved (RFC 3986, section 5.2).

use crate::rdf::is_iri_byte;
use oxiri::{Iri, IriRef};

/// What a text in the place of an IRI is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A blank node identifier, well-formed.
    Blank,
    /// An absolute IRI that no statement can hold.
    Invalid,
    /// An absolute IRI.
    Iri,
    /// A relative reference, or any other text.
    Relative,
}

impl Form {
    /// Whether RDF can use it.
    pub(super) fn is_usable(self) -> bool {
        matches!(self, Self::Blank | Self::Iri)
    }
}

/// The form of a text.
pub(super) fn form(text: &str) -> Form {
    if is_plain(text) {
        return Form::Iri;
    }
    if let Some(label) = text.strip_prefix("_:") {
        return if is_label(label) { Form::Blank } else { Form::Invalid };
    }
    match scheme(text) {
        None => Form::Relative,
        Some(_) if Iri::parse(text).is_ok() || is_reference(text) => Form::Iri,
        Some(_) => Form::Invalid,
    }
}

/// Whether a text looks like an absolute IRI or a blank node identifier, as context processing asks.
pub(super) fn is_absolute(text: &str) -> bool {
    text.starts_with("_:") || has_form(text)
}

/// Whether a text has the form of an absolute IRI: a scheme, a colon, no white space.
pub(super) fn has_form(text: &str) -> bool {
    let blank = |text: &str| match text.is_ascii() {
        true => text.bytes().any(|byte| matches!(byte, b' ' | b'\t'..=b'\r')),
        false => text.contains(char::is_whitespace),
    };
    scheme(text).is_some() && !blank(text)
}

/// Whether a text ends with one of the `gen-delims`, so that a simple term for it may be a prefix.
pub(super) fn ends_with_delimiter(text: &str) -> bool {
    text.ends_with([':', '/', '?', '#', '[', ']', '@'])
}

/// Prefix and suffix of what may be a compact IRI: split at the first colon, if that is not the first character.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    text.split_once(':').filter(|(prefix, _)| !prefix.is_empty())
}

/// What follows the last `#`, `/` or `:`.
pub(super) fn last_part(iri: &str) -> &str {
    let start = iri.bytes().rposition(|byte| matches!(byte, b'#' | b'/' | b':')).map_or(0, |at| at.saturating_add(1));
    iri.get(start..).unwrap_or_default()
}

/// A reference resolved against a base, if that has a scheme.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    scheme(base)?;
    let base = Iri::parse_unchecked(base);
    Some(base.resolve_unchecked(&IriRef::parse_unchecked(reference)).into_inner())
}

/// The scheme, if the text begins with one.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let first = scheme.bytes().next()?;
    let rest = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (first.is_ascii_alphabetic() && scheme.bytes().all(rest)).then_some(scheme)
}

/// Whether a text is an IRI of the common sort that needs no parser: `https://` and a bare host, or `did:` or `urn:`,
/// then only characters that are legal anywhere, with one `#` at most.
fn is_plain(text: &str) -> bool {
    let (rest, has_authority) = if let Some(rest) = text.strip_prefix("https://") {
        (rest, true)
    } else if let Some(rest) = text.strip_prefix("http://") {
        (rest, true)
    } else if let Some(rest) = text.strip_prefix("did:").or_else(|| text.strip_prefix("urn:")) {
        (rest, false)
    } else {
        return false;
    };
    let bytes = rest.as_bytes();
    let host = if has_authority { bytes.iter().take_while(|byte| is_host(**byte)).count() } else { 0 };
    let tail = bytes.get(host..).unwrap_or_default();
    let begins_well = match tail.first() {
        None | Some(b'/' | b'?' | b'#') => has_authority,
        Some(_) => !has_authority,
    };
    begins_well
        && tail.iter().all(|byte| is_common(*byte))
        && tail.iter().filter(|byte| **byte == b'#').nth(1).is_none()
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
}

fn is_common(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'?' | b'#' | b'@'
        | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=')
}

/// Whether N-Quads can write a text as an IRI ([IRIREF](https://www.w3.org/TR/n-quads/#grammar-production-IRIREF)). That is
/// more than RFC 3987 allows: issuers sign addresses with brackets and per cent signs, as browsers show them. Of several `#`
/// JSON-LD's own tests want none.
fn is_reference(text: &str) -> bool {
    text.bytes().all(is_iri_byte) && text.bytes().filter(|byte| *byte == b'#').nth(1).is_none()
}

/// Whether a blank node label is one that N-Quads can write.
fn is_label(label: &str) -> bool {
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.' | '\u{b7}') || !c.is_ascii();
    let first = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':') || !c.is_ascii();
    label.starts_with(first) && label.chars().all(inner) && !label.ends_with('.')
}
