//! The whole core in one program, compiled for `wasm32-unknown-unknown` by `make purity`, which then looks for imports.

use std::hint::black_box;

use credstone::json::Document;
use credstone::limits::Limits;

fn main() {
    let bytes = black_box(Vec::new());
    let _ = black_box(Document::parse(&bytes, &Limits::default()));
}
