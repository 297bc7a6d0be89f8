//! The canonical form does not depend on labels and order, and is found within the limits or not at all.

#![no_main]

use credstone::digest::DigestAlgorithm;
use credstone::json::NodeId;
use credstone::limits::Limits;
use credstone::rdf::{Dataset, Quad};

/// From blank node, predicate, to blank node; of each number only so much counts that graphs have some structure.
type Edge = (u8, u8, u8);

libfuzzer_sys::fuzz_target!(|edges: Vec<Edge>| {
    let forwards = canonical(edges.iter(), |node| node);
    let backwards = canonical(edges.iter().rev(), |node| NODES - 1 - node);
    if let (Some(forwards), Some(backwards)) = (forwards, backwards) {
        assert_eq!(forwards, backwards);
    }
});

const NODES: usize = 16;

fn canonical<'e>(edges: impl Iterator<Item = &'e Edge>, label: fn(usize) -> usize) -> Option<String> {
    let mut dataset = Dataset::new();
    let nodes = [(); NODES].map(|()| dataset.blank());
    let at = |number: u8| nodes[label(usize::from(number) % NODES)];
    for (from, predicate, to) in edges {
        let predicate = dataset.iri(["urn:p", "urn:q"][usize::from(predicate % 2)]);
        dataset.push(Quad { subject: at(*from), predicate, object: at(*to), graph: None, origin: NodeId::ROOT });
    }
    let canonical = dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).ok()?;
    assert_eq!(DigestAlgorithm::Sha256.hash(canonical.nquads().as_bytes()), canonical.hash(DigestAlgorithm::Sha256));
    Some(canonical.nquads())
}
