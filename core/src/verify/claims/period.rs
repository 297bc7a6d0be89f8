//! Times: whether an instant lies in a period, give or take what clocks may differ, and when a key is in force.

use crate::did::VerificationMethod;
use crate::policy::{KeyInstant, Policy, Zoneless};
use crate::report::{Finding, Reason};
use crate::time::{Parsed, Timestamp, Zone};
use crate::verify::session::Session;

/// Reads a time as the policy reads it.
pub(crate) fn parse(policy: &Policy, name: &'static str, text: Option<&str>) -> Result<Parsed, Finding> {
    let zone = match policy.zoneless {
        Zoneless::Refuse => Zone::Required,
        Zoneless::Utc => Zone::Utc,
    };
    let parsed = text.and_then(|text| Timestamp::parse(text, zone).ok());
    parsed.ok_or_else(|| Finding::failed(Reason::DateInvalid).with("name", name))
}

/// Whether `from` is reached at the time of verification; otherwise the finding with `reason`.
pub(crate) fn reached(policy: &Policy, from: &Parsed, name: &'static str, reason: Reason) -> Finding {
    if from.timestamp > policy.at.plus_seconds(policy.clock_skew) {
        return Finding::failed(reason).with(name, from.timestamp.to_string()).with("at", policy.at.to_string());
    }
    noted(from, from.timestamp > policy.at)
}

/// Whether `until` is not yet past at the time of verification; the last instant still counts.
pub(crate) fn not_past(policy: &Policy, until: &Parsed, name: &'static str, reason: Reason) -> Finding {
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

/// Whether a method is in force at the instant that the policy names; nothing proves one where there is none.
pub(crate) fn period_finding(method: &VerificationMethod, instant: Option<&Timestamp>) -> Finding {
    match instant {
        _ if method.expires.is_none() && method.revoked.is_none() => Finding::absent(),
        Some(instant) => key_finding(method, instant),
        None => Finding::undetermined(Reason::KeyTimeUnproven),
    }
}

/// The instant at which the policy wants the key of a proof to be good, as late as clocks allow; nothing if it wants one
/// that nothing proves. Who wants an anchor's word gets the end of its interval, and nothing on top. `created` is when the
/// proof says that it was made.
pub(crate) fn key_instant(
    session: &Session<'_>,
    created: Option<&str>,
    anchored: Option<&Timestamp>,
) -> Option<Timestamp> {
    let within_skew = |instant: &Timestamp| instant.minus_seconds(session.policy.clock_skew);
    match session.policy.key_instant {
        KeyInstant::At => Some(within_skew(&session.policy.at)),
        KeyInstant::Anchored => anchored.cloned(),
        KeyInstant::Created => {
            let created = parse(session.policy, "created", created).ok();
            created.map(|created| within_skew(&created.timestamp))
        }
    }
}

/// Whether a method is in force at an instant, the end excluded.
pub(crate) fn key_finding(method: &VerificationMethod, instant: &Timestamp) -> Finding {
    let ended = |end: &Option<Timestamp>| end.as_ref().filter(|end| *end <= instant).map(Timestamp::to_string);
    match (ended(&method.revoked), ended(&method.expires)) {
        (Some(revoked), _) => Finding::failed(Reason::KeyRevoked).with("revoked", revoked),
        (None, Some(expires)) => Finding::failed(Reason::KeyExpired).with("expires", expires),
        (None, None) => Finding::passed(),
    }
}
