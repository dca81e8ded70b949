//! The law *negation*: `&&`, `||`, `!` and `if` can be said by each other.
//!
//! Transformation, one variant each: `a && b` by `!(!a || !b)` and `a || b` by `!(!a && !b)`; `a && b` and `a || b` by `if`;
//! `if c then x else y` of booleans by `(c && x) || (!c && y)`; a boolean by its double negation. Relation: the same
//! answers: short-circuiting skips the same operands, and an operand that is no boolean is a type error either way.
//!
//! Source: language guide, "Logical operators"; formal model, `evaluate` of `and`, `or`, `ite`.

use crosscheck_reference_model::expr::Expr;

use super::rewriting::{if_else, is_boolean, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "negation",
    in_words: "`&&`, `||`, `!` and `if` can be said by each other (De Morgan and what follows)",
    source: "language guide, \"Logical operators\"; formal model, `evaluate` of `and`, `or`, `ite`",
    variants: |_| 4,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let rule = [de_morgan, by_if, without_if, doubly][number % 4];
    let done =
        ["with De Morgan's laws", "with `if` for `&&` and `||`", "with `&&` and `||` for `if`", "doubly negated"];
    Some(ground.same(done[number % 4], &rewritten(ground.case, &rule)?))
}

fn de_morgan(expr: &Expr) -> Option<Expr> {
    match expr.clone() {
        Expr::And(a, b) => Some(a.negated().or(b.negated()).negated()),
        Expr::Or(a, b) => Some(a.negated().and(b.negated()).negated()),
        _ => None,
    }
}

fn by_if(expr: &Expr) -> Option<Expr> {
    // The double negation keeps what is no boolean an error.
    let tested = |e: Expr| if is_boolean(&e) { e } else { e.negated().negated() };
    match expr.clone() {
        Expr::And(a, b) => Some(if_else(*a, tested(*b), Expr::bool(false))),
        Expr::Or(a, b) => Some(if_else(*a, Expr::bool(true), tested(*b))),
        _ => None,
    }
}

fn without_if(expr: &Expr) -> Option<Expr> {
    match expr.clone() {
        Expr::If(c, yes, no) if is_boolean(&yes) && is_boolean(&no) => {
            Some((*c).clone().and(*yes).or(c.negated().and(*no)))
        }
        _ => None,
    }
}

fn doubly(expr: &Expr) -> Option<Expr> {
    is_boolean(expr).then(|| expr.clone().negated().negated())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, condition, replaced};
    use crate::laws::Law;

    #[test]
    fn a_subject_that_evaluates_too_much_or_too_little_is_caught() {
        for (written, other, read, how) in [
            ("true || 2", "!(!true && !2)", "!(!2 && !true)", "decision"),
            ("false && 2", "if false then !!2 else false", "!!2", "errors"),
            ("if false then true else true", "!false && true", "false", "decision"),
            ("true", "!!true", "!true", "decision"),
        ] {
            assert_caught(Law::Negation, &condition(written), &replaced(other, read), &[how]);
        }
    }
}
