//! What is odd about a JSON document that one subject reads and another refuses.
//!
//! Texts of errors are never compared, so a bucket of refused documents would hold all their bugs. What can be told from
//! the document itself keeps them apart: a key that comes twice, an entity that is listed twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crosscheck_generators::CaseText;
use crosscheck_reference_model::schema;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::compare::{Document, What};

/// The oddities of the document that `what` is about; none if it is about something else than reading one.
pub fn oddities(what: &What, text: &CaseText) -> BTreeSet<String> {
    let What::Loaded { document, .. } = what else { return BTreeSet::new() };
    let mut found = BTreeSet::new();
    let json = match document {
        Document::Entities => &text.entities,
        Document::Request(index) => match text.requests.get(*index) {
            Some(request) => &request.context,
            None => return found,
        },
        // The model's own word for it: of all that can be wrong with a schema, the first thing.
        Document::Schema => {
            let refused = text.schema.as_deref().and_then(|schema| schema::read(schema).err());
            found.extend(refused.map(|error| error.kind().to_owned()));
            return found;
        }
        Document::Policies => return found,
    };
    if has_key_twice(json) {
        found.insert("key-twice".to_owned());
    }
    if *document == Document::Entities {
        found.extend(entity_twice(json).map(str::to_owned));
    }
    found
}

/// Whether an object in the document has a key twice; `false` for what is no JSON up to there.
fn has_key_twice(json: &str) -> bool {
    let mut twice = false;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    // A document that breaks off is as odd as it was up to there.
    let _broken = Keys { twice: &mut twice }.deserialize(&mut deserializer);
    twice
}

/// Whether an entity is listed twice, and if so, whether all entries of it say the same.
fn entity_twice(json: &str) -> Option<&'static str> {
    let Ok(Value::Array(listed)) = serde_json::from_str(json) else { return None };
    let mut first: BTreeMap<(Option<&str>, Option<&str>), &Value> = BTreeMap::new();
    let mut found = None;
    for entity in &listed {
        let uid = entity.get("uid")?;
        let uid = uid.get("__entity").unwrap_or(uid);
        // Its parts and not its text: the order of its keys means nothing.
        let part = |key| uid.get(key).and_then(Value::as_str);
        let uid = (part("type"), part("id"));
        match first.get(&uid) {
            None => drop(first.insert(uid, entity)),
            Some(before) if *before == entity => found = found.or(Some("entity-twice-alike")),
            Some(_) => found = Some("entity-twice"),
        }
    }
    found
}

/// Walks any JSON value and notes whether an object has a key twice.
struct Keys<'a> {
    twice: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Keys { twice: self.twice })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = fields.next_key::<String>()? {
            *self.twice |= !keys.insert(key);
            fields.next_value_seed(Keys { twice: self.twice })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_in_each_object_for_itself() {
        let check = |json: &str, expected: bool| assert_eq!(has_key_twice(json), expected, "{json}");
        check(r#"{"a": 1, "a": 1}"#, true);
        check(r#"[{"b": {"a": null, "\u0061": 2.5}}]"#, true);
        check(r#"{"a": {"a": "a"}, "b": [{"a": -1}, {"a": true}]}"#, false);
        check(r#"{"a": 1, "a": "#, true);
        check("nonsense", false);
    }

    #[test]
    fn entries_of_one_entity_are_compared() {
        let check = |json: &str, expected: Option<&str>| assert_eq!(entity_twice(json), expected, "{json}");
        let entity = |uid: &str, attrs: &str| format!(r#"{{"uid": {uid}, "attrs": {attrs}}}"#);
        let list = |entries: &[String]| format!("[{}]", entries.join(", "));
        let (plain, escaped) = (r#"{"type": "A", "id": "a"}"#, r#"{"__entity": {"type": "A", "id": "a"}}"#);
        check(&list(&[entity(plain, "{}"), entity(plain, "{}")]), Some("entity-twice-alike"));
        let turned = r#"{"id": "a", "type": "A"}"#;
        check(&list(&[entity(plain, "{}"), entity(turned, "{}")]), Some("entity-twice-alike"));
        check(&list(&[entity(plain, "{}"), entity(plain, r#"{"a": 1}"#)]), Some("entity-twice"));
        check(&list(&[entity(plain, "{}"), entity(escaped, "{}")]), Some("entity-twice"));
        check(&list(&[entity(plain, "{}"), entity(r#"{"type": "A", "id": "b"}"#, "{}")]), None);
        check("{}", None);
    }
}
