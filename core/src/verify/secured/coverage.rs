//! Which members of a document are secured, and by which proofs: told from the places that became statements.

use super::repeats::repeats;
use crate::credential::{Member as Meaning, Names};
use crate::json::{self, Kind, Member, NodeId, Value};
use crate::policy::{Numbers, Policy, UnsignedMembers};
use crate::proof::data_integrity::{SIGNATURE_MEMBERS, Transformation};
use crate::rdf::{Dataset, Quad};
use crate::report::{CheckId, Coverage, CoveredBy, Finding, Reason, Untold, clipped};
use crate::verify::found::Found;
use crate::verify::places::{LONGEST_POINTER, Places};
use crate::verify::securing::judged::Judged;
use crate::verify::securing::transform::Transformer;

impl Coverage {
    /// Nothing is secured.
    pub(crate) fn none() -> Self {
        Self { pointer: String::new(), by: CoveredBy::None, proofs: Vec::new(), untold: Untold::default() }
    }
}

/// The shortest list in which the longest matching pointer says how a member is secured.
///
/// By the proofs that are proven, if any is: what anybody else has signed as well secures nothing. Where one of them is
/// over the JSON, by those, as the others cover less.
///
/// `names` is what the members mean where statements are secured. All documents of an input share `room`, in bytes: where
/// it does not suffice for the places within a part, nothing of that part is said to be secured.
pub(crate) fn coverage(
    transformer: &Transformer<'_, '_>,
    names: Names<'_>,
    judged: &[Judged<'_>],
    room: &mut usize,
) -> Vec<Coverage> {
    let any = judged.iter().any(|judged| judged.is_proven);
    let secures = |judged: &&Judged<'_>| if any { judged.is_proven } else { judged.is_signed() };
    let signed = judged.iter().filter(secures);
    let (json, statements): (Vec<_>, Vec<_>) =
        signed.partition(|judged| judged.transformation() == Some(Transformation::Jcs));
    let is_json = !json.is_empty();
    // Of several readings what is told is what the first one signs.
    let reading = statements.first().map(|judged| judged.reading).unwrap_or_default();
    let same_reading = statements.into_iter().filter(|judged| judged.reading == reading).collect();
    let signed: Vec<_> = if is_json { json } else { same_reading };
    if signed.is_empty() {
        return vec![Coverage::none()];
    }
    let proofs: Vec<_> = signed.iter().map(|judged| judged.scope.to_string()).collect();
    let mut marks = Marks::new(transformer.document);
    if is_json {
        marks.cover_json(transformer, &signed);
    } else if let Some(Ok(statements)) = &transformer.statements {
        let read = statements.reading(reading);
        let quads = read.dataset.quads().iter();
        quads.for_each(|quad| marks.cover(&read.dataset, quad, transformer.document, names));
        statements.expanded.json_values().for_each(|at| marks.set(at, Mark::Json));
        if read.may_repeat() {
            let again = repeats(transformer.document, &read.dataset);
            again.into_iter().for_each(|at| marks.set(at, Mark::Repeated));
        }
        signed.iter().flat_map(|judged| &judged.origins).for_each(|at| marks.set(*at, Mark::Named));
    }
    let mut extents = Places::new(transformer.document, Extent::None);
    let names = Some(names).filter(|_| !is_json);
    extent(transformer.document, &marks, names, &mut extents);
    let by = if signed.iter().all(|judged| judged.is_anchor) { CoveredBy::Hash } else { CoveredBy::Signature };
    let mut list = List { extents: &extents, marks: &marks, proofs: &proofs, found: Vec::new(), room };
    let whole = Coverage { by, proofs: proofs.clone(), ..Coverage::none() };
    list.found.push(whole);
    let told = list.walk(transformer.document, &mut String::new(), false);
    if told.is_cut { vec![Coverage { untold: told.untold, ..Coverage::none() }] } else { list.found }
}

/// Refuses what nothing secures, or what is signed with fewer digits than written, where the policy does not bear it.
pub(crate) fn check(policy: &Policy, found: &mut Found<'_>, covered: &[Coverage]) {
    found.hear_unsigned();
    for entry in covered {
        let is_unsigned = match entry.untold {
            Untold { any: true, unsigned, .. } => unsigned,
            _ => entry.by == CoveredBy::None,
        };
        let is_rounded = entry.by == CoveredBy::Rounded || entry.untold.rounded;
        let finding = if is_unsigned && policy.unsigned_members == UnsignedMembers::Refuse {
            Finding::failed(Reason::JsonldDropped).with("name", clipped(&entry.pointer))
        } else if is_rounded && policy.numbers == Numbers::Exact {
            Finding::failed(Reason::JsonldNumberPrecision)
        } else {
            continue;
        };
        found.checks.add(CheckId::ContextTerms, entry.pointer.clone(), finding);
    }
}

/// What of it a policy can refuse.
pub(crate) fn refusable(covered: &[Coverage]) -> impl Iterator<Item = Coverage> {
    let is_exempt =
        |entry: &Coverage| entry.by == CoveredBy::None && !entry.untold.any && is_never_signed(&entry.pointer);
    covered.iter().filter(move |entry| !is_exempt(entry)).cloned()
}

/// Coverage with more places than `most` that nothing secures, told by the members of the document that they stand in.
#[cfg(feature = "anchors")]
pub(crate) fn by_member(uncovered: Vec<String>, most: u32) -> Vec<String> {
    if u32::try_from(uncovered.len()).is_ok_and(|count| count <= most) {
        return uncovered;
    }
    let member = |place: &String| {
        let end =
            place.char_indices().skip(1).find(|(_, character)| *character == '/').map_or(place.len(), |(at, _)| at);
        place.get(..end).unwrap_or_default().to_owned()
    };
    let mut members: Vec<_> = uncovered.iter().map(member).collect();
    members.sort_unstable();
    members.dedup();
    if u32::try_from(members.len()).is_ok_and(|count| count <= most) { members } else { vec![String::new()] }
}

/// Whether the place is one that no signature is over: contexts, of which the statements are signed, and the signature of a
/// proof.
fn is_never_signed(pointer: &str) -> bool {
    let is_index = |step: &str| step.bytes().all(|byte| byte.is_ascii_digit());
    let of_proof = pointer.strip_prefix("/proof/").map(|rest| match rest.split_once('/') {
        Some((index, member)) if is_index(index) => member,
        _ => rest,
    });
    pointer.is_empty()
        || pointer.ends_with("/@context")
        || of_proof.is_some_and(|step| SIGNATURE_MEMBERS.contains(&step))
}

/// What is known of one place; of several things, the last here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// No statement comes from it.
    None,
    /// All that comes from it is said before it.
    Repeated,
    /// A statement leads to it, whatever it is called: to a node without a name, a list or a graph.
    Linked,
    /// A statement names it.
    Named,
    /// A literal comes from it.
    Literal,
    /// A literal comes from it that has its base direction.
    Directed,
    /// A literal comes from it that is all of its JSON.
    Json,
    /// A number that is signed with fewer digits.
    Rounded,
    /// The text that is signed has it as it stands.
    Whole,
}

struct Marks(Places<Mark>);

impl Marks {
    fn new(document: Value<'_>) -> Self {
        Self(Places::new(document, Mark::None))
    }

    fn set(&mut self, at: NodeId, mark: Mark) {
        self.0.set(at, mark);
    }

    fn at(&self, at: NodeId) -> Mark {
        self.0.at(at)
    }

    fn cover(&mut self, dataset: &Dataset, quad: &Quad, document: Value<'_>, names: Names<'_>) {
        let mark = if dataset.is_blank(quad.object) {
            Mark::Linked
        } else if dataset.text(quad.object).starts_with('"') {
            let written = document.document().value(quad.origin);
            let number = written.map(|value| names.value_in(value)).and_then(Value::as_f64);
            let differs = |number: &f64| {
                double(dataset.text(quad.object)).is_some_and(|signed| signed.to_bits() != number.to_bits())
            };
            if number.filter(differs).is_some_and(|number| number != 0.0) {
                Mark::Rounded
            } else if dataset.direction(quad.object).is_some() {
                Mark::Directed
            } else {
                Mark::Literal
            }
        } else {
            Mark::Named
        };
        // An item of a list has several statements.
        self.set(quad.origin, self.at(quad.origin).max(mark));
    }

    /// JCS secures all of the text but the contexts after those that the proof states, the other proofs and the signatures.
    fn cover_json(&mut self, transformer: &Transformer<'_, '_>, signed: &[&Judged<'_>]) {
        let document = transformer.document;
        for member in document.members().filter(|member| member.name() != "proof") {
            self.set(member.value.id(), Mark::Whole);
        }
        for judged in signed {
            for member in judged.value.into_iter().flat_map(Value::members).filter(|member| !is_signature(member)) {
                self.set(member.value.id(), Mark::Whole);
            }
        }
        let stated = signed.iter().filter_map(|judged| judged.contexts()).map(|stated| stated.items_or_self().count());
        if let (Some(stated), Some(own)) = (stated.min(), document.get("@context").filter(|own| own.is_array())) {
            self.set(own.id(), Mark::None);
            own.items().take(stated).for_each(|item| self.set(item.id(), Mark::Whole));
        }
    }
}

fn is_signature(member: &Member<'_>) -> bool {
    SIGNATURE_MEMBERS.contains(&member.name())
}

/// Whether a member of a value object is part of what its literal says, of which only some have a base direction.
fn is_of_literal(member: &Member<'_>, names: Names<'_>, is_directed: bool) -> bool {
    match names.of(member.key) {
        Some(Meaning::Language | Meaning::Type | Meaning::Value) => true,
        Some(Meaning::Direction) => is_directed,
        _ => false,
    }
}

/// The value of a literal that a JSON number became, in N-Quads form; of whatever type, it has the digits of a double.
fn double(literal: &str) -> Option<f64> {
    let (lexical, _) = literal.strip_prefix('"')?.split_once('"')?;
    lexical.parse().ok()
}

/// How much of a value is secured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    None,
    Some,
    All,
}

/// Fills in the extents of a value and all within it; the depth is the reader's. JSON, where statements are not what is
/// secured, has no `names`.
fn extent(value: Value<'_>, marks: &Marks, names: Option<Names<'_>>, extents: &mut Places<Extent>) -> Extent {
    let mark = marks.at(value.id());
    let found = match (mark, value.kind(), names) {
        (Mark::Json | Mark::Whole, ..) => Extent::All,
        (Mark::Directed | Mark::Literal, Kind::Object, Some(names)) => {
            literal_extent(value, names, mark == Mark::Directed, extents)
        }
        (Mark::Repeated, ..) => Extent::None,
        (Mark::Rounded, ..) => Extent::Some,
        (_, Kind::Array, _) => {
            let items = value.items().map(|item| extent(item, marks, names, extents));
            items.fold(None, joined).unwrap_or(Extent::None)
        }
        (_, Kind::Object, Some(names)) => node_extent(value, mark, marks, names, extents),
        (_, Kind::Object, None) => {
            let members = value.members().map(|member| extent(member.value, marks, None, extents));
            members.fold(None, joined).unwrap_or(Extent::None)
        }
        (Mark::Directed | Mark::Linked | Mark::Literal | Mark::Named, ..) => Extent::All,
        (Mark::None, ..) => Extent::None,
    };
    extents.set(value.id(), found);
    found
}

/// The extent of an object that became one literal: what else stands in it, nothing signs.
fn literal_extent(value: Value<'_>, names: Names<'_>, is_directed: bool, extents: &mut Places<Extent>) -> Extent {
    let mut all = Extent::All;
    for member in value.members() {
        let one = if is_of_literal(&member, names, is_directed) { Extent::All } else { Extent::None };
        extents.set(member.value.id(), one);
        if one == Extent::None {
            all = Extent::Some;
        }
    }
    all
}

/// The extent of a JSON-LD object. Its name is secured by the statements in which it is subject or object; one that begins
/// with `_:` is a label, which no statement has.
fn node_extent(value: Value<'_>, mark: Mark, marks: &Marks, names: Names<'_>, extents: &mut Places<Extent>) -> Extent {
    let mut identifier = None;
    let mut inner = None;
    for member in value.members() {
        let one = match names.of(member.key) {
            Some(Meaning::Id) if member.value.as_str().is_some_and(|id| !id.starts_with("_:")) => {
                identifier = Some(member.value.id());
                continue;
            }
            // In a map of indexes the values are signed, but not the names they are found by.
            Some(Meaning::Context | Meaning::Id | Meaning::Index) => Extent::None,
            _ => extent(member.value, marks, Some(names), extents),
        };
        inner = joined(inner, one);
    }
    let is_said = inner.is_some_and(|inner| inner != Extent::None);
    let is_named = is_said || mark == Mark::Named;
    if let Some(at) = identifier {
        let own = if is_named { Extent::All } else { Extent::None };
        extents.set(at, own);
        inner = joined(inner, own);
    }
    match (mark, inner) {
        (Mark::None, inner) => inner.unwrap_or(Extent::None),
        // That it stands there is signed, whatever of it is not.
        (_, Some(Extent::None)) => Extent::Some,
        (_, inner) => inner.unwrap_or(Extent::All),
    }
}

/// The extent of what was there so far and of one more.
fn joined(before: Option<Extent>, one: Extent) -> Option<Extent> {
    Some(before.map_or(one, |before| if before == one { one } else { Extent::Some }))
}

struct List<'l> {
    extents: &'l Places<Extent>,
    marks: &'l Marks,
    proofs: &'l [String],
    found: Vec<Coverage>,
    /// Bytes that are left to tell of coverage.
    room: &'l mut usize,
}

/// What a walk over a part came to.
#[derive(Clone, Copy, Default)]
struct Told {
    /// Whether there was no room for all of it.
    is_cut: bool,
    /// What is within it.
    untold: Untold,
}

impl Told {
    fn join(&mut self, other: Self) {
        self.is_cut |= other.is_cut;
        self.untold.any |= other.untold.any;
        self.untold.rounded |= other.untold.rounded;
        self.untold.unsigned |= other.untold.unsigned;
    }
}

impl List<'_> {
    /// Tells of all places within a value; of none that is left, once there is no room, but what they are.
    fn walk(&mut self, value: Value<'_>, pointer: &mut String, is_silent: bool) -> Told {
        let length = pointer.len();
        let mut told = Told::default();
        for (index, item) in value.items().enumerate() {
            let extent = self.extents.at(item.id());
            if extent != Extent::All {
                json::push_index(pointer, index);
                told.join(self.enter(item, extent, pointer, is_silent || told.is_cut));
                pointer.truncate(length);
            }
        }
        for member in value.members() {
            let extent = self.extents.at(member.value.id());
            if extent != Extent::All {
                json::push_name(pointer, member.name());
                told.join(self.enter(member.value, extent, pointer, is_silent || told.is_cut));
                pointer.truncate(length);
            }
        }
        told
    }

    fn enter(&mut self, value: Value<'_>, extent: Extent, pointer: &mut String, is_silent: bool) -> Told {
        let entry = |by, proofs| Coverage { by, proofs, ..Coverage::none() };
        match extent {
            Extent::All => Told::default(),
            Extent::Some if self.marks.at(value.id()) == Mark::Rounded => {
                let untold = Untold { any: true, rounded: true, ..Untold::default() };
                let is_cut = !is_silent && !self.tell(pointer, entry(CoveredBy::Rounded, self.proofs.to_vec()));
                Told { is_cut, untold }
            }
            Extent::Some => {
                let (count, room) = (self.found.len(), *self.room);
                let mut told = self.walk(value, pointer, is_silent);
                if told.is_cut {
                    self.found.truncate(count);
                    *self.room = room;
                    let whole = Coverage { untold: told.untold, ..entry(CoveredBy::None, Vec::new()) };
                    told.is_cut = !self.tell(pointer, whole);
                }
                told
            }
            Extent::None => {
                let untold = Untold { any: true, unsigned: !is_never_signed(pointer), ..Untold::default() };
                Told { is_cut: !is_silent && !self.tell(pointer, entry(CoveredBy::None, Vec::new())), untold }
            }
        }
    }

    /// Tells of one place, if there is room.
    fn tell(&mut self, pointer: &str, entry: Coverage) -> bool {
        let proofs = entry.proofs.iter().map(|proof| written(proof).saturating_add(3));
        let length = proofs.fold(written(pointer).saturating_add(ENTRY), usize::saturating_add);
        let Some(rest) = self.room.checked_sub(length).filter(|_| pointer.len() <= LONGEST_POINTER) else {
            return false;
        };
        *self.room = rest;
        self.found.push(Coverage { pointer: pointer.to_owned(), ..entry });
        true
    }
}

/// What an entry of coverage takes beside its texts: `{"pointer":"","by":"signature","proofs":[]},`.
const ENTRY: usize = 48;

/// How many bytes a text takes in JSON, between its quotes.
fn written(text: &str) -> usize {
    let of = |byte: u8| match byte {
        0..=0x1f => 6,
        b'"' | b'\\' => 2,
        _ => 1_usize,
    };
    text.bytes().map(of).fold(0, usize::saturating_add)
}
