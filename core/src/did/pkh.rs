//! `did:pkh`: a blockchain account (CAIP-10), into the document that names it
//! ([did:pkh](https://github.com/w3c-ccg/did-pkh/blob/main/did-pkh-method-draft.md)).
//!
//! An account is mostly a hash of a key, so its methods have none; a Solana account is an Ed25519 key itself.

use super::Relationship;
use super::document::{ControllerDocument, VerificationMethod};
use super::syntax::{Did, DidError};
use crate::keys::{KeyError, KeyType, PublicKey};

/// The document of `did`.
pub(super) fn document(did: Did<'_>) -> Result<ControllerDocument, DidError> {
    let (chain, address, legacy) = account(did.identifier()).ok_or(DidError::Account)?;
    if !exists(chain, address) {
        return Err(DidError::Account);
    }
    let mut document = ControllerDocument::new(did.as_str());
    for (fragment, type_) in methods(chain, address, legacy) {
        let key = key(chain, address)?;
        let mut method = VerificationMethod::new(format!("{did}#{fragment}"), did.as_str(), type_, key);
        method.account = Some(format!("{chain}:{address}"));
        document = document.with(method, &[Relationship::AssertionMethod, Relationship::Authentication]);
    }
    Ok(document)
}

/// The chain (CAIP-2) and the address within it, and whether they are written as before CAIP-10.
fn account(identifier: &str) -> Option<(&str, &str, bool)> {
    if let Some((name, address)) = identifier.split_once(':').filter(|(_, address)| !address.contains(':')) {
        let (_, chain) = LEGACY.iter().find(|(legacy, _)| *legacy == name)?;
        return Some((chain, address, true));
    }
    let (chain, address) = identifier.rsplit_once(':')?;
    let (namespace, reference) = chain.split_once(':')?;
    let sound = (3..=8).contains(&namespace.len())
        && namespace.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && (1..=32).contains(&reference.len())
        && reference.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    sound.then_some((chain, address, false))
}

/// Whether `address` has the form of the chain's addresses, as far as that is known here.
fn exists(chain: &str, address: &str) -> bool {
    let sound = (1..=128).contains(&address.len())
        && address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.%".contains(&byte));
    let hexadecimal = |digits: &str| digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    match namespace(chain) {
        "eip155" => address.strip_prefix("0x").is_some_and(hexadecimal),
        "tezos" => sound && ["tz1", "tz2", "tz3"].iter().any(|kind| address.starts_with(kind)),
        _ => sound,
    }
}

/// The fragments and types of the methods.
fn methods(chain: &str, address: &str, legacy: bool) -> Vec<(&'static str, &'static str)> {
    let recovery = "EcdsaSecp256k1RecoveryMethod2020";
    match (namespace(chain), address.get(..3)) {
        ("eip155", _) if legacy => vec![("Recovery2020", recovery)],
        ("eip155" | "bip122", _) => vec![("blockchainAccountId", recovery)],
        ("solana", _) => vec![("controller", "Ed25519VerificationKey2018"), ("SolanaMethod2021", "SolanaMethod2021")],
        ("tezos", kind) => {
            let type_ = match kind {
                Some("tz1") => "Ed25519PublicKeyBLAKE2BDigestSize20Base58CheckEncoded2021",
                Some("tz3") => "P256PublicKeyBLAKE2BDigestSize20Base58CheckEncoded2021",
                _ => recovery,
            };
            vec![("blockchainAccountId", type_), ("TezosMethod2021", "TezosMethod2021")]
        }
        _ => vec![("blockchainAccountId", "BlockchainVerificationMethod2021")],
    }
}

fn key(chain: &str, address: &str) -> Result<Result<PublicKey, KeyError>, DidError> {
    match namespace(chain) {
        "solana" => PublicKey::from_base58(KeyType::Ed25519, address).map(Ok).map_err(DidError::Key),
        _ => Ok(Err(KeyError::Unsupported("blockchainAccountId".to_owned()))),
    }
}

fn namespace(chain: &str) -> &str {
    chain.split_once(':').map_or(chain, |(namespace, _)| namespace)
}

/// The names of chains from before CAIP-10.
const LEGACY: [(&str, &str); 7] = [
    ("btc", "bip122:000000000019d6689c085ae165831e93"),
    ("celo", "eip155:42220"),
    ("doge", "bip122:1a91e3dace36e2be3bf030a65679fe82"),
    ("eth", "eip155:1"),
    ("poly", "eip155:137"),
    ("sol", "solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ"),
    ("tz", "tezos:NetXdQprcVkpaWU"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::did::{Derived, derive};

    #[test]
    fn reads_accounts() {
        for did in [
            "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:pkh:hedera:mainnet:0.0.1234567890-zbhlt",
            "did:pkh:bip122:000000000019d6689c085ae165831e93:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6",
            "did:pkh:btc:128Lkh3S7CkDTBZ8W7BbpsN3YYizJMp8p6",
        ] {
            let Derived::Document(document) = derive(did) else { panic!("{did}") };
            let method = document.find(did, Relationship::AssertionMethod).unwrap();
            assert_eq!(method.key, Err(KeyError::Unsupported("blockchainAccountId".to_owned())));
            assert!(method.account.as_ref().is_some_and(|account| account.split(':').count() == 3));
        }
    }

    #[test]
    fn refuses_what_is_no_account() {
        for did in [
            "did:pkh:1",
            "did:pkh:xyz:1",
            "did:pkh:ei:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:pkh:EIP155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:pkh:eip155::0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8",
            "did:pkh:eip155:1:b9c5714089478a327f09197987f16f9e5d936e8a00",
            "did:pkh:eip155:1:2:0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:pkh:tezos:NetXdQprcVkpaWU:KT1TzrmTBSuiVHV2VfMnGRMYvTEPCP42oSM8",
            "did:pkh:eth:",
        ] {
            assert!(matches!(derive(did), Derived::Invalid(DidError::Account | DidError::Form)), "{did}");
        }
        let short = "did:pkh:solana:4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZ:CKg5d12Jhpej1JqtmxLJgaFqqeYjxgPqToJ4LBdvG9E";
        assert!(matches!(derive(short), Derived::Invalid(DidError::Key(_))));
    }
}
