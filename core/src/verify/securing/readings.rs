//! How the issuer's processor may have read what it signed.
//!
//! Standards leave processors some choice, and the suites before Data Integrity some more. What a proof is over is found by
//! trying, and the first reading that fits is what the issuer signed: what is shown and judged from then on is that one.
//! A reading is tried only where something stands in the document that it reads differently.

use crate::jsonld::{Languages, RdfDirection, RdfOptions};
use crate::proof::data_integrity::{Suite, Transformation, suites::NamedBy};
use crate::rdf::{Ambiguities, Escapes};

/// How the statements of a document are made and written.
pub(crate) type Reading = RdfOptions;

/// What a proof secures of a document: its JSON, or its statements in one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    pub(crate) transformation: Transformation,
    pub(crate) reading: Reading,
}

impl Form {
    /// What a proof of that kind secures if nothing is known of how its issuer reads.
    pub(crate) fn of(transformation: Transformation) -> Self {
        Self { transformation, reading: Reading::default() }
    }
}

/// How many hashes are tried for one proof at most.
pub(crate) const MOST_TRIES: usize = 8;

/// What may deviate from the first reading, in the order in which it is tried, the fewest deviations first.
const DEVIATIONS: [(Languages, RdfDirection, Escapes); 7] = [
    (Languages::LowerCase, RdfDirection::None, Escapes::Canonical),
    (Languages::AsWritten, RdfDirection::I18nDatatype, Escapes::Canonical),
    (Languages::LowerCase, RdfDirection::I18nDatatype, Escapes::Canonical),
    (Languages::AsWritten, RdfDirection::None, Escapes::Four),
    (Languages::LowerCase, RdfDirection::None, Escapes::Four),
    (Languages::AsWritten, RdfDirection::I18nDatatype, Escapes::Four),
    (Languages::LowerCase, RdfDirection::I18nDatatype, Escapes::Four),
];

/// Whether proofs of a suite may be over N-Quads with four escapes: cryptosuites are defined over RDFC-1.0.
pub(crate) fn is_before_rdfc(suite: &Suite) -> bool {
    suite.named_by == NamedBy::Type
}

/// The readings that differ from the first one where so much is ambiguous.
pub(crate) fn others(ambiguous: Ambiguities, is_before_rdfc: bool) -> impl Iterator<Item = Reading> {
    let ambiguous = Ambiguities { escape: ambiguous.escape && is_before_rdfc, ..ambiguous };
    let readings = DEVIATIONS.iter().map(|(languages, direction, escapes)| Reading {
        languages: *languages,
        direction: *direction,
        escapes: *escapes,
        ..Reading::default()
    });
    readings.filter(move |reading| reading.within(ambiguous) == *reading)
}

/// The reading as it is shown: escapes say nothing.
pub(crate) fn shown(reading: Reading) -> Reading {
    Reading { escapes: Escapes::Canonical, ..reading }
}

/// What a trace calls the deviations of a reading.
pub(crate) fn names(reading: Reading) -> Vec<&'static str> {
    let lower = (reading.languages == Languages::LowerCase).then_some("lowerCaseLanguageTags");
    let directed = (reading.direction == RdfDirection::I18nDatatype).then_some("i18nDatatype");
    let four = (reading.escapes == Escapes::Four).then_some("fourEscapes");
    [lower, directed, four].into_iter().flatten().collect()
}
