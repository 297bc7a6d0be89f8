//! Block headers: bytes into a block's hash, number, time, parent and the roots of its tries, for every fork so far.
//!
//! Neither work nor validators' votes are judged: a header proves what its hash is trusted for. Chains of the same design
//! add data of their own to `extraData`, which is hashed and otherwise left alone.

use super::rlp::{self, RlpError};
use super::{Hash, keccak256};
use std::fmt;

/// Why bytes are no block header.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderError {
    /// The header has a number of fields that no fork gives it.
    FieldCount(usize),
    /// The bytes are no RLP of a header.
    Rlp(RlpError),
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldCount(count) => write!(f, "no fork's block header has {count} fields"),
            Self::Rlp(error) => write!(f, "the block header is malformed: {error}"),
        }
    }
}

impl std::error::Error for HeaderError {}

impl From<RlpError> for HeaderError {
    fn from(error: RlpError) -> Self {
        Self::Rlp(error)
    }
}

/// A well-formed block header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    hash: Hash,
    parent_hash: Hash,
    state_root: Hash,
    transactions_root: Hash,
    receipts_root: Hash,
    number: u64,
    timestamp: u64,
}

impl Header {
    /// Reads the RLP of a header.
    ///
    /// # Errors
    /// [`HeaderError`] if it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let mut fields = rlp::decode_list(bytes)?;
        let count = count(fields)?;
        if !FIELD_COUNTS.contains(&count) {
            return Err(HeaderError::FieldCount(count));
        }
        let parent_hash = fields.array()?;
        fields.array::<32>()?; // ommers
        fields.array::<20>()?; // beneficiary
        let state_root = fields.array()?;
        let transactions_root = fields.array()?;
        let receipts_root = fields.array()?;
        fields.array::<256>()?; // logs bloom
        fields.integer()?; // difficulty
        let number = fields.u64()?;
        fields.u64()?; // gas limit
        fields.u64()?; // gas used
        let timestamp = fields.u64()?;
        fields.string()?; // extra data
        fields.array::<32>()?; // mix hash, or the randomness of the block
        fields.array::<8>()?; // nonce
        for is_integer in FORK_FIELDS.iter().take(count.saturating_sub(FRONTIER)) {
            if *is_integer {
                fields.integer()?;
            } else {
                fields.array::<32>()?;
            }
        }
        fields.finish()?;
        let hash = keccak256(bytes);
        Ok(Self { hash, parent_hash, state_root, transactions_root, receipts_root, number, timestamp })
    }

    /// The hash of the block.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// The hash of the block before it.
    #[must_use]
    pub fn parent_hash(&self) -> Hash {
        self.parent_hash
    }

    /// The root of the accounts after this block.
    #[must_use]
    pub fn state_root(&self) -> Hash {
        self.state_root
    }

    /// The root of the block's transactions.
    #[must_use]
    pub fn transactions_root(&self) -> Hash {
        self.transactions_root
    }

    /// The root of the receipts of the block's transactions.
    #[must_use]
    pub fn receipts_root(&self) -> Hash {
        self.receipts_root
    }

    /// How many blocks came before it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The block's time in seconds since 1970, as its producer wrote it.
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        self.timestamp
    }
}

fn count(mut fields: rlp::Fields<'_>) -> Result<usize, RlpError> {
    let mut count: usize = 0;
    while !fields.is_empty() {
        fields.item()?;
        count = count.saturating_add(1);
    }
    Ok(count)
}

/// The fields of the first headers.
const FRONTIER: usize = 15;

/// Frontier, London, Shanghai, Cancun and Prague.
const FIELD_COUNTS: [usize; 5] = [FRONTIER, 16, 17, 20, 21];

/// Whether each later field is an integer or a hash: base fee (EIP-1559), withdrawals (EIP-4895), blob gas used and excess
/// blob gas (EIP-4844), parent beacon block (EIP-4788), requests (EIP-7685).
const FORK_FIELDS: [bool; 6] = [true, false, true, true, false, false];

#[cfg(test)]
pub(in super::super) mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    pub(crate) fn bytes(hex: &str) -> Vec<u8> {
        HEXLOWER.decode(hex.as_bytes()).unwrap()
    }

    /// What a made-up header says; the rest is filled with constants.
    #[derive(Clone)]
    pub(crate) struct Draft {
        pub(crate) fields: usize,
        pub(crate) parent_hash: Hash,
        pub(crate) state_root: Hash,
        pub(crate) transactions_root: Hash,
        pub(crate) receipts_root: Hash,
        pub(crate) number: u64,
    }

    impl Default for Draft {
        fn default() -> Self {
            let root = [7; 32];
            Self {
                fields: 21,
                parent_hash: root,
                state_root: root,
                transactions_root: root,
                receipts_root: root,
                number: 5,
            }
        }
    }

    impl Draft {
        pub(crate) fn write(&self) -> Vec<u8> {
            let number = self.number.to_be_bytes();
            let number = &number[number.iter().take_while(|byte| **byte == 0).count()..];
            let fields: [&[u8]; 22] = [
                &self.parent_hash,
                &[1; 32],
                &[2; 20],
                &self.state_root,
                &self.transactions_root,
                &self.receipts_root,
                &[0; 256],
                &[],
                number,
                &[0x1c, 0x9c, 0x38, 0x00],
                &[0x52, 0x08],
                &[0x64, 0x00, 0x00, 0x00],
                b"extra",
                &[4; 32],
                &[0; 8],
                &[7],
                &[5; 32],
                &[],
                &[],
                &[6; 32],
                &[8; 32],
                &[9; 32],
            ];
            let mut payload = Vec::new();
            fields.iter().take(self.fields).for_each(|field| rlp::write_string(&mut payload, field));
            rlp::list(&payload)
        }

        pub(crate) fn header(&self) -> Header {
            Header::parse(&self.write()).unwrap()
        }
    }

    /// The first two blocks of Ethereum.
    fn first_blocks() -> [Vec<u8>; 2] {
        let empty = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
        let no_ommers = "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
        let (zero, bloom) = ("00".repeat(32), "00".repeat(256));
        let genesis = [
            &zero,
            no_ommers,
            &zero[..40],
            "d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
            empty,
            empty,
            &bloom,
            "0400000000",
            "",
            "1388",
            "",
            "",
            "11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
            &zero,
            "0000000000000042",
        ];
        let one = [
            "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
            no_ommers,
            "05a56e2d52c817161883f50c441c3228cfe54d9f",
            "d67e4d450343046425ae4271474353857ab860dbc0a1dde64b41b5cd3a532bf3",
            empty,
            empty,
            &bloom,
            "03ff800000",
            "01",
            "1388",
            "",
            "55ba4224",
            "476574682f76312e302e302f6c696e75782f676f312e342e32",
            "969b900de27b6ac6a67742365dd65f55a0526c41fd18e1b16f1a1215c2e66f59",
            "539bd4979fef1ec4",
        ];
        [genesis, one].map(|fields| {
            let mut payload = Vec::new();
            fields.iter().for_each(|field| rlp::write_string(&mut payload, &bytes(field)));
            rlp::list(&payload)
        })
    }

    #[test]
    fn reads_the_first_blocks_of_ethereum() {
        let [genesis, one] = first_blocks().map(|bytes| Header::parse(&bytes).unwrap());
        assert_eq!(
            HEXLOWER.encode(&genesis.hash()),
            "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"
        );
        assert_eq!(HEXLOWER.encode(&one.hash()), "88e96d4537bea4d9c05d12549907b32561d3bf31f45aae734cdc119f13406cb6");
        assert_eq!((one.parent_hash(), one.number(), one.timestamp()), (genesis.hash(), 1, 1_438_269_988));
        assert_eq!(one.transactions_root(), super::super::trie::EMPTY_ROOT);
    }

    /// The example of EIP-2481, and the first block of the shared tests' example for Shanghai.
    #[test]
    fn reads_the_examples_of_others() {
        let (zero, bloom) = ("00".repeat(32), "00".repeat(256));
        let frontier = format!(
            "f901f9a0{zero}a0{zero}94{}a0{zero}a0{zero}a0{zero}b90100{bloom}8208ae820d0582115c8215b3821a0a827788a0{zero}88{}",
            &zero[..40],
            &zero[..16],
        );
        let shanghai = format!(
            "f9021ca018db39e19931515b30b16b3a92c292398039e31d6c267111529c3f2ba0a26c17\
             a01dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347942adc25665018aa1fe0e6bc666dac8fc2697ff9ba\
             a095efce3d6972874ca8b531b233b7a1d1ff0a56f08b20c8f1b89bef1b001194a5\
             a071e515dd89e8a7973402c2e11646081b4e2209b2d3a1550df5095289dabcb3fb\
             a0ed9c51ea52c968e552e370a77a41dac98606e98b915092fb5f949d6452fce1c4\
             b90100{bloom}8001887fffffffffffffff830125b882079e42\
             a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421880000000000000000\
             09a027f166f1d7c789251299535cb176ba34116e44894476a7886fe5d73d9be5c973"
        );
        for (hex, hash, number) in [
            (frontier, "8c2f2af15b7b563b6ab1e09bed0e9caade7ed730aec98b70a993597a797579a9", 0xd05),
            (shanghai, "85fdec94c534fa0a1534720f167b899d1fc268925c71c0cbf5aaa213483f5a69", 1),
        ] {
            let header = Header::parse(&bytes(&hex)).unwrap();
            assert_eq!((HEXLOWER.encode(&header.hash()).as_str(), header.number()), (hash, number));
        }
    }

    #[test]
    fn reads_the_headers_of_every_fork_and_no_others() {
        for fields in 0..23 {
            let read = Header::parse(&Draft { fields, ..Draft::default() }.write());
            if [15, 16, 17, 20, 21].contains(&fields) {
                assert!(read.is_ok(), "{fields}");
            } else {
                assert_eq!(read, Err(HeaderError::FieldCount(fields.min(22))));
            }
        }
        let header = Draft {
            parent_hash: [1; 32],
            state_root: [2; 32],
            transactions_root: [3; 32],
            receipts_root: [4; 32],
            ..Draft::default()
        }
        .header();
        assert_eq!((header.parent_hash(), header.state_root()), ([1; 32], [2; 32]));
        assert_eq!((header.transactions_root(), header.receipts_root()), ([3; 32], [4; 32]));
        assert_eq!((header.number(), header.timestamp()), (5, 0x6400_0000));
    }

    #[test]
    fn every_byte_counts() {
        let bytes = Draft::default().write();
        let header = Header::parse(&bytes).unwrap();
        for end in 0..bytes.len() {
            assert!(Header::parse(&bytes[..end]).is_err(), "cut at {end}");
        }
        assert_eq!(Header::parse(&[&bytes[..], &[0]].concat()), Err(RlpError::TrailingBytes.into()));
        for bit in 0..bytes.len() * 8 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::parse(&other).map_or(true, |other| other.hash() != header.hash()), "bit {bit}");
        }
    }
}
