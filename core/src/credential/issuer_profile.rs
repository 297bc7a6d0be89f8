//! Issuer profiles and revocation lists as Blockcerts and Open Badges 2 publish them: which addresses an issuer had when,
//! and which assertions it took back ([Open Badges 2.0](https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#Profile)).
//!
//! Three generations of names are read: `issuerKeys` of Blockcerts 1, `publicKeys` of 2.0-alpha, `publicKey` since. Keys that
//! are no addresses, and the verification methods of profiles that are DID documents too, are read elsewhere. Whose profile
//! it is, and what the time is, is not known here.

use crate::json::{NodeId, Value};
use crate::limits::{Limit, LimitReached, Limits};
use crate::time::{DateError, Parsed, Timestamp, Zone};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The scheme of key ids that are addresses.
const SCHEME: &str = "ecdsa-koblitz-pubkey:";

/// The member that holds a revocation list.
const REVOKED: &str = "revokedAssertions";

/// What an issuer publishes about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerProfile {
    /// Its URL.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The keys that are addresses, in the order of the document.
    pub keys: Vec<AddressKey>,
    /// Whether it lists keys in other ways, each of which may be behind any address.
    pub has_other_keys: bool,
    /// Where the list of what was taken back is.
    pub revocation_list: Option<String>,
    /// Whether it takes back by spending outputs of its transactions that go to keys of its own, as Blockcerts 1 did.
    pub has_revocation_keys: bool,
}

/// An address that transactions of the issuer come from, and when it was the issuer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressKey {
    /// The address, as it is written.
    pub address: String,
    /// From then on it speaks for the issuer.
    pub created: Option<Timestamp>,
    /// From then on it does not, because the issuer says so.
    pub revoked: Option<Timestamp>,
    /// From then on it does not, as was planned.
    pub expires: Option<Timestamp>,
    /// Whether one of the dates has no zone and was read as UTC.
    pub zone_assumed: bool,
}

/// What an issuer took back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    /// Its URL.
    pub id: Option<String>,
    /// The issuer whose list it is.
    pub issuer: Option<String>,
    /// The ids of assertions, each with the reason, if there is one.
    revoked: BTreeMap<String, Option<String>>,
}

/// Why a document is not a profile or a revocation list.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileError {
    /// A date is not one.
    Date {
        /// Where.
        at: NodeId,
        /// What is wrong with it.
        error: DateError,
    },
    /// A member is missing or of the wrong kind.
    Member {
        /// Its name.
        name: &'static str,
        /// Where it is or should be.
        at: NodeId,
    },
    /// More keys than the limit.
    Limit(LimitReached),
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date { error, .. } => error.fmt(f),
            Self::Member { name, .. } => write!(f, "{name} is missing or of the wrong kind"),
            Self::Limit(reached) => write!(f, "there are more than {} keys", reached.value),
        }
    }
}

impl std::error::Error for ProfileError {}

impl AddressKey {
    fn undated(address: &str) -> Self {
        Self { address: address.to_owned(), created: None, revoked: None, expires: None, zone_assumed: false }
    }
}

impl IssuerProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`ProfileError`] with the first fault.
    ///
    /// # Examples
    /// ```
    /// use credstone::credential::IssuerProfile;
    /// use credstone::json::Document;
    /// use credstone::limits::Limits;
    ///
    /// let text = br#"{"id": "https://example.org/issuer.json", "publicKey": [
    ///     {"id": "ecdsa-koblitz-pubkey:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "created": "2018-01-05T21:10:10.615+0000"}]}"#;
    /// let document = Document::parse(text, &Limits::default()).unwrap();
    /// let profile = IssuerProfile::from_json(document.root(), &Limits::default())?;
    /// let key = profile.keys_for("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").next().unwrap();
    /// assert_eq!(key.created.as_ref().unwrap().to_string(), "2018-01-05T21:10:10.615Z");
    /// # Ok::<(), credstone::credential::ProfileError>(())
    /// ```
    pub fn from_json(profile: Value<'_>, limits: &Limits) -> Result<Self, ProfileError> {
        let id = text(profile, "id")?.ok_or(ProfileError::Member { name: "id", at: profile.id() })?;
        let (mut keys, mut has_other_keys) = (Vec::new(), false);
        for name in ["publicKey", "publicKeys", "issuerKeys"] {
            let entries = profile.get(name).into_iter().flat_map(Value::items_or_self);
            for entry in entries {
                let key = if name == "issuerKeys" { Some(first_key(entry)?) } else { later_key(entry, name)? };
                has_other_keys |= key.is_none();
                keys.extend(key);
            }
        }
        if u32::try_from(keys.len()).map_or(true, |count| count > limits.keys) {
            return Err(ProfileError::Limit(Limit::Keys.reached(limits.keys)));
        }
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        Ok(Self {
            id: id.to_owned(),
            name: owned(text(profile, "name")?),
            keys,
            has_other_keys,
            revocation_list: owned(text(profile, "revocationList")?),
            has_revocation_keys: profile.get("revocationKeys").is_some(),
        })
    }

    /// The keys with that address, which may be written in another case where case means nothing: an issuer that takes an
    /// address up again lists it once for each time.
    pub fn keys_for(&self, address: &str) -> impl Iterator<Item = &AddressKey> {
        self.keys.iter().filter(move |key| is_same_address(&key.address, address))
    }
}

impl RevocationList {
    /// Reads a revocation list. An assertion is named by its `id` or, in older lists, its `uid`, or is a text by itself.
    ///
    /// # Errors
    /// [`ProfileError::Member`] if there is no list, or an entry of it names nothing.
    ///
    /// # Examples
    /// ```
    /// use credstone::credential::RevocationList;
    /// use credstone::json::Document;
    /// use credstone::limits::Limits;
    ///
    /// let text = br#"{"revokedAssertions": [{"id": "urn:uuid:1", "revocationReason": "Issued in error."}]}"#;
    /// let document = Document::parse(text, &Limits::default()).unwrap();
    /// let list = RevocationList::from_json(document.root())?;
    /// assert_eq!(list.revoked("urn:uuid:1"), Some(Some("Issued in error.")));
    /// assert_eq!(list.revoked("urn:uuid:2"), None);
    /// # Ok::<(), credstone::credential::ProfileError>(())
    /// ```
    pub fn from_json(list: Value<'_>) -> Result<Self, ProfileError> {
        let mut revoked = BTreeMap::new();
        for entry in entries(list)? {
            let (ids, reason) = revocation(entry)?;
            for id in ids.into_iter().flatten() {
                revoked.entry(id.to_owned()).or_insert_with(|| reason.map(ToOwned::to_owned));
            }
        }
        let owned = |text: Option<&str>| text.map(ToOwned::to_owned);
        Ok(Self { id: owned(text(list, "id")?), issuer: owned(text(list, "issuer")?), revoked })
    }

    /// Whether `list` takes back an assertion that has one of these names, and why, if it says why. Nothing of the list is
    /// kept, which counts for a long one that is asked once.
    ///
    /// # Errors
    /// As [`RevocationList::from_json`].
    pub(crate) fn find<'d>(list: Value<'d>, names: &BTreeSet<&str>) -> Result<Option<Option<&'d str>>, ProfileError> {
        let mut found = None;
        for entry in entries(list)? {
            let (ids, reason) = revocation(entry)?;
            if found.is_none() && ids.into_iter().flatten().any(|id| names.contains(id)) {
                found = Some(reason);
            }
        }
        Ok(found)
    }

    /// Whether the assertion with that id was taken back, and why, if the list says why.
    #[must_use]
    pub fn revoked(&self, id: &str) -> Option<Option<&str>> {
        self.revoked.get(id).map(Option::as_deref)
    }

    /// How many ids the list has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.revoked.len()
    }

    /// Whether nothing was taken back.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.revoked.is_empty()
    }
}

/// Reads a date as profiles write them: of XSD `dateTime`, without the colon in its zone, without a zone (UTC), or a day
/// alone, which begins at midnight in UTC.
///
/// # Errors
/// [`DateError`] if it has none of these forms.
///
/// # Examples
/// ```
/// use credstone::credential::profile_date;
/// let dates = ["2017-01-03T14:34:57+0000", "2017-01-03T14:34:57Z", "2017-01-03T14:34:57", "2017-01-03T15:34:57+01:00"];
/// assert!(dates.iter().all(|date| profile_date(date).unwrap().timestamp.to_string() == "2017-01-03T14:34:57Z"));
/// assert_eq!(profile_date("2016-08-28")?.timestamp.to_string(), "2016-08-28T00:00:00Z");
/// # Ok::<(), credstone::time::DateError>(())
/// ```
pub fn profile_date(text: &str) -> Result<Parsed, DateError> {
    Timestamp::parse(&full_date(text), Zone::Utc)
}

/// A date as [`profile_date`] reads it, with what its form leaves out but for the zone.
pub(crate) fn full_date(text: &str) -> Cow<'_, str> {
    match (text.split_once('T'), without_colon(text)) {
        (None, _) => format!("{text}T00:00:00").into(),
        (Some(_), Some((rest, minutes))) => format!("{rest}:{minutes}").into(),
        (Some(_), None) => text.into(),
    }
}

/// Splits a zone of four digits before its minutes.
fn without_colon(text: &str) -> Option<(&str, &str)> {
    let (rest, minutes) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let (_, zone) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
    let digits = zone.strip_prefix(['+', '-'])?;
    let is_zone = digits.bytes().chain(minutes.bytes()).all(|byte| byte.is_ascii_digit());
    is_zone.then_some((rest, minutes))
}

/// Whether two texts are one address. The case of Base58 counts, that of hexadecimal and of Bech32 does not.
pub(crate) fn is_same_address(one: &str, other: &str) -> bool {
    let begins =
        |text: &str, prefix: &str| text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    let caseless = ["0x", "bc1", "tb1", "bcrt1"].iter().any(|prefix| begins(one, prefix));
    one == other || (caseless && one.eq_ignore_ascii_case(other))
}

/// What a revocation list lists.
fn entries(list: Value<'_>) -> Result<impl Iterator<Item = Value<'_>>, ProfileError> {
    match list.get(REVOKED) {
        Some(entries) if entries.is_array() => Ok(entries.items()),
        other => Err(ProfileError::Member { name: REVOKED, at: other.unwrap_or(list).id() }),
    }
}

/// The names of an assertion that was taken back, and why that was.
type Revocation<'d> = ([Option<&'d str>; 2], Option<&'d str>);

fn revocation(entry: Value<'_>) -> Result<Revocation<'_>, ProfileError> {
    let (ids, reason) = match entry.as_str() {
        Some(id) => ([Some(id), None], None),
        None => ([text(entry, "id")?, text(entry, "uid")?], text(entry, "revocationReason")?),
    };
    if ids == [None, None] { Err(ProfileError::Member { name: REVOKED, at: entry.id() }) } else { Ok((ids, reason)) }
}

/// A key of Blockcerts 1.
fn first_key(entry: Value<'_>) -> Result<AddressKey, ProfileError> {
    let address = text(entry, "key")?.ok_or(ProfileError::Member { name: "key", at: entry.id() })?;
    key(entry, address, ["date", "invalidated"])
}

/// A key of Blockcerts 2 and 3; `None` if it is no address.
fn later_key(entry: Value<'_>, name: &'static str) -> Result<Option<AddressKey>, ProfileError> {
    if let Some(text) = entry.as_str() {
        // An address by itself, or the URL of a key that stands elsewhere.
        return Ok(text.strip_prefix(SCHEME).map(AddressKey::undated));
    }
    if !entry.is_object() {
        return Err(ProfileError::Member { name, at: entry.id() });
    }
    let address = |name| Ok(text(entry, name)?.and_then(|text| text.strip_prefix(SCHEME)));
    let address = match (address("id")?, address("publicKey")?) {
        (Some(id), Some(key)) if id != key => return Err(ProfileError::Member { name, at: entry.id() }),
        (id, key) => id.or(key),
    };
    address.map(|address| key(entry, address, ["created", "revoked"])).transpose()
}

fn key(entry: Value<'_>, address: &str, names: [&'static str; 2]) -> Result<AddressKey, ProfileError> {
    let [created, revoked] = names;
    let (created, revoked, expires) = (date(entry, created)?, date(entry, revoked)?, date(entry, "expires")?);
    let zone_assumed = [&created, &revoked, &expires].into_iter().flatten().any(|date| date.zone_assumed);
    let instant = |date: Option<Parsed>| date.map(|date| date.timestamp);
    Ok(AddressKey {
        address: address.to_owned(),
        created: instant(created),
        revoked: instant(revoked),
        expires: instant(expires),
        zone_assumed,
    })
}

/// The date under `name`; `null` is found where there is none.
fn date(object: Value<'_>, name: &'static str) -> Result<Option<Parsed>, ProfileError> {
    let Some(value) = object.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let text = value.as_str().ok_or(ProfileError::Member { name, at: value.id() })?;
    profile_date(text).map(Some).map_err(|error| ProfileError::Date { at: value.id(), error })
}

/// The text under `name`, if there is one.
fn text<'d>(object: Value<'d>, name: &'static str) -> Result<Option<&'d str>, ProfileError> {
    let Some(value) = object.get(name) else { return Ok(None) };
    value.as_str().map(Some).ok_or(ProfileError::Member { name, at: value.id() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn profile(text: &str) -> Result<IssuerProfile, ProfileError> {
        let limits = Limits { keys: 16, ..Limits::default() };
        IssuerProfile::from_json(Document::parse(text.as_bytes(), &limits).unwrap().root(), &limits)
    }

    fn with_key(key: &str) -> Result<IssuerProfile, ProfileError> {
        profile(&format!(r#"{{"id":"urn:issuer","publicKey":[{key}]}}"#))
    }

    fn list(text: &str) -> Result<RevocationList, ProfileError> {
        RevocationList::from_json(Document::parse(text.as_bytes(), &Limits::default()).unwrap().root())
    }

    fn member(error: ProfileError) -> &'static str {
        let ProfileError::Member { name, .. } = error else { panic!("{error:?}") };
        name
    }

    fn instant(text: &str) -> Option<Timestamp> {
        Some(Timestamp::parse(text, Zone::Required).unwrap().timestamp)
    }

    #[test]
    fn reads_the_keys_of_every_generation() {
        let created = instant("2016-08-28T00:00:00Z");
        let cases = [
            r#"{"id":"urn:issuer","issuerKeys":[{"date":"2016-08-28","key":"1abc","invalidated":"2017-01-01"}]}"#,
            r#"{"id":"urn:issuer","publicKeys":[{"created":"2016-08-28T00:00:00+0000","revoked":"2017-01-01T00:00:00Z","publicKey":"ecdsa-koblitz-pubkey:1abc"}]}"#,
            r#"{"id":"urn:issuer","publicKey":{"id":"ecdsa-koblitz-pubkey:1abc","created":"2016-08-28T02:00:00.0+02:00","revoked":"2017-01-01T00:00:00"}}"#,
        ];
        for text in cases {
            let found = profile(text).unwrap();
            let [key] = &found.keys[..] else { panic!("{found:?}") };
            assert_eq!((key.address.as_str(), &key.created), ("1abc", &created), "{text}");
            assert_eq!((&key.revoked, &key.expires), (&instant("2017-01-01T00:00:00Z"), &None), "{text}");
        }
    }

    #[test]
    fn reads_what_else_a_profile_says() {
        let found = profile(r#"{"id":"urn:issuer","name":"Ada","revocationList":"urn:list","url":7}"#).unwrap();
        assert_eq!((found.name.as_deref(), found.revocation_list.as_deref()), (Some("Ada"), Some("urn:list")));
        assert_eq!(found.keys, []);
        let found =
            with_key(r#"{"id":"ecdsa-koblitz-pubkey:1a","expires":"2030-01-01T00:00:00","created":null}"#).unwrap();
        let key = found.keys_for("1a").next().unwrap();
        assert_eq!((&key.expires, &key.created, key.zone_assumed), (&instant("2030-01-01T00:00:00Z"), &None, true));
    }

    #[test]
    fn keys_that_are_no_addresses_are_left_to_others() {
        for key in
            [r#"{"id":"urn:key","publicKeyPem":"…"}"#, r#""https://example.org/key""#, "{}", r#"{"publicKey":"1abc"}"#]
        {
            assert_eq!(with_key(key).unwrap().keys, [], "{key}");
        }
    }

    #[test]
    fn refuses_other_profiles() {
        let cases = [
            ("[]", "id"),
            ("{}", "id"),
            (r#"{"id":7}"#, "id"),
            (r#"{"id":"a","name":7}"#, "name"),
            (r#"{"id":"a","revocationList":7}"#, "revocationList"),
            (r#"{"id":"a","publicKey":7}"#, "publicKey"),
            (r#"{"id":"a","publicKey":[7]}"#, "publicKey"),
            (r#"{"id":"a","publicKeys":[null]}"#, "publicKeys"),
            (r#"{"id":"a","publicKey":{"id":7}}"#, "id"),
            (r#"{"id":"a","publicKey":{"publicKey":7}}"#, "publicKey"),
            (
                r#"{"id":"a","publicKey":{"id":"ecdsa-koblitz-pubkey:1a","publicKey":"ecdsa-koblitz-pubkey:1b"}}"#,
                "publicKey",
            ),
            (r#"{"id":"a","publicKey":{"id":"ecdsa-koblitz-pubkey:1a","created":7}}"#, "created"),
            (r#"{"id":"a","issuerKeys":[{}]}"#, "key"),
            (r#"{"id":"a","issuerKeys":["1a"]}"#, "key"),
            (r#"{"id":"a","issuerKeys":[{"key":7}]}"#, "key"),
        ];
        for (text, want) in cases {
            assert_eq!(member(profile(text).unwrap_err()), want, "{text}");
        }
        for (name, date, want) in [
            ("created", "yesterday", DateError::Form),
            ("revoked", "2016-02-30", DateError::Day),
            ("expires", "2016-01-01T00:00:00+0:00", DateError::Form),
        ] {
            let error = with_key(&format!(r#"{{"id":"ecdsa-koblitz-pubkey:1a","{name}":"{date}"}}"#)).unwrap_err();
            assert!(matches!(error, ProfileError::Date { error, .. } if error == want), "{date}: {error:?}");
        }
        let keys = |count: usize| with_key(&vec![r#"{"id":"ecdsa-koblitz-pubkey:1a"}"#; count].join(","));
        assert!(keys(16).is_ok());
        assert_eq!(keys(17), Err(ProfileError::Limit(Limit::Keys.reached(16))));
    }

    #[test]
    fn finds_the_keys_of_an_address() {
        let addresses = ["1Ab", "0xAb", "bc1qab", "1twice", "1twice"];
        let keys = addresses.map(|address| format!(r#"{{"id":"ecdsa-koblitz-pubkey:{address}"}}"#));
        let found = with_key(&keys.join(",")).unwrap();
        for (asked, want) in [
            ("1Ab", &["1Ab"][..]),
            ("1ab", &[]),
            ("0xaB", &["0xAb"]),
            ("0XAB", &["0xAb"]),
            ("BC1QAB", &["bc1qab"]),
            ("1twice", &["1twice", "1twice"]),
            ("", &[]),
        ] {
            let addresses: Vec<_> = found.keys_for(asked).map(|key| key.address.as_str()).collect();
            assert_eq!(addresses, want, "{asked}");
        }
    }

    #[test]
    fn reads_keys_that_are_texts() {
        let text = "\"ecdsa-koblitz-pubkey:1a\"";
        for (keys, addresses, has_others) in [
            (text.to_owned(), 1, false),
            (format!("[{text},{text}]"), 2, false),
            (format!(r#"[{text},"https://example.org/key"]"#), 1, true),
            (r#"[{"id":"urn:key","publicKeyPem":"…"}]"#.to_owned(), 0, true),
            ("[]".to_owned(), 0, false),
        ] {
            let found = profile(&format!(r#"{{"id":"urn:issuer","publicKey":{keys}}}"#)).unwrap();
            assert_eq!((found.keys.len(), found.has_other_keys), (addresses, has_others), "{keys}");
            assert!(found.keys.iter().all(|key| key.address == "1a" && key.created.is_none()));
        }
    }

    #[test]
    fn reads_dates_in_every_form_that_is_found() {
        for (text, want, assumed) in [
            ("2016-08-28", "2016-08-28T00:00:00Z", true),
            ("2016-01-03T14:34:57+0000", "2016-01-03T14:34:57Z", false),
            ("2016-01-03T14:34:57-0130", "2016-01-03T16:04:57Z", false),
            ("2018-01-05T21:10:10.615+00:00", "2018-01-05T21:10:10.615Z", false),
            ("2020-02-19T15:57:05.303127", "2020-02-19T15:57:05.303127Z", true),
            ("2020-02-19T15:57:05Z", "2020-02-19T15:57:05Z", false),
        ] {
            let read = profile_date(text).unwrap();
            assert_eq!((read.timestamp.to_string().as_str(), read.zone_assumed), (want, assumed), "{text}");
        }
        for text in [
            "",
            "T",
            "2016",
            "2016-08-28Z",
            "2016-08-28+0000",
            "2016-08-28 10:00:00",
            "2016-01-03T14:34:57+00",
            "é0000",
            "2016-01-03T14:34:57+é0",
        ] {
            assert!(profile_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn reads_revocation_lists() {
        let text = r#"{"id":"urn:list","issuer":"urn:issuer","revokedAssertions":["urn:1",{"id":"urn:2","revocationReason":"error"},{"uid":"3"},{"id":"urn:2"}]}"#;
        let found = list(text).unwrap();
        assert_eq!(
            (found.id.as_deref(), found.issuer.as_deref(), found.len()),
            (Some("urn:list"), Some("urn:issuer"), 3)
        );
        let asked = ["urn:1", "urn:2", "3", "urn:4"].map(|id| found.revoked(id));
        assert_eq!(asked, [Some(None), Some(Some("error")), Some(None), None]);
        let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
        let find = |names: &[&str]| RevocationList::find(document.root(), &names.iter().copied().collect()).unwrap();
        assert_eq!(["urn:1", "urn:2", "3", "urn:4"].map(|id| find(&[id])), asked);
        assert_eq!([find(&["urn:4", "3"]), find(&[])], [Some(None), None]);
        assert!(list(r#"{"revokedAssertions":[]}"#).unwrap().is_empty());
    }

    #[test]
    fn refuses_other_revocation_lists() {
        let cases = [
            ("{}", "revokedAssertions"),
            (r#"{"revokedAssertions":null}"#, "revokedAssertions"),
            (r#"{"revokedAssertions":{"id":"a"}}"#, "revokedAssertions"),
            (r#"{"revokedAssertions":[7]}"#, "revokedAssertions"),
            (r#"{"revokedAssertions":[{}]}"#, "revokedAssertions"),
            (r#"{"revokedAssertions":[{"id":7}]}"#, "id"),
            (r#"{"revokedAssertions":[{"id":"a","revocationReason":7}]}"#, "revocationReason"),
            (r#"{"revokedAssertions":[],"issuer":7}"#, "issuer"),
        ];
        for (text, want) in cases {
            assert_eq!(member(list(text).unwrap_err()), want, "{text}");
            let document = Document::parse(text.as_bytes(), &Limits::default()).unwrap();
            let found = RevocationList::find(document.root(), &BTreeSet::from(["a"]));
            // Of a whole list it is asked who keeps it.
            assert_eq!(found.is_ok(), want == "issuer", "{text}");
        }
    }
}
