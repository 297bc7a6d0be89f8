//! Keeps a report in proportion to its input. What is left out is told; the verdict, which was reached before, stays.

use crate::limits::Limit;
use crate::report::{Check, Coverage, Finding, Need, Nested, Report, Summary, Weight};
use crate::verify::checks::{self, gravity};
use crate::verify::nested::check_of;

/// Room for saying that documents within the input are not reported on by themselves.
const NOTE: usize = 1_024;

/// Leaves out of a report what would make its JSON text longer than `most` bytes: first, of the reports on the documents
/// within, the last ones, and then, where its own checks are too many, the least grave of each kind.
pub(crate) fn bound(report: &mut Report, most: usize, entries: u32) {
    if report.nested.is_empty() && report.roughly() <= most {
        return;
    }
    let mut own = report.own_length();
    if own > most {
        shorten(report, most.saturating_sub(NOTE), entries);
        own = report.own_length();
    }
    cut_nested(report, most.saturating_sub(own));
}

/// Leaves the first reports on documents within, as many as there is room for, and says whether there were more.
fn cut_nested(report: &mut Report, room: usize) {
    let mut left = room;
    let mut kept = 0_usize;
    for nested in &report.nested {
        let rest = left.checked_sub(nested.length().saturating_add(1));
        // Unless it is the last one, there must be room to say that there are more.
        let is_last = kept.saturating_add(1) == report.nested.len();
        let Some(rest) = rest.filter(|rest| is_last || *rest >= NOTE) else { break };
        left = rest;
        kept = kept.saturating_add(1);
    }
    let cut = report.nested.split_off(kept);
    if let Some(first) = cut.first() {
        tell_untold(report, first, kept);
    }
}

/// Says in a report that the reports on documents within are not all in it, of which `first` is the first.
fn tell_untold(report: &mut Report, first: &Nested, told: usize) {
    let finding = Finding::limit(Limit::Entries.reached(u32::try_from(told).unwrap_or(u32::MAX)));
    let Finding { outcome, reason, data } = finding;
    let note = Check { id: check_of(first.role), scope: "".into(), outcome, weight: Weight::Informative, reason, data };
    let before = report.checks.partition_point(|check| check.id < note.id);
    report.checks.insert(before, note);
}

/// Leaves out of the report's own lists what would make it longer than `most`.
fn shorten(report: &mut Report, most: usize, entries: u32) {
    let share = most / 4;
    keep_first(&mut report.needs, share, Need::length);
    if report.coverage.iter().fold(0, |sum, entry| entry.length().saturating_add(sum)) > share {
        report.coverage = vec![Coverage::none()];
    }
    let checks = std::mem::take(&mut report.checks);
    if report.own_length() > share.saturating_mul(3) {
        report.summary = Summary { secured: report.summary.secured, ..Summary::default() };
        report.format.securing.clear();
    }
    let room = most.saturating_sub(report.own_length());
    report.checks = gravest(&checks, room, entries);
}

fn keep_first<T>(list: &mut Vec<T>, room: usize, length: impl Fn(&T) -> usize) {
    let mut left = room;
    let kept = list.iter().map_while(|entry| {
        left = left.checked_sub(length(entry).saturating_add(1))?;
        Some(())
    });
    list.truncate(kept.count());
}

/// As many checks of each kind as there is room for, the gravest ones.
fn gravest(checks: &[Check], room: usize, entries: u32) -> Vec<Check> {
    let mut most = entries;
    loop {
        let told = checks::gravest(checks.to_vec(), most);
        let length = told.iter().fold(0_usize, |sum, check| sum.saturating_add(check.length()).saturating_add(1));
        if length <= room || most == 0 {
            break fitting(told, room);
        }
        most /= 2;
    }
}

/// The gravest checks that there is room for, whatever their kind.
fn fitting(checks: Vec<Check>, room: usize) -> Vec<Check> {
    let mut order: Vec<_> = checks.iter().enumerate().map(|(index, check)| (gravity(check), index)).collect();
    order.sort_unstable();
    let mut left = room;
    let mut kept = vec![false; checks.len()];
    for (_, index) in order {
        let length = checks.get(index).map_or(0, |check| check.length().saturating_add(1));
        let Some(rest) = left.checked_sub(length) else { break };
        left = rest;
        kept.iter_mut().skip(index).take(1).for_each(|kept| *kept = true);
    }
    checks.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(check, _)| check).collect()
}
