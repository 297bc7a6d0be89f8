//! RSA in a build without the feature `rsa`: a key that cannot exist, so that every road to it says so.

use super::{KeyError, SignatureAlgorithm, SignatureError};

/// A type without values.
#[derive(PartialEq)]
pub(super) enum Key {}

impl Key {
    pub(super) fn from_pkcs1(_: &[u8]) -> Result<Self, KeyError> {
        Err(KeyError::unsupported("RSA"))
    }

    pub(super) fn from_components(_: &[u8], _: &[u8]) -> Result<Self, KeyError> {
        Err(KeyError::unsupported("RSA"))
    }

    pub(super) fn bits(&self) -> u32 {
        match *self {}
    }

    pub(super) fn to_pkcs1(&self) -> Vec<u8> {
        match *self {}
    }

    pub(super) fn components(&self) -> (Vec<u8>, Vec<u8>) {
        match *self {}
    }

    pub(super) fn verify(&self, _: SignatureAlgorithm, _: &[u8], _: &[u8]) -> Result<(), SignatureError> {
        match *self {}
    }
}
