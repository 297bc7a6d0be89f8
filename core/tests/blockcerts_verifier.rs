//! The end-to-end tests of the Blockcerts verifier, from bytes to report: what its stubs answer is supplied, the word of
//! explorers is accepted, and each case ends as the tests assert, for the reason that they assert.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use credstone::policy::Policy;
use credstone::report::{Need, NeedKind, Outcome, Report, Verdict};
use credstone::resources::{ExplorerAnswer, Resources};
use credstone::time::{Timestamp, Zone};
use credstone::verify::Verifier;
use serde_json::{Value, json};
use std::path::Path;

/// A time at which what the tests call valid is in force, and what they call expired is not.
const AT: &str = "2026-11-21T12:00:00Z";

/// Every chain that the certificates name.
const CHAINS: [&str; 7] = [
    "bip122:000000000019d6689c085ae165831e93",
    "bip122:000000000933ea01ad0ee984209779ba",
    "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
    "eip155:1",
    "eip155:3",
    "eip155:11155111",
    "mock:blockcerts",
];

/// What the reference tells somebody when it refuses a certificate, and the check that fails here then.
const MESSAGES: [(&str, &str); 17] = [
    ("Issuer identity mismatch", "issuer.binding"),
    ("Merkle root does not match remote hash", "anchor.root"),
    ("Computed hash does not match remote hash", "anchor.target"),
    ("Invalid Merkle Receipt", "anchor.path"),
    ("This certificate has been revoked", "status.entry"),
    ("This certificate does not conform with the provided credential schema", "schema"),
    ("This certificate is not yet valid", "validity"),
    ("This certificate has expired", "validity"),
    ("The verification key has expired", "anchor.period"),
    ("The verification key has been revoked", "anchor.period"),
    ("The date format specified does not conform", "proof.period"),
    ("The proof's challenge does not match", "proof.challenge"),
    ("The proof is not authorized for this domain", "proof.domain"),
    ("Invalid proof purpose", "proof.purpose"),
    ("Credential with id urn:uuid:4f5f0100-ccbf-4ca9-9cfc-4f5fc3052d28 failed", "nested"),
    ("The document's EcdsaSd2023 signature could not be confirmed: The proof does not", "proof.encoding"),
    ("could not be confirmed: Did not verify any proofs; insufficient proofs matched", "proof.purpose"),
];

/// What a test asserts of a case.
enum Asserted {
    Success,
    /// Failed, and the check that should say why, unless the test does not look at it.
    Failure(Option<&'static str>),
    /// It is not even tried.
    Refused,
}

/// A file or a value, as the tests name them.
fn named(folder: &Path, what: &Value) -> Vec<u8> {
    match what["$file"].as_str() {
        Some(name) => common::read(folder.join(name)),
        None => what["$json"].to_string().into_bytes(),
    }
}

/// What the web says in a test. The reference asks a resolver for DID documents, and tells the keeper of a revocation list
/// which certificate it asks about.
fn web(folder: &Path, stubs: &Value) -> Resources {
    let mut resources = Resources::default();
    for (url, what) in stubs["urls"].as_object().into_iter().flatten() {
        let bytes = named(folder, what);
        match url.split_once("/1.0/identifiers/") {
            Some((_, did)) => {
                let resolved: Value = serde_json::from_slice(&bytes).unwrap();
                resources.add_document(did, resolved["didDocument"].to_string().into_bytes()).unwrap();
            }
            None => resources.add_document(url.split("?assertionId=").next().unwrap(), bytes).unwrap(),
        }
    }
    resources
}

/// Adds what the explorers of a test say of every transaction that a report asks for, and empty revocation lists: one that
/// cannot be fetched revokes nothing for the reference.
fn answer(resources: &mut Resources, stubs: &Value, asking: &Report) {
    let is_list = |need: &&Need| {
        need.wanted_by.iter().any(|(id, scope)| id.code() == "status.entry" && scope.ends_with(&need.key))
    };
    for list in asking.needs.iter().filter(is_list) {
        resources.add_document(&list.key, json!({ "revokedAssertions": [] }).to_string().into_bytes()).unwrap();
    }
    let said = &stubs["lookForTx"];
    let Some(data) = said["remoteHash"].as_str() else { return };
    let asked = asking.needs.iter().filter(|need| need.kind == NeedKind::Transaction);
    for (chain, id) in asked.map(|need| need.key.split_once('/').unwrap()) {
        let answer = ExplorerAnswer {
            data: data_encoding::HEXLOWER.decode(data.as_bytes()).unwrap(),
            from: said["issuingAddress"].as_str().map(str::to_owned),
            time: Some(Timestamp::parse(said["time"].as_str().unwrap(), Zone::Required).unwrap().timestamp),
            source: "the explorer of the test".to_owned(),
        };
        resources.add_explorer_answer(chain, id, answer).unwrap();
    }
}

/// What the reference does, and what a test asks of it.
fn policy(options: &Value) -> Policy {
    let text = |name: &str| match &options[name] {
        Value::Array(any) => any.first().cloned(),
        Value::Null => None,
        one => Some(one.clone()),
    };
    let policy = json!({
        "at": AT,
        "purpose": text("proofPurpose"),
        "presentation": { "challenge": text("challenge"), "domain": text("domain") },
        "anchors": { "chains": CHAINS, "explorers": "accept" },
    });
    Policy::from_json(policy.to_string().as_bytes()).unwrap()
}

fn asserted(case: &Value) -> Asserted {
    let all = || case["expect"].as_array().unwrap().iter();
    let value = |subject: &str| all().find(|one| one["subject"] == subject).map(|one| &one["value"]);
    if value("(function)").is_some() {
        return Asserted::Refused;
    }
    let message = value("result.message").and_then(Value::as_str);
    match (value("result.status").and_then(Value::as_str), message) {
        (Some("success"), _) | (None, None) => Asserted::Success,
        (_, None) => Asserted::Failure(None),
        (_, Some(message)) => {
            let known = MESSAGES.iter().find(|(told, _)| message.contains(told));
            Asserted::Failure(Some(known.unwrap_or_else(|| panic!("{message}")).1))
        }
    }
}

/// Verifies a case as often as something can be added.
fn verify(folder: &Path, stubs: &Value, case: &Value) -> Report {
    let input = named(folder, &case["input"]);
    let (mut resources, verifier) = (web(folder, stubs), Verifier::new(policy(&case["options"])));
    let asking = verifier.verify(&input, &resources);
    answer(&mut resources, stubs, &asking);
    verifier.verify(&input, &resources)
}

/// The verdict and all that stands in the way.
fn told(report: &Report) -> String {
    let mut faults = common::reports::faults(report, |_| true);
    faults.retain(|fault| !fault.ends_with("check.not_reached"));
    for nested in &report.nested {
        faults.push(format!("{}: {}", nested.at, told(&nested.report)));
    }
    format!("{}: {}", report.verdict.code(), faults.join(", "))
}

fn judged(report: &Report, asserted: &Asserted) -> Result<(), String> {
    let failed = |id: &str| report.checks.iter().any(|check| check.id.code() == id && check.outcome == Outcome::Failed);
    let as_asserted = match asserted {
        Asserted::Success => report.verdict == Verdict::Verified,
        Asserted::Refused => report.verdict != Verdict::Verified,
        Asserted::Failure(check) => report.verdict == Verdict::Rejected && check.is_none_or(failed),
    };
    if as_asserted { Ok(()) } else { Err(told(report)) }
}

#[test]
fn every_case_ends_as_its_test_asserts() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 42) else { return };
    let mut tally = common::Tally::new("blockcerts-verifier");
    let tests = common::read_json(folder.join("expected/e2e.json"));
    let mut cases = 0;
    for test in tests.as_array().unwrap() {
        let name = test["test"].as_str().unwrap().rsplit('/').next().unwrap().trim_end_matches(".test.ts");
        for (index, case) in test["cases"].as_array().unwrap().iter().enumerate() {
            cases += 1;
            let report = verify(&folder, &test["stubs"], case);
            if std::env::var_os("CREDSTONE_TELL").is_some() {
                println!("{name}#{index}: {}", told(&report));
            }
            tally.case(&format!("{name}#{index}"), judged(&report, &asserted(case)));
        }
    }
    assert_eq!(cases, 42);
    tally.finish(42);
}

/// The test of that name, and its first case.
fn test(folder: &Path, name: &str) -> (Value, Value) {
    let tests = common::read_json(folder.join("expected/e2e.json"));
    let is_it = |test: &&Value| test["test"].as_str().unwrap().ends_with(&format!("/{name}.test.ts"));
    let found = tests.as_array().unwrap().iter().find(is_it).unwrap();
    (found["stubs"].clone(), found["cases"][0].clone())
}

/// What did not pass of what belongs to anchors and proofs.
fn open(report: &Report) -> Vec<String> {
    let mut open =
        common::reports::faults(report, |id| !id.code().ends_with(".present") && id.code() != "model.profile");
    open.retain(|fault| !fault.ends_with("check.not_reached"));
    open
}

/// No hash covers what an anchor says of itself: what contradicts the policy is refused, what agrees proves nothing.
#[test]
fn an_anchor_answers_no_challenge() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 3) else { return };
    let (stubs, mut case) = test(&folder, "mocknet-vc-v2-proofDomain-invalid");
    case["options"] = json!({ "domain": "blockcerts.org" });
    let report = verify(&folder, &stubs, &case);
    assert_eq!(report.verdict, Verdict::Indeterminate);
    assert_eq!(open(&report), ["proof.domain /proof undetermined check.unsupported"]);
    case["options"] = json!({ "domain": "elsewhere.example" });
    assert_eq!(open(&verify(&folder, &stubs, &case)), ["proof.domain /proof failed proof.domain_mismatch"]);
    case["options"] = Value::Null;
    assert_eq!(verify(&folder, &stubs, &case).verdict, Verdict::Verified);
}

#[test]
fn a_time_without_zone_is_refused_if_the_policy_says_so() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let (stubs, case) = test(&folder, "mocknet-vc-v2-invalid-date-format");
    let mut policy = policy(&Value::Null);
    policy.zoneless = credstone::policy::Zoneless::Refuse;
    let report = Verifier::new(policy).verify(&named(&folder, &case["input"]), &web(&folder, &stubs));
    assert!(open(&report).contains(&"proof.period /proof failed date.invalid".to_owned()), "{:?}", open(&report));
}

/// A certificate whose issuer is a DID: the key must have been its own when the entry was made, on 5 April 2022.
#[test]
fn a_key_that_ended_before_the_entry_signs_nothing() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 5) else { return };
    let (mut stubs, case) = test(&folder, "testnet-v3-did");
    let resolver = stubs["urls"].as_object().unwrap().keys().find(|url| url.contains("/identifiers/")).unwrap().clone();
    let document = &mut stubs["urls"][&resolver]["$json"]["didDocument"];
    document["assertionMethod"] = document["authentication"].clone();
    let mut with = |member: &str, time: &str| {
        let method = &mut stubs["urls"][&resolver]["$json"]["didDocument"]["verificationMethod"][0];
        method.as_object_mut().unwrap().retain(|name, _| name != "revoked" && name != "expires");
        method[member] = time.into();
        let report = verify(&folder, &stubs, &case);
        (report.verdict, open(&report))
    };
    for (member, time, want) in [
        ("revoked", "2022-04-05T00:00:00Z", vec!["anchor.period /proof failed key.revoked".to_owned()]),
        ("expires", "2022-04-05T00:00:00Z", vec!["anchor.period /proof failed key.expired".to_owned()]),
        ("expires", "2022-04-05T18:45:30Z", vec!["anchor.period /proof undetermined key.expired".to_owned()]),
        ("revoked", "2022-04-06T00:00:00Z", vec![]),
    ] {
        let verdict = match want.first() {
            None => Verdict::Verified,
            Some(fault) if fault.contains("failed") => Verdict::Rejected,
            Some(_) => Verdict::Indeterminate,
        };
        assert_eq!(with(member, time), (verdict, want), "{member} {time}");
    }
}

/// Anybody can write another purpose beside a hash: the key must be one for it, and even then nothing proves it.
#[test]
fn an_anchor_asserts_whatever_purpose_it_states() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 2) else { return };
    let (mut stubs, case) = test(&folder, "testnet-v3-did");
    let resolver = stubs["urls"].as_object().unwrap().keys().find(|url| url.contains("/identifiers/")).unwrap().clone();
    let mut certificate: Value = serde_json::from_slice(&named(&folder, &case["input"])).unwrap();
    certificate["proof"]["proofPurpose"] = json!("authentication");
    let input = certificate.to_string().into_bytes();
    let mut policy = policy(&Value::Null);
    policy.purpose = Some("authentication".to_owned());
    let verifier = Verifier::new(policy);
    let mut with = |relationship: &str| {
        let document = &mut stubs["urls"][&resolver]["$json"]["didDocument"];
        let methods = document["verificationMethod"].clone();
        document.as_object_mut().unwrap().retain(|name, _| name != "authentication" && name != "assertionMethod");
        document[relationship] = methods;
        let mut resources = web(&folder, &stubs);
        let asking = verifier.verify(&input, &resources);
        answer(&mut resources, &stubs, &asking);
        open(&verifier.verify(&input, &resources))
    };
    let unproven = "proof.purpose /proof undetermined check.unsupported";
    assert_eq!(with("authentication"), [unproven]);
    let relationship = "proof.relationship /proof failed vm.relationship";
    assert_eq!(with("assertionMethod"), [relationship, unproven, "issuer.binding /proof failed issuer.mismatch"]);
}

/// A profile that calls itself otherwise than the certificate names its issuer: once the policy says that it may, all holds.
#[test]
fn a_profile_may_call_itself_otherwise_if_the_policy_says_so() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 2) else { return };
    let (stubs, case) = test(&folder, "testnet-v2-issuer-v1");
    let asking = verify(&folder, &stubs, &case);
    let question = asking.needs.iter().find(|need| need.kind == NeedKind::Policy).unwrap();
    let url = question.key.strip_prefix("profileAliases/").unwrap();
    let binding = asking.checks.iter().find(|check| check.id.code() == "issuer.binding").unwrap();
    let Some(credstone::report::Datum::Text(id)) = binding.data.find("found") else { panic!("{binding:?}") };
    let mut policy = policy(&case["options"]);
    policy.profile_aliases = vec![credstone::policy::ProfileAlias { url: url.to_owned(), id: id.to_string() }];
    let (input, mut resources) = (named(&folder, &case["input"]), web(&folder, &stubs));
    let verifier = Verifier::new(policy);
    for _ in 0..2 {
        let asking = verifier.verify(&input, &resources);
        answer(&mut resources, &stubs, &asking);
    }
    assert_eq!(open(&verifier.verify(&input, &resources)), Vec::<String>::new());
}

/// What an explorer leaves out is asked for at the rung that lacks it, and its word is one that the policy must accept.
#[test]
fn an_explorer_that_names_no_signer_leaves_one_rung_open() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 2) else { return };
    let (mut stubs, case) = test(&folder, "ethereum-sepolia-v3");
    stubs["lookForTx"]["issuingAddress"] = Value::Null;
    let report = verify(&folder, &stubs, &case);
    assert_eq!(open(&report), ["anchor.signer /proof undetermined resource.missing"]);
    let need = report.needs.iter().find(|need| need.kind == NeedKind::Transaction).unwrap();
    let wanted_by: Vec<_> = need.wanted_by.iter().map(|(id, scope)| (id.code(), scope.as_str())).collect();
    assert_eq!(wanted_by, [("anchor.signer", "/proof")]);

    let mut policy = policy(&Value::Null);
    let (input, mut resources) = (named(&folder, &case["input"]), web(&folder, &stubs));
    let asking = Verifier::new(policy.clone()).verify(&input, &resources);
    answer(&mut resources, &stubs, &asking);
    policy.anchors.explorers = credstone::policy::Explorers::Refuse;
    let refused = Verifier::new(policy).verify(&input, &resources);
    let decision = refused.needs.iter().find(|need| need.kind == NeedKind::Policy).unwrap();
    assert_eq!((decision.key.as_str(), decision.wanted_by[0].0.code()), ("anchors.explorers", "anchor.ledger"));
}

/// Where any proof will do and a signature does, somebody else may have anchored the document; not so if the ledger holds
/// another one, or if every proof must hold.
#[test]
fn an_anchor_beside_a_signature_may_be_somebody_elses() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 3) else { return };
    let (mut stubs, case) = test(&folder, "proof-chain-example-secp256k1");
    // The DID that it names has the key for another purpose.
    let strange =
        ["proof.relationship /proof/1 failed vm.relationship", "issuer.binding /proof/1 failed issuer.mismatch"];
    let report = verify(&folder, &stubs, &case);
    assert_eq!((report.verdict, open(&report)), (Verdict::Verified, strange.map(str::to_owned).to_vec()));
    let mut all = policy(&Value::Null);
    all.proofs = credstone::policy::Proofs::All;
    let (input, mut resources) = (named(&folder, &case["input"]), web(&folder, &stubs));
    let asking = Verifier::new(all.clone()).verify(&input, &resources);
    answer(&mut resources, &stubs, &asking);
    let strict = Verifier::new(all).verify(&input, &resources);
    assert_eq!((strict.verdict, open(&strict)), (Verdict::Rejected, strange.map(str::to_owned).to_vec()));
    stubs["lookForTx"]["remoteHash"] = "11".repeat(32).into();
    let other = verify(&folder, &stubs, &case);
    assert_eq!(other.verdict, Verdict::Rejected);
    assert!(open(&other).contains(&"anchor.root /proof/1 failed anchor.value".to_owned()), "{:?}", open(&other));
}
