//! Every single edit of a JSON document that a forger may think of.

use serde_json::{Map, Value, json};

/// One edit.
pub(crate) struct Edit {
    /// What was done.
    pub(crate) kind: String,
    /// Where, as a JSON pointer into the unedited document.
    pub(crate) place: String,
    /// The edited text.
    pub(crate) input: Vec<u8>,
}

/// Other spellings of common members.
const SPELLINGS: &[(&str, &str)] = &[
    ("credentialSubject", "https://www.w3.org/2018/credentials#credentialSubject"),
    ("expirationDate", "https://www.w3.org/2018/credentials#expirationDate"),
    ("holder", "https://www.w3.org/2018/credentials#holder"),
    ("id", "@id"),
    ("issuanceDate", "https://www.w3.org/2018/credentials#issuanceDate"),
    ("issuer", "https://www.w3.org/2018/credentials#issuer"),
    ("name", "https://schema.org/name"),
    ("proof", "https://w3id.org/security#proof"),
    ("type", "@type"),
    ("validFrom", "https://www.w3.org/2018/credentials#validFrom"),
    ("validUntil", "https://www.w3.org/2018/credentials#validUntil"),
    ("verifiableCredential", "https://www.w3.org/2018/credentials#verifiableCredential"),
];

/// Members that an object may be given.
fn additions() -> Vec<(&'static str, Value)> {
    vec![
        ("@context", json!("https://www.w3.org/ns/credentials/v2")),
        ("@context", json!({ "@vocab": "https://forged.example/" })),
        ("@context", json!({ "forged": "https://forged.example/" })),
        ("@context", Value::Null),
        ("@graph", json!([{ "@id": "urn:forged", "@type": "https://forged.example/" }])),
        ("@id", json!("urn:forged")),
        ("@included", json!([{ "@id": "urn:forged", "@type": "https://forged.example/" }])),
        ("@index", json!("forged")),
        ("@nest", json!({ "https://forged.example/": "forged" })),
        ("@reverse", json!({ "https://forged.example/": { "@id": "urn:forged" } })),
        ("@type", json!("https://forged.example/")),
        ("@type", json!("@json")),
        ("@value", json!("forged")),
        ("credentialStatus", json!({ "type": "https://forged.example/" })),
        ("description", json!("forged")),
        ("description", Value::Null),
        ("forged", json!("forged")),
        ("https://forged.example/", json!("forged")),
        ("https://forged.example/", json!([])),
        ("id", json!("urn:forged")),
        ("name", json!({ "@value": "forged", "@language": "en" })),
        ("proof", json!([])),
        ("type", json!("VerifiableCredential")),
        ("validUntil", json!("2099-01-01T00:00:00Z")),
    ]
}

/// What a value may be made into.
fn replacements(value: &Value) -> Vec<(&'static str, Value)> {
    let mut made = vec![
        ("null", Value::Null),
        ("empty array", json!([])),
        ("empty object", json!({})),
        ("number", json!(7)),
        ("boolean", json!(true)),
        ("text", json!("forged")),
        ("array of it", json!([value])),
        ("array of it twice", json!([value, value])),
        ("array of array", json!([[value]])),
        ("array with null", json!([value, null])),
        ("@value", json!({ "@value": value })),
        ("@id", json!({ "@id": value })),
        ("@list", json!({ "@list": [value] })),
        ("@set", json!({ "@set": [value] })),
        ("@graph", json!({ "@graph": value })),
        ("@json", json!({ "@value": value, "@type": "@json" })),
        ("typed value", json!({ "@value": value, "@type": "http://www.w3.org/2001/XMLSchema#string" })),
        ("language value", json!({ "@value": value, "@language": "en" })),
        ("language map", json!({ "en": value })),
        ("blank @type", json!({ "@value": value, "@type": "_:b0" })),
    ];
    match value {
        Value::String(text) => {
            made.push(("longer text", json!(format!("{text}x"))));
            made.push(("text with space", json!(format!("{text} "))));
            made.push(("upper case", json!(text.to_uppercase())));
            made.push(("relative", json!(format!("./{text}"))));
            made.push(("blank node", json!("_:b0")));
        }
        Value::Number(number) => {
            made.push(("number as text", json!(number.to_string())));
            if let Some(double) = number.as_f64() {
                made.push(("next number", json!(double + 1.0)));
                made.push(("slightly more", json!(double * (1.0 + 4.0 * f64::EPSILON))));
                made.push(("negative", json!(-double)));
            }
        }
        _ => {}
    }
    made
}

/// The edits of `input` that the sample asks for; nothing if it is no JSON.
pub(crate) fn of(input: &[u8], sample: Sample) -> Vec<Edit> {
    let Ok(document) = serde_json::from_slice::<Value>(input) else { return Vec::new() };
    let mut edits = Edits { document: &document, sample, seen: 0, list: Vec::new() };
    for place in places(&document) {
        edits.value(&place);
    }
    edits.contexts();
    edits.bytes(input);
    edits.list
}

/// What tells documents of one shape from others: the places of all values.
pub(crate) fn shape(input: &[u8]) -> Vec<String> {
    serde_json::from_slice(input).map(|document| places(&document)).unwrap_or_default()
}

/// The pointers of all values.
fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), document)];
    while let Some((place, value)) = open.pop() {
        match value {
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(index, item)| (format!("{place}/{index}"), item)));
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| (format!("{place}/{}", escape(name)), member)));
            }
            _ => {}
        }
        found.push(place);
    }
    found
}

/// Which edits to try: of every `step`, the one at `offset`.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) offset: usize,
    pub(crate) step: usize,
}

struct Edits<'d> {
    document: &'d Value,
    sample: Sample,
    seen: usize,
    list: Vec<Edit>,
}

impl Edits<'_> {
    /// Whether the next edit belongs to the sample.
    fn is_due(&mut self) -> bool {
        self.seen += 1;
        self.seen % self.sample.step == self.sample.offset % self.sample.step
    }

    /// Whether anything changed, the order of members included: two objects are equal in any order.
    fn differs(&self, edited: &Value) -> bool {
        let (edited, document) = (edited.to_string(), self.document.to_string());
        edited != document
    }

    fn push(&mut self, kind: impl Into<String>, place: &str, edited: &Value) {
        self.list.push(Edit { kind: kind.into(), place: place.to_owned(), input: edited.to_string().into_bytes() });
    }

    /// The document with the value at `place` changed.
    fn with(&mut self, kind: impl Into<String>, place: &str, change: impl FnOnce(&mut Value)) {
        if !self.is_due() {
            return;
        }
        let mut edited = self.document.clone();
        change(edited.pointer_mut(place).expect("the place is there"));
        if self.differs(&edited) {
            self.push(kind, place, &edited);
        }
    }

    fn value(&mut self, place: &str) {
        let value = self.document.pointer(place).expect("the place is there").clone();
        for (name, made) in replacements(&value) {
            self.with(format!("make {name}"), place, |value| *value = made);
        }
        if let Some((parent, step)) = place.rsplit_once('/') {
            self.member(parent, &unescape(step), &value);
        }
        match &value {
            Value::Array(items) => self.items(place, items),
            Value::Object(members) => self.members(place, members),
            _ => {}
        }
    }

    /// What can happen to a member or an item within its parent.
    fn member(&mut self, parent: &str, name: &str, value: &Value) {
        let place = format!("{parent}/{}", escape(name));
        if self.document.pointer(parent).is_some_and(Value::is_array) {
            let index: usize = name.parse().expect("an index");
            self.list_edit("delete", parent, &place, |items| drop(items.remove(index)));
            return self.list_edit("duplicate", parent, &place, |items| items.push(value.clone()));
        }
        self.object_edit("delete", parent, &place, |members| drop(members.shift_remove(name)));
        let spellings = SPELLINGS.iter().filter(|(short, _)| *short == name).map(|(_, long)| *long);
        for other in ["forged", "https://forged.example/", "id", "@type", "description"].into_iter().chain(spellings) {
            if other != name {
                self.object_edit(&format!("rename to {other}"), parent, &place, |members| rename(members, name, other));
                self.object_edit(&format!("duplicate as {other}"), parent, &place, |members| {
                    members.insert(other.to_owned(), value.clone());
                });
            }
        }
        if let Some((_, iri)) = SPELLINGS.iter().find(|(short, _)| *short == name) {
            self.alias(parent, name, iri);
        }
        self.object_edit("move last", parent, &place, |members| {
            let value = members.shift_remove(name).unwrap_or_default();
            members.insert(name.to_owned(), value);
        });
        self.moved(parent, name, value);
        self.written_twice(&place, name);
    }

    /// The member under a new name that an inline context gives it.
    fn alias(&mut self, parent: &str, name: &str, iri: &str) {
        if !self.is_due() {
            return;
        }
        let mut edited = self.document.clone();
        let Some(contexts) = edited["@context"].as_array_mut() else { return };
        contexts.push(json!({ "forged": iri }));
        let members = edited.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        rename(members, name, "forged");
        self.push("rename to an alias", &format!("{parent}/{}", escape(name)), &edited);
    }

    /// The member in the objects above and below.
    fn moved(&mut self, parent: &str, name: &str, value: &Value) {
        let place = format!("{parent}/{}", escape(name));
        let above = parent.rsplit_once('/').map(|(above, _)| above.to_owned());
        let below = self.document.pointer(parent).and_then(Value::as_object).into_iter().flatten();
        let below = below.filter(|(other, inner)| *other != name && inner.is_object());
        let below: Vec<_> = below.map(|(other, _)| format!("{parent}/{}", escape(other))).collect();
        for target in above.into_iter().chain(below) {
            if !self.is_due() {
                continue;
            }
            let mut edited = self.document.clone();
            let Some(Value::Object(members)) = edited.pointer_mut(&target) else { continue };
            members.insert(name.to_owned(), value.clone());
            if let Some(Value::Object(members)) = edited.pointer_mut(parent) {
                members.shift_remove(name);
            }
            self.push("move to another object", &place, &edited);
        }
    }

    /// A second member of the same name, in the text.
    fn written_twice(&mut self, place: &str, name: &str) {
        if !self.is_due() {
            return;
        }
        let mut edited = self.document.clone();
        let (parent, _) = place.rsplit_once('/').expect("a member");
        let members = edited.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        members.insert("\u{1}".to_owned(), json!("forged"));
        let text = edited.to_string().replace("\"\\u0001\"", &Value::from(name).to_string());
        self.list.push(Edit { kind: "write twice".to_owned(), place: place.to_owned(), input: text.into_bytes() });
    }

    fn items(&mut self, place: &str, items: &[Value]) {
        for index in 1..items.len() {
            self.list_edit("swap items", place, place, |items| items.swap(index - 1, index));
        }
        self.list_edit("reverse items", place, place, |items| items.reverse());
        self.list_edit("append text", place, place, |items| items.push(json!("forged")));
        self.list_edit("append null", place, place, |items| items.push(Value::Null));
        self.list_edit("append object", place, place, |items| items.push(json!({ "id": "urn:forged" })));
    }

    fn members(&mut self, place: &str, members: &Map<String, Value>) {
        for (name, value) in additions().into_iter().filter(|(name, _)| !members.contains_key(*name)) {
            let kind = format!("add {name}");
            self.object_edit(&kind, place, &format!("{place}/{}", escape(name)), |members| {
                members.insert(name.to_owned(), value);
            });
        }
    }

    fn list_edit(&mut self, kind: &str, parent: &str, place: &str, change: impl FnOnce(&mut Vec<Value>)) {
        if !self.is_due() {
            return;
        }
        let mut edited = self.document.clone();
        change(edited.pointer_mut(parent).and_then(Value::as_array_mut).expect("an array"));
        if self.differs(&edited) {
            self.push(kind, place, &edited);
        }
    }

    fn object_edit(&mut self, kind: &str, parent: &str, place: &str, change: impl FnOnce(&mut Map<String, Value>)) {
        if !self.is_due() {
            return;
        }
        let mut edited = self.document.clone();
        change(edited.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object"));
        if self.differs(&edited) {
            self.push(kind, place, &edited);
        }
    }

    /// Contexts appended, and put first.
    fn contexts(&mut self) {
        for context in [
            json!("https://w3id.org/security/data-integrity/v1"),
            json!("https://w3id.org/security/data-integrity/v2"),
            json!("https://w3id.org/security/multikey/v1"),
            json!("https://w3id.org/security/v2"),
            json!("https://www.w3.org/2018/credentials/examples/v1"),
            json!("https://www.w3.org/2018/credentials/v1"),
            json!("https://www.w3.org/ns/credentials/examples/v2"),
            json!("https://www.w3.org/ns/credentials/undefined-terms/v2"),
            json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"),
            json!("https://w3id.org/citizenship/v4rc1"),
            json!({ "@base": "https://forged.example/" }),
            json!({ "@language": "de" }),
            json!({ "@vocab": "https://forged.example/" }),
            json!({ "name": "https://forged.example/" }),
            json!({ "id": "@type", "type": "@id" }),
            Value::Null,
        ] {
            if !self.document["@context"].is_array() {
                return;
            }
            let label = if context.is_string() { "a bundled context" } else { "an inline context" };
            let last = context.clone();
            self.list_edit(&format!("append {label}"), "/@context", "/@context", |items| items.push(last));
            self.list_edit(&format!("prepend {label}"), "/@context", "/@context", |items| items.insert(0, context));
        }
    }

    /// Some bytes of the text, one at a time.
    fn bytes(&mut self, input: &[u8]) {
        let step = 1 + input.len() / 32;
        for at in (0..input.len()).step_by(step) {
            for mask in [1, 0x20, 0x80] {
                if !self.is_due() {
                    continue;
                }
                let mut edited = input.to_vec();
                edited[at] ^= mask;
                self.list.push(Edit { kind: "flip a byte".to_owned(), place: String::new(), input: edited });
            }
            if !self.is_due() {
                continue;
            }
            let mut edited = input.to_vec();
            edited.remove(at);
            self.list.push(Edit { kind: "remove a byte".to_owned(), place: String::new(), input: edited });
        }
    }
}

fn rename(members: &mut Map<String, Value>, old: &str, new: &str) {
    let renamed = std::mem::take(members).into_iter().filter(|(name, _)| name != new);
    *members = renamed.map(|(name, value)| (if name == old { new.to_owned() } else { name }, value)).collect();
}

fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn unescape(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}
