//! Passes over expressions: those of conditions, and the restricted ones of attributes, tags and contexts.
//!
//! A site is a node of an expression; sites are counted in pre-order over all expressions of the case, conditions
//! first, so that whole conditions are tried before their parts.

use crosscheck_generators::Case;
use crosscheck_reference_model::expr::{BinaryOp, Expr, UnaryOp};
use crosscheck_reference_model::value::Prim;

use super::passes::Pick;
use super::sizes::nodes;

/// The roots of all expressions of the case: conditions, attributes and tags, contexts.
fn roots(case: &Case) -> impl Iterator<Item = &Expr> {
    let conditions = case.policies.iter().flat_map(|policy| &policy.conditions).map(|condition| &condition.body);
    let stored = case.entities.iter().flat_map(|entity| entity.attrs.values().chain(entity.tags.values()));
    conditions.chain(stored).chain(case.requests.iter().flat_map(|request| request.context.values()))
}

fn roots_mut(case: &mut Case) -> impl Iterator<Item = &mut Expr> {
    let conditions =
        case.policies.iter_mut().flat_map(|policy| &mut policy.conditions).map(|condition| &mut condition.body);
    let stored = case.entities.iter_mut().flat_map(|entity| entity.attrs.values_mut().chain(entity.tags.values_mut()));
    conditions.chain(stored).chain(case.requests.iter_mut().flat_map(|request| request.context.values_mut()))
}

/// Calls `visit` on every node of the case's expressions, in pre-order, also on nodes that it has just put there.
pub(super) fn visit(case: &mut Case, visit: &mut dyn FnMut(&mut Expr)) {
    fn descend(expr: &mut Expr, visit: &mut dyn FnMut(&mut Expr)) {
        visit(expr);
        expr.operands_mut().into_iter().for_each(|child| descend(child, visit));
    }
    roots_mut(case).for_each(|root| descend(root, visit));
}

/// Every node of the case's expressions, in no order.
pub(crate) fn all(case: &Case) -> impl Iterator<Item = &Expr> {
    let mut open: Vec<&Expr> = roots(case).collect();
    std::iter::from_fn(move || {
        let expr = open.pop()?;
        open.extend(expr.operands());
        Some(expr)
    })
}

/// How many nodes the case's expressions have.
pub(super) fn sites(case: &Case) -> usize {
    roots(case).map(nodes).sum()
}

/// How many of them are nodes of conditions; they come first.
pub(super) fn condition_sites(case: &Case) -> usize {
    case.policies.iter().flat_map(|policy| &policy.conditions).map(|condition| nodes(&condition.body)).sum()
}

/// The node at `site`.
pub(super) fn at(case: &Case, mut site: usize) -> Option<&Expr> {
    let mut level: Vec<&Expr> = roots(case).collect();
    loop {
        let inside = level.into_iter().find(|expr| {
            let size = nodes(expr);
            let here = site < size;
            site -= if here { 0 } else { size };
            here
        })?;
        if site == 0 {
            return Some(inside);
        }
        site -= 1;
        level = inside.operands();
    }
}

/// The case with `replacement` at `site`.
pub(super) fn replaced(case: &Case, mut site: usize, replacement: Expr) -> Option<Case> {
    let mut case = case.clone();
    let mut level: Vec<&mut Expr> = roots_mut(&mut case).collect();
    loop {
        let inside = level.into_iter().find(|expr| {
            let size = nodes(expr);
            let here = site < size;
            site -= if here { 0 } else { size };
            here
        })?;
        if site == 0 {
            *inside = replacement;
            return Some(case);
        }
        site -= 1;
        level = inside.operands_mut();
    }
}

/// A simpler expression at `site`: a literal, or one of its operands.
pub(super) fn simpler(case: &Case, site: usize, number: usize) -> Option<Case> {
    let expr = at(case, site)?;
    let is_data = site >= condition_sites(case);
    replaced(case, site, alternatives(expr, is_data).into_iter().nth(number)?)
}

fn alternatives(expr: &Expr, is_data: bool) -> Vec<Expr> {
    let mut found = trivial(expr);
    if !is_data || !matches!(expr, Expr::Call(_, _)) {
        found.extend(expr.operands().into_iter().cloned());
    }
    if let Expr::If(condition, yes, no) = expr {
        found.push((**condition).clone().and((**yes).clone()));
        found.push((**condition).clone().or((**no).clone()));
    }
    if let Expr::Binary(
        op @ (BinaryOp::Less | BinaryOp::LessEq | BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul),
        l,
        r,
    ) = expr
    {
        // A boolean that was put in an operand's place is readable as an integer.
        let readable = |side: &Expr| match side {
            Expr::Lit(Prim::Bool(_)) => Expr::long(0),
            other => other.clone(),
        };
        found.push(readable(l).binary(*op, readable(r)));
    }
    if let Expr::Binary(op @ (BinaryOp::Eq | BinaryOp::Less | BinaryOp::LessEq), ..) = expr {
        // Both operands at once: integers are never compared with anything else.
        found.extend([(0, 0), (0, 1), (1, 0)].map(|(l, r)| Expr::long(l).binary(*op, Expr::long(r))));
    }
    found.retain(|alternative| alternative != expr);
    found
}

/// The trivial literals that may stand for it: those of the kind it gives, or of all kinds where its form leaves that
/// open.
fn trivial(expr: &Expr) -> Vec<Expr> {
    let booleans = || vec![Expr::bool(true), Expr::bool(false)];
    let any = || vec![Expr::bool(true), Expr::bool(false), Expr::long(0), Expr::string("")];
    match expr {
        Expr::And(..) | Expr::Or(..) | Expr::HasAttr(..) => booleans(),
        Expr::Unary(UnaryOp::Neg, _) => vec![Expr::long(0)],
        Expr::Unary(..) => booleans(),
        Expr::Binary(BinaryOp::GetTag, ..) => any(),
        Expr::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, ..) => vec![Expr::long(0)],
        Expr::Binary(..) => booleans(),
        Expr::Set(_) => vec![Expr::long(0), Expr::Set(Vec::new())],
        Expr::Record(_) => vec![Expr::long(0), Expr::Record(Vec::new())],
        Expr::Lit(Prim::Bool(_)) => vec![Expr::bool(true)],
        Expr::Lit(_) => vec![Expr::long(0)],
        Expr::Var(_) | Expr::If(..) | Expr::GetAttr(..) | Expr::Call(..) => any(),
    }
}

/// Takes elements of sets, fields of records and arguments of functions away.
pub(super) fn elements(case: &mut Case, pick: &mut Pick) {
    visit(case, &mut |expr| match expr {
        Expr::Set(elements) => elements.retain(|_| !pick.take()),
        Expr::Record(fields) => fields.retain(|_| !pick.take()),
        _ => {}
    });
}

/// Takes characters of string literals away.
pub(super) fn strings(case: &mut Case, pick: &mut Pick) {
    visit(case, &mut |expr| {
        if let Expr::Lit(Prim::String(text)) = expr {
            text.retain(|_| !pick.take());
        }
    });
}

/// Takes elements of `like` patterns away.
pub(super) fn patterns(case: &mut Case, pick: &mut Pick) {
    visit(case, &mut |expr| {
        if let Expr::Unary(UnaryOp::Like(pattern), _) = expr {
            pattern.retain(|_| !pick.take());
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crosscheck_reference_model::parse;
    use crosscheck_reference_model::parse::PolicyIds;

    #[test]
    fn sites_are_nodes_in_pre_order() {
        let text = "permit(principal, action, resource) when { 1 + 2 < 3 } unless { [true, {a: 4}] == \"x\" };";
        let case =
            Case { policies: parse::policies(text, PolicyIds::Positional).expect("a policy"), ..Case::default() };
        let shown: Vec<&Expr> = (0..sites(&case)).map(|site| at(&case, site).expect("a site")).collect();
        assert_eq!(shown.len(), 11);
        assert_eq!(at(&case, 11), None);
        assert_eq!(shown[2], &Expr::long(1));
        assert_eq!(shown[9], &Expr::long(4));
        let changed = replaced(&case, 9, Expr::long(5)).expect("a site");
        assert_eq!(at(&changed, 9), Some(&Expr::long(5)));
        assert_eq!(at(&changed, 10), Some(&Expr::string("x")));
    }
}
