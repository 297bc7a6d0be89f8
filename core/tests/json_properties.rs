//! Properties of the JSON room, over generated texts: fixed points, prefixes, duplicates at any depth, numbers, and limits.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test"
)]

use credstone::digest::DigestAlgorithm;
use credstone::json::{Document, Edits, JsonError, JsonErrorKind, canonicalize, hash_edited, write_number};
use credstone::limits::{Limit, Limits};
use std::fmt::Write as _;

/// A small generator with a fixed beginning (xorshift64*): every run tests the same texts.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, sides: u64) -> u64 {
        self.roll() % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    fn space(&mut self) -> &'static str {
        self.pick(&["", "", "", " ", "\n\t", "\r "])
    }

    fn string(&mut self) -> String {
        const PARTS: [&str; 20] = [
            "a",
            "b",
            "name",
            "@context",
            "é",
            "\u{d7ff}",
            "\u{e000}",
            "\u{ffff}",
            "😀",
            "\u{7f}",
            "\u{2028}",
            "\\n",
            "\\u0000",
            "\\u0061",
            "\\/",
            "\\\"",
            "\\\\",
            "\\ud83d\\ude00",
            "\\u00E9",
            "",
        ];
        (0..self.below(5)).map(|_| self.pick(&PARTS)).collect()
    }

    fn value(&mut self, depth: u64, out: &mut String) {
        out.push_str(self.space());
        match self.below(if depth == 0 { 5 } else { 8 }) {
            0 => out.push_str(self.pick(&["null", "true", "false"])),
            1 => out.push_str(self.pick(&[
                "0",
                "-0",
                "-0.0",
                "1e2",
                "1E-7",
                "0.1",
                "5e-324",
                "9007199254740991",
                "-12",
                "4.35",
                "1e21",
            ])),
            2 => {
                let number = f64::from_bits(self.roll());
                let fits = number.is_finite() && !(9e15..1e21).contains(&number.abs());
                write!(out, "{:e}", if fits { number } else { 1.5 }).unwrap();
            }
            3 | 4 => write!(out, "\"{}\"", self.string()).unwrap(),
            5 | 6 => {
                out.push('{');
                for count in 0..self.below(6) {
                    let (comma, name, space) = (if count == 0 { "" } else { "," }, self.string(), self.space());
                    write!(out, "{comma}{space}\"{name}{count}\"{space}:").unwrap();
                    self.value(depth - 1, out);
                }
                out.push('}');
            }
            _ => {
                out.push('[');
                for count in 0..self.below(5) {
                    out.push_str(if count == 0 { "" } else { "," });
                    self.value(depth - 1, out);
                }
                out.push(']');
            }
        }
        out.push_str(self.space());
    }
}

fn parse(text: &str) -> Result<Document<'_>, JsonError> {
    Document::parse(text.as_bytes(), &Limits::default())
}

fn jcs(text: &str) -> String {
    let mut out = String::new();
    canonicalize(parse(text).unwrap_or_else(|error| panic!("{error}: {text}")).root(), &mut out).unwrap();
    out
}

#[test]
fn canonical_text_is_a_fixed_point() {
    let mut dice = Dice(1);
    for _ in 0..5_000 {
        let mut text = String::new();
        dice.value(5, &mut text);
        let canonical = jcs(&text);
        assert_eq!(jcs(&canonical), canonical);
        let theirs: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(same(&serde_json::from_str(&canonical).unwrap(), &theirs), "{text}");
        let hash = hash_edited(parse(&text).unwrap().root(), &Edits::default(), DigestAlgorithm::Sha384).unwrap();
        assert_eq!(hash, DigestAlgorithm::Sha384.hash(canonical.as_bytes()));
    }
}

/// Equal, but for the last digit of numbers: `serde_json`'s default reading of them is not exact.
fn same(left: &serde_json::Value, right: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (left, right) {
        (Number(left), Number(right)) => {
            let (left, right) = (left.as_f64().unwrap(), right.as_f64().unwrap());
            (left - right).abs() <= left.abs() * 1e-15
        }
        (Array(left), Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Object(left), Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| same(left, right)))
        }
        _ => left == right,
    }
}

#[test]
fn every_prefix_is_refused_as_the_beginning_it_is() {
    let mut dice = Dice(2);
    for _ in 0..300 {
        let mut text = String::from("[");
        dice.value(4, &mut text);
        text.push(']');
        for length in 0..text.len() {
            let read = Document::parse(&text.as_bytes()[..length], &Limits::default());
            let kind = read.expect_err("an unclosed array").kind;
            // A cut within a character is no UTF-8; a cut between the halves of a pair leaves one half.
            let fits = match kind {
                JsonErrorKind::Encoding => !text.is_char_boundary(length),
                JsonErrorKind::InvalidUnicode => {
                    text[..length].ends_with("\\ud83d") || text[..length].contains("\\ud83d")
                }
                kind => kind == JsonErrorKind::Syntax,
            };
            assert!(fits, "{kind:?} {}", &text[..length]);
        }
    }
}

#[test]
fn every_changed_byte_is_read_or_refused_like_elsewhere() {
    let mut dice = Dice(3);
    for _ in 0..300 {
        let mut text = String::new();
        dice.value(4, &mut text);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = u8::try_from(dice.below(256)).unwrap();
            let ours = Document::parse(&bytes, &Limits::default()).map(drop).map_err(|error| error.kind);
            let theirs = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
            // Others keep the last of two members.
            assert!(
                ours.is_ok() == theirs || ours == Err(JsonErrorKind::DuplicateKey),
                "{ours:?} {}",
                bytes.escape_ascii()
            );
        }
    }
}

#[test]
fn duplicates_are_found_at_any_depth_and_count() {
    for (first, second) in [
        ("a", "a"),
        ("a", "\\u0061"),
        ("\\u00e9", "é"),
        ("😀", "\\ud83d\\uDE00"),
        ("", ""),
        ("\\/", "/"),
        ("\\n", "\\u000a"),
    ] {
        for depth in [0, 1, 30, 61] {
            for between in [0, 1, 10, 11, 12, 13, 100] {
                let others: String = (0..between).map(|count| format!("\"k{count}\":[{{}}],")).collect();
                let wrap = |inner: &str| {
                    (0..depth).fold(inner.to_owned(), |inner, level| {
                        if level % 2 == 0 { format!("[{inner}]") } else { format!("{{\"{first}\":{inner}}}") }
                    })
                };
                let error =
                    parse(&wrap(&format!("{{\"{first}\":0,{others}\"{second}\":0}}"))).expect_err("two of a name");
                assert_eq!(error.kind, JsonErrorKind::DuplicateKey);
                assert!(parse(&wrap(&format!("{{\"{first}\":0,{others}\"{second}x\":0}}"))).is_ok());
            }
        }
    }
}

#[test]
fn twins_in_another_normal_form_are_two_names() {
    assert_eq!(jcs("{\"é\":1,\"e\u{301}\":2}"), "{\"e\u{301}\":2,\"é\":1}");
    assert_eq!(
        jcs(r#"{"toString":1,"__proto__":2,"then":3,"constructor":4}"#),
        r#"{"__proto__":2,"constructor":4,"then":3,"toString":1}"#
    );
}

#[test]
fn canonical_numbers_read_back_to_the_same_bits() {
    let mut dice = Dice(4);
    for _ in 0..100_000 {
        let number = f64::from_bits(dice.roll());
        if !number.is_finite() || number == 0.0 {
            continue;
        }
        let mut text = String::new();
        write_number(&mut text, number);
        let document = parse(&text).unwrap();
        assert_eq!(document.root().as_f64().map(f64::to_bits), Some(number.to_bits()), "{text}");
        // An integer that is written without exponent and is too large for JCS is the one thing that is not written back.
        let mut again = String::new();
        if canonicalize(document.root(), &mut again).is_ok() {
            assert_eq!(again, text);
        } else {
            assert!(number.abs() >= 9_007_199_254_740_992.0 && !text.contains(['.', 'e']), "{text}");
        }
    }
}

#[test]
fn limits_hold_at_n_and_stop_at_one_more() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let members =
        |count: usize| format!("{{{}}}", (0..count).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(","));
    let cases = [
        (Limit::Depth, 64, nested(64), nested(65)),
        (
            Limit::Depth,
            64,
            format!("{}1{}", r#"{"a":"#.repeat(64), "}".repeat(64)),
            format!("{}{{}}{}", r#"{"a":"#.repeat(64), "}".repeat(64)),
        ),
        (Limit::Nodes, 200_000, format!("[{}0]", "0,".repeat(199_998)), format!("[{}0]", "0,".repeat(199_999))),
        (Limit::Nodes, 200_000, members(199_999), members(200_000)),
        (Limit::Input, 16 << 20, format!("{}0", " ".repeat((16 << 20) - 1)), format!("{}0", " ".repeat(16 << 20))),
    ];
    for (limit, value, at, over) in cases {
        assert!(parse(&at).is_ok(), "{limit:?}");
        assert_eq!(parse(&over).expect_err("over a limit").kind, JsonErrorKind::Limit(limit.reached(value)));
    }
}

#[test]
fn deep_texts_need_no_stack() {
    let deep = || {
        let limits = Limits { depth: u32::MAX, nodes: u32::MAX, ..Limits::default() };
        let text = format!("{}0{}", "[{\"a\":".repeat(100_000), "}]".repeat(100_000));
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let mut out = String::new();
        canonicalize(document.root(), &mut out).unwrap();
        assert_eq!(out, text);
        let innermost = document.root().document().node_count() - 1;
        assert_eq!(innermost, 300_000);
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(deep).unwrap().join().unwrap();
}
