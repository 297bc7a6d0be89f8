//! From the entry that a proof names to a block that the policy trusts, through what the caller supplied.
//!
//! The chain comes first: of one that the policy does not accept, nothing is followed. Then bytes decide, rung by rung, and
//! what is missing is named. What bytes leave open, the word of an explorer fills in if the policy accepts it, and the
//! findings say so. A failure is final: nothing more is asked for.

mod bitcoin;
mod ethereum;
mod explorer;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use store::{ProvenRegistry, ProvenStore, registry_state, store_state};

use super::names::{Chain, Family};
use crate::anchor::ladder::{Anchor, Place, Standing};
use crate::merkle::Hash;
use crate::policy::Policy;
use crate::report::{CheckId, Datum, Finding, Need, NeedKind, Outcome, Reason, clipped};
use crate::resources::Resources;
use crate::time::Timestamp;

/// Follows an anchor up the ladder.
pub(crate) fn follow(anchor: &Anchor, resources: &Resources, policy: &Policy) -> Standing {
    let ground = |chain: &Chain| Ground { chain: *chain, resources, policy };
    match &anchor.place {
        Place::Judged(standing) => standing.clone(),
        Place::Pending(_) => Standing::nothing(Finding::undetermined(Reason::AnchorPending)),
        Place::Unknown(name) => unsupported(name),
        Place::Transaction { chain, id } => climb(ground(chain), |ground| transaction(ground, &anchor.value, id)),
        Place::BlockRoot { chain, height } => climb(ground(chain), |ground| block_root(ground, &anchor.value, *height)),
    }
}

fn climb(ground: Ground<'_>, way: impl Fn(&Ground<'_>) -> Standing) -> Standing {
    let mut standing = ground.refusal().unwrap_or_else(|| way(&ground));
    if !standing.ledger.is_passed() {
        // Of what nobody vouches for, there is no time.
        standing.time = None;
    }
    if rungs(&standing).iter().any(|rung| rung.outcome == Outcome::Failed) {
        standing.needs.clear();
    }
    standing
}

fn transaction(ground: &Ground<'_>, value: &[u8], id: &str) -> Standing {
    let mut standing = match ground.chain.family {
        Family::Bitcoin => bitcoin::transaction(ground, value, id),
        Family::Ethereum => ethereum::transaction(ground, value, id),
        Family::Mock => return mock(),
    };
    explorer::fill(&mut standing, ground, value, id);
    standing
}

fn block_root(ground: &Ground<'_>, value: &[u8], height: u64) -> Standing {
    match ground.chain.family {
        Family::Bitcoin => bitcoin::block_root(ground, value, height),
        Family::Ethereum => unsupported("the root of an Ethereum block"),
        Family::Mock => mock(),
    }
}

fn unsupported(name: &str) -> Standing {
    Standing::nothing(Finding::undetermined(Reason::AnchorUnsupported).with("name", clipped(name)))
}

/// Anybody can make entries in a chain for tests, so there is nothing to look at.
fn mock() -> Standing {
    Standing {
        transaction: Finding::absent(),
        inclusion: Finding::absent(),
        ledger: Finding::passed().with("reach", "mock"),
        ..Standing::nothing(Finding::absent())
    }
}

fn rungs(standing: &Standing) -> [&Finding; 4] {
    [&standing.root, &standing.transaction, &standing.inclusion, &standing.ledger]
}

/// What there is to go on with in one chain.
#[derive(Clone, Copy)]
struct Ground<'r> {
    chain: Chain,
    resources: &'r Resources,
    policy: &'r Policy,
}

/// When something was done: between these two.
type Interval = (Timestamp, Timestamp);

impl Ground<'_> {
    /// Why nothing is followed, if the policy does not accept the chain.
    fn refusal(&self) -> Option<Standing> {
        let caip2 = self.chain.caip2;
        let refused = Finding::failed(Reason::AnchorChain).with("chain", caip2);
        (!self.chain.is_accepted(self.policy))
            .then(|| Standing { ledger: refused, ..Standing::nothing(Finding::not_reached()) })
    }

    /// What `rung` wants of this chain.
    fn need(&self, rung: CheckId, kind: NeedKind, key: &str) -> Need {
        Need::resource(rung, kind, format!("{}/{key}", self.chain.caip2))
    }

    /// The bytes of a transaction are missing. Whatever else is, is asked for at once.
    fn without_transaction(&self, id: &str) -> Standing {
        let mut standing = Standing { transaction: missing(), ..Standing::nothing(missing()) };
        standing.needs.push(self.need(CheckId::AnchorTransaction, NeedKind::Transaction, id));
        if self.resources.inclusions(self.chain.caip2, id).next().is_none() {
            standing.inclusion = missing();
            standing.needs.push(self.need(CheckId::AnchorInclusion, NeedKind::Inclusion, id));
        }
        standing
    }

    /// Nobody supplied where in a block the transaction lies.
    fn without_inclusion(&self, id: &str) -> Reach {
        Reach::stopped(missing()).needing(self.need(CheckId::AnchorInclusion, NeedKind::Inclusion, id))
    }

    /// Nobody supplied the header of the block that should hold the entry.
    fn without_block(&self, hash: &str) -> Reach {
        Reach::stopped(missing()).needing(self.need(CheckId::AnchorInclusion, NeedKind::Header, hash))
    }

    /// A header between the block and the ones that are trusted, by its hash or height.
    fn next(&self, header: &str) -> Need {
        self.need(CheckId::AnchorLedger, NeedKind::Header, header)
    }

    /// How many headers to read: one more than the limit shows that it is reached.
    fn most_headers(&self) -> usize {
        usize::try_from(self.policy.limits.headers).unwrap_or(usize::MAX).saturating_add(1)
    }
}

fn missing() -> Finding {
    Finding::undetermined(Reason::ResourceMissing)
}

/// A value that a chain can hold: 32 bytes, and not the zeros that nothing looks like.
fn hash(value: &[u8]) -> Result<Hash, Finding> {
    let hash = Hash::try_from(value).map_err(|_| "it has not 32 bytes");
    hash.and_then(|hash| if hash == [0; 32] { Err("it is all zeros") } else { Ok(hash) })
        .map_err(|fault| other_value(&fault))
}

fn other_value(fault: &dyn std::fmt::Display) -> Finding {
    faulty(Reason::AnchorValue, fault)
}

fn faulty(reason: Reason, fault: &dyn std::fmt::Display) -> Finding {
    Finding::failed(reason).with("fault", fault.to_string())
}

/// How far a ledger vouches for a block.
#[derive(Debug)]
struct Vouched {
    finding: Finding,
    time: Option<Interval>,
    needs: Vec<Need>,
    /// Whether only work speaks for it, and no block of the policy has it as an ancestor.
    is_after: bool,
}

impl Vouched {
    fn no(finding: Finding) -> Self {
        Self { finding, time: None, needs: Vec::new(), is_after: false }
    }

    /// By a block of the policy, so many blocks later or earlier.
    fn by_checkpoint(confirmations: u64, checkpoint: String, time: Interval) -> Self {
        let finding = Finding::passed()
            .with("reach", "checkpoint")
            .with("confirmations", Datum::Integer(confirmations))
            .with("checkpoint", checkpoint);
        Self { time: Some(time), ..Self::no(finding) }
    }

    /// By too few blocks, or too cheap ones. When it was mined, its bytes say all the same.
    fn unconfirmed(confirmations: u64, required: u32, time: Interval) -> Self {
        let finding = Finding::undetermined(Reason::AnchorUnconfirmed)
            .with("confirmations", Datum::Integer(confirmations))
            .with("required", required);
        Self { time: Some(time), ..Self::no(finding) }
    }

    fn needing(mut self, needs: impl IntoIterator<Item = Need>) -> Self {
        self.needs.extend(needs);
        self
    }
}

/// How far one of several ways up leads.
#[derive(Debug)]
struct Reach {
    inclusion: Finding,
    ledger: Vouched,
}

impl Reach {
    /// No further than to a block, and not there.
    fn stopped(inclusion: Finding) -> Self {
        Self { inclusion, ledger: Vouched::no(Finding::not_reached()) }
    }

    fn needing(mut self, need: Need) -> Self {
        self.ledger.needs.push(need);
        self
    }

    fn rank(&self) -> [u8; 2] {
        [&self.inclusion, &self.ledger.finding].map(|finding| match finding.outcome {
            Outcome::Failed => 0,
            Outcome::Undetermined => 1,
            Outcome::NotApplicable | Outcome::Passed => 2,
        })
    }

    /// Puts the upper rungs on the lower ones.
    fn onto(self, mut standing: Standing) -> Standing {
        standing.inclusion = self.inclusion;
        standing.ledger = self.ledger.finding;
        standing.time = self.ledger.time;
        standing.needs.extend(self.ledger.needs);
        standing
    }
}

/// The most ways up that are tried: a block that another one replaced leaves a second one, more are no accident.
const MOST_WAYS: usize = 8;

/// The way that leads furthest; of equals, the first.
fn furthest(ways: impl Iterator<Item = Reach>) -> Option<Reach> {
    ways.take(MOST_WAYS).reduce(|best, next| if next.rank() > best.rank() { next } else { best })
}
