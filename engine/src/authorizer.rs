//! The authorizer: policies and entities compiled once, requests answered many times.
//!
//! In come a policy set and an entity store, then requests; out come responses with exact diagnostics. An authorizer
//! never changes, so any number of threads may ask it at once without locks. A policy is satisfied when its scope
//! matches and all its clauses hold; one that errs is reported and otherwise ignored. (Language guide,
//! "Authorization"; formal model, Authorizer.)

use crate::code::Code;
use crate::compile::{Compiler, Names};
use crate::datum::{EntityId, Heap};
use crate::entities::Entities;
use crate::evaluate::Evaluation;
use crate::policy::{Body, Policy, PolicyId};
use crate::policy_set::PolicySet;
use crate::request::Request;
use crate::response::{AuthorizationError, Decision, Response};
use crate::scope::{ActionTest, Scope, ScopeIndex, ScopeTest, Subjects};
use crate::store::Store;
use crate::syntax::{ActionConstraint, Effect, EntityReference, Run, ScopeConstraint, SlotId, Syntax};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Policies and entities, compiled.
#[derive(Clone, Debug)]
pub struct Authorizer {
    heap: Heap<'static>,
    store: Store,
    code: Code,
    policies: Vec<CompiledPolicy>,
    index: ScopeIndex,
}

/// A policy beside its scope, which the index has.
#[derive(Clone, Debug)]
struct CompiledPolicy {
    id: PolicyId,
    effect: Effect,
    /// Its clauses.
    steps: Run,
}

/// What has been made of one policy text so far.
struct Source<'s> {
    names: Names<'s>,
    /// The clauses of each template that has been compiled: links of one template share them.
    steps: FxHashMap<u32, Run>,
}

/// The parts of an authorizer while it is being made.
#[derive(Default)]
struct Builder<'s> {
    heap: Heap<'static>,
    code: Code,
    scopes: Vec<Scope>,
    actions: Vec<EntityId>,
    policies: Vec<CompiledPolicy>,
    sources: FxHashMap<*const Syntax, Source<'s>>,
}

impl<'s> Builder<'s> {
    fn add(&mut self, policy: &'s Policy) {
        let body: &'s Body = policy.body();
        let template = body.template();
        let source = self
            .sources
            .entry(Arc::as_ptr(&body.syntax))
            .or_insert_with(|| Source { names: Names::new(&body.syntax), steps: FxHashMap::default() });
        let clauses = &body.syntax.clauses[template.clauses.range()];
        let (heap, code) = (&mut self.heap, &mut self.code);
        let steps = *source
            .steps
            .entry(body.at)
            .or_insert_with(|| Compiler::new(&mut source.names, heap, code).clauses(clauses));
        let action = match template.action {
            ActionConstraint::Any => ActionTest::Any,
            ActionConstraint::Equal(uid) => ActionTest::Equal(source.names.entity(uid, heap)),
            ActionConstraint::In(list) => {
                let start = self.actions.len() as u32;
                for uid in &body.syntax.actions[list.range()] {
                    self.actions.push(source.names.entity(*uid, heap));
                }
                ActionTest::In(Run { start, length: list.length })
            }
        };
        let principal = scope_test(template.principal, policy, SlotId::Principal, &mut source.names, heap);
        let resource = scope_test(template.resource, policy, SlotId::Resource, &mut source.names, heap);
        self.scopes.push(Scope { principal, action, resource });
        self.policies.push(CompiledPolicy { id: policy.id().clone(), effect: template.effect, steps });
    }
}

fn scope_test(
    constraint: ScopeConstraint,
    policy: &Policy,
    slot: SlotId,
    names: &mut Names<'_>,
    heap: &mut Heap<'static>,
) -> ScopeTest {
    let entity = |reference, names: &mut Names<'_>, heap: &mut Heap<'static>| match reference {
        EntityReference::Uid(uid) => Some(names.entity(uid, heap)),
        EntityReference::Slot => policy.slot(slot).map(|uid| heap.intern_entity(uid)),
    };
    let test = match constraint {
        ScopeConstraint::Any => Some(ScopeTest::Any),
        ScopeConstraint::Equal(reference) => entity(reference, names, heap).map(ScopeTest::Equal),
        ScopeConstraint::In(reference) => entity(reference, names, heap).map(ScopeTest::In),
        ScopeConstraint::Is(ty) => Some(ScopeTest::Is(names.symbol(ty, heap))),
        ScopeConstraint::IsIn(ty, reference) => {
            let ty = names.symbol(ty, heap);
            entity(reference, names, heap).map(|group| ScopeTest::IsIn(ty, group))
        }
    };
    // Linking has filled every slot of the template, so there always is a test.
    test.unwrap_or(ScopeTest::Any)
}

impl Authorizer {
    /// Compiles policies and entities.
    #[must_use]
    pub fn new(policies: &PolicySet, entities: &Entities) -> Self {
        let mut builder = Builder::default();
        let store = Store::new(entities, &mut builder.heap);
        for policy in policies.policies() {
            builder.add(policy);
        }
        let Builder { heap, code, scopes, actions, policies, .. } = builder;
        Self { heap, store, code, policies, index: ScopeIndex::new(scopes, actions) }
    }

    /// Answers a request.
    #[must_use]
    pub fn is_authorized(&self, request: &Request) -> Response {
        let mut evaluation = Evaluation::new(&self.code, &self.store, Heap::over(&self.heap), request);
        let subjects =
            Subjects { principal: evaluation.principal, action: evaluation.action, resource: evaluation.resource };
        let (mut permits, mut forbids, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        // Policies are numbered in the order of their ids, so all three lists come out sorted.
        for number in self.index.candidates(subjects, &self.store, &evaluation.heap) {
            if !self.index.matches(number, subjects, &self.store, &evaluation.heap) {
                continue;
            }
            let policy = &self.policies[number as usize];
            match evaluation.holds(policy.steps) {
                Ok(false) => {}
                Ok(true) if policy.effect == Effect::Permit => permits.push(policy.id.clone()),
                Ok(true) => forbids.push(policy.id.clone()),
                Err(fault) => {
                    let message = fault.message(&evaluation.heap);
                    errors.push(AuthorizationError::new(policy.id.clone(), fault.kind(), message));
                }
            }
        }
        if forbids.is_empty() && !permits.is_empty() {
            Response::new(Decision::Allow, permits, errors)
        } else {
            Response::new(Decision::Deny, forbids, errors)
        }
    }
}

#[cfg(test)]
mod tests;
