//! Block chains: transactions, their inclusion in a block, and the links between blocks.

pub mod bitcoin;
pub mod ethereum;
mod follow;
mod names;

pub(crate) use follow::{ProvenRegistry, ProvenStore, follow, registry_state, store_state};
pub(crate) use names::{Chain, Family};

use crate::keys::{KeyType, PublicKey};

/// Whether `key` is behind an address, as its chain writes it.
pub(crate) fn controls(caip2: &str, address: &str, key: &PublicKey) -> bool {
    let Some(point) = key.to_uncompressed().filter(|_| key.key_type() == KeyType::Secp256k1) else { return false };
    match Chain::of_caip2(caip2).map(|chain| chain.family) {
        Some(Family::Bitcoin) => {
            let forms = [key.to_bytes(), point];
            bitcoin::Address::parse(address).is_ok_and(|address| forms.iter().any(|form| address.opens_with(form)))
        }
        Some(Family::Ethereum) => {
            let coordinates = point.get(1..).and_then(|point| point.try_into().ok());
            let own = coordinates.map(ethereum::Address::of_key);
            own.is_some_and(|own| ethereum::Address::parse(address).is_ok_and(|address| address == own))
        }
        Some(Family::Mock) | None => false,
    }
}
