//! A signed transaction: its envelope ([EIP-2718](https://eips.ethereum.org/EIPS/eip-2718)) into its hash, receiver, input
//! and sender.
//!
//! Whether it is in a block, on which chain, and whether its sender is the issuer is decided elsewhere.

use super::rlp::{self, Fields, RlpError};
use super::{Address, Hash, keccak256};
use crate::keys::{HighS, RecoveryError, recover_secp256k1};
use std::fmt;

/// The forms of transaction that can carry an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionType {
    /// The form without a type byte, with or without the chain's id in its signature
    /// ([EIP-155](https://eips.ethereum.org/EIPS/eip-155)).
    Legacy,
    /// With an access list ([EIP-2930](https://eips.ethereum.org/EIPS/eip-2930)).
    AccessList,
    /// With a dynamic fee ([EIP-1559](https://eips.ethereum.org/EIPS/eip-1559)).
    DynamicFee,
}

/// Whether a transaction's signature holds on one chain only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainBinding {
    /// The chain's id is signed.
    Signed,
    /// The signature holds on every chain: only a block shows on which one the sender used it.
    Unprotected,
}

/// Why an envelope is no transaction of the kind asked for.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionError {
    /// The transaction is signed for another chain.
    Chain {
        /// The chain's id that is expected.
        expected: u64,
        /// The chain's id in the transaction.
        found: u64,
    },
    /// The input is not exactly the value that is expected.
    Commitment,
    /// The signature's `v` or `yParity` is no value it can have.
    Parity,
    /// The receiver is neither absent nor an address.
    Receiver,
    /// The envelope is no RLP of the form of its type.
    Rlp(RlpError),
    /// The signature names no account.
    Signature(RecoveryError),
    /// A form of transaction that is not known.
    UnknownType(u8),
    /// A known form of transaction, by its name, that is not read here.
    UnsupportedType(&'static str),
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chain { expected, found } => {
                write!(f, "the transaction is signed for chain {found}, not for chain {expected}")
            }
            Self::Commitment => f.write_str("the transaction's input is not exactly the expected value"),
            Self::Parity => f.write_str("the signature's v or yParity is out of its range"),
            Self::Receiver => f.write_str("the transaction's receiver is no address"),
            Self::Rlp(error) => write!(f, "the transaction is malformed: {error}"),
            Self::Signature(error) => error.fmt(f),
            Self::UnknownType(byte) => write!(f, "transactions of type {byte} are not known"),
            Self::UnsupportedType(name) => write!(f, "transactions of {name} are not supported"),
        }
    }
}

impl std::error::Error for TransactionError {}

impl From<RlpError> for TransactionError {
    fn from(error: RlpError) -> Self {
        Self::Rlp(error)
    }
}

/// A well-formed transaction.
#[derive(Clone, Debug)]
pub struct Transaction<'a> {
    envelope: &'a [u8],
    kind: TransactionType,
    chain_id: Option<u64>,
    to: Option<Address>,
    input: &'a [u8],
    signing_hash: Hash,
    signature: [u8; 64],
    odd_y: bool,
}

impl<'a> Transaction<'a> {
    /// Reads the envelope of one transaction.
    ///
    /// # Errors
    /// [`TransactionError`] if it is malformed, or of a type that is not read here.
    pub fn parse(envelope: &'a [u8]) -> Result<Self, TransactionError> {
        match envelope.split_first() {
            None => Err(RlpError::Truncated.into()),
            Some((0xc0.., _)) => Self::legacy(envelope),
            Some((1, payload)) => Self::typed(envelope, TransactionType::AccessList, payload),
            Some((2, payload)) => Self::typed(envelope, TransactionType::DynamicFee, payload),
            Some((3, _)) => Err(TransactionError::UnsupportedType("EIP-4844")),
            Some((4, _)) => Err(TransactionError::UnsupportedType("EIP-7702")),
            Some((&byte, _)) => Err(TransactionError::UnknownType(byte)),
        }
    }

    fn legacy(envelope: &'a [u8]) -> Result<Self, TransactionError> {
        let all = rlp::decode_list(envelope)?;
        let mut fields = all;
        fields.u64()?; // nonce
        fields.word()?; // gas price
        fields.u64()?; // gas limit
        let (to, input) = receiver_value_and_input(&mut fields)?;
        let mut unsigned = before(all, fields);
        let v = fields.u64()?;
        let signature = scalars(&mut fields)?;
        let (chain_id, odd_y) = match v {
            27 | 28 => (None, v == 28),
            35.. => (Some(v.saturating_sub(35) >> 1), v & 1 == 0),
            _ => return Err(TransactionError::Parity),
        };
        if let Some(chain_id) = chain_id {
            rlp::write_integer(&mut unsigned, chain_id);
            rlp::write_integer(&mut unsigned, 0);
            rlp::write_integer(&mut unsigned, 0);
        }
        let signing_hash = keccak256(&rlp::list(&unsigned));
        Ok(Self { envelope, kind: TransactionType::Legacy, chain_id, to, input, signing_hash, signature, odd_y })
    }

    fn typed(envelope: &'a [u8], kind: TransactionType, payload: &'a [u8]) -> Result<Self, TransactionError> {
        let all = rlp::decode_list(payload)?;
        let mut fields = all;
        let chain_id = Some(fields.u64()?);
        fields.u64()?; // nonce
        fields.word()?; // gas price, or the largest fee for the block's producer
        if kind == TransactionType::DynamicFee {
            fields.word()?; // largest fee
        }
        fields.u64()?; // gas limit
        let (to, input) = receiver_value_and_input(&mut fields)?;
        check_access_list(fields.item()?.fields()?)?;
        let unsigned = rlp::list(&before(all, fields));
        let odd_y = match fields.u64()? {
            parity @ 0..=1 => parity == 1,
            _ => return Err(TransactionError::Parity),
        };
        let signature = scalars(&mut fields)?;
        let type_byte = envelope.first().copied().unwrap_or_default();
        let signing_hash = keccak256(&[&[type_byte], unsigned.as_slice()].concat());
        Ok(Self { envelope, kind, chain_id, to, input, signing_hash, signature, odd_y })
    }

    /// The bytes it was read from, which are also its value in a block's trie.
    #[must_use]
    pub fn envelope(&self) -> &'a [u8] {
        self.envelope
    }

    /// The hash it is known by.
    #[must_use]
    pub fn hash(&self) -> Hash {
        keccak256(self.envelope)
    }

    /// Its form.
    #[must_use]
    pub fn kind(&self) -> TransactionType {
        self.kind
    }

    /// The id of the chain it is signed for, if it is signed for one.
    #[must_use]
    pub fn chain_id(&self) -> Option<u64> {
        self.chain_id
    }

    /// The receiver; none if it creates a contract.
    #[must_use]
    pub fn to(&self) -> Option<Address> {
        self.to
    }

    /// The input, also called data.
    #[must_use]
    pub fn input(&self) -> &'a [u8] {
        self.input
    }

    /// Checks that the input is exactly `root`, nothing before it and nothing after.
    ///
    /// # Errors
    /// [`TransactionError::Commitment`] if it is not.
    pub fn check_commitment(&self, root: &Hash) -> Result<(), TransactionError> {
        if self.input == root { Ok(()) } else { Err(TransactionError::Commitment) }
    }

    /// Checks that it is not signed for another chain than that with the id `expected`.
    ///
    /// # Errors
    /// [`TransactionError::Chain`] if it is.
    pub fn check_chain(&self, expected: u64) -> Result<ChainBinding, TransactionError> {
        match self.chain_id {
            None => Ok(ChainBinding::Unprotected),
            Some(found) if found == expected => Ok(ChainBinding::Signed),
            Some(found) => Err(TransactionError::Chain { expected, found }),
        }
    }

    /// The account that signed it.
    ///
    /// # Errors
    /// [`TransactionError::Signature`] if no account fits the signature.
    pub fn sender(&self) -> Result<Address, TransactionError> {
        let key = recover_secp256k1(&self.signing_hash, &self.signature, self.odd_y, HighS::Refuse);
        key.map(|key| Address::of_key(&key)).map_err(TransactionError::Signature)
    }
}

fn receiver_value_and_input<'a>(fields: &mut Fields<'a>) -> Result<(Option<Address>, &'a [u8]), TransactionError> {
    let to = match fields.string()? {
        [] => None,
        bytes => Some(Address::from_bytes(bytes.try_into().map_err(|_| TransactionError::Receiver)?)),
    };
    fields.word()?; // value
    Ok((to, fields.string()?))
}

/// The encoding of the items of `all` that come before `rest`.
fn before(all: Fields<'_>, rest: Fields<'_>) -> Vec<u8> {
    let length = all.raw().len().saturating_sub(rest.raw().len());
    all.raw().get(..length).unwrap_or_default().to_vec()
}

/// `r ‖ s`, the last two items.
fn scalars(fields: &mut Fields<'_>) -> Result<[u8; 64], TransactionError> {
    let (r, s) = (fields.word()?, fields.word()?);
    fields.finish()?;
    let mut scalars = [0; 64];
    scalars.iter_mut().zip(r.into_iter().chain(s)).for_each(|(to, from)| *to = from);
    Ok(scalars)
}

fn check_access_list(mut entries: Fields<'_>) -> Result<(), RlpError> {
    while !entries.is_empty() {
        let mut entry = entries.item()?.fields()?;
        entry.array::<20>()?;
        let mut keys = entry.item()?.fields()?;
        while !keys.is_empty() {
            keys.array::<32>()?;
        }
        entry.finish()?;
    }
    Ok(())
}

#[cfg(test)]
pub(in super::super) mod tests {
    use super::*;
    use crate::anchor::chain::ethereum::address::tests::key_of;
    use data_encoding::HEXLOWER;
    use k256::ecdsa::SigningKey;

    fn bytes(hex: &str) -> Vec<u8> {
        HEXLOWER.decode(hex.as_bytes()).unwrap()
    }

    /// The example of EIP-155: chain 1, the key `46…46`.
    const EIP_155: &str = "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

    #[test]
    fn reads_the_example_of_eip_155() {
        let envelope = bytes(EIP_155);
        let transaction = Transaction::parse(&envelope).unwrap();
        assert_eq!(
            HEXLOWER.encode(&transaction.signing_hash),
            "daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"
        );
        assert_eq!(transaction.sender().unwrap().to_string(), "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
        assert_eq!(transaction.to().unwrap().as_bytes(), &[0x35; 20]);
        assert_eq!((transaction.kind(), transaction.input()), (TransactionType::Legacy, &[][..]));
        assert_eq!(transaction.check_chain(1), Ok(ChainBinding::Signed));
        assert_eq!(transaction.check_chain(3), Err(TransactionError::Chain { expected: 3, found: 1 }));
        assert_eq!(transaction.hash(), keccak256(&envelope));
    }

    /// What to sign, in parts, and how.
    pub(crate) struct Draft {
        pub(crate) kind: TransactionType,
        pub(crate) chain_id: Option<u64>,
        pub(crate) to: Vec<u8>,
        pub(crate) input: Vec<u8>,
        pub(crate) access_list: Vec<u8>,
    }

    impl Default for Draft {
        fn default() -> Self {
            Self {
                kind: TransactionType::DynamicFee,
                chain_id: Some(1),
                to: vec![0x35; 20],
                input: vec![0xaa; 32],
                access_list: rlp::list(&[]),
            }
        }
    }

    impl Draft {
        fn unsigned(&self) -> Vec<u8> {
            let mut payload = Vec::new();
            let typed = self.kind != TransactionType::Legacy;
            if typed {
                rlp::write_integer(&mut payload, self.chain_id.unwrap());
            }
            rlp::write_integer(&mut payload, 9); // nonce
            rlp::write_integer(&mut payload, 20_000_000_000);
            if self.kind == TransactionType::DynamicFee {
                rlp::write_integer(&mut payload, 30_000_000_000);
            }
            rlp::write_integer(&mut payload, 30_000);
            rlp::write_string(&mut payload, &self.to);
            rlp::write_integer(&mut payload, 0);
            rlp::write_string(&mut payload, &self.input);
            if typed {
                payload.extend_from_slice(&self.access_list);
            }
            payload
        }

        fn prefix(&self) -> &'static [u8] {
            match self.kind {
                TransactionType::Legacy => &[],
                TransactionType::AccessList => &[1],
                TransactionType::DynamicFee => &[2],
            }
        }

        /// The scalars of the signature and whether y is odd. Signed here with the library of the curve, not with ours.
        pub(crate) fn signature(&self, key: &SigningKey) -> ([u8; 64], bool) {
            let mut payload = self.unsigned();
            if let (TransactionType::Legacy, Some(chain_id)) = (self.kind, self.chain_id) {
                rlp::write_integer(&mut payload, chain_id);
                payload.extend([0x80, 0x80]);
            }
            let prehash = keccak256(&[self.prefix(), &rlp::list(&payload)].concat());
            let (signature, id) = key.sign_prehash_recoverable(&prehash);
            (signature.to_bytes().into(), id.is_y_odd())
        }

        pub(crate) fn envelope(&self, v: u64, scalars: &[u8; 64]) -> Vec<u8> {
            let mut payload = self.unsigned();
            rlp::write_integer(&mut payload, v);
            for scalar in scalars.chunks(32) {
                let zeros = scalar.iter().take_while(|byte| **byte == 0).count();
                rlp::write_string(&mut payload, &scalar[zeros..]);
            }
            [self.prefix(), &rlp::list(&payload)].concat()
        }

        pub(crate) fn sign(&self) -> Vec<u8> {
            let (scalars, odd_y) = self.signature(&key());
            let v = match (self.kind, self.chain_id) {
                (TransactionType::Legacy, Some(chain_id)) => 35 + 2 * chain_id,
                (TransactionType::Legacy, None) => 27,
                _ => 0,
            };
            self.envelope(v + u64::from(odd_y), &scalars)
        }
    }

    pub(crate) fn key() -> SigningKey {
        SigningKey::from_slice(&[0x46; 32]).unwrap()
    }

    #[test]
    fn reads_every_form_it_knows() {
        let keys = [vec![7; 32], vec![8; 32]].map(|key| [vec![0xa0], key].concat()).concat();
        let entry = rlp::list(&[vec![0x94], vec![9; 20], rlp::list(&keys)].concat());
        let entries = rlp::list(&entry);
        let none = rlp::list(&[]);
        for (kind, chain_id, access_list) in [
            (TransactionType::Legacy, None, none.clone()),
            (TransactionType::Legacy, Some(1), none.clone()),
            (TransactionType::Legacy, Some(137), none.clone()),
            (TransactionType::AccessList, Some(1), none.clone()),
            (TransactionType::AccessList, Some(11_155_111), entries.clone()),
            (TransactionType::DynamicFee, Some(1), none),
            (TransactionType::DynamicFee, Some(137), entries),
        ] {
            let envelope = Draft { kind, chain_id, access_list, ..Draft::default() }.sign();
            let transaction = Transaction::parse(&envelope).unwrap();
            assert_eq!(transaction.sender(), Ok(key_of(&key())), "{kind:?} {chain_id:?}");
            assert_eq!((transaction.kind(), transaction.chain_id()), (kind, chain_id));
            assert_eq!(transaction.envelope(), envelope);
            let binding = chain_id.map_or(ChainBinding::Unprotected, |_| ChainBinding::Signed);
            assert_eq!(transaction.check_chain(chain_id.unwrap_or(1)), Ok(binding));
        }
    }

    #[test]
    fn commits_to_exactly_the_root() {
        let root = [0xaa; 32];
        for (input, holds) in [
            (root.to_vec(), true),
            (Vec::new(), false),
            (root[1..].to_vec(), false),
            ([&root[..], &[0]].concat(), false),
            ([&[0], &root[..]].concat(), false),
            (vec![0xab; 32], false),
            (HEXLOWER.encode(&root).into_bytes(), false),
        ] {
            let envelope = Draft { input, ..Draft::default() }.sign();
            assert_eq!(Transaction::parse(&envelope).unwrap().check_commitment(&root).is_ok(), holds);
        }
    }

    #[test]
    fn a_contract_may_be_created() {
        let envelope = Draft { to: Vec::new(), ..Draft::default() }.sign();
        assert_eq!(Transaction::parse(&envelope).unwrap().to(), None);
        let envelope = Draft { to: vec![1; 19], ..Draft::default() }.sign();
        assert_eq!(Transaction::parse(&envelope).err(), Some(TransactionError::Receiver));
    }

    #[test]
    fn names_the_forms_it_does_not_read() {
        for (envelope, want) in [
            (&[3_u8, 0xc0][..], TransactionError::UnsupportedType("EIP-4844")),
            (&[4, 0xc0], TransactionError::UnsupportedType("EIP-7702")),
            (&[0, 0xc0], TransactionError::UnknownType(0)),
            (&[5, 0xc0], TransactionError::UnknownType(5)),
            (&[0x7f, 0xc0], TransactionError::UnknownType(0x7f)),
            (&[0xb8, 0xc0], TransactionError::UnknownType(0xb8)),
            (&[], TransactionError::Rlp(RlpError::Truncated)),
            (&[0xc0], TransactionError::Rlp(RlpError::MissingItem)),
            (&[2, 0x80], TransactionError::Rlp(RlpError::ExpectedList)),
        ] {
            assert_eq!(Transaction::parse(envelope).err(), Some(want), "{envelope:?}");
        }
    }

    #[test]
    fn refuses_other_signature_forms() {
        let legacy = Draft { kind: TransactionType::Legacy, ..Draft::default() };
        let typed = Draft::default();
        let (scalars, _) = typed.signature(&key());
        for v in (0..27).chain(29..35) {
            let envelope = legacy.envelope(v, &scalars);
            assert_eq!(Transaction::parse(&envelope).err(), Some(TransactionError::Parity), "{v}");
        }
        for v in [2, 27, 28, 37] {
            let envelope = typed.envelope(v, &scalars);
            assert_eq!(Transaction::parse(&envelope).err(), Some(TransactionError::Parity), "{v}");
        }
        let nothing = typed.envelope(0, &[0; 64]);
        let sender = Transaction::parse(&nothing).unwrap().sender();
        assert_eq!(sender, Err(TransactionError::Signature(RecoveryError::Scalar)));
        let signature = k256::ecdsa::Signature::from_slice(&scalars).unwrap();
        let high = k256::ecdsa::Signature::from_scalars(*signature.r(), -*signature.s()).unwrap();
        for parity in 0..2 {
            let envelope = typed.envelope(parity, &high.to_bytes().into());
            let sender = Transaction::parse(&envelope).unwrap().sender();
            assert_eq!(sender, Err(TransactionError::Signature(RecoveryError::HighS)));
        }
        let padded = [typed.prefix(), &rlp::list(&[typed.unsigned(), vec![0x80, 0x82, 0, 1, 1]].concat())].concat();
        assert_eq!(Transaction::parse(&padded).err(), Some(TransactionError::Rlp(RlpError::LeadingZero)));
    }

    #[test]
    fn refuses_access_lists_of_another_shape() {
        let key = [vec![0xa0], vec![1; 32]].concat();
        let address = [vec![0x94], vec![9; 20]].concat();
        for (access_list, want) in [
            (vec![0x80], RlpError::ExpectedList),
            (rlp::list(&[1]), RlpError::ExpectedList),
            (rlp::list(&rlp::list(&address)), RlpError::MissingItem),
            (rlp::list(&rlp::list(&[address.clone(), key.clone()].concat())), RlpError::ExpectedList),
            (rlp::list(&rlp::list(&[address, rlp::list(&key), vec![1]].concat())), RlpError::Leftover),
            (
                rlp::list(&rlp::list(&[vec![1], rlp::list(&key)].concat())),
                RlpError::WrongLength { expected: 20, found: 1 },
            ),
        ] {
            let envelope = Draft { access_list, ..Draft::default() }.sign();
            assert_eq!(Transaction::parse(&envelope).err(), Some(TransactionError::Rlp(want)));
        }
    }

    /// No byte of an envelope is without effect: cut or changed, it is refused or says something else.
    #[test]
    fn every_byte_counts() {
        for kind in [TransactionType::Legacy, TransactionType::AccessList, TransactionType::DynamicFee] {
            let envelope = Draft { kind, ..Draft::default() }.sign();
            let hash = Transaction::parse(&envelope).unwrap().hash();
            for end in 0..envelope.len() {
                assert!(Transaction::parse(&envelope[..end]).is_err(), "{kind:?} cut at {end}");
            }
            assert!(Transaction::parse(&[&envelope[..], &[0]].concat()).is_err());
            for bit in 0..envelope.len() * 8 {
                let mut other = envelope.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                let Ok(transaction) = Transaction::parse(&other) else { continue };
                assert_ne!(transaction.hash(), hash);
                assert_ne!(transaction.sender(), Ok(key_of(&key())), "{kind:?} bit {bit}");
            }
        }
    }
}
