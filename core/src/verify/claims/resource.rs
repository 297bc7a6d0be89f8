//! Whether what a document links to is what its issuer linked to.

use crate::credential::{Entry, Member};
use crate::digest::DigestAlgorithm;
use crate::jsonld::contexts::{self, Bundled};
use crate::multiformat::multihash::{Multihash, MultihashError};
use crate::report::{CheckId, Finding, Need, NeedKind, Reason, clipped};
use crate::verify::session::{Session, is_web};
use data_encoding::HEXLOWER;

/// Compares a linked resource with its digest, and asks for it if it is not there
/// ([VCDM 2.0, section 5.3](https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources)).
pub(crate) fn judge(session: &Session<'_>, entry: &Entry<'_>) -> (Finding, Option<Need>) {
    let Some(url) = entry.id.as_deref() else {
        return (Finding::failed(Reason::ModelMissing).with("name", "id"), None);
    };
    let stated = match stated_digests(entry, url) {
        Ok(stated) => stated,
        Err(finding) => return (finding, None),
    };
    let content = session.resources.document_entry(url);
    let matches = |digest: &Multihash| match content {
        Some(entry) => Some(entry.digest(digest.algorithm).as_bytes() == digest.digest),
        // Whichever text the issuer saw is one that stood there.
        None => {
            let hex = HEXLOWER.encode(&digest.digest);
            let texts = contexts::texts(url).iter();
            texts.map(|text| bundled_hash(text, digest.algorithm).map(|known| known == hex)).reduce(either).flatten()
        }
    };
    let holds = |alternatives: &Vec<Multihash>| alternatives.iter().map(matches).reduce(either);
    let results: Vec<_> = stated.iter().map(|alternatives| holds(alternatives).flatten()).collect();
    if results.contains(&Some(false)) {
        (Finding::failed(Reason::ResourceDigest).with("url", clipped(url)), None)
    } else if results.contains(&None) {
        let finding = Finding::undetermined(Reason::ResourceMissing).with("url", clipped(url));
        (finding, Some(wanted_file(url, &stated)))
    } else {
        (Finding::passed(), None)
    }
}

/// Whether one of two holds, as far as both are known.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    Some(one? || other?)
}

/// The digests that an entry states: each must hold; of the alternatives within one integrity text, any.
fn stated_digests(entry: &Entry<'_>, url: &str) -> Result<Vec<Vec<Multihash>>, Finding> {
    let multibase = entry.texts(Member::DigestMultibase);
    let multibase = multibase.iter().map(|text| Multihash::from_multibase(text).map(|digest| vec![digest]));
    let sri = entry.texts(Member::DigestSri);
    let stated: Vec<_> = multibase.chain(sri.iter().map(|text| Multihash::from_sri(text))).collect();
    if stated.is_empty() {
        return Err(Finding::failed(Reason::ModelMissing).with("name", Member::DigestSri.term()));
    }
    // What is no digest at all is the digest of nothing.
    if stated.iter().any(|digest| matches!(digest, Err(MultihashError::Encoding | MultihashError::Length))) {
        return Err(Finding::failed(Reason::ResourceDigestMalformed).with("url", clipped(url)));
    }
    let unsupported = |_| Finding::undetermined(Reason::CheckUnsupported).with("name", "this form of digest");
    stated.into_iter().collect::<Result<_, _>>().map_err(unsupported)
}

/// The linked file at `url`, by its SHA-256 if that is what is stated.
fn wanted_file(url: &str, stated: &[Vec<Multihash>]) -> Need {
    let sha256 = |stated: &Vec<Multihash>| match stated.as_slice() {
        [only] if only.algorithm == DigestAlgorithm::Sha256 => Some(HEXLOWER.encode(&only.digest)),
        _ => None,
    };
    let fetch = is_web(url).then(|| url.to_owned());
    let sha256 = stated.iter().find_map(sha256);
    Need { fetch, sha256, ..Need::resource(CheckId::Resource, NeedKind::Content, url) }
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
