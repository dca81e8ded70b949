//! Whether a request is allowed, by which policies, and which policies erred.
//!
//! - A policy is satisfied if its three constraints hold and every `when` is true and every `unless` false. They are
//!   evaluated in this order (principal, action, resource, clauses as written) up to the first that fails or errs.
//!   Constraints never err. A clause whose body is no boolean is a type error.
//! - Allow if some permit is satisfied and no forbid is; else Deny. Determining are the satisfied permits of an Allow,
//!   the satisfied forbids of a Deny. A policy that errs is not satisfied, and listed.
//!
//! Source: language guide, authorization; formal model, `Authorizer` and `Policy.toExpr`.

use std::collections::{BTreeMap, BTreeSet};

use crate::entities::Entities;
use crate::evaluate;
use crate::name::EntityUid;
use crate::observe::{Observer, Operands, Outcome, Rule, ScopeForm, ScopeVar, Step};
use crate::operators::is_in;
use crate::policy::{ActionScope, Condition, ConditionKind, Effect, Policy, Scope};
use crate::request::Request;
use crate::response::{Decision, ErrorKind, Response};

/// Answers a request, telling the observer each step.
pub fn authorize(request: &Request, store: &Entities, policies: &[Policy], observer: &mut impl Observer) -> Response {
    let mut permits = BTreeSet::new();
    let mut forbids = BTreeSet::new();
    let mut erroring = BTreeMap::new();
    for policy in policies {
        match (satisfied(policy, request, store, observer), policy.effect) {
            (Ok(false), _) => {}
            (Ok(true), Effect::Permit) => _ = permits.insert(policy.id.clone()),
            (Ok(true), Effect::Forbid) => _ = forbids.insert(policy.id.clone()),
            (Err(kind), _) => _ = erroring.insert(policy.id.clone(), kind),
        }
    }

    let allowed = !permits.is_empty() && forbids.is_empty();
    let rule = Rule::Decide { permits: !permits.is_empty(), forbids: !forbids.is_empty() };
    observer.step(Step { rule, operands: Operands::None, outcome: Outcome::Bool(allowed) });
    if allowed {
        Response { decision: Decision::Allow, determining: permits, erroring }
    } else {
        Response { decision: Decision::Deny, determining: forbids, erroring }
    }
}

/// Whether a policy is satisfied, or the kind of its error.
pub fn satisfied(
    policy: &Policy,
    request: &Request,
    store: &Entities,
    observer: &mut impl Observer,
) -> Result<bool, ErrorKind> {
    let result = if in_scope(policy, request, store, observer) {
        clauses_hold(&policy.conditions, request, store, observer)
    } else {
        Ok(false)
    };
    let outcome = result.map_or_else(Outcome::Error, Outcome::Bool);
    observer.step(Step { rule: Rule::Policy(policy.effect), operands: Operands::None, outcome });
    result
}

/// Whether the three constraints hold.
fn in_scope(policy: &Policy, request: &Request, store: &Entities, observer: &mut impl Observer) -> bool {
    let mut constraint = |var, (form, holds)| {
        let outcome = Outcome::Bool(holds);
        observer.step(Step { rule: Rule::Scope(var, form), operands: Operands::None, outcome });
        holds
    };
    constraint(ScopeVar::Principal, entity_scope(&policy.principal, &request.principal, store))
        && constraint(ScopeVar::Action, action_scope(&policy.action, &request.action, store))
        && constraint(ScopeVar::Resource, entity_scope(&policy.resource, &request.resource, store))
}

/// The form of a constraint on the principal or the resource, and whether it holds.
#[rustfmt::skip]
fn entity_scope(scope: &Scope<EntityUid>, uid: &EntityUid, store: &Entities) -> (ScopeForm, bool) {
    match scope {
        Scope::Any          => (ScopeForm::Any,  true),
        Scope::Eq(e)        => (ScopeForm::Eq,   uid == e),
        Scope::In(e)        => (ScopeForm::In,   is_in(uid, e, store)),
        Scope::Is(ty)       => (ScopeForm::Is,   uid.ty == *ty),
        Scope::IsIn(ty, e)  => (ScopeForm::IsIn, uid.ty == *ty && is_in(uid, e, store)),
    }
}

/// The form of a constraint on the action, and whether it holds.
#[rustfmt::skip]
fn action_scope(scope: &ActionScope, uid: &EntityUid, store: &Entities) -> (ScopeForm, bool) {
    match scope {
        ActionScope::Any        => (ScopeForm::Any,   true),
        ActionScope::Eq(e)      => (ScopeForm::Eq,    uid == e),
        ActionScope::In(e)      => (ScopeForm::In,    is_in(uid, e, store)),
        ActionScope::InAny(es)  => (ScopeForm::InAny, es.iter().any(|e| is_in(uid, e, store))),
    }
}

/// Which of the constraints on principal, action and resource hold, each looked at by itself.
pub fn constraints(policy: &Policy, request: &Request, store: &Entities) -> [bool; 3] {
    [
        entity_scope(&policy.principal, &request.principal, store).1,
        action_scope(&policy.action, &request.action, store).1,
        entity_scope(&policy.resource, &request.resource, store).1,
    ]
}

/// Whether every clause lets the policy apply, up to the first that does not.
pub fn clauses_hold(
    clauses: &[Condition],
    request: &Request,
    store: &Entities,
    observer: &mut impl Observer,
) -> Result<bool, ErrorKind> {
    for clause in clauses {
        let body = evaluate::operand(&clause.body, request, store, observer)?;
        let holds = body.as_bool().map(|b| b == (clause.kind == ConditionKind::When));
        let outcome = holds.map_or_else(Outcome::Error, Outcome::Bool);
        observer.step(Step { rule: Rule::Clause(clause.kind), operands: Operands::One(body.kind()), outcome });
        if !holds? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
