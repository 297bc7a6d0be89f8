//! Ethereum: a transaction in a block, and six blocks on it, of which the last one is the policy's.

use super::{
    AT, MINED, PROFILE, Scene, address_key, holds, koblitz, not_proven, of_did, of_profile, profile, registrar,
    spoiled, stranger,
};
use crate::blockcerts::{Entry, MerkleProof};
use crate::ethereum::{Form, Header, MAIN, Transaction, hex, in_block, receipt};
use crate::merkle::Hash;
use crate::table::{Family, Row, Table, failed, undetermined};
use credstone::anchor::chain::ethereum::keccak256;
use serde_json::{Value, json};

/// The number of the first block that is supplied.
const FIRST: u64 = 100;
/// Where the block with the transaction stands among the headers.
const BLOCK: usize = 1;
/// The transaction's number in the block.
const INDEX: u64 = 1;

pub(super) fn cases(table: &mut Table) {
    let spec = "https://ethereum.github.io/yellowpaper/paper.pdf";
    whole(&mut table.family("anchored-ethereum", spec));
    transaction(&mut table.family("anchored-ethereum", spec));
    sender(&mut table.family("anchored-ethereum", spec));
    inclusion(&mut table.family("anchored-ethereum", spec));
    receipts(&mut table.family("anchored-ethereum", spec));
    ledger(&mut table.family("anchored-ethereum", spec));
}

/// The scene in which an envelope, and the receipt of its execution, are in a block.
pub(super) fn anchor(scene: Scene, raw: &[u8], status: &[u8]) -> Scene {
    let beside = Transaction::with(&[1; 32]).sign(&stranger());
    let (transactions, trie) = in_block(&[beside.clone(), raw.to_vec(), beside], INDEX);
    let (receipts, receipt_trie) = in_block(&[receipt(&[1]), receipt(status), receipt(&[1])], INDEX);
    let mut headers: Vec<Vec<u8>> = Vec::new();
    for (number, time) in (FIRST..FIRST + 8).zip((MINED..).step_by(12)) {
        let mut header = Header::new(number, time);
        header.parent = headers.last().map_or(header.parent, |last| keccak256(last));
        if headers.len() == BLOCK {
            (header.transactions, header.receipts) = (transactions, receipts);
        }
        headers.push(header.write(0));
    }
    let id = keccak256(raw);
    let inclusion = json!({
        "chain": MAIN, "block": named(&headers[BLOCK]), "transaction": hex(&id), "index": INDEX, "trie": trie,
        "receipt": hex(&receipt(status)), "receiptTrie": receipt_trie
    });
    let mut scene = Scene {
        chain: MAIN,
        proof: MerkleProof { entries: vec![Entry::Numbers(1, 1, id.to_vec())], ..scene.proof },
        named: hex(&id),
        raw: Some(raw.to_vec()),
        inclusions: vec![inclusion],
        headers,
        ..scene
    };
    trust(&mut scene, 7);
    scene
}

fn named(raw: &[u8]) -> String {
    hex(&keccak256(raw))
}

/// Has the policy trust the block at a place among the headers.
fn trust(scene: &mut Scene, at: usize) {
    let hash = named(&scene.headers[at]);
    scene.anchors = json!({ "checkpoints": [{ "chain": MAIN, "height": FIRST + at as u64, "hash": hash }] });
}

/// Everything as it should be.
pub(super) fn sound() -> Scene {
    made(|root| Transaction::with(root))
}

fn made(draft: impl Fn(&Hash) -> Transaction) -> Scene {
    let scene = of_did();
    let raw = draft(&scene.proof.root).sign(&registrar());
    anchor(scene, &raw, &[1])
}

fn missing(id: &str) -> Row {
    undetermined(id, AT, "resource.missing")
}

fn whole(family: &mut Family<'_>) {
    for (name, title, form) in [
        (
            "dynamic-fee",
            "A transaction with a dynamic fee has the root, and an account of the issuer sent it.",
            Form::DynamicFee,
        ),
        ("access-list", "A transaction with an access list.", Form::AccessList),
        ("legacy", "A transaction without type, signed for this chain.", Form::Legacy),
        (
            "any-chain",
            "A transaction that is signed for no chain in particular: the block says which one it is.",
            Form::First,
        ),
    ] {
        holds(family, &made(|root| Transaction { form, ..Transaction::with(root) }), (name, title), |_| {});
    }
    let account = registrar().account();
    let published = Some((PROFILE, profile(&[address_key(&account)])));
    let scene = Scene { published, method: koblitz(&account.to_lowercase()), ..of_profile() };
    let raw = Transaction::with(&scene.proof.root).sign(&registrar());
    holds(
        family,
        &anchor(scene, &raw, &[1]),
        ("profile", "The issuer publishes the address, in another case than the proof."),
        |_| {},
    );
    holds(
        family,
        &sound(),
        ("no-receipt", "No receipt is supplied: the transaction is in the block all the same."),
        |s| {
            s.inclusions[0]["receipt"] = Value::Null;
            s.inclusions[0]["receiptTrie"] = Value::Null;
        },
    );
    holds(family, &sound(), ("prefixed", "Hashes are written with `0x`."), |s| {
        for pointer in ["/block", "/transaction"] {
            let digits = s.inclusions[0].pointer_mut(pointer).expect("it is there");
            *digits = format!("0x{}", digits.as_str().expect("a text")).into();
        }
        let hash = s.anchors["checkpoints"][0]["hash"].as_str().expect("a text");
        s.anchors["checkpoints"][0]["hash"] = format!("0x{hash}").into();
    });
}

impl Scene {
    /// Puts other bytes in place of the transaction, with their name.
    fn replace(&mut self, raw: &[u8]) {
        let id = keccak256(raw);
        self.proof.entries = vec![Entry::Numbers(1, 1, id.to_vec())];
        self.named = hex(&id);
        self.raw = Some(raw.to_vec());
        self.inclusions[0]["transaction"] = hex(&id).into();
    }
}

fn transaction(family: &mut Family<'_>) {
    let sound = sound();
    let lacks = [missing("anchor.root"), missing("anchor.transaction")];
    let need = ("transaction", sound.key(&sound.named));
    spoiled(family, &sound, ("no-transaction", "The transaction is missing."), |s| s.raw = None, &lacks, &[need]);
    let wrong = [failed("anchor.transaction", AT, "eth.transaction")];
    let mut refused = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &wrong, &[]);
    refused(("transaction-longer", "A byte follows the transaction."), |s| {
        s.raw.as_mut().expect("it is there").push(0);
    });
    refused(("no-fields", "The transaction has no fields."), |s| s.replace(&[2, 0xc0]));
    refused(("long-length", "A length is written in more bytes than it takes."), |s| {
        let raw = s.raw.clone().expect("it is there");
        // The list of fields is longer than 55 bytes and shorter than 256.
        s.replace(&[&[2, 0xf9, 0], &raw[2..]].concat());
    });
    let unknown = [undetermined("anchor.transaction", AT, "eth.transaction_type")];
    for (name, title, kind) in [
        ("blobs", "A transaction with blobs, which nobody here reads.", 3),
        ("authorizations", "A transaction with authorizations, which nobody here reads.", 4),
        ("later-type", "A transaction of a type that nobody knows.", 0x60),
    ] {
        spoiled(family, &sound, (name, title), |s| s.replace(&[kind, 0xc0]), &unknown, &[]);
    }
    let value = [failed("anchor.root", AT, "anchor.value")];
    spoiled(
        family,
        &made(|_| Transaction::with(&[5; 32])),
        ("other-value", "The transaction carries another value."),
        |_| {},
        &value,
        &[],
    );
    spoiled(
        family,
        &made(|root| Transaction::with(&[&root[..], &[0]].concat())),
        ("value-and-more", "The transaction carries more than the root."),
        |_| {},
        &value,
        &[],
    );
    spoiled(
        family,
        &made(|root| Transaction::with(&[&[0], &root[..]].concat())),
        ("more-and-value", "The root is not at the beginning of what the transaction carries."),
        |_| {},
        &value,
        &[],
    );
    spoiled(
        family,
        &made(|_| Transaction::with(&[])),
        ("no-value", "The transaction carries nothing."),
        |_| {},
        &value,
        &[],
    );
}

fn sender(family: &mut Family<'_>) {
    for (name, title, form) in [
        ("other-chain", "The transaction is signed for another chain.", Form::DynamicFee),
        ("other-chain-legacy", "A transaction without type is signed for another chain.", Form::Legacy),
    ] {
        let scene = made(|root| Transaction { form, chain: 5, ..Transaction::with(root) });
        spoiled(family, &scene, (name, title), |_| {}, &[failed("anchor.transaction", AT, "eth.chain")], &[]);
    }
    let nobody = [failed("anchor.transaction", AT, "eth.sender")];
    let scene = of_did();
    let draft = Transaction::with(&scene.proof.root);
    let case = family.case("nobody", "No account has made the signature.");
    not_proven(anchor(scene.clone(), &draft.signed(&[0; 64], false), &[1]).play(case), &nobody, &[]);
    let case = family.case("high-s", "The other signature with the same r, which the chain refuses.");
    let (signature, odd) = high(&draft);
    not_proven(anchor(scene, &draft.signed(&signature, odd), &[1]).play(case), &nobody, &[]);
}

/// The signature that follows from that of the registrar: the negative of s, and the other point.
fn high(draft: &Transaction) -> (Vec<u8>, bool) {
    let (signature, odd) = draft.signature(&registrar());
    let (r, s) = signature.split_at(32);
    let order = super::super::signatures::order(credstone::keys::KeyType::Secp256k1).expect("it has one");
    ([r, &super::super::signatures::difference(&order, s)].concat(), !odd)
}

fn inclusion(family: &mut Family<'_>) {
    let sound = sound();
    let lacks = [missing("anchor.inclusion")];
    let named_key = sound.key(&sound.named);
    spoiled(
        family,
        &sound,
        ("no-inclusion", "Nothing says in which block it is."),
        |s| s.inclusions.clear(),
        &lacks,
        &[("inclusion", named_key)],
    );
    let header = ("header", sound.key(&named(&sound.headers[BLOCK])));
    spoiled(
        family,
        &sound,
        ("no-header", "The header of the block is missing."),
        |s| drop(s.headers.remove(BLOCK)),
        &lacks,
        &[header],
    );
    let wrong = [failed("anchor.inclusion", AT, "eth.trie")];
    let mut refused = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &wrong, &[]);
    refused(("other-index", "Another transaction stands at that place."), |s| s.inclusions[0]["index"] = 0.into());
    refused(("no-nodes", "An empty proof proves nothing."), |s| s.inclusions[0]["trie"] = json!([]));
    refused(("node-missing", "The proof lacks its last node."), |s| {
        s.inclusions[0]["trie"].as_array_mut().expect("a list").pop();
    });
    refused(("node-more", "The proof has a node too many."), |s| {
        s.inclusions[0]["trie"].as_array_mut().expect("a list").push("c0".into());
    });
    refused(("node-changed", "A node of the proof is another one."), |s| {
        let node = s.inclusions[0]["trie"][0].as_str().expect("a text");
        let digit = if node.ends_with('0') { '1' } else { '0' };
        s.inclusions[0]["trie"][0] = format!("{}{digit}", &node[..node.len() - 1]).into();
    });
    refused(("branch", "The proof is of the kind that Bitcoin has."), |s| {
        let inclusion = &s.inclusions[0];
        let (block, transaction) = (&inclusion["block"], &inclusion["transaction"]);
        s.inclusions =
            vec![json!({ "chain": MAIN, "block": block, "transaction": transaction, "index": 1, "branch": [] })];
    });
    refused(("other-block", "The proof leads into another block."), |s| {
        s.inclusions[0]["block"] = named(&s.headers[2]).into();
    });
    spoiled(
        family,
        &sound,
        ("header-malformed", "The block's name is the hash of bytes that are no header."),
        |s| {
            s.inclusions[0]["block"] = named(&[0xc0, 0x80]).into();
            s.headers.push(vec![0xc0, 0x80]);
        },
        &[failed("anchor.inclusion", AT, "eth.header")],
        &[],
    );
    spoiled(
        family,
        &sound,
        ("header-later", "The header has more fields than any that is known."),
        |s| {
            let later = Header::new(FIRST + 1, MINED).write(7);
            s.inclusions[0]["block"] = named(&later).into();
            s.headers.push(later);
        },
        &[undetermined("anchor.inclusion", AT, "eth.header")],
        &[],
    );
}

fn receipts(family: &mut Family<'_>) {
    let scene = of_did();
    let raw = Transaction::with(&scene.proof.root).sign(&registrar());
    let with_status = |status: &[u8]| anchor(scene.clone(), &raw, status);
    let row = |reason| [failed("anchor.inclusion", AT, reason)];
    spoiled(
        family,
        &with_status(&[]),
        ("execution-failed", "The execution of the transaction failed."),
        |_| {},
        &row("eth.failed"),
        &[],
    );
    spoiled(
        family,
        &with_status(&[2]),
        ("receipt-status", "The receipt says neither that execution succeeded nor that it failed."),
        |_| {},
        &row("eth.receipt"),
        &[],
    );
    let sound = sound();
    let mut refused = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &row("eth.receipt"), &[]);
    refused(("other-receipt", "The block has another receipt at that place."), |s| {
        s.inclusions[0]["receipt"] = hex(&receipt(&[])).into();
    });
    refused(("receipt-without-proof", "Nothing proves the receipt."), |s| s.inclusions[0]["receiptTrie"] = json!([]));
}

fn ledger(family: &mut Family<'_>) {
    let sound = sound();
    let policy = ("policy", "anchors.checkpoints".to_owned());
    let nobody = [undetermined("anchor.ledger", AT, "anchor.no_checkpoint")];
    spoiled(
        family,
        &sound,
        ("no-checkpoint", "The policy trusts no block."),
        |s| s.anchors = json!({}),
        &nobody,
        std::slice::from_ref(&policy),
    );
    spoiled(
        family,
        &sound,
        ("checkpoint-before", "The policy trusts an earlier block, on which anybody can write headers."),
        |s| trust(s, 0),
        &nobody,
        std::slice::from_ref(&policy),
    );
    let gap = ("header", sound.key(&named(&sound.headers[4])));
    spoiled(
        family,
        &sound,
        ("gap", "A header on the way from the trusted block is missing."),
        |s| drop(s.headers.remove(4)),
        &nobody,
        &[gap, policy.clone()],
    );
    spoiled(
        family,
        &sound,
        ("other-checkpoint", "The policy trusts a block to which no headers lead."),
        |s| s.anchors["checkpoints"][0]["hash"] = "11".repeat(32).into(),
        &nobody,
        &[("header", sound.key(&"11".repeat(32))), policy.clone()],
    );
    spoiled(
        family,
        &sound,
        ("five-blocks", "Five blocks lie on it, and the policy asks for six."),
        |s| trust(s, 6),
        &[undetermined("anchor.ledger", AT, "anchor.unconfirmed")],
        std::slice::from_ref(&policy),
    );
    spoiled(
        family,
        &sound,
        ("checkpoint-height", "The trusted block is said to have another number than it has."),
        |s| s.anchors["checkpoints"][0]["height"] = (FIRST + 8).into(),
        &[failed("anchor.ledger", AT, "eth.header")],
        &[],
    );
    holds(family, &sound, ("itself-trusted", "The policy trusts the block itself; no other is supplied."), |s| {
        trust(s, BLOCK);
        s.headers = vec![s.headers[BLOCK].clone()];
    });
}
