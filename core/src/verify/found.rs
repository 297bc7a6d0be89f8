//! A document to judge, and what has been found out about it.

use super::checks::Checks;
use crate::json::Value;
use crate::policy::Policy;
use crate::report::{CheckId, Format, Need, NeedKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is judged only once it is clear what a document is.
pub(super) const LATER: [CheckId; 11] = [
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
];

/// A document to judge, and where it stands.
pub(super) struct Subject<'d> {
    pub(super) value: Value<'d>,
    /// The whole input, to build the verified document from.
    pub(super) input: Arc<[u8]>,
    /// How deep it is nested; only the outermost answers to what the caller expects of a presentation.
    pub(super) depth: u32,
}

/// What has been found out about a document.
pub(super) struct Found<'p> {
    pub(super) checks: Checks<'p>,
    pub(super) needs: Needs,
    pub(super) format: Format,
}

impl<'p> Found<'p> {
    /// Nothing has been found out yet.
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self { checks: Checks::new(policy), needs: Needs::default(), format: Format::default() }
    }
}

/// The things that a verification lacks, each once, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs(BTreeMap<(NeedKind, String), Need>);

impl Needs {
    /// Adds a need; one that is already there gains the checks that want it.
    pub(super) fn add(&mut self, need: Need) {
        let present = self
            .0
            .entry((need.kind, need.key.clone()))
            .or_insert_with(|| Need { wanted_by: Vec::new(), ..need.clone() });
        for wanted_by in need.wanted_by {
            if !present.wanted_by.contains(&wanted_by) {
                present.wanted_by.push(wanted_by);
            }
        }
    }

    pub(super) fn into_list(self) -> Vec<Need> {
        self.0.into_values().collect()
    }
}
