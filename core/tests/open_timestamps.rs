//! The examples of the OpenTimestamps clients: each tree is the one that their own tool lists, or is refused.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::anchor::open_timestamps::{DetachedTimestamp, Notary, Operation, Step, Steps};
use credstone::digest::DigestAlgorithm;
use credstone::limits::Limits;
use std::collections::BTreeMap;
use std::path::Path;

const CLIENT: [&str; 12] = [
    "bad-stamp.txt",
    "empty",
    "hello-world.txt",
    "incomplete.txt",
    "invalid/exceeds-max-msg-length",
    "invalid/invalid-file-digest-type",
    "merkle1.txt",
    "merkle2.txt",
    "merkle3.txt",
    "sha1/a-or-b",
    "two-calendars.txt",
    "unknown-notary.txt",
];
const LIBRARY: [&str; 2] = ["osdsp.txt", "ripemd160/README.md"];

#[test]
fn examples_of_the_client() {
    examples("opentimestamps-client", &CLIENT);
}

#[test]
fn examples_of_the_library() {
    examples("opentimestamps-js", &LIBRARY);
}

fn examples(suite: &str, names: &[&str]) {
    let Some(folder) = common::suite(suite, names.len()) else { return };
    let mut tally = common::Tally::new(suite);
    for name in names {
        let stamp = common::read(folder.join(format!("examples/{name}.ots")));
        let listing = common::read_text(folder.join(format!("expected/examples/{name}.ots.info.txt")));
        let (status, listing) = listing.split_once('\n').unwrap();
        let outcome = match (status, listed(&stamp)) {
            ("exit=0", Ok(found)) => equal(&found, &without_transactions(listing)),
            ("exit=0", Err(error)) => Err(error),
            (_, Ok(_)) => Err("accepted".to_owned()),
            (_, Err(_)) => Ok(()),
        };
        tally.case(name, outcome.and_then(|()| same_file(&folder.join("examples").join(name), &stamp)));
    }
    tally.finish(names.len());
}

/// The file beside the stamp, where there is one, has the digest in the stamp. One stamp is made to be wrong.
fn same_file(path: &Path, stamp: &[u8]) -> Result<(), String> {
    let Ok(timestamp) = DetachedTimestamp::parse(stamp, &Limits::default()) else { return Ok(()) };
    let same = std::fs::read(path).map_or(true, |file| timestamp.algorithm.hash(&file).as_bytes() == timestamp.digest);
    if same { Ok(()) } else { Err("the digest is that of another file".to_owned()) }
}

/// A message of the tree: what is said of it, and what becomes of it.
#[derive(Default)]
struct Node {
    attestations: Vec<String>,
    /// In the order of their tags and arguments, as the tool prints them; not every writer sorts.
    operations: BTreeMap<(u8, String), Node>,
}

/// What the client's tool would print.
fn listed(stamp: &[u8]) -> Result<String, String> {
    let limits = Limits::default();
    let mut steps = Steps::new(stamp, &limits).map_err(|error| error.to_string())?;
    let digest = data_encoding::HEXLOWER.encode(steps.digest());
    let mut out = format!("File {} hash: {digest}\nTimestamp:\n", name(steps.algorithm()));
    let root = node(&mut steps)?;
    assert!(steps.next().is_none());
    list(&root, 0, &mut out);
    Ok(out)
}

fn node(steps: &mut Steps<'_, '_>) -> Result<Node, String> {
    let mut node = Node::default();
    loop {
        let mut step = next(steps)?;
        let more = step == Step::Fork;
        if more {
            step = next(steps)?;
        }
        match step {
            Step::Attestation(attestation) => node.attestations.push(notary(&attestation.notary, &attestation.message)),
            Step::Fork => panic!("two forks"),
            Step::Operation(operation) => {
                let listed = (tag(operation), text(operation));
                let before = node.operations.insert(listed, self::node(steps)?);
                assert!(before.is_none(), "one operation twice");
            }
        }
        if !more {
            return Ok(node);
        }
    }
}

fn next<'a>(steps: &mut Steps<'a, '_>) -> Result<Step<'a>, String> {
    steps.next().unwrap().map_err(|error| error.to_string())
}

fn list(node: &Node, indent: usize, out: &mut String) {
    let space = " ".repeat(indent);
    for line in node.attestations.iter().flat_map(|attestation| attestation.lines()) {
        out.push_str(&format!("{space}{line}\n"));
    }
    let fork = node.operations.len() > 1;
    for ((_, operation), next) in &node.operations {
        let arrow = if fork { " -> " } else { "" };
        out.push_str(&format!("{space}{arrow}{operation}\n"));
        list(next, if fork { indent + 4 } else { indent }, out);
    }
}

fn tag(operation: Operation<'_>) -> u8 {
    match operation {
        Operation::Digest(DigestAlgorithm::Sha1) => 0x02,
        Operation::Digest(DigestAlgorithm::Ripemd160) => 0x03,
        Operation::Digest(DigestAlgorithm::Sha256) => 0x08,
        Operation::Digest(_) => 0x67,
        Operation::Append(_) => 0xf0,
        Operation::Prepend(_) => 0xf1,
        Operation::Reverse => 0xf2,
        Operation::Hexlify => 0xf3,
    }
}

fn text(operation: Operation<'_>) -> String {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    match operation {
        Operation::Append(argument) => format!("append {}", hex(argument)),
        Operation::Digest(algorithm) => name(algorithm).to_owned(),
        Operation::Hexlify => "hexlify".to_owned(),
        Operation::Prepend(argument) => format!("prepend {}", hex(argument)),
        Operation::Reverse => "reverse".to_owned(),
    }
}

fn name(algorithm: DigestAlgorithm) -> &'static str {
    match algorithm {
        DigestAlgorithm::Keccak256 => "keccak256",
        DigestAlgorithm::Ripemd160 => "ripemd160",
        DigestAlgorithm::Sha1 => "sha1",
        DigestAlgorithm::Sha256 => "sha256",
        other => panic!("{other:?}"),
    }
}

fn notary(notary: &Notary<'_>, message: &[u8]) -> String {
    let shown: Vec<u8> = message.iter().rev().copied().collect();
    let root = data_encoding::HEXLOWER.encode(&shown);
    match notary {
        Notary::Bitcoin { height } => {
            format!("verify BitcoinBlockHeaderAttestation({height})\n# Bitcoin block merkle root {root}")
        }
        Notary::Ethereum { height } => format!("verify EthereumBlockHeaderAttestation({height})"),
        Notary::Litecoin { height } => {
            format!("verify LitecoinBlockHeaderAttestation({height})\n# Litecoin block merkle root {root}")
        }
        Notary::Pending { uri } => format!("verify PendingAttestation('{uri}')"),
        Notary::Unknown { tag, payload } => {
            let tag: String = tag.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            format!("verify UnknownAttestation(b'{tag}', b'{}')", std::str::from_utf8(payload).unwrap())
        }
    }
}

/// The listing without the lines that guess where a transaction is.
fn without_transactions(listing: &str) -> String {
    let lines = listing.trim_end().lines().filter(|line| !line.trim_start().starts_with("# Transaction id"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn equal(found: &str, want: &str) -> Result<(), String> {
    let differ = found.lines().zip(want.lines()).find(|(found, want)| found != want);
    match differ {
        Some((found, want)) => Err(format!("{found:?} instead of {want:?}")),
        None if found.len() == want.len() => Ok(()),
        None => Err(format!("{} bytes instead of {}", found.len(), want.len())),
    }
}
