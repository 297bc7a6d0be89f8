//! **Stranger.** Whoever makes a document out of the vectors and signs it with a key of their own has nobody's name but
//! that key's in whatever verifies.

mod forge;

use super::source::Source;
use super::statements::Supplied;
use super::tree::objects;
use super::{Finding, Seed, Tally, genuine};
use crate::keys::Key;
use crate::try_jcs;
use credstone::keys::KeyType;
use credstone::policy::{Policy, TrustedIssuer};
use credstone::report::{Check, CheckId, Datum, Nested, Outcome, Report, Summary, Verdict};
use credstone::verify::Verifier;
use serde_json::Value;
use std::collections::BTreeSet;

/// What every name in the caller's registry begins with.
const REGISTRY: &str = "Registered ";

/// What endorsements say, and nobody else: a name, and a type.
const SAID: &str = "Said by an endorser";
const SAID_TYPE: &str = "https://said.example/ByAnEndorser";

/// A stranger with keys, and everything that may be taken from others.
#[derive(Debug)]
pub struct Stranger {
    seeds: Vec<Seed>,
    /// Those seeds' documents and what is in them, as canonical text.
    genuine: BTreeSet<String>,
    /// Who issued or shows them.
    victims: Vec<String>,
    keys: [Key; 2],
    /// The caller asks nothing; the caller trusts the victims alone.
    verifiers: [Verifier; 2],
}

impl Default for Stranger {
    fn default() -> Self {
        Self::new()
    }
}

impl Stranger {
    /// A stranger to all vectors.
    ///
    /// # Panics
    /// If a vector is not what it says.
    #[must_use]
    pub fn new() -> Self {
        let seeds: Vec<_> = genuine::verified().into_iter().filter(|seed| seed.document.is_some()).collect();
        let mut victims = BTreeSet::new();
        let mut genuine = BTreeSet::new();
        for seed in &seeds {
            name_all(&seed.verify(&seed.input), &mut victims);
            let document = seed.document.as_ref().expect("just filtered");
            let parts = objects(document).into_iter().filter_map(|place| document.pointer(&place));
            genuine.extend(parts.filter(|part| part.get("proof").is_some()).filter_map(|part| try_jcs(part).ok()));
        }
        let keys = [Key::ed25519("mallory"), Key::of(KeyType::P256, "mallory")];
        let victims: Vec<_> = victims.into_iter().filter(|id| keys.iter().all(|key| key.did() != *id)).collect();
        let at = seeds.first().expect("there are vectors").policy.at.clone();
        let open = Policy::at(at);
        let trust =
            |(index, id): (usize, &String)| TrustedIssuer { id: id.clone(), name: Some(format!("{REGISTRY}{index}")) };
        let trusted = victims.iter().enumerate().map(trust).collect();
        let closed = Policy { trusted_issuers: Some(trusted), ..open.clone() };
        Self { seeds, genuine, victims, keys, verifiers: [open, closed].map(Verifier::new) }
    }

    /// Makes one forgery and judges it.
    pub fn judge(&self, source: &mut Source<'_>, tally: &mut Tally) -> Option<Finding> {
        let (seed, forged, how) = self.forge(source)?;
        tally.made += 1;
        let input = forged.to_string().into_bytes();
        for (trusting, verifier) in [false, true].into_iter().zip(&self.verifiers) {
            let report = verifier.verify(&input, &seed.resources);
            tally.verified += usize::from(report.verdict == Verdict::Verified && !trusting);
            if let Some(wrong) = self.wrong(&report, seed, &forged, trusting) {
                return Some(seed.finding(how, wrong, &input));
            }
        }
        None
    }

    /// What is wrong with a report on `document`, or with one within it.
    fn wrong(&self, report: &Report, seed: &Seed, document: &Value, trusting: bool) -> Option<String> {
        if report.verdict == Verdict::Verified {
            if self.is_intact(document, seed) {
                return None;
            }
            if let Some(wrong) = self.named(report).or_else(|| trusting.then(|| trusted(&report.summary))?) {
                return Some(wrong);
            }
        }
        let outer = report;
        let within = |Nested { role, at, report }: &Nested| {
            let part = document.pointer(at).unwrap_or(document);
            let wrong = self.wrong(report, seed, part, trusting);
            wrong.or_else(|| misplaced(outer, at, report)).map(|wrong| format!("{} at {at}: {wrong}", role.code()))
        };
        report.nested.iter().find_map(within)
    }

    /// Whether that is a document of the vectors, unless it says what one of them says.
    fn is_intact(&self, document: &Value, seed: &Seed) -> bool {
        if try_jcs(document).is_ok_and(|text| self.genuine.contains(&text)) {
            return true;
        }
        let Some(own) = &seed.document else { return false };
        let supplied = Supplied::of(document, &seed.resources);
        let says = |document: &Value| {
            let mut bare = document.clone();
            bare.as_object_mut()?.shift_remove("proof");
            supplied.canonical(&bare)
        };
        says(own).is_some_and(|own| says(document) == Some(own))
    }

    /// Whom a verified report names beside the stranger.
    fn named(&self, report: &Report) -> Option<String> {
        let issuer = report.summary.issuer.as_ref();
        let is_own = |id: &str| self.keys.iter().any(|key| key.did() == id);
        match issuer.map(|issuer| (issuer.id.as_deref(), issuer.name.as_deref())) {
            Some((Some(id), _)) if !is_own(id) => {
                return Some(format!("the summary of a {} names {id}", kind(&report.summary)));
            }
            Some((None, Some(name))) => return Some(format!("the summary names {name:?}, who is nobody")),
            _ => {}
        }
        let summary = &report.summary;
        let said = format!("{summary:?}");
        if !summary.types.iter().any(|type_| type_ == "EndorsementCredential")
            && [SAID, SAID_TYPE].iter().any(|word| said.contains(word))
        {
            return Some(format!("the summary has the words of an endorser: {said}"));
        }
        let names = report.checks.iter().filter(|check| !tells_of_others(check.id));
        names.flat_map(|check| texts(check).map(|text| (check.id, text))).find_map(|(id, text)| {
            let is_victim = text.contains(REGISTRY) || self.victims.iter().any(|victim| victim == text);
            is_victim.then(|| format!("{} names {text}", id.code()))
        })
    }
}

/// Checks that tell of documents within, which have reports of their own, of subjects, whom anybody may name, or of what is
/// linked.
fn tells_of_others(id: CheckId) -> bool {
    use CheckId::{Endorsement, Part, PresentationCredential, Recipient, Resource};
    matches!(id, Endorsement | Part | PresentationCredential | Recipient | Resource)
}

/// Nobody but the victims is trusted. A holder is not asked to be: what is shown is.
fn trusted(summary: &Summary) -> Option<String> {
    (kind(summary) != "presentation").then(|| format!("trusted, although {:?} is not", summary.issuer))
}

fn kind(summary: &Summary) -> &'static str {
    let is = |name: &str| summary.types.iter().any(|known| known == name);
    match (is("VerifiableCredential"), is("VerifiablePresentation")) {
        (true, true) => "document of two kinds",
        (false, true) => "presentation",
        _ => "credential",
    }
}

/// A presentation that passes where a credential is expected.
fn misplaced(outer: &Report, at: &str, report: &Report) -> Option<String> {
    let passes = |check: &Check| check.scope == at && check.outcome == Outcome::Passed && tells_of_others(check.id);
    let shows = kind(&report.summary) != "credential";
    (shows && outer.checks.iter().any(passes)).then(|| "a presentation passes for a credential".to_owned())
}

fn texts(check: &Check) -> impl Iterator<Item = &str> {
    check
        .data
        .0
        .iter()
        .flat_map(|(_, datum)| match datum {
            Datum::Text(text) => std::slice::from_ref(text),
            Datum::List(texts) => texts.as_slice(),
            _ => &[],
        })
        .map(String::as_str)
}

/// Everybody whom a report and those within it name as issuer or holder.
fn name_all(report: &Report, names: &mut BTreeSet<String>) {
    names.extend(report.summary.issuer.iter().filter_map(|issuer| issuer.id.clone()));
    report.nested.iter().for_each(|nested| name_all(&nested.report, names));
}
