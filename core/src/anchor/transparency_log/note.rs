//! [Signed notes](https://c2sp.org/signed-note) and the [checkpoints](https://c2sp.org/tlog-checkpoint) in them, as they
//! are written; nothing here verifies a signature.

use crate::limits::{Limit, LimitReached, Limits};
use crate::multiformat::base64;
use std::fmt;

/// What a signature line begins with.
const DASH: &str = "— ";

/// A text and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What is signed, its last line feed included.
    pub text: &'a str,
    /// In the order of the lines; never empty.
    pub signatures: Vec<NoteSignature<'a>>,
}

/// A signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature<'a> {
    /// The name of the key.
    pub name: &'a str,
    /// The id of the key.
    pub id: [u8; 4],
    /// The signature, in the form that its type has.
    pub signature: Vec<u8>,
}

/// The head of a log's tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The log.
    pub origin: &'a str,
    /// How many leaves it has.
    pub size: u64,
    /// The root of its tree.
    pub root: [u8; 32],
    /// Further lines, of which nobody but the log knows the meaning.
    pub extensions: Vec<&'a str>,
}

/// Why a text is not a note or a checkpoint, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteError {
    /// What is wrong.
    pub kind: NoteErrorKind,
    /// The line, from 1, of the text that was given.
    pub line: usize,
}

/// What is wrong with a note or checkpoint.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteErrorKind {
    /// A control character.
    Control,
    /// Not UTF-8.
    Encoding,
    /// An empty extension line.
    Extension,
    /// A limit was reached.
    Limit(LimitReached),
    /// No empty line stands before the signatures, or no line feed at the end.
    Lines,
    /// The name of a key is empty or has a space or a plus sign.
    Name,
    /// The name of the log is empty.
    Origin,
    /// The root is not the strict base64 of a hash.
    Root,
    /// A signature line is not one, or its signature is not in strict base64.
    Signature,
    /// The size is not a decimal number without leading zeros.
    Size,
}

impl<'a> Note<'a> {
    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError`] with the first fault.
    pub fn parse(text: &'a str, limits: &Limits) -> Result<Self, NoteError> {
        self::text(text.as_bytes())?;
        let end = text.rfind("\n\n").and_then(|at| at.checked_add(1));
        let (signed, rest) = end.and_then(|end| text.split_at_checked(end)).ok_or(NoteErrorKind::Lines.at(1))?;
        let before = signed.lines().count().saturating_add(2);
        let lines = rest.strip_prefix('\n').and_then(|rest| rest.strip_suffix('\n'));
        let lines = lines.ok_or(NoteErrorKind::Lines.at(before))?;
        let mut signatures = Vec::new();
        for (number, line) in lines.split('\n').enumerate() {
            let at = before.saturating_add(number);
            if u32::try_from(number).map_or(true, |number| number >= limits.signatures) {
                return Err(NoteErrorKind::Limit(Limit::Signatures.reached(limits.signatures)).at(at));
            }
            signatures.push(signature(line).map_err(|kind| kind.at(at))?);
        }
        Ok(Self { text: signed, signatures })
    }
}

fn signature(line: &str) -> Result<NoteSignature<'_>, NoteErrorKind> {
    let line = line.strip_prefix(DASH).ok_or(NoteErrorKind::Signature)?;
    let (name, encoded) = line.rsplit_once(' ').ok_or(NoteErrorKind::Signature)?;
    if !is_name(name) {
        return Err(NoteErrorKind::Name);
    }
    let bytes = base64::decode(encoded).ok_or(NoteErrorKind::Signature)?;
    let (id, signature) = bytes.split_first_chunk().ok_or(NoteErrorKind::Signature)?;
    Ok(NoteSignature { name, id: *id, signature: signature.to_vec() })
}

/// Whether this may be the name of a key.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|character: char| character.is_whitespace() || character == '+')
}

impl<'a> Checkpoint<'a> {
    /// Reads the text of a note as the head of a tree.
    ///
    /// # Errors
    /// [`NoteError`] with the first fault.
    pub fn parse(text: &'a str) -> Result<Self, NoteError> {
        let mut lines = text.strip_suffix('\n').ok_or(NoteErrorKind::Lines.at(1))?.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let (origin, size, root) = (next(), next(), next());
        if origin.is_empty() {
            return Err(NoteErrorKind::Origin.at(1));
        }
        let size = decimal(size).ok_or(NoteErrorKind::Size.at(2))?;
        let root = hash(root).ok_or(NoteErrorKind::Root.at(3))?;
        let extensions: Vec<_> = lines.collect();
        match extensions.iter().position(|line| line.is_empty()) {
            Some(at) => Err(NoteErrorKind::Extension.at(at.saturating_add(4))),
            None => Ok(Self { origin, size, root, extensions }),
        }
    }
}

/// The text of bytes that may be a note: UTF-8 in which the line feed is the only control character.
pub(super) fn text(bytes: &[u8]) -> Result<&str, NoteError> {
    let line = |before: &[u8]| before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
    let control = bytes.iter().position(|byte| *byte < 0x20 && *byte != b'\n');
    if let Some(at) = control {
        return Err(NoteErrorKind::Control.at(line(bytes.get(..at).unwrap_or_default())));
    }
    std::str::from_utf8(bytes)
        .map_err(|error| NoteErrorKind::Encoding.at(line(bytes.get(..error.valid_up_to()).unwrap_or_default())))
}

/// A decimal number without leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && (text == "0" || !text.starts_with('0')) { text.parse().ok() } else { None }
}

/// A hash in strict base64.
pub(super) fn hash(text: &str) -> Option<[u8; 32]> {
    base64::decode(text)?.try_into().ok()
}

impl NoteErrorKind {
    fn at(self, line: usize) -> NoteError {
        NoteError { kind: self, line }
    }
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            NoteErrorKind::Control => "a control character stands",
            NoteErrorKind::Encoding => "the text is not UTF-8",
            NoteErrorKind::Extension => "an empty extension stands",
            NoteErrorKind::Limit(_) => "a limit was reached",
            NoteErrorKind::Lines => "the lines of the note are not those of a note",
            NoteErrorKind::Name => "the name of a key is not one",
            NoteErrorKind::Origin => "the name of the log is missing",
            NoteErrorKind::Root => "the root is not the base64 of a hash",
            NoteErrorKind::Signature => "a signature is not one",
            NoteErrorKind::Size => "the size is not a decimal number",
        };
        write!(f, "{what} in line {}", self.line)
    }
}

impl std::error::Error for NoteError {}
