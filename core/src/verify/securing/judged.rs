//! What was found out about one securing mechanism of a document, and what is demanded of it.

use super::readings::{Form, Reading};
use crate::credential::Kind;
use crate::did::{Relationship, VerificationMethod};
use crate::json::{NodeId, Value};
use crate::policy::Policy;
use crate::proof::data_integrity::{Suite, Transformation};
use crate::report::{CheckId, Finding, Need, Outcome, Reason, Weight};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::found::Found;
use crate::verify::steps::{SignedBy, Step};

/// The checks of a signature, in the order in which a report lists them.
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

/// A signature, an anchor or an issuer's word that was judged.
#[derive(Debug)]
pub(crate) struct Judged<'d> {
    pub(crate) scope: Scope,
    /// The proof, if it is a member of a document.
    pub(crate) value: Option<Value<'d>>,
    /// What the proof calls its suite.
    pub(crate) name: String,
    /// How its steps ended, in the order of a report.
    pub(crate) steps: Vec<Step>,
    /// What the caller could supply.
    pub(crate) needs: Vec<Need>,
    /// Whether it counts under the policy and passed, those who should have made it included.
    pub(crate) is_proven: bool,
    /// Whether it leads to an entry in a ledger or log, and is no signature.
    pub(crate) is_anchor: bool,
    /// Whether it must say which verification method made it, as proofs of Data Integrity do.
    pub(crate) names_method: bool,
    /// Whether the one whom the document names made every entry.
    pub(crate) signed_by: Option<SignedBy>,
    /// The places of steps on which nothing depends: of several anchors one is enough, and these are the others.
    pub(crate) aside: Vec<Scope>,
    /// By when the document existed, if that is proven.
    #[cfg(feature = "anchors")]
    pub(crate) time: Option<Timestamp>,
    /// Who made it, if the steps hold: a domain, a DID or an account.
    #[cfg(feature = "anchors")]
    pub(crate) identity: Option<String>,
    pub(crate) suite: Option<&'static Suite>,
    /// The relationship under which the key must stand.
    pub(crate) relationship: Relationship,
    pub(crate) method: Option<VerificationMethod>,
    /// The places in its options that became statements.
    pub(crate) origins: Vec<NodeId>,
    /// How many hashes were tried.
    pub(crate) tries: usize,
    /// The reading of the document that it is over.
    pub(crate) reading: Reading,
    /// The instant at which the policy wants its key to be good; nothing if it wants one that nothing proves.
    pub(crate) key_instant: Option<Timestamp>,
}

impl<'d> Judged<'d> {
    /// Nothing is known yet of what stands at `scope`.
    fn new(scope: Scope) -> Self {
        Self {
            scope,
            value: None,
            name: String::new(),
            steps: Vec::new(),
            needs: Vec::new(),
            is_proven: false,
            is_anchor: false,
            names_method: false,
            signed_by: None,
            aside: Vec::new(),
            #[cfg(feature = "anchors")]
            time: None,
            #[cfg(feature = "anchors")]
            identity: None,
            suite: None,
            relationship: Relationship::AssertionMethod,
            method: None,
            origins: Vec::new(),
            tries: 0,
            reading: Reading::default(),
            key_instant: None,
        }
    }

    /// A signature of which no step is reached yet.
    pub(crate) fn of_signature(scope: Scope, proof: Value<'d>) -> Self {
        let step = |id| Step { id, scope: scope.clone(), finding: Finding::not_reached() };
        let steps = STEPS.into_iter().map(step).collect();
        Self { value: Some(proof), steps, ..Self::new(scope) }
    }

    /// A proof that leads to a ledger or log, of which nothing is known yet.
    pub(crate) fn of_anchor(scope: Scope) -> Self {
        Self { is_anchor: true, ..Self::new(scope) }
    }

    /// An issuer's word of which nothing is known yet, whether it revoked the document included.
    #[cfg(feature = "anchors")]
    pub(crate) fn of_issuer(scope: Scope, is_anchor: bool) -> Self {
        let mut judged = Self { is_anchor, ..Self::new(scope) };
        judged.step(CheckId::StatusEntry, Finding::not_reached());
        judged
    }
}

/// The steps in which a proof shows that it is over the document and nothing else.
const OVER_THE_DOCUMENT: [CheckId; 4] =
    [CheckId::ProofSignature, CheckId::AnchorTarget, CheckId::AnchorPath, CheckId::AnchorRoot];

impl Judged<'_> {
    /// Adds how a step ended.
    pub(crate) fn step(&mut self, id: CheckId, finding: Finding) {
        self.step_at(id, self.scope.clone(), finding);
    }

    /// Adds how a step ended at a place of its own.
    pub(crate) fn step_at(&mut self, id: CheckId, scope: Scope, finding: Finding) {
        // Most are added in their order.
        let after = self.steps.iter().rev().take_while(|step| step.id > id).count();
        self.steps.insert(self.steps.len().saturating_sub(after), Step { id, scope, finding });
    }

    /// Says how a step ended, whatever was said of it before.
    pub(crate) fn set(&mut self, id: CheckId, finding: Finding) {
        match self.steps.iter_mut().find(|step| step.id == id && step.scope == self.scope) {
            Some(step) => step.finding = finding,
            None => self.step(id, finding),
        }
    }

    /// Whether a step was taken.
    pub(crate) fn has(&self, id: CheckId) -> bool {
        self.steps.iter().any(|step| step.id == id)
    }

    /// Whether a step passed.
    pub(crate) fn has_passed(&self, id: CheckId) -> bool {
        self.steps.iter().any(|step| step.id == id && step.finding.is_passed())
    }

    /// Asks for something on behalf of one of its steps.
    pub(crate) fn need(&mut self, need: Need) {
        self.needs.push(need.at(&self.scope));
    }

    /// The worst outcome of the steps on which something depends, up to who made it: failed before undetermined before passed.
    pub(crate) fn outcome(&self) -> Outcome {
        self.outcome_from(CheckId::ProofPresent)
    }

    /// The same without what a proof says of itself.
    pub(crate) fn reach(&self) -> Outcome {
        self.outcome_from(FIRST_OF_REACH)
    }

    /// Whether nothing depends on a step. What a proof says of who made its entry cannot always be compared with who did;
    /// that the issuer did, `issuer.binding` says.
    fn is_aside(&self, step: &Step) -> bool {
        let is_uncomparable = step.finding.reason == Some(Reason::AnchorOtherChain);
        self.aside.contains(&step.scope) || (is_uncomparable && self.has_passed(CheckId::IssuerBinding))
    }

    fn outcome_from(&self, first: CheckId) -> Outcome {
        let steps = self.steps.iter().filter(|step| (first..=CheckId::IssuerBinding).contains(&step.id));
        Outcome::worst(steps.filter(|step| !self.is_aside(step)).map(|step| step.finding.outcome))
    }

    /// Whether its signature matches or its anchor holds, whoever made it.
    pub(crate) fn is_signed(&self) -> bool {
        if self.is_anchor { self.is_anchored() } else { self.has_passed(CheckId::ProofSignature) }
    }

    /// Whether the hash of the document is proven to be in a ledger that the policy trusts, whoever put it there.
    fn is_anchored(&self) -> bool {
        let mut below = self.steps.iter().filter(|step| (FIRST_OF_REACH..=CheckId::AnchorLedger).contains(&step.id));
        let holds = |step: &Step| matches!(step.finding.outcome, Outcome::Passed | Outcome::NotApplicable);
        below.all(holds) && self.has_passed(CheckId::AnchorLedger)
    }

    /// How its suite transforms the document, if the suite is known. Anchors are over statements.
    pub(crate) fn transformation(&self) -> Option<Transformation> {
        if self.is_anchor { Some(Transformation::Rdfc) } else { self.suite.map(|suite| suite.transformation) }
    }

    /// What it secures, if it holds.
    pub(crate) fn form(&self) -> Option<Form> {
        Some(Form { reading: self.reading, ..Form::of(self.transformation()?) })
    }

    /// The contexts that the proof states.
    pub(crate) fn contexts(&self) -> Option<Value<'_>> {
        self.value?.get("@context")
    }

    /// Writes its steps and needs down. Of what is not required, only a wrong signature, or an anchor of something else,
    /// counts against the document: it means tampering or a mistake.
    pub(crate) fn write(&self, found: &mut Found<'_>, is_required: bool) {
        for step in &self.steps {
            let Step { id, scope, finding } = step;
            let is_wrong = OVER_THE_DOCUMENT.contains(id) && finding.outcome == Outcome::Failed;
            if (is_required || is_wrong) && !self.is_aside(step) {
                found.checks.add(*id, scope.clone(), finding.clone());
            } else {
                found.checks.add_weighted(*id, scope.clone(), finding.clone(), Weight::Informative);
            }
        }
        self.needs.iter().for_each(|need| found.needs.add(need.clone()));
    }
}

/// The first step after those of what a proof says of itself.
const FIRST_OF_REACH: CheckId = CheckId::ProofPrevious;
