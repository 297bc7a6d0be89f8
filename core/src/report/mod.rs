//! What a verification found: plain data, made by `verify`, rendered and serialised here.
//!
//! Nothing here decides anything but the verdict, which follows from the checks alone.

mod codes;
mod finding;
mod render;
mod text;

pub use codes::{CheckId, Reason};
pub(crate) use finding::{Finding, clipped};

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The answer to a verification.
#[must_use = "a report decides nothing by itself: call `into_verified`"]
#[derive(Clone, Debug)]
pub struct Report {
    /// The time of verification.
    pub at: String,
    /// What was verified.
    pub input: InputDigest,
    /// SHA-256 of the policy's JSON text, in hexadecimal.
    pub policy: String,
    /// What it all comes to.
    pub verdict: Verdict,
    /// What the input is.
    pub format: Format,
    /// What a person wants to see first.
    pub summary: Summary,
    /// Every step, how it ended and why.
    pub checks: Vec<Check>,
    /// What the caller could supply or decide to learn more.
    pub needs: Vec<Need>,
    /// Which members are secured, and by what: the longest matching pointer decides.
    pub coverage: Vec<Coverage>,
    /// The reports of documents within this one.
    pub nested: Vec<Nested>,
    /// What the verified document is built from; nothing unless the verdict is verified.
    pub(crate) secured: Option<Arc<dyn Secured>>,
}

/// What a verified document is built from, once somebody asks for it.
pub(crate) trait Secured: fmt::Debug + Send + Sync {
    /// The secured members, and nothing else, as canonical JSON text.
    fn to_json(&self) -> Option<String>;
}

/// The identity of the verified bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputDigest {
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub bytes: usize,
}

/// What a report comes to (ETSI EN 319 102-1: TOTAL-PASSED, TOTAL-FAILED, INDETERMINATE).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every required check passed.
    Verified,
    /// A check failed: the document is proven bad.
    Rejected,
    /// A required check could not be decided.
    Indeterminate,
}

impl Verdict {
    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Rejected => "rejected",
            Self::Indeterminate => "indeterminate",
        }
    }

    /// The verdict that follows from `checks`: a failure outweighs a doubt, a doubt outweighs everything that passed.
    #[must_use]
    pub fn of(checks: &[Check]) -> Self {
        let any = |outcome, counts: fn(Weight) -> bool| {
            checks.iter().any(|check| check.outcome == outcome && counts(check.weight))
        };
        if any(Outcome::Failed, |weight| weight != Weight::Informative) {
            Self::Rejected
        } else if any(Outcome::Undetermined, |weight| weight == Weight::Required) {
            Self::Indeterminate
        } else {
            Self::Verified
        }
    }
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It is proven not to hold.
    Failed,
    /// It could not be decided with what is at hand.
    Undetermined,
    /// There is nothing to check, or nobody asked.
    NotApplicable,
}

impl Outcome {
    /// The worst of some outcomes: failed before undetermined before passed; what is not applicable is passed.
    pub(crate) fn worst(outcomes: impl IntoIterator<Item = Self>) -> Self {
        let mut worst = Self::Passed;
        for outcome in outcomes {
            match outcome {
                Self::Failed => return Self::Failed,
                Self::Undetermined => worst = Self::Undetermined,
                Self::Passed | Self::NotApplicable => {}
            }
        }
        worst
    }

    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Undetermined => "undetermined",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// How much a check counts for the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// It must pass.
    Required,
    /// It must not fail.
    BestEffort,
    /// It is shown, nothing more.
    Informative,
}

impl Weight {
    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::BestEffort => "best_effort",
            Self::Informative => "informative",
        }
    }
}

/// One step of a verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which step.
    pub id: CheckId,
    /// What it is about: a JSON pointer into the document, or the URL of a resource.
    pub scope: Cow<'static, str>,
    /// How it ended.
    pub outcome: Outcome,
    /// How much it counts.
    pub weight: Weight,
    /// Why it did not pass; nothing if it did.
    pub reason: Option<Reason>,
    /// The values that were compared.
    pub data: Data,
}

/// Named values that explain a check, in the order they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data(pub Vec<(&'static str, Datum)>);

/// One of the values that explain a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Datum {
    /// A yes or no.
    Boolean(bool),
    /// A count, an index or a limit.
    Integer(u64),
    /// Several texts.
    List(Vec<String>),
    /// A text.
    Text(String),
}

impl From<bool> for Datum {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<u32> for Datum {
    fn from(value: u32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<String> for Datum {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Datum {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<Vec<String>> for Datum {
    fn from(value: Vec<String>) -> Self {
        Self::List(value)
    }
}

/// What an input is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The data model and its version: `vcdm-1.1`, `vcdm-2.0`.
    pub model: Option<&'static str>,
    /// The profile and its version: `open-badges-3.0`.
    pub profile: Option<&'static str>,
    /// The securing mechanisms, in document order: `data-integrity/eddsa-rdfc-2022`.
    pub securing: Vec<String>,
}

/// What a person wants to see first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Whether all of it is secured. Otherwise it is only what the document claims.
    pub secured: bool,
    /// The document's identifier.
    pub id: Option<String>,
    /// Its types.
    pub types: Vec<String>,
    /// Its name.
    pub name: Option<String>,
    /// Who issued it, if it is a credential.
    pub issuer: Option<Party>,
    /// Who holds it, if it is a presentation, and if the holder's key made it.
    pub holder: Option<Party>,
    /// Whom it is about.
    pub subjects: Vec<Party>,
    /// What was achieved.
    pub achievement: Option<Party>,
    /// From when it is valid, as written.
    pub valid_from: Option<String>,
    /// Until when it is valid, as written.
    pub valid_until: Option<String>,
}

/// Somebody or something with an identifier and perhaps a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The identifier.
    pub id: Option<String>,
    /// The name, as the issuer wrote it or as the policy's registry has it.
    pub name: Option<String>,
}

/// Something that the caller could supply or decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// What kind of thing.
    pub kind: NeedKind,
    /// The key under which to supply it.
    pub key: String,
    /// Where it may be fetched, if anywhere.
    pub fetch: Option<String>,
    /// The media types to ask for.
    pub accept: Option<&'static str>,
    /// The SHA-256 of the text that was supplied or is expected, in hexadecimal.
    pub sha256: Option<String>,
    /// The checks that want it.
    pub wanted_by: Vec<(CheckId, String)>,
}

impl Need {
    /// The document at `key`, on behalf of a check of the whole.
    pub(crate) fn document(id: CheckId, key: &str, fetch: Option<&str>, accept: &'static str) -> Self {
        let fetch = fetch.map(str::to_owned);
        Self { fetch, accept: Some(accept), ..Self::resource(id, NeedKind::Document, key) }
    }

    /// Something that no URL leads to.
    pub(crate) fn resource(id: CheckId, kind: NeedKind, key: impl Into<String>) -> Self {
        let wanted_by = vec![(id, String::new())];
        Self { kind, key: key.into(), fetch: None, accept: None, sha256: None, wanted_by }
    }

    /// A decision that only the policy can make, by its member.
    pub(crate) fn policy(id: CheckId, member: impl Into<String>) -> Self {
        Self::resource(id, NeedKind::Policy, member)
    }

    /// The same on behalf of what stands at `place`.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.wanted_by.iter_mut().for_each(|(_, scope)| scope.insert_str(0, place));
        self
    }

    /// The same on behalf of another check.
    #[cfg(feature = "anchors")]
    pub(crate) fn wanted_for(self, id: CheckId) -> Self {
        Self { wanted_by: vec![(id, String::new())], ..self }
    }

    /// Whether a check wants it.
    pub(crate) fn is_for(&self, id: CheckId) -> bool {
        self.wanted_by.iter().any(|(wanted, _)| *wanted == id)
    }
}

/// The kinds of things a verification may need.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NeedKind {
    /// A document by its URL: a DID document, an issuer's profile, a list, a schema.
    Document,
    /// A JSON-LD context, to be supplied and pinned by its hash.
    Context,
    /// The file that a proof is about, as `sha256:<hash>`, or a linked file, by its URL.
    Content,
    /// A transaction, as `<chain>/<id>`.
    Transaction,
    /// The proof that a transaction is in a block, as `<chain>/<id of the transaction>`.
    Inclusion,
    /// The header of a block, as `<chain>/<hash>`, or `<chain>/<height>` where the hash is not known.
    Header,
    /// The state of a contract, as `<chain>/<address>`, or of one of its storage slots, as `<chain>/<address>/<slot>`.
    State,
    /// A DNS answer, as `<name>/<type>`.
    Dns,
    /// A decision that only the policy can make, by the member that makes it.
    Policy,
}

impl NeedKind {
    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Context => "context",
            Self::Content => "content",
            Self::Transaction => "transaction",
            Self::Inclusion => "inclusion",
            Self::Header => "header",
            Self::State => "state",
            Self::Dns => "dns",
            Self::Policy => "policy",
        }
    }
}

/// How far a part of the document is secured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// The part, as a JSON pointer.
    pub pointer: String,
    /// What secures it.
    pub by: CoveredBy,
    /// The proofs that secure it, as JSON pointers.
    pub proofs: Vec<String>,
    /// What is within it and not told by itself, so that reports stay short.
    pub(crate) untold: Untold,
}

/// What stands within a part that is told as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Untold {
    /// Whether anything does.
    pub(crate) any: bool,
    /// A number that is signed with fewer digits than written.
    pub(crate) rounded: bool,
    /// Something that nothing secures and that could be secured.
    pub(crate) unsigned: bool,
}

/// What secures a part of a document.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoveredBy {
    /// A signature, exactly as written.
    Signature,
    /// A signature, over a number with fewer digits than written.
    Rounded,
    /// A hash that is anchored in a ledger.
    Hash,
    /// Nothing.
    None,
}

impl CoveredBy {
    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Rounded => "rounded",
            Self::Hash => "hash",
            Self::None => "none",
        }
    }
}

/// The report of a document within another.
#[derive(Clone, Debug)]
pub struct Nested {
    /// What part it plays.
    pub role: Role,
    /// Where it stands, as a JSON pointer.
    pub at: String,
    /// What was found.
    pub report: Report,
}

/// The part that a nested document plays.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A credential in a presentation.
    Presented,
    /// A credential that is part of another.
    Part,
    /// An endorsement of the credential or of something in it.
    Endorsement,
}

impl Role {
    /// The code that stands for it in a report.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Presented => "presented",
            Self::Part => "part",
            Self::Endorsement => "endorsement",
        }
    }
}

impl Report {
    /// The first check that stands in the way of `verified`: a failure before a doubt.
    #[must_use]
    pub fn first_fault(&self) -> Option<&Check> {
        let failed =
            self.checks.iter().find(|check| check.outcome == Outcome::Failed && check.weight != Weight::Informative);
        failed.or_else(|| {
            self.checks.iter().find(|check| check.outcome == Outcome::Undetermined && check.weight == Weight::Required)
        })
    }

    /// How the first check of a family ended.
    pub(crate) fn outcome_of(&self, id: CheckId) -> Option<Outcome> {
        self.checks.iter().find(|check| check.id == id).map(|check| check.outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: Outcome, weight: Weight) -> Check {
        let reason = (outcome != Outcome::Passed).then_some(Reason::CheckNotReached);
        Check { id: CheckId::Json, scope: "".into(), outcome, weight, reason, data: Data::default() }
    }

    #[test]
    fn the_verdict_follows_from_the_checks() {
        use Outcome::{Failed, NotApplicable, Passed, Undetermined};
        use Weight::{BestEffort, Informative, Required};
        let cases = [
            (vec![(Passed, Required), (NotApplicable, Required)], Verdict::Verified),
            (vec![(Passed, Required), (Failed, Informative), (Undetermined, BestEffort)], Verdict::Verified),
            (vec![(Passed, Required), (Undetermined, Required)], Verdict::Indeterminate),
            (vec![(Undetermined, Required), (Failed, BestEffort)], Verdict::Rejected),
            (vec![(Failed, Required)], Verdict::Rejected),
        ];
        for (checks, want) in cases {
            let checks: Vec<_> = checks.into_iter().map(|(outcome, weight)| check(outcome, weight)).collect();
            assert_eq!(Verdict::of(&checks), want, "{checks:?}");
        }
    }

    #[test]
    fn a_detail_names_what_was_compared_and_stays_short() {
        let mut expired = check(Outcome::Failed, Weight::Required);
        expired.reason = Some(Reason::ProofExpired);
        expired.data.0 = vec![("expires", "2020-01-01T00:00:00Z".into()), ("at", "2026-01-01T00:00:00Z".into())];
        assert_eq!(
            expired.detail(),
            "The proof expired at 2020-01-01T00:00:00Z; the time of verification is 2026-01-01T00:00:00Z."
        );
        expired.data.0.truncate(1);
        assert_eq!(expired.detail(), Reason::ProofExpired.meaning());
        expired.reason = Some(Reason::JsonldDropped);
        expired.data.0 = vec![("name", "é".repeat(5_000).into())];
        assert!(expired.detail().len() <= 1_024);
    }
}
