//! What a presentation presents, held against whom it should be about.

use crate::credential::{Kind, View};
use crate::limits::Limit;
use crate::policy::{HolderIsSubject, Policy};
use crate::report::{CheckId, Finding, Outcome, Reason, Role, Weight};
use crate::verify::checks::Checks;
use crate::verify::found::Subject;
use crate::verify::nested::Ending;
use crate::verify::secured::summary::LONGEST;
use crate::verify::session::Session;

/// What is to be held against what a document presents.
pub(crate) struct Presentation {
    /// Whether it is a presentation at all.
    is_one: bool,
    is_signed: bool,
    holder: Option<String>,
}

impl Presentation {
    pub(crate) fn of(view: &View<'_>, is_signed: bool) -> Self {
        let holder = view.claims.holder.as_ref().and_then(|holder| holder.id.as_deref());
        Self { is_one: view.kind == Ok(Kind::Presentation), is_signed, holder: holder.map(str::to_owned) }
    }

    /// Whether what it presents is about its holder, and about whom the caller expects.
    pub(crate) fn check(
        &self,
        session: &Session<'_>,
        checks: &mut Checks<'_>,
        subject: &Subject<'_>,
        within: &[Ending],
    ) {
        if self.is_one {
            checks.add(CheckId::IssuerTrusted, "", trusted_of_presented(session.policy, within));
            checks.add(CheckId::Recipient, "", recipient_of_presented(session.policy, subject, within));
            let finding = self.holder_is_subject(session.policy, within);
            let answers = session.policy.presentation.challenge.is_some() && self.holder.is_none();
            if answers && finding.outcome == Outcome::NotApplicable {
                // Somebody answered, and nobody knows who. Presentations need name no holder.
                let nobody = Finding::undetermined(Reason::HolderMissing);
                checks.add_weighted(CheckId::PresentationHolder, "", nobody, Weight::Informative);
            } else {
                checks.add(CheckId::PresentationHolder, "", finding);
            }
        }
    }

    fn holder_is_subject(&self, policy: &Policy, within: &[Ending]) -> Finding {
        if !self.is_signed {
            // Who shows it is not known, whoever is asked for.
            return Finding::undetermined(Reason::ProofMissing);
        }
        if policy.presentation.holder_is_subject == HolderIsSubject::Show {
            return Finding::not_applicable(Reason::PolicyNotRequested);
        }
        let Some(holder) = self.holder.as_deref() else { return Finding::failed(Reason::IssuerMissing) };
        if holder.len() > LONGEST {
            // Whom a credential is about is not kept at such length.
            return Finding::limit(Limit::Entries.reached(policy.limits.entries));
        }
        let is_about = |ending: &Ending| ending.is_verified && ending.subject.as_deref() == Some(holder);
        if !within.is_empty() && within.iter().all(is_about) {
            Finding::passed()
        } else {
            Finding::failed(Reason::RecipientDiffers)
        }
    }
}

/// Each credential that is presented answers for its issuer; in a presentation of nothing nobody is trusted.
fn trusted_of_presented(policy: &Policy, within: &[Ending]) -> Finding {
    let presents = within.iter().any(|ending| ending.role == Role::Presented);
    if policy.trusted_issuers.is_none() || presents {
        Finding::not_applicable(Reason::PolicyNotRequested)
    } else {
        Finding::undetermined(Reason::IssuerMissing)
    }
}

/// Each credential that is presented answers for itself; a presentation of nothing is about nobody.
fn recipient_of_presented(policy: &Policy, subject: &Subject<'_>, within: &[Ending]) -> Finding {
    if policy.expected_recipient.is_none() || !subject.answers {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    }
    let presented = within.iter().filter(|ending| ending.role == Role::Presented);
    let answers: Vec<_> = presented.map(|ending| ending.recipient).collect();
    if answers.contains(&Some(Outcome::Failed)) {
        Finding::failed(Reason::RecipientDiffers)
    } else if answers.is_empty() || answers.iter().any(|answer| *answer != Some(Outcome::Passed)) {
        Finding::undetermined(Reason::NestedUndetermined)
    } else {
        Finding::passed()
    }
}
