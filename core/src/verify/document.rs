//! One document's way through the checks, the same for every form: read this file first.

use super::claims::{presented, revocation_list};
use super::forms::{self, Given, read::Opening};
use super::found::{Found, Subject};
use super::secured::coverage;
use super::secured::report::{Shown, conclude, undecided};
use super::secured::summary::{summary, without_words};
use super::securing::{attached, set};
use super::session::Session;
use super::{claims, nested};
use crate::jsonld::Loader;
use crate::report::Report;

/// Judges a document that is JSON: `found` already holds what was found before it could be read.
pub(super) fn verify(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'_>,
    mut found: Found<'_>,
) -> Report {
    // 1. What is it, and what secures it?
    let opening = Opening { policy: session.policy, loader, subject };
    let Some(mut opened) = forms::open(session, opening, &Given::json(subject.value), &mut found) else {
        return undecided(session, found);
    };

    // 2. What is attached to it? That may prove by when its proofs were made.
    let attached = attached::judge(session, subject, loader);

    // 3. Does what secures it hold, and is it by whom it should be? What the proven one secures decides from here on.
    let mut judged = opened.judge(session);
    let views = opened.views(&judged);
    set::weigh(session, &mut judged, |judged| set::signer(views.of(judged)));
    let view = views.proven(&judged);
    set::hold_to(&mut judged, view, |judged| views.of(judged));
    opened.write(session, &mut found, &judged, &attached);
    opened.rules(&mut found, view);

    // 4. Is it in force, trusted, not taken back, and for whom it should be?
    claims::check(session, &mut found, subject, view);
    if let Some(asked) = opened.asked(view, &judged) {
        revocation_list::check(session, &mut found, &asked);
    }

    // 5. What of it is secured?
    let covered = opened.covered(session, &views, &judged);
    coverage::check(session.policy, &mut found, &covered.asked);
    let mut summary = summary(view, session.policy, set::is_bound(&judged));
    let has_statements = view.has_statements();

    // 6. Do the documents within it hold? They go this same way. Of this one is kept what it still takes to be verified.
    let presentation = presented::Presentation::of(view, !judged.is_empty());
    let parts = view.parts.documents.clone();
    drop(views);
    let content = found.checks.may_verify().then(|| opened.content(session, &judged)).flatten();
    drop(judged);
    let nested = nested::verify(session, loader, subject, &mut found, &parts, verify);
    presentation.check(session, &mut found.checks, subject, &nested.endings);
    if has_statements && nested.is_unclear {
        without_words(&mut summary, session.policy);
    }

    // 7. The verdict.
    let shown = Shown { summary, coverage: covered.shown, nested: nested.reports };
    conclude(session, found, Some(subject), shown, || content)
}
