//! Who an issuer is: the owner of a domain that lists its contract or key, or the DID that signs.

use super::hashed::{Hashed, hidden};
use super::place::Place;
use crate::anchor::open_attestation::dns::Listed;
use crate::anchor::open_attestation::issuance::{Identity, Issuer};
use crate::did::same_url;
use crate::report::{CheckId, Finding, Need, NeedKind, Reason, clipped};
use crate::verify::claims;
use crate::verify::securing::judged::Judged;
use crate::verify::session::Session;

/// Ties a contract to who it says it is of.
pub(super) fn bind_contract(
    session: &Session<'_>,
    hashed: &Hashed,
    issuer: &Issuer,
    place: Option<&Place>,
    judged: &mut Judged<'_>,
) {
    let Some(place) = place else { return judged.step(CheckId::IssuerBinding, Finding::not_reached()) };
    let account = place.account();
    let finding = match &issuer.identity {
        Identity::DnsTxt(domain) => {
            let number = place.chain.caip2.strip_prefix("eip155:").unwrap_or_default();
            let wanted = Listed::Contract { chain_id: number, address: place.address };
            judged.identity = Some(domain.to_ascii_lowercase());
            listed(session, domain, &account, |found| found == wanted, judged)
        }
        Identity::Absent => {
            judged.identity = Some(account.clone());
            unnamed(session, hashed, &account, judged)
        }
        Identity::Did | Identity::DnsDid(_) | Identity::Other(_) => unknown(hashed, &issuer.identity),
    };
    judged.step(CheckId::IssuerBinding, finding);
}

/// A contract of which the document says nothing but its address: the policy may know it.
fn unnamed(session: &Session<'_>, hashed: &Hashed, account: &str, judged: &mut Judged<'_>) -> Finding {
    let known = session.policy.trusted_issuers.iter().flatten().any(|trusted| claims::is_of(trusted, account));
    if known {
        Finding::passed().with("account", account)
    } else if hashed.may_withhold() {
        hidden("identityProof")
    } else {
        judged.need(Need::policy(CheckId::IssuerBinding, format!("trustedIssuers/{account}")));
        Finding::undetermined(Reason::OaUnnamed).with("account", account)
    }
}

/// Ties the verification method that signed to who its issuer says it is. `signer` is how its signature ended.
pub(super) fn bind_method(
    session: &Session<'_>,
    hashed: &Hashed,
    issuer: &Issuer,
    did: &str,
    method: &str,
    signer: &Finding,
    judged: &mut Judged<'_>,
) {
    let finding = match &issuer.identity {
        _ if !is_of(method, did) => {
            Finding::failed(Reason::IssuerMismatch).with("document", clipped(did)).with("method", clipped(method))
        }
        // Whoever hides the domain that gave up its key is not bound by the key alone.
        Identity::Absent if hashed.may_withhold() => hidden("identityProof"),
        Identity::Did | Identity::Absent => {
            judged.identity = Some(did.to_owned());
            if signer.is_passed() { Finding::passed().with("document", clipped(did)) } else { Finding::not_reached() }
        }
        Identity::DnsDid(domain) => {
            judged.identity = Some(domain.to_ascii_lowercase());
            let wanted = |found: Listed<'_>| matches!(found, Listed::Method(found) if same_url(found, method));
            listed(session, domain, method, wanted, judged)
        }
        Identity::DnsTxt(_) | Identity::Other(_) => unknown(hashed, &issuer.identity),
    };
    judged.step(CheckId::IssuerBinding, finding);
}

/// Whether a verification method is one of a DID.
pub(super) fn is_of(method: &str, did: &str) -> bool {
    method.split_once('#').is_some_and(|(controller, _)| same_url(controller, did))
}

/// Whether the TXT records of a domain list something.
fn listed(
    session: &Session<'_>,
    domain: &str,
    what: &str,
    wanted: impl Fn(Listed<'_>) -> bool,
    judged: &mut Judged<'_>,
) -> Finding {
    if !is_domain(domain) {
        return Finding::failed(Reason::OaMember).with("name", "the domain of identityProof");
    }
    let Some(records) = session.resources.dns(domain, "TXT") else {
        let key = format!("{}/TXT", domain.to_ascii_lowercase());
        judged.need(Need::resource(CheckId::IssuerBinding, NeedKind::Dns, key.as_str()));
        return Finding::undetermined(Reason::ResourceMissing).with("url", key);
    };
    if records.iter().filter_map(|record| Listed::parse(record)).any(wanted) {
        Finding::passed().with("document", domain)
    } else {
        Finding::failed(Reason::IssuerMismatch).with("document", domain).with("method", clipped(what))
    }
}

/// Names as [RFC 1035](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1) has them, and with the underscores of today.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    text.len() <= 253 && text.split('.').all(label)
}

fn unknown(hashed: &Hashed, identity: &Identity) -> Finding {
    let name = match identity {
        // One that lacks its kind or its domain.
        Identity::Other(kind) if hashed.may_withhold() && ["", "DNS-DID", "DNS-TXT"].contains(&kind.as_str()) => {
            return hidden("identityProof");
        }
        Identity::Did => "the DID of a contract",
        Identity::DnsDid(_) => "DNS-DID for a contract",
        Identity::DnsTxt(_) => "DNS-TXT for a key",
        Identity::Absent | Identity::Other(_) => "identity proofs of this type",
    };
    Finding::undetermined(Reason::CheckUnsupported).with("name", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_domains() {
        for (text, want) in [
            ("example.com", true),
            ("_oa.example-1.com", true),
            ("localhost", true),
            ("", false),
            ("example..com", false),
            ("example.com.", false),
            ("https://example.com", false),
            ("exa mple.com", false),
            ("exämple.com", false),
            (&"a".repeat(64), false),
            (&"a.".repeat(127), false),
        ] {
            assert_eq!(is_domain(text), want, "{text}");
        }
    }

    #[test]
    fn knows_whose_method_it_is() {
        let account = "0xe712878f6e8d5d4f9e87e10da604f9cb564c9a89";
        let (did, other) = (format!("did:ethr:{account}"), format!("did:ethr:{}", account.replace("0xe7", "0xE7")));
        for (method, did, want) in [
            (format!("{did}#controller"), did.as_str(), true),
            (format!("{other}#controller"), &did, true),
            (did.clone(), &did, false),
            (format!("{did}a#controller"), &did, false),
            ("#controller".to_owned(), &did, false),
            ("did:web:hub.example:Registrar#k".to_owned(), "did:web:hub.example:Registrar", true),
            ("did:web:hub.example:registrar#k".to_owned(), "did:web:hub.example:Registrar", false),
        ] {
            assert_eq!(is_of(&method, did), want, "{method} {did}");
        }
    }
}
