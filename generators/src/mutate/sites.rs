//! Where expressions are: the nodes of conditions and of data, in one fixed order, to be counted and to be changed.
//!
//! A constructor called on one literal, `ip("::1")`, counts as a literal: its string is no place of its own.

use crosscheck_reference_model::expr::Expr;

use crate::case::Case;

/// The roots of all conditions.
pub(super) fn conditions(case: &Case) -> impl Iterator<Item = &Expr> {
    case.policies.iter().flat_map(|policy| &policy.conditions).map(|condition| &condition.body)
}

/// The same, to be changed.
pub(super) fn conditions_mut(case: &mut Case) -> impl Iterator<Item = &mut Expr> {
    case.policies.iter_mut().flat_map(|policy| &mut policy.conditions).map(|condition| &mut condition.body)
}

/// The roots of the data of entities: attributes and tags.
pub(super) fn stored(case: &Case) -> impl Iterator<Item = &Expr> {
    case.entities.iter().flat_map(|entity| entity.attrs.values().chain(entity.tags.values()))
}

/// The same, to be changed.
pub(super) fn stored_mut(case: &mut Case) -> impl Iterator<Item = &mut Expr> {
    case.entities.iter_mut().flat_map(|entity| entity.attrs.values_mut().chain(entity.tags.values_mut()))
}

/// The roots of the data of requests: the values of their contexts.
pub(super) fn contexts(case: &Case) -> impl Iterator<Item = &Expr> {
    case.requests.iter().flat_map(|request| request.context.values())
}

/// The same, to be changed.
pub(super) fn contexts_mut(case: &mut Case) -> impl Iterator<Item = &mut Expr> {
    case.requests.iter_mut().flat_map(|request| request.context.values_mut())
}

/// Whether the expression is an extension literal.
pub(super) fn is_ext_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(function, arguments) if function.is_constructor() && matches!(arguments[..], [Expr::Lit(_)]))
}

/// The operands of an expression; an extension literal has none.
pub(super) fn operands(expr: &Expr) -> Vec<&Expr> {
    if is_ext_literal(expr) { Vec::new() } else { expr.operands() }
}

/// The same, to be changed.
pub(super) fn operands_mut(expr: &mut Expr) -> Vec<&mut Expr> {
    if is_ext_literal(expr) { Vec::new() } else { expr.operands_mut() }
}

/// Every node below `roots`, the roots among them.
pub(crate) fn nodes<'e>(roots: impl Iterator<Item = &'e Expr>) -> Vec<&'e Expr> {
    let mut found = Vec::new();
    let mut open: Vec<&Expr> = Vec::new();
    for root in roots {
        open.push(root);
        while let Some(expr) = open.pop() {
            found.push(expr);
            open.extend(operands(expr));
        }
    }
    found
}

/// The node number `place` of those below `roots` for which `fits` holds.
pub(super) fn at<'e>(
    roots: impl Iterator<Item = &'e mut Expr>,
    fits: impl Fn(&Expr) -> bool,
    mut place: usize,
) -> Option<&'e mut Expr> {
    for root in roots {
        let mut open = vec![root];
        while let Some(expr) = open.pop() {
            if fits(expr) {
                if place == 0 {
                    return Some(expr);
                }
                place -= 1;
            }
            open.extend(operands_mut(expr));
        }
    }
    None
}

/// The number of nodes of an expression, and its height.
pub(super) fn size(expr: &Expr) -> (usize, usize) {
    let (mut count, mut height) = (0, 0);
    let mut open = vec![(expr, 1)];
    while let Some((expr, level)) = open.pop() {
        count += 1;
        height = height.max(level);
        open.extend(operands(expr).into_iter().map(|operand| (operand, level + 1)));
    }
    (count, height)
}
