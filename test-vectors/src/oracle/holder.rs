//! **Holder.** Whoever has a document and no key may edit it as they like: it is not verified, or says the same.

use super::source::Source;
use super::tree::{add, items, object_mut, objects, places, remove, split};
use super::{Finding, Said, Seed, Tally};
use credstone::anchor::chain::ethereum::keccak256;
use credstone::report::Verdict;
use serde_json::{Map, Value, json};

/// A document in the hands of its holder.
#[derive(Debug)]
pub struct Holder {
    seed: Seed,
    said: Said,
}

/// An edit; nothing if it cannot be made here.
type Edit = fn(&mut Value, &mut Source<'_>) -> Option<()>;

const EDITS: &[(&str, Edit)] = &[
    ("null member", null_member),
    ("null with text", null_with_text),
    ("text beside a value", beside_value),
    ("wrapped", wrapped),
    ("in a language map", language_map),
    ("another proof", another_proof),
    ("order", order),
    ("order", order),
    ("item twice", twice),
    ("term without meaning", meaningless),
    ("term in a container", container),
    ("deleted", deleted),
    ("added", added),
    ("moved", moved),
    ("hidden", hidden),
    ("hidden", hidden),
];

impl Holder {
    /// The holder of that document.
    #[must_use]
    pub fn of(seed: Seed) -> Self {
        Self { said: Said::of(seed.verify(&seed.input)), seed }
    }

    /// Makes some edits and judges what comes of them.
    pub fn judge(&self, source: &mut Source<'_>, tally: &mut Tally) -> Option<Finding> {
        let document = self.seed.document.as_ref()?;
        let mut edited = document.clone();
        let mut how = Vec::new();
        for _ in 0..=source.below(3) {
            let (name, edit) = source.pick(EDITS)?;
            let before = edited.clone();
            match edit(&mut edited, source) {
                Some(()) => how.push(*name),
                None => edited = before,
            }
        }
        let input = edited.to_string().into_bytes();
        if input == document.to_string().into_bytes() {
            return None;
        }
        tally.made += 1;
        let report = self.seed.verify(&input);
        if report.verdict != Verdict::Verified {
            return None;
        }
        tally.verified += 1;
        let hides = how.contains(&"hidden");
        let same = |own: &str, other: &str| self.seed.is_same(&edited, own, other) || hides && is_less(own, other);
        let wrong = self.said.difference(&Said::of(report), same)?;
        Some(self.seed.finding(how.join(", "), wrong, &input))
    }
}

/// Whether everything that `other` says is said in `own`: leaves may be hidden.
fn is_less(own: &str, other: &str) -> bool {
    let (Ok(own), Ok(other)) = (serde_json::from_str::<Value>(own), serde_json::from_str::<Value>(other)) else {
        return false;
    };
    let is_leaf = |place: &String| other.pointer(place).is_some_and(|value| !value.is_object() && !value.is_array());
    places(&other).iter().filter(|place| is_leaf(place)).all(|place| own.pointer(place) == other.pointer(place))
}

fn place(source: &mut Source<'_>, document: &Value) -> Option<String> {
    let places = objects(document);
    source.pick(&places).cloned()
}

/// The places of members and items; `wanted` tells by value.
fn within(source: &mut Source<'_>, document: &Value, wanted: fn(&Value) -> bool) -> Option<String> {
    let fits = |place: &String| !place.is_empty() && document.pointer(place).is_some_and(wanted);
    let places: Vec<_> = places(document).into_iter().filter(fits).collect();
    source.pick(&places).cloned()
}

const NAMES: [&str; 8] = [
    "description",
    "name",
    "forged",
    "https://forged.example/p",
    "credentialStatus",
    "validUntil",
    "evidence",
    "issuer",
];

fn null_member(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let (place, name) = (place(source, document)?, *source.pick(&NAMES)?);
    object_mut(document, &place)?.entry(name).or_insert(Value::Null);
    Some(())
}

/// Text where nobody signs it.
const TEXT: &str = "corrected: passed with honours";

fn null_with_text(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let place = place(source, document)?;
    let value = match source.below(4) {
        0 => json!({ "@value": null, "@index": TEXT }),
        1 => json!({ "@set": [], "@index": TEXT }),
        2 => json!([null, { "@value": null }]),
        _ => json!({ "@list": [], "@index": TEXT }),
    };
    object_mut(document, &place)?.entry("https://forged.example/correction").or_insert(value);
    Some(())
}

fn beside_value(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let name = *source.pick(&["@index", "@direction", "https://forged.example/correction", "@annotation"])?;
    let text = if name == "@direction" { "rtl" } else { TEXT };
    if source.once_in(2) {
        let place = place(source, document)?;
        object_mut(document, &place)?.entry(name).or_insert(text.into());
        return Some(());
    }
    let place = within(source, document, Value::is_string)?;
    let value = document.pointer_mut(&place)?;
    *value = json!({ "@value": value.clone(), name: text });
    Some(())
}

fn wrapped(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let place = within(source, document, |_| true)?;
    let value = document.pointer_mut(&place)?;
    let inner = value.clone();
    *value = match source.below(7) {
        0 => json!({ "@graph": inner }),
        1 => json!({ "@set": [inner], "@index": TEXT }),
        2 => json!({ "@included": [inner] }),
        3 => json!([inner]),
        4 => json!({ "@id": inner }),
        5 => json!({ "@nest": inner }),
        _ => json!([[inner], null]),
    };
    Some(())
}

fn language_map(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let place = within(source, document, Value::is_string)?;
    let (parent, name) = split(&place)?;
    let text = document.pointer(&place)?.clone();
    let language = *source.pick(&["en", "@none", "de"])?;
    let iri = *source.pick(&["https://schema.org/name", "https://schema.org/description"])?;
    define(document, json!({ "inLanguages": { "@id": iri, "@container": "@language" } }));
    let members = object_mut(document, parent)?;
    members.shift_remove(&name);
    members.insert("inLanguages".to_owned(), json!({ language: text, "fr": [] }));
    Some(())
}

/// A context of the holder's own.
fn define(document: &mut Value, context: Value) {
    let mut contexts = items(document.get("@context"));
    contexts.push(context);
    document["@context"] = Value::Array(contexts);
}

fn another_proof(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let mut proof = items(document.get("proof")).into_iter().find(Value::is_object)?;
    match source.below(6) {
        0 => {}
        1 => proof["cryptosuite"] = "unheard-of-2099".into(),
        2 => proof["type"] = "UnheardOfSignature2099".into(),
        3 => proof["expires"] = "2099-01-01T00:00:00Z".into(),
        4 => proof = json!({}),
        _ => proof["comment"] = TEXT.into(),
    }
    add(document.as_object_mut()?, "proof", proof);
    Some(())
}

fn order(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    // Lists most often: of a set no order is signed.
    let lists = if source.once_in(4) { None } else { within(source, document, Value::is_array) };
    let place = lists.or_else(|| within(source, document, Value::is_object))?;
    match document.pointer_mut(&place)? {
        Value::Array(items) => items.reverse(),
        Value::Object(members) => *members = std::mem::take(members).into_iter().rev().collect(),
        _ => return None,
    }
    Some(())
}

fn twice(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let place = within(source, document, |_| true)?;
    let value = document.pointer_mut(&place)?;
    match value {
        Value::Array(items) => items.push(items.first()?.clone()),
        one => *one = json!([one, one]),
    }
    Some(())
}

/// A member under a name that a context makes mean nothing.
fn meaningless(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let name = *source.pick(&["remark", "description", "result", "name"])?;
    let place = place(source, document)?;
    let members = object_mut(document, &place)?;
    let context = match source.below(3) {
        0 => json!({ name: null }),
        1 => json!({ name: { "@id": null } }),
        _ => json!({ name: "@nest" }),
    };
    members.entry(name).or_insert(TEXT.into());
    if source.once_in(2) {
        members.insert("@context".to_owned(), context);
    } else {
        define(document, context);
    }
    Some(())
}

/// A member again, under a name of the holder's in a map whose keys are free text.
fn container(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let kind = *source.pick(&["@index", "@id", "@type", "@graph", "@language", "@set"])?;
    let term = *source.pick(&["verifiableCredential", "issuer", "holder", "credentialSubject", "description"])?;
    let iri = format!("https://www.w3.org/2018/credentials#{term}");
    let place = place(source, document)?;
    let members = object_mut(document, &place)?;
    let value = members.get(term).cloned().unwrap_or_else(|| json!([]));
    if source.once_in(2) {
        members.shift_remove(term);
    }
    let value = if kind == "@set" { json!([value]) } else { json!({ TEXT: value }) };
    members.insert("held".to_owned(), value);
    define(document, json!({ "held": { "@id": iri, "@container": kind } }));
    Some(())
}

fn deleted(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let place = within(source, document, |_| true)?;
    remove(document, &place).map(drop)
}

fn added(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let (place, name) = (place(source, document)?, *source.pick(&NAMES)?);
    object_mut(document, &place)?.entry(name).or_insert(TEXT.into());
    Some(())
}

fn moved(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let from = within(source, document, |_| true)?;
    let (_, name) = split(&from)?;
    let value = remove(document, &from)?;
    let to = place(source, document)?;
    add(object_mut(document, &to)?, &name, value);
    Some(())
}

/// Hides a leaf of `OpenAttestation`.
fn hidden(document: &mut Value, source: &mut Source<'_>) -> Option<()> {
    let base = if document.get("data").is_some() { "/data" } else { "" };
    let leaves = places(document.pointer(base)?);
    let is_leaf = |place: &String| {
        let value = document.pointer(&format!("{base}{place}"));
        !place.starts_with("/proof") && value.is_some_and(|value| !value.is_object() && !value.is_array())
    };
    let leaves: Vec<_> = leaves.into_iter().filter(is_leaf).collect();
    let leaf = source.pick(&leaves)?.clone();
    let value = remove(document, &format!("{base}{leaf}"))?;
    if source.once_in(2) {
        drop_empty(document, base, &leaf);
    }
    if base.is_empty() { hide_3(document, &leaf, &value) } else { hide_2(document, &leaf, &value) }
}

/// Objects and lists that have nothing left.
fn drop_empty(document: &mut Value, base: &str, leaf: &str) {
    let mut place = leaf;
    while let Some((parent, _)) = place.rsplit_once('/').filter(|(parent, _)| !parent.is_empty()) {
        let whole = format!("{base}{parent}");
        let empty = json!([{}, []])
            .as_array()
            .is_some_and(|empty| empty.contains(&document.pointer(&whole).cloned().unwrap_or_default()));
        if !empty {
            return;
        }
        remove(document, &whole);
        place = parent;
    }
}

fn hash(path: String, value: Value) -> String {
    let leaf: Map<_, _> = [(path, value)].into_iter().collect();
    keccak256(Value::Object(leaf).to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hide_2(document: &mut Value, leaf: &str, value: &Value) -> Option<()> {
    let path = leaf.trim_start_matches('/').replace('/', ".");
    let hash = hash(path, value.clone());
    let privacy = document.as_object_mut()?.entry("privacy").or_insert_with(|| json!({}));
    add(privacy.as_object_mut()?, "obfuscatedData", hash.into());
    if let Some(text @ Value::String(_)) = privacy.get_mut("obfuscatedData") {
        *text = json!([text]);
    }
    Some(())
}

fn hide_3(document: &mut Value, leaf: &str, value: &Value) -> Option<()> {
    let mut path = String::new();
    for step in leaf.trim_start_matches('/').split('/') {
        match step.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    let salts = document.pointer("/proof/salts")?.as_str()?;
    let mut salts: Vec<Value> = serde_json::from_slice(&unbase64(salts)?).ok()?;
    let at = salts.iter().position(|salt| salt["path"] == path.as_str())?;
    let salt = salts.remove(at);
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let hash = hash(path, format!("{}:{text}", salt["value"].as_str()?).into());
    let proof = object_mut(document, "/proof")?;
    proof.insert("salts".to_owned(), base64(json!(salts).to_string().as_bytes()).into());
    let hidden = proof.get_mut("privacy")?.get_mut("obfuscated")?.as_array_mut()?;
    hidden.push(hash.into());
    Some(())
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let group = |group: &[u8]| {
        let byte = |at: usize| usize::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digit =
            move |at: usize| if at <= group.len() { char::from(DIGITS[bits >> (18 - 6 * at) & 63]) } else { '=' };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let digits: Option<Vec<_>> =
        text.trim_end_matches('=').bytes().map(|c| DIGITS.iter().position(|d| *d == c)).collect();
    for group in digits?.chunks(4) {
        let bits = (0..4).fold(0, |bits, at| bits << 6 | group.get(at).copied().unwrap_or(0));
        let whole = [bits >> 16 & 255, bits >> 8 & 255, bits & 255];
        bytes.extend(whole[..group.len().saturating_sub(1)].iter().filter_map(|byte| u8::try_from(*byte).ok()));
    }
    Some(bytes)
}
