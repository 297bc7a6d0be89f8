//! The examples of the VCDM 2.0 Recommendation that are signed with ecdsa-rdfc-2019.
//!
//! They explain the data model, not proofs: some have expired, most have a status or a schema. Their proofs must hold, and
//! be the issuer's once its document, made here, lists the key.

mod common;

use common::reports::{self, controller, faults, issuer, none, resources, signed};
use common::{Tally, read_json};
use credstone::report::CheckId;
use credstone::verify::Verifier;

/// The examples that are signed in this way.
const EXAMPLES: [&str; 9] = ["003", "004", "005", "007", "008", "009", "011", "022", "035"];

#[test]
fn ecdsa_rdfc_2019() {
    let Some(folder) = common::suite("vc-data-model-rec-examples", EXAMPLES.len()) else { return };
    let mut tally = Tally::new("vc-data-model-rec-examples");
    let verifier = Verifier::new(reports::examples("2025-05-01T00:00:00Z"));
    for example in EXAMPLES {
        let document = read_json(folder.join(example).join("1-ecdsa-rdfc-2019.json"));
        let resources = resources(&[(issuer(&document), controller(&document, issuer(&document)))]);
        let report = verifier.verify(document.to_string().as_bytes(), &resources);
        let about = |id: CheckId| {
            matches!(id, CheckId::ProofPresent | CheckId::IssuerBinding | CheckId::ModelMembers | CheckId::ContextTerms)
        };
        tally.case(example, signed(&report).and_then(|()| none(&faults(&report, about))));
    }
    tally.finish(EXAMPLES.len());
}
