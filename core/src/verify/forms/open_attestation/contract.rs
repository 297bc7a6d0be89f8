//! Issuers that issue by a contract: whether it lists the root, proven from its storage at a block.

use super::chains;
use super::hashed::{Hashed, hidden};
use super::identity::bind_contract;
use super::place::Place;
use crate::anchor::chain::ethereum::document_store::Answer;
use crate::anchor::chain::ethereum::{Address, Hash};
use crate::anchor::chain::{Chain, ProvenRegistry, ProvenStore, registry_state, store_state};
use crate::anchor::ladder::{Signer, Standing};
use crate::anchor::open_attestation::issuance::{Issuance, Issuer};
use crate::policy::Policy;
use crate::report::{CheckId, Finding, Need, NeedKind, Outcome, Reason};
use crate::resources::Resources;
use crate::verify::securing::judged::Judged;
use crate::verify::session::Session;
use data_encoding::HEXLOWER;

/// The steps that only entries in a ledger have.
pub(super) const OF_LEDGERS: [CheckId; 4] =
    [CheckId::AnchorRoot, CheckId::AnchorTransaction, CheckId::AnchorInclusion, CheckId::AnchorLedger];

/// Judges the word of a document store.
pub(super) fn judge_store(
    session: &Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    address: &str,
) -> Judged<'static> {
    judge(session, hashed, issuance, issuer, address, store_state, |store, root, judged| {
        let issued = is_issued(store, root, judged);
        climb(&store.standing(issued), judged);
        let status = revoked(store, &hashed.hashes(), judged);
        judged.set(CheckId::StatusEntry, status);
    })
}

/// Judges the word of a token registry: a token of that name must have an owner.
pub(super) fn judge_registry(
    session: &Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    address: &str,
) -> Judged<'static> {
    judge(session, hashed, issuance, issuer, address, registry_state, token)
}

/// How the state of a contract is proven.
type Prove<C> = fn(Chain, &Address, &Resources, &Policy) -> Result<C, Box<Standing>>;

/// Judges the word of a contract: `says` writes down what it says of the root.
fn judge<C>(
    session: &Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    address: &str,
    prove: Prove<C>,
    says: impl Fn(&C, &Hash, &mut Judged<'_>),
) -> Judged<'static> {
    let judge_at = |place: Result<Place, Box<Standing>>| {
        let mut judged = Judged::of_issuer(issuer.at.clone().into(), true);
        bind_contract(session, hashed, issuer, place.as_ref().ok(), &mut judged);
        let state = place.and_then(|place| prove(place.chain, &place.address, session.resources, session.policy));
        match (state, hashed.root()) {
            (Ok(contract), Some(root)) => says(&contract, root, &mut judged),
            (Ok(_), None) => without_root(&mut judged),
            (Err(standing), _) => unproven(&standing, &mut judged),
        }
        judged
    };
    let mut judged = match Place::all(session.policy, issuance, address) {
        Ok(places) => chains::deciding(places.into_iter().map(|place| judge_at(Ok(place))).collect())
            .unwrap_or_else(|| judge_at(Err(Box::new(Standing::nothing(Finding::not_reached()))))),
        Err(standing) => judge_at(Err(standing)),
    };
    // It may be issued on another chain than those that were asked, and revoked there.
    if issuance.chain.is_none() && hashed.may_withhold() && judged.outcome() != Outcome::Failed {
        judged.set(CheckId::AnchorLedger, hidden("network"));
    }
    judged
}

fn is_issued(store: &ProvenStore, root: &Hash, judged: &mut Judged<'_>) -> Finding {
    match store.is_issued(root) {
        Answer::Known(true) => Finding::passed().with("layout", store.layout()),
        Answer::Known(false) => Finding::failed(Reason::OaNotIssued),
        Answer::Missing(slot) => missing(&store.need(&slot), CheckId::AnchorRoot, judged),
    }
}

/// Whether a store lists any of the hashes as revoked, at the latest block that is proven.
pub(super) fn revoked(store: &ProvenStore, hashes: &[Hash], judged: &mut Judged<'_>) -> Finding {
    match store.find_revoked(hashes) {
        Answer::Known(None) => Finding::passed()
            .with("block", crate::report::Datum::Integer(store.block))
            .with("until", store.time.0.to_string()),
        Answer::Known(Some(index)) => {
            let hash = hashes.get(index).map(|hash| HEXLOWER.encode(hash)).unwrap_or_default();
            Finding::failed(Reason::StatusRevoked).with("hash", hash)
        }
        Answer::Missing(slot) => missing(&store.need(&slot), CheckId::StatusEntry, judged),
    }
}

/// Whoever takes a token out of circulation sends it to this address, from which nothing returns.
const BURNT: Address = Address::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xde, 0xad]);

fn token(registry: &ProvenRegistry, root: &Hash, judged: &mut Judged<'_>) {
    let (issued, status) = match registry.owner(root) {
        Answer::Known(Some(BURNT)) => (Finding::passed(), Finding::failed(Reason::StatusRevoked)),
        Answer::Known(Some(owner)) => (Finding::passed().with("owner", owner.to_string()), Finding::passed()),
        Answer::Known(None) => (Finding::failed(Reason::OaNotIssued), Finding::not_reached()),
        Answer::Missing(slot) => {
            let need = registry.need(&slot);
            let status = missing(&need, CheckId::StatusEntry, judged);
            (missing(&need, CheckId::AnchorRoot, judged), status)
        }
    };
    climb(&registry.standing(issued), judged);
    judged.set(CheckId::StatusEntry, status);
}

fn missing(need: &Need, id: CheckId, judged: &mut Judged<'_>) -> Finding {
    judged.need(need.clone().wanted_for(id));
    Finding::undetermined(Reason::ResourceMissing)
}

fn without_root(judged: &mut Judged<'_>) {
    OF_LEDGERS.into_iter().chain([CheckId::AnchorSigner]).for_each(|id| judged.step(id, Finding::not_reached()));
}

/// The contract's storage is not proven, so neither is what it revoked.
fn unproven(standing: &Standing, judged: &mut Judged<'_>) {
    climb(standing, judged);
    judged.set(CheckId::StatusEntry, doubt(standing));
    ask(standing, CheckId::StatusEntry, judged);
}

/// Why what depends on a contract's storage is not known, if its storage is what is missing.
pub(super) fn doubt(standing: &Standing) -> Finding {
    if standing.needs.iter().any(|need| need.kind == NeedKind::State) {
        Finding::undetermined(Reason::ResourceMissing)
    } else {
        Finding::not_reached()
    }
}

/// Asks, for `id`, for the state of the contract.
pub(super) fn ask(standing: &Standing, id: CheckId, judged: &mut Judged<'_>) {
    let states = standing.needs.iter().filter(|need| need.kind == NeedKind::State);
    states.for_each(|need| judged.need(need.clone().wanted_for(id)));
}

fn climb(standing: &Standing, judged: &mut Judged<'_>) {
    let findings = [&standing.root, &standing.transaction, &standing.inclusion, &standing.ledger];
    OF_LEDGERS.into_iter().zip(findings).for_each(|(id, finding)| judged.step(id, finding.clone()));
    let signer = match &standing.signer {
        Some(Signer::Named(name)) if standing.root.is_passed() => Finding::passed().with("name", name.as_str()),
        _ => Finding::not_reached(),
    };
    judged.step(CheckId::AnchorSigner, signer);
    standing.needs.iter().for_each(|need| judged.need(need.clone()));
}
