//! A running value, the operations that change it, and what they may cost.

use super::{Anchor, ChainpointErrorKind};
use crate::digest::DigestAlgorithm;
use crate::limits::{Limit, Limits};

/// What evaluating one proof has found and cost.
pub(super) struct Evaluation<'l> {
    pub(super) anchors: Vec<Anchor>,
    limits: &'l Limits,
    work: u32,
}

/// A value and how many operations led to it.
pub(super) struct Running {
    pub(super) bytes: Vec<u8>,
    depth: u32,
}

/// On which side bytes are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// A hash function, applied once or twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    Once(DigestAlgorithm),
    /// `sha-256-x2`, the hash of Bitcoin.
    Double,
}

impl Hash {
    /// The hash function that versions 2 to 5 call `name`; only the later ones know the double one.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(Self::Once(match name {
            "sha-224" => DigestAlgorithm::Sha224,
            "sha-256" => DigestAlgorithm::Sha256,
            "sha-384" => DigestAlgorithm::Sha384,
            "sha-512" => DigestAlgorithm::Sha512,
            "sha3-224" => DigestAlgorithm::Sha3_224,
            "sha3-256" => DigestAlgorithm::Sha3_256,
            "sha3-384" => DigestAlgorithm::Sha3_384,
            "sha3-512" => DigestAlgorithm::Sha3_512,
            "sha-256-x2" => return Some(Self::Double),
            _ => return None,
        }))
    }

    pub(super) fn hash(self, bytes: &[u8]) -> Vec<u8> {
        let digest = match self {
            Self::Once(algorithm) => algorithm.hash(bytes),
            Self::Double => DigestAlgorithm::Sha256.hash(DigestAlgorithm::Sha256.hash(bytes).as_bytes()),
        };
        digest.as_bytes().to_vec()
    }
}

impl<'l> Evaluation<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self { anchors: Vec::new(), limits, work: 0 }
    }

    /// The value that a proof starts from.
    pub(super) fn start(&mut self, bytes: &[u8]) -> Result<Running, ChainpointErrorKind> {
        self.copy(&Running { bytes: bytes.to_vec(), depth: 0 })
    }

    /// The value that a branch starts from.
    pub(super) fn copy(&mut self, from: &Running) -> Result<Running, ChainpointErrorKind> {
        self.spend(from.bytes.len())?;
        Ok(Running { bytes: from.bytes.clone(), depth: from.depth })
    }

    /// Puts `bytes` at a side of the value.
    pub(super) fn concat(&mut self, to: &mut Running, side: Side, bytes: &[u8]) -> Result<(), ChainpointErrorKind> {
        let length = to.bytes.len().saturating_add(bytes.len());
        if u32::try_from(length).map_or(true, |length| length > self.limits.ots_message) {
            return Err(ChainpointErrorKind::Limit(Limit::OtsMessage.reached(self.limits.ots_message)));
        }
        self.step(to, length)?;
        match side {
            Side::Left => drop(to.bytes.splice(..0, bytes.iter().copied())),
            Side::Right => to.bytes.extend_from_slice(bytes),
        }
        Ok(())
    }

    /// Replaces the value with its hash.
    pub(super) fn hash(&mut self, to: &mut Running, hash: Hash) -> Result<(), ChainpointErrorKind> {
        self.step(to, to.bytes.len())?;
        to.bytes = hash.hash(&to.bytes);
        Ok(())
    }

    /// Keeps an anchor.
    pub(super) fn anchor(&mut self, anchor: Anchor) -> Result<(), ChainpointErrorKind> {
        if u32::try_from(self.anchors.len()).map_or(true, |length| length >= self.limits.entries) {
            return Err(ChainpointErrorKind::Limit(Limit::Entries.reached(self.limits.entries)));
        }
        self.anchors.push(anchor);
        Ok(())
    }

    fn step(&mut self, to: &mut Running, bytes: usize) -> Result<(), ChainpointErrorKind> {
        to.depth = to.depth.saturating_add(1);
        if to.depth > self.limits.ots_depth {
            return Err(ChainpointErrorKind::Limit(Limit::OtsDepth.reached(self.limits.ots_depth)));
        }
        self.spend(bytes)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), ChainpointErrorKind> {
        self.work = self.work.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        if self.work > self.limits.ots_work {
            return Err(ChainpointErrorKind::Limit(Limit::OtsWork.reached(self.limits.ots_work)));
        }
        Ok(())
    }
}
