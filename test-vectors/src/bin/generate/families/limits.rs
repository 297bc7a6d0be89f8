//! What one input may cost: each limit reached, and the same input under a limit that is one higher.

use super::{jcs, plain, rdfc};
use crate::documents::{
    EXAMPLES_1, VCDM_1, VCDM_2, badge, controller, credential, issuer, older, presentation, student,
};
use crate::sign::{options, secure_with, sign, sign_under, statements as statements_of};
use crate::table::{Case, Family, Row, Table, failed, pretty, set, undetermined};
use credstone::digest::DigestAlgorithm;
use serde_json::{Value, json};

const VENDOR: &str = "https://neustadt.example/contexts/v1";
const KNOWS: &str = "/credentialSubject/https:~1~1schema.org~1knows";

pub(super) fn cases(table: &mut Table) {
    texts(&mut table.family("limits", "https://www.rfc-editor.org/rfc/rfc8259#section-9"));
    contexts(&mut table.family("limits", "https://www.w3.org/TR/json-ld11-api/#iana-security"));
    chains(&mut table.family("limits", "https://www.w3.org/TR/json-ld11-api/#context-processing-algorithm"));
    statements(&mut table.family("limits", "https://www.w3.org/TR/rdf-canon/#dataset-poisoning"));
    proofs(&mut table.family("limits", "https://www.w3.org/TR/vc-data-integrity/#proof-sets"));
    documents(&mut table.family("limits", "https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations"));
    entries(&mut table.family("limits", "https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts"));
    supplied(&mut table.family("limits", "https://www.w3.org/TR/cid-1.0/#controlled-identifier-documents"));
}

/// A member of the limits and the least value under which a case verifies.
pub(super) type Enough = (&'static str, u32);

/// Two cases of one input: under a limit that is too low by one, and under one that is just enough.
pub(super) fn pair(
    family: &mut Family<'_>,
    name: &str,
    what: &str,
    enough: Enough,
    make: impl Fn(&mut Case),
    rows: &[Row],
) {
    let (member, value) = enough;
    let case = family.case(name, &format!("{what}: one more than the policy allows."));
    make(case.policy("limits", json!({ member: value - 1 })));
    case.indeterminate(rows);
    let case = family.case(&format!("{name}-enough"), &format!("{what}: as many as the policy allows."));
    make(case.policy("limits", json!({ member: value })));
    case.verified(&[]);
}

fn texts(family: &mut Family<'_>) {
    let input = jcs(&plain());
    let make = |case: &mut Case| {
        case.input(&input);
    };
    let length = u32::try_from(pretty(&input).len()).expect("short");
    for (name, what, enough, reason) in [
        ("input", "Bytes of the input", ("input", length), "limit.input"),
        ("depth", "Levels of objects and arrays", ("depth", 2), "limit.depth"),
        ("nodes", "JSON values", ("nodes", nodes(&input)), "limit.nodes"),
    ] {
        pair(family, name, what, enough, make, &[undetermined("json", "", reason)]);
    }
}

/// Every value, also of members; their names are none.
fn nodes(value: &Value) -> u32 {
    match value {
        Value::Array(items) => 1 + items.iter().map(nodes).sum::<u32>(),
        Value::Object(members) => 1 + members.values().map(nodes).sum::<u32>(),
        _ => 1,
    }
}

/// The row for a limit that is reached where the document is read as statements.
fn unread(reason: &str) -> [Row; 1] {
    [undetermined("context.terms", "", reason)]
}

fn contexts(family: &mut Family<'_>) {
    let badge = badge(&issuer().did());
    let made = u32::try_from(statements_of(&badge, DigestAlgorithm::Sha256).lines().count()).expect("few");
    let input = rdfc(&badge);
    let make = |case: &mut Case| {
        case.input(&input);
    };
    for (name, what, enough, reason) in [
        ("context-entries", "Entries of one @context", ("contextEntries", 2), "limit.context_entries"),
        ("contexts", "Contexts in all", ("contexts", 2), "limit.contexts"),
        ("terms", "Definitions of terms", ("terms", TERMS), "limit.terms"),
        ("quads", "Statements", ("quads", made), "limit.quads"),
    ] {
        pair(family, name, what, enough, make, &unread(reason));
    }
    let vendor = Vendor::new(&[("shoeSize", json!("https://neustadt.example/vocabulary#shoeSize"))]);
    let length = u32::try_from(vendor.text.len()).expect("short");
    let make = |case: &mut Case| vendor.supply(case);
    pair(
        family,
        "context-bytes",
        "Bytes of a context that is not bundled",
        ("contextBytes", length),
        make,
        &unread("limit.context_bytes"),
    );
    pair(
        family,
        "contexts-pinned",
        "Contexts in all, one of them pinned",
        ("contexts", 2),
        make,
        &unread("limit.contexts"),
    );
    let own = |n: usize| json!({ "@context": { format!("t{n}"): "urn:t" }, "id": format!("urn:i:{n}") });
    let input = rdfc(&set(&plain(), KNOWS, (0..3).map(own).collect::<Vec<_>>()));
    let make = |case: &mut Case| {
        case.input(&input);
    };
    let what = "Sets of definitions, three contexts within the document making one each";
    pair(family, "active-contexts", what, ("activeContexts", ACTIVE), make, &unread("limit.active_contexts"));
    // A name that is an object each time brings its own context with it.
    let inline: Vec<_> =
        (0..1_001).map(|n| json!({ "@context": { format!("t{n}"): "urn:t" }, "id": "urn:i" })).collect();
    let many = set(&rdfc(&plain()), KNOWS, inline);
    family
        .case("contexts-inline", "A thousand and one contexts within one document.")
        .bytes(many.to_string().as_bytes())
        .indeterminate(&unread("limit.active_contexts"));
}

/// As many as the credential takes, and three more.
const ACTIVE: u32 = 7;

/// The definitions that the badge takes, those of contexts within terms included.
const TERMS: u32 = 168;

/// A context that only the caller knows, and a credential that says `shoeSize` under it.
struct Vendor {
    text: String,
    signed: Value,
}

impl Vendor {
    fn new(terms: &[(&str, Value)]) -> Self {
        let terms: Value = terms.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        // Signed with the text written into the document: the statements are the same.
        let mut document = set(&plain(), "/@context", json!([VCDM_2, terms]));
        document["credentialSubject"]["shoeSize"] = json!("42");
        Self { text: pretty(&json!({ "@context": terms })), signed: set(&rdfc(&document), "/@context/1", VENDOR) }
    }

    fn supply(&self, case: &mut Case) {
        let digest = DigestAlgorithm::Sha256.hash(self.text.as_bytes()).to_hex();
        case.policy("contexts", json!([{ "url": VENDOR, "sha256": digest }]))
            .text(VENDOR, &self.text)
            .input(&self.signed);
    }
}

/// Contexts that include others, and terms that are made of others.
fn chains(family: &mut Family<'_>) {
    let url = |n: usize| format!("{VENDOR}/{n}");
    let size = "https://neustadt.example/vocabulary#shoeSize";
    let pinned = |case: &mut Case, texts: &[String]| {
        let pin = |(n, text): (usize, &String)| json!({ "url": url(n), "sha256": DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex() });
        case.policy("contexts", texts.iter().enumerate().map(pin).collect::<Vec<_>>());
        texts.iter().enumerate().for_each(|(n, text)| {
            case.text(&url(n), text);
        });
    };
    let mut document = set(&plain(), "/@context", json!([VCDM_2, { "shoeSize": size }]));
    document["credentialSubject"]["shoeSize"] = json!("42");
    let signed = set(&rdfc(&document), "/@context/1", url(0));
    let chain = |length: usize| -> Vec<String> {
        let last = json!({ "@context": { "shoeSize": size } }).to_string();
        (1..length).map(|n| json!({ "@context": [url(n)] }).to_string()).chain([last]).collect()
    };
    let case = family.case("context-chain", "A context that includes another, and so on, seventeen of them.");
    pinned(case, &chain(17));
    case.input(&signed).indeterminate(&unread("limit.chain"));
    let case = family.case("context-chain-enough", "A context that includes another, and so on, sixteen of them.");
    pinned(case, &chain(16));
    case.input(&signed).verified(&[]);
    let words = |length: usize| -> Vec<(String, Value)> {
        let next = |n: usize| json!(format!("t{}:x", n + 1));
        let first = ("shoeSize".to_owned(), json!("t1:x"));
        let last = (format!("t{length}"), json!("https://neustadt.example/"));
        [first].into_iter().chain((1..length).map(|n| (format!("t{n}"), next(n)))).chain([last]).collect()
    };
    let vendor = |length: usize| {
        let words = words(length);
        Vendor::new(&words.iter().map(|(name, value)| (name.as_str(), value.clone())).collect::<Vec<_>>())
    };
    // The generator would stop at the longer chain as well: it signs the shorter one.
    let (long, short) = (vendor_text(&words(32)), vendor(31));
    let case = family.case("term-chain", "A name that is made of another, and so on, thirty-three of them.");
    Vendor { text: long, signed: short.signed.clone() }.supply(case);
    case.indeterminate(&unread("limit.chain"));
    let case = family.case("term-chain-enough", "A name that is made of another, and so on, thirty-two of them.");
    short.supply(case);
    case.verified(&[]);
}

fn vendor_text(words: &[(String, Value)]) -> String {
    pretty(&json!({ "@context": words.iter().cloned().collect::<Value>() }))
}

fn statements(family: &mut Family<'_>) {
    // Three people of whom nothing is said but that each knows the next: no first one can be told.
    let ring = json!([
        { "id": "_:a", "https://schema.org/knows": { "id": "_:b" } },
        { "id": "_:b", "https://schema.org/knows": { "id": "_:c" } },
        { "id": "_:c", "https://schema.org/knows": { "id": "_:a" } }
    ]);
    let input = rdfc(&set(&plain(), KNOWS, ring));
    let make = |case: &mut Case| {
        case.input(&input);
    };
    let reached = [undetermined("proof.transformation", "/proof", "limit.canonicalization")];
    for (name, what, enough) in [
        ("canonicalization-calls", "Calls that put statements in order", ("canonicalizationCalls", CALLS)),
        ("canonicalization-bytes", "Bytes hashed to put statements in order", ("canonicalizationBytes", BYTES)),
        ("input-canonicalization-calls", "Such calls in the whole input", ("inputCanonicalizationCalls", CALLS)),
        ("input-canonicalization-bytes", "Such bytes in the whole input", ("inputCanonicalizationBytes", BYTES)),
    ] {
        pair(family, name, what, enough, make, &reached);
    }
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let node = |name: &str| {
        let others = names.iter().filter(|other| **other != name).map(|other| json!({ "id": format!("_:{other}") }));
        json!({ "id": format!("_:{name}"), "https://schema.org/knows": others.collect::<Vec<_>>() })
    };
    family
        .case("clique", "Ten people each of whom knows the nine others: the worst for canonicalization.")
        .input(&set(&rdfc(&plain()), KNOWS, names.map(node).to_vec()))
        .indeterminate(&reached);
    // Each statement repeats the name of its subject, so that few bytes make many.
    let long = format!("urn:x:{}", "x".repeat(10_000));
    let mut large = rdfc(&plain());
    large["credentialSubject"]["id"] = json!(long);
    large["credentialSubject"]["https://schema.org/knowsAbout"] = (0..150).map(|n| json!(n.to_string())).collect();
    family
        .case(
            "canonical-form",
            "A canonical form of more bytes than sixteen times those of its statements and a mebibyte.",
        )
        .input(&large)
        .indeterminate(&reached);
}

/// Hash N-Degree Quads is called three times for each of the three.
const CALLS: u32 = 9;
const BYTES: u32 = 3_186;

fn proofs(family: &mut Family<'_>) {
    let document = plain();
    let [first, second] = ["2026-01-15T09:30:00Z", "2026-01-16T09:30:00Z"].map(|created| {
        sign(&document, &set(&options("eddsa-jcs-2022", &issuer().method()), "/created", created), &issuer())
    });
    let two = set(&document, "/proof", json!([first, second]));
    let make = |case: &mut Case| {
        case.policy("proofs", "all").input(&two);
    };
    pair(family, "proofs", "Proofs", ("proofs", 2), make, &[undetermined("proof.present", "", "limit.proofs")]);
    let reached = |scope: &str| undetermined("proof.signature", scope, "limit.signatures");
    pair(family, "signatures", "Signatures", ("signatures", 2), make, &[reached("/proof/1")]);
    family
        .case("signatures-any", "More signatures than the policy allows; the first one is enough.")
        .policy("limits", json!({ "signatures": 1 }))
        .input(&two)
        .verified(&[reached("/proof/1")]);
    // Before there were cryptosuites, some signers let the contexts of the proof take the place of the document's: what
    // was signed is found at the second try.
    let mut document = older(&issuer().did(), None);
    let prefix = json!({ "neu": "https://neustadt.example/vocabulary#" });
    document["@context"] = json!([VCDM_1, EXAMPLES_1, prefix]);
    // A name that is an IRI under the contexts of the proof alone, and is short for another under the document's.
    let mut stated = options("Ed25519Signature2018", &issuer().method());
    stated["@context"] = json!([VCDM_1]);
    stated["neu:note"] = json!("by the registrar");
    let mut alone = document.clone();
    alone["proof"] = sign_under(&document, &stated, &json!([VCDM_1]), &issuer());
    let make = |case: &mut Case| {
        case.input(&alone);
    };
    pair(family, "signatures-tried-twice", "Tries of one signature", ("signatures", 2), make, &[reached("/proof")]);
    let mut appended = alone.clone();
    appended["proof"] = sign_under(&document, &stated, &json!([VCDM_1, EXAMPLES_1, prefix, VCDM_1]), &issuer());
    family
        .case("signatures-first-try", "A signature that the first of two tries finds is one.")
        .policy("limits", json!({ "signatures": 1 }))
        .input(&appended)
        .verified(&[]);
}

fn documents(family: &mut Family<'_>) {
    let authentication = set(&options("eddsa-jcs-2022", &student().method()), "/proofPurpose", "authentication");
    let shown =
        |credentials: &[Value]| secure_with(&presentation(&student().did(), credentials), &authentication, &student());
    let good = jcs(&plain());
    let at = |scope: &str, reason: &str| [undetermined("presentation.credential", scope, reason)];
    let one = shown(std::slice::from_ref(&good));
    let two = shown(&[good.clone(), good.clone()]);
    let part = "/credentialSubject/verifiableCredential";
    let transcript = jcs(&set(&plain(), part, json!([good])));
    let make = |case: &mut Case| {
        case.input(&one);
    };
    let first = "/verifiableCredential/0";
    pair(family, "nesting", "Levels of documents", ("nesting", 1), make, &at(first, "limit.nesting"));
    let make = |case: &mut Case| {
        case.input(&two);
    };
    let second = "/verifiableCredential/1";
    pair(family, "documents", "Documents within the input", ("documents", 2), make, &at(second, "limit.documents"));
    let transcripts = shown(&[transcript.clone(), good.clone()]);
    let make = |case: &mut Case| {
        case.input(&transcripts);
    };
    pair(
        family,
        "nesting-parts",
        "Levels of documents, a transcript of a credential being presented",
        ("nesting", 2),
        make,
        &at(first, "nested.undetermined"),
    );
    // The transcript and its part are read before the other credential.
    pair(
        family,
        "documents-parts",
        "Documents within the input, at every level together",
        ("documents", 3),
        make,
        &at(second, "limit.documents"),
    );
    let make = |case: &mut Case| {
        case.input(&two);
    };
    let undecided = at(second, "nested.undetermined");
    for (name, what, member) in [
        ("input-proofs", "Proofs of all documents within the input", "inputProofs"),
        ("input-signatures", "Signatures of all documents within the input", "inputSignatures"),
    ] {
        pair(family, name, what, (member, 3), make, &undecided);
    }
    let good = rdfc(&plain());
    let each = u32::try_from(plain()["@context"].as_array().expect("several contexts").len()).expect("few");
    let read = shown(&[good.clone(), good]);
    let make = |case: &mut Case| {
        case.input(&read);
    };
    let what = "Contexts of all documents within the input";
    pair(family, "input-contexts", what, ("inputContexts", 2 * each), make, &undecided);
    family
        .case("signatures-of-each", "The limit of signatures holds for each document by itself.")
        .policy("limits", json!({ "signatures": 1 }))
        .input(&two)
        .verified(&[]);
}

fn entries(family: &mut Family<'_>) {
    let input = jcs(&plain());
    let make = |case: &mut Case| {
        case.input(&input);
    };
    pair(
        family,
        "entries",
        "Entries of one kind: the beginning and the end",
        ("entries", 2),
        make,
        &[undetermined("validity", "", "limit.entries")],
    );
    let limits = json!({ "entries": 2 });
    let unsupported = |id: &str, member: &str| {
        [0, 1].map(|n| {
            undetermined(
                id,
                &format!("/{member}/{n}"),
                &format!("{}.unsupported", id.split('.').next().expect("a family")),
            )
        })
    };
    let numbered = |n: usize, entry: &Value| set(entry, "/id", format!("https://neustadt.example/{n}"));
    let three = |member: &str, entry: &Value| {
        jcs(&set(&plain(), &format!("/{member}"), (0..3).map(|n| numbered(n, entry)).collect::<Vec<_>>()))
    };
    let [one, two] = unsupported("status.entry", "credentialStatus");
    family
        .case("entries-status", "More entries of a status than the policy wants to hear of.")
        .policy("limits", limits.clone())
        .input(&three("credentialStatus", &json!({ "type": "BitstringStatusListEntry" })))
        .indeterminate(&[one, two, undetermined("status.entry", "", "limit.entries")]);
    let [one, two] = unsupported("schema", "credentialSchema");
    family
        .case("entries-schema", "More schemas than the policy wants to hear of; they alone decide nothing.")
        .policy("limits", limits.clone())
        .input(&three("credentialSchema", &json!({ "type": "JsonSchema" })))
        .verified(&[one, two, undetermined("schema", "", "limit.entries")]);
    family
        .case("entries-evidence", "More evidence than the policy wants to hear of; it is shown, not judged.")
        .policy("limits", limits.clone())
        .input(&three("evidence", &json!({ "type": ["Evidence"] })))
        .verified(&[undetermined("evidence", "", "limit.entries")]);
    let mut faults = plain();
    for member in ["evidence", "termsOfUse", "renderMethod"] {
        faults[member] = json!({ "id": format!("https://neustadt.example/{member}") });
    }
    let mut names = rdfc(&plain());
    for name in ["grade", "rank", "remark"] {
        names["credentialSubject"][name] = json!("first");
    }
    let dropped = |name: &str| failed("context.terms", &format!("/credentialSubject/{name}"), "jsonld.dropped");
    family
        .case("entries-terms", "More names that no context defines than the policy wants to hear of.")
        .policy("limits", limits.clone())
        .input(&names)
        .rejected(&[dropped("grade"), dropped("rank"), undetermined("context.terms", "", "limit.entries")]);
    let missing = |member: &str| failed("model.members", &format!("/{member}"), "model.missing");
    family
        .case("entries-faults", "More faults than the policy wants to hear of.")
        .policy("limits", limits)
        .input(&jcs(&faults))
        .rejected(&[missing("evidence"), missing("termsOfUse"), undetermined("model.members", "", "limit.entries")]);
}

/// Limits hold for what the caller supplies as well.
fn supplied(family: &mut Family<'_>) {
    const DID: &str = "did:web:registrar.neustadt.example";
    let key = issuer();
    let input = secure_with(&credential(DID), &options("eddsa-jcs-2022", &format!("{DID}#key-1")), &key);
    let mut large = controller(DID, &key);
    large["service"] = (0..200).map(|n| json!(n)).collect();
    family
        .case("nodes-supplied", "The document supplied for the issuer has more values than the policy allows.")
        .policy("limits", json!({ "nodes": 150 }))
        .document(DID, &large)
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "limit.nodes")]);
    let mut keys = controller(DID, &key);
    keys["authentication"] = (0..512).map(|n| json!(format!("{DID}#key-{n}"))).collect();
    family
        .case("keys-supplied", "The document supplied for the issuer names more keys than anybody has.")
        .document(DID, &keys)
        .input(&input)
        .indeterminate(&[undetermined("proof.method", "/proof", "limit.keys")]);
    keys["authentication"] = (0..3).map(|n| json!(format!("{DID}#key-{n}"))).collect();
    let make = |case: &mut Case| {
        case.document(DID, &keys).input(&input);
    };
    let what = "Keys in the document supplied for the issuer, and references to them";
    pair(family, "keys", what, ("keys", 5), make, &[undetermined("proof.method", "/proof", "limit.keys")]);
    let mut vendor = Vendor::new(&[("shoeSize", json!("https://neustadt.example/vocabulary#shoeSize"))]);
    let values: Vec<_> = (0..200).collect();
    vendor.text =
        pretty(&json!({ "@context": { "shoeSize": "https://neustadt.example/vocabulary#shoeSize" }, "also": values }));
    let case = family.case("nodes-pinned", "A pinned context has more values than the policy allows.");
    vendor.supply(case.policy("limits", json!({ "nodes": 150 })));
    case.indeterminate(&[undetermined("context.known", "/@context/1", "limit.nodes")]);
}
