//! The proof itself: how it is written, what it starts from, where it leads, and which chains count.

use super::bitcoin::{Making, sound};
use super::{AT, PROFILE, Scene, holds, not_proven, of_profile, of_profile_with, registrar, spoiled, unchecked};
use crate::bitcoin::REGTEST;
use crate::blockcerts::{Entry, MerkleProof, batch, batch_as, certificate, pair, proof};
use crate::documents::VCDM_1;
use crate::table::{Case, Family, Row, Table, failed, set, undetermined, without};
use credstone::jsonld::{Languages, RdfOptions};
use credstone::multiformat::multibase;
use credstone::rdf::Escapes;
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    let spec = "https://w3c-ccg.github.io/lds-merkle-proof-2019/";
    encoding(&mut table.family("merkle-proof-2019", spec));
    parts(&mut table.family("merkle-proof-2019", spec));
    members(&mut table.family("merkle-proof-2019", spec));
    path(&mut table.family("merkle-proof-2019", spec));
    limits(&mut table.family("merkle-proof-2019", spec));
    presentation(&mut table.family("merkle-proof-2019", spec));
    chains(&mut table.family("merkle-proof-2019", spec));
    mock(&mut table.family("merkle-proof-2019", spec));
    beta(&mut table.family("merkle-proof-2019", spec));
    readings(&mut table.family("merkle-proof-2019", spec));
}

/// Certificates that the issuer's processor read in another way.
fn readings(family: &mut Family<'_>) {
    let name = json!({ "@value": "Soil Science I\u{c}", "@language": "en-GB" });
    let document = set(&certificate(PROFILE), "/name", name);
    let lowered = RdfOptions { languages: Languages::LowerCase, ..RdfOptions::default() };
    let scene = |reading| Making::default().anchor(of_profile_with(document.clone(), batch_as(reading, &document)));
    holds(family, &scene(lowered), ("language-lowered", "A language that was anchored in lower case."), |_| {});
    let four = RdfOptions { escapes: Escapes::Four, ..lowered };
    holds(family, &scene(four), ("escapes-four", "The same, and a control character that was not escaped."), |_| {});
    let sound = scene(lowered);
    let other = set(&sound.input(), "/name/@language", "en-US");
    let case = family.case("language-other", "A language that was anchored in lower case becomes another.");
    not_proven(sound.show(case, &other), &[failed("anchor.target", AT, "merkle.target")], &[]);
}

/// The sound certificate with another proof value.
fn with_value(case: &mut Case, sound: &Scene, value: &str) {
    let certificate = set(&sound.document, AT, proof(value, &sound.method));
    sound.play(case).input(&certificate);
}

fn wrong(reason: &str) -> Row {
    failed("anchor.encoding", AT, reason)
}

fn encoding(family: &mut Family<'_>) {
    let sound = sound();
    holds(family, &sound, ("bytes", "Hashes are byte strings within byte strings."), |_| {});
    holds(family, &sound, ("texts", "Hashes are texts within byte strings."), |s| s.proof.texts = true);
    let cbor = sound.proof.encode();
    let text = sound.proof.text();
    let encoded = multibase::encode_base58btc;
    for (name, title, value) in [
        ("other-base", "The text is in another base than 58.", format!("u{}", &text[1..])),
        ("no-base58", "A character is none of base 58.", format!("{}0", &text[..text.len() - 1])),
        ("cut", "The proof ends too early.", encoded(&cbor[..cbor.len() - 1])),
        ("longer", "A byte follows the proof.", encoded(&[&cbor[..], &[0]].concat())),
        (
            "long-head",
            "The number of its parts is written in more bytes than it takes.",
            encoded(&[&[0x98, 4], &cbor[1..]].concat()),
        ),
        ("no-end", "The number of its parts is left open.", encoded(&[&[0x9f], &cbor[1..], &[0xff]].concat())),
        ("map", "Its parts are a map and no list of pairs.", encoded(&[&[0xa2], &cbor[1..]].concat())),
        (
            "unknown-part",
            "It has a part that no proof has.",
            encoded(&[&[0x85], &cbor[1..], &pair(4, &[0])[..]].concat()),
        ),
        ("empty", "It has no parts.", encoded(&[0x80])),
    ] {
        let case = family.case(name, title);
        with_value(case, &sound, &value);
        not_proven(case, &[wrong("proof.value_encoding")], &[]);
    }
}

/// Proofs of which one part is written in another way, by hand.
fn parts(family: &mut Family<'_>) {
    let sound = sound();
    // A hash is a byte string within a byte string.
    let hash = |length: u8| [&[0x58, length + 2, 0x58, length], &vec![7; usize::from(length)][..]].concat();
    let root = pair(0, &hash(32));
    let target = pair(1, &hash(32));
    let entries = |entry: &[u8]| pair(2, &[&[0x81], entry].concat());
    let named = [&[0x78, 82], format!("blink:btc:regtest:{}", "51".repeat(32)).as_bytes()].concat();
    let entry = entries(&named);
    let path = pair(3, &[0x80]);
    let step = |step: &[u8]| pair(3, &[&[0x81], step].concat());
    let other = |id: &[u8]| entries(&[&[0x83], &pair(0, &[0])[..], &pair(1, &[3]), &pair(2, id)].concat());
    let list = |parts: &[&Vec<u8>]| {
        let parts: Vec<u8> = parts.iter().flat_map(|part| part.iter().copied()).collect();
        multibase::encode_base58btc(&[&[0x84], &parts[..]].concat())
    };
    for (name, title, value, reason) in [
        ("part-twice", "It has two roots and no target.", list(&[&root, &root, &entry, &path]), "proof.value_encoding"),
        (
            "short-root",
            "The root has 31 bytes.",
            list(&[&pair(0, &hash(31)), &target, &entry, &path]),
            "proof.value_encoding",
        ),
        (
            "short-target",
            "The target has 31 bytes.",
            list(&[&root, &pair(1, &hash(31)), &entry, &path]),
            "proof.value_encoding",
        ),
        (
            "short-id",
            "The transaction's id has 31 bytes.",
            list(&[&root, &target, &other(&hash(31)), &path]),
            "proof.value_encoding",
        ),
        (
            "no-id",
            "An anchor is no transaction.",
            list(&[&root, &target, &entries(&[0x80]), &path]),
            "proof.value_encoding",
        ),
        (
            "short-node",
            "A node of the path has 31 bytes.",
            list(&[&root, &target, &entry, &step(&pair(0, &hash(31)))]),
            "merkle.node",
        ),
        (
            "long-node",
            "A node of the path has 33 bytes.",
            list(&[&root, &target, &entry, &step(&pair(0, &hash(33)))]),
            "merkle.node",
        ),
        (
            "node-without-side",
            "A node of the path is on neither side.",
            list(&[&root, &target, &entry, &step(&pair(2, &hash(32)))]),
            "merkle.node",
        ),
    ] {
        let case = family.case(name, title);
        with_value(case, &sound, &value);
        not_proven(case, &[wrong(reason)], &[]);
    }
    spoiled(
        family,
        &sound,
        ("no-anchor", "The proof leads to no transaction."),
        |s| s.proof.entries.clear(),
        &[wrong("anchor.missing")],
        &[],
    );
}

/// The members of the proof around its value.
fn members(family: &mut Family<'_>) {
    let sound = sound();
    let case = family.case("no-value", "The proof has no value.");
    sound.play(case).input(&without(&sound.input(), "/proof/proofValue"));
    not_proven(case, &[wrong("proof.malformed")], &[]);
    let case = family.case("other-purpose", "The proof says that it was made for another purpose.");
    sound.play(case).input(&set(&sound.input(), "/proof/proofPurpose", "authentication"));
    not_proven(case, &[failed("proof.purpose", AT, "proof.purpose_mismatch")], &[]);
    let case = family.case("not-accepted", "The policy accepts signatures only.");
    sound.play(case).policy("suites", json!(["eddsa-rdfc-2022"]));
    not_proven(case, &[wrong("proof.not_accepted")], &[]);
}

fn path(family: &mut Family<'_>) {
    let sound = sound();
    let other = [failed("anchor.target", AT, "merkle.target")];
    for (name, title, member, value) in [
        (
            "value-changed",
            "A value is changed after the certificate was anchored.",
            "/credentialSubject/name",
            "Mira Lindquist",
        ),
        ("display-changed", "What people see is changed.", "/display/content", "<h1>Bodenkunde II</h1>"),
        ("member-added", "A member is added.", "/validUntil", "2099-01-15T09:30:00Z"),
    ] {
        spoiled(family, &sound, (name, title), |s| s.document = set(&s.document, member, value), &other, &[]);
    }
    let document = set(&certificate(super::PROFILE), "/credentialSubject/name", "Mira Lindquist");
    spoiled(
        family,
        &sound,
        ("target-told", "The same, and the proof tells the new hash."),
        |s| {
            s.proof.target = crate::blockcerts::target(&document);
            s.document = document.clone();
        },
        &[failed("anchor.path", AT, "merkle.root")],
        &[],
    );
    let astray = [failed("anchor.path", AT, "merkle.root")];
    let mut leads_astray = |told, spoil: fn(&mut Scene)| spoiled(family, &sound, told, spoil, &astray, &[]);
    leads_astray(("node-changed", "A node of the path is another one."), |s| s.proof.path[1].hash[31] ^= 1);
    leads_astray(("node-on-other-side", "A node of the path is on the other side."), |s| {
        s.proof.path[0].is_left = true;
    });
    leads_astray(("path-cut", "The path lacks its last node."), |s| s.proof.path.truncate(2));
    leads_astray(("path-reversed", "The path begins with the node at the root."), |s| s.proof.path.reverse());
    let document = certificate(super::PROFILE);
    let alone = Scene { proof: MerkleProof::alone(&document), ..of_profile() };
    let alone = super::bitcoin::Making::default().anchor(alone);
    holds(family, &alone, ("alone", "The certificate is anchored by itself: its hash is the root."), |_| {});
}

/// What a proof may cost.
fn limits(family: &mut Family<'_>) {
    let sound = sound();
    let reached = |id, reason| [undetermined(id, AT, reason)];
    let mut limited = |(name, title), scene: &Scene, limits: Value, rows: &[Row]| {
        let case = family.case(name, title);
        scene.play(case).policy("limits", limits);
        not_proven(case, rows, &[]);
    };
    let path = reached("anchor.encoding", "limit.path");
    limited(
        ("long-path", "The path is longer by one node than the policy allows."),
        &sound,
        json!({ "path": 2 }),
        &path,
    );
    let document = certificate(super::PROFILE);
    let alone = Scene { proof: MerkleProof::alone(&document), ..of_profile() };
    let alone = super::bitcoin::Making::default().anchor(alone);
    let branch = reached("anchor.inclusion", "limit.path");
    limited(
        ("long-branch", "The way into the block is longer by one than the policy allows."),
        &alone,
        json!({ "path": 2 }),
        &branch,
    );
    let headers = reached("anchor.inclusion", "limit.headers");
    limited(
        ("many-headers", "There is one header more than the policy allows."),
        &sound,
        json!({ "headers": 8 }),
        &headers,
    );
    let ethereum = super::ethereum::sound();
    limited(("many-headers-ethereum", "The same on another chain."), &ethereum, json!({ "headers": 7 }), &headers);
    let case = family.case("limits-enough", "Path, branch and headers are as many as the policy allows.");
    sound.play(case).policy("limits", json!({ "path": 3, "headers": 9 })).verified(&[unchecked()]);
    let case = family.case("huge", "The text is longer than that of any proof.");
    with_value(case, &sound, &format!("z{}", "2".repeat(20_000)));
    not_proven(case, &path, &[]);
}

/// A presentation that is anchored answers nobody: what its proof says beside its value, no hash covers.
fn presentation(family: &mut Family<'_>) {
    let holder = registrar().did();
    let document = crate::documents::presentation(&holder, &[crate::families::jcs(&crate::families::plain())]);
    let scene = Scene { method: registrar().method(), ..Scene::of(document.clone(), batch(&document)) };
    let scene = super::bitcoin::Making::default().anchor(scene);
    let shown = set(&scene.input(), "/proof/proofPurpose", "authentication");
    let case = family.case("presentation", "A presentation that its holder anchored.");
    scene.play(case).input(&shown).verified(&[]);
    let asking = |case: &mut Case, answered: &Value| {
        scene.play(case).input(answered).policy("presentation", json!({ "challenge": "3e9f0c1d" }));
    };
    let case = family.case("presentation-silent", "The same, and the policy asks for the answer to a challenge.");
    asking(case, &shown);
    let present = failed("anchor.present", "", "proof.not_proven");
    case.rejected(&[failed("proof.challenge", AT, "proof.challenge_mismatch"), present]);
    let case = family.case("presentation-answer", "It has the answer, which anybody could have written into it.");
    asking(case, &set(&shown, "/proof/challenge", "3e9f0c1d"));
    let present = undetermined("anchor.present", "", "proof.not_proven");
    case.indeterminate(&[undetermined("proof.challenge", AT, "check.unsupported"), present]);
}

fn chains(family: &mut Family<'_>) {
    let sound = sound();
    let refused = [failed("anchor.ledger", AT, "anchor.chain")];
    spoiled(
        family,
        &sound,
        ("test-network", "Test networks do not count unless the policy names them."),
        |s| s.anchors["chains"] = json!(null),
        &refused,
        &[],
    );
    spoiled(
        family,
        &sound,
        ("other-chain", "The policy accepts another chain."),
        |s| s.anchors["chains"] = json!(["eip155:1"]),
        &refused,
        &[],
    );
    spoiled(
        family,
        &sound,
        ("no-chain", "The policy accepts no chain."),
        |s| s.anchors["chains"] = json!([]),
        &refused,
        &[],
    );
    let id = vec![0x51; 32];
    spoiled(
        family,
        &sound,
        ("test-network-number", "A test network by its number."),
        |s| s.proof.entries = vec![Entry::Numbers(0, 3, id.clone())],
        &refused,
        &[],
    );
    spoiled(
        family,
        &sound,
        ("unknown-chain", "A chain that nobody here follows."),
        |s| s.proof.entries = vec![Entry::Text(format!("blink:ltc:mainnet:{}", "51".repeat(32)))],
        &[undetermined("anchor.root", AT, "anchor.unsupported")],
        &[],
    );
    let unknown = Entry::Text(format!("blink:ltc:mainnet:{}", "51".repeat(32)));
    spoiled(
        family,
        &sound,
        ("unknown-beside", "Of two anchors one is in a chain that nobody here follows: each must hold."),
        |s| s.proof.entries.push(unknown.clone()),
        &[undetermined("anchor.root", "/proof#1", "anchor.unsupported")],
        &[],
    );
}

fn mock(family: &mut Family<'_>) {
    let mock = Scene {
        proof: MerkleProof { entries: vec![Entry::Text("blink:mocknet:anything".to_owned())], ..sound().proof },
        ..sound()
    };
    spoiled(
        family,
        &mock,
        ("mock", "The proof says that it is in no chain at all."),
        |s| s.anchors = json!({}),
        &[failed("anchor.ledger", AT, "anchor.chain")],
        &[],
    );
    spoiled(
        family,
        &mock,
        ("mock-with-chains", "The same, and the policy accepts a network for tests."),
        |s| s.anchors = json!({ "chains": [REGTEST] }),
        &[failed("anchor.ledger", AT, "anchor.chain")],
        &[],
    );
    let case = family.case("mock-accepted", "The same, and the policy accepts that.");
    let accepting = Scene { anchors: json!({ "chains": ["mock:blockcerts"] }), ..mock };
    accepting.play(case).verified(&[unchecked()]);
    let case = family.case("mock-other-text", "The policy accepts that, and the certificate is changed all the same.");
    let edited = Scene { document: set(&accepting.document, "/credentialSubject/name", "Mira Lindquist"), ..accepting };
    not_proven(edited.play(case), &[failed("anchor.target", AT, "merkle.target")], &[]);
}

/// A certificate of release 3.0-beta: its context wants IRIs in `display`, and nobody who hashed it had any there.
fn of_beta() -> Value {
    let newer = certificate(PROFILE);
    json!({
        "@context": [VCDM_1, "https://w3id.org/blockcerts/v3.0-beta"],
        "id": newer["id"],
        "type": newer["type"],
        "issuer": PROFILE,
        "issuanceDate": "2026-01-15T09:30:00Z",
        "credentialSubject": { "id": newer["credentialSubject"]["id"] },
        "metadata": newer["metadata"],
        "display": { "contentMediaType": "text/html", "content": "<h1>Bodenkunde I</h1>" }
    })
}

fn beta(family: &mut Family<'_>) {
    let document = of_beta();
    // What is hashed of `display` is that there is something.
    let hashed = set(&document, "/display", json!({}));
    let entries = vec![Entry::Text("blink:mocknet:anything".to_owned())];
    let proof = MerkleProof { entries, ..batch(&hashed) };
    let anchors = json!({ "chains": ["mock:blockcerts"] });
    let scene = Scene { anchors, ..of_profile_with(document, proof) };
    let certificate = set(
        &scene.input(),
        "/proof",
        json!({
            "type": "MerkleProof2019",
            "created": "2026-01-20T00:30:00Z",
            "proofPurpose": "assertionMethod",
            "verificationMethod": scene.method,
            "proofValue": scene.proof.text()
        }),
    );
    let case = family.case("display-beta", "What is shown of a certificate of release 3.0-beta is not covered.");
    scene.show(case, &certificate).verified(&[unchecked()]);
    let dropped = |scope: &str| failed("context.terms", scope, "jsonld.dropped");
    let case = family.case("display-beta-refused", "The same, and the policy refuses what is not covered.");
    scene.show(case, &certificate).policy("unsignedMembers", "refuse").rejected(&[
        unchecked(),
        dropped("/display/contentMediaType"),
        dropped("/display/content"),
    ]);
    let case = family.case("display-beta-elsewhere", "A text in the place of a URL, outside of what is shown.");
    scene
        .show(case, &set(&certificate, "/introductionUrl", "no URL"))
        .rejected(&[unchecked(), dropped("/introductionUrl")]);
    let case = family.case("display-beta-member", "A member of what is shown that no context knows.");
    let strange = set(&certificate, "/display/grade", "excellent");
    scene.show(case, &strange).rejected(&[unchecked(), dropped("/display/grade")]);
    let case = family.case("display-beta-other-text", "A certificate of that release with another date.");
    let other = set(&certificate, "/issuanceDate", "2025-01-15T09:30:00Z");
    not_proven(scene.show(case, &other), &[failed("anchor.target", AT, "merkle.target")], &[]);
}
