//! Under which texts of its contexts a document was signed.
//!
//! Some contexts have had several texts at one address, so the same document made other statements then. It is read under
//! the newest; where a proof is over something else, it may be over what an earlier text said.

use super::judged::Judged;
use super::transform::Transformer;
use crate::jsonld::contexts::{self, Bundled};
use crate::proof::data_integrity::Transformation;
use crate::report::{CheckId, Finding, Outcome};

/// The sets of earlier texts to try, those nearest to the newest first. A URL that is in none means its newest.
pub(crate) fn earlier(transformer: &Transformer<'_, '_>) -> Vec<Vec<&'static Bundled>> {
    let alternatives = match &transformer.statements {
        Some(Ok(statements)) => statements.expanded.alternatives().iter().copied().collect(),
        Some(Err(_)) => transformer.loader.alternatives(transformer.document),
        None => return Vec::new(),
    };
    // Of few addresses there are several texts, so there are few sets.
    let mut sets = vec![(0, Vec::new())];
    for url in alternatives.into_keys() {
        let of_url = contexts::alternatives(url).enumerate();
        let mut more: Vec<_> = of_url.flat_map(|(age, text)| with(&sets, age, text)).collect();
        sets.append(&mut more);
    }
    sets.sort_by_key(|(age, _)| *age);
    sets.into_iter().map(|(_, texts)| texts).filter(|texts| !texts.is_empty()).collect()
}

/// A set of texts, and how far from the newest ones these are together.
type Aged = (usize, Vec<&'static Bundled>);

/// The sets with one more text; the newest text of an address needs no mention.
fn with(sets: &[Aged], age: usize, text: &'static Bundled) -> Vec<Aged> {
    let one_more = |(other, texts): &Aged| (other.saturating_add(age), [texts.as_slice(), &[text]].concat());
    sets.iter().filter(|_| age > 0).map(one_more).collect()
}

/// Whether a proof was found to be over something else than what is read, or what is read loses something, and no proof is
/// over that.
pub(crate) fn speak_against(judged: &[Judged<'_>], loses: bool) -> bool {
    const OF_WHAT_IS_READ: [CheckId; 3] =
        [CheckId::ProofTransformation, CheckId::ProofSignature, CheckId::AnchorTarget];
    let is_against = |judged: &Judged<'_>| {
        let mut steps = judged.steps.iter().filter(|step| OF_WHAT_IS_READ.contains(&step.id));
        steps.any(|step| step.finding.outcome == Outcome::Failed)
    };
    let mut over_statements = judged.iter().filter(|judged| judged.transformation() == Some(Transformation::Rdfc));
    !judged.iter().any(Judged::is_signed) && over_statements.any(|judged| loses || is_against(judged))
}

/// That all contexts are known, and under which of their earlier texts the document was read.
pub(crate) fn known(texts: &[&'static Bundled]) -> Finding {
    match texts {
        [] => Finding::passed(),
        [text] => Finding::passed().with("url", text.url).with("sha256", text.sha256),
        texts => {
            let list =
                |of: fn(&Bundled) -> &'static str| texts.iter().map(|text| of(text).to_owned()).collect::<Vec<_>>();
            Finding::passed().with("url", list(|text| text.url)).with("sha256", list(|text| text.sha256))
        }
    }
}
