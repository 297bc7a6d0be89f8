//! What a policy accepts, how each fault is named, and that no edit goes unseen.

use super::*;
use crate::digest::DigestAlgorithm;
use crate::merkle::{self, Rule};
use data_encoding::BASE64;
use ed25519_dalek::{Signer, SigningKey};

const LOG: &str = "log.example/1";
const ED25519: u8 = 1;
const COSIGNATURE: u8 = 4;
const ML_DSA: u8 = 6;

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// The text of a verifier key.
fn vkey(name: &str, kind: u8, key: &[u8]) -> String {
    let key = [&[kind], key].concat();
    format!("{name}+{}+{}", data_encoding::HEXLOWER.encode(&id(name, &key)), BASE64.encode(&key))
}

fn id(name: &str, key: &[u8]) -> Vec<u8> {
    DigestAlgorithm::Sha256.hash(&[name.as_bytes(), b"\n", key].concat()).as_bytes()[..4].to_vec()
}

fn key(name: &str, kind: u8, seed: u8) -> VerifierKey {
    VerifierKey::parse(&vkey(name, kind, signer(seed).verifying_key().as_bytes())).unwrap()
}

/// A signature line of the key that `seed` gives.
fn signed(body: &str, name: &str, kind: u8, seed: u8) -> String {
    let signer = signer(seed);
    let id = id(name, &[&[kind], signer.verifying_key().as_bytes().as_slice()].concat());
    let signature = match kind {
        ED25519 => signer.sign(body.as_bytes()).to_bytes().to_vec(),
        _ => {
            let time = 1_700_000_000 + u64::from(seed);
            let signature = signer.sign(format!("cosignature/v1\ntime {time}\n{body}").as_bytes());
            [time.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
        }
    };
    line_of(name, &[id, signature].concat())
}

fn line_of(name: &str, bytes: &[u8]) -> String {
    format!("— {name} {}\n", BASE64.encode(bytes))
}

fn leaves() -> Vec<[u8; 32]> {
    (0..5_u8).map(|number| Rule::Rfc9162.leaf(&[number])).collect()
}

fn body() -> String {
    format!("{LOG}\n5\n{}\n", BASE64.encode(&merkle::root(Rule::Rfc9162, &leaves()).unwrap()))
}

/// A proof of leaf 2 among 5, under a checkpoint with these signature lines.
fn proof(signatures: &str) -> String {
    let path = merkle::proof(Rule::Rfc9162, &leaves(), 2).unwrap();
    let path: String = path.iter().map(|node| BASE64.encode(node) + "\n").collect();
    format!("{HEADER}\nextra AAE=\nindex 2\n{path}\n{}\n{signatures}", body())
}

/// The log and two witnesses.
fn usual() -> String {
    let body = body();
    let log = signed(&body, LOG, ED25519, 1);
    let (one, two) = (signed(&body, "w.example/1", COSIGNATURE, 11), signed(&body, "w.example/2", COSIGNATURE, 12));
    proof(&format!("{log}{one}{two}"))
}

/// The log, seen by two of three witnesses.
fn policy(quorum: usize) -> LogPolicy {
    let witness = |number: u8| key(&format!("w.example/{number}"), COSIGNATURE, 10 + number);
    LogPolicy::new(vec![key(LOG, ED25519, 1)], vec![witness(1), witness(2), witness(3)], quorum).unwrap()
}

fn parse(text: &str) -> Result<TlogProof<'_>, TlogError> {
    TlogProof::parse(text.as_bytes(), &Limits::default())
}

fn verify(text: &str) -> Result<Vec<SignedOutcome>, TlogError> {
    let included = parse(text)?.verify(&leaves()[2], &policy(2))?;
    Ok(included.signatures.into_iter().map(|signed| signed.outcome).collect())
}

#[test]
fn accepts_what_the_policy_asks() {
    let text = usual();
    let proof = parse(&text).unwrap();
    let included = proof.verify(&leaves()[2], &policy(2)).unwrap();
    assert_eq!((included.origin, included.index, included.size), (LOG, 2, 5));
    assert_eq!(Ok(included.root), merkle::root(Rule::Rfc9162, &leaves()));
    assert_eq!(proof.extra.as_deref(), Some([0, 1].as_slice()));
    let outcomes: Vec<_> = included.signatures.iter().map(|signed| (signed.name, signed.outcome)).collect();
    let witness = |timestamp| SignedOutcome::Witness { timestamp };
    let want = [
        (LOG, SignedOutcome::Log { timestamp: None }),
        ("w.example/1", witness(1_700_000_011)),
        ("w.example/2", witness(1_700_000_012)),
    ];
    assert_eq!(outcomes, want);
}

/// The example of <https://c2sp.org/signed-note>.
#[test]
fn verifies_the_published_example() {
    let text = "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    let note = Note::parse(text, &Limits::default()).unwrap();
    assert_eq!(note.text, "This is an example message.\n");
    assert!(key.made(&note.signatures[0]));
    assert_eq!(key.verify(note.text, &note.signatures[0].signature), Ok(key::Verified::Untimed));
    assert_eq!(key.verify("This is another.\n", &note.signatures[0].signature), Err(SignatureError::Invalid));
}

#[test]
fn unknown_keys_are_listed_and_do_not_count() {
    let body = body();
    let log = signed(&body, LOG, ED25519, 1);
    let one = signed(&body, "w.example/1", COSIGNATURE, 11);
    let stranger = signed(&body, "w.example/4", COSIGNATURE, 14);
    let same_name = signed(&body, "w.example/2", COSIGNATURE, 15);
    let quorum = |found| Err(TlogError::Quorum { found, wanted: 2 });
    let outcomes = |lines: &[&str]| verify(&proof(&lines.concat()));
    assert_eq!(outcomes(&[&log]), quorum(0));
    assert_eq!(outcomes(&[&log, &one, &stranger]), quorum(1));
    assert_eq!(outcomes(&[&log, &one, &same_name]), quorum(1));
    assert_eq!(outcomes(&[&log, &one, &one]), quorum(1), "one witness is one, however often it signs");
    assert_eq!(outcomes(&[&one, &signed(&body, "w.example/2", COSIGNATURE, 12)]), Err(TlogError::Log));
    let both = signed(&body, "w.example/3", COSIGNATURE, 13);
    let found = outcomes(&[&stranger, &both, &log, &same_name, &one]).unwrap();
    let witness = |timestamp| SignedOutcome::Witness { timestamp };
    let log = SignedOutcome::Log { timestamp: None };
    let want = [SignedOutcome::Unknown, witness(1_700_000_013), log, SignedOutcome::Unknown, witness(1_700_000_011)];
    assert_eq!(found, want);
}

#[test]
fn a_known_key_that_fails_rejects() {
    let (body, other) = (body(), body().replace("\n5\n", "\n6\n"));
    let log = signed(&body, LOG, ED25519, 1);
    let two = [signed(&body, "w.example/1", COSIGNATURE, 11), signed(&body, "w.example/2", COSIGNATURE, 12)].concat();
    let failed = |name: &str, error| Err(TlogError::Cosignature { name: name.to_owned(), error });
    let of = |name: &str, kind: u8, seed: u8| {
        id(name, &[&[kind], signer(seed).verifying_key().as_bytes().as_slice()].concat())
    };
    let short = line_of("w.example/3", &[of("w.example/3", COSIGNATURE, 13), vec![0; 7]].concat());
    let early = signer(13).sign(format!("cosignature/v1\ntime {}\n{body}", 1_u64 << 63).as_bytes()).to_bytes();
    let late = [of("w.example/3", COSIGNATURE, 13), (1_u64 << 63).to_be_bytes().to_vec(), early.to_vec()].concat();
    let cases = [
        (
            "other text",
            format!("{log}{two}{}", signed(&other, "w.example/3", COSIGNATURE, 13)),
            "w.example/3",
            SignatureError::Invalid,
        ),
        ("log", format!("{two}{}", signed(&other, LOG, ED25519, 1)), LOG, SignatureError::Invalid),
        ("second of the log", format!("{log}{two}{}", signed(&other, LOG, ED25519, 1)), LOG, SignatureError::Invalid),
        ("short", format!("{log}{two}{short}"), "w.example/3", SignatureError::Encoding),
        (
            "time over 2^63",
            format!("{log}{two}{}", line_of("w.example/3", &late)),
            "w.example/3",
            SignatureError::Encoding,
        ),
    ];
    for (name, signatures, key, error) in cases {
        assert_eq!(verify(&proof(&signatures)), failed(key, error), "{name}");
    }
}

#[test]
fn kinds_of_key() {
    let body = body();
    let ml_dsa = VerifierKey::parse(&vkey("w.example/q", ML_DSA, &[7; 1_312])).unwrap();
    let quantum = line_of("w.example/q", &[ml_dsa.id().as_slice(), &[0; 2_428]].concat());
    let cosigned_by_log = signed(&body, LOG, COSIGNATURE, 1);
    let log = key(LOG, COSIGNATURE, 1);
    let verify = |logs, witnesses, quorum, lines: &str| {
        let policy = LogPolicy::new(logs, witnesses, quorum).unwrap();
        let text = proof(lines);
        let included = parse(&text).unwrap().verify(&leaves()[2], &policy)?;
        Ok(included.signatures.into_iter().map(|signed| signed.outcome).collect::<Vec<_>>())
    };
    let timed = SignedOutcome::Log { timestamp: Some(1_700_000_001) };
    let lines = format!("{cosigned_by_log}{quantum}");
    let found = verify(vec![log.clone()], vec![ml_dsa.clone()], 0, &lines);
    assert_eq!(found, Ok(vec![timed, SignedOutcome::Unsupported]));
    let found = verify(vec![log.clone()], vec![ml_dsa.clone()], 1, &lines);
    assert_eq!(found, Err(TlogError::Quorum { found: 0, wanted: 1 }));
    let log_of_the_future = VerifierKey::parse(&vkey(LOG, ML_DSA, &[7; 1_312])).unwrap();
    let line = line_of(LOG, &[log_of_the_future.id().as_slice(), &[0; 2_428]].concat());
    assert_eq!(verify(vec![log_of_the_future], vec![], 0, &line), Err(TlogError::UnsupportedLog));
    let other_log = key("log.example/2", COSIGNATURE, 1);
    let line = signed(&body, "log.example/2", COSIGNATURE, 1);
    assert_eq!(verify(vec![other_log], vec![], 0, &line), Err(TlogError::Log), "the checkpoint of another log");
}

#[test]
fn policies_that_make_no_sense() {
    let log = key(LOG, ED25519, 1);
    let witness = |name: &str, seed| key(name, COSIGNATURE, seed);
    let cases = [
        ("no log", vec![], vec![], 0, LogPolicyError::NoLog),
        ("log twice", vec![log.clone(), key(LOG, COSIGNATURE, 1)], vec![], 0, LogPolicyError::DuplicateKey),
        (
            "one key, two names",
            vec![log.clone()],
            vec![witness("a", 2), witness("b", 2)],
            1,
            LogPolicyError::DuplicateKey,
        ),
        ("no cosignatures", vec![log.clone()], vec![key("a", ED25519, 2)], 1, LogPolicyError::WitnessType),
        ("too many", vec![log.clone()], vec![witness("a", 2)], 2, LogPolicyError::Quorum),
    ];
    for (name, logs, witnesses, quorum, want) in cases {
        assert_eq!(LogPolicy::new(logs, witnesses, quorum), Err(want), "{name}");
    }
}

#[test]
fn verifier_keys_have_one_text() {
    let good = vkey("a.example", ED25519, signer(1).verifying_key().as_bytes());
    let parsed = VerifierKey::parse(&good).unwrap();
    assert_eq!((parsed.name(), parsed.signature_type()), ("a.example", SignatureType::Ed25519));
    let (head, base64) = good.rsplit_once('+').unwrap();
    let (name, id) = head.split_once('+').unwrap();
    let cases = [
        ("nothing", String::new(), VerifierKeyError::Format),
        ("two parts", format!("{name}+{id}"), VerifierKeyError::Format),
        ("no name", format!("+{id}+{base64}"), VerifierKeyError::Name),
        ("space", format!("a b+{id}+{base64}"), VerifierKeyError::Name),
        ("line feed", format!("a\nb+{id}+{base64}"), VerifierKeyError::Name),
        ("other name", format!("b.example+{id}+{base64}"), VerifierKeyError::Id),
        ("upper case", format!("{name}+{}+{base64}", id.to_uppercase()), VerifierKeyError::Format),
        ("short id", format!("{name}+{}+{base64}", &id[2..]), VerifierKeyError::Format),
        ("padding", format!("{name}+{id}+{base64}="), VerifierKeyError::Format),
        ("empty key", format!("{name}+{id}+"), VerifierKeyError::Key),
        ("short key", vkey("a", ED25519, &[1; 31]), VerifierKeyError::Key),
        ("weak key", vkey("a", COSIGNATURE, &[0; 32]), VerifierKeyError::Key),
        ("short ML-DSA key", vkey("a", ML_DSA, &[0; 32]), VerifierKeyError::Key),
        ("ECDSA", vkey("a", 2, &[0; 32]), VerifierKeyError::Unsupported(2)),
    ];
    for (name, text, want) in cases {
        assert_eq!(VerifierKey::parse(&text), Err(want), "{name}");
    }
}

#[test]
fn every_fault_of_a_proof_has_its_name() {
    let good = usual();
    let node = good.lines().nth(3).unwrap();
    let other = BASE64.encode(&[9; 32]);
    let note = |kind, line| TlogError::Note(NoteError { kind, line });
    let many = vec![node; 65].join("\n");
    let cases = [
        ("empty", String::new(), TlogError::Truncated),
        ("header", good.replacen("@v1", "@v2", 1), TlogError::Header),
        ("extra", good.replace("AAE=", "AAE"), TlogError::Extra),
        ("padding within", good.replace("AAE=", "AA==AA=="), TlogError::Extra),
        ("unused bits", good.replace("AAE=", "AAF="), TlogError::Extra),
        ("no index", good.replace("index 2\n", ""), TlogError::Index),
        ("leading zero", good.replace("index 2", "index 02"), TlogError::Index),
        ("sign", good.replace("index 2", "index +2"), TlogError::Index),
        ("no number", good.replace("index 2", "index "), TlogError::Index),
        ("over 64 bits", good.replace("index 2", "index 18446744073709551616"), TlogError::Index),
        ("node", good.replacen(node, &node[1..], 1), TlogError::PathNode),
        ("long path", good.replacen(node, &many, 1), TlogError::Limit(Limit::Path.reached(64))),
        ("longer path", good.replacen(node, &format!("{node}\n{node}"), 1), TlogError::Shape),
        ("shorter path", good.replacen(&format!("{node}\n"), "", 1), TlogError::Shape),
        ("not in the tree", good.replace("index 2", "index 5"), TlogError::Shape),
        ("other place", good.replace("index 2", "index 3"), TlogError::Inclusion),
        ("other sibling", good.replacen(node, &other, 1), TlogError::Inclusion),
        ("control character", good.replacen("extra", "\textra", 1), note(NoteErrorKind::Control, 2)),
        ("carriage return", good.replacen("@v1\n", "@v1\r\n", 1), note(NoteErrorKind::Control, 1)),
        ("no origin", good.replacen(LOG, "", 1), note(NoteErrorKind::Origin, 1)),
        ("size", good.replacen("\n5\n", "\n05\n", 1), note(NoteErrorKind::Size, 2)),
        ("root", good.replacen("\n5\n", "\n5\nA", 1), note(NoteErrorKind::Root, 3)),
        ("empty extension", good.replacen("\n\n—", "\n\nx\n\n—", 1), note(NoteErrorKind::Extension, 4)),
        ("no signatures", good[..good.find('—').unwrap()].to_owned(), note(NoteErrorKind::Lines, 5)),
        ("no end", good.trim_end().to_owned(), note(NoteErrorKind::Lines, 5)),
        ("other dash", good.replacen("— w", "- w", 1), note(NoteErrorKind::Signature, 6)),
        ("no signature", good.replacen("— w.example/1 ", "— ", 1), note(NoteErrorKind::Signature, 6)),
        ("name", good.replacen("— w.e", "— w e", 1), note(NoteErrorKind::Name, 6)),
        ("plus", good.replacen("— w.e", "— w+e", 1), note(NoteErrorKind::Name, 6)),
        ("short signature", good.replacen("— w", "— x AAAA\n— w", 1), note(NoteErrorKind::Signature, 6)),
        (
            "extension nobody signed",
            good.replacen("\n\n—", "\nmore\n\n—", 1),
            TlogError::Cosignature { name: LOG.to_owned(), error: SignatureError::Invalid },
        ),
    ];
    for (name, text, want) in cases {
        assert_eq!(verify(&text), Err(want), "{name}");
    }
    let mut bytes = good.clone().into_bytes();
    bytes[40] = 0xff;
    assert_eq!(TlogProof::parse(&bytes, &Limits::default()), Err(note(NoteErrorKind::Encoding, 3)));
    let leaf = Rule::Rfc9162.leaf(b"another");
    assert_eq!(parse(&good).unwrap().verify(&leaf, &policy(0)), Err(TlogError::Inclusion));
}

#[test]
fn limits_at_their_edge() {
    let strangers = |count: u8| {
        let body = body();
        let lines: String = (0..count).map(|seed| signed(&body, "x", ED25519, 100 + seed)).collect();
        usual() + &lines
    };
    let with = |text: &str, limits: &Limits| {
        TlogProof::parse(text.as_bytes(), limits).map(|proof| proof.note.signatures.len())
    };
    assert_eq!(with(&strangers(61), &Limits::default()), Ok(64));
    assert_eq!(with(&strangers(62), &Limits::default()), Err(TlogError::Limit(Limit::Signatures.reached(64))));
    let text = usual();
    let input = u32::try_from(text.len()).unwrap();
    assert_eq!(with(&text, &Limits { input, ..Limits::default() }), Ok(3));
    let less = Limits { input: input - 1, ..Limits::default() };
    assert_eq!(with(&text, &less), Err(TlogError::Limit(Limit::Input.reached(input - 1))));
    assert!(verify(&strangers(20)).is_ok());
}

/// The text that a proof was read from, if each value has one.
fn written(proof: &TlogProof<'_>) -> String {
    let mut out = format!("{HEADER}\n");
    if let Some(extra) = &proof.extra {
        out += &format!("extra {}\n", BASE64.encode(extra));
    }
    out += &format!("index {}\n", proof.index);
    for node in &proof.path {
        out += &(BASE64.encode(node) + "\n");
    }
    let Checkpoint { origin, size, root, extensions } = &proof.checkpoint;
    out += &format!("\n{origin}\n{size}\n{}\n", BASE64.encode(root));
    for line in extensions {
        out += &format!("{line}\n");
    }
    out += "\n";
    for signature in &proof.note.signatures {
        out += &line_of(signature.name, &[signature.id.as_slice(), &signature.signature].concat());
    }
    out
}

#[test]
fn one_text_for_each_proof_and_no_edit_goes_unseen() {
    let good = usual();
    let honest = parse(&good).unwrap();
    assert_eq!(written(&honest), good);
    let policy = policy(2);
    let mut read = 0;
    for at in 0..good.len() {
        for value in [0x0a, 0x20, b'+', b'0', b'1', b'A', b'=', 0x7f, 0xe2, good.as_bytes()[at] ^ 1] {
            let mut edited = good.clone().into_bytes();
            edited[at] = value;
            let Ok(proof) = TlogProof::parse(&edited, &Limits::default()) else { continue };
            assert_eq!(written(&proof).as_bytes(), edited, "byte {at} = {value}");
            read += 1;
            if let Ok(included) = proof.verify(&leaves()[2], &policy) {
                let same = (included.origin, included.index, included.root) == (LOG, 2, honest.checkpoint.root);
                assert!(
                    same && proof.checkpoint == honest.checkpoint && proof.path == honest.path,
                    "byte {at} = {value}"
                );
            }
        }
    }
    assert!(read > 1_000, "{read}");
    for length in 0..good.len() {
        assert!(
            TlogProof::parse(&good.as_bytes()[..length], &Limits::default()).is_err()
                || good[..length].ends_with("=\n")
        );
    }
}
