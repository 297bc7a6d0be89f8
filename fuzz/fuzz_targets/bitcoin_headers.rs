//! Headers in a row, the first of them trusted: the last one never stands on more headers than there are.

#![no_main]

use credstone::anchor::chain::bitcoin::{Checkpoint, Header, Network, standing};
use credstone::limits::Limits;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits::default();
    let Ok(headers) = Header::parse_all(bytes, &limits) else { return };
    let (Some(first), Some(block)) = (headers.first(), headers.get(headers.len() / 2)) else { return };
    let trusted = Checkpoint { height: 2_010, hash: first.hash(), bits: Some(first.bits()), period_start: Some(0) };
    for network in Network::ALL {
        if let Ok(standing) = standing(block, &headers, &[trusted], network, &limits) {
            assert!(standing.confirmations as usize <= headers.len());
        }
    }
});
