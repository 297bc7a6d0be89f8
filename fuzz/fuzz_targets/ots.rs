//! What the streamed evaluation of a timestamp finds, a recursion over its tree finds as well.

#![no_main]

use credstone::anchor::open_timestamps::DetachedTimestamp;
use credstone::digest::DigestAlgorithm;
use credstone::limits::Limits;

/// The bytes before the digest: what every timestamp begins with, the version and the hash function.
const HEAD: usize = 33;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(streamed) = DetachedTimestamp::parse(bytes, &Limits::default()) else { return };
    let streamed_messages: Vec<_> =
        streamed.attestations.iter().map(|found| (found.message.clone(), found.weak)).collect();
    let (mut rest, mut found) = (&bytes[HEAD + streamed.digest.len()..], Vec::new());
    let weak = streamed.algorithm != DigestAlgorithm::Sha256;
    node(&mut rest, streamed.digest, weak, &mut found);
    assert!(rest.is_empty());
    assert_eq!(found, streamed_messages);
});

fn node(rest: &mut &[u8], message: &[u8], weak: bool, found: &mut Vec<(Vec<u8>, bool)>) {
    loop {
        let fork = rest[0] == 0xff;
        *rest = &rest[usize::from(fork)..];
        item(rest, message, weak, found);
        if !fork {
            return;
        }
    }
}

fn item(rest: &mut &[u8], message: &[u8], weak: bool, found: &mut Vec<(Vec<u8>, bool)>) {
    let tag = rest[0];
    *rest = &rest[1..];
    let hash = |algorithm: DigestAlgorithm| algorithm.hash(message).as_bytes().to_vec();
    let (next, broken) = match tag {
        0x00 => {
            *rest = &rest[8..];
            prefixed(rest);
            found.push((message.to_vec(), weak));
            return;
        }
        0x02 => (hash(DigestAlgorithm::Sha1), true),
        0x03 => (hash(DigestAlgorithm::Ripemd160), true),
        0x08 => (hash(DigestAlgorithm::Sha256), false),
        0x67 => (hash(DigestAlgorithm::Keccak256), false),
        0xf0 => ([message, prefixed(rest)].concat(), false),
        0xf1 => ([prefixed(rest), message].concat(), false),
        0xf2 => (message.iter().rev().copied().collect(), false),
        0xf3 => (message.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(), false),
        other => panic!("operation {other:#04x} was accepted"),
    };
    node(rest, &next, weak || broken, found);
}

fn prefixed<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let digits = rest.iter().position(|byte| byte & 0x80 == 0).expect("read before") + 1;
    let length = rest[..digits].iter().rev().fold(0, |length, byte| length << 7 | usize::from(byte & 0x7f));
    let (taken, after) = rest[digits..].split_at(length);
    *rest = after;
    taken
}
