//! Which logs and witnesses count, and what the signatures of a note are worth under that.

use super::key::SignatureType;
use super::{Note, Signed, SignedOutcome, TlogError, VerifierKey};
use std::fmt;

/// The logs that count, and how many of which witnesses must have seen a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPolicy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<VerifierKey>,
    quorum: usize,
}

/// Why a policy makes no sense.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogPolicyError {
    /// A key stands twice: one key is one witness, whatever its names.
    DuplicateKey,
    /// There is no log.
    NoLog,
    /// More witnesses are asked for than there are.
    Quorum,
    /// A witness has a key that makes no cosignatures.
    WitnessType,
}

impl LogPolicy {
    /// Any of `logs`, seen by at least `quorum` of `witnesses`.
    ///
    /// # Errors
    /// [`LogPolicyError`] if no checkpoint could satisfy it, or one witness could count as two.
    pub fn new(logs: Vec<VerifierKey>, witnesses: Vec<VerifierKey>, quorum: usize) -> Result<Self, LogPolicyError> {
        let doubled = |keys: &[VerifierKey]| {
            let earlier = |at: usize| keys.get(..at).unwrap_or_default();
            keys.iter().enumerate().any(|(at, key)| earlier(at).iter().any(|other| key.same_material(other)))
        };
        if logs.is_empty() {
            return Err(LogPolicyError::NoLog);
        }
        if doubled(&logs) || doubled(&witnesses) {
            return Err(LogPolicyError::DuplicateKey);
        }
        if witnesses.iter().any(|key| key.signature_type() == SignatureType::Ed25519) {
            return Err(LogPolicyError::WitnessType);
        }
        if quorum > witnesses.len() {
            return Err(LogPolicyError::Quorum);
        }
        Ok(Self { logs, witnesses, quorum })
    }

    /// What became of each signature of a note of the log `origin`, if the note counts.
    pub(super) fn judge<'a>(&self, note: &Note<'a>, origin: &str) -> Result<Vec<Signed<'a>>, TlogError> {
        // The keys of other logs are not known for this one.
        let logs: Vec<&VerifierKey> = self.logs.iter().filter(|key| key.name() == origin).collect();
        let mut seen = vec![false; self.witnesses.len()];
        let mut signatures = Vec::with_capacity(note.signatures.len());
        for signature in &note.signatures {
            let failed = |error| TlogError::Cosignature { name: signature.name.chars().take(64).collect(), error };
            let mut outcome = SignedOutcome::Unknown;
            if let Some(key) = logs.iter().find(|key| key.made(signature)) {
                outcome = key.verify(note.text, &signature.signature).map_err(failed)?.by_log();
            }
            let witnesses = self.witnesses.iter().zip(&mut seen);
            for (key, seen) in witnesses.filter(|(key, _)| key.made(signature)) {
                let found = key.verify(note.text, &signature.signature).map_err(failed)?.by_witness();
                *seen |= matches!(found, SignedOutcome::Witness { .. });
                // A log that cosigns for itself is listed as the log.
                if !matches!(outcome, SignedOutcome::Log { .. }) {
                    outcome = found;
                }
            }
            signatures.push(Signed { name: signature.name, id: signature.id, outcome });
        }
        let of_log = |signed: &Signed<'_>| matches!(signed.outcome, SignedOutcome::Log { .. });
        if !signatures.iter().any(of_log) {
            let unsupported = logs.iter().any(|key| note.signatures.iter().any(|signature| key.made(signature)));
            return Err(if unsupported { TlogError::UnsupportedLog } else { TlogError::Log });
        }
        let found = seen.iter().filter(|seen| **seen).count();
        if found < self.quorum {
            return Err(TlogError::Quorum { found, wanted: self.quorum });
        }
        Ok(signatures)
    }
}

impl fmt::Display for LogPolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DuplicateKey => "a key stands twice",
            Self::NoLog => "there is no log",
            Self::Quorum => "more witnesses are asked for than there are",
            Self::WitnessType => "the key of a witness makes no cosignatures",
        })
    }
}

impl std::error::Error for LogPolicyError {}
