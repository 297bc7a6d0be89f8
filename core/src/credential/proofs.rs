//! The proofs of one document, split and put in order: which is there, which names which, and in what order they can be
//! judged ([Verify Proof Sets and Chains](https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains)).
//!
//! What a proof says of keys and signatures is not read here.

use crate::json::{NodeId, Value};
use crate::limits::{Limit, LimitReached, Limits};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// One proof of a document.
#[derive(Clone, Copy, Debug)]
pub struct ProofRef<'d> {
    /// The proof object.
    pub value: Value<'d>,
    /// Its place in the array; none if `proof` is the object itself.
    pub index: Option<usize>,
}

impl ProofRef<'_> {
    /// Its JSON pointer within the document: `/proof` or `/proof/1`.
    #[must_use]
    pub fn pointer(&self) -> Cow<'static, str> {
        self.index.map_or(Cow::Borrowed("/proof"), |index| format!("/proof/{index}").into())
    }
}

/// Why a document has no proofs to judge.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofsError {
    /// There is no member `proof` in the document.
    Absent(NodeId),
    /// There are more than we agreed to judge.
    Limit(LimitReached),
    /// A proof is neither an object nor an array of objects.
    Malformed(NodeId),
    /// The member `proof` is `null` or an empty array.
    Missing(NodeId),
}

impl fmt::Display for ProofsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Limit(_) => "the document has more proofs than the limit",
            Self::Malformed(_) => "a proof is not an object",
            Self::Absent(_) | Self::Missing(_) => "the document has no proof",
        })
    }
}

impl std::error::Error for ProofsError {}

/// Lists the proofs of a document in the order of its text.
///
/// Only the member spelled `proof` counts: any other spelling is a misplaced proof ([`super::parts`]).
///
/// # Errors
/// [`ProofsError`] if there is none, if one is no object, or if there are too many.
pub fn proofs<'d>(document: Value<'d>, limits: &Limits) -> Result<Vec<ProofRef<'d>>, ProofsError> {
    let Some(value) = document.get("proof") else { return Err(ProofsError::Absent(document.id())) };
    let over = ProofsError::Limit(Limit::Proofs.reached(limits.proofs));
    if value.is_object() {
        return if limits.proofs == 0 { Err(over) } else { Ok(vec![ProofRef { value, index: None }]) };
    }
    if value.is_null() {
        return Err(ProofsError::Missing(value.id()));
    }
    if !value.is_array() {
        return Err(ProofsError::Malformed(value.id()));
    }
    let most = usize::try_from(limits.proofs).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for (index, value) in value.items().enumerate() {
        if !value.is_object() {
            return Err(ProofsError::Malformed(value.id()));
        }
        if index >= most {
            return Err(over);
        }
        found.push(ProofRef { value, index: Some(index) });
    }
    if found.is_empty() { Err(ProofsError::Missing(value.id())) } else { Ok(found) }
}

/// How the proofs of a document depend on each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// For each proof the ones that it names directly, in document order, or why they cannot be told.
    pub previous: Vec<Result<Vec<usize>, ChainError>>,
    /// All proofs, each after the ones that it names; those in a cycle come last.
    pub order: Vec<usize>,
}

/// Why the proofs that one proof builds on cannot be told.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainError {
    /// The proof builds, over others, on itself.
    Cycle,
    /// Another proof has the same `id`, or an `id` that is named belongs to two; at the `id` or the reference.
    DuplicateId(NodeId),
    /// `previousProof` or `id` is not what it must be: a string, or for `previousProof` an array of strings.
    Malformed(NodeId),
    /// No proof of this document has the `id` that is named.
    Missing(NodeId),
    /// `previousProof` names one proof twice.
    Repeated(NodeId),
    /// The proof names itself.
    Own(NodeId),
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cycle => "the proof builds on itself over others",
            Self::DuplicateId(_) => "two proofs have one id",
            Self::Malformed(_) => "previousProof or id is not a text",
            Self::Missing(_) => "no proof has the id that previousProof names",
            Self::Own(_) => "the proof names itself",
            Self::Repeated(_) => "previousProof names one proof twice",
        })
    }
}

impl std::error::Error for ChainError {}

/// Resolves `previousProof` of every proof and finds an order in which they can be judged.
///
/// A fault is the fault of one proof: the others keep their place, as a proof set allows.
#[must_use]
pub fn chain(proofs: &[ProofRef<'_>]) -> Chain {
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, proof) in proofs.iter().enumerate() {
        if let Ok(Some(id)) = id(proof.value) {
            by_id.entry(id.as_str().unwrap_or_default()).or_default().push(index);
        }
    }
    let resolve = |(index, proof): (usize, &ProofRef<'_>)| named(index, proof.value, &by_id);
    let mut previous: Vec<_> = proofs.iter().enumerate().map(resolve).collect();
    let order = order(&mut previous);
    Chain { previous, order }
}

fn id(proof: Value<'_>) -> Result<Option<Value<'_>>, ChainError> {
    let mut ids = proof.members().filter(|member| matches!(member.name(), "@id" | "id")).map(|member| member.value);
    let first = ids.next();
    match (first, ids.next()) {
        (_, Some(second)) => Err(ChainError::Malformed(second.id())),
        (Some(value), None) if value.as_str().is_none() => Err(ChainError::Malformed(value.id())),
        (first, None) => Ok(first),
    }
}

fn named(own: usize, proof: Value<'_>, by_id: &BTreeMap<&str, Vec<usize>>) -> Result<Vec<usize>, ChainError> {
    if let Some(id) = id(proof)? {
        let twins = by_id.get(id.as_str().unwrap_or_default()).map_or(0, Vec::len);
        if twins > 1 {
            return Err(ChainError::DuplicateId(id.id()));
        }
    }
    let mut found = Vec::new();
    for reference in proof.get("previousProof").into_iter().flat_map(Value::items_or_self) {
        let at = reference.id();
        let name = reference.as_str().ok_or(ChainError::Malformed(at))?;
        match by_id.get(name).map(Vec::as_slice) {
            None | Some([]) => return Err(ChainError::Missing(at)),
            Some([one]) if *one == own => return Err(ChainError::Own(at)),
            Some([one]) => found.push((*one, at)),
            Some(_) => return Err(ChainError::DuplicateId(at)),
        }
    }
    found.sort_unstable();
    let twice = found.iter().zip(found.iter().skip(1)).find(|(left, right)| left.0 == right.0);
    if let Some((_, (_, at))) = twice {
        return Err(ChainError::Repeated(*at));
    }
    Ok(found.into_iter().map(|(index, _)| index).collect())
}

/// Kahn's algorithm, breadth first from the proofs that name none. What it cannot reach is in a cycle or builds on one.
fn order(previous: &mut [Result<Vec<usize>, ChainError>]) -> Vec<usize> {
    let mut waiting: Vec<usize> = previous.iter().map(|named| named.as_ref().map_or(0, Vec::len)).collect();
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, named) in previous.iter().enumerate() {
        for one in named.iter().flatten() {
            followers.entry(*one).or_default().push(index);
        }
    }
    let mut order: Vec<usize> = (0..previous.len()).filter(|index| waiting.get(*index) == Some(&0)).collect();
    let mut next = 0;
    while let Some(index) = order.get(next).copied() {
        next = next.saturating_add(1);
        for follower in followers.get(&index).into_iter().flatten() {
            let Some(count) = waiting.get_mut(*follower) else { continue };
            *count = count.saturating_sub(1);
            if *count == 0 {
                order.push(*follower);
            }
        }
    }
    for (index, named) in previous.iter_mut().enumerate() {
        if waiting.get(index).is_some_and(|count| *count > 0) {
            *named = Err(ChainError::Cycle);
            order.push(index);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn with<T>(text: &str, judge: impl FnOnce(Value<'_>) -> T) -> T {
        judge(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root())
    }

    #[test]
    fn splits_sets() {
        let pointers = |text: &str| {
            with(text, |root| {
                proofs(root, &Limits::default()).map(|found| found.iter().map(ProofRef::pointer).collect::<Vec<_>>())
            })
        };
        assert_eq!(pointers(r#"{"proof": {}}"#).unwrap(), ["/proof"]);
        assert_eq!(pointers(r#"{"proof": [{}, {}]}"#).unwrap(), ["/proof/0", "/proof/1"]);
    }

    #[test]
    fn refuses_what_is_no_proof() {
        let cases = [
            ("{}", "missing", 0),
            (r#"{"proof": null}"#, "missing", 2),
            (r#"{"proof": []}"#, "missing", 2),
            (r#"{"proof": "x"}"#, "malformed", 2),
            (r#"{"proof": 1}"#, "malformed", 2),
            (r#"{"proof": true}"#, "malformed", 2),
            (r#"{"proof": [[{}]]}"#, "malformed", 3),
            (r#"{"proof": [{}, null]}"#, "malformed", 4),
            (r#"{"https://w3id.org/security#proof": {}}"#, "missing", 0),
        ];
        for (text, want, place) in cases {
            let got = with(text, |root| match proofs(root, &Limits::default()) {
                Err(ProofsError::Malformed(at)) => ("malformed", at.index()),
                Err(ProofsError::Absent(at) | ProofsError::Missing(at)) => ("missing", at.index()),
                _ => ("", 0),
            });
            assert_eq!(got, (want, place), "{text}");
        }
    }

    #[test]
    fn stops_at_the_limit() {
        let limits = Limits { proofs: 2, ..Limits::default() };
        assert_eq!(with(r#"{"proof": [{}, {}]}"#, |root| proofs(root, &limits).map(|found| found.len())), Ok(2));
        let reached = with(r#"{"proof": [{}, {}, {}]}"#, |root| proofs(root, &limits).map(|found| found.len()));
        assert_eq!(reached, Err(ProofsError::Limit(Limit::Proofs.reached(2))));
    }

    #[track_caller]
    fn chain_of(list: &str, check: impl FnOnce(Chain)) {
        with(&format!(r#"{{"proof": {list}}}"#), |root| {
            check(chain(&proofs(root, &Limits::default()).unwrap()));
        });
    }

    #[test]
    fn orders_a_chain() {
        chain_of(
            r#"[{"id": "c", "previousProof": ["b", "a"]}, {"id": "a"}, {"id": "b", "previousProof": "a"}, {}]"#,
            |chain| {
                assert_eq!(chain.previous, [Ok(vec![1, 2]), Ok(vec![]), Ok(vec![1]), Ok(vec![])]);
                assert_eq!(chain.order, [1, 3, 2, 0]);
            },
        );
    }

    #[test]
    fn blames_one_proof_only() {
        type Check = fn(&ChainError) -> bool;
        let cases: [(&str, &str, usize, Check); 7] = [
            ("missing", r#"[{"id": "a"}, {"previousProof": "b"}]"#, 1, |e| matches!(e, ChainError::Missing(_))),
            ("own", r#"[{"id": "a", "previousProof": "a"}, {}]"#, 0, |e| matches!(e, ChainError::Own(_))),
            ("repeated", r#"[{"id": "a"}, {"previousProof": ["a", "a"]}]"#, 1, |e| {
                matches!(e, ChainError::Repeated(_))
            }),
            ("number", r#"[{"id": "a"}, {"previousProof": 1}]"#, 1, |e| matches!(e, ChainError::Malformed(_))),
            ("copy", r#"[{"id": "a"}, {"previousProof": {"id": "a"}}]"#, 1, |e| matches!(e, ChainError::Malformed(_))),
            ("id", r#"[{"id": 1}, {}]"#, 0, |e| matches!(e, ChainError::Malformed(_))),
            ("twin", r#"[{"id": "a"}, {"id": "a"}, {"previousProof": "a"}]"#, 2, |e| {
                matches!(e, ChainError::DuplicateId(_))
            }),
        ];
        for (name, list, blamed, check) in cases {
            chain_of(list, |chain| {
                assert!(chain.previous[blamed].as_ref().is_err_and(check), "{name}: {chain:?}");
                assert_eq!(chain.order.len(), chain.previous.len());
            });
        }
        chain_of(r#"[{"id": "a"}, {"id": "a"}]"#, |chain| {
            assert!(chain.previous.iter().all(|one| matches!(one, Err(ChainError::DuplicateId(_)))));
        });
    }

    #[test]
    fn finds_cycles() {
        let list = r#"[{"id": "a", "previousProof": "b"}, {"id": "b", "previousProof": "a"}, {"id": "c"}, {"previousProof": "b"}]"#;
        chain_of(list, |chain| {
            assert_eq!(chain.previous[2], Ok(vec![]));
            assert_eq!(chain.previous[0], Err(ChainError::Cycle));
            assert_eq!(chain.previous[1], Err(ChainError::Cycle));
            assert_eq!(chain.order[0], 2);
            assert_eq!(chain.order.len(), 4);
        });
    }
}
