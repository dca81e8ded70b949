//! A pass that gives types, ids, attributes and tag keys short names, in policies, entities, requests and schema at once.
//!
//! New names are handed out in the order in which a reader meets the old ones, so the same case always gets the same.
//! Types are renamed by their last part, wherever it stands; namespaces are taken off all of them or none. What is built
//! into the language keeps its name.

use std::collections::{BTreeMap, BTreeSet};

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::name::{EntityUid, Name};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope};
use crosscheck_reference_model::schema::{
    AttributeSyntax, Declaration, EntityShape, NamespaceSyntax, SchemaSyntax, TypeSyntax,
};
use crosscheck_reference_model::value::Prim;

use super::expressions::visit;

/// What a name names: each kind has names of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Type,
    Id,
    Attribute,
    Tag,
}

const KINDS: [Kind; 4] = [Kind::Type, Kind::Id, Kind::Attribute, Kind::Tag];

/// Names of types that mean something to the language.
const BUILT_IN: [&str; 14] = [
    "Action",
    "Bool",
    "Boolean",
    "Entity",
    "Extension",
    "Long",
    "Record",
    "Set",
    "String",
    "datetime",
    "decimal",
    "duration",
    "ipaddr",
    "__cedar",
];

/// A site for all names at once, one for the namespaces, and one for each kind.
pub(super) fn sites(_case: &Case) -> usize {
    2 + KINDS.len()
}

/// All names of a kind, or of every kind, become short; or the namespaces go; or one name alone becomes short.
pub(super) fn shorter(case: &Case, site: usize, number: usize) -> Option<Case> {
    if site == 1 {
        return (number == 0).then(|| without_namespaces(case));
    }
    let kinds = match site {
        0 => &KINDS[..],
        site => &KINDS[site - 2..site - 1],
    };
    let mut names = short_names(case, kinds);
    if number > 0 {
        // One at a time, for cases that depend on how some name is spelled.
        let one = names.iter().filter(|(old, new)| old.1 != **new).nth(number - 1);
        names = one.filter(|_| site > 0).map(|(old, new)| BTreeMap::from([(old.clone(), new.clone())]))?;
    }
    let mut case = case.clone();
    each_name(&mut case, &mut |kind, name| {
        if let Some(short) = names.get(&(kind, name.clone())) {
            name.clone_from(short);
        }
    });
    Some(case)
}

/// The short name of each name of `kinds`, in the order in which they are met.
fn short_names(case: &Case, kinds: &[Kind]) -> BTreeMap<(Kind, String), String> {
    let mut met: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    each_name(&mut case.clone(), &mut |kind, name| {
        if kinds.contains(&kind) && seen.insert((kind, name.clone())) {
            met.entry(kind).or_default().push(name.clone());
        }
    });
    let mut names = BTreeMap::new();
    for (kind, old) in met {
        let first = if kind == Kind::Type { b'A' } else { b'a' };
        for (index, name) in old.into_iter().enumerate() {
            let letter = char::from(first + (index % 26) as u8);
            let short = if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) };
            names.insert((kind, name), short);
        }
    }
    names
}

fn without_namespaces(case: &Case) -> Case {
    let mut case = case.clone();
    if let Some(schema) = &mut case.schema {
        let declarations = schema.namespaces.drain(..).flat_map(|namespace| namespace.declarations).collect();
        schema.namespaces = vec![NamespaceSyntax { declarations, ..NamespaceSyntax::default() }];
    }
    each_type(&mut case, &mut |name| {
        if name.namespace.first().is_none_or(|outer| outer != "__cedar") {
            name.namespace.clear();
        }
    });
    case
}

/// Calls `visit` on every name in the case, in the order: policies, links, requests, entities, schema.
pub(crate) fn each_name(case: &mut Case, rename: &mut dyn FnMut(Kind, &mut String)) {
    each_type(case, &mut |name| {
        if !BUILT_IN.contains(&name.basename.as_str()) {
            rename(Kind::Type, &mut name.basename);
        }
    });
    each_uid(case, &mut |uid| rename(Kind::Id, &mut uid.eid));
    visit(case, &mut |expr| match expr {
        Expr::GetAttr(_, name) | Expr::HasAttr(_, name) => rename(Kind::Attribute, name),
        Expr::Record(fields) => fields.iter_mut().for_each(|(name, _)| rename(Kind::Attribute, name)),
        Expr::Binary(BinaryOp::GetTag | BinaryOp::HasTag, _, key) => {
            if let Expr::Lit(Prim::String(key)) = &mut **key {
                rename(Kind::Tag, key);
            }
        }
        _ => {}
    });
    for request in &mut case.requests {
        rename_keys(&mut request.context, Kind::Attribute, rename);
    }
    for entity in &mut case.entities {
        rename_keys(&mut entity.attrs, Kind::Attribute, rename);
        rename_keys(&mut entity.tags, Kind::Tag, rename);
    }
    if let Some(schema) = &mut case.schema {
        names_in_schema(schema, rename);
    }
}

fn rename_keys(map: &mut BTreeMap<String, Expr>, kind: Kind, rename: &mut dyn FnMut(Kind, &mut String)) {
    let old = std::mem::take(map);
    for (mut key, value) in old {
        rename(kind, &mut key);
        map.insert(key, value);
    }
}

/// The ids of actions and enumerated entities, and the names of attributes.
fn names_in_schema(schema: &mut SchemaSyntax, rename: &mut dyn FnMut(Kind, &mut String)) {
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        match declaration {
            Declaration::Entity(entity) => match &mut entity.shape {
                EntityShape::Enum(ids) => ids.iter_mut().for_each(|id| rename(Kind::Id, id)),
                EntityShape::Standard { attributes, tags, .. } => {
                    attribute_names(attributes, rename);
                    tags.iter_mut().for_each(|tags| attribute_names_in(tags, rename));
                }
                EntityShape::Named { tags, .. } => {
                    tags.iter_mut().for_each(|tags| attribute_names_in(tags, rename));
                }
            },
            Declaration::CommonType(common) => attribute_names_in(&mut common.ty, rename),
            Declaration::Action(action) => {
                action.names.iter_mut().for_each(|id| rename(Kind::Id, id));
                action.groups.iter_mut().for_each(|group| rename(Kind::Id, &mut group.id));
                let context = action.applies_to.as_mut().and_then(|applies_to| applies_to.context.as_mut());
                context.into_iter().for_each(|context| attribute_names_in(context, rename));
            }
        }
    }
}

fn attribute_names(attributes: &mut [AttributeSyntax], rename: &mut dyn FnMut(Kind, &mut String)) {
    for attribute in attributes {
        rename(Kind::Attribute, &mut attribute.name);
        attribute_names_in(&mut attribute.ty, rename);
    }
}

fn attribute_names_in(ty: &mut TypeSyntax, rename: &mut dyn FnMut(Kind, &mut String)) {
    match ty {
        TypeSyntax::Name(_) => {}
        TypeSyntax::Set(element) => attribute_names_in(element, rename),
        TypeSyntax::Record(attributes) => attribute_names(attributes, rename),
    }
}

/// Every reference to an entity, in the order of reading.
fn each_uid(case: &mut Case, found: &mut dyn FnMut(&mut EntityUid)) {
    for policy in &mut case.policies {
        for scope in [&mut policy.principal, &mut policy.resource] {
            if let Scope::Eq(EntityOrSlot::Entity(uid))
            | Scope::In(EntityOrSlot::Entity(uid))
            | Scope::IsIn(_, EntityOrSlot::Entity(uid)) = scope
            {
                found(uid);
            }
        }
        match &mut policy.action {
            ActionScope::Any => {}
            ActionScope::Eq(uid) | ActionScope::In(uid) => found(uid),
            ActionScope::InAny(uids) => uids.iter_mut().for_each(&mut *found),
        }
    }
    visit(case, &mut |expr| {
        if let Expr::Lit(Prim::Entity(uid)) = expr {
            found(uid);
        }
    });
    case.links.iter_mut().flat_map(|link| link.slots.values_mut()).for_each(&mut *found);
    for request in &mut case.requests {
        [&mut request.principal, &mut request.action, &mut request.resource].into_iter().for_each(&mut *found);
    }
    for entity in &mut case.entities {
        found(&mut entity.uid);
        entity.parents.iter_mut().for_each(&mut *found);
    }
}

/// Every name of a type, in the order of reading; those that the schema declares are passed as names too.
pub(crate) fn each_type(case: &mut Case, found: &mut dyn FnMut(&mut Name)) {
    each_uid(case, &mut |uid| found(&mut uid.ty));
    for policy in &mut case.policies {
        for scope in [&mut policy.principal, &mut policy.resource] {
            if let Scope::Is(ty) | Scope::IsIn(ty, _) = scope {
                found(ty);
            }
        }
    }
    visit(case, &mut |expr| {
        if let Expr::Unary(UnaryOp::Is(ty), _) = expr {
            found(ty);
        }
    });
    let Some(schema) = &mut case.schema else { return };
    for declaration in schema.namespaces.iter_mut().flat_map(|namespace| &mut namespace.declarations) {
        types_in_declaration(declaration, found);
    }
}

fn types_in_declaration(declaration: &mut Declaration, found: &mut dyn FnMut(&mut Name)) {
    let declared = |name: &mut String, found: &mut dyn FnMut(&mut Name)| {
        let mut whole = Name::unqualified(std::mem::take(name));
        found(&mut whole);
        *name = whole.basename;
    };
    match declaration {
        Declaration::Entity(entity) => {
            entity.names.iter_mut().for_each(|name| declared(name, found));
            match &mut entity.shape {
                EntityShape::Standard { parents, attributes, tags } => {
                    parents.iter_mut().for_each(|parent| found(parent));
                    attributes.iter_mut().for_each(|attribute| types_in(&mut attribute.ty, found));
                    tags.iter_mut().for_each(|tags| types_in(tags, found));
                }
                EntityShape::Named { parents, shape, tags } => {
                    parents.iter_mut().for_each(|parent| found(parent));
                    found(shape);
                    tags.iter_mut().for_each(|tags| types_in(tags, found));
                }
                EntityShape::Enum(_) => {}
            }
        }
        Declaration::CommonType(common) => {
            declared(&mut common.name, found);
            types_in(&mut common.ty, found);
        }
        Declaration::Action(action) => {
            action.groups.iter_mut().filter_map(|group| group.ty.as_mut()).for_each(&mut *found);
            let Some(applies_to) = &mut action.applies_to else { return };
            applies_to.principals.iter_mut().for_each(|name| found(name));
            applies_to.resources.iter_mut().for_each(|name| found(name));
            applies_to.context.iter_mut().for_each(|context| types_in(context, found));
        }
    }
}

fn types_in(ty: &mut TypeSyntax, found: &mut dyn FnMut(&mut Name)) {
    match ty {
        TypeSyntax::Name(name) => found(name),
        TypeSyntax::Set(element) => types_in(element, found),
        TypeSyntax::Record(attributes) => {
            attributes.iter_mut().for_each(|attribute| types_in(&mut attribute.ty, found));
        }
    }
}
