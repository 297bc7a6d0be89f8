//! The JSON of a controlled identifier document into verification methods and the relationships that list them
//! ([CID 1.0, section 2](https://www.w3.org/TR/cid-1.0/#data-model)).
//!
//! DID documents, Open Badges profiles and other documents of that shape are read alike, as JSON: contexts are not looked
//! at, ids and references are resolved against the document's own `id`. It never knows which proof asks, or when.

use std::fmt;

use super::{Relationship, controller_of, is_absolute, material, same_url};
use crate::json::Value;
use crate::keys::{KeyError, PublicKey};
use crate::limits::{Limit, LimitReached, Limits};
use crate::time::{DateError, Timestamp, Zone};

/// A document about one identifier: its verification methods, and what each may be used for.
#[derive(Clone, Debug, PartialEq)]
pub struct ControllerDocument {
    id: String,
    /// Every place where a method is written out, in order.
    entries: Vec<Entry>,
    /// Which id stands under which relationship; the method may be another document's.
    listed: Vec<(Relationship, String)>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry {
    /// Absolute; empty if the method has none.
    id: String,
    method: Result<VerificationMethod, MethodFault>,
}

/// A verification method: a key, whose it is, and since and until when.
#[derive(Clone, Debug, PartialEq)]
pub struct VerificationMethod {
    /// Its URL.
    pub id: String,
    /// The identifier of who may use it.
    pub controller: String,
    /// Its type, for show: what the key is, the key says.
    pub type_: String,
    /// The key, or why it cannot be used.
    pub key: Result<PublicKey, KeyError>,
    /// The blockchain account (CAIP-10) that stands in for a key.
    pub account: Option<String>,
    /// After that instant it proves nothing.
    pub expires: Option<Timestamp>,
    /// From that instant on it proves nothing.
    pub revoked: Option<Timestamp>,
}

/// What a supplied JSON text about keys is.
#[derive(Clone, Debug, PartialEq)]
pub enum Supplied {
    /// A document that lists verification methods.
    Controller(ControllerDocument),
    /// One verification method standing alone. It counts only if its controller's document lists it.
    Method(Box<VerificationMethod>),
}

/// By what a document makes a method its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Authorization<'d> {
    /// It lists the method's id; the method itself is written elsewhere.
    Listed,
    /// It holds this method, of that id or with that very key; the dates of this one hold as well.
    Method(&'d VerificationMethod),
}

/// Why JSON is not a document about keys.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentError {
    /// The identifier was given up by its controller.
    Deactivated,
    /// It is not an object.
    Form,
    /// `id` is missing or not an absolute URL.
    Id,
    /// It has more methods and references than the limit.
    Limit(LimitReached),
    /// This member holds something else than verification methods or references to them.
    Member(&'static str),
    /// The method that stands alone cannot be used.
    Method(MethodFault),
}

/// What is wrong with one verification method, whatever its key.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodFault {
    /// `controller` is missing or not a string.
    Controller,
    /// `expires` is not a date and time.
    Expires(Option<DateError>),
    /// `id` is missing or not a string.
    Id,
    /// `revoked` is not a date and time.
    Revoked(Option<DateError>),
}

/// Why a document does not give the method that a proof names.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodError {
    /// Two different methods have that id, or the id has no fragment and several methods could be meant.
    Ambiguous,
    /// The method names another controller than the document it stands in.
    Controller,
    /// The method itself is not well-formed.
    Malformed(MethodFault),
    /// The document has no such method.
    NotFound,
    /// It has the method, but not under the relationship.
    Relationship,
}

impl ControllerDocument {
    /// Reads a document; one wrapped in a DID resolution result as well.
    ///
    /// # Errors
    /// [`DocumentError`] if it is not one as a whole. A fault of one method spoils that method only.
    ///
    /// # Examples
    /// ```
    /// use credstone::{did::{ControllerDocument, Relationship}, json::Document, limits::Limits};
    /// let text = br##"{ "id": "did:example:1", "assertionMethod": [{ "id": "#key-1", "controller": "",
    ///   "type": "Multikey", "publicKeyMultibase": "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp" }] }"##;
    /// let json = Document::parse(text, &Limits::default()).unwrap();
    /// let document = ControllerDocument::from_json(json.root(), &Limits::default()).unwrap();
    /// let method = document.find("did:example:1#key-1", Relationship::AssertionMethod).unwrap();
    /// assert_eq!(method.controller, "did:example:1");
    /// ```
    pub fn from_json(value: Value<'_>, limits: &Limits) -> Result<Self, DocumentError> {
        let value = unwrapped(value)?;
        let id = value.get("id").and_then(Value::as_str).filter(|id| controller_of(id).is_some());
        let mut document = Self::new(id.ok_or(DocumentError::Id)?);
        for name in METHOD_MEMBERS {
            for item in present(value, name).filter(|item| item.is_object()) {
                document.read_method(item, limits)?;
            }
        }
        for relationship in Relationship::ALL {
            for item in present(value, relationship.name()) {
                let id = match item.as_str() {
                    Some(reference) => document.resolve(reference),
                    None if item.is_object() => document.read_method(item, limits)?,
                    None => return Err(DocumentError::Member(relationship.name())),
                };
                document.list(relationship, id);
                document.within(limits)?;
            }
        }
        Ok(document)
    }

    /// A document without methods.
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), entries: Vec::new(), listed: Vec::new() }
    }

    /// Adds a method and lists it under `relationships`.
    pub(super) fn with(mut self, method: VerificationMethod, relationships: &[Relationship]) -> Self {
        for relationship in relationships {
            self.list(*relationship, method.id.clone());
        }
        self.entries.push(Entry { id: method.id.clone(), method: Ok(method) });
        self
    }

    /// The identifier it is about.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Every well-formed method that is written out in it, in order.
    pub fn methods(&self) -> impl Iterator<Item = &VerificationMethod> {
        self.entries.iter().filter_map(|entry| entry.method.as_ref().ok())
    }

    /// The well-formed methods written out in it that `relationship` lists, in order.
    pub fn methods_under(&self, relationship: Relationship) -> impl Iterator<Item = &VerificationMethod> {
        self.methods().filter(move |method| self.lists(&method.id, relationship))
    }

    /// Whether `relationship` lists the method with the URL `method`, wherever that is written out.
    #[must_use]
    pub fn lists(&self, method: &str, relationship: Relationship) -> bool {
        self.listed_under(relationship).any(|id| same_url(id, method))
    }

    /// The absolute form of an id or reference within this document: an empty one or a bare fragment belongs to its `id`.
    #[must_use]
    pub fn resolve(&self, reference: &str) -> String {
        let base = self.id.split_once('#').map_or(self.id.as_str(), |(base, _)| base);
        match reference {
            "" => self.id.clone(),
            _ if reference.starts_with('#') => format!("{base}{reference}"),
            _ => reference.to_owned(),
        }
    }

    /// Finds the method with the URL `method` among those `relationship` lists.
    ///
    /// A DID without a fragment stands for the one method under the relationship, if there is exactly one. The method must
    /// be this document's own, by its URL and by its `controller`
    /// ([CID 1.0, section 3.3](https://www.w3.org/TR/cid-1.0/#retrieve-verification-method)).
    ///
    /// # Errors
    /// [`MethodError`] says which step does not hold. Whether the key is usable, `key` of the method says.
    pub fn find(&self, method: &str, relationship: Relationship) -> Result<&VerificationMethod, MethodError> {
        if !controller_of(method).is_some_and(|controller| same_url(controller, &self.id)) {
            return Err(MethodError::NotFound);
        }
        let entry = match self.named(method)? {
            Some(entry) if self.lists(method, relationship) => entry,
            Some(_) => return Err(MethodError::Relationship),
            None if method.starts_with("did:") && !method.contains('#') => self.only(relationship)?,
            None => return Err(MethodError::NotFound),
        };
        let found = entry.method.as_ref().map_err(|fault| MethodError::Malformed(*fault))?;
        if same_url(&found.controller, &self.id) { Ok(found) } else { Err(MethodError::Controller) }
    }

    /// Says by what this document makes `method` its own for `relationship`: by its id, or by holding the same key.
    ///
    /// Of several methods with that key, the one that ends first answers, so that a revoked key stays revoked
    /// under whatever name a proof gives it. An id for which it holds another key, or several methods, makes nothing its
    /// own.
    #[must_use]
    pub fn authorization(&self, method: &VerificationMethod, relationship: Relationship) -> Option<Authorization<'_>> {
        let malformed = |entry: &Entry| entry.method.is_err() && same_url(&entry.id, &method.id);
        if self.entries.iter().any(malformed) {
            return None;
        }
        let holds = |own: &&VerificationMethod| {
            let is_same = own.key == method.key && (own.key.is_ok() || same_url(&own.id, &method.id));
            is_same && same_url(&own.controller, &self.id) && self.named(&own.id).is_ok()
        };
        let own = self.methods_under(relationship).filter(holds).min_by(|one, other| one.cmp_end(other));
        let elsewhere = || !self.entries.iter().any(|entry| same_url(&entry.id, &method.id));
        let listed = || (elsewhere() && self.lists(&method.id, relationship)).then_some(Authorization::Listed);
        own.map(Authorization::Method).or_else(listed)
    }

    /// The one entry with that id; entries that say the same are one.
    fn named(&self, id: &str) -> Result<Option<&Entry>, MethodError> {
        let mut found = self.entries.iter().filter(|entry| same_url(&entry.id, id));
        let first = found.next();
        if found.all(|other| Some(other) == first) { Ok(first) } else { Err(MethodError::Ambiguous) }
    }

    /// The one method that stands under `relationship`.
    fn only(&self, relationship: Relationship) -> Result<&Entry, MethodError> {
        let mut ids = self.listed_under(relationship);
        let Some(id) = ids.next() else {
            return Err(if self.entries.is_empty() { MethodError::NotFound } else { MethodError::Relationship });
        };
        if !ids.all(|other| same_url(other, id)) {
            return Err(MethodError::Ambiguous);
        }
        self.named(id)?.ok_or(MethodError::NotFound)
    }

    fn listed_under(&self, relationship: Relationship) -> impl Iterator<Item = &str> {
        self.listed.iter().filter(move |(under, _)| *under == relationship).map(|(_, id)| id.as_str())
    }

    fn list(&mut self, relationship: Relationship, id: String) {
        self.listed.push((relationship, id));
    }

    /// Reads a method written out in the document and returns its id.
    fn read_method(&mut self, value: Value<'_>, limits: &Limits) -> Result<String, DocumentError> {
        let id = value.get("id").and_then(Value::as_str).map(|id| self.resolve(id)).unwrap_or_default();
        let read = VerificationMethod::read(value, id.clone());
        let method = read.map(|method| VerificationMethod { controller: self.resolve(&method.controller), ..method });
        self.entries.push(Entry { id: id.clone(), method });
        self.within(limits)?;
        Ok(id)
    }

    fn within(&self, limits: &Limits) -> Result<(), DocumentError> {
        let entries = self.entries.len().saturating_add(self.listed.len());
        let fits = u32::try_from(entries).is_ok_and(|entries| entries <= limits.keys);
        if fits { Ok(()) } else { Err(DocumentError::Limit(Limit::Keys.reached(limits.keys))) }
    }
}

impl VerificationMethod {
    /// A method without dates.
    pub(super) fn new(id: String, controller: &str, type_: &str, key: Result<PublicKey, KeyError>) -> Self {
        let (controller, type_) = (controller.to_owned(), type_.to_owned());
        Self { id, controller, type_, key, account: None, expires: None, revoked: None }
    }

    fn read(value: Value<'_>, id: String) -> Result<Self, MethodFault> {
        if id.is_empty() {
            return Err(MethodFault::Id);
        }
        // `owner` is what the security vocabulary of Open Badges 2 calls the controller.
        let controller = value.get("controller").or_else(|| value.get("owner")).and_then(Value::as_str);
        let type_ =
            value.get("type").and_then(|type_| type_.items_or_self().find_map(Value::as_str)).unwrap_or_default();
        Ok(Self {
            id,
            controller: controller.ok_or(MethodFault::Controller)?.to_owned(),
            type_: type_.to_owned(),
            key: material::read(value, type_),
            account: value.get("blockchainAccountId").and_then(Value::as_str).map(str::to_owned),
            expires: instant(value.get("expires")).map_err(MethodFault::Expires)?,
            revoked: instant(value.get("revoked")).map_err(MethodFault::Revoked)?,
        })
    }

    /// The instant at which it ends, if it does.
    fn end(&self) -> Option<&Timestamp> {
        self.expires.iter().chain(&self.revoked).min()
    }

    /// What ends sooner comes first, what never ends last.
    pub(crate) fn cmp_end(&self, other: &Self) -> std::cmp::Ordering {
        let key = |method: &'_ Self| (method.end().is_none(), method.end().cloned());
        key(self).cmp(&key(other))
    }
}

impl Supplied {
    /// Reads a document of either kind.
    ///
    /// # Errors
    /// As [`ControllerDocument::from_json`]; [`DocumentError::Method`] if it is a single method that is not well-formed.
    pub fn from_json(value: Value<'_>, limits: &Limits) -> Result<Self, DocumentError> {
        let lists_methods = || {
            let mut names = METHOD_MEMBERS.into_iter().chain(Relationship::ALL.map(Relationship::name));
            names.any(|name| value.get(name).is_some())
        };
        if !value.is_object() || !material::is_present(value) || lists_methods() {
            return ControllerDocument::from_json(value, limits).map(Self::Controller);
        }
        let id = value.get("id").and_then(Value::as_str).filter(|id| is_absolute(id)).ok_or(DocumentError::Id)?;
        VerificationMethod::read(value, id.to_owned()).map(Box::new).map(Self::Method).map_err(DocumentError::Method)
    }
}

/// The document itself, out of a DID resolution result if it is in one: where the DID was given up, there may be no more
/// document in it ([DID resolution](https://www.w3.org/TR/did-resolution/#did-resolution-result)).
fn unwrapped(value: Value<'_>) -> Result<Value<'_>, DocumentError> {
    let is_result = value.get("id").is_none() && RESULT_MEMBERS.iter().any(|name| value.get(name).is_some());
    if is_result && RESULT_MEMBERS.iter().filter_map(|name| value.get(name)).any(says_deactivated) {
        return Err(DocumentError::Deactivated);
    }
    let document = value.get("didDocument").filter(|inner| is_result && inner.is_object()).unwrap_or(value);
    if !document.is_object() {
        return Err(DocumentError::Form);
    }
    if says_deactivated(document) { Err(DocumentError::Deactivated) } else { Ok(document) }
}

/// Whether a part of a resolution result says that the DID was given up; what is not plainly `false` says so.
fn says_deactivated(part: Value<'_>) -> bool {
    let error = part.get("error").and_then(|error| error.as_str().or_else(|| error.get("type")?.as_str()));
    let is_error = error.is_some_and(|error| error.rsplit(['#', '/']).next() == Some("deactivated"));
    is_error || part.get("deactivated").is_some_and(|flag| flag.as_bool() != Some(false))
}

/// The members of a DID resolution result.
const RESULT_MEMBERS: [&str; 3] = ["didDocument", "didDocumentMetadata", "didResolutionMetadata"];

/// The values of a member; `null` is none.
fn present<'d>(value: Value<'d>, name: &str) -> impl Iterator<Item = Value<'d>> {
    value.get(name).into_iter().flat_map(Value::items_or_self).filter(|item| !item.is_null())
}

fn instant(value: Option<Value<'_>>) -> Result<Option<Timestamp>, Option<DateError>> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
    let parsed = Timestamp::parse(value.as_str().ok_or(None)?, Zone::Utc).map_err(Some)?;
    Ok(Some(parsed.timestamp))
}

/// Where methods are written out without a relationship; `publicKey` is the name from before DID 1.0.
const METHOD_MEMBERS: [&str; 2] = ["verificationMethod", "publicKey"];

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deactivated => f.write_str("the identifier was deactivated"),
            Self::Form => f.write_str("the document is not a JSON object"),
            Self::Id => f.write_str("the document has no `id` that is an absolute URL"),
            Self::Limit(reached) => {
                write!(f, "the document has more than {} verification methods and references", reached.value)
            }
            Self::Member(name) => write!(f, "`{name}` holds something else than verification methods"),
            Self::Method(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for DocumentError {}

impl fmt::Display for MethodFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Controller => "the verification method has no `controller`",
            Self::Expires(_) => "the `expires` of the verification method is not a date and time",
            Self::Id => "the verification method has no `id`",
            Self::Revoked(_) => "the `revoked` of the verification method is not a date and time",
        })
    }
}

impl std::error::Error for MethodFault {}

impl fmt::Display for MethodError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous => f.write_str("several verification methods could be meant"),
            Self::Controller => f.write_str("the verification method names another controller than its document"),
            Self::Malformed(fault) => fault.fmt(f),
            Self::NotFound => f.write_str("the document has no such verification method"),
            Self::Relationship => f.write_str("the verification method is not listed under the relationship"),
        }
    }
}

impl std::error::Error for MethodError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::limits::Limits;
    use Relationship::{AssertionMethod, Authentication};

    const ED: &str = "z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
    const OTHER: &str = "z6MkjchhfUsD6mmvni8mCdXHw216Xrm9bQe2mBH1P5RDjVJG";

    fn parse(json: &str) -> Result<ControllerDocument, DocumentError> {
        ControllerDocument::from_json(
            Document::parse(json.as_bytes(), &Limits::default()).unwrap().root(),
            &Limits::default(),
        )
    }

    /// The document `did:example:1` with these members.
    #[track_caller]
    fn read(members: &str) -> ControllerDocument {
        parse(&format!(r#"{{"id":"did:example:1",{members}}}"#)).unwrap()
    }

    /// A method with the members that differ.
    fn method_json(id: &str, key: &str, more: &str) -> String {
        format!(r#"{{"id":"{id}","type":"Multikey","controller":"did:example:1","publicKeyMultibase":"{key}"{more}}}"#)
    }

    #[test]
    fn finds_methods_however_they_are_written() {
        let key = method_json("#k", ED, "");
        for members in [
            format!(r##""verificationMethod":[{key}],"assertionMethod":["#k"]"##),
            format!(r##""verificationMethod":{key},"assertionMethod":"#k""##),
            format!(r##""assertionMethod":["did:example:1#k"],"verificationMethod":[{key}]"##),
            format!(r#""assertionMethod":[{key}]"#),
            format!(r##""publicKey":[{key}],"assertionMethod":["#k"]"##),
            format!(r##""verificationMethod":[{key}],"assertionMethod":[{key}, "#k"]"##),
            format!(r#""assertionMethod":[{key}],"authentication":null"#),
            format!(r#""assertionMethod":[{}]"#, key.replace("did:example:1", "")),
            format!(r#""assertionMethod":[{}]"#, key.replace("Multikey", "Whatever2099")),
            format!(r#""assertionMethod":[{}]"#, key.replace("#k", "did:example:1#k")),
        ] {
            let document = read(&members);
            let found = document.find("did:example:1#k", AssertionMethod).unwrap();
            assert_eq!(found.key.as_ref().unwrap().to_multikey(), ED, "{members}");
            assert_eq!((found.id.as_str(), found.controller.as_str()), ("did:example:1#k", "did:example:1"));
            assert_eq!(document.find("did:example:1", AssertionMethod), Ok(found), "{members}");
            assert_eq!(document.find("did:example:1#k", Authentication), Err(MethodError::Relationship), "{members}");
        }
    }

    #[test]
    fn says_why_there_is_no_method() {
        use MethodError::{Ambiguous, Controller, Malformed, NotFound, Relationship};
        let (a, b) = (method_json("#a", ED, ""), method_json("#b", OTHER, ""));
        let foreign = method_json("#a", ED, "").replace(r#""did:example:1""#, r#""did:example:2""#);
        let nameless = method_json("#a", ED, "").replace(r##""id":"#a","##, "");
        let lost = method_json("#a", ED, "").replace(r#""controller":"did:example:1","#, "");
        let other_id = method_json("did:example:2#a", ED, "");
        for (name, members, id, want) in [
            ("empty", r#""x":1"#.to_owned(), "did:example:1#a", NotFound),
            ("other id", format!(r#""assertionMethod":[{a}]"#), "did:example:1#b", NotFound),
            ("relative id", format!(r#""assertionMethod":[{a}]"#), "#a", NotFound),
            ("case", format!(r#""assertionMethod":[{a}]"#), "did:example:1#A", NotFound),
            ("another document's id", format!(r#""assertionMethod":[{other_id}]"#), "did:example:2#a", NotFound),
            ("a reference to nothing", r##""assertionMethod":["#a"]"##.to_owned(), "did:example:1#a", NotFound),
            (
                "a reference to nothing, no fragment",
                r##""assertionMethod":["#a"]"##.to_owned(),
                "did:example:1",
                NotFound,
            ),
            ("not listed", format!(r#""verificationMethod":[{a}]"#), "did:example:1#a", Relationship),
            ("not listed, no fragment", format!(r#""verificationMethod":[{a}]"#), "did:example:1", Relationship),
            ("listed elsewhere", format!(r#""authentication":[{a}]"#), "did:example:1#a", Relationship),
            ("two without fragment", format!(r#""assertionMethod":[{a},{b}]"#), "did:example:1", Ambiguous),
            (
                "one and a foreign one",
                format!(r#""assertionMethod":[{a},"did:example:2#a"]"#),
                "did:example:1",
                Ambiguous,
            ),
            (
                "one id, two keys",
                format!(r#""assertionMethod":[{a},{}]"#, method_json("#a", OTHER, "")),
                "did:example:1#a",
                Ambiguous,
            ),
            (
                "one id, two dates",
                format!(
                    r#""verificationMethod":[{}],"assertionMethod":[{a}]"#,
                    method_json("#a", ED, r#","revoked":"2020-01-01T00:00:00Z""#)
                ),
                "did:example:1#a",
                Ambiguous,
            ),
            ("controller", format!(r#""assertionMethod":[{foreign}]"#), "did:example:1#a", Controller),
            (
                "no controller",
                format!(r#""assertionMethod":[{lost}]"#),
                "did:example:1#a",
                Malformed(MethodFault::Controller),
            ),
            ("no id", format!(r#""assertionMethod":[{nameless}]"#), "did:example:1", Malformed(MethodFault::Id)),
            (
                "expires",
                format!(r#""assertionMethod":[{}]"#, method_json("#a", ED, r#","expires":"soon""#)),
                "did:example:1#a",
                Malformed(MethodFault::Expires(Some(DateError::Form))),
            ),
            (
                "revoked",
                format!(r#""assertionMethod":[{}]"#, method_json("#a", ED, r#","revoked":true"#)),
                "did:example:1#a",
                Malformed(MethodFault::Revoked(None)),
            ),
        ] {
            assert_eq!(read(&members).find(id, AssertionMethod), Err(want), "{name}");
        }
    }

    #[test]
    fn a_url_without_fragment_stands_for_no_method() {
        let json =
            format!(r#"{{"id":"https://example.com/issuer","assertionMethod":[{}]}}"#, method_json("#k", ED, ""));
        let document = parse(&json.replace("did:example:1", "")).unwrap();
        assert!(document.find("https://example.com/issuer#k", AssertionMethod).is_ok());
        assert_eq!(document.find("https://example.com/issuer", AssertionMethod), Err(MethodError::NotFound));
    }

    #[test]
    fn keeps_dates() {
        let dates = r#","expires":"2030-01-01T00:00:00+01:00","revoked":"2020-01-01T00:00:00""#;
        let document = read(&format!(r#""assertionMethod":[{}]"#, method_json("#a", ED, dates)));
        let found = document.find("did:example:1#a", AssertionMethod).unwrap();
        assert_eq!(found.expires.as_ref().unwrap().to_string(), "2029-12-31T23:00:00Z");
        assert_eq!(found.end().unwrap().to_string(), "2020-01-01T00:00:00Z");
        let null =
            read(&format!(r#""assertionMethod":[{}]"#, method_json("#a", ED, r#","expires":null,"revoked":null"#)));
        assert_eq!(null.find("did:example:1#a", AssertionMethod).unwrap().end(), None);
    }

    #[test]
    fn reads_documents_only() {
        use DocumentError::{Deactivated, Form, Id, Member};
        let many = format!(r##"{{"id":"did:example:1","assertionMethod":[{}"#a"]}}"##, r##""#a","##.repeat(512));
        for (json, want) in [
            ("[]", Form),
            ("null", Form),
            ("{}", Id),
            (r#"{"id":1}"#, Id),
            (r#"{"id":""}"#, Id),
            (r##"{"id":"#a"}"##, Id),
            (r#"{"id":"did:example"}"#, Id),
            (r#"{"id":"did:example:1","assertionMethod":[1]}"#, Member("assertionMethod")),
            (r#"{"id":"did:example:1","authentication":[[]]}"#, Member("authentication")),
            (r#"{"id":"did:example:1","deactivated":true}"#, Deactivated),
            (r#"{"didDocument":{"id":"did:example:1"},"didDocumentMetadata":{"deactivated":true}}"#, Deactivated),
            (r#"{"didDocument":null,"didDocumentMetadata":{"deactivated":true}}"#, Deactivated),
            (r#"{"didDocumentMetadata":{"deactivated":true}}"#, Deactivated),
            (r#"{"didDocument":{"id":"did:example:1"},"didResolutionMetadata":{"error":"deactivated"}}"#, Deactivated),
            (r#"{"didDocument":null,"didResolutionMetadata":{"deactivated":true}}"#, Deactivated),
            (r#"{"didDocument":null,"didResolutionMetadata":{"error":"notFound"}}"#, Id),
            (r#"{"didDocument":{},"didDocumentMetadata":{}}"#, Id),
            (r#"{"didDocument":[]}"#, Id),
            (&many, DocumentError::Limit(Limit::Keys.reached(512))),
        ] {
            assert_eq!(parse(json), Err(want), "{json}");
        }
        let most = many.replacen(r##""#a","##, "", 1);
        assert!(parse(&most).unwrap().lists("did:example:1#a", AssertionMethod));
        let wrapped = r#"{"didDocument":{"id":"did:example:1"},"didDocumentMetadata":{"deactivated":false}}"#;
        assert_eq!(parse(wrapped).unwrap().id(), "did:example:1");
    }

    #[test]
    fn authorizes_by_id_or_by_key() {
        let revoked = r#","revoked":"2020-01-01T00:00:00Z""#;
        let key = |more| format!(r#""assertionMethod":[{}]"#, method_json("did:example:1#k", ED, more));
        let asked = read(&key("")).methods().next().unwrap().clone();
        let elsewhere = VerificationMethod { id: "did:example:2#k".to_owned(), ..asked.clone() };
        let listing = read(r#""assertionMethod":["did:example:2#k"]"#);
        assert_eq!(listing.authorization(&elsewhere, AssertionMethod), Some(Authorization::Listed));
        assert_eq!(listing.authorization(&asked, AssertionMethod), None);
        assert_eq!(listing.authorization(&elsewhere, Authentication), None);
        let own = read(&key(""));
        assert_eq!(own.authorization(&elsewhere, AssertionMethod), Some(Authorization::Method(&asked)));
        assert_eq!(own.authorization(&elsewhere, Authentication), None);
        let both =
            read(&format!(r#""assertionMethod":[{},{}]"#, method_json("#k", ED, ""), method_json("#old", ED, revoked)));
        let Some(Authorization::Method(method)) = both.authorization(&elsewhere, AssertionMethod) else { panic!() };
        assert_eq!(method.id, "did:example:1#old");
        let spoilt =
            read(&format!(r#""assertionMethod":[{}]"#, method_json("did:example:2#k", ED, r#","revoked":true"#)));
        assert_eq!(spoilt.authorization(&elsewhere, AssertionMethod), None);
        let keyless = VerificationMethod { key: Err(KeyError::Invalid), ..elsewhere };
        assert_eq!(own.authorization(&keyless, AssertionMethod), None);
    }

    #[test]
    fn tells_a_lone_method_from_a_document() {
        let lone = format!(
            r#"{{"id":"https://example.com/key","type":"Multikey","controller":"https://example.com/issuer","publicKeyMultibase":"{ED}"}}"#
        );
        let read = |json: &str| {
            Supplied::from_json(
                Document::parse(json.as_bytes(), &Limits::default()).unwrap().root(),
                &Limits::default(),
            )
        };
        let Ok(Supplied::Method(method)) = read(&lone) else { panic!() };
        assert_eq!(
            (method.id.as_str(), method.controller.as_str()),
            ("https://example.com/key", "https://example.com/issuer")
        );
        assert!(matches!(read(&lone.replace("controller", "owner")), Ok(Supplied::Method(_))));
        assert_eq!(read(&lone.replace("controller", "x")), Err(DocumentError::Method(MethodFault::Controller)));
        assert_eq!(read(&lone.replace("https://example.com/key", "key")), Err(DocumentError::Id));
        assert!(matches!(read(&lone.replace("type", "authentication")), Ok(Supplied::Controller(_))));
        assert!(matches!(read(r#"{"id":"did:example:1"}"#), Ok(Supplied::Controller(_))));
        let issuer =
            parse(r#"{"id":"https://example.com/issuer","assertionMethod":["https://example.com/key"]}"#).unwrap();
        assert_eq!(issuer.authorization(&method, AssertionMethod), Some(Authorization::Listed));
    }

    /// Whatever stands in a document, reading and searching it ends without a panic.
    #[test]
    fn survives_any_change() {
        let json = format!(
            r#"{{"id":"did:example:1","verificationMethod":[{}],"assertionMethod":["did:example:1#a",{}]}}"#,
            method_json("#a", ED, r#","expires":"2030-01-01T00:00:00Z""#),
            method_json("#b", OTHER, "")
        );
        let mut read = 0;
        for at in 0..json.len() {
            for other in ["", "x", "\"", "null", "[]", "#", ":", "0", "é", "},{"] {
                let changed = format!("{}{other}{}", &json[..at], &json[at + 1..]);
                let Ok(parsed) = Document::parse(changed.as_bytes(), &Limits::default()) else { continue };
                if let Ok(Supplied::Controller(document)) = Supplied::from_json(parsed.root(), &Limits::default()) {
                    read += 1;
                    for id in ["did:example:1#a", "did:example:1", "", "#"] {
                        let _ = document.find(id, AssertionMethod);
                    }
                }
            }
        }
        assert!(read > 1_000, "{read}");
    }
}
