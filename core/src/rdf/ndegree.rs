//! [Hash N-Degree Quads](https://www.w3.org/TR/rdf-canon/#hash-nd-quads): tells blank nodes apart by what they are linked
//! to, within a budget, without recursion.
//!
//! The step is factorial in the worst case, so calls and hashed bytes are counted. What the standard calls a copy of an
//! issuer is here the tail of one list, since every copy begins with the list it was made from. Two shortcuts leave the
//! canonical form as it is: a path is given up as soon as it is greater than the chosen one, and blank nodes that can
//! trade places without changing a quad ([`Twins`]) are not tried in more than one order.

use super::canonical::{Issuer, Mentions};
use super::dataset::{Dataset, Quad, Term, position, push_decimal};
use super::work::CanonicalizationWork;
use crate::digest::{Digest, DigestAlgorithm, Hasher};
use crate::limits::LimitReached;
use data_encoding::HEXLOWER;
use std::cmp::Ordering;
use std::mem;

/// What is known once every blank node has its first degree hash.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    pub(super) dataset: &'k Dataset,
    pub(super) mentions: &'k Mentions,
    pub(super) hashes: &'k [Digest],
    pub(super) algorithm: DigestAlgorithm,
}

/// Issues labels to the blank nodes of `groups`, each of which shares a first degree hash
/// ([step 5](https://www.w3.org/TR/rdf-canon/#canon-algo-algo)).
pub(super) fn label(
    known: Known<'_>,
    groups: &[Vec<u32>],
    canonical: &mut Issuer,
    work: &mut CanonicalizationWork,
) -> Result<(), LimitReached> {
    let twins = Twins::among(known, groups);
    let mut search = Search::new(known, &twins, work);
    for group in groups {
        let mut members = group.clone();
        members.sort_unstable_by_key(|blank| (twins.class(*blank), *blank));
        members.retain(|blank| canonical.number(*blank).is_none());
        let mut results = Vec::new();
        for class in members.chunk_by(|a, b| twins.class(*a) == twins.class(*b)) {
            let Some(first) = class.first() else { continue };
            let hash = search.hash(*first, canonical)?;
            let mut issued = search.temporary.take();
            // A twin's hash is the same and its path that of the first, the two exchanged.
            issued.extend(class);
            results.push((hash, issued));
        }
        results.sort_by(|a, b| a.0.cmp(&b.0));
        results.iter().flat_map(|(_, issued)| issued).for_each(|blank| canonical.issue(*blank));
    }
    Ok(())
}

/// Blank nodes that can trade places without changing a quad: apart from naming themselves, they are in the same quads.
///
/// The two ends of a quad are never twins by this rule, so that a clique stays as hard as the standard's test wants it.
struct Twins {
    /// By blank node, the first of its twins; itself if it has none.
    classes: Vec<u32>,
}

impl Twins {
    fn among(known: Known<'_>, groups: &[Vec<u32>]) -> Self {
        let mut twins = Self { classes: (0..).take(known.hashes.len()).collect() };
        // The mentions of both are in the order of their lines, and those are equal: only the keys can differ.
        let keys = |blank: u32| {
            let quads = known.mentions.quads(blank).iter().filter_map(|quad| known.dataset.quads.get(position(*quad)));
            quads.map(move |quad| Mentions::key(quad, blank))
        };
        for group in groups {
            let mut members = group.clone();
            members.sort_unstable_by(|a, b| keys(*a).cmp(keys(*b)).then(a.cmp(b)));
            for class in members.chunk_by(|a, b| keys(*a).eq(keys(*b))) {
                for blank in class {
                    if let (Some(slot), Some(first)) = (twins.classes.get_mut(position(*blank)), class.first()) {
                        *slot = *first;
                    }
                }
            }
        }
        twins
    }

    fn class(&self, blank: u32) -> u32 {
        self.classes.get(position(blank)).copied().unwrap_or(blank)
    }
}

/// The issuer of temporary labels: the blank nodes in the order they got one.
struct Temporary {
    order: Vec<u32>,
    /// By blank node, its place in `order`.
    numbers: Vec<Option<u32>>,
}

impl Temporary {
    fn new(blanks: usize) -> Self {
        Self { order: Vec::new(), numbers: vec![None; blanks] }
    }

    fn number(&self, blank: u32) -> Option<u32> {
        self.numbers.get(position(blank)).copied().flatten()
    }

    /// Its label's number, and whether it is new.
    fn issue(&mut self, blank: u32) -> (u32, bool) {
        if let Some(number) = self.number(blank) {
            return (number, false);
        }
        let number = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        if let Some(slot) = self.numbers.get_mut(position(blank)) {
            *slot = Some(number);
        }
        self.order.push(blank);
        (number, true)
    }

    /// Takes back all labels but the first `length`.
    fn truncate(&mut self, length: usize) {
        for blank in self.order.drain(length.min(self.order.len())..) {
            if let Some(slot) = self.numbers.get_mut(position(blank)) {
                *slot = None;
            }
        }
    }

    /// The blank nodes with labels, in order; none has one afterwards.
    fn take(&mut self) -> Vec<u32> {
        let order = self.order.clone();
        self.truncate(0);
        order
    }
}

/// One call of the algorithm that is under way.
struct Call {
    /// The related blank nodes, those of one related hash together.
    related: Vec<u32>,
    /// The related hashes that are left, in descending order, each with how many of `related` it has.
    hashes: Vec<(Digest, usize)>,
    /// How many of `related` are done with.
    done: usize,
    /// The data to hash.
    data: Hasher,
    /// The related blank nodes of the hash in hand, as they are permuted.
    list: Permutation,
    /// How many temporary labels there were before the hash in hand.
    base: usize,
    path: Path,
    chosen: Option<Chosen>,
}

/// The path of one permutation.
struct Path {
    text: String,
    /// How it compares to the beginning of the chosen one, so far.
    order: Ordering,
    /// How many bytes of it were compared.
    compared: usize,
    /// The recursion list.
    recursion: Vec<u32>,
    /// How many of those were followed.
    followed: usize,
}

/// The chosen path, and the labels it issued if the present ones are not those.
struct Chosen {
    path: String,
    issued: Option<Vec<u32>>,
}

/// What a call needs next.
enum Step {
    /// The hash of another blank node.
    Into(u32),
    /// Nothing: this is its result.
    Done(Digest),
}

struct Search<'k> {
    known: Known<'k>,
    twins: &'k Twins,
    work: &'k mut CanonicalizationWork,
    temporary: Temporary,
    /// Room for the input of Hash Related Blank Node.
    input: String,
    /// Room to sort related blank nodes in.
    entries: Vec<(Digest, u32)>,
}

impl<'k> Search<'k> {
    fn new(known: Known<'k>, twins: &'k Twins, work: &'k mut CanonicalizationWork) -> Self {
        work.begin();
        let temporary = Temporary::new(known.hashes.len());
        Self { known, twins, work, temporary, input: String::new(), entries: Vec::new() }
    }

    /// The N-degree hash of a blank node; `temporary` then has the labels of its path.
    fn hash(&mut self, blank: u32, canonical: &Issuer) -> Result<Digest, LimitReached> {
        self.temporary.issue(blank);
        let mut callers = Vec::new();
        let mut call = self.call(blank, canonical)?;
        loop {
            match self.advance(&mut call, canonical)? {
                Step::Into(related) => {
                    let inner = self.call(related, canonical)?;
                    callers.push(mem::replace(&mut call, inner));
                }
                Step::Done(hash) => {
                    let Some(caller) = callers.pop() else { return Ok(hash) };
                    call = caller;
                    self.follow(&mut call, &hash)?;
                }
            }
        }
    }

    /// Steps 1 to 4: relates the hashes of Hash Related Blank Node to blank nodes.
    fn call(&mut self, blank: u32, canonical: &Issuer) -> Result<Call, LimitReached> {
        self.work.call()?;
        let mut entries = mem::take(&mut self.entries);
        entries.clear();
        for quad in self.known.mentions.quads(blank) {
            let Some(quad) = self.known.dataset.quads.get(position(*quad)) else { continue };
            let places = [("s", Some(quad.subject)), ("o", Some(quad.object)), ("g", quad.graph)];
            for (place, related) in places {
                if let Some(related) = related.and_then(Term::blank).filter(|related| *related != blank) {
                    entries.push((self.related_hash(related, quad, place, canonical)?, related));
                }
            }
        }
        entries.sort_unstable();
        let related = entries.iter().map(|(_, related)| *related).collect();
        let groups = entries.chunk_by(|a, b| a.0 == b.0).rev();
        let hashes = groups.filter_map(|group| Some((group.first()?.0.clone(), group.len()))).collect();
        self.entries = entries;
        let data = Hasher::new(self.known.algorithm);
        let (list, path, base) = (Permutation::default(), Path::new(), self.temporary.order.len());
        Ok(Call { related, hashes, done: 0, data, list, base, path, chosen: None })
    }

    /// [Hash Related Blank Node](https://www.w3.org/TR/rdf-canon/#hash-related-blank-node).
    fn related_hash(
        &mut self,
        related: u32,
        quad: &Quad,
        place: &str,
        canonical: &Issuer,
    ) -> Result<Digest, LimitReached> {
        self.input.clear();
        self.input.push_str(place);
        if place != "g" {
            self.input.push_str(self.known.dataset.text(quad.predicate));
        }
        if let Some((prefix, number)) = self.label(related, canonical) {
            push_label(&mut self.input, prefix, number);
        } else if let Some(hash) = self.known.hashes.get(position(related)) {
            HEXLOWER.encode_append(hash.as_bytes(), &mut self.input);
        }
        self.work.bytes(self.input.len())?;
        Ok(self.known.algorithm.hash(self.input.as_bytes()))
    }

    /// The label that a blank node has, canonical or temporary.
    fn label(&self, blank: u32, canonical: &Issuer) -> Option<(&'static str, u32)> {
        let issued = canonical.number(blank).map(|number| ("_:c14n", number));
        issued.or_else(|| self.temporary.number(blank).map(|number| ("_:b", number)))
    }

    /// Step 5, up to the next inner call, and step 6.
    fn advance(&mut self, call: &mut Call, canonical: &Issuer) -> Result<Step, LimitReached> {
        loop {
            if call.list.is_empty() && !self.next_list(call, canonical)? {
                let data = mem::replace(&mut call.data, Hasher::new(self.known.algorithm));
                return Ok(Step::Done(data.finish()));
            }
            if let Some(related) = call.path.next() {
                return Ok(Step::Into(related));
            }
            let more = call.list.advance();
            self.choose(call, more)?;
            if more {
                self.work.call()?;
                self.begin(call)?;
            } else {
                self.end_list(call)?;
            }
        }
    }

    /// Steps 5.1 to 5.3 for the next related hash whose blank nodes have orders to try; says whether there is one.
    fn next_list(&mut self, call: &mut Call, canonical: &Issuer) -> Result<bool, LimitReached> {
        while let Some((hash, length)) = call.hashes.pop() {
            let end = call.done.saturating_add(length);
            let members = call.related.get(call.done..end).unwrap_or_default();
            call.done = end;
            self.input.clear();
            HEXLOWER.encode_append(hash.as_bytes(), &mut self.input);
            self.work.bytes(self.input.len())?;
            call.data.update(self.input.as_bytes());
            let first = members.first().copied();
            let label = first.and_then(|first| self.label(first, canonical));
            if let Some((prefix, number)) = label.filter(|_| members.iter().all(|member| Some(*member) == first)) {
                self.input.clear();
                members.iter().for_each(|_| push_label(&mut self.input, prefix, number));
                self.work.bytes(self.input.len())?;
                call.data.update(self.input.as_bytes());
                continue;
            }
            // Those that had no label when their hash was made may have got one since, on the path of an earlier hash.
            let is_fresh = members.iter().all(|member| self.temporary.number(*member).is_none());
            call.list = Permutation::of(members, Some(self.twins).filter(|_| is_fresh));
            call.base = self.temporary.order.len();
            self.begin(call)?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Steps 5.4.1 to 5.4.4: the labels of a permutation.
    fn begin(&mut self, call: &mut Call) -> Result<(), LimitReached> {
        self.temporary.truncate(call.base);
        call.path.clear(call.chosen.is_some());
        let members = call.list.members();
        for (index, related) in members.into_iter().enumerate() {
            let (number, new) = self.temporary.issue(related);
            push_label(&mut call.path.text, "_:b", number);
            if new {
                call.path.recursion.push(related);
            }
            call.path.compare(call.chosen.as_ref());
            if call.path.order == Ordering::Greater {
                call.list.skip_after(index);
                break;
            }
        }
        self.work.bytes(call.path.text.len())
    }

    /// Step 5.4.5, after the inner call.
    fn follow(&mut self, call: &mut Call, hash: &Digest) -> Result<(), LimitReached> {
        let before = call.path.text.len();
        if let Some(related) = call.path.next() {
            push_label(&mut call.path.text, "_:b", self.temporary.issue(related).0);
        }
        call.path.text.push('<');
        HEXLOWER.encode_append(hash.as_bytes(), &mut call.path.text);
        call.path.text.push('>');
        call.path.followed = call.path.followed.saturating_add(1);
        call.path.compare(call.chosen.as_ref());
        self.work.bytes(call.path.text.len().saturating_sub(before))
    }

    /// Step 5.4.6.
    fn choose(&mut self, call: &mut Call, more: bool) -> Result<(), LimitReached> {
        let shorter = call.chosen.as_ref().is_none_or(|chosen| call.path.text.len() < chosen.path.len());
        if call.path.order == Ordering::Less || (call.path.order == Ordering::Equal && shorter) {
            let issued = self.temporary.order.get(call.base..).unwrap_or_default();
            self.work.bytes(if more { issued.len().saturating_mul(4) } else { 0 })?;
            let issued = more.then(|| issued.to_vec());
            call.chosen = Some(Chosen { path: mem::take(&mut call.path.text), issued });
        }
        Ok(())
    }

    /// Steps 5.5 and 5.6.
    fn end_list(&mut self, call: &mut Call) -> Result<(), LimitReached> {
        call.list = Permutation::default();
        let Some(chosen) = call.chosen.take() else { return Ok(()) };
        self.work.bytes(chosen.path.len())?;
        call.data.update(chosen.path.as_bytes());
        if let Some(issued) = chosen.issued {
            self.temporary.truncate(call.base);
            for blank in issued {
                self.temporary.issue(blank);
            }
        }
        Ok(())
    }
}

fn push_label(to: &mut String, prefix: &str, number: u32) {
    to.push_str(prefix);
    push_decimal(to, number);
}

impl Path {
    fn new() -> Self {
        Self { text: String::new(), order: Ordering::Less, compared: 0, recursion: Vec::new(), followed: 0 }
    }

    /// Begins another path, to be compared if one is chosen.
    fn clear(&mut self, compared: bool) {
        self.text.clear();
        self.order = if compared { Ordering::Equal } else { Ordering::Less };
        self.compared = 0;
        self.recursion.clear();
        self.followed = 0;
    }

    /// The next of the recursion list, unless the path was given up.
    fn next(&self) -> Option<u32> {
        self.recursion.get(self.followed).copied().filter(|_| self.order != Ordering::Greater)
    }

    /// Compares what was added since the last time. Where the two differ decides for all that may still be added.
    fn compare(&mut self, chosen: Option<&Chosen>) {
        let (Ordering::Equal, Some(chosen)) = (self.order, chosen) else { return };
        let added = self.text.as_bytes().get(self.compared..).unwrap_or_default();
        let other = chosen.path.as_bytes().get(self.compared..).unwrap_or_default();
        let other = other.get(..added.len()).unwrap_or(other);
        self.order = added.cmp(other);
        self.compared = self.text.len();
    }
}

/// The orders in which the related blank nodes of one hash are tried.
#[derive(Default)]
struct Permutation {
    /// Sorted by key.
    members: Vec<(u32, u32)>,
    /// What is permuted, ascending at first: keys, with the place in `members` where each key begins.
    keys: Vec<(u32, usize)>,
}

impl Permutation {
    /// Of `related`, in ascending order. The key of a blank node is its class of twins, whose order among themselves makes
    /// no difference; or, without `twins` or where a blank node is listed more than once, simply itself.
    fn of(related: &[u32], twins: Option<&Twins>) -> Self {
        let repeats = related.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        let key = |blank: u32| twins.filter(|_| !repeats).map_or(blank, |twins| twins.class(blank));
        let mut members: Vec<_> = related.iter().map(|blank| (key(*blank), *blank)).collect();
        members.sort_unstable();
        let mut keys = Vec::with_capacity(members.len());
        for class in members.chunk_by(|a, b| a.0 == b.0) {
            let begin = keys.len();
            keys.extend(class.iter().map(|(key, _)| (*key, begin)));
        }
        Self { members, keys }
    }

    fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The blank nodes in the present order; those of one key always in ascending order.
    fn members(&self) -> Vec<u32> {
        let mut used = vec![0usize; self.keys.len()];
        let mut member = |begin: usize| {
            let used = used.get_mut(begin)?;
            let (_, blank) = self.members.get(begin.saturating_add(*used))?;
            *used = used.saturating_add(1);
            Some(*blank)
        };
        self.keys.iter().filter_map(|(_, begin)| member(*begin)).collect()
    }

    /// Goes on to the next order; says whether there is one.
    fn advance(&mut self) -> bool {
        let Some(pivot) = self.keys.windows(2).rposition(|pair| matches!(pair, [a, b] if a < b)) else { return false };
        let greater = |key: &(u32, usize)| self.keys.get(pivot).is_some_and(|pivot| key > pivot);
        if let Some(swap) = self.keys.iter().rposition(greater) {
            self.keys.swap(pivot, swap);
        }
        self.keys.get_mut(pivot.saturating_add(1)..).unwrap_or_default().reverse();
        true
    }

    /// Makes the present order the last that begins with the same members up to `index`.
    fn skip_after(&mut self, index: usize) {
        let rest = self.keys.get_mut(index.saturating_add(1)..).unwrap_or_default();
        rest.sort_unstable_by(|a, b| b.cmp(a));
    }
}
