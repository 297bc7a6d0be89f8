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
            "from-midnight-fraction",
            "24:00:00 may have a fraction of zeros.",
            "validFrom",
            "2026-11-20T24:00:00.000Z",
            "",
        ),
        ("from-easternmost", "The zone farthest to the east.", "validFrom", "2026-11-22T02:00:00+14:00", ""),
        ("from-westernmost", "The zone farthest to the west.", "validFrom", "2026-11-20T22:00:00-14:00", ""),
        ("from-leap-day", "The leap day of a leap year.", "validFrom", "2024-02-29T00:00:00Z", ""),
        ("until-five-digits", "A year of five digits.", "validUntil", "10000-01-01T00:00:00Z", ""),
        ("from-year-one", "It begins with the first year.", "validFrom", "0001-01-01T00:00:00Z", ""),
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
        ("no-leap-day", "2026 is no leap year.", "2026-02-29T00:00:00Z"),
        ("century", "1900 was no leap year.", "1900-02-29T00:00:00Z"),
        ("month-13", "There is no thirteenth month.", "2026-13-01T00:00:00Z"),
        ("day-zero", "Days are counted from one.", "2026-01-00T00:00:00Z"),
        ("hour-25", "A day has no 25th hour.", "2026-01-15T25:00:00Z"),
        ("minute-60", "An hour has no minute 60.", "2026-01-15T09:60:00Z"),
        ("zone-minute-60", "A zone has no minute 60.", "2026-01-15T09:30:00+01:60"),
        ("no-seconds", "Seconds must be written.", "2026-01-15T09:30Z"),
        ("no-fraction", "A point, and no digit after it.", "2026-01-15T09:30:00.Z"),
        ("comma", "A comma in place of the point.", "2026-01-15T09:30:00,5Z"),
        ("space-between", "A space in place of the T.", "2026-01-15 09:30:00Z"),
        ("short-month", "Months have two digits.", "2026-1-15T09:30:00Z"),
        ("other-digits", "Digits of another script.", "\u{662}026-01-15T09:30:00Z"),
        ("year-zero", "There is no year 0.", "0000-01-01T00:00:00Z"),
        ("year-negative", "A year before the first.", "-0001-01-01T00:00:00Z"),
        ("year-leading-zero", "A year of five digits, the first of them zero.", "02026-01-15T09:30:00Z"),
        ("year-too-long", "A year of ten digits.", "1000000000-01-15T09:30:00Z"),
        ("no-date", "An empty text.", ""),
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
    let instant = set(&set(&plain(), "/validFrom", documents::AT), "/validUntil", documents::AT);
    family
        .case("instant", "It ends at the instant at which it begins, which is now.")
        .input(&jcs(&instant))
        .verified(&[]);
    let reversed = set(&set(&plain(), "/validFrom", "2026-11-21T12:00:02Z"), "/validUntil", "2026-11-21T12:00:01Z");
    family
        .case("reversed-within-skew", "It ends a second before it begins: no clock makes that right.")
        .input(&jcs(&reversed))
        .rejected(&[failed("validity", "/validUntil", "validity.order")]);
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
        .case("older-reversed", "A credential of the data model 1.1 that ends before it is issued.")
        .input(&signed(&set(&document, "/expirationDate", "2026-01-01T00:00:00Z")))
        .rejected(&[failed("validity", "/expirationDate", "validity.order")]);
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
        (
            "proof-created-no-zone",
            "A proof made at a time without a zone, which is read as UTC.",
            "created",
            "2026-11-21T12:05:00",
            "",
        ),
        (
            "proof-created-no-zone-future",
            "A proof made in the future, read as UTC.",
            "created",
            "2026-11-21T12:05:01",
            "proof.created_future",
        ),
        ("proof-expires-within-skew", "A proof that expired 300 seconds ago.", "expires", "2026-11-21T11:55:00Z", ""),
        ("proof-expires-malformed", "A proof that expires on no day.", "expires", "soon", "date.invalid"),
    ] {
        let case = family.case(name, title).input(&signed(member, date));
        if reason.is_empty() { case.verified(&[]) } else { case.rejected(&[failed("proof.period", "/proof", reason)]) }
    }
    family
        .case("proof-created-no-zone-refused", "A proof made at a time without a zone, and the policy refuses that.")
        .policy("zoneless", "refuse")
        .input(&signed("created", "2026-01-15T09:30:00"))
        .rejected(&[failed("proof.period", "/proof", "date.invalid")]);
    let options = without(&options("eddsa-jcs-2022", &issuer().method()), "/created");
    family
        .case("proof-without-created", "A proof need not say when it was made.")
        .input(&secure_with(&plain(), &options, &issuer()))
        .verified(&[]);
}
