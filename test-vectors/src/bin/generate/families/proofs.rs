//! Several proofs: sets, and chains in which one proof builds on others. And what is no proof at all.

use super::{jcs, plain, rdfc};
use crate::documents::issuer;
use crate::keys::Key;
use crate::sign::{options, secure_with, sign};
use crate::table::{Family, Table, failed, renamed, set, undetermined, without};
use serde_json::{Value, json};

pub(super) fn cases(table: &mut Table) {
    renamed_options(&mut table.family("proof", "https://www.w3.org/TR/vc-data-integrity/#proofs"));
    missing(&mut table.family("proof", "https://www.w3.org/TR/vc-data-integrity/#proofs"));
    mixed(&mut table.family("proof-set-mixed", "https://www.w3.org/TR/vc-data-integrity/#proof-sets"));
    for suite in ["eddsa-rdfc-2022", "eddsa-jcs-2022"] {
        sets(
            &mut table.family(&format!("proof-set-{suite}"), "https://www.w3.org/TR/vc-data-integrity/#proof-sets"),
            suite,
        );
        chains(
            &mut table.family(&format!("proof-chain-{suite}"), "https://www.w3.org/TR/vc-data-integrity/#proof-chains"),
            suite,
        );
    }
}

/// Options of a proof over JSON that only JSON-LD would find.
fn renamed_options(family: &mut Family<'_>) {
    let past = "2026-02-01T00:00:00Z";
    let with = |name: &str, value: Value, contexts: Value| {
        let document = set(&plain(), "/@context", contexts);
        let more = [(name, value)];
        set(&document, "/proof", proof(&document, "eddsa-jcs-2022", &issuer(), &more))
    };
    let standard = || plain()["@context"].clone();
    let alias = json!([standard()[0], { "ends": "https://w3id.org/security#expiration" }]);
    for (name, title, input, reason) in [
        (
            "option-iri",
            "The end of a proof by its IRI.",
            with("https://w3id.org/security#expiration", json!(past), standard()),
            "proof.term",
        ),
        ("option-alias", "The end of a proof under another name.", with("ends", json!(past), alias), "proof.term"),
        (
            "option-nested",
            "The end of a proof in a nest.",
            with("@nest", json!({ "expires": past }), standard()),
            "jsonld.shape",
        ),
        (
            "option-domain-iri",
            "The domain of a proof by its IRI.",
            with("https://w3id.org/security#domain", json!("a.example"), standard()),
            "proof.term",
        ),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("proof.transformation", "/proof", reason)]);
    }
    let told = |name: &str| json!({ "type": "DataIntegrityProof", "cryptosuite": name });
    family
        .case(
            "suite-of-words",
            "A second proof of no suite, which nobody signed, is not told as what secures the document.",
        )
        .input(&set(&rdfc(&plain()), "/proof", json!([rdfc(&plain())["proof"], told("approved by the ministry")])))
        .verified(&[undetermined("proof.suite", "/proof/1", "proof.unsupported")]);
}

/// One proof over the JSON, another over the statements: each secures what it is over.
fn mixed(family: &mut Family<'_>) {
    let eve = Key::ed25519("eve");
    let other = failed("issuer.binding", "/proof/1", "issuer.mismatch");
    let document = set(&plain(), "/expirationDate", "2026-02-01T00:00:00Z");
    let by_json = proof(&document, "eddsa-jcs-2022", &issuer(), &[("@context", document["@context"].clone())]);
    let renaming = json!({ "expirationDate": "https://neustadt.example/vocabulary#remark" });
    let renamed = set(&document, "/@context/1", renaming);
    let by_statements = proof(&renamed, "eddsa-rdfc-2022", &eve, &[]);
    family
        .case(
            "end-renamed",
            "Somebody appends a context under which the end is none, and a proof under which contexts count.",
        )
        .input(&set(&renamed, "/proof", json!([by_json, by_statements])))
        .rejected(&[
            failed("validity", "/expirationDate", "validity.expired"),
            failed("model.members", "/expirationDate", "model.foreign_member"),
            other.clone(),
        ]);
    let document = plain();
    let by_statements = proof(&document, "eddsa-rdfc-2022", &issuer(), &[]);
    let indexed = set(&document, "/@index", "with distinction");
    let by_json = proof(&indexed, "eddsa-jcs-2022", &eve, &[]);
    let input = set(&indexed, "/proof", json!([by_statements, by_json]));
    family
        .case("unsigned", "A member that the issuer's proof does not secure, but somebody else's.")
        .input(&input)
        .verified(std::slice::from_ref(&other));
    family
        .case("unsigned-refused", "The same, and the policy refuses members that nothing secures.")
        .policy("unsignedMembers", "refuse")
        .input(&input)
        .rejected(&[
            failed("context.terms", "/@index", "jsonld.dropped"),
            failed("context.terms", "/proof/1", "jsonld.dropped"),
            other,
        ]);
    let both =
        [proof(&document, "eddsa-rdfc-2022", &issuer(), &[]), proof(&document, "eddsa-jcs-2022", &issuer(), &[])];
    family.case("both", "The issuer signs both.").input(&set(&document, "/proof", json!(both))).verified(&[]);
    family
        .case("signatures", "More signatures than the policy allows to check.")
        .policy("proofs", "all")
        .policy("limits", json!({ "signatures": 1 }))
        .input(&set(&document, "/proof", json!(both)))
        .indeterminate(&[undetermined("proof.signature", "/proof/1", "limit.signatures")]);
}

fn missing(family: &mut Family<'_>) {
    let signed = jcs(&plain());
    for (name, title, input, reason) in [
        ("missing", "No proof.", without(&signed, "/proof"), "proof.missing"),
        ("null", "Nothing as proof.", set(&signed, "/proof", Value::Null), "proof.missing"),
        ("empty", "An empty list of proofs.", set(&signed, "/proof", json!([])), "proof.missing"),
        ("text", "A text as proof.", set(&signed, "/proof", "signed by the registrar"), "proof.malformed"),
        ("number", "A number as proof.", set(&signed, "/proof", 1), "proof.malformed"),
        (
            "nested-array",
            "A list within the list of proofs.",
            set(&signed, "/proof", json!([[signed["proof"]]])),
            "proof.malformed",
        ),
        (
            "null-among-proofs",
            "Nothing among the proofs.",
            set(&signed, "/proof", json!([signed["proof"], null])),
            "proof.malformed",
        ),
        ("other-name", "The proof under another name.", renamed(&signed, "/proof", "seal"), "proof.missing"),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("proof.present", "", reason)]);
    }
    let iri = "https://w3id.org/security#proof";
    family
        .case("spelled-out", "The proof under its full IRI.")
        .input(&renamed(&rdfc(&plain()), "/proof", iri))
        .rejected(&[failed("model.members", "/https:~1~1w3id.org~1security#proof", "proof.location")]);
    let alias = json!({ "seal": { "@id": iri, "@type": "@id", "@container": "@graph" } });
    let aliased = renamed(&rdfc(&set(&plain(), "/@context/1", alias)), "/proof", "seal");
    family.case("alias", "The proof under another name that a context gives it.").input(&aliased).rejected(&[
        failed("context.terms", "/@context/1/seal", "jsonld.shape"),
        failed("model.members", "/seal", "proof.location"),
        failed("proof.present", "", "proof.missing"),
    ]);
    family
        .case("inside", "A second proof in the subject.")
        .input(&set(&jcs(&plain()), "/credentialSubject/proof", signed["proof"].clone()))
        .rejected(&[failed("model.members", "/credentialSubject/proof", "proof.location")]);
    family
        .case("in-array", "A proof in a list of one.")
        .input(&set(&signed, "/proof", json!([signed["proof"]])))
        .verified(&[]);
    let id =
        set(&options("eddsa-rdfc-2022", &issuer().method()), "/id", "urn:uuid:7d6f1c1e-6a0e-4f0e-9b53-0d5d5c9e1a01");
    let identified = secure_with(&plain(), &id, &issuer());
    family.case("id", "A proof with an identifier.").input(&identified).verified(&[]);
    family
        .case("id-changed", "The identifier of a proof is changed.")
        .input(&set(&identified, "/proof/id", "urn:uuid:7d6f1c1e-6a0e-4f0e-9b53-0d5d5c9e1a02"))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    family
        .case("many", "More proofs than the policy allows.")
        .policy("limits", json!({ "proofs": 2 }))
        .input(&set(&signed, "/proof", json!([signed["proof"], signed["proof"], signed["proof"]])))
        .indeterminate(&[undetermined("proof.present", "", "limit.proofs")]);
}

/// A proof of `suite` over `document` with these members more.
fn proof(document: &Value, suite: &str, key: &Key, more: &[(&str, Value)]) -> Value {
    let mut options = options(suite, &key.method());
    for (name, value) in more {
        options[*name] = value.clone();
    }
    sign(document, &options, key)
}

fn sets(family: &mut Family<'_>, suite: &str) {
    let document = plain();
    let first = proof(&document, suite, &issuer(), &[]);
    let second = proof(&document, suite, &issuer(), &[("created", json!("2026-01-16T09:30:00Z"))]);
    let notary = proof(&document, suite, &Key::ed25519("notary"), &[]);
    let bad = proof(
        &set(&document, "/name", "Something else"),
        suite,
        &issuer(),
        &[("created", json!("2026-01-16T09:30:00Z"))],
    );
    let unknown = set(&second, "/cryptosuite", "mldsa44-jcs-2024");
    let with = |proofs: &[&Value]| set(&document, "/proof", json!(proofs));
    let other = |scope: &str| failed("issuer.binding", scope, "issuer.mismatch");
    let invalid = |scope: &str| failed("proof.signature", scope, "signature.invalid");
    family.case("two", "Two proofs of the issuer.").input(&with(&[&first, &second])).verified(&[]);
    family.case("two-swapped", "Their order means nothing.").input(&with(&[&second, &first])).verified(&[]);
    family
        .case("two-all", "Two proofs, and the policy wants all.")
        .policy("proofs", "all")
        .input(&with(&[&first, &second]))
        .verified(&[]);
    family
        .case("one-wrong", "One of two proofs is wrong.")
        .input(&with(&[&first, &bad]))
        .rejected(&[invalid("/proof/1")]);
    family
        .case("both-wrong", "Both proofs are wrong.")
        .input(&with(&[&bad, &bad]))
        .rejected(&[invalid("/proof/0"), invalid("/proof/1")]);
    family
        .case("one-unknown", "One of two proofs is of a suite that nobody knows yet.")
        .input(&with(&[&first, &unknown]))
        .verified(&[undetermined("proof.suite", "/proof/1", "proof.unsupported")]);
    family
        .case("one-unknown-all", "One of two proofs is of a suite that nobody knows yet, and the policy wants all.")
        .policy("proofs", "all")
        .input(&with(&[&first, &unknown]))
        .indeterminate(&[undetermined("proof.suite", "/proof/1", "proof.unsupported")]);
    family
        .case("only-unknown", "Both proofs are of a suite that nobody knows yet.")
        .input(&with(&[&unknown, &unknown]))
        .indeterminate(&[
            undetermined("proof.suite", "/proof/0", "proof.unsupported"),
            undetermined("proof.suite", "/proof/1", "proof.unsupported"),
        ]);
    family
        .case("notary", "The issuer and somebody else.")
        .input(&with(&[&first, &notary]))
        .verified(&[other("/proof/1")]);
    family
        .case("notary-all", "The issuer and somebody else, and the policy wants each to be the issuer's.")
        .policy("proofs", "all")
        .input(&with(&[&first, &notary]))
        .rejected(&[other("/proof/1")]);
    family.case("notary-only", "Somebody else alone.").input(&with(&[&notary])).rejected(&[other("/proof/0")]);
    family
        .case("accept", "The policy wants this suite.")
        .policy("proofs", json!({ "accept": [suite] }))
        .input(&with(&[&first, &unknown]))
        .verified(&[undetermined("proof.suite", "/proof/1", "proof.unsupported")]);
    family
        .case("accept-other", "The policy wants another suite.")
        .policy("proofs", json!({ "accept": ["ecdsa-rdfc-2019"] }))
        .input(&with(&[&first]))
        .rejected(&[failed("proof.present", "", "proof.not_accepted")]);
}

fn chains(family: &mut Family<'_>, suite: &str) {
    let document = plain();
    let [one, two, three] = [
        "urn:uuid:10000000-0000-4000-8000-000000000001",
        "urn:uuid:10000000-0000-4000-8000-000000000002",
        "urn:uuid:10000000-0000-4000-8000-000000000003",
    ];
    let first = proof(&document, suite, &issuer(), &[("id", json!(one))]);
    let on = |proofs: &[&Value]| set(&document, "/proof", json!(proofs));
    let follow = |id: &str, named: Value, over: &[&Value]| {
        proof(&on(over), suite, &issuer(), &[("id", json!(id)), ("previousProof", named)])
    };
    let second = follow(two, json!(one), &[&first]);
    let third = follow(three, json!([one, two]), &[&first, &second]);
    family.case("two", "A proof that builds on another.").input(&on(&[&first, &second])).verified(&[]);
    family.case("three", "A proof that builds on two others.").input(&on(&[&first, &second, &third])).verified(&[]);
    family
        .case("three-all", "A proof that builds on two others, and the policy wants all.")
        .policy("proofs", "all")
        .input(&on(&[&first, &second, &third]))
        .verified(&[]);
    let changed = set(&first, "/created", "2026-01-16T09:30:00Z");
    let invalid = |scope: &str| failed("proof.signature", scope, "signature.invalid");
    family
        .case("first-changed", "The proof that another builds on is changed.")
        .input(&on(&[&changed, &second]))
        .rejected(&[
            invalid("/proof/0"),
            invalid("/proof/1"),
            failed("proof.previous", "/proof/1", "proof.previous_not_proven"),
        ]);
    let bad = proof(&set(&document, "/name", "Something else"), suite, &issuer(), &[("id", json!(one))]);
    let on_bad = follow(two, json!(one), &[&bad]);
    family
        .case("first-wrong", "A proof builds on a wrong one.")
        .input(&on(&[&bad, &on_bad]))
        .rejected(&[invalid("/proof/0"), failed("proof.previous", "/proof/1", "proof.previous_not_proven")]);
    let previous = |reason: &str, scope: &str| failed("proof.previous", scope, reason);
    family
        .case("missing", "The proof that another builds on is not there.")
        .input(&on(&[&second]))
        .rejected(&[previous("proof.previous_missing", "/proof/0")]);
    for (name, title, named, reason) in [
        ("named-twice", "A proof names one that it builds on twice.", json!([one, one]), "proof.malformed"),
        ("named-by-number", "A number as the name of a proof to build on.", json!(1), "proof.malformed"),
        (
            "named-one-missing",
            "One of two proofs to build on is not there.",
            json!([one, three]),
            "proof.previous_missing",
        ),
    ] {
        let on_it = set(&second, "/previousProof", named);
        family.case(name, title).input(&on(&[&first, &on_it])).verified(&[previous(reason, "/proof/1")]);
    }
    let dropped = without(&second, "/previousProof");
    family
        .case("link-removed", "A proof no longer says what it builds on.")
        .input(&on(&[&first, &dropped]))
        .rejected(&[invalid("/proof/1")]);
    let to_itself = follow(two, json!(two), &[&first]);
    family
        .case("itself", "A proof that builds on itself.")
        .input(&on(&[&first, &to_itself]))
        .verified(&[previous("proof.previous_cycle", "/proof/1")]);
    let forth = set(&first, "/previousProof", two);
    family
        .case("cycle", "Two proofs that build on each other.")
        .input(&on(&[&forth, &second]))
        .rejected(&[previous("proof.previous_cycle", "/proof/0"), previous("proof.previous_cycle", "/proof/1")]);
    let twin = proof(&document, suite, &issuer(), &[("id", json!(one)), ("created", json!("2026-01-16T09:30:00Z"))]);
    family.case("same-id", "Two proofs of one identifier.").input(&on(&[&first, &twin])).rejected(&[
        failed("proof.previous", "/proof/0", "proof.malformed"),
        failed("proof.previous", "/proof/1", "proof.malformed"),
    ]);
    let copied = follow(two, first.clone(), &[&first]);
    family
        .case("copied", "A copy of a proof in place of its identifier.")
        .input(&on(&[&first, &copied]))
        .verified(&[previous("proof.malformed", "/proof/1")]);
    family
        .case("only-unknown-first", "A proof builds on one of a suite that nobody knows yet.")
        .input(&{
            let unknown = set(&first, "/cryptosuite", "mldsa44-jcs-2024");
            let on_unknown = follow(two, json!(one), &[&unknown]);
            on(&[&unknown, &on_unknown])
        })
        .indeterminate(&[
            undetermined("proof.suite", "/proof/0", "proof.unsupported"),
            undetermined("proof.previous", "/proof/1", "proof.previous_not_proven"),
        ]);
}
