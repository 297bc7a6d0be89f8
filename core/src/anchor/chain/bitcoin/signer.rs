//! Who made a transaction: the address whose coins an input spends, or whose key signed it.
//!
//! The id covers neither the witness nor what the spent output was locked with, and an output may be locked with any
//! script, one that anybody can open included. So a key that stands in an input says nothing by itself. Either the
//! transaction that was spent is shown, whose id the input names; or the signature in the input is verified.

use super::address::{Address, AddressError, key_hash};
use super::network::Network;
use super::transaction::{Input, SIGHASH_ALL, Transaction};
use crate::keys::{KeyType, PublicKey, SignatureAlgorithm, verify};
use std::fmt;

/// Why it is not known who made a transaction.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerError {
    /// The spent output is locked with a script that has no address.
    Address(AddressError),
    /// The transaction spends nothing: it pays the miner of the block.
    Coinbase,
    /// There is no such input, or the spent transaction has no such output.
    Index,
    /// The key in the input is not a key of the curve.
    Key,
    /// The signature covers only parts of the transaction.
    Partial,
    /// The transaction that was given is not the one whose output is spent.
    Previous,
    /// The input does not show a signature and a key: its script is of another form, or it is signed in the witness.
    Script,
    /// The signature is not that of the key over this transaction.
    Signature,
}

impl fmt::Display for SignerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address(error) => return error.fmt(f),
            Self::Coinbase => "the transaction spends nothing",
            Self::Index => "there is no such input or output",
            Self::Key => "the key in the input is not a key of the curve",
            Self::Partial => "the signature covers only parts of the transaction",
            Self::Previous => "the transaction is not the one whose output is spent",
            Self::Script => "the input does not show a signature and a key",
            Self::Signature => "the signature is not that of the key over this transaction",
        })
    }
}

impl std::error::Error for SignerError {}

/// The address whose coins an input spends, read from the transaction that paid them.
///
/// That whoever made the transaction could spend them, the network checked when it was mined. That they meant all of it, a
/// signature in the witness would have to say, and the id does not cover it: of an input signed in part only, others could
/// choose the outputs. Wallets sign the whole.
///
/// # Errors
/// [`SignerError`]: `Coinbase`, `Index`, `Previous` or `Address`.
pub fn spent_address(
    transaction: &Transaction,
    input: usize,
    previous: &Transaction,
    network: Network,
) -> Result<Address, SignerError> {
    let spent = spent(transaction, input)?;
    if *previous.id() != spent.transaction {
        return Err(SignerError::Previous);
    }
    let index = usize::try_from(spent.output).map_err(|_| SignerError::Index)?;
    let output = previous.outputs().get(index).ok_or(SignerError::Index)?;
    Address::from_script(&output.script, network).map_err(SignerError::Address)
}

/// The P2PKH address of the key that signed an input, where signature and key stand in its script.
///
/// Needs no other transaction. The signature must be one over all inputs and outputs.
///
/// # Errors
/// [`SignerError`]: all but `Previous` and `Address`.
pub fn key_address(transaction: &Transaction, input: usize, network: Network) -> Result<Address, SignerError> {
    let spent = spent(transaction, input)?;
    let (signature, key) = signature_and_key(&spent.script).ok_or(SignerError::Script)?;
    let (kind, der) = signature.split_last().ok_or(SignerError::Script)?;
    if u32::from(*kind) != SIGHASH_ALL {
        return Err(SignerError::Partial);
    }
    let public = PublicKey::from_bytes(KeyType::Secp256k1, key).map_err(|_| SignerError::Key)?;
    let lock = [&[0x76, 0xa9, 20][..], &key_hash(key), &[0x88, 0xac]].concat();
    let signature = fixed_width(der).ok_or(SignerError::Signature)?;
    // ES256K hashes once more, which makes it the double hash that is signed.
    verify(SignatureAlgorithm::Es256K, &public, &transaction.signed(input, &lock), &signature)
        .map_err(|_| SignerError::Signature)?;
    Ok(Address::from_public_key(key, network))
}

fn spent(transaction: &Transaction, input: usize) -> Result<&Input, SignerError> {
    if transaction.is_coinbase() {
        return Err(SignerError::Coinbase);
    }
    transaction.inputs().get(input).ok_or(SignerError::Index)
}

/// The two pushes of a script that unlocks P2PKH.
fn signature_and_key(script: &[u8]) -> Option<(&[u8], &[u8])> {
    let (signature, rest) = push(script)?;
    let (key, rest) = push(rest)?;
    let shaped = matches!((key.first()?, key.len()), (2 | 3, 33) | (4, 65));
    (shaped && rest.is_empty()).then_some((signature, key))
}

/// What a script pushes first, with up to 75 bytes, and what follows.
fn push(script: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = script.split_first()?;
    if !(1..=75).contains(length) {
        return None;
    }
    rest.split_at_checked(usize::from(*length))
}

/// `r ‖ s` of 32 bytes each from a strict DER signature ([BIP-66](https://github.com/bitcoin/bips/blob/master/bip-0066.mediawiki)).
fn fixed_width(der: &[u8]) -> Option<Vec<u8>> {
    let [0x30, length, integers @ ..] = der else { return None };
    if usize::from(*length) != integers.len() {
        return None;
    }
    let (r, rest) = integer(integers)?;
    let (s, rest) = integer(rest)?;
    rest.is_empty().then(|| [r, s].concat())
}

/// A positive integer in its shortest form, as 32 bytes.
fn integer(der: &[u8]) -> Option<([u8; 32], &[u8])> {
    let [2, length, rest @ ..] = der else { return None };
    let (digits, rest) = rest.split_at_checked(usize::from(*length))?;
    let digits = match digits {
        [0, next, ..] if *next >= 0x80 => digits.get(1..)?,
        [first, ..] if (1..0x80).contains(first) => digits,
        _ => return None,
    };
    let mut wide = [0; 32];
    let start = wide.len().checked_sub(digits.len())?;
    wide.get_mut(start..)?.copy_from_slice(digits);
    Some((wide, rest))
}

#[cfg(test)]
mod tests {
    use super::super::transaction::tests::{GENESIS, build, hex, pay, spend, stamp};
    use super::*;

    fn parse(bytes: &[u8]) -> Transaction {
        Transaction::parse(bytes).unwrap()
    }

    #[test]
    fn the_signature_of_a_published_transaction_is_its_keys() {
        let transaction = parse(&stamp());
        let address = key_address(&transaction, 0, Network::Main).unwrap();
        // The change went back to where the coins came from, or not; the key's own address is what counts.
        let key = hex("020d8e4d107d2b339b0050efdd4b4a09245aa056048f125396374ea6a2ab0709c6");
        assert_eq!(address, Address::from_public_key(&key, Network::Main));
        assert_eq!(key_address(&transaction, 1, Network::Main), Err(SignerError::Index));
    }

    #[test]
    fn no_other_transaction_has_that_signature() {
        let bytes = stamp();
        let script = 4 + 1 + 36 + 1..4 + 1 + 36 + 1 + 0x6b;
        for at in (0..bytes.len()).filter(|at| !script.contains(at)) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(transaction) = Transaction::parse(&changed) {
                assert_eq!(key_address(&transaction, 0, Network::Main), Err(SignerError::Signature), "byte {at}");
            }
        }
        for at in script {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(transaction) = Transaction::parse(&changed) {
                // The other parity is another key.
                assert!(key_address(&transaction, 0, Network::Main).is_err(), "byte {at}");
            }
        }
    }

    #[test]
    fn a_signature_over_parts_is_none() {
        let mut bytes = stamp();
        let kind = 4 + 1 + 36 + 1 + 0x48;
        assert_eq!(bytes[kind], 1);
        for other in [0, 2, 3, 0x81, 0x83] {
            bytes[kind] = other;
            assert_eq!(key_address(&parse(&bytes), 0, Network::Main), Err(SignerError::Partial), "{other}");
        }
    }

    #[test]
    fn an_input_must_show_both_and_no_more() {
        let transaction = parse(&stamp());
        let script = &transaction.inputs()[0].script;
        let extra = [&script[..], &[0]].concat();
        let before = [&[0][..], script].concat();
        for script in [&[][..], &script[..0x49], &script[0x49..], &extra, &before, &[0x4c; 80]] {
            let other = parse(&build(&[spend([7; 32], script)], &[pay(&[0x51])]));
            assert_eq!(key_address(&other, 0, Network::Main), Err(SignerError::Script), "{script:?}");
        }
        assert_eq!(key_address(&parse(&hex(GENESIS)), 0, Network::Main), Err(SignerError::Coinbase));
    }

    #[test]
    fn the_spent_output_names_the_address() {
        let lock = hex("76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac");
        let previous = parse(&build(&[spend([1; 32], &[])], &[pay(&lock), pay(&[0x51])]));
        let input = spend(*previous.id(), &[]);
        let unknown = super::super::Input { output: 2, ..input.clone() };
        let other = super::super::Input { output: 1, ..input.clone() };
        let transaction = parse(&build(&[input, other, unknown], &[pay(&[0x51])]));
        let address = Address::parse("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");
        let at = |input| spent_address(&transaction, input, &previous, Network::Main);
        assert_eq!(at(0).ok(), address.ok());
        assert_eq!(at(1), Err(SignerError::Address(AddressError::Script)));
        assert_eq!(at(2), Err(SignerError::Index));
        assert_eq!(at(3), Err(SignerError::Index));
        let wrong = parse(&stamp());
        assert_eq!(spent_address(&transaction, 0, &wrong, Network::Main), Err(SignerError::Previous));
        let genesis = parse(&hex(GENESIS));
        assert_eq!(spent_address(&genesis, 0, &wrong, Network::Main), Err(SignerError::Coinbase));
    }

    #[test]
    fn reads_strict_der_only() {
        let (short, long) = ([2, 1, 5], [[2, 33, 0, 0x80].as_slice(), &[7; 31]].concat());
        let der = |integers: &[&[u8]]| {
            let body = integers.concat();
            [&[0x30, body.len() as u8][..], &body].concat()
        };
        assert_eq!(fixed_width(&der(&[&short, &long])).unwrap()[31..34], [5, 0x80, 7]);
        let trailing = [der(&[&short, &short]), vec![0]].concat();
        let cases = [
            ("empty", Vec::new()),
            ("trailing", trailing),
            ("trailing within", der(&[&short, &short, &[0]])),
            ("one integer", der(&[&short])),
            ("zero", der(&[&short, &[2, 1, 0]])),
            ("no digits", der(&[&short, &[2, 0]])),
            ("negative", der(&[&short, &[2, 1, 0x80]])),
            ("padded", der(&[&short, &[2, 2, 0, 5]])),
            ("too long", der(&[&short, &[&[2, 33][..], &[1; 33]].concat()])),
            ("too long with padding", der(&[&short, &[&[2, 34, 0, 0x80][..], &[1; 32]].concat()])),
            ("cut", der(&[&short, &[2, 2, 5]])),
            ("another tag", der(&[&short, &[3, 1, 5]])),
        ];
        for (name, der) in cases {
            assert_eq!(fixed_width(&der), None, "{name}");
        }
    }
}
