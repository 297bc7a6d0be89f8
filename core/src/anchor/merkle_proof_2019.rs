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
///     "zEZTSc5xQqJogyc88ePe4LDi2Ve54jgyciCFLocwWMfKKtwFpTpb7AuxUNvXQ6irdhuDVZWX4PobuZAk2NCrS7ZZGA55VwX9XCtv",
///     "o5UFyACzUacLAeiJDkmmdo58Twz3TRN4nNcjppxgt1S4dSn9UvfCnPGrryo66dqPhWLW5smqE4Kc",
/// );
/// let proof = decode(value, &Limits::default())?;
/// assert_eq!((proof.target, proof.check_path()), ([1; 32], Ok(())));
/// assert_eq!((proof.entries[0].chain.as_str(), proof.entries[0].id.as_str()), ("btc:mainnet", "ab".repeat(32).as_str()));
/// # Ok::<(), credstone::anchor::merkle_proof::MerkleProofError>(())
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
                2 => once(&mut entries, self.entries(limits)?, "anchors")?,
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

    fn entries(&mut self, limits: &Limits) -> Result<Vec<Entry>, MerkleProofError> {
        let count = self.array()?;
        merkle_proof::check_entries(count, limits)?;
        let mut entries = Vec::new();
        for index in 0..count {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{Path, Rule};
    use crate::multiformat::multibase::encode_base58btc;
    use crate::report::{Finding, Outcome, Reason};

    type Bytes = Vec<u8>;

    fn head(major: u8, number: usize) -> Bytes {
        match number {
            0..=23 => vec![(major << 5) | number as u8],
            24..=0xff => vec![(major << 5) | 24, number as u8],
            0x100..=0xffff => [&[(major << 5) | 25][..], &(number as u16).to_be_bytes()].concat(),
            _ => [&[(major << 5) | 26][..], &(number as u32).to_be_bytes()].concat(),
        }
    }

    fn integer(number: i64) -> Bytes {
        if number < 0 { head(1, !number as usize) } else { head(0, number as usize) }
    }

    fn bytes(content: &[u8]) -> Bytes {
        [&head(2, content.len())[..], content].concat()
    }

    fn text(content: &str) -> Bytes {
        [&head(3, content.len())[..], content.as_bytes()].concat()
    }

    fn array(items: &[Bytes]) -> Bytes {
        [head(4, items.len()), items.concat()].concat()
    }

    fn pair(key: i64, value: &[u8]) -> Bytes {
        array(&[integer(key), value.to_vec()])
    }

    fn hash(byte: u8) -> Bytes {
        bytes(&bytes(&[byte; 32]))
    }

    fn hex(byte: u8) -> Bytes {
        bytes(&text(&format!("{byte:02x}").repeat(32)))
    }

    fn anchor(chain: i64, network: i64, id: &[u8]) -> Bytes {
        array(&[pair(0, &integer(chain)), pair(1, &integer(network)), pair(2, id)])
    }

    /// Path, root, target and anchors, in the order of the reference software.
    fn parts(path: &[Bytes], root: &[u8], target: &[u8], anchors: &[Bytes]) -> [Bytes; 4] {
        [pair(3, &array(path)), pair(0, root), pair(1, target), pair(2, &array(anchors))]
    }

    fn sound() -> [Bytes; 4] {
        let root = Rule::Sha256Pairs.node(&[2; 32], &[1; 32]);
        parts(&[pair(0, &hash(2))], &bytes(&bytes(&root)), &hash(1), &[anchor(0, 1, &hash(0xab))])
    }

    fn decoded(cbor: &[u8]) -> Result<MerkleProof, MerkleProofError> {
        decode(&encode_base58btc(cbor), &Limits::default())
    }

    fn with_anchors(anchors: &[Bytes]) -> Result<Vec<(String, String)>, MerkleProofError> {
        let proof = decoded(&array(&parts(&[], &hash(1), &hash(1), anchors)))?;
        Ok(proof.entries.into_iter().map(|entry| (entry.chain, entry.id)).collect())
    }

    #[test]
    fn reads_a_proof_in_any_order_and_both_forms_of_hashes() {
        let want = merkle_proof::tests::proof();
        let [path, root, target, anchors] = sound();
        for order in
            [[&path, &root, &target, &anchors], [&anchors, &target, &root, &path], [&root, &path, &anchors, &target]]
        {
            assert_eq!(decoded(&array(&order.map(Clone::clone))), Ok(want.clone()));
        }
        let root = Rule::Sha256Pairs.node(&[2; 32], &[1; 32]);
        let root = bytes(&text(&data_encoding::HEXUPPER.encode(&root)));
        let id = bytes(&text(&format!("0x{}", "ab".repeat(32))));
        let mixed = parts(&[pair(0, &hex(2))], &root, &hex(1), &[anchor(0, 1, &id)]);
        assert_eq!(decoded(&array(&mixed)), Ok(want));
    }

    #[test]
    fn reads_the_sides_of_a_path() {
        let proof = decoded(&array(&parts(&[pair(1, &hash(2)), pair(0, &hash(3))], &hash(9), &hash(1), &[]))).unwrap();
        let steps = [Step { side: Side::Right, hash: [2; 32] }, Step { side: Side::Left, hash: [3; 32] }];
        assert_eq!(proof.path, Path::new(steps.to_vec(), &Limits::default()).unwrap());
    }

    #[test]
    fn reads_transactions_of_every_chain() {
        let id = "ab".repeat(32);
        let mock = |pairs: &[Bytes]| array(&[&[pair(0, &integer(-1))], pairs].concat());
        let note = "This has not been issued on a blockchain and is for testing only";
        let cases = [
            ("bitcoin", anchor(0, 1, &hash(0xab)), ("btc:mainnet", id.as_str())),
            ("bitcoin's test network", anchor(0, 3, &hash(0xab)), ("btc:testnet", &id)),
            ("ethereum", anchor(1, 1, &hex(0xab)), ("eth:mainnet", &id)),
            ("a number of four bytes", anchor(1, 11_155_111, &hash(0xab)), ("eth:sepolia", &id)),
            ("polygon", anchor(2, 137, &hash(0xab)), ("mtc:mainnet", &id)),
            ("base", anchor(3, 8_453, &hash(0xab)), ("base:mainnet", &id)),
            ("a network that is not known", anchor(0, 2, &hash(0xab)), ("0:2", &id)),
            ("a chain that is not known, with an id of its own", anchor(7, -9, &bytes(&bytes(&[1]))), ("7:-9", "01")),
            ("a text", text(&format!("blink:btc:mainnet:{id}")), ("btc:mainnet", &id)),
            (
                "mock by number",
                mock(&[pair(1, &integer(-1)), pair(2, &bytes(&bytes(&[0xab; 16])))]),
                ("mocknet", &id[..32]),
            ),
            ("mock with 64 bytes", mock(&[pair(2, &bytes(&bytes(&[0xab; 64])))]), ("mocknet", &id.repeat(2))),
            ("mock by text", mock(&[pair(1, &bytes(&text(note)))]), ("mocknet", note)),
            (
                "with a block",
                array(&[pair(3, &integer(800_000)), pair(2, &hash(0xab)), pair(1, &integer(1)), pair(0, &integer(0))]),
                ("btc:mainnet", &id),
            ),
        ];
        for (name, anchor, (chain, id)) in cases {
            assert_eq!(with_anchors(&[anchor]), Ok(vec![(chain.to_owned(), id.to_owned())]), "{name}");
        }
        assert_eq!(with_anchors(&[]), Ok(Vec::new()));
        assert_eq!(with_anchors(&[anchor(0, 1, &hash(1)), anchor(1, 1, &hash(2))]).map(|entries| entries.len()), Ok(2));
    }

    #[test]
    fn refuses_anchors_that_name_no_transaction() {
        let error = MerkleProofError::Anchor { index: 0 };
        let (chain, network, id) = (pair(0, &integer(0)), pair(1, &integer(1)), pair(2, &hash(1)));
        let cases = [
            ("nothing", array(&[]), error),
            ("no chain", array(&[network.clone(), id.clone()]), error),
            ("no network", array(&[chain.clone(), id.clone()]), error),
            ("no id", array(&[chain.clone(), network.clone()]), error),
            ("two chains", array(&[chain.clone(), chain.clone(), network.clone(), id.clone()]), error),
            ("two networks", array(&[chain.clone(), network.clone(), network.clone(), id.clone()]), error),
            ("two ids", array(&[chain.clone(), network.clone(), id.clone(), id.clone()]), error),
            ("two blocks", array(&[pair(3, &integer(1)), pair(3, &integer(1)), chain.clone()]), error),
            ("a short id", anchor(0, 1, &bytes(&bytes(&[1; 31]))), error),
            ("a long id", anchor(0, 1, &bytes(&bytes(&[1; 33]))), error),
            ("an empty id", anchor(7, 7, &bytes(&bytes(&[]))), error),
            ("an id that is no hexadecimal", anchor(1, 1, &bytes(&text(&"xy".repeat(32)))), error),
            ("a network of text", array(&[chain.clone(), pair(1, &bytes(&text("main"))), id.clone()]), error),
            ("a mock chain alone", array(&[pair(0, &integer(-1))]), error),
            ("a mock chain with the network of another", anchor(-1, 1, &hash(1)), error),
            ("a text that is none", text("btc:mainnet"), error),
            ("an unknown key", array(&[chain, network, id, pair(4, &integer(1))]), MerkleProofError::Key),
            ("a chain of text", array(&[pair(0, &text("btc"))]), MerkleProofError::Cbor),
            ("a triple", array(&[array(&[integer(0), integer(0), integer(0)])]), MerkleProofError::Cbor),
            ("a number", integer(1), MerkleProofError::Cbor),
        ];
        for (name, anchor, want) in cases {
            assert_eq!(with_anchors(&[anchor]), Err(want), "{name}");
        }
        let second = with_anchors(&[anchor(0, 1, &hash(1)), array(&[])]);
        assert_eq!(second, Err(MerkleProofError::Anchor { index: 1 }));
    }

    #[test]
    fn refuses_other_parts() {
        let [path, root, target, anchors] = sound();
        let all = |with: &[&Bytes]| array(&with.iter().map(|part| (*part).clone()).collect::<Vec<_>>());
        let cases = [
            ("no path", all(&[&root, &target, &anchors]), MerkleProofError::Member("path")),
            ("no root", all(&[&path, &target, &anchors]), MerkleProofError::Member("merkleRoot")),
            ("no target", all(&[&path, &root, &anchors]), MerkleProofError::Member("targetHash")),
            ("no anchors", all(&[&path, &root, &target]), MerkleProofError::Member("anchors")),
            ("nothing", all(&[]), MerkleProofError::Member("targetHash")),
            ("two paths", all(&[&path, &path, &root, &target, &anchors]), MerkleProofError::Member("path")),
            ("two roots", all(&[&path, &root, &root, &target, &anchors]), MerkleProofError::Member("merkleRoot")),
            ("two targets", all(&[&path, &root, &target, &target, &anchors]), MerkleProofError::Member("targetHash")),
            (
                "two lists of anchors",
                all(&[&path, &root, &target, &anchors, &anchors]),
                MerkleProofError::Member("anchors"),
            ),
            ("another part", all(&[&path, &root, &target, &anchors, &pair(4, &hash(1))]), MerkleProofError::Key),
            ("a negative part", all(&[&path, &root, &target, &anchors, &pair(-1, &hash(1))]), MerkleProofError::Key),
            ("a short root", all(&[&pair(0, &bytes(&bytes(&[1; 31])))]), MerkleProofError::Hash("merkleRoot")),
            ("a long target", all(&[&pair(1, &bytes(&bytes(&[1; 33])))]), MerkleProofError::Hash("targetHash")),
            ("an odd root", all(&[&pair(0, &bytes(&text(&"1".repeat(63))))]), MerkleProofError::Hash("merkleRoot")),
            (
                "a root twice in hexadecimal",
                all(&[&pair(0, &bytes(&text(&"1".repeat(128))))]),
                MerkleProofError::Hash("merkleRoot"),
            ),
            (
                "a root of letters",
                all(&[&pair(0, &bytes(&text(&"g".repeat(64))))]),
                MerkleProofError::Hash("merkleRoot"),
            ),
            (
                "bytes after the proof",
                [all(&[&path, &root, &target, &anchors]), vec![0]].concat(),
                MerkleProofError::Cbor,
            ),
            (
                "bytes after a hash",
                all(&[&pair(0, &bytes(&[&bytes(&[1; 32])[..], &[0]].concat()))]),
                MerkleProofError::Cbor,
            ),
            ("a hash that is not wrapped", all(&[&pair(0, &bytes(&[1; 32]))]), MerkleProofError::Cbor),
            ("a hash of text that is not wrapped", all(&[&pair(0, &text(&"1".repeat(64)))]), MerkleProofError::Cbor),
            ("a number as hash", all(&[&pair(0, &bytes(&integer(1)))]), MerkleProofError::Cbor),
            ("a map", vec![0xa0], MerkleProofError::Cbor),
            ("a tag", [&[0xc0][..], &all(&[&path, &root, &target, &anchors])].concat(), MerkleProofError::Cbor),
            ("no bytes", Vec::new(), MerkleProofError::Cbor),
            ("a list of endless length", vec![0x9f, 0xff], MerkleProofError::Cbor),
            ("a list longer than memory", [&[0x9b][..], &[0xff; 8]].concat(), MerkleProofError::Cbor),
            ("a hash of endless length", all(&[&pair(0, &[0x5f, 0xff])]), MerkleProofError::Cbor),
            ("a text of endless length", all(&[&pair(0, &bytes(&[0x7f, 0xff]))]), MerkleProofError::Cbor),
            ("a text that is not UTF-8", all(&[&pair(0, &bytes(&[0x61, 0xff]))]), MerkleProofError::Cbor),
            ("a path that is no list", all(&[&pair(3, &hash(1))]), MerkleProofError::Cbor),
        ];
        for (name, cbor, want) in cases {
            assert_eq!(decoded(&cbor), Err(want), "{name}");
        }
    }

    #[test]
    fn refuses_numbers_and_lengths_that_are_not_in_their_shortest_form() {
        let sound = array(&sound());
        assert!(decoded(&sound).is_ok());
        // Of the list, of a pair, of a key, of a byte string and of the one within.
        let places = [
            (0, vec![0x98, 4]),
            (1, vec![0x98, 2]),
            (2, vec![0x18, 3]),
            (2, vec![0x19, 0, 3]),
            (2, vec![0x1a, 0, 0, 0, 3]),
        ];
        for (place, long) in places {
            let edited = [&sound[..place], &long, &sound[place + 1..]].concat();
            assert_eq!(decoded(&edited), Err(MerkleProofError::Cbor), "{place}: {long:x?}");
        }
        let long = |content: &[u8]| [&[0x59, 0][..], &[content.len() as u8], content].concat();
        for root in [long(&bytes(&[1; 32])), bytes(&long(&[1; 32]))] {
            assert_eq!(decoded(&array(&[pair(0, &root)])), Err(MerkleProofError::Cbor), "{root:x?}");
        }
        let root = bytes(&[&[0x79, 0, 64][..], "01".repeat(32).as_bytes()].concat());
        assert_eq!(decoded(&array(&[pair(0, &root)])), Err(MerkleProofError::Cbor));
        // -1 is 20, and 38 00 is -1 as well.
        assert!(with_anchors(&[array(&[array(&[integer(0), vec![0x20]]), pair(2, &hash(1))])]).is_ok());
        let long = with_anchors(&[array(&[array(&[integer(0), vec![0x38, 0]]), pair(2, &hash(1))])]);
        assert_eq!(long, Err(MerkleProofError::Cbor));
    }

    #[test]
    fn refuses_nodes_that_are_no_hashes_or_on_no_side() {
        let node = |index| Err(MerkleProofError::Node { index });
        let cases = [
            ("a short node", vec![pair(0, &bytes(&bytes(&[1; 31])))], node(0)),
            ("a long node", vec![pair(0, &bytes(&bytes(&[1; 33])))], node(0)),
            ("odd hexadecimal", vec![pair(0, &hash(1)), pair(1, &bytes(&text(&"1".repeat(63))))], node(1)),
            ("a third side", vec![pair(2, &hash(1))], node(0)),
            ("both sides", vec![array(&[integer(0), hash(1), hash(2)])], Err(MerkleProofError::Cbor)),
            ("neither side", vec![array(&[hash(1)])], Err(MerkleProofError::Cbor)),
        ];
        for (name, path, want) in cases {
            assert_eq!(decoded(&array(&parts(&path, &hash(1), &hash(1), &[]))), want, "{name}");
        }
    }

    #[test]
    fn a_path_and_a_text_have_limits() {
        let of = |steps: usize, limits: &Limits| {
            let cbor =
                array(&parts(&vec![pair(0, &hex(2)); steps], &hex(1), &hex(1), &vec![anchor(0, 1, &hex(1)); 16]));
            decode(&encode_base58btc(&cbor), limits).map(|proof| proof.path.steps().len())
        };
        let reached = |value| Err(MerkleProofError::Limit(Limit::Path.reached(value)));
        let small = Limits { path: 3, ..Limits::default() };
        assert_eq!((of(3, &small), of(4, &small)), (Ok(3), reached(3)));
        let limits = Limits::default();
        assert_eq!((of(64, &limits), of(65, &limits)), (Ok(64), reached(64)));
        for digit in ["1", "2"] {
            let long = decode(&format!("z{}", digit.repeat(1 << 20)), &limits);
            assert_eq!(long, Err(MerkleProofError::Limit(Limit::Path.reached(64))), "{digit}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        let text = encode_base58btc(&array(&sound()));
        for other in
            [String::new(), "z0".to_owned(), text[1..].to_owned(), format!("{text} "), format!("u{}", &text[1..])]
        {
            assert_eq!(decode(&other, &Limits::default()), Err(MerkleProofError::Text), "{other}");
        }
        assert_eq!(decode("z", &Limits::default()), Err(MerkleProofError::Cbor));
    }

    #[test]
    fn no_part_of_a_proof_is_a_proof() {
        let cbor = array(&sound());
        for length in 0..cbor.len() {
            assert!(decoded(&cbor[..length]).is_err(), "{length}");
        }
        let text = encode_base58btc(&cbor);
        for length in 0..text.len() {
            assert!(decode(&text[..length], &Limits::default()).is_err(), "{length}");
        }
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let mixed = parts(&[pair(0, &hash(2))], &hex(1), &hash(1), &[anchor(1, 1, &bytes(&bytes(&[3; 32])))]);
        for cbor in [array(&sound()), array(&mixed)] {
            let want = decoded(&cbor).unwrap();
            for (place, bit) in (0..cbor.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
                let mut edited = cbor.clone();
                edited[place] ^= 1 << bit;
                assert_ne!(decoded(&edited), Ok(want.clone()), "{place} {bit}");
            }
        }
    }

    #[test]
    fn rungs_for_the_document() {
        let text = encode_base58btc(&array(&sound()));
        let limits = Limits::default();
        let rungs = read(&text, &[1; 32], &limits);
        assert!([&rungs.encoding, &rungs.target, &rungs.path].iter().all(|finding| finding.is_passed()), "{rungs:?}");
        assert_eq!(rungs.anchors.len(), 1);
        assert_eq!(read(&text, &[2; 32], &limits).target.reason, Some(Reason::MerkleTarget));
        assert_eq!(read("z1", &[1; 32], &limits).encoding, Finding::failed(Reason::ProofEncoding));
        assert_eq!(read(&text, &[1; 32], &Limits { path: 0, ..limits }).encoding.outcome, Outcome::Undetermined);
    }
}
