//! Schemas: as written ([`SchemaSyntax`], names unresolved), and as meant ([`Schema`], every name resolved, ancestors
//! of types and actions closed).

mod error;
mod located;
mod resolve;
mod syntax;

pub use error::{SchemaError, SchemaErrorReason};
pub use located::{Located, NameSort, Position, TypeName};
pub use resolve::{MAX_TYPE_NODES, resolve};
pub use syntax::{
    ActionDeclaration, ActionRef, Annotations, AppliesTo, AttributeSyntax, CommonTypeDeclaration, Declaration,
    EntityDeclaration, EntityShape, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::Entity;
use crate::name::{EntityType, EntityUid};
use crate::observe::{Judgment, judged};
use crate::types::{CedarType, RecordType};

/// A schema as meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schema {
    /// Entity types by name; action types are not among them.
    pub entity_types: BTreeMap<EntityType, EntityTypeEntry>,
    /// Actions by id.
    pub actions: BTreeMap<EntityUid, ActionEntry>,
}

/// What a schema says of an entity type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityTypeEntry {
    /// An ordinary entity type.
    Standard {
        /// Every type that its entities may be a descendant of (closed).
        ancestors: BTreeSet<EntityType>,
        /// Its attributes.
        attrs: RecordType,
        /// The type of its tags, if it may have any.
        tags: Option<CedarType>,
    },
    /// An enumerated type: exactly these ids.
    Enum(BTreeSet<String>),
}

/// What a schema says of an action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActionEntry {
    /// Types of principals it applies to; empty for a mere group.
    pub principals: BTreeSet<EntityType>,
    /// Types of resources it applies to.
    pub resources: BTreeSet<EntityType>,
    /// Every group it is in (closed).
    pub ancestors: BTreeSet<EntityUid>,
    /// The type of its context.
    pub context: RecordType,
}

/// What a text in Cedar syntax means.
///
/// # Errors
/// The first mistake of the text, or else of what it declares and refers to.
pub fn read(text: &str) -> Result<Schema, SchemaError> {
    noted(crate::parse::schema(text).map_err(SchemaError::from).and_then(|syntax| resolve(&syntax)))
}

/// What a text in the JSON form means.
///
/// # Errors
/// The first mistake of the text, or else of what it declares and refers to.
pub fn read_json(text: &str) -> Result<Schema, SchemaError> {
    noted(crate::json::schema(text).and_then(|syntax| resolve(&syntax)))
}

/// Notes why a schema is refused.
fn noted(read: Result<Schema, SchemaError>) -> Result<Schema, SchemaError> {
    if let Err(error) = &read {
        judged(|| Judgment::SchemaRefused(error.kind()));
    }
    read
}

impl Schema {
    /// The actions as entities of the store: no attributes, no tags, and every group they are in as a parent.
    pub fn action_entities(&self) -> Vec<Entity> {
        let entity = |(uid, entry): (&EntityUid, &ActionEntry)| Entity {
            uid: uid.clone(),
            attrs: BTreeMap::new(),
            tags: BTreeMap::new(),
            parents: entry.ancestors.iter().cloned().collect(),
        };
        self.actions.iter().map(entity).collect()
    }

    /// The listed entities and the schema's actions. An action that is listed as well is taken from the schema.
    pub fn with_actions(&self, listed: Vec<Entity>) -> Vec<Entity> {
        let mut all: Vec<Entity> = listed.into_iter().filter(|e| !self.actions.contains_key(&e.uid)).collect();
        all.extend(self.action_entities());
        all
    }
}

#[cfg(test)]
mod tests;
