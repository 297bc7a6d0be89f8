//! ECDSA (FIPS 186-5) on P-256, P-384, P-521 and secp256k1, each with the hash that JOSE and Data Integrity give it.

use super::{KeyError, KeyType, SignatureError};
use p256::ecdsa::signature::Verifier;

/// A decompressed point on one of four curves.
#[derive(Clone, PartialEq)]
pub(super) enum Key {
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Secp256k1(k256::ecdsa::VerifyingKey),
}

impl Key {
    /// Reads a SEC1 point, compressed or not; the point at infinity, hybrid and compact forms are refused.
    pub(super) fn from_sec1(key_type: KeyType, bytes: &[u8]) -> Result<Self, KeyError> {
        if !matches!(bytes.first(), Some(2..=4)) {
            return Err(KeyError::Invalid);
        }
        let key = match key_type {
            KeyType::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P256).ok(),
            KeyType::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P384).ok(),
            KeyType::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::P521).ok(),
            KeyType::Secp256k1 => k256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).map(Self::Secp256k1).ok(),
            KeyType::Ed25519 | KeyType::Rsa => None,
        };
        key.ok_or(KeyError::Invalid)
    }

    /// Reads the two coordinates of a JWK, each exactly as long as the field.
    pub(super) fn from_coordinates(key_type: KeyType, x: &[u8], y: &[u8]) -> Result<Self, KeyError> {
        if x.len() != y.len() {
            return Err(KeyError::Invalid);
        }
        Self::from_sec1(key_type, &[&[4], x, y].concat())
    }

    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::P256(_) => KeyType::P256,
            Self::P384(_) => KeyType::P384,
            Self::P521(_) => KeyType::P521,
            Self::Secp256k1(_) => KeyType::Secp256k1,
        }
    }

    pub(super) fn bits(&self) -> u32 {
        match self {
            Self::P256(_) | Self::Secp256k1(_) => 256,
            Self::P384(_) => 384,
            Self::P521(_) => 521,
        }
    }

    pub(super) fn to_compressed(&self) -> Vec<u8> {
        self.to_sec1(true)
    }

    /// The coordinates, each exactly as long as the field.
    pub(super) fn to_coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        let point = self.to_sec1(false);
        let coordinates = point.get(1..).unwrap_or_default();
        let (x, y) = coordinates.split_at_checked(coordinates.len() / 2).unwrap_or_default();
        (x.to_vec(), y.to_vec())
    }

    #[cfg(feature = "anchors")]
    pub(super) fn to_uncompressed(&self) -> Vec<u8> {
        self.to_sec1(false)
    }

    fn to_sec1(&self, compress: bool) -> Vec<u8> {
        match self {
            Self::P256(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::P384(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::P521(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
            Self::Secp256k1(key) => key.to_sec1_point(compress).as_bytes().to_vec(),
        }
    }

    /// Checks `r ‖ s` in full width, `r` and `s` from 1 to n − 1, either half of the range.
    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let encoding = |_| SignatureError::Encoding;
        let verified = match self {
            Self::P256(key) => key.verify(message, &p256::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            Self::P384(key) => key.verify(message, &p384::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            Self::P521(key) => key.verify(message, &p521::ecdsa::Signature::from_slice(signature).map_err(encoding)?),
            // The curve's crate refuses high `s`, which is Bitcoin's rule; JOSE and Data Integrity have none.
            Self::Secp256k1(key) => {
                key.verify(message, &k256::ecdsa::Signature::from_slice(signature).map_err(encoding)?.normalize_s())
            }
        };
        verified.map_err(|_| SignatureError::Invalid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{PublicKey, SignatureAlgorithm, verify};

    const CURVES: [(KeyType, usize, &str); 4] = [
        (KeyType::P256, 32, "zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv"),
        (KeyType::P384, 48, "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9"),
        (
            KeyType::P521,
            66,
            "z2J9gaYxrKVpdoG9A4gRnmpnRCcxU6agDtFVVBVdn1JedouoZN7SzcyREXXzWgt3gGiwpoHq7K68X4m32D8HgzG8wv3sY5j7",
        ),
        (KeyType::Secp256k1, 32, "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"),
    ];

    fn key(multikey: &str) -> Key {
        let key = PublicKey::from_multikey(multikey).unwrap();
        Key::from_sec1(key.key_type(), &key.to_bytes()).unwrap()
    }

    #[test]
    fn reads_compressed_and_uncompressed_points_alike() {
        for (key_type, width, multikey) in CURVES {
            let key = key(multikey);
            let (x, y) = key.to_coordinates();
            assert_eq!((x.len(), y.len()), (width, width));
            assert!(Key::from_coordinates(key_type, &x, &y).unwrap() == key);
            assert_eq!(key.to_compressed().len(), width + 1);
        }
    }

    #[test]
    fn refuses_what_is_no_point() {
        for (key_type, width, multikey) in CURVES {
            let compressed = key(multikey).to_compressed();
            let (x, y) = key(multikey).to_coordinates();
            let with_tag = |tag: u8| [&[tag], &x[..], &y[..]].concat();
            let mut off_curve = with_tag(4);
            *off_curve.last_mut().unwrap() ^= 1;
            let cases = [
                ("nothing", vec![]),
                ("point at infinity", vec![0]),
                ("cut", compressed[..width].to_vec()),
                ("byte too many", [&compressed[..], &[0]].concat()),
                ("hybrid", with_tag(6)),
                ("hybrid, odd", with_tag(7)),
                ("compact", [&[5], &x[..]].concat()),
                ("compressed tag, both coordinates", with_tag(2)),
                ("uncompressed tag, one coordinate", [&[4], &x[..]].concat()),
                ("off the curve", off_curve),
                ("x not below the prime", [&[2], &vec![0xff; width][..]].concat()),
            ];
            for (name, bytes) in cases {
                assert_eq!(Key::from_sec1(key_type, &bytes).err(), Some(KeyError::Invalid), "{key_type}: {name}");
            }
            for (x, y) in [(&x[1..], &y[..]), (&x[..], &y[1..]), (&x[1..], &y[1..])] {
                assert_eq!(Key::from_coordinates(key_type, x, y).err(), Some(KeyError::Invalid), "{key_type}");
            }
        }
    }

    #[test]
    fn refuses_what_is_no_signature() {
        for (key_type, width, multikey) in CURVES {
            let key = key(multikey);
            let one = [&vec![0; width - 1][..], &[1]].concat();
            let (zero, large) = (vec![0; width], vec![0xff; width]);
            let cases = [
                ("r = 0", [&zero[..], &one].concat()),
                ("s = 0", [&one[..], &zero].concat()),
                ("r too large", [&large[..], &one].concat()),
                ("s too large", [&one[..], &large].concat()),
                ("short", [&one[..], &one[1..]].concat()),
                ("long", [&[0], &one[..], &one[..]].concat()),
                ("DER", vec![0x30, 6, 2, 1, 1, 2, 1, 1]),
                ("nothing", vec![]),
            ];
            for (name, signature) in cases {
                assert_eq!(key.verify(b"", &signature), Err(SignatureError::Encoding), "{key_type}: {name}");
            }
            assert_eq!(key.verify(b"", &[&one[..], &one].concat()), Err(SignatureError::Invalid), "{key_type}");
        }
    }

    #[test]
    fn accepts_both_halves_of_s() {
        use k256::ecdsa::{SigningKey, signature::Signer};
        let signer = SigningKey::from_slice(&[7; 32]).unwrap();
        let bytes = signer.verifying_key().to_sec1_point(true);
        let key = PublicKey::from_bytes(KeyType::Secp256k1, bytes.as_bytes()).unwrap();
        let low: k256::ecdsa::Signature = signer.sign(b"message");
        let (r, s) = low.split_scalars();
        let high = k256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
        assert_ne!(low, high);
        for signature in [low, high] {
            assert_eq!(verify(SignatureAlgorithm::Es256K, &key, b"message", &signature.to_bytes()), Ok(()));
            assert!(verify(SignatureAlgorithm::Es256K, &key, b"massage", &signature.to_bytes()).is_err());
        }
    }
}
