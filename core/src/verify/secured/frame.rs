//! What a format puts beside what is secured: the members of proofs that no hash is over, and those that hold them.
//!
//! Nothing secures what they say, and everybody reads them all the same. What stands among them that the format does not
//! know, somebody put there for a person to see.

use crate::json::{self, Kind, Value};
use crate::report::Coverage;

/// What a value looks like.
#[derive(Debug)]
pub(crate) enum Frame {
    /// A list of these, or one of them.
    Each(&'static Self),
    /// An object with some of these members, at least one.
    Members(&'static [(&'static str, &'static Self)]),
    /// What is secured, or judged elsewhere.
    Secured,
    /// That, and no empty list.
    Some(&'static Self),
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
}

/// One text or several.
pub(crate) const TEXTS: &Frame = &Frame::Each(&Frame::Text);

/// The options of an anchor in a document that makes statements. A challenge or domain it cannot answer.
pub(crate) const ANCHOR: &Frame = &Frame::Members(&[
    ("@context", &Frame::Secured),
    ("chainedProofType", &Frame::Text),
    ("created", &Frame::Text),
    ("cryptosuite", &Frame::Text),
    ("expires", &Frame::Text),
    ("id", &Frame::Text),
    ("previousProof", &Frame::Secured),
    ("proofPurpose", &Frame::Text),
    ("proofValue", &Frame::Text),
    ("type", &Frame::Text),
    ("verificationMethod", &Frame::Text),
]);

/// The places in `value`, which stands at `pointer`, that do not fit its frame.
pub(crate) fn strangers(value: Value<'_>, pointer: &str, frame: &Frame) -> Vec<Coverage> {
    let mut found = Vec::new();
    fit(value, frame, &mut pointer.to_owned(), &mut found);
    found
}

/// The frame says how deep this goes.
fn fit(value: Value<'_>, frame: &Frame, pointer: &mut String, found: &mut Vec<Coverage>) {
    let length = pointer.len();
    match (frame, value.kind()) {
        (Frame::Secured, _) | (Frame::Text, Kind::String) => {}
        (Frame::Some(some), kind) if kind != Kind::Array || value.items().next().is_some() => {
            fit(value, some, pointer, found);
        }
        (Frame::Each(each), Kind::Array) => {
            for (index, item) in value.items().enumerate() {
                json::push_index(pointer, index);
                fit(item, each, pointer, found);
                pointer.truncate(length);
            }
        }
        (Frame::Each(each), _) => fit(value, each, pointer, found),
        (Frame::Members(known), Kind::Object) if value.members().next().is_some() => {
            for member in value.members() {
                json::push_name(pointer, member.name());
                match known.iter().find(|(name, _)| *name == member.name()) {
                    Some((_, frame)) => fit(member.value, frame, pointer, found),
                    None => found.push(Coverage { pointer: pointer.clone(), ..Coverage::none() }),
                }
                pointer.truncate(length);
            }
        }
        (Frame::Word(words), _) if value.as_str().is_some_and(|text| words.contains(&text)) => {}
        (Frame::Some(_) | Frame::Members(_) | Frame::Text | Frame::Word(_), _) => {
            found.push(Coverage { pointer: pointer.clone(), ..Coverage::none() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;

    #[test]
    fn tells_what_a_format_does_not_know() {
        let frame = Frame::Members(&[
            ("kind", &Frame::Word(&["a", "b"])),
            ("anchors", &Frame::Each(&Frame::Members(&[("sourceId", &Frame::Text)]))),
            ("data", &Frame::Secured),
            ("type", TEXTS),
        ]);
        for (text, want) in [
            (r#"{"type": "t", "data": {"any": [null]}, "anchors": [{"sourceId": "a"}]}"#, &[][..]),
            (r#"{"type": ["t", "u"], "anchors": []}"#, &[]),
            (r#"{"type": ["t", ["u"]], "anchors": {"sourceId": "a"}}"#, &["/p/type/1"]),
            (
                r#"{"anchors": [{"sourceId": null, "@index": "x"}, null]}"#,
                &["/p/anchors/0/sourceId", "/p/anchors/0/@index", "/p/anchors/1"],
            ),
            (r#"{"Type": "t"}"#, &["/p/Type"]),
            (r#"{"anchors": [{}]}"#, &["/p/anchors/0"]),
            (r#"{"kind": "b"}"#, &[]),
            (r#"{"kind": "c"}"#, &["/p/kind"]),
            (r#""text""#, &["/p"]),
        ] {
            let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
            let found = strangers(document.root(), "/p", &frame);
            let found: Vec<_> = found.iter().map(|entry| entry.pointer.as_str()).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
