//! The forms that a document may have: how each is recognised, and how it is opened. A new form is a row and a file.

#[cfg(feature = "anchors")]
mod blockcerts;
mod credential;
mod enveloped;
#[cfg(feature = "anchors")]
mod open_attestation;
pub(super) mod read;
#[cfg(feature = "anchors")]
mod timestamp;
mod unsupported;

use crate::credential::{DetectError, Detected, detect};
use crate::json::Value;
use crate::report::{CheckId, Finding, Format, Reason};
use crate::verify::found::Found;
use crate::verify::session::Session;
use read::{Opened, Opening};

/// What a form is recognised by.
pub(super) enum Given<'g, 'd> {
    /// The bytes of an input that may be no JSON.
    Bytes(&'g [u8]),
    /// JSON, and what its contexts and types say that it is.
    Json(Value<'d>, Result<Detected, DetectError>),
}

impl<'d> Given<'_, 'd> {
    pub(super) fn json(value: Value<'d>) -> Self {
        Self::Json(value, detect(value))
    }
}

/// Opens a document, or writes down why there is nothing to open.
type Open =
    for<'s> fn(&mut Session<'_>, Opening<'s>, &Given<'_, 's>, &mut Found<'_>) -> Option<Box<dyn Opened<'s> + 's>>;

/// A form that a document may have.
pub(super) struct Form {
    /// What it is, if it is of this form.
    is_it: fn(&Given<'_, '_>) -> Option<Format>,
    open: Open,
}

/// The forms; the first row that fits decides.
const FORMS: &[Form] = &[
    #[cfg(feature = "anchors")]
    Form { is_it: timestamp::is_it, open: timestamp::open },
    #[cfg(feature = "anchors")]
    Form { is_it: open_attestation::is_version_3, open: open_attestation::open_3 },
    Form { is_it: credential::is_it, open: credential::open },
    Form { is_it: enveloped::is_it, open: enveloped::open },
    #[cfg(feature = "anchors")]
    Form { is_it: open_attestation::is_version_2, open: open_attestation::open_2 },
    #[cfg(feature = "anchors")]
    Form { is_it: blockcerts::is_version_2, open: blockcerts::open_2 },
    #[cfg(feature = "anchors")]
    Form { is_it: blockcerts::is_version_1, open: blockcerts::open_1 },
    Form { is_it: unsupported::is_it, open: unsupported::open },
];

/// The form of what is given, and what it is; bytes of no form may be JSON.
pub(super) fn recognise(given: &Given<'_, '_>) -> Option<(&'static Form, Format)> {
    FORMS.iter().find_map(|form| Some((form, (form.is_it)(given)?)))
}

/// Opens what is given in its form. Where there is nothing to open, what was found says why.
pub(super) fn open<'s>(
    session: &mut Session<'_>,
    opening: Opening<'s>,
    given: &Given<'_, 's>,
    found: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    match recognise(given) {
        Some((form, format)) => {
            found.format = format;
            (form.open)(session, opening, given, found)
        }
        None => {
            unknown(given, found);
            None
        }
    }
}

/// Writes down why JSON has no form.
fn unknown(given: &Given<'_, '_>, found: &mut Found<'_>) {
    let (id, reason) = match given {
        Given::Json(_, Err(DetectError::Ambiguous)) => (CheckId::ModelType, Reason::FormatAmbiguous),
        Given::Json(_, Err(DetectError::ContextMissing(_))) => (CheckId::ModelContext, Reason::ModelContextMissing),
        Given::Json(_, Err(DetectError::ContextMixed(_))) => (CheckId::ModelContext, Reason::ModelContextMixed),
        _ => (CheckId::ModelType, Reason::FormatUnknown),
    };
    if id == CheckId::ModelContext {
        found.checks.pass(CheckId::ModelType, "");
    }
    found.checks.add(id, "", Finding::failed(reason));
    found.stop();
}
