//! The storage of a document store or token registry at a block that the policy trusts: what is issued there, and what is
//! revoked.
//!
//! Storage is proven for one block and says nothing of later ones: of several that are supplied, the latest counts.

use super::ethereum::{block, headers, slices, time, vouched};
use super::{Ground, Interval, Reach, faulty, missing, rungs};
use crate::anchor::chain::ethereum::document_store::{
    Answer, LayoutError, REGISTRIES, RegistryLayout, STORES, StoreLayout,
};
use crate::anchor::chain::ethereum::{Address, Hash, Header, StateError, Storage, keccak256, prove_account};
use crate::anchor::chain::names::{Chain, Family};
use crate::anchor::ladder::{Signer, Standing};
use crate::policy::Policy;
use crate::report::{CheckId, Finding, Need, NeedKind, Outcome, Reason};
use crate::resources::{ContractState, Resources};
use data_encoding::HEXLOWER;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The proven storage of a contract of which the layout is known.
#[derive(Clone, Debug)]
pub(crate) struct ProvenContract<L> {
    chain: Chain,
    contract: Address,
    layout: L,
    storage: Storage,
    /// The number of the block after which the storage was so.
    pub(crate) block: u64,
    /// When that block was made: between these two.
    pub(crate) time: Interval,
    inclusion: Finding,
    ledger: Finding,
}

/// The proven storage of a document store.
pub(crate) type ProvenStore = ProvenContract<StoreLayout>;

/// The proven storage of a token registry.
pub(crate) type ProvenRegistry = ProvenContract<RegistryLayout>;

impl ProvenStore {
    /// How the store keeps its hashes, for reports.
    pub(crate) fn layout(&self) -> &'static str {
        self.layout.name
    }

    /// Whether `hash`, a Merkle root, is issued; or the slot that would tell.
    pub(crate) fn is_issued(&self, hash: &Hash) -> Answer<bool> {
        self.layout.is_issued(&self.storage, hash)
    }

    /// The first of `hashes` that is revoked; or a slot that would tell. Give it the target hash, the Merkle root and every
    /// hash between them.
    pub(crate) fn find_revoked(&self, hashes: &[Hash]) -> Answer<Option<usize>> {
        self.layout.find_revoked(&self.storage, hashes)
    }
}

impl ProvenRegistry {
    /// Who owns `token`, a Merkle root, if anybody does; or the slot that would tell.
    pub(crate) fn owner(&self, token: &Hash) -> Answer<Option<Address>> {
        self.layout.owner(&self.storage, token)
    }
}

impl<L> ProvenContract<L> {
    /// What to ask for if a slot is missing.
    pub(crate) fn need(&self, slot: &Hash) -> Need {
        slot_need(CheckId::AnchorRoot, self.chain, &self.contract, slot)
    }

    /// The ladder of an entry in the contract: `root` says whether it is there. There is no transaction to look at; whoever
    /// may write to the contract made it, at a time that its storage does not tell.
    pub(crate) fn standing(&self, root: Finding) -> Standing {
        Standing {
            transaction: Finding::absent(),
            inclusion: self.inclusion.clone(),
            ledger: self.ledger.clone(),
            signer: Some(Signer::Named(format!("{}:{}", self.chain.caip2, self.contract))),
            ..Standing::nothing(root)
        }
    }
}

/// Proves the storage of the document store at `contract`, at the latest block that the policy trusts.
///
/// # Errors
/// How far it is proven, and what is needed: the chain must be accepted (`anchor.ledger`), the account and its slots proven
/// under a block's header (`anchor.inclusion`), the block trusted (`anchor.ledger`), and the layout known (`anchor.root`).
pub(crate) fn store_state(
    chain: Chain,
    contract: &Address,
    resources: &Resources,
    policy: &Policy,
) -> Result<ProvenStore, Box<Standing>> {
    let witnesses = STORES.iter().flat_map(StoreLayout::witnesses).collect();
    prove(Ground { chain, resources, policy }, contract, &witnesses, StoreLayout::recognise)
}

/// Proves the storage of the token registry at `contract`, at the latest block that the policy trusts.
///
/// # Errors
/// As those of [`store_state`].
pub(crate) fn registry_state(
    chain: Chain,
    contract: &Address,
    resources: &Resources,
    policy: &Policy,
) -> Result<ProvenRegistry, Box<Standing>> {
    let witnesses = REGISTRIES.iter().flat_map(RegistryLayout::witnesses).collect();
    prove(Ground { chain, resources, policy }, contract, &witnesses, RegistryLayout::recognise)
}

/// `witnesses` are the slots that tell the layouts apart.
fn prove<L>(
    ground: Ground<'_>,
    contract: &Address,
    witnesses: &BTreeSet<Hash>,
    recognise: fn(&Storage) -> Result<L, LayoutError>,
) -> Result<ProvenContract<L>, Box<Standing>> {
    let chain = ground.chain;
    if let Some(refusal) = ground.refusal() {
        return Err(Box::new(refusal));
    }
    if chain.family != Family::Ethereum {
        return Err(Box::new(super::unsupported("a contract on a chain without contracts")));
    }
    let seen = latest(&ground, contract, witnesses);
    let mut standing =
        seen.reach.onto(Standing { transaction: Finding::absent(), ..Standing::nothing(Finding::not_reached()) });
    // What is proven has a time of its own.
    standing.time = None;
    let proven = match seen.proven {
        Some(proven) if standing.ledger.is_passed() => proven,
        _ => {
            if rungs(&standing).iter().any(|rung| rung.outcome == Outcome::Failed) {
                standing.needs.clear();
            }
            return Err(Box::new(standing));
        }
    };
    let Proven { storage, block, time } = proven;
    let Some(storage) = storage else {
        standing.root = Finding::failed(Reason::OaNoContract).with("chain", chain.caip2);
        return Err(Box::new(standing));
    };
    let layout = recognise(&storage).map_err(|error| {
        let unproven = witnesses.iter().filter(|slot| storage.read(slot).is_none());
        standing.needs.extend(unproven.map(|slot| slot_need(CheckId::AnchorRoot, chain, contract, slot)));
        standing.root = Finding::undetermined(Reason::EthLayout).with("fault", error.to_string());
        Box::new(standing.clone())
    })?;
    let (inclusion, ledger) = (standing.inclusion, standing.ledger);
    Ok(ProvenContract { chain, contract: *contract, layout, storage, block, time, inclusion, ledger })
}

fn key(contract: &Address) -> String {
    HEXLOWER.encode(contract.as_bytes())
}

fn slot_need(rung: CheckId, chain: Chain, contract: &Address, slot: &Hash) -> Need {
    let key = format!("{}/{}/{}", chain.caip2, key(contract), HEXLOWER.encode(slot));
    Need::resource(rung, NeedKind::State, key)
}

/// What one of the supplied states comes to.
struct Seen {
    reach: Reach,
    proven: Option<Proven>,
}

struct Proven {
    /// What is proven of its storage; none if it is proven that there is no contract.
    storage: Option<Storage>,
    block: u64,
    time: Interval,
}

/// The state that is proven furthest; of equals, that of the latest block.
fn latest(ground: &Ground<'_>, contract: &Address, witnesses: &BTreeSet<Hash>) -> Seen {
    let headers = match headers(ground) {
        Ok(headers) => headers,
        Err(limit) => return Seen { reach: Reach::stopped(limit), proven: None },
    };
    let contract_key = key(contract);
    let mut states: Vec<_> = ground.resources.states(ground.chain.caip2, &contract_key).collect();
    // The latest are seen first, however many there are.
    let numbers: BTreeMap<_, _> =
        headers.iter().map(|header| (HEXLOWER.encode(&header.hash()), header.number())).collect();
    states.sort_by_key(|state| Reverse(numbers.get(&state.block)));
    let seen = states.into_iter().take(super::MOST_WAYS).map(|state| see(ground, contract, state, &headers));
    seen.reduce(|best, next| if next.reach.rank() > best.reach.rank() { next } else { best }).unwrap_or_else(|| {
        let rung = CheckId::AnchorInclusion;
        let slots = witnesses.iter().map(|slot| slot_need(rung, ground.chain, contract, slot));
        let needs = [ground.need(rung, NeedKind::State, &contract_key)].into_iter().chain(slots);
        Seen { reach: needs.fold(Reach::stopped(missing()), Reach::needing), proven: None }
    })
}

fn see(ground: &Ground<'_>, contract: &Address, state: &ContractState, headers: &[Header]) -> Seen {
    let block = match block(ground, &state.block, headers) {
        Ok(block) => block,
        Err(reach) => return Seen { reach: *reach, proven: None },
    };
    match storage(block, contract, state) {
        Ok(storage) => {
            let inclusion = Finding::passed().with("block", state.block.as_str());
            let reach = Reach { inclusion, ledger: vouched(ground, block, headers) };
            Seen { reach, proven: Some(Proven { storage, block: block.number(), time: time(block) }) }
        }
        Err(finding) => Seen { reach: Reach::stopped(finding), proven: None },
    }
}

fn storage(block: &Header, contract: &Address, state: &ContractState) -> Result<Option<Storage>, Finding> {
    let wrong = |error: StateError| faulty(Reason::EthState, &error);
    let account = prove_account(&block.state_root(), contract, &slices(&state.account)).map_err(wrong)?;
    let Some(account) = account.filter(|account| account.code_hash != keccak256(&[])) else { return Ok(None) };
    let slots: Vec<_> = state.slots.iter().map(|(slot, nodes)| (*slot, slices(nodes))).collect();
    let storage = Storage::prove(&account, slots.iter().map(|(slot, nodes)| (*slot, nodes.as_slice())));
    storage.map(Some).map_err(wrong)
}
