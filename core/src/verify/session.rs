//! What one verification knows: policy, resources, and what was learnt from them so far.

use super::checks::Finding;
use super::trace::Trace;
use crate::did::{self, ControllerDocument, Derived, Supplied, VerificationMethod, same_url};
use crate::digest::DigestAlgorithm;
use crate::json::Document;
use crate::policy::{PinnedContext, Policy};
use crate::report::{CheckId, Need, NeedKind, Reason};
use crate::resources::Resources;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The state of one verification, shared by the documents within its input.
#[derive(Debug)]
pub(super) struct Session<'v> {
    pub(super) policy: &'v Policy,
    /// SHA-256 of the policy's JSON text.
    pub(super) policy_digest: &'v str,
    pub(super) resources: &'v Resources,
    controllers: BTreeMap<String, Rc<Controller>>,
    /// How many secured documents may still be read.
    pub(super) documents_left: u32,
    /// What signatures are over, if the caller wants to see it.
    pub(super) trace: Option<Trace>,
}

/// What is known of the document of an identifier.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "it stands behind an Rc")]
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

impl<'v> Session<'v> {
    pub(super) fn new(policy: &'v Policy, policy_digest: &'v str, resources: &'v Resources) -> Self {
        Self {
            policy,
            policy_digest,
            resources,
            controllers: BTreeMap::new(),
            documents_left: policy.limits.documents,
            trace: None,
        }
    }

    /// The texts of the contexts that the policy pins and the resources hold, with their URLs.
    pub(super) fn pinned_contexts(&self) -> Vec<(&'v str, &'v [u8])> {
        let supplied = |pinned: &'v PinnedContext| {
            let text = self.resources.document(&pinned.url)?;
            let matches = DigestAlgorithm::Sha256.hash(text).to_hex() == pinned.sha256.to_ascii_lowercase();
            matches.then_some((pinned.url.as_str(), text))
        };
        self.policy.contexts.iter().filter_map(supplied).collect()
    }

    /// The SHA-256 of the text supplied for `url`, in hexadecimal.
    pub(super) fn supplied_hash(&self, url: &str) -> Option<String> {
        self.resources.document(url).map(|text| DigestAlgorithm::Sha256.hash(text).to_hex())
    }

    /// The document of the identifier `id`: a DID or another URL.
    pub(super) fn controller(&mut self, id: &str) -> Rc<Controller> {
        if let Some(known) = self.controllers.get(id) {
            return Rc::clone(known);
        }
        let controller = Rc::new(self.find_controller(id));
        self.controllers.insert(id.to_owned(), Rc::clone(&controller));
        controller
    }

    fn find_controller(&self, id: &str) -> Controller {
        let fetch = if id.starts_with("did:") {
            match did::derive(id) {
                Derived::Document(document) => return Controller::Document(document),
                Derived::Invalid(_) => return Controller::Unusable(Finding::failed(Reason::DidSyntax)),
                Derived::Supply { fetch } => fetch,
            }
        } else {
            is_web(id).then(|| id.to_owned())
        };
        match self.resources.document(id) {
            Some(bytes) => self.read_controller(id, bytes),
            None => Controller::Missing(fetch),
        }
    }

    fn read_controller(&self, id: &str, bytes: &[u8]) -> Controller {
        let unreadable = Finding::undetermined(Reason::ResourceMalformed).with("url", id);
        let Ok(json) = Document::parse(bytes, &self.policy.limits) else { return Controller::Unusable(unreadable) };
        let (found, controller) = match Supplied::from_json(json.root()) {
            Ok(Supplied::Controller(document)) => (document.id().to_owned(), Controller::Document(document)),
            Ok(Supplied::Method(method)) => (method.id.clone(), Controller::Method(*method)),
            Err(_) => return Controller::Unusable(unreadable),
        };
        if same_url(&found, id) {
            controller
        } else {
            Controller::Unusable(
                Finding::failed(Reason::DidIdMismatch).with("expected", id).with("found", clipped(&found)),
            )
        }
    }
}

/// Whether a URL can be asked for over the web.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A text from a document, short enough to be repeated in a report and without control characters.
pub(super) fn clipped(text: &str) -> String {
    const LONGEST: usize = 200;
    let plain = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    let mut clipped: String = text.chars().take(LONGEST).map(plain).collect();
    if text.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    clipped
}

/// The things that a verification lacks, each once, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(BTreeMap<(NeedKind, String), Need>);

impl Needs {
    /// Asks for the document at `key`, on behalf of a check.
    pub(super) fn document(
        &mut self,
        key: &str,
        fetch: Option<&str>,
        accept: &'static str,
        wanted_by: (CheckId, String),
    ) {
        self.add(Need {
            kind: NeedKind::Document,
            key: key.to_owned(),
            fetch: fetch.map(str::to_owned),
            accept: Some(accept),
            sha256: None,
            wanted_by: vec![wanted_by],
        });
    }

    /// Adds a need; one that is already there gains the checks that want it.
    pub(super) fn add(&mut self, need: Need) {
        let present = self
            .0
            .entry((need.kind, need.key.clone()))
            .or_insert_with(|| Need { wanted_by: Vec::new(), ..need.clone() });
        for wanted_by in need.wanted_by {
            if !present.wanted_by.contains(&wanted_by) {
                present.wanted_by.push(wanted_by);
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<Need> {
        self.0.into_values().collect()
    }
}
