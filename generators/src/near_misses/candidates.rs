//! Candidates: which single changes of a request may turn a policy's answer, found in its scope and its conditions.
//!
//! Here are the changes and those that a scope offers: another entity or action, an edge on the only way to what the
//! entity must be in. Those that conditions offer are the business of `decisive`. Whether the whole policy turns is for the
//! model to say.

use crosscheck_reference_model::entities::{Entities, Entity};
use crosscheck_reference_model::evaluate::evaluate;
use crosscheck_reference_model::expr::{Expr, Var};
use crosscheck_reference_model::name::EntityUid;
use crosscheck_reference_model::observe::NoObserver;
use crosscheck_reference_model::policy::{ActionScope, ConditionKind, Scope};
use crosscheck_reference_model::request::Request;
use crosscheck_reference_model::types::Field;
use crosscheck_reference_model::value::Value;

use super::goals::Goal;
use super::paths;
use crate::choices::Choices;
use crate::conditions::record_of;
use crate::intents::Miss;
use crate::values::Stock;
use crate::world::{ActionPlan, TypeIndex};

/// One change of a request, or of a twin of an entity in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Another principal, action or resource.
    Swap(Var, EntityUid),
    /// A twin of the principal or resource that is equal in everything but its id.
    Stranger(Var),
    /// A twin of the principal or resource, and of all but the last of these entities above it, without the last edge.
    Cut(Var, Vec<EntityUid>),
    /// The same twins with that edge.
    Along(Var, Vec<EntityUid>),
    /// A twin with one parent more.
    Join(Var, EntityUid),
    /// The context, or a twin of an entity, with one value changed.
    Edit(Var, Vec<String>, Edit),
}

/// What is done to one value, at the end of a way over attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Edit {
    /// It gets this value.
    Put(Expr),
    /// It is taken out.
    Remove,
    /// The tag of the entity there gets this value.
    PutTag(String, Expr),
    /// The tag of the entity there is taken out.
    RemoveTag(String),
    /// It stays as it is.
    Nothing,
}

impl Change {
    /// The same twins without what makes them differ; `None` if the change is one of the scope's elements.
    pub(super) fn undone(&self) -> Option<Self> {
        match self {
            Self::Swap(..) | Self::Stranger(_) => None,
            Self::Cut(var, way) | Self::Along(var, way) => Some(Self::Along(*var, way.clone())),
            Self::Join(var, _) => Some(Self::Stranger(*var)),
            Self::Edit(var, steps, edit) => {
                // A tag belongs to the entity at the end of the way, everything else to what is before its last step.
                let end = match edit {
                    Edit::PutTag(..) | Edit::RemoveTag(_) => steps.len(),
                    _ => steps.len().saturating_sub(1),
                };
                Some(Self::Edit(*var, steps[..end].to_vec(), Edit::Nothing))
            }
        }
    }
}

/// A change, and what the policy is then missed by.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) miss: Miss,
    pub(super) change: Change,
}

/// Looks for changes of one request.
pub(super) struct Finder<'a, 'c> {
    pub(super) choices: &'a mut Choices<'c>,
    pub(super) stock: &'a Stock<'a>,
    pub(super) listed: &'a [Entity],
    pub(super) store: &'a Entities,
    pub(super) request: &'a Request,
    pub(super) action: &'a ActionPlan,
    found: Vec<Candidate>,
}

impl<'a, 'c> Finder<'a, 'c> {
    pub(super) fn new(
        choices: &'a mut Choices<'c>,
        (stock, action): (&'a Stock<'a>, &'a ActionPlan),
        (listed, store): (&'a [Entity], &'a Entities),
        request: &'a Request,
    ) -> Self {
        Self { choices, stock, listed, store, request, action, found: Vec::new() }
    }

    /// Changes that may turn what the policy says of the request: those that its conditions offer, or those that its scope
    /// does, whichever is drawn and offers any.
    pub(super) fn all(mut self, goal: &Goal<'_>) -> Vec<Candidate> {
        let constraints = goal.constraints(self.request, self.store);
        // Where the scope is missed, its conditions cannot help.
        if constraints.contains(&false) {
            self.scope(goal, constraints);
            return self.found;
        }
        let conditions_first = self.choices.chance(3, 5);
        for is_first in [true, false] {
            if self.found.is_empty() && is_first == conditions_first {
                goal.clauses.iter().for_each(|it| self.decisive(&it.body, it.kind == ConditionKind::When));
            } else if self.found.is_empty() {
                self.scope(goal, constraints);
            }
        }
        self.found
    }

    /// The changes that the scope offers; where it is missed, those of the constraints that do not hold.
    fn scope(&mut self, goal: &Goal<'_>, constraints: [bool; 3]) {
        let [principal, action, resource] = constraints;
        let in_scope = principal && action && resource;
        if in_scope || !principal {
            self.entity_scope(Var::Principal, &goal.policy.principal, principal);
        }
        if in_scope || !resource {
            self.entity_scope(Var::Resource, &goal.policy.resource, resource);
        }
        if in_scope || !action {
            self.action_scope(goal, action);
        }
    }

    pub(super) fn add(&mut self, miss: Miss, change: Change) {
        self.found.push(Candidate { miss, change });
    }

    pub(super) fn uid(&self, var: Var) -> &'a EntityUid {
        if var == Var::Resource { &self.request.resource } else { &self.request.principal }
    }

    fn types(&self, var: Var) -> &'a [TypeIndex] {
        if var == Var::Resource { &self.action.resources } else { &self.action.principals }
    }

    /// The value of an expression, if it has one.
    pub(super) fn value(&self, expr: &Expr) -> Option<Value> {
        evaluate(expr, self.request, self.store, &mut NoObserver).ok()
    }

    fn entity_scope(&mut self, var: Var, scope: &Scope<EntityUid>, holds: bool) {
        let miss = if var == Var::Resource { Miss::ScopeResource } else { Miss::ScopePrincipal };
        match (scope, holds) {
            (Scope::Any, _) => return,
            (Scope::Eq(uid), false) => {
                if self.is_possible(var, uid) {
                    self.add(miss, Change::Swap(var, uid.clone()));
                }
                return;
            }
            (Scope::Eq(_), true) => self.add(miss, Change::Stranger(var)),
            (Scope::In(target) | Scope::IsIn(_, target), true) => self.edges(var, std::slice::from_ref(target)),
            (Scope::In(target) | Scope::IsIn(_, target), false) => self.joined(var, target),
            (Scope::Is(_), _) => {}
        }
        let others: Vec<&EntityUid> = self.types(var).iter().flat_map(|ty| self.stock.population.all_of(*ty)).collect();
        let start = self.choices.below(others.len());
        let (before, after) = others.split_at(start);
        let turns = |uid: &&&EntityUid| self.holds(scope, uid) != holds && ***uid != *self.uid(var);
        let others: Vec<EntityUid> =
            after.iter().chain(before).filter(turns).take(2).map(|uid| (*uid).clone()).collect();
        for other in others {
            self.add(miss, Change::Swap(var, other));
        }
    }

    /// Whether the request's action allows an entity of this type there.
    fn is_possible(&self, var: Var, uid: &EntityUid) -> bool {
        self.stock.world.type_index(&uid.ty).is_some_and(|ty| self.types(var).contains(&ty))
    }

    fn holds(&self, scope: &Scope<EntityUid>, uid: &EntityUid) -> bool {
        let is_in = |target: &EntityUid| {
            uid == target || self.store.0.get(uid).is_some_and(|data| data.ancestors.contains(target))
        };
        match scope {
            Scope::Any => true,
            Scope::Eq(target) => uid == target,
            Scope::In(target) => is_in(target),
            Scope::Is(ty) => uid.ty == *ty,
            Scope::IsIn(ty, target) => uid.ty == *ty && is_in(target),
        }
    }

    /// Other actions that take the same principal, resource and context.
    fn action_scope(&mut self, goal: &Goal<'_>, holds: bool) {
        if goal.policy.action == ActionScope::Any {
            return;
        }
        let world = self.stock.world;
        let takes = |types: &[TypeIndex], uid: &EntityUid| types.iter().any(|ty| world.types[*ty].name == uid.ty);
        let alike = |other: &&ActionPlan| {
            other.context == self.action.context
                && takes(&other.principals, &self.request.principal)
                && takes(&other.resources, &self.request.resource)
        };
        let mut request = self.request.clone();
        for other in world.actions.iter().filter(alike) {
            request.action.clone_from(&other.uid);
            if goal.constraints(&request, self.store)[1] != holds {
                self.found
                    .push(Candidate { miss: Miss::ScopeAction, change: Change::Swap(Var::Action, other.uid.clone()) });
            }
        }
    }

    /// The edges without which the principal or resource is in none of `targets`.
    pub(super) fn edges(&mut self, var: Var, targets: &[EntityUid]) {
        let uid = self.uid(var);
        if targets.contains(uid) {
            return;
        }
        for path in paths::needed(uid, targets, self.listed) {
            let miss = match path.len() {
                2 => Miss::FirstEdge,
                3 => Miss::SecondEdge,
                _ => Miss::FartherEdge,
            };
            self.add(miss, Change::Cut(var, path));
        }
    }

    /// One more parent, if the types allow it.
    pub(super) fn joined(&mut self, var: Var, target: &EntityUid) {
        let world = self.stock.world;
        let (Some(ty), Some(parent)) = (world.type_index(&self.uid(var).ty), world.type_index(&target.ty)) else {
            return;
        };
        if world.types[ty].ancestors.contains(&parent) {
            self.add(Miss::FirstEdge, Change::Join(var, target.clone()));
        }
    }

    /// What the plan declares at the end of a way.
    pub(super) fn field(&self, var: Var, steps: &[&str]) -> Option<&'a Field> {
        let world = self.stock.world;
        let mut record = match var {
            Var::Context => &self.action.context,
            _ => world.attrs(world.type_index(&self.uid(var).ty)?)?,
        };
        let (last, before) = steps.split_last()?;
        for step in before {
            record = record_of(world, &record.get(*step)?.ty)?;
        }
        record.get(*last)
    }
}
