//! Transactions: their serialization, old and with witness ([BIP-144](https://github.com/bitcoin/bips/blob/master/bip-0144.mediawiki)),
//! into inputs, outputs and the id that a block commits to.
//!
//! The id does not cover the witness, so nothing of the witness is kept.

use super::bytes::{ReadError, Reader};
use crate::merkle::{Hash, sha256};
use std::fmt;

/// A well-formed transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    id: Hash,
    version: u32,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    lock_time: u32,
}

/// What a transaction spends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The id of the transaction whose output is spent.
    pub transaction: Hash,
    /// Which of its outputs.
    pub output: u32,
    /// The script that unlocks it; empty where the witness does.
    pub script: Vec<u8>,
    /// The sequence number.
    pub sequence: u32,
}

/// What a transaction pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How much, in satoshi.
    pub value: u64,
    /// The script that locks it.
    pub script: Vec<u8>,
}

/// Why bytes are not a transaction that counts.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionError {
    /// A size is written longer than it need be.
    CompactSize,
    /// The byte after the witness marker is not 1.
    Flag,
    /// It spends or pays nothing.
    Nothing,
    /// Without witness it has 64 bytes, as two nodes of a Merkle tree have, and could pass for them.
    SixtyFourBytes,
    /// It is written with a witness that is empty.
    SuperfluousWitness,
    /// Bytes follow it.
    Trailing,
    /// The bytes end within it.
    Truncated,
}

impl fmt::Display for TransactionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CompactSize => "a size in the transaction is written longer than it need be",
            Self::Flag => "the flag after the witness marker is not 1",
            Self::Nothing => "the transaction spends or pays nothing",
            Self::SixtyFourBytes => "a transaction of 64 bytes could be an inner node of the Merkle tree",
            Self::SuperfluousWitness => "the transaction is written with a witness but has none",
            Self::Trailing => "bytes follow the transaction",
            Self::Truncated => "the bytes end within the transaction",
        })
    }
}

impl std::error::Error for TransactionError {}

impl From<ReadError> for TransactionError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::End => Self::Truncated,
            ReadError::Size => Self::CompactSize,
        }
    }
}

/// Why a transaction does not carry a value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitmentError {
    /// No output carries 32 bytes and nothing else.
    Missing,
    /// The output carries other bytes.
    Other {
        /// Which output.
        output: usize,
        /// What it carries.
        found: Hash,
    },
    /// Several outputs carry 32 bytes, so which one is meant is open.
    Several {
        /// How many.
        count: usize,
    },
    /// The value is all zeros, which is what nothing looks like.
    Zero,
}

impl fmt::Display for CommitmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("no output carries 32 bytes and nothing else"),
            Self::Other { output, found } => {
                write!(f, "output {output} carries {}", data_encoding::HEXLOWER.encode(found))
            }
            Self::Several { count } => write!(f, "{count} outputs carry 32 bytes"),
            Self::Zero => f.write_str("the value is all zeros"),
        }
    }
}

impl std::error::Error for CommitmentError {}

/// The shortest input: outpoint, an empty script, sequence.
const SHORTEST_INPUT: usize = 32 + 4 + 1 + 4;

/// The shortest output: value and an empty script.
const SHORTEST_OUTPUT: usize = 8 + 1;

impl Transaction {
    /// Reads a transaction, with or without witness.
    ///
    /// # Errors
    /// [`TransactionError`]; each transaction has one text here, but for the witness, which may be left out.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::{Transaction, TransactionError};
    /// assert_eq!(Transaction::parse(&[1, 0, 0, 0]), Err(TransactionError::Truncated));
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, TransactionError> {
        let mut reader = Reader::new(bytes);
        let version = reader.u32()?;
        let witness = reader.rest().first() == Some(&0);
        if witness && reader.array()? != [0, 1] {
            // A marker is also what the count of a transaction without inputs looks like.
            return Err(if bytes.get(5) == Some(&0) { TransactionError::Nothing } else { TransactionError::Flag });
        }
        let body = reader.rest();
        let inputs = many(&mut reader, SHORTEST_INPUT, input)?;
        let outputs = many(&mut reader, SHORTEST_OUTPUT, output)?;
        if inputs.is_empty() || outputs.is_empty() {
            return Err(TransactionError::Nothing);
        }
        let body = body.get(..body.len().saturating_sub(reader.rest().len())).unwrap_or_default();
        if witness {
            skip_witness(&mut reader, inputs.len())?;
        }
        let lock_time = reader.u32()?;
        if !reader.rest().is_empty() {
            return Err(TransactionError::Trailing);
        }
        if body.len() == 64 - 4 - 4 {
            return Err(TransactionError::SixtyFourBytes);
        }
        let id = twice(&[&version.to_le_bytes(), body, &lock_time.to_le_bytes()]);
        Ok(Self { id, version, inputs, outputs, lock_time })
    }

    /// The id, in the order of the wire; [`super::id_text`] shows it.
    #[must_use]
    pub fn id(&self) -> &Hash {
        &self.id
    }

    /// The inputs, at least one.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The outputs, at least one.
    #[must_use]
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// Whether it is the one that pays the miner of a block and spends nothing.
    #[must_use]
    pub fn is_coinbase(&self) -> bool {
        matches!(self.inputs.as_slice(), [only] if only.transaction == [0; 32] && only.output == u32::MAX)
    }

    /// The index of the output that carries `root`: `OP_RETURN`, a push of 32 bytes, and no more.
    ///
    /// # Errors
    /// [`CommitmentError`] if there is not exactly one such output, or it carries another value.
    pub fn commitment(&self, root: &Hash) -> Result<usize, CommitmentError> {
        if *root == [0; 32] {
            return Err(CommitmentError::Zero);
        }
        let mut carriers = self.outputs.iter().enumerate().filter_map(|(at, output)| Some((at, carried(output)?)));
        let Some((output, found)) = carriers.next() else { return Err(CommitmentError::Missing) };
        let more = carriers.count();
        if more > 0 {
            return Err(CommitmentError::Several { count: more.saturating_add(1) });
        }
        if found == *root { Ok(output) } else { Err(CommitmentError::Other { output, found }) }
    }

    /// What an input's signature covers if it is one over all inputs and outputs
    /// ([reference](https://developer.bitcoin.org/devguide/transactions.html#signature-hash-types)), but for the second hash.
    pub(super) fn signed(&self, input: usize, lock: &[u8]) -> Hash {
        let mut bytes = self.version.to_le_bytes().to_vec();
        write_size(&mut bytes, self.inputs.len());
        for (at, spent) in self.inputs.iter().enumerate() {
            bytes.extend(spent.transaction);
            bytes.extend(spent.output.to_le_bytes());
            let script = if at == input { lock } else { &[] };
            write_size(&mut bytes, script.len());
            bytes.extend(script);
            bytes.extend(spent.sequence.to_le_bytes());
        }
        write_size(&mut bytes, self.outputs.len());
        for output in &self.outputs {
            bytes.extend(output.value.to_le_bytes());
            write_size(&mut bytes, output.script.len());
            bytes.extend(&output.script);
        }
        bytes.extend(self.lock_time.to_le_bytes());
        bytes.extend(SIGHASH_ALL.to_le_bytes());
        sha256(&[&bytes])
    }
}

/// The type of a signature that covers all inputs and outputs.
pub(super) const SIGHASH_ALL: u32 = 1;

fn many<T>(
    reader: &mut Reader<'_>,
    shortest: usize,
    read: fn(&mut Reader<'_>) -> Result<T, ReadError>,
) -> Result<Vec<T>, ReadError> {
    let count = reader.count(shortest)?;
    (0..count).map(|_| read(reader)).collect()
}

fn input(reader: &mut Reader<'_>) -> Result<Input, ReadError> {
    let (transaction, output) = (reader.array()?, reader.u32()?);
    let script = reader.prefixed()?.to_vec();
    Ok(Input { transaction, output, script, sequence: reader.u32()? })
}

fn output(reader: &mut Reader<'_>) -> Result<Output, ReadError> {
    let value = reader.u64()?;
    Ok(Output { value, script: reader.prefixed()?.to_vec() })
}

fn skip_witness(reader: &mut Reader<'_>, inputs: usize) -> Result<(), TransactionError> {
    let mut empty = true;
    for _ in 0..inputs {
        for _ in 0..reader.count(1)? {
            reader.prefixed()?;
            empty = false;
        }
    }
    if empty { Err(TransactionError::SuperfluousWitness) } else { Ok(()) }
}

/// What the output carries, if it is `OP_RETURN` with one push of 32 bytes.
fn carried(output: &Output) -> Option<Hash> {
    output.script.strip_prefix(&[0x6a, 32])?.try_into().ok()
}

/// SHA-256 twice.
pub(super) fn twice(parts: &[&[u8]]) -> Hash {
    sha256(&[&sha256(parts)])
}

/// Writes a compact size.
pub(super) fn write_size(bytes: &mut Vec<u8>, size: usize) {
    match (u8::try_from(size), u16::try_from(size), u32::try_from(size)) {
        (Ok(size @ ..0xfd), ..) => bytes.push(size),
        (_, Ok(size), _) => {
            bytes.push(0xfd);
            bytes.extend(size.to_le_bytes());
        }
        (.., Ok(size)) => {
            bytes.push(0xfe);
            bytes.extend(size.to_le_bytes());
        }
        (.., Err(_)) => {
            bytes.push(0xff);
            bytes.extend(u64::try_from(size).unwrap_or(u64::MAX).to_le_bytes());
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::{id, id_text};
    use super::*;
    use crate::digest::DigestAlgorithm;

    pub(in super::super) fn hex(text: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
    }

    /// The first transaction of the chain.
    pub(in super::super) const GENESIS: &str = "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    /// A transaction in which OpenTimestamps anchored in block 358391.
    pub(in super::super) const STAMP: &str = "0100000001e482f9d32ecc3ba657b69d898010857b54457a90497982ff56f97c4ec58e6f98010000006b483045022100b253add1d1cf90844338a475a04ff13fc9e7bd242b07762dea07f5608b2de367022000b268ca9c3342b3769cdd062891317cdcef87aac310b6855e9d93898ebbe8ec0121020d8e4d107d2b339b0050efdd4b4a09245aa056048f125396374ea6a2ab0709c6ffffffff026533e605000000001976a9140bf057d40fbba6744862515f5b55a2310de5772f88aca0860100000000001976a914";

    /// The document's RIPEMD-160 stands where the hash of a key would.
    pub(in super::super) fn stamp() -> Vec<u8> {
        let document = hex("03ba204e50d126e4674c005e04d82e84c21366780af1f43bd54a37816b6ab340");
        [hex(STAMP), DigestAlgorithm::Ripemd160.hash(&document).as_bytes().to_vec(), hex("88ac00000000")].concat()
    }

    pub(in super::super) fn build(inputs: &[Input], outputs: &[Output]) -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0];
        write_size(&mut bytes, inputs.len());
        for input in inputs {
            bytes.extend(input.transaction);
            bytes.extend(input.output.to_le_bytes());
            write_size(&mut bytes, input.script.len());
            bytes.extend(&input.script);
            bytes.extend(input.sequence.to_le_bytes());
        }
        write_size(&mut bytes, outputs.len());
        for output in outputs {
            bytes.extend(output.value.to_le_bytes());
            write_size(&mut bytes, output.script.len());
            bytes.extend(&output.script);
        }
        [bytes, vec![0; 4]].concat()
    }

    pub(in super::super) fn spend(transaction: Hash, script: &[u8]) -> Input {
        Input { transaction, output: 0, script: script.to_vec(), sequence: u32::MAX }
    }

    pub(in super::super) fn pay(script: &[u8]) -> Output {
        Output { value: 1, script: script.to_vec() }
    }

    fn carrier(value: u8) -> Output {
        pay(&[&[0x6a, 32][..], &[value; 32]].concat())
    }

    /// The same transaction with a witness of one item for each input.
    fn with_witness(bytes: &[u8], inputs: usize) -> Vec<u8> {
        let witness = [1, 3, 7, 8, 9].repeat(inputs);
        [&bytes[..4], &[0, 1], &bytes[4..bytes.len() - 4], &witness, &bytes[bytes.len() - 4..]].concat()
    }

    #[test]
    fn knows_the_ids_of_published_transactions() {
        let cases = [
            ("genesis", hex(GENESIS), "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"),
            ("stamp", stamp(), "7e9f0f7d9daa2d9e51b2e22f4abe814c3f90539afa778a9bef88dc64627cb2ec"),
        ];
        for (name, bytes, want) in cases {
            let transaction = Transaction::parse(&bytes).unwrap();
            assert_eq!(id_text(transaction.id()), want, "{name}");
            assert_eq!(transaction.is_coinbase(), name == "genesis");
        }
    }

    /// The example of BIP-143 for a native P2WPKH input: one old input, one with witness.
    #[test]
    fn the_witness_is_outside_the_id() {
        let signed = "01000000000102fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f00000000494830450221008b9d1dc26ba6a9cb62127b02742fa9d754cd3bebf337f7a55d114c8e5cdd30be022040529b194ba3f9281a99f2b1c0a19c0489bc22ede944ccf4ecbab4cc618ef3ed01eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac000247304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee0121025476c2e83188368da1ff3e292e7acafcdb3566bb0ad253f62fc70f07aeee635711000000";
        let transaction = Transaction::parse(&hex(signed)).unwrap();
        let want = "e8151a2af31c368a35053ddd4bdb285a8595c769a3ad83e0fa02314a602d4609";
        assert_eq!(id_text(transaction.id()), want);
    }

    #[test]
    fn the_same_without_witness_has_the_same_id() {
        let plain = build(&[spend([3; 32], &[])], &[carrier(5)]);
        let one = Transaction::parse(&plain).unwrap();
        assert_eq!(Transaction::parse(&with_witness(&plain, 1)).as_ref(), Ok(&one));
        assert_eq!(one.inputs()[0].transaction, [3; 32]);
        assert_eq!(one.commitment(&[5; 32]), Ok(0));
    }

    #[test]
    fn refuses_other_forms() {
        let plain = build(&[spend([3; 32], &[])], &[carrier(5)]);
        let witness = with_witness(&plain, 1);
        let mut flag = witness.clone();
        flag[5] = 2;
        let mut long_count = plain.clone();
        long_count.splice(4..5, [0xfd, 1, 0]);
        let mut many = plain.clone();
        many.splice(4..5, [0xfe, 0xff, 0xff, 0xff, 0xff]);
        let empty_witness = [&plain[..4], &[0, 1], &plain[4..plain.len() - 4], &[0], &[0; 4]].concat();
        let cases = [
            ("trailing", [&plain[..], &[0]].concat(), TransactionError::Trailing),
            ("trailing after a witness", [&witness[..], &[0]].concat(), TransactionError::Trailing),
            ("flag", flag, TransactionError::Flag),
            ("long count", long_count, TransactionError::CompactSize),
            ("more inputs than bytes", many, TransactionError::Truncated),
            ("empty witness", empty_witness, TransactionError::SuperfluousWitness),
            ("no inputs", build(&[], &[]), TransactionError::Nothing),
            ("no outputs", build(&[spend([3; 32], &[])], &[]), TransactionError::Nothing),
            ("64 bytes", build(&[spend([3; 32], &[])], &[pay(&[1; 4])]), TransactionError::SixtyFourBytes),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(Transaction::parse(&bytes), Err(want), "{name}");
        }
        for length in [3, 5] {
            assert!(Transaction::parse(&build(&[spend([3; 32], &[])], &[pay(&vec![1; length])])).is_ok());
        }
    }

    #[test]
    fn no_part_of_a_transaction_is_one() {
        for bytes in [stamp(), hex(GENESIS), with_witness(&build(&[spend([3; 32], &[])], &[carrier(5)]), 1)] {
            for end in 0..bytes.len() {
                assert!(Transaction::parse(&bytes[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn every_byte_but_the_witness_is_in_the_id() {
        let plain = build(&[spend([3; 32], &[4; 9])], &[carrier(5), pay(&[0x51])]);
        let id = *Transaction::parse(&plain).unwrap().id();
        for (at, bit) in (0..plain.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut changed = plain.clone();
            changed[at] ^= 1 << bit;
            assert!(Transaction::parse(&changed).map_or(true, |other| *other.id() != id), "byte {at}, bit {bit}");
        }
    }

    #[test]
    fn one_output_carries_the_value() {
        let transaction = |outputs: &[Output]| Transaction::parse(&build(&[spend([3; 32], &[])], outputs)).unwrap();
        let root = [5; 32];
        let pushdata = pay(&[&[0x6a, 0x4c, 32][..], &root].concat());
        let two_pushes = pay(&[&[0x6a, 32][..], &root, &[1, 7]].concat());
        let prefixed = pay(&[&[0x61, 0x6a, 32][..], &root].concat());
        let cases = [
            ("first", vec![carrier(5)], Ok(0)),
            ("last", vec![pay(&[0x51]), pay(&[0x6a, 1, 1]), carrier(5)], Ok(2)),
            ("beside another form", vec![two_pushes.clone(), carrier(5)], Ok(1)),
            ("other", vec![pay(&[0x51]), carrier(6)], Err(CommitmentError::Other { output: 1, found: [6; 32] })),
            ("twice", vec![carrier(5), carrier(5)], Err(CommitmentError::Several { count: 2 })),
            ("two values", vec![carrier(6), carrier(5)], Err(CommitmentError::Several { count: 2 })),
            ("none", vec![pay(&[0x51])], Err(CommitmentError::Missing)),
            ("another push", vec![pushdata], Err(CommitmentError::Missing)),
            ("two pushes", vec![two_pushes], Err(CommitmentError::Missing)),
            ("not at the beginning", vec![prefixed], Err(CommitmentError::Missing)),
            ("20 bytes", vec![pay(&[&[0x6a, 20][..], &[5; 20]].concat())], Err(CommitmentError::Missing)),
            ("31 bytes", vec![pay(&[&[0x6a, 32][..], &[5; 31]].concat())], Err(CommitmentError::Missing)),
        ];
        for (name, outputs, want) in cases {
            assert_eq!(transaction(&outputs).commitment(&root), want, "{name}");
        }
        assert_eq!(transaction(&[carrier(0)]).commitment(&[0; 32]), Err(CommitmentError::Zero));
    }

    #[test]
    fn ids_are_read_as_they_are_shown() {
        let text = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
        assert_eq!(id(text).as_ref(), Some(Transaction::parse(&hex(GENESIS)).unwrap().id()));
        for wrong in ["", &text[1..], &text.to_uppercase(), &format!("{text}00"), &format!("0x{text}")] {
            assert_eq!(id(wrong), None, "{wrong}");
        }
    }
}
