//! Whether what a document links to is what its issuer linked to.

use crate::credential::{Entry, Member};
use crate::digest::DigestAlgorithm;
use crate::jsonld::contexts::{self, Bundled};
use crate::multiformat::multihash::{Multihash, MultihashError};
use crate::report::{Finding, Reason, clipped};
use crate::verify::session::Session;
use data_encoding::HEXLOWER;

/// Compares a linked resource with its digest
/// ([VCDM 2.0, section 5.3](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources)).
pub(crate) fn finding(session: &Session<'_>, entry: &Entry<'_>) -> Finding {
    let Some(url) = entry.id.as_deref() else {
        return Finding::failed(Reason::ModelMissing).with("name", "id");
    };
    let multibase = entry.texts(Member::DigestMultibase);
    let multibase = multibase.iter().map(|text| Multihash::from_multibase(text).map(|digest| vec![digest]));
    let sri = entry.texts(Member::DigestSri);
    // Every digest that is stated must hold; of the alternatives within one integrity text, any.
    let stated: Vec<_> = multibase.chain(sri.iter().map(|text| Multihash::from_sri(text))).collect();
    if stated.is_empty() {
        return Finding::failed(Reason::ModelMissing).with("name", Member::DigestSri.term());
    }
    // What is no digest at all is the digest of nothing.
    if stated.iter().any(|digest| matches!(digest, Err(MultihashError::Encoding | MultihashError::Length))) {
        return Finding::failed(Reason::ResourceDigest).with("url", clipped(url));
    }
    let Ok(stated) = stated.into_iter().collect::<Result<Vec<_>, _>>() else {
        return Finding::undetermined(Reason::CheckUnsupported).with("name", "this form of digest");
    };
    let content = session.resources.document_entry(url);
    let matches = |digest: &Multihash| match (content, contexts::bundled(url)) {
        (Some(entry), _) => Some(entry.digest(digest.algorithm).as_bytes() == digest.digest),
        (None, Some(bundled)) => {
            bundled_hash(bundled, digest.algorithm).map(|known| HEXLOWER.encode(&digest.digest) == known)
        }
        (None, None) => None,
    };
    let holds =
        |alternatives: &Vec<Multihash>| alternatives.iter().map(matches).reduce(|one, other| Some(one? || other?));
    let results: Vec<_> = stated.iter().map(|alternatives| holds(alternatives).flatten()).collect();
    if results.contains(&Some(false)) {
        Finding::failed(Reason::ResourceDigest).with("url", clipped(url))
    } else if results.contains(&None) {
        Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url))
    } else {
        Finding::passed()
    }
}

fn bundled_hash(bundled: &'static Bundled, algorithm: DigestAlgorithm) -> Option<&'static str> {
    match algorithm {
        DigestAlgorithm::Sha256 => Some(bundled.sha256),
        DigestAlgorithm::Sha384 => Some(bundled.sha384),
        DigestAlgorithm::Sha512 => Some(bundled.sha512),
        #[cfg(feature = "anchors")]
        _ => None,
    }
}
