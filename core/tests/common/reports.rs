//! What tests of whole documents share: policies, supplied documents, and questions to a report.

use credstone::policy::Policy;
use credstone::report::{CheckId, Outcome, Reason, Report, Role, Verdict};
use credstone::resources::Resources;
use credstone::time::{Timestamp, Zone};
use serde_json::{Value, json};

/// The documents at these URLs.
pub fn resources(documents: &[(&str, Value)]) -> Resources {
    let mut resources = Resources::default();
    for (url, document) in documents {
        resources.add_document(url, document.to_string().into_bytes()).unwrap();
    }
    resources
}

/// The default policy at a time.
pub fn policy(at: &str) -> Policy {
    Policy::at(time(at))
}

/// The policy for examples of specifications, at a time.
pub fn examples(at: &str) -> Policy {
    Policy::w3c_examples(time(at))
}

fn time(at: &str) -> Timestamp {
    Timestamp::parse(at, Zone::Required).unwrap().timestamp
}

/// The document of `issuer` as it would stand on the web, if it listed the methods of all proofs of `document`.
pub fn controller(document: &Value, issuer: &str) -> Value {
    let proofs = match &document["proof"] {
        Value::Array(proofs) => proofs.as_slice(),
        proof => std::slice::from_ref(proof),
    };
    let methods: Vec<_> = proofs.iter().map(|proof| method(proof["verificationMethod"].as_str().unwrap())).collect();
    json!({ "id": issuer, "assertionMethod": methods })
}

/// A did:key without fragment stands for its one signing method.
fn method(id: &str) -> String {
    match id.strip_prefix("did:key:") {
        Some(key) if !key.contains('#') => format!("{id}#{key}"),
        _ => id.to_owned(),
    }
}

/// The identifier of a credential's issuer.
pub fn issuer(document: &Value) -> &str {
    document["issuer"]["id"].as_str().or_else(|| document["issuer"].as_str()).unwrap()
}

/// The checks with these ids that did not pass, with scope, outcome and reason; what does not apply is no matter.
pub fn faults(report: &Report, asks: impl Fn(CheckId) -> bool) -> Vec<String> {
    let asked = report.checks.iter().filter(|check| asks(check.id));
    let ended = asked.filter(|check| !matches!(check.outcome, Outcome::Passed | Outcome::NotApplicable));
    ended
        .map(|check| {
            let reason = check.reason.map_or("no reason", |reason| reason.code());
            format!("{} {} {} {reason}", check.id.code(), check.scope, check.outcome.code())
        })
        .collect()
}

/// Every step of every proof, from its suite to its signature; whether a proof counts is another question.
pub fn is_step_of_proof(id: CheckId) -> bool {
    id.code().starts_with("proof.") && id != CheckId::ProofPresent
}

/// Whether there are proofs and all their steps passed.
pub fn signed(report: &Report) -> Result<(), String> {
    let mut faults = faults(report, is_step_of_proof);
    if !report.checks.iter().any(|check| check.id == CheckId::ProofSignature) {
        faults.push("no proof".to_owned());
        faults.extend(self::faults(report, |_| true));
    }
    none(&faults)
}

/// The same for a presentation, and for each credential in it.
pub fn signed_with_presented(report: &Report) -> Result<(), String> {
    signed(report)?;
    let mut presented = report.nested.iter().filter(|nested| nested.role == Role::Presented);
    presented.try_for_each(|nested| signed(&nested.report).map_err(|what| format!("{}: {what}", nested.at)))
}

/// Whether the document is rejected, among other things because of this.
pub fn refused(report: &Report, id: CheckId, reason: Reason) -> Result<(), String> {
    let wanted = (id, Outcome::Failed, Some(reason));
    let found = report.checks.iter().any(|check| (check.id, check.outcome, check.reason) == wanted);
    if found && report.verdict == Verdict::Rejected { Ok(()) } else { Err(all(report)) }
}

/// Whether the document is verified.
pub fn verified(report: &Report) -> Result<(), String> {
    if report.verdict == Verdict::Verified { Ok(()) } else { Err(all(report)) }
}

/// The verdict with everything that did not pass.
fn all(report: &Report) -> String {
    format!("{}: {}", report.verdict.code(), faults(report, |_| true).join(", "))
}

/// Nothing, or what is the matter.
pub fn none(faults: &[String]) -> Result<(), String> {
    if faults.is_empty() { Ok(()) } else { Err(faults.join(", ")) }
}
