//! Places in a JSON tree, by pointer.

use serde_json::{Map, Value};

/// The pointers of all values, contexts and what is in them left out.
#[must_use]
pub fn places(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, &mut String::new(), &mut |place, _| found.push(place.to_owned()));
    found
}

/// The pointers of all objects, contexts left out.
#[must_use]
pub fn objects(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(document, &mut String::new(), &mut |place, value| {
        if value.is_object() {
            found.push(place.to_owned());
        }
    });
    found
}

/// Shows every value with its place, contexts left out.
pub fn walk(value: &Value, place: &mut String, see: &mut impl FnMut(&str, &Value)) {
    see(place, value);
    let length = place.len();
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                place.push_str(&format!("/{index}"));
                walk(item, place, see);
                place.truncate(length);
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(name, _)| *name != "@context") {
                place.push('/');
                place.push_str(&escape(name));
                walk(member, place, see);
                place.truncate(length);
            }
        }
        _ => {}
    }
}

/// The object at `place`, if there is one.
pub fn object_mut<'d>(document: &'d mut Value, place: &str) -> Option<&'d mut Map<String, Value>> {
    document.pointer_mut(place).and_then(Value::as_object_mut)
}

/// What an object calls itself.
#[must_use]
pub fn id_of(value: &Value) -> Option<&str> {
    value.get("id").or_else(|| value.get("@id")).and_then(Value::as_str)
}

/// The types that an object states.
#[must_use]
pub fn types_of(value: &Value) -> Vec<&str> {
    let types = value.get("type").or_else(|| value.get("@type"));
    let items = match types {
        Some(Value::Array(items)) => items.as_slice(),
        Some(item) => std::slice::from_ref(item),
        None => &[],
    };
    items.iter().filter_map(Value::as_str).collect()
}

/// The values of a member that may be one or a list.
#[must_use]
pub fn items(value: Option<&Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items.clone(),
        Some(item) => vec![item.clone()],
        None => Vec::new(),
    }
}

/// Takes out the value at `place`, which is not the root.
pub fn remove(document: &mut Value, place: &str) -> Option<Value> {
    let (parent, name) = split(place)?;
    match document.pointer_mut(parent)? {
        Value::Object(members) => members.shift_remove(&name),
        Value::Array(items) => {
            let index = name.parse::<usize>().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}

/// Adds `value` to what the member `name` has.
pub fn add(members: &mut Map<String, Value>, name: &str, value: Value) {
    match members.get_mut(name) {
        None => drop(members.insert(name.to_owned(), value)),
        Some(Value::Array(items)) => items.push(value),
        Some(one) => {
            let first = one.take();
            *one = Value::Array(vec![first, value]);
        }
    }
}

/// Gives the member `old` another name, in its place.
pub fn rename(members: &mut Map<String, Value>, old: &str, new: &str) {
    let renamed = std::mem::take(members).into_iter().filter(|(name, _)| name != new);
    *members = renamed.map(|(name, value)| (if name == old { new.to_owned() } else { name }, value)).collect();
}

/// Replaces every text, names of members included.
pub fn replace_texts(value: &mut Value, with: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(new) = with(text) {
                *text = new;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace_texts(item, with)),
        Value::Object(members) => {
            let renamed = std::mem::take(members).into_iter().map(|(name, mut member)| {
                replace_texts(&mut member, with);
                (with(&name).unwrap_or(name), member)
            });
            *members = renamed.collect();
        }
        _ => {}
    }
}

/// The parent of a place and the last step, as it is written in the document.
#[must_use]
pub fn split(place: &str) -> Option<(&str, String)> {
    let (parent, step) = place.rsplit_once('/')?;
    Some((parent, step.replace("~1", "/").replace("~0", "~")))
}

/// A name as a step of a pointer.
#[must_use]
pub fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
