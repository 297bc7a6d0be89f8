//! What a caller may rely on after success: rebuilt from what was secured, never the bytes that came in.

use crate::report::{Nested, Report, Summary, Verdict};
use std::fmt;

/// A document that verified. Holding one is the proof: [`Report::into_verified`] is its only source.
#[derive(Clone, Debug)]
pub struct Verified {
    json: String,
    report: Report,
    nested: Vec<Self>,
}

/// A document that did not verify; its text is the first check that stands in the way.
#[derive(Clone, Debug)]
pub struct VerificationError(Box<Report>);

impl VerificationError {
    /// Everything that was found.
    pub fn report(&self) -> &Report {
        &self.0
    }

    /// Everything that was found, given back.
    pub fn into_report(self) -> Report {
        *self.0
    }
}

impl fmt::Display for VerificationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.first_fault() {
            Some(check) => write!(f, "{}: {}", check.id.code(), check.detail()),
            None => f.write_str(self.0.verdict.code()),
        }
    }
}

impl std::error::Error for VerificationError {}

impl Report {
    /// The verified document: the only road to claims that passed.
    ///
    /// # Errors
    /// [`VerificationError`], with this report, if the verdict is anything but verified.
    pub fn into_verified(mut self) -> Result<Verified, VerificationError> {
        let json = match (self.verdict, self.secured.take()) {
            (Verdict::Verified, Some(secured)) => secured.to_json(),
            _ => None,
        };
        let Some(json) = json else { return Err(VerificationError(Box::new(self))) };
        let verified = |nested: &Nested| nested.report.clone().into_verified().ok();
        let nested = self.nested.iter().filter_map(verified).collect();
        Ok(Verified { json, report: self, nested })
    }
}

impl Verified {
    /// The secured members, and nothing else, as canonical JSON text (RFC 8785).
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The canonical JSON text of the part at `pointer` (RFC 6901); nothing if there is no such part.
    #[must_use]
    pub fn find(&self, pointer: &str) -> Option<String> {
        let limits = crate::limits::Limits { input: u32::MAX, nodes: u32::MAX, ..crate::limits::Limits::default() };
        let document = crate::json::Document::parse(self.json.as_bytes(), &limits).ok()?;
        let mut text = String::new();
        crate::json::canonicalize(document.root().at(pointer).ok()??, &mut text).ok()?;
        Some(text)
    }

    /// What a person wants to see first, from secured statements alone.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.report.summary
    }

    /// Everything that was found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The documents within this one that verified too.
    #[must_use]
    pub fn nested(&self) -> &[Self] {
        &self.nested
    }
}
