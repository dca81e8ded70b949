//! Passes over the scopes of policies: no constraint at all, or a weaker one.

use crosscheck_generators::Case;
use crosscheck_reference_model::policy::{ActionScope, EntityOrSlot, Scope, Template};

use super::passes::Pick;
use super::slots::{slots_of, tidy_links};

/// Scopes that constrain become scopes that do not.
pub(super) fn to_any(case: &mut Case, pick: &mut Pick) {
    let before = slots_of(case);
    for policy in &mut case.policies {
        if policy.principal != Scope::Any && pick.take() {
            policy.principal = Scope::Any;
        }
        if policy.action != ActionScope::Any && pick.take() {
            policy.action = ActionScope::Any;
        }
        if policy.resource != Scope::Any && pick.take() {
            policy.resource = Scope::Any;
        }
    }
    tidy_links(case, &before);
}

/// Three sites for each policy.
pub(super) fn sites(case: &Case) -> usize {
    3 * case.policies.len()
}

/// The constraint at `site` becomes one with fewer parts.
pub(super) fn weaken(case: &Case, site: usize, number: usize) -> Option<Case> {
    let mut case = case.clone();
    let before = slots_of(&case);
    let policy: &mut Template = case.policies.get_mut(site / 3)?;
    match site % 3 {
        0 => policy.principal = weaker(&policy.principal, number)?,
        1 => policy.action = weaker_action(&policy.action, number)?,
        _ => policy.resource = weaker(&policy.resource, number)?,
    }
    tidy_links(&mut case, &before);
    Some(case)
}

fn weaker(scope: &Scope<EntityOrSlot>, number: usize) -> Option<Scope<EntityOrSlot>> {
    let Scope::IsIn(ty, group) = scope else { return None };
    [Scope::Is(ty.clone()), Scope::In(group.clone())].into_iter().nth(number)
}

fn weaker_action(scope: &ActionScope, number: usize) -> Option<ActionScope> {
    let ActionScope::InAny(actions) = scope else { return None };
    let fewer = actions.len().checked_sub(1)?;
    if number <= fewer {
        let mut actions = actions.clone();
        actions.remove(number);
        return Some(ActionScope::InAny(actions));
    }
    match (actions.as_slice(), number) {
        ([only], 1) => Some(ActionScope::In(only.clone())),
        _ => None,
    }
}
