//! What the caller decides: the time, whom to trust, what to accept. Plain data with strict defaults.

use crate::json::{self, FromTextError};
use crate::limits::Limits;
use crate::report::Weight;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a verification demands.
///
/// Its JSON form has the same members in camel case; `null` stands for the documented default, an unknown member is a
/// mistake of the caller and refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// The time of verification. It is never read from a clock.
    pub at: Timestamp,
    /// By how many seconds clocks may differ, for every time that is compared.
    #[serde(default = "clock_skew")]
    pub clock_skew: u32,
    /// Which proofs must pass.
    #[serde(default)]
    pub proofs: Proofs,
    /// The purpose that proofs must have; by default the one that the kind of document asks for.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The instant at which keys must be good.
    #[serde(default)]
    pub key_instant: KeyInstant,
    /// The securing mechanisms to accept, by name; by default all that are implemented.
    #[serde(default)]
    pub suites: Option<Vec<String>>,
    /// The signature algorithms to accept, by JOSE name; by default all that are implemented.
    #[serde(default)]
    pub algorithms: Option<Vec<String>>,
    /// The smallest RSA modulus to accept, in bits.
    #[serde(default = "minimum_rsa_bits")]
    pub minimum_rsa_bits: u32,
    /// Contexts to accept besides the bundled ones, by the hash of their text. A bundled URL that is pinned means the pinned
    /// text alone: one of those bundled for it, or a supplied one.
    #[serde(default)]
    pub contexts: Vec<PinnedContext>,
    /// What contexts written into the document may do.
    #[serde(default)]
    pub inline_contexts: InlineContexts,
    /// Whether a context may give every undefined name a meaning.
    #[serde(default)]
    pub vocab: Vocab,
    /// Whether numbers that are signed with fewer digits than written are accepted.
    #[serde(default)]
    pub numbers: Numbers,
    /// How a time without a zone is read.
    #[serde(default)]
    pub zoneless: Zoneless,
    /// Whether members that nothing secures are only reported or refused.
    #[serde(default)]
    pub unsigned_members: UnsignedMembers,
    /// The issuers to trust; by default the question is not asked. An empty list trusts nobody.
    #[serde(default)]
    pub trusted_issuers: Option<Vec<TrustedIssuer>>,
    /// Who owns a `did:ethr` whose document is not at hand.
    #[serde(default)]
    pub ethr_owner: EthrOwner,
    /// Issuers' profiles that call themselves otherwise than they are found.
    #[serde(default)]
    pub profile_aliases: Vec<ProfileAlias>,
    /// The X.509 roots to accept, as PEM texts.
    #[serde(default)]
    pub roots: Vec<String>,
    /// The identifier that one of the subjects must have.
    #[serde(default)]
    pub expected_recipient: Option<String>,
    /// How much the status of a credential counts.
    #[serde(default = "required")]
    pub status: Weight,
    /// What a suspended credential is.
    #[serde(default)]
    pub suspended: Suspended,
    /// How much the schema of a credential counts.
    #[serde(default = "best_effort")]
    pub schema: Weight,
    /// How much linked resources count.
    #[serde(default = "best_effort")]
    pub resources: Weight,
    /// How much endorsements count.
    #[serde(default = "informative")]
    pub endorsements: Weight,
    /// What a presentation must answer.
    #[serde(default)]
    pub presentation: PresentationPolicy,
    /// What a holder may withhold.
    #[serde(default)]
    pub disclosure: DisclosurePolicy,
    /// Which ledgers count.
    #[serde(default)]
    pub anchors: AnchorPolicy,
    /// What one input may cost.
    #[serde(default)]
    pub limits: Limits,
}

impl Policy {
    /// The strict defaults, at the time `at`.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            clock_skew: clock_skew(),
            proofs: Proofs::default(),
            purpose: None,
            key_instant: KeyInstant::default(),
            suites: None,
            algorithms: None,
            minimum_rsa_bits: minimum_rsa_bits(),
            contexts: Vec::new(),
            inline_contexts: InlineContexts::default(),
            vocab: Vocab::default(),
            numbers: Numbers::default(),
            zoneless: Zoneless::default(),
            unsigned_members: UnsignedMembers::default(),
            trusted_issuers: None,
            ethr_owner: EthrOwner::default(),
            profile_aliases: Vec::new(),
            roots: Vec::new(),
            expected_recipient: None,
            status: Weight::Required,
            suspended: Suspended::default(),
            schema: Weight::BestEffort,
            resources: Weight::BestEffort,
            endorsements: Weight::Informative,
            presentation: PresentationPolicy::default(),
            disclosure: DisclosurePolicy::default(),
            anchors: AnchorPolicy::default(),
            limits: Limits::default(),
        }
    }

    /// Whether the profile found at `url` may call itself `id`.
    pub(crate) fn is_alias(&self, url: &str, id: &str) -> bool {
        self.profile_aliases.iter().any(|alias| alias.url == url && alias.id == id)
    }

    /// Whether it takes proofs of the suite `name`.
    pub(crate) fn accepts_suite(&self, name: &str) -> bool {
        is_listed(self.suites.as_deref(), name)
    }

    /// Whether it takes signatures of the algorithm `name`.
    pub(crate) fn accepts_algorithm(&self, name: &str) -> bool {
        is_listed(self.algorithms.as_deref(), name)
    }

    /// Reads a policy from its JSON text.
    ///
    /// # Errors
    /// [`FromTextError`] if the text is not JSON or not a policy; an unknown member is an error.
    pub fn from_json(text: &[u8]) -> Result<Self, FromTextError> {
        json::from_text(text, &Limits::default())
    }

    /// The policy as JSON text, every member written out.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::to_text(self)
    }

    /// The defaults with the leniency that the examples of the W3C specifications need: contexts written into the
    /// document and contexts that give every name a meaning. Not for credentials that matter.
    #[must_use]
    pub fn w3c_examples(at: Timestamp) -> Self {
        Self { inline_contexts: InlineContexts::Accept, vocab: Vocab::Accept, ..Self::at(at) }
    }
}

/// Whether a list names `name`; one that is absent names all.
fn is_listed(list: Option<&[String]>, name: &str) -> bool {
    list.is_none_or(|list| list.iter().any(|listed| listed == name))
}

/// Which proofs of a document must pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Proofs {
    /// Every one.
    All,
    /// At least one; another of a known suite must still not be wrong.
    #[default]
    Any,
    /// Each proof of these suites, of which there must be one; no other proof counts.
    Accept(Vec<String>),
}

impl Proofs {
    /// Whether it matters how a proof of the suite `name` ends.
    pub(crate) fn counts(&self, name: &str) -> bool {
        match self {
            Self::Accept(suites) => is_listed(Some(suites), name),
            Self::All | Self::Any => true,
        }
    }
}

/// The instant at which a key must be good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyInstant {
    /// The time of verification.
    #[default]
    At,
    /// The earliest time that a verified anchor proves.
    Anchored,
    /// The time that the proof itself states. Dangerous: who stole a key can state any time.
    Created,
}

/// A context to accept, in one text alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedContext {
    /// Its URL, exactly as documents write it.
    pub url: String,
    /// The SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

/// What contexts written into a document may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum InlineContexts {
    /// Anything.
    Accept,
    /// Define names that no pinned context defines.
    #[default]
    Add,
    /// Nothing.
    Refuse,
}

/// Whether a context may give every undefined name a meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Vocab {
    /// Yes.
    Accept,
    /// Only if the caller says so: undetermined until then.
    #[default]
    Ask,
}

/// Whether numbers may be signed with fewer digits than they are written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Numbers {
    /// They are shown as they were signed.
    #[default]
    AsSigned,
    /// They are refused.
    Exact,
}

/// How a time without a zone is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Zoneless {
    /// It is refused.
    Refuse,
    /// As UTC, as the Verifiable Credentials Data Model 2.0 demands.
    #[default]
    Utc,
}

/// What members are that nothing secures.
///
/// Where statements are signed, those are members without a value, indexes, the direction of a text, and an item of a set
/// that says again what an item before it says. The order of a set is none of them: JSON-LD gives it no meaning, so a
/// document says nothing by it, and the verified document has its own. Whose order matters is a list, and signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnsignedMembers {
    /// Refused.
    Refuse,
    /// Reported, and left out of the verified document.
    #[default]
    Report,
}

/// An issuer to trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedIssuer {
    /// Its identifier, compared exactly, but for hosts of `did:web` and addresses of Ethereum accounts, which have no case.
    pub id: String,
    /// The name to show for it; by default the one that it gives itself.
    #[serde(default)]
    pub name: Option<String>,
}

/// Who owns a `did:ethr` whose document is not at hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EthrOwner {
    /// The account that the identifier names. Dangerous: the DID's registry may have given it another owner.
    Derived,
    /// Nobody knows: its document is asked for.
    #[default]
    Published,
}

/// An issuer's profile that calls itself otherwise than it is found: it moved, or stands at two addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileAlias {
    /// The URL at which it is found, as certificates name their issuer.
    pub url: String,
    /// What it calls itself, its `id`.
    pub id: String,
}

/// What a suspended credential is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Suspended {
    /// As bad as a revoked one.
    #[default]
    Reject,
    /// Worth a warning.
    Warn,
}

/// What a presentation must answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PresentationPolicy {
    /// The challenge it must contain.
    pub challenge: Option<String>,
    /// The domain it must be made for.
    pub domain: Option<String>,
    /// The audience it must be made for (JOSE).
    pub audience: Option<String>,
    /// The presentation header it must contain (bbs-2023), in base64url.
    pub header: Option<String>,
    /// Whether the holder must be the subject.
    pub holder_is_subject: HolderIsSubject,
}

/// Whether the holder of a presentation must be the subject of its credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HolderIsSubject {
    /// It must.
    Require,
    /// The report shows whether it is.
    #[default]
    Show,
}

/// What a holder may withhold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DisclosurePolicy {
    /// What it means that a member is absent which could have been withheld.
    pub absent_members: AbsentMembers,
    /// Whether the issuer's own proof, with all its secrets, may be shown.
    pub base_proofs: BaseProofs,
}

/// What it means that a member is absent which could have been withheld.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AbsentMembers {
    /// That the issuer did not write it.
    Accept,
    /// That it may be withheld: undetermined.
    #[default]
    Ask,
}

/// Whether the issuer's own proof of a selective-disclosure suite may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BaseProofs {
    /// Yes: a wallet receives it.
    Accept,
    /// No: it belongs to the holder alone.
    #[default]
    Refuse,
}

/// Which ledgers count, and how deep an anchor must lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AnchorPolicy {
    /// The chains to accept, as CAIP-2 identifiers; by default the main networks.
    pub chains: Option<Vec<String>>,
    /// How many blocks must lie on an anchor.
    pub confirmations: u32,
    /// Blocks that the caller trusts.
    pub checkpoints: Vec<Checkpoint>,
    /// Whether the word of an explorer counts.
    pub explorers: Explorers,
    /// Whether digests with known weaknesses count.
    pub weak_digests: WeakDigests,
    /// The transparency logs to accept; by default none. A log's word counts as a ledger.
    pub logs: Vec<LogKey>,
    /// Whose cosignatures on the checkpoints of these logs count: witnesses see to it that a log shows everybody the same.
    pub witnesses: Vec<LogKey>,
    /// How many of the witnesses must have cosigned.
    pub quorum: u32,
}

impl Default for AnchorPolicy {
    fn default() -> Self {
        Self {
            chains: None,
            confirmations: 6,
            checkpoints: Vec::new(),
            explorers: Explorers::default(),
            weak_digests: WeakDigests::default(),
            logs: Vec::new(),
            witnesses: Vec::new(),
            quorum: 0,
        }
    }
}

/// The key of a transparency log or of a witness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogKey {
    /// Its text, `name+id+key`, as a [signed note](https://c2sp.org/signed-note#verifier-keys) has it. The name of a log's
    /// key is the origin of its checkpoints.
    pub vkey: String,
}

/// A block that the caller trusts.
///
/// What its hash fixes, all blocks before it, needs no more. Blocks after it count on Bitcoin only, and if they show the
/// work that consensus prescribes: `bits` and `period_start` say how much that is where the headers that say it are not
/// supplied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checkpoint {
    /// The chain, as a CAIP-2 identifier.
    pub chain: String,
    /// The block's height.
    pub height: u64,
    /// The block's hash as explorers show it, in lower-case hexadecimal. A text that is no hash names no block.
    pub hash: String,
    /// The block's target in the compact form, `nBits`.
    #[serde(default)]
    pub bits: Option<u32>,
    /// The time of the first block of its period of 2,016 blocks, in seconds since 1970.
    #[serde(default)]
    pub period_start: Option<u32>,
}

/// Whether the word of a block explorer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Explorers {
    /// As an assertion.
    Accept,
    /// No.
    #[default]
    Refuse,
}

/// Whether digests with known weaknesses count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WeakDigests {
    /// They do.
    Accept,
    /// They do not.
    #[default]
    Refuse,
}

/// As other verifiers have it: a badge is shown to a phone seconds after it was issued.
fn clock_skew() -> u32 {
    300
}

/// NIST SP 800-131A: nothing shorter is acceptable.
fn minimum_rsa_bits() -> u32 {
    2_048
}

fn required() -> Weight {
    Weight::Required
}

fn best_effort() -> Weight {
    Weight::BestEffort
}

fn informative() -> Weight {
    Weight::Informative
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn a_checkpoint_may_say_what_its_header_would() {
        let text = |more: &str| {
            format!(
                r#"{{"at":"2026-11-22T00:00:00Z","anchors":{{"checkpoints":[{{"chain":"eip155:1","height":7,"hash":"ab"{more}}}]}}}}"#
            )
        };
        let bare = Policy::from_json(text("").as_bytes()).unwrap();
        let [checkpoint] = bare.anchors.checkpoints.as_slice() else { panic!("one was given") };
        assert_eq!((checkpoint.height, checkpoint.bits, checkpoint.period_start), (7, None, None));
        let told = Policy::from_json(text(r#","bits":486604799,"periodStart":1231006505"#).as_bytes()).unwrap();
        let [checkpoint] = told.anchors.checkpoints.as_slice() else { panic!("one was given") };
        assert_eq!((checkpoint.bits, checkpoint.period_start), (Some(0x1d00_ffff), Some(1_231_006_505)));
        assert_eq!(Policy::from_json(told.to_json().as_bytes()).unwrap(), told);
        for wrong in [r#","period_start":1"#, r#","bits":"1d00ffff""#, r#","bits":-1"#] {
            assert!(Policy::from_json(text(wrong).as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_default_trusts_no_block() {
        let at = Timestamp::parse("2026-11-22T00:00:00Z", Zone::Required).unwrap().timestamp;
        let anchors = r#""anchors":{"chains":null,"confirmations":6,"checkpoints":[],"explorers":"refuse","weakDigests":"refuse","logs":[],"witnesses":[],"quorum":0}"#;
        assert!(Policy::at(at).to_json().contains(anchors));
    }
}
