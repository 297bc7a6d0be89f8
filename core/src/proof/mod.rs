//! Securing mechanisms: a document, its proof and a key into valid, or a typed no.
//!
//! Nothing here knows whom to trust, what time it is, or whether a credential was revoked.

pub mod data_integrity;
pub mod jose;
