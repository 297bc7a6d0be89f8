//! The `signature` of Blockcerts 2, and the receipt of Blockcerts 1.2, which has the same members, into a Merkle proof
//! ([Merkle Proof 2017](https://w3c-dvcg.github.io/lds-merkleproof2017/)).
//!
//! Some signatures do not name the chain of a Bitcoin transaction; then it is that of the issuer's address, which the
//! caller knows. Hexadecimal is found in either case, and transaction ids with and without `0x`.

use super::chain::bitcoin::{Address, Network};
use super::ladder;
use super::merkle_proof::{self, Entry, Id, MerkleProof, MerkleProofError};
use crate::json::Value;
use crate::limits::Limits;
use crate::merkle::{Hash, Side, Step};
use crate::report::clipped;

/// What a chain is called here, by what type of anchor, and what it is called elsewhere.
const CHAINS: &[(&str, &str, &str)] = &[
    ("bitcoinMainnet", "BTCOpReturn", "btc:mainnet"),
    ("bitcoinTestnet", "BTCOpReturn", "btc:testnet"),
    ("bitcoinRegtest", "BTCOpReturn", "btc:regtest"),
    ("ethereumMainnet", "ETHData", "eth:mainnet"),
    ("ethereumRopsten", "ETHData", "eth:ropsten"),
    ("ethereumRinkeby", "ETHData", "eth:rinkeby"),
    ("ethereumGoerli", "ETHData", "eth:goerli"),
    ("ethereumSepolia", "ETHData", "eth:sepolia"),
    ("mockchain", "Mock", "mocknet"),
    ("mocknet", "Mock", "mocknet"),
];

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `MerkleProof2017`, the `signature` of Blockcerts 2.
    Signature,
    /// `ChainpointSHA256v2`, the `receipt` of Blockcerts 1.2.
    Receipt,
}

/// Reads a signature or receipt and compares it with the hash of the document.
pub(crate) fn read(
    signature: Value<'_>,
    form: Form,
    address: Option<&str>,
    target: &Hash,
    limits: &Limits,
) -> ladder::Proof {
    merkle_proof::ladder(decode(signature, form, address, limits), target)
}

/// Reads a signature or receipt. `address`, with or without the scheme `ecdsa-koblitz-pubkey`, is the issuer's.
///
/// # Errors
/// [`MerkleProofError`] with the first fault.
///
/// # Examples
/// ```
/// use credstone::anchor::merkle_proof_2017::{Form, decode};
/// use credstone::json::Document;
/// use credstone::limits::Limits;
///
/// let (limits, hash) = (Limits::default(), "ab".repeat(32));
/// let text = format!(
///     r#"{{"type": ["MerkleProof2017", "Extension"], "targetHash": "{hash}", "merkleRoot": "{hash}", "proof": [],
///         "anchors": [{{"sourceId": "0x{hash}", "type": "ETHData", "chain": "ethereumMainnet"}}]}}"#
/// );
/// let document = Document::parse(text.as_bytes(), &limits).unwrap();
/// let proof = decode(document.root(), Form::Signature, None, &limits)?;
/// assert_eq!((proof.check_path(), proof.entries[0].chain.as_str()), (Ok(()), "eth:mainnet"));
/// # Ok::<(), credstone::anchor::merkle_proof::MerkleProofError>(())
/// ```
pub fn decode(
    signature: Value<'_>,
    form: Form,
    address: Option<&str>,
    limits: &Limits,
) -> Result<MerkleProof, MerkleProofError> {
    let name = match form {
        Form::Signature => "MerkleProof2017",
        Form::Receipt => "ChainpointSHA256v2",
    };
    if !types(signature)?.items_or_self().any(|kind| kind.as_str() == Some(name)) {
        return Err(MerkleProofError::Member("type"));
    }
    let steps: Result<Vec<Step>, _> = array(signature, "proof")?.items().enumerate().map(step).collect();
    let anchors = array(signature, "anchors")?.items().enumerate();
    let entries: Result<Vec<Entry>, _> =
        anchors.map(|(index, anchor)| entry(anchor, address).ok_or(MerkleProofError::Anchor { index })).collect();
    Ok(MerkleProof {
        target: hash(signature, "targetHash")?,
        path: merkle_proof::path(steps?, limits)?,
        root: hash(signature, "merkleRoot")?,
        entries: entries?,
    })
}

/// The type, under either of its names.
fn types(signature: Value<'_>) -> Result<Value<'_>, MerkleProofError> {
    match (signature.get("type"), signature.get("@type")) {
        (Some(types), None) | (None, Some(types)) => Ok(types),
        _ => Err(MerkleProofError::Member("type")),
    }
}

fn array<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, MerkleProofError> {
    object.get(name).filter(|value| value.is_array()).ok_or(MerkleProofError::Member(name))
}

fn hash(object: Value<'_>, name: &'static str) -> Result<Hash, MerkleProofError> {
    let value = object.get(name).ok_or(MerkleProofError::Member(name))?;
    value.as_str().and_then(merkle_proof::hash).ok_or(MerkleProofError::Hash(name))
}

/// A node stands on one side and says nothing else.
fn step((index, node): (usize, Value<'_>)) -> Result<Step, MerkleProofError> {
    let mut members = node.members();
    let (Some(member), None) = (members.next(), members.next()) else { return Err(MerkleProofError::Node { index }) };
    let side = match member.name() {
        "left" => Side::Left,
        "right" => Side::Right,
        _ => return Err(MerkleProofError::Node { index }),
    };
    let hash = member.value.as_str().and_then(merkle_proof::hash).ok_or(MerkleProofError::Node { index })?;
    Ok(Step { side, hash })
}

fn entry(anchor: Value<'_>, address: Option<&str>) -> Option<Entry> {
    let kind = types(anchor).ok()?.as_str()?;
    let id = Id::Text(anchor.get("sourceId")?.as_str()?);
    let chain = match anchor.get("chain") {
        None => of_type(kind, address),
        Some(chain) => of_name(chain.as_str()?, kind)?,
    };
    Entry::new(chain, id)
}

/// The chain of that name; `None` if such an anchor is never on it.
fn of_name(name: &str, kind: &str) -> Option<String> {
    match CHAINS.iter().find(|(known, ..)| *known == name) {
        Some((_, of_kind, chain)) => (*of_kind == kind).then(|| (*chain).to_owned()),
        None => Some(clipped(name)),
    }
}

/// The chain of an anchor that names none; where it cannot be known, the type has to do.
fn of_type(kind: &str, address: Option<&str>) -> String {
    let chain = match kind {
        "BTCOpReturn" => address.and_then(of_address),
        "Mock" => Some("mocknet"),
        _ => None,
    };
    chain.map_or_else(|| clipped(kind), ToOwned::to_owned)
}

/// Bitcoin's chain of an address. The test networks share most addresses; the one that was in use then has them.
fn of_address(text: &str) -> Option<&'static str> {
    let address = Address::parse(text.strip_prefix("ecdsa-koblitz-pubkey:").unwrap_or(text)).ok()?;
    let belongs_to = |network: &(Network, &'static str)| address.belongs_to(network.0);
    let chains =
        [(Network::Main, "btc:mainnet"), (Network::Testnet3, "btc:testnet"), (Network::Regtest, "btc:regtest")];
    chains.into_iter().find(belongs_to).map(|(_, name)| name)
}
