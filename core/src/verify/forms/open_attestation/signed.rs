//! Issuers that issue by a signature of their DID: a personal message of Ethereum over the bytes of the Merkle root.

use super::contract::OF_LEDGERS;
use super::hashed::{Hashed, hidden};
use super::identity::{bind_method, is_of};
use crate::anchor::chain::controls;
use crate::anchor::chain::ethereum::{Address, PersonalSignatureError, recover_personal};
use crate::anchor::open_attestation::Hash;
use crate::anchor::open_attestation::issuance::{Issuer, Signature};
use crate::did::{ControllerDocument, MethodError, Relationship, VerificationMethod, same_url};
use crate::limits::Limit;
use crate::policy::EthrOwner;
use crate::report::{CheckId, Finding, Need, Outcome, Reason, clipped};
use crate::verify::claims::period::{key_instant, period_finding};
use crate::verify::securing::judged::Judged;
use crate::verify::securing::method::KEY_DOCUMENTS;
use crate::verify::session::{Controller, Session, spend};
use data_encoding::HEXLOWER_PERMISSIVE;

/// What a policy calls signatures with secp256k1.
const ALGORITHM: &str = "ES256K";

/// Judges the signatures of the DID `did`; `named` is its verification method, if the document names one.
pub(super) fn judge(
    session: &mut Session<'_>,
    hashed: &Hashed,
    issuer: &Issuer,
    did: &str,
    named: Option<&str>,
    signatures: &[Signature<'_>],
) -> Judged<'static> {
    let mut judged = Judged::of_issuer(issuer.at.clone().into(), false);
    without_ledger(&mut judged);
    let is_own = |signature: &&Signature<'_>| match named {
        Some(named) => same_url(signature.method, named),
        None => is_of(signature.method, did),
    };
    let own: Vec<_> = signatures.iter().filter(is_own).collect();
    let Some(root) = hashed.root() else {
        judged.step(CheckId::AnchorSigner, Finding::not_reached());
        judged.step(CheckId::IssuerBinding, Finding::not_reached());
        return judged;
    };
    let Some(first) = own.first() else {
        judged.step(CheckId::AnchorSigner, Finding::failed(Reason::ProofMissing));
        judged.step(CheckId::IssuerBinding, Finding::not_reached());
        return judged;
    };
    // Of several that claim to be of one key, none may be wrong.
    let findings: Vec<_> = own.iter().map(|signature| signer(session, root, signature, &mut judged)).collect();
    let with = |outcome| findings.iter().find(|finding| finding.outcome == outcome);
    let signer = with(Outcome::Failed).or_else(|| with(Outcome::Undetermined)).or_else(|| findings.first());
    let signer = signer.cloned().unwrap_or_else(Finding::not_reached);
    bind_method(session, hashed, issuer, did, first.method, &signer, &mut judged);
    // Any key of the DID would do, if the one that the document names were hidden.
    let signer = if named.is_none() && signer.is_passed() && hashed.may_withhold() { hidden("key") } else { signer };
    judged.step(CheckId::AnchorSigner, signer);
    judged
}

/// Writes down that there is no entry in a ledger.
fn without_ledger(judged: &mut Judged<'_>) {
    OF_LEDGERS.into_iter().for_each(|id| judged.step(id, Finding::absent()));
}

/// Whether a signature is by the method that it names.
fn signer(session: &mut Session<'_>, root: &Hash, signature: &Signature<'_>, judged: &mut Judged<'_>) -> Finding {
    let algorithms = session.policy.algorithms.as_ref();
    if algorithms.is_some_and(|accepted| !accepted.iter().any(|name| name == ALGORITHM)) {
        return Finding::failed(Reason::ProofNotAccepted).with("name", ALGORITHM);
    }
    if spend(&mut session.left.signatures, 1).is_none() {
        return Finding::limit(Limit::InputSignatures.reached(session.policy.limits.input_signatures));
    }
    let digits = signature.value.strip_prefix("0x").unwrap_or_default();
    let Ok(bytes) = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()) else {
        return Finding::failed(Reason::SignatureEncoding);
    };
    match recover_personal(root, &bytes) {
        Ok(address) => holder(session, signature, &address, judged),
        Err(PersonalSignatureError::Length(_) | PersonalSignatureError::RecoveryId(_)) => {
            Finding::failed(Reason::SignatureEncoding)
        }
        Err(_) => Finding::failed(Reason::SignatureInvalid),
    }
}

/// Whether the account behind `address` is that of the verification method that a signature names.
fn holder(session: &mut Session<'_>, signature: &Signature<'_>, address: &Address, judged: &mut Judged<'_>) -> Finding {
    let method = signature.method;
    let did = method.split_once('#').map_or(method, |(did, _)| did);
    if session.policy.ethr_owner == EthrOwner::Derived
        && session.resources.document_entry(did).is_none()
        && let Some(account) = default_account(method)
    {
        return compare(&account, address).with("derived", true);
    }
    match &*session.controller(did) {
        Controller::Document(document) => published(session, document, signature, address),
        Controller::Method(_) => Finding::undetermined(Reason::IssuerUnpublished).with("method", clipped(method)),
        Controller::Missing(fetch) => {
            judged.need(Need::document(CheckId::AnchorSigner, did, fetch.as_deref(), KEY_DOCUMENTS));
            Finding::undetermined(Reason::ResourceMissing).with("url", clipped(did))
        }
        Controller::Unusable(finding) => finding.clone(),
    }
}

fn compare(expected: &Address, found: &Address) -> Finding {
    if expected == found {
        Finding::passed().with("address", found.to_string())
    } else {
        Finding::failed(Reason::AnchorIssuer).with("found", found.to_string()).with("expected", expected.to_string())
    }
}

/// The account of `did:ethr` as long as its registry holds nothing else: the one that the identifier names
/// ([ethr DID method](https://github.com/decentralized-identity/ethr-did-resolver/blob/master/doc/did-method-spec.md)).
///
/// An owner that changed is known only from the registry, so the document that it leads to is asked for unless the policy
/// does without it, and comes first if it is at hand.
fn default_account(method: &str) -> Option<Address> {
    let (did, fragment) = method.split_once('#')?;
    let account = did.strip_prefix("did:ethr:")?.rsplit(':').next()?;
    let account = Address::parse(&account.to_ascii_lowercase()).ok()?;
    (fragment == "controller").then_some(account)
}

fn published(
    session: &Session<'_>,
    document: &ControllerDocument,
    signature: &Signature<'_>,
    address: &Address,
) -> Finding {
    let method = signature.method;
    let own = match document.find(method, Relationship::AssertionMethod) {
        Ok(own) => own,
        Err(MethodError::Relationship) => {
            return Finding::failed(Reason::VmRelationship)
                .with("document", clipped(document.id()))
                .with("method", clipped(method))
                .with("relationship", Relationship::AssertionMethod.name());
        }
        Err(_) => {
            let not_found = Finding::failed(Reason::VmNotFound);
            return not_found.with("document", clipped(document.id())).with("method", clipped(method));
        }
    };
    let instant = key_instant(session, signature.created, session.stamped.as_ref());
    let in_force = period_finding(own, instant.as_ref());
    if !matches!(in_force.outcome, Outcome::NotApplicable | Outcome::Passed) {
        return in_force;
    }
    if holds(own, address) {
        Finding::passed().with("address", address.to_string())
    } else {
        Finding::failed(Reason::AnchorIssuer).with("found", address.to_string()).with("expected", clipped(&own.id))
    }
}

/// Whether a method stands for an account: by its name (CAIP-10), or by its key.
fn holds(method: &VerificationMethod, address: &Address) -> bool {
    let stated = method.account.as_deref().filter(|account| account.starts_with("eip155:"));
    let stated = stated.and_then(|account| account.rsplit(':').next());
    let stated = stated.and_then(|account| Address::parse(&account.to_ascii_lowercase()).ok());
    match (stated, &method.key) {
        (Some(stated), _) => stated == *address,
        (None, Ok(key)) => controls("eip155:1", &address.to_string(), key),
        (None, Err(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_its_own_default() {
        let account = "0xe712878f6e8d5d4f9e87e10da604f9cb564c9a89";
        let want = Address::parse(account).unwrap();
        for (method, want) in [
            (format!("did:ethr:{account}#controller"), Some(want)),
            ("did:ethr:0xE712878f6E8d5d4F9e87E10DA604F9cB564C9a89#controller".to_owned(), Some(want)),
            (format!("did:ethr:sepolia:{account}#controller"), Some(want)),
            (format!("did:ethr:{account}#delegate-1"), None),
            (format!("did:ethr:{account}"), None),
            (format!("did:web:{account}#controller"), None),
            ("did:ethr:0x1#controller".to_owned(), None),
        ] {
            assert_eq!(default_account(&method), want, "{method}");
        }
    }
}
