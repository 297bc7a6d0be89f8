//! Ed25519 ([RFC 8032](https://www.rfc-editor.org/rfc/rfc8032)) under one strict rule, the same in every language.
//!
//! Keys and `R` must be canonical and not of small order, `S` below the group order. Standards leave room here;
//! whoever accepts less than all cannot be told two stories by one signature.

use super::{KeyError, SignatureError};
use ed25519_dalek::{Signature, VerifyingKey};

/// A decompressed Ed25519 key.
#[derive(Clone, PartialEq)]
pub(super) struct Key(VerifyingKey);

impl Key {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| KeyError::Invalid)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Invalid)?;
        if key.is_weak() || !is_canonical(bytes) { Err(KeyError::Invalid) } else { Ok(Self(key)) }
    }

    pub(super) fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        let signature = Signature::from_slice(signature).map_err(|_| SignatureError::Encoding)?;
        self.0.verify_strict(message, &signature).map_err(|_| SignatureError::Invalid)
    }
}

/// Whether `y` is below the field's prime 2^255 − 19. The other second encodings, of x = 0, are of small order.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    *low < 0xed || high & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    const SMALL: &str = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa";
    const MIXED: &str = "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43";
    const MIXED_TOO: &str = "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d";
    const PLAIN: &str = "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623";
    const NEGATIVE_ZERO: &str = "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";

    fn hex(text: &str) -> Vec<u8> {
        HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    /// The twelve cases of *Taming the many `EdDSA`s* (Chalkias, Garillot, Nikolaenko 2020, section 5), in its order.
    #[test]
    fn edge_cases_have_one_answer() {
        let key = Err(None);
        let signature = Err(Some(SignatureError::Invalid));
        let cases = [
            (
                "S = 0, small A, small R",
                key,
                SMALL,
                "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a0000000000000000000000000000000000000000000000000000000000000000",
            ),
            (
                "small A, mixed R",
                key,
                SMALL,
                "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
            ),
            (
                "mixed A, small R",
                signature,
                MIXED,
                "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
            ),
            (
                "mixed A, mixed R, holds with and without cofactor",
                Ok(()),
                MIXED_TOO,
                "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
                "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
            ),
            (
                "mixed A, mixed R, holds with cofactor only",
                signature,
                MIXED_TOO,
                "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
            ),
            (
                "mixed A, holds with cofactor if reduced late",
                signature,
                MIXED_TOO,
                "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
                "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
            ),
            (
                "S above L",
                signature,
                PLAIN,
                "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
            ),
            (
                "S far above L",
                signature,
                PLAIN,
                "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
                "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa19427e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
            ),
            (
                "non-canonical R, reduced for the hash",
                signature,
                MIXED,
                "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff03be9678ac102edcd92b0210bb34d7428d12ffc5df5f37e359941266a4e35f0f",
            ),
            (
                "non-canonical R, as it is for the hash",
                signature,
                MIXED,
                "9bedc267423725d473888631ebf45988bad3db83851ee85c85e241a07d148b41",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffca8c5b64cd208982aa38d4936621a4775aa233aa0505711d8fdcfdaa943d4908",
            ),
            (
                "non-canonical A, reduced for the hash",
                key,
                NEGATIVE_ZERO,
                "e96b7021eb39c1a163b6da4e3093dcd3f21387da4cc4572be588fafae23c155b",
                "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
            ),
            (
                "non-canonical A, as it is for the hash",
                key,
                NEGATIVE_ZERO,
                "39a591f5321bbe07fd5a23dc2f39d025d74526615746727ceefd6e82ae65c06f",
                "a9d55260f765261eb9b84e106f665e00b867287a761990d7135963ee0a7d59dca5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
            ),
        ];
        for (name, want, key, message, signature) in cases {
            let got = Key::from_bytes(&hex(key)).map_err(|_| None);
            let got = got.and_then(|key| key.verify(&hex(message), &hex(signature)).map_err(Some));
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn refuses_every_key_of_small_order_and_every_second_encoding() {
        let order_eight = [SMALL, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"];
        let below_and_above_the_prime = (0xec..=0xff_u8).map(|low| {
            let mut y = [0xff; 32];
            (y[0], y[31]) = (low, 0x7f);
            y
        });
        let zero_and_one = [0, 1].map(|low| {
            let mut y = [0; 32];
            y[0] = low;
            y
        });
        let order_eight = order_eight.map(|text| <[u8; 32]>::try_from(hex(text)).unwrap());
        for mut y in order_eight.into_iter().chain(zero_and_one).chain(below_and_above_the_prime) {
            for sign in [0, 0x80] {
                y[31] = y[31] & 0x7f | sign;
                assert!(Key::from_bytes(&y).is_err(), "{}", HEXLOWER.encode(&y));
            }
        }
    }

    #[test]
    fn refuses_other_lengths() {
        let key = Key::from_bytes(&hex(PLAIN)).unwrap();
        for length in (0..130).filter(|length| *length != 64) {
            assert_eq!(key.verify(b"", &vec![1; length]), Err(SignatureError::Encoding), "{length}");
        }
        for length in (0..70).filter(|length| *length != 32) {
            assert!(Key::from_bytes(&hex(PLAIN).into_iter().cycle().take(length).collect::<Vec<_>>()).is_err());
        }
    }
}
