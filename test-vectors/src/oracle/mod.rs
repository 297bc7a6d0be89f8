//! The oracles: what no edit, spelling or forgery may bring about, tried by the thousand.
//!
//! Each takes its choices from a [`Source`](source::Source): a test gives it a seed, a fuzz target bytes.

pub mod coverage;
pub mod genuine;
pub mod holder;
pub mod respell;
pub mod source;
pub mod statements;
pub mod stranger;
pub mod tree;

use crate::Case;
use credstone::policy::Policy;
use credstone::report::{Check, CheckId, Nested, Outcome, Party, Report, Summary, Verdict, Weight};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde_json::Value;
use statements::Supplied;
use std::collections::BTreeMap;
use std::fmt;
use tree::items;

/// What became of the documents that an oracle made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// How many were made.
    pub made: usize,
    /// How many verify; of a stranger's, in the stranger's own name.
    pub verified: usize,
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { made: self.made + other.made, verified: self.verified + other.verified }
    }
}

/// A vector to start from.
#[derive(Debug)]
pub struct Seed {
    /// The name of the vector.
    pub name: String,
    /// Its bytes.
    pub input: Vec<u8>,
    /// Its JSON, if it is any.
    pub document: Option<Value>,
    /// What the caller has.
    pub resources: Resources,
    /// What the caller demands.
    pub policy: Policy,
    verifier: Verifier,
}

/// Something that came out wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The vector that it started from.
    pub vector: String,
    /// What was done to it.
    pub how: String,
    /// What is wrong with the answer.
    pub wrong: String,
    /// The bytes that bring it about.
    pub input: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}\n  {}", self.vector, self.how, self.wrong, self.input)
    }
}

impl Seed {
    /// A seed of a vector.
    ///
    /// # Panics
    /// If its policy is not well-formed.
    #[must_use]
    pub fn of(case: Case) -> Self {
        let policy = Policy::from_json(case.policy.as_bytes()).expect("the policy is well-formed");
        Self::new(case.name, case.input, case.resources, policy)
    }

    /// The same vector under another policy.
    #[must_use]
    pub fn under(&self, policy: Policy) -> Self {
        Self::new(self.name.clone(), self.input.clone(), self.resources.clone(), policy)
    }

    fn new(name: String, input: Vec<u8>, resources: Resources, policy: Policy) -> Self {
        let document = serde_json::from_slice(&input).ok().filter(Value::is_object);
        let verifier = Verifier::new(policy.clone());
        Self { name, input, document, resources, policy, verifier }
    }

    /// Verifies other bytes as this vector is verified.
    pub fn verify(&self, input: &[u8]) -> Report {
        self.verifier.verify(input, &self.resources)
    }

    /// Whether two verified documents are the same, the second one of `edited`. Where statements are signed, names come
    /// from the contexts: under others they may differ.
    #[must_use]
    pub fn is_same(&self, edited: &Value, own: &str, other: &str) -> bool {
        let urls = |document: &Value| items(document.get("@context")).into_iter().filter(Value::is_string);
        let Some(document) = &self.document else { return own == other };
        let suites: Vec<_> =
            items(document.get("proof")).iter().map(|proof| proof.get("cryptosuite").cloned()).collect();
        // Which proofs pass decides whether statements or JSON are shown.
        let mixed = suites.windows(2).any(|pair| pair[0] != pair[1]);
        if own == other || !mixed && urls(document).eq(urls(edited)) {
            return own == other;
        }
        self.states(own).is_some_and(|own| self.states(other) == Some(own))
    }

    /// The canonical statements of a verified document.
    fn states(&self, text: &str) -> Option<String> {
        let document = serde_json::from_str(text).ok()?;
        Supplied::of(&document, &self.resources).canonical(&document)
    }

    /// Something wrong about an edit of this vector.
    #[must_use]
    pub fn finding(&self, how: String, wrong: String, input: &[u8]) -> Finding {
        Finding { vector: self.name.clone(), how, wrong, input: String::from_utf8_lossy(input).into_owned() }
    }
}

/// Whether a check passed, or speaks of what an issuer says or a proof of itself, which nobody else may change.
#[must_use]
pub fn is_claim_or_passed(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Passed | Outcome::NotApplicable)
        || check.weight == Weight::Informative
        || CLAIMS.contains(&check.id)
}

const CLAIMS: [CheckId; 12] = [
    CheckId::Endorsement,
    CheckId::IssuerTrusted,
    CheckId::Part,
    CheckId::PresentationCredential,
    CheckId::ProofChallenge,
    CheckId::ProofDomain,
    CheckId::ProofPeriod,
    CheckId::ProofPresent,
    CheckId::ProofPurpose,
    CheckId::Recipient,
    CheckId::StatusEntry,
    CheckId::Validity,
];

/// What a verified report says, in a form that can be compared.
#[derive(Debug)]
pub struct Said {
    verdict: Verdict,
    document: Option<String>,
    summary: Summary,
    parts: Vec<Part>,
}

/// The role of a part, its identifier and how it is judged.
type Part = (&'static str, Option<String>, Verdict);

impl Said {
    /// What `report` says.
    #[must_use]
    pub fn of(report: Report) -> Self {
        let mut parts = Vec::new();
        gather(&report.nested, &mut parts);
        parts.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let (verdict, summary) = (report.verdict, report.summary.clone());
        let document = report.into_verified().ok().map(|verified| verified.json().to_owned());
        Self { verdict, document, summary: sorted(summary), parts }
    }

    /// What `other`, which is verified, says that this does not; `same` compares the verified documents.
    #[must_use]
    pub fn difference(&self, other: &Self, same: impl Fn(&str, &str) -> bool) -> Option<String> {
        let (Some(own), Some(document)) = (&self.document, &other.document) else {
            return Some(format!("verified, although it is {}", self.verdict.code()));
        };
        if !same(own, document) {
            return Some(format!("another verified document: {document} instead of {own}"));
        }
        if !self.says(&other.summary) {
            return Some(format!("another summary: {:?} instead of {:?}", other.summary, self.summary));
        }
        (!self.has_parts_of(other)).then(|| format!("other parts: {:?} instead of {:?}", other.parts, self.parts))
    }

    /// Whether `other` judged the same parts. Of one that is rejected it may not even say which it is.
    fn has_parts_of(&self, other: &Self) -> bool {
        let mut left: Vec<_> = self.parts.iter().collect();
        let mut is_met = |(role, id, verdict): &Part| {
            let same = left.iter().position(|(own_role, own, _)| own_role == role && own == id);
            let is_unreadable = id.is_none() && *verdict == Verdict::Rejected;
            same.map(|place| left.swap_remove(place)).is_some() || is_unreadable
        };
        self.parts.len() == other.parts.len() && other.parts.iter().all(&mut is_met)
    }
}

impl Said {
    /// Whether everything in `other` is said here.
    fn says(&self, other: &Summary) -> bool {
        let own = &self.summary;
        let same = |own: &Option<String>, other: &Option<String>| other.is_none() || own == other;
        let is = |own: &Party, other: &Party| own.id == other.id && same(&own.name, &other.name);
        // Whom it is about may be hidden, of leaves that are hashed one by one.
        let is_subject = |own: &Party, other: &Party| same(&own.id, &other.id) && same(&own.name, &other.name);
        let party = |own: &Option<Party>, other: &Option<Party>| match (own, other) {
            (Some(own), Some(other)) => is(own, other),
            (own, other) => own == other,
        };
        party(&own.issuer, &other.issuer)
            && other.types.iter().all(|other| own.types.contains(other))
            && other.subjects.iter().all(|other| own.subjects.iter().any(|own| is_subject(own, other)))
            && (other.achievement.is_none() || own.achievement == other.achievement)
            && same(&own.id, &other.id)
            && same(&own.name, &other.name)
            && same(&own.valid_from, &other.valid_from)
            && same(&own.valid_until, &other.valid_until)
    }
}

fn sorted(mut summary: Summary) -> Summary {
    summary.types.sort();
    summary.subjects.sort_by(|a, b| (&a.id, &a.name).cmp(&(&b.id, &b.name)));
    summary
}

fn gather(nested: &[Nested], parts: &mut Vec<Part>) {
    for Nested { role, report, .. } in nested {
        parts.push((role.code(), report.summary.id.clone(), report.verdict));
        gather(&report.nested, parts);
    }
}

/// How many findings there are, and of each kind how many, with the shortest.
#[must_use]
pub fn summary(findings: &[Finding]) -> String {
    let mut kinds: BTreeMap<String, (usize, &Finding)> = BTreeMap::new();
    for finding in findings {
        let move_ = finding.how.split(&[',', '/'][..]).next().unwrap_or_default();
        let kind = format!("{} by {move_}", kind(&finding.wrong));
        let (count, shortest) = kinds.entry(kind).or_insert((0, finding));
        *count += 1;
        if finding.input.len() < shortest.input.len() {
            *shortest = finding;
        }
    }
    let lines: Vec<_> =
        kinds.into_iter().map(|(kind, (count, shortest))| format!("{count} x {kind}: {shortest}")).collect();
    format!("{} findings:\n{}", findings.len(), lines.join("\n"))
}

/// What is wrong without the names of this case.
fn kind(wrong: &str) -> String {
    let wrong = wrong.rsplit(": ").next().unwrap_or(wrong);
    let end = wrong.find(['{', '"', '[']).unwrap_or(wrong.len());
    let words = wrong[..end].split(' ').filter(|word| !word.contains(|c: char| c == '/' || c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

/// How many cases a test tries of each subject: `sampled`, or twenty times as many if `CREDSTONE_EDITS=all`.
#[must_use]
pub fn rounds(sampled: u64) -> u64 {
    let all = std::env::var_os("CREDSTONE_EDITS").is_some_and(|edits| edits == "all");
    if all { sampled * 20 } else { sampled }
}

/// Judges subjects on both halves of a small machine; `judge` gets the number of each.
pub fn in_halves<S: Sync, T: Send>(subjects: &[S], judge: impl Fn(u64, &S) -> T + Sync) -> Vec<T> {
    let judge = &judge;
    std::thread::scope(|scope| {
        let half =
            |half| move || (0..).zip(subjects).skip(half).step_by(2).map(|(at, s)| judge(at, s)).collect::<Vec<_>>();
        let halves = [0, 1].map(|which| scope.spawn(half(which)));
        halves.into_iter().flat_map(|half| half.join().expect("no panic")).collect()
    })
}
