//! The same statements in another shape: what is signed must be seen, however it is spelled.

use super::{plain, rdfc};
use crate::documents::{VCDM_2, badge, issuer, student};
use crate::table::{Row, Table, failed, renamed, set, undetermined, without};
use serde_json::{Value, json};

const STATUS: &str = "https://www.w3.org/2018/credentials#credentialStatus";
const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";

pub(super) fn cases(table: &mut Table) {
    spellings(table);
    structures(table);
}

/// A credential with a status, signed.
fn with_status() -> Value {
    rdfc(&status_unsigned())
}

fn status_unsigned() -> Value {
    let status = json!({
        "id": "https://neustadt.example/status/3#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://neustadt.example/status/3"
    });
    set(&plain(), "/credentialStatus", status)
}

fn undecided_at(scope: &str) -> [Row; 1] {
    [undetermined("status.entry", scope, "status.unsupported")]
}

fn escaped(iri: &str) -> String {
    iri.replace('~', "~0").replace('/', "~1")
}

fn spellings(table: &mut Table) {
    let mut family = table.family("shape", "https://www.w3.org/TR/json-ld11/#keyword-aliasing");
    let signed = rdfc(&plain());
    family.case("id-keyword", "@id in place of id.").input(&renamed(&signed, "/id", "@id")).verified(&[]);
    family.case("type-keyword", "@type in place of type.").input(&renamed(&signed, "/type", "@type")).verified(&[]);
    family
        .case("name-iri", "A name by its IRI.")
        .input(&renamed(&signed, "/credentialSubject/name", "https://schema.org/name"))
        .verified(&[]);
    family
        .case("type-iri", "The type by its IRI does not bring the meaning of the names with it.")
        .input(&set(&signed, "/type/0", format!("{CREDENTIALS}VerifiableCredential")))
        .rejected(&[failed("context.terms", "/issuer", "jsonld.dropped")]);
    family.case("type-text", "A type as a string.").input(&set(&signed, "/type", "VerifiableCredential")).verified(&[]);
    family
        .case("name-array", "A value in an array of one.")
        .input(&set(&signed, "/name", json!([signed["name"]])))
        .verified(&[]);
    family
        .case("value-object", "A text as a value object.")
        .input(&set(&signed, "/name", json!({ "@value": signed["name"] })))
        .verified(&[]);
    family
        .case("subject-array", "The subject in an array of one.")
        .input(&set(&signed, "/credentialSubject", json!([signed["credentialSubject"]])))
        .verified(&[]);
    let unsigned = set(&plain(), "/@context/1", json!({ "kind": "@type", "identifier": "@id" }));
    let aliased = rdfc(&unsigned);
    family
        .case("keyword-alias", "Other names of keywords, given by a context in the document.")
        .input(&renamed(&renamed(&aliased, "/credentialSubject/id", "identifier"), "/type", "@type"))
        .verified(&[]);
    let issued_by = rdfc(&set(&unsigned, "/issuer", json!({ "identifier": issuer().did() })));
    family
        .case("identifier-alias", "The issuer is named by an alias of @id, given by a context in the document.")
        .input(&issued_by)
        .verified(&[]);
    let controls: String = (1..0x20_u8).chain([0x7f]).map(char::from).collect();
    family
        .case("control-characters", "All control characters in a text, which N-Quads writes in several ways.")
        .input(&rdfc(&set(&plain(), "/name", controls)))
        .verified(&[]);
    let undecided = undecided_at;
    let status = with_status();
    family.case("status", "A credential with a status.").input(&status).indeterminate(&undecided("/credentialStatus"));
    let spelled = renamed(&status, "/credentialStatus", STATUS);
    family
        .case("status-iri", "The status by its IRI is still a status.")
        .input(&spelled)
        .indeterminate(&undecided(&format!("/{}", escaped(STATUS))));
    let alias =
        renamed(&set(&status, "/@context", json!([VCDM_2, { "remark": STATUS }])), "/credentialStatus", "remark");
    family
        .case("status-alias", "The status by another name is still a status.")
        .input(&alias)
        .indeterminate(&undecided("/remark"));
    family
        .case("status-removed", "The status is left out.")
        .input(&without(&status, "/credentialStatus"))
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    let end = format!("{CREDENTIALS}validUntil");
    let expired = rdfc(&set(&plain(), "/validUntil", "2026-02-01T00:00:00Z"));
    let typed = json!({ "@value": "2026-02-01T00:00:00Z", "@type": "http://www.w3.org/2001/XMLSchema#dateTime" });
    let spelled = set(&without(&expired, "/validUntil"), &format!("/{}", escaped(&end)), typed);
    family.case("end-iri", "The end by its IRI is still the end.").input(&spelled).rejected(&[failed(
        "validity",
        &format!("/{}", escaped(&end)),
        "validity.expired",
    )]);
    let issued = format!("{CREDENTIALS}issuer");
    let spelled = renamed(&signed, "/issuer", &issued);
    family.case("issuer-iri", "The issuer by its IRI is still the issuer.").input(&spelled).verified(&[]);
    family
        .case("issuer-iri-second", "A second issuer by its IRI.")
        .input(&set(&signed, &format!("/{}", escaped(&issued)), json!({ "id": student().did() })))
        .rejected(&[
            failed("model.members", &format!("/{}", escaped(&issued)), "model.cardinality"),
            failed("proof.signature", "/proof", "signature.invalid"),
        ]);
    family
        .case(
            "undefined-refused",
            "A name that stands for nothing, and the policy refuses members that nothing secures.",
        )
        .policy("unsignedMembers", "refuse")
        .input(&set(&signed, "/grade", "with distinction"))
        .rejected(&[failed("context.terms", "/grade", "jsonld.dropped")]);
    let wrong = rdfc(&crate::documents::credential(&student().did()));
    family
        .case("issuer-iri-other", "Somebody else's credential, the issuer by its IRI.")
        .input(&renamed(&wrong, "/issuer", &issued))
        .rejected(&[failed("issuer.binding", "/proof", "issuer.mismatch")]);
}

fn structures(table: &mut Table) {
    let mut family = table.family("shape", "https://www.w3.org/TR/json-ld11/#named-graphs");
    let signed = rdfc(&plain());
    let shape = |scope: &str| [failed("context.terms", scope, "jsonld.shape")];
    let about = json!([{ "id": student().did(), "name": "Mira Lindqvist" }]);
    let included = set(&without(&signed, "/credentialSubject/name"), "/@included", about);
    family.case("included", "Statements beside the credential.").input(&included).rejected(&shape("/@included"));
    let graph = json!({ "@context": VCDM_2, "type": "VerifiableCredential", "@graph": [signed] });
    family.case("graph", "The credential within a graph.").input(&graph).rejected(&shape("/@graph"));
    let status = rdfc(&set(
        &status_unsigned(),
        "/credentialSubject/https:~1~1schema.org~1isPartOf",
        json!({ "id": plain()["id"] }),
    ));
    let moved =
        json!({ "id": status["id"], "type": "VerifiableCredential", "credentialStatus": status["credentialStatus"] });
    let part = "/credentialSubject/https:~1~1schema.org~1isPartOf";
    family
        .case(
            "status-moved",
            "The status stands on a second mention of the credential, deep inside: it is still its status, and in the wrong place.",
        )
        .input(&set(&without(&status, "/credentialStatus"), part, moved))
        .rejected(&[
            failed("context.terms", part, "jsonld.shape"),
            undetermined("status.entry", &format!("{part}/credentialStatus"), "status.unsupported"),
        ]);
    let subject = signed["credentialSubject"]["id"].clone();
    let reverse = set(
        &without(&signed, "/credentialSubject"),
        "/@reverse",
        json!({ "https://schema.org/about": { "id": subject } }),
    );
    family.case("reverse", "A statement from the other end.").input(&reverse).rejected(&[
        failed("context.terms", "/@reverse", "jsonld.shape"),
        failed("context.terms", "/@reverse/https:~1~1schema.org~1about", "jsonld.shape"),
    ]);
    let nest = set(
        &without(&signed, "/credentialSubject/name"),
        "/credentialSubject/@nest",
        json!({ "name": "Mira Lindqvist" }),
    );
    family
        .case("nest", "A member in a nest that means nothing.")
        .input(&nest)
        .rejected(&shape("/credentialSubject/@nest"));
    let mut twice = signed.clone();
    twice["credentialSubject"] = json!([
        { "id": student().did() },
        { "id": student().did(), "name": "Mira Lindqvist" }
    ]);
    family.case("one-subject-twice", "One subject as two objects.").input(&twice).verified(&[]);
    let names =
        json!([{ "@value": "Membership", "@language": "en" }, { "@value": "Mitgliedschaft", "@language": "de" }]);
    let named = rdfc(&set(&plain(), "/name", names.clone()));
    let swapped = set(&named, "/name", json!([names[1], names[0]]));
    family
        .case("set-swapped", "The order of two values is not signed; the verified document has its own.")
        .input(&swapped)
        .verified(&[]);
    family
        .case("set-swapped-refused", "The order of two values says nothing that could be refused.")
        .policy("unsignedMembers", "refuse")
        .input(&swapped)
        .verified(&[]);
    let repeated = set(&named, "/name", json!([names[0], names[1], names[0]]));
    family.case("set-repeated", "A value that is repeated says nothing new.").input(&repeated).verified(&[]);
    family
        .case("set-repeated-refused", "A value that is repeated, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&repeated)
        .rejected(&[failed("context.terms", "/name/2", "jsonld.dropped")]);
    let knows = "/credentialSubject/https:~1~1schema.org~1knows";
    let friend = json!({ "id": "urn:example:jonas-weber", "name": "Jonas Weber" });
    let friends = rdfc(&set(&plain(), knows, json!([friend])));
    family
        .case("node-repeated-refused", "A node that is repeated with all its members, and the policy refuses that.")
        .policy("unsignedMembers", "refuse")
        .input(&set(&friends, knows, json!([friend, friend])))
        .rejected(&[failed("context.terms", &format!("{knows}/1"), "jsonld.dropped")]);
    let made = rdfc(&set(
        &badge(&issuer().did()),
        "/credentialSubject/achievement/creator",
        json!({
            "id": issuer().did(),
            "type": ["Profile"],
            "name": "University of Neustadt"
        }),
    ));
    family
        .case(
            "badge-refused",
            "A badge with sets of all kinds, which names its issuer twice: nothing in it is repeated.",
        )
        .policy("unsignedMembers", "refuse")
        .input(&made)
        .verified(&[]);
    let indexed = json!({ "grades": { "@id": "https://neustadt.example/vocabulary#grade", "@container": "@index" } });
    let graded = set(&set(&plain(), "/@context/1", indexed), "/credentialSubject/grades", json!({ "oral": "1.3" }));
    let graded = rdfc(&graded);
    family
        .case("index-map", "The names in a map of indexes are not signed, and not in the verified document.")
        .input(&set(&graded, "/credentialSubject/grades", json!({ "written": "1.3" })))
        .verified(&[]);
    family
        .case("index-map-refused", "A map of indexes, and the policy refuses what is not signed.")
        .policy("unsignedMembers", "refuse")
        .input(&graded)
        .rejected(&[failed("context.terms", "/credentialSubject/grades", "jsonld.dropped")]);
    let listed =
        |names: Value| set(&plain(), "/credentialSubject/https:~1~1schema.org~1knowsAbout", json!({ "@list": names }));
    family
        .case("list-swapped", "The order of a list is signed.")
        .input(&{
            let signed = rdfc(&listed(json!(["loess", "clay"])));
            set(&signed, "/credentialSubject/https:~1~1schema.org~1knowsAbout", json!({ "@list": ["clay", "loess"] }))
        })
        .rejected(&[failed("proof.signature", "/proof", "signature.invalid")]);
    let silent = json!({
        "@context": [VCDM_2],
        "id": "credential-1",
        "type": "VerifiableCredential",
        "issuer": plain()["issuer"]["id"],
        "credentialSubject": { "id": student().did() }
    });
    let empty = |document: &Value| set(document, "/proof", signed["proof"].clone());
    let nothing = [
        failed("context.terms", "/id", "jsonld.dropped"),
        failed("model.members", "/id", "model.not_url"),
        failed("proof.transformation", "/proof", "jsonld.empty"),
        failed("model.type", "", "format.unknown"),
        undetermined("issuer.binding", "/proof", "issuer.missing"),
    ];
    family.case("no-statements", "A credential that makes no statement.").input(&empty(&silent)).rejected(&nothing);
    family
        .case("no-statements-about-it", "A credential that makes statements about its subject only.")
        .input(&empty(&set(&silent, "/credentialSubject/name", "Mira Lindqvist")))
        .rejected(&nothing);
    let blank = set(&signed, "/credentialSubject/id", "_:b0");
    family.case("blank-id", "A blank node as identifier.").input(&blank).rejected(&[failed(
        "model.members",
        "/credentialSubject/id",
        "model.not_url",
    )]);
}
