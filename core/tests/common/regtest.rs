//! Bitcoin on a network of one's own: blocks that are mined while the test runs.

#![allow(unreachable_pub, reason = "a module of tests and of a benchmark")]

use credstone::digest::DigestAlgorithm;
use data_encoding::HEXLOWER;

pub const REGTEST: &str = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328";

pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    DigestAlgorithm::Sha256.hash(bytes).as_bytes().to_vec()
}

/// A header on a network of one's own, where every second nonce will do.
fn mine(previous: &[u8], root: &[u8], time: u32) -> Vec<u8> {
    let header = |nonce: u32| {
        let [version, time, bits, nonce] = [1, time, 0x207f_ffff, nonce].map(u32::to_le_bytes);
        [&version[..], previous, root, &time, &bits, &nonce].concat()
    };
    (0..).map(header).find(|header| hash(header)[31] < 0x7f).unwrap()
}

pub fn hash(header: &[u8]) -> Vec<u8> {
    sha256(&sha256(header))
}

pub fn shown(mut hash: Vec<u8>) -> String {
    hash.reverse();
    HEXLOWER.encode(&hash)
}

/// A block with this root, and six on it.
pub fn chain(root: &[u8], time: u32) -> Vec<Vec<u8>> {
    let mut headers = vec![mine(&[0; 32], root, time)];
    for number in 1..=6_u32 {
        headers.push(mine(&hash(headers.last().unwrap()), &[7; 32], time + 600 * number));
    }
    headers
}
