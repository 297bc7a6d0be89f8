//! Claims from RDF statements: the objects of a subject and a predicate, wherever in the JSON they were mentioned.
//!
//! RDF suites sign statements, not members. A `credentialStatus` moved into a second mention of the credential is the
//! same signed statement, and is found here all the same. Only the default graph speaks of the document.

use super::claims::{Claims, Entry, Members, Moment, Party, Text, is_period};
use super::members::{Member, type_term};
use crate::json::NodeId;
use crate::rdf::{Dataset, Quad, Term};
use std::borrow::Cow;
use std::collections::BTreeSet;

impl<'a> Claims<'a> {
    /// Reads the statements about `root`, the subject made from the document's root object, but for those from places that
    /// `is_others` says lie in documents of their own: they say what their own issuers say.
    ///
    /// A statement that was made twice counts once.
    #[must_use]
    pub fn from_statements(dataset: &'a Dataset, root: Term, is_others: &dyn Fn(NodeId) -> bool) -> Self {
        let mut reader = Reader {
            dataset,
            is_others,
            claims: Self::default(),
            issuer: None,
            holder: None,
            watched: Vec::new(),
            repeats: Vec::new(),
        };
        reader.claims.id = identifier(dataset, root);
        reader.document(root);
        reader.visit();
        reader.visit();
        reader.finish()
    }
}

/// What a watched term is to the document: the member it is the value of, and its place in the list of those.
type Use = (Member, usize);

/// Values of period members that are kept; from the sixth on there is a second one of some member, which is a fault.
const MOST_MOMENTS: usize = 16;

struct Reader<'a, 'o> {
    dataset: &'a Dataset,
    is_others: &'o dyn Fn(NodeId) -> bool,
    claims: Claims<'a>,
    issuer: Option<Term>,
    holder: Option<Term>,
    /// The terms whose own statements are wanted next.
    watched: Vec<(Term, Use)>,
    /// Uses that say again what another use says.
    repeats: Vec<Use>,
}

impl<'a> Reader<'a, '_> {
    /// One pass for the statements about the document itself.
    fn document(&mut self, root: Term) {
        let mut last = (root, true);
        for quad in statements(self.dataset).filter(|quad| !(self.is_others)(quad.origin)) {
            if quad.subject != last.0 {
                last = (quad.subject, self.dataset.same(quad.subject, root));
            }
            if last.1
                && let Some(member) = self.member(quad)
            {
                self.claim(member, quad);
            }
        }
    }

    fn claim(&mut self, member: Member, quad: &Quad) {
        let index = match member {
            Member::CredentialSubject => push(&mut self.claims.subjects, party(self.dataset, quad)),
            Member::Holder | Member::Issuer => return self.only(member, quad),
            // Of the document itself, and not of its subject.
            Member::Identifier => return,
            Member::Name => return keep_least(&mut self.claims.name, literal(self.dataset, quad)),
            Member::Type => return self.claims.types.push(type_of(self.dataset, quad)),
            _ if is_period(member) => return self.moment(member, quad),
            _ => {
                let Some(entries) = self.claims.entries_mut(member) else { return };
                push(entries, entry(self.dataset, quad))
            }
        };
        self.watched.push((quad.object, (member, index)));
    }

    /// An issuer or holder: there is one, and another is a contradiction.
    fn only(&mut self, member: Member, quad: &Quad) {
        let (term, place) = match member {
            Member::Issuer => (&mut self.issuer, &mut self.claims.issuer),
            _ => (&mut self.holder, &mut self.claims.holder),
        };
        match *term {
            None => {
                *term = Some(quad.object);
                *place = Some(party(self.dataset, quad));
                self.watched.push((quad.object, (member, 0)));
            }
            Some(first) if self.dataset.same(first, quad.object) => {}
            Some(_) => self.claims.repeated.push((member, quad.origin)),
        }
    }

    fn moment(&mut self, member: Member, quad: &Quad) {
        let text = value(self.dataset, quad.object);
        if self.claims.period.len() >= MOST_MOMENTS {
            return self.claims.repeated.push((member, quad.origin));
        }
        let mut others = self.claims.period.iter().filter(|moment| moment.member == member).peekable();
        if others.peek().is_some() {
            if others.any(|moment| moment.text == text) {
                return;
            }
            self.claims.repeated.push((member, quad.origin));
        }
        self.claims.period.push(Moment { member, at: quad.origin, text });
    }

    /// One pass for the statements about the things that were named so far.
    fn visit(&mut self) {
        let (dataset, mut watched) = (self.dataset, std::mem::take(&mut self.watched));
        if watched.is_empty() {
            return;
        }
        watched.sort_unstable_by(|(a, place), (b, other)| dataset.order(*a, *b).then(place.cmp(other)));
        watched.dedup_by(|later, first| {
            let again = later.1.0 == first.1.0 && dataset.same(later.0, first.0);
            if again {
                self.repeats.push(later.1);
            }
            again
        });
        let (mut subject, mut uses) = (None, [].as_slice());
        let is_others = self.is_others;
        for quad in statements(dataset).filter(|quad| !is_others(quad.origin)) {
            // Most quads have the subject of the one before.
            if subject != Some(quad.subject) {
                (subject, uses) = (Some(quad.subject), uses_of(dataset, &watched, quad.subject));
            }
            if !uses.is_empty()
                && let Some(member) = self.member(quad)
            {
                uses.iter().for_each(|(_, place)| self.detail(*place, member, quad));
            }
        }
    }

    fn detail(&mut self, (owner, index): Use, member: Member, quad: &Quad) {
        let dataset = self.dataset;
        match (owner, member) {
            (Member::Achievement, Member::Name) => rename(self.claims.achievements.get_mut(index), dataset, quad),
            (Member::CredentialSubject, Member::Achievement) => {
                let index = push(&mut self.claims.achievements, party(dataset, quad));
                self.watched.push((quad.object, (member, index)));
            }
            (Member::CredentialSubject, Member::Identifier) => {
                let index = push(&mut self.claims.identities, entry(dataset, quad));
                self.watched.push((quad.object, (member, index)));
            }
            (Member::CredentialSubject, Member::Name) => rename(self.claims.subjects.get_mut(index), dataset, quad),
            (Member::Holder, Member::Name) => rename(self.claims.holder.as_mut(), dataset, quad),
            (Member::Issuer, Member::Name) => rename(self.claims.issuer.as_mut(), dataset, quad),
            _ => {
                let entries = self.claims.entries_mut(owner);
                let Some(entry) = entries.and_then(|entries| entries.get_mut(index)) else { return };
                match (&mut entry.members, member) {
                    (_, Member::Type) => entry.types.push(type_of(dataset, quad)),
                    (Members::Statements(members), _) => members.push((member, value(dataset, quad.object))),
                    (Members::Json(_), _) => {}
                }
            }
        }
    }

    /// Drops what was said again, and puts the lists in document order.
    fn finish(mut self) -> Claims<'a> {
        let repeats: BTreeSet<Use> = self.repeats.iter().copied().collect();
        let claims = &mut self.claims;
        distinct(&mut claims.types);
        settle(&mut claims.subjects, Member::CredentialSubject, &repeats, |party| party.at);
        settle(&mut claims.achievements, Member::Achievement, &repeats, |party| party.at);
        for member in ENTRIES {
            let Some(entries) = claims.entries_mut(member) else { continue };
            settle(entries, member, &repeats, |entry| entry.at);
            for entry in entries {
                distinct(&mut entry.types);
                if let Members::Statements(members) = &mut entry.members {
                    distinct(members);
                }
            }
        }
        self.claims
    }

    fn member(&self, quad: &Quad) -> Option<Member> {
        bare(self.dataset.text(quad.predicate)).and_then(Member::of_iri)
    }
}

/// The members that `Claims::entries_mut` has lists for.
const ENTRIES: [Member; 7] = [
    Member::CredentialSchema,
    Member::CredentialStatus,
    Member::Evidence,
    Member::Identifier,
    Member::RefreshService,
    Member::RelatedResource,
    Member::TermsOfUse,
];

pub(super) fn statements(dataset: &Dataset) -> impl Iterator<Item = &Quad> {
    dataset.quads().iter().filter(|quad| quad.graph.is_none())
}

/// What a term is watched for, in a list that [`Dataset::order`] has ordered.
fn uses_of<'w>(dataset: &Dataset, watched: &'w [(Term, Use)], term: Term) -> &'w [(Term, Use)] {
    let first = watched.partition_point(|(one, _)| dataset.order(*one, term).is_lt());
    let rest = watched.get(first..).unwrap_or_default();
    let count = rest.iter().take_while(|(one, _)| dataset.same(*one, term)).count();
    rest.get(..count).unwrap_or_default()
}

fn push<T>(list: &mut Vec<T>, value: T) -> usize {
    list.push(value);
    list.len().saturating_sub(1)
}

fn party<'a>(dataset: &'a Dataset, quad: &Quad) -> Party<'a> {
    Party { at: quad.origin, id: identifier(dataset, quad.object), name: None }
}

fn entry<'a>(dataset: &'a Dataset, quad: &Quad) -> Entry<'a> {
    let id = identifier(dataset, quad.object);
    Entry { at: quad.origin, id, types: Vec::new(), members: Members::Statements(Vec::new()) }
}

fn rename<'a>(party: Option<&mut Party<'a>>, dataset: &'a Dataset, quad: &Quad) {
    if let Some(party) = party {
        keep_least(&mut party.name, literal(dataset, quad));
    }
}

/// Of several names one is shown, the same in whichever order they are written: no statement has an order.
fn keep_least<'a>(name: &mut Option<Text<'a>>, other: Option<Text<'a>>) {
    if other.is_some() && (name.is_none() || other < *name) {
        *name = other;
    }
}

/// The text that a quad gives, if it is one.
pub(super) fn literal<'a>(dataset: &'a Dataset, quad: &Quad) -> Option<Text<'a>> {
    dataset.text(quad.object).starts_with('"').then(|| value(dataset, quad.object))
}

fn type_of<'a>(dataset: &'a Dataset, quad: &Quad) -> Text<'a> {
    match value(dataset, quad.object) {
        Cow::Borrowed(name) => type_term(name).into(),
        owned @ Cow::Owned(_) => owned,
    }
}

/// The IRI of a term, if it is one.
pub(super) fn identifier(dataset: &Dataset, term: Term) -> Option<Text<'_>> {
    bare(dataset.text(term)).map(unescape)
}

/// An IRI, the lexical form of a literal, or the label of a blank node.
pub(super) fn value(dataset: &Dataset, term: Term) -> Text<'_> {
    let text = dataset.text(term);
    let lexical = text.strip_prefix('"').and_then(|rest| rest.rsplit_once('"')).map(|(lexical, _)| lexical);
    unescape(bare(text).or(lexical).unwrap_or(text))
}

/// What stands between the angle brackets of an IRI.
fn bare(text: &str) -> Option<&str> {
    text.strip_prefix('<')?.strip_suffix('>')
}

/// Undoes the escapes of N-Quads (<https://www.w3.org/TR/n-quads/#sec-grammar>).
fn unescape(text: &str) -> Text<'_> {
    if !text.contains('\\') {
        return text.into();
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match rest.next() {
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some(digits @ ('u' | 'U')) => {
                let count = if digits == 'u' { 4 } else { 8_usize };
                let hex: String = rest.by_ref().take(count).collect();
                plain.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
            }
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain.into()
}

fn settle<T>(list: &mut Vec<T>, member: Member, repeats: &BTreeSet<Use>, at: fn(&T) -> NodeId) {
    let mut index = 0_usize;
    list.retain(|_| {
        let stays = !repeats.contains(&(member, index));
        index = index.saturating_add(1);
        stays
    });
    list.sort_by_key(at);
}

/// Keeps the first of equal values: pairwise while they are few, through a set once they are many.
pub(super) fn distinct<T: Ord + Clone>(values: &mut Vec<T>) {
    if values.len() <= 1 {
        return;
    }
    if values.len() <= 8 {
        let mut kept = 0_usize;
        while kept < values.len() {
            let one = values.get(kept).cloned();
            let mut place = 0_usize;
            values.retain(|value| {
                let stays = place <= kept || Some(value) != one.as_ref();
                place = place.saturating_add(1);
                stays
            });
            kept = kept.saturating_add(1);
        }
        return;
    }
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    const HEAD: &str = "\
<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
<urn:c> <https://www.w3.org/2018/credentials#issuer> <did:example:a> .
<urn:c> <https://www.w3.org/2018/credentials#credentialSubject> _:s .
_:s <https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement> <urn:a> .
<urn:a> <https://schema.org/name> \"Soil \\\"I\\\"\"@en .
<did:example:a> <https://schema.org/name> \"A\" .
<urn:c> <https://www.w3.org/2018/credentials#validFrom> \"2026-01-01T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
";

    fn read<T>(more: &str, judge: impl FnOnce(Claims<'_>) -> T) -> T {
        let dataset = Dataset::parse(&format!("{HEAD}{more}"), &Limits::default()).unwrap();
        let root = dataset.quads()[0].subject;
        judge(Claims::from_statements(&dataset, root, &|_| false))
    }

    #[test]
    fn reads_statements() {
        read("", |claims| {
            assert_eq!(claims.id.as_deref(), Some("urn:c"));
            assert_eq!(claims.types, ["VerifiableCredential"]);
            let issuer = claims.issuer.unwrap();
            assert_eq!((issuer.id.as_deref(), issuer.name.as_deref()), (Some("did:example:a"), Some("A")));
            assert_eq!((claims.subjects.len(), claims.subjects[0].id.as_deref()), (1, None));
            let achievement = &claims.achievements[0];
            assert_eq!((achievement.id.as_deref(), achievement.name.as_deref()), (Some("urn:a"), Some("Soil \"I\"")));
            assert_eq!(claims.period[0].text, "2026-01-01T00:00:00Z");
            assert!(claims.repeated.is_empty());
        });
    }

    #[test]
    fn finds_what_was_moved_to_another_mention() {
        let status = "\
_:t <https://www.w3.org/ns/credentials/status#statusListIndex> \"23\" .
<urn:c> <https://www.w3.org/2018/credentials#credentialStatus> _:t .
_:t <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/credentials/status#BitstringStatusListEntry> .
<urn:c> <https://www.w3.org/2018/credentials#credentialStatus> _:t .
";
        read(status, |claims| {
            assert_eq!(claims.status.len(), 1);
            assert_eq!(claims.status[0].types, ["BitstringStatusListEntry"]);
            assert_eq!(claims.status[0].text(Member::StatusListIndex).as_deref(), Some("23"));
        });
    }

    #[test]
    fn reports_contradictions() {
        let cases = [
            ("<urn:c> <https://www.w3.org/2018/credentials#issuer> <did:example:b> .\n", vec![Member::Issuer]),
            ("<urn:c> <https://www.w3.org/2018/credentials#issuer> <did:example:a> .\n", vec![]),
            ("<urn:c> <https://www.w3.org/2018/credentials#validFrom> \"2020\" .\n", vec![Member::ValidFrom]),
            ("<urn:c> <https://www.w3.org/2018/credentials#expirationDate> \"2020\" .\n", vec![]),
        ];
        for (more, want) in cases {
            let got: Vec<_> = read(more, |claims| claims.repeated.iter().map(|(member, _)| *member).collect());
            assert_eq!(got, want, "{more}");
        }
    }

    #[test]
    fn a_second_issuer_lends_the_first_no_name() {
        let text = "\
<urn:c> <https://www.w3.org/2018/credentials#issuer> <urn:a> .
<urn:c> <https://www.w3.org/2018/credentials#issuer> <urn:b> .
<urn:b> <https://schema.org/name> \"B\" .
";
        let dataset = Dataset::parse(text, &Limits::default()).unwrap();
        let claims = Claims::from_statements(&dataset, dataset.quads()[0].subject, &|_| false);
        let issuer = claims.issuer.unwrap();
        assert_eq!((issuer.id.as_deref(), issuer.name), (Some("urn:a"), None));
        assert_eq!(claims.repeated.len(), 1);
    }

    #[test]
    fn other_graphs_and_other_subjects_do_not_speak() {
        let more = "\
<urn:c> <https://www.w3.org/2018/credentials#credentialStatus> <urn:x> <urn:g> .
<urn:other> <https://www.w3.org/2018/credentials#credentialStatus> <urn:x> .
<urn:other> <https://www.w3.org/2018/credentials#issuer> <urn:x> .
";
        read(more, |claims| assert!(claims.status.is_empty() && claims.repeated.is_empty()));
    }

    #[test]
    fn one_node_may_have_several_roles() {
        let more = "<urn:c> <https://www.w3.org/2018/credentials#credentialSubject> <did:example:a> .\n";
        read(more, |claims| {
            let subject = claims.subjects.iter().find(|subject| subject.id.is_some()).unwrap();
            assert_eq!(subject.name.as_deref(), Some("A"));
            assert_eq!(claims.issuer.unwrap().name.as_deref(), Some("A"));
        });
    }

    #[test]
    fn many_values_take_linear_time() {
        let mut more = String::new();
        for n in 0..30_000 {
            more.push_str(&format!("<urn:c> <https://www.w3.org/2018/credentials#credentialStatus> <urn:s:{n}> .\n"));
            more.push_str(&format!("<urn:c> <https://www.w3.org/2018/credentials#validFrom> \"{n}\" .\n"));
            more.push_str(&format!("<urn:s:{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:t> .\n"));
        }
        read(&more, |claims| {
            assert_eq!(claims.status.len(), 30_000);
            assert!(claims.status.iter().all(|entry| entry.types == ["urn:t"]));
            assert_eq!(claims.repeated.len(), 30_000);
        });
    }
}
