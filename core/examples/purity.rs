//! The whole core in one program, compiled for `wasm32-unknown-unknown` by `make purity`, which then looks for imports.

use std::hint::black_box;

use credstone::policy::Policy;
use credstone::resources::Resources;
use credstone::time::Timestamp;
use credstone::verify::Verifier;

fn main() {
    let verifier = Verifier::new(Policy::at(black_box(Timestamp::from_unix(0))));
    let report = verifier.verify(black_box(&[]), black_box(&Resources::default()));
    let _ = black_box(report.into_verified());
}
