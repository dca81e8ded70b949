//! The law *comparisons*: the order of integers, decimals, datetimes and durations is total, and agrees with `==`.
//!
//! Transformation: `a <= b` by `a < b || a == b` and `a < b` by `a <= b && a != b`, the same for the methods of decimals;
//! each of these by the negation of the opposite one where an operand has a value for certain. Relation: the same answers:
//! both sides evaluate the operands in the same order, and `==` does not err.
//!
//! Source: language guide, "Comparison operators" and "decimal"; formal model, `binary.apply` of `less` and `lessEq`.

use crosscheck_reference_model::expr::{BinaryOp, Expr, ExtFun};

use super::rewriting::{never_errs, rewritten};
use super::{Ground, Property, Variant};

pub(super) const PROPERTY: Property = Property {
    name: "comparisons",
    in_words: "the order of numbers and times is total and agrees with `==`",
    source: "language guide, \"Comparison operators\", \"decimal\"; formal model, `less` and `lessEq`",
    variants: |_| 2,
    transform,
};

fn transform(ground: &Ground<'_>, number: usize) -> Option<Variant> {
    let (done, rule): (_, fn(&Expr) -> Option<Expr>) = if number == 0 {
        ("with `<` and `==` for `<=`, and the like", by_equality)
    } else {
        ("with the opposite negated", by_opposite)
    };
    Some(ground.same(done, &rewritten(ground.case, &rule)?))
}

/// A comparison: its operands, and how to say another one of the same operands.
fn comparison(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match expr {
        Expr::Binary(BinaryOp::Less | BinaryOp::LessEq, a, b) => Some((a, b)),
        Expr::Call(
            ExtFun::LessThan | ExtFun::LessThanOrEqual | ExtFun::GreaterThan | ExtFun::GreaterThanOrEqual,
            arguments,
        ) => match arguments.as_slice() {
            [a, b] => Some((a, b)),
            _ => None,
        },
        _ => None,
    }
}

fn by_equality(expr: &Expr) -> Option<Expr> {
    let (a, b) = comparison(expr)?;
    let equal = a.clone().binary(BinaryOp::Eq, b.clone());
    let called = |function| Expr::Call(function, vec![a.clone(), b.clone()]);
    Some(match expr {
        Expr::Binary(BinaryOp::LessEq, ..) => a.clone().binary(BinaryOp::Less, b.clone()).or(equal),
        Expr::Binary(..) => a.clone().binary(BinaryOp::LessEq, b.clone()).and(equal.negated()),
        Expr::Call(ExtFun::LessThanOrEqual, _) => called(ExtFun::LessThan).or(equal),
        Expr::Call(ExtFun::GreaterThanOrEqual, _) => called(ExtFun::GreaterThan).or(equal),
        Expr::Call(ExtFun::LessThan, _) => called(ExtFun::LessThanOrEqual).and(equal.negated()),
        _ => called(ExtFun::GreaterThanOrEqual).and(equal.negated()),
    })
}

fn by_opposite(expr: &Expr) -> Option<Expr> {
    let (a, b) = comparison(expr)?;
    let called = |function| Expr::Call(function, vec![a.clone(), b.clone()]).negated();
    let turned = |op| b.clone().binary(op, a.clone()).negated();
    Some(match expr {
        // Here the operands change places, and so may two errors.
        Expr::Binary(..) if !never_errs(a) && !never_errs(b) => return None,
        Expr::Binary(BinaryOp::LessEq, ..) => turned(BinaryOp::Less),
        Expr::Binary(..) => turned(BinaryOp::LessEq),
        Expr::Call(ExtFun::LessThanOrEqual, _) => called(ExtFun::GreaterThan),
        Expr::Call(ExtFun::GreaterThanOrEqual, _) => called(ExtFun::LessThan),
        Expr::Call(ExtFun::LessThan, _) => called(ExtFun::GreaterThanOrEqual),
        _ => called(ExtFun::LessThanOrEqual),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_caught, caught_of, condition, replaced};
    use crate::laws::Law;
    use crate::subject::Canary;

    #[test]
    fn the_canary_is_caught_without_a_second_opinion() {
        assert_eq!(caught_of(&Canary, Law::Comparisons, &condition("1 <= 1")), ["decision"]);
    }

    #[test]
    fn a_subject_with_another_order_of_decimals_is_caught() {
        let spelled = r#"decimal("1.0").greaterThan(decimal("1.0"))"#;
        let fault = replaced(spelled, "true");
        let written = r#"decimal("1.0").lessThanOrEqual(decimal("1.0"))"#;
        assert_caught(Law::Comparisons, &condition(written), &fault, &["decision"]);
    }
}
