//! Bitcoin: a transaction over a Merkle branch into a block, or a value as a block's Merkle root, and the block over headers
//! to one that the policy trusts.
//!
//! Headers up to a trusted block need their links only, those after it their work as well; either way the policy says how
//! many there must be. A branch alone does not prove that the transactions of a block are as deep as it says: to profit,
//! somebody would have to mine a transaction of 64 bytes. Where the block's first transaction is supplied, it does.

use super::{Ground, Reach, Vouched, faulty, furthest, hash, missing, other_value};
use crate::anchor::chain::bitcoin::{
    Branch, Checkpoint, Header, InclusionError, LedgerError, MerkleBlock, Network, Relation, Standing as Position,
    Transaction, id, id_text, key_address, spent_address, standing,
};
use crate::anchor::ladder::{Signer, Standing, decision};
use crate::limits::{Limit, Limits};
use crate::merkle::Hash;
use crate::report::{CheckId, Datum, Finding, Need, NeedKind, Reason};
use crate::resources::{self, Coinbase, Inclusion, InclusionProof};
use std::collections::{BTreeMap, BTreeSet};

/// Follows a transaction.
pub(super) fn transaction(ground: &Ground<'_>, value: &[u8], named: &str) -> Standing {
    let unread = |finding| Standing { transaction: finding, ..Standing::nothing(Finding::not_reached()) };
    let (Some(network), Some(wanted)) = (Network::from_caip2(ground.chain.caip2), id(named)) else {
        return unread(faulty(Reason::BtcTx, &"its name is no id of a transaction"));
    };
    let Some(entry) = ground.resources.transaction(ground.chain.caip2, named) else {
        return ground.without_transaction(named);
    };
    let transaction = match read(&entry.raw, &wanted) {
        Ok(transaction) => transaction,
        Err(finding) => return unread(finding),
    };
    let mut standing = Standing { transaction: Finding::passed(), ..Standing::nothing(root(&transaction, value)) };
    match signer(ground, &transaction, entry, network) {
        Ok(signer) => standing.signer = signer,
        Err(need) => standing.needs.push(need),
    }
    let reach = inclusion(ground, &wanted, named, network);
    if reach.ledger.is_after {
        // Whoever mines such a block can spend any coins in it: only a signature tells whose they were.
        let signed = key_address(&transaction, 0, network).ok();
        standing.signer = signed.map(|text| Signer::Address { chain: ground.chain, text: text.to_string() });
    }
    reach.onto(standing)
}

fn read(raw: &[u8], wanted: &Hash) -> Result<Transaction, Finding> {
    let transaction = Transaction::parse(raw).map_err(|error| faulty(Reason::BtcTx, &error))?;
    if transaction.id() == wanted {
        Ok(transaction)
    } else {
        Err(faulty(Reason::BtcTx, &format!("its id is {}", id_text(transaction.id()))))
    }
}

fn root(transaction: &Transaction, value: &[u8]) -> Finding {
    let output = hash(value).and_then(|root| transaction.commitment(&root).map_err(|error| other_value(&error)));
    match output {
        Ok(output) => Finding::passed().with("output", u32::try_from(output).unwrap_or(u32::MAX)),
        Err(finding) => finding,
    }
}

/// Whose coins the first input spends, or whose key signed it; or the transaction that would tell.
fn signer(
    ground: &Ground<'_>,
    transaction: &Transaction,
    entry: &resources::Transaction,
    network: Network,
) -> Result<Option<Signer>, Need> {
    let Some(spent) = transaction.inputs().first().filter(|_| !transaction.is_coinbase()) else { return Ok(None) };
    let spent = id_text(&spent.transaction);
    let by_id = ground.resources.transaction(ground.chain.caip2, &spent).map(|entry| &entry.raw);
    let mut shown = entry.previous.iter().chain(by_id).filter_map(|raw| Transaction::parse(raw).ok());
    let previous = shown.find(|previous| id_text(previous.id()) == spent);
    let by_coins = previous.as_ref().and_then(|previous| spent_address(transaction, 0, previous, network).ok());
    match by_coins.or_else(|| key_address(transaction, 0, network).ok()) {
        Some(address) => Ok(Some(Signer::Address { chain: ground.chain, text: address.to_string() })),
        None if previous.is_some() => Ok(None),
        None => Err(ground.need(CheckId::AnchorSigner, NeedKind::Transaction, &spent)),
    }
}

fn inclusion(ground: &Ground<'_>, wanted: &Hash, named: &str, network: Network) -> Reach {
    let headers = match headers(ground) {
        Ok(headers) => headers,
        Err(limit) => return Reach::stopped(limit),
    };
    let inclusions = ground.resources.inclusions(ground.chain.caip2, named);
    let ways = inclusions.map(|inclusion| way(ground, wanted, inclusion, &headers, network));
    furthest(ways).unwrap_or_else(|| ground.without_inclusion(named))
}

fn way(ground: &Ground<'_>, wanted: &Hash, inclusion: &Inclusion, headers: &[Header], network: Network) -> Reach {
    let shown = match shown(&inclusion.proof, wanted, &ground.policy.limits) {
        Ok(shown) => shown,
        Err(finding) => return Reach::stopped(finding),
    };
    let mut supplied = headers.iter().chain(&shown.header);
    let Some(block) = supplied.find(|header| id_text(&header.hash()) == inclusion.block) else {
        return ground.without_block(&inclusion.block);
    };
    if block.merkle_root() != shown.root {
        return Reach::stopped(faulty(Reason::BtcMerkle, &"the root of the tree is not the one in the header"));
    }
    let mut finding = Finding::passed().with("block", inclusion.block.as_str());
    if shown.is_measured {
        finding = finding.with("depth", "proven");
    }
    let inclusion = finding;
    Reach { inclusion, ledger: vouched(ground, block, headers, network, None) }
}

/// What a proof shows of the block that holds a transaction.
struct Shown {
    /// The root of its tree.
    root: Hash,
    /// Its header, where the proof brings it along.
    header: Option<Header>,
    /// Whether its first transaction proves how high the tree is.
    is_measured: bool,
}

fn shown(proof: &InclusionProof, wanted: &Hash, limits: &Limits) -> Result<Shown, Finding> {
    match proof {
        InclusionProof::Branch { index, siblings, coinbase } => {
            let index = u32::try_from(*index).map_err(|_| unproven(InclusionError::Index))?;
            let branch = Branch { index, siblings: of_wire(siblings) };
            let root = branch.root(wanted, limits).map_err(unproven)?;
            let is_measured = measured(coinbase.as_ref(), |first, way| branch.check_height(first, way, &root, limits))?;
            Ok(Shown { root, header: None, is_measured })
        }
        InclusionProof::MerkleBlock { raw, coinbase } => {
            let block = MerkleBlock::parse(raw).map_err(unproven)?;
            if block.index_of(wanted).is_none() {
                return Err(faulty(Reason::BtcMerkle, &"the tree does not lead to the transaction"));
            }
            let is_measured = measured(coinbase.as_ref(), |first, way| block.check_height(first, way, limits))?;
            Ok(Shown { root: block.header().merkle_root(), header: Some(*block.header()), is_measured })
        }
        InclusionProof::Trie { .. } => Err(faulty(Reason::BtcMerkle, &"it is a proof of another kind of chain")),
    }
}

/// Whether the block's first transaction is there; then it must be as deep as `check` wants it.
fn measured(
    coinbase: Option<&Coinbase>,
    check: impl FnOnce(&Transaction, &[Hash]) -> Result<(), InclusionError>,
) -> Result<bool, Finding> {
    let Some(coinbase) = coinbase else { return Ok(false) };
    let first = Transaction::parse(&coinbase.raw).map_err(|error| faulty(Reason::BtcMerkle, &error))?;
    check(&first, &of_wire(&coinbase.siblings)).map(|()| true).map_err(unproven)
}

fn unproven(error: InclusionError) -> Finding {
    match error {
        InclusionError::Limit(reached) => Finding::limit(reached),
        error => faulty(Reason::BtcMerkle, &error),
    }
}

/// Explorers show hashes last byte first.
fn of_wire(shown: &[Hash]) -> Vec<Hash> {
    let reversed = |hash: &Hash| {
        let mut hash = *hash;
        hash.reverse();
        hash
    };
    shown.iter().map(reversed).collect()
}

/// Follows a value that is the Merkle root of the block at a height.
pub(super) fn block_root(ground: &Ground<'_>, value: &[u8], height: u64) -> Standing {
    let on_block =
        |root| Standing { transaction: Finding::absent(), inclusion: Finding::absent(), ..Standing::nothing(root) };
    let Some(network) = Network::from_caip2(ground.chain.caip2) else { return on_block(Finding::not_reached()) };
    let (root, headers) = match (hash(value), headers(ground)) {
        (Ok(root), Ok(headers)) => (root, headers),
        (Err(finding), _) | (_, Err(finding)) => return on_block(finding),
    };
    if fixed_at(ground, &headers, height).is_some_and(|block| block.merkle_root() != root) {
        return on_block(other_value(&format!("the block at height {height} has another root")));
    }
    let blocks = headers.iter().filter(|header| header.merkle_root() == root);
    let ways = blocks.map(|block| {
        let found = Finding::passed().with("block", id_text(&block.hash()));
        Reach { inclusion: found, ledger: vouched(ground, block, &headers, network, Some(height)) }
    });
    match furthest(ways) {
        Some(Reach { inclusion: found, ledger }) => {
            Reach { inclusion: Finding::absent(), ledger }.onto(on_block(found))
        }
        None => {
            let mut standing = on_block(missing());
            standing.needs.push(ground.need(CheckId::AnchorRoot, NeedKind::Header, &height.to_string()));
            standing
        }
    }
}

/// The block at a height, as far as the hash of a later trusted block fixes it. Above the trusted blocks none is fixed.
fn fixed_at<'h>(ground: &Ground<'_>, headers: &'h [Header], height: u64) -> Option<&'h Header> {
    let by_hash = by_hash(headers);
    checkpoints(ground).into_iter().find_map(|checkpoint| {
        let (mut hash, mut at) = (checkpoint.hash, checkpoint.height);
        while at > height {
            hash = by_hash.get(&hash)?.previous();
            at = at.saturating_sub(1);
        }
        by_hash.get(&hash).copied().filter(|_| at == height)
    })
}

/// Everything of the right length that is supplied as a header.
fn headers(ground: &Ground<'_>) -> Result<Vec<Header>, Finding> {
    let raw = ground.resources.headers(ground.chain.caip2);
    let headers: Vec<_> = raw.filter_map(|raw| Header::parse(raw).ok()).collect();
    let most = ground.policy.limits.headers;
    if u32::try_from(headers.len()).is_ok_and(|count| count <= most) {
        return Ok(headers);
    }
    // Headers of other anchors may be among them: those count that lead to or from a block of the policy.
    let linked = linked(&headers, &checkpoints(ground));
    let fits = u32::try_from(linked.len()).is_ok_and(|count| count <= most);
    if fits { Ok(linked) } else { Err(Finding::limit(Limit::Headers.reached(most))) }
}

/// The headers that trusted blocks lead to, and those that lead to trusted blocks.
fn linked(headers: &[Header], checkpoints: &[Checkpoint]) -> Vec<Header> {
    let by_hash = by_hash(headers);
    let mut children: BTreeMap<Hash, Vec<Hash>> = BTreeMap::new();
    by_hash.iter().for_each(|(hash, header)| children.entry(header.previous()).or_default().push(*hash));
    let mut kept = BTreeSet::new();
    for checkpoint in checkpoints {
        let mut at = checkpoint.hash;
        while let Some(header) = by_hash.get(&at).filter(|_| kept.insert(at)) {
            at = header.previous();
        }
        let mut open = vec![checkpoint.hash];
        while let Some(hash) = open.pop() {
            let after = children.get(&hash).into_iter().flatten();
            open.extend(after.copied().filter(|hash| kept.insert(*hash)));
        }
    }
    let kept = by_hash.into_iter().filter(|(hash, _)| kept.contains(hash));
    kept.map(|(_, header)| *header).collect()
}

fn by_hash(headers: &[Header]) -> BTreeMap<Hash, &Header> {
    headers.iter().map(|header| (header.hash(), header)).collect()
}

fn checkpoints(ground: &Ground<'_>) -> Vec<Checkpoint> {
    let own = ground.policy.anchors.checkpoints.iter().filter(|checkpoint| checkpoint.chain == ground.chain.caip2);
    own.filter_map(|checkpoint| {
        let hash = id(&checkpoint.hash)?;
        let (height, bits, period_start) = (checkpoint.height, checkpoint.bits, checkpoint.period_start);
        Some(Checkpoint { height, hash, bits, period_start })
    })
    .collect()
}

/// How far the policy's blocks vouch for this one, and for its height if that is stated.
fn vouched(ground: &Ground<'_>, block: &Header, headers: &[Header], network: Network, stated: Option<u64>) -> Vouched {
    if let Err(error) = block.check_work(network) {
        return Vouched::no(faulty(Reason::BtcPow, &error));
    }
    let checkpoints = checkpoints(ground);
    let position = match standing(block, headers, &checkpoints, network, &ground.policy.limits) {
        Ok(position) => position,
        Err(error) => return unvouched(ground, block, headers, &checkpoints, error),
    };
    if let Some(stated) = stated.filter(|stated| *stated != position.height) {
        let fault = format!("the height of the block is {}, not {stated}", position.height);
        return Vouched::no(faulty(Reason::BtcChain, &fault));
    }
    if position.time.from > ground.policy.at {
        return Vouched::no(faulty(Reason::BtcChain, &"the time of the block is still to come"));
    }
    let (confirmations, required) = (u64::from(position.confirmations), ground.policy.anchors.confirmations);
    let time = (position.time.from.clone(), position.time.to.clone());
    let vouched = if position.is_confirmed(required) {
        let vouched = Vouched::by_checkpoint(confirmations, id_text(&position.checkpoint), time);
        Vouched { finding: vouched.finding.with("relation", relation(position.relation)), ..vouched }
    } else {
        let need = next_header(ground, &position);
        Vouched::unconfirmed(confirmations, required, time).needing([need, decision("checkpoints")])
    };
    Vouched { is_after: position.relation == Relation::Descendant, ..vouched }
}

fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Ancestor => "ancestor",
        Relation::Descendant => "descendant",
        Relation::Itself => "itself",
    }
}

/// The header after the last one that lies on the block.
fn next_header(ground: &Ground<'_>, position: &Position) -> Need {
    let on_top = position.height.saturating_add(u64::from(position.confirmations));
    ground.next(&on_top.saturating_add(1).to_string())
}

fn unvouched(
    ground: &Ground<'_>,
    block: &Header,
    headers: &[Header],
    checkpoints: &[Checkpoint],
    error: LedgerError,
) -> Vouched {
    let no_checkpoint = Finding::undetermined(Reason::AnchorNoCheckpoint).with("fault", error.to_string());
    let policy = decision("checkpoints");
    match error {
        LedgerError::Limit(reached) => Vouched::no(Finding::limit(reached)),
        // The policy has no block there, or one at a wrong height.
        LedgerError::Height | LedgerError::NoCheckpoint => Vouched::no(no_checkpoint).needing([policy]),
        LedgerError::Unlinked => {
            let missing = gaps(block, headers, checkpoints).into_iter();
            let missing = missing.map(|hash| ground.next(&id_text(&hash)));
            Vouched::no(no_checkpoint).needing(missing.chain([policy]))
        }
        LedgerError::BitsUnproven { height } => {
            let finding = Finding::undetermined(Reason::BtcBitsUnproven).with("height", Datum::Integer(height));
            Vouched::no(finding).needing([policy])
        }
        LedgerError::Work(_) => Vouched::no(faulty(Reason::BtcPow, &error)),
        LedgerError::Bits { .. } | LedgerError::Fork | LedgerError::Time { .. } => {
            Vouched::no(faulty(Reason::BtcChain, &error))
        }
    }
}

/// Where links break off: the first header that is missing on the way back from each trusted block, and from this one.
fn gaps(block: &Header, headers: &[Header], checkpoints: &[Checkpoint]) -> BTreeSet<Hash> {
    let by_hash = by_hash(headers);
    let starts = checkpoints.iter().map(|checkpoint| checkpoint.hash).chain([block.previous()]);
    let missing = starts.map(|start| {
        let back = |hash: &Hash| by_hash.get(hash).map(|header| header.previous());
        std::iter::successors(Some(start), back).last().unwrap_or(start)
    });
    missing.filter(|hash| *hash != [0; 32]).collect()
}
