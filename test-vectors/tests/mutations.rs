//! The main oracle: whoever edits a verified document in one place gets one that is not verified, or one that says the same.
//!
//! If it says the same, the place of the edit was reported as not covered, or the edit is of a kind that the suite does
//! not sign: an order, a spelling. Those are listed in `mutations.accepted.txt`, which a person reads.

#![allow(clippy::disallowed_methods, reason = "a test reads the vectors")]

mod edits;

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Value};
use credstone::jsonld::{self, Contexts, InlineContexts, Loader, Options, RdfOptions, Vocab};
use credstone::limits::Limits;
use credstone::report::{CoveredBy, Report, Verdict};
use edits::{Edit, Sample};
use std::collections::BTreeSet;
use std::fs;
use test_vectors::{Case, cases, folder};

/// Unless `CREDSTONE_EDITS=all`, one edit in so many is tried, other ones in each case: seconds instead of minutes.
const SAMPLE: usize = 12;

const ACCEPTED: &str = "tests/mutations.accepted.txt";

/// What became of the edits of some cases.
#[derive(Default)]
struct Outcome {
    edits: usize,
    verified: usize,
    /// Edits that change what is verified: there may be none.
    wrong: Vec<String>,
    /// Kinds of edits that change nothing, in places that are covered.
    accepted: BTreeSet<String>,
}

#[test]
fn no_edit_changes_what_is_verified() {
    let all = std::env::var_os("CREDSTONE_EDITS").is_some_and(|edits| edits == "all");
    let step = if all { 1 } else { SAMPLE };
    let cases = shapes();
    let outcome = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let cases = &cases;
            scope.spawn(move || {
                let mut outcome = Outcome::default();
                let own = cases.iter().enumerate().skip(half).step_by(2);
                own.for_each(|(offset, case)| outcome.judge(case, Sample { offset, step }));
                outcome
            })
        });
        let mut all = Outcome::default();
        for half in halves {
            all.add(half.join().expect("no panic"));
        }
        all
    });
    println!(
        "{} cases, {} edits, {} of them verified and saying the same",
        cases.len(),
        outcome.edits,
        outcome.verified
    );
    assert!(
        outcome.wrong.is_empty(),
        "{} edits change what is verified:\n{}",
        outcome.wrong.len(),
        outcome.wrong.join("\n")
    );
    compare(&outcome.accepted, all);
}

/// The families whose documents differ in more than in a value.
const FAMILIES: [&str; 10] = [
    "anchored-",
    "blockcerts-",
    "context",
    "merkle-proof-",
    "nested",
    "numbers",
    "presentation",
    "proof-",
    "shape",
    "suite-",
];

/// The verified cases, but of those with the same members under the same suites only the first.
fn shapes() -> Vec<Case> {
    let mut seen = BTreeSet::new();
    let verified = cases().into_iter().filter(|case| case.expect.verdict == "verified");
    let verified = verified.filter(|case| FAMILIES.iter().any(|family| case.name.starts_with(family)));
    verified.filter(|case| seen.insert((case.verify().format.securing, edits::shape(&case.input)))).collect()
}

/// Holds the kinds of edits against the reviewed list.
fn compare(found: &BTreeSet<String>, all: bool) {
    let path = folder().join(ACCEPTED);
    let text: String = found.iter().map(|line| format!("{line}\n")).collect();
    if all && std::env::var_os("CREDSTONE_BLESS").is_some() {
        fs::write(path, text).expect("the folder is ours");
        return;
    }
    let known = fs::read_to_string(path).unwrap_or_default();
    let new: Vec<_> = found.iter().filter(|line| !known.lines().any(|known| known == *line)).collect();
    let gone: Vec<_> = known.lines().filter(|line| all && !found.contains(*line)).collect();
    assert!(new.is_empty() && gone.is_empty(), "{ACCEPTED}: not reviewed {new:#?}, no longer seen {gone:#?}");
}

impl Outcome {
    fn add(&mut self, other: Self) {
        self.edits += other.edits;
        self.verified += other.verified;
        self.wrong.extend(other.wrong);
        self.accepted.extend(other.accepted);
    }

    fn judge(&mut self, case: &Case, sample: Sample) {
        let verifier = case.verifier();
        let original = case.verify();
        let suite = suite(&original);
        let coverage = original.coverage.clone();
        let verified = original.into_verified().expect("the case is verified").json().to_owned();
        for Edit { kind, place, input } in edits::of(&case.input, sample) {
            self.edits += 1;
            let report = verifier.verify(&input, &case.resources);
            if report.verdict != Verdict::Verified {
                continue;
            }
            let edited = report.into_verified().expect("the verdict is verified").json().to_owned();
            if edited != verified && (suite != "rdfc" || statements(case, &edited) != statements(case, &verified)) {
                self.wrong.push(format!("{}: {kind} at {place:?}\n  {verified}\n  {edited}", case.name));
                continue;
            }
            self.verified += 1;
            let covering = coverage
                .iter()
                .filter(|entry| is_prefix(&entry.pointer, &place))
                .max_by_key(|entry| entry.pointer.len());
            if covering.is_some_and(|entry| entry.by == CoveredBy::Signature) {
                self.accepted.insert(accepted(suite, &kind, &place));
            }
        }
    }
}

/// What the first proof signs: statements or JSON.
fn suite(report: &Report) -> &'static str {
    if report.format.securing.iter().all(|name| name.contains("-jcs-")) { "jcs" } else { "rdfc" }
}

fn is_prefix(pointer: &str, place: &str) -> bool {
    place.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The line for an edit that changes nothing in a place that is covered.
fn accepted(suite: &str, kind: &str, place: &str) -> String {
    // By default one proof of a set is enough: the others may say what they like, and be told so.
    let in_set =
        place.strip_prefix("/proof/").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    if in_set { format!("{suite}: any edit within one of several proofs") } else { format!("{suite}: {kind}") }
}

/// The canonical statements of a verified document under its own contexts.
fn statements(case: &Case, text: &str) -> String {
    let limits = Limits::default();
    let document = Document::parse(text.as_bytes(), &limits).expect("JSON");
    let urls = document.root().get("@context").into_iter().flat_map(Value::items_or_self).filter_map(Value::as_str);
    let supplied: Vec<_> = urls.filter_map(|url| Some((url, case.resources.document(url)?))).collect();
    let supplied: Vec<_> =
        supplied.iter().map(|(url, text)| (*url, Document::parse(text, &limits).expect("JSON"))).collect();
    let mut loader = Loader::bundled();
    supplied.iter().for_each(|(url, document)| loader.supply(url, document.root()));
    let options =
        Options { inline: InlineContexts::Accept, vocab: Vocab::Accept, contexts: Contexts::Own, ..Options::default() };
    let expanded = jsonld::expand(document.root(), &loader, &options, &limits).expect("JSON-LD");
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).expect("few statements");
    dataset.canonicalize(DigestAlgorithm::Sha256, &limits).expect("a simple graph").nquads()
}
