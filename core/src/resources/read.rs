//! Resources from their JSON text: every member is known and of its exact shape, or the place is named.

use super::error::ResourcesError;
use super::ledger::{self, is_prefixed};
use super::{
    Attachment, Coinbase, ContractState, DocumentEntry, ExplorerAnswer, Inclusion, InclusionProof, Receipt, Resources,
    Transaction,
};
use crate::json::{Document, FromTextError, NodeId, Value, canonicalize};
use crate::limits::Limits;
use crate::multiformat::base64;
use crate::time::{Timestamp, Zone};
use data_encoding::HEXLOWER;
use std::collections::BTreeMap;

/// Reads one entry of a kind.
type Reader = fn(&mut Resources, Value<'_>) -> Result<(), Fault>;

/// The kinds of resources, by their lists.
const KINDS: [(&str, Reader); 8] = [
    ("documents", document),
    ("transactions", transaction),
    ("inclusions", inclusion),
    ("headers", header),
    ("explorers", explorer),
    ("state", state),
    ("dns", dns),
    ("attached", attached),
];

/// What is wrong.
enum Fault {
    /// The value or member name there is not what it should be.
    At(NodeId),
    /// Something that is not about one place.
    Other(ResourcesError),
}

impl<E: Into<ResourcesError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

pub(super) fn from_json(text: &[u8]) -> Result<Resources, ResourcesError> {
    let limits = Limits { input: u32::MAX, nodes: u32::MAX, ..Limits::default() };
    let document = Document::parse(text, &limits).map_err(FromTextError::Json).map_err(ResourcesError::Text)?;
    let mut resources = Resources::default();
    match every_kind(&mut resources, document.root()) {
        Ok(()) => Ok(resources),
        Err(Fault::At(place)) => Err(ResourcesError::Shape { pointer: document.pointer(place) }),
        Err(Fault::Other(error)) => Err(error),
    }
}

fn every_kind(resources: &mut Resources, root: Value<'_>) -> Result<(), Fault> {
    for member in object(root, &KINDS.map(|(name, _)| name))?.members() {
        let Some((_, read)) = KINDS.iter().find(|(name, _)| *name == member.name()) else { continue };
        array(member.value)?.try_for_each(|entry| read(resources, entry))?;
    }
    Ok(())
}

fn document(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["url", "text", "base64", "json", "type", "retrieved"])?;
    let mut document = DocumentEntry::new(content(entry)?);
    if let Some(media_type) = optional(entry, "type", string)? {
        document = document.with_media_type(media_type);
    }
    if let Some(retrieved) = optional(entry, "retrieved", time)? {
        document = document.retrieved_at(retrieved);
    }
    Ok(resources.add_document_entry(required(entry, "url", string)?, document)?)
}

fn attached(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["text", "base64", "json", "type"])?;
    let media_type = optional(entry, "type", string)?.map(str::to_owned);
    resources.add_attached(Attachment { bytes: content(entry)?, media_type });
    Ok(())
}

/// The bytes of an entry: exactly one of `text`, `base64` and `json` holds them.
fn content(entry: Value<'_>) -> Result<Vec<u8>, Fault> {
    let mut holders = entry.members().filter(|member| matches!(member.name(), "text" | "base64" | "json"));
    let holder = holders.next().ok_or(Fault::At(entry.id()))?;
    if let Some(second) = holders.next() {
        return Err(Fault::At(second.key.id()));
    }
    match holder.name() {
        "text" => Ok(string(holder.value)?.as_bytes().to_vec()),
        "base64" => base64::decode(string(holder.value)?).ok_or(Fault::At(holder.value.id())),
        _ => {
            let mut text = String::new();
            canonicalize(holder.value, &mut text).map_err(|_| Fault::At(holder.value.id()))?;
            Ok(text.into_bytes())
        }
    }
}

fn transaction(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["chain", "id", "raw", "previous"])?;
    let chain = Chain::of(entry)?;
    let raw = required(entry, "raw", |value| chain.bytes(value))?;
    let previous = optional(entry, "previous", |value| chain.byte_strings(value))?.unwrap_or_default();
    let id = required(entry, "id", |value| chain.hash(value))?;
    Ok(resources.add_transaction(chain.name, id, Transaction { raw, previous })?)
}

fn inclusion(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    let is_branch = entry.get("branch").is_some();
    let names: &[_] = match entry.get("merkleblock") {
        _ if is_branch => &["chain", "block", "transaction", "index", "branch", "coinbase", "coinbaseBranch"],
        Some(_) => &["chain", "block", "transaction", "merkleblock", "coinbase", "coinbaseBranch"],
        None => &["chain", "block", "transaction", "index", "trie", "receipt", "receiptTrie"],
    };
    object(entry, names)?;
    let chain = Chain::of(entry)?;
    let proof = match entry.get("merkleblock") {
        _ if is_branch => InclusionProof::Branch {
            index: required(entry, "index", number)?,
            siblings: required(entry, "branch", |value| chain.hashes(value))?,
            coinbase: coinbase(&chain, entry)?,
        },
        Some(raw) => InclusionProof::MerkleBlock { raw: chain.bytes(raw)?, coinbase: coinbase(&chain, entry)? },
        None => InclusionProof::Trie {
            index: required(entry, "index", number)?,
            transaction: required(entry, "trie", |value| chain.byte_strings(value))?,
            receipt: receipt(&chain, entry)?,
        },
    };
    let block = required(entry, "block", |value| chain.hash(value))?.to_owned();
    let transaction = required(entry, "transaction", |value| chain.hash(value))?;
    Ok(resources.add_inclusion(chain.name, transaction, Inclusion { block, proof })?)
}

fn coinbase(chain: &Chain<'_>, entry: Value<'_>) -> Result<Option<Coinbase>, Fault> {
    let raw = optional(entry, "coinbase", |value| chain.bytes(value))?;
    let siblings = optional(entry, "coinbaseBranch", |value| chain.hashes(value))?;
    both(entry, raw, siblings, |raw, siblings| Coinbase { raw, siblings })
}

fn receipt(chain: &Chain<'_>, entry: Value<'_>) -> Result<Option<Receipt>, Fault> {
    let raw = optional(entry, "receipt", |value| chain.bytes(value))?;
    let trie = optional(entry, "receiptTrie", |value| chain.byte_strings(value))?;
    both(entry, raw, trie, |raw, trie| Receipt { raw, trie })
}

/// Two members that go together: one without the other is a mistake.
fn both<A, B, T>(
    entry: Value<'_>,
    one: Option<A>,
    other: Option<B>,
    together: fn(A, B) -> T,
) -> Result<Option<T>, Fault> {
    match (one, other) {
        (Some(one), Some(other)) => Ok(Some(together(one, other))),
        (None, None) => Ok(None),
        _ => Err(Fault::At(entry.id())),
    }
}

fn header(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["chain", "raw"])?;
    let chain = Chain::of(entry)?;
    Ok(resources.add_header(chain.name, required(entry, "raw", |value| chain.bytes(value))?)?)
}

fn explorer(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["chain", "transaction", "data", "from", "time", "source"])?;
    let chain = Chain::of(entry)?;
    let answer = ExplorerAnswer {
        data: required(entry, "data", |value| chain.bytes(value))?,
        from: optional(entry, "from", string)?.map(str::to_owned),
        time: optional(entry, "time", time)?,
        source: required(entry, "source", string)?.to_owned(),
    };
    let transaction = required(entry, "transaction", |value| chain.hash(value))?;
    Ok(resources.add_explorer_answer(chain.name, transaction, answer)?)
}

fn state(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["chain", "block", "contract", "account", "slots"])?;
    let chain = Chain::of(entry)?;
    let block = required(entry, "block", |value| chain.hash(value))?.to_owned();
    let account = required(entry, "account", |value| chain.byte_strings(value))?;
    let mut slots = BTreeMap::new();
    for slot in required(entry, "slots", array)? {
        object(slot, &["key", "proof"])?;
        let key = required(slot, "key", |value| chain.hash_bytes(value))?;
        let proof = required(slot, "proof", |value| chain.byte_strings(value))?;
        ledger::insert(&mut slots, key, proof).map_err(|_| Fault::At(slot.id()))?;
    }
    let address = |value| at(value, ledger::address(string(value)?));
    let contract = required(entry, "contract", address)?;
    Ok(resources.add_state(chain.name, &contract, ContractState { block, account, slots })?)
}

fn dns(resources: &mut Resources, entry: Value<'_>) -> Result<(), Fault> {
    object(entry, &["name", "type", "values"])?;
    let values = required(entry, "values", |values| list(values, |value| string(value).map(str::to_owned)))?;
    Ok(resources.add_dns(required(entry, "name", string)?, required(entry, "type", string)?, values)?)
}

/// The chain of an entry, which decides how its hexadecimal texts are written.
struct Chain<'v> {
    name: &'v str,
}

impl<'v> Chain<'v> {
    fn of(entry: Value<'v>) -> Result<Self, Fault> {
        let name = required(entry, "chain", |value| at(value, ledger::chain(string(value)?)))?;
        Ok(Self { name })
    }

    fn hash<'d>(&self, value: Value<'d>) -> Result<&'d str, Fault> {
        at(value, ledger::hash(self.name, string(value)?))
    }

    fn hash_bytes(&self, value: Value<'_>) -> Result<[u8; 32], Fault> {
        self.bytes(value)?.try_into().map_err(|_| Fault::At(value.id()))
    }

    fn hashes(&self, value: Value<'_>) -> Result<Vec<[u8; 32]>, Fault> {
        list(value, |item| self.hash_bytes(item))
    }

    fn bytes(&self, value: Value<'_>) -> Result<Vec<u8>, Fault> {
        let text = string(value)?;
        let digits = if is_prefixed(self.name) { text.strip_prefix("0x").unwrap_or(text) } else { text };
        at(value, HEXLOWER.decode(digits.as_bytes()))
    }

    fn byte_strings(&self, value: Value<'_>) -> Result<Vec<Vec<u8>>, Fault> {
        list(value, |item| self.bytes(item))
    }
}

/// The entry itself, if it is an object and knows no other members than these.
fn object<'v>(entry: Value<'v>, names: &[&str]) -> Result<Value<'v>, Fault> {
    if !entry.is_object() {
        return Err(Fault::At(entry.id()));
    }
    match entry.members().find(|member| !names.contains(&member.name())) {
        Some(unknown) => Err(Fault::At(unknown.key.id())),
        None => Ok(entry),
    }
}

fn required<'v, T>(entry: Value<'v>, name: &str, read: impl FnOnce(Value<'v>) -> Result<T, Fault>) -> Result<T, Fault> {
    read(entry.get(name).ok_or(Fault::At(entry.id()))?)
}

/// A member that may be `null` or absent.
fn optional<'v, T>(
    entry: Value<'v>,
    name: &str,
    read: impl FnOnce(Value<'v>) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    entry.get(name).filter(|value| !value.is_null()).map(read).transpose()
}

fn array<'v>(value: Value<'v>) -> Result<impl Iterator<Item = Value<'v>>, Fault> {
    if value.is_array() { Ok(value.items()) } else { Err(Fault::At(value.id())) }
}

fn list<'v, T>(value: Value<'v>, read: impl FnMut(Value<'v>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
    array(value)?.map(read).collect()
}

fn string(value: Value<'_>) -> Result<&str, Fault> {
    value.as_str().ok_or(Fault::At(value.id()))
}

fn number(value: Value<'_>) -> Result<u64, Fault> {
    value.as_number_text().and_then(|text| text.parse().ok()).ok_or(Fault::At(value.id()))
}

fn time(value: Value<'_>) -> Result<Timestamp, Fault> {
    at(value, Timestamp::parse(string(value)?, Zone::Required)).map(|parsed| parsed.timestamp)
}

/// Says where something went wrong instead of what.
fn at<T, E>(value: Value<'_>, outcome: Result<T, E>) -> Result<T, Fault> {
    outcome.map_err(|_| Fault::At(value.id()))
}
