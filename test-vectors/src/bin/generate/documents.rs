//! The documents that the cases begin with. All of it is invented: the university, the people, the addresses.

use crate::keys::Key;
use serde_json::{Value, json};

/// The time of verification, unless a case says otherwise.
pub(crate) const AT: &str = "2026-11-21T12:00:00Z";

pub(crate) const VCDM_2: &str = "https://www.w3.org/ns/credentials/v2";
pub(crate) const VCDM_1: &str = "https://www.w3.org/2018/credentials/v1";
pub(crate) const EXAMPLES_1: &str = "https://www.w3.org/2018/credentials/examples/v1";
pub(crate) const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The context of Open Badges 3.0 whose address has no version.
pub(crate) const BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context.json";
pub(crate) const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";
pub(crate) const MULTIKEY_CONTEXT: &str = "https://w3id.org/security/multikey/v1";

/// The issuer of most cases.
pub(crate) fn issuer() -> Key {
    Key::ed25519("issuer")
}

/// The student whom most credentials are about, and who presents them.
pub(crate) fn student() -> Key {
    Key::ed25519("student")
}

/// A credential of the data model 2.0.
pub(crate) fn credential(issuer: &str) -> Value {
    json!({
        "@context": [VCDM_2],
        "id": "urn:uuid:4c8f6a52-0f3e-4d0b-9a55-7d3f3c1b2e01",
        "type": ["VerifiableCredential"],
        "name": "Membership of the University of Neustadt",
        "issuer": { "id": issuer, "name": "University of Neustadt" },
        "validFrom": "2026-01-15T09:30:00Z",
        "validUntil": "2029-01-15T09:30:00Z",
        "credentialSubject": { "id": student().did(), "name": "Mira Lindqvist" }
    })
}

/// A credential of the data model 1.1, with a further context if its suite asks for one.
pub(crate) fn older(issuer: &str, context: Option<&str>) -> Value {
    let mut document = json!({
        "@context": [VCDM_1, EXAMPLES_1],
        "id": "urn:uuid:4c8f6a52-0f3e-4d0b-9a55-7d3f3c1b2e11",
        "type": ["VerifiableCredential", "UniversityDegreeCredential"],
        "issuer": issuer,
        "issuanceDate": "2026-01-15T09:30:00Z",
        "expirationDate": "2029-01-15T09:30:00Z",
        "credentialSubject": {
            "id": student().did(),
            "degree": { "type": "BachelorDegree", "name": "Bachelor of Science in Soil Ecology" }
        }
    });
    if let (Some(context), Some(contexts)) = (context, document["@context"].as_array_mut()) {
        contexts.push(context.into());
    }
    document
}

/// A credential of the data model 1.1 whose context of `RsaSignature2018` uses prefixes that it does not define itself.
pub(crate) fn bare(issuer: &str) -> Value {
    let mut document = older(issuer, None);
    let prefixes = json!({ "sec": "https://w3id.org/security#", "xsd": "http://www.w3.org/2001/XMLSchema#" });
    document["@context"] = json!([VCDM_1, prefixes]);
    document["type"] = json!(["VerifiableCredential"]);
    document["credentialSubject"] =
        json!({ "id": student().did(), "http://schema.org/jobTitle": "Laboratory assistant" });
    document
}

/// A micro-credential as a university gives it out: Open Badges 3.0.
pub(crate) fn badge(issuer: &str) -> Value {
    json!({
        "@context": [VCDM_2, OPEN_BADGES],
        "id": "urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-6f3a2d1b9c77",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Soil Science I / Bodenkunde I",
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": "University of Neustadt",
            "url": "https://neustadt.example",
            "email": "registrar@neustadt.example",
            "address": {
                "type": ["Address"],
                "addressCountry": "Germany",
                "addressCountryCode": "DE",
                "addressLocality": "Neustadt",
                "postalCode": "01999",
                "streetAddress": "Lindenallee 4"
            }
        },
        "validFrom": "2026-07-17T10:00:00+02:00",
        "validUntil": "2031-07-17T10:00:00+02:00",
        "credentialSubject": {
            "id": student().did(),
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject",
                "hashed": false,
                "identityHash": "mira.lindqvist@student.neustadt.example",
                "identityType": "emailAddress"
            }],
            "activityStartDate": "2026-04-13",
            "activityEndDate": "2026-07-10",
            "creditsEarned": 5.0,
            "achievement": {
                "id": "https://neustadt.example/modules/soil-science-1",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Soil Science I / Bodenkunde I",
                "description": "Formation, structure and chemistry of soils; classification in the field. Entstehung, Aufbau und Chemie der Böden.",
                "creditsAvailable": 5.0,
                "fieldOfStudy": "0532 Earth sciences",
                "humanCode": "BOD-101",
                "inLanguage": "de",
                "image": { "id": "https://neustadt.example/badges/soil-science-1.png", "type": "Image", "caption": "A spade in three layers of soil" },
                "criteria": {
                    "id": "https://neustadt.example/modules/soil-science-1/criteria",
                    "narrative": "Written examination of 90 minutes and a field report of 15 pages, supervised and identified in person."
                },
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "analyse soil samples",
                        "targetFramework": "ESCO",
                        "targetType": "ceasn:Competency",
                        "targetUrl": "https://esco.example/skill/3b0b8ef1-5f2c-4b5c-9a0a-5a6f4f1a7c11"
                    },
                    {
                        "type": ["Alignment"],
                        "targetCode": "EQF-6",
                        "targetName": "European Qualifications Framework, level 6",
                        "targetFramework": "EQF",
                        "targetUrl": "https://case.example/uri/7c0f2b9e-eqf-6"
                    }
                ],
                "resultDescription": [{
                    "id": "urn:uuid:9b2f7a9c-45f2-4a4c-8b0f-64a3d1f0e2aa",
                    "type": ["ResultDescription"],
                    "name": "Final grade / Modulnote",
                    "resultType": "GradePointAverage",
                    "allowedValue": ["1.0", "1.3", "1.7", "2.0", "2.3", "2.7", "3.0", "3.3", "3.7", "4.0"],
                    "requiredValue": "4.0"
                }]
            },
            "result": [{
                "type": ["Result"],
                "resultDescription": "urn:uuid:9b2f7a9c-45f2-4a4c-8b0f-64a3d1f0e2aa",
                "value": "1.7"
            }]
        }
    })
}

/// What `holder` shows: a presentation of the data model 2.0.
pub(crate) fn presentation(holder: &str, credentials: &[Value]) -> Value {
    json!({
        "@context": [VCDM_2],
        "id": "urn:uuid:4c8f6a52-0f3e-4d0b-9a55-7d3f3c1b2e21",
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": credentials
    })
}

/// The document of `id` with one method, `#key-1`, for assertion.
pub(crate) fn controller(id: &str, key: &Key) -> Value {
    json!({
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
        "id": id,
        "verificationMethod": [{
            "id": format!("{id}#key-1"),
            "type": "Multikey",
            "controller": id,
            "publicKeyMultibase": key.multikey()
        }],
        "assertionMethod": [format!("{id}#key-1")]
    })
}
