//! From an IRI to the member that it means, in one look: a hash table made when the crate is compiled.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "but for `find`, all is done when compiled, so it cannot fail later"
)]

use super::members::{MEMBERS, Member, MemberRow, OPEN_BADGES};

/// The member that an absolute IRI means.
pub(super) fn find(iri: &str) -> Option<Member> {
    let mut slot = slot(iri.len(), iri.as_bytes());
    while let Some(known) = IRIS.get(usize::from(SLOTS[usize::from(slot)])) {
        if known.is(iri) {
            return Some(known.member);
        }
        slot = slot.wrapping_add(1);
    }
    None
}

/// An IRI, cut in two as the table of members has it, and what it means.
#[derive(Clone, Copy)]
struct Known {
    namespace: &'static str,
    local: &'static str,
    member: Member,
}

impl Known {
    const fn new(namespace: &'static str, local: &'static str, member: Member) -> Self {
        Self { namespace, local, member }
    }

    fn is(&self, iri: &str) -> bool {
        iri.strip_suffix(self.local) == Some(self.namespace)
    }
}

/// IRIs that end otherwise than in the term. Open Badges has called the achievement by a new one in most of its contexts.
const IRREGULAR: [Known; 5] = [
    Known::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type", Member::Type),
    Known::new("https://purl.imsglobal.org/spec/vc/clr/vocab.html#", "identifier-1", Member::Identifier),
    Known::new(OPEN_BADGES, "Achievement", Member::Achievement),
    Known::new(OPEN_BADGES, "Criteria", Member::Criteria),
    Known::new(OPEN_BADGES, "achievement-0", Member::Achievement),
];

/// The IRIs of all members.
static IRIS: [Known; IRREGULAR.len() + regular()] = iris();

/// For each slot a place in [`IRIS`]; the place at their end stands for none.
static SLOTS: [u8; 256] = slots();

const fn regular() -> usize {
    let (mut count, mut row) = (0, 0);
    while row < MEMBERS.len() {
        count += MEMBERS[row].namespaces.len();
        row += 1;
    }
    count
}

const fn iris() -> [Known; IRREGULAR.len() + regular()] {
    let mut iris = [IRREGULAR[0]; IRREGULAR.len() + regular()];
    let mut next = 0;
    while next < IRREGULAR.len() {
        iris[next] = IRREGULAR[next];
        next += 1;
    }
    let mut row = 0;
    while row < MEMBERS.len() {
        let MemberRow { term, member, namespaces } = MEMBERS[row];
        let mut namespace = 0;
        while namespace < namespaces.len() {
            iris[next] = Known::new(namespaces[namespace], term, member);
            (next, namespace) = (next + 1, namespace + 1);
        }
        row += 1;
    }
    iris
}

const fn slots() -> [u8; 256] {
    let iris = iris();
    assert!(iris.len() < 128, "a table that is half empty is searched fast");
    let mut slots = [iris.len() as u8; 256];
    let mut place = 0;
    while place < iris.len() {
        let Known { namespace, local, .. } = iris[place];
        let mut slot = slot(namespace.len() + local.len(), local.as_bytes());
        while (slots[slot as usize] as usize) < iris.len() {
            slot = slot.wrapping_add(1);
        }
        slots[slot as usize] = place as u8;
        place += 1;
    }
    slots
}

/// Where the search for an IRI of that length and that end begins.
const fn slot(length: usize, end: &[u8]) -> u8 {
    let [.., third, _, last] = end else { return 0 };
    (length as u8) ^ (*last << 3) ^ (*third << 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_iri_and_no_other() {
        for known in &IRIS {
            let iri = [known.namespace, known.local].concat();
            assert_eq!(find(&iri), Some(known.member), "{iri}");
            assert_eq!(find(&iri.replacen("//", "_/", 1)), None, "{iri}");
            assert_eq!(find(known.local), None, "{iri}");
        }
        assert_eq!(find(""), None);
    }
}
