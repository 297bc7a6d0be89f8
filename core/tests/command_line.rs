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
        ("unknown in a blank", r#"{"documents": [{"url": "u", "file": null, "key": ""}]}"#, "/documents/0/key"),
        ("of another kind", r#"{"headers": [{"raw": null, "url": "u"}]}"#, "/headers/0/url"),
        ("outside a list", r#"{"url": "u"}"#, "/url"),
        ("decisions", r#"{"decisions": {"vocab": "accept"}}"#, "`decisions` is a list"),
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

/// What the program says of a genuine badge under a policy.
fn under_policy(program: &Path, folder: &Path, policy: &str) -> (Option<i32>, String) {
    let file = folder.join("policy.json");
    fs::write(&file, policy).expect("a file");
    let mut command = Command::new(program);
    command.arg("--policy").arg(file).arg(sample("genuine-badge.json"));
    let output = command.output().expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_policy_is_read_as_the_core_reads_it() {
    let Some(program) = program() else { return };
    let folder = folder("policy");
    let at = r#""at": "2026-11-21T12:00:00Z""#;
    for (policy, status, says) in [
        (format!("{{{at}}}"), 0, ""),
        (format!(" {{ {at}, \"clockSkew\": 60 }}"), 0, ""),
        (format!("{{{at}, \"vocab\": \"ask\", \"vocab\": \"accept\"}}"), 3, "the same name"),
        (format!("{{{at}, {at}}}"), 3, "the same name"),
        (format!("{{{at}, \"vocabulary\": \"ask\"}}"), 3, "vocabulary"),
        (format!("[{{{at}}}]"), 3, "a policy is a JSON object"),
    ] {
        let (found, error) = under_policy(&program, &folder, &policy);
        assert_eq!(found, Some(status), "{policy}: {error}");
        assert!(error.contains(says), "{policy}: {error}");
    }
    // The time is written into a policy that says none.
    assert_ne!(under_policy(&program, &folder, "{}").0, Some(3));
    assert_ne!(under_policy(&program, &folder, r#"{"vocab": "ask"}"#).0, Some(3));
}

/// A credential that needs a linked file, a context and a decision.
const WANTING: &str = r#"{"@context": ["https://www.w3.org/ns/credentials/v2", "https://uni.example/context.json"],
    "type": ["VerifiableCredential"], "issuer": "did:web:uni.example", "credentialSubject": {"id": "urn:s"},
    "relatedResource": {"id": "https://uni.example/a.png", "digestSRI":
        "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}"#;

#[test]
fn a_skeleton_has_each_kind_in_its_place() {
    let Some(program) = program() else { return };
    let folder = folder("kinds");
    let (input, skeleton) = (folder.join("input.json"), folder.join("needs.json"));
    fs::write(&input, WANTING).expect("a file");
    let run = |more: &[&Path]| {
        let mut command = Command::new(&program);
        command.args(["--at", "2026-11-21T12:00:00Z", "--needs"]).arg(&skeleton);
        more.iter().for_each(|file| _ = command.arg("--resources").arg(file));
        let output = command.arg(&input).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (_, told) = run(&[]);
    assert!(told.contains("1 linked file was not looked at"), "{told}");
    let written: Value = serde_json::from_slice(&fs::read(&skeleton).expect("it was written")).expect("JSON");
    let urls: Vec<_> = written["documents"].as_array().expect("a list").iter().map(|entry| &entry["url"]).collect();
    assert_eq!(urls, ["https://uni.example/context.json", "https://uni.example/a.png"]);
    assert_eq!(written["documents"][1]["need"]["sha256"], "0".repeat(64));
    assert_eq!(written["decisions"][0]["member"], "contexts");
    let before = run(&[]).0;
    let copy = folder.join("copy.json");
    fs::copy(&skeleton, &copy).expect("a copy");
    assert_eq!(run(&[&copy]).0, before, "what is written is read");
}

#[test]
#[cfg(feature = "anchors")]
fn a_skeleton_of_a_ledger_is_read_once_filled_in() {
    let Some(program) = program() else { return };
    let folder = folder("ledger");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors");
    let manifest = fs::read(cases.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    let rows = manifest.as_array().or_else(|| manifest["cases"].as_array()).expect("a list").clone();
    let mut kinds = std::collections::BTreeSet::new();
    for row in &rows {
        let case = cases.join(row["name"].as_str().expect("a name"));
        let Ok(report) = fs::read_to_string(case.join("report.json")) else { continue };
        let wanted = ["transaction", "inclusion", "header", "state", "dns"];
        if !wanted.iter().any(|kind| report.contains(&format!(r#"{{"kind":"{kind}""#))) || kinds.len() == wanted.len() {
            continue;
        }
        let expected: Value = serde_json::from_slice(&fs::read(case.join("case.json")).expect("a case")).expect("JSON");
        fs::write(folder.join("policy.json"), expected["policy"].to_string()).expect("a file");
        let (skeleton, input) = (folder.join("needs.json"), case.join("input.json"));
        let mut command = Command::new(&program);
        command.arg("--policy").arg(folder.join("policy.json")).arg("--needs").arg(&skeleton);
        if case.join("resources.json").exists() {
            command.arg("--resources").arg(case.join("resources.json"));
        }
        assert_ne!(command.arg(&input).output().expect("it runs").status.code(), Some(3));
        let written: Value = serde_json::from_slice(&fs::read(&skeleton).expect("written")).expect("JSON");
        kinds.extend(written.as_object().expect("lists").keys().filter(|kind| *kind != "documents").cloned());
        let again = Command::new(&program).arg("--resources").arg(&skeleton).arg(&input).output().expect("it runs");
        assert_ne!(again.status.code(), Some(3), "{}: {again:?}", case.display());
    }
    assert!(kinds.contains("transactions") && kinds.contains("headers"), "{kinds:?}");
}
