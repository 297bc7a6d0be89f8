//! Credentials and presentations with embedded proofs: read as what their proofs secure, statements or the JSON itself.

use super::Given;
use super::read::{Covered, Opened, Opening, Views};
use crate::credential::{self, Detected, Kind, Profile, ProofRef, ProofsError, View};
use crate::json::Value;
use crate::limits::{Limit, Limits};
use crate::proof::data_integrity::Transformation;
use crate::report::{Coverage, Format, Secured};
use crate::verify::claims::revocation_list::Asked;
use crate::verify::claims::{model, profile};
use crate::verify::found::{Found, Subject};
use crate::verify::secured::content::Content;
use crate::verify::secured::coverage;
#[cfg(feature = "anchors")]
use crate::verify::secured::frame::{ANCHOR, strangers};
use crate::verify::securing::context::{self, Uncovered};
use crate::verify::securing::judged::Judged;
use crate::verify::securing::readings::Form;
use crate::verify::securing::set;
use crate::verify::securing::transform::Transformer;
use crate::verify::session::{Session, spend};
use std::sync::Arc;

/// What a credential or presentation is; an envelope is neither.
fn detected<'d>(given: &Given<'_, 'd>) -> Option<(Value<'d>, Detected)> {
    match given {
        Given::Json(value, Ok(detected)) if matches!(detected.kind, Kind::Credential | Kind::Presentation) => {
            Some((*value, *detected))
        }
        _ => None,
    }
}

pub(super) fn is_it(given: &Given<'_, '_>) -> Option<Format> {
    let (value, detected) = detected(given)?;
    let proofs = credential::proofs(value, &Limits::default()).unwrap_or_default();
    Some(Format {
        model: Some(detected.model.name()),
        profile: detected.profile.map(Profile::name),
        securing: proofs.iter().filter_map(set::securing).collect(),
    })
}

pub(super) fn open<'s>(
    session: &mut Session<'_>,
    opening: Opening<'s>,
    given: &Given<'_, 's>,
    _: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    let (value, detected) = detected(given)?;
    let Opening { policy, loader, subject } = opening;
    let listed = credential::proofs(value, &policy.limits).and_then(|found| count_proofs(session, found));
    let (proofs, fault) = match listed {
        Ok(proofs) => (proofs, None),
        Err(fault) => (Vec::new(), Some(fault)),
    };
    let mut transformer = Transformer {
        document: value,
        proofs: proofs.into(),
        loader,
        expansion: context::expansion(policy),
        limits: &policy.limits,
        statements: None,
        keeps_texts: session.trace.is_some(),
        signatures: 0,
    };
    let mut context = context::Findings::new(policy).leaving(uncovered(value, &transformer.proofs));
    if set::signs_statements(&transformer.proofs) {
        let omit = transformer.omitted(&[]);
        transformer.statements = Some(context::read(session, &transformer, &omit, &mut context));
    }
    Some(Box::new(Credential { subject, detected, transformer, context, fault }))
}

/// Blockcerts 3.0-beta show a page or an image in `display`, and the context of that release wants IRIs there. Nobody who
/// hashed their statements hashed what is shown.
fn uncovered(document: Value<'_>, proofs: &[ProofRef<'_>]) -> Uncovered {
    let contexts = document.get("@context").into_iter().flat_map(Value::items_or_self).filter_map(Value::as_str);
    let is_beta = contexts.into_iter().any(|context| BETA.contains(&context));
    let is_anchored = !proofs.is_empty() && proofs.iter().all(set::is_anchor);
    match document.get("display").filter(|_| is_beta && is_anchored) {
        Some(display) => Uncovered::Values(display.members().map(|member| member.value.id()).collect()),
        None => Uncovered::Nothing,
    }
}

/// The addresses of the context of Blockcerts 3.0-beta.
const BETA: [&str; 3] = [
    "https://w3id.org/blockcerts/schema/3.0-beta/context.json",
    "https://w3id.org/blockcerts/v3.0-beta",
    "https://www.blockcerts.org/schema/3.0-beta/context.json",
];

/// Counts the proofs of one more document of the input.
fn count_proofs<'d>(session: &mut Session<'_>, found: Vec<ProofRef<'d>>) -> Result<Vec<ProofRef<'d>>, ProofsError> {
    let reached = Limit::InputProofs.reached(session.policy.limits.input_proofs);
    spend(&mut session.left.proofs, found.len()).map(|()| found).ok_or(ProofsError::Limit(reached))
}

/// A credential or presentation.
struct Credential<'s> {
    subject: &'s Subject<'s>,
    detected: Detected,
    transformer: Transformer<'s, 's>,
    context: context::Findings,
    /// Why its proofs could not be listed.
    fault: Option<ProofsError>,
}

impl Credential<'_> {
    fn read_as(&self) -> Transformation {
        if self.transformer.statements.is_some() { Transformation::Rdfc } else { Transformation::Jcs }
    }

    fn profile(&self, view: &View<'_>) -> Option<Profile> {
        Profile::of_view(view, self.detected.profile)
    }
}

impl<'s> Opened<'s> for Credential<'s> {
    fn judge(&mut self, session: &mut Session<'_>) -> Vec<Judged<'s>> {
        set::judge(session, &mut self.transformer, self.detected.kind, self.subject.depth)
    }

    fn views(&self, judged: &[Judged<'s>]) -> Views<'_> {
        // Contexts that a proof over the JSON does not state, anybody may have added.
        let signed = judged.iter().filter(|judged| judged.is_signed());
        let stated = signed.filter_map(Judged::contexts).map(|stated| stated.items_or_self().count());
        let contexts = stated.min().unwrap_or(usize::MAX);
        Views::new(Form::of(self.read_as()), judged, |form| self.transformer.view(form, contexts))
    }

    fn write(&self, session: &Session<'_>, found: &mut Found<'_>, judged: &[Judged<'s>], attached: &[Judged<'_>]) {
        found.format.securing = judged.iter().map(|judged| set::securing_name(&judged.name)).collect();
        set::write(session, found, self.detected.kind, judged, self.fault.as_ref(), attached);
    }

    fn rules(&self, found: &mut Found<'_>, view: &View<'_>) {
        let profile = self.profile(view);
        found.format.profile = profile.map(Profile::name);
        model::check(found, self.subject.value, &self.detected, view);
        profile::check(found, self.subject.value, profile, self.detected.model, view);
        self.context.write(found, self.subject.value, view);
    }

    /// Of Blockcerts, unless it has a status of its own. It is of Blockcerts by its type or its anchor as well: an Open
    /// Badge may be, and the contexts, which nobody signs, are the holder's to change.
    fn asked<'v>(&'v self, view: &'v View<'_>, judged: &[Judged<'s>]) -> Option<Asked<'v>> {
        let claims = &view.claims;
        let is_blockcerts = judged.iter().any(|judged| judged.is_anchor)
            || claims.types.iter().any(|name| name == "BlockcertsCredential")
            || self.profile(view) == Some(Profile::Blockcerts3);
        let is_asked = is_blockcerts && view.kind == Ok(Kind::Credential) && claims.status.is_empty();
        is_asked.then(|| Asked {
            issuer: claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()),
            names: claims.id.as_deref().into_iter().collect(),
            ..Asked::default()
        })
    }

    fn covered(&self, views: &Views<'_>, judged: &[Judged<'s>], room: &mut usize) -> Covered {
        let shown = coverage::coverage(&self.transformer, views.own().names(), judged, room);
        // A proven proof over something else than what is shown is no stranger.
        let proven = |entry: &Coverage| judged.iter().any(|judged| judged.is_proven && *judged.scope == entry.pointer);
        let asked = beside_anchors(coverage::refusable(&shown).filter(|entry| !proven(entry)), judged);
        Covered { shown, asked }
    }

    fn content(self: Box<Self>, session: &Session<'_>, judged: &[Judged<'s>]) -> Option<Arc<dyn Secured>> {
        let content = Content::new(session, self.subject, self.transformer, judged)?;
        Some(Arc::new(content))
    }
}

/// No hash is over what an anchor says of itself, so all the policy can ask is that nothing else stands there.
#[cfg(feature = "anchors")]
fn beside_anchors(places: impl Iterator<Item = Coverage>, judged: &[Judged<'_>]) -> Vec<Coverage> {
    let anchors = || judged.iter().filter(|judged| judged.is_anchor);
    let is_of = |entry: &Coverage, anchor: &Judged<'_>| {
        entry.pointer.strip_prefix(&*anchor.scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let others = places.filter(|entry| !anchors().any(|anchor| is_of(entry, anchor)));
    let strangers = anchors().filter_map(|anchor| Some(strangers(anchor.value?, &anchor.scope, ANCHOR)));
    others.chain(strangers.flatten()).collect()
}

/// Without anchors all is asked.
#[cfg(not(feature = "anchors"))]
fn beside_anchors(places: impl Iterator<Item = Coverage>, _: &[Judged<'_>]) -> Vec<Coverage> {
    places.collect()
}
