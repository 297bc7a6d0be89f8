//! The sentence that explains a check, made from its id, reason and data when somebody reads it.

use super::{Check, Data, Datum, Outcome, Reason};
use std::borrow::Cow;
use std::fmt::Write as _;

/// The longest sentence, in bytes: reports stay small whatever a document says.
const MAX_DETAIL: usize = 1_024;

impl Check {
    /// One plain sentence: what was expected, what was found, what to do next.
    #[must_use]
    pub fn detail(&self) -> String {
        self.sentence().into_owned()
    }

    pub(super) fn sentence(&self) -> Cow<'static, str> {
        let Some(reason) = self.reason else {
            return self.remarked();
        };
        let meaning = reason.meaning();
        let mut sentence = fill(template(reason), meaning, &self.data).unwrap_or_else(|| meaning.to_owned());
        if let (Outcome::Undetermined, Some(advice)) = (self.outcome, advice(reason, &self.data)) {
            let _ = write!(sentence, " {advice}");
        }
        truncate(sentence).into()
    }

    /// The meaning of a step that passed, and what a person should know of how.
    fn remarked(&self) -> Cow<'static, str> {
        let meaning = self.id.meaning();
        if self.data.0.is_empty() {
            return meaning.into();
        }
        let is_told = |(name, value, _): &&Remark| match (self.data.find(name), value) {
            (Some(found), Some(value)) => found == &Datum::from(*value),
            (found, None) => found.is_some_and(|found| *found != Datum::Boolean(false)),
            (None, Some(_)) => false,
        };
        let mut remarks =
            REMARKS.iter().filter(is_told).filter_map(|(.., text)| fill(text, meaning, &self.data)).peekable();
        if remarks.peek().is_none() {
            return meaning.into();
        }
        let sentence = remarks.fold(meaning.to_owned(), |sentence, remark| sentence + " " + &remark);
        truncate(sentence).into()
    }
}

/// A value of a check's data, what it must be if not all the same, and what it says to a person.
type Remark = (&'static str, Option<&'static str>, &'static str);

const REMARKS: &[Remark] = &[
    ("zoneAssumed", None, "A time without a zone was read as UTC."),
    ("withinSkew", None, "It holds only because clocks may differ a little."),
    ("reach", Some("checkpoint"), "It is linked to a checkpoint of the policy, with {confirmations} blocks on it."),
    ("relation", Some("descendant"), "It comes after that block, so the work of those blocks speaks for it."),
    ("relation", Some("itself"), "It is that block itself."),
    ("reach", Some("explorer"), "An explorer says so, which the policy accepts; it is not proven."),
    ("reach", Some("log"), "It is one of the {size} entries of {name}."),
    ("reach", Some("mock"), "The chain is one for tests, which the policy accepts: anybody can make entries."),
    ("until", None, "It was made between {from} and {until}."),
];

impl Data {
    /// The value called `name`.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Datum> {
        self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// The sentence of a reason; `{name}` stands for a value of the check's data.
fn template(reason: Reason) -> &'static str {
    match reason {
        Reason::AnchorChain => "The policy does not accept the chain {chain}.",
        Reason::AnchorOtherChain => {
            "The proof says that {stated} made the entry: an address of another kind of chain, which cannot be compared."
        }
        Reason::AnchorNoCheckpoint => "Nothing that the policy trusts vouches for the entry: {fault}.",
        Reason::AnchorUnconfirmed => "Of the {required} blocks that must lie on the entry, {confirmations} are shown.",
        Reason::AnchorUnsupported => "The library does not know anchors of the kind {name}.",
        Reason::AnchorValue => "The ledger's entry does not hold the value: {fault}.",
        Reason::BtcBitsUnproven => "Which target consensus prescribes to block {height} is not known.",
        Reason::BtcChain => "The headers break a rule of consensus: {fault}.",
        Reason::BtcMerkle => "The Merkle branch does not lead to the block: {fault}.",
        Reason::BtcPow => "The header does not show its work: {fault}.",
        Reason::BtcTx => "What was supplied is not the transaction that the proof names: {fault}.",
        Reason::EthChain
        | Reason::EthHeader
        | Reason::EthLayout
        | Reason::EthReceipt
        | Reason::EthSender
        | Reason::EthState
        | Reason::EthTransaction
        | Reason::EthTrie => "{meaning} That is, {fault}.",
        Reason::EthTransactionType => "The library does not know transactions of the form {name}.",
        Reason::AnchorWeakDigest => {
            "The way from the document to the anchor passes {name}, of which collisions are known."
        }
        Reason::ChainpointMalformed => "The bytes are not a Chainpoint proof: {fault}.",
        Reason::OtsMalformed => "The bytes are not an OpenTimestamps proof: {fault}.",
        Reason::ChainpointOperation | Reason::OtsOperation => "The operation {name} of the proof is not known.",
        Reason::TlogMalformed => "The bytes are not a proof of a transparency log: {fault}.",
        Reason::TlogPolicy => "The logs and witnesses of the policy make no sense: {fault}.",
        Reason::TlogSignature => "The signature of {name} on the checkpoint does not hold.",
        Reason::CheckUnsupported => "The library does not check {name}.",
        Reason::ContextHashMismatch => "The text of {url} has SHA-256 {found}, pinned is {expected}.",
        Reason::ContextUnknown => "No text of the context {url} is both pinned and at hand.",
        Reason::DateInvalid => "The member {name} is not a date and time as the standard writes it.",
        Reason::DidDeactivated => "The controller of {url} gave the identifier up.",
        Reason::DidDocument => "What was supplied for {url} is no document about its keys: {fault}.",
        Reason::DidUnsupported => "The library follows no DID URL with a path or a query, such as {name}.",
        Reason::DidIdMismatch => "The document supplied for {expected} says it is about {found}.",
        Reason::FormatUnsupported => "The form {name} is not supported.",
        Reason::IssuerMismatch => "The document {document} does not list the key {method}.",
        Reason::IssuerAlias => "The profile supplied for {expected} calls itself {found}.",
        Reason::IssuerKeys => {
            "The document {document} does not list the key {method}, but others in a way that is not understood."
        }
        Reason::IssuerNotTrusted => "The issuer {issuer} is not among the trusted ones.",
        Reason::IssuerUnpublished => "The issuer has no place where it could publish the key {method}.",
        Reason::JsonDuplicateKey | Reason::JsonEncoding | Reason::JsonInvalidUnicode | Reason::JsonNumberRange => {
            "{meaning} See line {line}, column {column}."
        }
        Reason::JsonSyntax => "The text is not JSON at line {line}, column {column}.",
        Reason::JsonldDropped => "Nothing gives {name} a meaning here, so it would be lost.",
        Reason::JsonldInvalid => "The document is not well-formed JSON-LD: {name}.",
        Reason::ProofTerm => "In the proof, {name} stands for something else than the standard gives it.",
        Reason::KeyExpired => "The key expired at {expires}.",
        Reason::KeyRevoked => "The key was revoked at {revoked}.",
        Reason::KeyType => "The suite does not take keys of type {found}.",
        Reason::KeyUnsupported => "The library does not know keys of type {name}.",
        Reason::LimitActiveContexts
        | Reason::LimitCanonicalization
        | Reason::LimitChain
        | Reason::LimitContextBytes
        | Reason::LimitContextEntries
        | Reason::LimitContexts
        | Reason::LimitDepth
        | Reason::LimitDocuments
        | Reason::LimitEntries
        | Reason::LimitHeaders
        | Reason::LimitInflate
        | Reason::LimitInput
        | Reason::LimitInputContexts
        | Reason::LimitInputProofs
        | Reason::LimitInputSignatures
        | Reason::LimitKeys
        | Reason::LimitNesting
        | Reason::LimitNodes
        | Reason::LimitOtsDepth
        | Reason::LimitOtsMessage
        | Reason::LimitOtsWork
        | Reason::LimitPath
        | Reason::LimitProofs
        | Reason::LimitQuads
        | Reason::LimitSignatures
        | Reason::LimitTerms => "{meaning} The limit is {limit}.",
        Reason::MemberAbsent => "The document has no member for this.",
        Reason::ModelCardinality => "The member {name} has another number of values than the data model allows.",
        Reason::ModelDuplicate => "A value of {name} that must be unique stands twice.",
        Reason::ModelEmpty => "The member {name} has no value, or one that says nothing.",
        Reason::ModelForeignMember => "The member {name} belongs to another version of the data model.",
        Reason::ModelLanguageValue => "The member {name} is neither a text nor a text with language.",
        Reason::ModelMissing => "The member {name} is missing.",
        Reason::ModelNotIdentifier => "The member {name} does not identify anybody: it names a part of a document.",
        Reason::ModelNotUrl => "The member {name} is not a URL.",
        Reason::ModelObjectType => "The type under {name} does not say what it must be.",
        Reason::ModelWrongType => "The member {name} has a value of another JSON type than the data model allows.",
        Reason::OaAddress => "The address of a contract is malformed: {fault}.",
        Reason::OaHash => "The member {name} has a hash that is not 64 lower-case hexadecimal digits.",
        Reason::OaMember => "The member {name} is missing or malformed.",
        Reason::OaNoContract => "There is no contract at the address on the chain {chain}.",
        Reason::OaUnnamed => "The document says nothing of its issuer but the contract {account}.",
        Reason::OaName => "The name at {at} cannot stand in the paths that are hashed.",
        Reason::OaSalts => "The salts do not fit the document: {fault}.",
        Reason::OaWithheld => "The document does not say {name}, or hides it behind a hash.",
        Reason::ProofCreatedFuture => "The proof says it was made at {created}, after the time of verification, {at}.",
        Reason::ProofDomain => "The proof is not made for the domain {expected}.",
        Reason::ProofExpired => "The proof expired at {expires}; the time of verification is {at}.",
        Reason::ProofMember => {
            "The signature stands in {found}; the suite of the proof looks for it in {expected}, and so do its readers."
        }
        Reason::ProofMalformed => "The member {name} of the proof is missing or malformed.",
        Reason::ProofNotAccepted => "The policy does not accept {name}.",
        Reason::ProofPurpose => "The purpose of the proof is {found}, expected is {expected}.",
        Reason::ProofUnsupported => "The library does not know {name}.",
        Reason::ResourceConflict => "Two documents that differ were supplied for {url}, one of them as {other}.",
        Reason::ResourceDigest => "The linked file {url} is not the one that was linked: its digest is another.",
        Reason::ResourceDigestMalformed => {
            "The digest that is stated for {url} is no digest: whatever is there, nothing can match it."
        }
        Reason::ResourceMissing => "The document {url} is needed and was not supplied.",
        Reason::ResourceMalformed => "The document supplied for {url} cannot be read.",
        Reason::SchemaUnsupported => "The library does not know schemas of type {name}.",
        Reason::StatusRevoked => "The issuer revoked the hash {hash} of the document.",
        Reason::StatusUnsupported => "The library does not know status entries of type {name}.",
        Reason::ValidityExpired => "It was valid until {until}; the time of verification is {at}.",
        Reason::ValidityNotYet => "It is valid from {from}; the time of verification is {at}.",
        Reason::ValidityOrder => "It is valid from {from} but only until {until}.",
        Reason::VmNotFound => "The document {document} has no method {method}.",
        Reason::VmRelationship => "The document {document} does not list {method} under {relationship}.",
        _ => "{meaning}",
    }
}

/// What the reader can do about a doubt.
fn advice(reason: Reason, data: &Data) -> Option<&'static str> {
    Some(match reason {
        Reason::AnchorNoCheckpoint => {
            "Give the policy what to trust: a checkpoint to which the supplied headers lead, or the key of the log."
        }
        Reason::AnchorUnconfirmed => "Supply later headers, or give the policy a later checkpoint.",
        Reason::BtcBitsUnproven => "Give the checkpoint its bits and periodStart, or trust a later block.",
        Reason::IssuerAlias => "If it is the issuer's, the policy can say so (profileAliases).",
        Reason::OaUnnamed => "Name that account among the trusted issuers of the policy, if you know whose it is.",
        Reason::OaWithheld => {
            "Ask its holder to show it, or let the policy say that what is absent was never written (disclosure.absentMembers)."
        }
        Reason::ResourceConflict => "Supply the one that its controller publishes, and only that.",
        Reason::DidUnsupported => "Ask the issuer for a proof that names its key by the DID alone.",
        Reason::ResourceMissing => "Supply it and verify again.",
        Reason::ContextUnknown if names_schema_org(data) => {
            "It is too large and changes too often to be known from the start: supply the text of the day it was signed and \
             pin it by URL and SHA-256 in the policy, or ask the issuer to use a versioned context."
        }
        Reason::ContextUnknown => "Supply its text and pin its SHA-256 in the policy.",
        Reason::AnchorPending => "Have it upgraded once the entry is made.",
        Reason::AnchorWeakDigest | Reason::ContextInline | Reason::ContextVocab => "The policy can accept this.",
        Reason::IssuerUnpublished => "The signature holds, but nothing ties the key to the issuer.",
        Reason::LimitCanonicalization | Reason::LimitInput | Reason::LimitNodes | Reason::LimitQuads => {
            "The policy can raise it."
        }
        _ => return None,
    })
}

/// Whether a context is meant that is no fixed text.
fn names_schema_org(data: &Data) -> bool {
    let url = match data.find("url") {
        Some(Datum::Text(url)) => url,
        Some(Datum::List(urls)) if urls.len() == 1 => urls.first().map_or("", AsRef::as_ref),
        _ => return false,
    };
    let place = url.split_once("://").map_or("", |(_, place)| place);
    matches!(place.split(['/', '?', '#']).next(), Some("schema.org" | "www.schema.org"))
}

/// Fills in the data and, for `{meaning}`, what the reason means; nothing if a value is missing.
fn fill(template: &str, meaning: &str, data: &Data) -> Option<String> {
    let mut sentence = String::with_capacity(template.len().saturating_mul(2));
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        sentence.push_str(before);
        rest = after;
        if name == "meaning" {
            sentence.push_str(meaning);
            continue;
        }
        match data.find(name)? {
            Datum::Boolean(value) => write!(sentence, "{value}").ok()?,
            Datum::Integer(value) => write!(sentence, "{value}").ok()?,
            Datum::List(values) => sentence.push_str(&values.join(", ")),
            Datum::Text(text) => sentence.push_str(text),
        }
    }
    sentence.push_str(rest);
    Some(sentence)
}

fn truncate(mut sentence: String) -> String {
    if sentence.len() > MAX_DETAIL {
        let end = (0..=MAX_DETAIL.saturating_sub(3)).rev().find(|end| sentence.is_char_boundary(*end));
        sentence.truncate(end.unwrap_or(0));
        sentence.push('…');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{CheckId, Finding, Weight};

    #[test]
    fn a_context_that_changes_says_what_can_be_done() {
        for (url, want) in [
            ("https://schema.org", true),
            ("https://schema.org/", true),
            ("http://schema.org/docs/jsonldcontext.jsonld", true),
            ("https://schema.org.example/", false),
            ("https://a.example/schema.org", false),
        ] {
            let Finding { outcome, reason, data } = Finding::undetermined(Reason::ContextUnknown).with("url", url);
            let (id, weight) = (CheckId::ContextKnown, Weight::Required);
            let detail = Check { id, scope: "".into(), outcome, weight, reason, data }.detail();
            assert!(detail.contains(url) && detail.contains("SHA-256"), "{detail}");
            assert_eq!(detail.contains("versioned context"), want, "{detail}");
        }
    }

    #[test]
    fn a_step_that_passed_tells_what_it_rests_on() {
        let base = CheckId::AnchorLedger.meaning();
        let passed = Finding::passed;
        for (finding, want) in [
            (passed(), ""),
            (passed().with("zoneAssumed", true), " A time without a zone was read as UTC."),
            (passed().with("zoneAssumed", false), ""),
            (passed().with("reach", "elsewhere"), ""),
            (passed().with("until", "b"), ""),
            (
                passed().with("reach", "checkpoint").with("confirmations", 6_u32).with("from", "a").with("until", "b"),
                " It is linked to a checkpoint of the policy, with 6 blocks on it. It was made between a and b.",
            ),
        ] {
            let Finding { outcome, reason, data } = finding;
            let weight = Weight::Required;
            let check = Check { id: CheckId::AnchorLedger, scope: "".into(), outcome, weight, reason, data };
            assert_eq!(check.detail(), [base, want].concat());
        }
    }
}
