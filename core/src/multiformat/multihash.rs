//! Digests that name their algorithm: [multihash](https://www.w3.org/TR/cid-1.0/#multihash) in multibase (`digestMultibase`)
//! and [Subresource Integrity](https://www.w3.org/TR/SRI/) text (`digestSRI`).

use super::{base64, multibase, multicodec};
use crate::digest::DigestAlgorithm;
use std::fmt;

/// A digest and the algorithm that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Multihash {
    /// The algorithm.
    pub algorithm: DigestAlgorithm,
    /// Its output, exactly as long as the algorithm's.
    pub digest: Vec<u8>,
}

/// Why a text is not a digest that we can compare.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MultihashError {
    /// Not multibase, not base64, or not a multihash.
    Encoding,
    /// A digest of another length than its algorithm's.
    Length,
    /// An algorithm other than SHA-256, SHA-384 and SHA-512, or more alternatives than are compared.
    Unsupported,
}

impl fmt::Display for MultihashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the digest is not in its one correct encoding",
            Self::Length => "the digest is not as long as its algorithm's output",
            Self::Unsupported => "the digest is of an algorithm other than SHA-256, SHA-384 and SHA-512",
        })
    }
}

impl std::error::Error for MultihashError {}

/// Bytes of the longest multihash read: SHA-512 takes 66; other algorithms are recognised up to this.
const MAX_BYTES: usize = 256;

/// Digests in one integrity text. Three algorithms, more than one alternative of each is unheard of.
const MAX_DIGESTS: usize = 16;

impl Multihash {
    /// Reads a multihash in multibase, as `digestMultibase` carries it.
    ///
    /// # Errors
    /// [`MultihashError`] if the text is not exactly one digest of an algorithm we have.
    pub fn from_multibase(text: &str) -> Result<Self, MultihashError> {
        let bytes = multibase::decode(text, MAX_BYTES).map_err(|_| MultihashError::Encoding)?;
        let (code, rest) = multicodec::split(&bytes).map_err(|_| MultihashError::Encoding)?;
        let (length, digest) = multicodec::split(rest).map_err(|_| MultihashError::Encoding)?;
        let algorithm = match code {
            0x12 => DigestAlgorithm::Sha256,
            0x13 => DigestAlgorithm::Sha512,
            0x20 => DigestAlgorithm::Sha384,
            _ => return Err(MultihashError::Unsupported),
        };
        if usize::try_from(length) != Ok(digest.len()) {
            return Err(MultihashError::Length);
        }
        Self::new(algorithm, digest.to_vec())
    }

    /// Reads integrity text, as `digestSRI` carries it: the digests of the strongest algorithm named, any of which may match.
    ///
    /// # Errors
    /// [`MultihashError`] if a part is not a digest; parts of unknown algorithms are passed over, as the clause
    /// [parse metadata](https://www.w3.org/TR/SRI/#parse-metadata) asks, unless nothing remains.
    pub fn from_sri(text: &str) -> Result<Vec<Self>, MultihashError> {
        let mut digests: Vec<Self> = Vec::new();
        for part in text.split_ascii_whitespace() {
            match Self::from_sri_part(part) {
                Ok(digest) if digests.len() < MAX_DIGESTS => digests.push(digest),
                Ok(_) => return Err(MultihashError::Unsupported),
                Err(MultihashError::Unsupported) => {}
                Err(error) => return Err(error),
            }
        }
        let strongest = digests.iter().map(|digest| digest.digest.len()).max().ok_or(MultihashError::Unsupported)?;
        digests.retain(|digest| digest.digest.len() == strongest);
        Ok(digests)
    }

    /// Whether it is the digest of `content`.
    #[must_use]
    pub fn matches(&self, content: &[u8]) -> bool {
        self.algorithm.hash(content).as_bytes() == self.digest
    }

    /// One part: `sha256-`, `sha384-` or `sha512-`, then base64 with padding. Options after `?` are reserved and ignored.
    fn from_sri_part(part: &str) -> Result<Self, MultihashError> {
        let part = part.split_once('?').map_or(part, |(part, _)| part);
        let (name, text) = part.split_once('-').ok_or(MultihashError::Encoding)?;
        let algorithm = match name {
            "sha256" => DigestAlgorithm::Sha256,
            "sha384" => DigestAlgorithm::Sha384,
            "sha512" => DigestAlgorithm::Sha512,
            _ => return Err(MultihashError::Unsupported),
        };
        Self::new(algorithm, base64::decode(text).ok_or(MultihashError::Encoding)?)
    }

    fn new(algorithm: DigestAlgorithm, digest: Vec<u8>) -> Result<Self, MultihashError> {
        if digest.len() == algorithm.output_size() {
            Ok(Self { algorithm, digest })
        } else {
            Err(MultihashError::Length)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALGORITHMS: [(u8, DigestAlgorithm, &str); 3] = [
        (0x12, DigestAlgorithm::Sha256, "sha256"),
        (0x20, DigestAlgorithm::Sha384, "sha384"),
        (0x13, DigestAlgorithm::Sha512, "sha512"),
    ];

    fn multihash(code: u8, digest: &[u8]) -> Vec<u8> {
        [&[code, u8::try_from(digest.len()).unwrap()], digest].concat()
    }

    #[test]
    fn reads_both_forms_of_every_algorithm() {
        for (code, algorithm, name) in ALGORITHMS {
            let digest = algorithm.hash(b"content").as_bytes().to_vec();
            let bytes = multihash(code, &digest);
            for text in [multibase::encode_base58btc(&bytes), multibase::encode_base64url(&bytes)] {
                let read = Multihash::from_multibase(&text).unwrap();
                assert!(read.matches(b"content") && !read.matches(b"Content"));
                assert_eq!(read, Multihash { algorithm, digest: digest.clone() });
            }
            let sri = format!("{name}-{}", base64::encode(&digest));
            assert_eq!(Multihash::from_sri(&sri), Ok(vec![Multihash { algorithm, digest }]));
        }
    }

    #[test]
    fn refuses_malformed_multihashes() {
        let digest = DigestAlgorithm::Sha256.hash(b"").as_bytes().to_vec();
        let cases = [
            ("SHA-1", multihash(0x11, &[0; 20]), MultihashError::Unsupported),
            ("identity", multihash(0, b"abc"), MultihashError::Unsupported),
            ("cut digest", multihash(0x12, &digest[1..]), MultihashError::Length),
            ("byte after the digest", [multihash(0x12, &digest), vec![0]].concat(), MultihashError::Length),
            ("length of another algorithm", multihash(0x20, &digest), MultihashError::Length),
            ("code not minimal", [&[0x92, 0, 32], digest.as_slice()].concat(), MultihashError::Encoding),
            ("length not minimal", [&[0x12, 0xa0, 0], digest.as_slice()].concat(), MultihashError::Encoding),
            ("no length", vec![0x12], MultihashError::Encoding),
            ("nothing", vec![], MultihashError::Encoding),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(Multihash::from_multibase(&multibase::encode_base58btc(&bytes)), Err(want), "{name}");
        }
        assert_eq!(Multihash::from_multibase(&format!("z{}", "2".repeat(100_000))), Err(MultihashError::Encoding));
    }

    #[test]
    fn takes_the_strongest_of_several_integrity_digests() {
        let part = |name: &str, digest: &[u8]| format!("{name}-{}", base64::encode(digest));
        let text =
            [part("sha256", &[1; 32]), part("sha384", &[2; 48]), part("md5", &[3; 16]), part("sha384", &[4; 48])];
        let read = Multihash::from_sri(&text.join("\n ")).unwrap();
        assert_eq!(read.iter().map(|digest| digest.digest[0]).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn refuses_malformed_integrity_text() {
        let whole = base64::encode(&[0; 32]);
        let cases = [
            ("nothing", String::new(), MultihashError::Unsupported),
            ("unknown only", format!("sha1-{whole}"), MultihashError::Unsupported),
            ("upper case", format!("SHA256-{whole}"), MultihashError::Unsupported),
            ("no algorithm", whole.replace('=', ""), MultihashError::Encoding),
            ("no padding", format!("sha256-{}", whole.replace('=', "")), MultihashError::Encoding),
            ("unused bits", format!("sha256-{}", whole.replace("A=", "B=")), MultihashError::Encoding),
            ("other alphabet", format!("sha256-{}", whole.replacen('A', "_", 1)), MultihashError::Encoding),
            (
                "padding within",
                format!("sha256-{}{}", base64::encode(&[0]), base64::encode(&[0; 31])),
                MultihashError::Encoding,
            ),
            ("length", format!("sha512-{whole}"), MultihashError::Length),
            ("seventeen", format!("sha256-{whole} ").repeat(17), MultihashError::Unsupported),
        ];
        for (name, text, want) in cases {
            assert_eq!(Multihash::from_sri(&text), Err(want), "{name}");
        }
    }
}
