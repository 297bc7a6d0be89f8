//! A document store, and its storage at two blocks.

use super::ethereum::{MAIN, blocks, named};
use super::*;
use crate::anchor::chain::ethereum::builder;
use crate::anchor::chain::ethereum::document_store::{Answer, STORES};
use crate::anchor::chain::ethereum::header::tests::Draft as Block;
use crate::anchor::chain::ethereum::{Address, Hash, keccak256, rlp};
use crate::anchor::ladder::Signer;
use crate::resources::ContractState;
use data_encoding::HEXLOWER;

const ROOT: Hash = [0xa1; 32];
const OTHER: Hash = [0xb2; 32];
const CONTRACT: Address = Address::from_bytes([0xde; 20]);

fn slot(number: u8) -> Hash {
    rlp::left_pad(&[number])
}

fn text() -> Hash {
    let mut word = [0; 32];
    word[..5].copy_from_slice(b"2.3.0");
    word[31] = 10;
    word
}

/// A store of the second layout in which `ROOT` is issued, and revoked from the second of its two blocks on.
#[derive(Clone)]
struct Scene {
    states: Vec<(Vec<u8>, ContractState)>,
    headers: Vec<Vec<u8>>,
    contract: Address,
    policy: Policy,
}

fn state(revoked: bool, slots: &[Hash]) -> (Hash, ContractState) {
    let layout = STORES[0];
    let mut entries = vec![(slot(1), text()), (slot(2), text()), (layout.issued_slot(&ROOT), slot(1))];
    if revoked {
        entries.push((layout.revoked_slot(&ROOT), slot(1)));
    }
    builder::state(&CONTRACT, &entries, slots)
}

impl Scene {
    fn new() -> Self {
        let layout = STORES[0];
        Self::with(&[slot(2), layout.issued_slot(&ROOT), layout.revoked_slot(&ROOT)])
    }

    fn with(slots: &[Hash]) -> Self {
        let (early_root, mut early) = state(false, slots);
        let (late_root, mut late) = state(true, slots);
        let mut headers = blocks(&Block { state_root: early_root, ..Block::default() });
        headers.truncate(3);
        early.block = named(&headers[2]);
        let parent_hash = keccak256(&headers[2]);
        headers.push(Block { parent_hash, state_root: late_root, number: 103, ..Block::default() }.write());
        late.block = named(&headers[3]);
        for number in 104..112 {
            let parent_hash = keccak256(&headers[headers.len() - 1]);
            headers.push(Block { parent_hash, number, ..Block::default() }.write());
        }
        let mut policy = policy();
        policy.anchors.checkpoints = vec![checkpoint(MAIN, 111, named(&headers[11]))];
        let states = vec![(headers[2].clone(), early), (headers[3].clone(), late)];
        Self { states, headers, contract: CONTRACT, policy }
    }

    fn prove(&self) -> Result<ProvenStore, Box<Standing>> {
        let mut resources = Resources::default();
        for raw in &self.headers {
            resources.add_header(MAIN, raw.clone()).unwrap();
        }
        for (_, state) in &self.states {
            resources.add_state(MAIN, &self.contract.to_string(), state.clone()).unwrap();
        }
        store_state(chain(MAIN), &self.contract, &resources, &self.policy)
    }
}

#[test]
fn the_latest_trusted_state_counts() {
    let mut scene = Scene::new();
    let late = scene.prove().unwrap();
    assert_eq!((late.block, late.layout()), (103, "DocumentStore 2-3"));
    assert_eq!(late.is_issued(&ROOT), Answer::Known(true));
    assert_eq!(late.find_revoked(&[ROOT]), Answer::Known(Some(0)));
    let standing = late.standing(Finding::passed());
    assert_eq!(words(&standing), [PASSED, ABSENT, PASSED, PASSED]);
    assert_eq!(standing.signer, Some(Signer::Named(format!("eip155:1:{CONTRACT}"))));
    assert_eq!((standing.time, late.time.0.unix_seconds()), (None, 0x6400_0000 - 300));
    scene.states.pop();
    let early = scene.prove().unwrap();
    assert_eq!((early.block, early.find_revoked(&[ROOT])), (102, Answer::Known(None)));
    let Answer::Missing(slot) = early.is_issued(&OTHER) else { panic!("it is not proven") };
    let key = format!("{MAIN}/{}/{}", "de".repeat(20), HEXLOWER.encode(&slot));
    assert_eq!(early.need(&slot), Need::resource(CheckId::AnchorRoot, NeedKind::State, key));
}

/// However many states there are, none of them hides a later one.
#[test]
fn many_states_hide_nothing() {
    let mut scene = Scene::new();
    let early = scene.states[0].1.clone();
    for number in 0..50 {
        let raw = Block { number, ..Block::default() }.write();
        scene.states.push((raw.clone(), ContractState { block: named(&raw), ..early.clone() }));
        scene.headers.push(raw);
    }
    assert_eq!(scene.prove().unwrap().block, 103);
}

#[test]
fn each_step_is_spoiled_by_its_own_name() {
    let state_key = format!("state {MAIN}/{}", "de".repeat(20));
    let nobody = "undetermined anchor.no_checkpoint";
    type Spoil = fn(&mut Scene);
    let cases: [(&str, Spoil, [&str; 4], usize); 9] = [
        ("chain", |s| s.policy.anchors.chains = Some(Vec::new()), [OPEN, OPEN, OPEN, "failed anchor.chain"], 0),
        // The account, and the four slots that tell the layouts apart.
        ("no state", |s| s.states.clear(), [OPEN, ABSENT, MISSING, OPEN], 5),
        ("no header", |s| s.headers.truncate(2), [OPEN, ABSENT, MISSING, OPEN], 1),
        (
            "no account",
            |s| s.states.iter_mut().for_each(|(_, state)| state.account.clear()),
            [OPEN, ABSENT, "failed eth.state", OPEN],
            0,
        ),
        (
            "another contract",
            |s| s.contract = Address::from_bytes([0x12; 20]),
            [OPEN, ABSENT, "failed eth.state", OPEN],
            0,
        ),
        (
            "another slot",
            |s| {
                for (_, state) in &mut s.states {
                    let nodes = state.slots[&slot(2)].clone();
                    state.slots.insert(slot(9), nodes);
                }
            },
            [OPEN, ABSENT, "failed eth.state", OPEN],
            0,
        ),
        ("nobody trusted", |s| s.policy.anchors.checkpoints.clear(), [OPEN, ABSENT, PASSED, nobody], 1),
        (
            "too few blocks",
            |s| s.policy.anchors.confirmations = 10,
            [OPEN, ABSENT, PASSED, "undetermined anchor.unconfirmed"],
            1,
        ),
        (
            "no layout",
            |s| *s = Scene::with(&[STORES[0].issued_slot(&ROOT)]),
            ["undetermined eth.layout", ABSENT, PASSED, PASSED],
            4,
        ),
    ];
    for (name, spoil, rungs, wanted) in cases {
        let mut scene = Scene::new();
        spoil(&mut scene);
        let standing = scene.prove().map(|store| store.block).unwrap_err();
        assert_eq!(words(&standing), rungs, "{name}: {standing:#?}");
        assert_eq!(needs(&standing).len(), wanted, "{name}: {:?}", needs(&standing));
        assert!(are_told_where_it_is_open(&standing), "{name}: {:?}", standing.needs);
        assert_eq!(standing.time, None, "{name}");
        match name {
            "no state" => assert_eq!(needs(&standing)[0], state_key),
            "no layout" => assert!(needs(&standing).iter().all(|need| need.starts_with(&state_key))),
            "no header" => assert_eq!(needs(&standing), [format!("header {MAIN}/{}", Scene::new().states[1].1.block)]),
            _ => assert!(needs(&standing).iter().all(|need| need == "policy anchors.checkpoints"), "{name}"),
        }
    }
}

#[test]
fn only_chains_with_contracts_have_any() {
    let bitcoin = chain("bip122:000000000019d6689c085ae165831e93");
    let standing = store_state(bitcoin, &CONTRACT, &Resources::default(), &policy()).map(|store| store.block);
    assert_eq!(word(&standing.unwrap_err().root), "undetermined anchor.unsupported");
}
