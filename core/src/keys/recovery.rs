//! The public key behind a recoverable ECDSA signature on secp256k1 ([SEC 1, section 4.1.6](https://www.secg.org/sec1-v2.pdf)).
//!
//! Ledger accounts are hashes of keys: a transaction carries no key, only a signature that names one. What an address is,
//! and which message was signed, is not known here.

use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use std::fmt;

/// Whether the upper half of the range of `s` is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HighS {
    /// Either half: a second signature of the same message by the same key says nothing else.
    Accept,
    /// Only the lower half, which is a rule of Ethereum transactions ([EIP-2](https://eips.ethereum.org/EIPS/eip-2)).
    Refuse,
}

/// Why a signature names no key.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryError {
    /// `s` lies in the upper half of its range.
    HighS,
    /// No point of the curve belongs to `r`, or the key would be the point at infinity.
    NoKey,
    /// `r` or `s` is zero, or not below the order of the curve.
    Scalar,
}

impl fmt::Display for RecoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HighS => "the signature's s lies in the upper half of its range",
            Self::NoKey => "the signature belongs to no public key",
            Self::Scalar => "the signature's r or s lies outside its range",
        })
    }
}

impl std::error::Error for RecoveryError {}

/// The two coordinates of the key that signed `prehash` with `r ‖ s`, given whether the y of its ephemeral point is odd.
///
/// The form in which `r` is the reduced x of a point is not taken: no ledger of ours has it.
///
/// # Errors
/// [`RecoveryError`] if there is no such key.
pub fn recover_secp256k1(
    prehash: &[u8; 32],
    signature: &[u8; 64],
    odd_y: bool,
    high_s: HighS,
) -> Result<[u8; 64], RecoveryError> {
    let signature = Signature::from_slice(signature).map_err(|_| RecoveryError::Scalar)?;
    let low = signature.normalize_s();
    let flipped = low != signature;
    if flipped && high_s == HighS::Refuse {
        return Err(RecoveryError::HighS);
    }
    // Taking the negative of `s` takes the negative of the ephemeral point too, and with it the other y.
    let id = RecoveryId::new(odd_y != flipped, false);
    let key = VerifyingKey::recover_from_prehash(prehash, &low, id).map_err(|_| RecoveryError::NoKey)?;
    let point = key.to_sec1_point(false);
    let coordinates = point.as_bytes().get(1..).and_then(|bytes| bytes.try_into().ok());
    coordinates.ok_or(RecoveryError::NoKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::DigestAlgorithm;
    use data_encoding::HEXLOWER;

    fn bytes<const N: usize>(hex: &str) -> [u8; N] {
        HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
    }

    /// The signature of the example transaction of EIP-155 and the public key of its private key `46…46`.
    const PREHASH: &str = "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53";
    const R: &str = "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276";
    const S: &str = "67cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
    const KEY: &str = "4bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382ce28cab79ad7119ee1ad3ebcdb98a16805211530ecc6cfefa1b88e6dff99232a";

    #[test]
    fn recovers_the_key_of_the_example() {
        let signature = bytes(&[R, S].concat());
        assert_eq!(recover_secp256k1(&bytes(PREHASH), &signature, false, HighS::Refuse), Ok(bytes(KEY)));
        assert_ne!(recover_secp256k1(&bytes(PREHASH), &signature, true, HighS::Refuse), Ok(bytes(KEY)));
        let other = DigestAlgorithm::Sha256.hash(b"another").as_bytes().try_into().unwrap();
        assert_ne!(recover_secp256k1(&other, &signature, false, HighS::Refuse), Ok(bytes(KEY)));
    }

    #[test]
    fn the_upper_half_is_the_same_signature() {
        let s = k256::ecdsa::Signature::from_slice(&bytes::<64>(&[R, S].concat())).unwrap();
        let (r, s) = (s.r(), -*s.s());
        let high: [u8; 64] = Signature::from_scalars(*r, s).unwrap().to_bytes().into();
        assert_eq!(recover_secp256k1(&bytes(PREHASH), &high, true, HighS::Accept), Ok(bytes(KEY)));
        assert_eq!(recover_secp256k1(&bytes(PREHASH), &high, true, HighS::Refuse), Err(RecoveryError::HighS));
    }

    #[test]
    fn refuses_scalars_out_of_range_and_points_that_are_none() {
        let zero = "00".repeat(32);
        let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        // 5 is the x of no point: 5³ + 7 is no square.
        let five = format!("{:0>64}", "5");
        for (r, s, want) in [
            (zero.as_str(), S, RecoveryError::Scalar),
            (R, zero.as_str(), RecoveryError::Scalar),
            (order, S, RecoveryError::Scalar),
            (R, order, RecoveryError::Scalar),
            (five.as_str(), S, RecoveryError::NoKey),
        ] {
            let signature = bytes(&[r, s].concat());
            assert_eq!(recover_secp256k1(&bytes(PREHASH), &signature, false, HighS::Accept), Err(want), "{r} {s}");
        }
    }
}
