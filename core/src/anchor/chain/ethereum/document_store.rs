//! The contracts of OpenAttestation, by where they keep what they know: which hashes are issued and revoked, who owns a
//! token.
//!
//! Storage has no names, so a contract's version decides which slot means what, and the wrong version can turn a revoked
//! hash into an issued one: in the first stores revocations stand in the slot in which later ones keep issuances. So a
//! layout is recognised by a slot that holds its version or name, proven like the others, never by trial.
//!
//! Slot numbers are those that the Solidity compiler (0.5.17, 0.6.12, 0.8.20) gives the sources of
//! [document-store](https://github.com/Open-Attestation/document-store) 1.0.0, 2.0.0, 2.2.3, 2.4.0 and 3.0.0 and of
//! [token-registry](https://github.com/Open-Attestation/token-registry) 1.0.0 to 4.4.0. Those of 2018 and of document-store
//! 4 are read off the source: the former inherit one variable, the latter name their place. None was compared with a
//! contract on a chain. A contract of another origin is the issuer's own; its code is known by
//! [`super::Account::code_hash`].

use super::{Address, Hash, Storage, mapping_slot};

/// Where a document store keeps its hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreLayout {
    /// Its name in reports.
    pub name: &'static str,
    /// The mapping from a hash to whether, or in which block, it was issued.
    issued: Hash,
    /// The mapping from a hash to whether, or in which block, it was revoked.
    revoked: Hash,
    /// A slot that holds a text in this layout and in no other.
    text: Hash,
    /// A slot that is empty in this layout and holds a text in another.
    empty: Option<Hash>,
}

/// The document stores.
pub const STORES: [StoreLayout; 4] = [
    // Releases 2.0.0 to 3.0.0 and, since November 2018, those before them: owner or initialisation, name, version.
    StoreLayout { name: "DocumentStore 2-3", issued: slot(3), revoked: slot(4), text: slot(2), empty: None },
    // Releases from 4.0.0: a namespace of its own (ERC-7201, `openattestation.storage.DocumentStore`), name first.
    StoreLayout {
        name: "DocumentStore 4",
        issued: namespaced(1),
        revoked: namespaced(2),
        text: namespaced(0),
        empty: None,
    },
    // The upgradable stores of releases 1.0.0 to 2.0.0: two gaps of 50, owner, name, version.
    StoreLayout {
        name: "UpgradableDocumentStore 1-2",
        issued: slot(104),
        revoked: slot(105),
        text: slot(103),
        empty: None,
    },
    // CertificateStore 2.0.1, and DocumentStore until it had a version: owner, name.
    StoreLayout { name: "CertificateStore 2", issued: slot(2), revoked: slot(3), text: slot(1), empty: Some(slot(2)) },
];

/// Where a token registry keeps its owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegistryLayout {
    /// Its name in reports.
    pub name: &'static str,
    /// The mapping from a token to its owner.
    owners: Hash,
    /// A slot that holds a text in this layout.
    text: Hash,
    /// A slot that holds none in this layout, and one in another of which `text` holds a text too.
    other: Option<Hash>,
}

/// The token registries, recognised by the slot of their name. Their symbol stands in the slot after it, where release 3.0
/// has its name.
pub const REGISTRIES: [RegistryLayout; 5] = [
    RegistryLayout { name: "TradeTrustERC721 1-2", owners: slot(1), text: slot(10), other: None },
    RegistryLayout { name: "TradeTrustERC721 3.0", owners: slot(3), text: slot(1), other: Some(slot(0)) },
    RegistryLayout { name: "TradeTrustERC721 3.2", owners: slot(2), text: slot(0), other: None },
    RegistryLayout { name: "TradeTrustToken 4.0", owners: slot(203), text: slot(201), other: None },
    RegistryLayout { name: "TradeTrustToken 4.1", owners: slot(103), text: slot(101), other: None },
];

/// What storage says, or which slot would have to be proven to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It is proven.
    Known(T),
    /// This slot is not among the proven ones.
    Missing(Hash),
}

/// Why storage is that of no known contract.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutError {
    /// It fits more than one layout.
    Ambiguous,
    /// No slot that is proven tells the layout.
    Unknown,
}

impl std::fmt::Display for LayoutError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ambiguous => "the contract's storage fits more than one known layout",
            Self::Unknown => "the contract's storage fits no known layout",
        })
    }
}

impl std::error::Error for LayoutError {}

impl StoreLayout {
    /// The layout of the contract whose storage this is.
    ///
    /// # Errors
    /// [`LayoutError`] if the slots that would tell are not proven, or tell of no layout.
    pub fn recognise(storage: &Storage) -> Result<Self, LayoutError> {
        only(STORES.into_iter().filter(|layout| {
            let empty = layout.empty.is_none_or(|slot| storage.read(&slot) == Some([0; 32]));
            empty && holds_text(storage, &layout.text)
        }))
    }

    /// The slots that tell this layout from the others.
    pub fn witnesses(&self) -> impl Iterator<Item = Hash> {
        std::iter::once(self.text).chain(self.empty)
    }

    /// The slot that says whether `hash` is issued.
    #[must_use]
    pub fn issued_slot(&self, hash: &Hash) -> Hash {
        mapping_slot(hash, &self.issued)
    }

    /// The slot that says whether `hash` is revoked.
    #[must_use]
    pub fn revoked_slot(&self, hash: &Hash) -> Hash {
        mapping_slot(hash, &self.revoked)
    }

    /// Whether `hash`, a Merkle root, is issued.
    #[must_use]
    pub fn is_issued(&self, storage: &Storage, hash: &Hash) -> Answer<bool> {
        is_set(storage, self.issued_slot(hash))
    }

    /// The first of `hashes` that is revoked: a document is revoked by its target hash, by its Merkle root or by any hash
    /// between them.
    #[must_use]
    pub fn find_revoked(&self, storage: &Storage, hashes: &[Hash]) -> Answer<Option<usize>> {
        let mut missing = None;
        for (index, hash) in hashes.iter().enumerate() {
            match is_set(storage, self.revoked_slot(hash)) {
                Answer::Known(true) => return Answer::Known(Some(index)),
                Answer::Known(false) => {}
                Answer::Missing(slot) => missing = missing.or(Some(slot)),
            }
        }
        missing.map_or(Answer::Known(None), Answer::Missing)
    }
}

impl RegistryLayout {
    /// The layout of the contract whose storage this is.
    ///
    /// # Errors
    /// [`LayoutError`] if the slots that would tell are not proven, or tell of no layout.
    pub fn recognise(storage: &Storage) -> Result<Self, LayoutError> {
        only(REGISTRIES.into_iter().filter(|layout| {
            let is_no_text = |slot: Hash| storage.read(&slot).is_some() && !holds_text(storage, &slot);
            holds_text(storage, &layout.text) && layout.other.is_none_or(is_no_text)
        }))
    }

    /// The slots that tell this layout from the others.
    pub fn witnesses(&self) -> impl Iterator<Item = Hash> {
        std::iter::once(self.text).chain(self.other)
    }

    /// The slot that says who owns `token`.
    #[must_use]
    pub fn owner_slot(&self, token: &Hash) -> Hash {
        mapping_slot(token, &self.owners)
    }

    /// The owner of `token`, or none if it was never minted or is burnt.
    #[must_use]
    pub fn owner(&self, storage: &Storage, token: &Hash) -> Answer<Option<Address>> {
        let slot = self.owner_slot(token);
        let Some(word) = storage.read(&slot) else { return Answer::Missing(slot) };
        let address = word.last_chunk().filter(|address| **address != [0; 20]);
        Answer::Known(address.map(|address| Address::from_bytes(*address)))
    }
}

fn only<T>(mut candidates: impl Iterator<Item = T>) -> Result<T, LayoutError> {
    let first = candidates.next().ok_or(LayoutError::Unknown)?;
    if candidates.next().is_some() { Err(LayoutError::Ambiguous) } else { Ok(first) }
}

fn is_set(storage: &Storage, slot: Hash) -> Answer<bool> {
    storage.read(&slot).map_or(Answer::Missing(slot), |value| Answer::Known(value != [0; 32]))
}

/// Whether a slot is proven to hold a text that is not empty: up to 31 bytes in place with twice their number, or twice the
/// length and one ([bytes and string](https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#bytes-and-string)).
fn holds_text(storage: &Storage, slot: &Hash) -> bool {
    let Some(word) = storage.read(slot) else { return false };
    let (last, content) = word.split_last().unwrap_or((&0, &[]));
    if last & 1 == 1 {
        // A text of 32 bytes or more, but no address or number that happens to be odd.
        let (high, low) = word.split_last_chunk::<4>().unwrap_or((&[], &[0; 4]));
        return high.iter().all(|byte| *byte == 0) && u32::from_be_bytes(*low) >= 65;
    }
    let (text, rest) = content.split_at_checked(usize::from(last >> 1)).unwrap_or_default();
    !text.is_empty() && !text.contains(&0) && rest.iter().all(|byte| *byte == 0)
}

const fn slot(number: u8) -> Hash {
    let mut word = [0; 32];
    let [.., last] = &mut word;
    *last = number;
    word
}

const fn namespaced(offset: u8) -> Hash {
    let mut word = NAMESPACE;
    let [.., last] = &mut word;
    *last = offset;
    word
}

/// `keccak256(keccak256("openattestation.storage.DocumentStore") - 1)` with the last byte zero
/// ([ERC-7201](https://eips.ethereum.org/EIPS/eip-7201)).
const NAMESPACE: Hash = [
    0xdf, 0x77, 0xe5, 0xba, 0x4c, 0x86, 0xe3, 0x66, 0x0e, 0x03, 0x4f, 0x52, 0x31, 0xac, 0xcc, 0x53, 0xaa, 0x8d, 0x4a,
    0x8f, 0xbd, 0x82, 0xcd, 0x78, 0xb2, 0x1c, 0xae, 0x09, 0xc8, 0x66, 0xdb, 0x00,
];

#[cfg(test)]
mod tests {
    use super::super::keccak256;
    use super::super::rlp::left_pad;
    use super::super::state::tests::Contract;
    use super::*;

    fn text(text: &str) -> Hash {
        let mut word = [0; 32];
        word[..text.len()].copy_from_slice(text.as_bytes());
        word[31] = 2 * text.len() as u8;
        word
    }

    const ISSUED: Hash = [0xa1; 32];
    const REVOKED: Hash = [0xb2; 32];
    const OTHER: Hash = [0xc3; 32];
    const BLOCK: Hash = slot(77);

    /// A contract with the slots of `layout` as its constructor and its owner leave them.
    fn contract(layout: &StoreLayout) -> Contract {
        let name = [(slot(1), text("Institute")), (slot(2), text("2.3.0"))];
        let head: Vec<(Hash, Hash)> = match layout.name {
            "DocumentStore 2-3" => name.to_vec(),
            "CertificateStore 2" => name[..1].to_vec(),
            _ => vec![(layout.text, text("2.3.0"))],
        };
        let entries = [
            (layout.issued_slot(&ISSUED), BLOCK),
            (layout.issued_slot(&REVOKED), BLOCK),
            (layout.revoked_slot(&REVOKED), BLOCK),
        ];
        Contract::new(head.into_iter().chain(entries))
    }

    fn all_slots() -> Vec<Hash> {
        let witnesses = STORES.iter().flat_map(StoreLayout::witnesses);
        let hashes = [ISSUED, REVOKED, OTHER];
        let slots = STORES
            .iter()
            .flat_map(|layout| hashes.iter().flat_map(|hash| [layout.issued_slot(hash), layout.revoked_slot(hash)]));
        let slots: std::collections::BTreeSet<Hash> = witnesses.chain(slots).collect();
        slots.into_iter().collect()
    }

    #[test]
    fn recognises_each_store_and_reads_it() {
        for layout in STORES {
            let storage = contract(&layout).prove(&all_slots());
            assert_eq!(StoreLayout::recognise(&storage), Ok(layout), "{}", layout.name);
            assert_eq!(layout.is_issued(&storage, &ISSUED), Answer::Known(true));
            assert_eq!(layout.is_issued(&storage, &OTHER), Answer::Known(false));
            assert_eq!(layout.find_revoked(&storage, &[ISSUED, OTHER]), Answer::Known(None));
            assert_eq!(layout.find_revoked(&storage, &[ISSUED, REVOKED]), Answer::Known(Some(1)));
        }
    }

    /// A hash that the oldest store lists as revoked stands where later ones list what is issued.
    #[test]
    fn an_old_store_is_never_read_as_a_new_one() {
        let [new, .., old] = STORES;
        assert_eq!(old.revoked_slot(&REVOKED), new.issued_slot(&REVOKED));
        let contract = contract(&old);
        let slots = all_slots();
        // Whatever the caller's proofs leave out, the contract is read as what it is or not at all.
        for left_out in 0..slots.len() {
            let mut slots = slots.clone();
            slots.remove(left_out);
            let read = StoreLayout::recognise(&contract.prove(&slots));
            assert!(read == Ok(old) || read == Err(LayoutError::Unknown), "{read:?}");
        }
        assert_eq!(StoreLayout::recognise(&contract.prove(&[])), Err(LayoutError::Unknown));
    }

    #[test]
    fn a_slot_that_is_not_proven_is_asked_for() {
        let layout = STORES[0];
        let storage = contract(&layout).prove(&[slot(2), layout.revoked_slot(&ISSUED)]);
        assert_eq!(StoreLayout::recognise(&storage), Ok(layout));
        assert_eq!(layout.is_issued(&storage, &ISSUED), Answer::Missing(layout.issued_slot(&ISSUED)));
        let revoked = layout.find_revoked(&storage, &[OTHER, ISSUED]);
        assert_eq!(revoked, Answer::Missing(layout.revoked_slot(&OTHER)));
        let storage = contract(&layout).prove(&[slot(2), layout.revoked_slot(&REVOKED)]);
        assert_eq!(layout.find_revoked(&storage, &[OTHER, REVOKED]), Answer::Known(Some(1)));
    }

    #[test]
    fn a_storage_that_fits_two_layouts_is_neither() {
        let both = [(slot(2), text("2.3.0")), (slot(103), text("2.3.0"))];
        let storage = Contract::new(both).prove(&[slot(2), slot(103)]);
        assert_eq!(StoreLayout::recognise(&storage), Err(LayoutError::Ambiguous));
    }

    #[test]
    fn knows_texts_from_other_values() {
        let mut long = slot(65);
        let mut address = [0; 32];
        address[12..].fill(0x41);
        let mut even_address = address;
        even_address[31] = 0x3e;
        let mut padded = text("abc");
        padded[20] = 1;
        let mut huge = slot(65);
        huge[20] = 1;
        for (word, want) in [
            (text("a"), true),
            (text("2.3.0"), true),
            (text(&"x".repeat(31)), true),
            (long, true),
            ([0; 32], false),
            (slot(1), false),
            (slot(2), false),
            (slot(63), false),
            (slot(64), false),
            (address, false),
            (even_address, false),
            (padded, false),
            (huge, false),
        ] {
            let storage = Contract::new([(slot(9), word)]).prove(&[slot(9)]);
            assert_eq!(holds_text(&storage, &slot(9)), want, "{word:?}");
        }
        long[31] = 67;
        assert!(holds_text(&Contract::new([(slot(9), long)]).prove(&[slot(9)]), &slot(9)));
    }

    /// A registry as its constructor leaves it: the name, and the symbol in the slot after it.
    fn registry(layout: &RegistryLayout, entries: &[(Hash, Hash)]) -> Contract {
        let mut symbol = layout.text;
        symbol[31] += 1;
        let named = [(layout.text, text("Registry")), (symbol, text("REG"))];
        Contract::new(named.into_iter().chain(entries.iter().copied()))
    }

    /// The slots that are asked for where nothing is supplied.
    fn asked_slots() -> Vec<Hash> {
        let slots: std::collections::BTreeSet<_> = REGISTRIES.iter().flat_map(RegistryLayout::witnesses).collect();
        slots.into_iter().collect()
    }

    /// Whichever of the slots that are asked for somebody supplies, a registry is never taken for another one; with all of
    /// them, and with those of its own, it is recognised.
    #[test]
    fn a_registry_is_what_it_is_whatever_is_left_out() {
        let asked = asked_slots();
        for layout in REGISTRIES {
            let contract = registry(&layout, &[]);
            for chosen in 0..1 << asked.len() {
                let slots: Vec<_> =
                    asked.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, slot)| *slot).collect();
                let read = RegistryLayout::recognise(&contract.prove(&slots));
                let is_told = layout.witnesses().all(|slot| slots.contains(&slot));
                let want = if is_told { Ok(layout) } else { Err(LayoutError::Unknown) };
                assert_eq!(read, want, "{} {chosen:b}", layout.name);
            }
        }
    }

    #[test]
    fn recognises_each_registry_and_reads_its_owners() {
        let mut owner = [0; 32];
        owner[12..].fill(0x77);
        for layout in REGISTRIES {
            let contract = registry(&layout, &[(layout.owner_slot(&ISSUED), owner)]);
            let mut slots = asked_slots();
            slots.extend([layout.owner_slot(&ISSUED), layout.owner_slot(&OTHER)]);
            let storage = contract.prove(&slots);
            assert_eq!(RegistryLayout::recognise(&storage), Ok(layout), "{}", layout.name);
            let address = Address::from_bytes([0x77; 20]);
            assert_eq!(layout.owner(&storage, &ISSUED), Answer::Known(Some(address)));
            assert_eq!(layout.owner(&storage, &OTHER), Answer::Known(None));
            assert_eq!(layout.owner(&storage, &REVOKED), Answer::Missing(layout.owner_slot(&REVOKED)));
        }
        assert_eq!(RegistryLayout::recognise(&Contract::new([]).prove(&[])), Err(LayoutError::Unknown));
    }

    #[test]
    fn the_namespace_follows_its_formula() {
        let mut hash = keccak256(b"openattestation.storage.DocumentStore");
        // No borrow: the hash does not end in a zero byte.
        hash[31] -= 1;
        let mut word = keccak256(&hash);
        word[31] = 0;
        assert_eq!(word, NAMESPACE);
        assert_eq!(namespaced(2)[31], 2);
        assert_eq!(left_pad(&[103]), slot(103));
    }
}
