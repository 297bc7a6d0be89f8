//! Whether a document is in force.

use super::period;
use crate::credential::{Claims, Member};
use crate::json::Value;
use crate::report::{CheckId, Finding, Reason};
use crate::time::Parsed;
use crate::verify::checks::Checks;
use crate::verify::places::{pointers, within_limit};
use crate::verify::session::Session;

/// Every period member that is present is evaluated, of whichever version of the data model.
pub(crate) fn check(session: &Session<'_>, checks: &mut Checks<'_>, document: Value<'_>, claims: &Claims<'_>) {
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
