//! OpenTimestamps: a detached `.ots` file into the attestations that it leads to, each with the message it attests.
//!
//! The format is that of [the reference implementation](https://github.com/opentimestamps/python-opentimestamps): a
//! digest, and a tree of operations that turn it into other messages. The tree is evaluated in one pass over the bytes:
//! at any time the messages of the open branches exist, nothing else. What an attestation is worth, and which bytes have
//! the digest, is for the caller to find out.

mod ladder;

pub(crate) use ladder::to_ladder;

use crate::digest::DigestAlgorithm;
use crate::limits::{Limit, LimitReached, Limits};
use std::fmt;

pub(crate) const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const VERSION: u64 = 1;

const ATTESTATION: u8 = 0x00;
const FORK: u8 = 0xff;

const BITCOIN: [u8; 8] = *b"\x05\x88\x96\x0d\x73\xd7\x19\x01";
const LITECOIN: [u8; 8] = *b"\x06\x86\x9a\x0d\x73\xd7\x1b\x45";
const ETHEREUM: [u8; 8] = *b"\x30\xfe\x80\x87\xb5\xc7\xea\xd7";
const PENDING: [u8; 8] = *b"\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e";

/// Bytes of an attestation's payload, in the reference implementation.
const MAX_PAYLOAD: usize = 8_192;
/// Bytes of a calendar's URI, in the reference implementation.
const MAX_URI: usize = 1_000;

/// A detached timestamp: the digest of a file and what was attested about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedTimestamp<'a> {
    /// How the file is hashed.
    pub algorithm: DigestAlgorithm,
    /// The digest of the file.
    pub digest: &'a [u8],
    /// In the order of the bytes; never empty.
    pub attestations: Vec<Attestation<'a>>,
}

impl<'a> DetachedTimestamp<'a> {
    /// Reads a timestamp and evaluates it.
    ///
    /// # Errors
    /// [`OtsError`] with the first fault and its place.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::open_timestamps::{DetachedTimestamp, Notary};
    /// use credstone::limits::Limits;
    /// let magic = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
    /// let (sha256, digest) = ([1, 0x08], [1; 32]);
    /// let block = b"\x00\x05\x88\x96\x0d\x73\xd7\x19\x01\x02\xac\x02";
    /// let file = [magic.as_slice(), &sha256, &digest, block].concat();
    /// let timestamp = DetachedTimestamp::parse(&file, &Limits::default())?;
    /// assert_eq!(timestamp.attestations[0].notary, Notary::Bitcoin { height: 300 });
    /// assert_eq!(timestamp.attestations[0].message, digest);
    /// # Ok::<(), credstone::anchor::open_timestamps::OtsError>(())
    /// ```
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, OtsError> {
        let steps = Steps::new(bytes, limits)?;
        let (algorithm, digest) = (steps.algorithm, steps.digest);
        let mut attestations = Vec::new();
        for step in steps {
            if let Step::Attestation(attestation) = step? {
                attestations.push(attestation);
            }
        }
        Ok(Self { algorithm, digest, attestations })
    }
}

/// Somebody's word that a message existed, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attestation<'a> {
    /// Who attests, and where to look.
    pub notary: Notary<'a>,
    /// What is attested: for a Bitcoin block, the Merkle root in the byte order of its header.
    pub message: Vec<u8>,
    /// Whether the way to it, the file's own digest included, passes a hash function whose collisions are known or in
    /// reach (SHA-1, RIPEMD-160): then the one who made the file may have made a second one with the same timestamp.
    pub weak: bool,
}

/// Who attests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notary<'a> {
    /// The header of the Bitcoin block of this height has the message as its Merkle root.
    Bitcoin {
        /// The height.
        height: u64,
    },
    /// The Ethereum block of this height has the message as its transactions root.
    Ethereum {
        /// The height.
        height: u64,
    },
    /// The header of the Litecoin block of this height has the message as its Merkle root.
    Litecoin {
        /// The height.
        height: u64,
    },
    /// A calendar promised to have the message attested; this proves nothing yet.
    Pending {
        /// Where the calendar is.
        uri: &'a str,
    },
    /// Somebody this library does not know.
    Unknown {
        /// What kind of attestation it is.
        tag: [u8; 8],
        /// The attestation.
        payload: &'a [u8],
    },
}

/// A step on the way through a timestamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The message ends here, with an attestation; what follows belongs to the last fork that is still open.
    Attestation(Attestation<'a>),
    /// The message goes more than one way; the first way follows.
    Fork,
    /// The message is changed.
    Operation(Operation<'a>),
}

/// What changes a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Puts bytes behind it.
    Append(&'a [u8]),
    /// Replaces it with its digest.
    Digest(DigestAlgorithm),
    /// Replaces it with its lower-case hexadecimal text.
    Hexlify,
    /// Puts bytes before it.
    Prepend(&'a [u8]),
    /// Turns its bytes round.
    Reverse,
}

/// Why bytes are not a timestamp that we read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtsError {
    /// What is wrong.
    pub kind: OtsErrorKind,
    /// Bytes before the fault.
    pub offset: usize,
}

/// What is wrong with a timestamp.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtsErrorKind {
    /// An operation has an empty argument.
    Argument,
    /// A file's digest by a function that the format does not have.
    DigestAlgorithm(u8),
    /// A limit was reached.
    Limit(LimitReached),
    /// The file does not begin like a timestamp.
    Magic,
    /// An operation that the format does not have.
    Operation(u8),
    /// An attestation is longer than any may be.
    PayloadSize,
    /// An attestation has bytes behind its content.
    PayloadTrailing,
    /// Bytes follow the timestamp.
    TrailingBytes,
    /// The bytes end too early.
    Truncated,
    /// The address of a calendar is too long or has characters that none may have.
    Uri,
    /// A number that does not fit into 64 bits or is not written in its shortest form.
    Varint,
    /// A version of the format that this library does not know.
    Version(u64),
}

impl fmt::Display for OtsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            OtsErrorKind::Argument => f.write_str("an operation has an empty argument"),
            OtsErrorKind::DigestAlgorithm(tag) => write!(f, "the digest of the file is of the unknown kind {tag:#04x}"),
            OtsErrorKind::Limit(reached) => {
                write!(f, "the limit of {} on {:?} was reached", reached.value, reached.limit)
            }
            OtsErrorKind::Magic => f.write_str("the file does not begin like a timestamp"),
            OtsErrorKind::Operation(tag) => write!(f, "the operation {tag:#04x} is not known"),
            OtsErrorKind::PayloadSize => f.write_str("an attestation is longer than any may be"),
            OtsErrorKind::PayloadTrailing => f.write_str("an attestation has bytes behind its content"),
            OtsErrorKind::TrailingBytes => f.write_str("bytes follow the timestamp"),
            OtsErrorKind::Truncated => f.write_str("the timestamp ends too early"),
            OtsErrorKind::Uri => f.write_str("the address of a calendar is not one"),
            OtsErrorKind::Varint => f.write_str("a number is too large or not in its shortest form"),
            OtsErrorKind::Version(version) => write!(f, "version {version} of the format is not known"),
        }?;
        write!(f, " at byte {}", self.offset)
    }
}

impl std::error::Error for OtsError {}

/// The steps of a timestamp, evaluated as they are read; after an error there are none.
#[derive(Debug)]
pub struct Steps<'a, 'l> {
    algorithm: DigestAlgorithm,
    digest: &'a [u8],
    cursor: Cursor<'a>,
    limits: &'l Limits,
    state: State,
    /// The message where we are.
    here: Message,
    /// The messages to which we come back, the innermost last.
    forks: Vec<Message>,
    attestations: u32,
    work: u32,
}

/// A message and how it came about.
#[derive(Clone, Debug)]
struct Message {
    bytes: Vec<u8>,
    depth: u32,
    weak: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// An attestation or an operation, after which we come back if `fork`.
    Item { fork: bool },
    /// A tag that may say that the message forks.
    Node,
    /// Nothing.
    Done,
}

impl<'a, 'l> Steps<'a, 'l> {
    /// Reads the head of a timestamp: what it begins with, its version and the digest of the file.
    ///
    /// # Errors
    /// [`OtsError`] if the file does not begin like a timestamp of a known version and digest.
    pub fn new(bytes: &'a [u8], limits: &'l Limits) -> Result<Self, OtsError> {
        if u32::try_from(bytes.len()).map_or(true, |length| length > limits.input) {
            return Err(OtsErrorKind::Limit(Limit::Input.reached(limits.input)).at(0));
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| OtsErrorKind::Magic.at(0))?;
        let mut cursor = Cursor { rest, offset: MAGIC.len() };
        let start = cursor.offset;
        let version = cursor.varint()?;
        if version != VERSION {
            return Err(OtsErrorKind::Version(version).at(start));
        }
        let (start, tag) = (cursor.offset, cursor.byte()?);
        // The reference knows Keccak-256 as an operation, but not as the digest of a file.
        let algorithm = digest_algorithm(tag).filter(|algorithm| *algorithm != DigestAlgorithm::Keccak256);
        let algorithm = algorithm.ok_or_else(|| OtsErrorKind::DigestAlgorithm(tag).at(start))?;
        let digest = cursor.take(algorithm.output_size())?;
        let here = Message { bytes: digest.to_vec(), depth: 0, weak: is_weak(algorithm) };
        let (state, forks) = (State::Node, Vec::new());
        Ok(Self { algorithm, digest, cursor, limits, state, here, forks, attestations: 0, work: 0 })
    }

    /// How the file is hashed.
    #[must_use]
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The digest of the file.
    #[must_use]
    pub fn digest(&self) -> &'a [u8] {
        self.digest
    }

    fn step(&mut self) -> Result<Step<'a>, OtsError> {
        let (start, tag) = (self.cursor.offset, self.cursor.byte()?);
        match (self.state, tag) {
            (State::Node, FORK) => {
                self.state = State::Item { fork: true };
                Ok(Step::Fork)
            }
            (State::Item { fork: true }, ATTESTATION) => {
                self.state = State::Node;
                self.attestation(start, self.here.bytes.clone()).map(Step::Attestation)
            }
            (_, ATTESTATION) => self.last_attestation(start).map(Step::Attestation),
            (state, _) => {
                if state == (State::Item { fork: true }) {
                    self.spend(self.here.bytes.len(), start)?;
                    self.forks.push(self.here.clone());
                }
                self.state = State::Node;
                let operation = self.operation(tag, start)?;
                self.apply(operation, start)?;
                Ok(Step::Operation(operation))
            }
        }
    }

    /// Reads the attestation that ends this way, and goes back to the last fork.
    fn last_attestation(&mut self, start: usize) -> Result<Attestation<'a>, OtsError> {
        let message = std::mem::take(&mut self.here.bytes);
        let attestation = self.attestation(start, message)?;
        match self.forks.pop() {
            Some(message) => (self.here, self.state) = (message, State::Node),
            None if self.cursor.rest.is_empty() => self.state = State::Done,
            None => return Err(OtsErrorKind::TrailingBytes.at(self.cursor.offset)),
        }
        Ok(attestation)
    }

    fn attestation(&mut self, start: usize, message: Vec<u8>) -> Result<Attestation<'a>, OtsError> {
        self.attestations = self.attestations.saturating_add(1);
        if self.attestations > self.limits.entries {
            return Err(OtsErrorKind::Limit(Limit::Entries.reached(self.limits.entries)).at(start));
        }
        Ok(Attestation { notary: self.cursor.notary()?, message, weak: self.here.weak })
    }

    fn operation(&mut self, tag: u8, start: usize) -> Result<Operation<'a>, OtsError> {
        Ok(match tag {
            0xf0 => Operation::Append(self.argument()?),
            0xf1 => Operation::Prepend(self.argument()?),
            0xf2 => Operation::Reverse,
            0xf3 => Operation::Hexlify,
            _ => match digest_algorithm(tag) {
                Some(algorithm) => Operation::Digest(algorithm),
                None => return Err(OtsErrorKind::Operation(tag).at(start)),
            },
        })
    }

    fn argument(&mut self) -> Result<&'a [u8], OtsError> {
        let start = self.cursor.offset;
        let length = self.cursor.varint()?;
        if length == 0 {
            return Err(OtsErrorKind::Argument.at(start));
        }
        if length > u64::from(self.limits.ots_message) {
            return Err(OtsErrorKind::Limit(Limit::OtsMessage.reached(self.limits.ots_message)).at(start));
        }
        self.cursor.take(usize::try_from(length).unwrap_or(usize::MAX))
    }

    fn apply(&mut self, operation: Operation<'_>, start: usize) -> Result<(), OtsError> {
        self.here.depth = self.here.depth.saturating_add(1);
        if self.here.depth > self.limits.ots_depth {
            return Err(OtsErrorKind::Limit(Limit::OtsDepth.reached(self.limits.ots_depth)).at(start));
        }
        let length = self.here.bytes.len();
        let result = match operation {
            Operation::Append(argument) | Operation::Prepend(argument) => length.saturating_add(argument.len()),
            Operation::Digest(algorithm) => algorithm.output_size(),
            Operation::Hexlify => length.saturating_mul(2),
            Operation::Reverse => length,
        };
        if u32::try_from(result).map_or(true, |result| result > self.limits.ots_message) {
            return Err(OtsErrorKind::Limit(Limit::OtsMessage.reached(self.limits.ots_message)).at(start));
        }
        self.spend(length.max(result), start)?;
        self.here.apply(operation);
        Ok(())
    }

    fn spend(&mut self, bytes: usize, start: usize) -> Result<(), OtsError> {
        self.work = self.work.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        if self.work > self.limits.ots_work {
            return Err(OtsErrorKind::Limit(Limit::OtsWork.reached(self.limits.ots_work)).at(start));
        }
        Ok(())
    }
}

impl<'a> Iterator for Steps<'a, '_> {
    type Item = Result<Step<'a>, OtsError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Done {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.state = State::Done;
        }
        Some(step)
    }
}

impl Message {
    fn apply(&mut self, operation: Operation<'_>) {
        match operation {
            Operation::Append(argument) => self.bytes.extend_from_slice(argument),
            Operation::Digest(algorithm) => {
                self.bytes = algorithm.hash(&self.bytes).as_bytes().to_vec();
                self.weak |= is_weak(algorithm);
            }
            Operation::Hexlify => self.bytes = data_encoding::HEXLOWER.encode(&self.bytes).into_bytes(),
            Operation::Prepend(argument) => drop(self.bytes.splice(..0, argument.iter().copied())),
            Operation::Reverse => self.bytes.reverse(),
        }
    }
}

fn digest_algorithm(tag: u8) -> Option<DigestAlgorithm> {
    match tag {
        0x02 => Some(DigestAlgorithm::Sha1),
        0x03 => Some(DigestAlgorithm::Ripemd160),
        0x08 => Some(DigestAlgorithm::Sha256),
        0x67 => Some(DigestAlgorithm::Keccak256),
        _ => None,
    }
}

fn is_weak(algorithm: DigestAlgorithm) -> bool {
    matches!(algorithm, DigestAlgorithm::Sha1 | DigestAlgorithm::Ripemd160)
}

/// The bytes that are still to be read.
#[derive(Clone, Copy, Debug)]
struct Cursor<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], OtsError> {
        let end = self.offset.saturating_add(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(|| OtsErrorKind::Truncated.at(end))?;
        self.rest = rest;
        self.offset = self.offset.saturating_add(length);
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, OtsError> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    /// An unsigned LEB128 number in its one shortest form.
    fn varint(&mut self) -> Result<u64, OtsError> {
        let start = self.offset;
        let fault = || OtsErrorKind::Varint.at(start);
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has one bit left.
            value |= bits.checked_mul(1_u64.wrapping_shl(shift)).ok_or_else(fault)?;
            if byte & 0x80 == 0 {
                return if byte == 0 && shift > 0 { Err(fault()) } else { Ok(value) };
            }
        }
        Err(fault())
    }

    /// Bytes with their length before them, as a cursor of their own.
    fn prefixed(&mut self, most: usize, over: OtsErrorKind) -> Result<Self, OtsError> {
        let start = self.offset;
        let length = usize::try_from(self.varint()?).ok().filter(|length| *length <= most);
        let length = length.ok_or_else(|| over.at(start))?;
        let offset = self.offset;
        Ok(Self { rest: self.take(length)?, offset })
    }

    fn notary(&mut self) -> Result<Notary<'a>, OtsError> {
        let tag: [u8; 8] = self.take(8)?.try_into().unwrap_or_default();
        let mut payload = self.prefixed(MAX_PAYLOAD, OtsErrorKind::PayloadSize)?;
        let notary = match tag {
            BITCOIN => Notary::Bitcoin { height: payload.varint()? },
            ETHEREUM => Notary::Ethereum { height: payload.varint()? },
            LITECOIN => Notary::Litecoin { height: payload.varint()? },
            PENDING => Notary::Pending { uri: payload.prefixed(MAX_URI, OtsErrorKind::Uri)?.uri()? },
            _ => return Ok(Notary::Unknown { tag, payload: payload.rest }),
        };
        if payload.rest.is_empty() { Ok(notary) } else { Err(OtsErrorKind::PayloadTrailing.at(payload.offset)) }
    }

    /// The address of a calendar: so few characters are allowed that it can do no harm.
    fn uri(&self) -> Result<&'a str, OtsError> {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._/:".contains(byte);
        let text = std::str::from_utf8(self.rest).ok().filter(|text| text.as_bytes().iter().all(allowed));
        text.ok_or_else(|| OtsErrorKind::Uri.at(self.offset))
    }
}

impl OtsErrorKind {
    fn at(self, offset: usize) -> OtsError {
        OtsError { kind: self, offset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PENDING_AT_X: &[u8] = b"\x00\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e\x02\x01x";
    const BLOCK_300: &[u8] = b"\x00\x05\x88\x96\x0d\x73\xd7\x19\x01\x02\xac\x02";

    /// A timestamp of a file whose SHA-256 is all ones, with this tree.
    fn file(tree: &[&[u8]]) -> Vec<u8> {
        [MAGIC, &[1, 0x08], &[1; 32], &tree.concat()].concat()
    }

    fn attestation(tag: [u8; 8], payload: &[u8]) -> Vec<u8> {
        let length = u8::try_from(payload.len()).unwrap();
        [&[0], tag.as_slice(), &[length], payload].concat()
    }

    fn parse(bytes: &[u8]) -> Result<DetachedTimestamp<'_>, OtsErrorKind> {
        DetachedTimestamp::parse(bytes, &Limits::default()).map_err(|error| error.kind)
    }

    /// The bytes that the steps came from, if each value has one text.
    fn written(bytes: &[u8]) -> Result<Vec<u8>, OtsError> {
        let limits = Limits::default();
        let mut out = bytes.get(..MAGIC.len() + 2 + 32).unwrap_or_default().to_vec();
        for step in Steps::new(bytes, &limits)? {
            match step? {
                Step::Attestation(attestation) => write_attestation(&mut out, &attestation.notary),
                Step::Fork => out.push(FORK),
                Step::Operation(operation) => write_operation(&mut out, operation),
            }
        }
        Ok(out)
    }

    fn write_operation(out: &mut Vec<u8>, operation: Operation<'_>) {
        match operation {
            Operation::Append(argument) => write_prefixed(out, &[0xf0], argument),
            Operation::Digest(DigestAlgorithm::Sha1) => out.push(0x02),
            Operation::Digest(DigestAlgorithm::Ripemd160) => out.push(0x03),
            Operation::Digest(DigestAlgorithm::Sha256) => out.push(0x08),
            Operation::Digest(_) => out.push(0x67),
            Operation::Hexlify => out.push(0xf3),
            Operation::Prepend(argument) => write_prefixed(out, &[0xf1], argument),
            Operation::Reverse => out.push(0xf2),
        }
    }

    fn write_attestation(out: &mut Vec<u8>, notary: &Notary<'_>) {
        let (tag, mut payload) = (notary_tag(notary), Vec::new());
        match notary {
            Notary::Bitcoin { height } | Notary::Ethereum { height } | Notary::Litecoin { height } => {
                write_varint(&mut payload, *height);
            }
            Notary::Pending { uri } => write_prefixed(&mut payload, &[], uri.as_bytes()),
            Notary::Unknown { payload: unknown, .. } => payload.extend_from_slice(unknown),
        }
        out.push(ATTESTATION);
        write_prefixed(out, &tag, &payload);
    }

    fn notary_tag(notary: &Notary<'_>) -> [u8; 8] {
        match notary {
            Notary::Bitcoin { .. } => BITCOIN,
            Notary::Ethereum { .. } => ETHEREUM,
            Notary::Litecoin { .. } => LITECOIN,
            Notary::Pending { .. } => PENDING,
            Notary::Unknown { tag, .. } => *tag,
        }
    }

    fn write_prefixed(out: &mut Vec<u8>, before: &[u8], bytes: &[u8]) {
        out.extend_from_slice(before);
        write_varint(out, u64::try_from(bytes.len()).unwrap());
        out.extend_from_slice(bytes);
    }

    fn write_varint(out: &mut Vec<u8>, mut value: u64) {
        while value > 0x7f {
            out.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
            value >>= 7;
        }
        out.push(u8::try_from(value).unwrap());
    }

    /// Forks of forks, every operation and every attestation.
    fn everything() -> Vec<u8> {
        let forked: &[&[u8]] = &[
            b"\xf0\x02ab\xff\xf1\x01c\x08",
            &attestation(ETHEREUM, b"\x7f"),
            b"\xff",
            PENDING_AT_X,
            b"\xff\xf2\xff\x02",
            &attestation(LITECOIN, b"\x80\x01"),
            b"\x67\xf3",
            BLOCK_300,
            b"\x03",
            &attestation([7; 8], b"abc"),
        ];
        file(forked)
    }

    #[test]
    fn evaluates_a_tree() {
        let bytes = everything();
        let timestamp = parse(&bytes).unwrap();
        let sha256 = |bytes: &[u8]| DigestAlgorithm::Sha256.hash(bytes).as_bytes().to_vec();
        let of = |algorithm: DigestAlgorithm, bytes: &[u8]| algorithm.hash(bytes).as_bytes().to_vec();
        let appended = [[1; 32].as_slice(), b"ab"].concat();
        let reversed = [b"ba", [1; 32].as_slice()].concat();
        let keccak = DigestAlgorithm::Keccak256.hash(&reversed).to_hex().into_bytes();
        let want = [
            (Notary::Ethereum { height: 127 }, sha256(&[b"c", appended.as_slice()].concat()), false),
            (Notary::Pending { uri: "x" }, appended.clone(), false),
            (Notary::Litecoin { height: 128 }, of(DigestAlgorithm::Sha1, &reversed), true),
            (Notary::Bitcoin { height: 300 }, keccak, false),
            (Notary::Unknown { tag: [7; 8], payload: b"abc" }, of(DigestAlgorithm::Ripemd160, &appended), true),
        ];
        let want = want.map(|(notary, message, weak)| Attestation { notary, message, weak });
        assert_eq!(timestamp.attestations, want);
        assert_eq!((timestamp.algorithm, timestamp.digest), (DigestAlgorithm::Sha256, [1; 32].as_slice()));
    }

    #[test]
    fn a_weak_digest_of_the_file_weakens_all() {
        for (tag, algorithm) in [(0x02, DigestAlgorithm::Sha1), (0x03, DigestAlgorithm::Ripemd160)] {
            let bytes = [MAGIC, &[1, tag], &[2; 20], b"\x08", BLOCK_300].concat();
            let timestamp = parse(&bytes).unwrap();
            assert_eq!((timestamp.algorithm, timestamp.digest), (algorithm, [2; 20].as_slice()));
            assert!(timestamp.attestations.iter().all(|attestation| attestation.weak));
        }
    }

    #[test]
    fn every_fault_has_its_name_and_place() {
        let start = MAGIC.len() + 2 + 32;
        let head = |version: &[u8], tag: u8| [MAGIC, version, &[tag], &[1; 32], BLOCK_300].concat();
        let tree = |parts: &[&[u8]]| file(parts);
        let long_payload = [b"\x00".as_slice(), &[7; 8], b"\x81\x40", &[0; 8_193]].concat();
        let long_uri = [b"\x00".as_slice(), &PENDING, b"\xeb\x07\xe9\x07", &[b'x'; 1_001]].concat();
        let cases = [
            ("empty", Vec::new(), OtsErrorKind::Magic, 0),
            ("other file", b"\x89PNG".to_vec(), OtsErrorKind::Magic, 0),
            ("version 0", head(&[0], 8), OtsErrorKind::Version(0), 31),
            ("version 2", head(&[2], 8), OtsErrorKind::Version(2), 31),
            ("version in two bytes", head(&[0x81, 0], 8), OtsErrorKind::Varint, 31),
            ("digest by Keccak", head(&[1], 0x67), OtsErrorKind::DigestAlgorithm(0x67), 32),
            ("digest by hexlify", head(&[1], 0xf3), OtsErrorKind::DigestAlgorithm(0xf3), 32),
            ("no tree", tree(&[]), OtsErrorKind::Truncated, start),
            ("unknown operation", tree(&[b"\x04"]), OtsErrorKind::Operation(4), start),
            ("two forks", tree(&[b"\xff\xff"]), OtsErrorKind::Operation(0xff), start + 1),
            ("only one way", tree(&[b"\xff", BLOCK_300]), OtsErrorKind::Truncated, start + 13),
            ("empty argument", tree(&[b"\xf0\x00", BLOCK_300]), OtsErrorKind::Argument, start + 1),
            ("length in two bytes", tree(&[b"\xf1\x81\x00x", BLOCK_300]), OtsErrorKind::Varint, start + 1),
            ("bytes behind", tree(&[BLOCK_300, b"\x00"]), OtsErrorKind::TrailingBytes, start + 12),
            ("long attestation", tree(&[&long_payload]), OtsErrorKind::PayloadSize, start + 9),
            ("bytes in it", tree(&[&attestation(BITCOIN, b"\x01\x01")]), OtsErrorKind::PayloadTrailing, start + 11),
            ("no height", tree(&[&attestation(LITECOIN, b"")]), OtsErrorKind::Truncated, start + 10),
            ("height in two bytes", tree(&[&attestation(ETHEREUM, b"\x81\x00")]), OtsErrorKind::Varint, start + 10),
            ("long URI", tree(&[&long_uri]), OtsErrorKind::Uri, start + 11),
            ("query in the URI", tree(&[&attestation(PENDING, b"\x03a?b")]), OtsErrorKind::Uri, start + 11),
            ("no UTF-8 in the URI", tree(&[&attestation(PENDING, b"\x01\xe9")]), OtsErrorKind::Uri, start + 11),
            ("short URI", tree(&[&attestation(PENDING, b"\x03ab")]), OtsErrorKind::Truncated, start + 13),
            ("behind the URI", tree(&[&attestation(PENDING, b"\x01ab")]), OtsErrorKind::PayloadTrailing, start + 12),
        ];
        for (name, bytes, kind, offset) in cases {
            let got = DetachedTimestamp::parse(&bytes, &Limits::default());
            assert_eq!(got, Err(OtsError { kind, offset }), "{name}");
        }
    }

    #[test]
    fn every_prefix_is_cut_off() {
        let bytes = everything();
        for length in 0..bytes.len() {
            let want = if length < MAGIC.len() { OtsErrorKind::Magic } else { OtsErrorKind::Truncated };
            assert_eq!(parse(&bytes[..length]), Err(want), "{length}");
        }
    }

    #[test]
    fn one_text_for_each_timestamp() {
        let bytes = everything();
        assert_eq!(written(&bytes).as_ref(), Ok(&bytes));
        let mut accepted = 0;
        for at in 0..bytes.len() {
            for value in 0..=u8::MAX {
                let mut edited = bytes.clone();
                edited[at] = value;
                if let Ok(again) = written(&edited) {
                    assert_eq!(again, edited, "byte {at} = {value}");
                    accepted += 1;
                }
            }
        }
        assert!(accepted > 10_000, "{accepted}");
    }

    #[test]
    fn numbers_have_one_form() {
        let cases: [(&[u8], Option<u64>); 10] = [
            (b"\x00", Some(0)),
            (b"\x7f", Some(127)),
            (b"\x80\x01", Some(128)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f", Some(u64::MAX >> 1)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", Some(u64::MAX)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", None),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00", None),
            (b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00", None),
            (b"\x80\x00", None),
            (b"\x81\x80\x00", None),
        ];
        for (rest, want) in cases {
            let mut cursor = Cursor { rest, offset: 0 };
            let got = cursor.varint();
            assert_eq!(got, want.ok_or(OtsErrorKind::Varint.at(0)), "{rest:02x?}");
        }
    }

    #[test]
    fn every_limit_at_its_edge() {
        let long = |length: u64| {
            let mut tree = vec![0xf0];
            write_varint(&mut tree, length);
            tree.extend(vec![7; usize::try_from(length).unwrap()]);
            file(&[&tree, BLOCK_300])
        };
        let row = |count: usize| file(&[&vec![0x08; count], BLOCK_300]);
        let forks = |count: usize| file(&[&[&[FORK], PENDING_AT_X].concat().repeat(count), BLOCK_300]);
        let limit = |limit: Limit, value: u32| Err(OtsErrorKind::Limit(limit.reached(value)));
        let at_most = Limits { ots_work: 320, ..Limits::default() };
        let cases = [
            ("message", long(4_064), Limits::default(), Ok(1)),
            ("message + 1", long(4_065), Limits::default(), limit(Limit::OtsMessage, 4_096)),
            ("argument + 1", long(4_097), Limits::default(), limit(Limit::OtsMessage, 4_096)),
            ("hexlify", file(&[&[0xf3; 7], BLOCK_300]), Limits::default(), Ok(1)),
            ("hexlify + 1", file(&[&[0xf3; 8], BLOCK_300]), Limits::default(), limit(Limit::OtsMessage, 4_096)),
            ("depth", row(256), Limits::default(), Ok(1)),
            ("depth + 1", row(257), Limits::default(), limit(Limit::OtsDepth, 256)),
            ("work", row(10), at_most.clone(), Ok(1)),
            ("work + 1", row(11), at_most, limit(Limit::OtsWork, 320)),
            ("attestations", forks(255), Limits::default(), Ok(256)),
            ("attestations + 1", forks(256), Limits::default(), limit(Limit::Entries, 256)),
            ("input", row(1), Limits { input: 78, ..Limits::default() }, Ok(1)),
            ("input + 1", row(2), Limits { input: 78, ..Limits::default() }, limit(Limit::Input, 78)),
        ];
        for (name, bytes, limits, want) in cases {
            let got = DetachedTimestamp::parse(&bytes, &limits);
            let got = got.map(|timestamp| timestamp.attestations.len()).map_err(|error| error.kind);
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn forks_do_not_multiply_work() {
        let long = [b"\xf0\xe0\x1f".as_slice(), &[7; 4_064]].concat();
        let way = [b"\xff\x08", PENDING_AT_X].concat();
        let bytes = file(&[&long, &way.repeat(100_000)]);
        let error = DetachedTimestamp::parse(&bytes, &Limits::default()).unwrap_err();
        assert_eq!(error.kind, OtsErrorKind::Limit(Limit::OtsWork.reached(1 << 20)));
        assert!(error.offset < 8_192, "{}", error.offset);
    }

    #[test]
    fn a_deep_tree_needs_no_stack() {
        let bytes = file(&[&b"\xff\x08".repeat(100_000), &BLOCK_300.repeat(100_001)]);
        let limits = Limits { ots_depth: u32::MAX, ots_work: u32::MAX, entries: u32::MAX, ..Limits::default() };
        let run = move || DetachedTimestamp::parse(&bytes, &limits).map(|timestamp| timestamp.attestations.len());
        let thread = std::thread::Builder::new().stack_size(64 << 10).spawn(run).unwrap();
        assert_eq!(thread.join().unwrap(), Ok(100_001));
    }
}
