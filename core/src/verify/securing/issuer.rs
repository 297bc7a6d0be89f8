//! The profile that an issuer publishes: at its own URL, or at one that its DID document names.

use crate::credential::{IssuerProfile, ProfileError};
use crate::did::{self, Derived, same_url};
use crate::json::Value;
use crate::limits::LimitReached;
use crate::report::{CheckId, Finding, Need, Reason, clipped};
use crate::verify::faults::resource_finding;
use crate::verify::session::{Session, is_web};

/// What is known of an issuer's profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Published {
    /// It is at hand.
    Profile(IssuerProfile),
    /// One is at hand that calls itself otherwise than it was found at this URL, and nobody said that it may.
    Other(String, IssuerProfile),
    /// Nobody supplied this document, which is the profile or says where it is; there it may be fetched.
    Missing(String, Option<String>),
    /// What was supplied is of no use.
    Unusable(Finding),
    /// What was supplied is over a limit.
    Limit(LimitReached),
    /// The issuer says of no place that it has a profile there.
    Nowhere,
}

/// A profile may stand at two URLs, or have moved; whether one that calls itself otherwise is the issuer's, the policy says.
pub(crate) fn other(id: CheckId, url: &str, profile: &IssuerProfile) -> (Finding, Need) {
    let finding = Finding::undetermined(Reason::IssuerAlias).with("expected", clipped(url));
    (finding.with("found", clipped(&profile.id)), Need::policy(id, format!("profileAliases/{url}")))
}

/// The service in a DID document at which Blockcerts issuers have their profiles.
const SERVICE: &str = "IssuerProfile";

/// Looks for the profile of `issuer`.
pub(crate) fn profile(session: &Session<'_>, issuer: &str) -> Published {
    let is_did = issuer.starts_with("did:");
    if is_web(issuer) || (!is_did && session.resources.document_entry(issuer).is_some()) {
        return profile_at(session, issuer);
    }
    // A document that follows from its DID names no services, whatever was supplied in its place.
    let fetch = match did::derive(issuer) {
        Derived::Supply { fetch } if is_did => fetch,
        _ => return Published::Nowhere,
    };
    let Some(entry) = session.resources.document_entry(issuer) else {
        return Published::Missing(issuer.to_owned(), fetch);
    };
    let document = match entry.json(&session.policy.limits) {
        Ok(document) => document,
        Err(error) => return Published::Unusable(resource_finding(&error, issuer)),
    };
    match service(document.root()) {
        None => Published::Nowhere,
        Some(Some(url)) => profile_at(session, url),
        Some(None) => {
            let unknown = Finding::undetermined(Reason::DidDocument).with("url", clipped(issuer));
            Published::Unusable(unknown.with("fault", "its IssuerProfile has no URL"))
        }
    }
}

/// Where a DID document says that the profile is, if it says so at all; nothing within if it does not say it by a URL.
fn service<'d>(document: Value<'d>) -> Option<Option<&'d str>> {
    let services = document.get("service").into_iter().flat_map(Value::items_or_self);
    let is_profile = |service: &Value<'_>| {
        service.get("type").into_iter().flat_map(Value::items_or_self).any(|kind| kind.as_str() == Some(SERVICE))
    };
    let endpoint = |service: Value<'d>| service.get("serviceEndpoint")?.items_or_self().next()?.as_str();
    services.filter(is_profile).map(endpoint).reduce(Option::or)
}

fn profile_at(session: &Session<'_>, url: &str) -> Published {
    let Some(entry) = session.resources.document_entry(url) else {
        return Published::Missing(url.to_owned(), is_web(url).then(|| url.to_owned()));
    };
    let json = match entry.json(&session.policy.limits) {
        Ok(json) => json,
        Err(error) => return Published::Unusable(resource_finding(&error, url)),
    };
    match IssuerProfile::from_json(json.root(), &session.policy.limits) {
        Ok(profile) if same_url(&profile.id, url) || session.policy.is_alias(url, &profile.id) => {
            Published::Profile(profile)
        }
        Ok(profile) => Published::Other(url.to_owned(), profile),
        Err(ProfileError::Limit(reached)) => Published::Limit(reached),
        Err(_) => Published::Unusable(Finding::undetermined(Reason::ResourceMalformed).with("url", clipped(url))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;

    #[test]
    fn finds_the_service() {
        for (text, want) in [
            (
                r#"{"service":[{"type":"Other","serviceEndpoint":"urn:a"},{"type":"IssuerProfile","serviceEndpoint":"urn:b"}]}"#,
                Some(Some("urn:b")),
            ),
            (
                r#"{"service":{"type":["Other","IssuerProfile"],"serviceEndpoint":["urn:b","urn:c"]}}"#,
                Some(Some("urn:b")),
            ),
            (
                r#"{"service":[{"type":"IssuerProfile"},{"type":"IssuerProfile","serviceEndpoint":"urn:b"}]}"#,
                Some(Some("urn:b")),
            ),
            (r#"{"service":[{"type":"IssuerProfile","serviceEndpoint":{"uri":"urn:b"}}]}"#, Some(None)),
            (r#"{"service":[{"type":"IssuerProfile"}]}"#, Some(None)),
            (r#"{"service":"IssuerProfile"}"#, None),
            ("{}", None),
        ] {
            let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
            assert_eq!(service(document.root()), want, "{text}");
        }
    }
}
