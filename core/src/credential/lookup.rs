//! From a term or an IRI to the member that it means, in one look: hash tables made when the crate is compiled.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    reason = "but for the two searches, all is done when compiled, so it cannot fail later"
)]

use super::members::{MEMBERS, Member, MemberRow, OPEN_BADGES, renamed};

impl Member {
    /// The member that the standard contexts call `term`.
    #[must_use]
    pub fn of_term(term: &str) -> Option<Self> {
        self::term(term).map(|row| row.member)
    }

    /// The member that the keyword or absolute IRI `iri` means, `rdf:type` included.
    #[must_use]
    pub fn of_iri(iri: &str) -> Option<Self> {
        if iri.starts_with('@') {
            return Self::of_keyword(iri);
        }
        self::iri(iri)
    }
}

/// The row of a term.
pub(super) fn term(term: &str) -> Option<&'static MemberRow> {
    TERMS.search(term, |place| MEMBERS.get(place), |row| row.term == term)
}

/// The member that an absolute IRI means.
pub(super) fn iri(iri: &str) -> Option<Member> {
    newest_iri(iri).or_else(|| newest_iri(&renamed(iri)?))
}

fn newest_iri(iri: &str) -> Option<Member> {
    let found =
        IRI_SLOTS.search(iri, |place| IRIS.get(place), |known| iri.strip_suffix(known.local) == Some(known.namespace));
    found.map(|known| known.member)
}

/// A hash table of places in a list; the place at its end stands for none.
struct Slots([u8; 256]);

impl Slots {
    /// The entry of the list that `is_it`; `entry` gives the one at a place.
    fn search<T>(
        &self,
        name: &str,
        entry: impl Fn(usize) -> Option<&'static T>,
        is_it: impl Fn(&T) -> bool,
    ) -> Option<&'static T> {
        let mut slot = slot(name.len(), name.as_bytes());
        loop {
            let found = entry(usize::from(self.0[usize::from(slot)]))?;
            if is_it(found) {
                return Some(found);
            }
            slot = slot.wrapping_add(1);
        }
    }

    /// Puts a place into the first free slot from where the search for its name begins.
    const fn put(&mut self, mut slot: u8, place: usize, none: usize) {
        assert!(none < 128, "a table that is half empty is searched fast");
        while self.0[slot as usize] as usize != none {
            slot = slot.wrapping_add(1);
        }
        self.0[slot as usize] = place as u8;
    }
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
}

/// IRIs that end otherwise than in the term. Open Badges has called the achievement by a new one in most of its contexts.
const IRREGULAR: [Known; 6] = [
    Known::new("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type", Member::Type),
    Known::new("https://purl.imsglobal.org/spec/vc/clr/vocab.html#", "identifier-1", Member::Identifier),
    Known::new(OPEN_BADGES, "Achievement", Member::Achievement),
    Known::new(OPEN_BADGES, "Criteria", Member::Criteria),
    Known::new(OPEN_BADGES, "achievement-0", Member::Achievement),
    // Of Open Badges 2, whose context gives it the name that proofs have for their end.
    Known::new("https://w3id.org/security#", "expiration", Member::Expires),
];

/// The IRIs of all members.
static IRIS: [Known; IRREGULAR.len() + regular()] = iris();

static IRI_SLOTS: Slots = iri_slots();

static TERMS: Slots = term_slots();

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

const fn iri_slots() -> Slots {
    let iris = iris();
    let mut slots = Slots([iris.len() as u8; 256]);
    let mut place = 0;
    while place < iris.len() {
        let Known { namespace, local, .. } = iris[place];
        slots.put(slot(namespace.len() + local.len(), local.as_bytes()), place, iris.len());
        place += 1;
    }
    slots
}

const fn term_slots() -> Slots {
    let mut slots = Slots([MEMBERS.len() as u8; 256]);
    let mut place = 0;
    while place < MEMBERS.len() {
        let term = MEMBERS[place].term;
        slots.put(slot(term.len(), term.as_bytes()), place, MEMBERS.len());
        place += 1;
    }
    slots
}

/// Where the search for a name of that length and that end begins.
const fn slot(length: usize, end: &[u8]) -> u8 {
    match end {
        [.., third, _, last] => (length as u8) ^ (*last << 3) ^ (*third << 1),
        _ => length as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_iri_and_no_other() {
        for known in &IRIS {
            let iri = [known.namespace, known.local].concat();
            assert_eq!(super::iri(&iri), Some(known.member), "{iri}");
            assert_eq!(super::iri(&iri.replacen("//", "_/", 1)), None, "{iri}");
            assert_eq!(super::iri(known.local), None, "{iri}");
        }
        assert_eq!(super::iri(""), None);
    }
}
