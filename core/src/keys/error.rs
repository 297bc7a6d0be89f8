//! Why a key cannot be used and why a signature does not hold.

use std::fmt;

/// Why a text or its bytes are not a public key that we use.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The members `alg`, `use` or `key_ops` of a JWK contradict the key or the checking of signatures.
    Contradiction(&'static str),
    /// The text is not the one text of any bytes: its alphabet, length, padding or unused bits are wrong.
    Encoding,
    /// The bytes are not a key of that type: no point of the curve, of small order, or of the wrong length.
    Invalid,
    /// The JWK lacks this member, or has it in another type.
    Member(&'static str),
    /// Private or symmetric key material, where only a public key may stand.
    PrivateMaterial,
    /// A kind of key we do not know, or do not have in this build, by its name.
    Unsupported(String),
    /// An RSA key below 2048 or above 8192 bits, with an exponent outside 65537 to 2^32, or from a flawed generator.
    Weak,
}

impl KeyError {
    /// The unsupported kind `name`, which may be a stranger's text: cut to 64 characters.
    pub(super) fn unsupported(name: &str) -> Self {
        Self::Unsupported(name.chars().take(64).collect())
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contradiction(member) => write!(f, "the JWK's `{member}` contradicts the key or its use"),
            Self::Encoding => f.write_str("the key is not in its one correct encoding"),
            Self::Invalid => f.write_str("the bytes are not a valid key of that type"),
            Self::Member(member) => write!(f, "the JWK has no proper `{member}`"),
            Self::PrivateMaterial => f.write_str("private key material stands where a public key belongs"),
            Self::Unsupported(name) => write!(f, "keys of the kind `{}` are not supported", name.escape_debug()),
            Self::Weak => f.write_str("the RSA key is too weak, too large or has an unusual exponent"),
        }
    }
}

impl std::error::Error for KeyError {}

/// Why a signature does not hold.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// The bytes cannot be a signature of this algorithm: a wrong length or, for ECDSA, a number out of its range.
    Encoding,
    /// Not this key's signature over this message.
    Invalid,
    /// The key is of another type than the algorithm takes, or its JWK names another algorithm.
    KeyType,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Encoding => "the bytes cannot be a signature of this algorithm",
            Self::Invalid => "the signature is not this key's over this message",
            Self::KeyType => "the key does not check this algorithm",
        })
    }
}

impl std::error::Error for SignatureError {}
