//! The table of cases: what goes in, and what a person says must come out.

use crate::documents::AT;
use serde_json::{Map, Value, json};

/// A check that did not pass: id, scope, outcome, reason.
pub(crate) type Row = [String; 4];

/// Every case of every family.
#[derive(Default)]
pub(crate) struct Table {
    pub(crate) cases: Vec<Case>,
}

/// The cases about one part of the verification.
pub(crate) struct Family<'t> {
    table: &'t mut Table,
    name: String,
    spec: &'static str,
}

/// One case.
pub(crate) struct Case {
    pub(crate) family: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) spec: String,
    pub(crate) policy: Value,
    pub(crate) input: Vec<u8>,
    pub(crate) documents: Vec<Value>,
    /// Other resources, by the lists they stand in.
    pub(crate) others: Map<String, Value>,
    pub(crate) verdict: &'static str,
    pub(crate) checks: Vec<Row>,
    pub(crate) needs: Vec<[String; 2]>,
}

impl Table {
    /// A family of cases, by default about the clause `spec`.
    pub(crate) fn family(&mut self, name: &str, spec: &'static str) -> Family<'_> {
        Family { table: self, name: name.to_owned(), spec }
    }
}

impl Family<'_> {
    /// A case, by its name within the family and one sentence.
    pub(crate) fn case(&mut self, name: &str, title: &str) -> &mut Case {
        self.table.cases.push(Case {
            family: self.name.clone(),
            name: name.to_owned(),
            title: title.to_owned(),
            spec: self.spec.to_owned(),
            policy: json!({ "at": AT }),
            input: Vec::new(),
            documents: Vec::new(),
            others: Map::new(),
            verdict: "",
            checks: Vec::new(),
            needs: Vec::new(),
        });
        self.table.cases.last_mut().expect("just pushed")
    }
}

impl Case {
    /// The clause that this case is about.
    pub(crate) fn spec(&mut self, url: &str) -> &mut Self {
        url.clone_into(&mut self.spec);
        self
    }

    /// A member of the policy.
    pub(crate) fn policy(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.policy[name] = value.into();
        self
    }

    /// The document to verify.
    pub(crate) fn input(&mut self, document: &Value) -> &mut Self {
        self.bytes(pretty(document).as_bytes())
    }

    /// The bytes to verify.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.input = bytes.to_vec();
        self
    }

    /// A document that the caller has.
    pub(crate) fn document(&mut self, url: &str, document: &Value) -> &mut Self {
        self.documents.push(json!({ "url": url, "json": document }));
        self
    }

    /// A text that the caller has.
    pub(crate) fn text(&mut self, url: &str, text: &str) -> &mut Self {
        self.documents.push(json!({ "url": url, "text": text }));
        self
    }

    /// Something else that the caller has, in the list `list` of the resources.
    pub(crate) fn resource(&mut self, list: &str, entry: Value) -> &mut Self {
        let entries = self.others.entry(list).or_insert_with(|| json!([]));
        entries.as_array_mut().expect("a list").push(entry);
        self
    }

    /// All that the caller has, unless it is nothing.
    pub(crate) fn resources(&self) -> Option<Value> {
        let mut resources = self.others.clone();
        if !self.documents.is_empty() {
            resources.insert("documents".to_owned(), json!(self.documents));
        }
        (!resources.is_empty()).then_some(Value::Object(resources))
    }

    /// Something that the report must ask for.
    pub(crate) fn need(&mut self, kind: &str, key: &str) -> &mut Self {
        self.needs.push([kind.to_owned(), key.to_owned()]);
        self
    }

    /// Every required check passes.
    pub(crate) fn verified(&mut self, checks: &[Row]) {
        self.end("verified", checks);
    }

    /// A check fails.
    pub(crate) fn rejected(&mut self, checks: &[Row]) {
        self.end("rejected", checks);
    }

    /// No check fails, but one cannot be decided.
    pub(crate) fn indeterminate(&mut self, checks: &[Row]) {
        self.end("indeterminate", checks);
    }

    fn end(&mut self, verdict: &'static str, checks: &[Row]) {
        self.verdict = verdict;
        self.checks = checks.to_vec();
    }

    /// The text of `case.json`.
    pub(crate) fn description(&self) -> Value {
        json!({
            "title": self.title,
            "spec": self.spec,
            "policy": self.policy,
            "expect": { "verdict": self.verdict, "checks": self.checks, "needs": self.needs }
        })
    }
}

/// A check that failed.
pub(crate) fn failed(id: &str, scope: &str, reason: &str) -> Row {
    [id, scope, "failed", reason].map(str::to_owned)
}

/// A check that could not be decided.
pub(crate) fn undetermined(id: &str, scope: &str, reason: &str) -> Row {
    [id, scope, "undetermined", reason].map(str::to_owned)
}

/// JSON as people read it.
pub(crate) fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("JSON values have a text");
    text.push('\n');
    text
}

/// A copy of `document` in which the value at `pointer` is `value`; the last step may be new.
pub(crate) fn set(document: &Value, pointer: &str, value: impl Into<Value>) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a member");
    let mut edited = document.clone();
    match edited.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.insert(unescaped(name), value.into());
        }
        Some(Value::Array(items)) => {
            let index: usize = name.parse().expect("an index");
            if index < items.len() { items[index] = value.into() } else { items.push(value.into()) }
        }
        _ => panic!("{pointer}: nothing there"),
    }
    edited
}

/// A copy of `document` without the member at `pointer`.
pub(crate) fn without(document: &Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a member");
    let mut edited = document.clone();
    let members = edited.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    members.shift_remove(&unescaped(name)).unwrap_or_else(|| panic!("{pointer}: nothing there"));
    edited
}

/// A copy of `document` in which the member at `pointer` is called `name`.
pub(crate) fn renamed(document: &Value, pointer: &str, name: &str) -> Value {
    let (parent, old) = pointer.rsplit_once('/').expect("a pointer to a member");
    let mut edited = document.clone();
    let members = edited.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
    let old_members = std::mem::take(members);
    let old = unescaped(old);
    let rename = |(key, value)| if key == old { (name.to_owned(), value) } else { (key, value) };
    *members = old_members.into_iter().map(rename).collect::<Map<_, _>>();
    edited
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
