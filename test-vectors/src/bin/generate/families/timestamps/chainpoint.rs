//! Chainpoint proofs of a credential that is signed anyway.

use super::{and, digest, input, pending};
use crate::bitcoin::sha256;
use crate::ethereum::hex;
use crate::families::anchored::{Scene, on_ethereum};
use crate::families::limits::pair;
use crate::merkle::Hash;
use crate::table::{Case, Family, failed, undetermined};
use credstone::multiformat::base64;
use serde_json::{Value, json};

pub(super) fn cases(family: &mut Family<'_>) {
    followed(family);
    binary(family);
    let proof = |hash: &[u8], operations: Value| {
        json!({
            "@context": "https://w3id.org/chainpoint/v4",
            "type": "Chainpoint",
            "hash": hex(hash),
            "branches": [{ "label": "branch", "ops": operations }]
        })
    };
    let anchors = |kind: &str| json!([{ "anchors": [{ "type": kind, "anchor_id": "434172", "uris": [] }] }]);
    let attached = |case: &mut Case, proof: Value| {
        case.input(&input()).resource("attached", json!({ "json": proof }));
    };
    let main = "bip122:000000000019d6689c085ae165831e93/434172";
    let case = family.case("chainpoint-calendar", "A Chainpoint calendar promises to have it stamped.");
    attached(case, proof(&digest(), anchors("cal")));
    case.indeterminate(&and(&[pending("attached/0")]));
    let case = family.case("chainpoint-no-header", "The header of the block is missing.");
    attached(case, proof(&digest(), anchors("btc")));
    case.need("header", main).indeterminate(&and(&[undetermined("anchor.root", "attached/0", "resource.missing")]));
    let case = family.case("chainpoint-test-network", "The proof leads to a network for tests.");
    attached(case, proof(&digest(), anchors("tbtc")));
    case.rejected(&and(&[failed("anchor.ledger", "attached/0", "anchor.chain")]));
    let case = family.case("chainpoint-another-text", "The proof is of another text.");
    attached(case, proof(&[1; 32], anchors("cal")));
    case.rejected(&and(&[failed("anchor.target", "attached/0", "merkle.target"), pending("attached/0")]));
    let case = family.case("chainpoint-operation", "An operation that the version does not have.");
    attached(case, proof(&digest(), json!([{ "op": "sha-257" }])));
    case.rejected(&and(&[failed("anchor.encoding", "attached/0", "chainpoint.operation")]));
    let case = family.case("chainpoint-malformed", "The hash is too short.");
    attached(case, proof(&[1], anchors("cal")));
    case.rejected(&and(&[failed("anchor.encoding", "attached/0", "chainpoint.malformed")]));
}

/// A receipt of version 2: the digest and another hash below the root, which a transaction carries.
struct Receipt {
    json: Value,
    scene: Scene,
}

impl Receipt {
    fn new() -> Self {
        let beside: Hash = [0x2a; 32];
        let root = sha256(&[&digest()[..], &beside].concat());
        let scene = on_ethereum(&root);
        let json = json!({
            "@context": "https://w3id.org/chainpoint/v2",
            "type": "ChainpointSHA256v2",
            "targetHash": hex(&digest()),
            "merkleRoot": hex(&root),
            "proof": [{ "right": hex(&beside) }],
            "anchors": [{ "type": "ETHData", "sourceId": scene.named }]
        });
        Self { json, scene }
    }

    /// The usual credential with the receipt in one of its forms.
    fn attach(&self, case: &mut Case, attached: Value) {
        let case = case.input(&input()).policy("anchors", self.scene.anchors.clone());
        self.scene.supply(case).resource("attached", attached);
    }

    fn bytes(&self) -> Vec<u8> {
        zlib(&pack(&self.json))
    }
}

fn followed(family: &mut Family<'_>) {
    let receipt = Receipt::new();
    let scope = "attached/0";
    let case = family.case("chainpoint-ethereum", "The proof leads to a transaction in a block under a trusted one.");
    receipt.attach(case, json!({ "json": receipt.json }));
    case.verified(&[]);
    let mut astray = receipt.json.clone();
    astray["proof"][0] = json!({ "left": "2a".repeat(32) });
    let case = family.case("chainpoint-path", "A hash beside the way is on the other side.");
    receipt.attach(case, json!({ "json": astray }));
    case.rejected(&and(&[failed("anchor.path", scope, "merkle.root")]));
    let other = Receipt { scene: on_ethereum(&[5; 32]), ..Receipt::new() };
    let mut elsewhere = other.json.clone();
    elsewhere["anchors"][0]["sourceId"] = other.scene.named.clone().into();
    let case = family.case("chainpoint-other-value", "The transaction carries another value.");
    other.attach(case, json!({ "json": elsewhere }));
    case.rejected(&and(&[failed("anchor.root", scope, "anchor.value")]));
    let case = family.case("chainpoint-no-checkpoint", "The policy trusts no block.");
    receipt.attach(case, json!({ "json": receipt.json }));
    case.policy("anchors", json!({})).need("policy", "anchors.checkpoints");
    case.indeterminate(&and(&[undetermined("anchor.ledger", scope, "anchor.no_checkpoint")]));
    let case = family.case("chainpoint-no-transaction", "The transaction is missing.");
    let mut bare = Receipt::new();
    bare.scene.raw = None;
    bare.attach(case, json!({ "json": receipt.json }));
    case.need("transaction", &receipt.scene.key(&receipt.scene.named));
    case.indeterminate(&and(
        &["anchor.root", "anchor.transaction"].map(|id| undetermined(id, scope, "resource.missing"))
    ));
}

fn binary(family: &mut Family<'_>) {
    let receipt = Receipt::new();
    let bytes = receipt.bytes();
    for (name, title, attached) in [
        ("chainpoint-binary", "The proof in its binary form.", json!({ "base64": base64::encode(&bytes) })),
        ("chainpoint-binary-hex", "The same in hexadecimal.", json!({ "text": hex(&bytes) })),
        ("chainpoint-binary-base64", "The same in base64.", json!({ "text": base64::encode(&bytes) })),
    ] {
        let case = family.case(name, title);
        receipt.attach(case, attached);
        case.verified(&[]);
    }
    let mut broken = bytes.clone();
    *broken.last_mut().expect("a checksum") ^= 1;
    for (name, title, bytes) in [
        ("chainpoint-binary-checksum", "The checksum of the compressed bytes is wrong.", broken),
        ("chainpoint-binary-longer", "A byte follows the compressed bytes.", [&bytes[..], &[0]].concat()),
        ("chainpoint-binary-cut", "The compressed bytes end too early.", bytes[..bytes.len() - 1].to_vec()),
    ] {
        let case = family.case(name, title);
        receipt.attach(case, json!({ "base64": base64::encode(&bytes) }));
        case.rejected(&and(&[failed("anchor.encoding", "attached/0", "chainpoint.malformed")]));
    }
}

/// What a proof in its binary form may become.
pub(super) fn limits(family: &mut Family<'_>) {
    let receipt = Receipt::new();
    let length = u32::try_from(pack(&receipt.json).len()).expect("short");
    let make = |case: &mut Case| receipt.attach(case, json!({ "base64": base64::encode(&receipt.bytes()) }));
    let reached = and(&[undetermined("anchor.encoding", "attached/0", "limit.inflate")]);
    pair(family, "inflate", "Bytes of what was compressed", ("inflate", length), make, &reached);
}

/// `MessagePack` of a value that consists of objects, lists and texts.
fn pack(value: &Value) -> Vec<u8> {
    let count = |count: usize| u8::try_from(count).ok().filter(|count| *count < 16).expect("few");
    match value {
        Value::Object(members) => {
            let packed = members.iter().flat_map(|(name, value)| [pack(&json!(name)), pack(value)].concat());
            std::iter::once(0x80 | count(members.len())).chain(packed).collect()
        }
        Value::Array(items) => std::iter::once(0x90 | count(items.len())).chain(items.iter().flat_map(pack)).collect(),
        Value::String(text) => match u8::try_from(text.len()).expect("short") {
            length @ 0..32 => [&[0xa0 | length], text.as_bytes()].concat(),
            length => [&[0xd9, length], text.as_bytes()].concat(),
        },
        _ => unimplemented!("receipts have no such values"),
    }
}

/// Bytes as zlib has them, in one block that is not compressed.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short");
    let sum = |(one, other): (u32, u32), byte: &u8| {
        let one = (one + u32::from(*byte)) % 65_521;
        (one, (other + one) % 65_521)
    };
    let (one, other) = bytes.iter().fold((1, 0), sum);
    let checksum = (other << 16 | one).to_be_bytes();
    [&[0x78, 0x9c, 1], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes, &checksum].concat()
}
