//! One document's way through the checks: read this file first.

use super::claims::{model, presented, profile, revocation_list};
use super::forms::credential::{Views, asked, count_proofs};
use super::forms::enveloped;
#[cfg(feature = "anchors")]
use super::forms::{blockcerts, open_attestation};
use super::found::{Found, Subject};
use super::secured::content::Content;
use super::secured::coverage;
use super::secured::report::{Shown, conclude, unreadable};
use super::secured::summary::summary;
use super::securing::transform::Transformer;
use super::securing::{attached, context, set};
use super::session::Session;
use super::{claims, nested};
use crate::credential::{self, Detected, Kind};
use crate::jsonld::Loader;
use crate::proof::data_integrity::Transformation;
use crate::report::Report;
use std::sync::Arc;

/// Judges one document: `found` already holds what was found before it could be read.
pub(super) fn verify<'d>(
    session: &mut Session<'_>,
    loader: &Loader<'_>,
    subject: &Subject<'d>,
    mut found: Found<'_>,
) -> Report {
    // 1. What is it?
    let value = subject.value;
    let detected = match credential::detect(value) {
        Ok(detected) if matches!(detected.kind, Kind::Credential | Kind::Presentation) => detected,
        Ok(detected) => return enveloped::report(session, found, value, &detected),
        #[cfg(feature = "anchors")]
        Err(credential::DetectError::Unsupported(credential::Format::OpenAttestation2)) => {
            return open_attestation::verify_2(session, subject, found);
        }
        Err(error) => {
            #[cfg(feature = "anchors")]
            if let Some(version) = blockcerts::version(value, &error) {
                return blockcerts::verify(session, loader, subject, found, version);
            }
            return unreadable(session, found, &error);
        }
    };
    found.format.model = Some(detected.model.name());
    found.format.profile = detected.profile.map(credential::Profile::name);
    #[cfg(feature = "anchors")]
    if open_attestation::is_version_3(value, &detected) {
        return open_attestation::verify_3(session, loader, subject, found, &detected, verify);
    }

    // 2. Read it as what its proofs secure: statements, or the JSON itself.
    let found_proofs = credential::proofs(value, &session.policy.limits).and_then(|found| count_proofs(session, found));
    let listed = found_proofs.as_deref().unwrap_or_default();
    let mut transformer = Transformer {
        document: value,
        proofs: listed,
        loader,
        expansion: context::expansion(session.policy),
        limits: &session.policy.limits,
        statements: None,
        keeps_texts: session.trace.is_some(),
        signatures: 0,
    };
    let mut context = context::Findings::new(session.policy);
    if set::signs_statements(listed) {
        let omit = transformer.omitted(&[]);
        transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    }
    let read_as = if transformer.statements.is_some() { Transformation::Rdfc } else { Transformation::Jcs };

    // 3. Does a proof hold? What the proven one secures decides from here on; the input is only held against it.
    //    What is attached comes first: it may prove when the proofs were made.
    let attached = attached::judge(session, subject, Some(loader));
    let mut judged = set::judge(session, &mut transformer, &detected, subject.depth);
    found.format.securing = judged.iter().map(|judged| set::securing_name(&judged.name)).collect();
    let views = Views::new(&transformer, read_as, &judged);
    set::weigh(session, &mut judged, |judged| set::signer(views.of(judged.transformation().unwrap_or(read_as))));
    let form = set::form(&judged).unwrap_or(read_as);
    let view = views.of(form);

    // 4. Does it follow its data model, and does every term have one meaning?
    let detected = Detected { profile: credential::Profile::of_view(view, detected.profile), ..detected };
    found.format.profile = detected.profile.map(credential::Profile::name);
    model::check(&mut found.checks, session.policy, value, &detected, view);
    profile::check(&mut found.checks, session.policy, value, &detected, view);
    context.misplaced(view);
    context.write(&mut found, value);
    set::write(session, &mut found, &judged, found_proofs.as_ref().err(), &attached);

    // 5. Is it in force, trusted, and for whom it should be?
    claims::check(session, &mut found, subject, &detected, &view.claims);
    if let Some(asked) = asked(&detected, &view.claims, &judged) {
        revocation_list::check(session, &mut found, &asked);
    }

    // 6. Do the documents within it hold?
    let nested = nested::verify(session, loader, subject, &mut found, &view.parts.documents, verify);
    presented::check(session, &mut found.checks, subject, &detected, &view.claims, &nested);

    // 7. The verdict.
    let covered = coverage::coverage(&transformer, views.of(read_as).names(), &judged);
    coverage::check(session.policy, &mut found, &covered);
    let shown = Shown { summary: summary(view, session.policy, set::is_bound(&judged)), coverage: covered, nested };
    drop(views);
    conclude(session, found, Some(subject), shown, || {
        let content = Content::new(session, subject, transformer, &judged)?;
        Some(Arc::new(content))
    })
}
