//! Ethereum and the chains of its design: a transaction over a trie into a block, and the block over headers to one that the
//! policy trusts.
//!
//! Only a trusted block and its ancestors count: who writes headers on top of a block shows nothing by it.

use super::{Ground, Reach, Vouched, faulty, furthest, hash, other_value};
use crate::anchor::chain::ethereum::{
    Checkpoint, ExecutionStatus, Header, HeaderError, InclusionError, LedgerError, Proven, Transaction,
    TransactionError, check_receipt, check_transaction, find_trust, keccak256, prove, rlp,
};
use crate::anchor::ladder::{Signer, Standing, decision};
use crate::limits::Limit;
use crate::merkle::Hash;
use crate::report::{Finding, Need, Reason};
use crate::resources::{Inclusion, InclusionProof, Receipt};
use crate::time::Timestamp;
use data_encoding::HEXLOWER;
use std::collections::{BTreeMap, BTreeSet};

/// Seconds by which the time in a header may be off: clients refuse a block that is more than 15 seconds ahead, and none may
/// be older than its parent. Five minutes are twenty blocks.
pub(super) const LOOSENESS: u32 = 5 * 60;

/// Follows a transaction.
pub(super) fn transaction(ground: &Ground<'_>, value: &[u8], named: &str) -> Standing {
    let unread = |finding| Standing { transaction: finding, ..Standing::nothing(Finding::not_reached()) };
    let named = named.strip_prefix("0x").unwrap_or(named);
    if digits(named).is_none() {
        return unread(faulty(Reason::EthTransaction, &"its name is no hash"));
    }
    let Some(entry) = ground.resources.transaction(ground.chain.caip2, named) else {
        return ground.without_transaction(named);
    };
    let transaction = match read(&entry.raw, named) {
        Ok(transaction) => transaction,
        Err(finding) => return unread(finding),
    };
    let (signer, is_own) = match own(ground, &transaction) {
        Ok(signer) => (Some(signer), Finding::passed()),
        Err(finding) => (None, finding),
    };
    let standing = Standing { transaction: is_own, signer, ..Standing::nothing(root(&transaction, value)) };
    inclusion(ground, &transaction, named).onto(standing)
}

fn digits(text: &str) -> Option<Hash> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn read<'r>(raw: &'r [u8], named: &str) -> Result<Transaction<'r>, Finding> {
    let found = HEXLOWER.encode(&keccak256(raw));
    if found != named {
        return Err(faulty(Reason::EthTransaction, &format!("its hash is {found}")));
    }
    Transaction::parse(raw).map_err(|error| match error {
        TransactionError::UnsupportedType(name) => Finding::undetermined(Reason::EthTransactionType).with("name", name),
        TransactionError::UnknownType(kind) => unknown_type(kind),
        error => faulty(Reason::EthTransaction, &error),
    })
}

fn unknown_type(kind: u8) -> Finding {
    Finding::undetermined(Reason::EthTransactionType).with("name", format!("type {kind}"))
}

/// Who made the transaction, if it is one for this chain.
fn own(ground: &Ground<'_>, transaction: &Transaction<'_>) -> Result<Signer, Finding> {
    let chain_id = ground.chain.caip2.strip_prefix("eip155:").and_then(|id| id.parse().ok()).unwrap_or_default();
    transaction.check_chain(chain_id).map_err(|error| faulty(Reason::EthChain, &error))?;
    let sender = transaction.sender().map_err(|error| faulty(Reason::EthSender, &error))?;
    Ok(Signer::Address { chain: ground.chain, text: sender.to_string() })
}

fn root(transaction: &Transaction<'_>, value: &[u8]) -> Finding {
    match hash(value).map(|root| transaction.check_commitment(&root)) {
        Ok(Ok(())) => Finding::passed(),
        Ok(Err(error)) => other_value(&error),
        Err(finding) => finding,
    }
}

fn inclusion(ground: &Ground<'_>, transaction: &Transaction<'_>, named: &str) -> Reach {
    let headers = match headers(ground) {
        Ok(headers) => headers,
        Err(limit) => return Reach::stopped(limit),
    };
    let inclusions = ground.resources.inclusions(ground.chain.caip2, named);
    let ways = inclusions.map(|inclusion| way(ground, transaction, inclusion, &headers));
    furthest(ways).unwrap_or_else(|| ground.without_inclusion(named))
}

fn way(ground: &Ground<'_>, transaction: &Transaction<'_>, inclusion: &Inclusion, headers: &[Header]) -> Reach {
    let block = match block(ground, &inclusion.block, headers) {
        Ok(block) => block,
        Err(reach) => return *reach,
    };
    match included(block, transaction, inclusion) {
        Ok(status) => {
            let inclusion = Finding::passed().with("block", inclusion.block.as_str()).with("receipt", status);
            Reach { inclusion, ledger: vouched(ground, block, headers) }
        }
        Err(finding) => Reach::stopped(finding),
    }
}

/// The header of the block with that hash, or where the way ends.
pub(super) fn block<'h>(ground: &Ground<'_>, named: &str, headers: &'h [Header]) -> Result<&'h Header, Box<Reach>> {
    let wanted = digits(named);
    if let Some(block) = headers.iter().find(|header| Some(header.hash()) == wanted) {
        return Ok(block);
    }
    let mut raw = ground.resources.headers(ground.chain.caip2).take(ground.most_headers());
    let malformed = raw.find(|raw| Some(keccak256(raw)) == wanted).and_then(|raw| Header::parse(raw).err());
    Err(Box::new(match malformed {
        // A later fork adds fields.
        Some(error @ HeaderError::FieldCount(_)) => {
            Reach::stopped(Finding::undetermined(Reason::EthHeader).with("fault", error.to_string()))
        }
        Some(error) => Reach::stopped(faulty(Reason::EthHeader, &error)),
        None => ground.without_block(named),
    }))
}

/// Whether the block holds the transaction, and what its receipt says, if there is one.
///
/// A receipt is not asked for: what is anchored is the input, which a block holds whatever execution came to. One that says
/// that execution failed is heeded all the same: whoever made the transaction saw it fail.
fn included(block: &Header, transaction: &Transaction<'_>, inclusion: &Inclusion) -> Result<&'static str, Finding> {
    let InclusionProof::Trie { index, transaction: nodes, receipt } = &inclusion.proof else {
        return Err(faulty(Reason::EthTrie, &"it is a proof of another kind of chain"));
    };
    check_transaction(block, *index, transaction.envelope(), &slices(nodes))
        .map_err(|error| faulty(Reason::EthTrie, &error))?;
    let Some(receipt) = receipt else { return Ok("absent") };
    match status(block, *index, receipt)? {
        ExecutionStatus::Failed => Err(Finding::failed(Reason::EthFailed)),
        ExecutionStatus::NotRecorded => Ok("not_recorded"),
        ExecutionStatus::Succeeded => Ok("succeeded"),
    }
}

fn status(block: &Header, index: u64, receipt: &Receipt) -> Result<ExecutionStatus, Finding> {
    let nodes = slices(&receipt.trie);
    let status = check_receipt(block, index, &nodes).map_err(|error| match error {
        InclusionError::ReceiptType(kind) => unknown_type(kind),
        error => faulty(Reason::EthReceipt, &error),
    })?;
    let mut key = Vec::new();
    rlp::write_integer(&mut key, index);
    match prove(&block.receipts_root(), &key, &nodes) {
        Ok(Proven::Included(value)) if value == receipt.raw => Ok(status),
        _ => Err(faulty(Reason::EthReceipt, &"the block has another receipt at this index")),
    }
}

/// What the tries take.
pub(super) fn slices(nodes: &[Vec<u8>]) -> Vec<&[u8]> {
    nodes.iter().map(Vec::as_slice).collect()
}

/// Everything well-formed that is supplied as a header.
pub(super) fn headers(ground: &Ground<'_>) -> Result<Vec<Header>, Finding> {
    let most = ground.policy.limits.headers;
    let raw: Vec<_> = ground.resources.headers(ground.chain.caip2).take(ground.most_headers()).collect();
    if u32::try_from(raw.len()).map_or(true, |count| count > most) {
        return Err(Finding::limit(Limit::Headers.reached(most)));
    }
    Ok(raw.into_iter().filter_map(|raw| Header::parse(raw).ok()).collect())
}

/// The policy's blocks, the latest first: it has most blocks before it.
fn checkpoints(ground: &Ground<'_>) -> Vec<Checkpoint> {
    let own = ground.policy.anchors.checkpoints.iter().filter(|checkpoint| checkpoint.chain == ground.chain.caip2);
    let read = own.filter_map(|checkpoint| {
        let hash = digits(checkpoint.hash.strip_prefix("0x").unwrap_or(&checkpoint.hash))?;
        Some(Checkpoint { hash, number: Some(checkpoint.height) })
    });
    let mut checkpoints: Vec<_> = read.collect();
    checkpoints.sort_by_key(|checkpoint| std::cmp::Reverse(checkpoint.number));
    checkpoints
}

/// How far the policy's blocks vouch for this one.
pub(super) fn vouched(ground: &Ground<'_>, block: &Header, headers: &[Header]) -> Vouched {
    let checkpoints = checkpoints(ground);
    let required = ground.policy.anchors.confirmations;
    match find_trust(block, headers, &checkpoints, &ground.policy.limits) {
        Ok(trust) if trust.links == 0 || trust.links >= u64::from(required) => {
            Vouched::by_checkpoint(trust.links, HEXLOWER.encode(&trust.checkpoint), time(block))
        }
        Ok(trust) => Vouched::unconfirmed(trust.links, required, time(block)).needing([decision("checkpoints")]),
        Err(LedgerError::Limit(reached)) => Vouched::no(Finding::limit(reached)),
        Err(error @ LedgerError::Number { .. }) => Vouched::no(faulty(Reason::EthHeader, &error)),
        Err(error @ (LedgerError::NoCheckpoint | LedgerError::Unlinked)) => {
            let finding = Finding::undetermined(Reason::AnchorNoCheckpoint).with("fault", error.to_string());
            let missing = gaps(ground, block, headers, &checkpoints);
            Vouched::no(finding).needing(missing.chain([decision("checkpoints")]))
        }
    }
}

/// When the block was made.
pub(super) fn time(block: &Header) -> super::Interval {
    let time = Timestamp::from_unix(i64::try_from(block.timestamp()).unwrap_or(i64::MAX));
    (time.minus_seconds(LOOSENESS), time.plus_seconds(LOOSENESS))
}

/// The first header that is missing on the way back from each trusted block that is later.
fn gaps(
    ground: &Ground<'_>,
    block: &Header,
    headers: &[Header],
    checkpoints: &[Checkpoint],
) -> impl Iterator<Item = Need> {
    let by_hash: BTreeMap<Hash, &Header> = headers.iter().map(|header| (header.hash(), header)).collect();
    let missing: BTreeSet<_> = checkpoints.iter().filter_map(|checkpoint| gap(block, &by_hash, checkpoint)).collect();
    missing.into_iter().map(|hash| ground.next(&HEXLOWER.encode(&hash)))
}

fn gap(block: &Header, by_hash: &BTreeMap<Hash, &Header>, checkpoint: &Checkpoint) -> Option<Hash> {
    let (mut hash, mut number) = (checkpoint.hash, checkpoint.number?);
    while number > block.number() {
        let Some(header) = by_hash.get(&hash) else { return Some(hash) };
        hash = header.parent_hash();
        number = number.checked_sub(1)?;
    }
    None
}
