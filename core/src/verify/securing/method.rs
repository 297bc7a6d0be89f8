//! Finds the key that a proof names: the method in its controller's document, for the purpose of the proof.

use crate::did::{self, MethodError, Relationship, VerificationMethod, same_url};
use crate::keys::{KeyError, PublicKey};
use crate::report::{CheckId, Finding, Need, Reason, clipped};

/// The media types of documents that hold keys.
pub(crate) const KEY_DOCUMENTS: &str = "application/did+json, application/json";
use crate::verify::session::{Controller, Session};

/// What is known of the method that a proof names.
pub(crate) struct Sought {
    /// How the search ended.
    pub(crate) method: Finding,
    /// Whether the controller lists the method for the purpose.
    pub(crate) relationship: Finding,
    /// The method, if there is one.
    pub(crate) found: Option<VerificationMethod>,
    /// The document that would decide, if it is not at hand.
    pub(crate) missing: Option<Need>,
}

impl Sought {
    pub(crate) fn nothing(method: Finding) -> Self {
        Self { method, relationship: Finding::not_reached(), found: None, missing: None }
    }

    /// The key, if the method was found and holds one.
    pub(crate) fn key(&self) -> Option<&PublicKey> {
        self.found.as_ref()?.key.as_ref().ok()
    }
}

/// Looks up `method`, a URL, under `relationship`
/// ([CID 1.0, section 3.3](https://www.w3.org/TR/cid-1.0/#retrieve-verification-method)).
pub(crate) fn find(session: &mut Session<'_>, method: &str, relationship: Relationship) -> Sought {
    let Some(id) = did::controller_of(method) else {
        return Sought::nothing(Finding::failed(Reason::DidSyntax));
    };
    match &*session.controller(id) {
        Controller::Document(document) => match document.find(method, relationship) {
            Ok(found) => usable(found.clone(), Finding::passed()),
            Err(MethodError::Relationship) => {
                let unlisted = Finding::failed(Reason::VmRelationship)
                    .with("document", clipped(id))
                    .with("method", clipped(method))
                    .with("relationship", relationship.name());
                let found = document.methods().find(|found| same_url(&found.id, method));
                match found {
                    Some(found) => usable(found.clone(), unlisted),
                    None => Sought { relationship: unlisted, ..Sought::nothing(Finding::not_reached()) },
                }
            }
            Err(error) => Sought::nothing(
                Finding::failed(method_reason(error)).with("document", clipped(id)).with("method", clipped(method)),
            ),
        },
        Controller::Method(found) => standing_alone(session, found.clone(), relationship),
        Controller::Missing(fetch) => missing(id, fetch.as_deref()),
        Controller::Unusable(finding) => Sought::nothing(finding.clone()),
    }
}

/// A key that stands alone counts only if its controller's document lists it.
fn standing_alone(session: &mut Session<'_>, method: VerificationMethod, relationship: Relationship) -> Sought {
    match &*session.controller(&method.controller) {
        Controller::Document(document) if document.authorization(&method, relationship).is_some() => {
            usable(method, Finding::passed())
        }
        Controller::Document(document) => {
            let unlisted = Finding::failed(Reason::VmRelationship)
                .with("document", clipped(document.id()))
                .with("method", clipped(&method.id))
                .with("relationship", relationship.name());
            usable(method, unlisted)
        }
        Controller::Missing(fetch) => missing(&method.controller, fetch.as_deref()),
        Controller::Method(_) => Sought::nothing(Finding::failed(Reason::VmController)),
        Controller::Unusable(finding) => Sought::nothing(finding.clone()),
    }
}

fn missing(id: &str, fetch: Option<&str>) -> Sought {
    let finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(id));
    Sought { missing: Some(Need::document(CheckId::ProofMethod, id, fetch, KEY_DOCUMENTS)), ..Sought::nothing(finding) }
}

fn usable(found: VerificationMethod, relationship: Finding) -> Sought {
    let method = match &found.key {
        Ok(_) => Finding::passed(),
        Err(error) => key_finding(error),
    };
    Sought { method, relationship, found: Some(found), missing: None }
}

fn key_finding(error: &KeyError) -> Finding {
    match error {
        KeyError::PrivateMaterial => Finding::failed(Reason::KeyPrivateMaterial),
        KeyError::Unsupported(name) => Finding::undetermined(Reason::KeyUnsupported).with("name", clipped(name)),
        KeyError::Weak => Finding::failed(Reason::KeyWeak),
        _ => Finding::failed(Reason::KeyInvalid),
    }
}

fn method_reason(error: MethodError) -> Reason {
    match error {
        MethodError::Ambiguous => Reason::VmAmbiguous,
        MethodError::Controller => Reason::VmController,
        MethodError::Malformed(_) => Reason::KeyInvalid,
        MethodError::Relationship => Reason::VmRelationship,
        _ => Reason::VmNotFound,
    }
}
