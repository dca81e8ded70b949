//! The names that a schema declares, and what a name may stand for.
//!
//! In: a [`SchemaSyntax`]. Out: its declarations by their full names, or the first name that is declared twice or that
//! shadows another one, with its place.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::error::{SchemaError, SchemaErrorKind};
use super::super::syntax::{Label, Path, SchemaSyntax};
use super::qualified;
use crate::entity_uid::{EntityType, EntityUid};

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
        SchemaError::new(kind, self.text, name.span, format!("the {what} `{}` is declared twice", name.text))
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
                let found = format!("this {what} shadows the {what} `{}` declared outside any namespace", name.text);
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
        let is_common = self.common.contains_key(&*path.name);
        match self.similar(&path.name) {
            _ if is_common => error.expecting(format!("{what}, which the common type `{}` is not", path.name)),
            Some(name) if name == &*path.name => {
                error.expecting(format!("{what}, which the entity type `{name}` is not"))
            }
            Some(name) => error.expecting(format!("a declared name; perhaps `{name}`?")),
            None => error,
        }
    }

    /// A declared type whose name differs from an unknown one in case or in its namespace only.
    fn similar(&self, name: &str) -> Option<&str> {
        let last = |name: &str| name.rsplit("::").next().unwrap_or_default().to_lowercase();
        let declared = self.common.keys().map(String::as_str).chain(self.entities.keys().map(String::as_str));
        // The very name comes first: it is declared as something else.
        declared.filter(|declared| last(declared) == last(name)).min_by_key(|declared| (*declared != name, *declared))
    }
}
