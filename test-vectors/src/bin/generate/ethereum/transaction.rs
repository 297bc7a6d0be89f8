//! Signed transactions that carry a value.

use super::trie::{integer, list, string, trimmed};
use crate::keys::Key;
use credstone::anchor::chain::ethereum::keccak256;

/// How a transaction is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As before there were chains with ids.
    First,
    /// With the chain's id in the signature (EIP-155).
    Legacy,
    /// With an access list (EIP-2930).
    AccessList,
    /// With a dynamic fee (EIP-1559).
    DynamicFee,
}

/// A transaction, not signed yet.
#[derive(Clone)]
pub(crate) struct Transaction {
    pub(crate) form: Form,
    pub(crate) chain: u64,
    pub(crate) input: Vec<u8>,
}

impl Transaction {
    /// A transaction of today on the main network.
    pub(crate) fn with(input: &[u8]) -> Self {
        Self { form: Form::DynamicFee, chain: 1, input: input.to_vec() }
    }

    /// The envelope, signed by `key`.
    pub(crate) fn sign(&self, key: &Key) -> Vec<u8> {
        let (signature, odd) = self.signature(key);
        self.signed(&signature, odd)
    }

    /// The signature of `key`, and whether the point in it is odd.
    pub(crate) fn signature(&self, key: &Key) -> (Vec<u8>, bool) {
        key.sign_recoverable(&keccak256(&self.envelope(&self.last())))
    }

    /// The envelope with this signature, whoever made it.
    pub(crate) fn signed(&self, signature: &[u8], odd: bool) -> Vec<u8> {
        let v = match self.form {
            Form::First => 27 + u64::from(odd),
            Form::Legacy => self.chain * 2 + 35 + u64::from(odd),
            Form::AccessList | Form::DynamicFee => u64::from(odd),
        };
        let (r, s) = signature.split_at(32);
        self.envelope(&[integer(v), string(trimmed(r)), string(trimmed(s))])
    }

    /// What is signed in place of the signature.
    fn last(&self) -> Vec<Vec<u8>> {
        if self.form == Form::Legacy { vec![integer(self.chain), integer(0), integer(0)] } else { Vec::new() }
    }

    fn envelope(&self, last: &[Vec<u8>]) -> Vec<u8> {
        let (nonce, price, gas) = (integer(7), integer(20_000_000_000), integer(60_000));
        let (to, value, input) = (string(&[0xde; 20]), integer(0), string(&self.input));
        let (chain, nothing) = (integer(self.chain), list(&[]));
        let mut fields: Vec<&[u8]> = match self.form {
            Form::First | Form::Legacy => vec![&nonce, &price],
            Form::AccessList => vec![&chain, &nonce, &price],
            Form::DynamicFee => vec![&chain, &nonce, &price, &price],
        };
        fields.extend([&gas[..], &to, &value, &input]);
        let kind: &[u8] = match self.form {
            Form::First | Form::Legacy => &[],
            Form::AccessList => &[1],
            Form::DynamicFee => &[2],
        };
        if !kind.is_empty() {
            fields.push(&nothing);
        }
        fields.extend(last.iter().map(Vec::as_slice));
        [kind, &list(&fields)[..]].concat()
    }
}
