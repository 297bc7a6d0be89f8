//! A Chainpoint proof as a ladder: its hash at the foot, its anchors at the top.

use super::{Chainpoint, ChainpointError, ChainpointErrorKind, Network, Place};
use crate::anchor::chain::Chain;
use crate::anchor::ladder::{self, Anchor, Proof, Texts};
use crate::digest::DigestAlgorithm;
use crate::json::Value;
use crate::policy::Policy;
use crate::report::{Finding, Reason};

/// Whether a JSON value says that it is a Chainpoint proof; its own context makes it no credential.
pub(crate) fn is_proof(root: Value<'_>) -> bool {
    let text = |name| root.get(name).and_then(Value::as_str).unwrap_or_default();
    let is_type = |name| text(name).starts_with("Chainpoint");
    let is_first = root.get("header").is_some_and(|header| header.get("chainpoint_version").is_some());
    text("@context").starts_with("https://w3id.org/chainpoint/") || is_type("type") || is_type("@type") || is_first
}

/// Reads a Chainpoint proof, which should be of one of `texts`.
pub(crate) fn to_ladder(bytes: &[u8], texts: &mut dyn Texts, policy: &Policy) -> Proof {
    let proof = match Chainpoint::parse(bytes, &policy.limits) {
        Ok(proof) => proof,
        Err(error) => return unreadable(&error),
    };
    let target = ladder::target(texts, algorithms(proof.hash.len()), &proof.hash, policy.anchors.weak_digests);
    let anchor = |anchor: super::Anchor| Anchor { value: anchor.value, place: place(&anchor.place, &anchor.uris) };
    let anchors = proof.anchors.into_iter().map(anchor).collect();
    Proof { encoding: Finding::passed(), target, path: Finding::passed(), anchors }
}

/// The functions that make a hash of this many bytes; a proof does not say which one made its own.
fn algorithms(length: usize) -> &'static [DigestAlgorithm] {
    match length {
        20 => &[DigestAlgorithm::Sha1, DigestAlgorithm::Ripemd160],
        28 => &[DigestAlgorithm::Sha224, DigestAlgorithm::Sha3_224],
        32 => &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha3_256],
        48 => &[DigestAlgorithm::Sha384, DigestAlgorithm::Sha3_384],
        64 => &[DigestAlgorithm::Sha512, DigestAlgorithm::Sha3_512],
        _ => &[],
    }
}

fn place(place: &Place, uris: &[String]) -> ladder::Place {
    let on = |name: &str, place: &dyn Fn(Chain) -> ladder::Place| match Chain::named(name) {
        Some(chain) => place(chain),
        None => ladder::Place::Unknown(name.to_owned()),
    };
    let transaction = |id: &[u8; 32]| {
        let id = data_encoding::HEXLOWER.encode(id);
        move |chain| ladder::Place::Transaction { chain, id: id.clone() }
    };
    match place {
        Place::BitcoinBlock { network, height } => {
            let name = if *network == Network::Main { "btc:mainnet" } else { "btc:testnet" };
            on(name, &|chain| ladder::Place::BlockRoot { chain, height: *height })
        }
        Place::BitcoinTransaction { id } => on("btc:mainnet", &transaction(id)),
        Place::EthereumTransaction { id } => on("eth:mainnet", &transaction(id)),
        // A calendar promises that its own roots are anchored later; its word is no ledger.
        Place::Calendar { id, .. } => ladder::Place::Pending(uris.first().unwrap_or(id).clone()),
        Place::Unknown { kind, .. } => ladder::Place::Unknown(kind.clone()),
    }
}

fn unreadable(error: &ChainpointError) -> Proof {
    let fault = || error.to_string();
    Proof::unreadable(match &error.kind {
        ChainpointErrorKind::Limit(reached) => Finding::limit(*reached),
        ChainpointErrorKind::Version => {
            Finding::undetermined(Reason::AnchorUnsupported).with("name", "Chainpoint of a later version")
        }
        ChainpointErrorKind::Operation(name) => {
            Finding::failed(Reason::ChainpointOperation).with("name", name.as_str())
        }
        ChainpointErrorKind::Path | ChainpointErrorKind::Root | ChainpointErrorKind::TransactionValue => {
            let path = Finding::failed(Reason::MerkleRoot).with("fault", fault());
            return Proof { encoding: Finding::passed(), target: Finding::not_reached(), path, anchors: Vec::new() };
        }
        _ => Finding::failed(Reason::ChainpointMalformed).with("fault", fault()),
    })
}
