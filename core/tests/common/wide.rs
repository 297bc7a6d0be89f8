//! Families of inputs whose reports would grow faster than they do, if nobody kept them short.

#![allow(unreachable_pub, reason = "a module of several tests and of a benchmark")]

use super::families::{Family, V2, list, object};
use std::fmt::Write as _;

pub const WIDE: &[(&str, Family)] = &[
    ("endorsements 8 deep, the innermost large", |size| endorsements(size, true)),
    ("endorsements 8 deep, all as large", |size| endorsements(size, false)),
    ("empty subjects", |size| credential(&list(size, |_| "{}".to_owned()), &proof(0, None))),
    ("undefined types", |size| typed(&list(size, |n| format!("\"t{n}\"")))),
    ("types that are IRIs", |size| typed(&list(size, |n| format!("\"urn:{n}\"")))),
    ("tiny presented credentials", |size| presentation(size, |_| credential("{\"id\":\"urn:s\"}", "[{},{}]"))),
    ("presented credentials with all proofs", |size| {
        presentation(size, |_| credential("{\"id\":\"urn:s\"}", &proofs(false)))
    }),
    ("presented credentials with undefined names", |size| {
        let names = object(3_000, |n| format!("\"u{n}\":1"));
        presentation(size, move |_| credential(&names, &proof(0, None)))
    }),
    ("nine-cliques with all proofs", |size| presentation(size, |_| credential(&clique(), &proofs(false)))),
    ("a chain of all proofs", |size| credential(&values(size), &proofs(true))),
    ("long names around undefined ones", |size| credential(&long_name(size, "n"), &proof(0, None))),
    ("long names around uncovered places", |size| credential(&long_name(size, "urn:n"), &proof(0, None))),
    ("a domain of many", |size| {
        let domain = format!(",\"domain\":{}}}", list(size, |n| format!("\"d{n}\"")));
        presentation_of("[]", &proof(0, None).replace('}', &domain))
    }),
    ("many needs", |size| {
        presentation(size, |k| {
            let linked = |n| {
                format!(
                    "{{\"id\":\"https://r.example/{k}/{n}\",\"digestSRI\":\"sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}}"
                )
            };
            credential(
                "{\"id\":\"urn:s\"}",
                &format!("{},\"relatedResource\":{}", proof(0, None), list(30_000, linked)),
            )
        })
    }),
    ("proofs that are nothing", |_| credential("{\"id\":\"urn:s\"}", &format!("[{}]", vec!["{}"; 16].join(",")))),
    ("rounded numbers", |size| {
        let numbers = list(size, |n| format!("0.1000000000000000{n}"));
        credential(&format!("{{\"id\":\"urn:s\",\"urn:n\":{numbers}}}"), &proof(0, None))
    }),
];

const KEY: &str = "z6MkrxqAcuPrKsezAyQT2Yp2bLhidKfos1ezAcv9vD4tP8GT";

fn proof(n: usize, previous: Option<usize>) -> String {
    let previous = previous.map(|previous| format!("\"previousProof\":\"urn:p:{previous}\",")).unwrap_or_default();
    format!(
        "{{\"id\":\"urn:p:{n}\",\"type\":\"DataIntegrityProof\",\"cryptosuite\":\"eddsa-rdfc-2022\",{previous}\
         \"proofPurpose\":\"assertionMethod\",\"verificationMethod\":\"did:key:{KEY}#{KEY}\",\"proofValue\":\"z3JF{}\"}}",
        "1".repeat(84)
    )
}

fn proofs(is_chain: bool) -> String {
    let proofs: Vec<_> = (0..16).map(|n: usize| proof(n, n.checked_sub(1).filter(|_| is_chain))).collect();
    format!("[{}]", proofs.join(","))
}

fn credential(subject: &str, proof: &str) -> String {
    format!(
        "{{\"@context\":{V2},\"type\":[\"VerifiableCredential\"],\"issuer\":\"did:key:{KEY}\",\
         \"credentialSubject\":{subject},\"proof\":{proof}}}"
    )
}

fn typed(types: &str) -> String {
    let own = format!("[\"VerifiableCredential\",{}", types.trim_start_matches('['));
    credential("{\"id\":\"urn:s\"}", &proof(0, None)).replace("[\"VerifiableCredential\"]", &own)
}

fn presentation(size: usize, credential: impl Fn(usize) -> String) -> String {
    presentation_of(&list(size, credential), &proof(0, None))
}

fn presentation_of(credentials: &str, proof: &str) -> String {
    format!(
        "{{\"@context\":{V2},\"type\":[\"VerifiablePresentation\"],\"holder\":\"did:key:{KEY}\",\
         \"verifiableCredential\":{credentials},\"proof\":{proof}}}"
    )
}

fn endorsements(size: usize, innermost: bool) -> String {
    let mut inner = String::new();
    for level in 0..9 {
        let is_large = level == 0 || !innermost;
        let subject =
            if is_large { values(if innermost { size } else { size / 9 }) } else { "{\"id\":\"urn:s\"}".to_owned() };
        let mut endorsed = proof(0, None);
        if !inner.is_empty() {
            let _ = write!(endorsed, ",\"endorsement\":[{inner}]");
        }
        inner = credential(&subject, &endorsed).replacen(
            V2,
            &format!("[{V2},\"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json\"]"),
            1,
        );
    }
    inner
}

/// A subject that says many things.
fn values(size: usize) -> String {
    format!("{{\"id\":\"urn:s\",\"urn:p\":{}}}", list(size, |n| format!("\"v{n}\"")))
}

fn long_name(size: usize, name: &str) -> String {
    let names = object(size / 2, |n| format!("\"u{n}\":1"));
    format!("{{\"id\":\"urn:s\",\"{name}{}\":{}}}", "n".repeat(size / 2), names.replacen('{', "{\"id\":\"urn:x\",", 1))
}

/// Nine blank nodes, each of which names all others.
fn clique() -> String {
    let node = |n: usize| {
        let others = (0..9).filter(|other| *other != n).map(|other| format!("{{\"id\":\"_:b{other}\"}}"));
        format!("{{\"id\":\"_:b{n}\",\"urn:p\":[{}]}}", others.collect::<Vec<_>>().join(","))
    };
    format!("{{\"id\":\"urn:s\",\"urn:k\":[{}]}}", (0..9).map(node).collect::<Vec<_>>().join(","))
}
