//! Is the key that signed one that the issuer publishes for this purpose? A key in the document itself says nothing.

use super::climb::{Climb, Entry, SignedBy};
use super::proof::{Judged, key_finding, key_instant};
use super::session::{Controller, Session};
use crate::did::{Authorization, Relationship, VerificationMethod, same_url};
use crate::keys::PublicKey;
use crate::report::{Finding, Reason, clipped};

/// How the question ended, and the document that would decide it if nobody supplied it.
pub(super) struct Binding {
    pub(super) finding: Finding,
    pub(super) missing: Option<(String, Option<String>)>,
}

impl From<Finding> for Binding {
    fn from(finding: Finding) -> Self {
        Self { finding, missing: None }
    }
}

/// Ties the key of a judged proof to `issuer`, the identifier of who issued or holds the document.
pub(super) fn bind(session: &mut Session<'_>, judged: &Judged<'_>, issuer: Option<&str>) -> Binding {
    let Some(issuer) = issuer else { return Finding::undetermined(Reason::IssuerMissing).into() };
    if let Some((missing, fetch)) = &judged.missing {
        let finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(missing));
        return Binding { finding, missing: Some((missing.clone(), fetch.clone())) };
    }
    let Some(method) = &judged.method else { return Finding::undetermined(Reason::CheckNotReached).into() };
    match &*session.controller(issuer) {
        Controller::Document(document) => {
            let authorization = document.authorization(method, judged.relationship);
            published(session, judged, method, authorization, issuer).into()
        }
        Controller::Method(own) if same_url(&own.id, &method.id) => unpublished(method).into(),
        Controller::Method(_) => mismatch(issuer, method).into(),
        Controller::Missing(None) if !issuer.starts_with("did:") && !issuer.starts_with("urn:") => {
            unpublished(method).into()
        }
        Controller::Missing(fetch) => Binding {
            finding: Finding::undetermined(Reason::ResourceMissing).with("url", clipped(issuer)),
            missing: Some((issuer.to_owned(), fetch.clone())),
        },
        Controller::Unusable(finding) => finding.clone().into(),
    }
}

/// Ties the addresses that made the entries of an anchor to `issuer`: each must be that of a key which it publishes.
pub(super) fn bind_entries(session: &mut Session<'_>, climb: &Climb, issuer: Option<&str>) -> Binding {
    let Some(issuer) = issuer else { return Finding::undetermined(Reason::IssuerMissing).into() };
    let entries = match &climb.binding {
        None => return Finding::undetermined(Reason::CheckNotReached).into(),
        Some(SignedBy::Anybody) => return Finding::not_applicable(Reason::PolicyNotRequested).into(),
        Some(SignedBy::Addresses(entries)) => entries,
    };
    match &*session.controller(issuer) {
        Controller::Document(document) => {
            let keys = || document.methods_under(Relationship::AssertionMethod).filter_map(|one| one.key.as_ref().ok());
            let stranger = entries.iter().find(|entry| !keys().any(|key| controls(key, entry)));
            match stranger {
                None => Finding::passed().with("document", clipped(issuer)).into(),
                Some(entry) => Finding::failed(Reason::IssuerMismatch)
                    .with("document", clipped(issuer))
                    .with("method", entry.address.as_str())
                    .into(),
            }
        }
        Controller::Method(_) => {
            Finding::undetermined(Reason::IssuerUnpublished).with("method", clipped(issuer)).into()
        }
        Controller::Missing(fetch) => Binding {
            finding: Finding::undetermined(Reason::ResourceMissing).with("url", clipped(issuer)),
            missing: Some((issuer.to_owned(), fetch.clone())),
        },
        Controller::Unusable(finding) => finding.clone().into(),
    }
}

/// Whether a key is behind the address that made an entry.
#[cfg(feature = "anchors")]
fn controls(key: &PublicKey, entry: &Entry) -> bool {
    crate::anchor::chain::controls(entry.chain, &entry.address, key)
}

/// Without anchors there are no entries.
#[cfg(not(feature = "anchors"))]
fn controls(_: &PublicKey, _: &Entry) -> bool {
    false
}

/// What the issuer's document says of the method; where it holds the key itself, its dates hold as well.
fn published(
    session: &Session<'_>,
    judged: &Judged<'_>,
    method: &VerificationMethod,
    authorization: Option<Authorization<'_>>,
    issuer: &str,
) -> Finding {
    match authorization {
        None => mismatch(issuer, method).with("relationship", judged.relationship.name()),
        Some(Authorization::Listed) => Finding::passed().with("document", clipped(issuer)),
        Some(Authorization::Method(own)) => {
            // Without an instant `proof.key_period` says that nothing proves one.
            let instant = key_instant(session, judged.value).unwrap_or_else(|| session.policy.at.clone());
            match key_finding(own, &instant.minus_seconds(session.policy.clock_skew)) {
                finding if finding.is_passed() => finding.with("document", clipped(issuer)),
                finding => finding,
            }
        }
    }
}

fn mismatch(issuer: &str, method: &VerificationMethod) -> Finding {
    Finding::failed(Reason::IssuerMismatch).with("document", clipped(issuer)).with("method", clipped(&method.id))
}

fn unpublished(method: &VerificationMethod) -> Finding {
    Finding::undetermined(Reason::IssuerUnpublished).with("method", clipped(&method.id))
}
