//! Block chains: transactions, their inclusion in a block, and the links between blocks.

pub mod bitcoin;
pub mod ethereum;
