//! Proofs in files of their own: timestamps of the input that the caller attached, and timestamps that are the input.
//!
//! A timestamp proves by when something existed, not who made it: it never makes a document verified.

use super::anchors::{self, climb_any};
use super::checks::Scope;
use super::climb::Climb;
use super::document::{self, Findings, LATER};
use super::proofs;
use super::session::Session;
use super::transform::Transformer;
use crate::anchor::ladder::{Proof, Texts};
use crate::anchor::{chainpoint, open_timestamps, transparency_log};
use crate::json::{Document, Value, canonicalize};
use crate::limits::Limits;
use crate::policy::{KeyInstant, Policy};
use crate::report::{CheckId, Finding, NeedKind, Outcome, Reason, Report, clipped};
use crate::resources::Resources;
use crate::time::Timestamp;

/// A format of detached proofs: how its files begin, and how they are read.
#[derive(Debug)]
pub(super) struct Format {
    name: &'static str,
    is_mine: fn(bytes: &[u8], limits: &Limits) -> bool,
    read: fn(bytes: &[u8], texts: &mut dyn Texts, policy: &Policy) -> Proof,
}

impl Format {
    /// What a report calls it.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}

/// The formats: a new one is a row.
const FORMATS: &[Format] = &[
    Format {
        name: "opentimestamps",
        is_mine: |bytes, _| bytes.starts_with(open_timestamps::MAGIC),
        read: open_timestamps::to_ladder,
    },
    Format {
        name: "tlog-proof",
        is_mine: |bytes, _| bytes.starts_with(transparency_log::HEADER.as_bytes()),
        read: transparency_log::to_ladder,
    },
    Format { name: CHAINPOINT, is_mine: is_chainpoint, read: chainpoint::to_ladder },
];

const CHAINPOINT: &str = "chainpoint";

/// The binary form of Chainpoint begins like zlib: as it is, in base64 or in hexadecimal.
fn is_chainpoint(bytes: &[u8], limits: &Limits) -> bool {
    const ZLIB: [&[u8]; 3] = [b"\x78", b"eJ", b"78"];
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    match Document::parse(bytes, limits) {
        Ok(document) => is_json && chainpoint::is_proof(document.root()),
        Err(_) => ZLIB.iter().any(|zlib| bytes.starts_with(zlib)),
    }
}

/// The format of an input that is itself such a proof, in a form that is like no other.
pub(super) fn format_of_input(bytes: &[u8]) -> Option<&'static Format> {
    let is_mine = |format: &&Format| format.name != CHAINPOINT && (format.is_mine)(bytes, &Limits::default());
    FORMATS.iter().find(is_mine)
}

/// The format of JSON that is itself such a proof.
pub(super) fn format_of_json(root: Value<'_>) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == CHAINPOINT && chainpoint::is_proof(root))
}

/// Judges what the caller attached to the input, and keeps the earliest time that it proves.
pub(super) fn judge(session: &mut Session<'_>, transformer: &Transformer<'_, '_>, input: &[u8]) -> Vec<Climb> {
    let mut texts = OfDocument { input, transformer, jcs: None, nquads: None };
    let attached = session.resources.attached().iter().enumerate();
    let climbs: Vec<_> = attached
        .map(|(index, attachment)| {
            let scope = Scope::Owned(format!("attached/{index}"));
            let (bytes, policy) = (attachment.bytes.as_slice(), session.policy);
            let format = FORMATS.iter().find(|format| (format.is_mine)(bytes, &policy.limits));
            let proof = match format {
                Some(format) => (format.read)(bytes, &mut texts, policy),
                None => Proof::unreadable(unsupported(attachment.media_type.as_deref())),
            };
            with_decisions(climb_any(session, &scope, &proof))
        })
        .collect();
    session.stamped = climbs.iter().filter_map(|climb| climb.time.clone()).min();
    climbs
}

/// How far the anchors among the proofs of a document lead, each in the place of its proof.
pub(super) fn within(session: &Session<'_>, transformer: &mut Transformer<'_, '_>) -> Vec<Option<Climb>> {
    let proofs = transformer.proofs;
    proofs.iter().map(|proof| anchors::of_proof(session, transformer, proof)).collect()
}

/// By when the proofs before each anchor within the document existed, as far as the policy asks and that is proven: an
/// anchor covers the proofs before it.
pub(super) fn anchored_times(policy: &Policy, within: &[Option<Climb>]) -> Vec<(usize, Timestamp)> {
    let asked = within.iter().enumerate().filter(|_| policy.key_instant == KeyInstant::Anchored);
    asked.filter_map(|(index, climb)| Some((index, climb.as_ref()?.time.clone()?))).collect()
}

fn unsupported(media_type: Option<&str>) -> Finding {
    Finding::undetermined(Reason::FormatUnsupported)
        .with("name", clipped(media_type.unwrap_or("of the attached proof")))
}

/// Adds what only the policy can decide.
fn with_decisions(mut climb: Climb) -> Climb {
    let weak = climb
        .rungs
        .iter()
        .filter(|(_, scope, finding)| finding.reason == Some(Reason::AnchorWeakDigest) && !climb.aside.contains(scope));
    let decisions: Vec<_> =
        weak.map(|(id, scope, _)| (NeedKind::Policy, "anchors.weakDigests".to_owned(), *id, scope.clone())).collect();
    climb.needs.extend(decisions);
    climb
}

/// What may have been stamped of a document: its bytes, its canonical JSON, its canonical statements, proofs included.
struct OfDocument<'t, 's, 'd> {
    input: &'t [u8],
    transformer: &'t Transformer<'s, 'd>,
    jcs: Option<Option<String>>,
    nquads: Option<Result<String, Finding>>,
}

impl Texts for OfDocument<'_, '_, '_> {
    fn target(&mut self, key: &str, is_it: &mut dyn FnMut(&[u8]) -> bool) -> Finding {
        let passed = |of: &str| Finding::passed().with("of", of);
        if is_it(self.input) {
            return passed("bytes");
        }
        let document = self.transformer.document;
        let jcs = self.jcs.get_or_insert_with(|| {
            let mut text = String::new();
            canonicalize(document, &mut text).ok().map(|()| text)
        });
        if jcs.as_ref().is_some_and(|text| is_it(text.as_bytes())) {
            return passed("jcs");
        }
        match self.nquads.get_or_insert_with(|| self.transformer.nquads()) {
            Ok(text) if is_it(text.as_bytes()) => passed("nquads"),
            // They may be what was stamped.
            Err(finding) if finding.outcome == Outcome::Undetermined => finding.clone(),
            Ok(_) | Err(_) => Finding::failed(Reason::MerkleTarget).with("found", key),
        }
    }
}

/// What may have been stamped of everything that the caller supplied.
struct OfResources<'r> {
    resources: &'r Resources,
    missing: Option<String>,
}

impl Texts for OfResources<'_> {
    fn target(&mut self, key: &str, is_it: &mut dyn FnMut(&[u8]) -> bool) -> Finding {
        let documents = self.resources.documents().map(|(url, entry)| (url.to_owned(), entry.bytes()));
        let attached = self.resources.attached().iter().enumerate();
        let attached = attached.map(|(index, entry)| (format!("attached/{index}"), entry.bytes.as_slice()));
        match documents.chain(attached).find(|(_, bytes)| is_it(bytes)) {
            Some((url, _)) => Finding::passed().with("url", clipped(&url)),
            None => {
                self.missing = Some(key.to_owned());
                Finding::undetermined(Reason::ResourceMissing).with("url", key)
            }
        }
    }
}

/// The report on an input that is itself a timestamp.
pub(super) fn report(session: &Session<'_>, mut found: Findings<'_>, format: &Format, bytes: &[u8]) -> Report {
    let mut texts = OfResources { resources: session.resources, missing: None };
    let proof = (format.read)(bytes, &mut texts, session.policy);
    let mut climb = with_decisions(climb_any(session, &Scope::Borrowed(""), &proof));
    if let Some(key) = texts.missing {
        climb.needs.push((NeedKind::Content, key, CheckId::AnchorTarget, Scope::Borrowed("")));
    }
    found.format.securing.push(format.name.to_owned());
    for id in [CheckId::ModelType, CheckId::ModelContext].into_iter().chain(LATER) {
        let finding = match id {
            CheckId::ProofPresent => Finding::undetermined(Reason::ProofTimestamp),
            CheckId::AnchorPresent => proofs::anchored(&[climb.outcome()]),
            CheckId::IssuerTrusted if session.policy.trusted_issuers.is_some() => {
                Finding::undetermined(Reason::IssuerMissing)
            }
            _ => Finding::absent(),
        };
        found.checks.add(id, "", finding);
        if id == CheckId::AnchorPresent {
            proofs::write_climb(&mut found, &climb);
        }
    }
    document::undecided(session, found)
}
