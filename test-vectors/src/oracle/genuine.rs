//! What to start from: the verified vectors, and more that their issuers might have signed.

use super::tree::{items, object_mut, objects, places};
use super::{Seed, is_claim_or_passed, respell};
use crate::keys::Key;
use crate::{cases, sign};
use credstone::report::Verdict;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Whose keys sign again.
const SIGNERS: [&str; 5] = ["issuer", "student", "registrar", "notary", "witness"];

/// The verified vectors, but of those with the same members secured the same way only the first.
#[must_use]
pub fn verified() -> Vec<Seed> {
    let mut seen = BTreeSet::new();
    let seeds = cases().into_iter().filter(|case| case.expect.verdict == "verified" && is_small(&case.name));
    let seeds = seeds.map(Seed::of);
    seeds.filter(|seed| seen.insert((shape(seed), seed.verify(&seed.input).format.securing))).collect()
}

/// The verified vectors and those that are rejected for what their issuers say, and both signed anew over their
/// statements: of those with the same members and verdict only the first.
#[must_use]
pub fn sound() -> Vec<Seed> {
    let mut seen = BTreeSet::new();
    let seeds = all().filter(|seed| {
        let report = seed.verify(&seed.input);
        // A chain that does not hold is mended by whoever edits it; that is no claim of an issuer.
        let claims = !seed.name.starts_with("proof-") && report.checks.iter().all(is_claim_or_passed);
        let sound = report.verdict == Verdict::Verified || claims;
        let alike = (shape(seed), report.verdict.code(), report.format.securing);
        sound && seed.document.is_some() && seen.insert(alike)
    });
    seeds.collect()
}

/// Small vectors of every shape, and what their issuers might have signed instead.
fn all() -> impl Iterator<Item = Seed> {
    let mut seen = BTreeSet::new();
    let is_new = move |(seed, verdict): &(Seed, String)| {
        seed.document.is_some() && seen.insert((shape(seed), verdict.clone(), is_by_json(seed)))
    };
    let cases = cases().into_iter().filter(|case| is_small(&case.name));
    let seeds = cases.map(|case| (case.expect.verdict.clone(), case)).map(|(verdict, case)| (Seed::of(case), verdict));
    seeds.filter(is_new).flat_map(|(seed, _)| {
        let resigned = VARIANTS.iter().filter_map(|(name, change)| resigned(&seed, name, *change)).collect::<Vec<_>>();
        resigned.into_iter().chain([seed])
    })
}

/// The subjects of respelling: the vectors whose statements are signed, and the others signed anew by their issuers.
#[must_use]
pub fn subjects() -> Vec<respell::Subject> {
    let mut seen = BTreeSet::new();
    let subjects = all().filter_map(|seed| {
        let verdict = seed.verify(&seed.input).verdict.code();
        let variant = seed.name.rsplit_once(": ").map(|(_, variant)| variant.to_owned());
        let is_new = seed.document.is_some() && seen.insert((shape(&seed), verdict, variant));
        is_new.then(|| respell::Subject::of(seed))?
    });
    subjects.collect()
}

/// Whether the first proof signs JSON.
fn is_by_json(seed: &Seed) -> bool {
    let proofs = items(seed.document.as_ref().and_then(|document| document.get("proof")));
    let suite = proofs.first().and_then(|proof| proof.get("cryptosuite")?.as_str());
    suite.is_some_and(|suite| suite.contains("-jcs-"))
}

/// The limits have large vectors, which say nothing that smaller ones do not.
fn is_small(name: &str) -> bool {
    !name.starts_with("limits/")
}

fn shape(seed: &Seed) -> Vec<String> {
    seed.document.as_ref().map(places).unwrap_or_default()
}

/// A change that an issuer may make: to the document and to what the proof says of itself.
type Change = fn(&mut Value, &mut Value);

const VARIANTS: &[(&str, Change)] = &[
    ("statements signed", |_, _| {}),
    ("proofs only outside", |document, _| unprove(document)),
    ("proof expired", |_, options| options["expires"] = "2026-02-01T00:00:00Z".into()),
    ("proof that expires", |_, options| options["expires"] = "2028-02-01T00:00:00Z".into()),
    ("expired", |document, _| {
        unprove(document);
        let old = document.get("issuanceDate").is_some();
        document[if old { "expirationDate" } else { "validUntil" }] = "2026-02-01T00:00:00Z".into();
    }),
    ("text in a language", |document, _| {
        document["name"] = json!({ "@value": "Mitgliedschaft", "@language": "de" });
    }),
];

fn unprove(document: &mut Value) {
    for place in objects(document) {
        if let Some(members) = object_mut(document, &place) {
            members.shift_remove("proof");
        }
    }
}

/// The vector with a change, signed anew over its statements.
fn resigned(seed: &Seed, name: &str, change: Change) -> Option<Seed> {
    let mut document = seed.document.clone()?;
    let [proof] = items(document.get("proof")).try_into().ok()?;
    let method = proof.get("verificationMethod")?.as_str()?;
    let key = SIGNERS.iter().map(|name| Key::ed25519(name)).find(|key| key.method() == method)?;
    let mut options: Value = proof;
    let members = options.as_object_mut()?;
    members.retain(|name, _| !["proofValue", "jws", "@context"].contains(&name.as_str()));
    members.insert("type".to_owned(), "DataIntegrityProof".into());
    members.insert("cryptosuite".to_owned(), "eddsa-rdfc-2022".into());
    document.as_object_mut()?.shift_remove("proof");
    change(&mut document, &mut options);
    document["proof"] = sign::try_sign(&document, &options, &key).ok()?;
    let input = document.to_string().into_bytes();
    Some(Seed::new(format!("{}: {name}", seed.name), input, seed.resources.clone(), seed.policy.clone()))
}
