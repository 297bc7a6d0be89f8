//! Documents that a contract issues: a document store, or a registry of tokens.

use super::{AT, DOMAIN, certificate, dns, root_of, salted, wrap_2};
use crate::ethereum::{Block, MAIN, hex};
use crate::table::{Case, Family, Row, failed, set, undetermined};
use credstone::anchor::chain::ethereum::document_store::{REGISTRIES, RegistryLayout, STORES, StoreLayout};
use credstone::anchor::chain::ethereum::{Address, Hash};
use serde_json::{Value, json};

pub(super) const CONTRACT: [u8; 20] = [0x5a; 20];

pub(super) fn cases(family: &mut Family<'_>) {
    store(family);
    revoked(family);
    missing(family);
    state(family);
    ledger(family);
    address(family);
    registry(family);
}

pub(super) fn issuer(member: &str) -> Value {
    json!({
        "name": "University of Neustadt",
        member: Address::from_bytes(CONTRACT).to_string(),
        "identityProof": { "type": "DNS-TXT", "location": DOMAIN }
    })
}

pub(super) fn slot(number: u8) -> Hash {
    let mut slot = [0; 32];
    slot[31] = number;
    slot
}

/// A short text, as storage has it.
pub(super) fn text() -> Hash {
    let mut text = [0; 32];
    text[..5].copy_from_slice(b"2.3.0");
    text[31] = 10;
    text
}

/// Everything that a verification is made of.
struct Scene {
    document: Value,
    root: Hash,
    /// The document's own hash.
    target: Hash,
    block: Block,
    /// The slots that are proven.
    slots: Vec<Hash>,
}

impl Scene {
    fn new(member: &str, block: impl Fn(&Hash, &Hash) -> Block) -> Self {
        let document = wrap_2(&salted(&certificate(&issuer(member)), "data"), &[]);
        let (root, target) = (root_of(&document, "signature"), target_of(&document));
        let block = block(&root, &target);
        Self { document, root, target, block, slots: Vec::new() }
    }

    /// A document store which has this issued and that revoked.
    fn store(issued: impl Fn(&Hash, &Hash) -> Vec<Hash>, revoked: impl Fn(&Hash, &Hash) -> Vec<Hash>) -> Self {
        let layout = STORES[0];
        let mut scene = Self::new("documentStore", |root, target| {
            let issued = issued(root, target).into_iter().map(|hash| (layout.issued_slot(&hash), slot(1)));
            let revoked = revoked(root, target).into_iter().map(|hash| (layout.revoked_slot(&hash), slot(1)));
            Block::new(
                Address::from_bytes(CONTRACT),
                &std::iter::once((slot(2), text())).chain(issued).chain(revoked).collect::<Vec<_>>(),
            )
        });
        let (root, target) = (scene.root, scene.target);
        scene.slots =
            vec![slot(2), layout.issued_slot(&root), layout.revoked_slot(&target), layout.revoked_slot(&root)];
        scene
    }

    fn sound() -> Self {
        Self::store(|root, _| vec![*root], |_, _| Vec::new())
    }

    /// All but the state of the contract.
    fn play<'c>(&self, case: &'c mut Case) -> &'c mut Case {
        let record = format!("openatts net=ethereum netId=1 addr={}", Address::from_bytes(CONTRACT));
        let checkpoint = json!([{ "chain": MAIN, "height": Block::NUMBER, "hash": self.block.hash() }]);
        case.input(&self.document).resource("dns", dns(&[record])).resource("headers", self.block.header());
        case.policy("anchors", json!({ "checkpoints": checkpoint }))
    }

    fn state(&self) -> Value {
        self.block.state(&self.slots)
    }

    /// All, the state of the contract as it is.
    fn all<'c>(&self, case: &'c mut Case) -> &'c mut Case {
        self.play(case).resource("state", self.state())
    }
}

pub(super) fn target_of(document: &Value) -> Hash {
    let text = document["signature"]["targetHash"].as_str().expect("a hash");
    let byte = |at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).expect("hexadecimal");
    (0..32).map(byte).collect::<Vec<_>>().try_into().expect("32 bytes")
}

pub(super) fn unproven(rows: &[Row]) -> Vec<Row> {
    let present = ["anchor.present", "proof.present"].map(|id| failed(id, "", "proof.not_proven"));
    [rows, &present].concat()
}

pub(super) fn doubtful(rows: &[Row]) -> Vec<Row> {
    let present = ["anchor.present", "proof.present"].map(|id| undetermined(id, "", "proof.not_proven"));
    [rows, &present].concat()
}

fn state_need(case: &mut Case, slot: &Hash) {
    case.need("state", &format!("{MAIN}/{}/{}", hex(&CONTRACT), hex(slot)));
}

/// The slots that tell the stores apart.
pub(super) fn witnesses() -> Vec<Hash> {
    let mut witnesses: Vec<_> = STORES.iter().flat_map(StoreLayout::witnesses).collect();
    witnesses.sort_unstable();
    witnesses.dedup();
    witnesses
}

fn store(family: &mut Family<'_>) {
    Scene::sound().all(family.case("store", "Issued by a contract that its domain lists.")).verified(&[]);
    let other = Scene::store(|_, target| vec![*target], |_, _| Vec::new());
    other.all(family.case("store-not-issued", "The contract lists another document.")).rejected(&unproven(&[failed(
        "anchor.root",
        AT,
        "oa.not_issued",
    )]));
}

fn revoked(family: &mut Family<'_>) {
    let row = [failed("status.entry", AT, "status.revoked")];
    Scene::store(|root, _| vec![*root], |_, target| vec![*target])
        .all(family.case("store-revoked", "The contract lists the document as revoked."))
        .rejected(&row);
    Scene::store(|root, _| vec![*root], |root, _| vec![*root])
        .all(family.case("store-revoked-batch", "The contract lists the batch as revoked."))
        .rejected(&row);
}

fn missing(family: &mut Family<'_>) {
    let mut scene = Scene::sound();
    let last = scene.slots.pop().expect("there are four");
    let case = scene.all(family.case("store-revocation-unproven", "Whether it is revoked is not proven."));
    state_need(case, &last);
    case.indeterminate(&[undetermined("status.entry", AT, "resource.missing")]);
    let case = family.case("store-missing", "Nobody supplied the state of the contract.");
    scene.play(case).others.shift_remove("headers");
    case.policy = json!({ "at": crate::documents::AT });
    case.need("state", &format!("{MAIN}/{}", hex(&CONTRACT)));
    witnesses().iter().for_each(|slot| state_need(case, slot));
    let missing = ["anchor.inclusion", "status.entry"].map(|id| undetermined(id, AT, "resource.missing"));
    case.indeterminate(&doubtful(&missing));
    let case = family.case("store-no-header", "The header of the block is missing.");
    scene.all(case).others.shift_remove("headers");
    case.need("header", &format!("{MAIN}/{}", scene.block.hash()));
    case.indeterminate(&doubtful(&[undetermined("anchor.inclusion", AT, "resource.missing")]));
}

/// What is supplied as the state of the contract.
fn state(family: &mut Family<'_>) {
    let scene = Scene::sound();
    let wrong = unproven(&[failed("anchor.inclusion", AT, "eth.state")]);
    for (name, title, pointer, value) in [
        ("store-no-account", "Nothing proves the account of the contract.", "/account", json!([])),
        ("store-account-changed", "What proves the account is something else.", "/account/0", json!("c0")),
        ("store-no-slot-proof", "Nothing proves a slot of its storage.", "/slots/1/proof", json!([])),
        ("store-other-slot", "A proof is that of another slot.", "/slots/0/key", json!(hex(&slot(9)))),
    ] {
        let case = scene.play(family.case(name, title));
        case.resource("state", set(&scene.state(), pointer, value)).rejected(&wrong);
    }
    let mut unknown = Scene::new("documentStore", |root, _| {
        Block::new(Address::from_bytes(CONTRACT), &[(STORES[0].issued_slot(root), slot(1))])
    });
    unknown.slots = witnesses();
    unknown
        .all(
            family
                .case("store-layout", "The contract is none that is known: where it keeps its hashes cannot be told."),
        )
        .indeterminate(&doubtful(&[undetermined("anchor.root", AT, "eth.layout")]));
}

fn ledger(family: &mut Family<'_>) {
    let scene = Scene::sound();
    let case = scene.all(family.case("store-no-checkpoint", "The policy trusts no block."));
    case.policy("anchors", json!({})).need("policy", "anchors.checkpoints");
    case.indeterminate(&doubtful(&[undetermined("anchor.ledger", AT, "anchor.no_checkpoint")]));
    let case = scene.all(family.case("store-no-chain", "The policy accepts no chain."));
    case.policy("anchors", json!({ "chains": [] }));
    case.rejected(&unproven(&[failed("anchor.ledger", AT, "anchor.chain")]));
}

/// How the document names the contract.
fn address(family: &mut Family<'_>) {
    let scene = Scene::sound();
    let wrapped = |issuer: &Value| wrap_2(&salted(&certificate(issuer), "data"), &[]);
    let short = wrapped(&set(&issuer("documentStore"), "/documentStore", "0x5a5a"));
    let case = family.case("store-address", "The address of the contract is too short.");
    scene.play(case).input(&short).others.shift_remove("headers");
    case.policy = json!({ "at": crate::documents::AT });
    case.rejected(&unproven(&[failed("anchor.root", AT, "oa.address")]));
    let nobody = json!({
        "name": "University of Neustadt", "certificateStore": Address::from_bytes(CONTRACT).to_string()
    });
    let document = wrapped(&nobody);
    let (root, target) = (root_of(&document, "signature"), target_of(&document));
    let layout = STORES[0];
    let block = Block::new(Address::from_bytes(CONTRACT), &[(slot(2), text()), (layout.issued_slot(&root), slot(1))]);
    let slots = vec![slot(2), layout.issued_slot(&root), layout.revoked_slot(&target), layout.revoked_slot(&root)];
    let unnamed = Scene { document, root, target, block, slots };
    let account = format!("{MAIN}:{}", Address::from_bytes(CONTRACT));
    let case = unnamed.all(family.case("store-unnamed", "Nobody stands for the contract: the policy is asked."));
    case.policy["anchors"]["chains"] = json!([MAIN]);
    case.need("policy", &format!("trustedIssuers/{account}"));
    case.indeterminate(&doubtful(&[undetermined("issuer.binding", AT, "oa.unnamed")]));
    unnamed
        .all(family.case("store-unnamed-trusted", "Nobody stands for the contract, but the policy knows whose it is."))
        .policy("trustedIssuers", json!([{ "id": account.to_lowercase(), "name": "University of Neustadt" }]))
        .verified(&[]);
    let case =
        unnamed.all(family.case("store-unnamed-other", "Nobody stands for the contract; the policy knows another."));
    case.policy["anchors"]["chains"] = json!([MAIN]);
    case.policy("trustedIssuers", json!([{ "id": account.replace("0x5", "0x6") }]));
    case.need("policy", &format!("trustedIssuers/{account}"));
    case.rejected(&doubtful(&[
        undetermined("issuer.binding", AT, "oa.unnamed"),
        failed("issuer.trusted", "", "issuer.not_trusted"),
    ]));
}

/// A registry of a release as its constructor leaves it, with its name and symbol, and the owner of the document's token.
fn registered(layout: RegistryLayout, owner: Option<[u8; 20]>) -> Scene {
    let name = layout.witnesses().next().expect("the slot of its name");
    let mut symbol = name;
    symbol[31] += 1;
    let mut scene = Scene::new("tokenRegistry", |root, _| {
        let word = owner.map(|owner| [&[0; 12][..], &owner].concat().try_into().expect("32 bytes"));
        let owner = word.map(|word| (layout.owner_slot(root), word));
        let named = [(name, text()), (symbol, text())];
        Block::new(Address::from_bytes(CONTRACT), &named.into_iter().chain(owner).collect::<Vec<_>>())
    });
    scene.slots = REGISTRIES.iter().flat_map(RegistryLayout::witnesses).collect();
    scene.slots.push(layout.owner_slot(&scene.root));
    scene.slots.sort_unstable();
    scene.slots.dedup();
    scene
}

/// Each release keeps its owners elsewhere.
fn releases(family: &mut Family<'_>) {
    for (layout, name) in REGISTRIES.into_iter().zip(["1", "3-0", "3-2", "4-0", "4-1"]).skip(1) {
        let title = format!("A registry of the release {} has a token for it; all slots are supplied.", layout.name);
        registered(layout, Some([7; 20])).all(family.case(&format!("registry-{name}"), &title)).verified(&[]);
        let title = format!("A registry of the release {} has no token for it; all slots are supplied.", layout.name);
        registered(layout, None)
            .all(family.case(&format!("registry-{name}-not-minted"), &title))
            .rejected(&unproven(&[failed("anchor.root", AT, "oa.not_issued")]));
    }
    for (release, name, left_out) in [(1, "3-0", 0), (2, "3-2", 0)] {
        let layout = REGISTRIES[release];
        let mut scene = registered(layout, Some([7; 20]));
        scene.slots.retain(|proven| *proven != slot(left_out));
        let title =
            format!("Whether slot {left_out} has a name is not proven: the release {} cannot be told.", layout.name);
        let case = scene.all(family.case(&format!("registry-{name}-untold"), &title));
        state_need(case, &slot(left_out));
        case.indeterminate(&doubtful(&[
            undetermined("anchor.root", AT, "eth.layout"),
            undetermined("status.entry", AT, "resource.missing"),
        ]));
    }
}

fn registry(family: &mut Family<'_>) {
    let layout = REGISTRIES[0];
    let owned = |owner| registered(layout, owner);
    releases(family);
    owned(Some([7; 20]))
        .all(family.case("registry", "A registry that its domain lists has a token for it."))
        .verified(&[]);
    owned(None)
        .all(family.case("registry-not-minted", "The registry has no token for it."))
        .rejected(&unproven(&[failed("anchor.root", AT, "oa.not_issued")]));
    let mut nowhere = [0; 20];
    nowhere[18..].copy_from_slice(&[0xde, 0xad]);
    owned(Some(nowhere))
        .all(family.case("registry-burnt", "The token was taken out of circulation."))
        .rejected(&[failed("status.entry", AT, "status.revoked")]);
    let mut scene = owned(Some([7; 20]));
    let owner = layout.owner_slot(&scene.root);
    scene.slots.retain(|slot| *slot != owner);
    let case = scene.all(family.case("registry-owner-unproven", "Whose token it is is not proven."));
    state_need(case, &owner);
    let missing = ["anchor.root", "status.entry"].map(|id| undetermined(id, AT, "resource.missing"));
    case.indeterminate(&doubtful(&missing));
}
