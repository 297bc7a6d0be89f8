//! What a presentation presents, held against whom it should be about.

use crate::credential::{Kind, View};
use crate::limits::Limit;
use crate::policy::{HolderIsSubject, Policy};
use crate::report::{CheckId, Finding, Outcome, Reason, Role};
use crate::verify::checks::Checks;
use crate::verify::found::Subject;
use crate::verify::nested::Ending;
use crate::verify::secured::summary::LONGEST;
use crate::verify::session::Session;

/// Whether what a presentation presents is about its holder, and about whom the caller expects.
pub(crate) fn check(
    session: &Session<'_>,
    checks: &mut Checks<'_>,
    subject: &Subject<'_>,
    view: &View<'_>,
    is_signed: bool,
    within: &[Ending],
) {
    if view.kind != Ok(Kind::Presentation) {
        return;
    }
    checks.add(CheckId::Recipient, "", recipient_of_presented(session.policy, subject, within));
    let id = CheckId::PresentationHolder;
    if !is_signed {
        // Who shows it is not known, whoever is asked for.
        return checks.add(id, "", Finding::undetermined(Reason::ProofMissing));
    }
    if session.policy.presentation.holder_is_subject == HolderIsSubject::Show {
        return checks.add(id, "", Finding::not_applicable(Reason::PolicyNotRequested));
    }
    let Some(holder) = view.claims.holder.as_ref().and_then(|holder| holder.id.as_deref()) else {
        return checks.add(id, "", Finding::failed(Reason::IssuerMissing));
    };
    if holder.len() > LONGEST {
        // Whom a credential is about is not kept at such length.
        return checks.add(id, "", Finding::limit(Limit::Entries.reached(session.policy.limits.entries)));
    }
    let is_about = |ending: &Ending| ending.is_verified && ending.subject.as_deref() == Some(holder);
    let holds = !within.is_empty() && within.iter().all(is_about);
    checks.add(id, "", if holds { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) });
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
