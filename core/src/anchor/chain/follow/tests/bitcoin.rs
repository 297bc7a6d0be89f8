//! Bitcoin: a chain of its own, with a transaction in one of its blocks.

mod depth;

use super::*;
use crate::anchor::chain::bitcoin::{Address, Header, Network, id, id_text};
use crate::anchor::ladder::Signer;
use crate::digest::DigestAlgorithm;
use crate::policy::Explorers;
use crate::resources::{Coinbase, ExplorerAnswer, Inclusion, InclusionProof, Transaction};

const REGTEST: &str = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328";
const EASY: u32 = 0x207f_ffff;
/// The height of the first header that is supplied, of the block with the transaction, and of the trusted block.
const FIRST: u64 = 100;
const BLOCK: u64 = 102;
const TRUSTED: u64 = 110;
const SIBLING: Hash = [0x51; 32];

fn twice(parts: &[&[u8]]) -> Hash {
    let once = DigestAlgorithm::Sha256.hash(&parts.concat());
    DigestAlgorithm::Sha256.hash(once.as_bytes()).as_bytes().try_into().unwrap()
}

fn transaction(spent: Hash, scripts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = [&[2, 0, 0, 0, 1][..], &spent, &[0; 5], &[0xff; 4], &[scripts.len() as u8]].concat();
    for script in scripts {
        bytes.extend([&[1, 0, 0, 0, 0, 0, 0, 0, script.len() as u8][..], script].concat());
    }
    [bytes, vec![0; 4]].concat()
}

fn pays(hash: u8) -> Vec<u8> {
    [&[0x76, 0xa9, 20][..], &[hash; 20], &[0x88, 0xac]].concat()
}

fn carries(value: &[u8]) -> Vec<u8> {
    [&[0x6a, 32][..], value].concat()
}

fn header(previous: &Hash, root: &Hash, time: u32, nonce: u32) -> Vec<u8> {
    [&[1, 0, 0, 0][..], previous, root, &time.to_le_bytes(), &EASY.to_le_bytes(), &nonce.to_le_bytes()].concat()
}

/// The first nonce with which the header is worth its target, or with which it is not.
fn mine(previous: &Hash, root: &Hash, time: u32, worked: bool) -> Vec<u8> {
    let mut tried = (0..).map(|nonce| header(previous, root, time, nonce));
    tried.find(|raw| Header::parse(raw).unwrap().check_work(Network::Regtest).is_ok() == worked).unwrap()
}

fn branch(index: u64, siblings: Vec<Hash>) -> InclusionProof {
    InclusionProof::Branch { index, siblings, coinbase: None }
}

fn hash_of(raw: &[u8]) -> Hash {
    twice(&[raw])
}

fn shown(mut hash: Hash) -> Hash {
    hash.reverse();
    hash
}

/// Everything that a ladder is made of.
#[derive(Clone)]
struct Scene {
    value: Vec<u8>,
    named: String,
    raw: Option<Vec<u8>>,
    previous: Vec<Vec<u8>>,
    inclusions: Vec<Inclusion>,
    headers: Vec<Vec<u8>>,
    explorers: Vec<ExplorerAnswer>,
    policy: Policy,
}

impl Scene {
    fn new() -> Self {
        let value = vec![0xaa; 32];
        let previous = transaction([3; 32], &[&pays(7)]);
        let raw = transaction(hash_of(&previous), &[&pays(9), &carries(&value)]);
        let root = twice(&[&SIBLING, &hash_of(&raw)]);
        let mut headers: Vec<Vec<u8>> = Vec::new();
        for height in FIRST..FIRST + 12 {
            let before = headers.last().map_or([9; 32], |raw| hash_of(raw));
            let root = if height == BLOCK { root } else { [height as u8; 32] };
            headers.push(mine(&before, &root, 1_500_000_000 + 600 * height as u32, true));
        }
        let mut policy = policy();
        policy.anchors.chains = Some(vec![REGTEST.into()]);
        let named = id_text(&hash_of(&raw));
        let mut scene = Self {
            value,
            named,
            raw: Some(raw),
            previous: vec![previous],
            inclusions: Vec::new(),
            headers,
            explorers: Vec::new(),
            policy,
        };
        scene.inclusions = vec![scene.inclusion(&scene.at(BLOCK))];
        scene.trust(TRUSTED);
        scene
    }

    fn inclusion(&self, block: &[u8]) -> Inclusion {
        Inclusion { block: id_text(&hash_of(block)), proof: branch(1, vec![shown(SIBLING)]) }
    }

    fn at(&self, height: u64) -> Vec<u8> {
        self.headers[(height - FIRST) as usize].clone()
    }

    fn hash_at(&self, height: u64) -> String {
        id_text(&hash_of(&self.at(height)))
    }

    fn trust(&mut self, height: u64) {
        self.policy.anchors.checkpoints = vec![checkpoint(REGTEST, height, self.hash_at(height))];
    }

    fn resources(&self) -> Resources {
        let mut resources = Resources::default();
        if let Some(raw) = &self.raw {
            let entry = Transaction { raw: raw.clone(), previous: self.previous.clone() };
            let _ = resources.add_transaction(REGTEST, &self.named, entry);
        }
        for inclusion in &self.inclusions {
            resources.add_inclusion(REGTEST, &self.named, inclusion.clone()).unwrap();
        }
        for raw in &self.headers {
            resources.add_header(REGTEST, raw.clone()).unwrap();
        }
        for answer in &self.explorers {
            resources.add_explorer_answer(REGTEST, &self.named, answer.clone()).unwrap();
        }
        resources
    }

    fn follow(&self) -> Standing {
        let place = Place::Transaction { chain: chain(REGTEST), id: self.named.clone() };
        follow(&Anchor { value: self.value.clone(), place }, &self.resources(), &self.policy)
    }

    fn root_at(&self, height: u64) -> Standing {
        let place = Place::BlockRoot { chain: chain(REGTEST), height };
        follow(&Anchor { value: self.value.clone(), place }, &self.resources(), &self.policy)
    }

    fn key(&self, key: &str) -> String {
        format!("{REGTEST}/{key}")
    }
}

fn answer(source: &str) -> ExplorerAnswer {
    ExplorerAnswer {
        data: vec![0xaa; 32],
        from: Some(address(8)),
        time: Some(Timestamp::from_unix(1_600_000_000)),
        source: source.into(),
    }
}

fn address(hash: u8) -> String {
    Address::from_script(&pays(hash), Network::Regtest).unwrap().to_string()
}

#[test]
fn a_ladder_that_holds() {
    let scene = Scene::new();
    let standing = scene.follow();
    assert_standing("sound", &standing, [PASSED; 4], &[]);
    assert_eq!(datum(&standing.root, "output"), Some(Datum::Integer(1)));
    assert_eq!(datum(&standing.inclusion, "block"), Some(scene.hash_at(BLOCK).into()));
    let want = [("reach", "checkpoint".into()), ("confirmations", Datum::Integer(9))];
    assert_eq!(standing.ledger.data.0[..2], want);
    assert_eq!(datum(&standing.ledger, "checkpoint"), Some(scene.hash_at(TRUSTED).into()));
    assert_eq!(standing.signer, Some(Signer::Address { chain: chain(REGTEST), text: address(7) }));
    let (from, to) = standing.time.unwrap();
    let time = 1_500_000_000 + 600 * BLOCK as i64;
    assert_eq!((from.unix_seconds(), to.unix_seconds()), (time - 7_200, time + 7_200));
}

/// What is spoiled, how, the rungs, and the needs but for the chain in front of their keys.
type Case = (&'static str, fn(&mut Scene), [&'static str; 4], fn(&Scene) -> Vec<String>);

const NO_NEED: fn(&Scene) -> Vec<String> = |_| Vec::new();

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

#[test]
fn each_lower_rung_is_spoiled_by_its_own_name() {
    let transaction_need: fn(&Scene) -> Vec<String> = |scene| vec![format!("transaction {}", scene.key(&scene.named))];
    let both: fn(&Scene) -> Vec<String> = |scene| {
        let key = scene.key(&scene.named);
        vec![format!("transaction {key}"), format!("inclusion {key}")]
    };
    let bad_tx = [OPEN, "failed btc.tx", OPEN, OPEN];
    let bad_value = ["failed anchor.value", PASSED, PASSED, PASSED];
    check(&[
        ("chain", |s| s.policy.anchors.chains = None, [OPEN, OPEN, OPEN, "failed anchor.chain"], NO_NEED),
        ("no bytes", |s| s.raw = None, [MISSING, MISSING, OPEN, OPEN], transaction_need),
        (
            "nothing",
            |s| {
                s.raw = None;
                s.inclusions.clear();
                s.headers.clear();
            },
            [MISSING, MISSING, MISSING, OPEN],
            both,
        ),
        ("a byte more", |s| s.raw.as_mut().unwrap().push(0), bad_tx, NO_NEED),
        ("another transaction", |s| s.raw = Some(s.previous[0].clone()), bad_tx, NO_NEED),
        (
            "no id",
            |s| {
                s.named.pop();
                s.inclusions.clear();
            },
            bad_tx,
            NO_NEED,
        ),
        ("other value", |s| s.value[31] ^= 1, bad_value, NO_NEED),
        ("shorter value", |s| s.value.truncate(31), bad_value, NO_NEED),
        ("zeros", |s| s.value = vec![0; 32], bad_value, NO_NEED),
        (
            "a second carrier",
            |s| {
                let value = carries(&s.value);
                s.raw = Some(transaction(hash_of(&s.previous[0]), &[&value, &value]));
            },
            bad_tx,
            NO_NEED,
        ),
    ]);
}

#[test]
fn each_step_into_the_block_is_spoiled_by_its_own_name() {
    let bad_branch = [PASSED, PASSED, "failed btc.merkle", OPEN];
    check(&[
        (
            "no inclusion",
            |s| s.inclusions.clear(),
            [PASSED, PASSED, MISSING, OPEN],
            |s| vec![format!("inclusion {}", s.key(&s.named))],
        ),
        ("other index", |s| s.inclusions[0].proof = branch(0, vec![shown(SIBLING)]), bad_branch, NO_NEED),
        ("index beyond the tree", |s| s.inclusions[0].proof = branch(3, vec![shown(SIBLING)]), bad_branch, NO_NEED),
        (
            "index beyond numbers",
            |s| s.inclusions[0].proof = branch(1 | 1 << 32, vec![shown(SIBLING)]),
            bad_branch,
            NO_NEED,
        ),
        ("no branch", |s| s.inclusions[0].proof = branch(1, Vec::new()), bad_branch, NO_NEED),
        (
            "a branch in the order of the wire",
            |s| {
                let sibling = [&[1][..], &[2; 31]].concat().try_into().unwrap();
                s.inclusions[0].proof = branch(1, vec![sibling]);
            },
            bad_branch,
            NO_NEED,
        ),
        (
            "a trie",
            |s| s.inclusions[0].proof = InclusionProof::Trie { index: 1, transaction: Vec::new(), receipt: None },
            bad_branch,
            NO_NEED,
        ),
        ("another block", |s| s.inclusions[0].block = s.hash_at(BLOCK + 1), bad_branch, NO_NEED),
        (
            "no header",
            |s| drop(s.headers.remove(2)),
            [PASSED, PASSED, MISSING, OPEN],
            |s| vec![format!("header {}", s.key(&s.hash_at(BLOCK)))],
        ),
        (
            "a longer path than the limit",
            |s| s.policy.limits.path = 0,
            [PASSED, PASSED, "undetermined limit.path", OPEN],
            NO_NEED,
        ),
        (
            "more headers than the limit",
            |s| s.policy.limits.headers = 11,
            [PASSED, PASSED, "undetermined limit.headers", OPEN],
            NO_NEED,
        ),
        (
            "the last byte of a header",
            |s| s.headers[2].truncate(79),
            [PASSED, PASSED, MISSING, OPEN],
            |s| vec![format!("header {}", s.key(&s.hash_at(BLOCK)))],
        ),
    ]);
}

const CHECKPOINTS: &str = "policy anchors.checkpoints";

#[test]
fn each_step_to_the_ledger_is_spoiled_by_its_own_name() {
    let ledger = |reason| [PASSED, PASSED, PASSED, reason];
    let policy: fn(&Scene) -> Vec<String> = |_| vec![CHECKPOINTS.into()];
    check(&[
        (
            "no work",
            |s| {
                let block = Header::parse(&s.at(BLOCK)).unwrap();
                let idle = mine(&block.previous(), &block.merkle_root(), block.time(), false);
                s.inclusions = vec![s.inclusion(&idle)];
                s.headers.push(idle);
            },
            ledger("failed btc.pow"),
            NO_NEED,
        ),
        (
            "nobody trusted",
            |s| s.policy.anchors.checkpoints.clear(),
            ledger("undetermined anchor.no_checkpoint"),
            policy,
        ),
        (
            "a block of another chain trusted",
            |s| s.policy.anchors.checkpoints[0].chain = "eip155:1".into(),
            ledger("undetermined anchor.no_checkpoint"),
            policy,
        ),
        (
            "what is no hash trusted",
            |s| s.policy.anchors.checkpoints[0].hash.make_ascii_uppercase(),
            ledger("undetermined anchor.no_checkpoint"),
            policy,
        ),
        (
            "a gap on the way back",
            |s| drop(s.headers.remove(5)),
            ledger("undetermined anchor.no_checkpoint"),
            |s| {
                let mut missing = [[9; 32], id(&s.hash_at(105)).unwrap()];
                missing.sort();
                let missing = missing.iter().map(|hash| format!("header {}", s.key(&id_text(hash))));
                missing.chain([CHECKPOINTS.into()]).collect()
            },
        ),
        (
            "too few blocks",
            |s| {
                s.trust(105);
                s.headers.truncate(6);
            },
            ledger("undetermined anchor.unconfirmed"),
            |s| vec![format!("header {}", s.key("106")), CHECKPOINTS.into()],
        ),
        (
            "one more asked for than there are",
            |s| s.policy.anchors.confirmations = 10,
            ledger("undetermined anchor.unconfirmed"),
            |s| vec![format!("header {}", s.key("112")), CHECKPOINTS.into()],
        ),
        (
            "a block that is still to come",
            |s| s.policy.at = Timestamp::from_unix(1_000_000_000),
            ledger("failed btc.chain"),
            NO_NEED,
        ),
        (
            "a height that the chain does not have",
            |s| s.policy.anchors.checkpoints[0].height = 7,
            ledger("undetermined anchor.no_checkpoint"),
            |_| vec![CHECKPOINTS.into()],
        ),
        (
            "after a block whose target is not known",
            |s| {
                s.trust(FIRST);
                s.headers.remove(0);
            },
            ledger("undetermined btc.bits_unproven"),
            policy,
        ),
        (
            "after a block of another target",
            |s| {
                s.trust(FIRST);
                s.policy.anchors.checkpoints[0].bits = Some(0x1d00_ffff);
                s.headers.remove(0);
            },
            ledger("failed btc.chain"),
            NO_NEED,
        ),
    ]);
}

#[test]
fn there_are_several_ways_to_hold() {
    let all = [PASSED; 4];
    check(&[
        ("as many as asked for", |s| s.policy.anchors.confirmations = 9, all, NO_NEED),
        (
            "the block itself",
            |s| {
                s.trust(BLOCK);
                s.headers = vec![s.at(BLOCK)];
            },
            all,
            NO_NEED,
        ),
        ("after a trusted block", |s| s.trust(FIRST), all, NO_NEED),
        (
            "after a block whose target is told",
            |s| {
                s.trust(FIRST);
                s.policy.anchors.checkpoints[0].bits = Some(EASY);
                s.headers.remove(0);
            },
            all,
            NO_NEED,
        ),
        (
            "of two trusted blocks the one that helps",
            |s| {
                let nowhere = checkpoint(REGTEST, 5, "11".repeat(32));
                s.policy.anchors.checkpoints.insert(0, nowhere);
            },
            all,
            NO_NEED,
        ),
        (
            "a block that was replaced, and its successor",
            |s| {
                let block = Header::parse(&s.at(BLOCK)).unwrap();
                for time in 0..5 {
                    let stale = mine(&block.previous(), &block.merkle_root(), block.time() + 1 + time, true);
                    s.inclusions.push(s.inclusion(&stale));
                    s.headers.push(stale);
                }
            },
            all,
            NO_NEED,
        ),
        (
            "a proof that does not hold beside one that does",
            |s| {
                let proof = branch(0, vec![shown(SIBLING)]);
                s.inclusions.push(Inclusion { proof, ..s.inclusion(&s.at(BLOCK + 1)) });
            },
            all,
            NO_NEED,
        ),
    ]);
}

/// Each thing that is left out is asked for by the rung that lacks it.
#[test]
fn every_need_is_told_at_its_rung() {
    type Row = (&'static str, fn(&mut Scene), fn(&Scene) -> String);
    let cases: [Row; 7] = [
        ("its bytes", |s| s.raw = None, |s| format!("anchor.transaction: transaction {}", s.key(&s.named))),
        (
            "what it spends",
            |s| s.previous.clear(),
            |s| format!("anchor.signer: transaction {}", s.key(&id_text(&hash_of(&s.previous[0])))),
        ),
        ("where it is", |s| s.inclusions.clear(), |s| format!("anchor.inclusion: inclusion {}", s.key(&s.named))),
        (
            "its block",
            |s| drop(s.headers.remove(2)),
            |s| format!("anchor.inclusion: header {}", s.key(&s.hash_at(BLOCK))),
        ),
        (
            "the block before it",
            |s| drop(s.headers.drain(5..7)),
            |s| format!("anchor.ledger: header {}", s.key(&s.hash_at(106))),
        ),
        (
            "a block on it",
            |s| s.policy.anchors.confirmations = 10,
            |s| format!("anchor.ledger: header {}", s.key("112")),
        ),
        ("trust", |s| s.policy.anchors.checkpoints.clear(), |_| format!("anchor.ledger: {CHECKPOINTS}")),
    ];
    let sound = Scene::new();
    for (name, spoil, wanted) in cases {
        let mut scene = sound.clone();
        spoil(&mut scene);
        let standing = scene.follow();
        assert!(told(&standing).contains(&wanted(&sound)), "{name}: {:?}", told(&standing));
        assert!(are_told_where_it_is_open(&standing), "{name}: {:?}", standing.needs);
    }
    let root = Scene { headers: Vec::new(), ..sound.clone() }.root_at(BLOCK);
    assert_eq!(told(&root), [format!("anchor.root: header {}", sound.key("102"))]);
}

#[test]
fn who_made_it_needs_what_was_spent() {
    let mut scene = Scene::new();
    let previous = std::mem::take(&mut scene.previous);
    let want = |hash| Some(Signer::Address { chain: chain(REGTEST), text: address(hash) });
    let unknown = scene.follow();
    let need = format!("transaction {}", scene.key(&id_text(&hash_of(&previous[0]))));
    assert_standing("nothing known of what was spent", &unknown, [PASSED; 4], &[&need]);
    assert_eq!(unknown.signer, None);
    scene.previous = vec![transaction([4; 32], &[&pays(7)])];
    let other = scene.follow();
    assert_eq!((needs(&other), other.signer), (vec![need], None));
    // Under the key that was asked for, what was spent is found as well.
    let mut resources = scene.resources();
    let entry = Transaction { raw: previous[0].clone(), previous: Vec::new() };
    resources.add_transaction(REGTEST, &id_text(&hash_of(&previous[0])), entry).unwrap();
    let place = Place::Transaction { chain: chain(REGTEST), id: scene.named.clone() };
    let found = follow(&Anchor { value: scene.value.clone(), place }, &resources, &scene.policy);
    assert_eq!((needs(&found), found.signer), (vec![], want(7)));
    // What was spent is known, and has no address: nothing more would tell.
    let bare = transaction([3; 32], &[&[0x51]]);
    let raw = transaction(hash_of(&bare), &[&carries(&scene.value)]);
    let nobody = Scene { named: id_text(&hash_of(&raw)), raw: Some(raw), previous: vec![bare], ..scene };
    let nobody = nobody.follow();
    assert_eq!((word(&nobody.transaction).as_str(), nobody.signer.clone()), (PASSED, None));
    assert!(needs(&nobody).iter().all(|need| !need.starts_with("transaction")));
}

#[test]
fn a_value_may_be_the_root_of_a_block() {
    let mut sound = Scene::new();
    let root = Header::parse(&sound.at(BLOCK)).unwrap().merkle_root();
    sound.value = root.to_vec();
    let at = |name: &str, scene: &Scene, height, root, ledger, needs: &[&str]| {
        let standing = scene.root_at(height);
        assert_standing(name, &standing, [root, ABSENT, ABSENT, ledger], needs);
        assert_eq!(standing.signer, None);
    };
    at("sound", &sound, BLOCK, PASSED, PASSED, &[]);
    let value = "failed anchor.value";
    at("other height", &sound, BLOCK + 1, value, OPEN, &[]);
    let mut scene = Scene { value: vec![5; 32], ..sound.clone() };
    at("other value", &scene, BLOCK, value, OPEN, &[]);
    scene.value.push(5);
    at("longer value", &scene, BLOCK, value, OPEN, &[]);
    scene = sound.clone();
    scene.headers.remove(2);
    let need = format!("header {}", scene.key("102"));
    at("no header", &scene, BLOCK, MISSING, OPEN, &[&need]);
    scene = sound.clone();
    scene.policy.anchors.checkpoints.clear();
    at("nobody trusted", &scene, BLOCK, PASSED, "undetermined anchor.no_checkpoint", &[CHECKPOINTS]);
    scene = sound.clone();
    scene.trust(FIRST);
    at("after a trusted block", &scene, BLOCK, PASSED, PASSED, &[]);
    // Above what is trusted, another block at that height disproves nothing; that this one has another height does.
    at("after a trusted block, other height", &scene, BLOCK + 2, PASSED, "failed btc.chain", &[]);
    scene.value = vec![5; 32];
    let need = format!("header {}", scene.key("102"));
    at("after a trusted block, other value", &scene, BLOCK, MISSING, OPEN, &[&need]);
    scene = sound.clone();
    scene.policy.limits.headers = 3;
    at("limit", &scene, BLOCK, "undetermined limit.headers", OPEN, &[]);
    scene = sound.clone();
    scene.policy.anchors.chains = None;
    let refused = scene.root_at(BLOCK);
    assert_standing("chain", &refused, [OPEN, OPEN, OPEN, "failed anchor.chain"], &[]);
}

/// The block that the first OpenTimestamps proof leads to, with the default policy but for one trusted block.
#[test]
fn a_block_of_the_main_network_is_its_own_checkpoint() {
    let main = "bip122:000000000019d6689c085ae165831e93";
    let raw = "02000000b96394585a281b7e5f438fd1c9ed492645a1fd61cb3802040000000000000000007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a1e376755f58616186272def6";
    let raw = data_encoding::HEXLOWER.decode(raw.as_bytes()).unwrap();
    let mut resources = Resources::default();
    resources.add_header(main, raw.clone()).unwrap();
    let mut policy = policy();
    let anchor =
        Anchor { value: raw[36..68].to_vec(), place: Place::BlockRoot { chain: chain(main), height: 358_391 } };
    let standing = follow(&anchor, &resources, &policy);
    let open = [PASSED, ABSENT, ABSENT, "undetermined anchor.no_checkpoint"];
    assert_standing("default", &standing, open, &[CHECKPOINTS]);
    let hash = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";
    policy.anchors.checkpoints = vec![checkpoint(main, 358_391, hash.into())];
    let standing = follow(&anchor, &resources, &policy);
    assert_standing("trusted", &standing, [PASSED, ABSENT, ABSENT, PASSED], &[]);
    assert_eq!(standing.time.unwrap().0.to_string(), "2015-05-28T13:41:18Z");
}

#[test]
fn the_word_of_an_explorer_counts_if_the_policy_says_so() {
    let mut scene = Scene::new();
    (scene.raw, scene.inclusions, scene.headers) = (None, Vec::new(), Vec::new());
    scene.explorers = vec![answer("explorer.example")];
    let key = scene.key(&scene.named);
    let (transaction, inclusion) = (format!("transaction {key}"), format!("inclusion {key}"));
    let refused = scene.follow();
    let wanted = [transaction.as_str(), &inclusion, "policy anchors.explorers"];
    assert_standing("refused", &refused, [MISSING, MISSING, MISSING, OPEN], &wanted);
    assert_eq!(refused.signer, None);

    scene.policy.anchors.explorers = Explorers::Accept;
    let accepted = scene.follow();
    assert_standing("accepted", &accepted, [PASSED; 4], &[]);
    for rung in rungs(&accepted) {
        let want = vec![("reach", "explorer".into()), ("source", "explorer.example".into())];
        assert_eq!(rung.data.0, want);
        assert!(detail(rung).ends_with("it is not proven."), "{}", detail(rung));
    }
    assert_eq!(accepted.signer, Some(Signer::Address { chain: chain(REGTEST), text: address(8) }));
    let (from, to) = accepted.time.unwrap();
    assert_eq!((from.unix_seconds(), to.unix_seconds()), (1_600_000_000 - 7_200, 1_600_000_000 + 7_200));

    scene.explorers[0].data[0] = 1;
    let other = scene.follow();
    assert_standing("other data", &other, ["failed anchor.value", MISSING, MISSING, OPEN], &[]);
    assert!(detail(&other.root).contains("the explorer explorer.example says"));
    scene.explorers.insert(0, answer("another.example"));
    assert_eq!(word(&scene.follow().root), "failed anchor.value");

    scene.explorers = vec![answer("a.example"), ExplorerAnswer { from: Some(address(9)), ..answer("b.example") }];
    let both = scene.follow();
    assert_eq!((words(&both), both.signer.clone()), ([PASSED; 4].map(str::to_owned), None));
    assert_eq!(datum(&both.ledger, "source"), Some("a.example, b.example".into()));
    // Only its bytes could say which of them is right.
    assert_eq!(told(&both), [format!("anchor.signer: {transaction}")]);
}

#[test]
fn an_explorer_never_overrides_bytes() {
    let mut scene = Scene::new();
    scene.policy.anchors.explorers = Explorers::Accept;
    scene.explorers = vec![ExplorerAnswer { data: vec![1; 32], ..answer("explorer.example") }];
    assert_standing("all there", &scene.follow(), [PASSED; 4], &[]);
    scene.value = vec![1; 32];
    let other = scene.follow();
    assert_standing("it says what the proof says", &other, ["failed anchor.value", PASSED, PASSED, PASSED], &[]);
    // What bytes leave open it fills in, unless it says something else than they do.
    let mut scene = Scene { value: vec![0xaa; 32], ..scene };
    scene.policy.anchors.checkpoints.clear();
    let open = "undetermined anchor.no_checkpoint";
    assert_standing("it says something else", &scene.follow(), [PASSED, PASSED, PASSED, open], &[CHECKPOINTS]);
    scene.explorers = vec![ExplorerAnswer { from: Some("nobody".into()), ..answer("explorer.example") }];
    let filled = scene.follow();
    assert_standing("it says the same", &filled, [PASSED; 4], &[]);
    assert_eq!(datum(&filled.inclusion, "reach"), None);
    assert_eq!(datum(&filled.ledger, "reach"), Some("explorer".into()));
    assert_eq!(filled.signer, Some(Signer::Address { chain: chain(REGTEST), text: address(7) }));
    scene.raw.as_mut().unwrap().push(0);
    let wrong = scene.follow();
    assert_eq!(word(&wrong.transaction), "failed btc.tx");
}
