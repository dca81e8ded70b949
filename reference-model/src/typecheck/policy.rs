//! The types of a policy as a whole: the three constraints of its scope and then its clauses, joined by `&&`.
//!
//! - Once a part is false, the rest is not looked at. What a clause lets us know is known in the clauses after it.
//! - Each clause must be a boolean.
//! - A constraint is typed as the expression that it abbreviates; a slot is an entity of the type that it has in the
//!   environment.
//!
//! Source: formal model, `Policy.toExpr`, `typecheckPolicy`; RFC 19, "Template slots".

use crate::expr::{BinaryOp, Expr, Var};
use crate::name::EntityType;
use crate::observe::{Judgment, ScopeForm, ScopeVar, judged};
use crate::policy::{ActionScope, ConditionKind, EntityOrSlot, Scope, Slot, Template};
use crate::typecheck::capabilities::{Capabilities, Known};
use crate::typecheck::error::TypeError;
use crate::typecheck::{Checker, Environment, Tested, TypedExpr, operators};
use crate::types::{BoolType, Mode};
use crate::value::Prim;

/// A part of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The scope as a whole.
    Scope,
    /// The constraint on `principal`.
    Principal,
    /// The constraint on `action`.
    Action,
    /// The constraint on `resource`.
    Resource,
    /// The `when` or `unless` clause of this index.
    Clause(usize),
}

/// What is known of a constraint of the scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeType {
    /// Whether it can hold.
    pub ty: BoolType,
    /// Whether it looks for the ancestors of its variable.
    pub dereferences: bool,
}

/// A policy in an environment, with the types of all its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedPolicy<'e> {
    /// The constraints on `principal`, `action` and `resource`; `None` where one before it is false.
    pub scope: [Option<ScopeType>; 3],
    /// The bodies of the clauses; `None` where a part before it is false.
    pub clauses: Vec<Option<TypedExpr<'e>>>,
    /// Whether the policy can be satisfied.
    pub ty: BoolType,
}

/// The types of a policy's or template's parts in an environment, which gives the template's slots their types.
///
/// # Errors
/// The first part that breaks a rule, and how.
pub fn policy<'e>(
    template: &'e Template,
    environment: &Environment<'_>,
    mode: Mode,
) -> Result<TypedPolicy<'e>, (Part, TypeError)> {
    let scope = scope(template, environment, mode)?;
    let ty = scope.iter().fold(BoolType::True, |ty, part| part.map_or(ty, |part| both(ty, part.ty)));
    let mut typed = TypedPolicy { scope, clauses: Vec::new(), ty };
    let checker = Checker { environment, mode };
    let mut learned = Capabilities::default();
    for (index, clause) in template.conditions.iter().enumerate() {
        if typed.ty == BoolType::False {
            typed.clauses.push(None);
            continue;
        }
        let checked = checker.condition(&clause.body, &Known::new(&learned), Tested::Clause(clause.kind));
        let (body, ty, gains) = checked.map_err(|error| (Part::Clause(index), error))?;
        typed.clauses.push(Some(body));
        let ty = match clause.kind {
            ConditionKind::When => ty,
            ConditionKind::Unless => operators::not(ty),
        };
        // `unless` is a negation, and a negation lets us know nothing.
        if clause.kind == ConditionKind::When {
            learned = learned.or(gains);
        }
        typed.ty = both(typed.ty, ty);
    }
    judged(|| Judgment::Policy(typed.ty));
    Ok(typed)
}

/// What is known of the constraints on `principal`, `action` and `resource`; `None` where one before it is false.
///
/// # Errors
/// The first constraint that breaks a rule, and how.
pub fn scope(
    template: &Template,
    environment: &Environment<'_>,
    mode: Mode,
) -> Result<[Option<ScopeType>; 3], (Part, TypeError)> {
    let checker = Checker { environment, mode };
    let is_false = |constraint: ScopeType| constraint.ty == BoolType::False;
    let principal = checker.entity_scope(Slot::Principal, environment.principal, &template.principal);
    if is_false(principal) {
        return Ok([Some(principal), None, None]);
    }
    let action = checker.action_scope(&template.action).map_err(|error| (Part::Action, error))?;
    if is_false(action) {
        return Ok([Some(principal), Some(action), None]);
    }
    let resource = checker.entity_scope(Slot::Resource, environment.resource, &template.resource);
    Ok([Some(principal), Some(action), Some(resource)])
}

/// The type of `a && b`.
fn both(a: BoolType, b: BoolType) -> BoolType {
    match (a, b) {
        (BoolType::False, _) | (_, BoolType::False) => BoolType::False,
        (BoolType::True, BoolType::True) => BoolType::True,
        _ => BoolType::Any,
    }
}

impl Checker<'_, '_> {
    /// The constraint on `principal` or `resource`, which is of this type.
    fn entity_scope(&self, slot: Slot, variable: &EntityType, scope: &Scope<EntityOrSlot>) -> ScopeType {
        let ty = |e: &EntityOrSlot| match e {
            EntityOrSlot::Entity(uid) => Some(uid.ty.clone()),
            EntityOrSlot::Slot => self.environment.slots.get(&slot).cloned(),
        };
        let is_in = |e: &EntityOrSlot| match ty(e) {
            Some(ty) if !self.environment.may_be_in(variable, &ty) => BoolType::False,
            // Of a slot without a type nothing is known.
            _ => BoolType::Any,
        };
        let plain = |ty| ScopeType { ty, dereferences: false };
        let is = |ty: &EntityType| if variable == ty { BoolType::True } else { BoolType::False };
        let scoped = match scope {
            Scope::Any => plain(BoolType::True),
            Scope::Eq(e) if ty(e).is_some_and(|ty| ty != *variable) => plain(BoolType::False),
            Scope::Eq(_) => plain(BoolType::Any),
            Scope::In(e) => ScopeType { ty: is_in(e), dereferences: true },
            Scope::Is(ty) => plain(is(ty)),
            Scope::IsIn(ty, e) => match is(ty) {
                BoolType::False => plain(BoolType::False),
                _ => ScopeType { ty: is_in(e), dereferences: true },
            },
        };
        let var = if slot == Slot::Principal { ScopeVar::Principal } else { ScopeVar::Resource };
        note_scope(var, ScopeForm::from(scope), names_slot(scope), scoped.ty);
        scoped
    }

    /// The constraint on `action`.
    fn action_scope(&self, scope: &ActionScope) -> Result<ScopeType, TypeError> {
        let action = Expr::Var(Var::Action);
        let (expr, dereferences) = match scope {
            ActionScope::Any => (Expr::bool(true), false),
            ActionScope::Eq(uid) => (action.binary(BinaryOp::Eq, Expr::entity(uid.clone())), false),
            ActionScope::In(uid) => (action.binary(BinaryOp::In, Expr::entity(uid.clone())), true),
            ActionScope::InAny(uids) => {
                let elements = uids.iter().map(|uid| Expr::Lit(Prim::Entity(uid.clone()))).collect();
                (action.binary(BinaryOp::In, Expr::Set(elements)), true)
            }
        };
        let nothing = Capabilities::default();
        let form = match scope {
            ActionScope::Any => ScopeForm::Any,
            ActionScope::Eq(_) => ScopeForm::Eq,
            ActionScope::In(_) => ScopeForm::In,
            ActionScope::InAny(_) => ScopeForm::InAny,
        };
        let (_, ty, _) = self.condition(&expr, &Known::new(&nothing), Tested::Scope)?;
        note_scope(ScopeVar::Action, form, false, ty);
        Ok(ScopeType { ty, dereferences })
    }
}

fn names_slot(scope: &Scope<EntityOrSlot>) -> bool {
    matches!(scope, Scope::Eq(e) | Scope::In(e) | Scope::IsIn(_, e) if *e == EntityOrSlot::Slot)
}

fn note_scope(var: ScopeVar, form: ScopeForm, slot: bool, ty: BoolType) {
    judged(|| Judgment::Scope { var, form, slot, ty });
}

impl From<&Scope<EntityOrSlot>> for ScopeForm {
    fn from(scope: &Scope<EntityOrSlot>) -> Self {
        match scope {
            Scope::Any => Self::Any,
            Scope::Eq(_) => Self::Eq,
            Scope::In(_) => Self::In,
            Scope::Is(_) => Self::Is,
            Scope::IsIn(..) => Self::IsIn,
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scope => f.write_str("the scope"),
            Self::Principal => f.write_str("the scope of principal"),
            Self::Action => f.write_str("the scope of action"),
            Self::Resource => f.write_str("the scope of resource"),
            Self::Clause(index) => write!(f, "clause {index}"),
        }
    }
}
