//! Writes down how each step ended, with the weight that the policy gives it.

use crate::limits::Limit;
use crate::policy::Policy;
use crate::report::{Check, CheckId, Finding, Outcome, Verdict, Weight, clipped};
use std::borrow::Cow;
use std::mem;

/// The place of a check in a document: a JSON pointer or a URL.
pub(super) type Scope = Cow<'static, str>;

/// The checks of one document, in order.
#[derive(Debug)]
pub(super) struct Checks<'p> {
    policy: &'p Policy,
    list: Vec<Check>,
    /// At how many checks to leave out the least grave again.
    crowded: usize,
}

impl<'p> Checks<'p> {
    pub(super) fn new(policy: &'p Policy) -> Self {
        Self { policy, list: Vec::with_capacity(32), crowded: CROWDED }
    }

    /// Writes a finding down, with the weight that its family has under the policy.
    pub(super) fn add(&mut self, id: CheckId, scope: impl Into<Scope>, finding: Finding) {
        let weight = weight(id, self.policy);
        self.add_weighted(id, scope, finding, weight);
    }

    pub(super) fn add_weighted(&mut self, id: CheckId, scope: impl Into<Scope>, finding: Finding, weight: Weight) {
        let scope = scope.into();
        let scope = if scope.len() > LONGEST_SCOPE { clipped(&scope).into() } else { scope };
        let Finding { outcome, reason, data } = finding;
        self.list.push(Check { id, scope, outcome, weight, reason, data: data.clipped() });
        if self.list.len() > self.crowded {
            self.list = gravest(mem::take(&mut self.list), self.policy.limits.entries);
            self.crowded = self.list.len().saturating_add(CROWDED);
        }
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

    /// Whether nothing that is written down stands in the way of a verified document.
    pub(super) fn may_verify(&self) -> bool {
        Verdict::of(&self.list) == Verdict::Verified
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
    /// weighs more. Of more than the policy wants of one id, the gravest.
    pub(super) fn into_list(mut self) -> Vec<Check> {
        let list = mem::take(&mut self.list);
        Self { list: gravest(list, self.policy.limits.entries), ..self }.each_once()
    }

    fn each_once(self) -> Vec<Check> {
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

/// The longest scope, in bytes: pointers are shorter, the URL of a resource may be anything.
const LONGEST_SCOPE: usize = 1_024;

/// How many checks may come in between two times that the least grave are left out.
const CROWDED: usize = 1_024;

/// The checks in the order of the table, of each id the gravest: so many, and one more that may say itself that a list
/// was cut.
///
/// A verdict follows from the gravest alone, so it stays the same. In the place of the first that is left out, a check
/// says that there were more.
pub(super) fn gravest(mut list: Vec<Check>, entries: u32) -> Vec<Check> {
    list.sort_by_key(|check| check.id);
    let most = usize::try_from(entries).unwrap_or(usize::MAX).saturating_add(1);
    if list.chunk_by(|one, next| one.id == next.id).all(|family| family.len() <= most) {
        return list;
    }
    let mut kept = Vec::with_capacity(list.len());
    let mut rest = list.into_iter().peekable();
    while let Some(first) = rest.next() {
        let id = first.id;
        let mut family = vec![first];
        while let Some(next) = rest.next_if(|next| next.id == id) {
            family.push(next);
        }
        kept.append(&mut gravest_of(family, most, entries));
    }
    kept
}

/// The gravest `most` checks of one id, in their order.
fn gravest_of(mut family: Vec<Check>, most: usize, entries: u32) -> Vec<Check> {
    if family.len() <= most {
        return family;
    }
    let mut order: Vec<_> = family.iter().enumerate().map(|(index, check)| (gravity(check), index)).collect();
    order.sort_unstable();
    let mut left_out: Vec<_> = order.split_off(most).into_iter().map(|(_, index)| index).collect();
    left_out.sort_unstable();
    let first = left_out.first().copied();
    if let Some(check) = first.and_then(|first| family.get_mut(first)) {
        let Finding { outcome, reason, data } = Finding::limit(Limit::Entries.reached(entries));
        let scope = mem::take(&mut check.scope);
        *check = Check { id: check.id, scope, outcome, weight: Weight::Informative, reason, data };
    }
    let mut index = 0_usize;
    family.retain(|_| {
        let is_kept = Some(index) == first || left_out.binary_search(&index).is_err();
        index = index.saturating_add(1);
        is_kept
    });
    family
}

/// How much a check has to say to the verdict; the less, the more.
pub(super) fn gravity(check: &Check) -> u8 {
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
