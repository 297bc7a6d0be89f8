//! Blockcerts 1.2: a document beside its receipt. Nothing is known here of its entry in a ledger, so no case is verified.

use crate::blockcerts::target;
use crate::ethereum::hex;
use crate::table::{Case, Family, Row, Table, failed, set, undetermined, without};
use serde_json::{Value, json};

const ISSUER: &str = "https://neustadt.example/issuer-1.json";
const CONTEXT: &str = "https://w3id.org/blockcerts/v1";

pub(super) fn cases(table: &mut Table) {
    language(&mut table.family("blockcerts-1", "https://www.blockcerts.org/guide/standard.html"));
}

/// The document, which says in which language it is: its context does not know that.
fn document() -> Value {
    json!({
        "@context": CONTEXT,
        "type": "CertificateDocument",
        "assertion": {
            "type": "Assertion",
            "id": "https://neustadt.example/certificates/soil-science-1",
            "uid": "soil-science-1",
            "issuedOn": "2016-10-03"
        },
        "certificate": {
            "type": "Certificate",
            "id": "https://neustadt.example/modules/soil-science-1",
            "name": "Soil Science I / Bodenkunde I",
            "description": "Formation, structure and chemistry of soils; classification in the field.",
            "language": "de",
            "issuer": { "type": "Issuer", "id": ISSUER, "name": "University of Neustadt", "url": "https://neustadt.example" }
        },
        "recipient": {
            "type": "email", "identity": "mira.lindqvist@student.neustadt.example", "hashed": false,
            "givenName": "Mira", "familyName": "Lindqvist"
        },
        "verify": {
            "type": "ECDSA(secp256k1)", "attribute-signed": "uid", "signer": "https://neustadt.example/key.asc"
        },
        "signature": "IPojfrX2dfPnH26UegfbGQQLrdK844DlHq5157/P6h57WyuS/Qsl+h/WSVGDF4MUi4rWSswW38oimDYfNNUBUOk="
    })
}

/// The document with its receipt.
fn certificate(document: &Value) -> Value {
    let hash = hex(&target(&without(document, "/certificate/language")));
    json!({
        "@context": CONTEXT,
        "type": "BlockchainCertificate",
        "document": document,
        "receipt": {
            "@context": "https://w3id.org/chainpoint/v2",
            "type": "ChainpointSHA256v2",
            "targetHash": hash, "merkleRoot": hash, "proof": [],
            "anchors": [{ "type": "BTCOpReturn", "sourceId": "ab".repeat(32) }]
        }
    })
}

/// On which network it is anchored, only the issuer's profile tells.
fn open(rows: &[Row]) -> Vec<Row> {
    let of_all = if rows.iter().any(|[_, _, outcome, _]| outcome == "failed") { failed } else { undetermined };
    let missing = [("anchor.root", "/receipt"), ("status.entry", "")];
    let missing = missing.map(|(id, scope)| undetermined(id, scope, "resource.missing"));
    let present = ["anchor.present", "proof.present"].map(|id| of_all(id, "", "proof.not_proven"));
    [&missing[..], &present, &[undetermined("model.profile", "", "check.unsupported")], rows].concat()
}

fn language(family: &mut Family<'_>) {
    let sound = certificate(&document());
    let ends = |case: &mut Case, input: &Value| {
        case.input(input).need("document", ISSUER);
    };
    let case = family.case("language", "It says in which language it is, which its context does not know.");
    ends(case, &sound);
    case.indeterminate(&open(&[]));
    let grade = set(&sound, "/document/certificate/grade", "excellent");
    let case = family.case("member", "A member that its context does not know: it is not covered.");
    ends(case, &grade);
    case.indeterminate(&open(&[]));
    let case = family.case("member-changed", "A member that its context knows is changed beside one that it does not.");
    ends(case, &set(&grade, "/document/certificate/name", "Soil Science II"));
    case.rejected(&open(&[failed("anchor.target", "/receipt", "merkle.target")]));
    let case = family.case("member-added", "A member that its context knows is added.");
    ends(case, &set(&sound, "/document/certificate/subtitle", "with distinction"));
    case.rejected(&open(&[failed("anchor.target", "/receipt", "merkle.target")]));
    let case = family.case("name-changed", "The name of the recipient is changed.");
    case.input(&set(&sound, "/document/recipient/givenName", "Mina")).need("document", ISSUER);
    case.rejected(&open(&[failed("anchor.target", "/receipt", "merkle.target")]));
}
