//! Block chains: transactions, their inclusion in a block, and the links between blocks.

pub mod bitcoin;
pub mod ethereum;
mod follow;
mod names;

pub(crate) use follow::follow;
pub(crate) use names::{Chain, Family};
