//! The secured documents inside a document, and the proofs that stand where none may: one walk over the whole tree.
//!
//! A part is read later as a document of its own, with its own `@context`; here only its place and role are told.

use super::members::Member;
use crate::json::{Document, NodeId, Value};

/// Why a document holds another one.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// An endorsement, of a badge, an issuer or an achievement.
    Endorsement,
    /// A credential in a larger one, such as a badge in a Comprehensive Learner Record.
    Part,
    /// A credential in a presentation.
    Presented,
}

/// A document inside a document: an object, or in its stead a text, which may be a compact JWS or a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Why it is there.
    pub role: Role,
    /// Where it stands.
    pub at: NodeId,
}

/// What the walk over a document found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The documents inside, outermost only, in document order.
    pub documents: Vec<Part>,
    /// The names of the members that are proofs in the wrong place or under another spelling, in document order.
    pub misplaced: Vec<NodeId>,
}

impl Parts {
    /// Whether a place of `document` lies within one of the documents inside.
    #[must_use]
    pub fn hold(&self, document: &Document<'_>, at: NodeId) -> bool {
        let after = self.documents.partition_point(|part| part.at <= at);
        let before = after.checked_sub(1).and_then(|before| self.documents.get(before));
        before.and_then(|part| document.value(part.at)).is_some_and(|value| value.contains(at))
    }
}

/// Where in the outer document a value was met.
#[derive(Clone, Copy)]
enum Place {
    /// Where a profile expects a document.
    Document(Role),
    /// Anywhere else.
    Inside,
    /// The document itself.
    Root,
}

/// Finds the documents inside a document whose JSON is secured, and the misplaced proofs; of statements, `shape`
/// tells.
///
/// A proof is in its place on the root, and on an object that stands where the models and profiles expect a document:
/// `verifiableCredential` and `endorsement`. There its own walk judges it.
#[must_use]
pub fn parts(document: Value<'_>, is_presentation: bool) -> Parts {
    let mut found = Parts::default();
    let mut open = vec![(document, Place::Root)];
    while let Some((value, place)) = open.pop() {
        let place = match place {
            Place::Document(role) if value.is_object() || value.as_str().is_some() => {
                found.documents.push(Part { role, at: value.id() });
                continue;
            }
            other => other,
        };
        open.extend(value.items().filter(|item| holds(*item, place)).map(|item| (item, place)));
        for member in value.members() {
            match Member::of_term(member.name()).or_else(|| spelled_out(member.name())) {
                Some(Member::Context | Member::JsonSchema) => {}
                // OpenAttestation 3 tells there how it is anchored, under the name `proof`.
                None if matches!(member.name(), "@context" | "openAttestationMetadata") => {}
                Some(Member::Proof) => {
                    let is_one = member.value.items_or_self().any(Value::is_object);
                    if is_one && !(matches!(place, Place::Root) && member.name() == "proof") {
                        found.misplaced.push(member.key.id());
                    }
                }
                meaning => {
                    let role =
                        meaning.and_then(|meaning| role(meaning, is_presentation && matches!(place, Place::Root)));
                    let place = role.map_or(Place::Inside, Place::Document);
                    open.extend(Some(member.value).filter(|value| holds(*value, place)).map(|value| (value, place)));
                }
            }
        }
    }
    found.documents.sort_unstable_by_key(|part| part.at);
    found.misplaced.sort_unstable();
    found
}

/// Whether there may be something to find in a value: a text may be a document, but only where one is expected.
fn holds(value: Value<'_>, place: Place) -> bool {
    value.is_object() || value.is_array() || matches!(place, Place::Document(_))
}

fn role(member: Member, presented: bool) -> Option<Role> {
    match member {
        Member::Endorsement | Member::EndorsementJwt => Some(Role::Endorsement),
        Member::VerifiableCredential if presented => Some(Role::Presented),
        Member::VerifiableCredential => Some(Role::Part),
        _ => None,
    }
}

/// Whether a text has the three parts of a compact JWS, with or without the disclosures of an SD-JWT.
pub(crate) fn is_compact(text: &str) -> bool {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let token = text.split('~').next().unwrap_or_default();
    token.split('.').count() == 3 && token.split('.').all(part)
}

/// A proof under its full IRI is one even where names are read as they are written.
fn spelled_out(name: &str) -> Option<Member> {
    (name == "https://w3id.org/security#proof").then_some(Member::Proof)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json::Document, limits::Limits};

    fn walk(text: &str) -> (Vec<(Role, usize)>, Vec<usize>) {
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let found = parts(document.root(), text.contains("VerifiablePresentation"));
        let documents = found.documents.iter().map(|part| (part.role, part.at.index())).collect();
        (documents, found.misplaced.iter().map(|at| at.index()).collect())
    }

    const CREDENTIAL: &str = r#"{"type": "VerifiableCredential", "proof": {}}"#;

    #[test]
    fn finds_documents_by_role() {
        let presented =
            format!(r#"{{"type": "VerifiablePresentation", "verifiableCredential": [{CREDENTIAL}, "a.b.c"]}}"#);
        assert_eq!(walk(&presented), (vec![(Role::Presented, 5), (Role::Presented, 10)], vec![]));
        let part = format!(
            r#"{{"type": "VerifiableCredential", "credentialSubject": {{"verifiableCredential": [{CREDENTIAL}], "achievement": {{"endorsement": {CREDENTIAL}}}}}}}"#
        );
        assert_eq!(walk(&part), (vec![(Role::Part, 7), (Role::Endorsement, 15)], vec![]));
        let link = r#"{"endorsement": ["https://example.org/e"], "endorsementJwt": ["aa.bb.cc"]}"#;
        assert_eq!(walk(link), (vec![(Role::Endorsement, 3), (Role::Endorsement, 6)], vec![]));
    }

    #[test]
    fn refuses_proofs_in_other_places() {
        let cases = [
            ("root", r#"{"proof": {}}"#, 0),
            ("subject", r#"{"credentialSubject": {"proof": {}}}"#, 1),
            ("in a list", r#"{"a": [[{"proof": {}}]]}"#, 1),
            ("where a credential is expected", r#"{"verifiableCredential": {"proof": {}}}"#, 0),
            ("full IRI", r#"{"https://w3id.org/security#proof": {}}"#, 1),
            ("keyword and alias are not proofs", r#"{"@context": {"proof": {}}}"#, 0),
            ("a schema speaks of proofs", r#"{"credentialSubject": {"jsonSchema": {"properties": {"proof": {}}}}}"#, 0),
            ("elsewhere", &format!(r#"{{"credentialSubject": {{"credential": {CREDENTIAL}}}}}"#), 1),
            ("how it is anchored", r#"{"openAttestationMetadata": {"proof": {}}}"#, 0),
            ("within a proof", r#"{"proof": {"proof": {}}}"#, 0),
        ];
        for (name, text, want) in cases {
            assert_eq!(walk(text).1.len(), want, "{name}");
        }
    }
}
