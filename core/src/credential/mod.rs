//! Credentials and presentations: what a JSON document claims to be, whether it has the shape its data model asks for,
//! what it claims, and which proofs it carries in which order.
//!
//! Implements the structure rules of VCDM 1.1 (<https://www.w3.org/TR/vc-data-model/>) and 2.0
//! (<https://www.w3.org/TR/vc-data-model-2.0/>), those of Open Badges 3.0 and CLR 2.0, and the ordering part of Data
//! Integrity's *Verify Proof Sets and Chains*.
//!
//! Nothing here knows keys, proof values, the time of verification or whom the caller trusts.

#[cfg(feature = "anchors")]
mod certificate;
mod claims;
mod detect;
mod issuer_profile;
mod lookup;
mod members;
mod model;
mod parts;
mod problem;
mod profiles;
mod proofs;
mod shape;
mod statements;
mod structure;
mod view;

#[cfg(feature = "anchors")]
pub(crate) use certificate::{Certificate, Fault, Version};
pub use claims::{Claims, Entry, Identity, Moment, Party, Text};
pub use detect::{DetectError, Detected, Format, Kind, detect};
pub use issuer_profile::{AddressKey, IssuerProfile, ProfileError, RevocationList, profile_date};
#[cfg(feature = "anchors")]
pub(crate) use issuer_profile::{full_date, is_same_address};
pub(crate) use members::is_known_type;
pub use members::{MEMBERS, Meanings, Member, MemberRow, Names, TYPES, type_term};
pub use model::{BASE_CONTEXTS, Model};
pub(crate) use parts::is_compact;
pub use parts::{Part, Parts, Role, parts};
pub use problem::{Problem, ProblemKind};
pub use profiles::{Breach, Obligation, PROFILES, Profile, ProfileRow, breaches};
pub use proofs::{Chain, ChainError, ProofRef, ProofsError, chain, proofs};
pub(crate) use shape::retold;
pub use shape::{Misplaced, Misplacement};
pub(crate) use structure::is_url;
pub use structure::structure;
pub use view::{View, ViewMember, ViewValue};
