//! Credentials and presentations with embedded proofs: what they claim, by what their proofs secure.

use crate::credential::{Claims, Detected, Kind, Meanings, Names, Profile, ProofRef, ProofsError};
use crate::json::Value;
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

/// What a document claims, by what its proofs secure: its statements, its JSON, or one proof this and one that.
pub(crate) struct Readings<'r> {
    read_as: Transformation,
    own: Claims<'r>,
    other: Option<Claims<'r>>,
}

impl<'r> Readings<'r> {
    pub(crate) fn new(transformer: &'r Transformer<'_, '_>, read_as: Transformation, judged: &[Judged<'_>]) -> Self {
        let others = judged.iter().filter_map(Judged::transformation).find(|form| *form != read_as);
        Self { read_as, own: transformer.claims(read_as), other: others.map(|form| transformer.claims(form)) }
    }

    pub(crate) fn of(&self, form: Transformation) -> &Claims<'r> {
        self.other.as_ref().filter(|_| form != self.read_as).unwrap_or(&self.own)
    }
}

pub(crate) fn names_of(meanings: Option<&Meanings>) -> Names<'_> {
    meanings.map_or(Names::Plain, Names::Mapped)
}

/// The profile, by the types that are stated or, where the JSON is signed, by the contexts that are signed with it: those
/// that a proof does not state anybody may have added.
pub(crate) fn signed(
    form: Transformation,
    document: Value<'_>,
    detected: &Detected,
    claims: &Claims<'_>,
    judged: &[Judged<'_>],
) -> Option<Profile> {
    if form == Transformation::Rdfc {
        return Profile::of_statements(claims, detected.profile);
    }
    let proven = judged.iter().filter(|judged| judged.is_proven);
    let json = proven.filter(|judged| judged.transformation() == Some(Transformation::Jcs));
    let stated = json.filter_map(Judged::contexts).map(|stated| stated.items_or_self().count());
    match stated.min() {
        Some(stated) => Profile::of_names(document, stated),
        None => detected.profile,
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
