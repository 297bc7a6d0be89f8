//! Proofs in files of their own: timestamps of the input that the caller attached, and timestamps that are the input.
//!
//! A timestamp proves by when something existed, not who made it: it never makes a document verified.

use super::anchor::{self, climb_any};
use super::context;
use super::judged::Judged;
use super::transform::{Transformer, nquads};
use crate::anchor::ladder::{Proof, Texts};
use crate::anchor::{chainpoint, open_timestamps, transparency_log};
use crate::json::{Document, Value, canonicalize};
use crate::jsonld::Loader;
use crate::limits::Limits;
use crate::policy::{KeyInstant, Policy};
use crate::rdf::CanonicalizationWork;
use crate::report::{Finding, Need, Outcome, Reason, clipped};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::found::Subject;
use crate::verify::session::Session;
use crate::verify::steps::Step;
use std::sync::Arc;

/// A format of detached proofs: how its files are known, and how they are read.
#[derive(Debug)]
pub(crate) struct Format {
    pub(crate) name: &'static str,
    /// By how they begin, which is like no JSON document.
    begins: fn(bytes: &[u8]) -> bool,
    /// By their members, as JSON.
    is_json: fn(root: Value<'_>) -> bool,
    pub(crate) read: fn(bytes: &[u8], texts: &mut dyn Texts, policy: &Policy) -> Proof,
}

/// The formats: a new one is a row.
const FORMATS: &[Format] = &[
    Format {
        name: "opentimestamps",
        begins: |bytes| bytes.starts_with(open_timestamps::MAGIC),
        is_json: |_| false,
        read: open_timestamps::to_ladder,
    },
    Format {
        name: "tlog-proof",
        begins: |bytes| bytes.starts_with(transparency_log::HEADER.as_bytes()),
        is_json: |_| false,
        read: transparency_log::to_ladder,
    },
    Format {
        name: "chainpoint",
        begins: chainpoint::is_binary,
        is_json: chainpoint::is_proof,
        read: chainpoint::to_ladder,
    },
];

/// The format of an input that is itself such a proof, and no JSON.
pub(crate) fn format_of_input(bytes: &[u8]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.begins)(bytes))
}

/// The format of JSON that is itself such a proof.
pub(crate) fn format_of_json(root: Value<'_>) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.is_json)(root))
}

fn format_of(bytes: &[u8], limits: &Limits) -> Option<&'static Format> {
    format_of_input(bytes).or_else(|| format_of_json(Document::parse(bytes, limits).ok()?.root()))
}

/// Judges what the caller attached to the input, and keeps the earliest time that it proves. Documents within the input
/// have nothing attached. `loader` knows the contexts of one that makes statements.
pub(crate) fn judge(session: &mut Session<'_>, subject: &Subject<'_>, loader: &Loader<'_>) -> Vec<Judged<'static>> {
    let mut texts = OfDocument {
        subject,
        loader,
        policy: session.policy,
        work: session.left.canonicalization,
        jcs: None,
        nquads: None,
    };
    let resources = session.resources;
    let attached = resources.attached().iter().enumerate().filter(|_| subject.depth == 0);
    let judged: Vec<_> = attached
        .map(|(index, attachment)| {
            let scope = Scope::Owned(format!("attached/{index}"));
            let (bytes, policy) = (attachment.bytes.as_slice(), session.policy);
            let proof = match format_of(bytes, &policy.limits) {
                Some(format) => (format.read)(bytes, &mut texts, policy),
                None => Proof::unreadable(unsupported(attachment.media_type.as_deref())),
            };
            with_decisions(climb_any(session, &scope, &proof))
        })
        .collect();
    session.left.canonicalization = texts.work;
    if subject.depth == 0 {
        session.stamped = judged.iter().filter_map(|judged| judged.time.clone()).min();
    }
    judged
}

/// How far the anchors among the proofs of a document lead, each in the place of its proof.
pub(crate) fn within<'d>(session: &mut Session<'_>, transformer: &mut Transformer<'_, 'd>) -> Vec<Option<Judged<'d>>> {
    let proofs = Arc::clone(&transformer.proofs);
    proofs.iter().map(|proof| anchor::of_proof(session, transformer, proof)).collect()
}

/// By when the proofs before each anchor within the document existed, as far as the policy asks and that is proven: an
/// anchor covers the proofs before it.
pub(crate) fn anchored_times(policy: &Policy, within: &[Option<Judged<'_>>]) -> Vec<(usize, Timestamp)> {
    let asked = within.iter().enumerate().filter(|_| policy.key_instant == KeyInstant::Anchored);
    asked.filter_map(|(index, anchor)| Some((index, anchor.as_ref()?.time.clone()?))).collect()
}

fn unsupported(media_type: Option<&str>) -> Finding {
    Finding::undetermined(Reason::FormatUnsupported)
        .with("name", clipped(media_type.unwrap_or("of the attached proof")))
}

/// Adds what only the policy can decide.
pub(crate) fn with_decisions(mut judged: Judged<'static>) -> Judged<'static> {
    let is_weak = |step: &&Step| step.finding.reason == Some(Reason::AnchorWeakDigest);
    let weak = judged.steps.iter().filter(is_weak).filter(|step| !judged.aside.contains(&step.scope));
    let decisions: Vec<_> = weak.map(|step| Need::policy(step.id, "anchors.weakDigests").at(&step.scope)).collect();
    judged.needs.extend(decisions);
    judged
}

/// What may have been stamped of a document: its bytes, its canonical JSON, its canonical statements, proofs included.
struct OfDocument<'t> {
    subject: &'t Subject<'t>,
    loader: &'t Loader<'t>,
    policy: &'t Policy,
    work: CanonicalizationWork,
    jcs: Option<Option<String>>,
    nquads: Option<Result<String, Finding>>,
}

impl Texts for OfDocument<'_> {
    fn target(&mut self, key: &str, is_it: &mut dyn FnMut(&[u8]) -> bool) -> Finding {
        let passed = |of: &str| Finding::passed().with("of", of);
        if is_it(&self.subject.input) {
            return passed("bytes");
        }
        let (document, policy) = (self.subject.value, self.policy);
        let jcs = self.jcs.get_or_insert_with(|| {
            let mut text = String::new();
            canonicalize(document, &mut text).ok().map(|()| text)
        });
        if jcs.as_ref().is_some_and(|text| is_it(text.as_bytes())) {
            return passed("jcs");
        }
        let another = || Finding::failed(Reason::MerkleTarget).with("found", key);
        let (loader, work) = (self.loader, &mut self.work);
        let nquads = || nquads(document, loader, &context::expansion(policy), &policy.limits, work);
        match self.nquads.get_or_insert_with(nquads) {
            Ok(text) if is_it(text.as_bytes()) => passed("nquads"),
            // They may be what was stamped.
            Err(finding) if finding.outcome == Outcome::Undetermined => finding.clone(),
            Ok(_) | Err(_) => another(),
        }
    }
}
