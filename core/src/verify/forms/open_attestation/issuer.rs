//! One issuer's word for a document: whether it stands for the root, whether it revoked it, and who it is.

use super::{Hashed, contract, revocation, signed};
use crate::anchor::open_attestation::issuance::{Issuance, Issuer, Means, Signature};
use crate::report::{CheckId, Finding, Need, Reason};
use crate::verify::session::Session;

/// What became of an issuer.
#[derive(Debug)]
pub(super) struct Judged {
    /// How far its word reaches, up to who it is.
    pub(super) rungs: Vec<(CheckId, Finding)>,
    /// Whether it revoked the document.
    pub(super) status: (CheckId, Finding),
    /// What the caller could supply.
    pub(super) needs: Vec<Need>,
    /// Whether its word is an entry in a ledger.
    pub(super) is_anchored: bool,
    /// Who it is, if the rungs hold: a domain, a DID or an account.
    pub(super) identity: Option<String>,
}

impl Judged {
    /// Nothing is known yet of an issuer that uses a contract, or a key.
    pub(super) fn new(is_anchored: bool) -> Self {
        let status = (CheckId::StatusEntry, Finding::not_reached());
        Self { rungs: Vec::new(), status, needs: Vec::new(), is_anchored, identity: None }
    }

    pub(super) fn rung(&mut self, id: CheckId, finding: Finding) {
        self.rungs.push((id, finding));
    }

    pub(super) fn need(&mut self, need: Need) {
        self.needs.push(need);
    }
}

/// Judges one issuer.
pub(super) fn judge(
    session: &mut Session<'_>,
    hashed: &Hashed,
    issuance: &Issuance,
    issuer: &Issuer,
    signatures: &[Signature<'_>],
) -> Judged {
    let mut judged = match &issuer.means {
        Means::DocumentStore(address) => contract::judge_store(session, hashed, issuance, issuer, address),
        Means::TokenRegistry(address) => contract::judge_registry(session, hashed, issuance, issuer, address),
        Means::Did { did, method } => {
            let mut judged = signed::judge(session, hashed, issuer, did, method.as_deref(), signatures);
            revocation::judge(session, hashed, issuance, issuer, &mut judged);
            judged
        }
        Means::Nothing => nothing(hashed),
    };
    judged.rungs.sort_by_key(|(id, _)| *id);
    judged
}

fn nothing(hashed: &Hashed) -> Judged {
    let mut judged = Judged::new(false);
    let finding = if hashed.is_hiding() {
        super::hidden("documentStore, tokenRegistry or id")
    } else {
        Finding::failed(Reason::OaIssuance)
    };
    judged.rung(CheckId::AnchorRoot, finding);
    judged.rung(CheckId::IssuerBinding, Finding::not_reached());
    judged
}

/// The rungs that only entries in a ledger have.
pub(super) const OF_LEDGERS: [CheckId; 4] =
    [CheckId::AnchorRoot, CheckId::AnchorTransaction, CheckId::AnchorInclusion, CheckId::AnchorLedger];

/// Writes down that there is no entry in a ledger.
pub(super) fn without_ledger(judged: &mut Judged) {
    OF_LEDGERS.into_iter().for_each(|id| judged.rung(id, Finding::absent()));
}
