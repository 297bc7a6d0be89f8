//! OpenAttestation 2.0, the form of most `OpenCerts`: salted strings within `data` into the target hash, and into the
//! values that they stand for.
//!
//! Each leaf of `data` is a string `salt:type:value`; nothing outside `data` is hashed.

use super::{
    Attestation, Flag, FlagKind, Hash, OpenAttestationError, Paths, Room, Walk, Wrapping, hashes, is_empty,
    is_number_text, leaf_hash, push_number, target_hash,
};
use crate::json::{Kind, Value, Writer, write_string};
use crate::limits::Limits;
use std::marker::PhantomData;

struct Dotted;

impl Paths for Dotted {
    const SEPARATORS: &'static [char] = &['.'];
    const EMPTY_IS_LEAF: bool = true;

    fn push_index(path: &mut String, index: usize) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&index.to_string());
    }
}

/// Recomputes the target hash of a wrapped document.
///
/// # Errors
/// [`OpenAttestationError`] if the document is not well-formed; a wrong hash is left to [`Attestation::check_target`].
pub fn recompute(document: Value<'_>, limits: &Limits) -> Result<Attestation, OpenAttestationError> {
    let signature = document.get("signature").ok_or(OpenAttestationError::Member("signature"))?;
    if signature.get("type").and_then(Value::as_str) != Some("SHA3MerkleProof") {
        return Err(OpenAttestationError::Unsupported);
    }
    let stated = Wrapping::read(signature, ["targetHash", "proof", "merkleRoot"], limits)?;
    let data = document.get("data").filter(|data| data.is_object()).ok_or(OpenAttestationError::Member("data"))?;
    let mut leaves = obfuscated(document)?;
    let obfuscated = leaves.len();
    // A list that grows by doubling would take three times the room of its hashes.
    leaves.reserve_exact(count_leaves(data));
    let (mut flags, mut no_flags) = (Vec::new(), Vec::new());
    let mut text = String::new();
    let visit = |path: &str, leaf: Value<'_>| {
        text.clear();
        flags.extend(flag(leaf).map(|kind| Flag { kind, at: leaf.id() }));
        write_leaf(&mut text, leaf)?;
        leaves.push(leaf_hash(path, &text));
        Ok(())
    };
    let mut walk = Walk {
        path: String::new(),
        room: Room::of(document),
        flags: &mut no_flags,
        visit,
        paths: PhantomData::<Dotted>,
    };
    data.members().try_for_each(|member| walk.member(member.key, member.value))?;
    flag_array_like(data, &mut flags);
    flags.sort_unstable_by_key(|flag| flag.at);
    let visible = leaves.len().saturating_sub(obfuscated);
    Ok(Attestation { target: target_hash(leaves)?, stated, leaves: visible, obfuscated, flags })
}

fn count_leaves(value: Value<'_>) -> usize {
    let children = value.items().chain(value.members().map(|member| member.value));
    let below = children.map(count_leaves).fold(0, usize::saturating_add);
    below.max(1)
}

/// The hashes of `privacy.obfuscatedData`.
fn obfuscated(document: Value<'_>) -> Result<Vec<Hash>, OpenAttestationError> {
    let Some(privacy) = document.get("privacy") else { return Ok(Vec::new()) };
    if !privacy.is_object() {
        return Err(OpenAttestationError::Member("privacy"));
    }
    privacy.get("obfuscatedData").map_or(Ok(Vec::new()), |list| hashes(list, "obfuscatedData"))
}

/// Writes a leaf as JSON: the salt, if there is one, is part of it.
fn write_leaf(out: &mut String, leaf: Value<'_>) -> Result<(), OpenAttestationError> {
    match leaf.kind() {
        Kind::Null => out.push_str("null"),
        Kind::Boolean(value) => out.push_str(if value { "true" } else { "false" }),
        Kind::Number => push_number(out, leaf)?,
        Kind::String => write_string(out, leaf.as_str().unwrap_or_default()),
        Kind::Array => out.push_str("[]"),
        Kind::Object => out.push_str("{}"),
    }
    Ok(())
}

fn flag(leaf: Value<'_>) -> Option<FlagKind> {
    if leaf.is_object() || leaf.is_array() {
        return None;
    }
    match leaf.as_str().and_then(salted) {
        None => Some(FlagKind::Unsalted),
        Some(typed) => matches!(read(typed), Content::Mistyped(_)).then_some(FlagKind::Mistyped),
    }
}

/// Adds the objects within `value` that have the hash of an array. The depth is that of the JSON text.
fn flag_array_like(value: Value<'_>, flags: &mut Vec<Flag>) {
    if as_array(value).is_some() {
        flags.push(Flag { kind: FlagKind::ArrayLike, at: value.id() });
    }
    let children = value.items().chain(value.members().map(|member| member.value));
    children.for_each(|child| flag_array_like(child, flags));
}

/// The members of an object whose names are 0, 1, 2 and so on, in that order.
fn as_array(value: Value<'_>) -> Option<Vec<Value<'_>>> {
    if !value.is_object() || is_empty(value) {
        return None;
    }
    let mut items = Vec::new();
    for member in value.members() {
        let index: usize = member.name().parse().ok().filter(|index: &usize| index.to_string() == member.name())?;
        items.push((index, member.value));
    }
    items.sort_unstable_by_key(|(index, _)| *index);
    let dense = items.iter().enumerate().all(|(at, (index, _))| at == *index);
    dense.then(|| items.into_iter().map(|(_, item)| item).collect())
}

/// `data` without its salts, each value of the type it names, as JSON in the order of the document.
///
/// A member whose value is of type `undefined` is left out. An object that has the hash of an array is written as an
/// array: the document may as well have had one.
///
/// # Examples
/// ```
/// use credstone::{anchor::open_attestation::v2, json::Document, limits::Limits};
/// let data = br#"{"grade": "ee7f3323-1634-4dea-8c12-f0bb83aff874:number:5"}"#;
/// let data = Document::parse(data, &Limits::default())?;
/// assert_eq!(v2::unsalted(data.root()), r#"{"grade":5}"#);
/// # Ok::<(), credstone::json::JsonError>(())
/// ```
#[must_use]
pub fn unsalted(data: Value<'_>) -> String {
    let mut writer = Writer::new();
    write_unsalted(&mut writer, data);
    writer.finish()
}

fn write_unsalted(writer: &mut Writer, value: Value<'_>) {
    match (value.kind(), as_array(value)) {
        (Kind::Object, Some(items)) => {
            writer.array(|writer| items.into_iter().for_each(|item| write_unsalted(writer, item)));
        }
        (Kind::Array, _) => writer.array(|writer| value.items().for_each(|item| write_unsalted(writer, item))),
        (Kind::Object, None) => writer.object(|writer| {
            let defined = value.members().filter(|member| !is_undefined(member.value));
            defined.for_each(|member| write_unsalted(writer.member(member.name()), member.value));
        }),
        (Kind::Boolean(value), _) => writer.boolean(value),
        (Kind::Null, _) => writer.null(),
        (Kind::Number, _) => writer.double(value.as_f64().unwrap_or_default()),
        (Kind::String, _) => write_content(writer, value.as_str().unwrap_or_default()),
    }
}

fn write_content(writer: &mut Writer, text: &str) {
    match salted(text).map(read) {
        None => writer.string(text),
        Some(Content::String(text) | Content::Mistyped(text)) => writer.string(text),
        Some(Content::Number(text)) => writer.raw(text),
        Some(Content::Boolean(value)) => writer.boolean(value),
        Some(Content::Null | Content::Undefined) => writer.null(),
    }
}

fn is_undefined(value: Value<'_>) -> bool {
    value.as_str().and_then(salted).is_some_and(|typed| matches!(read(typed), Content::Undefined))
}

/// What a salted string stands for.
enum Content<'t> {
    String(&'t str),
    Number(&'t str),
    Boolean(bool),
    Null,
    Undefined,
    /// The text after the salt.
    Mistyped(&'t str),
}

/// The `type:value` of a salted string; none if it does not begin with a UUID of version 4.
fn salted(text: &str) -> Option<&str> {
    let (salt, typed) = text.split_once(':').unwrap_or((text, ""));
    let mut groups = salt.split('-');
    let lengths = [8, 4, 4, 4, 12];
    let hexadecimal = |group: &str, length| group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut sound = lengths.into_iter().all(|length| groups.next().is_some_and(|group| hexadecimal(group, length)));
    sound &= groups.next().is_none();
    sound &= salt.as_bytes().get(14) == Some(&b'4');
    sound &= salt.as_bytes().get(19).is_some_and(|variant| b"89abAB".contains(variant));
    sound.then_some(typed)
}

fn read(typed: &str) -> Content<'_> {
    match typed.split_once(':') {
        Some(("string", value)) => Content::String(value),
        Some(("number", value)) if is_number_text(value) && is_read_alike(value) => Content::Number(value),
        Some(("boolean", "true")) => Content::Boolean(true),
        Some(("boolean", "false")) => Content::Boolean(false),
        Some(("null", "null")) => Content::Null,
        Some(("undefined", "undefined")) => Content::Undefined,
        _ => Content::Mistyped(typed),
    }
}

/// Whether every program reads the same number: an integer beyond 2^53 is shown as the text it is hashed as.
fn is_read_alike(number: &str) -> bool {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    number.contains(['.', 'e']) || number.parse::<f64>().is_ok_and(|number| number.abs() <= LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    const SALT: &str = "ee7f3323-1634-4dea-8c12-f0bb83aff874";

    /// A document of one leaf, its hashes computed by hand: the leaf is the text of one JSON object.
    fn wrapped(data: &str, leaves: &[&str], obfuscated: &[String]) -> String {
        let mut hashes: Vec<String> = leaves.iter().map(|leaf| hex(leaf)).chain(obfuscated.iter().cloned()).collect();
        hashes.sort();
        let target = hex(&format!("[\"{}\"]", hashes.join("\",\"")));
        let obfuscated: Vec<String> = obfuscated.iter().map(|hash| format!("\"{hash}\"")).collect();
        format!(
            r#"{{"data":{data},"privacy":{{"obfuscatedData":[{}]}},"signature":{{"type":"SHA3MerkleProof","targetHash":"{target}","proof":[],"merkleRoot":"{target}"}}}}"#,
            obfuscated.join(",")
        )
    }

    fn hex(text: &str) -> String {
        DigestAlgorithm::Keccak256.hash(text.as_bytes()).to_hex()
    }

    use crate::digest::DigestAlgorithm;

    fn attest(text: &str) -> Result<Attestation, OpenAttestationError> {
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        recompute(document.root(), &Limits::default())
    }

    #[track_caller]
    fn assert_hashes(data: &str, leaves: &[&str]) {
        let attestation = attest(&wrapped(data, leaves, &[])).unwrap();
        assert_eq!(attestation.check_target(), Ok(()), "{data}");
        assert_eq!(attestation.check_path().unwrap(), [attestation.target]);
        assert_eq!(attestation.leaves, leaves.len());
    }

    #[test]
    fn hashes_leaves_by_their_paths() {
        assert_hashes(r#"{"a":"x"}"#, &[r#"{"a":"x"}"#]);
        assert_hashes(
            r#"{"a":{"b":"x"},"c":["y",{"d":"z"}]}"#,
            &[r#"{"a.b":"x"}"#, r#"{"c.0":"y"}"#, r#"{"c.1.d":"z"}"#],
        );
        assert_hashes(r#"{"a":{},"b":[]}"#, &[r#"{"a":{}}"#, r#"{"b":[]}"#]);
        assert_hashes(
            r#"{"a":1.50,"b":true,"c":null,"d":1e3,"e":-0}"#,
            &[r#"{"a":1.5}"#, r#"{"b":true}"#, r#"{"c":null}"#, r#"{"d":1000}"#, r#"{"e":0}"#],
        );
        assert_hashes(r#"{"é\n\u0001\"":"\u00e9\/\u2028"}"#, &["{\"é\\n\\u0001\\\"\":\"é/\u{2028}\"}"]);
        assert_hashes(r#"{"a":{"":"x"}}"#, &[r#"{"a.":"x"}"#]);
    }

    #[test]
    fn counts_what_is_hidden() {
        let hidden = [hex(r#"{"b":"y"}"#), hex(r#"{"c":"z"}"#)];
        let attestation = attest(&wrapped(r#"{"a":"x"}"#, &[r#"{"a":"x"}"#], &hidden)).unwrap();
        assert_eq!(attestation.check_target(), Ok(()));
        assert_eq!((attestation.leaves, attestation.obfuscated), (1, 2));
        // The same leaves, all to be seen, have the same hash.
        let seen =
            attest(&wrapped(r#"{"a":"x","b":"y","c":"z"}"#, &[r#"{"a":"x"}"#, r#"{"b":"y"}"#, r#"{"c":"z"}"#], &[]));
        assert_eq!(seen.unwrap().target, attestation.target);
        assert!(attest(&wrapped("{}", &[], &hidden)).is_ok());
        assert_eq!(attest(&wrapped("{}", &[], &[])), Err(OpenAttestationError::NoLeaves));
    }

    #[test]
    fn refuses_documents_of_another_form() {
        let sound = wrapped(r#"{"a":"x"}"#, &[r#"{"a":"x"}"#], &[hex("b")]);
        let hash = hex("b");
        let upper = hash.to_ascii_uppercase();
        for (from, to, want) in [
            (r#""data":{"a":"x"}"#, r#""data":["x"]"#, "data is missing or of the wrong kind"),
            (r#""data":{"a":"x"}"#, r#""date":{"a":"x"}"#, "data is missing or of the wrong kind"),
            ("SHA3MerkleProof", "SHA3Merkleproof", "the hashes are of an unknown type"),
            (r#""type":"#, r#""kind":"#, "the hashes are of an unknown type"),
            (r#""signature":"#, r#""seal":"#, "signature is missing or of the wrong kind"),
            (r#""targetHash":"#, r#""target":"#, "targetHash is missing or of the wrong kind"),
            (r#""proof":[]"#, r#""proof":{}"#, "proof is missing or of the wrong kind"),
            (r#""proof":[]"#, r#""proof":["00"]"#, "proof has a hash that is not 64 hexadecimal digits"),
            (r#""proof":[]"#, r#""proof":[1]"#, "proof has a hash that is not 64 hexadecimal digits"),
            (r#""merkleRoot":""#, r#""merkleRoot":"0x"#, "merkleRoot has a hash that is not 64 hexadecimal digits"),
            (hash.as_str(), upper.as_str(), "obfuscatedData has a hash that is not 64 hexadecimal digits"),
            (r#""privacy":{"#, r#""privacy":[],"x":{"#, "privacy is missing or of the wrong kind"),
            (r#"{"a":"x"}"#, r#"{"a.b":"x"}"#, "a member's name cannot stand in a path"),
            (r#"{"a":"x"}"#, r#"{"a":{"b":[{"c.":"x"}]}}"#, "a member's name cannot stand in a path"),
            (r#"{"a":"x"}"#, r#"{"":{"a":"x"}}"#, "a member's name cannot stand in a path"),
            (r#"{"a":"x"}"#, r#"{"a":9007199254740993}"#, "an integer is too large to be read alike everywhere"),
        ] {
            assert!(sound.contains(from), "{from}");
            let error = attest(&sound.replacen(from, to, 1)).unwrap_err();
            assert_eq!(error.to_string(), want, "{to}");
        }
        assert_eq!(attest(&sound).unwrap().check_target(), Ok(()));
        let tampered = attest(&sound.replace(r#""x""#, r#""y""#)).unwrap();
        assert_eq!(tampered.check_target(), Err(OpenAttestationError::Target));
        let elsewhere = attest(&sound.replace(r#""proof":[]"#, &format!(r#""proof":["{hash}"]"#))).unwrap();
        assert_eq!(elsewhere.check_target(), Ok(()));
        assert_eq!(elsewhere.check_path(), Err(OpenAttestationError::Root));
    }

    fn flags(data: &str) -> Vec<FlagKind> {
        let attestation = attest(&wrapped(data, &["{}"], &[])).unwrap();
        attestation.flags.into_iter().map(|flag| flag.kind).collect()
    }

    fn view(data: &str) -> String {
        let document = Document::parse(data.as_bytes(), &Limits::default()).unwrap();
        unsalted(document.root())
    }

    #[test]
    fn reads_salted_values_by_their_types() {
        for (text, want) in [
            ("string:", r#""""#),
            ("string:a:b", r#""a:b""#),
            ("string: a ", r#"" a ""#),
            ("number:5", "5"),
            ("number:-0.5", "-0.5"),
            ("number:1e+21", "1e+21"),
            ("boolean:true", "true"),
            ("boolean:false", "false"),
            ("null:null", "null"),
        ] {
            let data = format!(r#"{{"a":"{SALT}:{text}"}}"#);
            assert_eq!(view(&data), format!(r#"{{"a":{want}}}"#));
            assert_eq!(flags(&data), []);
        }
        let data =
            format!(r#"{{"a":"{SALT}:undefined:undefined","b":"{SALT}:string:x","c":["{SALT}:undefined:undefined"]}}"#);
        assert_eq!(view(&data), r#"{"b":"x","c":[null]}"#);
    }

    #[test]
    fn says_what_is_not_of_its_type() {
        for text in ["", "text", "string", "number:1.0", "number:NaN", "number:", "boolean:TRUE", "null:", "date:2020"]
        {
            let data = format!(r#"{{"a":"{SALT}:{text}"}}"#);
            assert_eq!(view(&data), format!(r#"{{"a":"{text}"}}"#));
            assert_eq!(flags(&data), [FlagKind::Mistyped], "{text}");
        }
        assert_eq!(flags(&format!(r#"{{"a":"{SALT}"}}"#)), [FlagKind::Mistyped]);
    }

    #[test]
    fn a_value_without_salt_is_itself() {
        let version_1 = SALT.replacen("4dea", "1dea", 1);
        let variant = SALT.replacen("8c12", "cc12", 1);
        let long = format!("{SALT}-00");
        for salt in ["", "x", "ee7f3323", &version_1, &variant, &long, &SALT.replace('-', "_")] {
            let data = format!(r#"{{"a":"{salt}:number:5"}}"#);
            assert_eq!(view(&data), data);
            assert_eq!(flags(&data), [FlagKind::Unsalted], "{salt}");
        }
        assert_eq!(flags(r#"{"a":5,"b":[true,null],"c":{},"d":[]}"#), [FlagKind::Unsalted; 3]);
        assert_eq!(view(r#"{"a":5.0,"b":[true,null],"c":{},"d":[]}"#), r#"{"a":5,"b":[true,null],"c":{},"d":[]}"#);
    }

    /// An array and an object whose names are the array's indices have one hash, so they are one value.
    #[test]
    fn an_object_like_an_array_is_an_array() {
        let (array, object) = (r#"{"a":["x","y"]}"#, r#"{"a":{"1":"y","0":"x"}}"#);
        let leaves = [r#"{"a.0":"x"}"#, r#"{"a.1":"y"}"#];
        assert_hashes(array, &leaves);
        assert_hashes(object, &leaves);
        assert_eq!(view(object), array);
        assert_eq!(flags(object), [FlagKind::ArrayLike, FlagKind::Unsalted, FlagKind::Unsalted]);
        assert_eq!(flags(array), [FlagKind::Unsalted; 2]);
        for other in [r#"{"a":{"1":"x"}}"#, r#"{"a":{"00":"x"}}"#, r#"{"a":{"0":"x","2":"y"}}"#, r#"{"a":{}}"#] {
            assert_eq!(view(other), other);
        }
    }

    #[test]
    fn a_long_name_over_many_leaves_is_stopped() {
        let name = "n".repeat(100_000);
        let leaves = vec!["1"; 2_000].join(",");
        let text = wrapped(&format!(r#"{{"{name}":[{leaves}]}}"#), &["{}"], &[]);
        assert!(matches!(attest(&text), Err(OpenAttestationError::Limit(_))));
    }
}
