//! The chains by name: one row says what formats call a chain, and what CAIP-2 calls it.

use crate::policy::Policy;

/// A chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    /// Its CAIP-2 identifier; of mock chains, a name of ours.
    pub(crate) caip2: &'static str,
    pub(crate) family: Family,
    /// Whether entries in it cost something that matters: only these count unless the policy names others.
    pub(crate) is_main: bool,
}

/// How a chain works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Bitcoin,
    Ethereum,
    /// No chain: proofs made for tests.
    Mock,
}

/// The chains: the name that Blockcerts gives a chain (`blink:<chain>:<network>` without `blink:`), and the row.
const CHAINS: &[(&str, Chain)] = &[
    ("btc:mainnet", main("bip122:000000000019d6689c085ae165831e93", Family::Bitcoin)),
    ("btc:testnet", test("bip122:000000000933ea01ad0ee984209779ba", Family::Bitcoin)),
    ("btc:regtest", test("bip122:0f9188f13cb7b2c71f2a335e3a4fc328", Family::Bitcoin)),
    ("eth:mainnet", main("eip155:1", Family::Ethereum)),
    ("eth:ropsten", test("eip155:3", Family::Ethereum)),
    ("eth:rinkeby", test("eip155:4", Family::Ethereum)),
    ("eth:goerli", test("eip155:5", Family::Ethereum)),
    ("eth:sepolia", test("eip155:11155111", Family::Ethereum)),
    ("mtc:mainnet", main("eip155:137", Family::Ethereum)),
    ("mtc:mumbai", test("eip155:80001", Family::Ethereum)),
    ("mtc:amoy", test("eip155:80002", Family::Ethereum)),
    ("base:mainnet", main("eip155:8453", Family::Ethereum)),
    ("base:sepolia", test("eip155:84532", Family::Ethereum)),
    ("mocknet", test("mock:blockcerts", Family::Mock)),
];

const fn main(caip2: &'static str, family: Family) -> Chain {
    Chain { caip2, family, is_main: true }
}

const fn test(caip2: &'static str, family: Family) -> Chain {
    Chain { caip2, family, is_main: false }
}

impl Chain {
    /// The chain of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        CHAINS.iter().find(|(known, _)| *known == name).map(|(_, chain)| *chain)
    }

    /// All of them, those for tests included.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        CHAINS.iter().map(|(_, chain)| *chain)
    }

    /// Whether the policy counts what is in it: it names the chain or, if it names none, the chain is a main one.
    pub(crate) fn is_accepted(&self, policy: &Policy) -> bool {
        match &policy.anchors.chains {
            None => self.is_main,
            Some(accepted) => accepted.iter().any(|chain| chain == self.caip2),
        }
    }

    /// The chain with that CAIP-2 identifier.
    pub(crate) fn of_caip2(caip2: &str) -> Option<Self> {
        Self::all().find(|chain| chain.caip2 == caip2)
    }
}
