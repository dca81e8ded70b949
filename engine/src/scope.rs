//! Scopes of policies, compiled, and the index that finds the policies whose scope can match a request.
//!
//! Testing a scope never errs: `==`, `in` and `is` between entities always have an answer. Each policy is filed under
//! the rarest key that its scope allows: one entity or type that the principal, the action or the resource must be, be
//! in, or be of. A request looks under the keys that it satisfies, so its cost follows the policies that can apply.

use crate::datum::{EntityId, Heap};
use crate::store::Store;
use crate::symbols::Symbol;
use crate::syntax::Run;
use rustc_hash::FxHashMap;

/// The constraint on the principal or the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeTest {
    Any,
    Equal(EntityId),
    In(EntityId),
    Is(Symbol),
    IsIn(Symbol, EntityId),
}

/// The constraint on the action; a list is in [`ScopeIndex::actions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ActionTest {
    Any,
    Equal(EntityId),
    In(Run),
}

/// A scope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    pub(crate) principal: ScopeTest,
    pub(crate) action: ActionTest,
    pub(crate) resource: ScopeTest,
}

/// The entities of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subjects {
    pub(crate) principal: EntityId,
    pub(crate) action: EntityId,
    pub(crate) resource: EntityId,
}

/// The variables that a scope constrains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Variable {
    Principal,
    Action,
    Resource,
}

/// What a policy can be filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Equal(Variable, EntityId),
    In(Variable, EntityId),
    Is(Variable, Symbol),
}

impl ScopeTest {
    fn matches(self, entity: EntityId, store: &Store, heap: &Heap<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Equal(other) => entity == other,
            Self::In(group) => store.is_in(entity, group),
            Self::Is(ty) => heap.uid(entity).0 == ty,
            Self::IsIn(ty, group) => heap.uid(entity).0 == ty && store.is_in(entity, group),
        }
    }

    fn key(self, variable: Variable) -> Option<Key> {
        match self {
            Self::Any => None,
            Self::Equal(entity) => Some(Key::Equal(variable, entity)),
            Self::In(group) | Self::IsIn(_, group) => Some(Key::In(variable, group)),
            Self::Is(ty) => Some(Key::Is(variable, ty)),
        }
    }
}

/// The scopes of all policies, by number, and where to look for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ScopeIndex {
    scopes: Vec<Scope>,
    pub(crate) actions: Vec<EntityId>,
    filed: FxHashMap<Key, Vec<u32>>,
    /// Policies whose scope has no constraint.
    unconstrained: Vec<u32>,
    /// Whether the policies are so few that testing each is quicker than looking them up.
    small: bool,
}

impl ScopeIndex {
    /// The index over these scopes, whose action lists are in `actions`.
    pub(crate) fn new(scopes: Vec<Scope>, actions: Vec<EntityId>) -> Self {
        /// Up to this many policies are tested one by one.
        const SMALL: usize = 16;
        let mut index = Self { scopes, actions, ..Self::default() };
        index.small = index.scopes.len() <= SMALL;
        if !index.small {
            index.file_all();
        }
        index
    }

    fn file_all(&mut self) {
        let mut counts: FxHashMap<Key, usize> = FxHashMap::default();
        let mut keys = Vec::new();
        for scope in &self.scopes {
            for variable in [Variable::Principal, Variable::Action, Variable::Resource] {
                keys.clear();
                self.keys(scope, variable, &mut keys);
                for key in &keys {
                    *counts.entry(*key).or_default() += 1;
                }
            }
        }
        for (number, scope) in self.scopes.iter().enumerate() {
            let mut rarest: Option<(usize, Vec<Key>)> = None;
            for variable in [Variable::Principal, Variable::Resource, Variable::Action] {
                keys.clear();
                if !self.keys(scope, variable, &mut keys) {
                    continue;
                }
                let cost = keys.iter().map(|key| counts[key]).sum();
                if rarest.as_ref().is_none_or(|(best, _)| cost < *best) {
                    rarest = Some((cost, keys.clone()));
                }
            }
            match rarest {
                None => self.unconstrained.push(number as u32),
                Some((_, keys)) => {
                    for key in keys {
                        self.filed.entry(key).or_default().push(number as u32);
                    }
                }
            }
        }
    }

    /// The keys of which a request must satisfy one if it is to match this part of a scope; says whether the part
    /// constrains anything. No key at all means that no request matches.
    fn keys(&self, scope: &Scope, variable: Variable, keys: &mut Vec<Key>) -> bool {
        match (variable, scope.action) {
            (Variable::Principal, _) => keys.extend(scope.principal.key(variable)),
            (Variable::Resource, _) => keys.extend(scope.resource.key(variable)),
            (Variable::Action, ActionTest::Any) => {}
            (Variable::Action, ActionTest::Equal(action)) => keys.push(Key::Equal(variable, action)),
            (Variable::Action, ActionTest::In(list)) => {
                keys.extend(self.actions[list.range()].iter().map(|action| Key::In(variable, *action)));
                return true;
            }
        }
        !keys.is_empty()
    }

    /// The policies that may match, each at most once, in ascending order. `matches` tells which do.
    pub(crate) fn candidates(&self, subjects: Subjects, store: &Store, heap: &Heap<'_>) -> Vec<u32> {
        if self.small {
            return (0..self.scopes.len() as u32).collect();
        }
        let mut found = self.unconstrained.clone();
        let mut look = |key: Key| {
            if let Some(filed) = self.filed.get(&key) {
                found.extend_from_slice(filed);
            }
        };
        let variables = [
            (Variable::Principal, subjects.principal),
            (Variable::Action, subjects.action),
            (Variable::Resource, subjects.resource),
        ];
        for (variable, entity) in variables {
            look(Key::Equal(variable, entity));
            look(Key::Is(variable, heap.uid(entity).0));
            look(Key::In(variable, entity));
            for group in store.ancestors(entity) {
                look(Key::In(variable, *group));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether the scope of a policy matches.
    pub(crate) fn matches(&self, policy: u32, subjects: Subjects, store: &Store, heap: &Heap<'_>) -> bool {
        let scope = &self.scopes[policy as usize];
        let action = match scope.action {
            ActionTest::Any => true,
            ActionTest::Equal(action) => subjects.action == action,
            ActionTest::In(list) => self.actions[list.range()].iter().any(|group| store.is_in(subjects.action, *group)),
        };
        action
            && scope.principal.matches(subjects.principal, store, heap)
            && scope.resource.matches(subjects.resource, store, heap)
    }
}
