//! An envelope: it is not opened, but what is no envelope at all is told.

use super::found::{Found, LATER};
use super::model;
use super::report::undecided;
use super::session::Session;
use crate::credential::{self, Detected, Names};
use crate::json::Value;
use crate::report::{CheckId, Finding, Reason, Report};

/// The report on an envelope: it is not opened, but what is no envelope at all is told.
pub(super) fn report(session: &Session<'_>, mut found: Found<'_>, value: Value<'_>, detected: &Detected) -> Report {
    let name = credential::Format::Enveloped.name();
    found.checks.add(CheckId::ModelType, "", Finding::undetermined(Reason::FormatUnsupported).with("name", name));
    let parts = credential::parts(value, Names::Plain);
    model::check(&mut found.checks, session.policy, value, detected, Names::Plain, &parts);
    let later: Vec<_> = LATER.into_iter().filter(|id| *id != CheckId::ModelMembers).collect();
    found.checks.not_reached(&later);
    undecided(session, found)
}
