//! What a schema declares, by full name: nothing twice, nothing reserved, nothing that shadows; and what a name means
//! that refers to one of the declarations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{
    ActionRef, CommonTypeDeclaration, Declaration, EntityDeclaration, EntityShape, Located, Position, SchemaError,
    SchemaErrorReason, SchemaSyntax,
};
use crate::name::{EntityType, EntityUid, Name};
use crate::types::{BoolType, CedarType, ExtType};

/// The namespace that something is written in.
pub(super) type Namespace<'s> = Option<&'s Name>;

/// What a schema declares, by full name.
#[derive(Default)]
pub(super) struct Declared<'s> {
    /// Common types, each with its namespace and its number in source order.
    pub(super) common: BTreeMap<Name, (usize, Namespace<'s>, &'s CommonTypeDeclaration)>,
    entities: BTreeSet<EntityType>,
    actions: BTreeSet<EntityUid>,
    /// The types of the actions.
    action_types: BTreeSet<EntityType>,
    /// Common and entity types in source order.
    types_in_order: Vec<Located<Name>>,
    /// Actions in source order.
    pub(super) actions_in_order: Vec<Located<EntityUid>>,
}

impl<'s> Declared<'s> {
    /// Gathers the declarations.
    pub(super) fn collect(syntax: &'s SchemaSyntax) -> Result<Self, SchemaError> {
        let mut declared = Self::default();
        let mut namespaces = BTreeSet::new();
        for namespace in &syntax.namespaces {
            // What stands outside any namespace may stand there in several places.
            if let Some(name) = &namespace.name {
                if !namespaces.insert(&name.value) {
                    let reason = SchemaErrorReason::DuplicateNamespace(Some(name.value.clone()));
                    return Err(error(reason, name.position));
                }
                if name.is_reserved() {
                    return Err(error(SchemaErrorReason::ReservedName(name.value.clone()), name.position));
                }
            }
            let name = namespace.name.as_ref().map(|name| &name.value);
            for declaration in &namespace.declarations {
                match declaration {
                    Declaration::CommonType(common) => declared.declare_common_type(common, name)?,
                    Declaration::Entity(entity) => declared.declare_entity_types(entity, name)?,
                    Declaration::Action(action) => declared.declare_actions(&action.names, name)?,
                }
            }
        }
        Ok(declared)
    }

    fn declare_common_type(
        &mut self,
        common: &'s CommonTypeDeclaration,
        namespace: Namespace<'s>,
    ) -> Result<(), SchemaError> {
        let (name, position) = (qualified(&common.name, namespace), common.name.position);
        if is_reserved_common_type(&common.name) {
            return Err(error(SchemaErrorReason::ReservedName(name), position));
        }
        if self.common.insert(name.clone(), (self.types_in_order.len(), namespace, common)).is_some() {
            return Err(error(SchemaErrorReason::DuplicateType(name), position));
        }
        self.types_in_order.push(Located { value: name, position });
        Ok(())
    }

    fn declare_entity_types(
        &mut self,
        entity: &EntityDeclaration,
        namespace: Namespace<'_>,
    ) -> Result<(), SchemaError> {
        for basename in &entity.names {
            let (name, position) = (qualified(basename, namespace), basename.position);
            if basename.as_str() == "Action" || basename.as_str() == "__cedar" {
                return Err(error(SchemaErrorReason::ReservedName(name), position));
            }
            if !self.entities.insert(name.clone()) {
                return Err(error(SchemaErrorReason::DuplicateType(name), position));
            }
            if matches!(&entity.shape, EntityShape::Enum(ids) if ids.is_empty()) {
                return Err(error(SchemaErrorReason::EmptyEnum(name), position));
            }
            self.types_in_order.push(Located { value: name, position });
        }
        Ok(())
    }

    fn declare_actions(&mut self, ids: &[Located<String>], namespace: Namespace<'_>) -> Result<(), SchemaError> {
        for id in ids {
            let uid = EntityUid::new(qualified("Action", namespace), id.as_str());
            self.action_types.insert(uid.ty.clone());
            if !self.actions.insert(uid.clone()) {
                return Err(error(SchemaErrorReason::DuplicateAction(uid), id.position));
            }
            self.actions_in_order.push(Located { value: uid, position: id.position });
        }
        Ok(())
    }

    /// RFC 70. The place is that of the declaration in a namespace.
    pub(super) fn check_shadowing(&self) -> Result<(), SchemaError> {
        for shadowing in self.types_in_order.iter().filter(|name| !name.namespace.is_empty()) {
            let shadowed = Name::unqualified(shadowing.basename.as_str());
            if self.common.contains_key(&shadowed) || self.entities.contains(&shadowed) {
                let reason = SchemaErrorReason::TypeShadowing { shadowing: shadowing.value.clone(), shadowed };
                return Err(error(reason, shadowing.position));
            }
        }
        for shadowing in self.actions_in_order.iter().filter(|uid| !uid.ty.namespace.is_empty()) {
            let shadowed = EntityUid::new(Name::unqualified("Action"), shadowing.eid.as_str());
            if self.actions.contains(&shadowed) {
                let reason = SchemaErrorReason::ActionShadowing { shadowing: shadowing.value.clone(), shadowed };
                return Err(error(reason, shadowing.position));
            }
        }
        Ok(())
    }

    /// Whether an entity type is declared by this full name, which that of actions never is.
    pub(super) fn is_entity_type(&self, name: &Name) -> bool {
        self.entities.contains(name)
    }

    /// Whether a value may be of this entity type: it is declared, or it is the type of declared actions.
    pub(super) fn is_type_of_values(&self, name: &Name) -> bool {
        self.entities.contains(name) || self.action_types.contains(name)
    }

    /// The declared action that a reference means; its type is `Action` if none is written.
    pub(super) fn action(
        &self,
        reference: &Located<ActionRef>,
        namespace: Namespace<'_>,
    ) -> Result<EntityUid, SchemaError> {
        let ty = reference.ty.clone().unwrap_or_else(|| Name::unqualified("Action"));
        let uids = readings(&ty, namespace).into_iter().map(|ty| EntityUid::new(ty, reference.id.as_str()));
        uids.into_iter().find(|uid| self.actions.contains(uid)).ok_or_else(|| {
            let ActionRef { ty, id } = reference.value.clone();
            error(SchemaErrorReason::UndeclaredAction { ty, id }, reference.position)
        })
    }
}

/// The error for a reason, at a place.
pub(super) fn error(reason: SchemaErrorReason, position: Option<Position>) -> SchemaError {
    SchemaError { reason: Box::new(reason), position }
}

/// The full name of what is declared in a namespace.
pub(super) fn qualified(basename: &str, namespace: Namespace<'_>) -> Name {
    let mut parts: Vec<String> = Vec::new();
    if let Some(name) = namespace {
        parts.extend(name.namespace.iter().cloned());
        parts.push(name.basename.clone());
    }
    Name { namespace: parts, basename: basename.to_owned() }
}

/// The full names that a name may mean, in the order in which they are looked up.
pub(super) fn readings(name: &Name, namespace: Namespace<'_>) -> Vec<Name> {
    let mut readings = Vec::new();
    if name.namespace.is_empty() && namespace.is_some() {
        readings.push(qualified(&name.basename, namespace));
    }
    readings.push(name.clone());
    readings
}

/// The error for a name of a type that means nothing where it stands.
pub(super) fn undeclared(name: &Located<Name>, namespace: Namespace<'_>) -> SchemaError {
    let reason = SchemaErrorReason::UndeclaredType { name: name.value.clone(), namespace: namespace.cloned() };
    error(reason, name.position)
}

/// The words that name types in the JSON form of schemas, and so may not be common types in either form.
fn is_reserved_common_type(name: &str) -> bool {
    matches!(name, "Bool" | "Boolean" | "Entity" | "Extension" | "Long" | "Record" | "Set" | "String" | "__cedar")
}

/// The built-in type of this name, which stands in `__cedar` and, unless shadowed, outside any namespace.
pub(super) fn built_in(name: &Name) -> Option<CedarType> {
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
