//! Transactions, partial blocks and addresses: no panic; what is read again is the same.

#![no_main]

use credstone::anchor::chain::bitcoin::{Address, MerkleBlock, Network, Transaction, key_address};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(transaction) = Transaction::parse(bytes) {
        let _ = (transaction.commitment(&[7; 32]), key_address(&transaction, 0, Network::Main));
        for output in transaction.outputs() {
            if let Ok(address) = Address::from_script(&output.script, Network::Main) {
                assert_eq!(Address::parse(&address.to_string()), Ok(address));
            }
        }
    }
    let _ = MerkleBlock::parse(bytes);
    if let Some(address) = std::str::from_utf8(bytes).ok().and_then(|text| Address::parse(text).ok()) {
        assert_eq!(Address::parse(&address.to_string()), Ok(address));
    }
});
