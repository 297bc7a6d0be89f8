//! Hash functions, chosen by name at run time: SHA-2 (FIPS 180-4) for proofs, and what ledgers and timestamps hash with.

use sha2::Digest as _;

/// Declares the hash functions: each is a name and a type of a crate.
macro_rules! algorithms {
    ($($(#[$meta:meta])* $name:ident: $state:ty = $doc:literal,)+) => {
        /// A hash function.
        #[non_exhaustive]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum DigestAlgorithm { $($(#[$meta])* #[doc = $doc] $name,)+ }

        #[derive(Clone, Debug)]
        enum State { $($(#[$meta])* $name($state),)+ }

        impl State {
            fn new(algorithm: DigestAlgorithm) -> Self {
                match algorithm { $($(#[$meta])* DigestAlgorithm::$name => Self::$name(<$state>::new()),)+ }
            }

            fn hash<'p>(algorithm: DigestAlgorithm, parts: impl Iterator<Item = &'p [u8]>) -> Digest {
                match algorithm {
                    $($(#[$meta])* DigestAlgorithm::$name => {
                        let mut state = <$state>::new();
                        parts.for_each(|part| state.update(part));
                        Digest::new(&state.finalize())
                    })+
                }
            }

            fn output_size(algorithm: DigestAlgorithm) -> usize {
                match algorithm { $($(#[$meta])* DigestAlgorithm::$name => <$state>::output_size(),)+ }
            }

            fn update(&mut self, bytes: &[u8]) {
                match self { $($(#[$meta])* Self::$name(state) => state.update(bytes),)+ }
            }

            fn finish(self) -> Digest {
                match self { $($(#[$meta])* Self::$name(state) => Digest::new(&state.finalize()),)+ }
            }
        }
    };
}

algorithms! {
    Sha256: sha2::Sha256 = "SHA-256.",
    Sha384: sha2::Sha384 = "SHA-384.",
    Sha512: sha2::Sha512 = "SHA-512.",
    #[cfg(feature = "anchors")]
    Sha224: sha2::Sha224 = "SHA-224, an operation of Chainpoint.",
    #[cfg(feature = "anchors")]
    Sha1: sha1::Sha1 = "SHA-1, an operation of OpenTimestamps; collisions are known.",
    #[cfg(feature = "anchors")]
    Ripemd160: ripemd::Ripemd160 = "RIPEMD-160, of Bitcoin addresses and OpenTimestamps.",
    #[cfg(feature = "anchors")]
    Keccak256: sha3::Keccak256 = "Keccak-256 with the padding that Ethereum uses, not that of SHA-3.",
    #[cfg(feature = "anchors")]
    Sha3_224: sha3::Sha3_224 = "SHA3-224 (FIPS 202).",
    #[cfg(feature = "anchors")]
    Sha3_256: sha3::Sha3_256 = "SHA3-256 (FIPS 202).",
    #[cfg(feature = "anchors")]
    Sha3_384: sha3::Sha3_384 = "SHA3-384 (FIPS 202).",
    #[cfg(feature = "anchors")]
    Sha3_512: sha3::Sha3_512 = "SHA3-512 (FIPS 202).",
}

impl DigestAlgorithm {
    /// How many bytes its output has.
    #[must_use]
    pub fn output_size(self) -> usize {
        State::output_size(self)
    }

    /// Hashes `bytes` in one go.
    #[must_use]
    pub fn hash(self, bytes: &[u8]) -> Digest {
        self.hash_parts(std::iter::once(bytes))
    }

    /// Hashes what the parts are when put together.
    #[must_use]
    pub fn hash_parts<'p>(self, parts: impl IntoIterator<Item = &'p [u8]>) -> Digest {
        State::hash(self, parts.into_iter())
    }
}

/// The output of a hash function.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest {
    bytes: [u8; 64],
    length: usize,
}

impl Digest {
    fn new(output: &[u8]) -> Self {
        let mut bytes = [0; 64];
        bytes.iter_mut().zip(output).for_each(|(to, from)| *to = *from);
        Self { bytes, length: output.len().min(64) }
    }

    /// The raw bytes: 20, 28, 32, 48 or 64 of them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }

    /// The bytes in lower-case hexadecimal.
    #[must_use]
    pub fn to_hex(&self) -> String {
        data_encoding::HEXLOWER.encode(self.as_bytes())
    }
}

/// A hash computed piece by piece.
#[derive(Clone, Debug)]
pub struct Hasher(State);

impl Hasher {
    /// Starts a hash.
    #[must_use]
    pub fn new(algorithm: DigestAlgorithm) -> Self {
        Self(State::new(algorithm))
    }

    /// Adds `bytes` to what is hashed.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Ends the hash.
    #[must_use]
    pub fn finish(self) -> Digest {
        self.0.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_the_examples_of_fips_180() {
        let cases = [
            (DigestAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                DigestAlgorithm::Sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            ),
            (
                DigestAlgorithm::Sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            ),
        ];
        for (algorithm, want) in cases {
            assert_eq!(algorithm.hash(b"abc").to_hex(), want);
        }
    }

    #[cfg(feature = "anchors")]
    #[test]
    fn hashes_the_published_examples_of_ledgers() {
        let cases = [
            (DigestAlgorithm::Sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (DigestAlgorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (DigestAlgorithm::Ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"),
            (DigestAlgorithm::Keccak256, "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
            (DigestAlgorithm::Sha3_224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
            (DigestAlgorithm::Sha3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
        ];
        for (algorithm, want) in cases {
            assert_eq!(algorithm.hash(b"abc").to_hex(), want);
        }
    }
}
