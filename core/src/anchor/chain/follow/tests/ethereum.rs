//! Ethereum: blocks one after another, with a transaction in one of them.

use super::*;
use crate::anchor::chain::ethereum::builder::Trie;
use crate::anchor::chain::ethereum::header::tests::Draft as Block;
use crate::anchor::chain::ethereum::transaction::tests::Draft;
use crate::anchor::chain::ethereum::{Header, TransactionType, keccak256, rlp};
use crate::anchor::ladder::Signer;
use crate::policy::Explorers;
use crate::resources::{ExplorerAnswer, Inclusion, InclusionProof, Receipt, Transaction};
use data_encoding::HEXLOWER;

pub(super) const MAIN: &str = "eip155:1";
/// The number of the first block that is supplied, of the one with the transaction, and of the trusted one.
const FIRST: u64 = 100;
const BLOCK: u64 = 102;
const TRUSTED: u64 = 110;
const SENDER: &str = "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F";

fn key(index: u64) -> Vec<u8> {
    let mut key = Vec::new();
    rlp::write_integer(&mut key, index);
    key
}

fn trie(values: &[Vec<u8>]) -> Trie {
    Trie::new((0..).zip(values).map(|(index, value)| (key(index), value.clone())))
}

fn receipt(status: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    rlp::write_string(&mut payload, status);
    rlp::write_integer(&mut payload, 21_000);
    rlp::write_string(&mut payload, &[0; 256]);
    payload.push(0xc0);
    [&[2][..], &rlp::list(&payload)].concat()
}

/// Blocks one after another, of which the one at [`BLOCK`] is as given.
pub(super) fn blocks(block: &Block) -> Vec<Vec<u8>> {
    let mut headers: Vec<Vec<u8>> = Vec::new();
    for number in FIRST..FIRST + 12 {
        let parent_hash = headers.last().map_or([9; 32], |raw| keccak256(raw));
        let own = if number == BLOCK { block.clone() } else { Block::default() };
        headers.push(Block { parent_hash, number, ..own }.write());
    }
    headers
}

pub(super) fn named(raw: &[u8]) -> String {
    HEXLOWER.encode(&keccak256(raw))
}

/// Everything that a ladder is made of.
#[derive(Clone)]
struct Scene {
    value: Vec<u8>,
    named: String,
    raw: Option<Vec<u8>>,
    inclusions: Vec<Inclusion>,
    headers: Vec<Vec<u8>>,
    explorers: Vec<ExplorerAnswer>,
    policy: Policy,
}

impl Scene {
    fn new() -> Self {
        Self::of(Draft::default().sign(), &[1])
    }

    fn of(raw: Vec<u8>, status: &[u8]) -> Self {
        let other = Draft { input: vec![1; 32], ..Draft::default() }.sign();
        let transactions = trie(&[other.clone(), raw.clone(), other]);
        let receipts = trie(&[receipt(&[1]), receipt(status), receipt(&[1])]);
        let block =
            Block { transactions_root: transactions.root(), receipts_root: receipts.root(), ..Block::default() };
        let headers = blocks(&block);
        let receipt = Receipt { raw: receipt(status), trie: receipts.proof(&key(1)) };
        let proof = InclusionProof::Trie { index: 1, transaction: transactions.proof(&key(1)), receipt: Some(receipt) };
        let mut scene = Self {
            value: vec![0xaa; 32],
            named: named(&raw),
            raw: Some(raw),
            inclusions: vec![Inclusion { block: named(&headers[2]), proof }],
            headers,
            explorers: Vec::new(),
            policy: policy(),
        };
        scene.trust(TRUSTED);
        scene
    }

    fn hash_at(&self, number: u64) -> String {
        named(&self.headers[(number - FIRST) as usize])
    }

    fn trust(&mut self, number: u64) {
        self.policy.anchors.checkpoints = vec![checkpoint(MAIN, number, self.hash_at(number))];
    }

    fn trie(&mut self) -> (&mut Vec<Vec<u8>>, &mut Option<Receipt>) {
        match &mut self.inclusions[0].proof {
            InclusionProof::Trie { transaction, receipt, .. } => (transaction, receipt),
            _ => panic!("it is a trie"),
        }
    }

    fn index(&mut self) -> &mut u64 {
        match &mut self.inclusions[0].proof {
            InclusionProof::Trie { index, .. } => index,
            _ => panic!("it is a trie"),
        }
    }

    fn receipt(&mut self) -> &mut Receipt {
        self.trie().1.as_mut().unwrap()
    }

    fn follow(&self) -> Standing {
        let mut resources = Resources::default();
        if let Some(raw) = &self.raw {
            let entry = Transaction { raw: raw.clone(), previous: Vec::new() };
            resources.add_transaction(MAIN, &self.named, entry).unwrap();
        }
        for inclusion in &self.inclusions {
            resources.add_inclusion(MAIN, &self.named, inclusion.clone()).unwrap();
        }
        for raw in &self.headers {
            resources.add_header(MAIN, raw.clone()).unwrap();
        }
        for answer in &self.explorers {
            resources.add_explorer_answer(MAIN, &self.named, answer.clone()).unwrap();
        }
        let place = Place::Transaction { chain: chain(MAIN), id: self.named.clone() };
        follow(&Anchor { value: self.value.clone(), place }, &resources, &self.policy)
    }
}

#[test]
fn a_ladder_that_holds() {
    let scene = Scene::new();
    let standing = scene.follow();
    assert_standing("sound", &standing, [PASSED; 4], &[]);
    assert_eq!(datum(&standing.inclusion, "block"), Some(scene.hash_at(BLOCK).into()));
    assert_eq!(datum(&standing.inclusion, "receipt"), Some("succeeded".into()));
    let want = [("reach", "checkpoint".into()), ("confirmations", Datum::Integer(8))];
    assert_eq!(standing.ledger.data.0[..2], want);
    assert_eq!(datum(&standing.ledger, "checkpoint"), Some(scene.hash_at(TRUSTED).into()));
    assert_eq!(standing.signer, Some(Signer::Address { chain: chain(MAIN), text: SENDER.into() }));
    let (from, to) = standing.time.unwrap();
    assert_eq!((from.unix_seconds(), to.unix_seconds()), (0x6400_0000 - 300, 0x6400_0000 + 300));
}

/// What is spoiled, how, the rungs, and the needs but for the chain in front of their keys.
type Case = (&'static str, fn(&mut Scene), [&'static str; 4], fn(&Scene) -> Vec<String>);

const NO_NEED: fn(&Scene) -> Vec<String> = |_| Vec::new();
const CHECKPOINTS: &str = "policy anchors.checkpoints";

fn check(cases: &[Case]) {
    let sound = Scene::new();
    for (name, spoil, rungs, needs) in cases {
        let mut scene = sound.clone();
        spoil(&mut scene);
        let wanted = needs(&sound);
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        assert_standing(name, &scene.follow(), *rungs, &wanted);
    }
}

/// A typed envelope whose signature is of zeros.
fn nobodys() -> Vec<u8> {
    Draft::default().envelope(0, &[0; 64])
}

#[test]
fn each_lower_rung_is_spoiled_by_its_own_name() {
    let wrong = [OPEN, "failed eth.transaction", OPEN, OPEN];
    let unknown = [OPEN, "undetermined eth.transaction_type", OPEN, OPEN];
    let value = ["failed anchor.value", PASSED, PASSED, PASSED];
    check(&[
        (
            "chain",
            |s| s.policy.anchors.chains = Some(vec!["eip155:137".into()]),
            [OPEN, OPEN, OPEN, "failed anchor.chain"],
            NO_NEED,
        ),
        (
            "no bytes",
            |s| s.raw = None,
            [MISSING, MISSING, OPEN, OPEN],
            |s| vec![format!("transaction {MAIN}/{}", s.named)],
        ),
        (
            "nothing",
            |s| {
                s.raw = None;
                s.inclusions.clear();
            },
            [MISSING, MISSING, MISSING, OPEN],
            |s| ["transaction", "inclusion"].iter().map(|kind| format!("{kind} {MAIN}/{}", s.named)).collect(),
        ),
        ("a byte more", |s| s.raw.as_mut().unwrap().push(0), wrong, NO_NEED),
        (
            "malformed",
            |s| {
                s.named = named(&[2, 0xc0]);
                s.raw = Some(vec![2, 0xc0]);
            },
            wrong,
            NO_NEED,
        ),
        (
            "with blobs",
            |s| {
                s.named = named(&[3, 0xc0]);
                s.raw = Some(vec![3, 0xc0]);
            },
            unknown,
            NO_NEED,
        ),
        (
            "of the future",
            |s| {
                s.named = named(&[0x60, 0xc0]);
                s.raw = Some(vec![0x60, 0xc0]);
            },
            unknown,
            NO_NEED,
        ),
        (
            "of another chain",
            |s| *s = Scene::of(Draft { chain_id: Some(5), ..Draft::default() }.sign(), &[1]),
            [PASSED, "failed eth.chain", PASSED, PASSED],
            NO_NEED,
        ),
        (
            "signed by nobody",
            |s| *s = Scene::of(nobodys(), &[1]),
            [PASSED, "failed eth.sender", PASSED, PASSED],
            NO_NEED,
        ),
        ("other value", |s| s.value[0] = 1, value, NO_NEED),
        ("shorter value", |s| s.value.truncate(31), value, NO_NEED),
        (
            "zeros",
            |s| {
                *s = Scene::of(Draft { input: vec![0; 32], ..Draft::default() }.sign(), &[1]);
                s.value = vec![0; 32];
            },
            value,
            NO_NEED,
        ),
        (
            "more in the input than the value",
            |s| *s = Scene::of(Draft { input: vec![0xaa; 33], ..Draft::default() }.sign(), &[1]),
            value,
            NO_NEED,
        ),
    ]);
}

#[test]
fn a_name_is_a_hash() {
    let scene = Scene::new();
    let at = |id: String| {
        let place = Place::Transaction { chain: chain(MAIN), id };
        follow(&Anchor { value: scene.value.clone(), place }, &Resources::default(), &scene.policy)
    };
    assert_eq!(needs(&at(format!("0x{}", scene.named)))[0], format!("transaction {MAIN}/{}", scene.named));
    for wrong in [String::new(), scene.named[1..].to_owned(), scene.named.to_uppercase(), "é".repeat(32)] {
        assert_eq!(word(&at(wrong).transaction), "failed eth.transaction");
    }
}

#[test]
fn each_step_into_the_block_is_spoiled_by_its_own_name() {
    let trie = [PASSED, PASSED, "failed eth.trie", OPEN];
    let receipts = [PASSED, PASSED, "failed eth.receipt", OPEN];
    let no_header: fn(&Scene) -> Vec<String> = |s| vec![format!("header {MAIN}/{}", s.hash_at(BLOCK))];
    check(&[
        (
            "no inclusion",
            |s| s.inclusions.clear(),
            [PASSED, PASSED, MISSING, OPEN],
            |s| vec![format!("inclusion {MAIN}/{}", s.named)],
        ),
        ("other index", |s| *s.index() = 0, trie, NO_NEED),
        ("no nodes", |s| s.trie().0.clear(), trie, NO_NEED),
        ("a node more", |s| s.trie().0.push(vec![0xc0]), trie, NO_NEED),
        ("another node", |s| s.trie().0[0][5] ^= 1, trie, NO_NEED),
        (
            "a branch",
            |s| s.inclusions[0].proof = InclusionProof::MerkleBlock { raw: Vec::new(), coinbase: None },
            trie,
            NO_NEED,
        ),
        ("another block", |s| s.inclusions[0].block = s.hash_at(BLOCK + 1), trie, NO_NEED),
        ("no header", |s| drop(s.headers.remove(2)), [PASSED, PASSED, MISSING, OPEN], no_header),
        (
            "no header of any fork",
            |s| {
                let later = Block { fields: 22, ..Block::default() }.write();
                s.inclusions[0].block = named(&later);
                s.headers.push(later);
            },
            [PASSED, PASSED, "undetermined eth.header", OPEN],
            NO_NEED,
        ),
        (
            "no header at all",
            |s| {
                s.inclusions[0].block = named(&[0x80]);
                s.headers.push(vec![0x80]);
            },
            [PASSED, PASSED, "failed eth.header", OPEN],
            NO_NEED,
        ),
        (
            "more headers than the limit",
            |s| s.policy.limits.headers = 11,
            [PASSED, PASSED, "undetermined limit.headers", OPEN],
            NO_NEED,
        ),
        ("another receipt", |s| s.receipt().raw[0] = 1, receipts, NO_NEED),
        ("no proof of the receipt", |s| s.receipt().trie.clear(), receipts, NO_NEED),
        (
            "an execution that failed",
            |s| *s = Scene::of(Draft::default().sign(), &[]),
            [PASSED, PASSED, "failed eth.failed", OPEN],
            NO_NEED,
        ),
        ("a receipt without status", |s| *s = Scene::of(Draft::default().sign(), &[2]), receipts, NO_NEED),
    ]);
}

#[test]
fn each_step_to_the_ledger_is_spoiled_by_its_own_name() {
    let ledger = |reason| [PASSED, PASSED, PASSED, reason];
    let nobody = ledger("undetermined anchor.no_checkpoint");
    let policy: fn(&Scene) -> Vec<String> = |_| vec![CHECKPOINTS.into()];
    check(&[
        ("nobody trusted", |s| s.policy.anchors.checkpoints.clear(), nobody, policy),
        ("a block of another chain", |s| s.policy.anchors.checkpoints[0].chain = "eip155:137".into(), nobody, policy),
        ("what is no hash", |s| s.policy.anchors.checkpoints[0].hash = "0x11".into(), nobody, policy),
        ("an earlier block", |s| s.trust(FIRST), nobody, policy),
        (
            "a gap",
            |s| drop(s.headers.remove(5)),
            nobody,
            |s| vec![format!("header {MAIN}/{}", s.hash_at(105)), CHECKPOINTS.into()],
        ),
        (
            "another block in its place",
            |s| {
                let fork = Block { number: BLOCK + 1, parent_hash: [8; 32], ..Block::default() }.write();
                s.policy.anchors.checkpoints = vec![checkpoint(MAIN, BLOCK + 1, named(&fork))];
                s.headers.push(fork);
            },
            nobody,
            policy,
        ),
        ("too few blocks", |s| s.trust(BLOCK + 5), ledger("undetermined anchor.unconfirmed"), policy),
        (
            "a number that the block does not have",
            |s| s.policy.anchors.checkpoints[0].height = 111,
            ledger("failed eth.header"),
            NO_NEED,
        ),
    ]);
}

#[test]
fn there_are_several_ways_to_hold() {
    let all = [PASSED; 4];
    check(&[
        ("as many as asked for", |s| s.trust(BLOCK + 6), all, NO_NEED),
        ("the block itself", |s| s.trust(BLOCK), all, NO_NEED),
        ("a hash with 0x", |s| s.policy.anchors.checkpoints[0].hash.insert_str(0, "0x"), all, NO_NEED),
        (
            "the latest of the trusted blocks",
            |s| {
                let near = checkpoint(MAIN, BLOCK + 2, s.hash_at(BLOCK + 2));
                s.policy.anchors.checkpoints.insert(0, near);
            },
            all,
            NO_NEED,
        ),
        ("no receipt", |s| *s.trie().1 = None, all, NO_NEED),
        ("a receipt of old", |s| *s = Scene::of(Draft::default().sign(), &[7; 32]), all, NO_NEED),
        (
            "signed for any chain",
            |s| {
                let draft = Draft { kind: TransactionType::Legacy, chain_id: None, ..Draft::default() };
                *s = Scene::of(draft.sign(), &[1]);
            },
            all,
            NO_NEED,
        ),
        (
            "a block that was replaced",
            |s| {
                let block = Header::parse(&s.headers[2]).unwrap();
                let (transactions_root, receipts_root) = (block.transactions_root(), block.receipts_root());
                let stale = Block { number: BLOCK, transactions_root, receipts_root, ..Block::default() }.write();
                let mut inclusion = s.inclusions[0].clone();
                inclusion.block = named(&stale);
                s.inclusions.push(inclusion);
                s.headers.push(stale);
            },
            all,
            NO_NEED,
        ),
    ]);
}

#[test]
fn the_word_of_an_explorer_counts_if_the_policy_says_so() {
    let mut scene = Scene::new();
    scene.raw = None;
    scene.explorers = vec![ExplorerAnswer {
        data: vec![0xaa; 32],
        from: Some(SENDER.to_lowercase()),
        time: None,
        source: "explorer.example".into(),
    }];
    let transaction = format!("transaction {MAIN}/{}", scene.named);
    let refused = scene.follow();
    let wanted = [transaction.as_str(), "policy anchors.explorers"];
    assert_standing("refused", &refused, [MISSING, MISSING, OPEN, OPEN], &wanted);
    scene.policy.anchors.explorers = Explorers::Accept;
    let accepted = scene.follow();
    assert_eq!((words(&accepted), needs(&accepted)), ([PASSED; 4].map(str::to_owned), Vec::new()));
    assert_eq!(accepted.signer, Some(Signer::Address { chain: chain(MAIN), text: SENDER.into() }));
    assert_eq!(accepted.time, None, "it states none");
}
