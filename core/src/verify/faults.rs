//! The errors of other rooms, as reports tell them.

use crate::credential::ProblemKind;
use crate::did::DocumentError;
use crate::json::{JcsError, JsonError, JsonErrorKind};
use crate::jsonld::{ErrorCode, Issue, IssueKind, JsonLdError};
use crate::report::{Finding, Reason, clipped};

/// Why a supplied text is not the JSON that it should be.
pub(super) fn resource_finding(error: &JsonError, url: &str) -> Finding {
    match error.kind {
        JsonErrorKind::Limit(reached) => Finding::limit(reached),
        _ => Finding::undetermined(Reason::ResourceMalformed).with("url", clipped(url)),
    }
}

/// Why a supplied JSON text is no document about the keys of `id`.
pub(super) fn document_finding(error: &DocumentError, id: &str) -> Finding {
    match error {
        DocumentError::Limit(reached) => Finding::limit(*reached),
        DocumentError::Deactivated => Finding::failed(Reason::DidDeactivated).with("url", clipped(id)),
        _ => Finding::undetermined(Reason::DidDocument).with("url", clipped(id)).with("fault", error.to_string()),
    }
}

/// What an issue comes to: what the caller can decide is undetermined, what would be lost is failed.
pub(super) fn issue_finding(issue: &Issue) -> Finding {
    let finding = match issue.kind {
        IssueKind::ContextOrder
        | IssueKind::InlineContext
        | IssueKind::InlineRedefinition
        | IssueKind::InlineSetting => Finding::undetermined(Reason::ContextInline),
        IssueKind::Vocab => Finding::undetermined(Reason::ContextVocab),
        IssueKind::NumberNotInteroperable => Finding::failed(Reason::JsonNumberNotInteroperable),
        IssueKind::Shape => Finding::failed(Reason::JsonldShape),
        _ => Finding::failed(Reason::JsonldDropped),
    };
    finding.with("name", clipped(&issue.name))
}

/// Why JSON-LD makes no statements, where no check of its own says so.
pub(super) fn jsonld_finding(error: &JsonLdError) -> Finding {
    match error {
        JsonLdError::Limit(reached) => Finding::limit(*reached),
        JsonLdError::Invalid { code: ErrorCode::ProtectedTermRedefinition, .. } => {
            Finding::failed(Reason::JsonldProtectedTerm)
        }
        JsonLdError::Invalid { code, .. } => Finding::failed(Reason::JsonldInvalid).with("name", code.as_str()),
        JsonLdError::UnknownContexts(contexts) => {
            let urls: Vec<_> = contexts.iter().map(|context| clipped(&context.url)).collect();
            Finding::undetermined(Reason::ContextUnknown).with("url", urls)
        }
    }
}

pub(super) fn jcs_finding(error: JcsError) -> Finding {
    match error {
        JcsError::NumberNotInteroperable { .. } => Finding::failed(Reason::JsonNumberNotInteroperable),
    }
}

/// The reason in a report for a rule of the data model that is broken.
pub(super) fn problem_reason(kind: ProblemKind) -> Reason {
    match kind {
        ProblemKind::Cardinality => Reason::ModelCardinality,
        ProblemKind::ContextOrder => Reason::ModelContextOrder,
        ProblemKind::Date => Reason::DateInvalid,
        ProblemKind::Duplicate => Reason::ModelDuplicate,
        ProblemKind::Empty => Reason::ModelEmpty,
        ProblemKind::Envelope => Reason::ModelEnvelope,
        ProblemKind::ForeignMember => Reason::ModelForeignMember,
        ProblemKind::LanguageValue => Reason::ModelLanguageValue,
        ProblemKind::Missing => Reason::ModelMissing,
        ProblemKind::NotIdentifier => Reason::ModelNotIdentifier,
        ProblemKind::NotUrl => Reason::ModelNotUrl,
        ProblemKind::PeriodReversed => Reason::ValidityOrder,
        ProblemKind::ProofLocation => Reason::ProofLocation,
        ProblemKind::Type => Reason::ModelObjectType,
        ProblemKind::WrongType => Reason::ModelWrongType,
    }
}
