//! Documents that do not say on which chain their contract is.

use super::contract::{CONTRACT, doubtful, issuer, slot, target_of, text, unproven, witnesses};
use super::withheld::hide;
use super::{AT, certificate, did, dns, owned, record, root_of, salted, sign_2, signing, wallet, wrap_2};
use crate::ethereum::{Block, MAIN, hex};
use crate::table::{Case, Family, failed, set, undetermined};
use credstone::anchor::chain::ethereum::document_store::STORES;
use credstone::anchor::chain::ethereum::{Address, Hash};
use serde_json::{Value, json};

const OTHER: &str = "eip155:137";

/// The hashes by which a contract knows a document.
struct Hashes {
    root: Hash,
    target: Hash,
}

/// What a contract at the address of the document says on a chain.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Issued,
    Nothing,
    /// There is no contract.
    Nowhere,
    Revoked,
    /// Revoked, and never issued.
    RevokedAlone,
}

impl Says {
    fn block(self, hashes: &Hashes) -> Block {
        let layout = STORES[0];
        let mut slots = vec![(slot(2), text())];
        if matches!(self, Self::Issued | Self::Revoked) {
            slots.push((layout.issued_slot(&hashes.root), slot(1)));
        }
        if matches!(self, Self::Revoked | Self::RevokedAlone) {
            slots.push((layout.revoked_slot(&hashes.target), slot(1)));
        }
        let contract = if self == Self::Nowhere { [0x5b; 20] } else { CONTRACT };
        Block::new(Address::from_bytes(contract), &slots)
    }

    fn state(self, block: &Block, hashes: &Hashes) -> Value {
        let layout = STORES[0];
        let [issued, target, root]: [Hash; 3] =
            [layout.issued_slot(&hashes.root), layout.revoked_slot(&hashes.target), layout.revoked_slot(&hashes.root)];
        match self {
            Self::Nowhere => block.nothing_at(Address::from_bytes(CONTRACT)),
            _ => block.state(&[slot(2), issued, target, root]),
        }
    }
}

/// What is known of the contract, and on which chains its domain lists it.
fn play<'c>(case: &'c mut Case, document: &Value, listed: &[&str], said: &[(&str, Says)]) -> &'c mut Case {
    let hashes = Hashes { root: root_of(document, "signature"), target: target_of(document) };
    let address = Address::from_bytes(CONTRACT);
    let record =
        |chain: &&str| format!("openatts net=ethereum netId={} addr={address}", chain.trim_start_matches("eip155:"));
    case.input(document).resource("dns", dns(&listed.iter().map(record).collect::<Vec<_>>()));
    let mut checkpoints = Vec::new();
    for (chain, says) in said {
        let block = says.block(&hashes);
        case.resource("headers", set(&block.header(), "/chain", *chain));
        case.resource("state", set(&says.state(&block, &hashes), "/chain", *chain));
        checkpoints.push(json!({ "chain": chain, "height": Block::NUMBER, "hash": block.hash() }));
    }
    case.policy("anchors", json!({ "chains": [MAIN, OTHER], "checkpoints": checkpoints }))
}

pub(super) fn cases(family: &mut Family<'_>) {
    let data = salted(&certificate(&issuer("documentStore")), "data");
    let document = wrap_2(&data, &[]);
    let both = [MAIN, OTHER];
    play(
        family.case("chains", "It is issued on one chain, and on the other there is no contract."),
        &document,
        &both,
        &[(MAIN, Says::Issued), (OTHER, Says::Nowhere)],
    )
    .verified(&[]);
    play(
        family.case("chains-second", "It is issued on the second chain alone."),
        &document,
        &both,
        &[(MAIN, Says::Nothing), (OTHER, Says::Issued)],
    )
    .verified(&[]);
    let title = "On the other chain somebody else has a contract at the address, which says that it is revoked.";
    play(family.case("chains-stranger", title), &document, &[MAIN], &[(MAIN, Says::Issued), (OTHER, Says::Revoked)])
        .verified(&[]);
    play(
        family.case("chains-revoked", "It is issued on both chains, and revoked on one."),
        &document,
        &both,
        &[(MAIN, Says::Issued), (OTHER, Says::Revoked)],
    )
    .rejected(&[failed("status.entry", AT, "status.revoked")]);
    play(
        family.case("chains-silent", "It is issued on no chain."),
        &document,
        &both,
        &[(MAIN, Says::Nothing), (OTHER, Says::Nowhere)],
    )
    .rejected(&unproven(&[failed("anchor.root", AT, "oa.not_issued")]));
    play(
        family.case("chains-nowhere", "There is no contract on any chain."),
        &document,
        &both,
        &[(MAIN, Says::Nowhere), (OTHER, Says::Nowhere)],
    )
    .rejected(&unproven(&[failed("anchor.root", AT, "oa.no_contract")]));
    play(
        family.case(
            "chains-revoked-alone",
            "It is issued on one chain, and the issuer's contract on the other revoked it.",
        ),
        &document,
        &both,
        &[(MAIN, Says::Issued), (OTHER, Says::RevokedAlone)],
    )
    .rejected(&unproven(&[failed("anchor.root", AT, "oa.not_issued"), failed("status.entry", AT, "status.revoked")]));
    let case =
        family.case("chains-missing", "It is issued on one chain; nobody says whether it is revoked on the other.");
    play(case, &document, &both, &[(MAIN, Says::Issued)]);
    let contract = hex(&CONTRACT);
    case.need("state", &format!("{OTHER}/{contract}"));
    witnesses().iter().for_each(|slot| {
        case.need("state", &format!("{OTHER}/{contract}/{}", hex(slot)));
    });
    let missing = ["anchor.inclusion", "status.entry"].map(|id| undetermined(id, AT, "resource.missing"));
    case.indeterminate(&doubtful(&missing));
    let case = family.case(
        "chains-unbound",
        "On one chain it is issued, on the other revoked; which contract is the issuer's, nobody says.",
    );
    play(case, &document, &[], &[(MAIN, Says::Issued), (OTHER, Says::Revoked)]).others.shift_remove("dns");
    case.need("dns", "uni.example/TXT");
    case.indeterminate(&doubtful(&[undetermined("issuer.binding", AT, "resource.missing")]));
    hidden(family);
}

/// The holder of a document that was revoked on its own chain hides which one that is.
fn hidden(family: &mut Family<'_>) {
    let network = json!({ "chain": "ETH", "chainId": "1" });
    let mut data = salted(&set(&certificate(&issuer("documentStore")), "/network", network), "data");
    let hashes = hide(&mut data, "/network");
    let document = wrap_2(&data, &hashes);
    let said = [(MAIN, Says::Revoked), (OTHER, Says::Issued)];
    let withheld = |id: &str, scope: &str| undetermined(id, scope, "oa.withheld");
    play(family.case("network-hidden", "The holder hides on which chain it was revoked."), &document, &[OTHER], &said)
        .need("policy", "disclosure.absentMembers")
        .indeterminate(&doubtful(&[
            withheld("anchor.ledger", AT),
            withheld("model.members", "/data"),
            withheld("validity", ""),
        ]));
    let title = "The holder hides on which chain it was revoked; the policy bears it, but that chain is asked as well.";
    play(family.case("network-hidden-accepted", title), &document, &[MAIN, OTHER], &said)
        .policy("disclosure", json!({ "absentMembers": "accept" }))
        .rejected(&[failed("status.entry", AT, "status.revoked")]);
    store(family);
}

/// The same of the contract that lists what a DID has revoked.
fn store(family: &mut Family<'_>) {
    let issuer = set(
        &signing(),
        "/revocation",
        json!({ "type": "REVOCATION_STORE", "location": Address::from_bytes(CONTRACT).to_string() }),
    );
    let network = json!({ "chain": "ETH", "chainId": "1" });
    let plain = certificate(&issuer);
    let mut shown = salted(&set(&plain, "/network", network), "data");
    let hashes = hide(&mut shown, "/network");
    let hiding = sign_2(&wrap_2(&shown, &hashes), &wallet());
    let document = sign_2(&wrap_2(&salted(&plain, "data"), &[]), &wallet());
    let known = |case: &mut Case, document: &Value, said: &[(&str, Says)]| {
        play(case, document, &[], said).document(&did(), &owned());
        case.others["dns"] = json!([dns(&[record()])]);
    };
    let case = family.case("revocation-chains", "Its DID revokes by a contract, which lists it on no chain.");
    known(case, &document, &[(MAIN, Says::Nothing), (OTHER, Says::Nowhere)]);
    case.verified(&[]);
    let case = family.case("revocation-chains-revoked", "Its DID revokes by a contract, which lists it on one chain.");
    known(case, &document, &[(MAIN, Says::Nothing), (OTHER, Says::Revoked)]);
    case.rejected(&[failed("status.entry", AT, "status.revoked")]);
    let case = family.case("revocation-chains-nowhere", "Its DID revokes by a contract that is on no chain.");
    known(case, &document, &[(MAIN, Says::Nowhere), (OTHER, Says::Nowhere)]);
    case.rejected(&[failed("status.entry", AT, "oa.no_contract")]);
    let case = family.case("revocation-network-hidden", "The holder hides on which chain its DID revokes.");
    known(case, &hiding, &[(MAIN, Says::Nowhere), (OTHER, Says::Nothing)]);
    case.need("policy", "disclosure.absentMembers");
    let withheld = |id: &str, scope: &str| undetermined(id, scope, "oa.withheld");
    case.indeterminate(&[withheld("model.members", "/data"), withheld("status.entry", AT), withheld("validity", "")]);
}
