//! What a document claims, gathered once for the later checks and the summary: who says what about whom, and when.
//!
//! Read from the JSON members where JSON is what was secured (JCS, JOSE), or from the statements where those were
//! ([`Claims::from_statements`]). Claims are not judged here: an issuer may be nobody, a time unreadable.

use super::detect::Kind;
use super::members::{Member, is_single, type_term};
use crate::json::{NodeId, Value};
use std::borrow::Cow;

/// A text of the document, copied only if it was written with escapes.
pub type Text<'a> = Cow<'a, str>;

/// What a credential or presentation claims.
#[derive(Clone, Debug, Default)]
pub struct Claims<'a> {
    /// The document's own `id`.
    pub id: Option<Text<'a>>,
    /// The types; known IRIs as their terms.
    pub types: Vec<Text<'a>>,
    /// The name; of several the first or, of statements, which have no order, the least.
    pub name: Option<Text<'a>>,
    /// Who issued the credential, by its own word.
    pub issuer: Option<Party<'a>>,
    /// Who presents the presentation, by its own word.
    pub holder: Option<Party<'a>>,
    /// Whom the credential speaks about.
    pub subjects: Vec<Party<'a>>,
    /// The one it was given to, where a format tells that apart from whom it speaks about.
    pub recipient: Option<Identity<'a>>,
    /// What else identifies the subjects: an identifier or its hash, with its kind.
    pub identities: Vec<Entry<'a>>,
    /// What the subjects achieved.
    pub achievements: Vec<Party<'a>>,
    /// Every period member that is present, of whichever data model, with every value it has.
    pub period: Vec<Moment<'a>>,
    /// `credentialStatus`.
    pub status: Vec<Entry<'a>>,
    /// `credentialSchema`.
    pub schemas: Vec<Entry<'a>>,
    /// `evidence`.
    pub evidence: Vec<Entry<'a>>,
    /// `relatedResource`.
    pub related_resources: Vec<Entry<'a>>,
    /// `termsOfUse`.
    pub terms_of_use: Vec<Entry<'a>>,
    /// `refreshService`.
    pub refresh_services: Vec<Entry<'a>>,
    /// Members that have one value in the data model and several here, at each further value. For statements, this is
    /// the only place where two mentions that contradict each other show.
    pub repeated: Vec<(Member, NodeId)>,
}

/// Somebody or something that is named: an issuer, a holder, a subject, an achievement.
#[derive(Clone, Debug)]
pub struct Party<'a> {
    /// Where it stands.
    pub at: NodeId,
    /// Its identifier.
    pub id: Option<Text<'a>>,
    /// Its name, by the document's word.
    pub name: Option<Text<'a>>,
}

/// Whom a document was given to, by an identifier or its hash.
#[derive(Clone, Debug)]
pub struct Identity<'a> {
    /// The identifier, or its hash.
    pub text: Text<'a>,
    /// Whether the text is `<algorithm>$<hash>`.
    pub is_hashed: bool,
    /// What was put behind the identifier before it was hashed.
    pub salt: Option<Text<'a>>,
}

/// A value of a period member.
#[derive(Clone, Debug)]
pub struct Moment<'a> {
    /// Which member.
    pub member: Member,
    /// Where the value stands.
    pub at: NodeId,
    /// The value as it was secured; what is no text is shown as its JSON kind or N-Quads term and is no time.
    pub text: Text<'a>,
}

/// A typed object that another room knows how to use: a status entry, a schema, evidence, …
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Where it stands.
    pub at: NodeId,
    /// Its `id`.
    pub id: Option<Text<'a>>,
    /// Its types; known IRIs as their terms.
    pub types: Vec<Text<'a>>,
    /// Its other members.
    pub(super) members: Members<'a>,
}

/// The members of an entry, in the form that was secured.
#[derive(Clone, Debug)]
pub(super) enum Members<'a> {
    /// The members of a JSON value, by plain name.
    Json(Value<'a>),
    /// The known members that statements give it, each value once.
    Statements(Vec<(Member, Text<'a>)>),
}

impl<'a> Claims<'a> {
    /// Reads the members of a JSON document by their plain names: what JCS and JOSE secure.
    #[must_use]
    pub fn from_json(document: Value<'a>) -> Self {
        let mut claims = Self::default();
        for entry in document.members() {
            let Some(member) = Member::of_term(entry.name()) else { continue };
            let values = || entry.value.items_or_self().filter(|value| !value.is_null());
            if is_single(member) {
                claims.repeated.extend(values().skip(1).map(|value| (member, value.id())));
            }
            match member {
                Member::CredentialSubject => {
                    claims.subjects.extend(values().map(party));
                    let achieved = values().filter_map(|subject| subject.get("achievement"));
                    claims.achievements.extend(achieved.flat_map(Value::items_or_self).map(party));
                    let identified = values().filter_map(|subject| subject.get("identifier"));
                    claims.identities.extend(identified.flat_map(Value::items_or_self).map(json_entry));
                }
                Member::Holder => claims.holder = values().next().map(party),
                Member::Id => claims.id = values().next().and_then(Value::as_str).map(Cow::from),
                Member::Issuer => claims.issuer = values().next().map(party),
                Member::Name => claims.name = language_text(entry.value),
                Member::Type => claims.types = types(entry.value),
                // An identifier of the document itself is not its subject's.
                Member::Identifier => {}
                _ if is_period(member) => claims.period.extend(values().map(|value| moment(member, value))),
                _ => {
                    if let Some(entries) = claims.entries_mut(member) {
                        entries.extend(values().map(json_entry));
                    }
                }
            }
        }
        claims
    }

    /// The kind that the types name, if they name exactly one.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let has = |name: &str| self.types.iter().any(|type_| type_ == name);
        match (has("VerifiableCredential"), has("VerifiablePresentation")) {
            (true, false) => Some(Kind::Credential),
            (false, true) => Some(Kind::Presentation),
            _ => None,
        }
    }

    /// The list that `member` fills.
    pub(super) fn entries_mut(&mut self, member: Member) -> Option<&mut Vec<Entry<'a>>> {
        match member {
            Member::CredentialSchema => Some(&mut self.schemas),
            Member::CredentialStatus => Some(&mut self.status),
            Member::Evidence => Some(&mut self.evidence),
            Member::Identifier => Some(&mut self.identities),
            Member::RefreshService => Some(&mut self.refresh_services),
            Member::RelatedResource => Some(&mut self.related_resources),
            Member::TermsOfUse => Some(&mut self.terms_of_use),
            _ => None,
        }
    }
}

impl<'a> Entry<'a> {
    /// The values of a member, as texts.
    ///
    /// Of an object the value is its `id`, of a number its text; of `null`, nested arrays and objects without `id` there is
    /// none in JSON, and a label that means nothing in statements.
    #[must_use]
    pub fn texts(&self, member: Member) -> Vec<Text<'a>> {
        match &self.members {
            Members::Json(object) => {
                let values = object.get(member.term()).into_iter().flat_map(Value::items_or_self);
                values.filter_map(scalar).collect()
            }
            Members::Statements(members) => {
                let values = members.iter().filter(|(name, _)| *name == member);
                values.map(|(_, text)| text.clone()).collect()
            }
        }
    }

    /// The value of a member that has exactly one.
    #[must_use]
    pub fn text(&self, member: Member) -> Option<Text<'a>> {
        let mut values = self.texts(member);
        if values.len() == 1 { values.pop() } else { None }
    }
}

/// The members that say when a credential is valid.
pub(super) fn is_period(member: Member) -> bool {
    matches!(
        member,
        Member::Expires
            | Member::ExpirationDate
            | Member::IssuanceDate
            | Member::Issued
            | Member::ValidFrom
            | Member::ValidUntil
    )
}

fn party(value: Value<'_>) -> Party<'_> {
    let id = value.as_str().or_else(|| value.get("id")?.as_str()).map(Cow::from);
    Party { at: value.id(), id, name: value.get("name").and_then(language_text) }
}

fn json_entry(value: Value<'_>) -> Entry<'_> {
    let id = value.as_str().or_else(|| value.get("id")?.as_str()).map(Cow::from);
    Entry { at: value.id(), id, types: value.get("type").map(types).unwrap_or_default(), members: Members::Json(value) }
}

fn moment(member: Member, value: Value<'_>) -> Moment<'_> {
    let text = value.as_str().or_else(|| value.as_number_text()).unwrap_or(if value.is_object() { "{}" } else { "[]" });
    Moment { member, at: value.id(), text: text.into() }
}

fn types(value: Value<'_>) -> Vec<Text<'_>> {
    value.items_or_self().filter_map(Value::as_str).map(|name| type_term(name).into()).collect()
}

/// A text, or the first one of language value objects.
fn language_text(value: Value<'_>) -> Option<Text<'_>> {
    value.items_or_self().find_map(|value| value.as_str().or_else(|| value.get("@value")?.as_str())).map(Cow::from)
}

fn scalar(value: Value<'_>) -> Option<Text<'_>> {
    let text = value.as_str().or_else(|| value.as_number_text()).or_else(|| value.get("id")?.as_str());
    text.or_else(|| value.as_bool().map(|truth| if truth { "true" } else { "false" })).map(Cow::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::Document, limits::Limits};

    #[test]
    fn reads_json() {
        let text = r#"{
            "id": "urn:uuid:1", "type": ["VerifiableCredential", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"],
            "name": [{"@value": "Soil", "@language": "en"}, {"@value": "Boden", "@language": "de"}],
            "issuer": {"id": "did:example:a", "name": "A"}, "validFrom": "2026-01-01T00:00:00Z", "issued": ["x", "y"],
            "credentialSubject": [{"id": "did:example:b", "achievement": {"id": "urn:a", "name": "Tilling"}}, {}],
            "credentialStatus": {"id": "urn:s", "type": "BitstringStatusListEntry", "statusListIndex": 23},
            "credentialSchema": [{"id": "urn:x"}, {"id": "urn:y"}]
        }"#;
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let claims = Claims::from_json(document.root());
        assert_eq!(claims.id.as_deref(), Some("urn:uuid:1"));
        assert_eq!(claims.types, ["VerifiableCredential", "OpenBadgeCredential"]);
        assert_eq!(claims.kind(), Some(Kind::Credential));
        assert_eq!(claims.name.as_deref(), Some("Soil"));
        let issuer = claims.issuer.unwrap();
        assert_eq!((issuer.id.as_deref(), issuer.name.as_deref()), (Some("did:example:a"), Some("A")));
        assert_eq!(claims.subjects.len(), 2);
        assert_eq!(claims.achievements[0].name.as_deref(), Some("Tilling"));
        let period: Vec<_> = claims.period.iter().map(|moment| (moment.member, moment.text.as_ref())).collect();
        assert_eq!(period, [(Member::ValidFrom, "2026-01-01T00:00:00Z"), (Member::Issued, "x"), (Member::Issued, "y")]);
        assert_eq!(claims.repeated.iter().map(|(member, _)| *member).collect::<Vec<_>>(), [Member::Issued]);
        assert_eq!(claims.status[0].types, ["BitstringStatusListEntry"]);
        assert_eq!(claims.status[0].text(Member::StatusListIndex).as_deref(), Some("23"));
        assert_eq!(claims.schemas.len(), 2);
    }
}
