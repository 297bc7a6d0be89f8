//! Whether an issuer took a credential back by a list that it keeps at a URL of its own, as Blockcerts issuers do.
//!
//! Where the list is, the issuer's profile says, or else the certificate itself. The URL is what the issuer stands for: by
//! which name the list calls itself, or its issuer, makes no difference. Lists are those of
//! [Open Badges 2.0](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#RevocationList).

use crate::credential::RevocationList;
use crate::report::{CheckId, Finding, Need, Reason, clipped};
use crate::verify::faults::resource_finding;
use crate::verify::found::{Found, Needs};
use crate::verify::places::within_limit;
use crate::verify::securing::issuer::{self, Published};
use crate::verify::session::{Session, is_web};
use std::collections::BTreeSet;

/// The media types of profiles and lists.
const ACCEPT: &str = "application/ld+json, application/json";

/// The credential about which a list is asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked<'a> {
    /// Who issued it, by its own word.
    pub(crate) issuer: Option<&'a str>,
    /// The names by which the list would have it.
    pub(crate) names: BTreeSet<&'a str>,
    /// Where the credential says that there is a list.
    pub(crate) lists: Vec<&'a str>,
    /// Whether it may be taken back by spending an output of its transaction, and if so, whether it has one.
    pub(crate) output: Option<bool>,
}

/// Looks into every list that there should be, and writes down what each says.
pub(crate) fn check(session: &Session<'_>, found: &mut Found<'_>, asked: &Asked<'_>) {
    let id = CheckId::StatusEntry;
    let published = asked.issuer.map_or(Published::Nowhere, |issuer| issuer::profile(session, issuer));
    let mut lists = lists(session, asked, &published);
    if let Some(over) = within_limit(&mut lists, session.policy) {
        found.checks.add(id, "", over);
    }
    for url in &lists {
        let finding = if asked.names.is_empty() {
            Finding::not_reached()
        } else {
            judge(session, &mut found.needs, url, &asked.names)
        };
        found.checks.add(id, clipped(url), finding);
    }
    let profile = match &published {
        Published::Other(_, profile) | Published::Profile(profile) => Some(profile),
        _ => None,
    };
    if asked.output.is_some_and(|has_one| has_one || profile.is_some_and(|profile| profile.has_revocation_keys)) {
        // That an output is still unspent, no bytes of a ledger prove.
        let unsupported = Finding::undetermined(Reason::StatusUnsupported).with("name", "revocationKey");
        found.checks.add(id, "", unsupported);
    } else if lists.is_empty() || !matches!(published, Published::Profile(_) | Published::Nowhere) {
        // Whatever list the credential names, the profile may name another one.
        let finding = unlisted(&mut found.needs, published);
        found.checks.add(id, "", finding);
    }
}

/// The lists that must be looked into: the one of the profile; if there is none, those that the credential names. What
/// else was supplied of those counts as well.
fn lists<'a>(session: &Session<'_>, asked: &Asked<'a>, published: &'a Published) -> Vec<&'a str> {
    let own = match published {
        // Whoever is named there to have taken it back, did; of an other profile that is not all that must be known.
        Published::Other(_, profile) | Published::Profile(profile) => profile.revocation_list.as_deref(),
        _ => None,
    };
    let is_supplied = |url: &&str| session.resources.document_entry(url).is_some();
    let named = asked.lists.iter().copied().filter(|url| own.is_none() || is_supplied(url));
    let mut lists: Vec<_> = own.into_iter().chain(named).collect();
    lists.sort_unstable();
    lists.dedup();
    lists
}

/// How it ends where the profile names no list.
fn unlisted(needs: &mut Needs, published: Published) -> Finding {
    match published {
        Published::Profile(_) | Published::Nowhere => Finding::absent(),
        Published::Other(url, profile) => {
            let (finding, need) = issuer::other(CheckId::StatusEntry, &url, &profile);
            needs.add(need);
            finding
        }
        Published::Unusable(finding) => finding,
        Published::Limit(reached) => Finding::limit(reached),
        Published::Missing(url, fetch) => missing(needs, &url, fetch.as_deref(), ""),
    }
}

fn judge(session: &Session<'_>, needs: &mut Needs, url: &str, names: &BTreeSet<&str>) -> Finding {
    let Some(entry) = session.resources.document_entry(url) else {
        return missing(needs, url, is_web(url).then_some(url), &clipped(url));
    };
    let json = match entry.json(&session.policy.limits) {
        Ok(json) => json,
        Err(error) => return resource_finding(&error, url),
    };
    match RevocationList::find(json.root(), names) {
        Err(_) => Finding::undetermined(Reason::ResourceMalformed).with("url", clipped(url)),
        Ok(None) => Finding::passed(),
        Ok(Some(None)) => Finding::failed(Reason::StatusRevoked),
        Ok(Some(Some(reason))) => Finding::failed(Reason::StatusRevoked).with("reason", clipped(reason)),
    }
}

fn missing(needs: &mut Needs, url: &str, fetch: Option<&str>, scope: &str) -> Finding {
    needs.add(Need::document(CheckId::StatusEntry, url, fetch, ACCEPT).at(scope));
    Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url))
}
