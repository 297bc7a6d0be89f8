//! Versions 1 and 2: a Merkle path to a root that a transaction carries; and the operation lists of version 2.

use super::evaluate::{Evaluation, Hash, Running, Side};
use super::{Anchor, ChainpointError, ChainpointErrorKind, Network, Place, Transaction, TransactionDigest};
use super::{array, height, hex, member, named, text};
use crate::digest::DigestAlgorithm;
use crate::json::{Kind, Value};

/// Evaluates a receipt of version 1 and gives the hash that it starts from.
///
/// This version hashes the hexadecimal texts of two hashes, not their bytes.
pub(super) fn version_1(root: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<Vec<u8>, ChainpointError> {
    let (header, target) = (member(root, "header")?, member(root, "target")?);
    if !matches!(text(header, "chainpoint_version")?, "1.0" | "1.1") {
        return Err(ChainpointErrorKind::Version.at_value(header));
    }
    if text(header, "hash_type")? != "SHA-256" {
        return Err(ChainpointErrorKind::Type.at_value(header));
    }
    let merkle_root = hash_text(header, "merkle_root")?;
    let place = Place::BitcoinTransaction { id: transaction_id(member(header, "tx_id")?)? };
    if member(header, "timestamp")?.kind() != Kind::Number {
        return Err(ChainpointErrorKind::Member("timestamp").at_value(header));
    }
    let target_hash = hash_text(target, "target_hash")?;
    let target_proof = array(target, "target_proof")?;
    let mut current = target_hash;
    for step in target_proof.items() {
        current = step_1(step, current, evaluation)?;
    }
    if current != merkle_root {
        return Err(ChainpointErrorKind::Root.at_value(target_proof));
    }
    let value = data_encoding::HEXLOWER.decode(merkle_root.as_bytes()).unwrap_or_default();
    let anchor = Anchor { place, value, transaction: None, uris: Vec::new() };
    evaluation.anchor(anchor).map_err(|kind| kind.at_value(header))?;
    Ok(data_encoding::HEXLOWER.decode(target_hash.as_bytes()).unwrap_or_default())
}

/// A step of version 1 has the hash we come from on either side, and the hash we go to.
fn step_1<'d>(step: Value<'d>, from: &str, evaluation: &mut Evaluation<'_>) -> Result<&'d str, ChainpointError> {
    let (left, right) = (hash_text(step, "left")?, hash_text(step, "right")?);
    let parent = hash_text(step, "parent")?;
    if from != left && from != right {
        return Err(ChainpointErrorKind::Path.at_value(step));
    }
    let at = |kind: ChainpointErrorKind| kind.at_value(step);
    let mut running = evaluation.start(left.as_bytes()).map_err(at)?;
    evaluation.concat(&mut running, Side::Right, right.as_bytes()).map_err(at)?;
    evaluation.hash(&mut running, Hash::Once(DigestAlgorithm::Sha256)).map_err(at)?;
    if data_encoding::HEXLOWER.encode(&running.bytes) == parent {
        Ok(parent)
    } else {
        Err(at(ChainpointErrorKind::Path))
    }
}

/// A SHA-256 hash in lower-case hexadecimal, since its text is what is hashed.
fn hash_text<'d>(object: Value<'d>, name: &'static str) -> Result<&'d str, ChainpointError> {
    let hash = text(object, name)?;
    let is_hash = data_encoding::HEXLOWER.decode(hash.as_bytes()).is_ok_and(|bytes| bytes.len() == 32);
    if is_hash { Ok(hash) } else { Err(ChainpointErrorKind::Hash.at_value(member(object, name)?)) }
}

/// Evaluates a receipt of version 2 and gives the hash that it starts from.
pub(super) fn version_2(root: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<Vec<u8>, ChainpointError> {
    let kind = type_of(root)?;
    let inner = kind.as_str().and_then(|kind| kind.strip_prefix("Chainpoint")?.strip_suffix("v2"));
    let algorithm = match inner {
        Some("OpList") => return operation_list(root, evaluation),
        Some("SHA224") => DigestAlgorithm::Sha224,
        Some("SHA256") => DigestAlgorithm::Sha256,
        Some("SHA384") => DigestAlgorithm::Sha384,
        Some("SHA512") => DigestAlgorithm::Sha512,
        Some("SHA3-224") => DigestAlgorithm::Sha3_224,
        Some("SHA3-256") => DigestAlgorithm::Sha3_256,
        Some("SHA3-384") => DigestAlgorithm::Sha3_384,
        Some("SHA3-512") => DigestAlgorithm::Sha3_512,
        _ => return Err(ChainpointErrorKind::Type.at_value(kind)),
    };
    let hash = hash_of(member(root, "targetHash")?, algorithm)?;
    let merkle_root = hash_of(member(root, "merkleRoot")?, algorithm)?;
    let proof = array(root, "proof")?;
    let mut running = evaluation.start(&hash).map_err(|kind| kind.at_value(proof))?;
    path(proof, &mut running, algorithm, Hash::Once(algorithm), evaluation)?;
    if running.bytes != merkle_root {
        return Err(ChainpointErrorKind::Root.at_value(proof));
    }
    for anchor in some(root, "anchors")?.items() {
        let kept = anchor_2(anchor, &merkle_root, evaluation)?;
        evaluation.anchor(kept).map_err(|kind| kind.at_value(anchor))?;
    }
    Ok(hash)
}

/// The type of a receipt or anchor, under either of its names.
fn type_of(object: Value<'_>) -> Result<Value<'_>, ChainpointError> {
    match (object.get("@type"), object.get("type")) {
        (Some(kind), None) | (None, Some(kind)) if kind.as_str().is_some() => Ok(kind),
        _ => Err(ChainpointErrorKind::Member("type").at_value(object)),
    }
}

/// A hash of the length that `algorithm` has.
fn hash_of(value: Value<'_>, algorithm: DigestAlgorithm) -> Result<Vec<u8>, ChainpointError> {
    let hash = hex(value).filter(|hash| hash.len() == algorithm.output_size());
    hash.ok_or_else(|| ChainpointErrorKind::Hash.at_value(value))
}

/// An array that is there and has items.
fn some<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, ChainpointError> {
    let value = array(object, name)?;
    let empty = value.items().next().is_none();
    if empty { Err(ChainpointErrorKind::Member(name).at_value(value)) } else { Ok(value) }
}

/// Goes up a Merkle path: each node is on one side, never on both.
fn path(
    nodes: Value<'_>,
    running: &mut Running,
    size: DigestAlgorithm,
    hash: Hash,
    evaluation: &mut Evaluation<'_>,
) -> Result<(), ChainpointError> {
    for node in nodes.items() {
        let (side, sibling) = match (node.get("left"), node.get("right")) {
            (Some(left), None) => (Side::Left, left),
            (None, Some(right)) => (Side::Right, right),
            _ => return Err(ChainpointErrorKind::Path.at_value(node)),
        };
        let at = |kind: ChainpointErrorKind| kind.at_value(node);
        evaluation.concat(running, side, &hash_of(sibling, size)?).map_err(at)?;
        evaluation.hash(running, hash).map_err(at)?;
    }
    Ok(())
}

fn anchor_2(anchor: Value<'_>, merkle_root: &[u8], evaluation: &mut Evaluation<'_>) -> Result<Anchor, ChainpointError> {
    let place = place(anchor)?;
    let (mut value, mut transaction) = (merkle_root.to_vec(), None);
    if matches!(place, Place::BitcoinBlock { .. }) {
        let found = block_transaction(anchor, merkle_root)?;
        let nodes = some(anchor, "blockProof")?;
        let mut running = evaluation.start(&[]).map_err(|kind| kind.at_value(anchor))?;
        let at = |kind: ChainpointErrorKind| kind.at_value(anchor);
        evaluation.concat(&mut running, Side::Right, &found.raw).map_err(at)?;
        evaluation.hash(&mut running, Hash::Double).map_err(at)?;
        path(nodes, &mut running, DigestAlgorithm::Sha256, Hash::Double, evaluation)?;
        (value, transaction) = (running.bytes, Some(found));
    }
    Ok(Anchor { place, value, transaction, uris: Vec::new() })
}

/// The transaction of a `BTCBlockHeader`. That it contains the root at all is looked at here; that an output consists of
/// it is for those who read transactions.
fn block_transaction(anchor: Value<'_>, merkle_root: &[u8]) -> Result<Transaction, ChainpointError> {
    let tx = member(anchor, "tx")?;
    let raw = hex(tx).ok_or_else(|| ChainpointErrorKind::Member("tx").at_value(tx))?;
    if !raw.windows(merkle_root.len()).any(|window| window == merkle_root) {
        return Err(ChainpointErrorKind::TransactionValue.at_value(tx));
    }
    let digest = if raw.get(4..6) == Some(&[0, 1]) { TransactionDigest::Wtxid } else { TransactionDigest::Txid };
    Ok(Transaction { raw, value: merkle_root.to_vec(), digest })
}

fn place(anchor: Value<'_>) -> Result<Place, ChainpointError> {
    let kind = type_of(anchor)?;
    let id = member(anchor, "sourceId")?;
    match kind.as_str().unwrap_or_default() {
        "BTCBlockHeader" => {
            let height = height(id).ok_or_else(|| ChainpointErrorKind::AnchorId.at_value(id))?;
            Ok(Place::BitcoinBlock { network: Network::Main, height })
        }
        "BTCOpReturn" => Ok(Place::BitcoinTransaction { id: transaction_id(id)? }),
        "ETHData" => Ok(Place::EthereumTransaction { id: transaction_id(id)? }),
        name => Err(ChainpointErrorKind::AnchorType(named(name)).at_value(kind)),
    }
}

/// An id of 32 bytes in hexadecimal; those of Ethereum are found with `0x` as well.
fn transaction_id(value: Value<'_>) -> Result<[u8; 32], ChainpointError> {
    let text = value.as_str().unwrap_or_default();
    let text = text.strip_prefix("0x").unwrap_or(text);
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap_or_default();
    bytes.try_into().map_err(|_| ChainpointErrorKind::AnchorId.at_value(value))
}

/// A list of operations instead of a path; anchors stand in it where the value is theirs.
fn operation_list(root: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<Vec<u8>, ChainpointError> {
    let target = member(root, "targetHash")?;
    let sizes = [20, 28, 32, 48, 64];
    let hash = hex(target).filter(|hash| sizes.contains(&hash.len()));
    let hash = hash.ok_or_else(|| ChainpointErrorKind::Hash.at_value(target))?;
    let mut running = evaluation.start(&hash).map_err(|kind| kind.at_value(target))?;
    for operation in some(root, "operations")?.items() {
        step_2(operation, &mut running, evaluation)?;
    }
    Ok(hash)
}

fn step_2(operation: Value<'_>, running: &mut Running, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointError> {
    let unknown = |name: &str| ChainpointErrorKind::Operation(named(name)).at_value(operation);
    let at = |kind: ChainpointErrorKind| kind.at_value(operation);
    let mut members = operation.members();
    let (Some(only), None) = (members.next(), members.next()) else { return Err(unknown("")) };
    let bytes = || hex(only.value).ok_or_else(|| ChainpointErrorKind::Hash.at_value(only.value));
    match only.name() {
        "left" => evaluation.concat(running, Side::Left, &bytes()?).map_err(at),
        "right" => evaluation.concat(running, Side::Right, &bytes()?).map_err(at),
        "op" => {
            let name = only.value.as_str().unwrap_or_default();
            let hash = Hash::from_name(name).filter(|hash| *hash != Hash::Double);
            evaluation.hash(running, hash.ok_or_else(|| unknown(name))?).map_err(at)
        }
        "anchors" => {
            for anchor in some(operation, "anchors")?.items() {
                let (place, value) = (place(anchor)?, running.bytes.clone());
                let kept = Anchor { place, value, transaction: None, uris: Vec::new() };
                evaluation.anchor(kept).map_err(at)?;
            }
            Ok(())
        }
        name => Err(unknown(name)),
    }
}
