//! A proof of a transparency log as a ladder: the leaf at its foot, the checkpoint that the log signed at its top.
//!
//! The leaf is that of a text, or of the SHA-256 of one: logs take entries of either kind. The proof does not repeat it, so
//! a wrong leaf and a wrong path look the same.

use super::{Included, LogPolicy, SignedOutcome, TlogError, TlogProof, VerifierKey};
use crate::anchor::ladder::{Anchor, Place, Proof, Standing, Texts, decision};
use crate::digest::DigestAlgorithm;
use crate::merkle::{self, MerkleError, Rule, Tree};
use crate::policy::{LogKey, Policy};
use crate::report::{Datum, Finding, Reason, clipped};
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// Reads a `.tlog-proof` file, which should be of one of `texts`.
pub(crate) fn to_ladder(bytes: &[u8], texts: &mut dyn Texts, policy: &Policy) -> Proof {
    let proof = match TlogProof::parse(bytes, &policy.limits) {
        Ok(proof) => proof,
        Err(TlogError::Limit(reached)) => return Proof::unreadable(Finding::limit(reached)),
        Err(error) => {
            return Proof::unreadable(Finding::failed(Reason::TlogMalformed).with("fault", error.to_string()));
        }
    };
    let (target, path, leaf) = lower(&proof, texts);
    let place = Place::Judged(match leaf {
        Some(leaf) => standing(&proof, &leaf, policy),
        None => Standing::nothing(Finding::not_reached()),
    });
    let anchors = vec![Anchor { value: proof.checkpoint.root.to_vec(), place }];
    Proof { encoding: Finding::passed(), target, path, anchors }
}

/// The target and the path, and the leaf if the path leads from it.
fn lower(proof: &TlogProof<'_>, texts: &mut dyn Texts) -> (Finding, Finding, Option<[u8; 32]>) {
    let tree = Tree { size: proof.checkpoint.size, root: proof.checkpoint.root };
    let (mut found, mut error) = (None, None);
    let key = format!("{}/{}", clipped(proof.checkpoint.origin), proof.index);
    let target = texts.target(&key, &mut |text| {
        let digest = DigestAlgorithm::Sha256.hash(text);
        let leaves = [text, digest.as_bytes()].map(|entry| Rule::Rfc9162.leaf(entry));
        found = leaves.into_iter().find(|leaf| {
            let verified = merkle::verify_inclusion(Rule::Rfc9162, leaf, proof.index, &proof.path, &tree);
            error = verified.err();
            error.is_none()
        });
        found.is_some()
    });
    let path = match (&found, error) {
        (Some(_), _) => Finding::passed(),
        // Without a text nothing was tried.
        (None, None) => Finding::not_reached(),
        (None, Some(MerkleError::Root)) => Finding::failed(Reason::MerkleRoot),
        (None, Some(_)) => Finding::failed(Reason::MerkleShape),
    };
    let target = if path.is_failed() && target.is_failed() { Finding::not_reached() } else { target };
    (target, path, found)
}

fn standing(proof: &TlogProof<'_>, leaf: &[u8; 32], policy: &Policy) -> Standing {
    let mut standing = Standing {
        transaction: Finding::absent(),
        inclusion: Finding::absent(),
        ..Standing::nothing(Finding::passed())
    };
    let ask = |standing: &mut Standing, finding, member: &str| {
        standing.ledger = finding;
        standing.needs.push(decision(member));
    };
    let unvouched = |fault: &dyn ToString| {
        Finding::undetermined(Reason::AnchorNoCheckpoint)
            .with("fault", fault.to_string())
            .with("name", clipped(proof.checkpoint.origin))
    };
    if policy.anchors.logs.is_empty() {
        ask(&mut standing, unvouched(&"no log is given"), "logs");
        return standing;
    }
    let logs = match log_policy(policy) {
        Ok(logs) => logs,
        Err(fault) => {
            ask(&mut standing, Finding::undetermined(Reason::TlogPolicy).with("fault", fault), "logs");
            return standing;
        }
    };
    match proof.verify(leaf, &logs) {
        Ok(included) => {
            standing.time = time(&included, policy);
            standing.ledger = Finding::passed()
                .with("reach", "log")
                .with("name", clipped(included.origin))
                .with("size", Datum::Integer(included.size));
        }
        Err(TlogError::Cosignature { name, .. }) => {
            standing.ledger = Finding::failed(Reason::TlogSignature).with("name", clipped(&name));
        }
        Err(error @ TlogError::Quorum { .. }) => ask(&mut standing, unvouched(&error), "witnesses"),
        Err(error) => ask(&mut standing, unvouched(&error), "logs"),
    }
    standing
}

fn log_policy(policy: &Policy) -> Result<LogPolicy, String> {
    let keys = |keys: &[LogKey]| -> Result<Vec<_>, String> {
        keys.iter().map(|key| VerifierKey::parse(&key.vkey).map_err(|error| error.to_string())).collect()
    };
    let quorum = usize::try_from(policy.anchors.quorum).unwrap_or(usize::MAX);
    LogPolicy::new(keys(&policy.anchors.logs)?, keys(&policy.anchors.witnesses)?, quorum)
        .map_err(|error| error.to_string())
}

/// By when as many witnesses had seen the checkpoint as the policy asks for; if it asks for none, by when the log says that
/// it signed. A clock may be off by as much as the policy allows.
fn time(included: &Included<'_>, policy: &Policy) -> Option<(Timestamp, Timestamp)> {
    let mut witnesses = BTreeMap::new();
    let mut log = None;
    for signed in &included.signatures {
        match signed.outcome {
            SignedOutcome::Witness { timestamp } => {
                let first = witnesses.entry((signed.name, signed.id)).or_insert(timestamp);
                *first = timestamp.min(*first);
            }
            SignedOutcome::Log { timestamp } => log = log.into_iter().chain(timestamp).min(),
            SignedOutcome::Unknown | SignedOutcome::Unsupported => {}
        }
    }
    let mut seen: Vec<_> = witnesses.into_values().collect();
    seen.sort_unstable();
    let seconds = match usize::try_from(policy.anchors.quorum).unwrap_or(usize::MAX).checked_sub(1) {
        Some(last) => seen.get(last).copied(),
        None => log,
    }?;
    let time = Timestamp::from_unix(i64::try_from(seconds).ok()?);
    Some((time.minus_seconds(policy.clock_skew), time.plus_seconds(policy.clock_skew)))
}
