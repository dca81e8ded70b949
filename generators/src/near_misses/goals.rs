//! Goals: the static policies and links of a case, as the model judges them one by one.

use crosscheck_reference_model::authorize::{clauses_hold, constraints};
use crosscheck_reference_model::entities::Entities;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::policy::{Condition, EntityOrSlot, Link, Policy, Scope, Slot, Template};
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::response::ErrorKind;

use super::candidates::Change;
use crate::policies::Aimed;

/// A policy to be satisfied and missed.
pub(super) struct Goal<'c> {
    /// The policy without its clauses.
    pub(super) policy: Policy,
    pub(super) clauses: &'c [Condition],
    /// What it was made for.
    pub(super) aimed: Aimed,
}

/// What a policy makes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Satisfied,
    Missed,
    Errs(ErrorKind),
}

impl<'c> Goal<'c> {
    /// The static policies and links, each with what it was aimed at.
    pub(super) fn list(templates: &'c [Template], links: &[Link], aims: &[Aimed]) -> Vec<Self> {
        let goal = |aimed: &Aimed| {
            let link = aimed.link.and_then(|link| links.get(link));
            let template = templates.get(aimed.template)?;
            let fill = |scope, slot| fill(scope, link.and_then(|link| link.slots.get(&slot)));
            let policy = Policy {
                id: link.map_or(&template.id, |link| &link.id).clone(),
                effect: template.effect,
                principal: fill(&template.principal, Slot::Principal)?,
                action: template.action.clone(),
                resource: fill(&template.resource, Slot::Resource)?,
                conditions: Vec::new(),
            };
            let clauses = template.conditions.as_slice();
            Some(Self { policy, clauses, aimed: *aimed })
        };
        aims.iter().filter_map(goal).collect()
    }

    /// Which of the constraints on principal, action and resource hold.
    pub(super) fn constraints(&self, request: &Request, store: &Entities) -> [bool; 3] {
        constraints(&self.policy, request, store)
    }

    /// What the clauses make of the request, whatever the scope says.
    pub(super) fn clauses(&self, request: &Request, store: &Entities) -> Verdict {
        match clauses_hold(self.clauses, request, store, &mut NoObserver) {
            Ok(true) => Verdict::Satisfied,
            Ok(false) => Verdict::Missed,
            Err(kind) => Verdict::Errs(kind),
        }
    }

    /// Whether nothing in the policy could tell an entity of the request from an equal twin: neither its scope names
    /// entities there, nor is its variable used but for its attributes and tags.
    pub(super) fn cannot_tell_twins(&self, undone: &Change) -> bool {
        let (var, scope) = match undone {
            Change::Edit(Var::Context, steps, _) => return steps.is_empty(),
            Change::Edit(var, steps, _) if !steps.is_empty() || *var == Var::Action => return false,
            Change::Edit(Var::Resource, ..) | Change::Stranger(Var::Resource) => (Var::Resource, &self.policy.resource),
            Change::Along(Var::Resource, _) => (Var::Resource, &self.policy.resource),
            Change::Edit(..) | Change::Stranger(_) | Change::Along(..) => (Var::Principal, &self.policy.principal),
            Change::Swap(..) | Change::Cut(..) | Change::Join(..) => return false,
        };
        let names_none = match scope {
            Scope::Any | Scope::Is(_) => true,
            // Those along the way are in what the first one was in.
            Scope::In(_) | Scope::IsIn(..) => matches!(undone, Change::Along(..)),
            Scope::Eq(_) => false,
        };
        names_none && self.clauses.iter().all(|clause| is_only_read(&clause.body, var))
    }

    /// What the policy makes of the request.
    pub(super) fn verdict(&self, request: &Request, store: &Entities) -> Verdict {
        let in_scope = self.constraints(request, store).iter().all(|holds| *holds);
        if in_scope { self.clauses(request, store) } else { Verdict::Missed }
    }
}

/// Whether the variable stands nowhere but before `.`, `has`, `is` and operators on tags.
fn is_only_read(expr: &Expr, var: Var) -> bool {
    let is_var = |expr: &Expr| *expr == Expr::Var(var);
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Var(other) if *other == var => return false,
            Expr::Lit(_) | Expr::Var(_) => {}
            Expr::If(test, then, otherwise) => open.extend([&**test, then, otherwise]),
            Expr::GetAttr(owner, _) | Expr::HasAttr(owner, _) | Expr::Unary(UnaryOp::Is(_), owner) => {
                open.extend(Some(&**owner).filter(|owner| !is_var(owner)));
            }
            Expr::Binary(BinaryOp::HasTag | BinaryOp::GetTag, owner, key) => {
                open.extend(Some(&**owner).filter(|owner| !is_var(owner)));
                open.push(key);
            }
            Expr::And(left, right) | Expr::Or(left, right) | Expr::Binary(_, left, right) => {
                open.extend([&**left, right]);
            }
            Expr::Unary(_, operand) => open.push(operand),
            Expr::Set(elements) | Expr::Call(_, elements) => open.extend(elements),
            Expr::Record(fields) => open.extend(fields.iter().map(|(_, field)| field)),
        }
    }
    true
}

/// The constraint with the slot's value in it.
fn fill(scope: &Scope<EntityOrSlot>, value: Option<&EntityUid>) -> Option<Scope<EntityUid>> {
    let entity = |target: &EntityOrSlot| match target {
        EntityOrSlot::Entity(uid) => Some(uid.clone()),
        EntityOrSlot::Slot => value.cloned(),
    };
    Some(match scope {
        Scope::Any => Scope::Any,
        Scope::Eq(target) => Scope::Eq(entity(target)?),
        Scope::In(target) => Scope::In(entity(target)?),
        Scope::Is(ty) => Scope::Is(ty.clone()),
        Scope::IsIn(ty, target) => Scope::IsIn(ty.clone(), entity(target)?),
    })
}
