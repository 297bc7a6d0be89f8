//! One anchored proof's way up the ladder: from the hash of the document to a ledger, and to who made the entry.

use super::checks::Scope;
use super::climb::{Climb, Entry, SignedBy};
use super::session::Session;
use super::transform::Transformer;
use crate::anchor::chain::{Family, follow};
use crate::anchor::ladder::{Anchor, Place, Proof, Signer, Standing};
use crate::credential::ProofRef;
use crate::digest::DigestAlgorithm;
use crate::json::Value;
use crate::limits::Limits;
use crate::proof::data_integrity::ProofOptions;
use crate::report::{CheckId, Finding, NeedKind, Outcome, Reason, clipped};

/// A proof format of JSON-LD documents: how proofs name it, and how it is read.
struct Format {
    name: &'static str,
    read: fn(proof: Value<'_>, target: &[u8; 32], limits: &Limits) -> Proof,
}

/// The formats: a new one is a row.
const FORMATS: &[Format] = &[
    Format { name: "ChainedProof2021", read: chained_proof_2021 },
    Format { name: "MerkleProof2019", read: merkle_proof_2019 },
    Format { name: "merkle-proof-2019", read: merkle_proof_2019 },
];

fn merkle_proof_2019(proof: Value<'_>, target: &[u8; 32], limits: &Limits) -> Proof {
    match proof.get("proofValue").and_then(Value::as_str) {
        Some(text) => crate::anchor::merkle_proof_2019::read(text, target, limits),
        None => Proof::unreadable(Finding::failed(Reason::ProofMalformed).with("name", "proofValue")),
    }
}

/// A proof that says of itself only that it follows another one, and of what kind it is in a member of its own.
fn chained_proof_2021(proof: Value<'_>, target: &[u8; 32], limits: &Limits) -> Proof {
    match proof.get("chainedProofType").and_then(Value::as_str) {
        Some("MerkleProof2019") => merkle_proof_2019(proof, target, limits),
        Some(other) => Proof::unreadable(Finding::undetermined(Reason::ProofUnsupported).with("name", clipped(other))),
        None => Proof::unreadable(Finding::failed(Reason::ProofMalformed).with("name", "chainedProofType")),
    }
}

/// Whether a proof that calls its suite `name` is one of an anchor.
pub(super) fn is_format(name: &str) -> bool {
    FORMATS.iter().any(|format| format.name == name)
}

/// Climbs as far as a proof of a JSON-LD document leads. It covers the proofs before it, whatever it says of them;
/// `on_previous` is how those are that it names.
pub(super) fn judge<'d>(
    session: &Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    proof: &ProofRef<'d>,
    name: &str,
    on_previous: &Finding,
) -> Climb {
    let scope = proof.pointer();
    let read = read(session, transformer, proof, name);
    let mut climb = climb(session, &scope, &read, stated_address(proof).as_deref());
    if on_previous.outcome != Outcome::NotApplicable {
        climb.rungs.insert(0, (CheckId::ProofPrevious, scope, on_previous.clone()));
    }
    climb
}

fn read<'d>(session: &Session<'_>, transformer: &mut Transformer<'_, 'd>, proof: &ProofRef<'d>, name: &str) -> Proof {
    if session.policy.suites.as_ref().is_some_and(|suites| !suites.iter().any(|suite| suite == name)) {
        return Proof::unreadable(Finding::failed(Reason::ProofNotAccepted).with("name", name));
    }
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
        return Proof::unreadable(Finding::undetermined(Reason::ProofUnsupported).with("name", name));
    };
    let earlier: Vec<_> = (0..proof.index.unwrap_or(0)).collect();
    let target = match transformer.document_hash(DigestAlgorithm::Sha256, &earlier) {
        Ok(target) => target,
        Err(finding) => return Proof { target: finding, ..Proof::unreadable(Finding::passed()) },
    };
    match target.digest.as_bytes().try_into() {
        Ok(target) => (format.read)(proof.value, target, &session.policy.limits),
        Err(_) => Proof::unreadable(Finding::undetermined(Reason::CheckNotReached)),
    }
}

/// The address that a proof says made its entry, where it says so: as a method of an issuer profile.
fn stated_address(proof: &ProofRef<'_>) -> Option<String> {
    let method = ProofOptions::new(proof.value).text("verificationMethod").ok()??;
    method.rsplit_once("ecdsa-koblitz-pubkey:").map(|(_, address)| address.to_owned())
}

/// Follows each value that a proof leads to. `stated` is the address that it says made the entries.
pub(super) fn climb(session: &Session<'_>, scope: &Scope, proof: &Proof, stated: Option<&str>) -> Climb {
    let mut climb = Climb::default();
    for (id, finding) in [
        (CheckId::AnchorEncoding, &proof.encoding),
        (CheckId::AnchorTarget, &proof.target),
        (CheckId::AnchorPath, &proof.path),
    ] {
        climb.rungs.push((id, scope.clone(), finding.clone()));
    }
    if proof.anchors.is_empty() {
        let nothing = if proof.encoding.is_passed() && proof.path.is_passed() {
            Finding::failed(Reason::AnchorMissing)
        } else {
            Finding::undetermined(Reason::CheckNotReached)
        };
        let unsigned = Finding::undetermined(Reason::CheckNotReached);
        write_standing(&mut climb, scope, &Standing::nothing(nothing), unsigned);
        return climb;
    }
    let mut entries = Vec::new();
    for (index, anchor) in proof.anchors.iter().enumerate() {
        let scope = if proof.anchors.len() == 1 { scope.clone() } else { format!("{scope}#{index}").into() };
        let standing = follow(anchor, session.resources, session.policy);
        write_standing(&mut climb, &scope, &standing, signer(anchor, &standing, stated));
        entries.push((anchor, standing));
    }
    climb.binding = binding(&entries);
    // In the order of the table, as the checks of a signature are.
    climb.rungs.sort_by_key(|(id, ..)| *id);
    climb
}

fn write_standing(climb: &mut Climb, scope: &Scope, standing: &Standing, signer: Finding) {
    let mut rung = |id: CheckId, finding: Finding| climb.rungs.push((id, scope.clone(), finding));
    rung(CheckId::AnchorRoot, standing.root.clone());
    rung(CheckId::AnchorTransaction, standing.transaction.clone());
    rung(CheckId::AnchorInclusion, standing.inclusion.clone());
    rung(CheckId::AnchorLedger, standing.ledger.clone());
    rung(CheckId::AnchorSigner, signer);
    for (kind, key) in &standing.needs {
        let id = match kind {
            NeedKind::Inclusion => CheckId::AnchorInclusion,
            NeedKind::Header | NeedKind::Policy => CheckId::AnchorLedger,
            _ => CheckId::AnchorTransaction,
        };
        climb.needs.push((*kind, key.clone(), id, scope.clone()));
    }
}

/// Whether the entry was made by the address that the proof states; without one, by whom.
fn signer(anchor: &Anchor, standing: &Standing, stated: Option<&str>) -> Finding {
    match (&standing.signer, stated) {
        (None, _) if is_mock(anchor) && standing.ledger.is_passed() => {
            Finding::not_applicable(Reason::PolicyNotRequested)
        }
        (None, _) => Finding::undetermined(Reason::CheckNotReached),
        (Some(Signer::Named(name)), _) => Finding::passed().with("name", name.as_str()),
        (Some(Signer::Address { text, .. }), Some(stated)) if !text.eq_ignore_ascii_case(stated) => {
            Finding::failed(Reason::AnchorIssuer).with("found", text.as_str()).with("expected", stated)
        }
        (Some(Signer::Address { text, .. }), _) => Finding::passed().with("address", text.as_str()),
    }
}

/// Whether an entry would be in no ledger at all, but in one for tests, where anybody can make entries.
fn is_mock(anchor: &Anchor) -> bool {
    matches!(&anchor.place, Place::Transaction { chain, .. } if chain.family == Family::Mock)
}

fn binding(entries: &[(&Anchor, Standing)]) -> Option<SignedBy> {
    if entries.iter().all(|(anchor, standing)| is_mock(anchor) && standing.ledger.is_passed()) {
        return Some(SignedBy::Anybody);
    }
    let signed_by = |standing: &Standing| match &standing.signer {
        Some(Signer::Address { chain, text }) => {
            Some(Entry { chain: chain.caip2, address: text.clone(), time: standing.time.clone() })
        }
        _ => None,
    };
    let signers: Option<Vec<_>> = entries.iter().map(|(_, standing)| signed_by(standing)).collect();
    signers.map(SignedBy::Addresses)
}
