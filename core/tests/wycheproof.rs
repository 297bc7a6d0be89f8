//! Wycheproof: signatures and keys made to break verifiers. Every file of the suite is either run or listed with a reason.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use common::Tally;
use credstone::json::Document;
use credstone::keys::{self, KeyError, KeyType, PublicKey, SignatureAlgorithm};
use credstone::limits::Limits;
#[cfg(feature = "rsa")]
use credstone::multiformat::base64url;
use data_encoding::HEXLOWER;
use serde_json::Value;
use std::path::Path;

const SUITE: &str = "wycheproof";
const FOLDER: &str = "wycheproof/testvectors_v1";

/// Raw signatures: the file, what it is checked as, and its cases.
const SIGNATURES: [(&str, SignatureAlgorithm, usize); 8] = [
    ("ecdsa_secp256k1_sha256_p1363_test", SignatureAlgorithm::Es256K, 252),
    ("ecdsa_secp256r1_sha256_p1363_test", SignatureAlgorithm::Es256, 262),
    ("ecdsa_secp384r1_sha384_p1363_test", SignatureAlgorithm::Es384, 280),
    ("ecdsa_secp521r1_sha512_p1363_test", SignatureAlgorithm::Es512, 318),
    ("ed25519_test", SignatureAlgorithm::EdDsa, 151),
    ("rsa_pss_2048_sha256_mgf1_32_test", SignatureAlgorithm::Ps256, 108),
    ("rsa_signature_2048_sha256_test", SignatureAlgorithm::Rs256, 259),
    ("rsa_signature_4096_sha256_test", SignatureAlgorithm::Rs256, 258),
];

/// JWS under JWK: the file, its cases run, its cases that no key of ours could decide.
const JOSE: [(&str, usize, usize); 3] =
    [("json_web_crypto_test", 29, 54), ("json_web_key_test", 11, 15), ("json_web_signature_test", 332, 69)];

const DER: &str = "signatures in DER, which no securing mechanism here carries";

/// Files that are not run.
const NOT_APPLICABLE: [(&str, usize, &str); 7] = [
    ("ecdsa_secp256k1_sha256_bitcoin_test", 463, DER),
    ("ecdsa_secp256k1_sha256_test", 476, DER),
    ("ecdsa_secp256r1_sha256_test", 484, DER),
    ("ecdsa_secp384r1_sha256_test", 472, DER),
    ("ecdsa_secp384r1_sha384_test", 504, DER),
    ("ecdsa_secp521r1_sha512_test", 542, DER),
    ("ed448_test", 87, "Ed448 keys are unsupported"),
];

/// What `acceptable` means here, by flag.
const ACCEPTABLE: [(&str, bool); 1] = [
    // RFC 8017 keeps the NULL parameters of SHA-256 in DigestInfo; without them the padding is another one.
    ("MissingNull", false),
];

#[test]
fn every_file_is_run_or_listed() {
    let Some(folder) = common::suite(FOLDER, 5_424) else { return };
    let mut known: Vec<&str> = SIGNATURES.iter().map(|row| row.0).collect();
    known.extend(JOSE.iter().map(|row| row.0));
    for (name, cases, reason) in NOT_APPLICABLE {
        assert_eq!(read(&folder, name)["numberOfTests"], cases, "{name}");
        println!("not applicable: {name}: {cases} cases: {reason}");
        known.push(name);
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.strip_suffix(".json").is_some_and(|name| known.contains(&name)), "{name} has no handler");
    }
}

#[test]
fn raw_signatures() {
    let Some(folder) = common::suite(FOLDER, 1_888) else { return };
    for (name, algorithm, cases) in SIGNATURES {
        if cfg!(not(feature = "rsa")) && algorithm.key_type() == KeyType::Rsa {
            println!("not applicable: {name}: {cases} cases: built without the feature `rsa`");
            continue;
        }
        let mut tally = Tally::new(&format!("{SUITE}/{name}"));
        for group in read(&folder, name)["testGroups"].as_array().unwrap() {
            let key = every_form(group, algorithm.key_type());
            for case in group["tests"].as_array().unwrap() {
                let verdict = key.as_ref().map_err(KeyError::to_string).and_then(|key| {
                    keys::verify(algorithm, key, &hex(&case["msg"]), &hex(&case["sig"])).map_err(|why| why.to_string())
                });
                tally.case(&case["tcId"].to_string(), compare(case, verdict));
            }
        }
        tally.finish(cases);
    }
}

#[test]
#[cfg(feature = "rsa")]
fn jose() {
    let Some(folder) = common::suite(FOLDER, 510) else { return };
    for (name, run, other) in JOSE {
        let mut tally = Tally::new(&format!("{SUITE}/{name}"));
        let mut not_applicable = 0;
        for group in read(&folder, name)["testGroups"].as_array().unwrap() {
            for case in group["tests"].as_array().unwrap() {
                match jws(group, case) {
                    Some(verdict) => tally.case(&case["tcId"].to_string(), compare(case, verdict)),
                    None => not_applicable += 1,
                }
            }
        }
        println!(
            "{SUITE}/{name}: {not_applicable} not applicable (HMAC, JWE, JSON serialization, other hash functions)"
        );
        assert_eq!(not_applicable, other, "{name}");
        tally.finish(run);
    }
}

/// The key of a group, which is the same key in every form that the group gives it.
fn every_form(group: &Value, key_type: KeyType) -> Result<PublicKey, KeyError> {
    let public = &group["publicKey"];
    let raw = ["uncompressed", "pk"].iter().find_map(|name| public[name].as_str());
    let raw = raw.or_else(|| group["publicKeyAsn"].as_str()).unwrap();
    let key = PublicKey::from_hex(key_type, raw);
    let mut others = vec![
        ("PEM", PublicKey::from_pem(group["publicKeyPem"].as_str().unwrap())),
        ("SPKI", PublicKey::from_spki(&hex(&group["publicKeyDer"]))),
    ];
    others.extend(
        ["publicKeyJwk", "keyJwk"]
            .iter()
            .filter(|name| group[*name].is_object())
            .map(|name| ("JWK", jwk(&group[*name]))),
    );
    if let Ok(key) = &key {
        others.push(("Multikey", PublicKey::from_multikey(&key.to_multikey())));
        others.push(("own JWK", jwk(&serde_json::from_str(&key.to_jwk()).unwrap())));
    }
    for (form, other) in others {
        assert_eq!(other, key, "{form} of {raw}");
    }
    key
}

/// The verdict on a JWS, if it is one in compact form with an algorithm of ours.
#[cfg(feature = "rsa")]
fn jws(group: &Value, case: &Value) -> Option<Result<(), String>> {
    let public = group.get("public")?;
    let keys: Vec<&Value> = public["keys"].as_array().map_or(vec![public], |keys| keys.iter().collect());
    let [key] = keys.as_slice() else { return None };
    let text = case["jws"].as_str()?;
    let parts: Vec<&str> = text.split('.').collect();
    if let Some(Ok(header)) = base64url::decode(parts[0]).map(|bytes| serde_json::from_slice::<Value>(&bytes)) {
        let algorithm = header["alg"].as_str().unwrap_or_default();
        if matches!(algorithm, "RS384" | "RS512" | "PS384" | "PS512") {
            return None;
        }
    }
    Some(check(key, &parts))
}

#[cfg(feature = "rsa")]
fn check(key: &Value, parts: &[&str]) -> Result<(), String> {
    let key = jwk(key).map_err(|error| error.to_string())?;
    let [header, payload, signature] = parts else { return Err("not three parts".to_owned()) };
    let decode = |part: &&str| base64url::decode(part).ok_or_else(|| format!("not base64url: {part}"));
    let fields: Value = serde_json::from_slice(&decode(header)?).map_err(|error| error.to_string())?;
    decode(payload)?;
    let algorithm = fields["alg"].as_str().and_then(SignatureAlgorithm::from_name).ok_or("unknown algorithm")?;
    let message = format!("{header}.{payload}");
    keys::verify(algorithm, &key, message.as_bytes(), &decode(signature)?).map_err(|error| error.to_string())
}

fn compare(case: &Value, verdict: Result<(), String>) -> Result<(), String> {
    let valid = match case["result"].as_str().unwrap() {
        "valid" => true,
        "invalid" => false,
        "acceptable" => {
            let flags = case["flags"].as_array().unwrap();
            let mut rows = flags.iter().map(|flag| ACCEPTABLE.iter().find(|row| Some(row.0) == flag.as_str()));
            rows.all(|row| row.unwrap_or_else(|| panic!("no row for {flags:?}")).1)
        }
        other => panic!("unknown result {other}"),
    };
    match verdict {
        Err(why) if valid => Err(format!("refused: {why}: {}", case["comment"])),
        Ok(()) if !valid => Err(format!("accepted: {}", case["comment"])),
        _ => Ok(()),
    }
}

fn jwk(value: &Value) -> Result<PublicKey, KeyError> {
    PublicKey::from_jwk(Document::parse(value.to_string().as_bytes(), &Limits::default()).unwrap().root())
}

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn read(folder: &Path, name: &str) -> Value {
    common::read_json(folder.join(format!("{name}.json")))
}
