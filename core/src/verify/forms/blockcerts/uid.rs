//! Whether whoever made the entry also signed the name of a certificate of the first generation.

use crate::anchor::blockcerts_1::{Blockcerts1Error, verify_uid};
use crate::anchor::chain::bitcoin::{Address, MessageError};
use crate::json::Value;
use crate::keys::SignatureAlgorithm;
use crate::limits::Limit;
use crate::report::{Finding, Reason};
use crate::verify::securing::judged::Judged;
use crate::verify::session::{Session, spend};
use crate::verify::steps::SignedBy;

/// Compares the key that signed the `uid` with the addresses that made the entries.
pub(super) fn judge(session: &mut Session<'_>, certificate: Value<'_>, anchor: &Judged<'_>) -> Finding {
    let Some(SignedBy::Addresses(entries)) = &anchor.signed_by else { return Finding::not_reached() };
    let algorithm = SignatureAlgorithm::Es256K.name();
    if !session.policy.accepts_algorithm(algorithm) {
        return Finding::failed(Reason::ProofNotAccepted).with("name", algorithm);
    }
    if spend(&mut session.left.signatures, entries.len()).is_none() {
        return Finding::limit(Limit::InputSignatures.reached(session.policy.limits.input_signatures));
    }
    let signed = |address: &str| match Address::parse(address) {
        Ok(address) => verify_uid(certificate, &address),
        Err(_) => Err(Blockcerts1Error::Message(MessageError::Address)),
    };
    entries.iter().find_map(|entry| signed(&entry.address).err()).map_or_else(Finding::passed, fault)
}

fn fault(error: Blockcerts1Error) -> Finding {
    match error {
        Blockcerts1Error::Member(name) => Finding::failed(Reason::ProofMalformed).with("name", name),
        Blockcerts1Error::Unsupported(name) => Finding::undetermined(Reason::ProofUnsupported).with("name", name),
        Blockcerts1Error::Message(MessageError::Encoding) => Finding::failed(Reason::SignatureEncoding),
        Blockcerts1Error::Message(_) => Finding::failed(Reason::SignatureInvalid),
    }
}
