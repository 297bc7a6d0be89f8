//! Ethereum addresses: from a public key, from and to text (EIP-55), and from a signed personal message (EIP-191).
//!
//! Whose address it is and what it may sign is not known here.

use super::keccak256;
use crate::keys::{HighS, RecoveryError, recover_secp256k1};
use std::fmt;

/// The address of an account or contract. Equal if the bytes are, however they were written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address([u8; 20]);

/// Why a text is no address.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// Letters of both cases, but not those that [EIP-55](https://eips.ethereum.org/EIPS/eip-55) gives this address.
    Checksum,
    /// Not `0x` and 40 hexadecimal digits.
    Form,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checksum => "the address's checksum, the case of its letters, is wrong",
            Self::Form => "an address is 0x and 40 hexadecimal digits",
        })
    }
}

impl std::error::Error for AddressError {}

impl Address {
    /// The address with these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The address of the account of a key, given by its two coordinates.
    #[must_use]
    pub fn of_key(coordinates: &[u8; 64]) -> Self {
        let hash = keccak256(coordinates);
        Self(hash.last_chunk().copied().unwrap_or_default())
    }

    /// Reads `0x` and 40 digits; letters of both cases must be those of the checksum.
    ///
    /// # Errors
    /// [`AddressError`] if `text` has another form or a wrong checksum.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::chain::ethereum::{Address, AddressError};
    /// let address = Address::parse("0xde709f2102306220921060314715629080e2fb77")?;
    /// assert_eq!(Address::parse("0xDe709f2102306220921060314715629080e2fb77"), Err(AddressError::Checksum));
    /// assert_eq!(address.to_string(), "0xde709f2102306220921060314715629080e2fb77");
    /// # Ok::<(), AddressError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 40).ok_or(AddressError::Form)?;
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| AddressError::Form)?;
        let address = Self(bytes.try_into().map_err(|_| AddressError::Form)?);
        let mixed = digits.bytes().any(|digit| digit.is_ascii_lowercase())
            && digits.bytes().any(|digit| digit.is_ascii_uppercase());
        if mixed && address.to_string() != text { Err(AddressError::Checksum) } else { Ok(address) }
    }
}

impl fmt::Display for Address {
    /// Writes the text with its checksum ([EIP-55](https://eips.ethereum.org/EIPS/eip-55)).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = data_encoding::HEXLOWER.encode(&self.0);
        let hash = keccak256(digits.as_bytes());
        let nibbles = hash.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        f.write_str("0x")?;
        for (digit, nibble) in digits.chars().zip(nibbles) {
            write!(f, "{}", if nibble >= 8 { digit.to_ascii_uppercase() } else { digit })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a personal signature names no address.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalSignatureError {
    /// The signature has another length than 65 bytes.
    Length(usize),
    /// No key fits the signature.
    Recovery(RecoveryError),
    /// The last byte is none of 0, 1, 27 and 28.
    RecoveryId(u8),
}

impl fmt::Display for PersonalSignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(length) => write!(f, "a personal signature has 65 bytes, not {length}"),
            Self::Recovery(error) => error.fmt(f),
            Self::RecoveryId(id) => write!(f, "a personal signature ends in 0, 1, 27 or 28, not {id}"),
        }
    }
}

impl std::error::Error for PersonalSignatureError {}

/// The account that signed `message` in a wallet: `r ‖ s ‖ v` over the message with the prefix of
/// [EIP-191](https://eips.ethereum.org/EIPS/eip-191), version `0x45`.
///
/// `s` may lie in either half of its range: the rule of EIP-2 is one of transactions, signing devices outside wallets do
/// not all keep it, and a second signature of the same message by the same key says nothing else.
///
/// # Errors
/// [`PersonalSignatureError`] if the signature has another form or names no key.
pub fn recover_personal(message: &[u8], signature: &[u8]) -> Result<Address, PersonalSignatureError> {
    let Some((scalars, &[id])) = signature.split_first_chunk::<64>() else {
        return Err(PersonalSignatureError::Length(signature.len()));
    };
    let odd_y = match id {
        0 | 27 => false,
        1 | 28 => true,
        _ => return Err(PersonalSignatureError::RecoveryId(id)),
    };
    let mut text = format!("\x19Ethereum Signed Message:\n{}", message.len()).into_bytes();
    text.extend_from_slice(message);
    let key = recover_secp256k1(&keccak256(&text), scalars, odd_y, HighS::Accept);
    key.map(|key| Address::of_key(&key)).map_err(PersonalSignatureError::Recovery)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use k256::ecdsa::SigningKey;

    /// The account of a key.
    pub(crate) fn key_of(key: &SigningKey) -> Address {
        let point = key.verifying_key().to_sec1_point(false);
        Address::of_key(point.as_bytes()[1..].try_into().unwrap())
    }

    /// The examples of EIP-55.
    const CHECKSUMMED: [&str; 8] = [
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ];

    #[test]
    fn reads_and_writes_checksums() {
        for text in CHECKSUMMED {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(Address::parse(&text.to_ascii_lowercase()), Ok(address));
            assert_eq!(Address::parse(&format!("0x{}", text[2..].to_ascii_uppercase())), Ok(address));
        }
    }

    #[test]
    fn refuses_wrong_checksums_and_other_forms() {
        let text = CHECKSUMMED[4];
        for at in (2..42).filter(|at| text.as_bytes()[*at].is_ascii_alphabetic()) {
            let mut other = text.as_bytes().to_vec();
            other[at] ^= 0x20;
            assert_eq!(Address::parse(std::str::from_utf8(&other).unwrap()), Err(AddressError::Checksum));
        }
        for text in
            ["", "0x", &text[2..], &text[..41], &format!("{text}0"), &format!("0X{}", &text[2..]), &"g".repeat(42)]
        {
            assert_eq!(Address::parse(text), Err(AddressError::Form), "{text}");
        }
        assert_eq!(Address::parse("0xzz908400098527886E0F7030069857D2E4169EE7"), Err(AddressError::Form));
    }

    #[test]
    fn an_address_is_the_hash_of_a_key() {
        // The key `46…46` of EIP-155 and its account.
        let key = "4bc2a31265153f07e70e0bab08724e6b85e217f8cd628ceb62974247bb493382ce28cab79ad7119ee1ad3ebcdb98a16805211530ecc6cfefa1b88e6dff99232a";
        let key = HEXLOWER.decode(key.as_bytes()).unwrap().try_into().unwrap();
        assert_eq!(Address::of_key(&key).to_string(), "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
    }

    /// The example of the library that most wallets sign with: "Some data" under the key `4c08…2318`.
    const MESSAGE: &[u8] = b"Some data";
    const SIGNATURE: &str = "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c";
    const SIGNER: &str = "0x2c7536E3605D9C16a7a3D7b1898e529396a65c23";

    #[test]
    fn recovers_the_signer_of_a_message() {
        let signature = HEXLOWER.decode(SIGNATURE.as_bytes()).unwrap();
        let signer = Address::parse(SIGNER).unwrap();
        assert_eq!(recover_personal(MESSAGE, &signature), Ok(signer));
        let with = |id: u8| recover_personal(MESSAGE, &[&signature[..64], &[id]].concat());
        assert_eq!(with(1), Ok(signer));
        assert_ne!(with(0), Ok(signer));
        assert_ne!(with(27), Ok(signer));
        for id in (2..27).chain(29..=255) {
            assert_eq!(with(id), Err(PersonalSignatureError::RecoveryId(id)));
        }
        assert_ne!(recover_personal(b"Some datb", &signature), Ok(signer));
        for end in 0..65 {
            assert_eq!(recover_personal(MESSAGE, &signature[..end]), Err(PersonalSignatureError::Length(end)));
        }
        assert_eq!(recover_personal(MESSAGE, &[0; 66]), Err(PersonalSignatureError::Length(66)));
        let nothing = Err(PersonalSignatureError::Recovery(RecoveryError::Scalar));
        assert_eq!(recover_personal(MESSAGE, &[0; 65]), nothing);
    }
}
