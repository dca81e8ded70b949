//! What is in a schema.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_reference_model::name::Name;
use crosscheck_reference_model::schema::{
    CommonTypeDeclaration, Declaration, EntityTypeEntry, SchemaSyntax, TypeSyntax, resolve,
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
    note(schema_has_foreign_types(schema), "schema with a type of another namespace");
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
                use crosscheck_reference_model::schema::EntityShape::Standard;
                let is_common = |name: &Name| common.iter().any(|it| it.name.as_str() == name.basename);
                if let Standard { tags: Some(TypeSyntax::Name(name)), .. } = &entity.shape {
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
fn schema_has_foreign_types(schema: &SchemaSyntax) -> bool {
    use crosscheck_reference_model::schema::EntityShape::Standard;
    schema.namespaces.iter().any(|namespace| {
        namespace.declarations.iter().any(|declaration| match declaration {
            Declaration::Entity(entity) => match &entity.shape {
                Standard { parents, .. } => parents.iter().any(|parent| {
                    let mut path = parent.namespace.clone();
                    let here =
                        namespace.name.as_ref().map(|name| [&name.namespace[..], &[name.basename.clone()]].concat());
                    !std::mem::take(&mut path).is_empty() && here.as_ref() != Some(&parent.namespace)
                }),
                _ => false,
            },
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
    for (name, entry) in &schema.entity_types {
        if let EntityTypeEntry::Standard { ancestors, .. } = entry
            && ancestors.iter().any(|ancestor| {
                ancestor != name
                    && matches!(&schema.entity_types[ancestor], EntityTypeEntry::Standard { ancestors, .. } if ancestors.contains(name))
            })
        {
            found.push("schema with a cycle of entity types");
        }
    }
    for (uid, action) in &schema.actions {
        let is_enum = |ty| matches!(schema.entity_types.get(ty), Some(EntityTypeEntry::Enum(_)));
        let groups: Vec<_> = action.ancestors.iter().filter_map(|group| schema.actions.get(group)).collect();
        for (is_there, name) in [
            (action.principals.iter().any(is_enum), "schema with an enumerated principal"),
            (groups.iter().any(|group| !group.principals.is_empty()), "schema with a group that applies"),
            (action.ancestors.iter().any(|group| group.ty != uid.ty), "schema with a group in another namespace"),
            // A group that has two groups above it which are in each other.
            (
                groups
                    .iter()
                    .any(|group| group.ancestors.iter().any(|above| !schema.actions[above].ancestors.is_empty())),
                "schema with three levels of groups",
            ),
        ] {
            if is_there {
                found.push(name);
            }
        }
    }
    found
}
