//! Addresses: the text that people write and the script that locks an output, each into the same decoded bytes.

use super::bech32;
use super::network::Network;
use super::transaction::twice;
use crate::digest::DigestAlgorithm;
use crate::merkle::sha256;
use crate::multiformat::base58;
use std::fmt;

/// Whom an output pays; equal addresses are equal as bytes, however they are written.
///
/// The test networks share their addresses, except for the witness addresses of [`Network::Regtest`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// The hash of a key or of a script, under a byte that says which, and of which networks.
    Hash { version: u8, hash: [u8; 20] },
    /// A witness program.
    SegWit { prefix: &'static str, version: u8, program: Vec<u8> },
}

/// Why a text or a script is not an address.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// The text is neither Base58 nor Bech32, or its checksum is wrong.
    Encoding,
    /// The text is of no network that is known, or of a kind that is not.
    Prefix,
    /// The script is not of a form that has an address.
    Script,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the text is not an address, or its checksum is wrong",
            Self::Prefix => "the address is of a network or kind that is not known",
            Self::Script => "the script is not of a form that has an address",
        })
    }
}

impl std::error::Error for AddressError {}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Hash { version, hash } => {
                let payload = [&[*version][..], hash].concat();
                f.write_str(&base58::encode(&[&payload[..], &checksum(&payload)].concat()))
            }
            Form::SegWit { prefix, version, program } => f.write_str(&bech32::encode(prefix, *version, program)),
        }
    }
}

impl Address {
    /// Reads an address of any of the networks: Base58 with checksum, Bech32 for version 0, Bech32m for later ones.
    ///
    /// # Errors
    /// [`AddressError::Encoding`] or [`AddressError::Prefix`].
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::{Address, Network};
    /// let address = Address::parse("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")?;
    /// assert!(address.belongs_to(Network::Main) && !address.belongs_to(Network::Testnet3));
    /// let [lower, upper] = ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"];
    /// assert_eq!(Address::parse(lower)?, Address::parse(upper)?);
    /// # Ok::<(), credstone::anchor::chain::bitcoin::AddressError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        if let Some(decoded) = bech32::decode(text) {
            let mut prefixes = Network::ALL.into_iter().map(|network| network.prefixes().segwit);
            let prefix = prefixes.find(|prefix| *prefix == decoded.prefix).ok_or(AddressError::Prefix)?;
            return Ok(Self(Form::SegWit { prefix, version: decoded.version, program: decoded.program }));
        }
        if text.len() > base58::max_text(25) {
            return Err(AddressError::Encoding);
        }
        let bytes: [u8; 25] =
            base58::decode(text).and_then(|bytes| bytes.try_into().ok()).ok_or(AddressError::Encoding)?;
        let (payload, sum) = bytes.split_last_chunk::<4>().ok_or(AddressError::Encoding)?;
        if *sum != checksum(payload) {
            return Err(AddressError::Encoding);
        }
        let (version, hash) = payload.split_first().ok_or(AddressError::Encoding)?;
        let hash = hash.try_into().map_err(|_| AddressError::Encoding)?;
        let address = Self(Form::Hash { version: *version, hash });
        let known = Network::ALL.into_iter().any(|network| address.belongs_to(network));
        if known { Ok(address) } else { Err(AddressError::Prefix) }
    }

    /// The address of a script that locks an output: P2PKH, P2SH, P2WPKH, P2WSH, P2TR.
    ///
    /// # Errors
    /// [`AddressError::Script`] for any other script, also for one that pays a bare key.
    pub fn from_script(script: &[u8], network: Network) -> Result<Self, AddressError> {
        let prefixes = network.prefixes();
        let form = match script {
            [0x76, 0xa9, 20, hash @ .., 0x88, 0xac] => hashed(prefixes.key_hash, hash),
            [0xa9, 20, hash @ .., 0x87] => hashed(prefixes.script_hash, hash),
            [0, 20, program @ ..] if program.len() == 20 => Some(witness(prefixes.segwit, 0, program)),
            [0, 32, program @ ..] if program.len() == 32 => Some(witness(prefixes.segwit, 0, program)),
            [0x51, 32, program @ ..] if program.len() == 32 => Some(witness(prefixes.segwit, 1, program)),
            _ => None,
        };
        form.map(Self).ok_or(AddressError::Script)
    }

    /// The P2PKH address of a key in the form in which a script shows it.
    #[must_use]
    pub fn from_public_key(key: &[u8], network: Network) -> Self {
        Self(Form::Hash { version: network.prefixes().key_hash, hash: key_hash(key) })
    }

    /// Whether a key alone opens it: P2PKH, and for a compressed key P2WPKH, by itself or within P2SH.
    ///
    /// Which network it is of makes no difference. A P2TR address is never one of these: its key is altered.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::bitcoin::Address;
    /// let key = data_encoding::HEXLOWER.decode(b"0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798").unwrap();
    /// for text in ["1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"] {
    ///     assert!(Address::parse(text)?.opens_with(&key));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn opens_with(&self, key: &[u8]) -> bool {
        let own = key_hash(key);
        let compressed = key.len() == 33;
        match &self.0 {
            Form::Hash { version, hash } if is_script(*version) => {
                compressed && *hash == key_hash(&[&[0, 20][..], &own].concat())
            }
            Form::Hash { hash, .. } => *hash == own,
            Form::SegWit { version: 0, program, .. } => compressed && *program == own,
            Form::SegWit { .. } => false,
        }
    }

    /// Whether it is an address of this network; the test networks share theirs.
    #[must_use]
    pub fn belongs_to(&self, network: Network) -> bool {
        let prefixes = network.prefixes();
        match &self.0 {
            Form::Hash { version, .. } => [prefixes.key_hash, prefixes.script_hash].contains(version),
            Form::SegWit { prefix, .. } => *prefix == prefixes.segwit,
        }
    }
}

/// RIPEMD-160 of SHA-256.
pub(super) fn key_hash(key: &[u8]) -> [u8; 20] {
    let digest = DigestAlgorithm::Ripemd160.hash(&sha256(&[key]));
    // RIPEMD-160 has an output of 20 bytes.
    digest.as_bytes().try_into().unwrap_or_default()
}

fn is_script(version: u8) -> bool {
    Network::ALL.into_iter().any(|network| network.prefixes().script_hash == version)
}

fn hashed(version: u8, hash: &[u8]) -> Option<Form> {
    Some(Form::Hash { version, hash: hash.try_into().ok()? })
}

fn witness(prefix: &'static str, version: u8, program: &[u8]) -> Form {
    Form::SegWit { prefix, version, program: program.to_vec() }
}

fn checksum(payload: &[u8]) -> [u8; 4] {
    twice(&[payload]).first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::transaction::tests::hex;
    use super::*;

    #[test]
    fn scripts_have_the_published_addresses() {
        let cases = [
            (Network::Main, "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
            (Network::Main, "a914748284390f9e263a4b766a75d0633c50426eb87587", "3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V"),
            (
                Network::Main,
                "0014751e76e8199196d454941c45d1b3a323f1433bd6",
                "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            ),
            (
                Network::Testnet4,
                "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
                "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            ),
            (
                Network::Main,
                "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            ),
            (
                Network::Regtest,
                "0014751e76e8199196d454941c45d1b3a323f1433bd6",
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
            ),
            (
                Network::Regtest,
                "76a914243f1394f44554f4ce3fd68649c19adc483ce92488ac",
                "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn",
            ),
        ];
        for (network, script, text) in cases {
            let address = Address::from_script(&hex(script), network).unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(Address::parse(text), Ok(address), "{text}");
        }
    }

    #[test]
    fn a_key_opens_its_addresses() {
        // The generator of the curve as a key, and its addresses as BIP-173 and wallets have them.
        let key = hex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
        let long = hex(
            "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        );
        let cases = [
            ("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH", true, false),
            ("mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r", true, false),
            ("1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm", false, true),
            ("3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN", true, false),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", true, false),
            ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", true, false),
            ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", false, false),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", false, false),
            ("3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V", false, false),
        ];
        for (text, short_opens, long_opens) in cases {
            let address = Address::parse(text).unwrap();
            assert_eq!((address.opens_with(&key), address.opens_with(&long)), (short_opens, long_opens), "{text}");
        }
    }

    #[test]
    fn networks_keep_apart() {
        let key = hex("020d8e4d107d2b339b0050efdd4b4a09245aa056048f125396374ea6a2ab0709c6");
        let of = |network| Address::from_public_key(&key, network);
        assert_ne!(of(Network::Main), of(Network::Regtest));
        assert_eq!(of(Network::Testnet3), of(Network::Regtest));
        let script = hex("0014751e76e8199196d454941c45d1b3a323f1433bd6");
        let of = |network| Address::from_script(&script, network).unwrap();
        assert_eq!(of(Network::Testnet3), of(Network::Signet));
        assert_ne!(of(Network::Testnet3), of(Network::Regtest));
        assert!(of(Network::Signet).belongs_to(Network::Testnet4) && !of(Network::Signet).belongs_to(Network::Regtest));
    }

    #[test]
    fn refuses_other_texts() {
        let cases = [
            ("", AddressError::Encoding),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", AddressError::Encoding),
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN", AddressError::Encoding),
            ("11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", AddressError::Encoding),
            (" 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", AddressError::Encoding),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", AddressError::Encoding),
            // Litecoin.
            ("ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9", AddressError::Prefix),
            ("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", AddressError::Prefix),
        ];
        for (text, want) in cases {
            assert_eq!(Address::parse(text), Err(want), "{text}");
        }
        assert_eq!(Address::parse(&"1".repeat(100_000)), Err(AddressError::Encoding));
    }

    #[test]
    fn refuses_other_scripts() {
        let key = "21020d8e4d107d2b339b0050efdd4b4a09245aa056048f125396374ea6a2ab0709c6ac";
        let cases = [
            "",
            "51",
            key,
            "6a20000000000000000000000000000000000000000000000000000000000000000000",
            "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f88ac",
            "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f181888ac",
            "a914748284390f9e263a4b766a75d0633c50426eb8757587",
            "0015751e76e8199196d454941c45d1b3a323f1433bd600",
            "0014751e76e8199196d454941c45d1b3a323f1433b",
            "5114751e76e8199196d454941c45d1b3a323f1433bd6",
            "522079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        ];
        for script in cases {
            assert_eq!(Address::from_script(&hex(script), Network::Main), Err(AddressError::Script), "{script}");
        }
    }
}
