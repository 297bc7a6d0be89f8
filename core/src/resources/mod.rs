//! What lives elsewhere and the caller already has: bytes by their keys, never fetched, verified as far as they can be.
//!
//! Documents are found by their exact URL, what belongs to a ledger by its chain
//! ([CAIP-2](https://standards.chainagnostic.org/CAIPs/caip-2)) and its identifier there. Two entries of one key must agree;
//! in which order they come makes no difference. Nothing here knows what an entry means: whether a transaction has the
//! hash it is filed under, or a header its proof of work, is for those to say who use it.

mod document;
mod error;
mod ledger;
mod read;
#[cfg(test)]
mod tests;

pub use document::DocumentEntry;
pub use error::{ConflictingResource, ResourcesError};
pub use ledger::{Coinbase, ContractState, ExplorerAnswer, Inclusion, InclusionProof, Receipt, Transaction};

use ledger::{Ledger, insert};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The caller's bytes, by key. Immutable while it is used; cheap to share by reference, and a copy shares the bytes of
/// the documents with its original.
///
/// What follows from the bytes of a document alone, its hashes and its JSON values, is computed when it is first asked
/// for and then kept with them: verify many inputs with one `Resources`.
///
/// # Examples
/// ```
/// use credstone::Resources;
/// let mut resources = Resources::from_json(br#"{
///   "documents": [{ "url": "did:web:uni.example", "json": { "id": "did:web:uni.example" } }],
///   "dns":       [{ "name": "uni.example", "type": "TXT", "values": ["openatts net=ethereum"] }]
/// }"#)?;
/// resources.add_document("https://uni.example/terms", b"You may.".to_vec())?;
/// assert_eq!(resources.document("did:web:uni.example"), Some(br#"{"id":"did:web:uni.example"}"#.as_slice()));
/// assert_eq!(resources.dns("Uni.Example", "TXT").unwrap().len(), 1);
/// # Ok::<(), credstone::resources::ResourcesError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resources {
    documents: BTreeMap<String, Arc<DocumentEntry>>,
    /// By chain.
    ledgers: BTreeMap<String, Ledger>,
    /// Sorted values, by name and type in their normal forms.
    dns: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    attached: Vec<Attachment>,
}

/// A proof that is kept beside the input, in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The proof.
    pub bytes: Vec<u8>,
    /// Its media type, if the caller knows it.
    pub media_type: Option<String>,
}

/// Documents.
impl Resources {
    /// Adds the bytes of the document at `url`: an absolute URL or a DID, compared exactly.
    ///
    /// # Errors
    /// [`ConflictingResource`] if other bytes were added for the same `url`.
    pub fn add_document(&mut self, url: &str, bytes: Vec<u8>) -> Result<(), ConflictingResource> {
        self.add_document_entry(url, DocumentEntry::new(bytes))
    }

    /// Adds the document at `url` with what is known about it. Of two entries with the same bytes the first is kept.
    ///
    /// # Errors
    /// [`ConflictingResource`] if other bytes were added for the same `url`.
    pub fn add_document_entry(&mut self, url: &str, entry: DocumentEntry) -> Result<(), ConflictingResource> {
        self.share_document(url.to_owned(), Arc::new(entry))
    }

    fn share_document(&mut self, url: String, entry: Arc<DocumentEntry>) -> Result<(), ConflictingResource> {
        match self.documents.get(&url) {
            Some(present) if present.bytes() != entry.bytes() => Err(ConflictingResource::new("documents", url)),
            Some(_) => Ok(()),
            None => {
                self.documents.insert(url, entry);
                Ok(())
            }
        }
    }

    /// The bytes of the document at `url`.
    #[must_use]
    pub fn document(&self, url: &str) -> Option<&[u8]> {
        self.document_entry(url).map(DocumentEntry::bytes)
    }

    /// Every document with its URL.
    #[cfg(feature = "anchors")]
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&str, &DocumentEntry)> {
        self.documents.iter().map(|(url, entry)| (url.as_str(), entry.as_ref()))
    }

    /// The document at `url`, with its hashes and its JSON value.
    #[must_use]
    pub fn document_entry(&self, url: &str) -> Option<&DocumentEntry> {
        self.documents.get(url).map(Arc::as_ref)
    }
}

/// What belongs to ledgers. Hashes are lower-case hexadecimal, 32 bytes, as explorers write them (on Bitcoin, the last
/// byte of the computed hash first); on `eip155` chains `0x` may stand in front, and means nothing.
impl Resources {
    /// Adds the transaction `id` of `chain`.
    ///
    /// # Errors
    /// [`ResourcesError::Key`] if `chain` or `id` is not well-formed; [`ResourcesError::Conflict`] if other bytes were
    /// added for the same transaction. What was added as its `previous` ones comes together.
    pub fn add_transaction(&mut self, chain: &str, id: &str, transaction: Transaction) -> Result<(), ResourcesError> {
        let id = ledger::hash(chain, id)?;
        self.ledger(chain)?
            .add_transaction(id, transaction)
            .map_err(|differs| differs.at("transactions", chain, id).into())
    }

    /// Adds where in a block the transaction `transaction` of `chain` lies, with the proof of it.
    ///
    /// # Errors
    /// [`ResourcesError::Key`] if a key is not well-formed; [`ResourcesError::Conflict`] if something else was added for
    /// the same transaction and block.
    pub fn add_inclusion(
        &mut self,
        chain: &str,
        transaction: &str,
        mut inclusion: Inclusion,
    ) -> Result<(), ResourcesError> {
        let transaction = ledger::hash(chain, transaction)?;
        inclusion.block = ledger::hash(chain, &inclusion.block)?.to_owned();
        self.ledger(chain)?
            .add_inclusion(transaction, inclusion)
            .map_err(|differs| differs.at("inclusions", chain, transaction).into())
    }

    /// Adds a block header of `chain`, as it is hashed: 80 bytes of Bitcoin, RLP of Ethereum.
    ///
    /// # Errors
    /// [`ResourcesError::Key`] if `chain` is not well-formed.
    pub fn add_header(&mut self, chain: &str, raw: Vec<u8>) -> Result<(), ResourcesError> {
        self.ledger(chain)?.headers.insert(raw);
        Ok(())
    }

    /// Adds what an explorer says of the transaction `transaction` of `chain`.
    ///
    /// # Errors
    /// [`ResourcesError::Key`] if a key is not well-formed; [`ResourcesError::Conflict`] if the same source said
    /// something else.
    pub fn add_explorer_answer(
        &mut self,
        chain: &str,
        transaction: &str,
        answer: ExplorerAnswer,
    ) -> Result<(), ResourcesError> {
        let transaction = ledger::hash(chain, transaction)?;
        self.ledger(chain)?
            .add_explorer_answer(transaction, answer)
            .map_err(|differs| differs.at("explorers", chain, transaction).into())
    }

    /// Adds the proven state of `contract`, an address in hexadecimal of either case.
    ///
    /// # Errors
    /// [`ResourcesError::Key`] if a key is not well-formed; [`ResourcesError::Conflict`] if another proof was added for
    /// the same contract and block. Slots come together.
    pub fn add_state(&mut self, chain: &str, contract: &str, mut state: ContractState) -> Result<(), ResourcesError> {
        let address = ledger::address(contract)?;
        state.block = ledger::hash(chain, &state.block)?.to_owned();
        self.ledger(chain)?.add_state(&address, state).map_err(|differs| differs.at("state", chain, &address).into())
    }

    fn ledger(&mut self, chain: &str) -> Result<&mut Ledger, ResourcesError> {
        ledger::chain(chain)?;
        Ok(self.ledgers.entry(chain.to_owned()).or_default())
    }

    /// The transaction `id` of `chain`.
    #[must_use]
    pub fn transaction(&self, chain: &str, id: &str) -> Option<&Transaction> {
        self.ledgers.get(chain)?.transactions.get(ledger::hash(chain, id).ok()?)
    }

    /// Where the transaction `transaction` of `chain` is said to lie, in the order of the blocks' hashes: after a
    /// reorganisation there may be several proofs, of which one holds.
    pub fn inclusions(&self, chain: &str, transaction: &str) -> impl Iterator<Item = &Inclusion> {
        let key = ledger::hash(chain, transaction).ok();
        let found = key.and_then(|key| self.ledgers.get(chain)?.inclusions.get(key));
        found.into_iter().flat_map(BTreeMap::values)
    }

    /// The headers of `chain`, each once, in the order of their bytes.
    pub fn headers(&self, chain: &str) -> impl Iterator<Item = &[u8]> {
        self.ledgers.get(chain).into_iter().flat_map(|ledger| &ledger.headers).map(Vec::as_slice)
    }

    /// What explorers say of the transaction `transaction` of `chain`, in the order of their names.
    pub fn explorer_answers(&self, chain: &str, transaction: &str) -> impl Iterator<Item = &ExplorerAnswer> {
        let key = ledger::hash(chain, transaction).ok();
        let found = key.and_then(|key| self.ledgers.get(chain)?.explorers.get(key));
        found.into_iter().flat_map(BTreeMap::values)
    }

    /// The proven states of `contract` on `chain`, in the order of the blocks' hashes.
    pub fn states(&self, chain: &str, contract: &str) -> impl Iterator<Item = &ContractState> {
        let key = ledger::address(contract).ok();
        let found = key.and_then(|key| self.ledgers.get(chain)?.states.get(&key));
        found.into_iter().flat_map(BTreeMap::values)
    }
}

/// Names and detached proofs.
impl Resources {
    /// Adds the answer to a DNS query. Letter case, a final dot and the order of the values mean nothing.
    ///
    /// # Errors
    /// [`ConflictingResource`] if another answer was added to the same query.
    pub fn add_dns(&mut self, name: &str, type_: &str, mut values: Vec<String>) -> Result<(), ConflictingResource> {
        values.sort();
        values.dedup();
        let (name, type_) = (dns_name(name), type_.to_ascii_uppercase());
        let key = format!("{name} {type_}");
        insert(self.dns.entry(name).or_default(), type_, values).map_err(|_| ConflictingResource::new("dns", key))
    }

    /// The values of the records of `type_` at `name`, sorted; empty if the answer was that there are none.
    #[must_use]
    pub fn dns(&self, name: &str, type_: &str) -> Option<&[String]> {
        self.dns.get(&dns_name(name))?.get(&type_.to_ascii_uppercase()).map(Vec::as_slice)
    }

    /// Adds a detached proof of the input.
    pub fn add_attached(&mut self, attachment: Attachment) {
        if !self.attached.contains(&attachment) {
            self.attached.push(attachment);
        }
    }

    /// The detached proofs of the input, each once, in the order in which they were added.
    #[must_use]
    pub fn attached(&self) -> &[Attachment] {
        &self.attached
    }
}

/// All of them.
impl Resources {
    /// Reads resources from their JSON text:
    ///
    /// ```json
    /// { "documents":    [{ "url": "https://…", "text" | "base64" | "json": …, "type": null, "retrieved": "2026-11-21T12:00:00Z" }],
    ///   "transactions": [{ "chain": "bip122:000000000019d6689c085ae165831e93", "id": "<hash>", "raw": "<hex>", "previous": ["<hex>"] }],
    ///   "inclusions":   [{ "chain": "bip122:…", "block": "<hash>", "transaction": "<hash>", "index": 7, "branch": ["<hash>"],
    ///                      "coinbase": "<hex>", "coinbaseBranch": ["<hash>"] },
    ///                    { "chain": "bip122:…", "block": "<hash>", "transaction": "<hash>", "merkleblock": "<hex>" },
    ///                    { "chain": "eip155:1", "block": "<hash>", "transaction": "<hash>", "index": 7, "trie": ["<hex>"],
    ///                      "receipt": "<hex>", "receiptTrie": ["<hex>"] }],
    ///   "headers":      [{ "chain": "…", "raw": "<hex>" }],
    ///   "explorers":    [{ "chain": "…", "transaction": "<hash>", "data": "<hex>", "from": "<address>", "time": "…", "source": "…" }],
    ///   "state":        [{ "chain": "eip155:1", "block": "<hash>", "contract": "0x…", "account": ["<hex>"],
    ///                      "slots": [{ "key": "<hash>", "proof": ["<hex>"] }] }],
    ///   "dns":          [{ "name": "example.edu", "type": "TXT", "values": ["…"] }],
    ///   "attached":     [{ "text" | "base64" | "json": …, "type": null }] }
    /// ```
    ///
    /// Every list may be left out. `type`, `retrieved`, `previous`, `from` and `time` may be `null` or left out, `receipt`
    /// and `receiptTrie` both together, and so `coinbase` and `coinbaseBranch`, which may stand with `merkleblock` too. Hexadecimal is lower-case, but for addresses; on `eip155` chains `0x` may stand in
    /// front. The bytes of `json` are its canonical text (RFC 8785): not for documents whose hash is compared.
    ///
    /// # Errors
    /// [`ResourcesError`] if the text is not JSON or not of that shape, or if two entries contradict each other.
    pub fn from_json(text: &[u8]) -> Result<Self, ResourcesError> {
        read::from_json(text)
    }

    /// Adds everything that `more` holds.
    ///
    /// # Errors
    /// [`ConflictingResource`] if both hold different things under one key.
    pub fn extend(&mut self, more: Self) -> Result<(), ConflictingResource> {
        for (url, entry) in more.documents {
            self.share_document(url, entry)?;
        }
        for (chain, ledger) in more.ledgers {
            self.ledgers.entry(chain.clone()).or_default().extend(&chain, ledger)?;
        }
        for (name, types) in more.dns {
            types.into_iter().try_for_each(|(type_, values)| self.add_dns(&name, &type_, values))?;
        }
        more.attached.into_iter().for_each(|attachment| self.add_attached(attachment));
        Ok(())
    }
}

/// Names are compared without regard to case ([RFC 4343](https://www.rfc-editor.org/rfc/rfc4343)).
fn dns_name(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}
