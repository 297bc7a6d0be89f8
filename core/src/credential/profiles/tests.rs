//! For each rule a document that breaks it, for its own reason.

use super::super::claims::Claims;
use super::super::detect::detect;
use super::super::members::{Meanings, Member};
use super::super::model::Model;
use super::super::problem::ProblemKind;
use super::super::view::View;
use super::*;
use crate::{json::Document, limits::Limits};

const BADGE: &str = r#"{
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:1", "type": ["VerifiableCredential", "OpenBadgeCredential"], "validFrom": "2026-01-01T00:00:00Z",
    "issuer": {"id": "did:example:a", "type": "Profile"},
    "credentialSubject": {
        "id": "did:example:b", "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "hashed": false, "identityHash": "m@x.example", "identityType": "emailAddress"}],
        "achievement": {
            "id": "urn:uuid:2", "type": ["Achievement"], "name": "Soil", "description": "Of soils.",
            "criteria": {"narrative": "An examination."}
        }
    }
}"#;

const ENDORSEMENT: &str = r#"{
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "urn:uuid:3", "type": ["VerifiableCredential", "EndorsementCredential"], "name": "Endorsement",
    "validFrom": "2026-01-01T00:00:00Z", "issuer": "did:example:a",
    "credentialSubject": {"id": "urn:uuid:1", "type": "EndorsementSubject"}
}"#;

const RECORD: &str = r#"{
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"],
    "id": "urn:uuid:4", "type": ["VerifiableCredential", "ClrCredential"], "name": "Transcript",
    "validFrom": "2026-01-01T00:00:00Z", "issuer": {"id": "did:example:a", "type": ["Profile"]},
    "credentialSubject": {"id": "did:example:b", "type": "ClrSubject", "verifiableCredential": ["a.b.c"], "achievement": []}
}"#;

/// Each breach of `text` as what a person reads: a star marks a remark.
fn told(text: &str) -> Vec<String> {
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let detected = detect(document.root()).unwrap();
    let view = View::of_json(document.root(), usize::MAX);
    let breaches = breaches(&view, detected.profile.unwrap(), detected.model).expect("a profile with rules");
    let tell = |breach: &Breach| {
        let remark = if breach.obligation == Obligation::Should { "*" } else { "" };
        let problem = breach.problem;
        format!("{}{} {} {}", remark, problem.kind.name(), problem.member.term(), document.pointer(problem.at))
    };
    breaches.iter().map(tell).collect()
}

#[track_caller]
fn each(document: &str, cases: &[(&str, &str, &[&str])]) {
    assert_eq!(told(document), [""; 0]);
    for (old, new, want) in cases {
        let edited = document.replacen(old, new, 1);
        assert_ne!(edited, document, "{old} is not there");
        assert_eq!(told(&edited), *want, "{old} → {new}");
    }
}

#[test]
fn badges() {
    each(
        BADGE,
        &[
            (r#""id": "urn:uuid:1","#, "", &["missing id "]),
            (r#""validFrom": "2026-01-01T00:00:00Z","#, "", &["missing validFrom "]),
            (r#"{"id": "did:example:a", "type": "Profile"}"#, r#""did:example:a""#, &[]),
            (r#", "type": "Profile""#, "", &["missing type /issuer"]),
            (r#""Profile""#, r#"["Organization"]"#, &["type type /issuer/type"]),
            (r#""type": ["AchievementSubject"],"#, "", &["missing type /credentialSubject"]),
            (r#"["AchievementSubject"]"#, r#""Person""#, &["type type /credentialSubject/type"]),
            (
                r#"["AchievementSubject"]"#,
                r#"["Person", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject"]"#,
                &[],
            ),
            (r#""id": "did:example:b","#, "", &[]),
            (r#""type": "IdentityObject","#, "", &["missing type /credentialSubject/identifier/0"]),
            (r#""IdentityObject""#, r#""Identity""#, &["type type /credentialSubject/identifier/0/type"]),
            (r#""hashed": false,"#, "", &["*missing hashed /credentialSubject/identifier/0"]),
            (r#""hashed": false"#, r#""hashed": "no""#, &["*wrong_type hashed /credentialSubject/identifier/0/hashed"]),
            (r#""identityHash": "m@x.example","#, "", &["missing identityHash /credentialSubject/identifier/0"]),
            (r#""m@x.example""#, r#""""#, &["empty identityHash /credentialSubject/identifier/0/identityHash"]),
            (r#", "identityType": "emailAddress""#, "", &["*missing identityType /credentialSubject/identifier/0"]),
            (r#""achievement""#, r#""prize""#, &["missing achievement /credentialSubject"]),
            (
                r#""achievement": {"#,
                r#""achievement": "urn:a", "prize": {"#,
                &["wrong_type achievement /credentialSubject/achievement"],
            ),
            (
                r#""achievement": {"#,
                r#""achievement": [], "prize": {"#,
                &["empty achievement /credentialSubject/achievement"],
            ),
            (r#""id": "urn:uuid:2","#, "", &["missing id /credentialSubject/achievement"]),
            (r#""urn:uuid:2""#, r#""soil""#, &["not_url id /credentialSubject/achievement/id"]),
            (r#""type": ["Achievement"],"#, "", &["missing type /credentialSubject/achievement"]),
            (r#"["Achievement"]"#, r#"["Course"]"#, &["type type /credentialSubject/achievement/type"]),
            (r#""name": "Soil","#, "", &["missing name /credentialSubject/achievement"]),
            (r#""Soil""#, r#""""#, &["empty name /credentialSubject/achievement/name"]),
            (r#""Soil""#, "7", &["wrong_type name /credentialSubject/achievement/name"]),
            (r#""Soil""#, r#"["Soil", "Boden"]"#, &["cardinality name /credentialSubject/achievement/name"]),
            (r#""Soil""#, r#"{"@value": "Soil", "@language": "en"}"#, &[]),
            (r#""description": "Of soils.","#, "", &["missing description /credentialSubject/achievement"]),
            (r#""criteria""#, r#""rules""#, &["missing criteria /credentialSubject/achievement"]),
            (
                r#"{"narrative": "An examination."}"#,
                r#""urn:c""#,
                &["wrong_type criteria /credentialSubject/achievement/criteria"],
            ),
            (r#""narrative""#, r#""id""#, &[]),
            (r#""narrative": "An examination.""#, "", &["*missing narrative /credentialSubject/achievement/criteria"]),
        ],
    );
}

#[test]
fn badges_that_name_nobody() {
    let nobody = BADGE.replace(r#""id": "did:example:b","#, "").replace(r#""identifier""#, r#""other""#);
    assert_eq!(told(&nobody), ["*missing id /credentialSubject"]);
}

#[test]
fn badges_for_several() {
    let at = BADGE.find(r#""credentialSubject": "#).unwrap() + r#""credentialSubject": "#.len();
    let subject = &BADGE[at..BADGE.len() - 1];
    let several = BADGE.replace(subject, &format!("[{subject}, {subject}]"));
    assert_eq!(told(&several), ["cardinality credentialSubject /credentialSubject"]);
    assert_eq!(told(&BADGE.replace(subject, &format!("[{subject}]"))), [""; 0]);
}

#[test]
fn badges_of_the_older_model() {
    let older = BADGE
        .replace("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
        .replace("validFrom", "issuanceDate");
    assert_eq!(told(&older), ["missing name "]);
    assert_eq!(told(&older.replacen(r#""type""#, r#""name": "Soil", "type""#, 1)), [""; 0]);
}

#[test]
fn endorsements() {
    each(
        ENDORSEMENT,
        &[
            (r#""id": "urn:uuid:3","#, "", &["missing id "]),
            (r#""name": "Endorsement","#, "", &["*missing name "]),
            (r#""validFrom": "2026-01-01T00:00:00Z","#, "", &["missing validFrom "]),
            (r#""id": "urn:uuid:1", "#, "", &["missing id /credentialSubject"]),
            (r#", "type": "EndorsementSubject""#, "", &["missing type /credentialSubject"]),
            (r#""EndorsementSubject""#, r#""AchievementSubject""#, &["type type /credentialSubject/type"]),
        ],
    );
}

#[test]
fn learner_records() {
    each(
        RECORD,
        &[
            (r#""id": "urn:uuid:4","#, "", &["missing id "]),
            (r#""name": "Transcript","#, "", &["missing name "]),
            (r#""validFrom": "2026-01-01T00:00:00Z","#, "", &["missing validFrom "]),
            (r#", "type": ["Profile"]"#, "", &["missing type /issuer"]),
            (r#""ClrSubject""#, r#""AchievementSubject""#, &["type type /credentialSubject/type"]),
            (r#""id": "did:example:b", "#, "", &["*missing id /credentialSubject"]),
            (r#""verifiableCredential": ["a.b.c"],"#, "", &["missing verifiableCredential /credentialSubject"]),
            (r#"["a.b.c"]"#, "[]", &["empty verifiableCredential /credentialSubject/verifiableCredential"]),
            (
                r#""achievement": []"#,
                r#""achievement": [{"type": "Achievement"}]"#,
                &[
                    "missing id /credentialSubject/achievement/0",
                    "missing name /credentialSubject/achievement/0",
                    "missing description /credentialSubject/achievement/0",
                    "missing criteria /credentialSubject/achievement/0",
                ],
            ),
        ],
    );
}

#[test]
fn reads_members_and_types_by_what_they_mean() {
    let text = r#"{"kind": "Badge", "seal": "urn:uuid:1"}"#;
    let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
    let kind = document.root().get("kind").unwrap();
    let mut meanings = Meanings::new(document.root(), vec![(kind.id(), "AchievementSubject")]);
    for (entry, member) in document.root().members().zip([Member::Type, Member::Achievement]) {
        meanings.set(entry.key.id(), Some(member));
    }
    fn type_of<'v>(view: &'v View<'_>) -> Option<&'v str> {
        view.object().members().next().and_then(|entry| entry.value.type_term())
    }
    assert_eq!(type_of(&View::of_json(document.root(), usize::MAX)), Some("Badge"));
    let view = View::of_names(document.root(), meanings);
    assert_eq!(type_of(&view), Some("AchievementSubject"));
    let broken = breaches(&view, Profile::OpenBadges3, Model::Vcdm20).unwrap();
    let missing: Vec<_> = broken.iter().map(|breach| (breach.problem.kind, breach.problem.member)).collect();
    assert_eq!(missing, [(ProblemKind::Missing, Member::Id), (ProblemKind::Missing, Member::ValidFrom)]);
}

#[test]
fn no_class_has_more_rules_than_are_counted() {
    let classes = PROFILES.iter().filter_map(|row| row.class);
    assert!(classes.map(|class| class.rules.len()).all(|count| count <= rules::MOST_RULES));
}

#[test]
fn profiles_by_names_and_by_statements() {
    let document = Document::parse(BADGE.as_bytes(), &Limits::default()).unwrap();
    let of_json = |contexts| Profile::of_view(&View::of_json(document.root(), contexts), None);
    assert_eq!((of_json(usize::MAX), of_json(1)), (Some(Profile::OpenBadges3), None));
    let claims = |types: &[&'static str]| Claims {
        types: types.iter().map(|name| (*name).into()).collect(),
        ..Claims::default()
    };
    let cases = [
        (claims(&["VerifiableCredential", "OpenBadgeCredential"]), None, Some(Profile::OpenBadges3)),
        (claims(&["VerifiableCredential"]), Some(Profile::OpenBadges3), None),
        (claims(&["VerifiableCredential"]), Some(Profile::Blockcerts3), Some(Profile::Blockcerts3)),
        (
            claims(&["VerifiableCredential"]),
            Some(Profile::EuropeanDigitalCredential),
            Some(Profile::EuropeanDigitalCredential),
        ),
        (claims(&["VerifiableCredential"]), None, None),
    ];
    for (claims, named, want) in cases {
        assert_eq!(Profile::of_statements(&claims, named), want);
    }
}
