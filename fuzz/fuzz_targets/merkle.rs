//! Proofs made of the input: an honest one holds under each rule, and with one node changed it does not.

#![no_main]

use credstone::merkle::{Hash, Rule, Tree, proof, root, verify_consistency, verify_inclusion};

const RULES: [Rule; 4] = [Rule::Bitcoin, Rule::OpenAttestation, Rule::Rfc9162, Rule::Sha256Pairs];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (leaves, rest): (&[Hash], &[u8]) = bytes.as_chunks();
    let index = rest.first().map_or(0, |byte| usize::from(*byte));
    for rule in RULES {
        let (Ok(root), Ok(mut nodes)) = (root(rule, leaves), proof(rule, leaves, index)) else { continue };
        let (tree, index) = (Tree { size: leaves.len() as u64, root }, index as u64);
        let leaf = &leaves[index as usize];
        assert_eq!(verify_inclusion(rule, leaf, index, &nodes, &tree), Ok(()));
        let at = rest.get(1).map_or(0, |byte| usize::from(*byte));
        if let Some(node) = nodes.get_mut(at) {
            node[0] ^= 1;
            assert!(verify_inclusion(rule, leaf, index, &nodes, &tree).is_err());
        }
        let _ = verify_consistency(&Tree { size: index, root: *leaf }, &tree, leaves);
    }
});
