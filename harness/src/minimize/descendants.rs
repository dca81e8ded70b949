//! A pass that puts a descendant of a condition's body in the body's place, the lightest first: what carries the
//! difference to the surface goes in one step, whatever lies between.

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};

use super::expressions::replaced;
use super::sizes::weight_of;

/// One site for each condition.
pub(super) fn sites(case: &Case) -> usize {
    case.policies.iter().map(|policy| policy.conditions.len()).sum()
}

/// The body of the condition `site` becomes one of its descendants, or the opposite of one.
pub(super) fn hoisted(case: &Case, site: usize, number: usize) -> Option<Case> {
    let mut conditions = case.policies.iter().flat_map(|policy| &policy.conditions);
    let before: usize = conditions.by_ref().take(site).map(|condition| super::sizes::nodes(&condition.body)).sum();
    let body = &conditions.next()?.body;
    replaced(case, before, candidates(body).nth(number)?)
}

/// The descendants of `body`, without itself, by their weight; where one may be a boolean, its opposite too.
pub(super) fn candidates(body: &Expr) -> impl Iterator<Item = Expr> {
    let mut found = Vec::new();
    below(body, &mut found);
    found.pop();
    found.sort_by_key(|(_, weight)| *weight);
    found.into_iter().flat_map(|(expr, _)| {
        let opposite = may_be_boolean(expr).then(|| expr.clone().negated());
        std::iter::once(expr.clone()).chain(opposite)
    })
}

/// Every node with its weight, operands before what they are operands of.
fn below<'e>(expr: &'e Expr, found: &mut Vec<(&'e Expr, usize)>) {
    expr.operands().into_iter().for_each(|child| below(child, found));
    found.push((expr, weight_of(expr)));
}

fn may_be_boolean(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Var(_) | Expr::Set(_) | Expr::Record(_) => false,
        Expr::Unary(op, _) => !matches!(op, UnaryOp::Neg | UnaryOp::Not),
        Expr::Binary(op, ..) => !matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul),
        Expr::Call(function, _) => !function.is_constructor(),
        Expr::If(..) | Expr::And(..) | Expr::Or(..) | Expr::GetAttr(..) | Expr::HasAttr(..) => true,
    }
}
