//! An envelope: it is not opened, but what is no envelope at all is told.

use super::Given;
use super::read::{Opened, Opening};
use crate::credential::{self, Kind, Profile, View};
use crate::report::{CheckId, Finding, Format, Reason};
use crate::verify::claims::model;
use crate::verify::found::Found;
use crate::verify::session::Session;

pub(super) fn is_it(given: &Given<'_, '_>) -> Option<Format> {
    match given {
        Given::Json(_, Ok(detected))
            if matches!(detected.kind, Kind::EnvelopedCredential | Kind::EnvelopedPresentation) =>
        {
            let profile = detected.profile.map(Profile::name);
            Some(Format { model: Some(detected.model.name()), profile, securing: Vec::new() })
        }
        _ => None,
    }
}

pub(super) fn open<'s>(
    _: &mut Session<'_>,
    _: Opening<'s>,
    given: &Given<'_, 's>,
    found: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    let Given::Json(value, Ok(detected)) = given else { return None };
    let name = credential::Format::Enveloped.name();
    found.checks.add(CheckId::ModelType, "", Finding::undetermined(Reason::FormatUnsupported).with("name", name));
    model::check(found, *value, detected, &View::of_json(*value, usize::MAX));
    found.stop();
    None
}
