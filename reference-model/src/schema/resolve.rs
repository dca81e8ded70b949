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
//! - A context is a record.
//!
//! Source: language guide, "Schema" and "Schema grammar"; RFC 24, RFC 52, RFC 70; the public implementation for the
//! order in which names are looked up.

mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ActionDeclaration, ActionRef, Declaration, EntityDeclaration, EntityShape, EntityTypeEntry, Schema, SchemaSyntax,
    TypeSyntax,
};
use crate::name::{EntityType, EntityUid, Name};
use crate::parse::MAX_HEIGHT;
use crate::types::{BoolType, CedarType, ExtType};
use types::Types;

/// How many nodes all types of a schema may have together, written out.
///
/// A common type stands for what it is declared as, so a chain of types that each name the one before twice doubles with
/// every link. The limit is far above what a person writes.
pub const MAX_TYPE_NODES: usize = 1_000_000;

/// Why a schema means nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// A namespace is declared twice.
    #[error("the namespace {0} is declared twice")]
    DuplicateNamespace(Name),
    /// A common type or entity type is declared twice.
    #[error("the type {0} is declared twice")]
    DuplicateType(Name),
    /// An action is declared twice.
    #[error("the action {0} is declared twice")]
    DuplicateAction(EntityUid),
    /// A type outside any namespace has the name of one in a namespace.
    #[error("the type {shadowing} shadows the type {shadowed} of the empty namespace")]
    TypeShadowing {
        /// The one in a namespace.
        shadowing: Name,
        /// The one outside.
        shadowed: Name,
    },
    /// An action outside any namespace has the id of one in a namespace.
    #[error("the action {shadowing} shadows the action {shadowed} of the empty namespace")]
    ActionShadowing {
        /// The one in a namespace.
        shadowing: Box<EntityUid>,
        /// The one outside.
        shadowed: Box<EntityUid>,
    },
    /// The name may not be declared, by a common type or by an entity type.
    #[error("the name {0} is reserved")]
    ReservedName(Name),
    /// No type of the sort that must stand here is declared by this name.
    #[error("the type {name} is not declared (seen from namespace {namespace:?})")]
    UndeclaredType {
        /// The name as written.
        name: Name,
        /// Where it is written, `None` outside any namespace.
        namespace: Option<Name>,
    },
    /// No such action is declared.
    #[error("the action {ty:?} {id:?} is not declared")]
    UndeclaredAction {
        /// Its type as written, if any.
        ty: Option<Name>,
        /// Its id.
        id: String,
    },
    /// A common type is declared in terms of itself.
    #[error("the common type {0} is declared in terms of itself")]
    CommonTypeCycle(Name),
    /// An action is in itself, over whatever groups.
    #[error("the action {0} is in itself")]
    ActionCycle(EntityUid),
    /// The context of an action is no record.
    #[error("the context of the action {0} is no record")]
    ContextNotRecord(EntityUid),
    /// A type is nested more deeply than [`MAX_HEIGHT`] when its common types are written out.
    #[error("a type is nested more deeply than {MAX_HEIGHT} levels")]
    TooDeep,
    /// All types together have more nodes than [`MAX_TYPE_NODES`] when their common types are written out.
    #[error("the types have more than {MAX_TYPE_NODES} parts")]
    TooLarge,
}

/// Resolves every name of a schema and closes its hierarchies.
///
/// # Errors
/// The first reason, in no particular order, why the schema means nothing.
pub fn resolve(syntax: &SchemaSyntax) -> Result<Schema, SchemaError> {
    let declared = Declared::collect(syntax)?;
    declared.check_shadowing()?;
    let mut types = Types::new(&declared);
    for name in declared.common.keys() {
        types.common_type(name)?;
    }
    let mut schema = Schema::default();
    let mut parents: BTreeMap<EntityType, BTreeSet<EntityType>> = BTreeMap::new();
    for (name, (namespace, declaration)) in &declared.entities {
        let entry = match &declaration.shape {
            EntityShape::Enum(ids) => EntityTypeEntry::Enum(ids.iter().cloned().collect()),
            EntityShape::Standard { parents: written, attributes, tags } => {
                let direct = written.iter().map(|parent| declared.entity_type(parent, *namespace));
                parents.insert(name.clone(), direct.collect::<Result<_, _>>()?);
                let attrs = types.record(attributes, *namespace)?.0;
                let tags = tags.as_ref().map(|ty| types.resolve(ty, *namespace)).transpose()?.map(|sized| sized.ty);
                EntityTypeEntry::Standard { ancestors: BTreeSet::new(), attrs, tags }
            }
        };
        schema.entity_types.insert(name.clone(), entry);
    }
    for (name, entry) in &mut schema.entity_types {
        if let EntityTypeEntry::Standard { ancestors, .. } = entry {
            *ancestors = closure(name, &parents);
        }
    }
    schema.actions = types.actions()?;
    Ok(schema)
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

type Namespace<'s> = Option<&'s Name>;

/// What a schema declares, by full name, each with the namespace it is in.
#[derive(Default)]
struct Declared<'s> {
    common: BTreeMap<Name, (Namespace<'s>, &'s TypeSyntax)>,
    entities: BTreeMap<EntityType, (Namespace<'s>, &'s EntityDeclaration)>,
    actions: BTreeMap<EntityUid, (Namespace<'s>, &'s ActionDeclaration)>,
    /// The types of the actions.
    action_types: BTreeSet<EntityType>,
}

impl<'s> Declared<'s> {
    fn collect(syntax: &'s SchemaSyntax) -> Result<Self, SchemaError> {
        let mut declared = Self::default();
        let mut namespaces = BTreeSet::new();
        for namespace in &syntax.namespaces {
            // What stands outside any namespace may stand there in several places.
            if let Some(name) = &namespace.name {
                if !namespaces.insert(name) {
                    return Err(SchemaError::DuplicateNamespace(name.clone()));
                }
                if name.basename == "__cedar" || name.namespace.iter().any(|part| part == "__cedar") {
                    return Err(SchemaError::ReservedName(name.clone()));
                }
            }
            for declaration in &namespace.declarations {
                declared.declare(namespace.name.as_ref(), declaration)?;
            }
        }
        Ok(declared)
    }

    fn declare(&mut self, namespace: Namespace<'s>, declaration: &'s Declaration) -> Result<(), SchemaError> {
        match declaration {
            Declaration::CommonType(common) => {
                let name = qualified(&common.name, namespace);
                if is_reserved_common_type(&common.name) {
                    return Err(SchemaError::ReservedName(name));
                }
                if self.common.insert(name.clone(), (namespace, &common.ty)).is_some() {
                    return Err(SchemaError::DuplicateType(name));
                }
            }
            Declaration::Entity(entity) => {
                for basename in &entity.names {
                    let name = qualified(basename, namespace);
                    if basename == "Action" || basename == "__cedar" {
                        return Err(SchemaError::ReservedName(name));
                    }
                    if self.entities.insert(name.clone(), (namespace, entity)).is_some() {
                        return Err(SchemaError::DuplicateType(name));
                    }
                }
            }
            Declaration::Action(action) => {
                for id in &action.names {
                    let uid = EntityUid::new(qualified("Action", namespace), id.as_str());
                    self.action_types.insert(uid.ty.clone());
                    if self.actions.insert(uid.clone(), (namespace, action)).is_some() {
                        return Err(SchemaError::DuplicateAction(uid));
                    }
                }
            }
        }
        Ok(())
    }

    /// RFC 70.
    fn check_shadowing(&self) -> Result<(), SchemaError> {
        let types = || self.common.keys().chain(self.entities.keys());
        let outside: BTreeMap<&str, &Name> =
            types().filter(|name| name.namespace.is_empty()).map(|name| (name.basename.as_str(), name)).collect();
        for shadowing in types().filter(|name| !name.namespace.is_empty()) {
            if let Some(&shadowed) = outside.get(shadowing.basename.as_str()) {
                let (shadowing, shadowed) = (shadowing.clone(), shadowed.clone());
                return Err(SchemaError::TypeShadowing { shadowing, shadowed });
            }
        }
        for shadowing in self.actions.keys().filter(|uid| !uid.ty.namespace.is_empty()) {
            let shadowed = EntityUid::new(Name::unqualified("Action"), shadowing.eid.as_str());
            if self.actions.contains_key(&shadowed) {
                let (shadowing, shadowed) = (Box::new(shadowing.clone()), Box::new(shadowed));
                return Err(SchemaError::ActionShadowing { shadowing, shadowed });
            }
        }
        Ok(())
    }

    /// The declared entity type that a name means.
    fn entity_type(&self, name: &Name, namespace: Namespace<'_>) -> Result<EntityType, SchemaError> {
        readings(name, namespace)
            .into_iter()
            .find(|reading| self.entities.contains_key(reading))
            .ok_or_else(|| undeclared(name, namespace))
    }

    /// Whether a value may be of this entity type: it is declared, or it is the type of declared actions.
    fn is_type_of_values(&self, name: &Name) -> bool {
        self.entities.contains_key(name) || self.action_types.contains(name)
    }

    /// The declared action that a reference means; its type is `Action` if none is written.
    fn action(&self, reference: &ActionRef, namespace: Namespace<'_>) -> Result<EntityUid, SchemaError> {
        let ty = reference.ty.clone().unwrap_or_else(|| Name::unqualified("Action"));
        readings(&ty, namespace)
            .into_iter()
            .map(|reading| EntityUid::new(reading, reference.id.as_str()))
            .find(|uid| self.actions.contains_key(uid))
            .ok_or_else(|| SchemaError::UndeclaredAction { ty: reference.ty.clone(), id: reference.id.clone() })
    }
}

/// The full name of what is declared in a namespace.
fn qualified(basename: &str, namespace: Namespace<'_>) -> Name {
    let mut parts: Vec<String> = Vec::new();
    if let Some(name) = namespace {
        parts.extend(name.namespace.iter().cloned());
        parts.push(name.basename.clone());
    }
    Name { namespace: parts, basename: basename.to_owned() }
}

/// The full names that a name may mean, in the order in which they are looked up.
fn readings(name: &Name, namespace: Namespace<'_>) -> Vec<Name> {
    let mut readings = Vec::new();
    if name.namespace.is_empty() && namespace.is_some() {
        readings.push(qualified(&name.basename, namespace));
    }
    readings.push(name.clone());
    readings
}

fn undeclared(name: &Name, namespace: Namespace<'_>) -> SchemaError {
    SchemaError::UndeclaredType { name: name.clone(), namespace: namespace.cloned() }
}

/// The words that name types in the JSON form of schemas, and so may not be common types in either form.
fn is_reserved_common_type(name: &str) -> bool {
    matches!(name, "Bool" | "Boolean" | "Entity" | "Extension" | "Long" | "Record" | "Set" | "String" | "__cedar")
}

/// The built-in type of this name, which stands in `__cedar` and, unless shadowed, outside any namespace.
fn built_in(name: &Name) -> Option<CedarType> {
    let is_in_cedar = matches!(name.namespace.as_slice(), [part] if part == "__cedar");
    if !name.namespace.is_empty() && !is_in_cedar {
        return None;
    }
    match name.basename.as_str() {
        "Bool" => Some(CedarType::Bool(BoolType::Any)),
        "Long" => Some(CedarType::Long),
        "String" => Some(CedarType::String),
        basename => ExtType::ALL.into_iter().find(|ext| ext.name() == basename).map(CedarType::Ext),
    }
}
