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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{KeyType, PublicKey, verify};

    /// 2048 bits, from the test vectors of did:key.
    const MULTIKEY: &str = "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxezRVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1mKYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXbRMZa3i";

    fn key() -> PublicKey {
        PublicKey::from_multikey(MULTIKEY).unwrap()
    }

    #[test]
    fn writes_back_what_it_read() {
        assert_eq!((key().to_multikey().as_str(), key().bits()), (MULTIKEY, 2_048));
        let pkcs1 = key().to_bytes();
        assert_eq!(PublicKey::from_bytes(KeyType::Rsa, &pkcs1).unwrap().to_bytes(), pkcs1);
    }

    #[test]
    fn refuses_unsound_components() {
        const E: &[u8] = &[1, 0, 1];
        let (n, _) = Key::from_pkcs1(&key().to_bytes()).unwrap().components();
        let ones = |bytes: usize| vec![0xff; bytes];
        let even = [&n[..255], &[n[255] & 0xfe]].concat();
        let cases: [(&str, Vec<u8>, &[u8], KeyError); 14] = [
            ("nothing", vec![], E, KeyError::Encoding),
            ("no exponent", n.clone(), &[], KeyError::Encoding),
            ("zero before the modulus", [&[0], &n[..]].concat(), E, KeyError::Encoding),
            ("zero before the exponent", n.clone(), &[0, 1, 0, 1], KeyError::Encoding),
            ("1024 bits", ones(128), E, KeyError::Weak),
            ("2047 bits", [&[0x7f], &n[1..]].concat(), E, KeyError::Weak),
            ("8193 bits", [&[1], &ones(1_024)[..]].concat(), E, KeyError::Weak),
            ("even modulus", even, E, KeyError::Invalid),
            ("exponent 1", n.clone(), &[1], KeyError::Weak),
            ("exponent 3", n.clone(), &[3], KeyError::Weak),
            ("exponent 65535", n.clone(), &[0xff, 0xff], KeyError::Weak),
            ("even exponent", n.clone(), &[1, 0, 2], KeyError::Weak),
            ("exponent of 33 bits", n.clone(), &[1, 0, 0, 0, 1], KeyError::Weak),
            ("as large as the modulus", n.clone(), &n, KeyError::Weak),
        ];
        for (name, n, e, want) in cases {
            assert_eq!(Key::from_components(&n, e).err(), Some(want), "{name}");
        }
        for e in [&[1, 0, 1][..], &[1, 0, 3], &[0xff, 0xff, 0xff, 0xff]] {
            assert!(Key::from_components(&n, e).is_ok(), "{e:?}");
        }
        assert!(Key::from_components(&ones(1_024), E).is_ok(), "8192 bits");
    }

    #[test]
    fn refuses_der_that_it_would_not_write() {
        let der = key().to_bytes();
        let cases = [
            ("nothing", vec![]),
            ("cut", der[..der.len() - 1].to_vec()),
            ("byte too many", [&der[..], &[0]].concat()),
            ("long length", [&[0x30, 0x83, 0], &der[2..]].concat()),
            ("another tag", [&[0x31], &der[1..]].concat()),
            ("indefinite length", [&[0x30, 0x80], &der[4..], &[0, 0]].concat()),
            ("negative modulus", {
                let mut der = der.clone();
                der[8] = 0xff;
                der
            }),
        ];
        for (name, bytes) in cases {
            assert_eq!(Key::from_pkcs1(&bytes).err(), Some(KeyError::Encoding), "{name}");
        }
    }

    #[test]
    fn signatures_are_as_long_as_the_modulus() {
        for algorithm in [SignatureAlgorithm::Ps256, SignatureAlgorithm::Rs256] {
            for length in [0, 1, 255, 257, 512] {
                let got = verify(algorithm, &key(), b"", &vec![1; length]);
                assert_eq!(got, Err(SignatureError::Encoding), "{length}");
            }
            for byte in [0, 1, 0xff] {
                assert_eq!(verify(algorithm, &key(), b"", &[byte; 256]), Err(SignatureError::Invalid), "{byte}");
            }
        }
        assert_eq!(verify(SignatureAlgorithm::Es256, &key(), b"", &[1; 256]), Err(SignatureError::KeyType));
    }
}
