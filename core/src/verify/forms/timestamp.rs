//! A timestamp that is itself the input: it proves by when something existed, and is no document.

use super::Given;
use super::read::{Opened, Opening};
use crate::anchor::ladder::Texts;
use crate::report::{CheckId, Finding, Format, Need, NeedKind, Reason, clipped};
use crate::resources::Resources;
use crate::verify::checks::Scope;
use crate::verify::found::Found;
use crate::verify::securing::anchor::climb_any;
use crate::verify::securing::attached::{self, with_decisions};
use crate::verify::securing::judged::Judged;
use crate::verify::session::Session;
use crate::verify::steps::anchored;

pub(super) fn is_it(given: &Given<'_, '_>) -> Option<Format> {
    let format = format_of(given)?;
    Some(Format { securing: vec![format.name.to_owned()], ..Format::default() })
}

fn format_of(given: &Given<'_, '_>) -> Option<&'static attached::Format> {
    match given {
        Given::Bytes(bytes) => attached::format_of_input(bytes),
        Given::Json(value, _) => attached::format_of_json(*value),
    }
}

/// It is followed to its end at once: there is nothing in it to hold against anything.
pub(super) fn open<'s>(
    session: &mut Session<'_>,
    opening: Opening<'s>,
    given: &Given<'_, 's>,
    found: &mut Found<'_>,
) -> Option<Box<dyn Opened<'s> + 's>> {
    let format = format_of(given)?;
    if matches!(given, Given::Bytes(_)) {
        found.checks.pass(CheckId::Container, "");
        found.checks.add(CheckId::Json, "", Finding::absent());
    }
    let mut texts = OfResources { resources: session.resources, missing: None };
    let proof = (format.read)(&opening.subject.input, &mut texts, session.policy);
    let mut judged = with_decisions(climb_any(session, &Scope::Borrowed(""), &proof));
    if let Some(key) = texts.missing {
        judged.needs.push(Need::resource(CheckId::AnchorTarget, NeedKind::Content, key));
    }
    write(session, found, &judged);
    None
}

fn write(session: &Session<'_>, found: &mut Found<'_>, judged: &Judged<'_>) {
    for id in OF_DOCUMENTS {
        found.checks.add(id, "", Finding::absent());
    }
    let trusted = match session.policy.trusted_issuers {
        Some(_) => Finding::undetermined(Reason::IssuerMissing),
        None => Finding::absent(),
    };
    found.checks.add(CheckId::IssuerTrusted, "", trusted);
    found.checks.add(CheckId::ProofPresent, "", Finding::undetermined(Reason::ProofTimestamp));
    found.checks.add(CheckId::AnchorPresent, "", anchored(&[judged.outcome()]));
    judged.write(found, true);
    found.hear_unsigned();
}

/// What only documents have.
const OF_DOCUMENTS: [CheckId; 13] = [
    CheckId::ModelType,
    CheckId::ModelContext,
    CheckId::ModelMembers,
    CheckId::ModelProfile,
    CheckId::ContextKnown,
    CheckId::ContextTerms,
    CheckId::IssuerBinding,
    CheckId::Validity,
    CheckId::StatusEntry,
    CheckId::Schema,
    CheckId::Recipient,
    CheckId::Resource,
    CheckId::Evidence,
];

/// What may have been stamped of everything that the caller supplied.
struct OfResources<'r> {
    resources: &'r Resources,
    missing: Option<String>,
}

impl Texts for OfResources<'_> {
    fn target(&mut self, key: &str, is_it: &mut dyn FnMut(&[u8]) -> bool) -> Finding {
        let documents = self.resources.documents().map(|(url, entry)| (url.to_owned(), entry.bytes()));
        let attached = self.resources.attached().iter().enumerate();
        let attached = attached.map(|(index, entry)| (format!("attached/{index}"), entry.bytes.as_slice()));
        match documents.chain(attached).find(|(_, bytes)| is_it(bytes)) {
            Some((url, _)) => Finding::passed().with("url", clipped(&url)),
            None => {
                self.missing = Some(key.to_owned());
                Finding::undetermined(Reason::ResourceMissing).with("url", key)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::anchor::chainpoint::tests::to_binary;
    use crate::policy::Policy;
    use crate::report::Report;
    use crate::report::{Outcome, Verdict};
    use crate::time::{Timestamp, Zone};
    use crate::verify::{Verifier, inspect};
    use data_encoding::{BASE64, HEXLOWER};

    const MAIN: &str = "bip122:000000000019d6689c085ae165831e93";
    /// The first block of Bitcoin: its header and hash, and its one transaction, of which the id is the root of its tree.
    const HEADER: &str = "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
    const HASH: &str = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
    const TEXT: &str = "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

    fn bytes(hex: &str) -> Vec<u8> {
        HEXLOWER.decode(hex.as_bytes()).unwrap()
    }

    /// A proof that the transaction was there when the block was made, at this height.
    fn proof(height: u32) -> String {
        let hash = crate::digest::DigestAlgorithm::Sha256.hash(&bytes(TEXT)).to_hex();
        format!(
            r#"{{"@context":"https://w3id.org/chainpoint/v4","type":"Chainpoint","hash":"{hash}","branches":[{{"ops":[{{"op":"sha-256"}},{{"anchors":[{{"type":"btc","anchor_id":"{height}","uris":[]}}]}}]}}]}}"#
        )
    }

    fn verify(input: &[u8], header: bool, trusted: bool) -> Report {
        let mut policy = Policy::at(Timestamp::parse("2026-11-22T00:00:00Z", Zone::Required).unwrap().timestamp);
        let genesis = crate::policy::Checkpoint {
            chain: MAIN.into(),
            height: 0,
            hash: HASH.into(),
            bits: None,
            period_start: None,
        };
        policy.anchors.checkpoints = vec![genesis];
        policy.anchors.checkpoints.truncate(usize::from(trusted));
        let mut resources = Resources::default();
        resources.add_document("https://times.example/2009-01-03", bytes(TEXT)).unwrap();
        if header {
            resources.add_header(MAIN, bytes(HEADER)).unwrap();
        }
        Verifier::new(policy).verify(input, &resources)
    }

    fn told(report: &Report) -> Vec<String> {
        let told = report.checks.iter().filter(|check| check.id.code().starts_with("anchor."));
        let open = told.filter(|check| matches!(check.outcome, Outcome::Failed | Outcome::Undetermined));
        let line = |check: &crate::report::Check| format!("{} {}", check.id.code(), check.reason.unwrap().code());
        open.map(line).filter(|line| !line.ends_with("check.not_reached")).collect()
    }

    /// As JSON and in each of its binary forms, a proof leads to the same ledger.
    #[test]
    fn a_chainpoint_proof_is_followed_to_a_ledger() {
        let json = proof(0);
        let binary = to_binary(&json);
        let forms = [
            json.into_bytes(),
            HEXLOWER.encode(&binary).into_bytes(),
            format!("{}\n", BASE64.encode(&binary)).into_bytes(),
            binary,
        ];
        for form in &forms {
            assert_eq!(inspect(form).format.securing, ["chainpoint"]);
            let report = verify(form, true, true);
            assert_eq!((report.verdict, told(&report)), (Verdict::Indeterminate, vec![]), "a stamp names no issuer");
            assert_eq!(report.format.securing, ["chainpoint"]);
            let ledger = report.checks.iter().find(|check| check.id == CheckId::AnchorLedger).unwrap();
            assert_eq!(ledger.data.find("reach"), Some(&"checkpoint".into()));
            let absent = "anchor.present proof.not_proven".to_owned();
            let unproven = verify(form, false, true);
            assert_eq!(told(&unproven), [absent.clone(), "anchor.root resource.missing".into()]);
            assert_eq!(unproven.needs.iter().map(|need| need.key.clone()).collect::<Vec<_>>(), [format!("{MAIN}/0")]);
            assert_eq!(told(&verify(form, true, false)), [absent, "anchor.ledger anchor.no_checkpoint".into()]);
        }
        let elsewhere = verify(&to_binary(&proof(1)), true, true);
        assert!(told(&elsewhere).contains(&"anchor.ledger btc.chain".into()), "{:?}", told(&elsewhere));
    }

    #[test]
    fn a_binary_proof_that_is_broken_is_told_as_such() {
        let binary = to_binary(&proof(0));
        let cut = binary.split_last().unwrap().1;
        for input in [cut.to_vec(), BASE64.encode(cut).into_bytes(), to_binary(r#"{"type":"Chainpoint"}"#)] {
            let report = verify(&input, true, true);
            assert!(told(&report).contains(&"anchor.encoding chainpoint.malformed".into()), "{:?}", told(&report));
            assert_eq!(report.verdict, Verdict::Rejected);
        }
    }
}
