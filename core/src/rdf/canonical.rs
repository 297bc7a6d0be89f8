//! [RDFC-1.0](https://www.w3.org/TR/rdf-canon/#canon-algorithm): a dataset into its canonical N-Quads and labels.
//!
//! Blank nodes that their own statements tell apart are done in one pass here; the others go to [`super::ndegree`].

use super::dataset::{Dataset, Quad, Term, position, push_decimal, span};
use super::ndegree;
use crate::digest::{Digest, DigestAlgorithm, Hasher};
use crate::limits::{Limit, LimitReached, Limits};
use std::fmt;

/// A dataset in canonical form.
#[derive(Clone)]
pub struct Canonical {
    /// The sorted lines.
    text: String,
    lines: Vec<Line>,
    labels: Labels,
}

#[derive(Clone, Copy)]
struct Line {
    start: u32,
    end: u32,
    quad: u32,
}

impl Dataset {
    /// Canonicalizes the dataset with [RDFC-1.0](https://www.w3.org/TR/rdf-canon/#canon-algorithm).
    ///
    /// # Errors
    /// [`LimitReached`] when telling its blank nodes apart takes more work than the limits allow, or when its canonical
    /// form would be longer than 16 times its text and 1 MiB.
    pub fn canonicalize(&self, algorithm: DigestAlgorithm, limits: &Limits) -> Result<Canonical, LimitReached> {
        let length = self.bounded_length()?;
        let mut mentions = Mentions::of(self);
        let hashes = mentions.first_degree_hashes(self, algorithm);
        let mut issuer = Issuer::new(self.blanks.len());
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
            ndegree::label(known, &shared, &mut issuer, limits)?;
        }
        Ok(Canonical::write(self, Labels::new(issuer), length))
    }

    /// The bytes that the quads take with the longest labels; counted before anything of that size is made.
    fn bounded_length(&self) -> Result<usize, LimitReached> {
        let allowed = self.text.len().saturating_mul(16).saturating_add(1 << 20).min(1 << 31);
        let label = position_digits(self.blanks.len()).saturating_add("_:c14n".len());
        let of = |term: Term| if term.blank().is_some() { label } else { term.length() };
        let of_quad = |quad: &Quad| {
            let terms = [Some(quad.subject), Some(quad.predicate), Some(quad.object), quad.graph];
            let separated = |term| of(term).saturating_add(1);
            terms.into_iter().flatten().map(separated).fold(".\n".len(), usize::saturating_add)
        };
        let length = self.quads.iter().map(of_quad).fold(0, usize::saturating_add);
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
        let mut unsorted = String::with_capacity(length);
        let mut lines = Vec::with_capacity(dataset.quads.len());
        for (quad, number) in dataset.quads.iter().zip(0..) {
            let start = unsorted.len();
            write_line(&mut unsorted, quad, |term| match term.blank() {
                Some(number) => labels.get(number).unwrap_or_default(),
                None => dataset.text(term),
            });
            lines.push(Line { start: offset(start), end: offset(unsorted.len()), quad: number });
        }
        let text_of = |line: &Line| span(&unsorted, line.start, line.end);
        lines.sort_unstable_by(|a, b| text_of(a).cmp(text_of(b)).then(a.quad.cmp(&b.quad)));
        lines.dedup_by(|a, b| text_of(a) == text_of(b));
        let mut text = String::with_capacity(unsorted.len());
        for line in &mut lines {
            let start = offset(text.len());
            text.push_str(text_of(line));
            (line.start, line.end) = (start, offset(text.len()));
        }
        Self { text, lines, labels }
    }

    /// The canonical N-Quads.
    #[must_use]
    pub fn nquads(&self) -> String {
        self.text.clone()
    }

    /// The hash of the canonical N-Quads.
    #[must_use]
    pub fn hash(&self, algorithm: DigestAlgorithm) -> Digest {
        algorithm.hash(self.text.as_bytes())
    }

    /// The lines of the canonical N-Quads, each with its line feed.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = &str> {
        self.lines.iter().map(|line| span(&self.text, line.start, line.end))
    }

    /// The place in [`Dataset::quads`] of the first quad that became a line, counted from 0.
    #[must_use]
    pub fn quad_of_line(&self, line: usize) -> Option<usize> {
        self.lines.get(line).map(|line| position(line.quad))
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
        let mentions = || {
            dataset.quads.iter().zip(0u32..).flat_map(|(quad, at)| distinct_blanks(quad).map(move |blank| (blank, at)))
        };
        for (blank, _) in mentions() {
            if let Some((_, count)) = ranges.get_mut(position(blank)) {
                *count = count.saturating_add(1);
            }
        }
        let mut total = 0;
        for (start, end) in &mut ranges {
            let next = end.saturating_add(total);
            (*start, *end) = (total, total);
            total = next;
        }
        let mut quads = vec![0; position(total)];
        for (blank, quad) in mentions() {
            if let Some((_, end)) = ranges.get_mut(position(blank)) {
                if let Some(slot) = quads.get_mut(position(*end)) {
                    *slot = quad;
                }
                *end = end.saturating_add(1);
            }
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
        let (mut text, mut lines) = (String::new(), Vec::new());
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
            let mut hasher = Hasher::new(algorithm);
            for (slot, line) in quads.iter_mut().zip(&lines) {
                hasher.update(text_of(line).as_bytes());
                *slot = line.quad;
            }
            hasher.finish()
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

/// The blank nodes of a quad, each once.
fn distinct_blanks(quad: &Quad) -> impl Iterator<Item = u32> {
    let subject = quad.subject.blank();
    let object = quad.object.blank().filter(|blank| subject != Some(*blank));
    let graph = quad.graph.and_then(Term::blank);
    let graph = graph.filter(|blank| subject != Some(*blank) && object != Some(*blank));
    [subject, object, graph].into_iter().flatten()
}
