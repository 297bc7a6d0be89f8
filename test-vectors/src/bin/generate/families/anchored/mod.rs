//! Certificates that are anchored in a ledger: from the document's bytes to a block that the policy trusts.
//!
//! A case begins with a scene in which everything holds, and spoils one thing in it.

mod bitcoin;
mod blockcerts_1;
mod blockcerts_2;
mod chained;
mod ethereum;
mod issuer;
mod named;
mod proof;

use crate::bitcoin::Lock;
use crate::blockcerts::{self, MerkleProof, certificate};
use crate::documents::controller;
use crate::ethereum::{Transaction, hex};
use crate::keys::Key;
use crate::merkle::Hash;
use crate::table::{Case, Family, Row, Table, failed, set, undetermined};
use credstone::keys::KeyType;
use serde_json::{Value, json};

/// The issuer that publishes addresses.
const PROFILE: &str = "https://neustadt.example/issuer.json";
/// The issuer that publishes keys.
const REGISTRAR: &str = "did:web:registrar.neustadt.example";
/// Where the proof stands.
const AT: &str = "/proof";
/// 2026-01-20: the certificates say that they were made on the 15th.
const MINED: u32 = 1_768_867_200;

pub(super) fn cases(table: &mut Table) {
    proof::cases(table);
    bitcoin::cases(table);
    ethereum::cases(table);
    issuer::cases(table);
    named::cases(table);
    chained::cases(table);
    blockcerts_1::cases(table);
    blockcerts_2::cases(table);
}

/// Who makes the entries.
fn registrar() -> Key {
    Key::of(KeyType::Secp256k1, "registrar")
}

fn stranger() -> Key {
    Key::of(KeyType::Secp256k1, "stranger")
}

/// What an issuer publishes about itself: addresses with their dates.
fn profile(keys: &[Value]) -> Value {
    json!({
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v3.2"],
        "type": "Profile",
        "id": PROFILE,
        "name": "University of Neustadt",
        "url": "https://neustadt.example",
        "publicKey": keys
    })
}

/// An address of an issuer.
fn address_key(address: &str) -> Value {
    json!({ "id": koblitz(address), "created": "2025-10-01T00:00:00Z" })
}

/// An address as proofs and profiles name it.
fn koblitz(address: &str) -> String {
    format!("ecdsa-koblitz-pubkey:{address}")
}

/// Everything that a verification is made of.
#[derive(Clone)]
pub(super) struct Scene {
    chain: &'static str,
    /// The certificate without its proof.
    document: Value,
    proof: MerkleProof,
    /// Who made the entry, as the proof says.
    method: String,
    /// What the issuer publishes, if anything, and where.
    published: Option<(&'static str, Value)>,
    /// The transaction's id, as the resources give it.
    pub(super) named: String,
    pub(super) raw: Option<Vec<u8>>,
    previous: Vec<Vec<u8>>,
    inclusions: Vec<Value>,
    headers: Vec<Vec<u8>>,
    explorers: Vec<Value>,
    pub(super) anchors: Value,
}

impl Scene {
    /// A scene without a ledger.
    fn of(document: Value, proof: MerkleProof) -> Self {
        Self {
            chain: "",
            document,
            proof,
            method: String::new(),
            published: None,
            named: String::new(),
            raw: None,
            previous: Vec::new(),
            inclusions: Vec::new(),
            headers: Vec::new(),
            explorers: Vec::new(),
            anchors: Value::Null,
        }
    }

    /// The certificate with its proof.
    fn input(&self) -> Value {
        set(&self.document, AT, blockcerts::proof(&self.proof.text(), &self.method))
    }

    /// Puts it into a case.
    fn play<'c>(&self, case: &'c mut Case) -> &'c mut Case {
        self.show(case, &self.input())
    }

    /// Puts it into a case, with a certificate that is written in another way.
    fn show<'c>(&self, case: &'c mut Case, certificate: &Value) -> &'c mut Case {
        self.supply(case.input(certificate).policy("anchors", self.anchors.clone()))
    }

    /// Puts all but the certificate and the policy into a case.
    pub(super) fn supply<'c>(&self, case: &'c mut Case) -> &'c mut Case {
        if let Some((url, document)) = &self.published {
            case.document(url, document);
        }
        if let Some(raw) = &self.raw {
            let mut entry = json!({ "chain": self.chain, "id": self.named, "raw": hex(raw) });
            if !self.previous.is_empty() {
                entry["previous"] = self.previous.iter().map(|raw| hex(raw)).collect();
            }
            case.resource("transactions", entry);
        }
        for inclusion in &self.inclusions {
            case.resource("inclusions", inclusion.clone());
        }
        for raw in &self.headers {
            case.resource("headers", json!({ "chain": self.chain, "raw": hex(raw) }));
        }
        for answer in &self.explorers {
            case.resource("explorers", answer.clone());
        }
        case
    }

    /// The key of a resource of its chain.
    pub(super) fn key(&self, key: &str) -> String {
        format!("{}/{key}", self.chain)
    }

    /// What an explorer says of the transaction.
    fn answer(&self, data: &[u8], from: &str) -> Value {
        json!({
            "chain": self.chain, "transaction": self.named, "data": hex(data), "from": from,
            "time": "2026-01-20T00:00:00Z", "source": "https://explorer.example"
        })
    }
}

/// The rules of this profile are not checked yet: every report says so.
fn unchecked() -> Row {
    undetermined("model.profile", "", "check.unsupported")
}

/// What follows from these rows for the proof as a whole.
fn and(rows: &[Row]) -> Vec<Row> {
    let of_all = if rows.iter().any(|[_, _, outcome, _]| outcome == "failed") { failed } else { undetermined };
    let present = ["anchor.present", "proof.present"].map(|id| of_all(id, "", "proof.not_proven"));
    [&[unchecked()], rows, &present].concat()
}

/// The end of a case in which the proof does not hold.
fn not_proven(case: &mut Case, rows: &[Row], needs: &[(&str, String)]) {
    for (kind, key) in needs {
        case.need(kind, key);
    }
    if rows.iter().any(|[_, _, outcome, _]| outcome == "failed") {
        case.rejected(&and(rows));
    } else {
        case.indeterminate(&and(rows));
    }
}

/// A name and a sentence.
type Told = (&'static str, &'static str);

/// A scene with one thing spoiled.
fn spoiled(
    family: &mut Family<'_>,
    sound: &Scene,
    (name, title): Told,
    spoil: impl Fn(&mut Scene),
    rows: &[Row],
    needs: &[(&str, String)],
) {
    let mut scene = sound.clone();
    spoil(&mut scene);
    not_proven(scene.play(family.case(name, title)), rows, needs);
}

/// A scene that holds all the same.
fn holds(family: &mut Family<'_>, sound: &Scene, (name, title): Told, change: impl Fn(&mut Scene)) {
    let mut scene = sound.clone();
    change(&mut scene);
    scene.play(family.case(name, title)).verified(&[unchecked()]);
}

/// The certificate of the issuer that publishes addresses, in its batch.
fn of_profile() -> Scene {
    let document = certificate(PROFILE);
    let proof = blockcerts::batch(&document);
    of_profile_with(document, proof)
}

/// Another certificate of the same issuer.
fn of_profile_with(document: Value, proof: MerkleProof) -> Scene {
    let address = Lock::KeyHash.address(&registrar());
    let published = Some((PROFILE, profile(&[address_key(&address)])));
    Scene { method: koblitz(&address), published, ..Scene::of(document, proof) }
}

/// The certificate of the issuer that publishes keys, in its batch.
fn of_did() -> Scene {
    let document = certificate(REGISTRAR);
    let proof = blockcerts::batch(&document);
    let published = Some((REGISTRAR, controller(REGISTRAR, &registrar())));
    Scene { method: format!("{REGISTRAR}#key-1"), published, ..Scene::of(document, proof) }
}

/// What is needed to follow a value to a trusted block of Ethereum, whoever put it there.
pub(super) fn on_ethereum(value: &Hash) -> Scene {
    let proof = MerkleProof { root: *value, ..MerkleProof::alone(&certificate(REGISTRAR)) };
    let raw = Transaction::with(value).sign(&stranger());
    ethereum::anchor(Scene::of(Value::Null, proof), &raw, &[1])
}
