//! One document: its bytes, and what follows from them alone, computed once.

use crate::digest::{Digest, DigestAlgorithm};
use crate::json::{Document, JsonError};
use crate::limits::Limits;
use crate::time::Timestamp;
use std::sync::Arc;

/// A document that the caller supplies.
#[derive(Clone, Debug)]
pub struct DocumentEntry {
    bytes: Vec<u8>,
    media_type: Option<String>,
    retrieved: Option<Timestamp>,
    derived: Derived,
}

/// What was computed from the bytes: it changes nothing but how long the next answer takes.
#[derive(Clone, Debug, Default)]
#[expect(clippy::disallowed_types, reason = "each belongs to one entry and holds what follows from its bytes alone")]
struct Derived {
    sha256: std::sync::OnceLock<Digest>,
    sha384: std::sync::OnceLock<Digest>,
    sha512: std::sync::OnceLock<Digest>,
    json: std::sync::OnceLock<Parsed>,
}

/// The outcome of reading the bytes as JSON under some limits.
#[derive(Clone, Debug)]
struct Parsed {
    limits: [u32; 3],
    outcome: Result<Arc<Document<'static>>, JsonError>,
}

impl DocumentEntry {
    /// A document of which nothing but the bytes is known.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, media_type: None, retrieved: None, derived: Derived::default() }
    }

    /// The same document with its media type. It is kept, not believed.
    #[must_use]
    pub fn with_media_type(self, media_type: &str) -> Self {
        Self { media_type: Some(media_type.to_owned()), ..self }
    }

    /// The same document with the time at which the caller got it. It is kept, not believed.
    #[must_use]
    pub fn retrieved_at(self, retrieved: Timestamp) -> Self {
        Self { retrieved: Some(retrieved), ..self }
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its media type, as the caller states it.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// When the caller got it, as it states.
    #[must_use]
    pub fn retrieved(&self) -> Option<&Timestamp> {
        self.retrieved.as_ref()
    }

    /// The hash of its bytes: of SHA-256, -384 and -512, computed once.
    #[must_use]
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Digest {
        let hash = || algorithm.hash(&self.bytes);
        match algorithm {
            DigestAlgorithm::Sha256 => self.derived.sha256.get_or_init(hash).clone(),
            DigestAlgorithm::Sha384 => self.derived.sha384.get_or_init(hash).clone(),
            DigestAlgorithm::Sha512 => self.derived.sha512.get_or_init(hash).clone(),
            #[cfg(feature = "anchors")]
            _ => hash(),
        }
    }

    /// Its JSON value under `limits`, read when it is first asked for. Whoever asks under other limits on JSON text gets
    /// the answer that those give, read anew.
    ///
    /// # Errors
    /// [`JsonError`] if it is not JSON that we read.
    pub fn json(&self, limits: &Limits) -> Result<Arc<Document<'static>>, JsonError> {
        let key = [limits.input, limits.depth, limits.nodes];
        let parsed = self.derived.json.get_or_init(|| Parsed { limits: key, outcome: self.parse(limits) });
        if parsed.limits == key { parsed.outcome.clone() } else { self.parse(limits) }
    }

    fn parse(&self, limits: &Limits) -> Result<Arc<Document<'static>>, JsonError> {
        Document::parse(&self.bytes, limits).map(|document| Arc::new(document.into_owned()))
    }
}

impl PartialEq for DocumentEntry {
    fn eq(&self, other: &Self) -> bool {
        (&self.bytes, &self.media_type, &self.retrieved) == (&other.bytes, &other.media_type, &other.retrieved)
    }
}

impl Eq for DocumentEntry {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::JsonErrorKind;
    use crate::limits::Limit;

    #[test]
    fn is_read_once() {
        let entry = DocumentEntry::new(br#"{"id": "did:web:a.example"}"#.to_vec());
        let first = entry.json(&Limits::default()).unwrap();
        assert!(Arc::ptr_eq(&first, &entry.json(&Limits::default()).unwrap()));
        let other_limits = Limits { quads: 1, ..Limits::default() };
        assert!(Arc::ptr_eq(&first, &entry.json(&other_limits).unwrap()), "statements are no concern of JSON");
        assert!(Arc::ptr_eq(&first, &entry.clone().json(&Limits::default()).unwrap()), "a copy shares it");
        assert_eq!(first.root().get("id").unwrap().as_str(), Some("did:web:a.example"));
    }

    #[test]
    fn answers_as_the_limits_say_whoever_asked_before() {
        let (wide, tight) = (Limits::default(), Limits { nodes: 2, ..Limits::default() });
        let reached = JsonErrorKind::Limit(Limit::Nodes.reached(2));
        for order in [[&wide, &tight, &wide], [&tight, &wide, &tight]] {
            let entry = DocumentEntry::new(b"[1, 2, 3]".to_vec());
            for limits in order {
                let found = entry.json(limits).map(|document| document.node_count()).map_err(|error| error.kind);
                assert_eq!(found, if limits.nodes == 2 { Err(reached) } else { Ok(4) });
            }
        }
    }

    #[test]
    fn a_fault_is_kept_like_a_value() {
        let entry = DocumentEntry::new(b"{\"a\": 1,\n}".to_vec());
        let faults = [(); 2].map(|()| entry.json(&Limits::default()).unwrap_err());
        assert_eq!((faults[0].kind, faults[0].line), (JsonErrorKind::Syntax, 2));
        assert_eq!(faults[0], faults[1]);
    }

    #[test]
    fn what_was_asked_makes_no_difference() {
        let (asked, fresh) = (DocumentEntry::new(b"{}".to_vec()), DocumentEntry::new(b"{}".to_vec()));
        for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            assert_eq!(asked.digest(algorithm), algorithm.hash(b"{}"));
            assert_eq!(asked.digest(algorithm), algorithm.hash(b"{}"));
        }
        asked.json(&Limits::default()).unwrap();
        assert_eq!(asked, fresh);
    }
}
