//! What one verification knows: policy, resources, and what was learnt from them so far.

use super::faults::{document_finding, resource_finding};
#[cfg(feature = "anchors")]
use super::followed::Followed;
use super::trace::Trace;
use crate::did::{self, ControllerDocument, Derived, Supplied, VerificationMethod, same_url};
use crate::digest::DigestAlgorithm;
use crate::json::{self, Document};
use crate::jsonld::Loader;
use crate::limits::{Limits, REPORT_PER_BYTE};
use crate::policy::{PinnedContext, Policy};
use crate::rdf::CanonicalizationWork;
use crate::report::{Finding, Reason, clipped};
use crate::resources::{DocumentEntry, Resources};
use crate::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The state of one verification, shared by the documents within its input.
#[derive(Debug)]
pub(super) struct Session<'v> {
    pub(super) policy: &'v Policy,
    /// SHA-256 of the policy's JSON text.
    pub(super) policy_digest: &'v str,
    pub(super) resources: &'v Resources,
    pub(super) contexts: &'v Contexts<'v>,
    /// The controllers that the resources hold, as far as somebody asked for them.
    pub(super) supplied: &'v mut Controllers,
    /// The other ones.
    pub(super) derived: Controllers,
    /// The entries of ledgers that are known to hold.
    #[cfg(feature = "anchors")]
    pub(super) followed: &'v mut Followed,
    /// What the documents within the input may still cost together.
    pub(super) left: Totals,
    /// By when the whole input existed, as a timestamp attached to it proves.
    pub(super) stamped: Option<Timestamp>,
    /// What signatures are over, if the caller wants to see it.
    pub(super) trace: Option<Trace>,
}

/// What the documents within one input may cost together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Totals {
    pub(super) documents: u32,
    pub(super) contexts: u32,
    pub(super) proofs: u32,
    pub(super) signatures: u32,
    pub(super) canonicalization: CanonicalizationWork,
    /// Bytes of the reports of documents within the input.
    pub(super) report: usize,
    /// Bytes of what is told of coverage.
    pub(super) coverage: usize,
}

impl Totals {
    /// What `limits` allow an input of so many bytes.
    pub(super) fn of(limits: &Limits, input: usize) -> Self {
        let report = longest_report(limits, input);
        Self {
            report,
            // A quarter, which leaves room for all else.
            coverage: report / 4,
            documents: limits.documents,
            contexts: limits.input_contexts,
            proofs: limits.input_proofs,
            signatures: limits.input_signatures,
            canonicalization: CanonicalizationWork::new(limits),
        }
    }
}

/// How long the JSON text of a report on an input of so many bytes may be.
pub(super) fn longest_report(limits: &Limits, input: usize) -> usize {
    let fixed = usize::try_from(limits.report).unwrap_or(usize::MAX);
    input.saturating_mul(REPORT_PER_BYTE).saturating_add(fixed)
}

/// Takes as many from what is left; nothing is left if there are too few.
pub(super) fn spend(left: &mut u32, count: usize) -> Option<()> {
    let rest = u32::try_from(count).ok().and_then(|count| left.checked_sub(count));
    *left = rest.unwrap_or(0);
    rest.map(|_| ())
}

/// The contexts that the policy pins and the resources hold, and the bundled ones.
#[derive(Clone, Debug)]
pub(super) struct Contexts<'v> {
    supplied: Vec<(&'v str, Arc<Document<'static>>)>,
    /// A bundled URL that is pinned means the pinned text alone.
    bundled: Loader<'static>,
}

impl<'v> Contexts<'v> {
    /// Those of which the hash is the pinned one and the text is JSON.
    pub(super) fn pinned(policy: &'v Policy, resources: &'v Resources) -> Self {
        let find = |pinned: &PinnedContext| {
            let entry = resources.document_entry(&pinned.url)?;
            let matches = entry.digest(DigestAlgorithm::Sha256).to_hex().eq_ignore_ascii_case(&pinned.sha256);
            if matches { entry.json(&policy.limits).ok() } else { None }
        };
        let (mut supplied, mut bundled) = (Vec::new(), Loader::bundled());
        policy.contexts.iter().for_each(|pinned| bundled.set_aside(&pinned.url));
        // Of several pins of one URL the first that can be met counts, so it has the last word.
        for pinned in policy.contexts.iter().rev() {
            let is_bundled = bundled.choose(&pinned.url, &pinned.sha256);
            if let Some(document) = find(pinned) {
                supplied.push((pinned.url.as_str(), document));
                if !is_bundled {
                    bundled.set_aside(&pinned.url);
                }
            }
        }
        Self { supplied, bundled }
    }

    /// The bundled contexts and these.
    pub(super) fn loader(&self) -> Loader<'_> {
        let mut loader = self.bundled.clone();
        self.supplied.iter().for_each(|(url, document)| loader.supply(url, document.root()));
        loader
    }

    /// Those supplied, for whoever outlives the policy.
    pub(super) fn to_owned(&self) -> Vec<(String, Arc<Document<'static>>)> {
        self.supplied.iter().map(|(url, document)| ((*url).to_owned(), Arc::clone(document))).collect()
    }
}

/// What is known of the documents of identifiers.
#[derive(Debug, Default)]
pub(super) struct Controllers(BTreeMap<String, Arc<Controller>>);

impl Controllers {
    pub(super) fn find(&self, id: &str) -> Option<&Arc<Controller>> {
        self.0.get(id)
    }

    fn keep(&mut self, id: &str, controller: Controller) -> Arc<Controller> {
        let controller = Arc::new(controller);
        self.0.insert(id.to_owned(), Arc::clone(&controller));
        controller
    }

    #[cfg(test)]
    pub(super) fn identifiers(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What is known of the document of an identifier.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it stands behind an Arc")]
pub(super) enum Controller {
    /// It is at hand, derived or supplied.
    Document(ControllerDocument),
    /// What was supplied is one key that stands alone.
    Method(VerificationMethod),
    /// Nobody supplied it; here it may be fetched.
    Missing(Option<String>),
    /// It cannot be used.
    Unusable(Finding),
}

impl Session<'_> {
    /// The SHA-256 of the text supplied for `url`, in hexadecimal.
    pub(super) fn supplied_hash(&self, url: &str) -> Option<String> {
        self.resources.document_entry(url).map(|entry| entry.digest(DigestAlgorithm::Sha256).to_hex())
    }

    /// The document of the identifier `id`: a DID or another URL.
    pub(super) fn controller(&mut self, id: &str) -> Arc<Controller> {
        if let Some(known) = self.derived.find(id).or_else(|| self.supplied.find(id)) {
            return Arc::clone(known);
        }
        let fetch = if id.starts_with("did:") {
            if did::DidUrl::parse(id).is_ok_and(|url| !url.path().is_empty() || url.query().is_some()) {
                let finding = Finding::undetermined(Reason::DidUnsupported).with("name", clipped(id));
                return self.derived.keep(id, Controller::Unusable(finding));
            }
            match did::derive(id) {
                Derived::Document(document) => return self.derived.keep(id, Controller::Document(document)),
                Derived::Invalid(_) => {
                    let unusable = Controller::Unusable(Finding::failed(Reason::DidSyntax));
                    return self.derived.keep(id, unusable);
                }
                Derived::Supply { fetch } => fetch,
            }
        } else {
            is_web(id).then(|| id.to_owned())
        };
        // The document of a DID may be supplied under the URL at which its method publishes it.
        let elsewhere = fetch.as_deref().filter(|url| *url != id);
        let published = elsewhere.and_then(|url| Some((url, self.resources.document_entry(url)?)));
        let limits = &self.policy.limits;
        let controller = match (self.resources.document_entry(id), published) {
            (Some(own), Some((url, other))) => agreed(id, own, url, other, limits),
            (Some(entry), None) | (None, Some((_, entry))) => read_controller(id, entry, limits),
            (None, None) => return self.derived.keep(id, Controller::Missing(fetch)),
        };
        self.supplied.keep(id, controller)
    }
}

/// The document that was supplied twice, if it is the same: which of two should count, nobody can say.
fn agreed(id: &str, own: &DocumentEntry, url: &str, other: &DocumentEntry, limits: &Limits) -> Controller {
    let is_same = own.bytes() == other.bytes()
        || matches!((own.json(limits), other.json(limits)), (Ok(own), Ok(other)) if canonical(&own) == canonical(&other));
    if is_same {
        return read_controller(id, own, limits);
    }
    let finding = Finding::undetermined(Reason::ResourceConflict).with("url", clipped(id)).with("other", clipped(url));
    Controller::Unusable(finding)
}

fn canonical(document: &Document<'_>) -> Option<String> {
    let mut text = String::new();
    json::canonicalize(document.root(), &mut text).ok().map(|()| text)
}

fn read_controller(id: &str, entry: &DocumentEntry, limits: &Limits) -> Controller {
    let json = match entry.json(limits) {
        Ok(json) => json,
        Err(error) => return Controller::Unusable(resource_finding(&error, id)),
    };
    let (found, controller) = match Supplied::from_json(json.root(), limits) {
        Ok(Supplied::Controller(document)) => (document.id().to_owned(), Controller::Document(document)),
        Ok(Supplied::Method(method)) => (method.id.clone(), Controller::Method(*method)),
        Err(error) => return Controller::Unusable(document_finding(&error, id)),
    };
    if same_url(&found, id) {
        controller
    } else {
        Controller::Unusable(Finding::failed(Reason::DidIdMismatch).with("expected", id).with("found", clipped(&found)))
    }
}

/// Whether a URL can be asked for over the web.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonld::{JsonLdError, Options, contexts, expand};

    const BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";

    /// The type that an achievement has under the contexts of a policy; nothing if its context is unknown.
    fn kind(pins: &[&str], supplied: Option<&str>) -> Option<String> {
        let mut policy = Policy::at(Timestamp::from_unix(1_795_262_400));
        policy.contexts =
            pins.iter().map(|hash| PinnedContext { url: BADGES.to_owned(), sha256: (*hash).to_owned() }).collect();
        let mut resources = Resources::default();
        supplied.into_iter().for_each(|text| resources.add_document(BADGES, text.into()).unwrap());
        let contexts = Contexts::pinned(&policy, &resources);
        let (loader, options, limits) = (contexts.loader(), Options::default(), Limits::default());
        let text = format!(r#"{{"@context": "{BADGES}", "@type": "Achievement", "@id": "urn:a"}}"#);
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        match expand(document.root(), &loader, &options, &limits) {
            Err(JsonLdError::UnknownContexts(_)) => None,
            expanded => Some(expanded.unwrap().to_json()),
        }
    }

    #[test]
    fn a_pinned_url_means_the_first_pinned_text_that_is_there() {
        let [newest, earlier, ..] = contexts::texts(BADGES) else { panic!("earlier texts") };
        let own = r#"{"@context": {"Achievement": "urn:own"}}"#;
        let hash = DigestAlgorithm::Sha256.hash(own.as_bytes()).to_hex();
        let other = DigestAlgorithm::Sha256.hash(b"other").to_hex();
        for (pins, supplied, want) in [
            (&[][..], None, Some("/spec/vc/ob/vocab.html#Achievement")),
            (&[], Some(own), Some("/spec/vc/ob/vocab.html#Achievement")),
            (&[newest.sha256], Some(own), Some("/spec/vc/ob/vocab.html#Achievement")),
            (&[earlier.sha256], None, Some("/spec/ob/vocab.html#Achievement")),
            (&[earlier.sha256, newest.sha256], None, Some("/spec/ob/vocab.html#Achievement")),
            (&[&other, newest.sha256], Some(own), Some("/spec/vc/ob/vocab.html#Achievement")),
            (&[&hash], Some(own), Some("urn:own")),
            (&[&other, &hash.to_uppercase()], Some(own), Some("urn:own")),
            (&[&hash, newest.sha256], Some(own), Some("urn:own")),
            (&[&hash, newest.sha256], None, Some("/spec/vc/ob/vocab.html#Achievement")),
            (&[&hash], None, None),
            (&[&other], Some(own), None),
        ] {
            let found = kind(pins, supplied);
            let holds = match (&found, want) {
                (Some(found), Some(want)) => found.contains(want),
                (found, want) => found.is_none() && want.is_none(),
            };
            assert!(holds, "{pins:?} {}: {found:?}", supplied.is_some());
        }
    }
}
