//! JSON Object Signing: for now the detached form that the legacy linked-data suites put into `jws`.

pub mod jws;
