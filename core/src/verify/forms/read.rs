//! What the corridor asks of a document, whatever its form.

use crate::credential::View;
use crate::jsonld::Loader;
use crate::policy::Policy;
use crate::report::{Coverage, Secured};
use crate::verify::claims::revocation_list::Asked;
use crate::verify::found::{Found, Subject};
use crate::verify::securing::judged::Judged;
use crate::verify::securing::readings::Form;
use crate::verify::securing::set;
use crate::verify::session::Session;
use std::sync::Arc;

/// What a document is opened with.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'s> {
    pub(crate) policy: &'s Policy,
    /// The contexts that are known.
    pub(crate) loader: &'s Loader<'s>,
    pub(crate) subject: &'s Subject<'s>,
}

/// A document that was opened. The corridor asks it, in this order, what secures it, what that secures, and what only
/// documents of its form are asked; the checks that all have in common it writes itself.
pub(crate) trait Opened<'d> {
    /// Judges what secures the document, all but who should have made it.
    fn judge(&mut self, session: &mut Session<'_>) -> Vec<Judged<'d>>;

    /// What these secure, or would if they held.
    fn views(&self, judged: &[Judged<'d>]) -> Views<'_>;

    /// Writes down what secures the document.
    fn write(&self, session: &Session<'_>, found: &mut Found<'_>, judged: &[Judged<'d>], attached: &[Judged<'_>]);

    /// Holds what is secured against the rules of the form: its model, its profile, its contexts.
    fn rules(&self, found: &mut Found<'_>, view: &View<'_>);

    /// What is asked of the lists in which issuers say what they took back.
    fn asked<'v>(&'v self, view: &'v View<'_>, judged: &[Judged<'d>]) -> Option<Asked<'v>>;

    /// What is secured by which proofs.
    fn covered(&self, session: &mut Session<'_>, views: &Views<'_>, judged: &[Judged<'d>]) -> Covered;

    /// What the verified document is built from.
    fn content(self: Box<Self>, session: &Session<'_>, judged: &[Judged<'d>]) -> Option<Arc<dyn Secured>>;
}

/// What is secured of a document, by its proofs: its statements in a reading, its JSON, or by one proof this and by one that.
pub(crate) struct Views<'v> {
    own: View<'v>,
    others: Vec<(Form, View<'v>)>,
}

impl<'v> Views<'v> {
    /// All proofs secure the same.
    #[cfg(feature = "anchors")]
    pub(crate) fn one(view: View<'v>) -> Self {
        Self { own: view, others: Vec::new() }
    }

    /// `view` gives what proofs of a form secure; `read_as` is the form that stands for all if none is proven.
    pub(crate) fn new(read_as: Form, judged: &[Judged<'_>], view: impl Fn(Form) -> View<'v>) -> Self {
        let mut others: Vec<(Form, View<'v>)> = Vec::new();
        for form in judged.iter().filter_map(Judged::form).filter(|form| *form != read_as) {
            if others.iter().all(|(known, _)| *known != form) {
                others.push((form, view(form)));
            }
        }
        Self { own: view(read_as), others }
    }

    /// What one proof secures.
    pub(crate) fn of(&self, judged: &Judged<'_>) -> &View<'v> {
        self.by(judged.form())
    }

    /// What the proven proofs secure, and decides.
    pub(crate) fn proven(&self, judged: &[Judged<'_>]) -> &View<'v> {
        self.by(set::form(judged))
    }

    /// What stands for all if no proof is proven.
    pub(crate) fn own(&self) -> &View<'v> {
        &self.own
    }

    fn by(&self, form: Option<Form>) -> &View<'v> {
        let other = self.others.iter().find(|(known, _)| Some(*known) == form);
        other.map_or(&self.own, |(_, view)| view)
    }
}

/// What is secured of a document.
pub(crate) struct Covered {
    /// As a report shows it.
    pub(crate) shown: Vec<Coverage>,
    /// The places of which the policy has a say.
    pub(crate) asked: Vec<Coverage>,
}
