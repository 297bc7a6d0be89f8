//! Every kind of entry, and every way to get one wrong.

use super::*;
use crate::time::{Timestamp, Zone};

const BITCOIN: &str = "bip122:000000000019d6689c085ae165831e93";

/// A hash whose digits are all `digit`.
fn hash(digit: &str) -> String {
    digit.repeat(64)
}

/// One entry of each kind, some in more than one form.
fn every_kind() -> String {
    let (a, b, c, d) = (hash("a"), hash("b"), hash("c"), hash("d"));
    format!(
        r#"{{
  "documents": [
    {{ "url": "https://a.example/text", "text": "grün", "type": "text/plain", "retrieved": "2026-11-21T12:00:00+01:00" }},
    {{ "url": "https://a.example/bytes", "base64": "AP8=", "type": null, "retrieved": null }},
    {{ "url": "did:web:a.example", "json": {{ "z": 1.0, "a": null }} }}
  ],
  "transactions": [
    {{ "chain": "{BITCOIN}", "id": "{a}", "raw": "0100", "previous": ["02", "01"] }},
    {{ "chain": "eip155:1", "id": "0x{b}", "raw": "0x02f8", "previous": null }}
  ],
  "inclusions": [
    {{ "chain": "{BITCOIN}", "block": "{b}", "transaction": "{a}", "index": 7, "branch": ["{c}", "{a}"] }},
    {{ "chain": "{BITCOIN}", "block": "{c}", "transaction": "{a}", "index": 1, "branch": [], "coinbase": "0d", "coinbaseBranch": ["{b}"] }},
    {{ "chain": "{BITCOIN}", "block": "{d}", "transaction": "{a}", "merkleblock": "0102", "coinbase": null, "coinbaseBranch": null }},
    {{ "chain": "eip155:1", "block": "0x{a}", "transaction": "{b}", "index": 0, "trie": ["0xf8", "f9"], "receipt": "0x02", "receiptTrie": ["0xf7"] }},
    {{ "chain": "eip155:1", "block": "0x{c}", "transaction": "{b}", "index": 18446744073709551615, "trie": [] }}
  ],
  "headers": [{{ "chain": "{BITCOIN}", "raw": "02" }}, {{ "chain": "{BITCOIN}", "raw": "01" }}, {{ "chain": "{BITCOIN}", "raw": "02" }}],
  "explorers": [
    {{ "chain": "{BITCOIN}", "transaction": "{a}", "data": "ff", "from": "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "time": "2026-01-01T00:00:00Z", "source": "two.example" }},
    {{ "chain": "{BITCOIN}", "transaction": "{a}", "data": "", "source": "one.example" }}
  ],
  "state": [{{
    "chain": "eip155:1", "block": "{c}", "contract": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "account": ["0xf8"],
    "slots": [{{ "key": "0x{a}", "proof": ["01"] }}, {{ "key": "{b}", "proof": [] }}]
  }}],
  "dns": [{{ "name": "A.Example.", "type": "txt", "values": ["b", "a", "b"] }}],
  "attached": [{{ "base64": "AE9w", "type": "application/vnd.opentimestamps.ots" }}, {{ "json": {{ "type": "Chainpoint" }} }}]
}}"#
    )
}

fn read(text: &str) -> Resources {
    Resources::from_json(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn reads_documents() {
    let resources = read(&every_kind());
    assert_eq!(resources.document("https://a.example/text"), Some("grün".as_bytes()));
    assert_eq!(resources.document("https://a.example/bytes"), Some([0, 255].as_slice()));
    assert_eq!(resources.document("did:web:a.example"), Some(br#"{"a":null,"z":1}"#.as_slice()), "canonical text");
    assert_eq!(resources.document("https://a.example/text/"), None);
    let text = resources.document_entry("https://a.example/text").unwrap();
    assert_eq!(text.media_type(), Some("text/plain"));
    let retrieved = Timestamp::parse("2026-11-21T11:00:00Z", Zone::Required).unwrap().timestamp;
    assert_eq!(text.retrieved(), Some(&retrieved));
    let bytes = resources.document_entry("https://a.example/bytes").unwrap();
    assert_eq!((bytes.media_type(), bytes.retrieved()), (None, None));
}

#[test]
fn reads_what_belongs_to_bitcoin() {
    let (resources, a) = (read(&every_kind()), hash("a"));
    let want = Transaction { raw: vec![1, 0], previous: vec![vec![1], vec![2]] };
    assert_eq!(resources.transaction(BITCOIN, &a), Some(&want));
    assert_eq!(resources.transaction(BITCOIN, &format!("0x{a}")), None, "no `0x` on Bitcoin");
    assert_eq!(resources.transaction("eip155:1", &a), None);
    let branch = |index, siblings, coinbase| InclusionProof::Branch { index, siblings, coinbase };
    let coinbase = Coinbase { raw: vec![0x0d], siblings: vec![[0xbb; 32]] };
    let want = [
        (hash("b"), branch(7, vec![[0xcc; 32], [0xaa; 32]], None)),
        (hash("c"), branch(1, Vec::new(), Some(coinbase))),
        (hash("d"), InclusionProof::MerkleBlock { raw: vec![1, 2], coinbase: None }),
    ];
    let inclusions: Vec<_> = resources.inclusions(BITCOIN, &a).cloned().collect();
    assert_eq!(inclusions, want.map(|(block, proof)| Inclusion { block, proof }));
    assert_eq!(resources.headers(BITCOIN).collect::<Vec<_>>(), [[1], [2]]);
    assert_eq!(resources.headers("bip122:000000000933ea01ad0ee984209779ba").count(), 0);
    let answers: Vec<_> = resources.explorer_answers(BITCOIN, &a).collect();
    assert_eq!(answers.iter().map(|answer| answer.source.as_str()).collect::<Vec<_>>(), ["one.example", "two.example"]);
    assert_eq!((answers[0].data.as_slice(), &answers[0].from, &answers[0].time), ([].as_slice(), &None, &None));
    assert_eq!(answers[1].time, Some(Timestamp::from_unix(1_767_225_600)));
    assert_eq!(answers[1].from.as_deref(), Some("1BoatSLRHtKNngkdXEeobR76b53LETtpyT"));
}

#[test]
fn reads_what_belongs_to_ethereum() {
    let (resources, b) = (read(&every_kind()), hash("b"));
    let want = Transaction { raw: vec![2, 0xf8], previous: Vec::new() };
    for id in [b.clone(), format!("0x{b}")] {
        assert_eq!(resources.transaction("eip155:1", &id), Some(&want), "`0x` means nothing");
    }
    let inclusions: Vec<_> = resources.inclusions("eip155:1", &b).collect();
    let receipt = Some(Receipt { raw: vec![2], trie: vec![vec![0xf7]] });
    let proof = InclusionProof::Trie { index: 0, transaction: vec![vec![0xf8], vec![0xf9]], receipt };
    assert_eq!(inclusions[0], &Inclusion { block: hash("a"), proof });
    let proof = InclusionProof::Trie { index: u64::MAX, transaction: Vec::new(), receipt: None };
    assert_eq!(inclusions[1..], [&Inclusion { block: hash("c"), proof }]);
    let address = "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
    for contract in [address.to_owned(), format!("0x{}", address.to_ascii_uppercase())] {
        let states: Vec<_> = resources.states("eip155:1", &contract).collect();
        assert_eq!((states.len(), states[0].block.as_str()), (1, hash("c").as_str()));
        assert_eq!(states[0].account, [[0xf8]]);
        assert_eq!(states[0].slots, BTreeMap::from([([0xaa; 32], vec![vec![1]]), ([0xbb; 32], Vec::new())]));
    }
    assert_eq!(resources.states("eip155:137", address).count(), 0);
}

#[test]
fn reads_names_and_detached_proofs() {
    let resources = read(&every_kind());
    for (name, type_) in [("a.example", "TXT"), ("A.EXAMPLE.", "txt")] {
        assert_eq!(resources.dns(name, type_), Some(["a".to_owned(), "b".to_owned()].as_slice()));
    }
    assert_eq!(resources.dns("a.example", "MX"), None);
    assert_eq!(resources.dns("b.example", "TXT"), None);
    let attached = |bytes: &[u8], media_type: Option<&str>| Attachment {
        bytes: bytes.to_vec(),
        media_type: media_type.map(str::to_owned),
    };
    let timestamp = attached(b"\0Op", Some("application/vnd.opentimestamps.ots"));
    assert_eq!(resources.attached(), [timestamp, attached(br#"{"type":"Chainpoint"}"#, None)]);
}

#[test]
fn nothing_at_all_is_nothing() {
    let lists = r#"{"documents": [], "transactions": [], "inclusions": [], "headers": [], "explorers": [], "state": [], "dns": [], "attached": []}"#;
    for text in ["{}", lists] {
        assert_eq!(read(text), Resources::default());
    }
}

/// Wherever a member of an entry is left out, replaced or added, the place is named.
#[test]
fn names_the_place_of_every_mistake() {
    let (a, contract) = (hash("a"), "a".repeat(40));
    let upper = hash("A");
    let long = hash("a") + "aa";
    let bitcoin = format!(r#""chain": "{BITCOIN}""#);
    let inclusion = format!(r#"{bitcoin}, "block": "{a}", "transaction": "{a}""#);
    let explorer = format!(r#"{bitcoin}, "transaction": "{a}""#);
    let state = format!(r#""chain": "eip155:1", "block": "{a}", "contract": "{contract}""#);
    let cases: &[(&str, String, &str)] = &[
        ("documents", r#""text": """#.into(), ""),
        ("documents", r#""url": 1, "text": """#.into(), "/url"),
        ("documents", r#""url": "u""#.into(), ""),
        ("documents", r#""url": "u", "text": "", "json": 1"#.into(), "/json"),
        ("documents", r#""url": "u", "text": null"#.into(), "/text"),
        ("documents", r#""url": "u", "base64": "AP8""#.into(), "/base64"),
        ("documents", r#""url": "u", "base64": "AP9=""#.into(), "/base64"),
        // The bytes of "AP8=" by another text.
        ("documents", r#""url": "u", "base64": "AA==/w==""#.into(), "/base64"),
        ("documents", r#""url": "u", "json": 9007199254740993"#.into(), "/json"),
        ("documents", r#""url": "u", "file": "a.json""#.into(), "/file"),
        ("documents", r#""url": "u", "text": "", "type": 1"#.into(), "/type"),
        ("documents", r#""url": "u", "text": "", "retrieved": "yesterday""#.into(), "/retrieved"),
        ("documents", r#""url": "u", "text": "", "retrieved": "2026-11-21T12:00:00""#.into(), "/retrieved"),
        ("transactions", r#""chain": "bitcoin", "id": "", "raw": """#.into(), "/chain"),
        ("transactions", r#""chain": "BIP122:0", "id": "", "raw": """#.into(), "/chain"),
        ("transactions", format!(r#""id": "{a}", "raw": """#), ""),
        ("transactions", format!(r#"{bitcoin}, "raw": """#), ""),
        ("transactions", format!(r#"{bitcoin}, "id": "{upper}", "raw": """#), "/id"),
        ("transactions", format!(r#"{bitcoin}, "id": "0x{a}", "raw": """#), "/id"),
        ("transactions", format!(r#"{bitcoin}, "id": "{long}", "raw": """#), "/id"),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}""#), ""),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}", "raw": "abc""#), "/raw"),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}", "raw": "AB""#), "/raw"),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}", "raw": "0xab""#), "/raw"),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}", "raw": "", "previous": "ab""#), "/previous"),
        ("transactions", format!(r#"{bitcoin}, "id": "{a}", "raw": "", "previous": ["ab", " "]"#), "/previous/1"),
        ("inclusions", format!(r#"{inclusion}, "index": 0"#), ""),
        ("inclusions", format!(r#"{inclusion}, "index": -1, "branch": []"#), "/index"),
        ("inclusions", format!(r#"{inclusion}, "index": 1.0, "branch": []"#), "/index"),
        ("inclusions", format!(r#"{inclusion}, "index": 18446744073709551616, "branch": []"#), "/index"),
        ("inclusions", format!(r#"{inclusion}, "branch": []"#), ""),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "branch": ["ab"]"#), "/branch/0"),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "branch": [], "trie": []"#), "/trie"),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "branch": [], "merkleblock": """#), "/merkleblock"),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "branch": [], "coinbase": "ab""#), ""),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "branch": [], "coinbaseBranch": []"#), ""),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "merkleblock": """#), "/index"),
        ("inclusions", format!(r#"{inclusion}, "merkleblock": "0""#), "/merkleblock"),
        ("inclusions", format!(r#"{inclusion}, "merkleblock": "", "coinbase": "ab""#), ""),
        (
            "inclusions",
            format!(r#"{inclusion}, "merkleblock": "", "coinbase": "", "coinbaseBranch": ["ab"]"#),
            "/coinbaseBranch/0",
        ),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "trie": [], "coinbase": "ab""#), "/coinbase"),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "trie": [], "receipt": "ab""#), ""),
        ("inclusions", format!(r#"{inclusion}, "index": 0, "trie": [], "receiptTrie": []"#), ""),
        (
            "inclusions",
            format!(r#"{bitcoin}, "block": "ab", "transaction": "{a}", "index": 0, "branch": []"#),
            "/block",
        ),
        (
            "inclusions",
            format!(r#"{bitcoin}, "block": "{a}", "transaction": 1, "index": 0, "branch": []"#),
            "/transaction",
        ),
        ("headers", format!(r#"{bitcoin}, "raw": "0""#), "/raw"),
        ("headers", format!(r#"{bitcoin}, "raw": "00", "height": 1"#), "/height"),
        ("explorers", format!(r#"{explorer}, "source": "s""#), ""),
        ("explorers", format!(r#"{explorer}, "data": "ab""#), ""),
        ("explorers", format!(r#"{explorer}, "data": "zz", "source": "s""#), "/data"),
        ("explorers", format!(r#"{explorer}, "data": "", "source": "s", "time": 1"#), "/time"),
        ("explorers", format!(r#"{explorer}, "data": "", "source": "s", "from": []"#), "/from"),
        ("state", format!(r#"{state}, "account": []"#), ""),
        ("state", format!(r#"{state}, "slots": []"#), ""),
        ("state", format!(r#"{state}, "account": [], "slots": {{}}"#), "/slots"),
        ("state", format!(r#"{state}, "account": [], "slots": [{{"key": "0x0", "proof": []}}]"#), "/slots/0/key"),
        ("state", format!(r#"{state}, "account": [], "slots": [{{"key": "{a}"}}]"#), "/slots/0"),
        (
            "state",
            format!(r#"{state}, "account": [], "slots": [{{"key": "{a}", "proof": [], "value": 1}}]"#),
            "/slots/0/value",
        ),
        ("state", format!(r#"{state}, "account": ["g"], "slots": []"#), "/account/0"),
        (
            "state",
            format!(r#""chain": "eip155:1", "block": "{a}", "contract": "{a}", "account": [], "slots": []"#),
            "/contract",
        ),
        ("dns", r#""name": "a.example", "values": []"#.into(), ""),
        ("dns", r#""name": "a.example", "type": "TXT", "values": "x""#.into(), "/values"),
        ("dns", r#""name": "a.example", "type": "TXT", "values": [1]"#.into(), "/values/0"),
        ("attached", r#""type": "text/plain""#.into(), ""),
        ("attached", r#""url": "u", "text": """#.into(), "/url"),
    ];
    for (kind, members, at) in cases {
        let text = format!(r#"{{"{kind}": [{{{members}}}]}}"#);
        let pointer = format!("/{kind}/0{at}");
        assert_eq!(Resources::from_json(text.as_bytes()), Err(ResourcesError::Shape { pointer }), "{text}");
    }
    for (text, pointer) in [
        ("[]", ""),
        (r#"{"document": []}"#, "/document"),
        (r#"{"documents": null}"#, "/documents"),
        (r#"{"headers": {}}"#, "/headers"),
        (r#"{"dns": ["a.example"]}"#, "/dns/0"),
    ] {
        let shape = ResourcesError::Shape { pointer: pointer.to_owned() };
        assert_eq!(Resources::from_json(text.as_bytes()), Err(shape), "{text}");
    }
    assert!(matches!(Resources::from_json(b"{"), Err(ResourcesError::Text(_))));
}

#[test]
fn entries_of_one_key_agree_or_are_refused() {
    let (a, b, contract) = (hash("a"), hash("b"), "a".repeat(40));
    let on = |rest: &str| format!(r#"{{"chain": "eip155:1", {rest}}}"#);
    let inclusion = |index| on(&format!(r#""block": "{a}", "transaction": "{a}", "index": {index}, "trie": []"#));
    let state = |account, slot, proof| {
        on(&format!(
            r#""block": "{a}", "contract": "{contract}", "account": [{account}], "slots": [{{"key": "{slot}", "proof": [{proof}]}}]"#
        ))
    };
    let explorer = |source, data| on(&format!(r#""transaction": "{a}", "source": "{source}", "data": "{data}""#));
    let chained = format!("eip155:1 {a}");
    let cases = [
        ("documents", r#"{"url": "u", "text": "1"}"#.to_owned(), r#"{"url": "u", "json": 1}"#.to_owned(), None),
        (
            "documents",
            r#"{"url": "u", "text": "1"}"#.into(),
            r#"{"url": "u", "text": "2"}"#.into(),
            Some("u".to_owned()),
        ),
        (
            "transactions",
            on(&format!(r#""id": "{a}", "raw": "01""#)),
            on(&format!(r#""id": "0x{a}", "raw": "0x01", "previous": ["02"]"#)),
            None,
        ),
        (
            "transactions",
            on(&format!(r#""id": "{a}", "raw": "01""#)),
            on(&format!(r#""id": "0x{a}", "raw": "02""#)),
            Some(chained.clone()),
        ),
        ("inclusions", inclusion(1), inclusion(1), None),
        ("inclusions", inclusion(1), inclusion(2), Some(chained.clone())),
        ("explorers", explorer("one", "01"), explorer("two", "02"), None),
        ("explorers", explorer("one", "01"), explorer("one", "02"), Some(chained)),
        ("state", state("", &a, ""), state("", &b, ""), None),
        ("state", state("", &a, ""), state("", &a, r#""01""#), Some(format!("eip155:1 {contract}"))),
        ("state", state("", &a, ""), state(r#""01""#, &a, ""), Some(format!("eip155:1 {contract}"))),
        (
            "dns",
            r#"{"name": "a", "type": "TXT", "values": ["1", "2"]}"#.into(),
            r#"{"name": "A", "type": "txt", "values": ["2", "1"]}"#.into(),
            None,
        ),
        (
            "dns",
            r#"{"name": "a", "type": "TXT", "values": ["1"]}"#.into(),
            r#"{"name": "a.", "type": "TXT", "values": []}"#.into(),
            Some("a TXT".into()),
        ),
    ];
    for (kind, one, other, conflict) in cases {
        let conflict = conflict.map(|key| ConflictingResource { kind, key });
        let together = Resources::from_json(format!(r#"{{"{kind}": [{one}, {other}]}}"#).as_bytes());
        assert_eq!(together.clone().err(), conflict.clone().map(ResourcesError::Conflict), "{one} {other}");
        let [mut first, mut second] = [&one, &other].map(|entry| read(&format!(r#"{{"{kind}": [{entry}]}}"#)));
        let (again, more) = (second.clone(), first.clone());
        assert_eq!(first.extend(again).err(), conflict, "{one} {other}");
        if let Ok(together) = together {
            assert_eq!(first, together);
            second.extend(more).unwrap();
            assert_eq!(second, together, "in the other order");
        }
    }
}

#[test]
fn adding_everything_twice_changes_nothing() {
    let mut resources = read(&every_kind());
    resources.extend(resources.clone()).unwrap();
    assert_eq!(resources, read(&every_kind()));
}

#[test]
fn keys_are_checked_however_they_come() {
    let mut resources = Resources::default();
    let header = resources.add_header("bitcoin", Vec::new()).unwrap_err();
    assert_eq!(header.to_string(), r#""bitcoin" is not a CAIP-2 chain identifier"#);
    let transaction = resources.add_transaction(BITCOIN, "ab\n", Transaction::default()).unwrap_err();
    assert_eq!(transaction.to_string(), r#""ab\n" is not a hash of 32 bytes in lower-case hexadecimal"#);
    let state = ContractState { block: hash("a"), account: Vec::new(), slots: BTreeMap::new() };
    assert!(matches!(resources.add_state("eip155:1", "vitalik.eth", state), Err(ResourcesError::Key { .. })));
    assert_eq!(resources, Resources::default());
}

#[test]
fn a_copy_shares_what_was_computed() {
    let resources = read(r#"{"documents": [{"url": "u", "text": "[1]"}]}"#);
    let json =
        |resources: &Resources| resources.document_entry("u").unwrap().json(&crate::limits::Limits::default()).unwrap();
    assert!(Arc::ptr_eq(&json(&resources.clone()), &json(&resources)));
}

#[test]
fn is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Resources>();
}
