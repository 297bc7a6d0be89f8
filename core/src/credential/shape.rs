//! Whether the statements of a document stand where the document shows them, and which documents they hold.
//!
//! A signature over statements holds for every JSON-LD text that makes them: one that tells the document from one of its
//! parts on, that tells it in two places, or that hides a part in a map. So the text is held against the statements. A
//! document is a root: nothing that is a document itself leads to it, it leads to all that is said, and what is said of it
//! stands in one object. The same holds for each document within it. Everything else may be mentioned as often as issuers do.

use super::detect::is_document_type;
use super::members::{Member, known_type};
use super::parts::{Part, Parts, Role};
use crate::json::{self, NodeId, Value};
use crate::jsonld::{Expanded, IssueKind, Node, Object, Property};
use crate::rdf::{Dataset, Quad, Term};

/// What contradicts that a document is what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misplaced {
    /// Where.
    pub at: NodeId,
    /// What is wrong there.
    pub kind: Misplacement,
}

/// How the text of a document can differ from what its statements say.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misplacement {
    /// Another document leads to the one that is shown as the whole.
    Part,
    /// Something is said that the document does not lead to.
    Unreachable,
    /// A document is told in more than one place.
    SecondMention,
    /// A document is held, and stands nowhere as an object of its own.
    Unlocated,
    /// A context in the document turns a known property round, or sorts its values into maps or graphs.
    Rearranged,
    /// Whoever reads the JSON sees another member than whoever reads JSON-LD.
    Renamed,
}

impl Misplacement {
    /// The words for it in the data of a report's check.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Part => "the whole of which this is a part",
            Self::Rearranged => "a context of its own that rearranges a known term",
            Self::Renamed => "a known name for another member, or a known member under another name",
            Self::SecondMention => "a second place that tells about the document",
            Self::Unlocated => "a document that stands nowhere",
            Self::Unreachable => "something that the document does not lead to",
        }
    }
}

/// Holds the text of a document, `object`, against its statements. `root` is what it is about, `named` what its names mean.
///
/// The documents found are outermost ones, in document order; so are the proofs that stand on what is no document.
pub(crate) fn shape(
    expanded: &Expanded<'_>,
    named: &[(NodeId, Option<Member>)],
    dataset: &Dataset,
    root: Term,
    object: Value<'_>,
) -> (Parts, Vec<Misplaced>) {
    let mut shape = Shape { dataset, root, object, parts: Parts::default(), found: Vec::new() };
    let rearranged = expanded.rearranging().filter(|(_, iri)| Member::of_iri(iri).is_some());
    rearranged.for_each(|(at, _)| shape.report(at, Misplacement::Rearranged));
    shape.renamed(named);
    let said = Said::of(dataset, root);
    let located = shape.locate(&said);
    let told = Told::by(expanded, object.id());
    shape.second_mentions(&told);
    shape.parts_above(&said, &located);
    if told.turns_round {
        shape.unreachable();
    }
    shape.found.sort_unstable_by_key(|misplaced| (misplaced.at, misplaced.kind));
    (shape.parts, shape.found)
}

/// The statements that hold documents, those that make something a document, and those that lead to the root.
#[derive(Default)]
struct Said<'q> {
    holding: Vec<(&'q Quad, Member)>,
    documents: Vec<(Term, NodeId)>,
    to_root: Vec<(&'q Quad, Option<Member>)>,
    /// Where statements come from, in order.
    origins: Vec<NodeId>,
    is_presentation: bool,
}

impl<'q> Said<'q> {
    fn of(dataset: &'q Dataset, root: Term) -> Self {
        let mut said = Self::default();
        for quad in dataset.quads() {
            let member = iri(dataset, quad.predicate).and_then(Member::of_iri);
            match member {
                Some(Member::Endorsement | Member::EndorsementJwt | Member::Proof | Member::VerifiableCredential) => {
                    said.holding.extend(member.map(|member| (quad, member)));
                }
                Some(Member::Type) if quad.graph.is_none() => {
                    let type_ = iri(dataset, quad.object).and_then(known_type).filter(|term| is_document_type(term));
                    if let Some(type_) = type_ {
                        said.documents.push((quad.subject, quad.origin));
                        said.is_presentation |= type_ == "VerifiablePresentation" && dataset.same(quad.subject, root);
                    }
                }
                _ => {}
            }
            if quad.graph.is_none() && dataset.same(quad.object, root) {
                said.to_root.push((quad, member));
            }
        }
        if !said.holding.is_empty() {
            said.origins = dataset.quads().iter().map(|quad| quad.origin).collect();
            said.origins.sort_unstable();
            said.holding.sort_by_key(|(quad, _)| quad.origin);
        }
        said.documents.sort_unstable_by(|one, other| dataset.order(one.0, other.0).then(one.1.cmp(&other.1)));
        said
    }

    fn is_document(&self, dataset: &Dataset, term: Term) -> bool {
        self.documents.binary_search_by(|one| dataset.order(one.0, term)).is_ok()
    }

    /// Whether something is said within a value.
    fn has_within(&self, value: Value<'_>) -> bool {
        let after = self.origins.partition_point(|origin| *origin <= value.id());
        self.origins.get(after).is_some_and(|origin| *origin < value.end())
    }
}

/// Where whoever reads the statements of a document whose JSON is signed would see something else than whoever reads its
/// members by their plain names.
pub(crate) fn retold(expanded: &Expanded<'_>, object: Value<'_>) -> Vec<Misplaced> {
    let name = |key| object.document().value(key).and_then(Value::as_str).unwrap_or_default();
    let is_renamed = |(key, member): &(NodeId, Option<Member>)| {
        member.is_some_and(|member| {
            decides(member) && !name(*key).starts_with('@') && Member::of_term(name(*key)) != Some(member)
        })
    };
    let renamed = expanded.meanings(Member::of_iri).filter(is_renamed).map(|(at, _)| (at, Misplacement::Renamed));
    let shapes = expanded.issues().iter().filter(|issue| issue.kind == IssueKind::Shape);
    let shapes = shapes.map(|issue| (issue.at, Misplacement::Renamed));
    let rearranged = expanded.rearranging().filter(|(_, iri)| Member::of_iri(iri).is_some());
    let rearranged = rearranged.map(|(at, _)| (at, Misplacement::Rearranged));
    renamed.chain(shapes).chain(rearranged).map(|(at, kind)| Misplaced { at, kind }).collect()
}

/// Whether a member decides something about a document.
fn decides(member: Member) -> bool {
    use Member as M;
    matches!(
        member,
        M::CredentialSchema
            | M::CredentialStatus
            | M::CredentialSubject
            | M::Endorsement
            | M::EndorsementJwt
            | M::ExpirationDate
            | M::Holder
            | M::Id
            | M::IssuanceDate
            | M::Issued
            | M::Issuer
            | M::Proof
            | M::RelatedResource
            | M::Type
            | M::ValidFrom
            | M::ValidUntil
            | M::VerifiableCredential
    )
}

struct Shape<'s> {
    dataset: &'s Dataset,
    root: Term,
    object: Value<'s>,
    parts: Parts,
    found: Vec<Misplaced>,
}

impl Shape<'_> {
    fn report(&mut self, at: NodeId, kind: Misplacement) {
        self.found.push(Misplaced { at, kind });
    }

    /// A member of the document that people know by its name is that member, and a credential is not held as something else.
    fn renamed(&mut self, named: &[(NodeId, Option<Member>)]) {
        let own: Vec<_> = self.object.members().map(|member| member.key.id()).collect();
        // A name may lead to a graph as well as be a member.
        let (mut kept, mut others) = (Vec::new(), Vec::new());
        for (key, member) in named.iter().copied() {
            let name = self.object.document().value(key).and_then(Value::as_str);
            let Some(known) = name.and_then(Member::of_term) else { continue };
            if known == Member::VerifiableCredential || (decides(known) && own.binary_search(&key).is_ok()) {
                if Some(known) == member { kept.push(key) } else { others.push(key) }
            }
        }
        kept.sort_unstable();
        others.retain(|key| kept.binary_search(key).is_err());
        others.into_iter().for_each(|key| self.report(key, Misplacement::Renamed));
    }

    /// Finds the place of each document that is held, and of proofs that something else than a document holds. Gives what
    /// stands for the documents, in the order of terms.
    fn locate(&mut self, said: &Said<'_>) -> Vec<Term> {
        let (mut located, mut links, mut end) = (Vec::new(), Vec::new(), self.object.id());
        for (quad, member) in &said.holding {
            // What stands within a document is its own affair.
            let Some(value) = self.object.document().value(quad.origin).filter(|value| value.id() >= end) else {
                continue;
            };
            if *member == Member::Proof {
                self.parts.misplaced.push(quad.origin);
                continue;
            }
            // A token, or a link that its context takes for a text.
            let is_text = value.as_str().is_some() && self.is_literal(quad.object);
            if is_text || (value.is_object() && said.has_within(value)) {
                self.parts.documents.push(Part { role: self.role(said, quad, *member), at: quad.origin });
                end = value.end();
                located.push(quad.object);
            } else if self.is_literal(quad.object) {
                self.report(quad.origin, Misplacement::Unlocated);
            } else {
                links.push((*quad, *member));
            }
        }
        located.sort_unstable_by(|one, other| self.dataset.order(*one, *other));
        for (link, member) in links {
            if located.binary_search_by(|one| self.dataset.order(*one, link.object)).is_ok() {
                continue;
            }
            if said.is_document(self.dataset, link.object) {
                self.report(link.origin, Misplacement::Unlocated);
            } else {
                self.parts.documents.push(Part { role: self.role(said, link, member), at: link.origin });
            }
        }
        self.parts.documents.sort_unstable_by_key(|part| part.at);
        located
    }

    fn is_literal(&self, term: Term) -> bool {
        !self.dataset.is_blank(term) && self.dataset.text(term).starts_with('"')
    }

    fn role(&self, said: &Said<'_>, quad: &Quad, member: Member) -> Role {
        match member {
            Member::VerifiableCredential if said.is_presentation && self.dataset.same(quad.subject, self.root) => {
                Role::Presented
            }
            Member::VerifiableCredential => Role::Part,
            _ => Role::Endorsement,
        }
    }

    /// The document, and each within it, is told in one object; elsewhere it is only named. What an endorsement says of
    /// its subject is the endorser's word, as long as it is nothing that decides about the subject.
    fn second_mentions(&mut self, told: &Told<'_>) {
        if let Some(own) = told.mentions.iter().find(|mention| mention.node.origin() == self.object.id()) {
            self.is_whole(own.node);
        }
        let is_own = |at: NodeId| {
            at == self.object.id() || self.parts.documents.binary_search_by_key(&at, |part| part.at).is_ok()
        };
        let mut again = Vec::new();
        for group in told.by_name() {
            let Some(own) = group.iter().find(|mention| is_own(mention.node.origin())) else { continue };
            let others = group.iter().filter(|mention| mention.node.origin() != own.node.origin());
            let tells = |mention: &&&Mention<'_>| !mention.is_endorsed() && !self.is_copy(mention, own);
            again.extend(others.filter(tells).map(|mention| mention.node.origin()));
        }
        again.into_iter().for_each(|at| self.report(at, Misplacement::SecondMention));
    }

    /// Whether the same document stands there once more: each copy is judged.
    fn is_copy(&self, mention: &Mention<'_>, own: &Mention<'_>) -> bool {
        let (one, other) = (mention.node.origin(), own.node.origin());
        let is_part = |at: NodeId| self.parts.documents.binary_search_by_key(&at, |part| part.at).is_ok();
        let value = |at: NodeId| self.object.document().value(at);
        is_part(one)
            && is_part(other)
            && value(one).zip(value(other)).is_some_and(|(one, other)| json::same(one, other))
    }

    /// All that is said of the document where it stands are members of that object itself.
    fn is_whole(&mut self, own: Node<'_>) {
        let keys: Vec<_> = self.object.members().map(|member| member.key.id()).collect();
        let elsewhere = own.keys().filter(|key| keys.binary_search(key).is_err());
        let turned = own.links().filter(Property::is_reverse).map(|property| property.key());
        let found: Vec<_> = elsewhere.chain(turned).collect();
        found.into_iter().for_each(|at| self.report(at, Misplacement::SecondMention));
    }

    /// Nothing that is a document itself leads to the document as one of its parts.
    fn parts_above(&mut self, said: &Said<'_>, located: &[Term]) {
        let dataset = self.dataset;
        for (quad, member) in &said.to_root {
            let holds = matches!(member, Some(Member::Endorsement | Member::VerifiableCredential));
            let is_other = said.is_document(dataset, quad.subject) && !dataset.same(quad.subject, self.root);
            if holds || (is_other && *member != Some(Member::CredentialSubject)) {
                self.report(quad.origin, Misplacement::Part);
            }
        }
        let is_known = |term: Term| {
            dataset.same(term, self.root) || located.binary_search_by(|one| dataset.order(*one, term)).is_ok()
        };
        let others = said
            .documents
            .iter()
            .filter(|(term, at)| !is_known(*term) && !self.parts.hold(self.object.document(), *at));
        let others: Vec<_> = others.map(|(term, _)| *term).collect();
        if others.is_empty() || said.to_root.is_empty() || self.found.iter().any(|one| one.kind == Misplacement::Part) {
            return;
        }
        // A document that none holds and that leads here is the whole, told from its part on.
        if Reach::from(dataset, others).has(self.root) {
            self.report(self.object.id(), Misplacement::Part);
        }
    }

    /// What the document does not lead to is not the document's.
    fn unreachable(&mut self) {
        let reach = Reach::from(self.dataset, vec![self.root]);
        let is_unreached = |quad: &&Quad| !reach.has(quad.graph.unwrap_or(quad.subject));
        let mut quads = self.dataset.quads().iter().filter(is_unreached);
        if let Some(quad) = quads.next() {
            self.report(quad.origin, Misplacement::Unreachable);
        }
    }
}

/// A node of the default graph of which something is said in one place.
struct Mention<'e> {
    name: &'e str,
    node: Node<'e>,
    /// The properties that lead to it here: the last, and the one before.
    path: [&'e str; 2],
}

impl Mention<'_> {
    /// Whether it is what an endorsement says of its subject, and decides nothing about it.
    fn is_endorsed(&self) -> bool {
        let leads = self.path.map(Member::of_iri) == [Some(Member::CredentialSubject), Some(Member::Endorsement)];
        let mut links = self.node.links();
        let says_little = links.all(|property| {
            !property.is_reverse()
                && matches!(Member::of_iri(property.iri()), None | Some(Member::Description | Member::Name))
        });
        let mut types = self.node.types().filter_map(|(iri, _)| known_type(iri));
        leads && says_little && types.all(|type_| type_ == "EndorsementSubject")
    }
}

/// What is told in which places.
struct Told<'e> {
    document: NodeId,
    mentions: Vec<Mention<'e>>,
    /// Whether some statements point against the way in which the text tells them.
    turns_round: bool,
}

impl<'e> Told<'e> {
    /// Of nodes without a name only the document itself is of interest.
    fn by(expanded: &'e Expanded<'_>, document: NodeId) -> Self {
        let mut told = Self { document, mentions: Vec::new(), turns_round: false };
        let mut roots = 0_usize;
        for node in expanded.roots() {
            roots = roots.saturating_add(1);
            told.node(node, ["", ""]);
        }
        told.turns_round |= roots > 1;
        told
    }

    /// The depth is the reader's.
    fn node(&mut self, node: Node<'e>, path: [&'e str; 2]) {
        let name = node.id().unwrap_or_default();
        if !node.is_bare() && (!name.is_empty() || node.origin() == self.document) {
            self.mentions.push(Mention { name, node, path });
        }
        for property in node.links() {
            self.turns_round |= property.is_reverse();
            property.values().for_each(|value| self.value(value, [property.iri(), path[0]]));
        }
    }

    fn value(&mut self, value: Object<'e>, path: [&'e str; 2]) {
        match value {
            Object::List(list) => list.items().for_each(|item| self.value(item, path)),
            Object::Literal(_) => {}
            Object::Node(node) => self.node(node, path),
        }
    }

    /// The mentions of each node that has a name.
    fn by_name(&self) -> Vec<Vec<&Mention<'e>>> {
        let mut named: Vec<_> = self.mentions.iter().filter(|mention| !mention.name.is_empty()).collect();
        named.sort_by_key(|mention| mention.name);
        let groups = named.chunk_by(|one, next| one.name == next.name);
        groups.filter(|group| group.len() > 1).map(<[_]>::to_vec).collect()
    }
}

/// What some nodes of the default graph lead to.
struct Reach<'q> {
    dataset: &'q Dataset,
    /// In the order of terms.
    reached: Vec<Term>,
}

impl<'q> Reach<'q> {
    fn from(dataset: &'q Dataset, starts: Vec<Term>) -> Self {
        let mut links: Vec<_> = dataset.quads().iter().filter(|quad| quad.graph.is_none()).collect();
        links.sort_by(|one, other| dataset.order(one.subject, other.subject));
        let mut is_followed = vec![false; links.len()];
        let (mut open, mut reached) = (starts.clone(), starts);
        while let Some(term) = open.pop() {
            let first = links.partition_point(|quad| dataset.order(quad.subject, term).is_lt());
            let own = links.iter().zip(&mut is_followed).skip(first);
            for (quad, followed) in own.take_while(|(quad, _)| dataset.same(quad.subject, term)) {
                if std::mem::replace(followed, true) {
                    break;
                }
                open.push(quad.object);
                reached.push(quad.object);
            }
        }
        reached.sort_unstable_by(|one, other| dataset.order(*one, *other));
        Self { dataset, reached }
    }

    fn has(&self, term: Term) -> bool {
        self.reached.binary_search_by(|one| self.dataset.order(*one, term)).is_ok()
    }
}

/// What stands between the angle brackets of an IRI.
fn iri(dataset: &Dataset, term: Term) -> Option<&str> {
    if dataset.is_blank(term) {
        return None;
    }
    dataset.text(term).strip_prefix('<')?.strip_suffix('>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::jsonld::{Loader, Options, RdfOptions, expand};
    use crate::limits::Limits;

    const TERMS: &str = r#"{"vcs": {"@id": "https://www.w3.org/2018/credentials#verifiableCredential", "@type": "@id", "@container": ["@graph", "@index"]},
        "partOf": {"@reverse": "urn:part"}, "see": {"@id": "urn:see", "@type": "@id"}, "all": {"@id": "urn:all", "@container": "@list"}}"#;

    /// The roles and places of the documents within a document with `members`, and what is wrong with it where.
    fn found(members: &str) -> (Vec<(Role, String)>, Vec<(Misplacement, String)>) {
        let limits = Limits::default();
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", {TERMS}],
                "id": "urn:c", {members}}}"#
        );
        let document = Document::parse(text.as_bytes(), &limits).unwrap();
        let expanded = expand(document.root(), &Loader::bundled(), &Options::default(), &limits).unwrap();
        let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
        let is_root = |quad: &&Quad| dataset.text(quad.subject) == "<urn:c>";
        let root = dataset.quads().iter().find(is_root).unwrap().subject;
        let named: Vec<_> = expanded.meanings(Member::of_iri).collect();
        let (parts, misplaced) = shape(&expanded, &named, &dataset, root, document.root());
        let parts = parts.documents.iter().map(|part| (part.role, document.pointer(part.at))).collect();
        // The term `vcs` stands in every case.
        let misplaced = misplaced.iter().filter(|one| one.kind != Misplacement::Rearranged);
        (parts, misplaced.map(|one| (one.kind, document.pointer(one.at))).collect())
    }

    #[track_caller]
    fn check(members: &str, parts: &[(Role, &str)], misplaced: &[(Misplacement, &str)]) {
        let (found_parts, found_misplaced) = found(members);
        let found_parts: Vec<_> = found_parts.iter().map(|(role, at)| (*role, at.as_str())).collect();
        let found_misplaced: Vec<_> = found_misplaced.iter().map(|(kind, at)| (*kind, at.as_str())).collect();
        assert_eq!((found_parts.as_slice(), found_misplaced.as_slice()), (parts, misplaced), "{members}");
    }

    const CREDENTIAL: &str = r#""type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "urn:i""#;
    const PRESENTATION: &str = r#""type": "VerifiablePresentation""#;
    const INNER: &str = r#"{"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:inner", "type": "VerifiableCredential", "issuer": "urn:j"}"#;
    const ENDORSEMENT: &str = r#"{"id": "urn:e", "type": ["VerifiableCredential", "EndorsementCredential"], "issuer": "urn:j", "credentialSubject": {"id": "urn:c", "type": "EndorsementSubject", "endorsementComment": "Good."}}"#;

    #[test]
    fn finds_documents_wherever_statements_hold_them() {
        check(
            &format!(r#"{PRESENTATION}, "verifiableCredential": [{INNER}]"#),
            &[(Role::Presented, "/verifiableCredential/0")],
            &[],
        );
        check(
            &format!(r#"{PRESENTATION}, "vcs": {{"a": {INNER}, "b": {INNER}}}"#),
            &[(Role::Presented, "/vcs/a"), (Role::Presented, "/vcs/b")],
            &[],
        );
        check(
            &format!(
                r#"{CREDENTIAL}, "credentialSubject": {{"https://www.w3.org/2018/credentials#verifiableCredential": {INNER}}}"#
            ),
            &[(Role::Part, "/credentialSubject/https:~1~1www.w3.org~12018~1credentials#verifiableCredential")],
            &[],
        );
        check(&format!(r#"{CREDENTIAL}, "endorsement": {ENDORSEMENT}"#), &[(Role::Endorsement, "/endorsement")], &[]);
        let (jwt, at) = (
            "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt",
            "/https:~1~1purl.imsglobal.org~1spec~1vc~1ob~1vocab.html#endorsementJwt",
        );
        check(&format!(r#"{CREDENTIAL}, "{jwt}": "a.b.c""#), &[(Role::Endorsement, at)], &[]);
        check(&format!(r#"{CREDENTIAL}, "{jwt}": "no token""#), &[(Role::Endorsement, at)], &[]);
        check(&format!(r#"{CREDENTIAL}, "{jwt}": 5"#), &[], &[(Misplacement::Unlocated, at)]);
        let link = format!(r#"{CREDENTIAL}, "endorsement": [{{"id": "urn:link"}}]"#);
        check(&link, &[(Role::Endorsement, "/endorsement/0")], &[]);
    }

    #[test]
    fn a_document_is_told_in_one_place() {
        use Misplacement::{SecondMention, Unlocated};
        for (members, at) in [
            (format!(r#"{CREDENTIAL}, "see": {{"id": "urn:c", "name": "x"}}"#), "/see"),
            (format!(r#"{CREDENTIAL}, "all": ["urn:x", {{"see": {{"id": "urn:c", "name": "x"}}}}]"#), "/all/1/see"),
            (
                format!(r#"{CREDENTIAL}, "credentialSubject": {{"id": "urn:c", "type": "AchievementSubject"}}"#),
                "/credentialSubject",
            ),
        ] {
            check(&members, &[], &[(SecondMention, at)]);
        }
        // What only names it tells nothing.
        check(&format!(r#"{CREDENTIAL}, "see": ["urn:c", {{"id": "urn:c"}}]"#), &[], &[]);
        check(
            &format!(r#"{CREDENTIAL}, "see": [{{"id": "urn:i", "name": "a"}}, {{"id": "urn:i", "name": "b"}}]"#),
            &[],
            &[],
        );
        let part = [(Role::Endorsement, "/endorsement")];
        check(
            &format!(r#"{CREDENTIAL}, "endorsement": {ENDORSEMENT}, "see": {{"id": "urn:e", "name": "x"}}"#),
            &part,
            &[(SecondMention, "/see")],
        );
        check(
            &format!(r#"{CREDENTIAL}, "endorsement": {{"id": "urn:e"}}, "see": {ENDORSEMENT}"#),
            &[],
            &[(Misplacement::Part, ""), (Unlocated, "/endorsement"), (SecondMention, "/see/credentialSubject")],
        );
    }

    #[test]
    fn an_endorsement_decides_nothing_about_its_subject() {
        let part = [(Role::Endorsement, "/endorsement")];
        for more in ["validUntil", "issuer", "credentialStatus"] {
            let more = format!(r#""https://www.w3.org/2018/credentials#{more}": "x", "endorsementComment""#);
            let endorsement = ENDORSEMENT.replace(r#""endorsementComment""#, &more);
            check(
                &format!(r#"{CREDENTIAL}, "endorsement": {endorsement}"#),
                &part,
                &[(Misplacement::SecondMention, "/endorsement/credentialSubject")],
            );
        }
        let typed =
            ENDORSEMENT.replace(r#""EndorsementSubject""#, r#"["EndorsementSubject", "VerifiablePresentation"]"#);
        let members = format!(r#"{CREDENTIAL}, "endorsement": {typed}"#);
        assert_eq!(found(&members).1, [(Misplacement::SecondMention, "/endorsement/credentialSubject".into())]);
    }

    #[test]
    fn a_document_is_no_part_of_another() {
        use Misplacement::{Part, Unreachable};
        // A record told from its part on: what leads to the part is turned round.
        let whole = r#"{"id": "urn:whole", "type": "VerifiableCredential", "issuer": "urn:i"}"#;
        let found = [(Misplacement::SecondMention, "/partOf"), (Part, "/partOf"), (Unreachable, "/partOf/type")];
        check(&format!(r#"{CREDENTIAL}, "partOf": {whole}"#), &[], &found);
        // The whole leads to its part by something in between, and the part back to the whole.
        let whole = r#"{"id": "urn:whole", "type": "VerifiableCredential", "see": {"see": "urn:c"}}"#;
        check(&format!(r#"{CREDENTIAL}, "credentialSubject": {whole}"#), &[], &[(Part, "")]);
        // A service may point back.
        check(&format!(r#"{CREDENTIAL}, "refreshService": {{"type": "urn:s", "see": "urn:c"}}"#), &[], &[]);
    }

    #[test]
    fn what_points_elsewhere_is_not_the_documents() {
        let turned = r#""see": {"id": "urn:x", "partOf": {"id": "urn:y", "name": "y"}}"#;
        check(&format!("{CREDENTIAL}, {turned}"), &[], &[(Misplacement::Unreachable, "/see/partOf/name")]);
    }

    #[test]
    fn proofs_stand_on_documents() {
        let text = format!(
            r#"{CREDENTIAL}, "credentialSubject": {{"id": "urn:s", "proof": {{"type": "DataIntegrityProof"}}}}"#
        );
        let (parts, misplaced) = found(&text);
        assert!(parts.is_empty() && misplaced.is_empty());
    }
}
