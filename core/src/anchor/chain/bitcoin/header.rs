//! Block headers: 80 bytes into the hash that names the block, the root of its transactions, its time and its work
//! ([reference](https://developer.bitcoin.org/reference/block_chain.html#block-headers)).

use super::bytes::Reader;
use super::network::Network;
use super::transaction::twice;
use super::uint256::Uint256;
use crate::limits::{Limit, LimitReached, Limits};
use crate::merkle::Hash;
use std::fmt;

/// The header of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    hash: Hash,
    previous: Hash,
    merkle_root: Hash,
    time: u32,
    bits: u32,
}

/// Why a header does not count.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// Its target is negative, zero or too large for 256 bits.
    Bits {
        /// The target in the compact form.
        bits: u32,
    },
    /// A header has 80 bytes.
    Length {
        /// How many there are.
        found: usize,
    },
    /// There are more headers than the limit.
    Limit(LimitReached),
    /// Its target is above the largest one of the network.
    TooEasy {
        /// The target in the compact form.
        bits: u32,
    },
    /// Its hash is above its target.
    Work,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bits { bits } => write!(f, "{bits:08x} is no target"),
            Self::Length { found } => write!(f, "a header has 80 bytes, not {found}"),
            Self::Limit(reached) => write!(f, "there are more than {} headers", reached.value),
            Self::TooEasy { bits } => write!(f, "the target {bits:08x} is above the largest one of the network"),
            Self::Work => f.write_str("the hash of the header is above its target"),
        }
    }
}

impl std::error::Error for HeaderError {}

/// The length of a header.
const LENGTH: usize = 80;

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// [`HeaderError::Length`]; any 80 bytes are a header, [`Header::check_work`] tells what it is worth.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::{Header, HeaderError};
    /// assert_eq!(Header::parse(&[0; 79]), Err(HeaderError::Length { found: 79 }));
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let wrong = HeaderError::Length { found: bytes.len() };
        if bytes.len() != LENGTH {
            return Err(wrong);
        }
        let mut reader = Reader::new(bytes);
        let mut read = || {
            reader.u32()?;
            let (previous, merkle_root) = (reader.array()?, reader.array()?);
            let (time, bits) = (reader.u32()?, reader.u32()?);
            Ok(Self { hash: twice(&[bytes]), previous, merkle_root, time, bits })
        };
        read().map_err(|_: super::bytes::ReadError| wrong)
    }

    /// Reads headers that follow each other without anything between them.
    ///
    /// # Errors
    /// [`HeaderError::Length`] if bytes are left over, [`HeaderError::Limit`] if there are more than `limits.headers`.
    pub fn parse_all(bytes: &[u8], limits: &Limits) -> Result<Vec<Self>, HeaderError> {
        within(bytes.len() / LENGTH, limits).map_err(HeaderError::Limit)?;
        bytes.chunks(LENGTH).map(Self::parse).collect()
    }

    /// The hash that names the block, in the order of the wire; [`super::id_text`] shows it.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The hash of the block before.
    #[must_use]
    pub fn previous(&self) -> Hash {
        self.previous
    }

    /// The root of the tree of the block's transactions.
    #[must_use]
    pub fn merkle_root(&self) -> Hash {
        self.merkle_root
    }

    /// The time that the miner wrote down, in seconds since 1970; loose, see [`super::Interval`].
    #[must_use]
    pub fn time(&self) -> u32 {
        self.time
    }

    /// The target in the compact form, `nBits`.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// The number that the hash must not exceed.
    ///
    /// # Errors
    /// [`HeaderError::Bits`] if the compact form stands for a negative number, for zero, or for one of more than 256 bits.
    pub fn target(&self) -> Result<Uint256, HeaderError> {
        target(self.bits).ok_or(HeaderError::Bits { bits: self.bits })
    }

    /// Checks that the hash meets the target, and that the target is one the network allows.
    ///
    /// That says how much work was done and nothing of which chain it was done for: a miner chooses the target.
    ///
    /// # Errors
    /// [`HeaderError`]: `Bits`, `TooEasy` or `Work`.
    pub fn check_work(&self, network: Network) -> Result<(), HeaderError> {
        self.meets(&network.limit())
    }

    pub(super) fn meets(&self, limit: &Uint256) -> Result<(), HeaderError> {
        let target = self.target()?;
        if target > *limit {
            return Err(HeaderError::TooEasy { bits: self.bits });
        }
        if Uint256::from_hash(&self.hash) > target { Err(HeaderError::Work) } else { Ok(()) }
    }
}

/// Whether so many headers are within the limit.
pub(super) fn within(count: usize, limits: &Limits) -> Result<(), LimitReached> {
    let fits = u32::try_from(count).is_ok_and(|count| count <= limits.headers);
    if fits { Ok(()) } else { Err(Limit::Headers.reached(limits.headers)) }
}

/// The number that the compact form stands for: a byte that counts bytes, then the three highest of them, of which the
/// highest bit is a sign ([reference](https://developer.bitcoin.org/reference/block_chain.html#target-nbits)).
pub(super) fn target(bits: u32) -> Option<Uint256> {
    let (size, digits) = (bits >> 24, bits & 0x007f_ffff);
    let target = match size.checked_sub(3) {
        Some(more) => Uint256::from(digits).shifted_left(more.saturating_mul(8)),
        None => Some(Uint256::from(digits).shifted_right(3_u32.saturating_sub(size).saturating_mul(8))),
    };
    target.filter(|target| bits & 0x0080_0000 == 0 && *target != Uint256::ZERO)
}

/// The compact form of a target, which keeps its highest bytes only.
pub(super) fn compact(target: &Uint256) -> u32 {
    let mut size = target.bits().div_ceil(8);
    let digits = |size: u32| match size.checked_sub(3) {
        Some(more) => target.shifted_right(more.saturating_mul(8)).low(),
        None => target.shifted_left(3_u32.saturating_sub(size).saturating_mul(8)).unwrap_or(Uint256::ZERO).low(),
    };
    // The highest bit is the sign's.
    if digits(size) & 0x0080_0000 != 0 {
        size = size.saturating_add(1);
    }
    size << 24 | digits(size)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::transaction::tests::hex;
    use super::super::{id, id_text};
    use super::*;

    pub(in super::super) fn raw(previous: &Hash, root: &Hash, time: u32, bits: u32, nonce: u32) -> Vec<u8> {
        let [version, time, bits, nonce] = [1, time, bits, nonce].map(u32::to_le_bytes);
        [&version[..], previous, root, &time, &bits, &nonce].concat()
    }

    /// Block 358391 of the main network.
    pub(in super::super) const STAMP: &str = "02000000b96394585a281b7e5f438fd1c9ed492645a1fd61cb3802040000000000000000007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a1e376755f58616186272def6";

    #[test]
    fn reads_a_published_header() {
        let header = Header::parse(&hex(STAMP)).unwrap();
        assert_eq!(id_text(&header.hash()), "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319");
        assert_eq!(id_text(&header.previous()), "0000000000000000040238cb61fda1452649edc9d18f435f7e1b285a589463b9");
        let root = id("8a1b66ecb7cbd07d8139a7e7d7f2c41aab1f5009b8364aaf61d03ad245e47e00");
        assert_eq!(Some(header.merkle_root()), root);
        assert_eq!((header.time(), header.bits()), (1_432_827_678, 0x1816_86f5));
        assert_eq!(header.check_work(Network::Main), Ok(()));
    }

    #[test]
    fn every_bit_is_work() {
        let bytes = hex(STAMP);
        for (at, bit) in (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(Header::parse(&changed).unwrap().check_work(Network::Main).is_err(), "byte {at}, bit {bit}");
        }
        for length in (0..200).filter(|length| *length != 80) {
            assert_eq!(Header::parse(&vec![0; length]), Err(HeaderError::Length { found: length }));
        }
    }

    #[test]
    fn reads_only_targets_that_are_positive_and_fit() {
        let cases = [
            (0x0112_3456, Some(0x12)),
            (0x0212_3456, Some(0x1234)),
            (0x0312_3456, Some(0x12_3456)),
            (0x0412_3456, Some(0x1234_5600)),
            (0x0100_3456, None),
            (0x0000_0000, None),
            (0x2000_0000, None),
            (0x0180_0001, None),
            (0x0492_3456, None),
            (0x1d80_ffff, None),
            (0x2212_3456, None),
            (0x2112_3456, None),
            (0x2300_0001, None),
            (0xff12_3456, None),
            (0xff00_0000, None),
        ];
        for (bits, want) in cases {
            assert_eq!(target(bits), want.map(Uint256::from), "{bits:08x}");
        }
        let top = |bits| target(bits).map(|target| target.bits());
        assert_eq!((top(0x207f_ffff), top(0x2100_ffff), top(0x2200_00ff)), (Some(255), Some(256), Some(256)));
    }

    #[test]
    fn the_compact_form_of_a_target_is_its_own() {
        for bits in [0x1d00_ffff, 0x1816_86f5, 0x207f_ffff, 0x1e03_77ae, 0x0300_8000, 0x0212_3400, 0x0400_8000] {
            assert_eq!(compact(&target(bits).unwrap()), bits, "{bits:08x}");
        }
        // The published examples of rounding.
        assert_eq!(compact(&Uint256::from(0x80)), 0x0200_8000);
        assert_eq!(compact(&Uint256::from(0x1234_5678)), 0x0412_3456);
    }

    #[test]
    fn refuses_work_that_the_network_does_not_count() {
        let easy = (0..).map(|nonce| Header::parse(&raw(&[1; 32], &[2; 32], 3, 0x207f_ffff, nonce)).unwrap());
        let header = easy.into_iter().find(|header| header.check_work(Network::Regtest).is_ok()).unwrap();
        assert_eq!(header.check_work(Network::Main), Err(HeaderError::TooEasy { bits: 0x207f_ffff }));
        let hard = Header::parse(&raw(&[1; 32], &[2; 32], 3, 0x1d00_ffff, 0)).unwrap();
        assert_eq!(hard.check_work(Network::Main), Err(HeaderError::Work));
        let none = Header::parse(&raw(&[1; 32], &[2; 32], 3, 0x0492_3456, 0)).unwrap();
        assert_eq!(none.check_work(Network::Regtest), Err(HeaderError::Bits { bits: 0x0492_3456 }));
    }

    #[test]
    fn reads_many_up_to_the_limit() {
        let limits = Limits { headers: 2, ..Limits::default() };
        assert_eq!(Header::parse_all(&[0; 160], &limits).map(|headers| headers.len()), Ok(2));
        assert_eq!(Header::parse_all(&[0; 240], &limits), Err(HeaderError::Limit(Limit::Headers.reached(2))));
        assert_eq!(Header::parse_all(&[0; 161], &limits), Err(HeaderError::Length { found: 1 }));
        assert_eq!(Header::parse_all(&[], &limits), Ok(Vec::new()));
    }
}
