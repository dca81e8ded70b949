//! What is in a schema.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::schema::{
    ActionEntry, CommonTypeDeclaration, Declaration, EntityDeclaration, EntityShape, EntityTypeEntry, SchemaSyntax,
    TypeSyntax, resolve,
};

/// Every feature that must occur.
pub(super) const FEATURES: [&str; 13] = [
    "schema of several namespaces",
    "schema with a basename twice",
    "schema with a type of another namespace",
    "schema with a common type",
    "schema with an alias",
    "schema with an alias of an alias",
    "schema with a context by name",
    "schema with tags by name",
    "schema with a cycle of entity types",
    "schema with an enumerated principal",
    "schema with a group that applies",
    "schema with a group in another namespace",
    "schema with three levels of groups",
];

/// The features of this schema; those that depend on what names mean only if it means something.
pub(super) fn features(schema: &SchemaSyntax) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut note = |is_there: bool, name: &'static str| {
        if is_there {
            found.push(name);
        }
    };
    let declarations = || schema.namespaces.iter().flat_map(|namespace| &namespace.declarations);
    note(schema.namespaces.len() > 1, "schema of several namespaces");
    note(has_foreign_types(schema), "schema with a type of another namespace");
    let common: Vec<&CommonTypeDeclaration> = declarations()
        .filter_map(|declaration| match declaration {
            Declaration::CommonType(common) => Some(common),
            _ => None,
        })
        .collect();
    note(!common.is_empty(), "schema with a common type");
    let aliases: BTreeMap<String, Option<String>> =
        common.iter().map(|it| (it.name.to_string(), alias_of(it, &common))).collect();
    note(aliases.values().any(Option::is_some), "schema with an alias");
    let is_second = |of: &Option<String>| of.as_ref().is_some_and(|of| aliases.get(of).is_some_and(Option::is_some));
    note(aliases.values().any(is_second), "schema with an alias of an alias");
    for declaration in declarations() {
        match declaration {
            Declaration::Action(action) => {
                let context = action.applies_to.as_ref().and_then(|it| it.context.as_ref());
                note(matches!(context, Some(TypeSyntax::Name(_))), "schema with a context by name");
            }
            Declaration::Entity(entity) => {
                let is_common = |name: &Name| common.iter().any(|it| it.name.as_str() == name.basename);
                if let EntityShape::Standard { tags: Some(TypeSyntax::Name(name)), .. } = &entity.shape {
                    note(is_common(name), "schema with tags by name");
                }
            }
            Declaration::CommonType(_) => {}
        }
    }
    found.extend(of_meaning(schema));
    found.sort_unstable();
    found.dedup();
    found
}

/// The common type that this one is just another name for.
fn alias_of(common: &CommonTypeDeclaration, all: &[&CommonTypeDeclaration]) -> Option<String> {
    match &common.ty {
        TypeSyntax::Name(name) if all.iter().any(|other| other.name.as_str() == name.basename) => {
            Some(name.basename.clone())
        }
        _ => None,
    }
}

/// Whether an entity type's parent is named with a namespace that is not the one it is named in.
fn has_foreign_types(schema: &SchemaSyntax) -> bool {
    schema.namespaces.iter().any(|namespace| {
        let here: Vec<&String> =
            namespace.name.iter().flat_map(|name| name.namespace.iter().chain([&name.basename])).collect();
        let is_foreign = |name: &Name| !name.namespace.is_empty() && !name.namespace.iter().eq(here.iter().copied());
        namespace.declarations.iter().any(|declaration| match declaration {
            Declaration::Entity(EntityDeclaration { shape: EntityShape::Standard { parents, .. }, .. }) => {
                parents.iter().any(|parent| is_foreign(parent))
            }
            _ => false,
        })
    })
}

/// The features that only the meaning of names shows.
fn of_meaning(syntax: &SchemaSyntax) -> Vec<&'static str> {
    let Ok(schema) = resolve(syntax) else { return Vec::new() };
    let mut found = Vec::new();
    let basenames: BTreeSet<&String> = schema.entity_types.keys().map(|name| &name.basename).collect();
    if basenames.len() < schema.entity_types.len() {
        found.push("schema with a basename twice");
    }
    let ancestors = |name: &Name| match schema.entity_types.get(name) {
        Some(EntityTypeEntry::Standard { ancestors, .. }) => Some(ancestors),
        _ => None,
    };
    let is_in_cycle = |name: &Name| {
        let others = ancestors(name).into_iter().flatten().filter(|other| *other != name);
        others.filter_map(ancestors).any(|ancestors| ancestors.contains(name))
    };
    if schema.entity_types.keys().any(is_in_cycle) {
        found.push("schema with a cycle of entity types");
    }
    let is_in_group = |uid: &EntityUid| schema.actions.get(uid).is_some_and(|entry| !entry.ancestors.is_empty());
    for (uid, action) in &schema.actions {
        let is_enum = |ty| matches!(schema.entity_types.get(ty), Some(EntityTypeEntry::Enum(_)));
        let groups = || action.ancestors.iter().filter_map(|group| schema.actions.get(group));
        let is_above_groups = |group: &ActionEntry| group.ancestors.iter().any(is_in_group);
        for (is_there, name) in [
            (action.principals.iter().any(is_enum), "schema with an enumerated principal"),
            (groups().any(|group| !group.principals.is_empty()), "schema with a group that applies"),
            (action.ancestors.iter().any(|group| group.ty != uid.ty), "schema with a group in another namespace"),
            (groups().any(is_above_groups), "schema with three levels of groups"),
        ] {
            if is_there {
                found.push(name);
            }
        }
    }
    found
}
