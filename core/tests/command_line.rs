//! The command line reads what the core cannot: files that a resources file names, folders of those, skeletons.

#![allow(clippy::disallowed_methods, reason = "a test of a program that reads files")]

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The example, which cargo builds together with the tests unless it is told to build one test only.
fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().expect("this test is a file");
    let program = test.ancestors().nth(2)?.join("examples").join("verify");
    if !program.exists() {
        println!("SKIPPED: {} is not built", program.display());
        return None;
    }
    Some(program)
}

/// An empty folder of this name.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("files")).expect("a folder");
    folder
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/samples").join(name)
}

/// What the program says about the sample degree with these arguments: exit status and error text.
fn verify(program: &Path, arguments: &[&Path]) -> (Option<i32>, String) {
    let mut command = Command::new(program);
    command.args(["--at", "2026-11-21T12:00:00Z"]);
    let options = ["--resources", "--needs"];
    for (index, argument) in arguments.iter().enumerate() {
        command.arg(options[index.min(1)]).arg(argument);
    }
    let output = command.arg(sample("did-web-degree.json")).output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The DID document that the sample degree needs, with its key.
fn needed() -> (Value, String) {
    let text = fs::read(sample("did-web-degree.resources.json")).expect("a sample");
    let resources: Value = serde_json::from_slice(&text).expect("JSON");
    let entry = &resources["documents"][0];
    (entry["url"].clone(), entry["json"].to_string())
}

#[test]
fn files_are_read_from_beside_the_resources() {
    let Some(program) = program() else { return };
    let (folder, (url, document)) = (folder("files"), needed());
    fs::write(folder.join("files/did.json"), document).expect("a file");
    fs::write(folder.join("files/proof.ots"), b"\0OpenTimestamps").expect("a file");
    let write = |name: &str, value: Value| fs::write(folder.join(name), value.to_string()).expect("a file");
    write("one.json", json!({ "documents": [{ "url": url, "file": "files/did.json", "type": null }] }));
    write("two.json", json!({ "documents": [{ "url": "https://uni.example/terms", "file": "files/proof.ots" }] }));
    assert_eq!(verify(&program, &[&folder.join("one.json")]), (Some(0), String::new()));
    assert_eq!(verify(&program, &[&folder]), (Some(0), String::new()), "a folder");
    assert_eq!(verify(&program, &[&folder.join("two.json")]).0, Some(2), "the document is missing");
    write("three.json", json!({ "attached": [{ "file": "files/proof.ots" }] }));
    assert_eq!(verify(&program, &[&folder]).0, Some(2), "what is attached is no whole proof");
}

#[test]
fn mistakes_are_wrong_usage() {
    let Some(program) = program() else { return };
    let folder = folder("mistakes");
    let cases = [
        ("absent", r#"{"attached": [{"file": "absent.ots"}]}"#, "absent.ots"),
        ("no path", r#"{"documents": [{"url": "u", "file": 1}]}"#, "`file` is a path"),
        ("two contents", r#"{"documents": [{"url": "u", "file": "files", "base64": ""}]}"#, "both `file` and `base64`"),
        ("unknown", r#"{"documents": [{"url": "u", "text": "", "sha256": ""}]}"#, "/documents/0/sha256"),
        ("twice", r#"{"documents": [{"url": "u", "text": "a", "text": "b"}]}"#, "the same name"),
        ("not everywhere", r#"{"headers": [{"chain": "eip155:1", "file": "files"}]}"#, "/headers/0/file"),
    ];
    for (name, text, says) in cases {
        let file = folder.join("resources.json");
        fs::write(&file, text).expect("a file");
        let (status, error) = verify(&program, &[&file]);
        assert_eq!(status, Some(3), "{name}: {error}");
        assert!(error.contains(says), "{name}: {error}");
    }
}

#[test]
fn a_skeleton_is_read_before_and_after_it_is_filled_in() {
    let Some(program) = program() else { return };
    let (folder, (url, document)) = (folder("skeleton"), needed());
    let (none, skeleton) = (folder.join("none.json"), folder.join("needs.json"));
    fs::write(&none, "{}").expect("a file");
    assert_eq!(verify(&program, &[&none, &skeleton]).0, Some(2));
    assert_eq!(verify(&program, &[&skeleton]), (Some(2), String::new()), "nothing is filled in");
    let mut value: Value = serde_json::from_slice(&fs::read(&skeleton).expect("it was written")).expect("JSON");
    assert_eq!(value["documents"][0]["url"], url);
    value["documents"][0]["file"] = "files/did.json".into();
    fs::write(folder.join("files/did.json"), document).expect("a file");
    fs::write(&skeleton, value.to_string()).expect("a file");
    assert_eq!(verify(&program, &[&skeleton]), (Some(0), String::new()));
}
