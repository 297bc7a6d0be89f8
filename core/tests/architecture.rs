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

/// The rooms in which no file leads back to itself. Elsewhere algorithms call each other, as those of JSON-LD do.
const WITHOUT_CIRCLES: [&str; 2] = ["credential", "verify"];

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

/// What a file needs of one that uses it, such as the corridor that judges the documents within a document, is handed down
/// as an argument.
#[test]
fn files_of_a_room_use_each_other_in_no_circle() {
    for room in WITHOUT_CIRCLES {
        let sources = sources().into_iter().filter(|source| source.room.as_deref() == Some(room));
        let modules: Vec<Module> = sources.map(|source| Module::of(&source)).collect();
        let modules: Vec<Module> = modules.into_iter().filter(|module| !module.is_test()).collect();
        assert!(modules.len() > 10, "{room}: {} files", modules.len());
        assert_eq!(circle(&modules), None, "{room}");
    }
}

#[test]
fn tells_circles_of_files() {
    let module = |path: &str, code: &str| Module { path: segments(path), code: code.to_owned() };
    let cases: &[(&str, &[(&str, &str)], bool)] = &[
        ("one way", &[("r::a", "use super::b::B;"), ("r::b", "use crate::s::C;")], false),
        ("two files", &[("r::a", "use super::b::B;"), ("r::b", "use super::a::A;")], true),
        ("in a list", &[("r::a", "use super::{b::B, c};"), ("r::b", "use crate::r::{c, a::{A, D}};")], true),
        ("in a path", &[("r::a", "fn a() { super::b::b() }"), ("r::b", "fn b() { crate::r::a::a() }")], true),
        ("over a third", &[("r::a", "use super::b;"), ("r::b", "use super::c;"), ("r::c", "use super::a;")], true),
        ("of other folders", &[("r::x::a", "use super::super::y::b;"), ("r::y::b", "use crate::r::x::a::A;")], true),
        ("parent and child", &[("r::x", "mod a;\nuse a::A;"), ("r::x::a", "use super::X;")], true),
        ("what a parent calls", &[("r::x", "fn x() { a::b() }"), ("r::x::a", "use super::X;")], true),
        ("a face", &[("r", "pub use a::A;\npub use b::B;"), ("r::a", "use super::B;"), ("r::b", "")], false),
        (
            "over a face",
            &[("r", "pub use a::A;\npub use b::B;"), ("r::a", "use super::B;"), ("r::b", "use super::A;")],
            true,
        ),
        ("names alike", &[("r::a", "use super::ab::B;"), ("r::ab", "use crate::q::a::A;")], false),
        ("who may see", &[("r::x", "use a::A;"), ("r::x::a", "pub(in crate::r::x) struct A;")], false),
    ];
    for (name, files, want) in cases {
        let modules: Vec<_> = files.iter().map(|(path, code)| module(path, code)).collect();
        assert_eq!(circle(&modules).is_some(), *want, "{name}: {:?}", circle(&modules));
    }
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
        let tests = self.text.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
        let is_inline = |at: &usize| self.text[*at..].lines().nth(1).is_some_and(|line| line.ends_with('{'));
        let end = tests.into_iter().find(is_inline).unwrap_or(self.text.len());
        let lines = self.text[..end].lines();
        lines.map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    }
}

/// A file of a room, as a module.
struct Module {
    /// The segments of its path, the room first.
    path: Vec<String>,
    code: String,
}

impl Module {
    fn of(source: &Source) -> Self {
        let path = source.name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        Self { path, code: source.code() }
    }

    fn is_test(&self) -> bool {
        self.path.iter().any(|segment| segment == "tests")
    }

    /// The paths that it names in its room, from the room on; those that it only shows to others are its face.
    fn paths(&self, modules: &[Self], is_face: bool) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        for (at, first) in self.starts(modules) {
            let before = self.code[..at].lines().next_back().unwrap_or_default().trim_start();
            let is_shown = before.starts_with("pub") && before.ends_with("use ");
            if before.ends_with("pub(in ") || is_shown != is_face {
                continue;
            }
            for path in leaves(&self.code[at..]) {
                found.extend(self.resolve(&first, &segments(&path)));
            }
        }
        found
    }

    /// Where paths begin that may lead to a file of the room, and with what.
    fn starts(&self, modules: &[Self]) -> Vec<(usize, String)> {
        let children = modules.iter().filter(|module| module.path.split_last().is_some_and(|(_, up)| up == self.path));
        let children = children.filter_map(|child| child.path.last().cloned());
        let firsts = ["crate", "self", "super"].map(str::to_owned).into_iter().chain(children);
        let mut found = Vec::new();
        for first in firsts {
            for (at, _) in self.code.match_indices(&format!("{first}::")) {
                let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '$');
                if !self.code[..at].ends_with(is_inner) {
                    found.push((at, first.clone()));
                }
            }
        }
        found
    }

    /// A path that begins with `first`, from the room on.
    fn resolve(&self, first: &str, path: &[String]) -> Option<Vec<String>> {
        let ups = path.iter().take_while(|segment| *segment == "super").count();
        let (start, rest) = match first {
            "crate" => (&[][..], path.get(1..)?),
            "self" => (&self.path[..], path.get(1..)?),
            "super" => (self.path.get(..self.path.len().checked_sub(ups)?)?, &path[ups..]),
            _ => (&self.path[..], path),
        };
        Some(start.iter().chain(rest).cloned().collect())
    }
}

/// The paths of a tree such as `a::{b, c::{d, e}}`, up to where it ends.
fn leaves(text: &str) -> Vec<String> {
    let in_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let end = text.find(|c| !in_path(c)).unwrap_or(text.len());
    let (path, rest) = text.split_at(end);
    match rest.strip_prefix('{').filter(|_| path.ends_with("::")) {
        Some(list) => {
            let inner = first_level(list).into_iter().flat_map(|entry| leaves(entry.trim_start()));
            inner.map(|leaf| format!("{path}{leaf}")).collect()
        }
        None => vec![path.to_owned()],
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// The place of the module to which a path leads, over the faces on the way.
fn module_at(modules: &[Module], path: &[String], hops: usize) -> Option<usize> {
    let length = |module: &Module| Some(module.path.len()).filter(|_| path.starts_with(&module.path));
    let (place, own) = modules
        .iter()
        .enumerate()
        .filter_map(|(place, module)| Some((place, length(module)?)))
        .max_by_key(|(_, length)| *length)?;
    let shown = path.get(own)?.clone();
    let faces = modules[place].paths(modules, true);
    match faces.iter().find(|face| face.last() == Some(&shown)).filter(|_| hops > 0) {
        Some(face) => module_at(modules, face, hops - 1).or(Some(place)),
        None => Some(place),
    }
}

/// A circle of modules that use each other, if there is one.
fn circle(modules: &[Module]) -> Option<Vec<String>> {
    let used: Vec<BTreeSet<usize>> = modules
        .iter()
        .enumerate()
        .map(|(own, module)| {
            let paths = module.paths(modules, false).into_iter();
            let paths = paths.map(|path| path.into_iter().chain(["*".to_owned()]).collect::<Vec<_>>());
            paths.filter_map(|path| module_at(modules, &path, 4)).filter(|other| *other != own).collect()
        })
        .collect();
    let mut ended = BTreeSet::new();
    (0..modules.len())
        .find_map(|start| lead_back(start, &used, &mut Vec::new(), &mut ended))
        .map(|circle| circle.into_iter().map(|place| modules[place].path.join("::")).collect())
}

/// The way from a place back to one that is on the way to it.
fn lead_back(
    place: usize,
    used: &[BTreeSet<usize>],
    way: &mut Vec<usize>,
    ended: &mut BTreeSet<usize>,
) -> Option<Vec<usize>> {
    if let Some(first) = way.iter().position(|before| *before == place) {
        return Some(way[first..].to_vec());
    }
    if ended.contains(&place) {
        return None;
    }
    way.push(place);
    let found = used[place].iter().find_map(|next| lead_back(*next, used, way, ended));
    way.pop();
    ended.insert(place);
    found
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
