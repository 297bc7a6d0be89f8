//! What was found out about one securing mechanism of a document, and what is demanded of it.

use crate::credential::Kind;
use crate::did::{Relationship, VerificationMethod};
use crate::json::{NodeId, Value};
use crate::policy::Policy;
use crate::proof::data_integrity::{Suite, Transformation};
use crate::report::{CheckId, Data, Finding, Need, Outcome, Reason};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::steps::Climb;

/// The checks of a proof, in the order in which a report lists them.
const STEPS: [CheckId; 12] = [
    CheckId::ProofSuite,
    CheckId::ProofEncoding,
    CheckId::ProofTransformation,
    CheckId::ProofMethod,
    CheckId::ProofRelationship,
    CheckId::ProofPurpose,
    CheckId::ProofPeriod,
    CheckId::ProofKeyPeriod,
    CheckId::ProofDomain,
    CheckId::ProofChallenge,
    CheckId::ProofPrevious,
    CheckId::ProofSignature,
];

/// How a step ended that an earlier one left nothing to go on with.
static NOT_REACHED: Finding =
    Finding { outcome: Outcome::Undetermined, reason: Some(Reason::CheckNotReached), data: Data(Vec::new()) };

/// What is demanded of the proofs of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demands<'p> {
    /// The purposes that are acceptable.
    pub(crate) purposes: &'p [Relationship],
    /// The purpose that the policy names, if it is no verification relationship.
    pub(crate) other_purpose: Option<&'p str>,
    pub(crate) domain: Option<&'p str>,
    pub(crate) challenge: Option<&'p str>,
    /// By when the proof was made, as an anchor proves.
    pub(crate) anchored: Option<&'p Timestamp>,
}

/// What is demanded of the proofs of a document: what the caller expects, the outermost alone has to answer.
pub(crate) fn demands(policy: &Policy, kind: Kind, depth: u32) -> Demands<'_> {
    const ALONE: &[Relationship] = &Relationship::ALL;
    let outermost = depth == 0;
    let challenge = policy.presentation.challenge.as_deref().filter(|_| outermost);
    let domain = policy.presentation.domain.as_deref().filter(|_| outermost);
    let stated = policy.purpose.as_deref().filter(|_| outermost);
    let chosen = stated.and_then(Relationship::from_name);
    let purposes = match (chosen, stated, kind, challenge) {
        (Some(chosen), ..) => ALONE.chunks(1).find(|one| one.contains(&chosen)).unwrap_or_default(),
        (None, Some(_), ..) => &[],
        (None, None, Kind::Presentation, Some(_)) => &[Relationship::Authentication],
        (None, None, Kind::Presentation, None) => &[Relationship::Authentication, Relationship::AssertionMethod],
        (None, None, ..) => &[Relationship::AssertionMethod],
    };
    Demands { purposes, other_purpose: stated.filter(|_| chosen.is_none()), domain, challenge, anchored: None }
}

/// A proof that was judged.
#[derive(Debug)]
pub(crate) struct Judged<'d> {
    pub(crate) scope: Scope,
    pub(crate) value: Value<'d>,
    pub(crate) suite: Option<&'static Suite>,
    /// What the proof calls its suite.
    pub(crate) name: String,
    /// In the order of [`STEPS`]; none of a step that was not reached.
    findings: [Option<Finding>; STEPS.len()],
    /// The relationship under which the key must stand.
    pub(crate) relationship: Relationship,
    pub(crate) method: Option<VerificationMethod>,
    /// The document that would have held the method, if nobody supplied it.
    pub(crate) missing: Option<Need>,
    /// The places in its options that became statements.
    pub(crate) origins: Vec<NodeId>,
    /// The instant at which the policy wants its key to be good; nothing if it wants one that nothing proves.
    pub(crate) key_instant: Option<Timestamp>,
    /// How far it leads, if it is one of an anchor and not a signature.
    pub(crate) climb: Option<Climb>,
}

impl<'d> Judged<'d> {
    /// A proof at `scope` of which nothing is known yet.
    pub(crate) fn new(scope: Scope, value: Value<'d>) -> Self {
        Self {
            scope,
            value,
            suite: None,
            name: String::new(),
            findings: [const { None }; STEPS.len()],
            relationship: Relationship::AssertionMethod,
            method: None,
            missing: None,
            origins: Vec::new(),
            key_instant: None,
            climb: None,
        }
    }

    /// A proof of the kind `name` that was followed to a ledger.
    #[cfg(feature = "anchors")]
    pub(crate) fn of_anchor(scope: Scope, value: Value<'d>, name: &str, climb: Climb) -> Self {
        Self { name: name.to_owned(), climb: Some(climb), ..Self::new(scope, value) }
    }
}

impl Judged<'_> {
    /// The findings and their places, in the order of the report; a step that was not reached says so.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (CheckId, &Scope, &Finding)> {
        // Of an anchor's options only some mean anything.
        let steps = STEPS.into_iter().zip(&self.findings).filter(|(_, found)| self.climb.is_none() || found.is_some());
        let steps = steps.map(|(id, found)| (id, &self.scope, found.as_ref().unwrap_or(&NOT_REACHED)));
        let rungs = self.climb.iter().flat_map(|climb| &climb.rungs);
        steps.chain(rungs.map(|(id, scope, finding)| (*id, scope, finding)))
    }

    pub(crate) fn finding(&self, id: CheckId) -> &Finding {
        self.findings().find(|(step, ..)| *step == id).map_or(&NOT_REACHED, |(_, _, finding)| finding)
    }

    /// The worst outcome of all steps: failed before undetermined before passed.
    pub(crate) fn outcome(&self) -> Outcome {
        Outcome::worst(self.findings().map(|(_, _, finding)| finding.outcome))
    }

    /// Whether its signature matches or its anchor holds, whoever made it.
    pub(crate) fn is_signed(&self) -> bool {
        match &self.climb {
            Some(climb) => climb.is_anchored(),
            None => self.finding(CheckId::ProofSignature).is_passed(),
        }
    }

    /// How its suite transforms the document, if the suite is known. Anchors are over statements.
    pub(crate) fn transformation(&self) -> Option<Transformation> {
        let anchored = self.climb.as_ref().map(|_| Transformation::Rdfc);
        anchored.or_else(|| self.suite.map(|suite| suite.transformation))
    }

    pub(crate) fn set(&mut self, id: CheckId, finding: Finding) {
        let place = STEPS.iter().position(|step| *step == id).and_then(|step| self.findings.get_mut(step));
        if let Some(place) = place {
            *place = Some(finding);
        }
    }

    /// Forgets how all steps ended.
    pub(crate) fn clear(&mut self) {
        self.findings = [const { None }; STEPS.len()];
    }
}
