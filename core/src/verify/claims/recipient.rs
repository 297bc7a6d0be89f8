//! Whether a document was given to the one whom the caller expects: who it speaks about, or an identifier in plain text or
//! its hash.

use crate::credential::{Claims, Entry, Identity, Member};
use crate::digest::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::{Finding, Outcome, Reason, clipped};
use crate::verify::found::Subject;

/// Compares the recipient with the one whom the policy expects. Without one, who it is stays what the issuer says.
pub(super) fn finding(policy: &Policy, subject: &Subject<'_>, claims: &Claims<'_>) -> Finding {
    let Some(expected) = policy.expected_recipient.as_deref().filter(|_| subject.answers) else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    match &claims.recipient {
        Some(identity) => compare(expected, identity),
        None => named(expected, claims),
    }
}

/// Whether one of the names that the subjects have is the expected one. That it is somebody else, only another name of the
/// same kind tells, or a hash.
fn named(expected: &str, claims: &Claims<'_>) -> Finding {
    let ids = || claims.subjects.iter().filter_map(|subject| subject.id.as_deref());
    if ids().any(|id| id == expected) {
        return Finding::passed();
    }
    let identities: Vec<_> = claims.identities.iter().filter_map(identity).collect();
    let comparable = identities.iter().filter(|one| one.is_hashed || kind(&one.text) == kind(expected));
    let compared: Vec<_> = comparable.map(|one| compare(expected, one)).collect();
    if compared.iter().any(Finding::is_passed) {
        return Finding::passed();
    }
    if let Some(unknown) = compared.iter().find(|finding| finding.outcome == Outcome::Undetermined) {
        return unknown.clone();
    }
    if compared.is_empty() && !ids().any(|id| kind(id) == kind(expected)) {
        return Finding::undetermined(Reason::RecipientUnnamed);
    }
    Finding::failed(Reason::RecipientDiffers)
}

/// What an `IdentityObject` says ([Open Badges](https://www.imsglobal.org/spec/ob/v3p0/#identityobject)); many issuers write
/// whether it is hashed as a text.
fn identity<'c>(entry: &Entry<'c>) -> Option<Identity<'c>> {
    let is_hashed = entry.text(Member::Hashed).is_some_and(|text| text == "true");
    Some(Identity { text: entry.text(Member::IdentityHash)?, is_hashed, salt: entry.text(Member::Salt) })
}

/// What kind of name a text is: its scheme, where an address of e-mail has one or not.
fn kind(name: &str) -> &str {
    match name.split_once(':') {
        Some((scheme, _)) => scheme,
        None if name.contains('@') => "mailto",
        None => "",
    }
}

/// An address of e-mail without its scheme; any other name as it is.
fn bare(name: &str) -> &str {
    name.strip_prefix("mailto:").unwrap_or(name)
}

fn compare(expected: &str, identity: &Identity<'_>) -> Finding {
    let expected = bare(expected);
    let is_same = if identity.is_hashed {
        match identity.text.split_once('$') {
            Some(("sha256", hash)) => {
                let salted = [expected, identity.salt.as_deref().unwrap_or_default()].concat();
                DigestAlgorithm::Sha256.hash(salted.as_bytes()).to_hex().eq_ignore_ascii_case(hash)
            }
            other => {
                let name = other.map_or("hashes without a name", |(name, _)| name);
                return Finding::undetermined(Reason::CheckUnsupported).with("name", clipped(name));
            }
        }
    } else {
        let text = bare(&identity.text);
        // Addresses of e-mail are written with capitals and without.
        text == expected || (kind(expected) == "mailto" && text.eq_ignore_ascii_case(expected))
    };
    if is_same { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_identifiers_and_hashes() {
        let expected = "ada@example.org";
        let hash = |text: &str| format!("sha256${}", DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex());
        let salted = hash("ada@example.orgsalt");
        for (text, is_hashed, salt, want) in [
            ("ada@example.org", false, None, Outcome::Passed),
            ("ada@example.org", true, None, Outcome::Undetermined),
            ("eve@example.org", false, None, Outcome::Failed),
            (&hash("ada@example.org"), true, None, Outcome::Passed),
            (&hash("ada@example.org"), false, None, Outcome::Failed),
            (&hash("ada@example.org"), true, Some("salt"), Outcome::Failed),
            (&salted, true, Some("salt"), Outcome::Passed),
            (&salted.to_uppercase().replace("SHA256", "sha256"), true, Some("salt"), Outcome::Passed),
            (&salted, true, None, Outcome::Failed),
            ("md5$0cbc6611f5540bd0809a388dc95a615b", true, None, Outcome::Undetermined),
        ] {
            let identity = Identity { text: text.into(), is_hashed, salt: salt.map(Into::into) };
            assert_eq!(compare(expected, &identity).outcome, want, "{text}");
        }
    }
}
