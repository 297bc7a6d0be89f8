//! The verification method that an anchor names.
//!
//! No hash covers what such a proof says of itself, so a name proves nothing. It must be there all the same, as in every
//! proof of Data Integrity, and be true: the method is its controller's, for the purpose of the proof, and its key is behind
//! the address that made the entry.

use super::binding::controls;
use super::issuer::{self, Published};
use super::judged::Judged;
use super::method;
use crate::did::{self, VerificationMethod, same_url};
use crate::proof::data_integrity::Malformed;
use crate::report::{CheckId, Finding, Reason, clipped};
use crate::verify::securing::signature::malformed;
use crate::verify::session::{Controller, Session, is_web};
use crate::verify::steps::{Entry, SignedBy};

/// The scheme of methods that are addresses.
const ADDRESS: &str = "ecdsa-koblitz-pubkey:";

/// Judges the method that an anchor names. `issuer` is whom the document names.
pub(crate) fn judge(session: &mut Session<'_>, judged: &mut Judged<'_>, issuer: Option<&str>) {
    let Some(stated) = judged.value.map(|proof| proof.get("verificationMethod")) else { return };
    let finding = match stated {
        Some(stated) if stated.is_object() => Finding::failed(Reason::VmEmbedded),
        Some(stated) => match stated.as_str() {
            Some(name) => return named(session, judged, name, issuer),
            None => malformed(Malformed("verificationMethod")),
        },
        None => malformed(Malformed("verificationMethod")),
    };
    judged.set(CheckId::ProofMethod, finding);
}

fn named(session: &mut Session<'_>, judged: &mut Judged<'_>, name: &str, issuer: Option<&str>) {
    match name.rsplit_once(ADDRESS) {
        Some((profile, _)) => judged.set(CheckId::ProofMethod, of_profile(profile, issuer)),
        None if is_without_methods(session, name, issuer) => judged.set(CheckId::ProofMethod, Finding::absent()),
        None => looked_up(session, judged, name),
    }
}

/// An address as a method: by itself, or of a profile, which must be the issuer's. The address was compared with the entry's.
fn of_profile(profile: &str, issuer: Option<&str>) -> Finding {
    let profile = profile.strip_suffix('#').unwrap_or(profile);
    if profile.is_empty() || issuer.is_some_and(|issuer| same_url(profile, issuer)) {
        Finding::passed()
    } else {
        Finding::failed(Reason::VmController)
    }
}

/// Whether a method is one of the issuer's own profile, and that lists addresses only: then its name says no more than whose
/// it is, as the issuers of the first certificates of this generation have it.
fn is_without_methods(session: &mut Session<'_>, name: &str, issuer: Option<&str>) -> bool {
    let own = issuer.filter(|issuer| did::controller_of(name).is_some_and(|controller| same_url(controller, issuer)));
    let Some(issuer) = own.filter(|issuer| is_web(issuer)) else { return false };
    match issuer::profile(session, issuer) {
        // Its methods bear another name; whether it is the issuer's, `issuer.binding` says.
        Published::Other(..) => return true,
        Published::Profile(profile) if !same_url(&profile.id, issuer) => return true,
        _ => {}
    }
    match &*session.controller(issuer) {
        Controller::Document(document) => document.methods().next().is_none(),
        _ => false,
    }
}

/// A method in a document, as of every proof.
fn looked_up(session: &mut Session<'_>, judged: &mut Judged<'_>, name: &str) {
    let sought = method::find(session, name, judged.relationship);
    let account = sought.found.as_ref().and_then(|found| found.account.as_ref());
    let finding = if account.is_some() { Finding::passed() } else { sought.method.clone() };
    judged.set(CheckId::ProofMethod, finding);
    judged.set(CheckId::ProofRelationship, sought.relationship.clone());
    sought.missing.into_iter().for_each(|missing| judged.need(missing));
    let entries = match &judged.signed_by {
        Some(SignedBy::Addresses(entries)) => entries.as_slice(),
        Some(SignedBy::Anybody) => return,
        None => &[],
    };
    // They stand in the order of the entries.
    let mut entries = entries.iter();
    for step in judged.steps.iter_mut().filter(|step| step.id == CheckId::AnchorSigner) {
        let (method, entry) = (sought.found.as_ref(), entries.next());
        if step.finding.is_passed() {
            step.finding = compared(method, entry, &step.finding, name);
        }
    }
}

/// How it ends that an address made an entry, once it is held against the method that the proof names.
fn compared(method: Option<&VerificationMethod>, entry: Option<&Entry>, made: &Finding, name: &str) -> Finding {
    let Some((method, entry)) = method.zip(entry) else { return Finding::not_reached() };
    if is_behind(method, entry) {
        return made.clone();
    }
    let finding = Finding::failed(Reason::AnchorIssuer).with("found", entry.address.as_str());
    finding.with("expected", clipped(name))
}

/// Whether a method stands for the address that made an entry: by its key, or as an account.
fn is_behind(method: &VerificationMethod, entry: &Entry) -> bool {
    match (&method.key, &method.account) {
        (Ok(key), _) => controls(key, entry),
        (Err(_), Some(account)) => same_url(account, &format!("{}:{}", entry.chain, entry.address)),
        (Err(_), None) => false,
    }
}
