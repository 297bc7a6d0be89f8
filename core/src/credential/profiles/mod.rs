//! The profiles of the data models: how each is recognised, and what its documents must look like.
//!
//! One row and, where it has rules, one file for each. A rule is what its specification demands of everybody (MUST); what it
//! only recommends, and what published credentials that verify elsewhere leave out, is a remark. Not judged: the order of
//! contexts, as the names mean what they define in any order.

mod breaches;
mod clr;
mod open_badges;
mod rules;

pub use breaches::{Breach, breaches};
pub use rules::Obligation;

use rules::Class;

/// A profile of the data models.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    /// A Bitstring Status List (<https://www.w3.org/TR/vc-bitstring-status-list/>).
    BitstringStatusList,
    /// A Blockcerts certificate of generation 3, which is a verifiable credential.
    Blockcerts3,
    /// A Comprehensive Learner Record.
    Clr2,
    /// An Open Badges endorsement.
    Endorsement3,
    /// A European Digital Credential for Learning.
    EuropeanDigitalCredential,
    /// A JSON Schema in a credential (<https://www.w3.org/TR/vc-json-schema/>).
    JsonSchemaCredential,
    /// An `OpenAttestation` document of generation 3, which is shaped as a credential.
    OpenAttestation3,
    /// An Open Badge.
    OpenBadges3,
    /// The predecessor of [`Profile::StatusList2021`].
    RevocationList2020,
    /// The predecessor of [`Profile::BitstringStatusList`].
    StatusList2021,
}

/// How a profile is recognised: by a context **and** a type.
#[derive(Clone, Copy, Debug)]
pub struct ProfileRow {
    /// The profile.
    pub profile: Profile,
    /// Its name in a report.
    pub name: &'static str,
    /// What one of the contexts' URLs must begin with.
    pub contexts: &'static [&'static str],
    /// The types, one of which must be there; none listed means that the context is enough.
    pub types: &'static [&'static str],
    /// What its documents must look like, as far as that is checked.
    pub(super) class: Option<&'static Class>,
}

/// The profiles; the first row that fits decides.
pub const PROFILES: &[ProfileRow] = &[
    ProfileRow {
        profile: Profile::Clr2,
        name: "clr-2.0",
        contexts: &["https://purl.imsglobal.org/spec/clr/v2p0/"],
        types: &["ClrCredential"],
        class: Some(&clr::CREDENTIAL),
    },
    ProfileRow {
        profile: Profile::OpenBadges3,
        name: "open-badges-3.0",
        contexts: OPEN_BADGES_3,
        types: &["OpenBadgeCredential", "AchievementCredential"],
        class: Some(&open_badges::CREDENTIAL),
    },
    ProfileRow {
        profile: Profile::Endorsement3,
        name: "open-badges-3.0-endorsement",
        contexts: OPEN_BADGES_3,
        types: &["EndorsementCredential"],
        class: Some(&open_badges::ENDORSEMENT),
    },
    ProfileRow {
        profile: Profile::Blockcerts3,
        name: "blockcerts-3",
        contexts: &[
            "https://w3id.org/blockcerts/v3",
            "https://w3id.org/blockcerts/3.",
            "https://w3id.org/blockcerts/schema/3.",
            "https://www.blockcerts.org/schema/3.",
        ],
        types: &[],
        class: None,
    },
    ProfileRow {
        profile: Profile::BitstringStatusList,
        name: "bitstring-status-list",
        contexts: &["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/status/v1"],
        types: &["BitstringStatusListCredential"],
        class: None,
    },
    ProfileRow {
        profile: Profile::StatusList2021,
        name: "status-list-2021",
        contexts: &["https://w3id.org/vc/status-list/2021/v1"],
        types: &["StatusList2021Credential"],
        class: None,
    },
    ProfileRow {
        profile: Profile::RevocationList2020,
        name: "revocation-list-2020",
        contexts: &["https://w3id.org/vc-revocation-list-2020/v1"],
        types: &["RevocationList2020Credential"],
        class: None,
    },
    ProfileRow {
        profile: Profile::JsonSchemaCredential,
        name: "json-schema-credential",
        contexts: &["https://www.w3.org/ns/credentials/v2"],
        types: &["JsonSchemaCredential"],
        class: None,
    },
    ProfileRow {
        profile: Profile::EuropeanDigitalCredential,
        name: "european-digital-credential",
        contexts: &["http://data.europa.eu/snb/model/context/edc-ap"],
        types: &["EuropeanDigitalCredential"],
        class: None,
    },
    ProfileRow {
        profile: Profile::OpenAttestation3,
        name: "open-attestation-3",
        contexts: &["https://schemata.openattestation.com/"],
        types: &[],
        class: None,
    },
];

const OPEN_BADGES_3: &[&str] = &["https://purl.imsglobal.org/spec/ob/v3p0/"];

impl Profile {
    /// The profile that contexts and types name.
    pub(super) fn of_names<'u, U: Iterator<Item = &'u str>>(
        urls: impl Fn() -> U,
        types: &[impl AsRef<str>],
    ) -> Option<Self> {
        let fits = |row: &&ProfileRow| {
            urls().any(|url| row.contexts.iter().any(|prefix| url.starts_with(prefix)))
                && (row.types.is_empty() || types.iter().any(|name| row.types.contains(&name.as_ref())))
        };
        PROFILES.iter().find(fits).map(|row| row.profile)
    }

    /// The name in a report.
    #[must_use]
    pub fn name(self) -> &'static str {
        PROFILES.iter().find(|row| row.profile == self).map_or("", |row| row.name)
    }
}

#[cfg(test)]
mod tests;
