//! Detached timestamps in the verdict: how far each leads, what each spoiled rung is called, and what they prove of keys.

#![cfg(feature = "anchors")]
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod common;
#[path = "common/regtest.rs"]
mod regtest;

use credstone::digest::DigestAlgorithm;
use credstone::policy::Policy;
use credstone::report::{Outcome, Report, Verdict, Weight};
use credstone::resources::{Attachment, Resources};
use credstone::verify::{Verifier, inspect};
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey};
use regtest::{REGTEST, chain, hash, sha256, shown};
use serde_json::{Value, json};

const AT: &str = "2026-11-21T12:00:00Z";
const MAIN: &str = "bip122:000000000019d6689c085ae165831e93";
const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
const BITCOIN: &[u8] = b"\x05\x88\x96\x0d\x73\xd7\x19\x01";
const PENDING: &[u8] = b"\x00\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e\x11\x10https://cal.test";
const UNKNOWN: &[u8] = b"\x00\x07\x07\x07\x07\x07\x07\x07\x07\x01x";
const HEIGHT: u8 = 100;

/// Block 358391 of Bitcoin, which holds the stamp of `hello-world.txt`.
const BLOCK: &str = "02000000b96394585a281b7e5f438fd1c9ed492645a1fd61cb3802040000000000000000007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a1e376755f58616186272def6";
const BLOCK_HASH: &str = "000000000000000003e892881a8cdcdc117c06d444057c98b6f04a9ee75a2319";

fn badge() -> Vec<u8> {
    let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors/samples");
    common::read(samples.join("genuine-badge.json"))
}

/// A stamp of the text with this digest, whose tree is put together from these parts.
fn stamp(tag: u8, digest: &[u8], tree: &[&[u8]]) -> Vec<u8> {
    [MAGIC, &[1, tag], digest, &tree.concat()].concat()
}

/// Appends a byte and hashes: what `stamp` leads to is [`root`].
const WAY: &[u8] = b"\xf0\x01\x2a\x08";

fn root(digest: &[u8]) -> Vec<u8> {
    sha256(&[digest, b"\x2a"].concat())
}

fn block(height: u8) -> Vec<u8> {
    [b"\x00".as_slice(), BITCOIN, &[1, height]].concat()
}

/// A policy that trusts the last of these headers, and the resources that hold them all.
fn world(headers: &[Vec<u8>]) -> (Value, Resources) {
    let last = u64::from(HEIGHT) + headers.len() as u64 - 1;
    let checkpoint = json!({ "chain": REGTEST, "height": last, "hash": shown(hash(headers.last().unwrap())) });
    let anchors = json!({ "chains": [REGTEST], "checkpoints": [checkpoint] });
    let mut resources = Resources::default();
    headers.iter().for_each(|header| resources.add_header(REGTEST, header.clone()).unwrap());
    (json!({ "at": AT, "anchors": anchors }), resources)
}

fn with(resources: &Resources, attached: &[u8]) -> Resources {
    let mut resources = resources.clone();
    resources.add_attached(Attachment { bytes: attached.to_vec(), media_type: None });
    resources
}

fn verify(input: &[u8], policy: &Value, resources: &Resources) -> Report {
    let policy = Policy::from_json(policy.to_string().as_bytes()).unwrap();
    Verifier::new(policy).verify(input, resources)
}

/// What did not pass of what counts: id, scope, reason; with `!` what failed.
fn faults(report: &Report) -> Vec<String> {
    let told = report.checks.iter().filter(|check| check.weight == Weight::Required);
    let told = told.filter(|check| matches!(check.outcome, Outcome::Failed | Outcome::Undetermined));
    let line = |check: &credstone::report::Check| {
        let mark = if check.outcome == Outcome::Failed { "!" } else { "?" };
        format!("{mark} {} {} {}", check.id.code(), check.scope, check.reason.unwrap().code())
    };
    told.map(line).filter(|line| !line.ends_with("check.not_reached")).collect()
}

fn outcomes(report: &Report) -> Vec<(&'static str, String, Outcome)> {
    let anchors = report.checks.iter().filter(|check| check.id.code().starts_with("anchor."));
    anchors.map(|check| (check.id.code(), check.scope.to_string(), check.outcome)).collect()
}

#[test]
fn a_stamp_of_a_badge_reaches_the_ledger() {
    let input = badge();
    let jcs = credstone::jcs(&input).unwrap();
    let nquads = credstone::rdfc(&credstone::to_nquads(&input).unwrap()).unwrap();
    for (of, text) in [("bytes", input.as_slice()), ("jcs", jcs.as_bytes()), ("nquads", nquads.as_bytes())] {
        let digest = sha256(text);
        let (policy, resources) = world(&chain(&root(&digest), 1_770_000_000));
        let attached = stamp(8, &digest, &[WAY, &block(HEIGHT)]);
        let report = verify(&input, &policy, &with(&resources, &attached));
        assert_eq!(report.verdict, Verdict::Verified, "{:?}", faults(&report));
        let target = report.checks.iter().find(|check| check.id.code() == "anchor.target").unwrap();
        assert_eq!(target.data.find("of"), Some(&of.into()));
        let scope = || "attached/0".to_owned();
        let (passed, absent) = (Outcome::Passed, Outcome::NotApplicable);
        assert_eq!(
            outcomes(&report),
            [
                ("anchor.present", String::new(), passed),
                ("anchor.encoding", scope(), passed),
                ("anchor.target", scope(), passed),
                ("anchor.path", scope(), passed),
                ("anchor.root", scope(), passed),
                ("anchor.transaction", scope(), absent),
                ("anchor.inclusion", scope(), absent),
                ("anchor.ledger", scope(), passed),
                ("anchor.signer", scope(), absent),
            ]
        );
    }
}

#[test]
fn every_rung_fails_by_its_own_name() {
    let input = badge();
    let digest = sha256(&input);
    let headers = chain(&root(&digest), 1_770_000_000);
    let (policy, resources) = world(&headers);
    let (_, without_first) = world(&headers[1..]);
    let at = block(HEIGHT);
    let plain = stamp(8, &digest, &[WAY, &at]);
    let forked = |others: &[&[u8]]| {
        let others: Vec<u8> = others.iter().flat_map(|other| [b"\xff".as_slice(), other].concat()).collect();
        stamp(8, &digest, &[&others, WAY, &at])
    };
    let sha1 = DigestAlgorithm::Sha1.hash(&input).as_bytes().to_vec();
    let weak = |policy: &Value| {
        let mut policy = policy.clone();
        policy["anchors"]["weakDigests"] = "accept".into();
        policy
    };
    let untrusting = {
        let mut policy = policy.clone();
        policy["anchors"]["checkpoints"] = json!([]);
        policy
    };
    let other_chain = {
        let mut policy = policy.clone();
        policy["anchors"]["chains"] = json!([]);
        policy
    };
    let (weak_policy, weak_resources) = world(&chain(&root(&sha1), 1_770_000_000));
    let by_sha1 = stamp(2, &sha1, &[WAY, &at]);
    let through_sha1 = stamp(8, &digest, &[b"\x02", &at]);
    let (_, of_another) = world(&chain(&root(&[1; 32]), 1_770_000_000));
    let trusting_another = world(&chain(&root(&[1; 32]), 1_770_000_000)).0;
    let absent = "? anchor.present  proof.not_proven";
    let refused = "! anchor.present  proof.not_proven";
    let cases: Vec<(&str, Vec<u8>, &Value, &Resources, Vec<&str>)> = vec![
        ("as it should be", plain.clone(), &policy, &resources, vec![]),
        ("with more that nobody knows", forked(&[UNKNOWN, PENDING]), &policy, &resources, vec![]),
        (
            "pending",
            stamp(8, &digest, &[PENDING]),
            &policy,
            &resources,
            vec![absent, "? anchor.root attached/0 anchor.pending"],
        ),
        (
            "unknown",
            stamp(8, &digest, &[UNKNOWN]),
            &policy,
            &resources,
            vec![absent, "? anchor.root attached/0 anchor.unsupported"],
        ),
        (
            "another text",
            stamp(8, &[1; 32], &[WAY, &at]),
            &trusting_another,
            &of_another,
            vec![refused, "! anchor.target attached/0 merkle.target"],
        ),
        (
            "another block",
            stamp(8, &digest, &[WAY, &block(HEIGHT + 1)]),
            &policy,
            &resources,
            vec![refused, "! anchor.root attached/0 anchor.value"],
        ),
        (
            "an operation that nobody knows",
            stamp(8, &digest, &[b"\x04", &at]),
            &policy,
            &resources,
            vec![refused, "! anchor.encoding attached/0 ots.operation"],
        ),
        (
            "cut off",
            plain[..plain.len() - 1].to_vec(),
            &policy,
            &resources,
            vec![refused, "! anchor.encoding attached/0 ots.malformed"],
        ),
        (
            "a later version",
            [MAGIC, &[2]].concat(),
            &policy,
            &resources,
            vec![absent, "? anchor.encoding attached/0 anchor.unsupported"],
        ),
        (
            "too deep",
            stamp(8, &digest, &[&[8; 257], &at]),
            &policy,
            &resources,
            vec![absent, "? anchor.encoding attached/0 limit.ots_depth"],
        ),
        (
            "nothing known",
            b"stamp".to_vec(),
            &policy,
            &resources,
            vec![absent, "? anchor.encoding attached/0 format.unsupported"],
        ),
        (
            "no header",
            plain.clone(),
            &policy,
            &without_first,
            vec![absent, "? anchor.root attached/0 resource.missing"],
        ),
        (
            "no checkpoint",
            plain.clone(),
            &untrusting,
            &resources,
            vec![absent, "? anchor.ledger attached/0 anchor.no_checkpoint"],
        ),
        ("no chain", plain.clone(), &other_chain, &resources, vec![refused, "! anchor.ledger attached/0 anchor.chain"]),
        (
            "SHA-1 of the text",
            by_sha1.clone(),
            &weak_policy,
            &weak_resources,
            vec![absent, "? anchor.target attached/0 anchor.weak_digest"],
        ),
        (
            "SHA-1 on the way",
            through_sha1,
            &policy,
            &resources,
            vec![absent, "? anchor.root attached/0 anchor.weak_digest"],
        ),
    ];
    for (name, attached, policy, resources, want) in cases {
        let report = verify(&input, policy, &with(resources, &attached));
        assert_eq!(faults(&report), want, "{name}");
        let failed = want.iter().any(|fault| fault.starts_with('!'));
        let verdict = if want.is_empty() {
            Verdict::Verified
        } else if failed {
            Verdict::Rejected
        } else {
            Verdict::Indeterminate
        };
        assert_eq!(report.verdict, verdict, "{name}");
    }
    let accepted = verify(&input, &weak(&weak_policy), &with(&weak_resources, &by_sha1));
    assert_eq!(faults(&accepted), Vec::<String>::new());
    let asked = verify(&input, &weak_policy, &with(&weak_resources, &by_sha1));
    assert!(asked.needs.iter().any(|need| need.key == "anchors.weakDigests"));
}

/// Of two blocks that hold, the earlier one counts; one that the ledger contradicts counts against the stamp.
#[test]
fn one_of_several_attestations_is_enough() {
    let input = badge();
    let digest = sha256(&input);
    let (policy, resources) = world(&chain(&root(&digest), 1_770_000_000));
    let missing = [b"\x08".as_slice(), &block(HEIGHT - 3)].concat();
    let wrong = [b"\x08".as_slice(), &block(HEIGHT + 2)].concat();
    for (name, other, want) in [("no header", &missing, Verdict::Verified), ("wrong root", &wrong, Verdict::Rejected)] {
        let attached = stamp(8, &digest, &[b"\xff", other, WAY, &block(HEIGHT)]);
        let report = verify(&input, &policy, &with(&resources, &attached));
        assert_eq!(report.verdict, want, "{name}: {:?}", faults(&report));
        assert!(report.needs.is_empty(), "{name}");
        assert_eq!(report.checks.iter().filter(|check| check.id.code() == "anchor.ledger").count(), 2, "{name}");
    }
}

#[test]
fn a_stamp_that_is_the_input_is_never_verified() {
    let Some(folder) = common::suite("opentimestamps-client", 1) else { return };
    let stamp = common::read(folder.join("examples/hello-world.txt.ots"));
    let text = common::read(folder.join("examples/hello-world.txt"));
    assert_eq!(inspect(&stamp).format.securing, ["opentimestamps"]);
    let policy =
        json!({ "at": AT, "anchors": { "checkpoints": [{ "chain": MAIN, "height": 358_391, "hash": BLOCK_HASH }] } });
    let mut resources = Resources::default();
    resources.add_header(MAIN, HEXLOWER.decode(BLOCK.as_bytes()).unwrap()).unwrap();
    // On its way stand SHA-1 and RIPEMD-160.
    let strict = verify(&stamp, &policy, &resources);
    assert!(faults(&strict).contains(&"? anchor.root  anchor.weak_digest".to_owned()));
    let mut policy = policy;
    policy["anchors"]["weakDigests"] = "accept".into();
    let report = verify(&stamp, &policy, &resources);
    assert_eq!(
        faults(&report),
        ["? proof.present  proof.timestamp", "? anchor.present  proof.not_proven", "? anchor.target  resource.missing"]
    );
    let need = report.needs.iter().find(|need| need.kind.code() == "content").unwrap();
    assert_eq!(need.key, format!("sha256:{}", HEXLOWER.encode(&sha256(&text))));
    resources.add_document("https://hello.example/world.txt", text).unwrap();
    let report = verify(&stamp, &policy, &resources);
    assert_eq!(faults(&report), ["? proof.present  proof.timestamp"]);
    assert_eq!(
        (report.verdict, report.format.securing.as_slice()),
        (Verdict::Indeterminate, ["opentimestamps".to_owned()].as_slice())
    );
    let ledger = report.checks.iter().find(|check| check.id.code() == "anchor.ledger").unwrap();
    assert_eq!(ledger.data.find("reach"), Some(&"checkpoint".into()));
    let mut far = policy.clone();
    far["anchors"]["checkpoints"] = json!([]);
    assert!(faults(&verify(&stamp, &far, &resources)).contains(&"? anchor.ledger  anchor.no_checkpoint".to_owned()));
}

#[test]
fn chainpoint_proofs_are_attached_too() {
    let input = badge();
    let digest = HEXLOWER.encode(&sha256(&input));
    let proof = |hash: &str, ops: Value| {
        json!({ "@context": "https://w3id.org/chainpoint/v4", "type": "Chainpoint", "hash": hash,
                "branches": [{ "label": "cal", "ops": ops }] })
        .to_string()
        .into_bytes()
    };
    let anchors = |kind: &str, id: &str| json!([{ "anchors": [{ "type": kind, "anchor_id": id, "uris": [] }] }]);
    let (absent, refused) = ("? anchor.present  proof.not_proven", "! anchor.present  proof.not_proven");
    let policy = json!({ "at": AT });
    for (name, attached, want) in [
        ("calendar", proof(&digest, anchors("cal", "7")), vec![absent, "? anchor.root attached/0 anchor.pending"]),
        ("block", proof(&digest, anchors("btc", "358391")), vec![absent, "? anchor.root attached/0 resource.missing"]),
        (
            "test network",
            proof(&digest, anchors("tbtc", "358391")),
            vec![refused, "! anchor.ledger attached/0 anchor.chain"],
        ),
        (
            "other kind",
            proof(&digest, anchors("xrp", "7")),
            vec![absent, "? anchor.root attached/0 anchor.unsupported"],
        ),
        (
            "another text",
            proof(&"01".repeat(32), anchors("cal", "7")),
            vec![refused, "! anchor.target attached/0 merkle.target", "? anchor.root attached/0 anchor.pending"],
        ),
        (
            "operation",
            proof(&digest, json!([{ "op": "sha-257" }])),
            vec![refused, "! anchor.encoding attached/0 chainpoint.operation"],
        ),
        (
            "malformed",
            proof("00", anchors("cal", "7")),
            vec![refused, "! anchor.encoding attached/0 chainpoint.malformed"],
        ),
    ] {
        assert_eq!(faults(&verify(&input, &policy, &with(&Resources::default(), &attached))), want, "{name}");
        let bare = verify(&attached, &policy, &Resources::default());
        assert_eq!(bare.format.securing, ["chainpoint"], "{name}");
        assert_ne!(bare.verdict, Verdict::Verified, "{name}");
    }
}

const LOG: &str = "log.example/1";

fn vkey(name: &str, kind: u8, signer: &SigningKey) -> (String, Vec<u8>) {
    let key = [&[kind], signer.verifying_key().as_bytes().as_slice()].concat();
    let id = sha256(&[name.as_bytes(), b"\n", &key].concat())[..4].to_vec();
    (format!("{name}+{}+{}", HEXLOWER.encode(&id), BASE64.encode(&key)), id)
}

/// A log of one leaf, signed by the log and cosigned by a witness at this time; and both keys.
fn log_proof(entry: &[u8], time: u64) -> (String, String, String) {
    let root = sha256(&[&[0], entry].concat());
    let body = format!("{LOG}\n1\n{}\n", BASE64.encode(&root));
    let (log, witness) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let ((log_key, log_id), (witness_key, witness_id)) = (vkey(LOG, 1, &log), vkey("w.example", 4, &witness));
    let signature = log.sign(body.as_bytes()).to_bytes();
    let cosignature = witness.sign(format!("cosignature/v1\ntime {time}\n{body}").as_bytes()).to_bytes();
    let line = |name: &str, bytes: Vec<u8>| format!("— {name} {}\n", BASE64.encode(&bytes));
    let signed = line(LOG, [log_id, signature.to_vec()].concat());
    let seen = line("w.example", [witness_id, time.to_be_bytes().to_vec(), cosignature.to_vec()].concat());
    (format!("c2sp.org/tlog-proof@v1\nindex 0\n\n{body}\n{signed}{seen}"), log_key, witness_key)
}

#[test]
fn a_log_counts_if_the_policy_names_it() {
    let input = badge();
    let (proof, log, witness) = log_proof(&sha256(&input), 1_770_000_000);
    let policy = |logs: Value, witnesses: Value, quorum: u32| json!({ "at": AT, "anchors": { "logs": logs, "witnesses": witnesses, "quorum": quorum } });
    let trusted = policy(json!([{ "vkey": log }]), json!([{ "vkey": witness }]), 1);
    let broken = proof.replace("\nindex 0", "\nindex 00");
    let (other, ..) = log_proof(b"another", 1_770_000_000);
    let signature = |proof: &str| proof.lines().nth(7).unwrap().to_owned();
    let misread = proof.replace(&signature(&proof), &signature(&other));
    let (absent, refused) = ("? anchor.present  proof.not_proven", "! anchor.present  proof.not_proven");
    for (name, proof, policy, want) in [
        ("as it should be", &proof, &trusted, vec![]),
        ("of the text itself", &log_proof(&input, 1).0, &trusted, vec![]),
        (
            "no log",
            &proof,
            &policy(json!([]), json!([]), 0),
            vec![absent, "? anchor.ledger attached/0 anchor.no_checkpoint"],
        ),
        (
            "another log",
            &proof,
            &policy(json!([{ "vkey": vkey("o.example", 1, &SigningKey::from_bytes(&[9; 32])).0 }]), json!([]), 0),
            vec![absent, "? anchor.ledger attached/0 anchor.no_checkpoint"],
        ),
        (
            "no key",
            &proof,
            &policy(json!([{ "vkey": "log" }]), json!([]), 0),
            vec![absent, "? anchor.ledger attached/0 tlog.policy"],
        ),
        (
            "too few witnesses",
            &proof,
            &policy(
                json!([{ "vkey": log }]),
                json!([{ "vkey": vkey("v.example", 4, &SigningKey::from_bytes(&[9; 32])).0 }]),
                1,
            ),
            vec![absent, "? anchor.ledger attached/0 anchor.no_checkpoint"],
        ),
        ("another text", &other, &trusted, vec![refused, "! anchor.path attached/0 merkle.root"]),
        ("malformed", &broken, &trusted, vec![refused, "! anchor.encoding attached/0 tlog.malformed"]),
        ("another signature", &misread, &trusted, vec![refused, "! anchor.ledger attached/0 tlog.signature"]),
    ] {
        let report = verify(&input, policy, &with(&Resources::default(), proof.as_bytes()));
        assert_eq!(faults(&report), want, "{name}");
    }
    let bare = verify(proof.as_bytes(), &trusted, &Resources::default());
    assert_eq!((bare.verdict, bare.format.securing), (Verdict::Indeterminate, vec!["tlog-proof".to_owned()]));
}

/// A credential whose key was revoked on 2026-02-02; what matters here is only whether the key was good.
fn revoked() -> (Vec<u8>, Value) {
    let did = "did:web:uni.example";
    let credential = json!({
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "VerifiableCredential",
        "issuer": did,
        "credentialSubject": { "id": "urn:s" },
        "proof": {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "proofPurpose": "assertionMethod",
            "verificationMethod": format!("{did}#key-1"),
            "proofValue": "z2"
        }
    });
    let method = json!({
        "id": "#key-1",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "revoked": "2026-02-02T00:00:00Z"
    });
    (credential.to_string().into_bytes(), json!({ "id": did, "assertionMethod": [method] }))
}

#[test]
fn a_stamp_saves_a_proof_from_a_later_revocation() {
    const REVOKED: u32 = 1_769_990_400;
    const LOOSENESS: u32 = 7_200;
    let (input, document) = revoked();
    let digest = sha256(&input);
    let key = |time: Option<u32>, instant: &str, digest: &[u8]| {
        let (mut policy, mut resources) = world(&chain(&root(digest), time.unwrap_or(REVOKED)));
        policy["keyInstant"] = instant.into();
        resources.add_document("did:web:uni.example", document.to_string().into_bytes()).unwrap();
        let attached = stamp(8, digest, &[WAY, &block(HEIGHT)]);
        let resources = if time.is_some() { with(&resources, &attached) } else { resources };
        let report = verify(&input, &policy, &resources);
        let check = |id: &str| {
            let check = report.checks.iter().find(|check| check.id.code() == id).unwrap();
            check.reason.map_or(check.outcome.code(), |reason| reason.code())
        };
        [check("proof.key_period"), check("issuer.binding")]
    };
    let passed = ["passed", "passed"];
    let revoked = ["key.revoked", "key.revoked"];
    // The whole interval lies before the revocation, to the second.
    assert_eq!(key(Some(REVOKED - LOOSENESS - 1), "anchored", &digest), passed);
    assert_eq!(key(Some(REVOKED - LOOSENESS), "anchored", &digest), revoked);
    assert_eq!(key(Some(REVOKED + 1), "anchored", &digest), revoked);
    assert_eq!(key(Some(REVOKED - 86_400), "at", &digest), revoked);
    let unproven = ["key.time_unproven", "key.revoked"];
    assert_eq!(key(None, "anchored", &digest), unproven);
    assert_eq!(key(Some(REVOKED - 86_400), "anchored", &[1; 32]), unproven, "a stamp of another text");
}

/// The input of a case of the test vectors, with what is supplied for it.
fn case(name: &str) -> (Vec<u8>, Resources) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-vectors").join(name);
    let resources = folder.join("resources.json");
    let resources = if resources.exists() { common::read(resources) } else { b"{}".to_vec() };
    (common::read(folder.join("input.json")), Resources::from_json(&resources).unwrap())
}

const WRAPPED: [&str; 2] = ["open-attestation-2/did", "open-attestation-3/signed"];

#[test]
fn a_stamp_of_a_wrapped_document_reaches_the_ledger() {
    for name in WRAPPED {
        let (input, supplied) = case(name);
        let texts = [("bytes", input.clone()), ("jcs", credstone::jcs(&input).unwrap().into_bytes())];
        for (of, text) in texts {
            let digest = sha256(&text);
            let (policy, mut resources) = world(&chain(&root(&digest), 1_770_000_000));
            resources.extend(supplied.clone()).unwrap();
            let report = verify(&input, &policy, &with(&resources, &stamp(8, &digest, &[WAY, &block(HEIGHT)])));
            assert_eq!(report.verdict, Verdict::Verified, "{name}: {:?}", faults(&report));
            let of_stamp = |id: &str| {
                let mut checks = report.checks.iter().filter(|check| check.id.code() == id);
                checks.find(|check| check.scope == "attached/0").unwrap()
            };
            assert_eq!(of_stamp("anchor.target").data.find("of"), Some(&of.into()), "{name}");
            assert_eq!(of_stamp("anchor.ledger").outcome, Outcome::Passed, "{name}");
            assert_eq!(outcomes(&report)[0], ("anchor.present", String::new(), Outcome::Passed), "{name}");
        }
    }
}

#[test]
fn a_stamp_of_a_wrapped_document_fails_by_its_own_name() {
    for name in WRAPPED {
        let (input, supplied) = case(name);
        let digest = sha256(&input);
        let headers = chain(&root(&digest), 1_770_000_000);
        let (policy, mut resources) = world(&headers);
        resources.extend(supplied).unwrap();
        let (absent, refused) = ("? anchor.present  proof.not_proven", "! anchor.present  proof.not_proven");
        let pending = "? anchor.root attached/0 anchor.pending";
        // What version 3 says in statements may have been stamped as well; its contexts are not at hand.
        let another = match name == WRAPPED[0] {
            true => vec![refused, "! anchor.target attached/0 merkle.target", pending],
            false => vec![absent, "? anchor.target attached/0 context.unknown", pending],
        };
        for (fault, attached, want) in [
            ("unknown", b"stamp".to_vec(), vec![absent, "? anchor.encoding attached/0 format.unsupported"]),
            ("pending", stamp(8, &digest, &[PENDING]), vec![absent, pending]),
            (
                "another block",
                stamp(8, &digest, &[WAY, &block(HEIGHT + 1)]),
                vec![refused, "! anchor.root attached/0 anchor.value"],
            ),
            ("another text", stamp(8, &[1; 32], &[PENDING]), another),
        ] {
            let report = verify(&input, &policy, &with(&resources, &attached));
            let mut found = faults(&report);
            found.retain(|fault| !fault.starts_with("? model.profile"));
            assert_eq!(found, want, "{name}: {fault}");
            assert_ne!(report.verdict, Verdict::Verified, "{name}: {fault}");
        }
        let without = verify(&input, &policy, &resources);
        assert_eq!(without.verdict, Verdict::Verified, "{name}");
        assert_eq!(outcomes(&without)[0].2, Outcome::NotApplicable, "{name}");
    }
}

/// Of a contract that nobody knows and a stamp that holds, the stamp is an anchor, and no word of an issuer.
#[test]
fn a_stamp_is_no_issuance() {
    let (input, supplied) = case("open-attestation-2/store-missing");
    let digest = sha256(&input);
    let (policy, mut resources) = world(&chain(&root(&digest), 1_770_000_000));
    resources.extend(supplied).unwrap();
    let mut policy = policy;
    policy["anchors"]["chains"] = json!([REGTEST, "eip155:1"]);
    let of_stamp = with(&resources, &stamp(8, &digest, &[WAY, &block(HEIGHT)]));
    for (resources, anchored) in [(&resources, Outcome::Undetermined), (&of_stamp, Outcome::Passed)] {
        let report = verify(&input, &policy, resources);
        assert_eq!((outcomes(&report)[0].2, report.verdict), (anchored, Verdict::Indeterminate));
        assert!(faults(&report).contains(&"? proof.present  proof.not_proven".to_owned()));
    }
}

#[test]
fn a_stamp_saves_a_wrapped_document_from_a_later_revocation() {
    const REVOKED: u32 = 1_769_990_400;
    const LOOSENESS: u32 = 7_200;
    let (input, _) = case(WRAPPED[0]);
    let text: Value = serde_json::from_slice(&input).unwrap();
    let method = text["proof"][0]["verificationMethod"].as_str().unwrap();
    let did = method.split('#').next().unwrap();
    let document = |ends: &str| {
        let mut method = json!({
            "id": method, "type": "EcdsaSecp256k1RecoveryMethod2020", "controller": did,
            "blockchainAccountId": format!("eip155:1:{}", did.rsplit(':').next().unwrap())
        });
        method[ends] = "2026-02-02T00:00:00Z".into();
        json!({ "id": did, "assertionMethod": [method] })
    };
    let signer = |time: Option<u32>, instant: &str, ends: &str, digest: &[u8]| {
        let (mut policy, mut resources) = world(&chain(&root(digest), time.unwrap_or(REVOKED)));
        policy["keyInstant"] = instant.into();
        resources.add_document(did, document(ends).to_string().into_bytes()).unwrap();
        let attached = stamp(8, digest, &[WAY, &block(HEIGHT)]);
        let resources = if time.is_some() { with(&resources, &attached) } else { resources };
        let report = verify(&input, &policy, &resources);
        let check = report.checks.iter().find(|check| check.id.code() == "anchor.signer").unwrap();
        check.reason.map_or(check.outcome.code(), |reason| reason.code())
    };
    let digest = sha256(&input);
    for (time, instant, want) in [
        (Some(REVOKED - LOOSENESS - 1), "anchored", "passed"),
        (Some(REVOKED - LOOSENESS), "anchored", "key.revoked"),
        (Some(REVOKED - 86_400), "at", "key.revoked"),
        (None, "anchored", "key.time_unproven"),
        // The signature says that it was made before.
        (None, "created", "passed"),
    ] {
        assert_eq!(signer(time, instant, "revoked", &digest), want, "{time:?} {instant}");
    }
    assert_eq!(signer(None, "at", "expires", &digest), "key.expired");
    assert_eq!(signer(None, "anchored", "elsewhere", &digest), "passed", "a key without end needs no time");
    assert_eq!(signer(Some(REVOKED - 86_400), "anchored", "revoked", &[1; 32]), "key.time_unproven");
}

/// What is attached is attached to the input, not to what stands within it.
#[test]
fn documents_within_have_nothing_attached() {
    let (credential, supplied) = case(WRAPPED[1]);
    let credential: Value = serde_json::from_slice(&credential).unwrap();
    let badge: Value = serde_json::from_slice(&badge()).unwrap();
    let presentation = json!({
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [credential, badge]
    });
    let input = presentation.to_string().into_bytes();
    let report = verify(&input, &json!({ "at": AT }), &with(&supplied, &stamp(8, &sha256(&input), &[PENDING])));
    let attached = |report: &Report| report.checks.iter().filter(|check| check.scope == "attached/0").count();
    assert!(attached(&report) > 0);
    assert_eq!(report.nested.iter().map(|nested| attached(&nested.report)).collect::<Vec<_>>(), [0, 0]);
}
