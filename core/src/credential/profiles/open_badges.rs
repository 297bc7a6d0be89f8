//! Open Badges 3.0: the data model of <https://www.imsglobal.org/spec/ob/v3p0/#data-models>.

use super::super::members::Member;
use super::super::model::Model;
use super::rules::{Class, Rule};

/// <https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential>
pub(super) static CREDENTIAL: Class = Class {
    type_: None,
    rules: &[
        Rule::new(Member::Id).must(),
        // Of badges of the data model 2.0 it is optional.
        Rule::new(Member::Name).must().under(Model::Vcdm11).text().single(),
        VALID_FROM,
        ISSUER,
        Rule::new(Member::CredentialSubject).object(&SUBJECT).single(),
    ],
    one_of: &[],
};

/// <https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential>
pub(super) static ENDORSEMENT: Class = Class {
    type_: None,
    rules: &[
        Rule::new(Member::Id).must(),
        // It must be there, but 1EdTech's own example of a CLR endorses without.
        Rule::new(Member::Name).should().text().single(),
        VALID_FROM,
        ISSUER,
        Rule::new(Member::CredentialSubject).object(&ENDORSED).single(),
    ],
    one_of: &[],
};

/// The data model 1.1 demands `issuanceDate` itself.
pub(super) const VALID_FROM: Rule = Rule::new(Member::ValidFrom).must().under(Model::Vcdm20);

/// In 1.1 it must be an object, but credentials of the Digital Credentials Consortium have its URL there too.
pub(super) const ISSUER: Rule = Rule::new(Member::Issuer).reference(&PROFILE);

/// One of them must be there, but half of the credentials of the Digital Credentials Consortium name nobody.
pub(super) const RECIPIENT: &[Member] = &[Member::Id, Member::Identifier];

/// <https://www.imsglobal.org/spec/ob/v3p0/#profile>
static PROFILE: Class = Class { type_: Some("Profile"), rules: &[], one_of: &[] };

/// <https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject>
static SUBJECT: Class = Class {
    type_: Some("AchievementSubject"),
    rules: &[
        Rule::new(Member::Achievement).must().object(&ACHIEVEMENT).single(),
        Rule::new(Member::Identifier).object(&IDENTITY),
    ],
    one_of: RECIPIENT,
};

/// <https://www.imsglobal.org/spec/ob/v3p0/#endorsementsubject>
static ENDORSED: Class =
    Class { type_: Some("EndorsementSubject"), rules: &[Rule::new(Member::Id).must()], one_of: &[] };

/// <https://www.imsglobal.org/spec/ob/v3p0/#achievement>
pub(super) static ACHIEVEMENT: Class = Class {
    type_: Some("Achievement"),
    rules: &[
        Rule::new(Member::Id).must().url().single(),
        Rule::new(Member::Name).must().text().single(),
        Rule::new(Member::Description).must().text().single(),
        Rule::new(Member::Criteria).must().object(&CRITERIA).single(),
    ],
    one_of: &[],
};

/// <https://www.imsglobal.org/spec/ob/v3p0/#criteria>
static CRITERIA: Class = Class { type_: None, rules: &[], one_of: &[Member::Narrative, Member::Id] };

/// <https://www.imsglobal.org/spec/ob/v3p0/#identityobject>
pub(super) static IDENTITY: Class = Class {
    type_: Some("IdentityObject"),
    rules: &[
        // It must be there as a boolean, but widely used issuers write it as a text and leave out the type.
        Rule::new(Member::Hashed).should().boolean().single(),
        Rule::new(Member::IdentityHash).must().text().single(),
        Rule::new(Member::IdentityType).should().text().single(),
    ],
    one_of: &[],
};
