//! A proof object into its options ([Data Integrity, section 2.1](https://www.w3.org/TR/vc-data-integrity/#proofs)).

use super::suites::{NamedBy, ProofValue, Suite};
use crate::json::{NodeId, Value};

/// The members of a proof that its verification reads, by their plain names.
#[derive(Clone, Copy, Debug)]
pub struct ProofOptions<'d> {
    value: Value<'d>,
}

/// A member of a proof that is missing, or that has another form than the standard gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

/// Why a proof does not hold the signature that its suite asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureFault {
    /// This member is missing, no string, or a second signature.
    Malformed(&'static str),
    /// The signature stands in a member of other suites.
    Misplaced {
        /// The member of this suite.
        expected: &'static str,
        /// The member that is there.
        found: &'static str,
    },
}

/// What a proof says about its own suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedSuite<'d> {
    /// One that we verify.
    Known(&'static Suite),
    /// One that we do not.
    Unknown(&'d str),
}

/// The members that hold a signature: never part of what is signed.
pub const SIGNATURE_MEMBERS: [&str; 3] = ["proofValue", "jws", "signatureValue"];

impl<'d> ProofOptions<'d> {
    /// Reads the options of a proof object.
    #[must_use]
    pub fn new(value: Value<'d>) -> Self {
        Self { value }
    }

    /// The proof object itself.
    #[must_use]
    pub fn value(&self) -> Value<'d> {
        self.value
    }

    /// The suite that the proof names.
    ///
    /// # Errors
    /// [`Malformed`] if it names none.
    pub fn suite(&self) -> Result<NamedSuite<'d>, Malformed> {
        let kind = self.text("type")?.ok_or(Malformed("type"))?;
        let (named_by, name) = match kind {
            "DataIntegrityProof" => (NamedBy::Cryptosuite, self.text("cryptosuite")?.ok_or(Malformed("cryptosuite"))?),
            _ => (NamedBy::Type, kind),
        };
        Ok(Suite::find(named_by, name).map_or(NamedSuite::Unknown(name), NamedSuite::Known))
    }

    /// The text of a member; nothing if it is absent.
    ///
    /// # Errors
    /// [`Malformed`] if it is no string.
    pub fn text(&self, name: &'static str) -> Result<Option<&'d str>, Malformed> {
        self.value.get(name).map(|value| value.as_str().ok_or(Malformed(name))).transpose()
    }

    /// A set of strings, written as one or as an array of distinct ones; empty if the member is absent.
    ///
    /// # Errors
    /// [`Malformed`] if it is anything else.
    pub fn texts(&self, name: &'static str) -> Result<Vec<&'d str>, Malformed> {
        let Some(value) = self.value.get(name) else { return Ok(Vec::new()) };
        let mut texts = Vec::new();
        for item in value.items_or_self() {
            let text = item.as_str().filter(|text| !texts.contains(text)).ok_or(Malformed(name))?;
            texts.push(text);
        }
        if texts.is_empty() { Err(Malformed(name)) } else { Ok(texts) }
    }

    /// The place and text of the signature.
    ///
    /// # Errors
    /// [`SignatureFault`] if it is missing, no string, accompanied by a second one, or in the member of other suites.
    pub fn signature(&self, kind: ProofValue) -> Result<(NodeId, &'d str), SignatureFault> {
        let name = match kind {
            ProofValue::Base58Btc => "proofValue",
            ProofValue::DetachedJws => "jws",
        };
        let other = SIGNATURE_MEMBERS.into_iter().find(|other| *other != name && self.value.get(other).is_some());
        match (self.value.get(name), other) {
            (Some(_), Some(second)) => Err(SignatureFault::Malformed(second)),
            (None, Some(found)) => Err(SignatureFault::Misplaced { expected: name, found }),
            (None, None) => Err(SignatureFault::Malformed(name)),
            (Some(value), None) => value.as_str().map(|text| (value.id(), text)).ok_or(SignatureFault::Malformed(name)),
        }
    }
}
