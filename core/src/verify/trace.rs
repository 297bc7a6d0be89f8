//! What signatures are over, step by step: for whoever has to find out why two implementations differ.
//!
//! It is written down while a document is verified; there is no second way to compute it.

use crate::json::Writer;

/// The transformation of each proof of an input, documents within it included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The proofs that could be transformed, in the order in which they were judged.
    pub proofs: Vec<TracedProof>,
}

/// What the signature of one proof may be over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedProof {
    /// The JSON pointer to the proof in the input.
    pub scope: String,
    /// What was tried, in order, up to the first that fits: at most eight, where the text can be read in several ways.
    pub tries: Vec<TracedTry>,
}

/// The two canonical forms and their hashes; a signature is over the hash of the options and then that of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedTry {
    /// How this was read otherwise than the text has it: `lowerCaseLanguageTags`, `i18nDatatype`, `fourEscapes`.
    pub reading: Vec<&'static str>,
    /// The contexts of which an earlier text than the newest was taken, by URL and the SHA-256 of that text.
    pub contexts: Vec<(&'static str, &'static str)>,
    /// The proof options: canonical N-Quads, or JCS text.
    pub options_canonical: String,
    /// The document, in the same form.
    pub document_canonical: String,
    /// The hash of the options, in hexadecimal.
    pub options_hash: String,
    /// The hash of the document, in hexadecimal.
    pub document_hash: String,
}

impl Trace {
    /// Adds what was tried for the proof at `scope`.
    pub(super) fn add(&mut self, scope: String, mut tries: Vec<TracedTry>) {
        match self.proofs.iter_mut().find(|proof| proof.scope == scope) {
            Some(proof) => proof.tries.append(&mut tries),
            None => self.proofs.push(TracedProof { scope, tries }),
        }
    }

    /// The trace as JSON text without white space.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = Writer::new();
        out.object(|out| {
            out.member("proofs").array(|out| self.proofs.iter().for_each(|proof| write_proof(out, proof)));
        });
        out.finish()
    }
}

fn write_proof(out: &mut Writer, proof: &TracedProof) {
    out.object(|out| {
        out.member("scope").string(&proof.scope);
        out.member("tries").array(|out| proof.tries.iter().for_each(|one| write_try(out, one)));
    });
}

fn write_try(out: &mut Writer, one: &TracedTry) {
    out.object(|out| {
        out.member("reading").array(|out| one.reading.iter().for_each(|name| out.string(name)));
        out.member("contexts").array(|out| one.contexts.iter().for_each(|context| write_context(out, *context)));
        out.member("optionsCanonical").string(&one.options_canonical);
        out.member("documentCanonical").string(&one.document_canonical);
        out.member("optionsHash").string(&one.options_hash);
        out.member("documentHash").string(&one.document_hash);
    });
}

fn write_context(out: &mut Writer, (url, sha256): (&str, &str)) {
    out.object(|out| {
        out.member("url").string(url);
        out.member("sha256").string(sha256);
    });
}
