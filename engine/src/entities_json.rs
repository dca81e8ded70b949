//! Reads a JSON document of entities into a store.
//!
//! In: an array of `{"uid", "attrs", "parents", "tags"}` and perhaps a schema. Out: [`Entities`] with ancestors closed
//! and, with a schema, its actions in the store; or an [`EntitiesError`] with its place. `tags` may be missing; other
//! keys of an entity are ignored. With a schema each entity must be what the schema declares: its type, attributes,
//! tags, parents and id, and actions exactly as declared. How single values are read is not here.

use crate::conformance;
use crate::entities::{Entities, EntitiesError, Entity, HierarchyError};
use crate::entity_uid::EntityUid;
use crate::error::SourceError;
use crate::json::{Json, Kind, Members, Node};
use crate::json_value::{Fault, ValueReader, malformed, not_conforming, record};
use crate::schema::{EntityTypeEntry, Schema};
use crate::value::Record;

impl From<Fault> for EntitiesError {
    fn from(fault: Fault) -> EntitiesError {
        match fault {
            Fault::Malformed(error) => EntitiesError::Malformed(error),
            Fault::NotConforming(error) => EntitiesError::NotConforming(error),
        }
    }
}

impl Entities {
    /// Reads a document of entities. With a schema they must conform to it, may leave the escapes for entities and
    /// extension values out where the declared types make them plain, and the schema's actions join the store.
    ///
    /// # Errors
    /// [`EntitiesError`], with the place in the document.
    pub fn from_json(text: &str, schema: Option<&Schema>) -> Result<Entities, EntitiesError> {
        let json = Json::read(text).map_err(EntitiesError::Malformed)?;
        let root = json.root();
        let Kind::Array(elements) = root.kind() else {
            let error = root.error(format!("found {}", root.kind())).expecting("an array of entities");
            return Err(EntitiesError::Malformed(error));
        };
        let mut reader = EntityReader { schema, values: ValueReader::default() };
        let mut listed = elements.map(|element| reader.entity(element)).collect::<Result<Vec<_>, _>>()?;
        // Listed actions are compared to the schema's once their own hierarchy is closed; without any, the schema's
        // can join at once.
        let actions_listed = listed.iter().any(|entity| entity.uid.is_action());
        if let (Some(schema), false) = (schema, actions_listed) {
            listed.extend(schema.action_entities());
        }
        let place = |at: usize| {
            let element = { elements }.nth(at).unwrap_or(root);
            element.as_object().and_then(|members| members.get("uid")).unwrap_or(element)
        };
        let store = Entities::from_entities(listed).map_err(|error| match error {
            HierarchyError::Duplicate(at) => EntitiesError::Duplicate(place(at).error("this entity is listed twice")),
            HierarchyError::Cycle(at) => EntitiesError::Cycle(place(at).error("this entity is an ancestor of itself")),
        })?;
        let Some(schema) = schema.filter(|_| actions_listed) else { return Ok(store) };
        for (at, entity) in store.iter().enumerate().filter(|(_, entity)| entity.uid().is_action()) {
            let is_bare = entity.attributes().attributes().is_empty() && entity.tags().attributes().is_empty();
            conformance::action(schema, entity.uid(), is_bare, entity.ancestors())
                .map_err(|problem| EntitiesError::NotConforming(place(at).error(problem)))?;
        }
        Ok(store.with_schema_actions(schema))
    }
}

impl EntityUid {
    /// Reads an id as JSON documents write it: `{"type": "User", "id": "ann"}`, or that as the value of `__entity`.
    ///
    /// # Errors
    /// What is wrong, with its place.
    pub fn from_json(text: &str) -> Result<EntityUid, SourceError> {
        let json = Json::read(text)?;
        ValueReader::default().uid(json.root()).map_err(|fault| match fault {
            Fault::Malformed(error) | Fault::NotConforming(error) => error,
        })
    }
}

/// Reads the entities of one document.
struct EntityReader<'j, 's> {
    schema: Option<&'s Schema>,
    values: ValueReader<'j>,
}

impl<'j> EntityReader<'j, '_> {
    fn entity(&mut self, node: Node<'j>) -> Result<Entity, Fault> {
        let Some(members) = node.as_object() else {
            return malformed(node, format!("found {}", node.kind()), "an entity: an object");
        };
        let member = |name: &str| match members.get(name) {
            Some(value) => Ok(value),
            None => malformed(node, format!("this entity has no `{name}`"), "`uid`, `attrs` and `parents`"),
        };
        let uid = self.values.uid(member("uid")?)?;
        let (attrs, parents) = (object(member("attrs")?)?, array(member("parents")?)?);
        let tags = members.get("tags").map(|tags| object(tags).map(|members| (tags, members))).transpose()?;
        let (attributes, tags) = match (self.schema, uid.is_action()) {
            (Some(schema), false) => {
                let Some(entry) = schema.entity_type(uid.ty().as_str()) else {
                    let found = format!("the schema declares no entity type `{}`", uid.ty());
                    return not_conforming(member("uid")?, found, "a declared entity type");
                };
                conformance::uid(schema, &uid).or_else(|problem| not_conforming(node, problem, "a declared entity"))?;
                let tags =
                    tags.map_or_else(|| Ok(Record::default()), |tags| self.declared_tags(tags, schema, entry))?;
                (self.declared_attributes((member("attrs")?, attrs), schema, entry)?, tags)
            }
            _ => {
                let tags = tags.map_or_else(|| Ok(Record::default()), |(node, tags)| self.undeclared(node, tags))?;
                (self.undeclared(node, attrs)?, tags)
            }
        };
        let parents = parents.map(|parent| self.parent(&uid, parent)).collect::<Result<_, _>>()?;
        Ok(Entity { uid, attributes, tags, parents })
    }

    /// Reads attributes or tags of no declared types.
    fn undeclared(&mut self, node: Node<'j>, members: Members<'j>) -> Result<Record, Fault> {
        let mut values = Vec::with_capacity(members.len());
        for (key, value) in members {
            values.push((self.values.name(key), self.values.value(value)?));
        }
        record(node, values)
    }

    fn declared_attributes(
        &mut self,
        (node, members): (Node<'j>, Members<'j>),
        schema: &Schema,
        entry: &EntityTypeEntry,
    ) -> Result<Record, Fault> {
        let mut values = Vec::with_capacity(members.len());
        for (key, value) in members {
            let Some(attribute) = key.as_str().and_then(|name| entry.attribute(name)) else {
                return not_conforming(key, "the schema declares no such attribute", "a declared attribute");
            };
            values.push((attribute.name.clone(), self.values.typed(value, schema, attribute.ty)?));
        }
        let read = record(node, values)?;
        conformance::required(entry.attributes(), &read)
            .or_else(|problem| not_conforming(node, problem, "every attribute that the schema requires"))?;
        Ok(read)
    }

    fn declared_tags(
        &mut self,
        (node, members): (Node<'j>, Members<'j>),
        schema: &Schema,
        entry: &EntityTypeEntry,
    ) -> Result<Record, Fault> {
        let mut values = Vec::with_capacity(members.len());
        for (key, value) in members {
            let Some(ty) = entry.tags() else {
                return not_conforming(key, "the schema declares no tags for this entity type", "no tags");
            };
            values.push((self.values.name(key), self.values.typed(value, schema, ty)?));
        }
        record(node, values)
    }

    fn parent(&mut self, child: &EntityUid, node: Node<'j>) -> Result<EntityUid, Fault> {
        let parent = self.values.uid(node)?;
        if child.is_action() {
            if !parent.is_action() {
                return malformed(node, format!("an action cannot be in `{parent}`"), "an action");
            }
        } else if let Some((schema, entry)) =
            self.schema.and_then(|schema| Some((schema, schema.entity_type(child.ty().as_str())?)))
        {
            conformance::parent(schema, entry, child, &parent)
                .or_else(|problem| not_conforming(node, problem, "a declared parent"))?;
        }
        Ok(parent)
    }
}

/// The members of a node that must be an object.
fn object<'j>(node: Node<'j>) -> Result<Members<'j>, Fault> {
    match node.kind() {
        Kind::Object(members) => Ok(members),
        other => malformed(node, format!("found {other}"), "an object"),
    }
}

/// The elements of a node that must be an array.
fn array<'j>(node: Node<'j>) -> Result<impl Iterator<Item = Node<'j>>, Fault> {
    match node.kind() {
        Kind::Array(elements) => Ok(elements),
        other => malformed(node, format!("found {other}"), "an array"),
    }
}
