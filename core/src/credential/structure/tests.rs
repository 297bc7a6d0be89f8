//! For each rule a document that breaks it, for its own reason.

use super::*;
use crate::credential::{Meanings, detect};
use crate::{json::Document, limits::Limits};
use ProblemKind as Kind;

const CREDENTIAL_11: &[(&str, &str)] = &[
    ("@context", r#"["https://www.w3.org/2018/credentials/v1"]"#),
    ("type", r#"["VerifiableCredential"]"#),
    ("issuer", r#""did:example:issuer""#),
    ("issuanceDate", r#""2026-01-01T00:00:00Z""#),
    ("credentialSubject", r#"{"id": "did:example:subject"}"#),
];
const CREDENTIAL_20: &[(&str, &str)] = &[
    ("@context", r#"["https://www.w3.org/ns/credentials/v2"]"#),
    ("type", r#"["VerifiableCredential"]"#),
    ("issuer", r#""did:example:issuer""#),
    ("credentialSubject", r#"{"id": "did:example:subject"}"#),
];
const PRESENTATION_11: &[(&str, &str)] =
    &[("@context", r#""https://www.w3.org/2018/credentials/v1""#), ("type", r#""VerifiablePresentation""#)];
const PRESENTATION_20: &[(&str, &str)] =
    &[("@context", r#""https://www.w3.org/ns/credentials/v2""#), ("type", r#""VerifiablePresentation""#)];
const ENVELOPED: &[(&str, &str)] = &[
    ("@context", r#""https://www.w3.org/ns/credentials/v2""#),
    ("type", r#""EnvelopedVerifiableCredential""#),
    ("id", r#""data:application/vc+jwt,a.b.c""#),
];

/// The base document with one member set, or left out if `value` is empty.
fn document(base: &[(&str, &str)], name: &str, value: &str) -> String {
    let others = base.iter().filter(|(other, _)| *other != name);
    let all = others.copied().chain((!value.is_empty()).then_some((name, value)));
    let members: Vec<_> = all.map(|(name, value)| format!("\"{name}\": {value}")).collect();
    format!("{{{}}}", members.join(", "))
}

fn judge(text: &str) -> Vec<(ProblemKind, Member, usize)> {
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let root = document.root();
    let detected = detect(root).unwrap();
    let found = structure(&View::of_json(root, usize::MAX), detected.kind, detected.model);
    found.iter().map(|problem| (problem.kind, problem.member, problem.at.index())).collect()
}

type Case = (&'static str, &'static str, &'static [(ProblemKind, Member)]);

#[track_caller]
fn check(base: &[(&str, &str)], cases: &[Case]) {
    for (name, value, want) in cases {
        let text = document(base, name, value);
        let got: Vec<_> = judge(&text).into_iter().map(|(kind, member, _)| (kind, member)).collect();
        assert_eq!(got, *want, "{text}");
    }
}

#[test]
fn bases_conform() {
    for base in [CREDENTIAL_11, CREDENTIAL_20, PRESENTATION_11, PRESENTATION_20, ENVELOPED] {
        check(base, &[("", "", &[])]);
    }
}

#[test]
fn context_and_type() {
    const BASE: &str = "https://www.w3.org/ns/credentials/v2";
    assert_eq!(judge(&document(CREDENTIAL_20, "@context", &format!(r#"["{BASE}", {{}}]"#))), []);
    let cases = [
        (format!(r#"["https://example.org/c", "{BASE}"]"#), Kind::ContextOrder),
        (format!(r#"[{{}}, "{BASE}"]"#), Kind::ContextOrder),
        (format!(r#"["{BASE}", "relative"]"#), Kind::NotUrl),
        (format!(r#"["{BASE}", 1]"#), Kind::WrongType),
        (format!(r#"["{BASE}", null]"#), Kind::WrongType),
    ];
    for (value, kind) in cases {
        let got = judge(&document(CREDENTIAL_20, "@context", &value));
        assert_eq!(got.iter().map(|problem| (problem.0, problem.1)).collect::<Vec<_>>(), [(kind, Member::Context)]);
    }
    check(
        CREDENTIAL_20,
        &[
            ("type", r#"["VerifiableCredential", ""]"#, &[(Kind::Empty, Member::Type)]),
            ("type", r#"["VerifiableCredential", 1]"#, &[(Kind::WrongType, Member::Type)]),
        ],
    );
}

#[test]
fn identifiers() {
    check(
        CREDENTIAL_20,
        &[
            ("id", r#""urn:uuid:1""#, &[]),
            ("id", r#""relative""#, &[(Kind::NotUrl, Member::Id)]),
            ("id", r#""""#, &[(Kind::NotUrl, Member::Id)]),
            ("id", "null", &[(Kind::WrongType, Member::Id)]),
            ("id", r#"{"id": "urn:x"}"#, &[(Kind::WrongType, Member::Id)]),
            ("id", r#"["urn:x"]"#, &[(Kind::Cardinality, Member::Id)]),
            ("credentialSubject", r#"{"id": ["urn:x", "urn:y"]}"#, &[(Kind::Cardinality, Member::Id)]),
            ("credentialStatus", r#"{"id": "x", "type": "T"}"#, &[(Kind::NotUrl, Member::Id)]),
        ],
    );
}

#[test]
fn issuer_and_holder() {
    const FORMS: [(&str, &[(ProblemKind, Member)]); 7] = [
        (r#"{"id": "https://example.org/i", "type": "Profile"}"#, &[]),
        (r#"{"name": "I"}"#, &[(Kind::Missing, Member::Id)]),
        (r#"{"id": "i"}"#, &[(Kind::NotUrl, Member::Id)]),
        (r#"{"id": null}"#, &[(Kind::WrongType, Member::Id)]),
        (r#"{"id": ["urn:i"]}"#, &[(Kind::Cardinality, Member::Id)]),
        (r#"{"id": "did:example:i#key"}"#, &[(Kind::NotIdentifier, Member::Id)]),
        (r#"{"id": "did:example:i/path"}"#, &[(Kind::NotIdentifier, Member::Id)]),
    ];
    for (value, want) in FORMS {
        check(CREDENTIAL_20, &[("issuer", value, want)]);
        check(CREDENTIAL_11, &[("issuer", value, want)]);
        check(PRESENTATION_20, &[("holder", value, want)]);
    }
    check(
        CREDENTIAL_20,
        &[
            ("issuer", "", &[(Kind::Missing, Member::Issuer)]),
            ("issuer", r#""i""#, &[(Kind::NotUrl, Member::Issuer)]),
            ("issuer", "null", &[(Kind::WrongType, Member::Issuer)]),
            ("issuer", "7", &[(Kind::WrongType, Member::Issuer)]),
            ("issuer", r#"["urn:i"]"#, &[(Kind::Cardinality, Member::Issuer)]),
            ("issuer", r#""did:example:i?query""#, &[(Kind::NotIdentifier, Member::Issuer)]),
        ],
    );
}

#[test]
fn subjects() {
    for base in [CREDENTIAL_11, CREDENTIAL_20] {
        check(
            base,
            &[
                ("credentialSubject", r#"[{"id": "urn:a"}, {"name": "B"}]"#, &[]),
                ("credentialSubject", "", &[(Kind::Missing, Member::CredentialSubject)]),
                ("credentialSubject", "[]", &[(Kind::Empty, Member::CredentialSubject)]),
                ("credentialSubject", "{}", &[(Kind::Empty, Member::CredentialSubject)]),
                ("credentialSubject", r#"[{"id": "urn:a"}, {}]"#, &[(Kind::Empty, Member::CredentialSubject)]),
                ("credentialSubject", r#""urn:a""#, &[(Kind::WrongType, Member::CredentialSubject)]),
                ("credentialSubject", "null", &[(Kind::WrongType, Member::CredentialSubject)]),
            ],
        );
    }
}

#[test]
fn names_and_descriptions() {
    check(
        CREDENTIAL_20,
        &[
            ("name", r#"{"@value": "N", "@language": "de-AT", "@direction": "ltr"}"#, &[]),
            ("name", r#"["N", {"@value": "N"}]"#, &[]),
            ("name", "[]", &[(Kind::Empty, Member::Name)]),
            ("name", "1", &[(Kind::WrongType, Member::Name)]),
            ("name", r#"{"@language": "en"}"#, &[(Kind::LanguageValue, Member::Name)]),
            ("name", r#"{"@value": 1}"#, &[(Kind::LanguageValue, Member::Name)]),
            ("name", r#"{"@value": "N", "@language": "not a tag"}"#, &[(Kind::LanguageValue, Member::Name)]),
            ("name", r#"{"@value": "N", "@direction": "up"}"#, &[(Kind::LanguageValue, Member::Name)]),
            ("description", r#"{"@value": "N", "url": "urn:x"}"#, &[(Kind::LanguageValue, Member::Description)]),
            ("issuer", r#"{"id": "urn:i", "name": {"en": "I"}}"#, &[(Kind::LanguageValue, Member::Name)]),
        ],
    );
    check(CREDENTIAL_11, &[("name", r#"{"en": "N"}"#, &[])]);
}

#[test]
fn times() {
    check(
        CREDENTIAL_20,
        &[
            ("validFrom", r#""2026-01-01T00:00:00.123456789+14:00""#, &[]),
            ("validFrom", r#""2026-01-01T00:00:00""#, &[]),
            ("validFrom", r#""2026-01-01""#, &[(Kind::Date, Member::ValidFrom)]),
            ("validUntil", r#""2026-02-30T00:00:00Z""#, &[(Kind::Date, Member::ValidUntil)]),
            ("validUntil", r#"["2026-01-01T00:00:00Z"]"#, &[(Kind::Cardinality, Member::ValidUntil)]),
            ("validUntil", r#"{"@value": "2026-01-01T00:00:00Z"}"#, &[(Kind::WrongType, Member::ValidUntil)]),
            ("validUntil", "1767225600", &[(Kind::WrongType, Member::ValidUntil)]),
            ("expirationDate", r#""2026-01-01T00:00:00Z""#, &[(Kind::ForeignMember, Member::ExpirationDate)]),
        ],
    );
    check(
        CREDENTIAL_11,
        &[
            ("issuanceDate", "", &[(Kind::Missing, Member::IssuanceDate)]),
            ("issuanceDate", r#""01/01/2026""#, &[(Kind::Date, Member::IssuanceDate)]),
            ("expirationDate", "[]", &[(Kind::Cardinality, Member::ExpirationDate)]),
            ("validUntil", r#""2026-01-01T00:00:00Z""#, &[(Kind::ForeignMember, Member::ValidUntil)]),
        ],
    );
    let with = |until: &str| {
        let from = r#""2026-01-01T12:00:00Z", "validUntil": "#;
        judge(&document(CREDENTIAL_20, "validFrom", &format!("{from}\"{until}\"")))
    };
    assert_eq!(with("2026-01-01T14:00:00+02:00"), []);
    assert!(matches!(with("2026-01-01T13:59:59+02:00")[..], [(Kind::PeriodReversed, Member::ValidUntil, _)]));
}

#[test]
fn typed_objects() {
    for name in ["credentialStatus", "evidence", "refreshService", "termsOfUse", "renderMethod", "confidenceMethod"] {
        let member = Member::of_term(name).unwrap();
        let cases = [
            (r#"{"id": "urn:x", "type": "T"}"#, None),
            (r#"[{"type": "T"}, {"type": ["T"]}]"#, None),
            (r#"{"id": "urn:x"}"#, Some((Kind::Missing, Member::Type))),
            (r#"{"type": []}"#, Some((Kind::Empty, Member::Type))),
            (r#"{"type": 2}"#, Some((Kind::WrongType, Member::Type))),
            (r#""urn:x""#, Some((Kind::WrongType, member))),
            ("[]", Some((Kind::Empty, member))),
            ("null", Some((Kind::WrongType, member))),
        ];
        for (value, want) in cases {
            let got: Vec<_> = judge(&document(CREDENTIAL_20, name, value)).iter().map(|p| (p.0, p.1)).collect();
            assert_eq!(got, want.into_iter().collect::<Vec<_>>(), "{name} {value}");
        }
    }
    check(CREDENTIAL_11, &[("credentialStatus", r#"{"type": "T"}"#, &[(Kind::Missing, Member::Id)])]);
    check(CREDENTIAL_11, &[("refreshService", r#"{"type": "T"}"#, &[(Kind::Missing, Member::Id)])]);
    check(CREDENTIAL_11, &[("evidence", r#"{"type": "T"}"#, &[])]);
    check(CREDENTIAL_20, &[("credentialSchema", r#"{"type": "T"}"#, &[(Kind::Missing, Member::Id)])]);
    check(CREDENTIAL_20, &[("credentialSchema", r#"{"id": "urn:x"}"#, &[(Kind::Missing, Member::Type)])]);
    check(PRESENTATION_20, &[("termsOfUse", "{}", &[(Kind::Missing, Member::Type)])]);
    check(CREDENTIAL_20, &[("proof", r#"[{"type": "T"}, {}]"#, &[(Kind::Missing, Member::Type)])]);
}

#[test]
fn related_resources() {
    check(
        CREDENTIAL_20,
        &[
            ("relatedResource", r#"[{"id": "urn:a", "digestSRI": "s"}, {"id": "urn:b", "digestMultibase": "m"}]"#, &[]),
            ("relatedResource", r#"{"id": "urn:a"}"#, &[(Kind::Missing, Member::DigestSri)]),
            ("relatedResource", r#"{"digestSRI": "s"}"#, &[(Kind::Missing, Member::Id)]),
            (
                "relatedResource",
                r#"[{"id": "urn:a", "digestSRI": "s"}, {"id": "urn:a", "digestSRI": "t"}]"#,
                &[(Kind::Duplicate, Member::Id)],
            ),
        ],
    );
}

#[test]
fn presented_credentials() {
    check(
        PRESENTATION_20,
        &[
            ("verifiableCredential", r#"{"type": "VerifiableCredential", "proof": {}}"#, &[]),
            ("verifiableCredential", r#"[{"type": "EnvelopedVerifiableCredential"}]"#, &[]),
            ("verifiableCredential", "[]", &[(Kind::Empty, Member::VerifiableCredential)]),
            ("verifiableCredential", r#"["a.b.c"]"#, &[(Kind::WrongType, Member::VerifiableCredential)]),
            ("verifiableCredential", "{}", &[(Kind::Type, Member::Type)]),
            ("verifiableCredential", r#"{"type": "VerifiableCredential"}"#, &[(Kind::Missing, Member::Holder)]),
        ],
    );
    check(
        PRESENTATION_11,
        &[
            ("verifiableCredential", r#"["YQ.YQ.YQ"]"#, &[]),
            ("verifiableCredential", r#"["urn:x"]"#, &[(Kind::WrongType, Member::VerifiableCredential)]),
        ],
    );
    check(
        ENVELOPED,
        &[
            ("id", r#""https://example.org/c""#, &[(Kind::Envelope, Member::Id)]),
            ("id", "", &[(Kind::Missing, Member::Id)]),
        ],
    );
}

#[test]
fn misplaced_proofs() {
    let got = judge(&document(CREDENTIAL_20, "credentialSubject", r#"{"id": "urn:s", "proof": {}}"#));
    assert!(matches!(got[..], [(Kind::ProofLocation, Member::Proof, _)]));
}

#[test]
fn reads_members_by_meaning() {
    let text = r#"{
        "@context": "https://www.w3.org/ns/credentials/v2", "@type": "VerifiableCredential",
        "by": "did:example:i", "https://www.w3.org/2018/credentials#issuer": "did:example:j", "issuer": "an unrelated word",
        "https://www.w3.org/2018/credentials#credentialSubject": {"@id": "s"}
    }"#;
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let root = document.root();
    let means = |name: &str| match name {
        "by" => Some(Member::Issuer),
        "issuer" => None,
        _ => Member::of_iri(name),
    };
    let mut meanings = Meanings::new(root, Vec::new());
    for entry in root.members() {
        means(entry.name()).into_iter().for_each(|member| meanings.set(entry.key.id(), Some(member)));
    }
    let view = View::of_names(root, meanings);
    let found = structure(&view, crate::credential::Kind::Credential, Model::Vcdm20);
    let found: Vec<_> = found.iter().map(|problem| (problem.kind, problem.member)).collect();
    assert_eq!(found, [(Kind::Cardinality, Member::Issuer), (Kind::NotUrl, Member::Id)]);
}

#[test]
fn says_where() {
    let text = r#"{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential", "id": 1}"#;
    let want = [
        (Kind::Missing, Member::Issuer, 0),
        (Kind::Missing, Member::CredentialSubject, 0),
        (Kind::WrongType, Member::Id, 6),
    ];
    assert_eq!(judge(text), want);
}
