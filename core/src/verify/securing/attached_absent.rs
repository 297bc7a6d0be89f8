//! Proofs in files of their own, in a build without the feature `anchors`: each is reported as unsupported.

use super::judged::Judged;
use super::transform::Transformer;
use crate::jsonld::Loader;
use crate::policy::Policy;
use crate::report::{CheckId, Finding, Reason};
use crate::time::Timestamp;
use crate::verify::checks::Scope;
use crate::verify::found::Subject;
use crate::verify::session::Session;

pub(crate) fn judge(session: &mut Session<'_>, subject: &Subject<'_>, _: &Loader<'_>) -> Vec<Judged<'static>> {
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
