//! Timestamps that are the input, in a build without the feature `anchors`: there are none.

use super::attached::Format;
use super::found::Found;
use super::session::Session;
use crate::report::Report;

pub(super) fn report(_: &mut Session<'_>, _: Found<'_>, format: &Format, _: &[u8]) -> Report {
    match *format {}
}
