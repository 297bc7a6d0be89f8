//! What the suites of others share: where they lie, which departures from them are known, and how results are counted.
//!
//! A suite's test says `let Some(folder) = common::suite("rdf-canon", 86) else { return };`, runs each case through
//! [`Tally::case`] and ends with [`Tally::finish`].

#![allow(dead_code, unreachable_pub, reason = "a module of every test, none of which uses all of it")]
#![allow(clippy::disallowed_methods, reason = "tests read files and the environment")]

pub mod reports;

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of a suite within `conformance/`, or `None`, said loudly, when the shared data is absent.
pub fn suite(name: &str, cases: usize) -> Option<PathBuf> {
    let folder = shared().map(|shared| shared.join("conformance").join(name)).filter(|folder| folder.is_dir());
    if folder.is_none() {
        eprintln!("SKIPPED: {name}: {cases} cases not run, shared data absent");
    }
    folder
}

/// The shared folder: `CREDSTONE_SHARED`, or `shared` beside the workspace's folder.
pub fn shared() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let folder = std::env::var_os("CREDSTONE_SHARED").map_or_else(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// The bytes of a file that must be there.
#[track_caller]
pub fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a file that must be there.
#[track_caller]
pub fn read_text(path: impl AsRef<Path>) -> String {
    String::from_utf8(read(path)).unwrap()
}

/// The JSON of a file that must be there.
#[track_caller]
pub fn read_json(path: impl AsRef<Path>) -> Value {
    serde_json::from_slice(&read(path)).unwrap()
}

/// A departure from a suite that we know of and mean.
struct Departure {
    /// What the failing case says, in part.
    actual: String,
    seen: bool,
}

/// Counts the results of one suite.
pub struct Tally {
    suite: String,
    passed: usize,
    departures: BTreeMap<String, Departure>,
    /// Failures, and successes of cases listed as departures.
    surprises: Vec<String>,
}

impl Tally {
    /// Starts to count for `suite`, with its departures from `exceptions.json`.
    pub fn new(suite: &str) -> Self {
        let listed = read_json(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exceptions.json"));
        let text = |entry: &Value, name: &str| {
            entry[name].as_str().unwrap_or_else(|| panic!("exceptions.json: {entry} has no {name}")).to_owned()
        };
        let mut departures = BTreeMap::new();
        for entry in listed.as_array().expect("exceptions.json is an array") {
            for name in ["expected", "reason"] {
                text(entry, name);
            }
            if text(entry, "suite") == suite {
                let departure = Departure { actual: text(entry, "actual"), seen: false };
                assert!(departures.insert(text(entry, "id"), departure).is_none(), "exceptions.json repeats {entry}");
            }
        }
        Self { suite: suite.to_owned(), passed: 0, departures, surprises: Vec::new() }
    }

    /// Counts the case `id`: `Err` says what went otherwise than the suite wants.
    pub fn case(&mut self, id: &str, outcome: Result<(), String>) {
        match (self.departures.get_mut(id), outcome) {
            (None, Ok(())) => self.passed += 1,
            (None, Err(what)) => self.surprises.push(format!("{id}: {what}")),
            (Some(departure), Ok(())) => {
                departure.seen = true;
                self.surprises.push(format!("{id}: passed, though exceptions.json says {}", departure.actual));
            }
            (Some(departure), Err(what)) => {
                departure.seen = true;
                if !what.contains(&departure.actual) {
                    self.surprises.push(format!("{id}: {what}, though exceptions.json says {}", departure.actual));
                }
            }
        }
    }

    /// Prints the counts; fails unless exactly `cases` were counted, all as expected.
    #[track_caller]
    pub fn finish(mut self, cases: usize) {
        let (departures, unseen): (Vec<_>, Vec<_>) = self.departures.iter().partition(|(_, departure)| departure.seen);
        self.surprises.extend(unseen.iter().map(|(id, _)| format!("{id}: in exceptions.json, but no such case")));
        println!("{}: {} passed, {} departures", self.suite, self.passed, departures.len());
        let failures = self.surprises.len();
        assert!(failures == 0, "{}: {failures} surprises\n{}", self.suite, self.surprises.join("\n"));
        assert_eq!(self.passed + departures.len(), cases, "{}: cases", self.suite);
    }
}
