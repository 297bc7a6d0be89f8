//! Who issued a wrapped document, by its own word: through which contract or key, under which domain, and how it would be
//! revoked.
//!
//! Both versions say the same in different members. Whether any of it is so is decided elsewhere; that all of it is hashed,
//! the caller sees to: it hands in what the hash covers.

use crate::json::Value;

/// What a document says of its issuance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuance {
    /// The chain on which its contracts are, as a CAIP-2 identifier; an error if the document names one that is none.
    pub chain: Option<Result<String, BadChain>>,
    /// Who issued it: all of them must have.
    pub issuers: Vec<Issuer>,
}

/// `network.chainId` is no number of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadChain;

/// One of those who issued a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Where it stands, as a JSON pointer into the wrapped document.
    pub at: String,
    /// Its name.
    pub name: Option<String>,
    /// By what it issued.
    pub means: Means,
    /// Who it is.
    pub identity: Identity,
    /// How it revokes.
    pub revocation: Revocation,
}

/// By what an issuer issues a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Means {
    /// By a signature of a DID.
    Did {
        /// The DID.
        did: String,
        /// Its verification method, if the document names one.
        method: Option<String>,
    },
    /// By an entry in a document store at this address.
    DocumentStore(String),
    /// By none, or by several at once.
    Nothing,
    /// By a token in a registry at this address.
    TokenRegistry(String),
}

/// Who an issuer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// It does not say.
    Absent,
    /// The DID that signs.
    Did,
    /// The owner of a domain, which lists the DID's key.
    DnsDid(String),
    /// The owner of a domain, which lists the contract.
    DnsTxt(String),
    /// A kind that is not known, or one that lacks something.
    Other(String),
}

/// How an issuer revokes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It does not say.
    Absent,
    /// It does not revoke.
    Never,
    /// A kind that is not known.
    Other(String),
    /// A service answers, at this URL.
    Responder(Option<String>),
    /// A contract lists what is revoked, at this address.
    Store(Option<String>),
}

/// A signature over the Merkle root, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature<'d> {
    /// The verification method that made it, by its own word.
    pub method: &'d str,
    /// The signature: `0x` and hexadecimal.
    pub value: &'d str,
    /// When it was made, by its own word.
    pub created: Option<&'d str>,
}

/// Reads version 2: `data` is without its salts.
#[must_use]
pub fn read_2(data: Value<'_>) -> Issuance {
    let issuers = data.get("issuers").into_iter().flat_map(Value::items).enumerate();
    let issuers = issuers.map(|(index, issuer)| issuer_2(format!("/data/issuers/{index}"), issuer)).collect();
    Issuance { chain: chain(data), issuers }
}

fn issuer_2(at: String, issuer: Value<'_>) -> Issuer {
    let proof = issuer.get("identityProof");
    let part = |name| proof.and_then(|proof| text(proof, name));
    let named = |name| issuer.get(name).is_some();
    let contracts = ["certificateStore", "documentStore", "tokenRegistry"].into_iter().filter(|name| named(name));
    let means = match (contracts.clone().next(), contracts.count()) {
        (Some("tokenRegistry"), 1) => text(issuer, "tokenRegistry").map(Means::TokenRegistry),
        (Some(store), 1) => text(issuer, store).map(Means::DocumentStore),
        (None, _) => text(issuer, "id").map(|did| Means::Did { did, method: part("key") }),
        _ => None,
    };
    Issuer {
        at,
        name: text(issuer, "name"),
        means: means.unwrap_or(Means::Nothing),
        identity: identity(proof, part("location")),
        revocation: revocation(issuer.get("revocation")),
    }
}

/// Reads version 3: the wrapped document itself.
#[must_use]
pub fn read_3(document: Value<'_>) -> Issuance {
    let metadata = document.get("openAttestationMetadata");
    let proof = metadata.and_then(|metadata| metadata.get("proof"));
    let part = |name| proof.and_then(|proof| text(proof, name));
    let method = document.get("proof").and_then(|proof| text(proof, "key"));
    let means = match (part("method").as_deref(), part("value")) {
        (Some("DID"), Some(did)) => Means::Did { did, method },
        (Some("DOCUMENT_STORE"), Some(address)) => Means::DocumentStore(address),
        (Some("TOKEN_REGISTRY"), Some(address)) => Means::TokenRegistry(address),
        _ => Means::Nothing,
    };
    let identity_proof = metadata.and_then(|metadata| metadata.get("identityProof"));
    let issuer = Issuer {
        at: "/openAttestationMetadata".to_owned(),
        name: document.get("issuer").and_then(|issuer| text(issuer, "name")),
        means,
        identity: identity(identity_proof, identity_proof.and_then(|proof| text(proof, "identifier"))),
        revocation: revocation(proof.and_then(|proof| proof.get("revocation"))),
    };
    Issuance { chain: chain(document), issuers: metadata.map(|_| issuer).into_iter().collect() }
}

fn identity(proof: Option<Value<'_>>, location: Option<String>) -> Identity {
    let Some(proof) = proof else { return Identity::Absent };
    let kind = text(proof, "type").unwrap_or_default();
    match (kind.as_str(), location) {
        ("DID", _) => Identity::Did,
        ("DNS-DID", Some(domain)) => Identity::DnsDid(domain),
        ("DNS-TXT", Some(domain)) => Identity::DnsTxt(domain),
        _ => Identity::Other(kind),
    }
}

fn revocation(stated: Option<Value<'_>>) -> Revocation {
    let Some(stated) = stated else { return Revocation::Absent };
    let kind = text(stated, "type");
    match kind.as_deref() {
        // Of an object that a holder emptied, only the braces are left.
        None => Revocation::Absent,
        Some("NONE") => Revocation::Never,
        Some("OCSP_RESPONDER") => Revocation::Responder(text(stated, "location")),
        Some("REVOCATION_STORE") => Revocation::Store(text(stated, "location")),
        Some(other) => Revocation::Other(other.to_owned()),
    }
}

/// `network.chainId`, the decimal number of an Ethereum chain.
fn chain(document: Value<'_>) -> Option<Result<String, BadChain>> {
    let id = document.get("network")?.get("chainId")?;
    let digits = id.as_str().or_else(|| id.as_number_text()).unwrap_or_default();
    let sound = (1..=32).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    Some(if sound && !digits.starts_with('0') { Ok(format!("eip155:{digits}")) } else { Err(BadChain) })
}

fn text(object: Value<'_>, name: &str) -> Option<String> {
    object.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The signatures beside a document of version 2.
pub fn signatures_2(document: Value<'_>) -> impl Iterator<Item = Signature<'_>> {
    let proofs = document.get("proof").into_iter().flat_map(Value::items);
    proofs.filter(|proof| proof.get("type").and_then(Value::as_str) == Some(SIGNATURE)).filter_map(|proof| {
        let part = |name| proof.get(name).and_then(Value::as_str);
        Some(Signature { method: part("verificationMethod")?, value: part("signature")?, created: part("created") })
    })
}

/// What proofs of version 2 call themselves.
const SIGNATURE: &str = "OpenAttestationSignature2018";

/// The signature in the proof of a document of version 3.
#[must_use]
pub fn signature_3(document: Value<'_>) -> Option<Signature<'_>> {
    let proof = document.get("proof")?;
    let part = |name| proof.get(name).and_then(Value::as_str);
    Some(Signature { method: part("key")?, value: part("signature")?, created: part("created") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;

    fn of<T>(text: &str, read: impl Fn(Value<'_>) -> T) -> T {
        read(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root())
    }

    fn issuer(text: &str) -> Issuer {
        let mut issuance = of(&format!(r#"{{"issuers":[{text}]}}"#), read_2);
        issuance.issuers.pop().unwrap()
    }

    #[test]
    fn reads_by_what_version_2_was_issued() {
        let store = Means::DocumentStore("0xA".to_owned());
        let did = |method: Option<&str>| Means::Did { did: "did:x:1".to_owned(), method: method.map(str::to_owned) };
        for (text, want) in [
            (r#"{"documentStore":"0xA"}"#, store.clone()),
            (r#"{"certificateStore":"0xA"}"#, store.clone()),
            (r#"{"documentStore":"0xA","id":"did:x:1"}"#, store),
            (r#"{"tokenRegistry":"0xA"}"#, Means::TokenRegistry("0xA".to_owned())),
            (r#"{"documentStore":"0xA","tokenRegistry":"0xB"}"#, Means::Nothing),
            (r#"{"documentStore":"0xA","certificateStore":"0xA"}"#, Means::Nothing),
            (r#"{"documentStore":7}"#, Means::Nothing),
            (r#"{"documentStore":7,"id":"did:x:1"}"#, Means::Nothing),
            (r#"{"id":"did:x:1"}"#, did(None)),
            (r#"{"id":"did:x:1","identityProof":{"key":"did:x:1#k"}}"#, did(Some("did:x:1#k"))),
            ("{}", Means::Nothing),
            ("7", Means::Nothing),
        ] {
            assert_eq!(issuer(text).means, want, "{text}");
        }
        assert_eq!(of("{}", read_2).issuers, []);
        assert_eq!(of(r#"{"issuers":{}}"#, read_2).issuers, []);
        let places: Vec<_> = of(r#"{"issuers":[{},{}]}"#, read_2).issuers.into_iter().map(|one| one.at).collect();
        assert_eq!(places, ["/data/issuers/0", "/data/issuers/1"]);
    }

    #[test]
    fn reads_who_an_issuer_is() {
        for (text, want) in [
            ("{}", Identity::Absent),
            (r#"{"identityProof":{"type":"DID","key":"k"}}"#, Identity::Did),
            (r#"{"identityProof":{"type":"DNS-DID","location":"d"}}"#, Identity::DnsDid("d".to_owned())),
            (r#"{"identityProof":{"type":"DNS-TXT","location":"d"}}"#, Identity::DnsTxt("d".to_owned())),
            (r#"{"identityProof":{"type":"DNS-TXT"}}"#, Identity::Other("DNS-TXT".to_owned())),
            (r#"{"identityProof":{"type":"IDVC"}}"#, Identity::Other("IDVC".to_owned())),
            (r#"{"identityProof":{}}"#, Identity::Other(String::new())),
        ] {
            assert_eq!(issuer(text).identity, want, "{text}");
        }
    }

    /// What is absent or hidden is never taken for a word of the issuer.
    #[test]
    fn reads_how_an_issuer_revokes() {
        for (text, want) in [
            ("{}", Revocation::Absent),
            (r#"{"revocation":{}}"#, Revocation::Absent),
            (r#"{"revocation":{"location":"x"}}"#, Revocation::Absent),
            (r#"{"revocation":"NONE"}"#, Revocation::Absent),
            (r#"{"revocation":{"type":"NONE"}}"#, Revocation::Never),
            (r#"{"revocation":{"type":"none"}}"#, Revocation::Other("none".to_owned())),
            (r#"{"revocation":{"type":"REVOCATION_STORE"}}"#, Revocation::Store(None)),
            (
                r#"{"revocation":{"type":"REVOCATION_STORE","location":"0xA"}}"#,
                Revocation::Store(Some("0xA".to_owned())),
            ),
            (
                r#"{"revocation":{"type":"OCSP_RESPONDER","location":"https://o"}}"#,
                Revocation::Responder(Some("https://o".to_owned())),
            ),
        ] {
            assert_eq!(issuer(text).revocation, want, "{text}");
        }
    }

    #[test]
    fn reads_the_chain() {
        let of = |id: &str| of(&format!(r#"{{"network":{{"chainId":{id}}}}}"#), read_2).chain;
        assert_eq!(of("\"137\""), Some(Ok("eip155:137".to_owned())));
        assert_eq!(of("1"), Some(Ok("eip155:1".to_owned())));
        for bad in ["\"\"", "\"01\"", "\"0x1\"", "1.5", "-1", "null", "{}"] {
            assert_eq!(of(bad), Some(Err(BadChain)), "{bad}");
        }
        assert_eq!(super::tests::of("{}", read_2).chain, None);
    }

    #[test]
    fn reads_version_3() {
        let text = |method: &str| {
            format!(
                r#"{{"issuer":{{"id":"https://a.example","name":"A"}},"network":{{"chainId":"5"}},
                "openAttestationMetadata":{{"proof":{{"method":"{method}","value":"v","revocation":{{"type":"NONE"}}}},
                "identityProof":{{"type":"DNS-DID","identifier":"a.example"}}}},"proof":{{"key":"v#k","signature":"0x"}}}}"#
            )
        };
        for (method, want) in [
            ("DID", Means::Did { did: "v".to_owned(), method: Some("v#k".to_owned()) }),
            ("DOCUMENT_STORE", Means::DocumentStore("v".to_owned())),
            ("TOKEN_REGISTRY", Means::TokenRegistry("v".to_owned())),
            ("OTHER", Means::Nothing),
        ] {
            let issuance = of(&text(method), read_3);
            assert_eq!(issuance.chain, Some(Ok("eip155:5".to_owned())));
            let [issuer] = issuance.issuers.as_slice() else { panic!("there is one") };
            assert_eq!(issuer.means, want, "{method}");
            assert_eq!(issuer.name.as_deref(), Some("A"));
            assert_eq!(issuer.identity, Identity::DnsDid("a.example".to_owned()));
            assert_eq!(issuer.revocation, Revocation::Never);
        }
        let signed = text("DID");
        let signed = Document::parse(signed.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(signature_3(signed.root()), Some(Signature { method: "v#k", value: "0x", created: None }));
        assert_eq!(of("{}", read_3), Issuance::default());
    }

    #[test]
    fn reads_signatures() {
        let text = r#"{"proof":[
            {"type":"OpenAttestationSignature2018","verificationMethod":"m","signature":"s","created":"t"},
            {"type":"Other","verificationMethod":"m","signature":"t"},
            {"type":"OpenAttestationSignature2018","signature":"u"}]}"#;
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let found: Vec<_> = signatures_2(document.root()).collect();
        assert_eq!(found, [Signature { method: "m", value: "s", created: Some("t") }]);
    }
}
