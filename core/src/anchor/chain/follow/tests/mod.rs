//! Ladders that hold, and each of their rungs spoiled alone.

mod bitcoin;
mod ethereum;
mod store;

use super::*;
use crate::policy::Checkpoint;
use crate::report::{Check, CheckId, Weight};
use crate::time::Zone;

fn policy() -> Policy {
    Policy::at(Timestamp::parse("2026-11-22T00:00:00Z", Zone::Required).unwrap().timestamp)
}

fn chain(caip2: &str) -> Chain {
    Chain::of_caip2(caip2).unwrap()
}

fn checkpoint(chain: &str, height: u64, hash: String) -> Checkpoint {
    Checkpoint { chain: chain.to_owned(), height, hash, bits: None, period_start: None }
}

/// A rung in few words: `passed`, or the outcome and its reason.
fn word(finding: &Finding) -> String {
    let reason = finding.reason.map(|reason| format!(" {}", reason.code())).unwrap_or_default();
    format!("{}{reason}", finding.outcome.code())
}

fn words(standing: &Standing) -> [String; 4] {
    rungs(standing).map(word)
}

fn needs(standing: &Standing) -> Vec<String> {
    standing.needs.iter().map(|need| format!("{} {}", need.kind.code(), need.key)).collect()
}

/// Each need, told at the rung that wants it.
fn told(standing: &Standing) -> Vec<String> {
    standing
        .needs
        .iter()
        .zip(needs(standing))
        .map(|(need, text)| format!("{}: {text}", need.wanted_by[0].0.code()))
        .collect()
}

/// Whether each need is of a rung that is open.
fn are_told_where_it_is_open(standing: &Standing) -> bool {
    let is_open = |need: &Need| match need.wanted_by[0].0 {
        CheckId::AnchorRoot => standing.root.outcome == Outcome::Undetermined,
        CheckId::AnchorTransaction => standing.transaction.outcome == Outcome::Undetermined,
        CheckId::AnchorInclusion => standing.inclusion.outcome == Outcome::Undetermined,
        CheckId::AnchorLedger => standing.ledger.outcome == Outcome::Undetermined,
        CheckId::AnchorSigner => standing.signer.is_none(),
        _ => false,
    };
    standing.needs.iter().all(is_open)
}

fn datum(finding: &Finding, name: &str) -> Option<Datum> {
    finding.data.find(name).cloned()
}

/// The sentence of a report.
fn detail(finding: &Finding) -> String {
    let Finding { outcome, reason, data } = finding.clone();
    Check { id: CheckId::AnchorLedger, scope: "".into(), outcome, weight: Weight::Required, reason, data }.detail()
}

const PASSED: &str = "passed";
const OPEN: &str = "undetermined check.not_reached";
const MISSING: &str = "undetermined resource.missing";
const ABSENT: &str = "not_applicable member.absent";

/// Asserts the rungs root, transaction, inclusion and ledger, and the needs.
fn assert_standing(name: &str, standing: &Standing, rungs: [&str; 4], wanted: &[&str]) {
    assert_eq!(words(standing), rungs, "{name}: {standing:#?}");
    assert_eq!(needs(standing), wanted, "{name}");
    assert!(are_told_where_it_is_open(standing), "{name}: {:?}", standing.needs);
    assert_eq!(standing.time.is_some(), rungs[3] == PASSED, "{name}: a time is proven by a ledger only");
    for rung in self::rungs(standing).into_iter().filter(|rung| rung.reason.is_some()) {
        for (_, datum) in &rung.data.0 {
            let shown = match datum {
                Datum::Text(text) => text.clone(),
                Datum::Integer(number) => number.to_string(),
                _ => continue,
            };
            assert!(detail(rung).contains(&shown), "{name}: {shown} is not said in {}", detail(rung));
        }
    }
}

#[test]
fn places_that_are_no_chain_say_so() {
    let at = |place| follow(&Anchor { value: vec![1; 32], place }, &Resources::default(), &policy());
    let pending = at(Place::Pending("https://calendar.example".into()));
    assert_standing("pending", &pending, ["undetermined anchor.pending", OPEN, OPEN, OPEN], &[]);
    let unknown = at(Place::Unknown("a tablet of clay".into()));
    assert_standing("unknown", &unknown, ["undetermined anchor.unsupported", OPEN, OPEN, OPEN], &[]);
    let judged = at(Place::Judged(Standing::nothing(Finding::passed())));
    assert_standing("judged", &judged, [PASSED, OPEN, OPEN, OPEN], &[]);
    let root = at(Place::BlockRoot { chain: chain("eip155:1"), height: 1 });
    assert_standing("Ethereum's root", &root, ["undetermined anchor.unsupported", OPEN, OPEN, OPEN], &[]);
}

#[test]
fn a_chain_for_tests_must_be_named() {
    let mock = chain("mock:blockcerts");
    let anchor = |place| Anchor { value: vec![1; 32], place };
    let places = [Place::Transaction { chain: mock, id: "any".into() }, Place::BlockRoot { chain: mock, height: 1 }];
    for anchor in places.map(anchor) {
        let refused = follow(&anchor, &Resources::default(), &policy());
        assert_standing("not named", &refused, [OPEN, OPEN, OPEN, "failed anchor.chain"], &[]);
        assert_eq!(datum(&refused.ledger, "chain"), Some("mock:blockcerts".into()));
        let mut named = policy();
        named.anchors.chains = Some(vec!["mock:blockcerts".into()]);
        let accepted = follow(&anchor, &Resources::default(), &named);
        assert_eq!(words(&accepted), [ABSENT, ABSENT, ABSENT, PASSED]);
        assert_eq!(datum(&accepted.ledger, "reach"), Some("mock".into()));
        assert_eq!((accepted.signer, accepted.time), (None, None));
    }
}

/// Test networks never count unless the policy names them, and naming one leaves the main networks out.
#[test]
fn only_chains_that_the_policy_accepts_are_followed() {
    let main = ["bip122:000000000019d6689c085ae165831e93", "eip155:1", "eip155:137", "eip155:8453"];
    let test = ["bip122:000000000933ea01ad0ee984209779ba", "eip155:11155111", "eip155:84532", "mock:blockcerts"];
    let refused = |name: &str, policy: &Policy| {
        let place = Place::Transaction { chain: chain(name), id: "11".repeat(32) };
        let standing = follow(&Anchor { value: vec![1; 32], place }, &Resources::default(), policy);
        word(&standing.ledger) == "failed anchor.chain"
    };
    let mut one = policy();
    one.anchors.chains = Some(vec!["eip155:11155111".into()]);
    let mut none = policy();
    none.anchors.chains = Some(Vec::new());
    for name in main.iter().chain(&test) {
        assert_eq!(refused(name, &policy()), test.contains(name), "{name}");
        assert_eq!(refused(name, &one), *name != "eip155:11155111", "{name}");
        assert!(refused(name, &none), "{name}");
    }
}
