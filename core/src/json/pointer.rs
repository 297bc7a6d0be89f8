//! JSON pointers (RFC 6901): places into texts for reports, and texts into places, each value with exactly one accepted text.

use super::document::{Document, Items, Kind, Members, NodeId, Value};
use std::fmt;
use std::fmt::Write as _;

/// Why a text is not a JSON pointer into a value.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerError {
    /// A `~` without `0` or `1` after it.
    Escape,
    /// An array index that is not a number in its shortest form; also `-`, which names no item that exists.
    Index,
    /// Not empty and not beginning with `/`.
    Start,
}

impl fmt::Display for PointerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escape => "a JSON pointer has a `~` that is not `~0` or `~1`",
            Self::Index => "a JSON pointer names an array item by something else than its number",
            Self::Start => "a JSON pointer does not begin with `/`",
        })
    }
}

impl std::error::Error for PointerError {}

impl Document<'_> {
    /// The JSON pointer to the value at `id`; for a member name, to its member.
    #[must_use]
    pub fn pointer(&self, id: NodeId) -> String {
        Trail::new(self.root()).pointer(id)
    }

    /// The JSON pointers to all of `ids`: in one walk over the document if they ascend.
    pub fn pointers(&self, ids: impl IntoIterator<Item = NodeId>) -> impl Iterator<Item = String> {
        let mut trail = Trail::new(self.root());
        ids.into_iter().map(move |id| trail.pointer(id))
    }
}

impl<'d> Value<'d> {
    /// The JSON pointers to all of `ids` from this value on: in one walk over it if they ascend.
    pub fn pointers(self, ids: impl IntoIterator<Item = NodeId>) -> impl Iterator<Item = String> {
        let mut trail = Trail::new(self);
        ids.into_iter().map(move |id| trail.pointer(id))
    }

    /// The same, of a place whose pointer would be longer than `longest` bytes that of the innermost value around it whose
    /// pointer is not.
    pub(crate) fn pointers_up_to(
        self,
        longest: usize,
        ids: impl IntoIterator<Item = NodeId>,
    ) -> impl Iterator<Item = String> {
        let mut trail = Trail::new(self);
        ids.into_iter().map(move |id| trail.pointer_up_to(longest, id))
    }

    /// The value that `pointer` names within this one
    /// ([RFC 6901, section 4](https://www.rfc-editor.org/rfc/rfc6901#section-4)); none if there is nothing in that place.
    ///
    /// # Errors
    /// [`PointerError`] if the text is no pointer, or names an item of an array that is there by something else than its number.
    pub fn at(self, pointer: &str) -> Result<Option<Self>, PointerError> {
        if pointer.is_empty() {
            return Ok(Some(self));
        }
        let tokens = pointer.strip_prefix('/').ok_or(PointerError::Start)?;
        if pointer.split('~').skip(1).any(|after| !after.starts_with(['0', '1'])) {
            return Err(PointerError::Escape);
        }
        let mut place = Some(self);
        for token in tokens.split('/') {
            let Some(value) = place else { break };
            place = value.step(token)?;
        }
        Ok(place)
    }

    fn step(self, token: &str) -> Result<Option<Self>, PointerError> {
        match self.kind() {
            Kind::Object if token.contains('~') => Ok(self.get(&token.replace("~1", "/").replace("~0", "~"))),
            Kind::Object => Ok(self.get(token)),
            Kind::Array => {
                let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
                if !digits || (token.len() > 1 && token.starts_with('0')) {
                    return Err(PointerError::Index);
                }
                Ok(token.parse().ok().and_then(|index| self.items().nth(index)))
            }
            _ => Ok(None),
        }
    }
}

/// The way from the outermost value to the last place asked for, kept so that the next place further on is found from there.
struct Trail<'d> {
    root: Value<'d>,
    steps: Vec<Step<'d>>,
}

/// One container on the way, and the child that the way goes through.
struct Step<'d> {
    container: Value<'d>,
    rest: Rest<'d>,
    child: Value<'d>,
}

enum Rest<'d> {
    Items { next: usize, items: Items<'d> },
    Members { name: &'d str, members: Members<'d> },
}

impl<'d> Trail<'d> {
    fn new(root: Value<'d>) -> Self {
        Self { root, steps: Vec::new() }
    }

    fn pointer(&mut self, id: NodeId) -> String {
        self.pointer_up_to(usize::MAX, id)
    }

    fn pointer_up_to(&mut self, longest: usize, id: NodeId) -> String {
        self.seek(id);
        let mut text = String::with_capacity(64);
        for step in &self.steps {
            let length = text.len();
            if matches!(&step.rest, Rest::Members { name, .. } if name.len() > longest) {
                break;
            }
            match &step.rest {
                Rest::Items { next, .. } => {
                    push_index(&mut text, next.saturating_sub(1));
                }
                Rest::Members { name, .. } => push_name(&mut text, name),
            }
            if text.len() > longest {
                text.truncate(length);
                break;
            }
        }
        text
    }

    fn seek(&mut self, id: NodeId) {
        while let Some(step) = self.steps.last_mut() {
            if step.container.contains(id) && step.advance(id) {
                break;
            }
            self.steps.pop();
        }
        let mut value = self.steps.last().map_or(self.root, |step| step.child);
        while value.id() < id
            && let Some(step) = Step::into(value, id)
        {
            value = step.child;
            self.steps.push(step);
        }
    }
}

impl<'d> Step<'d> {
    /// The step from `container` towards `id`, if that lies within it.
    fn into(container: Value<'d>, id: NodeId) -> Option<Self> {
        let rest = match container.kind() {
            Kind::Array => Rest::Items { next: 0, items: container.items() },
            _ => Rest::Members { name: "", members: container.members() },
        };
        let mut step = Self { container, rest, child: container };
        step.next_child()?;
        step.advance(id).then_some(step)
    }

    /// Moves on to the child that `id` lies in; false if that lies before the present one.
    fn advance(&mut self, id: NodeId) -> bool {
        while self.child.end() <= id {
            if self.next_child().is_none() {
                return false;
            }
        }
        let is_name =
            matches!(self.rest, Rest::Members { .. }) && id.index().checked_add(1) == Some(self.child.id().index());
        is_name || self.child.contains(id)
    }

    fn next_child(&mut self) -> Option<()> {
        match &mut self.rest {
            Rest::Items { next, items } => {
                self.child = items.next()?;
                *next = next.saturating_add(1);
            }
            Rest::Members { name, members } => {
                let member = members.next()?;
                self.child = member.value;
                *name = member.name();
            }
        }
        Some(())
    }
}

/// Lengthens a pointer by the step to an item of an array.
pub(crate) fn push_index(pointer: &mut String, index: usize) {
    // A `String` takes every write.
    let _ = write!(pointer, "/{index}");
}

/// Lengthens a pointer by the step to a member of an object.
pub(crate) fn push_name(pointer: &mut String, name: &str) {
    pointer.push('/');
    if !name.contains(['~', '/']) {
        return pointer.push_str(name);
    }
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            _ => pointer.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    /// The document of RFC 6901, section 5, and an array of arrays.
    const EXAMPLE: &str = r#"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
        "deep": [[], [[1, {"~1": null}], 2]]}"#;

    fn example() -> Document<'static> {
        Document::parse(EXAMPLE.as_bytes(), &Limits::default()).unwrap()
    }

    #[test]
    fn finds_the_places_of_rfc_6901() {
        let document = example();
        let cases = [
            ("/foo/0", "\"bar\""),
            ("/", "0"),
            ("/a~1b", "1"),
            ("/c%d", "2"),
            ("/e^f", "3"),
            ("/g|h", "4"),
            ("/i\\j", "5"),
            ("/k\"l", "6"),
            ("/ ", "7"),
            ("/m~0n", "8"),
            ("/deep/1/0/1/~01", "null"),
        ];
        for (pointer, want) in cases {
            let mut text = String::new();
            super::super::canonicalize(document.root().at(pointer).unwrap().unwrap(), &mut text).unwrap();
            assert_eq!(text, want, "{pointer}");
        }
        assert_eq!(document.root().at("").unwrap().unwrap().id(), NodeId::ROOT);
    }

    #[test]
    fn finds_nothing() {
        let document = example();
        for pointer in ["/foo/2", "/foo/18446744073709551616", "/none", "/none/-", "/foo/0/0", "//", "/m~1n"] {
            assert!(document.root().at(pointer).unwrap().is_none(), "{pointer}");
        }
    }

    #[test]
    fn refuses_other_texts() {
        let document = example();
        let cases = [
            ("foo", PointerError::Start),
            ("#/foo", PointerError::Start),
            ("/m~2n", PointerError::Escape),
            ("/none/~", PointerError::Escape),
            ("/foo/-", PointerError::Index),
            ("/foo/01", PointerError::Index),
            ("/foo/00", PointerError::Index),
            ("/foo/", PointerError::Index),
            ("/foo/+1", PointerError::Index),
            ("/foo/1e0", PointerError::Index),
        ];
        for (pointer, want) in cases {
            assert_eq!(document.root().at(pointer).unwrap_err(), want, "{pointer}");
        }
    }

    #[test]
    fn every_place_has_a_pointer_that_leads_back() {
        let document = example();
        let ids: Vec<_> = (0..document.node_count()).map(|index| NodeId(u32::try_from(index).unwrap())).collect();
        let single: Vec<_> = ids.iter().map(|id| document.pointer(*id)).collect();
        assert_eq!(document.pointers(ids.iter().copied()).collect::<Vec<_>>(), single);
        let mut backwards: Vec<_> = document.pointers(ids.iter().rev().copied()).collect();
        backwards.reverse();
        assert_eq!(backwards, single);
        for (id, pointer) in ids.iter().zip(&single) {
            let found = document.root().at(pointer).unwrap().unwrap().id();
            assert!(found == *id || found.index() == id.index() + 1, "{pointer}");
        }
    }

    #[test]
    fn points_into_long_arrays_in_one_walk() {
        let text = format!("[{}0]", "0,".repeat(150_000));
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let ids = document.root().items().map(Value::id);
        assert!(document.pointers(ids).enumerate().all(|(index, pointer)| pointer == format!("/{index}")));
    }
}
