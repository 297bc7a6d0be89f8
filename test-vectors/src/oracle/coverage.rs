//! **Coverage.** What a report says is covered cannot be changed; what is added anywhere is refused by who refuses it.

use super::source::Source;
use super::statements::Supplied;
use super::tree::{add, object_mut, objects, places, remove};
use super::{Finding, Said, Seed};
use credstone::policy::{Policy, UnsignedMembers};
use credstone::report::{Check, Coverage, CoveredBy, Outcome, Report, Verdict};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A verified document with what its report says of it.
#[derive(Debug)]
pub struct Covered {
    seed: Seed,
    said: Said,
    coverage: Vec<Coverage>,
    /// What secures it: statements, JSON or leaves.
    by: &'static str,
    /// The places that are covered.
    places: Vec<String>,
    /// The same under a policy that refuses what is not signed, if it verifies under it.
    refusing: Option<Seed>,
}

/// What became of an edit.
#[derive(Debug)]
pub enum Verdicts {
    /// It is not verified, or nothing was edited.
    Refused,
    /// It verifies and says the same, in the same statements: to be reviewed, by kind.
    Same(String),
    /// It verifies and says something else.
    Wrong(Finding),
}

impl Covered {
    /// That document, if it verifies.
    #[must_use]
    pub fn of(seed: Seed) -> Option<Self> {
        let report = seed.verify(&seed.input);
        if report.verdict != Verdict::Verified {
            return None;
        }
        let refuse = Policy { unsigned_members: UnsignedMembers::Refuse, ..seed.policy.clone() };
        let refusing = Some(seed.under(refuse));
        let refusing = refusing.filter(|seed| seed.verify(&seed.input).verdict == Verdict::Verified);
        let (coverage, by) = (report.coverage.clone(), secured_by(&report));
        let document = seed.document.as_ref()?;
        let covered = |place: &String| covering(&coverage, place).is_some_and(|by| by != CoveredBy::None);
        let places = places(document).into_iter().filter(|place| !place.is_empty() && covered(place)).collect();
        Some(Self { said: Said::of(report), coverage, by, places, refusing, seed })
    }

    /// Changes or deletes something that is covered.
    #[must_use]
    pub fn change(&self, source: &mut Source<'_>) -> Verdicts {
        let changed = || -> Option<(Value, String, String)> {
            let place = source.pick(&self.places)?.clone();
            let mut edited = self.seed.document.clone()?;
            let how = change(&mut edited, &place, source)?;
            Some((edited, how, place))
        };
        let mut changed = changed;
        let Some((edited, how, place)) = changed() else { return Verdicts::Refused };
        if Some(&edited) == self.seed.document.as_ref() {
            return Verdicts::Refused;
        }
        let input = edited.to_string().into_bytes();
        let report = self.seed.verify(&input);
        if report.verdict != Verdict::Verified {
            return Verdicts::Refused;
        }
        let said = Said::of(report);
        if let Some(wrong) = self.said.difference(&said, |own, other| self.seed.is_same(&edited, own, other)) {
            return Verdicts::Wrong(self.seed.finding(format!("{how} at {place}"), wrong, &input));
        }
        let kind = match () {
            () if is_in_set(&place) => Some(format!("{how} in one of several proofs")),
            () if self.states_the_same(&edited, str::to_owned) => Some(how.clone()),
            () if self.states_the_same(&edited, by_case) => Some(format!("{how} that differs by case")),
            () => None,
        };
        if let Some(kind) = kind {
            return Verdicts::Same(format!("{}: {kind}", self.by));
        }
        let by = covering(&self.coverage, &place).map_or("", CoveredBy::code);
        let wrong = format!("verified although what stands there is covered by {by}");
        Verdicts::Wrong(self.seed.finding(format!("{how} at {place}"), wrong, &input))
    }

    /// Adds something, anywhere.
    pub fn insert(&self, source: &mut Source<'_>) -> Option<Finding> {
        let seed = self.refusing.as_ref()?;
        let mut edited = seed.document.clone()?;
        let how = insert(&mut edited, source)?;
        let input = edited.to_string().into_bytes();
        let report = seed.verify(&input);
        let (how, place) = how;
        // What is wrong in one of several proofs spoils that proof, and is told; the others do.
        let is_told = || {
            report.checks.iter().any(|check| is_in_set(&place) && !has_passed(check) && is_within(&check.scope, &place))
        };
        if report.verdict != Verdict::Verified || is_told() || Some(&edited) == seed.document.as_ref() {
            return None;
        }
        // Beside leaves that are hashed, an empty list of signatures says as much as none.
        if self.by == "leaves" && place.is_empty() && how == "an empty list as a member" {
            return None;
        }
        let part = place.split('/').nth(1).unwrap_or("the document");
        let wrong = format!("verified although {part} has more than was signed");
        Some(seed.finding(format!("{how} at {place}"), wrong, &input))
    }

    /// Whether the statements are the same, as far as `written` tells.
    fn states_the_same(&self, edited: &Value, written: impl Fn(&str) -> String) -> bool {
        let supplied = Supplied::of(edited, &self.seed.resources);
        let states = |document: &Value| {
            let mut bare = document.clone();
            bare.as_object_mut()?.shift_remove("proof");
            // Two statements may be written alike.
            supplied.canonical(&bare).map(|text| written(&text).lines().map(str::to_owned).collect::<BTreeSet<_>>())
        };
        self.seed.document.as_ref().and_then(states).is_some_and(|own| states(edited) == Some(own))
            && edited.get("proof") == self.seed.document.as_ref().and_then(|document| document.get("proof"))
    }
}

/// The statements of which languages in small letters tell no two apart, each once.
fn by_case(text: &str) -> String {
    text.lines().map(str::to_ascii_lowercase).collect::<BTreeSet<_>>().into_iter().collect()
}

fn has_passed(check: &Check) -> bool {
    matches!(check.outcome, Outcome::Passed | Outcome::NotApplicable)
}

fn is_within(outer: &str, place: &str) -> bool {
    !outer.is_empty() && place.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn secured_by(report: &Report) -> &'static str {
    let all = |part: &str| report.format.securing.iter().all(|name| name.contains(part));
    match () {
        () if all("-jcs-") => "json",
        () if all("open-attestation/") => "leaves",
        () => "statements",
    }
}

fn covering(coverage: &[Coverage], place: &str) -> Option<CoveredBy> {
    let covers = |entry: &&Coverage| {
        place.strip_prefix(entry.pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    coverage.iter().filter(covers).max_by_key(|entry| entry.pointer.len()).map(|entry| entry.by)
}

/// One proof of a set is enough: the others may say what they like, and be told so.
fn is_in_set(place: &str) -> bool {
    place.strip_prefix("/proof/").is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

fn change(document: &mut Value, place: &str, source: &mut Source<'_>) -> Option<String> {
    if source.once_in(3) {
        remove(document, place)?;
        return Some("delete".to_owned());
    }
    let value = document.pointer_mut(place)?;
    let changed = match (&*value, source.below(6)) {
        (_, 0) => Value::Null,
        (_, 1) => json!("forged"),
        (Value::String(text), 2) => json!(format!("{text}x")),
        (Value::String(text), 3) => json!(format!("{text} ")),
        (Value::String(text), _) => json!(text.to_uppercase()),
        (Value::Number(number), 2) => json!(number.as_f64()? + 1.0),
        (Value::Number(number), _) => json!(number.as_f64()? * (1.0 + 4.0 * f64::EPSILON)),
        (Value::Bool(value), _) => json!(!value),
        (Value::Array(_), 2) => json!([]),
        (Value::Object(_), 2) => json!({}),
        _ => return None,
    };
    let how = match &changed {
        Value::Null => "make null",
        Value::Number(_) => "another number",
        Value::Array(_) | Value::Object(_) => "make empty",
        _ => "another text",
    };
    *value = changed;
    Some(how.to_owned())
}

/// Text that nobody signs.
const TEXT: &str = "corrected: passed with honours";

/// What may be added, by what it is.
fn insertion(source: &mut Source<'_>) -> (&'static str, Value) {
    match source.below(9) {
        0 => ("nothing", Value::Null),
        1 => ("a text", json!(TEXT)),
        2 => ("an empty list", json!([])),
        3 => ("an empty object", json!({})),
        4 => ("nothing with a text", json!({ "@value": null, "@index": TEXT })),
        5 => ("a list of nothing", json!([null])),
        6 => ("an empty set with a text", json!({ "@set": [], "@index": TEXT })),
        7 => ("an empty list with a text", json!({ "@list": [], "@index": TEXT })),
        _ => ("a node", json!({ "id": "urn:forged", "name": TEXT })),
    }
}

/// Adds something; tells what and where.
fn insert(document: &mut Value, source: &mut Source<'_>) -> Option<(String, String)> {
    let (what, value) = insertion(source);
    let is_array = |place: &String| document.pointer(place).is_some_and(Value::is_array);
    let arrays: Vec<_> = places(document).into_iter().filter(is_array).collect();
    if let (true, Some(place)) = (source.once_in(4), source.pick(&arrays)) {
        document.pointer_mut(place)?.as_array_mut()?.push(value);
        return Some((format!("{what} as an item"), place.clone()));
    }
    let objects = objects(document);
    let place = source.pick(&objects)?.clone();
    if source.once_in(8) {
        return insert_context(object_mut(document, &place)?, source).map(|what| (what, place));
    }
    let (name, what, value) = match source.below(12) {
        0 => ("@index", "a text", json!(TEXT)),
        1 => ("@direction", "a text", json!("rtl")),
        2 => ("@included", "an empty list", json!([])),
        3 => ("@nest", "an empty object", json!({})),
        4 => ("@type", "an empty list", json!([])),
        5 => ("@reverse", "an empty object", json!({})),
        6 => ("description", what, value),
        7 => ("name", what, value),
        8 => ("credentialStatus", what, value),
        9 => ("proof", what, value),
        10 => ("forged", what, value),
        _ => ("https://forged.example/p", what, value),
    };
    let members = object_mut(document, &place)?;
    if members.contains_key(name) {
        return None;
    }
    add(members, name, value);
    let name = if name.starts_with('@') { name } else { "a member" };
    Some((format!("{what} as {name}"), place))
}

/// Adds a definition that nothing uses, in a context of its own.
fn insert_context(members: &mut Map<String, Value>, source: &mut Source<'_>) -> Option<String> {
    let iri = "https://forged.example/passed-with-honours";
    let context = match source.below(4) {
        0 => json!({ "forged": iri }),
        1 => json!({ TEXT: null }),
        2 => json!({ "forged": { "@id": iri, "@type": "@id" } }),
        _ => json!({ "forged": "urn:x:forged", "urn:x:forged": { "@type": iri } }),
    };
    match members.get_mut("@context") {
        Some(Value::Array(contexts)) => contexts.push(context),
        Some(own) => *own = json!([own.take(), context]),
        None => _ = members.insert("@context".to_owned(), context),
    }
    Some("a context of its own".to_owned())
}
