//! Statements back into JSON: the one document that says them under given contexts, as canonical text (RFC 8785).
//!
//! This is what a verified document of an RDF suite is made from, so nothing of the input but its statements comes in
//! here: neither names nor order, neither form nor contexts other than those that are given. Two inputs that make the same
//! statements under the same contexts have the same normal form; and expanding it gives back the same statements.
//!
//! - A node is written out at the place nearest to the root; elsewhere stands only its name. Blank nodes that are
//!   mentioned more than once go by their canonical labels. What the root does not lead to follows in `@included`.
//! - A property goes by the term whose definition fits its value best, or by its IRI.
//! - Sets are in canonical order; one value stands alone unless the term's container says otherwise.

mod fit;
mod literal;
mod place;
mod write;

use super::context::{ActiveId, ContextSpace, How};
use super::contexts::{Step, table};
use super::error::JsonLdError;
use super::options::{InlineContexts, Loader, Mode, Options, Vocab};
use super::symbols::index;
use crate::json::is_clean;
use crate::limits::Limits;
use crate::rdf::{Canonical, Dataset, Term};
use place::Layout;
use write::Writer;

/// What cannot be said in JSON-LD under these contexts.
struct Unwritable;

impl From<JsonLdError> for Unwritable {
    fn from(_: JsonLdError) -> Self {
        Self
    }
}

/// The normal form of statements, with `root` outermost and the names that `contexts` give.
///
/// Contexts that are neither bundled nor supplied, define nothing but `@vocab` or stand in the way of a name are left out;
/// what they would have named goes by its IRI. Nothing if there is no JSON-LD that says the same.
#[must_use]
pub fn normal_form(
    dataset: &Dataset,
    canonical: &Canonical,
    root: Term,
    contexts: &[String],
    loader: &Loader<'_>,
    limits: &Limits,
) -> Option<String> {
    let options =
        Options { mode: Mode::Lenient, inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() };
    let write = |contexts: &[String]| {
        let room = dataset.text_len().saturating_mul(16).saturating_add(1 << 20);
        let mut space = ContextSpace::new(loader, &options, limits, room).ok()?;
        let contexts = usable(&mut space, contexts);
        let layout = Layout::new(dataset, canonical, root).ok()?;
        Writer::new(space, layout, contexts).run(root).ok()
    };
    // A context that stands in the way is left out with all that follow it.
    (0..=contexts.len()).rev().find_map(|count| write(contexts.get(..count)?))
}

/// An IRI of N-Quads without its brackets.
fn bare(text: &str) -> Result<&str, Unwritable> {
    plain(text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).ok_or(Unwritable)?)
}

/// An IRI as it is: one that N-Quads has to escape is none.
fn plain(iri: &str) -> Result<&str, Unwritable> {
    if is_clean(iri, |byte| byte == b'\\') { Ok(iri) } else { Err(Unwritable) }
}

/// Those of the contexts, in order, that can be applied after one another.
fn usable<'c>(space: &mut ContextSpace<'_>, urls: &'c [String]) -> Vec<&'c str> {
    let (mut active, mut usable) = (ActiveId(0), Vec::new());
    for url in urls.iter().map(String::as_str) {
        if usable.contains(&url) || is_vocab_only(space, url) {
            continue;
        }
        let unknown = space.unknown.len();
        match space.include(active, url, How::LOCAL) {
            Ok(next) if space.unknown.len() == unknown => {
                active = next;
                usable.push(url);
            }
            _ => (),
        }
    }
    usable
}

/// Whether a bundled context gives names to everything and means nothing by them.
fn is_vocab_only(space: &ContextSpace<'_>, url: &str) -> bool {
    let compiled = space.bundled(url).and_then(|bundled| table::CONTEXTS.get(index(bundled.context().0)));
    let is_vocab =
        |step: &Step| matches!(step, Step::Layer(layer) if layer.vocab.is_some() && layer.entries.is_empty());
    compiled.is_some_and(|compiled| !compiled.steps.is_empty() && compiled.steps.iter().all(is_vocab))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::DigestAlgorithm;
    use crate::json::Document;
    use crate::jsonld::{RdfOptions, expand};

    const V2: &str = "https://www.w3.org/ns/credentials/v2";

    fn canonical(dataset: &Dataset) -> Canonical {
        dataset.canonicalize(DigestAlgorithm::Sha256, &Limits::default()).unwrap()
    }

    /// The normal form of statements about `<urn:a>`, which must come back from it.
    #[track_caller]
    fn form(nquads: &str, contexts: &[&str], context: &str) -> String {
        let limits = Limits::default();
        let dataset = Dataset::parse(nquads, &limits).unwrap();
        let contexts: Vec<String> = contexts.iter().map(|url| (*url).to_owned()).collect();
        let text = format!("{{\"@context\":{context}}}");
        let supplied = Document::parse(text.as_bytes(), &limits).unwrap();
        let mut loader = Loader::bundled();
        loader.supply("urn:c", supplied.root());
        let subjects = dataset.quads().iter().map(|quad| quad.subject);
        let root = subjects.clone().find(|term| dataset.text(*term) == "<urn:a>").or(subjects.clone().next()).unwrap();
        let form = normal_form(&dataset, &canonical(&dataset), root, &contexts, &loader, &limits).unwrap();
        let document = Document::parse(form.as_bytes(), &limits).unwrap();
        let options = Options { mode: Mode::Lenient, ..Options::default() };
        let expanded = expand(document.root(), &loader, &options, &limits).unwrap();
        let again = expanded.to_dataset(RdfOptions::default(), &limits).unwrap();
        assert_eq!(canonical(&again).nquads(), canonical(&dataset).nquads(), "{form}");
        let mut jcs = String::new();
        crate::json::canonicalize(document.root(), &mut jcs).unwrap();
        assert_eq!(form, jcs);
        form
    }

    /// Under a context of our own, without the `@context` that always comes first.
    #[track_caller]
    fn members(nquads: &str, context: &str) -> String {
        let form = form(nquads, &["urn:c"], context);
        form.strip_prefix("{\"@context\":[\"urn:c\"],").unwrap_or_else(|| panic!("{form}")).to_owned()
    }

    #[test]
    fn values_take_the_term_that_fits() {
        let xsd = "http://www.w3.org/2001/XMLSchema#";
        let cases = [
            ("\"x\"", r#"{"p":"urn:v:p"}"#, r#""p":"x"}"#.to_owned()),
            ("\"x\"", r#"{"q":"urn:v:p"}"#, r#""q":"x"}"#.to_owned()),
            ("\"x\"", "{}", r#""urn:v:p":"x"}"#.to_owned()),
            ("\"x\"", r#"{"p":{"@id":"urn:v:p","@type":"@id"}}"#, r#""p":{"@value":"x"}}"#.to_owned()),
            ("\"x\"", r#"{"p":{"@id":"urn:v:p","@type":"@id"},"z":"urn:v:p"}"#, r#""z":"x"}"#.to_owned()),
            ("\"x\"", r#"{"p":{"@id":"urn:v:p","@container":"@set"}}"#, r#""p":["x"]}"#.to_owned()),
            ("\"x\"", r#"{"@language":"en","p":"urn:v:p"}"#, r#""p":{"@value":"x"}}"#.to_owned()),
            ("\"x\"@en", r#"{"@language":"en","p":"urn:v:p"}"#, r#""p":"x"}"#.to_owned()),
            ("\"x\"@en", r#"{"p":"urn:v:p"}"#, r#""p":{"@language":"en","@value":"x"}}"#.to_owned()),
            ("\"x\"@en", r#"{"p":{"@id":"urn:v:p","@container":"@language"}}"#, r#""p":{"en":"x"}}"#.to_owned()),
            ("<urn:b>", r#"{"p":"urn:v:p"}"#, r#""p":{"@id":"urn:b"}}"#.to_owned()),
            ("<urn:b>", r#"{"p":{"@id":"urn:v:p","@type":"@id"}}"#, r#""p":"urn:b"}"#.to_owned()),
            ("<urn:b>", r#"{"p":{"@id":"urn:v:p","@type":"@vocab"},"bee":"urn:b"}"#, r#""p":"bee"}"#.to_owned()),
            ("<urn:b>", r#"{"p":{"@id":"urn:v:p","@container":"@graph"}}"#, r#""urn:v:p":{"@id":"urn:b"}}"#.to_owned()),
            ("_:b", r#"{"p":{"@id":"urn:v:p","@container":"@graph"}}"#, r#""p":{}}"#.to_owned()),
            ("\"1\"^^<urn:d>", r#"{"p":{"@id":"urn:v:p","@type":"urn:d"}}"#, r#""p":"1"}"#.to_owned()),
            ("\"1\"^^<urn:d>", r#"{"p":"urn:v:p"}"#, r#""p":{"@type":"urn:d","@value":"1"}}"#.to_owned()),
            (&format!("\"1\"^^<{xsd}integer>"), r#"{"p":"urn:v:p"}"#, r#""p":1}"#.to_owned()),
            (&format!("\"true\"^^<{xsd}boolean>"), r#"{"p":"urn:v:p"}"#, r#""p":true}"#.to_owned()),
            (
                &format!("\"1.0E1\"^^<{xsd}double>"),
                r#"{"p":"urn:v:p"}"#,
                format!(r#""p":{{"@type":"{xsd}double","@value":10}}}}"#),
            ),
            (
                "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>",
                r#"{"p":"urn:v:p"}"#,
                r#""p":{"@list":[]}}"#.to_owned(),
            ),
            (
                r#""{\"a\":[1,null]}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"#,
                r#"{"p":{"@id":"urn:v:p","@type":"@json"}}"#,
                r#""p":{"a":[1,null]}}"#.to_owned(),
            ),
            (
                r#""[1]"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON>"#,
                "{}",
                r#""urn:v:p":{"@type":"@json","@value":[1]}}"#.to_owned(),
            ),
        ];
        for (object, context, want) in cases {
            let found = members(&format!("<urn:a> <urn:v:p> {object} .\n"), context);
            assert_eq!(found, format!("\"@id\":\"urn:a\",{want}"), "{object} {context}");
        }
    }

    #[test]
    fn prefixes_that_an_iri_runs_into_cost_the_context() {
        let form = form("<urn:a> <ex:p> <ex:b> .\n", &[V2, "urn:c"], r#"{"ex":"https://example.org/"}"#);
        assert_eq!(form, format!(r#"{{"@context":["{V2}"],"ex:p":{{"id":"ex:b"}},"id":"urn:a"}}"#));
    }

    #[test]
    fn nodes_are_written_once_and_near_the_root() {
        let context = r#"{"p":"urn:v:p","q":"urn:v:q","r":{"@id":"urn:v:r","@type":"@id"}}"#;
        let cases = [
            // The shorter way wins, though the other comes first.
            (
                "<urn:a> <urn:v:p> <urn:b> .\n<urn:b> <urn:v:p> <urn:c> .\n<urn:a> <urn:v:q> <urn:c> .\n<urn:c> <urn:v:q> \"1\" .\n",
                r#""@id":"urn:a","p":{"@id":"urn:b","p":{"@id":"urn:c"}},"q":{"@id":"urn:c","q":"1"}}"#,
            ),
            // A blank node that is mentioned twice.
            (
                "<urn:a> <urn:v:p> _:x .\n<urn:a> <urn:v:r> _:x .\n_:x <urn:v:q> \"1\" .\n",
                r#""@id":"urn:a","p":{"@id":"_:c14n0","q":"1"},"r":"_:c14n0"}"#,
            ),
            // Circles: through the root, and apart from it.
            ("<urn:a> <urn:v:p> _:x .\n_:x <urn:v:r> <urn:a> .\n", r#""@id":"urn:a","p":{"r":"urn:a"}}"#),
            (
                "<urn:a> <urn:v:p> \"1\" .\n_:x <urn:v:p> _:y .\n_:y <urn:v:p> _:x .\n_:y <urn:v:q> \"2\" .\n",
                r#""@id":"urn:a","@included":[{"@id":"_:c14n1","p":{"p":{"@id":"_:c14n1"}},"q":"2"}],"p":"1"}"#,
            ),
            // A list, one that is shared, and one that has no end.
            (
                "<urn:a> <urn:v:p> _:l .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"1\" .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n",
                r#""@id":"urn:a","p":{"@list":["1"]}}"#,
            ),
            (
                "<urn:a> <urn:v:p> _:l .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"1\" .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <urn:b> .\n",
                r#""@id":"urn:a","p":{"http://www.w3.org/1999/02/22-rdf-syntax-ns#first":"1","http://www.w3.org/1999/02/22-rdf-syntax-ns#rest":{"@id":"urn:b"}}}"#,
            ),
            (
                "<urn:a> <urn:v:p> _:l .\n<urn:a> <urn:v:q> _:l .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"1\" .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n",
                r#""@id":"urn:a","p":{"@id":"_:c14n0","http://www.w3.org/1999/02/22-rdf-syntax-ns#first":"1","http://www.w3.org/1999/02/22-rdf-syntax-ns#rest":{"@list":[]}},"q":{"@id":"_:c14n0"}}"#,
            ),
            // A circle of cells.
            (
                "<urn:a> <urn:v:p> \"1\" .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"1\" .\n_:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l .\n",
                r#""@id":"urn:a","@included":[{"@id":"_:c14n0","http://www.w3.org/1999/02/22-rdf-syntax-ns#first":"1","http://www.w3.org/1999/02/22-rdf-syntax-ns#rest":{"@id":"_:c14n0"}}],"p":"1"}"#,
            ),
            // Types that say more than their name, and types that are no IRIs.
            (
                "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:t> .\n<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> _:t .\n<urn:t> <urn:v:p> \"1\" .\n",
                r#""@id":"urn:a","http://www.w3.org/1999/02/22-rdf-syntax-ns#type":[{"@id":"urn:t","p":"1"},{}]}"#,
            ),
        ];
        for (nquads, want) in cases {
            assert_eq!(members(nquads, context), want, "{nquads}");
        }
    }

    #[test]
    fn graphs_are_written_where_their_names_stand() {
        let context = r#"{"p":"urn:v:p","g":{"@id":"urn:v:g","@container":"@graph"}}"#;
        let cases = [
            (
                "<urn:a> <urn:v:g> _:g .\n<urn:b> <urn:v:p> \"1\" _:g .\n<urn:b> <urn:v:p> _:x _:g .\n_:x <urn:v:p> <urn:b> _:g .\n",
                r#""@id":"urn:a","g":{"@id":"urn:b","p":["1",{"p":{"@id":"urn:b"}}]}}"#,
            ),
            (
                "<urn:a> <urn:v:g> _:g .\n<urn:b> <urn:v:p> \"1\" _:g .\n<urn:c> <urn:v:p> \"2\" _:g .\n",
                r#""@id":"urn:a","urn:v:g":{"@graph":[{"@id":"urn:b","p":"1"},{"@id":"urn:c","p":"2"}]}}"#,
            ),
            (
                "<urn:a> <urn:v:p> _:g .\n_:g <urn:v:p> \"0\" .\n<urn:a> <urn:v:p> \"1\" _:g .\n",
                r#""@id":"urn:a","p":{"@graph":[{"@id":"urn:a","p":"1"}],"p":"0"}}"#,
            ),
            (
                "<urn:a> <urn:v:p> \"1\" .\n<urn:a> <urn:v:p> \"2\" <urn:a> .\n<urn:a> <urn:v:p> \"3\" _:g .\n",
                r#""@graph":[{"@id":"urn:a","p":"2"}],"@id":"urn:a","@included":[{"@graph":[{"@id":"urn:a","p":"3"}]}],"p":"1"}"#,
            ),
            (
                "<urn:a> <urn:v:p> _:x .\n_:x <urn:v:p> \"3\" <urn:h> .\n",
                r#""@id":"urn:a","@included":[{"@graph":[{"@id":"_:c14n0","p":"3"}],"@id":"urn:h"}],"p":{"@id":"_:c14n0"}}"#,
            ),
        ];
        for (nquads, want) in cases {
            assert_eq!(members(nquads, context), want, "{nquads}");
        }
    }

    #[test]
    fn one_property_may_need_several_terms() {
        let list = |name: &str, item: &str| {
            format!(
                "<urn:a> <urn:v:p> _:{name} .\n_:{name} <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> \"{item}\" .\n\
                 _:{name} <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> \
                 <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n"
            )
        };
        let context = r#"{"p":{"@id":"urn:v:p","@container":"@list"},"l":{"@id":"urn:v:l","@container":"@language"}}"#;
        let cases = [
            (list("x", "1"), r#""@id":"urn:a","p":["1"]}"#),
            (
                [list("x", "1"), list("y", "2")].concat(),
                r#""@id":"urn:a","urn:v:p":[{"@list":["1"]},{"@list":["2"]}]}"#,
            ),
            (
                [list("x", "1"), "<urn:a> <urn:v:p> \"3\" .\n".to_owned()].concat(),
                r#""@id":"urn:a","p":["1"],"urn:v:p":"3"}"#,
            ),
            (
                "<urn:a> <urn:v:l> \"x\"@en .\n<urn:a> <urn:v:l> \"y\"@en .\n<urn:a> <urn:v:l> \"z\" .\n".to_owned(),
                r#""@id":"urn:a","l":{"@none":"z","en":["x","y"]}}"#,
            ),
            (
                "<urn:a> <urn:v:l> \"x\"@en .\n<urn:a> <urn:v:l> <urn:b> .\n".to_owned(),
                r#""@id":"urn:a","l":[{"@language":"en","@value":"x"},{"@id":"urn:b"}]}"#,
            ),
        ];
        for (nquads, want) in cases {
            assert_eq!(members(&nquads, context), want, "{nquads}");
        }
    }

    #[test]
    fn chains_and_lists_of_any_depth_stay_within_what_readers_allow() {
        let chain: String =
            (0..2_000).map(|at| format!("_:n{at} <urn:v:p> _:n{} .\n_:n{at} <urn:v:q> \"{at}\" .\n", at + 1)).collect();
        let lists: String = (0..70)
            .map(|at| {
                format!(
                    "_:n{at} <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> _:n{} .\n\
                     _:n{at} <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> \
                     <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n",
                    at + 1
                )
            })
            .collect();
        let limits = Limits::default();
        let parse = |text: &str| Dataset::parse(&format!("<urn:a> <urn:v:p> _:n0 .\n{text}"), &limits).unwrap();
        for dataset in [parse(&chain), parse(&lists)] {
            let canonical_form = canonical(&dataset);
            let root = dataset.quads()[0].subject;
            let write = || normal_form(&dataset, &canonical_form, root, &[], &Loader::bundled(), &limits).unwrap();
            let small = std::thread::Builder::new().stack_size(256 << 10);
            let text = std::thread::scope(|scope| small.spawn_scoped(scope, write).unwrap().join().unwrap());
            assert!(text.contains("@included"));
            let back = || {
                let document = Document::parse(text.as_bytes(), &limits).unwrap();
                let expanded = expand(document.root(), &Loader::bundled(), &Options::default(), &limits).unwrap();
                expanded.to_dataset(RdfOptions::default(), &limits).unwrap()
            };
            // A debug build of the expansion has larger frames than a release build.
            let large = std::thread::Builder::new().stack_size(2 << 20);
            let again = std::thread::scope(|scope| large.spawn_scoped(scope, back).unwrap().join().unwrap());
            assert_eq!(canonical(&again).nquads(), canonical_form.nquads());
        }
    }

    #[test]
    fn what_no_context_names_is_written_in_full() {
        let nquads = "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> \
                      <https://www.w3.org/2018/credentials#VerifiableCredential> .\n\
                      <urn:a> <https://www.w3.org/2018/credentials#issuer> <did:example:i> .\n\
                      <urn:a> <https://example.org/x> \"y\" .\n\
                      <did:example:i> <https://schema.org/name> \"I\" .\n";
        let contexts = [V2, "https://www.w3.org/ns/credentials/undefined-terms/v2", "https://example.org/unknown", V2];
        let want = format!(
            r#"{{"@context":["{V2}"],"https://example.org/x":"y","id":"urn:a","issuer":{{"id":"did:example:i","name":"I"}},"type":"VerifiableCredential"}}"#
        );
        assert_eq!(form(nquads, &contexts, "{}"), want);
    }
}
