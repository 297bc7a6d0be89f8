//! Reads the shared test vectors: one folder per case, the contract between the languages.
//!
//! The format is described in `README.md` beside this crate; `generate` writes the inputs, `bless` the reports.

#![allow(clippy::disallowed_methods, reason = "vectors are files, and all of them are there")]

pub mod keys;
pub mod oracle;
pub mod sign;

use credstone::json::{Document, canonicalize};
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::report::{Check, Outcome, Reason, Report};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// One test vector.
#[derive(Debug)]
pub struct Case {
    /// Family and case: the path of its folder.
    pub name: String,
    /// Where its files are.
    pub folder: PathBuf,
    /// The bytes to verify.
    pub input: Vec<u8>,
    /// The JSON text of the policy.
    pub policy: String,
    /// What the caller has already.
    pub resources: Resources,
    /// What a person says the report must be.
    pub expect: Expect,
}

/// What a person says about a report.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// What it all comes to.
    pub verdict: String,
    /// Every check that failed, or is undetermined for a reason of its own: id, scope, outcome, reason.
    pub checks: Vec<[String; 4]>,
    /// What is missing: kind and key.
    pub needs: Vec<[String; 2]>,
}

#[derive(Deserialize)]
struct Manifest {
    cases: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    input: String,
    resources: bool,
    verdict: String,
}

/// The folder of the vectors.
#[must_use]
pub fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every case of the manifest, in its order.
///
/// # Panics
/// If a file is missing or not what the format says.
#[must_use]
pub fn cases() -> Vec<Case> {
    let manifest = read(&folder().join("manifest.json"));
    let manifest: Manifest = serde_json::from_slice(&manifest).expect("manifest.json is well-formed");
    manifest.cases.iter().map(Case::read).collect()
}

impl Case {
    fn read(row: &Row) -> Self {
        let folder = folder().join(&row.name);
        let case: Value = serde_json::from_slice(&read(&folder.join("case.json"))).expect("case.json is JSON");
        let mut expect = Expect::deserialize(&case["expect"]).expect("`expect` is well-formed");
        expect.checks.sort();
        assert_eq!(expect.verdict, row.verdict, "{}: the manifest is old", row.name);
        let resources = match row.resources {
            true => Resources::from_json(&read(&folder.join("resources.json"))).expect("resources are well-formed"),
            false => Resources::default(),
        };
        Self {
            input: read(&folder.join(&row.input)),
            policy: case["policy"].to_string(),
            resources,
            expect,
            name: row.name.clone(),
            folder,
        }
    }

    /// Verifies the input with the resources under the policy.
    ///
    /// # Panics
    /// If the policy is not well-formed.
    pub fn verify(&self) -> Report {
        self.verifier().verify(&self.input, &self.resources)
    }

    /// A verifier with the policy of this case.
    ///
    /// # Panics
    /// If the policy is not well-formed.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier::new(Policy::from_json(self.policy.as_bytes()).expect("the policy is well-formed"))
    }
}

impl Expect {
    /// What `self` has that `found` has not, and the other way round.
    #[must_use]
    pub fn difference(&self, found: &Self) -> String {
        let lines = |expect: &Self| {
            let rows =
                expect.checks.iter().map(|row| row.join(" ")).chain(expect.needs.iter().map(|row| row.join(" ")));
            std::iter::once(expect.verdict.clone()).chain(rows).collect::<Vec<_>>()
        };
        let (expected, found) = (lines(self), lines(found));
        let missing = expected.iter().filter(|line| !found.contains(line)).map(|line| format!("  - {line}"));
        let unexpected = found.iter().filter(|line| !expected.contains(line)).map(|line| format!("  + {line}"));
        let mut lines: Vec<_> = missing.chain(unexpected).collect();
        if lines.is_empty() {
            lines.push("  the same in another order".to_owned());
        }
        lines.join("\n")
    }

    /// What a person would have to say about `report`.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let tells = |check: &&Check| {
            matches!(check.outcome, Outcome::Failed | Outcome::Undetermined)
                && check.reason != Some(Reason::CheckNotReached)
        };
        let checks = report.checks.iter().filter(tells);
        let row = |check: &Check| {
            let reason = check.reason.map_or("", Reason::code);
            [check.id.code(), &check.scope, check.outcome.code(), reason].map(str::to_owned)
        };
        let mut checks: Vec<_> = checks.map(row).collect();
        checks.sort();
        Self {
            verdict: report.verdict.code().to_owned(),
            checks,
            needs: report.needs.iter().map(|need| [need.kind.code().to_owned(), need.key.clone()]).collect(),
        }
    }
}

/// The canonical text (RFC 8785) of a JSON value.
///
/// # Panics
/// If the value has none.
#[must_use]
pub fn jcs(value: &Value) -> String {
    try_jcs(value).expect("numbers that everybody reads alike")
}

/// The same, or why it has none.
///
/// # Errors
/// A sentence.
pub fn try_jcs(value: &Value) -> Result<String, String> {
    let text = value.to_string();
    let document = Document::parse(text.as_bytes(), &Limits::default()).map_err(|error| error.to_string())?;
    let mut out = String::new();
    canonicalize(document.root(), &mut out).map_err(|error| error.to_string())?;
    Ok(out)
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
