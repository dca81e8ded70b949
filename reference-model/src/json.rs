//! Entities, contexts, entity ids and schemas from JSON documents.
//!
//! A document is read into a tree whose every node knows its place (`document`); the tree is then read as Cedar
//! values (`value`). Values stay unevaluated: `{"__extn": {"fn": "ip", "arg": "::1"}}` becomes the call `ip("::1")`, and
//! whether `"::1"` is an address is found out when the store or the request is made.
//!
//! Source: language guide, "Entity JSON syntax" and "Context JSON"; the public implementation for what the guide leaves
//! open. Two of its accidents are not followed: it takes a JSON array for an object whose fields are in the order of
//! their declaration, and it lets a context's later duplicate of a key win.

mod document;
mod policy;
mod schema;
mod value;

pub use policy::policy;
pub use schema::schema;

use std::collections::BTreeMap;
use std::fmt;

use crate::conformance;
use crate::entities::Entity;
use crate::expr::Expr;
use crate::name::EntityUid;
use crate::schema::{EntityTypeEntry, Schema};
use crate::types::{CedarType, RecordType};
use document::{Json, JsonKind, Source};

/// What sort of mistake it is. Comparisons use this, never the words of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonErrorKind {
    /// The text is not JSON, or holds a key twice.
    Document,
    /// The text is nested more deeply than [`MAX_DEPTH`].
    TooDeep,
    /// It is JSON, but not the JSON of entities, contexts or values.
    Malformed,
    /// It is all that, but does not conform to the schema.
    NotConforming,
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct JsonError {
    /// The sort of mistake.
    pub kind: JsonErrorKind,
    /// What could have stood here, for people.
    pub expected: String,
    /// What stands here, for people.
    pub found: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The line's text, shortened around the column if it is long.
    pub excerpt: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: expected {}, found {}", self.line, self.column, self.expected, self.found)?;
        write!(f, "\n  | {}", self.excerpt)
    }
}

/// How deeply arrays and objects may be nested: as deep as the most used JSON library of this language allows, so that a
/// document is not read by one implementation and refused by another for its depth alone.
pub const MAX_DEPTH: usize = 127;

/// Reads a list of entities, `[{"uid": …, "attrs": {…}, "parents": […], "tags": {…}}, …]`; tags may be left out.
///
/// With a schema the implicit forms of values are resolved by their declared types, and every entity must conform to the
/// schema. The schema's actions are not added: see [`Schema::with_actions`].
///
/// # Errors
/// The first mistake in source order; with a schema, mistakes of conformance come last, and are said to be where their
/// entity is.
pub fn entities(text: &str, schema: Option<&Schema>) -> Result<Vec<Entity>, JsonError> {
    let source = Source(text);
    let (items, entities) = items(&source, schema)?;
    if let Some(schema) = schema {
        conformance::entities(&entities, schema).map_err(|(index, error)| {
            let expected = "an entity that conforms to the schema";
            source.error(&items[index], JsonErrorKind::NotConforming, expected, error)
        })?;
    }
    Ok(entities)
}

/// Reads a list of entities, implicit forms resolved by the schema if there is one; whether the entities conform to it is
/// not looked at.
pub(crate) fn listed(text: &str, schema: Option<&Schema>) -> Result<Vec<Entity>, JsonError> {
    items(&Source(text), schema).map(|(_, entities)| entities)
}

/// The items of a list of entities, and the entities that they are.
fn items(source: &Source<'_>, schema: Option<&Schema>) -> Result<(Vec<Json>, Vec<Entity>), JsonError> {
    let document = source.read()?;
    let JsonKind::Array(items) = document.kind else {
        return Err(source.malformed(&document, "a list of entities"));
    };
    let entities = items.iter().map(|item| entity(source, item, schema)).collect::<Result<_, _>>()?;
    Ok((items, entities))
}

/// Reads a context, `{"key": value, …}`.
///
/// With the type that the action declares, the implicit forms of values are resolved by it; whether the context is of the
/// type is `conformance::context`'s to say.
///
/// # Errors
/// The first mistake in source order.
pub fn context(text: &str, ty: Option<&RecordType>) -> Result<BTreeMap<String, Expr>, JsonError> {
    let source = Source(text);
    let document = source.read()?;
    let ty = ty.map(|fields| CedarType::Record(fields.clone()));
    if !matches!(document.kind, JsonKind::Object(_)) {
        return Err(source.malformed(&document, "a context, which is an object"));
    }
    match value::value(&source, &document, ty.as_ref())? {
        Expr::Record(fields) => Ok(fields.into_iter().collect()),
        _ => Err(source.malformed(&document, "a context, which is a record and no escape")),
    }
}

/// Reads the id of an entity, `{"type": "T", "id": "x"}` or the same within `{"__entity": …}`.
///
/// # Errors
/// The first mistake in source order.
pub fn entity_uid(text: &str) -> Result<EntityUid, JsonError> {
    let source = Source(text);
    let document = source.read()?;
    value::entity_uid(&source, &document)
}

/// Reads one value, implicit forms resolved by the type if there is one.
///
/// # Errors
/// The first mistake in source order.
pub fn restricted_expression(text: &str, ty: Option<&CedarType>) -> Result<Expr, JsonError> {
    let source = Source(text);
    let document = source.read()?;
    value::value(&source, &document, ty)
}

fn entity(source: &Source<'_>, item: &Json, schema: Option<&Schema>) -> Result<Entity, JsonError> {
    let JsonKind::Object(fields) = &item.kind else { return Err(source.malformed(item, "an entity")) };
    let field = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, json)| json);
    let required = |name: &str| field(name).ok_or_else(|| source.missing(item, name));
    let uid = value::entity_uid(source, required("uid")?)?;
    // Of the attributes and tags of an action no schema speaks, nor of those of an enumerated type.
    let (attr_types, tag_type) = match schema.and_then(|schema| schema.entity_types.get(&uid.ty)) {
        Some(EntityTypeEntry::Standard { attrs, tags, .. }) => (Some(attrs), tags.as_ref()),
        Some(EntityTypeEntry::Enum(_)) | None => (None, None),
    };
    let attrs = members(source, required("attrs")?, |key| attr_types?.get(key).map(|field| &field.ty))?;
    let parents = parents(source, required("parents")?, &uid)?;
    let tags = field("tags").map_or(Ok(BTreeMap::new()), |json| members(source, json, |_| tag_type))?;
    Ok(Entity { uid, attrs, tags, parents })
}

/// The members of an object, each read with the type that `ty_of` gives it.
fn members<'s>(
    source: &Source<'_>,
    json: &Json,
    ty_of: impl Fn(&str) -> Option<&'s CedarType>,
) -> Result<BTreeMap<String, Expr>, JsonError> {
    let JsonKind::Object(fields) = &json.kind else { return Err(source.malformed(json, "an object")) };
    fields.iter().map(|(key, member)| Ok((key.clone(), value::value(source, member, ty_of(key))?))).collect()
}

/// The parents of an entity; those of an action must be actions.
fn parents(source: &Source<'_>, json: &Json, uid: &EntityUid) -> Result<Vec<EntityUid>, JsonError> {
    let JsonKind::Array(items) = &json.kind else { return Err(source.malformed(json, "a list of entity ids")) };
    let mut parents = Vec::with_capacity(items.len());
    for item in items {
        let parent = value::entity_uid(source, item)?;
        if is_action(uid) && !is_action(&parent) {
            return Err(source.error(item, JsonErrorKind::Malformed, "an action as the parent of an action", parent));
        }
        parents.push(parent);
    }
    Ok(parents)
}

/// Whether the entity is an action: its type is called `Action`, in whatever namespace.
fn is_action(uid: &EntityUid) -> bool {
    uid.ty.basename == "Action"
}

#[cfg(test)]
mod tests;
