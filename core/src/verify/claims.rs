//! What a document claims, held against the policy: when it is in force, whom it is for, what its issuer says of it elsewhere.

use super::checks::Checks;
use super::document::{Findings, pointers, within_limit};
use super::period;
use super::session::{Session, is_web};
use crate::credential::{Claims, Detected, Entry, Kind, Member, ProblemKind};
use crate::digest::DigestAlgorithm;
use crate::json::Value;
use crate::jsonld::contexts::{self, Bundled};
use crate::multiformat::multihash::{Multihash, MultihashError};
use crate::policy::{HolderIsSubject, Policy, TrustedIssuer};
use crate::report::{CheckId, Finding, Need, NeedKind, Nested, Reason, Verdict, clipped};
use crate::time::Parsed;
use data_encoding::HEXLOWER;

/// Checks everything that follows from the claims alone.
pub(super) fn check(
    session: &Session<'_>,
    found: &mut Findings<'_>,
    document: Value<'_>,
    detected: &Detected,
    claims: &Claims<'_>,
) {
    let mut repeated = claims.repeated.clone();
    repeated.dedup();
    let over = within_limit(&mut repeated, session.policy);
    let scopes = pointers(document, repeated.iter().map(|(_, at)| *at).collect());
    for ((member, _), scope) in repeated.iter().zip(scopes) {
        let finding = Finding::failed(Reason::ModelCardinality).with("name", member.term());
        found.checks.add(CheckId::ModelMembers, scope, finding);
    }
    if let Some(finding) = over {
        found.checks.add(CheckId::ModelMembers, "", finding);
    }
    if claims.kind().is_some_and(|kind| kind != detected.kind) {
        found.checks.add(CheckId::ModelType, "", Finding::failed(Reason::FormatAmbiguous));
    }
    found.checks.add(CheckId::IssuerTrusted, "", trusted(session, detected, claims));
    validity(session, &mut found.checks, document, claims);
    entries(&mut found.checks, session.policy, CheckId::StatusEntry, document, &claims.status, |entry, _| {
        Finding::undetermined(Reason::StatusUnsupported).with("name", type_of(entry))
    });
    entries(&mut found.checks, session.policy, CheckId::Schema, document, &claims.schemas, |entry, _| {
        Finding::undetermined(Reason::SchemaUnsupported).with("name", type_of(entry))
    });
    let needs = &mut found.needs;
    entries(
        &mut found.checks,
        session.policy,
        CheckId::Resource,
        document,
        &claims.related_resources,
        |entry, scope| {
            let (finding, need) = resource(session, entry);
            if let Some(need) = need {
                needs.add(Need { wanted_by: vec![(CheckId::Resource, scope.to_owned())], ..need });
            }
            finding
        },
    );
    if let Some(expected) = &session.policy.expected_recipient {
        let is_subject = claims.subjects.iter().any(|subject| subject.id.as_deref() == Some(expected));
        let finding = if is_subject { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) };
        found.checks.add(CheckId::Recipient, "", finding);
    } else {
        found.checks.add(CheckId::Recipient, "", Finding::not_applicable(Reason::PolicyNotRequested));
    }
    entries(&mut found.checks, session.policy, CheckId::Evidence, document, &claims.evidence, |_, _| {
        Finding::not_applicable(Reason::PolicyNotRequested)
    });
}

pub(super) fn trusted(session: &Session<'_>, detected: &Detected, claims: &Claims<'_>) -> Finding {
    let Some(trusted) = session.policy.trusted_issuers.as_ref().filter(|_| detected.kind == Kind::Credential) else {
        return Finding::not_applicable(Reason::PolicyNotRequested);
    };
    match claims.issuer.as_ref().and_then(|issuer| issuer.id.as_deref()) {
        None => Finding::failed(Reason::IssuerMissing),
        Some(issuer) => trust(trusted, issuer),
    }
}

/// Whether an issuer is among the trusted ones.
pub(super) fn trust(trusted: &[TrustedIssuer], issuer: &str) -> Finding {
    if trusted.iter().any(|trusted| trusted.id == issuer) {
        Finding::passed()
    } else {
        Finding::failed(Reason::IssuerNotTrusted).with("issuer", clipped(issuer))
    }
}

/// Every period member that is present is evaluated, of whichever version of the data model.
pub(super) fn validity(session: &Session<'_>, checks: &mut Checks<'_>, document: Value<'_>, claims: &Claims<'_>) {
    let mut starts: Vec<Parsed> = Vec::new();
    let mut ends: Vec<(String, Parsed)> = Vec::new();
    let mut moments: Vec<_> = claims.period.iter().collect();
    let over = within_limit(&mut moments, session.policy);
    let scopes = pointers(document, moments.iter().map(|moment| moment.at).collect());
    for (moment, scope) in moments.into_iter().zip(scopes) {
        let parsed = match period::parse(session.policy, moment.member.term(), Some(&moment.text)) {
            Ok(parsed) => parsed,
            Err(finding) => {
                checks.add(CheckId::Validity, scope, finding);
                continue;
            }
        };
        if matches!(moment.member, Member::ValidUntil | Member::ExpirationDate | Member::Expires) {
            ends.push((scope, parsed));
        } else {
            let finding = period::reached(session.policy, &parsed, "from", Reason::ValidityNotYet);
            checks.add(CheckId::Validity, scope, finding);
            starts.push(parsed);
        }
    }
    let latest = starts.iter().map(|start| &start.timestamp).max();
    for (scope, end) in ends {
        let finding = match latest.filter(|start| **start > end.timestamp) {
            Some(start) => Finding::failed(Reason::ValidityOrder)
                .with("from", start.to_string())
                .with("until", end.timestamp.to_string()),
            None => period::not_past(session.policy, &end, "until", Reason::ValidityExpired),
        };
        checks.add(CheckId::Validity, scope, finding);
    }
    if let Some(finding) = over {
        checks.add(CheckId::Validity, "", finding);
    } else if claims.period.is_empty() {
        checks.add(CheckId::Validity, "", Finding::absent());
    }
}

/// One check for each entry, or one that says there is none.
fn entries<'c, 'd>(
    checks: &mut Checks<'_>,
    policy: &Policy,
    id: CheckId,
    document: Value<'_>,
    entries: &'c [Entry<'d>],
    mut judge: impl FnMut(&'c Entry<'d>, &str) -> Finding,
) {
    let mut listed: Vec<_> = entries.iter().collect();
    let over = within_limit(&mut listed, policy);
    let scopes = pointers(document, listed.iter().map(|entry| entry.at).collect());
    for (entry, scope) in listed.into_iter().zip(scopes) {
        let finding = judge(entry, &scope);
        checks.add(id, scope, finding);
    }
    if let Some(finding) = over {
        checks.add(id, "", finding);
    } else if entries.is_empty() {
        checks.add(id, "", Finding::absent());
    }
}

fn type_of(entry: &Entry<'_>) -> String {
    entry.types.first().map_or_else(|| "none".to_owned(), |name| clipped(name))
}

/// Compares a linked resource with its digest, and asks for it if it is not there
/// ([VCDM 2.0, section 5.3](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources)).
fn resource(session: &Session<'_>, entry: &Entry<'_>) -> (Finding, Option<Need>) {
    let Some(url) = entry.id.as_deref() else {
        return (Finding::failed(Reason::ModelMissing).with("name", "id"), None);
    };
    let stated = match stated_digests(entry, url) {
        Ok(stated) => stated,
        Err(finding) => return (finding, None),
    };
    let content = session.resources.document_entry(url);
    let matches = |digest: &Multihash| match (content, contexts::bundled(url)) {
        (Some(entry), _) => Some(entry.digest(digest.algorithm).as_bytes() == digest.digest),
        (None, Some(bundled)) => {
            bundled_hash(bundled, digest.algorithm).map(|known| HEXLOWER.encode(&digest.digest) == known)
        }
        (None, None) => None,
    };
    let holds =
        |alternatives: &Vec<Multihash>| alternatives.iter().map(matches).reduce(|one, other| Some(one? || other?));
    let results: Vec<_> = stated.iter().map(|alternatives| holds(alternatives).flatten()).collect();
    if results.contains(&Some(false)) {
        (Finding::failed(Reason::ResourceDigest).with("url", clipped(url)), None)
    } else if results.contains(&None) {
        let finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url));
        (finding, Some(wanted_file(url, &stated)))
    } else {
        (Finding::passed(), None)
    }
}

/// The digests that an entry states: each must hold; of the alternatives within one integrity text, any.
fn stated_digests(entry: &Entry<'_>, url: &str) -> Result<Vec<Vec<Multihash>>, Finding> {
    let multibase = entry.texts(Member::DigestMultibase);
    let multibase = multibase.iter().map(|text| Multihash::from_multibase(text).map(|digest| vec![digest]));
    let sri = entry.texts(Member::DigestSri);
    let stated: Vec<_> = multibase.chain(sri.iter().map(|text| Multihash::from_sri(text))).collect();
    if stated.is_empty() {
        return Err(Finding::failed(Reason::ModelMissing).with("name", Member::DigestSri.term()));
    }
    // What is no digest at all is the digest of nothing.
    if stated.iter().any(|digest| matches!(digest, Err(MultihashError::Encoding | MultihashError::Length))) {
        return Err(Finding::failed(Reason::ResourceDigestMalformed).with("url", clipped(url)));
    }
    let unsupported = |_| Finding::undetermined(Reason::CheckUnsupported).with("name", "this form of digest");
    stated.into_iter().collect::<Result<_, _>>().map_err(unsupported)
}

/// The linked file at `url`, by its SHA-256 if that is what is stated.
fn wanted_file(url: &str, stated: &[Vec<Multihash>]) -> Need {
    let sha256 = |stated: &Vec<Multihash>| match stated.as_slice() {
        [only] if only.algorithm == DigestAlgorithm::Sha256 => Some(HEXLOWER.encode(&only.digest)),
        _ => None,
    };
    Need {
        kind: NeedKind::Content,
        key: url.to_owned(),
        fetch: is_web(url).then(|| url.to_owned()),
        accept: None,
        sha256: stated.iter().find_map(sha256),
        wanted_by: Vec::new(),
    }
}

fn bundled_hash(bundled: &'static Bundled, algorithm: DigestAlgorithm) -> Option<&'static str> {
    match algorithm {
        DigestAlgorithm::Sha256 => Some(bundled.sha256),
        DigestAlgorithm::Sha384 => Some(bundled.sha384),
        DigestAlgorithm::Sha512 => Some(bundled.sha512),
        #[cfg(feature = "anchors")]
        _ => None,
    }
}

/// Whether the holder of a presentation is the subject of what it presents.
pub(super) fn check_holder(
    session: &Session<'_>,
    checks: &mut Checks<'_>,
    detected: &Detected,
    claims: &Claims<'_>,
    nested: &[Nested],
) {
    if detected.kind != Kind::Presentation {
        return;
    }
    let id = CheckId::PresentationHolder;
    if session.policy.presentation.holder_is_subject == HolderIsSubject::Show {
        return checks.add(id, "", Finding::not_applicable(Reason::PolicyNotRequested));
    }
    let Some(holder) = claims.holder.as_ref().and_then(|holder| holder.id.as_deref()) else {
        return checks.add(id, "", Finding::failed(Reason::IssuerMissing));
    };
    let is_subject = |nested: &Nested| {
        let subjects = &nested.report.summary.subjects;
        nested.report.verdict == Verdict::Verified
            && !subjects.is_empty()
            && subjects.iter().all(|subject| subject.id.as_deref() == Some(holder))
    };
    let holds = !nested.is_empty() && nested.iter().all(is_subject);
    checks.add(id, "", if holds { Finding::passed() } else { Finding::failed(Reason::RecipientDiffers) });
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
