//! RDF datasets: quads over one text, N-Quads in and out (RDF 1.1), canonical form (RDFC-1.0).
//!
//! Nothing here knows of JSON-LD, proofs or credentials; a quad only remembers the JSON node it came from.

mod canonical;
mod dataset;
mod ndegree;
mod nquads;
mod work;

pub use canonical::Canonical;
pub(crate) use dataset::{Ambiguities, is_iri_byte};
pub use dataset::{Dataset, Escapes, Quad, Term};
pub use nquads::{NQuadsError, NQuadsErrorKind};
pub use work::CanonicalizationWork;
