//! Credentials and presentations with embedded proofs: what they claim, by what their proofs secure.

use crate::credential::{Claims, Detected, Kind, Profile, ProofRef, ProofsError, View};
use crate::limits::Limit;
use crate::proof::data_integrity::Transformation;
use crate::verify::claims::revocation_list::Asked;
use crate::verify::securing::judged::Judged;
use crate::verify::securing::transform::Transformer;
use crate::verify::session::{Session, spend};

/// Counts the proofs of one more document of the input.
pub(crate) fn count_proofs<'d>(
    session: &mut Session<'_>,
    found: Vec<ProofRef<'d>>,
) -> Result<Vec<ProofRef<'d>>, ProofsError> {
    let reached = Limit::InputProofs.reached(session.policy.limits.input_proofs);
    spend(&mut session.left.proofs, found.len()).map(|()| found).ok_or(ProofsError::Limit(reached))
}

/// What is secured of a document, by its proofs: its statements, its JSON, or by one proof this and by one that.
pub(crate) struct Views<'v> {
    read_as: Transformation,
    own: View<'v>,
    other: Option<View<'v>>,
}

impl<'v> Views<'v> {
    pub(crate) fn new(transformer: &'v Transformer<'_, '_>, read_as: Transformation, judged: &[Judged<'_>]) -> Self {
        // Contexts that a proof over the JSON does not state, anybody may have added.
        let stated = judged.iter().filter(|judged| judged.is_signed()).filter_map(Judged::contexts);
        let contexts = stated.map(|stated| stated.items_or_self().count()).min().unwrap_or(usize::MAX);
        let other = judged.iter().filter_map(Judged::transformation).find(|form| *form != read_as);
        let view = |form| transformer.view(form, contexts);
        Self { read_as, own: view(read_as), other: other.map(view) }
    }

    pub(crate) fn of(&self, form: Transformation) -> &View<'v> {
        self.other.as_ref().filter(|_| form != self.read_as).unwrap_or(&self.own)
    }
}

/// What is asked about a credential: of Blockcerts, unless it has a status of its own.
///
/// It is of Blockcerts by its type or its anchor as well: an Open Badge may be, and the contexts, which nobody signs, are
/// the holder's to change.
pub(crate) fn asked<'a>(detected: &Detected, claims: &'a Claims<'_>, judged: &[Judged<'_>]) -> Option<Asked<'a>> {
    let is_blockcerts = detected.profile == Some(Profile::Blockcerts3)
        || claims.types.iter().any(|name| name == "BlockcertsCredential")
        || judged.iter().any(|judged| judged.is_anchor);
    let is_asked = is_blockcerts && detected.kind == Kind::Credential && claims.status.is_empty();
    is_asked.then(|| Asked {
        issuer: claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()),
        names: claims.id.as_deref().into_iter().collect(),
        ..Asked::default()
    })
}
