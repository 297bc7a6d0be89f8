//! One issuer's word for a document: whether it stands for the root, whether it revoked it, and who it is.

use super::hashed::{Hashed, decision, hidden};
use super::{contract, revocation, signed};
use crate::anchor::open_attestation::issuance::{Issuance, Issuer, Means, Signature};
use crate::report::{CheckId, Finding, Reason};
use crate::verify::securing::judged::Judged;
use crate::verify::session::Session;
use crate::verify::steps::Step;

/// Judges one issuer.
pub(super) fn judge(
    session: &mut Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    signatures: &[Signature<'_>],
) -> Judged<'static> {
    let mut judged = match &issuer.means {
        Means::DocumentStore(address) => contract::judge_store(session, hashed, issuance, issuer, address),
        Means::TokenRegistry(address) => contract::judge_registry(session, hashed, issuance, issuer, address),
        Means::Did { did, method } => {
            let mut judged = signed::judge(session, hashed, issuer, did, method.as_deref(), signatures);
            revocation::judge(session, hashed, issuance, issuer, &mut judged);
            judged
        }
        Means::Nothing => nothing(hashed, issuer),
    };
    if hashed.may_withhold() {
        ask(&mut judged);
    }
    judged
}

/// Asks the policy wherever what is missing may be hidden.
fn ask(judged: &mut Judged<'_>) {
    let is_withheld = |step: &&Step| step.finding.reason == Some(Reason::OaWithheld);
    let withheld: Vec<_> = judged.steps.iter().filter(is_withheld).map(|step| step.id).collect();
    withheld.into_iter().for_each(|id| judged.need(decision(id)));
}

fn nothing(hashed: &Hashed, issuer: &Issuer) -> Judged<'static> {
    let mut judged = Judged::of_issuer(issuer.at.clone().into(), false);
    let finding = if hashed.is_hiding() {
        hidden("documentStore, tokenRegistry or id")
    } else {
        Finding::failed(Reason::OaIssuance)
    };
    judged.step(CheckId::AnchorRoot, finding);
    judged.step(CheckId::IssuerBinding, Finding::not_reached());
    judged
}
