//! One anchored proof's way up the ladder: from the hash of the document to a ledger, and to who made the entry.

use super::judged::Judged;
use super::readings::{self, Reading};
use super::transform::{Hashed, Transformer};
use crate::anchor::chain::{Family, bitcoin, ethereum, follow};
use crate::anchor::ladder::{Anchor, Place, Proof, Signer, Standing};
use crate::credential::{ProofRef, is_same_address};
use crate::digest::DigestAlgorithm;
use crate::json::Value;
use crate::limits::Limits;
use crate::proof::data_integrity::{NamedSuite, ProofOptions};
use crate::report::{CheckId, Finding, Outcome, Reason, clipped};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::session::Session;
use crate::verify::steps::{Entry, SignedBy, Step};

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

/// Follows an anchor, unless it is known to hold.
fn follow_once(session: &mut Session<'_>, anchor: &Anchor) -> Standing {
    let (resources, policy) = (session.resources, session.policy);
    session.followed.once(anchor, || follow(anchor, resources, policy))
}

/// Whether a proof that calls its suite `name` is one of an anchor.
pub(crate) fn is_format(name: &str) -> bool {
    FORMATS.iter().any(|format| format.name == name)
}

/// How far a proof of a JSON-LD document leads, if it is one of an anchor.
pub(crate) fn of_proof<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    proof: &ProofRef<'d>,
) -> Option<Judged<'d>> {
    let NamedSuite::Unknown(name) = ProofOptions::new(proof.value).suite().ok()? else { return None };
    let (read, reading) = is_format(name).then(|| read(session, transformer, proof, name))?;
    let judged = climb(session, &proof.pointer(), &read, stated_address(proof).as_deref());
    Some(Judged { value: Some(proof.value), name: name.to_owned(), reading, ..judged })
}

fn read<'d>(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, 'd>,
    proof: &ProofRef<'d>,
    name: &str,
) -> (Proof, Reading) {
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
        let unsupported = Finding::undetermined(Reason::ProofUnsupported).with("name", name);
        return (Proof::unreadable(unsupported), Reading::default());
    };
    let earlier: Vec<_> = (0..proof.index.unwrap_or(0)).collect();
    let limits = &session.policy.limits;
    read_as(session, transformer, name, &earlier, |target| (format.read)(proof.value, target, limits))
}

/// Reads a proof of the kind `name`, if the policy accepts it and the document has a hash to compare it with: of several
/// readings the first of which it holds the hash, and that one.
pub(crate) fn read_as(
    session: &mut Session<'_>,
    transformer: &mut Transformer<'_, '_>,
    name: &str,
    earlier: &[usize],
    read: impl Fn(&[u8; 32]) -> Proof,
) -> (Proof, Reading) {
    let first = Reading::default();
    if !session.policy.accepts_suite(name) {
        return (Proof::unreadable(Finding::failed(Reason::ProofNotAccepted).with("name", name)), first);
    }
    let work = &mut session.left.canonicalization;
    let mut hash = |reading| transformer.document_hash(reading, DigestAlgorithm::Sha256, earlier, work);
    let (proof, ambiguous) = match hash(first) {
        Ok(hashed) => (read_over(&hashed, &read), hashed.ambiguous),
        Err(finding) => return (Proof { target: finding, ..Proof::unreadable(Finding::passed()) }, first),
    };
    if proof.target.reason != Some(Reason::MerkleTarget) {
        return (proof, first);
    }
    for reading in readings::others(ambiguous, true) {
        let other = match hash(reading) {
            Ok(hashed) => read_over(&hashed, &read),
            // It may be anchored in the reading that is too much to make.
            Err(target) if target.outcome == Outcome::Undetermined => return (Proof { target, ..proof }, first),
            Err(_) => continue,
        };
        if other.target.is_passed() {
            return match transformer.settle(reading) {
                Ok(reading) => (other, reading),
                Err(target) => (Proof { target, ..proof }, first),
            };
        }
    }
    (proof, first)
}

fn read_over(hashed: &Hashed, read: impl Fn(&[u8; 32]) -> Proof) -> Proof {
    match hashed.digest.as_bytes().try_into() {
        Ok(target) => read(target),
        Err(_) => Proof::unreadable(Finding::not_reached()),
    }
}

/// The address that a proof says made its entry, where it says so: as a method of an issuer profile.
fn stated_address(proof: &ProofRef<'_>) -> Option<String> {
    let method = ProofOptions::new(proof.value).text("verificationMethod").ok()??;
    method.rsplit_once("ecdsa-koblitz-pubkey:").map(|(_, address)| address.to_owned())
}

/// Follows each value that a proof leads to. `stated` is the address that it says made the entries.
pub(crate) fn climb(session: &mut Session<'_>, scope: &Scope, proof: &Proof, stated: Option<&str>) -> Judged<'static> {
    let mut judged = Judged::of_anchor(scope.clone());
    if !write_lower(&mut judged, scope, proof) {
        write_standing(&mut judged, scope, &without_anchors(proof), Finding::not_reached());
        return judged;
    }
    let mut entries = Vec::new();
    for (index, anchor) in proof.anchors.iter().enumerate() {
        let standing = follow_once(session, anchor);
        write_standing(&mut judged, &anchor_scope(scope, proof, index), &standing, signer(anchor, &standing, stated));
        entries.push((anchor, standing));
    }
    judged.signed_by = binding(&entries);
    judged.time = proven_by(proof, entries.iter().map(|(_, standing)| standing));
    // In the order of the table, as the checks of a signature are.
    judged.steps.sort_by_key(|step| step.id);
    judged
}

/// Follows each value that a timestamp leads to: of several anchors one is enough, and nobody in particular made them.
pub(crate) fn climb_any(session: &mut Session<'_>, scope: &Scope, proof: &Proof) -> Judged<'static> {
    let nobody = || Finding::absent();
    let mut judged = Judged::of_anchor(scope.clone());
    if !write_lower(&mut judged, scope, proof) {
        write_standing(&mut judged, scope, &without_anchors(proof), nobody());
        return judged;
    }
    let standings: Vec<_> = proof.anchors.iter().map(|anchor| follow_stamp(session, anchor)).collect();
    for (index, (standing, decides)) in standings.iter().zip(decisive(&proof.anchors, &standings)).enumerate() {
        let scope = anchor_scope(scope, proof, index);
        if decides {
            write_standing(&mut judged, &scope, standing, nobody());
        } else {
            let standing = Standing { needs: Vec::new(), ..standing.clone() };
            write_standing(&mut judged, &scope, &standing, nobody());
            judged.aside.push(scope);
        }
    }
    judged.time = proven_by(proof, &standings);
    judged.steps.sort_by_key(|step| step.id);
    judged
}

fn follow_stamp(session: &mut Session<'_>, anchor: &Anchor) -> Standing {
    let mut standing = follow_once(session, anchor);
    // Nobody asks who made the entry.
    standing.needs.retain(|need| !need.is_for(CheckId::AnchorSigner));
    if let Place::Pending(url) = &anchor.place {
        standing.root = standing.root.with("url", clipped(url));
    }
    standing
}

/// Which anchors of a timestamp decide: the earliest of those that hold, and any whose value the ledger shows to be wrong.
/// If none holds, those of the ledgers that are known; failing that, those that are still to be made.
fn decisive(anchors: &[Anchor], standings: &[Standing]) -> Vec<bool> {
    let holding = standings.iter().enumerate().filter(|(_, standing)| standing.holds());
    let end = |standing: &Standing| standing.time.as_ref().map(|(_, end)| end.clone());
    // What holds at no particular time comes last.
    let earliest = holding.min_by_key(|(_, standing)| (standing.time.is_none(), end(standing))).map(|(index, _)| index);
    let promise = |anchor: &Anchor| match anchor.place {
        Place::Transaction { .. } | Place::BlockRoot { .. } | Place::Judged(_) => 0,
        Place::Pending(_) => 1,
        Place::Unknown(_) => 2,
    };
    let best = anchors.iter().map(promise).min();
    let decides = |(index, (anchor, standing)): (usize, (&Anchor, &Standing))| match earliest {
        Some(earliest) => index == earliest || standing.root.is_failed(),
        None => Some(promise(anchor)) == best,
    };
    anchors.iter().zip(standings).enumerate().map(decides).collect()
}

/// By when a document existed, if its proof leads to an entry that holds: the end of the earliest interval.
fn proven_by<'s>(proof: &Proof, standings: impl IntoIterator<Item = &'s Standing>) -> Option<Timestamp> {
    let holding = standings.into_iter().filter(|standing| standing.holds());
    let ends = holding.filter_map(|standing| standing.time.as_ref().map(|(_, end)| end.clone()));
    ends.min().filter(|_| [&proof.encoding, &proof.target, &proof.path].iter().all(|rung| rung.is_passed()))
}

fn anchor_scope(scope: &Scope, proof: &Proof, index: usize) -> Scope {
    if proof.anchors.len() == 1 { scope.clone() } else { format!("{scope}#{index}").into() }
}

/// Writes the lower rungs, and says whether there are upper ones.
fn write_lower(judged: &mut Judged<'_>, scope: &Scope, proof: &Proof) -> bool {
    for (id, finding) in [
        (CheckId::AnchorEncoding, &proof.encoding),
        (CheckId::AnchorTarget, &proof.target),
        (CheckId::AnchorPath, &proof.path),
    ] {
        judged.steps.push(Step { id, scope: scope.clone(), finding: finding.clone() });
    }
    !proof.anchors.is_empty()
}

fn without_anchors(proof: &Proof) -> Standing {
    let leads_nowhere = proof.encoding.is_passed() && proof.path.is_passed();
    Standing::nothing(if leads_nowhere { Finding::failed(Reason::AnchorMissing) } else { Finding::not_reached() })
}

fn write_standing(judged: &mut Judged<'_>, scope: &Scope, standing: &Standing, signer: Finding) {
    let mut rung = |id: CheckId, finding: Finding| judged.steps.push(Step { id, scope: scope.clone(), finding });
    rung(CheckId::AnchorRoot, standing.root.clone());
    rung(CheckId::AnchorTransaction, standing.transaction.clone());
    rung(CheckId::AnchorInclusion, standing.inclusion.clone());
    rung(CheckId::AnchorLedger, dated(standing));
    rung(CheckId::AnchorSigner, signer);
    judged.needs.extend(standing.needs.iter().map(|need| need.clone().at(scope)));
}

/// How the ledger vouches for an entry, and between which times it was made.
fn dated(standing: &Standing) -> Finding {
    let ledger = standing.ledger.clone();
    match &standing.time {
        Some((from, until)) if ledger.is_passed() => {
            ledger.with("from", from.to_string()).with("until", until.to_string())
        }
        _ => ledger,
    }
}

/// Whether the entry was made by the address that the proof states; without one, by whom.
fn signer(anchor: &Anchor, standing: &Standing, stated: Option<&str>) -> Finding {
    match (&standing.signer, stated) {
        (None, _) if is_mock(anchor) && standing.ledger.is_passed() => {
            Finding::not_applicable(Reason::PolicyNotRequested)
        }
        (None, _) if wants_signer(standing) => Finding::undetermined(Reason::ResourceMissing),
        (None, _) => Finding::not_reached(),
        (Some(Signer::Named(name)), _) => Finding::passed().with("name", name.as_str()),
        (Some(Signer::Address { chain, .. }), Some(stated)) if is_of_another_chain(stated, chain.family) => {
            Finding::undetermined(Reason::AnchorOtherChain).with("stated", clipped(stated))
        }
        (Some(Signer::Address { text, .. }), Some(stated)) if !is_same_address(text, stated) => {
            Finding::failed(Reason::AnchorIssuer).with("found", text.as_str()).with("expected", stated)
        }
        (Some(Signer::Address { text, .. }), _) => Finding::passed().with("address", text.as_str()),
    }
}

/// Whether an address is one of another kind of chain: two such have nothing in common, even if one key is behind both.
fn is_of_another_chain(stated: &str, family: Family) -> bool {
    let is_bitcoin = || bitcoin::Address::parse(stated).is_ok();
    let is_ethereum = || ethereum::Address::parse(stated).is_ok();
    match family {
        Family::Bitcoin => is_ethereum(),
        Family::Ethereum => is_bitcoin(),
        Family::Mock => false,
    }
}

fn wants_signer(standing: &Standing) -> bool {
    standing.needs.iter().any(|need| need.is_for(CheckId::AnchorSigner))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchor::chain::Chain;
    use crate::report::{Need, NeedKind};

    fn standing(needs: Vec<Need>) -> Standing {
        Standing { needs, ..Standing::nothing(Finding::passed()) }
    }

    #[test]
    fn a_signer_is_missing_only_where_something_would_tell() {
        let chain = Chain::named("btc:mainnet").unwrap();
        let anchor = Anchor { value: vec![1; 32], place: Place::Transaction { chain, id: "aa".repeat(32) } };
        let need = |rung| Need::resource(rung, NeedKind::Transaction, "a transaction");
        let spent = signer(&anchor, &standing(vec![need(CheckId::AnchorSigner)]), None);
        assert_eq!(spent.reason, Some(Reason::ResourceMissing));
        for needs in [Vec::new(), vec![need(CheckId::AnchorTransaction)]] {
            assert_eq!(signer(&anchor, &standing(needs), None).reason, Some(Reason::CheckNotReached));
        }
    }

    #[test]
    fn needs_are_written_at_the_rung_that_has_them() {
        let rungs = [CheckId::AnchorSigner, CheckId::AnchorInclusion, CheckId::AnchorRoot];
        let needs = rungs.map(|rung| Need::resource(rung, NeedKind::Header, rung.code()));
        let mut judged = Judged::of_anchor("/proof".into());
        write_standing(&mut judged, &"/proof".into(), &standing(needs.into()), Finding::not_reached());
        let written: Vec<_> = judged.needs.iter().map(|need| (need.key.as_str(), need.wanted_by.clone())).collect();
        assert_eq!(written, rungs.map(|rung| (rung.code(), vec![(rung, "/proof".to_owned())])));
    }
}
