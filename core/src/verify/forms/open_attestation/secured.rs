//! What a verified document is built from, once somebody asks for it.

use super::hashed::Version;
use crate::anchor::open_attestation::{v2, v3};
use crate::json::{self, Document, NodeId};
use crate::limits::Limits;
use crate::report::Secured;
use crate::verify::found::Subject;
use std::sync::Arc;

/// The part of a document that its hash covers.
#[derive(Clone, Debug)]
pub(super) struct Content {
    /// The input that the document is part of.
    input: Arc<[u8]>,
    /// Where in it the document stands.
    at: NodeId,
    version: Version,
}

impl Content {
    pub(super) fn new(subject: &Subject<'_>, version: Version) -> Self {
        Self { input: Arc::clone(&subject.input), at: subject.value.id(), version }
    }
}

impl Secured for Content {
    fn to_json(&self) -> Option<String> {
        // The input has been read before, so it is within the limits that counted.
        let limits = Limits { input: u32::MAX, nodes: u32::MAX, depth: u32::MAX, ..Limits::default() };
        let document = Document::parse(&self.input, &limits).ok()?;
        let value = document.value(self.at)?;
        let covered = match self.version {
            Version::V2 => v2::unsalted(value.get("data")?),
            Version::V3 => v3::covered(value),
        };
        let covered = Document::parse(covered.as_bytes(), &limits).ok()?;
        let mut text = String::new();
        json::canonicalize(covered.root(), &mut text).ok()?;
        Some(text)
    }
}
