//! Versions 3 to 5: a tree of branches, each a list of operations that go on from the value of the branch above.

use super::evaluate::{Evaluation, Hash, Running, Side};
use super::{Anchor, ChainpointError, ChainpointErrorKind, Network, Place, Transaction, TransactionDigest};
use super::{array, height, hex, member, named, text};
use crate::json::{Items, Value};

/// Bytes of the hash that a proof may start from.
const HASH_SIZES: std::ops::RangeInclusive<usize> = 20..=64;

/// Evaluates a proof and gives the hash that it starts from.
pub(super) fn hash(root: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<Vec<u8>, ChainpointError> {
    if text(root, "type")? != "Chainpoint" {
        return Err(ChainpointErrorKind::Type.at_value(member(root, "type")?));
    }
    let hash_value = member(root, "hash")?;
    let hash = hex(hash_value).filter(|hash| HASH_SIZES.contains(&hash.len()));
    let hash = hash.ok_or_else(|| ChainpointErrorKind::Hash.at_value(hash_value))?;
    let start = evaluation.start(&hash).map_err(|kind| kind.at_value(hash_value))?;
    walk(array(root, "branches")?.items(), start, evaluation)?;
    Ok(hash)
}

/// Evaluates branches and the branches in them, without recursion.
fn walk(branches: Items<'_>, start: Running, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointError> {
    let mut open = vec![(branches, start)];
    while let Some((branches, start)) = open.last_mut() {
        let Some(branch) = branches.next() else {
            open.pop();
            continue;
        };
        let running = evaluation.copy(start).map_err(|kind| kind.at_value(branch))?;
        let mut way = Way { last: running.bytes.clone(), running, sides: Vec::new(), transaction: Found::NotYet };
        for operation in array(branch, "ops")?.items() {
            way.step(operation, evaluation)?;
        }
        if branch.get("branches").is_some() {
            open.push((array(branch, "branches")?.items(), way.running));
        }
    }
    Ok(())
}

/// The way through the operations of one branch.
struct Way {
    running: Running,
    /// The value before bytes were put at its sides.
    last: Vec<u8>,
    /// At which sides, since then.
    sides: Vec<Side>,
    transaction: Found,
}

/// The transaction of a branch: what the first double hash was computed from.
enum Found {
    NotYet,
    /// It does not consist of a value and what stands left and right of it.
    Unusual,
    Transaction(Transaction),
}

impl Way {
    fn step(&mut self, operation: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointError> {
        let unknown = |name: &str| ChainpointErrorKind::Operation(named(name)).at_value(operation);
        let mut members = operation.members();
        let (Some(member), None) = (members.next(), members.next()) else { return Err(unknown("")) };
        let value = member.value;
        match member.name() {
            "l" => self.concat(Side::Left, value, evaluation),
            "r" => self.concat(Side::Right, value, evaluation),
            "op" => {
                let name = value.as_str().unwrap_or_default();
                let hash = Hash::from_name(name).ok_or_else(|| unknown(name))?;
                self.hash(hash, evaluation).map_err(|kind| kind.at_value(operation))
            }
            "anchors" => self.anchors(value, evaluation),
            name => Err(unknown(name)),
        }
    }

    fn concat(&mut self, side: Side, value: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointError> {
        let text = value.as_str().filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| ChainpointErrorKind::Member("l or r").at_value(value))?;
        // As the reference implementation has it: what looks like bytes in hexadecimal are these bytes.
        let bytes = hex(value).unwrap_or_else(|| text.as_bytes().to_vec());
        self.sides.push(side);
        evaluation.concat(&mut self.running, side, &bytes).map_err(|kind| kind.at_value(value))
    }

    fn hash(&mut self, hash: Hash, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointErrorKind> {
        if hash == Hash::Double && matches!(self.transaction, Found::NotYet) {
            self.transaction = self.transaction();
        }
        evaluation.hash(&mut self.running, hash)?;
        self.last.clone_from(&self.running.bytes);
        self.sides.clear();
        Ok(())
    }

    fn transaction(&self) -> Found {
        let usual = matches!(self.sides.as_slice(), [Side::Left, Side::Right] | [Side::Right, Side::Left]);
        let raw = self.running.bytes.clone();
        // After the version, 00 01 stands where the number of inputs would, which is not 0.
        let witness = raw.get(4..6) == Some(&[0, 1]);
        let digest = if witness { TransactionDigest::Wtxid } else { TransactionDigest::Txid };
        if usual { Found::Transaction(Transaction { raw, value: self.last.clone(), digest }) } else { Found::Unusual }
    }

    fn anchors(&self, anchors: Value<'_>, evaluation: &mut Evaluation<'_>) -> Result<(), ChainpointError> {
        let wrong = || ChainpointErrorKind::Member("anchors").at_value(anchors);
        if anchors.items().next().is_none() {
            return Err(wrong());
        }
        for anchor in anchors.items() {
            let (place, uris) = (place(anchor)?, uris(anchor)?);
            let transaction = match (&place, &self.transaction) {
                (Place::BitcoinBlock { .. }, Found::Transaction(transaction)) => Some(transaction.clone()),
                _ => None,
            };
            let kept = Anchor { place, value: self.running.bytes.clone(), transaction, uris };
            evaluation.anchor(kept).map_err(|kind| kind.at_value(anchor))?;
        }
        Ok(())
    }
}

fn place(anchor: Value<'_>) -> Result<Place, ChainpointError> {
    let (kind, id) = (text(anchor, "type")?, member(anchor, "anchor_id")?);
    let wrong = || ChainpointErrorKind::AnchorId.at_value(id);
    let block = |network| height(id).map(|height| Place::BitcoinBlock { network, height }).ok_or_else(wrong);
    let id = || id.as_str().map(ToOwned::to_owned).ok_or_else(wrong);
    match kind {
        "btc" => block(Network::Main),
        "tbtc" => block(Network::Test),
        "cal" => Ok(Place::Calendar { network: Network::Main, id: id()? }),
        "tcal" => Ok(Place::Calendar { network: Network::Test, id: id()? }),
        _ => Ok(Place::Unknown { kind: named(kind), id: id()? }),
    }
}

fn uris(anchor: Value<'_>) -> Result<Vec<String>, ChainpointError> {
    let Some(uris) = anchor.get("uris") else { return Ok(Vec::new()) };
    let uri = |uri: Value<'_>| {
        uri.as_str().map(ToOwned::to_owned).ok_or_else(|| ChainpointErrorKind::Member("uris").at_value(uri))
    };
    array(anchor, "uris").map(|_| uris)?.items().map(uri).collect()
}
