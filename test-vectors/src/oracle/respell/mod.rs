//! **Respelling.** The same statements spelled otherwise are worth no more: not verified, or the same verified document and
//! the same parts.
//!
//! A document (the root, one within it, a proof) gets a name for every node. Then statements are taken out of its tree and
//! put back elsewhere: in second mentions, under reverse terms, from another root, under aliases and containers. What does
//! not make the same statements is thrown away, so the moves need not be careful.

mod draft;
mod emit;
mod moves;

use super::source::Source;
use super::statements::Supplied;
use super::tree::{items, objects};
use super::{Finding, Said, Seed, is_claim_or_passed};
use credstone::report::{CheckId, Outcome, Verdict};
use draft::{Draft, Spelling};
use serde_json::Value;

/// A vector, and everything in it that can be spelled otherwise.
#[derive(Debug)]
pub struct Subject {
    seed: Seed,
    supplied: Supplied,
    said: Said,
    canonical: String,
    spellings: Vec<Spelling>,
    /// The spelling that is tried most: of the document, or of the proof if that is what stands in the way.
    focus: usize,
}

/// What became of the spellings of a subject.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// How many were made.
    pub made: usize,
    /// How many make the same statements.
    pub equal: usize,
    /// How many of those verify.
    pub verified: usize,
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { made: self.made + other.made, equal: self.equal + other.equal, verified: self.verified + other.verified }
    }
}

impl Subject {
    /// `seed`, if statements are what is signed in it.
    #[must_use]
    pub fn of(seed: Seed) -> Option<Self> {
        let report = seed.verify(&seed.input);
        let signs_statements = |name: &String| !name.contains("-jcs-") && name.starts_with("data-integrity/");
        let sound = report.verdict == Verdict::Verified || report.checks.iter().all(is_claim_or_passed);
        if !sound || !report.format.securing.iter().any(signs_statements) {
            return None;
        }
        let document = seed.document.as_ref()?;
        let supplied = Supplied::of(document, &seed.resources);
        let canonical = supplied.canonical(&bare(document))?;
        let of = |(place, proof): &(String, bool)| Spelling::of(document, place, *proof, &supplied);
        let spellings: Vec<_> = places(document).iter().filter_map(of).collect();
        let of_proof = report.checks.iter().any(|check| check.outcome == Outcome::Failed && is_of_proof(check.id));
        let focus = spellings.iter().position(|spelling| spelling.is_proof() == of_proof)?;
        Some(Self { said: Said::of(report), canonical, spellings, focus, supplied, seed })
    }

    /// How often it should be tried: there is most to hide where documents stand within documents.
    #[must_use]
    pub fn weight(&self) -> u64 {
        if self.spellings.iter().filter(|spelling| !spelling.is_proof()).count() > 1 { 6 } else { 1 }
    }

    /// Makes one spelling and judges it.
    pub fn judge(&self, source: &mut Source<'_>, tally: &mut Tally) -> Option<Finding> {
        tally.made += 1;
        let (edited, how) = self.respelled(source)?;
        tally.equal += 1;
        let input = edited.to_string().into_bytes();
        let report = self.seed.verify(&input);
        if report.verdict != Verdict::Verified {
            return None;
        }
        tally.verified += 1;
        let wrong = self.said.difference(&Said::of(report), |own, other| self.seed.is_same(&edited, own, other))?;
        Some(self.seed.finding(how, wrong, &input))
    }

    /// Another spelling, and how it came about; nothing if it says something else.
    #[must_use]
    pub fn respelled(&self, source: &mut Source<'_>) -> Option<(Value, String)> {
        let document = self.seed.document.as_ref()?;
        let spelling = if source.once_in(3) { source.pick(&self.spellings) } else { self.spellings.get(self.focus) }?;
        let mut draft = Draft::new(spelling, &self.supplied);
        for _ in 0..=source.below(3) {
            draft.change(source);
        }
        let how = draft.how();
        let edited = draft.finish(document)?;
        let same = edited != *document && self.supplied.canonical(&bare(&edited))? == self.canonical;
        (same && self.proofs_say_the_same(document, &edited)?).then_some((edited, how))
    }

    fn proofs_say_the_same(&self, document: &Value, edited: &Value) -> Option<bool> {
        let (old, new) = (items(document.get("proof")), items(edited.get("proof")));
        for (old, new) in old.iter().zip(&new).filter(|(old, new)| old != new) {
            let canonical = |options: &Value, of: &Value| self.supplied.canonical(&options_of(options, of));
            if canonical(old, document)? != canonical(new, edited)? {
                return Some(false);
            }
        }
        Some(old.len() == new.len())
    }
}

/// The document without its proofs.
fn bare(document: &Value) -> Value {
    let mut bare = document.clone();
    if let Some(members) = bare.as_object_mut() {
        members.shift_remove("proof");
    }
    bare
}

/// What a proof says of itself, under the contexts of its document.
fn options_of(proof: &Value, document: &Value) -> Value {
    let mut options = proof.clone();
    if let Some(members) = options.as_object_mut() {
        members.retain(|name, _| !VALUES.contains(&name.as_str()));
        members.insert("@context".to_owned(), document.get("@context").cloned().unwrap_or_default());
    }
    options
}

/// The members of a proof that it does not sign.
const VALUES: [&str; 3] = ["proofValue", "jws", "signatureValue"];

/// The document, the documents in it and its proofs, each with whether it is a proof.
fn places(document: &Value) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for place in objects(document) {
        let value = document.pointer(&place).unwrap_or(&Value::Null);
        let steps: Vec<_> = place.split('/').collect();
        let of_proof = steps.get(1).is_some_and(|step| *step == "proof");
        let is_proof = of_proof && (steps.len() == 2 || steps.len() == 3 && steps[2].parse::<usize>().is_ok());
        let is_document = value.get("issuer").is_some() || value.get("holder").is_some();
        if place.is_empty() || is_proof || is_document && !of_proof {
            found.push((place, is_proof));
        }
    }
    found
}

/// Whether a check speaks of what a proof says of itself.
fn is_of_proof(id: CheckId) -> bool {
    matches!(id, CheckId::ProofChallenge | CheckId::ProofDomain | CheckId::ProofPeriod | CheckId::ProofPurpose)
}
