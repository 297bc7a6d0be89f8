//! The Comprehensive Learner Record 2.0: the data model of <https://www.imsglobal.org/spec/clr/v2p0/#data-models>.

use super::super::members::Member;
use super::open_badges::{ACHIEVEMENT, IDENTITY, ISSUER, RECIPIENT, VALID_FROM};
use super::rules::{Class, Rule};

/// <https://www.imsglobal.org/spec/clr/v2p0/#clrcredential>
pub(super) static CREDENTIAL: Class = Class {
    type_: None,
    rules: &[
        Rule::new(Member::Id).must(),
        Rule::new(Member::Name).must().text().single(),
        VALID_FROM,
        ISSUER,
        Rule::new(Member::CredentialSubject).object(&SUBJECT).single(),
    ],
    one_of: &[],
};

/// <https://www.imsglobal.org/spec/clr/v2p0/#clrsubject>
static SUBJECT: Class = Class {
    type_: Some("ClrSubject"),
    rules: &[
        Rule::new(Member::VerifiableCredential).must(),
        Rule::new(Member::Achievement).object(&ACHIEVEMENT),
        Rule::new(Member::Identifier).object(&IDENTITY),
    ],
    one_of: RECIPIENT,
};
