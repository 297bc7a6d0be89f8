//! A document to judge, and what has been found out about it.

use super::checks::Checks;
use crate::json::Value;
use crate::policy::{HolderIsSubject, Policy, UnsignedMembers};
use crate::report::{Check, CheckId, Finding, Format, Need, NeedKind, Reason, Weight};
use std::collections::BTreeMap;
use std::mem;
use std::sync::Arc;

/// What every report owes: a check of each family, whatever form the document has. The first two are of its bytes.
const OWED: [CheckId; 18] = [
    CheckId::Container,
    CheckId::Json,
    CheckId::ModelType,
    CheckId::ModelContext,
    CheckId::ModelMembers,
    CheckId::ModelProfile,
    CheckId::ContextKnown,
    CheckId::ContextTerms,
    CheckId::ProofPresent,
    CheckId::AnchorPresent,
    CheckId::IssuerBinding,
    CheckId::IssuerTrusted,
    CheckId::Validity,
    CheckId::StatusEntry,
    CheckId::Schema,
    CheckId::Recipient,
    CheckId::Resource,
    CheckId::Evidence,
];

/// A document to judge, and where it stands.
pub(super) struct Subject<'d> {
    pub(super) value: Value<'d>,
    /// The whole input, to build the verified document from.
    pub(super) input: Arc<[u8]>,
    /// How deep it is nested; only the outermost answers to what the caller expects of a presentation.
    pub(super) depth: u32,
    /// Whether it has to answer for whom it is: the input itself has, and each credential that it presents.
    pub(super) answers: bool,
}

/// What has been found out about a document, and what is still owed.
///
/// It fails closed: a family of checks that nobody wrote down, and a demand of the policy that nobody heard, is
/// undetermined when the report is concluded, and required. So a form that forgets something verifies nothing.
pub(super) struct Found<'p> {
    pub(super) checks: Checks<'p>,
    pub(super) needs: Needs,
    pub(super) format: Format,
    pub(super) policy: &'p Policy,
    /// Whether it is about a document within another one, which has no bytes of its own.
    is_part: bool,
    /// Whether there was nothing left to read: then what is owed was not reached.
    is_stopped: bool,
    /// Whether what nothing secures was held against the policy.
    has_heard_unsigned: bool,
}

impl<'p> Found<'p> {
    /// Nothing has been found out yet.
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self {
            checks: Checks::new(policy),
            needs: Needs::new(policy),
            format: Format::default(),
            policy,
            is_part: false,
            is_stopped: false,
            has_heard_unsigned: false,
        }
    }

    /// The same of a document within another one.
    pub(super) fn of_part(policy: &'p Policy) -> Self {
        Self { is_part: true, ..Self::new(policy) }
    }

    /// There is nothing left to read.
    pub(super) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// What the policy says of members that nothing secures was asked of the document.
    pub(super) fn hear_unsigned(&mut self) {
        self.has_heard_unsigned = true;
    }

    /// The checks and the needs, with what is owed. `subject` is the document that answers for it, if there is one.
    pub(super) fn conclude(mut self, subject: Option<&Subject<'_>>) -> (Vec<Check>, Vec<Need>, Format) {
        let of_bytes = if self.is_part { 2 } else { 0 };
        for id in OWED.into_iter().skip(of_bytes) {
            if self.checks.has(id) {
                continue;
            }
            if self.is_stopped {
                self.checks.add(id, "", Finding::not_reached());
            } else {
                self.owe(id, "this check");
            }
        }
        if !self.is_stopped {
            self.hear_demands(subject);
        }
        (self.checks.into_list(), self.needs.into_list(), self.format)
    }

    /// Each demand of the policy is heard by a check that the document answered, or is told as not heard.
    fn hear_demands(&mut self, subject: Option<&Subject<'_>>) {
        let policy = self.policy;
        let presentation = &policy.presentation;
        let is_outermost = subject.is_none_or(|subject| subject.depth == 0);
        let answers = subject.is_none_or(|subject| subject.answers);
        let asks_for_subject = presentation.holder_is_subject == HolderIsSubject::Require;
        for (is_asked, id, name) in [
            (is_outermost && policy.purpose.is_some(), CheckId::ProofPurpose, "the purpose"),
            (is_outermost && presentation.domain.is_some(), CheckId::ProofDomain, "the domain"),
            (is_outermost && presentation.challenge.is_some(), CheckId::ProofChallenge, "the challenge"),
            (is_outermost && presentation.header.is_some(), CheckId::ProofDisclosure, "the presentation header"),
            (is_outermost && presentation.audience.is_some(), CheckId::ProofKeyBinding, "the audience"),
            (is_outermost && asks_for_subject, CheckId::PresentationHolder, "that the holder is whom it is about"),
            (answers && policy.expected_recipient.is_some(), CheckId::Recipient, "the recipient"),
        ] {
            if is_asked && !self.checks.answers(id) {
                self.owe(id, name);
            }
        }
        if policy.unsigned_members == UnsignedMembers::Refuse && !self.has_heard_unsigned {
            self.owe(CheckId::ContextTerms, "members that nothing secures");
        }
    }

    fn owe(&mut self, id: CheckId, name: &'static str) {
        let finding = Finding::undetermined(Reason::CheckUnsupported).with("name", name);
        self.checks.add_weighted(id, "", finding, Weight::Required);
    }
}

/// The things that a verification lacks, each once, in order: as many as there is room for. What is left out is told once
/// the others are supplied.
#[derive(Clone, Debug)]
pub(super) struct Needs {
    list: BTreeMap<(NeedKind, String), Need>,
    /// Bytes that are left.
    room: usize,
    /// How many checks are told of that want one thing.
    most: usize,
}

/// What the needs of one document may take. A document to fetch takes about 200 bytes, so these are a thousand.
const NEEDS: usize = 256 << 10;

impl Needs {
    fn new(policy: &Policy) -> Self {
        let most = usize::try_from(policy.limits.entries).unwrap_or(usize::MAX);
        Self { list: BTreeMap::new(), room: NEEDS, most }
    }

    /// Adds a need; one that is already there gains the checks that want it.
    pub(super) fn add(&mut self, mut need: Need) {
        let wanted_by = mem::take(&mut need.wanted_by);
        let key = (need.kind, need.key.clone());
        if !self.list.contains_key(&key) && !wanted_by.is_empty() {
            let length = need.key.len().saturating_add(need.fetch.as_ref().map_or(0, String::len)).saturating_add(64);
            let Some(room) = self.room.checked_sub(length) else { return };
            self.room = room;
            self.list.insert(key.clone(), need);
        }
        let Some(present) = self.list.get_mut(&key) else { return };
        for wanted_by in wanted_by {
            let length = wanted_by.1.len().saturating_add(32);
            let room = self.room.checked_sub(length).filter(|_| present.wanted_by.len() < self.most.max(1));
            // Nothing is needed by nobody.
            let Some(room) = room.or_else(|| present.wanted_by.is_empty().then_some(self.room)) else { continue };
            if !present.wanted_by.contains(&wanted_by) {
                present.wanted_by.push(wanted_by);
                self.room = room;
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<Need> {
        self.list.into_values().collect()
    }
}
