//! How deep the tree of a block is: its first transaction tells, and a partial tree brings its header.

use super::*;

/// The first transaction of the block, if the sibling of the other one is its id.
fn coinbase() -> Vec<u8> {
    [&[1, 0, 0, 0, 1][..], &[0; 32], &[0xff; 4], &[2, 0x51, 0x51], &[0xff; 4], &[1], &[0; 8], &[1, 0x51], &[0; 4]]
        .concat()
}

/// A partial tree of two transactions that leads to the second one.
fn merkle_block(header: &[u8], first: &Hash, second: &Hash) -> Vec<u8> {
    [header, &[2, 0, 0, 0, 2], first, second, &[1, 0b101]].concat()
}

impl Scene {
    /// The scene with another first transaction in the block, whose branch and partial tree can both be measured.
    fn with_coinbase() -> Self {
        let mut scene = Self::new();
        let (first, second) = (hash_of(&coinbase()), hash_of(scene.raw.as_ref().unwrap()));
        let block = Header::parse(&scene.at(BLOCK)).unwrap();
        let raw = mine(&block.previous(), &twice(&[&first, &second]), block.time(), true);
        scene.headers = vec![raw.clone()];
        scene.policy.anchors.checkpoints = vec![checkpoint(REGTEST, BLOCK, id_text(&hash_of(&raw)))];
        let proof = InclusionProof::Branch {
            index: 1,
            siblings: vec![shown(first)],
            coinbase: Some(Coinbase { raw: coinbase(), siblings: vec![shown(second)] }),
        };
        scene.inclusions = vec![Inclusion { block: id_text(&hash_of(&raw)), proof }];
        scene
    }

    /// The same with a partial tree, which brings the header along.
    fn with_merkle_block() -> Self {
        let mut scene = Self::with_coinbase();
        let (first, second) = (hash_of(&coinbase()), hash_of(scene.raw.as_ref().unwrap()));
        let raw = merkle_block(&scene.headers[0], &first, &second);
        let coinbase = Some(Coinbase { raw: coinbase(), siblings: vec![shown(second)] });
        scene.inclusions[0].proof = InclusionProof::MerkleBlock { raw, coinbase };
        scene.headers.clear();
        scene
    }

    fn coinbase(&mut self) -> &mut Option<Coinbase> {
        match &mut self.inclusions[0].proof {
            InclusionProof::Branch { coinbase, .. } | InclusionProof::MerkleBlock { coinbase, .. } => coinbase,
            InclusionProof::Trie { .. } => panic!("it is a Bitcoin block"),
        }
    }
}

#[test]
fn the_first_transaction_measures_the_depth() {
    type Row = (&'static str, fn(&mut Scene), &'static str);
    let wrong = "failed btc.merkle";
    let cases: [Row; 6] = [
        ("sound", |_| {}, PASSED),
        ("not the first", |s| s.coinbase().as_mut().unwrap().raw = transaction([1; 32], &[&pays(1)]), wrong),
        ("no transaction", |s| s.coinbase().as_mut().unwrap().raw.truncate(60), wrong),
        ("another root", |s| s.coinbase().as_mut().unwrap().siblings[0][0] ^= 1, wrong),
        ("no branch", |s| s.coinbase().as_mut().unwrap().siblings.clear(), wrong),
        ("a longer path than the limit", |s| s.policy.limits.path = 0, "undetermined limit.path"),
    ];
    for (name, spoil, want) in cases {
        for mut scene in [Scene::with_coinbase(), Scene::with_merkle_block()] {
            spoil(&mut scene);
            let standing = scene.follow();
            assert_eq!(word(&standing.inclusion), want, "{name}: {standing:#?}");
            let depth = datum(&standing.inclusion, "depth");
            assert_eq!(depth, (want == PASSED).then(|| "proven".into()), "{name}");
        }
    }
    for mut scene in [Scene::with_coinbase(), Scene::with_merkle_block()] {
        *scene.coinbase() = None;
        let standing = scene.follow();
        assert_eq!((words(&standing), datum(&standing.inclusion, "depth")), ([PASSED; 4].map(str::to_owned), None));
    }
}

/// A mined transaction of 64 bytes passes for an inner node, and what its halves are for transactions one level down.
#[test]
fn an_inner_node_that_is_a_transaction_is_found_out_by_the_first_one() {
    let mut scene = Scene::with_coinbase();
    let first = hash_of(&coinbase());
    let wanted = hash_of(scene.raw.as_ref().unwrap());
    let passed_off = twice(&[&[0x44; 32], &wanted]);
    let raw = mine(&[9; 32], &twice(&[&first, &passed_off]), 1_500_000_000, true);
    let block = id_text(&hash_of(&raw));
    scene.policy.anchors.checkpoints = vec![checkpoint(REGTEST, BLOCK, block.clone())];
    let deep =
        |coinbase| InclusionProof::Branch { index: 3, siblings: vec![shown([0x44; 32]), shown(first)], coinbase };
    // Four leaves, of which the third and fourth hang under the node; the first two are one hash.
    let tree = [&raw[..], &[4, 0, 0, 0, 3], &first, &[0x44; 32], &wanted, &[1, 0b10101]].concat();
    let partial = |coinbase| InclusionProof::MerkleBlock { raw: tree.clone(), coinbase };
    scene.headers = vec![raw.clone()];
    let measure = || Some(Coinbase { raw: coinbase(), siblings: vec![shown(passed_off)] });
    for (proof, want) in [
        (deep(None), PASSED),
        (partial(None), PASSED),
        (deep(measure()), "failed btc.merkle"),
        (partial(measure()), "failed btc.merkle"),
    ] {
        scene.inclusions = vec![Inclusion { block: block.clone(), proof }];
        let inclusion = scene.follow().inclusion;
        assert_eq!(word(&inclusion), want);
        assert!(want == PASSED || detail(&inclusion).contains("as long as"), "{}", detail(&inclusion));
    }
}

#[test]
fn a_partial_tree_proves_inclusion_and_brings_its_header() {
    type Row = (&'static str, fn(&mut Scene), [&'static str; 4]);
    fn raw(scene: &mut Scene) -> &mut Vec<u8> {
        match &mut scene.inclusions[0].proof {
            InclusionProof::MerkleBlock { raw, .. } => raw,
            _ => panic!("it is a partial tree"),
        }
    }
    let wrong = [PASSED, PASSED, "failed btc.merkle", OPEN];
    let cases: [Row; 8] = [
        ("sound", |_| {}, [PASSED; 4]),
        ("a byte more", |s| raw(s).push(0), wrong),
        ("a byte less", |s| raw(s).truncate(150), wrong),
        ("another root", |s| raw(s)[40] ^= 1, wrong),
        ("another leaf", |s| raw(s)[85] ^= 1, wrong),
        ("too many transactions", |s| raw(s)[82] = 1, wrong),
        (
            "a tree that leads to the other one",
            |s| {
                *s.coinbase() = None;
                *raw(s).last_mut().unwrap() = 0b011;
            },
            wrong,
        ),
        ("of another block than it says", |s| s.inclusions[0].block = "11".repeat(32), [PASSED, PASSED, MISSING, OPEN]),
    ];
    for (name, spoil, want) in cases {
        let mut scene = Scene::with_merkle_block();
        spoil(&mut scene);
        let standing = scene.follow();
        assert_eq!(words(&standing), want, "{name}: {standing:#?}");
    }
    // Another block that is supplied has another root.
    let mut scene = Scene::with_merkle_block();
    let other = mine(&[9; 32], &[8; 32], 1_500_000_000, true);
    scene.inclusions[0].block = id_text(&hash_of(&other));
    scene.headers.push(other);
    assert_eq!(words(&scene.follow()), wrong);
}
