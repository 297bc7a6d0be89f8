//! What a fault entails elsewhere in the report, beside the row that its case is about.

use crate::table::{Case, failed, undetermined};

const DROPPED: &str = "jsonld.dropped";
const INVALID: &str = "signature.invalid";

/// The rows by the path of the case.
const FAILED: &[(&str, &[[&str; 3]])] = &[
    ("context/id-number", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
    ("context/inline-redefines", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
    (
        "context/language-malformed",
        &[["model.members", "/name", "model.language_value"], ["proof.signature", "/proof", INVALID]],
    ),
    ("context/list-of-objects", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
    ("context/null-context", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
    ("context/own-context", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
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
            ["proof.signature", "/proof", INVALID],
        ],
    ),
    (
        "context/relative-id",
        &[["model.members", "/credentialSubject/id", "model.not_url"], ["proof.signature", "/proof", INVALID]],
    ),
    ("context/value-and-id", &[["proof.transformation", "/proof", "jsonld.invalid"]]),
    // The issuer's document that holds the key holds its dates.
    ("key/expired", &[["issuer.binding", "/proof", "key.expired"]]),
    ("key/expired-before", &[["issuer.binding", "/proof", "key.expired"]]),
    ("key/revoked", &[["issuer.binding", "/proof", "key.revoked"]]),
    ("key/revoked-before", &[["issuer.binding", "/proof", "key.revoked"]]),
    ("key/revoked-before-created", &[["issuer.binding", "/proof", "key.revoked"]]),
    // The place of every value that is too many.
    ("model/dates", &[["model.members", "/validFrom/1", "model.cardinality"]]),
    ("model/id-array", &[["model.members", "/id/1", "model.cardinality"]]),
    ("model/issuer-array", &[["model.members", "/issuer/1", "model.cardinality"]]),
    ("model/date-number", &[["validity", "/validFrom", "date.invalid"]]),
    ("model/issuer-did-url", &[["issuer.binding", "/proof", "did.syntax"]]),
    ("model-1.1/issuance-date-malformed", &[["validity", "/issuanceDate", "date.invalid"]]),
    ("numbers/integer-rdfc", &[["proof.signature", "/proof", INVALID]]),
    ("proof/inside", &[["proof.signature", "/proof", INVALID]]),
    ("proof/other-name", &[["context.terms", "/seal", DROPPED]]),
    ("proof/spelled-out", &[["proof.present", "", "proof.missing"]]),
    ("shape/blank-id", &[["proof.signature", "/proof", INVALID]]),
    ("shape/end-iri", &[["model.members", "/https:~1~1www.w3.org~12018~1credentials#validUntil", "model.wrong_type"]]),
    (
        "shape/graph",
        &[
            ["model.members", "", "model.missing"],
            ["model.members", "/@graph/0/proof", "proof.location"],
            ["proof.present", "", "proof.missing"],
        ],
    ),
    ("shape/reverse", &[["model.members", "", "model.missing"], ["proof.signature", "/proof", INVALID]]),
    (
        "shape/type-iri",
        &[
            ["context.terms", "/credentialSubject", DROPPED],
            ["context.terms", "/validFrom", DROPPED],
            ["context.terms", "/validUntil", DROPPED],
            ["model.members", "", "model.missing"],
            ["proof.signature", "/proof", INVALID],
        ],
    ),
    ("validity/newer-with-older-end", &[["model.members", "/expirationDate", "model.foreign_member"]]),
    ("validity/older-with-newer-end", &[["model.members", "/validUntil", "model.foreign_member"]]),
    ("validity/reversed", &[["model.members", "/validUntil", "validity.order"]]),
    ("validity/date-only", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/leap-second", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/lower-case", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/past-midnight", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/thirtieth-of-february", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/white-space", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/zone-out-of-range", &[["validity", "/validFrom", "date.invalid"]]),
    ("validity/zone-without-colon", &[["validity", "/validFrom", "date.invalid"]]),
];

const UNDETERMINED: &[(&str, &[[&str; 3]])] = &[
    ("context/appended-vocab", &[["proof.transformation", "/proof", "context.vocab"]]),
    ("context/hash-mismatch", &[["proof.transformation", "/proof", "context.unknown"]]),
    ("context/inline-base", &[["proof.transformation", "/proof", "context.inline"]]),
    ("context/inline-redefines-unprotected", &[["proof.transformation", "/proof", "context.inline"]]),
    ("context/inline-refused", &[["proof.transformation", "/proof", "context.inline"]]),
    ("context/pinned-missing", &[["proof.transformation", "/proof", "context.unknown"]]),
    ("context/too-large", &[["proof.transformation", "/proof", "limit.context_bytes"]]),
    ("context/too-many", &[["proof.transformation", "/proof", "limit.contexts"]]),
    ("context/too-many-entries", &[["proof.transformation", "/proof", "limit.context_entries"]]),
    ("context/too-many-statements", &[["proof.transformation", "/proof", "limit.quads"]]),
    ("context/too-many-terms", &[["proof.transformation", "/proof", "limit.terms"]]),
    ("context/unknown", &[["proof.transformation", "/proof", "context.unknown"]]),
    ("context/unknown-supplied", &[["proof.transformation", "/proof", "context.unknown"]]),
    ("context/url-case", &[["proof.transformation", "/proof", "context.unknown"]]),
    (
        "context/vocab",
        &[
            ["context.known", "/@context/1/@vocab", "context.inline"],
            ["proof.transformation", "/proof", "context.inline"],
        ],
    ),
    ("model-1.1/no-issuer", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("model-1.1/schema-without-type", &[["schema", "/credentialSchema", "schema.unsupported"]]),
    ("model-1.1/status-without-id", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
    ("model/issuer-relative", &[["issuer.binding", "/proof", "issuer.unpublished"]]),
    ("model/issuer-without-id", &[["issuer.binding", "/proof", "issuer.missing"]]),
    ("model/no-issuer", &[["issuer.binding", "/proof", "issuer.missing"]]),
    (
        "model/related-twice",
        &[
            ["resource", "/relatedResource/0", "check.unsupported"],
            ["resource", "/relatedResource/1", "check.unsupported"],
        ],
    ),
    ("model/related-without-digest", &[["resource", "/relatedResource/0", "check.unsupported"]]),
    ("model/schema-without-id", &[["schema", "/credentialSchema", "schema.unsupported"]]),
    ("model/status-text", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
    ("model/status-without-type", &[["status.entry", "/credentialStatus", "status.unsupported"]]),
    ("shape/type-iri", &[["issuer.binding", "/proof", "issuer.missing"]]),
];

/// Sets of which another proof holds: there a proof that counts is present.
const PROVEN: &[&str] = &[
    "proof-set-mixed/end-renamed",
    "proof-set-mixed/unsigned-refused",
    "proof-set-eddsa-rdfc-2022/one-wrong",
    "proof-set-eddsa-jcs-2022/one-wrong",
    "proof-chain-eddsa-rdfc-2022/link-removed",
    "proof-chain-eddsa-jcs-2022/link-removed",
];

/// Adds to a case what follows from its own rows.
pub(super) fn complete(case: &mut Case) {
    let path = format!("{}/{}", case.family, case.name);
    let of = |list: &'static [(&str, &[[&str; 3]])]| {
        list.iter().filter(|(name, _)| *name == path).flat_map(|(_, rows)| rows.iter()).collect::<Vec<_>>()
    };
    case.checks.extend(of(FAILED).into_iter().map(|[id, scope, reason]| failed(id, scope, reason)));
    case.checks.extend(of(UNDETERMINED).into_iter().map(|[id, scope, reason]| undetermined(id, scope, reason)));
    if case.verdict != "verified" && !PROVEN.contains(&path.as_str()) {
        not_proven(case);
    }
}

/// If a step of the proofs fails or is undecided, no proof has passed.
fn not_proven(case: &mut Case) {
    let of_proofs = case
        .checks
        .iter()
        .filter(|[id, scope, ..]| scope.starts_with("/proof") && (id.starts_with("proof.") || id == "issuer.binding"));
    let outcomes: Vec<&str> = of_proofs.map(|[_, _, outcome, _]| outcome.as_str()).collect();
    if outcomes.contains(&"failed") {
        case.checks.push(failed("proof.present", "", "proof.not_proven"));
    } else if !outcomes.is_empty() {
        case.checks.push(undetermined("proof.present", "", "proof.not_proven"));
    }
}
