//! What a person wants to see first, from the claims.

use crate::credential::{self, Kind, Member, View};
use crate::policy::Policy;
use crate::report::{Party, Summary};
use crate::verify::claims;
use std::borrow::Cow;

/// Sums up what is secured of a document, or claimed; which of the two is decided with the verdict.
///
/// A presentation names its holder, if `is_bound` says that the holder's key made it, and nobody else.
pub(crate) fn summary(view: &View<'_>, policy: &Policy, is_bound: bool) -> Summary {
    let claims = &view.claims;
    let moment = |wanted: &[Member]| {
        let found = claims.period.iter().find(|moment| wanted.contains(&moment.member));
        found.map(|moment| shown(&moment.text))
    };
    let common = Summary {
        id: claims.id.as_deref().map(shown),
        types: types(&claims.types),
        name: claims.name.as_deref().map(shown),
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

/// Leaves what no other document may have said. Documents within one share its statements, and where each stands tells
/// whose they are; only of one that holds it is known that nothing was moved out of it.
pub(crate) fn without_words(summary: &mut Summary, policy: &Policy) {
    summary.types.retain(|name| credential::is_known_type(name));
    summary.name = None;
    summary.achievement = None;
    for party in summary.issuer.iter_mut().chain(&mut summary.holder) {
        party.name = registered(policy, party.id.as_deref());
    }
    summary.subjects.iter_mut().for_each(|subject| subject.name = None);
}

/// With the name that the policy's registry has, if it has one.
fn named(of: &credential::Party<'_>, policy: &Policy) -> Party {
    match registered(policy, of.id.as_deref()) {
        Some(name) => Party { name: Some(name), ..party(of) },
        None => party(of),
    }
}

fn registered(policy: &Policy, id: Option<&str>) -> Option<String> {
    let mut registered = policy.trusted_issuers.iter().flatten();
    registered.find(|trusted| id.is_some_and(|id| claims::is_of(trusted, id)))?.name.clone()
}

/// As they are written or, where nothing signs that order, in one of their own; as many as there is room for. After those
/// stands one without identifier that says how many more there are.
fn parties(view: &View<'_>, of: &[credential::Party<'_>]) -> Vec<Party> {
    let mut all: Vec<_> = of.iter().collect();
    if view.has_statements() {
        all.sort_by(|one, other| (&one.id, &one.name).cmp(&(&other.id, &other.name)));
    }
    let length = |text: &Option<String>| text.as_ref().map_or(4, String::len);
    let (mut told, more) = up_to(ROOM, all.into_iter().map(party), |party| {
        length(&party.id).saturating_add(length(&party.name)).saturating_add(16)
    });
    told.extend(more.map(|more| Party { id: None, name: Some(more) }));
    told
}

fn party(party: &credential::Party<'_>) -> Party {
    Party { id: party.id.as_deref().map(shown), name: party.name.as_deref().map(shown) }
}

/// As many types as there is room for; after those stands how many more there are.
fn types(of: &[Cow<'_, str>]) -> Vec<String> {
    let (mut told, more) = up_to(ROOM, of.iter().map(|name| shown(name)), |name| name.len().saturating_add(3));
    told.extend(more);
    told
}

/// What one list of a summary may take, in bytes: a hundred subjects.
const ROOM: usize = 8 << 10;
/// The longest text of a summary, in bytes. Long forms of DIDs take a thousand.
pub(crate) const LONGEST: usize = 2 << 10;

/// The first entries, as many as there is room for, and how many more there are.
fn up_to<T>(
    room: usize,
    entries: impl ExactSizeIterator<Item = T>,
    length: impl Fn(&T) -> usize,
) -> (Vec<T>, Option<String>) {
    let (mut left, count) = (room, entries.len());
    let told: Vec<_> = entries
        .map_while(|entry| {
            left = left.checked_sub(length(&entry))?;
            Some(entry)
        })
        .collect();
    let more = count.saturating_sub(told.len());
    (told, (more > 0).then(|| format!("… and {more} more")))
}

/// A text of the document, cut where it is longer than anybody reads.
fn shown(text: &str) -> String {
    let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).filter(|_| text.len() > LONGEST);
    match end.and_then(|end| text.get(..end)) {
        Some(begins) => format!("{begins}…"),
        None => text.to_owned(),
    }
}
