//! The law *scope-as-condition*: a constraint of the scope means what the same test means in a first `when` clause.
//!
//! Transformation: the constraints on principal, action and resource, each or all, move into a clause in front of the
//! others; slots stay where they are, for no clause may hold one. Relation: the same answers, errors included, since
//! constraints never err.
//!
//! Source: formal model, `Policy.toExpr`, `PrincipalScope.toExpr`; language guide, "Policy scope".

use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp, Var};
use crosscheck_reference_model::policy::{ActionScope, Condition, ConditionKind, EntityOrSlot, Scope, Template};

use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "scope-as-condition",
    in_words: "a constraint of the scope means the same as a first clause",
    source: "formal model, `Policy.toExpr`; language guide, \"Policy scope\"",
    variants: |_| 4,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let mut case = ground.case.clone();
    case.policies.iter_mut().for_each(|policy| scope_to_condition(policy, number));
    let done =
        ["with scopes", "with the scopes of principals", "with the scopes of actions", "with the scopes of resources"];
    (case != *ground.case).then(|| ground.same(format!("{} as conditions", done[number % 4]), &case))
}

fn scope_to_condition(policy: &mut Template, number: usize) {
    let moves = |part: usize| number == 0 || number == part;
    let mut tests = Vec::new();
    if moves(1) {
        tests.extend(entity_test(&mut policy.principal, Var::Principal));
    }
    if moves(2) {
        tests.extend(action_test(&mut policy.action));
    }
    if moves(3) {
        tests.extend(entity_test(&mut policy.resource, Var::Resource));
    }
    if let Some(body) = tests.into_iter().reduce(Expr::and) {
        policy.conditions.insert(0, Condition { kind: ConditionKind::When, body });
    }
}

/// Takes the constraint away, unless it has a slot or is none, and says it as an expression.
fn entity_test(scope: &mut Scope<EntityOrSlot>, var: Var) -> Option<Expr> {
    let var = || Expr::Var(var);
    let test = match scope {
        Scope::Any => return None,
        Scope::Eq(EntityOrSlot::Entity(uid)) => var().binary(BinaryOp::Eq, Expr::entity(uid.clone())),
        Scope::In(EntityOrSlot::Entity(uid)) => var().binary(BinaryOp::In, Expr::entity(uid.clone())),
        Scope::Is(ty) => var().unary(UnaryOp::Is(ty.clone())),
        Scope::IsIn(ty, EntityOrSlot::Entity(uid)) => {
            var().unary(UnaryOp::Is(ty.clone())).and(var().binary(BinaryOp::In, Expr::entity(uid.clone())))
        }
        Scope::Eq(EntityOrSlot::Slot) | Scope::In(EntityOrSlot::Slot) | Scope::IsIn(_, EntityOrSlot::Slot) => {
            return None;
        }
    };
    *scope = Scope::Any;
    Some(test)
}

fn action_test(scope: &mut ActionScope) -> Option<Expr> {
    let action = || Expr::Var(Var::Action);
    let test = match scope {
        ActionScope::Any => return None,
        ActionScope::Eq(uid) => action().binary(BinaryOp::Eq, Expr::entity(uid.clone())),
        ActionScope::In(uid) => action().binary(BinaryOp::In, Expr::entity(uid.clone())),
        ActionScope::InAny(uids) => {
            action().binary(BinaryOp::In, Expr::Set(uids.iter().cloned().map(Expr::entity).collect()))
        }
    };
    *scope = ActionScope::Any;
    Some(test)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, policies, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_whose_index_loses_a_policy_is_caught() {
        for (scope, lost) in [
            ("principal in User::\"ann\", action, resource", "principal in User::\"eve\", action, resource"),
            ("principal, action in [Action::\"act\"], resource", "principal, action in [], resource"),
            ("principal, action, resource is User", "principal, action, resource is Nothing"),
            (
                "principal, action == Action::\"act\", resource is User in User::\"bob\"",
                "principal is Nothing, action, resource",
            ),
        ] {
            let case = policies(&format!("permit({scope});"));
            assert_caught(Law::ScopeAsCondition, &case, &replaced(scope, lost), &["decision"]);
        }
    }
}
