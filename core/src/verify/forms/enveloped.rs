//! An envelope: it is not opened, but what is no envelope at all is told.

use crate::credential::{self, Detected, View};
use crate::json::Value;
use crate::report::{CheckId, Finding, Reason, Report};
use crate::verify::claims::model;
use crate::verify::found::Found;
use crate::verify::secured::report::undecided;
use crate::verify::session::Session;

/// The report on an envelope: it is not opened, but what is no envelope at all is told.
pub(crate) fn report(session: &Session<'_>, mut found: Found<'_>, value: Value<'_>, detected: &Detected) -> Report {
    let name = credential::Format::Enveloped.name();
    found.checks.add(CheckId::ModelType, "", Finding::undetermined(Reason::FormatUnsupported).with("name", name));
    model::check(&mut found.checks, session.policy, value, detected, &View::of_json(value, usize::MAX));
    found.stop();
    undecided(session, found)
}
