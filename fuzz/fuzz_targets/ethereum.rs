//! RLP is read from one text only; transactions, headers and tries are read or refused, and a proof has no second reading.

#![no_main]

use credstone::anchor::chain::ethereum::{Header, Proven, Transaction, keccak256, prove, rlp};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Header::parse(bytes);
    if let Ok(transaction) = Transaction::parse(bytes) {
        let _ = transaction.sender();
        assert_eq!(transaction.envelope(), bytes);
    }
    let Ok(item) = rlp::decode(bytes) else { return };
    let Ok(mut fields) = item.fields() else { return };
    assert_eq!(rlp::list(fields.raw()), bytes);
    let mut nodes = Vec::new();
    while let Ok(node) = fields.string() {
        nodes.push(node);
    }
    // Whoever chooses the nodes chooses the root: the shapes count, not the first hash.
    let Some(root) = nodes.first().map(|node| keccak256(node)) else { return };
    for key in [&[][..], &[0x12, 0x34], &[0; 32]] {
        if let Ok(Proven::Included(value)) = prove(&root, key, &nodes) {
            assert!(!value.is_empty());
        }
    }
});
