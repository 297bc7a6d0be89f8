//! Forms that are recognised, and not read.

use super::Given;
use super::read::{Opened, Opening};
use crate::credential::DetectError;
use crate::report::{CheckId, Finding, Format, Reason};
use crate::verify::found::Found;
use crate::verify::session::Session;

/// By how the bytes begin.
const MAGIC: [(&[u8], &str); 4] =
    [(b"\x89PNG\r\n\x1a\n", "PNG"), (b"\x00OpenTimestamps", "OpenTimestamps"), (b"\xd2", "COSE"), (b"%PDF-", "PDF")];

pub(super) fn is_it(given: &Given<'_, '_>) -> Option<Format> {
    named(given).map(|_| Format::default())
}

/// What a form is called that is not read, and the check that says so.
fn named(given: &Given<'_, '_>) -> Option<(CheckId, &'static str)> {
    match given {
        Given::Bytes(bytes) => container(bytes).map(|name| (CheckId::Container, name)),
        Given::Json(_, Err(DetectError::Unsupported(format))) => Some((CheckId::ModelType, format.name())),
        Given::Json(..) => None,
    }
}

pub(super) fn open<'s>(
    _: &mut Session<'_>,
    _: Opening<'s>,
    given: &Given<'_, 's>,
    found: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    if let Some((id, name)) = named(given) {
        found.checks.add(id, "", Finding::undetermined(Reason::FormatUnsupported).with("name", name));
    }
    found.stop();
    None
}

fn container(bytes: &[u8]) -> Option<&'static str> {
    let magic = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name);
    magic.or_else(|| markup(bytes)).or_else(|| compact_token(bytes))
}

/// An image is XML with one element that says so near its beginning; other pages with tags are no credentials.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    const NEAR: usize = 4_096;
    bytes.strip_prefix(b"<")?;
    let beginning = bytes.get(..NEAR).unwrap_or(bytes);
    Some(if beginning.windows(4).any(|text| text == b"<svg") { "SVG" } else { "of a page with tags (HTML or XML)" })
}

/// A compact JWS has three parts in base64url; an SD-JWT has tildes after them.
fn compact_token(bytes: &[u8]) -> Option<&'static str> {
    let is_text = |part: &[u8]| {
        !part.is_empty() && part.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    // JSON text is most of what comes in, and is not searched through for this.
    if !bytes.first().is_some_and(|first| is_text(&[*first])) {
        return None;
    }
    let end = bytes.iter().position(|byte| *byte == b'~').unwrap_or(bytes.len());
    let mut parts = bytes.get(..end)?.split(|byte| *byte == b'.');
    let token = parts.by_ref().take(3).filter(|part| is_text(part)).count() == 3 && parts.next().is_none();
    token.then_some(if end < bytes.len() { "SD-JWT" } else { "JWT" })
}
