//! The schema of resources and the reader of the core accept the same texts, and refuse the same ones.

#![allow(clippy::disallowed_methods, reason = "a test reads the schema and the vectors")]

use boon::{Compiler, SchemaIndex, Schemas};
use credstone::resources::{Resources, ResourcesError};
use serde_json::{Value, json};
use std::fs;
use test_vectors::{cases, folder};

/// The schema, compiled.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn read() -> Self {
        let text = fs::read(folder().join("resources.schema.json")).expect("the schema is there");
        let schema: Value = serde_json::from_slice(&text).expect("the schema is JSON");
        let url = schema["$id"].as_str().expect("it has an id").to_owned();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource(&url, schema).expect("a schema");
        let index = compiler.compile(&url, &mut schemas).expect("a schema");
        Self { schemas, index }
    }

    fn accepts(&self, value: &Value) -> bool {
        self.schemas.validate(value, self.index).is_ok()
    }
}

/// One entry of each kind and form, every member given.
fn every_kind() -> Value {
    let (hash, bitcoin) = ("ab".repeat(32), "bip122:000000000019d6689c085ae165831e93");
    json!({
        "documents": [
            { "url": "u:1", "text": "t", "type": "text/plain", "retrieved": "2026-11-21T12:00:00Z" },
            { "url": "u:2", "base64": "AP8=", "type": null, "retrieved": null },
            { "url": "u:3", "json": null }
        ],
        "transactions": [
            { "chain": bitcoin, "id": hash, "raw": "00", "previous": ["01"] },
            { "chain": "eip155:1", "id": format!("0x{hash}"), "raw": "0x00", "previous": null }
        ],
        "inclusions": [
            { "chain": bitcoin, "block": hash, "transaction": hash, "index": 7, "branch": [hash] },
            {
                "chain": bitcoin, "block": "cd".repeat(32), "transaction": hash, "index": 7, "branch": [hash],
                "coinbase": "01", "coinbaseBranch": [hash]
            },
            {
                "chain": bitcoin, "block": "ef".repeat(32), "transaction": hash, "merkleblock": "00",
                "coinbase": "01", "coinbaseBranch": [hash]
            },
            { "chain": bitcoin, "block": "01".repeat(32), "transaction": hash, "merkleblock": "00" },
            { "chain": "eip155:1", "block": hash, "transaction": hash, "index": 7, "trie": ["0xf8"], "receipt": "02", "receiptTrie": [] },
            { "chain": "eip155:5", "block": hash, "transaction": hash, "index": 7, "trie": [] }
        ],
        "headers": [{ "chain": bitcoin, "raw": "00" }],
        "explorers": [{ "chain": bitcoin, "transaction": hash, "data": "00", "from": "1A", "time": "2026-11-21T12:00:00Z", "source": "s" }],
        "state": [{
            "chain": "eip155:1", "block": hash, "contract": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "account": ["0xf8"],
            "slots": [{ "key": hash, "proof": ["01"] }]
        }],
        "dns": [{ "name": "a.example", "type": "TXT", "values": ["v"] }],
        "attached": [{ "base64": "AA==", "type": "application/octet-stream" }, { "text": "t" }]
    })
}

#[test]
fn the_resources_of_the_vectors_follow_their_schema() {
    let schema = Schema::read();
    let files: Vec<_> =
        cases().iter().map(|case| case.folder.join("resources.json")).filter(|file| file.exists()).collect();
    for file in &files {
        let value: Value = serde_json::from_slice(&fs::read(file).expect("a file")).expect("JSON");
        assert!(schema.accepts(&value), "{}", file.display());
    }
    println!("{} files", files.len());
    assert!(!files.is_empty());
}

/// Every place in turn loses its value, or has another one: schema and reader agree on what comes out.
#[test]
fn schema_and_reader_agree() {
    let (schema, good) = (Schema::read(), every_kind());
    assert!(schema.accepts(&good));
    let mut edits = Vec::new();
    visit(&good, &mut Vec::new(), &mut |path| edits.push(path.to_vec()));
    let values = [
        Value::Null,
        json!(1),
        json!(-1),
        json!(""),
        json!("0"),
        json!("0xab"),
        json!("AB"),
        json!("zz"),
        json!("eip155:1"),
        json!("2026-11-21T12:00:00"),
        json!([]),
        json!({}),
        json!({ "more": 1 }),
    ];
    let mut count = [0, 0];
    for path in &edits {
        let others = values.iter().map(|value| edited(&good, path, Some(value)));
        for value in others.chain([edited(&good, path, None)]) {
            let read = Resources::from_json(value.to_string().as_bytes());
            // That two entries contradict each other is nothing that a schema can say.
            let has_shape = matches!(read, Ok(_) | Err(ResourcesError::Conflict(_)));
            assert_eq!(schema.accepts(&value), has_shape, "at {path:?}: {value}\n{read:?}");
            count[usize::from(has_shape)] += 1;
        }
    }
    println!("{} refused, {} accepted", count[0], count[1]);
    assert!(count[0] > 500 && count[1] > 50);
}

/// One step from a value to a part of it.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
}

fn visit(value: &Value, path: &mut Vec<Step>, found: &mut dyn FnMut(&[Step])) {
    let parts: Vec<_> = match value {
        Value::Object(members) => members.iter().map(|(name, part)| (Step::Member(name.clone()), part)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, part)| (Step::Item(index), part)).collect(),
        _ => Vec::new(),
    };
    for (step, part) in parts {
        path.push(step);
        found(path);
        visit(part, path, found);
        path.pop();
    }
}

/// `value` with another part at `path`, or none.
fn edited(value: &Value, path: &[Step], part: Option<&Value>) -> Value {
    let mut value = value.clone();
    let (last, way) = path.split_last().expect("a place within");
    let mut at = &mut value;
    for step in way {
        at = match step {
            Step::Member(name) => &mut at[name],
            Step::Item(index) => &mut at[index],
        };
    }
    match (last, part) {
        (Step::Member(name), Some(part)) => at[name] = part.clone(),
        (Step::Item(index), Some(part)) => at[index] = part.clone(),
        (Step::Member(name), None) => drop(at.as_object_mut().map(|members| members.remove(name))),
        (Step::Item(index), None) => drop(at.as_array_mut().map(|items| items.remove(*index))),
    }
    value
}
