//! The shape of the source: arrows between rooms go down only, files stay readable, strict lints stay on.

#![allow(clippy::disallowed_methods, reason = "a test reads the sources it is about")]

use std::collections::BTreeSet;
use std::path::Path;

/// The rooms of the core and their levels: a room uses only rooms of a smaller level.
const LEVELS: &[(&str, i8)] = &[
    ("digest", -1),
    ("limits", -1),
    ("time", -1),
    ("json", 0),
    ("multiformat", 0),
    ("policy", 2),
    ("merkle", 1),
    ("report", 1),
    ("resources", 1),
    ("rdf", 2),
    ("jsonld", 3),
    ("keys", 3),
    ("container", 4),
    ("credential", 4),
    ("did", 4),
    ("anchor", 5),
    ("proof", 5),
    ("schema", 5),
    ("status", 5),
    ("standalone", 6),
    ("verify", 6),
    ("dossier", 7),
];

/// Functions that may carry an exception to the lints that `lib.rs` denies.
const MAXIMUM_EXCEPTIONS: usize = 30;

const MAXIMUM_LINES: usize = 800;

#[test]
fn arrows_between_rooms_go_down() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(room) = source.room.as_deref() else { continue };
        let from = level(room);
        for target in rooms_used(&source.code(), source.depth) {
            if target != room && level(&target) >= from {
                wrong.push(format!("{}: {room} ({from}) uses {target} ({})", source.name, level(&target)));
            }
        }
    }
    assert!(wrong.is_empty(), "upward or sibling arrows:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    for source in sources() {
        // A table that a program wrote is not read from top to bottom.
        if source.text.starts_with("//! Generated") {
            continue;
        }
        let lines = source.text.lines().count();
        assert!(lines <= MAXIMUM_LINES, "{}: {lines} lines; split it", source.name);
        assert!(source.text.starts_with("//!"), "{}: does not say what the module is for", source.name);
    }
}

#[test]
fn exceptions_to_the_strict_lints_are_few_and_reasoned() {
    let sources = sources();
    let library = sources.iter().find(|source| source.name == "lib.rs").expect("lib.rs is there");
    let strict: Vec<&str> = library
        .text
        .split_once("#![deny(")
        .and_then(|(_, rest)| rest.split_once(")]"))
        .map(|(lints, _)| lints.split(',').map(str::trim).filter(|lint| !lint.is_empty()).collect())
        .expect("lib.rs denies the strict lints");
    assert!(strict.len() > 10, "{strict:?}");
    let mut count = 0;
    for source in sources.iter().filter(|source| source.room.is_some()) {
        let code = source.code();
        for attribute in code.split("#[expect(").skip(1).map(up_to_bracket) {
            assert!(attribute.contains("reason ="), "{}: an exception without a reason: {attribute}", source.name);
            count += usize::from(strict.iter().any(|lint| attribute.contains(lint)));
        }
        for attribute in code.split("allow(").skip(1).map(up_to_bracket) {
            let lint = strict.iter().find(|lint| attribute.contains(*lint));
            assert!(lint.is_none(), "{}: allows {lint:?}; use #[expect(…, reason)] on one function", source.name);
        }
    }
    println!("{count} exceptions");
    assert!(count <= MAXIMUM_EXCEPTIONS, "{count} exceptions to the strict lints");
}

/// A padded decoder takes several texts for the same bytes; the room for encodings has one that does not.
#[test]
fn base64_is_decoded_in_one_room() {
    let elsewhere = |source: &&Source| source.room.as_deref() != Some("multiformat") && !source.name.contains("tests");
    for source in sources().iter().filter(elsewhere) {
        assert!(!source.code().contains("BASE64"), "{}: use crate::multiformat", source.name);
    }
}

#[test]
fn reads_arrows_in_every_spelling() {
    let cases: &[(&str, usize, &str, &[&str])] = &[
        ("plain", 1, "use crate::json::Value;", &["json"]),
        ("list", 1, "use crate::{json::Value, rdf::{Quad, Term}, time};", &["json", "rdf", "time"]),
        ("over lines", 1, "pub use crate::{\n    json,\n    rdf::Term,\n};", &["json", "rdf"]),
        ("in a path", 1, "fn f() { crate::keys::verify() }", &["keys"]),
        ("super of a room", 1, "use super::json::Value;", &["json"]),
        ("super of a file", 2, "use super::json::Value;", &[]),
        ("two supers", 2, "use super::super::rdf::Term;", &["rdf"]),
        ("supers with a list", 2, "use super::super::{rdf::Term, did};", &["rdf", "did"]),
        ("comment", 1, "// crate::verify is above\n/// [`crate::verify`]", &[]),
        ("tests", 1, "#[cfg(test)]\nmod tests {\n    use crate::verify::Verifier;\n}", &[]),
    ];
    for (name, depth, text, want) in cases {
        let source = Source { name: String::new(), room: None, depth: *depth, text: (*text).to_owned() };
        let want: BTreeSet<String> = want.iter().map(|&room| room.to_owned()).collect();
        assert_eq!(rooms_used(&source.code(), *depth), want, "{name}");
    }
}

/// A file of `core/src`.
struct Source {
    name: String,
    /// The room it belongs to; `lib.rs` belongs to none.
    room: Option<String>,
    /// How many `super` lead from it to the crate root.
    depth: usize,
    text: String,
}

impl Source {
    /// The text without comments and without the tests at the bottom.
    fn code(&self) -> String {
        let end = self.text.find("#[cfg(test)]\nmod ").unwrap_or(self.text.len());
        let lines = self.text[..end].lines();
        lines.map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(source(&root, &path));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() > 10, "the sources are not where the test looks");
    found
}

fn source(root: &Path, path: &Path) -> Source {
    let name = path.strip_prefix(root).expect("below the root").with_extension("");
    let mut parts: Vec<String> = name.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.pop_if(|part| part == "mod");
    let room = parts.first().filter(|&room| room != "lib").cloned();
    let text = std::fs::read_to_string(path).expect("a source file");
    Source { name: format!("{}.rs", name.display()), room, depth: parts.len(), text }
}

/// The rooms named after `crate::`, or after as many `super::` as lead to the crate root.
fn rooms_used(code: &str, depth: usize) -> BTreeSet<String> {
    let root = "super::".repeat(depth);
    let mut rooms = BTreeSet::new();
    let crates = code.split("crate::").skip(1);
    let supers = code.match_indices(&root).filter(|(at, _)| !code[..*at].ends_with("super::"));
    let supers = supers.map(|(at, _)| &code[at + root.len()..]);
    for path in crates.chain(supers) {
        match path.strip_prefix('{') {
            Some(list) => rooms.extend(first_level(list).into_iter().map(room_name)),
            None => rooms.extend([room_name(path)]),
        }
    }
    rooms.retain(|room| LEVELS.iter().any(|(known, _)| known == room));
    rooms
}

fn room_name(path: &str) -> String {
    path.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// The entries of a `use` list, up to its closing brace, nested lists left out.
fn first_level(list: &str) -> Vec<&str> {
    let (mut entries, mut nesting, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => nesting += 1,
            '}' if nesting == 0 => {
                entries.push(&list[start..at]);
                break;
            }
            '}' => nesting -= 1,
            ',' if nesting == 0 => {
                entries.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    entries
}

fn up_to_bracket(attribute: &str) -> &str {
    attribute.split_once(")]").map_or(attribute, |(inner, _)| inner)
}

fn level(room: &str) -> i8 {
    let level = LEVELS.iter().find(|(name, _)| *name == room).map(|(_, level)| *level);
    level.unwrap_or_else(|| panic!("{room}: a room without a level; add it to LEVELS"))
}
