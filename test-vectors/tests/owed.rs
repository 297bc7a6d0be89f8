//! Owed: every form of document hears every demand of the policy. One that is not met is never verified.

use serde_json::{Value, json};
use test_vectors::oracle::Seed;
use test_vectors::oracle::coverage::Covered;
use test_vectors::oracle::source::Source;
use test_vectors::{Case, cases};

/// A vector of each form.
const FORMS: &[(&str, &str)] = &[
    ("credential, statements signed", "suite-eddsa-rdfc-2022/genuine"),
    ("credential, JSON signed", "suite-eddsa-jcs-2022/genuine"),
    ("credential with parts", "profile/record"),
    ("presentation", "presentation/genuine"),
    ("Blockcerts 2", "blockcerts-2/alone"),
    ("Blockcerts 3", "merkle-proof-2019/alone"),
    ("anchored presentation", "merkle-proof-2019/presentation"),
    ("anchored in Ethereum", "anchored-ethereum/profile"),
    ("OpenAttestation 2, signed", "open-attestation-2/did"),
    ("OpenAttestation 2, issued by a contract", "open-attestation-2/store"),
    ("OpenAttestation 3", "open-attestation-3/signed"),
    ("timestamped credential", "timestamps/block"),
    ("timestamp alone", "timestamps/published"),
    ("enveloped", "nested/enveloped"),
    ("enveloped alone", "nested/envelope-alone"),
];

/// What no vector meets.
fn demands() -> Vec<(&'static str, Value)> {
    vec![
        ("challenge", json!({ "presentation": { "challenge": "asked-for" } })),
        ("domain", json!({ "presentation": { "domain": "asked-for.example" } })),
        ("audience", json!({ "presentation": { "audience": "https://asked-for.example" } })),
        ("header", json!({ "presentation": { "header": "YXNrZWQ" } })),
        ("purpose", json!({ "purpose": "capabilityInvocation" })),
        ("expectedRecipient", json!({ "expectedRecipient": "did:example:somebody-else" })),
        ("trustedIssuers", json!({ "trustedIssuers": [] })),
        ("suites", json!({ "suites": [] })),
    ]
}

fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("{name}: no such vector"))
}

/// The verdict on a vector under its policy with these members besides.
fn verdict(case: &Case, demand: &Value) -> &'static str {
    let mut policy: Value = serde_json::from_str(&case.policy).expect("a policy is JSON");
    for (name, value) in demand.as_object().expect("members") {
        policy[name] = value.clone();
    }
    let case = Case {
        policy: policy.to_string(),
        name: case.name.clone(),
        folder: case.folder.clone(),
        input: case.input.clone(),
        resources: case.resources.clone(),
        expect: case.expect.clone(),
    };
    case.verify().verdict.code()
}

#[test]
fn every_demand_is_heard() {
    let mut unheard = Vec::new();
    for (form, name) in FORMS {
        let case = case(name);
        for (demand, members) in demands() {
            if verdict(&case, &members) == "verified" {
                unheard.push(format!("{form} ({name}): {demand}"));
            }
        }
    }
    assert!(unheard.is_empty(), "{} demands not heard:\n{}", unheard.len(), unheard.join("\n"));
}

/// Where nobody presents, there is no holder whom it could be about.
#[test]
fn that_a_holder_is_the_subject_is_heard_without_a_holder() {
    let demand = json!({ "presentation": { "holderIsSubject": "require" } });
    let others = FORMS.iter().filter(|(_, name)| !name.contains("presentation"));
    let unheard: Vec<_> = others.filter(|(_, name)| verdict(&case(name), &demand) == "verified").collect();
    assert!(unheard.is_empty(), "not heard: {unheard:?}");
}

/// What a vector of each form spends of: without it, nothing is verified.
const SPENT: &[(&str, &str)] = &[
    (
        "suite-eddsa-rdfc-2022/genuine",
        "input depth nodes proofs contextEntries contexts activeContexts terms quads signatures inputContexts inputProofs inputSignatures",
    ),
    ("suite-eddsa-jcs-2022/genuine", "input depth nodes proofs signatures inputProofs inputSignatures"),
    ("profile/record", "input depth nodes proofs signatures nesting documents inputProofs inputSignatures"),
    ("presentation/genuine", "input depth nodes proofs signatures nesting documents inputProofs inputSignatures"),
    (
        "blockcerts-2/alone",
        "input depth nodes contextEntries contexts activeContexts terms quads keys path headers inputContexts",
    ),
    (
        "merkle-proof-2019/alone",
        "input depth nodes proofs contextEntries contexts activeContexts terms quads keys path headers inputContexts inputProofs",
    ),
    (
        "merkle-proof-2019/presentation",
        "input depth nodes proofs contextEntries contexts activeContexts terms quads signatures path headers nesting documents inputContexts inputProofs inputSignatures",
    ),
    (
        "anchored-ethereum/profile",
        "input depth nodes proofs contextEntries contexts activeContexts terms quads keys path headers inputContexts inputProofs",
    ),
    ("open-attestation-2/did", "input depth nodes signatures path inputSignatures"),
    ("open-attestation-2/store", "input depth nodes signatures path headers"),
    ("open-attestation-3/signed", "input depth nodes signatures path inputSignatures"),
    (
        "timestamps/block",
        "input depth nodes proofs signatures headers inputProofs inputSignatures otsDepth otsMessage otsWork",
    ),
];

#[test]
fn every_limit_is_heard() {
    let mut unheard = Vec::new();
    for (name, spent) in SPENT {
        let case = case(name);
        let policy: Value = serde_json::from_str(&case.policy).expect("a policy is JSON");
        for limit in spent.split(' ') {
            let mut limits = policy.get("limits").cloned().unwrap_or_else(|| json!({}));
            limits[limit] = json!(0);
            if verdict(&case, &json!({ "limits": limits })) == "verified" {
                unheard.push(format!("{name}: limits.{limit}"));
            }
        }
    }
    assert!(unheard.is_empty(), "{} limits not heard:\n{}", unheard.len(), unheard.join("\n"));
}

/// What is added verifies where it is only told, and does not where it is refused.
#[test]
fn what_is_not_signed_is_refused() {
    let mut unheard = Vec::new();
    for (form, name) in FORMS {
        let Some(covered) = Covered::of(Seed::of(case(name))) else { continue };
        let found = (0..300).find_map(|round| covered.insert(&mut Source::seeded(round)));
        unheard.extend(found.map(|finding| format!("{form} ({name}): {}", finding.how)));
    }
    assert!(unheard.is_empty(), "{} forms keep what nobody signed:\n{}", unheard.len(), unheard.join("\n"));
}
