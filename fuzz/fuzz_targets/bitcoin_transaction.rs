//! Transactions, partial blocks and addresses: no panic; what is read again is the same, and what a partial tree shows has a
//! place in its block.

#![no_main]

use credstone::anchor::chain::bitcoin::{Address, Branch, MerkleBlock, Network, Transaction, key_address};
use credstone::limits::Limits;
use credstone::merkle::Hash;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(transaction) = Transaction::parse(bytes) {
        let _ = (transaction.commitment(&[7; 32]), key_address(&transaction, 0, Network::Main));
        for output in transaction.outputs() {
            if let Ok(address) = Address::from_script(&output.script, Network::Main) {
                assert_eq!(Address::parse(&address.to_string()), Ok(address));
            }
        }
    }
    if let Ok(block) = MerkleBlock::parse(bytes) {
        partial_tree(&block, bytes);
    }
    if let Some(address) = std::str::from_utf8(bytes).ok().and_then(|text| Address::parse(text).ok()) {
        assert_eq!(Address::parse(&address.to_string()), Ok(address));
    }
});

/// Whoever writes the bytes writes the hashes: each of them is looked for in the tree.
fn partial_tree(block: &MerkleBlock, bytes: &[u8]) {
    let (transactions, hashes) = (u32::from_le_bytes(bytes[80..84].try_into().unwrap()), &bytes[85..]);
    let limits = Limits::default();
    for hash in hashes.as_chunks::<32>().0 {
        if let Some(index) = block.index_of(hash) {
            assert!(index < transactions);
            // The only transaction of a block is its root.
            assert!(transactions > 1 || *hash == block.header().merkle_root());
        }
    }
    let first = Transaction::parse(COINBASE).expect("a transaction");
    let siblings: Vec<Hash> = hashes.as_chunks::<32>().0.iter().take(16).copied().collect();
    if block.check_height(&first, &siblings, &limits).is_ok() {
        let own = Branch { index: 0, siblings };
        assert_eq!(own.root(first.id(), &limits), Ok(block.header().merkle_root()));
    }
}

/// A transaction that pays a miner.
const COINBASE: &[u8] = b"\x01\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\x02QQ\xff\xff\xff\xff\x01\0\0\0\0\0\0\0\0\x01Q\0\0\0\0";
