//! A transparency log proof has one text, and what a policy accepts of it is what was signed.

#![no_main]

use credstone::anchor::transparency_log::{LogPolicy, TlogProof, VerifierKey};
use credstone::limits::Limits;
use credstone::merkle::Rule;
use credstone::multiformat::base64;

const LOG: &str = "log.example/1+f5f18825+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";
const WITNESSES: [&str; 2] = [
    "w.example/1+dbbfd6df+BGa+fjMsekUzMr2dCn99sFX1xe8aBq2mbZizn7aBDEc6",
    "w.example/2+3bfdf4bd+BAtROtm0kkAVygkC7QeQRNOsXb7CMG8GlIwQ2o62458t",
];
const ROOT: &str = "uFW0LWww9bCH4FJmeD+9bjlPe5JgE8yqZ3AKiwxaWW8=";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(proof) = TlogProof::parse(bytes, &Limits::default()) else { return };
    assert_eq!(written(&proof).as_bytes(), bytes);
    let key = |text: &str| VerifierKey::parse(text).expect("a key");
    let policy = LogPolicy::new(vec![key(LOG)], WITNESSES.map(key).to_vec(), 1).expect("a policy");
    // The keys signed one tree head, so no other is accepted, and one leaf leads there by its own path only.
    if let Ok(included) = proof.verify(&Rule::Rfc9162.leaf(&[2]), &policy) {
        assert_eq!((included.origin, included.index, included.size), ("log.example/1", 2, 5));
        assert_eq!(base64::encode(&included.root), ROOT);
    }
});

fn written(proof: &TlogProof<'_>) -> String {
    let mut out = "c2sp.org/tlog-proof@v1\n".to_owned();
    if let Some(extra) = &proof.extra {
        out += &format!("extra {}\n", base64::encode(extra));
    }
    out += &format!("index {}\n", proof.index);
    proof.path.iter().for_each(|node| out += &(base64::encode(node) + "\n"));
    let checkpoint = &proof.checkpoint;
    out += &format!("\n{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base64::encode(&checkpoint.root));
    checkpoint.extensions.iter().for_each(|line| out += &format!("{line}\n"));
    out += "\n";
    for signature in &proof.note.signatures {
        let bytes = [signature.id.as_slice(), &signature.signature].concat();
        out += &format!("— {} {}\n", signature.name, base64::encode(&bytes));
    }
    out
}
