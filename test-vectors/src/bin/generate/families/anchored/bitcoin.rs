//! Bitcoin: a transaction in a block, and six blocks on it.

use super::address_key;
use super::{AT, MINED, Scene, holds, koblitz, of_did, of_profile, profile, registrar, spoiled};
use crate::bitcoin::{
    EASY, Lock, REGTEST, after, around, carrier, first, idle, ids, in_block, merkle_block, mine, pay, shown, time_of,
    twice, two_nodes,
};
use crate::blockcerts::{Entry, MerkleProof};
use crate::keys::Key;
use crate::merkle::Hash;
use crate::table::{Family, Row, Table, failed, undetermined};
use serde_json::{Value, json};

/// How many blocks are supplied that come before the one with the transaction.
const BEFORE: u32 = 2;
/// The height of the block with the transaction.
const HEIGHT: u64 = 100;
/// Where the block stands among the headers.
const BLOCK: usize = BEFORE as usize;

pub(super) fn cases(table: &mut Table) {
    let spec = "https://developer.bitcoin.org/reference/block_chain.html";
    whole(&mut table.family("anchored-bitcoin", spec));
    transaction(&mut table.family("anchored-bitcoin", spec));
    value(&mut table.family("anchored-bitcoin", spec));
    inclusion(&mut table.family("anchored-bitcoin", spec));
    let spec = "https://github.com/bitcoin/bips/blob/master/bip-0037.mediawiki";
    partial_tree(&mut table.family("anchored-bitcoin", spec));
    first_transaction(&mut table.family("anchored-bitcoin", spec));
    let spec = "https://developer.bitcoin.org/reference/block_chain.html";
    ledger(&mut table.family("anchored-bitcoin", spec));
    consensus(&mut table.family("anchored-bitcoin", spec));
    explorer(&mut table.family("anchored-bitcoin", spec));
}

/// How an entry is made.
pub(super) struct Making {
    pub(super) key: Key,
    pub(super) lock: Lock,
    /// The scripts of outputs, from the value.
    pub(super) scripts: fn(&Hash) -> Vec<Vec<u8>>,
    /// The transaction's number in the block, and how many there are.
    pub(super) place: (usize, u8),
    pub(super) before: u32,
}

impl Default for Making {
    fn default() -> Self {
        let scripts: fn(&Hash) -> Vec<Vec<u8>> = |root| vec![carrier(root)];
        Self { key: registrar(), lock: Lock::KeyHash, scripts, place: (3, 5), before: BEFORE }
    }
}

impl Making {
    /// The scene in which the root of its proof is anchored.
    pub(super) fn anchor(&self, scene: Scene) -> Scene {
        let paid = pay(&self.key, self.lock, &(self.scripts)(&scene.proof.root));
        let (index, count) = self.place;
        let (branch, root) = in_block(&ids(&paid.id, index, count), index);
        let headers = around(&root, self.before, MINED);
        let block = shown(&twice(&headers[self.before as usize]));
        let named = shown(&paid.id);
        let branch: Vec<_> = branch.iter().map(shown).collect();
        let inclusion =
            json!({ "chain": REGTEST, "block": block, "transaction": named, "index": index, "branch": branch });
        let proof = MerkleProof { entries: vec![entry(&named)], ..scene.proof };
        let mut scene = Scene {
            chain: REGTEST,
            proof,
            named,
            raw: Some(paid.raw),
            previous: vec![paid.previous],
            inclusions: vec![inclusion],
            headers,
            ..scene
        };
        scene.anchors = anchors(&trusted(&scene, scene.headers.len() - 1));
        scene
    }
}

/// Everything as it should be.
pub(super) fn sound() -> Scene {
    Making::default().anchor(of_profile())
}

fn made(making: &Making) -> Scene {
    making.anchor(of_profile())
}

pub(super) fn entry(named: &str) -> Entry {
    Entry::Text(format!("blink:btc:regtest:{named}"))
}

/// The hash of one of the headers, as people are shown it.
fn hash_of(scene: &Scene, at: usize) -> String {
    shown(&twice(&scene.headers[at]))
}

/// The block at a place among the headers, as a policy trusts it.
fn trusted(scene: &Scene, at: usize) -> Value {
    json!({ "chain": REGTEST, "height": HEIGHT + at as u64 - u64::from(BEFORE), "hash": hash_of(scene, at) })
}

fn anchors(checkpoint: &Value) -> Value {
    json!({ "chains": [REGTEST], "checkpoints": [checkpoint] })
}

fn missing(id: &str) -> Row {
    undetermined(id, AT, "resource.missing")
}

fn whole(family: &mut Family<'_>) {
    let sound = sound();
    holds(
        family,
        &sound,
        ("profile", "A block under the policy's has the root, and an address of the issuer paid."),
        |_| {},
    );
    let lock = Lock::Witness;
    let mut witness = made(&Making { lock, ..Making::default() });
    let address = lock.address(&registrar());
    witness.method = koblitz(&address);
    witness.published = Some((super::PROFILE, profile(&[address_key(&address)])));
    holds(family, &witness, ("profile-witness", "The same, and the signature stands in the witness."), |_| {});
    holds(family, &witness, ("address-in-capitals", "The profile writes the address in the other case."), |s| {
        s.published = Some((super::PROFILE, profile(&[address_key(&address.to_uppercase())])));
    });
    let did = Making::default().anchor(of_did());
    holds(family, &did, ("did", "The address is that of a key which the issuer's DID document lists."), |_| {});
    let did = Making { lock, ..Making::default() }.anchor(of_did());
    holds(family, &did, ("did-witness", "The same, and the signature stands in the witness."), |_| {});
    holds(family, &sound, ("key-in-script", "What was spent is not known, but the key that signed is."), |s| {
        s.previous.clear();
    });
    let one = made(&Making { place: (0, 1), ..Making::default() });
    holds(family, &one, ("only-transaction", "The block has no other transaction."), |_| {});
    let last = made(&Making { place: (4, 5), ..Making::default() });
    holds(family, &last, ("last-transaction", "The last transaction of an odd number is paired with itself."), |_| {});
}

fn transaction(family: &mut Family<'_>) {
    let sound = sound();
    let wrong = [failed("anchor.transaction", AT, "btc.tx")];
    let lacks = [missing("anchor.root"), missing("anchor.transaction")];
    let need = ("transaction", sound.key(&sound.named));
    spoiled(
        family,
        &sound,
        ("no-transaction", "The transaction is missing."),
        |s| s.raw = None,
        &lacks,
        std::slice::from_ref(&need),
    );
    spoiled(
        family,
        &sound,
        ("nothing-supplied", "Nothing is supplied but what the issuer publishes."),
        |s| {
            s.raw = None;
            s.inclusions.clear();
            s.headers.clear();
        },
        &[&lacks[..], &[missing("anchor.inclusion")]].concat(),
        &[need, ("inclusion", sound.key(&sound.named))],
    );
    let mut refused = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &wrong, &[]);
    refused(("transaction-longer", "A byte follows the transaction."), |s| {
        s.raw.as_mut().expect("it is there").push(0);
    });
    refused(("transaction-cut", "The transaction ends too early."), |s| {
        s.raw.as_mut().expect("it is there").truncate(100);
    });
    refused(("other-transaction", "It is another transaction."), |s| s.raw = s.previous.pop());
    refused(("sixty-four-bytes", "The transaction has 64 bytes, as two nodes of the tree have."), |s| {
        s.rename(&shown(&twice(&two_nodes())));
        s.raw = Some(two_nodes());
    });
    let witness = made(&Making { lock: Lock::Witness, ..Making::default() });
    spoiled(
        family,
        &witness,
        ("witness-id", "The proof names the transaction by the hash with its witness, to which no block's root leads."),
        |s| s.rename(&shown(&twice(s.raw.as_ref().expect("it is there")))),
        &wrong,
        &[],
    );
}

impl Scene {
    /// Names another transaction everywhere.
    fn rename(&mut self, named: &str) {
        named.clone_into(&mut self.named);
        self.proof.entries = vec![entry(named)];
        for inclusion in &mut self.inclusions {
            inclusion["transaction"] = named.into();
        }
    }
}

fn value(family: &mut Family<'_>) {
    let wrong = [failed("anchor.root", AT, "anchor.value")];
    let cases: [(_, fn(&Hash) -> Vec<Vec<u8>>); 6] = [
        (("no-carrier", "The transaction carries nothing."), |_| Vec::new()),
        (("other-value", "The transaction carries another value."), |_| vec![carrier(&[5; 32])]),
        (("two-carriers", "The transaction carries two values, of which one is the root."), |root| {
            vec![carrier(root), carrier(&[5; 32])]
        }),
        (("longer-value", "More than the root is pushed at once."), |root| vec![carrier(&[&root[..], &[1]].concat())]),
        (("second-push", "Something is pushed behind the root."), |root| vec![[&carrier(root)[..], &[1, 7]].concat()]),
        (("longer-push", "The root is pushed in a longer form than it takes."), |root| {
            vec![[&[0x6a, 0x4c, 32], &root[..]].concat()]
        }),
    ];
    for (told, scripts) in cases {
        spoiled(family, &made(&Making { scripts, ..Making::default() }), told, |_| {}, &wrong, &[]);
    }
    let mut nothing = of_profile();
    nothing.proof.root = [0; 32];
    spoiled(
        family,
        &Making::default().anchor(nothing),
        ("zeros", "Root and transaction are zeros, which is what nothing looks like."),
        |_| {},
        &[&[failed("anchor.path", AT, "merkle.root")], &wrong[..]].concat(),
        &[],
    );
}

fn inclusion(family: &mut Family<'_>) {
    let sound = sound();
    let wrong = [failed("anchor.inclusion", AT, "btc.merkle")];
    let lacks = [missing("anchor.inclusion")];
    let named = sound.key(&sound.named);
    spoiled(
        family,
        &sound,
        ("no-inclusion", "Nothing says in which block it is."),
        |s| s.inclusions.clear(),
        &lacks,
        &[("inclusion", named)],
    );
    let header = ("header", sound.key(&hash_of(&sound, BLOCK)));
    for (told, spoil) in [
        (("no-header", "The header of the block is missing."), (|s| drop(s.headers.remove(BLOCK))) as fn(&mut Scene)),
        (("header-cut", "The header of the block lacks a byte."), |s| s.headers[BLOCK].truncate(79)),
    ] {
        spoiled(family, &sound, told, spoil, &lacks, std::slice::from_ref(&header));
    }
    let mut refused = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &wrong, &[]);
    refused(("other-index", "The transaction is said to stand at another place."), |s| {
        s.inclusions[0]["index"] = 2.into();
    });
    refused(("index-beyond", "The place is beyond what the branch has room for."), |s| {
        s.inclusions[0]["index"] = 11.into();
    });
    refused(("index-huge", "The place is beyond the numbers of a block."), |s| {
        s.inclusions[0]["index"] = 4_294_967_299_u64.into();
    });
    refused(("branch-cut", "The branch lacks its last hash."), |s| {
        s.inclusions[0]["branch"].as_array_mut().expect("a list").pop();
    });
    refused(("branch-longer", "The branch has a hash too many."), |s| {
        s.inclusions[0]["branch"].as_array_mut().expect("a list").push("51".repeat(32).into());
    });
    refused(("branch-reversed", "A hash of the branch is written first byte first."), |s| {
        s.inclusions[0]["branch"][0] = crate::ethereum::hex(&twice(&[3])).into();
    });
    refused(("other-block", "The branch leads into another block."), |s| {
        s.inclusions[0]["block"] = hash_of(s, BLOCK + 1).into();
    });
    refused(("trie", "The proof is of the kind that other chains have."), |s| {
        let trie =
            json!({ "chain": REGTEST, "block": hash_of(s, BLOCK), "transaction": s.named, "index": 3, "trie": [] });
        s.inclusions = vec![trie];
    });
    let last = made(&Making { place: (4, 5), ..Making::default() });
    spoiled(
        family,
        &last,
        ("copied-transaction", "The copy of the last transaction is taken for a transaction of its own."),
        |s| s.inclusions[0]["index"] = 5.into(),
        &wrong,
        &[],
    );
}

/// The inclusion by a part of the block's tree.
fn by_part(scene: &mut Scene, raw: &[u8]) {
    let block = hash_of(scene, BLOCK);
    let raw = crate::ethereum::hex(raw);
    scene.inclusions =
        vec![json!({ "chain": REGTEST, "block": block, "transaction": scene.named, "merkleblock": raw })];
}

fn partial_tree(family: &mut Family<'_>) {
    let sound = sound();
    let all = ids(&twice(sound.raw.as_ref().expect("it is there")), 3, 5);
    let part = merkle_block(&sound.headers[BLOCK], &all, 3);
    holds(family, &sound, ("partial-tree", "A part of the block's tree leads to the transaction."), |s| {
        by_part(s, &part);
    });
    holds(
        family,
        &sound,
        ("partial-tree-alone", "It brings the block's header along, which the policy trusts."),
        |s| {
            by_part(s, &part);
            s.anchors = anchors(&trusted(s, BLOCK));
            s.headers.clear();
        },
    );
    let wrong = [failed("anchor.inclusion", AT, "btc.merkle")];
    let flags = part.len() - 1;
    let mut unused = part.clone();
    unused[flags] |= 0x80;
    let mut fewer = part.clone();
    fewer[80] = 4;
    let elsewhere = merkle_block(&sound.headers[BLOCK], &all, 2);
    for (name, title, part) in [
        ("partial-tree-other", "The part leads to another transaction.", elsewhere),
        ("partial-tree-cut", "The part ends too early.", part[..flags].to_vec()),
        ("partial-tree-longer", "A byte follows the part.", [&part[..], &[0]].concat()),
        ("partial-tree-bit", "A bit of the part is not used.", unused),
        ("partial-tree-count", "The block is said to have fewer transactions.", fewer),
    ] {
        spoiled(family, &sound, (name, title), |s| by_part(s, &part), &wrong, &[]);
    }
}

/// The first transaction of a block shows how deep the others are.
fn first_transaction(family: &mut Family<'_>) {
    let sound = sound();
    let all = ids(&twice(sound.raw.as_ref().expect("it is there")), 3, 5);
    let (beside, _) = in_block(&all, 0);
    let tell = |scene: &mut Scene, raw: &[u8], beside: &[Hash]| {
        scene.inclusions[0]["coinbase"] = crate::ethereum::hex(raw).into();
        scene.inclusions[0]["coinbaseBranch"] = beside.iter().map(shown).collect();
    };
    holds(family, &sound, ("first-transaction", "The first transaction is as deep in the tree."), |s| {
        tell(s, &first(), &beside);
    });
    let wrong = [failed("anchor.inclusion", AT, "btc.merkle")];
    spoiled(
        family,
        &sound,
        ("first-transaction-other", "What is said to be the first transaction spends something."),
        |s| {
            let raw = s.previous[0].clone();
            tell(s, &raw, &beside);
        },
        &wrong,
        &[],
    );
    spoiled(
        family,
        &sound,
        ("first-transaction-astray", "The first transaction leads to another root."),
        |s| tell(s, &first(), &beside[1..]),
        &wrong,
        &[],
    );
    // The block has two transactions, and the second one has 64 bytes: the hashes of two that never were in a block.
    let id = twice(sound.raw.as_ref().expect("it is there"));
    let pair = twice(&[[0x51; 32], id].concat());
    let (_, root) = in_block(&[twice(&first()), pair], 0);
    let headers = around(&root, BEFORE, MINED);
    let branch: Vec<_> = [[0x51; 32], twice(&first())].iter().map(shown).collect();
    spoiled(
        family,
        &sound,
        (
            "deeper-than-first",
            "What looks like a transaction is half of one that has 64 bytes: the first one is less deep.",
        ),
        |s| {
            s.headers.clone_from(&headers);
            s.anchors = anchors(&trusted(s, s.headers.len() - 1));
            s.inclusions[0]["block"] = hash_of(s, BLOCK).into();
            s.inclusions[0]["branch"] = json!(branch);
            tell(s, &first(), &[pair]);
        },
        &wrong,
        &[],
    );
}

const POLICY: &str = "anchors.checkpoints";

fn ledger(family: &mut Family<'_>) {
    let sound = sound();
    let last = sound.headers.len() - 1;
    let policy = ("policy", POLICY.to_owned());
    let nobody = [undetermined("anchor.ledger", AT, "anchor.no_checkpoint")];
    let header = |key: &str| ("header", sound.key(key));
    spoiled(
        family,
        &sound,
        ("no-checkpoint", "The policy trusts no block."),
        |s| s.anchors["checkpoints"] = json!([]),
        &nobody,
        std::slice::from_ref(&policy),
    );
    spoiled(
        family,
        &sound,
        ("other-checkpoint", "The policy trusts a block to which no headers lead."),
        |s| s.anchors["checkpoints"][0]["hash"] = "11".repeat(32).into(),
        &nobody,
        &[header(&"11".repeat(32)), policy.clone()],
    );
    spoiled(
        family,
        &sound,
        ("checkpoint-of-another-chain", "The policy trusts a block of another chain."),
        |s| s.anchors["checkpoints"][0]["chain"] = "eip155:1".into(),
        &nobody,
        std::slice::from_ref(&policy),
    );
    spoiled(
        family,
        &sound,
        ("gap", "A header on the way to the trusted block is missing."),
        |s| drop(s.headers.remove(BLOCK + 3)),
        &nobody,
        &[header(&hash_of(&sound, BLOCK + 3)), policy.clone()],
    );
    let few = [undetermined("anchor.ledger", AT, "anchor.unconfirmed")];
    spoiled(
        family,
        &sound,
        ("five-blocks", "Five blocks lie on it, and the policy asks for six."),
        |s| {
            s.headers.pop();
            s.anchors = anchors(&trusted(s, last - 1));
        },
        &few,
        &[header("106"), policy.clone()],
    );
    spoiled(
        family,
        &sound,
        ("seven-asked-for", "Six blocks lie on it, and the policy asks for seven."),
        |s| s.anchors["confirmations"] = 7.into(),
        &few,
        &[header("107"), policy],
    );
    holds(family, &sound, ("five-asked-for", "Six blocks lie on it, and the policy asks for five."), |s| {
        s.anchors["confirmations"] = 5.into();
    });
    holds(family, &sound, ("itself-trusted", "The policy trusts the block itself; no other is supplied."), |s| {
        s.anchors = anchors(&trusted(s, BLOCK));
        s.headers = vec![s.headers[BLOCK].clone()];
    });
    holds(family, &sound, ("replaced-block", "A block that was replaced has the transaction too."), |s| {
        let root = &s.headers[BLOCK][36..68];
        let stale = mine(&twice(&s.headers[BLOCK - 1]), root, MINED + 1, EASY);
        let mut inclusion = s.inclusions[0].clone();
        inclusion["block"] = shown(&twice(&stale)).into();
        s.inclusions.push(inclusion);
        s.headers.push(stale);
    });
}

/// What consensus says of headers.
fn consensus(family: &mut Family<'_>) {
    let sound = sound();
    let broken = [failed("anchor.ledger", AT, "btc.chain")];
    let policy = ("policy", POLICY.to_owned());
    spoiled(
        family,
        &sound,
        ("no-work", "The header of the block does not show the work that it claims."),
        |s| {
            let lazy = idle(&twice(&s.headers[BLOCK - 1]), &s.headers[BLOCK][36..68], MINED);
            s.inclusions[0]["block"] = shown(&twice(&lazy)).into();
            s.headers.push(lazy);
        },
        &[failed("anchor.ledger", AT, "btc.pow")],
        &[],
    );
    holds(
        family,
        &sound,
        ("after-checkpoint", "The policy trusts a block before it; the work of those after that is shown."),
        |s| {
            s.anchors = anchors(&trusted(s, 0));
        },
    );
    holds(
        family,
        &sound,
        ("after-checkpoint-told", "The same, and the policy says how much work the trusted block showed."),
        |s| {
            s.anchors = anchors(&trusted(s, 0));
            s.anchors["checkpoints"][0]["bits"] = EASY.into();
            s.headers.remove(0);
        },
    );
    spoiled(
        family,
        &sound,
        ("work-unknown", "Nobody says how much work the blocks after the trusted one must show."),
        |s| {
            s.anchors = anchors(&trusted(s, 0));
            s.headers.remove(0);
        },
        &[undetermined("anchor.ledger", AT, "btc.bits_unproven")],
        &[policy],
    );
    spoiled(
        family,
        &sound,
        ("less-work", "The blocks after the trusted one show less work than it did."),
        |s| {
            s.anchors = anchors(&trusted(s, 0));
            s.anchors["checkpoints"][0]["bits"] = 0x1d00_ffff.into();
            s.headers.remove(0);
        },
        &broken,
        &[],
    );
    spoiled(
        family,
        &sound,
        ("checkpoint-too-low", "The trusted block is said to have fewer blocks before it than it has."),
        |s| s.anchors["checkpoints"][0]["height"] = 3.into(),
        &[undetermined("anchor.ledger", AT, "anchor.no_checkpoint")],
        &[("policy", POLICY.to_owned())],
    );
    forks(family, &sound);
    let long = made(&Making { before: 12, ..Making::default() });
    spoiled(
        family,
        &long,
        ("time-backwards", "The block is older than the middle one of the eleven before it."),
        |s| {
            let previous = twice(&s.headers[11]);
            let early = mine(&previous, &s.headers[12][36..68], time_of(&s.headers[5]), EASY);
            s.inclusions[0]["block"] = shown(&twice(&early)).into();
            s.headers.truncate(12);
            s.headers.push(early);
            for _ in 0..6 {
                s.headers.push(after(s.headers.last().expect("there are many")));
            }
            s.anchors = anchors(&trusted(s, 0));
        },
        &broken,
        &[],
    );
}

/// Of several trusted blocks the latest says what is in the chain: whoever has the work of a few blocks can leave it before.
fn forks(family: &mut Family<'_>, sound: &Scene) {
    let both = |s: &mut Scene, later: Value| s.anchors["checkpoints"] = json!([trusted(s, 0), later]);
    // As many blocks after the first one as the other branch has, by somebody else.
    let honest = |s: &Scene| {
        let first = mine(&twice(&s.headers[0]), &[9; 32], time_of(&s.headers[1]), EASY);
        let mut branch = vec![first];
        while branch.len() + 1 < s.headers.len() {
            branch.push(after(branch.last().expect("there is one")));
        }
        branch
    };
    let pinned = |s: &Scene, branch: &[Vec<u8>], at: usize| {
        let mut later = trusted(s, at + 1);
        later["hash"] = shown(&twice(&branch[at])).into();
        later
    };
    holds(family, sound, ("two-checkpoints", "The policy trusts a block before it and one after it."), |s| {
        let later = trusted(s, s.headers.len() - 1);
        both(s, later);
    });
    let broken = [failed("anchor.ledger", AT, "btc.chain")];
    spoiled(
        family,
        sound,
        ("fork", "The block is on a branch that leaves the chain between two trusted blocks."),
        |s| {
            let branch = honest(s);
            let later = pinned(s, &branch, branch.len() - 1);
            both(s, later);
            s.headers.extend(branch);
        },
        &broken,
        &[],
    );
    spoiled(
        family,
        sound,
        ("fork-longer", "The same, and the branch is longer than the chain up to the later trusted block."),
        |s| {
            let later = pinned(s, &honest(s), 0);
            both(s, later);
        },
        &broken,
        &[],
    );
    let later = |s: &Scene| {
        let branch = honest(s);
        pinned(s, &branch, branch.len() - 1)
    };
    let wanted = later(sound)["hash"].as_str().expect("a text").to_owned();
    spoiled(
        family,
        sound,
        ("fork-unknown", "Whether the block is on the way to the later trusted block, the headers do not say."),
        |s| {
            let later = later(s);
            both(s, later);
        },
        &[undetermined("anchor.ledger", AT, "anchor.no_checkpoint")],
        &[("header", format!("{REGTEST}/{wanted}")), ("policy", POLICY.to_owned())],
    );
}

fn explorer(family: &mut Family<'_>) {
    let sound = sound();
    let address = Lock::KeyHash.address(&registrar());
    let bare = |says: Value| Scene {
        raw: None,
        inclusions: Vec::new(),
        headers: Vec::new(),
        explorers: vec![says],
        ..sound.clone()
    };
    let said = bare(sound.answer(&sound.proof.root, &address));
    let lacks = ["anchor.inclusion", "anchor.root", "anchor.transaction"].map(missing);
    let needs = [("transaction", sound.key(&sound.named)), ("inclusion", sound.key(&sound.named))];
    let decide = ("policy", "anchors.explorers".to_owned());
    spoiled(
        family,
        &said,
        ("explorer", "An explorer says that it is there: the policy would have to believe it."),
        |_| {},
        &lacks,
        &[&needs[..], &[decide]].concat(),
    );
    holds(family, &said, ("explorer-accepted", "The same, and the policy believes it."), |s| {
        s.anchors["explorers"] = "accept".into();
    });
    let other = bare(sound.answer(&[5; 32], &address));
    spoiled(
        family,
        &other,
        (
            "explorer-other-value",
            "An explorer that the policy believes says that the transaction carries something else.",
        ),
        |s| s.anchors["explorers"] = "accept".into(),
        &[failed("anchor.root", AT, "anchor.value"), missing("anchor.inclusion"), missing("anchor.transaction")],
        &[],
    );
    let unconfirmed = Scene { explorers: said.explorers.clone(), ..sound.clone() };
    spoiled(
        family,
        &unconfirmed,
        ("explorer-against-bytes", "What bytes show to be wrong, no explorer makes right."),
        |s| {
            s.anchors["explorers"] = "accept".into();
            s.inclusions[0]["index"] = 2.into();
        },
        &[failed("anchor.inclusion", AT, "btc.merkle")],
        &[],
    );
}
