//! For laws of expressions: one rule, applied wherever it can be in the conditions of a case, from the leaves up.
//!
//! A rule may write an operand twice. So that nested ones do not double and double again, the conditions of a case may
//! grow by so many nodes altogether; where there is no room left an expression stays as it is.

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun, UnaryOp};
use crosscheck_reference_model::value::Prim;

use crate::minimize::nodes;

/// How many nodes the conditions of a case may grow by.
const ROOM: usize = 600;

/// A rule: another expression of the same meaning, if it knows one.
pub(super) type Rule<'r> = &'r dyn Fn(&Expr) -> Option<Expr>;

/// The case with the rule applied; `None` if it applies nowhere.
pub(super) fn rewritten(case: &Case, rule: Rule<'_>) -> Option<Case> {
    let mut case = case.clone();
    let (mut room, mut changed) = (ROOM, false);
    for condition in case.policies.iter_mut().flat_map(|policy| &mut policy.conditions) {
        changed |= rewrite(&mut condition.body, rule, &mut room);
    }
    changed.then_some(case)
}

fn rewrite(expr: &mut Expr, rule: Rule<'_>, room: &mut usize) -> bool {
    let mut changed = false;
    for child in expr.operands_mut() {
        changed |= rewrite(child, rule, room);
    }
    let Some(new) = rule(expr) else { return changed };
    let more = nodes(&new).saturating_sub(nodes(expr));
    if more > *room || new == *expr {
        return changed;
    }
    *room -= more;
    *expr = new;
    true
}

/// Whether the value is a boolean whenever there is one.
pub(super) fn is_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::And(..) | Expr::Or(..) | Expr::HasAttr(..) | Expr::Lit(Prim::Bool(_)) => true,
        Expr::Unary(op, _) => !matches!(op, UnaryOp::Neg),
        Expr::Binary(op, ..) => !matches!(op, BinaryOp::GetTag | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul),
        Expr::If(_, yes, no) => is_boolean(yes) && is_boolean(no),
        Expr::Call(function, _) => matches!(
            function,
            ExtFun::LessThan
                | ExtFun::LessThanOrEqual
                | ExtFun::GreaterThan
                | ExtFun::GreaterThanOrEqual
                | ExtFun::IsIpv4
                | ExtFun::IsIpv6
                | ExtFun::IsLoopback
                | ExtFun::IsMulticast
                | ExtFun::IsInRange
        ),
        Expr::Lit(_) | Expr::Var(_) | Expr::GetAttr(..) | Expr::Set(_) | Expr::Record(_) => false,
    }
}

/// Whether it has a value for certain, so that it does not matter when it is evaluated, or how often.
pub(super) fn never_errs(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Var(_) => true,
        Expr::Set(elements) => elements.iter().all(never_errs),
        Expr::Record(fields) => fields.iter().all(|(_, value)| never_errs(value)),
        _ => false,
    }
}

/// `if c then yes else no`
pub(super) fn if_else(condition: Expr, yes: Expr, no: Expr) -> Expr {
    Expr::If(Box::new(condition), Box::new(yes), Box::new(no))
}

/// The call of a constructor on a string.
pub(super) fn constructed(function: ExtFun, text: &str) -> Expr {
    Expr::Call(function, vec![Expr::string(text)])
}

#[cfg(test)]
mod tests {
    use crosscheck_generators::print;
    use crosscheck_reference_model::parse::{self, PolicyIds};

    use super::*;

    #[test]
    fn a_rule_is_applied_everywhere_and_does_not_grow_without_bound() {
        let of = |text: &str| {
            let policies = parse::policies(
                &format!("permit(principal, action, resource) when {{ {text} }};"),
                PolicyIds::Positional,
            );
            Case { policies: policies.expect("a policy"), ..Case::default() }
        };
        let doubled = |expr: &Expr| match expr {
            Expr::Unary(UnaryOp::Not, of) => Some((**of).clone().negated().and((**of).clone().negated())),
            _ => None,
        };
        let shown = |case: &Case| print::expression(&case.policies[0].conditions[0].body);
        assert_eq!(rewritten(&of("1 == 2"), &doubled), None);
        let case = rewritten(&of("!true || !false"), &doubled).expect("two places");
        assert_eq!(shown(&case), "!true && !true || !false && !false");
        let deep = format!("{}true{}", "!(".repeat(40), ")".repeat(40));
        let case = rewritten(&of(&deep), &doubled).expect("a place");
        assert!(nodes(&case.policies[0].conditions[0].body) < ROOM + 100);
    }
}
