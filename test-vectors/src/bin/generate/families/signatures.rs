//! Signatures that nobody made: other bytes, other numbers, another encoding, by the type of the key.

use crate::keys::der;
use crate::table::{Family, Row, failed, set};
use credstone::keys::KeyType;
use credstone::multiformat::{base64url, multibase};
use serde_json::Value;

/// `signed` by a key of that type, with other bytes in place of its signature.
pub(super) fn cases(family: &mut Family<'_>, signed: &Value, key_type: KeyType) {
    let mut jws_header = None;
    let bytes = if let Some(text) = signed["proof"]["jws"].as_str() {
        let (header, signature) = text.split_once("..").expect("detached");
        jws_header = Some(header.to_owned());
        base64url::decode(signature).expect("base64url")
    } else {
        multibase::decode(signed["proof"]["proofValue"].as_str().expect("a proof value"), 600).expect("multibase")
    };
    let with = |bytes: &[u8]| match &jws_header {
        Some(header) => set(signed, "/proof/jws", format!("{header}..{}", base64url::encode(bytes))),
        None => set(signed, "/proof/proofValue", multibase::encode_base58btc(bytes)),
    };
    let encoding = failed("proof.signature", "/proof", "signature.encoding");
    let mut refused = |name: &str, title: &str, bytes: &[u8], row: &Row| {
        family.case(name, title).input(&with(bytes)).rejected(std::slice::from_ref(row));
    };
    refused("signature-long", "A signature with a byte too many.", &[&bytes[..], &[0]].concat(), &encoding);
    refused("signature-cut", "A signature with a byte too few.", &bytes[..bytes.len() - 1], &encoding);
    let Some(order) = order(key_type) else {
        if key_type == KeyType::Ed25519 {
            let unreduced = [&bytes[..32], &sum(&bytes[32..], &ED25519_ORDER)].concat();
            refused(
                "signature-unreduced",
                "The order of the group is added to S.",
                &unreduced,
                &failed("proof.signature", "/proof", "signature.invalid"),
            );
        }
        return;
    };
    let (r, s) = bytes.split_at(order.len());
    let zero = vec![0; order.len()];
    for (name, title, r, s) in [
        ("signature-r-zero", "A signature whose r is zero.", &zero[..], s),
        ("signature-s-zero", "A signature whose s is zero.", r, &zero[..]),
        ("signature-r-order", "A signature whose r is the order of the group.", &order[..], s),
        ("signature-s-order", "A signature whose s is the order of the group.", r, &order[..]),
    ] {
        refused(name, title, &[r, s].concat(), &encoding);
    }
    refused("signature-der", "A signature in DER.", &der(r, s), &encoding);
    family
        .case("signature-other-s", "The other signature with the same r: neither JOSE nor Data Integrity prefers one.")
        .input(&with(&[r, &difference(&order, s)].concat()))
        .verified(&[]);
}

/// The order of the group of an ECDSA key, big-endian.
pub(super) fn order(key_type: KeyType) -> Option<Vec<u8>> {
    let hex = match key_type {
        KeyType::P256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        KeyType::P384 => {
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        }
        KeyType::Secp256k1 => "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        _ => return None,
    };
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    Some((0..hex.len()).step_by(2).map(byte).collect())
}

/// The order of the group of Ed25519, little-endian.
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The sum of two little-endian numbers.
fn sum(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let add = |(one, other): (&u8, &u8)| {
        let sum = u16::from(*one) + u16::from(*other) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    };
    one.iter().zip(other).map(add).collect()
}

/// What is left of a big-endian number.
pub(super) fn difference(from: &[u8], what: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let subtract = |(from, what): (&u8, &u8)| {
        let left = 0x100 + u16::from(*from) - u16::from(*what) - borrow;
        borrow = u16::from(left < 0x100);
        left.to_le_bytes()[0]
    };
    let mut left: Vec<u8> = from.iter().rev().zip(what.iter().rev()).map(subtract).collect();
    left.reverse();
    left
}
