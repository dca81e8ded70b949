//! Names that the schema does not declare, wherever they stand in a policy.
//!
//! An entity literal is of a declared type, and listed if that is enumerated; or it is a declared action. `is` names a
//! declared type, or the type of some action. That holds in parts of a policy that its types make unreachable, too.
//!
//! Source: formal model, `checkEntities`.

use crate::expr::{Expr, UnaryOp};
use crate::name::{EntityType, EntityUid};
use crate::observe::{Judgment, judged};
use crate::policy::{ActionScope, EntityOrSlot, Scope, Template};
use crate::schema::{EntityTypeEntry, Schema};
use crate::stack::with_room;
use crate::typecheck::error::{TypeError, TypeErrorKind};
use crate::typecheck::policy::Part;
use crate::typecheck::suggest::nearest;
use crate::value::Prim;

/// Every name in the template that the schema does not declare, in source order.
pub fn unknown_names(template: &Template, schema: &Schema) -> Vec<(Part, TypeError)> {
    let mut found = Vec::new();
    let mut scope = |part, kinds: Vec<(Expr, Option<TypeErrorKind>)>| {
        found.extend(kinds.into_iter().filter_map(|(at, kind)| Some((part, TypeError::new(&at, kind?)))));
    };
    let uid = |uid: &EntityUid| (Expr::entity(uid.clone()), unknown_entity(uid, schema));
    scope(Part::Principal, entity_scope(&template.principal, schema));
    scope(
        Part::Action,
        match &template.action {
            ActionScope::Any => Vec::new(),
            ActionScope::Eq(action) | ActionScope::In(action) => vec![uid(action)],
            ActionScope::InAny(actions) => actions.iter().map(uid).collect(),
        },
    );
    scope(Part::Resource, entity_scope(&template.resource, schema));
    for (index, clause) in template.conditions.iter().enumerate() {
        let mut errors = Vec::new();
        in_expression(&clause.body, schema, &mut errors);
        found.extend(errors.into_iter().map(|error| (Part::Clause(index), error)));
    }
    for (part, error) in &found {
        let part = match part {
            Part::Principal => "scope of principal",
            Part::Action => "scope of action",
            Part::Resource => "scope of resource",
            Part::Scope | Part::Clause(_) => "clause",
        };
        judged(|| Judgment::Name(part, error.kind.name()));
    }
    found
}

fn entity_scope(scope: &Scope<EntityOrSlot>, schema: &Schema) -> Vec<(Expr, Option<TypeErrorKind>)> {
    let entity = |e: &EntityOrSlot| match e {
        EntityOrSlot::Entity(uid) => Some((Expr::entity(uid.clone()), unknown_entity(uid, schema))),
        EntityOrSlot::Slot => None,
    };
    let ty = |ty: &EntityType| (Expr::bool(true).unary(UnaryOp::Is(ty.clone())), unknown_type(ty, schema));
    match scope {
        Scope::Any => Vec::new(),
        Scope::Eq(e) | Scope::In(e) => entity(e).into_iter().collect(),
        Scope::Is(t) => vec![ty(t)],
        Scope::IsIn(t, e) => [ty(t)].into_iter().chain(entity(e)).collect(),
    }
}

fn in_expression(expr: &Expr, schema: &Schema, found: &mut Vec<TypeError>) {
    with_room(|| {
        let kind = match expr {
            Expr::Lit(Prim::Entity(uid)) => unknown_entity(uid, schema),
            Expr::Unary(UnaryOp::Is(ty), _) => unknown_type(ty, schema),
            _ => None,
        };
        found.extend(kind.map(|kind| TypeError::new(expr, kind)));
        let mut sub = |e: &Expr| in_expression(e, schema, found);
        match expr {
            Expr::Lit(_) | Expr::Var(_) => {}
            Expr::If(a, b, c) => [a, b, c].into_iter().for_each(|e| sub(e)),
            Expr::And(a, b) | Expr::Or(a, b) | Expr::Binary(_, a, b) => [a, b].into_iter().for_each(|e| sub(e)),
            Expr::Unary(_, a) | Expr::GetAttr(a, _) | Expr::HasAttr(a, _) => sub(a),
            Expr::Set(elements) | Expr::Call(_, elements) => elements.iter().for_each(sub),
            Expr::Record(fields) => fields.iter().for_each(|(_, e)| sub(e)),
        }
    });
}

/// What is wrong with an entity literal, if anything.
pub(crate) fn unknown_entity(uid: &EntityUid, schema: &Schema) -> Option<TypeErrorKind> {
    match schema.entity_types.get(&uid.ty) {
        Some(EntityTypeEntry::Standard { .. }) => None,
        Some(EntityTypeEntry::Enum(ids)) if ids.contains(&uid.eid) => None,
        Some(EntityTypeEntry::Enum(ids)) => {
            let suggestion = nearest(&uid.eid, ids.iter().cloned());
            Some(TypeErrorKind::UnlistedId { uid: uid.clone(), suggestion })
        }
        None if schema.actions.contains_key(uid) => None,
        None if uid.ty.basename == "Action" => {
            let suggestion = nearest(&uid.to_string(), schema.actions.keys().map(ToString::to_string));
            Some(TypeErrorKind::UnknownAction { action: uid.clone(), suggestion })
        }
        None => Some(no_such_type(&uid.ty, schema)),
    }
}

/// What is wrong with a type that `is` names, if anything.
fn unknown_type(ty: &EntityType, schema: &Schema) -> Option<TypeErrorKind> {
    let is_known = schema.entity_types.contains_key(ty) || schema.actions.keys().any(|action| action.ty == *ty);
    (!is_known).then(|| no_such_type(ty, schema))
}

fn no_such_type(ty: &EntityType, schema: &Schema) -> TypeErrorKind {
    let suggestion = nearest(&ty.to_string(), schema.entity_types.keys().map(ToString::to_string));
    TypeErrorKind::UnknownEntityType { ty: ty.clone(), suggestion }
}
