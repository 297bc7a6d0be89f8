//! `did:web`: a domain name and a path, into the URL of the document
//! ([did:web](https://w3c-ccg.github.io/did-method-web/#method-specific-identifier)).
//!
//! The identifier is read more narrowly than a URL is, so that no reader of the URL can take it for another host or path.

use super::syntax::{Did, DidError};

/// The URL at which the document of `did` is published.
pub(super) fn url(did: Did<'_>) -> Result<String, DidError> {
    let mut segments = did.identifier().split(':');
    let (host, port) = authority(segments.next().unwrap_or_default())?;
    let mut url = format!("https://{}", host.to_ascii_lowercase());
    if let Some(port) = port {
        url.push(':');
        url.push_str(port);
    }
    let at_root = did.identifier().split(':').nth(1).is_none();
    if at_root {
        url.push_str("/.well-known");
    }
    for segment in segments {
        if !is_path_segment(segment) {
            return Err(DidError::Path);
        }
        url.push('/');
        url.push_str(segment);
    }
    url.push_str("/did.json");
    Ok(url)
}

/// The host and, behind an encoded colon, the port.
fn authority(text: &str) -> Result<(&str, Option<&str>), DidError> {
    let (host, port) = match text.split_once('%') {
        Some((host, rest)) => (host, Some(port(rest).ok_or(DidError::Port)?)),
        None => (text, None),
    };
    if is_domain_name(host) { Ok((host, port)) } else { Err(DidError::Host) }
}

fn port(encoded: &str) -> Option<&str> {
    let digits = encoded.strip_prefix("3A").or_else(|| encoded.strip_prefix("3a"))?;
    let number: u16 = digits.parse().ok()?;
    // One text for each port: no sign, no leading zero.
    (digits.starts_with(|first: char| ('1'..='9').contains(&first)) && number > 0).then_some(digits)
}

/// Whether `host` is a name of RFC 1123 that no URL parser reads as an IPv4 address.
fn is_domain_name(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let digits = hexadecimal.map_or_else(
        || last.bytes().all(|byte| byte.is_ascii_digit()),
        |digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
    );
    host.len() <= 253 && host.split('.').all(is_label) && !digits
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Whether a server and every proxy before it read `segment` as one plain path segment.
fn is_path_segment(segment: &str) -> bool {
    let encoded = segment.split('%').skip(1).map(|part| part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()));
    let harmless =
        encoded.into_iter().all(|byte| byte.is_some_and(|byte| !b"./\\%".contains(&byte) && !byte.is_ascii_control()));
    harmless && !matches!(segment, "" | "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url_of(text: &str) -> Result<String, DidError> {
        url(Did::parse(text)?)
    }

    #[test]
    fn names_the_url() {
        for (did, want) in [
            ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
            ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
            ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
            ("did:web:example.com%3a3000:user:alice", "https://example.com:3000/user/alice/did.json"),
            ("did:web:Example.COM:User", "https://example.com/User/did.json"),
            ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
            ("did:web:localhost%3A8080", "https://localhost:8080/.well-known/did.json"),
            ("did:web:1.example:a.b:%C3%A9", "https://1.example/a.b/%C3%A9/did.json"),
            ("did:web:example.com:3000", "https://example.com/3000/did.json"),
        ] {
            assert_eq!(url_of(did).as_deref(), Ok(want), "{did}");
        }
    }

    #[test]
    fn refuses_what_a_url_parser_could_read_otherwise() {
        let long = format!("did:web:{}.example", "a".repeat(64));
        for (did, want) in [
            ("did:web:127.0.0.1", DidError::Host),
            ("did:web:127.1", DidError::Host),
            ("did:web:2130706433", DidError::Host),
            ("did:web:0x7f000001", DidError::Host),
            ("did:web:example.0x", DidError::Host),
            ("did:web:127.0.0.1%3A80", DidError::Host),
            ("did:web:-a.example", DidError::Host),
            ("did:web:a..example", DidError::Host),
            ("did:web:example.com.", DidError::Host),
            ("did:web:.example.com", DidError::Host),
            ("did:web:a_b.example", DidError::Host),
            ("did:web::path", DidError::Host),
            (&long, DidError::Host),
            ("did:web:user%40example.com", DidError::Port),
            ("did:web:%5B%3A%3A1%5D", DidError::Port),
            ("did:web:example.com%2Fpath", DidError::Port),
            ("did:web:example%2Ecom", DidError::Port),
            ("did:web:b%C3%BCcher.example", DidError::Port),
            ("did:web:example.com%3A", DidError::Port),
            ("did:web:example.com%3A0", DidError::Port),
            ("did:web:example.com%3A080", DidError::Port),
            ("did:web:example.com%3A65536", DidError::Port),
            ("did:web:example.com%3A80%3A80", DidError::Port),
            ("did:web:example.com%3A8x", DidError::Port),
            ("did:web:example.com:..", DidError::Path),
            ("did:web:example.com:.:a", DidError::Path),
            ("did:web:example.com::a", DidError::Path),
            ("did:web:example.com:%2e%2e", DidError::Path),
            ("did:web:example.com:a%2Fb", DidError::Path),
            ("did:web:example.com:a%5cb", DidError::Path),
            ("did:web:example.com:a%252e", DidError::Path),
            ("did:web:example.com:a%00", DidError::Path),
            ("did:web:example.com:a%7F", DidError::Path),
            ("did:web:user@example.com", DidError::Form),
            ("did:web:bücher.example", DidError::Form),
            ("did:web:example.com?a", DidError::Form),
            ("did:web:example.com/a", DidError::Form),
            ("did:web:example.com:", DidError::Form),
        ] {
            assert_eq!(url_of(did), Err(want), "{did}");
        }
    }
}
