//! When a credential is in force, and how its dates are written.

use super::{jcs, plain};
use crate::documents::{self, issuer, older};
use crate::sign::{options, secure, secure_with};
use crate::table::{Table, failed, set, without};
use serde_json::Value;

pub(super) fn cases(table: &mut Table) {
    let mut family = table.family("validity", "https://www.w3.org/TR/vc-data-model-2.0/#validity-period");
    // The time of verification is 2026-11-21T12:00:00Z, and clocks may differ by 300 seconds.
    for (name, title, member, date, reason) in [
        ("until-now", "It ends at the very time of verification.", "validUntil", "2026-11-21T12:00:00Z", ""),
        ("until-within-skew", "It ended 300 seconds ago.", "validUntil", "2026-11-21T11:55:00Z", ""),
        ("until-beyond-skew", "It ended 301 seconds ago.", "validUntil", "2026-11-21T11:54:59Z", "validity.expired"),
        ("until-long-ago", "It ended last year.", "validUntil", "2026-02-01T00:00:00Z", "validity.expired"),
        (
            "until-fraction",
            "It ended a fraction of a second too early.",
            "validUntil",
            "2026-11-21T11:54:59.999999999999Z",
            "validity.expired",
        ),
        (
            "until-other-zone",
            "It ends now, written in the time of Tokyo.",
            "validUntil",
            "2026-11-21T21:00:00+09:00",
            "",
        ),
        ("from-now", "It begins at the very time of verification.", "validFrom", "2026-11-21T12:00:00Z", ""),
        ("from-within-skew", "It begins in 300 seconds.", "validFrom", "2026-11-21T12:05:00Z", ""),
        ("from-beyond-skew", "It begins in 301 seconds.", "validFrom", "2026-11-21T12:05:01Z", "validity.not_yet"),
        ("from-midnight", "24:00:00 is the next midnight.", "validFrom", "2026-11-20T24:00:00Z", ""),
        (
            "from-coming-midnight",
            "24:00:00 is the next midnight, and it is yet to come.",
            "validFrom",
            "2026-11-21T24:00:00Z",
            "validity.not_yet",
        ),
    ] {
        let input = jcs(&set(&plain(), &format!("/{member}"), date));
        let case = family.case(name, title).input(&input);
        if reason.is_empty() {
            case.verified(&[]);
        } else {
            case.rejected(&[failed("validity", &format!("/{member}"), reason)]);
        }
    }
    for (name, title, date) in [
        ("leap-second", "Second 60 does not exist.", "2026-06-30T23:59:60Z"),
        ("thirtieth-of-february", "February has no thirtieth day.", "2026-02-30T00:00:00Z"),
        ("zone-out-of-range", "No zone is further than 14 hours from UTC.", "2026-01-15T09:30:00+14:01"),
        ("date-only", "A date without a time.", "2026-01-15"),
        ("lower-case", "The letters T and Z are capital letters.", "2026-01-15t09:30:00z"),
        ("zone-without-colon", "A zone without its colon.", "2026-01-15T09:30:00+0000"),
        ("white-space", "White space around a date.", " 2026-01-15T09:30:00Z"),
        ("past-midnight", "24 o'clock has no minutes.", "2026-01-15T24:00:01Z"),
    ] {
        let input = jcs(&set(&plain(), "/validFrom", date));
        family
            .case(name, title)
            .spec("https://www.w3.org/TR/vc-data-model-2.0/#representing-time")
            .input(&input)
            .rejected(&[failed("model.members", "/validFrom", "date.invalid")]);
    }
    let zoneless = jcs(&set(&plain(), "/validFrom", "2026-01-15T09:30:00"));
    family
        .case("no-zone", "A time without a zone is read as UTC.")
        .spec("https://www.w3.org/TR/vc-data-model-2.0/#representing-time")
        .input(&zoneless)
        .verified(&[]);
    family
        .case("no-zone-refused", "A time without a zone, and the policy refuses that.")
        .policy("zoneless", "refuse")
        .input(&zoneless)
        .rejected(&[failed("validity", "/validFrom", "date.invalid")]);
    let reversed = set(&set(&plain(), "/validFrom", "2026-03-01T00:00:00Z"), "/validUntil", "2026-02-01T00:00:00Z");
    family.case("reversed", "It ends before it begins.").input(&jcs(&reversed)).rejected(&[failed(
        "validity",
        "/validUntil",
        "validity.order",
    )]);
    let open = without(&without(&plain(), "/validFrom"), "/validUntil");
    family.case("no-period", "No beginning and no end.").input(&jcs(&open)).verified(&[]);
    family
        .case("no-skew", "It ended a second ago, and the policy grants no skew.")
        .policy("clockSkew", 0)
        .input(&jcs(&set(&plain(), "/validUntil", "2026-11-21T11:59:59Z")))
        .rejected(&[failed("validity", "/validUntil", "validity.expired")]);
    older_model(table);
    proof_period(table);
}

/// The data model 1.1 calls its dates by other names.
fn older_model(table: &mut Table) {
    let mut family = table.family("validity", "https://www.w3.org/TR/vc-data-model/#expiration");
    let document = older(&issuer().did(), None);
    let signed = |document: &Value| secure(document, "eddsa-jcs-2022", &issuer());
    family.case("older", "A credential of the data model 1.1.").input(&signed(&document)).verified(&[]);
    family
        .case("older-expired", "A credential of the data model 1.1 that has expired.")
        .input(&signed(&set(&document, "/expirationDate", "2026-02-01T00:00:00Z")))
        .rejected(&[failed("validity", "/expirationDate", "validity.expired")]);
    family
        .case("older-not-yet", "A credential of the data model 1.1 that is issued tomorrow.")
        .input(&signed(&set(&document, "/issuanceDate", "2026-11-22T00:00:00Z")))
        .rejected(&[failed("validity", "/issuanceDate", "validity.not_yet")]);
    family
        .case(
            "older-with-newer-end",
            "A credential of the data model 1.1 with the end of a 2.0 one, which counts all the same.",
        )
        .input(&signed(&set(&document, "/validUntil", "2026-02-01T00:00:00Z")))
        .rejected(&[failed("validity", "/validUntil", "validity.expired")]);
    family
        .case(
            "newer-with-older-end",
            "A credential of the data model 2.0 with the end of a 1.1 one, which counts all the same.",
        )
        .input(&jcs(&set(&plain(), "/expirationDate", "2026-02-01T00:00:00Z")))
        .rejected(&[failed("validity", "/expirationDate", "validity.expired")]);
}

/// A proof has a period too.
fn proof_period(table: &mut Table) {
    let mut family = table.family("validity", "https://www.w3.org/TR/vc-data-integrity/#verify-proof");
    let signed = |member: &str, date: &str| {
        let options = set(&options("eddsa-jcs-2022", &issuer().method()), &format!("/{member}"), date);
        secure_with(&documents::credential(&issuer().did()), &options, &issuer())
    };
    for (name, title, member, date, reason) in [
        (
            "proof-expires-now",
            "A proof that expires at the time of verification.",
            "expires",
            "2026-11-21T12:00:00Z",
            "",
        ),
        ("proof-expired", "A proof that has expired.", "expires", "2026-11-21T11:54:59Z", "proof.expired"),
        ("proof-created-within-skew", "A proof made 300 seconds from now.", "created", "2026-11-21T12:05:00Z", ""),
        (
            "proof-created-future",
            "A proof made in the future.",
            "created",
            "2026-11-21T12:05:01Z",
            "proof.created_future",
        ),
        ("proof-created-malformed", "A proof made on no day.", "created", "2026-02-30T00:00:00Z", "date.invalid"),
        ("proof-expires-malformed", "A proof that expires on no day.", "expires", "soon", "date.invalid"),
    ] {
        let case = family.case(name, title).input(&signed(member, date));
        if reason.is_empty() { case.verified(&[]) } else { case.rejected(&[failed("proof.period", "/proof", reason)]) }
    }
    let options = without(&options("eddsa-jcs-2022", &issuer().method()), "/created");
    family
        .case("proof-without-created", "A proof need not say when it was made.")
        .input(&secure_with(&plain(), &options, &issuer()))
        .verified(&[]);
}
