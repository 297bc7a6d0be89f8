//! How long reports become: never more than four bytes for each byte of the input, and 64 KiB.

#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod common;
#[path = "common/families.rs"]
mod families;
#[path = "common/wide.rs"]
mod wide;

use credstone::policy::{Policy, UnsignedMembers};
use credstone::report::{CheckId, Reason, Report, Verdict};
use credstone::resources::Resources;
use credstone::time::Timestamp;
use credstone::verify::Verifier;
use std::path::{Path, PathBuf};

const AT: i64 = 1_795_262_400;

#[track_caller]
fn assert_short(name: &str, input: &[u8], policy: Policy) -> Report {
    let report = Verifier::new(policy).verify(input, &Resources::default());
    let length = report.to_json().len();
    assert!(length <= 4 * input.len() + 65_536, "{name}: {length} bytes of report for {}", input.len());
    assert_eq!(Verdict::of(&report.checks), report.verdict, "{name}: what is left out decides nothing");
    report
}

#[test]
fn of_inputs_made_to_be_expensive() {
    for (name, make) in families::FAMILIES.iter().chain(wide::WIDE) {
        for size in [0, 2_000, 60_000] {
            let mut refusing = Policy::at(Timestamp::from_unix(AT));
            refusing.unsigned_members = UnsignedMembers::Refuse;
            let _ = assert_short(name, make(size).as_bytes(), refusing);
            let _ = assert_short(name, make(size).as_bytes(), Policy::at(Timestamp::from_unix(AT)));
        }
    }
}

/// Every JSON file within a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[test]
fn of_every_test_vector() {
    let mut found = Vec::new();
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    for entry in std::fs::read_dir(vectors).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with("src") && !entry.ends_with("tests") {
            files(&entry, &mut found);
        }
    }
    found.extend(common::shared().into_iter().flat_map(|shared| {
        let mut found = Vec::new();
        files(&shared.join("found"), &mut found);
        found
    }));
    let mut inputs = 0;
    for path in found.iter().filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name != "report.json" && name != "case.json" && name != "resources.json" {
            let _ = assert_short(
                &path.display().to_string(),
                &std::fs::read(path).unwrap(),
                Policy::at(Timestamp::from_unix(AT)),
            );
            inputs += 1;
        }
    }
    assert!(inputs > 100, "{inputs}");
}

fn wide(name: &str, size: usize) -> Report {
    let (_, make) = wide::WIDE.iter().find(|(known, _)| *known == name).unwrap();
    assert_short(name, make(size).as_bytes(), Policy::at(Timestamp::from_unix(AT)))
}

#[test]
fn says_what_it_leaves_out() {
    let report = wide("tiny presented credentials", 300_000);
    let of = |reason| {
        report.checks.iter().filter(move |check| check.id == CheckId::PresentationCredential && check.reason == reason)
    };
    assert!(of(Some(Reason::LimitEntries)).any(|check| check.scope.is_empty()), "not all are reported on");
    assert!(!report.nested.is_empty());
    let names = wide("types that are IRIs", 100_000).summary.types;
    assert!(names.last().is_some_and(|last| last.starts_with("… and ")), "{:?}", names.last());
    let subjects = wide("empty subjects", 6_000).summary.subjects;
    assert!(subjects.last().is_some_and(|last| last.id.is_none() && last.name.is_some()), "{:?}", subjects.last());
}

#[test]
fn cliques_share_their_work() {
    let report = wide("nine-cliques with all proofs", 450_000);
    assert_eq!(report.verdict, Verdict::Indeterminate);
    let limits = report.checks.iter().filter(|check| check.reason == Some(Reason::LimitCanonicalization));
    assert!(limits.count() > 0);
}
