//! [RDFC-1.0](https://www.w3.org/TR/rdf-canon/#canon-algorithm): a dataset into its canonical N-Quads and labels.
//!
//! Blank nodes that their own statements tell apart are done in one pass here; the others go to [`super::ndegree`].

use super::dataset::{Dataset, Quad, Term, position, push_decimal, span};
use super::ndegree;
use super::work::CanonicalizationWork;
use crate::digest::{Digest, DigestAlgorithm, Hasher};
use crate::limits::{Limit, LimitReached, Limits};
use std::fmt;

/// A dataset in canonical form.
#[derive(Clone)]
pub struct Canonical {
    /// The lines in the order of the quads, repetitions included.
    text: String,
    /// Each once, sorted.
    lines: Vec<Line>,
    labels: Labels,
}

#[derive(Clone, Copy)]
struct Line {
    start: u32,
    end: u32,
    quad: u32,
    /// See [`sort`].
    word: u64,
}

impl Dataset {
    /// Canonicalizes the dataset with [RDFC-1.0](https://www.w3.org/TR/rdf-canon/#canon-algorithm).
    ///
    /// # Errors
    /// [`LimitReached`] when telling its blank nodes apart takes more work than the limits allow, or when its canonical
    /// form would be longer than 16 times its text and 1 MiB.
    pub fn canonicalize(&self, algorithm: DigestAlgorithm, limits: &Limits) -> Result<Canonical, LimitReached> {
        self.canonicalize_within(algorithm, &mut CanonicalizationWork::new(limits))
    }

    /// The same as one of several datasets that share their work.
    ///
    /// # Errors
    /// As [`Dataset::canonicalize`], and when `work` is used up.
    pub fn canonicalize_within(
        &self,
        algorithm: DigestAlgorithm,
        work: &mut CanonicalizationWork,
    ) -> Result<Canonical, LimitReached> {
        let length = self.bounded_length()?;
        let mut mentions = Mentions::of(self);
        let mut issuer = Issuer::new(self.blanks.len());
        if self.blanks.len() <= 1 {
            // There is nothing to tell apart.
            mentions.quads.first().into_iter().for_each(|_| issuer.issue(0));
            return Ok(Canonical::write(self, Labels::new(issuer), length));
        }
        let hashes = mentions.first_degree_hashes(self, algorithm);
        let by_hash = mentions.by_hash(&hashes);
        let mut shared = Vec::new();
        for group in by_hash.chunk_by(|a, b| a.0 == b.0) {
            match group {
                [(_, only)] => issuer.issue(*only),
                _ => shared.push(group.iter().map(|(_, blank)| *blank).collect()),
            }
        }
        if !shared.is_empty() {
            let known = ndegree::Known { dataset: self, mentions: &mentions, hashes: &hashes, algorithm };
            ndegree::label(known, &shared, &mut issuer, work)?;
        }
        Ok(Canonical::write(self, Labels::new(issuer), length))
    }

    /// The bytes that the quads take with the longest labels; counted before anything of that size is made.
    fn bounded_length(&self) -> Result<usize, LimitReached> {
        let allowed = self.text.len().saturating_mul(16).saturating_add(1 << 20).min(1 << 31);
        let label = position_digits(self.blanks.len()).saturating_add("_:c14n".len());
        let of = |term: Term| if term.blank().is_some() { label } else { term.length() };
        let mut length = self.quads.len().saturating_mul("   .\n".len());
        for quad in &self.quads {
            let terms = [of(quad.subject), of(quad.predicate), of(quad.object)];
            length = terms.into_iter().fold(length, usize::saturating_add);
            length = quad.graph.map_or(length, |graph| length.saturating_add(of(graph)).saturating_add(1));
        }
        if length > allowed || self.full {
            return Err(Limit::Canonicalization.reached(u32::try_from(allowed).unwrap_or(u32::MAX)));
        }
        Ok(length)
    }
}

fn position_digits(number: usize) -> usize {
    number.checked_ilog10().and_then(|digits| usize::try_from(digits).ok()).unwrap_or(0).saturating_add(1)
}

impl Canonical {
    fn write(dataset: &Dataset, labels: Labels, length: usize) -> Self {
        let mut text = String::with_capacity(length);
        let mut lines = Vec::with_capacity(dataset.quads.len());
        for (quad, number) in dataset.quads.iter().zip(0..) {
            let start = text.len();
            write_line(&mut text, quad, |term| match term.blank() {
                Some(number) => labels.get(number).unwrap_or_default(),
                None => dataset.text(term),
            });
            lines.push(Line { start: offset(start), end: offset(text.len()), quad: number, word: 0 });
        }
        sort(&mut lines, &text);
        lines.dedup_by(|repeated, kept| {
            let same = span(&text, repeated.start, repeated.end) == span(&text, kept.start, kept.end);
            kept.quad = if same { kept.quad.min(repeated.quad) } else { kept.quad };
            same
        });
        Self { text, lines, labels }
    }

    /// The canonical N-Quads.
    #[must_use]
    pub fn nquads(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        text.extend(self.lines());
        text
    }

    /// The hash of the canonical N-Quads.
    #[must_use]
    pub fn hash(&self, algorithm: DigestAlgorithm) -> Digest {
        // Lines end within the blocks of the hash function: many at once are hashed faster.
        let (mut hasher, mut together) = (Hasher::new(algorithm), String::with_capacity(TOGETHER));
        for line in self.lines() {
            if together.len().saturating_add(line.len()) > TOGETHER {
                hasher.update(together.as_bytes());
                together.clear();
            }
            if line.len() > TOGETHER {
                hasher.update(line.as_bytes());
            } else {
                together.push_str(line);
            }
        }
        hasher.update(together.as_bytes());
        hasher.finish()
    }

    /// The lines of the canonical N-Quads, each with its line feed.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lines.iter().map(|line| span(&self.text, line.start, line.end))
    }

    /// The place in [`Dataset::quads`] of the first quad that became a line; no such place if there is no such line.
    #[must_use]
    pub fn quad_of_line(&self, line: usize) -> usize {
        self.lines.get(line).map_or(usize::MAX, |line| position(line.quad))
    }

    /// A term of the dataset as the lines have it.
    #[inline]
    pub(crate) fn text<'c>(&'c self, dataset: &'c Dataset, term: Term) -> &'c str {
        term.blank().and_then(|blank| self.labels.get(blank)).unwrap_or_else(|| dataset.text(term))
    }

    /// The canonical label of a blank node, as `c14n0`; `None` for other terms and blank nodes of no quad.
    #[must_use]
    pub fn label(&self, blank: Term) -> Option<&str> {
        self.labels.get(blank.blank()?)?.strip_prefix("_:")
    }
}

impl fmt::Debug for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canonical").field("lines", &self.lines.len()).finish_non_exhaustive()
    }
}

/// How many bytes of lines are hashed at once.
const TOGETHER: usize = 4_096;

/// Sorts lines by code point, of which the bytes of UTF-8 have the order: eight bytes at a time, since IRIs have long
/// common beginnings. Equal lines come together in any order.
fn sort(lines: &mut [Line], text: &str) {
    let bytes = text.as_bytes();
    let mut runs = vec![(0, lines.len(), 0)];
    while let Some((first, last, depth)) = runs.pop() {
        let run = lines.get_mut(first..last).unwrap_or_default();
        if run.len() <= SMALL_RUN {
            let rest = |line: &Line| bytes.get(position(line.start).saturating_add(depth)..position(line.end));
            run.sort_unstable_by(|a, b| rest(a).cmp(&rest(b)));
            continue;
        }
        for line in &mut *run {
            // At its end a word reaches into what follows, which matters to equal lines only: none begins another.
            line.word = word(bytes, position(line.start).saturating_add(depth));
        }
        run.sort_unstable_by_key(|line| line.word);
        let mut start = first;
        for equal in run.chunk_by(|a, b| a.word == b.word) {
            let end = start.saturating_add(equal.len());
            let done = equal.first().is_some_and(|line| depth >= position(line.end.saturating_sub(line.start)));
            if equal.len() > 1 && !done {
                runs.push((start, end, depth.saturating_add(8)));
            }
            start = end;
        }
    }
}

/// Lines that are few enough to compare whole.
const SMALL_RUN: usize = 6;

/// The eight bytes at a position, such that words are in the order of their bytes.
fn word(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    let word = rest.first_chunk().copied().unwrap_or_else(|| {
        let mut padded = [0; 8];
        padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        padded
    });
    u64::from_be_bytes(word)
}

/// Positions in texts whose length [`Dataset::bounded_length`] has found to fit.
fn offset(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Writes a quad as canonical N-Quads with the given texts of its terms.
fn write_line<'t>(to: &mut String, quad: &Quad, text: impl Fn(Term) -> &'t str) {
    to.push_str(text(quad.subject));
    to.push(' ');
    to.push_str(text(quad.predicate));
    to.push(' ');
    to.push_str(text(quad.object));
    if let Some(graph) = quad.graph {
        to.push(' ');
        to.push_str(text(graph));
    }
    to.push_str(" .\n");
}

/// The [canonical issuer](https://www.w3.org/TR/rdf-canon/#dfn-canonical-issuer): blank nodes in the order they got labels.
pub(super) struct Issuer {
    /// By blank node; [`Issuer::NONE`] where none was issued.
    numbers: Vec<u32>,
    next: u32,
}

impl Issuer {
    const NONE: u32 = u32::MAX;

    fn new(blanks: usize) -> Self {
        Self { numbers: vec![Self::NONE; blanks], next: 0 }
    }

    /// Issues the next number, unless the blank node has one.
    pub(super) fn issue(&mut self, blank: u32) {
        if let Some(number) = self.numbers.get_mut(position(blank)).filter(|number| **number == Self::NONE) {
            *number = self.next;
            self.next = self.next.saturating_add(1);
        }
    }

    pub(super) fn number(&self, blank: u32) -> Option<u32> {
        self.numbers.get(position(blank)).copied().filter(|number| *number != Self::NONE)
    }
}

/// The canonical labels, written.
#[derive(Clone)]
struct Labels {
    text: String,
    /// The spans, by blank node; empty where it has none.
    spans: Vec<(u32, u32)>,
}

impl Labels {
    fn new(issuer: Issuer) -> Self {
        let mut text = String::with_capacity(issuer.numbers.len().saturating_mul(10));
        let mut write = |number: u32| {
            let start = offset(text.len());
            if number != Issuer::NONE {
                text.push_str("_:c14n");
                push_decimal(&mut text, number);
            }
            (start, offset(text.len()))
        };
        let spans = issuer.numbers.into_iter().map(&mut write).collect();
        Self { text, spans }
    }

    fn get(&self, blank: u32) -> Option<&str> {
        let (start, end) = self.spans.get(position(blank)).copied()?;
        Some(span(&self.text, start, end)).filter(|label| !label.is_empty())
    }
}

/// The [blank node to quads map](https://www.w3.org/TR/rdf-canon/#dfn-blank-node-to-quads-map).
pub(super) struct Mentions {
    /// The quads of blank node 0, then those of blank node 1 …
    quads: Vec<u32>,
    /// Where in `quads` those of each blank node are.
    ranges: Vec<(u32, u32)>,
}

/// A quad as one of its blank nodes sees it.
struct Mention {
    start: u32,
    end: u32,
    /// See [`Mentions::key`].
    key: Key,
    quad: u32,
}

/// What the line of a mention leaves out: which blank nodes are in the places of subject, object and graph.
pub(super) type Key = [u32; 3];

impl Mentions {
    fn of(dataset: &Dataset) -> Self {
        let mut ranges = vec![(0u32, 0u32); dataset.blanks.len()];
        for quad in &dataset.quads {
            each_blank(quad, |blank| {
                if let Some((_, count)) = ranges.get_mut(position(blank)) {
                    *count = count.saturating_add(1);
                }
            });
        }
        let mut total = 0;
        for (start, end) in &mut ranges {
            let next = end.saturating_add(total);
            (*start, *end) = (total, total);
            total = next;
        }
        let mut quads = vec![0; position(total)];
        for (quad, number) in dataset.quads.iter().zip(0..) {
            each_blank(quad, |blank| {
                let Some((_, end)) = ranges.get_mut(position(blank)) else { return };
                if let Some(slot) = quads.get_mut(position(*end)) {
                    *slot = number;
                }
                *end = end.saturating_add(1);
            });
        }
        Self { quads, ranges }
    }

    /// The numbers of the quads that mention a blank node.
    pub(super) fn quads(&self, blank: u32) -> &[u32] {
        let (start, end) = self.ranges.get(position(blank)).copied().unwrap_or((0, 0));
        self.quads.get(position(start)..position(end)).unwrap_or_default()
    }

    /// [Hash First Degree Quads](https://www.w3.org/TR/rdf-canon/#hash-1d-quads) of every blank node. Leaves the
    /// mentions of each sorted and without repetitions.
    fn first_degree_hashes(&mut self, dataset: &Dataset, algorithm: DigestAlgorithm) -> Vec<Digest> {
        // Room for what most blank nodes of a credential are mentioned in.
        let (mut text, mut lines) = (String::with_capacity(2_000), Vec::with_capacity(16));
        let mut hash = |(this, (start, end)): (u32, &mut (u32, u32))| {
            text.clear();
            lines.clear();
            let quads = self.quads.get_mut(position(*start)..position(*end)).unwrap_or_default();
            for quad in &*quads {
                lines.extend(mention(dataset, &mut text, *quad, this));
            }
            let text_of = |line: &Mention| span(&text, line.start, line.end);
            // Lines that are equal differ only in blank nodes, so the quads are equal if those are.
            lines.sort_unstable_by(|a, b| text_of(a).cmp(text_of(b)).then_with(|| a.key.cmp(&b.key)));
            lines.dedup_by(|a, b| a.key == b.key && text_of(a) == text_of(b));
            *end = start.saturating_add(offset(lines.len()));
            quads.iter_mut().zip(&lines).for_each(|(slot, line)| *slot = line.quad);
            algorithm.hash_parts(lines.iter().map(|line| text_of(line).as_bytes()))
        };
        (0..).zip(&mut self.ranges).map(&mut hash).collect()
    }

    /// The blank nodes that have mentions, ordered by hash.
    fn by_hash<'h>(&self, hashes: &'h [Digest]) -> Vec<(&'h Digest, u32)> {
        let mentioned = |(_, blank): &(_, u32)| !self.quads(*blank).is_empty();
        let mut by_hash: Vec<_> = hashes.iter().zip(0..).filter(mentioned).collect();
        by_hash.sort_unstable();
        by_hash
    }

    /// What a mention says beyond its line in Hash First Degree Quads.
    pub(super) fn key(quad: &Quad, this: u32) -> Key {
        // No blank node has either number: there are fewer than bytes of text.
        [Some(quad.subject), Some(quad.object), quad.graph].map(|term| match term.and_then(Term::blank) {
            Some(blank) if blank == this => Issuer::NONE - 1,
            Some(blank) => blank,
            None => Issuer::NONE,
        })
    }
}

/// Writes a mention as Hash First Degree Quads does.
fn mention(dataset: &Dataset, text: &mut String, number: u32, this: u32) -> Option<Mention> {
    let quad = dataset.quads.get(position(number))?;
    let start = text.len();
    write_line(text, quad, |term| match term.blank() {
        Some(blank) if blank == this => "_:a",
        Some(_) => "_:z",
        None => dataset.text(term),
    });
    Some(Mention { start: offset(start), end: offset(text.len()), key: Mentions::key(quad, this), quad: number })
}

/// Visits the blank nodes of a quad, each once.
fn each_blank(quad: &Quad, mut visit: impl FnMut(u32)) {
    let (subject, object, graph) = (quad.subject.blank(), quad.object.blank(), quad.graph.and_then(Term::blank));
    if let Some(blank) = subject {
        visit(blank);
    }
    if let Some(blank) = object.filter(|_| object != subject) {
        visit(blank);
    }
    if let Some(blank) = graph.filter(|_| graph != subject && graph != object) {
        visit(blank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::NodeId;

    fn canonicalize(text: &str) -> (Dataset, Canonical) {
        let dataset = Dataset::parse(text, &Limits::default()).unwrap();
        let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap();
        (dataset, canonical)
    }

    /// The standard's example of unique hashes.
    #[test]
    fn labels_by_first_degree_hash() {
        let (dataset, canonical) = canonicalize(
            "<p:p> <p:r> _:e1 .\n<p:p> <p:q> _:e0 .\n_:e0 <p:s> <p:u> .\n_:e1 <p:t> <p:u> .\n<p:p> <p:r> _:e1 .\n",
        );
        assert_eq!(canonical.lines().len(), 4, "{canonical:?}");
        for (line, text) in canonical.lines().enumerate() {
            let quad = dataset.quads()[canonical.quad_of_line(line)];
            let terms = [quad.subject, quad.predicate, quad.object].map(|term| match canonical.label(term) {
                Some(label) => format!("_:{label}"),
                None => dataset.text(term).to_owned(),
            });
            assert_eq!(text, format!("{} .\n", terms.join(" ")));
        }
        let places: Vec<_> = (0..5).map(|line| canonical.quad_of_line(line)).collect();
        let (used, beyond) = places.split_at(4);
        assert!(used.iter().all(|place| *place < 4) && beyond == [usize::MAX], "{places:?}");
        assert_eq!(
            canonical.hash(DigestAlgorithm::Sha512),
            DigestAlgorithm::Sha512.hash(canonical.nquads().as_bytes())
        );
    }

    #[test]
    fn hashes_long_lines_among_short_ones() {
        let lengths = [1, TOGETHER - 30, 40, TOGETHER - 12, TOGETHER - 11, 2 * TOGETHER, 3];
        let text: String =
            lengths.iter().map(|length| format!("<p:p> <p:q> \"{}\" .\n", "a".repeat(*length))).collect();
        let (_, canonical) = canonicalize(&text);
        let want = DigestAlgorithm::Sha256.hash(canonical.nquads().as_bytes());
        assert_eq!(canonical.hash(DigestAlgorithm::Sha256), want);
    }

    #[test]
    fn gives_no_label_where_there_is_no_blank_node() {
        let mut dataset = Dataset::new();
        let (unused, iri) = (dataset.blank(), dataset.iri("p:a"));
        let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap();
        assert_eq!((canonical.nquads().as_str(), canonical.label(unused), canonical.label(iri)), ("", None, None));
    }

    #[test]
    fn sorts_as_strings_are_sorted() {
        let texts = [
            "a\n",
            "\n",
            "aaaaaaaab\n",
            "aaaaaaaa\n",
            "ab\n",
            "é\n",
            "\u{ffff}\n",
            "\u{10000}\n",
            "aaaaaaaaaaaaaaaaaaa\n",
        ];
        let joined = texts.repeat(3).concat();
        let mut start = 0;
        let mut lines: Vec<_> = texts
            .repeat(3)
            .iter()
            .map(|text| {
                let line = Line { start: offset(start), end: offset(start + text.len()), quad: 0, word: 0 };
                start += text.len();
                line
            })
            .collect();
        sort(&mut lines, &joined);
        let sorted: Vec<_> = lines.iter().map(|line| span(&joined, line.start, line.end)).collect();
        assert!(sorted.is_sorted(), "{sorted:?}");
    }

    #[test]
    fn counts_the_output_before_it_is_written() {
        let mut dataset = Dataset::new();
        let long = dataset.iri(&"a".repeat(1 << 20));
        let push = |dataset: &mut Dataset, times| {
            for _ in 0..times {
                dataset.push(Quad { subject: long, predicate: long, object: long, graph: None, origin: NodeId::ROOT });
            }
        };
        push(&mut dataset, 5);
        assert!(dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).is_ok());
        push(&mut dataset, 1);
        let reached = dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap_err();
        assert_eq!(reached, Limit::Canonicalization.reached((17 << 20) + 32));
    }
}
