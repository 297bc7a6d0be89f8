//! Limits on what one input may cost: counts and bytes, never clocks, so that a verdict is the same on every machine.
//!
//! A limit that is reached makes a check undetermined, never failed: the same bytes may verify under a larger one.
//!
//! Two bounds are no policy's to raise, as what they bound stands on the stack: contexts that include one another are
//! followed 16 deep (`jsonld::context::INCLUSIONS`), terms that are made of one another 32 deep
//! (`jsonld::define::DEPENDENCIES`). Published contexts stop at three. Their name is [`Limit::Chain`].

use serde::{Deserialize, Serialize};

/// How many bytes of a report one byte of the input may make: a list of faults or of what is not covered takes several
/// times what it speaks of, and none of it grows faster than the input.
pub const REPORT_PER_BYTE: usize = 4;

/// The limits of one verification; a policy may change each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of the input.
    pub input: u32,
    /// Nesting of JSON objects and arrays.
    pub depth: u32,
    /// JSON values in one text.
    pub nodes: u32,
    /// Entries of one `@context`.
    pub context_entries: u32,
    /// Distinct contexts in force anywhere in one secured document.
    pub contexts: u32,
    /// Sets of definitions in force in one secured document: what its contexts make of one another, each once.
    pub active_contexts: u32,
    /// Bytes of one context that is not bundled.
    pub context_bytes: u32,
    /// Term definitions processed for one secured document.
    pub terms: u32,
    /// Statements of one secured document.
    pub quads: u32,
    /// Proofs of one secured document.
    pub proofs: u32,
    /// Signatures checked for one secured document.
    pub signatures: u32,
    /// Keys, and references to keys, in one document or profile of who signed.
    pub keys: u32,
    /// Steps of one Merkle path.
    pub path: u32,
    /// Block headers of one ledger.
    pub headers: u32,
    /// Entries of one kind that are reported on by themselves: faults, status entries, schemas, linked resources, anchors.
    pub entries: u32,
    /// Nesting of secured documents.
    pub nesting: u32,
    /// Secured documents within one input.
    pub documents: u32,
    /// Contexts of all secured documents within one input, counted anew in each.
    pub input_contexts: u32,
    /// Proofs of all secured documents within one input.
    pub input_proofs: u32,
    /// Signatures checked for all secured documents within one input.
    pub input_signatures: u32,
    /// Bytes of a report's JSON text, beside [`REPORT_PER_BYTE`] for each byte of the input.
    pub report: u32,
    /// Operations in a row, in a proof made of them: OpenTimestamps, Chainpoint.
    pub ots_depth: u32,
    /// Bytes of one message within such a proof.
    pub ots_message: u32,
    /// Bytes that the operations of such a proof hash, copy and move.
    pub ots_work: u32,
    /// Bytes that one compressed text becomes.
    pub inflate: u32,
    /// Calls of Hash N-Degree Quads in one canonicalization.
    pub canonicalization_calls: u32,
    /// Bytes hashed by Hash N-Degree Quads in one canonicalization.
    pub canonicalization_bytes: u32,
    /// Such calls in all canonicalizations for one input.
    pub input_canonicalization_calls: u32,
    /// Such bytes in all canonicalizations for one input.
    pub input_canonicalization_bytes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            input: 16 << 20,
            depth: 64,
            nodes: 200_000,
            context_entries: 16,
            contexts: 64,
            // A transcript with every kind of result needs about forty; each context written into a node makes one more.
            active_contexts: 1_000,
            context_bytes: 64 << 10,
            terms: 200_000,
            quads: 100_000,
            proofs: 16,
            signatures: 64,
            // The largest document in the fixtures has 6. Each key costs a curve point, each look-up a comparison with all.
            keys: 512,
            // Leaves are counted in 64 bits.
            path: 64,
            // More than the 2,016 blocks between two adjustments of Bitcoin's difficulty.
            headers: 2_100,
            // The largest list in the fixtures has 3. Each entry is a check, and a report must stay readable.
            entries: 256,
            nesting: 8,
            documents: 1_024,
            input_contexts: 4_096,
            input_proofs: 2_048,
            input_signatures: 2_048,
            // A report on a credential with one proof takes 8 KiB, each further proof 4 KiB.
            report: 64 << 10,
            // What the reference implementation of OpenTimestamps allows.
            ots_depth: 256,
            ots_message: 4_096,
            // The fixtures need up to 10 KiB.
            ots_work: 1 << 20,
            inflate: 16 << 20,
            // The W3C's hard cases 044 to 046 take 226 calls and 137 KiB, a ring of 100 equal blank nodes 10,000 and
            // 3.6 MiB; case 074, a ten-clique, would take millions and is stopped after about 10 ms.
            canonicalization_calls: 16_384,
            canonicalization_bytes: 4 << 20,
            // A presentation and what it presents are canonicalized by themselves, so what is hard costs twice.
            input_canonicalization_calls: 32_768,
            input_canonicalization_bytes: 8 << 20,
        }
    }
}

/// The limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LimitReached {
    /// Which one.
    pub limit: Limit,
    /// Its value.
    pub value: u32,
}

/// The names of the limits.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the field of `Limits` of that name, but `Chain`, which the module explains")]
pub enum Limit {
    ActiveContexts,
    Canonicalization,
    Chain,
    ContextBytes,
    ContextEntries,
    Contexts,
    Depth,
    Documents,
    Entries,
    Headers,
    Inflate,
    Input,
    InputContexts,
    InputProofs,
    InputSignatures,
    Keys,
    Nesting,
    Nodes,
    OtsDepth,
    OtsMessage,
    OtsWork,
    Path,
    Proofs,
    Quads,
    Signatures,
    Terms,
}

impl Limit {
    /// This limit, reached at `value`.
    #[must_use]
    pub fn reached(self, value: u32) -> LimitReached {
        LimitReached { limit: self, value }
    }
}
