//! From a schema as written to a schema as meant.
//!
//! - What is declared in namespace `N` as `X` is called `N::X`; an action `x` is `N::Action::"x"`.
//! - A name with a namespace means just that. One without, in namespace `N`, means `N::X` if that is declared, else `X`.
//!   In each of the two places a common type comes before an entity type, where either may stand.
//! - `Bool`, `Long`, `String` and the extension types are common types of the namespace `__cedar`, and of the empty one
//!   unless it declares something of that name itself.
//! - Nothing may be declared twice, nor in the empty namespace and in another one as well (RFC 70): not types, be they
//!   common or entity types, and not actions.
//! - Common types may be declared in any order, but not in terms of themselves. Entity types may form cycles, groups of
//!   actions may not. `Action` is nobody's entity type, but every namespace with actions has it as a type of values.
//! - A context is a record, and so is the shape of an entity type. An enumerated type lists an id at least.
//!
//! The first mistake is told, with its place: of the declarations themselves before that of what they refer to, and each
//! time in source order.
//!
//! Source: language guide, "Schema" and "Schema grammar"; RFC 24, RFC 52, RFC 70; the public implementation for the
//! order in which names are looked up.

mod declared;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Declaration, EntityDeclaration, EntityShape, EntityTypeEntry, Schema, SchemaError, SchemaErrorReason, SchemaSyntax,
};
use crate::name::EntityType;
use crate::types::RecordType;
use declared::{Declared, Namespace, qualified};
use types::Types;

/// How many nodes all types of a schema may have together, written out.
///
/// A common type stands for what it is declared as, so a chain of types that each name the one before twice doubles with
/// every link. The limit is far above what a person writes.
pub const MAX_TYPE_NODES: usize = 1_000_000;

/// The direct parents of each entity type.
type Parents = BTreeMap<EntityType, BTreeSet<EntityType>>;

/// Resolves every name of a schema and closes its hierarchies.
///
/// # Errors
/// The first reason why the schema means nothing, and where it stands if the tree was read from a text.
pub fn resolve(syntax: &SchemaSyntax) -> Result<Schema, SchemaError> {
    let declared = Declared::collect(syntax)?;
    declared.check_shadowing()?;
    let mut types = Types::new(&declared);
    let mut schema = Schema::default();
    let mut parents = Parents::new();
    for (namespace, declaration) in declarations(syntax) {
        match declaration {
            Declaration::CommonType(common) => {
                types.common_type(&qualified(&common.name, namespace))?;
            }
            Declaration::Entity(entity) => {
                types.start(&entity.names);
                let (direct, entry) = entity_type(&mut types, entity, namespace)?;
                for basename in &entity.names {
                    let name = qualified(basename, namespace);
                    parents.insert(name.clone(), direct.clone());
                    schema.entity_types.insert(name, entry.clone());
                }
            }
            Declaration::Action(action) => {
                types.start(&action.names);
                types.action(action, namespace)?;
            }
        }
    }
    for (name, entry) in &mut schema.entity_types {
        if let EntityTypeEntry::Standard { ancestors, .. } = entry {
            *ancestors = closure(name, &parents);
        }
    }
    schema.actions = types.actions()?;
    Ok(schema)
}

/// The declarations in source order, each with the namespace it is in.
fn declarations(syntax: &SchemaSyntax) -> impl Iterator<Item = (Namespace<'_>, &Declaration)> {
    syntax.namespaces.iter().flat_map(|namespace| {
        let name = namespace.name.as_ref().map(|name| &name.value);
        namespace.declarations.iter().map(move |declaration| (name, declaration))
    })
}

/// The direct parents of the declared entity types and what the schema says of each, ancestors left out.
fn entity_type(
    types: &mut Types<'_, '_>,
    entity: &EntityDeclaration,
    namespace: Namespace<'_>,
) -> Result<(BTreeSet<EntityType>, EntityTypeEntry), SchemaError> {
    let (written, tags) = match &entity.shape {
        EntityShape::Enum(ids) => {
            return Ok((BTreeSet::new(), EntityTypeEntry::Enum(ids.iter().cloned().collect())));
        }
        EntityShape::Standard { parents, tags, .. } | EntityShape::Named { parents, tags, .. } => (parents, tags),
    };
    let direct = types.entity_types(written, namespace)?;
    let attrs = match &entity.shape {
        EntityShape::Standard { attributes, .. } => types.record(attributes, namespace)?.0,
        EntityShape::Named { shape, .. } => types.record_named(shape, namespace, || {
            let name = entity.names.first().map_or("", |name| name.as_str());
            SchemaErrorReason::ShapeNotRecord(qualified(name, namespace))
        })?,
        EntityShape::Enum(_) => RecordType::new(),
    };
    let tags = tags.as_ref().map(|ty| types.resolve(ty, namespace)).transpose()?.map(|sized| sized.ty);
    Ok((direct, EntityTypeEntry::Standard { ancestors: BTreeSet::new(), attrs, tags }))
}

/// All that is reached from `from` in one step or more.
fn closure<T: Ord + Clone>(from: &T, steps: &BTreeMap<T, BTreeSet<T>>) -> BTreeSet<T> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(node) = open.pop() {
        for next in steps.get(node).into_iter().flatten() {
            if reached.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    reached
}
