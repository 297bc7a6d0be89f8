//! Blockcerts 1.2 and 2 from bytes to report: samples of the Blockcerts projects, and certificates made here, of which each
//! rung is spoiled alone. The reference's own tests are in `blockcerts_verifier.rs`.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;

use common::reports;
use credstone::digest::DigestAlgorithm;
use credstone::json::Document;
use credstone::jsonld::{self, Loader, Mode, Options, RdfOptions};
use credstone::limits::Limits;
use credstone::policy::Policy;
use credstone::report::{CheckId, CoveredBy, Reason, Report, Verdict, Weight};
use credstone::resources::{ExplorerAnswer, Resources, Transaction};
use credstone::time::{Timestamp, Zone};
use credstone::verify::{Verifier, inspect};
use serde_json::{Value, json};
use std::path::Path;

const AT: &str = "2026-11-21T12:00:00Z";
const MAIN: &str = "bip122:000000000019d6689c085ae165831e93";
const TESTNET: &str = "bip122:000000000933ea01ad0ee984209779ba";
const REGTEST: &str = "bip122:0f9188f13cb7b2c71f2a335e3a4fc328";
const MOCK: &str = "mock:blockcerts";

/// What the reference software does unless it is told otherwise: every chain, and the word of explorers.
fn policy() -> Value {
    let chains = [MAIN, TESTNET, REGTEST, "eip155:1", "eip155:3", MOCK];
    json!({ "at": AT, "anchors": { "chains": chains, "explorers": "accept" } })
}

fn verify(input: &Value, policy: &Value, resources: &Resources) -> Report {
    let policy = Policy::from_json(policy.to_string().as_bytes()).unwrap();
    Verifier::new(policy).verify(input.to_string().as_bytes(), resources)
}

/// What did not pass of what counts, but for what follows from something else.
fn faults(report: &Report) -> Vec<String> {
    let mut report = report.clone();
    report.checks.retain(|check| check.weight != Weight::Informative && check.reason != Some(Reason::CheckNotReached));
    reports::faults(&report, |id| !matches!(id, CheckId::ProofPresent | CheckId::AnchorPresent))
}

fn needs(report: &Report) -> Vec<String> {
    report.needs.iter().map(|need| format!("{} {}", need.kind.code(), need.key)).collect()
}

/// Members that no context knows are not hashed: whoever adds one is found out.
#[test]
fn members_that_mean_nothing() {
    let Some(folder) = common::suite("blockcerts-cert-schema", 4) else { return };
    let unknown = "context.known /@context/1 undetermined context.unknown";
    let dropped = "context.terms /recipient/fakeInfo failed jsonld.dropped";
    let vocab = "context.known /@context/2 undetermined context.vocab";
    for (name, want) in [
        // The context of this version is known by other addresses.
        ("2.0-alpha/tampered_unmapped_fields", unknown),
        ("2.0-alpha/tampered_unmapped_fields_vocab", unknown),
        ("2.1/tampered_unmapped_fields", dropped),
        ("2.1/tampered_unmapped_fields_vocab", vocab),
    ] {
        let certificate = common::read_json(folder.join(format!("examples/{name}.json")));
        let found = faults(&verify(&certificate, &policy(), &Resources::default()));
        assert!(found.iter().any(|fault| fault == want), "{name}: {found:?}");
    }
}

const ISSUER: &str = "https://issuer.example/profile.json";
const LIST: &str = "https://issuer.example/revoked.json";
const ADDRESS: &str = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
const OTHER_ADDRESS: &str = "15CRxFdyRpGZLW9w8HnHvVduizdL5jKNbs";
const TRANSACTION: &str = "abababababababababababababababababababababababababababababababab";

/// A certificate of the second generation, unsigned.
fn unsigned() -> Value {
    json!({
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "id": "urn:uuid:11111111-2222-4333-8444-555555555555",
        "type": "Assertion",
        "issuedOn": "2018-02-07T23:52:16.636+00:00",
        "recipient": { "type": "email", "hashed": false, "identity": "ada@example.org" },
        "recipientProfile": { "type": ["RecipientProfile", "Extension"], "name": "Ada" },
        "badge": {
            "id": "urn:uuid:66666666-7777-4888-9999-aaaaaaaaaaaa", "type": "BadgeClass", "name": "Soil",
            "issuer": { "id": ISSUER, "type": "Profile", "name": "The School" }
        },
        "verification": {
            "type": ["MerkleProofVerification2017", "Extension"], "publicKey": format!("ecdsa-koblitz-pubkey:{ADDRESS}")
        }
    })
}

/// The hash that is anchored for a document, whether or not JSON-LD loses something of it.
fn hash(document: &Value) -> String {
    let limits = Limits::default();
    let text = document.to_string();
    let document = Document::parse(text.as_bytes(), &limits).unwrap();
    let options = Options { mode: Mode::Lenient, ..Options::default() };
    let expanded = jsonld::expand(document.root(), &Loader::bundled(), &options, &limits).unwrap();
    let dataset = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
    dataset.canonicalize(DigestAlgorithm::Sha256, &limits).unwrap().hash(DigestAlgorithm::Sha256).to_hex()
}

/// The same with its hash in a transaction of the main network.
fn anchored(mut certificate: Value) -> Value {
    let hash = hash(&certificate);
    certificate["signature"] = json!({
        "type": ["MerkleProof2017", "Extension"], "targetHash": hash, "merkleRoot": hash, "proof": [],
        "anchors": [{ "sourceId": TRANSACTION, "type": "BTCOpReturn", "chain": "bitcoinMainnet" }]
    });
    certificate
}

fn profile() -> Value {
    json!({
        "@context": ["https://w3id.org/openbadges/v2", "https://w3id.org/blockcerts/v2"],
        "id": ISSUER, "type": "Profile", "revocationList": LIST,
        "publicKey": [{ "id": format!("ecdsa-koblitz-pubkey:{ADDRESS}"), "created": "2018-01-05T21:10:10.615+00:00" }]
    })
}

fn list() -> Value {
    json!({ "id": LIST, "type": "RevocationList", "issuer": ISSUER, "revokedAssertions": [{ "id": "urn:uuid:other" }] })
}

/// What an explorer says of the transaction.
fn answer(root: &Value) -> ExplorerAnswer {
    ExplorerAnswer {
        data: data_encoding::HEXLOWER_PERMISSIVE.decode(root.as_str().unwrap().as_bytes()).unwrap(),
        from: Some(ADDRESS.to_owned()),
        time: Some(Timestamp::parse("2018-02-08T00:23:34Z", Zone::Required).unwrap().timestamp),
        source: "an explorer".to_owned(),
    }
}

/// A certificate and all that is known of it.
struct Case {
    certificate: Value,
    profile: Option<Value>,
    list: Option<Value>,
    answer: Option<ExplorerAnswer>,
    policy: Value,
}

impl Case {
    fn new(certificate: Value) -> Self {
        let certificate = anchored(certificate);
        let answer = Some(answer(&certificate["signature"]["merkleRoot"]));
        Self {
            certificate,
            profile: Some(profile()),
            list: Some(list()),
            answer,
            policy: json!({ "at": AT, "anchors": { "explorers": "accept" } }),
        }
    }

    fn verify(&self) -> Report {
        let mut resources = Resources::default();
        let documents = [(ISSUER, &self.profile), (LIST, &self.list)];
        for (url, document) in documents.into_iter().filter_map(|(url, document)| Some((url, document.as_ref()?))) {
            resources.add_document(url, document.to_string().into_bytes()).unwrap();
        }
        if let Some(answer) = &self.answer {
            resources.add_explorer_answer(MAIN, TRANSACTION, answer.clone()).unwrap();
        }
        verify(&self.certificate, &self.policy, &resources)
    }
}

fn sound() -> Case {
    Case::new(unsigned())
}

/// The faults of the sound case after an edit of what is known of it.
fn spoiled(edit: impl FnOnce(&mut Case)) -> (Vec<String>, Vec<String>) {
    let mut case = sound();
    edit(&mut case);
    let report = case.verify();
    assert_ne!(report.verdict, Verdict::Verified);
    (faults(&report), needs(&report))
}

/// The faults of a certificate that was edited before it was anchored.
fn reissued(edit: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut certificate = unsigned();
    edit(&mut certificate);
    faults(&Case::new(certificate).verify())
}

#[test]
fn a_sound_certificate_is_verified() {
    let case = sound();
    let report = case.verify();
    assert_eq!((report.verdict, faults(&report)), (Verdict::Verified, Vec::new()));
    let format = inspect(case.certificate.to_string().as_bytes()).format;
    assert_eq!(report.format, format);
    assert_eq!((format.model, format.profile), (Some("open-badges-2.0"), Some("blockcerts-2")));
    assert_eq!(format.securing, ["blockcerts/MerkleProof2017"]);
    assert!(inspect(unsigned().to_string().as_bytes()).format.securing.is_empty());
    let summary = &report.summary;
    assert!(summary.secured);
    assert_eq!(summary.name.as_deref(), Some("Soil"));
    assert_eq!(summary.issuer.as_ref().unwrap().id.as_deref(), Some(ISSUER));
    assert_eq!(summary.subjects[0].id.as_deref(), Some("ada@example.org"));
    assert_eq!(summary.valid_from.as_deref(), Some("2018-02-07T23:52:16.636+00:00"));
    let covered: Vec<_> = report.coverage.iter().map(|entry| (entry.pointer.as_str(), entry.by)).collect();
    let want = [("", CoveredBy::Hash), ("/@context", CoveredBy::None), ("/signature", CoveredBy::None)];
    assert_eq!(covered, want);
    let verified = report.into_verified().unwrap();
    let text: Value = serde_json::from_str(verified.json()).unwrap();
    assert!(text.get("signature").is_none());
    assert_eq!(hash(&text), hash(&unsigned()));
}

#[test]
fn each_rung_fails_alone() {
    let only = |edit: fn(&mut Case)| spoiled(edit).0;
    let cases: Vec<(&str, fn(&mut Case), &[&str])> = vec![
        (
            "another name",
            |case| case.certificate["badge"]["name"] = json!("Oil"),
            &["anchor.target /signature failed merkle.target"],
        ),
        (
            "another path",
            |case| case.certificate["signature"]["proof"] = json!([{ "left": TRANSACTION }]),
            &["anchor.path /signature failed merkle.root"],
        ),
        (
            "no hash",
            |case| case.certificate["signature"]["targetHash"] = json!("ab"),
            &["anchor.encoding /signature failed proof.value_encoding"],
        ),
        (
            "no anchor",
            |case| case.certificate["signature"]["anchors"] = json!([]),
            &["anchor.encoding /signature failed anchor.missing"],
        ),
        (
            "a suite that the policy excludes",
            |case| case.policy["suites"] = json!(["eddsa-rdfc-2022"]),
            &["anchor.encoding /signature failed proof.not_accepted"],
        ),
        (
            "a chain for tests",
            |case| case.certificate["signature"]["anchors"][0]["chain"] = json!("bitcoinTestnet"),
            &["anchor.ledger /signature failed anchor.chain"],
        ),
        (
            "a chain without entries",
            |case| {
                case.certificate["signature"]["anchors"][0] =
                    json!({ "type": "Mock", "chain": "mockchain", "sourceId": "a test" });
            },
            &["anchor.ledger /signature failed anchor.chain"],
        ),
        (
            "a chain that nobody knows",
            |case| {
                case.certificate["signature"]["anchors"][0] =
                    json!({ "type": "XRPMemo", "chain": "ripple", "sourceId": "a test" });
            },
            &["anchor.root /signature undetermined anchor.unsupported"],
        ),
        (
            "another entry",
            |case| case.answer.as_mut().unwrap().data = vec![1; 32],
            &[
                "anchor.root /signature failed anchor.value",
                "anchor.transaction /signature undetermined resource.missing",
                "anchor.inclusion /signature undetermined resource.missing",
            ],
        ),
        (
            "another signer",
            |case| case.answer.as_mut().unwrap().from = Some(OTHER_ADDRESS.to_owned()),
            &["anchor.signer /signature failed anchor.issuer", "issuer.binding /signature failed issuer.mismatch"],
        ),
        (
            "a key that the issuer does not have",
            |case| {
                case.profile.as_mut().unwrap()["publicKey"][0]["id"] =
                    json!(format!("ecdsa-koblitz-pubkey:{OTHER_ADDRESS}"));
            },
            &["issuer.binding /signature failed issuer.mismatch"],
        ),
        (
            "a key that came later",
            |case| case.profile.as_mut().unwrap()["publicKey"][0]["created"] = json!("2019-01-01"),
            &["anchor.period /signature failed anchor.too_early"],
        ),
        (
            "a key that was revoked before",
            |case| case.profile.as_mut().unwrap()["publicKey"][0]["revoked"] = json!("2018-02-01"),
            &["anchor.period /signature failed key.revoked"],
        ),
        (
            "a profile of somebody else",
            |case| case.profile.as_mut().unwrap()["id"] = json!("https://other.example"),
            &["issuer.binding /signature undetermined issuer.alias", "status.entry  undetermined issuer.alias"],
        ),
        (
            "a certificate that was taken back",
            |case| {
                case.list.as_mut().unwrap()["revokedAssertions"][0] =
                    json!({ "id": case.certificate["id"], "revocationReason": "An error" });
            },
            &["status.entry https://issuer.example/revoked.json failed status.revoked"],
        ),
        (
            "a list that is none",
            |case| case.list.as_mut().unwrap()["revokedAssertions"] = json!({}),
            &["status.entry https://issuer.example/revoked.json undetermined resource.malformed"],
        ),
        (
            "an issuer whom nobody trusts",
            |case| case.policy["trustedIssuers"] = json!([]),
            &["issuer.trusted  failed issuer.not_trusted"],
        ),
        (
            "another recipient",
            |case| case.policy["expectedRecipient"] = json!("eve@example.org"),
            &["recipient  failed recipient.differs"],
        ),
        ("no signature", |case| drop(case.certificate.as_object_mut().unwrap().remove("signature")), &[]),
    ];
    for (name, edit, want) in cases {
        assert_eq!(only(edit), want, "{name}");
    }
    let mut unsecured = sound();
    unsecured.certificate.as_object_mut().unwrap().remove("signature");
    let report = unsecured.verify();
    let present = reports::faults(&report, |id| id.code() == "proof.present");
    assert_eq!((report.verdict, present), (Verdict::Rejected, vec!["proof.present  failed proof.missing".to_owned()]));
}

#[test]
fn what_is_missing_is_named() {
    let transaction = format!("transaction {MAIN}/{TRANSACTION}");
    let inclusion = format!("inclusion {MAIN}/{TRANSACTION}");
    let (profile, list) = (format!("document {ISSUER}"), format!("document {LIST}"));
    let (found, needs) = spoiled(|case| case.answer = None);
    let open = ["root", "transaction", "inclusion"];
    assert_eq!(found, open.map(|rung| format!("anchor.{rung} /signature undetermined resource.missing")));
    assert_eq!(needs, [transaction.clone(), inclusion.clone()]);
    let (found, needs) = spoiled(|case| case.profile = None);
    let unbound = "issuer.binding /signature undetermined resource.missing";
    assert_eq!(found, [unbound, "status.entry  undetermined resource.missing"]);
    assert_eq!(needs, std::slice::from_ref(&profile));
    let (found, needs) = spoiled(|case| case.list = None);
    assert_eq!(found, [format!("status.entry {LIST} undetermined resource.missing")]);
    assert_eq!(needs, [list]);
    // All of it at once, as far as one can know.
    let (_, needs) = spoiled(|case| (case.answer, case.profile) = (None, None));
    assert_eq!(needs, [profile, transaction, inclusion]);
    let (_, needs) = spoiled(|case| case.policy = json!({ "at": AT }));
    assert!(needs.contains(&"policy anchors.explorers".to_owned()), "{needs:?}");
}

#[test]
fn what_was_anchored_decides() {
    let cases: Vec<(&str, fn(&mut Value), &[&str])> = vec![
        ("nothing", |_| (), &[]),
        ("a day", |certificate| certificate["issuedOn"] = json!("2018-02-07"), &[]),
        ("a zone without a colon", |certificate| certificate["issuedOn"] = json!("2018-02-07T10:00:00+0100"), &[]),
        (
            "a day to come",
            |certificate| certificate["issuedOn"] = json!("2030-01-01"),
            &["validity /issuedOn failed validity.not_yet"],
        ),
        (
            "no day",
            |certificate| certificate["issuedOn"] = json!("in May"),
            &["validity /issuedOn failed date.invalid"],
        ),
        ("an end to come", |certificate| certificate["expires"] = json!("2030-01-01"), &[]),
        (
            "an end",
            |certificate| certificate["expires"] = json!("2020-01-01"),
            &["validity /expires failed validity.expired"],
        ),
        (
            "an end by another name",
            |certificate| certificate["https://w3id.org/security#expiration"] = json!("2020-01-01"),
            &["validity /https:~1~1w3id.org~1security#expiration failed validity.expired"],
        ),
        (
            "two ends",
            |certificate| certificate["expires"] = json!(["2030-01-01", "2020-01-01"]),
            &["model.members /expires/1 failed model.cardinality", "validity /expires/1 failed validity.expired"],
        ),
        (
            "two badges",
            |certificate| certificate["badge"] = json!([certificate["badge"], "urn:uuid:b"]),
            &["model.members /badge/1 failed model.cardinality"],
        ),
        (
            "no recipient",
            |certificate| drop(certificate.as_object_mut().unwrap().remove("recipient")),
            &["model.members  failed model.missing"],
        ),
        (
            "another type",
            |certificate| certificate["type"] = json!("BadgeClass"),
            &["model.members  failed model.object_type"],
        ),
        (
            "a member without meaning",
            |certificate| certificate["badge"]["colour"] = json!("red"),
            &["context.terms /badge/colour failed jsonld.dropped"],
        ),
        (
            "a member with a meaning of its own",
            |certificate| {
                let own = json!({ "colour": { "@id": "https://issuer.example/colour" } });
                certificate["@context"].as_array_mut().unwrap().push(own);
                certificate["badge"]["colour"] = json!("red");
            },
            &[],
        ),
        (
            "another address",
            |certificate| {
                certificate["verification"]["publicKey"] = json!(format!("ecdsa-koblitz-pubkey:{OTHER_ADDRESS}"));
            },
            &["anchor.signer /signature failed anchor.issuer"],
        ),
    ];
    for (name, edit, want) in cases {
        assert_eq!(reissued(edit), want, "{name}");
    }
}

/// Every edit of one place of `value`: each leaf becomes another, each member and item is left out or called otherwise.
fn edits(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let with = |put: &dyn Fn(&mut serde_json::Map<String, Value>)| {
                    let mut members = members.clone();
                    members.remove(name);
                    put(&mut members);
                    Value::Object(members)
                };
                found.push(with(&|_| ()));
                found.push(with(&|members| drop(members.insert(format!("{name}s"), member.clone()))));
                found.push(with(&|members| drop(members.insert(name.clone(), json!([member, member])))));
                found.extend(
                    edits(member).iter().map(|edit| with(&|members| drop(members.insert(name.clone(), edit.clone())))),
                );
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let with = |put: &[Value]| {
                    let (before, rest) = items.split_at(index);
                    Value::Array([before, put, &rest[1..]].concat())
                };
                found.push(with(&[]));
                found.extend(edits(item).into_iter().map(|edit| with(&[edit])));
            }
        }
        Value::String(text) => {
            found.extend([
                json!(format!("{text}x")),
                json!(text.to_uppercase()),
                json!({ "id": text }),
                json!({ "@value": text }),
            ]);
        }
        other => found.push(json!(other.to_string())),
    }
    found
}

/// Whatever is edited in one place, it is not verified, or it says what it said.
#[test]
fn no_edit_is_verified_as_something_else() {
    let mut case = sound();
    case.policy["anchors"]["chains"] = json!([MAIN, MOCK]);
    let told = |report: Report| (report.summary.clone(), report.into_verified().unwrap().json().to_owned());
    let want = told(case.verify());
    let sound = case.certificate.clone();
    let (mut edited, mut same) = (0, 0);
    for edit in edits(&sound) {
        case.certificate = edit;
        edited += 1;
        let report = case.verify();
        if report.verdict == Verdict::Verified {
            same += 1;
            assert_eq!(told(report), want, "{}", case.certificate);
        }
    }
    println!("{edited} edits, of which {same} say the same");
    assert!(edited > 150 && same * 4 < edited);
}

/// What a certificate says under a context that nobody knows, nobody knows.
#[test]
fn a_context_that_nobody_knows() {
    let mut case = sound();
    case.certificate["@context"][1] = json!("https://w3id.org/blockcerts/v2.9");
    case.policy["trustedIssuers"] = json!([]);
    let report = case.verify();
    assert_eq!(report.verdict, Verdict::Indeterminate);
    let unknown = "undetermined context.unknown";
    let found = faults(&report);
    assert!(found.contains(&format!("context.known /@context/1 {unknown}")), "{found:?}");
    assert!(found.contains(&format!("anchor.target /signature {unknown}")), "{found:?}");
    assert_eq!(needs(&report), ["context https://w3id.org/blockcerts/v2.9"]);
}

#[test]
fn no_more_lists_are_looked_into_than_the_policy_bears() {
    let mut certificate = unsigned();
    let lists: Vec<_> = (0..9).map(|number| format!("https://issuer.example/{number}")).collect();
    certificate["badge"]["issuer"]["revocationList"] = json!(lists);
    let mut case = Case::new(certificate);
    case.profile.as_mut().unwrap().as_object_mut().unwrap().remove("revocationList");
    case.policy["limits"] = json!({ "entries": 4 });
    let report = case.verify();
    let asked = reports::faults(&report, |id| id == CheckId::StatusEntry);
    assert_eq!((asked.len(), needs(&report).len()), (5, 4), "{asked:?}");
    assert!(asked.contains(&"status.entry  undetermined limit.entries".to_owned()), "{asked:?}");
}

/// The certificate's own word counts where its issuer's profile has none, and beside it as far as it was supplied.
#[test]
fn lists_that_the_certificate_names() {
    let own = "https://issuer.example/old.json";
    let mut certificate = unsigned();
    certificate["badge"]["issuer"]["revocationList"] = json!(own);
    let mut case = Case::new(certificate);
    assert_eq!(case.verify().verdict, Verdict::Verified);
    case.profile.as_mut().unwrap().as_object_mut().unwrap().remove("revocationList");
    let report = case.verify();
    assert_eq!(faults(&report), [format!("status.entry {own} undetermined resource.missing")]);
    assert_eq!(needs(&report), [format!("document {own}")]);
    let mut resources = Resources::default();
    let revoked = json!({ "revokedAssertions": [case.certificate["id"]] });
    for (url, document) in [(ISSUER, profile()), (LIST, list()), (own, revoked)] {
        resources.add_document(url, document.to_string().into_bytes()).unwrap();
    }
    resources.add_explorer_answer(MAIN, TRANSACTION, case.answer.unwrap()).unwrap();
    let found = faults(&verify(&case.certificate, &case.policy, &resources));
    assert_eq!(found, [format!("status.entry {own} failed status.revoked")]);
    // Without any, there is nothing to ask.
    let mut case = sound();
    case.profile.as_mut().unwrap().as_object_mut().unwrap().remove("revocationList");
    assert_eq!(case.verify().verdict, Verdict::Verified);
}

/// A list that the certificate names does not take the place of the profile, which may name another one.
#[test]
fn a_profile_that_is_missing_may_name_another_list() {
    let did = "did:web:issuer.example";
    let mut certificate = unsigned();
    certificate["badge"]["issuer"] = json!({ "id": did, "type": "Profile", "revocationList": LIST });
    let case = Case::new(certificate);
    let key = json!({
        "kty": "EC", "crv": "secp256k1",
        "x": "Z4r9sP5VSCcZZ_GmcTC3EFzWqCjgOQmmeWLg6h9h3rY", "y": "Sfa8P0zvOMTzVQTlHsES3lw4Tfe6C41XikxwK2vxHV8"
    });
    let method = json!({ "id": "#key-1", "type": "JsonWebKey", "controller": did, "publicKeyJwk": key });
    let document = json!({
        "id": did, "assertionMethod": [method],
        "service": [{ "id": "#s", "type": "IssuerProfile", "serviceEndpoint": ISSUER }]
    });
    let with = |profile: Option<Value>| {
        let mut documents = vec![(did, document.clone()), (LIST, list())];
        documents.extend(profile.map(|profile| (ISSUER, profile)));
        let mut resources = reports::resources(&documents);
        resources.add_explorer_answer(MAIN, TRANSACTION, case.answer.clone().unwrap()).unwrap();
        let report = verify(&case.certificate, &case.policy, &resources);
        (faults(&report), needs(&report))
    };
    assert_eq!(with(Some(profile())), (Vec::new(), Vec::new()));
    let missing = vec!["status.entry  undetermined resource.missing".to_owned()];
    assert_eq!(with(None), (missing, vec![format!("document {ISSUER}")]));
    let mut broken = profile();
    broken["revocationList"] = json!([LIST]);
    assert_eq!(with(Some(broken)).0, ["status.entry  undetermined resource.malformed"]);
}

/// What the caller asks, a certificate of these generations has no place to answer.
#[test]
fn a_certificate_answers_no_challenge() {
    let asked = |edit: fn(&mut Value)| spoiled(|case| edit(&mut case.policy)).0;
    let challenge = "proof.challenge /signature failed proof.challenge_mismatch";
    assert_eq!(asked(|policy| policy["presentation"] = json!({ "challenge": "7" })), [challenge]);
    let domain = "proof.domain /signature failed proof.domain_mismatch";
    assert_eq!(asked(|policy| policy["presentation"] = json!({ "domain": "school.example" })), [domain]);
    let purpose = "proof.purpose /signature failed proof.malformed";
    assert_eq!(asked(|policy| policy["purpose"] = json!("authentication")), [purpose]);
    // To be a certificate is to assert.
    let mut case = sound();
    case.policy["purpose"] = json!("assertionMethod");
    assert_eq!(case.verify().verdict, Verdict::Verified);
    // Whoever writes an answer beside the hash, signs nothing.
    let (found, _) = spoiled(|case| {
        case.policy["presentation"] = json!({ "challenge": "7", "domain": "school.example" });
        case.policy["purpose"] = json!("authentication");
        let signature = &mut case.certificate["signature"];
        (signature["challenge"], signature["domain"]) = (json!("7"), json!("school.example"));
        signature["proofPurpose"] = json!("authentication");
    });
    let open = ["purpose", "domain", "challenge"];
    assert_eq!(found, open.map(|id| format!("proof.{id} /signature undetermined check.unsupported")));
}

/// The case of letters means something in the addresses of Bitcoin's first years, and nothing in the others.
#[test]
fn addresses_are_compared_as_addresses() {
    let stating = |stated: &str, own: &str| {
        let mut certificate = unsigned();
        certificate["verification"]["publicKey"] = json!(format!("ecdsa-koblitz-pubkey:{stated}"));
        let mut case = Case::new(certificate);
        case.profile.as_mut().unwrap()["publicKey"][0]["id"] = json!(format!("ecdsa-koblitz-pubkey:{own}"));
        case.answer.as_mut().unwrap().from = Some(own.to_owned());
        faults(&case.verify())
    };
    assert_eq!(stating(ADDRESS, ADDRESS), Vec::<String>::new());
    let other = "anchor.signer /signature failed anchor.issuer";
    assert_eq!(stating(&ADDRESS.to_lowercase(), ADDRESS), [other]);
    let segwit = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    assert_eq!(stating(&segwit.to_uppercase(), segwit), Vec::<String>::new());
}

/// Each anchor is followed and reported on by itself.
#[test]
fn a_signature_has_no_more_anchors_than_the_policy_bears() {
    let with = |count: usize| {
        let mut case = sound();
        case.policy["limits"] = json!({ "entries": 3 });
        let anchor = case.certificate["signature"]["anchors"][0].clone();
        case.certificate["signature"]["anchors"] = json!(vec![anchor; count]);
        faults(&case.verify())
    };
    assert_eq!(with(3), Vec::<String>::new());
    assert_eq!(with(4), ["anchor.encoding /signature undetermined limit.entries"]);
}

#[test]
fn chains_for_tests_count_where_the_policy_names_them() {
    let mut case = sound();
    case.certificate["signature"]["anchors"][0] = json!({ "type": "Mock", "chain": "mockchain", "sourceId": "a test" });
    assert_eq!(case.verify().verdict, Verdict::Rejected);
    case.policy["anchors"]["chains"] = json!([MOCK]);
    assert_eq!(case.verify().verdict, Verdict::Verified);
}

/// Without a chain in the anchor, the issuer's address tells which network of Bitcoin it is.
#[test]
fn the_address_tells_the_network() {
    let without = |address: &str| {
        let mut certificate = unsigned();
        certificate["verification"]["publicKey"] = json!(format!("ecdsa-koblitz-pubkey:{address}"));
        let mut case = Case::new(certificate);
        case.certificate["signature"]["anchors"][0].as_object_mut().unwrap().remove("chain");
        faults(&case.verify())
    };
    assert_eq!(without(ADDRESS), Vec::<String>::new());
    let test = "msBCHdwaQ7N2ypBYupkp6uNxtr9Pg76imj";
    assert_eq!(without(test), ["anchor.ledger /signature failed anchor.chain"]);
}

/// Blockcerts 3 has the lists of the second generation where a credential has no status of its own.
#[test]
fn lists_of_the_third_generation() {
    let credential = |status: Value| {
        let mut credential = json!({
            "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/blockcerts/v3"],
            "id": "urn:uuid:11111111-2222-4333-8444-555555555555", "type": ["VerifiableCredential", "BlockcertsCredential"],
            "issuer": ISSUER, "issuanceDate": "2022-01-01T00:00:00Z", "credentialSubject": { "id": "did:example:ada" }
        });
        if !status.is_null() {
            credential["credentialStatus"] = status;
        }
        credential
    };
    let status = |credential: &Value, documents: &[(&str, Value)]| {
        let report = verify(credential, &json!({ "at": AT }), &reports::resources(documents));
        (reports::faults(&report, |id| id.code() == "status.entry"), needs(&report))
    };
    let plain = credential(Value::Null);
    let revoked = json!({ "revokedAssertions": [plain["id"]] });
    let missing = |place: &str| vec![format!("status.entry {place} undetermined resource.missing")];
    assert_eq!(status(&plain, &[]).0, missing(""));
    assert_eq!(status(&plain, &[]).1, [format!("document {ISSUER}")]);
    assert_eq!(status(&plain, &[(ISSUER, profile())]), (missing(LIST), vec![format!("document {LIST}")]));
    assert_eq!(status(&plain, &[(ISSUER, profile()), (LIST, list())]).0, Vec::<String>::new());
    let found = status(&plain, &[(ISSUER, profile()), (LIST, revoked.clone())]).0;
    assert_eq!(found, [format!("status.entry {LIST} failed status.revoked")]);
    // A status of its own is all there is.
    let own = credential(json!({ "id": "urn:s", "type": "Other" }));
    let found = status(&own, &[(ISSUER, profile()), (LIST, revoked.clone())]).0;
    assert_eq!(found, ["status.entry /credentialStatus undetermined status.unsupported"]);
    // Nobody signs the contexts: without that of Blockcerts, the type still says what it is. Whatever else it is besides,
    // such as an Open Badge, changes nothing.
    let mut renamed = plain.clone();
    renamed["@context"] = json!(["https://www.w3.org/2018/credentials/v1"]);
    renamed["type"] = json!(["VerifiableCredential", "https://w3id.org/blockcerts#BlockcertsCredential"]);
    let found = status(&renamed, &[(ISSUER, profile()), (LIST, revoked.clone())]).0;
    assert_eq!(found, [format!("status.entry {LIST} failed status.revoked")]);
    // A DID names the profile among its services.
    let did = "did:web:issuer.example";
    let mut by_did = plain.clone();
    by_did["issuer"] = json!(did);
    let service = json!([{ "id": "#s", "type": "IssuerProfile", "serviceEndpoint": ISSUER }]);
    let document = json!({ "id": did, "service": service });
    assert_eq!(status(&by_did, &[]).0, missing(""));
    assert_eq!(status(&by_did, &[(did, json!({ "id": did }))]).0, Vec::<String>::new());
    assert_eq!(status(&by_did, &[(did, document.clone())]).0, missing(""));
    let found = status(&by_did, &[(did, document.clone()), (ISSUER, profile()), (LIST, revoked)]).0;
    assert_eq!(found, [format!("status.entry {LIST} failed status.revoked")]);
    // Where it has one that cannot be found, nothing is known of the list.
    let mut elsewhere = document;
    elsewhere["service"][0]["serviceEndpoint"] = json!({ "uri": ISSUER });
    assert_eq!(status(&by_did, &[(did, elsewhere)]).0, ["status.entry  undetermined did.document"]);
    // Of a name that no place on the web has, what was supplied is the profile.
    let mut by_name = plain.clone();
    by_name["issuer"] = json!("urn:example:school");
    let mut named = profile();
    named["id"] = by_name["issuer"].clone();
    assert_eq!(status(&by_name, &[]).0, Vec::<String>::new());
    assert_eq!(status(&by_name, &[("urn:example:school", named)]).0, missing(LIST));
    // The document of a did:key follows from it.
    by_did["issuer"] = json!("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    assert_eq!(status(&by_did, &[]).0, Vec::<String>::new());
}

/// The transaction of the certificate of the first generation, put together from what an explorer says of it.
fn transaction(answer: &Value) -> Vec<u8> {
    let hex = |value: &Value| data_encoding::HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap();
    let number = |value: &Value, bytes: usize| value.as_u64().unwrap().to_le_bytes()[..bytes].to_vec();
    let (inputs, outputs) = (answer["inputs"].as_array().unwrap(), answer["outputs"].as_array().unwrap());
    let mut raw = number(&answer["ver"], 4);
    raw.push(u8::try_from(inputs.len()).unwrap());
    for input in inputs {
        let (mut hash, script) = (hex(&input["prev_hash"]), hex(&input["script"]));
        hash.reverse();
        raw.extend([hash, number(&input["output_index"], 4), vec![u8::try_from(script.len()).unwrap()]].concat());
        raw.extend([script, number(&input["sequence"], 4)].concat());
    }
    raw.push(u8::try_from(outputs.len()).unwrap());
    for output in outputs {
        let script = hex(&output["script"]);
        raw.extend([number(&output["value"], 8), vec![u8::try_from(script.len()).unwrap()], script].concat());
    }
    raw.extend([0; 4]);
    raw
}

/// A certificate of the first generation, with its issuer's profile and its transaction.
struct First {
    certificate: Value,
    profile: Value,
    resources: Resources,
}

impl First {
    fn new(folder: &Path) -> Self {
        let certificate = common::read_json(folder.join("test/fixtures/v1/testnet-valid-1.2.json"));
        let profile = common::read_json(folder.join("test/data/v1.2-issuer-profile.json"));
        let explorer = common::read_json(folder.join("test/data/v1.2-blockcypher-response.json"));
        let id = explorer["hash"].as_str().unwrap();
        let mut resources = Resources::default();
        let raw = transaction(&explorer);
        resources.add_transaction(MAIN, id, Transaction { raw, previous: Vec::new() }).unwrap();
        let time = explorer["confirmed"].as_str().unwrap();
        let answer = ExplorerAnswer {
            from: None,
            time: Some(Timestamp::parse(time, Zone::Required).unwrap().timestamp),
            ..answer(&certificate["receipt"]["merkleRoot"])
        };
        resources.add_explorer_answer(MAIN, id, answer).unwrap();
        Self { certificate, profile, resources }
    }

    fn verify(&self, status: &str) -> Report {
        let mut resources = self.resources.clone();
        let url = self.certificate["document"]["certificate"]["issuer"]["id"].as_str().unwrap();
        resources.add_document(url, self.profile.to_string().into_bytes()).unwrap();
        let mut policy = policy();
        policy["status"] = json!(status);
        verify(&self.certificate, &policy, &resources)
    }
}

#[test]
fn a_certificate_of_the_first_generation() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let first = First::new(&folder);
    // That nobody spent the outputs which take it back, nobody can prove.
    let unspent = "status.entry  undetermined status.unsupported";
    let report = first.verify("required");
    assert_eq!((report.verdict, faults(&report)), (Verdict::Indeterminate, vec![unspent.to_owned()]));
    let report = first.verify("informative");
    assert_eq!(report.verdict, Verdict::Verified);
    let passed = |id: &str| report.checks.iter().any(|check| check.id.code() == id && check.reason.is_none());
    let rungs = ["target", "path", "root", "transaction", "inclusion", "ledger", "signer", "period"];
    assert!(rungs.iter().all(|rung| passed(&format!("anchor.{rung}"))));
    assert!(passed("proof.signature") && passed("issuer.binding"));
    assert_eq!((report.format.model, report.format.profile), (Some("blockcerts-1.2"), Some("blockcerts-1")));
    assert_eq!(report.summary.subjects[0].name.as_deref(), Some("Arya Stark"));
    let mut covered: Vec<_> = report.coverage.iter().map(|entry| (entry.pointer.as_str(), entry.by)).collect();
    covered.sort_by_key(|(pointer, _)| *pointer);
    // In which language it is, its context does not know, so that is not hashed; everything else is.
    let want = [
        ("", CoveredBy::None),
        ("/document", CoveredBy::Hash),
        ("/document/@context", CoveredBy::None),
        ("/document/certificate/language", CoveredBy::None),
    ];
    assert_eq!(covered, want);
    let verified = report.into_verified().unwrap();
    let text: Value = serde_json::from_str(verified.json()).unwrap();
    assert!(text["certificate"].get("language").is_none());
    assert_eq!(hash(&text), hash(&first.certificate["document"]));
}

#[test]
fn what_fails_of_the_first_generation() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let cases: Vec<(&str, fn(&mut First), &[&str])> = vec![
        ("nothing", |_| (), &[]),
        (
            "a member that is not hashed",
            |first| first.certificate["document"]["certificate"]["grade"] = json!("excellent"),
            &[],
        ),
        (
            "another name",
            |first| first.certificate["document"]["recipient"]["givenName"] = json!("Sansa"),
            &["anchor.target /receipt failed merkle.target"],
        ),
        (
            "another path",
            |first| first.certificate["receipt"]["proof"] = json!([]),
            &["anchor.path /receipt failed merkle.root"],
        ),
        (
            "a key that the issuer does not have",
            |first| first.profile["issuerKeys"][0]["key"] = json!(ADDRESS),
            &["issuer.binding /receipt failed issuer.mismatch"],
        ),
        (
            "a key that came later",
            |first| first.profile["issuerKeys"][0]["date"] = json!("2016-12-01"),
            &["anchor.period /receipt failed anchor.too_early"],
        ),
        (
            "a network that is none",
            |first| first.profile["issuerKeys"] = json!([]),
            &["anchor.root /receipt undetermined anchor.unsupported"],
        ),
    ];
    for (name, edit, want) in cases {
        let mut first = First::new(&folder);
        edit(&mut first);
        assert_eq!(faults(&first.verify("informative")), want, "{name}");
    }
    // Without the profile nobody knows which network it is.
    let first = First::new(&folder);
    let report = verify(&first.certificate, &policy(), &Resources::default());
    let url = first.profile["id"].as_str().unwrap();
    assert!(faults(&report).contains(&"anchor.root /receipt undetermined resource.missing".to_owned()));
    assert_eq!(needs(&report), [format!("document {url}")]);
}

/// A certificate whose entry the issuer made, and whose name it did not sign.
#[test]
fn the_name_must_be_signed_by_who_made_the_entry() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let reissued = |edit: fn(&mut Value)| {
        let mut first = First::new(&folder);
        edit(&mut first.certificate["document"]);
        let hash = hash(&first.certificate["document"]);
        let receipt = &mut first.certificate["receipt"];
        (receipt["targetHash"], receipt["merkleRoot"], receipt["proof"]) = (json!(hash), json!(hash), json!([]));
        receipt["anchors"][0]["sourceId"] = json!(TRANSACTION);
        let from = first.profile["issuerKeys"][0]["key"].as_str().map(str::to_owned);
        let answer = ExplorerAnswer { from, ..answer(&first.certificate["receipt"]["merkleRoot"]) };
        first.resources.add_explorer_answer(MAIN, TRANSACTION, answer).unwrap();
        faults(&first.verify("informative"))
    };
    assert_eq!(reissued(|_| ()), Vec::<String>::new());
    let cases: Vec<(fn(&mut Value), &str)> = vec![
        (|document| document["assertion"]["uid"] = json!("another"), "failed signature.invalid"),
        (|document| document["signature"] = json!("AAAA"), "failed signature.encoding"),
        (|document| document["verify"]["attribute-signed"] = json!("id"), "undetermined proof.unsupported"),
        (
            |document| drop(document["verify"].as_object_mut().unwrap().remove("attribute-signed")),
            "failed proof.malformed",
        ),
    ];
    for (edit, want) in cases {
        assert_eq!(reissued(edit), [format!("proof.signature /document/signature {want}")]);
    }
}

/// What stands beside the document of the first generation, nothing secures.
#[test]
fn members_beside_the_document() {
    let Some(folder) = common::suite("blockcerts-cert-verifier-js", 1) else { return };
    let with = |edit: fn(&mut Value)| {
        let mut first = First::new(&folder);
        edit(&mut first.certificate);
        let mut resources = first.resources.clone();
        let url = first.certificate["document"]["certificate"]["issuer"]["id"].as_str().unwrap();
        resources.add_document(url, first.profile.to_string().into_bytes()).unwrap();
        let mut policy = policy();
        (policy["status"], policy["unsignedMembers"]) = (json!("informative"), json!("refuse"));
        faults(&verify(&first.certificate, &policy, &resources))
    };
    assert_eq!(with(|_| ()), Vec::<String>::new());
    assert_eq!(with(|file| file["grade/1"] = json!("excellent")), ["context.terms /grade~11 failed jsonld.dropped"]);
    let within = with(|file| file["document"]["certificate"]["grade"] = json!("excellent"));
    assert_eq!(within, ["context.terms /document/certificate/grade failed jsonld.dropped"]);
    let language = with(|file| file["document"]["certificate"]["language"] = json!({ "grade": "excellent" }));
    assert_eq!(language, ["context.terms /document/certificate/language failed jsonld.dropped"]);
}

/// Certificates of which the files say that they are sound, without anything that is known of them.
#[test]
fn samples() {
    let Some(folder) = common::suite("blockcerts-cert-schema", 2) else { return };
    let mut tally = common::Tally::new("blockcerts-samples");
    for name in ["examples/1.2/sample_signed_cert-1.2.json", "examples/2.1/sample_valid.json"] {
        let report = verify(&common::read_json(folder.join(name)), &policy(), &Resources::default());
        let failed: Vec<_> = faults(&report).into_iter().filter(|fault| fault.contains(" failed ")).collect();
        tally.case(name, if failed.is_empty() { Ok(()) } else { Err(failed.join(", ")) });
    }
    tally.finish(2);
}
