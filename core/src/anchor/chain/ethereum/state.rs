//! Accounts and contract storage at a block, from the proofs of
//! [`eth_getProof` (EIP-1186)](https://eips.ethereum.org/EIPS/eip-1186).
//!
//! What a slot means is the contract's affair: see [`super::document_store`]. Storage holds at one block and says nothing
//! of later ones.

use super::rlp::{self, RlpError};
use super::{Address, Hash, Proven, TrieError, keccak256, prove};
use std::collections::BTreeMap;
use std::fmt;

/// Why accounts or storage are not proven.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateError {
    /// The account is malformed.
    Account(RlpError),
    /// The same slot is proven twice.
    DoubledSlot,
    /// The value of a slot is malformed, or zero, which is not stored.
    Slot,
    /// The nodes prove nothing.
    Trie(TrieError),
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(error) => write!(f, "the account is malformed: {error}"),
            Self::DoubledSlot => f.write_str("a storage slot is proven twice"),
            Self::Slot => f.write_str("the value of a storage slot is malformed"),
            Self::Trie(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StateError {}

impl From<TrieError> for StateError {
    fn from(error: TrieError) -> Self {
        Self::Trie(error)
    }
}

/// An account as it was after a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// How many transactions it sent, or contracts it created.
    pub nonce: u64,
    /// What it owns, in the smallest unit.
    pub balance: [u8; 32],
    /// The root of its storage.
    pub storage_root: Hash,
    /// The hash of its code; that of nothing if it is no contract.
    pub code_hash: Hash,
}

/// The account at `address`, or none if there is none, in the state with the root `state_root`.
///
/// # Errors
/// [`StateError`] if `nodes` prove neither.
pub fn prove_account(state_root: &Hash, address: &Address, nodes: &[&[u8]]) -> Result<Option<Account>, StateError> {
    match prove(state_root, &keccak256(address.as_bytes()), nodes)? {
        Proven::Absent | Proven::EmptyTrie => Ok(None),
        Proven::Included(value) => read_account(value).map(Some).map_err(StateError::Account),
    }
}

fn read_account(value: &[u8]) -> Result<Account, RlpError> {
    let mut fields = rlp::decode_list(value)?;
    let account = Account {
        nonce: fields.u64()?,
        balance: fields.word()?,
        storage_root: fields.array()?,
        code_hash: fields.array()?,
    };
    fields.finish()?;
    Ok(account)
}

/// Where a contract keeps the value of `key` in the mapping that stands at `slot`
/// ([layout of state variables](https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html#mappings-and-dynamic-arrays)).
#[must_use]
pub fn mapping_slot(key: &Hash, slot: &Hash) -> Hash {
    keccak256(&[key.as_slice(), slot].concat())
}

/// What is proven of a contract's storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    slots: BTreeMap<Hash, Hash>,
}

impl Storage {
    /// Proves slots of `account`, each from nodes of its own; a slot that is not in the trie holds zero.
    ///
    /// # Errors
    /// [`StateError`] if the nodes of any slot prove nothing.
    pub fn prove<'p>(
        account: &Account,
        slots: impl IntoIterator<Item = (Hash, &'p [&'p [u8]])>,
    ) -> Result<Self, StateError> {
        let mut storage = Self::default();
        for (slot, nodes) in slots {
            let value = match prove(&account.storage_root, &keccak256(&slot), nodes)? {
                Proven::Absent | Proven::EmptyTrie => [0; 32],
                Proven::Included(value) => read_slot(value).ok_or(StateError::Slot)?,
            };
            if storage.slots.insert(slot, value).is_some() {
                return Err(StateError::DoubledSlot);
            }
        }
        Ok(storage)
    }

    /// The value of a slot, if it was proven.
    #[must_use]
    pub fn read(&self, slot: &Hash) -> Option<Hash> {
        self.slots.get(slot).copied()
    }
}

fn read_slot(value: &[u8]) -> Option<Hash> {
    let integer = rlp::integer(rlp::decode(value).ok()?.string().ok()?).ok()?;
    (!integer.is_empty()).then(|| rlp::left_pad(integer))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::builder::{Trie, slices};
    use super::super::trie::EMPTY_ROOT;
    use super::*;

    fn integer(value: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        rlp::write_string(&mut out, &value[value.iter().take_while(|byte| **byte == 0).count()..]);
        out
    }

    /// A contract's storage and the proofs of it.
    pub(crate) struct Contract {
        trie: Trie,
    }

    impl Contract {
        pub(crate) fn new(slots: impl IntoIterator<Item = (Hash, Hash)>) -> Self {
            let slots = slots.into_iter().filter(|(_, value)| *value != [0; 32]);
            Self { trie: Trie::new(slots.map(|(slot, value)| (keccak256(&slot).to_vec(), integer(&value)))) }
        }

        pub(crate) fn account(&self) -> Account {
            Account { nonce: 1, balance: [0; 32], storage_root: self.trie.root(), code_hash: [5; 32] }
        }

        pub(crate) fn prove(&self, slots: &[Hash]) -> Storage {
            let proofs: Vec<_> = slots.iter().map(|slot| self.trie.proof(&keccak256(slot))).collect();
            let proofs: Vec<_> = proofs.iter().map(|proof| slices(proof)).collect();
            let slots = slots.iter().zip(&proofs).map(|(slot, nodes)| (*slot, nodes.as_slice()));
            Storage::prove(&self.account(), slots).unwrap()
        }
    }

    fn write(account: &Account) -> Vec<u8> {
        let mut payload = Vec::new();
        rlp::write_integer(&mut payload, account.nonce);
        payload.extend(integer(&account.balance));
        rlp::write_string(&mut payload, &account.storage_root);
        rlp::write_string(&mut payload, &account.code_hash);
        rlp::list(&payload)
    }

    #[test]
    fn proves_accounts_and_their_absence() {
        let account = |n: u8| Account {
            nonce: u64::from(n),
            balance: rlp::left_pad(&[n, 0, 0]),
            storage_root: [n; 32],
            code_hash: keccak256(&[]),
        };
        let address = |n: u8| Address::from_bytes([n; 20]);
        let state = Trie::new((0..100).map(|n| (keccak256(address(n).as_bytes()).to_vec(), write(&account(n)))));
        for n in 0..200 {
            let proof = state.proof(&keccak256(address(n).as_bytes()));
            let proven = prove_account(&state.root(), &address(n), &slices(&proof));
            assert_eq!(proven, Ok((n < 100).then(|| account(n))), "{n}");
        }
        let proof = state.proof(&keccak256(address(1).as_bytes()));
        let nothing = prove_account(&state.root(), &address(1), &[]);
        assert_eq!(nothing, Err(StateError::Trie(TrieError::EmptyProof)));
        assert!(prove_account(&state.root(), &address(2), &slices(&proof)).is_err());
        assert_eq!(prove_account(&EMPTY_ROOT, &address(2), &[]), Ok(None));
    }

    #[test]
    fn refuses_accounts_of_another_form() {
        let address = Address::from_bytes([1; 20]);
        let sound = write(&Account { nonce: 1, balance: [0; 32], storage_root: [2; 32], code_hash: [3; 32] });
        let mut hash = vec![0xa0];
        hash.extend([2; 32]);
        for (value, want) in [
            (vec![0x83, 1, 2, 3], RlpError::ExpectedList),
            (rlp::list(&[0x01, 0x80]), RlpError::MissingItem),
            (rlp::list(&[&[0, 0x80][..], &hash, &hash].concat()), RlpError::LeadingZero),
            (rlp::list(&[&[1, 0x80][..], &hash, &[7]].concat()), RlpError::WrongLength { expected: 32, found: 1 }),
            (rlp::list(&[&[1, 0x80][..], &hash, &hash, &[1]].concat()), RlpError::Leftover),
            ([&sound[..], &[0]].concat(), RlpError::TrailingBytes),
        ] {
            let state = Trie::new([(keccak256(address.as_bytes()).to_vec(), value)]);
            let proof = state.proof(&keccak256(address.as_bytes()));
            let proven = prove_account(&state.root(), &address, &slices(&proof));
            assert_eq!(proven, Err(StateError::Account(want)));
        }
    }

    #[test]
    fn proves_slots_and_that_they_are_zero() {
        let slot = |n: u8| rlp::left_pad(&[n]);
        let contract = Contract::new((1..50).map(|n| (slot(n), rlp::left_pad(&[n, n]))));
        let slots: Vec<Hash> = (0..100).map(slot).collect();
        let storage = contract.prove(&slots);
        for n in 0..100 {
            let want = if (1..50).contains(&n) { rlp::left_pad(&[n, n]) } else { [0; 32] };
            assert_eq!(storage.read(&slot(n)), Some(want), "{n}");
        }
        assert_eq!(storage.read(&slot(100)), None);
        // A contract without storage.
        let storage = Contract::new([]).prove(&[slot(1)]);
        assert_eq!(storage.read(&slot(1)), Some([0; 32]));
    }

    #[test]
    fn refuses_proofs_of_other_slots() {
        let slot = |n: u8| rlp::left_pad(&[n]);
        let contract = Contract::new((1..50).map(|n| (slot(n), rlp::left_pad(&[n, n]))));
        let proof = contract.trie.proof(&keccak256(&slot(3)));
        let nodes = slices(&proof);
        let account = contract.account();
        assert!(Storage::prove(&account, [(slot(3), &nodes[..])]).is_ok());
        assert!(Storage::prove(&account, [(slot(4), &nodes[..])]).is_err());
        let empty = Storage::prove(&account, [(slot(3), &[][..])]);
        assert_eq!(empty, Err(StateError::Trie(TrieError::EmptyProof)));
        let twice = Storage::prove(&account, [(slot(3), &nodes[..]), (slot(3), &nodes[..])]);
        assert_eq!(twice, Err(StateError::DoubledSlot));
    }

    #[test]
    fn refuses_values_that_no_slot_has() {
        let slot = [1; 32];
        for value in [
            &[0x80][..],
            &[0x00],
            &[0x82, 0, 1],
            &[0xc0],
            &[0x81, 0x7f],
            &[1, 1],
            &[[0xa1].as_slice(), &[1; 33]].concat(),
        ] {
            let trie = Trie::new([(keccak256(&slot).to_vec(), value.to_vec())]);
            let account = Account { nonce: 1, balance: [0; 32], storage_root: trie.root(), code_hash: [5; 32] };
            let proof = trie.proof(&keccak256(&slot));
            let proven = Storage::prove(&account, [(slot, slices(&proof).as_slice())]);
            assert_eq!(proven, Err(StateError::Slot), "{value:?}");
        }
    }

    /// The example of Solidity's documentation is a formula: keccak256(h(k) . p).
    #[test]
    fn a_mapping_spreads_by_hash() {
        let (key, slot) = ([0xab; 32], rlp::left_pad(&[3]));
        let mut text = [0; 64];
        text[..32].fill(0xab);
        text[63] = 3;
        assert_eq!(mapping_slot(&key, &slot), keccak256(&text));
    }

    /// A block of a test network, and the list of nodes for an account of it and for a slot of that account, as a node
    /// answered them.
    const BLOCK: &str = "\
        f90220a0e37d73ef7899d8ae2b62e2a7ee7a42036af602c4d984e335783fcf52bedcedcfa01dcc4de8dec75d7aab85b567b6\
        ccd41ad312451b948a7413f0a142fd40d49347943c44cdddb6a900fa2b585dd299e03d12fa4293bca08652ba175668dfcac7\
        ecbdafa1fa852bb48c61c8bc972f05b9fd9c0090e3c0aca0fdce338708d9fd4e40b707dde9bcc713132d9c380aca2b5da103\
        e8377e11fb32a0149ea950b43642a7c3379998398673c52dc50c7e61aa4a0e4abb012e321e43a0b901000400000004000000\
        0000000008000000008000040200000000000002800200000000000000000200000000800000000000010000000000400000\
        0000082000000000000001000010000000080000000000010002000004100800080000000000000000000002000100040004\
        0000000000a002000080000202000014000000201200080040000004000000c0080800000400001000000002008200210004\
        0000060000000100010000000000000000212800000000000004118000010800000000028002000100000000000800000100\
        0400000008000001000100000000040000100008092000000000000040000000000000001000000100080000000004008082\
        062d83f42400831abeb28469385d14824b00a0d05b557d62538d4be72c9bb0307442ea1e8686ab31ef9e1f9ec5e410936213\
        57880000000000000000834c4b40a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421\
        ";
    const ACCOUNT_NODES: &str = "\
        f902f9b90214f90211a0aac925488f70076d44104514da236fba990637f4ef53d201d75873e142c87488a07404b251302f85\
        f85b79f9ee036f2c41c7adfc3da3fbe534b3b66cb1ca2dc26fa08213a6534777318ec300a20aab26887c4280ed46e75ab243\
        f7422175616d9c30a0a24ef11962aed42b42d06d927ce854493128fda9a1097a36045ef53cafb7a0b5a0dc21ce4c9759bb3b\
        d077ac3c08a8756fdc5d2cd76b1545a2da94b802948e97b8a0f156c1abf3aca665e32bee81ac136fefeabd6fc4104673c181\
        a2d43b83c4b256a0bc96676308c257c3e23e6ef388ad2b0a0f8093149221d3c6b89ecb2282251d29a0a84cae993a8c25cbbe\
        c073b24d0a48d239f6b88188288aab174e7140d19f4a81a09f934a9020d5b76aa8c22c6d73b8a7b820c10a2c180bc0946603\
        675e767b6e74a0a7f3a90cd6bed4caa05a36f8bf03211d86f84c6331ad58e0cd4f1dc8ea2a5b41a005bc8d2b19be99f898ee\
        86d6205e8e420a836cfbf1f4a4aa1e0c1297ba4baea5a029f2e9e6c6d4c88cc176b0963402a769be122299260b9e8654df22\
        30a561209aa0b190a00c043b18318a8f4163dc3c8dec1bc64c83926ae855734ccdc043b19989a0b7e97e3445b71bb66b34c1\
        f1d5ec838b577ee5c0f2df13d2df27b406972b5fb8a06efce00bcd42e6ab7edd52c6ae4dad0e0d56465c67e42a2fb1ff39fd\
        87e70cb5a0e77a340b680ac3340ceabebdba97dfc1de7d05133d02d33c0941e8b2721ee35f80b873f87180a0cd486c43795b\
        018b186514460859d454a32f9c9c0413c4d6623ce9bac461251380a0575549030ac9efd468fb7539fbecd41ab79f25cabf0f\
        2967cf48e0a0bab1efa9808080808080808080a05b8c84c03fcd6508e81afb4819c85758a16da00a7b48bd0e4eac7ecc7b19\
        2b10808080b86bf869a020defc77b27b563921301dac15a597abaee9c920bd60b482694907a8d1c81527b846f8440180a056\
        5deb7a6913ff15dad5767386538b035434a630e1df1b96eef0b471df431467a0b0ac47dca9be117a5fcde72a5de344c7e4e5\
        30a91785a9884ce2d5e401fdceae\
        ";
    const SLOT_NODES: &str = "\
        eaa9e8a1206f7ff6e2db93dd6b5ceabc443e237260052b6337697e52c40072914adaf327c6858469385d14\
        ";

    #[test]
    fn reads_what_a_node_answered() {
        use super::super::Header;
        use super::super::header::tests::bytes;
        let header = Header::parse(&bytes(BLOCK)).unwrap();
        let hash = "b859c7813278100c2f3534eafb86fd13b4ef36bd1f5edb03dc635a87d41db6c4";
        assert_eq!((header.hash().as_slice(), header.number()), (bytes(hash).as_slice(), 0x62d));
        let (account_nodes, slot_nodes) = (bytes(ACCOUNT_NODES), bytes(SLOT_NODES));
        let address = Address::parse("0x6BdBb69660E6849b98e8C524d266a0005D3655F7").unwrap();
        let account = prove_account(&header.state_root(), &address, &strings(&account_nodes)).unwrap().unwrap();
        assert_eq!(account.nonce, 1);
        let slot = bytes("da4c7a797a4637b5fae314d1baf6d995c386ddc64cc60315cded0efdeb9f0e15").try_into().unwrap();
        let storage = Storage::prove(&account, [(slot, strings(&slot_nodes).as_slice())]).unwrap();
        assert_eq!(storage.read(&slot), Some(rlp::left_pad(&bytes("69385d14"))));
        // The trie has this one slot: the same node proves that any other holds zero.
        let storage = Storage::prove(&account, [([0; 32], strings(&slot_nodes).as_slice())]).unwrap();
        assert_eq!(storage.read(&[0; 32]), Some([0; 32]));
    }

    fn strings(list: &[u8]) -> Vec<&[u8]> {
        let mut fields = rlp::decode_list(list).unwrap();
        std::iter::from_fn(|| (!fields.is_empty()).then(|| fields.string().unwrap())).collect()
    }
}
