//! What a context within a document defines for nobody.
//!
//! Statements say what the names that are used mean, and nothing of the others: whoever writes a context into a document
//! can write anything into a definition that is not used.

use crate::json::{Value, same};
use crate::policy::{Policy, UnsignedMembers};
use crate::report::Coverage;
use crate::verify::places::pointers;
use std::collections::{BTreeMap, BTreeSet};

/// The definitions in a document on which its statements do not depend, where the policy refuses such.
pub(crate) fn idle(document: Value<'_>, policy: &Policy) -> Vec<Coverage> {
    if policy.unsigned_members != UnsignedMembers::Refuse {
        return Vec::new();
    }
    let mut search = Search::default();
    search.document(document);
    if search.contexts.is_empty() {
        return Vec::new();
    }
    let mut idle = Vec::new();
    let mut known = BTreeMap::new();
    for context in &search.contexts {
        for member in context.members() {
            let is_used = is_switch(member.name()) || search.used.contains(member.name());
            let first = *known.entry(member.name()).or_insert(member.value);
            if !is_used || !same(first, member.value) {
                idle.push(member.value.id());
            }
        }
    }
    let most = usize::try_from(policy.limits.entries).unwrap_or(usize::MAX);
    idle.truncate(most.saturating_add(1));
    pointers(document, idle).into_iter().map(|pointer| Coverage { pointer, ..Coverage::none() }).collect()
}

/// Keywords that have no text of their own.
fn is_switch(name: &str) -> bool {
    matches!(name, "@propagate" | "@protected" | "@version")
}

/// The contexts written into a document, and the names that anything in it may be called by.
#[derive(Default)]
struct Search<'d> {
    contexts: Vec<Value<'d>>,
    used: BTreeSet<&'d str>,
}

impl<'d> Search<'d> {
    fn document(&mut self, value: Value<'d>) {
        value.as_str().into_iter().for_each(|text| self.name(text));
        value.items().for_each(|item| self.document(item));
        for member in value.members() {
            if member.name() == "@context" {
                self.contexts(member.value);
            } else {
                self.name(member.name());
                self.document(member.value);
            }
        }
    }

    fn contexts(&mut self, value: Value<'d>) {
        for context in value.items_or_self().filter(|context| context.is_object()) {
            self.contexts.push(context);
            for member in context.members() {
                self.prefix(member.name());
                self.definition(member.value);
            }
        }
    }

    fn definition(&mut self, value: Value<'d>) {
        value.as_str().into_iter().for_each(|text| self.name(text));
        value.items().for_each(|item| self.definition(item));
        for member in value.members() {
            if member.name() == "@context" { self.contexts(member.value) } else { self.definition(member.value) }
        }
    }

    fn name(&mut self, text: &'d str) {
        self.used.insert(text);
        self.prefix(text);
    }

    fn prefix(&mut self, text: &'d str) {
        self.used.extend(text.split_once(':').map(|(prefix, _)| prefix));
    }
}
