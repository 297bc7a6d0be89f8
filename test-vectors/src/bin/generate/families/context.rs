//! Contexts give names their meaning: who changes them changes what was signed.

use super::{plain, rdfc};
use crate::documents::{BADGES, EXAMPLES_1, VCDM_1, VCDM_2, issuer, older, student};
use crate::sign::{options, secure, secure_with};
use crate::table::{Family, Table, failed, pretty, renamed, set, undetermined, without};
use credstone::digest::DigestAlgorithm;
use credstone::jsonld::contexts::texts;
use serde_json::{Value, json};

const VENDOR: &str = "https://neustadt.example/contexts/v1";
const EXAMPLES: &str = "https://www.w3.org/ns/credentials/examples/v2";

pub(super) fn cases(table: &mut Table) {
    terms(table);
    known(table);
    pinned(table);
    inline(table);
    changed(table);
}

fn terms(table: &mut Table) {
    let mut family = table.family("context", "https://www.w3.org/TR/vc-data-integrity/#securing-data-losslessly");
    let signed = rdfc(&plain());
    let subject = |name: &str, value: Value| set(&signed, &format!("/credentialSubject/{name}"), value);
    for (name, title, input, scope) in [
        (
            "undefined-term",
            "A name that no context defines.",
            subject("shoeSize", json!(42)),
            "/credentialSubject/shoeSize",
        ),
        (
            "undefined-term-inside",
            "A name that no context defines, two levels down.",
            set(&signed, "/issuer/rank", 1),
            "/issuer/rank",
        ),
        ("undefined-type", "A type that no context defines.", set(&signed, "/type/1", "SoilCredential"), "/type/1"),
        (
            "keyword-like",
            "A name that looks like a keyword.",
            subject("@soil", json!("loess")),
            "/credentialSubject/@soil",
        ),
        (
            "relative-id",
            "A relative identifier.",
            set(&signed, "/credentialSubject/id", "student/1"),
            "/credentialSubject/id",
        ),
        (
            "language-malformed",
            "A language that is none.",
            set(&signed, "/name", json!({ "@value": "Membership", "@language": "??" })),
            "/name/@language",
        ),
        (
            "bad-iri",
            "A link with white space.",
            subject("https:~1~1schema.org~1knows", json!({ "id": "urn:example:jonas weber" })),
            "/credentialSubject/https:~1~1schema.org~1knows/id",
        ),
        ("relative-name", "A name that is a path.", subject("~1soil", json!("loess")), "/credentialSubject/~1soil"),
        ("blank-name", "A name that is a blank node.", subject("_:soil", json!("loess")), "/credentialSubject/_:soil"),
    ] {
        family.case(name, title).input(&input).rejected(&[failed("context.terms", scope, "jsonld.dropped")]);
    }
    for (name, title, value, inside) in [
        (
            "value-and-id",
            "A value that is an identifier too.",
            json!({ "@value": "Membership", "@id": "urn:uuid:1" }),
            "",
        ),
        ("list-of-objects", "A keyword with a value that it may not have.", json!({ "@value": { "a": 1 } }), "/@value"),
        ("id-number", "A number as identifier, by its keyword.", json!({ "@id": 5 }), "/@id"),
    ] {
        let scope = format!("/credentialSubject/description{inside}");
        let row = failed("context.terms", &scope, "jsonld.invalid");
        family.case(name, title).input(&subject("description", value)).rejected(&[row]);
    }
    let size = json!({ "shoeSize": null });
    let mapped = set(&set(&signed, "/@context/1", size), "/credentialSubject/shoeSize", 42);
    family.case("null-mapped", "A name that a context defines as nothing.").input(&mapped).rejected(&[failed(
        "context.terms",
        "/credentialSubject/shoeSize",
        "jsonld.dropped",
    )]);
    let indexed = subject("@index", json!("with distinction"));
    family.case("index", "An index is not signed, and not in the verified document.").input(&indexed).verified(&[]);
    family
        .case("index-refused", "An index, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&indexed)
        .rejected(&[failed("context.terms", "/credentialSubject/@index", "jsonld.dropped")]);
    let named = |direction: Option<&str>| {
        let mut name = json!({ "@value": "Mitgliedschaft", "@language": "de" });
        if let Some(direction) = direction {
            name["@direction"] = direction.into();
        }
        set(&plain(), "/name", name)
    };
    let directed = set(&rdfc(&named(None)), "/name", named(Some("rtl"))["name"].clone());
    family
        .case("direction", "The direction of a text is not signed, and not in the verified document.")
        .input(&directed)
        .verified(&[]);
    family
        .case("direction-refused", "The direction of a text, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&directed)
        .rejected(&[failed("context.terms", "/name/@direction", "jsonld.dropped")]);
    for (name, title, value) in [
        ("null-member", "A member without value says nothing, and is not in the verified document.", Value::Null),
        ("empty-array", "A member with an empty array says nothing, and is not in the verified document.", json!([])),
    ] {
        family.case(name, title).input(&subject("description", value)).verified(&[]);
    }
    family
        .case("null-member-refused", "A member without value, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&subject("description", Value::Null))
        .rejected(&[failed("context.terms", "/credentialSubject/description", "jsonld.dropped")]);
    let absolute = rdfc(&set(&plain(), "/credentialSubject/https:~1~1schema.org~1jobTitle", "student"));
    family.case("absolute-name", "A name that is an IRI needs no context.").input(&absolute).verified(&[]);
}

fn known(table: &mut Table) {
    let mut family = table.family("context", "https://www.w3.org/TR/vc-data-integrity/#validating-contexts");
    let vendor = json!({ "@context": { "shoeSize": "https://neustadt.example/vocabulary#shoeSize" } });
    let text = pretty(&vendor);
    let digest = DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex();
    // Signed with the text written into the document: the statements are the same.
    let mut document = set(&plain(), "/@context", json!([VCDM_2, vendor["@context"]]));
    document["credentialSubject"]["shoeSize"] = json!("42");
    let signed = set(&rdfc(&document), "/@context/1", VENDOR);
    let unknown = [undetermined("context.known", "/@context/1", "context.unknown")];
    family
        .case("unknown", "A context that nobody pinned.")
        .input(&signed)
        .need("context", VENDOR)
        .indeterminate(&unknown);
    family
        .case("unknown-supplied", "A context that was supplied, but not pinned.")
        .text(VENDOR, &text)
        .input(&signed)
        .need("context", VENDOR)
        .indeterminate(&unknown);
    let pinned = json!([{ "url": VENDOR, "sha256": digest }]);
    family
        .case("pinned", "A context that was supplied and pinned.")
        .policy("contexts", pinned.clone())
        .text(VENDOR, &text)
        .input(&signed)
        .verified(&[]);
    family
        .case("pinned-missing", "A context that is pinned, but was not supplied.")
        .policy("contexts", pinned.clone())
        .input(&signed)
        .need("context", VENDOR)
        .indeterminate(&unknown);
    family
        .case("hash-mismatch", "A context that is not the pinned text.")
        .policy("contexts", pinned)
        .text(VENDOR, &text.replace("shoeSize\":", "shoeSize\" :"))
        .input(&signed)
        .rejected(&[failed("context.known", "/@context/1", "context.hash_mismatch")]);
    family
        .case("pinned-no-json", "A context that is the pinned text, which is no JSON.")
        .policy("contexts", json!([{ "url": VENDOR, "sha256": DigestAlgorithm::Sha256.hash(b"<html>").to_hex() }]))
        .text(VENDOR, "<html>")
        .input(&signed)
        .indeterminate(&[undetermined("context.known", "/@context/1", "resource.malformed")]);
    let pin = |context: Value| {
        let text = pretty(&json!({ "@context": context }));
        (json!([{ "url": VENDOR, "sha256": DigestAlgorithm::Sha256.hash(text.as_bytes()).to_hex() }]), text)
    };
    let (pinned, text) = pin(json!({ "description": "https://neustadt.example/vocabulary#d" }));
    family
        .case("pinned-redefines", "A pinned context gives a protected name another meaning.")
        .policy("contexts", pinned)
        .text(VENDOR, &text)
        .input(&signed)
        .rejected(&[failed("context.terms", "/@context/1", "jsonld.protected_term")]);
    let (pinned, text) = pin(json!([VENDOR]));
    family
        .case("pinned-itself", "A pinned context that includes itself.")
        .policy("contexts", pinned)
        .text(VENDOR, &text)
        .input(&signed)
        .rejected(&[failed("context.terms", "/@context/1", "jsonld.invalid")]);
    let (pinned, text) = pin(json!({ "a": "b:x", "b": "a:x" }));
    family
        .case("pinned-circular", "A pinned context with two names that are made of each other.")
        .policy("contexts", pinned)
        .text(VENDOR, &text)
        .input(&signed)
        .rejected(&[failed("context.terms", "/@context/1", "jsonld.invalid")]);
    family
        .case("bundled-replaced", "A supplied text never takes the place of a bundled context.")
        .text(VCDM_2, r#"{"@context":{"@vocab":"https://evil.example/"}}"#)
        .input(&rdfc(&plain()))
        .verified(&[]);
    let unversioned = set(&rdfc(&plain()), "/@context/1", "https://W3ID.org/security/data-integrity/v2");
    family
        .case("url-case", "The address of a context in other letters is another context.")
        .input(&unversioned)
        .need("context", "https://W3ID.org/security/data-integrity/v2")
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.unknown")]);
}

/// Pins of bundled URLs.
fn pinned(table: &mut Table) {
    let mut family = table.family("context", "https://www.w3.org/TR/vc-data-integrity/#validating-contexts");
    let achievement = |vocabulary: &str| {
        let name =
            json!({ "Achievement": format!("https://purl.imsglobal.org/spec/{vocabulary}/vocab.html#Achievement") });
        let mut document = older(&issuer().did(), None);
        document["@context"] = json!([VCDM_1, name]);
        document["type"] = json!(["VerifiableCredential"]);
        document["credentialSubject"] = json!({ "id": "urn:uuid:a", "type": "Achievement" });
        set(&secure(&document, "Ed25519Signature2018", &issuer()), "/@context/1", BADGES)
    };
    let [newest, earlier, ..] = texts(BADGES) else { panic!("earlier texts") };
    let pin = |sha256: &str| json!([{ "url": BADGES, "sha256": sha256 }]);
    family
        .case("pinned-earlier", "A policy pins an earlier text of a bundled context, under which was signed.")
        .policy("contexts", pin(earlier.sha256))
        .input(&achievement("ob"))
        .verified(&[]);
    family
        .case(
            "pinned-earlier-other",
            "A policy pins an earlier text of a bundled context; signed was under the newest.",
        )
        .policy("contexts", pin(earlier.sha256))
        .input(&achievement("vc/ob"))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    family
        .case("pinned-newest", "A policy pins the newest text of a bundled context; signed was under an earlier one.")
        .policy("contexts", pin(newest.sha256))
        .input(&achievement("ob"))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    let own =
        pretty(&json!({ "@context": { "Achievement": "https://purl.imsglobal.org/spec/own/vocab.html#Achievement" } }));
    let pin_own = pin(&DigestAlgorithm::Sha256.hash(own.as_bytes()).to_hex());
    family
        .case("pinned-instead", "A supplied text takes the place of a bundled context, as the policy pins it.")
        .policy("contexts", pin_own.clone())
        .text(BADGES, &own)
        .input(&achievement("own"))
        .verified(&[]);
    family
        .case(
            "pinned-instead-missing",
            "A policy pins a text of a bundled context that is not bundled; it is not there.",
        )
        .policy("contexts", pin_own.clone())
        .input(&achievement("vc/ob"))
        .need("context", BADGES)
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.unknown")]);
    family
        .case("pinned-instead-mismatch", "A policy pins a text of a bundled context; what is supplied is another.")
        .policy("contexts", pin_own)
        .text(BADGES, &own.replace("Achievement\":", "Achievement\" :"))
        .input(&achievement("own"))
        .rejected(&[failed("context.known", "/@context/1", "context.hash_mismatch")]);
    family
        .case("schema-org", "A context that is too large and changes too often to be bundled.")
        .input(&set(&rdfc(&plain()), "/@context/1", "https://schema.org/"))
        .need("context", "https://schema.org/")
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.unknown")]);
}

fn inline(table: &mut Table) {
    let mut family = table.family("context", "https://www.w3.org/TR/vc-data-model-2.0/#extensibility");
    let with = |context: Value| {
        let mut document = set(&plain(), "/@context", json!([VCDM_2, context]));
        document["credentialSubject"]["shoeSize"] = json!("42");
        document
    };
    let adds = rdfc(&with(json!({ "shoeSize": "https://neustadt.example/vocabulary#shoeSize" })));
    family.case("inline-adds", "A context in the document that adds a name.").input(&adds).verified(&[]);
    family
        .case("inline-refused", "A context in the document, and the policy refuses those.")
        .policy("inlineContexts", "refuse")
        .input(&adds)
        .need("policy", "inlineContexts")
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.inline")]);
    let shoe = "https://neustadt.example/vocabulary#shoeSize";
    let prefixed = rdfc(&with(json!({ "ex": "https://neustadt.example/vocabulary#", "shoeSize": "ex:shoeSize" })));
    for (name, title, input) in [
        (
            "used-refused",
            "A context in the document that the statements need, and unsigned members are refused.",
            &adds,
        ),
        ("used-prefix-refused", "A context with a prefix, and unsigned members are refused.", &prefixed),
    ] {
        family.case(name, title).policy("unsignedMembers", "refuse").input(input).verified(&[]);
    }
    let note = "https://anybody.example/Awarded%20with%20distinction";
    family
        .case("idle", "Somebody adds a definition that nothing uses: it is no part of what is verified.")
        .input(&set(&adds, "/@context/1/note", note))
        .verified(&[]);
    let scoped = json!({ "@id": shoe, "@context": { "note": note } });
    for (name, title, pointer, value) in [
        ("idle-refused", "The same, and unsigned members are refused.", "/@context/1/note", json!(note)),
        (
            "idle-name-refused",
            "A definition of nothing, whose name is the text.",
            "/@context/1/with distinction",
            Value::Null,
        ),
        ("idle-context-refused", "A context of its own that nothing uses.", "/@context/2", json!({ "note": note })),
        ("idle-scoped-refused", "A definition within one that is used.", "/@context/1/shoeSize", scoped),
        (
            "idle-first-refused",
            "A definition that the next context replaces.",
            "/@context/2",
            json!({ "shoeSize": note }),
        ),
    ] {
        let mut input = set(&adds, pointer, value);
        if name == "idle-first-refused" {
            input["@context"].as_array_mut().expect("contexts").swap(1, 2);
        }
        let at = match name {
            "idle-context-refused" => "/@context/2/note",
            "idle-scoped-refused" => "/@context/1/shoeSize/@context/note",
            "idle-first-refused" => "/@context/2/shoeSize",
            _ => pointer,
        };
        family
            .case(name, title)
            .policy("unsignedMembers", "refuse")
            .policy("inlineContexts", "accept")
            .input(&input)
            .rejected(&[failed("context.terms", at, "jsonld.dropped")]);
    }
    other_meanings(&mut family);
    let vocab = rdfc(&with(json!({ "@vocab": "https://neustadt.example/vocabulary#" })));
    family
        .case("vocab", "A context that gives every undefined name a meaning.")
        .input(&vocab)
        .need("policy", "vocab")
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.vocab")]);
    family
        .case("vocab-accepted", "The same, and the policy accepts it.")
        .policy("vocab", "accept")
        .input(&vocab)
        .verified(&[]);
    let size = "https://neustadt.example/vocabulary#shoeSize";
    let redefines = json!({ "shoeSize": size, "description": "https://neustadt.example/vocabulary#d" });
    family
        .case("inline-redefines", "A context in the document that gives a protected name another meaning.")
        .input(&set(&adds, "/@context/1", redefines))
        .rejected(&[failed("context.terms", "/@context/1/description", "jsonld.protected_term")]);
    let mut document = older(&issuer().did(), None);
    document["@context"] = json!([VCDM_1, EXAMPLES_1, { "degree": "https://neustadt.example/vocabulary#degree" }]);
    family
        .case("inline-redefines-unprotected", "A context in the document that gives a pinned name another meaning.")
        .input(&secure(&document, "Ed25519Signature2018", &issuer()))
        .need("policy", "inlineContexts")
        .indeterminate(&[undetermined("context.known", "/@context/2/degree", "context.inline")]);
    let base = json!({ "shoeSize": size, "@base": "https://neustadt.example/" });
    family
        .case("inline-base", "A context in the document with a base.")
        .input(&rdfc(&with(base)))
        .need("policy", "inlineContexts")
        .indeterminate(&[undetermined("context.known", "/@context/1/@base", "context.inline")]);
    for (name, title, member, value) in [
        ("inline-vocab-null", "A context in the document that takes away the default meaning.", "@vocab", Value::Null),
        ("inline-propagate", "A context in the document that ends with its node.", "@propagate", json!(false)),
    ] {
        let scope = format!("/@context/1/{member}");
        let input = set(&adds, &format!("/@context/1/{member}"), value);
        let case = family.case(name, title).input(&input).need("policy", "inlineContexts");
        case.indeterminate(&[undetermined("context.known", &scope, "context.inline")]);
    }
    family
        .case("inline-import", "A context in the document imports another, which is not known.")
        .input(&set(&adds, "/@context/1/@import", VENDOR))
        .need("context", VENDOR)
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.unknown")]);
    let imported = json!({ "@context": { "soil": "https://neustadt.example/vocabulary#soil" } }).to_string();
    let digest = DigestAlgorithm::Sha256.hash(imported.as_bytes()).to_hex();
    family
        .case("inline-import-pinned", "A context in the document imports another, which is pinned.")
        .policy("contexts", json!([{ "url": VENDOR, "sha256": digest }]))
        .text(VENDOR, &imported)
        .input(&set(&adds, "/@context/1/@import", VENDOR))
        .need("policy", "inlineContexts")
        .indeterminate(&[undetermined("context.known", "/@context/1/@import", "context.inline")]);
    let mut scoped = with(json!({ "shoeSize": { "@id": size, "@context": [null, { "name": size }] } }));
    scoped["credentialSubject"]["shoeSize"] = json!({ "name": "42" });
    family
        .case(
            "inline-scoped-null",
            "A context in the document cancels all others within one member, and redefines a name.",
        )
        .input(&rdfc(&scoped))
        .need("policy", "inlineContexts")
        .indeterminate(&[undetermined("context.known", "/@context/1/shoeSize/@context/0", "context.inline")]);
    family
        .case("inline-alias", "A context in the document that adds another name for a keyword.")
        .input(&rdfc(&with(json!({ "shoeSize": size, "identifier": "@id" }))))
        .verified(&[]);
}

fn changed(table: &mut Table) {
    let mut family = table.family("context", "https://www.w3.org/TR/vc-data-integrity/#context-validation");
    let signed = rdfc(&plain());
    let append = |context: Value| set(&signed, "/@context/1", context);
    family
        .case("appended", "A context is appended that changes nothing.")
        .input(&append(json!("https://w3id.org/security/data-integrity/v2")))
        .verified(&[]);
    let dropped = |scope: &str| [failed("context.terms", scope, "jsonld.dropped")];
    family
        .case("type-json", "A type that is a keyword: nothing says so in the statements.")
        .input(&set(&signed, "/type/1", "@json"))
        .rejected(&dropped("/type/1"));
    let mut expired = rdfc(&set(&plain(), "/validUntil", "2026-02-01T00:00:00Z"));
    let end = json!({
        "@id": "https://www.w3.org/2018/credentials#validUntil",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
    });
    expired["@context"] = json!([VCDM_2, { "until": end }]);
    expired["type"] = json!(["@json", "VerifiableCredential"]);
    family
        .case("type-json-first", "A keyword before the type of an expired credential, whose end has another name.")
        .input(&renamed(&expired, "/validUntil", "until"))
        .rejected(&[
            failed("context.terms", "/type/0", "jsonld.dropped"),
            failed("validity", "/until", "validity.expired"),
        ]);
    family
        .case("keyword-member", "A member that is a keyword without a meaning there.")
        .input(&set(&signed, "/@none", "with distinction"))
        .rejected(&dropped("/@none"));
    let alias = set(&append(json!({ "grade": "@none" })), "/credentialSubject/grade", "with distinction");
    family
        .case("keyword-member-alias", "The same, under another name.")
        .input(&alias)
        .rejected(&dropped("/credentialSubject/grade"));
    family
        .case("appended-vocab", "A context is appended that gives every undefined name a meaning.")
        .input(&append(json!(EXAMPLES)))
        .need("policy", "vocab")
        .indeterminate(&[undetermined("context.known", "/@context/1", "context.vocab")]);
    let mut two = set(
        &plain(),
        "/@context",
        json!([VCDM_2, { "given": "https://schema.org/givenName", "family": "https://schema.org/familyName" }]),
    );
    two["credentialSubject"]["given"] = json!("Mira");
    two["credentialSubject"]["family"] = json!("Lindqvist");
    let two = rdfc(&two);
    let swapped = set(
        &two,
        "/@context/1",
        json!({ "family": "https://schema.org/givenName", "given": "https://schema.org/familyName" }),
    );
    let invalid = [failed("proof.signature", "/proof", "signature.invalid")];
    family.case("names-swapped", "The meanings of two names are swapped.").input(&swapped).rejected(&invalid);
    let both = renamed(
        &renamed(&renamed(&swapped, "/credentialSubject/given", "x"), "/credentialSubject/family", "given"),
        "/credentialSubject/x",
        "family",
    );
    family
        .case(
            "names-swapped-with-members",
            "The meanings of two names are swapped, and so are the members: the statements are the same.",
        )
        .input(&both)
        .verified(&[]);
    family
        .case("profile-removed", "The context that defines the names is removed.")
        .input(&{
            let badge = rdfc(&crate::documents::badge(&crate::documents::issuer().did()));
            set(&badge, "/@context", json!([VCDM_2]))
        })
        .rejected(&[failed("context.terms", "/type/1", "jsonld.dropped")]);
    family
        .case("own-context", "A context within the subject.")
        .input(&set(&signed, "/credentialSubject/@context", json!({ "name": "https://schema.org/familyName" })))
        .rejected(&[failed("context.terms", "/credentialSubject/@context/name", "jsonld.protected_term")]);
    family
        .case("null-context", "The contexts are cancelled within the subject.")
        .input(&set(&signed, "/credentialSubject/@context", Value::Null))
        .rejected(&[failed("context.terms", "/credentialSubject/@context", "jsonld.invalid")]);
}

/// A context that gives a name which people know another meaning, where the contexts of the data model do not reach: they
/// define most names for their types only, and a type may be written as its IRI.
fn other_meanings(family: &mut Family<'_>) {
    let vc = "https://www.w3.org/2018/credentials#";
    let shape = |name: &str| failed("context.terms", &format!("/{name}"), "jsonld.shape");
    let spelled = json!({
        "@context": [VCDM_2, {
            "issuer": "urn:other:issuer", "validUntil": "urn:other:until", "credentialStatus": "urn:other:status"
        }],
        "id": "urn:uuid:4c8f6a52-0f3e-4d0b-9a55-7d3f3c1b2e31",
        "type": [format!("{vc}VerifiableCredential")],
        format!("{vc}issuer"): { "id": issuer().did() },
        format!("{vc}credentialSubject"): { "id": "did:example:learner" },
        "issuer": "A university that did not sign",
        "validUntil": "2020-01-01T00:00:00Z",
        "credentialStatus": "revoked"
    });
    family
        .case("other-meanings", "An issuer, an end and a status that are something else.")
        .input(&rdfc(&spelled))
        .rejected(&["issuer", "validUntil", "credentialStatus"].map(shape));
    let holder = student();
    let presented = json!({
        "@context": [VCDM_2, { "verifiableCredential": "urn:other:credential" }],
        "id": "urn:uuid:4c8f6a52-0f3e-4d0b-9a55-7d3f3c1b2e32",
        "type": [format!("{vc}VerifiablePresentation")],
        format!("{vc}holder"): { "id": holder.did() },
        "verifiableCredential": [plain()]
    });
    let mut options = options("eddsa-rdfc-2022", &holder.method());
    options["proofPurpose"] = "authentication".into();
    family
        .case("other-presented", "An unsigned credential that is presented as something else.")
        .input(&secure_with(&presented, &options, &holder))
        .rejected(&[shape("verifiableCredential")]);
    let bare = without(&without(&spelled, "/issuer"), "/validUntil");
    let signed = rdfc(&without(&set(&bare, "/@context", json!([VCDM_2])), "/credentialStatus"));
    let hidden = set(&set(&signed, "/@context/1", json!({ "issuer": "@index" })), "/issuer", "Another university");
    family
        .case("other-keyword", "A holder writes an issuer that is an index, and is not signed.")
        .policy("inlineContexts", "accept")
        .input(&hidden)
        .rejected(&[shape("issuer")]);
}
