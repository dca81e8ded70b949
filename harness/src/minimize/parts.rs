//! Passes that take whole parts of a case away: requests, policies, entities and what they hold.
//!
//! Ids of policies are positions: when policies go, the others are numbered again and the links follow.

use std::collections::BTreeMap;

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{Expr, UnaryOp};
use crosscheck_reference_model::policy::{ConditionKind, Effect};

use super::passes::Pick;

pub(super) fn requests(case: &mut Case, pick: &mut Pick) {
    case.requests.retain(|_| !pick.take());
}

pub(super) fn policies(case: &mut Case, pick: &mut Pick) {
    // Links of templates that go now go too. Links that named none before stay: they may be what the case is about.
    let Case { policies, links, .. } = case;
    policies.retain(|policy| {
        let taken = pick.take();
        if taken {
            links.retain(|link| link.template != policy.id);
        }
        !taken
    });
    renumber(case);
}

/// Gives policies their positional ids again; links follow, in what they name and where they have the id of a policy.
pub(super) fn renumber(case: &mut Case) {
    let mut renamed = BTreeMap::new();
    for (index, policy) in case.policies.iter_mut().enumerate() {
        let id = format!("policy{index}");
        renamed.insert(std::mem::replace(&mut policy.id, id.clone()), id);
    }
    for link in &mut case.links {
        for id in [&mut link.template, &mut link.id] {
            if let Some(renamed) = renamed.get(id) {
                id.clone_from(renamed);
            }
        }
    }
}

pub(super) fn entities(case: &mut Case, pick: &mut Pick) {
    case.entities.retain(|_| !pick.take());
}

pub(super) fn links(case: &mut Case, pick: &mut Pick) {
    case.links.retain(|_| !pick.take());
}

pub(super) fn conditions(case: &mut Case, pick: &mut Pick) {
    for policy in &mut case.policies {
        policy.conditions.retain(|_| !pick.take());
    }
}

pub(super) fn annotations(case: &mut Case, pick: &mut Pick) {
    for policy in &mut case.policies {
        policy.annotations.retain(|_, _| !pick.take());
    }
}

pub(super) fn attributes(case: &mut Case, pick: &mut Pick) {
    for entity in &mut case.entities {
        entity.attrs.retain(|_, _| !pick.take());
    }
}

pub(super) fn tags(case: &mut Case, pick: &mut Pick) {
    for entity in &mut case.entities {
        entity.tags.retain(|_, _| !pick.take());
    }
}

pub(super) fn parents(case: &mut Case, pick: &mut Pick) {
    for entity in &mut case.entities {
        entity.parents.retain(|_| !pick.take());
    }
}

pub(super) fn contexts(case: &mut Case, pick: &mut Pick) {
    for request in &mut case.requests {
        request.context.retain(|_, _| !pick.take());
    }
}

/// `unless` to `when` of the same.
pub(super) fn unless(case: &mut Case, pick: &mut Pick) {
    for condition in case.policies.iter_mut().flat_map(|policy| &mut policy.conditions) {
        if condition.kind == ConditionKind::Unless && pick.take() {
            condition.kind = ConditionKind::When;
        }
    }
}

/// `forbid` to `permit`, `unless` to `when` of the opposite: the forms that a reader expects.
pub(super) fn forbid_and_unless(case: &mut Case, pick: &mut Pick) {
    for policy in &mut case.policies {
        if policy.effect == Effect::Forbid && pick.take() {
            policy.effect = Effect::Permit;
        }
        for condition in &mut policy.conditions {
            if condition.kind == ConditionKind::Unless && pick.take() {
                condition.kind = ConditionKind::When;
                let body = std::mem::replace(&mut condition.body, Expr::bool(true));
                condition.body = match body {
                    Expr::Unary(UnaryOp::Not, inner) => *inner,
                    other => other.negated(),
                };
            }
        }
    }
}
