//! RSA moduli of the generator behind CVE-2017-15361 ("ROCA"), which can be factored.
//!
//! Its primes are powers of 65537 modulo the product of many small primes, so the moduli are too: a random modulus
//! passes this test with a probability of about 2^-27.

/// Primes modulo which the powers of 65537 are few.
const PRIMES: [u32; 17] = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

/// Whether the big-endian `modulus` has the flaw.
pub(super) fn is_affected(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power(remainder(modulus, *prime), *prime))
}

fn remainder(modulus: &[u8], prime: u32) -> u32 {
    let next = |rest: u32, byte: &u8| {
        rest.wrapping_mul(256).wrapping_add(u32::from(*byte)).checked_rem(prime).unwrap_or_default()
    };
    modulus.iter().fold(0, next)
}

/// Whether `residue` is a power of 65537 modulo `prime`.
fn is_power(residue: u32, prime: u32) -> bool {
    let powers = std::iter::successors(Some(1_u32), |power| {
        Some(power.wrapping_mul(65_537).checked_rem(prime).unwrap_or_default())
    });
    powers.take(157).any(|power| power == residue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_powers_of_65537_from_other_numbers() {
        let square = (65_537_u64 * 65_537).to_be_bytes();
        for flawed in [&[1][..], &[1, 0, 1], &square] {
            assert!(is_affected(flawed), "{flawed:?}");
        }
        let cube_but_one = (65_537_u64.pow(3) + 2).to_be_bytes();
        for sound in [&[][..], &[3], &[1, 0, 3], &cube_but_one] {
            assert!(!is_affected(sound), "{sound:?}");
        }
    }
}
