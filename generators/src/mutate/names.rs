//! What a case speaks of: its entities, types and attributes, each once and in one fixed order.

use std::collections::BTreeSet;

use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::name::{EntityType, EntityUid};
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crosscheck_reference_model::value::Prim;

use super::sites;
use crate::case::Case;

/// Whether it is an action: its type is called `Action`, in whatever namespace.
pub(crate) fn is_action(uid: &EntityUid) -> bool {
    uid.ty.basename == "Action"
}

/// The entity that a scope names.
pub(super) fn in_scope(scope: &Scope<EntityOrSlot>) -> Option<&EntityUid> {
    match scope {
        Scope::Eq(EntityOrSlot::Entity(uid))
        | Scope::In(EntityOrSlot::Entity(uid))
        | Scope::IsIn(_, EntityOrSlot::Entity(uid)) => Some(uid),
        _ => None,
    }
}

/// The type that a scope names.
pub(crate) fn type_in_scope(scope: &Scope<EntityOrSlot>) -> Option<&EntityType> {
    match scope {
        Scope::Is(ty) | Scope::IsIn(ty, _) => Some(ty),
        _ => in_scope(scope).map(|uid| &uid.ty),
    }
}

/// The actions that a scope names.
pub(super) fn in_action_scope(scope: &ActionScope) -> &[EntityUid] {
    match scope {
        ActionScope::Any => &[],
        ActionScope::Eq(uid) | ActionScope::In(uid) => std::slice::from_ref(uid),
        ActionScope::InAny(uids) => uids,
    }
}

fn in_scopes(policy: &Template) -> impl Iterator<Item = &EntityUid> {
    in_scope(&policy.principal).into_iter().chain(in_action_scope(&policy.action)).chain(in_scope(&policy.resource))
}

/// The entity that an expression is.
pub(super) fn literal(expr: &Expr) -> Option<&EntityUid> {
    match expr {
        Expr::Lit(Prim::Entity(uid)) => Some(uid),
        _ => None,
    }
}

/// Every entity that the case names anywhere, actions too.
pub(crate) fn uids(case: &Case) -> BTreeSet<&EntityUid> {
    let listed = case.entities.iter().flat_map(|entity| [&entity.uid].into_iter().chain(&entity.parents));
    let asked = case.requests.iter().flat_map(|request| [&request.principal, &request.action, &request.resource]);
    let linked = case.links.iter().flat_map(|link| link.slots.values());
    let roots = sites::conditions(case).chain(sites::stored(case)).chain(sites::contexts(case));
    let written = sites::nodes(roots).into_iter().filter_map(literal);
    let scoped = case.policies.iter().flat_map(in_scopes);
    listed.chain(asked).chain(linked).chain(scoped).chain(written).collect()
}

/// Every entity that is no action.
pub(super) fn entities(case: &Case) -> Vec<&EntityUid> {
    uids(case).into_iter().filter(|uid| !is_action(uid)).collect()
}

/// Every action.
pub(super) fn actions(case: &Case) -> Vec<&EntityUid> {
    uids(case).into_iter().filter(|uid| is_action(uid)).collect()
}

/// Every entity type that is none of actions.
pub(super) fn types(case: &Case) -> Vec<&EntityType> {
    let of_scopes = case.policies.iter().flat_map(|policy| [&policy.principal, &policy.resource]);
    let of_scopes = of_scopes.filter_map(type_in_scope);
    let tested = sites::nodes(sites::conditions(case)).into_iter().filter_map(|expr| match expr {
        Expr::Unary(UnaryOp::Is(ty), _) => Some(ty),
        _ => None,
    });
    let of_entities = entities(case).into_iter().map(|uid| &uid.ty);
    let all: BTreeSet<&EntityType> = of_entities.chain(of_scopes).chain(tested).collect();
    all.into_iter().collect()
}

/// Every name of an attribute or a field that data have or conditions read.
pub(super) fn attributes(case: &Case) -> BTreeSet<&str> {
    let of_entities = case.entities.iter().flat_map(|entity| entity.attrs.keys());
    let of_contexts = case.requests.iter().flat_map(|request| request.context.keys());
    let mut found: BTreeSet<&str> = of_entities.chain(of_contexts).map(String::as_str).collect();
    let roots = sites::conditions(case).chain(sites::stored(case)).chain(sites::contexts(case));
    for expr in sites::nodes(roots) {
        match expr {
            Expr::GetAttr(_, name) | Expr::HasAttr(_, name) => drop(found.insert(name)),
            Expr::Record(fields) => found.extend(fields.iter().map(|(name, _)| name.as_str())),
            _ => {}
        }
    }
    found
}
