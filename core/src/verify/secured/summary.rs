//! What a person wants to see first, from the claims.

use crate::credential::{self, Claims, Member};
use crate::policy::Policy;
use crate::report::{Party, Summary};

/// Sums up what a document claims; whether it is secured is decided with the verdict.
pub(crate) fn summary(claims: &Claims<'_>, policy: &Policy) -> Summary {
    let moment = |wanted: &[Member]| {
        let found = claims.period.iter().find(|moment| wanted.contains(&moment.member));
        found.map(|moment| moment.text.to_string())
    };
    let mut issuer = claims.issuer.as_ref().or(claims.holder.as_ref()).map(party);
    if let Some(issuer) = &mut issuer {
        let registered =
            policy.trusted_issuers.iter().flatten().find(|trusted| Some(&trusted.id) == issuer.id.as_ref());
        if let Some(name) = registered.and_then(|trusted| trusted.name.clone()) {
            issuer.name = Some(name);
        }
    }
    Summary {
        secured: false,
        id: claims.id.as_ref().map(ToString::to_string),
        types: claims.types.iter().map(ToString::to_string).collect(),
        name: claims.name.as_ref().map(ToString::to_string),
        issuer,
        subjects: claims.subjects.iter().map(party).collect(),
        achievement: claims.achievements.first().map(party),
        valid_from: moment(&[Member::ValidFrom, Member::IssuanceDate, Member::Issued, Member::IssuedOn]),
        valid_until: moment(&[Member::ValidUntil, Member::ExpirationDate, Member::Expires]),
    }
}

fn party(party: &credential::Party<'_>) -> Party {
    Party { id: party.id.as_ref().map(ToString::to_string), name: party.name.as_ref().map(ToString::to_string) }
}
