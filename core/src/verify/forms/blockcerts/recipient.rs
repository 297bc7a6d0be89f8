//! Whether a certificate was given to the one whom the caller expects: an identifier in plain text, or its hash.

use crate::credential::Identity;
use crate::digest::DigestAlgorithm;
use crate::policy::Policy;
use crate::report::{Finding, Reason, clipped};

/// Compares the recipient with the one whom the policy expects. Without one, who it is stays what the issuer says.
pub(super) fn finding(policy: &Policy, identity: Option<&Identity<'_>>) -> Finding {
    let Some(expected) = &policy.expected_recipient else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    let differs = Finding::failed(Reason::RecipientDiffers);
    let is_same = match identity {
        None => return differs,
        Some(identity) if !identity.is_hashed => identity.text == expected.as_str(),
        Some(identity) => match identity.text.split_once('$') {
            Some(("sha256", hash)) => {
                let salted = [expected.as_str(), identity.salt.as_deref().unwrap_or_default()].concat();
                DigestAlgorithm::Sha256.hash(salted.as_bytes()).to_hex().eq_ignore_ascii_case(hash)
            }
            other => {
                let name = other.map_or("hashes without a name", |(name, _)| name);
                return Finding::undetermined(Reason::CheckUnsupported).with("name", clipped(name));
            }
        },
    };
    if is_same { Finding::passed() } else { differs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;
    use crate::time::Timestamp;

    #[test]
    fn compares_identifiers_and_hashes() {
        let policy = Policy {
            expected_recipient: Some("ada@example.org".to_owned()),
            ..Policy::at(Timestamp::from_unix(1_795_262_400))
        };
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
            assert_eq!(finding(&policy, Some(&identity)).outcome, want, "{text}");
        }
        assert_eq!(finding(&policy, None).outcome, Outcome::Failed);
        let policy = Policy { expected_recipient: None, ..policy };
        assert_eq!(finding(&policy, None).outcome, Outcome::NotApplicable);
    }
}
