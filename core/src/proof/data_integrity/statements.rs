//! JSON-LD into the statements that an RDF suite signs, and into their hash.

use crate::digest::{Digest, DigestAlgorithm};
use crate::json::{NodeId, Value};
use crate::jsonld::{self, Expanded, JsonLdError, Loader, Options, RdfOptions};
use crate::limits::{Limit, LimitReached, Limits};
use crate::rdf::{Canonical, CanonicalizationWork, Dataset, Term};

/// The statements of a document or of proof options, as far as they were asked for, in each way to read them.
#[derive(Debug)]
pub struct Statements<'d> {
    /// The JSON-LD that makes them.
    pub expanded: Expanded<'d>,
    /// As they were read first.
    first: Reading,
    /// As they were read later, too.
    others: Vec<Reading>,
}

/// The statements of a document in one way to read it, canonicalized once per hash function.
#[derive(Debug)]
pub struct Reading {
    options: RdfOptions,
    /// The statements themselves.
    pub dataset: Dataset,
    /// By hash function the canonical form, or why there is none: nobody tries twice.
    canonical: Vec<(DigestAlgorithm, Result<Canonical, LimitReached>)>,
}

impl<'d> Statements<'d> {
    /// Reads the statements that `value` makes.
    ///
    /// # Errors
    /// [`JsonLdError`] if it is not well-formed JSON-LD, asks for an unknown context or exceeds a limit.
    pub fn read(
        value: Value<'d>,
        loader: &Loader<'_>,
        options: &Options<'_>,
        limits: &Limits,
    ) -> Result<Self, JsonLdError> {
        Self::read_as(RdfOptions::default(), value, loader, options, limits)
    }

    /// The same, in another way.
    pub(crate) fn read_as(
        rdf: RdfOptions,
        value: Value<'d>,
        loader: &Loader<'_>,
        options: &Options<'_>,
        limits: &Limits,
    ) -> Result<Self, JsonLdError> {
        let expanded = jsonld::expand(value, loader, options, limits)?;
        let first = Reading::of(&expanded, rdf, limits)?;
        Ok(Self { expanded, first, others: Vec::new() })
    }

    /// The statements as they were read first.
    #[must_use]
    pub fn first(&self) -> &Reading {
        &self.first
    }

    /// The same, to be canonicalized.
    pub fn first_mut(&mut self) -> &mut Reading {
        &mut self.first
    }

    /// The statements in the way that is asked for; as they were read first, if nobody made those.
    pub(crate) fn reading(&self, options: RdfOptions) -> &Reading {
        let options = options.within(self.first.dataset.ambiguous());
        self.others.iter().find(|reading| reading.options == options).unwrap_or(&self.first)
    }

    /// The same, made if need be.
    pub(crate) fn make(&mut self, options: RdfOptions, limits: &Limits) -> Result<&mut Reading, JsonLdError> {
        let options = options.within(self.first.dataset.ambiguous());
        if self.first.options == options {
            return Ok(&mut self.first);
        }
        if let Some(known) = self.others.iter().position(|reading| reading.options == options) {
            return Ok(self.others.get_mut(known).unwrap_or(&mut self.first));
        }
        self.others.push(Reading::of(&self.expanded, options, limits)?);
        Ok(self.others.last_mut().unwrap_or(&mut self.first))
    }

    /// The subject that the outermost object of the JSON stands for, if it has a type.
    #[must_use]
    pub fn root(&self) -> Option<Term> {
        self.root_in(&self.first)
    }

    /// The same among the statements of a reading of these.
    pub(crate) fn root_in(&self, reading: &Reading) -> Option<Term> {
        const RDF_TYPE: &str = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>";
        let dataset = &reading.dataset;
        // A type of which nothing can be said, such as a keyword, leaves it to the next one.
        let mut types = self.expanded.roots().next()?.types();
        types.find_map(|(_, at): (_, NodeId)| {
            let mut quads = dataset.quads().iter();
            quads.find(|quad| quad.origin == at && dataset.text(quad.predicate) == RDF_TYPE).map(|quad| quad.subject)
        })
    }

    /// The statements in the way that is asked for, if they were made.
    pub(crate) fn into_reading(self, options: RdfOptions) -> Reading {
        let options = options.within(self.first.dataset.ambiguous());
        self.others.into_iter().find(|reading| reading.options == options).unwrap_or(self.first)
    }
}

impl Reading {
    fn of(expanded: &Expanded<'_>, options: RdfOptions, limits: &Limits) -> Result<Self, JsonLdError> {
        Ok(Self { options, dataset: expanded.to_dataset(options, limits)?, canonical: Vec::new() })
    }

    /// Their canonical form (RDFC-1.0), in which `algorithm` also names the blank nodes.
    ///
    /// # Errors
    /// [`LimitReached`] if that takes more work than the limits allow.
    pub fn canonical(
        &mut self,
        algorithm: DigestAlgorithm,
        work: &mut CanonicalizationWork,
    ) -> Result<&Canonical, LimitReached> {
        let known = self.canonical.iter().position(|(known, _)| *known == algorithm);
        let index = match known {
            Some(index) => index,
            None => {
                self.canonical.push((algorithm, self.dataset.canonicalize_within(algorithm, work)));
                self.canonical.len().saturating_sub(1)
            }
        };
        let canonical = self.canonical.get(index).map(|(_, canonical)| canonical.as_ref().map_err(|reached| *reached));
        canonical.unwrap_or(Err(Limit::Canonicalization.reached(0)))
    }

    /// Whether some may be made more than once: their canonical form, if there is one, would be shorter.
    #[must_use]
    pub fn may_repeat(&self) -> bool {
        let canonical = self.canonical.iter().find_map(|(_, canonical)| canonical.as_ref().ok());
        canonical.is_none_or(|canonical| canonical.lines().len() < self.dataset.quads().len())
    }

    /// The statements and, if they have been canonicalized, the canonical form that was asked for first.
    #[must_use]
    pub fn into_parts(self) -> (Dataset, Option<Canonical>) {
        (self.dataset, self.canonical.into_iter().find_map(|(_, canonical)| canonical.ok()))
    }

    /// The hash of their canonical form.
    ///
    /// # Errors
    /// [`LimitReached`] if that takes more work than the limits allow.
    pub fn hash(
        &mut self,
        algorithm: DigestAlgorithm,
        work: &mut CanonicalizationWork,
    ) -> Result<Digest, LimitReached> {
        self.canonical(algorithm, work).map(|canonical| canonical.hash(algorithm))
    }
}
