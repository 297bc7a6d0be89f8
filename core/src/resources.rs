//! What lives elsewhere and the caller already has, by its exact URL: bytes, never fetched, verified as far as they can be.

use crate::json::{Document, FromTextError, Value, canonicalize};
use crate::limits::Limits;
use data_encoding::BASE64;
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

/// Why a text does not describe resources: a mistake of the caller.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourcesError {
    /// Two entries of one key differ.
    Conflict(ConflictingResource),
    /// A member or entry is unknown, or has another shape.
    Shape {
        /// The JSON pointer to it.
        pointer: String,
    },
    /// It is not JSON that we read.
    Text(FromTextError),
}

impl fmt::Display for ResourcesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::Shape { pointer } => write!(f, "the resource at `{pointer}` has an unknown member or another shape"),
            Self::Text(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ResourcesError {}

/// The URL and the bytes of one entry: exactly one of `text`, `base64` and `json` holds them.
fn entry_of(entry: Value<'_>) -> Option<(&str, Vec<u8>)> {
    let mut bytes = None;
    for member in entry.members() {
        let content = match member.name() {
            "url" | "type" | "retrieved" => continue,
            "text" => member.value.as_str()?.as_bytes().to_vec(),
            "base64" => BASE64.decode(member.value.as_str()?.as_bytes()).ok()?,
            "json" => {
                let mut text = String::new();
                canonicalize(member.value, &mut text).ok()?;
                text.into_bytes()
            }
            _ => return None,
        };
        if bytes.replace(content).is_some() {
            return None;
        }
    }
    Some((entry.get("url")?.as_str()?, bytes?))
}

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

    /// Reads resources from their JSON text: `{"documents": [{"url": …, "text" | "base64" | "json": …}]}`.
    ///
    /// # Errors
    /// [`ResourcesError`] if the text is not JSON or not of that shape, or if two entries contradict each other.
    pub fn from_json(text: &[u8]) -> Result<Self, ResourcesError> {
        let limits = Limits { input: u32::MAX, nodes: u32::MAX, ..Limits::default() };
        let document = Document::parse(text, &limits).map_err(FromTextError::Json).map_err(ResourcesError::Text)?;
        let mut resources = Self::default();
        let root = document.root();
        let unknown = root.members().find(|member| member.name() != "documents");
        if !root.is_object() || unknown.is_some() {
            return Err(ResourcesError::Shape {
                pointer: document.pointer(unknown.map_or(root.id(), |member| member.key.id())),
            });
        }
        for entry in root.get("documents").into_iter().flat_map(Value::items) {
            let shape = || ResourcesError::Shape { pointer: document.pointer(entry.id()) };
            let (url, bytes) = entry_of(entry).ok_or_else(shape)?;
            resources.add_document(url, bytes).map_err(ResourcesError::Conflict)?;
        }
        Ok(resources)
    }

    /// Adds everything that `more` holds.
    ///
    /// # Errors
    /// [`ConflictingResource`] if both hold different bytes for one URL.
    pub fn extend(&mut self, more: Self) -> Result<(), ConflictingResource> {
        more.documents.into_iter().try_for_each(|(url, bytes)| self.add_document(&url, bytes))
    }

    /// The bytes of the document at `url`.
    #[must_use]
    pub fn document(&self, url: &str) -> Option<&[u8]> {
        self.documents.get(url).map(Vec::as_slice)
    }
}
