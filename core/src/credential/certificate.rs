//! Certificates of Blockcerts 1.2 and 2, as their statements tell them: who says by which address that who achieved what.
//!
//! The second generation is an assertion of [Open Badges 2.0](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html);
//! the first had a vocabulary of its own for much the same. What was anchored are statements, so nothing is found by the
//! name of a member. Whether a time is one, and whose an address is, is not judged here.

use super::claims::{Claims, Identity, Moment, Party, Text};
use super::members::Member;
use super::problem::ProblemKind;
use super::statements::{distinct, identifier, literal, statements, value};
use crate::json::NodeId;
use crate::rdf::{Dataset, Quad, Term};

/// A generation of certificates that are no verifiable credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Version {
    /// A document beside its receipt.
    V1,
    /// An assertion with a signature.
    #[default]
    V2,
}

/// What a certificate says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Certificate<'a> {
    /// What every document says; times are texts in the forms that these certificates have.
    pub(crate) claims: Claims<'a>,
    /// The address that is to have made the entry, in whatever way it is written.
    pub(crate) address: Option<Text<'a>>,
    /// The names by which its issuer would take it back.
    pub(crate) names: Vec<Text<'a>>,
    /// Where its issuer said that it would list what it takes back.
    pub(crate) revocation_lists: Vec<Text<'a>>,
    /// Whether it has an output of a transaction that takes it back once it is spent.
    pub(crate) has_revocation_key: bool,
    /// What is missing or there too often.
    pub(crate) faults: Vec<Fault>,
}

/// A rule of the data model that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ProblemKind,
    /// The member.
    pub(crate) name: &'static str,
    /// Where it stands, or should.
    pub(crate) at: NodeId,
}

/// The IRIs of a property, of one generation and another.
type Property = &'static [&'static str];

const ASSERTION: Property = &["https://w3id.org/blockcerts#assertion"];
const BADGE: Property = &["https://w3id.org/openbadges#badge"];
const CERTIFICATE: Property = &["https://w3id.org/blockcerts#certificate"];
const EXPIRES: Property = &["https://w3id.org/security#expiration"];
const FAMILY_NAME: Property = &["http://schema.org/familyName"];
const GIVEN_NAME: Property = &["http://schema.org/givenName"];
const HASHED: Property = &["https://w3id.org/openbadges#hashed"];
const IDENTITY: Property = &["https://w3id.org/openbadges#identityHash"];
const ISSUED: Property = &["https://w3id.org/openbadges#issueDate"];
const ISSUER: Property = &["https://w3id.org/openbadges#issuer", "https://w3id.org/blockcerts#issuer"];
const KEY: Property = &["https://w3id.org/security#publicKey", "http://purl.org/dc/terms/creator"];
const NAME: Property = &["http://schema.org/name"];
const RECIPIENT: Property = &["https://w3id.org/openbadges#recipient", "https://w3id.org/blockcerts#recipient"];
const RECIPIENT_PROFILE: Property = &["https://w3id.org/blockcerts#recipientProfile"];
const REVOCATION_KEY: Property = &["https://w3id.org/blockcerts#revocationKey"];
const REVOCATION_LIST: Property = &["https://w3id.org/openbadges#revocationList"];
const SALT: Property = &["https://w3id.org/openbadges#salt"];
const TYPE: Property = &["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"];
const UID: Property = &["https://w3id.org/openbadges#uid"];
const VERIFICATION: Property = &["https://w3id.org/openbadges#verify", "https://w3id.org/blockcerts#verification"];

impl Version {
    /// What a certificate is said to be, and what that is called.
    fn types(self) -> (Property, &'static str) {
        match self {
            Self::V1 => (&["https://w3id.org/blockcerts#CertificateDocument"], "CertificateDocument"),
            Self::V2 => (&["https://w3id.org/openbadges#Assertion"], "Assertion"),
        }
    }
}

impl<'a> Certificate<'a> {
    /// Reads the statements about `root`, the subject made from the object at `at`.
    pub(crate) fn from_statements(dataset: &'a Dataset, root: Term, at: NodeId, version: Version) -> Self {
        let root = Node { term: root, at };
        let mut reader = Reader { dataset, faults: Vec::new() };
        let mut certificate = Self::default();
        reader.root(root, version);
        let (assertion, badge) = match version {
            Version::V1 => (reader.node(root, ASSERTION, "assertion"), reader.node(root, CERTIFICATE, "certificate")),
            Version::V2 => (Some(root), reader.node(root, BADGE, "badge")),
        };
        let claims = &mut certificate.claims;
        claims.types = reader.values(root, TYPE).map(|quad| type_of(dataset, quad)).collect();
        distinct(&mut claims.types);
        claims.id = assertion.and_then(|assertion| identifier(dataset, assertion.term));
        if let Some(assertion) = assertion {
            certificate.names = claims.id.iter().cloned().chain(reader.texts(assertion, UID)).collect();
            reader.assertion(assertion, claims);
        }
        if let Some(badge) = badge {
            claims.name = reader.text(badge, NAME);
            claims.achievements = vec![reader.party(badge)];
            if let Some(issuer) = reader.node(badge, ISSUER, "issuer") {
                claims.issuer = Some(reader.party(issuer));
                reader.identified(issuer);
                certificate.revocation_lists = reader.texts(issuer, REVOCATION_LIST).collect();
            }
        }
        reader.recipient(root, &mut certificate);
        if version == Version::V2
            && let Some(verification) = reader.node(root, VERIFICATION, "verification")
        {
            certificate.address = reader.only(verification, KEY, "publicKey").map(|quad| value(dataset, quad.object));
        }
        Self { faults: reader.faults, ..certificate }
    }
}

/// Something that statements speak of, and where it stands.
#[derive(Clone, Copy)]
struct Node {
    term: Term,
    at: NodeId,
}

struct Reader<'a> {
    dataset: &'a Dataset,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Holds what the certificate is said to be against what it should be. Statements do not say from which of their
    /// subjects the document was told: of two certificates, one may stand within the other, which is not its issuer's word
    /// for it.
    fn root(&mut self, root: Node, version: Version) {
        let (wanted, name) = version.types();
        let is_type = |quad: &&Quad| TYPE.contains(&iri(self.dataset, quad.predicate));
        let is_wanted = |quad: &&Quad| wanted.contains(&iri(self.dataset, quad.object));
        let is_root = |quad: &Quad| self.dataset.same(quad.subject, root.term);
        let certificates: Vec<_> = statements(self.dataset).filter(is_type).filter(is_wanted).collect();
        let is_alone = certificates.iter().all(|quad| is_root(quad));
        let is_part = || statements(self.dataset).any(|quad| self.dataset.same(quad.object, root.term));
        if !certificates.iter().any(|quad| is_root(quad)) || (!is_alone && is_part()) {
            self.faults.push(Fault { kind: ProblemKind::Type, name, at: root.at });
        }
    }

    /// What the assertion says of itself.
    fn assertion(&mut self, assertion: Node, claims: &mut Claims<'a>) {
        self.identified(assertion);
        for (property, member, is_required) in [(ISSUED, Member::IssuedOn, true), (EXPIRES, Member::Expires, false)] {
            if is_required {
                self.only(assertion, property, member.term());
            } else {
                self.first(assertion, property, member.term());
            }
            // Of several, none may be passed over.
            let moments = self.values(assertion, property);
            let moment = |quad: &Quad| Moment { member, at: quad.origin, text: value(self.dataset, quad.object) };
            claims.period.extend(moments.take(MOST_VALUES).map(moment));
        }
    }

    fn recipient(&mut self, root: Node, certificate: &mut Certificate<'a>) {
        let Some(recipient) = self.node(root, RECIPIENT, "recipient") else { return };
        let text = self.only(recipient, IDENTITY, "identity").map(|quad| value(self.dataset, quad.object));
        let salt = self.first(recipient, SALT, "salt").map(|quad| value(self.dataset, quad.object));
        let is_hashed = self.first(recipient, HASHED, "hashed").is_some_and(|quad| {
            // Whatever is not plainly said to be plain is taken for a hash.
            value(self.dataset, quad.object) != "false"
        });
        certificate.has_revocation_key = self.values(recipient, REVOCATION_KEY).next().is_some();
        let profiles = self.values(root, RECIPIENT_PROFILE).chain(self.values(recipient, RECIPIENT_PROFILE));
        let profiles = profiles.take(MOST_VALUES).map(|quad| Node { term: quad.object, at: quad.origin });
        let mut name = profiles.collect::<Vec<_>>().into_iter().find_map(|profile| self.text(profile, NAME));
        if name.is_none() {
            let names: Vec<_> =
                [GIVEN_NAME, FAMILY_NAME].into_iter().filter_map(|part| self.text(recipient, part)).collect();
            name = (!names.is_empty()).then(|| names.join(" ").into());
        }
        certificate.claims.subjects = vec![Party { at: recipient.at, id: text.clone(), name }];
        certificate.claims.recipient = text.map(|text| Identity { text, is_hashed, salt });
    }

    fn party(&self, node: Node) -> Party<'a> {
        Party { at: node.at, id: identifier(self.dataset, node.term), name: self.text(node, NAME) }
    }

    fn identified(&mut self, node: Node) {
        if identifier(self.dataset, node.term).is_none() {
            self.faults.push(Fault { kind: ProblemKind::Missing, name: "id", at: node.at });
        }
    }

    /// The one node that `name` must lead to.
    fn node(&mut self, of: Node, property: Property, name: &'static str) -> Option<Node> {
        self.only(of, property, name).map(|quad| Node { term: quad.object, at: quad.origin })
    }

    /// The one value that there must be.
    fn only(&mut self, of: Node, property: Property, name: &'static str) -> Option<&'a Quad> {
        let found = self.first(of, property, name);
        if found.is_none() {
            self.faults.push(Fault { kind: ProblemKind::Missing, name, at: of.at });
        }
        found
    }

    /// The one value that there may be.
    fn first(&mut self, of: Node, property: Property, name: &'static str) -> Option<&'a Quad> {
        let (first, second) = {
            let mut values = self.values(of, property);
            let first = values.next()?;
            (first, values.find(|quad| !self.dataset.same(quad.object, first.object)))
        };
        if let Some(second) = second {
            self.faults.push(Fault { kind: ProblemKind::Cardinality, name, at: second.origin });
        }
        Some(first)
    }

    fn values(&self, of: Node, property: Property) -> impl Iterator<Item = &'a Quad> + use<'a> {
        let dataset = self.dataset;
        let about = move |quad: &&Quad| dataset.same(quad.subject, of.term);
        statements(dataset).filter(about).filter(move |quad| property.contains(&iri(dataset, quad.predicate)))
    }

    fn texts(&self, of: Node, property: Property) -> impl Iterator<Item = Text<'a>> + use<'a> {
        let dataset = self.dataset;
        let mut found: Vec<_> = self.values(of, property).map(|quad| value(dataset, quad.object)).collect();
        found.sort();
        found.dedup();
        found.into_iter()
    }

    /// A text for people: of several the first.
    fn text(&self, of: Node, property: Property) -> Option<Text<'a>> {
        self.values(of, property).find_map(|quad| literal(self.dataset, quad))
    }
}

/// Values of one date that are kept, where a second one is a fault already, and profiles that are searched for a name, each
/// in one pass over all statements.
const MOST_VALUES: usize = 4;

fn iri(dataset: &Dataset, term: Term) -> &str {
    dataset.text(term).trim_matches(['<', '>'])
}

/// A type by its last part, where it is one of the two vocabularies.
fn type_of<'a>(dataset: &'a Dataset, quad: &Quad) -> Text<'a> {
    let name = iri(dataset, quad.object);
    let vocabularies = ["https://w3id.org/openbadges#", "https://w3id.org/blockcerts#"];
    vocabularies.iter().find_map(|vocabulary| name.strip_prefix(vocabulary)).unwrap_or(name).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::RevocationList;
    use crate::json::Document;
    use crate::limits::Limits;
    use std::collections::BTreeSet;

    const SECOND: &str = r#"
<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/openbadges#Assertion> .
<urn:c> <https://w3id.org/openbadges#badge> <urn:b> .
<urn:c> <https://w3id.org/openbadges#issueDate> "2017-05-01"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
<urn:c> <https://w3id.org/openbadges#recipient> _:r .
<urn:c> <https://w3id.org/openbadges#verify> _:v .
<urn:c> <https://w3id.org/blockcerts#recipientProfile> _:p .
<urn:b> <https://w3id.org/openbadges#issuer> <https://a.example/issuer> .
<urn:b> <http://schema.org/name> "Soil" .
<https://a.example/issuer> <http://schema.org/name> "A" .
<https://a.example/issuer> <https://w3id.org/openbadges#revocationList> <https://a.example/list> .
_:p <http://schema.org/name> "Ada" .
_:r <https://w3id.org/openbadges#hashed> "false"^^<http://www.w3.org/2001/XMLSchema#boolean> .
_:r <https://w3id.org/openbadges#identityHash> "ada@example.org" .
_:v <https://w3id.org/security#publicKey> <ecdsa-koblitz-pubkey:1A> .
"#;

    const FIRST: &str = r#"
_:d <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/blockcerts#CertificateDocument> .
_:d <https://w3id.org/blockcerts#assertion> <https://a.example/c> .
_:d <https://w3id.org/blockcerts#certificate> _:b .
_:d <https://w3id.org/blockcerts#recipient> _:r .
<https://a.example/c> <https://w3id.org/openbadges#uid> "1-2-3" .
<https://a.example/c> <https://w3id.org/openbadges#issueDate> "2016-10-03" .
_:b <https://w3id.org/blockcerts#issuer> <https://a.example/issuer> .
_:r <https://w3id.org/openbadges#identityHash> "ada@example.org" .
_:r <https://w3id.org/blockcerts#revocationKey> "1K" .
_:r <http://schema.org/familyName> "Lovelace" .
_:r <http://schema.org/givenName> "Ada" .
"#;

    fn read<T>(text: &str, version: Version, judge: impl FnOnce(Certificate<'_>) -> T) -> T {
        let dataset = Dataset::parse(text.trim_start(), &Limits::default()).unwrap();
        let root = dataset.quads()[0].subject;
        judge(Certificate::from_statements(&dataset, root, NodeId::ROOT, version))
    }

    #[test]
    fn reads_the_second_generation() {
        read(SECOND, Version::V2, |certificate| {
            assert_eq!(certificate.faults, []);
            let claims = &certificate.claims;
            let issuer = claims.issuer.as_ref().unwrap();
            assert_eq!((claims.id.as_deref(), claims.name.as_deref()), (Some("urn:c"), Some("Soil")));
            assert_eq!((issuer.id.as_deref(), issuer.name.as_deref()), (Some("https://a.example/issuer"), Some("A")));
            assert_eq!(claims.subjects[0].name.as_deref(), Some("Ada"));
            assert_eq!(
                (claims.types.as_slice(), claims.period[0].member),
                (["Assertion".into()].as_slice(), Member::IssuedOn)
            );
            assert_eq!(certificate.address.as_deref(), Some("ecdsa-koblitz-pubkey:1A"));
            assert_eq!(certificate.revocation_lists, ["https://a.example/list"]);
            assert_eq!(certificate.names, ["urn:c"]);
            let identity = certificate.claims.recipient.unwrap();
            assert_eq!((identity.text.as_ref(), identity.is_hashed), ("ada@example.org", false));
        });
    }

    #[test]
    fn reads_the_first_generation() {
        read(FIRST, Version::V1, |certificate| {
            assert_eq!(certificate.faults, []);
            assert_eq!(certificate.names, ["https://a.example/c", "1-2-3"]);
            assert_eq!(certificate.claims.subjects[0].name.as_deref(), Some("Ada Lovelace"));
            assert!(certificate.has_revocation_key && certificate.address.is_none());
        });
    }

    #[test]
    fn says_what_is_missing() {
        let faults = |text: &str, version| read(text, version, |certificate| certificate.faults);
        for (version, text, line, name) in [
            (Version::V2, SECOND, "#badge>", "badge"),
            (Version::V2, SECOND, "#issueDate>", "issuedOn"),
            (Version::V2, SECOND, "#recipient>", "recipient"),
            (Version::V2, SECOND, "#identityHash>", "identity"),
            (Version::V2, SECOND, "#verify>", "verification"),
            (Version::V2, SECOND, "security#publicKey>", "publicKey"),
            (Version::V2, SECOND, "#issuer>", "issuer"),
            (Version::V1, FIRST, "#assertion>", "assertion"),
            (Version::V1, FIRST, "#certificate>", "certificate"),
            (Version::V1, FIRST, "#issueDate>", "issuedOn"),
            (Version::V1, FIRST, "#issuer>", "issuer"),
            (Version::V1, FIRST, "#recipient>", "recipient"),
        ] {
            let rest: String = text.lines().filter(|one| !one.contains(line)).map(|one| format!("{one}\n")).collect();
            assert_ne!(rest.trim(), text.trim(), "{line}");
            let missing = Fault { kind: ProblemKind::Missing, name, at: NodeId::ROOT };
            let found: Vec<_> = faults(&rest, version).iter().map(|fault| (fault.kind, fault.name)).collect();
            assert_eq!(found, [(missing.kind, missing.name)], "{line}");
        }
        let unnamed = SECOND.replace("<https://a.example/issuer>", "_:i");
        assert_eq!(faults(&unnamed, Version::V2).iter().map(|fault| fault.name).collect::<Vec<_>>(), ["id"]);
        let other = SECOND.replace("#Assertion>", "#BadgeClass>");
        assert_eq!(faults(&other, Version::V2).iter().map(|fault| fault.kind).collect::<Vec<_>>(), [ProblemKind::Type]);
    }

    #[test]
    fn says_what_is_there_twice() {
        for (line, name) in [
            ("<urn:c> <https://w3id.org/openbadges#badge> <urn:d> .", "badge"),
            ("<urn:b> <https://w3id.org/openbadges#issuer> <urn:d> .", "issuer"),
            ("<urn:c> <https://w3id.org/openbadges#recipient> <urn:d> .", "recipient"),
            ("<urn:c> <https://w3id.org/openbadges#issueDate> \"2018\" .", "issuedOn"),
            ("_:v <http://purl.org/dc/terms/creator> <ecdsa-koblitz-pubkey:1B> .", "publicKey"),
        ] {
            let found = read(&format!("{SECOND}{line}\n"), Version::V2, |certificate| certificate.faults);
            let found: Vec<_> = found.iter().map(|fault| (fault.kind, fault.name)).collect();
            assert_eq!(found, [(ProblemKind::Cardinality, name)], "{line}");
        }
        // What is said again is said once.
        let again = "_:v <http://purl.org/dc/terms/creator> <ecdsa-koblitz-pubkey:1A> .\n";
        assert_eq!(read(&format!("{SECOND}{again}"), Version::V2, |certificate| certificate.faults), []);
    }

    /// The statements of a certificate that holds another one, told from the inner one on.
    #[test]
    fn a_certificate_within_another_is_not_its_issuer_s_word() {
        let other =
            "<urn:o> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/openbadges#Assertion> .\n";
        let link = "<urn:o> <https://w3id.org/openbadges#evidence> <urn:c> .\n";
        let faults = |more: &str| read(&format!("{SECOND}{more}"), Version::V2, |certificate| certificate.faults.len());
        assert_eq!((faults(other), faults(link), faults(&format!("{other}{link}"))), (0, 0, 1));
    }

    #[test]
    fn every_end_is_kept() {
        let more = "<urn:c> <https://w3id.org/security#expiration> \"2020\" .\n<urn:c> <https://w3id.org/security#expiration> \"2030\" .\n";
        read(&format!("{SECOND}{more}"), Version::V2, |certificate| {
            assert_eq!(certificate.claims.period.len(), 3);
            assert_eq!(certificate.faults.iter().map(|fault| fault.name).collect::<Vec<_>>(), ["expires"]);
        });
    }

    #[test]
    fn many_values_take_linear_time() {
        let mut more = String::new();
        for n in 0..40_000 {
            more.push_str(&format!("<urn:c> <https://w3id.org/blockcerts#recipientProfile> <urn:p:{n}> .\n"));
            more.push_str(&format!("<urn:c> <https://w3id.org/openbadges#uid> \"{n}\" .\n"));
        }
        let unnamed = SECOND.replace("_:p <http://schema.org/name> \"Ada\" .\n", "");
        read(&format!("{unnamed}{more}"), Version::V2, |certificate| {
            assert_eq!(certificate.names.len(), 40_001);
            let entries: Vec<_> = (0..40_000).map(|n| format!(r#"{{"id":"urn:{n}"}}"#)).collect();
            let list = format!(r#"{{"revokedAssertions":[{}]}}"#, entries.join(","));
            let list = Document::parse(list.as_bytes(), &Limits::default()).unwrap();
            let names: BTreeSet<&str> = certificate.names.iter().map(AsRef::as_ref).collect();
            assert_eq!(RevocationList::find(list.root(), &names), Ok(None));
        });
    }
}
