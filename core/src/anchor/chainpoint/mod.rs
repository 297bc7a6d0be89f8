//! Chainpoint: a receipt or proof of version 1 to 5, as JSON or binary, into the anchors that its hash leads to.
//!
//! Versions 1 and 2 give a Merkle path, versions 3 to 5 and the operation lists of version 2 a tree of
//! operations. Each anchor is a value and the place that must hold it; whether it does, and which document
//! has the hash, is for the caller to find out. What a proof says beside that (times, identifiers, labels) is not
//! covered by any hash and is not read.

mod binary;
mod branches;
mod evaluate;
mod ladder;
mod receipt;

pub(crate) use binary::is_binary;
pub(crate) use ladder::{is_proof, to_ladder};

use crate::json::{Document, JsonErrorKind, Value};
use crate::limits::{LimitReached, Limits};
use evaluate::Evaluation;
use std::fmt;

/// A Chainpoint receipt or proof, evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chainpoint {
    /// The version of the format.
    pub version: Version,
    /// The hash that everything starts from.
    pub hash: Vec<u8>,
    /// In the order of the text; never empty.
    pub anchors: Vec<Anchor>,
}

/// The versions of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 1.0 and 1.1.
    V1,
    /// 2, with a Merkle path or a list of operations.
    V2,
    /// 3.
    V3,
    /// 4.
    V4,
    /// 5.
    V5,
}

/// A value that the hash leads to, and who must hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Who must hold it.
    pub place: Place,
    /// The value: for a Bitcoin block the Merkle root in the byte order of its header, for a transaction what its data
    /// must be.
    pub value: Vec<u8>,
    /// For a Bitcoin block: the transaction through which the path goes, if it has the usual form.
    pub transaction: Option<Transaction>,
    /// Where the proof says more is to be found; nothing vouches for these.
    pub uris: Vec<String>,
}

/// Where a value must be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// As the Merkle root of this Bitcoin block (`btc`, `tbtc`, `BTCBlockHeader`).
    BitcoinBlock {
        /// Which chain.
        network: Network,
        /// The height of the block.
        height: u64,
    },
    /// As the data of an output of this Bitcoin transaction (`BTCOpReturn`).
    BitcoinTransaction {
        /// The transaction's id, in the order in which ids are shown.
        id: [u8; 32],
    },
    /// With a calendar server (`cal`, `tcal`): a promise of its operator, not a ledger.
    Calendar {
        /// Which calendar.
        network: Network,
        /// The entry's id.
        id: String,
    },
    /// As the data of this Ethereum transaction (`ETHData`).
    EthereumTransaction {
        /// The transaction's hash.
        id: [u8; 32],
    },
    /// A kind of anchor this library does not know.
    Unknown {
        /// Its type.
        kind: String,
        /// Its id.
        id: String,
    },
}

/// Whether a chain is the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// The chain that counts.
    Main,
    /// A chain for tests.
    Test,
}

/// A Bitcoin transaction found in a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Its bytes.
    pub raw: Vec<u8>,
    /// The value that one of its outputs must carry, and nothing more (`6a 20` before it).
    pub value: Vec<u8>,
    /// What the proof goes on with.
    pub digest: TransactionDigest,
}

/// Which digest of a transaction a proof goes on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionDigest {
    /// The transaction's id, a leaf of the block's Merkle tree.
    Txid,
    /// The digest with its signatures, which is no leaf of the block's Merkle tree: such a path leads to no block.
    Wtxid,
}

/// Why bytes are not a Chainpoint proof that we read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainpointError {
    /// What is wrong.
    pub kind: ChainpointErrorKind,
    /// Bytes before the fault: in the input, or in the JSON text that a binary proof stands for.
    pub offset: usize,
}

/// What is wrong with a Chainpoint proof.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainpointErrorKind {
    /// The id of an anchor is not one of its type.
    AnchorId,
    /// Version 2 has no such type of anchor.
    AnchorType(String),
    /// What a binary proof is compressed with is broken, or something follows it.
    Compression,
    /// The text of a binary proof is neither base64 nor hexadecimal.
    Encoding,
    /// A hash is not hexadecimal or has the wrong length.
    Hash,
    /// Not JSON.
    Json(JsonErrorKind),
    /// A limit was reached.
    Limit(LimitReached),
    /// A member is missing or of the wrong kind.
    Member(&'static str),
    /// What a binary proof consists of is not `MessagePack`, not in its shortest form, or of a kind no proof has.
    MessagePack,
    /// Nothing is anchored.
    NoAnchor,
    /// An operation that the version does not have.
    Operation(String),
    /// A step of a path does not follow from the one before it.
    Path,
    /// The path does not lead to the Merkle root.
    Root,
    /// The transaction does not carry the Merkle root.
    TransactionValue,
    /// Not a Chainpoint proof of a known type.
    Type,
    /// A version of the format that this library does not know.
    Version,
}

impl Chainpoint {
    /// Reads a proof and evaluates it: JSON, or zlib over `MessagePack` as bytes, base64 or hexadecimal text.
    ///
    /// # Errors
    /// [`ChainpointError`] with the first fault and its place.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chainpoint::{Chainpoint, Place};
    /// use credstone::limits::Limits;
    /// let hash = "01".repeat(32);
    /// let anchor = r#"{"anchors": [{"type": "BTCBlockHeader", "sourceId": "434172"}]}"#;
    /// let receipt = format!(
    ///     r#"{{"type": "ChainpointOpListv2", "targetHash": "{hash}", "operations": [{{"op": "sha-256"}}, {anchor}]}}"#
    /// );
    /// let proof = Chainpoint::parse(receipt.as_bytes(), &Limits::default())?;
    /// assert!(matches!(proof.anchors[0].place, Place::BitcoinBlock { height: 434_172, .. }));
    /// # Ok::<(), credstone::anchor::chainpoint::ChainpointError>(())
    /// ```
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, ChainpointError> {
        match binary::to_json(bytes, limits)? {
            Some(text) => from_json(text.as_bytes(), limits),
            None => from_json(bytes, limits),
        }
    }
}

fn from_json(bytes: &[u8], limits: &Limits) -> Result<Chainpoint, ChainpointError> {
    let document = Document::parse(bytes, limits).map_err(|error| {
        let kind = match error.kind {
            JsonErrorKind::Limit(reached) => ChainpointErrorKind::Limit(reached),
            kind => ChainpointErrorKind::Json(kind),
        };
        kind.at(error.offset)
    })?;
    let (root, mut evaluation) = (document.root(), Evaluation::new(limits));
    let context = root.get("@context").map(|context| (context, context.as_str().unwrap_or_default()));
    let (version, hash) = match context {
        None if root.get("header").is_some() => (Version::V1, receipt::version_1(root, &mut evaluation)?),
        None | Some((_, "https://w3id.org/chainpoint/v2")) => (Version::V2, receipt::version_2(root, &mut evaluation)?),
        Some((_, "https://w3id.org/chainpoint/v3")) => (Version::V3, branches::hash(root, &mut evaluation)?),
        Some((_, "https://w3id.org/chainpoint/v4")) => (Version::V4, branches::hash(root, &mut evaluation)?),
        Some((_, "https://w3id.org/chainpoint/v5")) => (Version::V5, branches::hash(root, &mut evaluation)?),
        Some((context, _)) => return Err(ChainpointErrorKind::Version.at_value(context)),
    };
    let anchors = evaluation.anchors;
    if anchors.is_empty() {
        return Err(ChainpointErrorKind::NoAnchor.at_value(root));
    }
    Ok(Chainpoint { version, hash, anchors })
}

/// The member `name`, which must be there.
fn member<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, ChainpointError> {
    object.get(name).ok_or_else(|| ChainpointErrorKind::Member(name).at_value(object))
}

/// The text under `name`, which must be there.
fn text<'d>(object: Value<'d>, name: &'static str) -> Result<&'d str, ChainpointError> {
    let value = member(object, name)?;
    value.as_str().ok_or_else(|| ChainpointErrorKind::Member(name).at_value(value))
}

/// The array under `name`, which must be there.
fn array<'d>(object: Value<'d>, name: &'static str) -> Result<Value<'d>, ChainpointError> {
    let value = member(object, name)?;
    if value.is_array() { Ok(value) } else { Err(ChainpointErrorKind::Member(name).at_value(value)) }
}

/// The bytes that `value` gives in hexadecimal, upper or lower case: both are found.
fn hex(value: Value<'_>) -> Option<Vec<u8>> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

/// A number in decimal without leading zeros.
fn height(value: Value<'_>) -> Option<u64> {
    let text = value.as_str()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && (text == "0" || !text.starts_with('0')) { text.parse().ok() } else { None }
}

/// A name from the input, short enough to be shown.
fn named(name: &str) -> String {
    name.chars().take(64).collect()
}

impl ChainpointErrorKind {
    fn at(self, offset: usize) -> ChainpointError {
        ChainpointError { kind: self, offset }
    }

    fn at_value(self, value: Value<'_>) -> ChainpointError {
        self.at(value.offset())
    }
}

impl fmt::Display for ChainpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ChainpointErrorKind::AnchorId => f.write_str("the id of an anchor is not one of its type"),
            ChainpointErrorKind::AnchorType(name) => write!(f, "the type of anchor {name:?} is not known"),
            ChainpointErrorKind::Compression => f.write_str("the compression is broken"),
            ChainpointErrorKind::Encoding => f.write_str("the text is neither base64 nor hexadecimal"),
            ChainpointErrorKind::Hash => f.write_str("a hash is not hexadecimal or has the wrong length"),
            ChainpointErrorKind::Json(_) => f.write_str("the text is not JSON"),
            ChainpointErrorKind::Limit(reached) => {
                write!(f, "the limit of {} on {:?} was reached", reached.value, reached.limit)
            }
            ChainpointErrorKind::Member(name) => write!(f, "{name} is missing or of the wrong kind"),
            ChainpointErrorKind::MessagePack => f.write_str("the bytes are not MessagePack of a proof"),
            ChainpointErrorKind::NoAnchor => f.write_str("nothing is anchored"),
            ChainpointErrorKind::Operation(name) => write!(f, "the operation {name:?} is not known"),
            ChainpointErrorKind::Path => f.write_str("a step of the path does not follow from the one before"),
            ChainpointErrorKind::Root => f.write_str("the path does not lead to the Merkle root"),
            ChainpointErrorKind::TransactionValue => f.write_str("the transaction does not carry the Merkle root"),
            ChainpointErrorKind::Type => f.write_str("this is not a Chainpoint proof of a known type"),
            ChainpointErrorKind::Version => f.write_str("the version is not known"),
        }?;
        write!(f, " at byte {}", self.offset)
    }
}

impl std::error::Error for ChainpointError {}

#[cfg(test)]
pub(crate) mod tests;
