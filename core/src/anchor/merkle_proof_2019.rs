//! The proof value of Blockcerts 3, base58btc over CBOR, into a Merkle proof
//! ([Merkle Proof 2019](https://w3c-ccg.github.io/lds-merkle-proof-2019/), and the encoding of its reference software).
//!
//! The CBOR is an array of pairs of a number and a value, each number once, in any order. A hash is CBOR within a byte
//! string: a byte string again, or hexadecimal text; that choice and the order are all the freedom that an encoder has.

use super::ladder;
use super::merkle_proof::{self, Entry, Id, MerkleProof, MerkleProofError, once};
use crate::limits::{Limit, Limits};
use crate::merkle::{Hash, Side, Step};
use crate::multiformat::multibase::{self, MultibaseError};
use minicbor::data::Type;
use minicbor::decode::{Decoder, Error};

/// Chains and networks by their numbers. The mock chain, -1, has no network worth its name.
const NAMES: &[(i64, i64, &str)] = &[
    (0, 1, "btc:mainnet"),
    (0, 3, "btc:testnet"),
    (1, 1, "eth:mainnet"),
    (1, 3, "eth:ropsten"),
    (1, 4, "eth:rinkeby"),
    (1, 5, "eth:goerli"),
    (1, 11_155_111, "eth:sepolia"),
    (2, 137, "mtc:mainnet"),
    (2, 80_001, "mtc:mumbai"),
    (3, 8_453, "base:mainnet"),
    (3, 84_532, "base:sepolia"),
];

const MOCK_CHAIN: i64 = -1;

/// Reads a proof value and compares it with the hash of the document.
pub(crate) fn read(proof_value: &str, target: &Hash, limits: &Limits) -> ladder::Proof {
    merkle_proof::ladder(decode(proof_value, limits), target)
}

/// Reads a proof value.
///
/// # Errors
/// [`MerkleProofError`] with the first fault.
///
/// # Examples
/// ```
/// use credstone::anchor::merkle_proof_2019::decode;
/// use credstone::limits::Limits;
/// let value = concat!(
///     "z7veGu1qoKR3AS5AuRozrD6eEAVAzyFdg1GP5MnynZCZ5zM2BwsWKmmgR4Cu9Ugo3wjfTWpDF8HRzqXdeRphQ8sAzk5JJ3xpWSKjCwVWmvQLHMsQW",
/// );
/// assert!(decode(value, &Limits::default()).is_err());
/// ```
pub fn decode(proof_value: &str, limits: &Limits) -> Result<MerkleProof, MerkleProofError> {
    if !proof_value.starts_with('z') {
        return Err(MerkleProofError::Text);
    }
    let bytes = multibase::decode(proof_value, longest(limits)).map_err(|error| match error {
        // What does not fit would fit with a longer path.
        MultibaseError::TooLong => Limit::Path.reached(limits.path).into(),
        _ => MerkleProofError::Text,
    })?;
    let mut reader = Reader(Decoder::new(&bytes));
    let proof = reader.proof(limits)?;
    reader.end()?;
    Ok(proof)
}

/// The longest that a proof can be: a node in its longer form takes 73 bytes, and an anchor about 80. Decoding takes time
/// that grows with the square of the length.
fn longest(limits: &Limits) -> usize {
    usize::try_from(limits.path).unwrap_or(usize::MAX).saturating_mul(80).saturating_add(2_048)
}

/// Reads CBOR in its one form: definite lengths, and every number in as few bytes as it takes.
struct Reader<'b>(Decoder<'b>);

impl From<Error> for MerkleProofError {
    fn from(_: Error) -> Self {
        Self::Cbor
    }
}

/// Whether a network is given by its number, or by a text in its place.
#[derive(Clone, Copy)]
enum Network<'b> {
    Number(i64),
    Named(Id<'b>),
}

impl<'b> Reader<'b> {
    fn proof(&mut self, limits: &Limits) -> Result<MerkleProof, MerkleProofError> {
        let (mut root, mut target, mut entries, mut path) = (None, None, None, None);
        for _ in 0..self.array()? {
            match self.key()? {
                0 => once(&mut root, self.hash("merkleRoot")?, "merkleRoot")?,
                1 => once(&mut target, self.hash("targetHash")?, "targetHash")?,
                2 => once(&mut entries, self.entries()?, "anchors")?,
                3 => once(&mut path, self.steps(limits)?, "path")?,
                _ => return Err(MerkleProofError::Key),
            }
        }
        Ok(MerkleProof {
            target: target.ok_or(MerkleProofError::Member("targetHash"))?,
            path: merkle_proof::path(path.ok_or(MerkleProofError::Member("path"))?, limits)?,
            root: root.ok_or(MerkleProofError::Member("merkleRoot"))?,
            entries: entries.ok_or(MerkleProofError::Member("anchors"))?,
        })
    }

    fn steps(&mut self, limits: &Limits) -> Result<Vec<Step>, MerkleProofError> {
        let count = self.array()?;
        if count > u64::from(limits.path) {
            return Err(Limit::Path.reached(limits.path).into());
        }
        let mut steps = Vec::new();
        for index in 0..count {
            let node = MerkleProofError::Node { index: usize::try_from(index).unwrap_or(usize::MAX) };
            let side = match self.key()? {
                0 => Side::Left,
                1 => Side::Right,
                _ => return Err(node),
            };
            steps.push(Step { side, hash: self.scalar()?.hash().ok_or(node)? });
        }
        Ok(steps)
    }

    fn entries(&mut self) -> Result<Vec<Entry>, MerkleProofError> {
        let mut entries = Vec::new();
        for index in 0..self.array()? {
            let error = MerkleProofError::Anchor { index: usize::try_from(index).unwrap_or(usize::MAX) };
            let entry = match self.0.datatype()? {
                Type::String => Entry::from_blink(self.text()?),
                _ => self.entry(error)?,
            };
            entries.push(entry.ok_or(error)?);
        }
        Ok(entries)
    }

    fn entry(&mut self, error: MerkleProofError) -> Result<Option<Entry>, MerkleProofError> {
        let (mut chain, mut network, mut id, mut block) = (None, None, None, None);
        let twice = |_| error;
        for _ in 0..self.array()? {
            match self.key()? {
                0 => once(&mut chain, self.integer()?, "").map_err(twice)?,
                1 => once(&mut network, self.network()?, "").map_err(twice)?,
                2 => once(&mut id, self.scalar()?, "").map_err(twice)?,
                // Which block it is, the ledger says.
                3 => once(&mut block, self.network()?, "").map_err(twice)?,
                _ => return Err(MerkleProofError::Key),
            }
        }
        let entry = match (chain, network, id) {
            (Some(MOCK_CHAIN), None | Some(Network::Number(MOCK_CHAIN)), Some(id))
            | (Some(MOCK_CHAIN), Some(Network::Named(id)), None) => Entry::new("mocknet".to_owned(), id),
            (Some(MOCK_CHAIN), ..) => None,
            (Some(chain), Some(Network::Number(network)), Some(id)) => Entry::new(name(chain, network), id),
            _ => None,
        };
        Ok(entry)
    }

    fn network(&mut self) -> Result<Network<'b>, MerkleProofError> {
        match self.0.datatype()? {
            Type::Bytes => self.scalar().map(Network::Named),
            _ => self.integer().map(Network::Number),
        }
    }

    /// The first half of a pair.
    fn key(&mut self) -> Result<i64, MerkleProofError> {
        if self.array()? == 2 { self.integer() } else { Err(MerkleProofError::Cbor) }
    }

    fn hash(&mut self, name: &'static str) -> Result<Hash, MerkleProofError> {
        self.scalar()?.hash().ok_or(MerkleProofError::Hash(name))
    }

    /// A byte string that is CBOR again.
    fn scalar(&mut self) -> Result<Id<'b>, MerkleProofError> {
        let mut inner = Self(Decoder::new(self.bytes()?));
        let scalar = match inner.0.datatype()? {
            Type::Bytes => Id::Bytes(inner.bytes()?),
            Type::String => Id::Text(inner.text()?),
            _ => return Err(MerkleProofError::Cbor),
        };
        inner.end()?;
        Ok(scalar)
    }

    fn array(&mut self) -> Result<u64, MerkleProofError> {
        let start = self.0.position();
        let count = self.0.array()?.ok_or(MerkleProofError::Cbor)?;
        self.shortest(start, count, 0)?;
        Ok(count)
    }

    fn integer(&mut self) -> Result<i64, MerkleProofError> {
        let start = self.0.position();
        let number = self.0.i64()?;
        // A negative number is written as its complement.
        let written = if number < 0 { !number } else { number };
        self.shortest(start, written.unsigned_abs(), 0)?;
        Ok(number)
    }

    fn bytes(&mut self) -> Result<&'b [u8], MerkleProofError> {
        let start = self.0.position();
        let bytes = self.0.bytes()?;
        self.shortest(start, u64::try_from(bytes.len()).unwrap_or(u64::MAX), bytes.len())?;
        Ok(bytes)
    }

    fn text(&mut self) -> Result<&'b str, MerkleProofError> {
        let start = self.0.position();
        let text = self.0.str()?;
        self.shortest(start, u64::try_from(text.len()).unwrap_or(u64::MAX), text.len())?;
        Ok(text)
    }

    /// Checks that what was read since `start`, but for its last `content` bytes, is the shortest form of `number`.
    fn shortest(&self, start: usize, number: u64, content: usize) -> Result<(), MerkleProofError> {
        let head = match number {
            0..=0x17 => 1,
            0x18..=0xff => 2,
            0x100..=0xffff => 3,
            0x1_0000..=0xffff_ffff => 5,
            _ => 9,
        };
        let read = self.0.position().saturating_sub(start).saturating_sub(content);
        if read == head { Ok(()) } else { Err(MerkleProofError::Cbor) }
    }

    /// Checks that nothing follows.
    fn end(&self) -> Result<(), MerkleProofError> {
        if self.0.position() == self.0.input().len() { Ok(()) } else { Err(MerkleProofError::Cbor) }
    }
}

/// The name of a chain, or its numbers.
fn name(chain: i64, network: i64) -> String {
    let row = NAMES.iter().find(|(of_chain, of_network, _)| (*of_chain, *of_network) == (chain, network));
    row.map_or_else(|| format!("{chain}:{network}"), |(_, _, name)| (*name).to_owned())
}
