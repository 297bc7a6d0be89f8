//! Proofs of transparency logs for a credential that is signed anyway.

use super::{MINED, and, digest, input};
use crate::bitcoin::sha256;
use crate::ethereum::hex;
use crate::families::limits::pair;
use crate::keys::Key;
use crate::merkle::{Hash, Rule, way};
use crate::table::{Case, Family, failed, set, undetermined};
use credstone::keys::SignatureAlgorithm;
use credstone::multiformat::{base64, multibase};
use serde_json::{Value, json};

const LOG: &str = "log.neustadt.example/1";
const WITNESS: &str = "witness.example/1";

/// The text of a key of a log (1) or witness (4), and its id.
fn vkey(name: &str, kind: u8, key: &Key) -> (String, Vec<u8>) {
    let multikey = multibase::decode(&key.multikey(), 64).expect("a key");
    let bytes = [&[kind], &multikey[2..]].concat();
    let id = sha256(&[name.as_bytes(), b"\n", &bytes].concat())[..4].to_vec();
    (format!("{name}+{}+{}", hex(&id), base64::encode(&bytes)), id)
}

/// A log whose only entry is this one.
fn log_proof(entry: &[u8]) -> String {
    Log::of(&[leaf(entry)], 0).text()
}

/// The leaf of an entry.
fn leaf(entry: &[u8]) -> Hash {
    sha256(&[&[0], entry].concat())
}

/// What a proof of a log says.
struct Log {
    index: usize,
    path: Vec<Hash>,
    size: usize,
    root: Hash,
    /// Who makes the cosignature.
    witness: Key,
}

impl Log {
    /// The log of these leaves, and the one at `index`.
    fn of(leaves: &[Hash], index: usize) -> Self {
        let rule = Rule { node: |left, right| sha256(&[&[1], &left[..], right].concat()), copies: false };
        let (steps, root) = way(leaves, index, rule);
        let path = steps.iter().map(|step| step.hash).collect();
        Self { index, path, size: leaves.len(), root, witness: Key::ed25519("witness") }
    }

    /// A log of seven entries, of which the fifth is the digest of the input.
    fn usual() -> Self {
        let mut leaves: Vec<Hash> = (0..7).map(|number| leaf(&[number])).collect();
        leaves[4] = leaf(&digest());
        Self::of(&leaves, 4)
    }

    /// The proof, signed by the log and seen by a witness.
    fn text(&self) -> String {
        let log = Key::ed25519("log");
        let body = format!("{LOG}\n{}\n{}\n", self.size, base64::encode(&self.root));
        let time = u64::from(MINED);
        let signature = log.sign(SignatureAlgorithm::EdDsa, body.as_bytes());
        let seen = format!("cosignature/v1\ntime {time}\n{body}");
        let seen = self.witness.sign(SignatureAlgorithm::EdDsa, seen.as_bytes());
        let seen = [time.to_be_bytes().to_vec(), seen].concat();
        let line = |name: &str, kind: u8, key: &Key, signature: &[u8]| {
            format!("— {name} {}\n", base64::encode(&[vkey(name, kind, key).1.as_slice(), signature].concat()))
        };
        let lines = [line(LOG, 1, &log, &signature), line(WITNESS, 4, &Key::ed25519("witness"), &seen)].concat();
        let path: String = self.path.iter().map(|hash| format!("{}\n", base64::encode(hash))).collect();
        format!("c2sp.org/tlog-proof@v1\nindex {}\n{path}\n{body}\n{lines}", self.index)
    }
}

/// The policy that names log and witness.
fn trusted() -> Value {
    json!({ "logs": key(LOG, 1, "log"), "witnesses": key(WITNESS, 4, "witness"), "quorum": 1 })
}

fn key(name: &str, kind: u8, seed: &str) -> Value {
    json!([{ "vkey": vkey(name, kind, &Key::ed25519(seed)).0 }])
}

fn attached(case: &mut Case, proof: &str, anchors: &Value) {
    case.input(&input()).policy("anchors", anchors.clone()).resource("attached", json!({ "text": proof }));
}

/// How long a path may be.
pub(super) fn limits(family: &mut Family<'_>) {
    let proof = Log::usual().text();
    let reached = and(&[undetermined("anchor.encoding", "attached/0", "limit.path")]);
    pair(family, "path", "Hashes beside the way", ("path", 3), |case| attached(case, &proof, &trusted()), &reached);
}

/// Trees with more than one leaf.
fn trees(family: &mut Family<'_>) {
    let case = family.case("log-tree", "The log has other entries as well.");
    attached(case, &Log::usual().text(), &trusted());
    case.verified(&[]);
    let cases: [(_, fn(&mut Log), _); 9] = [
        (("log-node-changed", "A hash beside the way is another one."), |log| log.path[0][31] ^= 1, "merkle.root"),
        (("log-other-index", "Another entry stands at that place."), |log| log.index = 5, "merkle.root"),
        (("log-index-beyond", "The log has no entry at that place."), |log| log.index = 7, "merkle.shape"),
        (("log-index-huge", "The place is the last that there can be."), |log| log.index = usize::MAX, "merkle.shape"),
        (("log-node-missing", "A hash beside the way is missing."), |log| log.path.truncate(2), "merkle.shape"),
        (("log-node-more", "There is a hash too many beside the way."), |log| log.path.push([7; 32]), "merkle.shape"),
        (
            ("log-smaller", "The log is said to be smaller: another way would lead to its root."),
            |log| log.size = 5,
            "merkle.shape",
        ),
        (("log-empty", "The log is said to be empty."), |log| log.size = 0, "merkle.shape"),
        (
            ("log-alone", "The log is said to have one entry only."),
            |log| (log.index, log.size) = (0, 1),
            "merkle.shape",
        ),
    ];
    for ((name, title), spoil, reason) in cases {
        let mut log = Log::usual();
        spoil(&mut log);
        let case = family.case(name, title);
        attached(case, &log.text(), &trusted());
        case.rejected(&and(&[failed("anchor.path", "attached/0", reason)]));
    }
    let case = family.case("log-witness-signature", "The witness's key did not make the cosignature.");
    attached(case, &Log { witness: Key::ed25519("stranger"), ..Log::usual() }.text(), &trusted());
    case.rejected(&and(&[failed("anchor.ledger", "attached/0", "tlog.signature")]));
}

pub(super) fn cases(family: &mut Family<'_>) {
    trees(family);
    let trusted = trusted();
    let proof = log_proof(&digest());
    let case = family.case("log", "A log of the policy has the digest, and a witness saw it.");
    attached(case, &proof, &trusted);
    case.verified(&[]);
    let case = family.case("log-another-text", "The log has another text.");
    attached(case, &log_proof(b"another"), &trusted);
    case.rejected(&and(&[failed("anchor.path", "attached/0", "merkle.root")]));
    let case = family.case("log-malformed", "The index begins with a zero.");
    attached(case, &proof.replace("index 0", "index 00"), &trusted);
    case.rejected(&and(&[failed("anchor.encoding", "attached/0", "tlog.malformed")]));
    let signature = |proof: &str| proof.lines().nth(7).expect("the line of the log").to_owned();
    let case = family.case("log-signature", "The log signed another checkpoint.");
    attached(case, &proof.replace(&signature(&proof), &signature(&log_proof(b"another"))), &trusted);
    case.rejected(&and(&[failed("anchor.ledger", "attached/0", "tlog.signature")]));
    let unvouched = and(&[undetermined("anchor.ledger", "attached/0", "anchor.no_checkpoint")]);
    let case = family.case("log-unknown", "The policy names no log.");
    attached(case, &proof, &json!({}));
    case.need("policy", "anchors.logs").indeterminate(&unvouched);
    let case = family.case("log-witness", "No witness of the policy saw it.");
    attached(case, &proof, &set(&trusted, "/witnesses", key(WITNESS, 4, "stranger")));
    case.need("policy", "anchors.witnesses").indeterminate(&unvouched);
    let case = family.case("log-policy", "The policy asks for more witnesses than it names.");
    attached(case, &proof, &set(&trusted, "/quorum", 2));
    case.need("policy", "anchors.logs").indeterminate(&and(&[undetermined(
        "anchor.ledger",
        "attached/0",
        "tlog.policy",
    )]));
}
