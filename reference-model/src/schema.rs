//! Schemas: as written ([`SchemaSyntax`], names unresolved), and as meant ([`Schema`], every name resolved, ancestors
//! of types and actions closed).

mod resolve;

pub use resolve::{MAX_TYPE_NODES, SchemaError, resolve};

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::Entity;
use crate::name::{EntityType, EntityUid, Name};
use crate::types::{CedarType, RecordType};

/// Annotations by key; one without a value has the empty string.
pub type Annotations = BTreeMap<String, String>;

/// A schema as written, in source order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchemaSyntax {
    /// The namespaces; declarations outside any namespace are in one whose name is `None`.
    pub namespaces: Vec<NamespaceSyntax>,
}

/// A `namespace N { … }`, or a run of declarations outside any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamespaceSyntax {
    /// Its name, `None` outside any.
    pub name: Option<Name>,
    /// Its annotations.
    pub annotations: Annotations,
    /// What it declares, in source order.
    pub declarations: Vec<Declaration>,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declaration {
    /// `entity A, B …;`
    Entity(EntityDeclaration),
    /// `action a, b …;`
    Action(ActionDeclaration),
    /// `type T = …;`
    CommonType(CommonTypeDeclaration),
}

/// `entity A, B in [P] = { … } tags T;` or `entity A enum ["x"];`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The identifiers declared; at least one.
    pub names: Vec<String>,
    /// What each of them is.
    pub shape: EntityShape,
}

/// The right-hand side of an entity declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityShape {
    /// An ordinary entity type.
    Standard {
        /// The types its entities may be in.
        parents: Vec<Name>,
        /// Its attributes.
        attributes: Vec<AttributeSyntax>,
        /// The type of its tags, if it may have any.
        tags: Option<TypeSyntax>,
    },
    /// An enumerated type: exactly these ids; at least one.
    Enum(Vec<String>),
}

/// One attribute of a record type: `@a("b") name?: T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeSyntax {
    /// Its annotations.
    pub annotations: Annotations,
    /// Its name, any string.
    pub name: String,
    /// The type of its value.
    pub ty: TypeSyntax,
    /// Whether it must be there (no `?`).
    pub required: bool,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeSyntax {
    /// A name that may turn out to be a built-in, extension, common or entity type.
    Name(Name),
    /// `Set<T>`
    Set(Box<TypeSyntax>),
    /// `{ … }`
    Record(Vec<AttributeSyntax>),
}

/// `type T = …;`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonTypeDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The identifier declared.
    pub name: String,
    /// What it stands for.
    pub ty: TypeSyntax,
}

/// `action a, "b c" in [g] appliesTo { … };`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionDeclaration {
    /// Its annotations.
    pub annotations: Annotations,
    /// The ids declared, any strings; at least one.
    pub names: Vec<String>,
    /// The groups they are in.
    pub groups: Vec<ActionRef>,
    /// What they apply to; `None` for a mere group.
    pub applies_to: Option<AppliesTo>,
}

/// A reference to an action: `view`, `"view"` or `NS::Action::"view"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRef {
    /// The type as written, `None` if only the id was.
    pub ty: Option<Name>,
    /// The id.
    pub id: String,
}

/// `appliesTo { principal: …, resource: …, context: … }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliesTo {
    /// Types of principals; at least one.
    pub principals: Vec<Name>,
    /// Types of resources; at least one.
    pub resources: Vec<Name>,
    /// The type of the context: a record or the name of a common type that is one; `None` for the empty record.
    pub context: Option<TypeSyntax>,
}

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
