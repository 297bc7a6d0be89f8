//! Identifiers of those who sign: DIDs and other controlled identifiers, and the documents that say which keys are theirs
//! ([DID 1.0](https://www.w3.org/TR/did-1.0/), [CID 1.0](https://www.w3.org/TR/cid-1.0/)).
//!
//! A DID becomes its document, or the URL to ask for it; the JSON of a document becomes verification methods, each under
//! the relationships that list it. Nothing here knows whether anyone is trusted, what time it is, or what was signed.

mod document;
mod jwk;
mod key;
mod material;
mod pkh;
mod syntax;
mod web;

pub use document::{
    Authorization, ControllerDocument, DocumentError, MethodError, MethodFault, Supplied, VerificationMethod,
};
pub use syntax::{Did, DidError, DidUrl};

use std::fmt;

/// The verification relationships ([CID 1.0, section 2.3](https://www.w3.org/TR/cid-1.0/#verification-relationships)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relationship {
    /// To state claims, as an issuer does.
    AssertionMethod,
    /// To prove who one is, as a holder does.
    Authentication,
    /// To pass a capability on.
    CapabilityDelegation,
    /// To use a capability.
    CapabilityInvocation,
    /// To receive encrypted messages; never to sign.
    KeyAgreement,
}

impl Relationship {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::AssertionMethod,
        Self::Authentication,
        Self::CapabilityDelegation,
        Self::CapabilityInvocation,
        Self::KeyAgreement,
    ];

    /// Those a signature can be made for.
    pub const SIGNING: [Self; 4] =
        [Self::AssertionMethod, Self::Authentication, Self::CapabilityDelegation, Self::CapabilityInvocation];

    /// Its name, which is also that of the proof purpose that needs it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::AssertionMethod => "assertionMethod",
            Self::Authentication => "authentication",
            Self::CapabilityDelegation => "capabilityDelegation",
            Self::CapabilityInvocation => "capabilityInvocation",
            Self::KeyAgreement => "keyAgreement",
        }
    }

    /// The relationship of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relationship| relationship.name() == name)
    }
}

impl fmt::Display for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the document of a DID comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Derived {
    /// From the DID itself; a supplied document never replaces it.
    Document(ControllerDocument),
    /// Not a DID of its method.
    Invalid(DidError),
    /// From the caller.
    Supply {
        /// The URL at which the method publishes it, if it uses one.
        fetch: Option<String>,
    },
}

/// A DID method that is more than a name to this library.
struct Method {
    name: &'static str,
    derive: fn(Did<'_>) -> Result<Derived, DidError>,
}

/// The methods; the documents of all others are asked of the caller.
const METHODS: [Method; 4] = [
    Method { name: "jwk", derive: |did| jwk::document(did).map(Derived::Document) },
    Method { name: "key", derive: |did| key::document(did).map(Derived::Document) },
    Method { name: "pkh", derive: |did| pkh::document(did).map(Derived::Document) },
    Method { name: "web", derive: |did| web::url(did).map(|url| Derived::Supply { fetch: Some(url) }) },
];

/// Derives the document of `did`, or says where it comes from.
///
/// # Examples
/// ```
/// use credstone::did::{Derived, derive};
/// let asked = derive("did:web:example.com:staff");
/// assert_eq!(asked, Derived::Supply { fetch: Some("https://example.com/staff/did.json".to_owned()) });
/// assert_eq!(derive("did:ion:EiA_Z6LQ"), Derived::Supply { fetch: None });
/// ```
#[must_use]
pub fn derive(did: &str) -> Derived {
    let derived = Did::parse(did).and_then(|did| match METHODS.iter().find(|method| method.name == did.method()) {
        Some(method) => (method.derive)(did),
        None => Ok(Derived::Supply { fetch: None }),
    });
    derived.unwrap_or_else(Derived::Invalid)
}

/// The identifier whose document holds the verification method at `method_url`: the URL without its fragment.
///
/// `None` if it is no absolute URL, or begins like a DID without being a DID URL
/// ([CID 1.0, section 3.3](https://www.w3.org/TR/cid-1.0/#retrieve-verification-method)).
#[must_use]
pub fn controller_of(method_url: &str) -> Option<&str> {
    let sound =
        if method_url.starts_with("did:") { DidUrl::parse(method_url).is_ok() } else { is_absolute(method_url) };
    let before = method_url.split_once('#').map_or(method_url, |(before, _)| before);
    sound.then_some(before)
}

/// Whether two identifiers or verification method URLs are the same: as texts, except that the host of a `did:web` and the
/// address of an Ethereum account have no case: in the latter it is a checksum, which not everybody keeps.
#[must_use]
pub fn same_url(one: &str, other: &str) -> bool {
    let same_parts = |[head, caseless, tail]: [&str; 3], [other_head, other_caseless, other_tail]: [&str; 3]| {
        head == other_head && caseless.eq_ignore_ascii_case(other_caseless) && tail == other_tail
    };
    one == other || caseless(one).zip(caseless(other)).is_some_and(|(one, other)| same_parts(one, other))
}

/// An identifier in three parts, of which the one in the middle has no case; none if all of it has.
fn caseless(identifier: &str) -> Option<[&str; 3]> {
    const WEB: &str = "did:web:";
    const ACCOUNTS: [&str; 3] = ["did:ethr:", "did:pkh:eip155:", "eip155:"];
    if let Some(rest) = identifier.strip_prefix(WEB) {
        let (host, rest) = split_host(rest);
        return Some([WEB, host, rest]);
    }
    ACCOUNTS.iter().find(|scheme| identifier.starts_with(**scheme))?;
    let (own, _) = identifier.split_at_checked(identifier.find(['/', '?', '#']).unwrap_or(identifier.len()))?;
    let (head, rest) = identifier.split_at_checked(own.rfind(':')?.checked_add(1)?)?;
    let (address, tail) = rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len()))?;
    let digits = address.strip_prefix("0x").filter(|digits| digits.len() == 40)?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some([head, address, tail])
}

/// The host of a `did:web` identifier, port included, and what follows.
fn split_host(identifier: &str) -> (&str, &str) {
    let end = identifier.find([':', '/', '?', '#']).unwrap_or(identifier.len());
    identifier.split_at_checked(end).unwrap_or((identifier, ""))
}

/// Whether `text` begins with a scheme, goes on after it, and has nothing that no URL has.
fn is_absolute(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, rest)| if rest.is_empty() { "" } else { scheme });
    let plain =
        |character: char| !character.is_whitespace() && !character.is_control() && !"<>\"{}|\\^`".contains(character);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_controller_of_a_method() {
        for (url, want) in [
            ("did:example:1#key-1", Some("did:example:1")),
            ("did:example:1", Some("did:example:1")),
            ("did:example:1?versionId=1#k", Some("did:example:1?versionId=1")),
            ("https://example.com/issuer#k", Some("https://example.com/issuer")),
            ("https://example.com/key", Some("https://example.com/key")),
            ("urn:uuid:1#k", Some("urn:uuid:1")),
            ("did:example:#k", None),
            ("did:example:1#a#b", None),
            ("#key-1", None),
            ("", None),
            ("key-1", None),
            ("https:", None),
            ("https://example.com/a b", None),
        ] {
            assert_eq!(controller_of(url), want, "{url}");
        }
    }

    #[test]
    fn folds_only_the_host_of_did_web() {
        assert!(same_url("did:web:EXAMPLE.com%3A80:a#k", "did:web:example.com%3a80:a#k"));
        assert!(!same_url("did:web:example.com:A", "did:web:example.com:a"));
        assert!(!same_url("did:web:example.com#K", "did:web:example.com#k"));
        assert!(!same_url("did:key:zA", "did:key:za"));
        assert!(!same_url("https://EXAMPLE.com", "https://example.com"));
    }

    #[test]
    fn folds_only_the_address_of_an_ethereum_account() {
        let (upper, lower) =
            ("0xB9C5714089478A327F09197987F16F9E5D936E8A", "0xb9c5714089478a327f09197987f16f9e5d936e8a");
        for (one, other, want) in [
            ("did:ethr:{}", "did:ethr:{}", true),
            ("did:ethr:{}#controller", "did:ethr:{}#controller", true),
            ("did:ethr:sepolia:{}#controller", "did:ethr:sepolia:{}#controller", true),
            ("did:pkh:eip155:1:{}", "did:pkh:eip155:1:{}", true),
            ("eip155:1:{}", "eip155:1:{}", true),
            ("did:ethr:{}#controller", "did:ethr:{}#Controller", false),
            ("did:ethr:sepolia:{}", "did:ethr:Sepolia:{}", false),
            ("did:ethr:{}", "did:ethr:sepolia:{}", false),
            ("did:ethr:{}0", "did:ethr:{}0", false),
            ("did:ethr:{}", "did:ethr:{}#controller", false),
            ("did:pkh:tezos:1:{}", "did:pkh:tezos:1:{}", false),
            ("did:example:{}", "did:example:{}", false),
            ("did:ethr:1#{}", "did:ethr:1#{}", false),
        ] {
            let (one, other) = (one.replace("{}", upper), other.replace("{}", lower));
            assert_eq!(same_url(&one, &other), want, "{one} {other}");
        }
    }

    #[test]
    fn sends_each_method_its_way() {
        assert_eq!(derive("did:example:1"), Derived::Supply { fetch: None });
        assert_eq!(derive("did:example:1#k"), Derived::Invalid(DidError::Form));
        assert_eq!(derive("did:web:10.0.0.1"), Derived::Invalid(DidError::Host));
        assert_eq!(derive("https://example.com"), Derived::Invalid(DidError::Form));
    }

    /// No method may panic, whatever stands in its identifier.
    #[test]
    fn survives_any_identifier() {
        let seeds = [
            "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
            "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJYMjU1MTkiLCJ1c2UiOiJlbmMiLCJ4IjoiM3A3YmZYdDl3YlRUVzJIQzdPUTFOei1EUThoYmVHZE5yZngtRkctSUswOCJ9",
            "did:pkh:eip155:1:0xb9c5714089478a327f09197987f16f9e5d936e8a",
            "did:web:example.com%3A3000:user:alice",
        ];
        for seed in seeds {
            for end in 0..seed.len() {
                let _ = derive(&seed[..end]);
                for other in ["", "%", ":", "é", "z", "0", "%2e", "=", "\0"] {
                    let changed = format!("{}{other}{}", &seed[..end], &seed[end + 1..]);
                    if let Derived::Document(document) = derive(&changed) {
                        assert_eq!(document.id(), changed);
                    }
                }
            }
        }
    }
}
