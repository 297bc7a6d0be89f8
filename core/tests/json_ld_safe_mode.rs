//! What safe mode has to say: each way in which a document can lose something, and each that is legal.

use credstone::json::Document;
use credstone::jsonld::{self, ErrorCode, InlineContexts, IssueKind, JsonLdError, Loader, Options, RdfOptions, Vocab};
use credstone::limits::{Limit, Limits};

const V2: &str = "https://www.w3.org/ns/credentials/v2";

fn expand(members: &str, options: &Options<'_>) -> Result<Vec<(IssueKind, String)>, JsonLdError> {
    let limits = Limits::default();
    let text = format!("{{{members}}}");
    let document = Document::parse(text.as_bytes(), &limits).unwrap();
    let expanded = jsonld::expand(document.root(), &Loader::bundled(), options, &limits)?;
    Ok(expanded.issues().iter().map(|issue| (issue.kind, issue.name.clone())).collect())
}

#[test]
fn what_would_be_lost_is_named() {
    use IssueKind::*;
    let cases: [(&str, &str, &[IssueKind]); 29] = [
        ("nothing", r#""name": "Ada""#, &[]),
        ("a term nobody defines", r#""nickname": "Ada""#, &[UndefinedTerm]),
        ("a null value is legal, and not signed", r#""name": null"#, &[]),
        ("an empty array is legal, and not signed", r#""name": []"#, &[]),
        ("an index is legal, and not signed", r#""name": {"@value": "Ada", "@index": "a"}"#, &[]),
        ("a direction is legal, and not signed", r#""name": {"@value": "Ada", "@direction": "ltr"}"#, &[]),
        ("a relative id", r#""id": "ada", "name": "Ada""#, &[RelativeIri]),
        ("an id that is no IRI", r#""id": "https://ada.example/a b", "name": "Ada""#, &[InvalidIri]),
        ("a type nobody defines", r#""type": "Person", "name": "Ada""#, &[UndefinedTerm]),
        ("a relative type", r#""type": "a/Person", "name": "Ada""#, &[RelativeIri]),
        ("a type that is no IRI", r#""type": "urn:a b", "name": "Ada""#, &[InvalidIri]),
        ("a relative value of a reference", r#""type": "VerifiableCredential", "issuer": "ada""#, &[RelativeIri]),
        ("a keyword that is none", r#""@foo": "Ada", "name": "Ada""#, &[KeywordLike]),
        ("a language that is none", r#""name": {"@value": "Ada", "@language": "a b"}"#, &[InvalidLanguage]),
        ("a blank predicate", r#""_:p": "Ada""#, &[BlankPredicate]),
        ("a predicate that is no IRI", r#""urn:a b": "Ada""#, &[InvalidIri]),
        ("a language without a value", r#""name": {"@language": "en"}"#, &[FreeValue]),
        ("a language on a node", r#""name": "Ada", "@language": "en""#, &[UndefinedTerm]),
        ("a direction on a node", r#""name": "Ada", "@direction": "ltr""#, &[UndefinedTerm]),
        ("a list that belongs to nothing", r#""@list": ["Ada"]"#, &[FreeValue]),
        ("a graph", r#""@graph": [{"id": "urn:a", "name": "Ada"}]"#, &[Shape]),
        ("a free value in a graph", r#""@graph": ["Ada"]"#, &[Shape, FreeValue]),
        ("an included node", r#""id": "urn:a", "@included": {"id": "urn:b", "name": "Ada"}"#, &[Shape]),
        ("a nest", r#""@nest": {"name": "Ada"}"#, &[Shape]),
        ("a reverse property", r#""@reverse": {"name": {"id": "urn:a"}}"#, &[Shape]),
        ("an integer beyond 2^53", r#""urn:p": 9007199254740993"#, &[NumberNotInteroperable]),
        ("an integer that fits", r#""urn:p": 9007199254740991"#, &[]),
        (
            "a nested name",
            r#""type": "VerifiableCredential", "issuer": {"id": "urn:a", "nickname": "x"}"#,
            &[UndefinedTerm],
        ),
        (
            "a name in an array",
            r#""type": "VerifiableCredential", "issuer": [{"id": "urn:a", "nickname": "x"}]"#,
            &[UndefinedTerm],
        ),
    ];
    for (name, members, want) in cases {
        let members = format!(r#""@context": "{V2}", "description": "x", {members}"#);
        let issues = expand(&members, &Options::default()).unwrap();
        let kinds: Vec<IssueKind> = issues.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, want, "{name}: {issues:?}");
    }
}

#[test]
fn a_key_that_names_a_node_otherwise_is_not_lost_silently() {
    let people = r#"{"people": {"@id": "urn:people", "@container": "@id"}}"#;
    let cases: [(&str, &str, &[(IssueKind, &str)]); 5] = [
        ("the key alone", r#"{"urn:a": {"name": "Ada"}}"#, &[]),
        ("both alike", r#"{"urn:a": {"id": "urn:a", "name": "Ada"}}"#, &[]),
        ("no key", r#"{"@none": {"id": "urn:a", "name": "Ada"}}"#, &[]),
        ("another one", r#"{"urn:b": {"id": "urn:a", "name": "Ada"}}"#, &[(IssueKind::IgnoredKey, "urn:b")]),
        (
            "one of two",
            r#"{"urn:b": [{"name": "Bea"}, {"@id": "urn:a", "name": "Ada"}]}"#,
            &[(IssueKind::IgnoredKey, "urn:b")],
        ),
    ];
    for (name, map, want) in cases {
        let issues = expand(&format!(r#""@context": ["{V2}", {people}], "people": {map}"#), &Options::default());
        let issues = issues.unwrap();
        let issues: Vec<_> = issues.iter().map(|(kind, name)| (*kind, name.as_str())).collect();
        assert_eq!(issues, want, "{name}");
    }
}

#[test]
fn inline_contexts_may_only_add_names() {
    use IssueKind::*;
    let cases: [(&str, &str, &[IssueKind]); 12] = [
        ("a name is added", r#"{"nickname": "urn:nickname"}"#, &[]),
        ("a pinned name is defined as it is", r#"{"nickname": "https://schema.org/name"}"#, &[]),
        ("a base", r#"{"@base": "https://ada.example/"}"#, &[InlineSetting]),
        ("a vocabulary", r#"{"@vocab": "https://ada.example/"}"#, &[Vocab]),
        ("no vocabulary", r#"{"@vocab": null}"#, &[InlineSetting]),
        ("propagation", r#"{"@propagate": true}"#, &[InlineSetting]),
        ("a keyword that is none", r#"{"@foo": "urn:a"}"#, &[KeywordLike]),
        ("an alias of a keyword", r#"{"nest": "@nest"}"#, &[]),
        ("a term that hides an IRI", r#"{"https://schema.org/name": null}"#, &[]),
        ("a scoped context adds", r#"{"person": {"@id": "urn:p", "@context": {"nickname": "urn:n"}}}"#, &[]),
        (
            "a scoped context redefines",
            r#"{"person": {"@id": "urn:p", "@context": {"name": "urn:n"}}}, {"x": "urn:x"}"#,
            &[],
        ),
        ("a pinned context comes later", r#"{"name": "urn:name"}"#, &[]),
    ];
    for (name, context, want) in cases {
        let order =
            if name.contains("later") { format!(r#"{context}, "{V2}""#) } else { format!(r#""{V2}", {context}"#) };
        let members = format!(r#""@context": [{order}], "name": "Ada""#);
        let issues = expand(&members, &Options::default()).unwrap();
        let kinds: Vec<IssueKind> = issues.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, want, "{name}: {issues:?}");
        let accepting = Options { inline: InlineContexts::Accept, vocab: jsonld::Vocab::Accept, ..Options::default() };
        let left = expand(&members, &accepting).unwrap().into_iter().filter(|(kind, _)| *kind != KeywordLike).count();
        assert_eq!(left, 0, "{name}");
        let refusing = Options { inline: InlineContexts::Refuse, ..Options::default() };
        assert!(expand(&members, &refusing).unwrap().iter().any(|(kind, _)| *kind == InlineContext), "{name}");
    }
}

#[test]
fn a_scoped_inline_context_that_redefines_is_named_where_it_is_used() {
    let context = r#"{"person": {"@id": "urn:p", "@context": {"name": "urn:n"}}}"#;
    let members = format!(r#""@context": ["{V2}", {context}], "person": {{"name": "Ada"}}"#);
    let issues = expand(&members, &Options::default()).unwrap();
    assert_eq!(issues, [(IssueKind::InlineRedefinition, "name".to_owned())]);
}

#[test]
fn unprotected_pinned_terms_are_not_redefined_either() {
    let ob2 = "https://w3id.org/openbadges/v2";
    let cases = [
        (format!(r#""@context": ["{ob2}", {{"name": "urn:evil"}}], "name": "Ada""#), IssueKind::InlineRedefinition),
        (
            format!(r#""@context": ["{ob2}", null, {{"name": "urn:evil"}}], "name": "Ada""#),
            IssueKind::InlineRedefinition,
        ),
        (
            format!(r#""@context": "{ob2}", "badge": {{"@context": {{"name": "urn:evil"}}, "name": "Ada"}}"#),
            IssueKind::InlineRedefinition,
        ),
        (
            format!(r#""@context": ["{ob2}", {{"@type": {{"@container": "@set"}}}}], "name": "Ada""#),
            IssueKind::InlineRedefinition,
        ),
    ];
    for (members, want) in cases {
        let issues = expand(&members, &Options::default()).unwrap();
        assert!(issues.iter().any(|(kind, _)| *kind == want), "{members}: {issues:?}");
    }
}

#[test]
fn vocabularies_of_bundled_contexts_are_asked_about_too() {
    let members =
        format!(r#""@context": ["{V2}", "https://www.w3.org/ns/credentials/examples/v2"], "nickname": "Ada""#);
    let issues = expand(&members, &Options::default()).unwrap();
    assert_eq!(issues, [(IssueKind::Vocab, "https://www.w3.org/ns/credentials/examples#".to_owned())]);
    let accepting = Options { vocab: Vocab::Accept, ..Options::default() };
    assert_eq!(expand(&members, &accepting).unwrap(), []);
}

#[test]
fn rules_that_are_broken_have_their_code() {
    let cases = [
        (r#"{"name": "urn:name"}"#, ErrorCode::ProtectedTermRedefinition),
        ("null", ErrorCode::InvalidContextNullification),
        (r#"{"@id": "urn:a"}"#, ErrorCode::KeywordRedefinition),
        (r#"{"a": "b:c", "b": "a:c"}"#, ErrorCode::CyclicIriMapping),
        ("3", ErrorCode::InvalidLocalContext),
        (r#""relative""#, ErrorCode::LoadingDocumentFailed),
    ];
    for (context, want) in cases {
        let members = format!(r#""@context": ["{V2}", {context}], "name": "Ada""#);
        match expand(&members, &Options::default()) {
            Err(JsonLdError::Invalid { code, .. }) => assert_eq!(code, want, "{context}"),
            other => panic!("{context}: {other:?}"),
        }
    }
}

#[test]
fn all_unknown_contexts_are_asked_for_at_once() {
    let members = format!(
        r#""@context": ["{V2}", "https://a.example/1", "https://a.example/2"], "name": "Ada",
        "issuer": {{"@context": "https://a.example/3", "id": "urn:a"}}"#
    );
    let Err(JsonLdError::UnknownContexts(unknown)) = expand(&members, &Options::default()) else { panic!() };
    let urls: Vec<&str> = unknown.iter().map(|context| context.url.as_str()).collect();
    assert_eq!(urls, ["https://a.example/1", "https://a.example/2", "https://a.example/3"]);
}

#[test]
fn a_supplied_context_never_replaces_a_bundled_one() {
    let limits = Limits::default();
    let evil = Document::parse(br#"{"@context": {"name": "urn:evil", "other": "urn:other"}}"#, &limits).unwrap();
    let mut loader = Loader::bundled();
    loader.supply(V2, evil.root());
    loader.supply("https://a.example/1", evil.root());
    let text = format!(r#"{{"@context": ["https://a.example/1", "{V2}"], "id": "urn:a", "name": "Ada", "other": 1}}"#);
    let document = Document::parse(text.as_bytes(), &limits).unwrap();
    let options = Options::default();
    let expanded = jsonld::expand(document.root(), &loader, &options, &limits).unwrap();
    assert_eq!(expanded.issues(), []);
    let nquads = expanded.to_dataset(RdfOptions::default(), &limits).unwrap().to_nquads();
    assert!(nquads.contains("<https://schema.org/name> \"Ada\"") && nquads.contains("<urn:other> \"1\""), "{nquads}");
}

#[test]
fn limits_are_reached_not_passed() {
    let many = (0..17).map(|_| format!("\"{V2}\"")).collect::<Vec<_>>().join(",");
    let deep: String = (0..40).map(|at| format!(r#""t{at}": "t{}:x","#, at + 1)).collect();
    let cases = [
        (format!(r#""@context": [{many}]"#), Limit::ContextEntries),
        (format!(r#""@context": {{{deep} "t40": "urn:x:"}}"#), Limit::Chain),
    ];
    for (members, want) in cases {
        match expand(&members, &Options::default()) {
            Err(JsonLdError::Limit(reached)) => assert_eq!(reached.limit, want),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn deep_documents_fit_a_small_stack() {
    let nested = |open: &str, close: &str, depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let cases = [
        format!(r#"{{"@context": "{V2}", "urn:p": {}}}"#, nested(r#"{"urn:p":"#, "}", 62)),
        format!(r#"{{"@context": "{V2}", "urn:p": {}}}"#, nested("[", "]", 62)),
        format!(r#"{{"@context": {{"n": "@nest"}}, "n": {}}}"#, nested(r#"{"n":"#, "}", 61)),
        format!(r#"{{"@context": {}}}"#, nested(r#"{"t": {"@id": "urn:t", "@context":"#, "}}", 31).replace('1', "{}")),
        format!(r#"{{"@context": {{"l": {{"@id": "urn:l", "@container": "@list"}}}}, "l": {}}}"#, nested("[", "]", 62)),
        format!(
            r#"{{"@context": {{"m": {{"@id": "urn:m", "@container": "@index"}}}}, "m": {}}}"#,
            nested(r#"{"a":{"m":"#, "}}", 30)
        ),
    ];
    let run = move || {
        let (limits, options) = (Limits::default(), Options::default());
        for text in &cases {
            let document = Document::parse(text.as_bytes(), &limits).unwrap();
            let loader = Loader::bundled();
            if let Ok(expanded) = jsonld::expand(document.root(), &loader, &options, &limits) {
                drop(expanded.to_json());
                drop(expanded.to_dataset(RdfOptions::default(), &limits));
            }
        }
    };
    std::thread::Builder::new().stack_size(256 << 10).spawn(run).unwrap().join().unwrap();
}

#[test]
fn a_bundled_context_is_imported_from_its_official_text_alone() {
    let url = "https://www.w3.org/ns/credentials/examples/v2";
    let official = "{\n  \"@context\": {\n    \"@vocab\": \"https://www.w3.org/ns/credentials/examples#\"\n  }\n}\n";
    let limits = Limits::default();
    let options = Options { inline: InlineContexts::Accept, vocab: Vocab::Accept, ..Options::default() };
    let text =
        format!(r#"{{"@context": {{"@import": "{url}", "given": "urn:given"}}, "given": "Ada", "nickname": "A"}}"#);
    let document = Document::parse(text.as_bytes(), &limits).unwrap();
    let import = |supplied: Option<&str>| {
        let supplied = supplied.map(|text| Document::parse(text.as_bytes(), &limits).unwrap());
        let mut loader = Loader::bundled();
        if let Some(supplied) = &supplied {
            loader.supply(url, supplied.root());
        }
        jsonld::expand(document.root(), &loader, &options, &limits).map(|expanded| expanded.to_json())
    };
    let want =
        r#"[{"https://www.w3.org/ns/credentials/examples#nickname":[{"@value":"A"}],"urn:given":[{"@value":"Ada"}]}]"#;
    assert_eq!(import(Some(official)).unwrap(), want);
    for other in [None, Some(r#"{"@context": {"@vocab": "urn:other#"}}"#), Some(official.trim_end())] {
        assert!(
            matches!(import(other), Err(JsonLdError::UnknownContexts(unknown)) if unknown[0].url == url),
            "{other:?}"
        );
    }
}
