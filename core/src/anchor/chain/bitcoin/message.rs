//! Messages that people sign with the key of an address, as the first wallets did: 65 bytes of which the first says how to
//! recover the key, over a hash that no transaction can have.
//!
//! Only addresses that a key alone opens can be compared; what was said, and whether it matters, is not known here.

use super::Address;
use super::transaction::{twice, write_size};
use crate::keys::{HighS, recover_secp256k1};
use crate::multiformat::base64;
use std::fmt;

const MAGIC: &[u8] = b"\x18Bitcoin Signed Message:\n";

/// Why a message was not signed with the key of an address.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// The key is that of another address.
    Address,
    /// The signature is not 65 bytes in base64, or its first byte is none that was ever agreed on.
    Encoding,
    /// The signature belongs to no key.
    NoKey,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Address => "the message was signed with the key of another address",
            Self::Encoding => "the signature is not that of a message",
            Self::NoKey => "the signature belongs to no key",
        })
    }
}

impl std::error::Error for MessageError {}

/// The key that signed `message`, in the form in which its script would show it. Any 65 bytes that are well formed name
/// some key: what counts is whose it is.
///
/// # Errors
/// [`MessageError::Encoding`] or [`MessageError::NoKey`].
pub fn message_key(message: &[u8], signature: &str) -> Result<Vec<u8>, MessageError> {
    // 65 bytes are 88 characters; nothing else is decoded to be thrown away.
    let bytes = if signature.len() == 88 { base64::decode(signature) } else { None };
    let bytes: [u8; 65] = bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(MessageError::Encoding)?;
    let (head, signature) = bytes.split_first_chunk::<1>().ok_or(MessageError::Encoding)?;
    let signature = signature.first_chunk::<64>().ok_or(MessageError::Encoding)?;
    let (compressed, odd_y) = match head {
        [27] => (false, false),
        [28] => (false, true),
        [31] => (true, false),
        [32] => (true, true),
        // The r of these is the x of a point reduced by the order, which happens once in 2^127 signatures.
        [29 | 30 | 33 | 34] => return Err(MessageError::NoKey),
        _ => return Err(MessageError::Encoding),
    };
    let mut size = Vec::new();
    write_size(&mut size, message.len());
    let hash = twice(&[MAGIC, &size, message]);
    let point = recover_secp256k1(&hash, signature, odd_y, HighS::Accept).map_err(|_| MessageError::NoKey)?;
    Ok(if compressed { compress(&point) } else { [&[4][..], &point].concat() })
}

/// Checks that `message` was signed with the key of `address`.
///
/// # Errors
/// [`MessageError`] if it was not.
///
/// # Examples
/// ```
/// use credstone::anchor::chain::bitcoin::{Address, MessageError, verify_message};
/// let address = Address::parse("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")?;
/// assert_eq!(verify_message(&address, b"mine", "bWluZQ=="), Err(MessageError::Encoding));
/// # Ok::<(), credstone::anchor::chain::bitcoin::AddressError>(())
/// ```
pub fn verify_message(address: &Address, message: &[u8], signature: &str) -> Result<(), MessageError> {
    let key = message_key(message, signature)?;
    if address.opens_with(&key) { Ok(()) } else { Err(MessageError::Address) }
}

fn compress(point: &[u8; 64]) -> Vec<u8> {
    let (x, y) = point.split_at(32);
    let parity = y.last().map_or(0, |last| last & 1);
    [&[parity | 2][..], x].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the tests of Bitcoin's own software: address, message, signature.
    const SIGNED: [(&str, &str, &str); 2] = [
        (
            "15CRxFdyRpGZLW9w8HnHvVduizdL5jKNbs",
            "Trust no one",
            "IPojfrX2dfPnH26UegfbGQQLrdK844DlHq5157/P6h57WyuS/Qsl+h/WSVGDF4MUi4rWSswW38oimDYfNNUBUOk=",
        ),
        (
            "11canuhp9X2NocwCq7xNrQYTmUgZAnLK3",
            "Trust me",
            "IIcaIENoYW5jZWxsb3Igb24gYnJpbmsgb2Ygc2Vjb25kIGJhaWxvdXQgZm9yIGJhbmtzIAaHRtbCeDZINyavx14=",
        ),
    ];

    fn edited(place: usize, byte: u8) -> String {
        let mut bytes = base64::decode(SIGNED[0].2).unwrap();
        bytes[place] = byte;
        base64::encode(&bytes)
    }

    #[test]
    fn recovers_the_key_of_a_message() {
        for (address, message, signature) in SIGNED {
            let address = Address::parse(address).unwrap();
            assert_eq!(verify_message(&address, message.as_bytes(), signature), Ok(()), "{message}");
            assert_eq!(verify_message(&address, b"Trust everyone", signature), Err(MessageError::Address), "{message}");
        }
        let (other, (_, message, signature)) = (Address::parse(SIGNED[1].0).unwrap(), SIGNED[0]);
        assert_eq!(verify_message(&other, message.as_bytes(), signature), Err(MessageError::Address));
    }

    #[test]
    fn the_first_byte_says_which_key_and_how_it_is_shown() {
        let (address, message, _) = SIGNED[0];
        let address = Address::parse(address).unwrap();
        let verified = |head| verify_message(&address, message.as_bytes(), &edited(0, head));
        assert_eq!(verified(32), Ok(()));
        // The same key in its long form has another address.
        assert_eq!(
            (verified(28), verified(27), verified(31)),
            (Err(MessageError::Address), Err(MessageError::Address), Err(MessageError::Address))
        );
        let (short, long) = (
            message_key(message.as_bytes(), &edited(0, 32)).unwrap(),
            message_key(message.as_bytes(), &edited(0, 28)).unwrap(),
        );
        assert_eq!((short.len(), long.len(), &short[1..]), (33, 65, &long[1..33]));
        for head in [29, 30, 33, 34] {
            assert_eq!(verified(head), Err(MessageError::NoKey), "{head}");
        }
        for head in [0, 26, 35, 42, 255] {
            assert_eq!(verified(head), Err(MessageError::Encoding), "{head}");
        }
    }

    #[test]
    fn refuses_other_signatures() {
        let (_, message, signature) = SIGNED[0];
        let key = |signature: &str| message_key(message.as_bytes(), signature);
        for text in ["", &signature[1..], &signature[..84], &format!("{signature}="), &signature.replace('=', "A")] {
            assert_eq!(key(text), Err(MessageError::Encoding), "{text}");
        }
        let nothing = base64::encode(&[&[31][..], &[0; 64]].concat());
        assert_eq!(key(&nothing), Err(MessageError::NoKey));
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let (address, message, signature) = SIGNED[0];
        let (address, bytes) = (Address::parse(address).unwrap(), base64::decode(signature).unwrap());
        for (place, byte) in bytes.iter().enumerate().skip(1) {
            let signature = edited(place, byte ^ 1);
            assert!(verify_message(&address, message.as_bytes(), &signature).is_err(), "{place}");
        }
    }
}
