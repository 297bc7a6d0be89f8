//! Proofs in files of their own, in a build without the feature `anchors`: each is reported as unsupported.

use super::judged::Judged;
use super::transform::Transformer;
use crate::json::Value;
use crate::jsonld::Loader;
use crate::policy::Policy;
use crate::report::{CheckId, Finding, Reason};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::found::Subject;
use crate::verify::session::Session;

/// A type without values.
#[derive(Debug)]
pub(crate) enum Format {}

impl Format {
    pub(crate) fn name(&self) -> &'static str {
        match *self {}
    }
}

pub(crate) fn format_of_input(_: &[u8]) -> Option<&'static Format> {
    None
}

pub(crate) fn format_of_json(_: Value<'_>) -> Option<&'static Format> {
    None
}

pub(crate) fn judge(session: &mut Session<'_>, subject: &Subject<'_>, _: Option<&Loader<'_>>) -> Vec<Judged<'static>> {
    let unsupported = |index: usize| {
        let finding = Finding::undetermined(Reason::FormatUnsupported).with("name", "of the attached proof");
        let mut judged = Judged::of_anchor(Scope::Owned(format!("attached/{index}")));
        judged.step(CheckId::AnchorEncoding, finding);
        judged
    };
    (0..session.resources.attached().len()).filter(|_| subject.depth == 0).map(unsupported).collect()
}

pub(crate) fn within<'d>(_: &mut Session<'_>, transformer: &mut Transformer<'_, 'd>) -> Vec<Option<Judged<'d>>> {
    transformer.proofs.iter().map(|_| None).collect()
}

pub(crate) fn anchored_times(_: &Policy, _: &[Option<Judged<'_>>]) -> Vec<(usize, Timestamp)> {
    Vec::new()
}
