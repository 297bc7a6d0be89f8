//! Bech32 and Bech32m ([BIP-173](https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki),
//! [BIP-350](https://github.com/bitcoin/bips/blob/master/bip-0350.mediawiki)) as far as addresses need them: a prefix, a
//! version, a program.

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The longest address.
const LONGEST: usize = 90;

const CHECKSUM: usize = 6;

/// A version and its program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) prefix: String,
    pub(super) version: u8,
    pub(super) program: Vec<u8>,
}

/// Reads an address in lower case, or in upper case, as codes for cameras have it.
pub(super) fn decode(text: &str) -> Option<Decoded> {
    let lower = text.to_ascii_lowercase();
    if text.len() > LONGEST || (text != lower && text != text.to_ascii_uppercase()) {
        return None;
    }
    let (prefix, data) = lower.rsplit_once('1')?;
    if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let digit = |byte: u8| ALPHABET.iter().position(|&known| known == byte).and_then(|at| u8::try_from(at).ok());
    let digits: Vec<u8> = data.bytes().map(digit).collect::<Option<_>>()?;
    let (version, rest) = digits.get(..digits.len().checked_sub(CHECKSUM)?)?.split_first()?;
    let program = bytes(rest)?;
    let known = *version <= 16 && (2..=40).contains(&program.len());
    let known = known && (*version > 0 || matches!(program.len(), 20 | 32));
    let whole = residue(prefix, &digits) == constant(*version);
    (known && whole).then(|| Decoded { prefix: prefix.to_owned(), version: *version, program })
}

/// Writes an address in lower case.
pub(super) fn encode(prefix: &str, version: u8, program: &[u8]) -> String {
    let mut digits = vec![version];
    let (mut held, mut count) = (0_u32, 0_u32);
    for byte in program {
        (held, count) = (held << 8 | u32::from(*byte), count.saturating_add(8));
        while count >= 5 {
            count = count.saturating_sub(5);
            digits.push(five(held.checked_shr(count).unwrap_or(0)));
        }
    }
    if count > 0 {
        digits.push(five(held.checked_shl(5_u32.saturating_sub(count)).unwrap_or(0)));
    }
    let padded = [&digits[..], &[0; CHECKSUM]].concat();
    let checksum = residue(prefix, &padded) ^ constant(version);
    digits.extend([25, 20, 15, 10, 5, 0].map(|shift| five(checksum.checked_shr(shift).unwrap_or(0))));
    let characters = digits.iter().filter_map(|digit| ALPHABET.get(usize::from(*digit)).copied().map(char::from));
    format!("{prefix}1{}", characters.collect::<String>())
}

/// What tells the two encodings apart: version 0 is in the older one.
fn constant(version: u8) -> u32 {
    if version == 0 { 1 } else { 0x2bc8_30a3 }
}

/// Eight bits for every five; what is left over must be fewer than five bits, all zero.
fn bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut count) = (Vec::new(), 0_u32, 0_u32);
    for digit in digits {
        (held, count) = (held << 5 | u32::from(*digit), count.saturating_add(5));
        if count >= 8 {
            count = count.saturating_sub(8);
            bytes.push(u8::try_from(held.checked_shr(count)? & 0xff).ok()?);
        }
    }
    let unused = held & 1_u32.checked_shl(count)?.saturating_sub(1);
    (count < 5 && unused == 0).then_some(bytes)
}

/// The remainder of the checksum's code, over the prefix and the digits.
fn residue(prefix: &str, digits: &[u8]) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    let symbols = high.chain([0]).chain(low).chain(digits.iter().copied());
    symbols.fold(1, |residue: u32, symbol| {
        let shifted = (residue & 0x01ff_ffff) << 5 ^ u32::from(symbol);
        let top = residue >> 25;
        let terms = (0..).zip(GENERATOR).filter(|(bit, _)| top.checked_shr(*bit).unwrap_or(0) & 1 == 1);
        terms.fold(shifted, |sum, (_, term)| sum ^ term)
    })
}

fn five(bits: u32) -> u8 {
    u8::try_from(bits & 31).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchor::chain::bitcoin::transaction::tests::hex;

    /// The examples of BIP-350.
    #[test]
    fn reads_the_published_addresses() {
        let cases = [
            ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", 0, "751e76e8199196d454941c45d1b3a323f1433bd6"),
            (
                "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
                0,
                "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
            ),
            (
                "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
                1,
                "751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
            ),
            ("BC1SW50QGDZ25J", 16, "751e"),
            ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", 2, "751e76e8199196d454941c45d1b3a323"),
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                1,
                "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
            ),
        ];
        for (text, version, program) in cases {
            let decoded = decode(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((decoded.version, &decoded.program), (version, &hex(program)), "{text}");
            assert_eq!(encode(&decoded.prefix, version, &decoded.program), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn refuses_the_published_errors() {
        let cases = [
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
            "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
            "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
            "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
            "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
            "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
            "bc1pw5dgrnzv",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
            "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
            "bc1gmk9yu",
            "bc1",
            "1qqqqqqqqqqqqqqq",
            "",
        ];
        for text in cases {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for (version, length) in (0..=16).flat_map(|version| (2..=40).map(move |length| (version, length))) {
            let decoded = Decoded { prefix: "bcrt".to_owned(), version, program: vec![0xa5; length] };
            let known = version > 0 || length == 20 || length == 32;
            let read = decode(&encode(&decoded.prefix, version, &decoded.program));
            assert_eq!(read, known.then_some(decoded), "{version}, {length}");
        }
    }
}
