//! Signs documents as their issuers do: the other half of the suites in `credstone::proof`.

use crate::keys::Key;
use crate::try_jcs;
use credstone::digest::{Digest, DigestAlgorithm};
use credstone::json::Document;
use credstone::jsonld::{InlineContexts, Loader, Options, RdfOptions, Vocab, expand};
use credstone::keys::SignatureAlgorithm;
use credstone::limits::Limits;
use credstone::multiformat::{base64url, multibase};
use serde_json::{Value, json};

/// When every proof says it was made.
pub const CREATED: &str = "2026-01-15T09:30:00Z";

/// How a suite makes its signatures.
struct Suite {
    algorithm: SignatureAlgorithm,
    digest: DigestAlgorithm,
    jcs: bool,
    jws: bool,
    /// How documents become statements.
    reading: RdfOptions,
    /// Under which contexts.
    loader: Loader<'static>,
}

impl Suite {
    fn of(options: &Value, key: &Key) -> Self {
        let name = options["cryptosuite"].as_str().or(options["type"].as_str()).expect("a proof names its suite");
        let algorithm = key.algorithm(name);
        let long = algorithm == SignatureAlgorithm::Es384 && options.get("cryptosuite").is_some();
        Self {
            algorithm,
            digest: if long { DigestAlgorithm::Sha384 } else { DigestAlgorithm::Sha256 },
            jcs: name.ends_with("-jcs-2022") || name.ends_with("-jcs-2019"),
            jws: matches!(
                name,
                "Ed25519Signature2018" | "JsonWebSignature2020" | "EcdsaSecp256k1Signature2019" | "RsaSignature2018"
            ),
            reading: RdfOptions::default(),
            loader: Loader::bundled(),
        }
    }

    fn hash(&self, value: &Value) -> Result<Digest, String> {
        let text =
            if self.jcs { try_jcs(value) } else { try_statements(value, self.digest, self.reading, &self.loader) };
        Ok(self.digest.hash(text?.as_bytes()))
    }
}

/// What a proof says of itself; `suite` is a cryptosuite (lower case) or an older type.
pub fn options(suite: &str, method: &str) -> Value {
    let legacy = suite.starts_with(|first: char| first.is_ascii_uppercase());
    let mut options =
        if legacy { json!({ "type": suite }) } else { json!({ "type": "DataIntegrityProof", "cryptosuite": suite }) };
    options["created"] = CREATED.into();
    options["verificationMethod"] = method.into();
    options["proofPurpose"] = "assertionMethod".into();
    options
}

/// `document` with a proof of `suite` by the one method of `key`'s own DID.
pub fn secure(document: &Value, suite: &str, key: &Key) -> Value {
    secure_with(document, &options(suite, &key.any_method()), key)
}

/// `document` with a proof that says `options`.
pub fn secure_with(document: &Value, options: &Value, key: &Key) -> Value {
    let mut secured = document.clone();
    secured["proof"] = sign(document, options, key);
    secured
}

/// The proof that says `options` over `document` as it stands, with the proofs that it builds on.
pub fn sign(document: &Value, options: &Value, key: &Key) -> Value {
    sign_with_header(document, options, key, &header(options, key))
}

/// The same by a processor that reads in its own way.
pub fn sign_as_read(reading: RdfOptions, document: &Value, options: &Value, key: &Key) -> Value {
    sign_by_processor(&Suite { reading, ..Suite::of(options, key) }, document, options, key)
}

/// The same by a processor that knows these texts of the contexts.
pub fn sign_knowing(loader: Loader<'static>, document: &Value, options: &Value, key: &Key) -> Value {
    sign_by_processor(&Suite { loader, ..Suite::of(options, key) }, document, options, key)
}

fn sign_by_processor(suite: &Suite, document: &Value, options: &Value, key: &Key) -> Value {
    let sign = |message: &[u8]| key.sign(suite.algorithm, message);
    let contexts = &document["@context"];
    sign_by_suite(suite, document, options, contexts, &header(options, key), sign).expect(SIGNABLE)
}

fn header(options: &Value, key: &Key) -> String {
    let algorithm = Suite::of(options, key).algorithm.name();
    format!(r#"{{"alg":"{algorithm}","b64":false,"crit":["b64"]}}"#)
}

/// The same, with the text of the JWS header where the suite has one.
pub fn sign_with_header(document: &Value, options: &Value, key: &Key, header: &str) -> Value {
    sign_all(document, options, &document["@context"], key, header)
}

/// The same, with the options read under other contexts than the document's.
pub fn sign_under(document: &Value, options: &Value, contexts: &Value, key: &Key) -> Value {
    sign_all(document, options, contexts, key, &header(options, key))
}

/// The same, with a signature that is made in a way of its own.
pub fn sign_by(
    document: &Value,
    options: &Value,
    key: &Key,
    header: &str,
    signature: impl Fn(&[u8]) -> Vec<u8>,
) -> Value {
    sign_as(document, options, &document["@context"], key, header, signature).expect(SIGNABLE)
}

/// [`sign`], unless the document or the options have no canonical form.
///
/// # Errors
/// Why they have none.
pub fn try_sign(document: &Value, options: &Value, key: &Key) -> Result<Value, String> {
    let algorithm = Suite::of(options, key).algorithm;
    let sign = |message: &[u8]| key.sign(algorithm, message);
    sign_as(document, options, &document["@context"], key, &header(options, key), sign)
}

fn sign_all(document: &Value, options: &Value, contexts: &Value, key: &Key, header: &str) -> Value {
    let algorithm = Suite::of(options, key).algorithm;
    sign_as(document, options, contexts, key, header, |message| key.sign(algorithm, message)).expect(SIGNABLE)
}

fn sign_as(
    document: &Value,
    options: &Value,
    contexts: &Value,
    key: &Key,
    header: &str,
    signature: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<Value, String> {
    sign_by_suite(&Suite::of(options, key), document, options, contexts, header, signature)
}

fn sign_by_suite(
    suite: &Suite,
    document: &Value,
    options: &Value,
    contexts: &Value,
    header: &str,
    signature: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<Value, String> {
    let mut configuration = options.clone();
    if !suite.jcs {
        configuration["@context"] = contexts.clone();
    }
    let hashes = [suite.hash(&configuration)?.as_bytes(), suite.hash(document)?.as_bytes()].concat();
    let mut proof = options.clone();
    if suite.jws {
        let header = base64url::encode(header.as_bytes());
        let message = [header.as_bytes(), b".", &hashes].concat();
        proof["jws"] = format!("{header}..{}", base64url::encode(&signature(&message))).into();
    } else {
        proof["proofValue"] = multibase::encode_base58btc(&signature(&hashes)).into();
    }
    Ok(proof)
}

/// The canonical N-Quads of a JSON-LD document.
///
/// # Panics
/// If it has none. Who signs makes sure that nothing is lost; a case that wants otherwise edits what was signed.
#[must_use]
pub fn statements(value: &Value, digest: DigestAlgorithm) -> String {
    statements_as(RdfOptions::default(), value, digest)
}

/// The same, as a processor makes them that reads in its own way.
///
/// # Panics
/// If it has none.
#[must_use]
pub fn statements_as(reading: RdfOptions, value: &Value, digest: DigestAlgorithm) -> String {
    try_statements(value, digest, reading, &Loader::bundled()).expect(SIGNABLE)
}

fn try_statements(
    value: &Value,
    digest: DigestAlgorithm,
    reading: RdfOptions,
    loader: &Loader<'_>,
) -> Result<String, String> {
    let limits = Limits::default();
    let options = Options { inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() };
    let text = value.to_string();
    let document = Document::parse(text.as_bytes(), &limits).map_err(|error| error.to_string())?;
    let expanded =
        expand(document.root(), loader, &options, &limits).map_err(|error| format!("{error:?} in {text}"))?;
    if let Some(issue) = expanded.issues().first() {
        return Err(format!("{issue:?} at {} of {text}", document.pointer(issue.at)));
    }
    let dataset = expanded.to_dataset(reading, &limits).map_err(|error| format!("{error:?}"))?;
    Ok(dataset.canonicalize(digest, &limits).map_err(|reached| format!("{reached:?}"))?.nquads())
}

const SIGNABLE: &str = "what is signed has a canonical form";
