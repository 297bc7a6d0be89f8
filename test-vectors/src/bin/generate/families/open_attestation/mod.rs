//! OpenAttestation documents: wrapped here leaf by leaf, signed by the account of a DID or issued by a contract.

mod chains;
mod contract;
mod identity;
mod withheld;

use crate::ethereum::hex;
use crate::keys::Key;
use crate::table::{Case, Family, Table, failed, set, undetermined, without};
use credstone::anchor::chain::ethereum::{Hash, keccak256};
use credstone::digest::DigestAlgorithm;
use credstone::keys::KeyType;
use serde_json::{Map, Value, json};

const DOMAIN: &str = "uni.example";
const AT: &str = "/data/issuers/0";
const AT_3: &str = "/openAttestationMetadata";

pub(super) fn cases(table: &mut Table) {
    let spec = "https://www.openattestation.com/docs/docs-section/how-does-it-work/integrity";
    version_2(&mut table.family("open-attestation-2", spec));
    withheld::cases(&mut table.family("open-attestation-2", spec));
    period(&mut table.family("open-attestation-2", spec));
    status(&mut table.family("open-attestation-2", spec));
    contract::cases(&mut table.family("open-attestation-2", spec));
    chains::cases(&mut table.family("open-attestation-2", spec));
    version_3(&mut table.family("open-attestation-3", spec));
    withheld::cases_3(&mut table.family("open-attestation-3", spec));
}

fn wallet() -> Key {
    Key::of(KeyType::Secp256k1, "wallet")
}

fn did() -> String {
    format!("did:ethr:{}", wallet().account())
}

fn method() -> String {
    format!("{}#controller", did())
}

/// The document of the DID: its registry gave it no other owner.
fn owned() -> Value {
    identity::document(&did(), "controller", &wallet().account())
}

fn record() -> String {
    format!("openatts a=dns-did; p={}; v=1.0;", method())
}

fn dns(records: &[String]) -> Value {
    json!({ "name": DOMAIN, "type": "TXT", "values": records })
}

/// A certificate as `OpenCerts` has it, without its salts.
fn certificate(issuer: &Value) -> Value {
    json!({
        "id": "SOIL-2026-0117",
        "name": "Certificate in Soil Ecology",
        "issuedOn": "2026-01-15T09:30:00+01:00",
        "issuers": [issuer],
        "recipient": { "name": "Mira Lindqvist" },
        "transcript": [{ "name": "Soil Science I", "grade": "A", "credits": 6, "passed": true, "remark": null }]
    })
}

fn signing() -> Value {
    json!({
        "id": did(),
        "name": "University of Neustadt",
        "revocation": { "type": "NONE" },
        "identityProof": { "type": "DNS-DID", "location": DOMAIN, "key": method() }
    })
}

fn digest(seed: &str) -> Hash {
    DigestAlgorithm::Sha256.hash(seed.as_bytes()).as_bytes().try_into().expect("32 bytes")
}

/// `data` with a salt on each value.
fn salted(value: &Value, path: &str) -> Value {
    let leaf = |type_: &str, text: &str| {
        let salt = hex(&digest(&format!("salt of {path}"))[..16]);
        let uuid = format!("{}-{}-4{}-a{}-{}", &salt[..8], &salt[8..12], &salt[13..16], &salt[17..20], &salt[20..]);
        json!(format!("{uuid}:{type_}:{text}"))
    };
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), salted(value, &format!("{path}.{name}")))).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().map(|(at, value)| salted(value, &format!("{path}.{at}"))).collect()
        }
        Value::String(text) => leaf("string", text),
        Value::Number(number) => leaf("number", &number.to_string()),
        Value::Bool(value) => leaf("boolean", &value.to_string()),
        Value::Null => leaf("null", "null"),
    }
}

/// The leaves by their paths; `index` writes an array's index.
fn leaves(value: &Value, path: &str, index: fn(usize) -> String, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) if !members.is_empty() => members.iter().for_each(|(name, value)| {
            let dot = if path.is_empty() { "" } else { "." };
            leaves(value, &format!("{path}{dot}{name}"), index, found);
        }),
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .enumerate()
            .for_each(|(at, value)| leaves(value, &format!("{path}{}", index(at)), index, found)),
        leaf => found.push((path.to_owned(), leaf.clone())),
    }
}

fn leaf_hash(path: &str, value: &Value) -> String {
    let leaf: Map<_, _> = [(path.to_owned(), value.clone())].into_iter().collect();
    hex(&keccak256(Value::Object(leaf).to_string().as_bytes()))
}

fn target(mut hashes: Vec<String>) -> Hash {
    hashes.sort();
    keccak256(json!(hashes).to_string().as_bytes())
}

/// The other document of the batch.
fn sibling() -> Hash {
    digest("the other document of the batch")
}

fn root(target: &Hash) -> Hash {
    let mut pair = [*target, sibling()];
    pair.sort_unstable();
    keccak256(&pair.concat())
}

/// A document of version 2 with these hashes of hidden leaves, not signed.
fn wrap_2(data: &Value, hidden: &[String]) -> Value {
    let mut found = Vec::new();
    leaves(data, "", |at| format!(".{at}"), &mut found);
    let hashes = found.iter().map(|(path, value)| leaf_hash(path, value)).chain(hidden.iter().cloned()).collect();
    let target = target(hashes);
    let mut document = json!({
        "version": "https://schema.openattestation.com/2.0/schema.json",
        "data": data,
        "signature": {
            "type": "SHA3MerkleProof",
            "targetHash": hex(&target),
            "proof": [hex(&sibling())],
            "merkleRoot": hex(&root(&target))
        }
    });
    if !hidden.is_empty() {
        document["privacy"] = json!({ "obfuscatedData": hidden });
    }
    document
}

fn signature(document_root: &Hash, key: &Key) -> String {
    format!("0x{}", hex(&key.sign_personal(document_root)))
}

fn root_of(document: &Value, member: &str) -> Hash {
    let text = document[member]["merkleRoot"].as_str().expect("a root");
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hexadecimal");
    (0..32).map(byte).collect::<Vec<_>>().try_into().expect("32 bytes")
}

fn sign_2(document: &Value, key: &Key) -> Value {
    sign_2_as(document, &method(), key)
}

/// Signed in the name of a verification method.
fn sign_2_as(document: &Value, method: &str, key: &Key) -> Value {
    let signature = signature(&root_of(document, "signature"), key);
    let proof = json!([{
        "type": "OpenAttestationSignature2018",
        "created": "2026-01-15T09:30:00.000Z",
        "proofPurpose": "assertionMethod",
        "verificationMethod": method,
        "signature": signature
    }]);
    set(document, "/proof", proof)
}

/// A signed document of version 2, from data without salts.
fn signed(data: &Value) -> Value {
    sign_2(&wrap_2(&salted(data, "data"), &[]), &wallet())
}

fn version_2(family: &mut Family<'_>) {
    let valid = signed(&certificate(&signing()));
    let listed = || dns(&[record()]);
    family
        .case("signed", "Signed by the account of a DID that its domain lists.")
        .input(&valid)
        .resource("dns", listed())
        .document(&did(), &owned())
        .verified(&[]);
    let mut spoil = |name: &str, title: &str, document: &Value, row: [String; 4]| {
        let mut rows = vec![row.clone()];
        rows.push(failed("proof.present", "", "proof.not_proven"));
        family.case(name, title).input(document).resource("dns", listed()).document(&did(), &owned()).rejected(&rows);
    };
    let grade = "/data/transcript/0/grade";
    let other = salted(&json!("F"), "data.transcript.0.grade");
    spoil(
        "tampered",
        "A grade is changed.",
        &set(&valid, grade, other),
        failed("anchor.target", "/signature", "merkle.target"),
    );
    spoil(
        "removed",
        "A grade is removed.",
        &without(&valid, grade),
        failed("anchor.target", "/signature", "merkle.target"),
    );
    let path = set(&valid, "/signature/proof", json!([hex(&digest("a stranger"))]));
    spoil("path", "The path leads to another root.", &path, failed("anchor.path", "/signature", "merkle.root"));
    for (name, title, pointer, value, reason) in [
        ("root-odd", "The root lacks a digit.", "/signature/merkleRoot", json!("abc"), "oa.hash"),
        ("path-missing", "There is no path.", "/signature/proof", json!(null), "oa.member"),
        ("name-with-dot", "A name has the character that separates names.", "/data/a.b", json!("x"), "oa.name"),
        (
            "number",
            "An integer that software reads differently.",
            "/data/n",
            json!(9_007_199_254_740_993_u64),
            "json.number_not_interoperable",
        ),
    ] {
        spoil(name, title, &set(&valid, pointer, value), failed("anchor.encoding", "/signature", reason));
    }
    let stranger = Key::of(KeyType::Secp256k1, "stranger");
    let wrapped = wrap_2(&salted(&certificate(&signing()), "data"), &[]);
    spoil(
        "stranger",
        "Signed by another account.",
        &sign_2(&wrapped, &stranger),
        failed("anchor.signer", AT, "anchor.issuer"),
    );
    spoil("unsigned", "Not signed.", &wrapped, failed("anchor.signer", AT, "proof.missing"));
    let short = set(&valid, "/proof/0/signature", "0x00");
    spoil("signature-cut", "A signature that is too short.", &short, failed("anchor.signer", AT, "signature.encoding"));
    let zero = set(&valid, "/proof/0/signature", format!("0x{}1b", "00".repeat(64)));
    spoil("signature-zero", "A signature of zeros.", &zero, failed("anchor.signer", AT, "signature.invalid"));
    let ambiguous =
        set(&set(&certificate(&signing()), "/issuers/0/documentStore", "0x"), "/issuers/0/tokenRegistry", "0x");
    spoil(
        "two-contracts",
        "An issuer names two contracts.",
        &signed(&ambiguous),
        failed("anchor.root", AT, "oa.issuance"),
    );
    let empty = set(&valid, "/data", json!({}));
    family
        .case("empty", "There is nothing in it.")
        .input(&empty)
        .resource("dns", listed())
        .document(&did(), &owned())
        .rejected(&[
            failed("anchor.encoding", "/signature", "oa.no_leaves"),
            failed("model.members", "/data", "model.missing"),
            failed("proof.present", "", "proof.missing"),
        ]);
    let long = set(&valid, "/signature/proof", json!(vec![hex(&sibling()); 65]));
    family
        .case("path-long", "The path has more steps than any tree.")
        .input(&long)
        .resource("dns", listed())
        .document(&did(), &owned())
        .indeterminate(&[
            undetermined("anchor.encoding", "/signature", "limit.path"),
            undetermined("proof.present", "", "proof.not_proven"),
        ]);
    identity::cases(family, &valid);
}

/// When it begins and ends.
fn period(family: &mut Family<'_>) {
    let known = |case: &mut Case, member: &str, value: &str| {
        let document = signed(&set(&certificate(&signing()), member, value));
        case.input(&document).resource("dns", dns(&[record()])).document(&did(), &owned());
    };
    let case = family.case("end", "It ends, but not yet.");
    known(case, "/expiresOn", "2036-01-15T09:30:00+01:00");
    case.verified(&[]);
    let case = family.case("ended", "It has ended.");
    known(case, "/expiresOn", "2026-02-15T09:30:00+01:00");
    case.rejected(&[failed("validity", "/data/expiresOn", "validity.expired")]);
    let case = family.case("not-issued-yet", "It is issued in the future.");
    known(case, "/issuedOn", "2036-01-15");
    case.rejected(&[failed("validity", "/data/issuedOn", "validity.not_yet")]);
    let case = family.case("end-unread", "It says in words of its own when it ends.");
    known(case, "/expiresOn", "after the harvest");
    case.indeterminate(&[undetermined("validity", "/data/expiresOn", "date.invalid")]);
}

fn revoking(revocation: Value) -> Value {
    signed(&set(&certificate(&signing()), "/issuers/0/revocation", revocation))
}

fn status(family: &mut Family<'_>) {
    let document = revoking(json!({ "type": "OCSP_RESPONDER", "location": "https://uni.example/status" }));
    let target = document["signature"]["targetHash"].as_str().expect("a hash");
    let root = document["signature"]["merkleRoot"].as_str().expect("a hash");
    let url = |hash: &str| format!("https://uni.example/status/0x{hash}");
    let answered = |case: &mut Case, answers: [bool; 2]| {
        case.input(&document).resource("dns", dns(&[record()])).document(&did(), &owned());
        for (hash, revoked) in [target, root].into_iter().zip(answers) {
            case.document(&url(hash), &json!({ "revoked": revoked, "documentHash": format!("0x{hash}") }));
        }
    };
    let revoked = [failed("status.entry", AT, "status.revoked")];
    let case = family.case("responder", "A service says that it is not revoked.");
    answered(case, [false, false]);
    case.verified(&[]);
    let case = family.case("revoked", "A service says that it is revoked.");
    answered(case, [true, false]);
    case.rejected(&revoked);
    let case = family.case("revoked-batch", "A service says that the whole batch is revoked.");
    answered(case, [false, true]);
    case.rejected(&revoked);
    let case = family.case("responder-missing", "Nobody supplied what a service says.");
    case.input(&document).resource("dns", dns(&[record()])).document(&did(), &owned());
    let mut needs = [url(target), url(root)];
    needs.sort();
    needs.iter().for_each(|url| {
        case.need("document", url);
    });
    case.indeterminate(&[undetermined("status.entry", AT, "resource.missing")]);
    for (name, title, revocation, reason) in [
        (
            "revocation-unknown",
            "A kind of revocation that nobody knows.",
            json!({ "type": "CUSTOM" }),
            "status.unsupported",
        ),
        ("revocation-nowhere", "A contract without address.", json!({ "type": "REVOCATION_STORE" }), "oa.revocation"),
    ] {
        let case = family.case(name, title);
        case.input(&revoking(revocation)).resource("dns", dns(&[record()])).document(&did(), &owned());
        case.indeterminate(&[undetermined("status.entry", AT, reason)]);
    }
}

/// A credential of version 3, not wrapped.
fn credential() -> Value {
    json!({
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://schemata.openattestation.com/com/openattestation/1.0/OpenAttestation.v3.json"
        ],
        "type": ["VerifiableCredential", "OpenAttestationCredential"],
        "name": "Certificate in Soil Ecology",
        "issuanceDate": "2026-01-15T09:30:00Z",
        "expirationDate": "2029-01-15T09:30:00Z",
        "issuer": { "id": "https://uni.example", "type": "OpenAttestationIssuer", "name": "University of Neustadt" },
        "credentialSubject": { "id": "did:example:mira", "name": "Mira Lindqvist", "credits": 6 },
        "openAttestationMetadata": {
            "proof": {
                "type": "OpenAttestationProofMethod",
                "method": "DID",
                "value": did(),
                "revocation": { "type": "NONE" }
            },
            "identityProof": { "type": "DNS-DID", "identifier": DOMAIN }
        }
    })
}

fn salt_3(path: &str) -> String {
    hex(&digest(&format!("salt of {path}")))
}

/// The hash of a leaf of version 3.
fn leaf_3(path: &str, value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    leaf_hash(path, &json!(format!("{}:{text}", salt_3(path))))
}

/// A document of version 3, signed.
fn wrap_3(document: &Value, hidden: &[String]) -> Value {
    let mut found = Vec::new();
    leaves(document, "", |at| format!("[{at}]"), &mut found);
    let hashes = found.iter().map(|(path, value)| leaf_3(path, value)).chain(hidden.iter().cloned()).collect();
    let salts: Vec<_> = found.iter().map(|(path, _)| json!({ "value": salt_3(path), "path": path })).collect();
    let target = target(hashes);
    let proof = json!({
        "type": "OpenAttestationMerkleProofSignature2018",
        "proofPurpose": "assertionMethod",
        "targetHash": hex(&target),
        "proofs": [hex(&sibling())],
        "merkleRoot": hex(&root(&target)),
        "salts": base64(json!(salts).to_string().as_bytes()),
        "privacy": { "obfuscated": hidden },
        "key": method(),
        "signature": signature(&root(&target), &wallet())
    });
    set(document, "/proof", proof)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit = move |at: usize| match at <= group.len() {
            true => char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]),
            false => '=',
        };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

fn version_3(family: &mut Family<'_>) {
    let valid = wrap_3(&credential(), &[]);
    let listed = || dns(&[record()]);
    family
        .case("signed", "Signed by the account of a DID that its domain lists.")
        .input(&valid)
        .resource("dns", listed())
        .document(&did(), &owned())
        .verified(&[undetermined("model.profile", "", "check.unsupported")]);
    let profile = undetermined("model.profile", "", "check.unsupported");
    let unproven = failed("proof.present", "", "proof.not_proven");
    let target = |reason| failed("anchor.target", "/proof", reason);
    for (name, title, document, row) in [
        ("tampered", "The credits are changed.", set(&valid, "/credentialSubject/credits", 7), target("merkle.target")),
        (
            "without-salt",
            "A value is added that has no salt.",
            set(&valid, "/credentialSubject/grade", "A"),
            failed("anchor.encoding", "/proof", "oa.salts"),
        ),
        (
            "path",
            "The path leads to another root.",
            set(&valid, "/proof/proofs", json!([hex(&digest("a stranger"))])),
            failed("anchor.path", "/proof", "merkle.root"),
        ),
        (
            "unsigned",
            "Not signed.",
            without(&valid, "/proof/signature"),
            failed("anchor.signer", AT_3, "proof.missing"),
        ),
    ] {
        let case = family.case(name, title).input(&document).resource("dns", listed()).document(&did(), &owned());
        case.rejected(&[profile.clone(), row, unproven.clone()]);
    }
    family
        .case("type-not-covered", "A number is written as a text: the hash is the same, and the place is told.")
        .input(&set(&valid, "/credentialSubject/credits", "6"))
        .resource("dns", listed())
        .document(&did(), &owned())
        .verified(std::slice::from_ref(&profile));
    family
        .case("empty-not-covered", "An empty object is added: nothing hashes it, and the place is told.")
        .input(&set(&valid, "/credentialSubject/extra", json!({})))
        .resource("dns", listed())
        .document(&did(), &owned())
        .verified(std::slice::from_ref(&profile));
    let end = credential();
    let hash = leaf_3("expirationDate", &end["expirationDate"]);
    let hidden = wrap_3(&without(&end, "/expirationDate"), &[hash]);
    family
        .case("hidden-end", "The holder hides when the credential ends.")
        .input(&hidden)
        .resource("dns", listed())
        .document(&did(), &owned())
        .need("policy", "disclosure.absentMembers")
        .indeterminate(&[
            profile.clone(),
            undetermined("status.entry", "", "oa.withheld"),
            undetermined("validity", "", "oa.withheld"),
        ]);
    family
        .case("hidden-end-accepted", "The holder hides when the credential ends, and the policy bears it.")
        .input(&hidden)
        .policy("disclosure", json!({ "absentMembers": "accept" }))
        .resource("dns", listed())
        .document(&did(), &owned())
        .verified(&[profile]);
}
