//! How a step ended, before it is known what the step is called and how much it counts.

use super::{Data, Datum, Outcome, Reason};
use crate::limits::{Limit, LimitReached};

/// How a step ended, before it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<Reason>,
    pub(crate) data: Data,
}

impl Finding {
    pub(crate) fn passed() -> Self {
        Self { outcome: Outcome::Passed, reason: None, data: Data::default() }
    }

    pub(crate) fn failed(reason: Reason) -> Self {
        Self { outcome: Outcome::Failed, reason: Some(reason), data: Data::default() }
    }

    pub(crate) fn undetermined(reason: Reason) -> Self {
        Self { outcome: Outcome::Undetermined, reason: Some(reason), data: Data::default() }
    }

    pub(crate) fn not_applicable(reason: Reason) -> Self {
        Self { outcome: Outcome::NotApplicable, reason: Some(reason), data: Data::default() }
    }

    /// An earlier step left nothing to go on with.
    pub(crate) fn not_reached() -> Self {
        Self::undetermined(Reason::CheckNotReached)
    }

    /// There is no member to check.
    pub(crate) fn absent() -> Self {
        Self::not_applicable(Reason::MemberAbsent)
    }

    /// A limit decides nothing: the same bytes may verify under a larger one.
    pub(crate) fn limit(reached: LimitReached) -> Self {
        let reason = match reached.limit {
            Limit::ActiveContexts => Reason::LimitActiveContexts,
            Limit::Canonicalization => Reason::LimitCanonicalization,
            Limit::Chain => Reason::LimitChain,
            Limit::ContextBytes => Reason::LimitContextBytes,
            Limit::ContextEntries => Reason::LimitContextEntries,
            Limit::Contexts => Reason::LimitContexts,
            Limit::Depth => Reason::LimitDepth,
            Limit::Documents => Reason::LimitDocuments,
            Limit::Entries => Reason::LimitEntries,
            Limit::Headers => Reason::LimitHeaders,
            Limit::Inflate => Reason::LimitInflate,
            Limit::Input => Reason::LimitInput,
            Limit::InputContexts => Reason::LimitInputContexts,
            Limit::InputProofs => Reason::LimitInputProofs,
            Limit::InputSignatures => Reason::LimitInputSignatures,
            Limit::Keys => Reason::LimitKeys,
            Limit::Nesting => Reason::LimitNesting,
            Limit::Nodes => Reason::LimitNodes,
            Limit::OtsDepth => Reason::LimitOtsDepth,
            Limit::OtsMessage => Reason::LimitOtsMessage,
            Limit::OtsWork => Reason::LimitOtsWork,
            Limit::Path => Reason::LimitPath,
            Limit::Proofs => Reason::LimitProofs,
            Limit::Quads => Reason::LimitQuads,
            Limit::Signatures => Reason::LimitSignatures,
            Limit::Terms => Reason::LimitTerms,
        };
        Self::undetermined(reason).with("limit", reached.value)
    }

    /// Adds a value that explains the finding.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Datum>) -> Self {
        self.data.0.push((name, value.into()));
        self
    }

    #[cfg(feature = "anchors")]
    pub(crate) fn is_failed(&self) -> bool {
        self.outcome == Outcome::Failed
    }

    pub(crate) fn is_passed(&self) -> bool {
        self.outcome == Outcome::Passed
    }
}

impl Data {
    /// The same with no text longer than a report bears.
    pub(crate) fn clipped(mut self) -> Self {
        for (_, datum) in &mut self.0 {
            match datum {
                Datum::Boolean(_) | Datum::Integer(_) => {}
                Datum::List(texts) => {
                    texts.truncate(MOST_TEXTS);
                    texts.iter_mut().for_each(clip);
                }
                Datum::Text(text) => clip(text),
            }
        }
        self
    }
}

/// How many texts one value of a check's data has: pairs of what differs come in lists of a few.
const MOST_TEXTS: usize = 64;
/// The longest text of a check's data, in bytes.
const LONGEST_TEXT: usize = 1_024;

fn clip(text: &mut String) {
    if text.len() > LONGEST_TEXT {
        *text = clipped(text);
    }
}

/// A text from a document, short enough to be repeated in a report and without control characters.
pub(crate) fn clipped(text: &str) -> String {
    const LONGEST: usize = 200;
    if text.len() <= LONGEST && !text.contains(char::is_control) {
        return text.to_owned();
    }
    let plain = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    let mut clipped: String = text.chars().take(LONGEST).map(plain).collect();
    if text.chars().nth(LONGEST).is_some() {
        clipped.push('…');
    }
    clipped
}
