//! The contexts of a document: which are known, and whether every term has one meaning under them.

use super::texts;
use super::transform::Transformer;
use crate::credential::{Misplaced, View};
use crate::json::{Document, NodeId, Value};
use crate::jsonld::contexts::Bundled;
use crate::jsonld::{InlineContexts, Issue, IssueKind, JsonLdError, Options, Vocab};
use crate::limits::Limit;
use crate::policy::{self, PinnedContext, Policy};
use crate::proof::data_integrity::Statements;
use crate::report::{CheckId, Finding, Need, NeedKind, Outcome, Reason, clipped};
use crate::verify::faults::{issue_finding, jsonld_finding, resource_finding};
use crate::verify::found::Found;
use crate::verify::places::pointers;
use crate::verify::session::{Session, is_web, spend};
use std::collections::BTreeSet;

/// What was found about the contexts of a document.
#[derive(Debug)]
pub(crate) struct Findings {
    /// Whether the document was read as JSON-LD at all.
    read: bool,
    known: Faults,
    terms: Faults,
    needs: Vec<(NodeId, Need)>,
    /// The earlier texts under which it was read.
    texts: Vec<&'static Bundled>,
    uncovered: Uncovered,
}

/// What documents of a format are known to say that their contexts give no meaning. What is hashed does not depend on it:
/// so it is not covered, and coverage says so.
#[derive(Clone, Debug, Default)]
pub(crate) enum Uncovered {
    /// Members that no context knows.
    #[cfg_attr(not(feature = "anchors"), expect(dead_code, reason = "only anchored formats are so"))]
    Members,
    /// Nothing: what is lost is a fault.
    #[default]
    Nothing,
    /// Values that are no IRIs where there should be some, at these places.
    Values(BTreeSet<NodeId>),
}

impl Uncovered {
    fn has(&self, issue: &Issue) -> bool {
        match self {
            Self::Members => issue.kind == IssueKind::UndefinedTerm,
            Self::Nothing => false,
            Self::Values(places) => {
                matches!(issue.kind, IssueKind::InvalidIri | IssueKind::RelativeIri) && places.contains(&issue.at)
            }
        }
    }
}

/// The faults of one kind: one for each place, as many as the policy wants to hear of.
#[derive(Clone, Debug)]
struct Faults {
    list: Vec<(NodeId, Finding)>,
    places: BTreeSet<NodeId>,
    most: u32,
    /// Whether there were more.
    is_cut: bool,
}

impl Faults {
    fn up_to(most: u32) -> Self {
        Self { list: Vec::new(), places: BTreeSet::new(), most, is_cut: false }
    }

    /// Adds a fault; says whether it is told. Of several of one place the first is what a person mends first.
    fn add(&mut self, at: NodeId, finding: Finding) -> bool {
        if self.places.contains(&at) {
            return true;
        }
        if u32::try_from(self.list.len()).map_or(true, |count| count >= self.most) {
            self.is_cut = true;
            return false;
        }
        self.list.push((at, finding));
        self.places.insert(at)
    }
}

/// How documents are expanded under a policy.
pub(crate) fn expansion<'o>(policy: &Policy) -> Options<'o> {
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
pub(crate) fn read<'d>(
    session: &mut Session<'_>,
    transformer: &Transformer<'_, 'd>,
    omit: &[NodeId],
    findings: &mut Findings,
) -> Result<Statements<'d>, Finding> {
    findings.read = true;
    findings.texts.clone_from(&transformer.texts);
    let options = Options { omit, ..transformer.expansion.clone() };
    match Statements::read(transformer.document, &transformer.loader, &options, transformer.limits) {
        Ok(statements) => {
            if spend(&mut session.left.contexts, statements.expanded.context_count()).is_none() {
                let reached = Finding::limit(Limit::InputContexts.reached(session.policy.limits.input_contexts));
                findings.terms.add(NodeId::ROOT, reached.clone());
                return Err(reached);
            }
            statements.expanded.issues().iter().for_each(|issue| findings.issue(issue));
            Ok(statements)
        }
        Err(error) => {
            findings.error(session, &error);
            Err(jsonld_finding(&error))
        }
    }
}

impl Findings {
    /// Nothing has been read yet.
    pub(crate) fn new(policy: &Policy) -> Self {
        let most = policy.limits.entries;
        let (known, terms) = (Faults::up_to(most), Faults::up_to(most));
        let (needs, texts, uncovered) = (Vec::new(), Vec::new(), Uncovered::default());
        Self { read: false, known, terms, needs, texts, uncovered }
    }

    /// The same of a document of a format that leaves something uncovered.
    pub(crate) fn leaving(self, uncovered: Uncovered) -> Self {
        Self { uncovered, ..self }
    }

    fn error(&mut self, session: &Session<'_>, error: &JsonLdError) {
        match error {
            JsonLdError::UnknownContexts(unknown) => {
                for context in unknown {
                    let (finding, need) = unknown_context(session, &context.url);
                    self.undecided(context.at, finding, need);
                }
                self.terms.add(NodeId::ROOT, Finding::not_reached());
            }
            JsonLdError::Invalid { at, .. } => _ = self.terms.add(*at, jsonld_finding(error)),
            JsonLdError::Limit(_) => _ = self.terms.add(NodeId::ROOT, jsonld_finding(error)),
        }
    }

    fn issue(&mut self, issue: &Issue) {
        if self.uncovered.has(issue) {
            return;
        }
        let finding = issue_finding(issue);
        if finding.outcome == Outcome::Undetermined {
            let need = decision(&finding);
            self.undecided(issue.at, finding, need);
        } else {
            self.terms.add(issue.at, finding);
        }
    }

    /// Adds what is wrong with a context, and what would decide it.
    fn undecided(&mut self, at: NodeId, finding: Finding, need: Option<Need>) {
        if self.known.add(at, finding) {
            self.needs.extend(need.map(|need| (at, need)));
        }
    }

    /// Whether something would be lost.
    pub(crate) fn has_failed(&self) -> bool {
        self.terms.list.iter().any(|(_, finding)| finding.outcome == Outcome::Failed)
    }

    /// Writes both checks down; `view` knows where the text is no plain telling of what it says.
    pub(crate) fn write(&self, found: &mut Found<'_>, value: Value<'_>, view: &View<'_>) {
        let mut terms = self.terms.clone();
        for Misplaced { at, kind } in &view.misplaced {
            terms.add(*at, Finding::failed(Reason::JsonldShape).with("name", kind.name()));
        }
        if let Some(finding) = &view.untold {
            terms.add(value.id(), finding.clone());
        }
        let known = (CheckId::ContextKnown, &self.known, texts::known(&self.texts));
        for (id, faults, passed) in [known, (CheckId::ContextTerms, &terms, Finding::passed())] {
            if !self.read {
                found.checks.add(id, "", Finding::not_applicable(Reason::PolicyNotRequested));
            } else if faults.list.is_empty() && !faults.is_cut {
                found.checks.add(id, "", passed);
            }
            let scopes = pointers(value, faults.list.iter().map(|(at, _)| *at).collect());
            for ((at, finding), scope) in faults.list.iter().zip(scopes) {
                // The root stands for the document, wherever that is.
                let scope = if *at == NodeId::ROOT { String::new() } else { scope };
                found.checks.add(id, scope, finding.clone());
            }
            if faults.is_cut {
                found.checks.add(id, "", Finding::limit(Limit::Entries.reached(faults.most)));
            }
        }
        let places = pointers(value, self.needs.iter().map(|(at, _)| *at).collect());
        for ((_, need), scope) in self.needs.iter().zip(places) {
            found.needs.add(need.clone().at(&scope));
        }
    }
}

/// A context of which no text may be used, neither a bundled nor a supplied one: unknown, or other than the pin says.
fn unknown_context(session: &Session<'_>, url: &str) -> (Finding, Option<Need>) {
    let supplied = session.supplied_hash(url);
    let pinned = session.policy.contexts.iter().find(|pinned| pinned.url == url);
    if let (Some(pinned), Some(found)) = (pinned, &supplied) {
        return (unusable_context(session, pinned, found), None);
    }
    let accept = "application/ld+json, application/json";
    let need = Need {
        kind: NeedKind::Context,
        sha256: supplied.or_else(|| pinned.map(|pinned| pinned.sha256.clone())),
        ..Need::document(CheckId::ContextKnown, url, is_web(url).then_some(url), accept)
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
    Some(Need::policy(CheckId::ContextKnown, member))
}

#[cfg(test)]
mod tests {
    use crate::policy::Policy;
    use crate::report::{Check, CheckId, Outcome, Reason};
    use crate::resources::Resources;
    use crate::time::Timestamp;
    use crate::verify::Verifier;

    #[test]
    fn says_that_there_are_more_faults_than_it_tells() {
        let names: Vec<_> = (0..300).map(|n| format!(r#""undefined{n}": "{}""#, "long ".repeat(20))).collect();
        let text = format!(
            r#"{{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"],
                "issuer": "did:example:issuer", "credentialSubject": {{{}}}}}"#,
            names.join(",")
        );
        let verdict = |entries: u32| {
            let mut policy = Policy::at(Timestamp::from_unix(1_795_262_400));
            policy.limits.entries = entries;
            let report = Verifier::new(policy).verify(text.as_bytes(), &Resources::default());
            let terms: Vec<_> = report.checks.into_iter().filter(|check| check.id == CheckId::ContextTerms).collect();
            let is_failed = |check: &&Check| check.reason == Some(Reason::JsonldDropped);
            let last = terms.last().map(|check| (check.outcome, check.reason, check.scope.to_string()));
            (terms.len(), terms.iter().filter(is_failed).count(), last)
        };
        let more = (Outcome::Undetermined, Some(Reason::LimitEntries), String::new());
        assert_eq!(verdict(256), (257, 256, Some(more.clone())));
        assert_eq!(verdict(299), (300, 299, Some(more.clone())));
        let last = (Outcome::Failed, Some(Reason::JsonldDropped), "/credentialSubject/undefined299".to_owned());
        assert_eq!(verdict(300), (300, 300, Some(last)));
        assert_eq!(verdict(0), (1, 0, Some(more)));
    }

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
        assert!(terms_of(turned).contains(&shape), "{:?}", terms_of(turned));
    }
}
