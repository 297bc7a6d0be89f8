//! The JSON parsing test suite: what must be read is read as others read it, what must not be read is refused, and what RFC 8259 leaves
//! open is as the table here says.

#![allow(clippy::disallowed_methods, clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::json::{Document, JsonErrorKind, Kind, Value};
use credstone::limits::{self, LimitReached, Limits};
use std::path::Path;

/// What RFC 8259 leaves to the implementation: `None` is read.
const OPEN: [(&str, Option<JsonErrorKind>); 35] = {
    use JsonErrorKind::{Encoding, InvalidUnicode, Limit, NumberRange};
    [
        ("i_number_double_huge_neg_exp", None),
        ("i_number_huge_exp", Some(NumberRange)),
        ("i_number_neg_int_huge_exp", Some(NumberRange)),
        ("i_number_pos_double_huge_exp", Some(NumberRange)),
        ("i_number_real_neg_overflow", Some(NumberRange)),
        ("i_number_real_pos_overflow", Some(NumberRange)),
        ("i_number_real_underflow", None),
        ("i_number_too_big_neg_int", None),
        ("i_number_too_big_pos_int", None),
        ("i_number_very_big_negative_int", None),
        ("i_object_key_lone_2nd_surrogate", Some(InvalidUnicode)),
        ("i_string_1st_surrogate_but_2nd_missing", Some(InvalidUnicode)),
        ("i_string_1st_valid_surrogate_2nd_invalid", Some(InvalidUnicode)),
        ("i_string_UTF-16LE_with_BOM", Some(Encoding)),
        ("i_string_UTF-8_invalid_sequence", Some(Encoding)),
        ("i_string_UTF8_surrogate_U+D800", Some(Encoding)),
        ("i_string_incomplete_surrogate_and_escape_valid", Some(InvalidUnicode)),
        ("i_string_incomplete_surrogate_pair", Some(InvalidUnicode)),
        ("i_string_incomplete_surrogates_escape_valid", Some(InvalidUnicode)),
        ("i_string_invalid_lonely_surrogate", Some(InvalidUnicode)),
        ("i_string_invalid_surrogate", Some(InvalidUnicode)),
        ("i_string_invalid_utf-8", Some(Encoding)),
        ("i_string_inverted_surrogates_U+1D11E", Some(InvalidUnicode)),
        ("i_string_iso_latin_1", Some(Encoding)),
        ("i_string_lone_second_surrogate", Some(InvalidUnicode)),
        ("i_string_lone_utf8_continuation_byte", Some(Encoding)),
        ("i_string_not_in_unicode_range", Some(Encoding)),
        ("i_string_overlong_sequence_2_bytes", Some(Encoding)),
        ("i_string_overlong_sequence_6_bytes", Some(Encoding)),
        ("i_string_overlong_sequence_6_bytes_null", Some(Encoding)),
        ("i_string_truncated-utf-8", Some(Encoding)),
        ("i_string_utf16BE_no_BOM", Some(Encoding)),
        ("i_string_utf16LE_no_BOM", Some(Encoding)),
        ("i_structure_500_nested_arrays", Some(Limit(LimitReached { limit: limits::Limit::Depth, value: 64 }))),
        ("i_structure_UTF-8_BOM_empty_object", Some(Encoding)),
    ]
};

#[test]
fn json_test_suite() {
    let Some(folder) = common::suite("json-test-suite", 318) else { return };
    // Two texts nest 100,000 deep: on this stack recursion would show.
    let run = move || run(&folder.join("test_parsing"));
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

fn run(folder: &Path) {
    let mut tally = common::Tally::new("json-test-suite");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let text = common::read(&file);
        let read = Document::parse(&text, &Limits::default());
        let outcome = match (name.as_bytes()[0], &read) {
            (b'y', Ok(document)) => {
                let want: serde_json::Value = serde_json::from_slice(&text).unwrap();
                if same(document.root(), &want) { Ok(()) } else { Err("read otherwise".into()) }
            }
            (b'y', Err(error)) => Err(format!("{error:?}")),
            (b'n', Ok(_)) => Err("read".into()),
            (b'n', Err(_)) => Ok(()),
            (_, read) => {
                let want = OPEN
                    .iter()
                    .find(|(open, _)| *open == name)
                    .unwrap_or_else(|| panic!("{name} is not in the table"))
                    .1;
                let found = read.as_ref().err().map(|error| error.kind);
                if found == want { Ok(()) } else { Err(format!("{found:?}, not {want:?}")) }
            }
        };
        tally.case(name, outcome);
    }
    tally.finish(318);
}

fn same(found: Value<'_>, want: &serde_json::Value) -> bool {
    match (found.kind(), want) {
        (Kind::Null, serde_json::Value::Null) => true,
        (Kind::Boolean(found), serde_json::Value::Bool(want)) => found == *want,
        (Kind::Number, serde_json::Value::Number(want)) => found.as_f64() == want.as_f64(),
        (Kind::String, serde_json::Value::String(want)) => found.as_str() == Some(want),
        (Kind::Array, serde_json::Value::Array(want)) => {
            found.items().count() == want.len() && found.items().zip(want).all(|(found, want)| same(found, want))
        }
        (Kind::Object, serde_json::Value::Object(want)) => {
            let has = |name: &str, value| want.get(name).is_some_and(|want| same(value, want));
            found.members().count() == want.len() && found.members().all(|member| has(member.name(), member.value))
        }
        _ => false,
    }
}

/// An independent parser as an oracle: it reads the same values, member order and number texts included.
#[cfg(feature = "json-syntax")]
#[test]
fn json_syntax_reads_the_same() {
    use json_syntax::Parse as _;
    let Some(folder) = common::suite("json-test-suite", 93) else { return };
    let mut compared = 0;
    for entry in std::fs::read_dir(folder.join("test_parsing")).unwrap() {
        let path = entry.unwrap().path();
        let text = common::read(&path);
        let Ok(document) = Document::parse(&text, &Limits::default()) else { continue };
        if path.file_name().unwrap().to_str().unwrap().starts_with("y_") {
            let (theirs, _) = json_syntax::Value::parse_slice(&text).unwrap();
            assert_eq!(document.root().to_json_syntax(), theirs, "{}", path.display());
            let ours = credstone::json::from_json_syntax(&theirs, &Limits::default()).unwrap();
            assert!(Document::parse(ours.as_bytes(), &Limits::default()).is_ok());
            compared += 1;
        }
    }
    assert_eq!(compared, 93);
}
