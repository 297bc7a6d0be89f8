//! Writes down how each step ended, with the weight that the policy gives it.

use crate::policy::Policy;
use crate::report::{Check, CheckId, Finding, Outcome, Weight};
use std::borrow::Cow;

/// The place of a check in a document: a JSON pointer or a URL.
pub(super) type Scope = Cow<'static, str>;

/// The checks of one document, in order.
#[derive(Debug)]
pub(super) struct Checks<'p> {
    policy: &'p Policy,
    list: Vec<Check>,
}

impl<'p> Checks<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self { policy, list: Vec::with_capacity(32) }
    }

    /// Writes a finding down, with the weight that its family has under the policy.
    pub(super) fn add(&mut self, id: CheckId, scope: impl Into<Scope>, finding: Finding) {
        let weight = weight(id, self.policy);
        self.add_weighted(id, scope, finding, weight);
    }

    pub(super) fn add_weighted(&mut self, id: CheckId, scope: impl Into<Scope>, finding: Finding, weight: Weight) {
        let Finding { outcome, reason, data } = finding;
        self.list.push(Check { id, scope: scope.into(), outcome, weight, reason, data });
    }

    pub(super) fn pass(&mut self, id: CheckId, scope: impl Into<Scope>) {
        self.add(id, scope, Finding::passed());
    }

    /// Writes down that nothing could be learnt about the remaining families.
    pub(super) fn not_reached(&mut self, ids: &[CheckId]) {
        for id in ids {
            self.add(*id, "", Finding::not_reached());
        }
    }

    /// Whether a family has been written down.
    pub(super) fn has(&self, id: CheckId) -> bool {
        self.list.iter().any(|check| check.id == id)
    }

    /// Whether some check of a family had something to answer.
    pub(super) fn answers(&self, id: CheckId) -> bool {
        self.list.iter().any(|check| check.id == id && check.outcome != Outcome::NotApplicable)
    }

    /// The checks in the order of the table, each id once at each place: of two that were written down there, the one that
    /// weighs more.
    pub(super) fn into_list(mut self) -> Vec<Check> {
        self.list.sort_by_key(|check| check.id);
        if !self.repeats() {
            return self.list;
        }
        let key = |index: &usize| self.list.get(*index).map(|check| (check.id, &check.scope));
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|index| (key(index), self.list.get(*index).map(gravity)));
        let pairs = order.iter().zip(order.iter().skip(1));
        let mut lighter: Vec<_> = pairs.filter(|(one, next)| key(one) == key(next)).map(|(_, next)| *next).collect();
        lighter.sort_unstable();
        let kept = self.list.into_iter().enumerate().filter(|(index, _)| lighter.binary_search(index).is_err());
        kept.map(|(_, check)| check).collect()
    }

    /// Whether two checks may have the same id and place: of a few checks all pairs are compared, of many none.
    fn repeats(&self) -> bool {
        let mut rest = self.list.as_slice();
        while let Some((first, others)) = rest.split_first().filter(|_| self.list.len() <= 64) {
            if others.iter().any(|other| other.id == first.id && other.scope == first.scope) {
                return true;
            }
            rest = others;
        }
        !rest.is_empty()
    }
}

/// How much a check has to say to the verdict; the less, the more.
fn gravity(check: &Check) -> u8 {
    match (check.outcome, check.weight) {
        (Outcome::Failed, Weight::Required | Weight::BestEffort) => 0,
        (Outcome::Undetermined, Weight::Required) => 1,
        (Outcome::Failed, _) => 2,
        (Outcome::Undetermined, _) => 3,
        (Outcome::Passed, _) => 4,
        (Outcome::NotApplicable, _) => 5,
    }
}

/// How much a check counts, unless its proof or its part of the document says otherwise.
fn weight(id: CheckId, policy: &Policy) -> Weight {
    match id {
        CheckId::StatusEntry => policy.status,
        CheckId::Schema => policy.schema,
        CheckId::Resource => policy.resources,
        CheckId::Endorsement => policy.endorsements,
        CheckId::Evidence => Weight::Informative,
        _ => Weight::Required,
    }
}
