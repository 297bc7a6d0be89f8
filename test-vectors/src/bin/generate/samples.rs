//! What people hold: a badge, the same badge forged and expired, a degree whose key must be looked up.

use crate::documents::{EXAMPLES_1, VCDM_1, badge, issuer, student};
use crate::keys::Key;
use crate::sign::{options, secure, secure_with};
use crate::table::set;
use serde_json::{Value, json};

/// Each sample with the name of its file.
pub(crate) fn all() -> Vec<(&'static str, Value)> {
    let genuine = secure(&badge(&issuer().did()), "eddsa-rdfc-2022", &issuer());
    let tampered = set(&genuine, "/credentialSubject/result/0/value", "1.0");
    let ended = set(&badge(&issuer().did()), "/validUntil", "2026-09-30T00:00:00+02:00");
    let expired = secure(&ended, "eddsa-rdfc-2022", &issuer());
    let (degree, resources) = degree();
    vec![
        ("genuine-badge.json", genuine),
        ("tampered-badge.json", tampered),
        ("expired-badge.json", expired),
        ("did-web-degree.json", degree),
        ("did-web-degree.resources.json", resources),
    ]
}

/// A degree of the data model 1.1, and the DID document of the registrar.
fn degree() -> (Value, Value) {
    let did = "did:web:registrar.university.example";
    let method = format!("{did}#assertion-2025");
    let key = Key::ed25519("registrar");
    let degree = json!({
        "@context": [VCDM_1, EXAMPLES_1, "https://w3id.org/security/suites/ed25519-2020/v1"],
        "id": "https://registrar.university.example/degrees/2025/3732",
        "type": ["VerifiableCredential", "UniversityDegreeCredential"],
        "issuer": did,
        "issuanceDate": "2025-10-01T08:00:00Z",
        "credentialSubject": {
            "id": student().did(),
            "givenName": "Mira",
            "familyName": "Lindqvist",
            "degree": {
                "type": "BachelorDegree",
                "name": "Bachelor of Science in Soil Ecology",
                "degreeType": "BachelorDegree",
                "degreeSchool": "Faculty of Earth Sciences"
            }
        }
    });
    let proof = set(&options("Ed25519Signature2020", &method), "/created", "2025-10-01T08:00:05Z");
    let document = json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/ed25519-2020/v1"],
        "id": did,
        "verificationMethod": [{
            "id": method,
            "type": "Ed25519VerificationKey2020",
            "controller": did,
            "publicKeyMultibase": key.multikey()
        }],
        "assertionMethod": [method]
    });
    (secure_with(&degree, &proof, &key), json!({ "documents": [{ "url": did, "json": document }] }))
}
