//! The W3C test suite of RDFC-1.0, all of it, under the default limits.

mod common;
