//! Credentials and presentations with embedded proofs: read as what their proofs secure, statements or the JSON itself.

use super::Given;
use super::read::{Covered, Opened, Opening, Views};
use crate::credential::{self, Detected, Kind, Profile, ProofRef, ProofsError, View};
use crate::json::Value;
use crate::jsonld::contexts::Bundled;
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
use crate::verify::secured::idle::idle;
use crate::verify::securing::context::{self, Uncovered};
use crate::verify::securing::judged::Judged;
use crate::verify::securing::readings::{Form, MOST_TRIES};
use crate::verify::securing::transform::Transformer;
use crate::verify::securing::{set, texts};
use crate::verify::session::{Session, spend};
use std::borrow::Cow;
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
    let transformer = Transformer {
        document: value,
        proofs: proofs.into(),
        loader: Cow::Borrowed(loader),
        texts: Vec::new(),
        expansion: context::expansion(policy),
        limits: &policy.limits,
        statements: None,
        keeps_texts: session.trace.is_some(),
        signatures: 0,
        tries: MOST_TRIES,
    };
    let context = context::Findings::new(policy);
    let mut credential = Credential { subject, detected, transformer, context, fault };
    credential.read(session);
    Some(Box::new(credential))
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

impl<'s> Credential<'s> {
    /// Reads its statements, if a proof may secure them, and what is wrong with its contexts.
    fn read(&mut self, session: &mut Session<'_>) {
        let uncovered = uncovered(self.transformer.document, &self.transformer.proofs);
        self.context = context::Findings::new(session.policy).leaving(uncovered);
        if set::signs_statements(&self.transformer.proofs) {
            let omit = self.transformer.omitted(&[]);
            self.transformer.statements = Some(context::read(session, &self.transformer, &omit, &mut self.context));
        }
    }

    fn judge_proofs(&mut self, session: &mut Session<'_>) -> Vec<Judged<'s>> {
        set::judge(session, &mut self.transformer, self.detected.kind, self.subject.depth)
    }

    /// Whether the document seems to have been signed under other texts of its contexts.
    fn is_contradicted(&self, judged: &[Judged<'_>]) -> bool {
        texts::speak_against(judged, self.context.has_failed())
    }

    /// The same document under earlier texts of its contexts, after a proof was found to be over something else.
    fn under(&self, session: &mut Session<'_>, texts: Vec<&'static Bundled>, tries: usize) -> Self {
        let mut loader = self.transformer.loader.clone();
        for text in &texts {
            loader.to_mut().choose(text.url, text.sha256);
        }
        let transformer = Transformer {
            proofs: Arc::clone(&self.transformer.proofs),
            loader,
            texts,
            expansion: self.transformer.expansion.clone(),
            statements: None,
            tries,
            ..self.transformer
        };
        let context = context::Findings::new(session.policy);
        let mut other = Self { transformer, context, fault: self.fault, ..*self };
        other.read(session);
        other
    }

    fn read_as(&self) -> Transformation {
        if self.transformer.statements.is_some() { Transformation::Rdfc } else { Transformation::Jcs }
    }

    fn profile(&self, view: &View<'_>) -> Option<Profile> {
        Profile::of_view(view, self.detected.profile)
    }
}

impl<'s> Opened<'s> for Credential<'s> {
    fn judge(&mut self, session: &mut Session<'_>) -> Vec<Judged<'s>> {
        let newest = self.judge_proofs(session);
        if !self.is_contradicted(&newest) {
            return newest;
        }
        let earlier = texts::earlier(&self.transformer);
        if earlier.is_empty() {
            return newest;
        }
        // One set of statements at a time is enough for the memory of a phone.
        self.transformer.statements = None;
        let mut left = MOST_TRIES;
        let mut tried = most_tries(&newest);
        for texts in earlier {
            left = left.saturating_sub(tried);
            if left == 0 {
                break;
            }
            let mut other = self.under(session, texts, left);
            let judged = other.judge_proofs(session);
            if !other.is_contradicted(&judged) {
                *self = other;
                return judged;
            }
            self.transformer.signatures = other.transformer.signatures;
            tried = most_tries(&judged);
        }
        self.read(session);
        newest
    }

    fn views(&self, judged: &[Judged<'s>]) -> Views<'_> {
        // Contexts that a proof over the JSON does not state, anybody may have added.
        let signed = judged.iter().filter(|judged| judged.is_signed());
        let stated = signed.filter_map(Judged::contexts).map(|stated| stated.items_or_self().count());
        let contexts = stated.min().unwrap_or(usize::MAX);
        Views::new(Form::of(self.read_as()), judged, |form| self.transformer.view(form, contexts))
    }

    fn write(&self, session: &Session<'_>, found: &mut Found<'_>, judged: &[Judged<'s>], attached: &[Judged<'_>]) {
        // Once some proofs are proven, the others secure nothing.
        let any = judged.iter().any(|judged| judged.is_proven);
        let securing = judged.iter().filter(|judged| judged.is_proven || !any);
        found.format.securing = securing.map(|judged| set::securing_name(&judged.name)).collect();
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

    fn covered(&self, session: &mut Session<'_>, views: &Views<'_>, judged: &[Judged<'s>]) -> Covered {
        let room = &mut session.left.coverage;
        let shown = coverage::coverage(&self.transformer, views.own().names(), judged, room);
        // A proven proof over something else than what is shown is no stranger.
        let proven = |entry: &Coverage| judged.iter().any(|judged| judged.is_proven && *judged.scope == entry.pointer);
        let mut asked = beside_anchors(coverage::refusable(&shown).filter(|entry| !proven(entry)), judged);
        let decides = set::form(judged).map_or(self.read_as(), |form| form.transformation);
        if decides == Transformation::Rdfc {
            asked.extend(idle(self.subject.value, session.policy));
        }
        Covered { shown, asked }
    }

    fn content(self: Box<Self>, session: &Session<'_>, judged: &[Judged<'s>]) -> Option<Arc<dyn Secured>> {
        let content = Content::new(session, self.subject, self.transformer, judged)?;
        Some(Arc::new(content))
    }
}

/// How many hashes were tried for the proof of which most were; at least one.
fn most_tries(judged: &[Judged<'_>]) -> usize {
    judged.iter().map(|judged| judged.tries).fold(1, usize::max)
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
