//! The `signature` of Blockcerts 2, and the receipt of Blockcerts 1.2, which has the same members, into a Merkle proof
//! ([Merkle Proof 2017](https://w3c-dvcg.github.io/lds-merkleproof2017/)).
//!
//! Some signatures do not name the chain of a Bitcoin transaction; then it is that of the issuer's address, which the
//! caller knows. Hexadecimal is found in either case, and transaction ids with and without `0x`.

use super::chain::bitcoin::{Address, Network};
use super::ladder;
use super::merkle_proof::{self, Entry, Id, MerkleProof, MerkleProofError};
use crate::json::Value;
use crate::limits::Limits;
use crate::merkle::{Hash, Side, Step};
use crate::report::clipped;

/// What a chain is called here, by what type of anchor, and what it is called elsewhere.
const CHAINS: &[(&str, &str, &str)] = &[
    ("bitcoinMainnet", "BTCOpReturn", "btc:mainnet"),
    ("bitcoinTestnet", "BTCOpReturn", "btc:testnet"),
    ("bitcoinRegtest", "BTCOpReturn", "btc:regtest"),
    ("ethereumMainnet", "ETHData", "eth:mainnet"),
    ("ethereumRopsten", "ETHData", "eth:ropsten"),
    ("ethereumRinkeby", "ETHData", "eth:rinkeby"),
    ("ethereumGoerli", "ETHData", "eth:goerli"),
    ("ethereumSepolia", "ETHData", "eth:sepolia"),
    ("mockchain", "Mock", "mocknet"),
    ("mocknet", "Mock", "mocknet"),
];

/// Which of the two it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `MerkleProof2017`, the `signature` of Blockcerts 2.
    Signature,
    /// `ChainpointSHA256v2`, the `receipt` of Blockcerts 1.2.
    Receipt,
}

/// Reads a signature or receipt and compares it with the hash of the document.
pub(crate) fn read(
    signature: Value<'_>,
    form: Form,
    address: Option<&str>,
    target: &Hash,
    limits: &Limits,
) -> ladder::Proof {
    merkle_proof::ladder(decode(signature, form, address, limits), target)
}

/// Reads a signature or receipt. `address`, with or without the scheme `ecdsa-koblitz-pubkey`, is the issuer's.
///
/// # Errors
/// [`MerkleProofError`] with the first fault.
///
/// # Examples
/// ```
/// use credstone::anchor::merkle_proof_2017::{Form, decode};
/// use credstone::json::Document;
/// use credstone::limits::Limits;
///
/// let (limits, hash) = (Limits::default(), "ab".repeat(32));
/// let text = format!(
///     r#"{{"type": ["MerkleProof2017", "Extension"], "targetHash": "{hash}", "merkleRoot": "{hash}", "proof": [],
///         "anchors": [{{"sourceId": "0x{hash}", "type": "ETHData", "chain": "ethereumMainnet"}}]}}"#
/// );
/// let document = Document::parse(text.as_bytes(), &limits).unwrap();
/// let proof = decode(document.root(), Form::Signature, None, &limits)?;
/// assert_eq!((proof.check_path(), proof.entries[0].chain.as_str()), (Ok(()), "eth:mainnet"));
/// # Ok::<(), credstone::anchor::merkle_proof::MerkleProofError>(())
/// ```
pub fn decode(
    signature: Value<'_>,
    form: Form,
    address: Option<&str>,
    limits: &Limits,
) -> Result<MerkleProof, MerkleProofError> {
    let name = match form {
        Form::Signature => "MerkleProof2017",
        Form::Receipt => "ChainpointSHA256v2",
    };
    if !types(signature)?.items_or_self().any(|kind| kind.as_str() == Some(name)) {
        return Err(MerkleProofError::Member("type"));
    }
    let steps: Result<Vec<Step>, _> = array(signature, "proof")?.items().enumerate().map(step).collect();
    let anchors = array(signature, "anchors")?.items();
    merkle_proof::check_entries(u64::try_from(anchors.clone().count()).unwrap_or(u64::MAX), limits)?;
    let anchors = anchors.enumerate();
    let entries: Result<Vec<Entry>, _> =
        anchors.map(|(index, anchor)| entry(anchor, address).ok_or(MerkleProofError::Anchor { index })).collect();
    Ok(MerkleProof {
        target: hash(signature, "targetHash")?,
        path: merkle_proof::path(steps?, limits)?,
        root: hash(signature, "merkleRoot")?,
        entries: entries?,
    })
}

/// The type, under either of its names.
fn types(signature: Value<'_>) -> Result<Value<'_>, MerkleProofError> {
    match (signature.get("type"), signature.get("@type")) {
        (Some(types), None) | (None, Some(types)) => Ok(types),
        _ => Err(MerkleProofError::Member("type")),
    }
}

fn array<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, MerkleProofError> {
    object.get(name).filter(|value| value.is_array()).ok_or(MerkleProofError::Member(name))
}

fn hash(object: Value<'_>, name: &'static str) -> Result<Hash, MerkleProofError> {
    let value = object.get(name).ok_or(MerkleProofError::Member(name))?;
    value.as_str().and_then(merkle_proof::hash).ok_or(MerkleProofError::Hash(name))
}

/// A node stands on one side and says nothing else.
fn step((index, node): (usize, Value<'_>)) -> Result<Step, MerkleProofError> {
    let mut members = node.members();
    let (Some(member), None) = (members.next(), members.next()) else { return Err(MerkleProofError::Node { index }) };
    let side = match member.name() {
        "left" => Side::Left,
        "right" => Side::Right,
        _ => return Err(MerkleProofError::Node { index }),
    };
    let hash = member.value.as_str().and_then(merkle_proof::hash).ok_or(MerkleProofError::Node { index })?;
    Ok(Step { side, hash })
}

fn entry(anchor: Value<'_>, address: Option<&str>) -> Option<Entry> {
    let kind = types(anchor).ok()?.as_str()?;
    let id = Id::Text(anchor.get("sourceId")?.as_str()?);
    let chain = match anchor.get("chain") {
        None => of_type(kind, address),
        Some(chain) => of_name(chain.as_str()?, kind)?,
    };
    Entry::new(chain, id)
}

/// The chain of that name; `None` if such an anchor is never on it.
fn of_name(name: &str, kind: &str) -> Option<String> {
    match CHAINS.iter().find(|(known, ..)| *known == name) {
        Some((_, of_kind, chain)) => (*of_kind == kind).then(|| (*chain).to_owned()),
        None => Some(clipped(name)),
    }
}

/// The chain of an anchor that names none; where it cannot be known, the type has to do.
fn of_type(kind: &str, address: Option<&str>) -> String {
    let chain = match kind {
        "BTCOpReturn" => address.and_then(of_address),
        "Mock" => Some("mocknet"),
        _ => None,
    };
    chain.map_or_else(|| clipped(kind), ToOwned::to_owned)
}

/// Bitcoin's chain of an address. The test networks share most addresses; the one that was in use then has them.
fn of_address(text: &str) -> Option<&'static str> {
    let address = Address::parse(text.strip_prefix("ecdsa-koblitz-pubkey:").unwrap_or(text)).ok()?;
    let belongs_to = |network: &(Network, &'static str)| address.belongs_to(network.0);
    let chains =
        [(Network::Main, "btc:mainnet"), (Network::Testnet3, "btc:testnet"), (Network::Regtest, "btc:regtest")];
    chains.into_iter().find(belongs_to).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limit;
    use crate::merkle::Rule;
    use crate::report::Reason;

    const MAIN: &str = "ecdsa-koblitz-pubkey:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    fn sound() -> String {
        let root = data_encoding::HEXLOWER.encode(&Rule::Sha256Pairs.node(&[2; 32], &[1; 32]));
        format!(
            r#"{{"type":["MerkleProof2017","Extension"],"targetHash":"{}","merkleRoot":"{root}","proof":[{{"left":"{}"}}],"anchors":[{{"sourceId":"{}","type":"BTCOpReturn","chain":"bitcoinMainnet"}}]}}"#,
            "01".repeat(32),
            "02".repeat(32),
            "ab".repeat(32),
        )
    }

    fn decoded(text: &str, address: Option<&str>) -> Result<MerkleProof, MerkleProofError> {
        let limits = Limits::default();
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        decode(document.root(), Form::Signature, address, &limits)
    }

    fn edited(from: &str, to: &str) -> Result<MerkleProof, MerkleProofError> {
        let text = sound();
        assert!(text.contains(from), "{from}");
        decoded(&text.replace(from, to), None)
    }

    #[test]
    fn reads_a_signature() {
        let want = merkle_proof::tests::proof();
        assert_eq!(decoded(&sound(), None), Ok(want.clone()));
        let upper = [("02".repeat(32), "0x02".to_owned() + &"02".repeat(31)), ("ab".repeat(32), "AB".repeat(32))];
        for (from, to) in upper {
            assert_eq!(edited(&from, &to), Ok(want.clone()), "{to}");
        }
        assert_eq!(edited(&"ab".repeat(32), &format!("0x{}", "aB".repeat(32))), Ok(want.clone()));
        assert_eq!(edited(r#"["MerkleProof2017","Extension"]"#, r#""MerkleProof2017""#), Ok(want.clone()));
        assert_eq!(edited(r#""type":["Merkle"#, r#""@type":["Merkle"#), Ok(want));
    }

    #[test]
    fn reads_a_receipt_as_a_receipt_only() {
        let limits = Limits::default();
        let receipt = sound().replace("MerkleProof2017", "ChainpointSHA256v2");
        for (text, form, want) in [
            (&sound(), Form::Signature, true),
            (&sound(), Form::Receipt, false),
            (&receipt, Form::Signature, false),
            (&receipt, Form::Receipt, true),
        ] {
            let document = Document::parse(text.as_bytes(), &limits).unwrap();
            let read = decode(document.root(), form, None, &limits).map(drop);
            assert_eq!(read, if want { Ok(()) } else { Err(MerkleProofError::Member("type")) }, "{form:?}");
        }
    }

    #[test]
    fn names_the_chain_of_an_anchor() {
        let chain = |anchor: &str, address| {
            let anchor = format!(r#""anchors":[{{"sourceId":"{}",{anchor}}}]}}"#, "ab".repeat(32));
            let text = format!("{}{anchor}", sound().split_once(r#""anchors""#).unwrap().0);
            decoded(&text, address).map(|proof| proof.entries[0].chain.clone())
        };
        let test = "msBCHdwaQ7N2ypBYupkp6uNxtr9Pg76imj";
        let ethereum = "0x3d995ef85a8d1bcbed78182ab225b9f88dc8937c";
        let cases = [
            (r#""type":"BTCOpReturn","chain":"bitcoinMainnet""#, None, Some("btc:mainnet")),
            (r#""type":"BTCOpReturn","chain":"bitcoinTestnet""#, Some(MAIN), Some("btc:testnet")),
            (r#""type":"BTCOpReturn","chain":"bitcoinRegtest""#, None, Some("btc:regtest")),
            (r#""type":"ETHData","chain":"ethereumMainnet""#, None, Some("eth:mainnet")),
            (r#""type":"ETHData","chain":"ethereumRopsten""#, None, Some("eth:ropsten")),
            (r#""type":"Mock","chain":"mockchain""#, None, Some("mocknet")),
            (r#""type":"Mock""#, None, Some("mocknet")),
            (r#""type":"BTCOpReturn""#, Some(MAIN), Some("btc:mainnet")),
            (r#""type":"BTCOpReturn""#, Some(test), Some("btc:testnet")),
            (r#""type":"BTCOpReturn""#, Some("3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V"), Some("btc:mainnet")),
            (r#""type":"BTCOpReturn""#, Some("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"), Some("btc:mainnet")),
            (r#""type":"BTCOpReturn""#, Some("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"), Some("btc:testnet")),
            (r#""type":"BTCOpReturn""#, Some("bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"), Some("btc:regtest")),
            // What is not known is named, and is nobody's chain.
            (r#""type":"BTCOpReturn""#, None, Some("BTCOpReturn")),
            (r#""type":"BTCOpReturn""#, Some(ethereum), Some("BTCOpReturn")),
            (r#""type":"BTCOpReturn""#, Some("1nonsense"), Some("BTCOpReturn")),
            (r#""type":"ETHData""#, Some(ethereum), Some("ETHData")),
            (r#""type":"XRPMemo","chain":"ripple""#, None, Some("ripple")),
            (r#""type":"XRPMemo""#, None, Some("XRPMemo")),
            // A chain of another kind than the anchor.
            (r#""type":"ETHData","chain":"bitcoinMainnet""#, None, None),
            (r#""type":"Mock","chain":"bitcoinMainnet""#, None, None),
            (r#""type":"BTCOpReturn","chain":"mockchain""#, None, None),
            (r#""type":"BTCOpReturn","chain":null"#, Some(MAIN), None),
            (r#""type":["BTCOpReturn"]"#, Some(MAIN), None),
            (r#""chain":"bitcoinMainnet""#, None, None),
        ];
        for (anchor, address, want) in cases {
            let want = want.map(ToOwned::to_owned).ok_or(MerkleProofError::Anchor { index: 0 });
            assert_eq!(chain(anchor, address), want, "{anchor} {address:?}");
        }
    }

    #[test]
    fn refuses_other_signatures() {
        let (one, two, id) = ("01".repeat(32), "02".repeat(32), "ab".repeat(32));
        let node = MerkleProofError::Node { index: 0 };
        let anchor = MerkleProofError::Anchor { index: 0 };
        let cases = [
            (one.as_str(), "01".repeat(31), MerkleProofError::Hash("targetHash")),
            (&one, "1".repeat(63), MerkleProofError::Hash("targetHash")),
            (&one, "0g".repeat(32), MerkleProofError::Hash("targetHash")),
            (r#""targetHash""#, r#""hash""#.to_owned(), MerkleProofError::Member("targetHash")),
            (r#""merkleRoot""#, r#""root""#.to_owned(), MerkleProofError::Member("merkleRoot")),
            (r#""proof""#, r#""path""#.to_owned(), MerkleProofError::Member("proof")),
            (r#""anchors""#, r#""anchor""#.to_owned(), MerkleProofError::Member("anchors")),
            (r#""proof":[{"#, r#""proof":"#.to_owned() + r#"{"x":[{"#, MerkleProofError::Member("proof")),
            ("MerkleProof2017", "MerkleProof2018".to_owned(), MerkleProofError::Member("type")),
            (
                r#""type":["Merkle"#,
                r#""@type":"MerkleProof2017","type":["Merkle"#.to_owned(),
                MerkleProofError::Member("type"),
            ),
            (&two, "02".repeat(33), node),
            (&two, "2".repeat(63), node),
            (r#""left""#, r#""centre""#.to_owned(), node),
            (r#"{"left":"#, format!(r#"{{"right":"{two}","left":"#), node),
            (r#"{"left":"#, r#"{"note":1,"left":"#.to_owned(), node),
            (r#"[{"left""#, r#"[{},{"left""#.to_owned(), node),
            (r#"[{"left""#, r#"[null,{"left""#.to_owned(), node),
            (&id, "ab".repeat(31), anchor),
            (&id, "ab".repeat(33), anchor),
            (&id, "0x".to_owned() + &"ab".repeat(31), anchor),
            (&id, String::new(), anchor),
            (r#""sourceId""#, r#""id""#.to_owned(), anchor),
            (r#"[{"sourceId""#, r#"[7,{"sourceId""#.to_owned(), anchor),
        ];
        for (from, to, want) in cases {
            let text = sound().replace(from, &to);
            let text =
                if to.contains(r#"{"x":[{"#) { text.replace(r#""}],"anchors""#, r#""}]},"anchors""#) } else { text };
            assert_eq!(decoded(&text, None), Err(want), "{text}");
        }
    }

    #[test]
    fn a_batch_of_one_has_no_path() {
        let text = sound().replace(&format!(r#"{{"left":"{}"}}"#, "02".repeat(32)), "");
        assert!(decoded(&text, None).unwrap().check_path().is_err());
        let root = text.find(r#""merkleRoot":""#).unwrap() + 14;
        let text = format!("{}{}{}", &text[..root], "01".repeat(32), &text[root + 64..]);
        assert_eq!(decoded(&text, None).unwrap().check_path(), Ok(()));
    }

    #[test]
    fn a_path_has_a_limit() {
        let node = format!(r#"{{"left":"{}"}}"#, "02".repeat(32));
        let of = |steps: usize| decoded(&sound().replace(&node, &vec![node.as_str(); steps].join(",")), None);
        assert_eq!(of(64).unwrap().path.steps().len(), 64);
        assert_eq!(of(65), Err(MerkleProofError::Limit(Limit::Path.reached(64))));
    }

    #[test]
    fn rungs_for_the_document() {
        let limits = Limits::default();
        let text = sound();
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let rungs = read(document.root(), Form::Signature, None, &[1; 32], &limits);
        assert!([&rungs.encoding, &rungs.target, &rungs.path].iter().all(|finding| finding.is_passed()), "{rungs:?}");
        let rungs = read(document.root(), Form::Signature, None, &[2; 32], &limits);
        assert_eq!(rungs.target.reason, Some(Reason::MerkleTarget));
        let rungs = read(document.root(), Form::Receipt, None, &[1; 32], &limits);
        assert_eq!(rungs.encoding.reason, Some(Reason::ProofEncoding));
    }
}
