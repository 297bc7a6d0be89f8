//! A document of either version and the hashes that it states, its own recomputed.

use crate::anchor::open_attestation::{Attestation, Flag, FlagKind, Hash, OpenAttestationError};
use crate::json::Value;
use crate::policy::{AbsentMembers, Policy};
use crate::report::{CheckId, Datum, Finding, Need, Reason, clipped};
use crate::verify::places::pointers;
use crate::verify::secured::coverage;

/// A version of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    V2,
    V3,
}

impl Version {
    /// What the member that holds the hashes calls itself.
    pub(super) fn suite(self) -> &'static str {
        match self {
            Self::V2 => "SHA3MerkleProof",
            Self::V3 => "OpenAttestationMerkleProofSignature2018",
        }
    }

    /// The member that holds the hashes.
    pub(super) fn member(self) -> &'static str {
        match self {
            Self::V2 => "signature",
            Self::V3 => "proof",
        }
    }

    /// Where it stands.
    pub(super) fn scope(self) -> &'static str {
        match self {
            Self::V2 => "/signature",
            Self::V3 => "/proof",
        }
    }
}

/// A document and the hashes that it states, its own recomputed.
#[derive(Debug)]
pub(super) struct Hashed {
    pub(super) version: Version,
    pub(super) encoding: Finding,
    pub(super) target: Finding,
    pub(super) path: Finding,
    /// What could be read.
    pub(super) attestation: Option<Attestation>,
    /// Whether the policy asks what a member that is absent may mean.
    asks: bool,
    /// Where something is not hashed.
    pub(super) uncovered: Vec<String>,
}

impl Hashed {
    pub(super) fn new(
        policy: &Policy,
        document: Value<'_>,
        version: Version,
        recomputed: Result<Attestation, OpenAttestationError>,
    ) -> Self {
        let unread = |encoding| Self {
            version,
            encoding,
            target: Finding::not_reached(),
            path: Finding::not_reached(),
            attestation: None,
            asks: false,
            uncovered: Vec::new(),
        };
        let suite = version.suite();
        if !policy.accepts_suite(suite) || !policy.proofs.counts(suite) {
            return unread(Finding::failed(Reason::ProofNotAccepted).with("name", suite));
        }
        let attestation = match recomputed {
            Ok(attestation) => attestation,
            Err(error) => return unread(fault(document, error)),
        };
        let of = |result: Result<(), _>| result.map_or_else(|error| fault(document, error), |()| Finding::passed());
        let target = with_remarks(of(attestation.check_target()), document, &attestation);
        let path = of(attestation.check_path().map(|_| ()));
        let uncovered = attestation.flags.iter().filter(|flag| flag.kind == FlagKind::NotCovered).map(|flag| flag.at);
        let uncovered = coverage::by_member(pointers(document, uncovered.collect()), policy.limits.entries);
        let asks = policy.disclosure.absent_members == AbsentMembers::Ask;
        Self { version, encoding: Finding::passed(), target, path, attestation: Some(attestation), asks, uncovered }
    }

    pub(super) fn rungs(&self) -> [(CheckId, &Finding); 3] {
        [
            (CheckId::AnchorEncoding, &self.encoding),
            (CheckId::AnchorTarget, &self.target),
            (CheckId::AnchorPath, &self.path),
        ]
    }

    /// The root that issuers stand for.
    pub(super) fn root(&self) -> Option<&Hash> {
        self.attestation.as_ref().map(|attestation| &attestation.stated.root)
    }

    /// Every hash that revokes the document: the target, the root, and those between them.
    pub(super) fn hashes(&self) -> Vec<Hash> {
        let Some(attestation) = &self.attestation else { return Vec::new() };
        let mut hashes = attestation.stated.hashes();
        if hashes.last() != Some(&attestation.stated.root) {
            hashes.push(attestation.stated.root);
        }
        hashes
    }

    /// Whether leaves are hidden, which may have stood anywhere.
    pub(super) fn is_hiding(&self) -> bool {
        self.attestation.as_ref().is_some_and(|attestation| attestation.obfuscated > 0)
    }

    /// Whether it is open what a member that is absent means: the holder may hide it.
    pub(super) fn may_withhold(&self) -> bool {
        self.asks && self.is_hiding()
    }

    pub(super) fn is_sound(&self) -> bool {
        self.rungs().iter().all(|(_, finding)| finding.is_passed())
    }
}

/// Adds what the hash leaves open, and how much of the document it hides.
fn with_remarks(mut finding: Finding, document: Value<'_>, attestation: &Attestation) -> Finding {
    const MOST: usize = 16;
    let count = |number: usize| Datum::Integer(u64::try_from(number).unwrap_or(u64::MAX));
    if attestation.obfuscated > 0 {
        finding = finding.with("obfuscated", count(attestation.obfuscated));
    }
    let (shown, rest) = attestation.flags.split_at_checked(MOST).unwrap_or((&attestation.flags, &[]));
    if shown.is_empty() {
        return finding;
    }
    let places = pointers(document, shown.iter().map(|flag| flag.at).collect());
    let shown: Vec<_> = shown.iter().zip(&places).map(|(flag, at)| remark(*flag, at)).collect();
    finding = finding.with("remarks", shown);
    if rest.is_empty() { finding } else { finding.with("moreRemarks", count(rest.len())) }
}

fn remark(flag: Flag, at: &str) -> String {
    let what = match flag.kind {
        FlagKind::ArrayLike => "array_like",
        FlagKind::Mistyped => "mistyped",
        FlagKind::NotCovered => "not_covered",
        FlagKind::TypeNotCovered => "type_not_covered",
        FlagKind::Unsalted => "unsalted",
    };
    format!("{what} {}", clipped(at))
}

/// How an error of the format is reported.
fn fault(document: Value<'_>, error: OpenAttestationError) -> Finding {
    use OpenAttestationError as Error;
    let at =
        |reason, at| Finding::failed(reason).with("at", clipped(&document.pointers([at]).next().unwrap_or_default()));
    match error {
        Error::Hash { member, at: place } => at(Reason::OaHash, place).with("name", member),
        Error::Limit(reached) => Finding::limit(reached),
        Error::Member(name) => Finding::failed(Reason::OaMember).with("name", name),
        Error::Name { at: place } => at(Reason::OaName, place),
        Error::NoLeaves => Finding::failed(Reason::OaNoLeaves),
        Error::Number { at: place } => at(Reason::JsonNumberNotInteroperable, place),
        Error::Root => Finding::failed(Reason::MerkleRoot),
        Error::SaltMissing { at: place } => at(Reason::OaSalts, place).with("fault", error.to_string()),
        Error::SaltDoubled | Error::SaltUnused | Error::Salts => {
            Finding::failed(Reason::OaSalts).with("fault", error.to_string())
        }
        Error::Target => Finding::failed(Reason::MerkleTarget),
        Error::Unsupported => Finding::undetermined(Reason::ProofUnsupported).with("name", "hashes of another type"),
    }
}

/// A member is missing that may be one of those that are hidden.
pub(super) fn hidden(member: &str) -> Finding {
    Finding::undetermined(Reason::OaWithheld).with("name", member)
}

/// Who may say what it means that a member is missing: the policy.
pub(super) fn decision(id: CheckId) -> Need {
    Need::policy(id, "disclosure.absentMembers")
}
