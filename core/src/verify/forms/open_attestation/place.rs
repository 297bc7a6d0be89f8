//! Where the contract of an issuer is.

use crate::anchor::chain::ethereum::Address;
use crate::anchor::chain::{Chain, Family};
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
    /// The contract at `address`: on the chain that the document names; if it names none, on each that the policy accepts.
    pub(super) fn all(policy: &Policy, issuance: &Issuance, address: &str) -> Result<Vec<Self>, Box<Standing>> {
        let fault = |finding| Err(Box::new(Standing::nothing(finding)));
        let address = match Address::parse(address) {
            Ok(address) => address,
            Err(error) => return fault(Finding::failed(Reason::OaAddress).with("fault", error.to_string())),
        };
        let caip2 = match &issuance.chain {
            Some(Ok(chain)) => chain.as_str(),
            Some(Err(_)) => return fault(Finding::not_reached()),
            None => return Ok(accepted(policy).into_iter().map(|chain| Self { chain, address }).collect()),
        };
        match Chain::of_caip2(caip2) {
            Some(chain) => Ok(vec![Self { chain, address }]),
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

/// The chains with contracts that the policy accepts; if it accepts none, the main network, which is then refused.
fn accepted(policy: &Policy) -> Vec<Chain> {
    let with_contracts = || Chain::all().filter(|chain| chain.family == Family::Ethereum);
    let accepted: Vec<_> = with_contracts().filter(|chain| chain.is_accepted(policy)).collect();
    if accepted.is_empty() { with_contracts().take(1).collect() } else { accepted }
}
