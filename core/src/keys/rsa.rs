//! RSASSA-PKCS1-v1_5 and RSASSA-PSS ([RFC 8017](https://www.rfc-editor.org/rfc/rfc8017)) with SHA-256, the two that JOSE names RS256 and PS256.

use super::{KeyError, SignatureAlgorithm, SignatureError, roca};
use crate::digest::DigestAlgorithm;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPublicKey};
use spki::der::{Decode, Reader, SliceReader, asn1::UintRef};

/// A modulus and exponent of sound size.
#[derive(PartialEq)]
pub(super) struct Key(RsaPublicKey);

impl Key {
    /// Reads a PKCS#1 `RSAPublicKey` in DER.
    pub(super) fn from_pkcs1(bytes: &[u8]) -> Result<Self, KeyError> {
        let (n, e) = pkcs1(bytes).map_err(|_| KeyError::Encoding)?;
        Self::from_components(n.as_bytes(), e.as_bytes())
    }

    /// Reads modulus and exponent, both big-endian without leading zeros.
    pub(super) fn from_components(n: &[u8], e: &[u8]) -> Result<Self, KeyError> {
        if n.first().is_none_or(|byte| *byte == 0) || e.first().is_none_or(|byte| *byte == 0) {
            return Err(KeyError::Encoding);
        }
        let exponent = e.iter().try_fold(0_u32, |value, byte| value.checked_mul(256)?.checked_add(u32::from(*byte)));
        let sound = exponent.is_some_and(|value| value >= 65_537 && value % 2 == 1);
        if !sound || n.len() > 1_024 || bit_length(n) < 2_048 || roca::is_affected(n) {
            return Err(KeyError::Weak);
        }
        let (n, e) = (BoxedUint::from_be_slice_vartime(n), BoxedUint::from_be_slice_vartime(e));
        RsaPublicKey::new_with_size_limits(n, e, 2_048..=8_192).map(Self).map_err(|_| KeyError::Invalid)
    }

    pub(super) fn bits(&self) -> u32 {
        self.0.n().bits_vartime()
    }

    /// Modulus and exponent, both big-endian without leading zeros.
    pub(super) fn components(&self) -> (Vec<u8>, Vec<u8>) {
        let trim = |number: &BoxedUint| number.to_be_bytes().iter().copied().skip_while(|byte| *byte == 0).collect();
        (trim(self.0.n()), trim(self.0.e()))
    }

    pub(super) fn to_pkcs1(&self) -> Vec<u8> {
        let (n, e) = self.components();
        tlv(0x30, &[integer(&n), integer(&e)].concat())
    }

    pub(super) fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        if signature.len() != self.0.size() {
            return Err(SignatureError::Encoding);
        }
        let digest = DigestAlgorithm::Sha256.hash(message);
        let verified = match algorithm {
            SignatureAlgorithm::Rs256 => {
                self.0.verify(Pkcs1v15Sign::new::<sha2::Sha256>(), digest.as_bytes(), signature)
            }
            SignatureAlgorithm::Ps256 => {
                self.0.verify(Pss::<sha2::Sha256>::new_with_salt(32), digest.as_bytes(), signature)
            }
            _ => return Err(SignatureError::KeyType),
        };
        verified.map_err(|_| SignatureError::Invalid)
    }
}

fn pkcs1(bytes: &[u8]) -> Result<(UintRef<'_>, UintRef<'_>), spki::der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let numbers =
        reader.sequence(|reader| Ok::<_, spki::der::Error>((UintRef::decode(reader)?, UintRef::decode(reader)?)))?;
    reader.finish()?;
    Ok(numbers)
}

fn bit_length(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros());
    number.len().saturating_mul(8).saturating_sub(usize::try_from(leading).unwrap_or_default())
}

/// A DER `INTEGER` of a positive number without leading zeros.
fn integer(number: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if number.first().is_some_and(|byte| *byte >= 0x80) { &[0] } else { &[] };
    tlv(2, &[sign, number].concat())
}

/// A DER element: tag, length and content.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length: Vec<u8> = content.len().to_be_bytes().iter().copied().skip_while(|byte| *byte == 0).collect();
    let short = content.len() < 0x80;
    let marker = if short { None } else { u8::try_from(length.len()).ok().map(|count| count | 0x80) };
    std::iter::once(tag).chain(marker).chain(length).chain(content.iter().copied()).collect()
}
