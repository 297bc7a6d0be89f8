//! What proofs of each version say, how each fault is named, and what bounds them.

use super::*;
use crate::digest::DigestAlgorithm;
use crate::json::{Kind, NodeId};
use crate::limits::Limit;

fn sha256(bytes: &[u8]) -> Vec<u8> {
    DigestAlgorithm::Sha256.hash(bytes).as_bytes().to_vec()
}

fn lower(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn parse(text: &str) -> Result<Chainpoint, ChainpointErrorKind> {
    Chainpoint::parse(text.as_bytes(), &Limits::default()).map_err(|error| error.kind)
}

const HASH: &str = "0101010101010101010101010101010101010101010101010101010101010101";
const CAL: &str = r#"{"anchors":[{"type":"cal","anchor_id":"c"}]}"#;

fn branches(version: u8, branches: &str) -> String {
    format!(
        r#"{{"@context":"https://w3id.org/chainpoint/v{version}","type":"Chainpoint","hash":"{HASH}","branches":{branches}}}"#
    )
}

/// A proof of one branch with these operations.
fn operations(operations: &str) -> String {
    branches(5, &format!(r#"[{{"label":"x","ops":[{operations}]}}]"#))
}

/// A calendar, and below it Bitcoin through a transaction.
fn everything() -> String {
    let transaction = r#"{"l":"01000000026a20"},{"r":"00000000"},{"op":"sha-256-x2"}"#;
    let block = r#"{"type":"btc","anchor_id":"7","uris":["https://c.example/1"]},{"type":"sol","anchor_id":"s"}"#;
    let below =
        format!(r#"{{"ops":[{{"op":"sha-256"}},{transaction},{{"op":"sha-256-x2"}},{{"anchors":[{block}]}}]}}"#);
    branches(4, &format!(r#"[{{"ops":[{{"r":"é:1"}},{{"op":"sha-512"}},{CAL}],"branches":[{below}]}}]"#))
}

#[test]
fn evaluates_branches_of_branches() {
    let found = parse(&everything()).unwrap();
    let calendar = DigestAlgorithm::Sha512.hash(&[[1; 32].as_slice(), "é:1".as_bytes()].concat());
    let value = sha256(calendar.as_bytes());
    let raw = [b"\x01\0\0\0\x02\x6a\x20".as_slice(), &value, &[0; 4]].concat();
    let block = sha256(&sha256(&sha256(&sha256(&raw))));
    let place = Place::Calendar { network: Network::Main, id: "c".to_owned() };
    let calendar = Anchor { place, value: calendar.as_bytes().to_vec(), transaction: None, uris: Vec::new() };
    let transaction = Some(Transaction { raw, value, digest: TransactionDigest::Txid });
    let (place, uris) =
        (Place::BitcoinBlock { network: Network::Main, height: 7 }, vec!["https://c.example/1".to_owned()]);
    let unknown = Place::Unknown { kind: "sol".to_owned(), id: "s".to_owned() };
    let unknown = Anchor { place: unknown, value: block.clone(), transaction: None, uris: Vec::new() };
    let anchors = vec![calendar, Anchor { place, value: block, transaction, uris }, unknown];
    assert_eq!(found, Chainpoint { version: Version::V4, hash: vec![1; 32], anchors });
}

#[test]
fn every_operation() {
    let hash = |algorithm: DigestAlgorithm| algorithm.hash(&[1; 32]).as_bytes().to_vec();
    let cases = [
        (r#"{"l":"ABcd"}"#, [b"\xab\xcd".as_slice(), &[1; 32]].concat()),
        (r#"{"r":"abc"}"#, [[1; 32].as_slice(), b"abc"].concat()),
        (r#"{"op":"sha-224"}"#, hash(DigestAlgorithm::Sha224)),
        (r#"{"op":"sha-256"}"#, hash(DigestAlgorithm::Sha256)),
        (r#"{"op":"sha-384"}"#, hash(DigestAlgorithm::Sha384)),
        (r#"{"op":"sha-512"}"#, hash(DigestAlgorithm::Sha512)),
        (r#"{"op":"sha3-224"}"#, hash(DigestAlgorithm::Sha3_224)),
        (r#"{"op":"sha3-256"}"#, hash(DigestAlgorithm::Sha3_256)),
        (r#"{"op":"sha3-384"}"#, hash(DigestAlgorithm::Sha3_384)),
        (r#"{"op":"sha3-512"}"#, hash(DigestAlgorithm::Sha3_512)),
        (r#"{"op":"sha-256-x2"}"#, sha256(&hash(DigestAlgorithm::Sha256))),
    ];
    for (operation, want) in cases {
        let found = parse(&operations(&format!("{operation},{CAL}"))).unwrap();
        assert_eq!(found.anchors[0].value, want, "{operation}");
        let list = format!(
            r#"{{"@type":"ChainpointOpListv2","targetHash":"{HASH}","operations":[OP,{{"anchors":[{{"type":"BTCBlockHeader","sourceId":"1"}}]}}]}}"#
        );
        let list = list.replace("OP", &operation.replace("\"l\"", "\"left\"").replace("\"r\"", "\"right\""));
        match (operation, parse(&list)) {
            (r#"{"r":"abc"}"#, found) => assert_eq!(found, Err(ChainpointErrorKind::Hash)),
            (r#"{"op":"sha-256-x2"}"#, found) => {
                assert_eq!(found, Err(ChainpointErrorKind::Operation("sha-256-x2".to_owned())));
            }
            (_, found) => assert_eq!(found.unwrap().anchors[0].value, want, "{operation}"),
        }
    }
}

#[test]
fn knows_a_transaction_by_its_form() {
    let block = r#"{"anchors":[{"type":"tbtc","anchor_id":"1"}]}"#;
    let cases = [
        ("usual", r#"{"l":"0100000001026a20"},{"r":"00"}"#, Some(TransactionDigest::Txid)),
        ("with its signatures", r#"{"l":"0100000000016a20"},{"r":"00"}"#, Some(TransactionDigest::Wtxid)),
        ("right first", r#"{"r":"00"},{"l":"0100000001026a20"}"#, Some(TransactionDigest::Txid)),
        ("nothing on the right", r#"{"l":"0100000001026a20"}"#, None),
        ("in three parts", r#"{"l":"6a20"},{"l":"0100000001"},{"r":"00"}"#, None),
    ];
    for (name, around, want) in cases {
        let text = operations(&format!(r#"{around},{{"op":"sha-256-x2"}},{{"op":"sha-256-x2"}},{block}"#));
        let found = parse(&text).unwrap().anchors.remove(0);
        assert_eq!(found.place, Place::BitcoinBlock { network: Network::Test, height: 1 }, "{name}");
        assert_eq!(found.transaction.as_ref().map(|transaction| transaction.digest), want, "{name}");
        assert!(found.transaction.is_none_or(|transaction| transaction.value == [1; 32]), "{name}");
    }
}

#[test]
fn every_fault_of_a_proof_has_its_name() {
    use ChainpointErrorKind as Kind;
    let operation = |name: &str| Kind::Operation(name.to_owned());
    let anchor = |anchor: &str| operations(&format!(r#"{{"anchors":[{anchor}]}}"#));
    let cases = [
        ("text", "y".to_owned(), Kind::Json(JsonErrorKind::Syntax)),
        ("doubled", r#"{"type":1,"type":1}"#.to_owned(), Kind::Json(JsonErrorKind::DuplicateKey)),
        ("nothing", "{}".to_owned(), Kind::Member("type")),
        ("version 6", branches(6, "[]"), Kind::Version),
        ("type", branches(3, "[]").replace("\"Chainpoint\"", "\"Receipt\""), Kind::Type),
        ("no hash", branches(3, "[]").replace("hash", "h"), Kind::Member("hash")),
        ("odd hash", branches(3, "[]").replace(HASH, &HASH[1..]), Kind::Hash),
        ("short hash", branches(3, "[]").replace(HASH, &HASH[..38]), Kind::Hash),
        ("no branches", branches(3, "1"), Kind::Member("branches")),
        ("nothing anchored", branches(3, "[]"), Kind::NoAnchor),
        ("no operations", branches(4, "[{}]"), Kind::Member("ops")),
        ("branches below", branches(4, r#"[{"ops":[],"branches":null}]"#), Kind::Member("branches")),
        ("unknown operation", operations(r#"{"op":"md5"}"#), operation("md5")),
        ("unknown member", operations(r#"{"x":"00"}"#), operation("x")),
        ("two at once", operations(r#"{"l":"00","r":"00"}"#), operation("")),
        ("no operation", operations("{}"), operation("")),
        ("number", operations(r#"{"l":1}"#), Kind::Member("l or r")),
        ("empty text", operations(r#"{"r":""}"#), Kind::Member("l or r")),
        ("no anchors", anchor(""), Kind::Member("anchors")),
        ("no type", anchor(r#"{"anchor_id":"1"}"#), Kind::Member("type")),
        ("no id", anchor(r#"{"type":"btc"}"#), Kind::Member("anchor_id")),
        ("height", anchor(r#"{"type":"btc","anchor_id":"01"}"#), Kind::AnchorId),
        ("calendar", anchor(r#"{"type":"cal","anchor_id":1}"#), Kind::AnchorId),
        ("uris", anchor(r#"{"type":"cal","anchor_id":"1","uris":"x"}"#), Kind::Member("uris")),
        ("uri", anchor(r#"{"type":"cal","anchor_id":"1","uris":[1]}"#), Kind::Member("uris")),
    ];
    for (name, text, want) in cases {
        assert_eq!(parse(&text), Err(want), "{name}");
    }
}

/// Receipts that hold, and what they say: version 1, version 2 with a path, and with a block.
fn receipts() -> [String; 3] {
    let text_root = lower(&sha256(format!("{HASH}{HASH}").as_bytes()));
    let root = sha256(&[[2; 32], [1; 32]].concat());
    let raw = [[1, 0, 0, 0, 1].as_slice(), &root].concat();
    let (root, raw) = (lower(&root), lower(&raw));
    let two = "02".repeat(32);
    let head = r#""@context":"https://w3id.org/chainpoint/v2","type":"ChainpointSHA256v2""#;
    let path = format!(r#"{head},"targetHash":"{HASH}","merkleRoot":"{root}","proof":[{{"left":"{two}"}}]"#);
    [
        format!(
            r#"{{"header":{{"chainpoint_version":"1.1","hash_type":"SHA-256","merkle_root":"{text_root}","tx_id":"{HASH}","timestamp":1}},"target":{{"target_hash":"{HASH}","target_proof":[{{"parent":"{text_root}","left":"{HASH}","right":"{HASH}"}}]}}}}"#
        ),
        format!(
            r#"{{{path},"anchors":[{{"type":"BTCOpReturn","sourceId":"{HASH}"}},{{"@type":"ETHData","sourceId":"0x{two}"}}]}}"#
        ),
        format!(
            r#"{{{path},"anchors":[{{"type":"BTCBlockHeader","sourceId":"5","tx":"{raw}","blockProof":[{{"right":"{two}"}}]}}]}}"#
        ),
    ]
}

#[test]
fn evaluates_receipts() {
    let [one, two, block] = receipts().map(|receipt| parse(&receipt).unwrap());
    let root = sha256(&[[2; 32], [1; 32]].concat());
    assert_eq!((one.version, one.anchors.len()), (Version::V1, 1));
    assert_eq!(one.anchors[0].place, Place::BitcoinTransaction { id: [1; 32] });
    assert_eq!(one.anchors[0].value, sha256(format!("{HASH}{HASH}").as_bytes()));
    assert_eq!((two.version, two.hash), (Version::V2, vec![1; 32]));
    assert!(two.anchors.iter().all(|anchor| anchor.value == root && anchor.transaction.is_none()));
    assert_eq!(two.anchors[1].place, Place::EthereumTransaction { id: [2; 32] });
    let transaction = block.anchors[0].transaction.as_ref().unwrap();
    let txid = sha256(&sha256(&transaction.raw));
    assert_eq!(block.anchors[0].value, sha256(&sha256(&[txid, vec![2; 32]].concat())));
    assert_eq!((&transaction.value, transaction.digest), (&root, TransactionDigest::Txid));
}

#[test]
fn every_fault_of_a_receipt_has_its_name() {
    use ChainpointErrorKind as Kind;
    let [one, two, block] = receipts();
    let other = "03".repeat(32);
    let cases = [
        ("version", one.replace("1.1", "0.9"), Kind::Version),
        ("hash type", one.replace("SHA-256", "SHA-1"), Kind::Type),
        ("no target", one.replace("\"target\"", "\"t\""), Kind::Member("target")),
        ("no header", one.replace("\"header\"", "\"h\""), Kind::Member("type")),
        ("time", one.replace("\"timestamp\":1", "\"timestamp\":\"1\""), Kind::Member("timestamp")),
        ("transaction", one.replace(&format!("tx_id\":\"{HASH}"), "tx_id\":\"x"), Kind::AnchorId),
        (
            "hash",
            one.replace(&format!("target_hash\":\"{HASH}"), &format!("target_hash\":\"{}", &HASH[2..])),
            Kind::Hash,
        ),
        (
            "not from the hash",
            one.replace(&format!("target_hash\":\"{HASH}"), &format!("target_hash\":\"{other}")),
            Kind::Path,
        ),
        ("not to the parent", one.replace(&format!("right\":\"{HASH}"), &format!("right\":\"{other}")), Kind::Path),
        (
            "not to the root",
            one.replace("merkle_root\":\"", "merkle_root\":\"X")
                .replace(&format!("X{}", lower(&sha256(format!("{HASH}{HASH}").as_bytes()))), &other),
            Kind::Root,
        ),
        ("upper case", one.replace("target_hash\":\"01", "target_hash\":\"0A"), Kind::Hash),
        ("context", two.replace("chainpoint/v2", "chainpoint/v1"), Kind::Version),
        ("type", two.replace("SHA256v2", "SHA256v3"), Kind::Type),
        ("two types", two.replacen("\"type\"", "\"@type\":\"x\",\"type\"", 1), Kind::Member("type")),
        ("other length", two.replace("SHA256v2", "SHA384v2"), Kind::Hash),
        ("no proof", two.replace("\"proof\"", "\"p\""), Kind::Member("proof")),
        ("two sides", two.replace("\"left\"", "\"right\":\"00\",\"left\""), Kind::Path),
        ("no side", two.replace("\"left\"", "\"middle\""), Kind::Path),
        ("other side", two.replace("\"left\"", "\"right\""), Kind::Root),
        ("short node", two.replacen("\"left\":\"02", "\"left\":\"", 1), Kind::Hash),
        ("anchor type", two.replace("ETHData", "Elsewhere"), Kind::AnchorType("Elsewhere".to_owned())),
        ("anchor id", two.replace("0x0202", "0x02"), Kind::AnchorId),
        ("no anchors", two.replace("\"anchors\"", "\"a\""), Kind::Member("anchors")),
        ("no transaction", block.replace("\"tx\"", "\"t\""), Kind::Member("tx")),
        ("bad transaction", block.replace("\"tx\":\"", "\"tx\":\"x"), Kind::Member("tx")),
        ("other transaction", block.replace("\"tx\":\"0100000001", "\"tx\":\"ff\",\"x\":\""), Kind::TransactionValue),
        ("no block", block.replace("\"blockProof\"", "\"b\""), Kind::Member("blockProof")),
        ("height", block.replace("\"5\"", "\"five\""), Kind::AnchorId),
    ];
    for (name, text, want) in cases {
        assert_eq!(parse(&text), Err(want), "{name}");
    }
}

#[test]
fn every_limit_at_its_edge() {
    let row = |count: usize| operations(&format!(r#"{}{CAL}"#, r#"{"op":"sha-256"},"#.repeat(count)));
    let long = |bytes: usize| operations(&format!(r#"{{"r":"{}"}},{CAL}"#, "00".repeat(bytes)));
    let anchors = |count: usize| operations(&vec![CAL; count].join(","));
    let work = |count: usize| (row(count), Limits { ots_work: 64 + 32 * 10, ..Limits::default() });
    let defaults = |text: String| (text, Limits::default());
    let limit = |limit: Limit, value: u32| Err(ChainpointErrorKind::Limit(limit.reached(value)));
    let cases = [
        ("depth", defaults(row(256)), Ok(1)),
        ("depth + 1", defaults(row(257)), limit(Limit::OtsDepth, 256)),
        ("message", defaults(long(4_064)), Ok(1)),
        ("message + 1", defaults(long(4_065)), limit(Limit::OtsMessage, 4_096)),
        ("anchors", defaults(anchors(256)), Ok(256)),
        ("anchors + 1", defaults(anchors(257)), limit(Limit::Entries, 256)),
        ("work", work(10), Ok(1)),
        ("work + 1", work(11), limit(Limit::OtsWork, 384)),
        ("input", (row(1), Limits { input: 10, ..Limits::default() }), limit(Limit::Input, 10)),
        ("nesting", (row(1), Limits { depth: 2, ..Limits::default() }), limit(Limit::Depth, 2)),
    ];
    for (name, (text, limits), want) in cases {
        let found = Chainpoint::parse(text.as_bytes(), &limits);
        assert_eq!(found.map(|found| found.anchors.len()).map_err(|error| error.kind), want, "{name}");
    }
}

#[test]
fn branches_do_not_multiply_work() {
    let below = vec![r#"{"ops":[{"op":"sha-256"}]}"#; 10_000].join(",");
    let long = format!(r#"[{{"ops":[{{"r":"{}"}}],"branches":[{below}]}}]"#, "00".repeat(4_000));
    let error = Chainpoint::parse(branches(5, &long).as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(error.kind, ChainpointErrorKind::Limit(Limit::OtsWork.reached(1 << 20)));
    assert!(error.offset < 16_384, "{}", error.offset);
}

/// A value in `MessagePack`, each part in its shortest form.
fn pack(value: Value<'_>, out: &mut Vec<u8>) {
    match value.kind() {
        Kind::Object => {
            let members: Vec<_> = value.members().collect();
            head(members.len(), 0x80, 16, &[(0xde, 2), (0xdf, 4)], out);
            for member in members {
                pack(member.key, out);
                pack(member.value, out);
            }
        }
        Kind::Array => {
            head(value.items().count(), 0x90, 16, &[(0xdc, 2), (0xdd, 4)], out);
            value.items().for_each(|item| pack(item, out));
        }
        Kind::String => {
            let text = value.as_str().unwrap();
            head(text.len(), 0xa0, 32, &[(0xd9, 1), (0xda, 2), (0xdb, 4)], out);
            out.extend_from_slice(text.as_bytes());
        }
        other => panic!("{other:?}"),
    }
}

fn head(length: usize, short: u8, below: usize, long: &[(u8, usize)], out: &mut Vec<u8>) {
    if length < below {
        return out.push(short + u8::try_from(length).unwrap());
    }
    let (marker, width) = long.iter().find(|(_, width)| length < 1 << (8 * width)).unwrap();
    out.push(*marker);
    out.extend_from_slice(&length.to_be_bytes()[8 - width..]);
}

/// zlib that stores its content as it is.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = bytes.chunks(0xffff).chain(bytes.is_empty().then_some(bytes));
    for (at, block) in blocks.enumerate() {
        let length = u16::try_from(block.len()).unwrap();
        out.push(u8::from((at + 1) * 0xffff >= bytes.len()));
        out.extend([length.to_le_bytes(), (!length).to_le_bytes()].concat());
        out.extend_from_slice(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// The binary form of a proof.
pub(crate) fn to_binary(text: &str) -> Vec<u8> {
    stored(&packed(text))
}

fn packed(text: &str) -> Vec<u8> {
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let mut out = Vec::new();
    pack(document.value(NodeId::ROOT).unwrap(), &mut out);
    out
}

#[test]
fn the_binary_form_says_the_same() {
    let long = operations(&format!(r#"{{"r":"{}"}},{}{CAL}"#, "é".repeat(400), r#"{"op":"sha-256"},"#.repeat(20)));
    for text in [everything(), long, operations(CAL)] {
        let want = parse(&text);
        assert!(want.is_ok());
        let bytes = to_binary(&text);
        let base64 = data_encoding::BASE64.encode(&bytes);
        for form in
            [bytes.clone(), lower(&bytes).into_bytes(), base64.clone().into_bytes(), format!("{base64}\n").into_bytes()]
        {
            assert_eq!(Chainpoint::parse(&form, &Limits::default()).map_err(|error| error.kind), want);
            assert!(binary::is_binary(&form));
        }
    }
}

#[test]
fn nothing_else_begins_like_the_binary_form() {
    let base64 = |bytes: &[u8]| data_encoding::BASE64.encode(bytes).into_bytes();
    for level in [0x01, 0x5e, 0x9c, 0xda] {
        let bytes = [0x78, level, 0];
        for form in [bytes.to_vec(), lower(&bytes).into_bytes(), base64(&bytes)] {
            assert!(binary::is_binary(&form), "{form:?}");
        }
    }
    // Another check of the header, another window, upper case, JSON, a token, and too little of anything.
    let others: [&[u8]; 9] =
        [b"\x78\x00", b"\x68\x81", b"789C", b"789b", b"eJw", b"{}", b"7", b"eyJhbGciOiJFUzI1NiJ9.e30.", b""];
    for other in others {
        assert!(!binary::is_binary(other), "{other:?}");
    }
}

#[test]
fn every_prefix_is_refused() {
    let text = everything();
    for length in 0..text.len() {
        if text.is_char_boundary(length) {
            assert!(matches!(parse(&text[..length]), Err(ChainpointErrorKind::Json(_))), "{length}");
        }
    }
    let bytes = to_binary(&text);
    for length in 1..bytes.len() {
        let found = Chainpoint::parse(&bytes[..length], &Limits::default()).map_err(|error| error.kind);
        assert_eq!(found, Err(ChainpointErrorKind::Compression), "{length}");
    }
    let message_pack = packed(&text);
    for length in 0..message_pack.len() {
        let found = Chainpoint::parse(&stored(&message_pack[..length]), &Limits::default());
        assert_eq!(found.map_err(|error| error.kind), Err(ChainpointErrorKind::MessagePack), "{length}");
    }
}

#[test]
fn every_fault_of_the_binary_form_has_its_name() {
    use ChainpointErrorKind as Kind;
    let good = stored(&packed(&everything()));
    let with = |edit: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        edit(&mut bytes);
        bytes
    };
    let doubled = b"\x82\xa1a\xa1b\xa1a\xa1b".as_slice();
    let cases = [
        ("checksum", with(&|bytes| *bytes.last_mut().unwrap() ^= 1), Kind::Compression),
        ("bytes behind", with(&|bytes| bytes.push(0)), Kind::Compression),
        ("dictionary", with(&|bytes| bytes[1] = 0x20), Kind::Compression),
        ("MessagePack behind", stored(&[packed(&everything()), vec![0]].concat()), Kind::MessagePack),
        ("doubled", stored(doubled), Kind::Json(JsonErrorKind::DuplicateKey)),
        ("key", stored(b"\x81\x01\x01"), Kind::MessagePack),
        ("base64", b"eJ\n".to_vec(), Kind::Encoding),
        (
            "base64 without its end",
            data_encoding::BASE64_NOPAD.encode(&[good.clone(), vec![0]].concat()).into_bytes(),
            Kind::Encoding,
        ),
        ("base64 in two pieces", b"eA==eA==".to_vec(), Kind::Encoding),
        ("odd hexadecimal", b"789".to_vec(), Kind::Encoding),
        ("upper case", b"789C".to_vec(), Kind::Encoding),
        ("empty", stored(b""), Kind::MessagePack),
    ];
    for (name, bytes, want) in cases {
        let found = Chainpoint::parse(&bytes, &Limits::default());
        assert_eq!(found.map_err(|error| error.kind), Err(want), "{name}");
    }
}

#[test]
fn a_value_has_one_message_pack() {
    let cases: [(&[u8], Option<&str>); 40] = [
        (b"\x00", Some("0")),
        (b"\x7f", Some("127")),
        (b"\xe0", Some("-32")),
        (b"\xff", Some("-1")),
        (b"\xcc\x80", Some("128")),
        (b"\xcc\x7f", None),
        (b"\xcd\x01\x00", Some("256")),
        (b"\xcd\x00\xff", None),
        (b"\xce\x00\x01\x00\x00", Some("65536")),
        (b"\xce\x00\x00\xff\xff", None),
        (b"\xcf\x00\x00\x00\x01\x00\x00\x00\x00", Some("4294967296")),
        (b"\xcf\x00\x00\x00\x00\xff\xff\xff\xff", None),
        (b"\xd0\xdf", Some("-33")),
        (b"\xd0\x80", Some("-128")),
        (b"\xd0\xe0", None),
        (b"\xd0\x01", None),
        (b"\xd1\xff\x7f", Some("-129")),
        (b"\xd1\xff\x80", None),
        (b"\xd1\x7f\xff", None),
        (b"\xd2\xff\xff\x7f\xff", Some("-32769")),
        (b"\xd2\xff\xff\x80\x00", None),
        (b"\xd3\xff\xff\xff\xff\x7f\xff\xff\xff", Some("-2147483649")),
        (b"\xd3\xff\xff\xff\xff\x80\x00\x00\x00", None),
        (b"\xa0", Some("\"\"")),
        (b"\xa1\"", Some("\"\\\"\"")),
        (b"\xd9\x01a", None),
        (b"\xda\x00\x01a", None),
        (b"\xdb\x00\x00\x00\x01a", None),
        (b"\xa1\xff", None),
        (b"\x90", Some("[]")),
        (b"\x93\x01\x90\x02", Some("[1,[],2]")),
        (b"\xdc\x00\x01\x00", None),
        (b"\xdd\x00\x00\x00\x01\x00", None),
        (b"\x80", Some("{}")),
        (b"\x82\xa1a\x80\xa1b\x01", Some("{\"a\":{},\"b\":1}")),
        (b"\xde\x00\x01\xa1a\x00", None),
        (b"\xdf\x00\x00\x00\x01\xa1a\x00", None),
        (b"\xc0", None),
        (b"\xc3", None),
        (b"\xca\x00\x00\x00\x00", None),
    ];
    for (bytes, want) in cases {
        let found = binary::to_json(&stored(bytes), &Limits::default());
        match (found, want) {
            (Ok(found), Some(want)) => assert_eq!(found.as_deref(), Some(want), "{bytes:02x?}"),
            (found, _) => {
                assert_eq!(found.map_err(|error| error.kind), Err(ChainpointErrorKind::MessagePack), "{bytes:02x?}");
            }
        }
    }
}

#[test]
fn the_binary_form_is_bounded() {
    let limit = |limit: Limit, value: u32| Err(ChainpointErrorKind::Limit(limit.reached(value)));
    let bytes = packed(&everything());
    let inflate = u32::try_from(bytes.len()).unwrap();
    let compressed = stored(&bytes);
    let run = |bytes: &[u8], limits: Limits| Chainpoint::parse(bytes, &limits).map(drop).map_err(|error| error.kind);
    assert_eq!(run(&compressed, Limits { inflate, ..Limits::default() }), Ok(()));
    let less = Limits { inflate: inflate - 1, ..Limits::default() };
    assert_eq!(run(&compressed, less), limit(Limit::Inflate, inflate - 1));
    assert_eq!(run(&compressed, Limits { inflate: 0, ..Limits::default() }), limit(Limit::Inflate, 0));
    assert_eq!(run(&stored(&[0x91; 100]), Limits::default()), limit(Limit::Depth, 64));
    let controls = [[0xda, 0x03, 0xe8].as_slice(), &[1; 1_000]].concat();
    assert_eq!(run(&stored(&controls), Limits { input: 5_000, ..Limits::default() }), limit(Limit::Input, 5_000));
}
