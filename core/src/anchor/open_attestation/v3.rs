//! OpenAttestation 3.0: a credential with its salts beside it, into the target hash.
//!
//! Salts name the leaves they belong to. The document and the list of salts must name the same leaves, each once: a leaf
//! without salt, or a salt without leaf, would leave something in the document that is not hashed.

use super::{
    Attestation, Flag, FlagKind, OpenAttestationError, Paths, Room, Walk, Wrapping, hashes, is_number_text, json_error,
    leaf_hash, push_number, target_hash,
};
use crate::json::{Document, Kind, Member, Value, Writer, write_string};
use crate::limits::Limits;
use crate::multiformat::base64;
use std::collections::BTreeMap;
use std::marker::PhantomData;

struct Bracketed;

impl Paths for Bracketed {
    const SEPARATORS: &'static [char] = &['.', '[', ']'];
    const EMPTY_IS_LEAF: bool = false;

    fn push_index(path: &mut String, index: usize) {
        path.push('[');
        path.push_str(&index.to_string());
        path.push(']');
    }
}

/// Recomputes the target hash of a wrapped document.
///
/// # Errors
/// [`OpenAttestationError`] if the document is not well-formed; a wrong hash is left to [`Attestation::check_target`].
pub fn recompute(document: Value<'_>, limits: &Limits) -> Result<Attestation, OpenAttestationError> {
    let proof = document.get("proof").ok_or(OpenAttestationError::Member("proof"))?;
    if proof.get("type").and_then(Value::as_str) != Some("OpenAttestationMerkleProofSignature2018") {
        return Err(OpenAttestationError::Unsupported);
    }
    let stated = Wrapping::read(proof, ["targetHash", "proofs", "merkleRoot"], limits)?;
    let hidden = proof.get("privacy").and_then(|privacy| privacy.get("obfuscated"));
    let mut leaves = hashes(hidden.ok_or(OpenAttestationError::Member("obfuscated"))?, "obfuscated")?;
    let obfuscated = leaves.len();
    let encoded = proof.get("salts").and_then(Value::as_str).ok_or(OpenAttestationError::Member("salts"))?;
    let salts = base64::decode(encoded).ok_or(OpenAttestationError::Salts)?;
    let salts = Document::parse(&salts, limits).map_err(|error| json_error(error.kind))?;
    let mut salts = read_salts(salts.root())?;
    let (mut flags, mut uncovered) = (Vec::new(), Vec::new());
    let visit = |path: &str, leaf: Value<'_>| {
        let salt = salts.remove(path).ok_or(OpenAttestationError::SaltMissing { at: leaf.id() })?;
        let text = text_of(leaf)?;
        if !leaf.kind().eq(&Kind::String) || reads_as_another_type(&text) {
            flags.push(Flag { kind: FlagKind::TypeNotCovered, at: leaf.id() });
        }
        let mut salted = String::new();
        write_string(&mut salted, &format!("{salt}:{text}"));
        leaves.push(leaf_hash(path, &salted));
        Ok(())
    };
    let mut walk = Walk {
        path: String::new(),
        room: Room::of(document),
        flags: &mut uncovered,
        visit,
        paths: PhantomData::<Bracketed>,
    };
    secured(document).try_for_each(|member| walk.member(member.key, member.value))?;
    if !salts.is_empty() {
        return Err(OpenAttestationError::SaltUnused);
    }
    flags.extend(uncovered);
    flags.sort_unstable_by_key(|flag| flag.at);
    let visible = leaves.len().saturating_sub(obfuscated);
    Ok(Attestation { target: target_hash(leaves)?, stated, leaves: visible, obfuscated, flags })
}

fn secured(document: Value<'_>) -> impl Iterator<Item = Member<'_>> {
    document.members().filter(|member| member.name() != "proof")
}

/// The salts by the paths they name.
fn read_salts(list: Value<'_>) -> Result<BTreeMap<String, String>, OpenAttestationError> {
    if !list.is_array() {
        return Err(OpenAttestationError::Salts);
    }
    let mut salts = BTreeMap::new();
    for item in list.items() {
        let text = |name| item.get(name).and_then(Value::as_str).ok_or(OpenAttestationError::Salts);
        let (path, salt) = (text("path")?, text("value")?);
        let sound = salt.len() == 64 && salt.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !sound || item.members().count() != 2 {
            return Err(OpenAttestationError::Salts);
        }
        if salts.insert(path.to_owned(), salt.to_owned()).is_some() {
            return Err(OpenAttestationError::SaltDoubled);
        }
    }
    Ok(salts)
}

/// A leaf as ECMAScript turns it into a string.
fn text_of(leaf: Value<'_>) -> Result<String, OpenAttestationError> {
    let mut text = String::new();
    match leaf.kind() {
        Kind::Boolean(value) => text.push_str(if value { "true" } else { "false" }),
        Kind::Number => push_number(&mut text, leaf)?,
        Kind::String => text.push_str(leaf.as_str().unwrap_or_default()),
        Kind::Null | Kind::Array | Kind::Object => text.push_str("null"),
    }
    Ok(text)
}

fn reads_as_another_type(text: &str) -> bool {
    matches!(text, "true" | "false" | "null") || is_number_text(text)
}

/// What the hash covers of the document, as JSON in the order of the document: without `proof`, and without objects and
/// arrays that have no leaves. Where such a one stands before other items of an array, `null` keeps their places.
#[must_use]
pub fn covered(document: Value<'_>) -> String {
    let mut writer = Writer::new();
    writer.object(|writer| secured(document).for_each(|member| write_member(writer, member)));
    writer.finish()
}

fn write_member(writer: &mut Writer, member: Member<'_>) {
    if has_leaves(member.value) {
        write_covered(writer.member(member.name()), member.value);
    }
}

fn write_covered(writer: &mut Writer, value: Value<'_>) {
    match value.kind() {
        Kind::Object => writer.object(|writer| value.members().for_each(|member| write_member(writer, member))),
        Kind::Array => writer.array(|writer| {
            let kept = value.items().enumerate().filter(|(_, item)| has_leaves(*item)).last().map(|(last, _)| last);
            for (index, item) in value.items().enumerate() {
                match has_leaves(item) {
                    true => write_covered(writer, item),
                    false if Some(index) < kept => writer.null(),
                    false => {}
                }
            }
        }),
        Kind::Boolean(value) => writer.boolean(value),
        Kind::Null => writer.null(),
        Kind::Number => writer.double(value.as_f64().unwrap_or_default()),
        Kind::String => writer.string(value.as_str().unwrap_or_default()),
    }
}

/// Whether anything in `value` is hashed: some node within it that is neither a container nor a member's name.
///
/// The first leaf ends the search, so asking at every level costs as much as the depth for each node.
fn has_leaves(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Object => value.members().any(|member| has_leaves(member.value)),
        Kind::Array => value.items().any(has_leaves),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::DigestAlgorithm;

    fn hex(text: &str) -> String {
        DigestAlgorithm::Keccak256.hash(text.as_bytes()).to_hex()
    }

    fn salt(n: usize) -> String {
        format!("{n:064x}")
    }

    /// A wrapped document with salts for `leaves`, each a path and a text, and the target hash by its definition.
    fn wrapped(members: &str, leaves: &[(&str, &str)], obfuscated: &[String]) -> String {
        let salts: Vec<String> = leaves
            .iter()
            .enumerate()
            .map(|(n, (path, _))| format!(r#"{{"value":"{}","path":"{path}"}}"#, salt(n)))
            .collect();
        let mut hashes: Vec<String> = leaves
            .iter()
            .enumerate()
            .map(|(n, (path, text))| hex(&format!(r#"{{"{path}":"{}:{text}"}}"#, salt(n))))
            .collect();
        hashes.extend_from_slice(obfuscated);
        hashes.sort();
        let target = hex(&format!("[\"{}\"]", hashes.join("\",\"")));
        let obfuscated: Vec<String> = obfuscated.iter().map(|hash| format!("\"{hash}\"")).collect();
        format!(
            r#"{{{members},"proof":{{"type":"OpenAttestationMerkleProofSignature2018","targetHash":"{target}","proofs":[],"merkleRoot":"{target}","salts":"{}","privacy":{{"obfuscated":[{}]}}}}}}"#,
            base64::encode(format!("[{}]", salts.join(",")).as_bytes()),
            obfuscated.join(",")
        )
    }

    fn attest(text: &str) -> Result<Attestation, OpenAttestationError> {
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        recompute(document.root(), &Limits::default())
    }

    const MEMBERS: &str = r#""a":"x","b":{"c":["y",{"d":1.0}],"e":{},"f":[[],null]},"g":true"#;
    const LEAVES: [(&str, &str); 5] =
        [("a", "x"), ("b.c[0]", "y"), ("b.c[1].d", "1"), ("b.f[1]", "null"), ("g", "true")];

    #[test]
    fn hashes_leaves_with_their_salts() {
        let attestation = attest(&wrapped(MEMBERS, &LEAVES, &[])).unwrap();
        assert_eq!(attestation.check_target(), Ok(()));
        assert_eq!(attestation.check_path().unwrap(), [attestation.target]);
        assert_eq!((attestation.leaves, attestation.obfuscated), (5, 0));
        let hidden = [hex("hidden")];
        let attestation = attest(&wrapped(MEMBERS, &LEAVES, &hidden)).unwrap();
        assert_eq!((attestation.check_target(), attestation.obfuscated), (Ok(()), 1));
        let text = wrapped(r#""a":"\"é\n""#, &[("a", r#"\"é\n"#)], &[]);
        assert_eq!(attest(&text).unwrap().check_target(), Ok(()));
    }

    #[test]
    fn says_what_the_hash_leaves_open() {
        let text = wrapped(MEMBERS, &LEAVES, &[]);
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let attestation = recompute(document.root(), &Limits::default()).unwrap();
        let flags: Vec<(FlagKind, String)> =
            attestation.flags.iter().map(|flag| (flag.kind, document.pointer(flag.at))).collect();
        let want = [
            (FlagKind::TypeNotCovered, "/b/c/1/d"),
            (FlagKind::NotCovered, "/b/e"),
            (FlagKind::NotCovered, "/b/f/0"),
            (FlagKind::TypeNotCovered, "/b/f/1"),
            (FlagKind::TypeNotCovered, "/g"),
        ];
        assert_eq!(flags, want.map(|(kind, pointer)| (kind, pointer.to_owned())));
        for (value, text, open) in [
            (r#""1""#, "1", true),
            (r#""true""#, "true", true),
            (r#""null""#, "null", true),
            (r#""1.0""#, "1.0", false),
            (r#""nul""#, "nul", false),
        ] {
            let attestation = attest(&wrapped(&format!(r#""a":{value}"#), &[("a", text)], &[])).unwrap();
            assert_eq!((attestation.check_target(), attestation.flags.len()), (Ok(()), usize::from(open)), "{value}");
        }
    }

    #[test]
    fn shows_only_what_is_covered() {
        let view = |members: &str| {
            let text = format!("{{{members}}}");
            let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
            covered(document.root())
        };
        assert_eq!(view(MEMBERS), r#"{"a":"x","b":{"c":["y",{"d":1}],"f":[null,null]},"g":true}"#);
        // What is added without a leaf changes nothing.
        let added = r#""z":{},"a":"x","b":{"c":["y",{"d":1.0},{}],"f":[{"q":[]},null]},"g":true,"h":[[[]]],"proof":{}"#;
        assert_eq!(view(added), view(MEMBERS));
    }

    /// The document and its salts must name the same leaves, each once.
    #[test]
    fn every_leaf_has_its_salt_and_every_salt_its_leaf() {
        let fails =
            |members: &str, leaves: &[(&str, &str)]| attest(&wrapped(members, leaves, &[])).unwrap_err().to_string();
        let (missing, unused) = ("a value has no salt", "a salt names a place that has no value");
        assert_eq!(fails(r#""a":"x","b":"y""#, &[("a", "x")]), missing);
        assert_eq!(fails(r#""a":"x""#, &[("a", "x"), ("b", "y")]), unused);
        // As many salts as leaves, but one of them of nothing: the added member would not be hashed.
        assert_eq!(fails(r#""a":"x","evil":"y""#, &[("a", "x"), ("nowhere", "y")]), missing);
        assert_eq!(fails(r#""a":"x","evil":"y""#, &[("a", "x"), ("a", "x")]), "two salts name one place");
        // A place by another spelling.
        assert_eq!(fails(r#""a":["x"]"#, &[("a.0", "x")]), missing);
        assert_eq!(fails(r#""a":["x"]"#, &[("a[00]", "x")]), missing);
        // A container, which ECMAScript would turn into a text as well.
        assert_eq!(fails(r#""a":["x"]"#, &[("a", "x")]), missing);
        assert_eq!(fails(r#""a":{}"#, &[("a", "[object Object]")]), unused);
        assert_eq!(fails(r#""a":{}"#, &[]), "there is nothing to hash");
    }

    #[test]
    fn refuses_documents_of_another_form() {
        let sound = wrapped(r#""a":"x""#, &[("a", "x")], &[hex("b")]);
        let salts = sound.split(r#""salts":""#).nth(1).unwrap().split('"').next().unwrap();
        let other_salts = |text: &str| base64::encode(text.as_bytes());
        let entry = |value: &str| format!(r#"[{{"value":"{value}","path":"a"}}]"#);
        let short = other_salts(&entry(&salt(0)[1..]));
        let upper = other_salts(&entry(&format!("{:A>64}", "")));
        let more = other_salts(&entry(&salt(0)).replace('}', r#","x":1}"#));
        let object = other_salts("{}");
        let no_json = other_salts("[");
        let padded = base64::decode(salts).unwrap();
        let padded = [&padded[..1], &padded[1..]].map(base64::encode).concat();
        let no_text = other_salts(r#"[{"value":1,"path":"a"}]"#);
        let malformed = "the list of salts is malformed";
        for (from, to, want) in [
            (r#""proof":"#, r#""seal":"#, "proof is missing or of the wrong kind"),
            ("Signature2018", "Signature2019", "the hashes are of an unknown type"),
            (r#""targetHash":"#, r#""target":"#, "targetHash is missing or of the wrong kind"),
            (r#""proofs":[]"#, r#""proofs":null"#, "proofs is missing or of the wrong kind"),
            (r#""proofs":[]"#, r#""proofs":["0"]"#, "proofs has a hash that is not 64 hexadecimal digits"),
            (r#""merkleRoot":""#, r#""merkleRoot":"0x"#, "merkleRoot has a hash that is not 64 hexadecimal digits"),
            (r#""privacy":"#, r#""private":"#, "obfuscated is missing or of the wrong kind"),
            (r#""obfuscated":[""#, r#""obfuscated":["0"#, "obfuscated has a hash that is not 64 hexadecimal digits"),
            (r#""salts":"#, r#""salt":"#, "salts is missing or of the wrong kind"),
            (salts, "####", malformed),
            (salts, &padded, malformed),
            (salts, &no_json, malformed),
            (salts, &object, malformed),
            (salts, &short, malformed),
            (salts, &upper, malformed),
            (salts, &more, malformed),
            (salts, &no_text, malformed),
            (r#""a":"x""#, r#""a.b":"x""#, "a member's name cannot stand in a path"),
            (r#""a":"x""#, r#""a":{"b]":"x"}"#, "a member's name cannot stand in a path"),
            (r#""a":"x""#, r#""[":"x""#, "a member's name cannot stand in a path"),
            (r#""a":"x""#, r#""":{"a":"x"}"#, "a member's name cannot stand in a path"),
            (r#""a":"x""#, r#""a":9007199254740993"#, "an integer is too large to be read alike everywhere"),
        ] {
            assert!(sound.contains(from), "{from}");
            assert_eq!(attest(&sound.replacen(from, to, 1)).unwrap_err().to_string(), want, "{from} {to}");
        }
        let tampered = attest(&sound.replacen(r#""x""#, r#""y""#, 1)).unwrap();
        assert_eq!(tampered.check_target(), Err(OpenAttestationError::Target));
    }
}
