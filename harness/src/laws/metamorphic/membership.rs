//! The law *membership*: `in` a list is `in` one of its elements, and an entity is in itself.
//!
//! Transformation: `e in [x, y]` by `e in x || e in y`, and `e in x` by `e in [x]`, where the elements are entities for
//! certain (an element that is none is an error of the list); `e in x` by `e in x || e == x`; in scopes, `action in a` by
//! `action in [a]` and the other way round. Relation: the same answers.
//!
//! Source: language guide, "in (hierarchy membership)"; formal model, `inₑ`, `inₛ`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, Var};
use crosscheck_reference_model::policy::ActionScope;
use crosscheck_reference_model::value::Prim;

use super::rewriting::rewritten;
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "membership",
    in_words: "`in` a list is `in` one of its elements, and an entity is in itself",
    source: "language guide, \"in (hierarchy membership)\"; formal model, `inₑ` and `inₛ`",
    variants: |_| 3,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    match number {
        0 => Some(ground.same("with each element of a list by itself", &rewritten(ground.case, &element_by_element)?)),
        1 => {
            let mut case = rewritten(ground.case, &as_list).unwrap_or_else(|| ground.case.clone());
            case.policies.iter_mut().for_each(|policy| as_listed_action(&mut policy.action));
            (case != *ground.case).then(|| ground.same("with a list of one for one", &case))
        }
        _ => Some(ground.same("with `in` or `==` for `in`", &rewritten(ground.case, &reflexively)?)),
    }
}

/// Whether the value is an entity for certain.
fn is_entity(expr: &Expr) -> bool {
    matches!(expr, Expr::Lit(Prim::Entity(_)) | Expr::Var(Var::Principal | Var::Action | Var::Resource))
}

fn element_by_element(expr: &Expr) -> Option<Expr> {
    let Expr::Binary(BinaryOp::In, e, of) = expr else { return None };
    let Expr::Set(elements) = &**of else { return None };
    if !elements.iter().all(is_entity) {
        return None;
    }
    elements.iter().map(|x| (**e).clone().binary(BinaryOp::In, x.clone())).reduce(Expr::or)
}

fn as_list(expr: &Expr) -> Option<Expr> {
    let Expr::Binary(BinaryOp::In, e, of) = expr else { return None };
    is_entity(of).then(|| (**e).clone().binary(BinaryOp::In, Expr::Set(vec![(**of).clone()])))
}

fn as_listed_action(scope: &mut ActionScope) {
    *scope = match std::mem::replace(scope, ActionScope::Any) {
        ActionScope::In(uid) => ActionScope::InAny(vec![uid]),
        ActionScope::InAny(mut uids) if uids.len() == 1 => uids.pop().map_or(ActionScope::Any, ActionScope::In),
        other => other,
    };
}

fn reflexively(expr: &Expr) -> Option<Expr> {
    let Expr::Binary(BinaryOp::In, e, of) = expr else { return None };
    // In this order what is no entity is an error before it is compared.
    Some(expr.clone().or((**e).clone().binary(BinaryOp::Eq, (**of).clone())))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_stops_at_the_first_element_is_caught() {
        let written = r#"principal in [User::"eve", User::"ann"]"#;
        assert_caught(Law::Membership, &condition(written), &replaced(written, "1 == 2"), &["decision"]);
    }

    #[test]
    fn a_subject_for_which_nothing_is_in_itself_is_caught() {
        let written = r#"principal in User::"ann""#;
        assert_caught(Law::Membership, &condition(written), &replaced(written, "1 == 2"), &["decision"]);
    }
}
