//! What lives elsewhere and the caller already has, by its exact URL: bytes, never fetched, verified as far as they can be.

use std::collections::BTreeMap;
use std::fmt;

/// The caller's bytes, by key. Immutable while it is used; cheap to share by reference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    documents: BTreeMap<String, Vec<u8>>,
}

/// Two entries of one key with different bytes: a mistake of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConflictingResource {
    /// The key.
    pub url: String,
}

impl fmt::Display for ConflictingResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "two different documents were supplied for {}", self.url)
    }
}

impl std::error::Error for ConflictingResource {}

impl Resources {
    /// Adds the bytes of the document at `url`: an absolute URL or a DID, compared exactly.
    ///
    /// # Errors
    /// [`ConflictingResource`] if other bytes were added for the same `url`.
    pub fn add_document(&mut self, url: &str, bytes: Vec<u8>) -> Result<(), ConflictingResource> {
        match self.documents.get(url) {
            Some(present) if *present != bytes => Err(ConflictingResource { url: url.to_owned() }),
            Some(_) => Ok(()),
            None => {
                self.documents.insert(url.to_owned(), bytes);
                Ok(())
            }
        }
    }

    /// The bytes of the document at `url`.
    #[must_use]
    pub fn document(&self, url: &str) -> Option<&[u8]> {
        self.documents.get(url).map(Vec::as_slice)
    }
}
