//! The families of cases: one file for each part of the verification.

mod anchored;
mod consequences;
mod context;
mod issuer;
mod json;
mod key;
mod limits;
mod model;
mod nested;
mod numbers;
mod open_attestation;
mod presentation;
mod profile;
mod proofs;
mod readings;
mod shape;
mod signatures;
mod suites;
mod texts;
mod timestamps;
mod validity;

use crate::documents;
use crate::sign::secure;
use crate::table::Table;
use serde_json::Value;

/// Every case.
pub(crate) fn all() -> Table {
    let mut table = Table::default();
    json::cases(&mut table);
    model::cases(&mut table);
    profile::cases(&mut table);
    numbers::cases(&mut table);
    suites::cases(&mut table);
    proofs::cases(&mut table);
    context::cases(&mut table);
    readings::cases(&mut table);
    texts::cases(&mut table);
    shape::cases(&mut table);
    issuer::cases(&mut table);
    key::cases(&mut table);
    validity::cases(&mut table);
    presentation::cases(&mut table);
    nested::cases(&mut table);
    timestamps::cases(&mut table);
    limits::cases(&mut table);
    open_attestation::cases(&mut table);
    anchored::cases(&mut table);
    table.cases.iter_mut().for_each(consequences::complete);
    table
}

/// The plain credential of the data model 2.0, not signed yet.
fn plain() -> Value {
    documents::credential(&documents::issuer().did())
}

/// `document`, signed by the usual issuer as JSON.
fn jcs(document: &Value) -> Value {
    secure(document, "eddsa-jcs-2022", &documents::issuer())
}

/// `document`, signed by the usual issuer as statements.
fn rdfc(document: &Value) -> Value {
    secure(document, "eddsa-rdfc-2022", &documents::issuer())
}
