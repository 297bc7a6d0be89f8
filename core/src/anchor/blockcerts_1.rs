//! Blockcerts 1.2: a receipt beside the document, and within the document a message that the issuer's key signed.
//!
//! The receipt leads from the hash of `document` to a Bitcoin transaction ([`super::merkle_proof_2017`]); the message is the
//! assertion's `uid`. Its signature is part of what is hashed, so it adds only that the key agreed to that name. What the
//! hash of the document is, and which addresses are the issuer's, is not known here.

use super::chain::bitcoin::{Address, MessageError, verify_message};
use super::ladder;
use super::merkle_proof::{self, MerkleProof, MerkleProofError};
use super::merkle_proof_2017::{self, Form};
use crate::json::Value;
use crate::limits::Limits;
use crate::merkle::Hash;
use std::fmt;

/// Why the message of a certificate does not count.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blockcerts1Error {
    /// A member is missing or of the wrong kind.
    Member(&'static str),
    /// The message was not signed with the key of the address.
    Message(MessageError),
    /// Another attribute than the `uid` is said to be signed, or in another way.
    Unsupported(&'static str),
}

impl fmt::Display for Blockcerts1Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => write!(f, "{name} is missing or of the wrong kind"),
            Self::Message(error) => error.fmt(f),
            Self::Unsupported(name) => write!(f, "{name} has a value that is not known"),
        }
    }
}

impl std::error::Error for Blockcerts1Error {}

/// Reads the receipt of a certificate and compares it with the hash of its document. `address` is the issuer's.
pub(crate) fn read(certificate: Value<'_>, address: Option<&str>, target: &Hash, limits: &Limits) -> ladder::Proof {
    merkle_proof::ladder(decode(certificate, address, limits), target)
}

/// Reads the receipt of a certificate. `address` is the issuer's.
///
/// # Errors
/// [`MerkleProofError`] with the first fault.
pub fn decode(certificate: Value<'_>, address: Option<&str>, limits: &Limits) -> Result<MerkleProof, MerkleProofError> {
    let receipt = certificate.get("receipt").ok_or(MerkleProofError::Member("receipt"))?;
    merkle_proof_2017::decode(receipt, Form::Receipt, address, limits)
}

/// Checks that the key of `address` signed the `uid` of the certificate.
///
/// # Errors
/// [`Blockcerts1Error`] if it did not, or if that cannot be told.
pub fn verify_uid(certificate: Value<'_>, address: &Address) -> Result<(), Blockcerts1Error> {
    let document = member(certificate, "document")?;
    let verify = member(document, "verify")?;
    if text(verify, "type")? != "ECDSA(secp256k1)" {
        return Err(Blockcerts1Error::Unsupported("type"));
    }
    if text(verify, "attribute-signed")? != "uid" {
        return Err(Blockcerts1Error::Unsupported("attribute-signed"));
    }
    let uid = text(member(document, "assertion")?, "uid")?;
    verify_message(address, uid.as_bytes(), text(document, "signature")?).map_err(Blockcerts1Error::Message)
}

fn member<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, Blockcerts1Error> {
    object.get(name).ok_or(Blockcerts1Error::Member(name))
}

fn text<'d>(object: Value<'d>, name: &'static str) -> Result<&'d str, Blockcerts1Error> {
    member(object, name)?.as_str().ok_or(Blockcerts1Error::Member(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::report::{Finding, Reason};

    /// The message and signature are from the tests of Bitcoin's own software.
    const CERTIFICATE: &str = r#"{"document":{"assertion":{"uid":"Trust no one"},"verify":{"type":"ECDSA(secp256k1)","attribute-signed":"uid"},"signature":"IPojfrX2dfPnH26UegfbGQQLrdK844DlHq5157/P6h57WyuS/Qsl+h/WSVGDF4MUi4rWSswW38oimDYfNNUBUOk="}}"#;

    fn verified(text: &str) -> Result<(), Blockcerts1Error> {
        let address = Address::parse("15CRxFdyRpGZLW9w8HnHvVduizdL5jKNbs").unwrap();
        verify_uid(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root(), &address)
    }

    #[test]
    fn the_issuer_s_key_signed_the_uid() {
        assert_eq!(verified(CERTIFICATE), Ok(()));
        let cases = [
            ("Trust no one", "Trust everyone", Blockcerts1Error::Message(MessageError::Address)),
            ("IPojfrX2", "IPojfrX", Blockcerts1Error::Message(MessageError::Encoding)),
            ("ECDSA(secp256k1)", "ECDSA(secp256r1)", Blockcerts1Error::Unsupported("type")),
            (r#"":"uid""#, r#"":"id""#, Blockcerts1Error::Unsupported("attribute-signed")),
            (r#""document""#, r#""documents""#, Blockcerts1Error::Member("document")),
            (r#""verify""#, r#""verified""#, Blockcerts1Error::Member("verify")),
            (r#""type""#, r#""types""#, Blockcerts1Error::Member("type")),
            (r#""attribute-signed""#, r#""signed""#, Blockcerts1Error::Member("attribute-signed")),
            (r#""assertion""#, r#""assertions""#, Blockcerts1Error::Member("assertion")),
            (r#""Trust no one""#, "7", Blockcerts1Error::Member("uid")),
            (r#""signature""#, r#""signatures""#, Blockcerts1Error::Member("signature")),
        ];
        for (from, to, want) in cases {
            let text = CERTIFICATE.replace(from, to);
            assert_ne!(text, CERTIFICATE, "{from}");
            assert_eq!(verified(&text), Err(want), "{text}");
        }
    }

    #[test]
    fn reads_the_receipt() {
        let limits = Limits::default();
        let hash = "01".repeat(32);
        let text = format!(
            r#"{{"receipt":{{"type":"ChainpointSHA256v2","targetHash":"{hash}","merkleRoot":"{hash}","proof":[],"anchors":[{{"type":"BTCOpReturn","sourceId":"{hash}"}}]}}}}"#
        );
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let rungs = read(document.root(), Some("15CRxFdyRpGZLW9w8HnHvVduizdL5jKNbs"), &[1; 32], &limits);
        assert!([&rungs.encoding, &rungs.target, &rungs.path].iter().all(|finding| finding.is_passed()), "{rungs:?}");
        assert!(matches!(&rungs.anchors[0].place, ladder::Place::Transaction { chain, .. } if chain.is_main));
        let document = Document::parse(b"{}", &limits).unwrap();
        let rungs = read(document.root(), None, &[1; 32], &limits);
        assert_eq!(rungs.encoding, Finding::failed(Reason::ProofEncoding));
    }
}
