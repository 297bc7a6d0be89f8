//! What a person wants to see first, from the claims.

use crate::credential::{self, Kind, Member, View};
use crate::policy::Policy;
use crate::report::{Party, Summary};

/// Sums up what is secured of a document, or claimed; which of the two is decided with the verdict.
///
/// A presentation names its holder, if `is_bound` says that the holder's key made it, and nobody else.
pub(crate) fn summary(view: &View<'_>, policy: &Policy, is_bound: bool) -> Summary {
    let claims = &view.claims;
    let moment = |wanted: &[Member]| {
        let found = claims.period.iter().find(|moment| wanted.contains(&moment.member));
        found.map(|moment| moment.text.to_string())
    };
    let common = Summary {
        id: claims.id.as_ref().map(ToString::to_string),
        types: claims.types.iter().map(ToString::to_string).collect(),
        name: claims.name.as_ref().map(ToString::to_string),
        valid_from: moment(&[Member::ValidFrom, Member::IssuanceDate, Member::Issued, Member::IssuedOn]),
        valid_until: moment(&[Member::ValidUntil, Member::ExpirationDate, Member::Expires]),
        ..Summary::default()
    };
    if view.kind == Ok(Kind::Presentation) {
        let holder = claims.holder.as_ref().filter(|_| is_bound);
        return Summary { holder: holder.map(|holder| named(holder, policy)), ..common };
    }
    Summary {
        issuer: claims.issuer.as_ref().map(|issuer| named(issuer, policy)),
        subjects: parties(view, &claims.subjects),
        achievement: parties(view, &claims.achievements).into_iter().next(),
        ..common
    }
}

/// With the name that the policy's registry has, if it has one.
fn named(of: &credential::Party<'_>, policy: &Policy) -> Party {
    let mut registered = policy.trusted_issuers.iter().flatten();
    let registered = registered.find(|trusted| Some(trusted.id.as_str()) == of.id.as_deref());
    match registered.and_then(|trusted| trusted.name.clone()) {
        Some(name) => Party { name: Some(name), ..party(of) },
        None => party(of),
    }
}

/// As they are written or, where nothing signs that order, in one of their own.
fn parties(view: &View<'_>, of: &[credential::Party<'_>]) -> Vec<Party> {
    let mut parties: Vec<_> = of.iter().map(party).collect();
    if view.has_statements() {
        parties.sort_by(|one, other| (&one.id, &one.name).cmp(&(&other.id, &other.name)));
    }
    parties
}

fn party(party: &credential::Party<'_>) -> Party {
    Party { id: party.id.as_ref().map(ToString::to_string), name: party.name.as_ref().map(ToString::to_string) }
}
