//! What a presentation presents, held against whom it should be about.

use crate::credential::{Kind, View};
use crate::policy::{HolderIsSubject, Policy};
use crate::report::{CheckId, Finding, Nested, Outcome, Reason, Role, Verdict};
use crate::verify::checks::Checks;
use crate::verify::found::Subject;
use crate::verify::session::Session;

/// Whether what a presentation presents is about its holder, and about whom the caller expects.
pub(crate) fn check(
    session: &Session<'_>,
    checks: &mut Checks<'_>,
    subject: &Subject<'_>,
    view: &View<'_>,
    is_signed: bool,
    nested: &[Nested],
) {
    if view.kind != Ok(Kind::Presentation) {
        return;
    }
    checks.add(CheckId::Recipient, "", recipient_of_presented(session.policy, subject, nested));
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
    let is_subject = |nested: &Nested| {
        let subjects = &nested.report.summary.subjects;
        nested.report.verdict == Verdict::Verified
            && !subjects.is_empty()
            && subjects.iter().all(|subject| subject.id.as_deref() == Some(holder))
    };
    let holds = !nested.is_empty() && nested.iter().all(is_subject);
    checks.add(id, "", if holds { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) });
}

/// Each credential that is presented answers for itself; a presentation of nothing is about nobody.
fn recipient_of_presented(policy: &Policy, subject: &Subject<'_>, nested: &[Nested]) -> Finding {
    if policy.expected_recipient.is_none() || !subject.answers {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    }
    let presented = nested.iter().filter(|nested| nested.role == Role::Presented);
    let answers: Vec<_> = presented.map(|nested| nested.report.outcome_of(CheckId::Recipient)).collect();
    if answers.contains(&Some(Outcome::Failed)) {
        Finding::failed(Reason::RecipientDiffers)
    } else if answers.is_empty() || answers.iter().any(|answer| *answer != Some(Outcome::Passed)) {
        Finding::undetermined(Reason::NestedUndetermined)
    } else {
        Finding::passed()
    }
}
