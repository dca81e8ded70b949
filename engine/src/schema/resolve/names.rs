//! The names that a schema declares, and what a name may stand for.
//!
//! In: a [`SchemaSyntax`]. Out: its declarations by their full names, or the first name that is declared twice or that
//! shadows another one, with its place.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::error::{SchemaError, SchemaErrorKind};
use super::super::syntax::{EntityShape, Label, Path, SchemaSyntax};
use super::qualified;
use crate::entity_uid::{EntityType, EntityUid};

/// What must stand where only an entity type may.
pub(super) const ENTITY_TYPE: &str = "an entity type";

/// Every declared name, in full.
pub(super) struct Names<'s> {
    text: &'s str,
    syntax: &'s SchemaSyntax,
    /// Indices of common types.
    pub(super) common: FxHashMap<String, usize>,
    pub(super) entities: FxHashMap<String, EntityType>,
    /// The types of the declared actions: attributes may hold references to them.
    pub(super) action_types: FxHashMap<String, EntityType>,
    /// Actions, in the order of their declarations, by type and id.
    pub(super) actions: FxHashMap<EntityUid, usize>,
    /// The ids of the actions, in the order of their declarations.
    pub(super) action_uids: Vec<EntityUid>,
}

impl<'s> Names<'s> {
    pub(super) fn collect(text: &'s str, syntax: &'s SchemaSyntax) -> Result<Names<'s>, SchemaError> {
        let (common, entities) = (FxHashMap::default(), FxHashMap::default());
        let (action_types, actions) = (FxHashMap::default(), FxHashMap::default());
        let action_uids = Vec::with_capacity(syntax.actions.len());
        let mut names = Names { text, syntax, common, entities, action_types, actions, action_uids };
        let mut namespaces = FxHashSet::default();
        if let Some(path) = syntax.namespaces.iter().flatten().find(|path| !namespaces.insert(&*path.name)) {
            let found = format!("the namespace `{}` is declared twice", path.name);
            return Err(SchemaError::new(SchemaErrorKind::DuplicateNamespace, text, path.span, found));
        }
        for (index, declaration) in syntax.common_types.iter().enumerate() {
            let full = names.full(declaration.namespace, &declaration.name);
            if names.common.insert(full, index).is_some() {
                return Err(names.twice(SchemaErrorKind::DuplicateType, "common type", &declaration.name));
            }
        }
        for declaration in &syntax.entities {
            let full = names.full(declaration.namespace, &declaration.name);
            let ty = EntityType::from_valid(Arc::from(full.as_str()));
            if names.entities.insert(full, ty).is_some() {
                return Err(names.twice(SchemaErrorKind::DuplicateType, "entity type", &declaration.name));
            }
            if matches!(&*declaration.shape, EntityShape::Enum(ids) if ids.is_empty()) {
                let found = format!("the enumerated entity type `{}` has no ids", declaration.name);
                let error = SchemaError::new(SchemaErrorKind::EmptyEnum, text, declaration.name.span, found);
                return Err(error.expecting("at least one id"));
            }
        }
        for (index, declaration) in syntax.actions.iter().enumerate() {
            let full = qualified(syntax.namespaces[declaration.namespace].as_ref(), "Action");
            let new = || EntityType::from_valid(Arc::from(full.as_str()));
            let ty = names.action_types.entry(full.clone()).or_insert_with(new).clone();
            let uid = EntityUid::from_parts(ty, Arc::clone(&declaration.name.text));
            if names.actions.insert(uid.clone(), index).is_some() {
                return Err(names.twice(SchemaErrorKind::DuplicateAction, "action", &declaration.name));
            }
            names.action_uids.push(uid);
        }
        Ok(names)
    }

    pub(super) fn full(&self, namespace: usize, name: &Label) -> String {
        qualified(self.syntax.namespaces[namespace].as_ref(), &name.text)
    }

    fn twice(&self, kind: SchemaErrorKind, what: &str, name: &Label) -> SchemaError {
        SchemaError::new(kind, self.text, name.span, format!("the {what} `{name}` is declared twice"))
    }

    /// Refuses types and actions of a namespace that the empty namespace declares too.
    pub(super) fn refuse_shadowing(&self) -> Result<(), SchemaError> {
        let entities = self.syntax.entities.iter().map(|declaration| (declaration.namespace, &declaration.name));
        let common = self.syntax.common_types.iter().map(|declaration| (declaration.namespace, &declaration.name));
        let types: Vec<_> = entities.chain(common).collect();
        let actions: Vec<_> =
            self.syntax.actions.iter().map(|declaration| (declaration.namespace, &declaration.name)).collect();
        let rules =
            [(SchemaErrorKind::TypeShadowing, "type", types), (SchemaErrorKind::ActionShadowing, "action", actions)];
        for (kind, what, declared) in rules {
            let unqualified: FxHashSet<&str> =
                declared.iter().filter(|(namespace, _)| *namespace == 0).map(|(_, name)| &*name.text).collect();
            let shadowing =
                declared.iter().find(|(namespace, name)| *namespace != 0 && unqualified.contains(&*name.text));
            if let Some((_, name)) = shadowing {
                let found = format!("this {what} shadows the {what} `{name}` declared outside any namespace");
                return Err(SchemaError::new(kind, self.text, name.span, found).expecting("another name"));
            }
        }
        Ok(())
    }

    /// The full names that a name may stand for, the first that is declared being meant.
    pub(super) fn candidates(&self, path: &Path, namespace: usize) -> impl Iterator<Item = String> {
        let own = match &self.syntax.namespaces[namespace] {
            Some(namespace) if !path.name.contains("::") => Some(qualified(Some(namespace), &path.name)),
            _ => None,
        };
        own.into_iter().chain([path.name.to_string()])
    }

    /// Says that nothing of the sort that is needed is declared by this name.
    pub(super) fn unknown(&self, path: &Path, what: &str) -> SchemaError {
        let found = format!("`{}` is not declared as {what}", path.name);
        let error = SchemaError::new(SchemaErrorKind::UndeclaredType, self.text, path.span, found);
        match self.meant(&path.name, what) {
            Some(hint) => error.expecting(hint),
            None => error,
        }
    }

    /// What was perhaps meant by a name that means nothing where `what` must stand.
    fn meant(&self, name: &str, what: &str) -> Option<String> {
        let other_sort = [
            (self.common.contains_key(name), "a common type"),
            (self.entities.contains_key(name), "an entity type"),
            (self.action_types.contains_key(name), "the type of actions"),
        ];
        if let Some((_, sort)) = other_sort.iter().find(|(declared, _)| *declared) {
            return Some(format!("{what}; `{name}` is {sort}"));
        }
        let last = |name: &str| name.rsplit("::").next().unwrap_or_default().to_lowercase();
        let declared = self.common.keys().map(String::as_str).chain(self.entities.keys().map(String::as_str));
        if let Some(similar) = declared.filter(|declared| last(declared) == last(name)).min() {
            return Some(format!("a declared name; perhaps `{similar}`?"));
        }
        let built_in = match &*last(name) {
            "bool" | "boolean" => "Bool",
            "long" | "int" | "integer" | "number" => "Long",
            "string" | "str" => "String",
            "ipaddr" | "ip" | "ipaddress" => "ipaddr",
            "decimal" => "decimal",
            "datetime" | "date" | "time" => "datetime",
            "duration" => "duration",
            _ => return None,
        };
        let is_entity_wanted = what == ENTITY_TYPE;
        (!is_entity_wanted && name != built_in).then(|| format!("a declared name; perhaps `{built_in}`?"))
    }
}
