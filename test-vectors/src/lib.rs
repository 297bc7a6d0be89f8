//! Generates the shared test vectors and runs them through the Rust library.
