//! Timestamps in files of their own: of a credential that is signed anyway, and as the input itself.

mod chainpoint;
mod logs;
mod published;

use super::limits::pair;
use super::{jcs, plain};
use crate::bitcoin::{REGTEST, around, sha256, shown, twice};
use crate::documents::{controller, credential, issuer};
use crate::ethereum::hex;
use crate::sign::{options, secure_with};
use crate::table::{Case, Family, Row, Table, failed, pretty, set, undetermined};
use credstone::digest::{Digest, DigestAlgorithm};
use credstone::multiformat::base64;
use serde_json::{Value, json};

const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const PENDING: &[u8] = b"\x00\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e\x15\x14https://cal.example/";
const UNKNOWN: &[u8] = b"\x00\x07\x07\x07\x07\x07\x07\x07\x07\x01x";
/// Appends a byte and hashes.
const WAY: &[u8] = b"\xf0\x01\x2a\x08";
const HEIGHT: u8 = 100;
/// 2026-01-20: the credentials say that they were made on the 15th.
const MINED: u32 = 1_768_867_200;

const SHA1: u8 = 2;
const SHA256: u8 = 8;

pub(super) fn cases(table: &mut Table) {
    let spec = "https://github.com/opentimestamps/python-opentimestamps";
    holds(&mut table.family("timestamps", spec));
    faults(&mut table.family("timestamps", spec));
    ledger(&mut table.family("timestamps", spec));
    limits(&mut table.family("limits", spec));
    weak(&mut table.family("timestamps", spec));
    bare(&mut table.family("timestamps", spec));
    published::cases(&mut table.family("timestamps", spec));
    keys(&mut table.family("timestamps", "https://www.w3.org/TR/cid-1.0/#verification-methods"));
    chainpoint::limits(&mut table.family("limits", "https://www.rfc-editor.org/rfc/rfc1950"));
    logs::limits(&mut table.family("limits", "https://c2sp.org/tlog-proof"));
    chainpoint::cases(&mut table.family("timestamps", "https://github.com/chainpoint/chainpoint-parse"));
    logs::cases(&mut table.family("timestamps", "https://c2sp.org/tlog-proof"));
}

fn input() -> Value {
    jcs(&plain())
}

/// The digest of the bytes that are verified.
fn digest() -> Vec<u8> {
    sha256(pretty(&input()).as_bytes()).to_vec()
}

fn stamp(tag: u8, digest: &[u8], tree: &[&[u8]]) -> Vec<u8> {
    [MAGIC, &[1, tag], digest, &tree.concat()].concat()
}

fn block(height: u8) -> Vec<u8> {
    [b"\x00\x05\x88\x96\x0d\x73\xd7\x19\x01\x01".as_slice(), &[height]].concat()
}

/// The stamp that is as it should be.
fn sound() -> Vec<u8> {
    stamp(SHA256, &digest(), &[WAY, &block(HEIGHT)])
}

/// A block in which a digest was stamped, and six on it; the last one is the policy's.
struct World(Vec<Vec<u8>>);

impl World {
    fn of(digest: &[u8]) -> Self {
        Self::mined(digest, MINED)
    }

    fn mined(digest: &[u8], time: u32) -> Self {
        Self(around(&sha256(&[digest, b"\x2a"].concat()), 0, time))
    }

    fn anchors(&self) -> Value {
        let last = self.0.last().expect("there are seven");
        json!({ "chains": [REGTEST], "checkpoints": [{ "chain": REGTEST, "height": HEIGHT + 6, "hash": shown(&twice(last)) }] })
    }

    fn supply(&self, case: &mut Case, skip: usize) {
        for header in self.0.iter().skip(skip) {
            case.resource("headers", json!({ "chain": REGTEST, "raw": hex(header) }));
        }
    }
}

/// The usual credential with a stamp, in the usual world.
fn stamped<'c>(case: &'c mut Case, attached: &[u8]) -> &'c mut Case {
    stamped_in(case, attached, &World::of(&digest()))
}

fn stamped_in<'c>(case: &'c mut Case, attached: &[u8], world: &World) -> &'c mut Case {
    case.input(&input()).policy("anchors", world.anchors());
    world.supply(case, 0);
    attach(case, attached)
}

fn attach<'c>(case: &'c mut Case, bytes: &[u8]) -> &'c mut Case {
    case.resource("attached", json!({ "base64": base64::encode(bytes) }))
}

/// What follows for the anchors as a whole.
fn and(rows: &[Row]) -> Vec<Row> {
    let failed_one = rows.iter().any(|[_, _, outcome, _]| outcome == "failed");
    let present = if failed_one { failed } else { undetermined };
    let mut all = rows.to_vec();
    all.push(present("anchor.present", "", "proof.not_proven"));
    all
}

fn unknown(index: usize) -> Row {
    undetermined("anchor.root", &format!("attached/0#{index}"), "anchor.unsupported")
}

fn pending(scope: &str) -> Row {
    undetermined("anchor.root", scope, "anchor.pending")
}

fn holds(family: &mut Family<'_>) {
    stamped(family.case("block", "The stamp of the bytes leads to a block under a trusted one."), &sound())
        .verified(&[]);
    let text = sha256(test_vectors::jcs(&input()).as_bytes()).to_vec();
    let case = family.case("canonical-json", "The stamp is of the canonical JSON.");
    stamped_in(case, &stamp(SHA256, &text, &[WAY, &block(HEIGHT)]), &World::of(&text)).verified(&[]);
    let others = [b"\xff".as_slice(), UNKNOWN, b"\xff", PENDING].concat();
    let case = family.case("block-and-others", "Beside the block there are attestations that prove nothing.");
    stamped(case, &stamp(SHA256, &digest(), &[&others, WAY, &block(HEIGHT)]))
        .verified(&[unknown(0), pending("attached/0#1")]);
}

fn faults(family: &mut Family<'_>) {
    let at = block(HEIGHT);
    let target = [1; 32];
    let case = family.case("another-text", "The stamp is of another text.");
    stamped_in(case, &stamp(SHA256, &target, &[WAY, &at]), &World::of(&target)).rejected(&and(&[failed(
        "anchor.target",
        "attached/0",
        "merkle.target",
    )]));
    for (name, title, attached, reason) in [
        ("operation", "An operation that nobody knows.", stamp(SHA256, &digest(), &[b"\x04", &at]), "ots.operation"),
        ("cut-off", "The stamp ends too early.", stamp(SHA256, &digest(), &[WAY]), "ots.malformed"),
        ("bytes-behind", "Bytes follow the stamp.", [sound(), vec![0]].concat(), "ots.malformed"),
    ] {
        stamped(family.case(name, title), &attached).rejected(&and(&[failed("anchor.encoding", "attached/0", reason)]));
    }
    for (name, title, attached, reason) in [
        ("version", "A later version of the format.", [MAGIC, &[2]].concat(), "anchor.unsupported"),
        ("other-format", "The attached file is of no known format.", b"stamp".to_vec(), "format.unsupported"),
    ] {
        stamped(family.case(name, title), &attached).indeterminate(&and(&[undetermined(
            "anchor.encoding",
            "attached/0",
            reason,
        )]));
    }
}

fn ledger(family: &mut Family<'_>) {
    let case = family.case("pending", "A calendar promises to have it stamped.");
    stamped(case, &stamp(SHA256, &digest(), &[PENDING])).indeterminate(&and(&[pending("attached/0")]));
    let case = family.case("unknown-notary", "Nobody knows the notary.");
    stamped(case, &stamp(SHA256, &digest(), &[UNKNOWN])).indeterminate(&and(&[undetermined(
        "anchor.root",
        "attached/0",
        "anchor.unsupported",
    )]));
    let case = family.case("other-block", "The block of that height has another root.");
    stamped(case, &stamp(SHA256, &digest(), &[WAY, &block(HEIGHT + 1)])).rejected(&and(&[failed(
        "anchor.root",
        "attached/0",
        "anchor.value",
    )]));
    let world = World::of(&digest());
    let case = family.case("no-header", "The header of the block is missing.");
    world.supply(case.input(&input()).policy("anchors", world.anchors()), 1);
    attach(case, &sound()).need("header", &format!("{REGTEST}/{HEIGHT}")).indeterminate(&and(&[undetermined(
        "anchor.root",
        "attached/0",
        "resource.missing",
    )]));
    let case = family.case("no-checkpoint", "The policy trusts no block.");
    stamped(case, &sound())
        .policy("anchors", json!({ "chains": [REGTEST] }))
        .need("policy", "anchors.checkpoints")
        .indeterminate(&and(&[undetermined("anchor.ledger", "attached/0", "anchor.no_checkpoint")]));
    let case = family.case("no-chain", "The policy accepts no chain.");
    stamped(case, &sound()).policy("anchors", json!({ "chains": [] })).rejected(&and(&[failed(
        "anchor.ledger",
        "attached/0",
        "anchor.chain",
    )]));
}

fn limits(family: &mut Family<'_>) {
    let make = |case: &mut Case| {
        stamped(case, &sound());
    };
    // The digest and one byte, twice: appended and hashed.
    for (name, what, enough, reason) in [
        ("ots-depth", "Operations in a row", ("otsDepth", 2), "limit.ots_depth"),
        ("ots-message", "Bytes of a message", ("otsMessage", 33), "limit.ots_message"),
        ("ots-work", "Bytes that are worked on", ("otsWork", 66), "limit.ots_work"),
    ] {
        pair(family, name, what, enough, make, &and(&[undetermined("anchor.encoding", "attached/0", reason)]));
    }
    let reached = undetermined("anchor.root", "attached/0", "limit.headers");
    pair(family, "headers", "Headers of one ledger", ("headers", 7), make, &and(&[reached]));
}

fn weak(family: &mut Family<'_>) {
    let digest: Digest = DigestAlgorithm::Sha1.hash(pretty(&input()).as_bytes());
    let (digest, world) = (digest.as_bytes(), World::of(digest.as_bytes()));
    let attached = stamp(SHA1, digest, &[WAY, &block(HEIGHT)]);
    stamped_in(family.case("sha1", "The stamp is of the SHA-1 of the bytes."), &attached, &world)
        .need("policy", "anchors.weakDigests")
        .indeterminate(&and(&[undetermined("anchor.target", "attached/0", "anchor.weak_digest")]));
    let accepting = set(&world.anchors(), "/weakDigests", "accept");
    stamped_in(family.case("sha1-accepted", "The same, and the policy accepts it."), &attached, &world)
        .policy("anchors", accepting)
        .verified(&[]);
    let attached = stamp(SHA256, &self::digest(), &[b"\x02", &block(HEIGHT)]);
    stamped(family.case("sha1-on-the-way", "SHA-1 stands between the bytes and the block."), &attached)
        .need("policy", "anchors.weakDigests")
        .indeterminate(&and(&[undetermined("anchor.root", "attached/0", "anchor.weak_digest")]));
}

fn bare(family: &mut Family<'_>) {
    const TEXT: &str = "Hello.\n";
    const URL: &str = "https://neustadt.example/hello.txt";
    let digest = sha256(TEXT.as_bytes()).to_vec();
    let world = World::of(&digest);
    let unsigned = || undetermined("proof.present", "", "proof.timestamp");
    let alone = |case: &mut Case| {
        case.bytes(&stamp(SHA256, &digest, &[WAY, &block(HEIGHT)])).policy("anchors", world.anchors());
        world.supply(case, 0);
    };
    let case = family.case("alone", "The input is a stamp, and the file is missing.");
    alone(case);
    case.need("content", &format!("sha256:{}", hex(&digest)))
        .indeterminate(&[&and(&[undetermined("anchor.target", "", "resource.missing")])[..], &[unsigned()]].concat());
    let case = family.case("alone-with-file", "The input is a stamp: it proves when, and not who.");
    alone(case.text(URL, TEXT));
    case.indeterminate(&[unsigned()]);
    let case = family.case("alone-cut-off", "The input is a stamp that ends too early.");
    case.bytes(&stamp(SHA256, &digest, &[WAY]))
        .rejected(&[&and(&[failed("anchor.encoding", "", "ots.malformed")])[..], &[unsigned()]].concat());
}

fn keys(family: &mut Family<'_>) {
    const DID: &str = "did:web:registrar.neustadt.example";
    let method = format!("{DID}#key-1");
    let signed = secure_with(&credential(DID), &options("eddsa-jcs-2022", &method), &issuer());
    let digest = sha256(pretty(&signed).as_bytes()).to_vec();
    let attached = stamp(SHA256, &digest, &[WAY, &block(HEIGHT)]);
    let make = |case: &mut Case, revoked: &str| {
        let world = World::of(&digest);
        let document = set(&controller(DID, &issuer()), "/verificationMethod/0/revoked", revoked);
        case.input(&signed)
            .document(DID, &document)
            .policy("keyInstant", "anchored")
            .policy("anchors", world.anchors());
        world.supply(case, 0);
        attach(case, &attached);
    };
    let case = family.case("revoked-later", "The stamp proves that the key was good when it was used.");
    make(case, "2026-01-21T00:00:00Z");
    case.verified(&[]);
    let case = family.case("revoked-within", "The block may have been mined before the key was revoked or after.");
    make(case, "2026-01-20T01:00:00Z");
    case.rejected(&[failed("proof.key_period", "/proof", "key.revoked")]);
    let case = family.case("revoked-earlier", "The key was revoked before the stamp proves anything.");
    make(case, "2026-01-19T00:00:00Z");
    case.rejected(&[failed("proof.key_period", "/proof", "key.revoked")]);
}
