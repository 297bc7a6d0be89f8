//! A small Bitcoin: a network of one's own, where every second nonce will do.

use crate::keys::{Key, der};
use crate::merkle::{Hash, Rule, way};
use credstone::anchor::chain::bitcoin::{Address, Network};
use credstone::digest::DigestAlgorithm;
use credstone::keys::SignatureAlgorithm;

/// The network.
pub(crate) const REGTEST: &str = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328";

/// Its target, in the compact form.
pub(crate) const EASY: u32 = 0x207f_ffff;

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    DigestAlgorithm::Sha256.hash(bytes).as_bytes().try_into().expect("SHA-256 has 32 bytes")
}

/// SHA-256 twice.
pub(crate) fn twice(bytes: &[u8]) -> Hash {
    sha256(&sha256(bytes))
}

/// A hash as people are shown it: its last byte first.
pub(crate) fn shown(hash: &Hash) -> String {
    hash.iter().rev().map(|byte| format!("{byte:02x}")).collect()
}

/// A header that is worth its target: the first nonce that does.
pub(crate) fn mine(previous: &[u8], root: &[u8], time: u32, bits: u32) -> Vec<u8> {
    let target = bits >> 16 & 0xff;
    headers(previous, root, time, bits)
        .find(|header| u32::from(twice(header)[31]) < target)
        .expect("many nonces will do")
}

/// A header that claims work that was not done.
pub(crate) fn idle(previous: &[u8], root: &[u8], time: u32) -> Vec<u8> {
    headers(previous, root, time, EASY).find(|header| twice(header)[31] > 0x7f).expect("many nonces will do")
}

fn headers(previous: &[u8], root: &[u8], time: u32, bits: u32) -> impl Iterator<Item = Vec<u8>> {
    (0_u32..).map(move |nonce| {
        let [version, time, bits, nonce] = [1, time, bits, nonce].map(u32::to_le_bytes);
        [&version[..], previous, root, &time, &bits, &nonce].concat()
    })
}

/// The header after `last`, ten minutes later.
pub(crate) fn after(last: &[u8]) -> Vec<u8> {
    mine(&twice(last), &[7; 32], time_of(last) + 600, EASY)
}

/// The time in a header.
pub(crate) fn time_of(header: &[u8]) -> u32 {
    u32::from_le_bytes(header[68..72].try_into().expect("four bytes"))
}

/// The headers of a block with this root, of so many before it and of six on it.
pub(crate) fn around(root: &[u8], before: u32, time: u32) -> Vec<Vec<u8>> {
    let mut headers: Vec<Vec<u8>> = Vec::new();
    for number in 0..=before {
        let previous = headers.last().map_or([0; 32], |last| twice(last));
        let root = if number == before { root } else { &[7; 32] };
        headers.push(mine(&previous, root, time - 600 * (before - number), EASY));
    }
    for _ in 0..6 {
        headers.push(after(headers.last().expect("there is one")));
    }
    headers
}

/// The ids of a block of so many transactions, with the one that pays its miner first and `transaction` at `index`; the
/// others are nobody's.
pub(crate) fn ids(transaction: &Hash, index: usize, count: u8) -> Vec<Hash> {
    let mut ids: Vec<Hash> = (1..=count).map(|number| twice(&[number])).collect();
    ids[0] = twice(&first());
    ids[index] = *transaction;
    ids
}

/// The way from the transaction at `index` of a block to its root.
pub(crate) fn in_block(ids: &[Hash], index: usize) -> (Vec<Hash>, Hash) {
    let rule = Rule { node: |left, right| twice(&[*left, *right].concat()), copies: true };
    let (steps, root) = way(ids, index, rule);
    (steps.iter().map(|step| step.hash).collect(), root)
}

/// A header with the part of its tree that leads to the transaction at `index` (BIP-37).
pub(crate) fn merkle_block(header: &[u8], ids: &[Hash], index: usize) -> Vec<u8> {
    let height = ids.len().next_power_of_two().trailing_zeros();
    let (mut bits, mut hashes) = (Vec::new(), Vec::new());
    let mut open = vec![(height, 0)];
    while let Some((height, at)) = open.pop() {
        let leads = index >> height == at;
        bits.push(leads);
        if leads && height > 0 {
            let below = [(height - 1, 2 * at + 1), (height - 1, 2 * at)];
            open.extend(below.into_iter().filter(|(height, at)| at << height < ids.len()));
        } else {
            let end = ids.len().min((at + 1) << height);
            hashes.push(node(&ids[at << height..end], height));
        }
    }
    let flags: Vec<u8> =
        bits.chunks(8).map(|bits| (0..).zip(bits).map(|(at, bit)| u8::from(*bit) << at).sum()).collect();
    let count = |count: usize| u8::try_from(count).expect("few");
    let total = u32::from(count(ids.len())).to_le_bytes();
    [header, &total, &[count(hashes.len())], &hashes.concat(), &[count(flags.len())], &flags].concat()
}

/// The node above these leaves, so many levels up.
fn node(ids: &[Hash], height: u32) -> Hash {
    if height == 0 {
        return ids[0];
    }
    let (left, right) = ids.split_at(ids.len().min(1 << (height - 1)));
    let left = node(left, height - 1);
    let right = if right.is_empty() { left } else { node(right, height - 1) };
    twice(&[left, right].concat())
}

/// The transaction that pays the miner of a block and spends nothing.
pub(crate) fn first() -> Vec<u8> {
    let mut raw = transaction(&[0; 32], &[1, 100], &[(5_000_000_000, vec![0x51])]);
    raw[37..41].copy_from_slice(&[0xff; 4]);
    raw
}

/// How coins are locked to a key.
#[derive(Clone, Copy)]
pub(crate) enum Lock {
    /// P2PKH.
    KeyHash,
    /// P2WPKH.
    Witness,
}

impl Lock {
    fn script(self, key: &Key) -> Vec<u8> {
        let hash = DigestAlgorithm::Ripemd160.hash(&sha256(&key.point()));
        match self {
            Self::KeyHash => [&[0x76, 0xa9, 20], hash.as_bytes(), &[0x88, 0xac]].concat(),
            Self::Witness => [&[0, 20], hash.as_bytes()].concat(),
        }
    }

    /// The address of a key.
    pub(crate) fn address(self, key: &Key) -> String {
        Address::from_script(&self.script(key), Network::Regtest).expect("a usual script").to_string()
    }
}

/// The script of an output that carries a value.
pub(crate) fn carrier(value: &[u8]) -> Vec<u8> {
    [&[0x6a, u8::try_from(value.len()).expect("short")], value].concat()
}

/// A transaction, and the one that it spends.
pub(crate) struct Payment {
    pub(crate) raw: Vec<u8>,
    pub(crate) id: Hash,
    pub(crate) previous: Vec<u8>,
}

/// Somebody else's coins.
const SPENT: Hash = [3; 32];
const FUNDS: u64 = 100_000;

/// A transaction of `key` with outputs of these scripts, which are worth nothing, behind what it pays back to itself.
pub(crate) fn pay(key: &Key, lock: Lock, scripts: &[Vec<u8>]) -> Payment {
    let own = lock.script(key);
    let previous = transaction(&SPENT, &[], &[(FUNDS, own.clone())]);
    let spent = twice(&previous);
    let nothing = scripts.iter().map(|script| (0, script.clone()));
    let outputs: Vec<_> = std::iter::once((FUNDS - 1_000, own.clone())).chain(nothing).collect();
    let signed = |message: &[u8]| {
        let signature = key.sign(SignatureAlgorithm::Es256K, &sha256(message));
        let (r, s) = signature.split_at(32);
        [&der(r, s)[..], &[1]].concat()
    };
    let pushes = |signature: &[u8]| [prefixed(signature), prefixed(&key.point())].concat();
    let (raw, bare) = match lock {
        Lock::KeyHash => {
            let message = [&transaction(&spent, &own, &outputs)[..], &[1, 0, 0, 0]].concat();
            let raw = transaction(&spent, &pushes(&signed(&message)), &outputs);
            (raw.clone(), raw)
        }
        Lock::Witness => {
            let bare = transaction(&spent, &[], &outputs);
            let witness = [&[2], &pushes(&signed(&witnessed(&spent, key, &outputs)))[..]].concat();
            let (body, lock_time) = bare.split_at(bare.len() - 4);
            ([&body[..4], &[0, 1], &body[4..], &witness, lock_time].concat(), bare)
        }
    };
    Payment { raw, id: twice(&bare), previous }
}

fn transaction(spent: &Hash, script: &[u8], outputs: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let count = u8::try_from(outputs.len()).expect("few");
    [&[2, 0, 0, 0, 1], &spent[..], &[0; 4], &prefixed(script), &[0xff; 4], &[count], &paid(outputs), &[0; 4]].concat()
}

fn paid(outputs: &[(u64, Vec<u8>)]) -> Vec<u8> {
    outputs.iter().flat_map(|(value, script)| [value.to_le_bytes().to_vec(), prefixed(script)].concat()).collect()
}

/// Bytes after their number.
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&[u8::try_from(bytes.len()).expect("short")], bytes].concat()
}

/// What is signed where the signature stands in the witness (BIP-143).
fn witnessed(spent: &Hash, key: &Key, outputs: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let outpoint = [&spent[..], &[0; 4]].concat();
    let script = prefixed(&Lock::KeyHash.script(key));
    let (sequence, value) = ([0xff; 4], FUNDS.to_le_bytes());
    let hashes = [twice(&outpoint), twice(&sequence)].concat();
    let own = [&outpoint[..], &script, &value, &sequence].concat();
    [&[2, 0, 0, 0], &hashes[..], &own, &twice(&paid(outputs)), &[0; 4], &[1, 0, 0, 0]].concat()
}

/// A transaction of 64 bytes: two nodes of a tree could be one.
pub(crate) fn two_nodes() -> Vec<u8> {
    transaction(&SPENT, &[], &[(FUNDS, vec![0x6a, 2, 7, 7])])
}
