//! Anchors beside other proofs, and anchors in two ledgers.

use super::bitcoin::{Making, entry, sound as of_bitcoin};
use super::{REGISTRAR, Scene, ethereum, of_did, registrar, stranger, unchecked};
use crate::bitcoin::REGTEST;
use crate::blockcerts::{MerkleProof, batch, certificate, older, proof};
use crate::documents::{controller, issuer};
use crate::ethereum::Transaction;
use crate::keys::Key;
use crate::sign::{options, sign};
use crate::table::{Case, Family, Row, Table, failed, set, undetermined, without};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    chain(&mut table.family("anchored-chain", "https://www.w3.org/TR/vc-data-integrity/#proof-chains"));
    keys(&mut table.family("anchored-chain", "https://www.w3.org/TR/cid-1.0/#verification-methods"));
    chained_2021(&mut table.family("anchored-chain-2021", "https://w3c-ccg.github.io/lds-merkle-proof-2019/"));
    two_ledgers(&mut table.family("anchored-twice", "https://w3c-ccg.github.io/lds-merkle-proof-2019/"));
}

const SIGNATURE: &str = "urn:uuid:0c2f4a7b-31d6-4f0e-9a3e-6d1b5f0c84a2";

/// What the registrar publishes: the key of its address, and one that signs.
fn published(extra: &Value) -> Value {
    let mut document = controller(REGISTRAR, &registrar());
    let mut method = controller(REGISTRAR, &issuer())["verificationMethod"][0].clone();
    method["id"] = signing().into();
    for (name, value) in extra.as_object().expect("members") {
        method[name] = value.clone();
    }
    document["verificationMethod"].as_array_mut().expect("a list").push(method);
    document["assertionMethod"].as_array_mut().expect("a list").push(signing().into());
    document
}

fn signing() -> String {
    format!("{REGISTRAR}#key-2")
}

/// A certificate that is signed, and anchored with its signature.
struct Signed {
    scene: Scene,
    signature: Value,
    anchor: Value,
}

impl Signed {
    fn new(document: &Value, options: &Value, key: &Key) -> Self {
        let signature = sign(document, options, key);
        let scene = Scene::of(document.clone(), batch(&set(document, "/proof", json!([signature]))));
        let scene = Scene { published: Some((REGISTRAR, published(&json!({})))), ..scene };
        let scene = Making::default().anchor(scene);
        let anchor = proof(&scene.proof.text(), &format!("{REGISTRAR}#key-1"));
        Self { scene, signature, anchor }
    }

    fn usual() -> Self {
        let options = set(&options("eddsa-rdfc-2022", &signing()), "/id", SIGNATURE);
        let mut signed = Self::new(&certificate(REGISTRAR), &options, &issuer());
        signed.anchor["previousProof"] = SIGNATURE.into();
        signed
    }

    fn play<'c>(&self, case: &'c mut Case) -> &'c mut Case {
        let certificate = set(&self.scene.document, "/proof", json!([self.signature, self.anchor]));
        self.scene.play(case).input(&certificate)
    }
}

const FIRST: &str = "/proof/0";
const SECOND: &str = "/proof/1";

/// The rows of a case in which neither proof holds, or only one of them counts.
fn and(rows: &[Row]) -> Vec<Row> {
    [&[unchecked()], rows].concat()
}

fn neither(rows: &[Row]) -> Vec<Row> {
    let present = ["anchor.present", "proof.present"].map(|id| failed(id, "", "proof.not_proven"));
    [&and(rows)[..], &present].concat()
}

fn chain(family: &mut Family<'_>) {
    let usual = Signed::usual();
    usual
        .play(family.case("chain", "The certificate is signed, and what is anchored has the signature in it."))
        .verified(&[unchecked()]);
    let case = family.case("chain-all", "The same, and the policy asks that all proofs hold.");
    usual.play(case).policy("proofs", "all").verified(&[unchecked()]);
    let mut set_of_two = Signed::usual();
    set_of_two.anchor = without(&set_of_two.anchor, "/previousProof");
    set_of_two
        .play(family.case("set", "The anchor does not say that it builds on the signature; it covers it all the same."))
        .verified(&[unchecked()]);
    let document = set(&usual.scene.document, "/credentialSubject/name", "Mira Lindquist");
    let edited = Signed { scene: Scene { document, ..usual.scene.clone() }, ..Signed::usual() };
    let previous = failed("proof.previous", SECOND, "proof.previous_not_proven");
    edited.play(family.case("value-changed", "A value is changed.")).rejected(&neither(&[
        failed("proof.signature", FIRST, "signature.invalid"),
        previous,
        failed("anchor.target", SECOND, "merkle.target"),
    ]));
    let by_stranger = Making { key: stranger(), ..Making::default() };
    let mut foreign = Signed::usual();
    foreign.scene = by_stranger.anchor(foreign.scene);
    foreign.anchor["proofValue"] = foreign.scene.proof.text().into();
    let present = failed("anchor.present", "", "proof.not_proven");
    foreign.play(family.case("stranger", "Somebody else anchored the certificate: its signature is enough.")).verified(
        &and(&[
            failed("anchor.signer", SECOND, "anchor.issuer"),
            failed("issuer.binding", SECOND, "issuer.mismatch"),
            present.clone(),
        ]),
    );
    let mut other = Signed::usual();
    other.scene = Scene { document: other.scene.document, published: other.scene.published, ..of_bitcoin() };
    other.anchor["proofValue"] = other.scene.proof.text().into();
    other
        .play(family.case("other-text", "The certificate is signed, and another one is anchored."))
        .rejected(&and(&[failed("anchor.target", SECOND, "merkle.target"), present]));
    let mut removed = Signed::usual();
    removed.anchor["previousProof"] = "urn:uuid:00000000-0000-4000-8000-000000000000".into();
    let case = removed.play(family.case("link-broken", "The anchor builds on a proof that is not there."));
    case.policy("proofs", "all").rejected(&neither(&[failed("proof.previous", SECOND, "proof.previous_missing")]));
    let mut added = Signed::usual();
    added.signature["created"] = "2026-01-16T09:30:00Z".into();
    added
        .play(family.case("signature-edited", "A member of the signature is changed: the anchor covers it."))
        .rejected(&neither(&[
            failed("proof.signature", FIRST, "signature.invalid"),
            failed("proof.previous", SECOND, "proof.previous_not_proven"),
            failed("anchor.target", SECOND, "merkle.target"),
        ]));
}

/// An anchor tells when the signature was made at the latest.
fn keys(family: &mut Family<'_>) {
    let play = |case: &mut Case, date: &str| {
        let mut signed = Signed::usual();
        signed.scene.published = Some((REGISTRAR, published(&json!({ "revoked": date }))));
        signed.play(case).policy("keyInstant", "anchored").policy("proofs", "all");
    };
    let case = family.case("revoked-later", "The anchor proves that the key was good when it signed.");
    play(case, "2026-01-21T00:00:00Z");
    case.verified(&[unchecked()]);
    let case = family.case("revoked-earlier", "The key was revoked before the anchor proves anything.");
    play(case, "2026-01-19T00:00:00Z");
    case.rejected(&neither(&[
        failed("proof.key_period", FIRST, "key.revoked"),
        failed("proof.previous", SECOND, "proof.previous_not_proven"),
    ]));
}

/// As certificates were made before suites had names of their own.
fn chained_2021(family: &mut Family<'_>) {
    let method = format!("{REGISTRAR}#key-1");
    let options = options("EcdsaSecp256k1Signature2019", &method);
    let mut signed = Signed::new(&older(REGISTRAR), &options, &registrar());
    signed.anchor = json!({
        "type": "ChainedProof2021",
        "chainedProofType": "MerkleProof2019",
        "created": "2026-01-20T00:30:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "proofValue": signed.scene.proof.text(),
        "previousProof": signed.signature
    });
    signed
        .play(family.case("chain", "The anchor has a copy of the signature that it builds on."))
        .verified(&[unchecked()]);
    let with = |anchor: Value| Signed { scene: signed.scene.clone(), signature: signed.signature.clone(), anchor };
    let all = |case: &mut Case, signed: &Signed| {
        signed.play(case).policy("proofs", "all");
    };
    let case = family.case("copy-edited", "The copy is not the signature that stands there.");
    all(case, &with(set(&signed.anchor, "/previousProof/created", "2026-01-16T09:30:00Z")));
    case.rejected(&neither(&[failed("proof.previous", SECOND, "proof.malformed")]));
    let case = family.case("no-kind", "The anchor does not say of what kind it is.");
    all(case, &with(without(&signed.anchor, "/chainedProofType")));
    case.rejected(&neither(&[failed("anchor.encoding", SECOND, "proof.malformed")]));
    let case = family.case("other-kind", "The anchor is of a kind that nobody here knows.");
    all(case, &with(set(&signed.anchor, "/chainedProofType", "MerkleProof2031")));
    let present = ["anchor.present", "proof.present"].map(|id| undetermined(id, "", "proof.not_proven"));
    case.indeterminate(&[&and(&[undetermined("anchor.encoding", SECOND, "proof.unsupported")])[..], &present].concat());
    let document = older(REGISTRAR);
    let scene = Scene { published: of_did().published, ..Scene::of(document.clone(), batch(&document)) };
    let scene = Making::default().anchor(scene);
    let anchor = json!({
        "type": "MerkleProof2019",
        "created": "2026-01-20T00:30:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "proofValue": scene.proof.text()
    });
    let case = family.case("alone", "The anchor is the only proof.");
    scene.play(case).input(&set(&document, "/proof", anchor)).verified(&[unchecked()]);
}

/// One root in two ledgers: the policy must trust both.
fn two_ledgers(family: &mut Family<'_>) {
    let bitcoin = Making::default().anchor(of_did());
    let raw = Transaction::with(&bitcoin.proof.root).sign(&registrar());
    let ethereum = ethereum::anchor(of_did(), &raw, &[1]);
    let entries = vec![entry(&bitcoin.named), ethereum.proof.entries[0].clone()];
    let both = Scene { proof: MerkleProof { entries, ..bitcoin.proof.clone() }, ..bitcoin.clone() };
    let checkpoints = [&bitcoin, &ethereum].map(|scene| scene.anchors["checkpoints"][0].clone());
    let anchors = json!({ "chains": [REGTEST, ethereum.chain], "checkpoints": checkpoints });
    let second = |spoil: fn(&mut Scene)| {
        let mut scene = Scene { published: None, ..ethereum.clone() };
        spoil(&mut scene);
        scene
    };
    let play = |case: &mut Case, second: &Scene| {
        second.supply(both.play(case).policy("anchors", anchors.clone()));
    };
    let case = family.case("both", "The root is in two ledgers.");
    play(case, &second(|_| {}));
    case.verified(&[unchecked()]);
    let case = family.case("second-wrong", "The second ledger has it at another place.");
    play(case, &second(|s| s.inclusions[0]["index"] = 0.into()));
    super::not_proven(case, &[failed("anchor.inclusion", "/proof#1", "eth.trie")], &[]);
    let case = family.case("second-missing", "Of the second ledger only the transaction is there.");
    play(case, &second(|s| s.inclusions.clear()));
    let need = ("inclusion", ethereum.key(&ethereum.named));
    super::not_proven(case, &[undetermined("anchor.inclusion", "/proof#1", "resource.missing")], &[need]);
    let foreign = Transaction::with(&bitcoin.proof.root).sign(&stranger());
    let foreign = ethereum::anchor(of_did(), &foreign, &[1]);
    let entries = vec![entry(&bitcoin.named), foreign.proof.entries[0].clone()];
    let scene = Scene { proof: MerkleProof { entries, ..bitcoin.proof.clone() }, ..bitcoin.clone() };
    let case = family.case("second-of-stranger", "Somebody else made the entry in the second ledger.");
    let checkpoints = [&bitcoin, &foreign].map(|scene| scene.anchors["checkpoints"][0].clone());
    let anchors = json!({ "chains": [REGTEST, foreign.chain], "checkpoints": checkpoints });
    Scene { published: None, ..foreign }.supply(scene.play(case).policy("anchors", anchors));
    let rows =
        [failed("anchor.signer", "/proof#1", "anchor.issuer"), failed("issuer.binding", "/proof", "issuer.mismatch")];
    super::not_proven(case, &rows, &[]);
}
