//! Forgeries: members of vectors grafted, swapped and wrapped, then signed.

use super::super::source::Source;
use super::super::tree::{add, items, object_mut, objects};
use super::{SAID, SAID_TYPE, Seed, Stranger};
use crate::keys::Key;
use crate::sign;
use serde_json::{Map, Value, json};

const VCDM_2: &str = "https://www.w3.org/ns/credentials/v2";

/// A change to a body; `donor` is another.
type Change = fn(&Stranger, &mut Value, &Value, &mut Source<'_>) -> Option<()>;

const CHANGES: &[(&str, Change)] = &[
    ("party", party),
    ("types", types),
    ("second mention", second_mention),
    ("graft", graft),
    ("party", party),
    ("swap", swap),
    ("id", id),
    ("types", types),
    ("by its IRI", by_iri),
];

impl Stranger {
    /// A forgery, the vector it started from, and how it came about.
    pub(super) fn forge(&self, source: &mut Source<'_>) -> Option<(&Seed, Value, String)> {
        let (seed, mut document, mut how) = self.signed(source)?;
        for _ in 0..source.below(3) {
            let (name, wrapped) = self.wrap(document, source)?;
            document = wrapped;
            how = format!("{how}, {name}");
        }
        Some((seed, document, how))
    }

    /// A changed vector, signed.
    fn signed(&self, source: &mut Source<'_>) -> Option<(&Seed, Value, String)> {
        let (seed, donor) = (source.pick(&self.seeds)?, source.pick(&self.seeds)?);
        let mut body = seed.document.clone()?;
        let old = body.as_object_mut()?.shift_remove("proof");
        let donor = donor.document.as_ref()?;
        let mut how = Vec::new();
        if !source.once_in(3) {
            own(&mut body, &self.keys[0].did());
            how.push("own");
        }
        for _ in 0..source.below(5) {
            let (name, change) = source.pick(CHANGES)?;
            let before = body.clone();
            match change(self, &mut body, donor, source) {
                Some(()) => how.push(name),
                None => body = before,
            }
        }
        if source.once_in(4) && endorse(&mut body, source).is_some() {
            how.push("endorsed");
        }
        let mut signed = self.sign(body, source)?;
        if let (Some(old), true) = (old, source.once_in(6)) {
            add(signed.as_object_mut()?, "proof", old);
            how.push("proof kept");
        }
        Some((seed, signed, how.join(", ")))
    }

    /// The body with a proof of ours; JSON is signed where there are no statements.
    fn sign(&self, mut body: Value, source: &mut Source<'_>) -> Option<Value> {
        let [ed25519, p256] = &self.keys;
        let (suite, key): (&str, &Key) = match source.below(8) {
            0..=2 => ("eddsa-rdfc-2022", ed25519),
            3 | 4 => ("eddsa-jcs-2022", ed25519),
            5 => ("Ed25519Signature2020", ed25519),
            6 => ("ecdsa-rdfc-2019", p256),
            _ => ("ecdsa-jcs-2019", p256),
        };
        let mut contexts = items(body.get("@context"));
        let needed = match suite {
            "Ed25519Signature2020" => "https://w3id.org/security/suites/ed25519-2020/v1",
            _ => "https://w3id.org/security/data-integrity/v2",
        };
        if contexts.first() != Some(&json!(VCDM_2)) || suite.starts_with('E') {
            contexts.push(needed.into());
            body["@context"] = Value::Array(contexts);
        }
        let mut options = sign::options(suite, &key.method());
        let shows = super::super::tree::types_of(&body).contains(&"VerifiablePresentation");
        if shows != source.once_in(6) {
            options["proofPurpose"] = "authentication".into();
        }
        let by_json = || {
            let options = sign::options("eddsa-jcs-2022", &ed25519.method());
            sign::try_sign(&body, &options, ed25519)
        };
        let proof = sign::try_sign(&body, &options, key).or_else(|_| by_json()).ok()?;
        body["proof"] = proof;
        Some(body)
    }

    /// The document within another one, which is signed too, or not.
    fn wrap(&self, inner: Value, source: &mut Source<'_>) -> Option<(&'static str, Value)> {
        let (genuine, own) = (source.pick(&self.seeds)?.document.clone()?, self.keys[0].did());
        let (name, outer) = match source.below(5) {
            0 | 1 => ("presented", presentation(source, &[inner, genuine], &own)),
            2 | 3 => ("endorsing", self.carrier(source, "endorsement", &inner)?),
            _ => ("part", self.carrier(source, "verifiableCredential", &inner)?),
        };
        match source.once_in(8) {
            true => Some((name, outer)),
            false => Some((name, self.sign(outer, source)?)),
        }
    }

    /// A badge of our own that has the document as an endorsement or a part.
    fn carrier(&self, source: &mut Source<'_>, name: &str, inner: &Value) -> Option<Value> {
        let is_badge = |seed: &&Seed| seed.name.starts_with("profile/") || seed.name.starts_with("nested/");
        let badges: Vec<_> = self.seeds.iter().filter(is_badge).collect();
        let mut body = source.pick(&badges)?.document.clone()?;
        body.as_object_mut()?.shift_remove("proof");
        own(&mut body, &self.keys[0].did());
        let place = if name == "endorsement" { "" } else { "/credentialSubject" };
        object_mut(&mut body, place)?.insert(name.to_owned(), json!([inner]));
        Some(body)
    }
}

fn presentation(source: &mut Source<'_>, credentials: &[Value], own: &str) -> Value {
    let count = 1 + source.below(credentials.len());
    let mut body = json!({
        "@context": [VCDM_2],
        "id": "urn:uuid:p",
        "type": ["VerifiablePresentation"],
        "verifiableCredential": credentials[..count],
    });
    if !source.once_in(3) {
        body["holder"] = own.into();
    }
    body
}

/// Puts our own name where the issuer's or holder's is.
fn own(body: &mut Value, did: &str) {
    for name in ["issuer", "holder"] {
        match body.get_mut(name) {
            Some(Value::Object(members)) => drop(members.insert("id".to_owned(), did.into())),
            Some(party) => *party = did.into(),
            None => {}
        }
    }
}

/// Puts an endorsement into the body that has its own words for what the body speaks of.
fn endorse(body: &mut Value, source: &mut Source<'_>) -> Option<()> {
    const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
    let endorsement = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement";
    let places = objects(body);
    let ids: Vec<_> = places.iter().filter_map(|place| super::super::tree::id_of(body.pointer(place)?)).collect();
    let about = (*source.pick(&ids)?).to_owned();
    let mut contexts = items(body.get("@context"));
    contexts.push(OPEN_BADGES.into());
    let mut subject = json!({ "id": about, "type": ["EndorsementSubject"], "name": SAID });
    match source.below(4) {
        0 => {
            let name = json!({ "id": "https://aaa.example/a", "type": ["Achievement"], "name": SAID });
            subject["type"] = json!(["EndorsementSubject", "AchievementSubject"]);
            subject["achievement"] = name;
        }
        1 => subject["type"] = json!(["EndorsementSubject", SAID_TYPE]),
        2 => subject["issuer"] = json!({ "id": "urn:said", "name": SAID }),
        _ => {}
    }
    let place = source.pick(&places)?.clone();
    let endorsing = json!([{
        "@context": contexts,
        "id": "urn:uuid:0f6f0f5e-2c7b-4c55-8f0e-6f3a2d1b9c79",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": { "id": "did:example:endorser", "type": ["Profile"], "name": SAID },
        "validFrom": "2026-01-16T00:00:00Z",
        "credentialSubject": subject
    }]);
    object_mut(body, &place)?.insert(endorsement.to_owned(), endorsing);
    Some(())
}

/// Another issuer or holder: a victim, ourselves, somebody with a name alone, nobody.
fn party(stranger: &Stranger, body: &mut Value, _: &Value, source: &mut Source<'_>) -> Option<()> {
    let name = *source.pick(&["issuer", "holder"])?;
    let victim = source.pick(&stranger.victims)?.clone();
    let own = stranger.keys[0].did();
    let party = match source.below(6) {
        0 => json!(victim),
        1 => json!({ "id": victim, "type": "Profile", "name": "Famous University" }),
        2 => json!({ "name": "Famous University" }),
        3 => json!([own, victim]),
        4 => json!(own),
        _ => return body.as_object_mut()?.shift_remove(name).map(drop),
    };
    body.as_object_mut()?.insert(name.to_owned(), party);
    Some(())
}

fn types(_: &Stranger, body: &mut Value, _: &Value, source: &mut Source<'_>) -> Option<()> {
    let lists: [&[&str]; 6] = [
        &["VerifiablePresentation"],
        &["VerifiableCredential"],
        &["VerifiablePresentation", "VerifiableCredential"],
        &["VerifiablePresentation", "EndorsementCredential"],
        &["VerifiableCredential", "OpenBadgeCredential"],
        &["VerifiableCredential", "ClrCredential"],
    ];
    let list = source.pick(&lists)?;
    let members = body.as_object_mut()?;
    if source.once_in(3) {
        members.insert("https://www.w3.org/1999/02/22-rdf-syntax-ns#type".replacen("https://", "http://", 1), {
            json!({ "@id": format!("https://www.w3.org/2018/credentials#{}", list[0]) })
        });
    } else {
        members.insert("type".to_owned(), json!(list));
    }
    Some(())
}

/// Members moved to a second mention of the document, which is then something else.
fn second_mention(_: &Stranger, body: &mut Value, _: &Value, source: &mut Source<'_>) -> Option<()> {
    let kept = ["@context", "id"];
    let members = body.as_object_mut()?;
    if !members.contains_key("id") {
        members.insert("id".to_owned(), "urn:uuid:p1".into());
    }
    let names: Vec<_> = members.keys().filter(|name| !kept.contains(&name.as_str())).cloned().collect();
    let all = source.once_in(2);
    let mut mention = Map::new();
    mention.insert("id".to_owned(), members.get("id")?.clone());
    for name in names {
        if all || name == "type" || source.once_in(2) {
            mention.extend(members.shift_remove(&name).map(|value| (name, value)));
        }
    }
    let kind = source.pick(&["VerifiablePresentation", "VerifiablePresentation", "VerifiableCredential"])?;
    members.insert("type".to_owned(), json!([kind]));
    if all && source.once_in(2) {
        members.insert(VALID_FROM.to_owned(), instant());
    }
    let place = if source.once_in(4) { "@included" } else { "urn:self" };
    members.insert(place.to_owned(), mention.into());
    Some(())
}

const VALID_FROM: &str = "https://www.w3.org/2018/credentials#validFrom";

fn instant() -> Value {
    json!({ "@value": "2026-01-01T00:00:00Z", "@type": "http://www.w3.org/2001/XMLSchema#dateTime" })
}

/// A member of the donor.
fn graft(_: &Stranger, body: &mut Value, donor: &Value, source: &mut Source<'_>) -> Option<()> {
    let (from, to) = (objects(donor), objects(body));
    let found = donor.pointer(if source.once_in(2) { "" } else { source.pick(&from)? })?.as_object()?;
    let members: Vec<_> = found.iter().filter(|(name, _)| *name != "@context").collect();
    let (name, value) = source.pick(&members)?;
    let place = if source.once_in(2) { "" } else { source.pick(&to)? };
    let members = object_mut(body, place)?;
    match source.once_in(3) {
        true => add(members, name, (*value).clone()),
        false => drop(members.insert((*name).clone(), (*value).clone())),
    }
    Some(())
}

/// Two members of the document, one for the other.
fn swap(_: &Stranger, body: &mut Value, _: &Value, source: &mut Source<'_>) -> Option<()> {
    let places = objects(body);
    let members = object_mut(body, source.pick(&places)?)?;
    let names: Vec<_> = members.keys().filter(|name| *name != "@context").cloned().collect();
    let (first, second) = (source.pick(&names)?, source.pick(&names)?);
    let (one, other) = (members.get(first)?.clone(), members.get(second)?.clone());
    members.insert(first.clone(), other);
    members.insert(second.clone(), one);
    Some(())
}

/// The name of somebody or something else.
fn id(stranger: &Stranger, body: &mut Value, donor: &Value, source: &mut Source<'_>) -> Option<()> {
    let places = objects(body);
    let place = if source.once_in(2) { "" } else { source.pick(&places)? };
    let id = match source.below(3) {
        0 => donor.get("id")?.clone(),
        1 => json!(source.pick(&stranger.victims)?),
        _ => body.get("id")?.clone(),
    };
    object_mut(body, place)?.insert("id".to_owned(), id);
    Some(())
}

/// A member of the document under its IRI.
fn by_iri(_: &Stranger, body: &mut Value, _: &Value, source: &mut Source<'_>) -> Option<()> {
    let names = ["issuer", "holder", "credentialSubject", "verifiableCredential", "credentialStatus"];
    let members = body.as_object_mut()?;
    let name = *source.pick(&names)?;
    let value = members.shift_remove(name)?;
    let value = if value.is_string() { json!({ "@id": value }) } else { value };
    members.insert(format!("https://www.w3.org/2018/credentials#{name}"), value);
    Some(())
}
