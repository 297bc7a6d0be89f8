//! Where the contract of an issuer is.

use crate::anchor::chain::Chain;
use crate::anchor::chain::ethereum::Address;
use crate::anchor::ladder::Standing;
use crate::anchor::open_attestation::issuance::Issuance;
use crate::policy::Policy;
use crate::report::{Finding, Reason};

/// Where a contract is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) chain: Chain,
    pub(super) address: Address,
}

impl Place {
    /// The contract at `address`, on the chain that the document names or else the one that the policy means.
    pub(super) fn new(policy: &Policy, issuance: &Issuance, address: &str) -> Result<Self, Box<Standing>> {
        let fault = |finding| Err(Box::new(Standing::nothing(finding)));
        let address = match Address::parse(address) {
            Ok(address) => address,
            Err(error) => return fault(Finding::failed(Reason::OaAddress).with("fault", error.to_string())),
        };
        let caip2 = match &issuance.chain {
            Some(Ok(chain)) => chain.as_str(),
            Some(Err(_)) => return fault(Finding::not_reached()),
            None => usual_chain(policy),
        };
        match Chain::of_caip2(caip2) {
            Some(chain) => Ok(Self { chain, address }),
            None => {
                let ledger = Finding::failed(Reason::AnchorChain).with("chain", caip2);
                Err(Box::new(Standing { ledger, ..Standing::nothing(Finding::not_reached()) }))
            }
        }
    }

    /// Its name as an account ([CAIP-10](https://standards.chainagnostic.org/CAIPs/caip-10)).
    pub(super) fn account(&self) -> String {
        format!("{}:{}", self.chain.caip2, self.address)
    }
}

/// Documents without `network` were issued before there was a choice; a policy for tests names another chain.
fn usual_chain(policy: &Policy) -> &str {
    let accepted = policy.anchors.chains.iter().flatten().map(String::as_str);
    let mut accepted = accepted.filter(|chain| chain.starts_with("eip155:"));
    let main = "eip155:1";
    match accepted.next() {
        Some(first) if first != main && !accepted.any(|chain| chain == main) => first,
        _ => main,
    }
}
