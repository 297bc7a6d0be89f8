//! What a fault entails elsewhere in the report, beside the row that its case is about: by rule where there is one, else
//! by name.

use crate::table::{Case, Row, failed, undetermined};

/// Adds to a case what follows from its own rows.
pub(super) fn complete(case: &mut Case) {
    let path = format!("{}/{}", case.family, case.name);
    let entailed: Vec<Row> = case.checks.iter().filter_map(entailed).collect();
    case.checks.extend(entailed);
    case.checks.extend(untransformed(&case.checks));
    if BROKEN.contains(&path.as_str()) {
        case.checks.push(failed("proof.signature", "/proof", "signature.invalid"));
    }
    let named = ALSO_FAILED.iter().filter(|(name, _)| *name == path);
    case.checks.extend(named.flat_map(|(_, rows)| *rows).map(|[id, scope, reason]| failed(id, scope, reason)));
    let named = ALSO_UNDECIDED.iter().filter(|(name, _)| *name == path);
    case.checks.extend(named.flat_map(|(_, rows)| *rows).map(|[id, scope, reason]| undetermined(id, scope, reason)));
    let is_told = case.checks.iter().any(|[id, ..]| id == "proof.present");
    if case.verdict != "verified" && !is_told && !PROVEN.contains(&path.as_str()) {
        case.checks.extend(not_proven(&case.checks));
    }
}

/// The row that a row always brings with it.
fn entailed([id, scope, _, reason]: &Row) -> Option<Row> {
    match (id.as_str(), reason.as_str()) {
        // The model asks for a date, and the period cannot be judged without one.
        ("model.members", "date.invalid") => Some(failed("validity", scope, reason)),
        // The issuer's document that holds the key holds its dates.
        ("proof.key_period", "key.expired" | "key.revoked") => Some(failed("issuer.binding", scope, reason)),
        _ => None,
    }
}

/// A document that does not become statements has no canonical form, for the first of the reasons.
fn untransformed(rows: &[Row]) -> Option<Row> {
    rows.iter().find_map(|[id, scope, outcome, reason]| {
        // What a context says for one term only does not concern the proof.
        let reaches_proof = scope.matches("@context").count() < 2;
        let reason = match (id.as_str(), reason.as_str()) {
            ("context.known", "context.inline" | "context.vocab") if reaches_proof => reason,
            // Beyond the limit of entries lie faults that are not told; the other limits stop the reading.
            ("context.known", "context.inline" | "context.vocab") | ("context.terms", "limit.entries") => return None,
            ("context.known", _) => "context.unknown",
            ("context.terms", "jsonld.invalid" | "jsonld.protected_term") => reason,
            ("context.terms", limit) if limit.starts_with("limit.") => reason,
            _ => return None,
        };
        let outcome = if reason == "context.unknown" { "undetermined" } else { outcome.as_str() };
        Some(["proof.transformation", "/proof", outcome, reason].map(str::to_owned))
    })
}

/// If a step of the proofs fails or is undecided, no proof has passed.
fn not_proven(rows: &[Row]) -> Option<Row> {
    let of_proofs = rows
        .iter()
        .filter(|[id, scope, ..]| scope.starts_with("/proof") && (id.starts_with("proof.") || id == "issuer.binding"));
    let outcomes: Vec<&str> = of_proofs.map(|[_, _, outcome, _]| outcome.as_str()).collect();
    if outcomes.contains(&"failed") {
        Some(failed("proof.present", "", "proof.not_proven"))
    } else if outcomes.is_empty() {
        None
    } else {
        Some(undetermined("proof.present", "", "proof.not_proven"))
    }
}

/// Sets of which another proof holds: there a proof that counts is present.
const PROVEN: &[&str] = &[
    "proof-set-mixed/end-renamed",
    "proof-set-mixed/unsigned-refused",
    "proof-set-eddsa-rdfc-2022/one-wrong",
    "proof-set-eddsa-jcs-2022/one-wrong",
    "proof-chain-eddsa-rdfc-2022/link-removed",
    "proof-chain-eddsa-jcs-2022/link-removed",
    "reading/set-one-wrong",
    "text/set",
];

/// What is done to these documents after they were signed breaks the signature too.
const BROKEN: &[&str] = &[
    "context/language-malformed",
    "context/profile-removed",
    "context/relative-id",
    "numbers/integer-rdfc",
    "proof/inside",
    "shape/blank-id",
    "shape/reverse",
    "shape/type-iri",
];

const DROPPED: &str = "jsonld.dropped";

const ALSO_FAILED: &[(&str, &[[&str; 3]])] = &[
    // One fault by the rules of JSON-LD and by those of the data model.
    ("context/language-malformed", &[["model.members", "/name", "model.language_value"]]),
    ("context/relative-id", &[["model.members", "/credentialSubject/id", "model.not_url"]]),
    // Every name is lost that only the removed context defines.
    (
        "context/profile-removed",
        &[
            ["context.terms", "/credentialSubject/achievement", DROPPED],
            ["context.terms", "/credentialSubject/activityEndDate", DROPPED],
            ["context.terms", "/credentialSubject/activityStartDate", DROPPED],
            ["context.terms", "/credentialSubject/creditsEarned", DROPPED],
            ["context.terms", "/credentialSubject/identifier", DROPPED],
            ["context.terms", "/credentialSubject/result", DROPPED],
            ["context.terms", "/credentialSubject/type/0", DROPPED],
            ["context.terms", "/issuer/address", DROPPED],
            ["context.terms", "/issuer/email", DROPPED],
            ["context.terms", "/issuer/type/0", DROPPED],
            ["context.terms", "/issuer/url", DROPPED],
        ],
    ),
    // The names of a credential come with its type.
    (
        "shape/type-iri",
        &[
            ["context.terms", "/credentialSubject", DROPPED],
            ["context.terms", "/validFrom", DROPPED],
            ["context.terms", "/validUntil", DROPPED],
            ["model.members", "", "model.missing"],
        ],
    ),
    // Each value that is one too many is told at its place.
    ("model/dates", &[["model.members", "/validFrom/1", "model.cardinality"]]),
    ("model/id-array", &[["model.members", "/id/1", "model.cardinality"]]),
    ("model/issuer-array", &[["model.members", "/issuer/1", "model.cardinality"]]),
    ("model/date-number", &[["validity", "/validFrom", "date.invalid"]]),
    ("model/issuer-did-url", &[["issuer.binding", "/proof", "did.syntax"]]),
    // What is no proof leaves the document without one, and its member is one like others.
    ("proof/other-name", &[["context.terms", "/seal", DROPPED]]),
    ("proof/spelled-out", &[["proof.present", "", "proof.missing"]]),
    (
        "shape/graph",
        &[
            ["model.members", "", "model.missing"],
            ["model.members", "/@graph/0/proof", "proof.location"],
            ["proof.present", "", "proof.missing"],
        ],
    ),
    ("shape/reverse", &[["model.members", "", "model.missing"]]),
    // A period is a text, however its member is spelled; what it says counts all the same.
    ("shape/end-iri", &[["model.members", "/https:~1~1www.w3.org~12018~1credentials#validUntil", "model.wrong_type"]]),
    // The data model 2.0 has a rule of its own about the order, and none about dates that it does not know.
    ("validity/reversed", &[["model.members", "/validUntil", "validity.order"]]),
    ("validity/reversed-within-skew", &[["model.members", "/validUntil", "validity.order"]]),
    ("validity/newer-with-older-end", &[["model.members", "/expirationDate", "model.foreign_member"]]),
    ("validity/older-with-newer-end", &[["model.members", "/validUntil", "model.foreign_member"]]),
];

const ALSO_UNDECIDED: &[(&str, &[[&str; 3]])] = &[
    // Nobody can be asked for the key of nobody.
    ("model-1.1/no-issuer", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("model/issuer-without-id", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("model/no-issuer", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("shape/type-iri", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("model/issuer-relative", &[["issuer.binding", "/proof", "issuer.unpublished"]]),
    // Each entry is reported on, whatever is wrong with its form.
    ("model-1.1/schema-without-type", &[["schema", "/credentialSchema", "schema.unsupported"]]),
    ("model-1.1/status-without-id", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
    ("model/schema-without-id", &[["schema", "/credentialSchema", "schema.unsupported"]]),
    ("model/status-text", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
    ("model/status-without-type", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
];
