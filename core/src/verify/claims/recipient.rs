//! Whether a document was given to the one whom the caller expects: who it speaks about, or an identifier in plain text or
//! its hash.

use crate::credential::{Claims, Identity};
use crate::digest::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::{Finding, Reason, clipped};
use crate::verify::found::Subject;

/// Compares the recipient with the one whom the policy expects. Without one, who it is stays what the issuer says.
pub(super) fn finding(policy: &Policy, subject: &Subject<'_>, claims: &Claims<'_>) -> Finding {
    let Some(expected) = policy.expected_recipient.as_deref().filter(|_| subject.answers) else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    let is_named = || claims.subjects.iter().any(|subject| subject.id.as_deref() == Some(expected));
    match &claims.recipient {
        Some(identity) => compare(expected, identity),
        None if is_named() => Finding::passed(),
        None => Finding::failed(Reason::RecipientDiffers),
    }
}

fn compare(expected: &str, identity: &Identity<'_>) -> Finding {
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
        identity.text == expected
    };
    if is_same { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

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
