//! What is secured of a document. All that is decided about a document, and all that is shown of it, is read from here.
//!
//! The input is only a hint: a signature over statements does not care how they are spelled, and one over JSON not what
//! contexts would make of it. So rules meet [`ViewValue`], a value whose members are known by what they mean in what is secured,
//! and never the JSON value that came in.

#[cfg(feature = "anchors")]
use super::certificate::Certificate;
use super::claims::Claims;
use super::detect::{self, DetectError, Kind};
use super::members::{Meanings, Member, Names, ruled_type};
use super::parts::{Parts, parts};
use super::shape::{Misplaced, shape};
use crate::json::{NodeId, Value};
use crate::jsonld::Expanded;
use crate::rdf::{Dataset, Quad, Term};
use crate::report::Finding;

/// What is secured of a document, or would be if its securing mechanism held.
#[derive(Debug)]
pub struct View<'v> {
    object: Value<'v>,
    meanings: Option<Meanings>,
    /// What it claims.
    pub claims: Claims<'v>,
    /// What kind of document it is, if it is one.
    pub kind: Result<Kind, DetectError>,
    /// How many of its contexts are secured with it.
    contexts: usize,
    /// The documents within it, and the proofs in places where none may be.
    pub parts: Parts,
    /// Where the text is no plain telling of the statements.
    pub misplaced: Vec<Misplaced>,
    /// Why nobody can tell whether it is one.
    pub(crate) untold: Option<Finding>,
    /// What only certificates of Blockcerts 1 and 2 say; their claims are among the others.
    #[cfg(feature = "anchors")]
    pub(crate) certificate: Option<Box<Certificate<'v>>>,
    /// Whether it could be read at all: otherwise it claims nothing.
    pub is_read: bool,
    /// Whether it is read by its plain names only because nobody can tell what statements it makes.
    pub is_guessed: bool,
}

impl<'v> View<'v> {
    /// The view of a document whose statements are secured: what they say about `root`, the subject that `object` is.
    #[must_use]
    pub fn of_statements(expanded: &Expanded<'_>, dataset: &'v Dataset, root: Option<Term>, object: Value<'v>) -> Self {
        let named: Vec<_> = expanded.meanings(Member::of_iri).collect();
        let (parts, misplaced) = root.map(|root| shape(expanded, &named, dataset, root, object)).unwrap_or_default();
        let is_others = |at| parts.hold(object.document(), at);
        // Statements about nothing claim nothing, whatever the members say that did not become any.
        let claims = root.map(|root| Claims::from_statements(dataset, root, &is_others)).unwrap_or_default();
        Self {
            kind: kind_of(claims.types.iter().map(AsRef::as_ref)),
            meanings: Some(meanings(&named, dataset, object)),
            parts,
            misplaced,
            ..Self::of_claims(object, claims)
        }
    }

    /// The same of a certificate, which is no Verifiable Credential and is judged as one.
    #[cfg(feature = "anchors")]
    pub(crate) fn of_certificate(
        expanded: &Expanded<'_>,
        dataset: &'v Dataset,
        root: Term,
        object: Value<'v>,
        mut certificate: Certificate<'v>,
    ) -> Self {
        let named: Vec<_> = expanded.meanings(Member::of_iri).collect();
        let (parts, misplaced) = shape(expanded, &named, dataset, root, object);
        let claims = std::mem::take(&mut certificate.claims);
        Self {
            meanings: Some(meanings(&named, dataset, object)),
            parts,
            misplaced,
            certificate: Some(Box::new(certificate)),
            ..Self::of_claims(object, claims)
        }
    }

    /// The view of a document that could not be read.
    #[cfg(feature = "anchors")]
    pub(crate) fn unread(object: Value<'v>) -> Self {
        Self { is_read: false, ..Self::of_claims(object, Claims::default()) }
    }

    /// The view of a document whose JSON is secured, with the first so many of its contexts.
    #[must_use]
    pub fn of_json(object: Value<'v>, contexts: usize) -> Self {
        let kind = detect::kind(object).and_then(|kind| kind.ok_or(DetectError::Unknown));
        let parts = parts(object, kind == Ok(Kind::Presentation));
        Self { kind, contexts, parts, ..Self::of_claims(object, Claims::from_json(object)) }
    }

    /// The view of a document of which nobody can tell what statements it makes, by its plain names.
    #[must_use]
    pub fn guessed(object: Value<'v>) -> Self {
        Self { is_guessed: true, ..Self::of_json(object, usize::MAX) }
    }

    /// The view of a document that is neither JSON-LD nor JSON to whoever secured it, and of which `claims` are secured.
    #[must_use]
    pub fn of_claims(object: Value<'v>, claims: Claims<'v>) -> Self {
        Self {
            object,
            meanings: None,
            claims,
            kind: Ok(Kind::Credential),
            contexts: 0,
            parts: Parts::default(),
            misplaced: Vec::new(),
            untold: None,
            #[cfg(feature = "anchors")]
            certificate: None,
            is_read: true,
            is_guessed: false,
        }
    }

    /// A view whose members mean what `meanings` says.
    #[cfg(test)]
    pub(super) fn of_names(object: Value<'v>, meanings: Meanings) -> Self {
        Self { meanings: Some(meanings), ..Self::of_json(object, 0) }
    }

    /// The object in which the document stands.
    #[must_use]
    pub fn object(&self) -> ViewValue<'_> {
        ViewValue { value: self.object, names: self.names() }
    }

    /// What its members are called.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        self.meanings.as_ref().map_or(Names::Plain, Names::Mapped)
    }

    /// Whether its statements are what is secured, and not its JSON.
    #[must_use]
    pub fn has_statements(&self) -> bool {
        self.meanings.is_some()
    }

    /// The URLs of the contexts that are secured with it. With statements none is.
    pub fn context_urls(&self) -> impl Iterator<Item = &'v str> {
        detect::contexts(self.object).take(self.contexts).filter_map(Value::as_str)
    }
}

/// The one kind of document among types.
fn kind_of<'t>(types: impl Iterator<Item = &'t str>) -> Result<Kind, DetectError> {
    let mut found = Err(DetectError::Unknown);
    for kind in types.filter_map(detect::kind_of) {
        if found.is_ok_and(|other| other != kind) {
            return Err(DetectError::Ambiguous);
        }
        found = Ok(kind);
    }
    found
}

/// What the names in a document mean.
fn meanings(named: &[(NodeId, Option<Member>)], dataset: &Dataset, object: Value<'_>) -> Meanings {
    let type_of = |quad: &Quad| ruled_type(dataset.text(quad.object).strip_prefix('<')?.strip_suffix('>')?);
    let types = dataset.quads().iter().filter_map(|quad| Some((quad.origin, type_of(quad)?)));
    let mut found = Meanings::new(object, types.collect());
    named.iter().for_each(|(key, member)| found.set(*key, *member));
    // Proofs are not among these statements; their members go by their plain names.
    if let Some(proof) = object.members().find(|member| member.name() == "proof") {
        found.set(proof.key.id(), Some(Member::Proof));
        for option in proof.value.items_or_self().flat_map(Value::members) {
            if let Some(member) = Member::of_term(option.name()) {
                found.set(option.key.id(), Some(member));
            }
        }
    }
    found
}

/// A value of a document, as what secures the document reads it.
#[derive(Clone, Copy, Debug)]
pub struct ViewValue<'v> {
    value: Value<'v>,
    names: Names<'v>,
}

/// A member of an object, as what secures the document reads it.
#[derive(Clone, Copy, Debug)]
pub struct ViewMember<'v> {
    /// What it means, if that is known.
    pub member: Option<Member>,
    /// Where its name stands.
    pub key: NodeId,
    /// Its value.
    pub value: ViewValue<'v>,
}

impl<'v> ViewValue<'v> {
    fn of(self, value: Value<'v>) -> Self {
        Self { value, names: self.names }
    }

    /// Its place.
    #[must_use]
    pub fn at(self) -> NodeId {
        self.value.id()
    }

    /// Whether it is an object.
    #[must_use]
    pub fn is_object(self) -> bool {
        self.value.is_object()
    }

    /// Whether it is an array.
    #[must_use]
    pub fn is_array(self) -> bool {
        self.value.is_array()
    }

    /// Its text, if it is one.
    #[must_use]
    pub fn as_str(self) -> Option<&'v str> {
        self.value.as_str()
    }

    /// Its truth, if it is one.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The items of an array; none of anything else.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.value.items().map(move |value| self.of(value))
    }

    /// The items of an array, or the value itself.
    pub fn items_or_self(self) -> impl Iterator<Item = Self> {
        self.value.items_or_self().map(move |value| self.of(value))
    }

    /// The members of an object.
    pub fn members(self) -> impl Iterator<Item = ViewMember<'v>> {
        self.value.members().map(move |member| ViewMember {
            member: self.names.of(member.key),
            key: member.key.id(),
            value: self.of(member.value),
        })
    }

    /// The values of the members of an object that mean `member`.
    pub fn values(self, member: Member) -> impl Iterator<Item = Self> {
        self.members().filter(move |entry| entry.member == Some(member)).map(|entry| entry.value)
    }

    /// The term of the type that a value of `type` names.
    #[must_use]
    pub fn type_term(self) -> Option<&'v str> {
        self.names.type_of(self.value)
    }

    /// What kind of document an object is by its types; nothing if it is none, or more than one.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        let types = self.values(Member::Type).flat_map(Self::items_or_self);
        kind_of(types.filter_map(Self::type_term)).ok()
    }
}
