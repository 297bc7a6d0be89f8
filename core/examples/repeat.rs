//! Does one thing a number of times, for tools that count: `repeat json|hash|badge|certificate TIMES`.

#![allow(clippy::disallowed_methods, reason = "a program reads its arguments")]

#[path = "../tests/common/batch.rs"]
mod batch;
#[path = "../tests/common/regtest.rs"]
mod regtest;

use batch::{Issued, sample, target};
use credstone::json::Document;
use credstone::limits::Limits;
use credstone::report::{Report, Verdict};
use credstone::resources::Resources;
use credstone::verify::Verifier;
use std::hint::black_box;

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [operation, times] = arguments.as_slice() else { usage() };
    let Ok(times) = times.parse::<usize>() else { usage() };
    let badge = sample();
    let issued = Issued::new(&badge, 8);
    let (verifier, nothing) = (Verifier::new(issued.policy.clone()), Resources::default());
    let mut batch = verifier.batch(&issued.resources);
    for certificate in issued.certificates.iter().cycle().take(times) {
        match operation.as_str() {
            "json" => drop(black_box(Document::parse(black_box(&badge), &Limits::default()))),
            "hash" => drop(black_box(target(black_box(certificate)).to_vec())),
            "badge" => verified(&verifier.verify(&badge, &nothing)),
            "certificate" => verified(&batch.verify(certificate)),
            _ => usage(),
        }
    }
}

fn verified(report: &Report) {
    assert_eq!(report.verdict, Verdict::Verified);
}

fn usage() -> ! {
    eprintln!("usage: repeat json|hash|badge|certificate TIMES");
    std::process::exit(2)
}
