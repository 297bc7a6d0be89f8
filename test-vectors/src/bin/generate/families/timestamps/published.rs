//! A stamp that was published, of a file that everybody knows, and the block of Bitcoin that holds it.

use super::{SHA256, and, stamp};
use crate::bitcoin::{sha256, shown, twice};
use crate::table::{Case, Family, Row, failed, set, undetermined};
use serde_json::json;

const TEXT: &str = "Hello World!\n";
const URL: &str = "https://neustadt.example/hello-world.txt";
const MAIN: &str = "bip122:000000000019d6689c085ae165831e93";
const HASH: &str = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";
const HEADER: &str = concat!(
    "02000000b96394585a281b7e5f438fd1c9ed492645a1fd61cb380204000000000000000000",
    "7ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a1e376755f58616186272def6"
);

pub(super) fn cases(family: &mut Family<'_>) {
    // The way passes RIPEMD-160, by which the transaction names its receiver.
    let trusting =
        json!({ "weakDigests": "accept", "checkpoints": [{ "chain": MAIN, "height": 358_391, "hash": HASH }] });
    let make = |case: &mut Case, header: &str| {
        let stamp = stamp(SHA256, &sha256(TEXT.as_bytes()), &[&hello_world()]);
        case.bytes(&stamp).text(URL, TEXT).policy("anchors", trusting.clone());
        case.resource("headers", json!({ "chain": MAIN, "raw": header }));
    };
    let alone = || undetermined("proof.present", "", "proof.timestamp");
    let with = |rows: &[Row]| [&and(rows)[..], &[alone()]].concat();
    let case = family.case("published", "A published stamp leads to block 358391 of Bitcoin, which the policy trusts.");
    make(case, HEADER);
    case.indeterminate(&[alone()]);
    let case =
        family.case("published-no-checkpoint", "The same, and the policy trusts no block: work alone is not enough.");
    make(case, HEADER);
    case.policy("anchors", json!({ "weakDigests": "accept" })).need("policy", "anchors.checkpoints");
    case.indeterminate(&with(&[undetermined("anchor.ledger", "", "anchor.no_checkpoint")]));
    let case = family.case("published-weak", "The same, and the policy accepts no weak digest on the way.");
    make(case, HEADER);
    case.policy("anchors", set(&trusting, "/weakDigests", "refuse")).need("policy", "anchors.weakDigests");
    case.indeterminate(&with(&[undetermined("anchor.root", "", "anchor.weak_digest")]));
    let case =
        family.case("published-later", "The same, and the header's time is a second later: no work is behind it.");
    let later = HEADER.replace("376755f5", "386755f5");
    make(case, &later);
    let hash = shown(&twice(&bytes(&later)));
    case.policy("anchors", set(&trusting, "/checkpoints/0/hash", hash));
    case.rejected(&with(&[failed("anchor.ledger", "", "btc.pow")]));
}

/// The way from the digest of the file to the block: RIPEMD-160, the transaction's bytes around it, and the hashes beside the
/// way from its id up.
fn hello_world() -> Vec<u8> {
    const LEFT: u8 = 0xf1;
    const RIGHT: u8 = 0xf0;
    const BEFORE: &str = concat!(
        "0100000001e482f9d32ecc3ba657b69d898010857b54457a90497982ff56f97c4ec58e6f98010000006b483045022100b253",
        "add1d1cf90844338a475a04ff13fc9e7bd242b07762dea07f5608b2de367022000b268ca9c3342b3769cdd062891317cdcef",
        "87aac310b6855e9d93898ebbe8ec0121020d8e4d107d2b339b0050efdd4b4a09245aa056048f125396374ea6a2ab0709c6ff",
        "ffffff026533e605000000001976a9140bf057d40fbba6744862515f5b55a2310de5772f88aca0860100000000001976a914"
    );
    const AFTER: &str = "88ac00000000";
    const BESIDE: [(u8, &str); 11] = [
        (LEFT, "a987f716c533913c314c78e35d35884cac943fa42cac49d2b2c69f4003f85f88"),
        (LEFT, "dec55b3487e1e3f722a49b55a7783215862785f4a3acb392846019f71dc64a9d"),
        (LEFT, "b2ca18f485e080478e025dab3d464b416c0e1ecb6629c9aefce8c8214d042432"),
        (RIGHT, "11b0e90661196ff4b0813c3eda141bab5e91604837bdf7a0c9df37db0e3a1198"),
        (RIGHT, "c34bc1a4a1093ffd148c016b1e664742914e939efabe4d3d356515914b26d9e2"),
        (RIGHT, "c3e6e7c38c69f6af24c2be34ebac48257ede61ec0a21b9535e4443277be30646"),
        (LEFT, "0798bf8606e00024e5d5d54bf0c960f629dfb9dad69157455b6f2652c0e8de81"),
        (RIGHT, "3f9ada6d60baa244006bb0aad51448ad2fafb9d4b6487a0999cff26b91f0f536"),
        (LEFT, "c703019e959a8dd3faef7489bb328ba485574758e7091f01464eb65872c975c8"),
        (RIGHT, "cbfefff513ff84b915e3fed6f9d799676630f8364ea2a6c7557fad94a5b5d788"),
        (LEFT, "0be23709859913babd4460bbddf8ed213e7c8773a4b1face30f8acfdf093b705"),
    ];
    // Two bytes say how long the first part is, and three at which height the block is.
    let transaction = [&[3, LEFT, 0xc8, 1], &bytes(BEFORE)[..], &[RIGHT, 6], &bytes(AFTER), &[8, 8]].concat();
    let steps = BESIDE.iter().flat_map(|(side, hash)| [&[*side, 32], &bytes(hash)[..], &[8, 8]].concat());
    let block = b"\x00\x05\x88\x96\x0d\x73\xd7\x19\x01\x03\xf7\xef\x15";
    [transaction, steps.collect(), block.to_vec()].concat()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect()
}
