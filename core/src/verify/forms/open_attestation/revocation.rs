//! Whether an issuer that signs revoked the document: by what the document says of how that would be known.

use super::contract::{ask, doubt, revoked};
use super::hashed::{Hashed, hidden};
use super::place::Place;
use crate::anchor::chain::store_state;
use crate::anchor::ladder::Standing;
use crate::anchor::open_attestation::issuance::{Issuance, Issuer, Revocation};
use crate::json::Value;
use crate::report::{CheckId, Finding, Need, NeedKind, Outcome, Reason, clipped};
use crate::verify::faults::resource_finding;
use crate::verify::securing::judged::Judged;
use crate::verify::session::{Session, is_web};
use data_encoding::HEXLOWER;

/// Judges the status of a document that a key signed.
pub(super) fn judge(
    session: &Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    judged: &mut Judged<'_>,
) {
    let undetermined = Finding::undetermined;
    let status = match &issuer.revocation {
        _ if hashed.root().is_none() => Finding::not_reached(),
        // Whoever holds the document may have hidden what it says.
        Revocation::Absent if hashed.may_withhold() => hidden("revocation"),
        Revocation::Absent | Revocation::Responder(None) | Revocation::Store(None) => {
            undetermined(Reason::OaRevocation)
        }
        Revocation::Never => Finding::not_applicable(Reason::StatusNone),
        Revocation::Other(name) => undetermined(Reason::StatusUnsupported).with("name", clipped(name)),
        Revocation::Responder(Some(location)) => responder(session, hashed, location, judged),
        Revocation::Store(Some(address)) => store(session, hashed, issuance, address, judged),
    };
    judged.set(CheckId::StatusEntry, status);
}

fn store(
    session: &Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    address: &str,
    judged: &mut Judged<'_>,
) -> Finding {
    let places = match Place::all(session.policy, issuance, address) {
        Ok(places) => places,
        Err(standing) => return stopped(&standing),
    };
    let findings: Vec<_> = places.iter().map(|place| store_at(session, hashed, place, judged)).collect();
    let finding = worst(findings);
    // Its issuer may have revoked it on another chain than those that were asked.
    let may_hide = issuance.chain.is_none() && hashed.may_withhold();
    if may_hide && finding.outcome != Outcome::Failed { hidden("network") } else { finding }
}

/// What the contract says on one chain.
fn store_at(session: &Session<'_>, hashed: &Hashed, place: &Place, judged: &mut Judged<'_>) -> Finding {
    match store_state(place.chain, &place.address, session.resources, session.policy) {
        Ok(store) => revoked(&store, &hashed.hashes(), judged),
        Err(standing) => {
            ask(&standing, CheckId::StatusEntry, judged);
            for need in standing.needs.iter().filter(|need| need.kind != NeedKind::State) {
                judged.need(need.clone().wanted_for(CheckId::StatusEntry));
            }
            stopped(&standing)
        }
    }
}

/// Of what a contract says on several chains, what decides: where it is not, nothing is revoked, but it must be somewhere.
fn worst(findings: Vec<Finding>) -> Finding {
    let is_absent = |finding: &Finding| finding.reason == Some(Reason::OaNoContract);
    let rank = |finding: &Finding| match finding.outcome {
        _ if is_absent(finding) => 3,
        Outcome::Failed => 0,
        Outcome::Undetermined => 1,
        Outcome::NotApplicable | Outcome::Passed => 2,
    };
    findings.into_iter().min_by_key(rank).unwrap_or_else(Finding::not_reached)
}

/// The rung that the proof of a contract's storage does not get over.
fn stopped(standing: &Standing) -> Finding {
    let rungs = [&standing.ledger, &standing.inclusion, &standing.root];
    let failed = rungs.into_iter().find(|rung| rung.outcome == Outcome::Failed);
    let doubtful = |rung: &&Finding| {
        rung.outcome == Outcome::Undetermined && rung.reason.is_some_and(|reason| reason != Reason::CheckNotReached)
    };
    failed.or_else(|| rungs.into_iter().find(doubtful)).cloned().unwrap_or_else(|| doubt(standing))
}

/// Asks a service about every hash that revokes: `<location>/0x<hash>` answers
/// `{"revoked": false, "documentHash": "0x…"}`.
fn responder(session: &Session<'_>, hashed: &Hashed, location: &str, judged: &mut Judged<'_>) -> Finding {
    let mut worst = Finding::passed();
    for hash in hashed.hashes() {
        let url = format!("{location}/0x{}", HEXLOWER.encode(&hash));
        let finding = match session.resources.document_entry(&url) {
            None => {
                let fetch = is_web(&url).then_some(url.as_str());
                judged.need(Need::document(CheckId::StatusEntry, &url, fetch, "application/json"));
                Finding::undetermined(Reason::ResourceMissing).with("url", clipped(&url))
            }
            Some(entry) => match entry.json(&session.policy.limits) {
                Ok(json) => answer(json.root(), &hash, &url),
                Err(error) => resource_finding(&error, &url),
            },
        };
        match finding.outcome {
            Outcome::Failed => return finding,
            Outcome::Undetermined if worst.is_passed() => worst = finding,
            _ => {}
        }
    }
    worst
}

fn answer(answer: Value<'_>, hash: &[u8; 32], url: &str) -> Finding {
    let about = answer.get("documentHash").and_then(Value::as_str);
    let about = about.map(|about| about.strip_prefix("0x").unwrap_or(about));
    let hash = HEXLOWER.encode(hash);
    let revoked = answer.get("revoked").and_then(Value::as_bool);
    match revoked.filter(|_| about == Some(hash.as_str())) {
        Some(false) => Finding::passed(),
        Some(true) => Finding::failed(Reason::StatusRevoked).with("hash", hash),
        None => Finding::undetermined(Reason::ResourceMalformed).with("url", clipped(url)),
    }
}
