//! A timestamp as a ladder: the file's digest at its foot, the attestations at its top.

use super::{Attestation, DetachedTimestamp, Notary, OtsError, OtsErrorKind};
use crate::anchor::chain::{Chain, Family};
use crate::anchor::ladder::{self, Anchor, Place, Proof, Standing, Texts};
use crate::policy::{Policy, WeakDigests};
use crate::report::{Finding, Reason};

/// Reads a `.ots` file, which should be of one of `texts`.
pub(crate) fn to_ladder(bytes: &[u8], texts: &mut dyn Texts, policy: &Policy) -> Proof {
    let timestamp = match DetachedTimestamp::parse(bytes, &policy.limits) {
        Ok(timestamp) => timestamp,
        Err(error) => return Proof::unreadable(encoding(&error)),
    };
    let weak = policy.anchors.weak_digests;
    let target = ladder::target(texts, &[timestamp.algorithm], timestamp.digest, weak);
    // Where the file's own digest is weak, the target says so for all.
    let refuses_weak = weak == WeakDigests::Refuse && !super::is_weak(timestamp.algorithm);
    let bitcoin = bitcoin(policy);
    let anchor = |attestation| anchor(attestation, bitcoin, refuses_weak);
    let anchors = timestamp.attestations.into_iter().map(anchor).collect();
    Proof { encoding: Finding::passed(), target, path: Finding::passed(), anchors }
}

/// The chain that attestations of Bitcoin blocks are about: they do not say which, so it is the main network unless the
/// policy accepts another one instead.
fn bitcoin(policy: &Policy) -> Option<Chain> {
    let main = Chain::named("btc:mainnet");
    let accepted = policy.anchors.chains.iter().flatten().filter_map(|caip2| Chain::of_caip2(caip2));
    let accepted: Vec<_> = accepted.filter(|chain| chain.family == Family::Bitcoin).collect();
    accepted.iter().find(|chain| chain.is_main).or(accepted.first()).copied().or(main)
}

fn anchor(attestation: Attestation<'_>, bitcoin: Option<Chain>, refuses_weak: bool) -> Anchor {
    let Attestation { notary, message: value, weak } = attestation;
    let place = match place(&notary, bitcoin) {
        Place::BlockRoot { .. } if weak && refuses_weak => {
            Place::Judged(Standing::nothing(ladder::weak_digest("sha1 or ripemd160")))
        }
        place => place,
    };
    Anchor { value, place }
}

/// Litecoin and Ethereum can be attested to; what such an attestation is worth is not judged yet.
fn place(notary: &Notary<'_>, bitcoin: Option<Chain>) -> Place {
    match notary {
        Notary::Bitcoin { height } => match bitcoin {
            Some(chain) => Place::BlockRoot { chain, height: *height },
            None => Place::Unknown("Bitcoin".to_owned()),
        },
        Notary::Ethereum { height } => Place::Unknown(format!("Ethereum block {height}")),
        Notary::Litecoin { height } => Place::Unknown(format!("Litecoin block {height}")),
        Notary::Pending { uri } => Place::Pending((*uri).to_owned()),
        Notary::Unknown { tag, .. } => Place::Unknown(data_encoding::HEXLOWER.encode(tag)),
    }
}

fn encoding(error: &OtsError) -> Finding {
    match error.kind {
        OtsErrorKind::Limit(reached) => Finding::limit(reached),
        OtsErrorKind::Version(version) => {
            let name = format!("OpenTimestamps version {version}");
            Finding::undetermined(Reason::AnchorUnsupported).with("name", name)
        }
        OtsErrorKind::Operation(tag) => Finding::failed(Reason::OtsOperation).with("name", format!("{tag:#04x}")),
        _ => Finding::failed(Reason::OtsMalformed).with("fault", error.to_string()),
    }
}
