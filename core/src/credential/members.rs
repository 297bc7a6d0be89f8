//! The members and types that the rules know: one table of terms and IRIs, and the two ways to read a member's name.

use crate::json::{NodeId, Value};

/// A member of a credential, a presentation or one of the objects they hold, by meaning rather than by spelling.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the member that `term` spells")]
pub enum Member {
    Achievement,
    ConfidenceMethod,
    Context,
    CredentialSchema,
    CredentialStatus,
    CredentialSubject,
    Criteria,
    Description,
    DigestMultibase,
    DigestSri,
    Direction,
    EncodedList,
    Endorsement,
    EndorsementJwt,
    Evidence,
    ExpirationDate,
    Expires,
    Hashed,
    Holder,
    Id,
    Identifier,
    IdentityHash,
    IdentityType,
    Index,
    IssuanceDate,
    Issued,
    IssuedOn,
    Issuer,
    JsonSchema,
    Language,
    Message,
    Name,
    Narrative,
    PreviousProof,
    Proof,
    RefreshService,
    RelatedResource,
    RenderMethod,
    RevocationListCredential,
    RevocationListIndex,
    Salt,
    Status,
    StatusListCredential,
    StatusListIndex,
    StatusMessage,
    StatusPurpose,
    StatusReference,
    StatusSize,
    TermsOfUse,
    Ttl,
    Type,
    ValidFrom,
    ValidUntil,
    Value,
    VerifiableCredential,
}

/// One known member: the term of the standard contexts, and the namespaces which, put before it, make its IRIs.
#[derive(Clone, Copy, Debug)]
pub struct MemberRow {
    /// The term, as it stands in a document under the standard contexts.
    pub term: &'static str,
    /// What it means.
    pub member: Member,
    /// Its IRIs without the term at their end.
    pub namespaces: &'static [&'static str],
}

const ACHIEVEMENTS: &[&str] = &[OPEN_BADGES, "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"];
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";
pub(super) const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";
/// What earlier texts of its unversioned context had instead.
const EARLIER_OPEN_BADGES: [&str; 3] = [
    "https://purl.imsglobal.org/spec/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#",
    "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#",
];
const REVOCATION_LIST_2020: &str = "https://w3id.org/vc-revocation-list-2020#";
/// With both schemes: the contexts of the older status lists say `http`.
const SCHEMA_ORG: &[&str] = &["https://schema.org/", "http://schema.org/"];
const SECURITY: &str = "https://w3id.org/security#";
const STATUS: &str = "https://www.w3.org/ns/credentials/status#";
const STATUS_LISTS: &[&str] = &[STATUS, STATUS_LIST_2021, REVOCATION_LIST_2020];
const STATUS_LIST_2021: &str = "https://w3id.org/vc/status-list#";

/// Every member the rules know, ordered by the length of the term and then the term.
///
/// From the contexts `credentials/v1` and `/v2`, `credentials/status/v1`, `vc/status-list/2021/v1`,
/// `vc-revocation-list-2020/v1`, Open Badges 3.0 and CLR 2.0.
pub const MEMBERS: &[MemberRow] = &[
    row("id", Member::Id, &[]),
    row("ttl", Member::Ttl, &[STATUS]),
    row("name", Member::Name, SCHEMA_ORG),
    row("salt", Member::Salt, &[OPEN_BADGES]),
    row("type", Member::Type, &[]),
    row("proof", Member::Proof, &[SECURITY]),
    row("hashed", Member::Hashed, &[OPEN_BADGES]),
    row("holder", Member::Holder, &[CREDENTIALS]),
    row("issued", Member::Issued, &[CREDENTIALS]),
    row("issuer", Member::Issuer, &[CREDENTIALS]),
    row("status", Member::Status, &[STATUS]),
    row("message", Member::Message, &[STATUS]),
    row("criteria", Member::Criteria, &[]),
    row("evidence", Member::Evidence, &[CREDENTIALS]),
    row("digestSRI", Member::DigestSri, &[CREDENTIALS]),
    row("narrative", Member::Narrative, &[OPEN_BADGES]),
    row("validFrom", Member::ValidFrom, &[CREDENTIALS]),
    row("identifier", Member::Identifier, &[OPEN_BADGES]),
    row("jsonSchema", Member::JsonSchema, &[CREDENTIALS]),
    row("statusSize", Member::StatusSize, &[STATUS]),
    row("termsOfUse", Member::TermsOfUse, &[CREDENTIALS]),
    row("validUntil", Member::ValidUntil, &[CREDENTIALS]),
    row("achievement", Member::Achievement, ACHIEVEMENTS),
    row("description", Member::Description, SCHEMA_ORG),
    row("encodedList", Member::EncodedList, STATUS_LISTS),
    row("endorsement", Member::Endorsement, &[OPEN_BADGES]),
    row("identityHash", Member::IdentityHash, &[OPEN_BADGES]),
    row("identityType", Member::IdentityType, &[OPEN_BADGES]),
    row("issuanceDate", Member::IssuanceDate, &[CREDENTIALS]),
    row("renderMethod", Member::RenderMethod, &[CREDENTIALS]),
    row("previousProof", Member::PreviousProof, &[SECURITY]),
    row("statusMessage", Member::StatusMessage, &[STATUS]),
    row("statusPurpose", Member::StatusPurpose, STATUS_LISTS),
    row("endorsementJwt", Member::EndorsementJwt, &[OPEN_BADGES]),
    row("expirationDate", Member::ExpirationDate, &[CREDENTIALS]),
    row("refreshService", Member::RefreshService, &[CREDENTIALS]),
    row("digestMultibase", Member::DigestMultibase, &[SECURITY]),
    row("relatedResource", Member::RelatedResource, &[CREDENTIALS]),
    row("statusListIndex", Member::StatusListIndex, STATUS_LISTS),
    row("statusReference", Member::StatusReference, &[STATUS]),
    row("confidenceMethod", Member::ConfidenceMethod, &[CREDENTIALS]),
    row("credentialSchema", Member::CredentialSchema, &[CREDENTIALS]),
    row("credentialStatus", Member::CredentialStatus, &[CREDENTIALS]),
    row("credentialSubject", Member::CredentialSubject, &[CREDENTIALS]),
    row("revocationListIndex", Member::RevocationListIndex, &[REVOCATION_LIST_2020]),
    row("statusListCredential", Member::StatusListCredential, STATUS_LISTS),
    row(
        "verifiableCredential",
        Member::VerifiableCredential,
        &[CREDENTIALS, "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"],
    ),
    row("revocationListCredential", Member::RevocationListCredential, &[REVOCATION_LIST_2020]),
];

const fn row(term: &'static str, member: Member, namespaces: &'static [&'static str]) -> MemberRow {
    MemberRow { term, member, namespaces }
}

impl Member {
    /// The keyword or the term by which a document under the standard contexts names this member. Those of Open Badges 2
    /// alone are found nowhere else, and stand in no table.
    #[must_use]
    pub fn term(self) -> &'static str {
        match self {
            Self::Context => "@context",
            Self::Direction => "@direction",
            Self::Expires => "expires",
            Self::Index => "@index",
            Self::IssuedOn => "issuedOn",
            Self::Language => "@language",
            Self::Value => "@value",
            _ => MEMBERS.iter().find(|row| row.member == self).map_or("", |row| row.term),
        }
    }

    pub(super) fn of_keyword(keyword: &str) -> Option<Self> {
        match keyword {
            "@context" => Some(Self::Context),
            "@direction" => Some(Self::Direction),
            "@id" => Some(Self::Id),
            "@index" => Some(Self::Index),
            "@language" => Some(Self::Language),
            "@type" => Some(Self::Type),
            "@value" => Some(Self::Value),
            _ => None,
        }
    }
}

/// What the names of one document's members mean where a spelling says nothing: RDF suites sign IRIs.
#[derive(Clone, Debug)]
pub struct Meanings {
    /// The place of the first name or value of the document.
    first: usize,
    /// What the name at each place means, where anything is known of it.
    members: Vec<Option<Option<Member>>>,
    /// The places of the types that the rules know, as their terms, sorted by place.
    types: Vec<(NodeId, &'static str)>,
}

impl Meanings {
    /// Nothing known of any name within `document`, and of these places that they hold the types of these terms.
    #[must_use]
    pub fn new(document: Value<'_>, mut types: Vec<(NodeId, &'static str)>) -> Self {
        types.sort_unstable();
        let first = document.id().index();
        Self { first, members: vec![None; document.end().index().saturating_sub(first)], types }
    }

    /// Says what the name at `key` means: with `None`, none of the members that the rules know.
    pub fn set(&mut self, key: NodeId, member: Option<Member>) {
        let place = key.index().checked_sub(self.first).and_then(|place| self.members.get_mut(place));
        if let Some(place) = place {
            *place = Some(member);
        }
    }

    fn type_at(&self, value: NodeId) -> Option<&'static str> {
        let place = self.types.binary_search_by_key(&value, |(at, _)| *at).ok()?;
        self.types.get(place).map(|(_, term)| *term)
    }

    fn at(&self, key: NodeId) -> Option<Option<Member>> {
        key.index().checked_sub(self.first).and_then(|place| self.members.get(place)).copied().flatten()
    }
}

/// How the names of members are read.
///
/// RDF suites sign IRIs, so there a member may be spelled as a keyword, a full IRI or an alias and mean the same.
#[derive(Clone, Copy, Debug)]
pub enum Names<'n> {
    /// By what they mean. One of which nothing is known means nothing, but for `id` and `type`, which every base context
    /// makes keywords and protects.
    Mapped(&'n Meanings),
    /// As they are written: what JCS and JOSE secure.
    Plain,
}

impl Names<'_> {
    /// What the member whose name stands at `key` means.
    #[must_use]
    pub fn of(self, key: Value<'_>) -> Option<Member> {
        if let Self::Mapped(meanings) = self
            && let Some(member) = meanings.at(key.id())
        {
            return member;
        }
        let text = key.as_str()?;
        match self {
            Self::Plain if text.starts_with('@') => {
                Member::of_keyword(text).filter(|member| !matches!(member, Member::Id | Member::Type))
            }
            Self::Plain => Member::of_term(text),
            Self::Mapped(_) => match text {
                // A name that is no property stands for a keyword, if for anything: contexts call only those so.
                "id" => Some(Member::Id),
                "type" => Some(Member::Type),
                _ if text.starts_with('@') => Member::of_keyword(text),
                _ => None,
            },
        }
    }

    /// What a value object holds; any other value is what it is.
    #[must_use]
    pub fn value_in(self, value: Value<'_>) -> Value<'_> {
        self.values(value, Member::Value).next().unwrap_or(value)
    }

    /// The term of a known type, from the value that names it.
    pub(super) fn type_of<'t>(self, value: Value<'t>) -> Option<&'t str> {
        match self {
            Self::Plain => value.as_str().map(type_term),
            Self::Mapped(meanings) => meanings.type_at(value.id()),
        }
    }

    /// The values of `member` in an object, whichever of its spellings they stand under.
    pub(super) fn values<'d>(self, object: Value<'d>, member: Member) -> impl Iterator<Item = Value<'d>> {
        object.members().filter(move |entry| self.of(entry.key) == Some(member)).map(|entry| entry.value)
    }
}

/// The types the rules and the summary know: term and IRI.
pub const TYPES: &[(&str, &str)] = &[
    // Open Badges 3.0 gives its two names for one type this one IRI.
    ("OpenBadgeCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"),
    ("Achievement", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement"),
    ("AchievementSubject", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject"),
    ("BitstringStatusList", "https://www.w3.org/ns/credentials/status#BitstringStatusList"),
    ("BitstringStatusListCredential", "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"),
    ("BitstringStatusListEntry", "https://www.w3.org/ns/credentials/status#BitstringStatusListEntry"),
    ("BlockcertsCredential", "https://w3id.org/blockcerts#BlockcertsCredential"),
    ("ClrCredential", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"),
    ("ClrSubject", "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrSubject"),
    ("EndorsementCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementCredential"),
    ("EndorsementSubject", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#EndorsementSubject"),
    ("EnvelopedVerifiableCredential", "https://www.w3.org/2018/credentials#EnvelopedVerifiableCredential"),
    ("EnvelopedVerifiablePresentation", "https://www.w3.org/2018/credentials#EnvelopedVerifiablePresentation"),
    ("IdentityObject", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#IdentityObject"),
    ("JsonSchema", "https://www.w3.org/2018/credentials#JsonSchema"),
    ("JsonSchemaCredential", "https://www.w3.org/2018/credentials#JsonSchemaCredential"),
    ("JsonSchemaValidator2018", "https://www.w3.org/2018/credentials#JsonSchemaValidator2018"),
    ("Profile", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile"),
    ("RevocationList2020", "https://w3id.org/vc-revocation-list-2020#RevocationList2020"),
    ("RevocationList2020Credential", "https://w3id.org/vc-revocation-list-2020#RevocationList2020Credential"),
    ("RevocationList2020Status", "https://w3id.org/vc-revocation-list-2020#RevocationList2020Status"),
    ("StatusList2021", "https://w3id.org/vc/status-list#StatusList2021"),
    ("StatusList2021Credential", "https://w3id.org/vc/status-list#StatusList2021Credential"),
    ("StatusList2021Entry", "https://w3id.org/vc/status-list#StatusList2021Entry"),
    ("VerifiableCredential", "https://www.w3.org/2018/credentials#VerifiableCredential"),
    ("VerifiablePresentation", "https://www.w3.org/2018/credentials#VerifiablePresentation"),
    (
        "1EdTechJsonSchemaValidator2019",
        "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019",
    ),
];

/// The term of a known type, given as its IRI; any other text as it is.
#[must_use]
pub fn type_term(name: &str) -> &str {
    if !name.contains(':') {
        return name;
    }
    known_type(name).unwrap_or(name)
}

/// Where the types that rules speak of have their IRIs.
const RULED_TYPES: [&str; 3] = [
    "https://www.w3.org/2018/credentials#",
    "https://purl.imsglobal.org/spec/",
    "https://imsglobal.github.io/openbadges-specification/",
];

/// The term of a type that rules speak of, given as its IRI.
pub(super) fn ruled_type(iri: &str) -> Option<&'static str> {
    if RULED_TYPES.iter().any(|namespace| iri.starts_with(namespace)) { known_type(iri) } else { None }
}

/// What the newest text of a context calls what an earlier one calls `iri`.
pub(super) fn renamed(iri: &str) -> Option<String> {
    let local = EARLIER_OPEN_BADGES.iter().find_map(|namespace| iri.strip_prefix(namespace))?;
    Some([OPEN_BADGES, local].concat())
}

/// Whether a type is known, by its term.
pub(crate) fn is_known_type(term: &str) -> bool {
    TYPES.iter().any(|(known, _)| *known == term)
}

/// The term of a type, given as its IRI, if it is known.
pub(crate) fn known_type(iri: &str) -> Option<&'static str> {
    let renamed = renamed(iri);
    let iri = renamed.as_deref().unwrap_or(iri);
    TYPES.iter().find(|(_, known)| *known == iri).map(|(term, _)| *term)
}

/// The members of which an object has one value.
pub(super) fn is_single(member: Member) -> bool {
    matches!(
        member,
        Member::ExpirationDate
            | Member::Holder
            | Member::Id
            | Member::IssuanceDate
            | Member::Issued
            | Member::Issuer
            | Member::ValidFrom
            | Member::ValidUntil
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(MEMBERS.is_sorted_by_key(|row| (row.term.len(), row.term)));
        assert!(MEMBERS.iter().all(|row| Member::of_term(row.term) == Some(row.member)));
    }

    #[test]
    fn reads_terms_keywords_and_iris() {
        let cases = [
            ("@id", Some(Member::Id)),
            ("@type", Some(Member::Type)),
            ("http://schema.org/name", Some(Member::Name)),
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", Some(Member::Type)),
            ("https://purl.imsglobal.org/spec/vc/clr/vocab.html#achievement", Some(Member::Achievement)),
            ("https://purl.imsglobal.org/spec/vc/clr/vocab.html#identifier-1", Some(Member::Identifier)),
            ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement", Some(Member::Achievement)),
            ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria", Some(Member::Criteria)),
            ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement-0", Some(Member::Achievement)),
            ("https://purl.imsglobal.org/spec/vc/ob/vocab.html#criteria", None),
            ("https://schema.org/name", Some(Member::Name)),
            ("https://w3id.org/security#proof", Some(Member::Proof)),
            ("https://www.w3.org/2018/credentials#credentialStatus", Some(Member::CredentialStatus)),
            ("https://example.org/vocab#credentialStatus", None),
            ("https://www.w3.org/2018/credentials#name", None),
            ("https://example.org/type", None),
            ("credentialStatus", None),
        ];
        for (iri, want) in cases {
            assert_eq!(Member::of_iri(iri), want, "{iri}");
        }
        for row in MEMBERS {
            assert_eq!(Member::of_term(row.term), Some(row.member));
            assert_eq!(row.member.term(), row.term);
        }
    }

    #[test]
    fn shortens_known_types_only() {
        assert_eq!(type_term("https://www.w3.org/2018/credentials#VerifiableCredential"), "VerifiableCredential");
        assert_eq!(type_term("https://example.org/VerifiableCredential"), "https://example.org/VerifiableCredential");
    }
}
