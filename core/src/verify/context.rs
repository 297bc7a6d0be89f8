//! The contexts of a document: which are known, and whether every term has one meaning under them.

use super::document::{self, pointer};
use super::session::{Session, resource_finding, spend};
use super::transform::{Transformer, jsonld_finding};
use crate::credential::Member;
use crate::json::{Document, NodeId, Value};
use crate::jsonld::{InlineContexts, Issue, IssueKind, JsonLdError, Options, Vocab};
use crate::limits::Limit;
use crate::policy::{self, PinnedContext, Policy};
use crate::proof::data_integrity::Statements;
use crate::report::{CheckId, Finding, Need, NeedKind, Reason, clipped};

/// The most faults of one document that a report lists.
const MOST_ISSUES: usize = 64;

/// What was found about the contexts of a document.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Whether the document was read as JSON-LD at all.
    read: bool,
    known: Vec<(NodeId, Finding)>,
    terms: Vec<(NodeId, Finding)>,
    needs: Vec<(NodeId, Need)>,
}

/// How documents are expanded under a policy.
pub(super) fn expansion<'o>(policy: &Policy) -> Options<'o> {
    Options {
        inline: match policy.inline_contexts {
            policy::InlineContexts::Accept => InlineContexts::Accept,
            policy::InlineContexts::Add => InlineContexts::Add,
            policy::InlineContexts::Refuse => InlineContexts::Refuse,
        },
        vocab: match policy.vocab {
            policy::Vocab::Accept => Vocab::Accept,
            policy::Vocab::Ask => Vocab::Ask,
        },
        ..Options::default()
    }
}

/// Reads the statements of a document without its proofs, and notes what is wrong with its contexts and terms.
pub(super) fn read<'d>(
    session: &mut Session<'_>,
    transformer: &Transformer<'_, 'd>,
    omit: &[NodeId],
    findings: &mut Findings,
) -> Result<Statements<'d>, Finding> {
    findings.read = true;
    let options = Options { omit, ..transformer.expansion.clone() };
    match Statements::read(transformer.document, transformer.loader, &options, transformer.limits) {
        Ok(statements) => {
            if spend(&mut session.left.contexts, statements.expanded.context_count()).is_none() {
                let reached = Finding::limit(Limit::InputContexts.reached(session.policy.limits.input_contexts));
                findings.terms.push((NodeId::ROOT, reached.clone()));
                return Err(reached);
            }
            let issues = statements.expanded.issues();
            issues.iter().take(MOST_ISSUES).for_each(|issue| findings.issue(issue));
            if let Some(at) = part_of_another(&statements) {
                findings
                    .terms
                    .push((at, Finding::failed(Reason::JsonldShape).with("name", Member::Endorsement.term())));
            }
            Ok(statements)
        }
        Err(error) => {
            findings.error(session, &error);
            Err(jsonld_finding(&error))
        }
    }
}

/// Where the document says that it is an endorsement within something else.
///
/// Its statements are those of that other document, signed as such; told from the endorsement on, they would pass for a
/// document of the endorser.
fn part_of_another(statements: &Statements<'_>) -> Option<NodeId> {
    let (dataset, root) = (&statements.dataset, statements.root()?);
    let iri = |term| dataset.text(term).trim_matches(['<', '>']);
    let mut quads = dataset.quads().iter().filter(|quad| quad.graph.is_none() && dataset.same(quad.object, root));
    quads.find(|quad| Member::of_iri(iri(quad.predicate)) == Some(Member::Endorsement)).map(|quad| quad.origin)
}

impl Findings {
    fn error(&mut self, session: &Session<'_>, error: &JsonLdError) {
        match error {
            JsonLdError::UnknownContexts(unknown) => {
                for context in unknown.iter().take(MOST_ISSUES) {
                    let (finding, need) = unknown_context(session, &context.url);
                    self.known.push((context.at, finding));
                    self.needs.extend(need.map(|need| (context.at, need)));
                }
                self.terms.push((NodeId::ROOT, Finding::not_reached()));
            }
            JsonLdError::Invalid { at, .. } => self.terms.push((*at, jsonld_finding(error))),
            JsonLdError::Limit(_) => self.terms.push((NodeId::ROOT, jsonld_finding(error))),
        }
    }

    fn issue(&mut self, issue: &Issue) {
        let finding = issue_finding(issue);
        self.needs.extend(decision(&finding).map(|need| (issue.at, need)));
        let list =
            if finding.outcome == crate::report::Outcome::Undetermined { &mut self.known } else { &mut self.terms };
        list.push((issue.at, finding));
    }

    /// Writes both checks down, with one entry for each fault.
    pub(super) fn write(self, found: &mut document::Findings<'_>, value: Value<'_>) {
        for (id, list) in [(CheckId::ContextKnown, self.known), (CheckId::ContextTerms, self.terms)] {
            if !self.read {
                found.checks.add(id, "", Finding::not_applicable(Reason::PolicyNotRequested));
            } else if list.is_empty() {
                found.checks.pass(id, "");
            }
            let mut scopes = Vec::new();
            for (at, finding) in list {
                let scope = if at == NodeId::ROOT { String::new() } else { pointer(value, at) };
                if !scopes.contains(&scope) {
                    scopes.push(scope.clone());
                    found.checks.add(id, scope, finding);
                }
            }
        }
        for (at, need) in self.needs {
            let scope = pointer(value, at);
            found.needs.add(Need { wanted_by: vec![(CheckId::ContextKnown, scope)], ..need });
        }
    }
}

/// A context that is neither bundled nor supplied under its pin: unknown, or other than the pin says.
fn unknown_context(session: &Session<'_>, url: &str) -> (Finding, Option<Need>) {
    let supplied = session.supplied_hash(url);
    let pinned = session.policy.contexts.iter().find(|pinned| pinned.url == url);
    if let (Some(pinned), Some(found)) = (pinned, &supplied) {
        return (unusable_context(session, pinned, found), None);
    }
    let need = Need {
        kind: NeedKind::Context,
        key: url.to_owned(),
        fetch: super::session::is_web(url).then(|| url.to_owned()),
        accept: Some("application/ld+json, application/json"),
        sha256: supplied.or_else(|| pinned.map(|pinned| pinned.sha256.clone())),
        wanted_by: Vec::new(),
    };
    (Finding::undetermined(Reason::ContextUnknown).with("url", clipped(url)), Some(need))
}

/// Why a context that is pinned and supplied is of no use: it is another text than the pinned one, or that is no JSON.
fn unusable_context(session: &Session<'_>, pinned: &PinnedContext, found: &str) -> Finding {
    if !pinned.sha256.eq_ignore_ascii_case(found) {
        return Finding::failed(Reason::ContextHashMismatch)
            .with("url", clipped(&pinned.url))
            .with("expected", clipped(&pinned.sha256))
            .with("found", found);
    }
    let text = session.resources.document(&pinned.url).unwrap_or_default();
    match Document::parse(text, &session.policy.limits) {
        Err(error) => resource_finding(&error, &pinned.url),
        Ok(_) => Finding::undetermined(Reason::ContextUnknown).with("url", clipped(&pinned.url)),
    }
}

/// The member of the policy that could decide what is undetermined.
fn decision(finding: &Finding) -> Option<Need> {
    let member = match finding.reason? {
        Reason::ContextInline => "inlineContexts",
        Reason::ContextVocab => "vocab",
        _ => return None,
    };
    Some(Need {
        kind: NeedKind::Policy,
        key: member.to_owned(),
        fetch: None,
        accept: None,
        sha256: None,
        wanted_by: Vec::new(),
    })
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

#[cfg(test)]
mod tests {
    use crate::policy::Policy;
    use crate::report::{CheckId, Outcome, Reason};
    use crate::resources::Resources;
    use crate::time::Timestamp;
    use crate::verify::Verifier;

    /// How `context.terms` ends for an endorsement whose subject is `subject`.
    fn terms_of(subject: &str) -> Vec<(Outcome, Option<Reason>, String)> {
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
                "id": "urn:uuid:e", "type": ["VerifiableCredential", "EndorsementCredential"], "name": "An endorsement",
                "issuer": "did:example:endorser", "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {subject}}}"#
        );
        let verifier = Verifier::new(Policy::at(Timestamp::from_unix(1_795_262_400)));
        let report = verifier.verify(text.as_bytes(), &Resources::default());
        let terms = report.checks.iter().filter(|check| check.id == CheckId::ContextTerms);
        terms.map(|check| (check.outcome, check.reason, check.scope.to_string())).collect()
    }

    #[test]
    fn an_endorsement_does_not_pass_for_the_document_it_stands_in() {
        let plain = r#"{"id": "urn:uuid:c", "type": "EndorsementSubject"}"#;
        assert_eq!(terms_of(plain), [(Outcome::Passed, None, String::new())]);
        let turned = r#"{"id": "urn:uuid:c", "type": ["VerifiableCredential", "OpenBadgeCredential"],
                         "endorsement": [{"id": "urn:uuid:e"}]}"#;
        let shape = (Outcome::Failed, Some(Reason::JsonldShape), "/credentialSubject/endorsement/0".to_owned());
        assert_eq!(terms_of(turned), [shape]);
    }
}
