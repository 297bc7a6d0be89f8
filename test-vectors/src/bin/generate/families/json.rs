//! Texts that software reads differently, or that cost too much to read.

use super::{jcs, plain};
use crate::table::{Family, Table, failed, pretty, set, undetermined};
use serde_json::json;

pub(super) fn cases(table: &mut Table) {
    let mut family = table.family("json", "https://www.rfc-editor.org/rfc/rfc7493#section-2");
    genuine(&mut family);
    refused(&mut family);
    limited(&mut family);
}

fn genuine(family: &mut Family<'_>) {
    let signed = jcs(&plain());
    let text = signed.to_string();
    family.case("compact", "No white space at all.").bytes(text.as_bytes()).verified(&[]);
    let spaced = text.replace("\":", "\" :\t").replace(",\"", "\r\n , \"");
    family.case("white-space", "All four characters of white space.").bytes(spaced.as_bytes()).verified(&[]);
    let escaped = text.replace("\"name\"", "\"\\u006eam\\u0065\"").replace("https://", "https:\\/\\/");
    family.case("escapes", "Names and values with escapes that nobody needs.").bytes(escaped.as_bytes()).verified(&[]);
    let mut names = plain();
    for name in ["__proto__", "constructor", "then", "toString", "hasOwnProperty"] {
        names["credentialSubject"][name] = json!({ "value": name });
    }
    family
        .case("object-prototype-names", "Names that mean something to JavaScript are plain data.")
        .input(&jcs(&names))
        .verified(&[]);
    let mut order = plain();
    for name in ["\u{fb33}", "\u{1f600}", "\u{80}", "\r", "1", "\u{f6}", "\u{20ac}"] {
        order["credentialSubject"][name] = name.into();
    }
    family
        .case("utf-16-order", "Members whose order by UTF-16 units differs from that by code points.")
        .spec("https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3")
        .input(&jcs(&order))
        .verified(&[]);
    let forms = set(&set(&plain(), "/credentialSubject/f\u{fc}r", 1), "/credentialSubject/fu\u{308}r", 2);
    family
        .case("normalisation-forms", "Two names that differ only in their Unicode normalisation form are two members.")
        .input(&jcs(&forms))
        .verified(&[]);
}

fn refused(family: &mut Family<'_>) {
    let text = pretty(&jcs(&plain()));
    let with = |old: &str, new: &str| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1).into_bytes()
    };
    let bytes = |mut text: Vec<u8>, mark: u8, new: &[u8]| {
        let at = text.iter().position(|byte| *byte == mark).expect("the mark is there");
        text.splice(at..=at, new.iter().copied());
        text
    };
    let name = "Mira Lindqvist";
    let marked = with(name, "\u{1}");
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cases: Vec<(&str, &str, Vec<u8>, &str)> = vec![
        (
            "byte-order-mark",
            "A byte order mark before the text.",
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            "json.encoding",
        ),
        ("comment", "A comment.", with("{\n", "{ // signed\n"), "json.syntax"),
        ("control-character", "A line feed within a string.", with(name, "Mira\nLindqvist"), "json.syntax"),
        (
            "duplicate-key",
            "A member twice, deep inside.",
            with("\"name\": \"Mira", "\"name\": \"Eve\", \"name\": \"Mira"),
            "json.duplicate_key",
        ),
        (
            "duplicate-key-escaped",
            "A member twice, once written with an escape.",
            with("\"name\": \"Mira", "\"n\\u0061me\": \"Eve\", \"name\": \"Mira"),
            "json.duplicate_key",
        ),
        (
            "duplicate-proof",
            "Two proofs as two members.",
            with("  \"proof\": {", "  \"proof\": [],\n  \"proof\": {"),
            "json.duplicate_key",
        ),
        ("empty", "Nothing at all.", Vec::new(), "json.syntax"),
        ("half-surrogate", "Half a surrogate pair.", with(name, "Mira \\ud83d"), "json.invalid_unicode"),
        (
            "inverted-surrogates",
            "A surrogate pair in the wrong order.",
            with(name, "Mira \\ude00\\ud83d"),
            "json.invalid_unicode",
        ),
        ("infinity", "A number that no double can hold.", with(&format!("\"{name}\""), "1e400"), "json.number_range"),
        ("invalid-utf-8", "A byte that is no UTF-8.", bytes(marked.clone(), 1, b"\xff"), "json.encoding"),
        ("leading-zero", "A number with a leading zero.", with(&format!("\"{name}\""), "01"), "json.syntax"),
        ("nan", "NaN is no JSON.", with(&format!("\"{name}\""), "NaN"), "json.syntax"),
        ("overlong-utf-8", "A slash in two bytes.", bytes(marked.clone(), 1, b"\xc0\xaf"), "json.encoding"),
        ("single-quotes", "A string in single quotes.", with(&format!("\"{name}\""), "'Mira'"), "json.syntax"),
        (
            "surrogate-in-utf-8",
            "Half a surrogate pair as UTF-8 bytes.",
            bytes(marked, 1, b"\xed\xa0\x80"),
            "json.encoding",
        ),
        ("trailing-bytes", "Another value after the document.", with("\n}\n", "\n}\n{}"), "json.syntax"),
        ("trailing-comma", "A comma after the last member.", with("\n  }\n}", "\n  },\n}"), "json.syntax"),
        (
            "truncated",
            "The last byte is missing.",
            text.trim_end().as_bytes()[..text.trim_end().len() - 1].to_vec(),
            "json.syntax",
        ),
        ("utf-16", "The text in UTF-16.", utf16, "json.encoding"),
    ];
    for (name, title, input, reason) in cases {
        family.case(name, title).bytes(&input).rejected(&[failed("json", "", reason)]);
    }
}

fn limited(family: &mut Family<'_>) {
    let deep = |levels| (0..levels).fold(json!(0), |inner, _| json!([inner]));
    let nested = |levels| jcs(&set(&plain(), "/credentialSubject/soil", deep(levels)));
    family.case("depth-at-limit", "64 levels: the root, the subject and 62 arrays.").input(&nested(62)).verified(&[]);
    family
        .case("depth", "65 levels.")
        .bytes(set(&nested(1), "/credentialSubject/soil", deep(63)).to_string().as_bytes())
        .indeterminate(&[undetermined("json", "", "limit.depth")]);
}
