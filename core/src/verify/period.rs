//! Times: whether an instant lies in a period, give or take what clocks may differ.

use crate::policy::{Policy, Zoneless};
use crate::report::{Finding, Reason};
use crate::time::{Parsed, Timestamp, Zone};

/// Reads a time as the policy reads it.
pub(super) fn parse(policy: &Policy, name: &'static str, text: Option<&str>) -> Result<Parsed, Finding> {
    let zone = match policy.zoneless {
        Zoneless::Refuse => Zone::Required,
        Zoneless::Utc => Zone::Utc,
    };
    let parsed = text.and_then(|text| Timestamp::parse(text, zone).ok());
    parsed.ok_or_else(|| Finding::failed(Reason::DateInvalid).with("name", name))
}

/// Whether `from` is reached at the time of verification; otherwise the finding with `reason`.
pub(super) fn reached(policy: &Policy, from: &Parsed, name: &'static str, reason: Reason) -> Finding {
    if from.timestamp > policy.at.plus_seconds(policy.clock_skew) {
        return Finding::failed(reason).with(name, from.timestamp.to_string()).with("at", policy.at.to_string());
    }
    noted(from, from.timestamp > policy.at)
}

/// Whether `until` is not yet past at the time of verification; the last instant still counts.
pub(super) fn not_past(policy: &Policy, until: &Parsed, name: &'static str, reason: Reason) -> Finding {
    if until.timestamp < policy.at.minus_seconds(policy.clock_skew) {
        return Finding::failed(reason).with(name, until.timestamp.to_string()).with("at", policy.at.to_string());
    }
    noted(until, until.timestamp < policy.at)
}

fn noted(time: &Parsed, within_skew: bool) -> Finding {
    let mut finding = Finding::passed();
    if time.zone_assumed {
        finding = finding.with("zoneAssumed", true);
    }
    if within_skew {
        finding = finding.with("withinSkew", true);
    }
    finding
}
