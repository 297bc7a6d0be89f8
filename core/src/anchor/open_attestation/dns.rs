//! DNS records by which the owner of a domain stands for a contract or a key: the text of a TXT record into what it lists.
//!
//! [DNS-TXT](https://github.com/Open-Attestation/adr/blob/master/decentralized_identity_proof_DNS-TXT.md) lists contracts,
//! DNS-DID verification methods of DIDs. Who asked for a record, and whether the answer is genuine, is not known here.

use crate::anchor::chain::ethereum::Address;

/// What a record lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed<'t> {
    /// A contract: `openatts net=ethereum netId=1 addr=0x…`.
    Contract {
        /// The chain's number.
        chain_id: &'t str,
        /// The contract.
        address: Address,
    },
    /// A verification method: `openatts a=dns-did; p=did:ethr:0x…#controller; v=1.0;`.
    Method(&'t str),
}

impl<'t> Listed<'t> {
    /// Reads a record; nothing if it is of another kind, or says anything twice.
    ///
    /// # Examples
    /// ```
    /// use credstone::anchor::open_attestation::dns::Listed;
    /// let record = "openatts a=dns-did; p=did:ethr:0xaCc51f664D647C9928196c4e33D46fd98FDaA91D#controller; v=1.0;";
    /// assert_eq!(Listed::parse(record), Some(Listed::Method("did:ethr:0xaCc51f664D647C9928196c4e33D46fd98FDaA91D#controller")));
    /// assert_eq!(Listed::parse("v=spf1 -all"), None);
    /// ```
    #[must_use]
    pub fn parse(record: &'t str) -> Option<Self> {
        // Some resolvers hand texts on with the quotes of zone files.
        let unquoted = record.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let members = unquoted.unwrap_or(record).trim().strip_prefix("openatts ")?;
        let split = |character: char| character == ';' || character.is_ascii_whitespace();
        let members: Vec<_> = members
            .split(split)
            .filter(|member| !member.is_empty())
            .filter_map(|member| member.split_once('='))
            .collect();
        let only = |name: &str| {
            let mut found = members.iter().filter(|(key, _)| *key == name).map(|(_, value)| *value);
            found.next().filter(|_| found.next().is_none())
        };
        if let Some(algorithm) = only("a") {
            let sound = algorithm == "dns-did" && only("v") == Some("1.0");
            return only("p").filter(|_| sound).map(Self::Method);
        }
        let address = only("addr").filter(|_| only("net") == Some("ethereum"))?;
        // The case of letters is a checksum that registrars do not always keep.
        let address = Address::parse(&address.to_ascii_lowercase()).ok()?;
        Some(Self::Contract { chain_id: only("netId")?, address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "0x0c9d5E6C766030cc6f0f49951D275Ad0701F81EC";

    #[test]
    fn reads_records() {
        let contract = Listed::Contract { chain_id: "3", address: Address::parse(&ADDRESS.to_lowercase()).unwrap() };
        for (record, want) in [
            (format!("openatts net=ethereum netId=3 addr={ADDRESS}"), Some(contract.clone())),
            (format!("\"openatts net=ethereum netId=3 addr={ADDRESS}\""), Some(contract.clone())),
            (format!("  openatts  addr={ADDRESS} netId=3 net=ethereum more=x "), Some(contract)),
            ("openatts a=dns-did; p=did:x:1#k; v=1.0;".to_owned(), Some(Listed::Method("did:x:1#k"))),
            ("openatts a=dns-did;p=did:x:1#k;v=1.0".to_owned(), Some(Listed::Method("did:x:1#k"))),
            (format!("openatts net=ethereum addr={ADDRESS}"), None),
            (format!("openatts net=other netId=3 addr={ADDRESS}"), None),
            (format!("openatts net=ethereum netId=3 netId=1 addr={ADDRESS}"), None),
            (format!("openatts net=ethereum netId=3 addr={ADDRESS}0"), None),
            (format!("openatt net=ethereum netId=3 addr={ADDRESS}"), None),
            (format!("net=ethereum netId=3 addr={ADDRESS}"), None),
            ("openatts a=dns-did; p=did:x:1#k; v=2.0;".to_owned(), None),
            ("openatts a=dns-did; p=did:x:1#k;".to_owned(), None),
            ("openatts a=other; p=did:x:1#k; v=1.0;".to_owned(), None),
            ("openatts a=dns-did; p=did:x:1#k; p=did:x:2#k; v=1.0;".to_owned(), None),
            ("openatts DO NOT ADD ANY RECORDS".to_owned(), None),
            (String::new(), None),
            ("\"".to_owned(), None),
        ] {
            assert_eq!(Listed::parse(&record), want, "{record}");
        }
    }
}
