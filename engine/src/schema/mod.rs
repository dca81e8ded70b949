//! Schemas: which entity types, attributes, tags and actions there are.
//!
//! In: the text of a schema in Cedar syntax or in JSON. Out: a [`Schema`] with every name resolved, ancestors of entity types and
//! of actions closed, and types in one list, referred to by [`TypeId`]s and shared where a common type is used twice.
//! Whether entities and contexts conform is asked in `conformance` and by the JSON readers; validation of policies is
//! not here.

mod equality;
mod error;
mod json;
mod json_document;
mod json_type;
mod parse;
mod parse_type;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::entities::Entity;
use crate::entity_uid::{EntityType, EntityUid};
use crate::ext::ExtensionType;
use crate::value::Record;
pub use error::{SchemaError, SchemaErrorKind};

/// A schema as meant; equal to every schema that means the same, however it is written.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    types: Vec<Type>,
    entity_types: BTreeMap<EntityType, EntityTypeEntry>,
    actions: BTreeMap<EntityUid, ActionEntry>,
}

/// A type of a schema, to be looked up with [`Schema::type_of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeId(u32);

impl TypeId {
    /// The place of the type in the list of the schema's types.
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }
}

/// A type; parts of other types are ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `Bool`
    Bool,
    /// `Long`
    Long,
    /// `String`
    String,
    /// `datetime`, `decimal`, `duration` or `ipaddr`
    Extension(ExtensionType),
    /// An entity of exactly this type.
    Entity(EntityType),
    /// A set of elements of this type.
    Set(TypeId),
    /// A record.
    Record(RecordType),
}

/// The attributes of a record type; no others are allowed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RecordType(Arc<[Attribute]>);

/// An attribute of a record type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// The type of its value.
    pub ty: TypeId,
    /// Whether it must be there.
    pub required: bool,
}

impl RecordType {
    /// Its attributes, sorted by name.
    pub fn attributes(&self) -> &[Attribute] {
        &self.0
    }

    /// The attribute of a name.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        let at = self.0.binary_search_by(|attribute| (*attribute.name).cmp(name)).ok()?;
        Some(&self.0[at])
    }
}

/// What a schema says of an entity type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityTypeEntry {
    ancestors: Vec<EntityType>,
    shape: Shape,
}

/// What the entities of a type are like.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Standard { attributes: RecordType, tags: Option<TypeId> },
    Enum(Vec<Arc<str>>),
}

impl EntityTypeEntry {
    /// Every type that its entities may be descendants of, sorted; itself among them only if types form a cycle.
    pub fn ancestors(&self) -> &[EntityType] {
        &self.ancestors
    }

    /// Its attributes.
    pub fn attributes(&self) -> &[Attribute] {
        match &self.shape {
            Shape::Standard { attributes, .. } => attributes.attributes(),
            Shape::Enum(_) => &[],
        }
    }

    /// The attribute of a name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        match &self.shape {
            Shape::Standard { attributes, .. } => attributes.get(name),
            Shape::Enum(_) => None,
        }
    }

    /// The type of its tags, if its entities may have any.
    pub fn tags(&self) -> Option<TypeId> {
        match &self.shape {
            Shape::Standard { tags, .. } => *tags,
            Shape::Enum(_) => None,
        }
    }

    /// The ids of its entities if it is enumerated, sorted.
    pub fn enumerated(&self) -> Option<&[Arc<str>]> {
        match &self.shape {
            Shape::Standard { .. } => None,
            Shape::Enum(ids) => Some(ids),
        }
    }
}

/// What a schema says of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionEntry {
    principals: Vec<EntityType>,
    resources: Vec<EntityType>,
    groups: Vec<EntityUid>,
    ancestors: Vec<EntityUid>,
    context: RecordType,
}

impl ActionEntry {
    /// The types of principals it applies to, sorted; none for a mere group.
    pub fn principals(&self) -> &[EntityType] {
        &self.principals
    }

    /// The types of resources it applies to, sorted; none for a mere group.
    pub fn resources(&self) -> &[EntityType] {
        &self.resources
    }

    /// The groups it is declared to be in, sorted.
    pub fn groups(&self) -> &[EntityUid] {
        &self.groups
    }

    /// Every group that it is in, directly or not, sorted.
    pub fn ancestors(&self) -> &[EntityUid] {
        &self.ancestors
    }

    /// The type of its context.
    pub fn context(&self) -> &RecordType {
        &self.context
    }
}

impl Schema {
    /// Reads a schema in Cedar syntax.
    ///
    /// # Errors
    /// The first thing wrong with it, with its sort and place: its syntax, a name that is declared twice, reserved,
    /// shadowed or refers to nothing, or common types or actions that refer to each other in a cycle.
    pub fn parse(text: &str) -> Result<Schema, SchemaError> {
        resolve::resolve(text, &parse::parse(text)?)
    }

    /// Reads a schema in JSON. What its names mean is what they mean in Cedar syntax, save that a reference can ask
    /// for an entity type or for a common type.
    ///
    /// # Errors
    /// As those of [`Schema::parse`], and documents that are no JSON or have another structure than schemas have.
    pub fn from_json(text: &str) -> Result<Schema, SchemaError> {
        resolve::resolve(text, &json::read(text)?)
    }

    /// All its types; parts of a type come before it.
    pub(crate) fn types(&self) -> &[Type] {
        &self.types
    }

    /// A type of this schema.
    pub fn type_of(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// Its entity types, sorted by name; the types of actions are not among them.
    pub fn entity_types(&self) -> impl ExactSizeIterator<Item = (&EntityType, &EntityTypeEntry)> {
        self.entity_types.iter()
    }

    /// What it says of an entity type.
    pub fn entity_type(&self, name: &str) -> Option<&EntityTypeEntry> {
        self.entity_types.get(name)
    }

    /// Its actions, sorted by id.
    pub fn actions(&self) -> impl ExactSizeIterator<Item = (&EntityUid, &ActionEntry)> {
        self.actions.iter()
    }

    /// Its actions as entities, in the groups they are declared to be in.
    pub fn action_entities(&self) -> impl Iterator<Item = Entity> {
        self.actions.iter().map(|(uid, entry)| Entity {
            uid: uid.clone(),
            attributes: Record::default(),
            tags: Record::default(),
            parents: entry.groups.clone(),
        })
    }

    /// What it says of an action.
    pub fn action(&self, uid: &EntityUid) -> Option<&ActionEntry> {
        self.actions.get(uid)
    }
}
