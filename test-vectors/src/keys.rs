//! Keys from names: the same name is the same key, on every machine and for ever. They are worth nothing.

use credstone::anchor::chain::ethereum::{Address, keccak256};
use credstone::digest::DigestAlgorithm;
use credstone::keys::{KeyType, PublicKey, SignatureAlgorithm};
use credstone::multiformat::{base64url, multibase};
use rand_core::{Infallible, TryCryptoRng, TryRng};
use rsa::BoxedUint;
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use rsa::traits::PublicKeyParts;
use serde_json::{Value, json};
use std::fmt;

/// A key pair.
pub struct Key {
    secret: Secret,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.key_type())
    }
}

enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    P256(p256::ecdsa::SigningKey),
    P384(Box<p384::ecdsa::SigningKey>),
    Secp256k1(Box<k256::ecdsa::SigningKey>),
    Rsa(Box<rsa::RsaPrivateKey>),
}

/// How RSA fills up what it signs.
#[derive(Clone, Copy, Debug)]
pub enum Padding {
    /// As PKCS #1 version 1.5 does.
    Pkcs1,
    /// With so many bytes of salt.
    Pss(usize),
}

impl Key {
    /// The key of that type that `name` stands for.
    pub fn of(key_type: KeyType, name: &str) -> Self {
        let seed = format!("credstone test vectors: {name}");
        let short = DigestAlgorithm::Sha256.hash(seed.as_bytes());
        let short: &[u8; 32] = short.as_bytes().try_into().expect("SHA-256 has 32 bytes");
        let long = DigestAlgorithm::Sha384.hash(seed.as_bytes());
        let secret = match key_type {
            KeyType::Ed25519 => Secret::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(short))),
            KeyType::P256 => Secret::P256(p256::ecdsa::SigningKey::from_slice(short).expect("below the order")),
            KeyType::P384 => {
                Secret::P384(Box::new(p384::ecdsa::SigningKey::from_slice(long.as_bytes()).expect("below the order")))
            }
            KeyType::Secp256k1 => {
                Secret::Secp256k1(Box::new(k256::ecdsa::SigningKey::from_slice(short).expect("below the order")))
            }
            KeyType::Rsa if name == "issuer" => Secret::Rsa(Box::new(rsa_key(RSA_2048))),
            KeyType::Rsa => Secret::Rsa(Box::new(rsa_key(RSA_2048_OTHER))),
            KeyType::P521 => unimplemented!("no suite takes it"),
        };
        Self { secret }
    }

    /// An Ed25519 key.
    pub fn ed25519(name: &str) -> Self {
        Self::of(KeyType::Ed25519, name)
    }

    /// An RSA key of 1024 bits, which nobody should accept.
    pub fn weak_rsa() -> Self {
        Self { secret: Secret::Rsa(Box::new(rsa_key(RSA_1024))) }
    }

    /// The signature of `message`, in the form of JOSE and Data Integrity.
    pub fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
        match &self.secret {
            Secret::Ed25519(key) => ed25519_dalek::Signer::sign(&**key, message).to_bytes().to_vec(),
            Secret::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::Secp256k1(key) => {
                let signature: k256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Secret::Rsa(key) if algorithm == SignatureAlgorithm::Ps256 => {
                let key = rsa::pss::SigningKey::<sha2::Sha256>::new((**key).clone());
                key.sign_with_rng(&mut Sequence::default(), message).to_vec()
            }
            Secret::Rsa(key) => {
                let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new((**key).clone());
                key.sign_with_rng(&mut Sequence::default(), message).to_vec()
            }
        }
    }

    /// The RSA signature of `message` in another padding than the usual one.
    pub fn sign_padded(&self, padding: Padding, message: &[u8]) -> Vec<u8> {
        let Secret::Rsa(key) = &self.secret else { unimplemented!("only RSA has paddings") };
        match padding {
            Padding::Pkcs1 => self.sign(SignatureAlgorithm::Rs256, message),
            Padding::Pss(salt) => {
                let key = rsa::pss::SigningKey::<sha2::Sha256>::new_with_salt_len((**key).clone(), salt);
                key.sign_with_rng(&mut Sequence::default(), message).to_vec()
            }
        }
    }

    /// The address of its account on Ethereum.
    pub fn account(&self) -> String {
        let Secret::Secp256k1(key) = &self.secret else { unimplemented!("accounts are of secp256k1") };
        let point = key.verifying_key().to_sec1_point(false);
        Address::of_key(point.as_bytes()[1..].try_into().expect("two coordinates")).to_string()
    }

    /// The signature of a personal message (EIP-191), as wallets write it.
    pub fn sign_personal(&self, message: &[u8]) -> Vec<u8> {
        let prefix = format!("\x19Ethereum Signed Message:\n{}", message.len());
        let (signature, odd) = self.sign_recoverable(&keccak256(&[prefix.as_bytes(), message].concat()));
        [&signature[..], &[27 + u8::from(odd)]].concat()
    }

    /// The signature of a hash, and what tells the key that made it from another one: whether a coordinate is odd.
    pub fn sign_recoverable(&self, hash: &[u8; 32]) -> (Vec<u8>, bool) {
        let Secret::Secp256k1(key) = &self.secret else { unimplemented!("wallets sign with secp256k1") };
        let (signature, id) = key.sign_prehash_recoverable(hash);
        (signature.to_bytes().to_vec(), id.is_y_odd())
    }

    /// The public half as a compressed point.
    pub fn point(&self) -> Vec<u8> {
        self.public().to_bytes().to_vec()
    }

    /// Its type.
    pub fn key_type(&self) -> KeyType {
        match self.secret {
            Secret::Ed25519(_) => KeyType::Ed25519,
            Secret::P256(_) => KeyType::P256,
            Secret::P384(_) => KeyType::P384,
            Secret::Secp256k1(_) => KeyType::Secp256k1,
            Secret::Rsa(_) => KeyType::Rsa,
        }
    }

    /// The public half as `did:key`.
    pub fn did(&self) -> String {
        format!("did:key:{}", self.multikey())
    }

    /// The one verification method of [`Self::did`].
    pub fn method(&self) -> String {
        format!("{}#{}", self.did(), self.multikey())
    }

    /// A DID that needs no document: `did:key`, or `did:jwk` for RSA.
    pub fn any_did(&self) -> String {
        if self.key_type() == KeyType::Rsa { self.did_jwk() } else { self.did() }
    }

    /// The one verification method of [`Self::any_did`].
    pub fn any_method(&self) -> String {
        if self.key_type() == KeyType::Rsa { format!("{}#0", self.did_jwk()) } else { self.method() }
    }

    /// The algorithm that this key entails under the suite `name`.
    pub fn algorithm(&self, name: &str) -> SignatureAlgorithm {
        match (self.key_type(), name) {
            (KeyType::Ed25519, _) => SignatureAlgorithm::EdDsa,
            (KeyType::P256, _) => SignatureAlgorithm::Es256,
            (KeyType::P384, _) => SignatureAlgorithm::Es384,
            (KeyType::P521, _) => SignatureAlgorithm::Es512,
            (KeyType::Secp256k1, _) => SignatureAlgorithm::Es256K,
            (KeyType::Rsa, "RsaSignature2018") => SignatureAlgorithm::Rs256,
            (KeyType::Rsa, _) => SignatureAlgorithm::Ps256,
        }
    }

    /// The public half as `did:jwk`.
    pub fn did_jwk(&self) -> String {
        format!("did:jwk:{}", base64url::encode(self.jwk().to_string().as_bytes()))
    }

    /// The public half as Multikey.
    pub fn multikey(&self) -> String {
        self.public().to_multikey()
    }

    /// The private half as Multikey, which nobody may ever publish.
    pub fn secret_multikey(&self) -> String {
        let Secret::Ed25519(key) = &self.secret else { unimplemented!("Ed25519 is enough") };
        multibase::encode_base58btc(&[&[0x80, 0x26][..], &key.to_bytes()].concat())
    }

    /// The public half as JWK.
    pub fn jwk(&self) -> Value {
        match &self.secret {
            Secret::Rsa(key) => json!({
                "kty": "RSA",
                "n": base64url::encode(&key.n().to_be_bytes_trimmed_vartime()),
                "e": base64url::encode(&key.e().to_be_bytes_trimmed_vartime()),
            }),
            _ => serde_json::from_str(&self.public().to_jwk()).expect("a JWK is JSON"),
        }
    }

    fn public(&self) -> PublicKey {
        let (key_type, bytes) = match &self.secret {
            Secret::Ed25519(key) => (KeyType::Ed25519, key.verifying_key().to_bytes().to_vec()),
            Secret::P256(key) => (KeyType::P256, key.verifying_key().to_sec1_bytes().to_vec()),
            Secret::P384(key) => (KeyType::P384, key.verifying_key().to_sec1_bytes().to_vec()),
            Secret::Secp256k1(key) => (KeyType::Secp256k1, key.verifying_key().to_sec1_bytes().to_vec()),
            Secret::Rsa(_) => unimplemented!("RSA keys are shown as JWK"),
        };
        PublicKey::from_bytes(key_type, &bytes).expect("a sound key")
    }
}

/// `SEQUENCE { r INTEGER, s INTEGER }`
pub fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let digits = &number[number.iter().take_while(|byte| **byte == 0).count()..];
        let sign = if digits.first().is_some_and(|byte| *byte < 0x80) { &[][..] } else { &[0][..] };
        let length = u8::try_from(sign.len() + digits.len()).expect("short");
        [&[2, length], sign, digits].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [&[0x30, u8::try_from(body.len()).expect("short")], &body[..]].concat()
}

fn rsa_key(primes: [&str; 2]) -> rsa::RsaPrivateKey {
    let number = |hex: &str| {
        let bits = u32::try_from(hex.len() * 4).expect("short");
        BoxedUint::from_be_hex(hex, bits).expect("hexadecimal")
    };
    let [p, q] = primes.map(number);
    rsa::RsaPrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64)).expect("two primes")
}

/// Numbers that look random and are always the same.
#[derive(Default)]
struct Sequence {
    next: u64,
}

impl TryRng for Sequence {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for part in out.chunks_mut(32) {
            let block = DigestAlgorithm::Sha256.hash(&self.next.to_be_bytes());
            part.copy_from_slice(&block.as_bytes()[..part.len()]);
            self.next += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Sequence {}

/// Two primes of 1024 bits.
const RSA_2048: [&str; 2] = [
    "e4ea54e8f06787541ef65da4c8ecf6d02ff313debbcf73dda2a378451fec0bd3c103e07a5b039a00962c99bea6e2397c97b2b2c3beed7ae0bf16406ed098a5cff28ce09525b6a50cee3b8048e57d2754c315179af9346933cd1335f78fd118ae5d07c6cd8af235e740899eff3499b23dbd33bbbb49819500abf23cfb6f729eb3",
    "b7ceb0f8ae0213cbf558851a5365f24a23055f3b907b47b877d2971c2d75cb613a72879715efa955aeffcfcaba9e3070c3db40877d871c2e979ef33c51dbe5a29ec0b11dd0920fbf13a6e320a8e8f924aa5d4e2a04a6f8da1a2a4e4d71f2046cf79cd86ca4c248b3c58b0f38bbd5322066c4a259a6500a9323efc5b80c97f6f3",
];

/// Two more, for somebody else.
const RSA_2048_OTHER: [&str; 2] = [
    "f0ef6c7c442fc029f0b3298bf722f199ccb435539139e12851176b5f26473617bbf7dca2215b668516b9b1026d5db333db1bc7636012117960ad0bdb449f1ec35f01ae558f339da4743325dbc0b9d4a619fa71856893c27b21967e6e28c0d5fbbc219a7df9d8fe256309ef465c5d8a0f5c8b87eba41bd617d5df9962b75d2e31",
    "c24812d8a4a87cb2059932e7a57b756c9b2e5c3c8f7e36ba66f42c6e963db1426f76857081d6d9e05980d23907ff93645f72a117d143d580504aa81775c42c3348894820975820c28b15486af05f2df051b7f530eacc0e3ed4cee4ef79cc631dcad084ec324069207779d2d94786a23307567497e6f3547958353c3c4d7976a9",
];

/// Two primes of 512 bits.
const RSA_1024: [&str; 2] = [
    "ecfeb48c1b0ebb889f17fd8dccb5d2583fc66753348aad92dd13f9bc529a097404b51a8ab98efc4e704978b7505ef1b86b1bec66a598c18494052fdf7928fdf3",
    "c5540893c87d535b076357e0a565d20213c8a093105594a9089fb90a2329256f985088b57873e331482792c36012e34f7e7abb6b7779fe089be2dfcd8116f94d",
];
