//! What explorers say of a transaction: no proof, but an assertion that a policy may accept.
//!
//! An accepted assertion never overrides what bytes decide. It fills in what they leave open, and each finding that rests on
//! it says so. Explorers that contradict the proof, or each other, are no help.

use super::{Ground, Interval, other_value};
use crate::anchor::chain::names::{Chain, Family};
use crate::anchor::chain::{bitcoin, ethereum};
use crate::anchor::ladder::{self, Signer, Standing};
use crate::policy::Explorers;
use crate::report::{CheckId, Finding, NeedKind, Outcome, clipped};
use crate::resources::ExplorerAnswer;

/// Fills in what is open, if the policy accepts it; otherwise asks whether it does.
pub(super) fn fill(standing: &mut Standing, ground: &Ground<'_>, value: &[u8], id: &str) {
    let answers: Vec<_> = ground.resources.explorer_answers(ground.chain.caip2, id).collect();
    let is_open = super::rungs(standing).iter().any(|rung| rung.outcome == Outcome::Undetermined);
    if answers.is_empty() || !is_open {
        return;
    }
    if ground.policy.anchors.explorers == Explorers::Refuse {
        standing.needs.push(ladder::decision("explorers"));
        return;
    }
    if let Some(other) = answers.iter().find(|answer| answer.data != value) {
        if standing.root.outcome == Outcome::Undetermined {
            let fault = format!("the explorer {} says that it holds other data", clipped(&other.source));
            standing.root = other_value(&fault);
        }
        return;
    }
    let sources: Vec<_> = answers.iter().map(|answer| clipped(&answer.source)).collect();
    let rungs = [&mut standing.root, &mut standing.transaction, &mut standing.inclusion, &mut standing.ledger];
    for rung in rungs.into_iter().filter(|rung| rung.outcome == Outcome::Undetermined) {
        *rung = said(Finding::passed(), &sources.join(", "));
    }
    standing.time = standing.time.take().or_else(|| time(&answers, ground.chain));
    standing.signer = standing.signer.take().or_else(|| signer(&answers, ground.chain));
    // Bytes could still say who made the entry where no explorer does.
    let signed = standing.signer.is_some();
    let needs = std::mem::take(&mut standing.needs).into_iter();
    let needs = needs.filter(|need| !signed && need.kind == NeedKind::Transaction);
    standing.needs = needs.map(|need| need.wanted_for(CheckId::AnchorSigner)).collect();
}

fn said(finding: Finding, sources: &str) -> Finding {
    finding.with("reach", "explorer").with("source", sources)
}

/// The times that are stated, each as loose as the chain's own.
fn time(answers: &[&ExplorerAnswer], chain: Chain) -> Option<Interval> {
    let looseness = match chain.family {
        Family::Ethereum => super::ethereum::LOOSENESS,
        Family::Bitcoin | Family::Mock => bitcoin::LOOSENESS,
    };
    let stated = || answers.iter().filter_map(|answer| answer.time.as_ref());
    Some((stated().min()?.minus_seconds(looseness), stated().max()?.plus_seconds(looseness)))
}

/// The address that all name who name one.
fn signer(answers: &[&ExplorerAnswer], chain: Chain) -> Option<Signer> {
    let mut named = answers.iter().filter_map(|answer| answer.from.as_deref());
    let text = address(named.next()?, chain)?;
    let agreed = named.all(|other| address(other, chain).as_ref() == Some(&text));
    agreed.then_some(Signer::Address { chain, text })
}

/// An address in the form in which its chain writes it.
fn address(text: &str, chain: Chain) -> Option<String> {
    match chain.family {
        Family::Bitcoin => {
            let address = bitcoin::Address::parse(text).ok()?;
            let network = bitcoin::Network::from_caip2(chain.caip2)?;
            address.belongs_to(network).then(|| address.to_string())
        }
        Family::Ethereum => ethereum::Address::parse(text).ok().map(|address| address.to_string()),
        Family::Mock => None,
    }
}
