//! Genuine documents of issuers whose processors read or write in other ways than ours does at first.

use super::{plain, rdfc};
use crate::documents::{VCDM_2, bare, issuer, older, presentation, student};
use crate::keys::Key;
use crate::sign::{options, secure, sign_as_read};
use crate::table::{Row, Table, failed, set, without};
use credstone::jsonld::{Languages, RdfDirection, RdfOptions};
use credstone::keys::KeyType;
use credstone::rdf::Escapes;
use serde_json::{Value, json};

const LOWERED: RdfOptions = RdfOptions { languages: Languages::LowerCase, ..written() };
const DIRECTED: RdfOptions = RdfOptions { direction: RdfDirection::I18nDatatype, ..written() };
const BOTH: RdfOptions = RdfOptions { languages: Languages::LowerCase, ..DIRECTED };
const FOUR: RdfOptions = RdfOptions { escapes: Escapes::Four, ..written() };

const fn written() -> RdfOptions {
    RdfOptions {
        direction: RdfDirection::None,
        predicates: credstone::jsonld::Predicates::Iris,
        languages: Languages::AsWritten,
        escapes: Escapes::Canonical,
    }
}

pub(super) fn cases(table: &mut Table) {
    languages(table);
    language_contexts(table);
    directions(table);
    escapes(table);
    several(table);
}

/// `document`, signed by the usual issuer as statements that are read in a way of their own.
fn read(reading: RdfOptions, document: &Value) -> Value {
    let options = options("eddsa-rdfc-2022", &issuer().method());
    set(document, "/proof", sign_as_read(reading, document, &options, &issuer()))
}

fn invalid() -> [Row; 1] {
    [failed("proof.signature", "/proof", "signature.invalid")]
}

/// The plain credential with a name in some language.
fn named(text: &str, language: &str) -> Value {
    set(&plain(), "/name", json!({ "@value": text, "@language": language }))
}

fn directed(text: &str, language: &str, direction: &str) -> Value {
    set(&named(text, language), "/name/@direction", direction)
}

fn languages(table: &mut Table) {
    let mut family = table.family("reading", "https://www.w3.org/TR/json-ld11/#dfn-language-tag");
    let document = named("Membership", "en-GB");
    family
        .case("language-lowered", "A language that the issuer's processor wrote in lower case.")
        .input(&read(LOWERED, &document))
        .verified(&[]);
    family.case("language-kept", "A language that was signed as it is written.").input(&rdfc(&document)).verified(&[]);
    family
        .case("language-raised", "A language that was signed in lower case is written with capitals: it is the same.")
        .input(&set(&rdfc(&named("Membership", "en-gb")), "/name/@language", "EN-gb"))
        .verified(&[]);
    family
        .case("language-lowered-later", "A language that was signed with capitals is written in lower case.")
        .input(&set(&rdfc(&document), "/name/@language", "en-gb"))
        .rejected(&invalid());
    family
        .case("language-lowered-half", "A language that was signed with capitals is written with fewer.")
        .input(&set(&rdfc(&named("Membership", "en-Latn-GB")), "/name/@language", "en-latn-GB"))
        .rejected(&invalid());
    for (name, title, signed) in [
        ("language-other", "A language that was signed as written becomes another.", rdfc(&document)),
        (
            "language-lowered-other",
            "A language that was signed in lower case becomes another.",
            read(LOWERED, &document),
        ),
    ] {
        family.case(name, title).input(&set(&signed, "/name/@language", "en-US")).rejected(&invalid());
    }
    family
        .case("language-text-changed", "A text whose language was signed in lower case is changed.")
        .input(&set(&read(LOWERED, &document), "/name/@value", "Ownership"))
        .rejected(&invalid());
    let lost = without(&read(LOWERED, &document), "/name/@language");
    family
        .case("language-removed", "A language that was signed in lower case is taken away.")
        .input(&lost)
        .rejected(&invalid());
    let two = set(
        &document,
        "/description",
        json!([
            { "@value": "Member of the university", "@language": "en-GB" },
            { "@value": "Mitglied der Universität", "@language": "de" }
        ]),
    );
    family
        .case("languages-lowered", "Several languages, with capitals and without.")
        .input(&read(LOWERED, &two))
        .verified(&[]);
}

/// Languages that contexts and terms give, and maps of languages.
fn language_contexts(table: &mut Table) {
    let mut family = table.family("reading", "https://www.w3.org/TR/json-ld11/#string-internationalization");
    let title = "https://neustadt.example/vocabulary#title";
    let with = |term: Value, value: Value| {
        let document = set(&plain(), "/@context", json!([VCDM_2, { "title": term }]));
        set(&document, "/credentialSubject/title", value)
    };
    let map = with(
        json!({ "@id": title, "@container": "@language" }),
        json!({ "en-GB": ["Soil scientist", "Pedologist"], "de-CH": "Bodenkundlerin", "fr": "Pédologue" }),
    );
    family
        .case("language-map", "A map of languages that were signed in lower case.")
        .input(&read(LOWERED, &map))
        .verified(&[]);
    family
        .case("language-map-kept", "A map of languages that were signed as written.")
        .input(&rdfc(&map))
        .verified(&[]);
    let swapped = set(
        &read(LOWERED, &map),
        "/credentialSubject/title",
        json!({
            "en-GB": ["Soil scientist", "Pedologist"], "de-CH": "Pédologue", "fr": "Bodenkundlerin"
        }),
    );
    family.case("language-map-swapped", "Two languages of a map are exchanged.").input(&swapped).rejected(&invalid());
    let term = with(json!({ "@id": title, "@language": "de-CH" }), json!("Bodenkundlerin"));
    family
        .case("language-of-term", "The language of a term, which was signed in lower case.")
        .input(&read(LOWERED, &term))
        .verified(&[]);
    family
        .case("language-of-term-other", "The language of a term becomes another.")
        .input(&set(&read(LOWERED, &term), "/@context/1/title/@language", "de-AT"))
        .rejected(&invalid());
    let default =
        json!([VCDM_2, { "@language": "de-CH", "title": title, "code": { "@id": title, "@language": null } }]);
    let default = set(&set(&plain(), "/@context", default), "/credentialSubject/title", "Bodenkundlerin");
    let default = set(&default, "/credentialSubject/code", "BOD-101");
    family
        .case("language-of-context", "The language of a context and a term without, which were signed in lower case.")
        .policy("inlineContexts", "accept")
        .input(&read(LOWERED, &default))
        .verified(&[]);
    let lost = set(&read(LOWERED, &default), "/@context/1/@language", Value::Null);
    family
        .case("language-of-context-null", "The language of a context is taken away.")
        .policy("inlineContexts", "accept")
        .input(&lost)
        .rejected(&invalid());
}

fn directions(table: &mut Table) {
    let mut family = table.family("reading", "https://www.w3.org/TR/json-ld11/#the-i18n-namespace");
    let document = directed("مرحبا", "ar-EG", "rtl");
    let signed = read(DIRECTED, &document);
    family.case("direction", "A direction that was signed as a datatype.").input(&signed).verified(&[]);
    family
        .case("direction-refused", "The same, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&signed)
        .verified(&[]);
    family
        .case("direction-turned", "A direction that was signed is turned.")
        .input(&set(&signed, "/name/@direction", "ltr"))
        .rejected(&invalid());
    family
        .case("direction-removed", "A direction that was signed is taken away.")
        .input(&without(&signed, "/name/@direction"))
        .rejected(&invalid());
    family
        .case("direction-language-other", "The language of a text with a direction becomes another.")
        .input(&set(&signed, "/name/@language", "ar-SY"))
        .rejected(&invalid());
    let plain_too = set(&document, "/description", json!({ "@value": "Hello", "@language": "en-GB" }));
    for (name, title, reading) in [
        ("direction-beside-kept", "A signed direction, and beside it a language as it is written.", DIRECTED),
        ("direction-beside-lowered", "A signed direction, and beside it a language in lower case.", BOTH),
        ("direction-dropped-lowered", "A direction that was dropped, and languages in lower case.", LOWERED),
    ] {
        family.case(name, title).input(&read(reading, &plain_too)).verified(&[]);
    }
    let alone = set(&plain(), "/name", json!({ "@value": "مرحبا", "@direction": "rtl" }));
    family
        .case("direction-alone", "A signed direction without a language.")
        .input(&read(DIRECTED, &alone))
        .verified(&[]);
    let title = "https://neustadt.example/vocabulary#title";
    let context = json!([VCDM_2, {
        "@direction": "rtl",
        "@language": "ar",
        "title": title,
        "code": { "@id": title, "@direction": null, "@language": null },
        "names": { "@id": "https://neustadt.example/vocabulary#names", "@container": "@language" }
    }]);
    let mut default = set(&plain(), "/@context", context);
    default["credentialSubject"]["title"] = "عالمة تربة".into();
    default["credentialSubject"]["code"] = "BOD-101".into();
    default["credentialSubject"]["names"] = json!({ "ar-EG": "ميرا", "fa": "میرا" });
    let signed = read(BOTH, &default);
    family
        .case("direction-of-context", "The direction of a context, which was signed with the languages of a map.")
        .policy("inlineContexts", "accept")
        .input(&signed)
        .verified(&[]);
    family
        .case("direction-of-context-turned", "The direction of a context is turned.")
        .policy("inlineContexts", "accept")
        .input(&set(&signed, "/@context/1/@direction", "ltr"))
        .rejected(&invalid());
    let typed = json!({ "@value": "مرحبا", "@type": "https://www.w3.org/ns/i18n#ar_rtl" });
    let typed = rdfc(&set(&plain(), "/credentialSubject/https:~1~1schema.org~1description", typed));
    family
        .case("direction-datatype", "The datatype of a direction, written out: no other reading is needed.")
        .input(&typed)
        .verified(&[]);
}

fn escapes(table: &mut Table) {
    let mut family = table.family("reading", "https://www.w3.org/TR/rdf-canon/#canonical-quads");
    let jws = "https://w3id.org/security/suites/jws-2020/v1";
    let ed = "https://w3id.org/security/suites/ed25519-2020/v1";
    let text = "Soil\tscience\u{c}I\u{7f}";
    for (suite, key, context) in [
        ("Ed25519Signature2018", KeyType::Ed25519, None),
        ("Ed25519Signature2020", KeyType::Ed25519, Some(ed)),
        ("JsonWebSignature2020", KeyType::P256, Some(jws)),
        ("EcdsaSecp256k1Signature2019", KeyType::Secp256k1, None),
        ("RsaSignature2018", KeyType::Rsa, None),
    ] {
        let key = Key::of(key, "issuer");
        let document = if suite == "RsaSignature2018" {
            set(&bare(&key.any_did()), "/credentialSubject/http:~1~1schema.org~1jobTitle", text)
        } else {
            set(&older(&key.any_did(), context), "/credentialSubject/degree/name", text)
        };
        let place = if suite == "RsaSignature2018" {
            "/credentialSubject/http:~1~1schema.org~1jobTitle"
        } else {
            "/credentialSubject/degree/name"
        };
        let options = options(suite, &key.any_method());
        let signed = set(&document, "/proof", sign_as_read(FOUR, &document, &options, &key));
        let name = |end: &str| format!("escapes-{}{end}", suite.to_lowercase());
        family
            .case(&name(""), "A text with control characters, signed as N-Quads with four escapes.")
            .input(&signed)
            .verified(&[]);
        family
            .case(&name("-changed"), "The same, and a control character becomes a space.")
            .input(&set(&signed, place, text.replace('\t', " ")))
            .rejected(&invalid());
        family
            .case(&name("-canonical"), "The same text, signed as canonical N-Quads.")
            .input(&secure(&document, suite, &key))
            .verified(&[]);
    }
    let document = set(&plain(), "/name", text);
    family
        .case("escapes-cryptosuite", "A cryptosuite is over canonical N-Quads and no others.")
        .input(&read(FOUR, &document))
        .rejected(&invalid());
    let document = older(&issuer().did(), Some(ed));
    let mut document = set(&document, "/credentialSubject/degree/name", text);
    document["@context"]
        .as_array_mut()
        .expect("contexts")
        .push(json!({ "title": "https://neustadt.example/vocabulary#title" }));
    let title = json!({ "@value": "مرحبا\t", "@language": "ar-EG", "@direction": "rtl" });
    let titles = json!([title, { "@value": "Hello", "@language": "en-GB" }]);
    let document = set(&document, "/credentialSubject/title", titles);
    let options = options("Ed25519Signature2020", &issuer().method());
    let all = RdfOptions { escapes: Escapes::Four, ..BOTH };
    family
        .case(
            "escapes-last",
            "Languages in lower case, a signed direction and four escapes: the last of eight readings.",
        )
        .input(&set(&document, "/proof", sign_as_read(all, &document, &options, &issuer())))
        .verified(&[]);
}

/// Documents that several have read.
fn several(table: &mut Table) {
    let mut family = table.family("reading", "https://www.w3.org/TR/vc-data-integrity/#proof-sets");
    let document = directed("مرحبا", "ar-EG", "rtl");
    let made = |reading: RdfOptions, document: &Value, more: &[(&str, Value)]| {
        let mut options = options("eddsa-rdfc-2022", &issuer().method());
        more.iter().for_each(|(name, value)| options[*name] = value.clone());
        sign_as_read(reading, document, &options, &issuer())
    };
    let later = [("created", json!("2026-01-16T09:30:00Z"))];
    let [kept, lowered] = [made(written(), &document, &[]), made(LOWERED, &document, &later)];
    let both = made(DIRECTED, &document, &later);
    let with = |proofs: &[&Value]| set(&document, "/proof", json!(proofs));
    for (name, title, proofs) in [
        ("set", "Two proofs of the issuer over two readings.", [&kept, &lowered]),
        ("set-swapped", "The same in the other order: the other reading is shown.", [&lowered, &kept]),
        ("set-directed", "Two proofs, of which the first one has the direction.", [&both, &kept]),
        ("set-directed-swapped", "Two proofs, of which the second one has the direction.", [&kept, &both]),
    ] {
        family.case(name, title).policy("proofs", "all").input(&with(&proofs)).verified(&[]);
    }
    let bad = set(&kept, "/created", "2026-01-17T09:30:00Z");
    family
        .case("set-one-wrong", "A wrong proof before one over another reading.")
        .input(&with(&[&bad, &lowered]))
        .rejected(&[failed("proof.signature", "/proof/0", "signature.invalid")]);
    let first = made(LOWERED, &document, &[("id", json!("urn:uuid:10000000-0000-4000-8000-000000000001"))]);
    let on_first = [
        ("id", json!("urn:uuid:10000000-0000-4000-8000-000000000002")),
        ("previousProof", json!("urn:uuid:10000000-0000-4000-8000-000000000001")),
    ];
    for (name, title, reading) in [
        ("chain", "A proof that builds on another, both in lower case.", LOWERED),
        ("chain-mixed", "A proof that builds on another over another reading.", written()),
        ("chain-directed", "A proof that builds on another, and signs the direction.", BOTH),
    ] {
        let second = made(reading, &set(&document, "/proof", json!([first])), &on_first);
        family.case(name, title).policy("proofs", "all").input(&with(&[&first, &second])).verified(&[]);
    }
    let holder = student();
    let inside = read(LOWERED, &named("Membership", "en-GB"));
    let presented = set(
        &presentation(&holder.did(), &[inside]),
        "/https:~1~1schema.org~1name",
        json!({
            "@value": "Credentials", "@language": "en-US"
        }),
    );
    let mut options = options("eddsa-rdfc-2022", &holder.method());
    options["proofPurpose"] = "authentication".into();
    let present = |reading: RdfOptions| set(&presented, "/proof", sign_as_read(reading, &presented, &options, &holder));
    family
        .case("presented", "A credential in one reading within a presentation in another.")
        .input(&present(written()))
        .verified(&[]);
    family
        .case("presented-lowered", "A credential and a presentation, both in lower case.")
        .input(&present(LOWERED))
        .verified(&[]);
    let mut other = present(written());
    other["verifiableCredential"][0]["name"]["@language"] = "en-US".into();
    family.case("presented-other", "The language of a presented credential becomes another.").input(&other).rejected(
        &[
            failed("proof.signature", "/proof", "signature.invalid"),
            failed("presentation.credential", "/verifiableCredential/0", "nested.rejected"),
        ],
    );
    let note = json!({ "@value": "Registrar's office", "@language": "en-GB" });
    let noted = [("https://schema.org/description", note)];
    let signed = set(&plain(), "/proof", made(LOWERED, &plain(), &noted));
    family.case("proof-note", "A language in the proof itself, in lower case.").input(&signed).verified(&[]);
    family
        .case("proof-note-other", "A language in the proof itself becomes another.")
        .input(&set(&signed, "/proof/https:~1~1schema.org~1description/@language", "en-US"))
        .rejected(&invalid());
}
