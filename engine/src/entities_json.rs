//! Reads a JSON document of entities into a store, or says which of them are not as a schema declares them.
//!
//! In: an array of `{"uid", "attrs", "parents", "tags"}` and perhaps a schema. Out: [`Entities`] with ancestors closed
//! and, with a schema, its actions in the store; or an [`EntitiesError`] with its place. `tags` may be missing; other
//! keys of an entity are ignored. With a schema each entity must be what the schema declares: its type, attributes,
//! tags, parents and id, and actions exactly as declared. How single values are read is not here.

use crate::conformance;
use crate::entities::{Entities, EntitiesError, Entity, HierarchyError};
use crate::entity_uid::EntityUid;
use crate::error::SourceError;
use crate::json::{Elements, Json, Kind, Members, Node};
use crate::json_value::{Fault, ValueReader, malformed, not_conforming, record};
use crate::schema::{EntityTypeEntry, Schema};
use crate::value::Record;
use crate::violation::{EntityViolation, PathStep};

impl Entities {
    /// Reads a document of entities. With a schema they must conform to it, may leave the escapes for entities and
    /// extension values out where the declared types make them plain, and the schema's actions join the store.
    ///
    /// # Errors
    /// [`EntitiesError`], with the place in the document.
    pub fn from_json(text: &str, schema: Option<&Schema>) -> Result<Entities, EntitiesError> {
        let json = Json::read(text).map_err(EntitiesError::Malformed)?;
        let elements = elements(json.root())?;
        let mut reader = EntityReader { schema, values: ValueReader::default() };
        let mut listed = elements.map(|element| reader.entity(element)).collect::<Result<Vec<_>, _>>()?;
        // Listed actions are compared to the schema's once their own hierarchy is closed; without any, the schema's
        // can join at once.
        let actions_listed = listed.iter().any(|entity| entity.uid.is_action());
        if let (Some(schema), false) = (schema, actions_listed) {
            listed.extend(schema.action_entities());
        }
        let store = store(elements, listed)?;
        let Some(schema) = schema.filter(|_| actions_listed) else { return Ok(store) };
        let violation = action_violations(schema, &store, elements).next();
        match violation {
            Some((_, violation)) => Err(EntitiesError::NotConforming(Box::new(violation))),
            None => Ok(store.with_schema_actions(schema)),
        }
    }

    /// Which of the entities of a document are not as a schema declares them, in the order of the document: the first
    /// thing wrong with each, as [`Entities::from_json`] would tell it if all others conformed.
    ///
    /// # Errors
    /// [`EntitiesError`] if the text is no document of entities, whether it is read with the schema or without, or
    /// lists an id twice, or has an entity that is its own ancestor. It is never [`EntitiesError::NotConforming`].
    pub fn validate_json(text: &str, schema: &Schema) -> Result<Vec<EntityViolation>, EntitiesError> {
        let json = Json::read(text).map_err(EntitiesError::Malformed)?;
        let elements = elements(json.root())?;
        let mut reader = EntityReader { schema: Some(schema), values: ValueReader::default() };
        let (mut listed, mut violations) = (Vec::new(), Vec::new());
        for (at, element) in elements.enumerate() {
            match reader.entity(element) {
                Ok(entity) => listed.push(entity),
                Err(EntitiesError::NotConforming(violation)) => violations.push((at, *violation)),
                Err(error) => return Err(error),
            }
        }
        // What does not conform has not been read to its end, and may still be no entity, listed twice or in a cycle.
        let store = if violations.is_empty() { store(elements, listed)? } else { Entities::from_json(text, None)? };
        violations.extend(action_violations(schema, &store, elements));
        violations.sort_by_key(|(at, _)| *at);
        Ok(violations.into_iter().map(|(_, violation)| violation).collect())
    }
}

/// The entities that a document lists.
fn elements(root: Node<'_>) -> Result<Elements<'_>, EntitiesError> {
    match root.kind() {
        Kind::Array(elements) => Ok(elements),
        other => Err(EntitiesError::Malformed(root.error(format!("found {other}")).expecting("an array of entities"))),
    }
}

/// The id of a listed entity in the document.
fn place(mut elements: Elements<'_>, at: usize) -> Option<Node<'_>> {
    let element = elements.nth(at)?;
    Some(element.as_object().and_then(|members| members.get("uid")).unwrap_or(element))
}

/// The store of the entities of a document.
fn store(elements: Elements<'_>, listed: Vec<Entity>) -> Result<Entities, EntitiesError> {
    let error = |at, found: &str| match place(elements, at) {
        Some(node) => node.error(found),
        None => SourceError::new("", crate::error::Span::default(), found),
    };
    Entities::from_entities(listed).map_err(|wrong| match wrong {
        HierarchyError::Duplicate(at) => EntitiesError::Duplicate(error(at, "this entity is listed twice")),
        HierarchyError::Cycle(at) => EntitiesError::Cycle(error(at, "this entity is an ancestor of itself")),
    })
}

/// Which of the listed actions are not as declared, with their positions in the document.
fn action_violations<'a>(
    schema: &'a Schema,
    store: &'a Entities,
    elements: Elements<'a>,
) -> impl Iterator<Item = (usize, EntityViolation)> + 'a {
    store.iter().enumerate().filter(|(_, entity)| entity.uid().is_action()).filter_map(move |(at, entity)| {
        let mut problem = conformance::action(schema, entity).err()?;
        if let Some(node) = place(elements, at) {
            problem = problem.located(|found| node.error(found));
        }
        Some((at, problem.in_entity(entity.uid().clone())))
    })
}

impl EntityUid {
    /// Reads an id as JSON documents write it: `{"type": "User", "id": "ann"}`, or that as the value of `__entity`.
    ///
    /// # Errors
    /// What is wrong, with its place.
    pub fn from_json(text: &str) -> Result<EntityUid, SourceError> {
        let json = Json::read(text)?;
        ValueReader::default().uid(json.root()).map_err(|fault| fault.into_error(json.root()))
    }
}

/// Reads the entities of one document.
struct EntityReader<'j, 's> {
    schema: Option<&'s Schema>,
    values: ValueReader<'j>,
}

/// What a document says of an entity, in its pieces.
#[derive(Clone, Copy)]
struct Pieces<'j> {
    uid: Node<'j>,
    attrs: (Node<'j>, Members<'j>),
    tags: Option<(Node<'j>, Members<'j>)>,
    parents: Elements<'j>,
}

impl<'j> Pieces<'j> {
    fn of(node: Node<'j>) -> Result<Pieces<'j>, Fault> {
        let Some(members) = node.as_object() else {
            return malformed(node, format!("found {}", node.kind()), "an entity: an object");
        };
        let member = |name: &str| match members.get(name) {
            Some(value) => Ok(value),
            None => malformed(node, format!("this entity has no `{name}`"), "`uid`, `attrs` and `parents`"),
        };
        let (uid, attrs, parents) = (member("uid")?, member("attrs")?, member("parents")?);
        let tags = members.get("tags").map(object).transpose()?;
        Ok(Pieces { uid, attrs: object(attrs)?, tags, parents: array(parents)? })
    }
}

impl<'j> EntityReader<'j, '_> {
    fn entity(&mut self, node: Node<'j>) -> Result<Entity, EntitiesError> {
        let unread = |fault: Fault| EntitiesError::Malformed(fault.into_error(node));
        let pieces = Pieces::of(node).map_err(unread)?;
        let uid = self.values.uid(pieces.uid).map_err(unread)?;
        let in_entity = |fault| match fault {
            Fault::Malformed(error) => EntitiesError::Malformed(error),
            Fault::NotConforming(problem) => EntitiesError::NotConforming(Box::new(problem.in_entity(uid.clone()))),
        };
        // The attributes of actions are not declared: that there are none is asked once their groups are known.
        let declared = match self.schema.filter(|_| !uid.is_action()) {
            None => None,
            Some(schema) => {
                let entry = conformance::declared(schema, &uid).or_else(|problem| not_conforming(pieces.uid, problem));
                Some((schema, entry.map_err(in_entity)?))
            }
        };
        let (attributes, tags) = match declared {
            Some(declared) => self.declared_data(pieces, declared),
            None => self.undeclared_data(pieces),
        }
        .map_err(in_entity)?;
        let mut parents = Vec::with_capacity(pieces.parents.len());
        for parent in pieces.parents {
            parents.push(self.parent(&uid, parent, declared)?);
        }
        Ok(Entity { uid, attributes, tags, parents })
    }

    /// Reads attributes and tags of no declared types.
    fn undeclared_data(&mut self, pieces: Pieces<'j>) -> Result<(Record, Record), Fault> {
        let mut read = |(node, members): (Node<'j>, Members<'j>)| {
            let mut values = Vec::with_capacity(members.len());
            for (key, value) in members {
                values.push((self.values.name(key), self.values.value(value)?));
            }
            record(node, values)
        };
        Ok((read(pieces.attrs)?, pieces.tags.map(read).transpose()?.unwrap_or_default()))
    }

    /// Reads attributes and tags of their declared types.
    fn declared_data(
        &mut self,
        pieces: Pieces<'j>,
        (schema, entry): (&Schema, &EntityTypeEntry),
    ) -> Result<(Record, Record), Fault> {
        let declared = |name: &str| entry.attribute(name);
        let attributes = self.values.attributes(pieces.attrs, schema, declared, entry.attributes())?;
        let Some((node, members)) = pieces.tags else { return Ok((attributes, Record::default())) };
        let mut tags = Vec::with_capacity(members.len());
        for (key, value) in members {
            let name = self.values.name(key);
            let step = || PathStep::Tag(name.clone());
            let Some(ty) = entry.tags() else {
                return not_conforming(key, conformance::unexpected_tags().below(step()));
            };
            let value = self.values.typed(value, schema, ty).map_err(|fault| fault.below(step))?;
            tags.push((name, value));
        }
        Ok((attributes, record(node, tags)?))
    }

    fn parent(
        &mut self,
        child: &EntityUid,
        node: Node<'j>,
        declared: Option<(&Schema, &EntityTypeEntry)>,
    ) -> Result<EntityUid, EntitiesError> {
        let parent = self.values.uid(node).map_err(|fault| EntitiesError::Malformed(fault.into_error(node)))?;
        if child.is_action() && !parent.is_action() {
            let error = node.error(format!("an action cannot be in `{parent}`")).expecting("an action");
            return Err(EntitiesError::Malformed(error));
        }
        if let Some((schema, entry)) = declared
            && let Err(problem) = conformance::parent(schema, entry, child, &parent)
        {
            let violation = problem.located(|found| node.error(found)).in_parent(child.clone(), parent);
            return Err(EntitiesError::NotConforming(Box::new(violation)));
        }
        Ok(parent)
    }
}

/// A node that must be an object, with its members.
fn object<'j>(node: Node<'j>) -> Result<(Node<'j>, Members<'j>), Fault> {
    match node.kind() {
        Kind::Object(members) => Ok((node, members)),
        other => malformed(node, format!("found {other}"), "an object"),
    }
}

/// The elements of a node that must be an array.
fn array<'j>(node: Node<'j>) -> Result<Elements<'j>, Fault> {
    match node.kind() {
        Kind::Array(elements) => Ok(elements),
        other => malformed(node, format!("found {other}"), "an array"),
    }
}
