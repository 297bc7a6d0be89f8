//! Who an issuer is, and how identifiers are compared.

use super::{AT, DOMAIN, certificate, did, dns, method, owned, salted, sign_2_as, signed, signing, wallet, wrap_2};
use crate::keys::Key;
use crate::table::{Case, Family, failed, set, undetermined, without};
use credstone::keys::KeyType;
use serde_json::{Value, json};

pub(super) fn cases(family: &mut Family<'_>, valid: &Value) {
    family
        .case("dns-missing", "Nobody supplied what the domain lists.")
        .input(valid)
        .document(&did(), &owned())
        .need("dns", "uni.example/TXT")
        .indeterminate(&[
            undetermined("issuer.binding", AT, "resource.missing"),
            undetermined("proof.present", "", "proof.not_proven"),
        ]);
    let mismatch = [failed("issuer.binding", AT, "issuer.mismatch"), failed("proof.present", "", "proof.not_proven")];
    family
        .case("dns-other", "The domain lists another key.")
        .input(valid)
        .document(&did(), &owned())
        .resource(
            "dns",
            dns(&["openatts a=dns-did; p=did:ethr:0x0000000000000000000000000000000000000001#controller; v=1.0;"
                .to_owned()]),
        )
        .rejected(&mismatch);
    family
        .case("dns-empty", "The domain lists nothing.")
        .input(valid)
        .document(&did(), &owned())
        .resource("dns", dns(&[]))
        .rejected(&mismatch);
    owner(family);
    spelling(family);
}

/// Who owns an account says its registry, of which the document of the DID tells.
fn owner(family: &mut Family<'_>) {
    let plain = set(&certificate(&signing()), "/issuers/0/identityProof", json!({ "type": "DID", "key": method() }));
    let signer = [failed("anchor.signer", AT, "anchor.issuer"), failed("proof.present", "", "proof.not_proven")];
    let document = signed(&plain);
    let rotated = self::document(&did(), "controller", "0x0000000000000000000000000000000000000001");
    let stranger = sign_2_as(&without(&document, "/proof"), &method(), &Key::of(KeyType::Secp256k1, "stranger"));
    family.case("did", "The DID is its own identity.").input(&document).document(&did(), &owned()).verified(&[]);
    family
        .case("did-rotated", "The registry gave the DID another owner.")
        .input(&document)
        .document(&did(), &rotated)
        .rejected(&signer);
    family
        .case("did-missing", "Whether the registry gave the DID another owner, nobody says.")
        .input(&document)
        .need("document", &did())
        .indeterminate(&[
            undetermined("anchor.signer", AT, "resource.missing"),
            undetermined("proof.present", "", "proof.not_proven"),
        ]);
    family
        .case("did-derived", "The policy takes the account for its own owner.")
        .input(&document)
        .policy("ethrOwner", "derived")
        .verified(&[]);
    family
        .case(
            "did-derived-rotated",
            "The policy would take the account for its own owner, but the registry says another.",
        )
        .input(&document)
        .policy("ethrOwner", "derived")
        .document(&did(), &rotated)
        .rejected(&signer);
    family
        .case("did-derived-stranger", "The policy takes the account for its own owner, and another one signed.")
        .input(&stranger)
        .policy("ethrOwner", "derived")
        .rejected(&signer);
}

/// The registrar's own DID, and that of somebody else on the same host.
const REGISTRAR: &str = "did:web:uni.example:users:Registrar";
const OTHER: &str = "did:web:uni.example:users:registrar";

/// A DID document with a key by the name of its account.
pub(super) fn document(did: &str, fragment: &str, account: &str) -> Value {
    let method = format!("{did}#{fragment}");
    json!({
        "id": did,
        "verificationMethod": [{
            "id": method, "type": "EcdsaSecp256k1RecoveryMethod2020", "controller": did,
            "blockchainAccountId": format!("eip155:1:{account}")
        }],
        "assertionMethod": [method]
    })
}

/// A certificate of `did`, its own word for who it is, signed in the name of `method`.
fn of(did: &str, identity: &Value, method: &str) -> Value {
    let issuer = set(&set(&signing(), "/id", did), "/identityProof", identity.clone());
    sign_2_as(&wrap_2(&salted(&certificate(&issuer), "data"), &[]), method, &wallet())
}

/// The DID documents of both are at hand.
fn known(case: &mut Case) -> &mut Case {
    let account = wallet().account();
    [REGISTRAR, OTHER].iter().fold(case, |case, did| case.document(did, &document(did, "k", &account)))
}

/// Only the host of a `did:web` and the address of an Ethereum account have no case.
fn spelling(family: &mut Family<'_>) {
    let key = format!("{REGISTRAR}#k");
    let other = format!("{OTHER}#k");
    let own = |key: &str| json!({ "type": "DID", "key": key });
    let listing = |key: &str| json!({ "type": "DNS-DID", "location": DOMAIN, "key": key });
    let unproven = failed("proof.present", "", "proof.not_proven");
    let mismatch = [failed("issuer.binding", AT, "issuer.mismatch"), unproven.clone()];
    known(family.case("did-web", "Signed by the account of a DID that a web server publishes."))
        .input(&of(REGISTRAR, &own(&key), &key))
        .verified(&[]);
    known(family.case("did-web-other", "Signed by a DID that differs in the case of a letter: it is somebody else's."))
        .input(&of(REGISTRAR, &own(&other), &other))
        .rejected(&mismatch);
    known(family.case("did-web-other-key", "The key that the document names differs in the case of a letter."))
        .input(&of(REGISTRAR, &own(&format!("{REGISTRAR}#K")), &key))
        .rejected(&[failed("anchor.signer", AT, "proof.missing"), unproven.clone()]);
    let listed = |key: &str| dns(&[format!("openatts a=dns-did; p={key}; v=1.0;")]);
    known(family.case("dns-other-case", "The domain lists a DID that differs in the case of a letter."))
        .input(&of(REGISTRAR, &listing(&key), &key))
        .resource("dns", listed(&other))
        .rejected(&mismatch);
    let capitals = format!("did:ethr:0x{}", wallet().account().trim_start_matches("0x").to_uppercase());
    family
        .case("account-in-capitals", "The address of an Ethereum account has no case: in it, capitals are a checksum.")
        .input(&of(&capitals, &listing(&format!("{capitals}#controller")), &method()))
        .document(&did(), &owned())
        .resource("dns", listed(&method().to_lowercase()))
        .verified(&[]);
}
