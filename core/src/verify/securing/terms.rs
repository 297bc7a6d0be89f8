//! What the terms of a proof stand for: options are read by their plain names, so each name must stand for what the
//! standard gives it, and for nothing else ([Data Integrity](https://www.w3.org/TR/vc-data-integrity/#proofs)).
//!
//! A context in the document can give any name any meaning. What was signed would then not be what is read.

use crate::did::Relationship;
use crate::json::{NodeId, Value};
use crate::jsonld::{Expanded, Node, Object};
use crate::proof::data_integrity::Suite;
use crate::proof::data_integrity::suites::NamedBy;

/// The options that verification reads, with what they stand for.
const OPTIONS: [(&str, &str); 10] = [
    ("challenge", "https://w3id.org/security#challenge"),
    ("created", "http://purl.org/dc/terms/created"),
    ("cryptosuite", "https://w3id.org/security#cryptosuite"),
    ("domain", "https://w3id.org/security#domain"),
    ("expires", "https://w3id.org/security#expiration"),
    ("previousProof", "https://w3id.org/security#previousProof"),
    ("proofPurpose", PURPOSE),
    ("nonce", "https://w3id.org/security#nonce"),
    ("type", "@type"),
    ("verificationMethod", METHOD),
];

const SECURITY: &str = "https://w3id.org/security#";
const PURPOSE: &str = "https://w3id.org/security#proofPurpose";
const METHOD: &str = "https://w3id.org/security#verificationMethod";

/// Where the options of a proof are told otherwise than as members of one object, with texts and references for values:
/// what is told in a second place would be signed, and not be read.
pub(super) fn told_elsewhere(expanded: &Expanded<'_>, options: Value<'_>) -> Option<NodeId> {
    let is_plain = |value: &Object<'_>| match value {
        Object::List(_) => false,
        Object::Literal(_) => true,
        Object::Node(node) => node.is_bare(),
    };
    let mut roots = expanded.roots();
    let (Some(node), None) = (roots.next(), roots.next()) else { return Some(options.id()) };
    let is_member = |key: NodeId| options.members().any(|member| member.key.id() == key);
    if let Some(elsewhere) = node.keys().find(|key| !is_member(*key)) {
        return Some(elsewhere);
    }
    let mut links = node.links();
    links.find_map(|property| {
        let mut values = property.values();
        if property.is_reverse() {
            Some(property.key())
        } else {
            values.find(|value| !is_plain(value)).map(|value| value.origin())
        }
    })
}

/// The first name in the options of a proof that stands for something else than it should, or for what another should.
pub(crate) fn misnamed<'e>(expanded: &'e Expanded<'_>, suite: &Suite, options: Value<'e>) -> Option<&'e str> {
    let differs = |(name, iri): &(&str, &str)| OPTIONS.iter().any(|(option, own)| (option == name) != is(iri, own));
    if let Some((name, _)) = expanded.members().find(differs) {
        return Some(name);
    }
    let named = |name: &str| options.get(name).and_then(Value::as_str);
    let Some(node) = expanded.roots().next() else { return Some("type") };
    let type_ = match suite.named_by {
        NamedBy::Cryptosuite => "DataIntegrityProof",
        NamedBy::Type => suite.name,
    };
    if !node.types().all(|(iri, _)| iri.strip_prefix(SECURITY) == Some(type_)) {
        return Some(type_);
    }
    let purpose = named("proofPurpose")?;
    if !Relationship::from_name(purpose).is_none_or(|known| stands_for(&node, PURPOSE, purpose, purpose_iri(known))) {
        return Some(purpose);
    }
    named("verificationMethod").filter(|method| !stands_for(&node, METHOD, method, method))
}

/// Whether all values of a property are that IRI, or at least the text that is written.
fn stands_for(node: &Node<'_>, property: &str, text: &str, iri: &str) -> bool {
    let mut values = node.properties().filter(|found| is(found.iri(), property)).flat_map(|found| found.values());
    values.all(|value| match value {
        Object::Node(node) => node.id().is_some_and(|id| is(id, iri)),
        Object::Literal(literal) => literal.as_str() == Some(text),
        Object::List(_) => false,
    })
}

/// Whether `iri` is `own`. The first context of VCDM 1.1 forgets to say what `sec` is short for in `RsaSignature2018`, so
/// with that suite everybody signs `sec:proofPurpose` and the like.
fn is(iri: &str, own: &str) -> bool {
    iri == own || iri.strip_prefix("sec:").is_some_and(|name| own.strip_prefix(SECURITY) == Some(name))
}

fn purpose_iri(purpose: Relationship) -> &'static str {
    match purpose {
        Relationship::AssertionMethod => "https://w3id.org/security#assertionMethod",
        Relationship::Authentication => "https://w3id.org/security#authenticationMethod",
        Relationship::CapabilityDelegation => "https://w3id.org/security#capabilityDelegationMethod",
        Relationship::CapabilityInvocation => "https://w3id.org/security#capabilityInvocationMethod",
        Relationship::KeyAgreement => "https://w3id.org/security#keyAgreementMethod",
    }
}
