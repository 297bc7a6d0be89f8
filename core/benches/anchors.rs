//! Measures what anchors cost beside the hashes that they are about, in CPU time, in one run.
//!
//! The batch is made here from one of the samples: certificates that differ in their ids and names, one transaction with
//! their root, one block of a network of one's own.

#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a program that measures does I/O"
)]

#[path = "../tests/common/batch.rs"]
mod batch;
#[path = "../tests/common/regtest.rs"]
mod regtest;
mod rows;

use batch::{ISSUER, Issued, target};
use credstone::policy::Policy;
use credstone::report::{Reason, Verdict};
use credstone::resources::{Attachment, Resources};
use credstone::verify::Verifier;
use regtest::sha256;
use rows::{measure, row};
use std::cell::Cell;
use std::hint::black_box;

const CERTIFICATES: usize = 1_000;

fn main() {
    let sample = batch::sample();
    let issued = Issued::new(&sample, CERTIFICATES);
    let verifier = Verifier::new(issued.policy.clone());
    let mut batch = verifier.batch(&issued.resources);
    for certificate in &issued.certificates {
        let report = batch.verify(certificate);
        assert_eq!(report.verdict, Verdict::Verified, "{}", report.to_json());
    }
    println!("{CERTIFICATES} certificates of {ISSUER}, {} bytes each", issued.certificates[0].len());

    // One after another, each batch begun anew.
    let (hashed, verified) = (Cell::new(0), Cell::new(0));
    let next = |turn: &Cell<usize>| {
        let now = turn.get();
        turn.set((now + 1) % CERTIFICATES);
        now
    };
    let stamp = costly_stamp(&sample);
    let mut stamped = Resources::default();
    stamped.add_attached(Attachment { bytes: stamp, media_type: None });
    let (strict, nothing) = (Verifier::new(Policy::at(issued.policy.at.clone())), Resources::default());
    let stopped = strict.verify(&sample, &stamped);
    assert!(stopped.checks.iter().any(|check| check.reason == Some(Reason::LimitOtsWork)), "{}", stopped.to_json());
    let work = vec![0_u8; 1 << 20];

    let mut rows = vec![
        row("badge: statements and hash", None, || {
            black_box(target(black_box(&sample)));
        }),
        row("certificate: statements and hash", Some(("badge: statements and hash", 1.1)), || {
            black_box(target(&issued.certificates[next(&hashed)]));
        }),
        row("batch of 1,000: each verified", Some(("certificate: statements and hash", 1.2)), || {
            let now = next(&verified);
            if now == 0 {
                batch = verifier.batch(&issued.resources);
            }
            let _ = black_box(batch.verify(&issued.certificates[now]));
        }),
        row("SHA-256 of 1 MiB", None, || drop(black_box(sha256(black_box(&work))))),
        row("badge: verify", None, || drop(black_box(strict.verify(&sample, &nothing)))),
        row(".ots beyond the limit of work, and the badge", Some(("SHA-256 of 1 MiB", 1.5)), || {
            drop(black_box(strict.verify(&sample, &stamped)));
        }),
    ];
    measure(&mut rows);
}

/// A stamp with more work than the limit, 1 MiB, allows: a message of 4 KB, copied and hashed on each of its ways.
fn costly_stamp(input: &[u8]) -> Vec<u8> {
    const MAGIC: &[u8] = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94";
    const PENDING: &[u8] = b"\x00\x83\xdf\xe3\x0d\x2e\xf9\x0c\x8e\x11\x10https://cal.test";
    let mut stamp = [MAGIC, &[1, 8], &sha256(input)].concat();
    // Appends 1,000 bytes four times.
    for _ in 0..4 {
        stamp.extend([&[0xf0, 0xe8, 0x07][..], &[7; 1_000]].concat());
    }
    for _ in 0..250 {
        stamp.extend([b"\xff\x08".as_slice(), PENDING].concat());
    }
    stamp.extend([b"\x08".as_slice(), PENDING].concat());
    stamp
}
