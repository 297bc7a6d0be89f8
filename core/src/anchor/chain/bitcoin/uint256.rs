//! Numbers of 256 bits: targets, and the work that it takes to meet them.

use crate::merkle::Hash;
use std::fmt;

/// A number of 256 bits.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Uint256 {
    /// From the highest to the lowest, so that their order is the order of the numbers.
    limbs: [u32; 8],
}

impl PartialOrd for Uint256 {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Uint256 {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.limbs.cmp(&other.limbs)
    }
}

impl fmt::Display for Uint256 {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limbs.iter().try_for_each(|limb| write!(f, "{limb:08x}"))
    }
}

impl fmt::Debug for Uint256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{self}")
    }
}

impl From<u32> for Uint256 {
    fn from(number: u32) -> Self {
        Self { limbs: [0, 0, 0, 0, 0, 0, 0, number] }
    }
}

impl Uint256 {
    /// Zero.
    pub const ZERO: Self = Self { limbs: [0; 8] };

    const MAX: Self = Self { limbs: [u32::MAX; 8] };

    /// The number that a hash stands for: its first byte is the lowest.
    pub(super) fn from_hash(hash: &Hash) -> Self {
        let mut number = Self::ZERO;
        let (words, _) = hash.as_chunks::<4>();
        number.limbs.iter_mut().rev().zip(words).for_each(|(limb, word)| *limb = u32::from_le_bytes(*word));
        number
    }

    /// How many bits it takes to write it.
    pub(super) fn bits(&self) -> u32 {
        let mut above = 256_u32;
        for limb in self.limbs {
            if limb != 0 {
                return above.saturating_sub(limb.leading_zeros());
            }
            above = above.saturating_sub(32);
        }
        0
    }

    /// Itself times a power of two; `None` if that is too large.
    pub(super) fn shifted_left(mut self, count: u32) -> Option<Self> {
        if self.bits().saturating_add(count) > 256 && self != Self::ZERO {
            return None;
        }
        for _ in 0..count / 32 {
            self.limbs.rotate_left(1);
        }
        for _ in 0..count % 32 {
            self = self.doubled(0);
        }
        Some(self)
    }

    /// Itself divided by a power of two, rounded down.
    pub(super) fn shifted_right(mut self, count: u32) -> Self {
        for _ in 0..count.min(256) {
            let mut carry = 0;
            for limb in &mut self.limbs {
                (*limb, carry) = ((*limb >> 1) | carry << 31, *limb & 1);
            }
        }
        self
    }

    /// The lowest 32 bits.
    pub(super) fn low(&self) -> u32 {
        self.limbs.last().copied().unwrap_or_default()
    }

    /// Itself times `factor`, divided by `divisor` and rounded down; the largest number if that is too large.
    pub(super) fn scaled(&self, factor: u32, divisor: u32) -> Self {
        let mut product = [0_u32; 9];
        let mut carry = 0_u64;
        for (to, limb) in product.iter_mut().rev().zip(self.limbs.iter().rev().chain([&0])) {
            let sum = u64::from(*limb).saturating_mul(u64::from(factor)).saturating_add(carry);
            (*to, carry) = (low(sum), sum >> 32);
        }
        let mut rest = 0_u64;
        for limb in &mut product {
            let part = rest << 32 | u64::from(*limb);
            *limb = low(part.checked_div(u64::from(divisor)).unwrap_or(u64::MAX));
            rest = part.checked_rem(u64::from(divisor)).unwrap_or(0);
        }
        match product.split_first_chunk() {
            Some(([0], limbs)) => Self { limbs: limbs.try_into().unwrap_or_default() },
            _ => Self::MAX,
        }
    }

    /// The sum, or the largest number if that is too large.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let (mut sum, mut carry) = (Self::ZERO, 0_u64);
        for (to, (a, b)) in sum.limbs.iter_mut().zip(self.limbs.iter().zip(&other.limbs)).rev() {
            carry = u64::from(*a).saturating_add(u64::from(*b)).saturating_add(carry);
            (*to, carry) = (low(carry), carry >> 32);
        }
        if carry == 0 { sum } else { Self::MAX }
    }

    /// How many hashes it takes on average to find one that is not larger: 2²⁵⁶ ÷ (itself + 1), rounded down.
    pub(super) fn work(&self) -> Self {
        // The dividend has 257 bits: (2²⁵⁶ − 1 − t) ÷ (t + 1) + 1 is the same and has not.
        let divisor = self.plus(&Self::from(1));
        let mut dividend = *self;
        dividend.limbs.iter_mut().for_each(|limb| *limb = !*limb);
        if *self == Self::MAX {
            return Self::from(1);
        }
        let (mut quotient, mut rest) = (Self::ZERO, Self::ZERO);
        for limb in dividend.limbs {
            for bit in (0..u32::BITS).rev() {
                let overflows = rest.bits() == 256;
                rest = rest.doubled((limb >> bit) & 1);
                let fits = overflows || rest >= divisor;
                quotient = quotient.doubled(u32::from(fits));
                if fits {
                    rest = rest.wrapping_minus(&divisor);
                }
            }
        }
        quotient.plus(&Self::from(1))
    }

    /// Twice itself plus the lowest bit; the highest is lost.
    fn doubled(mut self, mut carry: u32) -> Self {
        for limb in self.limbs.iter_mut().rev() {
            (*limb, carry) = (*limb << 1 | carry, *limb >> 31);
        }
        self
    }

    fn wrapping_minus(mut self, other: &Self) -> Self {
        let mut borrow = false;
        for (limb, other) in self.limbs.iter_mut().zip(&other.limbs).rev() {
            let (difference, first) = limb.overflowing_sub(*other);
            let (difference, second) = difference.overflowing_sub(u32::from(borrow));
            (*limb, borrow) = (difference, first || second);
        }
        self
    }
}

/// The lower half.
fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(exponent: u32) -> Uint256 {
        Uint256::from(1).shifted_left(exponent).unwrap()
    }

    #[test]
    fn shifts() {
        for exponent in 0..256 {
            let one = power(exponent);
            assert_eq!((one.bits(), one.shifted_right(exponent)), (exponent + 1, Uint256::from(1)));
            assert_eq!(one.shifted_left(256 - exponent), None, "{exponent}");
        }
        assert_eq!(Uint256::from(0xff00).shifted_right(300), Uint256::ZERO);
        assert_eq!(Uint256::ZERO.shifted_left(300), Some(Uint256::ZERO));
    }

    #[test]
    fn orders_as_numbers() {
        assert!(power(255) > power(254) && power(32) > Uint256::from(u32::MAX) && power(0) > Uint256::ZERO);
        let mut hash = [0; 32];
        hash[31] = 0x80;
        assert_eq!(Uint256::from_hash(&hash), power(255));
        assert_eq!(Uint256::from_hash(&[0xff; 32]), Uint256::MAX);
        assert_eq!(power(33).to_string(), format!("{:064x}", 1_u64 << 33));
    }

    #[test]
    fn adds_and_scales() {
        assert_eq!(Uint256::from(u32::MAX).plus(&Uint256::from(1)), power(32));
        assert_eq!(Uint256::MAX.plus(&Uint256::from(1)), Uint256::MAX);
        assert_eq!(power(200).scaled(12, 4), power(201).plus(&power(200)));
        assert_eq!(power(255).scaled(8, 16), power(254));
        assert_eq!(power(255).scaled(2, 1), Uint256::MAX);
        assert_eq!(Uint256::from(7).scaled(1, 2), Uint256::from(3));
        assert_eq!(Uint256::MAX.scaled(u32::MAX, u32::MAX), Uint256::MAX);
    }

    #[test]
    fn knows_the_work() {
        let less_one = |number: Uint256| number.wrapping_minus(&Uint256::from(1));
        for exponent in 1..=255 {
            assert_eq!(less_one(power(exponent)).work(), power(256 - exponent), "{exponent}");
        }
        assert_eq!((Uint256::MAX.work(), less_one(Uint256::MAX).work()), (Uint256::from(1), Uint256::from(1)));
        assert_eq!(power(255).work(), Uint256::from(1));
        // The work of the first block, as nodes report it.
        let first = Uint256::from(0xffff).shifted_left(208).unwrap();
        assert_eq!(
            first.work(),
            Uint256::from_hash(&{
                let mut hash = [0; 32];
                hash[..5].copy_from_slice(&[1, 0, 1, 0, 1]);
                hash
            })
        );
    }
}
