//! The networks that share Bitcoin's formats, by their [CAIP-2](https://chainagnostic.org/CAIPs/caip-2) identifiers, and the
//! consensus parameters in which they differ.

use super::header::target;
use super::uint256::Uint256;

/// A network.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// The main network, the only one whose blocks cost anything.
    Main,
    /// The third test network.
    Testnet3,
    /// The fourth test network ([BIP-94](https://github.com/bitcoin/bips/blob/master/bip-0094.mediawiki)).
    Testnet4,
    /// The test network whose blocks are signed ([BIP-325](https://github.com/bitcoin/bips/blob/master/bip-0325.mediawiki)).
    Signet,
    /// A network of one's own, for tests.
    Regtest,
}

/// Which prefixes addresses have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefixes {
    pub(super) key_hash: u8,
    pub(super) script_hash: u8,
    pub(super) segwit: &'static str,
}

/// How the target of a block follows from earlier blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Adjustment {
    /// Every 2,016 blocks, by the time they took.
    Periodic,
    /// Never.
    Never,
    /// By rules for test networks, which are not implemented.
    Unknown,
}

impl Network {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Main, Self::Testnet3, Self::Testnet4, Self::Signet, Self::Regtest];

    /// The network with this CAIP-2 identifier.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::Network;
    /// assert_eq!(Network::from_caip2("bip122:000000000019d6689c085ae165831e93"), Some(Network::Main));
    /// assert_eq!(Network::from_caip2("eip155:1"), None);
    /// ```
    #[must_use]
    pub fn from_caip2(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.caip2() == text)
    }

    /// The CAIP-2 identifier: `bip122:` and the first half of the first block's hash as it is shown.
    #[must_use]
    pub fn caip2(self) -> &'static str {
        match self {
            Self::Main => "bip122:000000000019d6689c085ae165831e93",
            Self::Testnet3 => "bip122:000000000933ea01ad0ee984209779ba",
            Self::Testnet4 => "bip122:00000000da84f2bafbbc53dee25a72ae",
            Self::Signet => "bip122:00000008819873e925422c1ff0f99f7c",
            Self::Regtest => "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
        }
    }

    pub(super) fn prefixes(self) -> Prefixes {
        match self {
            Self::Main => Prefixes { key_hash: 0x00, script_hash: 0x05, segwit: "bc" },
            Self::Regtest => Prefixes { segwit: "bcrt", ..Self::Testnet3.prefixes() },
            Self::Signet | Self::Testnet3 | Self::Testnet4 => {
                Prefixes { key_hash: 0x6f, script_hash: 0xc4, segwit: "tb" }
            }
        }
    }

    /// The largest target, in the compact form.
    pub(super) fn limit_bits(self) -> u32 {
        match self {
            Self::Main | Self::Testnet3 | Self::Testnet4 => 0x1d00_ffff,
            Self::Signet => 0x1e03_77ae,
            Self::Regtest => 0x207f_ffff,
        }
    }

    /// The largest target.
    pub(super) fn limit(self) -> Uint256 {
        target(self.limit_bits()).unwrap_or(Uint256::ZERO)
    }

    pub(super) fn adjustment(self) -> Adjustment {
        match self {
            Self::Main | Self::Signet => Adjustment::Periodic,
            Self::Testnet3 | Self::Testnet4 => Adjustment::Unknown,
            Self::Regtest => Adjustment::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::header::tests::raw;
    use super::super::{Header, id, id_text};
    use super::*;

    /// The first blocks, put together from their published parts; their hashes must meet their targets.
    #[test]
    fn identifiers_are_of_the_first_blocks() {
        let root = id("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b").unwrap();
        let root4 = id("7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e").unwrap();
        let cases = [
            (Network::Main, root, 1_231_006_505, 2_083_236_893),
            (Network::Testnet3, root, 1_296_688_602, 414_098_458),
            (Network::Testnet4, root4, 1_714_777_860, 393_743_547),
            (Network::Signet, root, 1_598_918_400, 52_613_770),
            (Network::Regtest, root, 1_296_688_602, 2),
        ];
        for (network, root, time, nonce) in cases {
            let header = Header::parse(&raw(&[0; 32], &root, time, network.limit_bits(), nonce)).unwrap();
            let shown = id_text(&header.hash());
            assert_eq!(network.caip2(), format!("bip122:{}", &shown[..32]));
            assert_eq!(header.check_work(network), Ok(()), "{network:?}");
            assert_eq!(Network::from_caip2(network.caip2()), Some(network));
        }
    }
}
