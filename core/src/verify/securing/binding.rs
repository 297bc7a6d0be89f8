//! Is the key that signed one that the issuer publishes for this purpose? A key in the document itself says nothing.

use super::issuer::{self, Published};
use super::judged::Judged;
use super::method::{self, KEY_DOCUMENTS};
use crate::credential::{AddressKey, IssuerProfile};
use crate::did::{Authorization, ControllerDocument, Relationship, VerificationMethod, same_url};
use crate::keys::PublicKey;
use crate::policy::Policy;
use crate::report::{CheckId, Finding, Need, Outcome, Reason, clipped};
use crate::time::Timestamp;
use crate::verify::claims::period::{key_finding, period_finding};
use crate::verify::session::{Controller, Session, is_web};
use crate::verify::steps::{Entry, SignedBy};

/// How the question ended, and the document that would decide it if nobody supplied it.
pub(crate) struct Binding {
    pub(crate) finding: Finding,
    pub(crate) missing: Option<Need>,
    /// Of an anchor, whether the key was in force when the entry was made.
    pub(crate) period: Option<Finding>,
}

impl Binding {
    /// Adds the answer to the steps of what was asked about.
    pub(crate) fn write(self, judged: &mut Judged<'_>) {
        if judged.is_anchor {
            let undated = match self.finding.outcome {
                Outcome::Passed | Outcome::NotApplicable => Finding::absent(),
                Outcome::Failed | Outcome::Undetermined => Finding::not_reached(),
            };
            judged.step(CheckId::AnchorPeriod, self.period.unwrap_or(undated));
        }
        judged.step(CheckId::IssuerBinding, self.finding);
        self.missing.into_iter().for_each(|missing| judged.need(missing));
    }
}

impl From<Finding> for Binding {
    fn from(finding: Finding) -> Self {
        Self { finding, missing: None, period: None }
    }
}

/// Ties the key of a judged proof to `issuer`, the identifier of who issued or holds the document.
pub(crate) fn bind(session: &mut Session<'_>, judged: &Judged<'_>, issuer: Option<&str>) -> Binding {
    let Some(issuer) = issuer else { return Finding::undetermined(Reason::IssuerMissing).into() };
    if let Some(missing) = judged.needs.iter().find(|need| need.is_for(CheckId::ProofMethod)) {
        return without(missing.key.as_str(), missing.fetch.as_deref());
    }
    let Some(method) = &judged.method else { return Finding::not_reached().into() };
    match &*session.controller(issuer) {
        Controller::Document(document) => {
            let authorization = document.authorization(method, judged.relationship);
            published(session, judged, method, authorization, issuer).into()
        }
        Controller::Method(own) if same_url(&own.id, &method.id) => unpublished(method).into(),
        Controller::Method(_) => mismatch(issuer, method).into(),
        Controller::Missing(None) if !issuer.starts_with("did:") && !issuer.starts_with("urn:") => {
            unpublished(method).into()
        }
        Controller::Missing(fetch) => without(issuer, fetch.as_deref()),
        Controller::Unusable(finding) => finding.clone().into(),
    }
}

/// Ties the addresses that made the entries of an anchor to `issuer`: each must be that of a key which it publishes, and
/// must have been so when the entry was made.
pub(crate) fn bind_entries(session: &mut Session<'_>, judged: &Judged<'_>, issuer: Option<&str>) -> Binding {
    let Some(issuer) = issuer else { return Finding::undetermined(Reason::IssuerMissing).into() };
    let entries = match &judged.signed_by {
        None => return unreached(session, judged, issuer),
        Some(SignedBy::Anybody) => {
            let period = named_period(session, judged);
            return Binding { period, ..Finding::not_applicable(Reason::PolicyNotRequested).into() };
        }
        Some(SignedBy::Addresses(entries)) => entries,
    };
    match issuer_profile(session, issuer) {
        Ok(Some(profile)) => {
            let terms = |entry: &Entry| terms_of_keys(profile.keys_for(&entry.address));
            return bind_to(session.policy, entries, issuer, profile.has_other_keys, terms);
        }
        Ok(None) => {}
        Err(binding) => return *binding,
    }
    match &*session.controller(issuer) {
        Controller::Document(document) => {
            let terms = |entry: &Entry| term_of_method(document, judged.relationship, entry).into_iter().collect();
            bind_to(session.policy, entries, issuer, false, terms)
        }
        Controller::Method(_) => {
            Finding::undetermined(Reason::IssuerUnpublished).with("method", clipped(issuer)).into()
        }
        Controller::Missing(fetch) => without(issuer, fetch.as_deref()),
        Controller::Unusable(finding) => finding.clone().into(),
    }
}

/// The document that would decide is not at hand.
fn without(document: &str, fetch: Option<&str>) -> Binding {
    let finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(document));
    Binding { finding, missing: Some(wanted(document, fetch)), period: None }
}

fn wanted(document: &str, fetch: Option<&str>) -> Need {
    Need::document(CheckId::IssuerBinding, document, fetch, KEY_DOCUMENTS)
}

/// Whether the key that an anchor names is in force, as far as that is known. Who makes an entry that anybody can make may
/// name any key; one that is not in force any more is none to name.
fn named_period(session: &mut Session<'_>, judged: &Judged<'_>) -> Option<Finding> {
    let url = judged.value?.get("verificationMethod")?.as_str()?;
    let method = method::find(session, url, judged.relationship).found?;
    let at = session.policy.at.minus_seconds(session.policy.clock_skew);
    Some(period_finding(&method, Some(&at)))
}

/// Nothing is known of the entries; whose they should be is asked for at once, unless the anchor has failed already.
fn unreached(session: &mut Session<'_>, judged: &Judged<'_>, issuer: &str) -> Binding {
    let missing = match &*session.controller(issuer) {
        Controller::Missing(fetch) if judged.reach() != Outcome::Failed => Some(wanted(issuer, fetch.as_deref())),
        _ => None,
    };
    Binding { missing, ..Finding::not_reached().into() }
}

/// The profile with addresses that an issuer publishes at its own URL, if that is what was supplied for it.
fn issuer_profile(session: &Session<'_>, issuer: &str) -> Result<Option<IssuerProfile>, Box<Binding>> {
    let is_one = |profile: &IssuerProfile| is_web(issuer) && !profile.keys.is_empty();
    match issuer::profile(session, issuer) {
        Published::Profile(profile) => Ok(Some(profile).filter(is_one)),
        Published::Other(url, profile) if is_one(&profile) => {
            let (finding, need) = issuer::other(CheckId::IssuerBinding, &url, &profile);
            Err(Box::new(Binding { missing: Some(need), ..finding.into() }))
        }
        Published::Limit(reached) => Err(Box::new(Finding::limit(reached).into())),
        _ => Ok(None),
    }
}

/// When an address is its owner's, by all that a profile says of it. Of two times with one beginning the first end counts:
/// whoever revokes may add to a list, and take nothing from it.
fn terms_of_keys<'k>(keys: impl Iterator<Item = &'k AddressKey>) -> Vec<Term<'k>> {
    let mut terms: Vec<Term<'k>> = Vec::new();
    for term in keys.map(Term::of_key) {
        match terms.iter_mut().find(|known| known.created == term.created) {
            Some(known) => known.cut(term),
            None => terms.push(term),
        }
    }
    terms
}

/// When a key is its owner's.
#[derive(Clone, Copy)]
struct Term<'k> {
    created: Option<&'k Timestamp>,
    revoked: Option<&'k Timestamp>,
    expires: Option<&'k Timestamp>,
}

impl<'k> Term<'k> {
    fn of_key(key: &'k AddressKey) -> Self {
        Self { created: key.created.as_ref(), revoked: key.revoked.as_ref(), expires: key.expires.as_ref() }
    }

    /// Ends it where the other ends, if that is earlier.
    fn cut(&mut self, other: Self) {
        let earlier = |one: Option<&'k Timestamp>, other| one.into_iter().chain(other).min();
        self.revoked = earlier(self.revoked, other.revoked);
        self.expires = earlier(self.expires, other.expires);
    }

    fn of_method(method: &'k VerificationMethod) -> Self {
        Self { created: None, revoked: method.revoked.as_ref(), expires: method.expires.as_ref() }
    }
}

/// The term of the key behind an address; of several that are one key, the one that ends first.
fn term_of_method<'k>(document: &'k ControllerDocument, relationship: Relationship, entry: &Entry) -> Option<Term<'k>> {
    let own = document.methods_under(relationship).filter(|one| one.key.as_ref().is_ok_and(|key| controls(key, entry)));
    own.min_by(|one, other| one.cmp_end(other)).map(Term::of_method)
}

/// Asks for each entry, by its address, when its key was the issuer's, if ever.
fn bind_to<'k>(
    policy: &Policy,
    entries: &[Entry],
    issuer: &str,
    has_other_keys: bool,
    terms: impl Fn(&Entry) -> Vec<Term<'k>>,
) -> Binding {
    let rank = |finding: &Finding| match finding.outcome {
        Outcome::Failed => 0,
        Outcome::Undetermined => 1,
        Outcome::Passed => 2,
        Outcome::NotApplicable => 3,
    };
    let mut period = Finding::absent();
    for entry in entries {
        // Of several terms the one that covers the entry decides.
        let terms = terms(entry).into_iter().map(|term| in_force(policy, term, entry));
        let own = terms.reduce(|best, next| if rank(&next) > rank(&best) { next } else { best });
        let Some(own) = own else { return not_published_by(issuer, entry, has_other_keys).into() };
        // The worst one stands for all entries.
        if rank(&own) < rank(&period) {
            period = own;
        }
    }
    Binding { finding: published_by(issuer), missing: None, period: Some(period) }
}

/// Whether the key of an address was the issuer's while the entry may have been made.
fn in_force(policy: &Policy, key: Term<'_>, entry: &Entry) -> Finding {
    if key.created.is_none() && key.revoked.is_none() && key.expires.is_none() {
        return Finding::absent();
    }
    let Some((from, to)) = &entry.time else { return Finding::not_reached() };
    let said = |finding: Finding| finding.with("from", from.to_string()).with("until", to.to_string());
    if let Some(created) = key.created
        && from.plus_seconds(policy.clock_skew) < *created
    {
        let finding = if to < created { Finding::failed } else { Finding::undetermined };
        return said(finding(Reason::AnchorTooEarly).with("created", created.to_string()));
    }
    let ends = [(key.revoked, Reason::KeyRevoked, "revoked"), (key.expires, Reason::KeyExpired, "expires")];
    for (end, reason, name) in ends {
        if let Some(end) = end
            && to.minus_seconds(policy.clock_skew) >= *end
        {
            let finding = if from >= end { Finding::failed } else { Finding::undetermined };
            return said(finding(reason).with(name, end.to_string()));
        }
    }
    Finding::passed()
}

fn published_by(issuer: &str) -> Finding {
    Finding::passed().with("document", clipped(issuer))
}

/// That an issuer does not list a key is proven only if all that it lists is understood.
fn not_published_by(issuer: &str, entry: &Entry, has_other_keys: bool) -> Finding {
    let finding = match has_other_keys {
        true => Finding::undetermined(Reason::IssuerKeys),
        false => Finding::failed(Reason::IssuerMismatch),
    };
    finding.with("document", clipped(issuer)).with("method", entry.address.as_str())
}

/// Whether a key is behind the address that made an entry.
#[cfg(feature = "anchors")]
pub(super) fn controls(key: &PublicKey, entry: &Entry) -> bool {
    crate::anchor::chain::controls(entry.chain, &entry.address, key)
}

/// Without anchors there are no entries.
#[cfg(not(feature = "anchors"))]
pub(super) fn controls(_: &PublicKey, _: &Entry) -> bool {
    false
}

/// What the issuer's document says of the method; where it holds the key itself, its dates hold as well.
fn published(
    session: &Session<'_>,
    judged: &Judged<'_>,
    method: &VerificationMethod,
    authorization: Option<Authorization<'_>>,
    issuer: &str,
) -> Finding {
    match authorization {
        None => mismatch(issuer, method).with("relationship", judged.relationship.name()),
        Some(Authorization::Listed) => Finding::passed().with("document", clipped(issuer)),
        Some(Authorization::Method(own)) => {
            // Without an instant `proof.key_period` says that nothing proves one.
            let at = || session.policy.at.minus_seconds(session.policy.clock_skew);
            match key_finding(own, &judged.key_instant.clone().unwrap_or_else(at)) {
                finding if finding.is_passed() => finding.with("document", clipped(issuer)),
                finding => finding,
            }
        }
    }
}

fn mismatch(issuer: &str, method: &VerificationMethod) -> Finding {
    Finding::failed(Reason::IssuerMismatch).with("document", clipped(issuer)).with("method", clipped(&method.id))
}

fn unpublished(method: &VerificationMethod) -> Finding {
    Finding::undetermined(Reason::IssuerUnpublished).with("method", clipped(&method.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limit;
    use crate::resources::Resources;
    use crate::time::Timestamp;
    use crate::verify::Verifier;

    #[test]
    fn a_profile_with_more_keys_than_the_limit_is_not_one_without_the_key() {
        let url = "https://neustadt.example/issuer";
        let text = format!(r#"{{"id": "{url}", "issuerKeys": [{{"key": "1a"}}, {{"key": "1b"}}]}}"#);
        let mut resources = Resources::default();
        resources.add_document(url, text.into_bytes()).unwrap();
        let found = |keys: u32| {
            let mut policy = Policy::at(Timestamp::from_unix(1_795_262_400));
            policy.limits.keys = keys;
            let verifier = Verifier::new(policy);
            let mut batch = verifier.batch(&resources);
            let profile = issuer_profile(&batch.session(0), url).map_err(|binding| binding.finding);
            profile.map(|profile| profile.map(|profile| profile.keys.len()))
        };
        assert_eq!(found(1), Err(Finding::limit(Limit::Keys.reached(1))));
        assert_eq!(found(2), Ok(Some(2)));
    }
}
